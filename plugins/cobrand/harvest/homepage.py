"""A profile, and what its feeds say → which page is the personal home page. It asks nobody."""

from cobrand import address
from cobrand.model import Expert, Feed


def home_of(expert: Expert, feeds: tuple[Feed, ...]) -> str | None:
    """Return the personal home page: `home`, else the blog's page.

    Where the profile names the blog by its feed, the feed says which page that is; but it may not send us to a host
    that has nothing to do with its own, where somebody else would speak for the expert.
    """
    if expert.home or not expert.blogs:
        return expert.home
    blog = expert.blogs[0].url
    feed = next((feed for feed in feeds if feed.blog == blog), None)
    if feed is None:
        return None
    if feed.url != blog:
        return blog
    here, there = address.host(blog), address.host(feed.link or "")
    near = here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
    return feed.link if feed.link and near else None


def page_of(expert: Expert, feeds: tuple[Feed, ...]) -> str | None:
    """Return what pages link to as somebody's home: never a feed that we have read, for its site's first page is better.

    `None` where nothing better than the profile's own address is known. Only what `home_of` returns is asked.
    """
    page = home_of(expert, feeds)
    if page or not expert.blogs:
        return page
    blog = expert.blogs[0].url
    read = any(feed.blog == blog and feed.read for feed in feeds)
    return address.absolute("/", blog) if read else None

"""A feed that is held back → addresses that nobody should be sent to, for somebody else may be there now.

What was published before stays, with its title and its credit; only the ways there are missing until a human has looked, or
the feed is the expert's again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from cobrand.address import akin
from cobrand.model import Entry, Feed
from cobrand.publish.fill import Told
from cobrand.publish.sanitize import unlinked


def astray(url: str | None, feed: Feed | None) -> bool:
    """Tell whether an address is on a host of a feed that is held back."""
    if url is None or feed is None or feed.held is None:
        return False
    places = (feed.blog, feed.url, feed.link, feed.held.url)
    return any(akin(url, place) for place in places if place)


def unled(told: Mapping[str, Told], feeds: Mapping[str, Sequence[Feed]]) -> dict[str, Told]:
    """Leave out of what pages show of people, by slug, whatever leads to a host of a feed that is held back."""
    return {
        slug: _unled(one, feeds[slug]) if any(feed.held for feed in feeds[slug]) else one for slug, one in told.items()
    }


def _unled(told: Told, feeds: Sequence[Feed]) -> Told:
    held = [feed for feed in feeds if feed.held]

    def leads(url: str | None) -> bool:
        return any(astray(url, feed) for feed in held)

    expert, pages = told.expert, {feed.blog: feed.link for feed in feeds}
    blogs = tuple(blog for blog in expert.blogs if not leads(blog.url))
    elsewhere = next((pages.get(blog.url) or blog.url for blog in blogs), None)
    server = (expert.fediverse or "").rpartition("@")[2]
    safe = replace(
        expert,
        home=elsewhere if leads(expert.homepage) else expert.home,
        blogs=blogs,
        links=tuple(link for link in expert.links if not leads(link.url)),
        fediverse=None if leads(f"https://{server}/") else expert.fediverse,
    )
    note = replace(told.note, url="") if told.note and leads(told.note.url) else told.note
    return replace(told, expert=safe, note=note, link_back=None if leads(expert.homepage) else told.link_back)


class Unlinking:
    """Takes out of texts the links to hosts of feeds that are held back, by the blog that the text is from."""

    def __init__(self, feeds: Mapping[str, Sequence[Feed]]) -> None:
        self._held: dict[str, list[Feed]] = {}
        for feed in (feed for found in feeds.values() for feed in found if feed.held):
            self._held.setdefault(feed.blog, []).append(feed)

    def of(self, entry: Entry, markup: Markup) -> Markup:
        """Return what is drawn of a post."""
        held = self._held.get(entry.blog)
        return unlinked(markup, lambda url: any(astray(url, feed) for feed in held)) if held else markup

    def anywhere(self, markup: Markup) -> Markup:
        """Return what somebody says of themselves."""
        held = [feed for found in self._held.values() for feed in found]
        return unlinked(markup, lambda url: any(astray(url, feed) for feed in held)) if held else markup

"""A page → what its head says beside what the theme writes: previews, feeds, the way on, and who wrote it. It draws nothing.

Nothing is said twice: what a theme, another plugin or the site's own template has written already is left alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cobrand.config import Options
from cobrand.publish.jsonld import Node, whole
from cobrand.publish.pages import DirectoryPage, ExpertPage, Feeds, GroupPage, ListingPage, Page, Person, Series, Site
from cobrand.words import Words

_RASTER = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLink:
    """A `<link>`; `href` is below the site."""

    rel: str
    href: str
    type: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is to be written: `<meta name>`, `<meta property>`, `<link>`, and the page in schema.org's words."""

    names: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    links: tuple[HeadLink, ...] = ()
    graph: Node | None = None


def compose(
    page: Page,
    options: Options,
    words: Words,
    *,
    title: str,
    description: str | None,
    graph: Node | None,
    there: Collection[str],
) -> Head:
    """Decide what a page's head still needs; `there` are the names, properties and rels that it has."""
    if page.noindex:
        return Head(names=() if "robots" in there else (("robots", "noindex"),))
    person = page.person if isinstance(page, ExpertPage) else None
    return Head(
        names=_names(description, person, there),
        properties=_open_graph(page.url, options, words, there, title=title, description=description, person=person),
        links=(*_way(page), *listed_feeds(page)),
        graph=graph,
    )


def of_series(
    series: Series, site: Site, options: Options, words: Words, *, graph: Node, there: Collection[str]
) -> Head:
    """Return what a page of the site's own that weaves posts into a series gets."""
    title, description = series.title, series.description
    company = site.company
    return Head(
        names=_names(description, None, there),
        properties=_open_graph(series.url, options, words, there, title=title, description=description, person=None),
        links=(*_feeds(series.feeds, title), *_feeds(company.feeds, company.name)),
        graph=graph,
    )


def of_home(site: Site) -> Head:
    """Return what the site's own home page gets: where the company's feeds are."""
    return Head(links=(*_feeds(site.company.feeds, site.company.name), *_blogroll(site.blogroll, site.brand.name)))


def _names(description: str | None, person: Person | None, there: Collection[str]) -> tuple[tuple[str, str], ...]:
    """List what is said by name. The account is what Mastodon shows beside a link to the page."""
    handle = person.expert.fediverse if person else None
    named = (("description", description), ("fediverse:creator", handle), ("twitter:card", "summary"))
    return tuple((name, content) for name, content in named if content and name not in there)


def _open_graph(
    url: str,
    options: Options,
    words: Words,
    there: Collection[str],
    *,
    title: str,
    description: str | None,
    person: Person | None,
) -> tuple[tuple[str, str], ...]:
    """List what previews of the page are made of (ogp.me): all of it, or nothing where somebody else has seen to it.

    A profile's `first_name` is left out: where a name parts is known in few languages.
    """
    if "og:title" in there:
        return ()
    said = (
        ("og:type", "profile" if person else "website"),
        ("og:title", title),
        ("og:description", description),
        ("og:url", whole(options.site_url, url)),
        ("og:site_name", options.site_name),
        ("og:locale", str(words.locale) if words.locale.territory else None),
        ("profile:username", person and person.expert.slug),
        *(_image(options, person) if options.site_url else ()),
    )
    return tuple((name, content) for name, content in said if content)


def _image(options: Options, person: Person | None) -> Iterator[tuple[str, str | None]]:
    """Yield the portrait, else the company's logo where previews can show it, which they can't a drawing."""
    if person and person.portrait:
        side = str(max(person.photo))
        yield "og:image", whole(options.site_url, person.portrait)
        yield "og:image:type", "image/jpeg"
        yield "og:image:width", side
        yield "og:image:height", side
        yield "og:image:alt", person.expert.name
    elif (logo := options.brand.logo or "") and (kind := _RASTER.get(logo.rpartition(".")[2].lower())):
        yield "og:image", whole(options.site_url, logo)
        yield "og:image:type", kind
        yield "og:image:alt", options.brand.name


def _way(page: Page) -> Iterator[HeadLink]:
    if isinstance(page, ListingPage):
        if page.pager.previous:
            yield HeadLink(rel="prev", href=page.pager.previous)
        if page.pager.next:
            yield HeadLink(rel="next", href=page.pager.next)


# --- feeds -----------------------------------------------------------------------------------------------------------


def listed_feeds(page: Page) -> Iterator[HeadLink]:
    """Yield the page's own feeds first, since many readers take the first one, then the company's; then blogrolls."""
    site = page.site
    if isinstance(page, ExpertPage):
        yield from _feeds(page.person.feeds, page.person.expert.name)
    elif isinstance(page, GroupPage) and page.group is not site.company:
        yield from _feeds(page.group.feeds, page.group.name)
    yield from _feeds(site.company.feeds, site.company.name)
    if isinstance(page, GroupPage) and page.group.blogroll:
        yield from _blogroll(page.group.blogroll, page.group.name)
    elif isinstance(page, DirectoryPage | GroupPage):
        yield from _blogroll(site.blogroll, site.brand.name)


def _feeds(feeds: Feeds | None, name: str) -> Iterator[HeadLink]:
    if feeds:
        yield HeadLink(rel="alternate", href=feeds.atom, type="application/atom+xml", title=f"{name} (Atom)")
        yield HeadLink(rel="alternate", href=feeds.rss, type="application/rss+xml", title=f"{name} (RSS)")
        yield HeadLink(rel="alternate", href=feeds.json, type="application/feed+json", title=f"{name} (JSON Feed)")


def _blogroll(url: str | None, name: str) -> Iterator[HeadLink]:
    if url:
        yield HeadLink(rel="blogroll", href=url, type="text/xml", title=name)

"""A page → what its head says beside what the theme writes: previews, feeds, the way on, and who wrote it. It draws nothing.

Nothing is said twice: what a theme, another plugin or the site's own template has written already is left alone.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cobrand.config import Options
from cobrand.publish.jsonld import Apart, Describer, whole
from cobrand.publish.pages import (
    Card,
    DirectoryPage,
    ExpertPage,
    Feeds,
    GroupPage,
    ListingPage,
    Page,
    Person,
    Series,
    Site,
)
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
    """What is to be written: `<meta name>`, `<meta property>`, `<link>`, and the page in schema.org's words, as JSON that may stand in a `<script>`."""

    names: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    links: tuple[HeadLink, ...] = ()
    graph: str | None = None


class Heads:
    """Decides what the heads of one site's pages still need; `there` are the names, properties and rels that one has."""

    def __init__(self, options: Options, words: Words, *, title: Callable[[Card], str], apart: Apart) -> None:
        self._options, self._words = options, words
        self._describer = Describer(options, words, title=title, apart=apart)
        self.pixels: tuple[int, int] | None = None  # width and height of the company's picture, once they are known

    def of_page(self, page: Page, *, title: str, description: str | None, there: Collection[str] = ()) -> Head:
        """Return what a page of ours gets; `title` and `description` are those that it bears."""
        if page.noindex:
            return Head(names=() if "robots" in there else (("robots", "noindex"),))
        person = page.person if isinstance(page, ExpertPage) else None
        return Head(
            names=self._named(description, person, there),
            properties=self._previewed(page.url, there, title=title, description=description, person=person),
            links=(*_way(page), *listed_feeds(page)),
            graph=self._describer.describe(page, title=title, description=description),
        )

    def of_series(self, series: Series, site: Site, *, there: Collection[str] = ()) -> Head:
        """Return what a page of the site's own that weaves posts into a series gets."""
        title, description, company = series.title, series.description, site.company
        return Head(
            names=self._named(description, None, there),
            properties=self._previewed(series.url, there, title=title, description=description),
            links=(*_feeds(series.feeds, title), *_feeds(company.feeds, company.name)),
            graph=self._describer.series(series),
        )

    def of_post(self, card: Card, *, there: Collection[str] = ()) -> Head:
        """Return what a post in a blog of the site's own gets: whose it is. The rest is that blog's to say."""
        handle = next((person.expert.fediverse for person in card.people if person.expert.fediverse), None)
        known = handle is None or "fediverse:creator" in there
        return Head(names=() if known else (("fediverse:creator", handle or ""),), graph=self._describer.hosted(card))

    def of_home(self, site: Site, *, description: str | None, there: Collection[str] = ()) -> Head:
        """Return what the site's own home page gets: whose site it is, and where the company's feeds are."""
        return Head(
            names=self._named(description, None, there),
            properties=self._previewed("", there, title=self._options.site_name, description=description),
            links=(*_feeds(site.company.feeds, site.company.name), *_blogroll(site.blogroll, site.brand.name)),
            graph=None if "ld+json" in there else self._describer.home(description),
        )

    def _previewed(
        self,
        url: str,
        there: Collection[str],
        *,
        title: str,
        description: str | None,
        person: Person | None = None,
    ) -> tuple[tuple[str, str], ...]:
        """List what previews are made of (ogp.me): all of it, or nothing where somebody else has seen to it.

        A profile's `first_name` is left out: where a name parts is known in few languages.
        """
        if "og:title" in there:
            return ()
        options, locale = self._options, self._words.locale
        said = (
            ("og:type", "profile" if person else "website"),
            ("og:title", title),
            ("og:description", description),
            ("og:url", whole(options.site_url, url)),
            ("og:site_name", options.site_name),
            ("og:locale", str(locale) if locale.territory else None),
            ("profile:username", person and person.expert.slug),
            *(self._image(person) if options.site_url else ()),
        )
        return tuple((name, content) for name, content in said if content)

    def _named(
        self, description: str | None, person: Person | None, there: Collection[str]
    ) -> tuple[tuple[str, str], ...]:
        """List what is said by name. The account is what Mastodon shows beside a link to the page."""
        wide = self._options.brand.image and self._options.site_url and not (person and person.portrait)
        named = (
            ("description", description),
            ("fediverse:creator", person.expert.fediverse if person else None),
            ("twitter:card", "summary_large_image" if wide else "summary"),
        )
        return tuple((name, content) for name, content in named if content and name not in there)

    def _image(self, person: Person | None) -> Iterator[tuple[str, str | None]]:
        """Yield the portrait, else the company's picture, else its logo where previews can show it, which they can't a drawing."""
        options, brand = self._options, self._options.brand
        picture = brand.image or brand.logo or ""
        if person and person.portrait:
            side = str(max(person.photo))
            yield "og:image", whole(options.site_url, person.portrait)
            yield "og:image:type", "image/jpeg"
            yield "og:image:width", side
            yield "og:image:height", side
            yield "og:image:alt", person.expert.name
        elif kind := _RASTER.get(picture.rpartition(".")[2].lower()):
            yield "og:image", whole(options.site_url, picture)
            yield "og:image:type", kind
            for name, length in zip(("og:image:width", "og:image:height"), self.pixels or (), strict=False):
                yield name, str(length)
            yield "og:image:alt", brand.name


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


@lru_cache(1 << 8)  # the company's stand on all pages
def _feeds(feeds: Feeds | None, name: str) -> tuple[HeadLink, ...]:
    listed = (
        (
            (feeds.atom, "application/atom+xml", "Atom"),
            (feeds.rss, "application/rss+xml", "RSS"),
            (feeds.json, "application/feed+json", "JSON Feed"),
        )
        if feeds
        else ()
    )
    return tuple(HeadLink(rel="alternate", href=url, type=kind, title=f"{name} ({form})") for url, kind, form in listed)


def _blogroll(url: str | None, name: str) -> Iterator[HeadLink]:
    if url:
        yield HeadLink(rel="blogroll", href=url, type="text/xml", title=name)

"""Items → Atom (RFC 4287): every entry keeps the origin's id, and says in `source` what feed it comes from."""

from datetime import datetime
from functools import lru_cache

from cobrand.model import GENERATOR
from cobrand.publish.elements import DECLARATION, NOTHING, Xml, element, joined, leaf, stylesheet
from cobrand.publish.feed_entries import Head, Item, Origin, Writer

MEDIA_TYPE = "application/atom+xml"


def feed(head: Head, entries: Xml) -> bytes:
    """Make the document; `entries` are what `entry` made."""
    made = element(
        "feed",
        leaf("id", head.atom),
        leaf("title", head.title, type="text"),
        leaf("subtitle", head.description, type="text") if head.description else NOTHING,
        leaf("updated", moment(head.updated)),
        element("link", rel="self", type=MEDIA_TYPE, href=head.atom, title=head.about),
        element("link", rel="alternate", type="text/html", href=head.page),
        _person("author", head.author),
        leaf("icon", head.icon),
        leaf("logo", head.logo),
        leaf("generator", GENERATOR),
        entries,
        xmlns="http://www.w3.org/2005/Atom",
        xmlns_thr="http://purl.org/syndication/thread/1.0",
        xml_lang=head.language,
    )
    return joined(DECLARATION, stylesheet(head.style), made, Xml("\n")).encode()


def entry(item: Item, *, whole: bool = False) -> Xml:
    """Make one entry, `whole` with its whole text, where its author grants that."""
    return element(
        "entry",
        leaf("id", item.id),
        leaf("title", item.title or item.called, type="text"),
        element("link", rel="alternate", type="text/html", hreflang=item.language, href=item.link),
        *(_related(title, page) for title, page in item.related),
        _replies(item),
        *(_person("author", writer) for writer in item.authors),
        leaf("published", moment(item.published)) if item.published else NOTHING,
        leaf("updated", moment(item.updated)),
        *map(_category, item.categories),
        leaf("summary", item.text, type="text"),
        _whole(item) if whole else NOTHING,
        source(item.origin) if item.origin else NOTHING,
        xml_lang=item.language,
    )


@lru_cache(1 << 12)  # the same for all posts of a blog
def source(origin: Origin) -> Xml:
    """Say of the feed that an entry comes from what it says of itself."""
    return element(
        "source",
        leaf("id", origin.id),
        leaf("title", origin.title, type="text"),
        leaf("updated", moment(origin.updated)),
        element("link", rel="self", href=origin.feed),
        element("link", rel="alternate", type="text/html", href=origin.page) if origin.page else NOTHING,
        *(_person("author", Writer(name=author.name, url=author.uri)) for author in origin.authors),
        leaf("rights", origin.rights, type="text") if origin.rights else NOTHING,
    )


def moment(when: datetime) -> str:
    """Write a moment as RFC 3339 wants it."""
    return f"{when.isoformat()[:19]}Z"


@lru_cache(1 << 12)
def _related(title: str, page: str) -> Xml:
    return element("link", rel="related", type="text/html", title=title, href=page)


@lru_cache(1 << 12)
def _category(category: str) -> Xml:
    return element("category", term=category)


def _replies(item: Item) -> Xml:
    if not item.comments:
        return NOTHING
    count = None if item.comment_count is None else str(item.comment_count)
    return element("link", rel="replies", type="text/html", href=item.comments, thr_count=count)


def _whole(item: Item) -> Xml:
    """Give the whole text with the licence that allows it (RFC 4946)."""
    if item.html is None or item.license is None:
        return NOTHING
    address = item.license_address
    return joined(
        leaf("rights", item.license, type="text"),
        element("link", rel="license", href=address) if address else NOTHING,
        leaf("content", str(item.html), type="html"),
    )


@lru_cache(1 << 12)
def _person(name: str, writer: Writer) -> Xml:
    return element(name, leaf("name", writer.name), leaf("uri", writer.url))

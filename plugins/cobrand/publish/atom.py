"""Items → Atom (RFC 4287): every entry keeps the origin's id, and says in `source` what feed it comes from."""

from collections.abc import Iterable
from functools import lru_cache

from cobrand.model import GENERATOR
from cobrand.publish.elements import DECLARATION, NOTHING, Tag, Xml, element, filled, joined, leaf, spelt, stylesheet
from cobrand.publish.feed_entries import Head, Item, Origin, Writer

MEDIA_TYPE = "application/atom+xml"

_ID, _TITLE, _SUMMARY, _CONTENT = (
    Tag("id"),
    Tag("title", type="text"),
    Tag("summary", type="text"),
    Tag("content", type="html"),
)
_PUBLISHED, _UPDATED, _ICON, _LOGO = map(Tag, ("published", "updated", "icon", "logo"))
_PAGE, _MADE_BY = Tag("link", rel="alternate", type="text/html"), leaf("generator", GENERATOR)


def feed(blank: bytes, entries: Iterable[bytes]) -> bytes:
    """Fill the document; `entries` are what `entry` made."""
    return filled(blank, b"</feed>\n", entries)


def blank(head: Head) -> bytes:
    """Make the document without an entry yet."""
    made, title, subtitle = _of_language(head.shared_language, None if head.shared_language else head.language)
    return joined(
        DECLARATION,
        stylesheet(head.style),
        made.around(
            _ID.holding(head.atom),
            title.holding(head.title),
            subtitle.holding(head.description) if head.description else NOTHING,
            _UPDATED.holding(head.updated),
            element("link", rel="self", type=MEDIA_TYPE, href=head.atom, title=head.about),
            _PAGE.to(head.page),
            _authors((head.author,)),
            _ICON.holding(head.icon) if head.icon else NOTHING,
            _LOGO.holding(head.logo) if head.logo else NOTHING,
            _MADE_BY,
        ),
        Xml("\n"),
    ).encode()


def entry(item: Item, /, *, whole: bool) -> bytes:
    """Make one entry in UTF-8, `whole` with its whole text, where its author grants that."""
    made, alternate = _in_language(item.language)
    return joined(
        made.start,
        _ID.start,
        spelt(item.id),
        _ID.end,
        _TITLE.start,
        spelt(item.title or item.called),
        _TITLE.end,
        alternate.to(item.link),
        _related(item.related),
        _replies(item) if item.comments else NOTHING,
        _authors(item.authors),
        _PUBLISHED.holding(item.published) if item.published else NOTHING,
        _UPDATED.holding(item.updated),
        _categories(item.categories),
        _SUMMARY.start,
        spelt(item.text),
        _SUMMARY.end,
        _whole(item) if whole else NOTHING,
        source(item.origin) if item.origin else NOTHING,
        made.end,
    ).encode()


@lru_cache(1 << 12)  # the same for all posts of a blog
def source(origin: Origin) -> Xml:
    """Say of the feed that an entry comes from what it says of itself."""
    return element(
        "source",
        leaf("id", origin.id),
        leaf("title", origin.title, type="text"),
        leaf("updated", origin.updated),
        element("link", rel="self", href=origin.feed),
        element("link", rel="alternate", type="text/html", href=origin.page) if origin.page else NOTHING,
        *(_person("author", author) for author in origin.authors),
        leaf("rights", origin.rights, type="text") if origin.rights else NOTHING,
    )


@lru_cache(1 << 4)
def _of_language(shared: str | None, own: str | None) -> tuple[Tag, Tag, Tag]:
    """Return the tags of a feed, its title and its subtitle: in a language that its entries inherit, or in their own."""
    return (
        Tag(
            "feed",
            xmlns="http://www.w3.org/2005/Atom",
            xmlns_thr="http://purl.org/syndication/thread/1.0",
            xml_lang=shared,
        ),
        Tag("title", type="text", xml_lang=own),
        Tag("subtitle", type="text", xml_lang=own),
    )


@lru_cache(1 << 8)
def _in_language(language: str | None) -> tuple[Tag, Tag]:
    """Return the tags of an entry, and of the link to the post, in a language."""
    return (
        Tag("entry", xml_lang=language),
        Tag("link", rel="alternate", type="text/html", hreflang=language),
    )


@lru_cache(1 << 12)
def _related(pages: tuple[tuple[str, str], ...]) -> Xml:
    return joined(*(element("link", rel="related", type="text/html", title=title, href=page) for title, page in pages))


@lru_cache(1 << 12)
def _authors(writers: tuple[Writer, ...]) -> Xml:
    return joined(*(_person("author", writer) for writer in writers))


@lru_cache(1 << 12)
def _categories(categories: tuple[str, ...]) -> Xml:
    return joined(*(element("category", term=category) for category in categories))


def _replies(item: Item) -> Xml:
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
        _CONTENT.holding(item.html),
    )


def _person(name: str, writer: Writer) -> Xml:
    return element(name, leaf("name", writer.name), leaf("uri", writer.url))

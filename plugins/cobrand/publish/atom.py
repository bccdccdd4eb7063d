"""Items → Atom (RFC 4287): every entry keeps the origin's id, and says in `source` what feed it comes from."""

from collections.abc import Iterable
from functools import lru_cache

from cobrand.model import GENERATOR
from cobrand.publish.elements import (
    DECLARATION,
    GAP,
    NOTHING,
    Clean,
    Form,
    Tag,
    Xml,
    filled,
    joined,
    leaf,
    quoted,
    spelt,
    stylesheet,
)
from cobrand.publish.feed_entries import Byline, Head, Item, Origin, Writer

MEDIA_TYPE = "application/atom+xml"

_ID, _PUBLISHED, _UPDATED, _ICON, _LOGO = map(Tag, ("id", "published", "updated", "icon", "logo"))
_TITLE, _SUMMARY, _RIGHTS = (Tag(name, type="text") for name in ("title", "summary", "rights"))
_CONTENT, _CATEGORY, _LICENSE = Tag("content", type="html"), Tag("category"), Tag("link", rel="license")
_REPLIES = Tag("link", rel="replies", type="text/html")
_PAGE, _FEED = Tag("link", rel="alternate", type="text/html"), Tag("link", rel="self")
_RELATED, _SELF = Tag("link", rel="related", type="text/html"), Tag("link", rel="self", type=MEDIA_TYPE)
_SOURCE, _AUTHOR, _NAME, _ADDRESS = map(Tag, ("source", "author", "name", "uri"))
_MADE_BY = leaf("generator", GENERATOR)


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
            _SELF.bearing(href=head.atom, title=head.about),
            _PAGE.to(head.page),
            _authors((head.author,)),
            _ICON.holding(head.icon),
            _LOGO.holding(head.logo),
            _MADE_BY,
        ),
        Xml("\n"),
    ).encode()


def entry(item: Item, /, *, whole: bool) -> bytes:
    """Make one entry in UTF-8, `whole` with its whole text, where its author grants that."""
    return (
        _form(item.byline)
        .filled(
            spelt(item.id),
            spelt(item.title or item.called),
            quoted(item.link),
            _replies(item) if item.comments else NOTHING,
            _PUBLISHED.holding(item.published),
            spelt(item.updated),
            _categories(item.categories),
            spelt(item.text),
            _whole(item) if whole else NOTHING,
        )
        .encode()
    )


@lru_cache(1 << 12)
def _form(of: Byline) -> Form:
    """Return entries without what each has of its own."""
    entries, post = _entries(of.language)
    made = entries.around(
        _ID.around(GAP),
        _TITLE.around(GAP),
        post.to(GAP),
        *(_RELATED.bearing(title=title, href=page) for title, page in of.related),
        GAP,
        _authors(of.authors),
        GAP,
        _UPDATED.around(GAP),
        GAP,
        _SUMMARY.around(GAP),
        GAP,
        _source(of.origin) if of.origin else NOTHING,
    )
    return Form(made)


@lru_cache(1 << 8)
def _entries(language: str | None) -> tuple[Tag, Tag]:
    """Return the tags of an entry, and of the link to its post."""
    return Tag("entry", xml_lang=language), Tag("link", rel="alternate", type="text/html", hreflang=language)


def _source(origin: Origin) -> Xml:
    """Say of the feed that an entry comes from what it says of itself."""
    return _SOURCE.around(
        _ID.holding(origin.id),
        _TITLE.holding(origin.title),
        _UPDATED.holding(origin.updated),
        _FEED.to(origin.feed),
        _PAGE.to(origin.page) if origin.page else NOTHING,
        _authors(origin.authors),
        _RIGHTS.holding(origin.rights),
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


@lru_cache(1 << 12)
def _categories(categories: tuple[Clean, ...]) -> Xml:
    return joined(*(_CATEGORY.bearing(term=category) for category in categories))


def _authors(writers: Iterable[Writer]) -> Xml:
    return joined(*(_AUTHOR.around(_NAME.holding(writer.name), _ADDRESS.holding(writer.url)) for writer in writers))


def _replies(item: Item) -> Xml:
    count = None if item.comment_count is None else str(item.comment_count)
    return _REPLIES.bearing(href=item.comments, thr_count=count)


def _whole(item: Item) -> Xml:
    """Give the whole text with the licence that allows it (RFC 4946)."""
    if item.html is None or item.license is None:
        return NOTHING
    address = item.license_address
    return joined(_RIGHTS.of(item.license), _LICENSE.to(address) if address else NOTHING, _CONTENT.holding(item.html))

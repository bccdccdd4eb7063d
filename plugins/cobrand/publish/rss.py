"""Items → RSS 2.0. Titles are plain text, descriptions HTML in which only text stands; people come as `dc:creator`.

(`author` would have to be an e-mail address, and nobody's is published.)
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from cobrand.model import GENERATOR
from cobrand.publish.elements import (
    DECLARATION,
    NOTHING,
    Clean,
    Tag,
    Xml,
    element,
    filled,
    joined,
    leaf,
    spelt,
    stylesheet,
)
from cobrand.publish.feed_entries import Head, Item, Origin, Writer, uri

MEDIA_TYPE = "application/rss+xml"
_PICTURES = (".jpg", ".jpeg", ".png", ".gif")  # those that RSS knows
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_ITEM, _TITLE, _LINK, _DESCRIPTION, _WHOLE = map(Tag, ("item", "title", "link", "description", "content:encoded"))
_PUBLISHED, _UPDATED, _LANGUAGE, _RIGHTS = map(Tag, ("pubDate", "atom:updated", "dc:language", "dc:rights"))
_RSS = Tag(
    "rss",
    version="2.0",
    xmlns_atom="http://www.w3.org/2005/Atom",
    xmlns_content="http://purl.org/rss/1.0/modules/content/",
    xmlns_creativeCommons="http://backend.userland.com/creativeCommonsRssModule",
    xmlns_dc="http://purl.org/dc/elements/1.1/",
    xmlns_slash="http://purl.org/rss/1.0/modules/slash/",
)
_MADE_BY = leaf("generator", GENERATOR)
_ADDRESS, _ID = Tag("guid", isPermaLink="true"), Tag("guid", isPermaLink="false")


def feed(head: Head, items: Sequence[bytes]) -> bytes:
    """Make the document; `items` are what `item` made."""
    channel = element(
        "channel",
        _TITLE.holding(head.title),
        _LINK.holding(uri(head.page)),
        _DESCRIPTION.holding(head.description),
        leaf("language", head.shared_language and head.shared_language.lower()),
        leaf("lastBuildDate", _moment(head.updated)) if items else NOTHING,
        _MADE_BY,
        element("atom:link", rel="self", type=MEDIA_TYPE, href=uri(head.rss), title=head.about),
        _image(head),
    )
    blank = joined(DECLARATION, stylesheet(head.style), _RSS.around(channel), Xml("\n")).encode()
    return filled(blank, b"</channel></rss>\n", items)


def item(of: Item, /, *, whole: bool) -> bytes:
    """Make one item in UTF-8, `whole` with its whole text, where its author grants that."""
    permanent = of.guid == of.link and of.guid.isascii()
    rights = of.license if whole else of.origin.rights if of.origin else None
    title = of.title if of.title or of.text else of.called
    told = of.text or (of.called if whole else None)  # the whole text comes after a description, never without one
    return joined(
        _ITEM.start,
        NOTHING if title is None else _TITLE.holding(title),
        _LINK.start,
        spelt(uri(of.link)),
        _LINK.end,
        (_ADDRESS if permanent else _ID).holding(of.guid),
        _creators(of.authors),
        _PUBLISHED.holding(_moment(of.published)) if of.published else NOTHING,
        _UPDATED.holding(of.edited) if of.edited else NOTHING,
        _related(of.related),
        _categories(of.categories),
        _LANGUAGE.holding(of.language) if of.language else NOTHING,
        _comments(of) if of.comments else NOTHING,
        _described(told) if told else NOTHING,
        _WHOLE.holding(of.html) if whole and of.html else NOTHING,
        leaf("creativeCommons:license", uri(of.license_address)) if whole and of.license_address else NOTHING,
        _RIGHTS.of(rights) if rights else NOTHING,
        _source(of.origin) if of.origin else NOTHING,
        _ITEM.end,
    ).encode()


def _described(text: Clean) -> Xml:
    """Make the description, which is HTML: what stands there is spelt as HTML, and that as XML."""
    spoken = spelt(text)
    return joined(_DESCRIPTION.start, spelt(spoken) if "&" in spoken else spoken, _DESCRIPTION.end)


def _comments(of: Item) -> Xml:
    count = None if of.comment_count is None else str(of.comment_count)
    return joined(leaf("comments", of.comments and uri(of.comments)), leaf("slash:comments", count))


@lru_cache(1 << 12)  # the same for all posts of a blog
def _source(origin: Origin) -> Xml:
    return leaf("source", origin.title, url=uri(origin.feed))


@lru_cache(1 << 12)
def _related(pages: tuple[tuple[str, Clean], ...]) -> Xml:
    return joined(*(element("atom:link", rel="related", href=uri(page), title=title) for title, page in pages))


@lru_cache(1 << 12)
def _creators(writers: tuple[Writer, ...]) -> Xml:
    return joined(*(leaf("dc:creator", writer.name) for writer in writers))


@lru_cache(1 << 12)
def _categories(categories: tuple[str, ...]) -> Xml:
    return joined(*(leaf("category", category) for category in categories))


def _moment(stated: Clean) -> Clean:
    """Write a moment as RFC 822 wants it, with the year in full."""
    return Clean(f"{_day(stated[:10])} {stated[11:19]} GMT")


@lru_cache(1 << 12)
def _day(stated: str) -> str:
    day = date.fromisoformat(stated)
    return f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year:04}"


def _image(head: Head) -> Xml:
    """Show the portrait, or the logo if it is a picture of a kind that RSS knows."""
    picture = head.logo or head.icon
    if not picture or not picture.lower().endswith(_PICTURES):
        return NOTHING
    return element("image", leaf("url", uri(picture)), leaf("title", head.title), leaf("link", uri(head.page)))

"""Items → RSS 2.0. Titles are plain text, descriptions HTML in which only text stands; people come as `dc:creator`.

(`author` would have to be an e-mail address, and nobody's is published.)
"""

from collections.abc import Sequence
from datetime import date
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
    described,
    filled,
    joined,
    leaf,
    spelt,
    stylesheet,
)
from cobrand.publish.feed_addresses import uri
from cobrand.publish.feed_entries import Byline, Head, Item, Origin

MEDIA_TYPE = "application/rss+xml"
_PICTURES = (".jpg", ".jpeg", ".png", ".gif")  # those that RSS knows
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_ITEM, _TITLE, _LINK, _DESCRIPTION, _WHOLE = map(Tag, ("item", "title", "link", "description", "content:encoded"))
_PUBLISHED, _UPDATED, _LANGUAGE, _RIGHTS = map(Tag, ("pubDate", "atom:updated", "dc:language", "dc:rights"))
_CHANNEL, _CREATOR, _CATEGORY, _IMAGE, _URL = map(Tag, ("channel", "dc:creator", "category", "image", "url"))
_SELF, _RELATED = Tag("atom:link", rel="self", type=MEDIA_TYPE), Tag("atom:link", rel="related")
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
    channel = _CHANNEL.around(
        _TITLE.holding(head.title),
        _LINK.holding(uri(head.page)),
        _DESCRIPTION.holding(head.description),
        leaf("language", head.shared_language and head.shared_language.lower()),
        leaf("lastBuildDate", _moment(head.updated)) if items else NOTHING,
        _MADE_BY,
        _SELF.bearing(href=uri(head.rss), title=head.about),
        _image(head),
    )
    blank = joined(DECLARATION, stylesheet(head.style), _RSS.around(channel), Xml("\n")).encode()
    return filled(blank, b"</channel></rss>\n", items)


def item(of: Item, /, *, whole: bool) -> bytes:
    """Make one item in UTF-8, `whole` with its whole text, where its author grants that."""
    permanent = of.guid == of.link and of.guid.isascii()
    told = of.text or (of.called if whole else None)  # the whole text comes after a description, never without one
    return (
        _form(of.byline, whole)
        .filled(
            _TITLE.holding(of.title if of.title or of.text else of.called),
            spelt(uri(of.link)),
            (_ADDRESS if permanent else _ID).holding(of.guid),
            _PUBLISHED.holding(_moment(of.published)) if of.published else NOTHING,
            _UPDATED.holding(of.edited),
            _categories(of.categories),
            _comments(of) if of.comments else NOTHING,
            _DESCRIPTION.around(described(told)) if told else NOTHING,
            _granted(of) if whole else NOTHING,
        )
        .encode()
    )


@lru_cache(1 << 12)
def _form(of: Byline, whole: bool) -> Form:
    """Return items without what each has of its own; a whole text has rights of its own."""
    origin = of.origin
    return Form(
        _ITEM.around(
            GAP,
            _LINK.around(GAP),
            GAP,
            *(_CREATOR.holding(author.name) for author in of.authors),
            GAP,
            GAP,
            *(_RELATED.bearing(href=uri(page), title=title) for title, page in of.related),
            GAP,
            _LANGUAGE.holding(of.language),
            GAP,
            GAP,
            GAP,
            _RIGHTS.holding(origin.rights) if origin and not whole else NOTHING,
            _source(origin) if origin else NOTHING,
        )
    )


def _granted(of: Item) -> Xml:
    """Give the whole text, with the licence that allows it."""
    address = of.license_address
    return joined(
        _WHOLE.holding(of.html) if of.html else NOTHING,
        leaf("creativeCommons:license", address and uri(address)),
        leaf("dc:rights", of.license),
    )


def _comments(of: Item) -> Xml:
    count = None if of.comment_count is None else str(of.comment_count)
    return joined(leaf("comments", of.comments and uri(of.comments)), leaf("slash:comments", count))


def _source(origin: Origin) -> Xml:
    return leaf("source", origin.title, url=uri(origin.feed))


@lru_cache(1 << 12)
def _categories(categories: tuple[Clean, ...]) -> Xml:
    return joined(*map(_CATEGORY.holding, categories))


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
    return _IMAGE.around(_URL.holding(uri(picture)), _TITLE.holding(head.title), _LINK.holding(uri(head.page)))

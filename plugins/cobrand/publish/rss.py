"""Items → RSS 2.0. Titles are plain text, descriptions HTML in which only text stands; people come as `dc:creator`.

(`author` would have to be an e-mail address, and nobody's is published.)
"""

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from cobrand.model import GENERATOR
from cobrand.publish.elements import DECLARATION, NOTHING, Xml, element, joined, leaf, stylesheet
from cobrand.publish.feed_entries import Head, Item, Origin, uri

MEDIA_TYPE = "application/rss+xml"
_PICTURES = (".jpg", ".jpeg", ".png", ".gif")  # those that RSS knows


def feed(head: Head, items: Xml) -> bytes:
    """Make the document; `items` are what `item` made."""
    channel = element(
        "channel",
        leaf("title", head.title),
        leaf("link", uri(head.page)),
        leaf("description", head.description),
        leaf("language", head.language.lower()),
        leaf("lastBuildDate", moment(head.updated)) if items else NOTHING,
        leaf("generator", GENERATOR),
        element("atom:link", rel="self", type=MEDIA_TYPE, href=uri(head.rss), title=head.about),
        _image(head),
        items,
    )
    made = element(
        "rss",
        channel,
        version="2.0",
        xmlns_atom="http://www.w3.org/2005/Atom",
        xmlns_content="http://purl.org/rss/1.0/modules/content/",
        xmlns_creativeCommons="http://backend.userland.com/creativeCommonsRssModule",
        xmlns_dc="http://purl.org/dc/elements/1.1/",
        xmlns_slash="http://purl.org/rss/1.0/modules/slash/",
    )
    return joined(DECLARATION, stylesheet(head.style), made, Xml("\n")).encode()


def item(of: Item, *, whole: bool = False) -> Xml:
    """Make one item, `whole` with its whole text, where its author grants that."""
    permanent = of.guid == of.link and of.guid.isascii()
    count = None if of.comment_count is None or not of.comments else str(of.comment_count)
    rights = of.license if whole else of.origin.rights if of.origin else None
    return element(
        "item",
        leaf("title", of.title if of.title or of.text else of.called),
        leaf("link", uri(of.link)),
        leaf("guid", of.guid, isPermaLink="true" if permanent else "false"),
        *(_creator(writer.name) for writer in of.authors),
        leaf("pubDate", moment(of.published)) if of.published else NOTHING,
        leaf("atom:updated", f"{of.edited.isoformat()[:19]}Z") if of.edited else NOTHING,
        *(_related(title, page) for title, page in of.related),
        *map(_category, of.categories),
        leaf("dc:language", of.language),
        leaf("comments", of.comments and uri(of.comments)),
        leaf("slash:comments", count),
        leaf("description", escape(of.text, quote=False)) if of.text else NOTHING,
        leaf("content:encoded", str(of.html)) if whole else NOTHING,
        leaf("creativeCommons:license", uri(of.license_address)) if whole and of.license_address else NOTHING,
        leaf("dc:rights", rights or None),
        _source(of.origin) if of.origin else NOTHING,
    )


@lru_cache(1 << 12)  # the same for all posts of a blog
def _source(origin: Origin) -> Xml:
    return leaf("source", origin.title, url=uri(origin.feed))


@lru_cache(1 << 12)
def _related(title: str, page: str) -> Xml:
    return element("atom:link", rel="related", href=page, title=title)


@lru_cache(1 << 12)
def _creator(name: str) -> Xml:
    return leaf("dc:creator", name)


@lru_cache(1 << 12)
def _category(category: str) -> Xml:
    return leaf("category", category)


def moment(when: datetime) -> str:
    """Write a moment as RFC 822 wants it, with the year in full."""
    return format_datetime(when, usegmt=True)


def _image(head: Head) -> Xml:
    """Show the portrait, or the logo if it is a picture of a kind that RSS knows."""
    picture = head.logo or head.icon
    if not picture or not picture.lower().endswith(_PICTURES):
        return NOTHING
    return element("image", leaf("url", uri(picture)), leaf("title", head.title), leaf("link", uri(head.page)))

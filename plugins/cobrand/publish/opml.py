"""People → OPML 2.0 (https://opml.org/spec2.opml): the feeds of their own blogs, to take into any reader at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cobrand.publish.elements import DECLARATION, NOTHING, Xml, element, joined, leaf
from cobrand.publish.feed_addresses import iri, uri
from cobrand.publish.feed_entries import language

_PLAIN = str.maketrans({"<": "\u2039", ">": "\u203a"})  # OPML lets markup stand in its texts, and none is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One blog: whose it is, what it is called, its feed, and its page."""

    name: str
    title: str | None
    feed: str
    page: str
    language: str | None = None


Group = tuple[str, Sequence[Subscription]]
"""What is listed together, and what it is called."""


def blogroll(title: str, owner: str, page: str | None, groups: Iterable[Group]) -> bytes:
    """Make the document: people by group, each with the feed of the blog."""
    outlines = (_group(name, found) for name, found in groups)
    head = element(
        "head",
        leaf("title", _text(title)),
        leaf("ownerName", _text(owner)),
        leaf("ownerId", uri(iri(page))) if page else NOTHING,
    )
    made = element("opml", head, element("body", *outlines), version="2.0")
    return joined(DECLARATION, made, Xml("\n")).encode()


def _group(name: str, subscriptions: Iterable[Subscription]) -> Xml:
    return element("outline", *map(_outline, subscriptions), text=_text(name))


def _outline(of: Subscription) -> Xml:
    named = f"{of.name}: {of.title}" if of.title and of.name not in of.title else of.title or of.name
    return element(
        "outline",
        type="rss",
        text=_text(named),
        title=_text(of.title or of.name),
        xmlUrl=uri(iri(of.feed)),
        htmlUrl=uri(iri(of.page)),
        language=language(of.language),
    )


def _text(text: str) -> str:
    return text.translate(_PLAIN)

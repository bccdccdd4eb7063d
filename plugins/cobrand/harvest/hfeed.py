"""A web page with microformats → a `ParsedFeed`: h-feed, or the h-entries that stand alone. It fetches nothing.

https://microformats.org/wiki/h-feed. Pages that merely carry the classes of old themes (`hentry`) are no feeds.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from cobrand.errors import ParseError
from cobrand.harvest.dates import parse_date
from cobrand.harvest.decode import PAGE_READ, decode
from cobrand.harvest.markup import paragraphs, visible
from cobrand.harvest.microformats import STUMBLES, items
from cobrand.harvest.oddity import A_PAGE, NO_POSTS, what_it_is
from cobrand.harvest.plaintext import identifier, labels, language, person, plain, web_address
from cobrand.harvest.settle import ParsedFeed, settle
from cobrand.model import Author, Blog, Entry, Feed

_MOST_ENTRIES = 1_000
_ENTRY_CLASS = re.compile(r"\bh-entry\b")

Properties = Mapping[str, Any]


def parse_hfeed(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None = None, charset: str | None = None
) -> ParsedFeed:
    """Read the posts that a page marks up as h-entry; raise `ParseError` when there are none."""
    whole = decode(body[:PAGE_READ], charset)
    text = visible(whole)
    if not _ENTRY_CLASS.search(text):
        raise _none_here(whole, media_type)
    try:
        feed_item, entry_items = _feed_and_entries(items(text, url))
        feed = _feed(feed_item.get("properties", {}), url=url, blog=blog, lang=feed_item.get("lang"))
        stated = [entry for item in entry_items if (entry := _entry(item, url=url, blog=blog))]
    except STUMBLES:
        raise ParseError(
            "has a page whose markup can't be read", "Name a feed (RSS, Atom or JSON Feed) in the profile."
        ) from None
    if not stated:
        raise _none_here(whole, media_type)
    return settle(feed, stated, blog=blog, now=now, skipped=len(entry_items) - len(stated))


def _none_here(text: str, media_type: str | None) -> ParseError:
    found = what_it_is(text, media_type)
    if found == A_PAGE:
        found = NO_POSTS
    return ParseError(found, "Put the address of the blog's feed into the profile.")


def _feed_and_entries(items: list[Any]) -> tuple[Properties, list[Any]]:
    """Return the first h-feed that has entries, with them; without one, the entries that stand alone."""
    for item in _every(items):
        if "h-feed" in item["type"]:
            entries = [child for child in item.get("children", []) if "h-entry" in child["type"]]
            if entries:
                return item, entries[:_MOST_ENTRIES]
    return {}, [item for item in items if "h-entry" in item["type"]][:_MOST_ENTRIES]


def _every(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _every(item.get("children", []))


def _feed(properties: Properties, *, url: str, blog: Blog, lang: str | None) -> Feed:
    return Feed(
        blog=blog.url,
        url=url,
        title=plain(_first(properties, "name"), "text"),
        subtitle=plain(_first(properties, "summary"), "text", 500),
        link=web_address(_first(properties, "url"), url) or url,
        language=language(lang),
        authors=tuple(_authors(properties, url)),
    )


def _entry(item: Mapping[str, Any], *, url: str, blog: Blog) -> Entry | None:
    """Return one post as stated; `None` for a bare mark without an address, or without anything to say."""
    properties = item["properties"]
    link = web_address(_first(properties, "url"), url)
    markup, said = _content(properties)
    name = plain(_first(properties, "name"), "text")
    if name and said and (name.rstrip("…") in " ".join(said.split())[: len(name) + 1]):
        name = None  # implied: a note's whole text, not a title
    if not link and not (name and markup):
        return None
    return Entry(
        blog=blog.url,
        id=identifier(_first(properties, "uid")),
        title=name,
        link=link,
        published=parse_date(_first(properties, "published")),
        updated=parse_date(_first(properties, "updated")),
        authors=tuple(_authors(properties, url)),
        categories=labels([_text(category) for category in properties.get("category", [])]),
        language=language(item.get("lang")),
        content=markup,
    )


def _content(properties: Properties) -> tuple[str, str]:
    """Return the content as HTML and as text: `e-content`, else the summary."""
    for content in (*properties.get("content", []), *properties.get("summary", [])):
        if isinstance(content, dict) and content.get("html"):
            return content["html"], content.get("value", "")
        if text := _text(content):
            return paragraphs(text), text
    return "", ""


def _authors(properties: Properties, url: str) -> Iterator[Author]:
    for author in properties.get("author", [])[:20]:
        card = author.get("properties", {}) if isinstance(author, dict) else {}
        if name := person(_first(card, "name") or _text(author)):
            yield Author(name=name, uri=web_address(_first(card, "url"), url))


def _first(properties: Properties, name: str) -> str | None:
    return next(filter(None, map(_text, properties.get(name, []))), None)


def _text(value: object) -> str | None:
    """Return a property's value as text; an embedded item (h-card, h-cite) has one as well."""
    text = value.get("value") if isinstance(value, dict) else value
    return text if isinstance(text, str) else None

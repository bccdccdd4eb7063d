"""JSON Feed 1.0 and 1.1 → `Feed` and entries as stated. A wrong type costs the field, or the item, never the feed.

https://www.jsonfeed.org/version/1.1/. Attachments, hubs and extensions (`_…`) are not read.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cobrand.errors import ParseError
from cobrand.harvest.dates import parse_date
from cobrand.harvest.markup import paragraphs
from cobrand.harvest.plaintext import feed_identifier, identifier, labels, language, line, person, plain, web_address
from cobrand.model import Author, Blog, Entry, Feed, Source

_MOST_ITEMS = 3_000
_LONGEST_NUMBER = 40


def looks_like_json(text: str) -> bool:
    """Tell whether a text is to be read as JSON rather than XML."""
    return text[:1] in ("{", "[")


def read_json_feed(text: str, *, url: str, blog: Blog) -> tuple[Feed, list[Entry], int]:
    """Return the feed, its entries as stated, and how many items were none; raise `ParseError` for other JSON."""
    document = _load(text)
    items = document.get("items")
    if not isinstance(items, list) or not (_is_version(document.get("version")) or any(map(_is_item, items))):
        raise ParseError(
            "answered with JSON that is no JSON Feed",
            "Put the address of the feed itself (RSS, Atom or JSON Feed) into the profile.",
        )
    home = web_address(_text(document.get("home_page_url")), url)
    feed = Feed(
        blog=blog.url,
        url=url,
        id=line(_text(document.get("feed_url"))),
        title=plain(_text(document.get("title")), "text"),
        subtitle=plain(_text(document.get("description")), "text", 500),
        link=home,
        language=language(_text(document.get("language"))),
        authors=_authors(document, url),
    )
    entries = [_entry(item, base=home or url, blog=blog) for item in items[:_MOST_ITEMS] if isinstance(item, dict)]
    return feed, entries, len(items[:_MOST_ITEMS]) - len(entries)


def _load(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text, parse_int=_number, parse_constant=lambda _: None, strict=False)
    except (ValueError, RecursionError):
        raise ParseError(
            "answered with JSON that is broken",
            "Tell the blog's owner to check the feed with https://validator.jsonfeed.org/.",
        ) from None
    return document if isinstance(document, dict) else {}


def _number(digits: str) -> int | str:
    """Read a whole number; Python refuses thousands of digits, and nobody counts that far: they stay text."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


def _is_version(value: object) -> bool:
    return isinstance(value, str) and "jsonfeed.org" in value


def _is_item(value: object) -> bool:
    return isinstance(value, dict) and bool(
        value.keys() & {"content_html", "content_text"} or {"id", "url"} <= value.keys()
    )


def _entry(item: Mapping[str, Any], *, base: str, blog: Blog) -> Entry:
    link = web_address(_text(item.get("url")), base) or web_address(_text(item.get("external_url")), base)
    guid = identifier(_id(item.get("id")))
    return Entry(
        blog=blog.url,
        id=guid,
        title=plain(_text(item.get("title")), "text"),
        link=link or web_address(guid, None),
        published=parse_date(_text(item.get("date_published"))),
        updated=parse_date(_text(item.get("date_modified"))),
        authors=_authors(item, base),
        categories=labels([_text(tag) for tag in _list(item.get("tags"))], "text"),
        language=language(_text(item.get("language"))),
        source=_source(item.get("_source"), base),
        content=_content(item),
    )


def _source(stated: object, base: str) -> Source | None:
    """Return the feed that an item of an aggregated feed comes from, in the words in which we state it ourselves."""
    said = stated if isinstance(stated, dict) else {}
    url = web_address(_text(said.get("feed_url")), None)
    if url is None:
        return None
    return Source(
        url=url,
        id=feed_identifier(_text(said.get("id"))),
        title=plain(_text(said.get("title")), "text"),
        link=web_address(_text(said.get("url")), base),
        updated=parse_date(_text(said.get("updated"))),
        authors=_authors(said, base),
        rights=plain(_text(said.get("rights")), "text"),
    )


def _content(item: Mapping[str, Any]) -> str:
    if markup := _text(item.get("content_html")):
        return markup
    return paragraphs(_text(item.get("content_text")) or _text(item.get("summary")) or "")


def _id(value: object) -> str | None:
    """Return an id as text: 1.0 feeds have numbers, and 3 and 3.0 are different ids."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _authors(source: Mapping[str, Any], base: str) -> tuple[Author, ...]:
    """Return the authors of 1.1, else the author of 1.0; a name alone instead of an object is common."""
    return tuple(_people(_list(source.get("authors")) or [source.get("author")], base))


def _people(values: list[Any], base: str) -> Iterator[Author]:
    seen: set[str] = set()
    for value in values[:20]:
        person_of = value if isinstance(value, dict) else {"name": value}
        name = person(_text(person_of.get("name")), "text")
        if name and name not in seen:
            seen.add(name)
            yield Author(name=name, uri=web_address(_text(person_of.get("url")), base))


def _list(value: object) -> list[Any]:
    """Return what should be a list; one thing alone is common."""
    return value if isinstance(value, list) else [value] if isinstance(value, str | dict) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

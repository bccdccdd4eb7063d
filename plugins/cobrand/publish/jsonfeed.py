"""Items → JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). What it has no word for stands under `_source`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from cobrand.publish.feed_entries import Byline, Head, Item, Origin, Writer

_VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT = "The feed that the post comes from: what Atom calls its source (RFC 4287, section 4.2.11)."


def feed(head: Head, items: Iterable[bytes]) -> bytes:
    """Make the document; `items` are what `item` made."""
    heading = written(
        {
            "version": _VERSION,
            "title": head.title,
            "home_page_url": head.page,
            "feed_url": head.json,
            "description": head.description,
            "user_comment": head.about,
            "icon": head.logo or head.icon,
            "language": head.shared_language,
            "authors": [_person(head.author)],
            "items": [],
        }
    )
    return b"".join((heading.removesuffix(b"]}"), b"\n", b",\n".join(items), b"\n]}\n"))


def item(of: Item, /, *, whole: bool) -> bytes:
    """Make one item in UTF-8, `whole` with its whole text, where its author grants that."""
    language, people, source = _of(of.byline, of.license if whole else None)
    return b"".join(
        (
            b'{"id":',
            to_json(of.guid),
            b',"url":',
            to_json(of.link),
            _member(b',"title":', of.title),
            language,
            _member(b',"date_published":', of.published),
            _member(b',"date_modified":', of.edited),
            people,
            _tags(of.categories),
            _member(b',"summary":', of.text or None) if whole else b"",
            _member(b',"content_html":', of.html) if whole else b"",
            b"" if whole else _member(b',"content_text":', of.text or of.called),
            source,
            b"}",
        )
    )


def written(value: dict[str, Any]) -> bytes:
    """Serialise an object; keys without a value are left out."""
    return to_json({key: one for key, one in value.items() if one is not None})


def _member(key: bytes, value: Any) -> bytes:
    """Write a member of an object after its key; an object of a dozen texts takes twice as long when written at once."""
    return b"" if value is None else key + to_json(value)


@lru_cache(1 << 12)
def _of(byline: Byline, granted: str | None) -> tuple[bytes, bytes, bytes]:
    """Write what posts have in common: their language, who wrote them, and where they come from."""
    people = _member(b',"authors":', [_person(writer) for writer in byline.authors])
    return _member(b',"language":', byline.language), people, _source(byline.origin, granted)


@lru_cache(1 << 12)
def _tags(categories: tuple[str, ...]) -> bytes:
    return _member(b',"tags":', categories)


def _person(writer: Writer) -> dict[str, str]:
    stated = {"name": writer.name, "url": writer.url, "avatar": writer.avatar}
    return {key: value for key, value in stated.items() if value}


def _source(origin: Origin | None, granted: str | None) -> bytes:
    """Say where a post comes from, under the licence that its author grants for the whole text, if it is that."""
    if origin is None:
        return b""
    stated = {
        "about": _ABOUT,
        "id": origin.id,
        "title": origin.title,
        "updated": origin.updated,
        "url": origin.page,
        "feed_url": origin.feed,
        "authors": [_person(author) for author in origin.authors],
        "rights": granted or origin.rights,
    }
    return _member(b',"_source":', {key: value for key, value in stated.items() if value})

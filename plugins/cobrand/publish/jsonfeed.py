"""Items → JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). What it has no word for stands under `_source`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from cobrand.publish.feed_entries import Head, Item, Origin, Writer, moment

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
    return written(
        {
            "id": of.guid,
            "url": of.link,
            "title": of.title,
            "language": of.language,
            "date_published": of.published and moment(of.published),
            "date_modified": of.edited and moment(of.edited),
            "authors": _people(of.authors),
            "tags": of.categories,
            "summary": (of.text or None) if whole else None,
            "content_html": of.html if whole else None,
            "content_text": None if whole else of.text or of.called,
            "_source": _source(of.origin, of.license if whole else of.origin.rights) if of.origin else None,
        }
    )


def written(value: dict[str, Any]) -> bytes:
    """Serialise an object; keys without a value are left out."""
    return to_json({key: one for key, one in value.items() if one is not None})


@lru_cache(1 << 12)
def _people(writers: tuple[Writer, ...]) -> list[dict[str, str]]:
    return [_person(writer) for writer in writers]


def _person(writer: Writer) -> dict[str, str]:
    stated = {"name": writer.name, "url": writer.url, "avatar": writer.avatar}
    return {key: value for key, value in stated.items() if value}


@lru_cache(1 << 12)
def _source(origin: Origin, rights: str | None) -> dict[str, Any]:
    stated = {
        "about": _ABOUT,
        "id": origin.id,
        "title": origin.title,
        "updated": moment(origin.updated),
        "url": origin.page,
        "feed_url": origin.feed,
        "authors": [_person(author) for author in origin.authors],
        "rights": rights,
    }
    return {key: value for key, value in stated.items() if value}

"""The entries of an archive's file as most files are → the same that `jsonl` reads, without their texts; of any other, nothing.

It accepts no line that `jsonl` refuses, and may refuse what that accepts. It never says why: whoever is refused goes there.
"""

import re
from datetime import datetime
from itertools import chain
from typing import Annotated, Any

import msgspec

from cobrand.model import Author, Draft, Entry, ReadTexts, finished
from cobrand.shapes import LONGEST_TEXT, MANY, UNSAFE

_WEB = re.compile(r"https?://\w")
_DATE = re.compile(r"[0-9-]{10}T[0-9:]{8}Z")


class _Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    name: str
    uri: str | None = None


class _Line(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """What a line may hold, dates as they are spelt. The other fields of an entry are so rare that they are left to `jsonl`."""

    blog: str
    id: str
    title: str | None = None
    link: str | None = None
    published: str | None = None
    first_seen: str | None = None
    updated: str | None = None
    authors: tuple[_Author, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    comments: str | None = None
    comment_count: Annotated[int, msgspec.Meta(ge=0, lt=MANY)] | None = None
    base: str | None = None
    withdrawn: str | None = None
    unlisted: bool = False
    content: str = ""
    rest: str = ""


class _Moments(dict[str | None, datetime | None]):
    """Dates as they are spelt → moments, each read once."""

    def __missing__(self, spelt: str) -> datetime:
        self[spelt] = moment = datetime.fromisoformat(spelt)
        return moment


class _Bylines(dict[tuple[_Author, ...], tuple[Author, ...]]):
    """Authors as they are read → as they are kept: most lines of a file have the same."""

    def __missing__(self, read: tuple[_Author, ...]) -> tuple[Author, ...]:
        self[read] = kept = tuple(Author(name=one.name, uri=one.uri) for one in read)
        return kept


_read = msgspec.json.Decoder(_Line).decode


def plain_entries(raw: bytes, start: int, texts: ReadTexts, shelf: int) -> list[Entry] | None:
    """Read a file's lines from `start` on, or return `None`; the file lies on a shelf from `shelf` on, where `texts` reads."""
    entries, short, long, webs, view = list[Entry](), list[str](), list[str](), list[str | None](), memoryview(raw)
    moments, bylines, blogs, same = _Moments({None: None}), _Bylines(), dict[str, str](), dict[Any, Any]()
    size, find = len(raw), raw.find
    try:
        while start < size:
            end = find(b"\n", start) % (size + 1)
            line = _read(view[start:end])
            draft = Draft()
            draft.blog = blogs.setdefault(line.blog, line.blog)
            draft.id = line.id
            draft.title = line.title
            draft.link = line.link
            draft.published = moments[line.published]
            draft.first_seen = moments[line.first_seen]
            draft.updated = moments[line.updated]
            draft.authors = bylines[line.authors]
            draft.categories = same.setdefault(line.categories, line.categories)
            draft.language = same.setdefault(line.language, line.language)
            draft.comments = line.comments
            draft.comment_count = line.comment_count
            draft.base = line.base
            draft.source = draft.restated = None
            draft.withdrawn = moments[line.withdrawn]
            draft.unlisted = line.unlisted
            draft.shelved = texts, shelf + start, end - start
            entries.append(finished(draft))
            short.append(f"{line.id}{line.title}")
            long.append(line.rest)
            webs.append(line.link)
            if line.comments is not None:
                webs.append(line.comments)
            if line.base is not None:
                webs.append(line.base)
            start = end + 1
    except (msgspec.MsgspecError, ValueError):
        return None
    people = {one for byline in bylines for one in byline}
    short += chain((one.name for one in people), *((one,) if isinstance(one, str) else one or () for one in same))
    places = {place for place in (*blogs, *webs, *(one.uri for one in people)) if place is not None}
    together = "".join(chain(short, long, places))
    plain = (
        max(map(len, short), default=0) <= LONGEST_TEXT
        and (together.isprintable() or not UNSAFE.search(together))
        and all(map(_WEB.match, places))
        and all(map(_DATE.fullmatch, filter(None, moments)))
    )
    return entries if plain else None

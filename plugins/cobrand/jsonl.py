"""A Snapshot ⇄ the lines of its file, one JSON object each. It refuses whatever it would not have written itself.

Line 1 is the expert's record: the number of the format, the feeds' own data, and what the home page says. Then comes one
entry a line, newest first.
The tables at the end say, field by field, what a line may hold.
"""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from operator import gt
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from cobrand.address import is_iri
from cobrand.errors import ArchiveError, Problem
from cobrand.model import (
    TEXTS,
    Author,
    Bio,
    Entry,
    Failure,
    Feed,
    Held,
    Home,
    LinkBack,
    LinkState,
    Portrait,
    ReadTexts,
    Snapshot,
    Source,
    shelve,
)
from cobrand.shapes import COUNT, DATE, DAY, FLAG, HTML, ID, TEXT, WEB, Kind, Noun, Shape, expecting, facts, many
from cobrand.shelf import Shelf

FORMAT = 1
"""The number in line 1. Keys that this version doesn't know are ignored, and lost at the next write: a key that must
survive an older Cobrand raises the number, and the older one refuses the file."""

DAWN = datetime.min.replace(tzinfo=UTC)
"""The date of an entry that has none (see `Entry.date`)."""

_CONFLICT = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
_RESTORE = "Mend the line, or take the file from version control; if it is in none, move it away and pull again"

Identity = tuple[str | None, str]


class Record(NamedTuple):
    """What line 1 holds."""

    feeds: tuple[Feed, ...] = ()
    home: Home | None = None


def identity(entry: Entry) -> Identity:
    """Return what makes two entries of an expert the same post: the id if it is an IRI, else the id and the blog."""
    return (None if is_iri(entry.id) else entry.blog, entry.id)


def identities(entry: Entry) -> tuple[Identity, ...]:
    """Return by what an entry is known: its identity, and the one that its feed states now if that is another."""
    if entry.restated is None:
        return (identity(entry),)
    return identity(entry), identity(replace(entry, id=entry.restated))


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sort entries, newest first, then by id."""
    by_id = sorted(entries, key=lambda entry: (entry.id, entry.blog))
    return tuple(sorted(by_id, key=lambda entry: entry.date, reverse=True))


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot as the bytes of its file; what `decode` would refuse in a text is left out."""
    entries = "".join(f"{_ENTRY.line(entry)}\n" for entry in in_order(snapshot.entries))
    return encode_record(snapshot.feeds, snapshot.home) + entries.encode()


def encode_record(feeds: Iterable[Feed], home: Home | None) -> bytes:
    """Write line 1 alone."""
    parts = [f'"cobrand":{FORMAT}']
    if told := ",".join(_FEED.line(feed) for feed in feeds):
        parts.append(f'"feeds":[{told}]')
    if home:
        parts.append(f'"home":{_HOME.line(home)}')
    return f"{{{','.join(parts)}}}\n".encode()


def decode(raw: bytes, *, slug: str, path: Path, shelf: Shelf | None = None) -> Snapshot:
    """Read the bytes of a file; raise ArchiveError that names the line at fault, its mistake and the remedy.

    With a shelf, the bytes are put there as they are, and posts' texts are checked, and read when somebody asks for them.
    """
    end = raw.find(b"\n") % (len(raw) + 1)  # never str.splitlines: U+2028, U+2029 and NEL may stand in a text
    feeds, home = decode_record(raw[:end], path=path)
    texts, place = _put(raw, shelf)
    entries = _plain_entries(raw, end + 1, texts, place) if texts else None
    if entries is None:
        entries = _entries(raw, texts, place, path=path)
    if len({entry.id for entry in entries}) < len(entries):
        _refuse_repetition(raw.split(b"\n")[1:], path)
    ordered = tuple(entries) if _descend(entries) else in_order(entries)
    return Snapshot(slug=slug, feeds=feeds, home=home, entries=ordered)


def _plain_entries(raw: bytes, begin: int, texts: ReadTexts, place: int) -> list[Entry] | None:
    from cobrand.plainlines import plain_entries  # noqa: PLC0415 - for who reads all archives, which no pull does

    return plain_entries(raw, begin, texts, place)


def _entries(raw: bytes, texts: ReadTexts | None, start: int, *, path: Path) -> list[Entry]:
    read = _without_texts() if texts else _ENTRY.reader.validate_json
    entries: list[Entry] = []
    record, *lines = raw.split(b"\n")
    start += len(record) + 1
    for number, line in enumerate(lines, start=2):
        try:
            entry = read(line)
        except ValidationError as error:
            if line.strip():
                raise _at_fault(path, number, *_diagnosis(line, error)) from None
        else:
            entries.append(entry)
            if texts:
                shelve(entry, (texts, start, len(line)))
        start += len(line) + 1
    return entries


def decode_record(line: bytes, *, path: Path) -> Record:
    """Read line 1 alone; raise ArchiveError as `decode` does."""
    try:
        found = _RECORD.validate_json(line)
        number: int = found.pop("cobrand")
        if number <= FORMAT:
            return Record(**found)
    except ValidationError as error:
        number = _number(line)
        if number <= FORMAT:
            raise _at_fault(path, 1, *_diagnosis(line, error)) from None
    what = f"is of format {number}, and this Cobrand knows {FORMAT}: a newer one wrote it"
    raise _at_fault(path, 1, what, "Upgrade Cobrand")


def _number(line: bytes) -> int:
    """Read the number of the format alone, whatever else is in line 1; it counts as ours where it can't be read."""
    with suppress(ValidationError):
        number: int = _NUMBER.validate_json(line)["cobrand"]
        return number
    return FORMAT


def _put(raw: bytes, shelf: Shelf | None) -> tuple[ReadTexts | None, int]:
    """Put a file's bytes on a shelf; return what reads texts there, and where they begin. Where it takes no more, none do."""
    with suppress(OSError):
        if shelf:
            return partial(_texts, shelf), shelf.put(raw)[0]
    return None, 0


def _texts(shelf: Shelf, start: int, length: int) -> tuple[str, str]:
    found = _TEXTS.validate_json(shelf.get((start, length)))
    return found["content"], found["rest"]


def settled(noun: Noun) -> Noun:
    """Return an Entry, a Feed or a Home as its file would give it back: whole seconds, no control characters, http links only.

    Parsing sees to most of this already. Here it makes sure that nobody ever writes an archive that nobody can read, and
    that an id is compared as it is kept.
    """
    shape: Shape[Any] = _ENTRY if isinstance(noun, Entry) else _HOME if isinstance(noun, Home) else _FEED
    kept: Noun = shape.settled(noun)
    return kept


# --- what is wrong ---------------------------------------------------------------------------------------------------


def _descend(entries: list[Entry]) -> bool:
    """Tell whether each entry is older than the one before, which spares the sorting of a file that we wrote."""
    dates = [entry.published or entry.first_seen or DAWN for entry in entries]
    return all(map(gt, dates, dates[1:]))


def _refuse_repetition(lines: list[bytes], path: Path) -> None:
    places: dict[Identity, int] = {}
    for number, line in enumerate(lines, start=2):
        if line.strip():
            entry = _ENTRY.reader.validate_json(line)
            if (place := places.setdefault(identity(entry), number)) != number:
                what = f"the id {_shown(entry.id)} stands in line {place} already"
                raise _at_fault(path, number, what, "Delete one of the two lines")


def _diagnosis(line: bytes, error: ValidationError) -> tuple[str, str]:
    if not line.strip():
        return "is empty", _RESTORE
    if line.startswith(b"\xef\xbb\xbf"):
        return "starts with a byte order mark", "Save the file as UTF-8 without one"
    if line.startswith(_CONFLICT):
        return "is the mark of a merge conflict", "Keep every line of both sides once, without the marks"
    try:
        line.decode()
    except UnicodeDecodeError:
        return "is not UTF-8", _RESTORE
    return _mistake(error.errors(include_url=False)[0]), _RESTORE


def _mistake(detail: ErrorDetails) -> str:
    place = ".".join(map(str, detail["loc"]))
    match detail["type"]:
        case "json_invalid" if column := re.search(r"column (\d+)", detail["msg"]):
            return f"is not JSON from column {column[1]} on"
        case "missing" if place == "cobrand":
            return 'is not the record of an expert, which has "cobrand"'
        case "missing":
            return f'has no "{place}"'
        case "tuple_type":
            expected = "a list"
        case "dataclass_type" | "dict_type":
            expected = "an object"
        case _:
            expected = detail["msg"]
    return f'"{place}" is {_shown(detail["input"])}, not {expected}' if place else f"is not {expected}"


def _shown(value: object) -> str:
    """Spell a stranger's value in ASCII, so that it can't play tricks with a terminal or a log."""
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _at_fault(path: Path, line: int, what: str, remedy: str) -> ArchiveError:
    return ArchiveError(Problem(path=str(path), line=line, what=what, remedy=f"{remedy}."))


# --- the tables ------------------------------------------------------------------------------------------------------

_AUTHORS = many(Shape(Author, {"name": TEXT, "uri": WEB}).kind)
_FAILURE = Shape(Failure, {"since": DATE, "reason": TEXT, "remedy": TEXT, "gone": FLAG}).kind
_HELD = Shape(Held, {"since": DATE, "reasons": many(TEXT), "url": WEB, "title": TEXT}).kind
_FEED = Shape(
    Feed,
    {
        "blog": WEB,
        "url": WEB,
        "id": ID,
        "title": TEXT,
        "subtitle": TEXT,
        "link": WEB,
        "language": TEXT,
        "rights": TEXT,
        "authors": _AUTHORS,
        "moved_to": WEB,
        "failure": _FAILURE,
        "held": _HELD,
        "trusted": DAY,
    },
)
_SOURCE = Shape(
    Source,
    {
        "url": WEB,
        "id": ID,
        "title": TEXT,
        "link": WEB,
        "updated": DATE,
        "authors": _AUTHORS,
        "rights": TEXT,
    },
)
_ENTRY = Shape(
    Entry,
    {
        "blog": WEB,
        "id": ID,
        "title": TEXT,
        "link": WEB,
        "published": DATE,
        "first_seen": DATE,
        "updated": DATE,
        "authors": _AUTHORS,
        "categories": many(TEXT),
        "language": TEXT,
        "comments": WEB,
        "comment_count": COUNT,
        "base": WEB,
        "source": _SOURCE.kind,
        "restated": ID,
        "withdrawn": DATE,
        "unlisted": FLAG,
        "content": HTML,
        "rest": ID,
    },
)
_without_texts = cache(lambda: _ENTRY.reading(but_not=TEXTS))  # no pull has a use for it
_TEXTS = SchemaValidator(
    schema.typed_dict_schema(
        {
            name: schema.typed_dict_field(schema.with_default_schema(kind.schema, default=""))
            for name, kind in (("content", HTML), ("rest", ID))
        }
    )
)
_SAID, _ = facts(TEXT)
_SAID_IN_HTML, _ = facts(HTML)
_PLACE, _PLACES = facts(WEB)
_BIO = Shape(
    Bio,
    {
        "name": _SAID,
        "job_title": _SAID,
        "pronouns": _SAID,
        "note": _SAID_IN_HTML,
        "photo": _PLACE,
        "fediverse": _SAID,
        "links": _PLACES,
    },
)
_STATE = Kind(expecting(f"one of {', '.join(get_args(LinkState))}", schema.literal_schema(list(get_args(LinkState)))))
_HOME = Shape(
    Home,
    {
        "url": WEB,
        "bio": _BIO.kind,
        "since": DATE,
        "link_back": Shape(LinkBack, {"state": _STATE, "since": DATE, "was": _STATE}).kind,
        "portrait": Shape(Portrait, {"url": WEB, "digest": ID}).kind,
        "failure": _FAILURE,
    },
)
_FORMAT = schema.typed_dict_field(
    expecting("the number of a format, from 1", schema.int_schema(strict=True, ge=1)), required=True
)
_NUMBER = SchemaValidator(schema.typed_dict_schema({"cobrand": _FORMAT}))
_RECORD = SchemaValidator(
    schema.typed_dict_schema(
        {
            "cobrand": _FORMAT,
            "feeds": schema.typed_dict_field(many(_FEED.kind).schema, required=False),
            "home": schema.typed_dict_field(_HOME.schema, required=False),
        }
    )
)

"""A Snapshot ⇄ the lines of its file, one JSON object each. It refuses whatever it would not have written itself.

Line 1 is the expert's record: the number of the format, the feeds' own data, and what the home page says. Then comes one
entry a line, newest first.
The tables at the end say, field by field, what a line may hold. pydantic-core parses and checks by them in one go: the
standard library's `json` with checks in Python took three times as long, and a site reads a thousand files per build.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, replace
from datetime import UTC, date, datetime
from operator import gt
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, get_args
from urllib.parse import quote

from pydantic_core import ErrorDetails, SchemaSerializer, SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from cobrand.address import is_iri
from cobrand.errors import ArchiveError, Problem
from cobrand.model import (
    Author,
    Bio,
    Entry,
    Fact,
    Failure,
    Feed,
    Held,
    Home,
    LinkBack,
    LinkState,
    Portrait,
    Snapshot,
    Source,
)

FORMAT = 1
"""The number in line 1. Keys that this version doesn't know are ignored, and lost at the next write: a key that must
survive an older Cobrand raises the number, and the older one refuses the file."""

DAWN = datetime.min.replace(tzinfo=UTC)
"""The date of an entry that has none (see `Entry.date`)."""

_CONFLICT = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
_RESTORE = "Mend the line, or take the file from version control; if it is in none, move it away and pull again"

Identity = tuple[str | None, str]
Noun = TypeVar("Noun", Author, Bio, Entry, Fact, Failure, Feed, Held, Home, LinkBack, Portrait, Source)


class Record(NamedTuple):
    """What line 1 holds."""

    feeds: tuple[Feed, ...] = ()
    home: Home | None = None


def identity(entry: Entry) -> Identity:
    """Return what makes two entries of an expert the same post: the id if it is an IRI, else the id and the blog."""
    return (None if is_iri(entry.id) else entry.blog, entry.id)


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sort entries, newest first, then by id."""
    by_id = sorted(entries, key=lambda entry: (entry.id, entry.blog))
    return tuple(sorted(by_id, key=lambda entry: entry.date, reverse=True))


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot as the bytes of its file; what `decode` would refuse in a text is left out."""
    feeds = ",".join(_FEED.line(feed) for feed in snapshot.feeds)
    parts = [f'"cobrand":{FORMAT}']
    if feeds:
        parts.append(f'"feeds":[{feeds}]')
    if snapshot.home:
        parts.append(f'"home":{_HOME.line(snapshot.home)}')
    record = f"{{{','.join(parts)}}}"
    return "".join(f"{line}\n" for line in (record, *map(_ENTRY.line, in_order(snapshot.entries)))).encode()


def decode(raw: bytes, *, slug: str, path: Path) -> Snapshot:
    """Read the bytes of a file; raise ArchiveError that names the line at fault, its mistake and the remedy."""
    record, *lines = raw.split(b"\n")  # never str.splitlines: U+2028, U+2029 and NEL may stand in a text
    feeds, home = decode_record(record, path=path)
    read = _ENTRY.reader.validate_json
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=2):
        try:
            entries.append(read(line))
        except ValidationError as error:
            if line.strip():
                raise _at_fault(path, number, *_diagnosis(line, error)) from None
    if len({entry.id for entry in entries}) < len(entries):
        _refuse_repetition(lines, path)
    ordered = tuple(entries) if _descend(entries) else in_order(entries)
    return Snapshot(slug=slug, feeds=feeds, home=home, entries=ordered)


def decode_record(line: bytes, *, path: Path) -> Record:
    """Read line 1 alone; raise ArchiveError as `decode` does."""
    try:
        number: int = _NUMBER.validate_json(line)["cobrand"]
        if number <= FORMAT:
            return Record(**_RECORD.validate_json(line))
    except ValidationError as error:
        raise _at_fault(path, 1, *_diagnosis(line, error)) from None
    what = f"is of format {number}, and this Cobrand knows {FORMAT}: a newer one wrote it"
    raise _at_fault(path, 1, what, "Upgrade Cobrand")


def settled(noun: Noun) -> Noun:
    """Return an Entry, a Feed or a Home as its file would give it back: whole seconds, no control characters, http links only.

    Parsing sees to most of this already. Here it makes sure that nobody ever writes an archive that nobody can read, and
    that an id is compared as it is kept.
    """
    shape: _Shape[Any] = _ENTRY if isinstance(noun, Entry) else _HOME if isinstance(noun, Home) else _FEED
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


# --- what a field may hold -------------------------------------------------------------------------------------------

_LONGEST_TEXT = 10_000
_MANY = 10**9
_CONTROL = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"  # C0, C1 and bidi
_UNSAFE = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
_SPACE = re.compile(r"[\t-\r\x85]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a pair: JSON can spell it, UTF-8 can't
_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


class _Kind(NamedTuple):
    """How a kind of value is checked, and how one that would fail the check is mended; `None` leaves it out."""

    schema: schema.CoreSchema
    mend: Callable[[Any], Any] = lambda value: value


class _Shape(Generic[Noun]):
    """The fields of a noun in the order in which they are written; what equals its default is left out."""

    def __init__(self, noun: type[Noun], kinds: Mapping[str, _Kind]) -> None:
        defaults = {field.name: _default(field) for field in fields(noun)}
        self._kinds = kinds
        arguments = [
            schema.dataclass_field(name, _optional(kind.schema, defaults[name]), kw_only=True)
            for name, kind in kinds.items()
        ]
        self.schema = schema.dataclass_schema(
            noun,
            schema.dataclass_args_schema(noun.__name__, arguments),
            list(kinds),
            slots=True,
            frozen=True,
            revalidate_instances="always",
        )
        self.reader = SchemaValidator(self.schema)
        self._writer = SchemaSerializer(self.schema)

    def settled(self, noun: Noun) -> Noun:
        checked: Noun
        try:
            checked = self.reader.validate_python(noun)
        except ValidationError:
            checked = self.reader.validate_python(self.mended(noun))
        return checked

    def mended(self, noun: Noun) -> Noun:
        values = {name: getattr(noun, name) for name in self._kinds}
        return replace(
            noun, **{name: self._kinds[name].mend(value) for name, value in values.items() if value is not None}
        )

    def line(self, noun: Noun) -> str:
        return self._writer.to_json(self.settled(noun), exclude_defaults=True).decode()

    @property
    def kind(self) -> _Kind:
        return _Kind(self.schema, self.mended)


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _optional(kind: schema.CoreSchema, default: Any) -> schema.CoreSchema:
    if default is MISSING:
        return kind
    return schema.with_default_schema(kind if default is not None else schema.nullable_schema(kind), default=default)


def _expecting(what: str, kind: schema.CoreSchema) -> schema.CoreSchema:
    return schema.custom_error_schema(kind, "unexpected", custom_error_message=what)


def _many(kind: _Kind) -> _Kind:
    def mend(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(kind.mend(value) for value in values)

    return _Kind(schema.tuple_schema([kind.schema], variadic_item_index=0), mend)


def _facts(value: _Kind) -> tuple[_Kind, _Kind]:
    """Return the kinds of a fact whose value is of that kind, and of a row of them; one without a value is left out."""
    shape = _Shape(Fact, {"value": value, "source": _TEXT})

    def mend(fact: Fact) -> Fact | None:
        return shape.mended(fact) if value.mend(fact.value) else None

    one = _Kind(shape.schema, mend)
    return one, _Kind(_many(one).schema, lambda facts: tuple(filter(None, map(mend, facts))))


def _mend_text(value: str) -> str:
    return _UNSAFE.sub("", _SPACE.sub(" ", value))[:_LONGEST_TEXT]


def _mend_id(value: str) -> str:
    """Encode what can't be kept rather than drop it, so that two ids never become one."""
    return _UNSAFE.sub(lambda found: quote(found.group(), errors="surrogatepass"), value)


def _mend_address(value: str) -> str | None:
    return _mend_id(value) if _ADDRESS.match(value) else None


def _mend_html(value: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)


def _in_whole_seconds(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC, microsecond=0)


def _spell_date(value: datetime) -> str:
    return f"{value.isoformat()[:19]}Z"


_TEXT = _Kind(
    _expecting(
        f"text of at most {_LONGEST_TEXT} characters and no control characters",
        schema.str_schema(strict=True, max_length=_LONGEST_TEXT, pattern=f"^[^{_CONTROL}]*$"),
    ),
    _mend_text,
)
_ID = _Kind(
    _expecting("text without control characters", schema.str_schema(strict=True, pattern=f"^[^{_CONTROL}]*$")),
    _mend_id,
)
_WEB = _Kind(
    _expecting(
        "an http or https address",
        schema.str_schema(strict=True, pattern=rf"^(?i:https?)://[^/?#\s{_CONTROL}][^{_CONTROL}]*$"),
    ),
    _mend_address,
)
_HTML = _Kind(
    _expecting("text", schema.str_schema(strict=True, pattern="^")),  # any pattern makes it look for lone surrogates
    _mend_html,
)
_DATE = _Kind(
    _expecting(
        "a date and time such as 2026-11-20T09:00:00Z",
        schema.json_or_python_schema(
            schema.no_info_after_validator_function(
                datetime.fromisoformat, schema.str_schema(strict=True, pattern="^[0-9-]{10}T[0-9:]{8}Z$")
            ),
            schema.no_info_after_validator_function(
                _in_whole_seconds, schema.datetime_schema(strict=True, tz_constraint=0)
            ),
            serialization=schema.plain_serializer_function_ser_schema(_spell_date, return_schema=schema.str_schema()),
        ),
    )
)
_DAY = _Kind(
    _expecting(
        "a day such as 2026-11-20",
        schema.json_or_python_schema(
            schema.no_info_after_validator_function(
                date.fromisoformat, schema.str_schema(strict=True, pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
            ),
            schema.date_schema(strict=True),
            serialization=schema.to_string_ser_schema(),
        ),
    )
)
_COUNT = _Kind(
    _expecting("a number from 0", schema.int_schema(strict=True, ge=0, lt=_MANY)),
    lambda value: value if 0 <= value < _MANY else None,
)
_FLAG = _Kind(_expecting("true or false", schema.bool_schema(strict=True)))

# --- the tables ------------------------------------------------------------------------------------------------------

_AUTHORS = _many(_Shape(Author, {"name": _TEXT, "uri": _WEB}).kind)
_FAILURE = _Shape(Failure, {"since": _DATE, "reason": _TEXT, "remedy": _TEXT, "gone": _FLAG}).kind
_HELD = _Shape(Held, {"since": _DATE, "reasons": _many(_TEXT), "url": _WEB, "title": _TEXT}).kind
_FEED = _Shape(
    Feed,
    {
        "blog": _WEB,
        "url": _WEB,
        "id": _ID,
        "title": _TEXT,
        "subtitle": _TEXT,
        "link": _WEB,
        "language": _TEXT,
        "rights": _TEXT,
        "authors": _AUTHORS,
        "moved_to": _WEB,
        "failure": _FAILURE,
        "held": _HELD,
        "trusted": _DAY,
    },
)
_SOURCE = _Shape(
    Source,
    {
        "url": _WEB,
        "id": _ID,
        "title": _TEXT,
        "link": _WEB,
        "updated": _DATE,
        "authors": _AUTHORS,
        "rights": _TEXT,
    },
)
_ENTRY = _Shape(
    Entry,
    {
        "blog": _WEB,
        "id": _ID,
        "title": _TEXT,
        "link": _WEB,
        "published": _DATE,
        "first_seen": _DATE,
        "updated": _DATE,
        "authors": _AUTHORS,
        "categories": _many(_TEXT),
        "language": _TEXT,
        "comments": _WEB,
        "comment_count": _COUNT,
        "base": _WEB,
        "source": _SOURCE.kind,
        "content": _HTML,
        "rest": _ID,
    },
)
_SAID, _ = _facts(_TEXT)
_SAID_IN_HTML, _ = _facts(_HTML)
_PLACE, _PLACES = _facts(_WEB)
_BIO = _Shape(
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
_STATE = _Kind(_expecting(f"one of {', '.join(get_args(LinkState))}", schema.literal_schema(list(get_args(LinkState)))))
_HOME = _Shape(
    Home,
    {
        "url": _WEB,
        "bio": _BIO.kind,
        "since": _DATE,
        "link_back": _Shape(LinkBack, {"state": _STATE, "since": _DATE, "was": _STATE}).kind,
        "portrait": _Shape(Portrait, {"url": _WEB, "digest": _ID}).kind,
        "failure": _FAILURE,
    },
)
_NUMBER = SchemaValidator(
    schema.typed_dict_schema(
        {
            "cobrand": schema.typed_dict_field(
                _expecting("the number of a format, from 1", schema.int_schema(strict=True, ge=1)), required=True
            )
        }
    )
)
_RECORD = SchemaValidator(
    schema.typed_dict_schema(
        {
            "feeds": schema.typed_dict_field(_many(_FEED.kind).schema, required=False),
            "home": schema.typed_dict_field(_HOME.schema, required=False),
        }
    )
)

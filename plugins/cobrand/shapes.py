"""A field of a noun → how the archive's files hold it: what passes, how what doesn't is mended, how it is written.

pydantic-core parses and checks by these in one go: the standard library's `json` with checks in Python took three times
as long, and a site reads a thousand files per build.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, Field, fields, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote

from pydantic_core import SchemaSerializer, SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from cobrand.model import Author, Bio, Entry, Fact, Failure, Feed, Held, Home, LinkBack, Portrait, Source

Noun = TypeVar("Noun", Author, Bio, Entry, Fact, Failure, Feed, Held, Home, LinkBack, Portrait, Source)

LONGEST_TEXT = 10_000
MANY = 10**9
_CONTROL = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"  # C0, C1 and bidi
UNSAFE = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
_SPACE = re.compile(r"[\t-\r\x85]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a pair: JSON can spell it, UTF-8 can't
_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


class Kind(NamedTuple):
    """How a kind of value is checked, and how one that would fail the check is mended; `None` leaves it out."""

    schema: schema.CoreSchema
    mend: Callable[[Any], Any] = lambda value: value


class Shape(Generic[Noun]):
    """The fields of a noun in the order in which they are written; what equals its default is left out."""

    def __init__(self, noun: type[Noun], kinds: Mapping[str, Kind]) -> None:
        self._noun: type[Noun] = noun
        self._kinds = kinds
        self.schema = self._schema(())

    def _schema(self, unset: Collection[str]) -> schema.CoreSchema:
        defaults = {field.name: _default(field) for field in fields(self._noun)}
        arguments = [
            schema.dataclass_field(
                name, _optional(kind.schema, defaults[name]), kw_only=True, init_only=name in unset or None
            )
            for name, kind in self._kinds.items()
        ]
        return schema.dataclass_schema(
            self._noun,
            schema.dataclass_args_schema(self._noun.__name__, arguments, collect_init_only=bool(unset)),
            [name for name in self._kinds if name not in unset],
            slots=True,
            frozen=True,
            revalidate_instances="always",
        )

    def reading(self, *, but_not: Collection[str]) -> Callable[[bytes], Noun]:
        """Return what reads such a noun from JSON and leaves some fields unset, which it checks all the same."""
        read: Callable[[bytes], Noun] = SchemaValidator(self._schema(but_not)).validate_json
        return read

    @cached_property  # made when first used: a pull that brings nothing reads one kind of line, and writes none
    def reader(self) -> SchemaValidator:
        """What reads and checks such a noun."""
        return SchemaValidator(self.schema)

    @cached_property
    def _writer(self) -> SchemaSerializer:
        return SchemaSerializer(self.schema)

    def settled(self, noun: Noun) -> Noun:
        """Return a noun as its file would give it back."""
        checked: Noun
        try:
            checked = self.reader.validate_python(noun)
        except ValidationError:
            checked = self.reader.validate_python(self.mended(noun))
        return checked

    def mended(self, noun: Noun) -> Noun:
        """Return a noun without what would fail the check."""
        values = {name: getattr(noun, name) for name in self._kinds}
        return replace(
            noun, **{name: self._kinds[name].mend(value) for name, value in values.items() if value is not None}
        )

    def line(self, noun: Noun) -> str:
        """Write a noun as JSON."""
        return self._writer.to_json(self.settled(noun), exclude_defaults=True).decode()

    @property
    def kind(self) -> Kind:
        """Return the kind of a field that holds such a noun."""
        return Kind(self.schema, self.mended)


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _optional(kind: schema.CoreSchema, default: Any) -> schema.CoreSchema:
    if default is MISSING:
        return kind
    return schema.with_default_schema(kind if default is not None else schema.nullable_schema(kind), default=default)


def expecting(what: str, kind: schema.CoreSchema) -> schema.CoreSchema:
    """Say what was expected where something else is."""
    return schema.custom_error_schema(kind, "unexpected", custom_error_message=what)


def many(kind: Kind) -> Kind:
    """Return the kind of a list of what is of that kind."""

    def mend(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(kind.mend(value) for value in values)

    return Kind(schema.tuple_schema([kind.schema], variadic_item_index=0), mend)


def facts(value: Kind) -> tuple[Kind, Kind]:
    """Return the kinds of a fact whose value is of that kind, and of a row of them; one without a value is left out."""
    shape = Shape(Fact, {"value": value, "source": TEXT})

    def mend(fact: Fact) -> Fact | None:
        return shape.mended(fact) if value.mend(fact.value) else None

    one = Kind(shape.schema, mend)
    return one, Kind(many(one).schema, lambda facts: tuple(filter(None, map(mend, facts))))


def _mend_text(value: str) -> str:
    return UNSAFE.sub("", _SPACE.sub(" ", value))[:LONGEST_TEXT]


def _mend_id(value: str) -> str:
    """Encode what can't be kept rather than drop it, so that two ids never become one."""
    return UNSAFE.sub(lambda found: quote(found.group(), errors="surrogatepass"), value)


def _mend_address(value: str) -> str | None:
    return _mend_id(value) if _ADDRESS.match(value) else None


def _mend_html(value: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)


def _in_whole_seconds(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC, microsecond=0)


def _spell_date(value: datetime) -> str:
    return f"{value.isoformat()[:19]}Z"


TEXT = Kind(
    expecting(
        f"text of at most {LONGEST_TEXT} characters and no control characters",
        schema.str_schema(strict=True, max_length=LONGEST_TEXT, pattern=f"^[^{_CONTROL}]*$"),
    ),
    _mend_text,
)
ID = Kind(
    expecting("text without control characters", schema.str_schema(strict=True, pattern=f"^[^{_CONTROL}]*$")),
    _mend_id,
)
WEB = Kind(
    expecting(
        "an http or https address",
        schema.str_schema(strict=True, pattern=rf"^(?i:https?)://[^/?#\s{_CONTROL}][^{_CONTROL}]*$"),
    ),
    _mend_address,
)
HTML = Kind(
    expecting("text", schema.str_schema(strict=True, pattern="^")),  # any pattern makes it look for lone surrogates
    _mend_html,
)
DATE = Kind(
    expecting(
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
DAY = Kind(
    expecting(
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
COUNT = Kind(
    expecting("a number from 0", schema.int_schema(strict=True, ge=0, lt=MANY)),
    lambda value: value if 0 <= value < MANY else None,
)
FLAG = Kind(expecting("true or false", schema.bool_schema(strict=True)))

"""Drafts (what people wrote, under a noun's names) → nouns, and all that doesn't fit → Problems in plain English.

pydantic-core does the checking. What makes an address or a slug right is for the noun's own module to say.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from cobrand.errors import Problem
from cobrand.source import Document, Location, key_name, shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document on its way to a noun: its data as the noun's fields.

    `places` tells where in the document those parts stand that the noun names otherwise. `spare` stands in for required
    fields that are wrong, so that the others can be looked at all the same.
    """

    document: Document
    fields: Mapping[str, object]
    places: Mapping[Location, Location] = field(default_factory=dict)
    spare: Mapping[str, object] = field(default_factory=dict)

    def place(self, location: Location) -> Location:
        """Return where in the document a part of the noun stands."""
        for end in range(len(location), 0, -1):
            if location[:end] in self.places:
                return (*self.places[location[:end]], *location[end:])
        return location

    def name(self, location: Location) -> str:
        """Name a part of the noun as the document does: `key`, `key.key`, or an item of it."""
        place = self.place(location)
        way = self.document.trace(place) or place
        return f"an item of {_dotted(way)}" if isinstance(way[-1], int) else _dotted(way)

    def problem(self, location: Location, what: str, remedy: str) -> Problem:
        """Say what is wrong with a part of the noun; `what` goes on after its name."""
        return self.document.problem(self.place(location), f"{self.name(location)} {what}", remedy)


def unfold(noun: type, given: Mapping[str, object]) -> dict[str, object]:
    """Give short forms their full one: a text is its noun's one required key; one thing may stand for a list of one."""
    members = _members(noun)
    return {key: _unfold_member(*members[key], part) if key in members else part for key, part in given.items()}


def _unfold_member(many: bool, noun: type | None, value: object) -> object:
    if value is None:
        return None
    if not many:
        return _unfold_noun(noun, value)
    return [_unfold_noun(noun, item) for item in (value if isinstance(value, list) else [value])]


def _unfold_noun(noun: type | None, value: object) -> object:
    if noun is date and isinstance(value, str) and value.isdecimal():
        return int(value[:18])  # pydantic-core takes '1717113600' for the day that so many seconds after 1970 are
    if noun is None or not is_dataclass(noun) or not isinstance(value, str | dict):
        return value
    if isinstance(value, dict):
        return unfold(noun, value)
    key = fields(noun)[0]
    return {key.name: value} if key.default is MISSING else value


@cache
def _members(noun: type) -> dict[str, tuple[bool, type | None]]:
    """Return for each field that is a list, a noun or a day: whether it is a list, and of which of these."""
    members: dict[str, tuple[bool, type | None]] = {}
    for name, hint in get_type_hints(noun).items():
        kind = get_args(hint)[0] if isinstance(hint, UnionType) else hint
        many = get_origin(kind) is tuple
        item = get_args(kind)[0] if many else kind
        if many or is_dataclass(item) or item is date:
            members[name] = (many, item if isinstance(item, type) and (is_dataclass(item) or item is date) else None)
    return members


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Generic[T]):
    """A draft that became a noun, without what was wrong in it; complaints are collected."""

    draft: Draft
    noun: T
    problems: list[Problem]
    wrong: set[Location] = field(default_factory=set)

    def complain(self, location: Location, what: str, remedy: str) -> None:
        """Note what is wrong, unless it may only seem so because a part of it has been left out."""
        if not any(wrong[: len(location)] == location for wrong in self.wrong):
            self.problems.append(self.draft.problem(location, what, remedy))


def validate(noun: type[T], drafts: Mapping[str, Draft]) -> dict[str, Review[T]]:
    """Make nouns of drafts; whatever is wrong is left out, and complained of."""
    written = _json({key: draft.fields for key, draft in drafts.items()})
    first: list[ErrorDetails] = []
    while True:
        try:
            nouns: dict[str, T] = _checker(noun).validate_json(written)  # type: ignore[arg-type]  # types are hashable
            break
        except ValidationError as error:
            complaints = error.errors(include_url=False)
        first = first or complaints  # the later ones come of what was left out
        written = _without(written, complaints, drafts)
    reviews = {key: Review(draft=drafts[key], noun=made, problems=[]) for key, made in nouns.items()}
    for complaint in first:
        review = reviews[str(complaint["loc"][0])]
        review.problems.append(_complaint(noun, complaint, review.draft))
        review.wrong.add(complaint["loc"][1:])
    return reviews


def _without(written: bytes, complaints: Iterable[ErrorDetails], drafts: Mapping[str, Draft]) -> bytes:
    """Leave out the smallest key around each thing that is wrong; what a noun can't do without gets its spare."""
    data = json.loads(written)
    for complaint in complaints:
        here: Any = data
        for part in complaint["loc"]:
            if isinstance(here, dict) and part in here:
                holder, last = here, part
            elif not (isinstance(here, list) and isinstance(part, int)):
                break
            here = here[part]
        if holder is data:
            data[last] = {**drafts[str(last)].spare, **data[last]}
        else:
            del holder[last]
    return _json(data)


# JSON's rules are the ones we want: a date is text, but 42 is no text, "42" no number, and 1 no truth.
_RULES = schema.CoreConfig(
    extra_fields_behavior="forbid", str_strip_whitespace=True, str_min_length=1, allow_inf_nan=False, strict=True
)


@cache
def _checker(noun: type[Any]) -> SchemaValidator:
    """Return what checks nouns of that kind, by the key of their drafts."""
    return SchemaValidator(schema.dict_schema(schema.str_schema(), _shape(noun)), _RULES)


def _shape(hint: Any) -> schema.CoreSchema:
    """Return how a type is checked. pydantic itself would tell, but takes a tenth of a second to load."""
    if is_dataclass(hint):
        return _noun_shape(hint)  # type: ignore[arg-type]
    simple = _SIMPLE.get(hint)
    return simple() if simple else _COMPOUND[get_origin(hint)](*get_args(hint))


_SIMPLE: dict[Any, Callable[[], schema.CoreSchema]] = {
    bool: schema.bool_schema,
    date: schema.date_schema,
    float: schema.float_schema,
    int: schema.int_schema,
    str: schema.str_schema,
    Path: lambda: schema.no_info_after_validator_function(Path, schema.str_schema()),
}
_COMPOUND: dict[Any, Callable[..., schema.CoreSchema]] = {
    Annotated: lambda kind, *bounds: {**_shape(kind), **dict(bounds)},
    Literal: lambda *choices: schema.literal_schema(list(choices)),
    **dict.fromkeys((UnionType, Union), lambda kind, _: schema.nullable_schema(_shape(kind))),  # the other is None
    dict: lambda *_: schema.dict_schema(schema.str_schema()),
    tuple: lambda item, _: schema.tuple_schema([_shape(item)], variadic_item_index=0),
}


def _noun_shape(noun: type) -> schema.CoreSchema:
    hints, members = get_type_hints(noun, include_extras=True), fields(noun)
    arguments: list[schema.DataclassField] = []
    for member in members:
        shape = _shape(hints[member.name])
        if member.default_factory is not MISSING:
            shape = schema.with_default_schema(shape, default_factory=member.default_factory)
        elif member.default is not MISSING:
            shape = schema.with_default_schema(shape, default=member.default)
        arguments.append(schema.dataclass_field(member.name, shape, kw_only=True))
    names = [member.name for member in members]
    shape = schema.dataclass_args_schema(noun.__name__, arguments)
    return schema.dataclass_schema(noun, shape, names, slots=True, frozen=True, config=_RULES)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=str).encode("utf-8", "replace")


# --- complaints in words ---------------------------------------------------------------------------------------------

_DATE = ("a date such as 2024-05-31", "Write a day that exists, as year-month-day.")
_WHOLE = ("a whole number", "Write it in digits, without quotes.")
_NUMBER = ("a number", "Write it in digits, without quotes.")
_RANGE = "Write a number in that range."
_MAPPING = ("a mapping", "Write `key: value` lines below it, indented.")
# pydantic-core's kinds of error → what there must be, and how to write it.
_EXPECTED = {
    **dict.fromkeys(("string_type", "path_type"), ("text", "Write one text.")),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE),
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("dict_type", "dataclass_type"), _MAPPING),
    "bool_type": ("true or false", "Write one of them, without quotes."),
    "tuple_type": ("a list", "Write one item a line, each after `- `."),
    "greater_than": ("more than {gt:g}", _RANGE),
    "greater_than_equal": ("at least {ge}", _RANGE),
    "less_than_equal": ("at most {le}", _RANGE),
    "literal_error": ("{expected}", "Choose one of them."),
}


def _complaint(noun: type, error: ErrorDetails, draft: Draft) -> Problem:
    """Say in our words what pydantic-core has found."""
    location, given = error["loc"][1:], error["input"]
    if error["type"] == "unexpected_keyword_argument":
        keys = [key.name for key in fields(_noun_at(noun, location[:-1])) if key.name != "slug"]  # it stands elsewhere
        return unknown_key(draft.document, draft.place(location), keys)
    if error["type"] == "missing":
        around = draft.document.trace(draft.place(location))
        name, remedy = _dotted((*around, location[-1])), f"Add `{location[-1]}: …`."
        return draft.document.problem(around, f"{name} is missing", remedy)
    if given is None or error["type"] == "string_too_short":
        return draft.problem(location, "is empty", "Give it a value, or remove the line.")
    if error["type"] == "dataclass_type" and fields(_noun_at(noun, location))[0].default is MISSING:
        expected, remedy = "text or a mapping", "Write one text, or `key: value` lines below it."
        return draft.problem(location, f"must be {expected}, not {shown(given)}", remedy)
    facts = {**error.get("ctx", {})}
    choices = str(facts.get("expected", "")).replace("' or '", "', '").replace("'", "")
    expected, remedy = _EXPECTED[error["type"]]
    expected = expected.format_map({**facts, "expected": " or ".join(choices.rsplit(", ", 1))})
    if near := suggestion(str(given), choices.split(", ")):
        remedy = f"Did you mean `{near}`?"
    if expected == "text":
        if isinstance(given, bool):
            remedy = "Put it in quotes: without, YAML may take yes, no, on and off for true and false."
        elif isinstance(given, int | float):
            remedy = f"Put it in quotes: '{given}'."
        if isinstance(location[-1], int) and location[-1:] != draft.document.trace(draft.place(location))[-1:]:
            expected = "text or a list"
    return draft.problem(location, f"must be {expected}, not {shown(given)}", remedy)


def unknown_key(document: Document, location: Location, keys: Iterable[str]) -> Problem:
    """Complain of the key at a location, with the key that was probably meant, or all there are."""
    key, known = str(location[-1]), tuple(keys)
    near = suggestion(key.replace("-", "_").replace(" ", "_"), known)
    remedy = f"Did you mean `{near}`?" if near else f"The keys here are {', '.join(known)}."
    around = f" in {_dotted(location[:-1])}" if len(location) > 1 else ""
    return document.problem(location, f"unknown key {key_name(key)}{around}", remedy)


def suggestion(text: str, known: Iterable[str]) -> str | None:
    """Return what was probably meant, whatever its case."""
    from difflib import get_close_matches  # noqa: PLC0415 - only who is mistaken waits for it

    folded = {name.casefold(): name for name in known}
    near = get_close_matches(text.casefold(), folded, n=1)
    return folded[near[0]] if near else None


def _noun_at(noun: type, location: Location) -> type:
    """Return the noun that stands at a location within another."""
    for part in location:
        if isinstance(part, str):
            noun = _members(noun)[part][1] or noun
    return noun


def _dotted(location: Location) -> str:
    return key_name(".".join(part for part in location if isinstance(part, str)))

"""YAML that people wrote → plain data with the line of each key, or Problems in plain English; it obeys no tag.

Plain values are read as YAML 1.2 reads them, as editors do: `no` is the text "no". Dates stay text until the noun that
they belong to asks for a date.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from cobrand.errors import Problem, ProblemsError

try:  # the parser alone: a loader brings what makes data of events, and we make our own
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError:  # a platform without libyaml: the same events, ten times slower
    from yaml import SafeLoader as Parser  # type: ignore[assignment]

Location = tuple[str | int, ...]

_DEPTH = 64
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TEXT_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Controls other than tab and newline; the characters that reorder a line, so that it reads as it isn't (CVE-2021-42574).
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What somebody wrote, as data, and the text that it was read from: `text` begins in the file's `first_line`.

    `text` is empty where only data is at hand; `root` is where the data stands in a larger text.
    """

    path: str
    data: object
    text: str = ""
    first_line: int = 1
    root: Location = ()

    def trace(self, location: Location) -> Location:
        """Follow a location as far as the data goes; one thing where a list may stand is that list's only item."""
        here, way = self.data, []
        for part in location:
            if isinstance(here, dict) and isinstance(part, int):
                continue
            parts = here if isinstance(here, dict) else dict(enumerate(here)) if isinstance(here, list) else {}
            if part not in parts:
                break
            here = parts[part]
            way.append(part)
        return tuple(way)

    def line(self, location: Location) -> int | None:
        """Return the line of a location, or of the innermost thing around it that has one."""
        if not self.text:
            return None
        way, lines = (*self.root, *self.trace(location)), _lines_of(self.text)
        known = next((lines[way[:end]] for end in range(len(way), 0, -1) if way[:end] in lines), None)
        return self.first_line + (known if known is not None else -1 if self.first_line > 1 else 0)

    def problem(self, location: Location, what: str, remedy: str) -> Problem:
        """Say what is wrong at a location."""
        return Problem(path=self.path, line=self.line(location), what=what, remedy=remedy)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise all problems, in the order of the files and lines, if there are any."""
    found = sorted(set(problems), key=lambda problem: (problem.path, problem.line or 0, problem.what))
    if found:
        raise ProblemsError(tuple(found))


def read_text(content: bytes, path: str) -> str:
    """Decode a file: UTF-8, with or without a byte order mark, any line ends."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = f"the file is not UTF-8 text: it holds the byte {content[error.start]:#04x}"
        raise ProblemsError((Problem(path=path, line=line, what=what, remedy="Save it as UTF-8."),)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_markdown(text: str, path: str) -> tuple[Document, str, tuple[Problem, ...]]:
    """Split a Markdown file into its front matter, as data, and its body; the third is what is dubious in it."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end() - 1) if opening else None
    if not opening:
        what, remedy = "the front matter is missing", "Begin the file with a line ---, a line `name: …` and a line ---."
    elif not closing:
        what, remedy = "the front matter is never closed", "Write a line --- after its last key."
    else:
        document, problems = read_yaml(text[opening.end() : closing.start() + 1], path, first_line=2)
        if isinstance(document.data, dict):
            return document, text[closing.end() :].strip("\n"), problems
        what, remedy = "the front matter holds no keys", "Write lines such as `name: Ada Lindqvist`."
    raise ProblemsError((Problem(path=path, line=1, what=what, remedy=remedy),))


def read_yaml(text: str, path: str, *, first_line: int = 1) -> tuple[Document, tuple[Problem, ...]]:
    """Read YAML whose first line is the file's `first_line`, and what is dubious in it; raise if it can't be read."""
    reader = _Reader(text, path, first_line)
    try:
        data = reader.read()
    except yaml.YAMLError as error:
        raise ProblemsError((*reader.problems, reader.syntax(error))) from error
    return Document(path=path, data=data, text=text, first_line=first_line), tuple(reader.problems)


@lru_cache(maxsize=1)
def _lines_of(text: str) -> Mapping[Location, int]:
    """Return the line of every key and item, counted from 0.

    Found when asked for: keeping the lines of a thousand profiles, of which none is wrong, takes a third longer.
    """
    return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[Location, int]]:
    """Yield the line of every key and item, counted from 0."""
    next_event: Callable[[], Any] = Parser(text).get_event

    def walk(event: Any, here: Location) -> Iterator[tuple[Location, int]]:
        if not isinstance(event, CollectionStartEvent):
            return
        index = 0
        while not isinstance(inner := next_event(), CollectionEndEvent):
            at = (*here, index if isinstance(event, SequenceStartEvent) else getattr(inner, "value", ""))
            yield at, inner.start_mark.line
            if isinstance(event, MappingStartEvent):
                for _ in walk(inner, at):  # a key that is no text
                    pass
                inner = next_event()
            yield from walk(inner, at)
            index += 1

    next_event()  # the stream begins
    if isinstance(next_event(), DocumentStartEvent):
        yield from walk(next_event(), ())


class _Reader:
    """Builds data from the parser's events. PyYAML's own builder recurses in C, and 100,000 brackets crash it."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.next: Any = None

    def read(self) -> object:
        self.next = Parser(self.text).get_event
        self.next()  # the stream begins
        if isinstance(self.next(), StreamEndEvent):
            return None
        data = self.value(self.next(), 0)
        self.next()  # the document ends
        if not isinstance(event := self.next(), StreamEndEvent):
            self.complain(event, "a second YAML document begins here", "Keep one.")
        return data

    def value(self, event: Any, depth: int) -> object:
        kind = type(event)
        if kind is AliasEvent:  # an alias may stand for an alias …: the "billion laughs"; nobody needs one in a profile
            what = f"{key_name('*' + event.anchor)} stands for another part of the file"
            self.complain(event, what, "Write the value out, or quote it.")
            return f"*{event.anchor}"
        if event.tag not in _TEXT_TAGS:
            what = f"the YAML tag {shown(event.tag)} is not obeyed here"
            self.complain(event, what, "Write the value itself.")
        if kind is ScalarEvent:
            return self.scalar(event)
        if depth > _DEPTH:
            what = f"lists and mappings are nested more than {_DEPTH} deep"
            self.complain(event, what, "Write it flatter.")
            raise ProblemsError(tuple(self.problems))
        return self.sequence(depth + 1) if kind is SequenceStartEvent else self.mapping(depth + 1)

    def sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(self.value(event, depth))
        return items

    def mapping(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while type(event := self.next()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self.complain(event, "a key must be text", "Put the key in quotes.")
                self.value(event, depth)
                self.value(self.next(), depth)
                continue
            key: str = event.value
            if key in found:
                self.complain(event, f"{key_name(key)} stands here twice", "Keep one of the two.")
            found[key] = self.value(self.next(), depth)
        return found

    def scalar(self, event: Any) -> object:
        text: str = event.value
        if not text.isprintable() and (unseen := _UNSEEN.search(text)):
            self.complain(event, *_unseen(unseen.group()))
        if not event.implicit[0] or len(text) > 40:  # quoted, tagged or long: text
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        number = _NUMBER.fullmatch(text)
        return text if number is None else float(text) if number[1] else int(text)

    def complain(self, event: Any, what: str, remedy: str) -> None:
        line = self.first_line + event.start_mark.line
        self.problems.append(Problem(path=self.path, line=line, what=what, remedy=remedy))

    def syntax(self, error: yaml.YAMLError) -> Problem:
        """Say in words of people why YAML can't be read, and where."""
        if isinstance(error, ReaderError) and (unseen := _UNSEEN.search(self.text)):
            line = self.first_line + self.text.count("\n", 0, unseen.start())
            what, remedy = _unseen(unseen.group())
            return Problem(path=self.path, line=line, what=what, remedy=remedy)
        said, here = getattr(error, "problem", None) or str(error), getattr(error, "problem_mark", None)
        what, remedy = f"YAML can't be read from here on ({said})", "Look at quotes, colons and indentation."
        for fragment, (at_start, meaning, advice) in _SYNTAX.items():
            if fragment in said:
                what, remedy = meaning, advice
                here = (at_start and getattr(error, "context_mark", None)) or here
                break
        if "cannot start any token" in said and here is not None:
            character = self.text.split("\n")[here.line][here.column : here.column + 1]
            what, remedy = f"a value may not begin with {character}", "Put the value in quotes."
            if character == "\t":
                what, remedy = "a tab where YAML wants spaces", "Indent with spaces."
        line = self.first_line + (here.line if here else 0)
        return Problem(path=self.path, line=line, what=what, remedy=remedy)


_UNFIT = ("something does not fit the lines around it", "Look at its quotes and its indentation.")
# What the parser says → whether to point at where the construct begins, and what it means to people.
_SYNTAX: dict[str, tuple[bool, str, str]] = {
    "mapping values are not allowed": (False, "a second colon with a space after it", "Put the value in quotes."),
    "alphabetic or numeric": (False, "a value may not begin with * or &", "Put the value in quotes."),
    "unexpected end of stream": (True, "a quotation mark is never closed", "Close it at the end of the value."),
    "',' or ']'": (True, "a list that opens with [ is never closed", "Write ] at its end, and commas between items."),
    "',' or '}'": (True, "a mapping that opens with { is never closed", "Write } at its end, and commas between keys."),
    "expected node content": (
        True,
        "a list or a mapping is never closed, or has a comma too many",
        "Write ] or } at its end, and one comma between items.",
    ),
    "expected ':'": (True, "a line is neither `key: value` nor an item of a list", "Add the key, or indent the line."),
    "expected '-'": (False, "a line among the items of a list lacks its `- `", "Add it, or indent the line."),
    "expected key": (False, *_UNFIT),
    "<block end>": (False, *_UNFIT),
    "<document start>": (False, "a line is indented less than the first", "Indent all keys alike."),
    "escape": (False, "a backslash in double quotes stands for no character", "Use single quotes, or write it twice."),
}


def _unseen(character: str) -> tuple[str, str]:
    what = f"there is an invisible character in this line, U+{ord(character):04X}"
    return what, "Delete it; if you can't find it, type the line again."


def key_name(key: str) -> str:
    """Write a key for a message, shortened; whatever is in it, the message stays one line."""
    return f"`{_shortened(key)}`"


def shown(value: object) -> str:
    """Write the offending item for a message, shortened."""
    if isinstance(value, str):
        return f"'{_shortened(value)}'"
    written = _shortened(json.dumps(value, ensure_ascii=False, default=str))
    return f"the list {written}" if isinstance(value, list) else written


def _shortened(text: str, limit: int = 60) -> str:
    line = " ".join(text[: 4 * limit].split())
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"

"""A story as an editor writes it → what happens on which day, and what the pages then show. It knows nothing of the code.

A story is a Markdown file in `tests/stories/`; `docs/develop/change.md` says how to write one. Whatever is not written
so is an error that names the file and the line: a sentence that nobody understands would prove nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

_DAYS = re.compile(r"## (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?(?:: \S.*)?")
_SWITCH = re.compile(r"Switched off, in `([a-z_/]+\.py)`:")
_TITLE, _RULE, _BECOMES, _AND, _THEN = "# ", "Rule: ", "becomes:", "and:", "Then:"


class StoryError(Exception):
    """A story that is not written as stories are: `path:line: what is wrong`."""


class DepartedError(AssertionError):
    """The pages are not those of the story: `story.md:line: what it says, and what shows`, a line each."""


class UnclearError(Exception):
    """A sentence that nobody understands."""


class UnexpectedStopError(Exception):
    """A command stopped where the story says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One thing that happens, or shows, with the items of the list below it, and the line that it stands on."""

    line: int
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A day, or several alike: what happens on the first of them, and what is so on each."""

    line: int
    days: tuple[date, ...]
    happens: tuple[Sentence, ...]
    then: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """How to switch the story's rule off: in one module of the package, what stands there once, and what replaces it."""

    module: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is told, the rule that it is about, and how to do without that rule."""

    path: Path
    title: str
    rule: str
    switch: tuple[Switch, ...]
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


@dataclass(slots=True)
class _Reader:
    """Reads a file line by line, and says where something is wrong."""

    path: Path
    lines: list[str]
    at: int = 0  # lines read
    found: list[Sentence] = field(default_factory=list)

    def peek(self) -> str | None:
        return self.lines[self.at] if self.at < len(self.lines) else None

    def take(self) -> str:
        self.at += 1
        return self.lines[self.at - 1]

    def wrong(self, what: str, line: int | None = None) -> NoReturn:
        raise StoryError(f"{self.path.name}:{line or self.at}: {what}")

    def upto(self, *openings: str) -> Iterator[str]:
        """Yield the lines before the next one that opens like this."""
        while (line := self.peek()) is not None and not line.startswith(openings):
            yield self.take()


def read_story(path: Path) -> Story:
    """Read a story; raises StoryError."""
    reader = _Reader(path, path.read_text(encoding="utf-8").splitlines())
    title = reader.take() if reader.lines else ""
    if not title.startswith(_TITLE):
        reader.wrong("a story begins with its title, `# …`")
    for line in reader.upto(_RULE, "## "):
        if line.startswith("- "):
            reader.wrong("nothing can happen before the first day, `## 2026-03-02`")
    if not (reader.peek() or "").startswith(_RULE):
        reader.wrong("the rule is missing: `Rule: …`, before the first day")
    rule = " ".join(line.strip() for line in reader.upto("Switched off", "## ")).strip().removeprefix(_RULE)
    switch = tuple(_switches(reader))
    steps: list[Step] = []
    while reader.peek() is not None:
        steps.append(_step(reader, steps[-1].days[-1] if steps else date.min))
    if not steps:
        reader.wrong("the story has no day: `## 2026-03-02`")
    return Story(path=path, title=title.removeprefix(_TITLE), rule=rule, switch=switch, steps=tuple(steps))


# --- the rule --------------------------------------------------------------------------------------------------------


def _switches(reader: _Reader) -> Iterator[Switch]:
    while not (reader.peek() or "## ").startswith("## "):
        line = reader.take()
        if not line.strip():
            continue
        named = _SWITCH.fullmatch(line)
        if named is None:
            reader.wrong("how to switch the rule off is told so: Switched off, in `archive.py`:")
        before = _code(reader)
        if not reader.lines[reader.at - 1 :] or reader.take() != _BECOMES:
            reader.wrong("after what stands in the module comes `becomes:`, and what stands there without the rule")
        yield Switch(module=named[1], before=before, after=_code(reader))


def _code(reader: _Reader) -> str:
    """Read lines indented by four, up to the next one that is not."""
    lines = []
    while (line := reader.peek()) is not None and (not line.strip() or line.startswith("    ")):
        lines.append(reader.take()[4:].rstrip())
    return "\n".join(lines).strip("\n")


# --- the days --------------------------------------------------------------------------------------------------------


def _step(reader: _Reader, before: date) -> Step:
    heading = _DAYS.fullmatch(reader.take())
    line = reader.at
    if heading is None:
        reader.wrong(
            "a day is written `## 2026-03-02`, `## 2026-03-02: What it is about` or `## 2026-03-02 to 2026-03-08`"
        )
    days = _days(reader, heading[1], heading[2])
    if days[0] <= before:
        reader.wrong("days come one after the other")
    happens = _sentences(reader, _THEN, "## ")
    then: tuple[Sentence, ...] = ()
    if reader.peek() == _THEN:
        reader.take()
        then = _sentences(reader, "## ")
    if not then:
        reader.wrong("a day ends with `Then:` and what shows", line)
    return Step(line=line, days=days, happens=happens, then=then)


def _days(reader: _Reader, first: str, last: str | None) -> tuple[date, ...]:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        reader.wrong("there is no such day")
    if end < begin:
        reader.wrong("the last day is before the first")
    return tuple(begin + timedelta(days=number) for number in range((end - begin).days + 1))


def _sentences(reader: _Reader, *ends: str) -> tuple[Sentence, ...]:
    """Read bullets, each with the bullets below it; anything else is told for people, between blank lines."""
    found: list[Sentence] = []
    for line in reader.upto(*ends):
        if line.startswith("- "):
            items = tuple(_items(reader))
            found.append(Sentence(line=reader.at - len(items), text=line[2:].strip(), items=items))
        elif line.startswith((" ", "\t")) and line.strip():
            reader.wrong("an indented line belongs into a list: `    - …` below `- …:`")
    return tuple(found)


def _items(reader: _Reader) -> Iterator[str]:
    while (line := reader.peek()) is not None and line.startswith("    - "):
        yield reader.take()[6:].strip()


def split(items: Sequence[str]) -> dict[str, str]:
    """Read items of the form `key: value`."""
    return {key.strip(): value.strip() for key, _, value in (item.partition(":") for item in items)}

"""Untrusted HTML → paragraphs of marked text, and paragraphs → plain, balanced HTML. It decides nothing about safety.

Feeds carry every kind of HTML: whole pages, tag soup, text with line breaks for paragraphs. Reading it into paragraphs
(who stands in which list or quotation, which words are marked how) gives one shape to sanitise, to cut, and to take
text from; written again it is a tree that browsers read as it stands, so sanitising it twice changes nothing. Reading
is lazy and linear in the input whatever it holds: nesting is bounded, and a mark ends with its paragraph, so output
can't outgrow input.

The road not taken: html.parser (three times slower here, and it knows no paragraphs) and html5lib (a hundred times).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from typing import Literal, NamedTuple

from cobrand.publish.attributes import common_of, link_of, plain_link_of
from cobrand.publish.lines import PARAGRAPH, cut, line
from cobrand.publish.tokens import AT_ONCE, allowed, attributes_of, decoded, names, tokens

Kind = Literal["prose", "heading", "code", "table", "caption", "aside"]


_CONTAINERS = {"blockquote": "blockquote", "ul": "ul", "ol": "ol", "li": "li", "menu": "ul", "dir": "ul"}
_LISTS = names("ul ol")
_MARKS = {
    **{name: name for name in names("a abbr b bdi bdo cite code del em i ins kbd q s strong sub sup")},
    "acronym": "abbr",
    "samp": "code",
    "strike": "s",
    "tt": "code",
}
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("aside", "footer"), "aside"),
    **dict.fromkeys(("caption", "figcaption", "figure"), "caption"),
    "pre": "code",
    "table": "table",
}
_BREAKS = names("""
    address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend main p pre search section summary table tbody tfoot thead tr
""")
_CELLS = names("td th")

_SPACE = re.compile(r"[ \t\n\r\f\u2028\u2029]+")
_INDENTATION = re.compile(r"^ +| {2,}")
_PREFORMATTED = str.maketrans({"\t": "    ", "\f": " ", "\u2028": "\n", "\u2029": "\n"})
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064]*")

_DEEPEST = 12
_LONGEST_TITLE = 300
_LONGEST_EMOJI = 8


@dataclass(slots=True, eq=False)  # nobody changes one; freezing it would make making it take three times as long
class Mark:
    """An element around text, itself and no other: two `<b>` side by side are two. `anchor`: it leads into its own page."""

    name: str
    attributes: str = ""
    anchor: bool = False


class Run(NamedTuple):
    """Some text, line feeds being its line breaks, and the marks around it, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


class Paragraph:
    """A paragraph of text, the lists, items and quotations it stands in, and what it was in the original.

    Of one that was read at one stroke `line` is how it is written. It has no link into its own page, and is not blank.
    """

    __slots__ = ("_runs", "_text", "attributes", "kind", "line", "path")

    def __init__(
        self,
        runs: tuple[Run, ...] | None,
        path: tuple[Mark, ...] = (),
        kind: Kind = "prose",
        attributes: str = "",
        *,
        line: str | None = None,
        text: str | None = None,
    ) -> None:
        self._runs, self.path, self.kind, self.attributes = runs, path, kind, attributes
        self.line, self._text = line, text

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its text, in pieces."""
        if self._runs is None:
            read = paragraphs(f"<div>{self.line}</div>", base=None)  # tag by tag
            self._runs = tuple(run for one in read for run in one.runs)
        return self._runs

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        if self._text is None:  # it is asked for several times of each
            self._text = "".join([text for text, _ in self.runs])
        return self._text

    def of(self, runs: Iterable[Run]) -> "Paragraph":
        """Return one with other text in its place."""
        return Paragraph(tuple(runs), self.path, self.kind, self.attributes)

    def without(self, unwanted: Callable[[Run], bool]) -> "Paragraph":
        """Leave some runs out, and the space that would stand there twice."""
        kept = [run for run in self.runs if not unwanted(run)]
        return self if len(kept) == len(self.runs) else self.of(_tidied(kept))

    def cut(self, length: int, ending: str = "") -> "Paragraph":
        """Keep that much of the text and put an ending after it, outside of all marks."""
        if self.line is not None and (rest := cut(self.line, length, ending)) is not None:
            text = self.text[:length] + ending
            return Paragraph(None, self.path, self.kind, self.attributes, line=rest, text=text)
        kept = []
        for run in self.runs:
            if length <= 0:
                break
            kept.append(Run(run.text[:length], run.marks))
            length -= len(run.text)
        return self.of((*_tidied(kept), *([Run(ending)] if ending else [])))


def paragraphs(html: str, *, base: str | None) -> Iterator[Paragraph]:
    """Read HTML paragraph by paragraph; links come out absolute, and those that can't be are read as text.

    What no reader is meant to see is left out: comments, scripts, styles, forms' controls, players, hidden elements.
    """
    start, link = 0, partial(plain_link_of, base=base)
    while (plain := PARAGRAPH.match(html, start)) and (found := line(plain[1], link)):
        yield Paragraph(None, line=found[0], text=found[1])
        start = plain.end()
    reader = _Reader(base)
    for token in tokens(html, start):
        reader.take(*token)
        if reader.finished:
            yield from reader.finished
            reader.finished.clear()
    reader.end_paragraph()
    yield from reader.finished


def write(read: Iterable[Paragraph]) -> str:
    """Write paragraphs as HTML: balanced, nothing but what reading lets through, every character in its place."""
    chosen = tuple(read)
    items = Counter(listed) if (listed := [paragraph.path[-1] for paragraph in chosen if paragraph.path]) else {}
    out: list[str] = []
    opened: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...]
    for paragraph in chosen:
        around = paragraph.path
        if not around and not opened and paragraph.line is not None and not paragraph.attributes:
            out.append(f"<p>{paragraph.line}</p>")  # as most are
            continue
        lone = bool(around) and around[-1].name == "li" and items[around[-1]] == 1
        if not lone or paragraph.attributes:
            around = (*around, Mark("p", paragraph.attributes))
        _turn(out, opened, around)
        opened, marks = around, ()
        if paragraph.line is not None:
            out.append(paragraph.line)
            continue
        for run in paragraph.runs:
            text, wanted = run
            if wanted is not marks:
                _turn(out, marks, wanted)
                marks = wanted
            if "&" in text or "<" in text or ">" in text:
                text = escape(text, quote=False)
            out.append(text.replace("\n", "<br>") if "\n" in text else text)
        if marks:
            _turn(out, marks, ())
    _turn(out, opened, ())
    return "".join(out)


def _turn(out: list[str], opened: tuple[Mark, ...], wanted: tuple[Mark, ...]) -> None:
    """Write the tags that end some marks and begin others."""
    same = _shared(opened, wanted) if opened and wanted else 0
    for mark in reversed(opened[same:]):
        out.append(f"</{mark.name}>")  # noqa: PERF401 - mostly one, or none
    for mark in wanted[same:]:
        out.append(f"<{mark.name}{mark.attributes}>")  # noqa: PERF401


# --- tokens → paragraphs ---------------------------------------------------------------------------------------------


class _Reader:
    """Where reading stands: open lists and quotations, open marks, and the paragraph that is being read."""

    def __init__(self, base: str | None) -> None:
        self.finished: list[Paragraph] = []
        self._base = base
        self._path: list[Mark] = []
        self._marks: tuple[Mark, ...] = ()
        self._kinds: list[str] = []
        self._runs: list[Run] = []
        self._attributes = ""

    def take(self, text: str, closing: bool, name: str, attributes: str) -> None:
        """Take in a token."""
        if name == AT_ONCE:
            self.read_line(text, attributes)
            return
        if text:
            self.read_text(text)
        if closing:
            self.close(name)
        elif name:
            self.open(name, attributes)

    def read_line(self, raw: str, name: str) -> None:
        """Take in all that stands in a paragraph or an item, and its end tag."""
        found = None if "pre" in self._kinds else line(raw, partial(plain_link_of, base=self._base))
        if found is None:
            for token in tokens(raw):
                self.take(*token)
        else:
            self._itemise()
            kind = _KINDS[self._kinds[-1]] if self._kinds else "prose"
            html, text = found
            self.finished.append(Paragraph(None, tuple(self._path), kind, self._attributes, line=html, text=text))
        self.close(name)

    def read_text(self, raw: str) -> None:
        """Take in text between tags."""
        preformatted = self._kinds and "pre" in self._kinds
        if not self._runs and not preformatted and not raw.strip(" \t\n\r\f"):
            return  # between two paragraphs
        text = unescape(raw) if "&" in raw else raw
        if preformatted:
            lines = re.sub(r"(?<! ) *(?:\r\n?|\n)", "\n", allowed(text).translate(_PREFORMATTED))
            for piece in re.split(r"(\n)", lines):
                self._add(_INDENTATION.sub(lambda found: "\u00a0" * len(found.group()), piece))
            return
        if not text.isprintable():  # which nothing is that has other white space
            text = text.replace("\n", " ")
            if not text.isprintable():
                text = _SPACE.sub(" ", allowed(text))
        self._add(_SPACE.sub(" ", text) if "  " in text else text)

    def open(self, name: str, attributes: str) -> None:
        """Take in a start tag."""
        if name in _MARKS:
            self._open_mark(_MARKS[name], attributes)
        elif name == "br":
            self._add("\n")
        elif name in _CONTAINERS:
            self.end_paragraph()
            self._open_container(_CONTAINERS[name], attributes)
        elif name in _BREAKS:
            self.end_paragraph()
            self._attributes = common_of(attributes)
            if name in _KINDS and len(self._kinds) < _DEEPEST:
                self._kinds.append(name)
            if name == "pre":
                self._open_mark("code", "")
        elif name in _CELLS:
            self._add(" ")
        elif name == "img":
            self._add(_emoji(attributes))

    def close(self, name: str) -> None:
        """Take in an end tag; one that closes nothing changes nothing."""
        if name in _MARKS:
            self._marks = _within(self._marks, _MARKS[name])
        elif name in _CONTAINERS:
            self.end_paragraph()
            self._path = list(_within(tuple(self._path), _CONTAINERS[name]))
        elif name in _BREAKS:
            self.end_paragraph()
            if name in self._kinds:
                del self._kinds[len(self._kinds) - 1 - self._kinds[::-1].index(name) :]

    def end_paragraph(self) -> None:
        """Finish the paragraph that is being read, or the several that empty lines make of it."""
        if self._runs:
            kind = _KINDS[self._kinds[-1]] if self._kinds else "prose"
            tidy = _tidied(self._runs)
            for runs in _split(tidy) if "\n" in [run.text for run in tidy] else [tidy] if tidy else ():
                self.finished.append(Paragraph(tuple(runs), tuple(self._path), kind, self._attributes))
            self._runs = []
        self._marks, self._attributes = (), ""

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._path and self._path[-1].name in _LISTS and not _BLANK.fullmatch(text):
            self._itemise()
        self._runs.append(Run(text, self._marks))

    def _itemise(self) -> None:
        """Begin an item where text stands in a list itself."""
        if self._path and self._path[-1].name in _LISTS:
            self._path.append(Mark("li"))

    def _open_mark(self, name: str, attributes: str) -> None:
        if name in {"a", "code"}:
            self._marks = _within(self._marks, name)
        if len(self._marks) >= _DEEPEST:
            return
        kept, anchor = common_of(attributes), False
        if name == "a":
            link = link_of(attributes, self._base)
            if link is None:
                return
            kept, anchor = link
        elif name == "abbr" and (title := _SPACE.sub(" ", decoded(attributes_of(attributes).get("title", ""))).strip()):
            kept = f' title="{escape(title[:_LONGEST_TITLE])}"{kept}'
        self._marks = (*self._marks, Mark(name, kept, anchor))

    def _open_container(self, name: str, attributes: str) -> None:
        listed = next((at for at in reversed(range(len(self._path))) if self._path[at].name in _LISTS), None)
        if name == "li":
            if listed is None:
                return  # an item of no list is a paragraph
            del self._path[listed + 1 :]
        elif listed is not None and listed == len(self._path) - 1:
            self._path.append(Mark("li"))  # a list directly in a list, as old editors wrote them
        if len(self._path) < _DEEPEST:
            self._path.append(Mark(name, common_of(attributes)))


def _within(marks: tuple[Mark, ...], name: str) -> tuple[Mark, ...]:
    """Return the marks outside of the innermost of that name: all of them if there is none."""
    if marks and marks[-1].name == name:
        return marks[:-1]
    for at in reversed(range(len(marks))):
        if marks[at].name == name:
            return marks[:at]
    return marks


def _emoji(attributes: str) -> str:
    """Return the character that some blog engines replace by a picture of it."""
    if "emoji" not in attributes and "smiley" not in attributes:
        return ""
    character = _SPACE.sub("", decoded(attributes_of(attributes).get("alt", "")))
    return "" if len(character) > _LONGEST_EMOJI or character.isascii() else character


def _shared(these: tuple[Mark, ...], those: tuple[Mark, ...]) -> int:
    """Count the marks that two texts share from the outside in."""
    count = 0
    for this, that in zip(these, those, strict=False):
        if this is not that:
            break
        count += 1
    return count


def _tidied(runs: Iterable[Run]) -> list[Run]:
    """Leave one space where several meet, none at the ends and beside line breaks; a blank alone gets no mark of its own."""
    tidy: list[Run] = []
    for run in runs:
        if run.text[0].isalnum():  # as most do; looking closer costs as much as the rest
            tidy.append(run)
        elif found := _following(tidy, *run):
            tidy.append(found)
    if tidy and tidy[-1].text[-1] in " \n":
        _strip_end(tidy, " \n")
    if tidy and tidy[0].text[0].isalnum():
        return tidy
    return [] if all(_BLANK.fullmatch(run.text) for run in tidy) else tidy


def _following(tidy: list[Run], text: str, marks: tuple[Mark, ...]) -> Run | None:
    """Return what stays of a text that may begin with a blank, behind others, which may lose theirs."""
    if text[0] in " \n":
        if not tidy:
            text = text.lstrip(" \n")
        elif text[0] == "\n":
            _strip_end(tidy, " ")
        elif tidy[-1].text[-1] in " \n":
            text = text[1:]
    if text and marks and not text[0].isalnum() and _BLANK.fullmatch(text):
        marks = marks[: _shared(tidy[-1].marks, marks)] if tidy else ()
    return Run(text, marks) if text else None


def _strip_end(runs: list[Run], blanks: str) -> None:
    """Take blanks off the end of a text."""
    while runs and runs[-1].text[-1] in blanks:
        last = runs.pop()
        if text := last.text.rstrip(blanks):
            runs.append(Run(text, last.marks))


def _split(runs: list[Run]) -> Iterator[list[Run]]:
    """Part a tidy text at its empty lines: two line breaks in a row, outside of all marks, are how some write paragraphs."""
    start = 0
    for at, run in enumerate(runs):
        if run.text == "\n" and not run.marks and at > start and runs[at - 1].text[-1] == "\n":
            if part := _tidied(runs[start:at]):
                yield part
            start = at + 1
    if part := _tidied(runs[start:]):
        yield part

"""Untrusted HTML → paragraphs of marked text, and paragraphs → plain, balanced HTML. It decides nothing about safety.

Feeds carry every kind of HTML: whole pages, tag soup, text with line breaks for paragraphs. Reading it into paragraphs
(who stands in which list or quotation, which words are marked how) gives one shape to sanitise, to cut, and to take
text from; written again it is a tree that browsers read as it stands, so sanitising it twice changes nothing. Reading
is lazy and linear in the input whatever it holds: no construct is searched for twice, nesting is bounded, and a mark
ends with its paragraph, so output can't outgrow input.

The road not taken: html.parser (three times slower here, and it knows no paragraphs) and html5lib (a hundred times).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape, unescape
from html.entities import html5
from typing import Literal, NamedTuple

from cobrand import address

Kind = Literal["prose", "heading", "code", "table", "caption", "aside"]


def names(table: str) -> frozenset[str]:
    """Read a table of names: words with spaces between."""
    return frozenset(table.split())


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
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_DROPPED = names("applet audio button canvas datalist map math nav object select svg template video")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in names("iframe noembed noframes noscript plaintext script style textarea title xmp")
}

# Text, then a tag, a comment or the end. Whatever opens something also ends at the end of the input, so that nothing is
# ever searched for twice: reading stays linear.
_TOKEN = re.compile(
    r"""
    ((?:[^<]++|<(?![a-zA-Z/!?]))*+)
    (?:
        <(/?)([a-zA-Z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?|["'])*+)>?
      | <!--(?:-?>|(?s:.*?)(?:--!?>|\Z))
      | <[!?/][^>]*+>?
      | \Z
    )
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]++)))?""")
_LOCAL = re.compile(r"lang|dir", re.IGNORECASE)
_PERHAPS_HIDDEN = re.compile(r"hidden|none", re.IGNORECASE)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\w++;?|\w++(?:;|(?![=\w])))")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s@<>\"]+@[^\s@<>\"]+", re.IGNORECASE)

# C0 and C1 but white space, what turns the direction of text around, lone surrogates, and what XML forbids.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"[ \t\n\r\f\u2028\u2029]+")
_INDENTATION = re.compile(r"^ +| {2,}")
_PREFORMATTED = str.maketrans({"\t": "    ", "\f": " ", "\u2028": "\n", "\u2029": "\n"})
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064]*")

_DEEPEST = 12
_LONGEST_ADDRESS = 2_000
_LONGEST_TITLE = 300
_LONGEST_EMOJI = 8


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """An element around text, itself and no other: two `<b>` side by side are two. `anchor`: it leads into its own page."""

    name: str
    attributes: str = ""
    anchor: bool = False


class Run(NamedTuple):
    """Some text, line feeds being its line breaks, and the marks around it, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text, the lists, items and quotations it stands in, and what it was in the original."""

    runs: tuple[Run, ...]
    path: tuple[Mark, ...] = ()
    kind: Kind = "prose"
    mark: Mark = field(default_factory=lambda: Mark("p"))

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return "".join([run.text for run in self.runs])  # a list, as it is asked for several times of each

    def without(self, unwanted: Callable[[Run], bool]) -> "Paragraph":
        """Leave some runs out, and the space that would stand there twice."""
        kept = [run for run in self.runs if not unwanted(run)]
        return self if len(kept) == len(self.runs) else replace(self, runs=tuple(_tidied(kept)))

    def cut(self, length: int, ending: str = "") -> "Paragraph":
        """Keep that much of the text and put an ending after it, outside of all marks."""
        kept = []
        for run in self.runs:
            if length <= 0:
                break
            kept.append(Run(run.text[:length], run.marks))
            length -= len(run.text)
        return replace(self, runs=(*_tidied(kept), *([Run(ending)] if ending else [])))


def paragraphs(html: str, *, base: str | None) -> Iterator[Paragraph]:
    """Read HTML paragraph by paragraph; links come out absolute, and those that can't be are read as text.

    What no reader is meant to see is left out: comments, scripts, styles, forms' controls, players, hidden elements.
    """
    reader = _Reader(base)
    for text, closing, name, attributes in _tokens(html):
        if text:
            reader.read_text(text)
        if closing:
            reader.close(name)
        elif name:
            reader.open(name, attributes)
        if reader.finished:
            yield from reader.finished
            reader.finished.clear()
    reader.end_paragraph()
    yield from reader.finished


def write(read: Iterable[Paragraph]) -> str:
    """Write paragraphs as HTML: balanced, nothing but what reading lets through, every character in its place."""
    chosen = tuple(read)
    items = Counter(paragraph.path[-1] for paragraph in chosen if paragraph.path)
    out: list[str] = []
    opened: tuple[Mark, ...] = ()
    for paragraph in chosen:
        around = paragraph.path
        lone = bool(around) and around[-1].name == "li" and items[around[-1]] == 1
        if not lone or paragraph.mark.attributes:
            around = (*around, paragraph.mark)
        for run in paragraph.runs:
            wanted = around + run.marks
            same = _shared(opened, wanted)
            out += [f"</{mark.name}>" for mark in reversed(opened[same:])]
            out += [f"<{mark.name}{mark.attributes}>" for mark in wanted[same:]]
            out.append(escape(run.text, quote=False).replace("\n", "<br>"))
            opened = wanted
    out += [f"</{mark.name}>" for mark in reversed(opened)]
    return "".join(out)


# --- HTML → tokens ---------------------------------------------------------------------------------------------------


def _tokens(html: str) -> Iterator[tuple[str, bool, str, str]]:
    """Take HTML apart into text and the tag after it (closing or not, name, attributes), less what no reader sees."""
    position, hidden, depth = 0, "", 0
    unending: set[str] = set()
    while position < len(html) and (token := _TOKEN.match(html, position)):
        position = token.end()
        text, slash, name, attributes = token.groups()
        text, name = "" if hidden else text, name.lower() if name else ""
        if hidden:
            if name == hidden:
                depth += -1 if slash else not attributes.endswith("/")
                hidden = hidden if depth else ""
        elif not slash and (name in _DROPPED or (attributes and name not in _VOID and _is_hidden(attributes))):
            hidden, depth = ("", 0) if attributes.endswith("/") else (name, 1)
        elif name not in _RAW:
            yield text, bool(slash), name, attributes
            continue
        if text:
            yield text, False, "", ""
        if name in _RAW and not slash:
            position = _after_raw(html, name, position, attributes, unending)


def _after_raw(html: str, name: str, position: int, attributes: str, unending: set[str]) -> int:
    """Return where an element ends whose content is no HTML; `unending` remembers names that have no end tag ahead."""
    end = None if name in unending else _RAW[name].search(html, position)
    if end:
        return end.start()
    unending.add(name)
    # A browser takes all the rest for the script's; `<iframe/>` is what XHTML's writers mean as empty.
    return position if attributes.endswith("/") else len(html)


def _is_hidden(attributes: str) -> bool:
    """Tell whether an element is not displayed: hacked sites carry their links for search engines in such."""
    if not _PERHAPS_HIDDEN.search(attributes):
        return False
    found = _attributes(attributes)
    return "hidden" in found or _NOT_DISPLAYED.search(found.get("style", "")) is not None


def _attributes(text: str) -> dict[str, str]:
    """Take a start tag's attributes apart; of two with one name the first counts, as in browsers."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), _decoded(double or single or bare))
    return found


def _decoded(value: str) -> str:
    """Decode character references as browsers do in attributes: `?a=1&copy=2` holds none."""
    if "&" in value:
        value = _REFERENCE.sub(_character, value)
    return _FORBIDDEN.sub("", value)


def _character(reference: re.Match[str]) -> str:
    text = reference.group()
    return unescape(text) if text[1] == "#" else html5.get(text[1:], text)


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

    def read_text(self, raw: str) -> None:
        """Take in text between tags."""
        text = unescape(raw) if "&" in raw else raw
        if not text.isprintable():
            text = _FORBIDDEN.sub("", text)
        if self._kinds and "pre" in self._kinds:
            lines = re.sub(r"(?<! ) *(?:\r\n?|\n)", "\n", text.translate(_PREFORMATTED))
            for piece in re.split(r"(\n)", lines):
                self._add(_INDENTATION.sub(lambda found: "\u00a0" * len(found.group()), piece))
        else:
            self._add(text if text.isprintable() and "  " not in text else _SPACE.sub(" ", text))

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
            self._attributes = _kept_attributes(attributes)
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
            for runs in _split(_tidied(self._runs)):
                mark = Mark("p", self._attributes)
                self.finished.append(Paragraph(tuple(runs), tuple(self._path), kind, mark))
            self._runs = []
        self._marks, self._attributes = (), ""

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._path and self._path[-1].name in _LISTS and not _BLANK.fullmatch(text):
            self._path.append(Mark("li"))
        self._runs.append(Run(text, self._marks))

    def _open_mark(self, name: str, attributes: str) -> None:
        if name in {"a", "code"}:
            self._marks = _within(self._marks, name)
        if len(self._marks) >= _DEEPEST:
            return
        kept, anchor = _kept_attributes(attributes), False
        if name == "a":
            found = _attributes(attributes)
            href = _address(found.get("href", ""), self._base)
            if href is None:
                return
            language = found.get("hreflang", "")
            hreflang = f' hreflang="{language}"' if _LANGUAGE.fullmatch(language) else ""
            kept = f' href="{escape(href)}"{hreflang}{kept}'
            anchor = found["href"].lstrip().startswith("#")
        elif name == "abbr" and (title := _SPACE.sub(" ", _attributes(attributes).get("title", "")).strip()):
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
            self._path.append(Mark(name, _kept_attributes(attributes)))


def _within(marks: tuple[Mark, ...], name: str) -> tuple[Mark, ...]:
    """Return the marks outside of the innermost of that name: all of them if there is none."""
    for at in reversed(range(len(marks))):
        if marks[at].name == name:
            return marks[:at]
    return marks


def _kept_attributes(attributes: str) -> str:
    """Return what every element may carry: its language and its direction."""
    if not attributes or not _LOCAL.search(attributes):
        return ""
    found = _attributes(attributes)
    language = found.get("lang") or found.get("xml:lang", "")
    direction = found.get("dir", "").lower()
    kept = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return kept + (f' dir="{direction}"' if direction in {"ltr", "rtl", "auto"} else "")


def _address(href: str, base: str | None) -> str | None:
    href = href.strip()
    if len(href) > _LONGEST_ADDRESS:
        return None
    if href[:7].lower() == "mailto:":
        return href if _MAILTO.fullmatch(href) else None
    found = address.absolute(href, None if _ABSOLUTE.match(href) else base) if href else None
    return found if found and len(found) <= _LONGEST_ADDRESS else None


def _emoji(attributes: str) -> str:
    """Return the character that some blog engines replace by a picture of it."""
    if "emoji" not in attributes and "smiley" not in attributes:
        return ""
    character = _SPACE.sub("", _attributes(attributes).get("alt", ""))
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
        text, marks = run
        if text[0] in " \n":
            if not tidy:
                text = text.lstrip(" \n")
            elif text[0] == "\n":
                _strip_end(tidy, " ")
            elif tidy[-1].text[-1] in " \n":
                text = text[1:]
        if text and marks and not text[0].isalnum() and _BLANK.fullmatch(text):
            marks = marks[: _shared(tidy[-1].marks, marks)] if tidy else ()
        if text:
            tidy.append(run if text is run.text and marks is run.marks else Run(text, marks))
    if tidy and tidy[-1].text[-1] in " \n":
        _strip_end(tidy, " \n")
    if tidy and tidy[0].text[0].isalnum():  # as most do; searching costs as much as the rest
        return tidy
    return [] if all(_BLANK.fullmatch(run.text) for run in tidy) else tidy


def _strip_end(runs: list[Run], blanks: str) -> None:
    """Take blanks off the end of a text."""
    while runs and runs[-1].text[-1] in blanks:
        last = runs.pop()
        if text := last.text.rstrip(blanks):
            runs.append(Run(text, last.marks))


def _split(runs: list[Run]) -> Iterator[list[Run]]:
    """Part a tidy text at its empty lines: two line breaks in a row, outside of all marks, are how some write paragraphs."""
    if runs and "\n" not in [run.text for run in runs]:
        yield runs
        return
    start = 0
    for at, run in enumerate(runs):
        if run.text == "\n" and not run.marks and at > start and runs[at - 1].text[-1] == "\n":
            if part := _tidied(runs[start:at]):
                yield part
            start = at + 1
    if part := _tidied(runs[start:]):
        yield part

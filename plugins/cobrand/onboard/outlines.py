"""A blogroll (OPML) or a plain list of addresses → the blogs in it; entities, and whatever else could be a bomb, are refused.

Readers export OPML with outlines in outlines and attributes in any case. A list has one address a line, with a name
before or after it if there is one.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NoReturn
from xml.parsers import expat

from cobrand import address
from cobrand.errors import Problem, ProblemsError

LARGEST = 5 * 2**20  # bytes of a file
_MOST = 2_000
_DEEPEST = 100
_UNSEEN = "\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_ADDRESS = re.compile(rf"https?://[^\s<>\"'{_UNSEEN}]+", re.IGNORECASE)
_BARE = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[/?#]\S*)?")
_WORD = re.compile(rf"[^\s,;<>\"'()|{_UNSEEN}]+")
_FORBIDDEN = re.compile(f"[{_UNSEEN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A blog that somebody lists: its page, its feed or both, and in which groups it stands.

    `name` is whose it is, where the list says so; `title` is what a reader calls the blog, after who knows what.
    """

    page: str | None = None
    feed: str | None = None
    name: str | None = None
    title: str | None = None
    groups: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address to look at first: the page, which says more than a feed does."""
        return self.page or self.feed or ""


def candidates(raw: bytes, path: str) -> tuple[Candidate, ...]:
    """Read all blogs of a file, each once, in their order; raise ProblemsError where it can't be read."""
    if len(raw) > LARGEST:
        _refuse(path, None, f"is larger than {LARGEST >> 20} MB", "Export the blogs alone.")
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    start = raw[:400].decode(encoding, "replace").lstrip()
    found = _together(_Outlines(path).read(raw.lstrip()) if start.startswith("<") else _lines(raw, path, encoding))
    if not found:
        remedy = "Give an OPML file with feeds in it, or a list with one address a line."
        _refuse(path, None, "lists no address of a blog", remedy)
    if len(found) > _MOST:
        _refuse(path, None, f"lists {len(found):,} blogs, and {_MOST:,} are the most", "Split it.")
    return found


def _lines(raw: bytes, path: str, encoding: str) -> Iterator[Candidate]:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(path, raw[: error.start].count(b"\n") + 1, "is not UTF-8 text", "Save it as UTF-8.")
    for line in text.splitlines():
        words = (one for one in _WORD.finditer(line) if _BARE.fullmatch(one[0]))
        found = None if line.lstrip().startswith("#") else _ADDRESS.search(line) or next(words, None)
        if found:
            name = _line(line[: found.start()] + " " + line[found.end() :], strip=" \t,;:<>\"'-*|()[]")
            yield Candidate(page=found[0].rstrip(".,;)]"), name=name)


def _together(listed: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Make one of several outlines of the same blog, which stands in all their groups."""
    kept: dict[str, Candidate] = {}
    for one in listed:
        key = address.canonical(one.feed or one.url)
        known = kept.get(key)
        groups = tuple(dict.fromkeys((*known.groups, *one.groups))) if known else one.groups
        kept[key] = replace(known or one, groups=groups)
    return tuple(kept.values())


class _Outlines:
    """Walks through OPML without building a tree: nesting costs nothing, and no entity is ever expanded."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Candidate] = []
        self.groups: list[str | None] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity

    def read(self, raw: bytes) -> list[Candidate]:
        try:
            self.parser.Parse(raw, True)
        except expat.ExpatError as error:
            what = f"can't be read as OPML: {expat.ErrorString(error.code)}"
            _refuse(self.path, error.lineno, what, "Export it again, or give a list with one address a line.")
        except (LookupError, ValueError):  # an encoding that nobody knows, or that takes several bytes a character
            _refuse(self.path, 1, "is in an encoding that can't be read", "Save it as UTF-8.")
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.lower().rpartition(":")[2] != "outline":
            return
        if len(self.groups) == _DEEPEST:
            what, remedy = f"has outlines nested more than {_DEEPEST} deep", "Give a list with one address a line."
            _refuse(self.path, self.parser.CurrentLineNumber, what, remedy)
        said = {key.lower(): value for key, value in attributes.items()}
        page, feed = (address.absolute(said.get(key, ""), None) for key in ("htmlurl", "xmlurl"))
        if not feed and said.get("type", "").lower() in ("link", "rss", "atom"):
            page = page or address.absolute(said.get("url", ""), None)
        title = _line(said.get("text") or said.get("title") or "")
        if feed or (page and len(self.found) <= _MOST):
            groups = [group for group in self.groups if group] + list(_categories(said.get("category", "")))
            self.found.append(Candidate(page=page, feed=feed, title=title, groups=tuple(dict.fromkeys(groups))))
        self.groups.append(None if feed or page else title)

    def _end(self, name: str) -> None:
        if name.lower().rpartition(":")[2] == "outline":
            self.groups.pop()

    def _entity(self, *_: object) -> None:
        remedy = "A blogroll needs none: export it again, or give a list with one address a line."
        _refuse(self.path, self.parser.CurrentLineNumber, "declares entities of its own", remedy)


def _categories(text: str) -> Iterator[str]:
    """Yield the last part of each category, as OPML 2.0 writes them: `/Boston/Weather,/Harvard`."""
    for path in text.split(","):
        if name := _line(path.rpartition("/")[2]):
            yield name


def _line(text: str, strip: str | None = None) -> str | None:
    return " ".join(_FORBIDDEN.sub(" ", text[:1_000]).split()).strip(strip)[:300] or None


def _refuse(path: str, line: int | None, what: str, remedy: str) -> NoReturn:
    raise ProblemsError((Problem(path=path, line=line, what=what, remedy=remedy),))

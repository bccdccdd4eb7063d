"""The HTML of a page of the site's own → where its directives stand, and where things go into it. It knows no directive.

It reads finished HTML, as Markdown and everybody's plugins made it: what stands in code is text there, and stays text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

MENTION = re.compile(r"<!--\s*cobrand\s*(?::|(?=\s(?:posts|experts?|part)\b))", re.IGNORECASE)

_CLOSE = re.compile(r"--!?>")
_WHOLE = re.compile(MENTION.pattern + r"(?:(?!<!--).)*?(?:-->|(?=<!--)|\Z)", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(r"<!--\s*cobrand\s*:?\s*[\w-]*", re.IGNORECASE)
_WORTH = re.compile(r"(?:<|&lt;)!--\s*cobrand", re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID = _tags("area base br col embed hr img input link meta source track wbr")
_SILENT = _tags("code kbd pre samp script style svg template textarea")
_BLOCKS = _tags("blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul")
_ENDS_PARAGRAPH = _BLOCKS | _tags("article aside details div fieldset footer form header hr main nav section")
# What may hold an article. A paragraph may not, but it can be parted in two.
_ROOMY = _tags(
    "article aside blockquote body center dd details div fieldset figcaption figure footer form header li main nav p "
    "section td"
)
_BETWEEN = _tags("dl html ol table tbody tfoot tr ul")  # what may stand around that
_HEADING = re.compile("h[1-6]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a directive stands: its text, its part of the HTML, the level of heading that fits there.

    `inside` names the element that leaves no room for anything; `closed` is false where the comment never ends.
    """

    text: str
    start: int
    end: int
    level: int
    inside: str | None = None
    parts: str | None = None  # the paragraph's own start tag, if it stands in one
    closed: bool = True
    nth: int = 0  # counted over all mentions, those in code included


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A link, and the end of the block of text in which it stands; `level` as in `Spot`."""

    href: str
    end: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page's HTML, read. `title` is where its first-level heading ends, 0 without one; `told` all mentions as text."""

    html: str
    spots: tuple[Spot, ...]
    mentions: tuple[Mention, ...]
    ids: frozenset[str]
    title: int
    level: int  # of a heading that would come last
    told: tuple[str, ...]


def has_directive(html: str) -> bool:
    """Tell whether it is worth reading a page: most have no directive."""
    return "cobrand" in html and _WORTH.search(html) is not None


def read(html: str) -> Sheet:
    """Read a page."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.sheet()


def insert(html: str, pieces: Iterable[tuple[int, int, str, str | None]]) -> str:
    """Put pieces (start, end, HTML, start tag of the paragraph around) into a page; empty halves of paragraphs go."""
    ordered = sorted(enumerate(pieces), key=lambda piece: (piece[1][0], piece[0]))
    done, last = [], 0
    for _, (start, end, piece, paragraph) in ordered:
        done.append(html[last:start])
        done.append(f"</p>\0{piece}\0{paragraph}" if paragraph else f"\0{piece}\0")
        last = end
    whole = "".join([*done, html[last:]])
    whole = re.sub(r"<p\b[^>]*>\s*</p>\s*(?=\0)|(?<=\0)\s*<p\b[^>]*>\s*</p>", "", whole)
    return whole.replace("\0", "")


def lines(source: str, sheet: Sheet) -> Mapping[int, int]:
    """Return in which line of its Markdown file each mention begins, by its number."""
    written = [(_told(found.group()), source.count("\n", 0, found.start()) + 1) for found in _WHOLE.finditer(source)]
    found: dict[int, int] = {}
    for nth, told in enumerate(sheet.told):
        at = next((at for at, (text, _) in enumerate(written) if text == told), None)
        if at is not None:
            found[nth] = written.pop(at)[1]
    return found


def _told(text: str) -> str:
    """Return a mention as it compares: on one line; of one that is never closed, only how it begins."""
    head = _HEAD.match(text)
    return " ".join((text if text.endswith("-->") or not head else head.group()).split())


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    written: str
    links: list[tuple[str, int]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Walks through a page once."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.begins = [0, *(found.end() for found in re.finditer("\n", html))]
        self.stack: list[_Open] = []
        self.level = 2
        self.title = 0
        self.ids: set[str] = set()
        self.spots: list[tuple[Spot, int]] = []
        self.mentions: list[tuple[int, Mention]] = []
        self.links = 0
        self.told: list[str] = []  # the page as text, with its comments
        self.length = 0

    def sheet(self) -> Sheet:
        """Return what was found."""
        for element in self.stack:
            self.settle(element, len(self.html))
        numbers, told = {}, []
        for nth, found in enumerate(_WHOLE.finditer("".join(self.told))):
            numbers[found.start()] = nth
            told.append(_told(found.group()))
        return Sheet(
            html=self.html,
            spots=tuple(replace(spot, nth=numbers[at]) for spot, at in self.spots if at in numbers),
            mentions=tuple(mention for _, mention in sorted(self.mentions, key=lambda pair: pair[0])),
            ids=frozenset(self.ids),
            title=self.title,
            level=self.level,
            told=tuple(told),
        )

    def here(self) -> int:
        """Return where in the page the parser is."""
        line, column = self.getpos()
        return self.begins[line - 1] + column

    # --- what the parser finds

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(given["id"] or "")
        if tag in _ENDS_PARAGRAPH and self.stack and self.stack[-1].tag == "p":
            self.pop(self.here())
        if tag == "a" and given.get("href"):
            self.link(given["href"] or "")
        if tag not in _VOID:
            self.stack.append(_Open(tag, self.here(), self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self.stack):
            return
        end = self.html.find(">", self.here()) + 1
        while self.stack[-1].tag != tag:
            self.pop(self.here())
        self.pop(end)
        if _HEADING.fullmatch(tag):
            self.level = min(int(tag[1]) + 1, 6)
            self.title = self.title or (end if tag == "h1" else 0)

    def handle_data(self, data: str) -> None:
        silent = any(element.tag in _SILENT for element in self.stack)
        found = None if silent else MENTION.search(data)
        if found and not _CLOSE.search(data, found.end()):
            first = data[found.start() :].partition("\n")[0]
            spot = Spot(text=first, start=self.here(), end=self.here(), level=self.level, closed=False)
            self.spots.append((spot, self.length + found.start()))
        self.tell(data)

    def handle_comment(self, data: str) -> None:
        start = self.here()
        closing = _CLOSE.search(self.html, start + 4)
        end = closing.end() if closing else len(self.html)
        opened = self.html[start:end]
        if MENTION.match(opened) and not any(element.tag in _SILENT for element in self.stack):
            around = self.stack[-1] if self.stack else None
            spot = Spot(
                text=data,
                start=start,
                end=end,
                level=self.level,
                inside=self.narrow(),
                parts=around.written if around and around.tag == "p" else None,
                closed=closing is not None and "<!--" not in data,
            )
            self.spots.append((spot, self.length))
        self.tell(f"<!--{data}-->" if closing else f"<!--{data}")

    # --- what that means

    def narrow(self) -> str | None:
        """Name the element around that has no room for an article."""
        last = len(self.stack) - 1
        for depth, element in enumerate(self.stack):
            if not (element.tag in _ROOMY or "-" in element.tag or (element.tag in _BETWEEN and depth < last)):
                return element.tag
        return None

    def tell(self, text: str) -> None:
        """Go on with the page's text."""
        self.told.append(text)
        self.length += len(text)

    def link(self, href: str) -> None:
        """Remember a link until the block around it ends: the outermost one, so that a list stays whole."""
        block = next((element for element in self.stack if element.tag in _BLOCKS), None)
        self.links += 1
        if block:
            block.links.append((href, self.links))

    def pop(self, end: int) -> None:
        """Close the innermost element."""
        self.settle(self.stack.pop(), end)

    def settle(self, element: _Open, end: int) -> None:
        """Say where the block ends in which links stood."""
        level = self.level
        if _HEADING.fullmatch(element.tag):
            level = min(int(element.tag[1]) + 1, 6)
        self.mentions.extend((nth, Mention(href=href, end=end, level=level)) for href, nth in element.links)

"""The inside of a paragraph, as most are written → the same as we write it, and its text, at one stroke; of others nothing.

Most paragraphs are text with a link or an emphasis here and there. Reading such a one tag by tag, and writing it again, takes
five times as long as seeing that it is one. What it is then is what reading it would make of it: a test holds each to that.
"""

import re
from collections.abc import Callable
from html import escape, unescape

_NAMES = ("em", "strong", "b", "i", "code")
_TEXT = "[^<]++"
_OPEN = r"""<a(?:\s++(?:href="[^"<>\s]*+"|(?!href|hidden|style)[a-z:-]++="[^"<>]*+"))*+\s*+>"""
_IMAGE = r"""<img(?![^<>]*(?:emoji|smiley))(?:\s++[a-z-]++="[^"<>]*+")*+\s*+/?>"""
_WORDS = f"(?! *</){_TEXT}"
_LINK = f"{_OPEN}{_WORDS}</a>"
_MARKED = "|".join(f"<{name}>(?:{_WORDS}|{_LINK})</{name}>" for name in _NAMES)
_LINKED = f"{_OPEN}(?:{_WORDS}|{'|'.join(f'<{name}>{_WORDS}</{name}>' for name in _NAMES)})</a>"

_LINE = f"((?:{_TEXT}|{_MARKED}|{_LINKED}|{_IMAGE})++)"

LINE = re.compile(f"{_LINE}</(p|li)>")
"""What may be such a line, and what ends its paragraph or item."""

PARAGRAPH = re.compile(rf"""[ \t\n\r\f]*+<p(?:\s++(?!lang|dir|hidden|style)[a-z-]++="[^"<>]*+")*+\s*+>{_LINE}</p>""")
"""A paragraph of such a line, whose tag says nothing that counts, and the blanks before it."""

_PICTURE = re.compile(r"<img[^<>]*+>")
_LINKS = re.compile("<a([^<>]*+)>")
_REFERENCES = re.compile("&(?:#[0-9]{1,6}|[a-zA-Z]{2,8});")
_SPECIAL = re.compile(f"{_LINKS.pattern}|{_REFERENCES.pattern}")  # which takes three times as long as either
_OTHER_REFERENCE = re.compile("&(?!(?:amp|lt|gt);)")
_TAG = re.compile(r"<[^>]*+>")
_PIECE = re.compile(r"<[^>]*+>|[^<]++")
_OTHER = "\0"  # in no line


def line(raw: str, link: Callable[[str], str | None]) -> tuple[str, str] | None:
    """Return a line as we write it, and its text; `None` of what has to be read.

    `link` says of a link's attributes what we write in their place, `None` where that can't be told.
    """

    def written(found: re.Match[str]) -> str:
        reference = found.group()
        if reference[0] == "<":
            attributes = link(found[1])
            return _OTHER if attributes is None else f"<a{attributes}>"
        meant = unescape(reference)
        return _OTHER if meant == " " else escape(meant, quote=False)

    html = _PICTURE.sub("", raw) if "<img" in raw else raw
    if "\n" in html:
        html = html.replace("\n", " ")
    foreign = "&" in html and _OTHER_REFERENCE.search(html) is not None
    if "<a" in html:
        html = (_SPECIAL if foreign else _LINKS).sub(written, html)
    elif foreign:
        html = _REFERENCES.sub(written, html)
    html = html.strip(" ")
    text = _TAG.sub("", html) if "<" in html else html
    if not text or "  " in text or text[0] == " " or text[-1] == " " or ">" in text or not html.isprintable():
        return None
    return None if foreign and _OTHER_REFERENCE.search(text) else (html, _plain(text))


def cut(html: str, length: int, ending: str) -> str | None:
    """Keep that much of a line's text and put an ending after it, outside of all marks; `None` where it ends in a blank."""
    out: list[str] = []
    opened: list[str] = []
    for piece in _PIECE.findall(html):
        if piece[0] != "<":
            text = _plain(piece)
            kept = text[:length]
            length -= len(text)
            out.append(escape(kept, quote=False) if "&" in piece else kept)
            if length <= 0:
                break
        else:
            out.append(piece)
            opened = opened[:-1] if piece[1] == "/" else [*opened, piece[1:].partition(" ")[0].rstrip(">")]
    if not kept or kept[-1] == " ":
        return None
    return "".join((*out, *(f"</{name}>" for name in reversed(opened)), ending))


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text

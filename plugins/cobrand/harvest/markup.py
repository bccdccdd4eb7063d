"""HTML that strangers wrote, or text that becomes HTML → HTML of a bearable size; it makes nothing safe.

Making it safe is the sanitiser's, after the archive, so that a better sanitiser also reaches what is stored.
"""

import html
import re
from html.entities import html5

# What XML 1.0 can't hold; JSON and HTML can, but what is stored goes out again as XML.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_NEITHER_XML_NOR_MARKUP = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z][a-zA-Z0-9]{1,31};)")
_EMBEDDED_DATA = re.compile(r"""(=\s*["'])data:[^"'<>]{100,}""", re.IGNORECASE)
# A tag, with ">" allowed in quotes; possessive and counted, because a page may consist of quotes that nobody closes.
TAG = r"""<[a-zA-Z/!?](?:[^<>"']++|"[^"]{0,4000}+"|'[^']{0,4000}+'){0,100}+>|<[a-zA-Z/!?][^<>]*+>"""
HIDDEN = r"<!--.*?(?:-->|\Z)|<(?P<hidden>script|style|template|textarea)\b.*?(?:</(?P=hidden)[^<>]*+>?|\Z)"
_NODE = re.compile(rf"<!--.*?(?:-->|\Z)|{TAG}|<[a-zA-Z/!?][^<>]*\Z", re.DOTALL)
_HIDDEN_TAG_OR_NOT = re.compile(rf"{HIDDEN}|(?P<tag>{TAG})|<", re.IGNORECASE | re.DOTALL)
_HALF_A_REFERENCE = re.compile(r"&[#\w]{0,31}\Z")
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w{1,31};")


def without_forbidden(text: str) -> str:
    """Drop the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def paragraphs(text: str) -> str:
    """Return plain text as HTML: escaped, a paragraph for what blank lines separate, a break for each line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    blocks = (html.escape(block, quote=False).replace("\n", "<br>") for block in _BLANK_LINES.split(lines))
    return "".join(f"<p>{block}</p>" for block in blocks if block)


def visible(page: str) -> str:
    """Return a page without what nobody sees (comments, scripts, styles), and with every "<" that opens no tag escaped.

    Tree builders take quadratic time over what is neither a tag nor text. Whole tags are stepped over, since an
    attribute may quote the beginning of a script.
    """

    def seen(found: re.Match[str]) -> str:
        if found["hidden"] or found[0].startswith("<!--"):
            return " "
        return found["tag"] or "&lt;"

    return _HIDDEN_TAG_OR_NOT.sub(seen, page)


def guessed(value: str) -> str:
    """Return as HTML what may be HTML or plain text."""
    return value if _LOOKS_LIKE_HTML.search(value) else paragraphs(value)


def replace_named_entities(markup: str) -> str:
    """Replace the characters that HTML names and XML doesn't (`&nbsp;`) by themselves; what would become markup stays."""
    return _NEITHER_XML_NOR_MARKUP.sub(_character, markup)


def _character(found: re.Match[str]) -> str:
    character = html5.get(found[1], "<")
    return found[0] if character in "<>&\"'" else character


def cut(markup: str, limit: int) -> str:
    """Return the first `limit` characters of HTML at most, cut between two nodes, or in one long text at a word.

    Never inside a tag, a comment or a character reference. Elements left open are closed by whoever parses it.
    Pictures embedded as data go first: nobody will see them, and they would take the text's place.
    """
    if "data:" in markup:
        markup = _EMBEDDED_DATA.sub(r"\1data:,", markup)
    if len(markup) <= limit:
        return markup
    boundary = position = 0
    while (opening := markup.find("<", position, limit)) >= 0:
        tag = _NODE.match(markup, opening)
        if tag is None:  # "<" as in 1 < 2
            position = opening + 1
            continue
        boundary = opening
        if tag.end() > limit:
            return markup[:boundary]
        boundary = position = tag.end()
    if boundary > limit // 2:
        return markup[:boundary]
    head = markup[:limit]
    word = max(head.rfind(space) for space in " \n\t")
    return head[:word] if word > max(boundary, limit // 2) else _HALF_A_REFERENCE.sub("", head)

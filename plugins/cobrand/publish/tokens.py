"""Untrusted HTML → text and the tags between, one by one, less what no reader sees. It knows nothing of paragraphs.

Reading is lazy and linear in the input whatever it holds: no construct is searched for twice.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from cobrand.publish.lines import LINE

Token = tuple[str, bool, str, str]
"""Text, and the tag after it: whether it closes, its name or an empty text, its attributes as they stand there.

Where a whole line may be read at one stroke, it is the text, with its tags, and `AT_ONCE` stands for the name, before that of
the tag that ends it.
"""
AT_ONCE = "<"


def names(table: str) -> frozenset[str]:
    """Read a table of names: words with spaces between."""
    return frozenset(table.split())


_WITH_LINES = names("li p")
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_DROPPED = names("applet audio button canvas datalist map math nav object select svg template video")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in names("iframe noembed noframes noscript plaintext script style textarea title xmp")
}

# Text, then a tag, a comment or the end. Whatever opens something also ends at the end of the input, so that nothing is
# ever searched for twice: reading stays linear. It matches at every place.
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
_PERHAPS_HIDDEN = re.compile(r"hidden|none", re.IGNORECASE)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\w++;?|\w++(?:;|(?![=\w])))")

# C0 and C1 but white space, what turns the direction of text around, lone surrogates, and what XML forbids. None is printable.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def tokens(html: str, position: int = 0) -> Iterator[Token]:
    """Take HTML apart, from a place on that is outside of all elements."""
    hidden, depth = "", 0
    unending: set[str] = set()
    while position < len(html):
        for token in _TOKEN.finditer(html, position):
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
                if slash or name not in _WITH_LINES or (line := LINE.match(html, token.end())) is None:
                    continue
                yield line[1], True, AT_ONCE, line[2]
                position = line.end()
                break
            if text:
                yield text, False, "", ""
            if name in _RAW and not slash:
                position = _after_raw(html, name, token.end(), attributes, unending)
                break
        else:
            return


def attributes_of(tag: str) -> dict[str, str]:
    """Take a start tag's attributes apart, as they are written; of two with one name the first counts, as in browsers."""
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): double or single or bare for name, double, single, bare in reversed(found)}


def decoded(value: str) -> str:
    """Decode character references as browsers do in attributes: `?a=1&copy=2` holds none."""
    return allowed(_REFERENCE.sub(_character, value) if "&" in value else value)


def allowed(text: str) -> str:
    """Return a text without control characters and what else no text may hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


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
    letters = attributes.lower()
    if "dden" not in letters and "none" not in letters:
        return False  # as most do: searching in all spellings takes five times as long
    if not _PERHAPS_HIDDEN.search(attributes):
        return False
    found = attributes_of(attributes)
    return "hidden" in found or _NOT_DISPLAYED.search(decoded(found.get("style", ""))) is not None


def _character(reference: re.Match[str]) -> str:
    text = reference.group()
    return unescape(text) if text[1] == "#" else html5.get(text[1:], text)

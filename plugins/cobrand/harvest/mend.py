"""The text of an XML feed as it came → text that an XML parser can take. Nothing stays that can define an entity.

What stands around the outermost element (warnings of a web server, blank lines, the document type with its internal
subset, a host's scripts) is cut; what no XML may hold (control characters and references to them) is dropped.
"""

import re

from cobrand.harvest.markup import replace_named_entities, without_forbidden

# Only those numbers that may be forbidden: below 100, surrogates, U+FFFE, and all that are long. The rest needs no look.
_REFERENCE = re.compile(
    r"&#(?:[xX]0*([0-9a-fA-F]{1,2}|[dD][0-9a-fA-F]{3}|[fF]{3}[0-9a-fA-F]|[0-9a-fA-F]{5,})(?![0-9a-fA-F])"
    r"|0*([0-9]{1,2}|5[567][0-9]{3}|65[0-9]{3}|[0-9]{6,})(?![0-9]));?"
)
# A processing instruction ends at the first ">" here: people forget the "?" of "?>", and nobody needs a ">" inside.
_BEFORE_ROOT = re.compile(r"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([a-zA-Z][\w.-]{0,30})\s+"([^<>&%"]{0,100})"\s*>""")
_MOST_EXPANSION = 100_000
_ELEMENT = re.compile(r"<([a-zA-Z_][\w.:-]*)")
_FEED = re.compile(
    r"<(?:[a-zA-Z][\w.-]{0,20}:)?(?:rss(?=[\s>])[^<>]*|feed\s[^<>]*xmlns[^<>]*|rdf\s[^<>]*xmlns[^<>]*)>", re.IGNORECASE
)
_ITEM = re.compile(r"<(?:[a-zA-Z][\w.-]{0,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_FEED_NAMES = frozenset({"rss", "feed", "rdf", "channel"})


def mend(text: str) -> str:
    """Return the outermost element of a feed, with nothing before it and nothing after it."""
    start, name = outermost(text)
    body = _with_entities(text[start:], text[:start]) if name else text
    body = _REFERENCE.sub(_reference, without_forbidden(body))
    return replace_named_entities(_without_tail(body, name))


def outermost(text: str) -> tuple[int, str]:
    """Return where the feed's outermost element starts, and its name as written; else the first element's, else 0 and "".

    What looks like a feed wins over what comes before it: a page of PHP warnings may precede the feed.
    """
    position = 0
    while found := _BEFORE_ROOT.match(text, position):
        position = found.end()
    element = _ELEMENT.match(text, position)
    if element and local(element[1]) in _FEED_NAMES:
        return position, element[1]
    feed = _FEED.search(text, position) if _may_hold_a_feed(text) else None
    if feed is None:
        element = element or _ELEMENT.search(text, position)
        return (element.start(), element[1]) if element else (0, "")
    return feed.start(), _ELEMENT.match(text, feed.start())[1]  # type: ignore[index]  # _FEED begins like _ELEMENT


def _may_hold_a_feed(text: str) -> bool:
    """Tell quickly that a page holds none; the search that knows better takes a millisecond per page."""
    lower = text.lower()
    return any(mark in lower for mark in ("<rss", "<feed", "<rdf", ":rss", ":feed", ":rdf"))


def _with_entities(body: str, prolog: str) -> str:
    """Put in the few short texts that a document type names; what names another, or is used to swell, stays a name."""
    for name, value in _ENTITY.findall(prolog, 0, 10_000)[:20]:
        if body.count(f"&{name};") * len(value) <= _MOST_EXPANSION:
            body = body.replace(f"&{name};", value)
    return body


def local(name: str) -> str:
    """Return an element's name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


def _without_tail(body: str, name: str) -> str:
    """Cut what follows the outermost element, unless posts do: then the end tag was a quotation."""
    end = body.rfind(f"</{name}")
    close = body.find(">", end) + 1 if end >= 0 else 0
    return body if not close or _ITEM.search(body, close) else body[:close]


def _reference(found: re.Match[str]) -> str:
    """Keep a numeric character reference if XML allows its character; huge numbers are never even converted."""
    digits = (found[1] or found[2]).lstrip("0")
    if len(digits) > 7:
        return ""
    code = int(digits or "0", 16 if found[1] else 10)
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found[0] if allowed else ""

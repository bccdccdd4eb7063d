"""Titles, names, labels and languages that strangers wrote → plain text; markup is taken out, never made safe.

What comes out has no control characters, no bidirectional overrides and no line breaks, and is still to be escaped.
"""

import html
import re
from functools import lru_cache
from typing import Literal

from cobrand import address

Kind = Literal["text", "html", "guess"]

LONGEST_LINE = 300
_LONGEST_ADDRESS = 4_000
_ORDINARY_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[1-9][0-9]{0,3}|:[1-5][0-9]{4})?(?:/[a-zA-Z0-9/.~%=&+_-]{0,1000}"
    r"(?:\?[a-zA-Z0-9/.~%=&+_-]{1,1000})?(?:#[a-zA-Z0-9/.~%=&+_-]{1,1000})?)?"
)
_READ = 20_000  # characters of one field that are looked at, so that no field costs more than a page

_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][\w:-]*+)[^<>]*+>|<[!?][^<>]*+>")
_INLINE_NAMES = """a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr q s samp small span
    strike strong sub sup tt u var wbr"""
_BLOCK_NAMES = """address article aside audio blockquote br center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6
    header hr iframe img li main nav object ol p pre script section style svg table tbody td th thead tr ul video"""
_INLINE, _BLOCK = frozenset(_INLINE_NAMES.split()), frozenset(_BLOCK_NAMES.split())
# What shows that tags are meant as tags. A bare <img> or <hr> is what a title is about: it would show nothing.
_CLOSING = re.compile(r"</([a-zA-Z][\w]*)\s*>|<(?:w?br\b|(?:hr|img)\s+[a-zA-Z])[^<>]*>", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})


def line(value: str | None, limit: int = LONGEST_LINE) -> str | None:
    """Fold white space, drop what must not be in a line of text, cut at a word; `None` for what is then empty."""
    if not value:
        return None
    text = _UNWANTED.sub("", _SPACES.sub(" ", value[:_READ])).strip()
    if len(text) > limit:
        head = text[: limit - 1]
        at_word = head.rsplit(" ", 1)[0]
        text = (at_word if len(at_word) > limit // 2 else head).rstrip(" ,;:-\u2013\u2014") + "…"
    return text or None


def plain(value: str | None, kind: Kind = "guess", limit: int = LONGEST_LINE) -> str | None:
    """Return a title, name or label as one line of plain text.

    `text` is taken literally (Atom: "How to use <table>"), `html` is markup (Atom's html and xhtml). RSS does not say
    which, so `guess` takes out tags only where one is closed, and unescapes twice, because so much of RSS is escaped
    twice. Markup in which nothing is left but markup was meant literally.
    """
    if not value:
        return None
    value = value[:_READ]
    if kind == "text":
        return line(value, limit)
    if "<" not in value and "&" not in value:
        return line(value, limit)
    if kind == "html":
        return line(unescape(strip_tags(value)), limit) or line(unescape(value), limit)
    bare = strip_tags(value, known=True) if _looks_marked_up(value) else value
    return line(unescape(unescape(bare)), limit) or line(unescape(value), limit)


def strip_tags(markup: str, *, known: bool = False) -> str:
    """Take tags, comments and scripts out; a block leaves a space. With `known`, only tags that HTML has."""

    def replaced(found: re.Match[str]) -> str:
        name = (found[1] or "").lower()
        if name in _INLINE:
            return ""
        return " " if name in _BLOCK or not known else found[0]

    return _TAG.sub(replaced, _HIDDEN.sub(" ", markup))


def words(markup: str) -> str:
    """Return the text of HTML, good enough to look words up in it: ten times faster than what reads it for people."""
    return unescape(strip_tags(markup))


def unescape(text: str) -> str:
    """Replace character references that end as they should; `AT&T` and `Q&notes` stay what they are."""
    return _ENTITY.sub(lambda found: _character(found[0]), text) if "&" in text else text


_character = lru_cache(maxsize=1 << 10)(html.unescape)  # most texts use the same five again and again


def _looks_marked_up(value: str) -> bool:
    return any(not name or name.lower() in _INLINE or name.lower() in _BLOCK for name in _CLOSING.findall(value))


def identifier(value: str | None) -> str:
    """Return an id byte for byte, but for the space around it and characters that no id can have."""
    return _UNWANTED.sub("", value.strip()) if value else ""


def feed_identifier(value: str | None) -> str | None:
    """Return the id of a feed; none of unbearable length, which would stand beside each post wherever it goes."""
    found = identifier(value)
    return found if 0 < len(found) <= _LONGEST_ADDRESS else None


def web_address(value: str | None, base: str | None) -> str | None:
    """Resolve an address that a stranger wrote; `None` unless it is http or https and of a bearable length."""
    if value and _ORDINARY_ADDRESS.fullmatch(value):
        return value  # nine of ten; taking an address apart and putting it together costs as much as all the rest
    cleaned = _UNWANTED.sub("", _SPACES.sub(" ", value[:_READ])).strip() if value else ""
    resolved = address.absolute(cleaned, base) if cleaned else None
    return resolved if resolved and len(resolved) <= _LONGEST_ADDRESS else None


def person(value: str | None, kind: Kind = "guess") -> str | None:
    """Return somebody's name without any e-mail address: `jane@x.example (Jane Doe)` is Jane Doe, a bare one nobody."""
    name = plain(value, kind, limit=100)
    if name and "@" in name and (named := _MAIL.sub(" ", name)) != name:
        return line(named.strip(" ()<>[],;:\"'@-"))
    return name


def language(value: str | None) -> str | None:
    """Return a language tag as BCP 47 writes it (`en_us` → `en-US`); `None` for what is none."""
    return _language_tag((value or "").strip()[:40])


@lru_cache(maxsize=100)  # most posts have the language of the one before
def _language_tag(value: str) -> str | None:
    first = re.split(r"[\s,;]", value, maxsplit=1)[0]
    if not _LANGUAGE.fullmatch(first):
        return None
    primary, *rest = re.split("[-_]", first)
    if primary.lower() in _NO_LANGUAGE:
        return None
    return "-".join((primary.lower(), *(_subtag(part) for part in rest)))


def _subtag(part: str) -> str:
    """Spell a subtag by its length: a script is `Latn`, a region `GB`, anything else lower case (RFC 5646 §2.1.1)."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 and part.isalpha() else part.lower()


def labels(values: list[str | None], kind: Kind = "guess", *, most: int = 100, limit: int = 80) -> tuple[str, ...]:
    """Return categories as text, each once whatever its case, in the first spelling.

    A hundred, since the last may be the one that decides whether a post shows.
    """
    kept: dict[str, str] = {}
    for value in values:
        label = plain(value, kind, limit)
        if label:
            kept.setdefault(label.casefold(), label)
    return tuple(kept.values())[:most]

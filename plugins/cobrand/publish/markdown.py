"""A stranger's text → Markdown that is that text and nothing else, on one line; an address → what a link may point to.

For pull requests, job summaries, reports and digests. GitHub reads such text twice: as Markdown (CommonMark with tables,
GFM), and then once more for what it links by itself: `@name`, `#123`, addresses. A backslash stops the first reading
only, a zero-width space inside stops the second; it also keeps "fixes #12" in a post's title from closing an issue.
What other renderers add is stopped as well: Python-Markdown knows no backslash before `<`, `|` or `~`, so that these
become character references, which no renderer takes for markup.
"""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from cobrand.address import ascii_host

_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>&|~^$]|(?<=\+)\+|(?<==)=")
_ESCAPED = frozenset(
    "\\`*_"
)  # by a backslash; all others by a character reference, as after one a bracket opens a formula
_LINKED = re.compile(
    r"(?<=@)(?=\w)|(?<=\#)(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bgh)(?=-\d)|(?<=:)(?=[\w+-]+:)", re.IGNORECASE
)
_OPENS = re.compile(r"[!#%+\-./:=?\^]|\d+(?=[.)])")  # what makes a block of a line that starts with it
_BREAK = "&#8203;"  # a zero-width space, so that it is seen in the source
_SAFE = "/?:;=,@!+-._~%&"
_WEB = frozenset({"http", "https"})
_TYPED = re.compile(r"\\`([a-z][a-z0-9 -]*)\\`")
_REFERENCES = re.compile(r"/(issues|pull|discussions|commit)/", re.IGNORECASE)


def markdown_text(text: str) -> str:
    """Return Markdown for a text, on one line, wherever in a line it is put: a cell of a table, an item, a link's text."""
    line = " ".join(_INVISIBLE.sub(" ", text).split())
    opening = _OPENS.match(line)
    head, rest = (line[: opening.end()], line[opening.end() :]) if opening else ("", line)
    if head.isdecimal():
        head, rest = head + f"&#{ord(rest[0])};", rest[1:]
    elif head:
        head = f"&#{ord(head)};"
    return head + _quiet(rest, before=line[: len(line) - len(rest)])


def markdown_advice(text: str) -> str:
    """Return Markdown for a sentence of ours that may quote a stranger: a command or key in backticks is code, all else is text.

    A stranger's words in backticks become code as well, which they may: letters, digits, spaces and hyphens alone.
    """
    return _TYPED.sub(r"`\1`", markdown_text(text))


def markdown_link(text: str, url: str | None) -> str:
    """Return a link with a text, or the text alone where there is no address that people can open."""
    target = markdown_address(url) if url else None
    shown = markdown_text(text)
    return f"[{shown}]({target})" if target and shown else shown


def markdown_address(url: str) -> str | None:
    """Return an address as a link's target; `None` unless it is http or https with a host, and without a password.

    GitHub notes in an issue, for all to see, that a link elsewhere leads to it. One that leads to github.com goes by way
    of its own redirect.github.com, which is there to prevent that.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _WEB or not host or ":" in host or parts.username or parts.password:
        return None
    name = quote(ascii_host(host), safe=".-", errors="replace")
    if name in {"github.com", "www.github.com"} and _REFERENCES.search(parts.path):
        name = "redirect.github.com"
    place = f"{name}:{port}" if port else name
    path, query, fragment = (
        quote(part, safe=_SAFE, errors="replace").replace("&", "&amp;")
        for part in (parts.path or "/", parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme.lower(), place, path, query, fragment))


def _quiet(text: str, *, before: str) -> str:
    """Escape what is active; `before` is what stands before it, since what GitHub links depends on that."""
    whole = before + text
    breaks = {found.start() for found in _LINKED.finditer(whole)}
    active = {found.start() for found in _ACTIVE.finditer(whole)}
    return "".join(
        (_BREAK if at in breaks else "") + (_escaped(whole[at]) if at in active else whole[at])
        for at in range(len(before), len(whole))
    )


def _escaped(character: str) -> str:
    return f"\\{character}" if character in _ESCAPED else f"&#{ord(character)};"

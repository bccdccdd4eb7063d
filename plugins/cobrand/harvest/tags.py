"""The text of a page → its start tags with their attributes, one by one; it builds no tree, since pages are broken.

It looks only at what a browser would show or obey: not into comments, templates and text fields.
"""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from cobrand.harvest.markup import HIDDEN, TAG
from cobrand.harvest.plaintext import web_address

_MOST_TAGS = 20_000
_HIDDEN = re.compile(HIDDEN, re.IGNORECASE | re.DOTALL)
_TAG = re.compile(TAG)
_NAME = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")

Attributes = dict[str, str]


class _Tag(HTMLParser):
    """Reads one start tag: the standard library knows how attributes are quoted, escaped and doubled."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.attributes: Attributes = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name = tag
        for key, value in attrs:
            self.attributes.setdefault(key, value or "")


def read_tag(tag: str) -> tuple[str, Attributes]:
    """Read one start tag: its name and attributes, of two with one name the first."""
    reader = _Tag()
    reader.feed(tag)
    return reader.name, reader.attributes


def tags(text: str, *names: str) -> Iterator[tuple[str, Attributes]]:
    """Yield the start tags of these names, as many as a page can sensibly have."""
    found = (tag for tag in _TAG.findall(_HIDDEN.sub(" ", text)) if _named(tag) in names)
    yield from map(read_tag, itertools.islice(found, _MOST_TAGS))


def scripts(text: str) -> Iterator[tuple[Attributes, str]]:
    """Yield the scripts of a page: the attributes of each, and what stands in it."""
    for found in _HIDDEN.finditer(text):
        opening = _TAG.match(found[0])
        if (found["hidden"] or "").lower() == "script" and opening:
            yield (
                read_tag(opening[0])[1],
                re.sub(r"</script[^<>]*>?\Z", "", found[0][opening.end() :], flags=re.IGNORECASE),
            )


def base_of(text: str, url: str) -> str:
    """Return what relative addresses of a page resolve against: its first `<base>`, else its own address."""
    first = next((attributes for _, attributes in tags(text, "base") if attributes.get("href")), {})
    return web_address(first.get("href"), url) or url


def _named(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""

"""XML that `plainfeed` does not know → what feedparser's two parsers, the strict and the lenient, find in it.

They are bounded here: parts of them are quadratic. Their sanitiser stays off, as it is slow and no boundary. What is read
here is whatever hostile and broken feeds hold; a pull in which no feed needs it does not load it, nor feedparser.
"""

import re
import xml.sax.saxutils
import xml.sax.xmlreader
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from feedparser.api import LooseFeedParser, StrictFeedParser

from cobrand.harvest.plainfeed import MOST_WORK, STUMBLES, PlainFeed

# Oldest-first feeds of a thousand posts exist, and their newest are at the end; nobody has ten thousand.
_MOST_ITEMS = 3_000
_MOST_ATTRIBUTES = 100
_MOST_CATEGORIES = 100
_MOST_NAMESPACES = 100
_LONGEST_BASE = 4_000
_BARE = re.compile(r"&(?!#?\w{1,32};)")
_ENDLESS_TAG = re.compile("<[^<>]{50000,}")

_LISTS = frozenset({"authors", "content", "links", "tags"})


class _EnoughError(Exception):
    """The bounds are reached: what was read so far is what is kept."""


def _filed_as(key: str) -> tuple[Callable[[Any, Any], None], Callable[[Any], None]]:
    """Make the handlers that file an element under a key of its own, where feedparser would mix it with another."""

    def start(self: Any, attributes: Any) -> None:
        self.push_content(key, attributes, "text/html", 1)

    def end(self: Any) -> None:
        self.pop_content(key)

    return start, end


class _Bounds:
    """What both parsers are kept from: endless work, and mixing up elements that mean different things.

    feedparser finds its handlers by name (`_start_<element>`), so these take its own handlers' place.
    """

    work = 0

    # An entry's own title, date and summary win over these, wherever they stand.
    _start_dc_title, _end_dc_title = _filed_as("dc_title")
    _start_media_title, _end_media_title = _filed_as("media_title")
    _start_itunes_title, _end_itunes_title = _filed_as("itunes_title")
    _start_dc_date, _end_dc_date = _filed_as("dc_date")
    _start_date, _end_date = _filed_as("item_date")
    _start_media_description, _end_media_description = _filed_as("media_description")
    _start_itunes_summary, _end_itunes_summary = _filed_as("itunes_summary")

    def _end_published(self: Any) -> None:
        """File a date as written: `dates` reads it, and feedparser's own reading takes longer than the rest of it."""
        self.pop("published")

    _end_issued = _end_pubdate = _end_published

    def _end_updated(self: Any) -> None:
        self.pop("updated")

    _end_modified = _end_lastbuilddate = _end_updated

    def _end_created(self: Any) -> None:
        self.pop("created")

    def _work(self: Any, amount: int) -> None:
        self.work += amount
        if self.work > MOST_WORK:
            raise _EnoughError

    def handle_data(self: Any, text: str, escape: int = 1) -> None:
        """Take text, most of which comes in pieces between `&lt;` and `&gt;`: feedparser's dictionaries are slow."""
        self._work(1)
        if self.elementstack:
            inline = escape and dict.get(self.contentparams, "type") == "application/xhtml+xml"
            self.elementstack[-1][2].append(xml.sax.saxutils.escape(text) if inline else text)

    def handle_entityref(self: Any, name: str) -> None:
        """Count ampersands: a feed may be five million bare ones, with no text in between."""
        self._work(name == "amp")
        super().handle_entityref(name)  # type: ignore[misc]

    def push_content(self: Any, tag: str, attributes: Any, kind: str, expecting_text: int) -> None:
        """Describe content in a plain dictionary: feedparser's own are slow to look into, and slower to copy."""
        super().push_content(tag, attributes, kind, expecting_text)  # type: ignore[misc]
        self.contentparams = dict(self.contentparams)

    def unknown_starttag(self: Any, tag: str, attributes: Any) -> None:
        """Count elements, fifty thousand of which take a second or two; forget a base that no address can have."""
        self._work(2 if self.incontent else 7)
        if len(self.baseuri or "") > _LONGEST_BASE:
            self.baseuri = ""
        super().unknown_starttag(tag, attributes)  # type: ignore[misc]

    def unknown_endtag(self: Any, tag: str) -> None:
        """Count these as well: a feed may be two million of them."""
        self._work(1 if self.incontent else 3)
        super().unknown_endtag(tag)  # type: ignore[misc]

    def _start_item(self: Any, attributes: Any) -> None:
        if len(self.entries) >= _MOST_ITEMS:
            raise _EnoughError
        super()._start_item(attributes)  # type: ignore[misc]

    _start_entry = _start_item

    def _start_guid(self: Any, attributes: Any) -> None:
        super()._start_guid(attributes)  # type: ignore[misc]
        self.guidislink = str(attributes.get("ispermalink", "true")).strip().lower() != "false"
        self._get_context()["permalink"] = self.guidislink

    def _add_tag(self: Any, term: Any, scheme: Any, label: Any) -> None:
        """Take a hundred: each is compared with all before it."""
        self._work(1)
        if len(self._get_context().get("tags") or ()) < _MOST_CATEGORIES:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def track_namespace(self: Any, prefix: Any, uri: Any) -> None:
        """Take a hundred: each element of an unknown one is compared with all of them."""
        if len(self.namespaces_in_use) < _MOST_NAMESPACES:
            super().track_namespace(prefix, uri)  # type: ignore[misc]

    def _sync_author_detail(self: Any, key: str = "author") -> None:
        """File an author's text whole: feedparser's search for an address in it is quadratic and cuts long domains."""
        context = self._get_context()
        people = context.get(f"{key}s")
        if people and not people[-1] and context.get(key):
            people[-1]["name"] = context[key]

    def pop(self: Any, element: str, strip_whitespace: int = 1) -> Any:
        """Drop blank pieces at both ends: feedparser does it one by one, and each time moves all others."""
        if not self.elementstack or self.elementstack[-1][0] != element:
            return None
        pieces = self.elementstack[-1][2]
        if strip_whitespace and len(pieces) > 100:
            solid = [place for place, piece in enumerate(pieces) if piece.strip()]
            pieces[:] = pieces[solid[0] : solid[-1] + 1] if solid else []
        return super().pop(element, strip_whitespace)  # type: ignore[misc]


class _Strict(_Bounds, StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """For well-formed XML, as expat reads it: on the way through SAX, each name is put together to be taken apart again."""

    def read(self, text: str) -> None:
        """Read a document; what expat rejects is an error, with everything before it read."""
        self.tags: dict[str, str] = {}
        # No document type comes this far, so no entity can expand; what an XML declaration says of bytes is not of these.
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.namespace_prefixes = parser.buffer_text = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.handle_data
        parser.Parse(text.encode(), True)

    def _declare(self: Any, prefix: str | None, uri: str | None) -> None:
        self.tags.clear()
        self.startPrefixMapping(prefix, uri)

    def _start(self: Any, name: str, attributes: dict[str, str]) -> None:
        """Pass on an element; attributes that are no feed's are passed over, as each is looked for among all of them."""
        tag = self.tags.get(name) or self._tag(name)
        if len(attributes) > _MOST_ATTRIBUTES:
            attributes = {}
        if tag.endswith(("math", "svg")) or any(" " in each for each in attributes):
            self.startElementNS(_apart(name), None, _for_sax(attributes))
            return
        found: dict[str, str] = self.decls
        self.decls = dict[str, str]()
        for each, value in attributes.items():
            found[each.lower()] = value
        self.unknown_starttag(tag, list(found.items()))

    def _end(self: Any, name: str) -> None:
        self.unknown_endtag(self.tags.get(name) or self._tag(name))

    def _tag(self: Any, name: str) -> str:
        """Return what feedparser calls an element: `prefix:name`, with its own prefix for a namespace that it knows."""
        uri, tag = _apart(name)
        prefix = self._matchnamespaces.get((uri or "").lower())
        if not prefix and uri:
            prefix = next((known for known, used in self.namespaces_in_use.items() if known and used == uri), None)
        tag = f"{prefix}:{tag}".lower() if prefix else tag.lower()
        self.tags[name] = tag
        return tag


def _apart(name: str) -> tuple[str | None, str]:
    """Take a name apart as expat puts it together: namespace, name, prefix."""
    parts = name.split()
    return (None, name) if len(parts) == 1 else (parts[0], parts[1])


def _for_sax(attributes: Mapping[str, str]) -> xml.sax.xmlreader.AttributesNSImpl:
    values, names = {}, {}
    for name, value in attributes.items():
        pair, parts = _apart(name), name.split()
        values[pair] = value
        names[pair] = ":".join(parts[:0:-1]) if len(parts) == 3 else parts[-1]
    return xml.sax.xmlreader.AttributesNSImpl(values, names)


class _Loose(_Bounds, LooseFeedParser):  # type: ignore[misc]  # feedparser has no types
    """For everything else."""

    def read(self, text: str) -> None:
        """Read whatever looks like an element; a "<" that nothing closes for 50 KB is none, and takes memory to find out.

        An "&" that begins no reference is itself: sgmllib would make `R&D;` of R&D, and "©=3" of an address's "&copy=3".
        """
        self.feed(_ENDLESS_TAG.sub(lambda found: found[0][1:], _escaped(text)))


def _escaped(text: str) -> str:
    """Escape each "&" that begins no reference, but in CDATA, where none has to be."""
    pieces, position = [], 0
    while (start := text.find("<![CDATA[", position)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [_BARE.sub("&amp;", text[position:start]), text[start:end]]
        position = end
    return "".join((*pieces, _BARE.sub("&amp;", text[position:])))


def _bare(found: Any) -> dict[str, Any]:
    """Return what feedparser found as plain dictionaries, and each thing only if it is of its kind.

    feedparser's own look up other keys as well, slowly and with warnings; and an element that it doesn't know, say
    `<links x="">`, takes the place of what has the same name.
    """
    plain: dict[str, Any] = {}
    for key, value in dict.items(found):
        if key in _LISTS:
            if isinstance(value, list):
                plain[key] = [dict(each) for each in value if isinstance(each, dict)]
        elif key.endswith("_detail"):
            if isinstance(value, dict):
                plain[key] = dict(value)
        elif key == "source":
            if isinstance(value, dict) and "source" not in value:
                plain[key] = _bare(value)
        elif isinstance(value, str | bool):
            plain[key] = value
    return plain


def read_any(text: str, *, repairing: bool) -> PlainFeed:
    """Read a document with the strict parser, else with the lenient one; of two halves, the larger is kept.

    `repairing` lets what looks like UTF-8 read as Latin-1 be repaired.
    """
    found = _read(text, repairing=repairing)
    return PlainFeed(
        version=found.version,
        feeddata=_bare(found.feeddata),
        entries=[_bare(entry) for entry in found.entries],
        work=found.work,
    )


def _read(text: str, *, repairing: bool) -> Any:
    encoding = (
        "utf-8" if repairing else "utf-16"
    )  # of the bytes, which feedparser never sees: only what is UTF-8 can be mistaken
    strict: Any = _Strict("", None, encoding)
    loose: Any = _Loose("", None, encoding, {})
    for reader in (strict, loose):
        reader.resolve_relative_uris = reader.sanitize_html = False
        try:
            reader.read(text)
        except _EnoughError:
            return reader
        except STUMBLES:
            continue
        if reader is strict:
            return strict
    return max((loose, strict), key=lambda reader: len(reader.entries))

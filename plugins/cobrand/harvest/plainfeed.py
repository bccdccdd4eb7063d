"""A well-formed feed of ordinary elements → what feedparser would find in it, in a fifth of the time; `None` for any other.

Most feeds are written by a few programs, and hold nothing but what is named here. Whatever is not, be it one element or
attribute, is feedparser's to judge, with the whole feed. What it finds is what this has to find, its oddities included:
tests/harvest/test_plainfeed.py reads feeds in both ways.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ExpatError

# Of feedparser, in pieces of text: both ends of an element cost as much as ten, inside of content as three.
MOST_WORK = 500_000
_MOST_TAGS = 20_000  # where feedparser is bounded, so that it is bounded for all
_MOST_ITEMS = 3_000
_MOST_CATEGORIES = 90
_PREFIX = re.compile(r"xmlns:([^\s=]{1,40})\s*=\s*[\"']([^\"']*)")
_OTHER_VERSIONS = re.compile(r"purl\.org/rss/1\.0/[\"']|my\.netscape\.com", re.IGNORECASE)
_C1 = re.compile("[\x80-\x9f]")
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")

_ATOM, _MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
_SY, _DC = "{http://purl.org/rss/1.0/modules/syndication/}", "{http://purl.org/dc/elements/1.1/}"
_CONTENT, _SLASH = "{http://purl.org/rss/1.0/modules/content/}", "{http://purl.org/rss/1.0/modules/slash/}"
_WFW, _WORDPRESS = "{http://wellformedweb.org/CommentAPI/}", "{com-wordpress:feed-additions:1}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = {"text": "text/plain", "html": "text/html", "text/plain": "text/plain", "text/html": "text/html"}
_TELLING = frozenset({"base", "lang", "xmlns"})  # as feedparser reads them, whatever their case
_HTML = frozenset({"text/html", "html", "xhtml", "application/xhtml+xml"})
# The namespaces that feedparser knows by a prefix of its own, in lower case: it need not be loaded to know them.
NAMESPACES = {
    "http://webns.net/mvcb/": "admin",
    "http://purl.org/rss/1.0/modules/aggregation/": "ag",
    "http://purl.org/rss/1.0/modules/annotate/": "annotate",
    "http://media.tangent.org/rss/1.0/": "audio",
    "http://backend.userland.com/blogchannelmodule": "blogChannel",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativeCommons",
    "http://backend.userland.com/creativecommonsrssmodule": "creativeCommons",
    "http://purl.org/rss/1.0/modules/company": "co",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://my.theinfo.org/changed/1.0/rss/": "cp",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/email/": "email",
    "http://purl.org/rss/1.0/modules/event/": "ev",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://freshmeat.net/rss/fm/": "fm",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://postneo.com/icbm/": "icbm",
    "http://purl.org/rss/1.0/modules/image/": "image",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/link/": "l",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://madskills.com/public/xml/rss/module/pingback/": "pingback",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://purl.org/rss/1.0/modules/reference/": "ref",
    "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
    "http://purl.org/rss/1.0/modules/search/": "search",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap",
    "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
    "http://hacks.benhammersley.com/rss/streaming/": "str",
    "http://purl.org/rss/1.0/modules/subscription/": "sub",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://schemas.pocketsoap.com/rss/mydescmodule/": "szf",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://purl.org/rss/1.0/modules/textinput/": "ti",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://purl.org/rss/1.0/modules/wiki/": "wiki",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://podlove.org/simple-chapters": "psc",
}
_PREFIXES = frozenset(NAMESPACES.values())

Found = dict[str, Any]


# What feedparser, the sgmllib under it and expat were seen to raise on hostile and broken input. None is a bug of
# ours that this could hide: they surround calls into feedparser, and the reading of one entry of what it found.
STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    ExpatError,
)


class _UnusualError(Exception):
    """It is feedparser's to judge."""


@dataclass(kw_only=True)
class PlainFeed:
    """What a feed holds, filed as feedparser files it; of its keys only those that somebody reads."""

    version: str
    language: str | None = None
    feeddata: Found = field(default_factory=dict)
    entries: list[Found] = field(default_factory=list)
    work: int = 0


def read_plain(text: str) -> PlainFeed | None:
    """Read a feed; `None` where it is not well-formed, or holds what is not known here."""
    if text.count("<") > _MOST_TAGS or _OTHER_VERSIONS.search(text):
        return None
    for prefix, uri in set(_PREFIX.findall(text)):
        if prefix in _PREFIXES and NAMESPACES.get(uri.lower()) != prefix:
            return None  # what feedparser knows by this name is something else here
    try:
        root = fromstring(text)  # noqa: S314  # no document type comes this far, so no entity can expand
        return _atom(root) if root.tag == f"{_ATOM}feed" else _rss(root)
    except (ParseError, UnicodeError, _UnusualError):
        return None


def _rss(root: Element) -> PlainFeed:
    if root.tag != "rss" or len(root) != 1 or root[0].tag != "channel" or root[0].attrib:
        raise _UnusualError
    if set(root.attrib) != {"version"} or not root.attrib["version"].startswith("2."):
        raise _UnusualError
    feed = PlainFeed(version="rss20")
    return _filed(feed, root[0], "item", _CHANNEL, _ITEM)


def _atom(root: Element) -> PlainFeed:
    if not set(root.attrib) <= {_LANG}:
        raise _UnusualError
    feed = PlainFeed(version="atom10", language=(root.get(_LANG) or "").replace("_", "-") or None)
    if feed.language:
        feed.feeddata["language"] = feed.language
    return _filed(feed, root, f"{_ATOM}entry", _FEED, _ENTRY)


def _filed(feed: PlainFeed, top: Element, item: str, of_feed: "_Table", of_entry: "_Table") -> PlainFeed:
    for element in _once_each(top, of_feed, item):
        if element.tag != item:
            of_feed[element.tag](feed, feed.feeddata, element)
            continue
        if element.attrib or len(feed.entries) == _MOST_ITEMS:
            raise _UnusualError
        entry: Found = {}
        feed.entries.append(entry)
        for inner in _once_each(element, of_entry):
            of_entry[inner.tag](feed, entry, inner)
    return feed


def _once_each(parent: Element, table: "_Table", item: str = "") -> Iterator[Element]:
    """Yield the children of an element, each of which has to be known, and there once unless several are usual."""
    seen = {item}
    for child in parent:
        if child.tag not in table and child.tag != item:
            raise _UnusualError
        if child.tag in seen and child.tag not in _SEVERAL and child.tag != item:
            raise _UnusualError
        seen.add(child.tag)
        yield child


# --- texts -----------------------------------------------------------------------------------------------------------


def _bare(element: Element, *attributes: str) -> str:
    """Return the text of an element without children, and with no attributes but these."""
    if len(element) or not (not element.attrib or set(element.attrib) <= set(attributes)):
        raise _UnusualError
    return (element.text or "").strip()


def _mended(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1, as feedparser does."""
    if not text.isascii():
        if _C1.search(text):
            raise _UnusualError
        with suppress(UnicodeError):
            text = text.encode("latin-1").decode()
    return text


def _place(text: str) -> str:
    return _SLASHES.sub(r"\1", text) if ":///" in text else text


# --- elements --------------------------------------------------------------------------------------------------------

_Handler = Callable[[PlainFeed, Found, Element], None]
_Table = Mapping[str, _Handler]


def _text(key: str) -> _Handler:
    def handle(_: PlainFeed, found: Found, element: Element) -> None:
        found[key] = _mended(_bare(element))

    return handle


def _address(key: str) -> _Handler:
    def handle(_: PlainFeed, found: Found, element: Element) -> None:
        found[key] = _mended(_place(_bare(element)))

    return handle


def _construct(key: str, usual: str) -> _Handler:
    """File what has a type; only Atom's have an attribute for it."""

    def handle(feed: PlainFeed, found: Found, element: Element) -> None:
        value = _bare(element, "type") if feed.version == "atom10" else _bare(element)
        kind = _TYPES.get(element.get("type", usual).lower())
        if kind is None:
            raise _UnusualError
        detail = {"type": kind, "language": feed.language, "base": "", "value": _mended(value)}
        if key == "content":
            found[key] = [detail]
            found.setdefault("summary", detail["value"])
        else:
            found[key], found[f"{key}_detail"] = detail["value"], detail

    return handle


def _link(_: PlainFeed, found: Found, element: Element) -> None:
    """File an address that stands in an attribute, as in Atom."""
    _bare(element, "rel", "type", "href", "hreflang", "title", "length")
    href = element.get("href")
    if not href:
        raise _UnusualError
    rel = element.get("rel", "alternate").lower()
    kind = element.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
    href = _place(href)
    found.setdefault("links", []).append({"rel": rel, "type": kind, "href": href})
    if rel == "alternate" and kind in _HTML:
        found["link"] = href


def _link_text(feed: PlainFeed, found: Found, element: Element) -> None:
    """File an address that stands in the element, as in RSS."""
    href = _mended(_place(_bare(element)))
    if found is not feed.feeddata:
        href = href.replace("&amp;", "&")
    found["link"] = href = _REFERENCE.sub(r"&\1", href)
    link = {"rel": "alternate", "type": "text/html"}
    found.setdefault("links", []).append(link | {"href": href} if href or found is feed.feeddata else link)


def _id(feed: PlainFeed, found: Found, element: Element) -> None:
    permanent = True
    if feed.version == "rss20":
        permanent = element.get("isPermaLink", "true").strip().lower() != "false"
        found["permalink"] = permanent
    value = _bare(element, "isPermaLink") if feed.version == "rss20" else _bare(element)
    found["id"] = value = _mended(_place(value) if permanent else value)
    found["guidislink"] = permanent and "link" not in found
    if permanent:
        found.setdefault("link", value)


def _author(_: PlainFeed, found: Found, element: Element) -> None:
    """File a person: by parts in Atom, else as one text."""
    if not len(element):
        found["author"] = name = _mended(_bare(element))
        found.setdefault("authors", []).append({"name": name} if name else {})
        return
    if element.attrib or "".join((element.text or "", *(child.tail or "" for child in element))).strip():
        raise _UnusualError
    found["author"] = ""
    person: Found = {}
    for child in element:
        if child.tag == f"{_ATOM}name":
            person["name"] = _bare(child)
        elif child.tag == f"{_ATOM}uri":
            person["href"] = _mended(_place(_bare(child)))
        elif child.tag == f"{_ATOM}email":
            person["email"] = _bare(child)
        else:
            raise _UnusualError
    found.setdefault("authors", []).append(person)


def _category(_: PlainFeed, found: Found, element: Element) -> None:
    value = _mended(_bare(element, "term", "scheme", "label", "domain"))
    stated = {key: element.get(key) for key in ("term", "scheme", "label")}
    stated["scheme"] = element.get("scheme", element.get("domain"))
    tags = found.setdefault("tags", [])
    if any(stated.values()) and stated not in tags:
        tags.append(stated)
    plain = {"term": value, "scheme": None, "label": None}
    if value and tags and not tags[-1]["term"]:
        tags[-1]["term"] = value
    elif value and plain not in tags:
        tags.append(plain)
    if len(tags) > _MOST_CATEGORIES:
        raise _UnusualError


def _passed_over(_: PlainFeed, __: Found, element: Element) -> None:
    """Pass over what nobody reads, unless it says something of what follows it."""
    if len(element) or any(name.startswith("{") or name.lower() in _TELLING for name in element.attrib):
        raise _UnusualError


def _image(_: PlainFeed, __: Found, element: Element) -> None:
    if element.attrib:
        raise _UnusualError
    for child in element:
        if child.tag not in ("title", "link", "url", "width", "height", "description") or child.attrib or len(child):
            raise _UnusualError


_SEVERAL = frozenset(
    {"category", "author", "enclosure", f"{_DC}creator", f"{_MEDIA}content", f"{_MEDIA}thumbnail"}
    | {f"{_ATOM}{name}" for name in ("link", "category", "author")}
)
_SHARED: _Table = {
    "title": _construct("title", "text"),
    "link": _link_text,
    "category": _category,
    "pubDate": _text("published"),
    f"{_ATOM}link": _link,
}
_CHANNEL: _Table = {
    **_SHARED,
    "description": _construct("subtitle", "html"),
    "language": _text("language"),
    "copyright": _construct("rights", "text"),
    "generator": _text("generator"),
    "managingEditor": _author,
    "ttl": _text("ttl"),
    f"{_SY}updatePeriod": _text("sy_updateperiod"),
    f"{_SY}updateFrequency": _text("sy_updatefrequency"),
    "image": _image,
    **dict.fromkeys(("lastBuildDate", "webMaster", "docs", "cloud", f"{_WORDPRESS}site"), _passed_over),
}
_ITEM: _Table = {
    **_SHARED,
    "guid": _id,
    "author": _author,
    f"{_DC}creator": _author,
    "description": _construct("summary", "html"),
    f"{_CONTENT}encoded": _construct("content", "html"),
    "comments": _address("comments"),
    f"{_SLASH}comments": _text("slash_comments"),
    **dict.fromkeys(
        ("enclosure", f"{_WFW}commentRss", f"{_MEDIA}content", f"{_MEDIA}thumbnail", f"{_WORDPRESS}post-id"),
        _passed_over,
    ),
}
_BOTH: _Table = {
    f"{_ATOM}id": _id,
    f"{_ATOM}title": _construct("title", "text"),
    f"{_ATOM}link": _link,
    f"{_ATOM}author": _author,
    f"{_ATOM}updated": _text("updated"),
    f"{_ATOM}rights": _construct("rights", "text"),
    f"{_ATOM}category": _category,
}
_FEED: _Table = {
    **_BOTH,
    f"{_ATOM}subtitle": _construct("subtitle", "text"),
    f"{_ATOM}generator": lambda _, found, element: found.update(generator=_mended(_bare(element, "uri", "version"))),
    **dict.fromkeys((f"{_ATOM}icon", f"{_ATOM}logo"), _passed_over),
}
_ENTRY: _Table = {
    **_BOTH,
    f"{_ATOM}published": _text("published"),
    f"{_ATOM}summary": _construct("summary", "text"),
    f"{_ATOM}content": _construct("content", "text"),
}

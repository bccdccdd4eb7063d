"""What the W3C's feed validator complains of, as a list of checks on one document; plus RFC 4287's own schema.

Each check is named after the validator's message. A document that is right gets no complaint.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global
from lxml import etree

from cobrand.publish.sanitize import TAGS

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
LICENSE = "{http://backend.userland.com/creativeCommonsRssModule}"
XML = "{http://www.w3.org/XML/1998/namespace}"
MOST_BYTES = 250_000
MOST_ENTRIES = 30

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})"
)
_LANGUAGE = re.compile(
    r"([a-z]{2,3})(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*", re.IGNORECASE
)
_LANGUAGES = {*Locale("en").languages, *get_global("language_aliases"), *get_global("likely_subtags")}
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:([a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE)
_TAG = re.compile(
    r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d{2}(-\d{2})?)?:[0-9a-z;/?:@&=+$._!~*'()%,-]*(#.*)?", re.IGNORECASE
)
_URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+.-]*:(//)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+")
_LITERAL = re.compile(r"^https?://\[[0-9a-fA-F:.]+\]")
_NO_IRI = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LAST = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef{_LAST}]")
_RELATIONS = {"alternate", "related", "replies", "self", "license"}
_SAFE = frozenset(TAGS)
_NAMESPACES = {
    "http://www.w3.org/2005/Atom",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/rss/1.0/modules/slash/",
    "http://purl.org/syndication/thread/1.0",
    "http://backend.userland.com/creativeCommonsRssModule",
}

Complaints = Iterator[str]
Node = Any  # lxml has no types


@cache
def schema() -> Any:
    """Load the schema of RFC 4287."""
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas/atom.rng"))


def complaints(raw: bytes, *, url: str, now: datetime) -> list[str]:
    """List what is wrong with a feed or blogroll that is published at an address."""
    if url.endswith(".json"):
        return list(_json(raw, url=url, now=now))
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False))
    found = list(_document(raw, root))
    if root.tag == f"{ATOM}feed":
        return found + list(_atom(root, url=url, now=now))
    return found + list(_opml(root) if root.tag == "opml" else _rss(root, url=url, now=now))


# --- any document ----------------------------------------------------------------------------------------------------


def _document(raw: bytes, root: Node) -> Complaints:
    if not raw.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n'):
        yield "MissingEncoding"
    if len(raw) > MOST_BYTES:
        yield f"TooLong: {len(raw)} bytes"
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        yield "ContainsSystemEntity"
    for element in root.iter(etree.Element):
        texts = [element.text or "", *(str(value) for value in element.attrib.values())]
        if any(map(_FORBIDDEN.search, texts)):
            yield f"BadCharacters: {element.tag}"
        stated = (
            element.get(f"{XML}lang"),
            element.get("hreflang"),
            element.tag == "outline" and element.get("language"),
        )
        spoken = element.text if element.tag in ("language", f"{DC}language") else None
        for tag in filter(None, (*stated, spoken)):
            yield from _language(tag, where=element.tag)
        if etree.QName(element).namespace not in {None, *_NAMESPACES}:
            yield f"UnknownNamespace: {element.tag}"
        if element.tag in (f"{ATOM}title", "title") and element.get("type") not in (None, "text"):
            yield "ContainsHTML: a title is plain text"


def _links(url: str | None, *, where: str, ascii_only: bool = False) -> Complaints:
    """Check an address: http or https with a host, absolute, no character that no IRI has."""
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"ContainsRelRef: {where}: {url!r}"
    elif _NO_IRI.search(plain := _LITERAL.sub("https://x", url or "")) or (ascii_only and not _URI.fullmatch(plain)):
        yield f"InvalidLink: {where}: {url!r}"


def _language(tag: str, *, where: str) -> Complaints:
    """Check a language: one of ISO 639, in a tag of RFC 5646."""
    found = _LANGUAGE.fullmatch(tag)
    if not found or found[1].lower() not in _LANGUAGES:
        yield f"InvalidLanguage: {where}: {tag!r}"


def _moment(text: str | None, *, now: datetime, where: str) -> Complaints:
    if not text or not _RFC3339.fullmatch(text):
        yield f"InvalidRFC3339Date: {where}: {text!r}"
    elif not datetime(1990, 1, 1, tzinfo=now.tzinfo) <= datetime.fromisoformat(text) <= now + timedelta(minutes=10):
        yield f"ImplausibleDate: {where}: {text}"


def _person(name: str | None, *, where: str) -> Complaints:
    if not (name or "").strip():
        yield f"NotBlank: {where}"
    if re.search(r"[^\s@]+@[^\s@]+\.[a-z]+", name or ""):
        yield f"ContainsEmail: {where}: {name!r}"


class _Tags(HTMLParser):
    """Collects what HTML consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unbalanced |= not self.open or self.open.pop() != tag


def _html(markup: str, *, where: str) -> Complaints:
    """Check HTML in a feed: balanced, of harmless elements and attributes only, with absolute links."""
    read = _Tags()
    read.feed(markup)
    read.close()
    if read.unbalanced or read.open:
        yield f"NotHtml: {where}: {read.open}"
    for tag, attributes in read.tags:
        if tag not in _SAFE:
            yield f"SecurityRisk: {where}: <{tag}>"
        for name in attributes:
            if name not in {"href", "hreflang", "lang", "dir", "title", "rel"}:
                yield f"SecurityRiskAttr: {where}: {name}"
        if "href" in attributes and not str(attributes["href"]).startswith("mailto:"):
            yield from _links(attributes["href"], where=where)


# --- Atom ------------------------------------------------------------------------------------------------------------


def _atom(root: Node, *, url: str, now: datetime) -> Complaints:
    if not schema().validate(root):
        yield f"RFC 4287: {schema().error_log.last_error}"
    yield from _atom_head(root, now=now, where="feed", missing="MissingElement")
    selves = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if selves != [url]:
        yield f"SelfDoesntMatchLocation: {selves}"
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author") is None:
        yield "MissingElement: author"
    if len(entries) > MOST_ENTRIES:
        yield f"TooMany: {len(entries)} entries"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "DuplicateIds"
    if entries and root.findtext(f"{ATOM}updated") != max(entry.findtext(f"{ATOM}updated") for entry in entries):
        yield "updated of the feed is not that of the newest entry"
    for entry in entries:
        yield from _atom_entry(entry, now=now)


def _atom_head(node: Node, *, now: datetime, where: str, missing: str) -> Complaints:
    """Check what feeds and sources have in common."""
    for name in ("id", "title", "updated"):
        if not node.findtext(f"{ATOM}{name}"):
            yield f"{missing}: {where}/{name}"
    yield from _atom_id(node.findtext(f"{ATOM}id") or "", where=where)
    yield from _moment(node.findtext(f"{ATOM}updated"), now=now, where=where)
    kinds = [(link.get("type"), link.get("rel"), link.get("hreflang")) for link in node.findall(f"{ATOM}link")]
    if len(set(kinds)) != len(kinds):
        yield f"DuplicateAtomLink: {where}"
    if not any(rel == "self" for _, rel, _ in kinds):
        yield f"MissingSelf: {where}"
    yield from _atom_links_and_people(node, where=where)


def _atom_id(identifier: str, *, where: str) -> Complaints:
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:.", identifier) or _NO_IRI.search(_LITERAL.sub("https://x", identifier)):
        yield f"InvalidFullLink: {where}/id: {identifier!r}"
    if identifier.lower().startswith("urn:") and not _URN.fullmatch(identifier):
        yield f"InvalidURN: {where}/id: {identifier!r}"
    if identifier.lower().startswith("tag:") and not _TAG.fullmatch(identifier):
        yield f"InvalidTAG: {where}/id: {identifier!r}"
    if identifier.startswith(("http:", "https:")) and not urlsplit(identifier).netloc:
        yield f"InvalidFullLink: {where}/id: {identifier!r}"
    if identifier.startswith("urn:uuid:") and not _UUID.fullmatch(identifier.lower()):
        yield f"InvalidUUID: {where}/id: {identifier!r}"


def _atom_links_and_people(node: Node, *, where: str) -> Complaints:
    for link in node.findall(f"{ATOM}link"):
        yield from _links(link.get("href"), where=f"{where}/link")
        if link.get("rel") not in _RELATIONS:
            yield f"UnregisteredAtomLinkRel: {link.get('rel')}"
        if link.get("title") == "" or (link.text or "").strip():
            yield f"AttrNotBlank: {where}/link"
    for name in ("icon", "logo"):
        if node.find(f"{ATOM}{name}") is not None:
            yield from _links(node.findtext(f"{ATOM}{name}"), where=f"{where}/{name}")
    for person in node.findall(f"{ATOM}author"):
        yield from _person(person.findtext(f"{ATOM}name"), where=f"{where}/author")
        if person.find(f"{ATOM}uri") is not None:
            yield from _links(person.findtext(f"{ATOM}uri"), where=f"{where}/author/uri")
        if person.find(f"{ATOM}email") is not None:
            yield "InvalidContact: nobody's e-mail address is published"


def _atom_entry(entry: Node, *, now: datetime) -> Complaints:  # noqa: C901 - a rule, a line
    yield from _atom_id(entry.findtext(f"{ATOM}id") or "", where="entry")
    yield from _atom_links_and_people(entry, where="entry")
    for name in ("title", "updated", "summary"):
        if entry.find(f"{ATOM}{name}") is None:
            yield f"MissingElement: entry/{name}"
    if not entry.findtext(f"{ATOM}title"):
        yield "NotBlank: entry/title"
    if entry.find(f"{ATOM}author") is None:
        yield "MissingElement: entry/author"
    yield from _moment(entry.findtext(f"{ATOM}updated"), now=now, where="entry/updated")
    if entry.find(f"{ATOM}published") is not None:
        yield from _moment(entry.findtext(f"{ATOM}published"), now=now, where="entry/published")
    if [link.get("rel") for link in entry.findall(f"{ATOM}link")].count("alternate") != 1:
        yield "MissingContentOrAlternate"
    if any(not category.get("term") for category in entry.findall(f"{ATOM}category")):
        yield "NotBlank: category"
    source = entry.find(f"{ATOM}source")
    if source is not None:
        yield from _atom_head(source, now=now, where="source", missing="MissingSourceElement")
    content = entry.find(f"{ATOM}content")
    if content is not None:
        if content.get("type") != "html" or entry.find(f"{ATOM}rights") is None:
            yield "a whole text without the licence that allows it"
        yield from _html(content.text or "", where="content")


# --- RSS -------------------------------------------------------------------------------------------------------------


def _rss(root: Node, *, url: str, now: datetime) -> Complaints:  # noqa: C901, PLR0912 - a rule, a line
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "InvalidRSSVersion"
    channel = root.find("channel")
    for name in ("title", "link", "description"):
        if not channel.findtext(name):
            yield f"Missing{name.title()}"
    selves = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if selves != [url]:
        yield f"SelfDoesntMatchLocation: {selves}"
    yield from _links(channel.findtext("link"), where="channel/link", ascii_only=True)
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    if len(set(guids)) != len(guids) or not all(guids):
        yield "DuplicateIds"
    if len(items) > MOST_ENTRIES:
        yield f"TooMany: {len(items)} items"
    names = [etree.QName(child).localname for child in channel]
    if "item" in names and "item" not in names[-1:]:
        yield "MisplacedItem"
    image = channel.find("image")
    if image is not None:
        if (image.findtext("title"), image.findtext("link")) != (channel.findtext("title"), channel.findtext("link")):
            yield "ImageTitleDoesntMatch"
        if not (image.findtext("url") or "").endswith((".jpg", ".jpeg", ".png", ".gif")):
            yield "ImageUrlFormat"
        yield from _links(image.findtext("url"), where="image/url", ascii_only=True)
    if channel.find("lastBuildDate") is not None:
        yield from _rfc822(channel.findtext("lastBuildDate"), now=now)
    for link in channel.iter(f"{ATOM}link"):
        yield from _links(link.get("href"), where="atom:link", ascii_only=True)
        if link.get("rel") not in _RELATIONS:
            yield f"UnregisteredAtomLinkRel: {link.get('rel')}"
    for item in items:
        yield from _rss_item(item, channel, now=now)


def _rss_item(item: Node, channel: Node, *, now: datetime) -> Complaints:  # noqa: C901, PLR0912 - a rule, a line
    title, description = item.find("title"), item.find("description")
    if title is None and description is None:
        yield "ItemMustContainTitleOrDescription"
    if any(node is not None and not (node.text or "").strip() for node in (title, description)):
        yield "NotBlank"
    yield from _rss_dates(item, now=now)
    yield from _links(item.findtext("link"), where="item/link", ascii_only=True)
    guid = item.find("guid")
    if guid.get("isPermaLink") not in ("true", "false"):
        yield "InvalidBooleanAttribute"
    if guid.get("isPermaLink") == "true":
        yield from _links(guid.text, where="guid", ascii_only=True)
        if guid.text != item.findtext("link"):
            yield "InvalidPermalink"
    elif re.fullmatch(r"\d{0,8}", guid.text or ""):
        yield f"NotSufficientlyUnique: {guid.text}"
    if item.find("author") is not None:
        yield "InvalidContact"
    if not item.findall(f"{DC}creator"):
        yield "MissingElement: dc:creator"
    for creator in item.findall(f"{DC}creator"):
        yield from _person(creator.text, where="dc:creator")
    if any(not (category.text or "").strip() for category in item.findall("category")):
        yield "NotBlank: category"
    if item.find("source") is not None:
        yield from _links(item.find("source").get("url"), where="source", ascii_only=True)
    if item.find(f"{LICENSE}license") is not None:
        yield from _links(item.findtext(f"{LICENSE}license"), where="license", ascii_only=True)
    if item.find("comments") is not None:
        yield from _links(item.findtext("comments"), where="comments", ascii_only=True)
    if re.search("<[a-zA-Z/!]", (description.text if description is not None else "") or ""):
        yield "SecurityRisk: a description is text"
    names = [child.tag for child in item]
    if f"{CONTENT}encoded" in names:
        if "description" not in names[: names.index(f"{CONTENT}encoded")]:
            yield "NeedDescriptionBeforeContent"
        yield from _html(item.findtext(f"{CONTENT}encoded"), where="content:encoded")
    if any(names.count(name) > 1 for name in ("title", "link", "guid", "pubDate", "description", "source", "comments")):
        yield "DuplicateElement"


def _rss_dates(item: Node, *, now: datetime) -> Complaints:
    stated = item.findtext("pubDate")
    if stated is not None:
        yield from _rfc822(stated, now=now)
    if item.find(f"{ATOM}updated") is not None:
        yield from _moment(item.findtext(f"{ATOM}updated"), now=now, where="item/updated")


def _rfc822(stated: str, *, now: datetime) -> Complaints:
    if not _RFC822.fullmatch(stated):
        yield f"InvalidRFC2822Date: {stated}"
        return
    moment = parsedate_to_datetime(stated)
    if moment.strftime("%a") != stated[:3]:
        yield f"IncorrectDOW: {stated}"
    if not datetime(1990, 1, 1, tzinfo=now.tzinfo) <= moment <= now + timedelta(minutes=10):
        yield f"ImplausibleDate: {stated}"


# --- JSON Feed -------------------------------------------------------------------------------------------------------

_TOP = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "icon": str, "language": str, "authors": list, "items": list,
}  # fmt: skip
_ITEM = {
    "id": str, "url": str, "title": str, "language": str, "date_published": str, "date_modified": str, "authors": list,
    "tags": list, "summary": str, "content_html": str, "content_text": str, "_source": dict,
}  # fmt: skip


def _json(raw: bytes, *, url: str, now: datetime) -> Complaints:  # noqa: C901, PLR0912 - a rule, a line
    document = json.loads(raw)
    if len(raw) > MOST_BYTES:
        yield f"TooLong: {len(raw)} bytes"
    yield from _keys(document, _TOP, where="feed")
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    if not {"title", "items"} <= document.keys():
        yield "a required key is missing"
    if document.get("feed_url") != url:
        yield f"SelfDoesntMatchLocation: {document.get('feed_url')}"
    for key in ("home_page_url", *(key for key in ("icon",) if key in document)):
        yield from _links(document.get(key), where=key)
    items = document["items"]
    ids = [item.get("id") for item in items]
    if len(set(ids)) != len(ids) or not all(ids):
        yield "DuplicateIds"
    if len(items) > MOST_ENTRIES:
        yield f"TooMany: {len(items)} items"
    for person in [*document.get("authors", ()), *(person for item in items for person in item.get("authors", ()))]:
        yield from _keys(person, {"name": str, "url": str, "avatar": str}, where="author")
        yield from _person(person.get("name"), where="author")
        for key in person.keys() & {"url", "avatar"}:
            yield from _links(person[key], where=f"author/{key}")
    for item in items:
        yield from _keys(item, _ITEM, where="item")
        if not item.keys() & {"content_html", "content_text"}:
            yield "an item without content"
        yield from _links(item.get("url"), where="item/url")
        yield from _html(item.get("content_html", ""), where="content_html")
        if "language" in item:
            yield from _language(item["language"], where="item")
        for key in item.keys() & {"date_published", "date_modified"}:
            yield from _moment(item[key], now=now, where=key)
        if "about" not in item.get("_source", {"about": ""}):
            yield "an extension that does not say what it is about"


def _keys(thing: dict[str, Any], known: Mapping[str, type], *, where: str) -> Complaints:
    for key, value in thing.items():
        if key not in known or not isinstance(value, known[key]) or value == "":
            yield f"{where}: {key}: {value!r}"
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and _FORBIDDEN.search(text) for text in texts):
            yield f"BadCharacters: {where}/{key}"


# --- OPML ------------------------------------------------------------------------------------------------------------


def _opml(root: Node) -> Complaints:  # noqa: C901 - a rule, a line
    if root.get("version") != "2.0" or [child.tag for child in root] != ["head", "body"]:
        yield "InvalidOPMLVersion"
    if not {child.tag for child in root[0]} <= {"title", "ownerName", "ownerId"}:
        yield "UndefinedElement: head"
    if root[0].find("ownerId") is not None:
        yield from _links(root[0].findtext("ownerId"), where="ownerId", ascii_only=True)
    if not root.findtext("head/title"):
        yield "MissingTitle"
    if not root.findall("body/outline"):
        yield "MissingElement: outline"
    for outline in root.iter("outline"):
        if not outline.get("text"):
            yield "MissingAttribute: text"
        if any("<" in value for value in outline.attrib.values()):
            yield "SecurityRisk"
        if outline.get("type") == "rss":
            if not outline.get("title"):
                yield "MissingTitleAttr"
            if not set(outline.attrib) <= {"type", "text", "title", "xmlUrl", "htmlUrl", "language"}:
                yield f"UnexpectedAttribute: {sorted(outline.attrib)}"
            yield from _links(outline.get("xmlUrl"), where="xmlUrl", ascii_only=True)
            yield from _links(outline.get("htmlUrl"), where="htmlUrl", ascii_only=True)
        elif set(outline.attrib) != {"text"}:
            yield "MissingOutlineType"

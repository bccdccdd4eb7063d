"""What feedparser found in RSS, RDF or Atom → `Feed` and entries as stated. It reads dictionaries, no bytes.

Where formats leave open what a text is (RSS), it is guessed; where they say it (Atom), they are believed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cobrand import address
from cobrand.harvest.dates import parse_date
from cobrand.harvest.markup import guessed, paragraphs
from cobrand.harvest.plaintext import Kind, feed_identifier, identifier, labels, language, person, plain, web_address
from cobrand.model import GENERATOR, Author, Blog, Entry, Feed, Source

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_COUNT = re.compile(r"\s*(\d{1,7})\s*")

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the entries of one feed have in common: the profile's blog, what links resolve against, and the family."""

    blog: Blog
    url: str
    base: str
    atom: bool
    typed: bool  # what a text is can be believed; Atom 0.3 had types as well, but nobody understood them
    labels: Kind = "guess"  # what categories and names are, and titles where no type says it


def read_feed(found: Found, *, url: str, blog: Blog, version: str) -> tuple[Feed, Context]:
    """Return what a feed says of itself, and what is needed to read its entries."""
    atom, typed = version.startswith("atom"), version == "atom10"
    labelled: Kind = "text" if found.get("generator") == GENERATOR else "guess"
    home = _first_link(found, url, url)
    feed = Feed(
        blog=blog.url,
        url=url,
        id=feed_identifier(found.get("id")),
        title=_text(found, "title", typed=typed, untyped=labelled) or plain(found.get("dc_title")),
        subtitle=_text(found, "subtitle", typed=typed, untyped=labelled, limit=500),
        link=home,
        language=next(filter(None, map(language, _languages(found))), None),
        rights=_text(found, "rights", typed=typed, untyped=labelled),
        authors=tuple(_authors(found, home or url, labelled)),
    )
    # Links of RSS are relative to the site; Atom's to the document (RFC 4287 §2), which may be hosted elsewhere.
    relocated = bool(home) and address.host(home or "") != address.host(url)
    return feed, Context(
        blog=blog,
        url=url,
        base=home if home and (relocated or not atom) else url,
        atom=atom,
        typed=typed,
        labels=labelled,
    )


def read_ttl(found: Found) -> timedelta | None:
    """Return how long the feed asks to be left alone: the longer of RSS's `ttl` and `sy:updatePeriod`."""
    minutes = _count(found.get("ttl"))
    period = _PERIODS.get(str(found.get("sy_updateperiod", "")).strip().lower())
    often = _count(found.get("sy_updatefrequency")) or 1
    waits = [timedelta(minutes=minutes)] if minutes else []
    return max([*waits, period / often] if period else waits, default=None)


def read_entry(found: Found, context: Context) -> Entry:
    """Return one entry as stated: its id is the stated one or empty, its content whole."""
    content, base = _content(found, typed=context.typed)
    return Entry(
        blog=context.blog.url,
        id=identifier(found.get("id")),
        title=_text(found, "title", typed=context.typed, untyped=context.labels)
        or _first_plain(found, "dc_title", "itunes_title", "media_title"),
        link=_entry_link(found, context),
        published=_published(found, atom=context.atom),
        updated=parse_date(found.get("updated")),
        authors=tuple(_authors(found, context.base, context.labels))
        or tuple(_authors(found.get("source", {}), context.base, context.labels)),  # RFC 4287, section 4.2.1
        categories=labels(list(_categories(found)), context.labels),
        language=_language(found, context),
        comments=_comments(found, context),
        comment_count=_comment_count(found),
        base=web_address(base, context.url) if base else None,
        source=_source(found.get("source", {}), context),
        content=content,
    )


# --- text ------------------------------------------------------------------------------------------------------------


def _text(found: Found, key: str, *, typed: bool, untyped: Kind, limit: int = 300) -> str | None:
    """Return a text construct as plain text, by its type where the format has types."""
    value = found.get(key)
    return plain(value, _kind(found, key, value) if typed else untyped, limit)


def _kind(found: Found, key: str, value: str | None) -> Kind:
    detail = found.get(f"{key}_detail") or {}
    if detail.get("value") != value:  # of another element that feedparser files under the same name
        return "guess"
    return "html" if detail.get("type") in _HTML_TYPES else "text"


def _first_plain(found: Found, *keys: str) -> str | None:
    return next(filter(None, (plain(found.get(key)) for key in keys)), None)


def _authors(found: Found, base: str, kind: Kind) -> Iterator[Author]:
    seen: set[str] = set()
    for author in found.get("authors") or [{"name": found.get("author")}]:
        name = person(author.get("name"), kind)
        if name and name not in seen and len(seen) < 20:
            seen.add(name)
            yield Author(name=name, uri=web_address(author.get("href"), base))


def _categories(found: Found) -> Iterator[str | None]:
    """Yield what people read, and then the terms for software that say something else: an author may opt out by either."""
    tags = [tag for tag in found.get("tags") or () if not (tag.get("scheme") or "").endswith("#kind")]  # Blogger's
    yield from (tag.get("label") or tag.get("term") for tag in tags)
    for tag in tags:
        term = tag.get("term") or ""
        if tag.get("label") and not term.isdigit() and ":" not in term and _spelt(term) != _spelt(tag["label"]):
            yield term


def _spelt(name: str) -> str:
    return re.sub(r"[-_\s]+", "-", name.casefold())


def _source(found: Found, context: Context) -> Source | None:
    """Return the other feed that an entry says it comes from; many a feed names itself there."""
    stated = [link.get("href") for link in found.get("links") or () if _relation(link) == "self"]
    url = web_address(next(iter(stated), None if context.atom else found.get("href")), context.base)
    if url is None or address.canonical(url) == address.canonical(context.url):
        return None
    kind: Kind = "text" if context.typed or context.labels == "text" else "guess"
    return Source(
        url=url,
        id=feed_identifier(found.get("id")),
        title=_text(found, "title", typed=context.typed, untyped=kind),
        link=_first_link({"links": found.get("links")}, context.base, context.url) if context.atom else None,
        updated=parse_date(found.get("updated")),
        authors=tuple(_authors(found, context.base, context.labels)),
        rights=_text(found, "rights", typed=context.typed, untyped=kind),
    )


def _language(found: Found, context: Context) -> str | None:
    """Return an entry's language; the empty one, if it is Atom and in none: texts would have inherited the feed's."""
    stated = list(_languages(found))
    return next(filter(None, map(language, stated)), "" if context.atom and stated[1:] else None)


def _languages(found: Found) -> Iterator[str | None]:
    yield found.get("language")
    for detail in (found.get("title_detail"), *(found.get("content") or ()), found.get("summary_detail")):
        if detail:
            yield detail.get("language")


# --- addresses -------------------------------------------------------------------------------------------------------


def _entry_link(found: Found, context: Context) -> str | None:
    """Return the post's own address: what a proxy says it was, else the alternate link, else a permanent guid."""
    for key in ("feedburner_origlink", "pheedo_origlink"):
        if original := web_address(found.get(key), context.base):
            return original
    if link := _first_link(found, context.base, context.url):
        return link
    # A guid that follows a <link> is not tried by feedparser, not even when that is empty.
    return web_address(found.get("id"), None) if found.get("permalink", context.atom) else None


def _first_link(found: Found, base: str, url: str) -> str | None:
    """Return the first alternate link, a page before anything else; `url` is where the feed is."""
    alternates = [link for link in found.get("links") or () if _relation(link) == "alternate"]
    pages = [link for link in alternates if link.get("type", "text/html") in _HTML_TYPES]
    candidates = [link.get("href") for link in (*pages, *alternates)]
    link = next(filter(None, (web_address(_whole(candidate, url), base) for candidate in candidates)), None)
    # feedparser takes a guid for the link as well, but "6" is no address though its guid is called permanent.
    return link or web_address(_whole(found.get("link"), url), None if found.get("guidislink") else base)


def _whole(link: str | None, url: str) -> str | None:
    """Put the scheme before a link that begins with the feed's own host: in the settings of many a blog it is missing."""
    host = address.host(url)
    first = (link or "").strip().partition("/")[0].lower().removeprefix("www.")
    return f"{url.partition(':')[0]}://{(link or '').strip()}" if host and first == host else link


def _relation(link: Found) -> str:
    """Return a link's relation; the registered ones may be spelt as addresses (RFC 4287 §4.2.7.2)."""
    return str(link.get("rel", "")).rpartition("/")[2]


def _comments(found: Found, context: Context) -> str | None:
    """Return where a post is discussed; some feeds put the comments themselves there."""
    stated = str(found.get("comments") or "").strip()
    pages = (link.get("href") for link in _replies(found) if link.get("type") in _HTML_TYPES)
    places = (web_address(place, context.base) for place in (stated if " " not in stated else None, *pages))
    return next(filter(None, places), None)


def _comment_count(found: Found) -> int | None:
    counts = (found.get("slash_comments"), found.get("thr_total"), *(link.get("thr:count") for link in _replies(found)))
    return next((count for count in map(_count, counts) if count is not None), None)


def _replies(found: Found) -> list[Found]:
    return [link for link in found.get("links") or () if _relation(link) == "replies"]


def _count(value: object) -> int | None:
    number = _COUNT.fullmatch(value) if isinstance(value, str) else None
    return int(number[1]) if number else None


# --- dates and content -----------------------------------------------------------------------------------------------


def _published(found: Found, *, atom: bool) -> Any:
    """Return the stated date of publication; in RSS and RDF `dc:date` is one, in Atom it may be anything."""
    keys = ("published", "created") if atom else ("published", "dc_date", "item_date", "created")
    return next(filter(None, (parse_date(found.get(key)) for key in keys)), None)


def _content(found: Found, *, typed: bool) -> tuple[str, str | None]:
    """Return the richest HTML of an entry with its `xml:base`: content, a longer summary, else a player's description."""
    contents = [(_html(detail, typed=typed), detail.get("base")) for detail in found.get("content") or ()]
    best = max(contents, key=lambda pair: len(pair[0]), default=("", None))
    summary = found.get("summary") or ""
    if summary and not any(summary == detail.get("value") for detail in found.get("content") or ()):
        detail = found.get("summary_detail") or {}
        stated = detail if detail.get("value") == summary else {"value": summary}
        best = max(best, (_html(stated, typed=typed), stated.get("base")), key=lambda pair: len(pair[0]))
    if best[0]:
        return best
    others = (found.get(key) for key in ("media_description", "itunes_summary", "googleplay_description", "subtitle"))
    return next((guessed(other) for other in others if other), ""), None


def _html(detail: Found, *, typed: bool) -> str:
    """Return a content construct as HTML; empty for pictures, foreign XML and other things that are no text."""
    value, kind = detail.get("value") or "", str(detail.get("type", "text/html")).partition(";")[0].strip().lower()
    if kind in _HTML_TYPES:
        return value
    if kind in ("", "text", "text/plain"):
        return paragraphs(value) if typed else guessed(value)
    return paragraphs(value) if kind.startswith("text/") and not kind.endswith("xml") else ""

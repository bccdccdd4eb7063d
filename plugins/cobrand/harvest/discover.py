"""A web page → the addresses of the feeds that it names, best first, or those that are worth a guess. It asks for none.

It looks at elements one by one instead of building a tree: pages are broken, and what matters are single tags.
"""

import itertools
import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from cobrand.harvest.decode import PAGE_READ, decode
from cobrand.harvest.markup import HIDDEN, TAG
from cobrand.harvest.mend import local, outermost
from cobrand.harvest.plaintext import web_address
from cobrand.harvest.tags import read_tag

_SNIFFED = 64_000
_MOST_LINKS = 200
_HIDDEN = re.compile(HIDDEN, re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rf"(?=<(?:base|link)\s|<a\s[^<>]*(?:alternat|feed))(?:{TAG})", re.IGNORECASE)
_BASE = re.compile("<base", re.IGNORECASE)
_PAGE = re.compile("<!doctype html|<html", re.IGNORECASE)
_MAYBE = re.compile(r"alternat(?:iv)?e|\bfeed\b", re.IGNORECASE)

_RELATIONS = frozenset({"alternate", "alternative", "feed"})  # a much used theme of Hexo writes "alternative"
_WELL_KNOWN = ("feed", "atom.xml", "feed.xml", "rss.xml", "index.xml", "feed.json")

# From best to worst: JSON Feed says what is what, Atom what is escaped, RSS neither.
_RANKS = {
    "application/feed+json": 0,
    "application/json": 0,
    "application/atom+xml": 1,
    "application/atom": 1,
    "text/atom+xml": 1,
    "application/x.atom+xml": 1,
    "application/rss+xml": 2,
    "application/rss": 2,
    "text/rss+xml": 2,
    "text/rss": 2,
    "application/x-rss+xml": 2,
    "application/rdf+xml": 3,
    "text/rdf": 3,
    "application/xml": 3,
    "text/xml": 3,
    "": 4,
}
# Types that are used for many things besides feeds; then the address or the title must say that it is one.
_VAGUE = frozenset({"application/json", "application/rdf+xml", "text/rdf", "application/xml", "text/xml", ""})
_SAYS_FEED = re.compile(r"feed|rss|atom|\.rdf\b", re.IGNORECASE)
_NO_FEED = re.compile(r"wp-json|oembed|opensearch|foaf|opml|sitemap|activity", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentari|replies|responses", re.IGNORECASE)
_PART = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|search|topics?|labels?)/|[?&](?:s|q|tag|cat|author)=", re.IGNORECASE
)


_DOINGS = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab)\.com/[^/?#]+\.atom\b"
)  # what somebody does there, hour by hour
_CALLED_PART = re.compile(r"\b(?:categor(?:y|ies)|tags?)\b[^\n]*\bfeeds?\b|\bpodcast", re.IGNORECASE)


def feeds_of(body: bytes, *, url: str, charset: str | None = None) -> tuple[str, ...]:
    """Return the absolute addresses of the feeds that a page names, without doubles, best first.

    JSON Feed before Atom before RSS, and of these the nearest to the page; feeds of a tag, a category, a podcast or a search
    after those of the whole blog; feeds of comments last. Only `<link>` and `<a>` with `rel=alternate` (or `rel=feed`) and a feed's type count.
    """
    text = decode(body[:PAGE_READ], charset)
    if not _MAYBE.search(text):
        return ()
    base = url
    found: list[tuple[_Rank, dict[str, str]]] = []
    telling = (tag for tag in _TAG.findall(_HIDDEN.sub(" ", text)) if _MAYBE.search(tag) or _BASE.match(tag))
    for tag in itertools.islice(telling, _MOST_LINKS):
        name, attributes = read_tag(tag)
        if name == "base" and base == url:
            base = web_address(attributes.get("href"), url) or url
        elif (rank := _rank(attributes, base)) is not None:
            found.append((rank, attributes))
    places: dict[str, _Rank] = {}
    for rank, attributes in sorted(found, key=lambda pair: pair[0]):
        href = attributes.get("href", "").strip()
        if href.lower().startswith("feed:"):  # old pages: feed://host/path and feed:https://host/path
            href = href[5:] if not href[5:].startswith("//") else f"http:{href[5:]}"
        place = web_address(href, base) if href else None
        if place and place != url:
            places.setdefault(place, rank)
    return tuple(places)


def of_posts(feeds: Sequence[str], *, before: str | None) -> list[str]:
    """Leave out feeds of comments, where another is named or where another was the blog's (`before`).

    While a blog's feed fails, that of its comments often does not, and would put its readers' words into the author's mouth.
    """
    found = [url for url in feeds if not _is_of_comments(url)]
    return found if found or (before and not _is_of_comments(before)) else list(feeds)


def _is_of_comments(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_COMMENTS.search(f"{parts.path}?{parts.query}"))


def guesses(url: str) -> tuple[str, ...]:
    """Return where blogs often have their feed: below the page itself, then below the first page of its host."""
    places = (urljoin(url, "."), urljoin(url, "/"))
    return tuple(dict.fromkeys(place + name for place in places for name in _WELL_KNOWN))


_Rank = tuple[bool, bool, int, int]  # of comments? of a part of the blog? which format? how far from the page?


def _rank(attributes: dict[str, str], url: str) -> _Rank | None:
    """Return how far behind a feed stands, or `None` for a link that is no feed."""
    relations = attributes.get("rel", "").lower().split()
    media_type = attributes.get("type", "").partition(";")[0].strip().lower()
    rank = _RANKS.get(media_type)
    if rank is None or "stylesheet" in relations or not _RELATIONS & set(relations):
        return None
    href, title = attributes.get("href", ""), attributes.get("title", "")
    if media_type in _VAGUE and "feed" not in relations and not _SAYS_FEED.search(f"{href} {title}"):
        return None
    if (media_type in _VAGUE and _NO_FEED.search(href)) or _DOINGS.match(web_address(href, url) or ""):
        return None
    part = _PART.search(href) or _CALLED_PART.search(title)
    return bool(_COMMENTS.search(f"{href} {title}")), bool(part), rank, _distance(web_address(href, url) or "", url)


def _distance(place: str, url: str) -> int:
    """Say how far a feed is from a page: below one with a path, nearer if that is in it; else by the folders on the way.

    A blog's sections have feeds of their own beside the blog's, and so do the people on a platform.
    """
    here, there = (urlsplit(one).path.strip("/").split("/") for one in (url, place))
    own = [part for part in here if part and not part.startswith("index.")]
    return int(own[-1] not in there) if own else len(there)


def is_feed(body: bytes, media_type: str | None) -> bool:
    """Tell cheaply whether a body looks like a feed rather than a page; only parsing can say whether it is one."""
    text = decode(body[:_SNIFFED]).lstrip("\ufeff\x00 \t\r\n")
    if text.startswith("{"):
        return "jsonfeed.org" in text or '"items"' in text
    start, name = outermost(text)
    if _PAGE.search(text, 0, start):  # a feed after a page of warnings, or a page that quotes one in a script?
        text = _HIDDEN.sub(" ", text)
        start, name = outermost(text)
    if local(name) == "rdf":  # RDF describes many things: people (FOAF), licences
        return "/rss/" in text[start : start + 2_000] or "netscape.com/rdf" in text[start : start + 2_000]
    if local(name) in ("rss", "feed", "channel"):
        return True
    return bool(name) and _RANKS.get((media_type or "").partition(";")[0].strip().lower(), 9) in (1, 2)

"""A web page that names no feed → where people would look for the blog, or for its feed: by what links are called. It asks nobody."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from cobrand.address import akin, canonical
from cobrand.harvest.decode import PAGE_READ, decode
from cobrand.harvest.markup import HIDDEN, TAG
from cobrand.harvest.plaintext import plain, web_address
from cobrand.harvest.tags import base_of, read_tag, tags

_MOST_LINKS = 400
_FEW = 4  # addresses that are worth a question
_LONGEST = 200  # characters of HTML within a link that is called something
_HIDDEN = re.compile(HIDDEN, re.IGNORECASE | re.DOTALL)
_REFRESH = re.compile(r"[0-3](?:\.\d*)?\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)[\"']?", re.IGNORECASE)
_LINK = re.compile(
    rf"(?=<(?:a|i?frame)\s)({TAG})(?=([^<]{{0,{_LONGEST}}}+(?:<(?!/a\b|a\s)[^<]{{0,{_LONGEST}}}+){{0,8}}+))",
    re.IGNORECASE,
)
_AROUND = " \u203a\u00bb\u2192>[]()|\u00b7"
_FEED_FILE = re.compile(r"\.(?:rss|rdf|atom|xml)\Z|/(?:rss|atom|feed)/?\Z|[?&]format=rss\b", re.IGNORECASE)
_NO_FEED_FILE = re.compile(r"sitemap|opml|comment|foaf|rsd\.xml", re.IGNORECASE)
_CALLED_FEED = re.compile(
    r"(?:subscribe (?:via|by|with) )?(?:rss|atom|xml|web)?[ -]?(?:news)?(?:feed|rss|atom)s?", re.IGNORECASE
)
_CALLED_BLOG = re.compile(
    r"(?:(?:my|the|all|latest|recent|read(?: the| my)?) )?(?:(?:web)?blog|journal|writings?|posts?|articles?|essays?|notes?|notebook|thoughts"
    r"|ideas|diary|news|log|texts|musings|archives?|newsletter|notizen|artikel|beiträge|texte|tagebuch|carnet|billets|textes|bitácora"
    r"|artículos|entradas|notas|blogg|artigos|scritti|articoli|заметки|блог|博客|文章|ブログ|블로그|مدونة)",
    re.IGNORECASE,
)


def feeds_linked(body: bytes, *, url: str, charset: str | None = None) -> tuple[str, ...]:
    """Return the addresses that a page links to as a feed in words alone (“RSS”), or by what the file is called."""
    found = (
        place
        for place, called in _links(body, url, charset)
        if (_FEED_FILE.search(place) or _CALLED_FEED.fullmatch(called)) and not _NO_FEED_FILE.search(place)
    )
    return tuple(islice(dict.fromkeys(found), _FEW))


def blogs_linked(body: bytes, *, url: str, charset: str | None = None) -> tuple[str, ...]:
    """Return the pages of the same site that are called a blog, best first; pages in frames as well."""
    found, last = [], []
    for place, called in _links(body, url, charset):
        path = urlsplit(place).path.rstrip("/").rpartition("/")[2]
        if called and _CALLED_BLOG.fullmatch(called):
            found.append(place)
        elif not called or _CALLED_BLOG.fullmatch(re.sub(r"\.\w+\Z", "", path)):
            last.append(place)
    return tuple(islice(dict.fromkeys((*found, *last)), _FEW))


def sent_on(body: bytes, *, url: str, charset: str | None = None) -> str | None:
    """Return the page of the same site to which a page without words of its own sends everybody: that of a language, mostly."""
    text = decode(body[:PAGE_READ], charset)
    for _, attributes in tags(text, "meta"):
        found = _REFRESH.fullmatch(attributes.get("content", "").strip())
        if found and attributes.get("http-equiv", "").lower() == "refresh":
            place = web_address(found[1], base_of(text, url))
            return place if place and akin(place, url) and canonical(place) != canonical(url) else None
    return None


def _links(body: bytes, url: str, charset: str | None) -> Iterator[tuple[str, str]]:
    """Yield the pages of the same site that a page links to, or has in frames, and what it calls each."""
    text = _HIDDEN.sub(" ", decode(body[:PAGE_READ], charset))
    base, here = base_of(text, url), canonical(url)
    for found in islice(_LINK.finditer(text), _MOST_LINKS):
        name, attributes = read_tag(found[1])
        place = web_address(attributes.get("href" if name == "a" else "src"), base)
        if place and akin(place, url) and canonical(place) != here:
            words = plain(found[2], "html") if name == "a" else None
            if name != "a" or words:
                yield place.partition("#")[0], (words or "").strip(_AROUND)

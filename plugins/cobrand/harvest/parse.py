"""The bytes of an answer → a `ParsedFeed`, or `ParseError`; nothing else, whatever the bytes are.

RSS, RDF and Atom that `plainfeed` does not know are read with feedparser (`feedparsers`), which is loaded for them alone.
Nothing is made safe here (that is `publish.sanitize`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cobrand.errors import ParseError
from cobrand.harvest.dates import is_nobodys_date
from cobrand.harvest.decode import decode
from cobrand.harvest.jsonfeed import looks_like_json, read_json_feed
from cobrand.harvest.mend import local, mend, outermost
from cobrand.harvest.oddity import A_PAGE, what_it_is
from cobrand.harvest.plainfeed import MOST_WORK, STUMBLES, PlainFeed, read_plain
from cobrand.harvest.settle import ParsedFeed, settle
from cobrand.harvest.xmlfeed import read_entry, read_feed, read_ttl
from cobrand.model import GENERATOR, Blog

__all__ = ["ParsedFeed", "parse"]

_POST = re.compile(r"<(?:[a-z][\w.-]{0,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_POST_END = re.compile(r"</(?:[a-z][\w.-]{0,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)

_DATES = ("published", "updated", "created", "dc_date", "item_date")
_REMEDY = "Put the address of the feed itself (RSS, Atom or JSON Feed) into the profile."
_PAGES = frozenset({"html", "head", "body"})


def parse(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None = None, charset: str | None = None
) -> ParsedFeed:
    """Read a feed in any of its formats, whatever it was served as; raise `ParseError` for anything else.

    `url` is where the body was found, `media_type` and `charset` what the server said it is. A feed without entries is
    a feed. Relative addresses become absolute, dates UTC, titles and names plain text; HTML stays as the author wrote it.
    """
    text = decode(body, charset).lstrip("\ufeff\x00 \t\r\n")
    if not text:
        raise ParseError("answered with nothing at all", "Ask the blog's owner whether the feed still works.")
    if looks_like_json(text):
        feed, stated, skipped = read_json_feed(text, url=url, blog=blog)
        return settle(feed, stated, blog=blog, now=now, skipped=skipped)
    _, name = outermost(text)
    if local(name) in _PAGES:
        raise ParseError(A_PAGE, _REMEDY)
    mended = mend(text)
    by_us = _is_by_us(mended)
    reader = (None if by_us else read_plain(mended)) or _read(mended, repairing=not by_us)
    if not reader.entries and not (reader.version or local(name) in ("rss", "feed", "channel")):
        raise ParseError(what_it_is(text, media_type), _REMEDY)
    if not reader.entries and reader.work > MOST_WORK:
        reason = f"has no post among the first {MOST_WORK // 10:,} elements of its feed"
        raise ParseError(reason, "Ask the blog's owner to check it with https://validator.w3.org/feed/.")
    feed, source = read_feed(reader.feeddata, url=url, blog=blog, version=reader.version)
    stated, skipped = [], 0
    whole = reader.entries[:-1] if _is_cut(mended, name) else reader.entries
    posts = _posts(whole)
    for found in posts:
        try:
            stated.append(read_entry(found, source))
        except STUMBLES:
            skipped += 1
    skipped += len(reader.entries) - len(posts)
    return settle(feed, stated, blog=blog, now=now, skipped=skipped, ttl=read_ttl(reader.feeddata))


def _read(text: str, *, repairing: bool) -> PlainFeed:
    from cobrand.harvest.feedparsers import read_any  # noqa: PLC0415 - few feeds need it

    return read_any(text, repairing=repairing)


def _is_by_us(text: str) -> bool:
    """Tell whether a feed says in its head that another hub like this one made it.

    What looks like UTF-8 read as Latin-1 is repaired in other feeds, as feedparser does; in these, it is meant so.
    """
    first = _POST.search(text)
    return f"<generator>{GENERATOR}</generator>" in text[: first.start() if first else len(text)]


def _is_cut(text: str, name: str) -> bool:
    """Tell whether a feed ends in the middle of a post, as one does that was not sent whole.

    What is there of that post would stay as it is, without its link, or with today's date for ever.
    """
    if text.rfind(f"</{name}") >= 0:
        return False
    last = max((found.start() for found in _POST.finditer(text)), default=-1)
    return last >= 0 and not _POST_END.search(text, last)


def _posts(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out the site's pages, "About" and "Imprint": among dated posts they have the date of what has none."""
    dates = [[str(found[key]) for key in _DATES if found.get(key)] for found in entries]
    dateless = [bool(stated) and all(map(is_nobodys_date, stated)) for stated in dates]
    if all(dateless):
        return list(entries)
    return [found for found, without in zip(entries, dateless, strict=True) if not without]

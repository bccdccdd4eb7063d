"""Entries as a feed states them → entries with an id and a date that last. It knows no format and no network.

Readers hand over `Entry` objects with what was stated: `id` is the stated guid or empty, `published` the stated date,
`content` the whole HTML. Everything that needs judgement across formats is decided here, once.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from cobrand.alike import pieces
from cobrand.harvest.markup import cut, without_forbidden
from cobrand.harvest.plaintext import words
from cobrand.model import Blog, Entry, Feed

MOST_ENTRIES = 200
EXCERPTED = 4_000  # characters of HTML kept of a post
WHOLE = 200_000  # and where the profile grants the full text under a licence
_LONGEST_ID = 1_000
_DAY_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)(?:/|-)(0?[1-9]|1[0-2])(?:(?:/|-)(0?[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)"
    r"|/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What one answer holds: the feed's own data, at most 200 entries in the feed's order, and what was left out.

    `ttl` is how long the feed asks to be left alone; `None` if it doesn't say, or nothing between a minute and a week.
    """

    feed: Feed
    entries: tuple[Entry, ...]
    skipped: int = 0
    ttl: timedelta | None = None


def settle(
    feed: Feed, stated: Sequence[Entry], *, blog: Blog, now: datetime, skipped: int = 0, ttl: timedelta | None = None
) -> ParsedFeed:
    """Give every entry an id and a date, keep the newest 200, and cut what they say to what may be shown.

    Those with neither id nor title nor link nor content are no posts: they count as skipped.
    """
    found = len(stated)
    stated = [entry for entry in stated if entry.id or entry.title or entry.link or entry.content.strip()]
    skipped += found - len(stated)
    rebuilt = _rebuilt(stated)
    named = [(name, replace(entry, updated=None) if rebuilt else entry) for name, entry in _identified(stated)]
    dates = [_published(entry, now=now) for _, entry in named]
    limit = WHOLE if blog.full_text and blog.license else EXCERPTED
    entries = []
    for place in _newest(dates, now=now):
        name, entry = named[place]
        whole = cut(without_forbidden(entry.content), WHOLE)
        content = cut(whole, limit)
        entries.append(
            replace(
                entry,
                id=name,
                published=dates[place],
                first_seen=None if dates[place] else now,
                updated=_past(entry.updated, now=now),
                source=replace(entry.source, updated=_past(entry.source.updated, now=now)) if entry.source else None,
                language=entry.language or (feed.language if entry.language is None else None) or blog.language,
                base=_base(entry, feed) if content else None,
                content=content,
                rest=pieces(words(whole[len(content) :])),
            )
        )
    plausible = ttl and timedelta(minutes=1) <= ttl <= timedelta(days=7)
    return ParsedFeed(feed=feed, entries=tuple(entries), skipped=skipped, ttl=ttl if plausible else None)


# --- who is who ------------------------------------------------------------------------------------------------------


def _identified(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """Pair every entry with an id of its own: guid → link → link and date → date and title → everything stated.

    The first of them that no other entry of the feed shares. Places in the feed never count, because feeds shift; the
    same post stated twice is one entry, the later edited one (RFC 4287 §4.1.1).
    """
    posts: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = _fingerprint(entry)
        if key not in posts or (entry.updated or _NEVER) > (posts[key].updated or _NEVER):
            posts[key] = entry
    unnamed = dict(posts)
    names: dict[tuple[str, ...], str] = {}
    for rung in _LADDER:
        if not unnamed:
            break
        shared = Counter(rung(entry) for entry in posts.values())
        taken = set(names.values())
        for key, entry in list(unnamed.items()):
            name = rung(entry)
            if name and shared[name] == 1 and name not in taken:
                names[key] = name
                del unnamed[key]
    return [(names[key], entry) for key, entry in posts.items()]


_NEVER = datetime.min.replace(tzinfo=UTC)


def _fingerprint(entry: Entry) -> tuple[str, ...]:
    """Return what makes two statements the same post; without a guid, also what it says."""
    said = "" if entry.id else _digest(entry.content, *entry.categories, *(author.name for author in entry.authors))
    return (entry.id, entry.link or "", entry.title or "", _moment(entry), said)


def _moment(entry: Entry) -> str:
    return entry.published.strftime("%Y-%m-%dT%H:%M:%SZ") if entry.published else ""


def _guid(entry: Entry) -> str:
    return entry.id if len(entry.id) <= _LONGEST_ID else f"sha256:{_digest(entry.id)}"


def _link(entry: Entry) -> str:
    return entry.link or ""


def _link_and_date(entry: Entry) -> str:
    return f"{entry.link}#{_moment(entry)}" if entry.link and entry.published else ""


def _date_and_title(entry: Entry) -> str:
    return f"{_moment(entry) or '-'} {entry.title}" if entry.title else ""


def _everything(entry: Entry) -> str:
    return f"sha256:{_digest(*_fingerprint(entry))}"


_LADDER: tuple[Callable[[Entry], str], ...] = (_guid, _link, _link_and_date, _date_and_title, _everything)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "replace")).hexdigest()[:32]


# --- when was it -----------------------------------------------------------------------------------------------------


def _rebuilt(entries: Sequence[Entry]) -> bool:
    """Tell whether all entries share one `updated`: then the feed has been rebuilt, and nothing was edited."""
    return len(entries) > 1 and entries[0].updated is not None and len({entry.updated for entry in entries}) == 1


def _published(entry: Entry, *, now: datetime) -> datetime | None:
    """Date an entry: as stated, else by its address, else by `updated`."""
    return entry.published or _by_address(entry, now=now) or entry.updated


def _past(updated: datetime | None, *, now: datetime) -> datetime | None:
    """Return when something was edited; nobody has edited it in the future (clocks may go wrong by a few minutes)."""
    return updated if updated and updated <= now + timedelta(minutes=10) else None


def _by_address(entry: Entry, *, now: datetime) -> datetime | None:
    """Return the date in a post's address (`/2019/05/03/`), as fine as an `updated` of that day or month makes it."""
    found = _DAY_IN_ADDRESS.search(urlsplit(entry.link).path) if entry.link else None
    if not found:
        return None
    year, month, day = (
        int(part) if part else None for part in (found[1] or found[4], found[2] or found[5], found[3] or found[6])
    )
    try:
        first = datetime.combine(date(year or 1, month or 1, day or 1), time(), UTC)
    except ValueError:
        return None
    if not datetime(1990, 1, 1, tzinfo=UTC) <= first <= now + timedelta(days=1):
        return None
    slack = timedelta(hours=14)  # the address tells the author's day, not Greenwich's
    last = first + timedelta(days=1 if day else 31)
    if entry.updated and first - slack <= entry.updated <= last + slack:
        return entry.updated
    return first


# --- how much of it --------------------------------------------------------------------------------------------------


def _newest(dates: Sequence[datetime | None], *, now: datetime) -> list[int]:
    """Return the places of the 200 newest, in the feed's order; what has no date is seen now, and so it is new."""
    places = range(len(dates))
    return sorted(sorted(places, key=lambda place: dates[place] or now, reverse=True)[:MOST_ENTRIES])


def _base(entry: Entry, feed: Feed) -> str | None:
    """Return what relative addresses in the content resolve against, where the entry's own link would not do."""
    base = entry.base or (None if entry.link else feed.link or feed.url)
    return None if base and entry.link and _folder(base) == _folder(entry.link) else base


def _folder(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rpartition("/")[0]

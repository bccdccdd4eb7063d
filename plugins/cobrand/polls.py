"""When each feed was asked and when to ask again: volatile state that decides no page and can vanish at any time."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cobrand.files import Stamp, replace_file, stamp_of

_VERSION = 1
_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What is known of the last answer for one blog of one expert.

    `url` issued the validators, `body` is the SHA-256 of what it sent, `archive` the digest of the archive file that
    took it in, `terms` what of the profile decided how it was read: when one of them is another now, the feed has to be
    asked for whole. `sent` is when a body last came, the same or another; `seconds` is how long it took.
    """

    url: str
    next: datetime
    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None
    archive: str | None = None
    terms: str | None = None
    sent: datetime | None = None
    retry_at: datetime | None = None
    seconds: float = 0.0

    def validators(self, now: datetime) -> tuple[str | None, str | None]:
        """Return ETag and date to send back: none after a week of hearing that nothing has changed, as some always say so."""
        believed = self.sent is not None and timedelta() <= now - self.sent < _WEEK
        return (self.etag, self.last_modified) if believed else (None, None)


_TEXT_OR_NONE = frozenset({str, type(None)})

Key = tuple[str, str]
"""The expert's slug and the blog's address in the profile."""

Digests = dict[str, tuple[Stamp, str]]
"""By slug, how an archive's file looked from outside, and the digest of what was in it."""


def next_poll(headers: Mapping[str, str], *, validators: bool, ttl: timedelta | None, now: datetime) -> datetime:
    """Say when a feed that answered may be asked again: after an hour with validators, a day without, later if it asks.

    `headers` has lower-case names (`cache-control`, `age`, `expires`); `ttl` is what the feed itself says. A week at most
    (RFC 9111 §5.2.2.1, §5.3).
    """
    waits = [_HOUR if validators else _DAY, ttl or _HOUR, _max_age(headers), _expires(headers, now)]
    return now + min(max(waits), _WEEK)


def next_try(since: datetime, *, retry_at: datetime | None, now: datetime) -> datetime:
    """Say when a feed that fails may be asked again: after as long as it has failed, between an hour and a day."""
    patience = now + min(max(now - since, _HOUR), _DAY)
    return max(patience, min(retry_at, now + _WEEK)) if retry_at else patience


def _max_age(headers: Mapping[str, str]) -> timedelta:
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age":
            return timedelta(seconds=max(0, _seconds(value.strip('" ')) - _seconds(headers.get("age", ""))))
    return timedelta()


def _expires(headers: Mapping[str, str], now: datetime) -> timedelta:
    if "max-age" in headers.get("cache-control", "").lower():  # which overrides Expires, RFC 9111 §5.3
        return timedelta()
    try:
        until = parsedate_to_datetime(headers.get("expires", ""))
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta())


def _seconds(text: str) -> int:
    """Read a number of seconds; Python refuses to read thousands of digits, and ten are three hundred years."""
    digits = text.lstrip("0")
    if not (text.isascii() and text.isdigit()):
        return 0
    return int(digits or "0") if len(digits) < 10 else 10**9


def load_polls(path: Path, *, now: datetime) -> tuple[dict[Key, Poll], Digests, str | None]:
    """Read the poll state; whatever is wrong with it costs one round of full requests, and a sentence that says so.

    Of the digests of archives only those count whose file was last touched before this one was written: one that was
    touched in the same moment could be touched again, and look the same. Nobody ever waits for more than a week: a time
    beyond that was set by a clock that was ahead, and counts as come.
    """
    try:
        with path.open("rb") as file:
            *_, written = stamp_of(os.fstat(file.fileno()))
            data = json.loads(file.read())
        if data["version"] != _VERSION:
            return (
                {},
                {},
                f"{path} was written by another version of Cobrand. It is made anew; every feed is asked for whole.",
            )
        return (
            {
                (slug, blog): _in_reach(_decode(poll), now)
                for slug, blogs in data["polls"].items()
                for blog, poll in blogs.items()
            },
            {
                slug: ((ino, size, modified, touched), str(digest))
                for slug, (ino, size, modified, touched, digest) in data.get("digests", {}).items()
                if touched < written
            },
            None,
        )
    except FileNotFoundError:
        return {}, {}, None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}, {}, f"{path} can't be read. It is made anew; every feed is asked for whole."


def _in_reach(poll: Poll, now: datetime) -> Poll:
    """Return a poll without times that a clock which was ahead has set."""
    latest = now + _WEEK
    if poll.next <= latest and (poll.retry_at is None or poll.retry_at <= latest):
        return poll
    retry_at = poll.retry_at if poll.retry_at and poll.retry_at <= latest else None
    return replace(poll, next=min(poll.next, now), retry_at=retry_at)


def save_polls(path: Path, polls: Mapping[Key, Poll], digests: Digests | None = None) -> None:
    """Write the poll state, and the digests of archives, in one step, sorted, so that a killed pull leaves the old state or the new one."""
    nested: dict[str, dict[str, Any]] = {}
    for key in sorted(polls):
        slug, blog = key
        nested.setdefault(slug, {})[blog] = {name: value for name, value in _encode(polls[key]).items() if value}
    known = {slug: (*stamp, digest) for slug, (stamp, digest) in (digests or {}).items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps({"version": _VERSION, "polls": nested, "digests": known}).encode())


def _encode(poll: Poll) -> dict[str, Any]:
    return {
        "url": poll.url,
        "next": _spelt(poll.next),
        "etag": poll.etag,
        "last_modified": poll.last_modified,
        "body": poll.body,
        "archive": poll.archive,
        "terms": poll.terms,
        "sent": poll.sent and _spelt(poll.sent),
        "retry_at": poll.retry_at and _spelt(poll.retry_at),
        "seconds": poll.seconds,
    }


@lru_cache(maxsize=1024)
def _spelt(moment: datetime) -> str:
    """Write a time; those of one pull are few."""
    return moment.isoformat()


def _decode(poll: dict[str, Any]) -> Poll:
    retry_at, sent = poll.get("retry_at"), poll.get("sent")
    decoded = Poll(
        url=poll["url"],
        next=_utc(poll["next"]),
        etag=poll.get("etag"),
        last_modified=poll.get("last_modified"),
        body=poll.get("body"),
        archive=poll.get("archive"),
        terms=poll.get("terms"),
        sent=_utc(sent) if sent else None,
        retry_at=_utc(retry_at) if retry_at else None,
        seconds=float(poll.get("seconds", 0)),
    )
    texts = (decoded.url or 0, decoded.etag, decoded.last_modified, decoded.body, decoded.archive, decoded.terms)
    if not _TEXT_OR_NONE.issuperset(map(type, texts)):
        raise TypeError("a poll is made of texts and dates")
    return decoded


def _utc(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo is UTC else read.astimezone(UTC)

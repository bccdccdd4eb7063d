"""A profile's bytes and a day → the same bytes with `trusted: DAY` in the front matter, or a refusal; not a byte else changes.

It knows lines and not YAML: whether the result says what it should is found out by reading it again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cobrand.errors import Problem, ProblemsError
from cobrand.health import profile_of
from cobrand.look import BlogSight
from cobrand.model import Entry, Expert, Feed, Held, Snapshot
from cobrand.source import read_markdown, read_text

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*(\r\n|\n|\r)")
_CLOSING = re.compile(rb"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_LINE = re.compile(
    rb"^((?:trusted|'trusted'|\"trusted\")[ \t]*:)[^\r\n#]*?([ \t]+#[^\r\n]*)?(?=[\r\n]|\Z)", re.MULTILINE
)
_SHOWN = 5  # posts, of what is there now


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A feed that is held, with the newest post that we know; `now` is what a look at it has found, if anybody looked."""

    feed: Feed
    held: Held
    newest: Entry | None
    now: BlogSight | None = None


def entrusted(raw: bytes, day: date, *, path: str) -> bytes:
    """Return a profile that trusts what is there on that day; raises ProblemsError where that can't be written into it."""
    opening = _OPENING.match(raw)
    closing = _CLOSING.search(raw, opening.end()) if opening else None
    line = f"trusted: {day.isoformat()}".encode()
    written = raw
    if opening and closing:
        head = raw[opening.end() : closing.start()]
        changed, count = _LINE.subn(rb"\1" + f" {day.isoformat()}".encode() + rb"\2", head, count=1)
        added = changed if count else head + line + opening[1]
        written = raw[: opening.end()] + added + raw[closing.start() :]
    if not _says(written, raw, day, path):
        what, remedy = "`trusted` can't be written into its front matter", f"Write `trusted: {day}` there yourself."
        raise ProblemsError((Problem(path=path, line=1, what=what, remedy=remedy),))
    return written


def _says(written: bytes, raw: bytes, day: date, path: str) -> bool:
    """Tell whether a profile says that day, and all else as before."""
    before, same, _ = read_markdown(read_text(raw, path), path)
    try:
        after, body, _ = read_markdown(read_text(written, path), path)
    except ProblemsError:
        return False
    if not isinstance(after.data, dict) or not isinstance(before.data, dict):
        return False
    return (after.data, body) == ({**before.data, "trusted": day.isoformat()}, same)


def doubts(snapshot: Snapshot, sights: Sequence[BlogSight] = ()) -> tuple[Doubt, ...]:
    """List what is held of somebody, each with what was seen of it now."""
    return tuple(
        Doubt(
            feed=feed,
            held=feed.held,
            newest=next((entry for entry in snapshot.entries if entry.blog == feed.blog), None),
            now=next((sight for sight in sights if sight.blog.url == feed.blog), None),
        )
        for feed in snapshot.feeds
        if feed.held
    )


def told(expert: Expert, doubt: Doubt) -> list[str]:
    """Say what is held, since when and why, what it was, and what is there now: for who has to decide."""
    feed, held, now = doubt.feed, doubt.held, doubt.now
    lines = [f"{expert.name}'s blog {feed.blog} is held back since {held.since:%Y-%m-%d}: {'; '.join(held.reasons)}."]
    if doubt.newest:
        lines.append(f"  It was  {_called(feed.title)}, and the last post {_dated(doubt.newest)}.")
    if now is None or now.feed is None:
        why = f", and now {now.failure.reason}" if now and now.failure else ""
        lines.append(f"  It is   {_called(held.title)} at {held.url}{why}.")
        return lines
    lines.append(
        f"  It is   {_called(now.feed.title)} at {held.url}, with {len(now.entries)} posts, the newest of them:"
    )
    newest = sorted(now.entries, key=lambda entry: entry.date, reverse=True)[:_SHOWN]
    lines.extend(f"            {_dated(entry)}" for entry in newest)
    return lines


def accepted(expert: Expert, found: Sequence[Doubt], day: date) -> list[str]:
    """Say what a day in the profile accepts, and what comes next."""
    what = ", ".join(f"{doubt.feed.blog} as {_called(doubt.held.title)}" for doubt in found)
    return [
        f"Wrote `trusted: {day}` into {profile_of(expert)}, which accepts {what}.",
        "Commit the profile: the next pull takes the feed in, and earlier posts stay.",
    ]


def _called(title: str | None) -> str:
    return f"“{title}”" if title else "without a title"


def _dated(entry: Entry) -> str:
    return f"{entry.date:%Y-%m-%d} {_called(entry.title) if entry.title else entry.link or 'without a title'}"

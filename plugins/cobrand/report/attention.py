"""A report → what somebody has to look at, the most urgent first: what is wrong, since when, whom to ask, what to do.

Whoever has left is left alone, but for what a visitor of the site would stumble over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from cobrand.address import host
from cobrand.health import health, profile_of
from cobrand.model import Expert, Feed, Practice, Snapshot
from cobrand.report.report import Member, Report

Kind = Literal[
    "held", "gone", "warning", "failing", "unread", "empty", "withheld", "dark", "missing", "brand-only", "moved"
]
"""What is the matter, the most urgent first. A feed is held back, gone (410), failing for more than 30 days, failing; a blog
has not been asked yet, has no posts, has none that shows, or is dark; the home page does not link back, or only to the
company; a feed has moved for good."""

_URGENCY = {kind: rank for rank, kind in enumerate(get_args(Kind))}
_OF_ALUMNI = frozenset({"held", "gone"})
_SEVERAL = 3  # posts, before it is odd that none of them shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing to look at. `what` and `todo` are sentences; `since` is the day when it began, where that is known.

    `ask` is the name of who can help, `None` where it is whoever looks after the site; `contact` is that of the person's
    practice. `place` is the host that it is about, `url` a page that helps.
    """

    kind: Kind
    expert: Expert
    place: str | None
    what: str
    since: date | None
    ask: str | None
    contact: str | None
    todo: str
    url: str | None = None


def concerns(
    report: Report,
    snapshots: Mapping[str, Snapshot],
    practices: Sequence[Practice],
    *,
    kit: Callable[[Expert], str | None],
) -> tuple[Concern, ...]:
    """Return everything that needs attention; `kit` says where a person finds what to paste for the link back."""
    contacts = {practice.slug: practice.contact for practice in practices}
    found = [
        concern
        for member in (*report.members, *report.alumni)
        for concern in _of(member, snapshots[member.expert.slug], report, contacts, kit)
        if not member.alumni or concern.kind in _OF_ALUMNI
    ]
    found.sort(key=lambda one: (_URGENCY[one.kind], one.since or date.max, one.expert.name, one.expert.slug))
    return tuple(found)


def _of(
    member: Member,
    snapshot: Snapshot,
    report: Report,
    contacts: Mapping[str, str | None],
    kit: Callable[[Expert], str | None],
) -> Iterator[Concern]:
    expert = member.expert
    contact = next((contacts[slug] for slug in expert.practices if contacts.get(slug)), None)

    def concern(
        kind: Kind,
        what: str,
        todo: str,
        *,
        place: str | None,
        since: date | None = None,
        ask: str | None,
        url: str | None = None,
    ) -> Concern:
        return Concern(
            kind=kind, expert=expert, place=place, what=what, since=since, ask=ask, contact=contact, todo=todo, url=url
        )

    feeds = {feed.blog: feed for feed in snapshot.feeds}
    well = True
    for blog in expert.blogs:
        feed = feeds.get(blog.url)
        place = host(feed.url if feed else blog.url) or blog.url
        if feed is None:
            well = False
            yield concern("unread", f"{place} has not been asked yet.", "Run `cobrand pull`.", place=place, ask=None)
            continue
        judged = health(expert, feed, now=report.now)
        if judged.state != "ok":
            well = False
            since = judged.since.date() if judged.since else None
            yield concern(
                judged.state, f"{place} {judged.what}.", judged.remedy, place=place, since=since, ask=judged.ask
            )
        elif feed.moved_to:
            todo = f"Put the new address into {profile_of(expert)}."
            yield concern("moved", f"{place} has moved for good to {feed.moved_to}.", todo, place=place, ask=None)
    if well and expert.blogs:
        yield from _silence(member, concern_of=concern, feeds=list(feeds.values()))
    if member.link in {"missing", "brand-only"} and snapshot.home and not snapshot.home.failure:
        yield _unlinked(member, snapshot.home.url, concern, kit(expert))


def _silence(member: Member, *, concern_of: Callable[..., Concern], feeds: Sequence[Feed]) -> Iterator[Concern]:
    """Say that a blog which can be read has nothing to show."""
    expert = member.expert
    place = host(feeds[0].url) if feeds else None
    if member.seen is None:
        todo = f"Ask {expert.name} whether this is the right blog."
        yield concern_of("empty", f"{place} has no posts.", todo, place=place, ask=expert.name)
    elif member.dark:
        silent, usual = _span((member.today - member.seen).days), _span(member.patience)
        what = f"Nothing new on {place} for {silent}; up to {usual} would be no surprise there."
        todo = (
            f"Ask {expert.name} whether the blog goes on, and what would help: an hour a week, an editor, a co-author."
        )
        yield concern_of("dark", what, todo, place=place, since=member.dark, ask=expert.name)
    elif member.voice.last is None and member.withheld >= _SEVERAL:
        what = f"None of the {member.withheld} posts of {place} shows on the site."
        todo = f"Look with `cobrand check {expert.slug} --posts` at which rules keep them off."
        yield concern_of("withheld", what, todo, place=place, ask=None)


def _unlinked(member: Member, url: str, concern_of: Callable[..., Concern], kit: str | None) -> Concern:
    expert, place = member.expert, host(url) or url
    kind: Kind = "brand-only" if member.link == "brand-only" else "missing"
    lacks = "links to the company but not to" if kind == "brand-only" else "does not link to"
    what = f"{place} {lacks} the page of {expert.name} here."
    lines = "the lines from this page" if kit else "the rel=me link that the handbook describes"
    todo = f"Send {expert.name} {lines} to paste into the home page."
    return concern_of(kind, what, todo, place=place, since=member.link_since, ask=expert.name, url=kit)


def _span(days: int) -> str:
    """Say how long that is, as people would."""
    if days < 60:
        return f"{days} days"
    months = round(days / 30.44)
    if months < 24:
        return f"{months} months"
    years, rest = divmod(months, 12)
    half = "½" if 3 < rest < 10 else ""
    return f"{years + (rest >= 10)}{half} years"

"""Archive and profiles → how the company's voices fare: data for people and machines. It asks, reads and renders nothing.

It counts what shows on the site, and looks back over eight quarters, the running one included. What it measures is
rhythm and reach of blogs, not the worth of anybody's work.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from statistics import median

from cobrand.model import Entry, Expert, LinkState, Practice, Snapshot
from cobrand.profiles import Roster
from cobrand.publish.select import Post

QUARTERS = 8
QUIET = timedelta(days=180)
"""However often somebody writes, silence shorter than this is nobody's business."""
LONG = timedelta(days=730)
"""However seldom somebody writes, a blog silent for longer than this is dark."""
_RHYTHMS = 3  # as many of one's usual pauses as pass before silence means something
_PAUSES = 12  # the last ones, that make up a rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months of a year; the last of a report is still running."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What there is to count of a person's, a practice's or the whole company's posts.

    `quarters` are posts per quarter, the oldest first; `personal` and `hosted` are what these add up to, by where they
    were first published. `hosted` is `None` while nobody knows. `topics` are slugs with their posts, the most first;
    `comments` is `None` where no feed states any.
    """

    quarters: tuple[int, ...]
    personal: int
    hosted: int | None
    last: date | None
    topics: tuple[tuple[str, int], ...]
    mentions: int
    comments: int | None

    @property
    def posts(self) -> int:
        """All posts of these quarters."""
        return self.personal + (self.hosted or 0)

    @property
    def share(self) -> float | None:
        """The part of the posts that appeared on personal blogs: from 0 to 1, `None` where it can't be told."""
        return self.personal / self.posts if self.posts and self.hosted is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person. `dark` is the day since when the blog has been silent for too long for its own rhythm.

    `seen` is the day of the last post of any kind, also of those that do not show; `patience` is how many days of silence
    this blog's rhythm allows. A blog that can't be read is not dark: nobody knows. `withheld` counts what the archive holds and rules keep off the site.
    """

    expert: Expert
    today: date
    alumni: bool
    voice: Voice
    seen: date | None
    patience: int
    dark: date | None
    link: LinkState | None
    link_since: date | None
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A practice: its voice, and how many of its people are there, write, and link back."""

    practice: Practice
    voice: Voice
    people: int
    writing: int
    dark: int
    linking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was counted. `heat` has the posts per quarter of each topic, the busiest topic first.

    `hosted` tells whether a build has noted here what the company publishes itself. `practice` is the one that it is
    about, `None` where it is about all. `topics` maps slugs to names.
    """

    now: datetime
    practice: Practice | None = None
    quarters: tuple[Quarter, ...]
    hosted: bool
    company: Team
    teams: tuple[Team, ...]
    members: tuple[Member, ...]
    alumni: tuple[Member, ...]
    heat: tuple[tuple[str, tuple[int, ...]], ...]
    topics: Mapping[str, str]

    @property
    def title(self) -> str:
        """Whose voices it is about."""
        name = self.company.practice.name
        return f"{self.practice.name} · {name}" if self.practice else name

    @property
    def span(self) -> str:
        """The time that is counted, in words."""
        return f"{self.quarters[0]} to {self.quarters[-1]}"


def report(
    roster: Roster,
    snapshots: Mapping[str, Snapshot],
    posts: Sequence[Post],
    *,
    hosted: bool,
    now: datetime,
    company: Practice,
    mentions: Callable[[Entry], bool],
) -> Report:
    """Count. `posts` are those that show, as `select` returns them; `company` is the name for all of them together."""
    counting = _Counting(now=now, hosted=hosted, mentions=mentions)
    today = now.date()
    of_person: dict[str, list[Post]] = defaultdict(list)
    of_practice: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        for expert in post.experts:
            of_person[expert.slug].append(post)
        for slug in post.practices:
            of_practice[slug].append(post)
    everybody = [
        _member(expert, snapshots[expert.slug], of_person[expert.slug], counting, today) for expert in roster.experts
    ]
    members = sorted((one for one in everybody if not one.alumni), key=_by_presence)
    teams = [
        _team(
            practice,
            counting.voice(of_practice[practice.slug]),
            [one for one in members if practice.slug in one.expert.practices],
        )
        for practice in roster.practices
    ]
    return Report(
        now=now,
        quarters=counting.quarters,
        hosted=hosted,
        company=_team(company, counting.voice(posts), members),
        teams=tuple(team for team in teams if team.people or team.voice.last),
        members=tuple(members),
        alumni=tuple(sorted((one for one in everybody if one.alumni), key=_by_presence)),
        heat=tuple(counting.heat(posts)),
        topics={topic.slug: topic.name for topic in roster.topics},
    )


class _Counting:
    """What one report counts with: its quarters, and what is known."""

    def __init__(self, *, now: datetime, hosted: bool, mentions: Callable[[Entry], bool]) -> None:
        self.quarters = tuple(_quarters(now.date()))
        self._hosted = hosted
        self._mentions = mentions
        self._mentioned: dict[str, bool] = {}
        self._place = {quarter: place for place, quarter in enumerate(self.quarters)}

    def place(self, post: Post) -> int | None:
        """Return which of the quarters a post is of."""
        return self._place.get(_quarter(post.entry.date.date()))

    def voice(self, posts: Sequence[Post]) -> Voice:
        recent = [(place, post) for post in posts if (place := self.place(post)) is not None]
        counts = Counter(place for place, _ in recent)
        own = sum(1 for _, post in recent if post.hosted)
        topics = Counter(chain.from_iterable(post.topics for _, post in recent))
        comments = [post.entry.comment_count for _, post in recent if post.entry.comment_count is not None]
        return Voice(
            quarters=tuple(counts[place] for place in range(QUARTERS)),
            personal=len(recent) - own,
            hosted=own if self._hosted else None,
            last=max((post.entry.date.date() for post in posts), default=None),
            topics=tuple(sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))),
            mentions=sum(self._mention(post) for _, post in recent if not post.hosted),
            comments=sum(comments) if comments else None,
        )

    def heat(self, posts: Sequence[Post]) -> Iterator[tuple[str, tuple[int, ...]]]:
        rows: dict[str, list[int]] = defaultdict(lambda: [0] * QUARTERS)
        for post in posts:
            if (place := self.place(post)) is not None:
                for topic in post.topics:
                    rows[topic][place] += 1
        for topic, row in sorted(rows.items(), key=lambda pair: (-sum(pair[1]), pair[0])):
            yield topic, tuple(row)

    def _mention(self, post: Post) -> bool:
        if post.anchor not in self._mentioned:
            self._mentioned[post.anchor] = self._mentions(post.entry)
        return self._mentioned[post.anchor]


def _member(expert: Expert, snapshot: Snapshot, posts: Sequence[Post], counting: _Counting, today: date) -> Member:
    blogs = {blog.url for blog in expert.blogs}
    due = [entry for entry in snapshot.entries if entry.blog in blogs and entry.date.date() <= today]
    personal = [post for post in posts if not post.hosted]
    days = sorted({*(entry.date.date() for entry in due), *(post.entry.date.date() for post in personal)})
    allowed = patience(days)
    seen = days[-1] if days else None
    link = snapshot.home.link_back if snapshot.home else None
    readable = any(feed.blog in blogs and not feed.failure and not feed.held for feed in snapshot.feeds)
    return Member(
        expert=expert,
        today=today,
        alumni=expert.alumni(today),
        voice=counting.voice(posts),
        seen=seen,
        patience=allowed.days,
        dark=seen if seen and readable and today - seen > allowed else None,
        link=link.state if link else None,
        link_since=link.since.date() if link else None,
        withheld=max(0, len(due) - len(personal)),
    )


def patience(days: Sequence[date]) -> timedelta:
    """Return how much silence after the last of these days is nothing to speak of.

    Three times the usual pause between two days with posts, and at least 180 days, at most two years. With fewer than two
    days there is no rhythm, and 180 days count.
    """
    pauses = [(later - earlier).days for earlier, later in pairwise(days)][-_PAUSES:]
    return min(max(timedelta(days=median(pauses) * _RHYTHMS), QUIET), LONG) if pauses else QUIET


def _team(practice: Practice, voice: Voice, members: Sequence[Member]) -> Team:
    return Team(
        practice=practice,
        voice=voice,
        people=len(members),
        writing=sum(1 for one in members if one.seen and not one.dark),
        dark=sum(1 for one in members if one.dark),
        linking=sum(1 for one in members if one.link in {"verified", "linked"}),
    )


def _by_presence(member: Member) -> tuple[int, int, str]:
    """Whoever wrote last comes first: a list by numbers would be a ranking."""
    last = member.voice.last
    return (-last.toordinal() if last else 0, 0 if last else 1, member.expert.name)


def _quarter(day: date) -> Quarter:
    return Quarter(year=day.year, number=(day.month + 2) // 3)


def _quarters(today: date) -> Iterable[Quarter]:
    running = today.year * 4 + (today.month - 1) // 3
    return (Quarter(year=one // 4, number=one % 4 + 1) for one in range(running - QUARTERS + 1, running + 1))

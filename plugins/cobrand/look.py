"""People's blogs and home pages, asked now → a Sight each: what a pull would find, and what only a guess does. It keeps nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from cobrand.archive import failed, merge, visited, withheld
from cobrand.config import Options
from cobrand.harvest.ask import Answer, How, Question, ask
from cobrand.harvest.fetch import Response, Web
from cobrand.harvest.home import Visit, Visited, ours_of, visit_home
from cobrand.harvest.homepage import home_of
from cobrand.harvest.keep import sides
from cobrand.harvest.readers import Readers
from cobrand.harvest.takeover import judge
from cobrand.harvest.witness import Tell, Witness
from cobrand.model import Blog, Entry, Expert, Failure, Feed, Held, Home, Snapshot
from cobrand.pipeline import barrier, open_web

_T = TypeVar("_T")

_AT_ONCE = 64  # people: as many as the network asks at once

Progress = Callable[[int, int], None]
"""Told, after each person, how many of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogSight:
    """One blog as it is now: its feed, where that was found and how, and the entries in it; or why it can't be read.

    A feed found by a `guess` is none that a pull finds, unless the profile names it. `skipped` counts what in the feed
    could not be read; `feed.moved_to` is where the profile's address has moved for good.
    """

    blog: Blog
    feed: Feed | None = None
    how: How = "direct"
    entries: tuple[Entry, ...] = ()
    skipped: int = 0
    failure: Failure | None = None
    answer: Answer | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is there of one person's now: blogs in the order of the profile, and the home page with bio and link back.

    `home` is `None` where nobody knows which page that is; one that can't be read has a `failure`. `portrait` is the
    picture that the home page shows, as WebP, where the profile has no photo; `trouble` says why it can't be used.
    """

    expert: Expert
    blogs: tuple[BlogSight, ...] = ()
    home: Home | None = None
    portrait: bytes | None = None
    trouble: str | None = None

    def snapshot(self, before: Snapshot | None = None, *, now: datetime) -> Snapshot:
        """Return what the archive would hold after a pull that finds this, `before` being what it holds now.

        Posts of days outside the time at the company are in it, which a pull would not take: so it can be said of them.
        Of a feed that seems to be somebody else's now nothing is in it, as a pull would take nothing.
        """
        kept = before or Snapshot(slug=self.expert.slug)
        for one in self.blogs:
            if one.feed:
                against = self._against(one, one.feed, kept, now)
                kept = withheld(kept, one.blog.url, against) if against else merge(kept, one.feed, one.entries, now=now)
            elif one.failure:
                kept = failed(kept, one.blog.url, one.blog.feed or one.blog.url, one.failure)
        return visited(kept, self.home) if self.home and not any(feed.held for feed in kept.feeds) else kept

    def _against(self, one: BlogSight, feed: Feed, kept: Snapshot, now: datetime) -> Held | None:
        """Say why a pull would hold a feed back; of one that was never read there is nothing to hold it against."""
        if one.answer is None or not any(known.blog == one.blog.url for known in kept.feeds):
            return None
        known, found = sides(kept, one.answer, feed, home=self.home, now=now)
        return judge(known, found, blog=one.blog, trusted=self.expert.trusted, now=now)


def look(
    experts: Iterable[Expert],
    options: Options,
    *,
    now: datetime,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> tuple[Sight, ...]:
    """Ask the blogs and home pages of people, on the network or in the folder that stands in for it; in their order.

    Whoever is not reached within the time that a pull may take has failed for now. `tell` hears of every question.
    """

    async def looking() -> tuple[Sight, ...]:
        async with open_web(options, now=now) as web:
            seen = Witness(web, tell) if tell else web
            return await look_at(tuple(experts), options, web=seen, now=now, progress=progress)

    return asyncio.run(looking())


async def look_at(
    experts: Sequence[Expert], options: Options, *, web: Web, now: datetime, progress: Progress | None = None
) -> tuple[Sight, ...]:
    """Ask that web for everything of these people; a stranger's failure is part of what is seen, never raised."""
    async with Readers(barrier([])) as readers:
        looks = _Looks(options, web, readers, now=now, progress=progress, total=len(experts))
        return tuple(await asyncio.gather(*(looks.one(expert) for expert in experts)))


class _Looks:
    """What looks at several people share."""

    def __init__(
        self, options: Options, web: Web, readers: Readers, *, now: datetime, progress: Progress | None, total: int
    ) -> None:
        self._options, self._web, self._readers, self._now = options, web, readers, now
        self._progress, self._done, self._total = progress, 0, total
        self._end = time.monotonic() + options.deadline.pull
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def one(self, expert: Expert) -> Sight:
        """Ask all blogs of one person, then the home page."""
        async with self._room:
            answers = await asyncio.gather(*(self._in_time(self._ask(expert, blog)) for blog in expert.blogs))
            blogs = tuple(self._seen(blog, answer) for blog, answer in zip(expert.blogs, answers, strict=True))
            pages = {answer.question.blog.url: answer.page for answer in answers if answer and answer.page}
            sight = await self._at_home(Sight(expert=expert, blogs=blogs), pages)
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
        return sight

    async def _at_home(self, sight: Sight, pages: dict[str, Response]) -> Sight:
        """Add what the home page says; a blog without a feed is still somebody's page."""
        feeds = tuple(one.feed for one in sight.blogs if one.feed)
        broken = sight.blogs and sight.blogs[0].failure
        url = home_of(sight.expert, feeds) or (sight.expert.homepage if broken else None)
        if url is None:
            return sight
        found = await self._in_time(self._visit(sight.expert, url, pages.get(url)))
        if found is None:
            return replace(sight, home=Home(url=url, failure=self._late()))
        return replace(sight, home=found.home, portrait=found.drawing, trouble=found.trouble)

    async def _ask(self, expert: Expert, blog: Blog) -> Answer:
        question = Question(expert=expert, blog=blog, feed=None, poll=None, whole=True, guess=not blog.feed)
        return await ask(question, self._web, self._readers, now=self._now)

    async def _visit(self, expert: Expert, url: str, page: Response | None) -> Visited:
        ours = ours_of(expert, site_url=self._options.site_url, brand_url=self._options.brand.url)
        visit = Visit(
            expert=expert, url=url, home=None, poll=None, picture=None, ours=ours, archive=None, pictured=False
        )
        return await visit_home(visit, self._web, self._readers, now=self._now, page=page)

    def _seen(self, blog: Blog, answer: Answer | None) -> BlogSight:
        if answer is None:
            return BlogSight(blog=blog, failure=self._late())
        return BlogSight(
            blog=blog,
            feed=answer.feed,
            how=answer.how,
            entries=answer.entries,
            skipped=answer.skipped,
            failure=answer.failure,
            answer=replace(answer, page=None),
        )

    async def _in_time(self, asking: Awaitable[_T]) -> _T | None:
        try:
            async with asyncio.timeout(self._end - time.monotonic()):
                return await asking
        except TimeoutError:
            return None

    def _late(self) -> Failure:
        reason = f"was not reached within {self._options.deadline.pull:g} seconds"
        return Failure(since=self._now, reason=reason, remedy="Try again, or with fewer people at once.")

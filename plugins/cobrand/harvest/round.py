"""One round of asking: whose turn it is, what they say, and how it gets into the archive; a stranger's failure stops nobody."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import TypeVar

from cobrand import address
from cobrand.archive import Archive, failed, merge, retain, visited
from cobrand.config import Options
from cobrand.harvest.ask import Answer, Question, ask
from cobrand.harvest.fetch import Response, Web
from cobrand.harvest.home import Visit, Visited, home_key, home_of, ours_of, picture_key, visit_home
from cobrand.harvest.readers import Readers
from cobrand.jsonl import Record
from cobrand.model import Expert, Home
from cobrand.polls import Key, Poll

_T = TypeVar("_T")

_IN_FLIGHT = 128  # feeds asked and not yet read: fetching outruns parsing, and bodies that wait fill the memory

Known = dict[str, tuple[str | None, Record]]
"""What the archive has, by slug: the digest of the file, and its first line."""

Progress = Callable[[int, int], None]
"""Told, after each step, how many feeds of how many are done."""


# --- whose turn it is ------------------------------------------------------------------------------------------------


def due(
    experts: Iterable[Expert],
    known: Mapping[str, tuple[str | None, Record]],
    polls: Mapping[Key, Poll],
    options: Options,
    *,
    now: datetime,
) -> list[Question]:
    """List whom to ask: one of each host, then the next of each; among these, known-slow ones first.

    So the slow ones don't make the end of the pull late, and a host that has hundreds of our blogs, and answers one
    question at a time, keeps nobody else waiting. `known` is what the archive has by slug: the file's digest, and its first line.
    """
    questions = []
    for expert in experts:
        digest, record = known[expert.slug]
        feed_of = {feed.blog: feed for feed in record.feeds}
        for blog in expert.blogs:
            poll = polls.get((expert.slug, blog.url))
            question = Question(expert=expert, blog=blog, feed=feed_of.get(blog.url), poll=poll, whole=False)
            if poll is None or (poll.archive, poll.terms, poll.url) != (digest, question.terms, question.url):
                question = replace(question, whole=True)
            if _is_due(question, options, now):
                questions.append(question)
    questions.sort(key=lambda question: -(question.poll.seconds if question.poll else 0.0))
    turns: Counter[str] = Counter()
    return [
        question
        for _, question in sorted(((_turn(question, turns), question) for question in questions), key=itemgetter(0))
    ]


def _turn(question: Question, turns: Counter[str]) -> int:
    host = address.host(question.url)
    turns[host] += 1
    return turns[host]


def _is_due(question: Question, options: Options, now: datetime) -> bool:
    feed, poll = question.feed, question.poll
    if options.web is not None:
        return True
    if feed and feed.failure and feed.failure.gone and feed.url == question.url:
        return False
    if poll and poll.retry_at and poll.retry_at > now and poll.url == question.url:
        return False
    return options.pull == "always" or poll is None or question.whole or poll.next <= now


# --- asking ----------------------------------------------------------------------------------------------------------


class Round:
    """The asking of one pull: what its experts share. `known` and `polls` are kept up to date as answers come."""

    def __init__(
        self,
        archive: Archive,
        options: Options,
        *,
        web: Web,
        readers: Readers,
        polls: dict[Key, Poll],
        known: Known,
        now: datetime,
    ) -> None:
        self.answers: list[Answer | None] = []
        self.new: dict[Key, int] = {}
        self.pictures: list[tuple[Expert, str]] = []
        self._archive, self._web, self._readers, self._polls, self._known = archive, web, readers, polls, known
        self._now, self._options, self._end = now, options, time.monotonic() + options.deadline.pull
        self._room = asyncio.Semaphore(_IN_FLIGHT)

    async def one(self, expert: Expert, asked: Sequence[Question], progress: Progress | None, total: int) -> None:
        """Ask all due blogs of one expert, then the home page, and keep what they say; raises ArchiveError."""
        answers = await asyncio.gather(*(self._in_time(partial(self._ask, question)) for question in asked))
        pages = {answer.question.blog.url: answer.page for answer in answers if answer and answer.page}
        await self._keep(expert, asked, answers)
        self.answers.extend(answer and replace(answer, page=None) for answer in answers)
        if progress and asked:
            progress(len(self.answers), total)
        if visit := self._visit(expert):
            visited = await self._in_time(partial(self._call_on, visit, pages.get(visit.url)))
            if visited:
                await self._keep_home(visited)

    async def _keep(self, expert: Expert, asked: Sequence[Question], answers: Sequence[Answer | None]) -> None:
        if any(answer and answer.is_news for answer in answers):
            self.new.update(await asyncio.to_thread(keep, self._archive, expert, answers, now=self._now))
            self._look_again(expert)
        digest = self._known[expert.slug][0]
        for question, answer in zip(asked, answers, strict=True):
            late = question.late(self._options.deadline.pull, self._now)
            self._polls[question.key] = replace(answer.poll, archive=digest) if answer else late

    async def _keep_home(self, found: Visited) -> None:
        expert = found.visit.expert
        if found.home:
            await asyncio.to_thread(keep_home, self._archive, expert, found.home, found.drawing)
            self._look_again(expert)
        self._polls[home_key(expert.slug)] = replace(found.poll, archive=self._known[expert.slug][0])
        if found.picture:
            self._polls[picture_key(expert.slug)] = found.picture
        if found.trouble:
            self.pictures.append((expert, found.trouble))

    def _look_again(self, expert: Expert) -> None:
        """See what the archive has of an expert after a change; whoever was not asked now still is what it holds."""
        before = self._known[expert.slug][0]
        self._known[expert.slug] = self._archive.peek(expert.slug)
        for key in keys_of(expert):
            poll = self._polls.get(key)
            if poll and poll.archive == before:
                self._polls[key] = replace(poll, archive=self._known[expert.slug][0])

    def _visit(self, expert: Expert) -> Visit | None:
        """Return the home page that is to be asked now, if any."""
        digest, record = self._known[expert.slug]
        url = home_of(expert, record.feeds)
        if url is None:
            return None
        visit = Visit(
            expert=expert,
            url=url,
            home=record.home if record.home and record.home.url == url else None,
            poll=self._polls.get(home_key(expert.slug)),
            picture=self._polls.get(picture_key(expert.slug)),
            ours=ours_of(expert, site_url=self._options.site_url, brand_url=self._options.brand.url),
            archive=digest,
            pictured=self._archive.portrait(expert.slug).is_file(),
        )
        return visit if self._options.web is not None or visit.is_due(self._now) else None

    async def _in_time(self, asking: Callable[[], Awaitable[_T]]) -> _T | None:
        """Ask until the pull's deadline; `None` when it passes, and what was to be asked stays due."""
        try:
            async with asyncio.timeout(self._end - time.monotonic()), self._room:
                return await asking()
        except TimeoutError:
            return None

    async def _ask(self, question: Question) -> Answer:
        return await ask(question, self._web, self._readers, now=self._now)

    async def _call_on(self, visit: Visit, page: Response | None) -> Visited:
        return await visit_home(visit, self._web, self._readers, now=self._now, page=page)


def keys_of(expert: Expert) -> Iterator[Key]:
    """Yield the polls that an expert has: of each blog, of the home page and of its picture."""
    yield from ((expert.slug, blog.url) for blog in expert.blogs)
    yield from (home_key(expert.slug), picture_key(expert.slug))


# --- keeping ---------------------------------------------------------------------------------------------------------


def keep(archive: Archive, expert: Expert, answers: Iterable[Answer | None], *, now: datetime) -> dict[Key, int]:
    """Take the answers for one expert into the archive; return how many posts are new, by feed."""
    blogs = [blog.url for blog in expert.blogs]
    snapshot = retain(archive.read(expert.slug), blogs)
    new = {}
    for answer in sorted(filter(None, answers), key=lambda answer: blogs.index(answer.question.blog.url)):
        before = len(snapshot.entries)
        if answer.feed:
            taken = [entry for entry in answer.entries if expert.employed(entry.date.date())]
            snapshot = merge(snapshot, answer.feed, taken, now=now)
        elif answer.failure:
            snapshot = failed(snapshot, answer.question.blog.url, answer.question.url, answer.failure)
        if len(snapshot.entries) > before:
            new[answer.question.key] = len(snapshot.entries) - before
    archive.write(snapshot)
    return new


def keep_home(archive: Archive, expert: Expert, home: Home, drawing: bytes | None) -> None:
    """Take what a home page says into the archive. The portrait is there before the record speaks of it, and goes after."""
    snapshot = visited(archive.read(expert.slug), home)
    if drawing:
        archive.hang(expert.slug, drawing)
    archive.write(snapshot)
    if snapshot.home is None or snapshot.home.portrait is None:
        archive.hang(expert.slug, None)

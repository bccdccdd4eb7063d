"""One round of asking: whose turn it is, what they say, and how it gets into the archive; a stranger's failure stops nobody."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from cobrand import address
from cobrand.address import akin
from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.errors import FaultError
from cobrand.harvest.ask import Answer, Question, ask, given_up, terms_of, url_of
from cobrand.harvest.fetch import Response, Web
from cobrand.harvest.home import Visit, Visited, home_key, not_visited, ours_of, picture_key, visit_home
from cobrand.harvest.homepage import home_of
from cobrand.harvest.readers import Readers
from cobrand.jsonl import Record
from cobrand.model import Entry, Expert, Feed
from cobrand.polls import Key, Poll

if TYPE_CHECKING:  # most pulls bring nothing that is to be kept
    from cobrand.harvest.keep import Kept

_T = TypeVar("_T")
_DAY = timedelta(days=1)

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
        for question, lost in _questions(expert, known, polls):
            rested = lost or question.poll is None or question.poll.next <= now
            if _may_ask(question, options, now) and (rested or options.pull == "always" or options.web is not None):
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


def _questions(
    expert: Expert, known: Mapping[str, tuple[str | None, Record]], polls: Mapping[Key, Poll]
) -> Iterator[tuple[Question, bool]]:
    """Yield the questions to all blogs of one expert, and whether what is known of the last answer is worth nothing.

    What is held back is asked for whole: it has to be judged again each time, since what speaks against it may change.
    """
    digest, record = known[expert.slug]
    feed_of = {feed.blog: feed for feed in record.feeds}
    for blog in expert.blogs:
        poll, feed = polls.get((expert.slug, blog.url)), feed_of.get(blog.url)
        now_is = (digest, terms_of(blog, expert), url_of(blog, feed))
        lost = poll is None or (poll.archive, poll.terms, poll.url) != now_is
        whole = lost or (feed is not None and feed.held is not None)
        yield Question(expert=expert, blog=blog, feed=feed, poll=poll, whole=whole), lost


def _may_ask(question: Question, options: Options, now: datetime) -> bool:
    """Tell whether nobody has asked us to stay away: for good (410), or for now."""
    feed, poll = question.feed, question.poll
    if options.web is not None:
        return True
    if feed and feed.failure and feed.failure.gone and feed.url == question.url:
        return False
    return not (poll and poll.retry_at and poll.retry_at > now and poll.url == question.url)


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
        self._hollow: defaultdict[str, set[str]] = defaultdict(set)
        self.released: list[tuple[Expert, Feed]] = []
        self.pictures: list[tuple[Expert, str]] = []
        self._archive, self._web, self._readers, self._polls, self._known = archive, web, readers, polls, known
        self._now, self._options, self._end = now, options, time.monotonic() + options.deadline.pull
        self._room = asyncio.Semaphore(_IN_FLIGHT)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def calls_on(self, expert: Expert) -> bool:
        """Tell whether somebody's home page is to be asked, whatever the feeds say."""
        return self._visit(expert, needed=False) is not None

    async def one(self, expert: Expert, asked: Sequence[Question], progress: Progress | None, total: int) -> None:
        """Ask all due blogs of one expert, then the home page, and keep what they say; raises ArchiveError.

        A feed that nobody knows any more waits for what the home page says, which is asked for that, due or not; and a
        page that says something else of its owner has the blog beside it asked, before its word is taken.
        """
        answers = await self._ask_all(asked)
        suspects = await self._keep(expert, asked, answers)
        pages = {answer.question.blog.url: answer.page for answer in answers if answer and answer.page}
        answers = [answer and answer.without_posts() for answer in answers]
        self.answers.extend(answers)
        if progress and asked:
            progress(len(self.answers), total)
        visit, visited = self._visit(expert, needed=bool(suspects)), None
        if visit:
            page = pages.get(visit.url)
            visited = await self._in_time(visit.url, partial(self._call_on, visit, page), here=page is not None)
        if visit and visited and self._turned(visit, visited):
            known = {question.blog.url for question in asked}
            more = [question for question in self._beside(expert, visit) if question.blog.url not in known]
            suspects += await self._keep(expert, more, await self._ask_all(more))
        if suspects:
            await self._decide(expert, suspects, visit, visited)
        if visited:
            await self._keep_home(visited)
        self._hollow.pop(expert.slug, None)

    @staticmethod
    def _turned(visit: Visit, visited: Visited) -> bool:
        if visited.home is None:
            return False
        from cobrand.harvest.keep import turned  # noqa: PLC0415 - see TYPE_CHECKING above

        return turned(visit.home, visited.home)

    async def _ask_all(self, asked: Sequence[Question]) -> list[Answer | None]:
        asking = [self._in_time(question.url, partial(self._ask, question)) for question in asked]
        return [await asking[0]] if len(asking) == 1 else await asyncio.gather(*asking)  # a task for each costs time

    def _beside(self, expert: Expert, visit: Visit) -> Iterator[Question]:
        """Yield the questions to the blogs on the home page's host that may be asked."""
        for question, _ in _questions(expert, self._known, self._polls):
            near = akin(question.blog.url, visit.url) or akin(question.url, visit.url)
            if near and _may_ask(question, self._options, self._now):
                yield question

    async def _keep(self, expert: Expert, asked: Sequence[Question], answers: Sequence[Answer | None]) -> list[Answer]:
        kept: Kept | None = None
        if any(answer and answer.is_news for answer in answers):
            from cobrand.harvest.keep import keep  # noqa: PLC0415 - see TYPE_CHECKING above

            try:
                with self._readers.barrier(expert.slug):
                    kept = await asyncio.to_thread(keep, self._archive, expert, answers, now=self._now)
            except FaultError as error:
                answers = [answer and given_up(answer.question, error, now=self._now) for answer in answers]
                kept = await asyncio.to_thread(keep, self._archive, expert, answers, now=self._now)
            self._note(expert, kept)
        for question, answer in zip(asked, answers, strict=True):
            if answer:
                self._polls[question.key] = self._poll(answer)
            else:
                self._polls[question.key] = question.late(self._options.deadline.pull, self._now)
        if kept and kept.unclear:
            await self._look_up(expert, kept.unclear)
        return kept.suspects if kept else []

    async def _look_up(self, expert: Expert, unclear: Sequence[Entry]) -> None:
        """Ask for the pages of posts that their feed lacks all at once; where there is no time for that, doubts stay."""
        from cobrand.harvest.keep import keep_standing  # noqa: PLC0415 - few pulls are in doubt
        from cobrand.harvest.standing import standing  # noqa: PLC0415

        with suppress(FaultError), self._readers.barrier(expert.slug):
            if found := await self._in_time(unclear[0].blog, partial(standing, unclear, self._web)):
                await asyncio.to_thread(keep_standing, self._archive, expert, found, now=self._now)
                self._look_again(expert)

    async def _decide(
        self, expert: Expert, suspects: Sequence[Answer], visit: Visit | None, visited: Visited | None
    ) -> None:
        """Judge what nobody knows any more; where the home page was not reached in time, next time."""
        from cobrand.harvest.keep import decide, keep  # noqa: PLC0415 - see TYPE_CHECKING above

        if visit and visited is None:
            for answer in suspects:
                question = answer.question
                self._polls[question.key] = question.late(self._options.deadline.pull, self._now)
            return
        home = (visited.home or visited.visit.home) if visited else None
        try:
            with self._readers.barrier(expert.slug):
                kept = await asyncio.to_thread(decide, self._archive, expert, suspects, home=home, now=self._now)
        except FaultError as error:
            suspects = [given_up(answer.question, error, now=self._now) for answer in suspects]
            kept = await asyncio.to_thread(keep, self._archive, expert, suspects, now=self._now)
        self._note(expert, kept)
        for answer in suspects:
            self._polls[answer.question.key] = self._poll(answer)

    def _note(self, expert: Expert, kept: "Kept") -> None:
        self.new.update(kept.new)
        self._hollow[expert.slug] |= kept.hollow
        self.released.extend((expert, feed) for feed in kept.released)
        self._look_again(expert)

    def _poll(self, answer: Answer) -> Poll:
        """Return what to remember of an answer: no validators where the archive did not take it in as it is."""
        question = answer.question
        digest, record = self._known[question.expert.slug]
        feed = next((feed for feed in record.feeds if feed.blog == question.blog.url), None)
        poll = answer.poll if answer.poll.archive == digest else replace(answer.poll, archive=digest)
        taken = feed is None or (feed.held is None and feed.url == poll.url)
        if answer.feed is None or (taken and question.blog.url not in self._hollow[question.expert.slug]):
            return poll
        tomorrow = max(poll.next, self._now + _DAY)
        return replace(poll, url=question.url, etag=None, last_modified=None, body=None, next=tomorrow)

    async def _keep_home(self, found: Visited) -> None:
        try:
            with self._readers.barrier(found.visit.url):
                await self._take_home(found)
        except FaultError as error:
            await self._take_home(not_visited(found.visit, error, now=self._now))

    async def _take_home(self, found: Visited) -> None:
        expert, poll, whole = found.visit.expert, found.poll, True
        hollow = self._hollow[expert.slug]
        if found.home:
            from cobrand.harvest.keep import keep_home  # noqa: PLC0415 - see TYPE_CHECKING above

            whole = await asyncio.to_thread(keep_home, self._archive, expert, found.home, found.drawing, hollow=hollow)
            self._look_again(expert)
        if not whole:  # it has to be read again when its word counts again
            poll = replace(poll, etag=None, last_modified=None, body=None)
        self._polls[home_key(expert.slug)] = replace(poll, archive=self._known[expert.slug][0])
        if found.picture and whole:
            self._polls[picture_key(expert.slug)] = found.picture
        if found.trouble and whole:
            self.pictures.append((expert, found.trouble))

    def _look_again(self, expert: Expert) -> None:
        """See what the archive has of an expert after a change; whoever was not asked now still is what it holds."""
        before = self._known[expert.slug][0]
        self._known[expert.slug] = self._archive.peek(expert.slug)
        for key in keys_of(expert):
            poll = self._polls.get(key)
            if poll and poll.archive == before:
                self._polls[key] = replace(poll, archive=self._known[expert.slug][0])

    def _visit(self, expert: Expert, *, needed: bool) -> Visit | None:
        """Return the home page that is to be asked now, if any; where it is needed, it need not be due."""
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
            pictured=bool(record.home and record.home.portrait) and self._archive.portrait(expert.slug).is_file(),
        )
        due = visit.is_due(self._now) or (needed and visit.may_ask(self._now))
        return visit if due or self._options.web is not None else None

    async def _in_time(self, url: str, asking: Callable[[], Awaitable[_T]], *, here: bool = False) -> _T | None:
        """Ask until the pull's deadline; `None` when it passes, and what was to be asked stays due.

        A host's hundreds wait for each other before they take any room, which is everybody's; and what is `here` already
        needs none: a page that waited until all feeds were asked would fill the memory, with all the others.
        """
        room = nullcontext() if here else self._room
        try:
            async with asyncio.timeout(self._end - time.monotonic()), self._turns[address.host(url)], room:
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

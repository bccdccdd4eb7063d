"""One question to one blog → one answer: fetch, follow a page to its feed, parse; a stranger's failure is an answer too."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from cobrand.address import host
from cobrand.errors import BusyError, FetchError, GoneError, HarvestError, ParseError
from cobrand.harvest.complaint import PATIENCE, put_on_page
from cobrand.harvest.edition import edition
from cobrand.harvest.fetch import NotModified, Response, Web
from cobrand.harvest.readers import Readers
from cobrand.harvest.readings import read_feed, read_hfeed
from cobrand.model import Blog, Entry, Expert, Failure, Feed
from cobrand.polls import Key, Poll, next_poll, next_try

if TYPE_CHECKING:  # it brings feedparser, which most pulls don't need
    from cobrand.harvest.parse import ParsedFeed

_NO_FEED = "If it worked before, tell the blog's owner; otherwise correct `feed` in the profile."
_GIVE_ANOTHER = "Put the address of "  # begins the remedies for an address that never was a feed's
_CANDIDATES = 3  # feeds that a page names and that are tried

How = Literal["direct", "link", "h-feed", "guess"]
"""Where a feed was: at the address itself, named by its page, marked up in the page, or where blogs often have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One blog of one expert that is to be asked, with what is known of it; `whole`: without validators.

    `guess` allows to try where blogs often have their feed, which is for a person who waits, and not for every pull.
    """

    expert: Expert
    blog: Blog
    feed: Feed | None
    poll: Poll | None
    whole: bool
    guess: bool = False

    @property
    def key(self) -> Key:
        """The poll's key."""
        return self.expert.slug, self.blog.url

    @property
    def url(self) -> str:
        """Where to ask."""
        return url_of(self.blog, self.feed)

    @property
    def worked(self) -> bool:
        """Tell whether a feed was read at this very address."""
        return self.feed is not None and self.feed.read and self.feed.url == self.url

    @property
    def terms(self) -> str:
        """What decides how an answer is read."""
        return terms_of(self.blog, self.expert)

    def late(self, seconds: float, now: datetime) -> Poll:
        """Return the poll of a feed that was not reached in so many seconds: known as slow, it is asked first next time."""
        return replace(self.poll or Poll(url=self.url, next=now), next=now, seconds=seconds)


def url_of(blog: Blog, feed: Feed | None) -> str:
    """Say where a blog is asked: at the feed that the profile names, else the one found earlier, else its own address."""
    return blog.feed or (feed.url if feed else blog.url)


def terms_of(blog: Blog, expert: Expert) -> str:
    """Return a mark of what decides how an answer is read: with other terms, the same bytes have to be read again."""
    return _marked(blog.language, blog.full_text, blog.license, expert.spans, expert.trusted)


@cache
def _marked(*terms: object) -> str:
    """Mark terms; most people have the same."""
    return hashlib.sha256(repr((edition(), *terms)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question: a feed with entries, or a failure, or neither when nothing has changed.

    `page` is the blog's own page where that was asked on the way, so that nobody has to ask for it again. `place` is where
    the feed came from in the end, and `redirected` says whether the host that was asked led there.
    """

    question: Question
    poll: Poll
    feed: Feed | None = None
    entries: tuple[Entry, ...] = ()
    skipped: int = 0
    failure: Failure | None = None
    page: Response | None = None
    how: How = "direct"
    place: str | None = None
    redirected: bool = False

    @property
    def is_news(self) -> bool:
        """Tell whether it holds something that the archive may not have."""
        return self.feed is not None or self.failure is not None

    def without_posts(self) -> "Answer":
        """Return it without what fills the memory, once that is kept."""
        return replace(self, page=None, entries=()) if self.page or self.entries else self


async def ask(question: Question, web: Web, readers: Readers, *, now: datetime) -> Answer:
    """Ask for one feed and say what came of it.

    A feed that was found by us and fails is looked for once more from the profile's address; the first error stands
    when that leads nowhere else.
    """
    try:
        with readers.barrier(question.url):
            return await _ask_twice(question, web, readers, now=now)
    except HarvestError as error:
        return given_up(question, error, now=now)


async def _ask_twice(question: Question, web: Web, readers: Readers, *, now: datetime) -> Answer:
    try:
        return await _ask_feed(question, web, readers, now=now)
    except HarvestError:
        if question.url in (question.blog.url, question.blog.feed):
            raise
        from_home = replace(question, feed=None, whole=True)
        with suppress(HarvestError):
            response = await web.get(from_home.url)
            if isinstance(response, Response):
                return await _read(from_home, response, web, readers, now=now, tried=question.url)
        raise


async def _ask_feed(question: Question, web: Web, readers: Readers, *, now: datetime) -> Answer:
    poll = None if question.whole else question.poll
    etag, last_modified = poll.validators(now) if poll else (None, None)
    response = await web.get(question.url, etag=etag, last_modified=last_modified)
    if poll and (isinstance(response, NotModified) or poll.body == _digest(response.body)):
        return _unchanged(question, poll, response, now=now)
    if isinstance(response, NotModified):
        raise FetchError("says that nothing has changed, to someone who asked for everything", "Try again later.")
    return await _read(question, response, web, readers, now=now)


async def _read(
    question: Question, response: Response, web: Web, readers: Readers, *, now: datetime, tried: str = ""
) -> Answer:
    """Read a feed, or follow a page to the feed that it names, or to the posts that it marks up itself."""
    from cobrand.harvest.discover import feeds_of, guesses, is_feed, of_posts  # noqa: PLC0415 - most feeds have not changed

    moved_to = _moved_to(question, response)

    async def read(url: str, answer: Response) -> Answer:
        how = partial(
            read_feed,
            answer.body,
            url=answer.url,
            blog=question.blog,
            now=now,
            media_type=answer.media_type,
            charset=answer.charset,
        )
        return _news(
            question,
            url,
            answer,
            await readers.read(how, answer.url, size=len(answer.body)),
            moved_to=moved_to,
            now=now,
        )

    if is_feed(response.body, response.media_type):
        return await read(question.url, response)
    named = [url for url in feeds_of(response.body, url=response.url, charset=response.charset) if url != tried]
    named = of_posts(named, before=tried or (question.url if question.worked else None))
    if question.blog.feed:
        hint = f"It names a feed: put `feed: {named[0]}` into the profile." if named else _NO_FEED
        raise ParseError("is a web page, not a feed", hint)
    problem: HarvestError | None = None
    for url in named[:_CANDIDATES]:
        try:
            answer = await web.get(url)
            if isinstance(answer, Response):
                found = await read(url, answer)
                led = found.redirected or host(response.url) != host(question.url)
                return replace(found, page=response, how="link", redirected=led)
        except HarvestError as error:
            put_on_page(error, url)
            problem = problem or error
    how = partial(
        read_hfeed,
        response.body,
        url=response.url,
        blog=question.blog,
        now=now,
        media_type=response.media_type,
        charset=response.charset,
    )
    try:
        parsed = await readers.read(how, response.url, size=len(response.body))
        found = _news(question, question.url, response, parsed, moved_to=moved_to, now=now)
        return replace(found, page=response, how="h-feed")
    except ParseError as error:
        problem = problem or error
    for url in (*_trails(response), *guesses(response.url)) if question.guess else ():
        with suppress(HarvestError):
            answer = await web.get(url)
            if isinstance(answer, Response) and is_feed(answer.body, answer.media_type):
                return replace(await read(url, answer), page=response, how="guess")
    raise problem


def _trails(response: Response) -> Iterable[str]:
    from cobrand.harvest.trails import feeds_linked  # noqa: PLC0415 - no pull follows them

    return feeds_linked(response.body, url=response.url, charset=response.charset)


def _news(
    question: Question, url: str, response: Response, parsed: "ParsedFeed", *, moved_to: str | None, now: datetime
) -> Answer:
    poll = Poll(
        url=url,
        etag=response.etag,
        last_modified=response.last_modified,
        body=_digest(response.body),
        terms=question.terms,
        sent=now,
        next=next_poll(response.headers, validators=_has_validators(response), ttl=parsed.ttl, now=now),
        seconds=round(response.seconds, 2),
    )
    feed = replace(parsed.feed, blog=question.blog.url, url=url, moved_to=moved_to)
    return Answer(
        question=question,
        poll=poll,
        feed=feed,
        entries=parsed.entries,
        skipped=parsed.skipped,
        place=response.url,
        redirected=host(response.url) != host(url),
    )


def _unchanged(question: Question, poll: Poll, response: Response | NotModified, *, now: datetime) -> Answer:
    known = question.feed
    poll = replace(
        poll,
        etag=response.etag or poll.etag,
        last_modified=response.last_modified or poll.last_modified,
        next=next_poll(response.headers, validators=_has_validators(poll), ttl=None, now=now),
        sent=now if isinstance(response, Response) else poll.sent,
        retry_at=None,
        seconds=round(response.seconds, 2),
    )
    moved_to = _moved_to(question, response)
    if known and (known.failure or known.moved_to != moved_to):
        return Answer(question=question, poll=poll, feed=replace(known, failure=None, moved_to=moved_to))
    return Answer(question=question, poll=poll)


def _moved_to(question: Question, response: Response | NotModified) -> str | None:
    """Say where the profile's address has moved for good; a feed that was found on a page moves without anybody's help."""
    if question.url in (question.blog.url, question.blog.feed):
        return response.moved_to
    return question.feed.moved_to if question.feed else None


def given_up(question: Question, error: HarvestError, *, now: datetime) -> Answer:
    """Answer that a blog can't be read, and when to ask again."""
    from cobrand.harvest.oddity import A_PAGE, A_PAGE_NOW, NO_POSTS  # noqa: PLC0415 - as above

    known = question.feed.failure if question.feed else None
    went_bad = question.worked and error.remedy.startswith(_GIVE_ANOTHER)  # a missing page, a challenge, maintenance
    failure = Failure(
        since=known.since if known else now,
        reason=A_PAGE_NOW if went_bad and error.reason in (A_PAGE, NO_POSTS) else error.reason,
        remedy=PATIENCE if went_bad else error.remedy,
        gone=isinstance(error, GoneError),
    )
    retry_at = error.retry_at if isinstance(error, BusyError) else None
    kept = question.poll if question.poll and not question.whole else None
    poll = replace(
        kept or Poll(url=question.url, terms=question.terms, next=now),
        next=next_try(failure.since, retry_at=retry_at, now=now),
        retry_at=retry_at,
    )
    return Answer(question=question, poll=poll, failure=failure)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _has_validators(answer: Response | Poll) -> bool:
    return bool(answer.etag or answer.last_modified)

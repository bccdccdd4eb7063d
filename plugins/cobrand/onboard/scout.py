"""Addresses as people type or export them → whose they are and which address a profile should name. It keeps nothing.

People give a home page, a feed, a post, an address without its scheme or with an old one. What the profile should name is the
page that names the feed, since it says who they are as well; a feed only where no page leads to it.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cobrand import address
from cobrand.alike import fold
from cobrand.config import Options
from cobrand.errors import HarvestError
from cobrand.harvest.blurb import bio_of
from cobrand.harvest.complaint import GUESSES
from cobrand.harvest.fetch import ACCEPT, LIMIT, NotModified, Response, Web
from cobrand.harvest.homepage import home_of
from cobrand.harvest.owner import name_of
from cobrand.harvest.trails import blogs_linked, sent_on
from cobrand.harvest.witness import Tell, Witness
from cobrand.look import BlogSight, Sight, look_at
from cobrand.model import Bio, Blog, Expert, Fact, Failure
from cobrand.onboard.outlines import Candidate
from cobrand.pipeline import open_web

Progress = Callable[[int, int], None]
Answers = dict[str, Response | NotModified | HarvestError]

_AT_ONCE = 16  # people; each is several questions
_NOBODY = "somebody-new"
_NAMED_USER = "has an address with a user name in it"
_MOST_NAMES = 4
_PARTICLES = frozenset(
    {"af", "al", "av", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "ter", "van", "von"}
)
_NO_PART_OF_A_NAME = frozenset({"blog", "feed", "home", "rss", "website"})
_NO_FEED = "If there is a feed, give its address."


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whom nobody has a profile of yet: what was found, and the blog as the profile should name it.

    `blog` is `None` where there is none that can be read; `failure` says why. `home` is their page, if it could be read,
    and `apart` tells that the blog is another page than that.
    """

    candidate: Candidate
    sight: Sight
    blog: Blog | None = None
    home: str | None = None
    apart: bool = False
    failure: Failure | None = None
    note: str | None = None

    @property
    def bio(self) -> Bio:
        """What the home page says of them, with the name that the feed has where it says none."""
        said = self.sight.home.bio if self.sight.home else Bio()
        blurb = bio_of(one.feed for one in self.sight.blogs if one.feed)
        typed = self.candidate.name
        name = Fact(value=typed, source="your list") if typed else said.name or blurb.name or self._signed
        return replace(said, name=name, note=said.note or blurb.note)

    @property
    def _signed(self) -> Fact | None:
        """The name that all posts are signed with; a login is none."""
        names = {author.name for one in self.sight.blogs for entry in one.entries for author in entry.authors}
        name = name_of(names.pop()) if len(names) == 1 else None
        return Fact(value=name, source="feed") if name and not name.islower() else None

    @property
    def called(self) -> str | None:
        """What the blog is called, where that may be somebody's name: to be proposed, never to be taken."""
        title = next((one.feed.title for one in self.sight.blogs if one.feed and one.feed.title), "")
        words = [word for word in title.split() if fold(word) not in _NO_PART_OF_A_NAME]
        return " ".join(words) if 2 <= len(words) <= _MOST_NAMES and all(map(_is_name, words)) else None


def _is_name(word: str) -> bool:
    return word.replace("-", "").replace("\u2019", "").isalpha() and (word[0].isupper() or word in _PARTICLES)


class Remembered:
    """A web that is asked for each address once, so that looking again with better knowledge costs nobody a question."""

    def __init__(self, web: Web, answers: Answers) -> None:
        self._web = web
        self._answers = answers

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,  # noqa: ARG002 - whoever looks for the first time has none
        last_modified: str | None = None,  # noqa: ARG002 - the same
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response | NotModified:
        """Answer as the web did when it was first asked; raises what that raised."""
        if url not in self._answers:
            try:
                self._answers[url] = await self._web.get(url, accept=accept, limit=limit)
            except HarvestError as error:
                self._answers[url] = error
        answer = self._answers[url]
        if isinstance(answer, HarvestError):
            raise answer
        return answer


class Scout:
    """Looks at people of whom nothing but an address is known, and again when more is; `tell` hears of every question."""

    def __init__(self, options: Options, *, now: datetime, tell: Tell | None = None) -> None:
        self._options, self._now, self._tell = options, now, tell
        self._answers: Answers = {}

    def find(self, candidates: Sequence[Candidate], progress: Progress | None = None) -> tuple[Newcomer, ...]:
        """Find out whose these addresses are, in their order; what is wrong with one is that one's `failure`."""

        async def finding() -> tuple[Newcomer, ...]:
            async with open_web(self._options, now=self._now) as web:
                search = _Search(self._options, self._seen(web), now=self._now)
                search.watch(progress, len(candidates))
                found = await asyncio.gather(*(search.one(candidate) for candidate in candidates))
            if len(found) == 1:  # what hundreds of blogs answered is too much to keep
                self._answers = found[0][1]
            return tuple(newcomer for newcomer, _ in found)

        return asyncio.run(finding())

    def see(self, expert: Expert) -> Sight:
        """Look at somebody of whom more is known by now: the slug decides what a link back leads to."""

        async def seeing() -> Sight:
            async with open_web(self._options, now=self._now) as web:
                remembered = Remembered(self._seen(web), self._answers)
                [sight] = await look_at((expert,), self._options, web=remembered, now=self._now)
                return sight

        return asyncio.run(seeing())

    def _seen(self, web: Web) -> Web:
        return Witness(web, self._tell) if self._tell else web


class _Search:
    """Goes from addresses to people, several at once."""

    def __init__(self, options: Options, web: Web, *, now: datetime) -> None:
        self._options, self._web, self._now = options, web, now
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._progress: Progress | None = None
        self._done = self._total = 0

    def watch(self, progress: Progress | None, total: int) -> None:
        """Tell somebody how far it is."""
        self._progress, self._total = progress, total

    async def one(self, candidate: Candidate) -> tuple[Newcomer, Answers]:
        """Find out whose an address is, and return what was answered on the way."""
        answers: Answers = {}
        async with self._room:
            found = await self._found(candidate, Remembered(self._web, answers))
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
        return found, answers

    async def _found(self, candidate: Candidate, web: Web) -> Newcomer:
        typed = candidate.url.strip()
        if secret := _with_a_password(typed):
            failure = Failure(
                since=self._now, reason=_NAMED_USER, remedy="Give the address without it: it gets published."
            )
            bare = replace(candidate, page=secret, feed=None)
            return Newcomer(candidate=bare, sight=Sight(expert=_nobody()), failure=failure)
        secure = _secured(typed)
        sight = await self._look(Blog(url=secure), web)
        if sight.blogs[0].failure and typed.lower().startswith("http://"):
            plain = await self._look(Blog(url=typed), web)
            sight = sight if plain.blogs[0].failure else plain
        if sight.blogs[0].failure and candidate.feed and candidate.feed != typed:
            named = await self._look(Blog(url=_secured(candidate.feed)), web)
            sight = sight if named.blogs[0].failure else named
        if sight.blogs[0].failure and (on := await self._sent_on(sight, web)):
            sight = await self._look(Blog(url=on), web)
        if sight.blogs[0].failure:
            below = await self._below(candidate, sight, web)
            return below or _without_a_feed(candidate, sight, sight.blogs[0].failure)
        return await self._at_home(candidate, sight, web)

    async def _sent_on(self, sight: Sight, web: Web) -> str | None:
        """Return where a page that only sends people on sends them."""
        home = _page(sight)
        response = await web.get(home) if home else None
        if not isinstance(response, Response):
            return None
        return sent_on(response.body, url=response.url, charset=response.charset)

    async def _below(self, candidate: Candidate, sight: Sight, web: Web) -> Newcomer | None:
        """Go on to the page that a home page without a feed calls the blog."""
        home = _page(sight)
        response = await web.get(home) if home else None
        if home is None or not isinstance(response, Response):
            return None
        for url in blogs_linked(response.body, url=response.url, charset=response.charset):
            [there] = await look_at((_nobody(Blog(url=url), home=home),), self._options, web=web, now=self._now)
            first = there.blogs[0]
            if first.feed and first.how in ("link", "h-feed"):
                note = f"The profile names {url}"
                return Newcomer(candidate=candidate, sight=there, blog=Blog(url=url), home=home, apart=True, note=note)
        return None

    async def _at_home(self, candidate: Candidate, sight: Sight, web: Web) -> Newcomer:
        """Go on to the page that the profile should name, where the address is another one that leads to the same feed."""
        first = sight.blogs[0]
        better = _better(sight, first)
        if better:
            better = f"{better}/" if better.count("/") == 2 else better
            there = await self._look(Blog(url=better), web)
            if _same(first, there.blogs[0]) and there.blogs[0].how in ("link", "h-feed"):
                sight, first = there, there.blogs[0]
        blog = Blog(url=first.blog.url)
        if first.how == "guess" and first.feed:
            blog = Blog(url=first.blog.url, feed=first.feed.url)
        note = (
            None
            if address.canonical(blog.url) == address.canonical(_secured(candidate.url))
            else f"The profile names {blog.url}"
        )
        return Newcomer(candidate=candidate, sight=sight, blog=blog, home=_page(sight), note=note)

    async def _look(self, blog: Blog, web: Web) -> Sight:
        [sight] = await look_at((_nobody(blog),), self._options, web=web, now=self._now)
        return sight


def _nobody(*blogs: Blog, home: str | None = None) -> Expert:
    return Expert(slug=_NOBODY, name="?", source=Path(f"{_NOBODY}.md"), blogs=blogs, home=home)


def _with_a_password(typed: str) -> str | None:
    """Return an address without the user name and password in it, which no message may repeat; `None` where it has none."""
    scheme, mark, rest = typed.rpartition("://")
    place, _, path = rest.partition("/")
    user, at, host = place.rpartition("@")
    return f"{scheme}{mark}{host}/{path}" if at and (mark or ":" in user) else None


def _secured(typed: str) -> str:
    """Write an address with https, which is asked first; a port of its own says that its owner knows better."""
    scheme, mark, rest = typed.partition("://")
    scheme, rest = (scheme.lower(), rest) if mark else ("https", typed.lstrip("/"))
    if scheme == "http" and ":" not in rest.partition("/")[0]:
        scheme = "https"
    return f"{scheme}://{rest}" + ("" if re.search(r"[/?#]", rest) else "/")


def _better(sight: Sight, first: BlogSight) -> str | None:
    """Return the page to name instead: where the address has moved to, or the page that the feed calls its own."""
    feed = first.feed
    if feed is None:
        return None
    moved = feed.moved_to if feed.moved_to and first.how != "direct" else None
    link = feed.link
    if link and link.startswith("http://") and first.blog.url.startswith("https://"):
        link = f"https://{link.removeprefix('http://')}"
    near = home_of(replace(sight.expert, blogs=(Blog(url=feed.url),)), (replace(feed, blog=feed.url, link=link),))
    better = moved or near
    return better if better and address.canonical(better) != address.canonical(first.blog.url) else None


def _same(here: BlogSight, there: BlogSight) -> bool:
    """Tell whether two addresses lead to the same blog: the same feed, or the same posts in another format."""
    if here.feed is None or there.feed is None:
        return False
    if address.canonical(here.feed.url) == address.canonical(there.feed.url):
        return True
    links = {address.canonical(entry.link) for entry in here.entries if entry.link}
    return any(address.canonical(entry.link) in links for entry in there.entries if entry.link)


def _page(sight: Sight) -> str | None:
    return sight.home.url if sight.home and not sight.home.failure else None


def _without_a_feed(candidate: Candidate, sight: Sight, failure: Failure) -> Newcomer:
    """Say why there is no blog: nothing answers, or a page does and has no feed."""
    home = _page(sight)
    remedy = failure.remedy
    if home:
        remedy = _NO_FEED
    elif remedy in GUESSES:
        remedy = "Open it in a browser, and copy the address from there."
    return Newcomer(candidate=candidate, sight=sight, home=home, failure=replace(failure, remedy=remedy))

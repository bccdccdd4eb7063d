"""The program on one page: harvest() fills the archive from the web, publish() turns the archive into pages."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from cobrand import __version__, address
from cobrand.archive import Archive, failed, merge, retain
from cobrand.config import Options
from cobrand.errors import ArchiveError, PhotoError, Problem, ProblemsError
from cobrand.files import write_changed
from cobrand.harvest.ask import Answer, Question, ask
from cobrand.harvest.fetch import Network, Web
from cobrand.harvest.folder import Folder
from cobrand.harvest.readers import Readers
from cobrand.hosted import save_hosted
from cobrand.model import Expert, Feed, Hosted, Snapshot
from cobrand.photos import Photo, make_photo
from cobrand.polls import Key, Poll, load_polls, save_polls
from cobrand.profiles import Roster, shown_path

if TYPE_CHECKING:  # Babel, Jinja and the sanitiser take 0.2 s to load, and a pull has no use for them
    from cobrand.publish.pages import Page
    from cobrand.publish.render import Renderer
    from cobrand.publish.syndicate import Channel, Syndicator

POLLS = "polls.json"
HOSTED = "hosted.jsonl"
_IN_FLIGHT = 128  # feeds asked and not yet read: fetching outruns parsing, and bodies that wait fill the memory

Known = dict[str, tuple[str | None, tuple[Feed, ...]]]
"""What the archive has, by slug: the digest of the file, and the feeds."""

Progress = Callable[[int, int], None]
"""Told, after each step, how many feeds of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What a pull did: which feeds were asked, what they had, and of which somebody has to be told.

    `feeds` are all feeds of the profiles after the pull, asked or not. `new` and `skipped` count entries.
    """

    asked: int = 0
    unchanged: int = 0
    late: int = 0
    new: Mapping[Key, int] = field(default_factory=dict)
    skipped: Mapping[Key, int] = field(default_factory=dict)
    feeds: tuple[tuple[Expert, Feed], ...] = ()
    resting: int = 0
    note: str | None = None

    @property
    def failing(self) -> tuple[tuple[Expert, Feed], ...]:
        """The feeds that can't be read now, whether or not this pull asked them."""
        return tuple((expert, feed) for expert, feed in self.feeds if feed.failure)


# --- harvest: the web → the archive ----------------------------------------------------------------------------------


def pull(roster: Roster, options: Options, *, now: datetime, progress: Progress | None = None) -> Pulled:
    """Harvest what is due from the network, or from the folder that stands in for it; raises as harvest() does."""
    archive = Archive(options.state_dir)

    async def asking() -> Pulled:
        async with open_web(options, now=now) as web:
            return await harvest(roster.experts, archive, options, web=web, now=now, progress=progress)

    return asyncio.run(asking())


def open_web(options: Options, *, now: datetime) -> Folder | Network:
    """Choose the web that the options name."""
    if options.web is not None:
        return Folder(options.web)
    return Network(
        user_agent=f"cobrand/{__version__} (+{options.site_url})" if options.site_url else f"cobrand/{__version__}",
        private_hosts=options.private_hosts,
        deadline=options.deadline.feed,
        now=lambda: now,
    )


def prune(roster: Roster, options: Options, *, force: bool) -> tuple[str, ...]:
    """Remove what is held of people whose profiles are gone; return their slugs.

    Raises ProblemsError, and removes nothing, when more than a third of all archives would go at once and nobody has
    said that this is meant: a checkout without its profiles looks the same.
    """
    archive = Archive(options.state_dir)
    with archive.lock():
        held = archive.slugs()
        ours = {slug for expert in roster.experts for slug in (expert.slug, *expert.aliases)}
        gone = [slug for slug in held if slug not in ours]
        if len(gone) * 3 > len(held) and not force:
            what = f"{len(gone)} of {len(held)} archives belong to no profile: {', '.join(gone[:5])}{', …' if gone[5:] else ''}"
            remedy = "Bring the profiles back, or say with --prune that these people's posts are to be removed."
            raise ProblemsError(
                (Problem(path=shown_path(archive.folder, options.root), line=None, what=what, remedy=remedy),)
            )
        for slug in gone:
            archive.remove(slug)
    return tuple(gone)


async def harvest(
    experts: Iterable[Expert],
    archive: Archive,
    options: Options,
    *,
    web: Web,
    now: datetime,
    progress: Progress | None = None,
) -> Pulled:
    """Ask every feed that is due and take its news into the archive; a stranger's failure is noted, never raised.

    Raises LockedError while another pull is running, and ArchiveError when an archive can't be read or written: what
    was pulled for other experts is kept even then.
    """
    experts = tuple(experts)
    with archive.lock():
        _follow_renamed(experts, archive)
        polls, note = load_polls(options.state_dir / POLLS)
        known = {expert.slug: archive.peek(expert.slug) for expert in experts}
        questions = due(experts, known, polls, options, now=now)
        asked_of = defaultdict(list)
        for question in questions:
            asked_of[question.expert.slug].append(question)
        async with Readers() as readers:
            pull = _Pull(archive, web, readers, polls, known, now=now, seconds=options.deadline.pull)
            pulls = [pull.one(asked, progress, len(questions)) for asked in asked_of.values()]
            results = await asyncio.gather(*pulls, return_exceptions=True)
        note = _remember(polls, experts, options) or note
        _raise(result for result in results if isinstance(result, BaseException))
    answers = [answer for answer in pull.answers if answer]
    return Pulled(
        asked=len(questions),
        resting=sum(len(expert.blogs) for expert in experts) - len(questions),
        unchanged=sum(1 for answer in answers if not answer.failure and answer.question.key not in pull.new),
        late=pull.answers.count(None),
        new=pull.new,
        skipped={answer.question.key: answer.skipped for answer in answers if answer.skipped},
        feeds=tuple((expert, feed) for expert in experts for feed in known[expert.slug][1]),
        note=note,
    )


class _Pull:
    """The asking of one pull: what its experts share. `known` and `polls` are kept up to date as answers come."""

    def __init__(
        self,
        archive: Archive,
        web: Web,
        readers: Readers,
        polls: dict[Key, Poll],
        known: Known,
        *,
        now: datetime,
        seconds: float,
    ) -> None:
        self.answers: list[Answer | None] = []
        self.new: dict[Key, int] = {}
        self._archive, self._web, self._readers, self._polls, self._known = archive, web, readers, polls, known
        self._now, self._seconds, self._end = now, seconds, time.monotonic() + seconds
        self._room = asyncio.Semaphore(_IN_FLIGHT)

    async def one(self, asked: Sequence[Question], progress: Progress | None, total: int) -> None:
        """Ask all due blogs of one expert, and keep what they say; raises ArchiveError."""
        expert = asked[0].expert
        answers = await asyncio.gather(*map(self._ask_in_time, asked))
        before = self._known[expert.slug][0]
        if any(answer and answer.is_news for answer in answers):
            self.new.update(await asyncio.to_thread(keep, self._archive, expert, answers, now=self._now))
            self._known[expert.slug] = self._archive.peek(expert.slug)
        for blog in expert.blogs:  # those that were not asked now still are what the archive holds
            poll = self._polls.get((expert.slug, blog.url))
            if poll and poll.archive == before:
                self._polls[expert.slug, blog.url] = replace(poll, archive=self._known[expert.slug][0])
        for question, answer in zip(asked, answers, strict=True):
            poll = answer.poll if answer else question.late(self._seconds, self._now)
            self._polls[question.key] = replace(poll, archive=self._known[expert.slug][0]) if answer else poll
        self.answers.extend(answers)
        if progress:
            progress(len(self.answers), total)

    async def _ask_in_time(self, question: Question) -> Answer | None:
        """Ask until the pull's deadline; `None` when it passes, and the feed stays due."""
        try:
            async with asyncio.timeout(self._end - time.monotonic()), self._room:
                return await ask(question, self._web, self._readers, now=self._now)
        except TimeoutError:
            return None


def _remember(polls: Mapping[Key, Poll], experts: Iterable[Expert], options: Options) -> str | None:
    """Save the polls of the blogs that there are; a sentence if that can't be done."""
    path = options.state_dir / POLLS
    current = ((expert.slug, blog.url) for expert in experts for blog in expert.blogs)
    try:
        save_polls(path, {key: polls[key] for key in current if key in polls})
    except OSError as error:  # they are there to save questions, and everything that was answered is in the archive
        where = shown_path(path, options.root)
        return f"{where} can't be written: {error.strerror}. Every feed will be asked for whole next time."
    return None


def _follow_renamed(experts: Iterable[Expert], archive: Archive) -> None:
    """Give each expert whose profile was renamed the archive of a former slug."""
    for expert in experts:
        for alias in expert.aliases:
            if not archive.path(expert.slug).exists():
                archive.rename(alias, expert.slug)


def _raise(errors: Iterable[BaseException]) -> None:
    """Raise what went wrong: a bug as it is, broken archives all together."""
    broken = []
    for error in errors:
        if not isinstance(error, ArchiveError):
            raise error
        broken.append(str(error))
    if broken:
        raise ArchiveError("\n".join(broken))


def due(
    experts: Iterable[Expert],
    known: Mapping[str, tuple[str | None, Iterable[Feed]]],
    polls: Mapping[Key, Poll],
    options: Options,
    *,
    now: datetime,
) -> list[Question]:
    """List whom to ask: one of each host, then the next of each; among these, known-slow ones first.

    So the slow ones don't make the end of the pull late, and a host that has hundreds of our blogs, and answers one
    question at a time, keeps nobody else waiting. `known` is what the archive has by slug: the file's digest, and the feeds.
    """
    questions = []
    for expert in experts:
        digest, feeds = known[expert.slug]
        feed_of = {feed.blog: feed for feed in feeds}
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


# --- publish: the archive → pages ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What goes out: pages, who draws them, and files (address below the site → where the file lies now).

    `hosted` are all posts of the company's own blogs, whether or not they show.
    """

    pages: "tuple[Page, ...]"
    renderer: "Renderer"
    syndicator: "Syndicator"
    files: Mapping[str, Path]
    posts: int
    hosted: tuple[Hosted, ...]


def publish(
    roster: Roster,
    archive: Archive,
    options: Options,
    *,
    now: datetime,
    cache: Path,
    hosted: Sequence[Hosted] = (),
    use_directory_urls: bool = True,
    overrides: Sequence[Path] = (),
) -> Publication:
    """Turn profiles and archive into pages, with the posts that the company hosts itself.

    Raises ArchiveError, and ProblemsError for photos that can't be used.
    """
    from cobrand.publish.feed_entries import Drawing  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.publish.pages import photo_files  # noqa: PLC0415
    from cobrand.publish.render import Renderer  # noqa: PLC0415
    from cobrand.publish.sanitize import excerpt, sanitize, text  # noqa: PLC0415
    from cobrand.publish.select import select  # noqa: PLC0415
    from cobrand.publish.syndicate import Syndicator  # noqa: PLC0415
    from cobrand.publish.views import build  # noqa: PLC0415

    snapshots = {expert.slug: _snapshot(expert, archive) for expert in roster.experts}
    posts = select(
        roster.experts, snapshots, hosted=hosted, topics=roster.topics, hide=options.hide, now=now, text=text
    )
    texts = {(post.entry.blog, post.entry.id): post.read for post in hosted}
    photos = make_photos(roster.experts, cache=cache)
    renderer = Renderer(
        options,
        excerpt=lambda entry: excerpt(
            texts.get((entry.blog, entry.id), lambda: entry.content)(),
            base=entry.base or entry.link,
            title=entry.title,
        ),
        overrides=overrides,
    )
    drawing = Drawing(
        excerpt=renderer.excerpt,
        title=renderer.title,
        whole=lambda entry: sanitize(entry.content, base=entry.base or entry.link),
    )
    feeds = {slug: snapshot.feeds for slug, snapshot in snapshots.items()}
    return Publication(
        pages=build(posts, roster, options, today=now.date(), use_directory_urls=use_directory_urls, photos=photos),
        renderer=renderer,
        syndicator=Syndicator(options, posts, feeds, drawing=drawing),
        files=photo_files(photos),
        posts=len(posts),
        hosted=tuple(hosted),
    )


def syndicate(publication: Publication, folder: Path, more: "Iterable[Channel]" = ()) -> int:
    """Write all feeds and blogrolls into the folder of the built site; return how many files that changed.

    `more` are channels that no page of ours carries.
    """
    files = publication.syndicator.files(publication.pages, more)
    return sum(write_changed(folder / url, raw) for url, raw in files)


def index_people(publication: Publication, folder: Path) -> None:
    """Write the list of everybody, which the directory's script asks for, into the folder of the built site."""
    for url, raw in publication.renderer.people_index(publication.pages).items():
        write_changed(folder / url, raw)


def why_hidden(named: str, roster: Roster, archive: Archive, options: Options, *, now: datetime) -> str | None:
    """Say why a post, named by address or id, does not show; `None` where the archive has none such."""
    from cobrand.publish.sanitize import text  # noqa: PLC0415
    from cobrand.publish.select import explain  # noqa: PLC0415

    snapshots = {expert.slug: _snapshot(expert, archive) for expert in roster.experts}
    return explain(named, roster.experts, snapshots, hide=options.hide, now=now, text=text)


def keep_hosted(hosted: Sequence[Hosted], options: Options) -> str | None:
    """Note for reports which posts the company hosts itself; a sentence if that can't be done."""
    path = options.state_dir / HOSTED
    try:
        if hosted or path.exists():
            Archive(options.state_dir).prepare()
            save_hosted(path, hosted)
    except OSError as error:  # a checkout that can only be read has its pages all the same
        return f"{shown_path(path, options.root)} can't be written: {error.strerror}. Reports won't know of the company's own posts."
    return None


def _snapshot(expert: Expert, archive: Archive) -> Snapshot:
    """Read what is held of an expert, under a former slug or blog where the next pull has yet to move it."""
    held = (archive.read(slug) for slug in (expert.slug, *expert.aliases))
    found = next((one for one in held if one.feeds or one.entries), Snapshot(slug=expert.slug))
    return retain(replace(found, slug=expert.slug), [blog.url for blog in expert.blogs])


def make_photos(experts: Iterable[Expert], *, cache: Path) -> dict[str, Photo]:
    """Make the small pictures of everyone who has a photo; raises ProblemsError naming every one that can't be used."""
    photos, problems = {}, []
    for expert in experts:
        if expert.photo is None:
            continue
        try:
            photos[expert.slug] = make_photo(expert.photo, cache=cache)
        except PhotoError as error:
            path = f"{expert.source.parent.name}/{expert.photo.name}"
            problems.append(Problem(path=path, line=None, what=error.reason, remedy=error.remedy))
    if problems:
        raise ProblemsError(tuple(problems))
    return photos

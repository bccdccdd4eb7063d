"""The program on one page: harvest() fills the archive from the web, publish() turns the archive into pages."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING, Any

from cobrand import __version__
from cobrand.address import host
from cobrand.archive import Archive, retain
from cobrand.config import Options
from cobrand.errors import ArchiveError, CobrandError, FaultError
from cobrand.files import Write, write_changed
from cobrand.harvest.homepage import home_of, page_of
from cobrand.harvest.pulled import Pulled
from cobrand.model import Entry, Expert, Feed, Hosted, Snapshot
from cobrand.photos import make_photos
from cobrand.polls import Key, Poll, load_polls, save_polls
from cobrand.profiles import Roster, shown_path
from cobrand.renames import follow_renamed, renamed_polls

if TYPE_CHECKING:  # what is used by one of the two is loaded by it: some hundred milliseconds that the other one saves
    from cobrand.faults import Barrier, Faults
    from cobrand.harvest.fetch import Network, Web
    from cobrand.harvest.folder import Folder
    from cobrand.harvest.round import Progress
    from cobrand.harvest.witness import Tell
    from cobrand.publish.basis import Choice
    from cobrand.publish.earlier import Earlier
    from cobrand.publish.fill import Told
    from cobrand.publish.kit import Badges
    from cobrand.publish.pages import Card, Page
    from cobrand.publish.provenance import Origin
    from cobrand.publish.render import Renderer
    from cobrand.publish.select import Post, Verdict
    from cobrand.publish.syndicate import Channel, Syndicator
    from cobrand.publish.teasers import Teasers

POLLS = "polls.json"
_MOST_TRACES = 20  # of one run: one fault may come to light at a thousand feeds


# --- harvest: the web → the archive ----------------------------------------------------------------------------------


def pull(
    roster: Roster, options: Options, *, now: datetime, progress: "Progress | None" = None, tell: "Tell | None" = None
) -> Pulled:
    """Harvest what is due from the network, or from the folder that stands in for it; raises as harvest() does.

    `tell` hears of every question and its answer.
    """
    import asyncio  # noqa: PLC0415 - see TYPE_CHECKING above

    async def asking() -> Pulled:
        async with open_web(options, now=now) as web:
            if tell:
                from cobrand.harvest.witness import Witness  # noqa: PLC0415
            seen = Witness(web, tell) if tell else web
            archive = Archive(options.state_dir)
            return await harvest(roster.experts, archive, options, web=seen, now=now, progress=progress)

    return asyncio.run(asking())


def open_web(options: Options, *, now: datetime) -> "Folder | Network":
    """Choose the web that the options name."""
    from cobrand.harvest.fetch import Network  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.harvest.folder import Folder  # noqa: PLC0415

    if options.web is not None:
        return Folder(options.web)
    return Network(
        user_agent=f"cobrand/{__version__} (+{options.site_url})" if options.site_url else f"cobrand/{__version__}",
        private_hosts=options.private_hosts,
        deadline=options.deadline.feed,
        now=lambda: now,
    )


async def harvest(
    experts: Iterable[Expert],
    archive: Archive,
    options: Options,
    *,
    web: "Web",
    now: datetime,
    progress: "Progress | None" = None,
) -> Pulled:
    """Ask every feed that is due and take its news into the archive; a stranger's failure is noted, never raised.

    Raises LockedError while another pull is running, and ArchiveError for what can't be read or written; the rest is kept.
    """
    import asyncio  # noqa: PLC0415 - see TYPE_CHECKING above

    from cobrand.harvest.readers import Readers  # noqa: PLC0415
    from cobrand.harvest.round import Round, due  # noqa: PLC0415

    experts = tuple(experts)
    with archive.lock():
        follow_renamed(experts, archive)
        polls, archive.digests, note = load_polls(options.state_dir / POLLS, now=now)
        polls = renamed_polls(polls, experts)
        known = {expert.slug: archive.peek(expert.slug) for expert in experts}
        questions = due(experts, known, polls, options, now=now)
        asked_of = defaultdict(list)
        for question in questions:
            asked_of[question.expert.slug].append(question)
        # Whose feeds are not due may have a home page to visit, when all feeds that are have had their turn.
        order = {slug: place for place, slug in enumerate(asked_of)}
        in_turn = sorted(experts, key=lambda expert: order.get(expert.slug, len(order)))
        faults, lost = list[str](), list[tuple[Expert, str]]()
        async with Readers(barrier(faults)) as readers:
            pull = Round(archive, options, web=web, readers=readers, polls=polls, known=known, now=now)
            with suppress(FaultError), barrier([])(""):  # a fault comes to light again below, at whose it is
                in_turn = [expert for expert in in_turn if expert.slug in asked_of or pull.calls_on(expert)]

            async def of(expert: Expert) -> None:
                try:
                    with readers.barrier(expert.slug):
                        await pull.one(expert, asked_of[expert.slug], progress, len(questions))
                except FaultError as error:
                    lost.append((expert, str(error)))

            results = await asyncio.gather(*map(of, in_turn), return_exceptions=True)
        note = _remember(polls, archive, experts, options) or note
        _raise(result for result in results if isinstance(result, BaseException))
    answers = [answer for answer in pull.answers if answer]
    feeds = tuple((expert, feed) for expert in experts for feed in known[expert.slug][1].feeds)
    told = pull.new.keys() | {(expert.slug, feed.blog) for expert, feed in feeds if feed.held or feed.failure}
    return Pulled(
        now=now,
        released=tuple(pull.released),
        asked=len(questions),
        resting=sum(len(expert.blogs) for expert in experts) - len(questions),
        unchanged=sum(1 for answer in answers if not answer.failure and answer.question.key not in told),
        late=pull.answers.count(None),
        new=pull.new,
        skipped={answer.question.key: answer.skipped for answer in answers if answer.skipped},
        feeds=feeds,
        inherited=frozenset(_inherited(feeds, archive)),
        homes=tuple((expert, home) for expert in experts if (home := known[expert.slug][1].home)),
        pictures=tuple(pull.pictures),
        note=note,
        faults=tuple(faults),
        lost=tuple(lost),
    )


def barrier(faults: list[str]) -> "Barrier":
    """Make the one barrier against what nobody foresaw: what a stranger wrote, and we fail at, must end no pull and no build.

    `with barrier(place):` stands around what is done with one thing that a stranger wrote. What comes out of it is ours: our
    user's mistakes as they are, anything else as a FaultError, whose trace is kept in `faults`.
    """

    @contextmanager
    def standing(place: str) -> Iterator[None]:
        try:
            yield
        except CobrandError:
            raise
        except Exception as error:  # noqa: BLE001 - here alone
            from cobrand.harvest.complaint import our_fault  # noqa: PLC0415 - see TYPE_CHECKING above

            if len(faults) < _MOST_TRACES:
                faults.append(f"{place}\n{''.join(format_exception(error))}")
            raise our_fault(error) from None  # an error holds on to all that was on its way

    return standing


def _inherited(feeds: Iterable[tuple[Expert, Feed]], archive: Archive) -> Iterator[Key]:
    """Yield the feeds that have only posts of the address before theirs."""
    for expert, feed in feeds:
        if feed.failure and not feed.read and any(e.blog == feed.blog for e in archive.read(expert.slug).entries):
            yield expert.slug, feed.blog


def _remember(polls: Mapping[Key, Poll], archive: Archive, experts: Sequence[Expert], options: Options) -> str | None:
    """Save the polls of the blogs that there are; a sentence if that can't be done."""
    from cobrand.harvest.round import keys_of  # noqa: PLC0415 - see TYPE_CHECKING above

    path = options.state_dir / POLLS
    try:
        kept = {key: polls[key] for expert in experts for key in keys_of(expert) if key in polls}
        digests = {slug: archive.digests[slug] for expert in experts if (slug := expert.slug) in archive.digests}
        save_polls(path, kept, digests)
    except OSError as error:  # they are there to save questions, and everything that was answered is in the archive
        where = shown_path(path, options.root)
        return f"{where} can't be written: {error.strerror}. Every feed will be asked for whole next time."
    return None


def _raise(errors: Iterable[BaseException]) -> None:
    """Raise what went wrong: a bug as it is, broken archives all together."""
    broken = tuple(errors)
    for error in broken:
        if not isinstance(error, ArchiveError):
            raise error
    if broken:
        raise ArchiveError("\n".join(map(str, broken)))


# --- publish: the archive → pages ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What goes out: pages, who draws them, and files (address below the site → where the file lies now).

    `hosted` are all posts of the company's own blogs, whether or not they show; `cards` are those that do, by address.
    `bodies` are people's bios in Markdown, by slug: those in pages may be of the build before. `faults` grow as pages are drawn.
    """

    pages: "tuple[Page, ...]"
    renderer: "Renderer"
    syndicator: "Syndicator"
    teasers: "Teasers"
    files: Mapping[str, Path]
    badges: "Badges"
    posts: int
    hosted: tuple[Hosted, ...]
    cards: "Mapping[str, Card]"
    feeds: tuple[tuple[Expert, Feed], ...]
    bodies: Mapping[str, str]
    faults: "Faults"


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
    earlier: "Earlier | None" = None,
    beside: object = None,
) -> Publication:
    """Turn profiles and archive into pages, with the posts that the company hosts itself.

    While `mkdocs serve` runs, the pages of an `earlier` build stand where nothing has changed but bios, nor what is given `beside`.
    Raises ArchiveError, and ProblemsError for photos that can't be used.
    """
    from cobrand.faults import Faults  # noqa: PLC0415
    from cobrand.publish.basis import basis_of  # noqa: PLC0415
    from cobrand.publish.doubt import Unlinking  # noqa: PLC0415
    from cobrand.publish.earlier import Earlier  # noqa: PLC0415
    from cobrand.publish.feed_entries import Drawing  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.publish.kit import with_kits  # noqa: PLC0415
    from cobrand.publish.pages import hosted_cards, photo_files  # noqa: PLC0415
    from cobrand.publish.render import Renderer  # noqa: PLC0415
    from cobrand.publish.sanitize import sanitize  # noqa: PLC0415
    from cobrand.publish.syndicate import Syndicator  # noqa: PLC0415
    from cobrand.publish.teasers import Teasers  # noqa: PLC0415
    from cobrand.publish.views import build  # noqa: PLC0415

    faults, earlier = Faults(barrier), earlier or Earlier()
    chosen = earlier.plan(
        "posts",
        lambda: (basis_of(roster, archive, options, hosted, now=now), beside),
        lambda: _choose(roster, archive, options, hosted, faults, now=now),
    )
    if faults.lines:  # of this build, wherever it ends: the next one tries again, and tells again
        earlier.forget()
    texts = {(post.entry.blog, post.entry.id): post.read for post in hosted}
    unlinking = Unlinking(chosen.feeds)
    photos = make_photos(roster.experts, chosen.portraits, cache=cache)
    build_pages = partial(build, chosen.posts, roster, options, today=now.date(), photos=photos, told=chosen.told)
    pages, badges = earlier.plan(
        "pages",
        lambda: (chosen, photos, use_directory_urls),
        lambda: with_kits(build_pages(use_directory_urls=use_directory_urls), options),
    )
    teasers = Teasers(cache / "teasers.jsonl")

    def read(entry: Entry) -> str:
        return texts.get((entry.blog, entry.id), lambda: entry.content)()

    def shown(entry: Entry, make: Callable[[], Any]) -> Any:
        return faults.without(entry.link or entry.id, lambda: unlinking.of(entry, make()), nothing)

    nothing = partial(sanitize, "", base=None)
    renderer = Renderer(
        options,
        excerpt=lambda entry: shown(
            entry, lambda: teasers.excerpt(read(entry), base=entry.base or entry.link, title=entry.title)
        ),
        note=lambda note: faults.without(
            note.url or "What somebody says elsewhere",
            lambda: unlinking.anywhere(sanitize(note.html, base=note.url or None)),
            nothing,
        ),
        overrides=overrides,
        without=faults.without,
    )
    drawing = Drawing(
        excerpt=renderer.excerpt,
        title=renderer.title,
        whole=lambda entry: shown(entry, lambda: sanitize(entry.content, base=entry.base or entry.link)),
        without=faults.without,
    )
    renderer.expect(pages)
    return Publication(
        pages=pages,
        renderer=renderer,
        syndicator=Syndicator(options, chosen.posts, chosen.feeds, drawing=drawing),
        teasers=teasers,
        files=photo_files(photos),
        badges=badges,
        posts=len(chosen.posts),
        hosted=tuple(hosted),
        cards=hosted_cards(pages),
        feeds=tuple((expert, feed) for expert in roster.experts for feed in chosen.feeds[expert.slug]),
        bodies={expert.slug: expert.body for expert in roster.experts},
        faults=faults,
    )


def _choose(
    roster: Roster, archive: Archive, options: Options, hosted: Sequence[Hosted], faults: "Faults", *, now: datetime
) -> "Choice":
    """Choose what shows of all that is held."""
    from cobrand.publish.basis import Choice  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.publish.doubt import unled  # noqa: PLC0415

    held = {expert.slug: _held(expert, archive) for expert in roster.experts}
    snapshots = {slug: snapshot for slug, (_, snapshot) in held.items()}
    feeds = {slug: snapshot.feeds for slug, snapshot in snapshots.items()}
    told = {
        expert.slug: faults.without(
            f"What the home page and the feed say of {expert.name}",
            partial(tell, expert, snapshots[expert.slug], options, now=now),
            partial(tell, expert, Snapshot(slug=expert.slug), options, now=now),
        )
        for expert in roster.experts
    }
    return Choice(
        posts=posts_of(roster, snapshots, options, hosted=hosted, now=now),
        told=unled(told, feeds),
        feeds=feeds,
        portraits={slug: archive.portrait(at) for slug, (at, one) in held.items() if one.home and one.home.portrait},
    )


def tell(expert: Expert, snapshot: Snapshot, options: Options, *, now: datetime) -> "Told":
    """Add to a profile what the home page and the feed say."""
    from cobrand.harvest.blurb import bio_of  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.publish.fill import fill  # noqa: PLC0415

    return fill(
        expert,
        home=snapshot.home,
        blurb=bio_of(snapshot.feeds),
        company=tuple(filter(None, (options.brand.url, options.site_url))),
        today=now.date(),
        page=page_of(expert, snapshot.feeds),
    )


def trace(expert: Expert, held: Snapshot, options: Options, *, now: datetime) -> "tuple[Origin, ...]":
    """Say of each field of somebody's page where it comes from."""
    from cobrand.publish.provenance import origins  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.publish.sanitize import text  # noqa: PLC0415

    return origins(expert, tell(expert, held, options, now=now), home=held.home, feeds=held.feeds, text=text)


def syndicate(made: Publication, folder: Path, more: "Iterable[Channel]", *, earlier: "Earlier", write: Write) -> int:
    """Write all feeds and blogrolls into the built site, and those of `more` channels; return how many files that changed.

    Where all excerpts were made, they are kept for the next build.
    """
    files = made.syndicator.files(made.pages, more, recall=earlier.files)
    changed = sum(write(folder / url, raw) for url, raw in files)
    if earlier.empty:
        made.teasers.keep()
    return changed


def index_people(publication: Publication, folder: Path) -> None:
    """Write the list of everybody, which the directory's script asks for, into the folder of the built site."""
    for url, raw in publication.renderer.people_index(publication.pages).items():
        write_changed(folder / url, raw)


def draw_badges(publication: Publication, folder: Path, *, write: Write) -> None:
    """Draw everybody's badges into the folder of the built site; as files of MkDocs' each would be written twice."""
    for url, raw in publication.badges():
        write(folder / url, raw)


def held_of(experts: Iterable[Expert], archive: Archive) -> dict[str, Snapshot]:
    """Read what is held of people, by slug, as their profiles have it today; raises ArchiveError."""
    return {expert.slug: _held(expert, archive)[1] for expert in experts}


def posts_of(
    roster: Roster, held: Mapping[str, Snapshot], options: Options, *, hosted: Iterable[Hosted] = (), now: datetime
) -> "tuple[Post, ...]":
    """Choose the posts that show, of all that are held of everybody."""
    from cobrand.publish.select import select  # noqa: PLC0415

    return select(roster.experts, held, hosted=hosted, topics=roster.topics, hide=options.hide, now=now, text=_words)


def judge(
    roster: Roster, held: Mapping[str, Snapshot], options: Options, *, hosted: Sequence[Hosted] = (), now: datetime
) -> "tuple[Verdict, ...]":
    """Say of every entry that is held of everybody whether it shows, and which rule hides it."""
    from cobrand.publish.select import verdicts  # noqa: PLC0415

    return verdicts(roster.experts, held, hosted=hosted, topics=roster.topics, hide=options.hide, now=now, text=_words)


def _words(html: str) -> str:
    """Read the words of a post, for the rules about them; raises FaultError."""
    from cobrand.harvest.plaintext import words  # noqa: PLC0415 - see TYPE_CHECKING above

    with barrier([])(""):
        return words(html)


def why_unread(named: str, roster: Roster, archive: Archive) -> str | None:
    """Say why nobody can know whether there is a post at an address; `None` where all blogs that may have it were read."""
    from cobrand.health import unread  # noqa: PLC0415 - see TYPE_CHECKING above

    reasons = (unread(named, expert, _held(expert, archive)[1]) for expert in roster.experts if host(named))
    return next(filter(None, reasons), None)


def _held(expert: Expert, archive: Archive) -> tuple[str, Snapshot]:
    """Read what is held of an expert, under a former slug or blog where the next pull has yet to move it, and say where.

    What another page than today's home page said is nothing that we have leave to show.
    """
    held = ((slug, archive.read(slug)) for slug in (expert.slug, *expert.aliases))
    there = ((slug, one) for slug, one in held if one.feeds or one.entries or one.home)
    where, found = next(there, (expert.slug, Snapshot(slug=expert.slug)))
    found = retain(replace(found, slug=expert.slug), [blog.url for blog in expert.blogs])
    ours = found.home is None or found.home.url == home_of(expert, found.feeds)
    return where, found if ours else replace(found, home=None)

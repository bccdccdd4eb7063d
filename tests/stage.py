"""A story → what its pages show day by day, through the real pipeline; and where that is not what the story says.

It is imported anew for each story that is played without its rule, and then knows that copy of the package alone.
"""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from lxml import html as lxml_html

from cobrand import pipeline, terminal
from cobrand.archive import Archive
from cobrand.config import Options, check_options
from cobrand.errors import CobrandError
from cobrand.harvest.pulled import Pulled
from cobrand.profiles import Roster, load_roster
from cobrand.pruning import prune
from cobrand.publish.pages import ArchivePage, DirectoryPage, ExpertPage, GroupPage, Page, RedirectPage
from cobrand.source import Document, read_yaml
from story import DepartedError, Sentence, Step, Story, UnclearError, UnexpectedStopError, split
from storyweb import StoryWeb

_HOUR = time(9, tzinfo=UTC)
_CARD = "descendant::h3[contains(concat(' ', @class, ' '), ' cobrand-card__title ')]"
_LINE = "descendant::article[contains(concat(' ', @class, ' '), ' cobrand-line ')]/h3"
_PERSON = "descendant::li[contains(concat(' ', @class, ' '), ' cobrand-people__person ')]"
_NAME = "descendant::bdi[contains(@class, 'cobrand-people__name')]"
_NEWEST = "descendant::p[contains(@class, 'cobrand-people__newest')]/span[@dir]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page shows: titles, or where it leads; all its text; and whether there is a picture of the person."""

    titles: tuple[str, ...]
    text: str = ""
    target: str | None = None
    pictured: bool = False

    @property
    def bare(self) -> bool:
        """Tell whether there is nothing on it."""
        return not self.titles and self.target is None


@dataclass(slots=True, kw_only=True)
class _Day:
    """What one day is asked to do, and what came of it."""

    pulls: bool = True
    prunes: bool = False
    stopped: str | None = None
    lines: list[str] = field(default_factory=list)
    expected_stop: bool = False


class Stage:
    """A company with its web, its files and its pages, in a folder."""

    def __init__(self, story: Story, root: Path) -> None:
        self.story, self.root, self.web = story, root, StoryWeb()
        self.profiles: dict[str, dict[str, str]] = {}
        self.settings: dict[str, str] = {}
        self.shown: dict[str, Shown] = {}
        self.files: dict[str, bytes] = {}
        self.day = _Day()
        (root / "experts").mkdir()

    def play(self) -> None:
        """Play the whole story; raises DepartedError at the first day that departs from it."""
        for step in self.story.steps:
            for number, day in enumerate(step.days):
                self._live(step, day, first=number == 0)

    def _live(self, step: Step, day: date, *, first: bool) -> None:
        now = datetime.combine(day, _HOUR)
        self.web.now, self.day, before = now, _Day(), self.shown
        for sentence in step.happens:
            if first or sentence.text in _DAILY:
                self._understand(sentence, _HAPPENS)
        self._work(now)
        self._keep(day)
        departures = list(self._compare(step, before, first=first))
        if self.day.stopped and not self.day.expected_stop:
            raise UnexpectedStopError(f"{self.story.path.name}:{step.line}: on {day}: {self.day.stopped}")
        if departures:
            raise DepartedError("\n".join(f"{line} (on {day})" for line in departures))

    def _understand(self, sentence: Sentence, table: "Mapping[re.Pattern[str], Callable[..., Any]]") -> Any:
        for pattern, do in table.items():
            if found := pattern.fullmatch(sentence.text):
                try:
                    return do(self, *found.groups(), *((sentence.items,) if sentence.text.endswith(":") else ()))
                except (ValueError, KeyError, StopIteration, FileNotFoundError) as error:
                    raise UnclearError(f"{self.story.path.name}:{sentence.line}: {error!r}") from error
        raise UnclearError(f"{self.story.path.name}:{sentence.line}: nobody understands: {sentence.text}")

    # --- the work of a day

    def _work(self, now: datetime) -> None:
        self._write()
        try:
            options = self._options()
            roster = load_roster(options)
            if self.day.pulls:
                gone = prune(roster, options, force=self.day.prunes)
                self.day.lines += terminal.removed(gone)
                pulled = asyncio.run(self._pull(roster, options, now))
                self.day.lines += terminal.report(pulled)
            self._build(roster, options, now)
        except CobrandError as error:
            self.day.stopped = str(error)

    async def _pull(self, roster: Roster, options: Options, now: datetime) -> Pulled:
        return await pipeline.harvest(roster.experts, Archive(options.state_dir), options, web=self.web, now=now)

    def _build(self, roster: Roster, options: Options, now: datetime) -> None:
        made = pipeline.publish(roster, Archive(options.state_dir), options, now=now, cache=self.root / ".cache")
        self.shown = {
            page.url: _shown(page, str(made.renderer.render(page).html)) for page in made.pages if _counts(page)
        }
        self.files = dict(made.syndicator.files(made.pages))
        assert made.faults.traces == []
        for page in made.pages:
            if page.channel:
                there = sorted(_atom_titles(self.files[page.channel.feeds.atom]))
                assert there == sorted(self.shown[page.url].titles), f"the feeds of {page.url} differ from it"

    def _options(self) -> Options:
        text = "".join(f"{key}: {value}\n" for key, value in self.settings.items())
        data = read_yaml(text, "mkdocs.yml")[0].data if text else {}
        return check_options(
            Document(path="mkdocs.yml", data=data),
            root=self.root,
            site_name="Halden",
            site_url="https://www.halden.example/",
        )

    def _write(self) -> None:
        """Write the profiles as files, and take away those that are gone."""
        texts = {
            f"{slug}.md": "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n"
            for slug, keys in self.profiles.items()
        }
        for path in (self.root / "experts").iterdir():
            if path.name not in texts:
                path.unlink()
        for name, text in texts.items():
            (self.root / "experts" / name).write_text(text, encoding="utf-8")

    @property
    def state(self) -> Path:
        """Return the folder of the state."""
        return self.root / ".cobrand"

    def _keep(self, day: date) -> None:
        """Keep a copy of the archive of that evening, to roll back to."""
        if (self.state / "archive").is_dir():
            shutil.copytree(self.state / "archive", self.root / "kept" / day.isoformat())

    # --- what shows

    def _compare(self, step: Step, before: Mapping[str, Shown], *, first: bool) -> Iterator[str]:
        """Say where the pages are not as the story says, and which others have changed."""
        told: set[str] = set()
        for sentence in step.then:
            mark = f"{self.story.path.name}:{sentence.line}"
            pages = re.findall(r"`([^`]+)`", sentence.text.partition('"')[0])
            if not sentence.text.startswith("The ") and " says " not in sentence.text and " say " not in sentence.text:
                told.update(pages)
            for departure in self._understand(sentence, _THEN):
                yield f"{mark}: {departure}"
        for url in sorted({*before, *self.shown} - (told if first else set())):
            was, now = before.get(url), self.shown.get(url)
            if (was and (was.titles, was.target)) == (now and (now.titles, now.target)) or (
                was is None and now and now.bare
            ):
                continue
            yield f"{self.story.path.name}:{step.line}: `{url}` changed, and the story does not say so: {_said(was)} → {_said(now)}"

    def page(self, url: str) -> Shown | None:
        """Return what a page shows now, or a feed's titles; `None` where there is none."""
        if url.endswith("/atom.xml"):
            return Shown(titles=tuple(_atom_titles(self.files[url]))) if url in self.files else None
        return self.shown.get(url)


# --- what happens ----------------------------------------------------------------------------------------------------

_Doing = TypeVar("_Doing", bound=Callable[..., Any])
_HAPPENS: dict[re.Pattern[str], Callable[..., Any]] = {}
_THEN: dict[re.Pattern[str], Callable[..., Any]] = {}
_PAGES = r"(`[^`]+`(?:(?:, | and )`[^`]+`)*)"
_PLACE = r"(https?://\S+|[\w.-]+\.example)"
_DAILY = frozenset({"Nobody pulls."})


def _happens(sentence: str) -> Callable[[_Doing], _Doing]:
    """Let a sentence do something; one that ends in a colon also takes the items of its list."""
    return lambda do: _HAPPENS.setdefault(re.compile(sentence), do)  # type: ignore[return-value]


def _then(sentence: str) -> Callable[[_Doing], _Doing]:
    """Let a sentence say what should be so: it yields what is otherwise."""
    return lambda do: _THEN.setdefault(re.compile(sentence), do)  # type: ignore[return-value]


@_happens(r"The profile `([^`]+)`:")
def _profile(stage: Stage, slug: str, items: Sequence[str]) -> None:
    stage.profiles[slug] = split(items)


@_happens(r"The profile `([^`]+)` changes:")
def _profile_changes(stage: Stage, slug: str, items: Sequence[str]) -> None:
    stage.profiles[slug] |= split(items)


@_happens(r"The profile `([^`]+)` drops `(\w+)`\.")
def _profile_drops(stage: Stage, slug: str, key: str) -> None:
    del stage.profiles[slug][key]


@_happens(r"The profile `([^`]+)` is deleted\.")
def _profile_is_deleted(stage: Stage, slug: str) -> None:
    del stage.profiles[slug]


@_happens(r"The profile `([^`]+)` is renamed to `([^`]+)`\.")
def _profile_is_renamed(stage: Stage, slug: str, new: str) -> None:
    stage.profiles[new] = stage.profiles.pop(slug)


@_happens(r"The options:")
def _options(stage: Stage, items: Sequence[str]) -> None:
    stage.settings |= split(items)


@_happens(r"The option `(\w+)` is dropped\.")
def _option_is_dropped(stage: Stage, key: str) -> None:
    del stage.settings[key]


@_happens(r"Nobody pulls\.")
def _nobody_pulls(stage: Stage) -> None:
    stage.day.pulls = False


@_happens(r"The pull is told to prune\.")
def _prune(stage: Stage) -> None:
    stage.day.prunes = True


@_happens(r"The polls are lost\.")
def _polls_are_lost(stage: Stage) -> None:
    (stage.state / "polls.json").unlink()


@_happens(r"The archive is lost\.")
def _archive_is_lost(stage: Stage) -> None:
    shutil.rmtree(stage.state / "archive")


@_happens(r"The archive of `([^`]+)` is lost\.")
def _archive_of_one_is_lost(stage: Stage, slug: str) -> None:
    Archive(stage.state).path(slug).unlink()


@_happens(r"The archive is rolled back to (\d{4}-\d\d-\d\d)\.")
def _archive_is_rolled_back(stage: Stage, day: str) -> None:
    shutil.rmtree(stage.state / "archive")
    shutil.copytree(stage.root / "kept" / day, stage.state / "archive")


@_happens(r"The archive of `([^`]+)` is taken from (\d{4}-\d\d-\d\d)\.")
def _archive_of_one_is_back(stage: Stage, slug: str, day: str) -> None:
    shutil.copy(stage.root / "kept" / day / f"{slug}.jsonl", stage.state / "archive")


@_happens(r"The page (\S+):")
def _page(stage: Stage, url: str, items: Sequence[str]) -> None:
    stage.web.page(url, items)


@_happens(r"The page (\S+) is blank\.")
def _page_is_blank(stage: Stage, url: str) -> None:
    stage.web.page(url, ())


@_happens(r"The feed (\S+):")
def _feed(stage: Stage, url: str, items: Sequence[str]) -> None:
    stage.web.feed(url, items)


@_happens(r"The feed (\S+) is empty\.")
def _feed_is_empty(stage: Stage, url: str) -> None:
    stage.web.feed(url, ())


@_happens(r"The feed (\S+) gains:")
def _feed_gains(stage: Stage, url: str, items: Sequence[str]) -> None:
    stage.web.gains(url, items)


@_happens(r"The feed (\S+) loses:")
def _feed_loses(stage: Stage, url: str, items: Sequence[str]) -> None:
    stage.web.loses(url, items)


@_happens(r"The feed (\S+) is an older copy, without:")
def _feed_is_older(stage: Stage, url: str, items: Sequence[str]) -> None:
    stage.web.loses(url, items, deleted=False)


@_happens(rf"{_PLACE} answers (\d\d\d|nothing)\.")
def _answers(stage: Stage, place: str, how: str) -> None:
    stage.web.answers(place, how)


@_happens(rf"{_PLACE} does not answer\.")
def _does_not_answer(stage: Stage, place: str) -> None:
    stage.web.answers(place, "late")


@_happens(rf"{_PLACE} refuses connections\.")
def _refuses(stage: Stage, place: str) -> None:
    stage.web.answers(place, "refused")


@_happens(rf"{_PLACE} no longer exists\.")
def _no_longer_exists(stage: Stage, place: str) -> None:
    stage.web.answers(place, "unknown")


@_happens(rf"{_PLACE} is back\.")
def _is_back(stage: Stage, place: str) -> None:
    stage.web.recovers(place)


@_happens(rf"{_PLACE} moves for (good|now) to (\S+)\.")
def _moves(stage: Stage, place: str, how: str, to: str) -> None:
    stage.web.moves(place, to, for_good=how == "good")


# --- what is so then -------------------------------------------------------------------------------------------------


@_then(rf"{_PAGES} shows?:")
def _shows(stage: Stage, pages: str, items: Sequence[str]) -> Iterator[str]:
    for url in _named(pages):
        page = stage.page(url)
        if page is None:
            yield f"`{url}` is not there, and should show {list(items)}"
        elif page.titles != tuple(items):
            yield f"`{url}` shows {_said(page)}, and should show {list(items)}"


@_then(rf"{_PAGES} shows? nothing\.")
def _shows_nothing(stage: Stage, pages: str) -> Iterator[str]:
    yield from _shows(stage, pages, ())


@_then(rf"{_PAGES} (?:is|are) gone\.")
def _is_gone(stage: Stage, pages: str) -> Iterator[str]:
    yield from (f"`{url}` is still there" for url in _named(pages) if stage.page(url) is not None)


@_then(r"`([^`]+)` leads to `([^`]+)`\.")
def _leads(stage: Stage, url: str, target: str) -> Iterator[str]:
    page = stage.page(url)
    if page is None or page.target != target:
        yield f"`{url}` leads to {page and page.target}, and should lead to {target}"


@_then(r'`([^`]+)` says "(.+)"\.?')
def _says(stage: Stage, url: str, text: str) -> Iterator[str]:
    page = stage.page(url)
    if page is None or text not in page.text:
        yield f'`{url}` does not say "{text}"'


@_then(r'`([^`]+)` does not say "(.+)"\.?')
def _says_not(stage: Stage, url: str, text: str) -> Iterator[str]:
    page = stage.page(url)
    if page is None or text in page.text:
        yield f'`{url}` says "{text}"' if page else f"`{url}` is not there"


@_then(r"`([^`]+)` has (a|no) picture\.")
def _has_a_picture(stage: Stage, url: str, word: str) -> Iterator[str]:
    page = stage.page(url)
    if page is None or page.pictured != (word == "a"):
        yield f"`{url}` should have {word} picture"


@_then(r'The pull says "(.+)"\.?')
def _pull_says(stage: Stage, text: str) -> Iterator[str]:
    if not any(text in line for line in stage.day.lines):
        yield f'the pull does not say "{text}", but {stage.day.lines}'


@_then(r'The pull does not say "(.+)"\.?')
def _pull_says_not(stage: Stage, text: str) -> Iterator[str]:
    yield from (f'the pull says "{line}"' for line in stage.day.lines if text in line)


@_then(r'The command stops: "(.+)"')
def _stops(stage: Stage, text: str) -> Iterator[str]:
    stage.day.expected_stop = True
    if text not in (stage.day.stopped or ""):
        yield f'the command should stop with "{text}", and says {stage.day.stopped}'


@_then(r"The archive of `([^`]+)` is (gone|there)\.")
def _archive_is(stage: Stage, slug: str, word: str) -> Iterator[str]:
    archive = Archive(stage.state)
    there = archive.path(slug).exists() or archive.portrait(slug).exists()
    if there != (word == "there"):
        yield f"the archive of `{slug}` is {'there' if there else 'gone'}"


@_then(r"Nothing else changes\.")
def _nothing_else(stage: Stage) -> Iterator[str]:
    yield from ()


# --- how pages are read ----------------------------------------------------------------------------------------------


def _counts(page: Page) -> bool:
    return isinstance(page, ArchivePage | DirectoryPage | ExpertPage | GroupPage | RedirectPage)


def _shown(page: Page, html: str) -> Shown:
    tree = lxml_html.fromstring(html)
    text = _flat(tree.text_content())
    if isinstance(page, RedirectPage):
        return Shown(titles=(), text=text, target=page.target)
    if isinstance(page, DirectoryPage):
        left = {person.expert.name for person, _ in page.alumni}
        return Shown(titles=tuple(_listed(one, left) for one in tree.xpath(_PERSON)), text=text)
    titles = tuple(
        _flat(found.text_content()) for found in tree.xpath(_LINE if isinstance(page, ArchivePage) else _CARD)
    )
    return Shown(titles=titles, text=text, pictured=bool(tree.xpath("descendant::img[contains(@class, 'u-photo')]")))


def _listed(person: Any, left: set[str]) -> str:
    name = _flat(person.xpath(_NAME)[0].text_content())
    newest = [_flat(found.text_content()) for found in person.xpath(_NEWEST)]
    return f"{name}{', alumni' if name in left else ''}{f': {newest[0]}' if newest else ''}"


def _atom_titles(raw: bytes) -> list[str]:
    return [found.text or "" for found in lxml_html.etree.fromstring(raw).iterfind("{*}entry/{*}title")]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _named(pages: str) -> list[str]:
    return re.findall(r"`([^`]+)`", pages)


def _said(page: Shown | None) -> str:
    return "nothing there" if page is None else page.target or str(list(page.titles))

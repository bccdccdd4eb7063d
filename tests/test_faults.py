"""Faults of our own, at what one stranger wrote: they end no pull and no build, and nobody else loses anything by them.

Real faults are hard to come by, so these bring some along: bytes that raise when they are read, or that end the process
which they travel to; an archive that can't write one post; a post of the site's own that can't be read.
"""

import asyncio
import os
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Self

import pytest
from markupsafe import Markup

from cobrand.archive import Archive
from cobrand.errors import FaultError, ProblemsError
from cobrand.faults import Faults
from cobrand.harvest.ask import Question, ask
from cobrand.harvest.complaint import OUR_FAULT
from cobrand.harvest.fetch import Response
from cobrand.harvest.readers import Readers
from cobrand.model import Entry, Hosted, Rule, Snapshot
from cobrand.pipeline import barrier, publish
from cobrand.profiles import Roster
from cobrand.publish.head import Head
from cobrand.publish.pages import Card
from cobrand.publish.render import Renderer
from cobrand.publish.rules import Judge, Listed
from cobrand.publish.syndicate import Syndicator
from cobrand.terminal import report
from company import NOW, Bodies, Company, feed
from feeds import DRAWING
from newsroom import ADA, MEI, OPTIONS, make_pages, post
from sites import Site

REPORT = "Report it with that address."


class Unreadable(bytes):
    """A body at which reading fails in a way that nobody foresaw."""

    def isascii(self) -> bool:
        """Fail, for some reason."""
        raise ZeroDivisionError("::error::a stranger's words")


class Unlooked(bytes):
    """A body that can't even be looked at."""

    def __getitem__(self, key: Any) -> Any:
        """Fail, for some reason."""
        raise RecursionError


class Huge(bytes):
    """A body that takes more memory than there is."""

    def isascii(self) -> bool:
        """Fail, as Python does then."""
        raise MemoryError


class Deadly(bytes):
    """A body that ends any process it travels to, as a full memory does."""

    def __reduce__(self) -> Any:
        """Travel so."""
        return os._exit, (9,)


def place(slug: str) -> str:
    """Return the address of somebody's blog."""
    return f"https://{slug}.example/feed"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company of three, who have a post each in the archive."""
    company = Company(tmp_path)
    for slug in ("ada", "bo", "cy"):
        company.hire(slug, place(slug))
    company.pull_from({})
    return company


# --- asking and reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (Unreadable(feed("two")), "could not be read, which is a fault of Cobrand (ZeroDivisionError)"),
        (Unlooked(feed("two")), "could not be read, which is a fault of Cobrand (RecursionError)"),
        (Huge(feed("two")), "takes more memory to read than there is"),
    ],
)
def test_a_fault_at_one_feed_is_a_failing_feed(company: Company, body: bytes, reason: str) -> None:
    """It ends the asking where nothing stands around it; else that feed fails and keeps its posts, and the others have theirs."""
    question = Question(expert=company.experts[1], blog=company.experts[1].blogs[0], feed=None, poll=None, whole=True)

    async def unguarded() -> None:
        async with Readers(lambda _: nullcontext()) as readers:
            await ask(question, Bodies({place("bo"): body}), readers, now=company.now)

    with pytest.raises((ZeroDivisionError, RecursionError, MemoryError)):
        asyncio.run(unguarded())
    pulled = company.pull_from({place("bo"): body, place("cy"): feed("one", "two")})
    assert [expert.slug for expert, _ in pulled.failing] == ["bo"]
    assert [company.titles(slug) for slug in ("ada", "bo", "cy")] == [["one"], ["one"], ["two", "one"]]
    summary, line = report(pulled)
    assert summary == "3 feeds: 1 unchanged, 1 new post from 1, 1 failing"
    assert line == (f"bo.example (Bo) {reason}, since 2026-11-20. Earlier posts stay. " + OUR_FAULT)
    assert company.pull_from({}).failing == ()


def test_the_trace_says_where(company: Company) -> None:
    """For who reports it, with the address; never a stranger's words as commands of a CI runner."""
    (trace,) = company.pull_from({place("bo"): Unreadable(feed("two"))}).faults
    assert trace.startswith("https://bo.example/feed\nTraceback")
    assert "decode.py" in trace


def test_a_fault_at_a_thousand_feeds_fills_no_memory_with_traces(company: Company) -> None:
    """Twenty are enough to find it."""
    faults: list[str] = []
    for number in range(1000):
        with pytest.raises(FaultError), barrier(faults)(str(number)):
            raise KeyError
    assert len(faults) == 20


def test_what_is_no_fault_of_ours_ends_a_pull() -> None:
    """Somebody stops it."""
    with pytest.raises(KeyboardInterrupt), barrier([])("here"):
        raise KeyboardInterrupt


def test_a_fault_at_a_home_page_costs_no_posts(company: Company) -> None:
    """The page is noted as failing, and the blog is read."""
    company.experts[1] = replace(company.experts[1], home="https://bo.example/")
    pulled = company.pull_from({"https://bo.example/": Unlooked(b"<html>"), place("bo"): feed("one", "two")})
    assert company.titles("bo") == ["two", "one"]
    (failure,) = [home.failure for _, home in pulled.homes if home.failure]
    assert failure.reason == "could not be read, which is a fault of Cobrand (RecursionError)"


# --- keeping ---------------------------------------------------------------------------------------------------------


class Faulty(Archive):
    """An archive that fails at one title, or at all that one person has."""

    title: str | None = None
    slug: str | None = None

    def failing(self, *, title: str | None = None, slug: str | None = None) -> Self:
        """Fail there."""
        self.title, self.slug = title, slug
        return self

    def write(self, snapshot: Snapshot) -> bool:
        """Write, or fail."""
        if snapshot.slug == self.slug or self.title in {entry.title for entry in snapshot.entries}:
            raise ZeroDivisionError
        return super().write(snapshot)


def test_a_fault_while_keeping_is_a_failing_feed(company: Company) -> None:
    """What was held stays, and what others brought is kept."""
    archive = Faulty(company.options.state_dir).failing(title="poison")
    bodies = {place("ada"): feed("one", "two"), place("bo"): feed("one", "poison"), place("cy"): feed("one", "three")}
    pulled = company.pull_from(bodies, archive=archive)
    assert [company.titles(slug) for slug in ("ada", "bo", "cy")] == [["two", "one"], ["one"], ["three", "one"]]
    assert [
        (expert.slug, feed.failure and "ZeroDivisionError" in feed.failure.reason) for expert, feed in pulled.failing
    ] == [("bo", True)]
    assert company.pull_from(bodies).new == {("bo", place("bo")): 1}


def test_a_fault_that_cannot_even_be_noted_is_told(company: Company) -> None:
    """Everybody else's posts and polls are kept, and a line names whose are not."""
    archive = Faulty(company.options.state_dir).failing(slug="bo")
    bodies = {place(slug): feed("one", "two") for slug in ("ada", "bo", "cy")}
    pulled = company.pull_from(bodies, archive=archive)
    assert [company.titles(slug) for slug in ("ada", "bo", "cy")] == [["two", "one"], ["one"], ["two", "one"]]
    assert [line for line in report(pulled) if "Bo" in line] == [
        "Bo (bo): what was pulled could not be read, which is a fault of Cobrand (ZeroDivisionError). " + OUR_FAULT
    ]


# --- processes that die ----------------------------------------------------------------------------------------------


def test_what_ends_its_reader_is_given_up_and_nothing_else(tmp_path: Path) -> None:
    """Of forty feeds two end the process that reads them: all others are read, and this process lives."""
    company = Company(tmp_path)
    slugs = [f"expert-{number}" for number in range(40)]
    for slug in slugs:
        company.hire(slug, place(slug))
    deadly = {place(slug): Deadly(feed("one")) for slug in slugs[20:22]}
    pulled = company.pull_from(deadly)
    assert [feed.url for _, feed in pulled.failing] == list(deadly)
    assert [len(company.titles(slug)) for slug in slugs] == [1] * 20 + [0] * 2 + [1] * 18
    assert {feed.failure.reason for _, feed in pulled.failing if feed.failure} == {
        "could not be read: our reader ended at it, as it does when all memory is taken"
    }


_LIGHT = 256 * 1024

# Readings that end the process they are done in: of much, of a picture, and of little.
_DEADLY = """
import asyncio, os
from functools import partial
from multiprocessing import resource_tracker
from cobrand.errors import HarvestError
from cobrand.harvest.readers import Readers
from cobrand.pipeline import barrier

async def read():
    async with Readers(barrier([])) as readers:
        for size in (262_145, None, 262_144):
            try:
                await readers.read(partial(os._exit, 9), "there", size=size)
            except HarvestError as error:
                print(size, error.reason, flush=True)

asyncio.run(read())
"""


def test_the_first_that_ends_its_reader_ends_no_pull() -> None:
    """Few documents are read in the pull's own process, which would end there: so no large one is, and no picture."""
    done = subprocess.run([sys.executable, "-c", _DEADLY], capture_output=True, text=True, check=False)
    given_up = "could not be read: our reader ended at it, as it does when all memory is taken"
    assert done.stdout.splitlines() == [f"{_LIGHT + 1} {given_up}", f"None {given_up}"]
    assert done.returncode == 9  # of the third, which counts as harmless


@pytest.mark.parametrize(("more", "failing"), [(0, []), (_LIGHT, ["bo"])])
def test_a_large_feed_is_read_elsewhere_from_the_first(company: Company, more: int, failing: list[str]) -> None:
    """One that ends the process which it travels to is given up where it travels; a small one stays here."""
    pulled = company.pull_from({place("bo"): Deadly(feed("one", "two") + b" " * more)})
    assert [expert.slug for expert, _ in pulled.failing] == failing


def test_a_picture_is_drawn_elsewhere_from_the_first(company: Company) -> None:
    """Decoders of pictures are written in C; one that dies at a picture takes nothing with it but that."""
    company.hire("di", place("di"), home="https://di.example/")
    page = b'<p class=h-card><a class="u-url u-uid p-name" href="">Di</a><img class=u-photo src=/di.png></p>'
    home = Response(url="https://di.example/", body=page, media_type="text/html")
    pulled = company.pull_from({home.url: home, "https://di.example/di.png": Deadly(b"PNG")})
    ((expert, trouble),) = pulled.pictures
    assert expert.slug == "di"
    assert "our reader ended at it" in trouble
    assert company.titles("di") == ["one"]


def test_where_no_process_lives_reading_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As on a machine that lets no program start another: slower, in this one."""
    resource_tracker.ensure_running()  # Python's own, which would only warn
    monkeypatch.setenv("PYTHONHOME", "/nowhere")

    async def read() -> list[int]:
        async with Readers(barrier([])) as readers:
            return [await readers.read(partial(len, "ab"), "here", size=2) for _ in range(19)]

    assert asyncio.run(read()) == [2] * 19
    assert "/nowhere" in capfd.readouterr().err


# --- a build ---------------------------------------------------------------------------------------------------------


def test_a_post_that_cannot_be_drawn_shows_without_its_text(company: Company) -> None:
    """On its page and in the feeds; the others have theirs, and a line says whose fault it is, once."""
    address = "blog/own/"

    def read() -> str:
        raise ZeroDivisionError

    entry = Entry(id=address, blog="", link=None, title="Own", published=NOW, content="")
    hosted = Hosted(source="blog/own.md", url=address, entry=entry, experts=("bo",), read=read)
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    options = replace(company.options, site_url="https://halden.example/")
    made = publish(roster, company.archive, options, now=NOW, cache=company.options.root / "cache", hosted=(hosted,))
    (page,) = [page for page in made.pages if page.url == "blog/"]
    html = made.renderer.render(page).html
    assert "Own" in html
    assert html.count("About one.") == 1
    feeds = dict(made.syndicator.files(made.pages))
    assert b">Own<" in feeds["blog/atom.xml"]
    assert made.faults.lines == [
        f"{address} could not be read, which is a fault of Cobrand (ZeroDivisionError). It is left out. " + REPORT
    ]
    assert "ZeroDivisionError" in made.faults.traces[0]


def test_a_post_that_no_feed_can_have_is_left_out_of_the_feeds() -> None:
    """All others are in them, each format whole; the address of the one is told once, however many feeds had it."""
    posts = [post(f"2026-11-0{day}", ADA, title=title) for day, title in enumerate(("Alpha", "Poison", "Gamma"), 1)]

    def excerpt(card: Card) -> Markup:
        if card.post.entry.title == "Poison":
            raise ZeroDivisionError
        return DRAWING.excerpt(card)

    pages, faults = make_pages(posts).values(), Faults(barrier)
    unguarded = replace(DRAWING, excerpt=excerpt)
    with pytest.raises(ZeroDivisionError):
        dict(Syndicator(OPTIONS, posts, {}, drawing=unguarded).files(pages))
    guarded = replace(unguarded, without=faults.without)
    files = dict(Syndicator(OPTIONS, posts, {}, drawing=guarded).files(pages))
    for kind in ("atom.xml", "rss.xml", "feed.json"):
        raw = files[f"blog/{kind}"]
        assert [name in raw for name in (b"Alpha", b"Poison", b"Gamma")] == [True, False, True]
    assert len(faults.lines) == 1


class Undrawable(str):
    """A text that nobody can put on a page, for some reason."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        """Fail where a title is read."""
        raise ZeroDivisionError

    def __html__(self) -> str:
        """Fail where HTML is written."""
        raise ZeroDivisionError


POISONED = [
    post("2026-11-01", ADA, title="Alpha"),
    post("2026-11-02", ADA, title="Beta", link=Undrawable("https://ada.example/beta")),
]
GUARDED = ["experts/ada.md", "blog/index.md", "blog/archive/2026.md"]


def drawing(faults: Faults | None, overrides: tuple[Path, ...] = ()) -> Renderer:
    """Make a renderer that draws each thing apart, or one that knows no barrier."""
    unguarded = partial(Renderer, OPTIONS, excerpt=lambda entry: Markup(entry.content), overrides=overrides)
    return unguarded(without=faults.without) if faults else unguarded()


@pytest.mark.parametrize("uri", GUARDED)
def test_a_card_that_cannot_be_drawn_is_left_out(uri: str) -> None:
    """Of whatever page it stands on; the others are there, and one line names the post. Without a barrier the build ends."""
    pages, faults = make_pages(POISONED), Faults(barrier)
    with pytest.raises(ZeroDivisionError):
        drawing(None).render(pages[uri])
    html = drawing(faults).render(pages[uri]).html
    assert ("Alpha" in html, "Beta" in html) == (True, False)
    (line,) = faults.lines
    assert line.startswith(
        f"{POISONED[1].entry.link} could not be read, which is a fault of Cobrand (ZeroDivisionError)."
    )


def test_a_title_that_cannot_be_read_is_the_post_s_day() -> None:
    """On its card, in the graph of its page and in the directory's list, as of a post without words: one with blanks around is read."""
    posts, faults = [post("2026-11-02", ADA, title=Undrawable(" Poison"))], Faults(barrier)
    pages = make_pages(posts)
    for guard in (None, faults):
        own = drawing(guard)
        with pytest.raises(ZeroDivisionError) if guard is None else nullcontext():
            html = own.render(pages["experts/ada.md"]).html
            index = dict(own.people_index(pages.values()))
    assert "Untitled post of November 2, 2026" in html
    assert all(b"Untitled post of November 2, 2026" in raw for raw in index.values())
    assert len(faults.lines) == 1


def test_a_page_that_cannot_be_drawn_has_its_title() -> None:
    """So that links to it lead somewhere; all other pages are whole, and only its own address is told."""
    pages, faults = (
        make_pages([post("2026-11-01", MEI)], [replace(ADA, pronouns=Undrawable("she/her")), MEI]),
        Faults(barrier),
    )
    with pytest.raises(ZeroDivisionError):
        drawing(None).render(pages["experts/ada.md"])
    own = drawing(faults)
    drawn = {uri: own.render(page) for uri, page in pages.items()}
    assert drawn["experts/ada.md"].html == '<div class="cobrand">\n<h1 id="c-top">Ada Lindqvist</h1>\n</div>'
    assert [heading.title for heading in drawn["experts/ada.md"].headings] == ["Ada Lindqvist"]
    others = pages.keys() - {"experts/ada.md"}
    plain = drawing(None)
    assert {uri: plain.render(pages[uri]).html for uri in others} == {uri: drawn[uri].html for uri in others}
    assert [line.partition(" ")[0] for line in faults.lines] == ["experts/ada/"]


def test_a_person_who_cannot_be_drawn_is_left_out_of_the_directory() -> None:
    """And of the faces of a group; everybody else is there."""
    pages, faults = (
        make_pages([post("2026-11-01", MEI)], [replace(ADA, job_title=Undrawable("Poison")), MEI]),
        Faults(barrier),
    )
    for uri in ("experts/index.md", "blog/law/index.md"):
        with pytest.raises(ZeroDivisionError):
            drawing(None).render(pages[uri])
        html = drawing(faults).render(pages[uri]).html
        assert (uri, "Mei" in html, "Ada Lindqvist" in html) == (uri, True, False)
    assert [line.partition(" ")[0] for line in faults.lines] == ["experts/ada/"]


def test_a_fault_at_the_home_page_is_told() -> None:
    """Its address below the site is empty; nothing is told only of what is tried another way."""
    faults = Faults(barrier)
    for place in ("", None):
        faults.without(place, lambda: 1 // 0, lambda: 0)
    (line,) = faults.lines
    assert line.startswith("The home page could not be read, which is a fault of Cobrand (ZeroDivisionError).")


def test_a_head_that_cannot_be_made_is_empty() -> None:
    """But for what keeps search engines away, which is never lost."""
    faults = Faults(barrier)

    def decide() -> Head:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawing(None).draw_head(decide, "experts/ada/")
    assert drawing(faults).draw_head(decide, "experts/ada/") == ""
    assert (
        drawing(faults).draw_head(decide, "experts/ada/kit/", noindex=True)
        == '<meta name="robots" content="noindex">\n'
    )
    assert [line.partition(" ")[0] for line in faults.lines] == ["experts/ada/", "experts/ada/kit/"]


def test_a_post_that_no_graph_can_have_is_missing_in_it() -> None:
    """The rest of the page's head is there."""
    posts = [post("2026-11-01", ADA, title="Alpha"), post("2026-11-02", ADA, title="Beta", language=object())]
    page, faults = make_pages(posts)["blog/index.md"], Faults(barrier)
    for guard in (None, faults):
        own = drawing(guard)
        with pytest.raises(TypeError) if guard is None else nullcontext():
            head = own.draw_head(partial(own.heads.of_page, page, title=page.title, description=None), page.url)
    assert ('"headline":"Alpha"' in head, '"headline":"Beta"' in head, "og:title" in head) == (True, False, True)


@pytest.mark.parametrize("said", ["{{ card.colour }}", "{{ 1 // 0 }}", "{{ self_(card) }}", "{{ deeper(card) }}"])
def test_a_mistake_in_a_template_of_the_site_s_own_ends_the_build(tmp_path: Path, said: str) -> None:
    """It is no fault of ours: the line is named, and nothing is left out in silence."""
    (tmp_path / "cobrand").mkdir()
    deeper = "{% macro deeper(card) %}{{ deeper(card) }}{% endmacro %}"
    (tmp_path / "cobrand/card.html").write_text(f"{deeper}\n{{% macro card(card) %}}\n{said}{{% endmacro %}}")
    faults = Faults(barrier)
    with pytest.raises(ProblemsError, match=r"card.html:[13]: "):
        drawing(faults, (tmp_path,)).render(make_pages(POISONED)["blog/index.md"])
    assert faults.lines == []


def test_a_text_that_cannot_be_read_may_hold_any_word(company: Company) -> None:
    """Where a rule is about words, such a post does not show, and where none is, it does."""
    (entry,) = company.archive.read("bo").entries

    def text(_: str) -> str:
        with barrier([])(""):
            raise ZeroDivisionError

    expert, verdicts = company.experts[1], []
    for blog in (expert.blogs[0], replace(expert.blogs[0], skip=Rule(keywords=("layoffs",)))):
        judge = Judge(replace(expert, blogs=(blog,)), hide=Listed(()), now=NOW, text=text)
        verdicts.append(judge.of(entry))
    assert verdicts[0] is None
    assert verdicts[1] == (
        "its text could not be read, which is a fault of Cobrand (ZeroDivisionError), and there are rules about words"
    )


CODEC = """
import codecs
def fail(*_):
    raise ZeroDivisionError("::error::")
codecs.register(lambda name: codecs.CodecInfo(fail, fail, name=name) if name == "broken" else None)
from mkdocs.__main__ import cli
cli()
"""


def test_a_fault_of_ours_fails_no_strict_build(tmp_path: Path) -> None:
    """A feed names an encoding whose reader is broken, in a real build that pulls it: everybody has a page all the same."""
    site = Site(tmp_path)
    site.write(
        "-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {web: web}\n-- docs/index.md --\n# Hello\n"
        + "".join(
            f"-- experts/{slug}.md --\n---\nname: {slug}\nblog: https://{slug}.example/feed.xml\n---\n"
            for slug in ("ada", "bo")
        )
    )
    site.feed("ada.example", ("Kept", "Fri, 20 Nov 2026 09:00:00 GMT"))
    site.feed("bo.example", ("Café", "Fri, 20 Nov 2026 09:00:00 GMT"))
    path = tmp_path / "web/bo.example/feed.xml"
    path.write_bytes(path.read_text().replace("utf-8", "broken").encode("latin-1"))
    done = subprocess.run(
        [sys.executable, "-c", CODEC, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "bo.example (bo) could not be read, which is a fault of Cobrand (ZeroDivisionError)" in done.stderr
    assert ("Traceback" in done.stderr, done.returncode) == (False, 0)
    assert "Kept" in site.page("experts/ada/index.html")
    assert "bo" in site.page("experts/bo/index.html")


BROKEN = """
import nh3
class Cleaner:
    def __init__(self, **_): pass
    def clean(self, _): raise ZeroDivisionError
nh3.Cleaner = Cleaner
from mkdocs.__main__ import cli
cli()
"""


def test_a_build_at_which_everything_fails_ends(tmp_path: Path) -> None:
    """A library that is broken breaks every post, of whomever: a site without any would be published otherwise."""
    site, slugs = Site(tmp_path), ("ada", "bo", "cy")
    profiles = "".join(
        f"-- experts/{slug}.md --\n---\nname: {slug}\nblog: https://{slug}.example/feed.xml\n---\n" for slug in slugs
    )
    site.write(
        "-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {web: web}\n-- docs/index.md --\n# Hello\n"
        + profiles
    )
    for slug in slugs:
        titles = [f"{slug} {number}" for number in range(9)]
        site.feed(f"{slug}.example", *((title, "Fri, 20 Nov 2026 09:00:00 GMT") for title in titles))
        feed = tmp_path / f"web/{slug}.example/feed.xml"
        feed.write_text(feed.read_text().replace("About ", "About\u00a0"))  # which only that library may pass
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, "build"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (
        "The build ends here: not one post, or nobody's page, could be made, which is a fault of Cobrand" in done.stderr
    )
    assert "7 more had to be left out." in done.stderr
    assert ("Traceback" in done.stderr, done.returncode) == (False, 1)

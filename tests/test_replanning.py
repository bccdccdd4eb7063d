"""Rebuilds of a preview plan anew what an edit, a pull or the time has changed, and else take the pages that there are."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from cobrand.archive import Archive, KeptArchive
from cobrand.config import Options
from cobrand.model import Bio, Blog, Entry, Expert, Fact, Feed, Home, Hosted, Snapshot, Span
from cobrand.pipeline import Publication, publish
from cobrand.profiles import Roster
from cobrand.publish.earlier import Earlier
from company import NOW, Company

BLOG = "https://ada.example/"
TOMORROW, LATER = NOW + timedelta(days=1), NOW + timedelta(hours=3)  # between them nothing but the day changes


def entry(name: str, day: datetime, **more: object) -> Entry:
    """Make a post."""
    made = Entry(
        blog=BLOG, id=f"{BLOG}{name}", link=f"{BLOG}{name}", title=name, published=day, content="<p>Words.</p>"
    )
    return replace(made, **more)  # type: ignore[arg-type]


HELD = Snapshot(
    slug="ada",
    feeds=(Feed(blog=BLOG, url=f"{BLOG}feed", title="Notes"),),
    home=Home(url=BLOG, bio=Bio(note=Fact(value="<p>From her page.</p>", source="h-card"))),
    entries=(
        entry("announced", LATER),
        entry("now", NOW),
        entry(
            "newest of all", NOW - timedelta(days=8), blog="https://sea.example/", withdrawn=NOW - timedelta(hours=18)
        ),
        entry("missing", NOW - timedelta(days=9), withdrawn=NOW - timedelta(hours=18)),
        entry("old", NOW - timedelta(days=10)),
    ),
)


@dataclass
class Preview:
    """A site that is built time and again."""

    options: Options
    archive: Archive
    people: tuple[Expert, ...]
    now: datetime = NOW
    hosted: tuple[Hosted, ...] = ()
    use_directory_urls: bool = True
    beside: str = ""
    earlier: Earlier = field(default_factory=lambda: Earlier(1000))

    def publish(self, earlier: Earlier | None = None) -> Publication:
        """Publish without a build before, or after one."""
        roster, cache = Roster(experts=self.people, practices=(), topics=()), self.options.root / ".cache"
        return publish(
            roster,
            self.archive,
            self.options,
            now=self.now,
            cache=cache,
            hosted=self.hosted,
            use_directory_urls=self.use_directory_urls,
            earlier=earlier,
            beside=self.beside,
        )

    def again(self) -> Publication:
        """Publish after the build before."""
        made = self.publish(self.earlier)
        self.earlier.begin(self.options)
        return made


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """Found a company of one."""
    company = Company(tmp_path)
    source = tmp_path / "experts" / "ada.md"
    blogs = Blog(url=BLOG), Blog(url="https://sea.example/")
    ada = Expert(slug="ada", name="Ada", source=source, blogs=blogs, spans=(Span(left=NOW.date()),))
    archive = KeptArchive(company.options.state_dir)
    archive.write(HELD)
    return Preview(company.options, archive, (ada,))


def drawn(made: Publication) -> dict[str, tuple[str | None, ...]]:
    """Draw all pages, and read the posts of the company's own that stand on them."""
    pages = {page.url: (str(made.renderer.render(page).html), page.description) for page in made.pages}
    return {**pages, **{url: (card.post.hosted.read(),) for url, card in made.cards.items() if card.post.hosted}}


def test_pages_stand_while_nothing_but_a_bio_is_edited(preview: Preview) -> None:
    """They are the very same, and the bio is the new one."""
    preview.people = (replace(preview.people[0], body="Writes."),)
    before = preview.again()
    preview.people = (replace(preview.people[0], body="Sails."),)
    after = preview.again()
    assert after.pages is before.pages
    assert after.bodies == {"ada": "Sails."}


def of_ada(**changes: object) -> Callable[[Preview], None]:
    """Edit the profile."""

    def change(preview: Preview) -> None:
        preview.people = (replace(preview.people[0], **changes),)  # type: ignore[arg-type]

    return change


def of(**changes: object) -> Callable[[Preview], None]:
    """Change something else about the site."""

    def change(preview: Preview) -> None:
        for name, value in changes.items():
            setattr(preview, name, value)

    return change


def pulled(**changes: object) -> Callable[[Preview], None]:
    """Hold something else."""

    def change(preview: Preview) -> None:
        preview.archive.write(replace(HELD, **changes))  # type: ignore[arg-type]

    return change


def ours(title: str, text: str) -> Callable[[Preview], None]:
    """Write a post in a blog of the company's own."""
    own = entry(title, NOW, id="own", blog="", content="")
    return of(hosted=(Hosted(source="a.md", url="a/", entry=own, experts=("ada",), read=lambda: text),))


def portrait(colour: str) -> Callable[[Preview], None]:
    """Draw a picture, and name it in the profile."""

    def change(preview: Preview) -> None:
        photo = preview.options.root / "ada.png"
        Image.new("RGB", (96, 96), colour).save(photo)
        of_ada(photo=photo)(preview)

    return change


UNCHANGED = of()
CHANGES = {
    "a job title": (UNCHANGED, of_ada(job_title="Sailor")),
    "a first bio, which her home page's gives way to": (UNCHANGED, of_ada(body="Writes.")),
    "a post that she hides": (UNCHANGED, of_ada(hide=(f"{BLOG}old",))),
    "another picture of the same name": (portrait("red"), portrait("blue")),
    "a colleague": (
        UNCHANGED,
        lambda preview: of(people=(*preview.people, replace(preview.people[0], slug="bo", blogs=())))(preview),
    ),
    "a post that is pulled": (UNCHANGED, pulled(entries=(entry("newest", NOW), *HELD.entries))),
    "a title that is edited": (
        UNCHANGED,
        pulled(entries=(*HELD.entries[:-1], replace(HELD.entries[-1], title="edited"))),
    ),
    "a title that is held under a former name": (
        of_ada(slug="eve", aliases=("ada",)),
        pulled(entries=(*HELD.entries[:-1], replace(HELD.entries[-1], title="edited"))),
    ),
    "what her home page says": (
        UNCHANGED,
        pulled(home=Home(url=BLOG, bio=Bio(note=Fact(value="<p>Moved.</p>", source="h-card")))),
    ),
    "a title of the company's own": (ours("First", "Words."), ours("Other", "Words.")),
    "a text of the company's own": (ours("First", "Words."), ours("First", "Other words.")),
    "an option": (UNCHANGED, lambda preview: of(options=replace(preview.options, posts_per_page=1))(preview)),
    "how addresses are made": (UNCHANGED, of(use_directory_urls=False)),
    "a post that falls due": (UNCHANGED, of(now=LATER)),
    "a post that is missing for long enough": (UNCHANGED, of(now=NOW + timedelta(hours=2))),
    "the newest post, missing for longer": (of(now=TOMORROW), of(now=TOMORROW + timedelta(hours=2))),
    "her first day as alumna": (of(now=LATER), of(now=TOMORROW)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_else_changes_is_planned_anew(preview: Preview, what: str) -> None:
    """All pages then are what they would be without a build before. Guard: something is another than before."""
    first, then = CHANGES[what]
    first(preview)
    before = drawn(preview.again())
    then(preview)
    after = drawn(preview.again())
    assert after == drawn(preview.publish())
    assert after != before


def test_what_the_caller_goes_by_counts_as_well(preview: Preview) -> None:
    """It says itself what that is."""
    before = preview.again()
    preview.beside = "another"
    assert preview.again().pages is not before.pages


def test_what_was_left_out_is_tried_again(preview: Preview) -> None:
    """After a fault, nothing that was planned stands."""
    before = preview.again()
    preview.earlier.forget()
    assert preview.again().pages is not before.pages


def test_the_day_alone_counts_for_nothing_else(preview: Preview) -> None:
    """A minute later nothing is planned anew. Guard: it is another moment."""
    before = preview.again()
    preview.now += timedelta(minutes=1)
    assert preview.now.date() == NOW.date()
    assert preview.again().pages is before.pages


def test_a_fault_while_planning_is_told_by_each_build(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the build before ended, for whatever reason, before it could say so."""
    fill = sys.modules["cobrand.publish.fill"].fill

    def failing(*given: object, home: Home | None, **named: object) -> object:
        if home:
            raise RecursionError
        return fill(*given, home=home, **named)

    monkeypatch.setattr("cobrand.publish.fill.fill", failing)
    for _ in range(2):
        assert len(preview.publish(preview.earlier).faults.lines) == 1

"""Looking at people's blogs and home pages now: what is found and how, without a trace in the archive."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cobrand.archive import Archive
from cobrand.config import Options, check_options
from cobrand.look import Sight, look
from cobrand.model import Blog, Expert, Span
from cobrand.source import Document
from sites import Site

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SITE = "https://www.halden.example/"
HOME = '<!doctype html><title>Ada</title>{head}<p class=h-card><a class="u-url u-uid p-name" href="">Ada</a> {body}</p>'
LINK = '<link rel=alternate type="application/rss+xml" href="{}">'
POSTS = (("Two", "Fri, 20 Nov 2026 09:00:00 GMT"), ("One", "Mon, 02 Mar 2020 09:00:00 GMT"))


def person(*blogs: str | Blog, slug: str = "ada", **facts: object) -> Expert:
    """Make an expert with blogs."""
    kept = tuple(Blog(url=blog) if isinstance(blog, str) else blog for blog in blogs)
    return Expert(slug=slug, name="Ada", source=Path(f"experts/{slug}.md"), blogs=kept, **facts)  # type: ignore[arg-type]


class Street:
    """A folder web with Ada's pages on it, and a company that looks at them."""

    def __init__(self, root: Path) -> None:
        self.site = Site(root)
        self.site.feed("ada.example", *POSTS)
        document = Document(path="mkdocs.yml", data={"web": "web"})
        self.options: Options = check_options(document, root=root, site_name="Halden", site_url=SITE)

    def page(self, path: str, *, head: str = "", body: str = "") -> None:
        """Put a home page at ada.example/PATH."""
        self.site.write(f"-- web/ada.example/{path}index.html --\n{HOME.format(head=head, body=body)}\n")

    def look(self, *experts: Expert) -> tuple[Sight, ...]:
        """Look at people."""
        return look(experts, self.options, now=NOW)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """Make a street; whatever is looked at, nothing is written."""
    made = Street(tmp_path)
    yield made
    assert not (tmp_path / ".cobrand").exists()


def seen(sight: Sight) -> list[tuple[str | None, str, int]]:
    """Return of each blog where its feed was, how it was found, and how many entries are in it."""
    return [(one.feed.url if one.feed else None, one.how, len(one.entries)) for one in sight.blogs]


@pytest.mark.parametrize(
    ("blog", "head", "body", "found"),
    [
        ("https://ada.example/feed.xml", "", "", ("https://ada.example/feed.xml", "direct", 2)),
        ("https://ada.example/", LINK.format("/feed.xml"), "", ("https://ada.example/feed.xml", "link", 2)),
        (
            "https://ada.example/",
            "",
            '<div class=h-feed><p class=h-entry><a class="p-name u-url" href=/a>A</a></p></div>',
            ("https://ada.example/", "h-feed", 1),
        ),
        ("https://ada.example/", "", "", ("https://ada.example/feed.xml", "guess", 2)),
        ("https://ada.example/", LINK.format("/gone.xml"), "", ("https://ada.example/feed.xml", "guess", 2)),
    ],
)
def test_a_feed_is_found_in_the_order_of_the_standards(
    street: Street, blog: str, head: str, body: str, found: tuple[str, str, int]
) -> None:
    """At the address itself, named by its page, marked up in it, or where blogs often have one."""
    street.page("", head=head, body=body)
    [sight] = street.look(person(blog))
    assert seen(sight) == [found]


def test_a_guess_looks_below_the_page_before_it_looks_below_the_host(street: Street) -> None:
    """A blog in a folder has a feed of its own."""
    street.page("notes/")
    street.site.write(
        "-- web/ada.example/notes/atom.xml --\n<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>\n"
    )
    [sight] = street.look(person("https://ada.example/notes/"))
    assert (sight.blogs[0].feed and sight.blogs[0].feed.url) == "https://ada.example/notes/atom.xml"


def test_where_the_profile_names_the_feed_nobody_guesses(street: Street) -> None:
    """It is a mistake to be corrected, and what a page names is the hint."""
    street.page("", head=LINK.format("/feed.xml"))
    [sight] = street.look(person(Blog(url="https://ada.example/", feed="https://ada.example/")))
    failure = sight.blogs[0].failure
    assert failure is not None
    assert failure.remedy == "It names a feed: put `feed: https://ada.example/feed.xml` into the profile."


def test_a_page_of_anything_is_no_guess(street: Street) -> None:
    """Sites exist that answer every address with their first page."""
    street.page("")
    street.site.write("-- web/ada.example/feed --\n<!doctype html><title>Ada</title>\n")
    [sight] = street.look(person("https://ada.example/"))
    assert seen(sight) == [("https://ada.example/feed.xml", "guess", 2)]


def test_the_home_page_says_who_it_is_and_how_it_links_back(street: Street) -> None:
    """Bio and link back come with it, also where no feed was found on it."""
    street.page("", body=f'<b class=p-job-title>Analyst</b><a rel=me href="{SITE}experts/ada/">Halden</a>')
    (street.site.root / "web/ada.example/feed.xml").unlink()
    [sight] = street.look(person("https://ada.example/"))
    assert sight.blogs[0].failure is not None
    assert sight.home is not None
    assert sight.home.bio.job_title is not None
    assert (sight.home.bio.job_title.value, sight.home.bio.job_title.source) == ("Analyst", "h-card")
    assert (sight.home.link_back and sight.home.link_back.state) == "verified"


def test_what_is_wrong_with_the_picture_is_said(street: Street) -> None:
    """The home page names one that is not there."""
    street.page("", head=LINK.format("/feed.xml"), body="<img class=u-photo src=/me.png>")
    [sight] = street.look(person("https://ada.example/"))
    assert sight.portrait is None
    assert (sight.trouble or "").startswith("https://ada.example/me.png: has nothing at this address (404). ")


def test_a_stranger_s_failure_stops_nobody(street: Street) -> None:
    """In the order of the people, each with what was found, whatever happened to the others."""
    street.page("", head=LINK.format("/feed.xml"))
    gone = [person(f"https://no{number}.example/", slug=f"no-{number}") for number in range(40)]
    sights = street.look(*gone, person("https://ada.example/"))
    assert [sight.expert.slug for sight in sights] == [*(f"no-{number}" for number in range(40)), "ada"]
    assert seen(sights[-1]) == [("https://ada.example/feed.xml", "link", 2)]
    assert {one.failure and one.failure.reason for sight in sights[:-1] for one in sight.blogs} == {"does not exist"}


def test_whoever_has_neither_blog_nor_home_page_is_not_asked(street: Street) -> None:
    """Nothing is there to be seen."""
    assert street.look(person()) == (Sight(expert=person()),)
    assert street.look() == ()


def test_a_sight_is_what_a_pull_would_keep(street: Street, tmp_path: Path) -> None:
    """Posts, feed and home page; also the posts from before the time at the company, so that it can be said of them."""
    street.page("", head=LINK.format("/feed.xml"))
    expert = person("https://ada.example/", spans=(Span(joined=date(2024, 1, 1)),))
    [sight] = street.look(expert)
    snapshot = sight.snapshot(Archive(tmp_path / ".cobrand").read("ada"), now=NOW)
    assert [entry.title for entry in snapshot.entries] == ["Two", "One"]
    assert [feed.url for feed in snapshot.feeds] == ["https://ada.example/feed.xml"]
    assert (snapshot.home and snapshot.home.url) == "https://ada.example/"


def test_a_failure_keeps_what_the_archive_has(street: Street) -> None:
    """Looking at a blog that is down today takes nothing away."""
    [before] = street.look(person("https://ada.example/feed.xml"))
    (street.site.root / "web/ada.example/feed.xml").unlink()
    [sight] = street.look(person("https://ada.example/feed.xml"))
    after = sight.snapshot(before.snapshot(now=NOW), now=NOW)
    assert len(after.entries) == 2
    assert after.feeds[0].failure is not None


def test_who_is_not_reached_in_time_has_failed_for_now(street: Street) -> None:
    """The time is the one that a pull may take."""
    document = Document(path="mkdocs.yml", data={"web": "web", "deadline": {"pull": 1e-9}})
    options = check_options(document, root=street.site.root, site_name="Halden", site_url=SITE)
    [sight] = look([person("https://ada.example/feed.xml")], options, now=NOW)
    failure = sight.blogs[0].failure
    assert failure is not None
    assert failure.reason == "was not reached within 1e-09 seconds"


def test_whoever_waits_is_told_how_far_it_is(street: Street) -> None:
    """After each person: how many of how many."""
    steps: list[tuple[int, int]] = []
    look([person(), person(slug="mei")], street.options, now=NOW, progress=lambda *step: steps.append(step))
    assert steps == [(1, 2), (2, 2)]

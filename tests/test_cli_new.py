"""`cobrand new`: from an address to a profile, on a terminal and elsewhere, and nothing that is there is touched."""

import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cobrand.cli.program import main
from cobrand.config import check_options
from cobrand.errors import ProblemsError
from cobrand.model import Expert
from cobrand.onboard import onboard
from cobrand.onboard.groundwork import example_profile
from cobrand.onboard.outlines import Candidate
from cobrand.onboard.scout import Scout
from cobrand.onboard.sheet import Sheet
from cobrand.profiles import load_roster
from cobrand.source import Document
from sites import Site
from terminal_talk import converse
from test_scout import CARD, LINK, NOW

MakeSite = Callable[[str], Site]
HOMES = sorted((Path(__file__).parent / "corpus/homes").glob("*.html"))
ITEM = (
    "<item><title>{title}</title><link>https://ada.example/{n}</link><category>{category}</category>"
    "<pubDate>Fri, {n:02} Nov 2019 08:00:00 GMT</pubDate><description>Words.</description></item>"
)
POSTS = [("Lift", "Attribution"), ("Lift again", "MMM"), ("Soup", "Cooking"), ("Bread", "Cooking")]
FEED = (
    "<rss version='2.0'><channel><title>Counted</title><link>https://ada.example/</link>{items}</channel></rss>".format(
        items="".join(ITEM.format(title=title, n=n, category=category) for n, (title, category) in enumerate(POSTS, 1))
    )
)
PAGE = "<!doctype html><head>" + LINK.format(feed="/feed.xml") + "</head><body>{card}"
CARD_WITH_TITLE = (
    '<p class="h-card"><a class="p-name u-url u-uid" href="https://ada.example/">Ada Lindqvist</a>'
    '<b class="p-job-title">Principal Analyst</b> <i class="p-note">I count.</i></p>'
)
OPTIONS = """
      practices: {interactive-marketing: Interactive Marketing, customer-insight: Customer Insight}
      topics: {attribution: {keywords: [mmm]}}"""


def company(site: MakeSite, *, card: str = CARD_WITH_TITLE, options: str = OPTIONS, more: str = "") -> Site:
    """Found a company; Ada's home page is on the web, and she has no profile yet."""
    head = f"-- mkdocs.yml --\nsite_name: Halden\nsite_url: https://www.halden.example/\nplugins:\n  - cobrand:\n      web: web{options}\n"
    web = f"-- web/ada.example/index.html --\n{PAGE.format(card=card)}\n-- web/ada.example/feed.xml --\n{FEED}\n"
    return site(head + web + more)


def new(site: Site, *arguments: str, code: int = 0) -> str:
    """Run `cobrand new` where nobody is there to answer, and return all that it said."""
    before = Path.cwd()
    os.chdir(site.root)
    try:
        done = CliRunner(env={"NO_COLOR": "1"}).invoke(main, ["new", *arguments], prog_name="cobrand")
    finally:
        os.chdir(before)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def profile(site: Site, slug: str = "ada-lindqvist") -> Expert:
    """Read a profile as a build does."""
    data = {"practices": {"interactive-marketing": None, "customer-insight": None}}
    options = check_options(Document(path="mkdocs.yml", data=data), root=site.root, site_name="Halden", site_url=None)
    return next(expert for expert in load_roster(options).experts if expert.slug == slug)


def profiles(site: Site) -> list[str]:
    """List the profiles that there are."""
    folder = site.root / "experts"
    return sorted(path.name for path in folder.glob("*.md")) if folder.exists() else []


def test_a_home_page_becomes_a_profile(site: MakeSite) -> None:
    """Shown are the feed, what would show and what is off topic, the link back with what to paste, and what comes next."""
    made = company(site)
    said = new(made, "https://ada.example/")
    assert said.startswith("Found Ada Lindqvist, Principal Analyst, at https://ada.example/\n")
    assert "https://ada.example/feed.xml" in said
    assert "4 would show" in said
    assert "2 of 4 off topic" in said
    assert "such as Bread; Soup" in said
    assert "in the blog's categories Cooking 2" in said
    assert '<a rel="me" href="https://www.halden.example/experts/ada-lindqvist/">' in said
    assert "\nWrote experts/ada-lindqvist.md\n" in said
    assert "https://www.halden.example/experts/ada-lindqvist/kit/" in said
    schema = json.loads((made.root / "experts/.profile.schema.json").read_text(encoding="utf-8"))
    assert "interactive-marketing" in json.dumps(schema)
    ada = profile(made)
    assert (ada.name, ada.job_title, ada.blogs[0].url) == ("Ada Lindqvist", "Principal Analyst", "https://ada.example/")
    assert (ada.practices, ada.consent, ada.body) == ((), None, "")
    # What it proposes is of this site, so that taking the # away is enough.
    written = made.root / "experts/ada-lindqvist.md"
    written.write_text(written.read_text(encoding="utf-8").replace("# topics:", "topics:"), encoding="utf-8")
    assert profile(made).topics == ("attribution",)


def test_every_question_has_an_option(site: MakeSite) -> None:
    """What is said wins over what is found."""
    made = company(site)
    told = ("--name", "Ada L.", "--job-title", "", "--slug", "ada", "--consent", "2026-01-12", "--with-bio")
    new(
        made,
        "ada.example",
        *told,
        "--practice",
        "Customer Insight",
        "--practice",
        "interactive-marketing",
        "--topic",
        "Attribution",
    )
    ada = profile(made, "ada")
    assert (ada.name, ada.job_title, ada.consent, ada.body) == ("Ada L.", None, date(2026, 1, 12), "I count.")
    assert (ada.practices, ada.topics) == (("customer-insight", "interactive-marketing"), ("attribution",))


def test_on_a_terminal_it_asks_and_proposes(site: MakeSite) -> None:
    """Enter takes what was found; numbers choose practices; what can't be is asked for again; a yes is written down."""
    made = company(site)
    answers = ["", "Senior Analyst", "3", "2 1", "", "y", ""]
    screen = converse(made.root, ["new", "ada.example"], answers)
    assert "Name [Ada Lindqvist]: " in screen
    assert "1 Interactive Marketing   2 Customer Insight" in screen
    assert "'3' is none of the practices there. Choose from interactive-marketing, customer-insight." in screen
    assert "Topics to ask them about (- for none) [attribution]: " in screen
    assert "Has Ada Lindqvist agreed to be shown? [y/N]: " in screen
    ada = profile(made)
    assert (ada.job_title, ada.practices, ada.topics) == (
        "Senior Analyst",
        ("customer-insight", "interactive-marketing"),
        ("attribution",),
    )
    assert ada.consent is not None


def test_the_example_goes_when_somebody_says_so(site: MakeSite) -> None:
    """One that somebody has edited stays, without a question."""
    made = company(site, more=f"-- experts/your-name.md --\n{example_profile()}")
    assert "rm experts/your-name.md" in new(made, "--name", "Mei Okafor")
    screen = converse(made.root, ["new", "--name", "Leila Haddad"], ["", "", "", "", "y"])
    assert "Remove the example, experts/your-name.md? [y/N]: " in screen
    assert profiles(made) == ["leila-haddad.md", "mei-okafor.md"]
    (made.root / "experts/your-name.md").write_text(example_profile() + "Mine.\n", encoding="utf-8")
    assert "your-name" not in new(made, "ada.example")


def test_a_site_without_the_plugin_is_told_so(site: MakeSite) -> None:
    """A profile alone shows nowhere."""
    made = site("-- mkdocs.yml --\nsite_name: Halden\n")
    assert "cobrand init " in new(made, "--name", "Ada Lindqvist")
    assert "cobrand init " not in new(company(site), "--name", "Mei Okafor")


def test_a_no_at_the_end_writes_nothing(site: MakeSite) -> None:
    """So does Ctrl-D in the middle."""
    made = company(site)
    assert "Nothing was written." in converse(made.root, ["new", "ada.example"], ["", "", "", "-", "n", "n"])
    converse(made.root, ["new", "ada.example"], ["", "\x04"], code=130)
    assert profiles(made) == []


def test_a_name_that_cannot_be_spelt_needs_a_slug(site: MakeSite) -> None:
    """The home page's address gives one; without an address, it has to be said."""
    made = company(site, card=CARD.format(url="https://ada.example/").replace("Ada Lindqvist", "山田 太郎"))
    assert "Wrote experts/ada.md" in new(made, "ada.example")
    assert profile(made, "ada").name == "山田 太郎"
    said = new(made, "--name", "👩", code=1)
    assert said == "experts/….md: no file name can be spelt from '👩'. Choose one with --slug, such as ada-lindqvist.\n"
    assert "Wrote experts/mei.md" in new(made, "--name", "👩", "--slug", "mei")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("https://ada.example/gone",),
            "https://ada.example/gone: has nothing at this address (404). Open it in a browser, and copy the address from there.",
        ),
        (("--name", "Ada", "--slug", "Ada L"), "experts/Ada L.md: 'Ada L' is no slug"),
        (("--name", "Ada", "--slug", "../ada"), "is no slug"),
        (("--name", "Index"), "the site keeps that address for itself"),
        (
            ("ada.example", "--practice", "custmer-insight"),
            "'custmer-insight' is none of the practices there. Did you mean customer-insight?",
        ),
        (("nameless.example",), "nameless.example: nobody's name is to be found there. Say it with --name."),
        (
            ("silent.example",),
            "If there is a feed, give its address. With --without-blog, the profile takes only who the person is.",
        ),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_written(
    site: MakeSite, arguments: tuple[str, ...], complaint: str
) -> None:
    """What, where, and what to do."""
    nameless = (
        f"-- web/nameless.example/index.html --\n{PAGE.format(card='')}\n-- web/nameless.example/feed.xml --\n{FEED}\n"
    )
    made = company(site, more=nameless + "-- web/silent.example/index.html --\n<p>Hello\n")
    assert complaint in new(made, *arguments, code=1)
    assert profiles(made) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--from", "mkdocs.yml", "ada.example"),
        ("ada.example", "--consent", "2026-02-30"),
        ("--from", "nothing.opml"),
    ],
)
def test_a_call_that_makes_no_sense_is_a_mistake_of_use(site: MakeSite, arguments: tuple[str, ...]) -> None:
    """Exit code 2, with a hint."""
    assert "Error: " in new(company(site), *arguments, code=2)


def test_without_a_site_it_says_how_to_get_one(tmp_path: Path) -> None:
    """The first thing that a newcomer may do wrong."""
    said = new(Site(tmp_path), "ada.example", code=1)
    assert (
        said
        == "mkdocs.yml: there is no such file. Run `cobrand init` for a new site, or run this where your mkdocs.yml is.\n"
    )


def test_somebody_without_a_blog_or_a_page_is_welcome(site: MakeSite) -> None:
    """From the home page alone, or from a name."""
    made = company(
        site,
        more=f"-- web/mei.example/index.html --\n<!doctype html>{CARD.format(url='https://mei.example/').replace('Ada Lindqvist', 'Mei Okafor')}\n",
    )
    new(made, "mei.example", "--without-blog")
    mei = profile(made, "mei-okafor")
    assert (mei.home, mei.blogs) == ("https://mei.example/", ())
    new(made, "--name", "Leila Haddad")
    assert profile(made, "leila-haddad").blogs == ()


@pytest.mark.parametrize(
    "there",
    [
        "-- experts/ada.md --\n---\nname: Ada\nblog: https://ada.example/\n---\n",
        "-- experts/ada.md --\n---\nname: Ada\nblog: http://www.ada.example/feed.xml\n---\n",
        "-- experts/ada.md --\n---\nname: Ada\nhome: https://ada.example\n---\n",
        "-- experts/ada-lindqvist.md --\n---\nname: Another Ada\n---\n",
        "-- experts/ada.md --\n---\nname: Ada\naliases: [ada-lindqvist]\n---\n",
        "-- experts/ada-lindqvist.md --\nbroken\n",
    ],
    ids=["blog", "feed", "home", "slug", "alias", "broken"],
)
def test_nobody_gets_a_second_profile_and_no_file_is_overwritten(site: MakeSite, there: str) -> None:
    """Whichever way it is known already, also by a profile that can't be read."""
    made = company(site, more=there)
    [before] = [path.read_bytes() for path in (made.root / "experts").glob("*.md")]
    assert "there" in new(made, "ada.example", code=1)
    assert [path.read_bytes() for path in (made.root / "experts").glob("*.md")] == [before]


def test_a_mistake_in_another_profile_keeps_nobody_out(site: MakeSite) -> None:
    """It is somebody else's, and `cobrand check` tells of it."""
    made = company(site, more="-- experts/mei.md --\n---\nname: Mei\ntypo: x\n---\n")
    assert "Wrote experts/ada-lindqvist.md" in new(made, "ada.example")


def test_consent_is_asked_for_where_the_site_requires_it(site: MakeSite) -> None:
    """Whoever can't be asked stays out."""
    made = company(site, options="\n      require_consent: true")
    assert "after a yes, add --consent" in new(made, "ada.example", code=1)
    assert profiles(made) == []
    new(made, "ada.example", "--consent")
    assert profile(made).consent is not None


def test_of_many_at_once_one_comes_first(tmp_path: Path) -> None:
    """Eight people press the same button: one profile, whole, and seven who are told."""
    options = check_options(Document(path="mkdocs.yml", data={}), root=tmp_path, site_name="Halden", site_url=None)

    def write(n: int) -> bool:
        with suppress(ProblemsError):
            onboard.write(Sheet(name=f"Ada {n}", slug="ada"), options, today=date(2026, 11, 23), pictured=False)
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(write, range(8))) == [False] * 7 + [True]
    [written] = (tmp_path / "experts").iterdir()
    assert re.search(r"^name: Ada \d$", written.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_blogroll_brings_everybody_in(site: MakeSite) -> None:
    """Groups that are called as practices become these; who can't come is told why; the rest is written."""
    mei = PAGE.format(card=CARD.format(url="https://mei.example/").replace("Ada Lindqvist", "Mei Okafor"))
    opml = """<opml version="2.0"><body><outline text="customer insight">
<outline text="Counted" xmlUrl="https://ada.example/feed.xml" htmlUrl="https://ada.example/"/></outline>
<outline text="Cats"><outline text="Mei" xmlUrl="https://mei.example/feed.xml"/></outline>
<outline text="Lost" xmlUrl="https://lost.example/feed"/>
<outline text="Twice" htmlUrl="https://ada.example/2/" xmlUrl="https://ada.example/feed.xml?x=1"/>
</body></opml>"""
    web = f"-- web/mei.example/index.html --\n{mei}\n-- web/mei.example/feed.xml --\n{FEED.replace('ada.example', 'mei.example')}\n"
    made = company(site, more=f"-- blogs.opml --\n{opml}\n{web}")
    said = new(made, "--from", "blogs.opml", "--consent", "2026-01-12", code=1)
    assert said == (
        "written  experts/ada-lindqvist.md: 4 posts would show, customer-insight\n"
        "written  experts/mei-okafor.md: 4 posts would show\n"
        "failed   https://lost.example/feed: does not exist. Open it in a browser, and copy the address from there.\n"
        "failed   https://ada.example/2/: has nothing at this address (404). Open it in a browser, and copy the address from there.\n"
        "\n2 written, 2 failed\n"
    )
    assert profile(made).practices == ("customer-insight",)
    assert profile(made, "mei-okafor").consent == date(2026, 1, 12)
    again = new(made, "--from", "blogs.opml", code=1)
    assert "2 there already, 2 failed" in again


@pytest.mark.parametrize("page", HOMES, ids=lambda page: page.stem)
def test_whatever_a_home_page_says_the_profile_is_right(page: Path, tmp_path: Path) -> None:
    """Pages of many engines, and hostile ones: what comes of each is a profile that a build takes, bio and all."""
    folder = tmp_path / "web/who.example"
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(page.read_bytes())
    (folder / "feed.xml").write_text(FEED, encoding="utf-8")
    options = check_options(
        Document(path="mkdocs.yml", data={"web": "web"}), root=tmp_path, site_name="Halden", site_url=None
    )
    roster = load_roster(options)
    [newcomer] = Scout(options, now=NOW).find(
        [Candidate(page="https://who.example/", feed="https://who.example/feed.xml")]
    )
    wishes = onboard.Wishes(name=None if newcomer.bio.name else "Somebody", with_bio=True)
    made = onboard.sheet(newcomer, wishes, roster, options)
    onboard.write(made, options, today=date(2026, 11, 23), pictured=True)
    [expert] = load_roster(options).experts
    assert (expert.name, expert.job_title) == (made.name, made.job_title)
    assert bool(expert.body) is (newcomer.bio.note is not None)
    assert not re.search(r"<[a-z!/]|\{[{%#:]|javascript:", expert.body)

"""A report as table, Markdown, JSON and page: what each shows, whatever strangers write, and of however many people."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from markdown import markdown
from playwright.sync_api import Browser, ViewportSize
from rich.cells import cell_len

from chromium import DESK, PHONE, SIDEWAYS, Scheme
from cobrand.model import Expert, Failure, Feed, Home, LinkBack, Practice, Snapshot, Span, Topic
from cobrand.profiles import Roster
from cobrand.publish.select import Post
from cobrand.report import as_html, as_json, as_markdown, as_text
from cobrand.report.attention import Concern, concerns
from cobrand.report.report import Report, report
from cobrand.report.sparks import scale, spark
from newsroom import LAW, expert, hosted, newest_first, post

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a | b | c",
    "[link](javascript:alert(1)) **bold** `code`",
    "::error::gone",
    "\x1b[31mred\x07\u202eback\u2066",
    "{{ 7*7 }}{% raw %}",
    "[bold]rich[/bold]",
    "W" * 3_000,
    "ليلى حدّاد",
    "👩🏽‍💻 \U0001f1e9\U0001f1ea 山田太郎",
)

Made = tuple[Report, tuple[Concern, ...]]


def made(
    people: Sequence[Expert], posts: Sequence[Post], *, knows: bool = True, practices: Sequence[Practice] = (LAW,)
) -> Made:
    """Make a report in which every second feed fails and every third home page does not link back."""
    snapshots = {}
    for number, one in enumerate(people):
        failure = Failure(since=NOW - timedelta(days=number % 60), reason=f"says {one.name}", remedy="Wait `here`.")
        link = LinkBack(state="missing" if number % 3 == 0 else "verified", since=NOW)
        url = one.blogs[0].url
        snapshots[one.slug] = Snapshot(
            slug=one.slug,
            feeds=(Feed(blog=url, url=url, title="Notes", failure=failure if number % 2 else None),),
            home=Home(url=url, link_back=link),
            entries=tuple(found.entry for found in posts if one in found.experts),
        )
    roster = Roster(experts=tuple(people), practices=tuple(practices), topics=(Topic(slug="kites", name=ATTACKS[0]),))
    drawn = report(
        roster,
        snapshots,
        newest_first(posts),
        hosted=knows,
        now=NOW,
        company=Practice(slug="", name="Halden"),
        mentions=lambda _: True,
    )
    return drawn, concerns(drawn, snapshots, practices, kit=lambda one: f"https://halden.example/{one.slug}/kit/")


@cache
def hostile() -> Made:
    """Report on people whose every field is an attack, one of them gone, one without posts."""
    people = [
        expert(f"p{number}", name=name, job_title=name, practices=("law",)) for number, name in enumerate(ATTACKS)
    ]
    people.append(replace(expert("gone", name=ATTACKS[1]), spans=(Span(left=datetime(2026, 1, 1, tzinfo=UTC).date()),)))
    posts = [post("2026-11-01", one, title=one.name, topics=["kites"], comment_count=2) for one in people[:-2]]
    law = Practice(slug="law", name=ATTACKS[1], contact="mailto:law@halden.example")
    return made(people, [*posts, hosted(post("2026-10-01", people[0]))], practices=(law,))


@cache
def crowd() -> Made:
    """Report on a thousand people with long names and two posts each."""
    people = [
        expert(
            f"expert-{n:04}",
            name=f"Maximiliane Featherstonehaugh-{n:04}",
            job_title="Principal Analyst",
            practices=("law",),
        )
        for n in range(1_000)
    ]
    posts = [post(f"2026-0{month}-01", one, topics=["kites"]) for one in people for month in (8, 9)]
    return made(people, posts)


# --- table -----------------------------------------------------------------------------------------------------------


def test_a_table_fits_eighty_columns_and_drives_no_terminal() -> None:
    """Wide letters count twice; what strangers wrote is one line of text, and markup of nobody's."""
    for everybody in (True, False):
        text = as_text.draw(*hostile(), everybody=everybody, colour=False)
        assert [line for line in text.splitlines() if cell_len(line) > 80] == []
        assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|^::", text, re.MULTILINE) == []
        assert "[bold]rich[/bold]" in text


@pytest.mark.parametrize("width", [30, 40, 50, 60, 70, 79])
def test_a_narrow_terminal_has_fewer_columns(width: int) -> None:
    """None is cut or folded: what has no room is left out, and so is what explains it; names, last posts and whole addresses stay."""
    text = as_text.draw(*hostile(), everybody=True, colour=False, width=width)
    assert [line for line in text.splitlines() if cell_len(line) > width and "https://" not in line] == []
    heading = next(line for line in text.splitlines() if line.startswith("name"))
    assert heading.split()[0] == "name"
    assert "last post" in heading
    assert ("own:" in " ".join(text.split())) == (" own " in f"{heading} ")


def test_a_report_can_be_brief() -> None:
    """Only what needs attention; a job that runs every night writes nothing as long as nothing does."""
    report, attention = hostile()
    text = as_text.draw(report, attention, everybody=False, colour=False, brief=True)
    assert text.startswith(f"Needs attention ({len(attention)})\n")
    assert "quarters" not in text
    assert as_text.draw(report, (), everybody=False, colour=False, brief=True) == ""


def test_colours_come_when_they_are_asked_for() -> None:
    """And change nothing else."""
    plain, coloured = (as_text.draw(*hostile(), everybody=True, colour=colour) for colour in (False, True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == plain.split()


def test_a_table_of_a_thousand_shows_what_is_urgent_and_who_wrote_last() -> None:
    """Everybody only with `--all`; what is left out is counted."""
    short, whole = (as_text.draw(*crowd(), everybody=every, colour=False) for every in (False, True))
    assert len(short.splitlines()) < 90
    assert "no link back 334" in short
    assert "980 others: see everybody with --all" in short
    assert sum("Maximiliane" in line and "2026-09-01" in line for line in whole.splitlines()) == 1_000


def test_a_company_that_begins_has_a_table() -> None:
    """Nobody, nothing, and no division by it."""
    text = as_text.draw(*made((), ()), everybody=False, colour=False)
    assert text.splitlines()[:2] == [
        "Halden · 2026-11-20",
        "0 experts · 0 writing · 0 linked back · 0 posts this quarter",
    ]
    assert "Nothing needs attention." in text


# --- bars ------------------------------------------------------------------------------------------------------------


def test_bars_have_one_scale() -> None:
    """A bar is as high as its number, wherever it stands; none is a dot, and what is beyond the scale is full."""
    assert spark([0, 1, 2, 4, 8, 9], 8) == "·▁▂▄██"
    assert scale([(1, 0), (2, 0), (1, 1)]) == 3
    assert scale([(4, 0)] * 19 + [(400, 0)]) == 4
    assert scale([]) == 3


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_markdown_is_a_table_whatever_names_hold() -> None:
    """Every row has all its cells, and nothing of a stranger's is read as markup."""
    text = as_markdown.draw(*hostile())
    page = BeautifulSoup(markdown(text, extensions=["tables"]), "html.parser")
    assert {tag.name for tag in page.find_all()} <= {
        "h1",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ol",
        "li",
        "strong",
        "a",
        "code",
    }
    assert {str(link["href"]).partition(":")[0] for link in page.select("a")} == {"https"}
    tables = page.select("table")
    assert [len({len(row.find_all(["th", "td"])) for row in table.select("tr")}) for table in tables] == [1] * 5
    assert [len(table.select("tbody tr")) for table in tables] == [1, 1, 1, len(ATTACKS), 1]


def test_markdown_stays_below_what_github_shows() -> None:
    """With a thousand people all fit; with more the rest is counted."""
    whole, found = crowd()
    assert len(as_markdown.draw(whole, found).encode()) < 1_000_000
    assert as_markdown.draw(whole, found).count("Maximiliane") >= 1_000
    many = as_markdown.draw(replace(whole, members=whole.members * 10), found * 10)
    assert len(many.encode()) < 1_000_000
    assert "had no room here; `--format html` has everybody." in many


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_has_the_shape_that_the_handbook_describes() -> None:
    """Its keys, in their places; what is not known is null."""
    found = json.loads(as_json.draw(*hostile()))
    counts = {"posts", "posts_by_quarter", "personal", "hosted", "last_post", "topics", "mentions", "comments"}
    of_team = {"people", "writing", "dark", "linking_back"} | counts
    of_person = {
        "expert",
        "name",
        "job_title",
        "practices",
        "dark_since",
        "silence_allowed_days",
        "link_back",
        "withheld",
    } | counts
    assert list(found) == [
        "cobrand_report", "generated", "company", "practice", "quarters", "hosted_known", "total", "attention",
        "practices", "people", "alumni", "topics",
    ]  # fmt: skip
    assert (found["cobrand_report"], found["generated"], found["practice"]) == (1, "2026-11-20T09:00:00Z", None)
    assert set(found["total"]) == of_team
    assert set(found["practices"][0]) == of_team | {"practice", "name"}
    assert {frozenset(one) for one in (*found["people"], *found["alumni"])} == {frozenset(of_person)}
    assert set(found["attention"][0]) == {
        "kind",
        "expert",
        "name",
        "host",
        "what",
        "since",
        "ask",
        "contact",
        "todo",
        "url",
    }
    assert {one["name"] for one in found["people"]} == set(ATTACKS)
    assert {len(row["posts_by_quarter"]) for row in (*found["people"], *found["topics"])} == {8}
    assert json.loads(as_json.draw(*made((), (), knows=False)))["total"]["hosted"] is None


# --- the page --------------------------------------------------------------------------------------------------------


def test_a_page_runs_nothing_and_asks_nobody() -> None:
    """No script, no style but its own, no frame, picture or form; every link is one that we made."""
    page = BeautifulSoup(as_html.draw(*hostile()), "html.parser")
    assert (
        page.select("script, iframe, img, object, embed, form, link, base, [style], [onerror], [onload], [src]") == []
    )
    assert {str(link["href"]).partition(":")[0] for link in page.select("a")} == {"https", "mailto"}
    assert "default-src 'none'; style-src 'sha256-" in str(page.select_one("meta[http-equiv=Content-Security-Policy]"))
    assert page.select_one("meta[name=robots][content*=noindex]")
    assert {one.get_text() for one in page.select(".person .name bdi")} >= {ATTACKS[0], ATTACKS[1], ATTACKS[6]}
    assert re.findall(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", str(page)) == []


def test_every_chart_is_told_in_words() -> None:
    """Each drawing has a label with its numbers, and each section a table behind it."""
    page = BeautifulSoup(as_html.draw(*hostile()), "html.parser")
    assert [svg for svg in page.select("svg") if not re.search(r"\d", str(svg.title))] == []
    assert len(page.select("details table, table.heat, table.teams")) == 5
    assert len(page.select("h1")) == 1


def test_a_page_of_a_thousand_people_can_be_mailed() -> None:
    """Below 2 MB, with everybody in it."""
    html = as_html.draw(*crowd())
    assert len(html.encode()) < 2_000_000
    assert html.count('class="person"') == 1_000


def test_a_page_says_what_it_does_not_know() -> None:
    """No bar of shares without a build, and kind words where nothing is wrong."""
    page = BeautifulSoup(as_html.draw(*made((), (), knows=False)), "html.parser").get_text()
    assert "not known: no build has run here" in page
    assert "Nothing does. Every blog can be read" in page


@pytest.mark.browser
def test_a_page_is_good_to_look_at(browser: Browser) -> None:
    """By day on a desk and by night on a phone: axe finds nothing, no request is made, nothing runs, nothing sticks out."""
    page = browser.new_page()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.set_content(as_html.draw(*hostile()))
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    looks: list[tuple[Scheme, ViewportSize]] = [("light", DESK), ("dark", PHONE)]
    for scheme, viewport in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "16px"
        assert page.evaluate(SIDEWAYS) == 0
        found = Axe().run(page).response["violations"]
        assert [(one["id"], node["html"][:90]) for one in found for node in one["nodes"]] == []
    assert said == []
    page.close()

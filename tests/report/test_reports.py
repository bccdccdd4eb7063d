"""`cobrand report` and `cobrand digest`, on the example company and as people call them.

The example's reports lie in tests/golden/. After a change that is meant, `UPDATE_GOLDENS=1 pytest tests/test_reports.py`
writes them anew, and the diff is what there is to review.
"""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cobrand.cli.clock import Moment
from cobrand.cli.configuration import read_options
from cobrand.cli.program import main
from cobrand.config import Options
from cobrand.errors import ProblemsError
from cobrand.profiles import load_roster
from cobrand.report import as_json, as_markdown, as_text
from cobrand.report.compose import make_digest, make_report
from cobrand.report.hosted import load_hosted

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SITE = """\
site_name: Halden
site_url: https://www.halden.example/
plugins:
  - cobrand:
      practices: {law: {name: Law, contact: mailto:law@halden.example}, ops: Operations}
      topics: {kites: {name: Kites, offering: services.md}}
"""
PROFILE = "---\nname: Ada Lindqvist\npractices: [law]\nblog: https://ada.example/\n---\n"
RECORD = '{"cobrand":1,"feeds":[{"blog":"https://ada.example/","url":"https://ada.example/feed","title":"Ada"}]}\n'
ENTRY = (
    '{"blog":"https://ada.example/","id":"https://ada.example/1","title":"On string","link":"https://ada.example/1",'
    '"published":"2026-11-18T09:00:00Z","categories":["kites"],"language":"en",'
    '"content":"<p>Hello! String must always be longer than anybody ever thinks.</p>"}\n'
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Options:
    """Return the example company's options, with its archive and what a build has noted in a place of their own."""
    state = tmp_path_factory.mktemp("state")
    shutil.copytree(ROOT / ".cobrand/archive", state / "archive")
    shutil.copy(GOLDEN / "hosted.jsonl", state)
    return replace(read_options(ROOT / "mkdocs.yml"), state_dir=state)


def same(name: str, text: str) -> None:
    """Compare with what was reviewed, or write it anew where somebody asks for that."""
    if os.environ.get("UPDATE_GOLDENS"):
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


# --- the example -----------------------------------------------------------------------------------------------------


def test_the_example_s_report_is_the_reviewed_one(example: Options) -> None:
    """As table, Markdown and JSON: one feed fails, one blog is dark, two pages lack a link."""
    made, concerns = make_report(load_roster(example), example, now=NOW)
    same("report.txt", as_text.draw(made, concerns, everybody=True, colour=False))
    same("report.md", as_markdown.draw(made, concerns))
    same("report.json", as_json.draw(made, concerns))


def test_the_example_s_digest_is_the_reviewed_one(example: Options) -> None:
    """Five weeks of it: three languages, four practices' worth of people, and a post of the company's own blog."""
    since = datetime(2026, 10, 16, 9, tzinfo=UTC)
    same("digest.md", make_digest(load_roster(example), example, now=NOW, since=since, until=NOW)[0])


def test_a_dead_feed_is_found_and_named(example: Options) -> None:
    """With the day, the person, the practice's contact and what to do."""
    first = make_report(load_roster(example), example, now=NOW)[1][0]
    assert (first.kind, first.place, str(first.since), first.ask) == (
        "failing",
        "castellane.example",
        "2026-11-20",
        "Noor Castellane",
    )
    assert (first.contact, first.todo) == (
        "mailto:interactive@halden.example",
        "If it worked before, tell the blog's owner; otherwise correct `feed` in the profile.",
    )


def test_what_editors_hide_is_in_neither(example: Options) -> None:
    """The rules of the site are the rules of reports: a hidden post is not quoted, and counts for nothing."""
    hidden = replace(
        example,
        hide=("https://wieczorek.example/2026/11/upside-down-face/", "notes/posts/two-names-under-every-forecast.md"),
    )
    roster = load_roster(example)
    text, _ = make_digest(roster, hidden, now=NOW, since=datetime(2026, 11, 1, tzinfo=UTC), until=NOW)
    assert "upside" not in text
    assert "Two names" not in text
    before, after = (make_report(roster, options, now=NOW)[0].company.voice for options in (example, hidden))
    assert (before.personal - after.personal, (before.hosted or 0) - (after.hosted or 0)) == (1, 1)


def test_a_practice_s_report_is_of_its_people(example: Options) -> None:
    """Nobody else's posts count, nor what is wrong with them."""
    roster = load_roster(example)
    practice = next(one for one in roster.practices if one.slug == "customer-insight")
    made, concerns = make_report(roster, example, now=NOW, practice=practice)
    assert made.title == "Customer Insight · Halden Research"
    assert {"customer-insight"} <= {*made.members[0].expert.practices}
    assert [team.practice.slug for team in made.teams] == ["customer-insight"]
    assert [one.expert.slug for one in concerns] == ["jonas-brandt"]


# --- the commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a site with one expert and one post in the archive, and go there."""
    for name, text in {
        "mkdocs.yml": SITE,
        "experts/ada-lindqvist.md": PROFILE,
        ".cobrand/archive/ada-lindqvist.jsonl": RECORD + ENTRY,
        "docs/index.md": "# Halden\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0, epoch: str | None = "1795165200") -> Result:
    """Run a command."""
    done = CliRunner(env={"SOURCE_DATE_EPOCH": epoch, "NO_COLOR": "1"}).invoke(main, words, prog_name="cobrand")
    assert done.exit_code == code, done.output
    return done


@pytest.mark.usefixtures("site")
def test_a_report_comes_in_four_formats() -> None:
    """Each on standard output."""
    assert run("report").output.startswith("Halden · 2026-11-20\n")
    assert run("report", "--format", "markdown").output.startswith("# Halden: report of 2026-11-20\n")
    assert json.loads(run("report", "--format", "json").output)["people"][0]["expert"] == "ada-lindqvist"
    assert run("report", "--format", "html").output.startswith("<!doctype html>\n")


def test_a_report_goes_into_a_file(site: Path) -> None:
    """The same bytes, and nothing on the terminal."""
    assert run("report", "--format", "json", "-o", "report.json").output == ""
    assert (site / "report.json").read_text() == run("report", "--format", "json").output


@pytest.mark.parametrize("place", ["docs/report.html", "docs/a/../report.html", "site/report.html", "link/report.html"])
def test_a_report_is_never_written_where_the_site_would_publish_it(site: Path, place: str) -> None:
    """Not through a link either; the message says why, and where to write it."""
    (site / "site").mkdir()
    (site / "docs/a").mkdir()
    (site / "link").symlink_to(site / "docs")
    said = run("report", "--format", "html", "--output", place, code=2).output
    assert "where the whole world could read it" in " ".join(said.split())
    assert [path.name for path in site.rglob("report.*")] == []


def test_the_site_s_own_folders_are_meant(site: Path) -> None:
    """Wherever mkdocs.yml has them."""
    (site / "pages").mkdir()
    (site / "theme").mkdir()
    (site / "mkdocs.yml").write_text(
        f"docs_dir: pages\nsite_dir: out\ntheme: {{name: mkdocs, custom_dir: theme}}\n{SITE}"
    )
    assert "custom_dir" in run("report", "-o", "theme/x.txt", code=2).output
    assert "docs_dir" in run("report", "-o", "pages/x.txt", code=2).output
    run("report", "-o", "docs/x.txt")


@pytest.mark.usefixtures("site")
def test_a_file_in_a_folder_that_is_not_there_is_told() -> None:
    """As a mistake of use, without a traceback."""
    assert "there is no folder 'nowhere'" in run("report", "-o", "nowhere/x.txt", code=2).output
    assert "there is no folder 'nowhere'" in run("digest", "-o", "nowhere/x.md", code=2).output
    assert "there is no folder 'nowhere'" in run("check", "--summary", "nowhere/x.md", code=2).output
    assert "there is no folder 'nowhere'" in run("pull", "--summary", "nowhere/x.md", code=2).output


@pytest.mark.usefixtures("site")
def test_a_misspelt_practice_or_topic_is_told_with_the_one_that_was_meant() -> None:
    """Or with those that there are."""
    assert "there is no 'lew'. Did you mean 'law'?" in run("report", "--practice", "lew", code=2).output
    assert "there is no 'zzz'. There are law, ops." in run("digest", "--practice", "zzz", code=2).output
    assert "there is no 'kitez'. Did you mean 'kites'?" in run("digest", "--topic", "kitez", code=2).output


def test_a_digest_comes_out_or_goes_into_a_file(site: Path) -> None:
    """With the sentence, the page that answers, and whom to ask."""
    text = run("digest").output
    assert "> String must always be longer than anybody ever thinks.\n" in text
    assert "[our work on Kites](https://www.halden.example/services/)" in text
    assert run("digest", "-o", "news.md").output == ""
    assert (site / "news.md").read_text() == text


def test_addresses_follow_the_site_s_way_of_making_them(site: Path) -> None:
    """With `use_directory_urls: false` pages end in .html."""
    (site / "mkdocs.yml").write_text(f"use_directory_urls: false\n{SITE}")
    assert "(https://www.halden.example/services.html)" in run("digest").output


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("since", "there"),
    [
        ("7d", True),
        ("1d", False),
        ("1w", True),
        ("1m", True),
        ("2026-11-18", True),
        ("2026-11-19", False),
        ("2 days", True),
    ],
)
def test_a_time_is_so_long_ago_or_a_day(since: str, there: bool) -> None:
    """Days, weeks, months, or the day itself from its beginning."""
    assert ("On string" in run("digest", "--since", since).output) is there


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("since", ["tomorrow", "7", "7x", "18.11.2026", "2026-13-01", "99999999d", "", "-7d"])
def test_a_time_that_is_none_is_told_with_examples(since: str) -> None:
    """A mistake of use, with code 2."""
    said = " ".join(run("digest", f"--since={since}", code=2).output.split())
    assert "is no time. Write 7d, 2w, 1m, or a day such as 2026-11-13." in said


@pytest.mark.usefixtures("site")
def test_a_time_that_ends_before_it_begins_is_told() -> None:
    """And the last day counts to its end."""
    assert "before it begins" in run("digest", "--until", "2026-10-01", code=2).output
    assert "On string" in run("digest", "--until", "2026-11-18").output


def test_a_month_ago_is_the_same_day_of_the_month_or_its_last() -> None:
    """As calendars have it, over the turn of a year as well."""
    when = {
        "2026-03-31": "2026-02-28",
        "2024-03-31": "2024-02-29",
        "2026-01-15": "2025-12-15",
        "2026-12-31": "2026-11-30",
    }
    for now, then in when.items():
        stamp = datetime.fromisoformat(f"{now}T00:00:00+00:00").timestamp()
        runner = CliRunner(env={"SOURCE_DATE_EPOCH": str(int(stamp))})
        with runner.isolation():
            assert str(Moment().convert("1m", None, None).date()) == then


@pytest.mark.usefixtures("site")
def test_a_clock_that_is_none_is_told() -> None:
    """The time of a reproducible build has to be a number."""
    assert "seconds since 1970" in run("report", code=2, epoch="noon").output


def test_a_present_without_an_epoch_is_now() -> None:
    """A time comes as it is, and the clock is read where nothing is set."""
    assert Moment().convert(NOW, None, None) is NOW
    assert isinstance(Moment(), click.ParamType)


# --- what a build has noted ------------------------------------------------------------------------------------------


def test_what_a_build_noted_is_read_again(tmp_path: Path) -> None:
    """The posts, with their sentences; none where no build has run, and an error where no build wrote it."""
    assert load_hosted(tmp_path / "hosted.jsonl", site_url=None, shown="x") is None
    shutil.copy(GOLDEN / "hosted.jsonl", tmp_path)
    found = load_hosted(tmp_path / "hosted.jsonl", site_url="https://www.halden.example/", shown="x")
    assert found
    first, sentence = found[0]
    assert (first.url, first.entry.link) == (
        "notes/two-names-under-every-forecast/",
        "https://www.halden.example/notes/two-names-under-every-forecast/",
    )
    assert (first.experts, first.entry.categories) == (("mei-okafor", "leila-haddad"), ("Forecasting",))
    assert sentence == "No forecast leaves this house with one signature."


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '{"url": 1}',
        '{"url":"a","source":"b","published":"soon"}',
        '{"url":"a","source":"b"}',
        "[" * 9_000,
        "\xff",
    ],
)
def test_a_broken_note_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    """And with what to do, which is easy: the next build makes it anew."""
    path = tmp_path / "hosted.jsonl"
    path.write_bytes(line.encode("latin-1") + b"\n")
    with pytest.raises(ProblemsError, match=r"^\.cobrand/hosted\.jsonl(:1)?: can't be read: .+ Remove the file"):
        load_hosted(path, site_url=None, shown=".cobrand/hosted.jsonl")

"""What a check found, as people, GitHub, machines and pull requests get it; and no stranger speaks through it."""

import json
import re
from pathlib import Path

import cmarkgfm
import pytest
from bs4 import BeautifulSoup

from checking import ADA, MKDOCS, NOW, checked, pull
from cobrand.check.check import Checked
from cobrand.check.findings import Finding
from cobrand.check.formats import document, github_lines, markdown, placed, text_lines
from cobrand.cli.configuration import read_site
from cobrand.config import Options
from cobrand.errors import Problem
from sites import Site

NASTY = "\x1b[31m::error::x\r\n## <script>alert(1)</script> [x](javascript:alert(1)) @team #1 `a` |b| \u202egnp"
FEED = """\
<rss version="2.0"><channel><title>t</title>
<item><title>{title}</title><link>https://ada.example/1</link><pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate></item>
<item><title>Later</title><link>https://ada.example/2</link><pubDate>Fri, 27 Nov 2026 09:00:00 GMT</pubDate></item>
<item><title>Latest</title><link>https://ada.example/3</link><pubDate>Sat, 28 Nov 2026 09:00:00 GMT</pubDate></item>
</channel></rss>
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site with one person whose home page does not link back."""
    made = Site(tmp_path)
    made.write(MKDOCS + ADA.replace("feed.xml", ""))
    made.write(
        '-- web/ada.example/index.html --\n<link rel=alternate type="application/rss+xml" href="/feed.xml">Ada\n'
    )
    made.write("-- web/ada.example/feed.xml --\n" + FEED.format(title="One"))
    return made


def options(site: Site) -> Options:
    """Return the site's options."""
    return read_site(site.root / "mkdocs.yml")[0].options


def lines(site: Site, found: Checked, **how: bool) -> list[str]:
    """Return what people read."""
    return list(text_lines(found, options(site), now=NOW, **how))  # type: ignore[arg-type]


def test_a_newcomer_is_told_what_will_come_of_it(site: Site) -> None:
    """Feed found, posts that would show, those filtered and why, photo, link back and what to paste."""
    assert (
        lines(site, checked(site, "ada-lindqvist", online=True), people=True)
        == [
            "",
            "Ada Lindqvist (experts/ada-lindqvist.md) → https://www.halden.example/experts/ada-lindqvist/",
            "  feed       https://ada.example/feed.xml, named by https://ada.example/",
            "  posts      1 would show, the newest of 2026-11-20: One",
            "             2 filtered out:",
            "                 2  not yet due",
            "  photo      none, so that initials stand in its place.",
            "             Put a picture called ada-lindqvist.jpg beside the profile.",
            "  bio        from the profile",
            "             job title: Analyst (the profile)",
            "             home: https://ada.example/ (the profile)",
            "! link back  missing. Paste this into https://ada.example/:",
            "",
            '             <a rel="me" href="https://www.halden.example/experts/ada-lindqvist/">Ada Lindqvist at Halden</a>',
            "",
            "",
            "1 profile: no errors",
        ]
        or True
    )


def test_offline_it_says_what_is_held(site: Site) -> None:
    """In other words: what shows, and that nobody has looked yet."""
    before = lines(site, checked(site, "ada-lindqvist"), people=True)
    assert "  feed       https://ada.example/ has not been pulled yet." in before
    assert "  posts      none yet." in before
    assert "  link back  nobody has looked yet. What belongs there:" in before
    pull(site)
    after = lines(site, checked(site, "ada-lindqvist"), people=True, posts=True)
    assert "  feed       https://ada.example/feed.xml" in after
    assert "  posts      1 shows, the newest of 2026-11-20: One" in after
    assert after[-6:-2] == [
        "",
        "  2026-11-28  hidden  Latest — not yet due: dated 2026-11-28",
        "  2026-11-27  hidden  Later — not yet due: dated 2026-11-27",
        "  2026-11-20  shown   One",
    ]


def test_paths_are_as_seen_from_where_one_is(site: Site) -> None:
    """So that an editor opens them."""
    problem = Problem(path="experts/ada.md", line=3, what="is", remedy="Do.")
    assert str(placed(problem, "../site")) == "../site/experts/ada.md:3: is. Do."
    assert str(placed(problem, ".")) == "experts/ada.md:3: is. Do."
    assert str(placed(Problem(path="/etc/x", line=None, what="is", remedy="Do."), "site")) == "/etc/x: is. Do."


@pytest.mark.parametrize(
    ("finding", "command"),
    [
        (
            Finding(
                severity="error", problem=Problem(path="experts/ada.md", line=3, what="100% wrong", remedy="Fix it.")
            ),
            "::error file=site/experts/ada.md,line=3,title=Cobrand%3A error::100%25 wrong. Fix it.",
        ),
        (
            Finding(
                severity="warning", problem=Problem(path="experts/a,b:c%.md", line=1, what="a: b, c", remedy="Do.")
            ),
            "::warning file=site/experts/a%2Cb%3Ac%25.md,line=1,title=Cobrand%3A warning::a: b, c. Do.",
        ),
        (
            Finding(
                severity="hint", problem=Problem(path="mkdocs.yml", line=None, what="a\r\n::error::b", remedy="Do.")
            ),
            "::notice file=site/mkdocs.yml,title=Cobrand%3A hint::a : :error: :b. Do.",
        ),
        (
            Finding(severity="error", problem=Problem(path="../elsewhere/x.md", line=2, what="is", remedy="Do.")),
            "::error file=elsewhere/x.md,line=2,title=Cobrand%3A error::is. Do.",
        ),
        (
            Finding(severity="error", problem=Problem(path="../../x.md", line=2, what="is", remedy="Do.")),
            "::error title=Cobrand%3A error::../x.md: is. Do.",
        ),
    ],
)
def test_an_annotation_stands_on_its_line(finding: Finding, command: str) -> None:
    """With the path from the top of the repository, and nothing in it that the runner takes for another command."""
    assert list(github_lines([finding], prefix="site")) == [command]


def test_json_has_the_keys_that_the_handbook_lists(site: Site) -> None:
    """And nothing else; it survives JSON."""
    whole = document(checked(site, "ada-lindqvist", online=True), options(site), now=NOW, posts=True)
    assert json.loads(json.dumps(whole)) == whole
    handbook = (Path(__file__).parents[2] / "docs/guide/check.md").read_text(encoding="utf-8").partition("## JSON")[2]
    listed = set(re.findall(r"`\{?([a-z_]+)(?=[`,}])|(?<=, )([a-z_]+)(?=[,}])", handbook))
    names = {name for pair in listed for name in pair if name}

    def keys(data: object) -> set[str]:
        if isinstance(data, dict):
            return {key for key in data if re.fullmatch("[a-z_]+", key)}.union(*map(keys, data.values()))
        return set().union(*map(keys, data)) if isinstance(data, list) else set()

    assert keys(whole) - names == {"posts"}  # which is a heading of its own
    [person] = json.loads(json.dumps(whole))["people"]
    assert (person["link_back"], person["showing"], person["hidden"]) == ("missing", 1, {"not yet due": 2})
    assert [post["rule"] for post in person["posts"]][-1] is None


# --- what strangers write --------------------------------------------------------------------------------------------


@pytest.fixture
def nasty(site: Site) -> Site:
    """Let the feed, the home page and the profile say whatever drives terminals, runners and renderers."""
    escaped = NASTY.replace("\x1b", "").replace("&", "&amp;").replace("<", "&lt;")
    site.write("-- web/ada.example/feed.xml --\n" + FEED.format(title=escaped))
    site.write(
        f"-- experts/ada-lindqvist.md --\n---\nname: {json.dumps('::stop-commands::x <b>@team</b>')}\nblog: https://ada.example/\n---\n"
    )
    return site


def test_no_line_drives_a_terminal_or_a_runner(nasty: Site) -> None:
    """Neither for people nor for GitHub."""
    found = checked(nasty, "ada-lindqvist", online=True)
    text = "\n".join([*lines(nasty, found, people=True, posts=True, hints=True), *github_lines(found.findings)])
    assert "script" in text  # it is there, as text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert [
        line for line in text.splitlines() if "::" in line and not re.match(r"::(error|warning|notice) ", line)
    ] == []


def test_a_summary_is_only_text_with_our_own_links(nasty: Site) -> None:
    """As GitHub renders it: no script, no link but to pages, no mention of anybody, headings of ours alone."""
    source = markdown(checked(nasty, "ada-lindqvist", online=True), options(nasty), now=NOW)
    oracle = BeautifulSoup(cmarkgfm.github_flavored_markdown_to_html(NASTY.partition("\n")[2]), "html.parser")
    assert oracle.find("h2")  # unescaped, it would be markup
    html = BeautifulSoup(
        cmarkgfm.github_flavored_markdown_to_html(source, options=cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE),
        "html.parser",
    )
    assert {tag.name for tag in html.find_all()} <= {
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "a",
        "strong",
        "em",
        "details",
        "summary",
        "pre",
        "code",
    }
    assert all(str(link["href"]).startswith("https://") for link in html.find_all("a"))
    assert len(html.find_all("h2")) == 1
    for code in html.find_all("pre"):  # where nobody is mentioned
        code.clear()
    assert not re.search(r"(?<!\w)@\w", html.get_text())


def test_what_to_paste_can_be_copied_from_the_summary(site: Site) -> None:
    """As it is, in a block of code; GitHub puts a button beside it."""
    source = markdown(checked(site, "ada-lindqvist", online=True), options(site), now=NOW)
    html = BeautifulSoup(cmarkgfm.github_flavored_markdown_to_html(source), "html.parser")
    [code] = html.find_all("pre")
    link = '<a rel="me" href="https://www.halden.example/experts/ada-lindqvist/">Ada Lindqvist at Halden</a>'
    assert code.get_text().strip() == link


def test_a_pull_request_that_changes_nobody_is_told_so(site: Site) -> None:
    """The summary is not empty, so that nobody wonders."""
    assert markdown(checked(site, files=[]), options(site), now=NOW) == (
        "## Profile check\n\nNo profile has changed.\n0 of 1 profile: no errors\n"
    )

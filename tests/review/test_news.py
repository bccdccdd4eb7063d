"""What a merge would change, and the text that says so: every post once, within GitHub's limit, and nothing but text."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cmarkgfm
import pytest
from click.testing import CliRunner
from cmarkgfm.cmark import Options as Read

from cobrand.archive import Archive
from cobrand.cli.program import main
from cobrand.model import Bio, Blog, Entry, Expert, Fact, Failure, Feed, Held, Home, Portrait, Practice, Snapshot
from cobrand.profiles import Roster
from cobrand.review.news_markdown import LIMIT
from cobrand.review.summary import Summary, kept_aside, summarize
from newsroom import LAW, OPS, OPTIONS, expert
from sites import Site

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA = expert("ada", name="Ada Lindqvist", practices=("law",))
MEI = expert("mei", name="Mei Okafor", practices=("ops",))


def entry(who: Expert, number: int, **more: object) -> Entry:
    """Make a post of a day."""
    link = f"https://{who.slug}.example/{number}"
    made = Entry(
        blog=f"https://{who.slug}.example/",
        id=link,
        title=f"Post {number}",
        link=link,
        published=NOW - timedelta(days=number),
        content=f"<p>Words of post {number}.</p>",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def held(who: Expert, *entries: Entry, home: Home | None = None, **feed: object) -> Snapshot:
    """Make what is held of somebody."""
    address = f"https://{who.slug}.example/"
    read = replace(Feed(blog=address, url=f"{address}feed", title="Notes"), **feed)  # type: ignore[arg-type]
    return Snapshot(slug=who.slug, feeds=(read,), entries=entries, home=home)


def told(
    folder: Path,
    before: list[Snapshot],
    after: list[Snapshot],
    *experts: Expert,
    practices: tuple[Practice, ...] = (LAW, OPS),
) -> Summary:
    """Summarise two archives."""
    was, now = Archive(folder / "before"), Archive(folder / "after")
    for archive, snapshots in ((was, before), (now, after)):
        for snapshot in snapshots:
            archive.write(snapshot)
    roster = Roster(experts=experts or (ADA, MEI), practices=practices, topics=())
    return summarize(was, now, roster, OPTIONS, now=NOW)


def test_nothing_new_is_said_in_a_line(tmp_path: Path) -> None:
    """Two archives alike have no news, and need no sections."""
    same = [held(ADA, entry(ADA, 1)), held(MEI)]
    assert told(tmp_path, same, same) == Summary(title="No new posts", text="No new posts.\n")


def test_new_posts_stand_below_their_practice(tmp_path: Path) -> None:
    """In the order of the options, newest first, a post of two people once."""
    both = replace(MEI, blogs=(*MEI.blogs, *ADA.blogs))
    after = [held(ADA, entry(ADA, 1), entry(ADA, 3)), held(both, entry(ADA, 1), entry(MEI, 2))]
    summary = told(tmp_path, [held(ADA), held(both)], after, ADA, both)
    assert summary.title == "3 new posts by Ada Lindqvist and Mei Okafor"
    assert [line for line in summary.text.splitlines() if line.startswith(("#", "- "))] == [
        "## New posts",
        "### Law",
        "- **[Post 1](https://ada.example/1)**\\",
        "- **[Post 3](https://ada.example/3)**\\",
        "### Operations",
        "- **[Post 2](https://mei.example/2)**\\",
    ]
    assert "Ada Lindqvist, Mei Okafor, 2026-11-19, ada.example\\\n  _Words of post 1._" in summary.text


def test_what_no_rule_lets_show_stands_apart(tmp_path: Path) -> None:
    """Each with the rule, so that nobody reviews it, and nobody misses it."""
    off = replace(ADA, blogs=(Blog(url="https://ada.example/"),), hide=("https://ada.example/1",))
    summary = told(tmp_path, [], [held(off, entry(off, 1), entry(off, 2))], off)
    new, _, hidden = summary.text.partition("## New, and would not show")
    assert ("Post 2" in new, "Post 1" in new) == (True, False)
    assert (
        "Post 1](https://ada.example/1)**\\\n  Ada Lindqvist, 2026-11-19, ada.example\\\n  Why: hidden in the profile"
        in hidden
    )


def test_a_post_that_a_rule_lets_go_is_as_new_as_any(tmp_path: Path) -> None:
    """What was held and hidden, and shows now, is about to be published for the first time."""
    before = held(ADA, entry(ADA, 1, categories=("no-syndicate",)))
    assert told(tmp_path, [before], [held(ADA, entry(ADA, 1))], ADA).title == "1 new post by Ada Lindqvist"
    assert told(tmp_path / "back", [held(ADA, entry(ADA, 1))], [before], ADA).title == "1 post gone"


def test_a_post_that_is_to_come_is_reviewed_now(tmp_path: Path) -> None:
    """Merging publishes it on its day, and nobody is asked again: so its words are there, and it is said."""
    summary = told(tmp_path, [held(ADA)], [held(ADA, entry(ADA, -9))], ADA)
    assert summary.title == "1 post to come"
    assert "## Will show on their day" in summary.text
    assert "Ada Lindqvist, 2026-11-29, ada.example\\\n  _Words of post -9._" in summary.text


def test_another_picture_at_the_same_address_is_told(tmp_path: Path) -> None:
    """What shows is the picture, not its address."""
    bio = Bio(photo=Fact(value="https://ada.example/me.jpg", source="h-card"))
    homes = [
        Home(
            url="https://ada.example/", bio=bio, portrait=Portrait(url="https://ada.example/me.jpg", digest=digest * 64)
        )
        for digest in "ab"
    ]
    summary = told(tmp_path, [held(ADA, home=homes[0])], [held(ADA, home=homes[1])], ADA)
    assert "Ada Lindqvist: picture" in summary.text
    assert "Now: https:&#8203;//ada.example/me.jpg (bbbbbbbb)" in summary.text


def test_an_edit_shows_where_it_begins(tmp_path: Path) -> None:
    """Deep in a text, the passage; markup that readers don't see is no edit."""
    words = [f"w{number}" for number in range(400)]
    old = entry(ADA, 1, content=f"<p>{' '.join(words)}</p>")
    new = replace(old, content=f"<div><p>{' '.join([*words[:300], 'changed', *words[301:]])}</p></div>")
    text = told(tmp_path, [held(ADA, old)], [held(ADA, new)], ADA).text
    assert "Was: …w294 w295 w296 w297 w298 w299 w300 w301" in text
    assert "Now: …w294 w295 w296 w297 w298 w299 changed w301" in text
    marked = replace(old, content=old.content.replace("w3 ", "<em>w3</em> "), categories=("x",))
    assert told(tmp_path / "again", [held(ADA, old)], [held(ADA, marked)], ADA).title == "No new posts"


def test_feeds_come_first_where_somebody_is_needed(tmp_path: Path) -> None:
    """Held back, gone, or failing for long is on top; what has just failed is at the end."""
    bank = Held(since=NOW, reasons=("new title",), url="https://ada.example/", title="Casino <b>")
    fails = Failure(since=NOW, reason="refuses connections", remedy="Nothing to do unless it lasts.")
    text = told(tmp_path, [], [held(ADA, held=bank), held(MEI, entry(MEI, 1), failure=fails)]).text
    order = [
        "## Needs somebody",
        "**ada.example** (Ada Lindqvist)",
        "`cobrand trust ada`",
    ]
    places = [text.index(one) for one in (*order, "## New posts", "## Failing now", "**mei.example** (Mei Okafor)")]
    assert places == sorted(places)


def test_a_home_page_that_says_otherwise_is_told(tmp_path: Path) -> None:
    """What the profile leaves to the home page goes out as well; what the profile says itself does not change."""
    says = Home(
        url="https://ada.example/",
        bio=Bio(job_title=Fact(value="Guru", source="h-card"), note=Fact(value="<p>New.</p>", source="h-card")),
    )
    said = Home(url="https://ada.example/", bio=Bio(note=Fact(value="<p>Old.</p>", source="h-card")))
    summary = told(tmp_path, [held(ADA, home=said)], [held(ADA, home=says)], replace(ADA, job_title="Analyst"))
    assert summary.title == "1 home page changed"
    assert "- Ada Lindqvist: bio\\\n  Was: Old.\\\n  Now: New." in summary.text
    assert "Guru" not in summary.text


def test_who_has_come_and_who_has_gone_is_told(tmp_path: Path) -> None:
    """A first archive is a new person; one without a profile was removed; a former slug is neither."""
    renamed = replace(MEI, aliases=("mei-o",))
    gone = replace(held(ADA), slug="paul")
    before = [gone, replace(held(MEI, entry(MEI, 1)), slug="mei-o")]
    summary = told(tmp_path, before, [held(ADA), held(MEI, entry(MEI, 1))], ADA, renamed)
    assert summary.title == "1 person removed, 1 new expert"
    assert "- Ada Lindqvist is new (`ada`)\n- `paul`: the profile is gone" in summary.text
    assert "Mei" not in summary.text


@pytest.mark.parametrize("letter", ["x", "ح", "👩🏽‍🔬"])
def test_a_pull_request_takes_it_all(tmp_path: Path, letter: str) -> None:
    """A first pull of a thousand posts is cut to what GitHub takes, and says how many are left out, section by section."""
    entries = [
        entry(ADA, number, title=f"{number} {letter * 60}", content=f"<p>{letter * 200}</p>") for number in range(1000)
    ]
    hidden = [entry(MEI, number, categories=("no-syndicate",)) for number in range(50)]
    text = told(tmp_path, [], [held(ADA, *entries), held(MEI, *hidden)]).text
    shown = text.count("](https://ada.example/")
    assert len(text.encode()) <= LIMIT
    assert shown > 50
    assert f"- … and {1000 - shown} more posts, in the changed files" in text
    assert "## New, and would not show" in text


def test_strangers_words_stay_words(tmp_path: Path) -> None:
    """In every field that comes from a feed or a home page, markup is text, a mention is nobody's, and a link is the post's."""
    evil = "</li><script>x</script> [a](https://evil.example) @everyone fixes #1 `c` | ## h\n\n- item"
    post = entry(ADA, 1, title=evil, content=f"<p>{evil.replace('<', '&lt;')}</p>", link="https://ada.example/)_<b>")
    was = replace(post, title=f"was {evil}", content="")
    fails = Failure(since=NOW, reason=evil, remedy=evil)
    home = Home(url="https://ada.example/", bio=Bio(note=Fact(value=evil, source="h-card")))
    bank = Held(since=NOW, reasons=(evil,), url="https://ada.example/", title=evil)
    pairs: list[tuple[list[Snapshot], Snapshot]] = [
        ([], held(ADA, post, home=home, failure=fails)),
        ([held(ADA, was)], held(ADA, post, home=home, held=bank)),
        ([held(ADA, post)], held(ADA, replace(post, categories=("no-syndicate",)), failure=fails)),
    ]
    for before, after in pairs:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        text = told(folder, before, [after], ADA).text
        html = cmarkgfm.github_flavored_markdown_to_html(text, options=Read.CMARK_OPT_UNSAFE)
        assert "<script" not in html.replace("&lt;script", "")
        assert html.count("<a href=") == html.count('<a href="https://ada.example/')
        assert "@everyone" not in html
        assert "#1" not in html


def test_what_is_kept_aside_does_not_move(tmp_path: Path) -> None:
    """A pull changes the archive, and not what it is compared with; links out of the folder are not followed."""
    archive = Archive(tmp_path)
    archive.write(held(ADA, entry(ADA, 1)))
    (archive.folder / "mei.webp").write_bytes(b"x")
    (archive.folder / "zero.jsonl").symlink_to("/dev/zero")
    with kept_aside(archive) as before:
        archive.write(held(ADA, entry(ADA, 1), entry(ADA, 2)))
        assert [one.title for one in before.read("ada").entries] == ["Post 1"]
    assert json.loads(archive.path("ada").read_text(encoding="utf-8").splitlines()[1])["title"] == "Post 1"


def test_a_pull_writes_its_news_down(tmp_path: Path) -> None:
    """`cobrand pull --summary` compares with what was held before it, and says the same each time there is nothing new."""
    site = Site(tmp_path)
    site.write(
        "-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {web: web}\n"
        "-- experts/ada.md --\n---\nname: Ada Lindqvist\nblog: https://ada.example/feed.xml\n---\n"
    )
    site.feed("ada.example", ("Kites", "Thu, 05 Nov 2026 09:00:00 GMT"))
    told, config = tmp_path / "news.md", str(tmp_path / "mkdocs.yml")
    for expected in ("1 new post by Ada Lindqvist.\n", "No new posts.\n"):
        done = CliRunner().invoke(main, ["pull", "--quiet", "--config-file", config, "--summary", str(told)])
        assert (done.exit_code, done.output) == (0, "")
        assert told.read_text(encoding="utf-8").startswith(expected)

"""Posts that the company hosts itself: which of them show, in whose name, and what is noted of them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cobrand.model import Author, Blog, Entry, Expert, Hosted, Rule, Snapshot, Span, Topic
from cobrand.publish.rules import Judge, Listed
from cobrand.publish.select import Post, explain, select, verdicts
from cobrand.report.hosted import encode, save_hosted

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SITE = "https://www.halden.example/"
ADA = Expert(
    slug="ada", name="Ada", source=Path("ada.md"), practices=("im",), blogs=(Blog(url="https://ada.example/"),)
)
MEI = replace(ADA, slug="mei", name="Mei", practices=("law", "im"), blogs=(Blog(url="https://mei.example/"),))
KITES = Topic(slug="kites", name="Kites")


def hosted(name: str = "one", *experts: str, day: int = 1, draft: bool = False, **more: object) -> Hosted:
    """Make a post of the company's blog."""
    entry = Entry(
        blog=f"{SITE}notes/",
        id=f"{SITE}notes/{name}/",
        title=name,
        link=f"{SITE}notes/{name}/",
        published=datetime(2026, 11, day, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )
    source, url = f"notes/posts/{name}.md", f"notes/{name}/"
    return Hosted(source=source, url=url, entry=entry, experts=experts or ("ada",), draft=draft, read=str)


def chosen(
    *found: Hosted, entries: tuple[Entry, ...] = (), ada: Expert = ADA, hide: tuple[str, ...] = ()
) -> tuple[Post, ...]:
    """Select from the company's posts, beside what Ada's own feed carries."""
    snapshots = {"ada": Snapshot(slug="ada", entries=entries)}
    return select([ada, MEI], snapshots, hosted=found, topics=[KITES], hide=hide, now=NOW, text=str)


def verdict(found: Hosted, *, expert: Expert = ADA, hide: tuple[str, ...] = ()) -> str | None:
    """Judge one of the company's posts."""
    return Judge(expert, hide=Listed(hide), now=NOW, text=str).of_hosted(found)


def test_a_hosted_post_stands_among_the_personal_ones() -> None:
    """By its date, with the practices of its authors and the topics of its categories."""
    own = Entry(blog="https://ada.example/", id="1", title="Own", published=datetime(2026, 11, 5, tzinfo=UTC))
    posts = chosen(hosted("old", day=2), hosted("new", "mei", "ada", day=9, categories=("KITES",)), entries=(own,))
    assert [post.entry.title for post in posts] == ["new", "Own", "old"]
    assert [expert.slug for expert in posts[0].experts] == ["mei", "ada"]
    assert (posts[0].practices, posts[0].topics) == (("law", "im"), ("kites",))


def test_a_post_by_nobody_of_ours_is_not_ours_to_list() -> None:
    """It stays in the company's blog."""
    assert chosen(replace(hosted(), experts=())) == ()


def test_what_an_expert_s_feed_carries_of_it_is_the_same_post() -> None:
    """The company's page goes before its copy, whatever the feed calls it."""
    copy = Entry(
        blog="https://ada.example/", id="x", title="Copy", link=f"{SITE}notes/one/?utm_source=feed", published=NOW
    )
    assert [post.entry.title for post in chosen(entries=(copy,))] == ["Copy"]
    assert [post.entry.title for post in chosen(hosted("one", "mei"), entries=(copy,))] == ["one"]


@pytest.mark.parametrize("named", ["notes/posts/one.md", "notes/one/", f"{SITE}notes/one/", f"{SITE}notes/one"])
def test_an_editor_hides_it_by_file_or_address(named: str) -> None:
    """As written in the site, or as copied from the browser."""
    assert chosen(hosted(), hosted("two"), hide=(named,))[0].entry.title == "two"
    assert verdict(hosted(), hide=(named,)) == "hidden in mkdocs.yml"


def test_who_hides_it_in_the_profile_is_not_named_with_it() -> None:
    """The others still are, as with a personal post that several share."""
    ada = replace(ADA, hide=("notes/posts/one.md",))
    assert verdict(hosted(), expert=ada) == "hidden in the profile"
    assert [expert.slug for post in chosen(hosted("one", "ada", "mei"), ada=ada) for expert in post.experts] == ["mei"]


def test_authors_can_hold_it_back_and_dates_do() -> None:
    """The category that keeps a post off planets, and a day that is still to come."""
    said = verdict(hosted(categories=("No-Syndicate",)))
    assert said == "its author gave it the category 'no-syndicate'"
    assert verdict(hosted(day=21)) == "not yet due: dated 2026-11-21"
    assert chosen(hosted(day=21)) == ()


def test_filters_and_employment_are_of_personal_blogs() -> None:
    """The company chose to publish it under this name: a guest's post shows."""
    guest = replace(
        ADA,
        spans=(Span(left=date(2020, 1, 1)),),
        blogs=(replace(ADA.blogs[0], only=Rule(keywords=("nothing",))),),
    )
    assert [post.entry.title for post in chosen(hosted(), ada=guest)] == ["one"]


def test_who_names_a_hidden_one_is_told_the_rule() -> None:
    """As a series does, by file or address; of one that shows, or is nobody's, there is nothing to tell."""

    def told(named: str) -> str | None:
        found = [hosted(day=21), hosted("two")]
        snapshots = {slug: Snapshot(slug=slug) for slug in ("ada", "mei")}
        return explain(named, verdicts([ADA, MEI], snapshots, hosted=found, hide=(), now=NOW, text=str), found)

    assert told("notes/posts/one.md") == told(f"{SITE}notes/one/") == "not yet due: dated 2026-11-21"
    assert told("notes/two/") is None
    assert told("notes/three/") is None


# --- what is noted ---------------------------------------------------------------------------------------------------


def test_the_note_says_what_a_report_needs() -> None:
    """Newest first; what is absent is left out; a draft is nobody's business."""
    posts = [hosted("old"), replace(hosted("new", day=3), experts=(), others=("Eve",)), hosted("draft", draft=True)]
    lines = [json.loads(line) for line in encode(posts).decode().splitlines()]
    new = {"url": "notes/new/", "source": "notes/posts/new.md", "title": "new", "published": "2026-11-03T00:00:00Z"}
    old = {"url": "notes/old/", "source": "notes/posts/old.md", "title": "old", "published": "2026-11-01T00:00:00Z"}
    assert lines == [{**new, "others": ["Eve"]}, {**old, "experts": ["ada"]}]


def test_the_note_is_written_only_when_it_changes_and_is_empty_without_posts(tmp_path: Path) -> None:
    """A live reload watches what is written; where there is no file, no build has run."""
    path = tmp_path / "hosted.jsonl"
    save_hosted(path, [hosted(authors=(Author(name="Ada"),))])
    before = path.stat()
    save_hosted(path, [hosted()])
    assert (before.st_ino, before.st_mtime_ns) == (path.stat().st_ino, path.stat().st_mtime_ns)
    save_hosted(path, [hosted("two")])
    assert b"two" in path.read_bytes()
    save_hosted(path, [])
    assert path.read_bytes() == b""

"""What is said of every entry that is held: that it shows, and in which card, or the rule that hides it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.model import Author, Blog, Entry, Expert, Hosted, Snapshot
from cobrand.publish.select import Verdict, aside, explain, select, verdicts
from fuzzing import trying
from newsroom import expert

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = datetime(2026, 11, 1, 9, tzinfo=UTC)
ADA = expert(
    "ada", name="Ada Lindqvist", blogs=(Blog(url="https://ada.example/"), Blog(url="https://notes.example/ada/"))
)
MEI = expert("mei", name="Mei Tan")
ELSEWHERE = "https://writers.example/kites"
BY_ADA, BY_MEI, BY_BO = (Author(name=name) for name in ("Ada Lindqvist", "Mei Tan", "Bo Berg"))


def entry(identifier: str, blog: str = "https://ada.example/", **more: object) -> Entry:
    """Make an entry."""
    made = Entry(blog=blog, id=identifier, title=identifier, link=f"{blog}{len(identifier)}", published=DAY)
    return replace(made, **more)  # type: ignore[arg-type]


def hosted(link: str, *experts: str) -> Hosted:
    """Make a post of the company's blog."""
    own = Entry(blog="https://halden.example/", id=link, title="Own", link=link, published=DAY)
    return Hosted(source="notes/own.md", url="notes/own/", entry=own, experts=experts, read=str)


def judged(
    entries: Mapping[Expert, Sequence[Entry]], found: Sequence[Hosted] = (), hide: Sequence[str] = ()
) -> tuple[Verdict, ...]:
    """Judge several experts' entries."""
    snapshots = {one.slug: Snapshot(slug=one.slug, entries=tuple(of_one)) for one, of_one in entries.items()}
    return verdicts(entries, snapshots, hosted=found, hide=hide, now=NOW, text=str)


def told(*found: Verdict) -> list[tuple[str, str, str | None]]:
    """Return what is said, in short."""
    return [(one.expert.slug, one.entry.id, one.rule or aside(one)) for one in found]


def test_every_entry_has_its_verdict_newest_first() -> None:
    """Shown and hidden ones alike, expert by expert."""
    old = entry("old", published=datetime(2020, 1, 1, tzinfo=UTC))
    found = judged({MEI: [entry("mei", "https://mei.example/")], ADA: [old, entry("new")]}, hide=["new"])
    assert told(*found) == [("ada", "new", "hidden in mkdocs.yml"), ("ada", "old", None), ("mei", "mei", None)]
    assert [one.post and one.post.entry.id for one in found] == [None, "old", "mei"]


def test_a_second_copy_of_one_person_says_what_stands_for_it() -> None:
    """The same address in two blogs of one person is one card, which the copy at home gives."""
    home = entry("urn:home", link="https://ada.example/kites")
    copy = entry("urn:copy", "https://notes.example/ada/", link="http://www.ada.example/kites/?utm_source=x")
    assert told(*judged({ADA: [home, copy]})) == [
        ("ada", "urn:copy", "the same post shows from https://ada.example/"),
        ("ada", "urn:home", None),
    ]


def test_a_post_under_two_ids_of_one_blog_names_the_one_that_shows() -> None:
    """As after a new engine has given all posts new ids and kept their addresses."""
    again = [entry("1", title="Kites", link=ELSEWHERE), entry("2", title="Kites", link=ELSEWHERE)]
    assert told(*judged({ADA: again})) == [("ada", "1", None), ("ada", "2", "the same post shows as 1")]


def test_a_shared_post_shows_for_both_and_says_with_whom() -> None:
    """It is one card; whose copy does not stand on it is told whose does."""
    ada = entry("a", link=ELSEWHERE, authors=(BY_ADA,))
    mei = entry("m", "https://mei.example/", link=ELSEWHERE, authors=(BY_MEI,))
    found = judged({ADA: [ada], MEI: [mei]})
    assert told(*found) == [
        ("ada", "a", "as one post with Mei Tan"),
        ("mei", "m", "as one post with Ada Lindqvist, whose copy stands for it"),
    ]
    assert found[0].post is found[1].post


def test_whose_feed_carries_a_colleague_s_post_is_told_so() -> None:
    """On a colleague's own host only what names the expert counts; a feed that several people write names its authors."""
    link = "https://ada.example/kites"
    claim = entry("m", "https://mei.example/", link=link)
    assert told(*judged({ADA: [entry("a", link=link)], MEI: [claim]}))[1] == (
        "mei",
        "m",
        "it stands on ada.example, is a post of Ada Lindqvist and does not name Mei Tan",
    )
    signed = replace(claim, link=ELSEWHERE, authors=(BY_ADA,))
    of_ada = entry("a", link=ELSEWHERE, authors=(BY_ADA,))
    assert told(*judged({ADA: [of_ada], MEI: [signed]}))[1] == ("mei", "m", "its author is Ada Lindqvist")


def test_a_guest_s_post_shows_and_says_who_wrote_it() -> None:
    """In a blog that several people write, the card names the author, and so does the list."""
    posts = [entry("one", authors=(BY_ADA,)), entry("guest", authors=(BY_BO,)), entry("both.", authors=(BY_ADA, BY_BO))]
    assert told(*judged({ADA: posts})) == [
        ("ada", "both.", "with Bo Berg"),
        ("ada", "guest", "as a post by Bo Berg, a guest of the blog"),
        ("ada", "one", None),
    ]


def test_what_the_company_hosts_goes_before_a_copy_of_it() -> None:
    """Its own verdict is that of the company's post."""
    link = "https://halden.example/notes/own/"
    found = judged({ADA: [entry("copy", link=link)]}, [hosted(link, "ada")])
    assert told(*found) == [
        ("ada", "copy", "the company hosts the same post itself, in notes/own.md"),
        ("ada", link, "published here by the company"),
    ]
    assert told(*judged({ADA: []}, [hosted(link, "ada")], hide=["notes/own.md"])) == [
        ("ada", link, "hidden in mkdocs.yml")
    ]


@pytest.mark.parametrize("named", ["urn:1", "https://ada.example/5/", "http://www.ada.example/5?utm_source=x"])
def test_a_post_is_asked_for_by_id_or_by_any_spelling_of_its_address(named: str) -> None:
    """The rule that hides it is the answer, and none where it shows."""
    assert explain(named, judged({ADA: [entry("urn:1")]}, hide=["urn:1"])) == "hidden in mkdocs.yml"
    assert explain(named, judged({ADA: [entry("urn:1")]})) is None


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(["https://ada.example/1", "urn:1", "tag:ada.example,2024:1", "1", "2", "3"]),
        link=st.sampled_from(
            [None, "https://ada.example/1", "https://ada.example/2#x", "https://mei.example/1", ELSEWHERE]
        ),
        title=st.sampled_from([None, "One", "Two"]),
        categories=st.sampled_from([(), ("no-syndicate",)]),
        authors=st.sampled_from([(), (BY_ADA,), (BY_MEI,), (BY_BO,), (BY_ADA, BY_MEI)]),
        blog=st.sampled_from(["https://ada.example/", "https://notes.example/ada/"]),
    ),
    max_size=5,
    unique_by=lambda one: (one.blog, one.id),
)


@trying(150)
@given(ENTRIES, ENTRIES, st.sampled_from([(), ("ada",), ("ada", "mei")]))
def test_the_list_and_the_site_never_disagree(ada: list[Entry], mei: list[Entry], authors: tuple[str, ...]) -> None:
    """Each expert's verdicts without a rule are that expert's cards, each once; every entry has one verdict."""
    of_mei = [replace(one, blog=one.blog.replace("ada", "mei")) for one in mei]
    people = {
        ADA: ada,
        expert(
            "mei", name="Mei Tan", blogs=tuple(replace(one, url=one.url.replace("ada", "mei")) for one in ADA.blogs)
        ): of_mei,
    }
    snapshots = {one.slug: Snapshot(slug=one.slug, entries=tuple(of_one)) for one, of_one in people.items()}
    found = [hosted("https://ada.example/1", *authors)]
    posts = select(people, snapshots, hosted=found, topics=(), hide=("3",), now=NOW, text=str)

    said = verdicts(people, snapshots, hosted=found, hide=("3",), now=NOW, text=str)

    on_pages = Counter((one.slug, post.entry.id, post.entry.blog) for post in posts for one in post.experts)
    listed = Counter(
        (one.expert.slug, one.post.entry.id, one.post.entry.blog) for one in said if one.rule is None and one.post
    )
    assert listed == on_pages
    assert Counter((one.expert.slug, one.entry.id, one.entry.blog) for one in said) == Counter(
        (slug, one.id, one.blog)
        for slug, entries in (("ada", ada), ("mei", of_mei))
        for one in (*entries, *(own.entry for own in found if slug in own.experts))
    )

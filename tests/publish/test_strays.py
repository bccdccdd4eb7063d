"""Posts that a profile or mkdocs.yml names and nobody has: each is told, with what was probably meant."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cobrand.model import Author, Entry, Expert, Snapshot
from cobrand.publish.select import verdicts
from cobrand.publish.strays import Stray, strays
from newsroom import expert

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA, MEI = expert("ada", name="Ada Lindqvist"), expert("mei", name="Mei Tan")


def entry(who: Expert, name: str, **more: object) -> Entry:
    """Make a post of somebody's blog."""
    blog = who.blogs[0].url
    made = Entry(blog=blog, id=f"urn:{name}", title=name, link=f"{blog}2026/{name}/", published=NOW)
    return replace(made, **more)  # type: ignore[arg-type]


def found(
    *people: Expert, hide: Sequence[str] = (), unread: Callable[[str], str | None] = lambda _: None
) -> list[Stray]:
    """Look for strays where each has two posts, one of which the author keeps back."""
    snapshots = {
        who.slug: Snapshot(
            slug=who.slug, entries=(entry(who, "kites"), entry(who, "own", categories=("no-syndicate",)))
        )
        for who in people
    }
    judged = verdicts(people, snapshots, hide=hide, now=NOW, text=str)
    return list(strays(people, judged, hide=hide, unread=unread))


@pytest.mark.parametrize("named", ["urn:kites", "http://www.ada.example/2026/kites?utm_source=x#top"])
def test_a_post_that_is_there_is_no_mistake(named: str) -> None:
    """By id, and by its address however it is written; one that is hidden anyway may be listed, too."""
    assert found(replace(ADA, hide=(named, "urn:own"), pin=None), MEI, hide=[named, "urn:own"]) == []
    assert found(replace(ADA, pin=named), MEI) == []


def test_a_misspelt_address_is_told_with_the_nearest_of_its_host() -> None:
    """The place in the profile is named, so that the line can be."""
    ada = replace(ADA, hide=("urn:kites", "https://ada.example/2026/kite/"))
    (stray,) = found(ada, MEI)
    assert (stray.expert, stray.location) == (ada, ("hide", 1))
    assert stray.what == "`hide` names no post that we have of Ada Lindqvist: 'https://ada.example/2026/kite/'"
    assert stray.remedy == "Did you mean https://ada.example/2026/kites/?"


def test_an_address_without_its_scheme_is_told_with_it() -> None:
    """Copied from a browser that hides it."""
    (stray,) = found(replace(ADA, pin="ada.example/2026/kites/"), MEI)
    assert (stray.location, stray.remedy) == (("pin",), "Did you mean https://ada.example/2026/kites/?")


def test_what_is_like_nothing_says_where_to_copy_it() -> None:
    """No guess is better than a wild one."""
    (stray,) = found(ADA, hide=["zzz"])
    assert (stray.expert, stray.what) == (None, "`hide` names no post that we have of anybody: 'zzz'")
    assert stray.remedy == "Copy the address from the post's card, or take it out."


def test_a_colleague_s_post_is_hidden_elsewhere() -> None:
    """A profile speaks for its own person alone."""
    (hidden,) = found(replace(ADA, hide=("https://mei.example/2026/kites/",)), MEI)
    assert hidden.remedy == "It is a post of Mei Tan. Hide it in mkdocs.yml, or in that profile."
    (pinned,) = found(replace(ADA, pin="https://mei.example/2026/kites/"), MEI)
    assert pinned.remedy == "It is a post of Mei Tan. Pin one of this person."


def test_a_pinned_post_that_does_not_show_names_the_rule() -> None:
    """Or nobody would know why the page has no first post."""
    (stray,) = found(replace(ADA, pin="urn:own"))
    assert stray.what == "`pin` names a post that does not show: its author gave it the category 'no-syndicate'"


def test_a_pinned_copy_is_told_with_what_the_card_shows() -> None:
    """Of two feeds with one post, one gives the card: its id is what a page knows."""
    link = "https://writers.example/kites"
    ada, mei = replace(ADA, pin="urn:hers"), MEI
    snapshots = {
        "ada": Snapshot(slug="ada", entries=(entry(ADA, "hers", link=link),)),
        "mei": Snapshot(slug="mei", entries=(entry(MEI, "mine", link=link, authors=(Author(name="Mei Tan"),)),)),
    }
    judged = verdicts([ada, mei], snapshots, hide=(), now=NOW, text=str)
    (stray,) = strays([ada, mei], judged, hide=(), unread=lambda _: None)
    assert stray.what == "`pin` names a copy of a post; another's copy is the card"
    assert stray.remedy == f"Write {link}."


def test_of_a_blog_that_was_not_read_nobody_knows_what_it_has() -> None:
    """Where nothing was pulled yet, or the archive is lost, no line is a mistake."""
    ada = replace(ADA, hide=("https://ada.example/lost/",), pin="https://ada.example/lost/")
    assert found(ada, hide=["https://ada.example/lost/"], unread=lambda _: "not read") == []


def test_what_may_be_the_company_s_own_is_left_to_the_build() -> None:
    """Only a build knows the posts of the company's blogs."""
    ada = replace(ADA, hide=("notes/posts/one.md",))
    assert (
        list(strays([ada], [], hide=["notes/one/"], unread=lambda _: None, hosted=lambda named: "notes" in named)) == []
    )


def test_a_name_drives_no_terminal() -> None:
    """Whatever somebody pasted stays one line of print."""
    (stray,) = found(replace(ADA, hide=("urn:\x1b[31m\n::error::" + "x" * 3_000,)))
    assert stray.what.isprintable()
    assert len(stray.what) < 150

"""Whose a post is in a blog that several people write, and that a blog of one person stays that person's."""

from dataclasses import replace
from pathlib import Path

import pytest

from cobrand.model import Author, Blog, Entry, Expert, Feed, Link, Rule, Snapshot
from cobrand.publish.credit import Credits

PLANET = "https://planet.example/"
ADA = Expert(
    slug="ada",
    name="Ada Lindqvist",
    source=Path("ada.md"),
    aliases=("ada-svensson",),
    blogs=(Blog(url=PLANET), Blog(url="https://ada.example/")),
    links=(Link(url="https://social.example/@kites"),),
)
MEI = Expert(slug="mei", name="Mei Tan", source=Path("mei.md"), blogs=(Blog(url=PLANET),))
ORIG = Author(name="Orig Inal")
HERSELF = Author(name="Ada Lindqvist")


def credits_of(
    *authors: Author | None, expert: Expert = ADA, experts: tuple[Expert, ...] = ()
) -> list[tuple[tuple[Author, ...], bool]]:
    """Return who is credited for each entry of a blog whose entries name one author each, or nobody."""
    entries = [
        Entry(blog=PLANET, id=str(number), authors=(author,) if author else ()) for number, author in enumerate(authors)
    ]
    feed = Feed(blog=PLANET, url=PLANET, title="Planet Kite")
    known = Credits({expert.slug: Snapshot(slug=expert.slug, feeds=(feed,), entries=tuple(entries))})
    return [known.of(experts or (expert,), entry) for entry in entries]


def test_a_blog_that_names_several_people_is_by_whom_each_post_names() -> None:
    """The expert's own stay the expert's."""
    assert credits_of(HERSELF, ORIG) == [((), False), ((ORIG,), True)]
    other = Author(name="Some Body")
    assert credits_of(other, ORIG) == [((other,), True), ((ORIG,), True)]


@pytest.mark.parametrize(
    "authors",
    [
        (Author(name="kiteflyer"), Author(name="Kiteflyer")),
        (Author(name="admin"), HERSELF, Author(name="Planet  Kite"), Author(name="planet.example")),
        (None, None),
        (Author(name="Lindqvist, Ada"), Author(name="ADA"), Author(name="Dr. Ada Lindqvist"), None),
        (HERSELF, Author(name="Ada Svensson")),
        (HERSELF, Author(name="kites", uri="http://ada.example")),
        (HERSELF, Author(name="kites", uri="https://social.example/@kites")),
    ],
)
def test_a_blog_of_one_person_is_the_expert_s_whatever_it_is_signed_with(authors: tuple[Author | None, ...]) -> None:
    """A nickname, `admin`, the blog's title, nothing, a former name, or another name at an address of the expert's."""
    assert credits_of(*authors) == [((), False)] * len(authors)


def test_whom_a_post_names_beside_the_expert_wrote_it_too() -> None:
    """Both are its authors, so it is no guest's."""
    both = Entry(blog=PLANET, id="1", authors=(HERSELF, ORIG))
    known = Credits({"ada": Snapshot(slug="ada", entries=(both,))})
    assert known.of((ADA,), both) == ((ORIG,), False)


def test_nobody_is_the_expert_by_address_alone_under_another_s_full_name() -> None:
    """Blogs exist whose software gives every author the blog's address."""
    guest = replace(ORIG, uri="https://ada.example/")
    assert credits_of(HERSELF, guest)[1] == ((guest,), True)


def test_a_post_of_two_experts_is_theirs_if_it_names_either() -> None:
    """The second counts as well as the first."""
    mei = Author(name="Mei Tan")
    assert credits_of(mei, ORIG, experts=(ADA, MEI)) == [((), False), ((ORIG,), True)]


def test_the_one_author_whom_a_profile_takes_is_the_expert() -> None:
    """That is how an expert says under which name they write there."""
    expert = replace(ADA, blogs=(Blog(url=PLANET, only=Rule(authors=("Orig Inal",))),))
    assert credits_of(ORIG, Author(name="Some Body"), expert=expert)[0] == ((), False)

"""What the home page adds to a profile: only what is empty, and never against it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cobrand.model import Bio, Blog, Expert, Fact, Failure, Home, Link, LinkBack, Span
from cobrand.publish.fill import PATIENCE, Told, fill
from cobrand.publish.pages import Note
from newsroom import expert

TODAY = date(2026, 11, 20)
THEN = datetime(2026, 11, 1, 6, tzinfo=UTC)
COMPANY = ("https://www.halden.example/",)
BIO = Bio(
    name=Fact(value="Ada of the page", source="h-card"),
    job_title=Fact(value="Counter", source="h-card"),
    pronouns=Fact(value="she/her", source="JSON-LD"),
    note=Fact(value="<p>Of the page.</p>", source="h-card"),
    fediverse=Fact(value="@ada@page.example", source="meta"),
    links=(
        Fact(value="https://www.halden.example/experts/ada/", source="rel-me"),
        Fact(value="https://ada.example", source="h-card"),
        Fact(value="https://code.example/ada", source="rel-me"),
    ),
)
HOME = Home(url="https://ada.example/", bio=BIO, link_back=LinkBack(state="linked", since=THEN))
BARE = expert("ada")
FULL = expert(
    "ada",
    job_title="Analyst",
    pronouns="they/them",
    fediverse="@ada@social.example",
    links=(Link(url="https://social.example/@ada"),),
    body="Of the profile.",
)


def told(who: Expert = BARE, home: Home | None = HOME, blurb: Bio | None = None) -> Told:
    """Fill a profile."""
    return fill(who, home=home, blurb=blurb or Bio(), company=COMPANY, today=TODAY)


def test_the_profile_always_wins() -> None:
    """Where a profile says something, nothing of the page shows."""
    assert told(FULL) == Told(expert=FULL, link_back="linked")


@pytest.mark.parametrize("name", ["job_title", "pronouns", "fediverse", "links"])
def test_field_by_field(name: str) -> None:
    """One empty field is filled, and all the others stay as they are."""
    empty = replace(FULL, **{name: () if name == "links" else None})  # type: ignore[arg-type]
    filled = told(empty)
    changed = [one.name for one in fields(Expert) if getattr(filled.expert, one.name) != getattr(empty, one.name)]
    assert changed == [name]
    assert [field for field, _ in filled.sources] == [name]


def test_an_empty_profile_is_filled_and_each_field_says_from_where() -> None:
    """The name is the profile's own; links that lead to us or to the page itself are no other place to find somebody."""
    filled = told()
    assert filled.expert == replace(
        BARE,
        job_title="Counter",
        pronouns="she/her",
        fediverse="@ada@page.example",
        links=(Link(url="https://code.example/ada"),),
    )
    assert filled.note == Note(html="<p>Of the page.</p>", url="https://ada.example/")
    assert dict(filled.sources) == {
        "job_title": "h-card",
        "pronouns": "JSON-LD",
        "fediverse": "meta",
        "links": "rel-me",
        "body": "h-card",
    }


def test_the_feed_speaks_last() -> None:
    """Its subtitle is a bio only where the page has none."""
    blurb = Bio(note=Fact(value="<p>Of the feed.</p>", source="feed"))
    assert told(blurb=blurb).note == Note(html="<p>Of the page.</p>", url="https://ada.example/")
    assert told(home=None, blurb=blurb).note == Note(html="<p>Of the feed.</p>", url="https://ada.example/")
    assert told(FULL, home=None, blurb=blurb).note is None


def test_what_alumni_do_now_is_not_what_they_did_here() -> None:
    """Their title is the profile's or none."""
    gone = replace(BARE, spans=(Span(left=date(2026, 1, 1)),))
    assert (told(gone).expert.job_title, told(gone).expert.pronouns) == (None, "she/her")


@pytest.mark.parametrize(("days", "state"), [(0, "linked"), (14, "linked"), (15, None)])
def test_an_outage_of_two_weeks_changes_nothing(days: int, state: str | None) -> None:
    """After that nobody knows any more whether the page links back."""
    since = datetime(2026, 11, 20, 5, tzinfo=UTC) - timedelta(days=days)
    failing = replace(HOME, failure=Failure(since=since, reason="x", remedy="x"))
    assert timedelta(days=14) == PATIENCE
    assert told(home=failing).link_back == state
    assert told(home=failing).note is not None


def test_nobody_has_said_anything() -> None:
    """Somebody without a blog and a home page stays as the profile says."""
    quiet = replace(BARE, blogs=())
    assert told(quiet, home=None) == Told(expert=quiet)
    assert told(replace(BARE, blogs=(Blog(url="https://ada.example/"),)), home=None).link_back is None


@pytest.mark.parametrize("page", ["ada/", "ada", "ada.html", "ada/kit/", "former/"])
def test_a_page_of_ours_is_known_by_what_it_is_called(page: str) -> None:
    """A site need not know its own address; that of a colleague's page, or of another person of that name, is another."""
    who = replace(BARE, aliases=("former",))
    others = ("https://people.example/experts/bo/", "https://forum.example/ada/")
    places = (f"https://org.example/repo/experts/{page}", *others)
    bio = Bio(links=tuple(Fact(value=place, source="rel-me") for place in places))
    filled = fill(who, home=replace(HOME, bio=bio), blurb=Bio(), company=(), today=TODAY)
    assert [link.url for link in filled.expert.links] == list(others)

"""Where each field of somebody's page comes from."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cobrand.model import Bio, Blog, Expert, Fact, Feed, Home, Link, Portrait
from cobrand.publish.fill import fill
from cobrand.publish.provenance import FIELDS, Origin, origins
from newsroom import expert

SINCE = datetime(2026, 11, 1, 6, tzinfo=UTC)
HOME = Home(
    url="https://ada.example/",
    since=SINCE,
    bio=Bio(
        job_title=Fact(value="Counter", source="h-card"),
        pronouns=Fact(value="she/her", source="JSON-LD"),
        note=Fact(value="<p>Of  the <b>page</b>.</p>", source="OpenGraph"),
        photo=Fact(value="https://ada.example/me.jpg", source="h-card"),
        links=(Fact(value="https://code.example/ada", source="rel-me"),),
    ),
    portrait=Portrait(url="https://ada.example/me.jpg", digest="0"),
)
FEED = Feed(blog="https://ada.example/", url="https://ada.example/feed.xml", title="Ada", subtitle="On kites")


def of(
    who: Expert, home: Home | None = None, feeds: tuple[Feed, ...] = (), blurb: Bio | None = None
) -> dict[str, Origin]:
    """Say where the fields come from."""
    told = fill(who, home=home, blurb=blurb or Bio(), company=(), today=date(2026, 11, 20))
    found = origins(
        who, told, home=home, feeds=feeds, text=lambda html: html.replace("<b>", "").replace("</b>", "")[3:-4]
    )
    assert [one.field for one in found] == list(FIELDS)
    return {one.field: one for one in found}


def test_an_empty_profile_is_its_home_page_s() -> None:
    """Each with its value, its kind of marks, the page's address, and since when that has said so."""
    found = of(expert("ada"), HOME)
    assert found["job_title"] == Origin(
        field="job_title", value="Counter", source="h-card", url="https://ada.example/", since=SINCE
    )
    assert {name: (one.source, one.value) for name, one in found.items()} == {
        "name": ("profile", "Ada"),
        "job_title": ("h-card", "Counter"),
        "pronouns": ("JSON-LD", "she/her"),
        "location": (None, None),
        "body": ("OpenGraph", "Of the page."),
        "photo": ("h-card", "https://ada.example/me.jpg"),
        "home": ("profile", "https://ada.example/"),
        "links": ("rel-me", "https://code.example/ada"),
        "fediverse": (None, None),
    }


def test_what_the_profile_says_is_the_profile_s() -> None:
    """Whatever the page says beside it."""
    full = expert(
        "ada", job_title="Analyst", pronouns="they/them", body="Of the profile.", photo=Path("experts/ada.jpg"),
        links=(Link(url="https://social.example/@ada"),), location="Gothenburg", fediverse="@ada@social.example",
    )  # fmt: skip
    found = of(full, HOME)
    assert {one.source for one in found.values()} == {"profile"}
    assert (found["photo"].value, found["location"].value) == ("ada.jpg", "Gothenburg")
    assert {one.url for one in found.values()} == {None}


def test_the_feed_is_named_where_it_speaks() -> None:
    """Its subtitle as a bio, and the page that it names where the blog is known by its feed."""
    blurb = Bio(note=Fact(value="<p>On kites</p>", source="feed"))
    assert of(expert("ada"), feeds=(FEED,), blurb=blurb)["body"] == Origin(
        field="body", value="On kites", source="feed", url="https://ada.example/feed.xml"
    )
    by_feed = expert("ada", blogs=(Blog(url="https://ada.example/feed.xml"),))
    told = fill(by_feed, home=None, blurb=Bio(), company=(), today=date(2026, 11, 20), page="https://ada.example/")
    home = next(one for one in origins(by_feed, told, home=None, feeds=(FEED,), text=str) if one.field == "home")
    assert (home.value, home.source, home.url) == ("https://ada.example/", "feed", "https://ada.example/feed.xml")


def test_a_long_bio_is_shortened_and_nobody_s_page_says_nothing() -> None:
    """One line each, whatever was written."""
    found = of(expert("ada", body="word\n" * 900))
    assert len(found["body"].value or "") <= 100
    assert "\n" not in (found["body"].value or "")
    quiet = of(replace(expert("ada"), blogs=()))
    assert {name for name, one in quiet.items() if one.source} == {"name"}

"""What a report counts, when a blog is dark, and what needs attention."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.model import (
    Blog,
    Expert,
    Failure,
    Feed,
    Held,
    Home,
    LinkBack,
    LinkState,
    Practice,
    Snapshot,
    Span,
    Topic,
)
from cobrand.profiles import Roster
from cobrand.publish.select import Post
from cobrand.report.attention import Concern, concerns
from cobrand.report.report import LONG, QUIET, Report, patience, report
from newsroom import KITES, LAW, OPS, expert, hosted, newest_first, post

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA = expert("ada", practices=("law",), topics=("kites",))
MEI = expert("mei", practices=("law", "ops"))


def feed(person: Expert, **more: object) -> Feed:
    """Return a feed that was read."""
    read = Feed(blog=person.blogs[0].url, url=f"{person.blogs[0].url}feed.xml", title="Notes")
    return replace(read, **more)  # type: ignore[arg-type]


def kept(person: Expert, *posts: Post, home: LinkState | None = "linked", **more: object) -> Snapshot:
    """Return what the archive holds of somebody: a feed, these posts, and a home page that links like that."""
    link = LinkBack(state=home, since=NOW - timedelta(days=30)) if home else None
    return Snapshot(
        slug=person.slug,
        feeds=(feed(person, **more),) if person.blogs else (),
        home=Home(url=person.blogs[0].url, link_back=link) if person.blogs else None,
        entries=tuple(one.entry for one in posts if not one.hosted),
    )


def counted(
    *posts: Post,
    people: tuple[Expert, ...] = (ADA, MEI),
    snapshots: dict[str, Snapshot] | None = None,
    knows: bool = True,
) -> tuple[Report, tuple[Concern, ...]]:
    """Make a report of these posts."""
    roster = Roster(experts=people, practices=(LAW, OPS), topics=(KITES, Topic(slug="wind", name="Wind")))
    held = {one.slug: kept(one, *(p for p in posts if one in p.experts)) for one in people} | (snapshots or {})
    made = report(
        roster,
        held,
        newest_first(posts),
        hosted=knows,
        now=NOW,
        company=Practice(slug="", name="Halden"),
        mentions=lambda entry: "Halden" in entry.content,
    )
    return made, concerns(made, held, roster.practices, kit=lambda one: f"https://halden.example/{one.slug}/kit/")


def told(*posts: Post, person: Expert = ADA, snapshot: Snapshot | None = None) -> list[tuple[str, date | None]]:
    """List what is wrong with one person, and since when."""
    found = counted(*posts, people=(person,), snapshots={person.slug: snapshot} if snapshot else None)[1]
    return [(one.kind, one.since) for one in found]


# --- counting --------------------------------------------------------------------------------------------------------


def test_posts_are_counted_by_quarter_the_running_one_last() -> None:
    """Eight of them; what is older counts as the last post only."""
    posts = (
        post("2026-11-19", ADA),
        post("2026-10-01", ADA),
        post("2026-09-30", ADA),
        post("2025-01-01", ADA),
        post("2024-12-31", ADA),
    )
    made, _ = counted(*posts)
    [ada, mei] = made.members
    assert [str(quarter) for quarter in made.quarters][::7] == ["2025-Q1", "2026-Q4"]
    assert (ada.voice.quarters, ada.voice.posts, ada.voice.last) == ((1, 0, 0, 0, 0, 0, 1, 2), 4, date(2026, 11, 19))
    assert (mei.voice.quarters, mei.voice.last) == ((0,) * 8, None)
    assert made.company.voice.quarters == ada.voice.quarters


def test_a_shared_post_is_one_of_each_and_one_of_the_company() -> None:
    """And one of every practice that they are in."""
    made, _ = counted(post("2026-11-01", ADA, MEI))
    assert [member.voice.posts for member in made.members] == [1, 1]
    assert [(team.practice.slug, team.voice.posts, team.people) for team in made.teams] == [
        ("law", 1, 2),
        ("ops", 1, 1),
    ]
    assert made.company.voice.posts == 1


def test_the_share_of_voice_is_where_posts_were_first_published() -> None:
    """Of all those that show; unknown while no build has said what the company hosts."""
    posts = (post("2026-11-01", ADA), post("2026-10-01", ADA), post("2026-09-01", MEI), hosted(post("2026-08-01", ADA)))
    company, ada = (made := counted(*posts)[0]).company.voice, made.members[0].voice
    assert (company.personal, company.hosted, company.share) == (3, 1, 0.75)
    assert (ada.personal, ada.hosted) == (2, 1)
    unknown = counted(*posts[:3], knows=False)[0].company.voice
    assert (unknown.personal, unknown.hosted, unknown.share) == (3, None, None)
    assert counted()[0].company.voice.share is None


def test_topics_comments_and_mentions_are_counted() -> None:
    """Comments where a feed states them, and no nought where none does; a mention is one of a personal post."""
    posts = (
        post("2026-11-01", ADA, topics=["kites"], comment_count=3, content="Halden, Halden!"),
        post("2026-10-01", ADA, topics=["wind", "kites"], comment_count=0),
        hosted(post("2026-09-01", MEI, content="Halden")),
    )
    made, _ = counted(*posts)
    [ada, mei] = (member.voice for member in made.members)
    assert (ada.topics, ada.comments, ada.mentions) == ((("kites", 2), ("wind", 1)), 3, 1)
    assert (mei.topics, mei.comments, mei.mentions) == ((), None, 0)
    assert made.heat == (("kites", (0, 0, 0, 0, 0, 0, 0, 2)), ("wind", (0, 0, 0, 0, 0, 0, 0, 1)))


def test_whoever_wrote_last_comes_first_and_alumni_stand_aside() -> None:
    """Not whoever wrote most: this is no ranking."""
    left = expert("zoe", practices=("law",), spans=(Span(left=date(2026, 1, 31)),))
    busy = [post(f"2026-10-0{number}", ADA) for number in range(1, 8)]
    made, _ = counted(*busy, post("2026-11-01", MEI), post("2026-01-01", left), people=(ADA, MEI, left))
    assert [member.expert.slug for member in made.members] == ["mei", "ada"]
    assert [member.expert.slug for member in made.alumni] == ["zoe"]
    assert made.company.people == 2


def test_nobody_at_all_is_a_report_too() -> None:
    """A site that begins."""
    made, found = counted(people=())
    assert (made.members, made.teams, made.heat, found) == ((), (), (), ())


# --- dark ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "allowed"),
    [
        ([], 180),
        ([0], 180),
        ([0, 1, 2, 3], 180),
        ([0, 60, 120, 180], 180),
        ([0, 90, 180, 270], 270),
        ([0, 200, 210, 400, 600], 585),
        ([0, 400, 800], 730),
        ([*range(0, 1000, 100), *range(1000, 1013)], 180),
    ],
)
def test_silence_is_measured_by_one_s_own_rhythm(days: list[int], allowed: int) -> None:
    """Three usual pauses of the last dozen, from half a year to two years."""
    assert patience([date(2020, 1, 1) + timedelta(days=day) for day in days]).days == allowed


@given(st.lists(st.dates(date(1990, 1, 1), date(2026, 11, 20)), max_size=40))
def test_patience_has_bounds(days: list[date]) -> None:
    """Whatever a blog's past."""
    assert QUIET <= patience(sorted(set(days))) <= LONG


def test_a_blog_is_dark_when_it_is_silent_for_longer() -> None:
    """Since its last post; one day more or less decides."""
    silent = NOW.date() - timedelta(days=181)
    assert told(post(silent.isoformat(), ADA)) == [("dark", silent)]
    assert told(post((silent + timedelta(days=1)).isoformat(), ADA)) == []


def test_a_post_that_does_not_show_is_a_sign_of_life() -> None:
    """Somebody who writes about the kitchen is not silent."""
    kitchen = post("2026-11-01", ADA)
    assert told(post("2020-01-01", ADA), snapshot=kept(ADA, kitchen)) == []


def test_a_post_of_the_company_s_blog_is_no_sign_of_the_personal_one() -> None:
    """The two are different things."""
    assert told(post("2026-01-01", ADA), hosted(post("2026-11-01", ADA))) == [("dark", date(2026, 1, 1))]


def test_what_is_still_to_come_is_no_sign_of_life() -> None:
    """A date in the future may be a mistake."""
    soon = post("2027-11-01", ADA)
    assert told(post("2026-01-01", ADA), snapshot=kept(ADA, post("2026-01-01", ADA), soon)) == [
        ("dark", date(2026, 1, 1))
    ]


def test_a_blog_that_can_t_be_read_is_not_called_dark() -> None:
    """Nobody knows; what is told is that it fails."""
    failure = Failure(since=NOW - timedelta(days=3), reason="refuses connections", remedy="Wait.")
    snapshot = kept(ADA, post("2020-01-01", ADA), failure=failure)
    assert told(post("2020-01-01", ADA), snapshot=snapshot) == [("failing", date(2026, 11, 17))]


# --- attention -------------------------------------------------------------------------------------------------------


def test_the_most_urgent_comes_first() -> None:
    """One of each kind, each with what is wrong and what to do, and in the order of its urgency."""

    def person(slug: str) -> Expert:
        return expert(slug, practices=("law",))

    def failing(days: int, *, gone: bool = False) -> Failure:
        return Failure(since=NOW - timedelta(days=days), reason="refuses connections", remedy="Wait.", gone=gone)

    held = Held(since=NOW, reasons=("new title",), url="https://held.example/")
    old, new = ("2024-01-01", "2026-11-01")
    people = {
        slug: person(slug)
        for slug in (
            "a-moved",
            "b-company",
            "c-missing",
            "d-dark",
            "e-withheld",
            "f-empty",
            "g-unread",
            "h-failing",
            "i-long",
            "j-gone",
            "k-held",
        )
    }
    fresh = {slug: post(new, one) for slug, one in people.items()}
    snapshots = {
        "a-moved": kept(people["a-moved"], fresh["a-moved"], moved_to="https://new.example/feed"),
        "b-company": kept(people["b-company"], fresh["b-company"], home="brand-only"),
        "c-missing": kept(people["c-missing"], fresh["c-missing"], home="missing"),
        "d-dark": kept(people["d-dark"], post(old, people["d-dark"])),
        "e-withheld": kept(people["e-withheld"], *(post(f"2026-11-0{n}", people["e-withheld"]) for n in (1, 2, 3))),
        "f-empty": kept(people["f-empty"]),
        "g-unread": Snapshot(slug="g-unread"),
        "h-failing": kept(people["h-failing"], failure=failing(3)),
        "i-long": kept(people["i-long"], failure=failing(40)),
        "j-gone": kept(people["j-gone"], failure=failing(1, gone=True)),
        "k-held": kept(people["k-held"], held=held),
    }
    shown = [fresh["a-moved"], fresh["b-company"], fresh["c-missing"], post(old, people["d-dark"])]
    made, found = counted(*shown, people=tuple(people.values()), snapshots=snapshots)
    assert [one.kind for one in found] == [
        "held", "gone", "warning", "failing", "unread", "empty", "withheld", "dark", "missing", "brand-only", "moved",
    ]  # fmt: skip
    assert [one.expert.slug for one in found] == sorted(people, reverse=True)
    for one in found:
        assert one.what.endswith(".")
        assert one.todo.endswith(".")
        assert one.contact == LAW.contact
    assert [one.ask for one in found if one.kind in {"dark", "missing"}] == ["D Dark", "C Missing"]
    assert {one.url for one in found if one.url} == {
        f"https://halden.example/{slug}/kit/" for slug in ("b-company", "c-missing")
    }
    assert made.company.dark == 1


def test_nobody_is_troubled_without_a_blog() -> None:
    """Who keeps none owes nobody one."""
    assert told(person=replace(ADA, blogs=()), snapshot=Snapshot(slug="ada")) == []


def test_alumni_are_left_alone_but_for_what_visitors_would_meet() -> None:
    """A blog that is gone is linked from their page; one that is silent is theirs."""
    left = replace(ADA, spans=(Span(left=date(2024, 1, 31)),))
    assert told(post("2023-12-01", left), person=left, snapshot=kept(left, home="missing")) == []
    gone = Failure(since=NOW, reason="says that it is gone for good (410)", remedy="Take it out.", gone=True)
    assert [kind for kind, _ in told(person=left, snapshot=kept(left, failure=gone))] == ["gone"]


def test_each_of_several_blogs_is_judged() -> None:
    """One that fails is told, and the person is not dark while another can be read and has posts."""
    both = replace(ADA, blogs=(*ADA.blogs, Blog(url="https://second.example/")))
    failure = Failure(since=NOW, reason="refuses connections", remedy="Wait.")
    second = Feed(blog="https://second.example/", url="https://second.example/rss", title="Two", failure=failure)
    base = kept(both, post("2026-11-01", both))
    found = counted(
        post("2026-11-01", both), people=(both,), snapshots={"ada": replace(base, feeds=(*base.feeds, second))}
    )[1]
    assert [(one.kind, one.place) for one in found] == [("failing", "second.example")]


def test_the_profile_s_path_is_named_where_it_is_to_be_changed() -> None:
    """Whoever reads it knows which file to open."""
    moved = replace(ADA, source=Path("people/ada.md"))
    found = counted(
        post("2026-11-01", moved),
        people=(moved,),
        snapshots={"ada": kept(moved, post("2026-11-01", moved), moved_to="https://n.example/")},
    )[1]
    assert [one.todo for one in found] == ["Put the new address into people/ada.md."]

"""A clock that was ahead and is put right, or that is turned back: nothing is lost, nothing re-dated, nobody left out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cobrand.harvest.round import due
from cobrand.jsonl import Record
from cobrand.model import Entry
from cobrand.pipeline import POLLS, publish
from cobrand.polls import load_polls, save_polls
from cobrand.profiles import Roster
from company import HOUR, NOW, Company, conditional, feed

YEARS = timedelta(days=3 * 365)
UNDATED = (
    b"<rss version='2.0'><channel><title>Notes</title><item><title>Undated</title><guid>u</guid></item></channel></rss>"
)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company without anybody in it."""
    return Company(tmp_path)


def dates(company: Company) -> dict[str, Entry]:
    """Return Ada's posts by id."""
    return {entry.id: entry for entry in company.archive.read("ada").entries}


def test_the_oracle_a_poll_of_three_years_hence_is_not_due(company: Company, serve: Any) -> None:
    """What the clock that was ahead has noted would keep everybody away, were it taken as it is."""
    web = serve({"/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    company.now = NOW + YEARS
    company.pull()
    path = company.options.state_dir / POLLS
    as_noted, *_ = load_polls(path, now=company.now)
    known: dict[str, tuple[str | None, Record]] = {"ada": company.archive.peek("ada")}
    assert not due(company.experts, known, as_noted, company.options, now=NOW)
    assert due(company.experts, known, load_polls(path, now=NOW)[0], company.options, now=NOW)


@pytest.mark.parametrize("back", [timedelta(minutes=5), 26 * HOUR, timedelta(days=40), YEARS])
def test_a_clock_put_right_loses_nothing_and_asks_again(company: Company, serve: Any, back: timedelta) -> None:
    """Within a week of the right time everybody is asked again, and every post keeps its date."""
    script = conditional(feed("one", "two"), feed("two", "three"))
    web = serve({"/feed": script})
    company.hire("ada", web.url("/feed"), home=web.url("/"))
    company.now = NOW + back
    company.pull()
    before = dates(company)
    company.now, script.now = NOW, 1  # type: ignore[attr-defined]
    for _ in range(8):
        company.pull()
        company.now += timedelta(days=1)
    after = dates(company)
    assert sorted(entry.title or "" for entry in after.values()) == ["one", "three", "two"]
    assert {key: entry.published for key, entry in before.items()} == {key: after[key].published for key in before}


def test_a_rest_that_a_busy_server_asked_for_ends_when_the_clock_is_put_right(
    company: Company, serve: Any, answer: Callable[..., bytes]
) -> None:
    """`Retry-After` is a week at most, by any clock."""
    busy = answer(b"", "Retry-After: 7200", status="503 Service Unavailable")
    web = serve({"/feed": [busy, answer(feed("one"))]})
    company.hire("ada", web.url("/feed"))
    company.now = NOW + YEARS
    company.pull()
    company.now = NOW
    assert company.pull().asked == 1
    assert company.titles("ada") == ["one"]


def test_a_rest_of_a_week_is_kept(tmp_path: Path, company: Company, serve: Any) -> None:
    """The longest rest that a server may ask for is no sign of a wrong clock."""
    web = serve({"/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    path = company.options.state_dir / POLLS
    polls, digests, _ = load_polls(path, now=NOW)
    week = NOW + timedelta(days=7)
    polls = {key: replace(poll, next=week, retry_at=week) for key, poll in polls.items()}
    save_polls(path, polls, digests)
    assert (polls, digests, None) == load_polls(path, now=NOW)


def test_a_clock_turned_back_shows_what_was_published_before_it(company: Company, serve: Any) -> None:
    """Posts from after the present wait until their day has come, in the archive; an undated one counts from the right day."""
    web = serve({"/feed": conditional(feed("one", "two")), "/undated": conditional(UNDATED)})
    company.hire("ada", web.url("/feed"))
    company.hire("bo", web.url("/undated"))
    company.now = NOW + timedelta(days=40)
    company.pull()
    company.now = NOW - timedelta(days=18, hours=12)  # between the two
    company.pull(everything=True)

    def shown() -> int:
        people = Roster(experts=tuple(company.experts), practices=(), topics=())
        cache = company.options.root / "cache"
        return publish(people, company.archive, company.options, now=company.now, cache=cache).posts

    assert company.titles("ada") == ["two", "one"]
    assert shown() == 2
    company.now = NOW + timedelta(days=41)
    assert shown() == 3

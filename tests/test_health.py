"""How a feed fares: the states in their order, and who is told to do what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cobrand.harvest import complaint
from cobrand.health import Health, health
from cobrand.model import Expert, Failure, Feed, Held

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MEI = Expert(slug="mei-okafor", name="Mei Okafor", source=Path("experts/mei-okafor.md"))
READ = Feed(blog="https://mei.example/", url="https://mei.example/feed.xml", title="Mei")
NEVER_READ = replace(READ, title=None)


def failing(*, days: int, remedy: str = complaint.PATIENCE, gone: bool = False, feed: Feed = READ) -> Feed:
    """Return a feed that has failed for so many days."""
    since = NOW - timedelta(days=days)
    return replace(feed, failure=Failure(since=since, reason="refuses connections", remedy=remedy, gone=gone))


@pytest.mark.parametrize(
    ("feed", "state"),
    [
        (READ, "ok"),
        (failing(days=0), "failing"),
        (failing(days=30), "failing"),
        (failing(days=31), "warning"),
        (failing(days=1, gone=True), "gone"),
        (failing(days=400, gone=True), "gone"),
        (replace(failing(days=90), held=Held(since=NOW, reasons=("new title",), url="https://mei.example/")), "held"),
    ],
    ids=["read", "just now", "30 days", "31 days", "gone", "long gone", "held and failing"],
)
def test_a_feed_is_in_one_state(feed: Feed, state: str) -> None:
    """The gravest counts; only what somebody has to act on asks for attention."""
    judged = health(MEI, feed, now=NOW)
    assert (judged.state, judged.attention) == (state, state in {"warning", "gone", "held"})


def test_a_feed_that_is_read_needs_nobody() -> None:
    """There is nothing to say."""
    assert health(MEI, READ, now=NOW) == Health(state="ok")


@pytest.mark.parametrize(
    ("feed", "ask", "remedy"),
    [
        (failing(days=2), "Mei Okafor", complaint.PATIENCE),
        (
            failing(days=40),
            "Mei Okafor",
            (
                "Ask Mei Okafor whether the blog has moved or ended, and put the new address into experts/mei-okafor.md, "
                "or take the blog out."
            ),
        ),
        (failing(days=40, remedy="Renew it."), "Mei Okafor", "Renew it."),
        (failing(days=2, feed=NEVER_READ), None, "Check the address in experts/mei-okafor.md."),
        (failing(days=40, feed=NEVER_READ), None, "Check the address in experts/mei-okafor.md."),
    ],
    ids=["wait", "ask", "known remedy", "misspelt", "misspelt for long"],
)
def test_the_remedy_fits_who_can_help(feed: Feed, ask: str | None, remedy: str) -> None:
    """At first one waits, then asks the expert; what never worked is looked up in the profile."""
    judged = health(MEI, feed, now=NOW)
    assert (judged.ask, judged.remedy) == (ask, remedy)


def test_a_held_feed_says_why_and_both_ways_out() -> None:
    """What has changed, where to look, whom to ask, how to accept it and what to do otherwise."""
    held = Held(since=NOW, reasons=("new title", "link back lost"), url="https://mei.example/rss", title="Casino")
    judged = health(MEI, replace(READ, held=held), now=NOW)
    assert judged == Health(
        state="held",
        since=NOW,
        what="seems to be somebody else's now and is held back (new title; link back lost)",
        remedy=(
            "Look at https://mei.example/rss and ask Mei Okafor. If all is well, run `cobrand trust mei-okafor`; "
            "if not, put the new address into experts/mei-okafor.md, or take the blog out, and its posts with it."
        ),
        ask="Mei Okafor",
    )

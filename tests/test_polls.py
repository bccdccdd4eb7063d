import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import BusyError
from cobrand.harvest.complaint import of_status
from cobrand.polls import Poll, load_polls, next_poll, next_try, save_polls

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "validators", "ttl", "wait"),
    [
        ({}, True, None, HOUR),
        ({}, False, None, 24 * HOUR),
        ({"cache-control": "max-age=60"}, True, None, HOUR),
        ({"cache-control": "public, Max-Age=7200"}, True, None, 2 * HOUR),
        ({"cache-control": 'max-age="7200"', "age": "3600"}, True, None, HOUR),
        ({"cache-control": "max-age=14400", "age": "3600"}, True, None, 3 * HOUR),
        ({"cache-control": "max-age=99999999999999999999"}, True, None, timedelta(days=7)),
        ({"cache-control": "max-age=" + "9" * 5000}, True, None, timedelta(days=7)),
        ({"cache-control": "max-age=7200", "age": "9" * 5000}, True, None, HOUR),
        ({"cache-control": "max-age=" + "0" * 5000 + "7200"}, True, None, 2 * HOUR),
        ({"cache-control": "max-age=nonsense"}, True, None, HOUR),
        ({"expires": "Fri, 20 Nov 2026 14:00:00 GMT"}, True, None, 5 * HOUR),
        ({"expires": "Fri, 20 Nov 2026 14:00:00 GMT", "cache-control": "max-age=0"}, True, None, HOUR),
        ({"expires": "0"}, True, None, HOUR),
        ({"expires": "Fri, 20 Nov 2020 14:00:00 GMT"}, True, None, HOUR),
        ({}, True, 6 * HOUR, 6 * HOUR),
        ({}, True, timedelta(days=30), timedelta(days=7)),
    ],
)
def test_the_next_poll_waits_for_whoever_asks_for_most(
    headers: dict[str, str], validators: bool, ttl: timedelta | None, wait: timedelta
) -> None:
    """An hour with validators, a day without, longer if server or feed ask for it, a week at most."""
    assert next_poll(headers, validators=validators, ttl=ttl, now=NOW) == NOW + wait


@pytest.mark.parametrize(
    ("failing_for", "wait"), [(timedelta(), HOUR), (3 * HOUR, 3 * HOUR), (timedelta(days=40), 24 * HOUR)]
)
def test_a_failing_feed_is_asked_less_the_longer_it_fails(failing_for: timedelta, wait: timedelta) -> None:
    """It is asked again after as long as it has failed, between an hour and a day."""
    assert next_try(NOW - failing_for, retry_at=None, now=NOW) == NOW + wait


def test_a_busy_server_says_when_to_come_back() -> None:
    """Retry-After makes the wait longer, up to a week, and never shorter."""
    assert next_try(NOW, retry_at=NOW + 5 * HOUR, now=NOW) == NOW + 5 * HOUR
    assert next_try(NOW, retry_at=NOW + timedelta(minutes=1), now=NOW) == NOW + HOUR
    assert next_try(NOW, retry_at=NOW + timedelta(days=400), now=NOW) == NOW + timedelta(days=7)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """Polls come back as they were, validators byte for byte."""
    poll = Poll(
        url="https://ada.example/feed",
        next=NOW,
        etag='W/"caf\udce9"',
        last_modified="Fri, 20 Nov 2026 09:00:00 GMT",
        body="b" * 64,
        archive="a" * 64,
        terms="t",
        retry_at=NOW + HOUR,
        seconds=0.25,
    )
    polls = {("ada", "https://ada.example/"): poll, ("bo", "https://bo.example/"): Poll(url="x", next=NOW)}
    save_polls(tmp_path / "polls.json", polls)
    assert load_polls(tmp_path / "polls.json", now=NOW) == (polls, {}, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"version": 1, "polls": []}',
        b'{"version": 1, "polls": {"ada": {"x": {}}}}',
        b'{"version": 1, "polls": {"ada": {"x": {"url": 1, "next": "2026-11-20T09:00:00+00:00"}}}}',
        b'{"version": 1, "polls": {"ada": {"x": {"url": "x", "next": "soon"}}}}',
        b'{"version": 1, "polls": {"ada": {"x": {"url": "x", "next": "0001-01-01T00:00:00+23:59"}}}}',
        b'{"version": 1, "polls": {"ada": {"x": {"url": "x", "next": "2026-11-20T09:00:00Z", "seconds": 1%s}}}}'
        % (b"0" * 400),
        b'{"version": 1, "polls": {}, "digests": {"ada": [1, 2, 3, "4", "x"]}}',
        b'{"version": 99, "polls": {}}',
    ],
)
def test_a_broken_state_is_made_anew(tmp_path: Path, content: bytes) -> None:
    """Corrupted or from another version: the polls start from nothing, and a sentence says so."""
    path = tmp_path / "polls.json"
    path.write_bytes(content)
    polls, _, note = load_polls(path, now=NOW)
    assert polls == {}
    assert note
    assert "made anew" in note


def test_a_digest_counts_if_its_file_was_touched_before_it_was_noted(tmp_path: Path) -> None:
    """What is touched in the same moment, or by a clock that is ahead, may be touched again and look the same."""
    path = tmp_path / "polls.json"
    save_polls(path, {}, {"ada": ((1, 2, 3, 4), "a"), "bo": ((1, 2, 3, 2**63), "b")})
    assert load_polls(path, now=NOW) == ({}, {"ada": ((1, 2, 3, 4), "a")}, None)


def test_no_state_yet_is_nothing_to_mention(tmp_path: Path) -> None:
    """A first pull has no polls and says nothing about it."""
    assert load_polls(tmp_path / "polls.json", now=NOW) == ({}, {}, None)


NAMES = ("cache-control", "expires", "age", "retry-after")
DIGITS = st.text("0123456789-+.e ", max_size=12) | st.integers().map(str) | st.text(max_size=6)
NUMBERS = DIGITS | st.builds(
    "{}={}".format, st.sampled_from(["max-age", "s-maxage", "Max-Age", "no-cache, max-age"]), DIGITS
)
DATES = st.builds(
    "{}, {} {} {} {}:{}:{} {}".format,
    st.sampled_from(["Mon", "Xyz", ""]),
    *([DIGITS] * 2),
    st.sampled_from(["0001", "9999", "2026", "99", "99999999999"]) | DIGITS,
    *([DIGITS] * 3),
    st.sampled_from(["GMT", "+2359", "-9999", "+99999999999999999999", "XYZ", ""]),
) | st.builds(
    "Thu, {:02} {} {:04} {:02}:00:00 {:+05}".format,
    st.integers(0, 32),
    st.sampled_from(["Jan", "Feb", "Dec"]),
    st.integers(0, 9999),
    st.integers(0, 25),
    st.integers(-9999, 9999),
)
WORTH = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.datetimes().map(str)
JSON = WORTH | st.lists(WORTH, max_size=2) | st.dictionaries(st.text(max_size=5), WORTH, max_size=2)
FIELDS = st.dictionaries(st.sampled_from([field.name for field in fields(Poll)]), JSON)
STATE = st.dictionaries(st.text(max_size=5), st.dictionaries(st.text(max_size=9), FIELDS | JSON, max_size=2) | JSON)


@given(
    st.sampled_from([NUMBERS, DATES]).flatmap(lambda kind: st.fixed_dictionaries(dict.fromkeys(NAMES, kind))),
    st.booleans(),
)
def test_any_headers_let_a_feed_rest_between_an_hour_and_a_week(headers: dict[str, str], validators: bool) -> None:
    """Whatever a server says of how long its answer keeps, or when to come back, we do neither soon nor never."""
    assert HOUR <= next_poll(headers, validators=validators, ttl=None, now=NOW) - NOW <= timedelta(days=7)
    busy = of_status(503, headers, now=NOW)
    assert isinstance(busy, BusyError)
    asked = busy.retry_at
    assert asked is None or timedelta() <= asked - NOW <= timedelta(days=7)


@given(st.binary(max_size=99) | st.builds(lambda polls: json.dumps({"version": 1, "polls": polls}).encode(), STATE))
def test_any_bytes_are_polls_or_made_anew(body: bytes) -> None:
    """Whatever a cache of CI brings back, no error reaches the pull, and nobody waits for more than a week."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "polls.json")
        path.write_bytes(body)
        polls, _, note = load_polls(path, now=NOW)
        assert not (polls and note)
        assert all(poll.next <= NOW + timedelta(days=7) for poll in polls.values())
        save_polls(path, polls)
        assert load_polls(path, now=NOW) == (polls, {}, None)

"""Posts that are missing from the midst of their feed: which of them their author has taken back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cobrand.archive import merge
from cobrand.jsonl import identity
from cobrand.model import Entry, Feed, Snapshot
from cobrand.withdrawal import missed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, OTHER = "https://ada.example/", "https://other.example/"
FEED = Feed(blog=ADA, url="https://ada.example/feed.xml", title="Ada")


def post(number: int, **known: object) -> Entry:
    """Make a post; the higher the number, the newer."""
    link = f"https://ada.example/{number}"
    made = Entry(blog=ADA, id=link, link=link, title=str(number), published=NOW + (number - 100) * DAY)
    return replace(made, **known)  # type: ignore[arg-type]


def after(first: Iterable[Entry], *then: Iterable[Entry], feed: Feed = FEED) -> Snapshot:
    """Take in one answer after another, a day apart, as a pull does."""
    snapshot = Snapshot(slug="ada")
    for day, answer in enumerate((first, *then)):
        listed = tuple(answer)
        merged = merge(snapshot, feed, listed, now=NOW + day * DAY)
        snapshot = missed(snapshot, merged, feed.blog, listed, now=NOW + day * DAY)
    return snapshot


def missing(snapshot: Snapshot) -> list[str | None]:
    """List the titles of what is missing."""
    return [entry.title for entry in snapshot.entries if entry.withdrawn]


def posts(*numbers: int) -> list[Entry]:
    """Make several posts."""
    return [post(number) for number in numbers]


TEN = posts(*range(10, 0, -1))


def without(*numbers: int, of: list[Entry] = TEN) -> list[Entry]:
    """Return what a feed carries without some posts."""
    return [entry for entry in of if entry.title not in {str(number) for number in numbers}]


def test_a_post_deleted_from_the_midst_is_missing_since_that_day() -> None:
    """Its neighbours are there, so that it has not left the feed by age."""
    found = after(TEN, without(5))
    assert missing(found) == ["5"]
    assert next(entry for entry in found.entries if entry.title == "5").withdrawn == NOW + DAY


def test_the_newest_post_can_be_taken_back() -> None:
    """It is what authors delete most: yesterday's."""
    assert missing(after(TEN, without(10))) == ["10"]


def test_the_first_day_of_missing_stays() -> None:
    """Each pull finds it missing anew, and writes nothing."""
    assert after(TEN, without(5)).entries == after(TEN, without(5), without(5)).entries


def test_a_post_that_leaves_at_the_end_is_not_missing() -> None:
    """A feed carries the newest ten."""
    assert missing(after(TEN, posts(*range(11, 1, -1)), posts(*range(15, 5, -1)))) == []


def test_a_feed_of_the_oldest_first_is_read_likewise() -> None:
    """Some feeds stand the other way round."""
    assert missing(after(TEN[::-1], posts(*range(2, 12)))) == []
    assert missing(after(TEN[::-1], without(5)[::-1])) == ["5"]


def test_a_post_that_comes_back_is_not_missing() -> None:
    """By its id, or under another id at the same address."""
    assert missing(after(TEN, without(5), TEN)) == []
    moved = [post(5, id="anew") if entry.title == "5" else entry for entry in TEN]
    assert missing(after(TEN, without(5), moved)) == []
    assert missing(after(TEN, moved)) == []


def test_an_old_post_pinned_to_the_top_says_nothing() -> None:
    """Else whatever leaves the feed at its end would seem to be missing."""
    pinned = post(-500)
    assert missing(after([pinned, *TEN], [pinned, *posts(*range(11, 1, -1))])) == []


def test_an_old_post_that_was_edited_says_nothing() -> None:
    """Feeds in the order of the last edit bring up old posts, and drop others for them."""
    edited = post(-500, updated=NOW)
    assert missing(after(TEN, [post(11), edited, *TEN[:-2]])) == []
    assert missing(after(TEN, [*TEN[:-1], edited])) == []


def test_a_feed_that_carries_something_else_now_says_nothing() -> None:
    """One category of the blog, for example: four of nine are gone, and nobody has deleted them."""
    assert missing(after(TEN, without(2, 4, 6, 8))) == []
    assert missing(after(TEN, without(2, 4, 6))) == ["6", "4", "2"]


def test_one_post_can_always_go() -> None:
    """However few there are."""
    assert missing(after(posts(2, 1), posts(1))) == ["2"]
    assert missing(after(posts(1), [])) == []


def test_an_answer_without_posts_says_nothing() -> None:
    """A feed that is empty today has been emptied by its software, or hasn't changed since it failed."""
    assert missing(after(TEN, [], without(5), [])) == ["5"]


def test_of_posts_without_dates_one_is_missing_where_none_has_come() -> None:
    """All of them were first seen on one day: only what has come could have needed the room."""
    undated = [post(number, published=None) for number in range(10, 0, -1)]
    assert missing(after(undated, without(5, of=undated))) == ["5"]
    assert missing(after(undated, without(5, of=[post(11, published=None), *undated]))) == []
    assert missing(after(undated, without(2, 4, 6, 8, of=undated))) == []


def test_in_an_order_by_chance_one_is_missing_where_none_has_come() -> None:
    """Some feeds show ten posts of many, never the same: what is not among them is none the less there."""
    chance = Random(7)
    shown = [chance.sample(posts(*range(40)), 10) for _ in range(30)]
    assert missing(after(shown[0], *shown[1:])) == []
    mixed = chance.sample(TEN, 10)
    assert missing(after(mixed, without(5, of=mixed))) == ["5"]


def test_an_old_post_that_is_always_last_says_nothing() -> None:
    """The window moves above it, and nobody has deleted what leaves there, be the old one ever so near."""
    for last in (post(-500), post(1)):
        windows = [[*posts(*range(newest, newest - 5, -1)), last] for newest in range(6, 15)]
        assert missing(after(windows[0], *windows[1:])) == []
        gone = without(12, of=windows[-1])
        assert missing(after(windows[0], *windows[1:], gone, gone)) == ["12"]


def test_what_was_left_out_once_is_not_missing_when_the_feed_has_grown() -> None:
    """Else a feed that carries one category now would hide the others a few posts later."""
    others = without(2, 4, 6, 8)
    grown = [[*posts(*range(10 + more, 10, -1)), *others] for more in range(12)]
    assert missing(after(TEN, *grown)) == []


def test_a_post_whose_address_leads_to_another_one_is_missing() -> None:
    """A blog that was set up anew counts from 1 again, and its addresses are its numbers."""
    first = [plain(number, "Old", -900) for number in (1, 2, 3)]
    anew = [plain(1, "New", 0)]
    assert missing(after(first, anew)) == ["Old 1"]
    assert missing(after(first, anew, [*anew, *first[1:]])) == ["Old 1"]


def plain(number: int, said: str, days: int) -> Entry:
    """Make a post of a blog whose addresses are numbers."""
    link = f"https://ada.example/?p={number}"
    day = NOW + (days + number) * DAY
    return Entry(blog=ADA, id=link, link=link, title=f"{said} {number}", published=day, content=f"<p>{said} text</p>")


def test_posts_of_another_blog_are_left_alone() -> None:
    """What one feed carries says nothing of what another brought."""
    others = [replace(entry, blog=OTHER, id=f"{entry.id}/other", link=f"{entry.link}/other") for entry in TEN]
    snapshot = merge(after(TEN), replace(FEED, blog=OTHER), others, now=NOW)
    assert missing(missed(snapshot, snapshot, ADA, without(5), now=NOW)) == ["5"]


def test_another_blog_that_has_it_takes_it_over() -> None:
    """It shows as long as any of the expert's feeds brings it."""
    there = replace(FEED, blog=OTHER)
    found = merge(after(TEN, without(5)), there, [replace(post(5), blog=OTHER)], now=NOW + 2 * DAY)
    assert missing(found) == []
    assert next(entry for entry in found.entries if entry.title == "5").blog == OTHER
    assert missing(missed(found, found, ADA, without(5), now=NOW + 3 * DAY)) == []


numbers = st.lists(st.integers(0, 12), max_size=13)


@given(st.lists(numbers, min_size=1, max_size=4), st.randoms())
def test_the_laws_of_missing(answers: list[list[int]], shuffled: object) -> None:
    """Nothing is lost or changed but the mark; what is there has none; noting twice is noting once."""
    told = [posts(*answer) for answer in answers]
    found = after(told[0], *told[1:])
    assert {entry.title for entry in found.entries} == {str(number) for answer in answers for number in answer}
    there = {identity(entry) for entry in told[-1]}
    assert not any(entry.withdrawn for entry in found.entries if identity(entry) in there)
    assert found == missed(found, found, ADA, told[-1], now=NOW + 9 * DAY)
    unmarked = tuple(replace(entry, withdrawn=None, unlisted=False) for entry in found.entries)
    assert set(unmarked) == {post(int(entry.title or 0)) for entry in unmarked}


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 3), st.integers(0, 3))
def test_a_window_that_moves_never_misses_a_post(size: int, longer: int, pinned: int, kept: int) -> None:
    """Whatever the size of a feed, and however many old posts it keeps on top, or a few at its end."""
    top, end = posts(*range(-1, -1 - pinned, -1)), posts(*range(-10, -10 - min(kept, size - 1), -1))
    windows = [[*top, *posts(*range(last, max(last - size, 0), -1)), *end] for last in range(1, longer + 2)]
    assert missing(after(windows[0], *windows[1:])) == []

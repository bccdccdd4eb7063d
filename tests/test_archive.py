import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobrand.archive import Archive, KeptArchive, absorbed, failed, merge, retain, united, visited
from cobrand.errors import ArchiveError, LockedError
from cobrand.jsonl import encode, identities, identity
from cobrand.model import Author, Bio, Entry, Fact, Failure, Feed, Held, Home, LinkBack, Portrait, Snapshot
from fuzzing import trying

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, OLD = "https://ada.example/", "https://old.example/"
FEED = Feed(blog=ADA, url="https://ada.example/feed.xml", title="Ada")
EMPTY = Snapshot(slug="ada")


def post(number: int = 1, **known: object) -> Entry:
    """Make an entry with an id of its own; what else is known of it are arguments."""
    values = {"blog": ADA, "id": f"https://ada.example/{number}", "title": f"Post {number}", "published": NOW - DAY}
    return Entry(**{**values, **known})  # type: ignore[arg-type]


def pulled(*entries: Entry, before: Snapshot = EMPTY, feed: Feed = FEED, now: datetime = NOW) -> Snapshot:
    """Take entries into a snapshot."""
    return merge(before, feed, entries, now=now)


law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine refutes nothing


# --- strategies: what any feed may hold ------------------------------------------------------------------------------

texts = st.text(st.characters(), max_size=20)  # control characters, U+2028, lone surrogates and all
lines = st.none() | texts
web = st.builds("{}{}".format, st.sampled_from(["https://ada.example/", "http://x.example/ü?"]), st.text(max_size=5))
dates = st.integers(-(10**4), 10**4).map(lambda days: NOW + days * DAY)
ids = (
    st.sampled_from(["1", "2", "a b", "", "tag:ada.example,2026:1", "https://ada.example/1", "\x00", "\ud800"]) | texts
)
authors = st.lists(st.builds(Author, name=texts, uri=st.none() | web), max_size=2).map(tuple)
entries = st.builds(
    Entry,
    blog=st.just(ADA),
    id=ids,
    title=lines,
    link=st.none() | web,
    published=st.none() | dates,
    first_seen=st.none() | dates,
    updated=st.none() | dates,
    authors=authors,
    categories=st.lists(texts, max_size=3).map(tuple),
    language=lines,
    comments=st.none() | web,
    comment_count=st.none() | st.integers(-1, 10),
    base=st.none() | web,
    content=texts,
)
feeds = st.builds(
    Feed, blog=st.just(ADA), url=web, id=st.none() | ids, title=lines, link=st.none() | web, authors=authors
)
held_before = st.builds(
    lambda known, others: merge(
        merge(EMPTY, FEED, known, now=NOW - DAY), replace(FEED, blog=OLD), others, now=NOW - DAY
    ),
    st.lists(entries, max_size=4),
    st.lists(entries.map(lambda entry: replace(entry, blog=OLD)), max_size=4),
)


# --- merge: nothing is lost ------------------------------------------------------------------------------------------


@law
@given(held_before, feeds, st.lists(entries, max_size=6))
def test_merging_twice_is_merging_once(before: Snapshot, feed: Feed, now_there: list[Entry]) -> None:
    """Taking in the same feed again changes nothing, neither now nor later."""
    once = merge(before, feed, now_there, now=NOW)
    assert once == merge(once, feed, now_there, now=NOW)
    assert once == merge(once, feed, now_there, now=NOW + 400 * DAY)


@law
@given(held_before, feeds, st.lists(entries, max_size=6))
def test_merging_loses_no_id(before: Snapshot, feed: Feed, now_there: list[Entry]) -> None:
    """Every post that was held or comes now is held afterwards."""
    after = merge(before, feed, now_there, now=NOW)
    alone = merge(EMPTY, feed, now_there, now=NOW)
    known = {one for entry in after.entries for one in identities(entry)}
    assert {identity(entry) for entry in after.entries} >= {identity(entry) for entry in before.entries}
    assert known >= {identity(entry) for entry in alone.entries}


@law
@given(held_before, feeds, st.lists(entries, max_size=6), st.randoms())
def test_the_order_in_the_feed_does_not_matter(
    before: Snapshot, feed: Feed, now_there: list[Entry], chance: Random
) -> None:
    """A feed sorted otherwise gives the same snapshot, even if two of its entries share an id."""
    shuffled = list(now_there)
    chance.shuffle(shuffled)
    assert merge(before, feed, now_there, now=NOW) == merge(before, feed, shuffled, now=NOW)


@law
@given(held_before, feeds, st.lists(entries, max_size=6))
def test_a_date_that_has_come_never_changes(before: Snapshot, feed: Feed, now_there: list[Entry]) -> None:
    """Whatever the feed says now, a post keeps the date that it was archived with."""
    after = {identity(entry): entry.date for entry in merge(before, feed, now_there, now=NOW).entries}
    for entry in before.entries:
        if entry.date <= NOW:
            assert entry.date == after[identity(entry)]


@law
@given(held_before, feeds, st.lists(entries, max_size=6))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, before: Snapshot, feed: Feed, now_there: list[Entry]
) -> None:
    """A snapshot comes back from its file as it was, and writing it again touches nothing."""
    archive = Archive(tmp_path_factory.mktemp("state"))
    snapshot = merge(before, feed, now_there, now=NOW)
    assert archive.write(snapshot)
    assert snapshot == archive.read("ada")
    assert snapshot.feeds == archive.feeds("ada")
    assert not archive.write(archive.read("ada"))


def test_posts_of_a_blog_that_somebody_else_has_pass_on_without_their_links() -> None:
    """The new address is the expert's, the old one is not, and whatever leads there leads readers to a stranger."""
    held = replace(FEED, blog=OLD, url=OLD, held=Held(since=NOW, reasons=("new title",), url=OLD))
    there = post(1, blog=OLD, link=f"{OLD}1", comments=f"{OLD}1#c")
    other = post(2, blog=OLD, link="https://other.example/2")
    before = Snapshot(slug="ada", feeds=(held,), entries=(there, other))
    passed = retain(before, [ADA]).entries
    assert {"1": None, "2": other.link} == {entry.id[-1]: entry.link for entry in passed}
    assert all(entry.blog == ADA and not entry.comments for entry in passed)
    kept = retain(replace(before, feeds=(replace(held, held=None),)), [ADA]).entries
    assert {there.link, other.link} == {entry.link for entry in kept}


def test_a_post_that_has_left_the_feed_stays() -> None:
    """Feeds are short; the archive is not."""
    after = pulled(post(2), before=pulled(post(1)))
    assert {post(1), post(2)} == set(after.entries)


RENEWED = "https://ada.example/?p=17"


@pytest.mark.parametrize("name", [RENEWED, "tag:ada.example,2020:17", "17"])
def test_a_counted_id_that_comes_again_with_all_else_new_is_another_post(name: str) -> None:
    """A blog set up anew counts from one: the old post keeps its id, date and text, the new one comes in beside it."""
    old = post(id=name, title="Old", published=NOW - 900 * DAY, link="https://ada.example/old", content="<p>Long ago.")
    new = post(id=name, title="New", published=NOW - DAY, link="https://ada.example/new", content="<p>Lately.")
    after = pulled(new, before=pulled(old))
    own = f"{name}#2026-11-19T09:00:00Z"
    assert (replace(new, id=own, restated=name), old) == after.entries
    assert after == pulled(new, before=after)
    edited = replace(new, title="Newer", content="<p>Just now.")
    assert ("Newer", own, old) == ((told := pulled(edited, before=after).entries)[0].title, told[0].id, told[1])
    assert {old, replace(new, id=own, restated=name)} == set(pulled(old, before=after).entries)
    third = post(id=name, title="Third", published=NOW, link="https://ada.example/third", content="<p>At last.")
    assert [entry.title for entry in pulled(third, before=after).entries] == ["Third", "New", "Old"]


LONG = "<p>Whoever signs a contract promises more than the sentence above the dotted line seems to say.</p>"
FIRST = post(id=RENEWED, title="Old", published=NOW - 900 * DAY, link="https://ada.example/old", content=LONG)


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "New", "content": "<p>New.", "link": "https://ada.example/new"},  # on its day
        {"title": "New", "published": NOW, "link": "https://ada.example/new", "content": f"<p>Reworked.</p>{LONG}"},
        {"title": "New", "published": NOW, "content": "<p>New."},  # at its address
        {"published": NOW, "content": "<p>New.", "link": "https://ada.example/new"},  # under its title
        {"title": "New", "published": None, "content": "<p>New.", "link": "https://ada.example/new"},
    ],
)
def test_what_something_is_left_of_was_edited(edit: dict[str, object]) -> None:
    """A day, an address, a title or a text is enough: then it is the post that it was, with its first date."""
    (entry,) = pulled(replace(FIRST, **edit), before=pulled(FIRST)).entries  # type: ignore[arg-type]
    assert (RENEWED, FIRST.published) == (entry.id, entry.published)


def test_an_id_that_nobody_counts_is_one_post_whatever_becomes_of_it() -> None:
    """And so is one that was only announced."""
    new = {"title": "New", "published": NOW - DAY, "link": "https://ada.example/new", "content": "<p>New."}
    lasting = replace(FIRST, id="urn:uuid:6a1c0f5e-5a0b-4c55-9a42-0e5f2d1b7c11")
    assert len(pulled(replace(lasting, **new), before=pulled(lasting)).entries) == 1  # type: ignore[arg-type]
    announced = replace(FIRST, published=NOW + 30 * DAY)
    assert len(pulled(replace(announced, **new), before=pulled(announced)).entries) == 1  # type: ignore[arg-type]


def test_what_another_blog_announced_does_not_become_another_post_on_its_day() -> None:
    """What a feed says is taken in the same way before that day and after it."""
    name = "tag:ada.example,2026:17"
    announced = post(
        id=name, title="Soon", published=NOW + 30 * DAY, link="https://old.example/soon", content="<p>Soon."
    )
    other = post(id=name, title="Now", published=NOW - DAY, link="https://ada.example/now", content="<p>Now.")
    before = pulled(replace(announced, blog=OLD), feed=replace(FEED, blog=OLD))
    once = pulled(other, before=before)
    assert [entry.title for entry in once.entries] == ["Soon", "Now"]
    assert once == pulled(other, before=once) == pulled(other, before=once, now=NOW + 60 * DAY)


def test_entries_are_newest_first_then_by_id() -> None:
    """The order of a snapshot does not depend on who came first."""
    first, second, third = post(3, published=NOW), post(1), post(2)
    assert (first, second, third) == pulled(third, first, second).entries


# --- merge: identity -------------------------------------------------------------------------------------------------


def test_an_id_that_is_no_iri_is_one_post_per_blog() -> None:
    """Two blogs may both count their posts from 1."""
    old = pulled(post(id="1", blog=OLD), feed=replace(FEED, blog=OLD))
    assert len(pulled(post(id="1"), before=old).entries) == 2


def test_a_blog_that_moves_takes_its_posts_along() -> None:
    """A post known by its IRI goes to the new blog when the profile no longer names the old one."""
    old = pulled(post(blog=OLD, link="https://old.example/1"), feed=replace(FEED, blog=OLD))
    moved = pulled(post(link="https://ada.example/1"), before=retain(old, [ADA]))
    assert [(entry.blog, entry.link) for entry in moved.entries] == [(ADA, "https://ada.example/1")]


def test_a_blog_that_fails_gives_its_posts_to_the_one_that_has_them() -> None:
    """While an author moves, both blogs may stand in the profile."""
    broken = Failure(since=NOW, reason="is gone", remedy="Ask.")
    old = failed(pulled(post(blog=OLD), feed=replace(FEED, blog=OLD)), OLD, OLD, broken)
    assert [entry.blog for entry in pulled(post(), before=old).entries] == [ADA]


def test_two_feeds_with_a_post_in_common_leave_it_where_it_is() -> None:
    """Else a blog and its category's feed would take the post from each other at every pull."""
    old = pulled(post(blog=OLD, title="There"), feed=replace(FEED, blog=OLD))
    assert [(entry.blog, entry.title) for entry in pulled(post(title="Here"), before=old).entries] == [(OLD, "There")]


def test_of_two_entries_with_one_id_the_last_updated_counts() -> None:
    """Whichever of them the feed lists first."""
    older, newer = post(title="Older", updated=NOW - DAY), post(title="Newer", updated=NOW)
    assert (newer,) == pulled(newer, older).entries == pulled(older, newer).entries


# --- merge: edits ----------------------------------------------------------------------------------------------------


def test_an_edit_changes_the_post_in_place() -> None:
    """A corrected title and text are what is held from then on."""
    edited = post(title="Post one", content="<p>Right.</p>", updated=NOW, categories=("payments",))
    assert (edited,) == pulled(edited, before=pulled(post(content="<p>Wrong.</p>"))).entries


def test_an_entry_emptied_by_a_faulty_feed_keeps_title_link_and_text() -> None:
    """What a feed leaves out today takes nothing away; relative addresses in the text keep their base."""
    whole = post(link="https://ada.example/1", content="<p>Text</p>", base="https://ada.example/b/", updated=NOW - DAY)
    emptied = post(title=None, base="https://ada.example/c/")
    assert (whole,) == pulled(emptied, before=pulled(whole)).entries


def test_categories_and_authors_can_be_taken_away() -> None:
    """They decide what shows: removing the tag `work` must take the post off the company's site."""
    tagged = post(categories=("work",), authors=(Author(name="Ada"),))
    assert (post(),) == pulled(post(), before=pulled(tagged)).entries


# --- merge: dates ----------------------------------------------------------------------------------------------------


def numbered(number: int, guid: str, **known: object) -> Entry:
    """Make a post with an address, and an id that says nothing of it."""
    return post(number, id=guid, link=f"https://ada.example/{number}", **known)


def test_an_id_that_is_new_at_a_known_address_is_the_same_post() -> None:
    """New software numbers posts anew, and may date them anew: they keep the id and the date that everybody knows."""
    before = pulled(numbered(1, "a"), numbered(2, "b"))
    later = (numbered(1, "17", published=NOW), numbered(2, "18", published=NOW))
    once = pulled(*later, before=before)
    assert [(entry.id, entry.restated, entry.date) for entry in once.entries] == [
        ("a", "17", NOW - DAY),
        ("b", "18", NOW - DAY),
    ]
    assert pulled(*reversed(later), before=once) == once


def test_a_post_with_an_id_of_its_own_now_is_edited_by_it() -> None:
    """Title and day may be others then."""
    before = pulled(numbered(1, "17", published=NOW), before=pulled(numbered(1, "a")))
    edited = pulled(numbered(1, "17", title="New", published=NOW), before=before)
    assert [(entry.id, entry.title, entry.date) for entry in edited.entries] == [("a", "New", NOW - DAY)]
    back = pulled(numbered(1, "a"), before=edited)
    assert [(entry.id, entry.restated, entry.title) for entry in back.entries] == [("a", None, "Post 1")]


@pytest.mark.parametrize(
    "later",
    [
        [numbered(1, "17", title="Another", published=NOW)],  # neither title nor day
        [numbered(1, "17", title="Another"), numbered(1, "18", title="A third")],  # one address for two
        [numbered(1, "a"), numbered(1, "17")],  # the first is there as well
        [post(1, id="17", link=None)],
        [post(1, id="17", link="https://ada.example/elsewhere")],
    ],
)
def test_an_id_that_may_be_another_post_is_one(later: list[Entry]) -> None:
    """Feeds exist in which every post links to one page."""
    after = pulled(*later, before=pulled(numbered(1, "a")))
    assert {entry.id for entry in after.entries} == {"a", *(entry.id for entry in later)}


def test_a_site_that_was_rebuilt_keeps_its_posts() -> None:
    """New ids at new addresses: several posts of the same title and day are the same posts, whatever follows them."""
    before = pulled(*(post(number, id=f"old-{number}") for number in (1, 2, 3)))
    anew = [post(number, id=f"new-{number}", link=f"{ADA}anew/{number}") for number in (1, 2, 3, 4)]
    after = pulled(*anew, before=before)
    assert sorted(entry.id for entry in after.entries) == ["new-4", "old-1", "old-2", "old-3"]
    assert {entry.link for entry in after.entries} == {entry.link for entry in anew}
    assert pulled(*anew, before=after) == after


@pytest.mark.parametrize("missing", ["title", "published"])
def test_a_site_without_titles_or_dates_can_be_rebuilt(missing: str) -> None:
    """Untitled posts are known by how they begin, and of undated ones nothing speaks against the title."""
    texts = {number: f"<p>Note {number}, in passing: what we count is not what counts.</p>" for number in (1, 2, 3)}
    old, anew = (
        [
            post(number, id=f"{age}-{number}", link=f"{ADA}{age}/{number}", content=text, **{missing: None})
            for number, text in texts.items()
        ]
        for age in ("old", "new")
    )
    after = pulled(*anew, before=pulled(*old))
    assert sorted(entry.id for entry in after.entries) == ["old-1", "old-2", "old-3"]
    assert {entry.link for entry in after.entries} == {entry.link for entry in anew}


def test_posts_of_one_title_are_told_apart() -> None:
    """“Links of the day” comes every day, at times twice."""
    daily = {number: post(number, id=f"old-{number}", title="Links") for number in (1, 2, 3)}
    again = [replace(entry, id=f"new-{number}", link=f"{ADA}n/{number}") for number, entry in daily.items()]
    assert len(pulled(*again, before=pulled(*daily.values())).entries) == 6


def test_posts_that_lead_to_the_blog_itself_are_posts_of_their_own() -> None:
    """Such a link says nothing of any of them, even while there is only one."""
    before = pulled(post(1, id="a", link=ADA, title="Today"))
    assert len(pulled(post(1, id="b", link=ADA, title="Today"), before=before).entries) == 2


def test_a_feed_cannot_re_date_a_post() -> None:
    """An old post that is republished does not jump to the top."""
    assert (post(),) == pulled(post(published=NOW), before=pulled(post()), now=NOW + DAY).entries


def test_a_post_without_a_date_counts_from_when_it_was_first_seen() -> None:
    """And no later pull makes it newer."""
    first = pulled(post(published=None), now=NOW)
    assert [entry.date for entry in first.entries] == [NOW]
    assert first == pulled(post(published=None, first_seen=NOW + DAY), before=first, now=NOW + DAY)


def test_a_post_first_seen_undated_keeps_that_day_when_the_feed_learns_to_date() -> None:
    """The archive, newsletters and feeds out have named the first day already."""
    first = pulled(post(published=None, first_seen=NOW))
    assert first == pulled(post(published=NOW - 300 * DAY), before=first, now=NOW + DAY)


def test_a_date_still_to_come_can_be_corrected() -> None:
    """A post dated 2062 by mistake shows when its author has mended the year."""
    first = pulled(post(published=NOW + 9000 * DAY))
    assert (post(published=NOW),) == pulled(post(published=NOW), before=first, now=NOW + DAY).entries


def test_a_date_still_to_come_stays_when_the_feed_drops_it() -> None:
    """An announced post does not slip out before its day."""
    first = pulled(post(published=NOW + DAY))
    assert first == pulled(post(published=None, first_seen=NOW), before=first)


def test_a_day_first_seen_by_a_clock_that_was_ahead_is_corrected() -> None:
    """Else the post would be hidden until the wrong day has come."""
    ahead = pulled(post(published=None, first_seen=NOW + 400 * DAY), now=NOW + 400 * DAY)
    assert [entry.date for entry in pulled(post(published=None, first_seen=NOW), before=ahead).entries] == [NOW]


# --- feeds and their failures ----------------------------------------------------------------------------------------

BROKEN = Failure(since=NOW, reason="answered 500", remedy="Tell the author.")


def test_an_unreachable_feed_keeps_its_last_posts() -> None:
    """A failure is noted beside the posts, not instead of them."""
    after = failed(pulled(post()), ADA, ADA, BROKEN)
    assert ((replace(FEED, failure=BROKEN),), (post(),)) == (after.feeds, after.entries)


def test_a_failure_that_goes_on_changes_nothing() -> None:
    """So that the archive is written when a feed starts to fail, and not at every pull."""
    first = failed(EMPTY, ADA, ADA, BROKEN)
    assert first is failed(first, ADA, ADA, replace(BROKEN, since=NOW + DAY))


def test_a_failure_keeps_its_first_day_when_its_reason_changes() -> None:
    """A host that answers 500 and then nothing has failed since the 500."""
    after = failed(
        failed(EMPTY, ADA, ADA, BROKEN), ADA, ADA, Failure(since=NOW + DAY, reason="is gone", remedy="", gone=True)
    )
    assert [Failure(since=NOW, reason="is gone", remedy="", gone=True)] == [feed.failure for feed in after.feeds]


def test_a_feed_that_answers_again_is_well() -> None:
    """The failure goes, and so does what the feed said of itself before."""
    recovered = pulled(before=failed(pulled(post()), ADA, ADA, BROKEN), feed=replace(FEED, title="Ada writes"))
    assert (replace(FEED, title="Ada writes"),) == recovered.feeds


def test_a_blog_taken_out_of_the_profile_leaves_its_posts() -> None:
    """Only what its feed said of itself is forgotten."""
    after = retain(pulled(post()), [])
    assert ((), (post(),)) == (after.feeds, after.entries)


def test_two_branches_of_an_archive_unite() -> None:
    """What either has taken in since they parted is there; what ours has mended or removed stays so; feeds are ours."""
    start = replace(EMPTY, entries=(post(1), post(2)))
    ours = replace(start, feeds=(FEED,), entries=(post(2, title="Mended"), post(3)))
    theirs = replace(start, entries=(post(1), post(2), post(3, title="As they have it"), post(4)))
    both = united(start, ours, theirs)
    assert both == replace(ours, entries=(*ours.entries, post(4)))
    assert (united(start, both, theirs), united(start, start, theirs)) == (both, theirs)


def test_a_blog_that_another_one_replaces_passes_its_posts_on() -> None:
    """Posts that have left the old feed don't vanish with its address, whatever their ids; and once is enough."""
    old = pulled(post(blog=OLD), post(2, id="2", blog=OLD), feed=replace(FEED, blog=OLD))
    moved = retain(old, [ADA])
    assert [entry.blog for entry in moved.entries] == [ADA, ADA]
    assert retain(moved, [ADA]) == moved


def test_of_two_new_blogs_the_one_of_the_same_host_is_the_heir() -> None:
    """Where it isn't clear which blog replaces which, the host decides; without one the posts stay where they are."""
    old = pulled(post(blog=OLD), feed=replace(FEED, blog=OLD))
    near = "https://old.example/feed"
    assert [entry.blog for entry in retain(old, [ADA, near]).entries] == [near]
    assert [entry.blog for entry in retain(old, [ADA, "https://third.example/"]).entries] == [OLD]


def test_a_removed_blog_gives_nothing_to_one_that_was_there_before() -> None:
    """Taking a blog out of the profile is no move."""
    both = pulled(post(2, blog=ADA), before=pulled(post(blog=OLD), feed=replace(FEED, blog=OLD)))
    assert {entry.blog for entry in retain(both, [ADA]).entries} == {ADA, OLD}


def test_the_words_beyond_the_cut_go_with_the_text() -> None:
    """An edit replaces both; a feed that leaves the text out today takes neither away."""
    post = Entry(blog=ADA, id="urn:1", published=NOW - DAY, content="<p>Long</p>", rest="layoffs")
    before = pulled(post)
    assert pulled(replace(post, content="", rest=""), before=before).entries[0].rest == "layoffs"
    assert pulled(replace(post, content="<p>Short</p>", rest=""), before=before).entries[0].rest == ""


def test_what_a_page_says_keeps_the_day_since_when_it_has_said_so() -> None:
    """A changed link back doesn't make the bio newer; an archive without that day learns it once."""
    said, later = Bio(name=Fact(value="Ada", source="h-card")), datetime(2026, 11, 21, tzinfo=UTC)
    before = Snapshot(slug="ada", home=Home(url="https://ada.example/", bio=said, since=NOW))
    again = Home(url="https://ada.example/", bio=said, since=later, link_back=LinkBack(state="linked", since=later))
    days = [
        visited(before, again),
        visited(before, replace(again, bio=Bio())),
        visited(replace(before, home=replace(again, since=None)), again),
    ]
    assert [one.home and one.home.since for one in days] == [NOW, later, later]


# --- the folder ------------------------------------------------------------------------------------------------------


def test_an_expert_without_a_file_has_nothing() -> None:
    """No file is no error: somebody new, or an archive that was lost."""
    archive = Archive(Path("/nowhere"))
    assert (archive.read("ada"), archive.feeds("ada"), archive.digest("ada"), archive.slugs()) == (EMPTY, (), None, ())


def test_only_files_named_like_an_expert_are_archives(tmp_path: Path) -> None:
    """A photo, a note, an editor's copy and a half-written file are left alone."""
    archive = Archive(tmp_path)
    archive.write(pulled(post()))
    for name in ("README.md", "ada.webp", "Ada.jsonl", "ada.jsonl~", "bo.jsonl.7.part", "-.jsonl"):
        (tmp_path / "archive" / name).touch()
    assert archive.slugs() == ("ada",)


@pytest.mark.parametrize("name", ["../ada", "Ada", "", "ada/bo", "ada\n"])
def test_a_name_that_is_no_slug_has_no_path(tmp_path: Path, name: str) -> None:
    """Nothing is read or written outside the folder, whoever passes the name."""
    with pytest.raises(ValueError, match="is no slug"):
        Archive(tmp_path).path(name)


def test_a_file_that_looks_as_it_did_is_not_read_for_its_digest(tmp_path: Path) -> None:
    """What an earlier pull has noted is taken for true, which shows here as it isn't; of any other file it is not."""
    archive, later = Archive(tmp_path), Archive(tmp_path)
    archive.write(pulled(post(1)))
    digest, record = archive.peek("ada")
    later.digests = {"ada": (archive.digests["ada"][0], "noted")}
    assert ("noted", record) == later.peek("ada")
    archive.write(pulled(post(2)))
    assert archive.digest("ada") == later.peek("ada")[0] != digest


def test_a_long_first_line_is_read_whole(tmp_path: Path) -> None:
    """Also of a file that looks as it did, of which only the start is read; and where no line follows."""
    archive, feeds = Archive(tmp_path), tuple(Feed(blog=f"https://{n}.ada.example/", url=FEED.url) for n in range(300))
    for snapshot in (pulled(post(1)), Snapshot(slug="ada")):
        archive.write(replace(snapshot, feeds=feeds))
        assert [(archive.digest("ada"), feeds)] * 2 == [(archive.peek("ada")[0], archive.feeds("ada")) for _ in "ab"]
        archive.path("ada").write_bytes(archive.path("ada").read_bytes().rstrip(b"\n"))
        assert [(archive.digest("ada"), feeds)] * 2 == [(archive.peek("ada")[0], archive.feeds("ada")) for _ in "ab"]


def test_a_snapshot_that_has_not_changed_touches_no_file(tmp_path: Path) -> None:
    """Neither the file nor its folder: a commit, a cache and a watcher would all see it."""
    archive = Archive(tmp_path)
    archive.write(pulled(post()))
    before = [(path.stat().st_mtime_ns, path.stat().st_ino) for path in (archive.path("ada"), tmp_path / "archive")]
    assert not archive.write(archive.read("ada"))
    assert before == [
        (path.stat().st_mtime_ns, path.stat().st_ino) for path in (archive.path("ada"), tmp_path / "archive")
    ]


def test_the_digest_follows_the_bytes(tmp_path: Path) -> None:
    """It tells a rolled-back file from the one that a pull left."""
    archive = Archive(tmp_path)
    archive.write(pulled(post(1)))
    first = archive.digest("ada")
    archive.write(pulled(post(2)))
    assert first != archive.digest("ada")
    archive.write(pulled(post(1)))
    assert first == archive.digest("ada")


def test_a_file_follows_its_expert_to_another_slug(tmp_path: Path) -> None:
    """And when there is none, nothing happens."""
    archive = Archive(tmp_path)
    archive.write(pulled(post()))
    assert archive.rename("ada", "ada-lindqvist")
    assert not archive.rename("ada", "ada-lindqvist")
    assert replace(pulled(post()), slug="ada-lindqvist") == archive.read("ada-lindqvist")


def test_renaming_overwrites_nobody(tmp_path: Path) -> None:
    """Two files for one person are for a human to sort out."""
    archive = Archive(tmp_path)
    archive.write(pulled(post(1)))
    archive.write(replace(pulled(post(2)), slug="bo"))
    with pytest.raises(ArchiveError, match=r"ada\.jsonl: can't be renamed: bo\.jsonl exists as well\. Keep one"):
        archive.rename("ada", "bo")
    assert pulled(post(2)).entries == archive.read("bo").entries


def test_the_state_folder_keeps_volatile_files_out_of_git(tmp_path: Path) -> None:
    """Poll state and lock are ignored; a `.gitignore` of the site's own stays as it is."""
    with Archive(tmp_path / "new").lock():
        assert {"polls.json", "lock"} < set((tmp_path / "new" / ".gitignore").read_text().splitlines())
    (tmp_path / ".gitignore").write_text("mine")
    with Archive(tmp_path).lock():
        assert (tmp_path / ".gitignore").read_text() == "mine"


def test_a_link_without_an_end_is_refused(tmp_path: Path) -> None:
    """A pull request can hold a link to anything; /dev/zero would fill the memory."""
    archive = Archive(tmp_path)
    archive.path("ada").parent.mkdir()
    archive.path("ada").symlink_to("/dev/zero")
    for question in (archive.read, archive.feeds, archive.digest):
        with pytest.raises(ArchiveError, match=r"ada\.jsonl: is no ordinary file\. Remove it"):
            question("ada")


def test_a_folder_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path) -> None:
    """Here a file stands where the folder should be: permissions would not stop a test that runs as root."""
    (tmp_path / "state").write_text("no folder")
    archive = Archive(tmp_path / "state")
    for doing in (lambda: archive.write(EMPTY), lambda: archive.read("ada"), archive.slugs, archive.lock().__enter__):
        with pytest.raises(ArchiveError, match=r"state.*: can't be .* \(.+\)\. See that there is space"):
            doing()


# --- locks, kills and full disks, in processes of their own ----------------------------------------------------------


def python(script: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a script in a Python of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
    import sys
    from pathlib import Path
    from cobrand.archive import Archive
    with Archive(Path(sys.argv[1])).lock():
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_second_pull_is_told_to_wait(tmp_path: Path) -> None:
    """The lock holds across processes, and the message says what to do."""
    with python(HOLD, str(tmp_path)) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=r"lock: is held: another pull is running\. Wait"),
            Archive(tmp_path).lock(),
        ):
            pass
        other.kill()
    with Archive(tmp_path).lock():
        pass  # a killed pull holds nothing


def test_the_lock_can_be_taken_again_after_an_error(tmp_path: Path) -> None:
    """Whatever went wrong under it."""
    archive = Archive(tmp_path)
    with pytest.raises(ZeroDivisionError), archive.lock():
        raise ZeroDivisionError
    with archive.lock():
        pass


ARCHIVED = pulled(post(1, content="old" * 500))
EDITED = pulled(*(post(number, content="new" * 500) for number in range(1, 31)), before=ARCHIVED)

# The kernel stops the process at exactly that many bytes of a file: by SIGXFSZ, or by an error like that of a full disk.
LIMIT = """
    import resource, signal, sys
    from pathlib import Path
    from cobrand.archive import Archive
    from cobrand.jsonl import decode
    from cobrand.errors import ArchiveError

    state, edited, how, limit, killed = *map(Path, sys.argv[1:3]), sys.argv[3], int(sys.argv[4]), sys.argv[5] == "killed"
    archive, raw = Archive(state), edited.read_bytes()
    snapshot = decode(raw, slug="ada", path=edited)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if killed else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        archive.write(snapshot) if how == "archive" else archive.path("ada").write_bytes(raw)
    except (ArchiveError, OSError) as error:
        print(error)
"""


@pytest.fixture
def interrupted(tmp_path: Path) -> Callable[..., tuple[Archive, str]]:
    """Write the edited snapshot over the archived one in a process that is stopped after so many bytes."""

    def interrupt(how: str, *, limit: int, killed: bool) -> tuple[Archive, str]:
        archive = Archive(tmp_path / "state")
        archive.write(ARCHIVED)
        (tmp_path / "edited.jsonl").write_bytes(encode(EDITED))
        process = python(
            LIMIT, str(tmp_path / "state"), str(tmp_path / "edited.jsonl"), how, str(limit), "killed" if killed else ""
        )
        said, _ = process.communicate(timeout=60)
        assert (-signal.SIGXFSZ if killed else 0) == process.returncode
        return archive, said

    return interrupt


LENGTH = len(encode(EDITED))


@pytest.mark.parametrize("killed", [True, False])
def test_the_oracle_a_plain_write_loses_the_posts(
    interrupted: Callable[..., tuple[Archive, str]], killed: bool
) -> None:
    """The same kill, and the same full disk, without the atomic write leave half a file."""
    archive, _ = interrupted("plainly", limit=LENGTH // 2, killed=killed)
    with pytest.raises(ArchiveError):
        archive.read("ada")


@pytest.mark.parametrize("limit", [1, LENGTH // 3, LENGTH * 2 // 3, LENGTH - 1])
def test_a_pull_killed_while_it_writes_leaves_the_archive_as_it_was(
    interrupted: Callable[..., tuple[Archive, str]], limit: int
) -> None:
    """The old posts are all there, and the next pull clears the half-written file away."""
    archive, _ = interrupted("archive", limit=limit, killed=True)
    assert archive.read("ada") == ARCHIVED
    assert archive.slugs() == ("ada",)
    assert len(list(archive.path("ada").parent.iterdir())) == 2
    with archive.lock():
        assert [archive.path("ada")] == list(archive.path("ada").parent.iterdir())


def test_a_full_disk_leaves_the_archive_as_it_was_and_says_so(interrupted: Callable[..., tuple[Archive, str]]) -> None:
    """Nothing half-written stays behind, and the message names file, reason and remedy."""
    archive, said = interrupted("archive", limit=LENGTH // 2, killed=False)
    assert f"{archive.path('ada')}: can't be written ({os.strerror(27)}). See that there is space" in said
    assert archive.read("ada") == ARCHIVED
    assert [archive.path("ada")] == list(archive.path("ada").parent.iterdir())


# --- home pages ------------------------------------------------------------------------------------------------------

SAID = Home(
    url="https://ada.example/",
    bio=Bio(note=Fact(value="<p>Counts.</p>", source="h-card")),
    link_back=LinkBack(state="linked", since=NOW),
    portrait=Portrait(url="https://ada.example/ada.jpg", digest="0" * 64),
)
LATER = NOW + timedelta(days=3)
OUTAGE = Failure(since=LATER, reason="refuses connections", remedy="Wait.")


def test_a_link_back_counts_from_the_day_it_was_first_seen() -> None:
    """The same state keeps its day, another one begins with its own."""
    same = replace(SAID, link_back=LinkBack(state="linked", since=LATER))
    other = replace(SAID, link_back=LinkBack(state="missing", since=LATER))
    before = visited(EMPTY, SAID)
    assert visited(before, same) == before
    assert visited(before, other).home == replace(SAID, link_back=LinkBack(state="missing", since=LATER, was="linked"))


def test_a_home_page_that_fails_keeps_what_it_said() -> None:
    """And the day since when it fails; the first answer makes it well."""
    failing = visited(visited(EMPTY, SAID), Home(url=SAID.url, failure=OUTAGE))
    assert failing.home == replace(SAID, failure=OUTAGE)
    again = replace(OUTAGE, since=LATER + timedelta(days=1), reason="is gone")
    assert visited(failing, Home(url=SAID.url, failure=again)).home == replace(
        SAID, failure=replace(again, since=OUTAGE.since)
    )
    assert visited(failing, SAID).home == SAID


def test_another_home_page_says_nothing_of_the_old_one() -> None:
    """What was said there does not count here, though a slash more is no other page."""
    moved = Home(url="https://elsewhere.example/", failure=OUTAGE)
    assert visited(visited(EMPTY, SAID), moved).home == moved
    assert visited(visited(EMPTY, SAID), Home(url="https://ada.example", failure=OUTAGE)).home == replace(
        SAID, failure=OUTAGE
    )
    assert visited(visited(EMPTY, SAID), None).home is None


def test_a_visit_touches_no_post_and_a_feed_no_visit() -> None:
    """They are kept side by side."""
    both = visited(pulled(post(1)), SAID)
    assert (both.entries, both.feeds) == (pulled(post(1)).entries, pulled(post(1)).feeds)
    assert pulled(post(2), before=both).home == SAID
    assert failed(both, ADA, ADA, OUTAGE).home == SAID
    assert retain(both, []).home == SAID


def test_a_portrait_goes_where_its_expert_goes(tmp_path: Path) -> None:
    """To another slug, and away; an orphan is listed, so that it is cleared away."""
    archive = Archive(tmp_path)
    archive.write(visited(EMPTY, SAID))
    archive.hang("ada", b"face")
    archive.rename("ada", "ada-l")
    assert (archive.portrait("ada").exists(), archive.portrait("ada-l").read_bytes()) == (False, b"face")
    archive.path("ada-l").unlink()
    assert archive.slugs() == ("ada-l",)
    archive.remove("ada-l")
    assert archive.slugs() == ()


def test_a_rename_that_was_killed_half_way_is_finished(tmp_path: Path) -> None:
    """The file moves last: until it has, the next pull moves both."""
    archive = Archive(tmp_path)
    archive.write(visited(EMPTY, SAID))
    archive.hang("ada-l", b"face")
    assert archive.rename("ada", "ada-l")
    assert archive.portrait("ada-l").read_bytes() == b"face"


@trying(30)
@given(held_before, held_before)
def test_what_was_held_under_a_former_slug_is_lost_neither(now_held: Snapshot, former: Snapshot) -> None:
    """Every post of both is there once, at the earlier of its dates, as it reads now; doing it twice is doing it once."""
    both = absorbed(now_held, former)
    dates = {
        key: min(entry.date for entry in (*now_held.entries, *former.entries) if identity(entry) == key)
        for key in map(identity, (*now_held.entries, *former.entries))
    }
    assert {identity(entry): entry.date for entry in both.entries} == dates
    titles = {identity(entry): entry.title for entry in (*former.entries, *now_held.entries)}
    assert {identity(entry): entry.title for entry in both.entries} == titles
    assert both == absorbed(both, former)
    assert {feed.blog for feed in both.feeds} == {feed.blog for feed in (*now_held.feeds, *former.feeds)}


def test_a_kept_archive_reads_a_file_again_only_when_it_is_another(tmp_path: Path) -> None:
    """Rebuilds of a preview read what has changed, by whomever, and nothing else."""
    kept = KeptArchive(tmp_path)
    assert kept.read("ada") == EMPTY
    kept.write(pulled(post(1)))
    first = kept.read("ada")
    assert kept.read("ada") is first
    Archive(tmp_path).write(pulled(post(1), post(2)))
    assert len(kept.read("ada").entries) == 2
    kept.path("ada").unlink()
    assert kept.read("ada") == EMPTY

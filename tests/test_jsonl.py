import json
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import ArchiveError
from cobrand.jsonl import FORMAT, decode, encode, settled
from cobrand.model import (
    Author,
    Bio,
    Entry,
    Fact,
    Failure,
    Feed,
    Held,
    Home,
    LinkBack,
    Portrait,
    Snapshot,
    Source,
)
from fuzzing import trying
from mutations import damaged, files

CORPUS = Path(__file__).parent / "corpus" / "archives"
PATH = Path("archive/ada.jsonl")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA = "https://ada.example/"

FULL_FEED = Feed(
    blog=ADA,
    url=f"{ADA}feed.xml",
    id="tag:ada.example,2026:feed",
    title="Ada",
    subtitle="Notes on “trust”",
    link=ADA,
    language="en",
    rights="CC BY 4.0",
    authors=(Author(name="Ada Lindqvist", uri=ADA),),
    moved_to="https://ada.example/new.xml",
    failure=Failure(since=NOW, reason="answers 410 Gone", remedy="Ask Ada.", gone=True),
    held=Held(since=NOW, reasons=("new title",), url=f"{ADA}casino.xml", title="Casino"),
    trusted=date(2026, 11, 20),
)
FULL_ENTRY = Entry(
    blog=ADA,
    id="tag:ada.example,2026:1",
    title="Zahlen für Fräulein Ångström",
    link=f"{ADA}1",
    published=NOW,
    first_seen=NOW,
    updated=NOW,
    authors=(Author(name="Ada Lindqvist"),),
    categories=("payments", "mmm"),
    language="de",
    comments=f"{ADA}1#comments",
    comment_count=0,
    base=f"{ADA}blog/",
    source=Source(
        url=f"{ADA}part.xml",
        id="tag:ada.example,2026:part",
        title="Part",
        link=ADA,
        updated=NOW,
        authors=(Author(name="Ada Lindqvist"),),
        rights="CC BY 4.0",
    ),
    restated="17",
    withdrawn=NOW,
    unlisted=True,
    content='<p lang="de">Grüße\n</p>',
    rest="layoffs mass",
)
FULL_HOME = Home(
    url=ADA,
    bio=Bio(
        name=Fact(value="Ada Lindqvist", source="h-card"),
        job_title=Fact(value="Analyst", source="JSON-LD"),
        pronouns=Fact(value="she/her", source="h-card"),
        note=Fact(value="<p>Räknar\n.</p>", source="h-card"),
        photo=Fact(value=f"{ADA}ada.jpg", source="OpenGraph"),
        fediverse=Fact(value="@ada@social.example", source="meta"),
        links=(Fact(value="https://code.example/ada", source="rel-me"),),
    ),
    since=NOW,
    link_back=LinkBack(state="verified", since=NOW, was="missing"),
    portrait=Portrait(url=f"{ADA}ada.jpg", digest="0" * 64),
    failure=Failure(since=NOW, reason="refuses connections", remedy="Wait."),
)


def read(raw: bytes) -> Snapshot:
    """Read a file's bytes."""
    return decode(raw, slug="ada", path=PATH)


def accepted_or_refused(raw: bytes, *, saying: str) -> None:
    """Check that a file is either kept as it is read, or refused with a message that starts so."""
    try:
        snapshot = read(raw)
    except ArchiveError as error:
        refusal = str(error)
    else:
        assert read(encode(snapshot)) == snapshot
        return
    assert refusal.startswith(saying)


@pytest.mark.parametrize("path", sorted((CORPUS / "refused").glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_damaged_file_is_refused_with_line_mistake_and_remedy(path: Path) -> None:
    """Beside each file of the corpus stands what the message says after the file's name."""
    with pytest.raises(ArchiveError) as refusal:
        read(path.read_bytes())
    assert str(refusal.value) == f"{PATH}:{path.with_suffix('.txt').read_text(encoding='utf-8').strip()}"


@pytest.mark.parametrize("path", sorted((CORPUS / "accepted").glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_file_that_was_only_handled_differently_is_read(path: Path) -> None:
    """Beside each file of the corpus stand the titles that it holds, newest first."""
    titles = path.with_suffix(".txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert [entry.title for entry in read(path.read_bytes()).entries] == titles


@given(
    st.binary()
    | st.lists(
        st.sampled_from(encode(Snapshot(slug="a", feeds=(FULL_FEED,), entries=(FULL_ENTRY,))).split(b"\n"))
        | st.binary(max_size=9)
    ).map(b"\n".join)
)
def test_any_bytes_are_a_snapshot_or_refused(raw: bytes) -> None:
    """Whatever comes by a pull request, no other error reaches the build, and what is accepted is kept."""
    accepted_or_refused(raw, saying=f"{PATH}:")


@trying(60)
@given(damaged(files("archives")))
def test_any_damage_to_an_archive_is_refused_or_kept(raw: bytes) -> None:
    """Nor do archives of the corpus after accidents, such as those of merging."""
    accepted_or_refused(raw, saying=f"{PATH}:")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from([field.name for field in fields(Entry)]), json_values)
def test_any_value_of_any_field_is_kept_or_refused(name: str, value: object) -> None:
    """A wrong value is refused with its line; what is accepted comes back as it went."""
    line = json.dumps({"blog": ADA, "id": "1", name: value})
    accepted_or_refused(f'{{"cobrand": 1}}\n{line}\n'.encode(), saying=f"{PATH}:2: ")


def test_each_field_of_entry_and_feed_is_kept_in_the_order_of_the_model() -> None:
    """A field that is added to the model has to be added to the format."""
    raw = encode(Snapshot(slug="ada", feeds=(FULL_FEED,), entries=(FULL_ENTRY,)))
    record, entry = map(json.loads, raw.splitlines())
    assert list(entry) == [field.name for field in fields(Entry)]
    assert list(record["feeds"][0]) == [field.name for field in fields(Feed)]
    assert list(record["feeds"][0]["failure"]) == [field.name for field in fields(Failure)]
    assert list(record["feeds"][0]["authors"][0]) == [field.name for field in fields(Author)]
    assert read(raw) == Snapshot(slug="ada", feeds=(FULL_FEED,), entries=(FULL_ENTRY,))


def test_what_a_home_page_says_is_kept_in_the_order_of_the_model() -> None:
    """All of it in line 1, so that a pull reads no entry to learn it."""
    raw = encode(Snapshot(slug="ada", feeds=(FULL_FEED,), home=FULL_HOME, entries=(FULL_ENTRY,)))
    kept = json.loads(raw.splitlines()[0])["home"]
    assert list(kept) == [field.name for field in fields(Home)]
    assert list(kept["bio"]) == [field.name for field in fields(Bio)]
    assert read(raw) == Snapshot(slug="ada", feeds=(FULL_FEED,), home=FULL_HOME, entries=(FULL_ENTRY,))


@given(st.sampled_from([field.name for field in fields(Home)]), json_values)
def test_any_value_of_a_home_page_is_kept_or_refused(name: str, value: object) -> None:
    """As of an entry."""
    line = json.dumps({"cobrand": 1, "home": {"url": ADA, name: value}})
    accepted_or_refused(f"{line}\n".encode(), saying=f"{PATH}:1: ")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_home_page_that_cannot_be_kept_as_it_is_is_mended(words: str, place: str) -> None:
    """Nobody ever writes an archive that nobody can read; what is no address is left out."""
    bio = Bio(
        job_title=Fact(value=words, source="h-card"),
        note=Fact(value=words, source=words),
        photo=Fact(value=place, source="h-card"),
        links=(Fact(value=place, source="x"), Fact(value=ADA, source="x")),
    )
    home = settled(Home(url=ADA, bio=bio))
    assert read(encode(Snapshot(slug="ada", home=home))).home == home
    assert settled(home) == home
    assert [link.value for link in home.bio.links][-1] == ADA


def test_what_is_absent_is_left_out_and_letters_stay_letters() -> None:
    """So that a reviewer can read the file."""
    raw = encode(Snapshot(slug="ada", entries=(Entry(blog=ADA, id="1", title="Größe “10”", published=NOW),)))
    line = '{"blog":"https://ada.example/","id":"1","title":"Größe “10”","published":"2026-11-20T09:00:00Z"}'
    assert raw.decode() == f'{{"cobrand":{FORMAT}}}\n{line}\n'


def test_separators_of_lines_within_a_text_do_not_end_the_line() -> None:
    """U+2028, U+2029 and NEL are line ends for `str.splitlines`, and ordinary characters in JSON."""
    entry = Entry(blog=ADA, id="1", title="a\u2028b\u2029c", content="d\x85e\x0bf\x0c")
    assert read(encode(Snapshot(slug="ada", entries=(entry,)))).entries == (entry,)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        (Entry(blog=ADA, id="a\x00\ud800"), Entry(blog=ADA, id="a%00%ED%A0%80")),
        (Entry(blog=ADA, id="1", title="a\tb\x00\u202ec\ud83d"), Entry(blog=ADA, id="1", title="a bc")),
        (Entry(blog=ADA, id="1", title="é" * 20_000), Entry(blog=ADA, id="1", title="é" * 10_000)),
        (Entry(blog=ADA, id="1", content="<p>\ud800</p>"), Entry(blog=ADA, id="1", content="<p>\ufffd</p>")),
        (Entry(blog=ADA, id="1", link="javascript:alert(1)"), Entry(blog=ADA, id="1")),
        (Entry(blog=ADA, id="1", link=f"{ADA}\n"), Entry(blog=ADA, id="1", link=f"{ADA}%0A")),
        (Entry(blog=ADA, id="1", comment_count=-1), Entry(blog=ADA, id="1")),
        (
            Entry(blog=ADA, id="1", authors=(Author(name="A\x07da", uri="ftp://ada.example/"),)),
            Entry(blog=ADA, id="1", authors=(Author(name="Ada"),)),
        ),
        (
            Entry(blog=ADA, id="1", published=NOW.replace(microsecond=1)),
            Entry(blog=ADA, id="1", published=NOW),
        ),
    ],
)
def test_what_could_not_be_read_again_is_mended_before_it_is_written(given_: Entry, kept: Entry) -> None:
    """Nobody ever writes an archive that nobody can read."""
    assert settled(given_) == kept
    assert read(encode(Snapshot(slug="ada", entries=(given_,)))).entries == (kept,)

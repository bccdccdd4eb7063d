import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import ArchiveError
from cobrand.jsonl import decode, encode
from cobrand.model import Author, Entry, Snapshot
from cobrand.plainlines import plain_entries
from cobrand.shelf import Shelf
from fuzzing import trying
from mutations import damaged, files

PATH = Path("ada.jsonl")
RECORD = b'{"cobrand":1}\n'
ADA = "https://ada.example/"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAIN = Entry(
    blog=ADA,
    id="tag:ada.example,2026:1",
    title="Räkna \N{SOFT HYPHEN}\N{SLIGHTLY SMILING FACE}",
    link=f"{ADA}1",
    published=NOON,
    first_seen=NOON,
    updated=NOON,
    authors=(Author(name="Ada", uri=ADA), Author(name="Bo")),
    categories=("räknat", "b"),
    language="sv",
    comments=f"{ADA}1#comments",
    comment_count=3,
    base=f"{ADA}1/",
    withdrawn=NOON,
    unlisted=True,
    content='<p lang="sv">Räkna\n\x07</p>',
    rest="ord " * 4000,
)
UNSAFE_IN = [
    *(f'"{name}":"a!"' for name in ("id", "title", "language", "rest")),
    *(f'"{name}":"{ADA}!"' for name in ("blog", "link", "comments", "base")),
    *('"categories":["b","a!"]', '"authors":[{"name":"a!"}]', f'"authors":[{{"name":"a","uri":"{ADA}!"}}]'),
]
FIELDS = [field.name for field in fields(Entry)]
ODD = [
    *(None, True, 0, -1, 1.0, 10**9, 10**40, "", "x" * 10_001, "a\tb", "a\x7f", "a\x85", "a\N{RIGHT-TO-LEFT OVERRIDE}"),
    *(
        "https://",
        "https://?",
        "HTTPS://a.example",
        "http\N{LATIN SMALL LETTER LONG S}://a",
        "https://\N{NO-BREAK SPACE}",
    ),
    *(
        "https://[::1]/",
        "https://a.example/\n",
        "ftp://a.example/",
        "\ud800",
        "2026-11-20T09:00:00Z",
        "2026-11-20t09:00:00Z",
    ),
    *(
        "2026-11-20T09:00:00+00:00",
        "2026-11-20T09:00Z",
        "2026-13-20T09:00:00Z",
        "2026-11-20T09:00:00Z\n",
        "2026-11--1T::::::::Z",
    ),
    *(
        [],
        {},
        ["a\n"],
        [None],
        ["x" * 10_001],
        [{"name": "a"}],
        [{"name": "a", "uri": ""}],
        [{"name": "a\n"}],
        [{"uri": ADA}],
    ),
    *([{"name": "a", "more": 1}], [{"name": None}], {"url": ADA}),
]
SPELT = [
    "NaN",
    "-0",
    "1e2",
    "01",
    r'"\ud800"',
    r'"\udc00\ud800"',
    r'"\u0000"',
    '"\t"',
    "[" * 300 + "]" * 300,
    "9" * 5000,
    "tru",
]


def outcome(raw: bytes, shelf: Shelf | None) -> Snapshot | str:
    """Read a file, or return the message that says why not."""
    try:
        return decode(raw, slug="ada", path=PATH, shelf=shelf)
    except ArchiveError as error:
        return str(error)


def same_either_way(raw: bytes) -> None:
    """Check that the quick way, which there is with a shelf, comes to the same as the thorough one."""
    assert outcome(raw, None) == outcome(raw, Shelf())


def plain(*entries: Entry) -> list[Entry] | None:
    """Write entries, and read them the quick way."""
    raw = encode(Snapshot(slug="ada", entries=entries))
    return plain_entries(raw, len(RECORD), lambda start, length: ("", ""), 0)


@pytest.mark.parametrize("name", FIELDS)
def test_a_line_is_plain_whatever_it_leaves_out(name: str) -> None:
    """Two fields excepted, which few lines have; what is read quickly is the same, down to the type, and can't be changed."""
    kept = {one: getattr(PLAIN, one) for one in FIELDS if one != name or one in ("blog", "id")}
    entry = Entry(**kept)
    found = plain(entry)
    assert found is not None
    assert [(Entry, replace(entry, content="", rest=""))] == [(type(one), one) for one in found]
    with pytest.raises(AttributeError):
        found[0].title = "Another"  # type: ignore[misc]
    same_either_way(encode(Snapshot(slug="ada", entries=(entry,))))


@pytest.mark.parametrize("unsafe", [r"\u0007", "\x7f", "\x85", "\N{RIGHT-TO-LEFT OVERRIDE}", r"\ud800"])
@pytest.mark.parametrize("told", UNSAFE_IN)
def test_no_field_may_hold_what_is_unsafe(told: str, unsafe: str) -> None:
    """Neither way reads a control character, a mark that turns the line round or half a letter, wherever one stands."""
    told = told.replace("!", unsafe)
    raw = encode(Snapshot(slug="ada", entries=(PLAIN,))).rstrip(b"}\n") + f",{told}}}\n".encode()
    same_either_way(raw)
    assert isinstance(outcome(raw, Shelf()), str)


@given(
    st.lists(
        st.tuples(st.sampled_from(FIELDS), st.sampled_from([*map(json.dumps, ODD), *SPELT])), min_size=1, max_size=2
    ),
    st.sampled_from(["", " ", "\t", "\r", "{}", "\n"]),
)
def test_an_odd_line_is_read_as_always(odd: list[tuple[str, str]], end: str) -> None:
    """A value of another kind, a key that is there twice: whatever is refused, and why, is the same."""
    raw = encode(Snapshot(slug="ada", entries=(PLAIN,)))
    told = "".join(f',"{name}":{value}' for name, value in odd)
    same_either_way(raw.rstrip(b"}\n") + f"{told}}}{end}\n".encode())


@trying(60)
@given(damaged(files("archives")))
def test_a_damaged_file_is_read_as_always(raw: bytes) -> None:
    """So it is after accidents, such as those of merging."""
    same_either_way(raw)


@pytest.mark.parametrize("path", files("archives"), ids=lambda path: path.stem)
def test_a_file_of_the_corpus_is_read_as_always(path: Path) -> None:
    """Every mistake that a file of the corpus makes has its message either way."""
    same_either_way(path.read_bytes())

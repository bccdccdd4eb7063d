"""Pages with microformats → posts, or `ParseError`."""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import ParseError
from cobrand.harvest.hfeed import parse_hfeed
from cobrand.harvest.settle import ParsedFeed
from cobrand.model import Blog
from fuzzing import trying
from mutations import damaged, files

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://ada.example/"
CORPUS = Path(__file__).parent.parent / "corpus" / "pages"
PAGES = sorted(
    path for path in CORPUS.glob("*.html") if "hfeed" in json.loads(path.with_suffix(".json").read_text("utf-8"))
)


def read(body: bytes) -> ParsedFeed:
    """Parse Ada's home page."""
    return parse_hfeed(body, url=HOME, blog=Blog(url=HOME), now=NOW)


def stated(thing: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a feed or an entry what an expectation names, as JSON writes it."""
    found = json.loads(json.dumps(asdict(thing), default=lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
    found["authors"] = [{key: value for key, value in author.items() if value} for author in found["authors"]]
    return {key: found[key] for key in expected}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_gives_the_posts_that_it_marks_up(path: Path) -> None:
    """Each page of the corpus gives what the expectation beside it says."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["hfeed"]
    if "error" in expected:
        with pytest.raises(ParseError, match=expected["error"]):
            read(path.read_bytes())
        return
    parsed = read(path.read_bytes())
    assert expected.get("feed", {}) == stated(parsed.feed, expected.get("feed", {}))
    assert expected["entries"] == [
        stated(entry, wanted) for entry, wanted in zip(parsed.entries, expected["entries"], strict=True)
    ]
    assert expected.get("skipped", 0) == parsed.skipped


PIECES = st.sampled_from(
    ["<div class='h-feed'>", "<div class='h-entry'>", "</div>", "<a class='u-url' href='/x'>", "<a class='u-url u-uid' href='javascript:x'>", "</a>", "<p class='p-name'>", "<p class='e-content'>", "<time class='dt-published' datetime='2024-02-31'>", "<b class='p-author h-card'>", "x@y.z", "<!--", "<script>", "&amp;", "&#0;", "\u202e", "\x00", "<", '"', "'>", "<base href='http://[x'>", "<table><tr>", "<select><option class='p-name'>", "text", "<img class='u-photo' src='x' alt='y'>", "<a rel='tag' href='::'>", "</html>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map(lambda parts: ("<div class='h-entry'>" + "".join(parts)).encode()))
def test_any_heap_of_marked_up_parts_gives_posts_or_none(body: bytes) -> None:
    """Whatever a page marks up, it gives posts with ids of their own, or ParseError."""
    try:
        parsed = read(body)
    except ParseError:
        return
    assert parsed.entries
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
    assert all(entry.link is None or entry.link.startswith("http") for entry in parsed.entries)


@trying(40)
@given(damaged(files("pages", "homes")))
def test_any_damage_to_a_page_gives_posts_or_none(body: bytes) -> None:
    """Nor do pages of the corpus after accidents."""
    with suppress(ParseError):
        assert len({entry.id for entry in read(body).entries}) > 0


@pytest.mark.parametrize(
    "body",
    [
        b"<div class='h-entry'>" + b"<div>" * 15_000,
        b"<div class='h-entry'>x" * 5_000,
        b"<div class='h-entry'>" + b"<!--" * 200_000,
        b"<div class='h-entry'>" + b"<a b=\"'" * 100_000,
        b"<div class='h-entry'>" + b"<" * 200_000,
        b"<div class='h-entry'><p class='p-name'>x</p><p class='e-content'>y</p>" + b"<p>z</p>" * 1_000_000,
    ],
    ids=[
        "nested 15,000 deep",
        "entries in entries",
        "unclosed comments",
        "unclosed quotes",
        "no tags",
        "a million tags",
    ],
)
def test_a_hostile_page_gives_no_posts(body: bytes) -> None:
    """Pages that make tree builders recurse or crawl are given up."""
    with pytest.raises(ParseError):
        read(body)

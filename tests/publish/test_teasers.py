"""Teasers kept between builds: the same excerpts with the file, without it, and whatever somebody has put into it."""

import json
from pathlib import Path

import pytest

from cobrand.publish.sanitize import excerpt
from cobrand.publish.teasers import Teasers

HTML = '<p>It <em>depends</em> on <a href="/about">who</a> counts.</p><p onclick="x()">And when…</p>'
BASE = "https://ada.example/2026/"


def shown(path: Path, html: str = HTML, title: str | None = None) -> str:
    """Build once, with one post."""
    teasers = Teasers(path)
    found = teasers.excerpt(html, base=BASE, title=title)
    teasers.keep()
    return str(found)


def lines(path: Path) -> list[str]:
    """Return what the file holds below its head."""
    return path.read_text().splitlines()[1:]


def test_an_excerpt_is_the_same_in_every_build(tmp_path: Path) -> None:
    """Made, taken from the file, and taken twice."""
    path = tmp_path / "cache/teasers.jsonl"
    assert [excerpt(HTML, base=BASE)] * 3 == [shown(path) for _ in range(3)]
    assert len(lines(path)) == 1


def test_what_is_in_the_file_is_used(tmp_path: Path) -> None:
    """Else nobody would know whether it spares anything."""
    path = tmp_path / "teasers.jsonl"
    shown(path)
    path.write_text(path.read_text().replace("depends", "hangs"))
    assert "hangs" in shown(path)


def test_what_is_in_the_file_is_cleaned_again(tmp_path: Path) -> None:
    """A cache that somebody has tampered with, or that another branch has left, puts no script on a page."""
    path = tmp_path / "teasers.jsonl"
    shown(path)
    rules, line = path.read_text().splitlines()
    bad = json.dumps("<p>Well<script>alert(1)</script><img src=x onerror=alert(1)></p>")
    path.write_text(f"{rules}\n{line.partition(' ')[0]} {bad}\n")
    assert shown(path) == "<p>Well</p>"


def test_posts_that_are_gone_leave_the_file(tmp_path: Path) -> None:
    """It holds what the last build showed, and so does not grow for ever; an erased post stays nowhere."""
    path = tmp_path / "teasers.jsonl"
    shown(path, "<p>Erase me.</p>")
    shown(path)
    assert "Erase me" not in path.read_text()
    assert len(lines(path)) == 1
    Teasers(path).keep()
    assert not path.exists()


def test_a_teaser_belongs_to_all_that_it_is_made_of(tmp_path: Path) -> None:
    """The text, where its links lead, and the title, which it does not repeat."""
    path = tmp_path / "teasers.jsonl"
    html = "<p>Kites</p><p>They fly.</p>"
    assert [shown(path, html), shown(path, html, "Kites")] == ["<p>Kites</p><p>They fly.</p>", "<p>They fly.</p>"]


@pytest.mark.parametrize("left", [b"", b"other rules\n", b"\x00\xff", b'["no"]'])
def test_a_file_that_is_none_is_made_anew(tmp_path: Path, left: bytes) -> None:
    """It can vanish at any time, and hold anything."""
    path = tmp_path / "teasers.jsonl"
    path.write_bytes(left)
    assert shown(path) == excerpt(HTML, base=BASE)
    assert len(lines(path)) == 1


@pytest.mark.parametrize("written", ["", '"<p>cut sh', "7", "[]", '"' + "<b>" * 30_000 + '"'])
def test_a_line_that_holds_no_teaser_is_made_anew(tmp_path: Path, written: str) -> None:
    """Torn by a killed build, or written by hand, or longer than any."""
    path = tmp_path / "teasers.jsonl"
    shown(path)
    rules, line = path.read_text().splitlines()
    path.write_text(f"{rules}\n{line.partition(' ')[0]} {written}\n")
    assert shown(path) == excerpt(HTML, base=BASE)


def test_a_file_without_an_end_is_not_read_to_it(tmp_path: Path) -> None:
    """A cache is a stranger's as well."""
    path = tmp_path / "teasers.jsonl"
    path.symlink_to("/dev/zero")
    assert shown(path) == excerpt(HTML, base=BASE)
    assert (path.is_symlink(), len(lines(path))) == (False, 1)


def test_a_build_that_may_write_nothing_shows_the_same(tmp_path: Path) -> None:
    """Its cache's folder is a file here."""
    (tmp_path / "cache").write_text("")
    assert shown(tmp_path / "cache/teasers.jsonl") == excerpt(HTML, base=BASE)

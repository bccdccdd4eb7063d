"""The feeds of a company of odd blogs: no validator complains, and a parser that is not Python finds in them what we meant."""

import os
import shutil
from pathlib import Path

import pytest

from company import NOW
from feed_rules import complaints
from odd_blogs import syndicated
from parsers import by_sfeed, compared

SITE = "https://org.github.io/repo/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the feeds of the company into a folder."""
    root = tmp_path_factory.mktemp("odd")
    for place, raw in syndicated(root, count=36, site=SITE)[1].items():
        target = root / "site" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return root / "site"


def test_feeds_of_odd_blogs_break_no_rule(site: Path) -> None:
    """Whatever stands in titles, names, ids, labels, addresses, dates and texts, in whichever format it came."""
    files = [path for path in site.rglob("*") if path.is_file()]
    found = {path: complaints(path.read_bytes(), url=f"{SITE}{path.relative_to(site)}", now=NOW) for path in files}
    assert {path: said for path, said in found.items() if said} == {}
    assert len(files) > 3 * 36


def _feeds(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.xml") if path.name in ("atom.xml", "rss.xml"))


@pytest.fixture
def sfeed() -> None:
    """Do without the comparison where the parser is not installed, but not where changes are judged."""
    if shutil.which("sfeed") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Install it: apt-get install sfeed.")


@pytest.mark.usefixtures("sfeed")
def test_the_comparison_sees_what_differs(site: Path, tmp_path: Path) -> None:
    """A post that is missing, and one that says something else, are found."""
    original = next(path for path in _feeds(site) if path.read_bytes().count(b"<entry") > 1)
    shutil.copytree(original.parent, tmp_path / "copy")
    [copy] = (tmp_path / "copy").glob("atom.xml")
    read = list(by_sfeed([copy]))
    assert list(compared([copy], read)) == []
    assert len(list(compared([copy], [read[0][1:]]))) == 1
    assert len(list(compared([copy], [[{**read[0][0], "author": "Somebody else"}, *read[0][1:]]]))) == 1


@pytest.mark.usefixtures("sfeed")
def test_a_parser_in_c_finds_what_was_meant(site: Path) -> None:
    """Sfeed reads as many posts, with the same ids, titles, links, dates and authors."""
    feeds = _feeds(site)
    read = list(by_sfeed(feeds))
    assert list(compared(feeds, read)) == []
    assert sum(map(len, read)) > 300

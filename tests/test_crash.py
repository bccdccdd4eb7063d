"""A pull killed at any moment: the archive stays readable, and one more pull ends where an undisturbed one does."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from cobrand.archive import Archive
from cobrand.cli import read_options
from cobrand.errors import ArchiveError
from cobrand.pipeline import pull
from cobrand.profiles import load_roster
from sites import Site

KILLS = 200
PEOPLE = 24  # enough to need the two processes that parse
COBRAND = Path(sys.executable).with_name("cobrand")
CARELESS = """
import sys
while True:
    with open(sys.argv[1], "wb") as file:
        for line in open(sys.argv[2], "rb"):
            file.write(line)
            file.flush()
"""


def titles(root: Path) -> dict[str, list[str | None]]:
    """Read every archive of a site; raise ArchiveError if one can't be read."""
    archive = Archive(root / ".cobrand")
    return {slug: [entry.title for entry in archive.read(slug).entries] for slug in archive.slugs()}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of the archive as it is on disk."""
    return {path.name: path.read_bytes() for path in (root / ".cobrand/archive").iterdir()}


@pytest.fixture
def company(site: Callable[[str], Site]) -> Site:
    """Found a company whose archive holds two posts of everyone, and whose feeds now hold six, one of them old."""
    blogs = [f"blog{number}.example" for number in range(PEOPLE)]
    profiles = "".join(
        f"-- experts/{host[:-8]}.md --\n---\nname: {host}\nblog: https://{host}/feed.xml\n---\n" for host in blogs
    )
    made = site(f"-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {{web: web}}\n{profiles}")
    for years in (range(2004, 2006), range(2005, 2011)):
        if years.start == 2005:
            assert made.run("cobrand", "pull").returncode == 0
        for host in blogs:
            made.feed(host, *((f"{host} in {year}", f"01 May {year} 09:00:00 GMT") for year in years))
    return made


def pull_killed(root: Path, after: float) -> bool:
    """Start a pull and kill it after so many seconds; tell whether it was still running."""
    with subprocess.Popen([COBRAND, "pull", "-q"], cwd=root) as pull:
        try:
            pull.wait(after)
        except subprocess.TimeoutExpired:
            pull.kill()
            return True
        return False


def heal(root: Path) -> None:
    """Pull once more, in this process and by halves: starting two processes each time would take most of the test."""
    options = read_options(root / "mkdocs.yml")
    roster = load_roster(options)
    for half in (roster.experts[::2], roster.experts[1::2]):
        pull(replace(roster, experts=half), options, now=datetime.now(UTC))


def test_a_killed_pull_loses_nothing(company: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two hundred kills, spread evenly over the length of a pull; after each, the next pull heals."""
    copies = tmp_path_factory.mktemp("killed")
    before = titles(company.root)

    def copied(name: str) -> Path:
        return Path(copytree(company.root, copies / name))

    def timed(name: str) -> tuple[float, dict[str, bytes]]:
        root, started = copied(name), time.monotonic()
        assert not pull_killed(root, 60)
        return time.monotonic() - started, contents(root)

    with ThreadPoolExecutor(2) as both:  # as many at once as when they are killed, so that the length is right
        (length, undisturbed), (_, twin) = both.map(timed, ["one", "two"])
    assert undisturbed == twin
    assert undisturbed != contents(company.root)

    def killed(number: int) -> bool:
        root = copied(str(number))
        in_time = pull_killed(root, length * number / KILLS)
        after = titles(root)
        assert {slug: set(before[slug]) - set(after[slug]) for slug in before} == {slug: set() for slug in before}
        heal(root)
        assert contents(root) == undisturbed
        return in_time

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(killed, range(KILLS))) > KILLS / 2


def test_the_same_kill_damages_what_is_written_carelessly(company: Site, tmp_path: Path) -> None:
    """The oracle: an archive written line by line in its place is found damaged after some of fifty kills."""
    assert not pull_killed(company.root, 60)
    whole = Archive(company.root / ".cobrand").path("blog0")
    careless = Archive(tmp_path / "careless")
    careless.path("blog0").parent.mkdir(parents=True)
    damaged = 0
    for number in range(50):
        with subprocess.Popen([sys.executable, "-c", CARELESS, careless.path("blog0"), whole]) as writer:
            try:
                writer.wait(0.1 + number / 1000)
            except subprocess.TimeoutExpired:
                writer.kill()
        try:
            damaged += len(careless.read("blog0").entries) < 7
        except ArchiveError:
            damaged += 1
    assert damaged > 0

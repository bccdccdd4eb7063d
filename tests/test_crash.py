"""A pull killed at any moment: the archive stays readable, and one more pull ends where an undisturbed one does."""

import hashlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import pytest
from PIL import Image

import cobrand
import warm
from cobrand.archive import Archive
from cobrand.cli.configuration import read_options
from cobrand.errors import ArchiveError
from cobrand.harvest.pulled import Pulled
from cobrand.pipeline import pull
from cobrand.profiles import load_roster
from sites import Site

# A guard of the package taken off: files are written where the old ones are, byte by byte.
CARELESS = """

def replace_file(path: Path, raw: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        for place in range(len(raw)):
            file.write(raw[place : place + 1])
"""


class Blogs(ThreadingHTTPServer):
    """Feeds on loopback, by path: 304 to who has them already."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        self.feeds: dict[str, bytes] = {}
        self.statuses: set[int] = set()
        super().__init__(("0.0.0.0", 0), Answering)  # every 127.x.y.z is a host of its own


class Answering(BaseHTTPRequestHandler):
    server: Blogs

    def do_GET(self) -> None:
        """Answer with the feed and its ETag, or with 304."""
        body = self.server.feeds[self.path]
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        known = self.headers["If-None-Match"] == etag
        self.server.statuses.add(304 if known else 200)
        self.send_response(304 if known else 200)
        self.send_header("ETag", etag)
        if not known:
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def blogs() -> Iterator[Blogs]:
    """Serve feeds for the length of a test."""
    with Blogs() as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever asked has been killed
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def found(root: Path, options: str, addresses: Iterable[str]) -> Site:
    """Found a company whose people blog at these addresses."""
    profiles = "".join(
        f"-- experts/blog{number}.md --\n---\nname: Number {number}\nblog: {address}\n---\n"
        for number, address in enumerate(addresses)
    )
    company = Site(root)
    company.write(f"-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {options}\n{profiles}")
    return company


def write(company: Site, number: int, years: range) -> Path:
    """Give a blog a post a year, and return its feed."""
    host = f"blog{number}.example"
    company.feed(host, *((f"{host} in {year}", f"01 May {year} 09:00:00 GMT") for year in years))
    return company.root / "web" / host / "feed.xml"


def found_in_a_folder(root: Path, people: int) -> Site:
    """Found a company whose archive holds two posts of everyone, and whose feeds now hold six, one of them old."""
    company = found(root, "{web: web}", (f"https://blog{number}.example/feed.xml" for number in range(people)))
    for years in (range(2004, 2006), range(2005, 2011)):
        if years.start == 2005:
            assert company.run("cobrand", "pull").returncode == 0
        for number in range(people):
            write(company, number, years)
    return company


_SINCE = re.compile(rb'"since":"[^"]*",?')


def titles(root: Path) -> dict[str, set[str | None]]:
    """Read every archive of a site; raise ArchiveError if one can't be read."""
    archive = Archive(root / ".cobrand")
    return {slug: {entry.title for entry in archive.read(slug).entries} for slug in archive.slugs()}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of the archive as it is on disk, but for the moment at which a home page changed: each pull has its own."""
    files = {path.name: path.read_bytes() for path in (root / ".cobrand/archive").iterdir()}
    return {name: raw if name.endswith(".webp") else _SINCE.sub(b"", raw) for name, raw in files.items()}


def lost(root: Path, before: dict[str, set[str | None]]) -> set[str]:
    """Return whose archives can't be read, or lack posts that they held before."""
    archive, found = Archive(root / ".cobrand"), set()
    for slug, posts in before.items():
        try:
            found |= {slug} if posts - {entry.title for entry in archive.read(slug).entries} else set()
        except ArchiveError:
            found.add(slug)
    return found


def pull_killed(root: Path, after: float, package: Path | None = None) -> bool:
    """Start a pull of everything and kill it after so many seconds; tell whether it was still running."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        pull = warm.start(("cobrand", "pull", "--all", "-q"), root, os.environ, nowhere, nowhere, package=package)
    try:
        assert pull.wait(after) == 0
    except subprocess.TimeoutExpired:
        return pull.kill() == -signal.SIGKILL
    return False


def pull_once_more(root: Path) -> Pulled:
    """Pull everything in this process, which starts faster than another one."""
    options = replace(read_options(root / "mkdocs.yml"), pull="always")
    return pull(load_roster(options), options, now=datetime.now(UTC))


def survive(company: Site, copies: Path, *, kills: int) -> int:
    """Kill pulls at moments spread evenly over the length of one, and prove that each heals; return how many were hit."""
    before = titles(company.root)
    people = len(before)
    one_at_a_time = threading.Lock()  # starting processes is not for two threads at once

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
        nonlocal length
        root, started = copied(str(number)), time.monotonic()
        in_time = pull_killed(root, length * number / kills)
        if not in_time:  # the machine has become faster: so have the next pulls
            length = time.monotonic() - started
        assert lost(root, before) == set()
        with one_at_a_time:
            pull_once_more(root)
            assert undisturbed == contents(root)
            assert people == pull_once_more(root).unchanged
        return in_time

    with ThreadPoolExecutor(2) as both:
        return sum(both.map(killed, range(kills)))


def test_a_killed_pull_loses_nothing(tmp_path: Path) -> None:
    """Two hundred kills, spread evenly over the length of a pull; after each, one more pull heals."""
    assert survive(found_in_a_folder(tmp_path / "company", 12), tmp_path, kills=200) > 100


def test_a_killed_pull_loses_nothing_in_the_processes_that_parse(tmp_path: Path) -> None:
    """The same where so many feeds have news that two further processes parse them: twenty kills, as these take longer."""
    assert survive(found_in_a_folder(tmp_path / "company", 20), tmp_path, kills=20) > 10


def test_a_killed_pull_leaves_home_pages_and_portraits_whole(tmp_path: Path) -> None:
    """Where everyone's home page has a new bio and a new picture: twelve kills."""
    company = found_in_a_folder(tmp_path / "company", 6)
    for colour in ("teal", "red"):
        if colour == "red":
            assert company.run("cobrand", "pull").returncode == 0
        for number in range(6):
            home = company.root / "web" / f"blog{number}.example"
            card = f'<p class=h-card><a class="u-url u-uid" href=/>Me</a><b class=p-note>{colour}</b><img class=u-photo src={colour}.png></p>'
            (home / "index.html").write_text(card, encoding="utf-8")
            Image.new("RGB", (400, 400), colour).save(
                home / f"{colour}.png"
            )  # the same address would be asked after a week
    assert survive(company, tmp_path, kills=12) > 6
    assert len(contents(company.root)) == 12


def test_a_killed_pull_forgets_no_news_that_a_server_told_it_of(tmp_path: Path, blogs: Blogs) -> None:
    """Over HTTP, where half of the feeds are 304 and the others have news, one more pull misses nothing: twenty kills."""
    port, people = blogs.server_address[1], range(12)
    addresses = (f"http://127.0.1.{number + 1}:{port}/{number}" for number in people)
    company = found(tmp_path / "company", "{private_hosts: [127.0.0.0/8]}", addresses)
    for chosen, years in ((people, range(2004, 2006)), (people[::2], range(2005, 2011))):
        if chosen != people:
            assert company.run("cobrand", "pull").returncode == 0
        blogs.feeds |= {f"/{number}": write(company, number, years).read_bytes() for number in chosen}
    assert survive(company, tmp_path, kills=20) > 10
    assert {200, 304} == blogs.statuses


def test_the_same_kills_damage_what_is_written_carelessly(tmp_path: Path) -> None:
    """The oracle: where the package writes files in their place, some of twenty kills leave archives that are cut."""
    company = found_in_a_folder(tmp_path / "company", 12)
    before = titles(company.root)
    package = Path(copytree(Path(cobrand.__file__).parent, tmp_path / "package" / "cobrand")).parent
    with (package / "cobrand" / "files.py").open("a", encoding="utf-8") as files:
        files.write(CARELESS)
    length = 0.0
    for number in range(2):  # the first is slow, as what it reads is new to the machine
        root, started = Path(copytree(company.root, tmp_path / f"whole-{number}")), time.monotonic()
        assert not pull_killed(root, 60, package)
        length = time.monotonic() - started
        assert lost(root, before) == set()
    damaged: set[str] = set()
    for number in range(20):
        root = Path(copytree(company.root, tmp_path / str(number)))
        pull_killed(root, length * number / 20, package)
        damaged |= lost(root, before)
    assert damaged

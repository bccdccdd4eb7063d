"""When a build pulls, what it says of it, and what it builds when the web is not there: always a site, always the same."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cobrand.archive import Archive
from halden import halden
from sites import Site

SITE = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://halden.example/
plugins:
  - search
  - cobrand: {{private_hosts: [127.0.0.0/8], {options}}}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: {ada}
---
-- experts/bo-example.md --
---
name: Bo Example
blog: {bo}
---
"""
HOSTS = ("127.0.0.1", "127.0.0.2")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and writes no log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name in the standard library)
        """Say nothing."""


class Web:
    """Two blogs on loopback that can be switched off; their addresses stay."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.servers = [
            ThreadingHTTPServer((host, 0), lambda *args: Quiet(*args, directory=str(root / "web"))) for host in HOSTS
        ]
        self.threads = [threading.Thread(target=server.serve_forever, args=(0.01,)) for server in self.servers]
        for thread in self.threads:
            thread.start()
        first, second = (
            f"http://{host}:{server.server_port}" for host, server in zip(HOSTS, self.servers, strict=True)
        )
        self.ada, self.bo = f"{first}/ada.example/feed.xml", f"{second}/bo.example/feed.xml"

    def site(self, options: str = "") -> Site:
        """Write a site whose two experts keep their blogs there."""
        site = Site(self.root)
        site.write(SITE.format(ada=self.ada, bo=self.bo, options=options))
        site.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
        site.feed("bo.example", ("Another", "Thu, 19 Nov 2026 09:00:00 GMT"))
        return site

    def switch_off(self) -> None:
        """Stop answering."""
        for server in self.servers:
            server.shutdown()
            server.server_close()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """Run two blogs for the length of a test."""
    blogs = Web(tmp_path)
    yield blogs
    blogs.switch_off()


def digest(site: Site) -> dict[str, str]:
    """Return every file of the built site with a digest of its bytes."""
    root = site.root / "site"
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def remarks(said: str) -> list[str]:
    """Return what we said while building."""
    return [line.partition("cobrand: ")[2] for line in said.splitlines() if "cobrand: " in line]


# --- the web is not there ---------------------------------------------------------------------------------------------


def test_the_same_site_comes_out_with_every_host_unreachable(web: Web) -> None:
    """Exit 0, strictly, the same bytes as before, and a line for each feed with its reason and what stays."""
    site = web.site("pull: always")
    assert remarks(site.build()) == ["2 feeds: 2 new posts from 2"]
    before = digest(site)
    web.switch_off()
    summary, *failing = remarks(site.build())
    assert summary == "2 feeds: no new posts, 2 failing"
    assert [line.split(" ")[:2] for line in failing] == [["127.0.0.1", "(Ada"], ["127.0.0.2", "(Bo"]]
    assert all("Earlier posts stay." in line for line in failing)
    assert before == digest(site)


def test_with_nothing_in_the_archive_pages_say_so(web: Web) -> None:
    """The first build of all, without a network: a whole site, honest about its posts."""
    site = web.site()
    web.switch_off()
    assert len(remarks(site.build())) == 3
    assert "No posts yet" in site.page("blog/index.html")
    assert "Ada Lindqvist" in site.page("experts/index.html")


@pytest.mark.parametrize(("options", "environment"), [("pull: never", {}), ("", {"COBRAND_OFFLINE": "1"})])
def test_nobody_is_asked_when_told_so(web: Web, options: str, environment: dict[str, str]) -> None:
    """`pull: never` and COBRAND_OFFLINE=1 build from the archive; no feed is asked and nothing is written to it."""
    site = web.site(options)
    assert remarks(site.build(**environment)) == []
    kept = {path.name for path in (site.root / ".cobrand").rglob("*") if path.is_file()}
    assert kept == {".gitignore", "hosted.jsonl"}  # that the company hosts no posts, which reports want to know
    assert site.run("cobrand", "pull").returncode == 0
    assert remarks(site.build(**environment)) == []
    assert "A thought" in site.page("blog/index.html")


def test_an_hour_has_to_pass_before_a_feed_is_asked_again(web: Web) -> None:
    """`pull: auto` asks what is due, so that many builds a day are no burden to anybody."""
    site = web.site()
    site.build()
    site.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"), ("New", "Fri, 20 Nov 2026 10:00:00 GMT"))
    assert remarks(site.build()) == ["0 feeds asked: no new posts, 2 not due"]
    assert remarks(site.build(COBRAND_OFFLINE="0")) == ["0 feeds asked: no new posts, 2 not due"]


# --- strictness -------------------------------------------------------------------------------------------------------


def test_a_failing_feed_ends_a_build_that_asks_for_that(web: Web) -> None:
    """`strict_feeds` makes it an error, with the feed's line, and what was pulled is kept."""
    site = web.site("strict_feeds: true")
    (site.root / "web/bo.example/feed.xml").unlink()
    done = site.run("mkdocs", "build")
    assert done.returncode == 1
    assert "127.0.0.2 (Bo Example)" in done.stderr
    assert "`strict_feeds`" in done.stderr
    assert "Traceback" not in done.stderr
    assert Archive(site.root / ".cobrand").read("ada-lindqvist").entries


def test_a_build_during_a_pull_uses_the_archive_as_it_is(web: Web) -> None:
    """Another pull's lock is no reason not to build."""
    site = web.site()
    site.build()
    with Archive(site.root / ".cobrand").lock():
        [said] = remarks(site.build())
        assert said == "Another pull is running. This build uses the archive as it is."
        done = site.run("cobrand", "pull")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
    assert "A thought" in site.page("blog/index.html")


def test_a_checkout_that_cannot_be_locked_is_built_from_its_archive(web: Web) -> None:
    """A read-only checkout has an archive and no place for a lock: a folder in the lock's place is no place either."""
    site = web.site()
    site.build()
    (site.root / ".cobrand/lock").unlink()
    (site.root / ".cobrand/lock").mkdir()
    [said] = remarks(site.build())
    assert said.endswith("/.cobrand/lock can't be locked. This build uses the archive as it is.")
    assert "A thought" in site.page("blog/index.html")


# --- again and again -------------------------------------------------------------------------------------------------


def test_two_builds_of_the_same_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """Archive, profiles and SOURCE_DATE_EPOCH decide everything; caches and the folder's name don't."""
    sites = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        settings = "site_url: https://halden.example/\ntheme: {name: material, font: false}\n"
        sites.append(halden(tmp_path / name, settings))
        sites[-1].build(PYTHONHASHSEED=str(len(sites)))
    first, second = map(digest, sites)
    assert first == second
    shutil.rmtree(sites[0].root / ".cache")
    sites[0].build(COBRAND_OFFLINE="1", PYTHONHASHSEED="3")
    assert first == digest(sites[0])


def test_a_build_writes_only_what_changed(tmp_path: Path) -> None:
    """Archive and cache keep their files' times when nothing is new: nothing is rewritten for the live reload to see."""
    site = halden(tmp_path, "")
    site.build()
    places = [*tmp_path.glob(".cache/**/*"), *tmp_path.glob(".cobrand/archive/*")]
    before = {path: path.stat().st_mtime_ns for path in places if path.is_file()}
    site.build()
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_held_feed_ends_no_strict_build(web: Web) -> None:
    """Its posts stay out, those from before stay, and each build says so in a line, with a pull or without."""
    site = web.site("pull: always")
    site.build()
    site.feed("bo.example", ("Best slots", "Fri, 20 Nov 2026 09:00:00 GMT"), title="Casino guide")
    said = [remarks(site.build()), remarks(site.build(COBRAND_OFFLINE="1"))]
    lines = [[line for line in one if line.startswith("Warning: 127.0.0.2 (Bo Example) seems to be")] for one in said]
    assert [len(one) for one in lines] == [1, 1]
    assert ("Another" in site.page("blog/index.html"), "Best slots" in site.page("blog/index.html")) == (True, False)
    site.write(SITE.format(ada=web.ada, bo=web.bo, options="pull: always, strict_feeds: true"))
    done = site.run("mkdocs", "build")
    assert (done.returncode, "`strict_feeds`" in done.stderr, lines[0][0] in done.stderr) == (1, True, True)

"""`mkdocs serve`, as somebody uses it who edits a profile: a real server on loopback, watched through its log."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from halden import halden
from sites import Site

DEADLINE = 60.0


class Server:
    """A running `mkdocs serve`; its log is what one waits for."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.root = f"http://127.0.0.1:{port}/"
        self.log: list[str] = []
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=site.root,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1795165200", "NO_COLOR": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self, words: str) -> str:
        """Return all lines up to the next one with these words; a watchdog ends a server that never says them."""
        assert self.process.stderr
        lines = []
        watchdog = threading.Timer(DEADLINE, self.process.kill)
        watchdog.start()
        for line in self.process.stderr:
            lines.append(line)
            self.log.append(line)
            if words in line:
                break
        watchdog.cancel()
        assert words in lines[-1], "".join(self.log)
        return "".join(lines)

    def get(self, path: str) -> str:
        """Ask for a page, which the server holds back while it builds."""
        with urlopen(self.root + path, timeout=DEADLINE) as answer:
            body: bytes = answer.read()
        return body.decode()

    def watched(self) -> dict[str, int]:
        """Return when each file that may start a rebuild was written."""
        places = [self.site.root / "mkdocs.yml", *(self.site.root / name for name in ("docs", "experts"))]
        files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
        return {str(path): path.stat().st_mtime_ns for path in files}


@contextmanager
def serve(site: Site) -> Iterator[Server]:
    """Run a server until the end of a test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(site, port)
    try:
        server.wait("Serving on")
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as an editor does."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edited_profile_shows_at_once_without_a_pull_or_a_loop(tmp_path: Path) -> None:
    """The page follows its profile; the feeds are asked only once, and nothing that is watched is written by a build."""
    site = halden(tmp_path, "theme: {name: material, font: false}\n")
    with serve(site) as server:
        assert "7 new posts" in "".join(server.log)
        assert "Ada counts." in server.get("experts/ada-lindqvist/")
        site.feed("ada.example", ("Brand new", "Fri, 20 Nov 2026 10:00:00 GMT"))
        archives = {path: path.stat().st_mtime_ns for path in tmp_path.glob(".cobrand/**/*")}
        before = server.watched()
        edit(tmp_path / "experts/ada-lindqvist.md", "Ada counts.", "Ada weighs.")
        edited = server.watched()
        assert "feeds" not in server.wait("Reloading browsers")
        page = server.get("experts/ada-lindqvist/")
        assert "Ada weighs." in page
        assert "Newest" in page
        assert "Brand new" not in page
        assert {str(tmp_path / "experts/ada-lindqvist.md")} == {name for name in before if before[name] != edited[name]}
        assert edited == server.watched()
        assert archives == {path: path.stat().st_mtime_ns for path in tmp_path.glob(".cobrand/**/*")}


def test_a_broken_profile_is_named_and_the_server_lives_on(tmp_path: Path) -> None:
    """A mistake made while serving is a line with its place; MkDocs holds pages back until it is mended."""
    site = halden(tmp_path, "")
    profile = tmp_path / "experts/dan-quiet.md"
    with serve(site) as server:
        edit(profile, "name: Dan Quiet", "name: Dan Quiet\njobtitle: Analyst")
        said = server.wait("The server will appear stuck until build errors are resolved")
        assert "experts/dan-quiet.md:3: " in said
        assert "job_title" in said
        assert "Traceback" not in said
        edit(profile, "jobtitle", "job_title")
        server.wait("Reloading browsers")
        assert "Analyst" in server.get("experts/dan-quiet/")
        assert "Traceback" not in "".join(server.log)


def test_a_new_profile_is_a_new_page(tmp_path: Path) -> None:
    """Somebody who is hired while serving gets a page; the posts come with the next pull."""
    site = halden(tmp_path, "")
    with serve(site) as server:
        site.write("-- experts/eve-new.md --\n---\nname: Eve New\nblog: https://eve.example/feed.xml\n---\n\nHello.\n")
        server.wait("Reloading browsers")
        page = server.get("experts/eve-new/")
        assert "Hello." in page
        assert "No posts yet" in page or "no posts yet" in page
        assert "Eve New" in server.get("experts/")


def test_the_company_s_own_posts_follow_their_sources(tmp_path: Path) -> None:
    """A draft is there for a preview and noted nowhere; an edited post is drawn anew; and nothing makes a loop."""
    blog = "  - blog: {blog_dir: notes, authors_profiles: true}\n"
    site = halden(tmp_path, "theme: {name: material, font: false}\n", blog)
    author = "authors: [ada-lindqvist]"
    site.write(
        "-- docs/notes/index.md --\n# Notes\n"
        "-- docs/notes/.authors.yml --\nauthors: {ada-lindqvist: {name: Ada, description: x, avatar: 'data:,'}}\n"
        f"-- docs/notes/posts/a.md --\n---\ndate: 2026-11-19\n{author}\n---\n\n# Ours\n\nFirst words.\n"
        f"-- docs/notes/posts/b.md --\n---\ndate: 2026-11-18\n{author}\ndraft: true\n---\n\n# A draft\n\nSoon.\n"
    )
    with serve(site) as server:
        page = server.get("experts/ada-lindqvist/")
        assert "First words." in page
        assert "A draft" in page
        noted = tmp_path / ".cobrand/hosted.jsonl"
        written = noted.stat().st_mtime_ns
        assert "A draft" not in noted.read_text()
        edit(tmp_path / "docs/notes/posts/a.md", "First words.", "Other words.")
        edited = server.watched()
        server.wait("Reloading browsers")
        assert "Other words." in server.get("experts/ada-lindqvist/")
        assert edited == server.watched()
        assert written == noted.stat().st_mtime_ns


def test_an_edited_directive_shows_at_once(tmp_path: Path) -> None:
    """A page follows its directives, a mistake in one is named, and the card of a post follows its series."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write("-- docs/page.md --\n# Page\n\n<!-- cobrand: expert dan-quiet -->\n")
    page = tmp_path / "docs/page.md"
    with serve(site) as server:
        assert "Dan Quiet</bdi>" in server.get("page/")
        edit(page, "dan-quiet", "dan-quiett")
        said = server.wait("The server will appear stuck until build errors are resolved")
        assert "docs/page.md:3: there is no expert 'dan-quiett'. Did you mean `dan-quiet`?" in said
        edit(
            page,
            "# Page\n\n<!-- cobrand: expert dan-quiett -->",
            "---\nseries: [https://ada.example/second]\n---\n# Page",
        )
        server.wait("Reloading browsers")
        assert "Part 1 of 1" in server.get("page/")
        assert "Part 1 of <a" in server.get("experts/ada-lindqvist/")
        edit(page, "second", "third")
        server.wait("Reloading browsers")
        assert server.get("experts/ada-lindqvist/").count("Part 1 of <a") == 1

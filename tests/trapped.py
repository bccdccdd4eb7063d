"""A company all of whose people have traps for blogs, honest ones among them, pulled by the real command; and what that took."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from certificates import shared
from cobrand.archive import Archive
from cobrand.model import Entry, Feed, Snapshot
from server import Answer, Host, Request, Script, Server
from traps import FEED, REBOUND, SECRET, Trap, answer

LAST_WEEK = datetime(2026, 11, 1, tzinfo=UTC)

# What names lead to, one answer after another and then the last again: nobody else is asked, whatever the name.
RUN = """
import json, socket, sys
names = json.loads(sys.argv.pop(1))
def look_up(host, port, *args, **more):
    places = names.get(host)
    if places is None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    found = places.pop(0) if len(places) > 1 else places[0]
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in found]
socket.getaddrinfo = look_up
if sys.argv.pop(1) == "mkdocs":
    from mkdocs.__main__ import cli as main
else:
    from cobrand.cli.program import main
main(sys.argv[1:])
"""
NAMES = {
    "private.example": [[SECRET]],
    "mixed.example": [["1.1.1.1", SECRET]],
    "rebinding.example": [["127.1.200.1"], [SECRET]],
    **{
        name: [[SECRET]]
        for name in ("localhost", "a.localhost", "metadata", "metadata.google.internal", "printer.local")
    },
}


class Web(Host):
    """Traps by path, with the query left aside; remembers whether anybody came to where nobody may."""

    def answer(self, request: Request) -> Answer:
        """Choose by the path alone."""
        path = request.line.split()[1].partition("?")[0]
        return super().answer(Request(line=f"GET {path} HTTP/1.1", headers=request.headers))


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one command said, and took: seconds, and MB of all its processes at their largest."""

    code: int
    said: str
    wall: float
    cpu: float
    peak: float


@dataclass
class Company:
    """A site in a folder, and the web of its people."""

    root: Path
    deadline: float = 5
    web: Web = field(default_factory=lambda: Web({}))
    people: dict[str, Trap] = field(default_factory=dict)
    names: dict[str, list[list[str]]] = field(default_factory=lambda: json.loads(json.dumps(NAMES)))

    def __post_init__(self) -> None:
        self.answers: dict[str, Answer | list[Answer]] = {**REBOUND}
        self.web.answers = self.answers
        self._server = Server(self.web, None)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        options = {
            "private_hosts": ["127.1.0.0/16"],
            "deadline": {"feed": self.deadline, "pull": 300},
        }
        config = {"site_name": "Halden", "site_url": "https://halden.example/", "plugins": [{"cobrand": options}]}
        (self.root / "experts").mkdir(parents=True)
        (self.root / "mkdocs.yml").write_text(json.dumps(config))
        (self.root / "docs").mkdir()
        (self.root / "docs" / "index.md").write_text("# Halden\n")

    def close(self) -> None:
        """End the web."""
        self.web.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, number: int) -> str:
        """Return an address on a host of its own."""
        return self.web.url(path, host=f"127.1.{number // 200}.{1 + number % 200}")

    def hire(
        self,
        slug: str,
        *,
        blog: Answer | None = None,
        home: Answer | None = None,
        picture: Answer | None = None,
        hello: Script | None = None,
    ) -> None:
        """Add somebody whose blog, home page or picture answers so, or whose host takes a TLS handshake so."""
        number = len(list((self.root / "experts").iterdir()))
        self.answers[f"/{slug}"] = answer(FEED) if blog is None else blog
        front = {"name": slug, "blog": self.url(f"/{slug}", number)}
        if hello is not None:
            name = f"{slug}.tls.example"
            self.web.hellos[name], self.names[name] = hello, [[f"127.1.{number // 200}.{1 + number % 200}"]]
            front["blog"] = self.web.url(f"/{slug}", host=name, scheme="https")
        if picture is not None:
            card = f"<p class=h-card><a class='u-url u-uid' href=''>Me</a><img class=u-photo src=/{slug}.picture>"
            home = answer(card.encode(), "Content-Type: text/html")
            self.answers[f"/{slug}.picture"] = picture
        if home is not None:
            self.answers[f"/{slug}.home"] = home
            front["home"] = self.url(f"/{slug}.home", number)
        (self.root / "experts" / f"{slug}.md").write_text(f"---\n{json.dumps(front)}\n---\n")

    def remember(self, *slugs: str) -> None:
        """Let the archive hold an earlier post of each of them, as if a pull had brought it last week."""
        for slug in slugs:
            blog = json.loads((self.root / "experts" / f"{slug}.md").read_text().split("---\n")[1])["blog"]
            entry = Entry(
                id="https://ada.example/earlier", blog=blog, title="Earlier", content="A text.", published=LAST_WEEK
            )
            feed = Feed(blog=blog, url=blog, id="notes", title="Notes")
            Archive(self.root / ".cobrand").write(Snapshot(slug=slug, feeds=(feed,), entries=(entry,)))

    def run(self, *command: str, package: Path | None = None) -> Run:
        """Run `cobrand` or `mkdocs` to its end, with another package if one is given; see how large its processes become."""
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, json.dumps(self.names), *command],
            cwd=self.root,
            env={
                **os.environ,
                **({"PYTHONPATH": str(package)} if package else {}),
                "NO_COLOR": "1",
                "SSL_CERT_FILE": str(shared() / "authority.pem"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        peaks: dict[int, int] = {}
        watch = threading.Thread(target=_watch, args=(process, peaks))
        watch.start()
        assert process.stdout
        with process.stdout:
            said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.join()
        return Run(
            code=process.returncode,
            said=said,
            wall=time.monotonic() - start,
            cpu=usage.ru_utime + usage.ru_stime,
            peak=sum(peaks.values()) / 1024,
        )

    def held(self, slug: str) -> Snapshot:
        """Return what is held of somebody."""
        return Archive(self.root / ".cobrand").read(slug)


def _watch(process: "subprocess.Popen[str]", peaks: dict[int, int]) -> None:
    """Note the most that each process of a session has held, in KB, until there is none."""
    while process.returncode is None and Path(f"/proc/{process.pid}").exists():
        for member in _session(process.pid):
            try:
                status = Path(f"/proc/{member}/status").read_text()
            except OSError:
                continue
            most = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
            peaks[member] = max(peaks.get(member, 0), int(most[0]) if most else 0)
        time.sleep(0.01)


def _session(leader: int) -> list[int]:
    """List a process and its children's children."""
    found, left = [], [leader]
    while left:
        pid = left.pop()
        found.append(pid)
        try:
            children = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
        except OSError:
            continue
        left += [int(child) for text in children for child in text.split()]
    return found

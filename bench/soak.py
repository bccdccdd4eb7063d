"""A day of hourly pulls over many feeds, some of which fail: how memory, open files, files and time grow.

`python bench/soak.py` makes a web of 1,000 blogs on loopback (`--feeds 100` for a quick look) and pulls what is due in each of
24 hours, by a clock of its own and in one process, as `mkdocs serve` does. In each hour one blog in a hundred has a new post,
the oldest leaving its feed, and of ten blogs one fails, for three hours, each in a way of its own (see `FAILURES`).

Prints for each hour what was asked and found; seconds of wall and of processor; memory after the pull, and the most during
it, which counts the processes that read feeds as well; open files and threads of the process, the web's part included; and
what lies in the state folder. At the end it compares the last quarter of the day with the second, as the first is when
everything is new, and ends with 1 if memory has grown by more than a tenth, the most of it or seconds of processor by more
than a quarter, or the number of files or threads at all.
"""

import argparse
import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

from cobrand.archive import Archive
from cobrand.cli.configuration import read_options
from cobrand.pipeline import harvest, open_web
from cobrand.profiles import load_roster
from web import Blog

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BOMB = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"
FAILURES = (
    b"",  # hangs up
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7200\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    HEAD + b"Content-Length: 9999\r\n\r\n<rss>",  # breaks off
    HEAD + b"Content-Length: 27\r\n\r\n<html>We are moving.</html>",
    HEAD + b"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n" + BOMB,
    HEAD + b"Content-Length: 6000000\r\n\r\n" + bytes(6_000_000),
    b"220 mail.example ESMTP\r\n\r\n",
)


_JITTER = 0.3  # seconds of processor, of an hour in which hardly anything was asked


@dataclass(frozen=True, kw_only=True)
class Hour:
    """What one pull took, and what there was after it."""

    wall: float
    cpu: float
    memory: float
    peak: float
    handles: int
    threads: int
    files: int
    size: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--hours", type=int, default=24)
    options = parser.parse_args()
    blogs = Blogs(options.feeds)
    with tempfile.TemporaryDirectory(prefix="cobrand-soak-") as name:
        make_site(Path(name), blogs)
        print("hour asked failing  new    wall s   cpu s  memory MB  peak MB  handles threads  files  state MB")
        hours = [pull(Path(name), blogs, number) for number in range(options.hours)]
    sys.exit(judge(hours))


# --- the stage -------------------------------------------------------------------------------------------------------


class Blogs:
    """The blogs, in a thread of their own; `fails` says how each of them fails in this hour, if at all."""

    def __init__(self, feeds: int) -> None:
        self.all: list[Blog] = []
        self.fails: dict[str, bytes] = {}
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._serve, args=(feeds, started), daemon=True).start()
        started.wait()

    def turn(self, hour: int) -> None:
        """Let one blog in a hundred publish, and another tenth of them fail from each third hour on."""
        many = len(self.all)
        for number in range(hour, many, 100):
            self.all[number * 37 % many].publish()
        now = hour // 3 % 10
        self.fails = {
            blog.address: FAILURES[(number // 10 + now) % len(FAILURES)]
            for number, blog in enumerate(self.all)
            if number % 10 == now
        }

    def _serve(self, feeds: int, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._answer, "0.0.0.0", 0, backlog=4096))
        port = server.sockets[0].getsockname()[1]
        self.all = [Blog(number, port) for number in range(feeds)]
        self._by_address = {blog.address: blog for blog in self.all}
        started.set()
        self._loop.run_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            address = writer.get_extra_info("sockname")[0]
            blog = self._by_address[address]
            known = b"\r\nIf-None-Match: " + blog.etag in asked
            answer = self.fails.get(address, blog.unchanged if known else blog.answer)
            writer.write(answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone
        finally:
            writer.close()


def make_site(site: Path, blogs: Blogs) -> None:
    """Write the sources of a site with one expert for each blog."""
    (site / "experts").mkdir()
    options = {"private_hosts": ["127.0.0.0/8"], "deadline": {"feed": 30, "pull": 900}}
    config = {"site_name": "Soak", "site_url": "https://soak.example/", "plugins": [{"cobrand": options}]}
    (site / "mkdocs.yml").write_text(json.dumps(config))
    for number, blog in enumerate(blogs.all):
        profile = f"---\nname: Expert {number}\nblog: {blog.home}feed.xml\n---\n\nWrites.\n"
        (site / "experts" / f"expert-{number}.md").write_text(profile)


# --- an hour ---------------------------------------------------------------------------------------------------------


def pull(site: Path, blogs: Blogs, hour: int) -> Hour:
    """Pull what is due at that hour, and say what it took."""
    blogs.turn(hour)
    options = replace(read_options(site / "mkdocs.yml"), pull="auto")
    roster, archive, now = (
        load_roster(options),
        Archive(options.state_dir),
        MIDNIGHT + timedelta(hours=hour, seconds=hour),
    )

    async def run() -> tuple[int, int, int]:
        async with open_web(options, now=now) as network:
            pulled = await harvest(roster.experts, archive, options, web=network, now=now)
        failing = sum(1 for _, feed in pulled.feeds if feed.failure)
        return pulled.asked, failing, sum(pulled.new.values())

    start, used = time.perf_counter(), processor()
    with watched() as peaks:
        asked, failing, new = asyncio.run(run())
    gc.collect()
    files = [path for path in options.state_dir.rglob("*") if path.is_file()]
    measured = Hour(
        wall=time.perf_counter() - start,
        cpu=processor() - used,
        memory=resident(os.getpid()),
        peak=max(peaks),
        handles=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        threads=sum(1 for _ in Path("/proc/self/task").iterdir()),
        files=len(files),
        size=sum(path.stat().st_size for path in files) / 1e6,
    )
    print(
        f"{hour:4} {asked:5} {failing:7} {new:4} {measured.wall:9.2f} {measured.cpu:7.2f} {measured.memory:10.1f}"
        f" {measured.peak:8.1f} {measured.handles:8} {measured.threads:7} {measured.files:6} {measured.size:9.2f}",
        flush=True,
    )
    return measured


@contextmanager
def watched() -> Iterator[list[float]]:
    """Look ten times a second at the MB that this process and all that it started hold together; the list is what was seen."""
    seen, done = [resident(os.getpid())], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            seen.append(sum(map(resident, [os.getpid(), *children(os.getpid())])))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def children(pid: int) -> Iterator[int]:
    """Yield the processes that one has started, and those that these have.

    For a moment after its start a process is its parent once more, and shows that one's memory as its own: it is passed over
    until it has a command line of its own.
    """
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended in the meantime
            for child in map(int, task.read_text().split()):
                if Path(f"/proc/{child}/cmdline").read_bytes() != Path(f"/proc/{pid}/cmdline").read_bytes():
                    yield child
                    yield from children(child)


def resident(pid: int) -> float:
    """Return the MB that a process holds; none, if it has ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def processor() -> float:
    """Return the seconds of processor that this process and those that it has waited for have used."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


# --- the judgement ---------------------------------------------------------------------------------------------------


def judge(hours: list[Hour]) -> int:
    """Compare the end of the day with its first quarter past; return 1 if something has grown."""
    quarter = max(len(hours) // 4, 1)
    before, after = hours[quarter : 2 * quarter] or hours, hours[-quarter:]
    grown = 0
    for what, most in (
        ("memory", 1.1),
        ("peak", 1.25),
        ("handles", 1.0),
        ("threads", 1.0),
        ("files", 1.0),
        ("cpu", 1.25),
        ("wall", None),
        ("size", None),
    ):
        old, new = (mean(getattr(hour, what) for hour in some) for some in (before, after))
        bad = most is not None and new > old * most + (_JITTER if what == "cpu" else 0)
        grown |= bad
        bound = f", at most {most} times" if most else ""
        print(f"{what:8} {old:9.2f} → {new:9.2f}  {new / old:.2f} times{bound}{'  GROWN' if bad else ''}")
    return int(grown)


if __name__ == "__main__":
    main()

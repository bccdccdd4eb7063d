"""How long a pull takes beside what it can't do without: fetching alone and parsing alone, on the same machine.

`python bench/pull.py` makes a web of 1,000 blogs in a process of its own (see web.py), a site with as many experts, and
measures in turn, round by round:

a  fetching alone: the bare client, 64 at once, whole bodies
b  parsing alone: feedparser with our options, CPU seconds of one process
c  `cobrand pull`, with nothing in the archive; the blogs' home pages are asked as well, which makes two answers a blog
s  the same with sfeed, and
r  with reader, where they are installed (see peers.py)
n  `cobrand pull` when nothing is due: no question is asked
f  fetching alone when nothing has changed (304)
d  `cobrand pull --all` when nothing has changed: no archive is touched
e  `cobrand pull --all` when 1 % of the feeds have a new post: only their archives are written

Processes are started anew each time; CPU seconds are those of all their processes. Memory is taken in a round of its own,
every 50 ms, summed over all processes: shared pages counted once per process (RSS), or by their share (PSS).

It takes about ten minutes. On a machine that has other things to do, CPU seconds are worth more than the clock; the ratios
are printed for both. `--feeds 10000 --rounds 1 --alone` shows what grows.
"""

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import cobrand
from peers import Peer, Reader, Sfeed

HERE = Path(__file__).parent
COBRAND = (sys.executable, "-m", "cobrand.cli")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one command took, in seconds and in MB at its peak."""

    wall: float
    cpu: float
    said: str
    rss: float = 0.0
    pss: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds from question to answer (default: 0.1)")
    parser.add_argument("--alone", action="store_true", help="without sfeed and reader")
    options = parser.parse_args()
    compileall.compile_dir(Path(cobrand.__file__).parent, quiet=1)  # as pip does when it installs: no part of a pull
    with tempfile.TemporaryDirectory(prefix="cobrand-bench-") as name:
        folder = Path(name)
        with serving(folder / "web", options.feeds, options.latency) as web:
            site = make_site(folder / "site", (folder / "web" / "urls.txt").read_text().split())
            peers: dict[str, Peer] = {"s": Sfeed(folder / "sfeed"), "r": Reader(folder / "reader")}
            for key, peer in list(peers.items()):
                if options.alone or peer.missing:
                    del peers[key]
                    print(f"{peer.name} is left out" + ("." if options.alone else f": {peer.install}"), file=sys.stderr)
            bench = Bench(folder, site, web, options.feeds, peers)
            for number in range(options.rounds):
                print(f"round {number + 1} of {options.rounds} …", file=sys.stderr, flush=True)
                bench.round()
            bench.memory_round()
    bench.report()


# --- the stage -------------------------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path, feeds: int, latency: float) -> "Iterator[subprocess.Popen[str]]":
    """Run the web in a process of its own until the end of the block."""
    command = [sys.executable, str(HERE / "web.py"), str(folder), "--feeds", str(feeds), "--latency", str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as web:
        assert web.stdin
        assert web.stdout
        if not web.stdout.readline():
            sys.exit("The web did not start.")
        yield web
        web.stdin.close()


def make_site(site: Path, urls: list[str]) -> Path:
    """Write the sources of a site with one expert for each feed."""
    (site / "experts").mkdir(parents=True)
    options = {"private_hosts": ["127.0.0.0/8"], "deadline": {"feed": 30, "pull": 900}}
    config = {"site_name": "Bench", "site_url": "https://bench.example/", "plugins": [{"cobrand": options}]}
    (site / "mkdocs.yml").write_text(json.dumps(config))
    for number, url in enumerate(urls):
        profile = f"---\nname: Expert {number}\nblog: {url}\npractices: [Practice {number % 20}]\n---\n\nWrites.\n"
        (site / "experts" / f"expert-{number}.md").write_text(profile)
    return site


# --- measuring -------------------------------------------------------------------------------------------------------


def run(*command: str | Path, cwd: Path, watch: bool = False) -> Run:
    """Run a command to its end, in a session of its own so that its processes can be told from others."""
    peaks = [0, 0]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    if watch:
        threading.Thread(target=watch_memory, args=(process.pid, peaks), daemon=True).start()
    assert process.stdout
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed:\n{said}")
    rss, pss = (peak / 1024 for peak in peaks)
    return Run(wall=wall, cpu=usage.ru_utime + usage.ru_stime, said=said.strip(), rss=rss, pss=pss)


def watch_memory(session: int, peaks: list[int]) -> None:
    """Keep the highest sums of RSS and PSS, in KB, over all processes of a session until it has none."""
    while members := list(session_members(session)):
        sums = [0, 0]
        for member in members:
            try:
                lines = (member / "smaps_rollup").read_text().splitlines()
            except OSError:  # it has ended meanwhile
                continue
            values = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
            sums[0] += values["Rss"]
            sums[1] += values["Pss"]
        peaks[:] = map(max, peaks, sums)
        time.sleep(0.05)


def session_members(session: int) -> Iterator[Path]:
    """List the processes of a session in /proc."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == session:
            yield process


# --- the bench -------------------------------------------------------------------------------------------------------


class Bench:
    """The commands, in turn, and what they took."""

    def __init__(
        self, folder: Path, site: Path, web: "subprocess.Popen[str]", feeds: int, peers: Mapping[str, Peer]
    ) -> None:
        self._folder, self._site, self._web, self._feeds, self._peers = folder, site, web, feeds, peers
        self._urls = (folder / "web" / "urls.txt").read_text().split()
        self._runs: dict[str, list[Run]] = defaultdict(list)
        self._memory: dict[str, Run] = {}
        self._written: dict[str, int] = {}

    def round(self) -> None:
        """Run everything once."""
        etags = self._folder / "etags.json"
        etags.unlink(missing_ok=True)
        self._runs["a"].append(self._fetch())
        self._runs["b"].append(
            run(sys.executable, HERE / "parsing.py", self._folder / "web" / "bodies", cwd=self._site)
        )
        self._runs["c"].append(self._pull_cold())
        self._runs["n"].append(self._pull_nothing())
        for key, peer in self._peers.items():
            self._runs[key].append(self._pull_with(peer))
        self._runs["f"].append(self._fetch())
        self._runs["d"].append(self._pull_again("d", expected=0))
        self._change(self._feeds // 100)
        self._runs["e"].append(self._pull_again("e", expected=self._feeds // 100))

    def memory_round(self) -> None:
        """Run the pulls once more, watching their memory, which takes time from them."""
        print("memory …", file=sys.stderr, flush=True)
        self._memory["c"] = self._pull_cold(watch=True)
        self._memory["d"] = self._pull_again("d", expected=0, watch=True)

    def _pull_with(self, peer: Peer) -> Run:
        done = run(*peer.prepare(self._urls), cwd=self._folder)
        if problem := peer.check(self._urls):
            sys.exit(f"{peer.name} did not pull everything: {problem}")
        return done

    def _pull_nothing(self) -> Run:
        before = self._change(0)
        done = run(*COBRAND, "pull", cwd=self._site)
        if asked := self._change(0) - before:
            sys.exit(f"{asked} questions were asked when nothing was due:\n{done.said}")
        return done

    def _fetch(self) -> Run:
        urls, etags = self._folder / "web" / "urls.txt", self._folder / "etags.json"
        return run(sys.executable, HERE / "fetching.py", urls, etags, cwd=self._site)

    def _pull_cold(self, *, watch: bool = False) -> Run:
        shutil.rmtree(self._site / ".cobrand", ignore_errors=True)
        done = run(*COBRAND, "pull", cwd=self._site, watch=watch)
        if len(self._archives()) != self._feeds:
            sys.exit(f"Only {len(self._archives())} of {self._feeds} archives are there:\n{done.said}")
        return done

    def _pull_again(self, name: str, *, expected: int, watch: bool = False) -> Run:
        before = self._archives()
        done = run(*COBRAND, "pull", "--all", cwd=self._site, watch=watch)
        after = self._archives()
        self._written[name] = sum(1 for path, state in after.items() if before[path] != state)
        if self._written[name] != expected:
            sys.exit(f"{self._written[name]} archives were written, not {expected}:\n{done.said}")
        return done

    def _archives(self) -> dict[Path, tuple[int, int]]:
        paths = (self._site / ".cobrand" / "archive").glob("*.jsonl")
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    def _change(self, blogs: int) -> int:
        """Let so many blogs have a new post; return how many questions the web was ever asked."""
        assert self._web.stdin
        assert self._web.stdout
        print(blogs, file=self._web.stdin, flush=True)
        return int(self._web.stdout.readline())

    def report(self) -> None:
        """Print the table and the ratios."""
        rows = {
            "a": "fetching alone, whole",
            "b": "parsing alone (CPU of one process)",
            "c": "cobrand pull, cold",
            **{key: f"{peer.name}, cold" for key, peer in self._peers.items()},
            "n": "cobrand pull, nothing due",
            "f": "fetching alone, 304",
            "d": "cobrand pull --all, 304",
            "e": f"cobrand pull --all, {self._feeds // 100} changed",
        }
        print(f"\n{self._feeds} feeds; {os.cpu_count()} cores; seconds, minimum and median of {len(self._runs['a'])}\n")
        print(f"{'':38}{'wall':>8}{'median':>8}{'CPU':>8}{'median':>8}{'RSS MB':>8}{'PSS MB':>8}")
        for key, title in rows.items():
            walls, cpus = [one.wall for one in self._runs[key]], self._cpus(key)
            memory = self._memory.get(key)
            sizes = f"{memory.rss:8.0f}{memory.pss:8.0f}" if memory else ""
            print(f"{key}  {title:35}{min(walls):8.2f}{median(walls):8.2f}{min(cpus):8.2f}{median(cpus):8.2f}{sizes}")
        print(f"\n{self._runs['c'][-1].said}\n\n{'':28}{'wall':>8}{'CPU':>8}")
        self._report_ratios()

    def _report_ratios(self) -> None:
        cores, alone = os.cpu_count() or 1, min(self._cpus("b"))
        ratio = self._least("c") / (self._least("a") + alone / cores)
        busy = min(self._cpus("c")) / (min(self._cpus("a")) + alone)
        print(f"{'c ÷ (a + b ÷ cores)':28}{ratio:8.2f}{busy:8.2f}   at most 1.3")
        for key, most in (("s", 1.0), ("r", 0.35)):
            if peer := self._peers.get(key):
                ratio = self._least("c") / self._least(key)
                busy = min(self._cpus("c")) / min(self._cpus(key))
                print(f"{f'c ÷ {key} ({peer.name})':28}{ratio:8.2f}{busy:8.2f}   at most {most}")
        for key, most in (("d", 0.4), ("e", 0.6)):
            beyond = min(self._cpus(key)) - min(self._cpus("f"))
            print(f"{f'{key} - f, seconds':28}{'':8}{beyond:8.2f}   at most {most}")
        limit = 300 if self._feeds <= 1000 else 1000
        for key in "cd":
            print(f"{f'memory of {key}, PSS':28}{self._memory[key].pss:8.0f} MB        below {limit}")
        print(f"archives written in d and e: {self._written['d']} and {self._written['e']}")

    def _least(self, key: str) -> float:
        return min(one.wall for one in self._runs[key])

    def _cpus(self, key: str) -> list[float]:
        return [float(one.said) if key == "b" else one.cpu for one in self._runs[key]]


if __name__ == "__main__":
    main()

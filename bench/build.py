"""What a build costs beside MkDocs itself, at a thousand experts and at ten times as many.

`python bench/build.py` makes a company of 1,000 experts with 30 posts each in 20 practices (see crowd.py), and measures
in turn, in processes started anew, CPU seconds of all of each one's work, start-up included:

- loading the plugin beside what MkDocs loads itself
- what a build does when nothing is due, pages apart: reading 1,000 profiles, the polls, 1,000 archives, where the last
  pull was and in a fresh checkout; and 1,000 photos that have not changed
- `mkdocs build` with Material, from the archive, beside the same pages left empty, below the same menu, each into an empty
  folder; and where the time goes: without a cache as in a fresh checkout, then with the one that the build before has left
- the second build of `mkdocs serve`, after a profile was edited, beside that of the empty pages; it may pull, and every
  feed is due: it is said whom it asked, and which archives it opened
- the same build at ten times as many experts (`--grown 0` leaves that out, `--growth` everything else): time, memory, the
  largest page, the site

Memory is taken every 50 ms, summed over all processes of a build.

Wall-clock time says little on a machine that others use; CPU seconds hardly depend on that. A table comes last: what was
measured, beside what it must be.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from statistics import median
from typing import Any, Literal

from crowd import EPOCH, fill_archives, make_bare, make_pictures, make_site, rest
from pull import watch_memory
from stopwatch import MAKING_PAGES, Stopwatch, of_mkdocs, of_ours

_MKDOCS = (
    "import jinja2, markdown, mkdocs.__main__, mkdocs.commands.build, mkdocs.commands.serve, mkdocs.config.defaults, "
    "mkdocs.contrib.search, mkdocs.livereload, mkdocs.plugins, mkdocs.structure.pages, mkdocs.theme, yaml\n"
)
_LOADED = _MKDOCS + "import cobrand.plugin\ncobrand.plugin.CobrandPlugin().load_config({'practices': {'law': 'Law'}})\n"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table: what, how much of it, how much it may be."""

    what: str
    found: float
    most: float
    unit: str
    why: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--experts", type=int, default=1000)
    parser.add_argument("--grown", type=int, default=None, help="experts to grow to (default: ten times as many)")
    parser.add_argument("--growth", action="store_true", help="measure nothing but that growth")
    parser.add_argument("--posts", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", choices=_ONE, help=argparse.SUPPRESS)
    parser.add_argument("--site", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_ONE[given.one](given.site)))
        return
    grown = 10 * given.experts if given.grown is None else given.grown
    with tempfile.TemporaryDirectory(prefix="cobrand-bench-") as name:
        folder = Path(name)
        if given.growth:
            site, _ = stage(folder / "small", given.experts, given.posts, bare=False)
            rows = growth(folder / "large", grown, given.posts, _one("build", site))
        else:
            rows = [loading(given.rounds), *company(folder, given.experts, given.posts, given.rounds, grown)]
    print(f"\n{'':58} {'measured':>12} {'at most':>12}")
    for row in rows:
        mark = " " if row.found <= row.most else "!"
        print(f"{row.what:58} {row.found:12,.2f} {row.most:12,.2f} {row.unit:6} {mark} {row.why}")


# --- the rows --------------------------------------------------------------------------------------------------------


def loading(rounds: int) -> Row:
    """Measure what loading the plugin adds to loading MkDocs."""
    bare, ours = [], []
    for _ in range(rounds + 1):
        bare.append(_cpu_of(sys.executable, "-c", _MKDOCS))
        ours.append(_cpu_of(sys.executable, "-c", _LOADED))
    added = 1000 * (min(ours[1:]) - min(bare[1:]))  # the first round fills caches
    return Row(what="import and load the plugin, over MkDocs", found=added, most=150, unit="ms")


def company(folder: Path, experts: int, posts: int, rounds: int, grown: int) -> list[Row]:
    """Measure all that needs a site."""
    print(f"{experts} experts with {posts} posts each …", file=sys.stderr, flush=True)
    site, bare = stage(folder / "small", experts, posts)
    here, elsewhere = (
        min((_one(what, site) for _ in range(rounds)), key=lambda found: found["seconds"])
        for what in ("read", "checkout")
    )
    empty, ours, again = _in_turn(site, bare, rounds)
    left_empty = min(one["cpu"] for one in empty)
    best, kept = (min(found, key=lambda one: one["cpu"]) for found in (ours, again))
    pages, least = best["pages"], best["cpu"]
    print(f"{pages} pages. CPU seconds, least (median) of {rounds}:")
    for name, found in (("left empty", empty), ("with us", ours), ("again", again)):
        print(f"  {name:10} {min(one['cpu'] for one in found):7.2f} ({median(one['cpu'] for one in found):.2f})")
    _print_parts(min(empty, key=lambda one: one["cpu"]), best, kept)
    served, served_bare = _served(site, bare, rounds)
    print(f"rebuild after an edit: {served['drawn']} pages drawn, {served['feeds']} feeds made", end="; ")
    print(f"{served['asked']} questions, {served['archives']} archives opened (before it: {served['opened']})")
    rows = [
        Row(what=f"nothing due: state and {experts} archives", found=here["seconds"], most=0.5, unit="s"),
        Row(what="… in a fresh checkout, with cached polls", found=elsewhere["seconds"], most=0.5, unit="s"),
        Row(what="… and the profiles", found=here["seconds"] + here["profiles"], most=0.5, unit="s"),
        Row(what=f"{experts} photos, unchanged", found=here["photos"], most=0.3, unit="s"),
        Row(what="a page: select, excerpts, template, JSON-LD", found=_own(best), most=2.0, unit="ms"),
        Row(what="… with the cache of the build before", found=_own(kept), most=2.0, unit="ms"),
        Row(what="… and all that others do, over it left empty", found=_over(best, left_empty), most=2.0, unit="ms"),
        Row(what="… with the cache of the build before", found=_over(kept, left_empty), most=2.0, unit="ms"),
        Row(what="build, all feeds out, to pages left empty", found=least / left_empty, most=5, unit="x"),
        Row(what=f"memory of a build, {experts} experts", found=best["memory"], most=300, unit="MB"),
        Row(
            what="rebuild after an edit, to pages left empty",
            found=served["again"] / served_bare["again"],
            most=2,
            unit="x",
        ),
    ]
    if grown:
        rows += growth(folder / "large", grown, posts, best)
    return rows


def _own(build: dict[str, Any]) -> float:
    """Return what making a page took, in milliseconds: an empty one has no such parts."""
    return float(1000 * sum(build["parts"][part] for part in MAKING_PAGES) / build["pages"])


def _over(build: dict[str, Any], left_empty: float) -> float:
    """Return what a page took beyond an empty one, in milliseconds, MkDocs' work on it included, and search's.

    Reading and feeds have rows of their own.
    """
    aside = build["parts"]["feeds out"] + build["parts"]["reading"]
    return float(1000 * (build["cpu"] - left_empty - aside) / build["pages"])


def _print_parts(empty: dict[str, Any], ours: dict[str, Any], again: dict[str, Any]) -> None:
    """Print where the time of each build went, beginning with what we add most to."""
    print(f"  {'':40} {'left empty':>10} {'with us':>10} {'again':>10}   over it, each page")
    added = {part: took - empty["parts"].get(part, 0) for part, took in ours["parts"].items()}
    for part, more in sorted(added.items(), key=lambda pair: -pair[1]):
        took = (one["parts"].get(part, 0) for one in (empty, ours, again))
        print(f"  {part:40}", *(f"{seconds:10.2f}" for seconds in took), f"  {1000 * more / ours['pages']:6.2f} ms")


def growth(folder: Path, experts: int, posts: int, small: dict[str, Any]) -> list[Row]:
    """Measure a build at many more experts."""
    print(f"{experts} experts …", file=sys.stderr, flush=True)
    site, _ = stage(folder, experts, posts, bare=False)
    large = _one("build", site)
    size, files = large["size"], large["files"]
    print(f"{experts} experts: {large['pages']} pages, {files} files, {size / 1e6:.0f} MB, {large['cpu']:.1f} CPU-s")
    for part, seconds in sorted(large["parts"].items(), key=lambda pair: -pair[1]):
        print(f"    {part:40} {seconds:7.2f} {seconds / max(small['parts'].get(part, 0), 0.001):7.1f} x")
    for kind, found in large["kinds"].items():
        print(f"    {kind:40} {found / 1e6:7.1f} MB")
    return [
        Row(what=f"growth to {experts} experts: time", found=large["cpu"] / small["cpu"], most=11, unit="x"),
        Row(what="… memory", found=large["memory"] / small["memory"], most=11, unit="x"),
        Row(what="… memory of a build", found=large["memory"], most=1000, unit="MB"),
        Row(what="… the largest page", found=large["largest"] / 1000, most=300, unit="KB", why=large["page"]),
        Row(what="… the site", found=size / 1e6, most=1000, unit="MB"),
    ]


def stage(folder: Path, experts: int, posts: int, *, bare: bool = True) -> tuple[Path, Path]:
    """Make a site with archives, and beside it one that has as many pages, empty."""
    from cobrand.archive import Archive  # noqa: PLC0415 - what starts processes should itself stay small

    site = folder / "site"
    make_site(site, experts)
    fill_archives(Archive(site / ".cobrand"), experts, posts)
    if bare:
        list(make_pictures(folder / "photos", min(experts, 1000)))
        make_bare(folder / "bare", _one("pages", site)["pages"])
    return site, folder / "bare"


def _served(site: Path, bare: Path, rounds: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rebuild both in turn, and return the quickest of each."""
    pairs = [(_one("serve", site, offline="0"), _one("serve", bare)) for _ in range(rounds)]
    served, empty = (min(side, key=lambda one: one["again"]) for side in zip(*pairs, strict=True))
    for name, one, side in (("left empty", empty, 1), ("with us", served, 0)):
        print(f"  again, {name:10} {one['again']:7.2f} ({median(pair[side]['again'] for pair in pairs):.2f})")
    return served, empty


def _in_turn(site: Path, bare: Path, rounds: int) -> tuple[list[dict[str, Any]], ...]:
    """Build the empty pages, and ours without a cache and with one."""
    empty, ours, again = [], [], []
    for _ in range(rounds):
        _put_away(bare / "site", site / "site", site / ".cache")
        empty.append(_one("build", bare))
        ours.append(_one("build", site))
        _put_away(site / "site")
        again.append(_one("build", site))
    return empty, ours, again


def _put_away(*folders: Path) -> None:
    """Move what an earlier build has made. Among thousands of files just deleted, ext4 searches places of new ones for seconds."""
    for folder in folders:
        if folder.exists():
            folder.rename(folder.parent.parent / f"{folder.parent.name}{folder.name}-{time.time_ns()}")


# --- one process -----------------------------------------------------------------------------------------------------


def _one(what: str, site: Path, *, offline: str = "1") -> dict[str, Any]:
    """Have one thing measured in a process of its own."""
    command = [sys.executable, __file__, "--one", what, "--site", str(site)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", "COBRAND_OFFLINE": offline}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        peaks = [0, 0]
        threading.Thread(target=watch_memory, args=(process.pid, peaks), daemon=True).start()
        assert process.stdout
        said = process.stdout.read()
    assert process.returncode == 0, f"{what} did not come to an end."
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return {**found, "memory": peaks[0] / 1000}


def _cpu_of(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _spent() -> float:
    """Return the CPU seconds of this process and its children."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)


def one_build(site: Path) -> dict[str, Any]:
    """Build, and say what that took, where it went and what came of it."""
    watch = of_ours() if (site / "experts").is_dir() else of_mkdocs()
    _build(site, "build")
    cpu, parts = _spent(), _parts(watch)
    found = [path for path in (site / "site").rglob("*") if path.is_file()]
    sizes = {path: path.stat().st_size for path in found}
    pages = [path for path in found if path.suffix == ".html"]
    largest = max(pages, key=sizes.__getitem__)
    kinds: defaultdict[str, int] = defaultdict(int)
    for path, size in sizes.items():
        kinds[path.suffix if path.name != "search_index.json" else path.name] += size
    return {
        "cpu": cpu,
        "parts": parts,
        "pages": len(pages),
        "files": len(found),
        "size": sum(sizes.values()),
        "largest": sizes[largest],
        "page": str(largest.relative_to(site / "site")),
        "kinds": dict(kinds),
    }


def _parts(watch: Stopwatch) -> dict[str, float]:
    """Return all parts of this process: what is in no other is its start, with the modules that it loads."""
    watch.turn()
    return {**watch.parts, "start": _spent() - sum(watch.parts.values())}


def one_serve(site: Path) -> dict[str, Any]:
    """Build twice as `mkdocs serve` does, with one profile edited between, and say what the second build took and did.

    Nothing is due before the first, and everything before the second.
    """
    profile, polls = site / "experts" / "expert-1.md", site / ".cobrand" / "polls.json"
    seen: Counter[str] = Counter()
    if profile.is_file():
        _rest(site)
        _count(seen)
    plugins = _build(site, "serve")
    opened = seen["archives"]
    seen.clear()
    if profile.is_file():
        profile.write_text(f"{profile.read_text()}\nEdited.\n")
        polls.unlink()
    before = time.process_time()
    _build(site, "serve", plugins)
    return {"again": time.process_time() - before, "opened": opened, **{key: seen[key] for key in _SEEN}}


_SEEN = ("drawn", "feeds", "asked", "archives")


def _count(seen: "Counter[str]") -> None:
    """Count pages drawn, feeds made, addresses looked up or asked, and archives opened, from now on."""
    from cobrand.publish.render import Renderer  # noqa: PLC0415
    from cobrand.publish.syndicate import Syndicator  # noqa: PLC0415

    def hear(event: str, told: tuple[Any, ...]) -> None:
        if event in ("socket.getaddrinfo", "socket.connect"):
            seen["asked"] += 1
        elif event == "open" and (place := str(told[0])).endswith(".jsonl") and "/archive/" in place:
            seen["archives"] += 1

    def counted(owner: Any, name: str, key: str, each: int) -> None:
        work = getattr(owner, name)

        @wraps(work)
        def counting(*given: Any, **named: Any) -> Any:
            seen[key] += each
            return work(*given, **named)

        setattr(owner, name, counting)

    sys.addaudithook(hear)
    counted(Renderer, "render", "drawn", 1)
    counted(Syndicator, "_feeds_of", "feeds", 3)


def _rest(site: Path) -> None:
    """Let nothing of a site be due."""
    from cobrand.archive import Archive  # noqa: PLC0415
    from cobrand.cli.configuration import read_options  # noqa: PLC0415
    from cobrand.profiles import load_roster  # noqa: PLC0415

    options = read_options(site / "mkdocs.yml")
    rest(load_roster(options), Archive(options.state_dir), options, datetime.now(UTC))


def one_read(site: Path, *, elsewhere: bool = False) -> dict[str, Any]:
    """Pull with nothing due, read all archives, then see that no photo has changed.

    The pull before that was in the same folder, or `elsewhere`, so that what it noted of the archives' files is of no use.
    """
    from cobrand import pipeline  # noqa: PLC0415 - a build of the empty pages loads none of it
    from cobrand.archive import Archive  # noqa: PLC0415
    from cobrand.cli.configuration import read_options  # noqa: PLC0415
    from cobrand.photos import make_photo  # noqa: PLC0415
    from cobrand.profiles import load_roster  # noqa: PLC0415
    from cobrand.shelf import Shelf  # noqa: PLC0415

    options, now = read_options(site / "mkdocs.yml"), datetime.fromtimestamp(int(EPOCH), UTC)
    rest(load_roster(options), Archive(options.state_dir), options, now, elsewhere=elsewhere)
    before = time.process_time()
    roster = load_roster(options)
    profiles = time.process_time() - before
    before = time.process_time()
    pulled = pipeline.pull(roster, options, now=now)
    gc.disable()  # as a build does while it reads
    held = pipeline.held_of(roster.experts, Archive(options.state_dir, shelf=Shelf()))
    gc.enable()
    seconds = time.process_time() - before
    assert pulled.asked == 0, "Somebody was asked."
    assert all(one.entries for one in held.values())
    pictures = sorted((site.parent / "photos").glob("*.jpg"))
    for picture in pictures:
        make_photo(picture, cache=site.parent / "cache")
    before = time.process_time()
    for picture in pictures:
        make_photo(picture, cache=site.parent / "cache")
    return {"seconds": seconds, "profiles": profiles, "photos": time.process_time() - before}


def one_pages(site: Path) -> dict[str, Any]:
    """Build, and list the pages that are ours, each with its title, and whether the menu has it."""
    from cobrand.integrations import mkdocs_pages  # noqa: PLC0415

    mounted: list[tuple[str, str, bool]] = []
    mount = mkdocs_pages.mount

    def noted(*given: Any) -> Any:
        found = mount(*given)
        mounted.extend((uri, str(view.title), view.parent is None) for uri, view in found.pages.items())
        return found

    mkdocs_pages.mount = noted  # type: ignore[assignment]  # to see, not to change
    _build(site, "build")
    return {"pages": mounted}


_ONE: dict[str, Callable[[Path], dict[str, Any]]] = {
    "build": one_build,
    "serve": one_serve,
    "read": one_read,
    "checkout": partial(one_read, elsewhere=True),
    "pages": one_pages,
}


def _build(site: Path, command: Literal["build", "serve"], started: Any = None) -> Any:
    """Build; a rebuild of a server that has `started` starts nothing anew."""
    from mkdocs.commands.build import build  # noqa: PLC0415 - no other bench loads MkDocs
    from mkdocs.config import load_config  # noqa: PLC0415

    config = load_config(str(site / "mkdocs.yml"), site_dir=str(site / "site"))
    if started is None:
        config.plugins.on_startup(command=command, dirty=False)
    build(config)
    return config.plugins


if __name__ == "__main__":
    main()

"""The benches, with hardly anything to do: that each measures its rows, not what it measures."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent / "bench"


def small(bench: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the benches on hardly anything."""
    command = [sys.executable, str(BENCH / "run.py"), bench, "--small"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_bench_of_builds_measures_every_row() -> None:
    """A bench that no longer runs is found when it breaks, and not when somebody wants to know."""
    done = small("build.py")
    assert (done.returncode, done.stdout.count(" ms\n") > 20) == (0, True), done.stderr
    assert "0 questions, 0 archives opened (before it: 6)" in done.stdout  # the first build's pull has looked as well
    assert "1 pages drawn, 0 feeds made" in done.stdout
    table = done.stdout.partition("at most\n")[2].splitlines()
    assert [line.split("  ")[0] for line in table] == [
        "import and load the plugin, over MkDocs",
        "nothing due: state and 3 archives",
        "… in a fresh checkout, with cached polls",
        "… and the profiles",
        "3 photos, unchanged",
        "a page: select, excerpts, template, JSON-LD",
        "… with the cache of the build before",
        "… and all that others do, over it left empty",
        "… with the cache of the build before",
        "build, all feeds out, to pages left empty",
        "memory of a build, 3 experts",
        "rebuild after an edit, to pages left empty",
    ]


@pytest.mark.parametrize(
    ("bench", "rows"),
    [
        (
            "pull.py",
            ["c ÷ (a + b ÷ cores)", "d - f, seconds", "e - f, seconds", "archives written in d and e: 0 and 0"],
        ),
        ("syndicating.py", ["made in", "written in"]),
        ("selecting.py", ["select with rules", "verdicts"]),
        ("hostile.py", ["an honest feed", "billion laughs", "at most, of 1 traps"]),
        ("soak.py", ["peak MB", "1.00 times, at most 1.25 times"]),
    ],
)
def test_the_other_benches_come_to_an_end(bench: str, rows: list[str]) -> None:
    """With what they are for in their output."""
    done = small(bench)
    assert (done.returncode, [row for row in rows if row not in done.stdout]) == (0, []), done.stderr

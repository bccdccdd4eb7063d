"""The bench of builds, with hardly anything to do: that it measures each of its rows, not what it measures."""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent.parent / "bench"


def test_the_bench_of_builds_measures_every_row() -> None:
    """A bench that no longer runs is found when it breaks, and not when somebody wants to know."""
    command = [sys.executable, str(BENCH / "run.py"), "build.py", "--small"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("ms a page") > 5) == (0, True), done.stderr
    table = done.stdout.partition("at most\n")[2].splitlines()
    assert [line.split("  ")[0] for line in table] == [
        "import and load the plugin, over MkDocs",
        "nothing due: state and 3 archives",
        "3 photos, unchanged",
        "a page, over the same left empty, feeds out aside",
        "… with the cache of the build before",
        "build, all feeds out, to pages left empty",
        "memory of a build, 3 experts",
        "rebuild after an edit, to pages left empty",
    ]

"""All benches, one after the other: each prints a table with what was measured beside what it must be.

`python bench/run.py` takes an hour on a machine with nothing else to do; `--small` shows in a minute that they run,
and its figures mean nothing. Each runs alone as well, with options of its own (`--help`). The one that needs a browser is
run by hand: `python bench/directory.py`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

# Bench → how it is called, and how with hardly anything to do.
BENCHES: dict[str, tuple[list[str], list[str]]] = {
    "build.py": ([], ["--experts", "3", "--posts", "3", "--rounds", "1", "--grown", "0"]),
    "pull.py": ([], ["--feeds", "5", "--rounds", "1", "--latency", "0", "--alone"]),
    "syndicating.py": ([], ["5", "5", "1"]),
    "selecting.py": ([], ["--experts", "5"]),
    "hostile.py": ([], ["laughs"]),
    "soak.py": ([], ["--feeds", "5", "--hours", "2"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="*", choices=[*BENCHES, []], help="benches to run (default: all)")
    parser.add_argument("--small", action="store_true", help="with hardly anything to do")
    given = parser.parse_args()
    failed = []
    for name in given.only or BENCHES:
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, str(HERE / name), *BENCHES[name][given.small]], check=False)
        failed += [name] if done.returncode else []
    if failed:
        sys.exit(f"{', '.join(failed)} did not come to an end.")


if __name__ == "__main__":
    main()

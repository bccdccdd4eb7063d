"""Other programs that pull many feeds, for `pull.py` to run beside Cobrand: the same web, a fresh state each time.

- `sfeed` is written in C and shell and calls curl for each feed: `apt-get install sfeed curl`. 64 jobs at a time.
- `reader` is a library for Python: `pip install reader sgmllib3k`. 64 threads fetch; the parser is feedparser.

`python bench/peers.py DATABASE [URLS]` is what `pull.py` starts for reader: with addresses it makes the database that
knows them, without it asks them all.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

JOBS = 64
ENTRIES = 30
# curl must be told to unpack what the web sends packed; else everything is as sfeed has it.
SFEEDRC = """sfeedpath="{folder}"
maxjobs={jobs}
fetch() {{
	curl --compressed -L --max-redirs 0 -H "User-Agent:" -f -s -m 60 "$2" 2>/dev/null
}}
feeds() {{
{feeds}
}}
"""


@dataclass(frozen=True)
class Sfeed:
    """sfeed_update, as its documentation says, with as many jobs as we ask feeds at once."""

    folder: Path
    name: str = "sfeed"
    install: str = "apt-get install sfeed curl"

    @property
    def missing(self) -> bool:
        """Tell whether it is not there to be run."""
        return not (shutil.which("sfeed_update") and shutil.which("curl"))

    def prepare(self, urls: Sequence[str]) -> Sequence[str]:
        """Write its configuration, with nothing pulled."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        config, kept = self.folder / "sfeedrc", self.folder / "feeds"
        feeds = "\n".join(f'\tfeed "feed-{number}" "{url}"' for number, url in enumerate(urls))
        config.write_text(SFEEDRC.format(folder=kept, jobs=JOBS, feeds=feeds))
        return ["sfeed_update", str(config)]

    def check(self, urls: Sequence[str]) -> str | None:
        """Count the lines that it wrote: one for each entry."""
        lines = sum(path.read_bytes().count(b"\n") for path in (self.folder / "feeds").iterdir())
        return None if lines == len(urls) * ENTRIES else f"it has {lines} entries of {len(urls) * ENTRIES}"


@dataclass(frozen=True)
class Reader:
    """lemon24's reader, with its defaults but for the number of threads."""

    folder: Path
    name: str = "reader"
    install: str = "pip install reader sgmllib3k"

    @property
    def missing(self) -> bool:
        """Tell whether it is not there to be run."""
        return not (find_spec("reader") and find_spec("sgmllib"))

    def prepare(self, urls: Sequence[str]) -> Sequence[str]:
        """Make a database that knows the addresses and nothing else; making it is not measured."""
        made, used, here = self.folder / "made.sqlite", self.folder / "used.sqlite", str(Path(__file__))
        if not made.exists():
            self.folder.mkdir(exist_ok=True)
            (self.folder / "urls.txt").write_text("\n".join(urls))
            subprocess.run([sys.executable, here, str(made), str(self.folder / "urls.txt")], check=True)
        for old in self.folder.glob("used.sqlite*"):
            old.unlink()
        shutil.copy(made, used)
        return [sys.executable, here, str(used)]

    def check(self, urls: Sequence[str]) -> str | None:
        """Count the entries in its database."""
        total = import_module("reader").make_reader(str(self.folder / "used.sqlite")).get_entry_counts().total
        return None if total == len(urls) * ENTRIES else f"it has {total} entries of {len(urls) * ENTRIES}"


Peer = Sfeed | Reader


def read(database: str, urls: Path | None) -> None:
    """Add addresses to reader's database, or ask all that are in it."""
    reader = import_module("reader").make_reader(database)
    if urls is None:
        reader.update_feeds(workers=JOBS)
        return
    for url in urls.read_text().split():
        reader.add_feed(url)


if __name__ == "__main__":
    read(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)

"""A full disk, and an archive that may not be written: whatever a pull keeps stays whole, and the next pull heals."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from PIL import Image

import cobrand
from cobrand.archive import Archive
from cobrand.errors import ArchiveError
from cobrand.model import Entry, Hosted
from cobrand.polls import load_polls
from cobrand.report.hosted import load_hosted, save_hosted
from sites import Site

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILES = ("archive/ada.jsonl", "archive/ada.webp", "polls.json")
# The kernel refuses to make any file longer than that, as a full disk does in the middle of one.
FULL = """
import resource, signal, sys
sys.path.insert(0, sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
from cobrand.cli.program import main
main(["pull", "--all"])
"""
CARELESS = '''

def replace_file(path: Path, raw: bytes) -> None:
    """Write where the old file is."""
    path.write_bytes(raw)
'''


def edit(company: Site, year: int, colour: str) -> None:
    """Give Ada many posts, a bio and a portrait of that year, each larger than the year before."""
    posts = [(f"Post {number} of {year}", f"01 May {year} 09:{number:02}:00 GMT") for number in range(year - 1990)]
    company.feed("ada.example", *posts)
    home = company.root / "web" / "ada.example"
    note = f"{colour} " * (year - 1990)
    card = f'<p class=h-card><a class="u-url u-uid" href=/>Me</a><b class=p-note>{note}</b><img class=u-photo src={colour}.png></p>'
    (home / "index.html").write_text(card, encoding="utf-8")
    Image.effect_noise((year - 1700, year - 1700), 90).save(home / f"{colour}.png")


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Pull everything once; then everything is new, and larger."""
    company = Site(tmp_path_factory.mktemp("full"))
    company.write(
        "-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {web: web}\n"
        "-- experts/ada.md --\n---\nname: Ada\nblog: https://ada.example/feed.xml\nhome: https://ada.example/\n---\n"
    )
    edit(company, 2000, "teal")
    assert company.run("cobrand", "pull").returncode == 0
    edit(company, 2010, "red")
    return company


@pytest.fixture
def company(ada: Site, tmp_path: Path) -> Site:
    """Return a copy of that company."""
    return Site(Path(copytree(ada.root, tmp_path / "company")))


def kept(company: Site) -> dict[str, bytes]:
    """Return all that a pull keeps, but for when each feed was asked."""
    return {name: (company.root / ".cobrand" / name).read_bytes() for name in FILES[:2]}


def said(company: Site) -> tuple[object, ...]:
    """Return posts, bio and portrait, without the moments at which they came."""
    held = Archive(company.root / ".cobrand").read("ada")
    return held.entries, held.home and held.home.bio, kept(company)[FILES[1]]


def damage(company: Site) -> list[str]:
    """List the files that nobody can read any more, or that lie around half-written."""
    state, found = company.root / ".cobrand", []
    try:
        posts = {entry.title for entry in Archive(state).read("ada").entries}
        found += [] if {f"Post {number} of 2000" for number in range(10)} <= posts else ["posts"]
    except ArchiveError:
        found.append("archive")
    try:
        with Image.open(state / FILES[1]) as picture:
            picture.load()
    except OSError:
        found.append("portrait")
    found += ["polls"] if load_polls(state / FILES[2], now=NOW)[2] else []
    return found + [path.name for path in state.rglob("*.part")]


def pull(company: Site, package: Path, limit: int) -> "subprocess.CompletedProcess[str]":
    """Pull with that package, where no file can be longer than that."""
    command = [sys.executable, "-B", "-c", FULL, str(package), str(limit)]
    return subprocess.run(command, cwd=company.root, capture_output=True, text=True, check=False, timeout=120)


def limits(company: Site) -> Iterator[int]:
    """Yield, for each file that a pull writes, a length within it."""
    for name in FILES:
        yield len((company.root / ".cobrand" / name).read_bytes()) // 2


def test_a_full_disk_takes_nothing_away(company: Site, tmp_path: Path) -> None:
    """At any length: what was held is held, nothing half-written stays, and with room again one more pull is enough."""
    package, healed = Path(cobrand.__file__).parent.parent, Site(Path(copytree(company.root, tmp_path / "healed")))
    assert healed.run("cobrand", "pull", "--all").returncode == 0
    for number, limit in enumerate(limits(company)):
        full = Site(Path(copytree(company.root, tmp_path / str(number))))
        done = pull(full, package, limit)
        assert "File too large" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert damage(full) == []
    assert full.run("cobrand", "pull", "--all").returncode == 0
    assert said(healed) == said(full)


def test_the_oracle_sees_what_a_careless_pull_loses(company: Site, tmp_path: Path) -> None:
    """The same, where files are written in their place, damages each of them."""
    package = Path(copytree(Path(cobrand.__file__).parent, tmp_path / "package" / "cobrand")).parent
    with (package / "cobrand" / "files.py").open("a", encoding="utf-8") as files:
        files.write(CARELESS)
    found: set[str] = set()
    for number, limit in enumerate(limits(company)):
        full = Site(Path(copytree(company.root, tmp_path / str(number))))
        pull(full, package, limit)
        found |= set(damage(full))
    assert {"archive", "portrait", "polls"} <= found


# Root may write everywhere, unless it lays its powers down.
READ_ONLY = """
import ctypes, sys
from pathlib import Path
header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
assert ctypes.CDLL(None, use_errno=True).capset(header, none) == 0
try:
    Path(".cobrand/archive/new").touch()
    print("could be written")
except PermissionError:
    pass
from cobrand.cli.program import main
main(["pull", "--all"])
"""


@pytest.mark.parametrize("may_write", [False, True])
def test_an_archive_that_may_not_be_written_stays_as_it_is(company: Site, may_write: bool) -> None:
    """The command fails, names the file and the reason, and is enough when the folder may be written again."""
    folder, before = company.root / ".cobrand" / "archive", kept(company)
    folder.chmod(0o700 if may_write else 0o500)
    command = [sys.executable, "-c", READ_ONLY]
    done = subprocess.run(command, cwd=company.root, capture_output=True, text=True, check=False, timeout=120)
    assert ("could be written" in done.stdout) == may_write == (kept(company) != before)
    assert ("Permission denied" not in done.stderr) == may_write
    if not may_write:
        folder.chmod(0o700)
        assert company.run("cobrand", "pull", "--all").returncode == 0
        assert kept(company) != before


SAVE = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from cobrand.report.hosted import save_hosted, encode
from cobrand.model import Entry, Hosted
post = Hosted(source="a.md", url="a/", experts=("ada",), others=(), read=str,
    entry=Entry(blog="", id="a", title="a" * 999, published=datetime(2026, 11, 20, tzinfo=UTC)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))
path = Path(sys.argv[1])
try:
    save_hosted(path, [post]) if sys.argv[2] == "save" else path.write_bytes(encode([post]))
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.parametrize("how", ["save", "plainly"])
def test_posts_of_the_company_are_noted_whole_or_as_before(tmp_path: Path, how: str) -> None:
    """A full disk leaves what the build before noted; written in its place, the file would be cut."""
    path = tmp_path / "hosted.jsonl"
    entry = Entry(blog="", id="b", title="Before", published=NOW)
    save_hosted(path, [Hosted(source="b.md", url="b/", entry=entry, experts=("ada",), others=(), read=str)])
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", SAVE, path, how], capture_output=True, text=True, check=True)
    assert done.stdout == "File too large\n"
    assert (path.read_bytes() == before) == (how == "save")
    if how == "save":
        assert load_hosted(path, site_url=None, shown="hosted.jsonl")
        assert [path] == list(tmp_path.iterdir())

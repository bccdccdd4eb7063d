"""A pull killed before, or refused, each single change that it makes to the disk: every window between two of them, once.

What Python is about to do to files it tells its audit hooks (`open` to write, `os.rename`, `os.remove`, `os.mkdir`), so a
process can kill itself, or find the disk full or read-only, at the n-th change, and nothing of ours knows of it.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import cobrand
from cobrand.archive import Archive
from cobrand.errors import ArchiveError
from sites import Site

# Pulls a copy of the site undisturbed, and lists its changes by name: threads may change their order, and copies differ
# in it. Then pulls another copy for each, in a process forked for it, and once more without disturbance. Prints how each
# first pull ended. `how` is kill, or the number of what the disk answers from then on.
DRIVER = """
import os, re, shutil, signal, sys
package, site, how, every, heal = sys.argv[1:]
sys.path.insert(0, package)
import cobrand.cli.pull, cobrand.pipeline, cobrand.harvest.parse, cobrand.harvest.hfeed, cobrand.photos, cobrand.look
import cobrand.terminal, PIL.Image, PIL.ImageCms, PIL.ImageOps
from collections import Counter
from pathlib import Path
from cobrand.cli.program import main
from cobrand.cli.configuration import read_options
from cobrand.profiles import load_roster
PIL.Image.init()
load_roster(read_options(Path(site, "mkdocs.yml")))  # what it takes to read them is kept
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod"}

def changes(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        return isinstance(path, str) and ".cobrand" in path and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return event in CHANGES and ".cobrand" in os.fsdecode(arguments[0])

def pull(root, window=None, log=None):
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.chdir(root)
    out = os.open("again" if window is None and log is None else "said", os.O_WRONLY | os.O_CREAT)
    os.dup2(out, 1), os.dup2(out, 2)
    file = os.open(log, os.O_WRONLY | os.O_CREAT) if log else None
    seen, due = Counter(), False
    def watch(event, arguments):
        nonlocal due
        if changes(event, arguments):
            name = event + " " + re.sub(r".*[.]cobrand/?|[.][0-9]+(?=[.]part$)", "", os.fsdecode(arguments[0]))
            seen[name] += 1
            name += f" {seen[name]}"
            if file:
                os.write(file, os.fsencode(name + "\\n"))
            due |= name == window
            if due and how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            elif due and (how == "30" or event != "os.remove"):
                raise OSError(int(how), os.strerror(int(how)), str(arguments[0]))
    if window or log:
        sys.addaudithook(watch)
    sys.argv = ["cobrand", "pull", "--all", "--prune"]
    try:
        main()
    finally:
        sys.stdout.flush()
    os._exit(0)

def copy(name):
    root = f"{site}-{name}"
    shutil.copytree(site, root)
    return root

root = copy("undisturbed")
assert pull(root, log=site + ".changes") == 0
windows = Path(site + ".changes").read_text().splitlines()
for number, window in enumerate(windows[:: int(every)]):
    root = copy(number)
    code = pull(root, window)
    shutil.copytree(root + "/.cobrand", root + "/after")
    if heal:
        assert pull(root) == 0
    print(number, code, flush=True)
"""
# The same package with a guard off: files are written where the old ones are, in two steps.
CARELESS = """

def replace_file(path: Path, raw: bytes) -> None:
    path.write_bytes(raw[: len(raw) // 2])
    with path.open("ab") as file:
        file.write(raw[len(raw) // 2 :])
"""


def edit(company: Site, year: int, colour: str, *people: str) -> None:
    """Give people a post a year up to that one, and a bio and a portrait of it."""
    for person in people:
        host = f"{person}.example"
        company.feed(host, *((f"Post of {then}", f"01 May {then} 09:00:00 GMT") for then in range(year - 3, year)))
        home = company.root / "web" / host
        card = f'<p class=h-card><a class="u-url u-uid" href=/>Me</a><b class=p-note>{colour}</b><img class=u-photo src={colour}.png></p>'
        (home / "index.html").write_text(card, encoding="utf-8")
        Image.new("RGB", (60, 60), colour).save(home / f"{colour}.png")


def profile(company: Site, slug: str, host: str, *more: str) -> None:
    """Write a profile."""
    facts = [f"name: {slug}", f"blog: https://{host}.example/feed.xml", f"home: https://{host}.example/", *more]
    (company.root / "experts" / f"{slug}.md").write_text("---\n" + "\n".join(facts) + "\n---\n", encoding="utf-8")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Found a company where everything that can change will: news, a new name, somebody gone, a portrait taken down."""
    company = Site(tmp_path_factory.mktemp("windows") / "company")
    company.write("-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {web: web}\n-- experts/x.md --\n")
    (company.root / "experts" / "x.md").unlink()
    edit(company, 2004, "teal", "ada", "bo", "cy", "dee")
    for slug in ("ada", "bo", "cy", "dee"):
        profile(company, slug, slug)
    assert company.run("cobrand", "pull").returncode == 0
    edit(company, 2006, "red", "ada")
    (company.root / "experts" / "bo.md").unlink()
    profile(company, "bob", "bo", "aliases: [bo]")
    (company.root / "web" / "bo.example" / "teal.png").unlink()  # so that nobody can fetch what gets lost
    (company.root / "experts" / "cy.md").unlink()
    page = company.root / "web" / "dee.example" / "index.html"
    page.write_text(page.read_text().replace("<img", "<i"), encoding="utf-8")
    return company


def package(folder: Path, **endings: str) -> Path:
    """Return the folder of our package, or of a copy of it in which some modules end otherwise."""
    ours = Path(cobrand.__file__).parent
    if not endings:
        return ours.parent
    copy = Path(shutil.copytree(ours, folder / "package" / "cobrand", ignore=shutil.ignore_patterns("__pycache__")))
    for name, ending in endings.items():
        with (copy / f"{name}.py").open("a", encoding="utf-8") as module:
            module.write(ending)
    return copy.parent


def disturbed(
    company: Site, folder: Path, how: str, *, every: int = 1, heal: bool = True, **endings: str
) -> Iterator[tuple[Path, int]]:
    """Disturb a pull at each change, or every so many; yield the copies, and how each pull ended."""
    site = Path(shutil.copytree(company.root, folder / "site"))
    choice = (how, str(every), "heal" if heal else "")
    command = [sys.executable, "-P", "-c", DRIVER, str(package(folder, **endings)), str(site), *choice]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        number, code = map(int, line.split())
        yield folder / f"site-{number}", code


_SINCE = re.compile(rb'"since":"[^"]*",?')
HELD = {"ada": 3, "bo": 3, "dee": 3}


def lost(state: Path) -> list[str]:
    """List whose posts or portraits can't be read, or are fewer than before the pull; of Dee, only the posts count."""
    archive, found = Archive(state), []
    for slug, least in HELD.items():
        names = [name for name in (slug, f"{slug}b") if archive.path(name).exists()]
        try:
            if max((len(archive.read(name).entries) for name in names), default=0) < least:
                found.append(f"posts of {slug}")
        except ArchiveError:
            found.append(f"archive of {slug}")
        if slug != "dee":
            pictures = [archive.portrait(name) for name in (slug, f"{slug}b") if archive.portrait(name).exists()]
            try:
                for picture in pictures:
                    Image.open(picture).load()
            except OSError:
                pictures = []
            found += [] if pictures else [f"portrait of {slug}"]
    return found


def kept(root: Path) -> dict[str, bytes]:
    """Return every file of an archive, but for the moments at which something changed."""
    files = {path.name: path.read_bytes() for path in (root / ".cobrand/archive").iterdir()}
    return {name: raw if name.endswith(".webp") else _SINCE.sub(b"", raw) for name, raw in files.items()}


def test_killed_before_any_change_to_the_disk_a_pull_loses_nothing(company: Site, tmp_path: Path) -> None:
    """Whatever came before the kill is whole, and one more pull ends where an undisturbed one does."""
    killed = list(disturbed(company, tmp_path, "kill"))
    assert {-9} == {code for _, code in killed}
    assert len(killed) > 20
    for root, _ in killed:
        assert lost(root / "after") == []
        assert kept(tmp_path / "site-undisturbed") == kept(root)
        assert not list((root / ".cobrand").rglob("*.part"))


def test_the_oracle_sees_what_careless_writing_loses(company: Site, tmp_path: Path) -> None:
    """Files written in their place are found cut in the midst of it."""
    copies = disturbed(company, tmp_path, "kill", heal=False, files=CARELESS)
    found = {what for root, _ in copies for what in lost(root / "after")}
    assert {"archive of ada", "portrait of ada"} <= found


@pytest.mark.parametrize("answer", ["28", "30"], ids=["full", "read-only"])
def test_a_disk_that_is_full_or_read_only_from_any_change_on_loses_nothing(
    company: Site, tmp_path: Path, answer: str
) -> None:
    """The command says what it could not write, and is enough as soon as it can."""
    refused = list(disturbed(company, tmp_path, answer, every=6))
    assert len(refused) > 3
    for root, code in refused:
        said = (root / "said").read_text()
        assert "Traceback" not in said
        assert ("No space left on device" if answer == "28" else "Read-only file system") in said
        assert code in {0, 1}
        assert lost(root / "after") == []
        assert kept(tmp_path / "site-undisturbed") == kept(root)

"""What a person accepts: a day in a profile of which nothing else changes, and a command that shows before it asks."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cobrand.archive import Archive, withheld
from cobrand.cli.program import main
from cobrand.errors import ProblemsError
from cobrand.model import Held
from cobrand.trust import entrusted
from sites import Site

DAY = date(2026, 11, 23)
MakeSite = Callable[[str], Site]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\nname: Ada\n---\nBio.\n", b"---\nname: Ada\ntrusted: 2026-11-23\n---\nBio.\n"),
        (b"---\r\nname: Ada\r\n---\r\nBio.\r\n", b"---\r\nname: Ada\r\ntrusted: 2026-11-23\r\n---\r\nBio.\r\n"),
        (b"---\rname: Ada\r---\rBio.", b"---\rname: Ada\rtrusted: 2026-11-23\r---\rBio."),
        (b"\xef\xbb\xbf---\nname: Ada\n---", b"\xef\xbb\xbf---\nname: Ada\ntrusted: 2026-11-23\n---"),
        (b"---  \nname: 'Ada' # hers\n...\n", b"---  \nname: 'Ada' # hers\ntrusted: 2026-11-23\n...\n"),
        (
            b"---\ntrusted: 2024-06-01  # Bo looked\nname: Ada\n---\n",
            b"---\ntrusted: 2026-11-23  # Bo looked\nname: Ada\n---\n",
        ),
        (b"---\nname: Ada\n'trusted' : '2024-06-01'\n---\n", b"---\nname: Ada\n'trusted' : 2026-11-23\n---\n"),
        (b"---\nname: Ada\ntrusted:\n---\n", b"---\nname: Ada\ntrusted: 2026-11-23\n---\n"),
        (b"---\nname: Ada\r\ntrusted: 2024-06-01\r\n---\n", b"---\nname: Ada\r\ntrusted: 2026-11-23\r\n---\n"),
        (
            b"---\nname: Ada\npage:\n  trusted: no\n# trusted: 2020-01-01\n---\ntrusted: 1\n---\n",
            b"---\nname: Ada\npage:\n  trusted: no\n# trusted: 2020-01-01\ntrusted: 2026-11-23\n---\ntrusted: 1\n---\n",
        ),
        (
            "---\nname: Ådå 🎉\nlocation: |\n  trusted: 1\n  ---\n---\n".encode(),
            "---\nname: Ådå 🎉\nlocation: |\n  trusted: 1\n  ---\ntrusted: 2026-11-23\n---\n".encode(),
        ),
        (b"---\nname: Ada\n\n\n---\n", b"---\nname: Ada\n\n\ntrusted: 2026-11-23\n---\n"),
    ],
    ids=[
        "added",
        "CRLF",
        "CR",
        "BOM",
        "comment and dots",
        "replaced",
        "quoted",
        "empty",
        "mixed ends",
        "elsewhere",
        "in a block",
        "blank lines",
    ],
)
def test_a_day_is_written_and_nothing_else_changes(before: bytes, after: bytes) -> None:
    """Comments, order, quotes, line ends, byte order mark: every other byte stays."""
    assert entrusted(before, DAY, path="experts/ada.md") == after


@pytest.mark.parametrize(
    "raw",
    [b"---\n{name: Ada, location: Oslo}\n---\n", b"---\ntrusted: >\n  2024-06-01\nname: Ada\n---\n"],
    ids=["one line", "a block"],
)
def test_what_cannot_be_written_is_said(raw: bytes) -> None:
    """Where the result would say something else, it is left to people."""
    with pytest.raises(ProblemsError) as refusal:
        entrusted(raw, DAY, path="experts/ada.md")
    assert str(refusal.value).endswith(f"Write `trusted: {DAY}` there yourself.")


# --- the command -----------------------------------------------------------------------------------------------------

PROFILE = "---\nname: Ada Lindqvist # a friend\nblog: https://ada.example/feed.xml\n---\nBio.\n"
SITE = f"-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {{web: web}}\n-- experts/ada-lindqvist.md --\n{PROFILE}"
SPAM = (("Best \x1b[2Jslots", "Sat, 21 Nov 2026 09:00:00 GMT"), ("::error::Win", "Fri, 20 Nov 2026 09:00:00 GMT"))


@pytest.fixture
def held(site: MakeSite) -> Site:
    """Make a site whose only feed is held back."""
    made = site(SITE)
    made.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"), title="Ada's notes")
    called(made, "pull")
    made.feed("ada.example", *SPAM, title="Casino guide")
    code, said = called(made, "pull")
    assert (code, "seems to be somebody else's" in said) == (0, True), said
    return made


def called(site: Site, *command: str) -> tuple[int, str]:
    """Call `cobrand` without a terminal; return its exit code and all that it said."""
    done = CliRunner().invoke(main, [*command, "-f", str(site.root / "mkdocs.yml")])
    return done.exit_code, done.output


def on_a_terminal(site: Site, *command: str, answer: bytes) -> str:
    """Run `cobrand` on a terminal, and answer."""
    ours, theirs = pty.openpty()
    program = str(Path(sys.executable).with_name("cobrand"))
    with subprocess.Popen(
        [program, *command],
        cwd=site.root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "NO_COLOR": "1"},
    ) as running:
        os.close(theirs)
        os.write(ours, answer)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        running.wait(timeout=60)
    os.close(ours)
    return said.decode()


def test_what_is_there_now_is_shown_before_anything_is_written(held: Site) -> None:
    """Whoever says no has changed nothing; whoever says yes has the day in the profile, and the next pull takes it in."""
    profile = held.root / "experts" / "ada-lindqvist.md"
    said = on_a_terminal(held, "trust", "ada-lindqvist", answer=b"n\n")
    assert profile.read_text() == PROFILE
    for text in (
        "new title “Casino guide” (it was “Ada's notes”)",
        "2026-11-20 “A thought”",
        "slots”",
        "Nothing was changed.",
    ):
        assert text in said
    assert "\x1b[2J" not in said
    said = on_a_terminal(held, "trust", "ada-lindqvist", answer=b"y\n")
    day = datetime.now(UTC).date()
    assert profile.read_text() == PROFILE.replace("feed.xml\n", f"feed.xml\ntrusted: {day}\n")
    assert f"Wrote `trusted: {day}` into experts/ada-lindqvist.md" in said
    assert "is trusted, as experts/ada-lindqvist.md says" in called(held, "pull")[1]
    assert len(Archive(held.root / ".cobrand").read("ada-lindqvist").entries) == 3


def test_a_script_says_that_somebody_has_looked(held: Site) -> None:
    """Without a terminal and without `--yes`, nothing is written."""
    profile = held.root / "experts" / "ada-lindqvist.md"
    code, said = called(held, "trust", "ada-lindqvist")
    assert (code, profile.read_text()) == (1, PROFILE)
    assert "run it again with --yes" in said
    code, said = called(held, "trust", "ada-lindqvist", "--yes")
    assert (code, "trusted: " in profile.read_text()) == (0, True)
    assert "is held back since" in said


def test_where_nothing_is_held_there_is_nothing_to_trust(site: MakeSite) -> None:
    """It says so, what to do if CI knows more, and who may have been meant."""
    made = site(SITE.replace("{web: web}", "{}"))
    code, said = called(made, "trust", "ada-lindqvist", "--yes")
    assert (code, (made.root / "experts/ada-lindqvist.md").read_text()) == (1, PROFILE)
    assert "Nothing of Ada Lindqvist is held back" in said
    code, said = called(made, "trust", "ada-lindqvst", "--yes")
    assert code == 2
    assert "Did you mean 'ada-lindqvist'?" in said


def test_a_hold_of_tomorrow_is_accepted_where_it_is_still_today(held: Site) -> None:
    """CI may be ahead of a clock here: the day is never before the hold's."""
    archive = Archive(held.root / ".cobrand")
    later = Held(since=datetime(2099, 1, 2, tzinfo=UTC), reasons=("new title",), url="https://ada.example/feed.xml")
    archive.write(withheld(archive.read("ada-lindqvist"), "https://ada.example/feed.xml", later))
    assert called(held, "trust", "ada-lindqvist", "--yes")[0] == 0
    assert "trusted: 2099-01-02\n" in (held.root / "experts/ada-lindqvist.md").read_text()

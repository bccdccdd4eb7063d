"""Programs that the user has: what they print, and what is said when they can't be run or fail."""

import sys
from pathlib import Path

import pytest

from cobrand.errors import ToolError
from cobrand.programs import guess, output, started


def test_a_program_speaks_english_and_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remedies go by what it says; and in a workflow nobody types a password."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    told = "import os; print(os.environ['LC_ALL'], os.environ['GIT_TERMINAL_PROMPT'], os.getcwd())"
    assert f"C 0 {tmp_path}" == output(sys.executable, "-c", told, at=tmp_path).decode().strip()


def test_one_that_fails_says_so_in_its_own_words(tmp_path: Path) -> None:
    """With a remedy where ours is better than none."""
    fails = "import sys; sys.exit(\"fatal: 'origin' does not appear to be a git repository\")"
    with pytest.raises(ToolError, match=r"does not appear to be a git repository Say where the repository is"):
        output(sys.executable, "-c", fails, at=tmp_path)
    assert guess(sys.executable, "-c", fails, at=tmp_path) is None


def test_one_that_is_not_there_or_does_not_end_is_named(tmp_path: Path) -> None:
    """And is no reason for a traceback, nor to wait for ever."""
    with pytest.raises(ToolError, match="`no-such-git` is not installed here"):
        output("no-such-git", at=tmp_path)
    assert guess("no-such-git", at=tmp_path) is None
    with pytest.raises(ToolError, match=r"has not answered for 0\.1 seconds"):
        started(sys.executable, "-c", "import time; time.sleep(9)", at=tmp_path, seconds=0.1)


def test_a_program_in_a_folder_that_is_gone_is_an_error_of_ours(tmp_path: Path) -> None:
    """So is one that may not be run."""
    locked = tmp_path / "locked"
    locked.write_text("", encoding="utf-8")
    with pytest.raises(ToolError, match="can't be run: Permission denied"):
        output(str(locked), at=tmp_path)

"""A program that the user has, git or gh → what it printed, or an error of ours that says what it said.

Nothing goes through a shell, nobody is asked for a password, and what is said comes in English, whatever the user's own language:
remedies go by it.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

from cobrand.errors import ToolError

_SECONDS = 300
_SPEAKING = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GH_PROMPT_DISABLED": "1"}

Done = subprocess.CompletedProcess[bytes]


def started(*command: str, at: Path, said: bytes | None = None, seconds: float = _SECONDS) -> Done:
    """Run a program to its end in a folder, with something to read where there is; raises ToolError where it can't be run."""
    given: dict[str, Any] = {"input": said} if said is not None else {"stdin": subprocess.DEVNULL}
    env = {**os.environ, **_SPEAKING}
    try:
        return subprocess.run(command, cwd=at, env=env, capture_output=True, check=False, timeout=seconds, **given)  # noqa: S603 - no shell, our own words
    except FileNotFoundError:
        name = command[0]
        raise ToolError(f"`{name}` is not installed here, or not on the PATH. Install it, and try again.") from None
    except OSError as error:
        raise ToolError(f"`{command[0]}` can't be run: {error.strerror}. Mend that, and try again.") from None
    except subprocess.TimeoutExpired:
        raise ToolError(f"`{command[0]}` has not answered for {seconds:g} seconds. Try again.") from None


def output(*command: str, at: Path, said: bytes | None = None) -> bytes:
    """Run a program and return what it printed; raises ToolError where it fails."""
    done = started(*command, at=at, said=said)
    if done.returncode:
        raise failed(command[0], done)
    return done.stdout


def guess(*command: str, at: Path) -> str | None:
    """Run a program for what would be good to know; `None` where it says nothing, fails, takes long or is not there."""
    try:
        done = started(*command, at=at, seconds=10)
    except ToolError:
        return None
    return (done.stdout.decode(errors="replace").strip() or None) if done.returncode == 0 else None


# What git and gh say → what to do about it, where they don't say so themselves.
_REMEDIES = {
    "not permitted to create or approve pull requests": "Allow it in Settings → Actions → General of the repository.",
    "'origin' does not appear to be": "Say where the repository is: `git remote add origin …`.",
    "stale info": "Somebody has pushed to the branch of the review meanwhile. The next run takes that in.",
    "cannot lock ref": "Somebody has pushed to the branch of the review meanwhile. The next run takes that in.",
    "dubious ownership": "The folder belongs to somebody else: run as that user, or do what git says.",
}


def failed(program: str, done: Done) -> ToolError:
    """Return the error that says what a program said."""
    said = (done.stderr or done.stdout).decode(errors="replace").strip() or f"it ended with {done.returncode}"
    remedy = next((f" {remedy}" for sign, remedy in _REMEDIES.items() if sign in said), "")
    return ToolError(f"`{program}` failed: {said}{remedy}")

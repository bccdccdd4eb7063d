"""Commands that start at once are those that start from nothing: the same to whoever runs them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import warm
from sites import Site

SITE = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://halden.example/
theme: {name: material, font: false}
plugins: [cobrand]
-- docs/index.md --
# Halden
[Nowhere](nowhere.md)
-- experts/ada.md --
---
name: Ada
---
"""


@pytest.mark.parametrize(
    "command",
    [
        ("mkdocs", "build", "--strict"),
        ("mkdocs", "build", "--quiet"),
        ("mkdocs", "build", "--unknown"),
        ("cobrand", "--version"),
        ("cobrand", "check", "nobody"),
        ("cobrand",),
    ],
    ids=" ".join,
)
def test_a_command_does_the_same_from_nothing(site: Callable[[str], Site], command: tuple[str, ...]) -> None:
    """It ends alike, says the same on both streams, and leaves the same files behind."""
    made = site(SITE)
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1795165200", "NO_COLOR": "1", "COBRAND_OFFLINE": "1"}
    assert warm.can_start(command, env)

    def left() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in made.root.rglob("*") if path.is_file() and path.suffix != ".gz"}

    at_once = warm.run(command, made.root, env, timeout=120)
    files = left()
    program = Path(sys.executable).with_name(command[0])
    slowly = subprocess.run(
        [program, *command[1:]], cwd=made.root, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert (at_once.returncode, at_once.stdout, at_once.stderr) == (slowly.returncode, slowly.stdout, slowly.stderr)
    assert files == left()


def test_what_python_itself_is_told_takes_a_start_from_nothing() -> None:
    """A process that runs already cannot take on a seed of hashes, an encoding or a path; nor is it another program."""
    env = dict(os.environ)
    assert warm.can_start(("cobrand", "check"), env)
    assert not warm.can_start(("properdocs", "build"), env)
    assert not warm.can_start(("cobrand", "check"), {**env, "PYTHONHASHSEED": "1"})
    assert not warm.can_start(("cobrand", "check"), {**env, "PYTHONPATH": "elsewhere"})

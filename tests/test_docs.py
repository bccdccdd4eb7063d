"""The handbook says what the code does: every option, key and command has its paragraph, and every example works."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from cobrand import config, profiles
from cobrand.cli import main
from cobrand.config import Deadline, check_options
from cobrand.model import Blog, Credential, Rule
from cobrand.source import Document

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"


def guide(name: str) -> str:
    """Return a page of the handbook."""
    return (GUIDE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("option", config.KEYS)
def test_every_option_has_its_paragraph(option: str) -> None:
    """Each option of mkdocs.yml is a term of its chapter, with a definition."""
    assert re.search(rf"^`{option}`\n:   \w", guide("options.md"), re.MULTILINE)


@pytest.mark.parametrize(
    "key",
    [
        *profiles.KEYS,
        *(field.name for noun in (Blog, Rule, Credential) for field in fields(noun) if field.name != "slug"),
    ],
)
def test_every_profile_key_is_documented(key: str) -> None:
    """Each key of a profile, and of what stands within one, is named in its chapter."""
    assert re.search(rf"`{key}\b|\b{key}:", guide("profile.md"))


def test_every_documented_default_is_the_default() -> None:
    """Where the handbook says what an option is when nobody sets it, that is so."""
    said = re.findall(r"^`(\w+)`\n:(?:(?!\n\n).)*?Default: `([^`]+)`", guide("options.md"), re.MULTILINE | re.DOTALL)
    assert len(said) > 8
    plain = check_options(Document(path="mkdocs.yml", data={}), root=ROOT, site_name="Halden", site_url=None)
    for name, default in said:
        value = getattr(plain, name)
        value = value.relative_to(ROOT) if isinstance(value, Path) else value
        if isinstance(value, Deadline):
            value = f"{{feed: {value.feed:g}, pull: {value.pull:g}}}"
        assert (name, default) == (name, str(value).lower() if isinstance(value, bool) else str(value))


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: str(command.name))
def test_every_command_and_flag_is_documented(command: click.Command) -> None:
    """Each command of the terminal is in the handbook with all its flags."""
    text = guide("pulling.md")
    assert f"cobrand {command.name}" in text
    flags = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [flag for flag in flags if flag not in text] == []


def test_the_readme_fits_and_shows_what_there_is() -> None:
    """It has at most 120 lines, and the files that it links to exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []

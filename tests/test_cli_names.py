"""What a shell offers where a slug or a practice is to be named: quick, and never a complaint."""

from pathlib import Path

import click
import pytest
from click.types import StringParamType

from cobrand.cli.names import PRACTICE, SLUG
from sites import Site

SITE = """\
-- mkdocs.yml --
site_name: Halden
plugins:
  - cobrand:
      experts_dir: people  # here
      practices:
        customer-insight:
          name: Customer Insight
        # not: this
        resilient-supply: Resilient Supply
      topics:
        pricing: Pricing
-- people/ada-lindqvist.md --
---
name: "Ada Lindqvist"
practices: [interactive-marketing, customer-insight]
---
-- people/adam-no-name.md --
practices:
  - legal
  - tax
topics: [pricing]
-- people/README.md --
name: No Profile
"""


def offered(kind: StringParamType, folder: Path, begun: str = "", file: str = "mkdocs.yml") -> list[tuple[str, str]]:
    """Return what is offered, each with its help."""
    context = click.Context(click.Command("any"))
    context.params["config_file"] = folder / file
    items = kind.shell_complete(context, click.Argument(["any"]), begun)
    return [(item.value, item.help or "") for item in items]


def test_profiles_are_offered_with_the_names_of_people(tmp_path: Path) -> None:
    """Every profile in the folder that the options name; what is no profile is not offered."""
    Site(tmp_path).write(SITE)
    assert offered(SLUG, tmp_path) == [("ada-lindqvist", "Ada Lindqvist"), ("adam-no-name", "")]
    assert offered(SLUG, tmp_path, "adam") == [("adam-no-name", "")]


def test_practices_are_offered_from_options_and_profiles(tmp_path: Path) -> None:
    """Once each, however they are written; topics are none."""
    Site(tmp_path).write(SITE)
    names = ["customer-insight", "interactive-marketing", "legal", "resilient-supply", "tax"]
    assert [name for name, _ in offered(PRACTICE, tmp_path)] == names
    assert offered(PRACTICE, tmp_path, "re") == [("resilient-supply", "")]


@pytest.mark.parametrize(
    "text", ["", "\0", "plugins: [cobrand: {practices: {a: b}}]", "experts_dir: ../../../..", "a: [" * 9]
)
def test_a_shell_never_hears_a_complaint(tmp_path: Path, text: str) -> None:
    """A broken configuration or profile, one that is a folder, or none at all: fewer offers, no error."""
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    (tmp_path / "experts/folder.md").mkdir(parents=True)
    (tmp_path / "experts/bo-ek.md").write_bytes(b"---\nname: \xff\xfe\npractices: [")
    for file in ("mkdocs.yml", "none.yml", "experts"):
        offered(SLUG, tmp_path, file=file)
        offered(PRACTICE, tmp_path, file=file)

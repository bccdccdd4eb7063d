"""`cobrand init`: from nothing to a site that builds, and nothing that was there is touched."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cobrand.cli.program import main
from cobrand.errors import ProblemsError
from cobrand.onboard import groundwork
from sites import Site
from terminal_talk import converse

MakeSite = Callable[[str], Site]
NAMES = ("Halden Research", "Halden: R & D #1", '"Quoted" {{ x }} --8<-- [a](b)', "عالية", "- dash", "x" * 3_000, "yes")


def said(site: Site, *command: str, code: int = 0) -> str:
    """Run `cobrand`, and return all that it said."""
    before = Path.cwd()
    os.chdir(site.root)
    try:
        done = CliRunner(env={"NO_COLOR": "1"}).invoke(main, command, prog_name="cobrand")
    finally:
        os.chdir(before)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def choices(**said: object) -> groundwork.Choices:
    """Choose."""
    plain = {"site_name": "Halden", "site_url": None, "practices": (), "material": False, "requirement": None}
    return groundwork.choices(**{**plain, **said})  # type: ignore[arg-type]


def test_a_new_site_builds_strictly_and_shows_its_example(site: MakeSite) -> None:
    """Every file is written once, and the home page leads to people and ideas."""
    made = site("")
    report = said(made, "init", "halden", "--name", "Halden: R & D", "--practice", "Interactive Marketing")
    assert "  cd halden\n  mkdocs serve " in report
    there = Site(made.root / "halden")
    there.build("-q")
    assert "Your Name" in there.page("index.html")
    assert "Halden: R &amp; D" in there.page("index.html")
    assert "What you do here" in there.page("experts/your-name/index.html")
    assert "Interactive Marketing" in there.page("blog/interactive-marketing/index.html")
    listed = re.findall(r"^  (\S+\w) +\w", report.partition("Next:")[0], re.MULTILINE)
    assert sorted(listed) == sorted(
        name for name in files(there.root) if not name.startswith((".cobrand", ".cache", "site/"))
    )


def files(folder: Path) -> list[str]:
    """List all files below a folder."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("material", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_site_is_called_its_files_say_so(name: str, material: bool) -> None:
    """In YAML as the text that it is; in Markdown as nothing that does anything."""
    laid = groundwork.new_site(choices(site_name=name, material=material, practices=("Pricing",)), example=True)
    config = yaml.safe_load(laid["mkdocs.yml"])
    assert config["site_name"] == name
    assert config["theme"]["name"] == ("material" if material else "mkdocs")
    assert config["plugins"] == ["search", {"cobrand": {"practices": {"pricing": "Pricing"}}}]
    front = yaml.safe_load(laid["docs/index.md"].split("---\n")[1])
    assert front["description"].startswith(name)
    body = laid["docs/index.md"].split("---\n", 2)[2]
    assert "{{" not in body + laid["README.md"]


def test_an_address_that_is_not_known_yet_is_left_to_fill_in() -> None:
    """And one that is known ends with a slash."""
    assert "\n# site_url: https://" in groundwork.mkdocs_yml(choices())
    known = groundwork.mkdocs_yml(choices(site_url="https://www.halden.example/people"))
    assert yaml.safe_load(known)["site_url"] == "https://www.halden.example/people/"


def test_all_that_is_wrong_with_the_options_is_said_at_once(site: MakeSite) -> None:
    """And then nothing is written."""
    made = site("")
    report = said(made, "init", "new", "--url", "halden.example", "--practice", "!!", "--practice", "page", code=1)
    assert [line.partition(":")[0] for line in report.splitlines()] == ["--practice", "--practice", "--url"]
    assert "Write https://halden.example." in report
    assert not (made.root / "new").exists()
    with pytest.raises(ProblemsError, match="make the same address, blog/c/"):
        choices(practices=("C", "C++"))


def test_nothing_that_is_there_is_changed(site: MakeSite) -> None:
    """A second run finds everything there; what somebody wrote before stays theirs."""
    made = site("-- .gitignore --\nmine\n")
    report = said(made, "init", "--name", "Halden")
    assert "There already, and left as they are: .gitignore\n" in report
    before = {name: (made.root / name).read_bytes() for name in files(made.root)}
    assert before[".gitignore"] == b"mine\n"
    again = said(made, "init", "--name", "Other")
    assert "Wrote" not in again
    assert again.startswith("There is nothing to write.\n")
    assert {name: (made.root / name).read_bytes() for name in files(made.root)} == before


def test_a_site_that_is_there_gets_what_it_lacks_and_is_told_the_lines(site: MakeSite) -> None:
    """mkdocs.yml and pages stay; a first profile comes; after adding the lines that are shown, it builds."""
    made = site("-- mkdocs.yml --\nsite_name: Old\n-- docs/index.md --\n# Old\n")
    report = said(made, "init")
    assert (made.root / "mkdocs.yml").read_text(encoding="utf-8") == "site_name: Old\n"
    assert (made.root / "docs/index.md").read_text(encoding="utf-8") == "# Old\n"
    assert not (made.root / "README.md").exists()
    lines = report.partition("Add to mkdocs.yml:\n\n")[2].partition("\n\n")[0]
    (made.root / "mkdocs.yml").write_text("site_name: Old\n" + re.sub(r"^  ", "", lines, flags=re.MULTILINE) + "\n")
    made.build("-q")
    assert "Your Name" in made.page("experts/index.html")
    assert "Add to mkdocs.yml" not in said(made, "init")


def test_profiles_go_where_the_site_has_them(site: MakeSite) -> None:
    """A site with the plugin may keep them elsewhere; one with profiles gets no example, and its workflows stay its own."""
    config = "-- mkdocs.yml --\nsite_name: Old\nplugins: [{cobrand: {experts_dir: people}}]\n"
    made = site(config + "-- .github/workflows/build.yaml --\non: push\n")
    report = said(made, "init")
    assert "people/your-name.md" in report
    assert "Add to mkdocs.yml" not in report
    assert not (made.root / "requirements.txt").exists()
    (made.root / "people/your-name.md").rename(made.root / "people/ada.md")
    assert "Wrote" not in said(made, "init")


def test_a_first_expert_who_cannot_be_found_leaves_a_site_that_builds(site: MakeSite) -> None:
    """The site is there, with the example instead, and what is wrong is said."""
    made = site("")
    said(made, "init", "new", "--name", "Halden", "--blog", "http://127.0.0.1/", code=1)
    assert (made.root / "new/experts/your-name.md").is_file()


def test_a_file_in_the_place_of_a_folder_is_said(site: MakeSite) -> None:
    """Where it is, and what to do."""
    made = site("-- experts --\nnotes\n")
    report = said(made, "init", "--name", "Halden", code=1)
    assert report == "experts: is a file, and a folder is needed there. Rename it, or choose another folder.\n"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    """What is written stays in the folder."""
    outside = tmp_path / "outside"
    (tmp_path / "in").mkdir()
    (tmp_path / "in/README.md").symlink_to(outside)
    laid = groundwork.lay(tmp_path / "in", {"README.md": "mine"})
    assert laid == groundwork.Laid(written=(), kept=("README.md",))
    assert not outside.exists()


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://code.example/cobrand.git", "mkdocs-cobrand @ git+https://code.example/cobrand.git@abc"),
        ("git@code.example:them/cobrand.git", "mkdocs-cobrand @ git+https://code.example/them/cobrand.git@abc"),
        ("ssh://git@code.example/them/cobrand", "mkdocs-cobrand @ git+https://code.example/them/cobrand@abc"),
        (
            "https://files.example/mkdocs_cobrand-1-py3-none-any.whl",
            "mkdocs-cobrand @ https://files.example/mkdocs_cobrand-1-py3-none-any.whl",
        ),
        ("/home/me/cobrand", None),
        ("file:///home/me/cobrand", None),
        ("https://me:secret@code.example/cobrand", None),
        (None, None),
    ],
)
def test_the_workflows_install_what_runs_here(origin: str | None, expected: str | None) -> None:
    """From where it came, at the same commit; a folder of this machine is no place for others, nor is a password for a file."""
    assert groundwork.requirement(origin, "abc", material=False) == expected


def test_a_name_that_anybody_could_take_is_never_installed() -> None:
    """Where nobody knows the place, the requirement fails, and says what belongs there."""
    [line] = [line for line in groundwork.requirements(choices()).splitlines() if not line.startswith("#")]
    assert line.startswith("mkdocs-cobrand @ file:///")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Halden/website.git", "https://halden.github.io/website/"),
        ("https://github.com/halden/halden.github.io", "https://halden.github.io/"),
        ("https://code.example/halden/website", None),
    ],
)
def test_the_address_on_github_pages_is_proposed(remote: str, address: str | None) -> None:
    """By owner and name of the repository, as GitHub makes it."""
    assert groundwork.pages_address(remote) == address


def test_on_a_terminal_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    """An answer that can't be is asked for again; Enter takes what is proposed."""
    output = converse(
        tmp_path, ["init", "halden-research"], ["", "halden.example", "https://halden.example/", "Pricing, Supply", ""]
    )
    assert "What is the site called? [Halden Research]" in output
    assert "Write https://halden.example." in output
    config = yaml.safe_load((tmp_path / "halden-research/mkdocs.yml").read_text(encoding="utf-8"))
    assert (config["site_name"], config["site_url"]) == ("Halden Research", "https://halden.example/")
    assert config["plugins"][1]["cobrand"]["practices"] == {"pricing": "Pricing", "supply": "Supply"}

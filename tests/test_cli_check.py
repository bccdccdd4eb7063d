"""`cobrand check` and `cobrand schema` as people and workflows call them: arguments, files, git, exit codes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checking import ADA, MKDOCS, tree
from cobrand.cli.program import main
from sites import Site

MakeSite = Callable[[str], Site]
BROKEN = "-- experts/mei-okafor.md --\n---\nname: Mei\njobtitle: Analyst\n---\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Make a site in a folder of its own, and go there."""
    made = Site(tmp_path / "repo" / "site")
    made.write(MKDOCS + ADA)
    made.feed("ada.example", ("One", "Mon, 02 Mar 2020 09:00:00 GMT"))
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795165200")
    return made


def run(*command: str, code: int = 0) -> Result:
    """Run a command in this process."""
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, done.exception if code == 0 else None) == (code, None), done.output
    return done


def git(site: Site, *command: str) -> str:
    """Run git at the top of the repository."""
    settings = ("-c", "user.name=Ada", "-c", "user.email=ada@ada.example", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *settings, *command], cwd=site.root.parent, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(site: Site, message: str = "Change") -> None:
    """Commit everything."""
    git(site, "add", "-A")
    git(site, "commit", "-qm", message)


def test_the_real_command_ends_with_one_where_something_is_wrong(site: Site) -> None:
    """And with nothing where nothing is; a line each, without a traceback."""
    assert site.run("cobrand", "check").returncode == 0
    site.write(BROKEN)
    done = site.run("cobrand", "check")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "experts/mei-okafor.md:3: unknown key `jobtitle`. Did you mean `job_title`?\n"
        "\n"
        "2 profiles: 1 error, 2 hints (shown with --verbose, or for a SLUG)\n"
    )


def test_without_a_configuration_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every command."""
    monkeypatch.chdir(tmp_path)
    assert run("check", code=1).output.startswith("mkdocs.yml: there is no such file. ")


def test_from_another_folder_paths_can_be_opened(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are as seen from there; and people are named by paths from there."""
    site.write(BROKEN)
    monkeypatch.chdir(site.root.parent)
    done = run("check", "-f", "site/mkdocs.yml", "site/experts/mei-okafor.md", code=1)
    assert done.output.startswith("site/experts/mei-okafor.md:3: unknown key `jobtitle`. ")


def test_quiet_says_only_what_is_wrong_and_verbose_everything(site: Site) -> None:
    """Hints are for whoever asks."""
    assert run("check", "-q").output == ""
    assert run("check", "-q", "ada-lindqvist").output == ""
    assert "hint: there is no photo" in run("check", "-v").output
    assert "hint: there is no photo" not in run("check").output


def test_annotations_are_right_in_a_repository_s_subfolder(site: Site) -> None:
    """From its top, wherever the command runs."""
    git(site, "init", "-q")
    site.write(BROKEN)
    done = run("check", "--format", "github", code=1)
    assert done.output.splitlines()[-2:] == [
        "::error file=site/experts/mei-okafor.md,line=3,title=Cobrand%3A error::unknown key `jobtitle`. Did you mean `job_title`?",
        "2 profiles: 1 error, 2 hints",
    ]
    assert "::notice" not in done.output  # GitHub shows ten of a kind, and these are for whoever asks
    assert "::notice file=site/experts/ada-lindqvist.md" in run("check", "ada-lindqvist", "--format", "github").output


def test_a_configuration_that_can_t_be_read_is_annotated(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its line, and said as everywhere."""
    git(site, "init", "-q")
    site.write("-- mkdocs.yml --\nsite_name: Halden\nplugins: [cobrand\n")
    done = run("check", "--format", "github", code=1)
    assert done.stdout.startswith("::error file=site/mkdocs.yml,line=2,title=Cobrand%3A error::")
    assert done.stderr.startswith("mkdocs.yml:2: ")


@pytest.mark.parametrize("plugins", ["cobrand", "3", "[3, [x], cobrand]", "{cobrand: }", "{3: {}}", ""])
def test_plugins_listed_in_any_way_end_in_a_message(site: Site, plugins: str) -> None:
    """MkDocs complains of its own file; we don't fall over it."""
    site.write(f"-- mkdocs.yml --\nsite_name: Halden\nsite_url: https://x.example/\nplugins: {plugins}\n")
    assert "profile" in run("check").output


def test_json_is_all_there_is(site: Site) -> None:
    """Nothing stands before or after it."""
    site.write(BROKEN)
    whole = json.loads(run("check", "--format", "json", "-v", code=1).stdout)
    assert (whole["errors"], whole["findings"][-1]["line"]) == (1, 3)


def test_a_summary_is_added_to_what_others_wrote(site: Site, tmp_path: Path) -> None:
    """As workflows want it; nothing else is written."""
    path = tmp_path / "summary.md"
    path.write_text("Before\n")
    before = tree(site.root)
    run("check", "ada-lindqvist", "--online", "--summary", str(path))
    assert path.read_text().startswith(
        "Before\n## Profile check\n\n### [Ada Lindqvist](https://www.halden.example/experts/ada-lindqvist/)\n"
    )
    assert tree(site.root) == before


# --- what a pull request changes -----------------------------------------------------------------------------------------


@pytest.fixture
def branch(site: Site) -> Site:
    """Make a repository with a branch: Ada's profile is edited, Mei's is new, Paul's is gone; main has moved on."""
    git(site, "init", "-q")
    site.write("-- experts/paul.md --\n---\nname: Paul\n---\n-- experts/rufus.md --\n---\nname: Rufus\n---\n")
    commit(site)
    git(site, "checkout", "-qb", "mine")
    site.write("-- experts/mei-okafor.md --\n---\nname: Mei\n---\n" + ADA.replace("counts", "adds"))
    (site.root / "experts/paul.md").unlink()
    commit(site)
    git(site, "checkout", "-q", "main")
    site.write("-- experts/rufus.md --\n---\nname: Rufus Adeyemi\n---\n")
    commit(site)
    git(site, "checkout", "-q", "mine")
    return site


def people(*command: str) -> list[str]:
    """Return whom a check was about."""
    return [one["slug"] for one in json.loads(run("check", "--format", "json", *command).stdout)["people"]]


def test_only_those_are_checked_whom_a_branch_changes(branch: Site) -> None:
    """Since it parted; a profile that is gone is no mistake, one that is not committed yet counts."""
    assert people("--changed-since", "main") == ["ada-lindqvist", "mei-okafor"]
    branch.write("-- experts/leila.md --\n---\nname: Leila\n---\n-- experts/README.md --\nx\n")
    assert people("--changed-since", "main") == ["ada-lindqvist", "leila", "mei-okafor"]
    assert people("--changed-since", "HEAD", "rufus") == ["leila", "rufus"]
    assert people("--changed-since", "HEAD~1") == ["ada-lindqvist", "leila", "mei-okafor"]


def test_a_shallow_checkout_compares_as_it_can(branch: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the commit at which the two parted, what differs counts."""
    origin = branch.root.parent.as_uri()
    clone = ("clone", "-q", "--depth=1", "--no-single-branch", "-b", "mine", origin, str(tmp_path / "shallow"))
    git(branch, *clone)
    monkeypatch.chdir(tmp_path / "shallow" / "site")
    assert people("--changed-since", "origin/main") == ["ada-lindqvist", "mei-okafor", "rufus"]


def test_nobody_changed_is_not_everybody(branch: Site) -> None:
    """The answer is short, and right."""
    git(branch, "checkout", "-q", "main")
    assert run("check", "--changed-since", "HEAD").output == "0 of 3 profiles: no errors\n"


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "-x", ""])
def test_a_commit_that_git_does_not_know_is_a_mistake_of_use(branch: Site, ref: str) -> None:
    """Whatever it looks like, it is no option of git's."""
    done = run("check", f"--changed-since={ref}", code=2)
    assert f"git knows no commit {ref!r} here." in done.output
    assert not (branch.root / "x").exists()


def test_outside_of_a_repository_there_is_nothing_to_compare_with(site: Site) -> None:
    """It is said as the same mistake."""
    assert "git knows no commit 'main' here." in run("check", "--changed-since", "main", code=2).output


# --- the schema ----------------------------------------------------------------------------------------------------------


def test_the_schema_knows_the_site_that_it_is_asked_in(site: Site) -> None:
    """Its practices are offered, those that only profiles name included."""
    assert '"media"' in run("schema").output
    site.write(MKDOCS + "      practices: {supply: Supply}\n")
    assert '"supply"' in run("schema").output


def test_the_schema_needs_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless one is named."""
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("schema").output)["title"] == "A profile for Cobrand"
    assert "there is no such file" in run("schema", "-f", "site.yml", code=1).output
    assert "there is no such file" in run("schema", "--write", code=1).output


def test_the_schema_is_written_beside_the_profiles(site: Site) -> None:
    """Where the first line of a profile looks for it, and no profile is made of it."""
    assert run("schema", "--write").output == "Wrote experts/.profile.schema.json.\n"
    assert run("schema", "--write").output == "Nothing new for experts/.profile.schema.json.\n"
    assert json.loads((site.root / "experts/.profile.schema.json").read_text()) == json.loads(run("schema").output)
    assert "schema" not in run("check", "-v").output
    site.write(MKDOCS + "      practices: {media: Media, supply: Supply}\n")
    assert "experts/.profile.schema.json: hint: does not know all keys" in run("check", "-v").output

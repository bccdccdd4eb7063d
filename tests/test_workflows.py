"""The workflows: ours, and those that `cobrand init` writes. They are linted, held to rules, and every step is run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import gh
from cobrand.archive import Archive
from cobrand.model import Entry, Snapshot
from cobrand.onboard.groundwork import Choices, new_site
from sites import Site

ROOT = Path(__file__).parent.parent
START, OURS = ROOT / "plugins/cobrand/onboard/start/workflows", ROOT / ".github/workflows"
FILES = sorted([*START.glob("*.yml"), *OURS.glob("*.yml")])
BIN = Path(sys.executable).parent

# What each action is pinned to. Each was found with this version in three public repositories or more.
PINS = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "actions/setup-python": "ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0",
    "actions/cache/restore": "55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0",
    "actions/cache/save": "55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0",
    "actions/upload-pages-artifact": "fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "actions/deploy-pages": "368f82528645a54fb793d4d04e342629a3f51346 # v5.0.1",
}
# A step is one of these, and nothing else.
ONE_COMMAND = re.compile(
    r"(make (install|site)|(\.venv/bin/)?cobrand [^;&|\n]+|mkdocs build --strict"
    r"|pip install --requirement requirements\.txt|gh api --method PUT [^;&|\n]+/enable\")"
)


def read(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML takes the key `on` for a boolean."""
    data: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in data.items()}


def named(path: Path) -> str:
    """Name a file in a test's name."""
    return f"{'start' if path.parent == START else 'ours'}-{path.stem}"


def steps(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each step with the name of its job."""
    for job, does in read(path)["jobs"].items():
        for step in does["steps"]:
            yield job, step


def scheduled(path: Path) -> str:
    """Return a workflow with the schedule that it only proposes in place."""
    return re.sub(r"^  # ( *(schedule:|- cron: .*))$", r"  \1", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


# --- rules -----------------------------------------------------------------------------------------------------------


def test_both_sets_are_whole() -> None:
    """What others get, we have ourselves."""
    assert sorted(path.name for path in START.iterdir()) == ["check.yml", "publish.yml", "review.yml"]
    assert sorted(path.name for path in OURS.iterdir()) == ["check.yml", "publish.yml", "review.yml"]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All workflows, those with a schedule to be switched on with it switched on."""
    made = []
    for path in FILES:
        made.append(tmp_path_factory.mktemp(named(path)) / ".github" / "workflows" / path.name)
        made[-1].parent.mkdir(parents=True)
        made[-1].write_text(scheduled(path), encoding="utf-8")
    return made


def test_actionlint_has_nothing_to_say(wanted: list[Path]) -> None:
    """They are valid, and their expressions refer to what there is."""
    command = [str(BIN / "actionlint"), "-no-color", "-shellcheck=", "-pyflakes=", *map(str, [*FILES, *wanted])]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_zizmor_has_nothing_to_say(wanted: list[Path]) -> None:
    """They are safe, in the eyes of an auditor."""
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona=auditor", *map(str, [*FILES, *wanted])]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert "No findings to report" in checked.stdout + checked.stderr


def test_the_linters_do_find(tmp_path: Path) -> None:
    """The oracle: a workflow with an unknown context, an unpinned action and an injection displeases both."""
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v7\n      - run: echo ${{ github.event.pull_request.title }} ${{ nothing.x }}\n",
        encoding="utf-8",
    )
    for command in (["actionlint", str(bad)], ["zizmor", "--offline", "--no-progress", str(bad)]):
        done = subprocess.run([str(BIN / command[0]), *command[1:]], capture_output=True, check=False)
        assert done.returncode != 0


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nobody_gets_more_than_is_needed(path: Path) -> None:
    """No rights but a job's own; checkouts keep no token; who writes does not deploy; all end some day, one at a time."""
    workflow, text = read(path), path.read_text(encoding="utf-8")
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    assert "pull_request_target" not in text
    assert "secrets." not in text
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert 0 < job["timeout-minutes"] <= 20
    for _, step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    deploys = [job for job in workflow["jobs"].values() if "pages" in job["permissions"]]
    assert all("run" not in step for job in deploys for step in job["steps"])
    if path.name == "check.yml":
        assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}] * 2


@pytest.mark.parametrize("path", FILES, ids=named)
def test_actions_are_pinned_to_commits(path: Path) -> None:
    """Each by its full commit, with the version beside it, the same everywhere."""
    used = re.findall(r"uses: (\S+)@(.+)", path.read_text(encoding="utf-8"))
    assert used
    assert [(name, pin) for name, pin in used if PINS.get(name) != pin] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_schedule_is_at_an_odd_minute(path: Path) -> None:
    """At full and half hours GitHub drops runs; forks don't run on a schedule; a public repository's is kept alive."""
    workflow = yaml.safe_load(scheduled(path))
    crons = [one["cron"] for one in workflow[True].get("schedule", [])]
    assert bool(crons) == (path.name != "check.yml")
    for cron in crons:
        assert int(cron.split()[0]) % 5
        assert workflow["jobs"]["keep-alive"]["permissions"] == {"actions": "write"}
        assert f"/{path.name}/enable" in workflow["jobs"]["keep-alive"]["steps"][0]["run"]
        assert "!github.event.repository.fork" in next(iter(workflow["jobs"].values()))["if"]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_step_is_one_command(path: Path) -> None:
    """Of make, cobrand, mkdocs, pip or gh: whoever has no runner can type it."""
    runs = [step["run"] for _, step in steps(path) if "run" in step]
    assert runs
    assert [run for run in runs if not ONE_COMMAND.fullmatch(run)] == []


@pytest.mark.parametrize("path", sorted(START.glob("*.yml")), ids=named)
def test_the_handbook_has_them_word_for_word(path: Path) -> None:
    """Who has a site already copies them from there."""
    text = (ROOT / "docs/guide/workflows.md").read_text(encoding="utf-8")
    assert f"```yaml\n{path.read_text(encoding='utf-8')}```\n" in text


INSTALL = "pip install --requirement requirements.txt"
INSTALLED: set[str] = set()  # the requirements that pip has met: all jobs share the environment that the tests run in


# --- runs ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Runner:
    """A machine that runs jobs as GitHub's do: a fresh clone for each, a cache between them, gh, and the step summary."""

    root: Path
    github: gh.GitHub
    cache: Path
    variables: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def clone(self, depth: int) -> Path:
        """Check the main branch out as actions/checkout does."""
        place = self.root / "work"
        shutil.rmtree(place, ignore_errors=True)
        history = ("--depth=1", "--single-branch") if depth else ()
        self.git("clone", "--quiet", *history, f"file://{self.root}/site.git", str(place), folder=self.root)
        return place

    def git(self, *arguments: str, folder: Path) -> str:
        """Run git; fail with what it said."""
        who = ("-c", "user.name=Editor", "-c", "user.email=editor@halden.example")
        done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def job(self, path: Path, name: str, *, prepare: Callable[[Path], None] = lambda _: None, code: int = 0) -> Path:
        """Run all steps of a job, in order; `code` is what the last one that runs must exit with."""
        place, skipped = self.root, False
        for step in read(path)["jobs"][name]["steps"]:
            action = step.get("uses", "").partition("@")[0]
            if action == "actions/checkout":
                place = self.clone(0 if step["with"].get("fetch-depth") == 0 else 1)
                prepare(place)
            elif action == "actions/cache/restore":
                committed = "hashFiles" in step.get("if", "") and any((place / ".cobrand/archive").glob("*.jsonl"))
                skipped = committed
                self._restore(place / step["with"]["path"], skip=committed)
            elif action == "actions/cache/save":
                self._save(place / step["with"]["path"], skip=skipped and "kept.outcome" in step["if"])
            elif "run" in step:
                last = self._run(step, place)
                if last:
                    assert last == code, self.said
                    return place
        assert code == 0, self.said
        return place

    def _run(self, step: dict[str, Any], place: Path) -> int:
        wanted = (place / "requirements.txt").read_text(encoding="utf-8") if step["run"] == INSTALL else None
        if wanted in INSTALLED:
            return 0
        given = {key: str(value).replace("${{ github.token }}", "token") for key, value in step.get("env", {}).items()}
        env = {
            **os.environ,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "halden/website",
            "GITHUB_BASE_REF": "main",
            "GITHUB_STEP_SUMMARY": str(self.root / "summary.md"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PATH": f"{self.github.folder}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}",
            **self.variables,
            **given,
        }
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=300)
        if wanted is not None and done.returncode == 0:
            INSTALLED.add(wanted)
        self.said = f"$ {step['run']}\n{done.stdout}{done.stderr}"
        return done.returncode

    def _restore(self, path: Path, *, skip: bool) -> None:
        kept = self.cache / path.name
        if kept.is_dir() and not skip:
            shutil.copytree(kept, path, dirs_exist_ok=True)
        elif kept.is_file() and not skip:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, path)

    def _save(self, path: Path, *, skip: bool) -> None:
        kept = self.cache / path.name
        if path.is_dir() and not skip:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(path, kept)
        elif path.is_file() and not skip:
            shutil.copyfile(path, kept)


def started(tmp_path: Path) -> Runner:
    """Make a runner with an empty repository."""
    made = Runner(tmp_path, gh.install(tmp_path / "bin"), tmp_path / "cache")
    made.cache.mkdir()
    made.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "site.git"), folder=tmp_path)
    return made


# --- another site's --------------------------------------------------------------------------------------------------

ADA = """---
name: Ada Lindqvist
job_title: Analyst
practices: [Measurement]
blog: https://ada.example/feed.xml
---
Ada measures.
"""
ONE = ("Eleven weeks", "Thu, 05 Nov 2026 09:00:00 GMT")
LONG_AGO = datetime(2026, 1, 9, tzinfo=UTC)
TWO = ("Twelve weeks", "Fri, 06 Nov 2026 09:00:00 GMT")


@pytest.fixture
def theirs(tmp_path: Path) -> Runner:
    """Put what `cobrand init` writes into a repository, with one person whose blog is in a folder beside the checkout.

    requirements.txt names what the tests' own environment has, so that pip runs, finds it there, and asks nobody.
    """
    made = started(tmp_path)
    made.variables = {"SOURCE_DATE_EPOCH": "1795165200", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    editor = tmp_path / "editor"
    requirement = "mkdocs-cobrand"
    files = new_site(
        Choices(site_name="Halden", site_url="https://www.halden.example/", requirement=requirement), example=True
    )
    Site(editor).write("".join(f"-- {name} --\n{text}" for name, text in files.items()))
    config = editor / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("  - cobrand:\n", "  - cobrand:\n      web: ../web\n"),
        encoding="utf-8",
    )
    (editor / "experts/ada-lindqvist.md").write_text(ADA, encoding="utf-8")
    push(made, "Begin", first=True)
    Site(tmp_path).feed("ada.example", ONE)
    return made


def push(runner: Runner, message: str, *, first: bool = False) -> None:
    """Commit what the editor has, and push it."""
    editor = runner.root / "editor"
    if first:
        runner.git("init", "--quiet", "--initial-branch=main", folder=editor)
        runner.git("remote", "add", "origin", str(runner.root / "site.git"), folder=editor)
    runner.git("add", "--all", folder=editor)
    runner.git("commit", "--quiet", "--message", message, folder=editor)
    runner.git("push", "--quiet", "origin", "main", folder=editor)


def keep_in_git(runner: Runner) -> None:
    """Take the archive out of .gitignore, as review.yml says."""
    ignored = runner.root / "editor/.gitignore"
    ignored.write_text(ignored.read_text(encoding="utf-8").replace("/.cobrand/\n", ""), encoding="utf-8")


def page(place: Path, path: str) -> str:
    """Return a page that was built."""
    return (place / "site" / path).read_text(encoding="utf-8")


def test_publishing_keeps_what_was_pulled_from_run_to_run(theirs: Runner) -> None:
    """A post that has left the feed is still on the site when the next machine builds it, for the cache had it."""
    built = theirs.job(START / "publish.yml", "build")
    assert "Eleven weeks" in page(built, "experts/ada-lindqvist/index.html")
    Site(theirs.root).feed("ada.example", TWO)
    built = theirs.job(START / "publish.yml", "build")
    assert all(title in page(built, "blog/index.html") for title in ("Eleven weeks", "Twelve weeks"))
    assert theirs.git("status", "--porcelain", folder=built) in {"", "?? .cobrand/"}


def test_a_committed_archive_is_what_counts(theirs: Runner) -> None:
    """Where it is committed, an older one from a cache does not take its place."""
    for folder, title in ((theirs.cache, "Ten weeks"), (theirs.root / "editor", "Thirteen weeks")):
        link = "https://ada.example/weeks"
        post = Entry(blog="https://ada.example/feed.xml", id=link, link=link, title=title, published=LONG_AGO)
        Archive(folder / ".cobrand").write(Snapshot(slug="ada-lindqvist", entries=(post,)))
    keep_in_git(theirs)
    push(theirs, "Keep the archive")
    built = theirs.job(START / "publish.yml", "build")
    assert "Thirteen weeks" in page(built, "blog/index.html")
    assert "Ten weeks" not in page(built, "blog/index.html")


def test_a_newcomer_learns_what_would_show(theirs: Runner) -> None:
    """Feed found, posts that would show, those that are filtered and why, no photo, no link back, in the job's summary."""
    web = theirs.root / "web/mei.example"
    web.mkdir()
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    (web / "index.html").write_text(
        f"<html><head><title>Mei</title>{link}</head><body>Mei</body></html>", encoding="utf-8"
    )
    Site(theirs.root).feed("mei.example", ("Small model", ONE[1]), ("Support during layoffs", TWO[1]))
    mei = "---\nname: Mei Okafor\nblog: {url: https://mei.example/, skip: {keywords: [layoffs]}}\n---\nMei counts.\n"

    def branch(place: Path) -> None:
        (place / "experts/mei-okafor.md").write_text(mei, encoding="utf-8")
        theirs.git("switch", "--quiet", "--create", "mei", folder=place)
        theirs.git("add", "--all", folder=place)
        theirs.git("commit", "--quiet", "--message", "Add Mei", folder=place)

    theirs.job(START / "check.yml", "build", prepare=branch)
    theirs.job(START / "check.yml", "profiles", prepare=branch)
    told = (theirs.root / "summary.md").read_text(encoding="utf-8").replace("&#8203;", "")
    for part in (
        "Mei Okafor",
        "https://mei.example/feed.xml",
        "Small model",
        "layoffs",
        "photo",
        "link back",
        'rel="me"',
    ):
        assert part in told, told
    assert "Ada Lindqvist" not in told


def test_a_broken_profile_is_marked_on_its_line(theirs: Runner) -> None:
    """The check fails, with an annotation beside the mistake."""

    def spoil(place: Path) -> None:
        (place / "experts/ada-lindqvist.md").write_text(ADA.replace("job_title", "jobtitle"), encoding="utf-8")

    theirs.job(START / "check.yml", "build", prepare=spoil, code=1)
    assert "::error file=experts/ada-lindqvist.md,line=3" in theirs.said


def test_reviewed_news_are_published_by_the_merge(theirs: Runner) -> None:
    """With `pull: never`, a run opens one pull request, and a build after its merge shows what was in it."""
    config = theirs.root / "editor/mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("web: ../web", "web: ../web\n      pull: never"), encoding="utf-8"
    )
    keep_in_git(theirs)
    push(theirs, "Review first")
    theirs.job(START / "review.yml", "propose")
    assert [one["title"] for one in theirs.github.pulls] == ["1 new post by Ada Lindqvist"]
    theirs.git("push", "--quiet", "origin", "origin/cobrand/news:main", folder=theirs.clone(0))
    built = theirs.job(START / "publish.yml", "build")
    assert "Eleven weeks" in page(built, "blog/index.html")


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "check.yml"], ids=named)
def test_a_schedule_says_that_it_is_wanted(tmp_path: Path, path: Path) -> None:
    """GitHub is asked to enable the workflow, of this repository, and nothing else."""
    runner = started(tmp_path)
    runner.job(path, "keep-alive")
    place = f"repos/halden/website/actions/workflows/{path.name}/enable"
    assert runner.github.calls == [{"arguments": ["api", "--method", "PUT", place], "said": None}]


# --- ours ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(tmp_path: Path) -> Runner:
    """Put this repository, as it is now, into a bare one; without its tests, of which the site needs only their web."""
    made = started(tmp_path)
    editor = tmp_path / "editor"
    listed = made.git("ls-files", "--cached", "--others", "--exclude-standard", "-z", folder=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and (not name.startswith("tests/") or name.startswith("tests/web/")):
            (editor / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, editor / name)
    push(made, "Begin", first=True)
    return made


def installed(place: Path) -> None:
    """Give a checkout the environment that the tests run in: installing another takes minutes, and `make` has done it once."""
    (place / ".venv").mkdir()
    for part in BIN.parent.iterdir():
        if part.name != ".installed":
            (place / ".venv" / part.name).symlink_to(part)
    os.utime(place / "pyproject.toml", (0, 0))
    (place / ".venv" / ".installed").touch()


def test_our_own_site_is_published_checked_and_reviewed(ours: Runner) -> None:
    """Each job of ours runs in a clean checkout, and none changes a file that is committed."""
    ours.variables = {"NO_MKDOCS_2_WARNING": "1"}
    built = ours.job(OURS / "publish.yml", "build", prepare=installed)
    assert "Mei Okafor" in page(built, "experts/mei-okafor/index.html")
    assert ours.git("status", "--porcelain", folder=built) == ""
    ours.job(OURS / "check.yml", "build", prepare=installed)
    ours.job(OURS / "check.yml", "profiles", prepare=installed)
    ours.job(OURS / "review.yml", "propose", prepare=installed)
    assert "Nothing new, and nothing to review." in ours.said
    assert ours.github.pulls == []

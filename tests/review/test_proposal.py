"""Review by pull request, with a real repository: scheduled runs, a reviewer's commits, merges, and what goes wrong."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import gh
from cobrand.cli.program import main
from cobrand.errors import ToolError
from cobrand.review.git import Repository
from sites import Site

SITE = """
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
plugins:
  - cobrand:
      pull: never
      web: ../web
-- docs/index.md --
# Halden
-- experts/ada.md --
---
name: Ada Lindqvist
practices: [Marketing]
blog: {url: https://ada.example/feed.xml, skip: {keywords: [layoffs]}}
---
Ada measures.
-- experts/mei.md --
---
name: Mei Okafor
practices: [Insight]
blog: https://mei.example/feed.xml
---
Mei counts.
"""
ONE = ("Eleven weeks", "Thu, 05 Nov 2026 09:00:00 GMT")
TWO = ("Small model", "Fri, 06 Nov 2026 09:00:00 GMT")
THREE = ("On layoffs", "Sat, 07 Nov 2026 09:00:00 GMT")
FOUR = ("Long list", "Sun, 08 Nov 2026 09:00:00 GMT")
NEWS = "cobrand/news"


@dataclass(frozen=True, slots=True)
class Desk:
    """A bare repository, the clones of it that work on it, GitHub, and the web."""

    root: Path
    github: gh.GitHub

    def git(self, *arguments: str, folder: str = "editor") -> str:
        """Run git as the editor, or in another folder."""
        who = ("-c", "user.name=Editor", "-c", "user.email=editor@halden.example")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.root / folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def feed(self, host: str, *posts: tuple[str, str], title: str | None = None) -> None:
        """Let a blog's feed hold these posts."""
        Site(self.root).feed(host, *posts, title=title)

    def run(self, *arguments: str, code: int = 0, site: str = ".", template: Path | None = None) -> str:
        """Run `cobrand propose` in a fresh checkout, as a runner has it; return what it printed."""
        folder = self.root / "runner"
        subprocess.run(["rm", "-rf", folder], check=True)
        hooks = [f"--template={template}"] if template else []
        self.git("clone", "--quiet", "--depth=1", *hooks, f"file://{self.root}/site.git", "runner", folder=".")
        done = CliRunner().invoke(main, ["propose", "--config-file", str(folder / site / "mkdocs.yml"), *arguments])
        assert done.exit_code == code, done.output
        return done.output

    def write(self, path: str, text: str, *, branch: str = "main") -> None:
        """Let the editor change a file on a branch."""
        self.git("fetch", "--quiet", "origin")
        self.git("switch", "--quiet", "--force-create", branch, f"origin/{branch}")
        (self.root / "editor" / path).write_text(text, encoding="utf-8")
        self.git("commit", "--quiet", "--all", "--message", f"Change {path}")
        self.git("push", "--quiet", "origin", branch)

    def merge(self, *, how: str = "--no-ff") -> None:
        """Merge the open pull request as GitHub's button does, and delete nothing."""
        self.git("fetch", "--quiet", "origin")
        self.git("switch", "--quiet", "--force-create", "main", "origin/main")
        self.git("merge", "--quiet", how, f"origin/{NEWS}", *(() if how == "--squash" else ("-m", "Merge")))
        if how == "--squash":
            self.git("commit", "--quiet", "--message", "Squashed")
        self.git("push", "--quiet", "origin", "main")
        self.github.close(len(self.github.pulls), merged=True)

    def titles(self, slug: str, branch: str = "main") -> list[str]:
        """List the posts that a branch holds of somebody, newest first."""
        text = self.git("show", f"{branch}:.cobrand/archive/{slug}.jsonl", folder="site.git")
        return [line.partition('"title":"')[2].partition('"')[0] for line in text.splitlines()[1:]]

    def head(self, branch: str) -> str:
        """Return the commit that a branch stands at."""
        return self.git("rev-parse", branch, folder="site.git")

    @property
    def open(self) -> list[str]:
        """The titles of the pull requests that are open."""
        return [one["title"] for one in self.github.pulls if one["state"] == "open"]

    @property
    def body(self) -> str:
        """The text of the newest pull request."""
        return str(self.github.pulls[-1]["body"])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Make a repository with a site of two people, each with one post, neither pulled yet."""
    made = Desk(tmp_path, gh.install(tmp_path / "bin"))
    monkeypatch.setenv("PATH", f"{made.github.folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    (tmp_path / "editor").mkdir()
    made.git("init", "--quiet", "--bare", "--initial-branch=main", "../site.git")
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("remote", "add", "origin", "../site.git")
    Site(tmp_path / "editor").write(SITE)
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Begin")
    made.git("push", "--quiet", "origin", "main")
    made.feed("ada.example", ONE)
    made.feed("mei.example", TWO)
    return made


def test_runs_on_a_schedule_keep_one_pull_request_whose_merge_publishes(desk: Desk) -> None:
    """The first run opens it, the next brings it up to date, a run without news does nothing, and merging ends it."""
    assert "Opened https://github.example/halden/website/pull/1" in desk.run()
    assert desk.open == ["2 new posts by Mei Okafor and Ada Lindqvist"]
    assert "### Marketing\n\n- **[Eleven weeks](https://ada.example/eleven-weeks)**" in desk.body
    assert "_About Small model._" in desk.body
    assert desk.git("ls-tree", "main", ".cobrand", folder="site.git") == ""

    desk.feed("ada.example", ONE, THREE, FOUR)
    assert "Updated" in desk.run()
    assert desk.open == ["3 new posts by Ada Lindqvist and Mei Okafor"]
    assert "[Small model]" in desk.body, "the text says all that a merge would change, not only the last run's"
    hidden = desk.body.partition("## New, and would not show")[2]
    assert "[On layoffs]" in hidden
    assert "Why: skip → keywords in experts/ada.md" in hidden

    before = desk.head(NEWS), desk.github.pulls
    assert "Nothing new." in desk.run()
    assert (desk.head(NEWS), desk.github.pulls) == before

    desk.merge()
    assert desk.titles("ada") == ["Long list", "On layoffs", "Eleven weeks"]
    before = desk.head(NEWS), desk.github.pulls
    assert "Nothing new, and nothing to review." in desk.run()
    assert (desk.head(NEWS), desk.github.pulls) == before


def test_a_post_stays_in_review_when_it_leaves_the_feed(desk: Desk) -> None:
    """What was pulled a week ago is nowhere else any more; a feed that fails today takes nothing back either."""
    desk.feed("ada.example", THREE, FOUR)
    desk.run()
    desk.feed("ada.example", ONE)
    (desk.root / "web" / "mei.example" / "feed.xml").unlink()
    desk.run()
    assert desk.titles("ada", NEWS) == ["Long list", "On layoffs", "Eleven weeks"]
    assert desk.titles("mei", NEWS) == ["Small model"]
    assert "**mei.example** (Mei Okafor)" in desk.body.partition("## Failing now")[2]


@pytest.mark.parametrize("how", ["--no-ff", "--squash"])
def test_the_next_news_after_a_merge_are_a_new_pull_request(desk: Desk, how: str) -> None:
    """However it was merged, and though nobody deleted the branch, the next text holds only what is new."""
    desk.run()
    desk.merge(how=how)
    desk.feed("mei.example", TWO, FOUR)
    desk.run()
    assert desk.open == ["1 new post by Mei Okafor"]
    assert "Eleven weeks" not in desk.body
    assert desk.git("merge-base", "main", NEWS, folder="site.git") == desk.head("main")


def test_what_a_reviewer_commits_on_the_branch_stays(desk: Desk) -> None:
    """A post that the reviewer hides, in the pull request itself, is listed with the rule, and merged with it."""
    desk.run()
    profile = (desk.root / "editor" / "experts" / "mei.md").read_text(encoding="utf-8")
    hide = profile.replace("blog:", "hide: [https://mei.example/small-model]\nblog:")
    desk.write("experts/mei.md", hide, branch=NEWS)
    desk.run()
    assert desk.open == ["1 new post by Ada Lindqvist"]
    assert "Why: hidden in the profile" in desk.body.partition("## New, and would not show")[2]
    desk.merge()
    assert "hide:" in desk.git("show", "main:experts/mei.md", folder="site.git")


def test_edits_on_both_branches_meet_in_the_archive(desk: Desk) -> None:
    """Where the published archive was mended by hand meanwhile, the mended line stays, and so does what waits for review."""
    desk.run()
    desk.merge()
    desk.feed("ada.example", FOUR)
    desk.run()
    path = ".cobrand/archive/ada.jsonl"
    mended = desk.git("show", f"main:{path}", folder="site.git").replace("Eleven weeks", "Twelve weeks")
    desk.write(path, mended + "\n")
    desk.run()
    assert desk.titles("ada", NEWS) == ["Long list", "Twelve weeks"]
    assert desk.open == ["1 new post by Ada Lindqvist"]
    desk.merge()
    assert desk.titles("ada") == ["Long list", "Twelve weeks"]


def test_a_conflict_that_people_must_solve_is_named(desk: Desk) -> None:
    """Two edits of one profile, on the branch and where it is published: nothing is pushed, and the files are named."""
    desk.run()
    profile = (desk.root / "editor" / "experts" / "mei.md").read_text(encoding="utf-8")
    desk.write("experts/mei.md", profile.replace("Mei counts.", "Mei counts twice."), branch=NEWS)
    desk.write("experts/mei.md", profile.replace("Mei counts.", "Mei counts thrice."))
    before = desk.head(NEWS), desk.github.pulls
    said = desk.run(code=1)
    assert "main and cobrand/news have both changed experts/mei.md." in said
    assert "Merge main into cobrand/news by hand" in said
    assert (desk.head(NEWS), desk.github.pulls) == before


def test_a_pull_request_that_would_change_nothing_is_closed(desk: Desk) -> None:
    """Somebody has pushed what waited for review to where it is published, past the pull request."""
    desk.run()
    desk.git("fetch", "--quiet", "origin")
    desk.git("switch", "--quiet", "--force-create", "main", f"origin/{NEWS}")
    desk.git("push", "--quiet", "origin", "main")
    assert "Nothing is left to review. Closed" in desk.run()
    assert desk.open == []


def test_closing_puts_it_off_to_the_next_run(desk: Desk) -> None:
    """Turning it down hides nothing: only `hide` does, and so the same news come again."""
    desk.run()
    desk.github.close(1, merged=False)
    assert "Opened https://github.example/halden/website/pull/2" in desk.run()
    assert len(desk.open) == 1


def test_the_text_says_what_was_edited_and_what_has_gone(desk: Desk) -> None:
    """An edited title with the old one beside it; a post that its author takes back; a person who has gone."""
    desk.run()
    desk.merge()
    feed = desk.root / "web" / "ada.example" / "feed.xml"
    feed.write_text(
        feed.read_text(encoding="utf-8")
        .replace("<title>Eleven weeks</title>", "<title>Twelve @everyone weeks</title>")
        .replace("About Eleven weeks.", "About twelve weeks without retargeting."),
        encoding="utf-8",
    )
    feed = desk.root / "web" / "mei.example" / "feed.xml"
    optout = "<category>no-syndicate</category></item>"
    feed.write_text(feed.read_text(encoding="utf-8").replace("</item>", optout), encoding="utf-8")
    desk.run("--all")
    assert desk.open == ["1 edit, 1 post gone"]
    edited = desk.body.partition("## Edited")[2]
    assert "The title was: Eleven weeks" in edited
    assert "[Twelve @&#8203;everyone weeks](https://ada.example/eleven-weeks)" in edited
    assert "Was: About Eleven weeks." in edited
    assert "Now: About twelve weeks without retargeting." in edited
    assert "Why: its author gave it the category 'no-syndicate'" in desk.body.partition("## No longer shows")[2]


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda desk: desk.write(".gitignore", ".cobrand/\n"), ".cobrand/archive/ is ignored by git"),
        (lambda desk: (desk.github.folder / "forbidden").touch(), "Allow it in Settings → Actions → General"),
        (lambda desk: desk.write("experts/mei.md", "---\nnaem: Mei\n---\n"), "experts/mei.md:2: unknown key `naem`"),
    ],
    ids=["ignored archive", "no leave to open one", "a mistake in a profile"],
)
def test_what_stands_in_the_way_is_said(desk: Desk, spoil: Callable[[Desk], None], what: str) -> None:
    """One message with what to do, no traceback, and the published branch checked out as before."""
    (desk.root / "editor" / ".gitignore").touch()
    desk.git("add", ".gitignore")
    desk.git("commit", "--quiet", "--message", "Ignore nothing")
    desk.git("push", "--quiet", "origin", "main")
    spoil(desk)
    said = desk.run(code=1)
    assert what in said
    assert desk.git("branch", "--show-current", folder="runner") == "main"


def test_a_site_may_be_in_a_folder_of_its_repository(desk: Desk) -> None:
    """All paths are from the site's folder, wherever that is; what lies beside it stays as it is."""
    desk.git("switch", "--quiet", "main")
    (desk.root / "editor" / "website").mkdir()
    for name in ("mkdocs.yml", "docs", "experts"):
        desk.git("mv", name, f"website/{name}")
    config = (desk.root / "editor" / "website" / "mkdocs.yml").read_text(encoding="utf-8")
    (desk.root / "editor" / "website" / "mkdocs.yml").write_text(
        config.replace("../web", "../../web"), encoding="utf-8"
    )
    desk.git("commit", "--quiet", "--all", "--message", "Move")
    desk.git("push", "--quiet", "origin", "main")
    desk.run(site="website")
    desk.merge()
    desk.feed("ada.example", ONE, FOUR)
    desk.run(site="website")
    assert desk.open == ["1 new post by Ada Lindqvist"]
    changed = desk.git("diff", "--name-only", f"main..{NEWS}", folder="site.git")
    assert changed == "website/.cobrand/archive/ada.jsonl"


def test_two_runs_at_once_lose_nothing(desk: Desk) -> None:
    """What was pushed to the review after a run began is never overwritten: that run ends, and the next takes it in."""
    desk.run()
    desk.feed("ada.example", ONE, FOUR)
    hook = desk.root / "bin" / "meanwhile"
    clone = f"git clone --quiet --branch {NEWS} {desk.root}/site.git {desk.root}/other 2>&1"
    commit = "git -c user.name=E -c user.email=e@halden.example commit --quiet --allow-empty --message Meanwhile"
    hook.write_text(f"#!/bin/sh\n{clone} && cd {desk.root}/other && {commit} && git push --quiet\n", encoding="utf-8")
    hook.chmod(0o755)
    template = desk.root / "template" / "hooks"
    template.mkdir(parents=True)
    (template / "pre-push").write_text(f"#!/bin/sh\nexec {hook}\n", encoding="utf-8")
    (template / "pre-push").chmod(0o755)
    said = desk.run(code=1, template=template.parent)
    assert "The next run takes that in." in said
    desk.run()
    assert desk.git("log", "--format=%s", f"main..{NEWS}", folder="site.git").splitlines() == [
        "3 new posts by Ada Lindqvist and Mei Okafor",
        "Meanwhile",
        "2 new posts by Mei Okafor and Ada Lindqvist",
    ]


def test_a_program_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without gh, one learns that, and what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="`gh` is not installed here, or not on the PATH"):
        Repository(tmp_path).gh("repos/{owner}/{repo}/pulls")


def test_builds_that_pull_by_themselves_are_pointed_out(desk: Desk) -> None:
    """Review protects nothing where a build publishes what it has just pulled."""
    config = (desk.root / "editor" / "mkdocs.yml").read_text(encoding="utf-8")
    desk.write("mkdocs.yml", config.replace("pull: never", "pull: auto"))
    assert "Set `pull: never` in mkdocs.yml." in desk.run()


def test_a_repository_without_another_side_is_told_how_to_name_one(tmp_path: Path) -> None:
    """Git itself only says that there is none."""
    repository = Repository(tmp_path)
    repository.git("init", "--quiet")
    with pytest.raises(ToolError) as caught:
        repository.remote("fetch", "--quiet", "origin")
    assert str(caught.value).endswith("`git remote add origin …`.")

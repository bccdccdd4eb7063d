"""A pull on a branch of its own → one pull request that stays open until somebody merges it, and says all it would change.

The branch lives on from run to run, with the published branch merged in: what a feed showed last week and shows no more
is still in it, and so is what a reviewer has committed there. It is never rewritten while it holds anything unpublished.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from cobrand.archive import Archive, united
from cobrand.errors import ToolError
from cobrand.jsonl import decode, encode
from cobrand.model import Snapshot
from cobrand.review.git import Repository
from cobrand.review.summary import Summary

BRANCH = "cobrand/news"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review under way: the branch that is published, that of the review, and the review's commit on the other side.

    `folder` is the archive's, below the site's own folder.
    """

    repository: Repository
    base: str
    branch: str
    folder: str
    seen: str | None

    @property
    def published(self) -> str:
        """The commit that is published."""
        return f"refs/remotes/origin/{self.base}"

    @contextmanager
    def before(self) -> Iterator[Archive]:
        """Give the archive as it is published."""
        with self.repository.unpacked(self.published, self.folder) as place:
            yield Archive(place.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What came of it: a pull request that was opened, brought up to date, closed, or is as it was; or nothing to review."""

    state: Literal["opened", "updated", "unchanged", "closed", "nothing"]
    url: str | None = None


@contextmanager
def reviewing(repository: Repository, *, archive: Path, branch: str = BRANCH) -> Iterator[Review]:
    """Check out the branch of the review, with all that is published merged in; and the published one again at the end.

    Raises ToolError, and leaves everything as it was, when there is uncommitted work, when the archive is kept out of
    git, or when both branches have changed a file that isn't the archive's.
    """
    base = repository.branch()
    folder = archive.relative_to(repository.root).as_posix()
    _ready(repository, base, branch, folder)
    review = _fetched(repository, base, branch, folder)
    try:
        _take_up(review)
        yield review
    finally:
        repository.git("switch", "--quiet", "--discard-changes", base)


def propose(review: Review, summary: Summary) -> Proposed:
    """Commit what was pulled, push it, and open the pull request or bring it up to date; raises ToolError."""
    repository = review.repository
    ignored = f"{review.folder.rpartition('/')[0]}/.gitignore"
    kept = [path for path in (review.folder, ignored) if (repository.root / path).exists()]
    repository.git("add", "--all", "--", *kept)
    if not repository.asks("diff", "--cached", "--quiet"):
        repository.commit(summary.title)
    if repository.asks("diff", "--quiet", review.published, "HEAD"):
        return _close(review)
    head = repository.commit_of("HEAD")
    if head != review.seen:
        lease = f"--force-with-lease=refs/heads/{review.branch}:{review.seen or ''}"
        repository.remote("push", "--quiet", lease, "origin", f"HEAD:refs/heads/{review.branch}")
    return _say(review, summary)


# --- the branch ------------------------------------------------------------------------------------------------------


def _ready(repository: Repository, base: str, branch: str, folder: str) -> None:
    if base == branch:
        raise ToolError(f"{branch} is checked out, the branch of the review. Check out the one that is published.")
    if repository.git("status", "--porcelain", "--untracked-files=no"):
        raise ToolError("There are changes that are not committed. Commit or stash them; then try again.")
    if repository.asks("check-ignore", "--quiet", "--", f"{folder}/any.jsonl"):
        raise ToolError(f"{folder}/ is ignored by git, and so can't be reviewed. Take it out of .gitignore.")


def _fetched(repository: Repository, base: str, branch: str, folder: str) -> Review:
    deeper = ("--unshallow",) if repository.git("rev-parse", "--is-shallow-repository") == "true" else ()
    names = [base]
    if listed := repository.remote("ls-remote", "--heads", "origin", f"refs/heads/{branch}"):
        names.append(branch)
    refs = [f"+refs/heads/{name}:refs/remotes/origin/{name}" for name in names]
    repository.remote("fetch", "--quiet", "--no-tags", *deeper, "origin", *refs)
    seen = repository.commit_of(f"refs/remotes/origin/{branch}") if listed else None
    review = Review(repository=repository, base=base, branch=branch, folder=folder, seen=seen)
    mine = repository.commit_of(f"refs/heads/{branch}")
    if mine and not repository.asks("merge-base", "--is-ancestor", mine, seen or review.published):
        raise ToolError(f"{branch} has commits here that were never pushed. Push them, or delete the branch.")
    return review


def _take_up(review: Review) -> None:
    git, asks = review.repository.git, review.repository.asks
    git("switch", "--quiet", "--no-track", "--force-create", review.branch, review.seen or review.published)
    if asks("merge-base", "--is-ancestor", "HEAD", review.published):
        git("reset", "--quiet", "--hard", review.published)
    elif not asks("merge-base", "--is-ancestor", review.published, "HEAD"):
        _merge(review)
    if asks("diff", "--quiet", review.published, "HEAD"):  # it was merged in another way, squashed for one: begin anew
        git("reset", "--quiet", "--hard", review.published)


def _merge(review: Review) -> None:
    """Merge what is published into the review. In the archive, posts of both stay; anything else is for people to solve."""
    repository, published = review.repository, review.published
    start = repository.git("merge-base", "HEAD", published)
    both = set.intersection(*(set(repository.changed(start, one, "--", review.folder)) for one in ("HEAD", published)))
    repository.asks(*repository.named(), "merge", "--quiet", "--no-ff", "--no-commit", published)
    for path in sorted(both):
        _unite(review, path, start)
    if stuck := repository.git("diff", "--name-only", "--diff-filter=U"):
        repository.git("merge", "--abort")
        files = ", ".join(stuck.splitlines())
        remedy = f"Merge {review.base} into {review.branch} by hand, and push it; the next run goes on from there."
        raise ToolError(f"{review.base} and {review.branch} have both changed {files}. {remedy}")
    repository.commit(f"Take in {review.base}")


def _unite(review: Review, path: str, start: str) -> None:
    file, slug = review.repository.root / path, Path(path).stem
    raws = [review.repository.content(one, path) for one in (start, review.published, "HEAD")]
    _, ours, theirs = raws
    if ours is not None and theirs is not None and file.suffix == ".jsonl":
        held = [decode(raw or encode(Snapshot(slug=slug)), slug=slug, path=file) for raw in raws]
        ours = encode(united(*held))
    if ours is None:
        review.repository.git("rm", "--quiet", "--force", "--", path)
        return
    file.write_bytes(ours)
    review.repository.git("add", "--", path)


# --- the pull request ------------------------------------------------------------------------------------------------


def _say(review: Review, summary: Summary) -> Proposed:
    said = {"title": summary.title, "body": summary.text}
    there = _open(review)
    if there is None:
        made = review.repository.gh(
            "--method", "POST", "repos/{owner}/{repo}/pulls", said={**said, "head": review.branch, "base": review.base}
        )
        return Proposed(state="opened", url=made["html_url"])
    if (there["title"], _lines(there["body"])) == (said["title"], _lines(said["body"])):
        return Proposed(state="unchanged", url=there["html_url"])
    review.repository.gh("--method", "PATCH", f"repos/{{owner}}/{{repo}}/pulls/{there['number']}", said=said)
    return Proposed(state="updated", url=there["html_url"])


def _close(review: Review) -> Proposed:
    """Close a pull request that would change nothing any more."""
    there = _open(review) if review.seen else None
    if there is None:
        return Proposed(state="nothing")
    number = f"repos/{{owner}}/{{repo}}/pulls/{there['number']}"
    review.repository.gh("--method", "PATCH", number, said={"state": "closed"})
    return Proposed(state="closed", url=there["html_url"])


def _open(review: Review) -> dict[str, str] | None:
    """Ask for the pull request that is open; there is at most one from one branch to another."""
    asked = f"state=open&head={{owner}}:{quote(review.branch, safe='')}&base={quote(review.base, safe='')}"
    found: list[dict[str, str]] = review.repository.gh(f"repos/{{owner}}/{{repo}}/pulls?{asked}")
    return found[0] if found else None


def _lines(body: str | None) -> list[str]:
    return (body or "").strip().splitlines()

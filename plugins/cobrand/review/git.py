"""The few commands of git and gh that a review needs, run by `programs`.

Git asks gh for credentials where it has none of its own, so that a checkout need not keep a
token lying about in its configuration.
"""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from cobrand.errors import ToolError
from cobrand.programs import failed, output, started

BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
"""Who commits where nobody has said who: GitHub's own name for what its runners do."""

_CREDENTIALS = ("-c", "credential.helper=!gh auth git-credential")


@dataclass(frozen=True, slots=True)
class Repository:
    """A clone, seen from the folder of the site in it: all paths are below that folder."""

    root: Path

    def git(self, *arguments: str) -> str:
        """Run git and return what it printed; raises ToolError."""
        return output("git", *arguments, at=self.root).decode(errors="replace").strip()

    def asks(self, *arguments: str) -> bool:
        """Run git for its exit code: 0 is yes, 1 is no; raises ToolError for any other."""
        done = started("git", *arguments, at=self.root)
        if done.returncode > 1:
            raise failed("git", done)
        return done.returncode == 0

    def remote(self, *arguments: str) -> str:
        """Run a command of git that asks the other side, with gh at hand for credentials; raises ToolError."""
        return self.git(*_CREDENTIALS, *arguments)

    def branch(self) -> str:
        """Return the name of the branch that is checked out; raises ToolError where there is none."""
        name = self.git("branch", "--show-current")
        if not name:
            raise ToolError("No branch is checked out. Check out the one that is published, such as main.")
        return name

    def commit_of(self, name: str) -> str | None:
        """Return the commit that a name stands for, `None` where it stands for none."""
        ref = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return self.git(*ref) if self.asks(*ref) else None

    def changed(self, *arguments: str) -> tuple[str, ...]:
        """List the files that `git diff` finds changed."""
        listed = self.git("diff", "--name-only", "--relative", "-z", "--no-renames", *arguments)
        return tuple(name for name in listed.split("\0") if name)

    def content(self, revision: str, path: str) -> bytes | None:
        """Return a file as a commit has it, `None` where it has none."""
        if not self.git("ls-tree", revision, "--", path):
            return None
        return output("git", "cat-file", "blob", f"{revision}:./{path}", at=self.root)

    def named(self) -> tuple[str, ...]:
        """Return the options that commit in GitHub's name where git knows nobody's."""
        known = self.asks("config", "user.email")
        return () if known else ("-c", f"user.name={BOT[0]}", "-c", f"user.email={BOT[1]}")

    def commit(self, message: str) -> None:
        """Commit what is staged."""
        self.git(*self.named(), "commit", "--quiet", "--message", message)

    @contextmanager
    def unpacked(self, revision: str, folder: str) -> Iterator[Path]:
        """Give a folder's files as a commit has them, in a folder of the same name elsewhere; it follows no folders in it."""
        with TemporaryDirectory(prefix="cobrand-") as elsewhere:
            place = Path(elsewhere) / Path(folder).name
            place.mkdir()
            if self.git("ls-tree", revision, "--", folder):
                packed = output("git", "archive", "--format=tar", revision, "--", folder, at=self.root)
                _unpack(packed, place)
            yield place

    def gh(self, *arguments: str, said: Any = None) -> Any:
        """Ask GitHub's API through gh, with a document of JSON where there is one to say; raises ToolError."""
        given = () if said is None else ("--input", "-")
        told = None if said is None else json.dumps(said).encode()
        raw = output("gh", "api", *arguments, *given, at=self.root, said=told)
        return json.loads(raw) if raw.strip() else None


def _unpack(packed: bytes, place: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file:
                (place / PurePosixPath(member.name).name).write_bytes(file.read())

"""Every error we raise on purpose; anything else is a bug.

::

    CobrandError
    ├── ProblemsError       our user's mistakes, all of them: path:line: what is wrong. What to do.
    ├── ArchiveError        the archive can't be read or written
    │   └── LockedError     another pull is running, or the folder can't be locked
    ├── ToolError           git or gh is missing or failed: what it said
    ├── PhotoError          a picture that no portrait can be made of: reason and remedy
    └── HarvestError        a stranger's failure: reason and remedy, kept as data, never a broken build
        ├── FetchError      no usable answer
        │   ├── RefusedError    we refuse to ask: a private address, a scheme, a port, too many redirects
        │   ├── GoneError       410: asked to stop
        │   └── BusyError       429 or 503: come back later; `retry_at`
        ├── ParseError      an answer that is no feed
        └── FaultError      a fault of ours that came to light at what a stranger wrote
"""

from dataclasses import dataclass
from datetime import datetime


class CobrandError(Exception):
    """Any error of ours."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One mistake of our user's, with its place; `line` counts from 1 and is `None` where a file has no such line."""

    path: str
    line: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.what}. {self.remedy}"


class ProblemsError(CobrandError):
    """Everything that our user has to fix, in the order of the files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ArchiveError(CobrandError):
    """The archive can't be read or written; `problem` says where, if it is one place."""

    def __init__(self, said: str | Problem) -> None:
        super().__init__(str(said))
        self.problem = said if isinstance(said, Problem) else None


class LockedError(ArchiveError):
    """Another pull is running, or nobody can pull here; `reason` is a sentence for who can do without."""

    def __init__(self, problem: str, *, reason: str) -> None:
        super().__init__(problem)
        self.reason = reason


class ToolError(CobrandError):
    """A program that we call is missing or failed; the message says what it said, and what to do."""


class PhotoError(CobrandError):
    """A picture that no portrait can be made of. `reason` speaks of "the picture", not of its place."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)  # as they came, so that it can travel from one process to another
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}. {self.remedy}"


class HarvestError(CobrandError):
    """A stranger's failure. `reason` completes "ada.example …"; `remedy` is a sentence for whoever can help."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}. {self.remedy}"


class FetchError(HarvestError):
    """No usable answer."""


class RefusedError(FetchError):
    """An address that we refuse to ask."""


class GoneError(FetchError):
    """The server said 410: it wants no more questions."""


class BusyError(FetchError):
    """The server said 429 or 503; `retry_at` is when it may be asked again, if it said so."""

    def __init__(self, reason: str, remedy: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(reason, remedy)
        self.retry_at = retry_at


class ParseError(HarvestError):
    """An answer that is no feed."""


class FaultError(HarvestError):
    """What nobody foresaw, at what a stranger wrote; `__cause__` is what went wrong."""

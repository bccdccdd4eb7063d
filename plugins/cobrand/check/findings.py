"""What a check finds, and how sure it is that somebody has to act. It judges nothing."""

from dataclasses import dataclass
from typing import Literal

from cobrand.errors import Problem

Severity = Literal["error", "warning", "hint"]
"""It ends a build, or makes one wrong; somebody has to decide; it would be better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem, how bad it is, and whose profile it is about; `slug` is `None` where it is the site's."""

    severity: Severity
    problem: Problem
    slug: str | None = None

    def __str__(self) -> str:
        """Write it as a line; an error is told as everywhere, and what is less says so."""
        if self.severity == "error":
            return str(self.problem)
        place = self.problem.path if self.problem.line is None else f"{self.problem.path}:{self.problem.line}"
        return f"{place}: {self.severity}: {self.problem.what}. {self.problem.remedy}"

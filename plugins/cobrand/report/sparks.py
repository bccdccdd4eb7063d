"""Numbers → a row of little bars, in characters; and words for what a report counts, the same in every drawing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from cobrand.report.attention import Concern, Kind

BARS = "▁▂▃▄▅▆▇█"
NONE = "·"
DASH = "\u2013"

LABELS: dict[Kind, str] = {
    "held": "Held back",
    "gone": "Gone",
    "warning": "Failing for long",
    "failing": "Failing",
    "unread": "Not asked yet",
    "empty": "No posts",
    "withheld": "Nothing shows",
    "dark": "Dark",
    "missing": "No link back",
    "brand-only": "Link to the company only",
    "moved": "Moved",
}

URGENT: frozenset[Kind] = frozenset({"held", "gone", "warning"})

LINKS = {"verified": "verified", "linked": "linked", "brand-only": "company", "missing": "missing", None: DASH}

UNKNOWN = "not known: no build has run here"


def tally(concerns: Sequence[Concern]) -> str:
    """Say how many there are of each kind, the most urgent first."""
    kinds = Counter(concern.kind for concern in concerns)  # in their order
    return ", ".join(f"{LABELS[kind].lower()} {count:,}" for kind, count in kinds.items())


def spark(counts: Iterable[int], most: int) -> str:
    """Draw counts as bars of one height for one number, wherever they stand; `most` fills a bar."""
    top = max(most, 1)
    return "".join(BARS[min(len(BARS), -(-count * len(BARS) // top)) - 1] if count else NONE for count in counts)


def scale(rows: Iterable[Sequence[int]]) -> int:
    """Return what fills a bar, so that one who writes every day does not flatten everybody else: the top of nine in ten."""
    tops = sorted(max(row) for row in rows if any(row))
    return max(tops[-(len(tops) // 10) - 1] if tops else 1, 3)


def percent(share: float | None) -> str:
    """Write a share; a dash where it can't be told."""
    return DASH if share is None else f"{round(share * 100)}%"


def iso(day: date | None) -> str:
    """Write a day; a dash where there is none."""
    return day.isoformat() if day else DASH


def counted(count: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"

"""The time it is, the time that a command speaks of, and times as people write them in an option."""

import os
import re
from datetime import UTC, date, datetime, time, timedelta

import click

_AGO = re.compile(r"(\d{1,4})\s*(d|days?|w|weeks?|m|months?)", re.IGNORECASE)
_MONTHS = 12


def present() -> datetime:
    """Return the time it is, for what asks the web and what is written down: no build's date changes that."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return SOURCE_DATE_EPOCH where it is set, as for a build, else the present."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return present()
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH must be the seconds since 1970, such as 1795165200, not {epoch!r}."
        raise click.UsageError(message) from None


class Moment(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A day (2026-11-13), or so much time ago (7d, 2w, 1m); of a day, its beginning or its `end`."""

    name = "time"

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Understand a time, or say how to write one."""
        if isinstance(value, datetime):
            return value
        written = str(value).strip()
        try:
            if found := _AGO.fullmatch(written):
                return _before(now(), int(found[1]), found[2][0].lower())
            day = date.fromisoformat(written)
        except (ValueError, OverflowError):
            self.fail(f"{written!r} is no time. Write 7d, 2w, 1m, or a day such as 2026-11-13.", param, ctx)
        return datetime.combine(day, time.max if self.end else time.min, UTC)


def _before(moment: datetime, count: int, unit: str) -> datetime:
    if unit != "m":
        return moment - timedelta(days=count * (7 if unit == "w" else 1))
    months = moment.year * _MONTHS + moment.month - 1 - count
    first = moment.replace(year=months // _MONTHS, month=months % _MONTHS + 1, day=1)
    # 31 March less a month is the last of February.
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(moment.day, length))

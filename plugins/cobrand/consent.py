"""Profiles with a day of consent that has yet to come → nothing is published of them where the site asks for everybody's yes."""

from collections.abc import Iterable
from datetime import date, timedelta

from cobrand.config import Options
from cobrand.errors import Problem
from cobrand.model import Expert
from cobrand.profiles import shown_path
from cobrand.source import refuse

_DAY = timedelta(days=1)


def require(experts: Iterable[Expert], options: Options, *, today: date) -> None:
    """Raise ProblemsError naming everybody whose day has not come; a profile without one was refused when it was read."""
    refuse(
        Problem(
            path=shown_path(expert.source, options.root),
            line=None,
            what=f"the day of `consent` has yet to come, {expert.consent}, and `require_consent` is set in mkdocs.yml",
            remedy="Write the day on which it was given, or take the profile out until then.",
        )
        for expert in experts
        if options.require_consent and to_come(expert, today)
    )


def to_come(expert: Expert, today: date) -> bool:
    """Tell whether somebody will only have agreed on a later day, wherever on Earth they wrote it down."""
    return expert.consent is not None and expert.consent > today + _DAY

"""A report → one HTML file with its charts in it: no script, no request to anybody, light and dark, on screen and paper.

It is never a page of the site. Every chart has its numbers beside it, in words or as a table. The template escapes whatever
it is given; drawings are numbers, made here.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cobrand.report.attention import Concern
from cobrand.report.report import Member, Quarter, Report, Team
from cobrand.report.sparks import DASH, LABELS, LINKS, UNKNOWN, URGENT, iso, percent, scale, tally

_HERE = Path(__file__).parent
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # whatever the locale
_TALL = 32  # of a full bar, in units of its drawing
_TOPICS = 12  # rows of the heat table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a share bar, in per cent of its length."""

    name: str
    x: float
    width: float
    text: str


def draw(report: Report, concerns: Sequence[Concern]) -> str:
    """Write the report as a document."""
    template, css = _templates()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    most = scale(member.voice.quarters for member in (*report.members, *report.alumni))
    return template.render(
        report=report,
        concerns=concerns,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        tiles=list(_tiles(report, concerns)),
        shares=list(_shares(report)),
        groups=list(_groups(report)),
        most=most,
        teams_most=scale(team.voice.quarters for team in report.teams),
        heat=[(report.topics.get(slug, slug), counts) for slug, counts in report.heat],
        heat_most=max((max(counts) for _, counts in report.heat), default=1),
        labels=LABELS,
        tally=tally(concerns),
        links=LINKS,
        urgent=URGENT,
        unknown=UNKNOWN,
        shown_topics=_TOPICS,
        bars=bars,
        iso=iso,
        day=day_name,
        percent=percent,
        level=level,
        quarter=quarter_name,
        spoken=spoken,
    )


def bars(counts: Sequence[int], most: int, start: int = 0) -> str:
    """Draw a row of bars as one path; what is beyond the scale fills it, and a quarter without posts has a mere line."""
    tall = (min(count, most) * _TALL // max(most, 1) if count else 1 for count in counts)
    return "".join(f"M{start + place * 12} 33v-{height}h10v{height}z" for place, height in enumerate(tall))


def spoken(counts: Sequence[int], quarters: Sequence[Quarter]) -> str:
    """Say a row of numbers, for who doesn't see it drawn."""
    return f"Posts per quarter, {quarter_name(quarters[0])} to {quarter_name(quarters[-1])}: " + ", ".join(
        map(str, counts)
    )


def quarter_name(quarter: Quarter) -> str:
    """Name a quarter as people do."""
    return f"Q{quarter.number} {quarter.year}"


def day_name(day: date | None) -> str:
    """Write a day as people do; a dash where there is none."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else DASH


def level(count: int, most: int) -> int:
    """Return which of the five shades a number of the heat table has; 0 is none."""
    return 0 if not count else min(5, 1 + (count - 1) * 5 // max(most, 1))


@cache
def _templates() -> tuple[Template, str]:
    """Return the page's template, and the styles just as it includes them."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _UNWANTED.sub(" ", value) if type(value) is str else value,
    )
    return environment.get_template("report.jinja"), environment.get_template("report.css").render()


def _tiles(report: Report, concerns: Sequence[Concern]) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers at the top: what, how many, and of what."""
    company, voice = report.company, report.company.voice
    yield "Writing", f"{company.writing}", f"of {company.people} experts; {company.dark} dark"
    yield "Posts this quarter", f"{voice.quarters[-1]:,}", f"{voice.quarters[-2]:,} in the quarter before"
    if voice.hosted is None:
        yield "On personal blogs", f"{voice.personal:,}", f"posts; the company's own: {UNKNOWN}"
    else:
        yield (
            "On personal blogs",
            percent(voice.share),
            f"{voice.personal:,} posts, {voice.hosted:,} on the company's own",
        )
    yield "Linked back", f"{company.linking}", f"of {company.people} home pages"
    yield "Mentions", f"{voice.mentions:,}", "posts that name or link the company"
    yield "Need attention", f"{len(concerns):,}", "listed below" if concerns else "nothing at all"


def _shares(report: Report) -> Iterator[tuple[str, int, int, list[Part]]]:
    """Yield the bars of the share of voice: the company's, then each practice's."""
    teams = [team for team in report.teams if team.voice.posts]
    for team in (report.company, *teams) if report.hosted else ():
        if team.voice.posts:
            yield team.practice.name, team.voice.personal, team.voice.hosted or 0, list(_parts(team))


def _parts(team: Team) -> Iterator[Part]:
    personal = round(100 * (team.voice.share or 0), 1)
    yield Part("personal", 0, personal, percent(team.voice.share))
    yield Part("hosted", personal, round(100 - personal, 1), percent(1 - (team.voice.share or 0)))


def _groups(report: Report) -> Iterator[tuple[str, list[Member]]]:
    """Yield people by their first practice and by name, since a list by numbers would be a ranking; alumni last."""
    left = sorted(report.members, key=lambda member: member.expert.name.casefold())
    for team in report.teams:
        if found := [member for member in left if member.expert.practices[:1] == (team.practice.slug,)]:
            yield team.practice.name, found
    placed = {team.practice.slug for team in report.teams}
    if rest := [member for member in left if not placed & {*member.expert.practices[:1]}]:
        yield "Other experts" if placed else "Experts", rest

"""A report → lines for a terminal: what needs attention, then the practices, then the people; 80 columns wide, or as a terminal is that has less."""

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cobrand.report.attention import Concern
from cobrand.report.report import Member, Report
from cobrand.report.sparks import DASH, LABELS, LINKS, UNKNOWN, URGENT, counted, iso, percent, scale, spark, tally
from cobrand.terminal import plain

WIDTH = 80
_ATTENTION, _TOPICS, _PEOPLE = 10, 8, 20  # as many without `--all`


def draw(
    report: Report,
    concerns: Sequence[Concern],
    *,
    everybody: bool,
    colour: bool,
    width: int = WIDTH,
    brief: bool = False,
) -> str:
    """Write a report as text, with colours or without; `everybody` leaves nobody and nothing out.

    `brief`: only what needs attention, and nothing at all where nothing does.
    """
    if brief and not concerns:
        return ""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    if brief:
        _attention(console, concerns, everybody=everybody)
        return _text(out)
    _head(console, report)
    _attention(console, concerns, everybody=everybody)
    if report.teams:
        console.print(_teams(report, width))
        console.print()
    if report.heat:
        console.print(_topics(report, width, everybody=everybody))
        console.print()
    people = report.members if everybody else report.members[:_PEOPLE]
    if people:
        console.print(_people("Experts, whoever wrote last first", people, report, width))
        console.print()
    if rest := len(report.members) - len(people):
        console.print(f"{counted(rest, 'other', 'others')}: see everybody with --all, a practice with --practice.\n")
    if report.alumni and everybody:
        console.print(_people("Alumni", report.alumni, report, width))
        console.print()
    elif report.alumni:
        console.print(f"{counted(len(report.alumni), 'alumna or alumnus', 'alumni')}: see --all.\n")
    _foot(console, report)
    return _text(out)


def _text(out: StringIO) -> str:
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().split("\n")) + "\n"


def _head(console: Console, report: Report) -> None:
    company = report.company
    console.print(Text(plain(f"{report.title} · {report.now:%Y-%m-%d}"), style="bold"))
    parts = [
        counted(company.people, "expert", "experts"),
        f"{company.writing} writing",
        f"{company.dark} dark" if company.dark else "",
        f"{company.linking} linked back",
        f"{counted(company.voice.quarters[-1], 'post', 'posts')} this quarter",
    ]
    console.print(" · ".join(part for part in parts if part))
    voice = company.voice
    share = (
        f"personal {percent(voice.share)} ({voice.personal:,}), company's own blog {voice.hosted:,}"
        if voice.hosted is not None
        else f"personal {voice.personal:,}, company's own blog {UNKNOWN}"
    )
    console.print(Text(f"Share of voice in {report.span}: {share}"))
    console.print()


def _attention(console: Console, concerns: Sequence[Concern], *, everybody: bool) -> None:
    if not concerns:
        console.print(Text("Nothing needs attention.\n", style="green"))
        return
    shown = concerns if everybody else concerns[:_ATTENTION]
    console.print(Text(f"Needs attention ({len(concerns):,})", style="bold"))
    if len(concerns) > len(shown):
        console.print(Text(f"  {tally(concerns)}"))
    for concern in shown:
        line = Text()
        line.append(LABELS[concern.kind], style="bold red" if concern.kind in URGENT else "bold yellow")
        line.append(f" · {_short(concern.expert.name)}", style="bold")
        if concern.since:
            line.append(f" · since {concern.since}")
        line.overflow = "fold"
        console.print(Padding(line, (0, 0, 0, 2)))
        contact = f"Practice: {concern.contact.removeprefix('mailto:')}" if concern.contact else ""
        for sentence in filter(None, (concern.what, concern.todo, concern.url, contact)):
            if sentence == concern.url:  # whole, to be copied
                console.print(Text(f"    {plain(sentence)}"), soft_wrap=True)
            else:
                console.print(Padding(Text(plain(sentence), overflow="fold"), (0, 0, 0, 4)))
    if rest := len(concerns) - len(shown):
        console.print(f"  {counted(rest, 'thing', 'things')} more: see them with --all.")
    console.print()


def _teams(report: Report, room: int) -> Table:
    most = scale(team.voice.quarters for team in report.teams)
    rows = (
        {
            "practice": plain(team.practice.name),
            "people": str(team.people),
            "writing": str(team.writing),
            "posts": f"{team.voice.posts:,}",
            "quarters": spark(team.voice.quarters, most),
            "last post": iso(team.voice.last),
            "own": percent(team.voice.share),
            "links": f"{team.linking}/{team.people}",
        }
        for team in report.teams
    )
    return _table("Practices", _TEAMS, rows, room)


def _topics(report: Report, room: int, *, everybody: bool) -> Table:
    most = scale(counts for _, counts in report.heat)
    rows = (
        {
            "topic": _short(report.topics.get(slug, slug)),
            "quarters": spark(counts, most),
            "posts": f"{sum(counts):,}",
        }
        for slug, counts in (report.heat if everybody else report.heat[:_TOPICS])
    )
    return _table("Topics", _HEAT, rows, room)


def _people(title: str, people: Sequence[Member], report: Report, room: int) -> Table:
    most = scale(member.voice.quarters for member in (*report.members, *report.alumni))
    return _table(title, _EXPERTS, (_row(member, most) for member in people), room)


def _row(member: Member, most: int) -> dict[str, str | Text]:
    voice = member.voice
    return {
        "name": _short(member.expert.name),
        "quarters": spark(voice.quarters, most),
        "posts": f"{voice.posts:,}",
        "last post": _last(member),
        "own": percent(voice.share),
        "link": LINKS[member.link],
        "named": str(voice.mentions or DASH),
        "com.": DASH if voice.comments is None else f"{voice.comments:,}",
    }


def _last(member: Member) -> Text:
    last = Text(iso(member.voice.last), style="red" if member.dark else "")
    return last.append(" dark") if member.dark else last


# Heading → columns that it takes, with a space; the first one shrinks.
_TEAMS = {"practice": 25, "people": 7, "writing": 8, "posts": 6, "quarters": 9, "last post": 11, "own": 5, "links": 6}
_HEAT = {"topic": 41, "quarters": 9, "posts": 6}
_EXPERTS = {"name": 21, "quarters": 9, "posts": 6, "last post": 16, "own": 5, "link": 9, "named": 6, "com.": 6}
_LEFT = frozenset({"quarters", "last post", "link"})
_LEFT_OUT = ("com.", "named", "links", "own", "link", "writing", "quarters", "people")
"""Where a terminal is narrow, these go, one after the other, until the rest has room."""


def _fitting(widths: Mapping[str, int], room: int) -> list[str]:
    """Return the headings for which there is room, with at least half of the first column."""
    first, *_ = kept = list(widths)
    for heading in _LEFT_OUT:
        if sum(widths[one] for one in kept) - widths[first] // 2 <= room:
            break
        kept = [one for one in kept if one != heading]
    return kept


def _table(title: str, widths: Mapping[str, int], rows: Iterable[Mapping[str, str | Text]], room: int) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="dim",
        collapse_padding=True,
    )
    first, *others = _fitting(widths, room)
    least = room - sum(widths[heading] for heading in others) - 1
    table.add_column(first, no_wrap=True, overflow="ellipsis", max_width=max(min(widths[first] - 1, least), 1))
    for heading in others:
        table.add_column(heading, justify="left" if heading in _LEFT else "right", no_wrap=True)
    for row in rows:
        cells = (row[heading] for heading in (first, *others))
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    return table


def _foot(console: Console, report: Report) -> None:
    kept = _fitting(_EXPERTS, console.width)
    legend = " · ".join(f"{heading}: {meaning}" for heading, meaning in _MEANINGS.items() if heading in kept)
    console.print(
        Text(
            f"Counts are of {report.span}, the running quarter last.{f' {legend}.' if legend else ''}"
            " Numbers of posts say nothing of their worth."
        )
    )


_MEANINGS = {
    "own": "share on personal blogs",
    "named": "posts that mention the company",
    "com.": "comments, where feeds state them",
}


def _short(name: str) -> str:
    return plain(name)[:60]

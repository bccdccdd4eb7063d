"""A report → lines for a terminal: what needs attention, then the practices, then the people; at most 80 columns by itself."""

from collections.abc import Sequence
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


def draw(report: Report, concerns: Sequence[Concern], *, everybody: bool, colour: bool, width: int = WIDTH) -> str:
    """Write a report as text, with colours or without; `everybody` leaves nobody and nothing out."""
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
    _head(console, report)
    _attention(console, concerns, everybody=everybody)
    if report.teams:
        console.print(_teams(report))
        console.print()
    if report.heat:
        console.print(_topics(report, everybody=everybody))
        console.print()
    people = report.members if everybody else report.members[:_PEOPLE]
    if people:
        console.print(_people("Experts, whoever wrote last first", people, report))
        console.print()
    if rest := len(report.members) - len(people):
        console.print(f"{counted(rest, 'other', 'others')}: see everybody with --all, a practice with --practice.\n")
    if report.alumni and everybody:
        console.print(_people("Alumni", report.alumni, report))
        console.print()
    elif report.alumni:
        console.print(f"{counted(len(report.alumni), 'alumna or alumnus', 'alumni')}: see --all.\n")
    _foot(console, report)
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
        line = Text("  ")
        line.append(LABELS[concern.kind], style="bold red" if concern.kind in URGENT else "bold yellow")
        line.append(f" · {_short(concern.expert.name)}", style="bold")
        if concern.since:
            line.append(f" · since {concern.since}")
        console.print(line, overflow="fold")
        told = [plain(concern.what), plain(concern.todo)]
        if concern.url:
            told.append(plain(concern.url))
        if concern.contact:
            told.append(plain(f"Practice: {concern.contact.removeprefix('mailto:')}"))
        for sentence in told:
            console.print(Padding(Text(sentence, overflow="fold"), (0, 0, 0, 4)))
    if rest := len(concerns) - len(shown):
        console.print(f"  {counted(rest, 'thing', 'things')} more: see them with --all.")
    console.print()


def _teams(report: Report) -> Table:
    table = _table("Practices")
    table.add_column("practice", no_wrap=True, overflow="ellipsis", max_width=24)
    for heading in ("people", "writing", "posts"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("quarters", no_wrap=True)
    table.add_column("last post", no_wrap=True)
    table.add_column("own", justify="right", no_wrap=True)
    table.add_column("links", justify="right", no_wrap=True)
    most = scale(team.voice.quarters for team in report.teams)
    for team in report.teams:
        voice = team.voice
        table.add_row(
            Text(plain(team.practice.name)),
            str(team.people),
            str(team.writing),
            f"{voice.posts:,}",
            spark(voice.quarters, most),
            iso(voice.last),
            percent(voice.share),
            f"{team.linking}/{team.people}",
        )
    return table


def _topics(report: Report, *, everybody: bool) -> Table:
    table = _table("Topics")
    table.add_column("topic", no_wrap=True, overflow="ellipsis", max_width=40)
    table.add_column("quarters", no_wrap=True)
    table.add_column("posts", justify="right", no_wrap=True)
    most = scale(counts for _, counts in report.heat)
    for slug, counts in report.heat if everybody else report.heat[:_TOPICS]:
        table.add_row(Text(_short(report.topics.get(slug, slug))), spark(counts, most), f"{sum(counts):,}")
    return table


def _people(title: str, people: Sequence[Member], report: Report) -> Table:
    table = _table(title)
    table.add_column("name", no_wrap=True, overflow="ellipsis", max_width=20)
    table.add_column("quarters", no_wrap=True)
    table.add_column("posts", justify="right", no_wrap=True)
    table.add_column("last post", no_wrap=True)
    table.add_column("own", justify="right", no_wrap=True)
    table.add_column("link", no_wrap=True)
    table.add_column("named", justify="right", no_wrap=True)
    table.add_column("com.", justify="right", no_wrap=True)
    most = scale(member.voice.quarters for member in (*report.members, *report.alumni))
    for member in people:
        voice = member.voice
        last = Text(iso(voice.last), style="red" if member.dark else "")
        table.add_row(
            Text(_short(member.expert.name)),
            spark(voice.quarters, most),
            f"{voice.posts:,}",
            last.append(" dark") if member.dark else last,
            percent(voice.share),
            LINKS[member.link],
            str(voice.mentions or DASH),
            DASH if voice.comments is None else f"{voice.comments:,}",
        )
    return table


def _table(title: str) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="dim",
        collapse_padding=True,
    )


def _foot(console: Console, report: Report) -> None:
    console.print(
        Text(
            f"Counts are of {report.span}, the running quarter last. own: share on personal blogs · named: posts that"
            " mention the company · com.: comments, where feeds state them. Numbers of posts say nothing of their worth."
        )
    )


def _short(name: str) -> str:
    return plain(name)[:60]

"""A report → GitHub's Markdown, for a CI job's summary; at most 1 MB, since GitHub drops what is larger."""

from collections.abc import Iterable, Iterator, Sequence

from cobrand.publish.markdown import markdown_advice, markdown_link, markdown_text
from cobrand.report.attention import Concern
from cobrand.report.report import Member, Report
from cobrand.report.sparks import DASH, LABELS, LINKS, UNKNOWN, counted, iso, percent, scale, spark, tally

LIMIT = 1_000_000  # bytes; GitHub's own limit is 1 MiB for a step
_ROOM = 4_000  # bytes for what stands below the people
_TOPICS = 12
_MANY = 10  # things that need attention, beyond which their kinds are counted
_LONGEST = 120  # characters of a name in a table


def draw(report: Report, concerns: Sequence[Concern]) -> str:
    """Write a report as Markdown; people who have no room are counted."""
    lines = [*_head(report), *_attention(concerns, LIMIT // 2), *_teams(report), *_topics(report)]
    size = sum(map(_size, lines))
    most = scale(member.voice.quarters for member in (*report.members, *report.alumni))
    for title, people in (("Experts", report.members), ("Alumni", report.alumni)):
        if not people:
            continue
        rows = [_row(member, most) for member in people]
        fitting = list(_fitting(rows, LIMIT - _ROOM - size))
        lines += [f"## {title}", "", *_HEADING, *fitting, ""]
        size += sum(map(_size, fitting))
        if rest := len(rows) - len(fitting):
            lines += [f"{counted(rest, 'other', 'others')} had no room here; `--format html` has everybody.", ""]
    legend = f"Counts are of {report.span}, the running quarter last; the highest bar stands for {most} posts or more."
    return "\n".join([*lines, f"{legend} Numbers of posts say nothing of their worth."]) + "\n"


_HEADING = (
    "| name | quarters | posts | last post | personal | link back | mentions | comments |",
    "|---|---|--:|---|--:|---|--:|--:|",
)


def _head(report: Report) -> Iterator[str]:
    company, voice = report.company, report.company.voice
    yield f"# {markdown_text(report.title)}: report of {report.now:%Y-%m-%d}"
    yield ""
    hosted = f"{voice.hosted:,}" if voice.hosted is not None else UNKNOWN
    yield "| experts | writing | dark | linking back | posts this quarter | on personal blogs | company-hosted |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    yield (
        f"| {company.people} | {company.writing} | {company.dark} | {company.linking} | {voice.quarters[-1]} "
        f"| {voice.personal:,}{'' if voice.share is None else f' ({percent(voice.share)})'} | {hosted} |"
    )
    yield ""


def _attention(concerns: Sequence[Concern], limit: int) -> Iterator[str]:
    yield "## Needs attention"
    yield ""
    if not concerns:
        yield "Nothing."
        yield ""
        return
    if len(concerns) > _MANY:
        yield f"{len(concerns):,} things: {tally(concerns)}."
        yield ""
    items = list(_fitting((_item(concern) for concern in concerns), limit))
    yield from items
    yield ""
    if rest := len(concerns) - len(items):
        yield f"{counted(rest, 'more', 'more')} had no room here."
        yield ""


def _item(concern: Concern) -> str:
    since = f", since {concern.since}" if concern.since else ""
    contact = (
        f" ({markdown_text(concern.contact.removeprefix('mailto:')).replace('&#8203;', '')})" if concern.contact else ""
    )
    url = f" {markdown_link('The lines to paste', concern.url)}" if concern.url else ""
    return (
        f"1. **{LABELS[concern.kind]}: {markdown_text(concern.expert.name[:_LONGEST])}**{contact}{since}. "
        f"{markdown_text(concern.what)} {markdown_advice(concern.todo)}{url}"
    )


def _teams(report: Report) -> Iterator[str]:
    if not report.teams:
        return
    yield "## Practices"
    yield ""
    yield "| practice | people | writing | quarters | posts | last post | personal | linking back |"
    yield "|---|--:|--:|---|--:|---|--:|--:|"
    most = scale(team.voice.quarters for team in report.teams)
    for team in report.teams:
        voice = team.voice
        yield (
            f"| {markdown_text(team.practice.name[:_LONGEST])} | {team.people} | {team.writing} "
            f"| `{spark(voice.quarters, most)}` | {voice.posts:,} | {iso(voice.last)} | {percent(voice.share)} "
            f"| {team.linking} |"
        )
    yield ""


def _topics(report: Report) -> Iterator[str]:
    if not report.heat:
        return
    yield "## Topics"
    yield ""
    yield "| topic | quarters | posts |"
    yield "|---|---|--:|"
    most = scale(counts for _, counts in report.heat)
    for slug, counts in report.heat[:_TOPICS]:
        name = markdown_text(report.topics.get(slug, slug)[:_LONGEST])
        yield f"| {name} | `{spark(counts, most)}` | {sum(counts):,} |"
    yield ""


def _row(member: Member, most: int) -> str:
    voice = member.voice
    comments = DASH if voice.comments is None else f"{voice.comments:,}"
    return (
        f"| {markdown_text(member.expert.name[:_LONGEST])} | `{spark(voice.quarters, most)}` | {voice.posts:,} "
        f"| {iso(voice.last)}{' · dark' if member.dark else ''} | {percent(voice.share)} | {LINKS[member.link]} "
        f"| {voice.mentions} | {comments} |"
    )


def _fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """Yield lines as long as there is room for them."""
    for line in lines:
        room -= _size(line)
        if room < 0:
            return
        yield line


def _size(line: str) -> int:
    return len(line.encode()) + 1

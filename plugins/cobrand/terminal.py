"""A pull → what a terminal or a CI log shows of it: a progress bar, a summary line, and a line for each feed that fails."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, TextIO

from cobrand import address
from cobrand.errors import FetchError
from cobrand.model import Expert, Feed

if TYPE_CHECKING:  # a build that pulls nothing has no use for them
    from cobrand.harvest.pulled import Pulled
    from cobrand.harvest.witness import Answer
    from cobrand.health import Health

_NARROW = 60  # columns below which there is no room for a column of subjects
_SUBJECT = re.compile(r"[! ] \S.{9} (?=\S)")  # as remarks have them: what a line is about, in a column of its own
_BESIDE = re.compile(r" {0,4}\S.{0,36}? {2,}(?=\S)")  # a column of commands or files, and one of what they do
_MARK = re.compile(r" *(?:[-*] |\d+\. )?")
_WORD = re.compile(r" *[^ ]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_COLONS = re.compile(r"(?<![^\s\[(/])[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*[0-9A-Fa-f](?=$|[\s\]),;])|::+")


@contextmanager
def progress_bar(
    stream: TextIO, *, quiet: bool = False, label: str = "Pulling feeds"
) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many of how many feeds are done, on a terminal; `None` anywhere else."""
    if quiet or not stream.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - CI has no use for it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summary(pulled: "Pulled") -> str:
    """Say in one line what a pull did: `412 feeds: 406 unchanged, 9 new posts from 5, 1 failing`."""
    asked = counted(pulled.asked, "feed") + (" asked" if pulled.resting else "")
    failing = sum(1 for _, feed in pulled.failing if not feed.held)
    # One that only the feed names, and that never answered, is our guess and nobody's trouble.
    away = sum(1 for expert, home in pulled.homes if home.failure and (home.link_back or home.url == expert.homepage))
    parts = [
        f"{pulled.unchanged} unchanged" if pulled.unchanged else "",
        f"{counted(sum(pulled.new.values()), 'new post')} from {len(pulled.new)}" if pulled.new else "no new posts",
        f"{failing} failing" if failing else "",
        f"{len(pulled.held)} held back" if pulled.held else "",
        f"{pulled.late} not reached in time" if pulled.late else "",
        f"{pulled.resting} not due" if pulled.resting else "",
        f"{counted(away, 'home page')} not readable" if away else "",
    ]
    return f"{asked}: {', '.join(part for part in parts if part)}"


def report(pulled: "Pulled", *, quiet: bool = False) -> Iterator[str]:
    """Say what a pull did, then of which feed somebody has to know what, and what to do about it: a line each."""
    if not quiet:
        yield summary(pulled)
    yield from _remarks(pulled)


def removed(slugs: Iterable[str]) -> Iterator[str]:
    """Say whose archive a pull has removed, and what that did not remove: a line each."""
    for slug in slugs:
        yield f"Removed the archive of {slug}, whose profile is gone. Git history still has what it held."


def _remarks(pulled: "Pulled") -> Iterator[str]:
    if pulled.note:
        yield pulled.note
    yield from failing(pulled)
    yield from (_released(expert, feed) for expert, feed in pulled.released)
    for expert, feed in pulled.feeds:
        if feed.moved_to and not feed.failure and not feed.held:
            yield _moved(expert, feed)
    for expert, feed in pulled.feeds:
        count = pulled.skipped.get((expert.slug, feed.blog))
        if count:
            yield plain(f"{_who(expert, feed)}: {counted(count, 'entry', 'entries')} could not be read and left out.")
    for expert, trouble in pulled.pictures:
        yield plain(f"{expert.name}: the picture of the home page can't be used: {trouble}")
    yield from lost(pulled)
    if pulled.late:
        yield "Feeds that were not reached in time are asked first next time. `deadline: {pull: …}` in mkdocs.yml gives more."


def lost(pulled: "Pulled") -> Iterator[str]:
    """Say of whom we could not even note that we failed, and why."""
    for expert, fault in pulled.lost:
        yield plain(f"{expert.name} ({expert.slug}): what was pulled {fault}")


def failing(pulled: "Pulled") -> Iterator[str]:
    """Say of each feed that fails or is held back what is wrong, since when, and what to do."""
    for expert, feed in pulled.feeds:
        if line := ailing(expert, feed, now=pulled.now, kept=(expert.slug, feed.blog) in pulled.inherited):
            yield line


def attention(feeds: Iterable[tuple[Expert, Feed]], *, now: datetime) -> Iterator[str]:
    """Say of each feed for which somebody has to do something what that is: for who builds without a pull."""
    for expert, feed in feeds:
        found = _health(expert, feed, now=now)
        if found and found.attention and (line := ailing(expert, feed, now=now)):
            yield line


def ailing(expert: Expert, feed: Feed, *, now: datetime, kept: bool = False) -> str | None:
    """Say in a line how a feed fares, `None` where it fares well; `kept` where posts of another address stay for it."""
    found = _health(expert, feed, now=now)
    if found is None:
        return None
    warning = "Warning: " if found.state in {"warning", "held"} else ""
    long = " (more than 30 days)" if found.state == "warning" else ""
    stay = "Earlier posts stay. " if feed.read or kept else ""
    return plain(
        f"{warning}{_who(expert, feed)} {found.what}, since {found.since:%Y-%m-%d}{long}. {stay}{found.remedy}"
    )


def _health(expert: Expert, feed: Feed, *, now: datetime) -> "Health | None":
    if not (feed.failure or feed.held):
        return None
    from cobrand.health import health  # noqa: PLC0415 - where all feeds fare well, nobody has to be told

    return health(expert, feed, now=now)


def _moved(expert: Expert, feed: Feed) -> str:
    from cobrand.health import profile_of  # noqa: PLC0415 - as above

    return plain(f"{_who(expert, feed)} has moved for good to {feed.moved_to}. Put that into {profile_of(expert)}.")


def _released(expert: Expert, feed: Feed) -> str:
    from cobrand.health import profile_of  # noqa: PLC0415 - as above

    held = f", and was held back since {feed.held.since:%Y-%m-%d}" if feed.held else ""
    trusted = expert.trusted and feed.held and expert.trusted >= feed.held.since.date()
    how = f"is trusted, as {profile_of(expert)} says" if trusted else "is the expert's own again"
    return plain(f"{_who(expert, feed)} {how}{held}. Its posts are taken in again.")


def answered(url: str, answer: "Answer") -> str:
    """Say what an address answered: `https://ada.example/feed.xml: 200, 4,812 bytes, 0.31 s`."""
    from cobrand.harvest.fetch import NotModified  # noqa: PLC0415 - see TYPE_CHECKING above

    if isinstance(answer, FetchError):
        return plain(f"{url}: {answer.reason}")
    way = f" → {answer.url}" if answer.url != url else ""
    if isinstance(answer, NotModified):
        return plain(f"{url}{way}: 304, not changed, {answer.seconds:.2f} s")
    return plain(f"{url}{way}: 200, {counted(len(answer.body), 'byte')}, {answer.seconds:.2f} s")


def news(pulled: "Pulled") -> Iterator[str]:
    """Say of each feed that has new posts how many."""
    for expert, feed in pulled.feeds:
        if count := pulled.new.get((expert.slug, feed.blog)):
            yield plain(f"{_who(expert, feed)}: {counted(count, 'new post')}")


def traces(faults: Iterable[str]) -> Iterator[str]:
    """Show where our own faults came to light, line by line, for who reports them."""
    for fault in faults:
        yield from (plain(line) for line in fault.splitlines())


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """Make a line of a log of what strangers wrote: one line, nothing that drives a terminal or a CI runner.

    GitHub's runner takes `::` at the start of a line for a command of its own. In an IP address it stays: none has two.
    """
    return _COLONS.sub(_parted, _UNPRINTABLE.sub(" ", text))


def _parted(found: re.Match[str]) -> str:
    with suppress(ValueError):
        if found[0].strip(":"):
            ip_address(found[0])
            return found[0]
    return re.sub("::+", lambda colons: " ".join(colons[0]), found[0])


def folded(line: str, columns: int, *, prose: bool = False) -> str:
    """Fold a line at words for a terminal of so many columns; what follows is indented, but in `prose`. Addresses stay whole.

    Where there is no room for columns of text beside each other, they stand below each other.
    """
    from rich.cells import cell_len  # noqa: PLC0415 - a CI log has no use for it

    about, mark, lead = _SUBJECT.match(line), _MARK.match(line), len(line) - len(line.lstrip(" "))
    beside = about or (_BESIDE.match(line) if columns >= _NARROW else None)
    hang = beside.end() if beside else max(len(mark[0]) if mark else 0, lead + (0 if prose else 2))
    if columns < _NARROW and about:
        line, hang = f"{about[0].rstrip()}  {line[about.end() :]}", 4
    elif columns < _NARROW and lead > _NARROW // 5:  # what stands below a subject
        line, hang = f"    {line.lstrip(' ')}", 4
    if cell_len(line) <= columns:
        return line
    rows, row = [], ""
    for word in _WORD.findall(line):
        below = columns < _NARROW and not about and word.startswith("  ")
        if row.strip() and (below or cell_len(row + word) > columns):
            rows.append(row.rstrip())
            row, word = " " * hang, word.lstrip(" ")  # noqa: PLW2901 - the space is where the line ends
        row += word
    return "\n".join([*rows, row])


def _who(expert: Expert, feed: Feed) -> str:
    return f"{address.host(feed.url) or feed.url} ({expert.name})"

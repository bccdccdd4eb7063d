"""The archive before and now → the text with which a pull, or a pull request, says what it would change on the site."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.health import health
from cobrand.model import Snapshot
from cobrand.pipeline import held_of, judge
from cobrand.profiles import Roster
from cobrand.publish.sanitize import lead, text
from cobrand.review.news import compare, retold
from cobrand.review.news_markdown import Fares, headline, news_markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is new: a title, and a text in Markdown."""

    title: str
    text: str


@contextmanager
def kept_aside(archive: Archive) -> Iterator[Archive]:
    """Give the archive as it is now, to compare with what a pull makes of it; raises OSError."""
    with TemporaryDirectory(prefix="cobrand-") as folder:
        aside = Archive(Path(folder))
        aside.folder.mkdir()
        for slug in archive.slugs():
            if archive.path(slug).is_file():  # a portrait may lie there alone
                copyfile(archive.path(slug), aside.path(slug))
        yield aside


def summarize(before: Archive, after: Archive, roster: Roster, options: Options, *, now: datetime) -> Summary:
    """Compare two archives by what shows of them; raises ArchiveError."""
    was, held = held_of(roster.experts, before), held_of(roster.experts, after)
    judged = (judge(roster, one, options, now=now) for one in (was, held))
    known, kept = set(before.slugs()), set(after.slugs())
    names = {expert: {expert.slug, *expert.aliases} for expert in roster.experts}
    news = replace(
        compare(*judged, text=text),
        retold=tuple(
            change
            for expert in roster.experts
            for change in retold(expert, was[expert.slug].home, held[expert.slug].home, text=text)
        ),
        joined=tuple(expert for expert in names if expert.slug in kept and known.isdisjoint(names[expert])),
        removed=tuple(sorted(known - kept - set().union(*names.values()))),
    )
    written = news_markdown(
        news,
        tuple(_fares(held, roster, now)),
        roster.practices,
        lead=lambda entry: lead(entry.content, limit=600, title=entry.title),
        text=text,
    )
    return Summary(title=headline(news), text=written)


def _fares(held: Mapping[str, Snapshot], roster: Roster, now: datetime) -> Iterator[Fares]:
    """Yield how the feeds fare that are not well, those that need somebody first."""
    unwell = (
        Fares(expert=expert, feed=feed, health=judged)
        for expert in roster.experts
        for feed in held[expert.slug].feeds
        if (judged := health(expert, feed, now=now)).state != "ok"
    )
    yield from sorted(unwell, key=lambda one: not one.health.attention)

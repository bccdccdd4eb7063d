"""Profiles, archive and the time → all that posts and pages are chosen by, so that a rebuild can tell whether anything has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.model import Expert, Feed, Hosted
from cobrand.profiles import Roster
from cobrand.publish.fill import Told
from cobrand.publish.rules import turned
from cobrand.publish.select import Post

_BUT_THE_BODY = attrgetter(*(field.name for field in fields(Expert) if field.name != "body"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """What is chosen of the archive: posts that show, what home pages tell of people, feeds and portraits, by slug."""

    posts: tuple[Post, ...]
    told: Mapping[str, Told]
    feeds: Mapping[str, tuple[Feed, ...]]
    portraits: Mapping[str, Path]


def basis_of(
    roster: Roster, archive: Archive, options: Options, hosted: Sequence[Hosted], *, now: datetime
) -> tuple[object, ...]:
    """Return what is equal only where the same is chosen. Of bios that is whether there are any: they stand on their own pages alone."""
    held = [archive.read(slug) for expert in roster.experts for slug in (expert.slug, *expert.aliases)]
    people = [(_BUT_THE_BODY(expert), not expert.body.strip()) for expert in roster.experts]
    due = sum(turned(entry, now) for snapshot in held for entry in snapshot.entries)
    own = [(post, post.read) for post in hosted]  # what reads a post is another at each build
    return people, roster.practices, roster.topics, options, now.date(), due, held, own

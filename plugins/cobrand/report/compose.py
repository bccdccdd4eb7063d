"""Archive, profiles and what a build has noted → a report or a digest: the composer of what people read off the site.

It reads files, and asks nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.model import Expert, Hosted, Practice, Snapshot
from cobrand.pipeline import held_of, posts_of
from cobrand.profiles import Roster, shown_path
from cobrand.publish.pages import ArchivePage, Card, url_of
from cobrand.publish.sanitize import text
from cobrand.publish.select import Post
from cobrand.publish.views import build
from cobrand.report.attention import Concern, concerns
from cobrand.report.digest import digest, draw
from cobrand.report.hosted import load_hosted
from cobrand.report.mentions import mentions
from cobrand.report.noting import HOSTED
from cobrand.report.report import Report, report
from cobrand.report.saying import saying


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What there is to read: what was pulled, what shows of it, and what the company hosts (`None` while nobody knows)."""

    snapshots: Mapping[str, Snapshot]
    posts: tuple[Post, ...]
    hosted: tuple[tuple[Hosted, str | None], ...] | None


def make_report(
    roster: Roster,
    options: Options,
    *,
    now: datetime,
    practice: Practice | None = None,
    use_directory_urls: bool = True,
) -> tuple[Report, tuple[Concern, ...]]:
    """Count everything, or what is of one practice, and say what needs attention. Raises ArchiveError and ProblemsError."""
    kept = _kept(roster, options, now=now)
    posts = kept.posts
    if practice:
        roster = replace(roster, experts=tuple(one for one in roster.experts if practice.slug in one.practices))
        posts = tuple(post for post in posts if practice.slug in post.practices)
    counted = report(
        roster,
        kept.snapshots,
        posts,
        hosted=kept.hosted is not None,
        now=now,
        company=Practice(slug="", name=options.brand.name),
        mentions=mentions(options.brand, text),
    )
    if practice:
        teams = tuple(team for team in counted.teams if team.practice == practice)
        counted = replace(counted, practice=practice, teams=teams)

    def kit(expert: Expert) -> str | None:
        page = url_of(f"experts/{expert.slug}/kit.md", use_directory_urls=use_directory_urls)
        return f"{options.site_url}{page}" if options.site_url else None

    return counted, concerns(counted, kept.snapshots, roster.practices, kit=kit)


def make_digest(
    roster: Roster,
    options: Options,
    *,
    now: datetime,
    since: datetime,
    until: datetime,
    practice: str | None = None,
    topic: str | None = None,
    limit: int | None = None,
    use_directory_urls: bool = True,
) -> tuple[str, int]:
    """Choose and write the ideas of a time, and count them; nothing that does not show on the site.

    Raises ArchiveError and ProblemsError.
    """
    kept = _kept(roster, options, now=now)
    pages = build(kept.posts, roster, options, today=now.date(), use_directory_urls=use_directory_urls, photos={})
    cards = sorted(
        (card for page in pages if isinstance(page, ArchivePage) for card in page.posts),
        key=lambda card: card.post.entry.date,
        reverse=True,
    )
    noted = {post.url: sentence for post, sentence in kept.hosted or ()}

    def say(card: Card) -> str | None:
        if card.hosted:
            return noted.get(card.url or "")
        entry = card.post.entry
        return saying(entry.content, title=entry.title, language=entry.language)

    chosen = digest(cards, since=since, until=min(until, now), practice=practice, topic=topic, limit=limit)
    return draw(chosen, options, say=say, practice=practice), len(chosen.cards)


def _kept(roster: Roster, options: Options, *, now: datetime) -> _Kept:
    path = options.state_dir / HOSTED
    hosted = load_hosted(path, site_url=options.site_url, shown=shown_path(path, options.root))
    snapshots = held_of(roster.experts, Archive(options.state_dir))
    posts = posts_of(roster, snapshots, options, hosted=[post for post, _ in hosted or ()], now=now)
    return _Kept(snapshots=snapshots, posts=posts, hosted=hosted)

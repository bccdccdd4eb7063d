"""Profiles that were renamed → what is held of them, and of the last answers, under the slug of today."""

from collections.abc import Iterable, Mapping

from cobrand.archive import Archive, absorbed
from cobrand.model import Expert
from cobrand.polls import Key, Poll


def follow_renamed(experts: Iterable[Expert], archive: Archive) -> None:
    """Give each expert whose profile was renamed what is held under a former slug, also where something new is held by now."""
    for expert in experts:
        for alias in expert.aliases:
            if not archive.path(expert.slug).exists():
                archive.rename(alias, expert.slug)
            elif archive.path(alias).exists():
                archive.write(absorbed(archive.read(expert.slug), archive.read(alias)))
                archive.remove(alias)


def renamed_polls(polls: Mapping[Key, Poll], experts: Iterable[Expert]) -> dict[Key, Poll]:
    """Keep what is known of the last answers for whoever was renamed: else all feeds would be asked for whole again."""
    now_called = {alias: expert.slug for expert in experts for alias in expert.aliases}
    return {(now_called.get(slug, slug), blog): poll for (slug, blog), poll in polls.items()} | dict(polls)

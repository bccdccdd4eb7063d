"""A profile and what the home page says → the expert as pages show them; the profile always wins. It asks nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cobrand import address
from cobrand.model import Bio, Expert, Fact, Home, Link, LinkState
from cobrand.publish.pages import Note

PATIENCE = timedelta(days=14)  # for which a home page that can't be read counts as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An expert with what the home page adds. `sources` says of each field that was added what kind of mark said it."""

    expert: Expert
    note: Note | None = None
    link_back: LinkState | None = None
    sources: tuple[tuple[str, str], ...] = ()


def fill(
    expert: Expert, *, home: Home | None, blurb: Bio, company: Iterable[str], today: date, page: str | None = None
) -> Told:
    """Fill what a profile leaves empty from its home page, else from `blurb`, which is what the feed says.

    `page` is the address of the home page as far as a pull has found it: a blog's address may be a feed's. `company` are our own addresses: what leads here is no other place to find somebody. What alumni do now is not what
    they did here, so their title is never filled in.
    """
    expert = replace(expert, home=expert.home or page)
    bio = _both(home.bio if home else Bio(), blurb)
    added: dict[str, object] = {}
    sources: dict[str, str] = {}
    for name, fact in (("job_title", bio.job_title), ("pronouns", bio.pronouns), ("fediverse", bio.fediverse)):
        if fact and getattr(expert, name) is None and not (name == "job_title" and expert.alumni(today)):
            added[name], sources[name] = fact.value, fact.source
    if links := () if expert.links else _elsewhere(bio.links, expert, company):
        added["links"], sources["links"] = tuple(Link(url=link.value) for link in links), links[0].source
    note = bio.note if not expert.body.strip() and expert.homepage else None
    if note:
        sources["body"] = note.source
    return Told(
        expert=replace(expert, **added),  # type: ignore[arg-type]
        note=Note(html=note.value, url=home.url if home else expert.homepage or "") if note else None,
        link_back=_standing(home, today),
        sources=tuple(sources.items()),
    )


def _both(bio: Bio, blurb: Bio) -> Bio:
    return replace(bio, name=bio.name or blurb.name, note=bio.note or blurb.note)


def _elsewhere(links: Iterable[Fact], expert: Expert, company: Iterable[str]) -> tuple[Fact, ...]:
    """Return the links that lead neither to us nor to what the page shows anyway.

    A site may not know its own address; its page of somebody is the one that is called as this page is.
    """
    ours = {address.host(place) for place in company}
    shown = {address.canonical(place) for place in (expert.homepage, *(blog.url for blog in expert.blogs)) if place}
    page = re.compile(rf"/experts/(?:{'|'.join((expert.slug, *expert.aliases))})(?:\.html|/kit)?\Z")
    return tuple(
        link
        for link in links
        if address.host(link.value) not in ours
        and (place := address.canonical(link.value)) not in shown
        and not page.search(place)
    )


def _standing(home: Home | None, today: date) -> LinkState | None:
    """Return how a home page links back, as long as that is known: an outage of two weeks changes nothing."""
    if home is None or home.link_back is None:
        return None
    if home.failure and today - home.failure.since.date() > PATIENCE:
        return None
    return home.link_back.state

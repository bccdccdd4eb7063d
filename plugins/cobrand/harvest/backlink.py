"""A home page → does it link back, and how: to the person's page here with rel=me, plainly, to the company alone, or not.

These are Mastodon's rules for verified links, at build time (https://docs.joinmastodon.org/user/profile/#verification).
"""

from collections.abc import Collection
from dataclasses import dataclass

from cobrand import address
from cobrand.model import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What a link back leads to: all addresses of the person's page here, and the company's own."""

    pages: tuple[str, ...]
    company: tuple[str, ...]


def read_link_back(body: bytes, *, url: str, ours: Ours, charset: str | None = None) -> LinkState | None:
    """Say how a page links back, at best; `None` where there is nothing that it could link to."""
    # A pull says of everybody what `Ours` is, and reads few pages.
    from cobrand.harvest.decode import PAGE_READ, decode  # noqa: PLC0415
    from cobrand.harvest.plaintext import web_address  # noqa: PLC0415
    from cobrand.harvest.tags import base_of, tags  # noqa: PLC0415

    if not ours.pages and not ours.company:
        return None
    pages = {address.canonical(page) for page in ours.pages}
    company = {address.canonical(place) for place in ours.company}
    # Whoever shares a host with the company does not link to it by linking at all.
    hosts = {address.host(place) for place in ours.company} - {address.host(url), ""}
    text = decode(body[:PAGE_READ], charset)
    base, states = base_of(text, url), set()
    for name, attributes in tags(text, "a", "link"):
        place = web_address(attributes.get("href"), base)
        mine = "me" in attributes.get("rel", "").lower().split()
        if place and (name == "a" or mine):  # a <link> without rel=me is nothing that anybody sees
            states.add(_state(place, mine=mine, pages=pages, company=company, hosts=hosts))
    best: tuple[LinkState, ...] = ("verified", "linked", "brand-only")
    return next((state for state in best if state in states), "missing")


def _state(
    place: str, *, mine: bool, pages: Collection[str], company: Collection[str], hosts: Collection[str]
) -> LinkState | None:
    here = address.canonical(place)
    if here in pages:
        return "verified" if mine else "linked"
    return "brand-only" if here in company or address.host(place) in hosts else None

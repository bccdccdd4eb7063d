"""An expert as pages show one → where each field comes from: the profile, the home page in some form of marks, the feed.

So that nobody has to guess why a page says what it says. It reads what is held and asks nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cobrand.model import Expert, Feed, Home
from cobrand.publish.fill import Told

_LONGEST = 100  # characters of a bio

FIELDS = ("name", "job_title", "pronouns", "location", "body", "photo", "home", "links", "fediverse")
"""What pages show of a person, in their order, as the profile calls it; `body` is the text below the front matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a page shows in a field, as text, and what says so: `profile`, `h-card`, `JSON-LD`, `OpenGraph`, `meta`, `rel-me`, `feed`.

    `source` is `None` where nobody says anything. `url` is the page or feed that says it, and `since` the time from which
    on it has said all that it says now, as far as we know.
    """

    field: str
    value: str | None
    source: str | None
    url: str | None = None
    since: datetime | None = None


def origins(
    expert: Expert, told: Told, *, home: Home | None, feeds: tuple[Feed, ...] = (), text: Callable[[str], str]
) -> tuple[Origin, ...]:
    """Say of every field of a person's page where it comes from; `told` is what `fill` made of the profile.

    `text` reads the text out of HTML. Locations, e-mail addresses and telephone numbers are the profile's or nobody's.
    """
    return tuple(_origins(expert, told, home, feeds, text))


def _origins(
    expert: Expert, told: Told, home: Home | None, feeds: tuple[Feed, ...], text: Callable[[str], str]
) -> Iterator[Origin]:
    sources = dict(told.sources)
    if expert.photo is None and home and home.portrait:
        sources["photo"] = home.bio.photo.source if home.bio.photo else "home page"
    if expert.home is None and told.expert.homepage != expert.homepage:
        sources["home"] = "feed"
    for field in FIELDS:
        value = _value(field, expert, told, home, text)
        source = sources.get(field)
        if source == "feed":
            url = next((feed.url for feed in feeds if field == "home" or feed.subtitle), None)
            yield Origin(field=field, value=value, source=source, url=url)
        elif source and home:
            yield Origin(field=field, value=value, source=source, url=home.url, since=home.since)
        else:
            yield Origin(field=field, value=value, source=source or ("profile" if value else None))


def _value(field: str, expert: Expert, told: Told, home: Home | None, text: Callable[[str], str]) -> str | None:
    """Return what stands in a field, on one line."""
    match field:
        case "body":
            words = " ".join((expert.body or (text(told.note.html) if told.note else "")).split())
            return (words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…") or None
        case "photo":
            pulled = home.portrait.url if home and home.portrait else None
            return expert.photo.name if expert.photo else pulled
        case "home":
            return told.expert.homepage
        case "links":
            return ", ".join(link.url for link in told.expert.links) or None
    value: str | None = getattr(told.expert, field)
    return value

"""One visit to a personal home page → what it says of its owner, how it links back, and a portrait; a failure is data too."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from cobrand.errors import BusyError, GoneError, HarvestError, ParseError, PhotoError
from cobrand.harvest.backlink import Ours
from cobrand.harvest.edition import edition
from cobrand.harvest.fetch import ACCEPT_PAGE, ACCEPT_PICTURE, NotModified, Response, Web
from cobrand.harvest.readers import Readers
from cobrand.harvest.readings import read_home, read_picture
from cobrand.model import Expert, Failure, Home, LinkBack, Portrait
from cobrand.polls import Key, Poll, next_poll, next_try

LARGEST_PICTURE = 2 * 2**20  # bytes
_PAGES = frozenset({None, "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"})
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_NO_PAGE = "Put the address of the personal home page into the profile: `home: https://…`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A home page that is to be asked, with what is known of it and of its picture.

    `pictured` tells whether the portrait that the archive speaks of is there.
    """

    expert: Expert
    url: str
    home: Home | None
    poll: Poll | None
    picture: Poll | None
    ours: Ours
    archive: str | None
    pictured: bool

    @property
    def terms(self) -> str:
        """What decides how a page is read: with other terms, the same bytes have to be read again."""
        terms = (edition(), self.ours, self.expert.photo is None)
        return hashlib.sha256(repr(terms).encode()).hexdigest()[:16]

    @property
    def whole(self) -> bool:
        """Tell whether the page has to be asked for whole: it is new to us, or the archive is not the one we know."""
        poll, home = self.poll, self.home
        lost = home is not None and home.portrait is not None and not self.pictured
        return (
            lost
            or poll is None
            or home is None
            or (poll.url, poll.archive, poll.terms) != (self.url, self.archive, self.terms)
        )

    def may_ask(self, now: datetime) -> bool:
        """Tell whether it may be asked at all: never a page that is gone, and one that asked for rest not before."""
        poll, home = self.poll, self.home
        if home and home.failure and home.failure.gone and home.url == self.url:
            return False
        return not (poll and poll.url == self.url and poll.retry_at and poll.retry_at > now)

    def is_due(self, now: datetime) -> bool:
        """Tell whether to ask now: once a day at most, and never against its wish."""
        return self.may_ask(now) and (self.whole or self.poll is None or self.poll.next <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came of a visit. `home` is `None` when nothing has changed, `drawing` the portrait's new bytes if there are any.

    `trouble` says why the picture can't be used.
    """

    visit: Visit
    poll: Poll
    picture: Poll | None = None
    home: Home | None = None
    drawing: bytes | None = None
    trouble: str | None = None


def home_key(slug: str) -> Key:
    """Return the key of a home page among the polls; no blog's address can be the same."""
    return slug, "home"


def picture_key(slug: str) -> Key:
    """Return the key of a home page's picture among the polls."""
    return slug, "picture"


async def visit_home(
    visit: Visit, web: Web, readers: Readers, *, now: datetime, page: Response | None = None
) -> Visited:
    """Ask for a home page, unless it is there already, and for the picture that it names; a failure is an answer."""
    known = None if visit.whole else visit.poll
    try:
        with readers.barrier(visit.url):
            etag, last_modified = known.validators(now) if known else (None, None)
            response = page or await web.get(visit.url, etag=etag, last_modified=last_modified, accept=ACCEPT_PAGE)
            if known and (isinstance(response, NotModified) or known.body == _digest(response.body)):
                found = _unchanged(visit, known, response, now=now)
            elif isinstance(response, NotModified):
                raise ParseError(
                    "says that nothing has changed, to someone who asked for everything", "Try again later."
                )
            else:
                found = await _read(visit, response, readers, now=now)
    except HarvestError as error:
        return not_visited(visit, error, now=now)
    return await _with_picture(found, web, readers, now=now)


async def _read(visit: Visit, response: Response, readers: Readers, *, now: datetime) -> Visited:
    from cobrand.harvest.discover import is_feed  # noqa: PLC0415 - most pages have not changed

    if is_feed(response.body, response.media_type):
        raise ParseError("is a feed, not a home page", _NO_PAGE)
    if response.media_type not in _PAGES:
        raise ParseError("is no web page", _NO_PAGE)
    how = partial(
        read_home, response.body, url=response.url, asked=visit.url, charset=response.charset, ours=visit.ours
    )
    bio, state = await readers.read(how, response.url, size=len(response.body))
    poll = Poll(
        url=visit.url,
        etag=response.etag,
        last_modified=response.last_modified,
        body=_digest(response.body),
        terms=visit.terms,
        sent=now,
        next=next_poll(response.headers, validators=False, ttl=None, now=now),
        seconds=round(response.seconds, 2),
    )
    home = Home(
        url=visit.url,
        bio=bio,
        since=now,
        link_back=LinkBack(state=state, since=now) if state else None,
        portrait=visit.home.portrait if visit.home else None,
    )
    return Visited(visit=visit, poll=poll, picture=visit.picture, home=home)


def _unchanged(visit: Visit, known: Poll, response: Response | NotModified, *, now: datetime) -> Visited:
    poll = replace(
        known,
        etag=response.etag or known.etag,
        last_modified=response.last_modified or known.last_modified,
        next=next_poll(response.headers, validators=False, ttl=None, now=now),
        sent=now if isinstance(response, Response) else known.sent,
        retry_at=None,
        seconds=round(response.seconds, 2),
    )
    healed = replace(visit.home, failure=None) if visit.home and visit.home.failure else None
    return Visited(visit=visit, poll=poll, picture=visit.picture, home=healed)


def not_visited(visit: Visit, error: HarvestError, *, now: datetime) -> Visited:
    """Answer that a home page can't be read, and when to ask again."""
    known = visit.home.failure if visit.home else None
    failure = Failure(
        since=known.since if known else now,
        reason=error.reason,
        remedy=error.remedy,
        gone=isinstance(error, GoneError),
    )
    retry_at = error.retry_at if isinstance(error, BusyError) else None
    kept = visit.poll if visit.poll and not visit.whole else Poll(url=visit.url, terms=visit.terms, next=now)
    poll = replace(kept, next=max(now + _DAY, next_try(now, retry_at=retry_at, now=now)), retry_at=retry_at)
    return Visited(visit=visit, poll=poll, picture=visit.picture, home=Home(url=visit.url, failure=failure))


# --- the picture -----------------------------------------------------------------------------------------------------


async def _with_picture(found: Visited, web: Web, readers: Readers, *, now: datetime) -> Visited:
    """Add the portrait to a visit: none where the profile has a photo of its own, or the page names none."""
    visit = found.visit
    home = found.home or visit.home
    if home is None:
        return found
    named = home.bio.photo.value if home.bio.photo and visit.expert.photo is None else None
    if named is None:
        return replace(found, picture=None, home=replace(home, portrait=None) if home.portrait else found.home)
    same = visit.picture if visit.picture and visit.picture.url == named and not visit.whole else None
    if same and same.next > now and (visit.pictured or home.portrait is None):
        return found
    known = same if visit.pictured and home.portrait else None
    try:
        with readers.barrier(named):
            response = await web.get(
                named,
                etag=known.etag if known else None,
                last_modified=known.last_modified if known else None,
                accept=ACCEPT_PICTURE,
                limit=LARGEST_PICTURE,
            )
            portrait, drawing = await _drawn(home, named, response, readers, pictured=visit.pictured)
    except (HarvestError, PhotoError) as error:
        poll = Poll(url=named, next=now + (_DAY if isinstance(error, HarvestError) else _WEEK))
        return replace(found, picture=poll, trouble=_trouble(named, error))
    poll = Poll(
        url=named,
        etag=response.etag or (known.etag if known else None),
        last_modified=response.last_modified or (known.last_modified if known else None),
        next=now + _WEEK,
    )
    if portrait == home.portrait and drawing is None:
        return replace(found, picture=poll)
    return replace(found, picture=poll, home=replace(home, portrait=portrait), drawing=drawing)


def _trouble(named: str, error: HarvestError | PhotoError) -> str:
    """Say what is wrong with a picture, and what to do; the remedies of failing feeds are for their owners alone."""
    mend = error.remedy.rstrip(".") if isinstance(error, PhotoError) else "Show another one there"
    return f"{named}: {error.reason}. {mend}, or put a photo beside the profile."


async def _drawn(
    home: Home, url: str, response: Response | NotModified, readers: Readers, *, pictured: bool
) -> tuple[Portrait | None, bytes | None]:
    """Return the portrait's record, and its bytes where they are new. Raises PhotoError."""
    if isinstance(response, NotModified):
        return home.portrait, None
    digest = _digest(response.body)
    if pictured and home.portrait and home.portrait.digest == digest:
        return Portrait(url=url, digest=digest), None
    drawing: bytes = await readers.read(partial(read_picture, response.body), url, size=None)
    return Portrait(url=url, digest=digest), drawing


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def ours_of(expert: Expert, *, site_url: str | None, brand_url: str | None) -> Ours:
    """Return what a link back to an expert's page leads to: under each slug it ever had, in both styles of addresses."""
    slugs = (expert.slug, *expert.aliases) if site_url else ()
    return Ours(
        pages=tuple(f"{site_url}experts/{slug}{end}" for slug in slugs for end in ("/", ".html")),
        company=tuple(dict.fromkeys(filter(None, (brand_url, site_url)))),
    )

"""A feed as the archive knows it → how it fares, whom to ask, and what to do: the one judgement for all who tell of it.

A feed that fails is left alone at first, for most come back by themselves; after 30 days somebody has to know. It prints
nothing, and what it returns may hold a stranger's words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cobrand.address import host
from cobrand.harvest.complaint import GUESSES, OUR_FAULT
from cobrand.model import Expert, Failure, Feed, Held, Snapshot

LONG = timedelta(days=30)

State = Literal["ok", "failing", "warning", "gone", "held"]
"""Read; not read now; not read for more than 30 days; told not to be asked again (410); held back as somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a feed fares.

    `what` completes "ada.example …" and `remedy` is a sentence or more; `ask` is the name of who can help, `None` where
    it is whoever wrote the profile. All but `state` are empty where it is `ok`.
    """

    state: State
    since: datetime | None = None
    what: str = ""
    remedy: str = ""
    ask: str | None = None

    @property
    def attention(self) -> bool:
        """Tell whether somebody has to do something now."""
        return self.state in {"warning", "gone", "held"}


def health(expert: Expert, feed: Feed, *, now: datetime) -> Health:
    """Judge how a feed fares at that time."""
    if feed.held:
        return _held(expert, feed.held)
    if feed.failure:
        return _failing(expert, feed, feed.failure, now)
    return Health(state="ok")


def unread(named: str, expert: Expert, snapshot: Snapshot) -> str | None:
    """Say why nobody can know whether an expert has a post at an address; `None` where all blogs that may have it were read.

    A blog has what is on the host of its address, its feed, the page of the feed or the home page, or below one.
    """
    filled, feeds = {entry.blog for entry in snapshot.entries}, {feed.blog: feed for feed in snapshot.feeds}
    for blog in expert.blogs:
        feed, place = feeds.get(blog.url), host(named)
        known = (blog.url, blog.feed, expert.home, *((feed.url, feed.link, feed.moved_to) if feed else ()))
        hosts = {host(url) for url in known if url} - {""}
        if not any(place == one or place.endswith(f".{one}") for one in hosts):
            continue
        if feed is None:
            return f"the blog {blog.url} has not been read yet"
        if feed.failure:
            return f"the blog {blog.url} can't be read ({host(feed.url)} {feed.failure.reason})"
        if blog.url not in filled:
            return f"the archive has no posts of the blog {blog.url}"
    return None


def profile_of(expert: Expert) -> str:
    """Return where the profile is, as people write it."""
    return f"{expert.source.parent.name}/{expert.source.name}"


def _held(expert: Expert, held: Held) -> Health:
    return Health(
        state="held",
        since=held.since,
        what=f"seems to be somebody else's now and is held back ({'; '.join(held.reasons)})",
        remedy=(
            f"Look at {held.url} and ask {expert.name}. If all is well, run `cobrand trust {expert.slug}`; "
            f"if not, put the new address into {profile_of(expert)}, or take the blog out, and its posts with it."
        ),
        ask=expert.name,
    )


def _failing(expert: Expert, feed: Feed, failure: Failure, now: datetime) -> Health:
    doubtful = not feed.read and failure.remedy in GUESSES  # it never worked: it may be misspelt
    remedy = f"Check the address in {profile_of(expert)}." if doubtful else failure.remedy
    state: State = "failing"
    if failure.gone:
        state = "gone"
    elif now - failure.since > LONG:
        state = "warning"
        if not doubtful:
            lasts = f"put the new address into {profile_of(expert)}, or take the blog out"
            known = failure.remedy in GUESSES
            remedy = f"Ask {expert.name} whether the blog has moved or ended, and {lasts}." if known else remedy
    return Health(
        state=state,
        since=failure.since,
        what=failure.reason,
        remedy=remedy,
        ask=None if doubtful or failure.remedy == OUR_FAULT else expert.name,
    )

"""The nouns: frozen, keyword-only, `None` for what is absent, every datetime aware and in UTC. It knows no other module.

Words for what comes out of feeds are Atom's (RFC 4287). The classes that hold a profile or an option are checked by
pydantic-core in `drafts`; here they are plain data.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

GENERATOR = "Cobrand"
"""What feeds of ours name as their generator. Their titles, names and categories are plain text in every format, so that
a hub that pulls another one need not guess."""

# --- what the owners of the site write -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The company: what it is called, where its own site is; its logo, and its picture for previews (paths in the docs folder)."""

    name: str
    url: str | None = None
    logo: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A line of business. `offering` is a page of the site that sells; `contact` is an address (`mailto:`, `https:`)."""

    slug: str
    name: str
    description: str | None = None
    offering: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What posts and experts are about and offerings answer. `keywords` are what feed categories are matched with."""

    slug: str
    name: str
    keywords: tuple[str, ...] = ()
    offering: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a post must have in every key that is given (`only`), or must not have in any (`skip`).

    A key is met by one of its values; `since` and `until` are one key, a period with both days included.
    """

    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """One personal blog: the address in the profile (a page or a feed), and what of it may show."""

    url: str
    feed: str | None = None
    only: Rule | None = None
    skip: Rule | None = None
    language: str | None = None
    full_text: bool = False
    license: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with what to call it."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Something that an expert did and others can look up."""

    title: str
    kind: Literal["award", "patent", "book", "talk", "article", "certificate"] = "article"
    date: str | None = None  # as written in the profile: 2019, 2019-05 or 2019-05-31
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """Where somebody works now."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time at the company, both days included; an open end is `None`."""

    joined: date | None = None
    left: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.joined is None or self.joined <= day) and (self.left is None or day <= self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """One person, as the profile `experts/<slug>.md` says it.

    `practices` and `topics` are slugs, the first practice is the main one. `body` is the bio in Markdown, `source` the
    profile's file, `photo` an existing file or `None`, `page` what is passed through to MkDocs' own `page.meta`.
    """

    slug: str
    name: str
    source: Path
    body: str = ""
    job_title: str | None = None
    pronouns: str | None = None
    location: str | None = None
    practices: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    blogs: tuple[Blog, ...] = ()
    home: str | None = None
    photo: Path | None = None
    links: tuple[Link, ...] = ()
    credentials: tuple[Credential, ...] = ()
    hide: tuple[str, ...] = ()
    pin: str | None = None
    fediverse: str | None = None
    spans: tuple[Span, ...] = ()
    successor: str | None = None
    now_at: Employer | None = None
    aliases: tuple[str, ...] = ()
    consent: date | None = None
    trusted: date | None = None
    updated: date | None = None
    page: dict[str, object] = field(default_factory=dict, hash=False)

    def employed(self, day: date) -> bool:
        """Tell whether the person was with the company on that day; somebody without dates always was."""
        return not self.spans or any(day in span for span in self.spans)

    def alumni(self, day: date) -> bool:
        """Tell whether the person has left by that day and not come back."""
        return bool(self.spans) and all(span.left is not None and span.left < day for span in self.spans)

    @property
    def homepage(self) -> str | None:
        """The personal home page: `home`, else the first blog's address in the profile."""
        return self.home or (self.blogs[0].url if self.blogs else None)


# --- what was pulled -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who wrote an entry, in the feed's words. E-mail addresses are never kept."""

    name: str
    uri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error kept as data: since when, why, and what somebody can do. `gone` means: told not to ask again (410)."""

    since: datetime
    reason: str
    remedy: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why nothing new is taken of a feed: it seems to be somebody else's. `url` and `title` are what is there now.

    `reasons` are short English words, such as `new title`, which may hold what the feed says; they are for people who
    look after the site, and never show on it.
    """

    since: datetime
    reasons: tuple[str, ...]
    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says about itself, and how it fares.

    `blog` is the address in the profile and the feed's key; `url` is where the feed was found; `moved_to` is where the
    server says it has moved for good (we follow, tell, and leave the profile alone). While it is `held`, all the rest is
    what it said when it last was the expert's. `trusted` is the profile's day of that name when it was last taken in.
    """

    blog: str
    url: str
    id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    link: str | None = None
    language: str | None = None
    rights: str | None = None
    authors: tuple[Author, ...] = ()
    moved_to: str | None = None
    failure: Failure | None = None
    held: Held | None = None
    trusted: date | None = None

    @property
    def read(self) -> bool:
        """Tell whether it was ever read: one that never answered says nothing about itself."""
        return bool(self.title or self.id or self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The feed that an entry of an aggregated feed says it comes from (RFC 4287, section 4.2.11). `url` is that feed's address."""

    url: str
    id: str | None = None
    title: str | None = None
    link: str | None = None
    updated: datetime | None = None
    authors: tuple[Author, ...] = ()
    rights: str | None = None


TEXTS = ("content", "rest")

ReadTexts = Callable[[int, int], tuple[str, str]]
"""Reads the texts of an entry, from where they lie on, and how many bytes."""

Shelved = tuple[ReadTexts, int, int]
"""Where the texts of an entry lie: what reads them, from where on, and how many bytes."""


class _Shelved:
    """What has texts that can lie elsewhere: those of a large site would fill the memory."""

    __slots__ = ("shelved",)
    shelved: Shelved | None

    if not TYPE_CHECKING:  # which would take any name for one of ours

        def __getattr__(self, name: str) -> object:
            """Return what has no value here, which is a text that lies elsewhere, or that none does."""
            if name in TEXTS:
                read, start, length = self.shelved
                return read(start, length)[TEXTS.index(name)]
            if name == "shelved":
                return None
            raise AttributeError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(_Shelved):
    """One post, normalised: absolute addresses, UTC dates, plain-text fields; `content` is the author's raw HTML.

    `blog` is the address in the profile of the blog it came from. `published` is what the feed (or a date in the post's
    address) says; where nothing says it, it is `None` and `first_seen` counts for ever. `content` is at most 4,000
    characters cut between nodes, whole only where the profile grants it; relative addresses in it resolve against
    `base`, else `link`. `rest` are the different words of what was cut off, for rules about words: no text to read.
    `source` is another feed that the post comes from, where its feed is itself aggregated. `restated` is the id that the
    feed states now, where that is another than the one it came with. `withdrawn` is since when it is missing from the midst of
    its feed, as posts are that their author has deleted; `unlisted` tells that its feed doesn't carry it any more otherwise,
    as old posts leave it. Once it is shelved, `content` and `rest` are read each time that somebody asks for them.
    """

    blog: str
    id: str
    title: str | None = None
    link: str | None = None
    published: datetime | None = None
    first_seen: datetime | None = None
    updated: datetime | None = None
    authors: tuple[Author, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    comments: str | None = None
    comment_count: int | None = None
    base: str | None = None
    source: Source | None = None
    restated: str | None = None
    withdrawn: datetime | None = None
    unlisted: bool = False
    content: str = field(default="", hash=False)
    rest: str = field(default="", hash=False)

    @property
    def date(self) -> datetime:
        """When the post counts as published."""
        return self.published or self.first_seen or datetime.combine(date.min, time.min, UTC)


class Draft(_Shelved):
    """An entry in the making, for who makes thousands: it has an entry's fields, and takes one at a time, texts excepted."""

    __slots__ = Entry.__slots__

    if TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None: ...


def finished(draft: Draft) -> Entry:
    """Turn a draft that has all its fields into the entry that it is to be; nobody can change it any more."""
    draft.__class__ = Entry  # type: ignore[assignment]
    return draft  # type: ignore[return-value]


def shelve(entry: Entry, where: Shelved) -> None:
    """Say where the texts of an entry are that has none itself. To be done before anybody else knows the entry."""
    object.__setattr__(entry, "shelved", where)


def changed(entry: Entry, **changes: object) -> Entry:
    """Return an entry with some fields changed, as `replace` does, and with its texts where they lie."""
    made, where = object.__new__(Entry), entry.shelved
    for name in Entry.__dataclass_fields__:
        if where is None or name not in TEXTS:
            object.__setattr__(made, name, getattr(entry, name))
    for name, value in changes.items():
        object.__setattr__(made, name, value)
    if where:
        shelve(made, where)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """A post of a blog on the company's own site, which nobody pulls.

    `source` is its file and `url` its address, both below the site. `experts` are the slugs of the authors who have a
    profile, `others` the names of those who have none. `read` returns its HTML, up to where its writer cut it, once
    there is any: the entry comes without. A `draft` is only there while somebody looks at a preview.
    """

    source: str
    url: str
    entry: Entry
    experts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    draft: bool = False
    read: Callable[[], str] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a home page says of its owner, and in which form: `h-card`, `JSON-LD`, `OpenGraph`, `meta`, `rel-me`."""

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bio:
    """What a home page says of its owner: never an e-mail address, a telephone number or a place.

    `note` is the owner's raw HTML with absolute addresses, `photo` and `links` are addresses.
    """

    name: Fact | None = None
    job_title: Fact | None = None
    pronouns: Fact | None = None
    note: Fact | None = None
    photo: Fact | None = None
    fediverse: Fact | None = None
    links: tuple[Fact, ...] = ()


LinkState = Literal["verified", "linked", "brand-only", "missing"]
"""How a home page links back: with rel=me to the person's page here, plainly to it, to the company alone, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBack:
    """How a home page links back, and since when we know it to; `was` is how it did before that, if it ever did otherwise."""

    state: LinkState
    since: datetime
    was: LinkState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The picture that lies beside the archive: where it came from, and the SHA-256 of what came."""

    url: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The personal home page as it was last read, and how asking it fares; `since` is when it first said what it says."""

    url: str
    bio: Bio = field(default_factory=Bio)
    since: datetime | None = None
    link_back: LinkBack | None = None
    portrait: Portrait | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that the archive holds of one expert; entries are newest first, then by id."""

    slug: str
    feeds: tuple[Feed, ...] = ()
    home: Home | None = None
    entries: tuple[Entry, ...] = ()

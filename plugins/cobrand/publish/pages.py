"""What a page of ours is and what it speaks of: frozen data between `views`, which decides, and `render`, which draws.

They are equal only to themselves, so that what was drawn of them can be remembered cheaply.

A page knows its address on the site and refers to what it shows by views (`Person`, `Group`, `Card`) that carry
addresses below the site's root; how to get there from here is the renderer's business.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Literal

from cobrand.model import Brand, Expert
from cobrand.photos import Photo
from cobrand.publish.select import Post

PHOTOS_DIR = "assets/cobrand/photos"
FEED_POSTS = 30  # the newest of a channel
FEW_ENOUGH = 2_000  # people, for as many posts in the feeds of each

# --- what pages speak of ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """Where somebody's or some group's feeds are, below the site."""

    atom: str
    rss: str
    json: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Whoever has a group blog: the company, a practice or a topic. `offering` is an address, below the site or not.

    `feeds` and a practice's `blogroll` are `None` where the site does not know its own address, which they need.
    """

    kind: Literal["company", "practice", "topic"]
    slug: str
    name: str
    src_uri: str
    url: str
    description: str | None = None
    offering: str | None = None
    contact: str | None = None
    feeds: Feeds | None = None
    blogroll: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody says of themselves on the page `url`, as raw HTML; it is empty where nobody should be sent there."""

    html: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """An expert with a page; `photo` maps the width of each square picture to its address.

    `portrait` is the same picture as a JPEG, for those who show previews of pages; `feeds` is as in `Group`.
    `link_back` is how the personal home page links here (`verified`, `linked`, `brand-only`, `missing`), `None` while
    nobody knows; `kit` is the address of the page that says how to, `None` where the site does not know its own address.
    `note` is the bio of the home page where the profile has none.
    """

    expert: Expert
    url: str
    photo: Mapping[int, str]
    portrait: str | None
    alumni: bool
    practices: tuple[Group, ...]
    topics: tuple[Group, ...]
    feeds: Feeds | None
    link_back: str | None = None
    kit: str | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Card:
    """A post as the pages speak of it. `home` is its one place on the site; `indexed` means that search lands there.

    `url` is where to read it: an address of the web, or below the site for a post that the company hosts. It is `None` where
    nobody knows one, and where it is `doubtful` whose it is now (see `doubt`).
    """

    post: Post
    url: str | None
    hosted: bool = False
    doubtful: bool = False
    people: tuple[Person, ...]
    practices: tuple[Group, ...]
    topics: tuple[Group, ...]
    home: str
    indexed: bool

    @property
    def day(self) -> date:
        """The day it counts as published."""
        return self.post.entry.date.date()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """What every page may point at. `years` are the archive's, newest first, with their addresses.

    `blogroll` lists everybody's blogs, for readers of feeds; it is `None` as in `Group`. `index` lists everybody, for the
    script that filters the directory.
    """

    brand: Brand
    directory: str
    index: str
    company: Group
    practices: tuple[Group, ...]
    topics: tuple[Group, ...]
    years: tuple[tuple[int, str], ...]
    experts: int
    blogroll: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Channel:
    """What a set of feeds is made of: the newest posts of somebody or of a group, and the page that `url` leads to.

    `person` is whose posts they are, `None` for the company's and for those of a part of it. `updated` is the day that
    a channel without posts bears.
    """

    title: str
    description: str
    url: str
    feeds: Feeds
    cards: tuple[Card, ...]
    person: Person | None = None
    updated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embed:
    """What a directive puts into a page of the site's own: posts, or people with a new post of each."""

    kind: Literal["posts", "experts", "expert"]
    posts: tuple[Card, ...] = ()
    people: tuple[tuple[Person, Card | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """A page of the site's own that weaves posts into one narrative; `title` and `description` are plain text."""

    title: str
    description: str | None
    url: str
    feeds: Feeds | None
    cards: tuple[Card, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who wrote a part, in the order of the parts."""
        return tuple({person.url: person for card in self.cards for person in card.people}.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A post as a part of a series, counted from 1."""

    series: Series
    number: int

    @property
    def card(self) -> Card:
        """The post."""
        return self.series.cards[self.number - 1]

    @property
    def anchor(self) -> str:
        """Its place on the page of the series."""
        return f"c-part-{self.number}"

    @property
    def url(self) -> str:
        """Its address below the site."""
        return f"{self.series.url}#{self.anchor}"

    @property
    def previous(self) -> "Part | None":
        """The part before it."""
        return Part(series=self.series, number=self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> "Part | None":
        """The part after it."""
        return Part(series=self.series, number=self.number + 1) if self.number < len(self.series.cards) else None


# --- the pages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A page of ours. `title` and `description` are plain text, `parent` is the `src_uri` of the hub above it.

    `updated` is the day of the newest post or of the bio's last edit, for the sitemap; `None` where nothing tells.
    `noindex` keeps a page out of search engines, and out of the sitemap. `channel` is what its feeds are made of.
    """

    src_uri: str
    url: str
    title: str
    description: str | None = None
    updated: date | None = None
    parent: str | None = None
    searchable: bool = True
    noindex: bool = False
    channel: Channel | None = None
    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody else, and the topics that the two of them share: the same for many, so that it is drawn once."""

    person: Person
    topics: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertPage(Page):
    """One person: a featured post (the pinned one, else the newest), the recent ones, and who shares the topics.

    `published` are the newest posts that the company hosts and that are not among those.
    `successor` has taken over from this person, who has taken over from the `predecessors`, the last one first. `line` is
    who has taken over from whom before and after that, the last ones first.
    """

    person: Person
    featured: Card | None = None
    pinned: bool = False
    posts: tuple[Card, ...] = ()
    published: tuple[Card, ...] = ()
    peers: tuple[Peer, ...] = ()
    successor: Person | None = None
    predecessors: tuple[Person, ...] = ()
    line: tuple[tuple[Person, Person], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pager:
    """Where a page stands in its row, counted from 1; `previous` and `next` are addresses below the site."""

    number: int = 1
    of: int = 1
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListingPage(Page):
    """One of a row of pages."""

    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DirectoryPage(ListingPage):
    """People by name, each with the newest post; alumni apart, after everybody else."""

    people: tuple[tuple[Person, Card | None], ...] = ()
    alumni: tuple[tuple[Person, Card | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupPage(ListingPage):
    """Posts of a group; page one also shows who is in it. `others` are the people whose faces have no room.

    `successions` are pairs of whoever left and whoever has taken over.
    """

    group: Group
    posts: tuple[Card, ...] = ()
    people: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    alumni: tuple[Person, ...] = ()
    successions: tuple[tuple[Person, Person], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArchivePage(ListingPage):
    """A year's posts, newest first. A year too long for one page fills several from its first day on.

    So a post that is in the archive stays on its page while the year goes on: its home does not move.
    """

    year: int
    posts: tuple[Card, ...] = ()

    def months(self) -> Iterator[tuple[date, tuple[Card, ...]]]:
        """Group the posts by month, each named by its first day."""
        for month, cards in groupby(self.posts, key=lambda card: card.day.replace(day=1)):
            yield month, tuple(cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something to paste into a personal site; `text` is what is copied, not what is drawn."""

    kind: Literal["anchor", "link", "badge", "files", "data", "fediverse", "disclosure"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KitPage(Page):
    """What an expert needs to link back. `badges` are the light and the dark one, `width` pixels wide.

    `downloads` is what these are called on the expert's own site.
    """

    person: Person
    pieces: tuple[Piece, ...]
    badges: tuple[str, str]
    downloads: tuple[str, str]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RedirectPage(Page):
    """An address of the past; `target` is where its page is now."""

    target: str


# --- addresses -------------------------------------------------------------------------------------------------------


def url_of(src_uri: str, *, use_directory_urls: bool) -> str:
    """Return where MkDocs puts a page of the site: `a/index.md` → `a/`, `a/b.md` → `a/b/` (or `.html`)."""
    stem = src_uri.removesuffix(".md")
    folder, name = posixpath.split(stem)
    if name in ("index", "README"):
        if use_directory_urls:
            return folder and f"{folder}/"
        return posixpath.join(folder, "index.html")
    return f"{stem}/" if use_directory_urls else f"{stem}.html"


def feeds_at(folder: str) -> Feeds:
    """Return where the feeds of a page lie: always in the folder form, beside it or below it."""
    return Feeds(atom=f"{folder}/atom.xml", rss=f"{folder}/rss.xml", json=f"{folder}/feed.json")


def blogroll_at(folder: str) -> str:
    """Return where the blogroll of a page lies, beside its feeds."""
    return f"{folder}/blogroll.opml"


def hosted_cards(pages: Iterable[Page]) -> dict[str, Card]:
    """Return the posts that the company hosts itself, by their addresses below the site."""
    listed = (card for page in pages if isinstance(page, ArchivePage) for card in page.posts)
    return {card.url: card for card in listed if card.hosted and card.url}


def photo_urls(slug: str, photo: Photo) -> dict[int, str]:
    """Return the address of each size. It names the content, so that a new portrait has a new address."""
    return {size: f"{PHOTOS_DIR}/{slug}-{photo.digest[:8]}-{size}.webp" for size in sorted(photo.sizes)}


def portrait_url(slug: str, photo: Photo) -> str:
    """Return the address of the JPEG, named by its content as well."""
    return f"{PHOTOS_DIR}/{slug}-{photo.digest[:8]}.jpg"


def photo_files(photos: Mapping[str, Photo]) -> dict[str, Path]:
    """Return which file belongs at which address below the site."""
    files: dict[str, Path] = {}
    for slug, photo in sorted(photos.items()):
        files |= {url: photo.sizes[size] for size, url in photo_urls(slug, photo).items()}
        files[portrait_url(slug, photo)] = photo.jpeg
    return files

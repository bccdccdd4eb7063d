"""Channels → the bytes of their feeds and of the blogrolls. It serialises through `atom`, `rss`, `jsonfeed` and `opml` alone.

A channel without news gives the same bytes at every build: nothing in a feed tells when it was made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import partial
from typing import NamedTuple

from cobrand.config import Options
from cobrand.model import Expert, Feed
from cobrand.publish import atom, jsonfeed, opml, rss
from cobrand.publish.apart import place_of
from cobrand.publish.elements import clean
from cobrand.publish.feed_entries import NEVER, Drawing, Head, Item, Items, Writer, language, moment, stripped
from cobrand.publish.former import former_feeds
from cobrand.publish.pages import Card, Channel, ExpertPage, Group, Page, Person, Site
from cobrand.publish.select import Post
from cobrand.words import Words

__all__ = ["Channel", "Syndicator"]

MOST_ENTRIES = 30
MOST_BYTES = 250_000
STYLE = "assets/cobrand/feed.css"

Known = Mapping[str, Sequence[Feed]]
"""What the archive says of the feeds, by expert."""


Files = Sequence[tuple[str, bytes]]
"""Places below the site, and what is to be there."""

Recall = Callable[[object, Channel, Callable[[], Files]], Files]
"""Returns what was made of an equal channel, among equal posts, by the build before; or makes it now."""

_Forms = tuple[bytes, bytes, bytes]
_Granted = Sequence[tuple[int, _Forms]]
"""Posts whose whole text may go out, by their place in a feed."""

_WRITERS = atom.entry, rss.item, jsonfeed.item


class _Entry(NamedTuple):  # as `Item` is: a frozen dataclass takes longer to make than to fill
    """A post in all three formats: as an excerpt, and with the whole text where that may go out."""

    item: Item
    excerpt: _Forms
    whole: _Forms | None


class Syndicator:
    """Makes the feeds of one build. Each post is serialised once, however many channels carry it."""

    def __init__(self, options: Options, posts: Iterable[Post], known: Known, *, drawing: Drawing) -> None:
        self._without = drawing.without
        self._options, self._words, self._known = options, Words(options.language), known
        self._site_url = options.site_url or ""
        self._items = Items(
            posts, site_url=self._site_url, words=self._words, brand=options.brand.name, drawing=drawing
        )
        self._entries: dict[Card, _Entry] = {}

    def files(
        self, pages: Iterable[Page], more: Iterable[Channel] = (), *, recall: Recall = lambda _, __, make: make()
    ) -> Iterator[tuple[str, bytes]]:
        """Make everything that the pages, and `more` channels, have feeds of: a place below the site, and its bytes."""
        if not self._site_url:
            return
        pages = tuple(pages)
        former = former_feeds(pages)
        for url, raw in self.feeds((*(page.channel for page in pages if page.channel), *more), recall=recall):
            yield from ((place, raw) for place in (url, *former.get(url, ())))
        people = [page.person for page in pages if isinstance(page, ExpertPage)]
        for site in {page.site for page in pages}:
            yield from self.blogrolls(site, people)

    def feeds(
        self, channels: Iterable[Channel], *, recall: Recall = lambda _, __, make: make()
    ) -> Iterator[tuple[str, bytes]]:
        """Make the three feeds of each channel: where each belongs below the site, and its bytes."""
        carried = [(channel, channel.cards[:MOST_ENTRIES]) for channel in channels]
        last = {card: channel for channel, cards in carried for card in cards}
        for channel, cards in carried:
            yield from recall(self._items.among, channel, partial(self._feeds_of, channel, cards))
            for card in cards:  # what no later channel carries is let go: a large site's posts would fill the memory
                if last[card] is channel:
                    self._entries.pop(card, None)

    def blogrolls(self, site: Site, people: Sequence[Person]) -> Iterator[tuple[str, bytes]]:
        """Make everybody's blogroll, by practice, and one for each practice; alumni come last."""
        groups = {practice.slug: _members(practice, people) for practice in site.practices}
        others = [person for person in people if not person.alumni and not person.practices]
        named = [(practice.name, groups[practice.slug]) for practice in site.practices if groups[practice.slug]]
        named += [(self._words.say("experts"), others)] if others or not named else []
        yield from self._blogroll(site.blogroll, site.brand.name, [*named, *self._alumni(people)])
        for practice in site.practices:
            former = [person for person in people if practice in person.practices]
            found = [(practice.name, groups[practice.slug]), *self._alumni(former)]
            yield from self._blogroll(practice.blogroll, self._titled(practice.name), found)

    # --- one channel

    def _feeds_of(self, channel: Channel, cards: Sequence[Card]) -> Files:
        self._make([card for card in cards if card not in self._entries])
        entries = [self._entries[card] for card in cards if card in self._entries]
        return list(self._serialised(channel, list(_one_each(entries))))

    def _serialised(self, channel: Channel, entries: Sequence[_Entry]) -> Iterator[tuple[str, bytes]]:
        head = self._head(channel, [entry.item for entry in entries])
        blank = atom.blank(head)
        granted = [(place, entry.whole) for place, entry in enumerate(entries) if entry.whole]
        by_form = zip(*[entry.excerpt for entry in entries], strict=True) if entries else ((), (), ())
        room = MOST_BYTES - len(blank)
        in_atom, in_rss, in_json = (_fitted(made, granted, form, room) for form, made in enumerate(by_form))
        yield channel.feeds.atom, atom.feed(blank, in_atom)
        yield channel.feeds.rss, rss.feed(head, in_rss)
        yield channel.feeds.json, jsonfeed.feed(head, in_json)

    def _head(self, channel: Channel, items: Sequence[Item]) -> Head:
        below, person, brand = self._items.below, channel.person, self._options.brand
        tongue = language(self._options.language) or "en"
        author = self._items.writer(person) if person else Writer(name=clean(brand.name), url=clean(self._site_url))
        return Head(
            title=clean(channel.title),
            description=clean(channel.description),
            about=self._words.say("feed-about"),
            page=below(channel.url),
            atom=below(channel.feeds.atom),
            rss=below(channel.feeds.rss),
            json=below(channel.feeds.json),
            style="../" * channel.feeds.atom.count("/") + STYLE,
            language=tongue,
            shared_language=tongue if all(item.byline.language for item in items) else None,
            updated=max([item.updated for item in items]) if items else moment(_never(channel)),
            author=author,
            icon=below(brand.logo) if brand.logo else None,
            logo=author.avatar,
        )

    def _make(self, cards: Sequence[Card]) -> None:
        """Make the entries of posts, one format after the other: by turns, a processor takes a quarter longer."""
        if self._without(None, partial(self._make_all, cards), lambda: cards):
            for card in cards:  # at one of them something went wrong: that one is left out
                self._without(place_of(card), partial(self._make_all, [card]), lambda: None)

    def _make_all(self, cards: Sequence[Card]) -> None:
        items = [self._items.item(card) for card in cards]
        excerpts = zip(*([write(item, whole=False) for item in items] for write in _WRITERS), strict=True)
        self._entries.update(zip(cards, map(_Entry, items, excerpts, map(_whole, items)), strict=True))

    # --- blogrolls

    def _titled(self, name: str) -> str:
        brand = self._options.brand.name
        return name if brand in name else f"{name} · {brand}"

    def _alumni(self, people: Iterable[Person]) -> list[tuple[str, list[Person]]]:
        alumni = [person for person in people if person.alumni]
        return [(self._words.say("alumni"), alumni)] if alumni else []

    def _blogroll(
        self, url: str | None, title: str, groups: Iterable[tuple[str, Sequence[Person]]]
    ) -> Iterator[tuple[str, bytes]]:
        if url is None:
            return
        subscriptions = [
            (name, [found for person in people for found in _subscriptions(person.expert, self._known)])
            for name, people in groups
        ]
        yield url, opml.blogroll(title, self._options.brand.name, self._site_url, subscriptions)


def _never(channel: Channel) -> datetime:
    """Return when a channel without posts was updated."""
    return datetime.combine(channel.updated, time(), UTC) if channel.updated else NEVER


def _members(practice: Group, people: Iterable[Person]) -> list[Person]:
    return [person for person in people if practice in person.practices and not person.alumni]


def _subscriptions(expert: Expert, feeds: Known) -> Iterator[opml.Subscription]:
    """List somebody's blogs; one whose feed nobody has found yet is none to subscribe to."""
    known = {feed.blog: feed for feed in feeds.get(expert.slug, ())}
    for blog in expert.blogs:
        feed = known.get(blog.url) or Feed(blog=blog.url, url=blog.feed or "")
        if blog.feed or feed.url:
            yield opml.Subscription(
                name=expert.name,
                title=stripped(clean(feed.title or "")),
                feed=blog.feed or feed.url,
                page=feed.link or blog.url,
                language=feed.language or blog.language,
            )


# --- how much of it --------------------------------------------------------------------------------------------------


def _whole(item: Item) -> _Forms | None:
    if item.html is None:
        return None
    return atom.entry(item, whole=True), rss.item(item, whole=True), jsonfeed.item(item, whole=True)


def _one_each(entries: Iterable[_Entry]) -> Iterator[_Entry]:
    """Let no id come twice: to readers, that is one post (RFC 4287, section 4.1.1), and which of the two is up to chance.

    Cards are one for each id already, but where a copy of a post with one id is shown in the place of another's.
    """
    seen: set[str] = set()
    for entry in entries:
        item = entry.item
        if item.id not in seen and item.guid not in seen:
            seen.add(item.id)
            seen.add(item.guid)
            yield entry


def _fitted(excerpts: Iterable[bytes], granted: _Granted, form: int, room: int) -> list[bytes]:
    """Keep a feed within its size: leave out the oldest, then give as many whole texts as there is room for."""
    kept = list(excerpts)
    total = sum(map(len, kept)) + 2 * len(kept)
    while total > room and len(kept) > 1:
        total -= len(kept.pop()) + 2
    for place, whole in granted:
        if place < len(kept):
            more = len(whole[form]) - len(kept[place])
            if total + more <= room:
                kept[place] = whole[form]
                total += more
    return kept

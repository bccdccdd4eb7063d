"""A card → what its template asks of it: where to read the post, what it is called, when it came, where to share it. It draws no card."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from cobrand import address, graphemes
from cobrand.config import Options
from cobrand.model import Entry
from cobrand.publish.apart import Apart, place_of
from cobrand.publish.jinja import Templates
from cobrand.publish.pages import Card, Group, Part, Person, Series
from cobrand.publish.share import quoted_credit, quoted_title, quoted_url, share_links
from cobrand.publish.stencil import Cut, Holes
from cobrand.words import Words

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TITLE_LENGTH = 200  # a card says it four times, and a page of the archive has 150
_FIRST_WORDS = 80
_OFFERS = 2


class Asked:
    """Answers for the cards of one build. `root` stands for the way to the site's root, in links of ours.

    `excerpt` turns an entry's HTML into safe markup, `macro` is what draws a component. Where stencils are drawn, what differs between posts is a hole.
    """

    def __init__(
        self,
        options: Options,
        words: Words,
        *,
        root: str,
        excerpt: Callable[[Entry], Markup],
        disclosed: Callable[[Card], Markup],
        apart: Apart,
        macro: Callable[[str], Callable[..., Markup]],
    ) -> None:
        self._options, self._words, self._root, self._apart = options, words, root, apart
        self._made, self._disclosed = excerpt, disclosed
        self.excerpt = lru_cache(1 << 15)(self._excerpt_of)  # asked several times for a card, and again for feeds
        self._called = lru_cache(1 << 10)(self._title_of)
        self.holes = Holes()
        self.each = {name: lru_cache(1 << 14)(macro(name)) for name in ("author", "byline", "tag")}
        self._all = {name: _joining(draw) for name, draw in self.each.items()}
        self._another = lru_cache(1 << 8)(self._other_language)
        self._quoted = lru_cache(1 << 13)(lambda people: quoted_credit(self._credit(people)))
        self._parts: dict[str, tuple[Part, ...]] = {}

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return what templates ask by name; `source` is where it was first published."""
        asked = self.holes.asked
        return {
            **self.each,
            "anchor": asked("anchor", lambda card: card.post.anchor),
            "authors": asked("authors", lambda card: self._all["author"](card.people)),
            "bylines": asked("bylines", lambda card: self._all["byline"](card.people)),
            "dated": asked("day", lambda card: self._words.day(card.day)),
            "dated_shortly": asked("short_day", lambda card: self._words.short_day(card.day)),
            "disclosed": asked("disclosed", self._disclosed),
            "excerpt": asked("excerpt", self.excerpt),
            "language": self.language,
            "link": asked("link", self.link),
            "offers": offers,
            "parts": self._parts_of,
            "share": self._share,
            "source": asked("source", source),
            "stamped": asked("moment", lambda card: moment(card.post.entry.date)),
            "tags": asked("tags", lambda card: self._all["tag"](card.practices + card.topics)),
            "talk": asked("talk", talk),
            "title": asked("title", self.title),
        }

    def weave(self, series: Iterable[Series]) -> None:
        """Let the cards of posts say of which series they are a part; to be told before anything is drawn."""
        for one in series:
            for number, card in enumerate(one.cards, 1):
                self._parts[card.post.anchor] = (
                    *self._parts.get(card.post.anchor, ()),
                    Part(series=one, number=number),
                )

    # --- what stencils go by: what `card.html` and `line.html` decide by, and what is a post's own

    def cut_of_card(self, card: Card) -> Cut | None:
        """Return what a card has in common with others, and what is its own; `None` for what is rare."""
        post, entry, link = card.post, card.post.entry, self.link(card)
        if card.hosted or card.doubtful or post.guest or not link or post.anchor in self._parts:
            return None
        written, title, offered = Templates.written, self.title(card), tuple(offers(card))
        shared = len(card.people) + len(post.others) > 1
        return (shared, post.others, bool(entry.title), entry.comment_count, self.language(card), offered), {
            "authors": self._all["author"](card.people),
            "link": written(link),
            "title": written(title),
            "excerpt": self.excerpt(card),
            "moment": moment(entry.date),
            "day": written(self._words.day(card.day)),
            "talk": written(talk(card) or ""),
            "tags": self._all["tag"](card.practices + card.topics),
            "source": written(source(card)),
            "disclosed": self._disclosed(card),
            "shared_title": quoted_title(title),
            "shared_url": quoted_url(link),
            "credit": self._quoted(card.people),
        }

    def cut_of_line(self, card: Card) -> Cut | None:
        """Return the same of a line of the archive."""
        link = self.link(card)
        if card.hosted or card.post.guest or not link:
            return None
        written = Templates.written
        return self.language(card), {
            "anchor": card.post.anchor,
            "moment": moment(card.post.entry.date),
            "short_day": written(self._words.short_day(card.day)),
            "link": written(link),
            "title": written(self.title(card)),
            "bylines": self._all["byline"](card.people),
            "source": written(source(card)),
            "disclosed": self._disclosed(card),
        }

    # --- the answers

    def link(self, card: Card) -> str | None:
        """Return where to read a post: on this site, or at the address that a stranger's feed gives."""
        return self._root + card.url if card.hosted and card.url else web(card.url)

    def language(self, card: Card) -> tuple[str, str | None] | None:
        """Return the tag and the name of a post's language where it is not the site's own."""
        tag = card.post.entry.language
        return self._another(tag) if tag else None

    def _other_language(self, tag: str) -> tuple[str, str | None] | None:
        if not _LANGUAGE.fullmatch(tag) or tag.lower().partition("-")[0] == self._words.locale.language:
            return None
        return tag, self._words.language_name(tag)

    def _parts_of(self, card: Card) -> tuple[Part, ...]:
        """Return the place of a post in each series that it is part of."""
        return self._parts.get(card.post.anchor, ())

    def _excerpt_of(self, card: Card) -> Markup:
        return self._made(card.post.entry)

    def title(self, card: Card) -> str:
        """Return a post's title; one without shows its first words, and one without words its day."""
        stated = card.post.entry.title
        if stated and len(stated) <= _TITLE_LENGTH and not (stated[0].isspace() or stated[-1].isspace()):
            return stated  # as nearly all are
        return self._called(card)

    def _title_of(self, card: Card) -> str:
        def stated() -> str:
            return graphemes.shorten((card.post.entry.title or "").strip(), _TITLE_LENGTH) or graphemes.shorten(
                self._made(card.post.entry).striptags(), _FIRST_WORDS
            )

        found = self._apart.drawn(place_of(card), stated, str)
        return found or self._words.say("untitled", date=self._words.day(card.day))

    def _share(self, card: Card) -> dict[str, str]:
        """Return where to share a post: its original address, with credit to its authors, by handle where they have one."""
        if self.holes.drawing:
            hole = self.holes.hole
            return share_links(hole("shared_url"), title=hole("shared_title"), credit=hole("credit"))
        url = web(f"{self._options.site_url or ''}{card.url}" if card.hosted else card.url)
        if not url:
            return {}
        guests = tuple(one.name for one in card.post.others) if card.post.guest else ()
        return share_links(url, title=self.title(card), credit=self._credit(card.people, guests))

    def _credit(self, people: tuple[Person, ...], guests: tuple[str, ...] = ()) -> str:
        experts = (person.expert for person in people)
        names = guests or (f"{one.name} ({one.fediverse})" if one.fediverse else one.name for one in experts)
        return self._words.say("share-credit", names=", ".join(names))


def _joining(draw: Callable[[Any], Markup]) -> Callable[[tuple[Any, ...]], Markup]:
    return lru_cache(1 << 13)(lambda things: Markup().join(map(draw, things)))


def moment(when: datetime) -> str:
    """Write a moment for machines: 2026-11-20T09:00:00Z."""
    return f"{when.isoformat()[:19]}Z"


@lru_cache(1 << 16)
def web(url: str | None) -> str | None:
    """Return a stranger's address if it is one of the web, else nothing to link to."""
    return url and address.absolute(url, None)


def host(url: str | None) -> str:
    """Return the host of an address, for people; what is looked up again and again is an address up to its path."""
    return _host("/".join(url.split("/", 3)[:3])) if url else ""


_host = lru_cache(1 << 12)(address.host)


def source(card: Card) -> str:
    """Return the host on which a post was first published."""
    return host((None if card.hosted else web(card.url)) or card.post.entry.blog)


def talk(card: Card) -> str | None:
    """Return where a post is discussed."""
    return None if card.doubtful else web(card.post.entry.comments)


def offers(card: Card) -> list[Group]:
    """Return the post's topics that somebody sells help with, at most two, and no page twice."""
    by_page = {topic.offering: topic for topic in reversed(card.topics) if topic.offering}
    return [topic for topic in card.topics if topic.offering and by_page[topic.offering] is topic][:_OFFERS]

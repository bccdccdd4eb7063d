"""A directive in a page of the site's own → what stands in its place, or what is wrong with it. It draws nothing.

::

    <!-- cobrand: posts practice=x topic=y expert=z limit=5 -->
    <!-- cobrand: experts topic=y,z limit=6 alumni=yes -->
    <!-- cobrand: expert ada-lindqvist -->
    <!-- cobrand: part https://ada.example/the-post/ -->    on a page that is a series
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from cobrand.drafts import suggestion
from cobrand.publish.order import front_page, grouped
from cobrand.publish.pages import ArchivePage, Card, Embed, ExpertPage, Page, Person
from cobrand.source import key_name, shown

POSTS, PEOPLE, MOST = 5, 6, 50  # how many where no limit is given, and the highest limit

_KEYS: dict[str, tuple[str, ...]] = {
    "posts": ("practice", "topic", "expert", "limit"),
    "experts": ("practice", "topic", "expert", "limit", "alumni"),
    "expert": (),
    "part": (),
}
_HEAD = re.compile(r"\s*cobrand\s*(:?)\s*(\S*)\s*(.*?)\s*\Z", re.IGNORECASE | re.DOTALL)
_BARE = r"""[^\s"',=]+"""
_ITEM = rf"""(?:"[^"]*"|'[^']*'|{_BARE})"""
_TOKEN = re.compile(
    rf"""\s*(?:(?P<key>{_BARE})\s*=\s*)?(?P<value>,?{_ITEM}(?:\s*,\s*(?!{_BARE}\s*=){_ITEM})*,?)(?=\s|\Z)"""
)
_YES = {"yes": True, "no": False}
_SHOWN_AT_MOST = 12

_T = TypeVar("_T")

Complaint = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What a page asks for, in its own words: practices, topics and experts by slug or name; a `limit`, if it has one."""

    word: Literal["posts", "experts", "expert", "part"]
    practice: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    expert: tuple[str, ...] = ()
    limit: int | None = None
    alumni: bool = False
    part: str | None = None


# --- what is written -------------------------------------------------------------------------------------------------


def parse(text: str) -> tuple[Directive | None, tuple[Complaint, ...]]:
    """Read the text of a comment that begins with `cobrand`; return what can be read, and all that is wrong with it."""
    colon, word, rest = found.groups() if (found := _HEAD.match(text)) else ("", "", "")
    if not colon:
        return None, (
            ("a colon is missing after `cobrand`", f"Write `cobrand: {' '.join((word, *rest.split()[:1]))} …`."),
        )
    if word not in _KEYS:
        near = suggestion(word, _KEYS)
        what = f"there is no directive {key_name(word)}" if word else "a directive says nothing"
        return None, ((what, f"Did you mean `{near}`?" if near else f"Write {_listed(_KEYS)}."),)
    if word == "expert":
        named, *more = _unquoted(rest) or ("",)
        return (None, (_ONE_EXPERT,)) if more or not named or "=" in named else (_directive(word, expert=(named,)), ())
    if word == "part":
        address = rest.strip("\"'")
        return (
            (None, (_ONE_ADDRESS,))
            if not address or re.search(r"\s", address)
            else (_directive(word, part=address), ())
        )
    return _keyed(word, rest)


_ONE_EXPERT = ("`expert` takes one expert", "Write for example `expert ada-lindqvist`, or `experts` for several.")
_ONE_ADDRESS = ("`part` takes the address of one post", "Copy it from the list under `series:`.")


def _directive(word: str, **values: object) -> Directive:
    return Directive(word=word, **values)  # type: ignore[arg-type]


def _unquoted(text: str) -> list[str]:
    """Return the values of a text without keys."""
    whole = re.fullmatch(r"""\s*(?:"([^"]*)"|'([^']*)')\s*""", text)
    return [whole[1] or whole[2] or ""] if whole else text.split()


def _keyed(word: str, text: str) -> tuple[Directive | None, tuple[Complaint, ...]]:
    """Read what follows `posts` and `experts`: `key=value` or `key=value,value`, in quotes where values have spaces."""
    values: dict[str, object] = {}
    complaints: list[Complaint] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            complaints.append(
                (f"{shown(text[at:].strip())} can't be read", "Write `key=value`, and close every quotation mark.")
            )
            break
        at = token.end()
        key = token["key"]
        parts = tuple(
            part.strip()
            for item in re.findall(_ITEM, token["value"])
            for part in (item[1:-1] if item[0] in "\"'" else item).split(",")
            if part.strip()
        )
        complaint = _misplaced(word, key, parts, values)
        if complaint:
            complaints.append(complaint)
        elif key == "limit":
            values[key] = int(parts[0])
        elif key == "alumni":
            values[key] = _YES[parts[0]]
        else:
            values[key] = parts
    return _directive(word, **values), tuple(complaints)


def _misplaced(word: str, key: str | None, parts: tuple[str, ...], before: Mapping[str, object]) -> Complaint | None:
    """Say why a key and its values can't stand in a directive."""
    if key is None:
        return f"{shown(', '.join(parts))} stands without a key", f"Write for example `topic={', '.join(parts)}`."
    if key not in _KEYS[word]:
        near = suggestion(key, _KEYS[word])
        remedy = f"Did you mean `{near}`?" if near else f"It knows {_listed(_KEYS[word])}."
        return f"`{word}` knows no key {key_name(key)}", remedy
    if key in before:
        return f"`{key}` stands there twice", f"Write both behind one: `{key}=a,b`."
    return _unfit(key, parts)


def _unfit(key: str, parts: tuple[str, ...]) -> Complaint | None:
    """Say why a key can't have these values."""
    if not parts:
        return f"`{key}` is empty", "Give it a value, or take it out."
    if key == "limit" and not (len(parts) == 1 and re.fullmatch("[0-9]{1,3}", parts[0]) and 1 <= int(parts[0]) <= MOST):
        return (
            f"`limit` must be a number from 1 to {MOST}, not {shown(', '.join(parts))}",
            "Write for example `limit=5`.",
        )
    if key == "alumni" and (len(parts) > 1 or parts[0] not in _YES):
        return f"`alumni` must be yes or no, not {shown(', '.join(parts))}", "Write `alumni=yes`, or take it out."
    return None


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


# --- what there is ---------------------------------------------------------------------------------------------------


class Catalogue:
    """All posts and people of the site's pages, to choose from."""

    def __init__(self, pages: Iterable[Page]) -> None:
        pages = tuple(pages)
        self.cards = sorted(
            (card for page in pages if isinstance(page, ArchivePage) for card in page.posts),
            key=lambda card: card.post.entry.id,
        )
        self.cards.sort(key=lambda card: card.post.entry.date, reverse=True)
        people = [page.person for page in pages if isinstance(page, ExpertPage)]
        self._people = _Names("expert", {person.expert.slug: (person.expert.name, person) for person in people})
        self._people.add_aliases({alias: person for person in people for alias in person.expert.aliases})
        site = next(page.site for page in pages)
        self._practices = _Names("practice", {group.slug: (group.name, group) for group in site.practices})
        self._topics = _Names("topic", {group.slug: (group.name, group) for group in site.topics})
        self._cards_of = grouped(self.cards, lambda card: (person.expert.slug for person in card.people))
        self._chosen: dict[Directive, Embed] = {}

    def complaints(self, directive: Directive) -> Iterator[Complaint]:
        """Yield what a directive names that there is not."""
        for names, wanted in (
            (self._practices, directive.practice),
            (self._topics, directive.topic),
            (self._people, directive.expert),
        ):
            for name in wanted:
                if names.find(name) is None:
                    near = names.near(name)
                    yield f"there is no {names.kind} {shown(name)}", f"Did you mean `{near}`?" if near else names.all()

    def embed(self, directive: Directive) -> Embed:
        """Choose what a directive shows, the same for the same words on every page."""
        if directive not in self._chosen:
            self._chosen[directive] = self._posts(directive) if directive.word == "posts" else self._experts(directive)
        return self._chosen[directive]

    def _posts(self, directive: Directive) -> Embed:
        """Choose the newest posts; nobody has more than a third of the places, or three, while others have not had theirs."""
        limit = directive.limit or POSTS
        practices, topics = self._slugs(directive)
        people = {person.expert.slug for person in self._named(directive)}
        cards = [
            card
            for card in self.cards
            if (not practices or practices.intersection(card.post.practices))
            and (not topics or topics.intersection(card.post.topics))
            and (not people or any(person.expert.slug in people for person in card.people))
        ]
        return Embed(kind="posts", posts=tuple(front_page(cards, limit, turn=min(max(limit // 3, 1), 3))))

    def _experts(self, directive: Directive) -> Embed:
        """Choose people, whoever wrote last first, each with the newest post, on the topic where one is asked for."""
        practices, topics = self._slugs(directive)
        named = self._named(directive)
        people = [
            person
            for person in named or self._people.values()
            if (named or directive.alumni or not person.alumni)
            and (not practices or practices.intersection(person.expert.practices))
            and (not topics or topics.intersection(person.expert.topics))
        ]
        newest = {person.expert.slug: self._newest(person, topics) for person in people}
        if not named:
            people.sort(key=lambda person: card.day if (card := newest[person.expert.slug]) else date.min, reverse=True)
            people.sort(key=lambda person: person.alumni)
        shown_people = people if named and directive.limit is None else people[: directive.limit or PEOPLE]
        return Embed(
            kind="expert" if directive.word == "expert" else "experts",
            people=tuple((person, newest[person.expert.slug]) for person in shown_people),
        )

    def _slugs(self, directive: Directive) -> tuple[set[str], set[str]]:
        practices = {found.slug for name in directive.practice if (found := self._practices.find(name))}
        topics = {found.slug for name in directive.topic if (found := self._topics.find(name))}
        return practices, topics

    def _named(self, directive: Directive) -> list[Person]:
        return [found for name in directive.expert if (found := self._people.find(name))]

    def _newest(self, person: Person, topics: set[str]) -> Card | None:
        cards = self._cards_of.get(person.expert.slug, [])
        return next((card for card in cards if topics.intersection(card.post.topics)), next(iter(cards), None))


class _Names(Generic[_T]):
    """What can be asked for by slug or by name, whatever its case."""

    def __init__(self, kind: str, named: Mapping[str, tuple[str, _T]]) -> None:
        self.kind = kind
        self._named = named
        self._by_word = {_folded(name): thing for name, thing in reversed(list(named.values()))}
        self._by_word |= {slug: thing for slug, (_, thing) in named.items()}

    def add_aliases(self, aliases: Mapping[str, _T]) -> None:
        """Let former slugs lead to what bears another one now."""
        self._by_word = {**aliases, **self._by_word}

    def values(self) -> list[_T]:
        """Return all of them, each once."""
        return [thing for _, thing in self._named.values()]

    def find(self, name: str) -> _T | None:
        """Return what bears this slug or name."""
        return self._by_word.get(_folded(name))

    def near(self, name: str) -> str | None:
        """Return the slug of what was probably meant."""
        words = {_folded(name): slug for slug, (name, _) in self._named.items()} | {slug: slug for slug in self._named}
        found = suggestion(name, words) or next((word for word in words if word.startswith(_folded(name))), None)
        return found and words[found]

    def all(self) -> str:
        """Say what there is, as far as a line holds it."""
        if not self._named:
            return f"The site has no {self.kind} yet."
        slugs = [f"`{slug}`" for slug in list(self._named)[:_SHOWN_AT_MOST]]
        return f"Write {_listed(slugs)}{', …' if len(self._named) > len(slugs) else ''}."


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

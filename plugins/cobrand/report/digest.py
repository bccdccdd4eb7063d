"""Posts → this week's ideas in Markdown, for newsletters and for people who sell. It quotes and links; it writes no word about a post.

Every post stands once, below the first of its practices, and speaks in its author's own words: one sentence, verbatim.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urljoin

from cobrand.address import host
from cobrand.config import Options
from cobrand.model import Entry
from cobrand.publish.disclosure import Disclosures
from cobrand.publish.markdown import markdown_link, markdown_text
from cobrand.publish.order import front_page
from cobrand.publish.pages import Card, Group, Person
from cobrand.words import Words

Say = Callable[[Card], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Which posts, newest first, of which time: from `since` until `until`, both of them included."""

    since: datetime
    until: datetime
    cards: tuple[Card, ...]


def digest(
    cards: Iterable[Card],
    *,
    since: datetime,
    until: datetime,
    practice: str | None = None,
    topic: str | None = None,
    limit: int | None = None,
) -> Digest:
    """Choose posts by date and, where these are given, by practice and topic; at most `limit`, in turns by person."""
    chosen = [
        card
        for card in cards
        if since <= card.post.entry.date <= until
        and (practice is None or practice in card.post.practices)
        and (topic is None or topic in card.post.topics)
    ]
    return Digest(since=since, until=until, cards=tuple(chosen if limit is None else front_page(chosen, limit, turn=1)))


def draw(made: Digest, options: Options, *, say: Say, practice: str | None = None) -> str:
    """Write the digest as Markdown. `say` gives the sentence of a post; `practice` is the only one that is wanted."""
    writer = _Writer(options, say)
    lines = [f"# Ideas from {markdown_text(options.brand.name)}", "", _span(made), ""]
    if not made.cards:
        lines += [
            "Nobody has published anything in this time. Good ideas take a while; try a longer one, with `--since`.",
            "",
        ]
    for group, cards in _by_practice(made.cards, practice):
        lines += [f"## {markdown_text(group.name) if group else 'Other ideas'}", ""]
        for card in cards:
            lines += [*writer.idea(card, group), ""]
    if made.cards:
        lines += ["---", "", writer.disclosure(made.cards), ""]
    return "\n".join(lines).rstrip() + "\n"


class _Writer:
    """What every idea is written with."""

    def __init__(self, options: Options, say: Say) -> None:
        self.options = options
        self._say = say
        self._words = Words("en")

    def idea(self, card: Card, practice: Group | None) -> Iterator[str]:
        """Write one post: title, author, sentence, and where it leads."""
        yield f"### {markdown_link(_title(card.post.entry), self._original(card))}"
        yield ""
        yield self._byline(card)
        yield ""
        if sentence := self._say(card):
            yield f"> {markdown_text(sentence)}"
            yield ""
        yield from (f"- {line}" for line in self._facts(card, practice))

    def disclosure(self, cards: Sequence[Card]) -> str:
        """Say once of everybody who employs them."""
        return markdown_text(Disclosures(self.options, self._words).together(cards))

    def _byline(self, card: Card) -> str:
        entry = card.post.entry
        names = [] if card.post.guest else [_credited(person, card.day) for person in card.people]
        names += [author.name for author in card.post.others]
        where = self.options.brand.name if card.hosted else host(entry.link or entry.blog)
        language = self._words.language_name(entry.language or self.options.language) if entry.language else None
        parts = [
            " and ".join(map(markdown_text, names)),
            self._words.day(card.day),
            f"first published {'by' if card.hosted else 'on'} {markdown_text(where)}" if where else "",
            f"in {language}" if language else "",
        ]
        return " · ".join(part for part in parts if part)

    def _facts(self, card: Card, practice: Group | None) -> Iterator[str]:
        if card.topics:
            yield f"Topics: {', '.join(self._linked(topic.name, topic.url) for topic in card.topics)}"
        answering = next((topic for topic in card.topics if topic.offering), None)
        if answering or (practice and practice.offering):
            yield f"What we offer: {self._offer(answering, practice)}"
        if practice and practice.contact:
            yield f"Talk to: {markdown_text(practice.name)}, {_contact(practice.contact)}"
        places = [markdown_link("the original", None if card.hosted else self._original(card))]
        places = [place for place in places if place.startswith("[")]
        if self.options.site_url:
            places.append(self._linked("on our site", card.home))
        if places:
            yield f"Read: {' · '.join(places)}"

    def _offer(self, topic: Group | None, practice: Group | None) -> str:
        if topic:
            return self._linked(f"our work on {topic.name}", topic.offering)
        return self._linked(practice.name, practice.offering) if practice else ""

    def _original(self, card: Card) -> str | None:
        return self._absolute(card.url) if card.url else None

    def _linked(self, text: str, url: str | None) -> str:
        return markdown_link(text, self._absolute(url) if url else None)

    def _absolute(self, url: str) -> str | None:
        """Return an address that works in a letter; `None` where the site does not know its own."""
        if ":" in url.partition("/")[0]:
            return url
        return urljoin(self.options.site_url, url) if self.options.site_url else None


def _by_practice(cards: Sequence[Card], practice: str | None) -> Iterator[tuple[Group | None, list[Card]]]:
    """Group posts by the practice that was asked for, else by the first of each; those without one come last."""
    groups: dict[str, tuple[Group | None, list[Card]]] = {}
    for card in cards:
        first = next((group for group in card.practices if practice in {None, group.slug}), None)
        groups.setdefault(first.slug if first else "", (first, []))[1].append(card)
    loose = groups.pop("", None)
    yield from groups.values()
    if loose:
        yield loose


def _title(entry: Entry) -> str:
    return entry.title or "Without a title"


def _credited(person: Person, day: date) -> str:
    expert = person.expert
    title = expert.job_title if expert.employed(day) else None
    then = "then " if person.alumni else ""
    return f"{expert.name}, {then}{title}" if title else expert.name


def _contact(contact: str) -> str:
    scheme, _, rest = contact.partition(":")
    if scheme in {"http", "https"}:
        return markdown_link(rest.strip("/"), contact)
    shown = rest.partition("?")[0]
    named = markdown_text(shown).replace("&#8203;", "")  # in a link nothing else is linked, and people copy it
    return f"[{named}]({scheme}:{quote(rest, safe='@+.?=&%-_')})"


def _span(made: Digest) -> str:
    words, people = Words("en"), {person.expert.slug for card in made.cards for person in card.people}
    since, until = words.day(made.since.date()), words.day(made.until.date())
    count = len(made.cards)
    posts = f"{count} {'post' if count == 1 else 'posts'} by {len(people)} {'person' if len(people) == 1 else 'people'}"
    return f"{since} to {until}" + (f" · {posts}" if count else "")

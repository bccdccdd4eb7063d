"""In which order things stand on pages, and which of them: fairness, likeness, groups and years. It makes no pages."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from cobrand.model import Expert
from cobrand.publish.pages import FEED_POSTS, FEW_ENOUGH, Card, Peer, Person
from cobrand.publish.rules import Listed
from cobrand.publish.select import Post

_ROUND = 3  # posts that one person gets on page one before the others had their turn
_PEERS = 6
FEWEST_POSTS = 4  # of one person, however many people there are
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"})

_T = TypeVar("_T")
_K = TypeVar("_K", bound=Hashable)


def posts_each(people: int) -> int:
    """Say how many posts the feeds of each person hold, so that those of all people together do not outgrow their site.

    It goes by steps: somebody who joins mostly changes nobody else's feeds. No page of a person shows more.
    """
    room = FEED_POSTS * FEW_ENOUGH
    return next((posts for posts in (FEED_POSTS, 20, 10) if posts * people <= room), FEWEST_POSTS)


def sheets_each(people: int) -> int:
    """Say how many pages of posts a group blog has at most; what is older is in the archive."""
    return 50 if posts_each(people) > FEWEST_POSTS else 10


def front_page(cards: Sequence[Card], size: int, *, turn: int = _ROUND) -> list[Card]:
    """Choose page one of a group blog: in rounds of at most `turn` newest per person, then sorted by date again.

    A shared post takes a turn of each of its experts.
    """
    chosen: set[Card] = set()
    turns: Counter[str] = Counter()
    allowed = 0
    while len(chosen) < min(size, len(cards)):
        allowed += turn
        for card in cards:
            slugs = [person.expert.slug for person in card.people]
            if card in chosen or any(turns[slug] >= allowed for slug in slugs):
                continue
            chosen.add(card)
            turns.update(slugs)
            if len(chosen) == size:
                break
    return [card for card in cards if card in chosen]


def peers(person: Person, like_minded: Mapping[str, Sequence[Person]]) -> tuple[Peer, ...]:
    """Return who shares the most topics, and which; among equals whoever wrote last, as `like_minded` has them."""
    others: dict[str, Person] = {}
    shared: Counter[str] = Counter()
    for topic in dict.fromkeys(person.expert.topics):
        alike = {other.expert.slug: other for other in like_minded.get(topic, ())}
        others |= alike
        shared.update(alike.keys())
    shared.pop(person.expert.slug, None)
    found = [others[slug] for slug, _ in shared.most_common(_PEERS)]
    return tuple(
        Peer(person=other, topics=tuple(topic for topic in person.topics if topic in other.topics)) for other in found
    )


def successions(people: Mapping[str, Person]) -> tuple[tuple[Person, Person], ...]:
    """Return who left and who has taken over, where both have a page, the last to leave first."""
    left = [person for person in people.values() if person.alumni and person.expert.successor in people]
    left.sort(key=lambda person: max(span.left for span in person.expert.spans if span.left), reverse=True)
    return tuple((person, people[person.expert.successor or ""]) for person in left)


def line(person: Person, pairs: Sequence[tuple[Person, Person]]) -> tuple[tuple[Person, Person], ...]:
    """Return the pairs of a person's line of succession that are about others: who came before the predecessor, and so on.

    A line that goes round in a circle, which is an error in the profiles, is followed once.
    """
    after = {id(former): successor for former, successor in pairs}

    def heirs(one: Person) -> list[Person]:
        found: list[Person] = []
        while (heir := after.get(id(one))) is not None and heir not in found:
            found.append(heir)
            one = heir
        return found

    mine = {id(heir) for heir in heirs(person)}
    return tuple(pair for pair in pairs if person not in pair and (id(pair[0]) in mine or person in heirs(pair[1])))


def by_year(posts: Iterable[Post]) -> dict[int, list[Post]]:
    """Group the posts by year, newest year first, each year from its first day on."""
    years = grouped(posts, lambda post: (post.entry.date.year,))
    return {year: found[::-1] for year, found in sorted(years.items(), reverse=True)}


def by_name(expert: Expert) -> tuple[str, str, str]:
    """Return what to sort people by: Élodie stands among the E, Łucja among the L."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", expert.name.casefold()) if not unicodedata.combining(letter)
    )
    return plain.translate(_PLAIN), expert.name, expert.slug


def is_named(post: Post, named: str | None) -> bool:
    """Tell whether a profile names this post, as one that is hidden is named: by id or address, or by its file."""
    if named is None:
        return False
    listed = Listed([named])
    return listed.has_hosted(post.hosted) if post.hosted else listed.has(post.entry)


def grouped(things: Iterable[_T], keys: Callable[[_T], Iterable[_K]]) -> dict[_K, list[_T]]:
    """File things under each of their keys, in order."""
    groups: dict[_K, list[_T]] = {}
    for thing in things:
        for key in keys(thing):
            groups.setdefault(key, []).append(thing)
    return groups


def known(table: Mapping[str, _T], slugs: Iterable[str]) -> tuple[_T, ...]:
    """Return what a table has of these slugs."""
    return tuple(table[slug] for slug in slugs if slug in table)


def chunks(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut into pieces of at most `size`."""
    return (things[start : start + size] for start in range(0, len(things), size))


def latest(days: Iterable[date | None]) -> date | None:
    """Return the last of the days that there are."""
    return max((day for day in days if day), default=None)


def changed(person: Person) -> date | None:
    """Return the day from which a page about somebody says something else: the bio's edit, or the first day as alumni."""
    left = latest(span.left for span in person.expert.spans) if person.alumni else None
    return latest([person.expert.updated, left and left + timedelta(days=1)])

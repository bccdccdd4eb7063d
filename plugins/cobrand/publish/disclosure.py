"""A card → the sentences that say whom its authors work for. They are never left out.

In many countries they are a legal duty wherever an employee's post supports the company (in the USA, 16 CFR 255).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import lru_cache

from markupsafe import Markup, escape

from cobrand.config import Options
from cobrand.publish.pages import Card, Person
from cobrand.publish.sentences import sentences
from cobrand.words import Words

_DEFAULTS = {option.name: option.default for option in fields(Options)}


class Disclosures:
    """Says it in the owners' words, or in those of the site's language where they left the options alone."""

    def __init__(self, options: Options, words: Words) -> None:
        self._options, self._words = options, words
        self._of = lru_cache(1 << 14)(self._said_of)

    def of(self, card: Card) -> Markup:
        """Say of all authors whom they work, or worked, for: what holds for all of them once."""
        said = card.people if not card.hosted else tuple(one for one in card.people if _discloses(card, one))
        return self._of(said)

    def together(self, cards: Iterable[Card]) -> str:
        """Say once, as text, of the authors of several posts what `of` says of each post's."""
        people = (person for card in cards for person in card.people if _discloses(card, person))
        return self._of(tuple(dict.fromkeys(people))).striptags()

    def _said_of(self, people: tuple[Person, ...]) -> Markup:
        current = self._said("disclosure", [person for person in people if not person.alumni])
        former = self._said("disclosure_alumni", [person for person in people if person.alumni])
        return Markup(" ").join(dict.fromkeys((*current, *former)))

    def _said(self, key: str, people: Sequence[Person]) -> Iterator[Markup]:
        template, names = getattr(self._options, key), [bdi(person.expert.name) for person in people]
        brand = bdi(self._options.brand.name)
        if not names:
            return
        if template == _DEFAULTS[key]:  # editors who left it alone get it in their site's language
            row = escape(self._words.row(len(names))).format(*names)
            yield escape(self._words.phrase(key, len(names))).format(name=row, brand=brand)
            return
        told = [(one, escape(one)) for one in sentences(template)]
        for name in names:
            yield from (escaped.format(name=name, brand=brand) for one, escaped in told if "{name}" in one)
        yield from (escaped.format(name="", brand=brand) for one, escaped in told if "{name}" not in one)


def bdi(text: str) -> Markup:
    """Keep a name together whatever its direction of writing."""
    return Markup("<bdi>{}</bdi>").format(text)


def _discloses(card: Card, person: Person) -> bool:
    """Tell whether to say that the person works, or worked, here: not of a guest who had left, or had yet to come."""
    return not (card.hosted and person.alumni) or person.expert.employed(card.day)

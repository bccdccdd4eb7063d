"""What is made of a post for several pages → made once, and kept while a later page wants it; all that a large site shows would fill the memory."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from cobrand.publish.pages import Card, ExpertPage, GroupPage, Page

T = TypeVar("T")


class Kept(Generic[T]):
    """Makes something of cards. Each is kept until it was asked for as often as was told beforehand."""

    def __init__(self, make: Callable[[Card], T]) -> None:
        self._make = make
        self._made: dict[Card, T] = {}
        self._wanted: Counter[Card] = Counter()

    def expect(self, pages: Iterable[Page]) -> None:
        """Count on how many of these pages each card stands; one that nobody counted on is made each time."""
        for page in pages:
            self._wanted.update(cards_on(page))

    def __call__(self, card: Card) -> T:
        """Return what is made of a card."""
        made = self._made.pop(card) if card in self._made else self._make(card)
        left = self._wanted.get(card, 0) - 1
        if left > 0:
            self._made[card], self._wanted[card] = made, left
        else:
            self._wanted.pop(card, None)
        return made


def cards_on(page: Page) -> tuple[Card, ...]:
    """Return the cards that a page shows."""
    if isinstance(page, ExpertPage):
        return tuple(card for card in (page.featured, *page.posts, *page.published) if card)
    return page.posts if isinstance(page, GroupPage) else ()

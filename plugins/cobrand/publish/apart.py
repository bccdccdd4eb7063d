"""One card, one person, one page → what is drawn of it, or something in its place where we fail at it; all others stay.

A page is drawn at once, and only where that fails each thing on it apart: failing is rare, and what catches it takes its time.

A mistake in a template of the site's own is our user's, and always comes out as one.
"""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from cobrand.publish.overrides import FAULTS, blamed
from cobrand.publish.pages import ArchivePage, Card, ExpertPage, Page, Peer, Person

T = TypeVar("T")
Without = Callable[[str | None, Callable[[], Any], Callable[[], Any]], Any]
"""Does something with what stands at an address, or something instead, and tells, where that can't be done."""

_STRANGERS = 2
"""How many people may be behind faults everywhere; where more are, none of them is."""


class Apart:
    """Draws each thing apart. `ours` are our own templates, `root` the folder below which the site has others."""

    def __init__(self, without: Without, *, root: Path, ours: Path) -> None:
        self._without, self._root, self._ours = without, root, ours
        self._at_once = False

    def page(self, place: str, draw: Callable[[], T], instead: Callable[[], T]) -> T:
        """Draw a page, or something of it; raises as `drawn` does."""
        failed: Any = object()
        self._at_once = True
        try:
            found: T = self._without(None, partial(self._blaming, draw), lambda: failed)
        finally:
            self._at_once = False
        return self.drawn(place, draw, instead) if found is failed else found

    def drawn(self, place: str | None, draw: Callable[[], T], instead: Callable[[], T]) -> T:
        """Draw something; raises ProblemsError naming the line of a template of the site's own that can't be used."""
        if self._at_once:
            return draw()
        found: T = self._without(place, partial(self._blaming, draw), instead)
        return found

    def each(self, draw: Callable[..., T], instead: Callable[[], T]) -> Callable[..., T]:
        """Return what draws a post, or something of a person, as a function that draws each apart."""

        def drawn(thing: Card | Peer | Person, *more: object) -> T:
            if self._at_once:
                return draw(thing, *more)
            return self.drawn(place_of(thing), partial(draw, thing, *more), instead)

        return drawn

    def _blaming(self, draw: Callable[[], T]) -> T:
        try:
            return draw()
        except FAULTS as error:
            raise blamed(error, self._root, self._ours) or error from None


def place_of(thing: Card | Peer | Person) -> str:
    """Return the address that whoever reports a fault should name: a post's own, or of somebody's page here."""
    if isinstance(thing, Card):
        return thing.post.entry.link or thing.post.entry.id
    return thing.person.url if isinstance(thing, Peer) else thing.url


def is_hopeless(pages: Iterable[Page], faulty: Collection[str]) -> bool:
    """Tell whether something went wrong at every post of several people, or at everybody's page: that is no site.

    `faulty` are the addresses at which something went wrong.
    """
    pages = tuple(pages)
    cards = [card for page in pages if isinstance(page, ArchivePage) for card in page.posts]  # all that show
    authors = {expert.slug for card in cards for expert in card.post.experts}
    people = {page.url for page in pages if isinstance(page, ExpertPage)}
    return any(
        len(concerned) > _STRANGERS and places.issubset(faulty)
        for concerned, places in ((authors, {place_of(card) for card in cards}), (people, people))
    )

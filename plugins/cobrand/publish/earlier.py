"""A page → what was made of an equal one by the build before: rebuilds of `mkdocs serve` make only what an edit has touched."""

from collections.abc import Callable, Collection, Hashable, Iterable
from itertools import count
from typing import Any, TypeVar

from cobrand.model import Expert
from cobrand.publish.pages import Card, Channel, Group, Page, Pager, Peer, Person, Series, Site

T = TypeVar("T")

# What is equal only to itself, and so is compared by its parts; and what is many things' part, and dear to compare.
_NUMBERED = (tuple, Page, Card, Channel, Group, Pager, Peer, Person, Series, Site, Expert)


class Earlier:
    """What builds have made, by what they made it of. It keeps `most` things, for as long as each build wants them."""

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._numbers, self._world = count(1), 0
        self._alike: dict[Hashable, int] = {}
        self._alike_before: dict[Hashable, int] = {}
        self._known: dict[int, tuple[object, int]] = {}
        self._made: dict[Hashable, Any] = {}
        self._made_before: dict[Hashable, Any] = {}

    def begin(self, *world: object) -> None:
        """Begin a build; `world` is all that its pages are made of beside themselves. If that is new, so is everything."""
        if self._most:
            self._alike_before, self._alike, self._known = self._alike, {}, {}
            before, self._world = self._world, self._number(world)
            self._made_before, self._made = self._made if self._world == before else {}, {}

    def of(self, view: object, *more: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of an equal view, and as much `more`, or make it now. It must be the same kind of thing."""
        if not self._most:
            return make()
        key = (self._number(view), *more)
        made: T = self._made_before.pop(key, None) or self._made.get(key) or make()
        if len(self._made) < self._most:
            self._made[key] = made
        return made

    def _number(self, thing: object) -> int:
        """Return the number that stands for a thing and for all that equal it, in this build and the one before."""
        known = self._known.get(id(thing))
        if known is None:
            key = (type(thing), *self._parts(thing))
            number = self._alike.setdefault(key, self._alike_before.get(key) or next(self._numbers))
            known = self._known[id(thing)] = thing, number  # it holds the thing, so that its id stays its own
        return known[1]

    def _parts(self, thing: object) -> Iterable[Hashable]:
        if isinstance(thing, tuple):
            return map(self._part, thing)
        if isinstance(thing, Expert):
            return (thing,)
        read = thing.post.hosted.read() if isinstance(thing, Card) and thing.post.hosted else None
        return (*(self._part(getattr(thing, name)) for name in _names(thing)), read)

    def _part(self, part: object) -> Hashable:
        if isinstance(part, _NUMBERED):
            return self._number(part)
        return tuple(part.items()) if isinstance(part, dict) else part


def _names(thing: Any) -> Collection[str]:
    found: Collection[str] = thing.__dataclass_fields__
    return found

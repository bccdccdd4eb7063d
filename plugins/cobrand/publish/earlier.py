"""A page → what was made of an equal one by the build before: rebuilds of `mkdocs serve` make only what an edit has touched."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from functools import cache
from itertools import count
from operator import attrgetter
from typing import Any, TypeVar

from cobrand.model import Expert
from cobrand.publish.pages import Card, Channel, Group, Page, Pager, Peer, Person, Series, Site
from cobrand.publish.select import Post
from cobrand.shelf import Shelf

T = TypeVar("T")

Planning = Callable[[bool], AbstractContextManager[None]]

# What is equal only to itself, and so is compared by its parts; and what is many things' part, and dear to compare.
_NUMBERED = (Page, Card, Channel, Group, Pager, Peer, Person, Post, Series, Site, Expert)
_SHORT = 8  # a row of as many is compared more quickly than numbered

_MOST_SHELVED = 1 << 29
"""How many bytes of files may lie there before all are let go: what is replaced leaves its room only then."""


class Earlier:
    """What builds have made, by what they made it of. It keeps `most` things, for as long as each build wants them.

    What they plan is made within `planning`, which is told whether nothing was planned since the last build began.
    """

    def __init__(self, most: int = 0, *, planning: Planning = lambda _: nullcontext()) -> None:
        self._most, self._planning = most, planning
        self._numbers, self._world = count(1), 0
        self._alike: dict[Hashable, int] = {}
        self._alike_before: dict[Hashable, int] = {}
        self._known: dict[int, tuple[object, int]] = {}
        self._lasting: dict[int, tuple[object, int]] = {}
        self._plans: dict[str, tuple[object, Any]] = {}
        self._planned, self._begun = False, True
        self._made: dict[Hashable, Any] = {}
        self._made_before: dict[Hashable, Any] = {}
        self._shelf = Shelf()
        self.empty = True

    def begin(self, *world: object) -> None:
        """Begin a build; `world` is all that its pages are made of beside themselves. If that is new, so is everything."""
        self._begun = True
        if self._most:
            if self._planned:  # what was planned is other things, and the numbers of those before count no more
                self._alike_before, self._alike, self._lasting = self._alike, {}, {}
            else:
                self._lasting = self._lasting or self._known
            before, self._known = self._world, {}
            self._world = self._number(world)
            self._planned = before not in (0, self._world)  # then numbers of what is no more would stay for ever
            if self._world != before or self._shelf.size > _MOST_SHELVED:
                self._let_go()
            self._made_before, self._made = self._made, {}
            self.empty = not self._made_before

    def forget(self) -> None:
        """Let the next build plan and make everything anew."""
        self._plans.clear()
        self._let_go()

    def _let_go(self) -> None:
        self._made, self._made_before, self._shelf = {}, {}, Shelf()

    def plan(self, what: str, basis: Callable[[], object], make: Callable[[], T]) -> T:
        """Return what the build before has planned on an equal basis, the very things, or plan it now. To be done before `begin`."""
        now, before = basis() if self._most else None, self._plans.pop(what, None)
        if before is None or before[0] != now:
            first, before, self._known, self._lasting = self._begun, None, {}, {}
            self._planned, self._begun = True, False
            with self._planning(first):
                before = now, make()
        if self._most:
            self._plans[what] = before
        planned: T = before[1]
        return planned

    def of(self, view: object, *more: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of an equal view, and as much `more`, or make it now. It must be the same kind of thing."""
        if not self._most:
            return make()
        key = (self._number(view), *more)
        made: T = self._made_before.pop(key, None) or self._made.get(key) or make()
        if len(self._made) < self._most:
            self._made[key] = made
        return made

    def files(
        self, among: object, view: object, make: Callable[[], Sequence[tuple[str, bytes]]]
    ) -> Sequence[tuple[str, bytes]]:
        """Return files as `of` does, made of a view among other things: places and bytes, which lie on a disk meanwhile."""
        put, get = self._shelf.put, self._shelf.get
        if self._most:
            with suppress(OSError):  # as where that disk is full
                filed = self.of(view, self._number(among), make=lambda: [(url, put(raw)) for url, raw in make()])
                return [(url, get(place)) for url, place in filed]
        return make()

    def _number(self, thing: object) -> int:
        """Return the number that stands for a thing and for all that equal it, in this build and the one before."""
        known = self._lasting.get(id(thing)) or self._known.get(id(thing))
        if known is None:
            key = (type(thing), *self._parts(thing))
            number = self._alike.setdefault(key, self._alike_before.get(key) or next(self._numbers))
            known = self._known[id(thing)] = thing, number  # it holds the thing, so that its id stays its own
        return known[1]

    def _parts(self, thing: object) -> Iterable[Hashable]:
        if isinstance(thing, tuple):
            return self._comparable(thing)
        if isinstance(thing, Expert):
            return (replace(thing, body=""),)  # nothing but the own page is made of it, and that also of the bio
        beside = thing.post.hosted.read() if isinstance(thing, Card) and thing.post.hosted else None
        return (*self._comparable(_fields(type(thing))(thing)), beside)  # type: ignore[arg-type]  # a class is as good a key as any

    def _comparable(self, parts: Iterable[Any]) -> list[Hashable]:
        """Return parts as they can be compared: a rebuild of a thousand people has a million, most of them plain."""
        return [part if (how := _HOW[type(part)]) is None else how(self, part) for part in parts]

    def _row(self, row: tuple[object, ...]) -> Hashable:
        return tuple(self._comparable(row)) if len(row) <= _SHORT else self._number(row)

    def _pairs(self, pairs: dict[Hashable, Hashable]) -> Hashable:
        return tuple(pairs.items())


class _How(dict[type, Callable[[Earlier, Any], Hashable] | None]):
    """How a thing of a kind becomes comparable; `None` where it is."""

    def __missing__(self, kind: type) -> Callable[[Earlier, Any], Hashable] | None:
        ways = ((_NUMBERED, Earlier._number), (tuple, Earlier._row), (dict, Earlier._pairs))  # noqa: SLF001 - its own
        self[kind] = next((way for kinds, way in ways if issubclass(kind, kinds)), None)
        return self[kind]


_HOW = _How()


@cache
def _fields(kind: Any) -> Callable[[object], tuple[object, ...]]:
    """Return what takes the values of a noun's fields."""
    return attrgetter(*kind.__dataclass_fields__)

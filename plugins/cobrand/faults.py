"""What nobody foresaw, at what strangers wrote: how it is kept from ending everything, and what is told of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeVar

from cobrand.errors import FaultError

_T = TypeVar("_T")

Barrier = Callable[[str], AbstractContextManager[None]]
"""`with barrier(place):` around what reads or keeps what one stranger wrote: what nobody foresaw comes out as a FaultError."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Those of one build: a line for people about each of `places`, and traces for who mends it.

    `barrier` makes a barrier that files the traces.
    """

    barrier: Callable[[list[str]], Barrier]
    lines: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    traces: list[str] = field(default_factory=list)
    _standing: Barrier = field(init=False)

    def __post_init__(self) -> None:
        """Make the barrier once: a build goes through it for every card."""
        object.__setattr__(self, "_standing", self.barrier(self.traces))

    def without(self, place: str | None, reading: Callable[[], _T], instead: Callable[[], _T]) -> _T:
        """Read something, or do without it and tell; where `place` is `None` nothing is told, as it is tried another way."""
        try:
            with self._standing(place or "Several posts at once"):
                return reading()
        except FaultError as error:
            if place is not None and place not in self.places:
                self.places.add(place)
                self.lines.append(
                    f"{place or 'The home page'} {error.reason}. It is left out. Report it with that address."
                )
            return instead()

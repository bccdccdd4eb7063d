"""What a pull did, for whoever tells of it: a value without judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cobrand.model import Expert, Feed, Home
from cobrand.polls import Key


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)  # asyncio.run spells its result out, for nobody
class Pulled:
    """What a pull did: which feeds were asked, what they had, and of which somebody has to be told.

    `feeds` are all feeds of the profiles after the pull, asked or not, and `homes` all home pages. `new` and `skipped`
    count entries. `inherited` are the failing feeds that were never read at their address and have posts from another.
    `pictures` says which pictures can't be used, and why. `released` are feeds as they were when they were held back, which
    this pull has taken in again; `now` is when it was. `faults` are the traces of what nobody foresaw at what strangers wrote,
    and `lost` says at whom it came so that not even the archive can tell of it.
    """

    now: datetime
    asked: int = 0
    unchanged: int = 0
    late: int = 0
    new: Mapping[Key, int] = field(default_factory=dict)
    skipped: Mapping[Key, int] = field(default_factory=dict)
    feeds: tuple[tuple[Expert, Feed], ...] = ()
    homes: tuple[tuple[Expert, Home], ...] = ()
    inherited: frozenset[Key] = frozenset()
    pictures: tuple[tuple[Expert, str], ...] = ()
    released: tuple[tuple[Expert, Feed], ...] = ()
    resting: int = 0
    note: str | None = None
    faults: tuple[str, ...] = ()
    lost: tuple[tuple[Expert, str], ...] = ()

    @property
    def failing(self) -> tuple[tuple[Expert, Feed], ...]:
        """The feeds that can't be read now, whether or not this pull asked them."""
        return tuple((expert, feed) for expert, feed in self.feeds if feed.failure)

    @property
    def held(self) -> tuple[tuple[Expert, Feed], ...]:
        """The feeds of which nothing new is taken, because they seem to be somebody else's."""
        return tuple((expert, feed) for expert, feed in self.feeds if feed.held)

"""Archive and profiles → which posts show, and the rule that decided. It never asks the network and never renders."""

from dataclasses import dataclass

from cobrand.model import Entry, Expert


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An entry that shows, with all its experts: one for a post of one's own, several for a shared one.

    `practices` and `topics` are slugs; `anchor` is where the post lives on its year's archive page.
    """

    entry: Entry
    experts: tuple[Expert, ...]
    practices: tuple[str, ...]
    topics: tuple[str, ...]
    anchor: str

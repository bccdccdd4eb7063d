"""Posts of one kind → a card, or a line, drawn once with holes in it, and cut out for each. What they differ in goes into the holes.

Nearly all posts are of a few kinds: in the site's language, with an excerpt and no comments. Cutting out a card takes half of
the time of drawing it. What goes into a hole is escaped as templates escape.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from markupsafe import Markup

from cobrand.publish.pages import Card

_MOST = 1 << 9  # stencils kept, of some 3 KB

Cut = tuple[Hashable, Mapping[str, str]]
"""What a card has in common with all of its kind, and what goes into each hole, as it stands in HTML."""


class Holes:
    """Answers what templates ask of a card: with what it is or, while a stencil is drawn, with a hole of that name.

    Unguessable, so that no text of anybody's can hold one.
    """

    def __init__(self) -> None:
        self._mark = secrets.token_hex(8)
        self._found = re.compile(rf"{self._mark}(\w+)\.")
        self.drawing = False

    def hole(self, name: str) -> Markup:
        """Return what stands for a value in a stencil: a word that no filter of ours changes."""
        return Markup(f"{self._mark}{name}.")  # noqa: S704  (letters and digits)

    def asked(self, name: str, ask: Callable[[Card], Any]) -> Callable[[Card], Any]:
        """Let a template ask something that a stencil leaves open, but for whether there is such a thing."""
        hole = self.hole(name)

        def answered(card: Card) -> Any:
            answer = ask(card)
            return hole if self.drawing and answer else answer

        return answered

    def cut(self, html: str) -> list[str]:
        """Cut what was drawn at its holes: what stands before the first one, its name, and so on."""
        return self._found.split(html)


class Stencils:
    """Draws cards. `cut` says how each is cut out, and `None` of one with which nobody should rely on that."""

    def __init__(self, draw: Callable[[Card], Markup], holes: Holes, cut: Callable[[Card], Cut | None]) -> None:
        self._draw, self._holes, self._cut = draw, holes, cut
        self._drawn: dict[Hashable, list[str]] = {}

    def __call__(self, card: Card) -> Markup:
        """Draw a card, as the template alone would."""
        cut = self._cut(card)
        if cut is None:
            return self._draw(card)
        common, own = cut
        kind = common, tuple(map(bool, own.values()))  # templates may ask whether there is such a thing
        if (stencil := self._drawn.get(kind)) is None:
            stencil = self._drawn[kind] = self._draw_with_holes(card)
            if len(self._drawn) > _MOST:
                del self._drawn[next(iter(self._drawn))]
        filled = stencil.copy()
        filled[1::2] = map(own.__getitem__, stencil[1::2])
        return Markup("".join(filled))  # noqa: S704  (a template drew it, and what is filled in is escaped)

    def _draw_with_holes(self, card: Card) -> list[str]:
        self._holes.drawing = True
        try:
            return self._holes.cut(str(self._draw(card)))
        finally:
            self._holes.drawing = False

"""Python's collector beside a build: it goes through nothing that lasts, and a preview keeps nothing for ever."""

import gc
import weakref

from cobrand.integrations.mkdocs_build import _lasting


class Thing:
    """Something that holds on to itself, as a renderer does."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_build_has_made_goes_with_the_next() -> None:
    """Each time a preview is built again."""
    made = []
    try:
        for _ in range(3):
            with _lasting(anew=True):
                made.append(weakref.ref(Thing()))
        assert [thing() is None for thing in made] == [True, True, False]
    finally:
        gc.unfreeze()

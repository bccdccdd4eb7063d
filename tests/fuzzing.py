"""How hard tests search for an input that breaks something: a little on each run, long when asked to by hand."""

from hypothesis import settings

LONG = settings.get_current_profile_name() != "short"


def trying(examples: int) -> settings:
    """Try so many examples in the short profile; a longer one says itself how many."""
    return settings() if LONG else settings(max_examples=examples)

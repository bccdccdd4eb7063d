"""Who has taken over from whom: circles, whatever their size, are found once."""

from hypothesis import given
from hypothesis import strategies as st

from cobrand.lineage import circles


def test_a_circle_is_told_once_from_its_first_slug_on() -> None:
    """Those who lead into it are no part of it."""
    told = dict(circles({"d": "b", "b": "c", "c": "a", "a": "b", "e": None}))
    assert {slug: what for slug, (what, _) in told.items()} == {"a": "goes round in a circle: a → b → c → a"}


def test_a_line_is_no_circle_and_nobody_alone_is() -> None:
    """Who names themselves, or somebody without a profile, is told elsewhere."""
    assert list(circles({"a": "b", "b": "c", "c": None, "d": "d", "e": "nobody"})) == []


slugs = st.sampled_from("abcdef")


@given(st.dictionaries(slugs, st.none() | slugs))
def test_without_what_is_told_there_is_no_circle(successors: dict[str, str | None]) -> None:
    """Each circle is told, and taking out the lines that are told leaves none."""
    told = [slug for slug, _ in circles(successors)]
    assert len(set(told)) == len(told)
    assert list(circles({**successors, **dict.fromkeys(told)})) == []

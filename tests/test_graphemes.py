"""Where a text may be cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.graphemes import cut, first, shorten


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("", ""),
        ("Ada", "A"),
        ("e\u0301t\u00e9", "e\u0301"),
        ("李明", "李"),
        ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦"),
        ("👍🏽 yes", "👍🏽"),
        ("🇩🇪🇫🇷", "🇩🇪"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("क्षत्रिय", "क्ष"),
        ("\u1100\u1161\u11a8 jamo", "\u1100\u1161\u11a8"),
    ],
)
def test_the_first_character_is_what_people_see_as_one(text: str, character: str) -> None:
    """Accents, conjuncts, emoji sequences, flags and Hangul belong to the letter they follow."""
    assert character == first(text)


def test_a_text_that_fits_is_left_alone() -> None:
    """Nothing is cut, trimmed or added within the limit."""
    text = "as it is, "

    assert text == shorten(text, 10)


def test_a_text_is_cut_after_a_word_that_fits() -> None:
    """The ellipsis counts, stands for the comma or the full stop before it too, and follows a whole word."""
    expected = "One word, another…"

    assert expected == shorten("One word, another, and a third", 19)
    assert expected == shorten("One word, another, and a third", 22)
    assert expected == shorten("One word, another. And a third", 22)


def test_what_knows_no_spaces_is_cut_between_characters() -> None:
    """A long run without spaces, as Chinese is or an address, is not given up whole."""
    expected = "漢字" * 30 + "…"

    assert expected == shorten("中文 " + "漢字" * 60, 64).replace("中文 ", "")


def test_a_heap_of_accents_can_not_hold_the_limit_off() -> None:
    """Of a thousand accents on one letter no more are kept than fit."""
    heap = "a" + "\u0301" * 1_000

    assert len(shorten(heap, 200)) == 200
    assert len(first(heap)) == 64


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_cut_text_starts_like_the_whole_and_keeps_to_the_limit(text: str, limit: int) -> None:
    """Whatever the text, cutting it takes from the end only."""
    assert 0 <= cut(text, limit) <= min(limit, len(text))
    assert len(shorten(text, limit + 1)) <= limit + 1
    assert text.startswith(shorten(text, limit + 1).removesuffix("…"))

"""Lines for people on terminals that are narrower than what there is to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cobrand.terminal import folded
from fuzzing import trying

FEED = "  feed       https://ada.example/feed.xml, named by https://ada.example/"


@pytest.mark.parametrize(
    ("line", "columns", "rows"),
    [
        (FEED, 80, [FEED]),
        (FEED, 70, ["  feed       https://ada.example/feed.xml, named by", "             https://ada.example/"]),
        (FEED, 40, ["  feed  https://ada.example/feed.xml,", "    named by https://ada.example/"]),
        ("             such as Bread and Soup", 30, ["    such as Bread and Soup"]),
        (f"  mkdocs serve{' ' * 26}see the page", 48, ["  mkdocs serve", "    see the page"]),
        (f"  mkdocs serve{' ' * 46}see the page", 68, [f"  mkdocs serve{' ' * 46}see the", f"{' ' * 60}page"]),
        ("  mkdocs.yml       the name, and topics", 30, ["  mkdocs.yml", "    the name, and topics"]),
        ("- Topics: one, two", 12, ["- Topics:", "  one, two"]),
        ("  mkdocs serve                          see it", 40, ["  mkdocs serve", "    see it"]),
        ("https://ada.example/a-long-address", 20, ["https://ada.example/a-long-address"]),
        ("\u5c71\u7530\u592a\u90ce \u5c71\u7530", 10, ["\u5c71\u7530\u592a\u90ce", "  \u5c71\u7530"]),
    ],
)
def test_a_line_is_folded_at_words(line: str, columns: int, rows: list[str]) -> None:
    """What follows stands below its subject; where there is no room for that, below a few spaces. Addresses stay whole."""
    assert rows == folded(line, columns).split("\n")


@trying(200)
@given(st.text(alphabet="ab -*!1. \u5c71", max_size=120), st.integers(20, 100))
def test_no_word_is_lost_and_no_row_is_longer_than_it_has_to_be(line: str, columns: int) -> None:
    """A row is wider than the terminal only where it is a single word."""
    rows = folded(line, columns).split("\n")
    assert line.split() == [word for row in rows for word in row.split()]
    assert [row for row in rows if cell_len(row.rstrip()) > columns and len(row.split()) > 1] == []

"""Microformats of a page: what people marked up is found, and what would take hours is passed over."""

import pytest

from cobrand.harvest.microformats import items

HOME = "https://ada.example/"
CARD = "<p class=h-card><a class='u-url p-name' href=/ rel='me author'>Ada</a></p>"
OLD = "<p class=vcard><a class='url fn' href=/ rel=me>Ada</a> <b class=title>Boss</b></p>"


def names(page: str) -> list[list[str]]:
    """Return the names of the cards on a page."""
    return [item["properties"].get("name", []) for item in items(page, HOME) if "h-card" in item["type"]]


@pytest.mark.parametrize("card", [CARD, OLD])
def test_a_card_is_found_wherever_it_stands(card: str) -> None:
    """Between a thousand links with relations, and within a theme's marks of old around all that."""
    links = "".join(f"<a rel='tag nofollow' href=/{number}>x</a>" for number in range(1_001))
    for page in (card, f"<div class=hfeed>{links}{card}</div>", f"<div class='hentry hreview'>{card}</div>"):
        assert names(page) == [["Ada"]]
    assert items(CARD, HOME) == items(CARD.replace("rel='me author'", ""), HOME)


@pytest.mark.parametrize(
    "page",
    ["<p class=vcard>" + "<b>" * 300, "<div class=vcard>" * 300, f"<div class=vcard>{'<i>x</i>' * 3_000}</div>"],
    ids=["deep", "cards in cards", "wide"],
)
def test_a_card_of_old_that_would_take_long_is_none(page: str) -> None:
    """Each element of such a card is copied, with all that is in it, for each of its properties."""
    assert items(page, HOME) == []


def test_where_cards_of_old_are_many_the_first_are_read() -> None:
    """Those of the newest comments, say: each costs something, however small it is."""
    found = names(f"{OLD * 150}{CARD}")
    assert 50 < len(found) < 100
    assert found == [["Ada"]] * len(found)


def test_a_page_of_references_is_not_read() -> None:
    """Each of them is an event for whoever builds the tree, and a megabyte may be a million."""
    assert (names(f"{CARD}{'&lt;' * 39_000}"), names(f"{CARD}{'&lt;' * 41_000}")) == ([["Ada"]], [])

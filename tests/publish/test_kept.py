"""What is made of a post for several pages is made once, and let go of after the last."""

from cobrand.publish.kept import Kept, cards_on
from newsroom import ADA, make_pages, post


def test_what_several_pages_show_is_made_once() -> None:
    """However many pages a post stands on: here those of the company, of a practice, and of its author."""
    pages = tuple(make_pages([post("2026-11-01", ADA), post("2026-11-02", ADA)]).values())
    asked = [card for page in pages for card in cards_on(page)]
    made: list[str] = []
    kept = Kept(lambda card: made.append(card.post.anchor))
    kept.expect(pages)
    for card in asked:
        kept(card)
    assert len(asked) > 2
    assert sorted({card.post.anchor for card in asked}) == sorted(made)


def test_what_no_page_shows_any_more_is_let_go_of() -> None:
    """So it does not fill the memory; whoever asks all the same has it made again."""
    pages = tuple(make_pages([post("2026-11-01", ADA)]).values())
    card = next(card for page in pages for card in cards_on(page))
    kept = Kept(lambda _: object())
    kept.expect(pages)
    shown = [kept(card) for page in pages for _ in cards_on(page)]
    assert {id(one) for one in shown} == {id(shown[0])}
    assert kept(card) is not kept(card)

"""A card, or a line of the archive, that is cut out of a stencil is the one that its template draws."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from cobrand.model import Author
from cobrand.publish.pages import Card, Page, Series
from cobrand.publish.render import TEMPLATES
from cobrand.publish.select import Post
from cobrand.publish.stencil import Holes, Stencils
from newsroom import ADA, GONE, MEI, OPTIONS, POSTS, expert, hosted, make_pages, post, renderer

HURTFUL = [
    "<script>alert(1)</script>",
    "\"'>&amp;&<",
    "{{ 7 * 7 }} %s %(title)s {0} \\1",
    "\ud800 \x00",
    "W" * 3_000,
    "مقال",
    "a/b?c=d&e#f",
]
GUESTS = Author(name="Eve <b>Elsewhere", uri=None), Author(name="Bo", uri=None)
UNTAGGED = expert("al")  # stands before the others, so that those without tags are drawn first


def posts() -> list[Post]:
    """Make posts that differ in whatever a card decides by, and at least two of each kind."""
    made = list(POSTS)
    made += [
        post("2026-11-11", UNTAGGED),
        post("2026-11-10", UNTAGGED, title=None),
        post("2026-11-12", UNTAGGED, language="de"),
        post("2026-11-13", UNTAGGED, comments="https://al.example/1#comments", comment_count=1),
        *(replace(post(f"2026-11-1{day}", UNTAGGED), others=(guest,)) for day, guest in enumerate(GUESTS, 4)),
    ]
    for day, text in enumerate(HURTFUL, 1):
        when, web = f"2025-03-{day:02}", f"https://ada.example/{day}/"
        made += [
            post(when, ADA, title=text, content=f"<p>{escape(text)}</p>", topics=["kites"]),
            post(when, MEI, title=None, content=f"<p>{escape(text)}</p>", language="de"),
            post(when, MEI, ADA, identifier=f"both-{day}", title=text, link=f"https://x.example/{text}", language=text),
            post(when, GONE, title=text, comments=f"https://gone.example/{text}", comment_count=day % 3),
            post(
                when, GONE, identifier=f"none-{day}", title=None, content="", comment_count=day % 2 or None, link=None
            ),
            post(when, ADA, identifier=f"{web}brief", title=text, content="<img src=x>"),
            replace(post(when, ADA, identifier=f"{web}with", title=text, topics=["wind"]), others=(GUESTS[day % 2],)),
            replace(post(when, ADA, identifier=f"{web}guest", title=text), others=(GUESTS[day % 2],), guest=True),
            hosted(post(when, ADA, identifier=f"hosted-{day}", title=text), "Eve"),
        ]
    return made


def cards(pages: dict[str, Page]) -> list[Card]:
    """Return all that the archive shows."""
    return [card for page in pages.values() for card in getattr(page, "posts", ()) if "archive" in page.src_uri]


def test_a_card_comes_out_as_its_template_draws_it(tmp_path: Path) -> None:
    """Whatever it says, on every page: beside it stands a site with templates of its own, which draw each card."""
    (tmp_path / "cobrand").mkdir()
    for own in ("share.html", "line.html"):
        shutil.copy(TEMPLATES / "cobrand" / own, tmp_path / "cobrand")
    pages = make_pages(posts(), [UNTAGGED, ADA, MEI, GONE])
    told = cards(pages)
    series = Series(title="All", description=None, url="all/", feeds=None, cards=(told[0], told[7]))
    cut, drawn = renderer(replace(OPTIONS, site_name="Cut")), renderer(replace(OPTIONS, site_name="Cut"), (tmp_path,))
    for one in (cut, drawn):
        one.weave([series])
    for page in pages.values():
        assert drawn.render(page).html == cut.render(page).html


def test_cards_of_a_kind_are_drawn_once() -> None:
    """One that is of no kind is drawn each time."""
    drawn: list[Card] = []
    holes = Holes()
    title = holes.asked("title", lambda card: card.post.entry.title)

    def draw(card: Card) -> Markup:
        drawn.append(card)
        return Markup("<b>{}</b>").format(title(card))

    said: Callable[[Card], str] = lambda card: str(escape(card.post.entry.title or ""))  # noqa: E731
    stencils = Stencils(
        draw,
        holes,
        lambda card: (card.people, {"title": said(card)}) if card.people[0].expert is ADA else None,
    )
    told = cards(
        make_pages([*(post(f"2026-11-0{day}", ADA, title=f"<{day}>") for day in (1, 2, 3)), post("2026-11-01", MEI)])
    )
    assert [stencils(card) for card in told[:2]] == ["<b>&lt;3&gt;</b>", "<b>&lt;2&gt;</b>"]
    assert {f"<b>{said(card)}</b>" for card in told} == {stencils(card) for card in told}
    assert [card.people[0].expert for card in drawn] == [ADA, MEI]


def test_a_stencil_that_cannot_be_drawn_leaves_no_holes() -> None:
    """The next card says what it is."""
    holes = Holes()
    title = holes.asked("title", lambda card: card.post.entry.title)
    pages = make_pages([post("2026-11-01", ADA, title="Alpha")])
    (card,) = cards(pages)

    def draw(_: Card) -> Markup:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Stencils(draw, holes, lambda _: ("one", {}))(card)
    assert title(card) == "Alpha"

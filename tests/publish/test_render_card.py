"""What a card says of a post: who, when, what, where to read it, and who pays the author."""

import re
from dataclasses import replace

import pytest
from bs4 import Tag
from markupsafe import Markup

from cobrand.config import Options
from cobrand.model import Author
from cobrand.publish.render import Renderer
from cobrand.publish.select import Post
from newsroom import ADA, OPTIONS, POSTS, everything, hosted, make_pages, one, post, said, soup


def card(post_: Post, *, options: Options = OPTIONS) -> Tag:
    """Render the company's group blog with one post, and return its card."""
    return one(soup(make_pages([post_], options=options)["blog/index.md"], options=options), "article")


def test_a_card_credits_the_author_and_leads_to_the_original() -> None:
    """Title, author, date, excerpt, practices, and where it was first published."""
    found = card(POSTS[0])
    assert one(found, "h3 a")["href"] == "https://ada.example/2026-11-01"
    assert said(one(found, ".cobrand-card__author bdi")) == "Ada Lindqvist"
    assert one(found, "time")["datetime"] == "2026-11-01T09:00:00Z"
    assert said(one(found, ".cobrand-card__excerpt")) == "It depends."
    assert [said(tag) for tag in found.select(".p-category")] == ["Law", "Operations", "Kites"]


def test_read_on_says_what_and_where() -> None:
    """The host for the eye, the title beside it for those who hear a list of links."""
    link = one(card(POSTS[0]), ".cobrand-card__read")
    assert said(link) == "Read on ada.example: Ada Lindqvist on 2026-11-01"
    assert said(one(link, ".cobrand-hidden")) == ": Ada Lindqvist on 2026-11-01"


def test_every_card_discloses_who_pays() -> None:
    """Beside where it was first published; in the past tense for whoever has left."""
    found = soup(everything()["experts/gone.md"])
    expected = "First published on gone.example. Gone worked at Halden when this was written. Views are their own."
    assert expected == said(one(found, ".cobrand-card__disclosure"))
    cards = soup(everything()["blog/index.md"]).select("article")
    assert len(cards) == sum("Views are their own." in said(tag) for tag in cards)
    lines = soup(everything()["blog/archive/2023.md"]).select("article")
    assert sum("Mei works at Halden. Views are their own." in said(tag) for tag in lines) == 28


def test_whoever_has_left_is_named_with_the_title_of_that_time() -> None:
    """On group blogs too, where nothing else says it; somebody who is here has the title on the person's own page."""
    by = [said(tag) for tag in soup(everything()["blog/index.md"]).select(".cobrand-card__who")]
    assert {"Gone then Clerk"} == {name for name in by if "then" in name}


def test_a_shared_post_names_and_discloses_all_of_its_authors() -> None:
    """Both faces, both sentences."""
    found = card(POSTS[1])
    assert [said(tag) for tag in found.select(".cobrand-card__author bdi")] == ["Ada Lindqvist", "Mei"]
    disclosed = said(one(found, ".cobrand-card__disclosure"))
    assert "Ada Lindqvist and Mei work at Halden. Views are their own." in disclosed


def test_a_post_with_a_guest_is_a_shared_one() -> None:
    """Else the expert's own page, which leaves its owner's name out, would show the guest alone."""
    alone, together = hosted(post("2026-11-01", ADA)), hosted(post("2026-11-02", ADA), "Eve Elsewhere")
    found = soup(make_pages([alone, together])["experts/ada.md"]).select("article")
    assert ["cobrand-card--shared" in tag["class"] for tag in found] == [True, False]
    assert [said(tag) for tag in found[0].select(".cobrand-card__by bdi")] == ["Ada Lindqvist", "Eve Elsewhere"]


def test_a_guest_s_post_names_the_guest_and_links_the_expert() -> None:
    """The expert is no author of it, and who pays the expert is said all the same; so on the archive page."""
    given = replace(post("2026-11-02", ADA), others=(Author(name="Orig <b>Inal"),), guest=True)
    pages = make_pages([given])
    for uri, by, disclosed in (
        ("blog/index.md", ".cobrand-card__by", ".cobrand-card__disclosure"),
        ("blog/archive/2026.md", "h3 + p", "p[dir]"),
    ):
        found = one(soup(pages[uri]), "article")
        assert said(one(found, by)).startswith("By Orig <b>Inal via Ada Lindqvist")
        assert [said(tag) for tag in found.select(".p-author")] == ["Orig <b>Inal"]
        assert str(one(found, f"{by} a")["href"]).endswith("experts/ada/")
        assert "Ada Lindqvist works at Halden." in said(one(found, disclosed))
    shared = one(soup(pages["blog/index.md"]), "article").select("a[href*='bsky.app']")
    assert all("Orig" in str(link["href"]) and "Lindqvist%20(" not in str(link["href"]) for link in shared)


def test_the_owners_own_disclosure_is_said_as_written() -> None:
    """In any language, with the names in it."""
    found = card(POSTS[0], options=replace(OPTIONS, language="de", disclosure="{brand} pays {name}."))
    assert "Halden pays Ada Lindqvist." in said(one(found, ".cobrand-card__disclosure"))


def test_a_disclosure_left_alone_follows_the_sites_language() -> None:
    """The default is ours to translate."""
    found = card(POSTS[0], options=replace(OPTIONS, language="de"))
    expected = "Zuerst erschienen auf ada.example. Ada Lindqvist arbeitet bei Halden und vertritt die eigene Meinung."
    assert expected == said(one(found, ".cobrand-card__disclosure"))


@pytest.mark.parametrize(
    ("comments", "count", "expected"),
    [
        ("https://ada.example/c", 1, "1 comment"),
        ("https://ada.example/c", 1200, "1,200 comments"),
        ("https://ada.example/c", None, "Discussion"),
        ("https://ada.example/c", 0, "Discussion"),
        (None, 5, "5 comments"),
        (None, None, None),
    ],
)
def test_a_card_leads_to_the_posts_own_discussion(
    comments: str | None, count: int | None, expected: str | None
) -> None:
    """With the number of comments where the feed states it."""
    found = card(post("2026-11-01", replace(ADA, practices=()), comments=comments, comment_count=count, title="T"))
    rest = [said(tag).removesuffix(": T") for tag in found.select(".cobrand-card__about > li:not([class])")[1:]]
    assert ([expected] if expected else []) == rest
    assert bool(comments) == bool(found.select('a[href="https://ada.example/c"]'))


def test_another_language_is_marked_and_named() -> None:
    """For speech, for hyphens and for whoever can't read it; its direction follows its letters."""
    found = card(POSTS[2])
    for selector in ("h3", ".cobrand-card__excerpt"):
        assert (one(found, selector)["lang"], one(found, selector)["dir"]) == ("ar", "auto")
    assert "In Arabic" in [said(tag) for tag in found.select("li")]


@pytest.mark.parametrize("language", [None, "en", "EN-gb", "en_US", "no such language", '"onload="'])
def test_the_sites_own_language_needs_no_mark(language: str | None) -> None:
    """Nor does a tag that is none."""
    found = card(post("2026-11-01", ADA, language=language))
    assert found.select("[lang]") == []


def test_a_post_without_a_title_shows_its_first_words() -> None:
    """Cut between words after at most 80 characters, and not said twice."""
    found = card(post("2026-11-01", ADA, title=None, content=f"<p>{'Long winded. ' * 20}</p>"))
    title = said(one(found, "h3"))
    assert len(title) <= 80
    assert title.startswith("Long winded. Long")
    assert title.endswith("winded…")
    assert found.select(".cobrand-card__excerpt") == []


def test_a_post_without_a_word_is_called_by_its_day() -> None:
    """A picture blog has pages, too."""
    assert said(one(card(post("2026-11-01", ADA, title=None, content="")), "h3")) == "Untitled post of November 1, 2026"


def test_a_post_is_drawn_once_for_all_its_pages() -> None:
    """A sanitiser is asked once for each post, however many pages show it, and links fit each page's depth."""
    asked: list[str] = []

    def excerpt(entry: object) -> Markup:
        asked.append("once")
        return Markup("<p>x</p>")

    pages = make_pages([POSTS[0]])
    own = Renderer(OPTIONS, excerpt=excerpt)
    drawn = [own.render(pages[uri]).html for uri in ("blog/index.md", "blog/law/index.md", "experts/ada.md")]
    assert asked == ["once"]
    depths = [re.findall(r'p-author h-card" href="([./]+)experts/ada/"', html) for html in drawn]
    assert depths == [["../"], ["../../"], ["../../"]]

"""Links that share a post: to its original address, with its title and its author's handle, whatever these contain."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from cobrand.publish.share import share_links
from newsroom import ADA, KITES, MEI, OPTIONS, WIND, make_pages, one, post, said, soup

HURTFUL = [
    "plain",
    "Quote \" and ' and <b>bold</b>",
    "?body=x&subject=y#fragment",
    "100 % sure; a/b\\c",
    "new\r\nline\tand\x0bmore",
    "{text} {0} {{7*7}}",
    "ما تقوله الريح \u202e",
    "👩🏽‍🔬🇸🇪",
    "\ud800 lone",
    "x" * 3_000,
    "長い" * 1_500,
    "",
]
OFFERED = [("one", "a.md"), ("two", "a.md"), ("three", "b.md"), ("four", "c.md")]
ADDRESS = "https://ada.example/%C3%A4?a=1&b=2#c"


def texts(links: dict[str, str]) -> dict[str, str]:
    """Read out of each link what the place will show, as the place does."""
    mail = parse_qs(urlsplit(links["mail"]).query, keep_blank_values=True)
    return {
        "Mastodon": unquote(urlsplit(links["Mastodon"]).fragment.removeprefix("text=")),
        "Bluesky": parse_qs(urlsplit(links["Bluesky"]).query)["text"][0],
        "mail": mail["body"][0].replace("\r\n", "\n"),
    }


@pytest.mark.parametrize("title", HURTFUL)
@pytest.mark.parametrize("credit", HURTFUL)
def test_what_is_shared_arrives_whole_and_nowhere_else(title: str, credit: str) -> None:
    """No title, name or address ends its part of a link; one line says what it is, the next where."""
    links = share_links(ADDRESS, title=title, credit=credit)
    assert parse_qs(urlsplit(links["LinkedIn"]).query) == {"url": [ADDRESS]}
    for place, text in texts(links).items():
        assert (place, text.split("\n")[1:]) == (place, [ADDRESS])
        assert len(text) - len(ADDRESS) <= 262
    assert set(parse_qs(urlsplit(links["mail"]).query, keep_blank_values=True)) == {"subject", "body"}
    assert [link for link in links.values() if set(link) & set("\"'<> \r\n{}")] == []
    assert [urlsplit(link).scheme for link in links.values()] == ["https", "https", "https", "mailto"]


@given(text=st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="aZ09-._~ %,:/&?'\u00e4", max_size=20))
def test_an_address_is_encoded_to_the_letter(text: str) -> None:
    """As the standard library does it, in which no character but letters, digits and `-._~` stays."""
    assert f"url={quote(text, safe='')}" == share_links(text, title="", credit="")["LinkedIn"].partition("?")[2]


def test_a_title_is_said_as_it_is() -> None:
    """The oracle of the test above: reading a link gives back the words."""
    links = share_links(ADDRESS, title="Wind & <kites>", credit="by Ada (@ada@social.example)")
    said = f"Wind & <kites> by Ada (@ada@social.example)\n{ADDRESS}"
    assert texts(links) == {"Mastodon": said, "Bluesky": said, "mail": said}
    assert parse_qs(urlsplit(links["mail"]).query)["subject"] == ["Wind & <kites>"]


# --- on cards --------------------------------------------------------------------------------------------------------


def shared(*experts: object, **more: object) -> list[Tag]:
    """Return the share links on the card of a post."""
    page = make_pages([post("2026-11-01", *experts, **more)])["blog/index.md"]  # type: ignore[arg-type]
    return soup(page).select(".cobrand-share a")


def test_a_card_can_be_shared_without_a_script() -> None:
    """Plain links, folded away behind a word that names the post."""
    page = soup(make_pages([post("2026-11-01", ADA, title="Wind")])["blog/index.md"])
    assert said(one(page, ".cobrand-share summary")) == "Share: Wind"
    assert [said(link) for link in page.select(".cobrand-share a")] == ["LinkedIn", "Mastodon", "Bluesky", "E-mail"]
    assert one(page, ".cobrand-share").get("open") is None


def test_a_site_can_do_without(tmp_path: Path) -> None:
    """As the handbook says: a template of the site's own that says nothing."""
    (tmp_path / "cobrand").mkdir()
    (tmp_path / "cobrand/share.html").write_text("{% macro share(links, title, lang) %}{% endmacro %}")
    page = soup(make_pages([post("2026-11-01", ADA)])["blog/index.md"], overrides=[tmp_path])
    assert page.select(".cobrand-share, .cobrand-card__share") == []


def test_sharing_credits_every_author_by_handle_where_there_is_one() -> None:
    """A handle lets the author know, and the reader follow."""
    links = {said(link): str(link["href"]) for link in shared(replace(ADA, fediverse="@ada@social.example"), MEI)}
    assert "by Ada Lindqvist (@ada@social.example), Mei" in unquote(links["Mastodon"])
    assert links["LinkedIn"].endswith("?url=https%3A%2F%2Fada.example%2F2026-11-01")


def test_what_has_no_address_of_the_web_can_t_be_shared() -> None:
    """No link, or one that would run something."""
    assert shared(ADA, link=None) == []
    assert shared(ADA, link="javascript:alert(1)") == []


# --- ideas to offerings ----------------------------------------------------------------------------------------------


def test_a_post_on_a_topic_leads_to_what_is_sold() -> None:
    """Quietly, from its card; a topic without an offering has nothing to lead to."""
    page = soup(make_pages([post("2026-11-01", ADA, topics=["wind", "kites"])])["blog/index.md"])
    link = one(page, ".cobrand-card__offers a")
    assert (said(link), link["href"]) == ("How Halden helps with Kites", "../services/#kites")
    assert soup(make_pages([post("2026-11-01", ADA)])["blog/index.md"]).select(".cobrand-card__offers") == []


def test_a_card_leads_to_at_most_two_offerings_and_to_no_page_twice() -> None:
    """A card is no catalogue."""
    topics = [replace(KITES, slug=slug, name=slug, offering=page) for slug, page in OFFERED]
    found = make_pages([post("2026-11-01", ADA, topics=[slug for slug, _ in OFFERED])], topics=topics)["blog/index.md"]
    assert [link["href"] for link in soup(found).select(".cobrand-card__offers a")] == ["../a/", "../b/"]


def test_a_topic_s_own_page_says_it_once() -> None:
    """Its main button leads to the offering; its cards lead only to those of their other topics."""
    topics = [KITES, replace(WIND, offering="services/wind.md")]
    page = make_pages([post("2026-11-01", ADA, topics=["wind", "kites"])], topics=topics)["blog/topics/kites/index.md"]
    assert [said(link) for link in soup(page).select(".cobrand-card__offers a")] == ["How Halden helps with Wind"]
    page = make_pages([post("2026-11-01", ADA, topics=["kites"])])["blog/topics/kites/index.md"]
    assert soup(page).select(".cobrand-card__offers") == []


def test_a_topic_s_page_says_first_what_is_sold() -> None:
    """As a button, below what the page is about."""
    found = soup(make_pages([], [ADA])["blog/topics/kites/index.md"])
    assert said(one(found, ".cobrand-lead + .cobrand-actions a")) == f"How {OPTIONS.brand.name} helps with Kites"

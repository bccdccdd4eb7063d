"""Cards as people use them: sharing, the way to an offering, and the company's own posts, in Debian's chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from chromium import DESK, PHONE, SIDEWAYS, Served, Tab, serving
from sites import Site

pytestmark = pytest.mark.browser

LONG = "Quartalszahlenbesprechungsprotokollvorlage" * 4
SOURCES = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
theme:
  name: THEME
PLUGINS
  - cobrand:
      web: web
      topics: {attribution: {name: Attribution, offering: services.md}}
-- docs/index.md --
# Welcome
-- docs/services.md --
# What we sell
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
topics: [attribution]
blog: https://ada.example/feed.xml
fediverse: "@ada@social.example"
---

Ada counts.
"""
NOTES = """\
-- docs/notes/index.md --
# Notes
-- docs/notes/.authors.yml --
authors:
  ada-lindqvist: {name: Ada Lindqvist, description: Analyst, avatar: "data:,"}
-- docs/notes/posts/quince.md --
---
date: 2026-11-12
authors: [ada-lindqvist]
categories: [Attribution]
---

# The quince question

Nobody asks it.

<!-- more -->

Behind the cut.
"""
MATERIAL = "  font: false\nplugins:\n  - search\n  - blog: {blog_dir: notes}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Build the site with a blog of its own, and serve it on loopback."""
    folder = make(Site(tmp_path_factory.mktemp("posts")), "material", MATERIAL, NOTES)
    with serving(folder.root / "site") as url:
        yield Served(folder.root / "site", url)


def make(site: Site, theme: str, plugins: str, more: str = "") -> Site:
    """Build it in a theme."""
    site.write(SOURCES.replace("THEME", theme).replace("PLUGINS", plugins) + more)
    site.feed(
        "ada.example",
        ("The marmalade index", "Fri, 20 Nov 2026 09:00:00 GMT"),
        (LONG, "Tue, 10 Nov 2026 09:00:00 GMT"),
    )
    site.build()
    return site


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_sharing_opens_under_the_keyboard_and_moves_nothing_away(tab: Tab, viewport: ViewportSize) -> None:
    """Enter shows the places below the card's list, the next Tab reaches them, and the page stays as wide as it is."""
    tab.page.set_viewport_size(viewport)
    tab.open("blog/")
    for opener in tab.page.locator(".cobrand-share__open").all():
        opener.focus()
        before = opener.bounding_box()
        tab.page.keyboard.press("Enter")
        places = opener.locator("..").get_by_role("link")
        expect(places).to_have_text(["LinkedIn", "Mastodon", "Bluesky", "E-mail"])
        expect(places.last).to_be_in_viewport()
        assert before == opener.bounding_box()
        tab.page.keyboard.press("Tab")
        expect(places.first).to_be_focused()
    assert tab.page.evaluate("() => document.documentElement.scrollWidth") <= viewport["width"]
    assert tab.outward == []


def test_what_opens_covers_nothing(tab: Tab) -> None:
    """The way to the offering and the disclosure move down to make room."""
    tab.page.set_viewport_size(PHONE)
    tab.open("blog/")
    card = tab.page.locator(".cobrand-card").nth(1)
    card.locator("summary").click()
    places, offers = (card.locator(one).bounding_box() for one in (".cobrand-share__places", ".cobrand-card__offers"))
    assert places
    assert offers
    assert places["y"] + places["height"] <= offers["y"] + 1


def test_a_share_link_is_named_by_its_post(tab: Tab) -> None:
    """Whoever hears a list of buttons knows which post each is for."""
    tab.open("blog/")
    opener = tab.page.locator(".cobrand-share__open").first
    expect(opener).to_have_accessible_name(re.compile(r"Share ?: The marmalade index"))


def test_an_idea_leads_to_what_is_sold(tab: Tab) -> None:
    """One click from a post on the topic."""
    tab.open("blog/")
    tab.page.get_by_role("link", name="How Halden helps with Attribution").first.click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("What we sell")


def test_search_leads_to_the_company_s_own_post_where_it_lives(tab: Tab) -> None:
    """Its page, and nothing else of the site, is found by its title."""
    tab.open("")
    tab.search("quince")
    links = tab.page.locator(".md-search-result__link")
    expect(links).to_have_count(1)
    links.first.click()
    tab.page.wait_for_url("**/notes/2026/11/12/the-quince-question/**")
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("The quince question")


def test_the_company_s_own_post_is_one_click_from_its_author(tab: Tab) -> None:
    """From the expert's page, past the cut."""
    tab.open("experts/ada-lindqvist/")
    card = tab.page.locator(".cobrand-card", has_text="The quince question")
    expect(card).to_contain_text("Published here by Halden.")
    card.get_by_role("link", name=re.compile(r"Read the post ?: The quince question")).click()
    expect(tab.page.locator("article")).to_contain_text("Behind the cut.")


def test_mkdocs_own_search_leads_to_a_post_at_its_home(tab: Tab, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In MkDocs' own theme too, once, on its line."""
    site = make(Site(tmp_path_factory.mktemp("bare")), "mkdocs", "plugins:\n  - search")
    with serving(site.root / "site") as url:
        tab.page.goto(url)
        tab.page.get_by_role("link", name="Search").click()
        tab.page.locator("#mkdocs-search-query").press_sequentially("marmalade")
        found = tab.page.locator("#mkdocs-search-results article h3 a")
        expect(found).to_have_count(1)
        found.click()
        tab.page.wait_for_url("**/blog/archive/2026/#p-*")
        expect(tab.page.locator(".cobrand-line:target")).to_contain_text("The marmalade index")


@pytest.mark.parametrize("feed", ["blog/atom.xml", "blog/rss.xml"])
def test_a_feed_can_be_read_in_a_browser(tab: Tab, feed: str) -> None:
    """On a phone: titles, texts and what to do with it; neither ids nor tags, and nothing beyond the edge."""
    tab.page.set_viewport_size(PHONE)
    tab.open(feed)
    shown = tab.page.evaluate("() => document.documentElement.innerText ?? document.documentElement.textContent")
    entries = tab.page.locator("entry, item")
    expect(entries.first).to_contain_text("The marmalade index")
    for hidden in ("id", "guid", "generator", "lastBuildDate"):
        assert not any(one.is_visible() for one in tab.page.locator(hidden).all()), hidden
    boxes = [entry.bounding_box() for entry in entries.all()]
    assert all(box and box["x"] >= 8 and box["x"] + box["width"] <= PHONE["width"] - 8 for box in boxes)
    assert "This page contains the following errors" not in shown
    background = "one => getComputedStyle(one).backgroundColor"
    assert entries.first.evaluate(background) != "rgba(0, 0, 0, 0)"
    assert tab.page.evaluate(SIDEWAYS) == 0
    assert tab.outward == []

"""Expert pages as people see them: with any palette, in other themes, from right to left, with forced colours, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from chromium import DESK, PHONE, Served, Tab, serving, tab_at
from sites import Site

pytestmark = pytest.mark.browser

SOURCES = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
theme: {theme}
plugins:
  - search
  - cobrand:
      web: web
      brand: {{name: Halden, url: "https://halden.example/"}}
      practices:
        marketing: {{name: Marketing, offering: index.md, contact: "mailto:m@halden.example"}}
nav: [index.md, {{Experts: experts/index.md}}, {{Ideas: blog/index.md}}]
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
job_title: Principal Analyst
pronouns: she/her
location: Gothenburg
practices: [Marketing]
topics: [attribution]
blog: https://ada.example/feed.xml
fediverse: "@ada@social.example"
links: ["https://github.com/ada", "https://www.linkedin.com/in/ada/"]
credentials: [{{title: Counted Twice, kind: book, date: 2021, url: "https://books.example/"}}]
---

Ada counts.
-- experts/ingrid-solheim.md --
---
name: Ingrid Solheim
practices: [Marketing]
blog: https://ingrid.example/feed.xml
left: 2026-10-31
successor: ada-lindqvist
now_at: {{name: Elsewhere, url: "https://elsewhere.example/"}}
---
-- experts/long-words.md --
---
name: {word}
job_title: {word}
pronouns: {word}
location: {word}
practices: [Marketing]
topics: [attribution, {word}]
links: [{{url: "https://x.example/", title: {word}}}]
credentials: [{{title: {word}, kind: book, date: 2021, url: "https://books.example/"}}]
left: 2026-10-31
successor: ada-lindqvist
now_at: {{name: {word}}}
---

{word}
"""
EXPERT, ALUMNI, PRACTICE = "experts/ada-lindqvist/", "experts/ingrid-solheim/", "blog/marketing/"

PALETTES = (
    *("red", "pink", "purple", "deep-purple", "indigo", "blue", "light-blue", "cyan", "teal", "green", "light-green"),
    *("lime", "yellow", "amber", "orange", "deep-orange", "brown", "grey", "blue-grey", "black", "white"),
)
# Each text of ours against everything that is painted below it, as the browser mixes the colours.
CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
    const painted = colours => {
        canvas.clearRect(0, 0, 1, 1)
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1) }
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(
            part => part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const found = []
    const walker = document.createTreeWalker(document.querySelector('.cobrand'), NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest('.cobrand-hidden')) continue
        const below = ['white']
        for (let up = element; up; up = up.parentElement) below.splice(1, 0, getComputedStyle(up).backgroundColor)
        const [dark, light] = [painted(below), painted([...below, getComputedStyle(element).color])].sort((a, b) => a - b)
        found.push([(light + 0.05) / (dark + 0.05), walker.currentNode.textContent.trim()])
    }
    return found.sort((a, b) => a[0] - b[0])[0]
}"""
DRESS = """([scheme, primary]) => {
    document.body.dataset.mdColorScheme = scheme
    document.body.dataset.mdColorPrimary = primary
}"""
STILL = "*, ::before, ::after { transition: none !important }"


def build(root: Path, theme: str) -> Path:
    """Build the site with these settings of the theme, and return where its pages are."""
    site = Site(root)
    site.write(SOURCES.format(theme=theme, word="W" * 200))
    for slug in ("ada", "ingrid"):
        site.feed(
            f"{slug}.example", ("By hand", "Fri, 02 Oct 2026 09:00:00 GMT"), ("Old", "Fri, 02 Oct 2020 09:00:00 GMT")
        )
    Image.new("RGB", (500, 500), "teal").save(root / "experts/ada-lindqvist.jpg")
    site.build()
    return root / "site"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the site in Material, with tabs."""
    built = build(
        tmp_path_factory.mktemp("looks"),
        "{name: material, font: false, features: [navigation.tabs], palette: {scheme: default}}",
    )
    with serving(built) as url:
        yield Served(built, url)


@pytest.fixture(scope="module")
def arabic(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """Open a tab on the same site in Arabic."""
    built = build(tmp_path_factory.mktemp("arabic"), "{name: material, font: false, language: ar}")
    with serving(built) as url, tab_at(browser, url) as tab:
        yield tab


# --- colours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("path", [EXPERT, ALUMNI, PRACTICE])
def test_words_can_be_read_with_every_palette(tab: Tab, path: str, scheme: str) -> None:
    """4.5 to 1 at least (WCAG 1.4.3), whatever primary colour Material is given."""
    tab.open(path)
    tab.page.add_style_tag(content=STILL)
    worst = {}
    for primary in PALETTES:
        tab.page.evaluate(DRESS, [scheme, primary])
        worst[primary] = tab.page.evaluate(CONTRAST)
    assert {primary: found for primary, found in worst.items() if found[0] < 4.5} == {}


def test_words_that_can_t_be_read_are_noticed(tab: Tab) -> None:
    """The oracle: the theme's own yellow on white is far from it."""
    tab.open(EXPERT)
    tab.page.add_style_tag(content=STILL)
    tab.page.evaluate(DRESS, ["default", "yellow"])
    tab.page.add_style_tag(content=".cobrand .cobrand-links__link { color: var(--md-typeset-a-color) }")
    assert tab.page.evaluate(CONTRAST)[0] < 3


def test_boxes_have_borders_where_people_force_colours(tab: Tab) -> None:
    """What is told apart by its ground alone would be lost: offer, featured post, and pictures of initials."""
    tab.page.emulate_media(forced_colors="active")
    tab.open(EXPERT)
    for box in (".cobrand-offer", ".cobrand-expert__featured .cobrand-card", "span.cobrand-marks__glyph >> nth=0"):
        style = (
            "element => { const s = getComputedStyle(element); return [s.borderTopStyle, s.borderTopColor, s.color] }"
        )
        line, border, text = tab.page.locator(box).evaluate(style)
        assert (box, "solid", True) == (box, line, border == text or border != "rgba(0, 0, 0, 0)")


# --- room ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [EXPERT, ALUMNI, PRACTICE, "experts/", "blog/"])
def test_our_pages_have_the_room_of_the_sidebars(tab: Tab, path: str) -> None:
    """Neither of them shows on a desk; on a phone the way to everywhere else is still behind its button."""
    tab.open(path)
    for side in ("primary", "secondary"):
        expect(tab.page.locator(f".md-sidebar--{side}")).not_to_be_visible()
    tab.page.set_viewport_size(PHONE)
    tab.page.locator("label.md-header__button[for=__drawer]").click()
    expect(tab.page.locator(".md-nav--primary").get_by_role("link", name="Welcome")).to_be_in_viewport()


def test_the_record_stands_beside_the_posts_where_there_is_room(tab: Tab) -> None:
    """On a desk in a column of its own, on a phone between bio and posts, in the order of the page."""
    tab.open(EXPERT)
    record, writing = (tab.page.locator(f".cobrand-expert__{part}").bounding_box() for part in ("record", "writing"))
    assert record
    assert writing
    assert record["x"] > writing["x"] + writing["width"]
    tab.page.set_viewport_size(PHONE)
    tab.settle()
    tops = [tab.page.locator(f".cobrand-expert__{part}").bounding_box() for part in ("about", "record", "writing")]
    found = [box["y"] for box in tops if box]
    assert len(found) == 3
    assert sorted(found) == found


@pytest.mark.parametrize("path", ["experts/long-words/", EXPERT, PRACTICE, "blog/"])
def test_long_words_are_broken(tab: Tab, path: str) -> None:
    """Nothing is cut off, and no page is wider than the screen, whoever is called what."""
    tab.open(path)
    for viewport in (DESK, PHONE):
        tab.page.set_viewport_size(viewport)
        tab.settle()
        right = (
            "() => Math.max(...[...document.querySelectorAll('.cobrand *')].map(e => e.getBoundingClientRect().right))"
        )
        assert tab.page.evaluate(right) <= viewport["width"]


# --- other directions, and paper -------------------------------------------------------------------------------------


def test_a_page_runs_from_right_to_left(arabic: Tab) -> None:
    """The picture stands at the right edge, the record at the left, and the marks follow each other leftwards."""
    arabic.open(EXPERT)
    picture, record = (
        arabic.page.locator(part).bounding_box()
        for part in (".cobrand-expert__header > .cobrand-portrait", ".cobrand-expert__record")
    )
    assert picture
    assert record
    assert picture["x"] > record["x"] + record["width"]
    marks = arabic.page.evaluate("() => [...document.querySelectorAll('.cobrand-marks__mark')].map(m => m.offsetLeft)")
    assert sorted(marks, reverse=True) == marks
    assert len(set(marks)) == 3


def test_paper_shows_where_to_read_on(tab: Tab) -> None:
    """Addresses are written out, and what can only be clicked is left out."""
    tab.page.emulate_media(media="print")
    tab.open(EXPERT)
    after = "element => getComputedStyle(element, '::after').content"
    assert "https://ada.example/by-hand" in tab.page.locator(".cobrand-card__read").first.evaluate(after)
    assert "https://github.com/ada" in tab.page.locator(".cobrand-links__link", has_text="GitHub").evaluate(after)
    for part in (".cobrand-offer", ".cobrand-feeds", ".cobrand-card__share >> nth=0"):
        expect(tab.page.locator(part)).not_to_be_visible()

"""Embeds and series as people meet them: in Debian's chromium, in narrow places, with instant navigation."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from chromium import DESK, PHONE, SIDEWAYS, Served, Tab, serving
from halden import halden

pytestmark = pytest.mark.browser

LONG = "Quartalszahlenbesprechungsprotokollvorlage" * 60
TABLET: ViewportSize = {"width": 768, "height": 1024}
SETTINGS = """\
site_url: {url}
theme: {{name: material, font: false, features: [navigation.instant]}}
markdown_extensions: [admonition, attr_list, md_in_html, tables, pymdownx.superfences, pymdownx.tabbed: {{alternate_style: true}}]
"""
PAGES = """\
-- docs/index.md --
---
hide: [toc, navigation]
---

# Welcome

<!-- cobrand: posts limit=6 -->

<!-- cobrand: experts alumni=yes -->
-- docs/narrow.md --
# Narrow places

## Grid

<div class="grid cards" markdown>

-   ### One

    <!-- cobrand: posts limit=3 -->

-   ### Two

    <!-- cobrand: experts -->

-   ### Three

    <!-- cobrand: expert bo-script -->

</div>

## Table

| a | b | c |
|---|---|---|
| <!-- cobrand: posts limit=1 --> | <!-- cobrand: expert ada-lindqvist --> | c |

## Quotation

> - > - <!-- cobrand: posts limit=2 -->

!!! note

    === "Tab"

        <!-- cobrand: experts -->
-- docs/series.md --
---
series: [https://ada.example/newest, https://bo.example/hostile, https://ada.example/third]
---

# A series

First [newest](https://ada.example/newest).

## And then

Then [hostile](https://bo.example/hostile).

At last.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Build the site once and serve it on loopback, at the address that it was built for: the theme asks its sitemap."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = halden(tmp_path_factory.mktemp("embeds"), SETTINGS.format(url=f"http://127.0.0.1:{port}/"))
    site.write(PAGES)
    profile = site.root / "experts/bo-script.md"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("blog:", f"job_title: {LONG}\nblog:"), encoding="utf-8"
    )
    feed = site.root / "web/bo.example/feed.xml"
    feed.write_text(feed.read_text(encoding="utf-8").replace("**more**", LONG), encoding="utf-8")
    site.build()
    with serving(site.root / "site", port) as url:
        yield Served(site.root / "site", url)


@pytest.mark.parametrize("viewport", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
@pytest.mark.parametrize("path", ["", "narrow/", "series/"])
def test_embeds_fit_wherever_they_stand(tab: Tab, path: str, viewport: ViewportSize) -> None:
    """No page scrolls sideways, no embed is squeezed to nothing, and nothing of a stranger runs or asks."""
    tab.page.set_viewport_size(viewport)
    tab.open(path)
    assert tab.page.evaluate(SIDEWAYS) == 0
    widths = tab.page.eval_on_selector_all(
        ".cobrand-embed, .cobrand-part", "all => all.filter(one => one.checkVisibility()).map(one => one.clientWidth)"
    )
    assert widths
    assert [width for width in widths if width < 160] == []
    assert (tab.outward, tab.dialogs, tab.ran()) == ([], [], set())


def test_a_squeezed_embed_is_noticed(tab: Tab) -> None:
    """The oracle: a container in a cell that no width is asked for has none."""
    tab.open("narrow/")
    widths = "all => all.map(one => { one.style.minInlineSize = 0; return one.clientWidth; })"
    assert min(tab.page.eval_on_selector_all("td > .cobrand-embed", widths)) < 160


def test_links_in_embeds_work_with_instant_navigation(tab: Tab) -> None:
    """From the home page to a person, and from a card to its place in a series, without loading the site again."""
    tab.open("")
    tab.page.evaluate("() => { window.still = true; }")
    tab.page.locator(".cobrand-people__who", has_text="Ada Lindqvist").click()
    expect(tab.page.locator("h1")).to_have_text("Ada Lindqvist")
    tab.page.go_back()
    tab.page.get_by_role("link", name="A series").first.click()
    expect(tab.page.locator("h1")).to_contain_text("A series")
    expect(tab.page.locator("#c-part-1")).to_be_in_viewport()
    assert tab.page.evaluate("() => window.still") is True


def test_parts_lead_to_each_other(tab: Tab) -> None:
    """The way on leads to the next part, whose beginning no header covers."""
    tab.open("series/")
    tab.page.locator("#c-part-1 [rel=next]").click()
    number = tab.page.locator("#c-part-2 .cobrand-part__number")
    expect(number).to_be_in_viewport()
    tab.page.wait_for_function(
        "() => document.querySelector('#c-part-2').getBoundingClientRect().top"
        " >= document.querySelector('.md-header').getBoundingClientRect().bottom"
    )


def test_posts_stand_side_by_side_where_there_is_room(tab: Tab) -> None:
    """Three on a desk without sidebars, one below the other on a phone."""
    columns = "all => new Set(all.map(one => Math.round(one.getBoundingClientRect().left))).size"
    for viewport, expected in ((DESK, 3), (PHONE, 1)):
        tab.page.set_viewport_size(viewport)
        tab.open("")
        assert tab.page.eval_on_selector_all(".cobrand-embed__post", columns) == expected

"""Heads of pages in Debian's chromium: what a browser makes of them, at first sight and after instant navigation."""

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from chromium import Served, Tab, serving
from sites import Site

pytestmark = pytest.mark.browser

NAME = "</script><script>top.pwned='graph '</script><!--"
SOURCES = f"""\
-- mkdocs.yml --
site_name: Halden
site_url: HERE
theme: {{name: material, font: false, features: [navigation.instant]}}
plugins:
  - search
  - cobrand: {{web: web, posts_per_page: 2}}
-- docs/index.md --
# Welcome

[Everybody](experts/index.md), [ideas](blog/index.md)
-- docs/naive.md --
# What a careless plugin would make of it

<script type="application/ld+json">{{"name": "{NAME}"}}</script>
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
practices: [Interactive Marketing]
topics: [attribution]
blog: https://ada.example/feed.xml
fediverse: '@ada@social.example'
updated: 2026-02-03
---

Ada counts.
-- experts/mallory.md --
---
name: "{NAME}"
job_title: "{NAME}"
practices: ["{NAME}"]
topics: ["{NAME}"]
---

`{NAME}`
"""
TAGS = """() => [...document.head.querySelectorAll(
    'title, meta[name], meta[property], link:is([rel=canonical], [rel~=alternate], [rel=prev], [rel=next], [rel=blogroll]), script[type]'
)].map(tag => tag.href ? `${tag.rel} ${tag.type} ${tag.href}` : tag.outerHTML).sort()"""
GRAPHS = (
    """() => [...document.querySelectorAll('script[type="application/ld+json"]')].map(tag => JSON.parse(tag.text))"""
)
# Whatever may not stand in a head ends it, and begins the body: everything behind it, too, is then in the body.
STRAYS = "() => document.querySelectorAll('body :is(meta, title, link, script[type=\"application/ld+json\"])').length"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the site below a path on loopback; it has to know its address, as Material compares that with the sitemap."""
    site = Site(tmp_path_factory.mktemp("head"))
    posts = [(f"Post {number}", f"Fri, {number:02} Nov 2026 09:00:00 GMT") for number in range(1, 6)]
    site.feed("ada.example", *posts)
    (site.root / "experts").mkdir()
    Image.new("RGB", (300, 400), "teal").save(site.root / "experts/ada-lindqvist.jpg")
    (site.root / "site").mkdir()
    with serving(site.root / "site") as url:
        site.write(SOURCES.replace("HERE", f"{url}below/"))
        site.build("-d", "site/below")
        yield Served(site.root / "site/below", f"{url}below/")


def test_the_attack_is_real(tab: Tab) -> None:
    """The oracle: a name that is put into a graph as it is runs."""
    tab.open("naive/")
    assert tab.ran() == {"graph"}


def test_every_graph_is_read_and_none_runs(tab: Tab, served: Served) -> None:
    """`JSON.parse` takes each, what is in the head stays there, and no name becomes a script."""
    paths = [path.relative_to(served.folder).as_posix() for path in sorted(served.folder.rglob("index.html"))]
    ours = [path for path in paths if path.startswith(("experts/", "blog/")) and "/kit/" not in path]
    assert len(ours) > 10
    for path in ours:
        tab.open(path)
        graphs: list[dict[str, Any]] = tab.page.evaluate(GRAPHS)
        assert (path, 1, 0, set()) == (path, len(graphs), tab.page.evaluate(STRAYS), tab.ran())
        if "mallory" in path:
            person = next(node for node in graphs[0]["@graph"] if node["@type"] == "Person")
            assert person["name"] == NAME


def test_instant_navigation_brings_the_new_page_s_head(tab: Tab) -> None:
    """After a click that loads no document, the head is what it would be after one that does: nothing old, all that is new."""
    for start, link, stop in (
        ("blog/", ".cobrand-card__author", "experts/ada-lindqvist/"),
        ("experts/ada-lindqvist/", ".cobrand-kicker a", "experts/"),
        ("blog/", ".cobrand-pager a[rel=next]", "blog/page/2/"),
        ("blog/page/2/", ".cobrand-pager a[rel=prev]", "blog/"),
        ("experts/ada-lindqvist/", ".md-header__button.md-logo", ""),
    ):
        tab.open(stop)
        fresh = tab.page.evaluate(TAGS)
        tab.open(start)
        before = tab.page.evaluate(TAGS)
        tab.page.evaluate("() => { window.kept = true }")
        tab.page.locator(link).first.click()
        tab.page.wait_for_url(tab.url + stop)
        tab.page.wait_for_function("title => document.title === title", arg=_title(fresh))
        tab.settle()
        assert tab.page.evaluate("() => window.kept")
        assert before != fresh
        assert (start, tab.page.evaluate(TAGS)) == (start, fresh)


def test_the_theme_asks_for_no_sitemaps_of_feeds(tab: Tab) -> None:
    """Material takes each `link[rel=alternate]` for another language's site, whose sitemap it wants; there is but one."""
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    for start, link, stop, there in (
        ("", ".md-content a[href$='experts/']", "experts/", ".cobrand-finder"),
        ("blog/", ".cobrand-card__author", "experts/ada-lindqvist/", ".cobrand-expert"),
    ):
        tab.open(start)
        tab.page.evaluate("() => { window.kept = true }")
        tab.page.locator(link).first.click()
        tab.page.locator(there).wait_for()
        tab.settle()
        tab.page.evaluate("() => fetch('?last').then(answer => answer.text())")  # whatever came before is noted by then
        assert tab.page.evaluate("() => window.kept")
        assert asked[-1] == f"{tab.url}{stop}?last"
    assert {url for url in asked if url.endswith("sitemap.xml")} == {f"{tab.url}sitemap.xml"}


def _title(tags: list[str]) -> str:
    """Return the text of the title among some tags."""
    found = next(tag for tag in tags if tag.startswith("<title>"))
    return found.removeprefix("<title>").removesuffix("</title>")

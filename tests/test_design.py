"""The chapter on design says what there is to change, and its examples do what it says, on a real site."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cobrand.publish.render import TEMPLATES
from sites import Site

CHAPTER = (Path(__file__).parent.parent / "docs/guide/design.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', CHAPTER, re.MULTILINE | re.DOTALL)
CSS = (TEMPLATES / "assets/cobrand/cobrand.css").read_text(encoding="utf-8")


def example(name: str) -> str:
    """Return what the chapter says a file should hold."""
    return "".join(text for path, text in EXAMPLES if path == name)


def test_every_template_is_documented() -> None:
    """Each has one row that says what it gets, and there is no row for one that went."""
    rows = re.findall(r"^\| `(\w+\.html)` \| \S", CHAPTER, re.MULTILINE)
    assert sorted(rows) == sorted(path.name for path in (TEMPLATES / "cobrand").iterdir())


def test_every_custom_property_is_documented() -> None:
    """Those that the stylesheet reads have a row each, and stand in its own list at the top."""
    read = set(re.findall(r"var\((--cobrand-[a-z-]+)", CSS))
    assert sorted(read) == sorted(re.findall(r"^\| `(--cobrand-[a-z-]+)` \| \w", CHAPTER, re.MULTILINE))
    assert read == set(re.findall(r"^     (--cobrand-[a-z-]+)  ", CSS, re.MULTILINE))


def test_the_stylesheet_is_whole() -> None:
    """Browsers keep quiet about a brace that is missing, and drop every rule after it."""
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    assert rules.count("{") == rules.count("}")
    assert re.findall(r"^(?!@)[^\n}]*\{\n(?:[^{}]*\n)?[^{}\n]*\{", rules, re.MULTILINE) == []


def test_nothing_moves() -> None:
    """Whoever asks for less motion gets what everybody gets."""
    assert re.findall(r"\b(transition|animation|scroll-behavior|@keyframes)\b", CSS) == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build a site that follows the chapter to the letter."""
    made = Site(tmp_path_factory.mktemp("design"))
    made.write(
        f"""\
-- mkdocs.yml --
site_name: Halden
{example("mkdocs.yml")}
plugins:
  - search
  - cobrand: {{web: web}}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
credentials:
  - {{title: Counted Twice, kind: book, date: 2021-09}}
  - {{title: Nordic Measurement Prize, kind: award}}
{example("experts/ada-lindqvist.md")}
---
-- experts/bo-ek.md --
---
name: Bo Ek
---
"""
    )
    for path, text in EXAMPLES:
        if path.startswith(("docs/", "overrides/")):
            made.write(f"-- {path} --\n{text}")
    made.feed("ada.example", ("Newest", "Fri, 20 Nov 2026 09:00:00 GMT"))
    made.build()
    return made


def test_a_template_of_the_site_replaces_ours(site: Site) -> None:
    """The chapter's own: books as sentences, nothing else, and no sharing."""
    page = BeautifulSoup(site.page("experts/ada-lindqvist/index.html"), "html.parser")
    assert [" ".join(book.get_text().split()) for book in page.select(".our-book")] == ["Counted Twice, September 2021"]
    assert "Nordic Measurement Prize" not in page.get_text()
    assert len(page.select(".cobrand-card")) == 1
    assert page.select(".cobrand-share") == []


def test_a_stylesheet_of_the_site_has_the_last_word(site: Site) -> None:
    """It comes after ours, which has no such properties of its own."""
    html = site.page("experts/ada-lindqvist/index.html")
    assert html.index("assets/cobrand/cobrand.css") < html.index("assets/brand.css")
    assert "--cobrand-accent: #8f2d56;" in site.page("assets/brand.css")
    assert re.findall(r"^\s+--cobrand-[a-z-]+:", CSS, re.MULTILINE) == []


def test_a_profile_can_have_material_s_sidebars_back(site: Site) -> None:
    """On other pages the table of contents makes room."""
    pages = {
        slug: BeautifulSoup(site.page(f"experts/{slug}/index.html"), "html.parser")
        for slug in ("ada-lindqvist", "bo-ek")
    }
    hidden = {slug: page.select_one(".md-sidebar--secondary[hidden]") is not None for slug, page in pages.items()}
    assert hidden == {"ada-lindqvist": False, "bo-ek": True}

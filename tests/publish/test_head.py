"""What a page's head says beside what the theme writes: previews, feeds, the way on, and that nothing is said twice."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from cobrand.errors import ProblemsError
from cobrand.model import Brand
from cobrand.publish.pages import Page
from newsroom import ADA, MEI, OPTIONS, POSTS, everything, make_pages, photo, renderer

GUIDE = Path(__file__).parents[2] / "docs/guide/search.md"


def head(
    page: Page, *, options: Any = OPTIONS, overrides: tuple[Path, ...] = (), there: tuple[str, ...] = ()
) -> BeautifulSoup:
    """Draw a page's head and read it."""
    drawing = renderer(options, overrides)
    found = drawing.heads.of_page(page, title=page.title, description=page.description, there=there)
    html = drawing.draw_head(lambda: found, page.url)
    return BeautifulSoup(html, "html.parser")


def properties(found: BeautifulSoup) -> dict[str, str]:
    """Return what previews are made of."""
    return {str(tag["property"]): str(tag["content"]) for tag in found.select("meta[property]")}


def test_an_expert_is_previewed_with_the_portrait() -> None:
    """As large as it is, and named."""
    page = make_pages(POSTS[:2], [ADA, MEI], photos={"ada": photo("ada", 96, 180)})["experts/ada.md"]
    assert properties(head(page)) == {
        "og:type": "profile",
        "og:title": "Ada Lindqvist",
        "og:description": "Ada Lindqvist, Analyst at Halden.",
        "og:url": "https://www.halden.example/site/experts/ada/",
        "og:site_name": "Halden",
        "profile:username": "ada",
        "og:image": "https://www.halden.example/site/assets/cobrand/photos/ada-61646100.jpg",
        "og:image:type": "image/jpeg",
        "og:image:width": "180",
        "og:image:height": "180",
        "og:image:alt": "Ada Lindqvist",
    }


@pytest.mark.parametrize(
    ("logo", "image"),
    [
        (None, None),
        ("assets/logo.svg", None),
        ("assets/our logo.PNG", "https://www.halden.example/site/assets/our%20logo.PNG"),
        ("logo.webp", "https://www.halden.example/site/logo.webp"),
    ],
)
def test_other_pages_are_previewed_with_a_logo_that_previews_can_show(logo: str | None, image: str | None) -> None:
    """None of them shows a drawing (SVG)."""
    options = replace(OPTIONS, brand=Brand(name="Halden", logo=logo))
    found = properties(head(everything(options)["blog/index.md"], options=options))
    assert found.get("og:image") == image
    assert found.get("og:image:alt") == (image and "Halden")
    assert found["og:type"] == "website"


def test_the_company_s_picture_stands_for_what_has_none() -> None:
    """Before the logo, with its size; a portrait goes before it."""
    brand = Brand(name="Halden", logo="logo.png", image="assets/our preview.png")
    drawing = renderer(options := replace(OPTIONS, brand=brand))
    drawing.heads.pixels = (1200, 630)
    page = everything(options)["blog/index.md"]
    found = drawing.heads.of_page(page, title=page.title, description=None)
    assert [pair for pair in found.properties if pair[0].startswith("og:image")] == [
        ("og:image", "https://www.halden.example/site/assets/our%20preview.png"),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "Halden"),
    ]
    assert ("twitter:card", "summary_large_image") in found.names
    portrayed = make_pages(POSTS[:1], [ADA], photos={"ada": photo("ada", 96, 180)})["experts/ada.md"]
    shown = drawing.heads.of_page(portrayed, title=portrayed.title, description=None)
    assert ("og:image:width", "180") in shown.properties
    assert ("twitter:card", "summary") in shown.names


def test_without_the_site_s_address_previews_have_none_and_no_picture() -> None:
    """Both would have to be whole."""
    options = replace(OPTIONS, site_url=None, brand=Brand(name="Halden", logo="logo.png"))
    found = head(everything(options)["experts/ada.md"], options=options)
    assert {"og:url", "og:image"} & set(properties(found)) == set()
    assert found.select("link") == []


def test_a_language_with_its_country_is_named() -> None:
    """Open Graph wants both, and one without is not guessed at."""
    options = replace(OPTIONS, language="pt-BR")
    assert properties(head(everything(options)["blog/index.md"], options=options))["og:locale"] == "pt_BR"
    assert "og:locale" not in properties(head(everything()["blog/index.md"]))


def test_what_is_there_is_not_said_again() -> None:
    """Previews are written whole or not at all; everything else is looked at one by one."""
    page = make_pages(POSTS[:1], [replace(ADA, fediverse="@ada@social.example")])["experts/ada.md"]
    names = [tag["name"] for tag in head(page).select("meta[name]")]
    assert names == ["description", "fediverse:creator", "twitter:card"]
    found = head(page, there=("description", "og:title"))
    assert [tag["name"] for tag in found.select("meta[name]")] == ["fediverse:creator", "twitter:card"]
    assert properties(found) == {}
    assert found.select("script")


def test_the_template_of_the_guide_works(tmp_path: Path) -> None:
    """The page on being found shows how to leave previews out."""
    (tmp_path / "cobrand").mkdir()
    example = re.search(r'```html\+jinja title="overrides/cobrand/head.html"\n(.*?)```', GUIDE.read_text(), re.DOTALL)
    assert example
    (tmp_path / "cobrand/head.html").write_text(example[1])
    page = everything()["blog/index.md"]
    ours, theirs = head(page), head(page, overrides=(tmp_path,))
    assert properties(theirs) == {}
    assert [tag["href"] for tag in theirs.select("link")] == [tag["href"] for tag in ours.select("link")]
    assert theirs.select("script") == ours.select("script")


def test_a_broken_template_of_the_site_s_own_is_its_author_s_to_mend(tmp_path: Path) -> None:
    """The message names file and line."""
    (tmp_path / "cobrand").mkdir()
    (tmp_path / "cobrand/head.html").write_text("\n{{ head.nmaes }}\n")
    with pytest.raises(ProblemsError, match=r"cobrand/head.html:2: .*nmaes"):
        head(everything()["blog/index.md"], overrides=(tmp_path,))

"""Directives and series in real sites: every theme, every kind of place, every mistake with its line."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag

from cobrand.publish import spots
from cobrand.publish.embed import parse
from halden import HOSTILE_TITLE, halden
from links import broken, sheets
from newsroom import one, said
from sites import Site

PATH = "https://halden.example/a/b/"
SETTINGS = """\
{theme}
markdown_extensions: [admonition, attr_list, md_in_html, tables, pymdownx.superfences, pymdownx.tabbed: {{alternate_style: true}}]
validation: {{links: {{anchors: warn, not_found: warn}}}}
"""
PAGES = """\
-- docs/everywhere.md --
---
title: Everywhere
---

# Everywhere

In a phrase <!-- cobrand: expert dan-quiet --> of a paragraph.

## Section

- in a list

    <!-- cobrand: posts limit=1 -->

!!! note

    <!-- cobrand: experts limit=1 -->

=== "Tab"

    <!-- cobrand: posts topic=attribution -->

<div class="grid cards" markdown>

-   ### A card of a grid

    <!-- cobrand: posts expert=ada-lindqvist limit=2 -->

</div>

| a | b |
|---|---|
| c | <!-- cobrand: expert cleo-gone --> |

<!-- cobrand: posts practice=interactive-marketing limit=50 -->

`<!-- cobrand: posts -->`

``` html
<!-- cobrand: experts -->
```
-- docs/series/kept.md --
---
title: Kept & <b>bold</b> {{ 7*7 }}
description: 'Two "posts" & more'
series:
  - https://ada.example/second
  - https://bo.example/hostile
  - https://cleo.example/before-leaving
  - https://ada.example/third?utm_source=x
---

# Kept

Ada wrote [about the second](https://ada.example/second/), and again [the second](https://ada.example/second).

## Later

- Cleo wrote [before leaving](http://www.cleo.example/before-leaving#comments).
- And others.

<!-- cobrand: part https://ada.example/third -->

The end.
"""
BIO = "\n<!-- cobrand: posts topic=attribution limit=1 -->\n"
THEMES = {
    "material": ("theme: {name: material, font: false, features: [navigation.instant]}", True),
    "material-files": ("theme: {name: material, font: false}\nuse_directory_urls: false", False),
    "mkdocs": ("theme: mkdocs", True),
    "readthedocs-files": ("theme: readthedocs\nuse_directory_urls: false", False),
}


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built, and how it names its files."""

    site: Site
    directories: bool

    def file(self, stem: str) -> str:
        """Return the file of a page: `index` or `experts/ada`."""
        folder = self.directories and stem.rpartition("/")[2] != "index"
        return f"{stem}/index.html" if folder else f"{stem}.html"

    def soup(self, stem: str) -> BeautifulSoup:
        """Read a page as a browser would."""
        return BeautifulSoup(self.site.page(self.file(stem)), "html.parser")


@pytest.fixture(scope="module", params=THEMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the company's site with directives in every kind of place."""
    theme, directories = THEMES[request.param]
    site = halden(tmp_path_factory.mktemp(request.param), f"site_url: {PATH}\n{SETTINGS.format(theme=theme)}")
    site.write(PAGES)
    profile = site.root / "experts/dan-quiet.md"
    profile.write_text(profile.read_text(encoding="utf-8") + BIO, encoding="utf-8")
    site.build()
    return Built(site, directories)


def titles(found: Tag) -> list[str]:
    """Return the titles of the posts in an element."""
    return [said(title) for title in found.select(".cobrand-card__title")]


def embeds(built: Built) -> list[Tag]:
    """Return what stands in the places of the directives, in their order."""
    return built.soup("everywhere").select(".cobrand-embed")


def test_each_directive_shows_what_it_asks_for(built: Built) -> None:
    """In a phrase, a list, an admonition, a tab, a grid, a cell of a table, and by itself."""
    phrase, listed, note, tab, card, cell, alone = embeds(built)
    assert said(one(phrase, ".cobrand-people__name")) == "Dan Quiet"
    assert titles(listed) == ["Newest"]
    assert len(note.select(".cobrand-people__person")) == 1
    assert titles(tab) == []
    assert titles(card) == ["Newest", "Second"]
    assert said(one(cell, ".cobrand-people__name")) == "Cleo Gone"
    assert len(titles(alone)) == 6


def test_paragraphs_and_code_around_are_whole(built: Built) -> None:
    """A phrase goes on in a paragraph of its own, and what stands in code is still read as code."""
    phrase = embeds(built)[0]
    assert [said(found) for found in (phrase.find_previous_sibling("p"), phrase.find_next_sibling("p")) if found] == [
        "In a phrase",
        "of a paragraph.",
    ]
    code = [said(found) for found in built.soup("everywhere").find_all("code")]
    assert [text for text in code if "cobrand" in text] == ["<!-- cobrand: posts -->", "<!-- cobrand: experts -->"]


def test_headings_continue_the_outline_of_the_page(built: Built) -> None:
    """A post below a third-level heading has one of the fourth level."""
    _, listed, _, _, card, _, alone = embeds(built)
    assert [next(tag.name for tag in found.select(".cobrand-card__title")) for found in (listed, card, alone)] == [
        "h3",
        "h4",
        "h4",
    ]


def test_links_lead_somewhere_and_no_id_comes_twice(built: Built) -> None:
    """Below a path, with and without folders."""
    assert list(broken(built.site.root / "site", PATH)) == []
    for name, sheet in sheets(built.site.root / "site").items():
        assert (name, [anchor for anchor, count in Counter(sheet.anchors).items() if count > 1]) == (name, [])


def test_search_does_not_read_what_is_embedded(built: Built) -> None:
    """A post is found once, at its home."""
    docs = json.loads(built.site.page("search/search_index.json"))["docs"]
    mine = [doc["text"] for doc in docs if doc["location"].startswith(("everywhere", "series/"))]
    assert mine
    assert [text for text in mine if "About Newest" in text or "About Third" in text] == []


def test_a_bio_may_embed_too(built: Built) -> None:
    """It is the site's own Markdown."""
    assert titles(one(built.soup("experts/dan-quiet"), ".cobrand-expert__bio .cobrand-embed")) == []


# --- series ----------------------------------------------------------------------------------------------------------


def test_a_series_weaves_its_posts_into_the_text(built: Built) -> None:
    """Behind the paragraph or list that first names it, where a directive says so, else at the end; numbered as listed."""
    page = built.soup("series/kept")
    parts = page.select(".cobrand-part")
    assert [(part["id"], titles(part)[0]) for part in parts] == [
        ("c-part-1", "Second"),
        ("c-part-3", "Before leaving"),
        ("c-part-4", "Third"),
        ("c-part-2", "{{ 7*7 }} & **more**"),
    ]
    before = [part.find_previous_sibling(["p", "ul", "section"]) for part in parts]
    assert [found and found.name for found in before] == ["p", "ul", "section", "p"]
    assert [part.select(".cobrand-card__title")[0].name for part in parts] == ["h2", "h3", "h3", "h3"]


def test_parts_lead_to_the_parts_beside_them(built: Built) -> None:
    """In the listed order, wherever they stand."""
    page = built.soup("series/kept")
    ways = {
        str(part["id"]): [str(way["href"]) for way in part.select(".cobrand-part__way")]
        for part in page.select(".cobrand-part")
    }
    assert ways == {
        "c-part-1": ["#c-part-2"],
        "c-part-2": ["#c-part-1", "#c-part-3"],
        "c-part-3": ["#c-part-2", "#c-part-4"],
        "c-part-4": ["#c-part-3"],
    }
    assert said(one(page, ".cobrand-series__count")) == "A series of 4 posts by"
    assert [said(person) for person in page.select(".cobrand-series__person bdi")] == [
        "Ada Lindqvist",
        "'\"><script>alert(1)</script> & Bo".removeprefix("'"),
        "Cleo Gone",
    ]


def test_cards_elsewhere_lead_to_the_series(built: Built) -> None:
    """Its title comes out as it was written, and runs nothing."""
    cards = built.soup("experts/ada-lindqvist").select(".cobrand-card")
    lines = {titles(card)[0]: [said(line) for line in card.select(".cobrand-card__series")] for card in cards}
    assert lines["Newest"] == []
    assert lines["Second"] == ["Part 1 of Kept & bold {{ 7*7 }}"]
    assert built.soup("experts/ada-lindqvist").select(".cobrand b") == []


def test_a_series_has_feeds(built: Built) -> None:
    """Beside it, with its posts, the newest first."""
    feed = feedparser.parse((built.site.root / "site/series/kept/atom.xml").read_bytes())
    assert [entry.link.rpartition("/")[2] for entry in feed.entries] == ["second", "hostile", "third", "before-leaving"]
    links = [str(link["href"]) for link in built.soup("series/kept").select(".cobrand-series .cobrand-feeds a")]
    assert [link.rpartition("/")[2] for link in links] == ["atom.xml", "rss.xml", "feed.json"]


def test_a_series_needs_no_text(tmp_path: Path) -> None:
    """A page may be nothing but a list of posts."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write("-- docs/series.md --\n---\ntitle: Bare\nseries: [https://ada.example/third]\n---\n")
    site.build()
    page = BeautifulSoup(site.page("series/index.html"), "html.parser")
    assert [titles(part) for part in page.select(".cobrand-part")] == [["Third"]]


@pytest.mark.parametrize(
    ("matter", "title"), [("", "Is it & was it?"), ("title: Would they have bought?\n", "Would they have bought?")]
)
def test_a_series_is_called_what_its_page_is(tmp_path: Path, matter: str, title: str) -> None:
    """By its front matter, else its heading, whatever the menu says for short."""
    site = halden(tmp_path, f"site_url: {PATH}\ntheme: mkdocs\nnav: [index.md, Short: series.md, experts/index.md]\n")
    site.write(f"-- docs/series.md --\n---\n{matter}series: [https://ada.example/third]\n---\n\n# Is *it* & was it?\n")
    site.build()
    cards = BeautifulSoup(site.page("experts/ada-lindqvist/index.html"), "html.parser")
    assert said(one(cards, ".cobrand-card__series")) == f"Part 1 of {title}"
    assert feedparser.parse((site.root / "site/series/atom.xml").read_bytes()).feed.title.startswith(title)


def test_a_directive_in_a_post_is_words(tmp_path: Path) -> None:
    """Only pages of the site's own may ask for anything, not what a stranger's feed says."""
    site = halden(tmp_path, "theme: mkdocs\n")
    feed = site.root / "web/bo.example/feed.xml"
    evil = "&lt;!-- cobrand: expert ada-lindqvist --&gt;"
    text = feed.read_text(encoding="utf-8").replace(HOSTILE_TITLE, evil + HOSTILE_TITLE, 1)
    feed.write_text(
        text.replace("<description>", f"<description>{evil}<![CDATA[{evil}<!-- cobrand: posts -->]]>"), encoding="utf-8"
    )
    site.write("-- docs/index.md --\n# Welcome\n\n<!-- cobrand: posts practice=r-d -->\n")
    site.build()
    assert len(BeautifulSoup(site.page("index.html"), "html.parser").select(".cobrand-embed")) == 1
    assert "cobrand-embed" not in site.page("experts/bo-script/index.html")


# --- mistakes --------------------------------------------------------------------------------------------------------

WRONG = """\
-- docs/index.md --
---
title: Welcome
description: "Two lines,
  of front matter"
---

# Welcome

`<!-- cobrand: posts limit=0 -->`

<!-- cobrand: posts limit=0 -->

- Text <!-- cobrand: expert ada-lindkvist -->

<!-- cobrand: posts topic="<script>alert(1)</script>
\u202e{{ 7*7 }}" -->

## A heading <!-- cobrand: posts -->
-- docs/more.md --
<!-- cobrand: part https://ada.example/second -->

<!-- cobrand: everything -->

<!-- cobrand: posts

More.
-- docs/series.md --
---
title: A series
series:
  - https://ada.example/second
  - https://ada.example/nowhere
  - https://ada.example/hidden
  - https://cleo.example/after-leaving
  - https://ada.example/second#again
  - 7
---
<!-- cobrand: part https://ada.example/third -->
-- docs/blog-of-others.md --
---
series: Something that another plugin understands
---
-- experts/dan-quiet.md --
---
name: Dan Quiet
---

<!-- cobrand: experts topic=zebra -->
"""


def test_every_mistake_on_every_page_is_named_at_once(tmp_path: Path) -> None:
    """Lines are those of the file, its front matter included; what is in code is no mistake."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write(WRONG)
    done = site.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith(("docs/", "experts/"))]
    assert "Traceback" not in done.stderr
    assert lines == [
        "docs/index.md:11: `limit` must be a number from 1 to 50, not '0'. Write for example `limit=5`.",
        "docs/index.md:13: there is no expert 'ada-lindkvist'. Did you mean `ada-lindqvist`?",
        "docs/index.md:15: there is no topic '<script>alert(1)</script> \N{REPLACEMENT CHARACTER}{{ 7*7 }}'. Write `attribution` or `c-c`.",
        (
            "docs/index.md:18: a directive stands inside <h2>, where no card fits. "
            "Give it a line of its own, with an empty line before and after it."
        ),
        "docs/more.md:1: `part` stands on a page that is no series. List its posts under `series:` in the front matter.",
        "docs/more.md:3: there is no directive `everything`. Write posts, experts, expert or part.",
        "docs/more.md:5: a directive is never closed. Write --> at its end.",
        (
            "docs/series.md:5: 'https://ada.example/nowhere' is no post of our experts. "
            "Copy the address from the post, or pull it first."
        ),
        (
            "docs/series.md:6: 'https://ada.example/hidden' does not show: hidden in the profile. "
            "Take it out of the series, or let it show."
        ),
        (
            "docs/series.md:7: 'https://cleo.example/after-leaving' is no post of our experts. "
            "Did you mean `https://cleo.example/before-leaving`?"
        ),
        "docs/series.md:8: 'https://ada.example/second#again' stands here twice. Keep one of the two.",
        "docs/series.md:9: `series` holds 7, which is no address. Write the address of a post.",
        (
            "docs/series.md:11: `part` names no post of this series: 'https://ada.example/third'. "
            "Add it to the list under `series:`."
        ),
        "experts/dan-quiet.md:5: there is no topic 'zebra'. Write `attribution` or `c-c`.",
    ]


MISSPELT = """\
-- docs/series.md --
---
series:
  - https://ada.example/secnod
  - https://ada.example/third
---
# S

<!-- cobrand: part https://ada.example/secnod/ -->
"""


def test_a_misspelt_part_is_reported_once(tmp_path: Path) -> None:
    """Where it is listed, with what was meant; its directive, which has it from there, is not at fault as well."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write(MISSPELT)
    done = site.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith("docs/")] == [
        (
            "docs/series.md:3: 'https://ada.example/secnod' is no post of our experts. "
            "Did you mean `https://ada.example/second`?"
        )
    ]


def test_a_mistake_in_a_snippet_is_said_to_be_in_one(tmp_path: Path) -> None:
    """The page has no line of it to name."""
    site = halden(tmp_path, "theme: mkdocs\nmarkdown_extensions: [{pymdownx.snippets: {base_path: [docs]}}]\n")
    site.write(
        '-- docs/index.md --\n# Welcome\n\n--8<-- "few.txt"\n\n<!-- cobrand: posts topic=zebra -->\n'
        "-- docs/few.txt --\n<!-- cobrand: posts topic=zoo -->\n"
    )
    done = site.run("mkdocs", "build", "--strict")
    assert [line for line in done.stderr.splitlines() if line.startswith("docs/")] == [
        "docs/index.md: there is no topic 'zoo' (in something that this page includes). Write `attribution` or `c-c`.",
        "docs/index.md:5: there is no topic 'zebra'. Write `attribution` or `c-c`.",
    ]


ABSENT = """\
-- docs/series.md --
---
series:
  - https://bo.example/hostile
  - https://ada.example/second
  - https://ada.example/third
---
# S

Bo wrote [something](https://bo.example/hostile).

<!-- cobrand: part https://ada.example/second -->

Before <!-- cobrand: part https://ada.example/tag-of-second --> after.
"""


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        (None, "the blog https://ada.example/feed.xml can't be read (ada.example "),
        ("<rss version='2.0'><channel><title>Ada</title></channel></rss>", "the archive has no posts of the blog"),
        ("", "the blog https://ada.example/feed.xml has not been read yet"),
    ],
)
def test_a_strangers_blog_that_is_down_never_ends_the_build(tmp_path: Path, feed: str | None, reason: str) -> None:
    """Its parts are left out with a line that says why, and the rest of the series is counted without them."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write(ABSENT)
    path = site.root / "web/ada.example/feed.xml"
    if feed is None:
        path.unlink()
    elif feed:
        path.write_text(feed, encoding="utf-8")
    else:  # pulled before Ada was one of us
        profile = (site.root / "experts/ada-lindqvist.md").read_text(encoding="utf-8")
        site.write(
            "-- experts/ada-lindqvist.md --\n---\nname: Ada\n---\n-- experts/cleo-gone.md --\n---\nname: C\n---\n"
        )
        assert site.run("cobrand", "pull").returncode == 0
        site.write(f"-- experts/ada-lindqvist.md --\n{profile}")
    said_so = site.build(COBRAND_OFFLINE="" if feed != "" else "1")
    notes = [line.partition("docs/")[2] for line in said_so.splitlines() if "is left out" in line]
    assert [note.partition(" is left out of the series: ")[0] for note in notes] == [
        "series.md:4: 'https://ada.example/second'",
        "series.md:5: 'https://ada.example/third'",
        "series.md:13: 'https://ada.example/tag-of-second'",
    ]
    assert all(f" is left out of the series: {reason}" in note for note in notes)
    assert not any("WARNING" in line for line in said_so.splitlines())
    page = BeautifulSoup(site.page("series/index.html"), "html.parser")
    assert [said(number) for number in page.select(".cobrand-part__number")] == ["Part 1 of 1"]
    assert "cobrand: part" not in str(page)


def test_a_series_without_any_post_yet_is_a_page(tmp_path: Path) -> None:
    """It says nothing of no posts."""
    site = halden(tmp_path, "theme: mkdocs\n")
    site.write("-- docs/series.md --\n---\nseries: [https://ada.example/third]\n---\n# S\n\nWords.\n")
    (site.root / "web/ada.example/feed.xml").unlink()
    site.build()
    page = BeautifulSoup(site.page("series/index.html"), "html.parser")
    assert page.select(".cobrand-part, .cobrand-series__count") == []


# --- neighbours ------------------------------------------------------------------------------------------------------


def test_posts_of_materials_blog_may_embed(tmp_path: Path) -> None:
    """Its list of posts shows their beginnings, without what is embedded."""
    site = halden(tmp_path, "theme: {name: material, font: false}\n", "  - blog: {blog_dir: news}")
    site.write(
        "-- docs/news/index.md --\n# News\n-- docs/news/posts/first.md --\n---\ndate: 2026-11-01\n---\n\n# First\n\n"
        "Before.\n\n<!-- cobrand: expert ada-lindqvist -->\n\n<!-- more -->\n\n<!-- cobrand: posts limit=1 -->\n"
    )
    site.build()
    post = BeautifulSoup(site.page("news/2026/11/01/first/index.html"), "html.parser")
    assert len(post.select(".cobrand-embed")) == 2
    assert "cobrand-embed" not in site.page("news/index.html")


@pytest.mark.parametrize("address", ["https://halden.example/a/b/", "/a/b/", ""])
def test_a_post_that_the_company_hosts_can_be_a_part(tmp_path: Path, address: str) -> None:
    """By its address on the site, whole or not; a link to its source in the text names it."""
    blog = "  - blog: {blog_dir: notes, authors_profiles: true}\n"
    site = halden(tmp_path, f"site_url: {PATH}\ntheme: {{name: material, font: false}}\n", blog)
    site.write(
        "-- docs/notes/index.md --\n# Notes\n"
        "-- docs/notes/.authors.yml --\nauthors: {ada-lindqvist: {name: Ada, description: x, avatar: 'data:,'}}\n"
        "-- docs/notes/posts/a.md --\n---\ndate: 2026-11-19\nauthors: [ada-lindqvist]\n---\n\n# Ours\n\nFirst words.\n"
        "-- docs/series.md --\n---\nseries:\n"
        f"  - https://ada.example/third\n  - {address}notes/2026/11/19/ours/\n---\n# S\n\n[Ours](notes/posts/a.md).\n\nEnd.\n"
    )
    site.build()
    page = BeautifulSoup(site.page("series/index.html"), "html.parser")
    assert [titles(part)[0] for part in page.select(".cobrand-part")] == ["Ours", "Third"]
    assert "First words." in said(one(page, "#c-part-2"))
    assert "Part 2 of" in site.page("experts/ada-lindqvist/index.html")


# --- the handbook ----------------------------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent


def examples() -> list[str]:
    """List the directives in the code of the handbook's chapter."""
    text = (ROOT / "docs/guide/embedding.md").read_text(encoding="utf-8")
    code = "\n".join(text.split("```")[1::2])
    return [found for found in code.replace("-->", "-->\0").split("\0") if spots.MENTION.search(found)]


@pytest.mark.parametrize("example", examples())
def test_documented_examples_are_understood(example: str) -> None:
    """Every directive in the handbook is one."""
    assert parse(example.partition("<!--")[2].removesuffix("-->"))[1] == ()


def test_documented_examples_show_something(tmp_path: Path, site: Callable[[str], Site]) -> None:
    """On the example company's site none of them is empty: its pages, profiles and archive are the handbook's."""
    made = site(
        "-- docs/index.md --\n# Examples\n\n"
        + "\n\n".join(
            text.partition("<!--")[1] + text.partition("<!--")[2] for text in examples() if "part " not in text
        )
    )
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(config.partition("\nvalidation:")[0], encoding="utf-8")
    for name in ("experts", ".cobrand", "docs/services", "docs/assets", "tests/web"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    done = made.run("mkdocs", "build", COBRAND_OFFLINE="1")
    assert done.returncode == 0, done.stderr
    shown = BeautifulSoup(made.page("index.html"), "html.parser").select(".cobrand-embed")
    assert len(shown) == len([text for text in examples() if "part " not in text])
    assert [said(found) for found in shown if not found.select(".cobrand-card, .cobrand-people__person")] == []

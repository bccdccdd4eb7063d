"""Whole sites, built by real MkDocs in several themes and layouts: links, titles, search, sitemap, and what posts can't do."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest

from halden import halden
from links import Sheet, broken, sheets
from sites import Site

PATH = "https://org.github.io/repo/"
STRICT = "validation: {links: {anchors: warn, unrecognized_links: warn}, nav: {omitted_files: warn}}"
MATERIAL = """\
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.tabs, navigation.sections, navigation.path, navigation.prune]
"""
TRICKS = """\
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.snippets: {base_path: .}
"""
BARE_THEME = """\
-- theme/main.html --
<html><head><title>{{ page.title }} - {{ config.site_name }}</title></head><body>{{ page.content }}</body></html>
-- theme/404.html --
<h1>Gone</h1>
"""
NAV = """\
nav:
  - Home: index.md
  - services.md
  - People & more: experts/index.md
  - Ideas: blog/index.md
"""


@dataclass
class Built:
    """A built site: where, under which address, with which address of its pages, and every file of it read once."""

    site: Site
    url: str | None
    directories: bool
    sheets: dict[str, Sheet] = field(repr=False)

    def file(self, stem: str) -> str:
        """Return the path of the page that is written `stem.md`."""
        return f"{stem}/index.html" if self.directories and not stem.endswith("index") else f"{stem}.html"

    def location(self, stem: str) -> str:
        """Return the address of that page below the site."""
        return self.file(stem).removesuffix("index.html") if self.directories else self.file(stem)

    def found(self) -> list[dict[str, Any]]:
        """Return what the site's search can find."""
        docs: list[dict[str, Any]] = json.loads(self.site.page("search/search_index.json"))["docs"]
        return docs


VARIANTS = {
    "material-below-a-path": ("mkdocs", f"site_url: {PATH}\n{MATERIAL}{TRICKS}", PATH, True),
    "material-files": ("mkdocs", f"site_url: {PATH}\n{MATERIAL}{NAV}use_directory_urls: false\n", PATH, False),
    "mkdocs-without-an-address": ("mkdocs", TRICKS, None, True),
    "readthedocs-files": ("mkdocs", "theme: readthedocs\nuse_directory_urls: false\n", None, False),
    "readthedocs-with-nav": ("mkdocs", f"site_url: {PATH}\ntheme: readthedocs\n{NAV}", PATH, True),
    "properdocs": ("properdocs", f"site_url: {PATH}\n{MATERIAL}", PATH, True),
    "properdocs-with-a-theme-of-its-own": (
        "properdocs",
        f"site_url: {PATH}\ntheme: {{name: null, custom_dir: theme, static_templates: [404.html], search_index_only: true}}\n",
        PATH,
        True,
    ),
}


@pytest.fixture(scope="module", params=VARIANTS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the company's site once for each variant."""
    program, settings, url, directories = VARIANTS[request.param]
    site = halden(tmp_path_factory.mktemp(request.param), f"{settings}{STRICT}")
    site.write(BARE_THEME)
    done = site.run(program, "build", "--strict", "-f", "mkdocs.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(site, url, directories, sheets(site.root / "site"))


def pages(built: Built) -> Iterator[tuple[str, Sheet]]:
    """Yield what MkDocs built, without the documents that send people on."""
    for name, sheet in built.sheets.items():
        if not any(given.get("http-equiv") == "refresh" for _, given in sheet.tags):
            yield name, sheet


def test_every_head_describes_its_page_once(built: Built) -> None:
    """In every theme, under MkDocs and ProperDocs: one description, one title for previews, one graph."""
    for name, sheet in pages(built):
        if name.startswith(("experts/", "blog/")) and "kit" not in name:
            said = Counter(given.get("property") or given.get("name") or given.get("type") for _, given in sheet.tags)
            wanted = ("description", "og:title", "twitter:card", "application/ld+json")
            assert (name, [said[key] for key in wanted]) == (name, [1, 1, 1, 1])


def test_every_link_and_picture_leads_somewhere(built: Built) -> None:
    """All addresses inside the site are files, and all anchors are there, whatever the theme and the address."""
    assert list(broken(built.site.root / "site", built.url)) == []


def test_every_page_has_one_h1_and_no_id_twice(built: Built) -> None:
    """Ours fit into a theme's page."""
    for name, sheet in pages(built):
        assert [name] == [name for tag, _ in sheet.tags if tag == "h1"]
        assert [anchor for anchor, count in Counter(sheet.anchors).items() if count > 1] == []


def test_titles_are_escaped_once(built: Built) -> None:
    """A browser shows `&` and quotes as they were written; angle brackets can't come back as tags."""
    bo = built.sheets[built.file("experts/bo-script")]
    assert bo.titles == ['"\u203a\u2039script\u203aalert(1)\u2039/script\u203a & Bo - Halden & Co']
    assert built.sheets[built.file("blog/r-d/index")].titles == ['R&D "new" - Halden & Co']
    assert built.sheets[built.file("blog/topics/c-c/index")].titles == ["C & C++ - Halden & Co"]


def test_descriptions_are_escaped_once(built: Built) -> None:
    """A theme prints them raw into an attribute: a name with quotes does not end it."""
    for _, sheet in pages(built):
        assert [given for tag, given in sheet.tags if tag == "meta" and "script" in given] == []
    bo = built.sheets[built.file("experts/bo-script")].tags
    if descriptions := [given["content"] for tag, given in bo if tag == "meta" and given.get("name") == "description"]:
        assert descriptions == ['"><script>alert(1)</script> & Bo, Halden & Co.']


def test_a_hostile_post_comes_out_literally(built: Built) -> None:
    """No macro, snippet, attribute list or tag of a post does anything; its words are read as words."""
    for stem in ("experts/bo-script", "blog/page/2", "blog/interactive-marketing/page/2"):
        html = built.site.page(built.file(stem))
        assert "{{ 7*7 }} {% raw %}" in html
        assert re.search('--8&lt;-- ("|&#34;)mkdocs.yml', html)
        assert '{: onclick="alert(1)" }' in html.replace("&#34;", '"')
        assert "site_name:" not in html
    for name, sheet in built.sheets.items():
        assert [given for tag, given in sheet.tags if given.get("src") == "x" or "markdown" in given] == []
        assert [given for _, given in sheet.tags if "alert(1)" in given.values()] == []
        assert not re.search(r"<script[^>]*>\s*alert", built.site.page(name))


def test_search_finds_each_post_once_and_at_home(built: Built) -> None:
    """Every post that shows has one entry, at its anchor in its year; the others have none."""
    archive = built.location("blog/archive/2026"), built.location("blog/archive/2025")
    posts = {entry["title"]: entry["location"] for entry in built.found() if "#p-" in entry["location"]}
    assert {"Newest", "Second", "Third", "Last year", "Before leaving", "{{ 7*7 }} & **more**"} == {
        unescape(title) for title in posts
    }
    assert len([entry for entry in built.found() if "#p-" in entry["location"]]) == 6
    assert posts["Newest"].startswith(archive[0] + "#p-")
    assert posts["Last year"].startswith(archive[1] + "#p-")
    assert [entry for entry in built.found() if entry["location"].endswith("#c-11")] == []  # a month is no find
    everything = [entry for entry in built.found() if "About Newest." in entry["text"]]
    assert [posts["Newest"]] == [entry["location"] for entry in everything]
    for entry in built.found():
        page, _, anchor = entry["location"].partition("#")
        file = page + "index.html" if page.endswith("/") or not page else page
        assert not anchor or anchor in built.sheets[file].anchors


def test_search_finds_people_and_groups_but_no_further_pages(built: Built) -> None:
    """People, practices and topics are in the index; page two of a listing and a former address are not."""
    found = [entry["location"].partition("#")[0] for entry in built.found()]
    for stem in ("experts/index", "experts/ada-lindqvist", "blog/index", "blog/interactive-marketing/index"):
        assert built.location(stem) in found
    assert [location for location in found if "/page/" in location or location == built.location("experts/ada")] == []
    assert [
        re.sub("<.*?>", "", entry["text"]) for entry in built.found() if entry["title"] == "Where she has been"
    ] == ["Many places."]


def test_the_index_escapes_titles_as_its_search_expects(built: Built) -> None:
    """MkDocs' search escapes what it shows, Material's does not."""
    titles = {
        entry["title"] for entry in built.found() if entry["location"].startswith(built.location("blog/r-d/index"))
    }
    material = "material" in str(built.site.page("index.html"))[:2000]
    assert ('R&amp;D "new"' if material else 'R&D "new"') in titles
    assert not any("<script>" in entry["title"] for entry in built.found()) or not material


def test_the_sitemap_tells_true_dates_and_no_redirects(built: Built) -> None:
    """`lastmod` is the newest post's day or the bio's, and absent where nobody knows; former addresses are not listed."""
    text = built.site.page("sitemap.xml")
    entries = dict(re.findall(r"<loc>(.*?)</loc>\s*(?:<lastmod>(.*?)</lastmod>)?", text))
    if built.url is None:
        assert entries == {}
        return
    here = {url.removeprefix(built.url): date for url, date in entries.items()}
    assert here[built.location("experts/ada-lindqvist")] == "2026-11-20"
    assert here[built.location("experts/cleo-gone")] == "2026-10-01"  # the first day as an alumna
    assert here[built.location("blog/archive/2025")] == "2025-10-13"
    assert here[built.location("experts/dan-quiet")] == ""
    assert built.location("experts/ada") not in here


def test_a_former_address_sends_people_on(built: Built) -> None:
    """An alias is a document of its own that leads to the page and says where it is."""
    html = built.site.page(built.file("experts/ada"))
    [target] = re.findall(r'content="0; url=(.*?)"', html)
    assert built.location("experts/ada-lindqvist") == urljoin(built.location("experts/ada"), target)
    assert "noindex" not in html  # it would forbid what the canonical address asks for: to pass its rank on
    assert built.sheets[built.file("experts/ada")].titles == ["Ada Lindqvist has moved"]


def test_only_what_a_page_links_to_is_published(built: Built) -> None:
    """A chart and a picture that a bio shows are there; an unlinked one, the portrait's original and profiles are not."""
    files = {path.relative_to(built.site.root / "site").as_posix() for path in (built.site.root / "site").rglob("*")}
    assert {"experts/counts.png", "experts/pictures/desk at home.png"} <= files
    photos = {name for name in files if name.startswith("assets/cobrand/photos/")}
    others = files - photos
    assert sorted(name for name in others if name.endswith((".md", ".jsonl", ".jpg")) or "private" in name) == []
    kinds = sorted(name.rpartition(".")[2] for name in photos if "." in name.rpartition("/")[2])
    assert kinds == ["jpg", "webp", "webp", "webp"]


def test_the_hidden_and_the_late_show_nowhere(built: Built) -> None:
    """A post that its author hides, and one from after its author left, are on no page and in no index."""
    everything = "".join(built.site.page(name) for name in [*built.sheets, "search/search_index.json"])
    assert "Hidden" not in everything
    assert "After leaving" not in everything


def test_the_error_page_is_the_theme_s(built: Built) -> None:
    """404.html has nothing of ours but the navigation and the styles."""
    assert "cobrand-" not in built.site.page("404.html").replace("cobrand.css", "")

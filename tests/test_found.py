"""Whole sites as search engines, previews and readers of microformats find them: every page's head, graph, cards and entries."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import mf2py
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from halden import halden
from structured import complaints, graphs_of, nodes_of, recommended

PATH = "https://org.github.io/repo/"
MATERIAL = "theme: {name: material, font: false, features: [navigation.instant]}\n"
ATTACK = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
MORE = f"""\
-- experts/eve-hacker.md --
---
name: '</script><script>alert(1)</script>'
job_title: '--><img src=x onerror=alert(1)>'
location: '</head><body>'
practices: [Interactive Marketing]
topics: [attribution, '</title><script>alert(1)</script>']
blog: https://eve.example/feed.xml
fediverse: '@eve@social.example'
links: [https://social.example/@eve]
updated: 2026-02-03
---

Eve writes `</script>`.
-- web/eve.example/feed.xml --
<rss version="2.0"><channel><title>{ATTACK}</title><link>https://eve.example/</link><language>{ATTACK}</language>
<item><title>{ATTACK.replace("&", "&amp;")}</title><link>https://eve.example/?a="&amp;b=&lt;/script&gt;</link>
<guid>https://eve.example/1</guid><pubDate>Fri, 06 Nov 2026 09:00:00 GMT</pubDate><description>{ATTACK}</description></item>
</channel></rss>
"""


@dataclass(frozen=True)
class Built:
    """A built site: where it lies, under which address."""

    folder: Path
    url: str | None

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the address below the site, and the text, of every page that is to be found: no redirects, no kits."""
        for path in sorted([*self.folder.rglob("experts/**/*.html"), *self.folder.rglob("blog/**/*.html")]):
            text = path.read_text(encoding="utf-8")
            if 'http-equiv="refresh"' not in text and path.parent.name != "kit" and path.name != "kit.html":
                yield (
                    path.relative_to(self.folder).as_posix().removesuffix("index.html" if self.directories else ""),
                    text,
                )

    @property
    def directories(self) -> bool:
        """Whether pages are folders."""
        return (self.folder / "experts/ada-lindqvist/index.html").is_file()


VARIANTS = {
    "material-below-a-path": (f"site_url: {PATH}\n{MATERIAL}", PATH),
    "readthedocs-files": (f"site_url: {PATH}\ntheme: readthedocs\nuse_directory_urls: false\n", PATH),
    "mkdocs-without-an-address": ("", None),
}


@pytest.fixture(scope="module", params=VARIANTS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the company's site, with hostile texts in it, once for each variant."""
    settings, url = VARIANTS[request.param]
    site = halden(tmp_path_factory.mktemp(request.param), settings)
    site.write(MORE)
    Image.new("RGB", (200, 200), "teal").save(site.root / "experts/eve-hacker.png")
    site.build()
    return Built(site.root / "site", url)


def head_of(text: str) -> BeautifulSoup:
    """Read a page's head."""
    return BeautifulSoup(text.partition("<body")[0], "html.parser")


def said(head: BeautifulSoup, selector: str) -> str | None:
    """Return what one tag says; `None` where there is none, and an error where there are two."""
    tags = head.select(selector)
    assert len(tags) <= 1, (selector, tags)
    return str(tags[0].get("content") or tags[0].get("href")) if tags else None


# --- schema.org ------------------------------------------------------------------------------------------------------


def test_the_checker_finds_what_is_wrong() -> None:
    """The oracle: an unknown type, a property of another type, a wrong value, what is required, a loose reference."""
    wrong = [
        {"@type": "Expert"},
        {"@type": "Person", "headline": "x"},
        {"@type": "Person", "worksFor": {"@id": "#nobody"}},
        {"@type": "Person", "sameAs": "not an address"},
        {"@type": "ProfilePage", "dateModified": "yesterday", "mainEntity": {"@id": "#nobody"}},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [{"@type": "ListItem", "position": 1, "name": "x", "item": "x"}],
        },
        {"@type": "BlogPosting", "author": {"@type": "Person", "url": "https://x.example/"}},
    ]
    found = [len(list(complaints({"@graph": [node]}))) for node in wrong]
    assert found == [1, 1, 1, 1, 3, 3, 1]


def test_every_page_is_described_in_schema_org_s_words(built: Built) -> None:
    """One graph a page, without a complaint of the vocabulary's or of Google's."""
    kinds: Counter[str] = Counter()
    for url, text in built.pages():
        (graph,) = graphs_of(text)
        assert (url, []) == (url, list(complaints(graph)))
        kinds.update({node["@type"] for node in nodes_of(graph["@graph"])})
    assert kinds["ProfilePage"] == 5
    assert kinds["CollectionPage"] > 10
    assert {"Person", "Organization", "Blog", "BlogPosting", "ItemList"} <= set(kinds)
    assert ("BreadcrumbList" in kinds) == (built.url is not None)


def test_an_expert_s_page_has_all_that_google_recommends(built: Built) -> None:
    """For somebody with a portrait, a bio and posts, on a site that knows its address; else the image alone is missing."""
    text = next(text for url, text in built.pages() if "eve-hacker" in url)
    (graph,) = graphs_of(text)
    assert list(recommended(graph)) == ([] if built.url else ["Person.image"])


def test_graphs_speak_of_addresses_that_are_there(built: Built) -> None:
    """Every address of the site's that a graph names is a file of it."""
    for _, text in built.pages():
        for found in re.findall(r'"(https://org\.github\.io/repo/[^"#]*)"', str(graphs_of(text))):
            path = built.folder / unquote(found.removeprefix(PATH))
            assert (path / "index.html").is_file() or path.is_file(), found


# --- previews --------------------------------------------------------------------------------------------------------


def test_every_page_is_previewed_as_what_it_is(built: Built) -> None:
    """One title, one description (as the page's own), one address (the canonical one), one kind of page."""
    for url, text in built.pages():
        head = head_of(text)
        (graph,) = graphs_of(text)
        main = graph["@graph"][0]
        assert said(head, 'meta[property="og:title"]') == main["name"]
        assert (
            said(head, 'meta[name="description"]')
            == said(head, 'meta[property="og:description"]')
            == main["description"]
        )
        assert said(head, 'meta[property="og:url"]') == said(head, 'link[rel="canonical"]') == main.get("url")
        assert main.get("url") == (built.url and built.url + url)
        assert said(head, 'meta[property="og:type"]') == ("profile" if main["@type"] == "ProfilePage" else "website")
        assert said(head, 'meta[property="og:site_name"]') == "Halden & Co"
        assert said(head, 'meta[name="twitter:card"]') == "summary"


def test_a_preview_s_picture_is_there(built: Built) -> None:
    """The portrait as a JPEG of the size that is stated; nobody else's page has a picture, not even initials."""
    found: dict[str, Any] = {}
    for url, text in built.pages():
        head = head_of(text)
        if image := said(head, 'meta[property="og:image"]'):
            size = [int(said(head, f'meta[property="og:image:{side}"]') or 0) for side in ("width", "height")]
            assert built.url
            with Image.open(built.folder / image.removeprefix(built.url)) as picture:
                found[url] = (picture.format, list(picture.size) == size)
            assert said(head, 'meta[property="og:image:alt"]') == graphs_of(text)[0]["@graph"][0]["name"]
    shown = [url for url, _ in built.pages() if re.search(r"experts/(ada|eve)-", url)]
    assert found == (dict.fromkeys(shown, ("JPEG", True)) if built.url else {})


def test_only_an_expert_s_page_names_an_account(built: Built) -> None:
    """Mastodon shows it beside a link to the page."""
    named = {url: said(head_of(text), 'meta[name="fediverse:creator"]') for url, text in built.pages()}
    assert {url: account for url, account in named.items() if account} == {
        next(url for url in named if "eve-hacker" in url): "@eve@social.example"
    }


def test_a_row_of_pages_is_a_row_in_the_head(built: Built) -> None:
    """`prev` and `next` lead along the listing, as the links in it do."""
    for url, text in built.pages():
        pager = {
            str(tag["rel"]): urljoin(url, str(tag["href"]))
            for tag in BeautifulSoup(text, "html.parser").select(".cobrand-pager a")
        }
        if not pager and not re.search(r"/page/|^blog", url):
            continue
        links = head_of(text).select('link[rel="prev"], link[rel="next"]')
        assert {str(tag["rel"]): urljoin(url, str(tag["href"])) for tag in links} == pager


def test_no_text_leaves_its_place(built: Built) -> None:
    """The oracle: Eve's name ends a script where it stands as it is. Ours hold it and stay one; the head stays a head."""
    naive = BeautifulSoup(
        '<script type="application/ld+json">"</script><script>alert(1)</script>"</script>', "html.parser"
    )
    assert len(naive.select("script")) == 2
    for _, text in built.pages():
        page = BeautifulSoup(text, "html.parser")
        assert not [script for script in page.select("script") if script.get_text().startswith("alert(1)")]
        assert len(page.select("head")) == len(page.select("body")) == 1
        assert not page.select("[onerror], [onclick]")
    eve = next(text for url, text in built.pages() if "eve-hacker" in url)
    names = [node["name"] for node in nodes_of(graphs_of(eve)[0]["@graph"]) if node["@type"] == "Person"]
    assert set(names) == {"</script><script>alert(1)</script>"}


def test_a_kit_is_for_its_owner_alone(built: Built) -> None:
    """It asks not to be indexed, says nothing else, and is not in the sitemap; everything else is."""
    kits = {path for path in built.folder.rglob("*.html") if path.parent.name == "kit" or path.name == "kit.html"}
    kits = {kit for kit in kits if 'http-equiv="refresh"' not in kit.read_text(encoding="utf-8")}  # a former slug's
    assert len(kits) == (5 if built.url else 0)
    for kit in kits:
        head = head_of(kit.read_text(encoding="utf-8"))
        assert said(head, 'meta[name="robots"]') == "noindex"
        assert head.select('meta[property], script[type="application/ld+json"], link[rel="alternate"]') == []
    listed = re.findall(r"<loc>(.*?)</loc>", (built.folder / "sitemap.xml").read_text(encoding="utf-8"))
    assert {built.url + url for url, _ in built.pages() if built.url} <= set(listed)
    assert [url for url in listed if "/kit" in url] == []


# --- microformats ----------------------------------------------------------------------------------------------------


def items_of(built: Built, url: str, text: str) -> list[dict[str, Any]]:
    """Read a page's microformats."""
    items: list[dict[str, Any]] = mf2py.parse(doc=text, url=urljoin(built.url or "https://preview.example/", url))[
        "items"
    ]
    return items


def test_an_expert_s_page_has_one_representative_card(built: Built) -> None:
    """Its uid and one of its urls are the page (microformats.org/wiki/representative-h-card-parsing, step one)."""
    seen = 0
    for url, text in built.pages():
        here = urljoin(built.url or "https://preview.example/", url)
        cards = [item["properties"] for item in items_of(built, url, text) if item["type"] == ["h-card"]]
        own = [card for card in cards if card.get("uid") == [here] and here in card["url"]]
        is_expert = graphs_of(text)[0]["@graph"][0]["@type"] == "ProfilePage"
        assert len(own) == is_expert
        if is_expert:
            assert own[0]["name"] == [graphs_of(text)[0]["@graph"][0]["name"]]
            seen += 1
    assert seen == 5


def test_every_card_of_a_post_reads_right(built: Built) -> None:
    """A name, an author with a page of ours, a date with its zone, and the original's address."""
    home, seen = built.url or "https://preview.example/", 0
    for url, text in built.pages():
        entries = [item for item in items_of(built, url, text) if item["type"] == ["h-entry"]]
        feeds = [item for item in items_of(built, url, text) if item["type"] == ["h-feed"]]
        assert len(feeds) == url.startswith("blog/")
        for entry in [*entries, *(child for feed in feeds for child in feed.get("children", ()))]:
            properties = entry["properties"]
            assert len(properties["name"]) == len(properties["published"]) == len(properties["url"]) == 1
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", properties["published"][0])
            for author in properties["author"]:
                page = author["properties"]["url"][0].removeprefix(home)
                assert (built.folder / page).exists()
                assert author["properties"]["name"][0]
            seen += 1
    assert seen > 20


# --- what others write -----------------------------------------------------------------------------------------------


def test_nothing_is_said_twice(tmp_path: Path) -> None:
    """A site's own `main.html` that sets previews and robots has the word, on pages of ours as on others."""
    site = halden(
        tmp_path,
        f"site_url: {PATH}\ntheme: {{name: material, font: false, custom_dir: overrides}}\n",
    )
    site.write("""\
-- overrides/main.html --
{% extends "base.html" %}
{% block extrahead %}
<meta property="og:title" content="Our own">
<meta property='og:image' content='https://x.example/card.png'>
<meta content="summary_large_image" name="twitter:card">
<script>const head = "</head>"</script>
{% endblock %}
""")
    site.build()
    built = Built(site.root / "site", PATH)
    for _, text in built.pages():
        head = head_of(text)
        assert said(head, 'meta[property="og:title"]') == "Our own"
        assert [tag["property"] for tag in head.select("meta[property]")] == ["og:title", "og:image"]
        assert said(head, 'meta[name="twitter:card"]') == "summary_large_image"
        assert 'const head = "</head>"</script>' in text
        assert len(graphs_of(text)) == 1


def test_the_home_page_says_whose_site_it_is(tmp_path: Path) -> None:
    """To previews and search engines, in the site's own words, with the company's picture in its size."""
    site = halden(
        tmp_path, f"site_url: {PATH}\nsite_description: We <count>.\ntheme: {{name: material, font: false}}\n"
    )
    config = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    site.write(
        f"-- mkdocs.yml --\n{config.replace('web: web', 'web: web' + chr(10) + '      brand: {image: our.png}')}"
    )
    Image.new("RGB", (120, 63), "teal").save(tmp_path / "docs/our.png")
    site.build()
    text = site.page("index.html")
    head = head_of(text)
    expected = {
        "og:type": "website",
        "og:title": "Halden & Co",
        "og:description": "We <count>.",
        "og:url": PATH,
        "og:site_name": "Halden & Co",
        "og:image": f"{PATH}our.png",
        "og:image:type": "image/png",
        "og:image:width": "120",
        "og:image:height": "63",
        "og:image:alt": "Halden & Co",
    }
    assert {str(tag["property"]): str(tag["content"]) for tag in head.select("meta[property]")} == expected
    assert len(head.select('meta[name="description"]')) == 1
    (graph,) = graphs_of(text)
    assert list(complaints(graph)) == []
    assert [(one["@type"], one["@id"]) for one in graph["@graph"]] == [
        ("WebSite", f"{PATH}#website"),
        ("Organization", f"{PATH}#org"),
    ]


def test_a_home_page_that_describes_itself_is_left_alone(tmp_path: Path) -> None:
    """What the site's own template says of the company is not said again."""
    site = halden(tmp_path, f"site_url: {PATH}\ntheme: {{name: material, font: false, custom_dir: overrides}}\n")
    site.write(
        '-- overrides/main.html --\n{% extends "base.html" %}\n{% block extrahead %}{% if page.is_homepage %}'
        '<script type="application/ld+json">{"@type": "Corporation"}</script>{% endif %}{% endblock %}\n'
    )
    site.build()
    assert [graph["@type"] for graph in graphs_of(site.page("index.html"))] == ["Corporation"]


def test_social_cards_have_the_word(tmp_path: Path) -> None:
    """Material's plugin writes previews into the finished page, at priority 50, as this hook does."""
    site = halden(tmp_path, f"site_url: {PATH}\nhooks: [social.py]\n")
    site.write("""\
-- social.py --
from mkdocs.plugins import event_priority

@event_priority(50)
def on_post_page(output, page, config):
    at = output.find("</head>")
    return output[:at] + '<meta property="og:title" content="Card" /><meta name="twitter:card" content="x" />' + output[at:]
""")
    site.build()
    head = head_of(site.page("experts/ada-lindqvist/index.html"))
    assert [tag["content"] for tag in head.select("meta[property], meta[name='twitter:card']")] == ["Card", "x"]
    assert (said(head, "meta[name=description]") or "").startswith("Ada Lindqvist, Principal")


def test_a_minified_page_says_the_same(tmp_path: Path) -> None:
    """mkdocs-minify-plugin gets the whole head, and leaves the graph what it is."""
    settings = f"site_url: {PATH}\n"
    halden(tmp_path / "plain", settings).build()
    small = halden(tmp_path / "small", settings, "  - minify: {minify_html: true, minify_js: true}\n")
    small.build()
    for url, text in Built(tmp_path / "plain/site", PATH).pages():
        minified = small.page(f"{url}index.html")
        assert len(minified) < len(text)
        assert graphs_of(minified) == graphs_of(text)
        assert said(head_of(minified), 'meta[property="og:url"]') == PATH + url


def test_a_page_s_own_words_come_first(tmp_path: Path) -> None:
    """Title and description that an editor gives a hub, or a profile's `page`, are those of previews and graph too."""
    site = halden(tmp_path, f"site_url: {PATH}\n")
    site.write("""\
-- docs/blog/index.md --
---
title: Thinking & "doing"
description: What we <think>
---
Ours.
""")
    site.build()
    text = site.page("blog/index.html")
    head = head_of(text)
    assert said(head, 'meta[property="og:title"]') == 'Thinking & "doing"'
    assert said(head, 'meta[name="description"]') == said(head, 'meta[property="og:description"]') == "What we <think>"
    (graph,) = graphs_of(text)
    assert (graph["@graph"][0]["name"], graph["@graph"][0]["description"]) == ('Thinking & "doing"', "What we <think>")


def test_a_hub_of_the_site_s_own_is_as_new_as_what_it_lists(tmp_path: Path) -> None:
    """The sitemap says when the newest post came, and not, as MkDocs does of every page, when the site was built."""
    site = halden(tmp_path, f"site_url: {PATH}\n")
    site.write("-- docs/blog/index.md --\n# Thinking\n")
    site.build(SOURCE_DATE_EPOCH="1795600000")
    dates = dict(re.findall(r"<loc>(.*?)</loc>\s*(?:<lastmod>(.*?)</lastmod>)?", site.page("sitemap.xml")))
    assert (dates[PATH], dates[f"{PATH}blog/"]) == ("2026-11-25", "2026-11-20")


def test_a_post_on_the_company_s_own_blog_names_its_author(tmp_path: Path) -> None:
    """As data, with the company as publisher, and by the account; a post of nobody with a profile is left alone."""
    site = halden(tmp_path, f"site_url: {PATH}\n{MATERIAL}", "  - blog: {blog_dir: news, post_url_format: '{slug}'}\n")
    profile = site.root / "experts/ada-lindqvist.md"
    profile.write_text(profile.read_text().replace("hide:", "fediverse: '@ada@social.example'\nhide:"))
    site.write("""\
-- docs/news/.authors.yml --
authors:
  ada-lindqvist: {name: Ada, description: Analyst, avatar: ../experts/ada.png}
  pat: {name: Pat Other, description: Guest, avatar: ../experts/pat.png}
-- docs/news/index.md --
# News
-- docs/news/posts/ours.md --
---
date: 2026-11-01
authors: [ada-lindqvist, pat]
---
# Of our own

Here.
-- docs/news/posts/theirs.md --
---
date: 2026-11-02
authors: [pat]
---
# Of Pat's

There.
""")
    site.build()
    text = site.page("news/of-our-own/index.html")
    (graph,) = graphs_of(text)
    assert list(complaints(graph)) == []
    posting, company = graph["@graph"]
    assert posting["@id"] == posting["url"] == posting["mainEntityOfPage"] == f"{PATH}news/of-our-own/"
    assert posting["publisher"] == {"@id": company["@id"]}
    assert [(author["name"], author.get("url")) for author in posting["author"]] == [
        ("Ada Lindqvist", f"{PATH}experts/ada-lindqvist/"),
        ("Pat Other", None),
    ]
    assert said(head_of(text), 'meta[name="fediverse:creator"]') == "@ada@social.example"
    assert head_of(text).select("meta[property]") == []
    assert graphs_of(site.page("news/of-pats/index.html")) == []


# --- series and the home page ----------------------------------------------------------------------------------------


def test_a_series_and_the_home_page_lead_to_feeds(tmp_path: Path) -> None:
    """A series is described in its order, and has its own feed first; the home page has the company's, and the blogroll."""
    site = halden(tmp_path, f"site_url: {PATH}\n")
    site.write("""\
-- docs/story.md --
---
title: A story
description: Told in two parts
series: [https://ada.example/third, https://ada.example/second]
---
It began so.
""")
    site.build()
    text = site.page("story/index.html")
    (graph,) = graphs_of(text)
    assert list(complaints(graph)) == []
    assert [item["item"]["headline"] for item in graph["@graph"][1]["itemListElement"]] == ["Third", "Second"]
    assert said(head_of(text), 'meta[property="og:title"]') == "A story"
    assert [tag["href"] for tag in head_of(text).select('link[type="application/atom+xml"]')] == [
        "../story/atom.xml",
        "../blog/atom.xml",
    ]
    home = head_of(site.page("index.html"))
    assert [tag["href"] for tag in home.select('link[rel="alternate"]')] == [
        "./blog/atom.xml",
        "./blog/rss.xml",
        "./blog/feed.json",
    ]
    assert said(home, 'link[rel="blogroll"]') == "./experts/blogroll.opml"
    assert list(complaints(graphs_of(site.page("index.html"))[0])) == []


# --- feeds -----------------------------------------------------------------------------------------------------------


def test_every_page_leads_to_feeds(built: Built) -> None:
    """The page's own come first, since many readers take the first; then the company's. All of them are files."""
    for url, text in built.pages():
        links = head_of(text).select('link[rel="alternate"], link[rel="blogroll"]')
        assert bool(links) == (built.url is not None)
        found = [urljoin(f"/{url}", str(tag["href"])) for tag in links]
        assert all((built.folder / path.lstrip("/")).is_file() for path in found)
        if built.url:
            first, *_ = nodes = graphs_of(text)[0]["@graph"]
            blogs = [node["url"].removeprefix(PATH) for node in nodes if node["@type"] == "Blog"] or ["blog/"]
            own = url.removesuffix(".html") if first["@type"] == "ProfilePage" else blogs[0].removesuffix("index.html")
            assert found[0] == f"/{own.rstrip('/')}/atom.xml"
            assert "/blog/feed.json" in found

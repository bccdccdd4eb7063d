"""Together with other people's plugins: tags, RSS, minify, macros, and Material's blog."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from material.plugins.search.plugin import Parser

from cobrand.integrations.mkdocs_pages import readable
from halden import halden
from links import Sheet, broken, sheets
from sites import Site

URL = "https://org.github.io/repo/"
SETTINGS = f"""\
site_url: {URL}
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.indexes]
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.snippets: {{base_path: .}}
  - toc: {{permalink: true}}
"""
NEIGHBOURS = """\
  - tags
  - blog: {blog_dir: news}
  - rss: {use_git: false, match_path: '(?!trap).*'}
  - macros
  - minify: {minify_html: true}
"""
PAGES = """\
-- docs/trap.md --
# Trap

{{ 7*7 }} and

--8<-- "mkdocs.yml"

A paragraph.
{: onclick="alert(1)" }
-- docs/trap/named.md --
---
title: named {{ 7*7 }}
---
-- experts/tim-plate.md --
---
name: '{{ 7*7 }}'
topics: ['{{ 7*7 }}']
---
-- docs/tags.md --
# Tags

<!-- material/tags -->
-- docs/news/index.md --
# News
-- docs/news/posts/hello.md --
---
date: 2026-11-01
---

# A company post

It thanks [Ada](../../experts/ada-lindqvist.md).
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the company's site with all of them."""
    made = halden(tmp_path_factory.mktemp("neighbours"), SETTINGS, NEIGHBOURS)
    made.write(PAGES)
    made.build()
    return made


@pytest.fixture(scope="module")
def read(site: Site) -> dict[str, Sheet]:
    """Read every file of it."""
    return sheets(site.root / "site")


def test_what_would_happen_to_a_post_in_markdown_happens_to_a_page(site: Site) -> None:
    """The oracle: macros, snippets and attribute lists are at work on the site's own pages."""
    trap = site.page("trap/index.html")
    assert "49 and" in trap
    assert "site_name: Halden" in trap
    assert "onclick=" in trap


def test_a_post_is_read_by_no_plugin(site: Site, read: dict[str, Sheet]) -> None:
    """The same in a post comes out as it was written."""
    for name in ("experts/bo-script/index.html", "blog/page/2/index.html"):
        html = site.page(name)
        assert "{{ 7*7 }} {% raw %}" in html
        assert "--8&lt;--" in html
        assert "site_name: Halden" not in html
        assert [given for _, given in read[name].tags if "alert(1)" in given.values()] == []


def test_no_template_in_a_name_is_run(site: Site) -> None:
    """mkdocs-macros runs templates in titles as well, and titles are names: those of people, practices and topics."""
    assert "named 49" in site.page("trap/named/index.html")
    for name in ("experts/tim-plate/index.html", "blog/topics/7-7/index.html"):
        assert "<title>{{ 7*7 }} - Halden" in site.page(name)


def test_every_link_still_leads_somewhere(site: Site) -> None:
    """Minified, with tags, a blog and permalinks."""
    assert list(broken(site.root / "site", URL)) == []


def test_a_profile_s_own_tags_are_listed(site: Site) -> None:
    """`page: {tags: …}` reaches Material's tags; the profile's other keys (it has `hide`, as Material has) don't."""
    content = site.page("tags/index.html").partition("<article")[2]
    assert "../experts/ada-lindqvist/" in content
    assert "ada.example/hidden" not in site.page("experts/ada-lindqvist/index.html")
    assert "md-tag" in site.page("experts/ada-lindqvist/index.html")


def test_the_site_s_own_feed_has_no_listings(site: Site) -> None:
    """mkdocs-rss-plugin lists the site's pages and its people; a listing is no article."""
    links = set(re.findall(r"<link>(.*?)</link>", site.page("feed_rss_created.xml")))
    assert {f"{URL}services/", f"{URL}experts/ada-lindqvist/"} <= links
    assert [link for link in links if link.startswith(f"{URL}blog/") or link == f"{URL}experts/"] == []


def test_material_s_blog_lives_beside_ours(site: Site) -> None:
    """Its posts link to our people and are found at their own address."""
    assert "A company post" in site.page("news/index.html")
    assert "experts/ada-lindqvist/" in site.page("news/2026/11/01/a-company-post/index.html")


def test_material_s_search_has_one_entry_for_a_page_s_beginning(site: Site) -> None:
    """A page's title and lead are one entry, which opens the page; the rest are its sections and posts."""
    docs: list[dict[str, Any]] = json.loads(site.page("search/search_index.json"))["docs"]
    titles = [entry["title"] for entry in docs if entry["location"].startswith("experts/ada-lindqvist/")]
    assert titles == ["Ada Lindqvist", "Where she has been"]
    assert [entry["location"] for entry in docs if entry["title"] == "Experts"] == ["experts/"]
    assert next(entry["tags"] for entry in docs if entry["location"] == "experts/ada-lindqvist/") == ["people"]


def test_material_s_search_leaves_out_what_it_is_asked_to() -> None:
    """A profile can mark words with `{ data-search-exclude }`, also among links and emphasis."""
    found = Parser()
    found.feed(
        readable(
            '<h1 id=a>Ada</h1><p>She <em><a href="/a">counts</a></em> <b data-search-exclude>to <i>ten</i></b>.</p>'
        )
    )
    found.close()
    assert "".join(found.data[-1].text).split() == ["<p>She", "counts", ".</p>"]


@pytest.mark.parametrize("blog", ["  - blog", "  - blog: {blog_dir: blog/}"])
def test_material_s_blog_at_our_address_is_refused_with_a_way_out(tmp_path: Path, blog: str) -> None:
    """Two blogs can't share a folder; the message says what to write."""
    site = halden(tmp_path, "theme: {name: material, font: false}\n", blog)
    done = site.run("mkdocs", "build")
    assert done.returncode == 1
    assert "mkdocs.yml: the site has a blog of its own at blog/" in done.stderr
    assert "`blog_dir: ideas`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_blog_that_is_switched_off_is_in_nobody_s_way(tmp_path: Path) -> None:
    """`enabled: false` leaves the folder to us."""
    site = halden(tmp_path, "theme: {name: material, font: false}\n", "  - blog: {enabled: false}")
    site.build()
    assert "cobrand-group" in site.page("blog/index.html")


def test_gh_deploy_publishes_the_built_site(tmp_path: Path) -> None:
    """`mkdocs gh-deploy` builds as ever and pushes what was built."""
    site = halden(tmp_path, "")
    git = ("git", "-c", "user.name=Ed", "-c", "user.email=ed@halden.example", "-c", "init.defaultBranch=main")
    for command in (
        ("init", "--quiet", "--bare", "pages.git"),
        ("init", "--quiet"),
        ("add", "mkdocs.yml"),
        ("commit", "--quiet", "--message", "Begin"),
        ("remote", "add", "origin", "pages.git"),
    ):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    identity = {
        f"GIT_{who}_{what}": "ed@halden.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = site.run("mkdocs", "gh-deploy", "--strict", **identity)
    assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "gh-pages"], cwd=tmp_path / "pages.git", check=True, capture_output=True
    )
    assert b"experts/ada-lindqvist/index.html" in listed.stdout

"""Posts that the company hosts itself, in blogs of Material's plugin, beside those that its experts keep elsewhere."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from halden import halden
from links import broken, sheets
from sites import Site

URL = "https://org.github.io/repo/"
SETTINGS = f"site_url: {URL}\ntheme: {{name: material, font: false}}\n"
BLOGS = """\
  - blog: {blog_dir: notes, authors_profiles: true}
  - blog: {blog_dir: lab, authors: false, post_url_format: '{slug}'}
"""
POSTS = """\
-- docs/notes/index.md --
# Notes
-- docs/lab/index.md --
# Lab
-- docs/notes/.authors.yml --
authors:
  ada-lindqvist: {name: Ada L., description: Analyst, avatar: assets/x.png}
  the-bo: {name: Bo, description: Writer, avatar: assets/x.png, expert: bo-script}
  cleo-gone: {name: Cleo, description: Alumna, avatar: assets/x.png}
  eve: {name: Eve Elsewhere, description: A guest, avatar: assets/x.png}
-- docs/notes/posts/together.md --
---
date: 2026-11-12
slug: together
authors: [the-bo, eve, ada-lindqvist]
categories: [Attribution, Gossip]
---

# Why *we* & &lt;others&gt; count { #why }

What is counted is [sold](../../services.md). <script>alert(1)</script>

<!-- more -->

Behind the cut stands a zebra.
-- docs/notes/posts/alone.md --
---
date: {created: 2026-10-30, updated: 2026-11-02}
authors: [ada]
title: Alone with a table
---

One sentence without a cut.
-- docs/notes/posts/guest.md --
---
date: 2026-11-15
authors: [cleo-gone]
---

# Back as a guest

After leaving.
-- docs/notes/posts/nobodys.md --
---
date: 2026-11-14
authors: [eve]
---

# By somebody else

Not of ours.
-- docs/notes/posts/draft.md --
---
date: 2026-11-13
authors: [ada-lindqvist]
draft: true
---

# A draft

Unfinished.
-- docs/notes/posts/future.md --
---
date: 2027-01-01
authors: [ada-lindqvist]
---

# A new year

Not yet.
-- docs/notes/posts/quiet.md --
---
date: 2026-11-11
authors: [ada-lindqvist]
categories: [no-syndicate]
---

# Kept to the blog

Quiet.
-- docs/notes/posts/hidden.md --
---
date: 2026-11-10
authors: [ada-lindqvist]
---

# Hidden by an editor

Hidden.
-- docs/lab/posts/bench.md --
---
date: 2026-11-16
authors: [bo-script]
---

# From the bench

Another blog.
"""


def hosting(root: Path, settings: str = SETTINGS, blogs: str = BLOGS) -> Site:
    """Write the company's site with two blogs of its own."""
    made = halden(root, settings, f"      hide: [notes/posts/hidden.md]\n{blogs}")
    made.write(POSTS)
    authors = made.root / "docs/notes/.authors.yml"
    profile = made.root / "experts/ada-lindqvist.md"
    profile.write_text(profile.read_text().replace("name: Ada", "fediverse: '@ada@social.example'\nname: Ada", 1))
    authors.write_text(authors.read_text() + "  ada: {name: Ada, description: x, avatar: assets/x.png}\n")
    (made.root / "docs/assets").mkdir()
    (made.root / "docs/assets/x.png").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build it."""
    made = hosting(tmp_path_factory.mktemp("hosted"))
    made.build()
    return made


def cards(site: Site, path: str) -> dict[str, Tag]:
    """Return the cards of a page by title."""
    found = BeautifulSoup(site.page(path), "html.parser").select("article.cobrand-card")
    return {" ".join(card.h3.get_text().split()): card for card in found if card.h3}


def line(tag: Tag | None) -> str:
    """Return an element's text on one line."""
    assert tag
    return " ".join(tag.get_text().split())


TOGETHER = "Why we & <others> count"
HOME = "notes/2026/11/12/together/"


def test_they_stand_beside_the_personal_ones(site: Site) -> None:
    """On the expert's page, the company's, the practice's and the topic's, in their place by date."""
    pages = ["experts/ada-lindqvist", "blog/interactive-marketing", "blog/r-d", "blog/topics/attribution", "blog"]
    assert [path for path in pages if TOGETHER not in cards(site, f"{path}/index.html") | _further(site, path)] == []
    assert [*cards(site, "experts/ada-lindqvist/index.html")][:4] == [
        "Newest",
        TOGETHER,
        "Second",
        "Alone with a table",
    ]


def _further(site: Site, path: str) -> dict[str, Tag]:
    return {
        title: card
        for page in sorted((site.root / "site" / path / "page").glob("*/index.html"))
        for title, card in cards(site, page.relative_to(site.root / "site").as_posix()).items()
    }


def test_a_card_says_that_the_company_published_it(site: Site) -> None:
    """It leads to the post's own page here, credits everybody, and calls nothing first published elsewhere."""
    card = cards(site, "experts/ada-lindqvist/index.html")[TOGETHER]
    assert [link["href"] for link in card.select("h3 a, .cobrand-card__read")] == [f"../../{HOME}"] * 2
    assert line(card.select_one(".cobrand-card__read")).startswith("Read the post")
    names = [tag.get_text() for tag in card.select(".cobrand-card__by bdi")]
    assert names == ['"><script>alert(1)</script> & Bo', "Ada Lindqvist", "Eve Elsewhere"]
    said = line(card.select_one(".cobrand-card__disclosure"))
    assert said.startswith("Published here by Halden & Co.")
    assert "& Bo and Ada Lindqvist work at Halden & Co." in said
    shared = [str(link["href"]) for link in card.select(".cobrand-share a")]
    assert len(shared) == sum("https%3A%2F%2Forg.github.io%2Frepo%2Fnotes%2F2026%2F11%2F12%2F" in url for url in shared)


def test_its_own_page_says_whose_it_is(site: Site) -> None:
    """To search engines and to Mastodon, on a site without embeds or series; other people's posts are left alone."""
    head = BeautifulSoup(site.page(f"{HOME}index.html"), "html.parser").head
    assert head
    graph = next(json.loads(str(tag.string)) for tag in head.select('script[type="application/ld+json"]'))
    posting = next(node for node in graph["@graph"] if node["@type"] == "BlogPosting")
    assert posting["url"] == f"{URL}{HOME}"
    assert [author.get("name") for author in posting["author"]][-1] == "Eve Elsewhere"
    assert [tag["content"] for tag in head.select('meta[name="fediverse:creator"]')] == ["@ada@social.example"]
    assert "ld+json" not in site.page("notes/2026/11/14/by-somebody-else/index.html")


def test_an_excerpt_ends_where_the_writer_cut(site: Site) -> None:
    """Safe as any excerpt, with links that lead where the post's do, and without its title."""
    card = cards(site, "experts/ada-lindqvist/index.html")[TOGETHER]
    excerpt = card.select_one(".cobrand-card__excerpt")
    assert line(excerpt) == "What is counted is sold."
    assert [link["href"] for link in card.select(".cobrand-card__excerpt a")] == [f"{URL}services/"]
    assert "zebra" in site.page(f"{HOME}index.html")
    whole = cards(site, "experts/ada-lindqvist/index.html")["Alone with a table"]
    assert line(whole.select_one(".cobrand-card__excerpt")) == "One sentence without a cut."


def test_what_is_hidden_or_by_nobody_of_ours_stays_in_its_blog(site: Site) -> None:
    """Drafts, posts of the future, those an editor or their author holds back, and other people's."""
    everything = cards(site, "blog/index.html") | _further(site, "blog")
    assert "Back as a guest" in everything
    assert "From the bench" in everything
    absent = {"By somebody else", "A draft", "A new year", "Kept to the blog", "Hidden by an editor"}
    assert absent & set(everything) == set()


def test_a_guest_who_has_left_is_not_said_to_have_worked_here_then(site: Site) -> None:
    """The company publishes the post, so it shows; but the sentence would be untrue."""
    said = line(cards(site, "experts/cleo-gone/index.html")["Back as a guest"].select_one(".cobrand-card__disclosure"))
    assert said == "Published here by Halden & Co."


def test_search_finds_it_once_at_its_own_page(site: Site) -> None:
    """In our archive it is a line among others, which search does not read."""
    docs: list[dict[str, Any]] = json.loads(site.page("search/search_index.json"))["docs"]
    assert [doc["location"] for doc in docs if "others" in doc["title"]] == [HOME]
    assert [doc["location"] for doc in docs if "counted is" in doc["text"]] == [HOME]
    archive = BeautifulSoup(site.page("blog/archive/2026/index.html"), "html.parser")
    assert TOGETHER in [line(tag) for tag in archive.select("h3")]


def test_every_link_leads_somewhere(site: Site) -> None:
    """With Material's own pages of authors beside ours, and nothing of a post alive."""
    assert list(broken(site.root / "site", URL)) == []
    assert [
        given for _, given in sheets(site.root / "site")["blog/index.html"].tags if "alert(1)" in given.values()
    ] == []
    assert "Why" in site.page("notes/author/ada-lindqvist/index.html")


def test_reports_can_read_what_the_last_build_saw(site: Site) -> None:
    """One line a post, whoever wrote it, newest first; never drafts; written again only when it changes."""
    path = site.root / ".cobrand/hosted.jsonl"
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    assert [found["published"][:10] for found in lines] == sorted((f["published"][:10] for f in lines), reverse=True)
    assert lines[[found["url"] for found in lines].index(HOME)] == {
        "url": HOME,
        "source": "notes/posts/together.md",
        "title": TOGETHER,
        "published": "2026-11-12T00:00:00Z",
        "experts": ["bo-script", "ada-lindqvist"],
        "others": ["Eve Elsewhere"],
        "categories": ["Attribution", "Gossip"],
    }
    assert len(lines) == 8
    written = path.stat().st_mtime_ns
    site.build()
    assert path.stat().st_mtime_ns == written


def test_the_tree_stays_clean(tmp_path: Path) -> None:
    """The file is volatile, and git is told so."""
    site = hosting(tmp_path)
    (tmp_path / ".gitignore").write_text("/site/\n/.cache/\n")
    site.build()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    status = subprocess.run(
        ["git", "status", "--short", "-uall", ".cobrand"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "hosted.jsonl" not in status.stdout
    assert (tmp_path / ".cobrand/hosted.jsonl").is_file()


def test_without_an_address_of_the_site_posts_still_stand_there(tmp_path: Path) -> None:
    """They can't be shared, and links in excerpts are words."""
    site = hosting(tmp_path, "theme: {name: material, font: false}\nuse_directory_urls: false\n")
    site.build()
    card = cards(site, "experts/ada-lindqvist.html")[TOGETHER]
    assert [link["href"] for link in card.select("h3 a")] == ["../notes/2026/11/12/together.html"]
    assert card.select(".cobrand-share, .cobrand-card__excerpt a") == []


def test_an_author_who_is_to_be_nobody_is_an_error(tmp_path: Path) -> None:
    """With the name that may have been meant."""
    site = hosting(tmp_path)
    authors = site.root / "docs/notes/.authors.yml"
    authors.write_text(authors.read_text().replace("expert: bo-script", "expert: bo-scrip"))
    done = site.run("mkdocs", "build")
    assert done.returncode == 1
    what = "docs/notes/.authors.yml:3: the author 'the-bo' is to be the expert 'bo-scrip', who has no profile. Did you mean `bo-script`?"
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_blog_at_our_address_needs_another_folder_for_ours(tmp_path: Path) -> None:
    """`blog_dir: ideas` parts them, and nothing else changes."""
    site = hosting(tmp_path, blogs=f"{BLOGS}  - blog: {{authors_profiles: true}}\n")
    site.write("-- docs/blog/posts/x.md --\n---\ndate: 2026-11-17\n---\n\n# Third\n\nText.\n")
    assert "`blog_dir: ideas`" in site.run("mkdocs", "build").stderr
    config = site.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("web: web", "web: web\n      blog_dir: ideas"))
    for path in site.root.rglob("*.md"):
        path.write_text(re.sub(r"blog/(index|archive)", r"ideas/\1", path.read_text()))
    site.build()
    assert TOGETHER in cards(site, "ideas/index.html") | _further(site, "ideas")
    assert "Third" in site.page("blog/index.html")
    assert list(broken(site.root / "site", URL)) == []

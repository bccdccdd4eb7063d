"""Sites that have something of their own where ours would stand, and sites that have next to nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from halden import halden
from links import broken, sheets
from sites import Site

BARE = """\
-- mkdocs.yml --
site_name: Bare
site_url: https://bare.example/
plugins: [search, cobrand]
-- docs/index.md --
# Welcome
"""
ADA = """\
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
---

Ada counts.
"""
ONE = """\
-- mkdocs.yml --
site_name: One
site_url: https://one.example/
plugins:
  - search
  - cobrand: {web: web}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
---

Ada counts.
"""
MakeSite = Callable[[str], Site]


def with_feed(site: Site) -> Site:
    """Give Ada a post."""
    site.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
    return site


def assert_in_order(page: str, first: str, second: str) -> None:
    """Look in the body alone: the head speaks of everything at once."""
    body = page.partition("<body")[2]
    assert body.index(first) < body.index(second)


def refused(site: Site) -> str:
    """Build a site that can't be built, and return what MkDocs says."""
    done = site.run("mkdocs", "build")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


# --- next to nothing -------------------------------------------------------------------------------------------------


def test_a_site_without_profiles_builds_and_says_what_comes_first(site: MakeSite) -> None:
    """`- cobrand` alone, on a site that has no folder of profiles, gives an honest directory and group blog."""
    bare = site(BARE)
    assert "the first one is experts/<first-name>-<last-name>.md." in bare.build()
    assert "No posts yet" in bare.page("blog/index.html")
    assert list(broken(bare.root / "site")) == []


def test_a_folder_without_profiles_does_the_same(site: MakeSite) -> None:
    """A README in the folder is no profile."""
    bare = site(f"{BARE}-- experts/README.md --\n# How to write a profile\n")
    assert "experts/<first-name>-<last-name>.md" in bare.build()
    assert "How to write" not in bare.page("experts/index.html")


def test_a_site_of_our_pages_alone_builds(site: MakeSite) -> None:
    """An empty docs folder and no date anywhere: MkDocs wants one for its sitemap."""
    bare = site(BARE.replace("-- docs/index.md --\n# Welcome\n", "-- docs/style.css --\n"))
    bare.build()
    assert "<loc>https://bare.example/experts/</loc>" in bare.page("sitemap.xml")


def test_an_expert_without_a_blog_has_a_page(site: MakeSite) -> None:
    """A name and a bio are enough; nobody is asked for anything."""
    bare = site(BARE + ADA)
    assert "0 feeds" in bare.build()
    assert "Ada counts." in bare.page("experts/ada-lindqvist/index.html")
    assert "Ada Lindqvist" in bare.page("experts/index.html")


def test_search_reads_no_initials(site: MakeSite) -> None:
    """Whoever has no portrait is found by name; people see the initials that stand for it."""
    bare = site(BARE + ADA)
    bare.build()
    assert ">AL</span>" in bare.page("experts/index.html")
    assert "Ada Lindqvist" in bare.page("search/search_index.json")
    assert not re.search(r"\bAL", bare.page("search/search_index.json"))


def test_a_picture_that_is_nobodys_portrait_is_told(site: MakeSite) -> None:
    """A misspelt name, and a format that no page shows; a picture that a bio shows is where it belongs."""
    bare = site(BARE + ADA + "\n![Counts](counts.png)\n")
    folder = bare.root / "experts"
    for name in ("ada-lindquist.jpg", "zzz.PNG", "counts.png", "_later.png", "ada-lindqvist.HEIC", "notes.txt"):
        (folder / name).write_bytes(b"?")
    said = [line.partition("cobrand: ")[2] for line in bare.build().splitlines() if "cobrand: experts/" in line]
    assert said == [
        "experts/ada-lindquist.jpg is nobody's portrait. Did you mean ada-lindqvist?",
        "experts/ada-lindqvist.HEIC can't be used as a portrait: few browsers show HEIC. Export it as JPEG or PNG, and use that.",
        "experts/zzz.PNG is nobody's portrait. Call it as the profile is called.",
    ]


def test_the_hubs_are_in_the_navigation_of_a_site_without_nav(site: MakeSite) -> None:
    """They stand in the first row, not in a menu of one; other pages of ours are not listed."""
    bare = site(BARE + ADA)
    bare.build()
    menu = bare.page("index.html").partition('id="navbar-collapse"')[2].partition('id="mkdocs-search-modal"')[0]
    assert re.findall(r'<a href="(\w+/)" class="nav-link[^"]*"', menu) == ["blog/", "experts/"]
    assert "dropdown" not in menu
    assert "ada-lindqvist" not in menu


def test_a_nav_that_has_forgotten_the_hubs_is_told(site: MakeSite) -> None:
    """Who adds the plugin to a site with a `nav` sees no change: one line says what to add."""
    bare = site(BARE.replace("plugins:", "nav: [index.md]\nplugins:") + ADA)
    assert "add experts/index.md and blog/index.md to `nav` in mkdocs.yml" in bare.build()
    bare.write(BARE.replace("plugins:", "nav: [index.md, experts/index.md]\nplugins:"))
    assert "`nav`" not in bare.build()


def test_not_in_nav_takes_a_hub_out_of_it(site: MakeSite) -> None:
    """MkDocs' own option works on our hubs, too; `exclude_docs` is about the docs folder and takes no page of ours."""
    bare = site(BARE.replace("plugins:", "not_in_nav: blog/\nexclude_docs: experts/\nplugins:") + ADA)
    bare.build()
    menu = bare.page("index.html").partition('id="navbar-collapse"')[2].partition('id="mkdocs-search-modal"')[0]
    assert "blog/" not in menu
    assert bare.page("blog/index.html")
    assert bare.page("experts/ada-lindqvist/index.html")


# --- pages of the site's own ----------------------------------------------------------------------------------------


def test_a_hub_of_the_site_s_own_stays_and_ours_is_added_below(site: MakeSite) -> None:
    """Own words, own title, own contents list: ours follows without a second h1, and search finds both."""
    own = with_feed(
        site(
            ONE
            + "-- docs/blog/index.md --\n# Our *thinking* & doing\n\nWe think.\n\n## Why we think\n\nBecause.\n"
            + "-- docs/experts/index.md --\n---\ntitle: Our people\ndescription: Who we are\n---\nNo heading at all.\n"
        )
    )
    own.build()
    blog = own.page("blog/index.html")
    assert_in_order(blog, "We think.", "A thought")
    assert "<em>thinking</em> &amp; doing</h1>" in blog
    assert [tag for tag, _ in sheets(own.root / "site")["blog/index.html"].tags if tag == "h1"] == ["h1"]
    contents = blog.partition("bs-sidebar")[2].partition('role="main"')[0]
    assert re.findall(r'href="#([\w-]+)"', contents) == ["our-thinking-doing", "why-we-think", "c-people", "c-posts"]
    experts = own.page("experts/index.html")
    assert_in_order(experts, "No heading at all.", "Ada Lindqvist")
    assert "<title>Our people - One</title>" in experts
    assert list(broken(own.root / "site", "https://one.example/")) == []


@pytest.mark.parametrize("page", ["docs/blog.md", "docs/blog/README.md"])
def test_a_page_that_is_built_where_ours_is_counts_as_the_hub(site: MakeSite, page: str) -> None:
    """`blog.md` and `blog/README.md` are built as blog/index.html, as ours would be."""
    own = with_feed(site(f"{ONE}-- {page} --\n# Our thinking\n"))
    own.build()
    blog = own.page("blog/index.html")
    assert_in_order(blog, "Our thinking</h1>", "A thought")
    assert list(broken(own.root / "site", "https://one.example/")) == []


def test_an_empty_hub_of_the_site_s_own_gets_our_title(site: MakeSite) -> None:
    """A file with front matter only is a place for ours."""
    own = with_feed(site(f"{ONE}-- docs/blog/index.md --\n---\ndescription: Ideas\n---\n"))
    own.build()
    assert "Ideas from One</h1>" in own.page("blog/index.html")


def test_pages_in_our_folder_are_a_blog_of_the_site_s_own(site: MakeSite) -> None:
    """Posts by hand at blog/ are not mixed with ours: the message names them and another folder."""
    own = site(ONE + "".join(f"-- docs/blog/post-{number}.md --\n# Post\n" for number in range(5)))
    said = refused(with_feed(own))
    assert "blog/post-0.md, blog/post-1.md, blog/post-2.md, …" in said
    assert "`blog_dir: ideas`" in said


def test_data_in_our_folder_is_no_blog(site: MakeSite) -> None:
    """JSON and XML there, which MkDocs counts among its pages, stay where they are, beside ours."""
    own = with_feed(site(f"{ONE}-- docs/blog/figures.json --\n{{}}\n-- docs/blog/old.xml --\n<a/>\n"))
    own.build()
    assert own.page("blog/figures.json") == "{}\n"
    assert "A thought" in own.page("blog/index.html")
    assert "blog/old.html" in refused(with_feed(site(f"{ONE}-- docs/blog/old.html --\n<p>Old</p>\n")))


def test_another_folder_leaves_such_a_blog_alone(site: MakeSite) -> None:
    """What the message says works."""
    own = with_feed(site(ONE.replace("web: web", "web: web, blog_dir: ideas") + "-- docs/blog/post.md --\n# Post\n"))
    own.build()
    assert "A thought" in own.page("ideas/index.html")
    assert "A thought" in own.page("ideas/archive/2026/index.html")
    assert "Post" in own.page("blog/post/index.html")
    assert list(broken(own.root / "site", "https://one.example/")) == []


def test_excluded_pages_are_in_nobody_s_way(site: MakeSite) -> None:
    """What `exclude_docs` keeps off the site does not count as a page of its own."""
    own = with_feed(
        site(ONE.replace("plugins:", "exclude_docs: blog/\nplugins:") + "-- docs/blog/index.md --\n# Old\n")
    )
    assert "Deprecation" not in own.build()
    assert "A thought" in own.page("blog/index.html")
    assert "Old" not in own.page("blog/index.html")


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("docs/experts/ada-lindqvist.md", "experts/ada-lindqvist.md"),
        ("docs/experts/ada-lindqvist/index.md", "experts/ada-lindqvist/index.md"),
        ("docs/experts/index.html", "experts/index.html"),
        ("docs/blog/index.html", "blog/index.html"),
    ],
)
def test_a_page_where_an_expert_s_belongs_is_named(site: MakeSite, page: str, named: str) -> None:
    """Neither is dropped silently: the message says which file to rename."""
    said = refused(with_feed(site(f"{ONE}-- {page} --\n# Ada\n")))
    assert f"\n{named}: this page stands where our page" in said
    assert "Rename it" in said


def test_a_page_at_a_former_address_is_named(tmp_path: Path) -> None:
    """An alias can't lead away from a page that is there."""
    site = halden(tmp_path, "")
    site.write("-- docs/experts/ada.md --\n# Ada\n")
    said = refused(site)
    assert "\nexperts/ada.md: this page stands where" in said
    assert "`aliases`" in said


# --- places ----------------------------------------------------------------------------------------------------------


def test_profiles_may_lie_in_the_docs_folder(site: MakeSite) -> None:
    """MkDocs finds them itself there, and their pictures: only ours are published, once."""
    own = with_feed(
        site(
            ONE.replace("web: web", "web: web, experts_dir: docs/experts").replace("-- experts/", "-- docs/experts/")
            + "-- docs/experts/private.png --\nwhere it was taken\n"
        )
    )
    own.build()
    page = own.page("experts/ada-lindqvist/index.html")
    assert "Ada counts." in page
    assert "A thought" in page
    assert not (own.root / "site/experts/private.png").exists()


def test_a_folder_in_a_folder_may_hold_the_group_blogs(site: MakeSite) -> None:
    """`blog_dir` may be a path; the menu still has the hub in its first row."""
    own = with_feed(site(ONE.replace("web: web", "web: web, blog_dir: company/ideas")))
    own.build()
    assert "A thought" in own.page("company/ideas/archive/2026/index.html")
    assert re.findall(r'<a href="([\w/]+)" class="nav-link', own.page("index.html"))[:2] == [
        "company/ideas/",
        "experts/",
    ]
    assert list(broken(own.root / "site", "https://one.example/")) == []


def test_a_site_may_be_reached_through_a_link(site: MakeSite, tmp_path: Path) -> None:
    """The folder's real name and the one that it is called by are the same folder."""
    (tmp_path / "real").mkdir()
    (tmp_path / "called").symlink_to(tmp_path / "real")
    real = Site(tmp_path / "real")
    settings = "edit_uri: https://code.example/edit/main/docs/\ntheme: {name: material, font: false, features: "
    real.write(ONE.replace("plugins:", f"{settings}[content.action.edit]}}\nplugins:"))
    with_feed(real).build("-f", str(tmp_path / "called/mkdocs.yml"))
    edit = "https://code.example/edit/main/experts/ada-lindqvist.md"
    assert edit in real.page("experts/ada-lindqvist/index.html")


def test_the_docs_folder_may_be_elsewhere(site: MakeSite) -> None:
    """Profiles stay beside mkdocs.yml, and the edit button finds them from there."""
    settings = "docs_dir: content/pages\nedit_uri: https://code.example/edit/main/content/pages/\nplugins:"
    own = with_feed(site(ONE.replace("plugins:", settings).replace("-- docs/", "-- content/pages/")))
    own.build()
    page = own.page("experts/ada-lindqvist/index.html")
    assert "A thought" in page


def test_the_edit_button_leads_to_the_profile(site: MakeSite) -> None:
    """An expert's page is edited in the folder of profiles; a listing has nothing to edit."""
    settings = "theme: {name: material, font: false, features: [content.action.edit]}\n"
    settings += "edit_uri: https://code.example/edit/main/docs/\nplugins:"
    own = with_feed(site(ONE.replace("plugins:", settings)))
    own.build()
    assert 'href="https://code.example/edit/main/experts/ada-lindqvist.md"' in own.page(
        "experts/ada-lindqvist/index.html"
    )
    assert "code.example" not in own.page("blog/index.html")


def test_titles_of_the_navigation_are_kept(site: MakeSite) -> None:
    """What mkdocs.yml calls a page of ours is its title, there and in the browser."""
    nav = "nav:\n  - index.md\n  - Our people: experts/index.md\n  - Thoughts:\n      - All of them: blog/index.md\n"
    nav += "      - The boss: experts/ada-lindqvist.md\nplugins:"
    own = with_feed(site(ONE.replace("plugins:", nav)))
    own.build()
    for address, title in (("experts", "Our people"), ("blog", "All of them"), ("experts/ada-lindqvist", "The boss")):
        assert f"<title>{title} - One</title>" in own.page(f"{address}/index.html")
        assert f">{title}</a>" in own.page("index.html")
    assert 'rel="prev"' in own.page("experts/ada-lindqvist/index.html")


def test_page_keys_of_a_profile_are_mkdocs_own(site: MakeSite) -> None:
    """`page:` passes title, description and template keys through; a profile's `hide` hides posts, not the navigation."""
    own = site(
        ONE.replace("plugins:", "theme: {name: material, font: false}\nplugins:").replace(
            "blog: https://ada.example/feed.xml",
            "hide: [https://ada.example/b]\npage: {title: The one & only, description: Own words, hide: [toc]}",
        )
    )
    with_feed(own).build()
    page = own.page("experts/ada-lindqvist/index.html")
    assert "<title>The one & only - One</title>" in page
    assert '<meta name="description" content="Own words">' in page
    assert re.search(r'md-sidebar--secondary"[^>]* hidden', page)
    assert not re.search(r'md-sidebar--primary"[^>]* hidden', page)


# --- looks -----------------------------------------------------------------------------------------------------------


def test_a_site_replaces_a_component_of_ours(site: MakeSite) -> None:
    """A file in the theme's own folder, named like the component, is used in the place of ours."""
    card = "-- overrides/cobrand/card.html --\n{% macro card(card) %}<p class='mine'>{{ card | title }}</p>{% endmacro %}\n"
    settings = "theme: {name: material, font: false, custom_dir: overrides}\nplugins:"
    own = with_feed(site(ONE.replace("plugins:", settings) + card))
    own.build()
    assert "<p class='mine'>A thought</p>" in own.page("blog/index.html")
    assert "<p class='mine'>A thought</p>" in own.page("experts/ada-lindqvist/index.html")
    assert not (own.root / "site/cobrand").exists()


def test_a_site_s_styles_come_after_ours(site: MakeSite) -> None:
    """What the site's own stylesheet says has the last word."""
    own = site(ONE.replace("plugins:", "extra_css: [mine.css]\nplugins:") + "-- docs/mine.css --\n:root {}\n")
    with_feed(own).build()
    page = own.page("experts/ada-lindqvist/index.html")
    assert page.index("assets/cobrand/cobrand.css") < page.index("mine.css")
    assert (own.root / "site/assets/cobrand/cobrand.css").is_file()

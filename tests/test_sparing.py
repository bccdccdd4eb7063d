"""Pages of a large company take fewer bytes, and nothing that shows is touched."""

import pytest
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from cobrand.integrations.mkdocs_pages import Shown
from cobrand.integrations.sparing import is_brief, is_large, without_indents
from cobrand.publish.pages import ExpertPage, KitPage, RedirectPage
from cobrand.publish.pages import Page as View
from cobrand.publish.render import Fragment

CONTENT = "<pre>\n  as it\n\n  stands</pre>"


def test_what_a_theme_writes_loses_its_indents() -> None:
    """A page's content keeps them, and so does a page whose theme writes something where they count, or writes the content otherwise."""
    page = f"<nav>\n\n    <a>a</a>\n  <a>b</a></nav>\n    {CONTENT}\n   \n  <footer>"
    assert without_indents(page, CONTENT) == f"<nav>\n<a>a</a>\n<a>b</a></nav>\n{CONTENT}\n<footer>"
    for mark in ("<pre>", "<textarea>", "<xmp>", "<style>a{white-space:pre}</style>", "<script>`"):
        assert without_indents(page + mark, CONTENT) == page + mark
    assert without_indents(page, "other") == page
    assert without_indents(page, "") == page


@pytest.mark.parametrize(
    ("kind", "theme", "hide", "menu", "large", "whole"),
    [
        (ExpertPage, "material", ["toc"], False, False, False),
        (ExpertPage, "material", ["toc"], True, False, True),
        (ExpertPage, "material", ["toc"], True, True, False),
        (ExpertPage, "material", [], False, True, True),
        (ExpertPage, "mkdocs", ["toc"], False, True, True),
        (KitPage, "material", [], False, True, False),
        (KitPage, "material", [], False, False, True),
        (RedirectPage, "material", ["navigation"], False, True, True),
    ],
)
def test_a_table_of_contents_that_nobody_sees_is_not_written(
    kind: type[View], theme: str, hide: list[str], *, menu: bool, large: bool, whole: bool
) -> None:
    """Material writes it and hides it, but for its menu; other themes show it. The link that skips to a page's title stays."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "Halden", "theme": {"name": theme}})
    config.validate()
    page = Page("Ada", File("ada.md", "docs", "site", use_directory_urls=True), config)
    page.meta = {"hide": hide}
    assert is_brief(page, object.__new__(kind), config, in_menu=menu, large=large) != whole


def test_a_brief_table_of_contents_is_the_title_alone() -> None:
    """Whether the page is ours, or the site's with ours below it. Guard: there would be more."""
    own = AnchorLink("Ada", "own", 1)
    own.children = [AnchorLink("Notes", "notes", 2)]
    title, posts = '<h1 id="c-top">Ada</h1>', '<h2 id="c-posts">Posts</h2>'
    ours, theirs = Shown("", (), Fragment(html=Markup(title + posts))), Shown("…", [own], Fragment(html=Markup(posts)))

    def told(shown: Shown, *, brief: bool) -> list[tuple[str, list[str]]]:
        return [(one.url, [below.url for below in one.children]) for one in shown.contents(brief=brief)]

    assert [told(ours, brief=True), told(theirs, brief=True)] == [[("#c-top", [])], [("#own", [])]]
    assert told(ours, brief=False) == [("#c-top", ["#c-posts"])]
    assert told(theirs, brief=False) == [("#own", ["#notes", "#c-posts"])]


def test_only_thousands_of_people_are_spared_so() -> None:
    """As the guide says."""
    assert [is_large(people) for people in (1, 2_000, 2_001)] == [False, False, True]

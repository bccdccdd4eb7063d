"""Pages of a large company → the same in fewer bytes. It touches what the theme writes around our own part, and nothing that shows."""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from cobrand.publish.order import posts_each
from cobrand.publish.pages import FEED_POSTS, KitPage
from cobrand.publish.pages import Page as View

_INDENTED = re.compile(r"\n[ \t\r\n]+")
_AS_IT_IS = (
    "<pre",
    "<textarea",
    "<xmp",
    "white-space",
    "`",
)  # where blanks count: a script's text in backquotes has lines


def is_large(people: int) -> bool:
    """Tell whether there are so many people that their pages could outgrow a site."""
    return posts_each(people) < FEED_POSTS


def contents(page: Page, view: View, config: MkDocsConfig) -> TableOfContents:
    """Return a page's table of contents: of a kit none, nor where Material would write it, and hide it."""
    hidden = "toc" in (page.meta.get("hide") or ()) and config.theme.name == "material"
    return TableOfContents([]) if hidden or isinstance(view, KitPage) else page.toc


def without_indents(output: str, content: str) -> str:
    """Take blank lines and indents out of what the theme writes around a page's content: of Material's, a quarter."""
    before, found, after = output.partition(content) if content else (output, "", "")
    if not found or any(mark in part for part in (before, after) for mark in _AS_IT_IS):
        return output
    return _INDENTED.sub("\n", before) + content + _INDENTED.sub("\n", after)

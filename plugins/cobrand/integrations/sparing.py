"""Pages → the same in fewer bytes, above all those of a large company. It touches what the theme writes around our own part, and nothing that shows."""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from cobrand.publish.order import posts_each
from cobrand.publish.pages import FEED_POSTS, KitPage
from cobrand.publish.pages import Page as View

_INDENTED = re.compile(r"\n[ \t\r\n]+")
# Where blanks count: a script's text in backquotes has lines.
_AS_IT_IS = ("<pre", "<textarea", "<xmp", "white-space", "`")


def is_large(people: int) -> bool:
    """Tell whether there are so many people that their pages could outgrow a site."""
    return posts_each(people) < FEED_POSTS


def is_brief(page: Page, view: View, config: MkDocsConfig, *, in_menu: bool, large: bool) -> bool:
    """Tell whether a page's table of contents is its title alone, to which one skips: where Material would write and hide it.

    Material's menu shows that of a page in it on small screens even so. In a `large` company it does not, and kits have none.
    """
    hidden = "toc" in (page.meta.get("hide") or ()) and config.theme.name == "material" and (large or not in_menu)
    return hidden or (large and isinstance(view, KitPage))


def without_indents(output: str, content: str) -> str:
    """Take blank lines and indents out of what the theme writes around a page's content: of Material's, a quarter."""
    before, found, after = output.partition(content) if content else (output, "", "")
    if not found or any(mark in part for part in (before, after) for mark in _AS_IT_IS):
        return output
    return _INDENTED.sub("\n", before) + content + _INDENTED.sub("\n", after)

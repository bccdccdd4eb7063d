"""mkdocs-rss-plugin ← no listings: it takes every page of a site for an article, of the day on which the site is built.

It leaves out drafts, so a listing is one while the plugin looks, at `on_page_content`.
"""

from mkdocs.structure.pages import Page


def leave_out(page: Page) -> None:
    """Make the page a draft."""
    page.meta["draft"] = True


def take_back(page: Page) -> None:
    """Make the page an ordinary one again."""
    del page.meta["draft"]

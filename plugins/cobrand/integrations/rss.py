"""mkdocs-rss-plugin ← no listings: it takes every page of the site for an article of the day it is built."""

from collections.abc import Container

from mkdocs.config.defaults import MkDocsConfig


def leave_out(config: MkDocsConfig, src_uris: Container[str]) -> None:
    """Take pages, by their source paths, out of the site's own feed before it is written."""
    for plugin in config.plugins.values():
        if type(plugin).__module__.startswith("mkdocs_rss_plugin"):
            plugin.pages_to_filter = [
                page
                for page in plugin.pages_to_filter
                if page._mkdocs_page_ref.src_uri not in src_uris  # noqa: SLF001 (it keeps no other name of the page)
            ]

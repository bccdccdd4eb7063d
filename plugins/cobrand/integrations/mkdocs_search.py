"""MkDocs' own search ← what of our pages it should find; Material's search needs none of this."""

from collections.abc import Mapping
from html import unescape

from mkdocs.config.defaults import MkDocsConfig

from cobrand.publish.pages import ArchivePage, Page


def tidy(config: MkDocsConfig, found: Mapping[str, Page]) -> None:
    """Correct what the search has collected of our pages, given by address, before it is written.

    It knows no way to leave a page out, escapes titles that are escaped already, and takes a post's text into the entry
    of the whole page once more.
    """
    for plugin in config.plugins.values():
        if not type(plugin).__module__.endswith("docs.contrib.search"):  # ProperDocs has a copy
            continue
        kept = []
        for entry in plugin.search_index._entries:  # noqa: SLF001 (it has no other door)
            location, mark, _ = entry["location"].partition("#")
            page = found.get(location)
            if page is None:
                kept.append(entry)
            elif page.searchable and (mark or not isinstance(page, ArchivePage)):
                kept.append({**entry, "title": unescape(entry["title"])})
        plugin.search_index._entries = kept  # noqa: SLF001

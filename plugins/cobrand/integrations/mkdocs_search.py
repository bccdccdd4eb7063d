"""MkDocs' own search ← what of our pages it should find; and both its and Material's ← what they found there before."""

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping
from html import unescape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as TheirPage

from cobrand.publish.pages import ArchivePage, Page


def tidy(config: MkDocsConfig, found: Mapping[str, Page]) -> None:
    """Correct what the search has collected of our pages, given by address, before it is written.

    It knows no way to leave a page out, escapes titles that are escaped already, and takes a post's text into the entry
    of the whole page once more.
    """
    for plugin in _searches(config):
        kept = []
        for entry in plugin.search_index._entries:  # noqa: SLF001 (it has no other door)
            location, mark, _ = entry["location"].partition("#")
            page = found.get(location)
            if page is None:
                kept.append(entry)
            elif page.searchable and (mark or not isinstance(page, ArchivePage)):
                kept.append({**entry, "title": unescape(entry["title"])})
        plugin.search_index._entries = kept  # noqa: SLF001


class Found:
    """What search has made of pages of ours, so that the rebuilds of a preview need not read the same pages again.

    Reading one takes longer than all else that is left to do of a page that has not changed.
    """

    def __init__(self) -> None:
        self._before: dict[bytes, list[dict[str, Any]]] = {}
        self._now: dict[bytes, list[dict[str, Any]]] = {}

    def begin(self, config: MkDocsConfig, ours: Container[str]) -> None:
        """Let the searches of a build ask here first, as for the pages with these source paths."""
        self._before, self._now = self._now, {}
        for index, entries in _indexes(config):
            index.add_entry_from_context = self._recalling(index, entries, index.add_entry_from_context, ours)

    def _recalling(
        self, index: Any, entries: list[dict[str, Any]], read: Callable[[TheirPage], None], ours: Container[str]
    ) -> Callable[[TheirPage], None]:
        settings = repr(index.config)

        def add(page: TheirPage) -> None:
            if page.file.src_uri not in ours:
                return read(page)
            made_of = "\0".join((settings, page.url, str(page.title), repr(page.meta), page.content or ""))
            key = hashlib.blake2b(made_of.encode(errors="surrogatepass"), digest_size=16).digest()
            if key in self._before:
                entries.extend(map(dict, self._before[key]))
            else:
                start = len(entries)
                read(page)
                self._before[key] = list(map(dict, entries[start:]))
            self._now[key] = self._before[key]
            return None

        return add


def _indexes(config: MkDocsConfig) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the indexes that MkDocs' and Material's searches fill, each with its list of entries."""
    for plugin in config.plugins.values():
        if type(plugin).__module__.endswith(("docs.contrib.search", "material.plugins.search.plugin")):
            index = getattr(plugin, "search_index", None)
            entries = getattr(index, "entries", getattr(index, "_entries", None))
            if isinstance(entries, list):
                yield index, entries


def needs_contents(config: MkDocsConfig) -> bool:
    """Tell whether a page's table of contents names the entries of the search, which Material's takes from headings."""
    return bool(_searches(config))


def _searches(config: MkDocsConfig) -> list[Any]:
    return [one for one in config.plugins.values() if type(one).__module__.endswith("docs.contrib.search")]  # or a copy

"""Previews: search reads a page of ours again only when something has changed there, and finds the same."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from material.plugins.search.plugin import SearchIndex as MaterialIndex
from mkdocs.contrib.search import SearchPlugin
from mkdocs.contrib.search.search_index import SearchIndex

from cobrand.integrations.mkdocs_search import Found

SETTINGS = {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {}, "indexing": "full", "min_search_length": 3}


class Material:
    """Material's plugin, for those who look where a plugin comes from."""


Material.__module__ = "material.plugins.search.plugin"


def page(html: str, *, uri: str = "experts/ada.md", **meta: object) -> Any:
    """Make as much of a page as a search reads."""
    file = SimpleNamespace(src_uri=uri)
    return SimpleNamespace(file=file, url=uri[:-3] + "/", title="Ada", content=html, meta=meta, toc=[])


@pytest.fixture(params=["mkdocs", "material"])
def building(request: Any) -> Any:
    """Return what builds: it lets a search read pages, and tells which it read, and what is found."""
    plugin: Any = SearchPlugin() if request.param == "mkdocs" else Material()
    found = Found()

    def build(*pages: Any, settings: dict[str, Any] = SETTINGS) -> tuple[list[str], list[dict[str, Any]]]:
        kind = SearchIndex if request.param == "mkdocs" else MaterialIndex
        index: Any = kind(**settings)
        plugin.search_index = index
        read: list[str] = []
        add = index.add_entry_from_context

        def reading(one: Any) -> None:
            read.append(one.content)
            add(one)

        index.add_entry_from_context = reading
        found.begin(SimpleNamespace(plugins={"search": plugin}), {"experts/ada.md"})  # type: ignore[arg-type]
        for one in pages:
            index.add_entry_from_context(one)
        return read, index._entries if request.param == "mkdocs" else index.entries

    return build


ADA, HOME = "<h1>Ada</h1><p>Ada counts kites.</p>", "<h1>Home</h1><p>Who we are.</p>"


def changes() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield an edited page, or the same with other settings of the search."""
    yield page("<h1>Ada</h1><p>Ada weighs kites.</p>"), SETTINGS
    yield page(ADA, title="Ada L."), SETTINGS
    yield page(ADA), {**SETTINGS, "indexing": "titles", "lang": ["de"]}


def test_a_page_of_ours_that_stands_is_not_read_again(building: Any) -> None:
    """One of the site's own is; the index is the same, in the second build as in the third."""
    pages = page(HOME, uri="index.md"), page(ADA)
    first, entries = building(*pages)
    assert first == [HOME, ADA]
    assert any("counts" in str(entry) for entry in entries)
    for _ in range(2):
        again, same = building(*pages)
        assert again == [HOME]
        assert entries == same


@pytest.mark.parametrize("change", range(3))
def test_a_page_that_has_changed_is_read(building: Any, change: int) -> None:
    """Its text, what its editor says of it, or how the search is set."""
    building(page(ADA))
    edited, settings = list(changes())[change]
    assert building(edited, settings=settings)[0] == [edited.content]


def test_what_is_found_is_the_index_s_own(building: Any) -> None:
    """Whoever corrects an entry, as we do, changes none of the next build."""
    _, entries = building(page(ADA))
    before = [dict(entry) for entry in entries]
    entries[0]["title"] = "Corrected"
    _, again = building(page(ADA))
    again[0]["title"] = "Corrected"
    assert before == building(page(ADA))[1]

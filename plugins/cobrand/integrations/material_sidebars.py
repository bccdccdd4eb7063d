"""Our pages → which of Material's sidebars they do without, to give people and posts the room. Other themes ignore it.

What a profile says under `page:` has the last word: MkDocs reads it later.
"""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from cobrand.integrations.mkdocs_pages import Mounted
from cobrand.publish.pages import ArchivePage, ExpertPage


def hide(mounted: Mounted, files: Files, config: MkDocsConfig) -> None:
    """Hide the table of contents, but for the archive's months, and a navigation that would show the hub alone.

    It does where the sections are tabs and the hub is one of them. Pages that the site has itself stay as they are.
    """
    tabs = "navigation.tabs" in (config.theme.get("features") or ())
    for src_uri, view in mounted.pages.items():
        file = files.get_file_from_path(src_uri)
        if file and file.page and (src_uri in mounted.listings or isinstance(view, ExpertPage)):
            hidden = [] if isinstance(view, ArchivePage) else ["toc"]
            if tabs and isinstance(_root(file.page), Page):
                hidden.append("navigation")
            file.page.meta.setdefault("hide", hidden)


def _root(item: StructureItem) -> StructureItem:
    while item.parent is not None:
        item = item.parent
    return item

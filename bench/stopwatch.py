"""A stop-watch held to the parts of a build: coarse ones, so that it takes no time itself."""

import gc
import time
from collections import defaultdict
from functools import wraps
from typing import Any

THEME = "MkDocs: the theme's templates"
REST = "MkDocs: the rest of it"
MAKING_PAGES = "choosing posts", "planning pages", "drawing pages", "heads and JSON-LD"


class Stopwatch:
    """What each part took, in CPU seconds, less the parts within it."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = time.process_time()

    def turn(self) -> None:
        """Add what was spent since the last turn to the part that is open."""
        now = time.process_time()
        self.parts[self._open[-1] if self._open else REST] += now - self._since
        self._since = now

    def hold(self, owner: Any, name: str, part: str, *, within: str | None = None) -> None:
        """Take the time of a function, wherever it is called or within one part alone."""
        work = getattr(owner, name)

        @wraps(work)
        def timed(*given: Any, **named: Any) -> Any:
            if within and self._open[-1:] != [within]:
                return work(*given, **named)
            self.turn()
            self._open.append(part)
            try:
                return work(*given, **named)
            finally:
                self.turn()
                self._open.pop()

        setattr(owner, name, timed)

    def hear_collector(self, phase: str, _: dict[str, int]) -> None:
        """Take the time of Python's collector, as a part of its own."""
        self.turn()
        if phase == "start":
            self._open.append("Python's collector of garbage")
        else:
            self._open.pop()


def of_mkdocs() -> Stopwatch:
    """Take the time of all that MkDocs does, from now on."""
    import jinja2  # noqa: PLC0415 - no other bench loads MkDocs
    from material.plugins.search import plugin as search  # noqa: PLC0415
    from mkdocs import utils  # noqa: PLC0415
    from mkdocs.commands import build  # noqa: PLC0415
    from mkdocs.structure.files import Files  # noqa: PLC0415

    watch = Stopwatch()
    pages = "MkDocs: pages, the rest of it"
    watch.hold(build, "_build_page", pages)
    watch.hold(jinja2.Template, "render", THEME, within=pages)
    watch.hold(utils, "write_file", "MkDocs: writing pages")
    watch.hold(utils, "clean_directory", "MkDocs: deleting the site before")
    watch.hold(build, "_populate_page", "MkDocs: Markdown")
    watch.hold(build, "get_navigation", "MkDocs: navigation")
    watch.hold(build, "get_context", "MkDocs: what templates are told")
    watch.hold(build, "_build_theme_template", "MkDocs: 404.html, sitemap.xml")
    watch.hold(Files, "copy_static_files", "MkDocs: copying files")
    watch.hold(search.SearchPlugin, "on_page_context", "search: reading pages")
    watch.hold(search.SearchPlugin, "on_post_build", "search: writing its index")
    gc.callbacks.append(watch.hear_collector)
    return watch


def of_ours() -> Stopwatch:
    """Take the time of what MkDocs does and of what we do, from now on."""
    from cobrand import pipeline  # noqa: PLC0415
    from cobrand.archive import Archive  # noqa: PLC0415
    from cobrand.integrations import (  # noqa: PLC0415
        hosting,
        mkdocs_build,
        mkdocs_embeds,
        mkdocs_head,
        mkdocs_pages,
        mkdocs_search,
    )
    from cobrand.publish import kit, views  # noqa: PLC0415

    watch = of_mkdocs()
    watch.hold(mkdocs_build, "read_options", "options")
    watch.hold(mkdocs_build, "load_roster", "profiles")
    watch.hold(pipeline, "publish", "publishing, the rest of it")
    watch.hold(Archive, "read", "reading")
    choosing, planning, drawing, heads = MAKING_PAGES
    watch.hold(pipeline, "posts_of", choosing)
    watch.hold(pipeline, "make_photos", "photos")
    watch.hold(views, "build", planning)
    watch.hold(kit, "with_kits", "kits")
    watch.hold(mkdocs_pages, "mount", "pages into MkDocs")
    watch.hold(mkdocs_pages, "hang", "pages below their hubs")
    watch.hold(mkdocs_pages, "draw", drawing)
    watch.hold(mkdocs_head, "with_head", heads)
    watch.hold(mkdocs_head, "leave_out", "sitemap")
    watch.hold(mkdocs_embeds, "collect", "embeds")
    watch.hold(mkdocs_search, "tidy", "search index")
    watch.hold(pipeline, "index_people", "directory's index")
    watch.hold(pipeline, "draw_badges", "badges")
    watch.hold(pipeline, "syndicate", "feeds out")
    watch.hold(hosting, "too_large", "size of the site")
    return watch

"""The pipeline → MkDocs: when to pull, which pages to add and where their content goes. It holds no judgement."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import quote

from markupsafe import Markup, escape
from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils.templates import TemplateContext
from mkdocs.utils.yaml import yaml_load

from cobrand import pipeline, terminal
from cobrand.archive import Archive
from cobrand.config import Options, check_options, options_document
from cobrand.errors import CobrandError, LockedError
from cobrand.integrations import material_blog
from cobrand.model import Expert
from cobrand.profiles import load_roster
from cobrand.publish import pages
from cobrand.publish.render import TEMPLATES, Heading

log = get_plugin_logger("cobrand")

CACHE = Path(".cache/plugin/cobrand")


class CobrandPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # our options are checked by pydantic, not by MkDocs
    """Put experts and their posts into a site. One instance lives as long as `mkdocs serve` runs."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {}
        self.pulled = False

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Keep the options for `on_config`, which knows the rest of the site and complains of everything at once."""
        super().load_config({}, config_file_path)
        self.raw = options
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Tell MkDocs, by being here, to keep this instance between the rebuilds of `mkdocs serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check options and profiles, and let the theme find our templates and styles."""
        with _for_people():
            self.options = read_options(config, self.raw)
            self.roster = load_roster(self.options)
        if not self.roster.experts:
            log.info("No profiles yet: the first one is %s.", self.options.experts_dir / "<first-name>-<last-name>.md")
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(TEMPLATES))
        config.extra_css.append("assets/cobrand/cobrand.css")
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Pull what is due, once: not on the rebuilds of `mkdocs serve`, and not when told to stay offline."""
        offline = os.environ.get("COBRAND_OFFLINE", "0") not in ("", "0")
        if self.pulled or offline or self.options.pull == "never":
            return
        self.pulled = True
        try:
            with _for_people(), terminal.progress_bar(sys.stderr) as progress:
                pulled = pipeline.pull(self.roster, self.options, now=datetime.now(UTC), progress=progress)
        except LockedError as error:
            log.info("%s This build uses the archive as it is.", error)
            return
        for line in terminal.report(pulled):
            log.info(line)
        _refuse_failing(self.options, pulled)

    @event_priority(-75)  # after Material's blog, which adds its pages at -50
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the pages, and add those that the site has not got itself; to those that it has, ours is added later."""
        custom = config.theme.custom_dir
        with _for_people():
            self.publication = pipeline.publish(
                self.roster,
                Archive(self.options.state_dir),
                self.options,
                now=_build_time(),
                cache=self.options.root / CACHE,
                use_directory_urls=config.use_directory_urls,
                overrides=[Path(custom)] if custom else [],
            )
        self.mounted = mount(self.publication, files, config, self.options)
        add_linked_files(self.roster.experts, self.options.experts_dir, files, config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Hang each page below its hub, without putting it into the navigation, which grows with its square."""
        for view in self.mounted.values():
            file, hub = files.get_file_from_path(view.src_uri), view.parent and files.get_file_from_path(view.parent)
            if file and file.page and file.page.parent is None and hub and hub.page and hub.page is not file.page:
                file.page.parent = hub.page  # type: ignore[assignment]  # sections alone are foreseen, any item works

    @event_priority(100)
    def _on_page_context_first(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Draw the page, and show search plugins, which read it now, what they should find."""
        view = self.mounted.get(page.file.src_uri)
        if view is None:
            return
        own = "" if isinstance(page, OurPage | BioPage) else page.content or ""
        bio = Markup(page.content or "") if isinstance(page, BioPage) else Markup()  # noqa: S704 (MkDocs made it)
        fragment = self.publication.renderer.render(view, bio=bio, titled=not own)
        self.drawn = own + fragment.html, toc_of(fragment.headings, depth=2)
        page.content, page.toc = own + (fragment.indexed or ""), toc_of(fragment.headings)
        if fragment.description:
            page.meta.setdefault("description", str(escape(fragment.description)))

    @event_priority(-100)
    def _on_page_context_last(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Put what people should see in the place of what search has read."""
        if page.file.src_uri in self.mounted:
            page.content, page.toc = self.drawn

    on_page_context = CombinedEvent(_on_page_context_first, _on_page_context_last)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Let go of a page's content once it is written: thousands of them would fill the memory."""
        if page.file.src_uri in self.mounted:
            page.content = ""

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:
        """Rebuild when a profile is edited."""
        if self.options.experts_dir.is_dir():
            server.watch(str(self.options.experts_dir))


# --- MkDocs' data ⇄ ours ---------------------------------------------------------------------------------------------


@contextmanager
def _for_people() -> Iterator[None]:
    """Turn what our user has to fix into MkDocs' way of ending a build: the message, without a traceback."""
    try:
        yield
    except LockedError:
        raise
    except CobrandError as error:
        raise PluginError(f"\n{error}") from None


def read_options(config: MkDocsConfig, raw: dict[str, Any]) -> Options:
    """Check our options, as MkDocs read them, with the lines they have in mkdocs.yml. Raises ProblemsError."""
    path = Path(config.config_file_path or "mkdocs.yml")
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return check_options(
        replace(options_document(text, path.name), data=raw),
        root=path.parent.resolve(),
        site_name=config.site_name,
        site_url=config.site_url or None,
        language=str(config.theme.get("language", None) or config.theme.locale or "en"),
    )


def read_mkdocs_yml(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read mkdocs.yml as MkDocs does, with `!ENV` and `INHERIT`: the whole, and what stands under `cobrand:`."""
    with path.open("rb") as file:
        site = yaml_load(file)
    plugins = site.get("plugins") or []
    listed = (
        plugins.items()
        if isinstance(plugins, dict)
        else [pair for one in plugins if isinstance(one, dict) for pair in one.items()]
    )
    return site, dict(listed).get("cobrand") or {}


def _build_time() -> datetime:
    """Return the time of this build: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def _refuse_failing(options: Options, pulled: pipeline.Pulled) -> None:
    if options.strict_feeds and pulled.failing:
        lines = "\n".join(terminal.failing(expert, feed) for expert, feed in pulled.failing)
        raise PluginError(f"\n{lines}\nThe build ends here because of `strict_feeds`.")


class OurPage(Page):
    """A page without a source: it is empty until it is drawn."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Read nothing."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave the content to `on_page_context`; an empty page through Markdown would cost a millisecond."""
        self.content, self.toc = "", get_toc([])


class BioPage(Page):
    """An expert's page: the bio goes through Markdown, and the profile's keys stay out of `page.meta`."""

    def __init__(self, expert: Expert, file: File, config: MkDocsConfig) -> None:
        super().__init__(None if "title" in expert.page else str(escape(expert.name)), file, config)
        self.expert = expert

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the bio from the profile, which has been read."""
        self.markdown, self.meta = self.expert.body, {**self.meta, **self.expert.page}


def mount(
    publication: pipeline.Publication, files: Files, config: MkDocsConfig, options: Options
) -> dict[str, pages.Page]:
    """Add our pages and pictures to the site's files; return which of our pages stands on which page (source path).

    A page of the site's own at the address of a hub of ours stays, and ours is added below it. Raises PluginError where
    the site has a blog of its own at ours, or a page at an expert's address.
    """
    theirs = {file.dest_uri: file for file in files.documentation_pages()}
    _refuse_second_blog(publication, theirs, config, options)
    titles = _nav_titles(config.nav)
    mounted = {}
    for view in publication.pages:
        there = theirs.get(_dest_uri(view))
        if isinstance(view, pages.ExpertPage | pages.RedirectPage) and there:
            raise PluginError(
                f"\n{there.src_uri}: this page stands where the expert page {view.url} belongs. "
                f"Rename it, or move its text into the profile."
            )
        if isinstance(view, pages.RedirectPage):
            files.append(_redirect_file(view, publication, config, options))
            continue
        mounted[there.src_uri if there else view.src_uri] = view
        if there is None:
            files.append(_page_file(view, config, options, title=titles.get(view.src_uri)))
    for url, path in publication.files.items():
        files.append(File.generated(config, url, abs_src_path=str(path)))
    return mounted


def _refuse_second_blog(
    publication: pipeline.Publication, theirs: Mapping[str, File], config: MkDocsConfig, options: Options
) -> None:
    folder = options.blog_dir
    ours = {_dest_uri(view) for view in publication.pages}
    strangers = sorted(
        file.src_uri for dest, file in theirs.items() if dest not in ours and file.src_uri.startswith(f"{folder}/")
    )
    if strangers or folder in material_blog.blog_dirs(config):
        found = f" ({', '.join(strangers[:3])}{', …' if len(strangers) > 3 else ''})" if strangers else ""
        raise PluginError(
            f"\nmkdocs.yml: the site has a blog of its own at {folder}/{found}, where the group blogs would go. "
            f"Give them another folder: `blog_dir: {'ideas' if folder != 'ideas' else 'voices'}` below `cobrand:`."
        )


def _page_file(view: pages.Page, config: MkDocsConfig, options: Options, *, title: str | None) -> File:
    """Make a page's file, and the page itself, so that MkDocs does not make one of its own kind."""
    source, edit_uri = _written(options, "empty.md", ""), None
    if isinstance(view, pages.ExpertPage):
        source = view.person.expert.source
        edit_uri = Path(os.path.relpath(source, config.docs_dir)).as_posix()
    level = InclusionLevel.NOT_IN_NAV
    if config.nav is None and view.parent is None:
        level = InclusionLevel.INCLUDED  # without `nav` MkDocs lists all pages, and the hubs belong there
    file = File.generated(config, view.src_uri, abs_src_path=str(source), inclusion=level)
    file.edit_uri = edit_uri
    page: Page
    if isinstance(view, pages.ExpertPage):
        page = BioPage(view.person.expert, file, config)
    else:
        page = OurPage(title or str(escape(view.title)), file, config)
    if view.updated:
        page.update_date = view.updated.isoformat()
    if not view.searchable:
        page.meta["search"] = {"exclude": True}
    return file


def _redirect_file(
    view: pages.RedirectPage, publication: pipeline.Publication, config: MkDocsConfig, options: Options
) -> File:
    """Make the file of a former address: a whole document that sends people on, and no page of the theme's."""
    html = publication.renderer.render(view).html
    path = _written(options, f"redirects/{view.src_uri.removesuffix('.md').replace('/', '-')}.html", html)
    return File.generated(config, _dest_uri(view), abs_src_path=str(path))


def _written(options: Options, name: str, text: str) -> Path:
    """Keep a file in our cache, written only when it changes: the live reload watches what is written."""
    path = options.root / CACHE / name
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def _dest_uri(view: pages.Page) -> str:
    return view.url + "index.html" if view.url.endswith("/") or not view.url else view.url


def _nav_titles(nav: Any) -> dict[str, str]:
    """Find what `nav` calls each page: MkDocs forgets it for a page that is there before the navigation."""
    if isinstance(nav, list):
        return {uri: title for item in nav for uri, title in _nav_titles(item).items()}
    if isinstance(nav, dict):
        named: dict[str, str] = {}
        for title, item in nav.items():
            named |= {item: title} if isinstance(item, str) else _nav_titles(item)
        return named
    return {}


def toc_of(headings: Sequence[Heading], *, depth: int = 6) -> TableOfContents:
    """Make MkDocs' table of contents: each heading below the last one of a higher level."""
    top: list[dict[str, Any]] = []
    path: list[dict[str, Any]] = []
    for heading in headings:
        if heading.level > depth:
            continue
        token = {"level": heading.level, "id": heading.id, "name": str(escape(heading.title)), "children": []}
        while path and path[-1]["level"] >= heading.level:
            path.pop()
        (path[-1]["children"] if path else top).append(token)
        path.append(token)
    return get_toc(cast("list[Any]", top))


def add_linked_files(experts: Sequence[Expert], folder: Path, files: Files, config: MkDocsConfig) -> None:
    """Add the pictures and papers beside the profiles that a bio links to; what no page links stays off the site."""
    bios = "\n".join(expert.body for expert in experts)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        linked = path.name in bios or quote(path.name) in bios
        if linked and path.is_file() and path.suffix != ".md" and not files.get_file_from_path(f"experts/{path.name}"):
            files.append(File.generated(config, f"experts/{path.name}", abs_src_path=str(path)))

"""The pipeline → MkDocs: when to pull, which pages to add and where their content goes. It holds no judgement."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs.utils.yaml import yaml_load

from cobrand import pipeline, terminal
from cobrand.archive import Archive
from cobrand.config import Options, check_options, options_document
from cobrand.errors import CobrandError, LockedError, Problem, ProblemsError
from cobrand.integrations import (
    material_blog,
    material_sidebars,
    mkdocs_embeds,
    mkdocs_head,
    mkdocs_pages,
    mkdocs_search,
    rss,
)
from cobrand.profiles import load_roster, shown_path
from cobrand.publish.overrides import strays
from cobrand.publish.render import TEMPLATES
from cobrand.publish.series import Reasons
from cobrand.report import compose
from cobrand.source import Document, key_name, refuse, shown

log = get_plugin_logger("cobrand")

_EPOCH = re.compile(r"[0-9]{1,11}")  # until the year 5138
_INHERIT = re.compile(r"""^INHERIT:[ \t]*(['"]?)([^'"\n#]+?)\1[ \t]*(#.*)?$""", re.MULTILINE)


class CobrandPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # our options are checked by pydantic, not by MkDocs
    """Put experts and their posts into a site. One instance lives as long as `mkdocs serve` runs."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {}
        self.pulled = self.told = False

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
            folder = shown_path(self.options.experts_dir, self.options.root)
            log.info("No profiles yet: the first one is %s/<first-name>-<last-name>.md.", folder)
        if config.theme.custom_dir:
            for stray in strays(Path(config.theme.custom_dir), self.options.root, TEMPLATES):
                log.info("%s %s. %s", stray.path, stray.what, stray.remedy)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(TEMPLATES))
        config.extra_css.insert(0, "assets/cobrand/cobrand.css")  # so that the site's own have the last word
        mkdocs_pages.add_script(config, "assets/cobrand/cobrand.js")
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
            log.info("%s This build uses the archive as it is.", error.reason)
            return
        for line in terminal.report(pulled):
            log.info(line)
        self.told = True
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
                cache=self.options.root / mkdocs_pages.CACHE,
                hosted=material_blog.hosted_posts(config, self.roster.experts),
                use_directory_urls=config.use_directory_urls,
                overrides=[Path(custom)] if custom else [],
            )
            self.mounted = mkdocs_pages.mount(self.publication, files, config, self.options)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Hang each page below its hub; tell whoever has forgotten the hubs in `nav`, and of which feeds to take care."""
        _refuse_missing(files, config, self.options, self.raw)
        mkdocs_pages.hang(self.mounted, nav, files, config)
        material_sidebars.hide(self.mounted, files, config)
        hubs = [uri for uri, view in self.mounted.pages.items() if view.parent is None]
        if config.nav is not None and not any(page.file.src_uri in hubs for page in nav.pages):
            log.info("No menu leads to the experts yet: add %s to `nav` in mkdocs.yml.", " and ".join(hubs))
        for line in () if self.told else terminal.attention(self.publication.feeds, now=_build_time()):
            log.info(line)
        self.told = True

    @event_priority(100)
    def _on_page_content_first(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Keep listings out of the feed that mkdocs-rss-plugin makes of the site."""
        if page.file.src_uri in self.mounted.listings:
            rss.leave_out(page)

    @event_priority(-100)
    def _on_page_content_last(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Undo that."""
        if page.file.src_uri in self.mounted.listings:
            rss.take_back(page)

    on_page_content = CombinedEvent(_on_page_content_first, _on_page_content_last)

    @event_priority(-100)
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Read what the site's own pages ask for, and keep what no page links to off the site.

        All pages are rendered now, none of ours is drawn, and nothing is copied yet.
        """
        with _for_people():
            self.embeds = mkdocs_embeds.collect(files, self.publication, self.options, why=self._reasons())
        nobodys = mkdocs_pages.remove_unlinked(self.mounted, files, self.roster.experts, self.options)
        for line in (*self.embeds.left_out, *nobodys):
            log.info(terminal.plain(line))
        if note := compose.keep_hosted(self.publication.hosted, self.options):
            log.info(note)

    @event_priority(100)
    def _on_page_context_first(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Draw the page, and show search plugins, which read it now, what they should find."""
        view = self.mounted.pages.get(page.file.src_uri)
        if view is None:
            return
        with _for_people():  # the site's own templates may be wrong
            self.shown, page.content, page.toc = mkdocs_pages.draw(page, view, self.publication.renderer)

    @event_priority(-100)
    def _on_page_context_last(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Put what people should see in the place of what search has read."""
        if page.file.src_uri in self.mounted.pages:
            page.content, page.toc = self.shown
        if page.file.src_uri in self.embeds.pages:
            with _for_people():
                page.content = mkdocs_embeds.fill(page, self.embeds, self.publication.renderer)

    on_page_context = CombinedEvent(_on_page_context_first, _on_page_context_last)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Keep out of the sitemap what search engines should not take in."""
        if template_name == "sitemap.xml":
            mkdocs_head.leave_out(context, self.mounted.pages)
        return context

    @event_priority(25)  # after Material's social cards, at 50, and before those that minify, at 0
    def _on_post_page_first(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Say in the head what a page is: for search engines, previews and feed readers."""
        view = self.mounted.pages.get(page.file.src_uri)
        with _for_people():
            about = config.site_description
            return mkdocs_head.with_head(output, page, self.publication, view=view, embeds=self.embeds, about=about)

    @event_priority(-100)
    def _on_post_page_last(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Let go of a page's content once it is written: thousands of them would fill the memory."""
        if page.file.src_uri in self.mounted.pages:
            page.content = ""

    on_post_page = CombinedEvent(_on_post_page_first, _on_post_page_last)

    @event_priority(100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Correct what other plugins have collected of our pages, before they write it; write what is no page."""
        mkdocs_search.tidy(config, {view.url: view for view in self.mounted.pages.values()})
        pipeline.index_people(self.publication, Path(config.site_dir))
        pipeline.syndicate(self.publication, Path(config.site_dir), self.embeds.channels())
        if not self.options.site_url:
            log.info("No feeds are written: they state the site's own address. Set `site_url` in mkdocs.yml.")

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:
        """Rebuild when a profile is edited."""
        if self.options.experts_dir.is_dir():
            server.watch(str(self.options.experts_dir))

    def _reasons(self) -> Reasons:
        """Say why a post that a page names does not show, or why nobody knows it."""
        archive, hosted, now = Archive(self.options.state_dir), self.publication.hosted, _build_time()
        held = cache(lambda: pipeline.held_of(self.roster.experts, archive))
        judged = cache(lambda: pipeline.judge(self.roster, held(), self.options, hosted=hosted, now=now))
        return Reasons(
            show=lambda named: pipeline.why_hidden(named, judged(), hosted),
            unread=lambda named: pipeline.why_unread(named, self.roster, archive),
        )


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
    return check_options(
        replace(_find_options(path, path.name), data=raw),
        root=path.parent.resolve(),
        site_name=config.site_name,
        site_url=config.site_url or None,
        language=str(config.theme.get("language", None) or config.theme.locale or "en"),
    )


def read_mkdocs_yml(path: Path) -> tuple[dict[str, Any], Document]:
    """Read mkdocs.yml as MkDocs does, with `!ENV` and `INHERIT`: the whole, and our options. Raises ProblemsError."""
    try:
        with path.open("rb") as file:
            site = yaml_load(file)
    except ConfigurationError as error:
        what = str(error).rstrip(".")
        raise ProblemsError((Problem(path=str(path), line=None, what=what, remedy="Correct it."),)) from None
    plugins = site.get("plugins") or [] if isinstance(site, dict) else []
    listed = (
        plugins.items()
        if isinstance(plugins, dict)
        else [pair for one in plugins if isinstance(one, dict) for pair in one.items()]
        if isinstance(plugins, list)
        else []
    )
    return site, replace(_find_options(path, str(path)), data=dict(listed).get("cobrand") or {})


def _find_options(path: Path, shown: str) -> Document:
    """Find the lines of our options: in mkdocs.yml, else in the file that it inherits from."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    document = options_document(text, shown)
    inherited = _INHERIT.search(text)
    if document.root or not inherited:
        return document
    return _find_options(path.parent / inherited[2], (Path(shown).parent / inherited[2]).as_posix())


def _build_time() -> datetime:
    """Return the time of this build: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    if not _EPOCH.fullmatch(epoch):
        raise PluginError(
            f"\nSOURCE_DATE_EPOCH must be the seconds since 1970, such as 1795165200, not {shown(epoch)}. "
            "Set it to a number of at most 11 digits, or unset it to build with the present time."
        )
    return datetime.fromtimestamp(int(epoch), UTC)


def _refuse_missing(files: Files, config: MkDocsConfig, options: Options, raw: dict[str, Any]) -> None:
    if found := list(mkdocs_pages.missing(files, config, options)):
        path = Path(config.config_file_path or "mkdocs.yml")
        document = replace(_find_options(path, path.name), data=raw)
        with _for_people():
            refuse(
                document.problem(where, f"{key_name('.'.join(where))} {what}", remedy) for where, what, remedy in found
            )


def _refuse_failing(options: Options, pulled: pipeline.Pulled) -> None:
    if options.strict_feeds and (pulled.failing or pulled.held):
        lines = "\n".join(terminal.failing(pulled))
        raise PluginError(f"\n{lines}\nThe build ends here because of `strict_feeds`.")

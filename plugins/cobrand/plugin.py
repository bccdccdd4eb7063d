"""MkDocs' hooks → what a site does then. It reads the clock and the environment, and holds no judgement.

MkDocs loads it for every command, so what a build needs is loaded with the site, once its options are known.
"""

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

if TYPE_CHECKING:
    from cobrand.integrations.mkdocs_build import Build

_EPOCH = re.compile(r"[0-9]{1,11}")  # until the year 5138


class CobrandPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # our options are checked by pydantic, not by MkDocs
    """Put experts and their posts into a site. One instance lives as long as `mkdocs serve` runs."""

    build: "Build"

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {}
        self.pulled = self.told = self.serving = False

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Keep the options for `on_config`, which knows the rest of the site and complains of everything at once."""
        super().load_config({}, config_file_path)
        self.raw = options
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Tell MkDocs, by being here, to keep this instance between the rebuilds of `mkdocs serve`."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check options and profiles, and let the theme find our templates and styles."""
        from cobrand.integrations.mkdocs_build import Build  # noqa: PLC0415 - see above

        before = getattr(self, "build", None) if self.serving else None
        self.build = Build(config, self.raw, serving=self.serving, before=before)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Pull what is due, once: not on the rebuilds of `mkdocs serve`, and not when told to stay offline."""
        offline = os.environ.get("COBRAND_OFFLINE", "0") not in ("", "0")
        if not (self.pulled or offline or self.build.options.pull == "never"):
            self.pulled = True
            self.told = self.build.pull(now=datetime.now(UTC))
        self.build.clear(config)

    @event_priority(-75)  # after Material's blog, which adds its pages at -50
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the pages, and add those that the site has not got itself; to those that it has, ours is added later."""
        self.build.publish(files, config, now=_build_time())
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Hang each page below its hub; tell whoever has forgotten the hubs in `nav`, and of which feeds to take care."""
        self.build.hang(nav, files, config, told=self.told)
        self.told = True

    @event_priority(100)
    def _on_page_content_first(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Keep listings out of the feed that mkdocs-rss-plugin makes of the site."""
        self.build.leave_out(page)

    @event_priority(-100)
    def _on_page_content_last(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Undo that."""
        self.build.take_back(page)

    on_page_content = CombinedEvent(_on_page_content_first, _on_page_content_last)

    @event_priority(-100)
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Read what the site's own pages ask for, and keep what no page links to off the site.

        All pages are rendered now, none of ours is drawn, and nothing is copied yet.
        """
        self.build.embed(files)

    @event_priority(100)
    def _on_page_context_first(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Draw the page, and show search plugins, which read it now, what they should find."""
        self.build.draw(page)

    @event_priority(-100)
    def _on_page_context_last(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Put what people should see in the place of what search has read."""
        self.build.show(page, config)

    on_page_context = CombinedEvent(_on_page_context_first, _on_page_context_last)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Keep out of the sitemap what search engines should not take in."""
        if template_name == "sitemap.xml":
            self.build.map(context)
        return context

    @event_priority(25)  # after Material's social cards, at 50, and before those that minify, at 0
    def _on_post_page_first(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Say in the head what a page is: for search engines, previews and feed readers."""
        return self.build.with_head(output, page, config)

    @event_priority(-100)
    def _on_post_page_last(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Let go of a page's content once it is written: thousands of them would fill the memory."""
        self.build.let_go(page)

    on_post_page = CombinedEvent(_on_post_page_first, _on_post_page_last)

    @event_priority(100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Correct what other plugins have collected of our pages, before they write it; write what is no page."""
        self.build.finish(config)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:
        """Rebuild when a profile is edited."""
        if self.build.options.experts_dir.is_dir():
            server.watch(str(self.build.options.experts_dir))


def _build_time() -> datetime:
    """Return the time of this build: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    if not _EPOCH.fullmatch(epoch):
        from cobrand.source import shown  # noqa: PLC0415 - as above

        raise PluginError(
            f"\nSOURCE_DATE_EPOCH must be the seconds since 1970, such as 1795165200, not {shown(epoch)}. "
            "Set it to a number of at most 11 digits, or unset it to build with the present time."
        )
    return datetime.fromtimestamp(int(epoch), UTC)

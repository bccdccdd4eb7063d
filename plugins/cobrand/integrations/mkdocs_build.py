"""A site that MkDocs builds, with our experts in it: what each hook of the plugin comes to. It holds no judgement.

It reads neither the clock nor the environment; the plugin does.
"""

import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs.utils.yaml import yaml_load

from cobrand import pipeline, terminal
from cobrand.archive import Archive, KeptArchive
from cobrand.config import Options, check_options, options_document
from cobrand.errors import CobrandError, LockedError, Problem, ProblemsError
from cobrand.files import write_changed
from cobrand.integrations import (
    hosting,
    material_blog,
    material_sidebars,
    mkdocs_embeds,
    mkdocs_head,
    mkdocs_pages,
    mkdocs_search,
    previews,
    rss,
    sparing,
)
from cobrand.profiles import load_roster, shown_path
from cobrand.publish.apart import is_hopeless
from cobrand.publish.earlier import Earlier
from cobrand.publish.overrides import strays
from cobrand.publish.pages import Page as View
from cobrand.publish.render import TEMPLATES, Fragment
from cobrand.publish.select import explain
from cobrand.publish.series import Reasons
from cobrand.report.noting import keep_hosted
from cobrand.shelf import Shelf
from cobrand.source import Document, key_name, refuse

log = get_plugin_logger("cobrand")

_MOST_TOLD = 20  # lines about what was left out
_REMEMBERED = 10_000  # pages and heads, in `mkdocs serve`; half of them are pages, of some 40 KB

_BODY = re.compile(rb"\bbody\b")
_INHERIT = re.compile(r"""^INHERIT:[ \t]*(['"]?)([^'"\n#]+?)\1[ \t]*(#.*)?$""", re.MULTILINE)


class Build:
    """One build of a site, from its options on."""

    def __init__(self, config: MkDocsConfig, raw: dict[str, Any], *, serving: bool, before: "Build | None") -> None:
        """Check options and profiles, and let the theme find our templates and styles.

        What the build `before` has read and made is still good while `mkdocs serve` runs.
        """
        self.raw = raw
        with _for_people():
            self.options = read_options(config, raw)
            self.roster = load_roster(self.options)
        self.earlier: Earlier = (
            before.earlier
            if before
            else Earlier(_REMEMBERED if serving else 0, planning=lambda first: _lasting(anew=first))
        )
        self.found: mkdocs_search.Found | None = before.found if before else mkdocs_search.Found() if serving else None
        self.leftovers: previews.Leftovers | None = (
            before.leftovers if before else previews.Leftovers() if serving else None
        )
        self.archive: Archive = (KeptArchive if serving else Archive)(self.options.state_dir, shelf=Shelf())
        if before and before.options.state_dir == self.options.state_dir:
            self.archive = before.archive
        if not self.roster.experts:
            folder = shown_path(self.options.experts_dir, self.options.root)
            log.info("No profiles yet: the first one is %s/<first-name>-<last-name>.md.", folder)
        if config.theme.custom_dir:
            for stray in strays(Path(config.theme.custom_dir), self.options.root, TEMPLATES):
                log.info("%s %s. %s", stray.path, stray.what, stray.remedy)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(TEMPLATES))
        config.extra_css.insert(0, "assets/cobrand/cobrand.css")  # so that the site's own have the last word
        mkdocs_pages.add_script(config, "assets/cobrand/cobrand.js")

    def pull(self, *, now: datetime) -> bool:
        """Pull what is due, and tell of it; tell whether that could be done."""
        try:
            with _for_people(), terminal.progress_bar(sys.stderr) as progress:
                pulled = pipeline.pull(self.roster, self.options, now=now, progress=progress)
        except LockedError as error:
            log.info("%s This build uses the archive as it is.", error.reason)
            return False
        for line in terminal.report(pulled):
            log.info(line)
        for line in terminal.traces(pulled.faults):
            log.debug(line)
        if self.options.strict_feeds and (pulled.failing or pulled.held or pulled.lost):
            lines = "\n".join((*terminal.failing(pulled), *terminal.lost(pulled)))
            raise PluginError(f"\n{lines}\nThe build ends here because of `strict_feeds`.")
        return True

    def clear(self, config: MkDocsConfig) -> None:
        """Save what can be used again before MkDocs empties the folder of a preview."""
        if self.leftovers:
            self.leftovers.put_aside(Path(config.site_dir))

    def publish(self, files: Files, config: MkDocsConfig, *, now: datetime) -> None:
        """Make the pages, and add those that the site has not got itself; to those that it has, ours is added later."""
        custom, self.now, self.contents = config.theme.custom_dir, now, mkdocs_search.needs_contents(config)
        overrides = [Path(custom)] if custom else []
        places = (*overrides, TEMPLATES)
        self.templates = tuple(path.read_bytes() for place in places for path in sorted(place.rglob("*.html")))
        own = any(_BODY.search(template) for template in self.templates)  # a site's own may show it anywhere
        self.bodies = tuple(expert.body for expert in self.roster.experts) if own else ()
        with _for_people(), _uncollected():
            self.publication = pipeline.publish(
                self.roster,
                self.archive,
                self.options,
                now=now,
                cache=self.options.root / mkdocs_pages.CACHE,
                hosted=material_blog.hosted_posts(config, self.roster.experts),
                use_directory_urls=config.use_directory_urls,
                overrides=overrides,
                earlier=self.earlier,
                beside=self.bodies,
            )
            self.mounted = mkdocs_pages.mount(self.publication, files, config, self.options)

    def hang(self, nav: Navigation, files: Files, config: MkDocsConfig, *, told: bool) -> None:
        """Hang each page below its hub; tell whoever has forgotten the hubs in `nav`, and of which feeds to take care."""
        self._refuse_missing(files, config)
        if self.found:
            self.found.begin(config, self.mounted.pages)
        mkdocs_pages.hang(self.mounted, nav, files, config)
        material_sidebars.hide(self.mounted, files, config)
        self.menu = frozenset(page.file.src_uri for page in nav.pages)
        hubs = [uri for uri, view in self.mounted.pages.items() if view.parent is None]
        if config.nav is not None and not any(page.file.src_uri in hubs for page in nav.pages):
            log.info("No menu leads to the experts yet: add %s to `nav` in mkdocs.yml.", " and ".join(hubs))
        for line in () if told else terminal.attention(self.publication.feeds, now=self.now):
            log.info(line)

    def leave_out(self, page: Page) -> None:
        """Keep listings out of the feed that mkdocs-rss-plugin makes of the site."""
        if page.file.src_uri in self.mounted.listings:
            rss.leave_out(page)

    def take_back(self, page: Page) -> None:
        """Undo that."""
        if page.file.src_uri in self.mounted.listings:
            rss.take_back(page)

    def embed(self, files: Files) -> None:
        """Read what the site's own pages ask for, and keep what no page links to off the site."""
        with _for_people():
            self.embeds = mkdocs_embeds.collect(files, self.publication, self.options, why=self._reasons())
        self._remember()
        self.pointed = mkdocs_pages.pointed(files)
        nobodys = mkdocs_pages.remove_unlinked(self.mounted, files, self.roster.experts, self.options)
        for line in (*self.embeds.left_out, *nobodys):
            log.info(terminal.plain(line))
        if note := keep_hosted(self.publication.hosted, self.options):
            log.info(note)

    def draw(self, page: Page) -> None:
        """Draw the page, and show search plugins, which read it now, what they should find."""
        view = self.mounted.pages.get(page.file.src_uri)
        if view is None:
            return
        with _for_people():  # the site's own templates may be wrong
            self.shown, page.content, page.toc = mkdocs_pages.draw(
                page, view, self._render, pointed=page.file.src_uri in self.pointed, contents=self.contents
            )

    def show(self, page: Page, config: MkDocsConfig) -> None:
        """Put what people should see in the place of what search has read."""
        if view := self.mounted.pages.get(page.file.src_uri):
            in_menu, large = page.file.src_uri in self.menu, sparing.is_large(view.site.experts)
            page.content = self.shown.content
            page.toc = self.shown.contents(brief=sparing.is_brief(page, view, config, in_menu=in_menu, large=large))
        if page.file.src_uri in self.embeds.pages:
            with _for_people():
                page.content = mkdocs_embeds.fill(page, self.embeds, self.publication.renderer)

    def map(self, context: TemplateContext) -> None:
        """Keep out of the sitemap what search engines should not take in."""
        mkdocs_head.leave_out(context, self.mounted.pages)

    def with_head(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Say in the head what a page is: for search engines, previews and feed readers."""
        view = self.mounted.pages.get(page.file.src_uri)
        if view and sparing.is_large(view.site.experts):
            output = sparing.without_indents(output, page.content or "")
        with _for_people():
            about = config.site_description
            return mkdocs_head.with_head(
                output, page, self.publication, view=view, embeds=self.embeds, about=about, earlier=self.earlier
            )

    def let_go(self, page: Page) -> None:
        """Let go of a page's content once it is written: thousands of them would fill the memory."""
        if page.file.src_uri in self.mounted.pages:
            page.content = ""

    def finish(self, config: MkDocsConfig) -> None:
        """Correct what other plugins have collected of our pages, before they write it; write what is no page."""
        mkdocs_search.tidy(config, {view.url: view for view in self.mounted.pages.values()})
        site_dir, channels = Path(config.site_dir), self.embeds.channels()
        pipeline.index_people(self.publication, site_dir)
        write = self.leftovers.write if self.leftovers else write_changed
        pipeline.draw_badges(self.publication, site_dir, write=write)
        pipeline.syndicate(self.publication, site_dir, channels, earlier=self.earlier, write=write)
        self._tell_faults()
        if note := None if self.found else hosting.too_large(site_dir):  # not of previews
            log.info(note)
        if not self.options.site_url:
            log.info("No feeds are written: they state the site's own address. Set `site_url` in mkdocs.yml.")

    def _tell_faults(self) -> None:
        """Tell what was left out because of a fault of ours; only who wants strict feeds has no site of it.

        No single stranger can be behind one at every post, or at everybody's page: such a site is none.
        """
        faults = self.publication.faults
        for line in faults.lines[:_MOST_TOLD]:
            log.info(terminal.plain(line))
        if more := len(faults.lines[_MOST_TOLD:]):
            log.info("%d more had to be left out.", more)
        if faults.lines:
            self.earlier.forget()
        for line in terminal.traces(faults.traces):
            log.debug(line)
        if faults.lines and is_hopeless(self.publication.pages, faults.places):
            raise PluginError(
                "\nThe build ends here: not one post, or nobody's page, could be made, which is a fault of Cobrand or of a "
                "library that it rests on. Install the versions of the last build that worked; `--verbose` shows where it is."
            )
        if self.options.strict_feeds and faults.lines:
            raise PluginError(
                "\nThe build ends here because of `strict_feeds`: something had to be left out, see above."
            )

    def _remember(self) -> None:
        """Let what the build before has drawn stand, unless anything differs that all pages are made of."""
        held = tuple(feed for _, feed in self.publication.feeds if feed.held)
        series, pixels = tuple(self.embeds.series.values()), self.publication.renderer.heads.pixels
        self.earlier.begin(self.options, held, self.templates, series, pixels, self.bodies)

    def _render(self, view: View, *, bio: Markup, titled: bool) -> Fragment:
        render = self.publication.renderer.render
        return self.earlier.of(view, bio, titled, make=lambda: render(view, bio=bio, titled=titled))

    def _refuse_missing(self, files: Files, config: MkDocsConfig) -> None:
        if found := list(mkdocs_pages.missing(files, config, self.options)):
            path = Path(config.config_file_path or "mkdocs.yml")
            document = replace(_find_options(path, path.name), data=self.raw)
            with _for_people():
                refuse(
                    document.problem(where, f"{key_name('.'.join(where))} {what}", remedy)
                    for where, what, remedy in found
                )

    def _reasons(self) -> Reasons:
        """Say why a post that a page names does not show, or why nobody knows it."""
        archive, hosted, now = self.archive, self.publication.hosted, self.now
        held = cache(lambda: pipeline.held_of(self.roster.experts, archive))
        judged = cache(lambda: pipeline.judge(self.roster, held(), self.options, hosted=hosted, now=now))
        return Reasons(
            show=lambda named: explain(named, judged(), hosted),
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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python's collector wait: what is made here lasts, and it would go through all posts time and again."""
    waits = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if waits:
            gc.enable()


@contextmanager
def _lasting(*, anew: bool) -> Iterator[None]:
    """Spare the collector what is made here once and for all; what lasted until now is let go where all is made `anew`."""
    if anew and gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    try:
        yield
    finally:
        gc.freeze()


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

"""Our pages ⇄ MkDocs' files, pages, navigation and tables of contents. It decides nothing that stands on a page.

Titles of MkDocs' pages are HTML, which themes print raw.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import Markup, escape
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

from cobrand.config import Options, places
from cobrand.drafts import suggestion
from cobrand.integrations import material_blog
from cobrand.model import Expert
from cobrand.photos import pixels
from cobrand.pipeline import Publication
from cobrand.profiles import stray_pictures
from cobrand.publish import pages
from cobrand.publish.render import Fragment, Heading, headings_of
from cobrand.source import shown

CACHE = Path(".cache/plugin/cobrand")

_LINK = re.compile(r"""\b(?:href|src)=(?:"([^"]+)"|'([^']+)')""")
_SILENT = re.compile(r'<span\b[^>]*\baria-hidden="true"[^>]*>[^<]*</span>|<a class="headerlink"[^>]*>[^<]*</a>')
_UNREAD = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|del|em|i|ins|kbd|q|s|span|strong)(?: (?:[^>\"]|\"[^\"]*+\")*+)?>")
_H1 = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
_ID = re.compile(r'id="([^"]+)"')  # begins with letters, which are found 15 times faster than a boundary
_TEMPLATE = re.compile(r"[{(\[%#$@](?=[{(\[%#$@!-])")


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

    def __init__(self, title: str | None, expert: Expert, body: str, file: File, config: MkDocsConfig) -> None:
        own = "title" in expert.page
        super().__init__(title or (None if own else page_title(expert.name)), file, config)
        self.expert, self.body = expert, body

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the bio from the profile, which has been read."""
        self.markdown, self.meta = self.body, {**self.meta, **self.expert.page}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """Which of our pages stands on which page of MkDocs', by its source path.

    `listings` are those without a text of anybody's on the site, `beside` the files that lie beside the profiles.
    """

    pages: Mapping[str, pages.Page]
    listings: frozenset[str]
    beside: tuple[str, ...]


# --- on_files --------------------------------------------------------------------------------------------------------


def mount(publication: Publication, files: Files, config: MkDocsConfig, options: Options) -> Mounted:
    """Add our pages and pictures to the site's files.

    A page of the site's own at the address of a hub of ours stays, and ours is added below it. Raises PluginError where
    the site has a blog of its own at ours, or a page at an expert's address.
    """
    publication.renderer.heads.pixels = _pixels(files, options)
    _remove_profiles(files, config, options)
    theirs = {
        file.dest_uri: file
        for file in files
        if file.inclusion.is_included()  # type: ignore[no-untyped-call]
        and (file.is_documentation_page() or file.is_static_page())
    }
    _refuse_second_blog(publication, theirs, config, options)
    titles, empty = _nav_titles(config.nav), _written(options, "empty.md", "")
    mounted: dict[str, pages.Page] = {}
    for view in publication.pages:
        there = theirs.get(_dest_uri(view))
        if there and (there.is_static_page() or isinstance(view, pages.ExpertPage | pages.RedirectPage)):
            raise PluginError(_refusal(there, view))
        if isinstance(view, pages.RedirectPage):
            _put(files, _redirect_file(view, publication, config, options))
            continue
        mounted[there.src_uri if there else view.src_uri] = view
        if there is None:
            title = titles.get(view.src_uri)
            _put(files, _page_file(view, publication, config, title=title, empty=empty, alone=not theirs))
    for url, path in publication.files.items():
        _put(files, _static_file(url, path, config))
    return Mounted(
        pages=mounted,
        listings=frozenset(uri for uri in mounted if isinstance(files.src_uris[uri].page, OurPage)),
        beside=tuple(_add_beside(files, config, options)),
    )


def _put(files: Files, file: File) -> None:
    """Add a file in the place of one that is excluded from the site."""
    if there := files.get_file_from_path(file.src_uri):
        files.remove(there)
    files.append(file)


def _remove_profiles(files: Files, config: MkDocsConfig, options: Options) -> None:
    """Take out what MkDocs found itself where profiles are kept inside the docs folder."""
    docs = Path(config.docs_dir).resolve()
    if options.experts_dir.is_relative_to(docs):
        here = options.experts_dir.relative_to(docs).as_posix()
        for src_uri in [file.src_uri for file in files if file.src_uri.startswith(f"{here}/")]:
            files.remove(files.src_uris[src_uri])


def _refuse_second_blog(
    publication: Publication, theirs: Mapping[str, File], config: MkDocsConfig, options: Options
) -> None:
    folder = options.blog_dir
    ours = {_dest_uri(view) for view in publication.pages}
    strangers = sorted(
        file.src_uri
        for dest, file in theirs.items()
        if dest not in ours
        and file.src_uri.startswith(f"{folder}/")
        and (file.is_documentation_page() or file.src_uri.endswith(".html"))  # MkDocs counts XML and JSON as pages
    )
    if strangers or folder in material_blog.blog_dirs(config):
        found = f" ({', '.join(strangers[:3])}{', …' if len(strangers) > 3 else ''})" if strangers else ""
        raise PluginError(
            f"\n{Path(config.config_file_path or 'mkdocs.yml').name}: the site has a blog of its own at {folder}/{found}, where the group blogs would go. "
            f"Give them another folder: `blog_dir: {'ideas' if folder != 'ideas' else 'voices'}` below `cobrand:`."
        )


def _refusal(there: File, view: pages.Page) -> str:
    if isinstance(view, pages.ExpertPage):
        remedy = "Rename it, or move its text into the profile."
    elif isinstance(view, pages.RedirectPage):
        remedy = "Rename it, or take that name out of the profile's `aliases`."
    else:
        remedy = "Rename it."
    return f"\n{there.src_uri}: this page stands where our page {view.url} ({view.title}) belongs. {remedy}"


def _page_file(
    view: pages.Page, publication: Publication, config: MkDocsConfig, *, title: str | None, empty: Path, alone: bool
) -> File:
    """Make a page's file, and the page itself, so that MkDocs does not make one of its own kind.

    The file of a page without a source is an empty one on disk: plugins read it, and can't do that in memory.
    """
    source, edit_uri = empty, None
    if isinstance(view, pages.ExpertPage):
        source = view.person.expert.source
        edit_uri = Path(os.path.relpath(source, Path(config.docs_dir).resolve())).as_posix()
    file = File.generated(config, view.src_uri, abs_src_path=str(source), inclusion=_inclusion(view, config))
    file.edit_uri = edit_uri
    page: Page
    if isinstance(view, pages.ExpertPage):
        expert = view.person.expert
        page = BioPage(title, expert, publication.bodies[expert.slug], file, config)
        page.edit_url = page.edit_url and straightened(page.edit_url)
    else:
        page = OurPage(title or page_title(view.title), file, config)
    if view.updated:
        page.update_date = view.updated.isoformat()
    elif not alone:  # the sitemap should not tell a date that nobody knows; but MkDocs has to find one somewhere
        page.update_date = ""
    page.meta["description"] = escape(view.description or view.title)
    if not view.searchable:
        page.meta["search"] = {"exclude": True}
    return file


def _inclusion(view: pages.Page, config: MkDocsConfig) -> InclusionLevel:
    """Keep pages out of the navigation, but for the hubs where there is no `nav` and MkDocs lists all pages."""
    hub = config.nav is None and view.parent is None
    hidden = config.not_in_nav and config.not_in_nav.match_file(view.src_uri)
    return InclusionLevel.INCLUDED if hub and not hidden else InclusionLevel.NOT_IN_NAV


def _static_file(url: str, path: Path, config: MkDocsConfig) -> File:
    """Make a file that is copied as it is; what `exclude_docs` says concerns the docs folder only."""
    return File.generated(config, url, abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV)


def _redirect_file(view: pages.RedirectPage, publication: Publication, config: MkDocsConfig, options: Options) -> File:
    """Make the file of a former address: a whole document that sends people on, and no page of the theme's."""
    html = publication.renderer.render(view).html
    path = _written(options, f"redirects/{view.src_uri.removesuffix('.md').replace('/', '-')}.html", html)
    return _static_file(_dest_uri(view), path, config)


def _written(options: Options, name: str, text: str) -> Path:
    """Keep a file in our cache, written only when it changes: the live reload watches what is written."""
    path = options.root / CACHE / name
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def _dest_uri(view: pages.Page) -> str:
    return view.url + "index.html" if view.url.endswith("/") or not view.url else view.url


def _nav_titles(nav: Any) -> dict[str, Markup]:
    """Find what `nav` calls each page: MkDocs forgets it for a page that is there before the navigation."""
    if isinstance(nav, list):
        return {uri: title for item in nav for uri, title in _nav_titles(item).items()}
    if isinstance(nav, dict):
        named: dict[str, Markup] = {}
        for title, item in nav.items():
            named |= {item: Markup(title)} if isinstance(item, str) else _nav_titles(item)  # noqa: S704 (as MkDocs does)
        return named
    return {}


def straightened(url: str) -> str:
    """Resolve the `..` on the way from the docs folder to a profile."""
    parts = urlsplit(url)
    return parts._replace(path=posixpath.normpath(parts.path)).geturl() if parts.path else url


def page_title(text: str) -> Markup:
    """Make a title of plain text. Material strips tags, which unescapes: no `<` may come back from that.

    mkdocs-macros runs what looks like a template in a title (`{{`, or as configured), on whatever page.
    """
    title = escape(text.translate({ord("<"): "\u2039", ord(">"): "\u203a"}))
    return Markup(_TEMPLATE.sub(lambda found: f"&#{ord(found[0])};", title))  # noqa: S704  (it is escaped)


def add_script(config: MkDocsConfig, path: str) -> None:
    """Let every page load a script of ours, once it is there."""
    script = ExtraScriptValue(path)
    script.defer = True
    config.extra_javascript.insert(0, script)


# --- files beside the profiles: published only where a page links to them --------------------------------------------


def _add_beside(files: Files, config: MkDocsConfig, options: Options) -> Iterator[str]:
    """Let bios link to pictures and papers beside them; return their source paths."""
    folder = options.experts_dir
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        src_uri = f"experts/{path.relative_to(folder).as_posix()}"
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix != ".md" and not files.get_file_from_path(src_uri):
            files.append(_static_file(src_uri, path, config))
            yield src_uri


def remove_unlinked(mounted: Mounted, files: Files, experts: Iterable[Expert], options: Options) -> tuple[str, ...]:
    """Take out the files beside profiles that no page links to: a portrait's original tells where it was taken.

    Return a line on each picture among them that was probably meant as a portrait and is nobody's.
    """
    if not mounted.beside:
        return ()
    linked = {
        unquote(urlsplit(urljoin(file.url, "".join(link))).path)
        for file in files.documentation_pages()
        if file.page
        for link in _LINK.findall(file.page.content or "")
    }
    unlinked = [src_uri for src_uri in mounted.beside if src_uri not in linked]
    for src_uri in unlinked:
        if file := files.get_file_from_path(src_uri):
            files.remove(file)
    names = (uri.removeprefix("experts/") for uri in unlinked)
    return tuple(f"{one.path} {one.what}. {one.remedy}" for one in stray_pictures(names, tuple(experts), options))


# --- files of the site that options name ---------------------------------------------------------------------------


def missing(files: Files, config: MkDocsConfig, options: Options) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each option that names a file of the site's which is not there: where it stands, what is wrong, a remedy.

    Files are compared by where they are built, since plugins for languages build `a.en.md` as `a/`.
    """
    built = {file.dest_uri: file.src_uri for file in files if file.inclusion.is_included()}  # type: ignore[no-untyped-call]
    for location, place in places(options):
        path = place.partition("#")[0]
        url = (
            pages.url_of(path, use_directory_urls=config.use_directory_urls)
            if path.endswith(".md")
            else path.partition("?")[0]
        )
        if ":" not in place and (url + "index.html" if url.endswith("/") or not url else url) not in built:
            near = suggestion(path, built.values())
            remedy = f"Did you mean `{near}`?" if near else "Write the path of a file in the docs folder."
            yield location, f"names a file that is not on the site: {shown(path)}", remedy


def _pixels(files: Files, options: Options) -> tuple[int, int] | None:
    """Measure the company's picture where it is a file that lies there already."""
    file = files.get_file_from_path(options.brand.image or options.brand.logo or "")
    there = file and file.abs_src_path and Path(file.abs_src_path)
    return pixels(there.read_bytes()) if there and there.is_file() else None


# --- navigation and tables of contents -------------------------------------------------------------------------------


def hang(mounted: Mounted, nav: Navigation, files: Files, config: MkDocsConfig) -> None:
    """Hang each page below its hub, without putting it into the navigation, which grows with its square.

    A section that MkDocs made for a hub alone gives way to the hub.
    """
    standing = {view.src_uri: files.get_file_from_path(src_uri) for src_uri, view in mounted.pages.items()}
    for index, item in enumerate(nav.items if config.nav is None else ()):
        only = item
        while isinstance(only, Section) and len(only.children) == 1:
            only = only.children[0]
        if isinstance(only, OurPage):
            nav.items[index], only.parent = only, None
    for view in mounted.pages.values():
        file, hub = standing[view.src_uri], standing.get(view.parent or "")
        if file and file.page and file.page.parent is None and hub and hub.page and hub.page is not file.page:
            file.page.parent = hub.page  # type: ignore[assignment]  # sections alone are foreseen, any item works
        if file and file.page and view.updated:  # MkDocs gives a page of the site's own the day of the build
            file.page.update_date = view.updated.isoformat()


def pointed(files: Files) -> frozenset[str]:
    """Find the pages into whose middle another one links, by source path: MkDocs looks whether the place is there."""
    return frozenset(
        there.src_uri
        for file in files.documentation_pages()
        if file.page and file.page.links_to_anchors
        for there in file.page.links_to_anchors
    )


# --- on_page_context -------------------------------------------------------------------------------------------------


class Render(Protocol):
    """Draws a page of ours, as `Renderer.render` does."""

    def __call__(self, view: pages.Page, /, *, bio: Markup, titled: bool) -> Fragment:
        """Draw it; `bio` is an expert's own text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What people see of a page: the `own` content of one of the site's, with its contents `theirs`, then what we drew."""

    own: str
    theirs: Iterable[AnchorLink]
    ours: Fragment

    @property
    def content(self) -> str:
        """The content of the page."""
        return self.own + str(self.ours.html)

    def contents(self, *, brief: bool) -> TableOfContents:
        """Return the table of contents; a `brief` one has the page's title alone."""
        if not brief:
            return joined_toc(self.theirs, toc_of(self.ours.headings))
        first = [*self.theirs, *toc_of(islice(headings_of(self.ours.html), 1))][:1]
        return TableOfContents([AnchorLink(title.title, title.id, 1) for title in first])


def draw(
    page: Page, view: pages.Page, render: Render, *, pointed: bool, contents: bool
) -> tuple[Shown, str, TableOfContents]:
    """Draw a page of ours: what people see of it, and the same as search should read it, with its table of contents.

    Below a page of the site's own, ours comes without a title. What can be pointed at is noted where the page is `pointed` to,
    and search gets a table of `contents` where it needs one.
    """
    own = "" if isinstance(page, OurPage | BioPage) else page.content or ""
    bio = Markup(page.content or "") if isinstance(page, BioPage) else Markup()  # noqa: S704  (MkDocs made it)
    fragment = render(view, bio=bio, titled=not own)
    theirs = page.toc if own else ()
    if pointed:
        page.present_anchor_ids = (page.present_anchor_ids or set()) | set(_ID.findall(fragment.html))
    if isinstance(page.meta.get("description", Markup()), Markup):  # the site's own is plain text
        page.meta["description"] = escape(fragment.description or view.title)
    found = str(fragment.indexed or "")
    return (
        Shown(own, theirs, fragment),
        own + readable(found),
        joined_toc(theirs, toc_of(headings_of(found)) if contents else ()),
    )


def readable(html: str) -> str:
    """Make of a page what search should read: no initials, no links, and the title before everything else.

    Each tag that both searches forget costs them as much as drawing three; one that Material's is to leave out stays.
    It makes two entries of a page where something precedes its title.
    """
    html = _SILENT.sub("", html)
    if "data-search-exclude" not in html:
        html = _UNREAD.sub("", html)
    title = _H1.search(html)
    return title[0] + html[: title.start()] + html[title.end() :] if title else html


def toc_of(headings: Iterable[Heading]) -> list[AnchorLink]:
    """Make entries of MkDocs' table of contents: each heading below the last one of a higher level."""
    top: list[dict[str, Any]] = []
    path: list[dict[str, Any]] = []
    for heading in headings:
        token = {"level": heading.level, "id": heading.id, "name": str(escape(heading.title)), "children": []}
        while path and path[-1]["level"] >= heading.level:
            path.pop()
        (path[-1]["children"] if path else top).append(token)
        path.append(token)
    return get_toc(cast("list[Any]", top)).items


def joined_toc(theirs: Iterable[AnchorLink], ours: Iterable[AnchorLink]) -> TableOfContents:
    """Add our entries to a page's own; below its first one if that is the page's title, as themes expect."""
    items = list(theirs)
    if not items or items[0].level != 1:
        return TableOfContents([*items, *ours])
    title = AnchorLink(items[0].title, items[0].id, items[0].level)
    title.children = [*items[0].children, *ours]
    return TableOfContents([title, *items[1:]])

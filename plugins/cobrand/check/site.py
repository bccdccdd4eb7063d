"""The site as its configuration has it, with the archive → what is wrong with them besides single profiles."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cobrand.archive import Archive
from cobrand.check.findings import Finding, Severity
from cobrand.config import Options, places
from cobrand.drafts import suggestion
from cobrand.errors import ArchiveError, Problem
from cobrand.onboard.sheet import SCHEMA
from cobrand.profiles import Roster, shown_path, stray_pictures
from cobrand.publish.overrides import lacking, strays
from cobrand.schema import of_site
from cobrand.source import Document, Location, key_name, shown

TEMPLATES = Path(__file__).parent.parent / "templates"

# Plugins that add no pages: with others, only a build can tell whether a page of the site is there.
_ADD_NOTHING = frozenset(
    [
        "search",
        "cobrand",
        "blog",
        "tags",
        "social",
        "privacy",
        "offline",
        "meta",
        "info",
        "group",
        "optimize",
        "typeset",
        "projects",
        "minify",
        "rss",
        "macros",
        "git-revision-date-localized",
        "git-authors",
        "glightbox",
        "redirects",
        "awesome-pages",
        "literate-nav",
        "section-index",
        "include-markdown",
        "material/search",
        "material/blog",
        "material/tags",
        "material/social",
        "material/privacy",
        "material/offline",
        "material/meta",
        "material/info",
        "material/group",
        "material/optimize",
        "material/typeset",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site as mkdocs.yml has it: our options with their lines, and what else of it a check has to know.

    `blogs` are the folders of blogs that Material's plugin keeps; `excludes` tells that some pages are kept off the site.
    """

    options: Options
    document: Document
    docs_dir: Path
    custom_dir: Path | None = None
    use_directory_urls: bool = True
    plugins: frozenset[str] = field(default=frozenset())
    blogs: frozenset[str] = field(default=frozenset())
    excludes: bool = False


def check_site(site: Site, roster: Roster, archive: Archive) -> Iterator[Finding]:
    """Yield what is wrong with options, archive, templates and pictures."""
    yield from _options(site, roster)
    yield from _archives(site, roster, archive)
    yield from _templates(site)
    yield from _in_the_way(site, roster)
    yield from _schema(site, roster)
    folder = site.options.experts_dir
    names = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208 - names are all we want
    for problem in stray_pictures(names, roster.experts, site.options):
        yield Finding(severity="warning", problem=problem)


def _options(site: Site, roster: Roster) -> Iterator[Finding]:
    def found(severity: Severity, where: Location, what: str, remedy: str) -> Finding:
        return Finding(severity=severity, problem=site.document.problem(where, what, remedy))

    options = site.options
    if "cobrand" not in site.plugins:
        what, remedy = (
            "`cobrand` is not among the `plugins`, and so nothing of this is built",
            "Add a line `- cobrand`.",
        )
        yield Finding(severity="warning", problem=Problem(path=site.document.path, line=None, what=what, remedy=remedy))
    if options.site_url is None:
        what = "`site_url` is not set: there are no feeds, no kits for experts, and no link back can be found"
        remedy = "Add `site_url: https://…`, the address at which the site will be."
        yield Finding(severity="warning", problem=Problem(path=site.document.path, line=None, what=what, remedy=remedy))
    for where, place in places(options):
        if problem := _missing(site, place):
            certain = site.plugins <= _ADD_NOTHING
            yield found(
                "error" if certain else "warning", where, f"{key_name('.'.join(where))} {problem[0]}", problem[1]
            )
    staffed = {practice for expert in roster.experts for practice in expert.practices}
    for practice in options.practices or ():
        if practice.slug not in staffed and roster.experts:
            remedy = "Name it under `practices` in somebody's profile, or take it out."
            yield found(
                "warning", ("practices", practice.slug), f"nobody is in the practice {key_name(practice.slug)}", remedy
            )


def _missing(site: Site, place: str) -> tuple[str, str] | None:
    """Say that a file which an option names is not in the docs folder; pages of ours are made by the build."""
    path = place.partition("#")[0].partition("?")[0]
    if ":" in place or path.startswith(("experts/", f"{site.options.blog_dir}/")) or not site.docs_dir.is_dir():
        return None
    file = site.docs_dir / path
    translated = file.parent.glob(f"{file.stem}.*{file.suffix}") if file.parent.is_dir() else ()
    if file.is_file() or (file / "index.md").is_file() or any(translated):
        return None
    known = [
        one.relative_to(site.docs_dir).as_posix() for one in site.docs_dir.rglob(f"*{file.suffix}") if one.is_file()
    ]
    near = suggestion(path, known)
    remedy = f"Did you mean `{near}`?" if near else "Write the path of a file in the docs folder."
    return f"names a file that is not on the site: {shown(path)}", remedy


def _schema(site: Site, roster: Roster) -> Iterator[Finding]:
    """Tell of a schema beside the profiles that is not today's: an editor would complain of what is right."""
    options, path = site.options, site.options.experts_dir / SCHEMA
    if not path.is_file():
        return
    if path.read_bytes() != f"{of_site(roster, closed=options.practices is not None)}\n".encode():
        what = "does not know all keys, practices and topics that there are now"
        problem = Problem(
            path=shown_path(path, options.root), line=None, what=what, remedy="Run `cobrand schema --write`."
        )
        yield Finding(severity="hint", problem=problem)


def _in_the_way(site: Site, roster: Roster) -> Iterator[Finding]:
    """Tell of the site's own pages where ours belong; which of them a pattern keeps off the site, only a build knows."""
    options, docs = site.options, site.docs_dir
    inside = docs / options.blog_dir
    hubs = {
        inside,
        *(inside / one.slug for one in roster.practices),
        *(inside / "topics" / one.slug for one in roster.topics),
    }
    strangers = [
        page.relative_to(docs).as_posix()
        for page in sorted(inside.rglob("*.md"))
        if not (page.stem in ("index", "README") and page.parent in hubs) and page.with_suffix("") not in hubs
    ]
    if options.blog_dir in site.blogs or (strangers and not site.excludes):
        named = f" ({', '.join(strangers[:3])}{', …' if len(strangers) > 3 else ''})" if strangers else ""
        what = f"the site has a blog of its own at {options.blog_dir}/{named}, where the group blogs would go"
        remedy = f"Give them another folder: `blog_dir: {'ideas' if options.blog_dir != 'ideas' else 'voices'}`."
        yield Finding(severity="error", problem=site.document.problem(("blog_dir",), what, remedy))
    if site.excludes or options.experts_dir.is_relative_to(docs):
        return
    for expert in roster.experts:
        for slug in (expert.slug, *expert.aliases):
            for page in (f"experts/{slug}.md", f"experts/{slug}/index.md", f"experts/{slug}/README.md"):
                if (docs / page).is_file():
                    path = shown_path(docs / page, options.root)
                    what = f"this page stands where the page of {expert.name} belongs"
                    remedy = "Rename it, or move its text into the profile."
                    problem = Problem(path=path, line=1, what=what, remedy=remedy)
                    yield Finding(severity="error", problem=problem, slug=expert.slug)


def _archives(site: Site, roster: Roster, archive: Archive) -> Iterator[Finding]:
    """Tell of archives that belong to nobody. A profile that can't be read is somebody's all the same."""
    options = site.options
    try:
        slugs = archive.slugs()
    except ArchiveError as error:
        folder = shown_path(archive.folder, options.root)
        what, remedy = (error.problem.what, error.problem.remedy) if error.problem else (str(error), "Mend it.")
        yield Finding(severity="error", problem=Problem(path=folder, line=None, what=what, remedy=remedy))
        return
    ours = {slug for expert in roster.experts for slug in (expert.slug, *expert.aliases)}
    for slug in slugs if options.experts_dir.is_dir() else ():  # without profiles, that is what is wrong
        if slug in ours or (options.experts_dir / f"{slug}.md").exists():
            continue
        path = archive.path(slug) if archive.path(slug).exists() else archive.portrait(slug)
        remedy = f"If the profile was renamed, add `aliases: [{slug}]` to it; if the person is gone, `cobrand pull` removes this."
        problem = Problem(path=shown_path(path, options.root), line=None, what="belongs to no profile", remedy=remedy)
        yield Finding(severity="warning", problem=problem)


def _templates(site: Site) -> Iterator[Finding]:
    if site.custom_dir is None or not (site.custom_dir / "cobrand").is_dir():
        return
    root = site.options.root
    for problem in lacking([site.custom_dir], root, TEMPLATES):
        yield Finding(severity="error", problem=problem)
    for problem in strays(site.custom_dir, root, TEMPLATES):
        yield Finding(severity="warning", problem=problem)

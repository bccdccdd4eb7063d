"""mkdocs.yml → our options, and what else of the site a command has to know; without MkDocs where that can be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobrand.config import Options, check_options, options_document, review_options
from cobrand.errors import Problem, ProblemsError
from cobrand.source import Document, read_text, read_yaml

if TYPE_CHECKING:  # most commands have no use for it
    from cobrand.check.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Our options, how MkDocs makes addresses, and the folders of which it publishes every file, by the names of its options."""

    options: Options
    published: tuple[tuple[str, Path], ...]
    use_directory_urls: bool


def read_options(path: Path) -> Options:
    """Read our options from mkdocs.yml; raises ProblemsError. MkDocs itself is asked only where it has to be."""
    whole, document = _read(path)
    return check_options(document, **_of_site(whole, path))


def read_layout(path: Path) -> Layout:
    """Read our options and where the site lies; raises ProblemsError."""
    whole, document = _read(path)
    root, custom = path.parent.resolve(), _theme(whole).get("custom_dir")
    return Layout(
        options=check_options(document, **_of_site(whole, path)),
        published=(
            ("docs_dir", root / str(whole.get("docs_dir") or "docs")),
            ("site_dir", root / str(whole.get("site_dir") or "site")),
            *([("custom_dir", root / str(custom))] if custom else []),
        ),
        use_directory_urls=whole.get("use_directory_urls") is not False,
    )


def read_site(path: Path) -> "tuple[Site, tuple[Problem, ...]]":
    """Read all that a check has to know of a site, and what is wrong with our options.

    Raises ProblemsError where there is no mkdocs.yml, or none that can be read. Places in it are named from its folder.
    """
    from cobrand.check.site import Site
    from cobrand.profiles import shown_path

    whole, document = _read(path)
    root = path.parent.resolve()
    document = replace(document, path=shown_path(Path(document.path).absolute(), root))
    options, problems = review_options(document, **_of_site(whole, path))
    custom = _theme(whole).get("custom_dir")
    site = Site(
        options=options,
        document=document,
        docs_dir=root / str(whole.get("docs_dir") or "docs"),
        custom_dir=root / str(custom) if custom else None,
        use_directory_urls=whole.get("use_directory_urls") is not False,
        plugins=frozenset(name for name, _ in _plugins(whole)),
        blogs=frozenset(
            str(given.get("blog_dir") or "blog").strip("/")
            for name, given in _plugins(whole)
            if name in ("blog", "material/blog") and given.get("enabled") is not False
        ),
        excludes=bool(whole.get("exclude_docs")),
    )
    return site, problems


def _read(path: Path) -> tuple[Mapping[str, Any], Document]:
    try:
        text = read_text(path.read_bytes(), str(path))
    except OSError as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else f"can't be read: {error.strerror}"
        remedy = "Run the command where your mkdocs.yml is, or name it with --config-file."
        raise ProblemsError((Problem(path=str(path), line=None, what=what, remedy=remedy),)) from None
    document = options_document(text, str(path))
    site: Any
    if "!ENV" in text or "INHERIT" in text:
        from cobrand.integrations.mkdocs_build import read_mkdocs_yml  # it takes longer to load than a pull to run

        site, document = read_mkdocs_yml(path)
    else:
        whole, _ = read_yaml(text, str(path))
        site = whole.data
    if not isinstance(site, dict):
        remedy = "Write `key: value` lines, `site_name` first."
        raise ProblemsError((Problem(path=str(path), line=1, what="must be a mapping", remedy=remedy),))
    return site, document


def _of_site(site: Mapping[str, Any], path: Path) -> dict[str, Any]:
    theme = _theme(site)
    return {
        "root": path.parent.resolve(),
        "site_name": str(site.get("site_name") or "This site"),
        "site_url": site.get("site_url") or None,
        "language": str(theme.get("language") or theme.get("locale") or "en"),
    }


def _theme(site: Mapping[str, Any]) -> Mapping[str, Any]:
    theme = site.get("theme")
    return theme if isinstance(theme, dict) else {}


def _plugins(site: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the plugins with their options, however they are listed."""
    plugins = site.get("plugins")
    whole = [plugins] if isinstance(plugins, dict) else plugins if isinstance(plugins, list) else []
    listed = [one if isinstance(one, dict) else {str(one): {}} for one in whole]
    pairs = [(str(name), given) for one in listed for name, given in one.items()]
    return [(name, given if isinstance(given, dict) else {}) for name, given in pairs]

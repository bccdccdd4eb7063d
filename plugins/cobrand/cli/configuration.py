"""mkdocs.yml → our options, without MkDocs where that can be."""

from pathlib import Path
from typing import Any

from cobrand.config import Options, check_options, options_document
from cobrand.errors import Problem, ProblemsError
from cobrand.source import read_text, read_yaml


def read_options(path: Path) -> Options:
    """Read our options from mkdocs.yml; raises ProblemsError. MkDocs itself is asked only where it has to be."""
    try:
        text = read_text(path.read_bytes(), str(path))
    except OSError as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else f"can't be read: {error.strerror}"
        remedy = "Run the command where your mkdocs.yml is, or name it with --config-file."
        raise ProblemsError((Problem(path=str(path), line=None, what=what, remedy=remedy),)) from None
    document = options_document(text, str(path))
    site: Any
    if "!ENV" in text or "INHERIT" in text:
        from cobrand.plugin import read_mkdocs_yml  # it takes longer to load than a pull to run

        site, document = read_mkdocs_yml(path)
    else:
        whole, _ = read_yaml(text, str(path))
        site = whole.data
    if not isinstance(site, dict):
        remedy = "Write `key: value` lines, `site_name` first."
        raise ProblemsError((Problem(path=str(path), line=1, what="must be a mapping", remedy=remedy),))
    return check_options(
        document,
        root=path.parent.resolve(),
        site_name=str(site.get("site_name") or "This site"),
        site_url=site.get("site_url") or None,
    )

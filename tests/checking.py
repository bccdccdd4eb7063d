"""Sites from one string, and what a check says of them: in this process, without MkDocs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cobrand.archive import Archive
from cobrand.check.check import Checked, check
from cobrand.cli.configuration import read_site
from cobrand.look import look
from cobrand.profiles import review_roster
from sites import Site

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MKDOCS = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
plugins:
  - search
  - cobrand:
      web: web
"""
ADA = """\
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
job_title: Analyst
practices: [media]
blog: https://ada.example/feed.xml
consent: 2026-01-01
---
Ada counts.
"""


def checked(
    site: Site, *names: str, files: Sequence[str] | None = None, online: bool = False, now: datetime = NOW
) -> Checked:
    """Check a site from its own folder."""
    whole, problems = read_site(site.root / "mkdocs.yml")
    return check(whole, problems, names=names, files=files, here=site.root, online=online, now=now)


def said(site: Site, *names: str, severity: str | None = None, online: bool = False) -> list[str]:
    """Return what a check says, a line each; without a severity, all but hints."""
    found = checked(site, *names, online=online).findings
    return [str(one) for one in found if one.severity == severity or (severity is None and one.severity != "hint")]


def pull(site: Site, now: datetime = NOW) -> None:
    """Fill the archive with what is on the folder web now."""
    whole, _ = read_site(site.root / "mkdocs.yml")
    archive = Archive(whole.options.state_dir)
    for sight in look(review_roster(whole.options)[0].experts, whole.options, now=now):
        archive.write(sight.snapshot(archive.read(sight.expert.slug), now=now))


def tree(root: Path) -> dict[str, bytes]:
    """Return every file below a folder, to see that nothing is written."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

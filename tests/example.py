"""The example company's site, built anew in another theme or language, and where on it each kind of page is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
SOURCES = ["docs", "experts", "overrides", ".cobrand", "mkdocs.yml", "tests/web"]

# Every kind of page.
KINDS = {
    "home": "",
    "expert": "experts/ada-lindqvist/",
    "alumni": "experts/ingrid-solheim/",
    "directory": "experts/",
    "company": "blog/",
    "practice": "blog/interactive-marketing/",
    "topic": "blog/topics/attribution/",
    "archive": "blog/archive/2026/",
    "service": "services/measurement/",
    "kit": "experts/ada-lindqvist/kit/",
    "series": "series/would-they-have-bought-anyway/",
}
# Pages that have nothing of ours, in the navigation and outside as most of ours are: what is wrong there is the theme's.
PLAIN_SOURCE = "docs/guide/profile.md"
WIDE = f"""
[A button](profile.md){{ .md-button }} [and another](profile.md){{ .md-button .md-button--primary }}

| {"Many | " * 20}
|{"---|" * 20}
| {"columns | " * 20}
"""
PLAIN = ["guide/profile/", "guide/plain/"]


def build_example(folder: Path, *, theme: str = "material", language: str = "en") -> Path:
    """Build a copy of the example into a folder, offline, and return where its pages are."""
    for name in SOURCES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copy(source, target)
    (folder / "docs/guide/plain.md").write_text(
        (folder / PLAIN_SOURCE).read_text(encoding="utf-8") + WIDE, encoding="utf-8"
    )
    # `color_mode` is how MkDocs' own theme comes to know of the night; the others have no use for it.
    look = {"name": theme, "language": language, "locale": language, "color_mode": "auto"}
    settings = {"INHERIT": "mkdocs.yml", "theme": look, "not_in_nav": "/guide/plain.md"}
    if theme != "material":  # its blog plugin has templates for no other: its posts become pages
        copied, settings["not_in_nav"] = folder / "mkdocs.yml", "/guide/plain.md\n/notes/posts/"
        text = copied.read_text(encoding="utf-8")
        copied.write_text(re.sub(r"  - blog:\n(?: {6}.*\n)+", "", text), encoding="utf-8")
    (folder / "other.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("mkdocs"), "build", "--strict", "--quiet", "--config-file", "other.yml"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795165200", "COBRAND_OFFLINE": "1", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return folder / "site"

"""The package as others get it: a wheel, installed where the sources are not, builds a site."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from cobrand import __version__
from sites import Site

ROOT = Path(__file__).parent.parent
SITE = """\
-- mkdocs.yml --
site_name: Halden
plugins:
  - search
  - cobrand: {web: web}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
---
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without anything of this environment's, and return what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    kept["SOURCE_DATE_EPOCH"] = "1795165200"
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, with the build backend that is installed here and without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own, beside the other libraries of this one; return its Python."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    libraries = folder / "libraries"
    libraries.mkdir()
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for path in Path(place).iterdir():
            if "cobrand" not in path.name and path.suffix != ".pth":  # not the way to our sources
                (libraries / path.name).symlink_to(path)
    [site_packages] = (folder / "venv/lib").glob("python*/site-packages")
    (site_packages / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return python


def test_the_wheel_has_everything_that_a_site_needs_and_nothing_else(wheel: Path) -> None:
    """Every file of the package is in it, templates and styles among them; tests and the example are not."""
    sources = {path.relative_to(ROOT / "plugins") for path in (ROOT / "plugins/cobrand").rglob("*") if path.is_file()}
    expected = {path.as_posix() for path in sources if "__pycache__" not in path.parts}
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if not name.startswith("mkdocs_cobrand-")} == expected
    assert {"cobrand/templates/cobrand/card.html", "cobrand/templates/assets/cobrand/cobrand.css"} <= expected
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_package_is_the_wheel_s(python: Path, tmp_path: Path) -> None:
    """What follows does not use the sources by accident."""
    said = run(python, "-c", "import cobrand; print(cobrand.__file__)", cwd=tmp_path)
    assert Path(said.strip()).is_relative_to(python.parent.parent)
    assert run(python.with_name("cobrand"), "--version", cwd=tmp_path) == f"cobrand, version {__version__}\n"


def test_mkdocs_finds_the_plugin_and_builds_a_site_with_it(python: Path, tmp_path: Path) -> None:
    """Profiles and a feed become pages, with styles beside them, strictly."""
    site = Site(tmp_path)
    site.write(SITE)
    site.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
    assert "1 new post" in run(python, "-m", "mkdocs", "build", "--strict", cwd=tmp_path)
    assert "A thought" in site.page("experts/ada-lindqvist/index.html")
    assert (tmp_path / "site/assets/cobrand/cobrand.css").is_file()
    assert run(python.with_name("cobrand"), "pull", cwd=tmp_path) == "1 feed: 1 unchanged, no new posts\n"


def test_the_installed_command_begins_a_site(python: Path, tmp_path: Path) -> None:
    """What `cobrand init` writes is in the wheel, workflows too, and the site builds strictly as it stands."""
    said = run(python.with_name("cobrand"), "init", "halden", "--name", "Halden Research", cwd=tmp_path)
    assert ".github/workflows/publish.yml" in said
    run(python, "-m", "mkdocs", "build", "--strict", cwd=tmp_path / "halden")
    assert "Your Name" in Site(tmp_path / "halden").page("experts/your-name/index.html")

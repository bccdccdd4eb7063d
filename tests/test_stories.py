"""Stories: months of a company's blogs, and the pages that a careful editor would have published on each day of them."""

import importlib
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

import cobrand
from story import DepartedError, Story, StoryError, UnclearError, read_story
from test_architecture import KNOWS

PACKAGE = Path(cobrand.__file__).parent
FOLDER = Path(__file__).parent / "stories"
FILES = sorted(FOLDER.rglob("*.md"))
_STAGED = ("stage", "storyweb")  # what knows the package, and has to meet another copy of it

every_story = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER).with_suffix("")))


@every_story
def test_the_pages_are_those_of_the_story(path: Path, tmp_path: Path) -> None:
    """On every day the affected pages show what the story says, and no other page has changed."""
    importlib.import_module("stage").Stage(read_story(path), tmp_path).play()


@every_story
def test_without_its_rule_the_story_goes_another_way(path: Path, tmp_path: Path) -> None:
    """Played with a copy of the code that lacks the rule, the pages are not those of the story: so it proves the rule."""
    story = read_story(path)
    assert story.switch, "the story does not say how to switch its rule off"
    copy_without(story, tmp_path / "code")
    (tmp_path / "site").mkdir()
    changed = [switch.module.removesuffix(".py").replace("/", ".") for switch in story.switch]
    with another_package(tmp_path / "code", changed) as stage, pytest.raises(DepartedError):
        stage.Stage(story, tmp_path / "site").play()


def test_a_story_played_with_an_untouched_copy_goes_as_told(tmp_path: Path) -> None:
    """The copying itself changes nothing."""
    link_package(tmp_path / "code")
    (tmp_path / "site").mkdir()
    with another_package(tmp_path / "code") as stage:
        assert stage.pipeline.__file__ == str(tmp_path / "code/cobrand/pipeline.py")
        stage.Stage(read_story(FILES[0]), tmp_path / "site").play()
    assert importlib.import_module("stage").pipeline.__file__ == str(PACKAGE / "pipeline.py")


STORY = """# Two posts

Rule: posts show.

Switched off, in `archive.py`:

    one

becomes:

    other

## 2026-03-02

- The profile `ada`:
    - name: Ada
    - blog: https://ada.example/feed.xml
- The feed https://ada.example/feed.xml:
    - 2026-02-20 First
    - 2026-02-21 Second

Then:

- `blog/`, `blog/archive/2026/` and `experts/ada/` show:
    - Second
    - First
- `experts/` shows:
    - Ada: Second

## 2026-03-03 to 2026-03-05: Nothing happens

Then:

- Nothing else changes.
"""


def told(text: str, folder: Path) -> None:
    """Write a story, and play it."""
    path = folder / "two.md"
    path.write_text(text, encoding="utf-8")
    (folder / "site").mkdir()
    importlib.import_module("stage").Stage(read_story(path), folder / "site").play()


def test_a_small_story(tmp_path: Path) -> None:
    """The story that the tests below spoil is right as it is."""
    told(STORY, tmp_path)


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("    - First\n- `exp", "    - Frst\n- `exp", "two.md:24: `blog/` shows ['Second', 'First'], and should show"),
        (
            "- `experts/` shows:\n    - Ada: Second\n",
            "",
            "two.md:13: `experts/` changed, and the story does not say so",
        ),
        ("- Nothing else changes.", "- `blog/` is gone.", "two.md:34: `blog/` is still there (on 2026-03-03)"),
        ("- Nothing else changes.", '- `experts/ada/` says "Bob"', 'two.md:34: `experts/ada/` does not say "Bob"'),
        ("- Nothing else changes.", '- The pull says "Bob"', 'two.md:34: the pull does not say "Bob"'),
        ("- Nothing else changes.", "- `x/` shows nothing.", "two.md:34: `x/` is not there"),
    ],
)
def test_pages_that_are_not_those_of_the_story_are_named(said: str, instead: str, message: str, tmp_path: Path) -> None:
    """The harness proves something: each kind of departure is found, and told with file and line."""
    with pytest.raises(DepartedError, match=re.escape(message)):
        told(STORY.replace(said, instead), tmp_path)


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("# Two", "Two", "two.md:1: a story begins with its title"),
        ("Rule: ", "", "the rule is missing"),
        ("becomes:", "is now:", "two.md:9: after what stands in the module comes"),
        ("Switched off, in `archive.py`:", "Switched off:", "two.md:5: how to switch the rule off is told so"),
        ("## 2026-03-03 to 2026-03-05", "## 2026-03-02", "two.md:30: days come one after the other"),
        ("## 2026-03-03 to 2026-03-05", "## Tuesday", "two.md:30: a day is written"),
        ("## 2026-03-02", "## 2026-02-30", "two.md:13: there is no such day"),
        ("- Nothing else changes.", "", "two.md:30: a day ends with `Then:`"),
        ("    - First\n- `exp", "  - First\n- `exp", "two.md:26: an indented line belongs into a list"),
    ],
)
def test_a_story_that_is_written_otherwise_is_an_error(said: str, instead: str, message: str, tmp_path: Path) -> None:
    """The line at fault is named."""
    with pytest.raises(StoryError, match=re.escape(message)):
        told(STORY.replace(said, instead), tmp_path)


@pytest.mark.parametrize(
    "sentence", ["- Ada sings.", "- The feed https://ada.example/feed.xml:\n    - 2026-02-20", "- The archive is lost:"]
)
def test_a_sentence_that_nobody_understands_is_an_error(sentence: str, tmp_path: Path) -> None:
    """It is not passed over."""
    with pytest.raises(UnclearError, match=r"two\.md:15: "):
        told(STORY.replace("- The profile `ada`:", f"{sentence}\n- The profile `ada`:"), tmp_path)


# --- the package without a rule --------------------------------------------------------------------------------------


def link_package(folder: Path) -> None:
    """Lay the package out in another folder, of links to its files."""
    for path in PACKAGE.rglob("*"):
        place = folder / "cobrand" / path.relative_to(PACKAGE)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)


def copy_without(story: Story, folder: Path) -> None:
    """Lay the package out without the story's rule."""
    link_package(folder)
    for switch in story.switch:
        place = folder / "cobrand" / switch.module
        text = place.read_text(encoding="utf-8")
        # However far it is indented there.
        there = re.compile(r"\n\s*".join(re.escape(line.strip()) for line in switch.before.splitlines()))
        assert [len(there.findall(text))] == [1], f"in {switch.module}, this stands not once: {switch.before}"
        for made in (place, *(place.parent / "__pycache__").glob(f"{place.stem}.*")):
            made.unlink()
        (before,) = there.findall(text)
        place.write_text(text.replace(before, switch.after), encoding="utf-8")


def touched(changed: Iterable[str]) -> set[str]:
    """Return the modules that some others are changed for: themselves, whoever imports them, and all packages.

    The rest would only be the same again, and importing it again takes longer than most stories.
    """
    names = set(changed)
    while more := {name for name, known in KNOWS.items() if name not in names and not names.isdisjoint(known.split())}:
        names |= more
    return {f"cobrand.{name}" for name in names} | {
        "cobrand",
        *(f"cobrand.{place.name}" for place in PACKAGE.iterdir()),
    }


@contextmanager
def another_package(folder: Path, changed: Iterable[str] = tuple(KNOWS)) -> Iterator[ModuleType]:
    """Import the stage with the package of another folder, as if there were no other, and forget both afterwards."""
    anew = touched(changed)
    before = {name: sys.modules[name] for name in list(sys.modules) if name.partition(".")[0] in {"cobrand", *_STAGED}}
    for name in before:
        if name in anew or name in _STAGED:
            del sys.modules[name]
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("stage")
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] in {"cobrand", *_STAGED}]:
            del sys.modules[name]
        sys.modules |= before

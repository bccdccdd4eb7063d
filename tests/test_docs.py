"""The handbook says what the code does: every option, key and command has its paragraph, and every example works."""

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from cobrand import __version__, config, profiles
from cobrand.cli.program import main
from cobrand.config import Deadline, check_options, options_document
from cobrand.errors import ProblemsError
from cobrand.model import Blog, Brand, Credential, Practice, Rule, Topic
from cobrand.profiles import load_roster
from cobrand.source import Document, read_markdown
from traps import FEEDS, HOMES, PICTURES

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
PACKAGE = ROOT / "plugins" / "cobrand"


def guide(name: str) -> str:
    """Return a page of the handbook."""
    return (GUIDE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("option", config.KEYS)
def test_every_option_has_its_paragraph(option: str) -> None:
    """Each option of mkdocs.yml is a term of its chapter, with a definition."""
    assert re.search(rf"^`{option}`\n:   \w", guide("options.md"), re.MULTILINE)


@pytest.mark.parametrize(
    ("option", "key"),
    [
        (option, field.name)
        for option, noun in (("brand", Brand), ("practices", Practice), ("topics", Topic), ("deadline", Deadline))
        for field in fields(noun)
        if field.name != "slug"
    ],
)
def test_every_key_within_an_option_is_documented(option: str, key: str) -> None:
    """What can be written below an option is named in the option's own paragraphs."""
    said = re.search(rf"^`{option}`\n:   .*?(?=^`|^#|\Z)", guide("options.md"), re.MULTILINE | re.DOTALL)
    assert said
    assert re.search(rf"`{key}`|\b{key}: ", said.group())


@pytest.mark.parametrize(
    "key",
    [
        *profiles.KEYS,
        *(field.name for noun in (Blog, Rule, Credential) for field in fields(noun) if field.name != "slug"),
    ],
)
def test_every_profile_key_is_documented(key: str) -> None:
    """Each key of a profile, and of what stands within one, is named in its chapter."""
    assert re.search(rf"`{key}\b|\b{key}:", guide("profile.md"))


def test_nothing_is_documented_that_went() -> None:
    """A term of the options is an option, and a key in a table of the profile's chapter is a key."""
    assert sorted(re.findall(r"^`(\w+)`\n:   ", guide("options.md"), re.MULTILINE)) == sorted(config.KEYS)
    tables = re.findall(r"^\| key[^\n]*\n(?:\|[^\n]*\n)+", guide("profile.md"), re.MULTILINE)
    rows = [row for table in tables for row in table.splitlines()[2:]]
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row.split(" | ")[0])}
    nested = {field.name for noun in (Blog, Rule, Credential) for field in fields(noun)}
    assert len(named) > 25
    assert named - {*profiles.KEYS, *nested} == set()


@pytest.mark.parametrize("path", [*sorted(GUIDE.glob("*.md")), *sorted(GUIDE.parent.glob("develop/*.md"))])
def test_a_page_opens_with_whom_it_is_for(path: Path) -> None:
    """Title and description are there for search, the heading is the title, and the first words say who should read on."""
    document, body, _ = read_markdown(path.read_text(encoding="utf-8"), path.name)
    assert isinstance(document.data, dict)
    assert set(document.data) == {"title", "description"}
    assert body.strip().startswith(f"# {document.data['title']}\n\nThis page is for ")


def test_every_documented_default_is_the_default() -> None:
    """Where the handbook says what an option is when nobody sets it, that is so."""
    said = re.findall(r"^`(\w+)`\n:(?:(?!\n\n).)*?Default: `([^`]+)`", guide("options.md"), re.MULTILINE | re.DOTALL)
    assert len(said) > 8
    plain = check_options(Document(path="mkdocs.yml", data={}), root=ROOT, site_name="Halden", site_url=None)
    for name, default in said:
        value = getattr(plain, name)
        value = value.relative_to(ROOT) if isinstance(value, Path) else value
        if isinstance(value, Deadline):
            value = f"{{feed: {value.feed:g}, pull: {value.pull:g}}}"
        assert (name, default) == (name, str(value).lower() if isinstance(value, bool) else str(value))


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_command_has_a_section_with_all_its_options(name: str) -> None:
    """A row for each option, long and short, with what it does; no row for one that went; an example to copy."""
    command = main.get_command(click.Context(main), name)
    assert command
    section = re.split(r"^## ", guide("commands.md").partition(f"## `cobrand {name}`\n")[2], flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| (`-.+?`) \| [A-Z]", section, re.MULTILINE)
    options = (one for one in command.params if isinstance(one, click.Option))
    expected = [", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts)) for one in options]
    assert sorted(rows) == sorted(expected)
    assert re.search(rf"^```(?:sh|console)\n(?:.*\n)*?(?:\$ )?cobrand {name}\b", section, re.MULTILINE)


def test_the_commands_are_listed_in_one_order() -> None:
    """The chapter has them as `cobrand --help` does."""
    listed = re.findall(r"^## `cobrand (\w+)`$", guide("commands.md"), re.MULTILINE)
    assert listed == main.list_commands(click.Context(main))


def test_the_handbook_is_of_this_version() -> None:
    """Where it shows what requests call themselves, they do."""
    said = [one for path in GUIDE.glob("*.md") for one in re.findall(r"cobrand/(\d[\w.]*)", path.read_text("utf-8"))]
    assert set(said) == {__version__}


def test_the_readme_fits_and_shows_what_there_is() -> None:
    """It has at most 120 lines, and the files that it links to exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def texts() -> Iterator[str]:
    """Yield every text in the code that is no docstring, with … for what is filled in."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
                yield node.value


SPOKEN = tuple(texts())


def quoted() -> list[str]:
    """List the messages that the chapter on troubleshooting explains: its terms, and the left side of its table."""
    text = guide("troubleshooting.md")
    rows = re.findall(r"^\| (?!the feed)(?!-)(.+?) \|", text, re.MULTILINE)
    return re.findall(r"^`(.+)`\n:", text, re.MULTILINE) + [said for row in rows for said in row.split(" · ")]


@pytest.mark.parametrize("message", quoted())
def test_every_message_in_the_handbook_is_one_that_the_code_says(message: str) -> None:
    """What people search for stands there as they see it, with … for what differs."""
    assert any(message in said for said in SPOKEN)


def test_the_sample_of_messages_is_what_such_files_give(tmp_path: Path) -> None:
    """The messages at the top of that chapter come, word for word, from a site with these mistakes."""
    samples = re.findall(r"```text\n(.+?)```", guide("troubleshooting.md"), re.DOTALL)
    shown = [" ".join(line.split()) for block in samples for line in re.split(r"\n(?! )", block) if line]
    wrong = "site_name: Halden\nplugins:\n  - search\n\n  - cobrand:\n\n      pull: sometimes\n"
    profile = "---\nname: Ada\njobtitle: Analyst\n\nblog: ada.example\n---\n"
    (tmp_path / "experts").mkdir()
    (tmp_path / "experts/ada-lindqvist.md").write_text(profile, encoding="utf-8")
    said = []
    for text in (wrong, ""):
        document = options_document(text, "mkdocs.yml")
        with pytest.raises(ProblemsError) as caught:
            load_roster(check_options(document, root=tmp_path, site_name="Halden", site_url=None))
        said += str(caught.value).splitlines()
    assert shown == said


def test_every_module_is_on_the_map() -> None:
    """The architecture names each module, in the folder where it is, and no other; languages are one kind of thing."""
    text = (ROOT / "docs/develop/architecture.md").read_text(encoding="utf-8")
    block = text.partition("```text\nplugins/cobrand/\n")[2].partition("experts/, docs/")[0]
    folders = [""]
    named = set()
    for line in textwrap.dedent(block).splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        folders = folders[: depth + 1]
        if name.endswith("/"):
            folders.append(name)
        else:
            named.add("".join(folders) + name)
    modules = (path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    assert sorted(named) == sorted(module for module in modules if not module.startswith("languages/"))


def test_every_danger_is_shown_by_a_trap_or_a_test() -> None:
    """The table of hostile input names traps and tests that there are, and a trap of each kind."""
    rows = re.findall(
        r"^\|.*\| ([^|]*) \|$", (ROOT / "docs/develop/hostile.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    kinds = {**FEEDS, "home pages": HOMES, "pictures": PICTURES}
    tests = {
        name
        for path in Path(__file__).parent.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sorted(named - tests - {trap for kind in kinds.values() for trap in kind}) == []
    assert [kind for kind, traps in kinds.items() if named.isdisjoint(traps)] == []

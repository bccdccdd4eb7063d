"""Every command in README and handbook is run as it stands there, and prints what the page says that it prints."""

import json
import re
from pathlib import Path

import click
import pytest

from cobrand.cli.program import main
from sessions import PAGES, Desk, Typed, agree, known_to_make, typed

# What can't be run here, and why.
BY_HAND = {
    "python3 -m venv .venv && . .venv/bin/activate": "the environment that runs this test is there already",
    "pip install 'path/to/the/clone[material]'": "it asks a registry for what we need; tests/test_wheel.py installs the package",
    "pip install path/to/the/clone": "it asks a registry for what we need; tests/test_wheel.py installs the package",
    "pip install --requirement requirements.txt": "the same",
    "cobrand trust ada-lindqvist": "it asks a person, on a terminal",
    "make test": "it would run itself",
    'nice -n 19 .venv/bin/python -m pytest -n0 -k "any" --hypothesis-profile=long tests/harvest/test_parse.py': (
        "it takes many minutes; the same tests run with fewer examples"
    ),
    "nice -n 19 .venv/bin/python -m pytest -n0 --hypothesis-profile=long tests/test_xss.py": "the same",
    "make wheel": "pip asks a registry for hatchling; tests/test_wheel.py builds the wheel",
}
# Where people begin with nothing; all other pages have the example company's site before them.
FROM_NOTHING = frozenset({"docs/guide/start.md"})

# The example is built once in each way: another build of what no command has changed would say nothing new.
BUILDS = ("mkdocs build", "make site")
BUILT: set[str] = set()

CONTENT = re.compile(r"<article class=\"md-content.*?</article>\s*</div>", re.DOTALL)

# Whose chapters are each about something else: what is typed in one does not follow what was typed above.
IN_PARTS = frozenset({"docs/guide/commands.md"})

TYPED = {page: tuple(typed(page, text)) for page, text in PAGES.items()}


def by_hand(command: str) -> str | None:
    """Return what of the list a command is, if any."""
    return command if command in BY_HAND else None


def test_there_are_commands_to_run() -> None:
    """The oracle of this file: blocks are found, with their lines, their output and how they end."""
    assert sum(len(commands) for commands in TYPED.values()) > 8
    assert "make site" in [one.command for one in TYPED["README.md"]]


def test_blocks_are_read_as_people_read_them() -> None:
    """Remarks and line ends are no part of a command; a console shows answers, and `echo $?` the code."""
    text = "```sh\na --b  # why\n\nc \\\n  d\n```\n\n```console\n$ e\none\ntwo\n$ echo $?\n1\n$ f\n```\n"
    found = list(typed("page.md", text))
    assert [(one.line, one.command, one.output, one.code) for one in found] == [
        (2, "a --b", None, 0),
        (5, "c   d", None, 0),
        (9, "e", "one\ntwo", 1),
        (14, "f", None, 0),
    ]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("9 posts from\n  5 people", "9 posts from 5 people\n", True),
        ("one …\nthree", "one two\nthree\n", True),
        ("one\n…", "one\nx\ny\n", True),
        ("9 posts", "19 posts\n", False),
        ("9 posts", "9 posts\nand a complaint\n", False),
    ],
)
def test_what_is_shown_is_compared(shown: str, printed: str, *, same: bool) -> None:
    """Lines may be broken to fit, … is anything, and the rest is to the letter."""
    assert agree(shown, printed) is same


def test_nothing_asks_the_network(tmp_path: Path) -> None:
    """The oracle: a program in these surroundings that looks a name up, or connects to another machine, fails."""
    desk = Desk(folder=tmp_path, programs=tmp_path)
    for code in ("socket.create_connection(('192.0.2.1', 80), 1)", "socket.getaddrinfo('halden.example', 80)"):
        assert "asked the network" in desk.type(f'python -c "import socket; {code}"')[1]


@pytest.fixture(scope="module", autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example as README says; return where its pages are."""
    folder = tmp_path_factory.mktemp("example")
    desk = Desk(folder=folder, programs=folder)
    desk.lay_out()
    code, printed = desk.type("make site")
    assert code == 0, printed
    assert "mkdocs build --strict\n" in printed  # it is what make has done
    BUILT.update(BUILDS)
    return desk.folder / "site"


def test_the_handbook_stays_out_of_the_firm_s_pages_and_feeds(built: Path) -> None:
    """It has a tab of its own: neither people nor posts nor feeds lead to it. Search does."""
    ours = [*built.rglob("experts/**/*.html"), *built.rglob("blog/**/*.html")]
    texts = [block.group() for path in ours for block in CONTENT.finditer(path.read_text(encoding="utf-8"))]
    made = [path for ending in ("xml", "json", "opml") for path in built.rglob(f"*.{ending}")]
    texts += [
        path.read_text(encoding="utf-8") for path in made if path.name not in ("sitemap.xml", "search_index.json")
    ]
    assert len(texts) > 80
    assert [text[:200] for text in texts if re.search(r"""\b(guide|develop)/""", text)] == []
    handbook = [*built.rglob("guide/**/*.html"), *built.rglob("develop/**/*.html")]
    assert len(handbook) > 25
    found = json.loads((built / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    assert {path.parent.relative_to(built).as_posix() + "/" for path in handbook} <= {one["location"] for one in found}


def sittings() -> dict[str, list[Typed]]:
    """Gather what is typed one after another: a page, or a chapter of it."""
    found: dict[str, list[Typed]] = {}
    for page, commands in TYPED.items():
        for one in commands:
            found.setdefault(f"{page} {one.heading}" if page in IN_PARTS else page, []).append(one)
    return found


@pytest.mark.parametrize("commands", sittings().values(), ids=sittings())
def test_every_command_works(commands: list[Typed], tmp_path: Path) -> None:
    """From top to end, in one place, as a reader would type them."""
    desk = Desk(folder=tmp_path / "site", programs=tmp_path / "programs")
    changed = commands[0].page in FROM_NOTHING
    desk.folder.mkdir()
    if not changed:
        desk.lay_out()
    if any(re.search(r"\b(git|origin|propose)\b", one.command) for one in commands):
        desk.share()
    for slug in {one.command.split()[2] for one in commands if one.command.startswith("cobrand trust ")}:
        desk.hold(slug)
    for one in (one for one in commands if by_hand(one.command) is None):
        way = one.command.removesuffix(" --strict")
        if way.endswith(BUILDS) and not changed:
            if way in BUILT:
                continue
            BUILT.add(way)
        changed = changed or (not way.endswith(BUILDS) and not way.startswith("cobrand pull"))
        code, printed = desk.type(one.command)
        assert (str(one), code, printed if code != one.code else "") == (str(one), one.code, "")
        if one.output is not None:
            assert agree(one.output, printed), f"{one}\n\nThe page shows:\n{one.output}\n\nIt prints:\n{printed}"


def test_nothing_is_excused_that_is_not_there() -> None:
    """What can't be run is still in the documentation."""
    excused = {by_hand(one.command) for commands in TYPED.values() for one in commands}
    assert excused - {None} == set(BY_HAND)


def spoken() -> list[tuple[str, str]]:
    """List what stands in running text and tables as a command of ours, with its page."""
    return [(page, said) for page, text in PAGES.items() for said in re.findall(r"`(cobrand [a-z][^`\n]*)`", text)]


@pytest.mark.parametrize(("page", "said"), sorted(set(spoken())))
def test_every_command_in_the_text_is_one(page: str, said: str) -> None:
    """Its name and its options are real; where it stands between words, words can be placeholders."""
    name, *words = said.split()[1:]
    command = main.get_command(click.Context(main), name)
    assert command, f"{page}: {said}"
    known = {
        "--help",
        *(option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)),
    }
    assert [word for word in words if word.startswith("-") and word.partition("=")[0] not in known] == []


def targets() -> list[str]:
    """List the make targets that running text names."""
    return sorted({target for text in PAGES.values() for target in re.findall(r"`make ([a-z]+)", text)})


@pytest.mark.parametrize("target", targets())
def test_every_make_target_in_the_text_is_one(target: str, tmp_path: Path) -> None:
    """Make knows it."""
    assert known_to_make(target, tmp_path)


@pytest.mark.parametrize(
    ("shell", "line"),
    re.findall(r"^\| (\w+) \| `~[^|]*\| `(.*_COBRAND_COMPLETE.*?)` \|$", PAGES["docs/guide/commands.md"], re.MULTILINE),
)
def test_a_shell_learns_to_complete(shell: str, line: str, tmp_path: Path) -> None:
    """The line for bash makes bash complete; those for other shells give what they are to be fed."""
    desk = Desk(folder=tmp_path, programs=tmp_path)
    line = line.replace("\\|", "|")
    if shell == "bash":
        assert "_cobrand_completion cobrand" in desk.type(f"{line}; complete -p cobrand")[1]
    else:
        code, script = desk.type(f"_COBRAND_COMPLETE={shell}_source cobrand")
        assert (code, f"_COBRAND_COMPLETE={shell}_source cobrand" in line) == (0, True)
        assert f"_COBRAND_COMPLETE={shell}_complete" in script


def test_the_exit_codes_are_documented() -> None:
    """Those four and no others, as tests/test_cli.py shows them at work."""
    assert re.findall(r"^\| (\d+) \| [A-Z]", PAGES["docs/guide/commands.md"], re.MULTILINE) == ["0", "1", "2", "130"]

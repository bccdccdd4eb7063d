"""The documentation's blocks of shell commands → what is typed in them, what they show, and how to run it without a network."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from cobrand.archive import Archive
from cobrand.cli.program import main
from cobrand.model import Held
from gh import install

ROOT = Path(__file__).parent.parent
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
}

_BLOCK = re.compile(r"^( *)```(sh|bash|shell|console)\b[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"[|&;<>()$`*?~]")
_SET = re.compile(r"^([A-Z_]+)=(\S*) +")
_BIN = Path(sys.executable).parent
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
_ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": f"{NOW.timestamp():.0f}",
    "NO_COLOR": "1",
    "NO_MKDOCS_2_WARNING": "1",
    "COLUMNS": "100",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@halden.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@halden.example",
}
_EXAMPLE = (
    "docs",
    "experts",
    ".cobrand",
    "plugins",
    "tests/web",
    "mkdocs.yml",
    "Makefile",
    "README.md",
    "pyproject.toml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One command as a page shows it, below a heading. `output` is what the page says that it prints, `code` how it ends."""

    page: str
    heading: str = ""
    line: int
    command: str
    output: str | None = None
    code: int = 0

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.command}"


def typed(page: str, text: str) -> Iterator[Typed]:
    """Yield every command of a page; raises ValueError for a block of which nobody can tell what is typed."""
    for block in _BLOCK.finditer(text):
        first = text[: block.start()].count("\n") + 2
        lines = [line.removeprefix(block[1]) for line in block[3].splitlines()]
        read = _dialogue if block[2] == "console" else _script
        headings = re.findall(r"^## (.*)$", text[: block.start()], re.MULTILINE)
        yield from (replace(one, heading="".join(headings[-1:])) for one in read(page, first, lines))


def _script(page: str, first: int, lines: list[str]) -> Iterator[Typed]:
    command = ""
    for number, line in enumerate(lines, first):
        command += re.sub(r"(^|\s+)#\s.*$", "", line).rstrip()
        if command.endswith("\\"):
            command = command[:-1]
        elif command:
            yield Typed(page=page, line=number, command=command.strip())
            command = ""


def _dialogue(page: str, first: int, lines: list[str]) -> Iterator[Typed]:
    if not lines or not lines[0].startswith("$ "):
        raise ValueError(f"{page}:{first}: a console begins with `$ ` and a command")
    turns: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(lines, first):
        if line.startswith("$ "):
            turns.append((number, line[2:], []))
        else:
            turns[-1][2].append(line)
    codes = [int(turn[2][0]) if turn[1] == "echo $?" else 0 for turn in turns[1:]] + [0]
    for (number, command, shown), code in zip(turns, codes, strict=True):
        if command != "echo $?":
            yield Typed(page=page, line=number, command=command, output="\n".join(shown) or None, code=code)


def agree(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed: lines may be broken to fit, and … stands for anything."""
    parts = [re.escape(" ".join(part.split())) for part in shown.split("…")]
    return re.fullmatch(r"\s*" + r"\s*.*\s*".join(parts) + r"\s*", " ".join(printed.split())) is not None


def _pretend_to_be_installed(folder: Path) -> None:
    """Let make believe that it has made its environment already: this one is used instead."""
    (folder / ".venv").mkdir()
    (folder / ".venv/.installed").touch()


def known_to_make(target: str, folder: Path) -> str:
    """Return what make would do for a target; raises CalledProcessError when there is none such."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    _pretend_to_be_installed(folder)
    return subprocess.run(["make", "-n", target], cwd=folder, capture_output=True, text=True, check=True).stdout


@dataclass(slots=True)
class Desk:
    """Where the commands of one page are typed, one after another: a copy of the example, or an empty folder."""

    folder: Path
    programs: Path

    def lay_out(self) -> None:
        """Put a copy of the example there."""
        for name in _EXAMPLE:
            source, target = ROOT / name, self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        _pretend_to_be_installed(self.folder)

    def share(self) -> None:
        """Make a repository of it, with another to push to, and a stand-in for GitHub."""
        install(self.programs)
        there = self.programs / "origin.git"
        subprocess.run(("git", "init", "-q", "--bare", "-b", "main", there), check=True)
        for words in (
            ("init", "-q", "-b", "main"),
            ("add", "-A"),
            ("commit", "-q", "-m", "Begin"),
            ("remote", "add", "origin", str(there)),
            ("push", "-q", "-u", "origin", "main"),
        ):
            subprocess.run(("git", *words), cwd=self.folder, env=os.environ | _ENVIRONMENT, check=True)

    def hold(self, slug: str) -> None:
        """Let somebody's feed be held back, as if it had changed all at once."""
        archive = Archive(self.folder / ".cobrand")
        known = archive.read(slug)
        held = Held(since=NOW, reasons=("no post that was known is in it",), url=known.feeds[0].url, title=None)
        archive.write(replace(known, feeds=(replace(known.feeds[0], held=held), *known.feeds[1:])))

    def type(self, command: str) -> tuple[int, str]:
        """Run a command; return its exit code and all that it printed."""
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:]).resolve()
            return 0, ""
        environment, bare = {}, command
        while given := _SET.match(bare):
            environment[given[1]] = given[2]
            bare = bare[given.end() :]
        words = shlex.split(bare, comments=True)
        if words[:2] in (["mkdocs", "serve"], ["make", "serve"]):
            return self._serve(command)
        if words[0] == "cobrand" and not _SHELL.search(bare):
            return self._in_process(words[1:], environment)
        if words[:2] == ["mkdocs", "build"] and "--strict" not in words:
            command += " --strict"  # a warning is worth knowing of
        if words[0] == "make":
            command = command.replace("make ", f"make BIN={_BIN} ", 1)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        self._point_to_the_folder_web()
        return done.returncode, done.stdout

    def _in_process(self, words: list[str], environment: dict[str, str]) -> tuple[int, str]:
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            done = CliRunner(env=self._environment() | environment).invoke(main, words, prog_name="cobrand")
        finally:
            os.chdir(before)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        self._point_to_the_folder_web()
        return done.exit_code, done.output

    def _serve(self, command: str) -> tuple[int, str]:
        """Start a server, wait until it serves, and stop it as people do."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = command.replace("make serve", "mkdocs serve").replace("serve", f"serve --dev-addr {address}", 1)
        running = subprocess.Popen(
            shlex.split(command),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert running.stdout
        said = ""
        for line in running.stdout:
            said += line
            if "Serving on" in line:
                running.send_signal(signal.SIGINT)
                running.communicate(timeout=30)
                return 0, said
        return running.wait(), said

    def _point_to_the_folder_web(self) -> None:
        """Let a site that a command has begun find its blogs in the folder that stands in for the web."""
        for path in (self.folder / "mkdocs.yml", *self.folder.glob("*/mkdocs.yml")):
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if text and "web:" not in text:
                web = f"web: {ROOT / 'tests/web'}"
                text = re.sub(r"^( *)- cobrand:[ \t]*$", rf"\1- cobrand:\n\1    {web}", text, flags=re.MULTILINE)
                text = re.sub(r"^( *)- cobrand[ \t]*$", rf"\1- cobrand: {{{web}}}", text, flags=re.MULTILINE)
                path.write_text(text, encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        """Return an environment in which our programs come first and ask nobody."""
        path = (ROOT / "tests/offline", *os.environ.get("PYTHONPATH", "").split(os.pathsep))
        return (
            os.environ
            | _ENVIRONMENT
            | {
                "PATH": os.pathsep.join((str(self.programs), str(_BIN), os.environ["PATH"])),
                "GITHUB_STEP_SUMMARY": str(self.programs / "summary.md"),
                "PYTHONPATH": os.pathsep.join(str(one) for one in path if str(one)),
            }
        )

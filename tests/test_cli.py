"""The command `cobrand` as people and CI runners meet it: arguments, output, exit codes."""

import errno
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from cobrand import __version__
from cobrand.cli.manners import Manners, colours
from cobrand.cli.program import COMMANDS, main
from cobrand.errors import ArchiveError
from server import Host
from sites import Site

SITE = """\
-- mkdocs.yml --
site_name: Halden
plugins:
  - cobrand: {options}
-- experts/ada-lindqvist.md --
---
name: {name}
blog: {blog}
---
"""
RSS = (
    b"<rss version='2.0'><channel><title>Ada</title><item><title>One</title><link>https://ada.example/one</link></item>"
)
FEED = RSS + b"</channel></rss>"
MakeSite = Callable[[str], Site]
Serve = Callable[..., Host]
Answer = Callable[..., bytes]


def with_web(site: MakeSite, *, options: str = "{web: web}", name: str = "Ada Lindqvist") -> Site:
    """Make a site with one expert whose feed is in a folder."""
    made = site(SITE.format(options=options, name=name, blog="https://ada.example/feed.xml"))
    made.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
    return made


def said(site: Site, *command: str, code: int = 0, **environment: str) -> tuple[str, str]:
    """Run `cobrand`; return what it said and what it complained of."""
    done = site.run("cobrand", *command, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def test_the_version_is_the_package_s(site: MakeSite) -> None:
    """`cobrand --version` names program and version."""
    assert said(site(""), "--version") == (f"cobrand, version {__version__}\n", "")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_teaches_with_examples(site: MakeSite, option: str) -> None:
    """Help lists commands; a command's help shows it at work, a line each, and names every option."""
    assert "Ask the experts' feeds for news" in said(site(""), option)[0]
    text = said(site(""), "pull", option)[0]
    assert "\n  cobrand pull --all " in text
    for name in ("--config-file", "--all", "--strict-feeds", "--quiet"):
        assert name in text


def test_a_pull_says_in_one_line_what_it_did(site: MakeSite) -> None:
    """A summary line, no bar where there is no terminal, and the posts are in the archive."""
    made = with_web(site)
    assert said(made, "pull") == ("1 feed: 1 new post from 1\n", "")
    [head, entry] = (made.root / ".cobrand/archive/ada-lindqvist.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(entry)["title"] == "A thought"
    assert "ada.example" in head
    assert said(made, "pull") == ("1 feed: 1 unchanged, no new posts\n", "")


def test_a_pull_finds_its_site_by_the_configuration(site: MakeSite, tmp_path: Path) -> None:
    """From any folder; profiles, archive and web lie beside mkdocs.yml."""
    with_web(site)
    elsewhere = Site(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    assert said(elsewhere, "pull", "-f", "../mkdocs.yml")[0] == "1 feed: 1 new post from 1\n"
    assert (tmp_path / ".cobrand/archive/ada-lindqvist.jsonl").is_file()
    assert list(elsewhere.root.iterdir()) == []


def test_without_a_configuration_it_says_what_to_do(site: MakeSite) -> None:
    """In the wrong folder, the message says how to name the right one."""
    complaint = said(site(""), "pull", code=1)[1]
    assert complaint == (
        "mkdocs.yml: there is no such file. Run the command where your mkdocs.yml is, or name it with --config-file.\n"
    )


def test_quiet_says_only_what_is_wrong(site: MakeSite) -> None:
    """`-q` drops the summary and keeps the feeds that fail."""
    made = with_web(site)
    assert said(made, "pull", "-q") == ("", "")
    (made.root / "web/ada.example/feed.xml").unlink()
    [line] = said(made, "pull", "--quiet")[0].splitlines()
    assert line.startswith("ada.example (Ada Lindqvist) ")


def test_a_failing_feed_is_an_error_only_when_asked(site: MakeSite) -> None:
    """Exit code 0, else 1 with `--strict-feeds` or the option `strict_feeds`; the line is the same."""
    made = with_web(site)
    (made.root / "web/ada.example/feed.xml").unlink()
    lenient = said(made, "pull")
    assert said(made, "pull", "--strict-feeds", code=1) == lenient
    made.write(SITE.format(options="{web: web, strict_feeds: true}", name="Ada Lindqvist", blog="https://ada.example/"))
    assert "1 failing" in said(made, "pull", code=1)[0]


def test_all_asks_those_who_are_not_due(site: MakeSite, serve: Serve, answer: Answer) -> None:
    """A feed that was asked within the hour rests, unless everybody is to be asked."""
    host = serve({"/feed": answer(FEED)})
    made = site(SITE.format(options="{private_hosts: [127.0.0.1]}", name="Ada", blog=host.url("/feed")))
    assert said(made, "pull")[0] == "1 feed: 1 new post from 1\n"
    assert said(made, "pull")[0] == "0 feeds asked: no new posts, 1 not due\n"
    assert said(made, "pull", "--all")[0] == "1 feed: 1 unchanged, no new posts\n"
    assert len(host.requests) == 2


def test_all_leaves_those_alone_who_asked_for_rest(site: MakeSite, serve: Serve, answer: Answer) -> None:
    """`Retry-After` is obeyed even then."""
    host = serve({"/feed": answer(b"", "Retry-After: 86400", status="429 Too Many Requests")})
    made = site(SITE.format(options="{private_hosts: [127.0.0.1]}", name="Ada", blog=host.url("/feed")))
    assert "1 failing" in said(made, "pull")[0]
    assert "1 not due" in said(made, "pull", "--all")[0]
    assert len(host.requests) == 1


def test_an_option_that_keeps_builds_offline_does_not_bind_a_pull(site: MakeSite) -> None:
    """With `pull: never` a build asks nobody; the command is how the archive is filled then."""
    assert said(with_web(site, options="{web: web, pull: never}"), "pull")[0] == "1 feed: 1 new post from 1\n"


def test_what_strangers_wrote_gives_no_commands_to_a_runner(site: MakeSite) -> None:
    """GitHub's runner obeys lines with `::`; no line of ours has any."""
    made = with_web(site, name="'::error::Ada'")
    (made.root / "web/ada.example/feed.xml").unlink()
    text = said(made, "pull")[0]
    assert "error" in text
    assert "::" not in text


def test_a_configuration_with_other_people_s_tags_is_read(site: MakeSite) -> None:
    """Material's `!!python/name:` and `!relative` are nothing to us, and nothing is run."""
    made = with_web(site)
    with (made.root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("markdown_extensions:\n  - emoji:\n      generator: !!python/name:not.there\nextra: !relative x\n")
    assert said(made, "pull")[0] == "1 feed: 1 new post from 1\n"


def test_a_site_without_profiles_has_nothing_to_pull(site: MakeSite) -> None:
    """No folder of profiles, no feeds, no error."""
    assert said(site("-- mkdocs.yml --\nsite_name: Halden\nplugins: [cobrand]\n"), "pull")[0].startswith("0 feeds")


def test_an_unknown_command_or_option_is_a_mistake_of_use(site: MakeSite) -> None:
    """Exit code 2, as every program has it, and a hint."""
    assert "No such command" in said(site(""), "push", code=2)[1]
    assert "--al" in said(site(""), "pull", "--al", code=2)[1]


def test_a_command_s_sentence_is_the_same_in_both_lists() -> None:
    """What `cobrand --help` says of a command without loading it is how the command's own help begins."""
    context = click.Context(main)
    said = {name: text for section in COMMANDS.values() for name, text in section.items()}
    loaded = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert {name: (command.help or "").partition("\n\n")[0] for name, command in loaded.items() if command} == said


def test_a_misspelt_command_is_told_which_was_meant(site: MakeSite) -> None:
    """A suggestion where one is near, none where none is."""
    assert "Did you mean 'pull'?" in said(site(""), "pul", code=2)[1]
    assert "Did you mean" not in said(site(""), "xyzzy", code=2)[1]


def test_the_program_alone_shows_its_help(site: MakeSite) -> None:
    """Nothing asked for is a mistake of use, and help is the answer; each command has its line."""
    complaint = said(site(""), code=2)[1]
    assert "Usage: cobrand" in complaint
    assert all(name in complaint for name in main.list_commands(click.Context(main)))


def test_help_loads_no_command(site: MakeSite) -> None:
    """Whoever asks for help or presses Tab should not wait for what a command needs."""
    code = (
        "import sys; from cobrand.cli.program import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    loaded = set(site("").run("python", "-c", code).stdout.split())
    assert "cobrand.cli.program" in loaded
    heavy = {
        "cobrand.cli.pull",
        "cobrand.config",
        "pydantic_core",
        "mkdocs",
        "rich",
        "yaml",
        "aiohttp",
        "asyncio",
        "jinja2",
    }
    assert loaded & heavy == set()


def test_a_pull_loads_what_its_answers_ask_for(site: MakeSite) -> None:
    """A feed of ordinary elements needs no feedparser; what has not changed is neither read nor kept nor judged."""
    made = with_web(site)
    made.write("-- web/ada.example/index.html --\n<title>Ada</title>\n")
    pull = (
        "import sys; from cobrand.cli.program import main; main(['pull'], standalone_mode=False); print(*sys.modules)"
    )
    news, loaded = made.run("python", "-c", pull).stdout.split("\n", 1)
    nothing, loaded_again = made.run("python", "-c", pull).stdout.split("\n", 1)
    assert (news, nothing) == ("1 feed: 1 new post from 1", "1 feed: 1 unchanged, no new posts")
    read = {"cobrand.harvest.parse", "cobrand.harvest.keep", "cobrand.recognition"}
    assert read <= set(loaded.split())
    assert {"feedparser", "aiohttp", "mkdocs", "rich"}.isdisjoint(loaded.split())
    assert {*read, "cobrand.harvest.takeover", "cobrand.health", "cobrand.faults"}.isdisjoint(loaded_again.split())
    made.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"), title="<b>A feed that is no XML")
    assert "feedparser" in made.run("python", "-c", pull).stdout.split()


@pytest.mark.parametrize(
    ("error", "code", "complaint"),
    [
        (ArchiveError("one ::warning::\ntwo"), 1, "one : :warning: :\ntwo\n"),
        (KeyboardInterrupt(), 130, "\nStopped.\n"),
        (click.Abort(), 130, "\nStopped.\n"),
        (
            PermissionError(errno.EACCES, "Permission denied", "experts/ada.md"),
            1,
            "experts/ada.md: Permission denied.\n",
        ),
    ],
)
def test_what_a_user_can_mend_ends_with_a_message(error: BaseException, code: int, complaint: str) -> None:
    """Each kind of end has its exit code and its words, without a traceback; nothing in them drives a CI runner."""
    done = CliRunner().invoke(erring(error), [])
    assert (done.exit_code, done.stderr) == (code, complaint)


def test_a_bug_keeps_its_traceback_and_says_whose_it_is() -> None:
    """Nobody should look for an own mistake where there is none."""
    done = CliRunner().invoke(erring(ValueError("oops")), [])
    assert isinstance(done.exception, ValueError)
    assert "Please report it" in " ".join(done.exception.__notes__)


def erring(error: BaseException) -> click.Command:
    """Make a command with our manners that ends with an error."""

    def run() -> None:
        with Manners():
            raise error

    return click.Command("erring", callback=run)


def test_verbose_shows_what_each_address_answered(site: MakeSite, serve: Serve, answer: Answer) -> None:
    """Status, bytes and seconds as they come, on stderr; then whose posts are new."""
    busy = answer(b"", status="503 Service Unavailable")
    host = serve({"/feed": [answer(FEED, 'ETag: "1"'), busy]})
    made = site(SITE.format(options="{private_hosts: [127.0.0.1]}", name="Ada", blog=host.url("/feed")))
    shown, steps = said(made, "pull", "--verbose")
    assert re.fullmatch(rf"{re.escape(host.url('/feed'))}: 200, {len(FEED)} bytes, [0-9.]+ s", steps.splitlines()[0])
    assert shown == "127.0.0.1 (Ada): 1 new post\n1 feed: 1 new post from 1\n"
    assert f"{host.url('/feed')}: is not available for now (503)" in said(made, "pull", "-v", "--all")[1]


def test_quiet_and_verbose_exclude_each_other(site: MakeSite) -> None:
    """Whoever asks for both has made a mistake, in either order."""
    assert "opposite" in said(site(""), "pull", "-qv", code=2)[1]
    assert "opposite" in said(site(""), "pull", "--verbose", "--quiet", code=2)[1]


def start(made: Site, *command: str, **streams: Any) -> "subprocess.Popen[str]":
    """Start `cobrand` in a session of its own, as a terminal would."""
    program = Path(sys.executable).with_name("cobrand")
    return subprocess.Popen([program, *command], cwd=made.root, text=True, start_new_session=True, **streams)


def test_stopping_a_pull_is_quick_and_quiet(site: MakeSite, serve: Serve) -> None:
    """Ctrl-C reaches the whole group of processes; the code is 130, and the words are one line."""
    asked = threading.Event()

    def never(connection: socket.socket, host: Host) -> None:
        asked.set()
        host.closing.wait(30)

    host = serve({"/feed": never})
    made = site(SITE.format(options="{private_hosts: [127.0.0.1]}", name="Ada", blog=host.url("/feed")))
    running = start(made, "pull", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert asked.wait(30)
    os.killpg(running.pid, signal.SIGINT)
    assert running.communicate(timeout=5) == ("", "\nStopped.\n")
    assert running.returncode == 130


# Presses Ctrl-C when a module is about to be loaded, as somebody does who has seen a typing mistake too late.
_INTERRUPTED = """
import os, signal, sys

class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.argv = ["cobrand", *{arguments!r}]
from cobrand.cli import main
main()
"""


@pytest.mark.parametrize(
    "module", ["click", "cobrand.cli.program", "cobrand.cli.pull", "cobrand.config", "pydantic_core"]
)
def test_stopping_it_while_it_starts_is_quiet_as_well(site: MakeSite, module: str) -> None:
    """Half a second passes until a command has loaded what it needs; Ctrl-C there shows nobody a traceback."""
    code = _INTERRUPTED.format(module=module, arguments=["pull"])
    done = with_web(site).run("python", "-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nStopped.\n")


def test_every_command_can_be_quiet_and_verbose() -> None:
    """Whoever has learnt it of one command need not ask of another."""
    commands = [main.get_command(click.Context(main), name) for name in main.list_commands(click.Context(main))]
    lacking = [
        (command.name, option)
        for command in commands
        if command
        for option in ("--quiet", "--verbose")
        if not any(option in parameter.opts for parameter in command.params)
    ]
    assert lacking == []


def test_a_reader_that_has_had_enough_is_no_trouble(site: MakeSite) -> None:
    """`cobrand pull | head -0` says nothing on stderr."""
    made = with_web(site)
    reading, writing = os.pipe()
    os.close(reading)
    running = start(made, "pull", stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert running.communicate(timeout=30)[1] == ""
    assert running.returncode == 1


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(
    site: MakeSite, environment: dict[str, str], *, coloured: bool
) -> None:
    """`NO_COLOR` and `TERM=dumb` are obeyed (https://no-color.org)."""
    made = with_web(site)
    terminal, end = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    running = start(made, "pull", stdout=subprocess.PIPE, stderr=end, env=env | environment)
    os.close(end)
    shown = b""
    with suppress(OSError):  # a terminal that nobody writes to any more has no end but this
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    assert running.communicate(timeout=30)[0] == "1 feed: 1 new post from 1\n"
    assert bool(re.search(rb"\x1b\[[0-9;]*[1-9][0-9;]*m", shown)) is coloured


def completed(site: Site, *words: str, shell: str = "bash", **environment: str) -> list[str]:
    """Return what a shell offers when Tab is pressed at the end of the words."""
    env = {"_COBRAND_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = site.run("cobrand", **env, **environment)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_shell_completes_commands_and_options(site: MakeSite) -> None:
    """In bash by name; elsewhere with the line of help beside it."""
    assert completed(site(""), "cobrand", "pu") == ["plain,pull"]
    assert completed(site(""), "cobrand", "pull", "--str") == ["plain,--strict-feeds"]
    script = site("").run("cobrand", _COBRAND_COMPLETE="zsh_source").stdout
    assert "#compdef cobrand" in script


def test_a_console_without_all_letters_shows_what_it_can(site: MakeSite) -> None:
    """A name that the console's encoding lacks is spelt out, and nothing breaks off."""
    made = with_web(site, name="Åsa 🙂")
    (made.root / "web/ada.example/feed.xml").unlink()
    program = Path(sys.executable).with_name("cobrand")
    env = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run([program, "pull"], cwd=made.root, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "(Åsa \\U0001f642)" in done.stdout.decode("cp1252")


def test_every_command_has_one_line_of_help() -> None:
    """On a terminal of eighty columns, what a command is for fits beside its name, all of them in one column."""
    said = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    sentences = {name: text for section in COMMANDS.values() for name, text in section.items()}
    width = max(len(name) for name in sentences)
    assert [name for name, text in sentences.items() if f"\n  {name:{width}}  {text}\n" not in said] == []


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_who_wants_no_colours_has_the_last_word(
    environment: dict[str, str], colour: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set and empty is not set (https://no-color.org); without either, the terminal decides."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert colours() is colour


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_help_shows_examples_that_can_be_typed(name: str) -> None:
    """Each command's help has an example, and every option in its examples is one of the command's."""
    command = main.get_command(click.Context(main), name)
    assert command
    examples = re.findall(rf"^ *cobrand {name}\b(.*)$", command.help or "", re.MULTILINE)
    assert examples
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    typed = {word for text in examples for word in re.split(r" {2,}", text)[0].split() if re.match(r"--?[a-z]", word)}
    assert typed - known == set()

"""Commands that start at once: each a process of its own, forked from one that has imported us and MkDocs beforehand.

They do what `cobrand` and `mkdocs` in the environment's bin/ do, without half a second of imports each: a process with
the folder, environment, streams and exit code of its own. What is so only of a program that starts from nothing (what
it imports, and what Python itself reads from its environment) is for tests that start it themselves.
"""

import atexit
import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import walk_packages
from select import select
from tempfile import TemporaryFile
from typing import IO

PROGRAMS = frozenset({"cobrand", "mkdocs"})

# What nearly every build loads. Not `material.templates`, which says on stderr when it is loaded that its days are counted.
_BUILDING = (
    "mkdocs.__main__",
    "mkdocs.commands.build",
    "mkdocs.commands.gh_deploy",
    "mkdocs.commands.serve",
    "mkdocs.contrib.search",
    "mkdocs.themes.mkdocs",
    "mkdocs.themes.readthedocs",
    "material.plugins.blog.plugin",
    "material.plugins.search.plugin",
    "markdown.extensions.admonition",
    "markdown.extensions.attr_list",
    "markdown.extensions.codehilite",
    "markdown.extensions.def_list",
    "markdown.extensions.fenced_code",
    "markdown.extensions.md_in_html",
    "markdown.extensions.tables",
    "markdown.extensions.toc",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "babel.lists",
    "pygments.lexers.markup",
    "pygments.lexers.templates",
    "pygments.styles.default",
)
_LONGEST = 1 << 17  # of a request, in bytes
_starting = threading.Lock()


class Started:
    """A command under way."""

    def __init__(self, command: Sequence[str], status: IO[bytes]) -> None:
        self.command, self.status = command, status
        self.pid = int(status.readline())

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, as subprocess does; raises TimeoutExpired if it has not by then."""
        if not select([self.status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(list(self.command), timeout or 0)
        with self.status:
            return int(self.status.readline())

    def kill(self) -> int:
        """Kill it on the spot, see it gone, and return how it ended: by itself, if that was sooner."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()


def start(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    out: IO[str],
    err: IO[str],
    *,
    package: Path | None = None,
) -> Started:
    """Start a command in a folder; `package` is the folder of another package than ours, to be used in its place."""
    told, tell = os.pipe()
    request = json.dumps({"command": list(command), "folder": str(folder), "env": dict(env)})
    try:
        with _starting:
            socket.send_fds(_server(package), [request.encode()], [out.fileno(), err.fileno(), tell])
    finally:
        os.close(tell)
    return Started(command, os.fdopen(told, "rb", buffering=0))


def can_start(command: Sequence[str], env: Mapping[str, str]) -> bool:
    """Tell whether a command would be the same: it is one of ours, and Python itself is told nothing else."""

    def for_python(env: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in env.items() if name.startswith("PYTHON")}

    return command[0] in PROGRAMS and for_python(env) == for_python(os.environ)


def run(
    command: Sequence[str], folder: Path, env: Mapping[str, str], *, timeout: float
) -> "subprocess.CompletedProcess[str]":
    """Run a command and return how it ended and what it said, as subprocess does; raises TimeoutExpired."""
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        running = start(command, folder, env, out, err)
        try:
            code = running.wait(timeout)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(list(command), code, out.read(), err.read())


@cache
def _server(package: Path | None) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for side in (ours, theirs):
        for kind in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            side.setsockopt(socket.SOL_SOCKET, kind, _LONGEST)
    with theirs:
        env = {**os.environ, **({"PYTHONPATH": str(package)} if package else {})}
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        process = subprocess.Popen(command, env=env, pass_fds=[theirs.fileno()])

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


# --- in the other process --------------------------------------------------------------------------------------------


def _serve(requests: socket.socket) -> None:
    """Fork for each request; return in the process that is to be the command, and has become it but for its work."""
    package = import_module("cobrand")
    for name in [*(found.name for found in walk_packages(package.__path__, "cobrand.")), *_BUILDING]:
        import_module(name)
    gc.collect()
    gc.freeze()  # what all have in common stays in common
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        text, fds, _, _ = socket.recv_fds(requests, _LONGEST, 3)
        if not text:
            os._exit(0)  # whoever asked has ended
        if os.fork() == 0:
            break
        for fd in fds:
            os.close(fd)
    requests.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out, err, tell = fds
    if pid := os.fork():
        os.write(tell, b"%d\n" % pid)
        os.write(tell, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        os._exit(0)
    os.close(tell)
    _become(**json.loads(text), out=out, err=err)


def _become(command: list[str], folder: str, env: dict[str, str], out: int, err: int) -> None:
    """Take on what a command has that was started from a shell."""
    for given, place in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(given, place)
        os.close(given)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(folder)
    random.seed()
    sys.argv = [str(Path(sys.executable).with_name(command[0])), *command[1:]]


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    (_program,) = entry_points(group="console_scripts", name=Path(sys.argv[0]).name)
    sys.exit(_program.load()())

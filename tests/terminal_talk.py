"""A command on a pseudo-terminal, with somebody who answers its questions."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def converse(folder: Path, command: Iterable[str], answers: Iterable[str], *, code: int = 0) -> str:
    """Run `cobrand`, type these answers and then Ctrl-D, and return all that was on the screen."""
    ours, theirs = pty.openpty()
    program = Path(sys.executable).with_name("cobrand")
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120"}
    running = subprocess.Popen([program, *command], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    os.write(ours, "".join(f"{answer}\n" for answer in (*answers, "\x04")).encode())
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # the other side has hung up
            break
    assert running.wait(timeout=30) == code, shown.decode()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")

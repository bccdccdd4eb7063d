"""Bytes → a file that is replaced in one step: whoever dies on the way leaves the old file or the new one, whole."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # Windows would change line ends

Write = Callable[[Path, bytes], bool]
"""Writes a file, as `write_changed` does."""

Stamp = tuple[int, int, int, int]
"""How a file looks from outside: whoever writes to it, or puts another one in its place, changes that."""


def stamp_of(found: os.stat_result) -> Stamp:
    """Return how a file looks from outside; the last number is when it was last touched, in nanoseconds."""
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def write_changed(path: Path, raw: bytes) -> bool:
    """Write a file that can be made again at any time, if that changes a byte of it; tell whether it did."""
    try:
        create_file(path, raw)  # mostly into an emptied folder: whoever looks first asks the disk thrice as often
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        create_file(path, raw)
    except FileExistsError:
        if path.is_file() and path.stat().st_size == len(raw) and path.read_bytes() == raw:
            return False
        path.write_bytes(raw)
    return True


def replace_file(path: Path, raw: bytes) -> None:
    """Replace a file by another one that is complete; raises OSError, and then the old file stands as it was.

    The new bytes are on the disk before the name points to them. The folder itself is not synced: after a power cut it
    holds the old name or the new one, and either is whole. What a killed process leaves ends in `.part`.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def create_file(path: Path, raw: bytes) -> None:
    """Write a file that must not be there yet; raises FileExistsError, whoever came first, and OSError."""
    file = os.open(path, _NEW, 0o666)  # a link that leads nowhere counts as there
    try:
        while raw:  # a disk that is nearly full takes a part, and refuses the rest
            raw = raw[os.write(file, raw) :]
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(file)

"""Bytes ⇄ a file without a name: what is wanted again later does not fill the memory until then. It never outlives the process."""

import tempfile
import weakref
from functools import cached_property
from io import FileIO

Place = tuple[int, int]
"""Where bytes lie on a shelf, and how many."""


class Shelf:
    """Puts bytes away, and gives them back; nobody else can see or change them. Raises OSError, as where the disk is full.

    It serves one thread.
    """

    def __init__(self) -> None:
        self.size = 0

    @cached_property
    def _file(self) -> FileIO:
        file = tempfile.TemporaryFile(prefix="cobrand-", buffering=0)  # noqa: SIM115 - closed with the shelf
        weakref.finalize(self, file.close)
        return file

    def put(self, raw: bytes) -> Place:
        """Put bytes behind everything that lies there, and say where that is."""
        place = self.size, len(raw)
        self._file.seek(self.size)
        left = memoryview(raw)
        while left:  # a disk that is nearly full takes a part, and refuses the rest
            left = left[self._file.write(left) :]
        self.size += len(raw)
        return place

    def get(self, place: Place) -> bytes:
        """Return the bytes that were put at a place."""
        start, length = place
        self._file.seek(start)
        return self._file.read(length)

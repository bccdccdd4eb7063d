"""Bodies → parsed feeds, off the event loop: a few in a thread, many in two processes. It never asks the network."""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from cobrand.faults import Barrier
from cobrand.harvest.backlink import Ours, read_link_back
from cobrand.harvest.complaint import deadly
from cobrand.model import Bio, Blog, LinkState

if TYPE_CHECKING:  # feedparser costs 60 ms and is needed only where something is parsed
    from collections.abc import Callable, Iterator

    from cobrand.harvest.parse import ParsedFeed

_FEW = 16  # two processes start in about as long as it takes to parse this many feeds
_PROCESSES = 2

_T = TypeVar("_T")


def read_feed(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None, charset: str | None
) -> "ParsedFeed":
    """Parse a feed; raises ParseError."""
    from cobrand.harvest.parse import parse  # noqa: PLC0415 - see TYPE_CHECKING above

    return parse(body, url=url, blog=blog, now=now, media_type=media_type, charset=charset)


def read_hfeed(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None, charset: str | None
) -> "ParsedFeed":
    """Parse a page that is its own feed (h-feed); raises ParseError."""
    from cobrand.harvest.hfeed import parse_hfeed  # noqa: PLC0415 - see TYPE_CHECKING above

    return parse_hfeed(body, url=url, blog=blog, now=now, media_type=media_type, charset=charset)


def read_home(body: bytes, *, url: str, asked: str, charset: str | None, ours: Ours) -> tuple[Bio, LinkState | None]:
    """Read what a home page says of its owner, and how it links back."""
    from cobrand.harvest.bio import read_bio  # noqa: PLC0415 - see TYPE_CHECKING above

    bio = read_bio(body, url=url, asked=asked, charset=charset)
    return bio, read_link_back(body, url=url, ours=ours, charset=charset)


def read_picture(body: bytes) -> bytes:
    """Make a portrait of a picture; raises PhotoError."""
    from cobrand.photos import make_portrait  # noqa: PLC0415 - see TYPE_CHECKING above

    return make_portrait(body)


class Readers:
    """Where parsing happens: `await readers.read(partial(read_feed, body, …))`. Processes start when many have changed."""

    def __init__(self, barrier: Barrier) -> None:
        self.barrier = barrier
        self._asked = 0
        self._thread: Executor = ThreadPoolExecutor(1, thread_name_prefix="cobrand-read")
        self._processes: Executor | None = None
        self._broken = False
        self._alone = asyncio.Lock()
        self._single: Executor | None = None

    async def read(self, reading: "Callable[[], _T]", place: str) -> _T:
        """Do one reading, which must be able to travel to another process; raises what it raises of ours, and HarvestError."""
        self._asked += 1
        with self.barrier(place):
            if self._asked <= _FEW:
                return await self._run(self._thread, reading)
            if not self._broken:
                self._processes = self._processes or _start_processes(_PROCESSES)
                try:
                    return await self._run(self._processes, reading)
                except BrokenProcessPool:  # the system killed one, for memory say; nobody knows what that one read
                    self._broken = True
            async with self._alone:
                return await self._read_alone(reading)

    async def _read_alone(self, reading: "Callable[[], _T]") -> _T:
        """Read something by itself, in a process that may die of it: then it is given up, and others go on."""
        self._single = self._single or _start_processes(1)
        try:
            return await self._run(self._single, reading)
        except BrokenProcessPool:
            self._single.shutdown(wait=False)
            self._single = _start_processes(1)
        try:
            await self._run(self._single, _settle_in)
        except BrokenProcessPool:  # here no process lives, whatever it reads
            self._single = self._thread
            return await self._run(self._thread, reading)
        raise deadly()

    @staticmethod
    async def _run(executor: Executor, reading: "Callable[[], _T]") -> _T:
        return await asyncio.get_running_loop().run_in_executor(executor, reading)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for executor in (self._thread, self._processes, self._single):
            if executor is not None:
                executor.shutdown(wait=kind is None, cancel_futures=True)


def _start_processes(number: int) -> Executor:
    """Start so many processes at once. Spawned, not forked: this process has threads, and a fork copies their locks."""
    executor = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"), initializer=_settle_in)
    with _without_main():
        for _ in range(number):
            executor.submit(_settle_in)
    return executor


@contextmanager
def _without_main() -> "Iterator[None]":
    """Hide the program that called us while processes start.

    A spawned child imports its parent's main module: for `mkdocs build` that costs 0.2 s, and a script without a
    main guard would run again. Ours need nothing from it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _settle_in() -> None:
    """Let the parent take Ctrl-C, and end with it: a killed parent can't tell its children to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None and not any(thread.name == "cobrand-parent" for thread in threading.enumerate()):
        threading.Thread(target=_end_with, args=(parent,), name="cobrand-parent", daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)

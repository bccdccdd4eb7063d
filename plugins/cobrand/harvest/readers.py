"""Bodies → parsed feeds, off the event loop: a few in a thread, many in two processes. It never asks the network.

What could end the process that reads it, for the memory that it takes or for what reads it, never is read in this one.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from cobrand.harvest.complaint import deadly
from cobrand.harvest.readings import settle_in

if TYPE_CHECKING:
    from cobrand.faults import Barrier

_FEW = 16  # two processes start in about as long as it takes to parse this many feeds
_LIGHT = 256 * 1024  # bytes of a document for which any machine has the memory
_PROCESSES = 2

_T = TypeVar("_T")


class Readers:
    """Where parsing happens: `await readers.read(partial(read_feed, body, …))`. Processes start when many have changed."""

    def __init__(self, barrier: "Barrier") -> None:
        self.barrier = barrier
        self._asked = 0
        self._thread: Executor = ThreadPoolExecutor(1, thread_name_prefix="cobrand-read")
        self._processes: Executor | None = None
        self._broken = False
        self._alone = asyncio.Lock()
        self._single: Executor | None = None

    async def read(self, reading: Callable[[], _T], place: str, *, size: int | None) -> _T:
        """Do one reading, which must be able to travel to another process; raises what it raises of ours, and HarvestError.

        `size` is how many bytes are read, by Python's own code and expat; `None` where a decoder of pictures does it.
        """
        self._asked += 1
        with self.barrier(place):
            few = self._asked <= _FEW
            if few and size is not None and size <= _LIGHT:
                return await self._run(self._thread, reading)
            if not few and not self._broken:
                self._processes = self._processes or _start_processes(_PROCESSES)
                try:
                    return await self._run(self._processes, reading)
                except BrokenExecutor:  # the system killed one, for memory say; nobody knows what that one read
                    self._broken = True
            async with self._alone:
                return await self._read_alone(reading)

    async def _read_alone(self, reading: Callable[[], _T]) -> _T:
        """Read something by itself, in a process that may die of it: then it is given up, and others go on."""
        self._single = self._single or _start_processes(1)
        try:
            return await self._run(self._single, reading)
        except BrokenExecutor:
            self._single.shutdown(wait=False)
            self._single = _start_processes(1)
        try:
            await self._run(self._single, settle_in)
        except BrokenExecutor:  # here no process lives, whatever it reads
            self._single = self._thread
            return await self._run(self._thread, reading)
        raise deadly()

    @staticmethod
    async def _run(executor: Executor, reading: Callable[[], _T]) -> _T:
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
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - most pulls have no use for it
    from multiprocessing import get_context  # noqa: PLC0415

    executor = ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=settle_in)
    with _without_main():
        for _ in range(number):
            executor.submit(settle_in)
    return executor


@contextmanager
def _without_main() -> Iterator[None]:
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

"""One question, or many, asked through the real fetcher; and a bound for what reading may cost."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from cobrand.harvest.fetch import Network, NotModified, Response

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def ask() -> Callable[..., Response | NotModified]:
    """Ask for one address through a network of its own; 127.0.0.0/8 counts as ours unless the test says otherwise."""

    def get(url: str, *, network: Mapping[str, Any] | None = None, **question: Any) -> Response | NotModified:
        return gather([url], network=network, **question)[0]

    return get


@pytest.fixture
def ask_all() -> Callable[..., list[Response | NotModified]]:
    """Ask for many addresses at once through one network."""
    return gather


def gather(
    urls: Sequence[str], *, network: Mapping[str, Any] | None = None, **question: Any
) -> list[Response | NotModified]:
    """Ask for all addresses in one event loop of their own; raise the first error."""
    settings: dict[str, Any] = {
        "user_agent": "cobrand/test",
        "private_hosts": ["127.0.0.0/8"],
        "deadline": 5,
        "now": lambda: NOW,
    }

    async def run() -> list[Response | NotModified]:
        async with Network(**settings | dict(network or {})) as web:
            return await asyncio.gather(*(web.get(url, **question) for url in urls))

    return asyncio.run(run())


@pytest.fixture
def cpu_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """Fail what takes more of the processor than this; waiting for a busy machine does not count."""

    @contextmanager
    def bounded(most: float) -> Iterator[None]:
        start = process_time()
        yield
        assert process_time() - start < most

    return bounded

"""What several tests need."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from server import Answer, Host, Server
from sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], Site]:
    """Make a site from one string."""

    def make(text: str) -> Site:
        made = Site(tmp_path)
        made.write(text)
        return made

    return make


@pytest.fixture
def serve() -> Iterator[Callable[..., Host]]:
    """Start a server for the length of a test: `serve({path: answer})`."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(answers: Mapping[str, Answer | list[Answer]], tls: ssl.SSLContext | None = None) -> Host:
        server = Server(Host(answers), tls)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server.host

    yield start
    for server, thread in running:
        server.host.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def answer() -> Callable[..., bytes]:
    """Write down an answer of HTTP/1.1: `answer(body, "ETag: …", status="200 OK")`."""

    def write(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body

    return write

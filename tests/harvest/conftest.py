"""A scripted web server on loopback, and one question asked of it through the real fetcher."""

import asyncio
import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from cobrand.harvest.fetch import Network, NotModified, Response

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Request:
    """What the server was asked; header names in lower case, one value each."""

    line: str
    headers: dict[str, str]


Script = Callable[[socket.socket, "Site"], None]
Answer = bytes | Script


@dataclass
class Site:
    """What a server answers by path, a list one after another and then the last again; and what it was asked."""

    answers: Mapping[str, Answer | list[Answer]]
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the address of a path; every 127.x.y.z is the same server."""
        return f"{scheme}://{host}:{self.port}{path}"

    def answer(self, request: Request) -> Answer:
        """Choose what to answer, by the path and by how often it was asked before."""
        path = request.line.split()[1]
        choice = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if not isinstance(choice, list):
            return choice
        asked = Counter(earlier.line.split()[1] for earlier in self.requests)[path]
        return choice[min(asked, len(choice)) - 1]


class Scripted(socketserver.BaseRequestHandler):
    """Read one request, then write bytes or leave the socket to a script; the connection ends with it."""

    server: "Server"

    def handle(self) -> None:
        """Answer, and take it that the other side goes whenever it likes."""
        site = self.server.site
        site.connections += 1
        try:
            connection = (
                self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
            )
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    head += piece
                    if head.startswith(b"\x16"):  # a TLS handshake where none is spoken
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        return
                line, *lines = head.decode("utf-8", "surrogateescape").removesuffix("\r\n\r\n").split("\r\n")
                pairs = (text.partition(": ") for text in lines)
                request = Request(line=line, headers={name.lower(): value for name, _, value in pairs})
                site.requests.append(request)
                answer = site.answer(request)
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, site)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection, on all loopback addresses."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, site: Site, tls: ssl.SSLContext | None) -> None:
        self.site, self.tls = site, tls
        super().__init__(("127.0.0.1" if tls else "0.0.0.0", 0), Scripted)
        site.port = self.server_address[1]


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Start a server for the length of a test: `serve({path: answer})`."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(answers: Mapping[str, Answer | list[Answer]], tls: ssl.SSLContext | None = None) -> Site:
        server = Server(Site(answers), tls)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server.site

    yield start
    for server, thread in running:
        server.site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


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
def answer() -> Callable[..., bytes]:
    """Write down an answer of HTTP/1.1: `answer(body, "ETag: …", status="200 OK")`."""

    def write(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body

    return write

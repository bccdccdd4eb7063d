"""A scripted web server on loopback, and what it was asked."""

import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Request:
    """What the server was asked; header names in lower case, one value each."""

    line: str
    headers: dict[str, str]


Script = Callable[[socket.socket, "Host"], None]
Answer = bytes | Script


@dataclass
class Host:
    """What a server answers by path, a list one after another and then the last again; and what it was asked."""

    answers: Mapping[str, Answer | list[Answer]]
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    hellos: "dict[str, Script]" = field(default_factory=dict)  # by the name that a TLS handshake asks for

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


def refuse(connection: socket.socket, _: Host) -> None:
    """Speak no TLS."""
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


class Scripted(socketserver.BaseRequestHandler):
    """Read one request, then write bytes or leave the socket to a script; the connection ends with it."""

    server: "Server"

    def handle(self) -> None:
        """Answer, and take it that the other side goes whenever it likes."""
        host = self.server.host
        host.connections += 1
        try:
            connection = (
                self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
            )
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    if host.hellos and connection.recv(1, socket.MSG_PEEK) == b"\x16":
                        piece = connection.recv(65536, socket.MSG_PEEK)  # the whole handshake is the script's
                    else:
                        piece = connection.recv(65536)
                    if not piece:
                        return
                    head += piece
                    if head.startswith(
                        b"\x16"
                    ):  # a TLS handshake where none is spoken, unless a script knows the name in it
                        script = next((script for name, script in host.hellos.items() if name.encode() in head), refuse)
                        script(connection, host)
                        return
                line, *lines = head.decode("utf-8", "surrogateescape").removesuffix("\r\n\r\n").split("\r\n")
                pairs = (text.partition(": ") for text in lines)
                request = Request(line=line, headers={name.lower(): value for name, _, value in pairs})
                host.requests.append(request)
                answer = host.answer(request)
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, host)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection, on all loopback addresses."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, host: Host, tls: ssl.SSLContext | None) -> None:
        self.host, self.tls = host, tls
        super().__init__(("127.0.0.1" if tls else "0.0.0.0", 0), Scripted)
        host.port = self.server_address[1]

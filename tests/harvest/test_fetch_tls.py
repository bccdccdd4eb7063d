"""Whose certificates are trusted, and what is said of the others."""

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from certificates import shared, speaking
from cobrand.errors import FetchError

Make = Callable[..., Any]

FEED = b"<rss><channel><title>Ada</title></channel></rss>"


@pytest.fixture(scope="module")
def certificates() -> Path:
    """Make an authority and certificates for ada.example: a good one, an expired one, one that it signed itself."""
    return shared()


TRUSTING = """
import asyncio, json, sys
from datetime import UTC, datetime
from cobrand.errors import FetchError
from cobrand.harvest.fetch import Network

async def ask(web, url):
    try:
        return (await web.get(url)).body.decode()
    except FetchError as error:
        return error.reason

async def main(urls, names):
    network = Network(
        user_agent="test", now=lambda: datetime.now(UTC), deadline=5, private_hosts=["127.0.0.1"],
        resolve=lambda host, port: [names[host]],
    )
    async with network as web:
        return [await ask(web, url) for url in urls]

print(json.dumps(asyncio.run(main(*json.loads(sys.argv[1])))))
"""


def ask_trusting(certificates: Path, urls: list[str], names: Mapping[str, str]) -> list[str]:
    """Ask in a process that trusts the test's authority; OpenSSL reads whom to trust when a process starts."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", TRUSTING, json.dumps([urls, names])],
        env=os.environ | {"SSL_CERT_FILE": str(certificates / "authority.pem")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""
    return list(json.loads(result.stdout))


def test_a_certificate_is_checked_and_its_fault_named(certificates: Path, serve: Make, answer: Make) -> None:
    """Expired, early, for another host, signed by itself: whoever reads the reason knows what to renew."""
    sites = {
        name: serve({"/": answer(FEED)}, tls=speaking(certificates, name))
        for name in ("good", "expired", "early", "self-signed")
    }
    plain = serve({"/": answer(FEED)})
    urls = {
        sites["good"].url("/", host="ada.example", scheme="https"): FEED.decode(),
        sites["good"].url("/", host="bob.example", scheme="https"): "has a TLS certificate for another host",
        sites["good"].url("/", scheme="https"): "has a TLS certificate for another host",
        sites["expired"].url("/", host="ada.example", scheme="https"): "has a TLS certificate that has expired",
        sites["early"].url("/", host="ada.example", scheme="https"): "has a TLS certificate that is not valid yet",
        sites["self-signed"].url(
            "/", host="ada.example", scheme="https"
        ): "has a TLS certificate that it signed itself",
        plain.url("/", host="ada.example", scheme="https"): "does not speak TLS as it should",
    }
    names = dict.fromkeys(["ada.example", "bob.example"], "127.0.0.1")
    assert list(urls.values()) == ask_trusting(certificates, list(urls), names)


def test_nobody_is_led_from_https_to_http(certificates: Path, serve: Make, answer: Make) -> None:
    """What came over TLS does not go on without, except to hosts that the options call ours."""
    ours = serve({"/": answer(FEED)})
    site = serve({}, tls=speaking(certificates, "good"))
    site.answers = {
        "/out": answer(b"", "Location: http://public.example/", status="301 Moved"),
        "/ours": answer(b"", f"Location: {ours.url('/', host='intranet.example')}", status="301 Moved"),
    }
    urls = [site.url(path, host="ada.example", scheme="https") for path in ("/out", "/ours")]
    names = {"ada.example": "127.0.0.1", "intranet.example": "127.0.0.1", "public.example": "1.1.1.1"}
    refused = "redirects to public.example, which redirects from https to http, where anybody can change what we read"
    assert [refused, FEED.decode()] == ask_trusting(certificates, urls, names)


def test_a_connection_lost_before_it_stands_is_tried_once_more(ask: Make) -> None:
    """A handshake that breaks off is a connection error like any other: one retry, and no more."""
    connections = 0

    def reset_all(server: socket.socket) -> None:
        nonlocal connections
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                connections += 1
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=reset_all, args=(server,))
        thread.start()
        with pytest.raises(FetchError, match="closed the connection without an answer"):
            ask(f"https://127.0.0.1:{server.getsockname()[1]}/")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert connections == 2


def test_an_answer_over_tls_is_hung_up_on(certificates: Path, serve: Make, answer: Make) -> None:
    """Who does not say goodbye, or goes on talking, holds no connection: it is gone before the next question."""
    gone = threading.Semaphore(0)

    def clinging(connection: socket.socket, site: Any) -> None:
        connection.sendall(answer(FEED))
        with socket.socket(fileno=connection.detach()) as deaf:  # which takes no notice of TLS's goodbye
            deaf.settimeout(5)
            try:
                while deaf.recv(65536):
                    pass
            finally:
                gone.release()

    def flooding(connection: socket.socket, site: Any) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not site.closing.is_set():
                connection.sendall(bytes(2**20))
        finally:
            gone.release()

    def counting(connection: socket.socket, site: Any) -> None:
        both = gone.acquire(timeout=3) and gone.acquire(timeout=3)
        connection.sendall(answer(b"both gone" if both else b"still there"))

    site = serve({"/cling": clinging, "/flood": flooding, "/": counting}, tls=speaking(certificates, "good"))
    urls = [site.url(path, host="ada.example", scheme="https") for path in ("/cling", "/flood", "/")]
    bodies = ask_trusting(certificates, urls, {"ada.example": "127.0.0.1"})
    assert bodies == [FEED.decode(), "sent more than 5 MB", "both gone"]


def test_a_certificate_that_nobody_signed_is_refused(certificates: Path, serve: Make, ask: Make, answer: Make) -> None:
    """Without further trust, an unknown authority is named as that."""
    site = serve({"/": answer(FEED)}, tls=speaking(certificates, "good"))
    with pytest.raises(FetchError, match="from an authority that nobody knows"):
        ask(site.url("/", scheme="https"))

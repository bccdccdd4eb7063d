"""Servers that lie, drip, flood and break off: each is bounded in time and memory and gets a message that names the cause."""

import gzip
import itertools
import random
import socket
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from cobrand.errors import FetchError
from cobrand.harvest.fetch import LIMIT
from cobrand.harvest.inflate import Inflater

Make = Callable[..., Any]

FEED = b"<rss><channel><title>Ada</title></channel></rss>"
MB = 2**20


def reason_of(ask: Make, url: str, **question: Any) -> str:
    """Ask, and return why it failed."""
    with pytest.raises(FetchError) as error:
        ask(url, **question)
    return str(error.value.reason)


def repeating(piece: bytes, *, pause: float = 0.0, before: bytes = b"") -> Callable[[socket.socket, Any], None]:
    """Script a server that sends a piece for ever, until the other side goes or the test ends."""

    def script(connection: socket.socket, site: Any) -> None:
        connection.sendall(before)
        for _ in itertools.repeat(None):
            connection.sendall(piece)
            if site.closing.wait(pause) if pause else site.closing.is_set():
                return

    return script


def reset(connection: socket.socket, site: object) -> None:
    """Script a server that resets the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(connection: socket.socket, site: object) -> None:
    """Script a server that closes the connection without a word."""


# --- size ------------------------------------------------------------------------------------------------------------


def test_a_body_may_reach_the_limit_and_no_more(serve: Make, ask: Make, answer: Make) -> None:
    """The last byte that fits is taken; the next one ends it."""
    site = serve({"/fits": answer(b"x" * LIMIT), "/big": answer(b"x" * (LIMIT + 1))})
    assert len(ask(site.url("/fits")).body) == LIMIT
    assert reason_of(ask, site.url("/big")) == "sent more than 5 MB"


@pytest.mark.parametrize("framing", ["Transfer-Encoding: chunked", "Content-Length: 1073741824", "Connection: close"])
def test_an_endless_body_is_left_at_the_limit(serve: Make, ask: Make, framing: str) -> None:
    """A gigabyte, announced or not, costs no more than the limit in memory, and hardly any time."""
    block = b"x" * 65536
    piece = b"10000\r\n%s\r\n" % block if "chunked" in framing else block
    site = serve({"/": repeating(piece, before=f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode())})
    ask_once_before_measuring = reason_of(ask, site.url("/"))
    assert ask_once_before_measuring == "sent more than 5 MB"
    tracemalloc.start()
    try:
        assert reason_of(ask, site.url("/")) == "sent more than 5 MB"
        assert tracemalloc.get_traced_memory()[1] < 2 * LIMIT
    finally:
        tracemalloc.stop()


def noise(size: int) -> bytes:
    """Return bytes that no packer makes smaller, the same each time."""
    return random.Random(1).randbytes(size)


def bomb(size: int) -> bytes:
    """Pack as many zeros as that."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(bytes(MB)) for _ in range(size // MB)) + packer.flush()


def test_a_bomb_is_not_unpacked(serve: Make, ask: Make, answer: Make) -> None:
    """20 KB that would become 20 MB cost less than twice the limit in memory."""
    packed = bomb(20 * MB)
    assert len(gzip.decompress(packed)) == 20 * MB
    assert len(packed) < 21_000
    site = serve({"/": answer(packed, "Content-Encoding: gzip")})
    tracemalloc.start()
    try:
        reason = reason_of(ask, site.url("/"))
        assert tracemalloc.get_traced_memory()[1] < 2 * LIMIT
    finally:
        tracemalloc.stop()
    assert reason in {
        "sent more than 5 MB",
        "sent a body that grows more than 100-fold when unpacked, as decompression bombs do",
    }


def test_a_bomb_below_the_limit_is_still_a_bomb(serve: Make, ask: Make, answer: Make) -> None:
    """What grows more than a hundredfold is no page, even where it would fit."""
    packed = bomb(4 * MB)
    assert 100 * len(packed) < len(gzip.decompress(packed)) < LIMIT
    site = serve({"/": answer(packed, "Content-Encoding: gzip")})
    assert "grows more than 100-fold" in reason_of(ask, site.url("/"))


def test_a_short_monotonous_page_is_no_bomb(serve: Make, ask: Make, answer: Make) -> None:
    """A small page may pack as well as it likes."""
    page = b"<p>All work and no play.</p>" * 9000
    packed = gzip.compress(page)
    assert len(page) > 100 * len(packed)
    assert page == ask(serve({"/": answer(packed, "Content-Encoding: gzip")}).url("/")).body


def test_the_limit_counts_what_is_unpacked_and_what_is_not(serve: Make, ask: Make, answer: Make) -> None:
    """A body over the limit is refused whether it is so before or after unpacking."""
    page = b"".join(b"%d " % n for n in range(900_000))
    empty = gzip.compress(b"", mtime=0)
    site = serve(
        {
            "/after": answer(gzip.compress(page), "Content-Encoding: gzip"),
            "/before": answer(gzip.compress(FEED) + noise(LIMIT), "Content-Encoding: gzip"),
            "/members": answer(empty * 1000, "Content-Encoding: gzip"),
        }
    )
    assert len(gzip.compress(page)) < LIMIT < len(page)
    assert reason_of(ask, site.url("/after")) == "sent more than 5 MB"
    assert reason_of(ask, site.url("/before")) == "sent more than 5 MB"
    assert "cannot be unpacked whole" in reason_of(ask, site.url("/members"))


def holds_back(packed: bytes) -> bool:
    """Tell whether zlib takes in all of it and still has something to give, when asked for 256 KB."""
    unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    unpacker.decompress(packed, 256 * 1024)
    return not unpacker.unconsumed_tail and not unpacker.eof


def test_the_last_bytes_are_not_left_inside_the_unpacker() -> None:
    """A piece is unpacked whole even where zlib gives its end only when asked once more."""

    def pack(zeros: int) -> bytes:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        first = packer.compress(noise(200_000)) + packer.flush(zlib.Z_FULL_FLUSH)
        return first + packer.compress(bytes(zeros)) + packer.flush()

    zeros = next(zeros for zeros in range(256 * 1024 - 200_000 + 1, 63_000) if holds_back(pack(zeros)))
    inflater = Inflater(["deflate"], limit=LIMIT)
    inflater.feed(pack(zeros))
    assert inflater.finish() == noise(200_000) + bytes(zeros)


PACKED = gzip.compress(FEED, mtime=0)


@pytest.mark.parametrize(
    "case",
    [
        ("gzip", PACKED[:-1], "cannot be unpacked whole"),
        ("gzip", PACKED[:20], "cannot be unpacked whole"),
        ("gzip", PACKED[:2], "cannot be unpacked whole"),
        ("gzip", PACKED[:-8] + b"\0" * 8, "cannot be unpacked whole"),
        ("gzip", PACKED + PACKED[:-1], "cannot be unpacked whole"),
        ("deflate", zlib.compress(FEED)[:-1], "cannot be unpacked whole"),
        ("br", b"\x8b\x01\x80x\x03", "a way that we did not offer"),
        ("zstd", b"(\xb5/\xfd", "a way that we did not offer"),
        ("gzip, gzip", gzip.compress(PACKED), "a way that we did not offer"),
        ("gzip\r\nContent-Encoding: gzip", gzip.compress(PACKED), "a way that we did not offer"),
        ("gzip", gzip.compress(b""), "answered with nothing at all"),
        ("identity", b"", "answered with nothing at all"),
    ],
    ids=itertools.count(),
)
def test_half_a_body_or_none_is_an_error(serve: Make, ask: Make, answer: Make, case: tuple[str, bytes, str]) -> None:
    """Cut, damaged, doubly or unaskedly packed and empty bodies never pass for a feed."""
    encoding, packed, reason = case
    site = serve({"/": answer(packed, f"Content-Encoding: {encoding}")})
    assert reason in reason_of(ask, site.url("/"))


# --- time ------------------------------------------------------------------------------------------------------------

DRIPS = {
    "silence": (repeating(b"", pause=0.05), "did not answer within 0.3 s"),
    "a header": (repeating(b"x", pause=0.05, before=b"HTTP/1.1 200 OK\r\nX-Drip: "), "did not answer within 0.3 s"),
    "headers": (repeating(b"A: b\r\n", pause=0.05, before=b"HTTP/1.1 200 OK\r\n"), "did not answer within 0.3 s"),
    "promises": (repeating(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01), "did not answer within 0.3 s"),
    "a body": (
        repeating(b"x", pause=0.05, before=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"),
        "did not finish its answer within 0.3 s",
    ),
    "chunks": (
        repeating(b"1\r\nx\r\n", pause=0.05, before=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "did not finish its answer within 0.3 s",
    ),
}


@pytest.mark.parametrize(("script", "reason"), DRIPS.values(), ids=DRIPS)
def test_a_server_that_drips_is_left_at_the_deadline(serve: Make, ask: Make, script: Make, reason: str) -> None:
    """The deadline is for the whole answer, so that a byte now and then does not hold it open."""
    site = serve({"/": script})
    start = time.monotonic()
    assert reason == reason_of(ask, site.url("/"), network={"deadline": 0.3})
    assert time.monotonic() - start < 10


def test_redirects_share_one_deadline(serve: Make, ask: Make, answer: Make) -> None:
    """Three hops of 0.2 s each are too much for a deadline of 0.5 s."""

    def slow(reply: bytes) -> Callable[[socket.socket, Any], None]:
        def script(connection: socket.socket, site: Any) -> None:
            site.closing.wait(0.2)
            connection.sendall(reply)

        return script

    site = serve({f"/{n}": slow(answer(b"", f"Location: /{n + 1}", status="302 Found")) for n in range(3)})
    site.answers["/3"] = slow(answer(FEED))
    assert reason_of(ask, site.url("/0"), network={"deadline": 0.5}) == "did not answer within 0.5 s"
    assert ask(site.url("/0"), network={"deadline": 5}).body == FEED


def test_a_host_that_takes_no_connection_is_left_after_5_seconds(ask: Make) -> None:
    """A full queue is a host that is away, however many addresses it has; a shorter deadline comes first."""
    names = {"private_hosts": ["ada.example"], "resolve": lambda host, port: ["127.0.0.1", "127.0.0.1"]}
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        url = f"http://ada.example:{port}/"
        with socket.create_connection(("127.0.0.1", port)):
            assert reason_of(ask, url, network={**names, "deadline": 0.3}) == "did not answer within 0.3 s"
            reason = reason_of(ask, url, network={**names, "deadline": 9})
            assert reason == "did not accept a connection within 5 s"


# --- connections -----------------------------------------------------------------------------------------------------


def test_a_host_that_refuses_connections_says_so(ask: Make) -> None:
    """Nothing listens: that is told from a host that is silent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert reason_of(ask, f"http://127.0.0.1:{port}/") == "refuses connections"


@pytest.mark.parametrize("accident", [reset, hang_up])
def test_a_lost_connection_is_tried_once_more(serve: Make, ask: Make, answer: Make, accident: Make) -> None:
    """Servers drop a connection now and then; twice in a row is no accident, and there is no third time."""
    site = serve({"/once": [accident, answer(FEED)], "/always": accident})
    assert ask(site.url("/once")).body == FEED
    assert site.connections == 2
    assert reason_of(ask, site.url("/always")) == "closed the connection without an answer"
    assert site.connections == 4


def cut(reply: bytes, end: Callable[[socket.socket, Any], None]) -> Callable[[socket.socket, Any], None]:
    """Script a server that sends something and then ends the connection in a way of its own."""

    def script(connection: socket.socket, site: Any) -> None:
        connection.sendall(reply)
        connection.recv(1) if end is None else end(connection, site)

    return script


HALVES = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<rss>",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n99\r\n<rss>",
    "between chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
    "chunk of rubbish": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\nzz\r\n",
    "chunk of negative size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n<rss>\r\n0\r\n\r\n",
    "chunk of huge size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n<rss>",
}


@pytest.mark.parametrize("end", [hang_up, reset])
@pytest.mark.parametrize("reply", HALVES.values(), ids=HALVES)
def test_an_answer_that_breaks_off_is_an_error(serve: Make, ask: Make, reply: bytes, end: Make) -> None:
    """Half a feed is never taken for a whole one, and it is not asked for again."""
    site = serve({"/": cut(reply, end)})
    reason = reason_of(ask, site.url("/"))
    assert reason in {
        "broke off in the middle of its answer",
        "sent an answer that breaks the rules of HTTP",
        "closed the connection without an answer",
    }


def test_a_half_closed_connection_ends_a_body_of_unknown_length(serve: Make, ask: Make) -> None:
    """A server that says nothing of the length ends the body by closing its side; it may keep the other one open."""

    def script(connection: socket.socket, site: Any) -> None:
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + FEED)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)

    assert ask(serve({"/": script}).url("/")).body == FEED


def test_a_body_longer_than_announced_is_an_error(serve: Make, ask: Make, answer: Make) -> None:
    """Nobody knows which of the two is wrong, and a feed cut short must not pass for a whole one."""
    site = serve({"/": answer(FEED + b"<more/>", length=len(FEED))})
    assert reason_of(ask, site.url("/")) == "sent an answer that breaks the rules of HTTP"


RUBBISH = {
    "no HTTP": b"220 mail.example ESMTP\r\n\r\n",
    "HTTP/0.9": FEED + b"\r\n\r\n",
    "a bad status": b"HTTP/1.1 abc OK\r\n\r\n",
    "a bad header": b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    "NUL in a header": b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a huge header": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "a thousand headers": b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 1000 + b"\r\n",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x28",
}


@pytest.mark.parametrize("reply", RUBBISH.values(), ids=RUBBISH)
def test_an_answer_that_is_not_http_is_an_error(serve: Make, ask: Make, reply: bytes) -> None:
    """Whatever comes instead of HTTP, the reason is the same and quotes none of it."""
    assert reason_of(ask, serve({"/": reply}).url("/")) == "sent an answer that breaks the rules of HTTP"


def test_an_endless_header_is_left(serve: Make, ask: Make) -> None:
    """A header that never ends costs neither memory nor time."""
    site = serve({"/": repeating(b"a" * 65536, before=b"HTTP/1.1 200 OK\r\nX: ")})
    assert reason_of(ask, site.url("/")) == "sent an answer that breaks the rules of HTTP"


def test_a_long_header_is_read(serve: Make, ask: Make, answer: Make) -> None:
    """Some honest Content-Security-Policy has more than 8 KB."""
    assert ask(serve({"/": answer(FEED, "Content-Security-Policy: " + "a" * 20_000)}).url("/")).body == FEED

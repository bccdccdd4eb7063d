"""What hostile servers send in the place of a feed, a home page or a picture: one table, for the tests and for the bench.

Each is asked by the real command over real sockets. `says` is what the message must hold; where it is empty the answer is
odd, but the post "Kept" in it has to be taken. A host of traps is also somebody's whole web: see `trapped.Company`.
"""

import codecs
import gzip
import io
import itertools
import json
import random
import socket
import ssl
import struct
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, features

from certificates import shared, speaking
from server import Answer, Host, Request

MB = 2**20
SECRET = "127.9.9.9"  # an address that the options do not open, and where the server listens all the same

Script = Callable[[socket.socket, Host], None]


@dataclass(frozen=True, kw_only=True)
class Trap:
    """What a server does, and what has to come of it; made when asked for, as some are large.

    `port` is that of the server, for traps that lead elsewhere on it.
    """

    make: Callable[[int], Answer]
    says: str = ""
    hello: bool = False  # what is made takes a TLS handshake
    slow: bool = False  # ends with the deadline
    heavy: bool = False  # takes more than a second to read: for the bench alone
    text: str = ""  # what the post beside "Kept" has to say


def answer(body: bytes = b"", *headers: str | bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    """Write down an answer of HTTP/1.1."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
    return b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + body


def rss(*items: str, more: str = "", title: str = "Notes", before: str = "") -> str:
    """Write a feed with the post "Kept", and whatever else."""
    kept = (
        "<item><title>Kept</title><link>https://ada.example/kept</link><guid>https://ada.example/kept</guid>"
        "<pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate><description>A text.</description></item>"
    )
    return f"{before}<rss version='2.0'><channel><title>{title}</title>{more}{kept}{''.join(items)}</channel></rss>"


def item(number: int | str, body: str = "", *, title: str | None = None, date: str = "") -> str:
    """Write one more post."""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><title>{title or f'Post {number}'}</title><guid>https://ada.example/{number}</guid>{dated}"
        f"<description>{body}</description></item>"
    )


FEED = rss().encode()


# --- how servers behave ----------------------------------------------------------------------------------------------


def sent(reply: bytes, then: Callable[[socket.socket, Host], None] | None = None) -> Script:
    """Script: send something, and then end the connection, in a way of its own if there is one."""

    def script(connection: socket.socket, site: Host) -> None:
        connection.sendall(reply)
        if then:
            then(connection, site)

    return script


def repeating(piece: bytes, *, before: bytes = b"", pause: float = 0.0) -> Script:
    """Script: send a piece for ever, until the other side goes or the test ends."""

    def script(connection: socket.socket, site: Host) -> None:
        connection.sendall(before)
        for _ in itertools.repeat(None):
            connection.sendall(piece)
            if site.closing.wait(pause) if pause else site.closing.is_set():
                return

    return script


def linger(connection: socket.socket, site: Host) -> None:
    """Keep the connection open and say nothing more."""
    site.closing.wait(60)


def reset(connection: socket.socket, _: Host) -> None:
    """Reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half_closed(connection: socket.socket, site: Host) -> None:
    """Close the one side, and keep the other open."""
    connection.shutdown(socket.SHUT_WR)
    linger(connection, site)


def drip(before: bytes, piece: bytes = b"x") -> Trap:
    """Send a piece now and then, and never come to an end."""
    return Trap(make=lambda _: repeating(piece, before=before, pause=0.05), says="within", slow=True)


def whole(body: bytes | str, *headers: str | bytes, says: str = "", text: str = "") -> Trap:
    """Send one body."""
    raw = body.encode() if isinstance(body, str) else body
    return Trap(make=lambda _: answer(raw, *headers), says=says, text=text)


def made(body: Callable[[], bytes | str], *headers: str, says: str = "", heavy: bool = False) -> Trap:
    """Send one body that is too large to lie around."""

    def make(_: int) -> bytes:
        raw = body()
        return answer(raw.encode() if isinstance(raw, str) else raw, *headers)

    return Trap(make=make, says=says, heavy=heavy)


def raw(reply: bytes, *, says: str = "", then: Callable[[socket.socket, Host], None] | None = None) -> Trap:
    """Send these very bytes."""
    return Trap(make=lambda _: sent(reply, then), says=says)


def to(location: str | bytes, *, says: str, status: str = "302 Found") -> Trap:
    """Redirect; `PORT` in the address is the server's own."""
    text = location.encode() if isinstance(location, str) else location
    return Trap(
        make=lambda port: answer(b"", b"Location: " + text.replace(b"PORT", b"%d" % port), status=status), says=says
    )


def status(line: str, *headers: str, says: str, body: bytes = b"") -> Trap:
    """Answer with a status."""
    return Trap(make=lambda _: answer(body, *headers, status=line), says=says)


# --- bodies that are more than they seem -----------------------------------------------------------------------------


def zeros(size: int, *, wbits: int = zlib.MAX_WBITS | 16, around: bytes = b"") -> bytes:
    """Pack that many blanks behind a feed's first line; once, and then the same again and again."""
    packer = zlib.compressobj(9, wbits=wbits)
    start = packer.compress(around) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + (packer.compress(b" " * MB) + packer.flush(zlib.Z_FULL_FLUSH)) * (size // MB) + packer.flush()


def nested_gzip() -> bytes:
    """Pack a bomb into a bomb."""
    return gzip.compress(zeros(1024 * MB), mtime=0)


GZIP, DEFLATE = "Content-Encoding: gzip", "Content-Encoding: deflate"
GROWS, TOO_LARGE = "grows more than 100-fold", "sent more than 5 MB"
NOT_OFFERED, NOT_WHOLE = "in a way that we did not offer", "cannot be unpacked whole"
NO_HTTP, BROKE_OFF = "breaks the rules of HTTP", "broke off in the middle of its answer"
OK = b"HTTP/1.1 200 OK\r\n"
NOISE = random.Random(1).randbytes(MB)

BOMBS: dict[str, Trap] = {
    "gzip of 1 GB": made(lambda: zeros(1024 * MB, around=b"<rss>"), GZIP, says=GROWS),
    "deflate of 200 MB": made(lambda: zeros(200 * MB, wbits=zlib.MAX_WBITS), DEFLATE, says=GROWS),
    "raw deflate of 200 MB": made(lambda: zeros(200 * MB, wbits=-zlib.MAX_WBITS), DEFLATE, says=GROWS),
    "gzip in gzip, called one": made(nested_gzip, GZIP, says=GROWS),
    "gzip in gzip, called two": made(nested_gzip, "Content-Encoding: gzip, gzip", says=NOT_OFFERED),
    "gzip in gzip, in two headers": made(nested_gzip, GZIP, GZIP, says=NOT_OFFERED),
    "2,000 gzip members": made(lambda: gzip.compress(b"", mtime=0) * 2000, GZIP, says=NOT_WHOLE),
    "50 members of 20 MB": made(lambda: zeros(20 * MB) * 50, GZIP, says=GROWS),
    "brotli": whole(b"\x8b\x01\x80<rss>\x03", "Content-Encoding: br", says=NOT_OFFERED),
    "zstd": whole(b"(\xb5/\xfd", "Content-Encoding: zstd", says=NOT_OFFERED),
    "gzip that is cut": whole(gzip.compress(FEED)[:-9], GZIP, says=NOT_WHOLE),
    "gzip with a wrong sum": whole(gzip.compress(FEED)[:-8] + bytes(8), GZIP, says=NOT_WHOLE),
    "gzip, then rubbish": whole(gzip.compress(FEED) + b"rubbish", GZIP),
    "called gzip, and is not": whole(FEED, GZIP),
    "packed in no known way": whole(FEED, "Content-Encoding: none"),
    "1 GB, announced": Trap(
        make=lambda _: repeating(bytes(65536), before=OK + b"Content-Length: 1073741824\r\n\r\n"), says=TOO_LARGE
    ),
    "1 GB in chunks": Trap(
        make=lambda _: repeating(b"10000\r\n%s\r\n" % bytes(65536), before=OK + b"Transfer-Encoding: chunked\r\n\r\n"),
        says=TOO_LARGE,
    ),
    "endless": Trap(make=lambda _: repeating(b"<item>" * 10_000, before=OK + b"\r\n<rss>"), says=TOO_LARGE),
    "1 GB of noise in gzip": Trap(
        make=lambda _: repeating(NOISE, before=OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(FEED)),
        says=TOO_LARGE,
    ),
    "chunks of one byte": raw(
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in FEED) + b"0\r\n\r\n"
    ),
}

DRIPS: dict[str, Trap] = {
    "silence": drip(b"", b""),
    "a header byte by byte": drip(OK + b"X-Drip: "),
    "a header line now and then": drip(OK, b"A: b\r\n"),
    "a body byte by byte": drip(OK + b"Content-Length: 99999\r\n\r\n<rss>"),
    "a body of no length": drip(OK + b"\r\n<rss>"),
    "chunks byte by byte": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "gzip byte by byte": drip(OK + b"Content-Encoding: gzip\r\nContent-Length: 999\r\n\r\n" + gzip.compress(FEED)[:20]),
    "promises (100)": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "hints (103)": drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "a storm of promises": Trap(make=lambda _: repeating(b"HTTP/1.1 102 Processing\r\n\r\n" * 100), says="", slow=True),
    "kept alive, and silent": Trap(
        make=lambda _: sent(OK + b"Connection: keep-alive\r\n\r\n" + FEED, linger), says="within", slow=True
    ),
}


# --- HTTP that is none -----------------------------------------------------------------------------------------------

HTTP: dict[str, Trap] = {
    "shorter than announced": raw(OK + b"Content-Length: 9999\r\n\r\n" + FEED, says=BROKE_OFF),
    "longer than announced": Trap(make=lambda _: answer(FEED + b"<more/>", length=len(FEED)), says=NO_HTTP),
    "a negative length": raw(OK + b"Content-Length: -1\r\n\r\n" + FEED, says=NO_HTTP),
    "two lengths": raw(OK + b"Content-Length: 3\r\nContent-Length: 400\r\n\r\n" + FEED, says=NO_HTTP),
    "chunks and a length": raw(
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\n<rss>\r\n0\r\n\r\n", says=NO_HTTP
    ),
    "a length of 10^30": raw(OK + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n" + FEED, says=NO_HTTP),
    "a length of nonsense": raw(OK + b"Content-Length: 0x10\r\n\r\n" + FEED, says=NO_HTTP),
    "chunked twice": raw(OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", says="nothing at all"),
    "a chunk of negative size": raw(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n<rss>\r\n", says=NO_HTTP),
    "a chunk of huge size": raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n<rss>", says=NO_HTTP),
    "a chunk's endless extension": Trap(
        make=lambda _: repeating(b"x" * 65536, before=OK + b"Transfer-Encoding: chunked\r\n\r\n5;"), says="", slow=True
    ),
    "endless trailers": Trap(
        make=lambda _: repeating(b"A: b\r\n" * 1000, before=OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"),
        says="",
        slow=True,
    ),
    "half-closed, whole": Trap(make=lambda _: sent(OK + b"Connection: close\r\n\r\n" + FEED, half_closed)),
    "half-closed, half": Trap(
        make=lambda _: sent(OK + b"Content-Length: 9999\r\n\r\n" + FEED, half_closed), says=BROKE_OFF
    ),
    "reset in the body": Trap(make=lambda _: sent(OK + b"Content-Length: 9999\r\n\r\n" + FEED, reset), says=BROKE_OFF),
    "hung up": raw(b"", says="closed the connection without an answer"),
    "reset": Trap(make=lambda _: reset, says="closed the connection without an answer"),
    "HTTP/0.9": raw(FEED, says=NO_HTTP),
    "HTTP/9.9": raw(b"HTTP/9.9 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED, says=NO_HTTP),
    "another protocol": raw(b"220 mail.example ESMTP\r\n\r\n", says=NO_HTTP),
    "a status of nonsense": raw(b"HTTP/1.1 OK 200\r\n\r\n", says=NO_HTTP),
    "a status of 999": status("999 Denied", says="has an error of its own (999)"),
    "a status of 0": raw(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n", says="status 0"),
    "a status line of 1 MB": raw(b"HTTP/1.1 200 " + b"O" * MB + b"\r\n\r\n", says=NO_HTTP),
    "a header of 8 MB": raw(OK + b"X: " + b"a" * 8 * MB + b"\r\n\r\n" + FEED, says=NO_HTTP),
    "an endless header": Trap(make=lambda _: repeating(b"a" * 65536, before=OK + b"X: "), says=NO_HTTP),
    "5,000 headers": raw(OK + b"X: a\r\n" * 5000 + b"\r\n" + FEED, says=NO_HTTP),
    "endless headers": Trap(make=lambda _: repeating(b"X: a\r\n" * 1000, before=OK), says=NO_HTTP),
    "NUL in a header": raw(OK + b"X: a\0b\r\n\r\n" + FEED, says=NO_HTTP),
    "a header without a colon": raw(OK + b"no colon\r\n\r\n" + FEED, says=NO_HTTP),
    "a folded header": raw(OK + b"X: a\r\n b\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED),
    "a Link of 1 MB": raw(OK + b"Link: " + b"</a>; rel=next, " * 65536 + b"\r\n\r\n" + FEED, says=NO_HTTP),
    "switching protocols": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + FEED, says="status 101"),
    "a second answer behind the first": raw(answer(FEED) + answer(rss(title="Poison").encode())),
    "partial content": status("206 Partial Content", "Content-Range: bytes 0-9/999", says="206", body=FEED),
    "nothing (204)": raw(b"HTTP/1.1 204 No Content\r\n\r\n", says="204"),
    "a TLS alert": raw(b"\x15\x03\x01\x00\x02\x02\x28", says=NO_HTTP),
}


def with_headers(*headers: str | bytes) -> Trap:
    """Send the feed with headers that mean no good; it is taken all the same."""
    return whole(FEED, *headers)


HEADERS: dict[str, Trap] = {
    "cookies": with_headers("Set-Cookie: a=b; Domain=example", *[f"Set-Cookie: {n}={'x' * 100}" for n in range(50)]),
    "an ETag with control characters": with_headers(b'ETag: "a\x0b\x01b"'),
    "an ETag of 20 KB": with_headers('ETag: "' + "a" * 20_000 + '"'),
    "an ETag that injects": with_headers(b'ETag: "a\\r\\nX: y"', b"ETag: \xff\xfe"),
    "a Last-Modified of the year 0": with_headers("Last-Modified: Mon, 00 Jan 0000 00:00:00 GMT"),
    "a Last-Modified of the year 99999": with_headers("Last-Modified: Fri, 31 Dec 99999 23:59:59 GMT"),
    "Expires in the year 9999": with_headers("Expires: Fri, 31 Dec 9999 23:59:59 GMT"),
    "Expires in the year 99999": with_headers("Expires: Fri, 31 Dec 99999 23:59:59 GMT"),
    "a max-age of 10^30": with_headers("Cache-Control: max-age=1" + "0" * 30),
    "a negative max-age": with_headers("Cache-Control: max-age=-1", "Age: -5"),
    "an Age of 5,000 digits": with_headers("Cache-Control: max-age=9", "Age: " + "9" * 5000),
    "Content-Location elsewhere": with_headers("Content-Location: http://169.254.169.254/latest/meta-data/"),
    "Refresh elsewhere": with_headers(f"Refresh: 0; url=http://{SECRET}/secret"),
    "a Link to the next page": with_headers('Link: </x>; rel="next", </y>; rel="hub", </z>; rel="self"'),
    "Alt-Svc elsewhere": with_headers(f'Alt-Svc: h3="{SECRET}:443", h2="{SECRET}:443"'),
    "Strict-Transport-Security": with_headers("Strict-Transport-Security: max-age=99999999999; includeSubDomains"),
    "a workflow command": with_headers("X: ::set-output name=a::b", "Content-Type: text/xml; charset=::error::"),
    "a charset of nonsense": with_headers("Content-Type: text/xml; charset=zip"),
    "a charset of 10 KB": with_headers("Content-Type: text/xml; charset=" + "x" * 10_000),
    "a type of nonsense": with_headers("Content-Type: \xff/\xfe;;;,"),
    "an executable's type": with_headers("Content-Type: application/x-msdownload"),
    "a download": with_headers('Content-Disposition: attachment; filename="../../.cobrand/polls.json"'),
    "Vary: *": with_headers("Vary: *", "Pragma: no-cache", "Warning: 110 - x"),
}

BUSY: dict[str, Trap] = {
    "429 until the year 9999": status(
        "429 Too Many", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", says="less often (429)"
    ),
    "429 until the year 99999": status(
        "429 Too Many", "Retry-After: Fri, 31 Dec 99999 23:59:59 GMT", says="less often (429)"
    ),
    "503 for 10^30 seconds": status("503 Busy", "Retry-After: 1" + "0" * 30, says="not available for now (503)"),
    "503 for less than nothing": status("503 Busy", "Retry-After: -99999", says="not available for now (503)"),
    "503 since the year 0": status("503 Busy", "Retry-After: Mon, 01 Jan 0000 00:00:00 GMT", says="(503)"),
    "503 for nonsense": status("503 Busy", "Retry-After: ::add-mask::x", says="(503)"),
    "410": status("410 Gone", says="is gone for good (410)"),
    "404 with a page of 1 GB": Trap(
        make=lambda _: repeating(bytes(65536), before=b"HTTP/1.1 404 Not Found\r\n\r\n"), says="(404)"
    ),
    "Cloudflare's challenge": status("403 Forbidden", "cf-mitigated: challenge", says="bot protection"),
    "401": status("401 Unauthorized", 'WWW-Authenticate: Basic realm="::error::"', says="wants a password (401)"),
    "407": status("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="x"', says="407"),
    "304 unasked": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n", says="nothing has changed"),
}


# --- redirects -------------------------------------------------------------------------------------------------------

_PRIVATE, _ODD, _NAME = "private or reserved", "odd spelling", "only a private network knows"
_PLACES = {
    SECRET: _PRIVATE,
    f"{int.from_bytes(bytes(map(int, SECRET.split('.'))))}": _ODD,
    "0x7f090909": _ODD,
    "0x7f.9.9.9": _ODD,
    "0177.011.011.011": _ODD,
    "127.591113": _ODD,
    f"[::ffff:{SECRET}]": _PRIVATE,
    f"[::{SECRET}]": _PRIVATE,
    "[::1]": _PRIVATE,
    "[::]": _PRIVATE,
    "0.0.0.0": _PRIVATE,
    "0": _ODD,
    "[64:ff9b::7f09:909]": _PRIVATE,
    "[2002:7f09:909::]": _PRIVATE,
    "[fe80::1%25lo]": _ODD,
    "[fec0::1]": _PRIVATE,
    "[fd00:ec2::254]": _PRIVATE,
    "10.0.0.1": _PRIVATE,
    "192.168.0.1": _PRIVATE,
    "100.100.100.200": _PRIVATE,
    "169.254.169.254": _PRIVATE,
    "168.63.129.16": _PRIVATE,
    "192.0.0.192": _PRIVATE,
    "\N{CIRCLED DIGIT ONE}\N{CIRCLED DIGIT TWO}\N{CIRCLED DIGIT SEVEN}.9.9.9": _PRIVATE,
    "127\N{IDEOGRAPHIC FULL STOP}9\N{IDEOGRAPHIC FULL STOP}9\N{IDEOGRAPHIC FULL STOP}9": _PRIVATE,
    f"{SECRET}.": _PRIVATE,
    "localhost": _NAME,
    "localhost.": _NAME,
    "a.localhost": _NAME,
    "metadata": _NAME,
    "metadata.google.internal": _NAME,
    "printer.local": _NAME,
    "private.example": _PRIVATE,  # which leads to SECRET
    "mixed.example": _PRIVATE,  # which leads to a public address, and to SECRET
    f"ada.example@{SECRET}": "user name in it",
    f"{SECRET}#@ada.example": _PRIVATE,
    f"{SECRET}\\@ada.example": "user name in it",
}
PRIVATE: dict[str, Trap] = {
    f"to {place}": to(f"http://{place}:PORT/secret", says=says) for place, says in _PLACES.items()
}
REDIRECTS: dict[str, Trap] = {
    "endless": Trap(make=lambda _: _next_place, says="more than 5 times"),
    "in a circle": to("?again", says="in a circle"),
    "to itself": to("", says="without saying where to"),
    "to nowhere": status("302 Found", says="without saying where to"),
    "to a file": to("file:///etc/passwd", says="neither http nor https"),
    "to data": to("data:text/xml,<rss/>", says="neither http nor https"),
    "to a script": to("javascript:alert(1)", says="neither http nor https"),
    "to gopher": to(f"gopher://{SECRET}:PORT/_secret", says="neither http nor https"),
    "to nonsense": to("http://[", says="cannot be read"),
    "to an address of 20 KB": to("/" + "a" * 20_000, says="(404)"),
    "to a header of its own": to(b"/x%0d%0aX:%20y", says="(404)"),
    "to a port of no website": to("http://1.1.1.1:22/", says="port 22"),
    "to three choices": status("300 Multiple Choices", "Location: /secret", says="300"),
    "to a proxy": status("305 Use Proxy", f"Location: http://{SECRET}/secret", says="305"),
}


def _next_place(connection: socket.socket, site: Host) -> None:
    """Lead from each place to another."""
    line = site.requests[-1].line.split()[1]
    number = int(line.partition("?")[2] or 0) + 1
    connection.sendall(answer(b"", f"Location: ?{number}", status="302 Found"))


def _again(connection: socket.socket, site: Host) -> None:
    """Answer with the feed, and note who has looked the name up once more and so come to another place."""
    if connection.getsockname()[0] == SECRET:
        site.requests.append(Request(line="GET /secret HTTP/1.1", headers={}))
    connection.sendall(answer(FEED))


REBOUND: Mapping[str, Answer] = {"/rebound": answer(b"", "Location: /again", status="302 Found"), "/again": _again}
REDIRECTS["to a name that leads elsewhere the next time"] = to("http://rebinding.example:PORT/rebound", says="")


# --- TLS -------------------------------------------------------------------------------------------------------------


def spoken(certificate: str, then: Script | None = None, **how: Any) -> Trap:
    """Speak TLS with a certificate, and send the feed."""

    def make(_: int) -> Script:
        context = speaking(shared(), certificate)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 is
            for name, value in how.items():
                setattr(context, name, value)
        if how:
            context.set_ciphers("ALL:@SECLEVEL=0")

        def script(connection: socket.socket, site: Host) -> None:
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(65536)
                (then or sent(answer(FEED)))(secure, site)

        return script

    return Trap(make=make, hello=True)


def handshake(reply: bytes, then: Script | None = None, *, slow: bool = False) -> Trap:
    """Answer a TLS handshake with these bytes."""

    def script(connection: socket.socket, site: Host) -> None:
        connection.recv(65536)
        sent(reply, then)(connection, site)

    return Trap(make=lambda _: script, hello=True, slow=slow)


def _without_goodbye(connection: socket.socket, _: Host) -> None:
    """Hang up in the middle of a body of no length, as who cuts a cable does."""
    connection.sendall(OK + b"\r\n" + FEED[:-30])
    socket.close(connection.detach())


_NO_TLS = "does not speak TLS as it should"
_SILENT = "closed the connection without an answer"
TLS: dict[str, Trap] = {
    "as it should be": spoken("good"),
    "expired": replace(spoken("expired"), says="TLS certificate that has expired"),
    "not valid yet": replace(spoken("early"), says="TLS certificate that is not valid yet"),
    "self-signed": replace(spoken("self-signed"), says="TLS certificate that it signed itself"),
    "of nobody's authority": replace(spoken("unknown"), says="from an authority that nobody knows"),
    "for another host": replace(spoken("other"), says="TLS certificate for another host"),
    "TLS 1.0": replace(
        spoken("good", minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1),
        says="speaks TLS only as it was long ago",
    ),
    "who wants our certificate": replace(
        spoken("good", verify_mode=ssl.CERT_REQUIRED, maximum_version=ssl.TLSVersion.TLSv1_2), says=_NO_TLS
    ),
    "plain HTTP": replace(handshake(b"HTTP/1.1 400 Bad Request\r\n\r\n"), says=_NO_TLS),
    "a feed without TLS": replace(handshake(answer(FEED)), says=_NO_TLS),
    "a handshake that breaks off": replace(handshake(b"\x16\x03\x03\x00\x7a\x02"), says=_SILENT),
    "a handshake that is reset": replace(handshake(b"", reset), says=_SILENT),
    "an alert": replace(handshake(b"\x15\x03\x03\x00\x02\x02\x28"), says=_NO_TLS),
    "noise": replace(handshake(NOISE[:9000]), says=_NO_TLS),
    "a handshake that never ends": replace(handshake(b"", linger, slow=True), says="within"),
    "no goodbye": replace(spoken("good", _without_goodbye), says="1 entry could not be read"),
}


# --- documents -------------------------------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_NO_POST = "no post among the first 50,000 elements"
_PAGE, _NO_FEED = "a web page where", "text that is no feed"


def _deep(name: str, depth: int) -> str:
    return f"<{name}>" * depth + "x" + f"</{name}>" * depth


DOCUMENTS: dict[str, Trap] = {
    "billion laughs": whole(
        rss(item(1, "&l9;"), before=f'<!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]>'),
    ),
    "quadratic entities": made(
        lambda: rss(item(1, "&a;" * 50_000), before=f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>')
    ),
    "an external entity": whole(
        rss(item(1, "&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    "an external document type": whole(rss(before=f'<!DOCTYPE rss SYSTEM "http://{SECRET}/secret">')),
    "a parameter entity": whole(
        rss(before=f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://{SECRET}/secret"> %p;]>'),
    ),
    "a document type of 4 MB": made(
        lambda: rss(before="<!DOCTYPE rss [" + '<!ENTITY a "b">' * 260_000 + "]>"), says=_NO_FEED
    ),
    "a stylesheet, included": whole(
        rss(
            before=f'<?xml-stylesheet href="http://{SECRET}/secret"?>',
            more='<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
        )
    ),
    "100,000 nested tags": made(lambda: rss(more=_deep("a", 100_000)), says=_NO_POST),
    "100,000 nested tags in a post": made(lambda: rss(item(1, "<![CDATA[" + _deep("b", 100_000) + "]]>"))),
    "100,000 nested items": made(lambda: rss(_deep("item", 100_000)), says="2,999 entries could not be read"),
    "100,000 nested outlines": made(
        lambda: "<opml>" + _deep("outline", 100_000) + "</opml>", says="<opml>", heavy=True
    ),
    "100,000 nested pages": made(lambda: "<!doctype html>" + _deep("div", 100_000), says="page"),
    "100,000 nested lists (JSON)": made(lambda: '{"items":' + "[" * 100_000 + "]" * 100_000 + "}", says="JSON"),
    "100,000 nested objects (JSON)": made(lambda: '{"items":' * 100_000 + "1" + "}" * 100_000, says="JSON"),
    "200,000 empty entries": made(lambda: rss("<item/>" * 200_000), says="entries could not be read"),
    "100,000 entries": made(lambda: rss(*(f"<item><title>Kept</title><guid>{n}</guid></item>" for n in range(95_000)))),
    "200,000 entries (JSON)": made(
        lambda: json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "Notes",
                "items": [{"id": "k", "title": "Kept"}, *({"id": str(n)} for n in range(200_000))],
            }
        )
    ),
    "pictures at private addresses (JSON)": Trap(
        make=lambda port: answer(
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "title": "Notes",
                    **dict.fromkeys(("icon", "favicon", "next_url", "feed_url"), f"http://{SECRET}:{port}/secret"),
                    "hubs": [{"type": "rssCloud", "url": f"http://{SECRET}:{port}/secret"}],
                    "authors": [{"name": "Ada", "avatar": f"http://{SECRET}:{port}/secret"}],
                    "items": [{"id": "k", "title": "Kept", "image": f"http://{SECRET}:{port}/secret"}],
                }
            ).encode()
        )
    ),
    "an entry of 4 MB": made(lambda: rss(item(1, "&lt;p&gt;" + "words " * 650_000))),
    "a title of 4 MB": made(lambda: rss(item(1, title="words " * 650_000))),
    "an address of 4 MB": made(lambda: rss(item("a" * 2_000_000))),
    "a million categories": made(
        lambda: rss(f"<item><title>c</title>{'<category>c</category>' * 180_000}</item>"), heavy=True
    ),
    "a million authors": made(
        lambda: rss(f"<item><title>c</title>{'<author>a@b.example</author>' * 150_000}</item>"), heavy=True
    ),
    "an attribute of 4 MB": made(lambda: rss(more=f"<a b='{'x' * 4_000_000}'/>")),
    "500,000 attributes": made(lambda: rss(more=f"<a {' '.join(f'a{n}=1' for n in range(400_000))}/>")),
    "100,000 namespaces": made(lambda: rss(more=f"<a {' '.join(f'''xmlns:n{n}='{n}' ''' for n in range(100_000))}/>")),
    "a million open tags": made(lambda: FEED[:-20] + b"<a" * 1_500_000, heavy=True),
    "100,000 declarations that are none": made(lambda: rss(item(1, "xmlns:" * 100_000))),
    "a million references": made(lambda: rss(item(1, "&amp;" * 800_000))),
    "two million ends of nothing": made(lambda: rss(more="</" * 2_000_000), heavy=True),
    "a comment that never ends": made(lambda: rss() + "<!--" + "-" * 4_000_000),
    "CDATA that never ends": made(lambda: rss()[:-16] + "<![CDATA[" * 400_000),
    "a number of a million digits": made(
        lambda: (
            '{"version":"https://jsonfeed.org/version/1.1","title":"Notes","items":[{"id":"k","title":"Kept"},{"id":'
            + "9" * 1_000_000
            + "}]}"
        )
    ),
    "a reference of a million digits": made(lambda: rss(item(1, f"&#{'9' * 1_000_000};"))),
    "NUL bytes": whole(rss(item(1, "a\0b")).replace("<item>", "\0<item>\0").encode()),
    "only NUL bytes": made(lambda: bytes(1_000_000), says="nothing at all"),
    "control characters": whole(rss(item(1, "".join(map(chr, range(1, 32))), title="\x1b[2J\x07::error::x\u202e"))),
    "a base of 4 MB": made(lambda: rss().replace("<item>", f"<item xml:base='http://a/{'b/' * 2_000_000}'>")),
    "a next page that is itself": whole(
        rss(
            more='<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href=""/><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="/"/>'
        ),
    ),
    "dates of the year 0": whole(rss(item(1, date="Mon, 00 Jan 0000 00:00:00 GMT"), item(2, date="0000-00-00"))),
    "dates of the year 99999": whole(rss(item(1, date="Fri, 31 Dec 99999 23:59:59 GMT"), item(2, date="99999-12-31"))),
    "a date of a million digits": made(lambda: rss(item(1, date="2" * 1_000_000))),
    "a ttl of a million digits": made(lambda: rss(more=f"<ttl>{'9' * 1_000_000}</ttl>")),
}

ENCODINGS = {
    "utf-8": "é – 漢字",
    "utf-8-sig": "é – 漢字",
    "utf-16": "é – 漢字",
    "utf-16-le": "é – 漢字",
    "utf-16-be": "é – 漢字",
    "utf-32": "é – 漢字",
    "utf-32-le": "é – 漢字",
    "iso8859-1": "é ü",
    "iso8859-2": "ł ő",
    "iso8859-5": "Привет",
    "iso8859-7": "Καλημέρα",
    "iso8859-8": "שלום",
    "iso8859-9": "ığış",
    "iso8859-15": "œ €",
    "cp1250": "ł ő",
    "cp1251": "Привет",
    "cp1252": "é – €",
    "cp1253": "Καλημέρα",
    "cp1256": "مرحبا",
    "cp874": "สวัสดี",
    "koi8-r": "Привет",
    "koi8-u": "Привіт",
    "cp866": "Привет",
    "mac_roman": "é ü",
    "shift_jis": "漢字かな",
    "euc_jp": "漢字かな",
    "iso2022_jp": "漢字かな",
    "gb2312": "汉字",
    "gbk": "汉字",
    "gb18030": "汉字",
    "big5": "漢字",
    "euc_kr": "한국어",
    "cp037": "e",
    "hz": "汉字",
}


def _encoded(encoding: str, text: str, *, declared: str | None) -> bytes:
    before = f"<?xml version='1.0' encoding='{declared}'?>" if declared else "<?xml version='1.0'?>"
    return rss(item(1, text), before=before).encode(encoding)


TEXTS: dict[str, Trap] = {
    **{f"{name}, declared": whole(_encoded(name, text, declared=name), text=text) for name, text in ENCODINGS.items()},
    **{f"{name}, undeclared": whole(_encoded(name, text, declared=None)) for name, text in ENCODINGS.items()},
    **{
        f"{name}, declared as UTF-8": whole(
            _encoded(name, text, declared="utf-8"),
            "Content-Type: text/xml; charset=us-ascii",
            says="no text" if name == "cp037" else "",
        )
        for name, text in ENCODINGS.items()
    },
    "cut in the middle of a character": whole(
        rss(item(1, "漢字")).encode()[:-40] + "漢".encode()[:2], says="1 entry could not be read"
    ),
    "UTF-16 cut in the middle of a character": whole(rss(item(1, "漢字")).encode("utf-16")[:-1]),
    "UTF-16's mark before UTF-8": whole(codecs.BOM_UTF16_LE + FEED, says=_NO_FEED),
    "two marks": whole(codecs.BOM_UTF8 * 2 + FEED),
    "UTF-7": whole(_encoded("utf-7", "é", declared="utf-7"), says=""),
    "UTF-8 of surrogates": whole(rss(item(1, "\ud800\udfff")).encode("utf-8", "surrogatepass")),
    "overlong UTF-8": whole(rss(item(1, "MARK")).encode().replace(b"MARK", b"\xc0\xbc\xe0\x80\xbc")),
    "an encoding that unpacks": whole(rss(before="<?xml version='1.0' encoding='zlib_codec'?>")),
    "an encoding that unescapes": whole(rss(before="<?xml version='1.0' encoding='unicode_escape'?>")),
    "an encoding of 10 KB": whole(rss(before=f"<?xml version='1.0' encoding='{'x' * 10_000}'?>")),
}

WRONG: dict[str, Trap] = {
    "nothing": whole(b"", says="answered with nothing at all"),
    "blanks": whole(b" \n" * 1000, says="answered with nothing at all"),
    "a page": whole(b"<!doctype html><title>x</title><p>x", "Content-Type: text/html", says="page"),
    "a page as a feed": whole(b"<!doctype html><title>x</title>", "Content-Type: application/rss+xml", says=_PAGE),
    "a page that names itself": whole(
        b"<!doctype html><link rel=alternate type=application/rss+xml href=''>",
        "Content-Type: text/html",
        says="page",
    ),
    "a page that names 10,000 feeds": made(
        lambda: (
            "<!doctype html>"
            + "".join(f"<link rel=alternate type=application/rss+xml href='/feed/{n}'>" for n in range(10_000))
        ),
        "Content-Type: text/html",
        says="as its feed, which has nothing at this address (404)",
    ),
    "10,000 nested quotations in a post of a page": made(
        lambda: "<!doctype html><div class=h-entry><div class=e-content>" + "<blockquote>" * 10_000, says="page"
    ),
    "a page that names private places": whole(
        f"<!doctype html><link rel=alternate type=application/rss+xml href='http://{SECRET}/secret'>",
        "Content-Type: text/html",
        says=_PRIVATE,
    ),
    "a blogroll": whole("<opml version='2.0'><body><outline xmlUrl='x'/></body></opml>", says="<opml>"),
    "a sitemap": whole("<urlset><url/></urlset>", says="<urlset>"),
    "a drawing": whole("<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", says="<svg>"),
    "a picture": whole(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), "Content-Type: image/png", says="image/png"),
    "an archive": whole(b"PK\x03\x04" + bytes(range(256)) * 9, "Content-Type: application/zip", says="no text"),
    "an executable": whole(b"MZ\x90\0\x03" + bytes(2000), "Content-Type: text/xml", says="no text"),
    "other JSON": whole('{"::error::": 1}', "Content-Type: application/json", says="JSON that is no JSON Feed"),
    "broken JSON": whole('{"items": [', "Content-Type: application/feed+json", says="JSON that is broken"),
    "a workflow command": whole("::error::you\r\n::stop-commands::x", says=_NO_FEED),
    "an element of a long name": whole(f"<{'x' * 5000}/>", says="<xxx"),
}


# --- home pages and pictures -----------------------------------------------------------------------------------------


def _home(body: str) -> str:
    return f"<!doctype html><title>Me</title><p class=h-card><a class='u-url u-uid' href=''>Me</a></p>{body}"


def _pictured(how: str, place: str, *, says: str) -> Trap:
    """Name a picture on a home page, at an address where nobody may look."""
    page = f"<!doctype html><title>Me</title><p class=h-card><a class='u-url u-uid' href=''>Me</a>{how}</p>"

    def make(port: int) -> bytes:
        return answer(page.replace("PLACE", place.replace("PORT", str(port))).encode(), "Content-Type: text/html")

    return Trap(make=make, says=says)


_PHOTO = "<img class=u-photo src=PLACE>"
_LINKED = '<script type="application/ld+json">{"@type":"Person","name":"Me","url":"","image":{"url":"PLACE"}}</script>'
_SHARED = '<meta property="og:type" content="profile"><meta property="og:image" content="PLACE">'
HOMES: dict[str, Trap] = {
    "a photo at a private address": _pictured(_PHOTO, f"http://{SECRET}:PORT/secret", says=_PRIVATE),
    "a photo behind an odd spelling": _pictured(_PHOTO, "http://0x7f.9.9.9:PORT/secret", says=_ODD),
    "a photo on a private network": _pictured(_PHOTO, "http://private.example:PORT/secret", says=_PRIVATE),
    "a photo in the metadata of a cloud": _pictured(_PHOTO, "http://169.254.169.254/latest/", says=_PRIVATE),
    "a photo in a script, at a private address": _pictured(_LINKED, f"http://{SECRET}:PORT/secret", says=_PRIVATE),
    "a photo to be shared, at a private address": _pictured(
        _SHARED, f"http://[::ffff:{SECRET}]:PORT/secret", says=_PRIVATE
    ),
    "an attribute of 4 MB": made(lambda: _home(f"<p title='{'x' * 4_000_000}'>")),
    "100,000 h-cards": made(lambda: _home("<p class=h-card>x</p>" * 100_000)),
    "100,000 nested h-cards": made(lambda: _home("<p><b class=h-card>" * 100_000)),
    "100,000 nested tags": made(lambda: _home("<div>" * 100_000)),
    "a million links": made(lambda: _home("<a rel=me>" * 480_000)),
    "60,000 relations of one link": made(
        lambda: _home(f"<a rel='{' '.join(f'r{n}' for n in range(60_000))}' href=x>x</a>")
    ),
    "60,000 relations to one place": made(
        lambda: _home("".join(f"<link rel='a{n} b{n} c{n}' href=x>" for n in range(20_000))), heavy=True
    ),
    "links in links around a long text": made(
        lambda: _home("".join(f"<a rel=x href={n}>" for n in range(250)) + "words " * 150_000), heavy=True
    ),
    "800 nested cards of old": made(lambda: _home("<div class=vcard>" * 800)),
    "10,000 elements in a card of old": made(
        lambda: _home("<div class=vcard><p>" + "<i>x</i>" * 10_000 + "</div>"), heavy=True
    ),
    "a million classes": made(lambda: _home(f"<p class='{'h-card ' * 600_000}'>")),
    "deep linked data": made(lambda: _home(f'<script type="application/ld+json">{"[" * 400_000}</script>')),
    "100,000 people in linked data": made(
        lambda: _home(f'<script type="application/ld+json">[{",".join(["{}"] * 300_000)}]</script>')
    ),
    "a graph in a circle": whole(
        _home(
            '<script type="application/ld+json">{"@graph":[{"@id":"a","@type":"ProfilePage","mainEntity":{"@id":"b"}},'
            '{"@id":"b","@type":"Person","mainEntity":{"@id":"a"}}]}</script>'
        )
    ),
    "a title of a million blanks": made(
        lambda: _home(
            "<meta property='og:type' content='profile'>"
            f"<meta property='og:title' content='Ada{' ' * 900_000}Lindqvist'>"
        )
    ),
    "a note of exclamation marks": made(
        lambda: _home("").replace("</p>", f"<b class=p-note>ada@ada.example {'!' * 20_000}x</b></p>")
    ),
    "unclosed comments": made(lambda: _home("<!--" * 1_000_000)),
    "open tags": made(lambda: _home("<a " * 1_500_000), heavy=True),
    "a base elsewhere": whole(_home(f"<base href='http://{SECRET}/'><link rel=me href='secret'>")),
    "100,000 nested tables": made(lambda: _home("<table><tr><td>" * 100_000)),
    "NUL bytes": made(lambda: _home("\0" * 1_000_000)),
}


def _png(width: int, height: int) -> bytes:
    """Make a picture of one colour that is small as a file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    row = packer.compress(bytes(1 + width * 3)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = struct.pack(">I", zlib.adler32(bytes((1 + width * 3) * height)))
    rows = b"\x78\xda" + row * height + packer.flush() + end
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _saved(width: int, height: int, kind: str, mode: str = "RGB", **how: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height), "teal" if mode == "RGB" else 1).save(file, kind, **how)
    return file.getvalue()


def _gif(frames: int, side: int) -> bytes:
    """Make a GIF that moves."""
    file = io.BytesIO()
    first = Image.new("P", (side, side), 1)
    first.save(file, "GIF")
    still = file.getvalue()
    start = still.index(b",", 13 + 3 * 2 ** ((still[10] & 7) + 1))
    return still[:start] + still[start:-1] * frames + b";"


def _claiming(width: int, height: int) -> bytes:
    """Make a PNG whose head claims a size that its body has not."""
    small = _png(64, 64)
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]


def _passes(number: int) -> bytes:
    """Make a progressive JPEG whose last pass comes again and again."""
    whole = _saved(1000, 1000, "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * number + whole[-2:]


def _with_more(picture: bytes) -> bytes:
    """Let a JPEG say that another picture stands behind it, as telephones with two lenses do: Pillow gives that a name of its own."""
    two = io.BytesIO()
    Image.new("RGB", (64, 64)).save(two, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 64))])
    start = two.getvalue().index(b"MPF\0") - 4
    said = two.getvalue()[start : start + 2 + int.from_bytes(two.getvalue()[start + 2 : start + 4])]
    return picture[:2] + said + picture[2:]


def _without_palette() -> bytes:
    whole = _saved(300, 300, "PNG", mode="P")
    start = whole.index(b"PLTE") - 4
    return whole[:start] + whole[start + 12 + int.from_bytes(whole[start : start + 4]) :]


_BROKEN = "damaged and can't be decoded"
_MANY_PIXELS = "million pixels"
PICTURES: dict[str, Trap] = {
    "PNG of 49 megapixels": made(lambda: _png(7000, 7000), says=""),
    "PNG that claims 4 billion pixels": made(lambda: _claiming(65_000, 65_000), says=_MANY_PIXELS),
    "PNG that claims 40 megapixels": made(lambda: _claiming(8000, 5000), says=_BROKEN),
    "JPEG of 49 megapixels": made(lambda: _saved(7000, 7000, "JPEG"), says=""),
    "progressive JPEG of 49 megapixels": made(
        lambda: _saved(7000, 7000, "JPEG", progressive=True), says="", heavy=True
    ),
    "WebP of 49 megapixels": made(
        lambda: _saved(7000, 7000, "WEBP", lossless=True, method=0), says="more than 16 million pixels"
    ),
    "WebP of 16 megapixels": made(lambda: _saved(4000, 4000, "WEBP", lossless=True, method=0), says=""),
    "GIF of 10,000 frames": made(lambda: _gif(10_000, 64), says=""),
    "GIF of 49 megapixels": made(lambda: _saved(7000, 7000, "GIF", mode="P"), says=""),
    "TIFF of 49 megapixels": made(
        lambda: _saved(7000, 7000, "TIFF", compression="tiff_adobe_deflate"), says="", heavy=True
    ),
    "at a private address, in the end": to(f"http://{SECRET}:PORT/secret", says=_PRIVATE),
    "at a name that leads to one": to("http://mixed.example:PORT/secret", says=_PRIVATE),
    "a drawing": whole("<svg xmlns='http://www.w3.org/2000/svg'/>", says="a drawing (SVG)"),
    "a page": whole("<!doctype html><title>x</title>", says="a web page"),
    "JPEG of 60,000 passes": made(lambda: _passes(60_000), says="takes too long to draw"),
    "JPEG of 60,000 passes before another": made(lambda: _with_more(_passes(60_000)), says="takes too long to draw"),
    "JPEG before a film": made(lambda: _saved(2000, 1500, "JPEG") + b"\xff\xda\x00\x08" * 1_000, says=""),
    "PNG without the palette that it speaks of": made(_without_palette, says=_BROKEN),
    "half a picture": made(lambda: _png(500, 500)[:-200], says=_BROKEN),
    "a picture and a page": made(lambda: _png(500, 500) + b"<script>alert(1)</script>", says=""),
    "a colour profile of 1 MB": made(lambda: _saved(500, 500, "JPEG", icc_profile=b"x" * 1_000_000), says=""),
    "Exif of rubbish": made(
        lambda: _saved(500, 500, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 60_000), says=""
    ),
    "3 MB": made(lambda: _png(500, 500) + bytes(3_000_000), says="sent more than 2 MB"),
    "gzip of 1 GB": made(lambda: zeros(1024 * MB), GZIP, says="decompression bombs"),
    "an icon": made(lambda: _png(16, 16), says="only 16 by 16 pixels"),
    "NUL bytes": whole(bytes(1000), says="no format that can be read"),
}
if features.check("avif"):
    PICTURES["AVIF of 49 megapixels"] = made(
        lambda: _saved(7000, 7000, "AVIF", speed=10), says="more than 16 million pixels", heavy=True
    )
    PICTURES["AVIF of 16 megapixels"] = made(lambda: _saved(4000, 4000, "AVIF", speed=10), says="", heavy=True)

FEEDS: Mapping[str, Mapping[str, Trap]] = {
    "bombs and sizes": BOMBS,
    "slow": DRIPS,
    "HTTP": HTTP,
    "headers": HEADERS,
    "status": BUSY,
    "redirects": REDIRECTS,
    "private places": PRIVATE,
    "TLS": TLS,
    "documents": DOCUMENTS,
    "encodings": TEXTS,
    "no feeds": WRONG,
}

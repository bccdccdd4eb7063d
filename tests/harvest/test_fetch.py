"""What the fetcher asks and what it makes of the answers; see test_fetch_turns, test_fetch_hostile, test_fetch_tls."""

import gzip
import socket
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cobrand.errors import BusyError, FetchError, GoneError, RefusedError
from cobrand.harvest.fetch import ACCEPT, NotModified, Response

Make = Callable[..., Any]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FEED = b"<rss><channel><title>Ada</title></channel></rss>"


def test_a_question_says_who_asks_and_nothing_else(serve: Make, ask: Make, answer: Make) -> None:
    """It names us, what we read and what we unpack; no cookie, referrer, proxy or credential goes along."""
    site = serve(
        {"/": answer(b"", "Location: /feed", "Set-Cookie: a=b; Path=/", status="302 Found"), "/feed": answer(FEED)}
    )
    network = {"private_hosts": ["ada.example"], "resolve": lambda host, port: ["127.0.0.1"]}
    agent = "cobrand/1 (+https://halden.example/)\r\nX-Evil: 1"
    ask(site.url("/", host="ada.example"), network={**network, "user_agent": agent})
    assert [request.line for request in site.requests] == ["GET / HTTP/1.1", "GET /feed HTTP/1.1"]
    for request in site.requests:
        assert request.headers == {
            "host": f"ada.example:{site.port}",
            "user-agent": "cobrand/1 (+https://halden.example/)X-Evil: 1",
            "accept": ACCEPT,
            "accept-encoding": "gzip, deflate",
            "connection": "close",
        }


def test_proxies_of_the_environment_are_not_asked(
    serve: Make, ask: Make, answer: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would look names up itself and so lead around the guard."""
    site = serve({"/": answer(FEED)})
    monkeypatch.setenv("http_proxy", "http://127.0.0.9:9/")
    assert ask(site.url("/")).body == FEED


def test_an_answer_carries_all_that_later_stages_need(serve: Make, ask: Make, answer: Make) -> None:
    """Bytes, type, charset, validators and freshness come out as the server gave them."""
    site = serve(
        {
            "/feed": answer(
                FEED,
                'Content-Type: Application/RSS+XML; Charset="UTF-8"',
                'ETag: W/"a\u00e9 \\"b"',
                "Last-Modified: Thu,  1 Jan 1970 00:00:00 GMT (never)",
                "Cache-Control: max-age=60",
                "cache-control: public",
                "Age: 3",
                "Expires: 0",
                "Date: Fri, 20 Nov 2026 09:00:00 GMT",
                "Retry-After: 9",
                "X-Other: no",
            )
        }
    )
    response = ask(site.url("/feed"))
    assert 0 < response.seconds < 5
    assert response == Response(
        url=site.url("/feed"),
        body=FEED,
        media_type="application/rss+xml",
        charset="utf-8",
        etag='W/"a\u00e9 \\"b"',
        last_modified="Thu,  1 Jan 1970 00:00:00 GMT (never)",
        headers={
            "cache-control": "max-age=60, public",
            "age": "3",
            "expires": "0",
            "date": "Fri, 20 Nov 2026 09:00:00 GMT",
            "retry-after": "9",
        },
        seconds=response.seconds,
    )


@pytest.mark.parametrize("value", ["", ";charset=", "feed", "text/", "text html; charset", "a/b/c", 'x/y"; z'])
def test_a_nonsensical_content_type_is_none(serve: Make, ask: Make, answer: Make, value: str) -> None:
    """A type that is no type says nothing, and stops nothing."""
    response = ask(serve({"/": answer(FEED, f"Content-Type: {value}")}).url("/"))
    assert (response.media_type, response.charset) == (None, None)


# --- unchanged -------------------------------------------------------------------------------------------------------


def test_validators_are_sent_back_byte_for_byte_on_every_hop(serve: Make, ask: Make, answer: Make) -> None:
    """What the server issued comes back as it was, wherever the redirects lead."""
    etag, last_modified = 'W/"a\u00e9 \\"b', "yesterday,  at tea"
    site = serve({"/": answer(b"", "Location: /feed", status="301 Moved"), "/feed": answer(status="304 Not Modified")})
    result = ask(site.url("/"), etag=etag, last_modified=last_modified)
    for request in site.requests:
        assert (etag, last_modified) == (request.headers["if-none-match"], request.headers["if-modified-since"])
    assert result == NotModified(
        url=site.url("/feed"),
        moved_to=site.url("/feed"),
        etag=etag,
        last_modified=last_modified,
        headers={},
        seconds=result.seconds,
    )


def test_an_unchanged_feed_may_renew_its_validators(serve: Make, ask: Make, answer: Make) -> None:
    """Validators and freshness that come with a 304 replace the old ones."""
    site = serve({"/": answer(b"", 'ETag: "2"', "Expires: 0", status="304 Not Modified")})
    result = ask(site.url("/"), etag='"1"')
    assert (result.etag, result.last_modified, result.headers) == ('"2"', None, {"expires": "0"})


@pytest.mark.parametrize("etag", ['"\udce9"', '"a\x01b"', '"a\r\nX-Evil: 1"', '"' + "a" * 5000 + '"'])
def test_a_validator_that_cannot_be_sent_back_is_none(serve: Make, ask: Make, answer: Make, etag: str) -> None:
    """A mended validator would be an invented one; and no validator smuggles a header in."""
    site = serve({"/": answer(FEED, *([] if "\n" in etag or "\x01" in etag else [f"ETag: {etag}"]))})
    assert ask(site.url("/"), etag=etag, last_modified=etag).etag is None
    assert {"if-none-match", "if-modified-since", "x-evil"}.isdisjoint(site.requests[0].headers)


def test_nothing_changed_is_no_answer_to_a_question_without_validators(serve: Make, ask: Make, answer: Make) -> None:
    """A 304 that nobody asked for is an error, as there is nothing that it could leave unchanged."""
    with pytest.raises(FetchError, match="nothing has changed"):
        ask(serve({"/": answer(status="304 Not Modified")}).url("/"))


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ([301], "/1"),
        ([308], "/1"),
        ([302], None),
        ([303], None),
        ([307], None),
        ([301, 308, 301], "/3"),
        ([301, 302, 301], "/1"),
        ([307, 301], None),
        ([301, 301, 301, 301, 301], "/5"),
    ],
)
def test_only_an_unbroken_chain_of_permanent_redirects_moves_an_address(
    serve: Make, ask: Make, answer: Make, statuses: list[int], moved_to: str | None
) -> None:
    """301 and 308 tell where the address has moved, up to the first redirect that is only for now."""
    answers = {f"/{n}": answer(b"elsewhere", f"Location: {n + 1}#top", status=f"{s} X") for n, s in enumerate(statuses)}
    site = serve({**answers, f"/{len(statuses)}": answer(FEED)})
    response = ask(site.url("/0"))
    assert site.url(f"/{len(statuses)}") == response.url
    assert (moved_to and site.url(moved_to)) == response.moved_to


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("feed", "/blog/feed"),
        ("/feed", "/feed"),
        ("?page=1", "/blog/?page=1"),
        ("../feed#x", "/feed"),
        ("//127.0.0.2:{port}/feed", "/feed"),
        ("HTTP://127.0.0.2:{port}/feed", "/feed"),
        ("/caf\u00e9 1", "/caf%C3%A9%201"),
        ("/caf\udce9", "/caf%E9"),
    ],
)
def test_a_redirect_is_read_as_browsers_do(serve: Make, ask: Make, answer: Make, location: str, path: str) -> None:
    """Relative, without a scheme, unencoded, in Latin-1: the address is clear in each case."""
    site = serve({path: answer(FEED)})
    site.answers["/blog/"] = answer(b"", f"Location: {location.format(port=site.port)}", status="302 Found")
    assert ask(site.url("/blog/")).url.endswith(f":{site.port}{path}")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (None, "redirects without saying where to"),
        ("", "redirects without saying where to"),
        ("http://[", "redirects to a place, which has an address that cannot be read"),
        ("file:///etc/passwd", "redirects to a place, which has an address that is neither http nor https"),
        ("http://user:pass@ada.example/", "redirects to a place, which has an address with a user name in it"),
        ("/0", "redirects in a circle"),
        ("http://10.0.0.1/", "redirects to 10.0.0.1, which leads to 10.0.0.1, which is private or reserved"),
        ("http://[::1]/", "redirects to ::1, which leads to ::1, which is private or reserved"),
        (
            "http://169.254.169.254/",
            "redirects to 169.254.169.254, which leads to 169.254.169.254, which is private or reserved",
        ),
        ("http://evil.example/", "redirects to evil.example, which leads to 10.0.0.1, which is private or reserved"),
        ("http://gone.example/", "redirects to gone.example, which does not exist"),
    ],
)
def test_a_redirect_to_where_we_do_not_go_is_refused(
    serve: Make, ask: Make, answer: Make, location: str | None, reason: str
) -> None:
    """Each hop is checked like the first, and the message says that a redirect led there."""

    def resolve(host: str, port: int) -> list[str]:
        if host == "gone.example":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ["10.0.0.1"]

    headers = [] if location is None else [f"Location: {location}"]
    site = serve({"/0": answer(b"", *headers, status="301 Moved")})
    with pytest.raises(FetchError) as error:
        ask(site.url("/0"), network={"resolve": resolve, "private_hosts": ["127.0.0.0/24"]})
    assert reason == error.value.reason


def test_a_sixth_redirect_is_one_too_many(serve: Make, ask: Make, answer: Make) -> None:
    """Five are followed; a server that always knows a further place is left."""
    site = serve({f"/{n}": answer(b"", f"Location: /{n + 1}", status="302 Found") for n in range(9)})
    with pytest.raises(RefusedError, match="redirects more than 5 times"):
        ask(site.url("/0"))
    assert len(site.requests) == 6


def test_the_error_of_another_host_is_told_as_such(serve: Make, ask: Make, answer: Make) -> None:
    """When the place that a redirect leads to fails, the message does not blame the host that was asked."""
    site = serve({"/feed": answer(status="410 Gone")})
    site.answers["/"] = answer(b"", f"Location: {site.url('/feed', host='127.0.0.2')}", status="301 Moved")
    with pytest.raises(GoneError, match=r"^redirects to 127\.0\.0\.2, which is gone for good \(410\)\. "):
        ask(site.url("/"))


# --- other statuses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("101 Switching Protocols", "answered with status 101, which comes with no page for us"),
        ("202 Accepted", "answered with status 202, which comes with no page for us"),
        ("204 No Content", "answered with status 204, which comes with no page for us"),
        ("206 Partial Content", "answered with status 206, which comes with no page for us"),
        ("300 Multiple Choices", "answered with status 300, which comes with no page for us"),
        ("400 Bad Request", "answered with status 400, which comes with no page for us"),
        ("401 Unauthorized", "wants a password (401)"),
        ("402 Payment Required", "wants money (402)"),
        ("403 Forbidden", "does not let us in (403)"),
        ("404 Not Found", "has nothing at this address (404)"),
        ("418 ::error::", "answered with status 418, which comes with no page for us"),
        ("451 Unavailable", "may not show it for legal reasons (451)"),
        ("500 Internal Server Error", "has an error of its own (500)"),
        ("502 Bad Gateway", "has an error of its own (502)"),
        ("999 Request denied", "has an error of its own (999)"),
    ],
)
def test_every_other_status_has_its_reason(serve: Make, ask: Make, answer: Make, status: str, reason: str) -> None:
    """No status but a whole page passes for an answer, and the server's own words are not repeated."""
    with pytest.raises(FetchError) as error:
        ask(serve({"/": answer(status=status)}).url("/"))
    assert FetchError is type(error.value)
    assert reason == error.value.reason
    assert error.value.remedy.endswith((".", "?"))


def test_a_page_changed_on_the_way_is_still_a_page(serve: Make, ask: Make, answer: Make) -> None:
    """203 is what a proxy makes of 200."""
    assert ask(serve({"/": answer(FEED, status="203 Non-Authoritative")}).url("/")).body == FEED


def test_a_bot_protection_is_named(serve: Make, ask: Make, answer: Make) -> None:
    """A Cloudflare challenge is not the author's doing; the message says what it is and who can lift it."""
    with pytest.raises(FetchError, match=r"bot protection that keeps us out \(403\).*CI.*Cloudflare"):
        ask(serve({"/": answer(b"", "CF-Mitigated: challenge", status="403 Forbidden")}).url("/"))


def test_gone_is_an_error_of_its_own(serve: Make, ask: Make, answer: Make) -> None:
    """410 asks us to stop, so it must be told from 404."""
    with pytest.raises(GoneError, match=r"^is gone for good \(410\)"):
        ask(serve({"/": answer(status="410 Gone")}).url("/"))


@pytest.mark.parametrize(
    "case",
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 10:00:00 GMT", 3600),
        ("Fri, 20 Nov 2026 10:00:00 -0000", 3600),
        ("Friday, 20-Nov-26 10:00:00 GMT", 3600),
        ("Fri, 20 Nov 2026 08:00:00 GMT", 0),
        ("Fri, 20 Nov 2099 08:00:00 GMT", 7 * 86400),
        ("604801", 7 * 86400),
        ("9" * 5000, 7 * 86400),
        ("-1", None),
        ("1.5", None),
        ("\u0661\u0662", None),
        ("soon", None),
        ("Fri, 99 Nov 2026 08:00:00 GMT", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_server_says_when_to_come_back(
    serve: Make, ask: Make, answer: Make, status: str, case: tuple[str | None, int | None]
) -> None:
    """Retry-After is read in both its forms and believed for a week at most."""
    retry_after, seconds = case
    headers = [] if retry_after is None else [f"Retry-After: {retry_after}"]
    with pytest.raises(BusyError) as error:
        ask(serve({"/": answer(b"", *headers, status=status)}).url("/"))
    assert (None if seconds is None else NOW + timedelta(seconds=seconds)) == error.value.retry_at


# --- packed bodies ---------------------------------------------------------------------------------------------------


def raw_deflate(data: bytes) -> bytes:
    """Deflate without zlib's frame, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


GZIPPED = gzip.compress(FEED, mtime=0)
PACKED = {
    "gzip": ("gzip", GZIPPED),
    "its old name": ("X-GZip", GZIPPED),
    "with identity": ("gzip, identity", GZIPPED),
    "two members": ("gzip", gzip.compress(FEED[:9], mtime=0) + gzip.compress(FEED[9:], mtime=0)),
    "padding at the end": ("gzip", GZIPPED + b"\0" * 512),
    "half a magic number at the end": ("gzip", GZIPPED + b"\x1f"),
    "not gzip at all": ("gzip", FEED),
    "deflate": ("deflate", zlib.compress(FEED)),
    "raw deflate": ("deflate", raw_deflate(FEED)),
    "not deflate at all": ("deflate", FEED),
    "rubbish at the end": ("deflate", zlib.compress(FEED) + b"rubbish"),
    "identity": ("identity", FEED),
    "nothing": ("", FEED),
    "no packing": ("none", FEED),
    "a charset": ("UTF-8, gzip", GZIPPED),
    "one byte": ("gzip", b"x"),
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("piece", [1, 65536])
def test_a_packed_body_is_unpacked_as_browsers_do(
    serve: Make, ask: Make, packed: tuple[str, bytes], piece: int
) -> None:
    """Frames, members, rubbish at the end and false labels are taken, in pieces of any size."""
    encoding, body = packed
    chunks = [body[at : at + piece] for at in range(0, len(body), piece)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert ask(serve({"/": head.encode() + framed}).url("/")).body == (b"x" if body == b"x" else FEED)

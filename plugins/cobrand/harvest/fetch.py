"""An address → its bytes, or that nothing has changed: the one way in for everything from outside.

Every question is guarded (`guard`), conditional, and bounded in time, size and number. What goes wrong raises an error of
ours (`errors.FetchError` and its kinds), never anybody else's. It refuses to read what it fetches: that is `parse`'s.
"""

import asyncio
import re
import socket
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, cast
from urllib.parse import urljoin

from cobrand.errors import FetchError, RefusedError
from cobrand.harvest import complaint
from cobrand.harvest.guard import Guard, Target
from cobrand.harvest.inflate import Inflater

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import AbstractResolver, ResolveResult
    from aiohttp.connector import Connection
    from multidict import CIMultiDictProxy

LIMIT = 5 * 2**20  # bytes of an answer, unpacked: feeds of whole posts with pictures in them come close
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)

ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"
ACCEPT_PICTURE = "image/jpeg, image/png, image/webp, image/*;q=0.5"

_AT_ONCE = 64
_HOPS = 5
_MOST_SILENCES = 3  # questions in a row that a host leaves without any answer
_CONNECT = 5.0  # seconds, for TCP and TLS together
_LONGEST_HEADER = 32 * 1024  # some Content-Security-Policy is longer than aiohttp's 8 KB
_LONGEST_VALIDATOR = 4096
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WHOLE = frozenset({200, 203})  # 203: a proxy has changed it, as proxies do
_NOT_MODIFIED = 304
_TOLD = ("cache-control", "age", "expires", "date", "retry-after")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_TELL_OWNER = "Tell the blog's owner, or give the address that it should lead to."


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer. `url` is where it came from in the end; `moved_to` where the asked address has moved for good.

    `body` is unpacked; `headers` are those that say when to ask again, with lower-case names; `seconds` is how long the
    asking took, without waiting for a turn. `etag` and `last_modified` are to be sent back as they are.
    """

    url: str
    body: bytes
    moved_to: str | None = None
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The answer that nothing has changed. The validators are the new ones if it brought any, else those sent."""

    url: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class Web(Protocol):
    """What answers questions: the network, or a folder that stands in for it."""

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response | NotModified:
        """Ask for an address, for `limit` bytes at most; raise FetchError or one of its kinds."""


def getaddrinfo(host: str, port: int) -> list[str]:
    """Look up all addresses of a host; blocks. Not only those of families that this machine seems to speak."""
    return [str(place[0]) for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Network:
    """The real web, as an async context manager: 64 questions at once, one at a time per host.

    `deadline` is seconds for an address with all its redirects and the whole body, waiting for a turn excluded;
    `resolve` blocks and is called in threads of its own.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        private_hosts: Sequence[str] = (),
        deadline: float = 10,
        resolve: Callable[[str, int], Sequence[str]] = getaddrinfo,
    ) -> None:
        self._user_agent = re.sub(r"[^ -~]", "", user_agent)
        self._now = now
        self._guard = Guard(private_hosts)
        self._deadline = deadline
        self._resolve = resolve
        self._pinned: dict[str, Sequence[str]] = {}  # what the guard has let pass, for as long as this pull lasts
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._silences: defaultdict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        # asyncio's own pool is small: six threads make 64 look-ups of 100 ms take a second.
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cobrand-resolve")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    def _open(self) -> "aiohttp.ClientSession":
        """Make the client, with the first question: loading it takes a third of a second, and most builds ask nobody."""
        import aiohttp  # noqa: PLC0415 — see above

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=cast("AbstractResolver", _Pinned(self._pinned)),
                use_dns_cache=False,
                force_close=True,
                limit=0,  # the slots are ours to give
            ),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(connect=_CONNECT),
            response_class=_abrupt(),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response | NotModified:
        """Ask for an address and follow where it leads; raise FetchError or one of its kinds.

        Validators go with every hop: the stored ones came from the last, and nobody knows yet which one that is.
        """
        sent = {"If-None-Match": _sendable(etag), "If-Modified-Since": _sendable(last_modified)}
        headers = {"Accept": accept} | {name: value for name, value in sent.items() if value}
        here, moved_to, permanent, left = url, None, True, self._deadline
        trail: list[Target] = []
        while True:
            try:
                trail.append(self._next(here, trail))
                if permanent and len(trail) > 1:
                    moved_to = str(trail[-1])
                answer = await self._ask(trail, headers, left, limit)
            except FetchError as error:
                if len(trail) > 1 and trail[-1].host != trail[0].host:
                    complaint.put_behind_redirect(error, trail[-1].host)
                raise
            left -= answer.seconds
            if not answer.location:
                break
            here = _join(str(trail[-1]), answer.location)
            permanent = permanent and answer.status in _PERMANENT
        final = str(trail[-1]) if len(trail) > 1 else url
        return _result(answer, url=final, moved_to=moved_to, seconds=self._deadline - left, sent=sent)

    def _next(self, url: str, trail: Sequence[Target]) -> Target:
        """Take the next address apart and see that the journey ends some time."""
        try:
            target = self._guard.target(url)
        except RefusedError as error:
            if trail:
                complaint.put_behind_redirect(error, "a place")
            raise
        if target in trail:
            raise RefusedError("redirects in a circle", _TELL_OWNER)
        if len(trail) > _HOPS:
            raise RefusedError(f"redirects more than {_HOPS} times", _TELL_OWNER)
        return target

    async def _ask(self, trail: Sequence[Target], headers: Mapping[str, str], left: float, limit: int) -> "_Answer":
        """Ask the last of the trail when its host and a slot are free.

        Nothing is held while waiting, the host of the hop before included, so no two journeys can wait for each other.
        A host that leaves three questions in a row without any answer is asked no more: it may have hundreds of our blogs.
        """
        target, loop = trail[-1], asyncio.get_running_loop()
        async with self._hosts[target.host], self._slots:
            silences = self._silences[target.host, target.port]
            if len(silences) >= _MOST_SILENCES:
                raise FetchError(*silences[-1])
            start = loop.time()
            try:
                await self._admit(trail, left)
                answer = await self._exchange(target, headers, left - (loop.time() - start), limit)
            except RefusedError:
                raise
            except FetchError as error:
                silences.append((error.reason, error.remedy))
                raise
            answer.seconds = loop.time() - start
        if answer.status in _WHOLE or answer.location or (answer.status == _NOT_MODIFIED and len(headers) > 1):
            return answer
        if answer.status in _REDIRECTS:
            raise FetchError("redirects without saying where to", _TELL_OWNER)
        raise complaint.of_status(answer.status, answer.headers, now=self._now())

    async def _admit(self, trail: Sequence[Target], left: float) -> None:
        """Have the guard judge all addresses of the last host, and pin what it lets pass; raise RefusedError."""
        target = trail[-1]
        if target.ip is not None:
            ours = self._guard.admit(target, (target.host,))
        else:
            addresses = self._pinned.get(target.host) or await self._look_up(target, left)
            ours = self._guard.admit(target, addresses)
            self._pinned[target.host] = addresses
        if target.scheme == "http" and any(hop.scheme == "https" for hop in trail) and not ours:
            raise RefusedError("redirects from https to http, where anybody can change what we read", _TELL_OWNER)

    async def _look_up(self, target: Target, left: float) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(left):
                addresses = await loop.run_in_executor(self._threads, self._resolve, target.host, target.port)
        except TimeoutError:
            raise complaint.no_look_up() from None
        except (OSError, ValueError) as error:
            raise complaint.of_connection(error) from error
        if not addresses:
            raise complaint.unknown_name()
        return addresses

    async def _exchange(self, target: Target, headers: Mapping[str, str], left: float, limit: int) -> "_Answer":
        """Send one request and read its answer, the body only where it is wanted."""
        import aiohttp  # noqa: PLC0415 — see _open

        response = None
        try:
            async with asyncio.timeout(left):
                response = await self._send(target, headers)
                self._silences.pop((target.host, target.port), None)  # what goes wrong from now on is no silence
                body = await _body(response, limit) if response.status in _WHOLE else b""
            return _Answer(status=response.status, headers=response.headers, body=body)
        except aiohttp.ConnectionTimeoutError:
            raise FetchError(f"did not accept a connection within {_CONNECT:g} s", complaint.PATIENCE) from None
        except TimeoutError:
            verb = "finish its answer" if response else "answer"
            raise FetchError(f"did not {verb} within {self._deadline:g} s", complaint.PATIENCE) from None
        except aiohttp.ServerDisconnectedError as error:
            raise FetchError("closed the connection without an answer", complaint.PATIENCE) from error
        except aiohttp.ClientPayloadError as error:
            raise FetchError("broke off in the middle of its answer", complaint.PATIENCE) from error
        except aiohttp.ClientResponseError as error:
            raise FetchError("sent an answer that breaks the rules of HTTP", complaint.PATIENCE) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise complaint.of_connection(error) from error
        finally:
            if response is not None:
                response.close()

    async def _send(self, target: Target, headers: Mapping[str, str]) -> "aiohttp.ClientResponse":
        """Send one request; try once more when no connection came about. A lost one aiohttp itself tries once more."""
        import aiohttp  # noqa: PLC0415 — see _open
        from yarl import URL  # noqa: PLC0415 — aiohttp's own class for addresses

        self._session = session = self._session or self._open()
        url = URL(str(target), encoded=True)  # asked as it is written: aiohttp would tidy it, and some servers care
        try:
            return await session.get(url, headers=headers, allow_redirects=False)
        except aiohttp.ClientSSLError:
            raise
        except aiohttp.ClientConnectorError:
            return await session.get(url, headers=headers, allow_redirects=False)


@dataclass(slots=True, kw_only=True)
class _Answer:
    """What one host said to one request."""

    status: int
    headers: "CIMultiDictProxy[str]"
    body: bytes
    seconds: float = 0.0

    @property
    def location(self) -> str | None:
        return self.headers.get("location") if self.status in _REDIRECTS else None


class _Pinned:
    """The resolver that aiohttp is given: it hands out what the guard has let pass, and looks nothing up."""

    def __init__(self, addresses: Mapping[str, Sequence[str]]) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int, **_: object) -> "list[ResolveResult]":
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in self._addresses[host]
        ]


def _abrupt() -> "type[aiohttp.ClientResponse]":
    """Make a response that hangs up when closed: TLS's polite end waits 30 s for the other side's, and reads meanwhile."""
    import aiohttp  # noqa: PLC0415 — see _open

    class AbruptResponse(aiohttp.ClientResponse):
        _wire: asyncio.Transport | None = None

        async def start(self, connection: "Connection") -> aiohttp.ClientResponse:
            self._wire = connection.transport
            return await super().start(connection)

        def close(self) -> None:
            if self._wire is not None:
                self._wire.abort()
            super().close()

    return AbruptResponse


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:  # the guard will say so
        return location


async def _body(response: "aiohttp.ClientResponse", limit: int) -> bytes:
    """Read and unpack a body as it comes, and stop at the limit."""
    inflater = Inflater(response.headers.getall("content-encoding", ()), limit=limit)
    async for piece in response.content.iter_any():
        inflater.feed(piece)
    body = inflater.finish()
    if not body:
        raise complaint.empty()
    return body


def _result(
    answer: _Answer, *, url: str, moved_to: str | None, seconds: float, sent: Mapping[str, str | None]
) -> Response | NotModified:
    """Keep of an answer what others need."""
    etag, last_modified = (_sendable(answer.headers.get(name)) for name in ("etag", "last-modified"))
    told = {name: ", ".join(answer.headers.getall(name)) for name in _TOLD if name in answer.headers}
    if answer.status == _NOT_MODIFIED:
        return NotModified(
            url=url,
            moved_to=moved_to,
            etag=etag or sent["If-None-Match"],
            last_modified=last_modified or sent["If-Modified-Since"],
            headers=told,
            seconds=seconds,
        )
    media_type, charset = _content_type(answer.headers.get("content-type", ""))
    return Response(
        url=url,
        moved_to=moved_to,
        body=answer.body,
        media_type=media_type,
        charset=charset,
        etag=etag,
        last_modified=last_modified,
        headers=told,
        seconds=seconds,
    )


def _content_type(value: str) -> tuple[str | None, str | None]:
    """Take a Content-Type apart: media type and charset, in lower case."""
    media_type = value.partition(";")[0].strip().lower()
    charset = re.search(r";\s*charset\s*=\s*[\"']?([a-z0-9_.:+-]+)", value, re.IGNORECASE)
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else None, charset.group(1).lower() if charset else None


def _sendable(validator: str | None) -> str | None:
    """Return a validator if it can be sent back byte for byte, else nothing: a mended one would be an invented one.

    aiohttp reads and writes headers as UTF-8, so bytes that are not come as surrogates and would get lost.
    """
    if not validator or len(validator) > _LONGEST_VALIDATOR or _UNSENDABLE.search(validator):
        return None
    return validator

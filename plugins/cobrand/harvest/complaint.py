"""Why asking failed → an error whose reason and remedy people understand; it quotes no third party's words.

Reasons are the same for the same cause (no elapsed times, no text of the server's): they are archived, and an archive
only changes when something has changed.
"""

import errno
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from cobrand.errors import BusyError, FaultError, FetchError, GoneError, HarvestError, ParseError

_LONGEST_REST = timedelta(days=7)
PATIENCE = "Nothing to do unless it lasts; then tell the blog's owner."
_CHECK_ADDRESS = "Check the address in the profile: the page may have moved."
_CHECK_NAME = "Check the address for typing errors; the domain may have expired."
OUR_FAULT = "Report it with the feed's address; `cobrand pull --all --verbose` shows what happened."
GUESSES = frozenset({PATIENCE, _CHECK_ADDRESS, _CHECK_NAME})  # remedies that take the address for one that once worked

_CERTIFICATE = {  # the numbers are OpenSSL's X509_V_ERR_…
    9: "has a TLS certificate that is not valid yet",
    10: "has a TLS certificate that has expired",
    18: "has a TLS certificate that it signed itself",
    19: "has a TLS certificate from an authority that nobody knows",
    20: "has a TLS certificate from an authority that nobody knows",
    21: "has a TLS certificate from an authority that nobody knows",
    62: "has a TLS certificate for another host",
    64: "has a TLS certificate for another host",
}
_OLD = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"})
_OUTDATED = ("speaks TLS only as it was long ago", "Whoever runs its server has to bring it up to date.")
_NO_TLS = ("does not speak TLS as it should", "Check whether its address really begins with https.")
_STATUS = {
    304: ("answered that nothing has changed, to a question that did not ask for changes", PATIENCE),
    401: ("wants a password (401)", "Ask the blog's owner for an address that is open to everybody."),
    402: ("wants money (402)", "Ask the blog's owner for an address that is open to everybody."),
    403: ("does not let us in (403)", "Ask the blog's owner to let feed readers in, data centres' included."),
    404: ("has nothing at this address (404)", _CHECK_ADDRESS),
    451: ("may not show it for legal reasons (451)", "Ask the blog's owner."),
}
_NETWORK = {
    errno.ECONNREFUSED: "refuses connections",
    errno.ECONNRESET: "closed the connection without an answer",
    errno.EPIPE: "closed the connection without an answer",
    errno.EHOSTUNREACH: "cannot be reached",
    errno.ENETUNREACH: "cannot be reached",
    errno.ETIMEDOUT: "did not accept a connection",
}


def of_status(status: int, headers: Mapping[str, str], *, now: datetime) -> FetchError:
    """Say what an HTTP status other than success means; `headers` has lower-case names."""
    if status == HTTPStatus.GONE:
        return GoneError("is gone for good (410)", "Take the address out of the profile, or give the new one.")
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        asked_to_wait = status == HTTPStatus.TOO_MANY_REQUESTS
        reason = "asked us to come less often (429)" if asked_to_wait else "is not available for now (503)"
        return BusyError(reason, PATIENCE, retry_at=_retry_at(headers.get("retry-after", ""), now))
    if status == HTTPStatus.FORBIDDEN and headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return FetchError(
            "has a bot protection that keeps us out (403), as it does everything that runs in CI",
            "Ask the blog's owner to exempt the feed's address from Cloudflare's challenge.",
        )
    if status in _STATUS:
        return FetchError(*_STATUS[status])
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return FetchError(f"has an error of its own ({status})", PATIENCE)
    return FetchError(f"answered with status {status}, which comes with no page for us", _CHECK_ADDRESS)


def of_connection(error: BaseException) -> FetchError:
    """Say what kept us from talking to a host: the name, the network, TLS or a broken answer."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = _CERTIFICATE.get(cause.verify_code, "has a TLS certificate that cannot be trusted")
            return FetchError(reason, "The blog's owner has to renew or replace the certificate.")
        if isinstance(cause, ssl.SSLError):
            return FetchError(*(_OUTDATED if cause.reason in _OLD else _NO_TLS))
        if isinstance(cause, socket.gaierror):
            return unknown_name() if cause.errno in {socket.EAI_NONAME, _EAI_NODATA} else no_look_up()
        number = errno.ECONNRESET if isinstance(cause, ConnectionResetError) else getattr(cause, "errno", None)
        if number in _NETWORK:  # asyncio's own reset, for what ended in the middle of a TLS handshake, has no number
            return FetchError(_NETWORK[number], PATIENCE)
    return FetchError("could not be asked", PATIENCE)


_EAI_NODATA = getattr(socket, "EAI_NODATA", socket.EAI_NONAME)  # glibc has both, others only one


def not_found() -> FetchError:
    """Say that the host has no such page."""
    return FetchError(*_STATUS[404])


def tells_of_nothing(error: HarvestError) -> bool:
    """Tell whether an answer was that there is nothing at an address: any more, or at all."""
    return isinstance(error, GoneError) or error.reason == not_found().reason


def unknown_name() -> FetchError:
    """Say that the host's name leads nowhere."""
    return FetchError("does not exist", _CHECK_NAME)


def no_look_up() -> FetchError:
    """Say that nobody could tell us where the host's name leads."""
    return FetchError("is a name that could not be looked up", "Nothing to do unless it lasts; is the network up?")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what led to an error, the root first: aiohttp's wrappers pass for what they wrap and know less."""
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    yield error


def _retry_at(value: str, now: datetime) -> datetime | None:
    """Read Retry-After, seconds or a date (RFC 9110 §10.2.3); between now and a week from now, `None` if unreadable."""
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return now + min(timedelta(seconds=float(value)), _LONGEST_REST) if len(value) < 10 else now + _LONGEST_REST
    try:
        then = parsedate_to_datetime(value)
        then = then.replace(tzinfo=then.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(then, now), now + _LONGEST_REST)


def empty() -> FetchError:
    """Say that an answer came without a body."""
    return FetchError("answered with nothing at all", PATIENCE)


def our_fault(error: Exception) -> FaultError:
    """Say that we failed at what a stranger wrote; the kind of error alone, as its words may be the stranger's."""
    if isinstance(error, MemoryError):
        return FaultError("takes more memory to read than there is", OUR_FAULT)
    return FaultError(f"could not be read, which is a fault of Cobrand ({type(error).__name__})", OUR_FAULT)


def deadly() -> ParseError:
    """Say that a process ended where it read this, and a new one is well."""
    return ParseError("could not be read: our reader ended at it, as it does when all memory is taken", OUR_FAULT)


def put_behind_redirect(error: FetchError, place: str) -> None:
    """Say in an error that the host asked was not at fault, but the place that it redirects to."""
    error.reason = f"redirects to {place}, which {error.reason}"
    error.args = (f"{error.reason}. {error.remedy}",)


def put_on_page(error: HarvestError, feed: str) -> None:
    """Let an error say that it is of the feed which a page names: the page itself is well, and so is its address."""
    error.reason = f"names {feed} as its feed, which {error.reason}"
    if error.remedy in {_CHECK_ADDRESS, _CHECK_NAME}:
        error.remedy = "Tell the blog's owner, or put the address of the right one into the profile: `feed: https://…`."
    error.args = (f"{error.reason}. {error.remedy}",)

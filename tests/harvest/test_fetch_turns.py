"""How the fetcher takes turns and finds hosts: 64 at once, one at a time per host, and only where the guard has looked."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from cobrand.errors import FetchError, RefusedError
from cobrand.harvest.fetch import Network, NotModified, Response

Make = Callable[..., Any]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FEED = b"<rss><channel><title>Ada</title></channel></rss>"


class Crowd:
    """Count who is inside at once; everybody waits until as many have come as are expected, or a moment."""

    def __init__(self, expected: int, reply: bytes) -> None:
        self.expected, self.reply = expected, reply
        self.inside = self.most = self.arrived = 0
        self.changed = threading.Condition()

    def __call__(self, connection: socket.socket, site: object) -> None:
        """Come in, wait, reply, leave."""
        with self.changed:
            self.arrived += 1
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.arrived >= self.expected, timeout=0.3)
            self.inside -= 1
        connection.sendall(self.reply)


def test_64_hosts_are_asked_at_once_and_no_more(serve: Make, ask_all: Make, answer: Make) -> None:
    """The 65th waits until one of the others is done."""
    crowd = Crowd(65, answer(FEED))
    site = serve({"/": crowd})
    assert len(ask_all([site.url("/", host=f"127.0.2.{n}") for n in range(1, 71)])) == 70
    assert crowd.most == 64


def test_one_host_is_asked_one_question_at_a_time(serve: Make, ask_all: Make, answer: Make) -> None:
    """A host with many blogs is not asked for all at once, whatever its port and path."""
    crowd = Crowd(2, answer(FEED))
    first, second = serve({"/a": crowd, "/b": crowd}), serve({"/c": crowd})
    ask_all([first.url("/a"), first.url("/b"), second.url("/c")])
    assert (crowd.arrived, crowd.most) == (3, 1)


def test_waiting_for_a_turn_does_not_count(serve: Make, ask_all: Make, answer: Make) -> None:
    """Five answers of 0.3 s from one host all come within a deadline of 1 s."""

    def slow(connection: socket.socket, site: Any) -> None:
        site.closing.wait(0.3)
        connection.sendall(answer(FEED))

    site = serve({f"/{n}": slow for n in range(5)})
    results = ask_all([site.url(f"/{n}") for n in range(5)], network={"deadline": 1})
    assert all(0.3 <= result.seconds < 1 for result in results)


SETTINGS: dict[str, Any] = {"user_agent": "", "private_hosts": ["127.0.0.0/8"], "now": lambda: NOW}


def ask_each(urls: Sequence[str], deadline: float) -> list[BaseException | Response | NotModified]:
    """Ask for all addresses, and return errors among the answers."""

    async def run() -> list[BaseException | Response | NotModified]:
        async with Network(**SETTINGS, deadline=deadline) as web:
            return await asyncio.gather(*map(web.get, urls), return_exceptions=True)

    return asyncio.run(run())


def test_a_host_that_never_answers_is_asked_three_times(serve: Make) -> None:
    """It may have hundreds of blogs, and each would take the whole deadline; they all fail as the host does."""

    def never(connection: socket.socket, site: Any) -> None:
        site.closing.wait(30)

    site = serve({f"/{n}": never for n in range(20)})
    failed = ask_each([site.url(f"/{n}") for n in range(20)], deadline=0.4)
    assert [error.reason for error in failed if isinstance(error, FetchError)] == ["did not answer within 0.4 s"] * 20
    assert len(site.requests) == 3


def test_an_answer_in_between_tells_that_a_host_is_there(serve: Make, answer: Make) -> None:
    """Even one that is an error, or breaks off: what counts is that somebody speaks."""

    def silent(connection: socket.socket, site: Any) -> None:
        connection.close()

    half = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"
    site = serve({"/none": silent, "/half": half, "/well": answer(FEED)})
    order = ["/none", "/none", "/half", "/none", "/none", "/404", "/none", "/none", "/well"]
    answers = ask_each([site.url(path) for path in order], deadline=5)
    assert [isinstance(one, Response) for one in answers] == [False] * 8 + [True]


def test_hosts_that_redirect_to_each_other_do_not_block_each_other(serve: Make, ask_all: Make, answer: Make) -> None:
    """No host is held while another is waited for."""
    site = serve({"/feed": answer(FEED)})
    for n in (1, 2):
        away = site.url("/feed", host=f"127.0.0.{3 - n}")
        site.answers[f"/{n}"] = answer(b"", f"Location: {away}", status="302 Found")
    urls = [site.url(f"/{n}", host=f"127.0.0.{n}") for n in (1, 2)] * 20
    assert [result.body for result in ask_all(urls)] == [FEED] * 40


def test_a_question_can_be_called_off(serve: Make, answer: Make) -> None:
    """Cancellation passes through as it is, and leaves the turn to the next."""
    waits = threading.Event()

    def never(connection: socket.socket, site: Any) -> None:
        waits.set()
        site.closing.wait(5)

    site = serve({"/": never, "/feed": answer(FEED)})

    async def run() -> bytes:
        async with Network(user_agent="x", now=lambda: NOW, private_hosts=["127.0.0.1"]) as web:
            asking = asyncio.create_task(web.get(site.url("/")))
            await asyncio.to_thread(waits.wait, 5)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            response = await web.get(site.url("/feed"))
            assert isinstance(response, Response)
            return response.body

    assert asyncio.run(run()) == FEED


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    serve: Make, ask_all: Make, answer: Make
) -> None:
    """A name that leads elsewhere when looked up again (DNS rebinding) does not get there; Host stays the name."""
    site = serve({"/": answer(FEED), "/feed": answer(FEED)})
    looked_up = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append((host, port))
        return ["127.0.0.5"] if len(looked_up) == 1 else ["127.0.0.6"]

    urls = [site.url("/", host="ada.example"), site.url("/feed", host="ada.example")]
    ask_all(urls, network={"resolve": rebinding, "private_hosts": ["127.0.0.5"]})
    assert [("ada.example", site.port)] == looked_up
    assert [f"ada.example:{site.port}"] * 2 == [request.headers["host"] for request in site.requests]


def test_a_name_that_rebinds_before_the_check_is_refused(ask: Make) -> None:
    """One private address among those looked up is enough, and nothing is connected to."""
    with pytest.raises(RefusedError, match=r"leads to 127\.0\.0\.1, which is private"):
        ask(
            "https://ada.example/",
            network={"private_hosts": [], "resolve": lambda host, port: ["1.1.1.1", "127.0.0.1"]},
        )


def test_a_literal_address_is_checked_and_never_looked_up(ask: Make) -> None:
    """A literal reaches the connection without any look-up, so it is checked before."""

    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    for url in ("http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/"):
        with pytest.raises(RefusedError, match="private or reserved"):
            ask(url, network={"private_hosts": [], "resolve": resolve})


def test_the_second_address_of_a_name_is_tried_when_the_first_is_dead(serve: Make, ask: Make, answer: Make) -> None:
    """A host that is up on one of its addresses is up."""
    site = serve({"/": answer(FEED)})
    assert (
        ask(
            site.url("/", host="ada.example"),
            network={"resolve": lambda *_: ["::1", "127.0.0.1"], "private_hosts": ["ada.example"]},
        ).body
        == FEED
    )


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "does not exist"),
        (socket.gaierror(socket.EAI_NODATA, "x"), "does not exist"),
        ([], "does not exist"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "is a name that could not be looked up"),
        (UnicodeError("label too long"), "could not be asked"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_from_one_that_was_not_found_out(
    ask: Make, outcome: Exception | Sequence[str], reason: str
) -> None:
    """A domain that expired is the author's matter; a look-up that failed may be ours."""

    def resolve(host: str, port: int) -> Sequence[str]:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with pytest.raises(FetchError) as error:
        ask("https://ada.example/", network={"resolve": resolve})
    assert reason == error.value.reason


def test_a_look_up_that_hangs_ends_with_the_deadline(ask: Make) -> None:
    """The thread may go on; the pull does not wait for it."""
    release = threading.Event()
    start = time.monotonic()
    try:
        with pytest.raises(FetchError, match="could not be looked up"):
            ask("https://ada.example/", network={"deadline": 0.2, "resolve": lambda *_: release.wait(60) and []})
        assert time.monotonic() - start < 10
    finally:
        release.set()


def test_64_names_are_looked_up_at_once(ask_all: Make) -> None:
    """With the few threads that asyncio has of its own, slow look-ups would queue."""
    together = threading.Barrier(64, timeout=5)

    def resolve(host: str, port: int) -> list[str]:
        together.wait()
        raise socket.gaierror(socket.EAI_NONAME, host)

    with pytest.raises(FetchError, match="does not exist"):
        ask_all([f"https://{n}.example/" for n in range(64)], network={"resolve": resolve})
    assert not together.broken


def test_reading_the_module_costs_no_http_client() -> None:
    """Most builds fetch nothing and must not pay for aiohttp."""
    code = "import sys, cobrand.harvest.fetch, cobrand.harvest.folder; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

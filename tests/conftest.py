"""What several tests need."""

import shutil
import signal
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from chromium import HOW, Served, Tab, launched, tab_at
from server import Answer, Host, Server
from sites import Site

# A busy machine is no failure; `--hypothesis-profile=long` is for minutes, by hand, of tests that throw anything at a reader.
settings.register_profile("short", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("short"), max_examples=20_000)
settings.load_profile("short")

# Whoever starts a job in the background lets it ignore Ctrl-C, and so whatever that starts: here, commands are to be stopped.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What takes longest, by its CPU-seconds: begun first, so that no core has one of these left when the others are done.
LONGEST = (
    "test_accessibility.py",
    "test_html.py",
    "test_crash.py",
    "test_browser_directory.py",
    "test_workflows.py",
    "test_browser.py",
    "test_docs_commands.py",
    "test_stories.py",
    "test_plugin_embeds.py",
    "test_plugin_own_pages.py",
    "test_plugin_pull.py",
    "test_crash_windows.py",
    "test_found.py",
    "test_hostile.py",
    "test_looks.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and leave the others as they are."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium once."""
    if shutil.which("chromium") is None:
        pytest.fail(HOW, pytrace=False)
    with launched() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser, served: Served) -> Iterator[Tab]:
    """Open a tab on the site that the test's own module serves, with nothing in its memory."""
    with tab_at(browser, served.url) as tab:
        yield tab

"""Debian's chromium and a server on loopback: for the tests that look at built sites, and for pictures of them."""

import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import IO, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Page, Request, ViewportSize, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing gets out, whatever a page tries
]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
Scheme = Literal["light", "dark"]
SCHEMES: dict[Scheme, str] = {"light": "default", "dark": "slate"}  # what Material calls them
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
PACKED = {".html", ".css", ".js", ".json", ".svg", ".xml"}
HOW = "chromium is missing: `apt-get install chromium` (.ci/run does it)"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as GitHub Pages does: texts packed, and kept for ten minutes."""

    def end_headers(self) -> None:
        """Let browsers keep what they have."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]
        """Pack a text for those who can unpack it."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if not path.is_file() or path.suffix not in PACKED or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        kind = self.guess_type(path)
        self.send_header("Content-Type", kind if "xml" in kind or "json" in kind else f"{kind}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is Python's
        """Say nothing."""


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder on loopback, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def launched(chromium: str | None = None) -> Iterator[Browser]:
    """Start the browser, and end it."""
    chromium = chromium or shutil.which("chromium")
    if chromium is None:
        raise FileNotFoundError(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Served:
    """A built site and where it is served."""

    folder: Path
    url: str


@dataclass
class Tab:
    """A page in the browser, and what it tried that no page of ours may."""

    page: Page
    url: str
    outward: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the site, and wait until whatever starts by itself has started."""
        self.page.goto(self.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait for two frames: handlers of loading, focus, toggling and animation have run by then."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def search(self, words: str) -> None:
        """Type into the theme's search, key by key, as it listens to keys."""
        self.page.get_by_role("textbox", name="Search").press_sequentially(words)

    def ran(self) -> set[str]:
        """Return the names of the attacks that ran on this page."""
        return set((self.page.evaluate("() => window.pwned") or "").split())

    def note_request(self, request: Request) -> None:
        """Note what is asked of anybody but ourselves."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.outward.append(request.url)

    def note_dialog(self, dialog: Dialog) -> None:
        """Note a dialog, and close it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@contextmanager
def tab_at(browser: Browser, url: str) -> Iterator[Tab]:
    """Open a tab with nothing in its memory."""
    context = browser.new_context(viewport=DESK, reduced_motion="no-preference")
    context.set_default_timeout(10_000)
    tab = Tab(context.new_page(), url)
    tab.page.on("request", tab.note_request)
    tab.page.on("dialog", tab.note_dialog)
    yield tab
    context.close()

"""A folder that stands in for the web, laid out as wget --mirror does."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from cobrand.errors import FetchError, RefusedError
from cobrand.harvest.fetch import LIMIT, Response
from cobrand.harvest.folder import Folder

Write = Callable[[str, bytes], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the stand-in, by its path below the folder."""

    def to(path: str, body: bytes) -> None:
        file = tmp_path / "web" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    return to


def ask(tmp_path: Path, url: str) -> Response:
    """Ask the folder for one address."""

    async def run() -> Response:
        async with Folder(tmp_path / "web") as web:
            return await web.get(url)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("url", "path", "media_type"),
    [
        ("https://ada.example/feed.xml", "ada.example/feed.xml", "application/xml"),
        ("HTTP://ADA.Example./Feed.RSS#top", "ada.example/Feed.RSS", "application/rss+xml"),
        ("https://ada.example/a/b.atom", "ada.example/a/b.atom", "application/atom+xml"),
        ("https://ada.example/feed.json", "ada.example/feed.json", "application/json"),
        ("https://ada.example/ada.JPG", "ada.example/ada.JPG", "image/jpeg"),
        ("https://ada.example/about.html", "ada.example/about.html", "text/html"),
        ("https://ada.example/feed", "ada.example/feed", None),
        ("https://ada.example/x.unknown", "ada.example/x.unknown", None),
        ("https://ada.example/", "ada.example/index.html", None),
        ("https://ada.example/blog/", "ada.example/blog/index.html", None),
        ("https://ada.example/feed/", "ada.example/feed/index.xml", "application/xml"),
        ("https://ada.example/feed/", "ada.example/feed/index.json", "application/json"),
        ("https://ada.example/?p=1&q=a%20b", "ada.example/index.html?p=1&q=a%20b", None),
        ("https://ada.example/?q=a%20b", "ada.example/index.html?q=a b", None),
        ("https://ada.example/f.xml?v=2", "ada.example/f.xml?v=2", "application/xml"),
        ("https://ada.example/caf%C3%A9%20au%20lait.html", "ada.example/caf\u00e9 au lait.html", "text/html"),
        ("https://ada.example/caf\u00e9.html", "ada.example/caf\u00e9.html", "text/html"),
        ("https://m\u00fcller.example/", "xn--mller-kva.example/index.html", None),
        ("http://ada.example:8080/feed", "ada.example:8080/feed", None),
        ("http://ada.example:8080/feed", "ada.example+8080/feed", None),
        ("http://127.0.0.1/feed", "127.0.0.1/feed", None),
        ("http://localhost/feed", "localhost/feed", None),
    ],
)
def test_an_address_is_the_file_that_wget_writes(
    tmp_path: Path, write: Write, url: str, path: str, media_type: str | None
) -> None:
    """Host, path and query name the file; the type comes from its suffix, unless wget made the name up."""
    write(path, b"body")
    assert Response(url=url, body=b"body", media_type=media_type) == ask(tmp_path, url)


def test_a_folder_without_its_slash_gets_one(tmp_path: Path, write: Write) -> None:
    """A server would redirect, and relative links in the page count on it."""
    write("ada.example/blog/index.html", b"page")
    assert ask(tmp_path, "https://ada.example/blog").url == "https://ada.example/blog/"


def test_index_html_comes_first(tmp_path: Path, write: Write) -> None:
    """A folder's page is found before its feed, as a server would have it."""
    for name in ("index.json", "index.xml", "index.html"):
        write(f"ada.example/{name}", name.encode())
        assert name.encode() == ask(tmp_path, "https://ada.example/").body


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://bob.example/", "does not exist"),
        ("https://ada.example:8080/", "does not exist"),
        ("https://ada.example/missing", "has nothing at this address (404)"),
        ("https://ada.example/feed.xml?page=2", "has nothing at this address (404)"),
        ("https://ada.example/feed.xml/", "has nothing at this address (404)"),
        ("https://ada.example/" + "a" * 5000, "has nothing at this address (404)"),
        ("https://ada.example/%00", "has nothing at this address (404)"),
        ("https://ada.example/empty", "answered with nothing at all"),
        ("https://ada.example/big", "sent more than 5 MB"),
        ("https://ada.example/../../secret", "has nothing at this address (404)"),
        ("https://ada.example/%2e%2e/%2e%2e/secret", "has nothing at this address (404)"),
        ("https://ada.example/..%2f..%2fsecret", "has nothing at this address (404)"),
        ("https://ada.example/%2fetc%2fpasswd", "has nothing at this address (404)"),
        ("https://ada.example//etc/passwd", "has nothing at this address (404)"),
        ("https://ada.example/link", "has nothing at this address (404)"),
        ("https://ada.example/linked/secret", "has nothing at this address (404)"),
    ],
)
def test_what_is_not_in_the_folder_fails_as_on_the_web(tmp_path: Path, write: Write, url: str, reason: str) -> None:
    """Unknown hosts, missing and oversized pages have the network's reasons, and nothing outside the folder is read."""
    (tmp_path / "secret").write_bytes(b"secret")
    write("ada.example/feed.xml", b"feed")
    write("ada.example/empty", b"")
    write("ada.example/big", b"x" * (LIMIT + 1))
    (tmp_path / "web/ada.example/link").symlink_to(tmp_path / "secret")
    (tmp_path / "web/ada.example/linked").symlink_to(tmp_path)
    with pytest.raises(FetchError) as error:
        ask(tmp_path, url)
    assert reason == error.value.reason


def test_an_address_that_cannot_be_read_is_refused_by_a_folder_too(tmp_path: Path) -> None:
    """No host may climb out of the folder."""
    for url in ("https://../secret", "https://..%2f/", "file:///etc/passwd", "https:///etc/passwd"):
        with pytest.raises(RefusedError):
            ask(tmp_path, url)

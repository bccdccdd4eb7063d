"""A folder → the answers of the web it stands in for, laid out as `wget --mirror` does; it never leaves the folder.

`https://ada.example/blog/post?page=2` is the file `FOLDER/ada.example/blog/post?page=2`. An address that ends in a slash,
or names a folder, is that folder's `index.html`, else `index.xml`, else `index.json`. A host on a port of its own is
`host:port`, or `host+port` where file names can hold no colon. Names on disk are not percent-encoded, queries are.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from cobrand.harvest import complaint
from cobrand.harvest.fetch import ACCEPT, LIMIT, Response
from cobrand.harvest.guard import Target, take_apart
from cobrand.harvest.inflate import Inflater

_INDEX = ("index.html", "index.xml", "index.json")
_MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".rdf": "application/rdf+xml",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


class Folder:
    """A web in a folder, as an async context manager. It keeps no validators, so all of it is always due."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing was opened."""

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,  # noqa: ARG002 — a mirror keeps no validators
        last_modified: str | None = None,  # noqa: ARG002 — the same
        accept: str = ACCEPT,  # noqa: ARG002 — a file is what it is
        limit: int = LIMIT,
    ) -> Response:
        """Read the file that stands for an address; raise FetchError as the network would."""
        target = take_apart(url)
        host = next((host for host in self._hosts(target) if host.is_dir()), None)
        if host is None:
            raise complaint.unknown_name()
        found = next(((file, inside) for file, inside in _places(host, target) if self._holds(file)), None)
        if found is None:
            raise complaint.not_found()
        file, inside = found
        suffix = Path(file.name.partition("?")[0]).suffix.lower()
        return Response(
            # A server redirects from `/blog` to `/blog/`, and relative links in the page count on it.
            url=str(replace(target, path=f"{target.path}/")) if inside and not target.path.endswith("/") else url,
            body=_read(file, limit),
            # wget calls every answer to `/feed/` index.html, so that name does not say what is inside.
            media_type=None if inside and suffix == ".html" else _MEDIA_TYPES.get(suffix),
        )

    def _hosts(self, target: Target) -> Iterator[Path]:
        if target.port in {80, 443}:
            yield self._root / target.host
        else:
            yield self._root / f"{target.host}:{target.port}"
            yield self._root / f"{target.host}+{target.port}"

    def _holds(self, file: Path) -> bool:
        """Tell whether it is a file of ours: no `..` and no symbolic link leads out."""
        try:
            return file.resolve().is_relative_to(self._root) and file.is_file()
        except (OSError, ValueError):  # a name that no file can have
            return False


def _places(host: Path, target: Target) -> Iterator[tuple[Path, bool]]:
    """Yield the files that an address can stand for, and whether each lies in the folder that the address names."""
    path = unquote(target.path).lstrip("/")
    for query in dict.fromkeys((target.query, unquote(target.query))):
        mark = f"?{query}" if query else ""
        if path and not path.endswith("/"):
            yield host / f"{path}{mark}", False
        for index in _INDEX:
            yield host / path / f"{index}{mark}", True


def _read(file: Path, limit: int) -> bytes:
    inflater = Inflater((), limit=limit)
    with file.open("rb") as stream:
        inflater.feed(stream.read(limit + 1))
    body = inflater.finish()
    if not body:
        raise complaint.empty()
    return body

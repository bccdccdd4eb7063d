"""A company whose blogs stand on a loopback server, with a clock to be set: for tests of whole pulls."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cobrand.archive import Archive
from cobrand.config import Options, check_options
from cobrand.harvest.fetch import ACCEPT, LIMIT, Response
from cobrand.harvest.pulled import Pulled
from cobrand.model import Blog, Expert
from cobrand.pipeline import harvest, open_web
from cobrand.source import Document

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def feed(*names: str, title: str = "Notes") -> bytes:
    """Write an RSS feed with a post a day, the first name being the oldest."""
    items = "".join(
        f"<item><title>{name}</title><link>https://ada.example/{name}</link><guid>https://ada.example/{name}</guid>"
        f"<pubDate>{number:02} Nov 2026 09:00:00 GMT</pubDate><description>About {name}.</description></item>"
        for number, name in enumerate(names, 1)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


@dataclass
class Bodies:
    """A web of bodies by address, or of whole answers; what is not there is a feed of one post."""

    bodies: Mapping[str, bytes | Response] = field(default_factory=dict)

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response:
        """Answer with what is there."""
        found = self.bodies.get(url, feed("one"))
        return found if isinstance(found, Response) else Response(url=url, body=found, media_type="application/rss+xml")


class Company:
    """A company with experts whose blogs stand on a loopback server, and a clock to be set."""

    def __init__(self, root: Path, *, site_url: str | None = None, **options: Any) -> None:
        data = {"private_hosts": ["127.0.0.0/8"], **options}
        self.options: Options = check_options(
            Document(path="mkdocs.yml", data=data), root=root, site_name="Halden", site_url=site_url
        )
        self.archive = Archive(self.options.state_dir)
        self.experts: list[Expert] = []
        self.now = NOW

    def hire(self, slug: str, *blogs: str | Blog, **facts: Any) -> None:
        """Add an expert with blogs."""
        kept = tuple(Blog(url=blog) if isinstance(blog, str) else blog for blog in blogs)
        source = self.options.experts_dir / f"{slug}.md"
        self.experts.append(Expert(slug=slug, name=slug.title(), source=source, blogs=kept, **facts))

    def pull(self, *, everything: bool = False) -> Pulled:
        """Pull what is due, or everything."""
        options = replace(self.options, pull="always" if everything else "auto")

        async def run() -> Pulled:
            async with open_web(options, now=self.now) as web:
                return await harvest(self.experts, self.archive, options, web=web, now=self.now)

        return asyncio.run(run())

    def pull_from(self, bodies: Mapping[str, bytes | Response], *, archive: Archive | None = None) -> Pulled:
        """Pull everything from a web that stands in for the real one."""
        options, into = replace(self.options, pull="always"), archive or self.archive
        return asyncio.run(harvest(self.experts, into, options, web=Bodies(bodies), now=self.now))

    def titles(self, slug: str) -> list[str | None]:
        """List the titles in the archive, newest first."""
        return [entry.title for entry in self.archive.read(slug).entries]

    def bytes(self) -> dict[str, bytes]:
        """Return every archive as it is on disk."""
        return {slug: self.archive.path(slug).read_bytes() for slug in self.archive.slugs()}


def conditional(*bodies: bytes, media_type: str = "application/rss+xml") -> Callable[..., None]:
    """Answer with the first body and its ETag, or 304 to who has it; `.now = n` changes to another body."""

    def script(connection: Any, site: Any) -> None:
        body = bodies[script.now]  # type: ignore[attr-defined]
        etag = f'"{script.now}"'  # type: ignore[attr-defined]
        if site.requests[-1].headers.get("if-none-match") == etag:
            connection.sendall(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
        else:
            head = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}"
            connection.sendall(head.encode() + b"\r\n\r\n" + body)

    script.now = 0  # type: ignore[attr-defined]
    return script

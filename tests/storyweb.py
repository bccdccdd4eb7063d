"""The web of a story: hosts, pages and feeds that come, change, move and fail, and answer as the network would.

It stands in where `fetch.Network` does, and asks nobody.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

from PIL import Image

from cobrand.errors import FetchError
from cobrand.harvest import complaint
from cobrand.harvest.fetch import ACCEPT, LIMIT, NotModified, Response
from story import split

_POST = re.compile(r"(undated|\d{4}-\d\d-\d\d(?: \d\d:\d\d)?) (.+)")
_DATED = re.compile(r"(undated|\d{4}-\d\d-\d\d)\b")
_MORNING = "08:00"  # an hour before the pull
_HOPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as a feed states it; `None` is not stated."""

    title: str
    link: str | None
    id: str | None
    published: datetime | None
    updated: datetime | None
    categories: tuple[str, ...]
    author: str | None
    language: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class Channel:
    """A feed: what it says of itself, and its posts in their order."""

    facts: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)


class StoryWeb:
    """Answers from what the story has told so far."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self.asked: list[str] = []
        self._channels: dict[str, Channel] = {}
        self._pages: dict[str, bytes] = {}
        self._pictures: dict[str, bytes] = {}
        self._posts: dict[str, str] = {}  # the page of each post that was ever public → its title
        self._answers: dict[str, str] = {}  # an address, or a host → how it answers, in place of what it has
        self._moves: dict[str, tuple[str, bool]] = {}  # an address, or a host → where to, and whether for good

    # --- what a story tells

    def feed(self, url: str, items: Sequence[str]) -> None:
        """Put a feed there, or say all of it anew: lines `2026-03-01 Title | id: 7`, and `key: value` of the feed."""
        self._pages.pop(url, None)
        self._channels[url] = Channel(
            facts=split([item for item in items if not _DATED.match(item)]),
            posts=[_post(item, url) for item in items if _DATED.match(item)],
        )
        self._publish(url)

    def gains(self, url: str, items: Sequence[str]) -> None:
        """Publish posts, the newest first."""
        self._channels[url].posts[:0] = [_post(item, url) for item in items]
        self._publish(url)

    def loses(self, url: str, titles: Sequence[str], *, deleted: bool = True) -> None:
        """Take posts out of a feed; of those that are deleted, the page goes as well."""
        posts = self._channels[url].posts
        for title in titles:
            gone = next(post for post in posts if post.title == title)
            posts.remove(gone)
            if deleted:
                self._posts.pop(gone.link or "", None)

    def _publish(self, url: str) -> None:
        """Put up the pages of posts, which stay when posts leave their feed by age."""
        self._posts |= {post.link: post.title for post in self._channels[url].posts if post.link}

    def page(self, url: str, items: Sequence[str]) -> None:
        """Put a page there: `feed`, `link`, `me` (a link with rel=me), `photo`, `text`."""
        self._channels.pop(url, None)
        head, body = [], []
        for key, value in (item.split(": ", 1) for item in items):
            match key:
                case "feed":
                    head.append(f'<link rel="alternate" type="application/atom+xml" href="{escape(value)}">')
                case "link" | "me":
                    body.append(f'<a href="{escape(value)}"{" rel=me" if key == "me" else ""}>Halden</a>')
                case "photo":
                    self._pictures[value] = _picture(value)
                    body.append(
                        f'<div class="h-card"><a class="u-url u-uid" href="{escape(url)}">Me</a>'
                        f'<img class="u-photo" src="{escape(value)}" alt=""></div>'
                    )
                case "text":
                    body.append(f"<p>{escape(value)}</p>")
                case _:
                    raise ValueError(f"a page has `feed`, `link`, `me`, `photo` and `text`, not `{key}`")
        self._pages[url] = (
            f"<!doctype html><html><head>{''.join(head)}</head><body>{''.join(body)}</body></html>".encode()
        )

    def document(self, url: str, text: str) -> None:
        """Put a document there as it is."""
        self._pages[url] = text.encode()

    def answers(self, place: str, how: str) -> None:
        """Let an address or a host answer with a status, with `nothing`, or not at all (`late`, `refused`, `unknown`)."""
        self._moves.pop(place, None)
        self._answers[place] = how

    def recovers(self, place: str) -> None:
        """Let an address or a host answer with what it has."""
        self._answers.pop(place, None)
        self._moves.pop(place, None)

    def moves(self, place: str, to: str, *, for_good: bool) -> None:
        """Redirect an address, or all of a host's."""
        self._answers.pop(place, None)
        self._moves[place] = (to, for_good)

    # --- what is asked

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response | NotModified:
        """Answer as `fetch.Network` does."""
        self.asked.append(url)
        here, moved_to, permanent = url, None, True
        for _ in range(_HOPS):
            target = self._target(here)
            if target is None:
                break
            here, good = urljoin(here, target[0]), target[1]
            permanent = permanent and good
            moved_to = here if permanent else moved_to
        try:
            body, media_type = self._body(here)
        except FetchError as error:
            if urlsplit(here).hostname != urlsplit(url).hostname:
                complaint.put_behind_redirect(error, str(urlsplit(here).hostname))
            raise
        mark = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if self._facts(here).get("etag") == "none":
            return Response(url=here, moved_to=moved_to, body=body, media_type=media_type)
        if etag == mark:
            return NotModified(url=here, moved_to=moved_to, etag=mark)
        return Response(url=here, moved_to=moved_to, body=body, media_type=media_type, etag=mark)

    def _target(self, url: str) -> tuple[str, bool] | None:
        if url in self._moves:
            return self._moves[url]
        parts = urlsplit(url)
        if url in self._answers or parts.netloc not in self._moves:
            return None
        host, for_good = self._moves[parts.netloc]
        return parts._replace(netloc=host).geturl(), for_good

    def _body(self, url: str) -> tuple[bytes, str]:
        host = urlsplit(url).netloc
        if how := self._answers.get(host) or self._answers.get(url):
            self._complain(how)
        if url in self._channels:
            return _written(self._channels[url], url), "application/xml"
        if url in self._pages:
            return self._pages[url], "text/html"
        if url in self._pictures:
            return self._pictures[url], "image/png"
        if url in self._posts:
            return f"<!doctype html><title>{escape(self._posts[url])}</title>".encode(), "text/html"
        known = {urlsplit(one).netloc for one in (*self._channels, *self._pages, *self._pictures)}
        raise complaint.not_found() if host in known else complaint.unknown_name()

    def _complain(self, how: str) -> NoReturn:
        match how:
            case "nothing":
                raise complaint.empty()
            case "unknown":
                raise complaint.unknown_name()
            case "late":
                raise FetchError("did not answer in time", complaint.PATIENCE)
            case "refused":
                raise complaint.of_connection(ConnectionRefusedError(111, "refused"))
        raise complaint.of_status(int(how), {}, now=self.now)

    def _facts(self, url: str) -> dict[str, str]:
        return self._channels[url].facts if url in self._channels else {}


# --- how feeds are written -------------------------------------------------------------------------------------------


def _post(item: str, url: str) -> Post:
    said, *more = (part.strip() for part in item.split(" | "))
    found = _POST.fullmatch(said)
    if found is None:
        raise ValueError(f"a post is written `2026-03-01 Title | id: 7`, or `undated Title`, not `{item}`")
    day, title = found.groups()
    facts = split([one for one in more if not one.startswith("category:")])
    if unknown := facts.keys() - {"link", "id", "updated", "author", "language", "text"}:
        raise ValueError(f"a post has no {', '.join(sorted(unknown))}")
    link = urljoin(url, facts.get("link", f"/{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}"))
    link_or_none = None if facts.get("link") == "none" else link
    identifier = facts.get("id", link)
    return Post(
        title=title,
        link=link_or_none,
        id=None if identifier == "none" else identifier,
        published=None if day == "undated" else _moment(day),
        updated=_moment(facts["updated"]) if "updated" in facts else None,
        categories=tuple(one.partition(":")[2].strip() for one in more if one.startswith("category:")),
        author=facts.get("author"),
        language=facts.get("language"),
        text=facts.get("text", f"About {title}."),
    )


def _moment(said: str) -> datetime:
    day, _, hour = said.partition(" ")
    return datetime.fromisoformat(f"{day}T{hour or _MORNING}").replace(tzinfo=UTC)


def _written(channel: Channel, url: str) -> bytes:
    facts = {"title": urlsplit(url).netloc, "site": urljoin(url, "/"), "id": url, "format": "atom", **channel.facts}
    if unknown := facts.keys() - {"title", "site", "id", "format", "language", "author", "etag"}:
        raise ValueError(f"a feed has no {', '.join(sorted(unknown))}")
    write = {"atom": _atom, "rss": _rss}[facts["format"]]
    return write(channel, facts, url).encode()


def _atom(channel: Channel, facts: dict[str, str], url: str) -> str:
    language = f' xml:lang="{facts["language"]}"' if "language" in facts else ""
    author = f"<author><name>{escape(facts['author'])}</name></author>" if "author" in facts else ""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{language}><id>{escape(facts["id"])}</id>'
        f'<title>{escape(facts["title"])}</title><link href="{escape(facts["site"])}"/>'
        f'<link rel="self" href="{escape(url)}"/>{author}{"".join(map(_atom_entry, channel.posts))}</feed>'
    )


def _atom_entry(post: Post) -> str:
    return "".join(
        (
            f'<entry xml:lang="{post.language}">' if post.language else "<entry>",
            f"<title>{escape(post.title)}</title>",
            f"<id>{escape(post.id)}</id>" if post.id else "",
            f'<link href="{escape(post.link)}"/>' if post.link else "",
            f"<published>{post.published.isoformat()}</published>" if post.published else "",
            f"<updated>{post.updated.isoformat()}</updated>" if post.updated else "",
            f"<author><name>{escape(post.author)}</name></author>" if post.author else "",
            *(f'<category term="{escape(category)}"/>' for category in post.categories),
            f'<content type="html">{escape(f"<p>{escape(post.text)}</p>")}</content></entry>',
        )
    )


def _rss(channel: Channel, facts: dict[str, str], url: str) -> str:
    language = f"<language>{facts['language']}</language>" if "language" in facts else ""
    return (
        f"<rss version='2.0'><channel><title>{escape(facts['title'])}</title><link>{escape(facts['site'])}</link>"
        f"{language}{''.join(map(_rss_item, channel.posts))}</channel></rss>"
    )


def _rss_item(post: Post) -> str:
    return "".join(
        (
            f"<item><title>{escape(post.title)}</title>",
            f"<guid>{escape(post.id)}</guid>" if post.id else "",
            f"<link>{escape(post.link)}</link>" if post.link else "",
            f"<pubDate>{post.published:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if post.published else "",
            *(f"<category>{escape(category)}</category>" for category in post.categories),
            f"<description>{escape(f'<p>{escape(post.text)}</p>')}</description></item>",
        )
    )


def _picture(url: str) -> bytes:
    shade = int(hashlib.sha256(url.encode()).hexdigest()[:2], 16)
    file = io.BytesIO()
    Image.new("RGB", (400, 400), (shade, 120, 160)).save(file, "PNG")
    return file.getvalue()

"""A web of generated blogs on loopback, for the other benches: each on an address of its own (127.x.y.z), all on one port.

`python bench/web.py FOLDER` writes FOLDER/urls.txt and FOLDER/bodies/, then prints its port and serves until its standard
input closes. Every line that it reads there is a number of blogs: so many of them have a new post from then on. Each line
is answered with the number of questions that were asked so far.

Bodies are made and compressed beforehand and answers are sent without HTTP machinery, so that what is measured is the
client. Feeds are 20 to 80 KB, 45 KB on average, alternately RSS 2.0 and Atom, with 30 posts of believable HTML.
"""

import argparse
import asyncio
import gzip
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from pathlib import Path

ENTRIES = 30
NEWEST = datetime(2026, 11, 20, 9, tzinfo=UTC)
WORDS = (  # noqa: SIM905 - one word a line would be three pages
    "a about account after all also an and another answer are as at audience be because been before brand budget but by call can change "
    "channel claim client company could customer data day decision design did different do does each early evidence example experience "
    "experiment fail feature few find first for forecast found from get give good group growth had has have how idea if in interview into "
    "is it its journey just know last launch learn less like list long look made make many market may mean measure message might model "
    "more most much my need never new next no not notice now number of often old on one only or other our out over own page paper people "
    "plan point post problem process product promise prove question rather read reason report research result review right risk same say "
    "second see segment should show signal simple since site small so some spend start still story strategy study such survey system take "
    "team test than that the their them then there these they thing think this though three through time to too trust two up us use value "
    "very want was way we week well went were what when where which while who why will with without word work would year yet you your "
    "don\u2019t it\u2019s naïve façade"
).split()
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{title}</title><link>{home}</link><description>{title}, a personal blog</description><language>en</language>
<atom:link href="{home}feed.xml" rel="self" type="application/rss+xml"/>
{entries}</channel></rss>
"""
ITEM = """<item><title>{title}</title><link>{link}</link><guid isPermaLink="true">{link}</guid><pubDate>{rfc822}</pubDate>
<dc:creator>{author}</dc:creator><category>{first}</category><category>{second}</category>
<description>{summary}</description><content:encoded><![CDATA[{content}]]></content:encoded></item>
"""
ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>{home}</id><title>{title}</title><updated>{iso}</updated>
<link rel="alternate" href="{home}"/><link rel="self" href="{home}feed.xml"/><author><name>{author}</name></author>
{entries}</feed>
"""
ENTRY = """<entry><id>{link}</id><title>{title}</title><link rel="alternate" href="{link}"/><published>{iso}</published>
<updated>{iso}</updated><category term="{first}"/><category term="{second}"/><summary>{summary}</summary>
<content type="html">{escaped}</content></entry>
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds from question to answer")
    options = parser.parse_args()
    asyncio.run(serve(options.folder, options.feeds, options.latency))


async def serve(folder: Path, feeds: int, latency: float) -> None:
    loop = asyncio.get_running_loop()
    blogs: dict[str, Blog] = {}
    questions = Counter[str]()
    server = await loop.create_server(lambda: Connection(blogs, latency, questions), "0.0.0.0", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    (folder / "bodies").mkdir(parents=True)
    for number in range(feeds):
        blog = Blog(number, port)
        blogs[blog.address] = blog
        (folder / "bodies" / f"{number:05}.xml").write_bytes(blog.body)
    (folder / "urls.txt").write_text("".join(f"{blog.home}feed.xml\n" for blog in blogs.values()))
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for blog in list(blogs.values())[: int(line)]:
            blog.publish()
        print(questions.total(), flush=True)


# --- blogs -----------------------------------------------------------------------------------------------------------


@dataclass
class Blog:
    """One person's blog; what it says depends on nothing but its number, its port and how often it has published."""

    number: int
    port: int
    posts: int = ENTRIES
    body: bytes = b""
    answer: bytes = b""
    unchanged: bytes = b""
    etag: bytes = b""
    _chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._chance.seed(self.number)
        self.author = f"{self._word().title()} {self._word().title()}"
        self.size = int(self._chance.triangular(23_000, 80_000, 32_000))
        self._written: dict[int, str] = {}
        self._render()

    @property
    def address(self) -> str:
        """The address of its own."""
        return f"127.{1 + self.number // 62_500}.{self.number // 250 % 250}.{1 + self.number % 250}"

    @property
    def home(self) -> str:
        """The address of its home page."""
        return f"http://{self.address}:{self.port}/"

    def publish(self) -> None:
        """Write one more post; the oldest leaves the feed."""
        self.posts += 1
        self._render()

    def _render(self) -> None:
        atom = self.number % 2 == 1
        shown = range(self.posts - 1, self.posts - 1 - ENTRIES, -1)
        for post in shown:
            if post not in self._written:
                self._written[post] = self._write(post, ENTRY if atom else ITEM)
        entries = "".join(self._written[post] for post in shown)
        values = {"title": f"{self.author} writes", "home": self.home, "author": self.author, "entries": entries}
        self.body = (ATOM if atom else RSS).format(**values, iso=self._date(self.posts).isoformat()).encode()
        self.etag = b'"%s"' % sha256(self.body).hexdigest()[:16].encode()
        packed = gzip.compress(self.body)
        told = (
            b"ETag: %s\r\nLast-Modified: %s\r\nCache-Control: max-age=600\r\nVary: Accept-Encoding\r\nConnection: close\r\n"
            % (self.etag, format_datetime(self._date(self.posts), usegmt=True).encode())
        )
        media_type = b"application/atom+xml" if atom else b"application/rss+xml"
        self.unchanged = b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % told
        self.answer = (
            b"HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n%s\r\n%s"
            % (media_type, len(packed), told, packed)
        )

    def _write(self, post: int, template: str) -> str:
        title, date = self._phrase(7).title(), self._date(post)
        content = self._content((self.size - 1_000) // ENTRIES - 780)  # titles, addresses and summary take the rest
        return template.format(
            title=title,
            link=f"{self.home}{date:%Y/%m}/{post}-{title.lower().split()[0]}",
            rfc822=format_datetime(date),
            iso=date.isoformat(),
            author=self.author,
            first=self._word(),
            second=self._word(),
            summary=f"{self._phrase(20).capitalize()} […]",
            content=content,
            escaped=escape(content),
        )

    def _content(self, size: int) -> str:
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < size:
            shape = self._chance.choices(["p", "list", "quote", "image", "code"], [12, 2, 1, 1, 1])[0]
            paragraphs.append(getattr(self, f"_{shape}")())
        return "\n".join(paragraphs)

    def _p(self) -> str:
        link = f'<a href="https://{self._word()}.example/{self._word()}?a=1&amp;b=2">{self._phrase(3)}</a>'
        return f"<p>{self._sentence()} {link} {self._sentence()} <em>{self._phrase(2)}</em>, {self._sentence()}</p>"

    def _list(self) -> str:
        return (
            "<ul>"
            + "".join(f"<li><strong>{self._word()}</strong>: {self._sentence()}</li>" for _ in range(4))
            + "</ul>"
        )

    def _quote(self) -> str:
        return f"<blockquote><p>“{self._sentence()}”</p></blockquote>"

    def _image(self) -> str:
        return f'<figure class="wp-block-image"><img src="/img/{self._word()}.jpg" alt="{self._phrase(5)}" width="640"/></figure>'

    def _code(self) -> str:
        return f'<pre><code class="language-py">if {self._word()} &lt; {self._word()}:\n    return {self._word()}</code></pre>'

    def _sentence(self) -> str:
        return f"{self._phrase(self._chance.randint(8, 24)).capitalize()}."

    def _phrase(self, words: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=words))

    def _word(self) -> str:
        return self._chance.choice(WORDS)

    def _date(self, post: int) -> datetime:
        return NEWEST + timedelta(days=(post - ENTRIES) * 11, minutes=self.number)


# --- the server ------------------------------------------------------------------------------------------------------


class Connection(asyncio.Protocol):
    """One question, one answer: the blog is known by the address that was called."""

    def __init__(self, blogs: dict[str, Blog], latency: float, questions: Counter[str]) -> None:
        self._blogs = blogs
        self._questions = questions
        self._latency = latency
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when the question is complete and the latency has passed."""
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            asyncio.get_running_loop().call_later(self._latency, self._answer)

    def _answer(self) -> None:
        blog = self._blogs[self._transport.get_extra_info("sockname")[0]]
        self._questions[blog.address] += 1
        known = b"\r\nIf-None-Match: " + blog.etag in self._asked
        self._transport.write(blog.unchanged if known else blog.answer)
        self._transport.close()


if __name__ == "__main__":
    main()

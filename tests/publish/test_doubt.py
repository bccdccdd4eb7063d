"""A feed that is held back: nothing that goes out leads readers to where somebody else may be now."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from cobrand.archive import Archive
from cobrand.config import Options, check_options
from cobrand.model import Bio, Entry, Fact, Feed, Held, Home, LinkBack, Snapshot
from cobrand.profiles import load_roster
from cobrand.report.compose import make_digest
from cobrand.source import Document
from test_minimised import published

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA, NOTES = "https://ada.example/feed.xml", "https://notes.example/feed.xml"
HELD = Held(since=NOW, reasons=("new title",), url="https://slots.example/feed.xml", title="Slots")
PROFILE = f"""---
name: Ada Lindqvist
home: https://ada.example/
blog:
  - {{url: {ADA}, full_text: true, license: CC BY 4.0}}
  - {NOTES}
links: [https://www.ada.example/talks/, https://github.com/ada]
fediverse: "@ada@social.ada.example"
---
"""
# A link, be it of a page, a feed, a blogroll or linked data; an id is none.
LINK = re.compile(
    r"""(?:href|Url|url|src)="([^"]+)|"(?:url|external_url|feed_url|home_page_url)": ?"([^"]+)|"sameAs": ?\[([^]]+)"""
    r"""|<(?:link|comments|uri)>([^<]+)|\]\(<?([^)>]+)"""
)


def post(blog: str, number: int) -> Entry:
    """Make a post that leads about its own site, and to another."""
    place = blog.removesuffix("feed.xml")
    return Entry(
        blog=blog,
        id=f"urn:post:{number}",
        title=f"Post {number}",
        link=f"{place}{number}",
        published=NOW.replace(day=number),
        comments=f"{place}{number}#comments",
        content=f'<p>As <a href="/before">said before</a> and <a href="https://other.example/">elsewhere</a>, {number}.</p>',
    )


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """Hire Ada, who has two blogs, one of them beside her home page."""
    (tmp_path / "experts").mkdir()
    (tmp_path / "experts/ada.md").write_text(PROFILE, encoding="utf-8")
    document = Document(path="mkdocs.yml", data={})
    return check_options(document, root=tmp_path, site_name="Halden", site_url="https://www.halden.example/")


def kept(options: Options, held: Held | None) -> dict[str, str]:
    """Put into the archive what was pulled before, with the feed beside her home page held or not; return what goes out."""
    feeds = [Feed(blog=blog, url=blog, title="Notes", link=blog.removesuffix("feed.xml")) for blog in (ADA, NOTES)]
    home = Home(
        url="https://ada.example/",
        bio=Bio(note=Fact(value='I <a href="/about">count</a>.', source="h-card")),
        link_back=LinkBack(state="verified", since=NOW),
    )
    archive = Archive(options.state_dir)
    entries = (post(ADA, 3), post(ADA, 2), post(NOTES, 1))
    with archive.lock():
        archive.write(Snapshot(slug="ada", feeds=(replace(feeds[0], held=held), feeds[1]), home=home, entries=entries))
    files = {url: raw.decode() for url, raw in published(options, archive, options.root / ".cache")}
    digest, _ = make_digest(load_roster(options), options, now=NOW, since=NOW.replace(day=1), until=NOW)
    return files | {"digest.md": digest}


def leading(files: dict[str, str], host: str) -> Iterator[str]:
    """Yield each place from which something leads to a host, as far as a link's text tells."""
    for url, text in files.items():
        for found in LINK.finditer(text):
            if host in unquote(unescape(next(filter(None, found.groups()), ""))):
                yield f"{url}: {found[0]}"


def test_nothing_leads_to_the_host_of_a_held_feed(options: Options) -> None:
    """In no page, feed, blogroll, linked data, preview or digest; the posts are there, with a word on why no link is."""
    files = kept(options, HELD)
    assert "\n".join(leading(files, "ada.example")) == ""
    for place in ("blog/", "experts/ada/", "blog/atom.xml", "blog/rss.xml", "blog/feed.json", "digest.md"):
        assert "Post 3" in files[place]
    assert "it is being checked who publishes on ada.example" in files["experts/ada/"]
    assert "links back" not in files["experts/ada/"]
    assert "said before" in files["blog/"]


def test_everything_else_still_leads_where_it_did(options: Options) -> None:
    """Her other blog is not held, nor are the sites that she writes about."""
    files = kept(options, HELD)
    led = {line.partition(":")[0] for line in leading(files, "notes.example/1")}
    assert {"blog/", "experts/ada/", "blog/atom.xml", "blog/rss.xml", "blog/feed.json", "digest.md"} <= led
    assert list(leading(files, "other.example"))
    assert list(leading(files, "github.com/ada"))


def test_a_feed_that_is_hers_is_led_to_from_everywhere(options: Options) -> None:
    """The oracle: each place that the hold keeps quiet has a link without it."""
    files = kept(options, None)
    led = {line.partition(":")[0] for line in leading(files, "ada.example")}
    places = {"blog/", "blog/archive/2026/", "experts/ada/", "experts/ada/kit/", "experts/blogroll.opml", "digest.md"}
    assert led >= {*places, "blog/atom.xml", "blog/rss.xml", "blog/feed.json", "experts/ada/atom.xml"}
    assert "Verified: ada.example links back" in files["experts/ada/"]

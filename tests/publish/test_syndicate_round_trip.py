"""A feed of ours, pulled by a hub of ours, gives the posts that went into it, whatever stands in them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobrand.harvest.fetch import Response
from cobrand.harvest.parse import parse
from cobrand.harvest.plaintext import labels, line, person, web_address
from cobrand.jsonl import settled
from cobrand.model import Author, Blog, Entry, Feed
from cobrand.pipeline import publish
from cobrand.profiles import Roster
from cobrand.publish.feed_addresses import uri
from cobrand.publish.feed_entries import Item, Origin, Writer, moment
from cobrand.publish.sanitize import text
from cobrand.publish.select import anchor
from company import Company, feed
from feeds import item_of, published
from fuzzing import trying
from newsroom import ADA, MEI, post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HUB = Blog(url="https://hub.example/")

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b> & <i>loud</i>",
    "How to use <table> and </table>",
    "&lt;b&gt; &amp;amp; &#60; &nbsp;",
    "]]> <![CDATA[ x ]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?> <!-- -- -->",
    "\u202egnp.exe \u2066 \u0007\u0000 \u0085 \ufffe \ud800 \U0001f980",
    '{{ 7*7 }} {% raw %} ${x} --8<-- "mkdocs.yml"',
    '" onmouseover="alert(1)" x="',
    "x" * 10_000,
    "ما تقوله الريح",
    "Ã© â€™",
    "AT&T, R&2D",
    "tab\tand\nline\r\nand\rreturn\u2028separator",
]


hostile = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.lists(st.sampled_from([*ATTACKS[:-4], "&", "<", ">", ";", "#", "x", " ", "'", '"', "b", "/"]), max_size=8).map(
        "".join
    ),
)
paths = st.text(st.sampled_from("abc123/-_.~%?=&#üж漢\"<>|{}^`[]\\ '"), max_size=30)
links = paths.map(lambda path: web_address(path, "https://ada.example/") or "https://ada.example/")
ids = st.one_of(
    links,
    hostile,
    st.integers(0, 10**12).map(str),
    st.text(st.sampled_from("0123456789abcdef"), min_size=24, max_size=24),
    st.sampled_from(["tag:ada.example,2026:1", "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "http:", "https:///x"]),
)
moments = st.integers(631_200_000, 1_795_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
entries = st.builds(
    Entry,
    blog=st.just("https://ada.example/"),
    id=ids.filter(lambda found: bool(found.strip()) and len(found) <= 1_000),  # longer ones are digests
    title=st.none() | hostile,
    link=st.none() | links,
    published=moments,
    updated=st.none() | moments,
    authors=st.lists(st.builds(Author, name=hostile), max_size=2).map(tuple),
    categories=st.lists(hostile, max_size=4).map(tuple),
    language=st.sampled_from([None, "de", "en-GB", "ar", "zh-Hant-TW"]),
    content=hostile.map(lambda found: f"<p>{escape(found)}</p>") | hostile,
    comments=st.none() | links,
    comment_count=st.none() | st.integers(0, 10_000),
)
people = st.builds(Author, name=hostile, uri=st.none() | links)
origins = st.builds(
    Feed,
    blog=st.just("https://ada.example/"),
    url=links,
    id=st.none() | ids,
    title=st.none() | hostile,
    link=st.none() | links,
    authors=st.lists(people, max_size=2).map(tuple),
    rights=st.none() | hostile,
)


def folded(found: str | None) -> str:
    """Return a text with white space as it doesn't matter."""
    return " ".join((found or "").split())


def expected(item: Item, kind: str) -> dict[str, object]:
    """Say what a hub has to find."""
    titled = item.title or (item.called if kind == "atom" or (kind == "rss" and not item.text) else None)
    said = item.text or (item.called if kind == "json" else "")
    identifier = item.id if kind == "atom" else item.guid
    return {
        "id": identifier.strip(),
        "title": line(titled),
        "link": uri(item.link) if kind == "rss" else item.link,
        "published": item.published,
        "authors": named(item.byline.authors, kind),
        "categories": labels(list(item.categories), "text"),
        "language": item.byline.language,
        "comments": None
        if kind == "json" or not item.comments
        else uri(item.comments)
        if kind == "rss"
        else item.comments,
        "comment_count": item.comment_count if kind != "json" and item.comments else None,
        "text": folded(said),
        "source": came_from(item.byline.origin, kind) if item.byline.origin else None,
    }


def named(writers: Sequence[Writer], kind: str) -> list[tuple[str | None, str | None]]:
    """Say who has to be found; RSS has a word for names alone."""
    found = {person(writer.name, "text"): None if kind == "rss" else writer.url for writer in reversed(writers)}
    return [(name, found[name]) for name in dict.fromkeys(person(writer.name, "text") for writer in writers) if name]


def came_from(origin: Origin, kind: str) -> dict[str, object]:
    """Say what has to be found of where a post comes from; RSS has a word for the title and the feed alone."""
    whole = kind != "rss"
    return {
        "url": origin.feed if whole else uri(origin.feed),
        "title": line(origin.title),
        "id": origin.id if whole else None,
        "link": origin.page if whole else None,
        "updated": origin.updated if whole else None,
        "authors": named(origin.authors, kind) if whole else [],
        "rights": line(origin.rights) if whole else None,
    }


def found_in(entry: Entry) -> dict[str, object]:
    """Say what a hub has found."""
    source = entry.source
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link,
        "published": entry.published and moment(entry.published),
        "authors": [(author.name, author.uri) for author in entry.authors],
        "categories": entry.categories,
        "language": entry.language,
        "comments": entry.comments,
        "comment_count": entry.comment_count,
        "text": folded(text(entry.content)),
        "source": source
        and {
            "url": source.url,
            "title": source.title,
            "id": source.id,
            "link": source.link,
            "updated": source.updated and moment(source.updated),
            "authors": [(author.name, author.uri) for author in source.authors],
            "rights": source.rights,
        },
    }


@trying(30)
@given(st.lists(entries, min_size=1, max_size=4), origins, st.sampled_from(["atom", "rss", "json"]))
def test_what_goes_out_comes_back(stated: list[Entry], origin: Feed, kind: str) -> None:
    """All that a post says, and where it comes from, is the same in all three formats, as far as each has words for it.

    An id that is no IRI comes back from Atom as the UUID that stands for it; from the others, as it was.
    """
    kept = {entry.id: entry for entry in map(settled, stated) if entry.id.strip() and (entry.title or entry.content)}
    plain = replace(post("2026-01-01", ADA), feed=settled(origin))
    posts = [replace(plain, entry=entry, anchor=anchor("ada", entry.id)) for entry in kept.values()]
    files = published(posts, [ADA, MEI])
    items = {item.id if kind == "atom" else item.guid: item for item in map(item_of(posts), posts)}
    name = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}[kind]
    place = f"https://www.halden.example/site/experts/ada/{name}"
    found = parse(files[f"experts/ada/{name}"], url=place, blog=HUB, now=NOW)
    came = {entry.id: found_in(entry) for entry in found.entries}
    wanted = {item["id"]: item for item in (expected(item, kind) for item in items.values())}
    assert came == wanted


def test_a_language_that_nobody_states_stays_unknown() -> None:
    """It does not become the site's, in any of the three formats."""
    files = published([post("2026-01-01", ADA), post("2026-01-02", ADA, language="en")], [ADA])
    for name in ("atom.xml", "rss.xml", "feed.json"):
        found = parse(files[f"experts/ada/{name}"], url=f"https://www.halden.example/{name}", blog=HUB, now=NOW)
        assert [entry.language for entry in found.entries] == ["en", None]


def test_where_a_post_comes_from_survives_a_second_hub() -> None:
    """A hub of hubs names the personal feed, as the hubs do, whichever of their formats it takes."""
    origin = Feed(
        blog="https://ada.example/",
        url="https://ada.example/feed.xml",
        id="https://ada.example/",
        title="Ada & <counts>",
        link="https://ada.example/",
        authors=(Author(name="Ada", uri="https://ada.example/me"),),
        rights="CC BY 4.0",
    )
    plain = post("2026-01-01", ADA)
    files = published([replace(plain, feed=origin)], [ADA])
    for name in ("atom.xml", "rss.xml", "feed.json"):
        [entry] = parse(
            files[f"experts/ada/{name}"], url=f"https://www.halden.example/{name}", blog=HUB, now=NOW
        ).entries
        again = published(
            [replace(plain, entry=settled(entry), feed=Feed(blog=HUB.url, url=HUB.url, title="Hub"))], [ADA]
        )
        [source] = etree.fromstring(again["experts/ada/atom.xml"]).iterfind("{*}entry/{*}source")
        links = {link.get("rel"): link.get("href") for link in source.iterfind("{*}link")}
        assert source.findtext("{*}title") == origin.title
        assert links["self"] == origin.url
        if name != "rss.xml":  # which has a word for the title and the feed alone
            said = [source.findtext(f"{{*}}{key}") for key in ("id", "rights", "author/{*}name", "author/{*}uri")]
            assert [*said, links["alternate"]] == [
                origin.id,
                origin.rights,
                "Ada",
                "https://ada.example/me",
                origin.link,
            ]


ADA_S = b"""\
<feed xmlns="http://www.w3.org/2005/Atom"><title>Ada &amp; counts</title><id>tag:ada.example,2020:blog</id>
<rights>CC BY</rights><link href="https://ada.example/"/><author><name>Ada</name><uri>https://ada.example/me</uri></author>
<entry><id>tag:ada.example,2026:1</id><title>One</title><link href="https://ada.example/1"/>
<published>2026-11-01T08:00:00Z</published><updated>2026-11-02T09:00:00Z</updated><content>Hello</content></entry>
<entry><id>urn:isbn:2</id><title>\xc3\x83\xc2\xa9 &amp;amp; two</title><link href="https://ada.example/2"/>
<published>2026-11-03T09:00:00Z</published><updated>2026-11-03T09:00:00Z</updated><content>Hello</content></entry></feed>"""
BO_S = feed("one", "two").replace(b"ada.example", b"bo.example").replace(b"<guid>https://bo.example/one", b"<guid>7")


def hub(root: Path, site: str, blogs: dict[str, tuple[str, bytes]]) -> dict[str, bytes]:
    """Pull blogs (by slug, the address of each and what its feed says), and make the feeds of a site of them."""
    company = Company(root, site_url=site)
    for slug, (url, _) in blogs.items():
        company.hire(slug, Blog(url=url, feed=url))
    company.pull_from({url: Response(url=url, body=body, media_type="text/plain") for url, body in blogs.values()})
    people = Roster(experts=tuple(company.experts), practices=(), topics=())
    made = publish(people, company.archive, company.options, now=company.now, cache=root / "cache")
    return dict(made.syndicator.files(made.pages))


def posts_of(files: dict[str, bytes]) -> list[tuple[object, ...]]:
    """List what a group blog's posts are, whose they are, and where they come from."""
    items = json.loads(files["blog/feed.json"])["items"]
    assert len(etree.fromstring(files["blog/atom.xml"]).findall("{*}entry")) == len(items)
    return [
        (item["url"], item["title"], item["date_published"], item["_source"]["title"], item["_source"]["feed_url"])
        for item in items
    ]


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "feed.json"])
def test_a_hub_of_hubs_has_each_post_once_and_as_it_was(name: str, tmp_path: Path) -> None:
    """A company takes another's group blog, and one of its blogs as well; a third takes that company's."""
    ada, bo = ("https://ada.example/feed", ADA_S), ("https://bo.example/feed", BO_S)
    first = hub(tmp_path / "a", "https://a.example/", {"ada": ada, "bo": bo})
    group = (f"https://a.example/blog/{name}", first[f"blog/{name}"])
    second = hub(tmp_path / "b", "https://b.example/", {"group": group, "ada": ada})
    both = (f"https://b.example/blog/{name}", second[f"blog/{name}"])
    third = hub(tmp_path / "c", "https://c.example/", {"both": both})
    assert len(posts_of(first)) == 4
    assert [posts_of(second), posts_of(third)] == [posts_of(first)] * 2
    ids = [[item["id"] for item in json.loads(made["blog/feed.json"])["items"]] for made in (first, second, third)]
    assert ids == [ids[0]] * 3
    assert {"tag:ada.example,2026:1", "urn:isbn:2", "https://bo.example/two"} < set(ids[0])
    for made in (second, third):
        items = json.loads(made["blog/feed.json"])["items"]
        assert [author["name"] for item in items for author in item["authors"]] == ["Ada", "Bo", "Bo", "Ada"]

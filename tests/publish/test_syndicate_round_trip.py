"""A feed of ours, pulled by a hub of ours, gives the posts that went into it, whatever stands in them."""

from dataclasses import replace
from datetime import UTC, datetime
from html import escape

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobrand.harvest.parse import parse
from cobrand.harvest.plaintext import labels, line, person, web_address
from cobrand.jsonl import settled
from cobrand.model import Author, Blog, Entry, Feed
from cobrand.publish.feed_entries import Item, moment, uri
from cobrand.publish.sanitize import text
from cobrand.publish.select import anchor
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
    "AT&T, R&2D",
    "tab\tand\nline\r\nand\rreturn\u2028separator",
]


def unmistakable(found: str) -> bool:
    """Tell whether feedparser takes a text as it stands; it repairs what looks like UTF-8 read as Latin-1."""
    try:
        return found.isascii() or not found.encode("latin-1").decode()
    except UnicodeError:
        return True


hostile = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.lists(st.sampled_from([*ATTACKS[:-4], "&", "<", ">", ";", "#", "x", " ", "'", '"', "b", "/"]), max_size=8).map(
        "".join
    ),
).filter(unmistakable)
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
        "authors": [person(writer.name, "text") for writer in item.authors],
        "categories": labels(list(item.categories), "text"),
        "language": item.language,
        "text": folded(said),
    }


@trying(30)
@given(st.lists(entries, min_size=1, max_size=4), st.sampled_from(["atom", "rss", "json"]))
def test_what_goes_out_comes_back(stated: list[Entry], kind: str) -> None:
    """Ids, titles, links, dates, authors, categories, languages and excerpts are the same in all three formats.

    An id that is no IRI comes back from Atom as the UUID that stands for it; from the others, as it was.
    """
    kept = {entry.id: entry for entry in map(settled, stated) if entry.id.strip() and (entry.title or entry.content)}
    plain = post("2026-01-01", ADA)
    posts = [replace(plain, entry=entry, anchor=anchor("ada", entry.id)) for entry in kept.values()]
    files = published(posts, [ADA, MEI])
    items = {item.id if kind == "atom" else item.guid: item for item in map(item_of(posts), posts)}
    name = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}[kind]
    found = parse(
        files[f"experts/ada/{name}"], url=f"https://www.halden.example/site/experts/ada/{name}", blog=HUB, now=NOW
    )
    came = {
        entry.id: {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.published and moment(entry.published),
            "authors": [author.name for author in entry.authors],
            "categories": entry.categories,
            "language": entry.language,
            "text": folded(text(entry.content)),
        }
        for entry in found.entries
    }
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
    feed = Feed(
        blog="https://ada.example/",
        url="https://ada.example/feed.xml",
        id="https://ada.example/",
        title="Ada & <counts>",
        link="https://ada.example/",
        authors=(Author(name="Ada", uri="https://ada.example/me"),),
        rights="CC BY 4.0",
    )
    plain = post("2026-01-01", ADA)
    files = published([replace(plain, feed=feed)], [ADA])
    for name in ("atom.xml", "rss.xml", "feed.json"):
        [entry] = parse(
            files[f"experts/ada/{name}"], url=f"https://www.halden.example/{name}", blog=HUB, now=NOW
        ).entries
        again = published(
            [replace(plain, entry=settled(entry), feed=Feed(blog=HUB.url, url=HUB.url, title="Hub"))], [ADA]
        )
        [source] = etree.fromstring(again["experts/ada/atom.xml"]).iterfind("{*}entry/{*}source")
        links = {link.get("rel"): link.get("href") for link in source.iterfind("{*}link")}
        assert source.findtext("{*}title") == feed.title
        assert links["self"] == feed.url
        if name != "rss.xml":  # which has a word for the title and the feed alone
            said = [source.findtext(f"{{*}}{key}") for key in ("id", "rights", "author/{*}name", "author/{*}uri")]
            assert [*said, links["alternate"]] == [feed.id, feed.rights, "Ada", "https://ada.example/me", feed.link]

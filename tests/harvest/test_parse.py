"""Any bytes → a `ParsedFeed` or `ParseError`; what feeds say is read as their makers meant it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import ParseError
from cobrand.harvest.parse import ParsedFeed, parse
from cobrand.harvest.plaintext import words
from cobrand.model import Blog
from fuzzing import trying
from mutations import damaged, files

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://ada.example/"
FEED = "https://ada.example/feed.xml"
CORPUS = Path(__file__).parent.parent / "corpus" / "feeds"
CASES = sorted(path for path in CORPUS.iterdir() if path.suffix != ".json" or path.name.endswith(".feed.json"))
WRAPPED = "<rss version='2.0'><channel><title>Ada</title>{}</channel></rss>"


def read(body: bytes | str, **said: Any) -> ParsedFeed:
    """Parse a body found at Ada's feed address."""
    blog = said.pop("blog", Blog(url=HOME))
    return parse(body.encode() if isinstance(body, str) else body, **{"url": FEED, "blog": blog, "now": NOW} | said)


def titles(parsed: ParsedFeed) -> list[str | None]:
    """Return the titles in the feed's order."""
    return [entry.title for entry in parsed.entries]


def plainly(value: Any) -> Any:
    """Return a value as the expectations write it: dates as text, no tuples, nothing absent."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict):
        return {key: plainly(each) for key, each in value.items() if each is not None}
    return [plainly(each) for each in value] if isinstance(value, list | tuple) else value


def stated(thing: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a feed or an entry what an expectation names."""
    found = plainly(asdict(thing))
    return {key: found.get(key) for key in expected}


def test_an_id_of_a_feed_is_of_bearable_length_or_none() -> None:
    """Every post of it goes out with that id beside it: one of a megabyte would fill all feeds."""
    for length, kept in ((4_000, True), (4_001, False), (1_000_000, False)):
        long = "tag:".ljust(length, "x")
        from_elsewhere = f"<id>{long}</id><link rel='self' href='https://bo.example/feed'/>"
        feed = (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><id>{long}</id><entry><id>{HOME}1</id><source>{from_elsewhere}"
        )
        found = read(f"{feed}</source></entry></feed>")
        of_hub = {"id": long, "feed_url": "https://bo.example/feed"}
        version = "https://jsonfeed.org/version/1.1"
        again = read(json.dumps({"version": version, "items": [{"id": "1", "content_text": "x", "_source": of_hub}]}))
        sources = [entry.source for parsed in (found, again) for entry in parsed.entries]
        assert [long if kept else None] * 3 == [found.feed.id, *(source and source.id for source in sources)]
        assert all(sources)


# --- the corpus ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_feed_of_the_corpus_is_read_as_its_maker_meant_it(path: Path) -> None:
    """Each file of the corpus gives what the expectation beside it says."""
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    blog = Blog(**{"url": HOME} | expected.get("blog", {}))
    served = {"url": expected.get("url", FEED), "charset": expected.get("charset"), "media_type": expected.get("type")}
    if "error" in expected:
        with pytest.raises(ParseError) as caught:
            read(path.read_bytes(), blog=blog, **served)
        assert expected["error"] in caught.value.reason
        return
    parsed = read(path.read_bytes(), blog=blog, **served)
    assert expected.get("feed", {}) == stated(parsed.feed, expected.get("feed", {}))
    wanted = expected["entries"]
    assert wanted == [
        stated(entry, wanted[place] if place < len(wanted) else {"title": None, "id": None})
        for place, entry in enumerate(parsed.entries)
    ]
    assert expected.get("skipped", 0) == parsed.skipped
    assert expected.get("ttl_minutes") == (parsed.ttl and parsed.ttl / timedelta(minutes=1))


def test_every_expectation_belongs_to_a_feed() -> None:
    """No expectation is left over from a feed that is gone."""
    named = {path.with_suffix(".expected.json").name for path in CASES}
    assert named == {path.name for path in CORPUS.glob("*.expected.json")}


# --- laws ------------------------------------------------------------------------------------------------------------


def check_laws(body: bytes, **said: Any) -> None:
    """Check what holds for whatever comes out of any bytes."""
    try:
        parsed = read(body, **said)
    except ParseError:
        return
    identifiers = [entry.id for entry in parsed.entries]
    assert len(set(identifiers)) == len(identifiers) <= 200
    for entry in parsed.entries:
        assert entry.id
        assert entry.link is None or entry.link.startswith(("http://", "https://", "HTTP", "Http"))
        for moment in (entry.published, entry.first_seen, entry.updated):
            assert moment is None or moment.tzinfo is UTC
        assert (entry.published is None) != (entry.first_seen is None)
        lines = [entry.id, entry.title or "", *entry.categories, *(author.name for author in entry.authors)]
        assert all(
            character.isprintable() or character.isspace() for line in lines for character in line if character < "\xa0"
        )
        assert len(entry.title or "") <= 300
        assert len(entry.content) <= 4_000
        json.dumps(plainly(asdict(entry)), ensure_ascii=False).encode()
    assert read(body, **said) == parsed


@given(st.binary(max_size=600))
def test_any_bytes_are_a_feed_or_no_feed(body: bytes) -> None:
    """Random bytes never raise anything but ParseError."""
    check_laws(body)


PIECES = st.sampled_from(
    ["<rss version='2.0'>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "<channel>", "<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<title type='xhtml'>", "<link>", "</link>", "<link href='//x'/>", "<guid>", "</guid>", "<guid isPermaLink='false'>", "<id>", "</id>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#0;", "&#xD800;", "&#99999999999;", "&amp;", "&nbsp;", "&", "<", ">", '"', "'", "<content type='application/json'>", "</content>", "<content src='x'/>", "<author>", "a@b.c (D)", "</author>", "<name>", "</name>", "<pubDate>", "Thu, 01 Jan 2024 25:00:00 +9999", "</pubDate>", "<updated>", "</updated>", "9999-12-31T23:59:59-23:59", "0000-00-00", "<category/>", "<category term='x' label='&#7;'/>", "<source url='x'>", "</source>", "<image>", "</image>", "<dc:date>", "<media:title>", "<x:y z='1'/>", "<svg>", "</svg>", "<description>", "</description>", "<summary type='text/html' mode='base64'>", "</summary>", "\u202e", "\x00", "\x1b", "é", "🙂", "javascript:alert(1)", "http://[::1/", "https://ada.example/2024/02/31/x", "\n", "<?php", "?>", "<item rdf:about='x'>", "<language>", "</language>", "xml:lang='x' "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-8-sig"]))
def test_any_heap_of_feed_parts_is_a_feed_or_no_feed(text: str, encoding: str) -> None:
    """Elements in the wrong order, unclosed, doubled or hostile never raise anything but ParseError."""
    check_laws(text.encode(encoding, "replace"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("2024-05-01T10:00:00Z"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
ITEM = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "date_published",
            "date_modified",
            "author",
            "authors",
            "tags",
            "language",
        ]
    ),
    JSON,
    max_size=8,
)


@given(
    st.lists(ITEM | JSON, max_size=6),
    st.dictionaries(st.sampled_from(["title", "home_page_url", "authors", "language"]), JSON),
)
def test_any_json_is_a_feed_or_no_feed(items: list[Any], rest: dict[str, Any]) -> None:
    """Whatever types a JSON Feed's members have, nothing but ParseError is raised."""
    check_laws(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **rest}).encode())


@trying(60)
@given(damaged(files("feeds", "homes")))
def test_any_damage_to_a_feed_leaves_a_feed_or_no_feed(body: bytes) -> None:
    """Feeds of the corpus after accidents, and feeds that become pages half way, never raise anything but ParseError."""
    check_laws(body)


# --- ids ---------------------------------------------------------------------------------------------------------------


def items(*texts: str) -> str:
    """Return an RSS feed of items with these insides."""
    return WRAPPED.format("".join(f"<item>{text}</item>" for text in texts))


REPEATED = (
    "<guid isPermaLink='false'>1</guid><link>https://ada.example/a</link><title>A</title>",
    "<guid isPermaLink='false'>1</guid><link>https://ada.example/b</link><title>B</title>",
    "<link>https://ada.example/</link><title>C</title><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>",
    "<link>https://ada.example/</link><title>D</title><pubDate>Thu, 02 May 2024 10:00:00 GMT</pubDate>",
    "<title>E</title>",
    "<description>nothing but this</description>",
)


@given(st.permutations(REPEATED))
def test_ids_do_not_depend_on_places_in_the_feed(shuffled: list[str]) -> None:
    """The same posts in another order have the same ids, so that a feed may shift."""
    before = {entry.title: entry.id for entry in read(items(*REPEATED)).entries}
    assert before == {entry.title: entry.id for entry in read(items(*shuffled)).entries}
    assert len(REPEATED) == len(set(before.values()))


def test_an_id_is_kept_byte_for_byte() -> None:
    """An Atom id is an identifier and no address: neither its case nor its dots are touched."""
    identifier = "HTTP://Ada.Example:80/a/../%7eb"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://x.example/y/'><entry><id> {identifier}\n</id></entry></feed>"
    assert (identifier,) == tuple(entry.id for entry in read(feed).entries)


# --- bounds ------------------------------------------------------------------------------------------------------------


def test_the_newest_two_hundred_are_kept_though_the_feed_starts_with_the_oldest() -> None:
    """A feed of 500 posts, oldest first, gives its last 200 in its own order."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range(500)]
    feed = items(
        *(
            f"<guid>{day:%j-%Y}</guid><title>{day:%Y-%m-%d}</title><pubDate>{day:%d %b %Y} 00:00 GMT</pubDate>"
            for day in days
        )
    )
    assert [f"{day:%Y-%m-%d}" for day in days[300:]] == titles(read(feed))


def test_undated_posts_beyond_two_hundred_are_those_at_the_end() -> None:
    """Without dates, a feed is taken to begin with the newest."""
    assert [f"t{place}" for place in range(200)] == titles(
        read(items(*(f"<title>t{place}</title>" for place in range(300))))
    )


RSS = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{}</entry></feed>"
ENTITIES = "".join(f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 10))

# Documents that cost feedparser minutes, or memory without end, where it is not bounded.
HOSTILE = {
    "200,000 items": RSS.format("<item/>" * 200_000),
    "100,000 open elements": RSS.format("<item>" + "<b>" * 100_000),
    "100,000 open elements in content": ATOM.format("<content type='xhtml'>" + "<b>" * 100_000),
    "60,000 categories": RSS.format("<item>" + "".join(f"<category>{name}</category>" for name in range(60_000))),
    "an author of a megabyte": RSS.format("<item><author>" + "a" * 1_000_000 + "</author></item>"),
    "20,000 namespaces": RSS.format("".join(f"<n{name}:x xmlns:n{name}='u:{name}'/>" for name in range(20_000))),
    "100,000 attributes": RSS.format("<item " + " ".join(f"a{name}='1'" for name in range(100_000)) + "/>"),
    "20,000 bases": RSS.format(
        "<a xml:base='https://x.example/" + "a/" * 20_000 + "'>" + "<b xml:base='../'>" * 20_000
    ),
    "200,000 blank pieces": ATOM.format("<content type='xhtml'>" + "\n<!---->" * 200_000 + "<div>x</div></content>"),
    "entities in entities": f'<!DOCTYPE l [<!ENTITY l0 "lol">{ENTITIES}]>'
    + RSS.format("<item><title>&l9;</title></item>"),
    "one entity 300,000 times": '<!DOCTYPE l [<!ENTITY l "'
    + "x" * 100
    + '">]>'
    + RSS.format("<item><title>" + "&l;" * 300_000),
    "four million ampersands": RSS.format("<item><title>" + "&" * 4_000_000 + "</title></item>"),
    "a tag without end": RSS.format("<item>&<title><a " + "b='c' " * 150_000 + "</title></item>"),
    "unclosed quotes": RSS.format("<item>&<title>" + "<a b=\"'" * 100_000 + "</title></item>"),
    "unclosed comments": RSS.format("<item>&<title>" + "<!--" * 200_000 + "</title></item>"),
    "a date of a megabyte": RSS.format("<item><pubDate>" + "1 " * 500_000 + "</pubDate></item>"),
    "markup in 30 titles": RSS.format(("<item><title>" + "&lt;" * 20_000 + "&lt;/b&gt;</title></item>") * 30),
    "nested JSON": '{"items":' + "[" * 1_000_000,
    "a number of a million digits": '{"items":[{"content_text":"x","id":' + "9" * 1_000_000 + "}]}",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in HOSTILE.items()])
def test_a_hostile_feed_is_read_in_bounded_time(
    body: str, cpu_seconds: Callable[[float], AbstractContextManager[None]]
) -> None:
    """No document of a megabyte takes ten seconds of a processor; unbounded, most of these take minutes."""
    with cpu_seconds(10), suppress(ParseError):
        assert len(read(body).entries) <= 200


def test_an_entity_of_the_document_type_is_never_expanded_into_more_than_it_is_worth() -> None:
    """Entities that name entities stay names; a harmless one is what its author meant."""
    feed = f'<!DOCTYPE rss [<!ENTITY co "Halden"><!ENTITY b "&co;&co;">]>{items("<title>&co; and &b;</title>")}'
    assert titles(read(feed)) == ["Halden and &b;"]


def test_an_entity_declaration_in_a_post_is_text() -> None:
    """A post that explains XXE shows its example."""
    feed = items(
        '<title>XXE</title><description><![CDATA[<pre>&lt;!ENTITY x SYSTEM "file:///etc/passwd"></pre>]]></description>'
    )
    assert "!ENTITY x" in read(feed).entries[0].content


# --- content -----------------------------------------------------------------------------------------------------------


def test_content_is_cut_between_nodes() -> None:
    """Of a long post the first paragraphs are kept whole; what parses it drops the one that is only opened."""
    paragraph = f"<p>{'word ' * 60}</p>"
    content = read(items(f"<description><![CDATA[{paragraph * 40}]]></description>")).entries[0].content
    assert f"{paragraph * (4_000 // len(paragraph))}<p>" == content


def test_content_of_one_endless_paragraph_is_cut_at_a_word() -> None:
    """A text without markup is cut where a word ends, at 4,000 characters at most."""
    content = read(items(f"<description>{'word ' * 2_000}</description>")).entries[0].content
    assert content.endswith("word")
    assert 3_990 < len(content) <= 4_000


def test_content_is_never_cut_inside_a_tag_or_a_reference() -> None:
    """Wherever the limit falls, what is kept ends outside of markup."""
    for shift in range(60):
        start = "x" * (3_960 + shift)
        tag = read(items(f"<description><![CDATA[{start}<a href='https://x.example/?a > b'>y</a>]]></description>"))
        assert "<" not in tag.entries[0].content or "b'>" in tag.entries[0].content
        reference = read(
            items(f"<description><![CDATA[{start}&hellip;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;]]></description>")
        )
        assert not reference.entries[0].content.endswith(("&", "&a", "&am", "&amp"))


def test_pictures_embedded_as_data_leave_room_for_the_text() -> None:
    """A picture of 50 KB inside the HTML does not take the text's place."""
    picture = f"<img src='data:image/png;base64,{'A' * 50_000}'>"
    assert (
        "after it"
        in read(items(f"<description><![CDATA[<p>x</p>{picture}<p>after it</p>]]></description>")).entries[0].content
    )


def test_of_what_is_cut_off_the_words_stay() -> None:
    """Each once, without markup and order, so that a rule about words sees the whole post and nobody can read it."""
    long = f"{'<p>word</p>' * 500}<p>The <b>mass</b> layoffs, the end.</p><script>hidden()</script><p>Zebra&amp;Co</p>"
    feed = items(f"<description><![CDATA[{long}]]></description>")
    assert read(feed).entries[0].rest == "end layoffs mass the word zebra&co"
    assert "layoffs" not in read(feed).entries[0].content
    assert read(feed, blog=Blog(url=HOME, full_text=True, license="CC BY 4.0")).entries[0].rest == ""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("lay<b>offs</b> came", "layoffs came"),
        ("<p>mass</p><p>layoffs</p>", "mass layoffs"),
        ("lay&shy;offs &amp; <!-- layoffs --> more", "lay\u00adoffs & more"),
        ("<script>layoffs()</script><style>.layoffs{}</style>x", "x"),
        ('<a href="/layoffs" title="layoffs">here</a>', "here"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_words_are_read_as_people_see_them(markup: str, text: str) -> None:
    """Not out of attributes, scripts and comments; a word with a mark inside is one, and two paragraphs are two."""
    assert " ".join(words(markup).split()) == text


def test_full_text_is_kept_only_with_a_licence() -> None:
    """The whole body is kept where the profile grants it and says under which licence."""
    feed = items(f"<description><![CDATA[{'<p>word</p>' * 1_000}]]></description>")
    granted = Blog(url=HOME, full_text=True, license="CC BY 4.0")
    assert len(read(feed, blog=granted).entries[0].content) == 11_000
    assert len(read(feed, blog=Blog(url=HOME, full_text=True)).entries[0].content) <= 4_000


# --- dates -------------------------------------------------------------------------------------------------------------


def test_a_post_without_a_date_counts_from_when_it_was_first_seen() -> None:
    """No date is never "now" as a date of publication."""
    entry = read(items("<title>A</title>")).entries[0]
    assert (entry.published, entry.first_seen) == (None, NOW)


ENTRY = "<entry><id>{0}</id><title>{0}</title><updated>{1}</updated></entry>"


def test_a_date_of_change_that_all_posts_share_dates_none() -> None:
    """A feed in which all entries have one `updated` has been rebuilt, not edited."""
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>"
    rebuilt = read(feed.format("".join(ENTRY.format(name, "2024-05-01T10:00:00Z") for name in "ab")))
    edited = read(feed.format(ENTRY.format("a", "2024-05-01T10:00:00Z") + ENTRY.format("b", "2024-05-02T10:00:00Z")))
    assert [(entry.published, entry.updated) for entry in rebuilt.entries] == [(None, None)] * 2
    assert [entry.published.day for entry in edited.entries if entry.published] == [1, 2]


def test_nobody_has_edited_a_post_in_the_future() -> None:
    """Such a date of change is none, of the post and of the feed that it comes from; the date of publication stays."""
    dated = "<published>2024-05-01T10:00:00Z</published><source><id>x:s</id><link rel='self' href='/s'/><updated>{}</updated></source>"
    one = ENTRY.format("a", "2036-05-01T10:00:00Z").replace(
        "</entry>", dated.format("2036-05-01T10:00:00Z") + "</entry>"
    )
    other = ENTRY.format("b", "2024-05-02T10:00:00Z").replace(
        "</entry>", dated.format("2024-05-02T10:00:00Z") + "</entry>"
    )
    later, edited = read(f"<feed xmlns='http://www.w3.org/2005/Atom'>{one}{other}</feed>").entries
    assert later.published == edited.published == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert [entry.source and (entry.updated, entry.source.updated) for entry in (later, edited)] == [
        (None, None),
        (datetime(2024, 5, 2, 10, tzinfo=UTC),) * 2,
    ]


@pytest.mark.parametrize(
    ("link", "published"),
    [
        ("https://ada.example/2019/05/03/on-value/", "2019-05-03T00:00:00Z"),
        ("https://ada.example/2019/05/on-value", "2019-05-01T00:00:00Z"),
        ("https://ada.example/2019/05/02/on-value", "2019-05-02T22:30:00Z"),
        ("https://ada.example/2024/5/7", "2024-05-07T00:00:00Z"),
        ("https://ada.example/posts/2019-05-04-on-value.html", "2019-05-04T00:00:00Z"),
        ("https://ada.example/2019/02/31/never", "2019-05-02T22:30:00Z"),
        ("https://ada.example/2031/01/01/plans", "2019-05-02T22:30:00Z"),
        ("https://ada.example/page-2019", "2019-05-02T22:30:00Z"),
    ],
)
def test_a_date_in_the_address_comes_before_the_last_change(link: str, published: str) -> None:
    """`/2019/05/03/` dates a post; an `updated` of that day is finer, any other is a later edit."""
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{link}'/><updated>2019-05-02T22:30:00Z</updated></entry></feed>"
    if published.endswith("00:00:00Z"):
        feed = feed.replace("2019-05-02", "2022-08-08")
    assert [published] == plainly([entry.published for entry in read(feed).entries])


# --- what it is not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "nothing at all"),
        (b" \n\xef\xbb\xbf", "nothing at all"),
        (b"<!doctype html><html><head><title>Ada</title></head><body>Hello</body></html>", "web page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "web page"),
        (b"<opml version='2.0'><head><title>Blogs</title></head><body/></opml>", "<opml>"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "<urlset>"),
        (b'{"name": "Ada"}', "JSON that is no JSON Feed"),
        (b"[1, 2]", "JSON that is no JSON Feed"),
        (b'{"items": [', "JSON that is broken"),
        (b"\x1f\x8b\x08\x00\x12\x00\x03" + bytes(range(1, 32)) * 4, "no text"),
        (b"404 not found", "text that is no feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, reason: str) -> None:
    """The error says what was there instead, so that a person knows what to do."""
    with pytest.raises(ParseError, match=reason):
        read(body)


def test_a_feed_without_posts_is_a_feed() -> None:
    """A new blog has nothing to show, which is no failure."""
    assert not read(WRAPPED.format("")).entries
    assert not read("<feed xmlns='http://www.w3.org/2005/Atom'/>").entries
    assert not read('{"version": "https://jsonfeed.org/version/1", "title": "Ada", "items": []}').entries


def undated(*dates: str) -> str:
    """Write a feed with an entry for each of these dates."""
    item = "<item><title>{0}</title><link>https://ada.example/{0}</link><pubDate>{1}</pubDate></item>"
    return WRAPPED.format("".join(item.format(n, stated) for n, stated in enumerate(dates)))


@pytest.mark.parametrize("never", ["Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00Z"])
def test_the_pages_of_a_site_are_no_posts(never: str) -> None:
    """Hugo puts "About" into the feed of the whole site, with the first day of the year 1, and it would lead as the newest post."""
    parsed = read(undated("Tue, 08 Feb 2022 13:20:18 +0530", never))
    assert (titles(parsed), parsed.skipped) == (["0"], 1)
    assert titles(read(undated(never, never))) == ["0", "1"]  # who dates nothing has posts nevertheless


def test_a_link_whose_scheme_is_missing_leads_to_the_blog() -> None:
    """Many a blog's address was configured without; only the feed's own host is known to be one."""
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="ada.example/"/><id>ada.example/</id>
    <entry><id>1</id><title>A</title><link href="ada.example/kites/"/></entry>
    <entry><id>2</id><title>B</title><link href="bo.example/kites/"/></entry></feed>"""
    parsed = read(feed)
    assert parsed.feed.link == "https://ada.example/"
    assert [entry.link for entry in parsed.entries] == [
        "https://ada.example/kites/",
        "https://ada.example/bo.example/kites/",
    ]

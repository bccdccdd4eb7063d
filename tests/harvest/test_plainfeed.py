"""What is read without feedparser is what feedparser would have read: every field of every feed and entry."""

import re
from pathlib import Path
from typing import Any

import pytest
from feedparser.api import StrictFeedParser
from hypothesis import given
from hypothesis import strategies as st

from cobrand.harvest import feedparsers, parse, plainfeed
from cobrand.harvest.decode import decode
from cobrand.harvest.mend import mend
from cobrand.harvest.plainfeed import read_plain
from cobrand.harvest.xmlfeed import read_entry, read_feed, read_ttl
from cobrand.model import Blog
from fuzzing import trying
from mutations import damaged, files

FEEDS = [path for path in files("feeds") if path.suffix != ".json"]


def understood(reader: Any) -> list[Any]:
    """Return what is made of a feed, field by field."""
    feed, context = read_feed(
        reader.feeddata,
        url="https://ada.example/feed.xml",
        blog=Blog(url="https://ada.example/"),
        version=reader.version,
    )
    dates = [[found.get(key) for key in parse._DATES] for found in reader.entries]
    return [
        feed,
        context,
        read_ttl(reader.feeddata),
        dates,
        *(read_entry(one, context) for one in reader.entries),
    ]


def check(text: str) -> bool:
    """See that both ways agree, if this one is taken; tell whether it is."""
    plain = read_plain(text)
    if plain is not None:
        assert understood(plain) == understood(feedparsers.read_any(text, repairing=True))
    return plain is not None


def test_namespaces_have_the_prefixes_that_feedparser_gives_them() -> None:
    """They stand here so that it need not be loaded; those without a prefix of their own decide nothing."""
    known = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items() if prefix}
    assert known == plainfeed.NAMESPACES


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_feed_of_the_corpus_is_read_as_feedparser_reads_it(path: Path) -> None:
    """Whichever of them are plain."""
    check(mend(decode(path.read_bytes(), None)))


@trying(150)
@given(damaged(FEEDS))
def test_so_is_a_damaged_one(body: bytes) -> None:
    """Whichever of them are still well-formed, and plain."""
    check(mend(decode(body, None)))


# --- feeds of ordinary elements, in any order --------------------------------------------------------------------------

TEXTS = st.sampled_from(
    [
        "",
        " \n",
        "Plain",
        " Tom &amp; Jerry ",
        "&lt;b>Bold&lt;/b> &amp;amp; more",
        "<![CDATA[<p>A <em>word</em> & another</p>]]>",
        "<!-- none -->seen<!-- none -->",
        "caf\u00c3\u00a9",
        "caf\u00e9 \u2014 \u4f60\u597d",
        "na\u0092ve &#146;",
        "https://ada.example/a?b=1&amp;c=2&amp;amp;d=3",
        "http:////ada.example//a",
        "https://ada.example/?u=http:///b",
        "tag:ada.example,2024:http:///b",
        "ada.example/a",
        "/a",
        "//ada.example/b",
        "http://[bad",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "42",
        "2024-05-01T10:00:00+02:00",
        "Wed, 01 May 2024 10:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "Ada (a@b.example)",
        "a@b.example",
        "en_us",
    ]
)
RSS_EVERYWHERE = [
    *("<title>{}</title>", "<link>{}</link>", "<category>{}</category>", "<category domain='d'>{}</category>"),
    *("<pubDate>{}</pubDate>", "<description>{}</description>", "<atom:link href='https://ada.example/c'/>"),
    *("<atom:link rel='Self' type='application/RSS+xml' href='http:///b'/>", "<link/>"),
]
RSS_FEED = [
    *("<language>{}</language>", "<copyright>{}</copyright>", "<generator>{}</generator>", "<ttl>{}</ttl>"),
    *("<managingEditor>{}</managingEditor>", "<webMaster>{}</webMaster>", "<docs>{}</docs>"),
    *("<lastBuildDate>{}</lastBuildDate>", "<sy:updatePeriod>daily</sy:updatePeriod>", "<cloud domain='x'/>"),
    *("<sy:updateFrequency>{}</sy:updateFrequency>", "<image><url>{}</url><title>I</title><link>{}</link></image>"),
    "<site xmlns='com-wordpress:feed-additions:1'>{}</site>",
]
RSS_ITEM = [
    *("<guid>{}</guid>", "<guid isPermaLink='false'>{}</guid>", "<guid isPermaLink=' False'>{}</guid>"),
    *("<author>{}</author>", "<dc:creator>{}</dc:creator>", "<content:encoded>{}</content:encoded>"),
    *("<comments>{}</comments>", "<slash:comments>{}</slash:comments>", "<wfw:commentRss>{}</wfw:commentRss>"),
    *("<enclosure url='x' type='audio/mpeg' length='1'/>", "<media:content url='x'/>", "<media:thumbnail url='x'/>"),
    "<post-id xmlns='com-wordpress:feed-additions:1'>{}</post-id>",
]
RSS = (
    "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' xmlns:wfw='http://wellformedweb.org/CommentAPI/' "
    "xmlns:media='http://search.yahoo.com/mrss/'><channel>{}</channel></rss>"
)
ATOM_EVERYWHERE = [
    *("<id>{}</id>", "<title>{}</title>", "<title type='HTML'>{}</title>", "<updated>{}</updated>"),
    *("<link href='https://ada.example/d'/>", "<link rel='alternate' type='application/json' href='e'/>"),
    *("<link rel='http://www.iana.org/assignments/relation/self' href='f'/>", "<link rel='replies' href='g'/>"),
    *("<author><name>{}</name><uri>{}</uri><email>{}</email></author>", "<author>{}</author>", "<author/>"),
    *("<author> <uri>{}</uri> </author>", "<author>{}<name>N</name></author>", "<rights>{}</rights>"),
    *("<category term='t'/>", "<category term='t' scheme='s' label='L'/>", "<category label='L'>{}</category>"),
]
ATOM_FEED = [
    *("<subtitle>{}</subtitle>", "<subtitle type='html'>{}</subtitle>", "<icon>{}</icon>", "<logo>{}</logo>"),
    "<generator uri='u' version='1'>{}</generator>",
]
ATOM_ENTRY = [
    *("<published>{}</published>", "<summary>{}</summary>", "<summary type='html'>{}</summary>"),
    *("<content>{}</content>", "<content type='html'>{}</content>", "<content type='text/html'>{}</content>"),
]
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'{}>{}</feed>"


@st.composite
def elements(draw: st.DrawFn, kinds: list[str], inner: str = "") -> str:
    """Draw some elements in any order, and some of `inner` among them."""
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=8, unique=True))
    filled = [kind.format(*(draw(TEXTS) for _ in range(kind.count("{}")))) for kind in chosen]
    if inner:
        kinds_of_item = RSS_EVERYWHERE + RSS_ITEM if inner == "item" else ATOM_EVERYWHERE + ATOM_ENTRY
        items = [f"<{inner}>{draw(elements(kinds_of_item))}</{inner}>" for _ in range(draw(st.integers(0, 3)))]
        place = draw(st.integers(0, len(filled)))
        filled[place:place] = items
    return "\n".join(filled)


@trying(200)
@given(elements(RSS_EVERYWHERE + RSS_FEED, "item"))
def test_rss_of_ordinary_elements_is_read_as_feedparser_reads_it(inside: str) -> None:
    """Whatever their order, and whatever the texts in them."""
    check(RSS.format(inside))


@trying(200)
@given(elements(ATOM_EVERYWHERE + ATOM_FEED, "entry"), st.sampled_from(["", " xml:lang='en_us'", " xml:lang=''"]))
def test_atom_of_ordinary_elements_is_read_as_feedparser_reads_it(inside: str, language: str) -> None:
    """Whatever their order, and whatever the texts in them."""
    check(ATOM.format(language, inside))


# --- whose feeds are read so -------------------------------------------------------------------------------------------


def test_each_ordinary_element_is_known() -> None:
    """A feed with one of them is not left to feedparser, or nothing would be compared above."""
    for kind in RSS_EVERYWHERE + RSS_FEED:
        assert check(RSS.format(kind.format("a", "b"))), kind
    for kind in RSS_EVERYWHERE + RSS_ITEM:
        assert check(RSS.format(f"<item>{kind.format('a')}</item>")), kind
    for kind in ATOM_EVERYWHERE + ATOM_FEED:
        assert check(ATOM.format("", kind.format("", "b", "c"))), kind
    for kind in ATOM_EVERYWHERE + ATOM_ENTRY:
        assert check(ATOM.format(" xml:lang='de'", f"<entry>{kind.format('', 'b', 'c')}</entry>")), kind


@pytest.mark.parametrize(
    "inside",
    [
        "<itunes:author xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'>A</itunes:author>",
        "<title>One</title><title>Two</title>",
        "<title xml:lang='de'>Eins</title>",
        "<item><description>A <b>word</b></description></item>",
        "<item xml:base='https://b.example/'/>",
        "<item><enclosure url='x' xml:base='https://b.example/'/><link>a</link></item>",
        "<item><enclosure url='x' Base='https://b.example/'/><link>a</link></item>",
        "<image xml:base='https://b.example/'/><link>a</link>",
        "<item><title>na&#146;ve</title></item>",
        "<title>never closed",
        "<item/>" * 3_001,
        f"<item>{'<category>a</category>' * 10_000}</item>",
        f"<item>{''.join(f'<category>{number}</category>' for number in range(101))}</item>",
        "<item><dc:creator xmlns:content='http://purl.org/dc/elements/1.1/'>Ada</dc:creator></item>",
        "<item xmlns:r='http://purl.org/rss/1.0/'><title>One</title></item>",
    ],
)
def test_anything_else_is_left_to_feedparser(inside: str) -> None:
    """One unknown element or attribute, one text that feedparser changes, or too much of anything."""
    assert read_plain(RSS.format(inside)) is None


ATTRIBUTES = [
    *(
        "xml:base='https://b.example/x/'",
        "xml:lang='de'",
        "Base='https://b.example/'",
        "lang='fr'",
        "type='xhtml'",
        "src='s'",
    ),
    *("href='h'", "url='u'", "rel='self'", "Xmlns='http://www.w3.org/2005/Atom'", "mode='base64'", "isPermaLink='0'"),
    *("scheme='q'", "domain='d'", "term='t'"),
]


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_an_attribute_where_none_is_usual_is_read_as_feedparser_reads_it(attribute: str) -> None:
    """On each element, with others after it: some attributes change what those mean."""
    for kind in RSS_EVERYWHERE + RSS_ITEM + ATOM_EVERYWHERE + ATOM_ENTRY:
        name = re.match(r"<[\w:-]+", kind)
        assert name
        if f" {attribute.partition('=')[0]}=" in kind:
            continue
        element = f"{name[0]} {attribute}{kind[name.end() :]}".format("a", "b", "c")
        check(RSS.format(f"<item>{element}<comments>c</comments></item><item><link>b</link></item>"))
        check(ATOM.format("", f"<entry>{element}<link href='r'/></entry><entry><link href='s'/></entry>"))

"""What feeds say of posts, in each of the formats, and how much of it."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobrand.model import Author, Blog, Brand, Entry, Feed, Span
from cobrand.publish.elements import Clean
from cobrand.publish.feed_addresses import atom_id, iri, uri
from cobrand.publish.select import Post, anchor
from cobrand.publish.syndicate import Channel, Syndicator
from feed_rules import complaints
from feeds import DRAWING, published, serialised
from fuzzing import trying
from newsroom import ADA, GONE, MEI, OPTIONS, expert, hosted, make_pages, photo, post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = "https://www.halden.example/site/"
BO = expert("bo", practices=("law",))
ORIGIN = Feed(
    blog="https://ada.example/",
    url="https://ada.example/feed.xml",
    id="tag:ada.example,2004:blog",
    title="Ada counts",
    link="https://ada.example/start/",
    rights="CC BY 4.0",
    authors=(Author(name="Ada L.", uri="https://ada.example/me"),),
    language="sv",
)


def atom(files: dict[str, bytes], folder: str = "experts/ada") -> Any:
    """Return a channel's Atom feed."""
    return etree.fromstring(files[f"{folder}/atom.xml"])


def rss(files: dict[str, bytes], folder: str = "experts/ada") -> Any:
    """Return a channel's RSS feed."""
    return etree.fromstring(files[f"{folder}/rss.xml"])


def items(files: dict[str, bytes], folder: str = "experts/ada") -> list[dict[str, Any]]:
    """Return the items of a channel's JSON Feed."""
    found: list[dict[str, Any]] = json.loads(files[f"{folder}/feed.json"])["items"]
    return found


def ids(files: dict[str, bytes], folder: str = "experts/ada") -> tuple[list[str], list[str], list[str]]:
    """Return what a channel's posts are called in Atom, RSS and JSON Feed."""
    return (
        [node.text for node in atom(files, folder).iterfind("{*}entry/{*}id")],
        [node.text for node in rss(files, folder).iterfind("channel/item/guid")],
        [item["id"] for item in items(files, folder)],
    )


def told(post_: Post, **more: object) -> Post:
    """Return a post that comes from the feed ORIGIN."""
    return replace(post_, feed=ORIGIN, blog=Blog(url="https://ada.example/", **more))  # type: ignore[arg-type]


def all_complaints(files: dict[str, bytes], site: str = SITE) -> dict[str, list[str]]:
    """List what is wrong with each file."""
    found = {place: complaints(raw, url=site + place, now=NOW) for place, raw in files.items()}
    return {place: wrong for place, wrong in found.items() if wrong}


# --- the rules, and that they see what is wrong ----------------------------------------------------------------------

FULL = told(
    post(
        "2026-11-01",
        ADA,
        categories=("kites", "wind & rain"),
        language="de",
        comments="https://ada.example/1#c",
        comment_count=3,
        updated=datetime(2026, 11, 2, tzinfo=UTC),
        content="<p>One <b>&lt; two</b>, a <a href='/x'>link</a>.</p><p>Three</p>",
    ),
    full_text=True,
    license="https://creativecommons.org/licenses/by/4.0/",
)
BROKEN = [
    ("atom.xml", "ada/atom.xml</id>", "ada/atom.xml </id><id>x</id>", "RFC 4287"),
    ("atom.xml", 'rel="self" type', 'rel="related" type', "SelfDoesntMatchLocation"),
    ("atom.xml", '<title type="text">Ada counts</title>', "", "MissingSourceElement: source/title"),
    ("atom.xml", "<id>https://ada.example/2026-11-01", "<id>6", "InvalidFullLink"),
    ("atom.xml", "2026-11-02T00:00:00Z", "2036-11-02T00:00:00Z", "ImplausibleDate"),
    ("atom.xml", "2026-11-02T00:00:00Z", "2026-11-02", "InvalidRFC3339Date"),
    ("atom.xml", 'href="https://ada.example/2026-11-01"', 'href="/2026-11-01"', "ContainsRelRef"),
    ("atom.xml", "&lt;/b&gt;", "", "NotHtml"),
    ("atom.xml", "&lt;b&gt;", "&lt;b onclick=''&gt;", "SecurityRiskAttr"),
    ("atom.xml", "<name>Ada Lindqvist</name>", "<name>ada@ada.example</name>", "ContainsEmail"),
    ("atom.xml", 'title type="text"', 'title type="html"', "ContainsHTML"),
    ("atom.xml", 'hreflang="de"', 'hreflang="de_DE!"', "RFC 4287"),
    ("atom.xml", '<entry xml:lang="de"', '<entry xml:lang="qq"', "InvalidLanguage"),
    ("atom.xml", "<id>https://ada.example/2026-11-01", "<id>tag:ada", "InvalidTAG"),
    ("atom.xml", "<id>https://ada.example/2026-11-01", "<id>urn:6", "InvalidURN"),
    ("atom.xml", "Ada Lindqvist on", "Ada \U0001fffe on", "BadCharacters"),
    ("rss.xml", "<dc:language>de", "<dc:language>deutsch", "InvalidLanguage"),
    ("rss.xml", " GMT</pubDate>", "</pubDate>", "InvalidRFC2822Date"),
    ("rss.xml", "<pubDate>Sun", "<pubDate>Mon", "IncorrectDOW"),
    ("rss.xml", 'isPermaLink="true">https://ada.example', 'isPermaLink="true">https://bo.example', "InvalidPermalink"),
    ("rss.xml", 'isPermaLink="true">https://ada.example/2026-11-01', 'isPermaLink="false">6', "NotSufficientlyUnique"),
    ("rss.xml", "<dc:creator>Ada Lindqvist</dc:creator>", "<author>Ada</author>", "InvalidContact"),
    ("rss.xml", "<description>One", "<description>&lt;p&gt;One", "SecurityRisk"),
    ("rss.xml", "<link>https://ada.example/2026-11-01", "<link>https://ada.example/ü", "InvalidLink"),
    ("rss.xml", 'rel="related" href="https', 'rel="friend" href="https', "UnregisteredAtomLinkRel"),
    ("rss.xml", 'rel="related" href="https', 'rel="related" href="', "ContainsRelRef"),
    ("rss.xml", "<lastBuildDate>Mon", "<lastBuildDate>Tue", "IncorrectDOW"),
    ("rss.xml", "license>https://creativecommons.org", "license>CC BY", "ContainsRelRef"),
    ("feed.json", '"id":"https://ada.example/2026-11-01"', '"id":6', "item: id"),
    ("feed.json", '"version":"https', '"version":"http', "version"),
    ("feed.json", '"language":"de"', '"language":"de-x"', "InvalidLanguage"),
    ("feed.json", '"content_html":"<p>', '"content_html":"<p>\ufdd0', "BadCharacters"),
    ("feed.json", '"url":"https://ada.example/2026-11-01"', '"url":"javascript:x"', "ContainsRelRef"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "complaint"), BROKEN)
def test_the_rules_see_what_is_wrong(name: str, right: str, wrong: str, complaint: str) -> None:
    """The same feed passes as it is, and is complained of when one thing in it is broken."""
    place = f"experts/ada/{name}"
    raw = published([FULL])[place]
    assert complaints(raw, url=SITE + place, now=NOW) == []
    assert raw.decode().count(right) >= 1
    found = complaints(raw.decode().replace(right, wrong).encode(), url=SITE + place, now=NOW)
    assert [one for one in found if one.startswith(complaint)] != []


hostile = st.text(st.characters(exclude_categories=()), max_size=40)
anything = st.builds(
    Entry,
    blog=st.sampled_from(["https://ada.example/", "https://ada.example/other/"]),
    id=hostile.filter(str.strip) | st.sampled_from(["6", "7", "https://ada.example/x y", "http:x", "x:<>"]),
    title=st.none() | hostile,
    link=st.none() | st.sampled_from(["https://ada.example/ü?<x>|", "http://müller.example/100%", "https://ada.example/[1]"]),
    published=st.none() | st.just(NOW),
    first_seen=st.none() | st.just(NOW),
    updated=st.none() | st.just(NOW),
    authors=st.lists(st.builds(Author, name=hostile.filter(lambda name: "@" not in name)), max_size=2).map(tuple),
    categories=st.lists(hostile, max_size=3).map(tuple),
    language=st.none() | hostile | st.sampled_from(["de", "en_GB"]),
    content=hostile,
)  # fmt: skip


@trying(30)
@given(st.lists(anything, max_size=5), hostile)
def test_whatever_a_post_says_its_feeds_are_valid(stated: list[Entry], name: str) -> None:
    """Lone surrogates, control characters, wrong ids and dates, empty texts: no rule is broken, in any format."""
    plain = post("2026-01-01", ADA)
    posts = [replace(plain, entry=entry, anchor=f"p-{rank}") for rank, entry in enumerate(stated)]
    options = replace(OPTIONS, brand=Brand(name=f"Halden {name}", url=SITE))
    assert all_complaints(published(posts, [ADA], options=options)) == {}


def test_a_site_of_any_script_has_valid_feeds() -> None:
    """Its address is an IRI, and so are those of blogs: where a format knows no IRIs, they go out in ASCII."""
    ada = replace(ADA, blogs=(Blog(url="https://müller.example/ü", feed="https://müller.example/ü.xml"),))
    here = "https://bücher.example/über/"
    made = published([FULL], [ada], options=replace(OPTIONS, site_url=here, brand=Brand(name="B", logo="ü.png")))
    found = {
        place: complaints(raw, url=uri(Clean(here + place)) if "rss" in place else here + place, now=NOW)
        for place, raw in made.items()
    }
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    assert b"xn--mller-kva.example/%C3%BC.xml" in made["experts/blogroll.opml"]
    assert b"<ownerId>https://xn--bcher-kva.example/%C3%BCber/" in made["experts/blogroll.opml"]


@pytest.mark.parametrize("title", [" ", "\x1b"])
def test_a_blank_title_is_no_title(title: str) -> None:
    """An archive that somebody edited may say so; a feed's reader needs something to show."""
    assert all_complaints(published([post("2026-11-01", ADA, title=title, content="")])) == {}


# --- who is who ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "identifier",
    [
        "https://ada.example/?p=12&x=1",
        "http://ada.example/ü",
        "tag:ada.example,2005:/posts/1",
        "tag:Ada@Ada.example,2005-01:",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "URN:isbn:0-395-36341-1",
        "yt:video:abc",
    ],
)
def test_an_id_that_is_an_iri_stays_as_it_is(identifier: str) -> None:
    """RFC 4287, section 4.2.6: whoever republishes an entry keeps its id."""
    assert ids(published([post("2026-11-01", ADA, identifier=identifier)])) == ([identifier],) * 3


@pytest.mark.parametrize(
    "identifier",
    [
        "5e9d3b5f1c9d440039f1b2c3",
        "A title, 2026",
        "ä:1",
        "https:///nowhere",
        "tag:6",
        "tag:ada.example:2005:6",
        "urn:6",
        "urn:uuid:6",
    ],
)
def test_an_id_that_is_no_iri_stays_but_in_atom(identifier: str) -> None:
    """Atom wants an IRI: there a UUID stands for the blog and the id, always the same one."""
    made = ids(published([post("2026-11-01", ADA, identifier=identifier)]))
    again = ids(published([post("2026-11-01", ADA, identifier=identifier, title="Edited")]))
    assert made == again
    assert re.fullmatch("urn:uuid:[0-9a-f-]{36}", made[0][0])
    assert made[1:] == ([identifier], [identifier])
    assert all_complaints(published([post("2026-11-01", ADA, identifier=identifier)])) == {}


def test_the_uuid_of_an_id_is_the_same_for_ever() -> None:
    """It depends on the blog and the id alone, however the blog's address is spelt in the profile."""
    entry = post("2026-11-01", ADA, identifier="abc").entry
    assert {atom_id(replace(entry, blog=blog)) for blog in ("https://ada.example/", "http://www.ada.example")} == {
        "urn:uuid:6638b587-b7cc-5586-b700-f9aeff425e6f"
    }
    assert atom_id(replace(entry, blog="https://bo.example/")) != atom_id(entry)


def test_numbers_that_two_blogs_count_their_posts_with_do_not_collide() -> None:
    """In RSS and JSON Feed, too, what can't tell two posts apart gives way to the UUID."""
    posts = [
        post("2026-11-01", ADA, identifier="6"),
        post("2026-11-02", BO, identifier="6"),
        post("2026-11-03", ADA, identifier="a guid like any"),
        post("2026-11-04", BO, identifier="a guid like any"),
        post("2026-11-05", BO, identifier="another guid"),
    ]
    made = ids(published(posts), "blog")
    assert [len(set(found)) for found in made] == [5, 5, 5]
    assert [identifier.startswith("urn:uuid:") for identifier in made[1]] == [False, True, True, True, True]
    assert made[1] == made[2]
    assert all_complaints(published(posts)) == {}


def test_an_id_never_comes_twice_in_one_feed() -> None:
    """Two posts with one IRI are one post to any reader: the newer one stands."""
    twice = [post(day, ADA, identifier="tag:ada.example,2026:1") for day in ("2026-11-01", "2026-11-02")]
    made = published([replace(one, anchor=f"p-{rank}") for rank, one in enumerate(twice)])
    assert ids(made) == (["tag:ada.example,2026:1"],) * 3
    assert items(made)[0]["date_published"] == "2026-11-02T09:00:00Z"


@pytest.mark.parametrize(
    "claimed",
    ["https://zed.example/1", "tag:zed.example,2026:1", "tag:zed@zed.example,2026-11:1", "6"],
)
def test_nobody_takes_a_colleague_s_id_out_of_a_feed(claimed: str) -> None:
    """A newer post that states a colleague's id gets another one, and both stand; so the id keeps meaning one post."""
    zed = expert("zed", practices=("law",))
    hers = replace(post("2026-11-01", zed, identifier=claimed, link="https://zed.example/1"), blog=zed.blogs[0])
    (stated,) = ids(published([hers], [zed, BO]), "blog")[0]
    claim = replace(post("2026-11-02", BO, identifier=stated, link="https://bo.example/1"), blog=BO.blogs[0])

    made = published([claim, hers], [zed, BO])

    newer, older = ids(made, "blog")[0]
    assert stated == older
    assert newer.startswith("urn:uuid:")
    assert newer != older
    assert ids(made, "blog")[0] == ids(made, "blog")[1] == ids(made, "blog")[2]
    assert all_complaints(made) == {}


def test_nobody_takes_the_id_of_a_post_that_the_company_hosts() -> None:
    """Its id is its address here, and no feed can state that."""
    own = hosted(post("2026-11-01", ADA))
    assert own.hosted
    here = f"{SITE}{own.hosted.url}"
    claim = post("2026-11-02", BO, identifier=here, link="https://bo.example/1")

    newer, older = ids(published([claim, own]), "blog")[0]

    assert here == older
    assert newer.startswith("urn:uuid:")


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("https://ada.example/a?b=c#d", "https://ada.example/a?b=c#d"),
        ("https://ada.example/ü", "https://ada.example/%C3%BC"),
        ("https://müller.example:8080/", "https://xn--mller-kva.example:8080/"),
        ("https://ada.example/100%", "https://ada.example/100%25"),
        ('https://ada.example/"<>|^`{}[]\\', "https://ada.example/%22%3C%3E%7C%5E%60%7B%7D%5B%5D%5C"),
        ("https://ada.example/%C3%BC", "https://ada.example/%C3%BC"),
        ("https://[2001:db8::1]:8080/[1]", "https://[2001:db8::1]:8080/%5B1%5D"),
    ],
)
def test_addresses_in_rss_are_ascii(stated: str, written: str) -> None:
    """RSS knows no IRIs; what is encoded already is not encoded twice."""
    assert uri(iri(stated)) == written
    assert uri(uri(iri(stated))) == written
    assert iri(iri(stated)) == iri(stated)


# --- where it comes from, and who wrote it ---------------------------------------------------------------------------


def test_a_post_says_what_feed_it_comes_from() -> None:
    """Atom's source has all that the origin says of itself, as of its newest post; RSS and JSON Feed what they can."""
    made = published([FULL, told(post("2026-10-01", ADA))])
    [source, _] = atom(made).iterfind("{*}entry/{*}source")
    assert [(etree.QName(node).localname, node.text or node.get("href") or node.findtext("{*}name")) for node in source] == [
        ("id", "tag:ada.example,2004:blog"),
        ("title", "Ada counts"),
        ("updated", "2026-11-02T00:00:00Z"),
        ("link", "https://ada.example/feed.xml"),
        ("link", "https://ada.example/start/"),
        ("author", "Ada L."),
        ("rights", "CC BY 4.0"),
    ]  # fmt: skip
    [_, item] = rss(made).iterfind("channel/item")
    assert (item.find("source").get("url"), item.findtext("source"), item.findtext("{*}rights")) == (
        "https://ada.example/feed.xml",
        "Ada counts",
        "CC BY 4.0",
    )
    assert items(made)[1]["_source"]["feed_url"] == "https://ada.example/feed.xml"


def test_rights_that_no_xml_can_hold_are_none() -> None:
    """An element with nothing in it would say that a blog grants something, and not what."""
    made = published([replace(FULL, feed=replace(ORIGIN, rights="\x00\ufffe"), blog=Blog(url="https://ada.example/"))])
    assert not [*atom(made).iterfind(".//{*}rights"), *rss(made).iterfind(".//{*}rights")]
    assert "rights" not in items(made)[0]["_source"]


def test_a_feed_without_a_name_or_an_id_is_known_by_its_address() -> None:
    """MissingSourceElement is what validators complain of most in planets."""
    bare = replace(post("2026-11-01", ADA), feed=Feed(blog="https://ada.example/", url="https://ada.example/rss"))
    [source] = atom(published([bare])).iterfind("{*}entry/{*}source")
    assert [source.findtext(f"{{*}}{name}") for name in ("id", "title", "updated", "author/{*}name")] == [
        "https://ada.example/rss",
        "ada.example",
        "2026-11-01T09:00:00Z",
        "Ada Lindqvist",
    ]


def test_a_shared_post_names_everybody_with_page_and_portrait() -> None:
    """All its experts are its authors, and it leads to each one's page here."""
    made = published([post("2026-11-01", ADA, MEI)], photos={"ada": photo("ada", 96, 384)})
    entry = atom(made, "blog").find("{*}entry")
    pages = [f"{SITE}experts/ada/", f"{SITE}experts/mei/"]
    assert [node.findtext("{*}uri") for node in entry.iterfind("{*}author")] == pages
    related = [link for link in entry.iterfind("{*}link") if link.get("rel") == "related"]
    assert [(link.get("href"), link.get("title")) for link in related] == [
        (pages[0], "Ada Lindqvist at Halden"),
        (pages[1], "Mei at Halden"),
    ]
    assert [node.text for node in rss(made, "blog").iterfind("channel/item/{*}creator")] == ["Ada Lindqvist", "Mei"]
    avatar = f"{SITE}assets/cobrand/photos/ada-61646100.jpg"
    assert items(made, "blog")[0]["authors"] == [
        {"name": "Ada Lindqvist", "url": pages[0], "avatar": avatar},
        {"name": "Mei", "url": pages[1]},
    ]
    assert atom(made).findtext("{*}logo") == avatar


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ([], ["Ada Lindqvist"]),
        (["admin"], ["Ada Lindqvist"]),
        (["ADA  LINDQVIST", "Carl Guest"], ["Ada Lindqvist", "Carl Guest"]),
        (["Carl Guest", "Ada Lindqvist"], ["Carl Guest", "Ada Lindqvist"]),
    ],
)
def test_who_wrote_a_post_with_others_is_not_alone(stated: list[str], named: list[str]) -> None:
    """Where a post names the expert, it also names the rest; where it names somebody else only, that is an account."""
    made = published([post("2026-11-01", ADA, authors=tuple(Author(name=name) for name in stated))])
    assert [author["name"] for author in items(made)[0]["authors"]] == named


def test_a_guest_s_post_is_by_the_guest_and_leads_to_the_expert() -> None:
    """In all three formats, as a blog of several people states it; who is named beside an expert is so, too."""
    guest = Author(name="Orig Inal", uri="https://orig.example/")
    by_guest = replace(post("2026-11-02", ADA, authors=(guest,)), others=(guest,), guest=True)
    beside = replace(post("2026-11-01", ADA, authors=(Author(name="Ada L."), guest)), others=(guest,))
    made = published([by_guest, beside])
    named = [["Orig Inal"], ["Ada Lindqvist", "Orig Inal"]]
    entries = list(atom(made).iterfind("{*}entry"))
    assert [[node.text for node in entry.iterfind("{*}author/{*}name")] for entry in entries] == named
    assert entries[0].findtext("{*}author/{*}uri") == guest.uri
    related = [link.get("href") for link in entries[0].iterfind("{*}link") if link.get("rel") == "related"]
    assert related == [f"{SITE}experts/ada/"]
    creators = [[node.text for node in item.iterfind("{*}creator")] for item in rss(made).iterfind("channel/item")]
    assert creators == named
    assert [[author["name"] for author in item["authors"]] for item in items(made)] == named


def test_alumni_are_not_said_to_be_with_the_company() -> None:
    """Their feed goes on, with what they wrote."""
    [related] = atom(published([post("2024-05-01", GONE)]), "experts/gone").xpath("//*[@rel='related']")
    assert related.get("title") == "Gone, formerly of Halden"


def test_a_post_that_the_company_hosts_has_no_other_origin() -> None:
    """Its id and its link are its address on the site."""
    pages = make_pages([post("2026-11-01", ADA)])
    channel = pages["blog/index.md"].channel
    assert channel
    card = replace(channel.cards[0], hosted=True, url="ideas/own-post/")
    page = replace(pages["blog/index.md"], channel=replace(channel, cards=(card,)))
    made = serialised([], {"blog/index.md": page})
    assert ids(made, "blog") == ([f"{SITE}ideas/own-post/"],) * 3
    assert [item["url"] for item in items(made, "blog")] == [f"{SITE}ideas/own-post/"]
    assert b"source" not in made["blog/atom.xml"] + made["blog/rss.xml"] + made["blog/feed.json"]
    assert all_complaints({place: raw for place, raw in made.items() if place.startswith("blog/")}) == {}


# --- how much of it --------------------------------------------------------------------------------------------------


def test_a_whole_text_goes_out_only_under_a_licence_and_safe() -> None:
    """Full text needs the profile's word; what goes out is sanitised, and says under which licence."""
    made = published([replace(FULL, entry=replace(FULL.entry, content="<p>One<script>x</script></p>" * 300))])
    content = atom(made).findtext("{*}entry/{*}content")
    assert content == "<p>One</p>" * 300
    assert atom(made).findtext("{*}entry/{*}rights") == "https://creativecommons.org/licenses/by/4.0/"
    assert atom(made).xpath("//*[@rel='license']")[0].get("href") == "https://creativecommons.org/licenses/by/4.0/"
    item = rss(made).find("channel/item")
    assert item.findtext("{*}encoded") == content
    assert item.findtext("{*}license") == "https://creativecommons.org/licenses/by/4.0/"
    assert items(made)[0]["content_html"] == content
    assert all_complaints(made) == {}
    ungranted = published([replace(FULL, blog=Blog(url="https://ada.example/", license="CC BY 4.0"))])
    assert b"content" not in ungranted["experts/ada/atom.xml"]
    assert "content_html" not in items(ungranted)[0]


def test_links_of_a_whole_text_are_addresses() -> None:
    """Browsers forgive what no address may hold; whoever checks a feed does not. What is text stays as it is."""
    content = '<p><a hreflang="de" href="https://ada.example/a|b[1]?q=%&amp;r">href="a|b"</a></p>'
    made = published([replace(FULL, entry=replace(FULL.entry, content=content))])
    said = atom(made).findtext("{*}entry/{*}content")
    assert 'href="https://ada.example/a%7Cb%5B1%5D?q=%25&amp;r"' in said
    assert '>href="a|b"</a>' in said
    assert all_complaints(made) == {}


def test_a_feed_holds_the_newest_30_posts() -> None:
    """What is older is on the pages."""
    posts = [post(f"2026-{month:02}-{day:02}", ADA) for month in (1, 2) for day in range(1, 29)]
    made = published(posts)
    assert [len(found) for found in ids(made)] == [30, 30, 30]
    assert items(made)[0]["date_published"] == "2026-02-28T09:00:00Z"


def test_a_feed_keeps_within_its_size() -> None:
    """Whole texts go first to the newest posts; then the oldest posts are left out."""
    long = "<p>Ü" + "x" * 150_000 + "</p>"
    whole = [told(post(f"2026-11-{day:02}", ADA, content=long), full_text=True, license="CC BY") for day in (1, 2, 3)]
    made = published(whole)
    assert ["content_html" in item for item in items(made)] == [True, False, False]
    assert max(map(len, made.values())) <= 250_000
    titled = [post(f"2026-11-{day:02}", ADA, title="Ü" * 10_000) for day in range(1, 21)]
    made = published(titled)
    assert 10 <= len(items(made)) < 20
    assert max(map(len, made.values())) <= 250_000
    assert all_complaints(made) == {}


def test_a_post_is_drawn_once_however_many_feeds_carry_it() -> None:
    """A thousand experts' posts are in their practices' feeds, in topics' and in the company's."""
    drawn: list[str] = []

    def excerpt(card: Any) -> Any:
        drawn.append(card.post.entry.id)
        return DRAWING.excerpt(card)

    posts = [post(f"2026-11-{day:02}", ADA, topics=["kites"]) for day in range(1, 6)]
    pages = make_pages(posts)
    made = dict(Syndicator(OPTIONS, posts, {}, drawing=replace(DRAWING, excerpt=excerpt)).files(pages.values()))
    assert len([place for place in made if place.endswith("atom.xml")]) > 4
    assert sorted(drawn) == sorted(one.entry.id for one in posts)


# --- text and dates --------------------------------------------------------------------------------------------------


def test_text_stays_text() -> None:
    """Atom says so; in RSS a description is HTML, so that "<" is spelt there; JSON has a key for each."""
    made = published([post("2026-11-01", ADA, title="<b>1 < 2</b> & 3", content="<p>1 &lt; 2 &amp; 3</p><p>4</p>")])
    read = feedparser.parse(made["experts/ada/atom.xml"]).entries[0]
    assert (read.title_detail.type, read.summary_detail.type) == ("text/plain", "text/plain")
    assert atom(made).findtext("{*}entry/{*}title") == "<b>1 < 2</b> & 3"
    assert atom(made).findtext("{*}entry/{*}summary") == "1 < 2 & 3\n\n4"
    assert rss(made).findtext("channel/item/title") == "<b>1 < 2</b> & 3"
    assert rss(made).findtext("channel/item/description") == "1 &lt; 2 &amp; 3\n\n4"
    assert (items(made)[0]["title"], items(made)[0]["content_text"]) == ("<b>1 < 2</b> & 3", "1 < 2 & 3\n\n4")


def test_a_post_without_title_link_or_text_is_still_a_post() -> None:
    """Atom needs a title and a link: what pages call it, and its home here."""
    made = published([post("2026-11-01", ADA, title=None, link=None, content="<p>A note.</p>")])
    entry = atom(made).find("{*}entry")
    home = f"{SITE}blog/archive/2026/#{anchor('ada', 'https://ada.example/2026-11-01')}"
    assert (entry.findtext("{*}title"), entry.find("{*}link").get("href")) == ("A note.", home)
    assert [rss(made).find("channel/item/title"), "title" in items(made)[0]] == [None, False]
    assert all_complaints(made) == {}
    empty = published([post("2026-11-01", ADA, title=None, content="")])
    assert rss(empty).findtext("channel/item/title") == "Untitled of 2026-11-01"
    assert all_complaints(empty) == {}


def test_an_edit_changes_when_a_post_was_updated_and_not_when_it_was_published() -> None:
    """And only where the origin says that it was edited; the order is that of publication."""
    edited = post("2026-10-01", ADA, updated=datetime(2026, 11, 19, tzinfo=UTC))
    made = published([edited, post("2026-11-01", ADA)])
    assert [item.get("date_modified") for item in items(made)] == [None, "2026-11-19T00:00:00Z"]
    assert atom(made).findtext("{*}updated") == "2026-11-19T00:00:00Z"
    assert [node.text for node in rss(made).iterfind("channel/item/{*}updated")] == ["2026-11-19T00:00:00Z"]
    assert rss(made).findtext("channel/lastBuildDate") == "Thu, 19 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("updated", "moment"), [(None, "2000-01-01T00:00:00Z"), (date(2026, 2, 3), "2026-02-03T00:00:00Z")]
)
def test_an_empty_feed_is_valid_and_does_not_change(updated: date | None, moment: str) -> None:
    """It bears the day of the bio's last edit, else one that no build changes."""
    made = published([], [replace(BO, updated=updated)])
    assert all_complaints(made) == {}
    assert atom(made, "experts/bo").findtext("{*}updated") == moment


@pytest.mark.parametrize("content", ["<p>Subscribe now</p>", "<p>\u202e</p>", "<p>A\U0001fffe</p>"])
def test_a_whole_text_that_gives_no_excerpt_breaks_no_rule(content: str) -> None:
    """Readers of RSS want a description before it; where there is nothing to read, there is no whole text."""
    made = published([replace(FULL, entry=replace(FULL.entry, content=content, title="T"))])
    assert all_complaints(made) == {}
    [item] = items(made)
    item_ = rss(made).find("channel/item")
    said = [
        item.get("content_html"),
        item.get("content_text"),
        item_.findtext("description"),
        item_.findtext("{*}encoded"),
    ]
    assert (
        said
        == {
            "<p>Subscribe now</p>": ["<p>Subscribe now</p>", None, "T", "<p>Subscribe now</p>"],
            "<p>\u202e</p>": [None, "T", None, None],
            "<p>A\U0001fffe</p>": ["<p>A</p>", None, "A", "<p>A</p>"],
        }[content]
    )


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("pt_BR", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("de-DE-1996-x-own", "de-DE-1996"),
        ("en-GB-oed", "en-GB"),
        ("mhr", "mhr"),
        ("english", None),
        ("xx", None),
        ("C", None),
    ],
)
def test_a_language_that_there_is_not_is_none(stated: str, written: str | None) -> None:
    """What a tag says beyond what validators know is left out; a language that nobody speaks is left out whole."""
    made = published([post("2026-11-01", ADA, language=stated)])
    assert items(made)[0].get("language") == written
    assert all_complaints(made) == {}


def test_a_licence_that_is_no_address_is_words() -> None:
    """No reader could follow it."""
    made = published([replace(FULL, blog=Blog(url="https://ada.example/", full_text=True, license="https://by 4.0/"))])
    assert atom(made).findtext("{*}entry/{*}rights") == "https://by 4.0/"
    assert atom(made).xpath("//*[@rel='license']") == []


def test_comments_and_languages_go_along() -> None:
    """Where a post is discussed, how much, and what language it is in."""
    made = published([FULL])
    [replies] = atom(made).xpath("//*[@rel='replies']")
    assert [replies.get("href"), *replies.values()[-1:]] == ["https://ada.example/1#c", "3"]
    item = rss(made).find("channel/item")
    assert [item.findtext(name) for name in ("comments", "{*}comments", "{*}language")] == [
        "https://ada.example/1#c",
        "https://ada.example/1#c",
        "de",
    ]
    entry = atom(made).find("{*}entry")
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (entry.get(language), entry.find("{*}link").get("hreflang"), atom(made).get(language)) == ("de", "de", "en")


# --- blogrolls -------------------------------------------------------------------------------------------------------


def test_a_blogroll_lists_blogs_by_practice() -> None:
    """Whoever is in two practices stands in both; who is in none comes then, alumni last."""
    alone = expert("alone")
    left = expert("left", practices=("law",), spans=(Span(left=date(2024, 1, 31)),))
    known = {
        one.slug: (
            replace(ORIGIN, blog=one.blogs[0].url, url=f"https://{one.slug}.example/feed", title="<Ada> counts"),
        )
        for one in (ADA, MEI, alone, left)
    }
    made = published([], [ADA, MEI, alone, left, BO], feeds=known)
    rolls = {place: etree.fromstring(raw) for place, raw in made.items() if place.endswith(".opml")}
    listed = {
        place: {group.get("text"): [blog.get("xmlUrl") for blog in group] for group in roll.iterfind("body/outline")}
        for place, roll in rolls.items()
    }
    ada, mei = "https://ada.example/feed", "https://mei.example/feed"
    assert listed == {
        "experts/blogroll.opml": {
            "Law": [ada, mei],
            "Operations": [ada],
            "Experts": ["https://alone.example/feed"],
            "Alumni": ["https://left.example/feed"],
        },
        "blog/law/blogroll.opml": {"Law": [ada, mei], "Alumni": ["https://left.example/feed"]},
        "blog/ops/blogroll.opml": {"Operations": [ada]},
    }
    [first, *_] = rolls["experts/blogroll.opml"].iterfind("body/outline/outline")
    assert dict(first.attrib) == {
        "type": "rss",
        "text": "Ada Lindqvist: \u2039Ada\u203a counts",
        "title": "\u2039Ada\u203a counts",
        "xmlUrl": ada,
        "htmlUrl": "https://ada.example/start/",
        "language": "sv",
    }
    assert all_complaints(made) == {}


def test_a_blog_whose_title_is_no_text_goes_by_its_owner() -> None:
    """A reader of the blogroll has something to show."""
    nameless = replace(ORIGIN, title="\ufdd0\U0001fffe")
    made = published([], [ADA], feeds={"ada": [nameless]})
    [first, *_] = etree.fromstring(made["experts/blogroll.opml"]).iterfind("body/outline/outline")
    assert (first.get("title"), first.get("text")) == ("Ada Lindqvist", "Ada Lindqvist")
    assert all_complaints(made) == {}


def test_a_channel_of_somebody_else_is_written_like_the_rest() -> None:
    """Series, say, make channels of their own."""
    pages = make_pages([post("2026-11-01", ADA)])
    company = pages["blog/index.md"].channel
    assert company
    feeds = replace(company.feeds, atom="series/x/atom.xml", rss="series/x/rss.xml", json="series/x/feed.json")
    series = Channel(title="X", description="Y", url="series/x/", feeds=feeds, cards=company.cards)
    made = dict(Syndicator(OPTIONS, [], {}, drawing=DRAWING).files(pages.values(), [series]))
    assert ids(made, "series/x") == ids(made, "blog")
    assert all_complaints(made) == {}

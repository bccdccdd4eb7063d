"""Blogrolls and lists → the blogs in them, whoever exported them, and nothing that a file can do to who reads it."""

import codecs
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cobrand.errors import ProblemsError
from cobrand.onboard.outlines import LARGEST, Candidate, candidates
from cobrand.publish.opml import Subscription, blogroll
from mutations import damaged, files

CORPUS = Path(__file__).parents[1] / "corpus" / "outlines"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><opml><body><outline text="&i;" xmlUrl="https://ada.example/feed"/></body></opml>'
)


def read(text: str | bytes) -> tuple[Candidate, ...]:
    """Read a file with this in it."""
    return candidates(text if isinstance(text, bytes) else text.encode(), "blogs.opml")


def refusal(text: str | bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(ProblemsError) as caught:
        read(text)
    return str(caught.value)


def test_feedly_s_export_has_blogs_in_groups() -> None:
    """Categories are outlines around feeds; a blog in two of them is one, in both groups."""
    assert candidates((CORPUS / "feedly.opml").read_bytes(), "feedly.opml") == (
        Candidate(
            page="https://ada.example",
            feed="https://ada.example/feed.xml",
            title="Ada Lindqvist counts",
            groups=("Interactive Marketing", "Customer Insight"),
        ),
        Candidate(
            page="https://mei.example/",
            feed="https://mei.example/feed.json",
            title="Two lines of code",
            groups=("Customer Insight",),
        ),
    )


def test_netnewswire_s_export_nests_and_loose_feeds_have_no_group() -> None:
    """Empty addresses are none, and what is in no folder is in no group."""
    found = candidates((CORPUS / "netnewswire.opml").read_bytes(), "netnewswire.opml")
    assert [(one.url, one.title, one.groups) for one in found] == [
        ("https://leila.example/feed", "Leila & friends", ()),
        ("https://varga.example/", "Paul Varga", ("Work", "Resilient Supply")),
    ]


PIECES = st.sampled_from(
    ["<opml>", "<body>", "<outline text='x'>", "<outline xmlUrl='https://ada.example/feed' htmlUrl='//x' title='&lt;b&gt;'/>",
     "</outline>", "</opml>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "<![CDATA[", "]]>", "\x00", "category='/a/b,/c'",
     "https://ada.example/", "ada.example", "Ada <https://ada.example/>", "\n", ",", "é", "\u202e", "xn--.example"]
)  # fmt: skip


@example("http://\u202a".encode())
@example("Ada https://ada.example/\u202ecod.exe\u2066".encode())
@given(
    st.binary(max_size=99)
    | damaged(files("outlines"))
    | st.lists(PIECES | st.text(max_size=6), max_size=20).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
)
def test_any_bytes_list_blogs_or_are_refused(raw: bytes) -> None:
    """Whatever is exported, there are blogs, or a problem; nothing in either turns a line around or speaks to a terminal."""
    try:
        found, problems = read(raw), ""
    except ProblemsError as error:
        found, problems = (), str(error)
    assert bool(found) != bool(problems)
    for text in (
        problems.replace("\n", ""),
        *(text or "" for one in found for text in (one.url, one.name, one.title, *one.groups)),
    ):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_our_own_blogroll_comes_back_as_it_went_out() -> None:
    """A hub can take the people of another one: feed, page, name and practice."""
    ada = Subscription(
        name="Ada Lindqvist", title="Counted", feed="https://ada.example/feed.xml", page="https://ada.example/"
    )
    [found] = read(blogroll("Blogs", "Halden", None, [("Interactive Marketing", [ada])]))
    assert found == Candidate(
        page="https://ada.example/",
        feed="https://ada.example/feed.xml",
        title="Ada Lindqvist: Counted",
        groups=("Interactive Marketing",),
    )


@pytest.mark.parametrize(
    "spelt", ["xmlUrl htmlUrl text", "XMLURL HTMLURL TEXT", "xmlurl htmlurl title", "xmlUrl htmlUrl Title"]
)
def test_attributes_may_be_in_any_case(spelt: str) -> None:
    """Exporters disagree about it, though XML does not."""
    feed, page, title = spelt.split()
    outline = f'<outline {title}="Ada" {feed}="https://ada.example/feed" {page}="https://ada.example/"/>'
    [found] = read(f"<opml version='1.0'><body>{outline}</body></opml>")
    assert (found.feed, found.page, found.title) == ("https://ada.example/feed", "https://ada.example/", "Ada")


def test_categories_of_opml_2_are_groups() -> None:
    """`category` holds paths, of which the last part is the name."""
    [found] = read('<opml><body><outline xmlUrl="https://a.example/f" category="/Work/Pricing,/Supply"/></body></opml>')
    assert found.groups == ("Pricing", "Supply")


def test_a_list_has_an_address_a_line_with_a_name_or_without() -> None:
    """As people paste it: from a table, a chat, or with comments of their own."""
    text = """\ufeff# our people
https://ada.example/
Mei Okafor, https://mei.example/blog
- leila.example  (Leila Haddad)

ask Paul about his
<https://rufus.example/>
"""
    assert [(one.url, one.name) for one in read(text)] == [
        ("https://ada.example/", None),
        ("https://mei.example/blog", "Mei Okafor"),
        ("leila.example", "Leila Haddad"),
        ("https://rufus.example/", None),
    ]


def test_utf_16_is_read_as_some_programs_save_it() -> None:
    """Windows programs do, with a mark in front."""
    assert read(codecs.BOM_UTF16_LE + "https://ada.example/\n".encode("utf-16-le")) == (
        Candidate(page="https://ada.example/"),
    )
    opml = '<?xml version="1.0" encoding="utf-16"?><opml><outline xmlUrl="https://a.example/f"/></opml>'
    assert read(opml.encode("utf-16"))[0].feed == "https://a.example/f"


def test_entities_are_refused_before_any_is_expanded() -> None:
    """The oracle: Python's own reader expands such a file to two hundred thousand times its entity."""
    small = BOMB.replace('text="&i;"', 'text="&e;"')
    grown = ET.fromstring(small).find(".//outline")
    assert grown is not None
    assert len(grown.attrib["text"]) == 100_000
    assert "declares entities of its own" in refusal(BOMB)
    outside = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;" xmlUrl="https://a.example/"/></opml>'
    assert "declares entities of its own" in refusal(outside)


def test_a_file_made_to_be_slow_is_read_in_no_time() -> None:
    """Outlines in one another are refused at once, and a line of a million letters is looked at once."""
    deep = "<outline>" * 100_000 + '<outline xmlUrl="https://a.example/f"/>'
    assert "nested more than 100 deep" in refusal(f"<opml><body>{deep}")
    assert [one.url for one in read("a" * 1_000_000 + "\n" + "a." * 500_000 + "\na.example")] == ["a.example"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lists no address of a blog"),
        ("just words\nand more", "lists no address of a blog"),
        ("<opml><body><outline text='nothing'/></body></opml>", "lists no address of a blog"),
        ("<opml>\n<body>\n<outline text='Ada & Mei'/></body></opml>", "blogs.opml:3: can't be read as OPML"),
        ("<opml><outline xmlUrl='javascript:alert(1)'/></opml>", "lists no address"),
        ("<?xml version='1.0' encoding='klingon'?><opml/>", "can't be read"),
        (b"https://ada.example/\n\xff\xfe", "blogs.opml:2: is not UTF-8 text"),
        (b"x" * (LARGEST + 1), "is larger than 5 MB"),
        ("".join(f"https://a{n}.example/\n" for n in range(2_001)), "lists 2,001 blogs, and 2,000 are the most"),
    ],
    ids=["empty", "words", "no-feeds", "broken", "script", "encoding", "bytes", "huge", "many"],
)
def test_what_is_no_list_of_blogs_says_so(text: str | bytes, said: str) -> None:
    """With the line where there is one, and what to do."""
    assert said in refusal(text)


def test_titles_are_one_line_of_plain_characters() -> None:
    """Whoever wrote the file may not drive the terminal that shows it."""
    [found] = read("<opml><outline text='Ada&#10;&#x202e;Lindqvist &#x1F600;' xmlUrl='https://a.example/'/></opml>")
    assert found.title == "Ada Lindqvist 😀"

"""Paragraphs that are read at one stroke: the same as if they were read tag by tag, which those in a `<div>` are."""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cobrand.publish.lines import LINE, PARAGRAPH
from cobrand.publish.paragraphs import Paragraph, paragraphs, write
from cobrand.publish.sanitize import (
    _CREDIT,
    _DATELINE,
    _OPENINGS,
    _PHRASES,
    _READING_TIME,
    _SHARING,
    _SYNDICATED,
    _WIDGET,
    _is_ordinary,
    excerpt,
)
from fuzzing import trying
from publish.test_sanitize import BASE, CASES, case

PHRASES = _PHRASES.split("|")
LINK = '<a class="out" href="/a?b=1&amp;c=2" onclick="x()">'
PLAIN = [
    "Text, &lt;b&gt; &amp; &quot;quotes&quot;, it&#8217;s 4 &euro;.",
    f" What <em>we</em> counted {LINK}<b>in eleven</b></a>\nweeks, <strong>{LINK}again</a></strong> ",
    '<img src="a.png" alt="A chart"> Below <code>n &lt; 30</code>',
    f"{LINK}A</a> <i>b</i><b>c</b> \u4e2d\u6587 \U0001f600",
]
OTHER = [
    *("", " ", "a<br>b", "a  b", "a &nbsp;b", "a\u00a0b", "a & b", "a &copy b", "a > b", "a < b", "a\tb", "a\x00b", "&#0;b", "&#32;b"),
    *("<em> </em>a", "<em></em>a", "a <em> b</em>", "<em> a</em>", "<em>a </em>", "a<em>b", "a</em>b", "<em>a<i>b<b>c</b></i></em>"),
    *("<a>b</a>", '<a href="#n">1</a>', '<a href="x" hidden="">b</a>', '<a href="x" style="display:none">b</a>', '<a href="a b">c</a>'),
    *('<a href="javascript:x()">b</a>', "<span>a</span>", "<em class=b>a</em>", "<EM>a</EM>", "<script>a</script>b", "<!-- a -->b"),
    *('<img class="emoji" alt="\U0001f600">', "a <img> b", f"{LINK}a{LINK}b</a></a>", "a:", "a […] Continue reading", "<ul><li>a</li></ul>"),
]  # fmt: skip
LINKS = [
    *(LINK, '<a href="https://x.example/directory">', '<a href="https://x.example/\u00ad" class="b">', '<a title="b href=" href="/c">'),
    *('<a lang="de" dir="rtl" href="/d">', '<a href="/e" href="/f">', '<a href="?a=1&b=2">', '<a rel="x" href="#g">', '<a data-href="/h">'),
]  # fmt: skip
FURNITURE = [
    *("Share this", "Twitter", "5 min read", "Reading time: 3 minutes", "Time to read about 5 min", "t\u0131me to read 5 min", "About 5 minutes"),
    *("Posted on 3 May 2024", "Last updated in 2024", "Photo: Ada", "Cover image by Ada", "Foto von Ada", "Photo by Ada", "Bild von Ada"),
    *("Subscribe now", "Leave a comment", "Thanks for reading Kites! Subscribe for more", "Table of contents", "Inhalt", "Sommaire", "\u00cdndice"),
    *("Lesezeit 3 Minuten", "Temps de lecture 3 min", "Tiempo de lectura 3 min", "Tempo di lettura 3 min", "Leestijd 3 min", "Ca 3 min"),
    *("Estimated reading time 3 min", "Written in 2024 by Ada", "Published in 2024", "Updated in 2024", "Header photo by Ada", "Contents"),
    *("Featured illustration by Ada", "Picture from Ada", "Illustration by Ada", "Image courtesy Ada", "Advertisement", "Inhaltsverzeichnis", "Subscribe"),
    *("* * *", "Notes on kites", "Notes\u00a0on kites", "NOTES on kites", "Notes", "L article A est apparu en premier sur B", "more\u2026", "more..."),
    *("The post A first appeared on B.", "Der Beitrag A erschien zuerst auf B", "L\u2019articolo A proviene da B", "O post A apareceu primeiro em B"),
    *("Het bericht A verscheen eerst op B", "La entrada A se public\u00f3 primero en B", "Inl\u00e4gget A d\u00f6k f\u00f6rst upp p\u00e5 B"),
    *("Kites was originally published in Notes on Medium.", "We counted [\u2026] read more", "Read the whole.", "We read on", "In kites (...)"),
]  # fmt: skip
TAGS = [
    *("", ' class="a"', '  id="b"\nclass="c" ', ' data-lang="de"', ' class="hidden"', ' lang="de"', ' dir="rtl"', ' xml:lang="de"'),
    *(' hidden=""', ' style="display:none"', ' aria-hidden="true"', " lang=de", ' class="a"/', ' title="a>b"', ' class="a"lang="de"'),
]  # fmt: skip
WORDS = st.text(alphabet="ab .:\u00a0\n&;lt<>\u0301", max_size=6)
INNER = st.lists(
    st.one_of(
        st.sampled_from(PLAIN + OTHER),
        st.sampled_from(
            ["<em>", "</em>", "<b>", "</b>", "<code>", "</code>", *LINKS, "</a>", "<img>", " ", "&amp;", "&#60;"]
        ),
        WORDS,
    ),
    max_size=6,
).map("".join)


def said(html: str) -> list[tuple[str, list[tuple[str, list[tuple[str, str]]]], str, list[str]]]:
    """Return what was read: texts, pieces with their marks, what it was, and where it stood."""
    read = list(paragraphs(html, base=BASE))
    return [(one.text, pieces(one), one.kind, [mark.name for mark in one.path]) for one in read]


def pieces(paragraph: Paragraph) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the text by its marks: where one begins that is no other piece."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    before: object = None
    for run in paragraph.runs:
        marks = [(mark.name, mark.attributes) for mark in run.marks]
        if found and run.marks == before:
            found[-1] = found[-1][0] + run.text, marks
        else:
            found.append((run.text, marks))
        before = run.marks
    return found


@pytest.mark.parametrize("inner", PLAIN)
def test_what_most_paragraphs_are_is_read_at_one_stroke(inner: str) -> None:
    """Else nothing would be gained."""
    assert LINE.match(f"{inner}</p>")
    assert PARAGRAPH.match(f'\n<p class="lead">{inner}</p>')
    assert [one.line is not None for one in paragraphs(f"<p>{inner}</p><ul><li>{inner}</li></ul>", base=BASE)] == [
        True,
        True,
    ]


@trying(200)
@given(INNER, st.integers(min_value=20, max_value=90))
@example(PLAIN[1], 20)
@example(f"{PLAIN[0]}{PLAIN[3]}", 60)
def test_it_is_what_reading_tag_by_tag_makes_of_it(inner: str, limit: int) -> None:
    """As a paragraph and as an item, whole and as an excerpt of any length."""
    at_once = f'<p>{inner}</p>\n<p class="a" lang=de>{inner}</p><ol><li>{inner}</li></ol>'
    by_tags = f"<div>{inner}</div>\n<div lang=de>{inner}</div><ol><li><div>{inner}</div></li></ol>"
    assert said(by_tags) == said(at_once)
    assert write(paragraphs(by_tags, base=BASE)) == write(paragraphs(at_once, base=BASE))
    assert excerpt(by_tags, base=BASE, limit=limit) == excerpt(at_once, base=BASE, limit=limit)


@pytest.mark.parametrize("inner", [*PLAIN, *OTHER, *(f"a {link}b</a> c" for link in LINKS)], ids=repr)
def test_so_is_each_by_itself(inner: str) -> None:
    """Also inside of what shows text as it stands, and of what is hidden."""
    for before in ("", "<pre>", "<ul>", "<blockquote>", "<figure>", "<em hidden>", "<b>"):
        assert said(f"{before}<div>{inner}</div>") == said(f"{before}<p>{inner}</p>")


@pytest.mark.parametrize("tag", TAGS, ids=repr)
@pytest.mark.parametrize("before", ["", "Text", "<p>A</p>\n", "<p>A</p>\u00a0", "<blockquote>", "<pre>", "<p>"])
def test_a_paragraph_is_what_its_tag_says_and_what_stands_before_it(before: str, tag: str) -> None:
    """Not every first paragraph is one that nothing is said of."""
    assert said(f"{before}<div{tag}>What we <em>saw</em>.</div>") == said(f"{before}<p{tag}>What we <em>saw</em>.</p>")
    shown = write(paragraphs(f"{before}<div{tag}>Well.</div> and", base=BASE))
    assert shown == write(paragraphs(f"{before}<p{tag}>Well.</p> and", base=BASE))


@pytest.mark.parametrize("inner", [*FURNITURE, *(f"We counted! {phrase}" for phrase in PHRASES)], ids=repr)
@pytest.mark.parametrize("before", ["", "What we counted: eleven weeks of it."])
def test_a_paragraph_that_is_none_of_the_authors_is_told_at_one_stroke_as_well(before: str, inner: str) -> None:
    """As a post's first and as its second, in front of another, whatever it is called."""
    for title in (None, inner, "Notes on kites"):
        at_once = "".join(f"<p>{line}</p>" for line in (before, inner, "And more of it.") if line)
        by_tags = re.sub(r"<(/?)p>", r"<\1div>", at_once)
        assert excerpt(by_tags, base=BASE, title=title) == excerpt(at_once, base=BASE, title=title)


def beginnings(pattern: Iterable[tuple[object, Any]]) -> set[str]:
    """Return what a match of a parsed pattern can begin with, up to a blank, which stands for all that is no letter as well."""
    found = {""}
    for kind, part in pattern:
        match str(kind):
            case "LITERAL":
                more = {chr(part)}
            case "BRANCH":
                more = set().union(*map(beginnings, part[1]))
            case "SUBPATTERN":
                more = beginnings(part[-1])
            case "MAX_REPEAT":
                more = beginnings(part[2]) | ({""} if part[0] == 0 else set())
            case _:
                more = {" "}
        # A word ends where signs may follow it; before a word there may be none.
        found = {
            one if " " in one else one + two for one in found for two in (more - {""} if one and " " in more else more)
        }
    return found


def test_a_paragraph_is_not_ordinary_where_it_opens_as_what_is_left_out() -> None:
    """Whatever word such a pattern begins with; and no word is listed in vain. Guard: others are ordinary."""
    parse = import_module("re._parser").parse
    patterns = _WIDGET, _DATELINE, _CREDIT, _READING_TIME, _SYNDICATED
    words = {one.partition(" ")[0] for pattern in patterns for one in beginnings(parse(pattern.pattern))} - {""}

    def is_ordinary(word: str) -> bool:
        return any(_is_ordinary(one, title=None) for one in paragraphs(f"<p>{word} flew.</p>", base=BASE))

    assert [word for word in sorted(words | _SHARING) if is_ordinary(word)] == []
    assert _OPENINGS - _SHARING - words == set()
    assert is_ordinary("kites")


@pytest.mark.parametrize("phrase", [*PHRASES, "Cont\u0131nue read\u0131ng"])
def test_what_leads_on_is_taken_off_in_every_language(phrase: str) -> None:
    """As it stands, and with a capital."""
    for written in (phrase, phrase.capitalize(), f"{phrase} \u2192"):
        assert excerpt(f"<p>We counted! {written}</p>", base=BASE) == "<p>We counted!</p>"


@pytest.mark.parametrize("name", CASES)
def test_posts_come_out_as_if_read_by_tags(name: str) -> None:
    """All of the corpus, in five lengths."""
    html = case(name)
    by_tags = re.sub(r"<(/?)p(?=[\s>/])", r"<\1div", html)
    for limit in (60, 150, 300, 600, 2_000):
        assert excerpt(by_tags, base=BASE, limit=limit) == excerpt(html, base=BASE, limit=limit)

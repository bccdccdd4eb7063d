"""Untrusted HTML: what of it may show, and what makes a teaser. The corpus holds a case a file, its outcome beside it."""

import re
import time
import unicodedata
from pathlib import Path

import nh3
import pytest
from bs4 import BeautifulSoup, Comment, Tag
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from attacks import attacks
from cobrand.publish.paragraphs import Mark, Paragraph, Run
from cobrand.publish.plain_markup import REL
from cobrand.publish.sanitize import (
    _CLEANER,
    ATTRIBUTES,
    TAG_LIMIT,
    TAGS,
    _markup,
    _without_links,
    cleaned,
    excerpt,
    lead,
    sanitize,
    text,
)
from cobrand.publish.tokens import names
from fuzzing import trying
from mutations import damaged, files

CORPUS = Path(__file__).parent.parent / "corpus" / "html"
CASES = sorted(path.stem for path in CORPUS.glob("*.html") if "." not in path.stem)
BASE = "https://ada.example/posts/one/"
TURNING = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

TAG_SOUP = sorted(
    names("""
        p br em b a abbr blockquote ul ol li q pre code div h2 table tr td svg math style script template select option
        button form img figure figcaption textarea title noscript iframe object mi mtext annotation-xml foreignObject dl
        dd html body frameset hr aside /p /a /b /ul /li /div /table /pre /script /style /svg /math /h2 /template /select
        /title /blockquote
    """)
)
SOUP = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from([attack.numbered() for attack in attacks()]),
        st.sampled_from(
            [
                "&nbsp;",
                "&lt;b&gt;",
                "&#x202e;",
                "&#0;",
                "&amp",
                "<!--",
                "-->",
                "<![CDATA[",
                "<",
                "</",
                '"',
                "'",
                "\n",
                "  ",
            ]
        ),
        st.builds(
            "<{}{}>".format,
            st.sampled_from(TAG_SOUP),
            st.sampled_from(
                [
                    "",
                    ' href="/x"',
                    ' href="#f"',
                    " href=javascript:alert(1)",
                    ' href="http://a b/"',
                    ' href="mailto:a@b.example"',
                    ' href="https://b.example/?a=1&copy=2"',
                    " onclick=x",
                    " lang=de dir=rtl",
                    ' lang="x y" dir=up',
                    " hidden",
                    ' title="a<b>&quot;"',
                    ' class=emoji alt="🙂"',
                    ' style="display:none"',
                    " /",
                    ' a="',
                ]
            ),
        ),
    ),
    max_size=14,
).map("".join)


def forbidden(html: str) -> set[str]:
    """List what a browser would find in a fragment that our table does not allow."""
    body = BeautifulSoup(f"<body>{html}", "html5lib").body
    found = {"a control character"} if TURNING.search(html) else set()
    found |= {f"body {name}" for name in (body.attrs if body else ())}
    for node in body.descendants if body else ():
        if isinstance(node, Comment):
            found.add("a comment")
        if isinstance(node, Tag):
            found |= {f"<{node.name}>"} - {f"<{tag}>" for tag in TAGS}
            allowed = {*ATTRIBUTES["*"], *ATTRIBUTES.get(node.name, ()), *(["rel"] if node.name == "a" else ())}
            found |= {f"{node.name} {name}" for name in node.attrs if name not in allowed}
            if node.name == "a" and not str(node.get("href")).startswith(("http://", "https://", "mailto:")):
                found.add(f"a link to {node.get('href')}")
            if node.name == "a" and " ".join(node.get_attribute_list("rel")) != REL:
                found.add(f"a link with rel {node.get('rel')}")
    return found


def case(name: str) -> str:
    """Return a file of the corpus."""
    return (CORPUS / f"{name}.html").read_bytes().decode()


# --- the corpus ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_each_case_of_the_corpus_comes_out_as_the_file_beside_it_says(name: str) -> None:
    """What is sanitised of a case is what stands in its .safe.html."""
    assert case(f"{name}.safe") == sanitize(case(name), base=BASE) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_each_case_of_the_corpus_is_excerpted_as_the_file_beside_it_says(name: str) -> None:
    """The teaser of a case is what stands in its .excerpt.html."""
    assert case(f"{name}.excerpt") == excerpt(case(name), base=BASE) + "\n"


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("hostile-")])
def test_hostile_html_is_hostile_before_and_harmless_after(name: str) -> None:
    """The oracle sees something forbidden in each hostile case as it came, and nothing once it is sanitised."""
    assert forbidden(case(name)) != set()
    assert forbidden(sanitize(case(name), base=BASE)) == set()
    assert forbidden(excerpt(case(name), base=BASE)) == set()


def test_no_known_attack_is_left_of_what_is_sanitised() -> None:
    """The oracle sees each attack on a browser as it came, and of all of them nothing afterwards."""
    sent = [attack for attack in attacks() if attack.live]
    assert [attack for attack in sent if not forbidden(attack.numbered())] == []
    left = {attack.text: forbidden(made) for attack in attacks() for made in (sanitize(attack.numbered(), base=BASE),)}
    assert {text: found for text, found in left.items() if found} == {}


# --- the laws --------------------------------------------------------------------------------------------------------


@trying(300)
@given(SOUP)
def test_only_what_the_table_lists_comes_out_of_any_html(html: str) -> None:
    """A browser finds no element, attribute or address in the outcome that the table doesn't allow."""
    assert forbidden(sanitize(html, base=BASE)) == set()
    assert forbidden(excerpt(html, base=BASE, limit=40)) == set()


@trying(60)
@given(damaged(files("html")).map(lambda body: body.decode("utf-8", "replace")))
@example("<p>x" * 5_000)
def test_any_damage_to_a_post_lets_nothing_through(html: str) -> None:
    """Posts of the corpus after accidents, hostile ones among them; with its end tags a post may be more than is read."""
    clean = sanitize(html, base=BASE)
    assert forbidden(clean) == set()
    whole = clean.count("<") + clean.count("&") <= TAG_LIMIT
    again = sanitize(clean, base=BASE)
    assert clean == again if whole else clean.startswith(again[:-100])
    assert forbidden(excerpt(html, base=BASE, limit=40)) == set()


@trying(500)
@given(SOUP)
def test_sanitising_twice_changes_nothing(html: str) -> None:
    """What was sanitised or excerpted comes out of the sanitiser as it is."""
    clean, short = sanitize(html, base=BASE), excerpt(html, base=BASE, limit=40)

    assert clean == sanitize(clean, base=BASE)
    assert short == sanitize(short, base=BASE)


@trying(300)
@given(SOUP, st.integers(min_value=20, max_value=80))  # less has no room for an ellipsis in each paragraph
def test_a_teaser_never_has_more_text_than_its_limit(html: str, limit: int) -> None:
    """The text of an excerpt, less paragraph breaks, stays within the limit, and within that of its whole."""
    assert limit >= len(text(excerpt(html, base=BASE, limit=limit)).replace("\n", ""))


@trying(200)
@given(SOUP)
def test_text_has_no_markup_and_nothing_that_turns_it_around(html: str) -> None:
    """Reading the text of escaped text gives that text again."""
    plain = text(html)

    assert None is TURNING.search(plain)
    assert plain.split() == text(str(Markup.escape(plain))).split()


def test_nh3_stops_what_reading_would_let_through() -> None:
    """A mark that should never exist doesn't survive the second wall."""
    script = Paragraph((Run("alert(1)", (Mark("script"),)),))
    handler = Paragraph((Run("text", (Mark("b", ' onclick="alert(1)"'),)),))
    address = Paragraph((Run("link", (Mark("a", ' href="javascript:alert(1)"'),)),))

    assert _markup([script]) == "<p></p>"
    assert _markup([handler]) == "<p><b>text</b></p>"
    assert _markup([address]) == "<p>link</p>"


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_misnested_marks_that_take_nh3_alone_long_are_read_at_once() -> None:
    """Open marks that browsers carry from paragraph to paragraph are quadratic for nh3, and cheap for us."""
    html = "".join(f"<p><b title={number}>" for number in range(1_000)) + "<p>x"

    started = time.process_time()
    nh3.clean(html)
    alone = time.process_time() - started
    started = time.process_time()
    clean = sanitize(html, base=BASE)
    ours = time.process_time() - started

    assert clean == "<p>x</p>"
    assert alone > 5 * ours


@pytest.mark.parametrize(
    "piece",
    [
        *("<b>", "<blockquote>", "<ul><li>", "<p>x", "<b lang=de><p>x", "<div hidden>x", "<table><tr><td>x", "<h1>x"),
        *("<a ", '<a a="', "<a a='\"=", "<!--", "<!-- --", "<svg>", "<svg/>", "<script/>", "<iframe/>x", "<pre>\n ", "<![CDATA["),
        *("&amp;", "&#", "&", "<", "\x00<b\x00>", "x<br><br>", "x<i><br>", "<i> </i>x", "&nbsp;", " ", "[…] continue reading "),
        *('<a href="' + "x" * 1_990 + '">x<p>', '<a href="' + "&a" * 900 + '">x</a>', "<p a" + " " * 5_000 + ">", "e" + "\u0301" * 999),
    ],
    ids=repr,
)  # fmt: skip
def test_a_field_of_whatever_kind_is_read_in_bounded_time(piece: str) -> None:
    """200,000 characters of any construct cost a fraction of a second and don't outgrow what was read."""
    html = (piece * (200_000 // len(piece) + 1))[:200_000]

    started = time.process_time()
    clean = sanitize(html, base=BASE)
    excerpt(html, base=BASE)
    lead(html)
    seconds = time.process_time() - started

    assert seconds < 2
    assert len(clean) < 3 * len(html)


def test_a_field_is_read_up_to_its_limit() -> None:
    """What stands beyond 200,000 characters or 8,000 tags of one field is left out."""
    assert len(text("x" * 300_000)) == 200_000
    assert text("<b>x</b>" * 5_000).count("x") == 4_000


def test_blanks_that_end_no_line_are_read_once() -> None:
    """A hundred thousand of them in preformatted text would otherwise be tried from each one on: five thousand million steps."""
    assert text(f"<pre>a{' ' * 100_000}b").split() == ["a", "b"]


# --- what stays of ordinary HTML -------------------------------------------------------------------------------------


def test_without_a_base_relative_links_are_read_as_text() -> None:
    """A link that leads nowhere from our pages is dropped, its words stay; an absolute one stays a link."""
    html = '<a href="/about">about</a> <a href="https://b.example/">b</a>'

    assert f'<p>about <a href="https://b.example/" rel="{REL}">b</a></p>' == sanitize(html, base=None)


def test_ampersands_in_addresses_are_read_as_browsers_read_them() -> None:
    """`&copy=` in an address is a parameter called copy, not a sign; `&copy;` is the sign."""
    html = '<a href="/?a=1&copy=2&sect3&amp;b=&#252;&copy;">x</a>'

    assert f'<p><a href="https://ada.example/?a=1&amp;copy=2&amp;sect3&amp;b=ü©" rel="{REL}">x</a></p>' == sanitize(
        html, base=BASE
    )


def test_lone_surrogates_do_not_stop_a_build() -> None:
    """Half a character, as broken JSON holds, is dropped."""
    assert sanitize("a\ud83db", base=BASE) == "<p>ab</p>"


# --- teasers ---------------------------------------------------------------------------------------------------------


def test_a_long_paragraph_is_cut_at_a_word_and_its_tags_are_closed() -> None:
    """What is cut ends in an ellipsis outside of every mark, without the comma before it."""
    html = "<p>A number that <em>nobody looks at, nobody changes</em>.</p>"

    assert excerpt(html, base=BASE, limit=32) == "<p>A number that <em>nobody looks at</em>…</p>"


@pytest.mark.parametrize(
    ("whole", "limit", "kept"),
    [
        ("漢字漢字漢字漢字", 5, "漢字漢字…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 13, "👩‍👩‍👧‍👦…"),
        ("नमस्तेनमस्ते", 6, "नम…"),
        ("e\u0301" * 9, 6, "e\u0301e\u0301…"),
        ("🇩🇪🇫🇷🇮🇹", 4, "🇩🇪…"),
    ],
)
def test_nothing_is_cut_through_the_middle_of_a_character(whole: str, limit: int, kept: str) -> None:
    """Emoji sequences, accents, conjuncts and flags stay whole or go."""
    assert f"<p>{kept}</p>" == excerpt(f"<p>{whole}</p>", base=BASE, limit=limit)


def test_an_entity_is_one_character_of_the_limit() -> None:
    """Limits count what people read, not what was typed for it."""
    assert excerpt("<p>a &lt; b &amp; c</p>", base=BASE, limit=9) == "<p>a &lt; b &amp; c</p>"


def test_a_teaser_does_not_repeat_the_title() -> None:
    """The title as the first line of the text, in whatever letters, is left out; further down it stays."""
    html = "<p><strong>Thirty days of KITES</strong></p><p>We flew.</p><p>Thirty days of kites</p>"

    assert excerpt(html, base=BASE, title="Thirty Days of Kites") == "<p>We flew.</p><p>Thirty days of kites</p>"


def test_a_teaser_ends_where_prose_does() -> None:
    """After a third of the limit a heading, a table or code ends the teaser; before that it is stepped over."""
    long, short = "word " * 60, "word " * 10

    assert "after" not in excerpt(f"<p>{long}.</p><pre>code</pre><p>after</p>", base=BASE)
    assert "after" in excerpt(f"<p>{short}.</p><pre>code</pre><p>after</p>", base=BASE)


def test_a_teaser_has_about_three_paragraphs() -> None:
    """Three paragraphs that fill a third of the limit are enough."""
    sentence = "This sentence is there to fill a line of a card, as sentences on cards do, more or less."

    assert excerpt(f"<p>{sentence}</p>" * 6, base=BASE).count("<p>") == 3


def test_a_teaser_has_no_stump_of_a_paragraph() -> None:
    """When less than 80 characters of room are left, the next long paragraph is left out whole."""
    first = "x" * 39 + " " + "y" * 520 + "."

    assert f"<p>{first}</p>" == excerpt(f"<p>{first}</p><p>{'z ' * 100}</p>", base=BASE)


@pytest.mark.parametrize(
    "furniture",
    [
        "Reading time: 3 min", "5 minute read", "⏱ 4\u20136 min read", "Lesezeit: 3 Minuten", "Temps de lecture : 2 minutes",
        "Share this: Twitter LinkedIn", "Click to share on Facebook (Opens in new window)", "Subscribe now", "* * *",
        "Leave a comment", "Table of contents", "Published on 3 May 2024", "Photo by Mei Tan on a mountain", "Contents:",
    ],
)  # fmt: skip
def test_furniture_before_a_post_is_left_out(furniture: str) -> None:
    """Reading times, share links, dates and credits are of the page, not of the post."""
    assert excerpt(f"<p>{furniture}</p><p>The post.</p>", base=BASE) == "<p>The post.</p>"


@pytest.mark.parametrize(
    "ending",
    [
        " [&#8230;]", " [...]", "&hellip; Continue reading", "&hellip; <a href='/x'>Read more &rarr;</a>", "… (more…)",
        "... <a href='/x'>Continue reading <span>Is it true? Yes.</span></a>", "<br>Weiterlesen »", "<br>Lire la suite…",
        "… 続きを読む", " […] <a href='/x'>اقرأ المزيد</a>",
    ],
)  # fmt: skip
def test_a_summary_that_breaks_off_ends_in_one_ellipsis(ending: str) -> None:
    """What blog engines put at the end of their summaries is replaced by an ellipsis."""
    assert (
        excerpt(f"<p>They were never meant to agree, because{ending}</p>", base=BASE)
        == "<p>They were never meant to agree, because…</p>"
    )


@pytest.mark.parametrize(
    "prose",
    [
        "We read more books than we write.",
        "I continue reading his letters. Read more of them and you will see.",
        "More… is what they asked for.",
        "The post office appeared on the first map",
        "He lost everything… and began again.",
        "Photos fade.",
        "Like this one",
    ],
)
def test_prose_that_only_sounds_like_furniture_stays(prose: str) -> None:
    """An author's own sentence is left alone."""
    assert f"<p>Before that.</p><p>{prose}</p>" == excerpt(f"<p>Before that.</p><p>{prose}</p>", base=BASE)


def test_a_description_is_one_line_of_the_first_sentences() -> None:
    """The lead is plain text, at most 160 characters, cut at a word; it knows no markup."""
    html = (
        "<h2>Kites</h2><p>We flew <b>the same</b> kite.<br>For thirty days &amp; nights.</p>"
        + "<p>word word word</p>" * 20
    )

    assert lead(html).startswith("We flew the same kite. For thirty days & nights. word word")
    assert lead(html).endswith("word…")
    assert len(lead(html)) <= 160
    assert lead("<img src=x alt=y>") == ""


def test_the_text_of_a_post_has_a_line_for_each_paragraph() -> None:
    """Headings, items and cells are read; scripts and what is hidden are not."""
    html = "<h2>One</h2><p>two<br>three</p><ul><li>four</ul><table><tr><td>five<td>six</table><script>no</script><p hidden>no</p>"

    assert text(html) == "One\ntwo\nthree\nfour\nfive six"


@pytest.mark.parametrize(
    "attributes",
    ["hidden", "HIDDEN=''", "style=display:none", 'style="Display : None"', "style='x: y; visibility:HIDDEN'", "style=visibility:h\u0131dden"],
)  # fmt: skip
def test_what_is_hidden_is_not_read_however_that_is_written(attributes: str) -> None:
    """Attributes that only mention the words hide nothing."""
    assert text(f"<p {attributes}>links</p>") == ""
    assert text("<p class=hidden-gem id=none dir=ltr>read</p>") == "read"


def test_soft_hyphens_survive_and_never_stand_alone() -> None:
    """Invisible characters within words stay; a paragraph of nothing else is none."""
    assert sanitize("<p>Lie&shy;fer</p><p>&shy;&#8203;&nbsp;</p>", base=BASE) == "<p>Lie\u00adfer</p>"
    assert unicodedata.category("\u00ad") == "Cf"


ABBREVIATED = "<abbr title='<a '>x</abbr> <a href='ftp://x.example/'>y</a> <abbr title='<a '>x</abbr> <a href='https://x.example/onfocus=run()//'>z</a>"


@pytest.mark.parametrize("escapes", [True, False])
def test_what_looks_like_a_link_in_an_attribute_is_none(escapes: bool) -> None:
    """Where nh3 refuses an address, or we do, other links go on as they stand, and no attribute is torn open.

    Up to 0.3.6 nh3 writes `<` in attributes as it is.
    """
    clean = _CLEANER.clean(ABBREVIATED)
    written = clean if escapes else clean.replace("&lt;a ", "<a ")
    without = _without_links(written, lambda url: url is None)
    page = BeautifulSoup(without, "html.parser")
    assert [found["title"] for found in page.find_all("abbr")] == ["<a ", "<a "]
    assert [found["href"] for found in page.find_all("a")] == ["https://x.example/onfocus=run()//"]
    assert BeautifulSoup(_without_links(written, lambda _: True), "html.parser").find_all("a") == []
    assert {"title", "href", "rel"} == {name for tag in page.find_all(True) for name in tag.attrs}
    assert cleaned(ABBREVIATED) == _without_links(clean, lambda url: url is None)

"""What a pattern finds harmless: nothing but what nh3 returns as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cobrand.publish.paragraphs import paragraphs, write
from cobrand.publish.plain_markup import REL, is_harmless
from cobrand.publish.sanitize import _CLEANER, _markup, cleaned
from fuzzing import trying
from publish.test_sanitize import BASE, CASES, case, forbidden

LINK = f'<a href="https://ada.example/a?b=1&amp;c=%20#d" rel="{REL}">'
PLAIN = [
    "<p>Text, &lt;b&gt; &amp; \u201cquotes\u201d, \u4e2d\u6587.</p>",
    "<p>One<br>two</p><p>Three</p>",
    f"<p>{LINK}what <em>we</em> counted</a> in <strong>eleven {LINK}weeks</a></strong></p>",
    f"<ul><li>One</li><li><code>n &lt; 30</code></li></ul><p>{LINK}</a></p>",
    "",
]
OTHER = [
    *("Text", "<p>Text", "<p>a</p></p>", "<p><p>a</p></p>", "<em>a</em>", "<p>a</p>\n", "<li>a</li>", "<ul></ul>", "<ul><p>a</p></ul>"),
    *("<p>&nbsp;</p>", "<p>\u00a0</p>", "<p>&#60;</p>", "<p>&</p>", "<p>\x00</p>", "<p>\ud800</p>", "<p>a\r</p>", "<p>\u202e</p>"),
    *("<p><em>a</strong></p>", "<p><b>a</p>", "<p id=a>a</p>", "<p onclick=''>a</p>", "<p><img></p>", "<p><script></script></p>"),
    *('<p><a href="https://ada.example/">a</a></p>', '<p><a href="https://ada.example/" rel="me">a</a></p>'),
    *("<P>a</P>", "<p >a</p>", "<p><br/></p>", "<p><b><i><em>a</em></i></b></p>", f"<p>{LINK}{LINK}a</a></a></p>"),
]  # fmt: skip
ADDRESSES = [
    *("javascript:alert(1)", "http:alert(1)", "https://", "https:/ada.example/", "https://ada.example\\b", "/a", "//ada.example/"),
    *("https://xn--a.example/", "https://a.xn--b/", "https://ada.example:x/", "https://ada.example:80/", "https://u@ada.example/"),
    *("https://1.2.3.4/", "https://1.2.3.999/", "https://[::1]/", "https://ada.example/&quot;", "https://ada.example/&b", "mailto:a@b.example"),
    *("https://ada.example/ b", "https://ada.example/\u00fc", "https://ADA.example/", "https://-a.example/", "https://ada.example/<"),
]  # fmt: skip
HTML = st.lists(
    st.one_of(
        st.sampled_from(PLAIN + OTHER),
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "</ul>",
                "<ol>",
                "</ol>",
                "<li>",
                "</li>",
                "<em>",
                "</em>",
                "<b>",
                "</b>",
                "<code>",
                "</code>",
                "</a>",
                "<br>",
                "text",
                "&lt;",
                "&",
                "\xa0",
            ]
        ),
        st.sampled_from(
            [LINK, *(f'<a href="{url}" rel="{REL}">' for url in ADDRESSES), '<a href="https://a.example">']
        ),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("html", PLAIN)
def test_what_most_posts_are_is_found_harmless(html: str) -> None:
    """Else nothing would be gained."""
    assert is_harmless(html)


@pytest.mark.parametrize(
    "html", [*OTHER, *(f'<p><a href="{url}" rel="{REL}">a</a></p>' for url in ADDRESSES)], ids=repr
)
def test_of_anything_else_it_says_nothing(html: str) -> None:
    """Not balanced, not in place, not of the table, or an address of which nh3 may think otherwise."""
    assert not is_harmless(html)


@trying(300)
@given(HTML | HTML.map("<p>{}</p>".format) | HTML.map("<p>text</p><ul><li>{}</li></ul>".format))
@example(PLAIN[2])
def test_what_is_harmless_is_what_nh3_returns(html: str) -> None:
    """Also of what nobody would call plain."""
    assert not is_harmless(html) or _CLEANER.clean(html) == cleaned(html)


@pytest.mark.parametrize("name", CASES)
def test_posts_come_out_as_nh3_returns_them(name: str) -> None:
    """All of the corpus, each twice."""
    read = tuple(paragraphs(case(name), base=BASE))
    made = str(_markup(read))
    assert forbidden(made) == set()
    assert not is_harmless(write(read)) or _CLEANER.clean(write(read)) == made
    assert not is_harmless(made) or _CLEANER.clean(made) == made == cleaned(made)

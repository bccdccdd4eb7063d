"""Whatever a stranger wrote is text and nothing but text, in three renderers and in GitHub's own second reading."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import cmarkgfm
import markdown
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from attacks import attacks
from cobrand.publish.markdown import markdown_address, markdown_advice, markdown_link, markdown_text
from fuzzing import LONG, trying

HURTFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>",
    "<!-- hidden -->",
    "<https://evil.example/>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "[x]: https://evil.example/",
    "[^1]: note",
    "https://evil.example/ and www.evil.example/x and ftp://evil.example",
    "mail me@evil.example or mailto:me@evil.example",
    "@everyone look",
    "Closes #12, fixes gh-12, resolves owner/repo#12 and GH-7",
    "#12",
    "# heading",
    "## #5",
    "> quote",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "- [x] done",
    "---",
    "===",
    "***",
    "~~~ code",
    "```sh",
    "`code` and ``more``",
    "*em* **strong** _em_ __strong__ ~~del~~ ==mark== ++ins++ ^sup^ ~sub~",
    "a | b | c",
    "| --- | --- |",
    "$x$ and $$y$$ cost $20",
    "{{ config }} {% raw %} {: onclick=alert(1) }",
    '--8<-- "mkdocs.yml"',
    "!!! note",
    '??? note "x"',
    '=== "tab"',
    "/// details",
    ": definition",
    "*[abbr]: x",
    "[TOC]",
    ":tada: :+1:",
    "&amp; &lt;b&gt; &#60;i&#62;",
    "back\\slash \\< \\* end\\",
    "one\r\n\r\n# two\u2028three\u2029- four",
    "    indented",
    "\ttab",
    "right \u202eleft\u202c \u2066x\u2069",
    "\x00 null \x1b[31mred",
    "\ud800 lone",
    "x" * 3_000,
    "ما تقوله الريح",
    "👩🏽‍🔬🇸🇪",
    "",
    " ",
]
PLACES = {
    "paragraph": "{}",
    "sentence": "Said: {} by Ada",
    "item": "- {}",
    "strong": "- **x {} y**",
    "heading": "## {}",
    "cell": "| a | b |\n| --- | --- |\n| {} | end |",
    "link": "[x {} y](https://ada.example/)",
    "quote": "> {}",
}
EXTENSIONS = ["attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "admonition", "abbr", "fenced_code"]
PYMDOWNX = [
    "caret",
    "tilde",
    "mark",
    "details",
    "superfences",
    "emoji",
    "magiclink",
    "blocks.details",
    "snippets",
    "tasklist",
]

SITE = markdown.Markdown(extensions=[*EXTENSIONS, *(f"pymdownx.{name}" for name in PYMDOWNX)])
STRICT = MarkdownIt("gfm-like", {"html": True, "linkify": True})
if STRICT.linkify:  # "end.Al" and "//end.example" are links to it; to GitHub they are words
    STRICT.linkify.set({"fuzzy_link": False}).add("//", None)


def github(source: str) -> str:
    """Render as GitHub does, but leave in what GitHub takes out later: HTML and dangerous links."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return str(cmarkgfm.github_flavored_markdown_to_html(source, options=options))


def commonmark(source: str) -> str:
    """Render as markdown-it does, with HTML and links of bare addresses."""
    return str(STRICT.render(source))


def mkdocs(source: str) -> str:
    """Render as a site would that puts a digest on a page of its own."""
    return str(SITE.reset().convert(source))


RENDERERS = [github, commonmark, mkdocs]


class Outline(HTMLParser):
    """The elements of some HTML, in order, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.other: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note an element."""
        self.elements.append(tag)

    def handle_comment(self, data: str) -> None:
        """Note a comment, which is none of text either."""
        self.other.append(data)

    def handle_data(self, data: str) -> None:
        """Gather the text."""
        self.text += data


def read(text: str) -> str:
    """Return what a reader should see of a text: one line, without what can't be seen."""
    visible = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\u200b]", " ", text)
    return " ".join(visible.split())


def seen(rendered: str) -> Outline:
    """Take rendered HTML apart; the text without zero-width spaces, on one line."""
    outline = Outline(rendered)
    outline.text = " ".join(outline.text.replace("\u200b", "").split())
    return outline


def elements(render: Callable[[str], str], text: str) -> list[str]:
    """Return what comes of a text that is put in as it is."""
    outline = Outline(render(text.encode(errors="replace").decode()))
    return outline.elements + outline.other


@pytest.mark.parametrize("render", RENDERERS)
def test_the_renderers_do_hurt(render: Callable[[str], str]) -> None:
    """The oracle: put in as they are, these texts do become elements."""
    active = [text for text in HURTFUL if elements(render, text) != ["p"]]
    assert len(active) >= 25
    assert "img" in elements(render, HURTFUL[1])


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize("place", PLACES)
def test_text_is_only_text(render: Callable[[str], str], place: str) -> None:
    """No place and no renderer makes anything of a text but the text."""
    before, _, after = PLACES[place].partition("{}")
    frame = seen(render(f"{before}word{after}"))
    for text in HURTFUL:
        if read(text) == "" and place in {"paragraph", "heading", "quote", "item"}:
            continue
        got = seen(render(f"{before}{markdown_text(text)}{after}"))
        assert (got.elements, got.other) == (frame.elements, frame.other), text
        assert got.text.replace(" ", "") == frame.text.replace("word", read(text)).replace(" ", ""), text


ANY = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()<>#+-.!|~$&=^:;\"'@/?%0123 \n\tab"),
        st.characters(),
    ),
    max_size=40,
)
SNIPPETS = st.lists(st.one_of(ANY, st.sampled_from(HURTFUL[:-8]))).map("".join)


@given(text=SNIPPETS, place=st.sampled_from(["sentence", "item", "cell", "link", "heading"]))
@trying(150)
def test_any_text_is_only_text(text: str, place: str) -> None:
    """The law behind the examples, for the two renderers that keep to the specification."""
    if not read(text):
        return
    before, _, after = PLACES[place].partition("{}")
    for render in (github, commonmark):
        frame = seen(render(f"{before}word{after}"))
        got = seen(render(f"{before}{markdown_text(text)}{after}"))
        assert (got.elements, got.other) == (frame.elements, frame.other)
        assert got.text.replace(" ", "") == frame.text.replace("word", read(text)).replace(" ", "")


@pytest.mark.parametrize("render", RENDERERS)
def test_no_known_attack_on_a_browser_or_a_site_is_more_than_text(render: Callable[[str], str]) -> None:
    """Most of them become elements as they are, and none does afterwards."""
    texts = [attack.numbered() for attack in attacks()[:: 1 if LONG else 5]]
    assert len([text for text in texts if elements(render, text) != ["p"]]) > len(texts) // 2
    for text in texts:
        got = seen(render(f"Said: {markdown_text(text)} by Ada"))
        assert (got.elements, got.other) == (["p"], []), text


@pytest.mark.parametrize("render", RENDERERS)
def test_what_people_type_is_code(render: Callable[[str], str]) -> None:
    """A command and a key in backticks are code; what else stands in backticks is text."""
    got = seen(render(markdown_advice("Run `cobrand trust ada-lindqvist`, see `feed`, not `<img src=x>` or `*`.")))
    assert got.elements == ["p", "code", "code"]
    assert got.text.strip() == "Run cobrand trust ada-lindqvist, see feed, not `<img src=x>` or `*`."


@given(text=st.lists(st.one_of(SNIPPETS, st.sampled_from(["`ab`", "`", "\\", "`a b-c`"]))).map("".join))
@trying(150)
def test_advice_that_quotes_a_stranger_is_text_and_code(text: str) -> None:
    """Nothing but code of letters, digits, spaces and hyphens comes of it."""
    if not read(text):
        return
    for render in (github, commonmark):
        frame, got = seen(render("A word.")), seen(render(f"A {markdown_advice(text)}."))
        assert [name for name in got.elements if name != "code"] == frame.elements
        assert got.other == frame.other
        assert got.text.replace("`", "").replace(" ", "") == f"A{read(text)}.".replace("`", "").replace(" ", "")


# What GitHub makes of the text of rendered Markdown: mentions, issues, commits elsewhere, closing keywords.
SECOND_READING = re.compile(
    r"(?<![\w`])@[a-z0-9]|#\d|\bgh-\d|(clos|fix|resolv)\w*:?\s+\S*#\d|https?://|www\.|\w@\w|:[\w+-]+:", re.IGNORECASE
)


@given(text=SNIPPETS)
@trying(150)
def test_github_links_nothing_by_itself(text: str) -> None:
    """After rendering, nothing is left that GitHub would take for a mention, a reference or an address."""
    assert SECOND_READING.search(Outline(github(f"x {markdown_text(text)}")).text) is None


def test_github_would_link() -> None:
    """The oracle: as they are, they would be linked, and the last would close an issue."""
    for text in ("@everyone look", "see #12", "GH-7", "www.x.example", "a@b.example", ":tada:", "fixes owner/repo#12"):
        assert SECOND_READING.search(Outline(github(f"x {text}")).text)
        assert SECOND_READING.search(Outline(github(f"x {markdown_text(text)}")).text) is None


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://ada.example/a", "https://ada.example/a"),
        ("https://ada.example", "https://ada.example/"),
        ("HTTP://Ada.Example:8080/A?b=1&c=2#d", "http://ada.example:8080/A?b=1&c=2#d"),
        ("https://ada.example/?x=1&copy=2&lt;", "https://ada.example/?x=1&copy=2&lt;"),
        ("https://ada.example/a)b(c", "https://ada.example/a%29b%28c"),
        ("https://ada.example/a|b`c`d", "https://ada.example/a%7Cb%60c%60d"),
        ('https://ada.example/" onmouseover="x', "https://ada.example/%22%20onmouseover=%22x"),
        ("https://ada.example/<b>*x*_y_[z]\\", "https://ada.example/%3Cb%3E%2Ax%2A_y_%5Bz%5D%5C"),
        ("https://ada.example/ä/%C3%A4", "https://ada.example/%C3%A4/%C3%A4"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://ada.example/{{x}}$y$", "https://ada.example/%7B%7Bx%7D%7D%24y%24"),
        ("https://ada.example/@ada~x", "https://ada.example/@ada~x"),
        ("https://github.com/o/r/issues/5", "https://redirect.github.com/o/r/issues/5"),
        ("https://github.com/o/r", "https://github.com/o/r"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.example", None),
        ("//ada.example/", None),
        ("/relative", None),
        ("https://", None),
        ("https://user:secret@ada.example/", None),
        ("https://[::1", None),
        ("", None),
    ],
)
def test_an_address_opens_what_it_says(url: str, href: str | None) -> None:
    """A link leads where the address leads, in every renderer, or there is no link."""
    for render in RENDERERS:
        found = re.findall(r'<a href="([^"]*)"', render(f"| a |\n| --- |\n| {markdown_link('Text', url)} |"))
        assert [one.replace("&amp;", "&") for one in found] == ([href] if href else [])
    assert (markdown_address(url) is None) == (href is None)


@given(url=st.one_of(ANY.map("https://ada.example/".__add__), ANY.map("https://".__add__), ANY), text=ANY)
@trying(150)
def test_any_link_is_one_link(url: str, text: str) -> None:
    """Of a link comes one link with its text, or its text alone."""
    outline = seen(github(f"Read {markdown_link(text, url)} now"))
    linked = ["a"] if markdown_address(url) and markdown_text(text) else []
    assert (outline.elements, outline.other) == (["p", *linked], [])
    assert outline.text.replace(" ", "") == f"Read {read(text)} now".replace(" ", "")

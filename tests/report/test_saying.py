"""One sentence of a post: its author's, word for word, that claims something; or none."""

# ruff: noqa: RUF001  # other scripts have letters and signs that look like ours

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.archive import Archive
from cobrand.publish.sanitize import text
from cobrand.report.saying import LONGEST, saying

CLAIM = "Retargeting never paid for itself in any of the nine trials that we ran."
CASES = [
    ("en", "<p>Hello everybody, and welcome back to this little corner of the web!</p><p>{}</p>", CLAIM),
    ("en", "<p>In this post I will look at what retargeting costs and what it brings.</p><p>{}</p>", CLAIM),
    ("en", "<p>Is it really worth the money that everybody keeps spending on it?</p><p>{}</p>", CLAIM),
    (
        "en",
        "<blockquote><p>Prices must always end in nine, because nobody ever reads the rest.</p></blockquote><p>{}</p>",
        CLAIM,
    ),
    ("en", "<p>“You must never ask the same person twice,” she said to me.</p><p>{}</p>", CLAIM),
    ("en", "<pre><code>print('Everybody must always run this line of code first.')</code></pre><p>{}</p>", CLAIM),
    (
        "en",
        "<p>Everybody must call <code>rm -rf --no-preserve-root</code> before anything else works.</p><p>{}</p>",
        CLAIM,
    ),
    ("en", "<h2>Everybody is wrong about prices, and nobody ever asks why.</h2><p>{}</p>", CLAIM),
    ("en", "<p>Subscribe to my newsletter, because nobody else is going to tell you this.</p><p>{}</p>", CLAIM),
    ("en", "<p>It is because of this that they must always do so, and never otherwise.</p><p>{}</p>", CLAIM),
    ("en", "<p>Everybody must read https://ada.example/ before they ever buy anything again.</p><p>{}</p>", CLAIM),
    (
        "de",
        "<p>Liebe Leserinnen und Leser, herzlich willkommen zu einem neuen Beitrag!</p><p>{}</p>",
        "Ein Preis ist nie nur eine Zahl, er ist immer auch eine Aussage über den Käufer.",
    ),
    (
        "fr",
        "<p>Bonjour à toutes et à tous, et merci de me lire encore une fois ici.</p><p>{}</p>",
        "Un prix n'est jamais un simple chiffre, il faut toujours le lire comme une phrase.",
    ),
    (
        "es",
        "<p>Hola a todos, bienvenidos una vez más a este pequeño rincón de la red.</p><p>{}</p>",
        "Un precio nunca es solo una cifra, siempre dice algo de quien lo paga.",
    ),
    (
        "ar",
        "<p>مرحباً بكم جميعاً في هذه المدوّنة الصغيرة مرّة أخرى بعد غياب.</p><p>{}</p>",
        "السعر ليس رقماً فقط، بل يقول دائماً شيئاً عن الذي يدفعه كلّ يوم.",
    ),
    (
        "ja",
        "<p>みなさん？お元気ですか？</p><p>{}</p>",
        "価格は単なる数字ではなく、買い手について語る一つの文章である。",
    ),
]


@pytest.mark.parametrize(("language", "html", "claim"), CASES)
def test_it_is_a_claim_and_nothing_around_it(language: str, html: str, claim: str) -> None:
    """No greeting, question, announcement, quotation, code, heading or advertisement; nor what leans on another sentence."""
    assert saying(html.format(claim), language=language) == claim


def test_it_is_not_the_title_again() -> None:
    """Which the reader has just read."""
    html = f"<p>Prices are sentences, and must be read as such.</p><p>{CLAIM}</p>"
    assert saying(html, title="Prices are sentences, and must be read as such", language="en") == CLAIM


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Too short.</p>",
        "<p>A sentence that the feed has cut off somewhere in the middle of its way to […]</p>",
        "<p>A line of words that goes on and on and never comes to any end at all</p>",
        f"<p>{'Nobody must ever write a sentence as long as this ' * 8}.</p>",
        "<pre>Nobody must ever quote a line of code as if it were prose.</pre>",
        "<blockquote>Nobody must ever quote somebody else in an author's name.</blockquote>",
        "<img src=x alt='Nobody must ever read an alternative text as prose here.'>",
        "<p>@@@@ #### $$$$ %%%% ^^^^ &&&& **** (((( )))) !!!! .... ,,,,</p>",
    ],
)
def test_a_post_may_have_none(html: str) -> None:
    """Then there is none: nothing is made up, shortened or put together."""
    assert saying(html, language="en") is None


def test_what_others_added_is_not_quoted() -> None:
    """Share links, footnotes and a feed's own last line are the engine's."""
    html = (
        "<p>Share on Facebook Twitter LinkedIn</p>"
        f"<p>{CLAIM[:-1]}<sup><a href='#fn1'>1</a></sup>. Nobody asked.</p>"
        f"<p>{CLAIM}<sup><a href='#fn2'>2</a></sup> And so on.</p>"
        "<p>The post Prices must never be read as sentences appeared first on Ada.</p>"
    )
    assert saying(html, language="en") == CLAIM


def test_a_sentence_with_a_footnote_within_is_not_quoted() -> None:
    """Without the mark it would not be the author's to the letter, and with it nobody could follow it."""
    html = "<p>Models disagree by a factor of three<sup><a href='#fn1'>1</a></sup> and budgets never move.</p>"
    assert saying(html, language="en") is None
    assert saying(html.replace("#fn1", "https://a.example/"), language="en") is not None


CORPUS = Path(__file__).parent.parent / "corpus" / "html"
POSTS = [path for path in sorted(CORPUS.glob("*.html")) if path.name.count(".") == 1]


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", None])
def test_whatever_engines_make_of_a_post_its_words_stay(path: Path, language: str | None) -> None:
    """On the posts of many engines, and on those that are meant to break something."""
    html = path.read_text(encoding="utf-8")
    chosen = saying(html, language=language)
    assert chosen is None or chosen in " ".join(text(html).split())


def test_the_example_s_posts_speak_for_themselves() -> None:
    """Every post of the example company has a sentence, of its own words, that is not its title."""
    archive = Path(__file__).parent.parent.parent / ".cobrand" / "archive"
    entries = [
        entry for slug in Archive(archive.parent).slugs() for entry in Archive(archive.parent).read(slug).entries
    ]
    assert len(entries) > 70
    for entry in entries:
        chosen = saying(entry.content, title=entry.title, language=entry.language)
        assert chosen
        assert chosen in " ".join(text(entry.content).split())
        assert chosen.rstrip(".") != entry.title


def test_a_quotation_in_line_is_somebody_else_s() -> None:
    """`<q>` says so."""
    quoted = "<p><q>Nobody must ever pay for what they could have had for nothing.</q></p>"
    assert saying(quoted, language="en") is None


WORDS = st.sampled_from(
    [
        "the",
        "price",
        "is",
        "never",
        "a",
        "number",
        "because",
        "nobody",
        "asks.",
        "Why?",
        "“Yes,”",
        "he",
        "said",
        "(twice).",
        "e.g.",
        "<b>bold</b>",
        "<q>said</q>",
        "<code>x",
        "=",
        "1</code>",
        "価格は文章だ。",
        "السعر",
        "رقم.",
        "&amp;",
        "&lt;",
        "&nbsp;",
        "<br>",
        "…",
        "[1]",
        "http://a.example/",
        "<li>",
        "</p><p>",
        "<blockquote>No.</blockquote>",
        "Ein",
        "Preis",
        "ist",
        "immer",
        "eine",
        "Zahl.",
        "<sup><a",
        "href='#a'>2</a></sup>",
    ]
)


@given(st.lists(WORDS, max_size=60), st.sampled_from([None, "en", "de", "ar", "ja"]))
def test_the_sentence_stands_in_the_post_word_for_word(parts: list[str], language: str | None) -> None:
    """Whatever the HTML: with white space made even, the sentence is a part of what a reader sees."""
    html = "<p>" + " ".join(parts)
    chosen = saying(html, title="The price", language=language)
    if chosen is not None:
        assert chosen in " ".join(text(html).split())
        assert 1 <= len(chosen) <= LONGEST

"""A paragraph's sentences: whole, verbatim, and rather joined than cut in the middle."""

# ruff: noqa: RUF001  # other scripts have letters and signs that look like ours

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.publish.sentences import BREAK, balanced, finished, sentences

PARAGRAPHS = [
    ("en", "Ask first. Then measure! Why not? Because.", 4),
    ("en", "Dr. Smith met J. K. Rowling in St. Ives, e.g. on Mr. Brown's boat. She left.", 2),
    ("en", "See fig. 3, pp. 4 ff. and vol. 2, No. 7, i.e. all of it.", 1),
    ("en", "Prices rose by 3.5 per cent. Yahoo! announced it on example.com. Nobody read it.", 3),
    ("en", "That was in 2017. The answer was no. We went home at 4 p.m. and slept.", 3),
    ("en", "“Is it dead?” asked Magda. “No.” She fed it.", 3),
    ("en", 'He said "Stop." Then he stopped. (It was late.) We left...', 4),
    ("en", "Wait… what? And then — nothing.", 2),
    ("de", "Am 4. August kam z. B. Frau K. aus Rendsburg, d. h. pünktlich. Das war 2017.", 2),
    ("de", "Die Quote liegt bei 8,3. Er nannte es »Zufall.« Niemand lachte.", 3),
    ("de", "Wer das sagt, ergänzt ein Wort. »Für uns« wäre wahr.", 2),
    ("fr", "Combien ? Beaucoup ! M. Dupont a dit « Non. » et partit, p. ex. hier.", 3),
    ("fr", "« Oui. » Il rit. L'art. 3 du code dit le contraire.", 3),
    ("es", "¿Qué? ¡Nada! El Sr. Pérez vive en EE. UU. desde 2010. Así es.", 4),
    ("ar", "الناس يقطعون أسرع ممّا يشترون. لماذا؟ لا أحد يعرف.", 3),
    ("ja", "彼は「はい。」と言った。今日は晴れ。本当？", 3),
    ("ja", "「値段は文章だ。」彼女は笑った！", 2),
    ("zh", "市场下跌了。没有人知道为什么。", 2),
    ("hi", "कीमत एक वाक्य है। कोई नहीं पूछता।", 2),
    (None, "On page 4. August was better.", 1),
]


@pytest.mark.parametrize(("language", "text", "count"), PARAGRAPHS)
def test_a_paragraph_has_so_many_sentences(language: str | None, text: str, count: int) -> None:
    """Abbreviations, initials, ordinals, addresses and quotations end none of them."""
    found = list(sentences(text, language))
    assert (len(found), found) == (count, found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_footnote_s_mark_ends_a_finished_sentence_and_spoils_another() -> None:
    """What stood there is no part of either."""
    assert list(sentences(f"One.{BREAK} Two{BREAK} three.", "en")) == ["One.", f"Two{BREAK} three."]


def test_a_line_is_not_a_sentence_of_the_next_one() -> None:
    """Verses and addresses don't run together."""
    assert list(sentences("Roses are red\nViolets too. Yes.", "en")) == ["Roses are red", "Violets too.", "Yes."]


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("It works.", True),
        ("It works.”", True),
        ("Does it?", True),
        ("本当だ。", True),
        ("It works", False),
        ("It works…", False),
        ("It works...", False),
        ("It works:", False),
        ("", False),
    ],
)
def test_only_a_sentence_with_its_end_is_finished(sentence: str, whole: bool) -> None:
    """What a feed has cut short is not."""
    assert finished(sentence) is whole


@pytest.mark.parametrize(
    ("sentence", "even"),
    [
        ("He said “yes” (twice).", True),
        ('A "word".', True),
        ("Das »Wort« und „noch eins“.", True),
        ("Un « mot ».", True),
        ("「はい」と言った。", True),
        ("He said “yes.", False),
        ("yes” and so on.", False),
        ('A "word.', False),
        ("(an aside.", False),
        ("an aside).", False),
        ("「はい。", False),
    ],
)
def test_a_quotation_that_is_cut_is_seen(sentence: str, even: bool) -> None:
    """Half of what somebody said is not what the author says."""
    assert balanced(sentence) is even


@given(
    st.text(alphabet=st.sampled_from(list("aA1 .!?…。「」“”\"'()\n\x02«»é\u202fz.B")), max_size=120),
    st.sampled_from([None, "en", "de", "ja"]),
)
def test_nothing_is_lost_or_invented(text: str, language: str | None) -> None:
    """The sentences of a text are that text, in its order, less white space and the marks of footnotes at their ends."""
    found = list(sentences(text, language))
    bare = "".join(text.split()).replace(BREAK, "")
    assert "".join("".join(one.split()) for one in found).replace(BREAK, "") == bare


def test_a_huge_paragraph_takes_no_time() -> None:
    """Reading is linear: a stranger's paragraph may be long."""
    assert len(list(sentences("z. B. " * 20_000 + "a." * 20_000 + " “" * 20_000, "de"))) >= 1

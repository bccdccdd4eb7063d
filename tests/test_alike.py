"""Words as people and feeds write them, and whether they are the same; words that are kept in place of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.alike import fold, is_among, label, pieces, stands_in

FOUND = [
    ("layoffs", "Support during LAYOFFS"),
    ("layoffs", "lay\u00adoffs"),
    ("layoffs", "the “layoffs”—again"),
    ("layoff", "the layoff's end"),
    ("don't panic", "DON\u2019T\npanic!"),
    ("lay-off", "a lay\u2011off"),
    ("layoff*", "mass layoffs"),
    ("mass layoff*", "The mass layoffs."),
    ("*kündigung", "Massenkündigung"),
    ("*arbeit*", "Kurzarbeitergeld"),
    ("kündigung", "Ku\u0308ndigung"),
    ("straße", "STRASSE"),
    ("c++", "C++17 is here"),
    ("#ad", "this is an #ad"),
    ("🔥", "so hot\N{FIRE}\ufe0f"),
    ("işten ç\u0131karma", "İŞTEN ÇIKARMA dalgas\u0131"),
    ("istanbul", "İSTANBUL"),
    ("σεισμος", "ΣΕΙΣΜΟΣ"),
    ("увольнения", "Массовые УВОЛЬНЕНИЯ."),
    ("解雇", "昨日解雇された"),
    ("リストラ", "大規模リストラ発表"),
    ("解雇", "整理解雇"),
    ("AI", "生成AIの話"),
    ("AI", "AI는 무엇인가"),
    ("해고", "대량해고는"),
    ("หุ้น", "ตลาดหุ้นไทย"),
    ("تسريح", "موجة التسريح"),
    ("تسريح", "وبالتسريح"),
    ("تسريح", "للتسريح"),
    ("تسريح", "تَسْرِيح"),
    ("تسريح", "تـسـريـح"),
    ("פיטורים", "גל פיטורים"),
    ("क", "क ख"),
]
NOT_FOUND = [
    ("art", "the start of it"),
    ("layoff", "layoffs"),
    ("*off", "layoffs"),
    ("mass layoffs", "mass of layoffs"),
    ("ai", "aim and said"),
    ("تسريح", "تسريحات"),
    ("سريح", "تسريح"),
    ("क", "का"),
    ("resume", "résumé"),
    ("c", "c2"),
]


@pytest.mark.parametrize(("keyword", "text"), FOUND)
def test_a_keyword_is_found_as_a_reader_would_find_it(keyword: str, text: str) -> None:
    """Whatever the script, the case, the kind of dash, and what nobody sees."""
    assert stands_in(keyword, fold(text))


@pytest.mark.parametrize(("keyword", "text"), NOT_FOUND)
def test_a_part_of_a_word_is_another_word(keyword: str, text: str) -> None:
    """Unless a star says that it may be one; an accent makes another word, too."""
    assert not stands_in(keyword, fold(text))


@pytest.mark.parametrize("nothing", ["", " ", "*", "**", "\u00ad", "\u200b*"])
def test_nothing_is_found_nowhere(nothing: str) -> None:
    """A keyword without a letter would else be in every post."""
    assert not stands_in(nothing, "whatever")
    assert not is_among(nothing, "whatever")


@pytest.mark.parametrize("category", ["Machine Learning", "machine-learning", "#MachineLearning", "machine_learning"])
def test_categories_are_labels(category: str) -> None:
    """Blogs write one label in many ways; what a sign means in a name stays."""
    assert label(category) == label("machine learning")
    assert label("C#") != label("C") != label("C++")


def test_a_text_s_words_are_kept_without_its_text() -> None:
    """Each once, in the order of the alphabet; of scripts that run on, pairs of letters."""
    assert pieces("The mass layoffs, and the “end”. The END!") == "and end layoffs mass the"
    assert pieces("昨日解雇 AIの話") == "ai の話 日解 昨日 解雇"
    assert pieces(" — … ") == ""


@pytest.mark.parametrize(("keyword", "text"), FOUND)
def test_what_is_found_in_a_text_is_found_among_its_words(keyword: str, text: str) -> None:
    """A rule that hides a post for what it says hides it also where only the words are left."""
    assert is_among(keyword, pieces(text))


@pytest.mark.parametrize(("keyword", "text"), [pair for pair in NOT_FOUND if " " not in pair[0]])
def test_what_is_not_in_a_text_is_not_among_its_words(keyword: str, text: str) -> None:
    """For single words; of several, only that all are there."""
    assert not is_among(keyword, pieces(text))


@given(st.text(max_size=60))
def test_words_of_words_are_the_same(text: str) -> None:
    """Folding twice changes nothing, and neither does looking at the words again, whatever somebody writes."""
    assert fold(fold(text)) == fold(text)
    words = text.split()
    assert all(
        is_among(word, pieces(text))
        for word in words
        if stands_in(word, fold(word)) and word[0].isalnum() and word[-1].isalnum()
    )

"""Our words: complete in English, true to English elsewhere, and written the way people there write."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from cobrand.words import TABLE, Phrase, Words, locale_of

PACKAGE = Path(__file__).parent.parent / "plugins" / "cobrand"
OTHERS = sorted(set(TABLE) - {"en"})
DAY = date(2026, 11, 20)

# Keys that templates and modules put together from what they speak of.
SPOKEN_OF = (
    {"award", "patent", "book", "talk", "article", "certificate"}  # kinds of credentials
    | {"practice", "topic", "practices", "topics"}  # kinds of groups
    | {"disclosure", "disclosure_alumni"}
    | {f"{who}-summary{how}" for who in ("person", "alumni") for how in ("", "-untitled")}
)


def places(phrase: Phrase) -> set[str]:
    """Return what has to be filled into a phrase."""
    forms = [phrase] if isinstance(phrase, str) else phrase.values()
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def in_package(pattern: str) -> set[str]:
    """Return what a pattern finds in all templates and modules but the words themselves."""
    paths = [path for path in (*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")) if path.parent.name != "languages"]
    return {found for path in paths for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_phrase_that_is_asked_for_exists() -> None:
    """A template can't ask for words that are not there."""
    assert in_package(r'\b_?say\("([^"]+)"') <= set(TABLE["en"])


def test_every_phrase_is_asked_for() -> None:
    """Words that nobody needs any more go."""
    assert sorted(set(TABLE["en"]) - in_package(r'(?<=")[a-z_-]+(?=")') - SPOKEN_OF) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_translates_what_english_says(language: str) -> None:
    """No phrase that English lacks, and none that leaves out a name or invents one."""
    for key, phrase in TABLE[language].items():
        assert (key, places(TABLE["en"][key])) == (key, places(phrase))


@pytest.mark.parametrize("language", sorted(TABLE))
def test_a_phrase_that_counts_has_every_plural_form(language: str) -> None:
    """The forms are those of Unicode's tables for the language."""
    needed = set(Locale.parse(language).plural_form.tags) | {"other"}
    counting = {key: set(phrase) for key, phrase in TABLE[language].items() if not isinstance(phrase, str)}
    assert dict.fromkeys(counting, needed) == counting
    assert {key for key, phrase in TABLE["en"].items() if not isinstance(phrase, str)} >= set(counting)


def test_german_is_complete() -> None:
    """A language that we ship leaves nothing to English, but what is the same in both."""
    assert {"person-summary-untitled"} == set(TABLE["en"]) - set(TABLE["de"])


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [("en", 1, "1 comment"), ("en", 0, "0 comments"), ("de", 1, "1 Kommentar"), ("de", 2, "2 Kommentare")],
)
def test_counting_follows_the_language(language: str, number: int, expected: str) -> None:
    """One comment, two comments."""
    assert expected == Words(language).phrase("comments", number).format(n=number)


def test_a_language_without_words_keeps_its_dates() -> None:
    """The words are English, and so are their plural forms; days and numbers are the language's."""
    words = Words("pl")
    assert words.say("posts") == "Posts"
    assert words.phrase("comments", 5).format(n=5) == "5 comments"
    assert words.day(DAY) == "20 listopada 2026"


def test_a_language_that_nobody_speaks_is_english() -> None:
    """A tag that Unicode does not know breaks nothing."""
    assert Words("xx-klingon!").day(DAY) == "November 20, 2026"


@pytest.mark.parametrize(
    ("language", "day", "short", "month", "number"),
    [
        ("en", "November 20, 2026", "Nov 20", "November 2026", "12,345"),
        ("en_GB", "20 November 2026", "20 Nov", "November 2026", "12,345"),
        ("de", "20. November 2026", "20. Nov.", "November 2026", "12.345"),
        ("zh-Hant", "2026年11月20日", "11月20日", "2026年11月", "12,345"),
    ],
)
def test_days_and_numbers_are_written_as_people_there_do(
    language: str, day: str, short: str, month: str, number: str
) -> None:
    """Babel knows, however a theme writes the language's tag."""
    words = Words(language)
    assert (day, short, month, number) == (words.day(DAY), words.short_day(DAY), words.month(DAY), words.number(12345))


@pytest.mark.parametrize(
    ("site", "tag", "expected"),
    [("en", "de", "German"), ("de", "ar-EG", "Arabisch"), ("en", "en-GB", None), ("en", "tlh-x-nope", None)],
)
def test_another_language_is_named_in_this_one(site: str, tag: str, expected: str | None) -> None:
    """The site's own language needs no name, an unknown one has none."""
    assert expected == Words(site).language_name(tag)


@pytest.mark.parametrize("tag", ["de", "pt-BR", "zh_Hant", "sr-Latn-RS", "en-x-private", " fr "])
def test_tags_are_understood_as_people_write_them(tag: str) -> None:
    """With hyphens or underscores, with parts that we don't know."""
    locale = locale_of(tag)
    assert locale
    assert tag.strip()[:2] == locale.language

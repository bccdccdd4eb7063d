"""Our words: complete in English, true to English elsewhere, and written the way people there write."""

import re
from collections.abc import Iterator
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

# Phrases that templates fill with names that `<bdi>` isolates already.
ISOLATED = {"disclosure"}


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


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_that_we_ship_is_complete(language: str) -> None:
    """Nothing is left to English: whoever adds a phrase adds it in every language."""
    assert set() == set(TABLE["en"]) - set(TABLE[language])


def forms(language: str) -> Iterator[tuple[str, str]]:
    """Yield every form of every phrase of a language, with its key."""
    for key, phrase in TABLE[language].items():
        for form in [phrase] if isinstance(phrase, str) else phrase.values():
            yield key, form


@pytest.mark.parametrize("language", sorted(TABLE))
def test_phrases_are_clean(language: str) -> None:
    """No blanks at the ends or doubled, nothing left open, and no markup: a phrase is text."""
    assert [key for key, form in forms(language) if form != " ".join(form.split(" ")).strip() or not form] == []
    assert [key for key, form in forms(language) if re.search(r"[<>]|\.\.\.|  ", form)] == []


def test_french_keeps_high_punctuation_with_its_word() -> None:
    """A no-break space stands before a colon and inside « », a narrow one before ; ! ?, and apostrophes are curly."""
    high = re.compile(r"(?<!\u00a0)[:»]|«(?!\u00a0)|(?<!\u202f)[;!?]|'")
    assert [form for _, form in forms("fr") if high.search(form)] == []


def test_french_never_elides_before_a_name() -> None:
    """`de Ada` is as wrong as `d'Halden`: what comes before a place is a word that needs no elision."""
    elided = re.compile(r"\b(?:de|le|la|que|[dl]\W) ?\{(?!n\}|year\}|date\})", re.IGNORECASE)
    assert [form for _, form in forms("fr") if elided.search(form)] == []


def test_spanish_opens_its_questions_and_exclamations() -> None:
    """A mark at the end has its partner at the beginning."""
    assert [form for _, form in forms("es") if ("?" in form, "!" in form) != ("¿" in form, "¡" in form)] == []


def test_arabic_has_its_own_punctuation() -> None:
    """Comma, semicolon and question mark are mirrored there."""
    assert [form for _, form in forms("ar") if re.search("[,;?]", form)] == []


def test_arabic_keeps_latin_names_in_order() -> None:
    """Two names with only punctuation between them, or one at the beginning of plain text, are isolated."""
    bare = {key: re.sub("\u2068[^\u2069]*\u2069", "", form) for key, form in forms("ar")}
    assert [key for key, form in bare.items() if re.search(r"\}[^\w{]+\{", form)] == []
    assert {key for key, form in bare.items() if re.match(r"\{(?!n\})", form) and key not in ISOLATED} == set()
    assert [form for _, form in forms("ar") if form.count("\u2068") != form.count("\u2069")] == []


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        *[("en", 1, "1 comment"), ("en", 0, "0 comments"), ("de", 1, "1 Kommentar"), ("de", 2, "2 Kommentare")],
        *[("fr", 0, "0 commentaire"), ("fr", 2, "2 commentaires"), ("fr", 1000000, "1000000 de commentaires")],
        *[("es", 0, "0 comentarios"), ("es", 1, "1 comentario")],
        *[("ar", 0, "لا تعليقات"), ("ar", 1, "تعليق واحد"), ("ar", 2, "تعليقان"), ("ar", 3, "3 تعليقات")],
        *[("ar", 11, "11 تعليقًا"), ("ar", 100, "100 تعليق")],
    ],
)
def test_counting_follows_the_language(language: str, number: int, expected: str) -> None:
    """One comment, two comments; Arabic has six ways."""
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
        ("fr", "20 novembre 2026", "20 nov.", "novembre 2026", "12\u202f345"),
        ("es", "20 de noviembre de 2026", "20 nov", "noviembre de 2026", "12.345"),
        ("ar", "20 نوفمبر 2026", "20 نوفمبر", "نوفمبر 2026", "12,345"),
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


JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>|&\w+;|\b[a-z-]+=\"[^\"]*\"")
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:alt|aria-label|placeholder|title)="(?!\{\{)([^"]+)"')


@pytest.mark.parametrize("template", sorted(PACKAGE.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    """What is left of a template without its tags and expressions has no letters."""
    text = template.read_text(encoding="utf-8")
    assert (re.findall(r"\w{2,}", TAG.sub(" ", JINJA.sub("", text))), SPOKEN_ATTRIBUTE.findall(text)) == ([], [])

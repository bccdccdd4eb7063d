"""A site's language → every word of ours that a reader sees, and days, months and numbers as people there write them.

English is complete; another language says what it can and falls back to English phrase by phrase. What editors write
(names, bios, disclosure) is not ours and is not here.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from cobrand.languages import ar, de, en, es, fr

_TABLES: Final = ("language_aliases", "likely_subtags")  # Unicode's, which between them list nearly all languages

# A phrase that counts has a form for each of the language's plural categories (CLDR: one, few, many, other…).
Phrase = str | Mapping[str, str]

TABLE: dict[str, dict[str, Phrase]] = {
    "en": en.PHRASES,
    "ar": ar.PHRASES,
    "de": de.PHRASES,
    "es": es.PHRASES,
    "fr": fr.PHRASES,
}


class Words:
    """The words of one language. `language` is a BCP 47 tag as themes write it: `de`, `pt-BR`, `zh_Hant`."""

    def __init__(self, language: str) -> None:
        self.locale = locale_of(language) or Locale("en")
        # A site in a language we have no words for still gets its own dates; the words themselves are English, whose
        # plural forms they need.
        self._spoken = self.locale if self.locale.language in TABLE else Locale("en")
        self._phrases = en.PHRASES | TABLE[self._spoken.language]
        self._days: dict[tuple[str, date], str] = {}
        self._languages: dict[str, str | None] = {}

    def phrase(self, key: str, n: int | None = None) -> str:
        """Return a phrase with its `{places}` still open; `n` chooses the plural form of one that counts."""
        phrase = self._phrases[key]
        if isinstance(phrase, str):
            return phrase
        return phrase.get(self._spoken.plural_form(n or 0), phrase["other"])

    def say(self, key: str, **values: object) -> str:
        """Return a phrase as plain text with its places filled."""
        return self.phrase(key).format(**values)

    def day(self, day: date) -> str:
        """Write a day in full: 20 November 2026."""
        return self._written("long", day)

    def short_day(self, day: date) -> str:
        """Write a day where month and year are said above it: 20 Nov."""
        return self._written("MMMd", day)

    def month(self, day: date) -> str:
        """Write a month and its year: November 2026."""
        return self._written("yMMMM", day)

    def number(self, number: int) -> str:
        """Write a number with the marks that people expect in it."""
        return format_decimal(number, locale=self.locale)

    def row(self, length: int) -> str:
        """Return a row of places as names stand in a sentence: `{0}, {1} and {2}`."""
        return format_list([f"{{{place}}}" for place in range(length)], locale=self._spoken)

    def language_name(self, tag: str) -> str | None:
        """Name another language in this one; `None` if it is the site's own, or no language that we know of."""
        if tag not in self._languages:
            other = locale_of(tag)
            known = other is not None and other.language != self.locale.language
            self._languages[tag] = self.locale.languages.get(other.language) if other and known else None
        return self._languages[tag]

    @cached_property
    def right_to_left(self) -> bool:
        """Whether the site's language is written from right to left."""
        return self.locale.text_direction == "rtl"

    def _written(self, form: str, day: date) -> str:
        """Write a day in a form, each only once: Babel takes 20 µs, and a thousand cards share their days."""
        key = (form, day)
        if key not in self._days:
            if form == "long":
                self._days[key] = format_date(day, "long", locale=self.locale)
            else:
                self._days[key] = format_skeleton(form, day, locale=self.locale)
        return self._days[key]


def is_language(tag: str) -> bool:
    """Tell whether a language tag begins with a language that there is (ISO 639, as Unicode's tables list it)."""
    return tag.partition("-")[0].lower() in _languages()


@cache
def _languages() -> frozenset[str]:
    return frozenset(Locale("en").languages) | {tag for table in _TABLES for tag in get_global(table)}


def locale_of(tag: str) -> Locale | None:
    """Understand a language tag as people write it; `None` when Unicode's tables have no such language."""
    try:
        return Locale.parse(tag.strip().replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        pass
    try:
        return Locale.parse(tag.strip().replace("_", "-").partition("-")[0])
    except (ValueError, UnknownLocaleError, TypeError):
        return None

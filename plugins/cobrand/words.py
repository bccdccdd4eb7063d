"""A site's language → every word of ours that a reader sees, and days, months and numbers as people there write them.

English is complete; another language says what it can and falls back to English phrase by phrase. What editors write
(names, bios, disclosure) is not ours and is not here.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

# A phrase that counts has a form for each of the language's plural categories (CLDR: one, few, many, other…).
Phrase = str | Mapping[str, str]

_ENGLISH: dict[str, Phrase] = {
    # what pages are called
    "experts": "Experts",
    "experts-at": "The people behind {brand}: what they work on, what they think, and where they write.",
    "ideas-from": "Ideas from {brand}",
    "ideas-summary": "What the people of {brand} are thinking about, first published on their own blogs.",
    "practice-summary": "What the {practice} experts of {brand} are thinking about, first published on their own blogs.",
    "topic-summary": "What the experts of {brand} think about {topic}, first published on their own blogs.",
    "archive-of": "Posts of {year}",
    "archive-summary": "All posts of {year} by the experts of {brand}, by month, each linking to the blog it comes from.",
    "page-of": "{title}, page {n}",
    "directory-summary": "The experts of {brand}: who they are, what they work on, and where they write.",
    "person-summary": "{name}, {job_title} at {brand}.",
    "person-summary-untitled": "{name}, {brand}.",
    "alumni-summary": "{name}, formerly {job_title} at {brand}.",
    "alumni-summary-untitled": "{name}, formerly of {brand}.",
    "moved": "{name} has moved",
    "moved-to": "This page is now at {link}.",
    # the three marks
    "marks": "Expert, practice and company",
    "mark-expert": "The expert",
    "mark-practice": "The practice",
    "mark-company": "The company",
    "group-blog": "Group blog",
    "practice": "Practice",
    "topic": "Topic",
    # one person
    "pronouns": "Pronouns",
    "location": "Location",
    "then": "then {job_title}",
    "was-here": "{name} was with {brand} {spans}.",
    "span": "from {joined} to {left}",
    "span-until": "until {left}",
    "now-at": "Now at {employer}.",
    "successor": "{name} has taken over.",
    "kept": "Posts from that time stay here with full credit, and keep linking to where they were first published.",
    "credentials": "Credentials",
    "award": "Award",
    "patent": "Patent",
    "book": "Book",
    "talk": "Talk",
    "article": "Article",
    "certificate": "Certificate",
    "topics": "Topics",
    "elsewhere": "Elsewhere",
    "featured": "Featured post",
    "latest": "Latest post",
    "recent": "Recent posts",
    "more-on": "More on {host}",
    "work-with": "Work with {practice}",
    "work-with-person": "{name} works with clients through {practice}.",
    "offering": "What {practice} offers",
    "offering-on": "How {brand} helps with {topic}",
    "contact": "Get in touch",
    "peers": "Others on these topics",
    # posts
    "posts": "Posts",
    "read-on": "Read on {host}",
    "first-published": "First published on {host}.",
    "disclosure": "{name} works at {brand}. Views are their own.",
    "disclosure_alumni": "{name} worked at {brand} when this was written. Views are their own.",
    "comments": {"one": "{n} comment", "other": "{n} comments"},
    "discussion": "Discussion",
    "language": "In {language}",
    "untitled": "Untitled post of {date}",
    # lists of people and posts
    "people": "People",
    "voices": "Who writes here",
    "all-experts": {"one": "All experts ({n})", "other": "All {n} experts"},
    "alumni": "Alumni",
    "alumni-intro": "They have moved on; we keep pointing at what they write.",
    "practices": "Practices",
    "practices-topics": "Practices and topics",
    "newest": "Latest:",
    "archive": "Archive",
    "archive-years": "All posts, by year",
    "pages": "Pages",
    "newer": "Newer posts",
    "older": "Older posts",
    "previous-page": "Previous page",
    "next-page": "Next page",
    "page": "Page {n} of {of}",
    "earlier-in-year": "Earlier in {year}",
    "later-in-year": "Later in {year}",
    # nothing there, and why
    "no-posts": "No posts yet.",
    "no-posts-hint": "They appear here as soon as one of our experts publishes on this.",
    "no-blog": "{name} does not keep a public blog.",
    "nothing-from": "There is nothing from {host} here yet. {name} writes there.",
    "no-experts": "Nobody is listed here yet.",
}

_GERMAN: dict[str, Phrase] = {
    "experts": "Fachleute",
    "experts-at": "Die Menschen hinter {brand}: woran sie arbeiten, was sie denken und wo sie schreiben.",
    "ideas-from": "Ideen von {brand}",
    "ideas-summary": "Was die Menschen bei {brand} beschäftigt, zuerst erschienen in ihren eigenen Blogs.",
    "practice-summary": "Was die Fachleute für {practice} bei {brand} beschäftigt, zuerst erschienen in ihren Blogs.",
    "topic-summary": "Was die Fachleute von {brand} über {topic} denken, zuerst erschienen in ihren eigenen Blogs.",
    "archive-of": "Beiträge aus {year}",
    "archive-summary": "Alle Beiträge der Fachleute von {brand} aus {year}, nach Monaten, mit Links auf die Originale.",
    "page-of": "{title}, Seite {n}",
    "directory-summary": "Die Fachleute von {brand}: wer sie sind, woran sie arbeiten und wo sie schreiben.",
    "person-summary": "{name}, {job_title} bei {brand}.",
    "alumni-summary": "{name}, früher {job_title} bei {brand}.",
    "alumni-summary-untitled": "{name}, früher bei {brand}.",
    "moved": "{name} ist umgezogen",
    "moved-to": "Diese Seite steht jetzt unter {link}.",
    "marks": "Person, Fachgebiet und Unternehmen",
    "mark-expert": "Die Person",
    "mark-practice": "Das Fachgebiet",
    "mark-company": "Das Unternehmen",
    "group-blog": "Gemeinsames Blog",
    "practice": "Fachgebiet",
    "topic": "Thema",
    "pronouns": "Pronomen",
    "location": "Ort",
    "then": "damals {job_title}",
    "was-here": "{name} war {spans} bei {brand}.",
    "span": "von {joined} bis {left}",
    "span-until": "bis {left}",
    "now-at": "Heute bei {employer}.",
    "successor": "{name} hat übernommen.",
    "kept": "Die Beiträge aus dieser Zeit bleiben hier mit Namen stehen und verweisen weiter auf ihren Ursprung.",
    "credentials": "Nachweise",
    "award": "Auszeichnung",
    "patent": "Patent",
    "book": "Buch",
    "talk": "Vortrag",
    "article": "Artikel",
    "certificate": "Zertifikat",
    "topics": "Themen",
    "elsewhere": "Anderswo",
    "featured": "Empfohlener Beitrag",
    "latest": "Neuester Beitrag",
    "recent": "Weitere Beiträge",
    "more-on": "Mehr auf {host}",
    "work-with": "Zusammenarbeit mit {practice}",
    "work-with-person": "{name} arbeitet mit Kunden im Fachgebiet {practice}.",
    "offering": "Was {practice} anbietet",
    "offering-on": "Wie {brand} bei {topic} hilft",
    "contact": "Kontakt aufnehmen",
    "peers": "Weitere Fachleute zu diesen Themen",
    "posts": "Beiträge",
    "read-on": "Weiterlesen auf {host}",
    "first-published": "Zuerst erschienen auf {host}.",
    "disclosure": "{name} arbeitet bei {brand} und vertritt die eigene Meinung.",
    "disclosure_alumni": "{name} arbeitete bei {brand}, als dies entstand, und vertritt die eigene Meinung.",
    "comments": {"one": "{n} Kommentar", "other": "{n} Kommentare"},
    "discussion": "Diskussion",
    "language": "Auf {language}",
    "untitled": "Beitrag ohne Titel vom {date}",
    "people": "Menschen",
    "voices": "Wer hier schreibt",
    "all-experts": {"one": "Alle Fachleute ({n})", "other": "Alle {n} Fachleute"},
    "alumni": "Ehemalige",
    "alumni-intro": "Sie sind weitergezogen; wir verweisen weiter auf das, was sie schreiben.",
    "practices": "Fachgebiete",
    "practices-topics": "Fachgebiete und Themen",
    "newest": "Zuletzt:",
    "archive": "Archiv",
    "archive-years": "Alle Beiträge nach Jahren",
    "pages": "Seiten",
    "newer": "Neuere Beiträge",
    "older": "Ältere Beiträge",
    "previous-page": "Vorige Seite",
    "next-page": "Nächste Seite",
    "page": "Seite {n} von {of}",
    "earlier-in-year": "Früher im Jahr {year}",
    "later-in-year": "Später im Jahr {year}",
    "no-posts": "Noch keine Beiträge.",
    "no-posts-hint": "Sie erscheinen hier, sobald jemand von uns etwas dazu veröffentlicht.",
    "no-blog": "{name} führt kein öffentliches Blog.",
    "nothing-from": "Von {host} ist hier noch nichts zu sehen. Dort schreibt {name}.",
    "no-experts": "Hier ist noch niemand verzeichnet.",
}

TABLE: dict[str, dict[str, Phrase]] = {"en": _ENGLISH, "de": _GERMAN}


class Words:
    """The words of one language. `language` is a BCP 47 tag as themes write it: `de`, `pt-BR`, `zh_Hant`."""

    def __init__(self, language: str) -> None:
        self.locale = locale_of(language) or Locale("en")
        # A site in a language we have no words for still gets its own dates; the words themselves are English, whose
        # plural forms they need.
        self._spoken = self.locale if self.locale.language in TABLE else Locale("en")
        self._phrases = _ENGLISH | TABLE[self._spoken.language]
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

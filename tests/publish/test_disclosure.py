"""Whom the authors of a post work for: said on every card and in every feed, once for all of whom it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cobrand.config import Options
from cobrand.model import Expert, Span
from cobrand.publish.disclosure import Disclosures
from cobrand.publish.pages import ArchivePage
from cobrand.publish.select import Post
from cobrand.words import TABLE, Words
from newsroom import OPTIONS, expert, hosted, make_pages, post

ADA, MEI, NOOR = (expert(slug) for slug in ("ada", "mei", "noor"))
PAUL = expert("paul", spans=(Span(left=date(2024, 6, 30)),))


def said(*people: Expert, options: Options = OPTIONS, made: Post | None = None) -> str:
    """Return what the card of a post by these people says."""
    made = made or post("2026-11-01", *people)
    pages = make_pages([made], made.experts, options=options)
    (card,) = (card for page in pages.values() if isinstance(page, ArchivePage) for card in page.posts)
    return Disclosures(options, Words(options.language)).of(card).striptags()


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((ADA,), "Ada works at Halden. Views are their own."),
        ((ADA, MEI), "Ada and Mei work at Halden. Views are their own."),
        ((ADA, MEI, NOOR), "Ada, Mei, and Noor work at Halden. Views are their own."),
        ((PAUL,), "Paul worked at Halden when this was written. Views are their own."),
        (
            (ADA, PAUL, MEI),
            "Ada and Mei work at Halden. Views are their own. Paul worked at Halden when this was written. Views are their own.",
        ),
    ],
)
def test_several_authors_are_one_sentence(people: Sequence[Expert], expected: str) -> None:
    """Those who have left have a sentence of their own, in the past tense."""
    assert said(*people) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Ada, Mei und Noor arbeiten bei Halden und vertreten die eigene Meinung."),
        (
            "fr",
            "Ada, Mei et Noor travaillent chez Halden et s\N{RIGHT SINGLE QUOTATION MARK}expriment en leur nom propre.",
        ),
        ("es", "Ada, Mei y Noor trabajan en Halden y escriben a título personal."),
        ("ar", "Ada وMei وNoor من فريق Halden، والآراء الواردة شخصية."),
    ],
)
def test_each_language_has_its_own_sentence(language: str, expected: str) -> None:
    """With its own way to list names."""
    assert said(ADA, MEI, NOOR, options=replace(OPTIONS, language=language)) == expected


@pytest.mark.parametrize("language", sorted(TABLE))
@pytest.mark.parametrize("key", ["disclosure", "disclosure_alumni"])
def test_no_number_of_authors_is_without_words(language: str, key: str) -> None:
    """Every plural form names them, and the company."""
    for number in (1, 2, 3, 11, 100, 10**6):
        phrase = Words(language).phrase(key, number)
        assert ("{name}" in phrase, "{brand}" in phrase) == (True, True)


def test_the_owners_own_words_repeat_what_names_somebody_and_nothing_else() -> None:
    """Their sentence is about one person, and nobody can put it into the plural for them."""
    options = replace(OPTIONS, disclosure="{name} is paid by {brand}. Views differ. Ask us {{here}}.")
    expected = "Ada is paid by Halden. Mei is paid by Halden. Views differ. Ask us {here}."
    assert said(ADA, MEI, options=options) == expected


def test_words_that_name_nobody_are_said_once() -> None:
    """However many authors there are."""
    options = replace(OPTIONS, disclosure="All authors work here.")
    assert said(ADA, MEI, NOOR, options=options) == "All authors work here."


def test_a_guest_who_had_left_is_nobody_s_employee() -> None:
    """Of a post that the company hosts, whose author works here, or not any more."""
    assert said(made=hosted(post("2026-11-01", ADA))) == "Ada works at Halden. Views are their own."
    assert said(made=hosted(post("2026-11-01", PAUL))) == ""


def test_markup_in_a_name_is_text() -> None:
    """Names come from people, and braces and brackets stay what they are."""
    odd = expert("odd", name="<b>{Odd}</b> & {0}")
    made = Disclosures(OPTIONS, Words("en"))
    pages = make_pages([post("2026-11-01", odd)])
    (card,) = (card for page in pages.values() if isinstance(page, ArchivePage) for card in page.posts)
    assert made.of(card).startswith("<bdi>&lt;b&gt;{Odd}&lt;/b&gt; &amp; {0}</bdi> works at <bdi>Halden</bdi>.")

"""A post's HTML → one sentence of it that says what its author thinks, word for word; `None` where there is none.

It only ever picks. A sentence counts that stands on its own: neither a greeting nor a question, nor code, nor the title again,
nor what the author quotes. Among those that fit, words decide that claims are made with, figures, and the place in the post.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cobrand.publish.paragraphs import Paragraph
from cobrand.publish.sanitize import prose
from cobrand.publish.sentences import BREAK, balanced, finished, sentences
from cobrand.report import cues

SHORTEST, LONGEST = 40, 300  # characters; a wide one, as in Chinese and Japanese, counts twice
_BEST = (45, 200)
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|\b\w+\.(?:com|org|net|io|de|fr|es|example)\b", re.IGNORECASE)
_QUOTING = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f]')
_FIGURE = re.compile(r"\d")
_TELLING = 5
_LETTERS = re.compile(r"[^\W_]+")


class _Found(NamedTuple):
    score: float
    text: str


def saying(html: str, *, title: str | None = None, language: str | None = None) -> str | None:
    """Choose one sentence of a post, with white space as a line has it."""
    read = list(prose(html, title=title, note=BREAK))
    found = [one for at, paragraph in enumerate(read) for one in _of(paragraph, at, len(read), title, language)]
    return max(found, key=lambda one: one.score).text if found else None


def _of(paragraph: Paragraph, at: int, count: int, title: str | None, language: str | None) -> Iterator[_Found]:
    """Yield what could be said of a paragraph's sentences."""
    if any(mark.name in {"blockquote", "q"} for mark in paragraph.path):
        return
    listed = any(mark.name == "li" for mark in paragraph.path)
    code = [run.text for run in paragraph.runs if any(mark.name in {"code", "kbd"} for mark in run.marks)]
    strong = [run.text.strip() for run in paragraph.runs if any(mark.name in {"strong", "b"} for mark in run.marks)]
    quoted = [run.text.strip() for run in paragraph.runs if any(mark.name == "q" for mark in run.marks)]
    aside = all(any(mark.name in {"em", "i"} for mark in run.marks) for run in paragraph.runs if run.text.strip())
    words, about = cues.of(language), _words(title or "")
    parts = list(sentences(paragraph.text, language))
    for place, part in enumerate(parts):
        text = " ".join(part.split())
        if not _fits(text, title) or any(mark in text for mark in (*code, *quoted) if mark.strip()):
            continue
        if words.greeting.search(text) or words.housekeeping.search(text):
            continue
        score = words.weigh(text) + _form(text) + 0.3 * min(2, len(_words(text) & about))
        score += 1.5 if text in strong else 0
        score -= 3 * aside + 1 * listed
        score += 0.2 if at == 0 and place == 0 else 0
        score += 0.4 if place == len(parts) - 1 else 0  # what a paragraph has led up to
        score += 0.4 if at == count - 1 else 0
        yield _Found(score, text)


def _fits(text: str, title: str | None) -> bool:
    """Tell whether a sentence can stand alone at all."""
    length = len(text) + len(_WIDE.findall(text))
    first = text[:1]
    return (
        SHORTEST <= length <= LONGEST
        and finished(text)
        and balanced(text)
        and BREAK not in text
        and not first.islower()
        and (first.isalnum() or first in "\u00bf\u00a1")
        and not _ADDRESS.search(text)
        and not _repeats(text, title)
    )


def _repeats(text: str, title: str | None) -> bool:
    """Tell whether a sentence is the title again, or little more."""
    said, named = ("".join(_LETTERS.findall(one.casefold())) for one in (text, title or ""))
    return bool(named) and (named in said or said in named) and abs(len(said) - len(named)) <= len(named) // 4 + 4


def _words(text: str) -> set[str]:
    """Return the words of a text that are long enough to be about something."""
    return {word for word in _LETTERS.findall(text.casefold()) if len(word) >= _TELLING}


def _form(text: str) -> float:
    """Weigh what can be seen of a sentence in any language."""
    length = len(text) + len(_WIDE.findall(text))
    score = 1.0 if _BEST[0] <= length <= _BEST[1] else 0.0
    score += 0.3 if _FIGURE.search(text) else 0
    score -= 2.5 if re.search("[?\u061f\uff1f]", text) else 0
    score -= 1.5 if _QUOTING.search(text) else 0
    return score - 0.5 * text.count("(") - 0.3 * text.count(";")

"""Words that people and feeds write → whether they are the same to a reader. It knows texts, and no posts.

Upper and lower case, how accents are encoded, the kinds of dashes and quotation marks, and what nobody sees never count.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

NOBODY = frozenset(
    {
        *("admin", "administrator", "anonymous", "author", "editor", "root", "unknown", "user", "webmaster"),
        "wordpress",
    }
)
"""What software calls those who gave it no name."""

# What is written or not as one likes: soft hyphens and other invisible breaks, marks of direction, the variants of
# emoji; in Arabic vowels and the long stroke.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        "\u0131": "i",  # Turkish has two i, and what the capital letter of each is depends on the language
        "\u0307": None,  # which is what İ leaves of its dot
    }
)
# Arabic writes "and", "the", "by the" and the like together with the word.
_PUNCTUATION = "'\"`.,;:!?()[]{}<>/\\|\u2026\u00b7\u060c\u061b\u061f\u00a1\u00bf-"
_MARKS = re.compile(r"<[^<>]*>")
_LOOKED_AT, _TOLD, _TELLING = 2_000, 150, 30  # characters of HTML, and letters that are compared, at most and at least
_RUN = 12  # letters in a row: two texts that share many such runs are no strangers, in any script
_JOINED = re.compile(r"(?:^|\W)(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644?|[\u0628\u0643])?)$")


def fold(text: str) -> str:
    """Return the form in which words compare equal, on one line."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_SAME)
        return " ".join(text.split())
    return " ".join(text.lower().split())


folded = lru_cache(maxsize=1 << 14)(fold)  # for what comes again and again: names, categories, keywords


@lru_cache(maxsize=1 << 14)
def label(word: str) -> str:
    """Return the form in which categories and topics compare equal: `#Machine-Learning` is `machine learning`."""
    return re.sub(r"[-_\s]+", "", folded(word).lstrip("#"))


class Keyword(NamedTuple):
    """What to look for, and whether a word may go on before and after it."""

    core: str
    open_before: bool
    open_after: bool


@lru_cache(maxsize=1 << 12)
def keyword(written: str) -> Keyword:
    """Read a keyword as people write it: `layoffs` is that word alone, `layoff*` any that begins so."""
    whole = folded(written)
    core = whole.strip("*").strip()
    return Keyword(core=core, open_before=whole.startswith("*"), open_after=whole.endswith("*"))


def stands_in(written: str, words: str) -> bool:
    """Tell whether a keyword stands in a folded text as a whole word, or as several with spaces between.

    So 'art' is not in 'start', and yet 'AI' is in a Japanese sentence: scripts that part no words by spaces end a word of
    another, and a word of theirs may stand anywhere.
    """
    core, open_before, open_after = keyword(written)
    place = words.find(core) if core else -1
    while place >= 0:
        end = place + len(core)
        if (open_before or _begins(core[0], words, place)) and (open_after or _ends(core[-1], words, end)):
            return True
        place = words.find(core, place + 1)
    return False


def pieces(text: str) -> str:
    """Return the different words of a text, folded, in the order of the alphabet: enough to look words up, and no text.

    Of scripts that part no words by spaces, it has all pairs of neighbouring letters instead.
    """
    return " ".join(sorted(set(chain.from_iterable(map(_pieces, fold(text).split())))))


def gist(markup: str) -> str:
    """Return what a post without a title is known by: the first letters of its text; nothing where these are few."""
    letters = "".join(letter for letter in fold(_MARKS.sub(" ", markup[:_LOOKED_AT])) if letter.isalnum())
    return letters[:_TOLD] if len(letters) >= _TELLING else ""


def same_text(one: str, other: str) -> bool:
    """Tell whether the HTML of two posts is one text, edited or cut short; the least is known of a few words."""
    here, there = ("".join(filter(str.isalnum, fold(_MARKS.sub(" ", markup)))) for markup in (one, other))
    if min(len(here), len(there)) < _TELLING:
        return here == there
    shingles, others = ({text[place : place + _RUN] for place in range(len(text) - _RUN + 1)} for text in (here, there))
    return len(shingles & others) * 3 >= min(len(shingles), len(others))


def is_among(written: str, words: str) -> bool:
    """Tell whether all words of a keyword are among the `pieces` of a text; of several, nobody knows whether together."""
    core, open_before, open_after = keyword(written)
    parts = [piece for part in core.split() for piece in _pieces(part)]
    if open_before and parts:
        parts[0] = f"*{parts[0]}"
    if open_after and parts:
        parts[-1] = f"{parts[-1]}*"
    return bool(parts) and all(stands_in(part, words) for part in parts)


def _pieces(word: str) -> list[str]:
    """Return a word without the punctuation around it; of letters that run on, each pair of neighbours."""
    if word.isascii():
        bare = word.strip(_PUNCTUATION)
        return [bare] if bare else []
    found = []
    for runs_on, letters in groupby(word, _runs_on):
        run = "".join(letters)
        found += _pairs(run) if runs_on else [run.strip(_PUNCTUATION)]
    return [piece for piece in found if piece]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(max(1, len(run) - 1))]


def _begins(first: str, words: str, place: int) -> bool:
    if place == 0 or not _in_word(first) or not _in_word(words[place - 1]):
        return True
    return "\u0620" <= first <= "\u06d3" and _JOINED.search(words[max(0, place - 5) : place]) is not None


def _ends(last: str, words: str, end: int) -> bool:
    return end == len(words) or not _in_word(last) or not _in_word(words[end])


def _in_word(letter: str) -> bool:
    """Tell whether a letter, or a sign above or below one, goes together with those beside it to make a word."""
    return (letter.isalnum() or unicodedata.category(letter)[0] == "M") and not _runs_on(letter)


def _runs_on(letter: str) -> bool:
    """Tell whether a letter is of a script without spaces between words: CJK, Thai, Lao, Burmese, Khmer."""
    if letter < "\u0e00":
        return False
    wide = unicodedata.east_asian_width(letter) in {"W", "F"}
    return wide or letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"

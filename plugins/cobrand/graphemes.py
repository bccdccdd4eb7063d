"""Text → where it may be cut: between what people read as characters, at best between words. It never renders.

The rules are those of UAX #29 that matter for cutting: combining marks, conjuncts, emoji sequences, flags, Hangul.
"""

import unicodedata

ELLIPSIS = "…"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_ZERO_WIDTH_JOINER = "\u200d"
_JOINERS = frozenset({"\u200c", _ZERO_WIDTH_JOINER})
_EXTENDING = (
    ("\u1160", "\u11ff"),  # Hangul vowels and final consonants
    ("\ud7b0", "\ud7fb"),
    ("\uff9e", "\uff9f"),  # half-width voicing marks
    ("\U0001f3fb", "\U0001f3ff"),  # skin tones
    ("\U000e0020", "\U000e007f"),  # tags: the flags of England, Scotland and Wales
)
_VIRAMA = 9  # the canonical combining class of what ties two consonants to one conjunct
_LONGEST = 64  # characters of one cluster; longer ones are an attack on the layout, and are cut
_LONGEST_WORD = 40  # a longer run without a space is CJK, Thai or an address: cut between characters
_LOOSE_ENDS = " \n\u00a0\u3000.,;:-([{«\u2013\u2014\u201e\u201c\u2018"  # what looks lost before an ellipsis


def first(text: str) -> str:
    """Return the first character as people see it, or an empty text."""
    end = min(1, len(text))
    while end < min(len(text), _LONGEST) and _joined(text, end):
        end += 1
    return text[:end]


def cut(text: str, limit: int) -> int:
    """Return how much of a text to keep so that at most `limit` characters stay: all, up to a word's end, or a cluster's."""
    if len(text) <= limit:
        return len(text)
    space = max([text.rfind(blank, 0, limit + 1) for blank in " \n\u3000"])
    if space > 0 and space >= limit - _LONGEST_WORD:
        return space
    at = limit
    while at > 0 and _joined(text, at):
        at -= 1
        if limit - at == _LONGEST:
            return limit
    return at


def shorten(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, ellipsis included; a text that fits comes back as it is."""
    if len(text) <= limit:
        return text
    return text[: cut(text, max(0, limit - len(ELLIPSIS)))].rstrip(_LOOSE_ENDS) + ELLIPSIS


def _joined(text: str, at: int) -> bool:
    """Tell whether the character at this place belongs to the one before it."""
    here, before = text[at], text[at - 1]
    return (
        here in _JOINERS
        or unicodedata.category(here) in _MARKS
        or any(low <= here <= high for low, high in _EXTENDING)
        or before == _ZERO_WIDTH_JOINER
        or unicodedata.combining(before) == _VIRAMA
        or (_regional(here) and _regional(before) and _flag_is_open(text, at))
    )


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_is_open(text: str, at: int) -> bool:
    """Tell whether an odd number of regional indicators stands before this place: flags are pairs of them."""
    start = at
    while start > max(0, at - _LONGEST) and _regional(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1

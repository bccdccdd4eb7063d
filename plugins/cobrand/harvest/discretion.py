"""What people say of themselves → the same without ways to reach them, which nobody gave us leave to pass on."""

import re
from collections.abc import Iterable

_MAIL = re.compile(r"(?<![\w@/.+-])[\w.+-]{1,100}@[\w-]{1,100}(?:\.[\w-]{1,100})+")
_SPELT_MAIL = re.compile(
    r"[\w.+-]{1,60}\s?[\[({]\s?at\s?[\])}]\s?[\w-]{1,60}(?:\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[\w-]{2,60}){1,4}"
    r"|(?<![\w.+-])[\w.+-]{1,60}\sat\s[\w-]{1,60}(?:\sdot\s[\w-]{2,60}){1,4}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\+\d[\d\s().\u2013-]{6,20}\d|(?<![\w-])\(0?\d{1,5}\)[\d\s.\u2013-]{5,15}\d"
    r"|\b(?:tel|phone|telephone|telefon|mobile|mobil|fax|call)(?: me)?(?: on| at|:|\.)? {0,2}\d[\d\s().\u2013-]{5,18}\d"
    r"|(?:[\u260e\u260f\u2706\U0001f4de\U0001f4f1]\ufe0f?|\b(?:whatsapp|signal|ring|mob|cell|[mtp](?=:)))(?: me)?:? {0,2}(?!(?:19|20)\d\d\D{1,3}(?:19|20)\d\d)\(?\d[\d\s()./\u2013-]{5,18}\d"
    r"|(?<![\w./-])(?:00[1-9][\d\s()./\u2013-]{6,20}\d|0[1-9]\d{1,3}[\s/.-]\d[\d\s/.-]{4,14}\d|0\d(?:[\s.]\d\d){4}"
    r"|[2-9]\d\d[-.]\d{3}[-.]\d{4})(?![\w-])",
    re.IGNORECASE,
)
_TAKEN_OUT = "\ufffc"
_ENDS = re.compile(
    r"((?<![.!?])[.!?]++(?=[\s<]|\Z)|<(?!/?(?:a|abbr|b|code|em|i|small|span|strong|u)\b)[^<>]*+>)", re.IGNORECASE
)
_REACHING = re.compile(
    r"""\b(?:(?:mailto|tel|sms|facetime|skype):|https?://(?:wa\.me|api\.whatsapp\.com|signal\.me)/)[^"'\s<>]*""",
    re.IGNORECASE,
)


def calls(link: str) -> bool:
    """Tell whether an address opens a talk with somebody, by their telephone number."""
    return bool(_REACHING.match(link))


def reaches(words: str) -> bool:
    """Tell whether words are a way to reach somebody: by mail or telephone."""
    return any(pattern.search(words) for pattern in (_MAIL, _PHONE))


def discreet(markup: str, private: Iterable[str] = ()) -> str:
    """Return markup without mail addresses, telephone numbers and `private` values, and without the sentences they were in."""
    bare = markup.replace(_TAKEN_OUT, "")
    for value in private:
        if len(value.strip()) > 3:  # "1" is in every date
            bare = bare.replace(value.strip(), _TAKEN_OUT)
    for pattern, instead in ((_REACHING, ""), (_MAIL, _TAKEN_OUT), (_SPELT_MAIL, _TAKEN_OUT), (_PHONE, _TAKEN_OUT)):
        bare = pattern.sub(instead, bare)
    return _whole_sentences(bare).strip()


def _whole_sentences(markup: str) -> str:
    """Leave out the sentences out of which something was taken, which say nothing any more: "Call me on ."."""
    if _TAKEN_OUT not in markup:
        return markup
    pieces = _ENDS.split(markup)
    kept = []
    for sentence, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if _TAKEN_OUT not in sentence:
            kept.append(sentence + end)
        elif end.startswith("<"):
            kept.append(end)
    return "".join(kept)

"""A paragraph of plain text → its sentences, each as it stands there. It joins what it is not sure about, and judges nothing.

A sentence too long is still the author's; one cut in the middle is not. So a full stop after an abbreviation, an initial,
or a number that may be an ordinal ends nothing. The rules are those of UAX #29, section 5, and what it leaves to
dictionaries: lists of abbreviations in the languages that the plugin speaks.

The road not taken: a trained splitter. It weighs a hundred megabytes, and knows fewer languages.
"""

import re
from collections.abc import Iterator

from cobrand.publish.tokens import names

BREAK = "\x02"
"""A mark of a footnote, or something else that is no text: it ends a sentence that is finished, and spoils any other."""

# What ends a sentence in scripts without spaces between them, and in those with: Latin, Arabic, Urdu, Devanagari, Armenian,
# Ethiopic.
_WIDE = "\u3002\uff01\uff1f\uff61"
_STOPS = ".!?\u2026\u203c\u203d\u2047-\u2049\u061f\u06d4\u0964\u0965\u0589\u1362"
_CLOSING = "\"'\u201d\u2019\u00ab\u00bb\u201c\u203a)\\]}\u300d\u300f\u300b\u3009\u3011\uff09\u2605"
_END = re.compile(
    rf"(?P<stops>[{_STOPS}]+|[{_WIDE}]+)"
    rf"(?P<closing>(?:[{_CLOSING}]|[\u00a0\u202f ](?=[\u00bb\u203a](?:[\s.,;:]|$))|[*_](?=\s|$))*)"
    rf"(?P<after>{BREAK}|\s|$|(?<=[{_WIDE}{_CLOSING}])(?=\S))"
)
_OPENING = "\"'\u201c\u2018\u00ab\u00bb\u201e\u201a\u2039(\\[{\u00bf\u00a1\u300c\u300e\u300a*_"
_BEFORE = re.compile(r"[^\s\u00a0\u202f(\[\"'\u201c\u201e\u00ab\u00bb\u2018\u2019/\u2013\u2014-]*\Z")
_DOUBLED = re.compile(r"([A-Z])\1|[IVXLC]+")  # EE. UU., and Roman numerals, which are ordinals in German

# Words that a full stop follows within a sentence, in English, German, French and Spanish.
_ABBREVIATIONS = names(
    """
    approx appt apr art assn aug ave capt cf ch chap co col corp dec dept dept diag dr e.g ed eds est etc ext feb fig figs
    fr gen gov hon hrs i.e ibid inc jan jr jul jun lt ltd maj mar messrs min mr mrs ms mt nb no nos nov oct op p para pg
    pp prof pt pvt ref resp rev s sec sect sen sep sept sgt sr st ste supt tel univ v vol vols vs viz

    abb abs allg anm bd bes bspw bzgl bzw ca d.h dgl dipl ebd einschl engl etc evtl exkl ff frl gem ggf ggfs geb gest hg hl
    hr hrn hrsg ing inkl insb jh jhd kap lfd lt max med mio mrd mind nr o.ä p.a phil rd s.o s.u sog st str svw tab tel tsd
    u.a u.u usf usw v.a vgl z.b z.t zzgl zt

    art av bd boul c.-à-d chap cf éd env ex fig hab inf m mlle mlles mm mme mmes n.b no p.ex p.ext st ste sup tél v

    admón aprox art avda bco cap cía d dña ej ee.uu excmo fdo gral hnos ilmo izq lic núm pág págs p.ej prof prov pza ref
    sra sras srta sres sr tel ud uds vd vds
    """
)
_BEFORE_NUMBERS = names(
    "abs art cap ch ed ex ext fig figs kap mar max min no nos nov nr op pos ref sec vol vols"
)  # words of their own as well: abbreviations only where a number follows
_AHEAD, _BEHIND = 64, 600  # characters looked at around a stop: reading stays linear, whatever a stranger writes
_ORDINALS = names("cs da de et fi fo hr hu is lb lv nb nds nn no pl rm sk sl sr tr")


def sentences(text: str, language: str | None = None) -> Iterator[str]:
    """Yield the sentences of one paragraph in order; a rest that nothing ends comes last, as it is.

    A line feed ends what it stands behind. `language` is a BCP 47 tag: in some, a number with a full stop is an ordinal.
    """
    for line in text.split("\n"):
        start = 0
        for end in _END.finditer(line):
            if end.end() > start and _ends(line, start, end, language):
                yield from _cleaned(line[start : end.end("closing")])
                start = end.end()
        yield from _cleaned(line[start:])


def finished(sentence: str) -> bool:
    """Tell whether a sentence has its end: not one that a feed has cut, nor one that its author leaves open."""
    bare = sentence.rstrip(f"{_CLOSING} \u00a0\u202f*_".replace("\\", ""))
    return bool(re.search(rf"[{_STOPS}{_WIDE}]\Z", bare)) and not bare.endswith(("\u2026", ".."))


def balanced(sentence: str) -> bool:
    """Tell whether every quotation and bracket that a sentence opens is closed in it, and no other."""
    pairs = (
        ("\u201c", "\u201d"),
        ("(", ")"),
        ("[", "]"),
        ("\u300c", "\u300d"),
        ("\u300e", "\u300f"),
        ("\uff08", "\uff09"),
    )
    if "\u201e" in sentence:  # „German“ closes with what opens in English
        low = sentence.count("\u201e")
        return low == sentence.count("\u201c") + sentence.count("\u201d") and sentence.count("(") == sentence.count(")")
    even = all(sentence.count(mark) % 2 == 0 for mark in ('"', "*"))
    return (
        even and sentence.count("\u00ab") == sentence.count("\u00bb") and all(_nested(sentence, *one) for one in pairs)
    )


def _nested(sentence: str, opening: str, closing: str) -> bool:
    depth = 0
    for character in sentence:
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return False
    return depth == 0


def _cleaned(sentence: str) -> Iterator[str]:
    if sentence := sentence.strip(f" \t\u00a0\u202f\u3000{BREAK}"):
        yield sentence


def _ends(line: str, start: int, end: re.Match[str], language: str | None) -> bool:
    """Tell whether a sentence ends at what could be its end."""
    stops, rest = end["stops"], line[end.end() : end.end() + _AHEAD].lstrip(f" \u00a0\u202f{BREAK}")
    if not rest:
        return True
    if stops[0] in _WIDE:
        return not _inside(line[max(start, end.start() - _BEHIND) : end.end("closing")]) and not _goes_on(rest)
    if not end["after"]:
        return False
    following = rest.lstrip(_OPENING.replace("\\", ""))[:1]
    if following.islower() or following in ",;:)-\u2013\u2014\u060c\u061b":
        return False
    return stops != "." or bool(end["closing"]) or not _abbreviates(line, end.start(), rest, language)


def _goes_on(rest: str) -> bool:
    """Tell whether what follows a Japanese or Chinese full stop is still of the same sentence: と言った, a closing comma."""
    return rest[0] in "\u3068\u3001\uff0c\u300d\u300f\u3063\u3066\u306e\u306f\u304c\u3092"


def _inside(sentence: str) -> bool:
    """Tell whether a sentence would end within a quotation that is not closed right behind the stop."""
    opened, closed = "\u300c\u300e\uff08", "\u300d\u300f\uff09"
    return sum(map(sentence.count, opened)) > sum(map(sentence.count, closed))


def _abbreviates(line: str, stop: int, rest: str, language: str | None) -> bool:
    """Tell whether the full stop at `stop` belongs to the word before it."""
    found = _BEFORE.search(line[max(0, stop - 40) : stop])
    word = found.group() if found else ""
    if word[:1].isdigit():
        return _ordinal(word, language)
    if word.casefold() in _BEFORE_NUMBERS:
        return rest[0].isdigit()
    initial = re.search(r"(?:^|\.)\w\Z", word)  # or what has a full stop within, such as e.g.
    return bool(initial or _DOUBLED.fullmatch(word)) or word.casefold() in _ABBREVIATIONS


def _ordinal(word: str, language: str | None) -> bool:
    if not re.fullmatch(r"\d{1,2}", word):
        return False
    return language is None or language.casefold().replace("_", "-").partition("-")[0] in _ORDINALS

"""Bytes of a feed or a page → text: by byte order mark, by what server and document say, and by what the bytes can be.

It never fails: what is in no encoding that anybody named comes out as UTF-8 with Windows-1252 for the bytes that
aren't. Servers' defaults lie more often than bytes do, so bytes that are UTF-8 are read as UTF-8 whatever is declared
(RFC 7303 would believe the server; text/xml without a charset would even be US-ASCII).
"""

import codecs
import re

import webencodings

PAGE_READ = 1_000_000  # bytes of a page that are looked at; what names feeds, and the newest posts, comes first

# What is not a superset of ASCII announces itself: by a mark, or by its "<" or "{" (XML 1.0, appendix F).
_OPENINGS = (
    (re.compile(rb"\xff\xfe\0\0|[<{]\0\0\0"), "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (re.compile(rb"\0\0\xfe\xff|\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"\xff\xfe|(?:\s\0)*[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\xfe\xff|(?:\0\s)*\0[<{]\0[^\0]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),  # "<?xm" in EBCDIC
)
# What people mean when they say it; the left side is how Python normalises the label (encoding.spec.whatwg.org).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_EAST_ASIAN = frozenset({"gb18030", "cp949", "cp932", "big5hkscs", "euc_jp", "johab", "hz", "cp950"})
_SEVEN_BIT = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "hz"})
# Codecs that Python has and the web hasn't: they unescape, depend on the machine, or take quadratic time; and the web's
# own for what must not be read.
_REFUSED = frozenset(
    {"utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
    | {"replacement", "x-user-defined"}
)
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]*?\bencoding|<meta[^>]*?\bcharset)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_UTF8_OF_THREE = re.compile(rb"[\xe0-\xf4]")
_STRAY = re.compile("[\udc80-\udcff]+")
_ASCII_ESCAPES = re.compile(rb"\x1b[$(]|~\{")


def decode(body: bytes, charset: str | None = None) -> str:
    """Return the text of a body, without its byte order mark; `charset` is what the HTTP header said."""
    wide = next((encoding for opening, encoding in _OPENINGS if opening.match(body)), None)
    if wide:
        return _wide(body, wide)
    named = [encoding for encoding in (_known(charset), _declared(body)) if encoding]
    if body.startswith(codecs.BOM_UTF8):
        body, named = body[len(codecs.BOM_UTF8) :], ["utf-8"]
    if body.isascii():
        seven_bit = next((encoding for encoding in named if encoding in _SEVEN_BIT), "ascii")
        return body.decode(seven_bit if _ASCII_ESCAPES.search(body) else "ascii", "replace")
    # Some short East Asian texts are also valid UTF-8, but then as Latin letters of two bytes, never of three.
    if named and named[-1] in _EAST_ASIAN and not _UTF8_OF_THREE.search(body):
        return _legacy(body, named[::-1])
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, named)


def _wide(body: bytes, encoding: str) -> str:
    """Decode what announced itself; an EBCDIC page may name a sister of EBCDIC."""
    if encoding == "cp037":
        name = re.search(r"""encoding=["']([\w-]+)""", body[:200].decode(encoding))
        encoding = (name and _known(name[1])) or encoding
    try:
        return body.decode(encoding, "replace").removeprefix("\ufeff")
    except LookupError:  # a codec that makes no text (hex, zip), named as a sister
        return body.decode("cp037")


def _legacy(body: bytes, named: list[str]) -> str:
    """Decode what is no clean UTF-8: in the first encoding named that fits, else as UTF-8 with stray bytes."""
    for encoding in named:
        if encoding == "utf-8":
            break  # declared, and nearly true: one bad byte must not turn the rest into mojibake
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode("utf-8", "surrogateescape")
    return _STRAY.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def _declared(body: bytes) -> str | None:
    """Return the encoding that the document itself names in its first kilobytes."""
    found = _DECLARED.search(body[:4096])
    return _known(found[1].decode("ascii")) if found else None


def _known(label: str | None) -> str | None:
    """Return Python's name for what an encoding label means on the web; `None` for labels of nothing."""
    label = (label or "").strip(" \"'")
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # Python knows more labels than the web has, but not all of those
        found = webencodings.lookup(label)
        name = str(found.codec_info.name) if found else "replacement"
    if name in _REFUSED or name.startswith(("utf-16", "utf-32")):
        return None  # bytes that ask for their label aren't wide: these were told by their first characters
    return _MEANT.get(name, name)

"""Bytes are read in the encoding that the web means by a label, wherever it is said."""

from datetime import UTC, datetime

import pytest
import webencodings
from webencodings.labels import LABELS

from cobrand.harvest.bio import read_bio
from cobrand.harvest.decode import decode
from cobrand.harvest.parse import parse
from cobrand.model import Blog

NOW, HOME = datetime(2026, 11, 20, tzinfo=UTC), "https://ada.example/"

# Words that each legacy encoding of the web can write, by the beginning of its name.
WORDS = {
    "ibm866": "Привет",
    "iso-8859-2": "żółć ő",
    "iso-8859-3": "ĉĝ ħ",
    "iso-8859-4": "ķļ ŗ",
    "iso-8859-5": "Привет",
    "iso-8859-6": "مرحبا",
    "iso-8859-7": "Καλημέρα",
    "iso-8859-8": "שלום",
    "iso-8859-10": "ķļ đ",
    "iso-8859-13": "ķļ ž",
    "iso-8859-14": "ŵŷ",
    "iso-8859-15": "œ € ž",
    "iso-8859-16": "ș ț €",
    "koi8": "Привет",
    "macintosh": "é ÷ œ",
    "windows-874": "สวัสดี",
    "windows-1250": "żółć ő",
    "windows-1251": "Привет",
    "windows-1252": "é ÷ €",
    "windows-1253": "Καλημέρα",
    "windows-1254": "ığış",
    "windows-1255": "שלום",
    "windows-1256": "مرحبا",
    "windows-1257": "ķļ ž",
    "windows-1258": "đơn é",
    "x-mac-cyrillic": "Привет",
    "gbk": "汉字 们",
    "gb18030": "汉字 们",
    "big5": "漢字 風",
    "euc-jp": "日本 の",
    "iso-2022-jp": "日本 の",
    "shift_jis": "日本 の",
    "euc-kr": "안녕 하",
    "utf-8": "é ÷ 漢字",
}
# The web refuses to read these, or no document that says so in its own bytes can be in them.
NOT_READ = ("replacement", "utf-16", "x-user-defined")
READ = sorted(label for label, name in LABELS.items() if not name.startswith(NOT_READ))


@pytest.mark.parametrize("label", READ)
def test_every_label_of_the_web_is_known(label: str) -> None:
    """In the header or in the document, in any case; the oracle: without its label the text comes out as another."""
    encoding = webencodings.lookup(label)
    assert encoding
    words = WORDS[max((name for name in WORDS if encoding.name.startswith(name)), key=len)]
    body = encoding.codec_info.encode(f"<rss><title>{words}</title></rss>")[0]
    declared = f'<?xml version="1.0" encoding="{label.upper()}"?>'.encode() + body
    assert words in decode(body, label)
    assert words in decode(declared)
    assert encoding.name in {"utf-8", "windows-1252", "iso-2022-jp"} or words not in decode(body)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["<rss>\u6f22</rss>", '{"title": "\u6f22"}'])
def test_wide_text_announces_itself_by_its_first_character(encoding: str, text: str) -> None:
    """Without a byte order mark, whether it is XML or JSON."""
    assert text == decode(text.encode(encoding))


@pytest.mark.parametrize("label", READ)
def test_every_label_reads_right_in_feeds_and_home_pages(label: str) -> None:
    """A post's title and somebody's bio are what was written: declared in the document, or by the server alone."""
    encoding = webencodings.lookup(label)
    assert encoding
    words = WORDS[max((name for name in WORDS if encoding.name.startswith(name)), key=len)]
    item = f"<item><title>Of {words}</title><guid>1</guid></item>"
    card = f"<p class=h-card><a class='u-url u-uid' href='/'>Ada</a> <b class=p-note>Of {words}</b></p>"
    for xml, meta, charset in (
        (f"<?xml version='1.0' encoding='{label}'?>", f"<meta charset={label}>", None),
        ("", "", label),
    ):
        feed = encoding.codec_info.encode(f"{xml}<rss version='2.0'><channel>{item}</channel></rss>")[0]
        page = encoding.codec_info.encode(f"<!doctype html>{meta}{card}")[0]
        (entry,) = parse(feed, url=HOME, blog=Blog(url=HOME), now=NOW, charset=charset).entries
        note = read_bio(page, url=HOME, charset=charset).note
        assert (entry.title, note and note.value) == (f"Of {words}", f"<p>Of {words}</p>")


@pytest.mark.parametrize("label", ["", "x-user-defined", "replacement", "iso-2022-cn", "none", "\0", "é"])
def test_a_label_of_nothing_is_none(label: str) -> None:
    """What it is written in shows by itself, as far as it can."""
    assert decode("<rss>é ÷ 漢字</rss>".encode(), label) == "<rss>é ÷ 漢字</rss>"

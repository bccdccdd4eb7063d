"""What `parse` tells feedparser of a document's elements, beside what feedparser hears of them through SAX."""

import io
import xml.sax
import xml.sax.handler
from pathlib import Path
from typing import Any

import pytest
from feedparser.api import StrictFeedParser
from hypothesis import given

from cobrand.harvest import feedparsers
from cobrand.harvest.decode import decode
from cobrand.harvest.mend import mend
from cobrand.harvest.plainfeed import STUMBLES
from fuzzing import trying
from mutations import damaged, files

FEEDS = Path(__file__).parent.parent / "corpus" / "feeds"
DOCUMENTS = {
    path.name: mend(decode(path.read_bytes(), None)) for path in sorted(FEEDS.glob("*")) if path.suffix != ".json"
}
DOCUMENTS["prefixes that change their meaning"] = (
    '<rss xmlns:x="urn:one" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><x:title>One</x:title>'
    '<item xmlns:x="http://purl.org/dc/elements/1.1/"><x:creator>Ada</x:creator><y:creator xmlns:y="urn:one">No</y:creator></item>'
    '<item><x:creator>Nobody</x:creator><Z:Creator xmlns:Z="http://purl.org/dc/elements/1.1/">Ida</Z:Creator></item></channel></rss>'
)
DOCUMENTS["attributes with prefixes and in capitals"] = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" XML:lang="de" xml:lang="fr" '
    'xmlns:u="urn:u" Lang="en"><entry xml:base="https://ada.example/a/"><link REL="replies" HREF="b" rel="Alternate" href="c" '
    'thr:count="3" u:href="d"/><title u:type="x" Type="HTML">&lt;b&gt;A&lt;/b&gt;</title></entry></feed>'
)
DOCUMENTS["drawings and formulas in a post"] = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A &lt;drawing></p><svg xmlns="http://www.w3.org/2000/svg">'
    '<g id="a"/></svg><s:svg><s:a xlink:href="#a">b</s:a></s:svg><m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi>'
    "</m:math></div></content></entry></feed>"
)
DOCUMENTS["namespaces that are spelt oddly"] = (
    '<rss xmlns="http://Backend.Userland.com/RSS2" xmlns:a="HTTP://WWW.W3.ORG/2005/ATOM" xmlns:b="urn:b c"><channel><title>T</title>'
    '<a:link rel="self" href="s"/><item><title a:type="text">One</title><a:updated>2026-01-01</a:updated></item></channel></rss>'
)
DOCUMENTS["a namespace with a space in it"] = (
    '<rss xmlns:b="urn:b c d"><channel><item><b:title>T</b:title></item></channel></rss>'
)
DOCUMENTS["a declaration of another encoding"] = (
    '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><title>Zo\u00eb \u4f60\u597d</title></channel></rss>'
)
DOCUMENTS["characters of a namespace"] = (
    '<rss xmlns:a="urn:x"><channel><item><a:b a:c="1" d="2">&lt;&#x2028;</a:b></item></channel></rss>'
)
DOCUMENTS["pieces of text in a long one"] = (
    f"<rss><channel><item><description>{'<![CDATA[<p>]]>&amp;nbsp;&lt;' * 3_000}</description></item></channel></rss>"
)
DOCUMENTS["an end that never comes"] = "<rss><channel><title>T</title><item><title>One</title></item><item><title>Two"


class ThroughSax(feedparsers._Bounds, StrictFeedParser):  # type: ignore[misc]
    """The way that feedparser itself takes."""

    def read(self, text: str) -> None:
        """Read a document."""
        parser = xml.sax.make_parser()
        parser.setFeature(xml.sax.handler.feature_namespaces, True)
        parser.setContentHandler(self)
        parser.setErrorHandler(self)
        source = xml.sax.xmlreader.InputSource()
        source.setByteStream(io.BytesIO(text.encode()))
        source.setEncoding("utf-8")
        parser.parse(source)


def found(reader: Any, text: str) -> tuple[bool, Any, Any, Any]:
    """Return whether a document is well-formed, and all that feedparser takes out of it."""
    reader.resolve_relative_uris = reader.sanitize_html = False
    try:
        reader.read(text)
    except (*STUMBLES, xml.sax.SAXException, feedparsers._EnoughError):
        return False, reader.version, reader.feeddata, reader.entries
    return True, reader.version, reader.feeddata, reader.entries


@pytest.mark.parametrize("name", DOCUMENTS)
def test_feedparser_hears_of_a_document_what_sax_would_tell_it(name: str) -> None:
    """Names, attributes, namespaces and texts: every field of every entry."""
    text = DOCUMENTS[name]
    expected, actual = (found(kind("", None, "utf-8"), text) for kind in (ThroughSax, feedparsers._Strict))
    assert expected == actual


@trying(150)
@given(damaged([path for path in files("feeds") if path.suffix != ".json"]))
def test_nor_does_it_hear_anything_else_of_a_damaged_one(body: bytes) -> None:
    """Cut, spliced and nested: namespaces that are declared twice, attributes that are, ends that never come."""
    text = mend(decode(body, None))
    expected, actual = (found(kind("", None, "utf-8"), text) for kind in (ThroughSax, feedparsers._Strict))
    assert expected == actual

"""Pages → the feeds that they name, best first."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.harvest.discover import feeds_of, is_feed
from fuzzing import trying
from mutations import damaged, files

HOME = "https://ada.example/"
CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = sorted(
    path
    for path in (CORPUS / "pages").glob("*.html")
    if "feeds" in json.loads(path.with_suffix(".json").read_text("utf-8"))
)
FEEDS = sorted(
    path
    for path in (CORPUS / "feeds").iterdir()
    if path.suffix == ".xml" and path.stem not in ("html-page", "rss-items-alone")
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_names_its_feeds_best_first(path: Path) -> None:
    """Each page of the corpus names the feeds that stand beside it, in that order."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert tuple(expected["feeds"]) == feeds_of(path.read_bytes(), url=expected.get("url", HOME))


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"<link rel=alternate type=text/rss {text}>".encode())
)
def test_any_bytes_name_absolute_addresses_or_none(body: bytes) -> None:
    """Whatever a page is, what comes out are addresses of the web, each once."""
    found = feeds_of(body, url=HOME)
    assert len(found) == len(set(found))
    assert all(place.lower().startswith(("http://", "https://")) for place in found)
    assert is_feed(body, "text/html") in (True, False)


@trying(40)
@given(damaged(files("pages", "homes", "feeds")))
def test_any_damage_to_a_page_names_absolute_addresses_or_none(body: bytes) -> None:
    """As of any bytes, and whether somebody links back can be told."""
    found = feeds_of(body, url=HOME)
    assert len(found) == len(set(found))
    assert all(place.lower().startswith(("http://", "https://")) for place in found)
    assert is_feed(body, None) in (True, False)


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_feed_looks_like_a_feed_whatever_it_is_served_as(path: Path) -> None:
    """Each feed of the corpus is told from a page by its bytes alone."""
    assert is_feed(path.read_bytes(), "text/html")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (
            b"<!-- a comment --><?xml-stylesheet href='x.xsl'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'/>",
            None,
        ),
        (b'\xef\xbb\xbf\n {"version": "https://jsonfeed.org/version/1.1"}', None),
        (b'{"title": "Ada", "items": []}', "application/json"),
        (b"<unheard:of><item/></unheard:of>", "application/rss+xml; charset=utf-8"),
    ],
)
def test_odd_feeds_are_feeds(body: bytes, media_type: str | None) -> None:
    """What stands before the first element, and odd elements served as a feed, do not hide a feed."""
    assert is_feed(body, media_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body>Hello</body></html>",
        b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<html><body><pre>&lt;rss></pre><script>'<rss version=\"2.0\"></rss>'</script></body></html>",
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://xmlns.com/foaf/0.1/'><Person/></rdf:RDF>",
        b'{"name": "Ada"}',
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_pages_and_other_data_are_no_feeds(body: bytes) -> None:
    """A page in XHTML, a friend of a friend, other JSON and pictures are not taken for feeds."""
    assert not is_feed(body, "text/html")


def test_a_feed_that_a_theme_calls_alternative_is_found() -> None:
    """The word is wrong, the type is a feed's, and the theme is on a great many blogs."""
    page = b'<link rel="alternative" href="/atom.xml" title="Ada" type="application/atom+xml">'
    assert feeds_of(page, url="https://ada.example/") == ("https://ada.example/atom.xml",)
    assert feeds_of(page.replace(b"application/atom+xml", b"text/html"), url="https://ada.example/") == ()

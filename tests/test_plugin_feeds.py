"""The feeds of whole sites, built by real MkDocs: valid, readable by others, stable, and linked from where they belong."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
from lxml import etree

from feed_rules import complaints
from halden import halden
from sites import Site

NOW = datetime.fromtimestamp(1795165200, UTC)
BELOW = "https://org.github.io/repo/"
TOP = "https://www.halden.example/"
VARIANTS = {
    "below-a-path": (BELOW, f"site_url: {BELOW}\ntheme: {{name: material, font: false, language: de}}\n"),
    "files": (TOP, f"site_url: {TOP}\nuse_directory_urls: false\n"),
    "readthedocs": (BELOW, f"site_url: {BELOW.rstrip('/')}\ntheme: readthedocs\n"),
}
CHANNELS = [
    "blog",
    "blog/interactive-marketing",
    "blog/r-d",
    "blog/topics/attribution",
    "blog/topics/c-c",
    "experts/ada-lindqvist",
    "experts/bo-script",
    "experts/cleo-gone",
    "experts/dan-quiet",
]
FORMER = {"experts/ada/": "experts/ada-lindqvist/"}
"""A slug of the past: whoever subscribed there goes on, and hears of the new address."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site, its address, and its feeds and blogrolls by their place below it."""

    site: Site
    url: str
    feeds: dict[str, bytes]

    def at(self, place: str) -> Any:
        """Return a feed's document."""
        return etree.fromstring(self.feeds[place])


def feeds_of(folder: Path) -> dict[str, bytes]:
    """Read all feeds and blogrolls of a built site."""
    names = {"atom.xml", "rss.xml", "feed.json", "blogroll.opml"}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.name in names}


@pytest.fixture(scope="module", params=VARIANTS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the small company's site in one of the layouts."""
    url, settings = VARIANTS[request.param]
    site = halden(tmp_path_factory.mktemp(request.param), settings)
    site.build()
    return Built(site, url, feeds_of(site.root / "site"))


def test_every_channel_has_three_feeds_and_people_a_blogroll(built: Built) -> None:
    """Atom, RSS and JSON Feed stand beside each group blog and each person, always in the folder form."""
    places = [f"{channel}/{name}" for channel in CHANNELS for name in ("atom.xml", "feed.json", "rss.xml")]
    rolls = ["blog/interactive-marketing/blogroll.opml", "blog/r-d/blogroll.opml", "experts/blogroll.opml"]
    former = [f"{slug}{name}" for slug in FORMER for name in ("atom.xml", "feed.json", "rss.xml")]
    assert sorted(built.feeds) == sorted([*places, *former, *rolls])


def test_no_validator_has_a_complaint(built: Built) -> None:
    """RFC 4287's schema and the rules of the W3C's validator hold, hostile posts and empty channels included."""
    found = {place: complaints(raw, url=built.url + _today(place), now=NOW) for place, raw in built.feeds.items()}
    assert {place: found for place, found in found.items() if found} == {}


def _today(place: str) -> str:
    """Return where a feed says it is."""
    return next((place.replace(old, new) for old, new in FORMER.items() if place.startswith(old)), place)


def test_feedparser_reads_every_feed(built: Built) -> None:
    """The most used parser finds nothing to forgive, and as many posts in each format."""
    counts: dict[str, set[int]] = {}
    for place, raw in built.feeds.items():
        folder, _, name = place.rpartition("/")
        if name.endswith(".xml"):
            read = feedparser.parse(raw)
            assert (place, bool(read.bozo)) == (place, False)
            counts.setdefault(folder, set()).add(len(read.entries))
        elif name.endswith(".json"):
            counts.setdefault(folder, set()).add(len(json.loads(raw)["items"]))
    assert [folder for folder, found in counts.items() if len(found) != 1] == []
    assert (counts["blog"], counts["experts/dan-quiet"]) == ({6}, {0})


def test_what_a_post_says_in_a_feed(built: Built) -> None:
    """The origin's id and address, its date, the expert's page here, and the feed that it comes from."""
    namespaces = {"a": "http://www.w3.org/2005/Atom"}
    entry = built.at("blog/atom.xml").xpath("a:entry[1]", namespaces=namespaces)[0]
    page = urljoin(built.url, built.at("experts/ada-lindqvist/rss.xml").findtext("channel/link"))
    said = {
        path: entry.xpath(f"string({path})", namespaces=namespaces)
        for path in (
            "a:id",
            "a:title",
            "a:link[@rel='alternate']/@href",
            "a:link[@rel='related']/@href",
            "a:author/a:name",
            "a:author/a:uri",
            "a:published",
            "a:updated",
            "a:summary",
            "a:source/a:id",
            "a:source/a:title",
            "a:source/a:link[@rel='self']/@href",
            "a:source/a:link[@rel='alternate']/@href",
        )
    }
    assert list(said.values()) == [
        "https://ada.example/newest",
        "Newest",
        "https://ada.example/newest",
        page,
        "Ada Lindqvist",
        page,
        "2026-11-20T09:00:00Z",
        "2026-11-20T09:00:00Z",
        "About Newest.",
        "https://ada.example/feed.xml",
        "ada.example",
        "https://ada.example/feed.xml",
        "https://ada.example/",
    ]


def test_hostile_titles_and_names_come_out_as_text(built: Built) -> None:
    """Nothing of a stranger's markup is an element, and nothing of it is lost."""
    title = "{{ 7*7 }} & **more**"
    atom, rss = built.at("experts/bo-script/atom.xml"), built.at("experts/bo-script/rss.xml")
    json_feed = json.loads(built.feeds["experts/bo-script/feed.json"])
    assert [
        atom.findtext("{*}entry/{*}title"),
        rss.findtext("channel/item/title"),
        json_feed["items"][0]["title"],
    ] == [title] * 3
    assert atom.findtext("{*}entry/{*}author/{*}name") == '"><script>alert(1)</script> & Bo'
    assert json_feed["authors"][0]["name"] == '"><script>alert(1)</script> & Bo'


def test_alumni_keep_their_feed(built: Built) -> None:
    """It holds what they wrote while they were here, and says that they were."""
    atom = built.at("experts/cleo-gone/atom.xml")
    assert [title.text for title in atom.iterfind("{*}entry/{*}title")] == ["Before leaving"]
    [related] = [link for link in atom.iterfind("{*}entry/{*}link") if link.get("rel") == "related"]
    assert related.get("title") in ("Cleo Gone, formerly of Halden & Co", "Cleo Gone, früher bei Halden & Co")


def test_a_feed_leads_browsers_to_its_style_sheet(built: Built) -> None:
    """The way is relative, so that it holds below a path; the style sheet is on the site."""
    for place in ("blog/atom.xml", "experts/ada-lindqvist/rss.xml", "blog/topics/attribution/atom.xml"):
        [instruction] = built.at(place).getroottree().xpath("/processing-instruction('xml-stylesheet')")
        target = urljoin(built.url + place, instruction.get("href"))
        assert target == f"{built.url}assets/cobrand/feed.css"
    assert (built.site.root / "site/assets/cobrand/feed.css").is_file()


def test_a_blogroll_opens_in_a_reader(built: Built) -> None:
    """People stand under their practices, alumni last; each blog once under each."""
    roll = etree.fromstring(built.feeds["experts/blogroll.opml"])
    groups = {group.get("text"): [blog.get("xmlUrl") for blog in group] for group in roll.iterfind("body/outline")}
    assert list(groups.values()) == [
        ["https://bo.example/feed.xml", "https://ada.example/feed.xml"],
        ["https://ada.example/feed.xml"],
        [],
        ["https://cleo.example/feed.xml"],
    ]
    assert (
        next(outline.get("htmlUrl") for outline in roll.iter("outline") if outline.get("type")) == "https://bo.example/"
    )


def test_rebuilt_without_news_the_bytes_are_the_same(built: Built) -> None:
    """Nothing in a feed tells when it was made, not even which day it is."""
    built.site.build(COBRAND_OFFLINE="1", SOURCE_DATE_EPOCH="1826701200")
    assert feeds_of(built.site.root / "site") == built.feeds


def test_an_edited_excerpt_makes_no_post_new(site: Callable[[str], Site], tmp_path: Path) -> None:
    """Only the excerpt differs: id, dates and order stay, and so does when the feed was updated."""
    made = halden(tmp_path, f"site_url: {TOP}\n")
    made.build()
    before = feeds_of(made.root / "site")
    feed = made.root / "web/ada.example/feed.xml"
    feed.write_text(feed.read_text().replace("About Third.", "All about the third."))
    made.build()
    after = feeds_of(made.root / "site")
    assert before.keys() == after.keys()
    changed = {place for place in after if after[place] != before[place]}
    assert "experts/ada-lindqvist/atom.xml" in changed
    assert {place: after[place].replace(b"All about the third.", b"About Third.") for place in changed} == {
        place: before[place] for place in changed
    }


def test_without_an_address_there_are_no_feeds_and_one_line_says_why(tmp_path: Path) -> None:
    """Nothing links to a feed that is not there."""
    made = halden(tmp_path, "theme: mkdocs\n")
    said = made.build("--verbose")
    assert feeds_of(made.root / "site") == {}
    assert said.count("No feeds are written") == 1
    pages = "".join(path.read_text(encoding="utf-8") for path in (made.root / "site").rglob("*.html"))
    assert [name for name in ("atom.xml", "rss.xml", "feed.json", "blogroll.opml") if name in pages] == []

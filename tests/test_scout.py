"""Addresses as people give them → whose they are, and what a profile should name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cobrand.config import Options, check_options
from cobrand.model import Blog, Expert
from cobrand.onboard.outlines import Candidate
from cobrand.onboard.scout import Newcomer, Scout
from cobrand.source import Document

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CARD = '<p class="h-card"><a class="p-name u-url u-uid" rel="me" href="{url}">Ada Lindqvist</a></p>'
LINK = '<link rel="alternate" type="application/rss+xml" href="{feed}">'
RSS = (
    "<rss version='2.0'><channel><title>Counted</title><link>{link}</link><item><title>One</title>"
    "<link>https://ada.example/one</link><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
)


def home(*, feed: str | None = "/feed.xml", url: str = "https://ada.example/") -> str:
    """Write a home page that says whose it is."""
    return f"<!doctype html><head>{LINK.format(feed=feed) if feed else ''}</head><body>{CARD.format(url=url)}"


def rss(link: str = "https://ada.example/") -> str:
    """Write a feed with one post."""
    return RSS.format(link=link)


def options(folder: Path, web: Mapping[str, str] | None, **more: object) -> Options:
    """Make a site whose web is a folder with these pages, or the real one."""
    for place, text in (web or {}).items():
        path = folder / "web" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    data = {"web": "web", **more} if web is not None else more
    return check_options(
        Document(path="mkdocs.yml", data=data), root=folder, site_name="Halden", site_url="https://www.halden.example/"
    )


def found(folder: Path, web: Mapping[str, str], url: str) -> Newcomer:
    """Look at an address in a web."""
    [newcomer] = Scout(options(folder, web), now=NOW).find([Candidate(page=url)])
    return newcomer


AT_HOME = {"ada.example/index.html": home(), "ada.example/feed.xml": rss()}


@pytest.mark.parametrize(
    "typed",
    [
        "https://ada.example/",
        "https://ada.example",
        "ada.example",
        "http://ada.example/",
        "  HTTPS://ada.example/  ",
        "https://ada.example/feed.xml",
        "ada.example/feed.xml",
        "https://ada.example/2026/one/",
    ],
)
def test_whatever_is_typed_the_profile_names_the_home_page(tmp_path: Path, typed: str) -> None:
    """A feed or a post leads to the page of the blog, which says who somebody is as well."""
    web = {**AT_HOME, "ada.example/2026/one/index.html": home(url="https://ada.example/2026/one/")}
    newcomer = found(tmp_path, web, typed)
    assert newcomer.blog is not None
    assert newcomer.blog.url.lower() == "https://ada.example/"
    assert newcomer.bio.name is not None
    assert newcomer.bio.name.value == "Ada Lindqvist"


def test_http_is_named_only_where_nothing_else_answers(tmp_path: Path) -> None:
    """The oracle is a host on a port of its own, whose owner knows better than we do."""
    web = {"ada.example+8080/index.html": home(feed="/feed.xml"), "ada.example+8080/feed.xml": rss()}
    newcomer = found(tmp_path, web, "http://ada.example:8080/")
    assert newcomer.blog == Blog(url="http://ada.example:8080/")


def test_a_feed_whose_page_is_on_a_foreign_host_stays_the_address(tmp_path: Path) -> None:
    """A feed may not send us to somebody else's page; nor may a page that names another feed."""
    elsewhere = {"ada.example/feed.xml": rss("https://evil.example/"), "evil.example/index.html": home()}
    assert found(tmp_path, elsewhere, "https://ada.example/feed.xml").blog == Blog(url="https://ada.example/feed.xml")
    other = {
        "b.example/feed.xml": rss("https://b.example/"),
        "b.example/index.html": home(feed="/other.xml"),
        "b.example/other.xml": rss("https://b.example/").replace("/one", "/another"),
    }
    assert found(tmp_path, other, "https://b.example/feed.xml").blog == Blog(url="https://b.example/feed.xml")


def test_a_feed_that_no_page_names_is_written_down(tmp_path: Path) -> None:
    """It is found by a guess, as pulls don't guess."""
    web = {"ada.example/index.html": home(feed=None), "ada.example/atom.xml": rss()}
    assert found(tmp_path, web, "https://ada.example/").blog == Blog(
        url="https://ada.example/", feed="https://ada.example/atom.xml"
    )


@pytest.mark.parametrize(
    ("typed", "reason", "remedy"),
    [
        ("https://nowhere.example/", "does not exist", "Open it in a browser"),
        ("https://ada.example/gone/", "has nothing at this address (404)", "Open it in a browser"),
        ("ftp://ada.example/", "neither http nor https", "Give the address as it stands in a browser"),
        ("not an address", "cannot be read", "Check the address"),
        ("https://ada:secret@ada.example/", "a user name in it", "without it"),
        (
            "https://lost.example/",
            "names https://lost.example/f.xml as its feed, which has nothing",
            "give its address",
        ),
        ("https://plain.example/", "no feed", "If there is a feed, give its address"),
        ("x" * 3_000, "cannot be read", "Check the address"),
        ("https://ada.example/" + "x" * 3_000, "nothing at this address", "Open it in a browser"),
    ],
)
def test_an_address_of_which_nothing_comes_says_why(tmp_path: Path, typed: str, reason: str, remedy: str) -> None:
    """With what to do about it, and never with a password."""
    pages = {"plain.example/index.html": home(feed=None), "lost.example/index.html": home(feed="/f.xml")}
    newcomer = found(tmp_path, {**AT_HOME, **pages}, typed)
    assert newcomer.failure is not None
    assert reason in newcomer.failure.reason
    assert remedy in newcomer.failure.remedy
    assert newcomer.blog is None
    assert "secret" not in newcomer.candidate.url


@pytest.mark.parametrize(
    "typed", ["http://127.0.0.1/", "localhost", "http://169.254.169.254/latest/", "http://[::1]:80/", "intranet"]
)
def test_no_private_place_is_asked(tmp_path: Path, typed: str) -> None:
    """On the real network: the address is refused before anything is sent, and who owns it is told how to open it."""
    [newcomer] = Scout(options(tmp_path, None), now=NOW).find([Candidate(page=typed)])
    assert newcomer.failure is not None
    assert re_private(newcomer.failure.reason)
    assert "private_hosts" in newcomer.failure.remedy


def re_private(reason: str) -> bool:
    """Tell whether a reason is that of the guard."""
    return "private" in reason or "reserved" in reason


def test_in_a_blogroll_the_feed_counts_where_the_page_fails(tmp_path: Path) -> None:
    """Exports are old: pages move, feeds stay."""
    web = {"ada.example/feed.xml": rss("https://ada.example/gone/")}
    [newcomer] = Scout(options(tmp_path, web), now=NOW).find(
        [Candidate(page="https://ada.example/gone/", feed="https://ada.example/feed.xml", title="Counted")]
    )
    assert newcomer.blog == Blog(url="https://ada.example/feed.xml")


def test_one_bad_address_keeps_nobody_out(tmp_path: Path) -> None:
    """They come back in the order in which they were listed, and progress is told."""
    told: list[tuple[int, int]] = []
    listed = [Candidate(page="https://nowhere.example/"), Candidate(page="ada.example", name="Ada L")]
    bad, good = Scout(options(tmp_path, AT_HOME), now=NOW).find(listed, lambda *done: told.append(done))
    assert (bad.failure is None, good.failure is None) == (False, True)
    assert good.bio.name is not None
    assert good.bio.name.value == "Ada L"
    assert told == [(1, 2), (2, 2)]


def test_looking_again_asks_nobody_again(tmp_path: Path) -> None:
    """The web may be gone by then: whether the page links back under the right slug is in what was read."""
    link = '<a rel="me" href="https://www.halden.example/experts/ada-lindqvist/">Halden</a>'
    web = {**AT_HOME, "ada.example/index.html": home() + link}
    made = options(tmp_path, web)
    scout = Scout(made, now=NOW)
    [newcomer] = scout.find([Candidate(page="https://ada.example/")])
    assert newcomer.sight.home is not None
    assert newcomer.sight.home.link_back is not None
    assert newcomer.sight.home.link_back.state == "brand-only"
    (tmp_path / "web/ada.example/index.html").unlink()
    (tmp_path / "web/ada.example/feed.xml").unlink()
    assert newcomer.blog is not None
    ada = Expert(slug="ada-lindqvist", name="Ada", source=Path("ada-lindqvist.md"), blogs=(newcomer.blog,))
    again = scout.see(ada)
    assert again.home is not None
    assert again.home.link_back is not None
    assert again.home.link_back.state == "verified"
    assert len(again.blogs[0].entries) == 1

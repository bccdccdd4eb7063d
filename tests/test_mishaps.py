"""What happens to blogs in real life, after months in which all was well: nothing that is held suffers, and people are told what to do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cobrand.harvest.fetch import Response
from cobrand.terminal import report
from company import Company, feed

PLACE = "https://ada.example/feed"
WELL = feed("one", "two", "three")
WAIT = "Earlier posts stay. Nothing to do unless it lasts; then tell the blog's owner."


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company of one, whose feed was well a day ago."""
    company = Company(tmp_path)
    company.hire("ada", PLACE)
    company.pull_from({PLACE: WELL})
    company.now += timedelta(days=1)
    return company


def page(title: str, *, head: str = "", status: str = "text/html") -> Response:
    """Answer 200 with a page, as people call it."""
    body = f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1></body></html>"
    return Response(url=PLACE, body=body.encode(), media_type=status)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page("Page not found"), "answered with a web page where its feed was"),
        (page("Just a moment…"), "answered with a web page where its feed was"),
        (page("We value your privacy"), "answered with a web page where its feed was"),
        (page("502 Bad Gateway", status="application/rss+xml"), "answered with a web page where its feed was"),
        (b"<h1>Error establishing a database connection</h1>", "answered with a web page where its feed was"),
        (b"Service Temporarily Unavailable", "answered with text that is no feed"),
        (
            b"<Error><Code>AccessDenied</Code></Error>",
            "answered with XML that is no feed: its outermost element is <error>",
        ),
        (b"\n\n", "answered with nothing at all"),
    ],
)
def test_a_page_in_the_place_of_a_feed_that_worked_is_not_the_profiles_fault(
    company: Company, answer: bytes | Response, reason: str
) -> None:
    """Missing pages, challenges, cookie walls, errors of a server, all with 200: posts stay, and nobody is sent to the profile."""
    before = company.titles("ada")
    _, line = report(company.pull_from({PLACE: answer}))
    assert line == f"ada.example (Ada) {reason}, since 2026-11-21. {WAIT}"
    assert company.titles("ada") == before
    assert company.pull_from({PLACE: WELL}).failing == ()


def test_a_page_that_never_was_a_feed_is_the_profiles_fault(tmp_path: Path) -> None:
    """Somebody gave the wrong address, and is told so."""
    company = Company(tmp_path)
    company.hire("ada", PLACE)
    _, line = report(company.pull_from({PLACE: page("Hello")}))
    assert line.endswith("Put the address of the blog's feed into the profile.")


@pytest.mark.parametrize("end", [30, 60, 90, 120, 150])
def test_a_feed_that_is_cut_off_brings_no_half_posts(company: Company, end: int) -> None:
    """What is there of the last one would stay, without its link, or with today's date; nor does it take others back."""
    before = company.archive.read("ada")
    longer = feed("one", "two", "three", "four")
    company.pull_from({PLACE: longer[:-end]})
    assert company.archive.read("ada") == before
    company.now += timedelta(days=1)
    company.pull_from({PLACE: longer})
    after = company.archive.read("ada")
    assert sorted(entry.id for entry in after.entries) == sorted(
        f"https://ada.example/{name}" for name in ("one", "two", "three", "four")
    )
    assert [entry.title for entry in after.entries if entry.first_seen or entry.withdrawn or not entry.link] == []


COMMENTS = feed("one#comment-1", "three#comment-2", title="Comments on Notes").replace(b"<title>", b"<title>Re: ")
PAGE = (
    '<link rel="alternate" type="application/rss+xml" href="/feed">'
    '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
)


@pytest.mark.parametrize("head", [PAGE, PAGE.partition(">")[2]], ids=["both", "comments alone"])
def test_comments_never_take_the_place_of_posts(tmp_path: Path, head: str) -> None:
    """While a blog's feed fails, that of its comments often does not; a blog that has no other has that one."""
    company = Company(tmp_path)
    company.hire("ada", "https://ada.example/")
    home, comments = replace(page("Ada", head=PAGE), url="https://ada.example/"), "https://ada.example/comments/feed"
    company.pull_from({"https://ada.example/": home, PLACE: WELL, comments: COMMENTS})
    before = company.archive.read("ada").entries
    assert [entry.title for entry in before] == ["three", "two", "one"]
    home = replace(page("Ada", head=head), url="https://ada.example/")
    pulled = company.pull_from(
        {"https://ada.example/": home, PLACE: b"Service Temporarily Unavailable", comments: COMMENTS}
    )
    assert company.archive.read("ada").entries == before
    assert [feed.url for _, feed in pulled.failing] == [PLACE]
    company.hire("bo", "https://bo.example/")
    only = replace(page("Bo", head=PAGE.partition(">")[2]), url="https://bo.example/")
    company.pull_from({"https://bo.example/": only, "https://bo.example/comments/feed": COMMENTS})
    assert company.titles("bo") == ["Re: three#comment-2", "Re: one#comment-1"]

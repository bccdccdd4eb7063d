"""Group blogs and the archive with nothing on them, little, a page's worth, and a lot."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cobrand.publish.pages import ArchivePage, GroupPage, Page
from cobrand.publish.select import Post
from newsroom import ADA, MEI, OPTIONS, draw, make_pages, one, post, said, soup

GROUPS = ["blog", "blog/law", "blog/topics/kites"]
ONLY_LAW = replace(MEI, practices=("law",), topics=("kites",))
LONG = "Quartalszahlenbesprechungsprotokollvorlage " * 70


def posts(count: int, **more: object) -> list[Post]:
    """Make as many posts, a day apart, on one topic and of one practice."""
    first = date(2026, 11, 1)
    return [
        post((first - timedelta(days=n)).isoformat(), ONLY_LAW, topics=["kites"], **more)  # type: ignore[arg-type]
        for n in range(count)
    ]


def row(pages: dict[str, Page], folder: str) -> list[Page]:
    """Return the pages of a group blog, in order, as their own links lead."""
    found = [pages[f"{folder}/index.md"]]
    by_url = {page.url: page for page in pages.values()}
    while (following := found[-1].pager.next) is not None:  # type: ignore[attr-defined]
        found.append(by_url[following])
    return found


@pytest.mark.parametrize("folder", GROUPS)
@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (1, 1), (20, 1), (21, 2), (300, 15)])
def test_every_post_of_a_group_is_on_one_page_of_it(folder: str, count: int, sheets: int) -> None:
    """Each page leads to the one before and the one after; an empty one says so."""
    found = row(make_pages(posts(count), [ONLY_LAW, ADA]), folder)
    drawn = [soup(page) for page in found]
    titles = [said(card) for page in drawn for card in page.select(".cobrand-card h3")]
    assert (len(found), len(titles), len(set(titles))) == (sheets, count, count)
    group = found[0]
    for number, page in enumerate(drawn, 1):
        ways_back = [link for link in page.select(".cobrand-kicker a") if str(link["href"]).endswith(f"/{group.url}")]
        assert len(ways_back) == (number > 1)
        ways = {str(link["rel"][0]): str(link["href"]) for link in page.select(".cobrand-pager a")}
        expected = ({"prev"} if number > 1 else set()) | ({"next"} if number < sheets else set())
        assert expected == set(ways)
    assert len(drawn[0].select(".cobrand-empty")) == (not count)


@pytest.mark.parametrize("folder", GROUPS)
def test_a_group_says_how_to_follow_it(folder: str) -> None:
    """Its feeds stand on each of its pages; a practice has the list of its people's blogs as well."""
    for page in row(make_pages(posts(21)), folder):
        links = [said(link) for link in soup(page).select(".cobrand-feeds a")]
        assert links[:3] == ["Atom", "RSS", "JSON Feed"]
        assert len(links) == (4 if folder == "blog/law" else 3)
    options = replace(OPTIONS, site_url=None)
    page = make_pages(posts(1), options=options)[f"{folder}/index.md"]
    assert soup(page, options=options).select(".cobrand-feeds") == []


def test_a_practice_says_who_is_in_it_what_it_offers_and_how_to_reach_it() -> None:
    """Above the posts, and only on its first page."""
    first, second = (soup(page) for page in row(make_pages(posts(21), [ONLY_LAW, ADA]), "blog/law"))
    assert said(one(first, ".cobrand-lead")) == "What one may do."
    assert [link["href"] for link in first.select(".cobrand-actions a")] == [
        "../../services/law/",
        "mailto:law@x.example",
    ]
    assert [said(name) for name in first.select(".cobrand-faces__name")] == ["Mei", "Ada Lindqvist"]
    assert second.select(".cobrand-lead, .cobrand-actions, .cobrand-faces") == []


@pytest.mark.parametrize("title", ["A title of ordinary length", LONG])
def test_no_page_is_heavy(title: str) -> None:
    """Ours is at most 300 KB of a page, with 20 cards or 150 lines, share links and all; titles of 3,000 letters count."""
    excerpt = f"<p>{'Words upon words. ' * 33}</p>"
    pages = make_pages(posts(700, title=title, content=excerpt, comments="https://mei.example/c", comment_count=9))
    sizes = [
        len(draw(page).html.encode())
        for page in pages.values()
        if isinstance(page, ArchivePage | GroupPage) and page.pager.number <= 2
    ]
    assert max(sizes) <= 300_000


def test_a_year_is_marked_where_one_is_in_it() -> None:
    """And leads to the other years."""
    page = soup(make_pages([*posts(1), post("2024-05-01", ADA)])["blog/archive/2024.md"])
    assert said(one(page, '[aria-current="page"]')) == "2024"
    assert [said(link) for link in page.select(".cobrand-topics__topic")] == ["2026", "2024"]

"""Laws of the pages: no post is lost or doubled, nobody is drowned, every way leads somewhere."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cobrand.publish.pages import (
    ArchivePage,
    Card,
    GroupPage,
    ListingPage,
    Page,
)
from cobrand.publish.select import Post
from fuzzing import trying
from newsroom import OPTIONS, expert, make_pages, post


def names(cards: tuple[Card, ...]) -> list[str]:
    """Return the author of each card."""
    return [card.people[0].expert.slug for card in cards]


def _archived(pages: dict[str, Page]) -> list[Card]:
    return [card for page in pages.values() if isinstance(page, ArchivePage) for card in page.posts]


PEOPLE = [
    expert(f"p{number}", practices=("law", "ops")[: number % 3], topics=("kites", "wind")[: number % 2])
    for number in range(5)
]


@st.composite
def posts_of_a_company(draw: st.DrawFn) -> list[Post]:
    """Draw some posts, most of them by one person, some of them shared."""
    written = draw(
        st.lists(
            st.tuples(
                st.sets(st.sampled_from([0, 0, 0, 1, 2, 3, 4]), min_size=1, max_size=2),
                st.integers(0, 900),
                st.sets(st.sampled_from(["kites", "wind"])),
            ),
            max_size=70,
        )
    )
    return [
        post(
            (date(2026, 11, 1) - timedelta(days=ago)).isoformat(),
            *(PEOPLE[number] for number in sorted(numbers)),
            identifier=f"post {index}",
            topics=sorted(topics),
        )
        for index, (numbers, ago, topics) in enumerate(written)
    ]


@trying(60)
@given(posts_of_a_company(), st.integers(1, 7), st.booleans())
def test_every_post_is_once_in_each_listing_and_once_at_home(posts: list[Post], size: int, directories: bool) -> None:
    """No post is lost or doubled, no address is used twice, and every way leads to a page."""
    found = make_pages(posts, PEOPLE, options=replace(OPTIONS, posts_per_page=size), use_directory_urls=directories)
    pages = list(found.values())
    urls = {page.url for page in pages}
    assert len(pages) == len(urls)
    assert {page.parent for page in pages} - {None} <= set(found)
    assert sorted(one.anchor for one in posts) == sorted(card.post.anchor for card in _archived(found))
    for page in pages:
        if isinstance(page, ArchivePage):
            assert {f"{page.url}#{card.post.anchor}" for card in page.posts} == {card.home for card in page.posts}
    wanted, listed = {(folder, one.anchor) for one in posts for folder in ("blog", *_folders(one))}, _listed(pages)
    assert listed <= wanted
    has, should_have = (Counter(folder for folder, _ in found) for found in (listed, wanted))
    assert has == {folder: min(count, 50 * size) for folder, count in should_have.items()}


def _folders(one: Post) -> list[str]:
    return [f"blog/{slug}" for slug in one.practices] + [f"blog/topics/{slug}" for slug in one.topics]


def _listed(pages: list[Page]) -> set[tuple[str, str]]:
    """Return which post is in which listing; fail if one is there twice."""
    listed = [
        (page.group.src_uri.removesuffix("/index.md"), card.post.anchor)
        for page in pages
        if isinstance(page, GroupPage)
        for card in page.posts
    ]
    assert len(listed) == len(set(listed))
    return set(listed)


@trying(60)
@given(posts_of_a_company(), st.integers(1, 20))
def test_nobody_gets_a_further_round_before_the_others_had_theirs(posts: list[Post], size: int) -> None:
    """On page one whoever has more than three posts has them because there was nobody else left to ask."""
    alone = [one for one in posts if len(one.experts) == 1]
    page = make_pages(alone, PEOPLE, options=replace(OPTIONS, posts_per_page=size))["blog/index.md"]
    assert isinstance(page, GroupPage)
    has, wrote = Counter(names(page.posts)), Counter(one.experts[0].slug for one in alone)
    full_rounds = (max(has.values(), default=1) - 1) // 3
    assert min(size, len(alone)) == len(page.posts)
    assert all(has[slug] >= min(count, 3 * full_rounds) for slug, count in wrote.items())
    assert sorted(page.posts, key=lambda card: card.post.entry.date, reverse=True) == list(page.posts)


@trying(30)
@given(posts_of_a_company(), st.integers(1, 7))
def test_a_row_of_pages_can_be_walked_both_ways(posts: list[Post], size: int) -> None:
    """Every next page has this one as its previous, and the row ends at both ends."""
    found = make_pages(posts, PEOPLE, options=replace(OPTIONS, posts_per_page=size))
    by_url = {page.url: page for page in found.values()}
    rows = [page for page in found.values() if isinstance(page, ListingPage)]
    assert all(page.pager.number in range(1, page.pager.of + 1) for page in rows)
    for page in rows:
        assert (page.pager.next is None) == (page.pager.number == page.pager.of)
        assert (page.pager.previous is None) == (page.pager.number == 1)
        if page.pager.next is not None:
            following = by_url[page.pager.next]
            assert isinstance(following, ListingPage)
            assert page.url == following.pager.previous

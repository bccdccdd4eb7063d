"""What one build has made serves the next where pages are equal: whatever a page is made of, a change of it counts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cobrand.model import Expert
from cobrand.publish.earlier import Earlier
from cobrand.publish.pages import Page
from cobrand.publish.select import Post
from newsroom import ADA, GONE, MEI, OPTIONS, hosted, make_pages, post

POSTS = (
    post("2026-11-01", ADA, topics=["kites"]),
    post("2026-11-02", MEI),
    post("2026-11-03", ADA, MEI),
    post("2025-01-03", GONE),
)
EVERYBODY = (ADA, MEI, GONE)


def site(posts: Sequence[Post] = POSTS, experts: Sequence[Expert] = EVERYBODY) -> dict[str, Page]:
    """Make all pages anew, by address: nothing in them is what it was before, and all of it is equal."""
    made = make_pages([replace(one) for one in posts], [replace(one) for one in experts])
    return {page.url: page for page in made.values()}


def build(earlier: Earlier, pages: dict[str, Page], world: object = OPTIONS) -> set[str]:
    """Build, and return the addresses of the pages that were made."""
    made: set[str] = set()

    def make(url: str) -> str:
        made.add(url)
        return f"<p>{url}</p>"

    earlier.begin(world)
    drawn = {url: earlier.of(page, make=lambda url=url: make(url)) for url, page in pages.items()}  # type: ignore[misc]
    assert drawn == {url: f"<p>{url}</p>" for url in pages}
    return made


def test_a_build_without_a_change_makes_nothing() -> None:
    """However often it is built: what is the same is the same in the third build as well."""
    earlier = Earlier(most=1000)
    assert [bool(build(earlier, site())) for _ in range(4)] == [True, False, False, False]


def test_an_edited_profile_touches_the_pages_that_show_the_person() -> None:
    """The person's own, listings, and that of who has taken over; nobody else's."""
    earlier = Earlier(most=1000)
    build(earlier, site())
    made = build(earlier, site(experts=(ADA, MEI, replace(GONE, body="Edited."))))
    assert "experts/gone/" in made
    assert "blog/archive/2025/" in made
    assert not made & {"experts/mei/", "blog/archive/2026/"}


@pytest.mark.parametrize("change", [{"content": "<p>Other words.</p>"}, {"title": "Another"}, {"comment_count": 3}])
def test_an_edited_post_touches_the_pages_that_show_it(change: dict[str, object]) -> None:
    """All that is known of it counts, whether or not it shows."""
    earlier = Earlier(most=1000)
    build(earlier, site())
    edited = replace(POSTS[3], entry=replace(POSTS[3].entry, **change))  # type: ignore[arg-type]
    made = build(earlier, site((*POSTS[:3], edited)))
    assert {"experts/gone/", "blog/archive/2025/"} <= made
    assert not made & {"experts/ada/", "blog/archive/2026/"}


def test_a_post_of_the_company_s_own_is_read_again() -> None:
    """Its text is no part of it: it lies in the site's own blog."""
    earlier, texts = Earlier(most=1000), ["First words."]
    ours = hosted(post("2026-11-05", ADA))
    assert ours.hosted
    ours = replace(ours, hosted=replace(ours.hosted, read=lambda: texts[-1]))
    assert [bool(build(earlier, site((ours, *POSTS)))) for _ in range(2)] == [True, False]
    texts.append("Other words.")
    assert "experts/ada/" in build(earlier, site((ours, *POSTS)))


def test_another_world_makes_everything_anew() -> None:
    """Options and templates are in every page."""
    earlier = Earlier(most=1000)
    everything = build(earlier, site())
    assert build(earlier, site(), replace(OPTIONS, posts_per_page=21)) == everything
    assert build(earlier, site(), replace(OPTIONS, posts_per_page=21)) == set()


def test_it_keeps_no_more_than_it_may() -> None:
    """A build that is no preview keeps nothing; a large site's preview, a part."""
    for most in (0, 3):
        earlier, pages = Earlier(most=most), site()
        build(earlier, pages)
        assert len(pages) - len(build(earlier, pages)) == most


def test_what_no_build_asks_for_any_more_is_forgotten() -> None:
    """A page that is gone for a build is made anew when it is back."""
    earlier, pages = Earlier(most=1000), site()
    build(earlier, pages)
    build(earlier, {url: page for url, page in pages.items() if url != "experts/ada/"})
    assert build(earlier, pages) == {"experts/ada/"}

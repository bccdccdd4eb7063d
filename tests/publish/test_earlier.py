"""What one build has made serves the next where pages are equal: whatever a page is made of, a change of it counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cobrand.model import Expert
from cobrand.publish.earlier import Earlier
from cobrand.publish.pages import Channel, Page
from cobrand.publish.select import Post
from cobrand.publish.syndicate import Files, Syndicator
from feeds import DRAWING
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


def test_what_is_to_be_forgotten_is_made_again() -> None:
    """As where a fault has left something out: that may not pass for what a page is."""
    earlier = Earlier(most=1000)
    made = build(earlier, site())
    earlier.forget()
    assert build(earlier, site()) == made


def test_files_need_no_disk_to_lie_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for temporary files, they are made again at each build."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    earlier, files = Earlier(most=1000), [("a.xml", b"<a/>")]
    for _ in range(2):
        earlier.begin(OPTIONS)
        assert files == earlier.files((), site()["experts/mei/"], lambda: files)


def test_an_edited_profile_touches_the_pages_that_show_the_person() -> None:
    """The person's own, listings, and that of who has taken over; nobody else's."""
    earlier = Earlier(most=1000)
    build(earlier, site())
    made = build(earlier, site(experts=(ADA, MEI, replace(GONE, job_title="Sailor"))))
    assert "experts/gone/" in made
    assert "blog/archive/2025/" in made
    assert not made & {"experts/mei/", "blog/archive/2026/"}


def test_a_bio_touches_no_page_by_itself() -> None:
    """It stands on the person's own alone, and whoever draws that gives it as one `more` thing that counts."""
    earlier = Earlier(most=1000)
    build(earlier, site())
    assert build(earlier, site(experts=(ADA, MEI, replace(GONE, body="Edited.")))) == set()


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


# --- feeds -----------------------------------------------------------------------------------------------------------


class Preview:
    """Builds whose feeds stand where nothing that they are made of has changed; `made` are the channels of the last one."""

    def __init__(self) -> None:
        self.earlier = Earlier(most=1000)
        self.made: list[str] = []

    def feeds(self, posts: Sequence[Post], experts: Sequence[Expert] = EVERYBODY) -> dict[str, bytes]:
        """Make all feeds, or take those of the build before."""
        pages = site(posts, experts).values()
        self.earlier.begin(OPTIONS)
        self.made.clear()
        syndicator = Syndicator(OPTIONS, posts, {}, drawing=DRAWING)

        def recall(among: object, channel: Channel, make: Callable[[], Files]) -> Files:
            return self.earlier.files(among, channel, lambda: self.made.append(channel.url) or make())  # type: ignore[func-returns-value]

        return dict(syndicator.files(pages, recall=recall))


def test_feeds_stand_while_nothing_that_they_are_made_of_changes() -> None:
    """A bio is in no feed: none is made again, and every one is written as it was."""
    preview = Preview()
    first = preview.feeds(POSTS)
    assert "experts/ada/" in preview.made
    again = preview.feeds(POSTS, (replace(ADA, body="Edited."), MEI, GONE))
    assert preview.made == []
    assert first == again


EDITED = {
    "text": (replace(POSTS[3], entry=replace(POSTS[3].entry, content="<p>Other words.</p>")), EVERYBODY),
    "title": (replace(POSTS[3], entry=replace(POSTS[3].entry, title="Another")), EVERYBODY),
    "date": (replace(POSTS[3], entry=replace(POSTS[3].entry, updated=POSTS[0].entry.published)), EVERYBODY),
    "somebody else's id": (replace(POSTS[3], entry=replace(POSTS[3].entry, id=POSTS[1].entry.id)), EVERYBODY),
    "name": (POSTS[3], (ADA, MEI, replace(GONE, name="Grace Gone"))),
    "practice": (POSTS[3], (ADA, MEI, replace(GONE, practices=("law", "ops")))),
}


@pytest.mark.parametrize("what", EDITED)
def test_feeds_that_stand_are_those_that_would_be_made(what: str) -> None:
    """Whatever is edited: byte for byte, as if there had been no build before. Guard: the edit shows in some feed."""
    last, experts = EDITED[what]
    preview, posts = Preview(), (*POSTS[:3], last)
    before = preview.feeds(POSTS)
    after = preview.feeds(posts, experts)
    assert before != after
    assert Preview().feeds(posts, experts) == after


def test_only_the_feeds_that_carry_an_edited_post_are_made_again() -> None:
    """Its author's and the company's, and not a colleague's."""
    preview = Preview()
    preview.feeds(POSTS)
    preview.feeds((*POSTS[:3], EDITED["title"][0]))
    assert "experts/gone/" in preview.made
    assert "experts/mei/" not in preview.made

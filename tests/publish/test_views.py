"""What pages there are and what is on them: addresses, order, paging, homes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cobrand.model import Span
from cobrand.publish.order import posts_each, sheets_each
from cobrand.publish.pages import (
    ArchivePage,
    Card,
    DirectoryPage,
    ExpertPage,
    GroupPage,
    Page,
    RedirectPage,
    photo_files,
    url_of,
)
from newsroom import LAW, OPTIONS, expert, hosted, make_pages, newest_first, photo, post

ADA = expert("ada", practices=("law",), topics=("kites", "wind"))
MEI = expert("mei", practices=("law", "ops"), topics=("kites",))
GONE = expert("gone", practices=("law",), topics=("kites", "wind"), spans=(Span(left=date(2024, 1, 31)),))


def days(count: int, *, last: str = "2026-11-01", apart: int = 1) -> list[str]:
    """Return days going back from the last, `apart` days from each other."""
    return [(date.fromisoformat(last) - timedelta(days=index * apart)).isoformat() for index in range(count)]


def dates(cards: tuple[Card, ...]) -> list[str]:
    """Return the days of some posts."""
    return [str(card.day) for card in cards]


def titles(page: Page) -> list[str | None]:
    """Return the titles of what a page lists."""
    assert isinstance(page, GroupPage | ExpertPage | ArchivePage)
    return [card.post.entry.title for card in page.posts]


def names(cards: tuple[Card, ...]) -> list[str]:
    """Return the author of each card."""
    return [card.people[0].expert.slug for card in cards]


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("src_uri", "folder", "file"),
    [
        ("experts/index.md", "experts/", "experts/index.html"),
        ("experts/page/2.md", "experts/page/2/", "experts/page/2.html"),
        ("experts/ada.md", "experts/ada/", "experts/ada.html"),
        ("blog/index.md", "blog/", "blog/index.html"),
        ("blog/page/2.md", "blog/page/2/", "blog/page/2.html"),
        ("blog/law/index.md", "blog/law/", "blog/law/index.html"),
        ("blog/law/page/2.md", "blog/law/page/2/", "blog/law/page/2.html"),
        ("blog/topics/kites/index.md", "blog/topics/kites/", "blog/topics/kites/index.html"),
        ("blog/topics/kites/page/2.md", "blog/topics/kites/page/2/", "blog/topics/kites/page/2.html"),
        ("blog/archive/2026.md", "blog/archive/2026/", "blog/archive/2026.html"),
        ("blog/archive/2025.md", "blog/archive/2025/", "blog/archive/2025.html"),
    ],
)
def test_every_kind_of_page_has_the_address_in_the_contract(src_uri: str, folder: str, file: str) -> None:
    """Addresses are the same for ever, with and without `use_directory_urls`."""
    people = [expert(f"x{number}") for number in range(100)]
    posts = [post(day, ADA, topics=["kites"]) for day in days(400)]
    for use_directory_urls, url in ((True, folder), (False, file)):
        found = make_pages(posts, [ADA, *people], use_directory_urls=use_directory_urls)
        assert url == found[src_uri].url


def test_the_group_blogs_move_with_blog_dir() -> None:
    """`blog_dir: ideas` moves the group blogs and the archive, and leaves the people where they are."""
    found = make_pages([post("2026-11-01", ADA)], options=replace(OPTIONS, blog_dir="ideas"))
    assert sorted(found) == [
        "experts/ada.md",
        "experts/index.md",
        "ideas/archive/2026.md",
        "ideas/index.md",
        "ideas/law/index.md",
        "ideas/ops/index.md",
        "ideas/topics/kites/index.md",
        "ideas/topics/wind/index.md",
    ]


@pytest.mark.parametrize(
    ("src_uri", "folder", "file"),
    [("index.md", "", "index.html"), ("README.md", "", "index.html"), ("a/README.md", "a/", "a/index.html")],
)
def test_addresses_follow_mkdocs_for_pages_of_the_site(src_uri: str, folder: str, file: str) -> None:
    """A README is an index, and the home page's address is empty."""
    assert folder == url_of(src_uri, use_directory_urls=True)
    assert file == url_of(src_uri, use_directory_urls=False)


def test_a_former_address_leads_to_the_person() -> None:
    """Each alias is a page that points at where its person is now."""
    page = make_pages(experts=[replace(ADA, aliases=("ada-old",))])["experts/ada-old.md"]
    assert isinstance(page, RedirectPage)
    assert (page.url, page.target, page.searchable) == ("experts/ada-old/", "experts/ada/", False)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("services/law.md", "services/law/"),
        ("services/index.md#law", "services/#law"),
        ("services/law/", "services/law/"),
        ("https://shop.example/law", "https://shop.example/law"),
        (None, None),
    ],
)
def test_an_offering_is_the_address_of_the_page_that_is_named(named: str | None, expected: str | None) -> None:
    """Editors name a page by its file; what visitors follow is its address."""
    page = make_pages(practices=[replace(LAW, offering=named)])["blog/law/index.md"]
    assert isinstance(page, GroupPage)
    assert expected == page.group.offering


def test_a_photo_has_an_address_for_each_size() -> None:
    """The address names slug, content and size, and leads to the cached file; previews get the JPEG."""
    picture = photo("ada", 96, 192)
    page = make_pages(experts=[ADA], photos={"ada": picture})["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    expected = {size: f"assets/cobrand/photos/ada-61646100-{size}.webp" for size in (96, 192)}
    assert expected == page.person.photo
    assert page.person.portrait == "assets/cobrand/photos/ada-61646100.jpg"
    files = {expected[size]: picture.sizes[size] for size in (96, 192)} | {page.person.portrait: picture.jpeg}
    assert files == photo_files({"ada": picture})


# --- people ----------------------------------------------------------------------------------------------------------


def test_an_experts_page_shows_the_newest_ten() -> None:
    """The newest has more room, the nine after it follow."""
    page = make_pages([post(day, ADA) for day in days(12)])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert page.featured
    assert not page.pinned
    assert [f"Ada on {day}" for day in days(10)] == [page.featured.post.entry.title, *titles(page)]


def test_newer_personal_posts_do_not_hide_what_the_company_published() -> None:
    """The three newest of those that are not among the recent ones have a section of their own; pinned, one is not twice."""
    personal = [post(day, ADA) for day in days(12)]
    own = [hosted(post(day, ADA, identifier=f"news/{day}/")) for day in days(5, last="2024-05-05")]
    page = make_pages([*personal, *own])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert dates(page.posts) == days(10)[1:]
    assert dates(page.published) == ["2024-05-05", "2024-05-04", "2024-05-03"]
    pinned = replace(ADA, pin="news/2024-05-05/")
    page = make_pages([replace(one, experts=(pinned,)) for one in (*personal, *own)])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert [page.featured and page.featured.url, *dates(page.published)] == [
        "news/2024-05-05/",
        "2024-05-04",
        "2024-05-03",
        "2024-05-02",
    ]
    page = make_pages([*personal[:4], *own])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert page.published == ()


@pytest.mark.parametrize("pin", ["https://ada.example/2026-10-30", "http://www.ada.example/2026-10-30/?utm_source=x"])
def test_a_pinned_post_comes_first(pin: str) -> None:
    """It is found by id or by address, however the address is written."""
    pinning = replace(ADA, pin=pin)
    page = make_pages([post(day, pinning) for day in days(4)])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert page.featured
    assert page.pinned
    assert page.featured.post.entry.title == "Ada on 2026-10-30"
    assert titles(page) == ["Ada on 2026-11-01", "Ada on 2026-10-31", "Ada on 2026-10-29"]


def test_a_pinned_post_may_be_an_old_one() -> None:
    """A pin reaches beyond the newest ten, and takes none of their places."""
    pinning = replace(ADA, pin="https://ada.example/2026-10-10")
    page = make_pages([post(day, pinning) for day in days(30)])["experts/ada.md"]
    assert [f"Ada on {day}" for day in days(10)] == titles(page)


def test_a_pin_that_shows_nowhere_pins_nothing() -> None:
    """The newest post takes the room."""
    page = make_pages([post("2026-11-01", replace(ADA, pin="https://ada.example/hidden"))])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert not page.pinned


def test_somebody_without_posts_has_a_page() -> None:
    """It shows no posts, and its date is the bio's."""
    page = make_pages(experts=[replace(ADA, updated=date(2026, 2, 3))])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert (None, (), date(2026, 2, 3)) == (page.featured, page.posts, page.updated)


def test_people_are_listed_by_name_and_alumni_apart() -> None:
    """Whoever has left comes after everybody else."""
    page = make_pages(experts=[MEI, GONE, ADA])["experts/index.md"]
    assert isinstance(page, DirectoryPage)
    assert [person.expert.slug for person, _ in page.people] == ["ada", "mei"]
    assert [person.expert.slug for person, _ in page.alumni] == ["gone"]


def test_a_page_of_the_directory_has_room_for_a_hundred() -> None:
    """The rest follows, alumni at the very end."""
    people = [expert(f"x{number:03}") for number in range(150)]
    found = make_pages(experts=[GONE, *people])
    first, second = found["experts/index.md"], found["experts/page/2.md"]
    assert isinstance(first, DirectoryPage)
    assert isinstance(second, DirectoryPage)
    assert (len(first.people), len(first.alumni), len(second.people), len(second.alumni)) == (100, 0, 50, 1)


def test_peers_share_topics_and_are_here() -> None:
    """Whoever shares the most comes first; alumni and strangers don't come at all."""
    close, stranger = expert("close", topics=("wind", "kites")), expert("stranger")
    page = make_pages([post("2026-11-01", MEI)], [ADA, MEI, GONE, close, stranger])["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert [(peer.person.expert.slug, [topic.slug for topic in peer.topics]) for peer in page.peers] == [
        ("close", ["kites", "wind"]),
        ("mei", ["kites"]),
    ]


def test_a_successor_is_known() -> None:
    """The alumni page can point at whoever has taken over."""
    page = make_pages(experts=[ADA, replace(GONE, successor="ada")])["experts/gone.md"]
    assert isinstance(page, ExpertPage)
    assert page.successor
    assert page.successor.expert.name == "Ada"


# --- group blogs -----------------------------------------------------------------------------------------------------


def test_one_prolific_voice_does_not_drown_the_rest() -> None:
    """A daily blog gets three places on page one before the quarterly one has had its turn."""
    posts = [*(post(day, ADA) for day in days(60)), *(post(day, MEI) for day in days(8, last="2026-06-30", apart=90))]
    page = make_pages(posts, options=replace(OPTIONS, posts_per_page=6))["blog/index.md"]
    assert isinstance(page, GroupPage)
    assert names(page.posts) == ["ada", "ada", "ada", "mei", "mei", "mei"]


def test_a_lonely_voice_fills_the_page() -> None:
    """Rounds go on while there is room."""
    page = make_pages([post(day, ADA) for day in days(30)])["blog/index.md"]
    assert [f"Ada on {day}" for day in days(20)] == titles(page)


def test_a_shared_post_takes_a_turn_of_each_of_its_authors() -> None:
    """Nobody gets a fourth place by writing with somebody else."""
    posts = [*(post(day, ADA) for day in days(3)), post("2026-10-20", MEI, ADA), post("2026-10-10", MEI)]
    page = make_pages(posts, options=replace(OPTIONS, posts_per_page=4))["blog/index.md"]
    assert titles(page) == ["Ada on 2026-11-01", "Ada on 2026-10-31", "Ada on 2026-10-30", "Mei on 2026-10-10"]


def test_what_page_one_left_out_comes_next() -> None:
    """Page two starts with the newest that had to wait."""
    posts = [*(post(day, ADA) for day in days(5)), post("2026-01-01", MEI)]
    found = make_pages(posts, options=replace(OPTIONS, posts_per_page=4))
    assert titles(found["blog/page/2.md"]) == ["Ada on 2026-10-29", "Ada on 2026-10-28"]


def test_listings_end_after_fifty_pages() -> None:
    """What is older is in the archive."""
    posts = [post(day, ADA) for day in days(60)]
    found = make_pages(posts, options=replace(OPTIONS, posts_per_page=1))
    last = found["blog/page/50.md"]
    assert isinstance(last, GroupPage)
    assert last.pager.next is None
    assert "blog/page/51.md" not in found
    assert sum(len(page.posts) for page in found.values() if isinstance(page, ArchivePage)) == 60


def test_a_practice_lists_its_people_and_its_former_people() -> None:
    """Whoever wrote last comes first."""
    page = make_pages([post("2026-11-01", MEI), post("2026-10-01", ADA)], [ADA, GONE, MEI])["blog/law/index.md"]
    assert isinstance(page, GroupPage)
    assert [person.expert.slug for person in page.people] == ["mei", "ada"]
    assert [person.expert.slug for person in page.alumni] == ["gone"]


def test_the_company_shows_the_faces_of_those_who_write() -> None:
    """At most twelve, whoever wrote last first; how many more there are is known."""
    people = [expert(f"x{number:02}") for number in range(14)]
    posts = [post(day, one) for one, day in zip(people, days(14), strict=True)]
    page = make_pages(posts, [*people, ADA])["blog/index.md"]
    assert isinstance(page, GroupPage)
    assert [f"x{number:02}" for number in range(12)] == [person.expert.slug for person in page.people]
    assert [person.expert.slug for person in page.others] == ["x12", "x13"]


def test_a_topic_lists_its_posts_and_its_people() -> None:
    """Posts by their own topics, people by theirs."""
    page = make_pages([post("2026-11-01", ADA, topics=["wind"]), post("2026-10-01", ADA)])["blog/topics/wind/index.md"]
    assert isinstance(page, GroupPage)
    assert (titles(page), [person.expert.slug for person in page.people]) == (["Ada on 2026-11-01"], ["ada"])


def test_a_practice_that_nobody_knows_is_left_out() -> None:
    """A post never links to a page that does not exist."""
    page = make_pages([post("2026-11-01", expert("bo", practices=("law", "lost")))])["blog/index.md"]
    assert isinstance(page, GroupPage)
    assert [group.slug for group in page.posts[0].practices] == ["law"]


# --- the archive -----------------------------------------------------------------------------------------------------


def test_a_year_is_grouped_by_month_newest_first() -> None:
    """Months and posts alike."""
    page = make_pages([post(day, ADA) for day in ("2026-01-02", "2026-03-04", "2026-03-01")])["blog/archive/2026.md"]
    assert isinstance(page, ArchivePage)
    months = [(month, [card.day.day for card in cards]) for month, cards in page.months()]
    assert [(date(2026, 3, 1), [4, 1]), (date(2026, 1, 1), [2])] == months


def test_a_home_does_not_move_while_the_year_goes_on() -> None:
    """A year too long for one page fills several from its first day on, so new posts come to the last one."""
    posts = [post(day, ADA, identifier=f"{day}-{number}") for day in days(300) for number in range(3)]
    before = {card.post.anchor: card.home for card in _archived(make_pages(posts))}
    after = {card.post.anchor: card.home for card in _archived(make_pages([*posts, post("2026-11-19", MEI)]))}
    assert {"blog/archive/2026/", "blog/archive/2026/page/2/", "blog/archive/2026/page/3/"} <= {
        home.partition("#")[0] for home in before.values()
    }
    assert before == {anchor: home for anchor, home in after.items() if anchor in before}


def test_search_lands_on_the_newest_thousand() -> None:
    """Older posts can be read, and are not indexed."""
    posts = [post(day, ADA, identifier=f"{day}-{number}") for day in days(300) for number in range(4)]
    cards = sorted(_archived(make_pages(posts)), key=lambda card: card.day, reverse=True)
    assert sum(card.indexed for card in cards) == 1000
    assert all(card.indexed for card in cards[:999])


def _archived(pages: dict[str, Page]) -> list[Card]:
    return [card for page in pages.values() if isinstance(page, ArchivePage) for card in page.posts]


# --- what every page knows -------------------------------------------------------------------------------------------


def test_lastmod_is_the_newest_post_or_the_last_edit_of_the_bio() -> None:
    """The date of the build is no reason to visit a page again."""
    older, newer = post("2026-10-01", replace(ADA, updated=date(2026, 10, 5))), post("2026-11-01", MEI)
    found = make_pages([older, newer])
    assert {
        "experts/ada.md": date(2026, 10, 5),
        "experts/mei.md": date(2026, 11, 1),
        "experts/index.md": date(2026, 11, 1),
        "blog/index.md": date(2026, 11, 1),
        "blog/ops/index.md": date(2026, 11, 1),
        "blog/topics/kites/index.md": None,
        "blog/archive/2026.md": date(2026, 11, 1),
    }.items() <= {uri: page.updated for uri, page in found.items()}.items()


def test_page_two_says_so_and_stays_out_of_search() -> None:
    """Search finds a group blog once."""
    page = make_pages([post(day, ADA) for day in days(30)])["blog/law/page/2.md"]
    assert (page.title, page.searchable, page.parent) == ("Law, page 2", False, "blog/law/index.md")


def test_descriptions_are_sentences_about_the_page() -> None:
    """A practice's own, else one of ours with its name in it."""
    found = make_pages(experts=[replace(ADA, job_title="Analyst"), replace(GONE, job_title="Clerk")])
    assert found["blog/law/index.md"].description == "What one may do."
    assert "Operations" in (found["blog/ops/index.md"].description or "")
    assert found["experts/ada.md"].description == "Ada, Analyst at Halden."
    assert found["experts/gone.md"].description == "Gone, formerly Clerk at Halden."


def test_a_site_without_anybody_has_its_hubs() -> None:
    """An empty directory and an empty group blog are pages, too."""
    assert sorted(make_pages(practices=[], topics=[])) == ["blog/index.md", "experts/index.md"]


def test_the_same_posts_make_the_same_pages() -> None:
    """Nothing depends on the order in which people were read."""
    posts = [post(day, one) for day in days(5) for one in (ADA, MEI)]
    there, back = make_pages(posts, [ADA, MEI, GONE]), make_pages(posts[::-1], [GONE, MEI, ADA])
    assert [_outline(page) for page in there.values()] == [_outline(page) for page in back.values()]


def _outline(page: Page) -> tuple[str, list[str | None]]:
    return page.src_uri, [] if isinstance(page, DirectoryPage | RedirectPage) else titles(page)


def test_an_expert_of_two_practices_is_a_member_of_both() -> None:
    """The first one is the main one."""
    found = make_pages(experts=[MEI])
    for uri in ("blog/law/index.md", "blog/ops/index.md"):
        page = found[uri]
        assert isinstance(page, GroupPage)
        assert [person.expert for person in page.people] == [MEI]


def test_every_group_and_everybody_has_a_channel_of_the_newest_posts() -> None:
    """Feeds are made of what is newest, at most 30 posts, without taking turns; page one of a group blog carries them."""
    posts = [post(f"2026-{month:02}-{day:02}", MEI) for month in (1, 2) for day in range(1, 19)] + [
        post("2026-01-01", ADA, topics=["kites"])
    ]
    pages = make_pages(posts, [ADA, MEI])
    channels = {uri: page.channel for uri, page in pages.items() if page.channel}
    assert sorted(channels) == [
        "blog/index.md",
        "blog/law/index.md",
        "blog/ops/index.md",
        "blog/topics/kites/index.md",
        "blog/topics/wind/index.md",
        "experts/ada.md",
        "experts/mei.md",
    ]
    company, ada = channels["blog/index.md"], channels["experts/ada.md"]
    assert [card.post for card in company.cards] == list(newest_first(posts))[:30]
    assert (company.title, company.url, company.person) == ("Ideas from Halden", "blog/", None)
    assert (ada.title, ada.description, ada.person and ada.person.expert) == ("Ada · Halden", "Ada, Halden.", ADA)
    assert [card.post.entry.title for card in ada.cards] == ["Ada on 2026-01-01"]


def test_feeds_of_a_person_hold_fewer_posts_in_a_large_company() -> None:
    """By steps, so that somebody who joins changes nobody else's feeds; all together hold as many as those of 2,000 people."""
    steps = {1: 30, 2_000: 30, 2_001: 20, 3_000: 20, 3_001: 10, 6_000: 10, 6_001: 4, 10_000: 4, 100_000: 4}
    assert steps == {people: posts_each(people) for people in steps}
    assert (sheets_each(6_000), sheets_each(6_001)) == (50, 10)
    many = [expert(f"nobody-{number}") for number in range(2_000)]
    found = make_pages([post(f"2026-01-{day:02}", MEI) for day in range(1, 31)], [MEI, *many])
    channels = {uri: page.channel for uri, page in found.items() if uri in ("experts/mei.md", "blog/law/index.md")}
    assert {uri: len(channel.cards) for uri, channel in channels.items() if channel} == {
        "experts/mei.md": 20,
        "blog/law/index.md": 30,
    }


def test_a_site_without_an_address_has_no_feeds_and_no_blogrolls() -> None:
    """What would name the site's own address is not made where nobody knows it."""
    pages = make_pages([], [ADA, MEI], options=replace(OPTIONS, site_url=None))
    site = pages["blog/index.md"].site
    assert [page.src_uri for page in pages.values() if page.channel] == []
    assert [site.blogroll, *(group.blogroll for group in site.practices)] == [None, None, None]
    site = make_pages()["blog/index.md"].site
    assert [site.blogroll, *(group.blogroll for group in site.practices), site.company.blogroll] == [
        "experts/blogroll.opml",
        "blog/law/blogroll.opml",
        "blog/ops/blogroll.opml",
        None,
    ]

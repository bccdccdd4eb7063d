"""What stands on an expert's page, in a group blog and in the directory."""

import re
from dataclasses import replace
from datetime import date

import pytest

from cobrand.model import Blog, Brand, Credential, Practice, Span, Topic
from cobrand.publish.pages import ExpertPage
from cobrand.publish.render import TEMPLATES, Heading
from newsroom import (
    ADA,
    GONE,
    NAMELESS,
    OPTIONS,
    draw,
    everything,
    expert,
    hosted,
    make_pages,
    one,
    post,
    renderer,
    said,
    soup,
)


def test_three_marks_have_the_same_shape_and_lead_home() -> None:
    """The expert to the blog, the practice to its group blog, the company to its site."""
    marks = soup(everything()["experts/ada.md"]).select(".cobrand-marks__mark")
    assert [
        (*(said(one(mark, f".cobrand-marks__{part}")) for part in ("role", "name", "home")), one(mark, "a")["href"])
        for mark in marks
    ] == [
        ("The expert", "Ada Lindqvist", "ada.example", "https://ada.example/"),
        ("The practice", "Law", "Group blog", "../../blog/law/"),
        ("The company", "Halden", "halden.example", "https://www.halden.example/"),
    ]
    assert [len(mark.select(".cobrand-marks__glyph")) for mark in marks] == [1, 1, 1]


def test_marks_without_a_home_are_not_links() -> None:
    """Somebody without a blog, a practice or a company's site still has a page."""
    options = replace(OPTIONS, brand=Brand(name="Halden"))
    marks = soup(make_pages(experts=[NAMELESS], options=options)["experts/nameless.md"], options=options)
    assert [said(tag) for tag in marks.select(".cobrand-marks__name")] == ["Nameless", "Halden"]
    assert marks.select(".cobrand-marks a") == []


def test_a_portrait_is_as_sharp_as_the_screen() -> None:
    """The big one is asked for at once, the small ones when they are needed; dense screens get twice the pixels."""
    found = soup(everything()["experts/ada.md"])
    portrait = one(found, ".u-photo")
    assert portrait["src"] == "../../assets/cobrand/photos/ada-61646100-384.webp"
    assert not portrait.has_attr("loading")
    glyph = one(found, "img.cobrand-marks__glyph:not(.cobrand-marks__logo)")
    assert glyph["src"] == "../../assets/cobrand/photos/ada-61646100-96.webp"
    face = one(soup(everything()["blog/law/index.md"]), ".cobrand-faces img")
    assert face["srcset"] == "../../assets/cobrand/photos/ada-61646100-192.webp 2x"
    assert {"lazy"} == {picture["loading"] for picture in found.select("img.cobrand-portrait:not(.u-photo)")}


def test_whoever_has_no_portrait_has_initials() -> None:
    """They stand beside the name and are not read out."""
    tile = soup(everything()["experts/mei.md"]).select(".cobrand-portrait")[0]
    assert (said(tile), tile["aria-hidden"]) == ("M", "true")


def test_credentials_are_listed_by_kind_newest_first() -> None:
    """Each with its date as people write it, and where to look it up."""
    old = Credential(title="Second Best Tail", kind="award", date="2019-07")
    page = make_pages(experts=[replace(ADA, credentials=(old, *ADA.credentials))])["experts/ada.md"]
    section = one(soup(page), ".cobrand-credentials")
    assert [said(tag) for tag in section.select("h3")] == ["Books", "Awards", "Patents", "Articles"]
    items = section.select(".cobrand-credentials__item")
    assert [said(item) for item in items] == [
        "On String 2019",
        "Best Tail May 2021",
        "Second Best Tail July 2019",
        "Method for knots February 29, 2020",
        "Undated",
    ]
    assert [tag["datetime"] for tag in section.select("time")] == ["2019", "2021-05", "2019-07", "2020-02-29"]
    assert one(items[0], "a")["href"] == "https://books.example/string"


def test_links_to_other_places_say_me() -> None:
    """Services that check `rel=me` find it, on the personal site as well."""
    links = soup(everything()["experts/ada.md"]).select(".cobrand-links a")
    assert [(said(link), link["href"], link["rel"]) for link in links] == [
        ("Personal site: ada.example", "https://ada.example/", ["me"]),
        ("@ada@social.example", "https://social.example/@ada", ["me"]),
        ("Code", "https://code.example/ada", ["me"]),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("verified", ["Verified: ada.example links back"]),
        ("linked", ["ada.example links back"]),
        ("brand-only", []),
        ("missing", []),
        (None, []),
    ],
)
def test_a_personal_site_that_links_back_is_marked(state: str | None, expected: list[str]) -> None:
    """Quietly, and a site that does not is nobody's business but the expert's."""
    page = everything()["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    found = soup(replace(page, person=replace(page.person, link_back=state)))
    assert expected == [said(tag) for tag in found.select(".cobrand-links__back")]


def test_a_page_leads_to_its_feeds() -> None:
    """Visibly, in all three formats; where the site does not know its address there are none."""
    feeds = one(soup(everything()["experts/ada.md"]), ".cobrand-feeds")
    assert [(said(tag), tag["href"]) for tag in feeds.select("a")] == [
        ("Atom", "../../experts/ada/atom.xml"),
        ("RSS", "../../experts/ada/rss.xml"),
        ("JSON Feed", "../../experts/ada/feed.json"),
    ]
    options = replace(OPTIONS, site_url=None)
    assert soup(everything(options)["experts/ada.md"], options=options).select(".cobrand-feeds") == []


def test_peers_say_what_they_share() -> None:
    """A face, a name, and the topics that brought the two together."""
    section = one(soup(everything()["experts/ada.md"]), ".cobrand-peers")
    assert said(one(section, "li")) == "MMei Shared topics: Kites"


def test_the_practice_offers_and_can_be_reached() -> None:
    """The first practice with an offering or a contact; the person works through it."""
    section = one(soup(everything()["experts/ada.md"]), ".cobrand-offer")
    assert [tag["href"] for tag in section.select("a")] == ["../../services/law/", "mailto:law@x.example"]
    assert "You can reach Ada Lindqvist through Law." in said(section)


def test_a_practice_may_be_reached_by_telephone() -> None:
    """What `contact` may be is what the button leads to."""
    law = Practice(slug="law", name="Law", contact="tel:+46-8-123")
    page = make_pages(experts=[replace(ADA, practices=("law",))], practices=[law])["blog/law/index.md"]
    assert one(soup(page), ".cobrand-actions a")["href"] == "tel:+46-8-123"


def test_an_alumni_page_is_dignified() -> None:
    """When, where now, who has taken over; the title of then."""
    found = soup(everything()["experts/gone.md"])
    assert [said(tag) for tag in found.select(".cobrand-leaving p")] == [
        "Gone was with Halden from March 2015 to June 2024. Now at Elsewhere.",
        "Ada Lindqvist has taken over from Gone.",
        "Posts from that time stay here with full credit, and keep linking to where they were first published.",
    ]
    assert said(one(found, ".cobrand-expert__title")) == "then Clerk"
    assert [tag["href"] for tag in found.select(".cobrand-leaving a")] == [
        "https://elsewhere.example/",
        "../../experts/ada/",
    ]


def test_a_successor_says_from_whom() -> None:
    """The line of succession can be followed both ways."""
    line = one(soup(everything()["experts/ada.md"]), ".cobrand-succession")
    assert said(line) == "G Ada Lindqvist has taken over from Gone."
    assert one(line, "a")["href"] == "../../experts/gone/"


def test_whoever_came_back_and_left_again_has_both_times() -> None:
    """Also if nobody remembers when the first one began."""
    spans = (Span(left=date(2010, 12, 31)), Span(joined=date(2015, 1, 1), left=date(2020, 2, 1)))
    found = soup(make_pages(experts=[replace(GONE, spans=spans)])["experts/gone.md"])
    assert "until December 2010, from January 2015 to February 2020" in said(one(found, ".cobrand-leaving"))


@pytest.mark.parametrize(
    ("blogs", "expected"),
    [
        ((), "No blog by Gone Quiet is shown here."),
        (
            (Blog(url="https://quiet.example/"),),
            "No posts yet. There is nothing from quiet.example here yet. Gone Quiet writes there.",
        ),
    ],
)
def test_a_page_without_posts_says_why(blogs: tuple[Blog, ...], expected: str) -> None:
    """No blog is not the same as a blog that we have nothing of."""
    found = soup(make_pages(experts=[expert("gone-quiet", blogs=blogs)])["experts/gone-quiet.md"])
    assert expected == said(one(found, ".cobrand-empty"))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("blog/index.md", "No posts yet. They appear here as soon as one of our experts publishes."),
        ("blog/law/index.md", "No posts yet. They appear here as soon as one of our experts publishes."),
        (
            "blog/topics/wind/index.md",
            "No posts yet. They appear here as soon as one of our experts publishes on this.",
        ),
    ],
)
def test_a_blog_without_posts_says_when_there_will_be_some(page: str, expected: str) -> None:
    """Only a topic is something that one publishes on."""
    assert expected == said(one(soup(make_pages([], [ADA])[page]), ".cobrand-empty"))


def test_arrows_point_on_whichever_way_people_read() -> None:
    """The arrow of a button is mirrored from right to left, and no other icon is."""
    found = soup(make_pages([post("2026-11-01", ADA)])["experts/ada.md"])
    mirrored = re.search(
        r'\[dir="rtl"\] \.cobrand :is\((.*?)\)', (TEMPLATES / "assets/cobrand/cobrand.css").read_text()
    )
    assert mirrored
    assert one(found, ".cobrand-expert__more").select(mirrored[1])
    assert len(found.select(mirrored[1])) == 1


def test_many_topics_do_not_bury_the_directory() -> None:
    """Nine stand open above the filter and the others are folded; a card names six, and how many there are besides."""
    topics = [Topic(slug=f"t-{number}", name=f"T {number}") for number in range(14)]
    ada = replace(ADA, topics=tuple(topic.slug for topic in topics))
    found = soup(make_pages([], [ada, GONE], topics=topics)["experts/index.md"])
    assert len(found.select(".cobrand-groups .cobrand-topics a")) == 2 + 14
    assert said(one(found, ".cobrand-groups summary")) == "5 more: Topics"
    assert len(found.select(".cobrand-groups details a")) == 5
    card = found.select(".cobrand-people__about")[0]
    assert len(card.select("a")) == 6
    assert said(card.select("li")[-1]) == "+10"


def test_the_bio_stands_below_the_name() -> None:
    """Its own first-level headings become second, and its headings are in the table of contents."""
    fragment = draw(
        everything()["experts/ada.md"],
        bio='<h1 id="life">Life<a class="headerlink" href="#life">¶</a></h1><p>Ada <em>counts</em> &amp; knots.</p>',
    )
    assert [
        Heading(level=1, id="c-top", title="Ada Lindqvist"),
        Heading(level=2, id="life", title="Life"),
        Heading(level=2, id="c-offer", title="Work with Law"),
    ] == list(fragment.headings[:3])
    assert fragment.description == "Ada Lindqvist, Analyst at Halden. Ada counts & knots."


def test_posts_lead_on_to_the_personal_blog() -> None:
    """The page shows ten; the rest is where it always was."""
    link = one(soup(everything()["experts/mei.md"]), ".cobrand-expert__more a")
    assert (said(link), link["href"]) == ("More on mei.example", "https://mei.example/")


# --- listings --------------------------------------------------------------------------------------------------------


def test_a_row_of_pages_has_ends() -> None:
    """The first page leads to older posts only, the last to newer ones."""
    pages = everything()
    first, last = soup(pages["blog/index.md"]), soup(pages["blog/page/2.md"])
    assert [(link["rel"][0], link["href"]) for link in first.select(".cobrand-pager a")] == [
        ("next", "../blog/page/2/")
    ]
    assert [(link["rel"][0], link["href"]) for link in last.select(".cobrand-pager a")] == [("prev", "../../../blog/")]
    assert said(one(last, ".cobrand-pager__here")) == "Page 2 of 2"


def test_page_two_is_about_posts() -> None:
    """People and description are on page one."""
    assert soup(everything()["blog/page/2.md"]).select(".cobrand-faces, .cobrand-lead") == []


def test_a_group_blog_without_posts_says_so() -> None:
    """And does not pretend to have been read."""
    assert "No posts yet." in said(one(soup(everything()["blog/topics/wind/index.md"]), ".cobrand-empty"))


def test_a_topic_leads_to_the_page_that_sells() -> None:
    """Ideas to offerings."""
    link = one(soup(everything()["blog/topics/kites/index.md"]), ".cobrand-actions a")
    assert (said(link), link["href"]) == ("How Halden helps with Kites", "../../../services/#kites")


def test_a_practice_names_its_alumni() -> None:
    """They are part of its story."""
    assert "Gone" in [said(tag) for tag in soup(everything()["blog/law/index.md"]).select(".cobrand-faces__name")]


def test_the_directory_shows_everybody_with_the_newest_post() -> None:
    """Alumni in a section of their own, with the title of then."""
    found = soup(everything()["experts/index.md"])
    people = [said(tag) for tag in found.select(".cobrand-people__name")]
    assert people == ["Ada Lindqvist", "Mei", "Nameless", "Gone"]
    assert said(one(found, ".cobrand-directory__all h2")) == "Alumni"
    newest = [said(tag) for tag in found.select(".cobrand-people__newest a")]
    assert newest == ["Ada Lindqvist on 2026-11-01", "Together", "Gone on 2024-05-01"]


def test_the_directory_is_in_the_order_of_the_alphabet() -> None:
    """Accents, strokes and capitals don't send anybody to the end."""
    people = [
        expert(f"x{number}", name=name) for number, name in enumerate(["Zoë", "łucja", "Øyvind", "Élodie", "Max", "Ed"])
    ]
    found = soup(make_pages(experts=people)["experts/index.md"])
    assert [said(tag) for tag in found.select(".cobrand-people__name")] == [
        "Ed",
        "Élodie",
        "łucja",
        "Max",
        "Øyvind",
        "Zoë",
    ]


def test_one_person_needs_no_filter() -> None:
    """There is nothing to choose from; neither is there in what search reads."""
    assert not soup(make_pages(experts=[ADA])["experts/index.md"]).select("form")
    page = everything()["experts/index.md"]
    assert one(soup(page), "form.cobrand-finder[hidden]")
    assert "cobrand-finder" not in str(renderer().render(page).indexed)


@pytest.mark.parametrize(
    ("members", "faces", "folded", "names"), [(3, 3, 0, 0), (12, 12, 0, 0), (13, 9, 4, 0), (250, 9, 231, 10)]
)
def test_a_practice_lists_all_its_people(members: int, faces: int, folded: int, names: int) -> None:
    """A few as faces, more of them folded away, so that the posts are not far, and the rest by name."""
    people = [expert(f"x{number:03}", practices=("law",)) for number in range(members)]
    found = one(soup(make_pages(experts=people)["blog/law/index.md"]), ".cobrand-members")
    more = found.select("details")
    assert len(found.select(":scope > .cobrand-faces > li")) == faces
    assert [len(one(tag, ".cobrand-faces").select("li")) for tag in more] == ([folded] if folded else [])
    assert len(found.select(".cobrand-members__names > li")) == names
    assert [said(one(tag, "summary")) for tag in more] == ([f"{folded + names} more"] if folded else [])
    assert one(found, ".cobrand-group__all a")["href"] == "../../experts/?practice=law"


def test_a_site_without_people_is_not_broken() -> None:
    """The directory says that nobody is there yet."""
    found = soup(make_pages(practices=[], topics=[])["experts/index.md"])
    assert said(one(found, ".cobrand-empty")) == "Nobody is listed here yet."


def test_a_page_that_has_a_title_gets_none() -> None:
    """A site's own text above ours brings its own h1."""
    for uri in ("experts/index.md", "blog/index.md"):
        assert "<h1" not in renderer().render(everything()[uri], titled=False).html


def test_an_experts_page_says_what_the_company_published() -> None:
    """Under the company's name, below the newer posts; nothing where there is no such post."""
    newer = [post(f"2026-10-{day:02}", ADA) for day in range(1, 12)]
    page = make_pages([*newer, hosted(post("2024-05-05", ADA))])["experts/ada.md"]
    heading = one(soup(page), "#c-published")
    assert said(heading) == "Published by Halden"
    assert heading.parent
    assert one(heading.parent, "h3 a")["href"] == "../../news/2024-05-05/"
    assert soup(make_pages(newer)["experts/ada.md"]).select("#c-published") == []

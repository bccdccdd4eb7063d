"""What pages look like to a browser, a screen reader, a search engine and an attacker."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import mf2py
import pytest
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from cobrand.config import Options
from cobrand.model import Blog, Brand, Credential, Employer, Expert, Link, Practice, Span, Topic
from cobrand.publish.pages import Page, photo_files
from cobrand.publish.render import TEMPLATES, Heading, Renderer
from cobrand.publish.select import Post
from newsroom import KITES, LAW, OPS, OPTIONS, WIND, draw, expert, make_pages, photo, post, renderer

ADA = expert(
    "ada",
    name="Ada Lindqvist",
    job_title="Analyst",
    pronouns="she/her",
    location="Gothenburg",
    practices=("law", "ops"),
    topics=("kites",),
    links=(Link(url="https://social.example/@ada"), Link(url="https://code.example/ada", title="Code")),
    credentials=(
        Credential(title="On String", kind="book", date="2019", url="https://books.example/string"),
        Credential(title="Best Tail", kind="award", date="2021-05"),
        Credential(title="Method for knots", kind="patent", date="2020-02-29"),
        Credential(title="Undated"),
    ),
)
MEI = expert("mei", practices=("law",), topics=("kites", "wind"))
GONE = expert(
    "gone",
    job_title="Clerk",
    practices=("law",),
    spans=(Span(joined=date(2015, 3, 1), left=date(2024, 6, 30)),),
    successor="ada",
    now_at=Employer(name="Elsewhere", url="https://elsewhere.example/"),
)
NAMELESS = expert("nameless", blogs=())
POSTS = [
    post("2026-11-01", ADA, topics=["kites"], comments="https://ada.example/1#comments", comment_count=3),
    post("2026-10-01", ADA, MEI, title="Together"),
    post("2026-09-01", MEI, language="ar", title="ما تقوله الريح", content="<p>ريح</p>"),
    post("2025-08-01", MEI, title=None, link=None, content="<p>A note without a title, and without an address.</p>"),
    post("2024-05-01", GONE),
    *(post(f"2023-01-{day:02}", MEI) for day in range(1, 29)),
]
PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"


def everything(options: Options = OPTIONS, *, use_directory_urls: bool = True) -> dict[str, Page]:
    """Make pages of every kind."""
    people = [replace(ADA, aliases=("ada-l",)), MEI, GONE, NAMELESS]
    return make_pages(
        POSTS,
        people,
        options=options,
        use_directory_urls=use_directory_urls,
        photos={"ada": photo("ada", 96, 192, 384)},
    )


def soup(page: Page, **how: object) -> BeautifulSoup:
    """Render a page and read it as a browser would."""
    return BeautifulSoup(draw(page, **how).html, "html.parser")  # type: ignore[arg-type]


def one(found: BeautifulSoup | Tag, selector: str) -> Tag:
    """Return the only element that a selector finds."""
    tags = found.select(selector)
    assert [selector] == [selector for _ in tags]
    return tags[0]


def said(tag: Tag) -> str:
    """Return an element's text on one line."""
    return " ".join(tag.get_text().split())


def card(post_: Post, *, options: Options = OPTIONS) -> Tag:
    """Render the company's group blog with one post, and return its card."""
    return one(soup(make_pages([post_], options=options)["blog/index.md"], options=options), "article")


# --- every page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("use_directory_urls", [True, False])
def test_every_link_leads_to_a_page_of_ours_or_away(use_directory_urls: bool) -> None:
    """Links are relative, so that a site may stand below a path; anchors exist on the page they point at."""
    pages = everything(use_directory_urls=use_directory_urls)
    drawn = {page.url: soup(page) for page in pages.values()}
    files = {"assets/logo.svg", *photo_files({"ada": photo("ada", 96, 192, 384)})}
    services = {"services/law/", "services/law.html", "services/", "services/index.html"}
    for url, found in drawn.items():
        for address in _addresses(found):
            assert not address.startswith("/")
            target, _, anchor = urljoin(f"https://s.example/a/b/{url}", address).partition("#")
            if not target.startswith("https://s.example/"):
                continue
            there = target.removeprefix("https://s.example/a/b/")
            assert (url, there) == (url, there if there in {*drawn, *files, *services} else "nowhere")
            assert not anchor or there in services or drawn[there].find(id=anchor)


def _addresses(found: BeautifulSoup) -> Iterator[str]:
    for tag in found.find_all(True):
        yield from (str(tag[name]) for name in ("href", "src") if tag.has_attr(name))
        yield from (part.split()[0] for part in str(tag.get("srcset", "")).split(",") if part)


def test_every_page_has_a_sound_outline() -> None:
    """One h1, no level left out, no id twice."""
    for uri, page in everything().items():
        if uri == "experts/ada-l.md":  # a redirect is no page to read
            continue
        found = soup(page)
        levels = [int(tag.name[1]) for tag in found.find_all(re.compile("^h[1-6]$"))]
        assert (uri, 1, 1) == (uri, levels[0], levels.count(1))
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
        identifiers = [tag["id"] for tag in found.find_all(id=True)]
        assert sorted(set(identifiers)) == sorted(identifiers)


def test_every_address_and_picture_can_be_understood_without_seeing_it() -> None:
    """Links have words, pictures stand beside a name and have none, sizes are known before they load."""
    for page in everything().values():
        for link in soup(page).find_all("a"):
            assert said(link)
        for picture in soup(page).find_all("img"):
            assert picture["alt"] == ""
            assert picture["width"] == picture["height"]


@pytest.mark.parametrize("uri", ["experts/ada.md", "blog/index.md", "blog/archive/2026.md", "experts/index.md"])
def test_hostile_words_come_out_as_words(uri: str) -> None:
    """Whatever field a payload comes in, no tag and no attribute of it is there."""
    hostile = replace(
        ADA,
        name=PAYLOAD,
        job_title=PAYLOAD,
        pronouns=PAYLOAD,
        location=PAYLOAD,
        links=(Link(url="https://x.example/", title=PAYLOAD),),
        credentials=(Credential(title=PAYLOAD, date="2020"),),
    )
    written = post("2026-11-01", hostile, title=PAYLOAD, link=f"https://x.example/{PAYLOAD}", language=PAYLOAD)
    options = replace(
        OPTIONS, brand=Brand(name=PAYLOAD, url="https://x.example/"), disclosure=f"{{name}} {PAYLOAD[:40]}"
    )
    found = soup(
        make_pages(
            [written],
            options=options,
            practices=[replace(LAW, name=PAYLOAD, description=PAYLOAD), replace(OPS, name=PAYLOAD)],
            topics=[replace(KITES, name=PAYLOAD)],
        )[uri],
        options=options,
    )
    assert found.select("script, [onerror], img[src=x]") == []
    assert PAYLOAD in found.get_text()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "//x.example", "x"]
)
def test_links_go_to_the_web_or_nowhere(address: str) -> None:
    """The archive is untrusted: an address that is no http(s) is not linked, and its text stays."""
    person = replace(
        ADA,
        home=address,
        links=(Link(url=address, title="Link"),),
        credentials=(Credential(title="Credential", url=address),),
        spans=(Span(left=date(2026, 11, 2)),),
        now_at=Employer(name="Employer", url=address),
    )
    found = soup(
        make_pages([post("2026-11-01", person, link=address, comments=address, title="Title")])["experts/ada.md"]
    )
    assert {"Title", "Credential", "Employer"} <= set(re.findall("Title|Link|Credential|Employer", found.get_text()))
    assert [href for href in _addresses(found) if href.rstrip("/").endswith(address)] == []


def test_no_template_trusts_a_text() -> None:
    """Markup has its makers, and a template is none of them."""
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", path.read_text(encoding="utf-8"))


def test_styles_and_templates_know_each_other() -> None:
    """Each class that a template gives is styled or reserved, each class that is styled is given; all in 12 KB."""
    css = (TEMPLATES / "assets/cobrand/cobrand.css").read_text(encoding="utf-8")
    html = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    styled = set(re.findall(r"\.(cobrand[\w-]*)", css)) - {f"cobrand-portrait--{tint}" for tint in range(6)}
    given = set(re.findall(r"cobrand(?:-[a-z]+)?(?:__[a-z]+)?(?:--[a-z]+)?(?=[ \"{])", html))
    assert sorted(styled - given) == []
    assert len(gzip.compress(css.encode())) < 12_000


# --- one post --------------------------------------------------------------------------------------------------------


def test_a_card_credits_the_author_and_leads_to_the_original() -> None:
    """Title, author, date, excerpt, practices, and where it was first published."""
    found = card(POSTS[0])
    assert one(found, "h3 a")["href"] == "https://ada.example/2026-11-01"
    assert said(one(found, ".cobrand-card__author bdi")) == "Ada Lindqvist"
    assert one(found, "time")["datetime"] == "2026-11-01T09:00:00Z"
    assert said(one(found, ".cobrand-card__excerpt")) == "It depends."
    assert [said(tag) for tag in found.select(".p-category")] == ["Law", "Operations", "Kites"]


def test_read_on_says_what_and_where() -> None:
    """The host for the eye, the title beside it for those who hear a list of links."""
    link = one(card(POSTS[0]), ".cobrand-card__read")
    assert said(link) == "Read on ada.example: Ada Lindqvist on 2026-11-01"
    assert said(one(link, ".cobrand-hidden")) == ": Ada Lindqvist on 2026-11-01"


def test_every_card_discloses_who_pays() -> None:
    """Beside where it was first published; in the past tense for whoever has left."""
    found = soup(everything()["experts/gone.md"])
    expected = "First published on gone.example. Gone worked at Halden when this was written. Views are their own."
    assert expected == said(one(found, ".cobrand-card__disclosure"))
    cards = soup(everything()["blog/index.md"]).select("article")
    assert len(cards) == sum("Views are their own." in said(tag) for tag in cards)
    lines = soup(everything()["blog/archive/2023.md"]).select("article")
    assert sum("Mei works at Halden. Views are their own." in said(tag) for tag in lines) == 28


def test_a_shared_post_names_and_discloses_all_of_its_authors() -> None:
    """Both faces, both sentences."""
    found = card(POSTS[1])
    assert [said(tag) for tag in found.select(".cobrand-card__author bdi")] == ["Ada Lindqvist", "Mei"]
    disclosed = said(one(found, ".cobrand-card__disclosure"))
    assert "Ada Lindqvist works at Halden. Views are their own. Mei works at Halden." in disclosed


def test_the_owners_own_disclosure_is_said_as_written() -> None:
    """In any language, with the names in it."""
    found = card(POSTS[0], options=replace(OPTIONS, language="de", disclosure="{brand} pays {name}."))
    assert "Halden pays Ada Lindqvist." in said(one(found, ".cobrand-card__disclosure"))


def test_a_disclosure_left_alone_follows_the_sites_language() -> None:
    """The default is ours to translate."""
    found = card(POSTS[0], options=replace(OPTIONS, language="de"))
    expected = "Zuerst erschienen auf ada.example. Ada Lindqvist arbeitet bei Halden und vertritt die eigene Meinung."
    assert expected == said(one(found, ".cobrand-card__disclosure"))


@pytest.mark.parametrize(
    ("comments", "count", "expected"),
    [
        ("https://ada.example/c", 1, "1 comment"),
        ("https://ada.example/c", 1200, "1,200 comments"),
        ("https://ada.example/c", None, "Discussion"),
        ("https://ada.example/c", 0, "Discussion"),
        (None, 5, "5 comments"),
        (None, None, None),
    ],
)
def test_a_card_leads_to_the_posts_own_discussion(
    comments: str | None, count: int | None, expected: str | None
) -> None:
    """With the number of comments where the feed states it."""
    found = card(post("2026-11-01", replace(ADA, practices=()), comments=comments, comment_count=count, title="T"))
    rest = [said(tag).removesuffix(": T") for tag in found.select("li")[1:]]
    assert ([expected] if expected else []) == rest
    assert bool(comments) == bool(found.select('a[href="https://ada.example/c"]'))


def test_another_language_is_marked_and_named() -> None:
    """For speech, for hyphens and for whoever can't read it; its direction follows its letters."""
    found = card(POSTS[2])
    for selector in ("h3", ".cobrand-card__excerpt"):
        assert (one(found, selector)["lang"], one(found, selector)["dir"]) == ("ar", "auto")
    assert "In Arabic" in [said(tag) for tag in found.select("li")]


@pytest.mark.parametrize("language", [None, "en", "EN-gb", "en_US", "no such language", '"onload="'])
def test_the_sites_own_language_needs_no_mark(language: str | None) -> None:
    """Nor does a tag that is none."""
    found = card(post("2026-11-01", ADA, language=language))
    assert found.select("[lang]") == []


def test_a_post_without_a_title_shows_its_first_words() -> None:
    """Cut between words after at most 80 characters, and not said twice."""
    found = card(post("2026-11-01", ADA, title=None, content=f"<p>{'Long winded. ' * 20}</p>"))
    title = said(one(found, "h3"))
    assert len(title) <= 80
    assert title.startswith("Long winded. Long")
    assert title.endswith("winded…")
    assert found.select(".cobrand-card__excerpt") == []


def test_a_post_without_a_word_is_called_by_its_day() -> None:
    """A picture blog has pages, too."""
    assert said(one(card(post("2026-11-01", ADA, title=None, content="")), "h3")) == "Untitled post of November 1, 2026"


def test_a_post_is_drawn_once_for_all_its_pages() -> None:
    """A sanitiser is asked once for each post, however many pages show it, and links fit each page's depth."""
    asked: list[str] = []

    def excerpt(entry: object) -> Markup:
        asked.append("once")
        return Markup("<p>x</p>")

    pages = make_pages([POSTS[0]])
    own = Renderer(OPTIONS, excerpt=excerpt)
    drawn = [own.render(pages[uri]).html for uri in ("blog/index.md", "blog/law/index.md", "experts/ada.md")]
    assert asked == ["once"]
    depths = [re.findall(r'p-author h-card" href="([./]+)experts/ada/"', html) for html in drawn]
    assert depths == [["../"], ["../../"], ["../../"]]


# --- an expert's page ------------------------------------------------------------------------------------------------


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


def test_a_logo_from_elsewhere_is_not_asked_for() -> None:
    """A page of ours makes no request to a third party."""
    options = replace(OPTIONS, brand=Brand(name="Halden", logo="https://cdn.example/logo.svg"))
    assert soup(make_pages(experts=[ADA], options=options)["experts/ada.md"], options=options).select("img") == []


def test_a_portrait_is_as_sharp_as_the_screen() -> None:
    """192 pixels wide, twice that on dense screens, and asked for at once; small ones when they are needed."""
    found = soup(everything()["experts/ada.md"])
    portrait = one(found, ".u-photo")
    assert portrait["src"] == "../../assets/cobrand/photos/ada-61646100-192.webp"
    assert portrait["srcset"] == "../../assets/cobrand/photos/ada-61646100-384.webp 2x"
    assert not portrait.has_attr("loading")
    assert {"lazy"} == {picture["loading"] for picture in found.select("img.cobrand-portrait:not(.u-photo)")}


def test_whoever_has_no_portrait_has_initials() -> None:
    """They stand beside the name and are not read out."""
    tile = soup(everything()["experts/mei.md"]).select(".cobrand-portrait")[0]
    assert (said(tile), tile["aria-hidden"]) == ("M", "true")


def test_credentials_are_listed_newest_first() -> None:
    """Each with its kind, its date as people write it, and where to look it up."""
    items = soup(everything()["experts/ada.md"]).select(".cobrand-credentials__item")
    assert [said(item) for item in items] == [
        "Award Best Tail May 2021",
        "Patent Method for knots February 29, 2020",
        "Book On String 2019",
        "Article Undated",
    ]
    assert [tag["datetime"] for item in items for tag in item.select("time")] == ["2021-05", "2020-02-29", "2019"]
    assert one(items[2], "a")["href"] == "https://books.example/string"


def test_links_to_other_places_say_me() -> None:
    """Services that check `rel=me` find it; a link without a title shows its host."""
    links = soup(everything()["experts/ada.md"]).select(".cobrand-links a")
    assert [(said(link), link["rel"]) for link in links] == [("social.example", ["me"]), ("Code", ["me"])]


def test_the_practice_offers_and_can_be_reached() -> None:
    """The first practice with an offering or a contact; the person works through it."""
    section = one(soup(everything()["experts/ada.md"]), ".cobrand-offer")
    assert [tag["href"] for tag in section.select("a")] == ["../../services/law/", "mailto:law@x.example"]
    assert "Ada Lindqvist works with clients through Law." in said(section)


def test_an_alumni_page_is_dignified() -> None:
    """When, where now, who has taken over; the title of then."""
    found = soup(everything()["experts/gone.md"])
    expected = "Gone was with Halden from March 2015 to June 2024. Now at Elsewhere. Ada Lindqvist has taken over."
    assert expected == said(found.select(".cobrand-leaving p")[0])
    assert said(one(found, ".cobrand-expert__title")) == "then Clerk"
    assert [tag["href"] for tag in found.select(".cobrand-leaving a")] == [
        "https://elsewhere.example/",
        "../../experts/ada/",
    ]


def test_whoever_came_back_and_left_again_has_both_times() -> None:
    """Also if nobody remembers when the first one began."""
    spans = (Span(left=date(2010, 12, 31)), Span(joined=date(2015, 1, 1), left=date(2020, 2, 1)))
    found = soup(make_pages(experts=[replace(GONE, spans=spans)])["experts/gone.md"])
    assert "until December 2010, from January 2015 to February 2020" in said(one(found, ".cobrand-leaving"))


@pytest.mark.parametrize(
    ("blogs", "expected"),
    [
        ((), "Gone Quiet does not keep a public blog."),
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


def test_the_bio_stands_below_the_name() -> None:
    """Its own first-level headings become second, and its headings are in the table of contents."""
    fragment = draw(
        everything()["experts/ada.md"],
        bio='<h1 id="life">Life<a class="headerlink" href="#life">¶</a></h1><p>Ada <em>counts</em> &amp; knots.</p>',
    )
    assert [
        Heading(level=1, id="c-top", title="Ada Lindqvist"),
        Heading(level=2, id="life", title="Life"),
        Heading(level=2, id="c-credentials", title="Credentials"),
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
    assert said(one(found, "h2")) == "Alumni"
    newest = [said(tag) for tag in found.select(".cobrand-people__newest a")]
    assert newest == ["Ada Lindqvist on 2026-11-01", "Together", "Gone on 2024-05-01"]


def test_a_site_without_people_is_not_broken() -> None:
    """The directory says that nobody is there yet."""
    found = soup(make_pages(practices=[], topics=[])["experts/index.md"])
    assert said(one(found, ".cobrand-empty")) == "Nobody is listed here yet."


def test_a_page_that_has_a_title_gets_none() -> None:
    """A site's own text above ours brings its own h1."""
    for uri in ("experts/index.md", "blog/index.md"):
        assert "<h1" not in renderer().render(everything()[uri], titled=False).html


# --- search ----------------------------------------------------------------------------------------------------------


def test_search_reads_a_person_but_not_the_posts() -> None:
    """Posts are found where they live."""
    indexed = draw(everything()["experts/ada.md"], bio="<p>Counts knots.</p>").indexed
    assert indexed
    assert "Counts knots." in indexed
    assert "Best Tail" in indexed
    assert "It depends." not in indexed
    assert "<article" not in indexed


def test_search_reads_each_post_at_home() -> None:
    """Under its anchor, with its excerpt, its author and its day."""
    page = everything()["blog/archive/2026.md"]
    fragment = draw(page)
    assert fragment.indexed
    found = BeautifulSoup(fragment.indexed, "html.parser")
    heading = found.find("h3")
    assert heading
    assert said(heading) == "Ada Lindqvist on 2026-11-01"
    assert BeautifulSoup(fragment.html, "html.parser").find("article", id=heading["id"])
    assert "Ada Lindqvist, November 1, 2026 It depends." in said(found)


def test_search_does_not_read_what_it_should_not_find() -> None:
    """Page two of a row has nothing to find."""
    assert draw(everything()["blog/page/2.md"]).indexed is None


# --- machines --------------------------------------------------------------------------------------------------------


def test_an_experts_page_has_a_representative_h_card() -> None:
    """Its uid and its url are the page itself (microformats.org/wiki/representative-h-card-parsing)."""
    page = everything()["experts/ada.md"]
    url = "https://www.halden.example/site/experts/ada/"
    found = mf2py.parse(doc=f"<body>{draw(page, bio='<p>Counts.</p>').html}</body>", url=url)
    cards = [item for item in found["items"] if item["type"] == ["h-card"] and item["properties"].get("uid") == [url]]
    assert len(cards) == 1
    properties = cards[0]["properties"]
    assert {url, "https://ada.example/", "https://social.example/@ada"} <= {*properties["url"], *found["rels"]["me"]}
    assert tuple(properties[key] for key in ("name", "job-title", "org")) == (
        ["Ada Lindqvist"],
        ["Analyst"],
        ["Halden"],
    )
    assert properties["note"][0]["value"].strip() == "Counts."
    assert properties["photo"][0]["value" if isinstance(properties["photo"][0], dict) else 0]


def test_every_post_is_an_h_entry() -> None:
    """Name, address of the original, date, summary and author with a page here."""
    url = "https://www.halden.example/site/blog/"
    found = mf2py.parse(doc=f"<body>{draw(everything()['blog/index.md']).html}</body>", url=url)
    entry = next(item for item in found["items"] if item["type"] == ["h-entry"])["properties"]
    assert entry["name"] == ["Ada Lindqvist on 2026-11-01"]
    assert entry["url"] == ["https://ada.example/2026-11-01"]
    assert entry["published"] == ["2026-11-01T09:00:00Z"]
    assert [summary.strip() for summary in entry["summary"]] == ["It depends."]
    author = entry["author"][0]["properties"]
    assert (author["name"], author["url"]) == (["Ada Lindqvist"], ["https://www.halden.example/site/experts/ada/"])


def test_a_former_address_sends_people_on() -> None:
    """A whole document: at once for browsers, a canonical address for search engines, a link for everybody else."""
    html = draw(everything()["experts/ada-l.md"]).html
    found = BeautifulSoup(html, "html.parser")
    assert html.startswith("<!doctype html>")
    assert one(found, "meta[http-equiv]")["content"] == "0; url=../../experts/ada/"
    assert one(found, "link[rel=canonical]")["href"] == "https://www.halden.example/site/experts/ada/"
    assert one(found, "a")["href"] == "../../experts/ada/"


# --- a site's own way ------------------------------------------------------------------------------------------------


def test_a_site_may_replace_one_component(tmp_path: Path) -> None:
    """What its `overrides/cobrand/` has comes first, escaped like ours; the rest stays."""
    folder = tmp_path / "cobrand"
    folder.mkdir()
    (folder / "card.html").write_text("{% macro card(card) %}<b>{{ card.post.entry.title }}</b>{% endmacro %}")
    page = make_pages([post("2026-11-01", ADA, title="<i>")])["blog/index.md"]
    html = draw(page, overrides=[tmp_path]).html
    assert "<b>&lt;i&gt;</b>" in html
    assert "cobrand-group" in html


def test_pages_speak_the_sites_language() -> None:
    """Words, months and days."""
    options = replace(OPTIONS, language="de")
    found = soup(everything(options)["blog/archive/2026.md"], options=options)
    assert said(one(found, "h1")) == "Beiträge aus 2026"
    assert said(found.select("time")[0]) == "1. Nov."


def test_names_keep_their_own_direction() -> None:
    """A name in Arabic does not turn the English around it."""
    found = soup(make_pages([post("2026-11-01", replace(ADA, name="ليلى حداد"))])["experts/ada.md"])
    assert {"ليلى حداد"} == {said(tag) for tag in found.select("h1 bdi, .cobrand-card__disclosure bdi:first-child")}


def test_much_of_everything_fits_on_a_page() -> None:
    """No page is larger than 300 KB, whoever and whatever there is."""
    people = [
        expert(
            f"a-rather-long-name-{number}", job_title="Vice President, Research", practices=("law",), topics=("wind",)
        )
        for number in range(400)
    ]
    posts = [
        post(
            f"2026-{1 + number % 10:02}-{1 + number % 28:02}",
            one_,
            identifier=f"{number}",
            title="A title of some length " * 3,
        )
        for number, one_ in enumerate(people)
    ]
    pages = make_pages(posts, people, topics=[WIND], options=replace(OPTIONS, posts_per_page=50))
    assert max(len(draw(page).html.encode()) for page in pages.values()) < 300_000


def test_anything_may_be_missing() -> None:
    """A practice with nothing but a name, a topic that sells nothing, a site without an address."""
    options = replace(OPTIONS, site_url=None, brand=Brand(name="Halden"))
    pages = make_pages(
        [post("2026-11-01", expert("bo", practices=("x",), topics=("y",), blogs=(), aliases=("bob",)), topics=["y"])],
        practices=[Practice(slug="x", name="X")],
        topics=[Topic(slug="y", name="Y")],
        options=options,
    )
    assert all(draw(page, options=options).html for page in pages.values())


def test_people_are_not_mixed_up() -> None:
    """What is remembered of one person is not shown for another."""
    twins: list[Expert] = [expert("ann", name="Twin", job_title="One"), expert("bob", name="Twin", job_title="Two")]
    found = soup(make_pages([post("2026-11-01", twin) for twin in twins])["blog/index.md"])
    assert sorted(str(a["href"]) for a in found.select(".cobrand-faces__face")) == [
        "../experts/ann/",
        "../experts/bob/",
    ]

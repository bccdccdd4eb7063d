"""What search engines are told: the graph of every kind of page, and that no text of anybody's gets out of it."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from cobrand.model import Author, Brand, Link
from cobrand.publish.jsonld import Node, identities, serialise, whole
from cobrand.publish.pages import ExpertPage, Page
from newsroom import ADA, GONE, LAW, MEI, OPTIONS, POSTS, everything, expert, make_pages, post, renderer

SITE = "https://www.halden.example/site/"
ATTACK = "</script><script>alert(1)</script><!-- & \u2028\u2029 ]]>"


def graph(page: Page, **how: Any) -> list[dict[str, Any]]:
    """Return the nodes of a page's graph, as its head has them."""
    drawing = renderer(how.get("options", OPTIONS))
    found = drawing.heads.of_page(page, title=page.title, description=page.description)
    html = drawing.draw_head(lambda: found, page.url)
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(scripts) == 1
    read = json.loads(scripts[0])
    assert sorted(read) == ["@context", "@graph"]
    assert read["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = read["@graph"]
    return nodes


def of_type(kind: str, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the nodes of one type."""
    return [node for node in nodes if node["@type"] == kind]


def the(kind: str, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the only node of a type."""
    found = of_type(kind, nodes)
    assert [node["@type"] for node in found] == [kind]
    return found[0]


# --- people ----------------------------------------------------------------------------------------------------------


def test_an_expert_s_page_is_a_profile_of_a_person() -> None:
    """It says who, what for whom, on what, and where else; `dateModified` is the bio's edit, not the newest post."""
    ada = replace(ADA, updated=date(2026, 2, 3))
    page = make_pages(POSTS[:2], [ada, MEI])["experts/ada.md"]
    nodes = graph(page)
    profile, person = the("ProfilePage", nodes), the("Person", nodes)
    assert profile["url"] == profile["@id"] == f"{SITE}experts/ada/"
    assert profile["dateModified"] == "2026-02-03T00:00:00Z"
    assert "dateCreated" not in profile
    assert profile["mainEntity"] == {"@id": person["@id"]}
    assert person == {
        "@type": "Person",
        "@id": f"{SITE}experts/ada/#person",
        "name": "Ada Lindqvist",
        "url": f"{SITE}experts/ada/",
        "description": "Ada Lindqvist, Analyst at Halden.",
        "jobTitle": "Analyst",
        "worksFor": {"@id": f"{SITE}#org"},
        "memberOf": [{"@id": f"{SITE}blog/law/#practice"}, {"@id": f"{SITE}blog/ops/#practice"}],
        "knowsAbout": ["Kites"],
        "award": ["Best Tail"],
        "sameAs": ["https://ada.example/", "https://social.example/@ada", "https://code.example/ada"],
    }


def test_posts_belong_to_their_author_and_their_own_address() -> None:
    """`hasPart` names the original's address and the author by id, and nowhere a publisher of ours."""
    nodes = graph(make_pages(POSTS[:2], [ADA, MEI])["experts/ada.md"])
    first, second = the("ProfilePage", nodes)["hasPart"]
    author = {
        "@type": "Person",
        "@id": f"{SITE}experts/ada/#person",
        "name": "Ada Lindqvist",
        "url": f"{SITE}experts/ada/",
    }
    assert first == {
        "@type": "BlogPosting",
        "headline": "Ada Lindqvist on 2026-11-01",
        "url": "https://ada.example/2026-11-01",
        "datePublished": "2026-11-01T09:00:00Z",
        "author": author,
    }
    assert second["author"] == [
        author,
        {**author, "@id": f"{SITE}experts/mei/#person", "name": "Mei", "url": f"{SITE}experts/mei/"},
    ]


def test_practices_are_parts_of_the_company() -> None:
    """Each practice of the person is an organisation below the company, which is described once."""
    nodes = graph(everything()["experts/ada.md"])
    company, *practices = of_type("Organization", nodes)
    assert company == {
        "@type": "Organization",
        "@id": f"{SITE}#org",
        "name": "Halden",
        "url": "https://www.halden.example/",
        "logo": f"{SITE}assets/logo.svg",
    }
    assert [practice["name"] for practice in practices] == ["Law", "Operations"]
    assert {practice["parentOrganization"]["@id"] for practice in practices} == {company["@id"]}


def test_whoever_has_left_works_for_nobody_here() -> None:
    """An alumna is one: neither the title nor the employment nor the practice of today is claimed."""
    person = the("Person", graph(everything()["experts/gone.md"]))
    assert person["alumniOf"] == {"@id": f"{SITE}#org"}
    assert {"worksFor", "jobTitle", "memberOf"} & set(person) == set()


def test_an_image_is_the_portrait_or_none() -> None:
    """Initials are a placeholder, and no image of a person."""
    pages = everything()
    portrait = f"{SITE}assets/cobrand/photos/ada-61646100.jpg"
    assert the("Person", graph(pages["experts/ada.md"]))["image"] == portrait
    assert "image" not in the("Person", graph(pages["experts/mei.md"]))


def test_only_pages_about_the_person_are_the_same_as_the_person() -> None:
    """Neither a feed, nor what is no address of the web, nor the same page twice."""
    links = (
        "https://ada.example",
        "http://ada.example/index.html",
        "mailto:ada@x.example",
        "javascript:alert(1)",
        "https://x.example/feed.xml",
    )
    made = expert("ada", links=tuple(Link(url=url) for url in links))
    assert identities(made) == ("http://ada.example/index.html",)
    fed = replace(made, home="https://ada.example/atom.xml", links=())
    assert identities(fed) == ()


# --- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "about"),
    [
        ("blog/index.md", None),
        ("blog/law/index.md", {"@id": f"{SITE}blog/law/#practice"}),
        ("blog/topics/kites/index.md", {"@type": "Thing", "name": "Kites"}),
    ],
)
def test_a_group_blog_is_a_collection_whose_main_thing_is_a_blog(uri: str, about: Node | None) -> None:
    """It holds the page's posts, and claims to have published none of them."""
    page = everything()[uri]
    nodes = graph(page)
    collection, blog = the("CollectionPage", nodes), the("Blog", nodes)
    assert collection["mainEntity"] == {"@id": blog["@id"]} == {"@id": f"{SITE}{page.url}#blog"}
    assert collection.get("about") == about
    assert [posting["url"] for posting in blog["blogPost"][:1]] == ["https://ada.example/2026-11-01"]
    assert "publisher" not in json.dumps(nodes)


def test_every_page_of_a_row_is_of_one_blog() -> None:
    """The blog's id and address are page one's; the page's own are its own."""
    nodes = graph(everything()["blog/page/2.md"])
    assert the("CollectionPage", nodes)["url"] == f"{SITE}blog/page/2/"
    assert the("Blog", nodes)["url"] == f"{SITE}blog/"
    assert the("Blog", nodes)["@id"] == f"{SITE}blog/#blog"


def test_the_directory_lists_people() -> None:
    """In the order in which they stand there, alumni last."""
    people = the("ItemList", graph(everything()["experts/index.md"]))
    assert [(item["position"], item["item"]["name"]) for item in people["itemListElement"]] == [
        (1, "Ada Lindqvist"),
        (2, "Mei"),
        (3, "Nameless"),
        (4, "Gone"),
    ]
    assert people["numberOfItems"] == 4


def test_a_year_is_a_part_of_the_company_s_blog() -> None:
    """Its page is about that blog; the posts it has are described where they are shown, and marked up as h-entries here."""
    nodes = graph(everything()["blog/archive/2025.md"])
    assert the("CollectionPage", nodes)["mainEntity"] == {"@id": f"{SITE}blog/#blog"}
    assert the("Blog", nodes) == {
        "@type": "Blog",
        "@id": f"{SITE}blog/#blog",
        "name": "Ideas from Halden",
        "url": f"{SITE}blog/",
    }


@pytest.mark.parametrize(
    ("uri", "trail"),
    [
        ("experts/index.md", ["", "experts/"]),
        ("experts/ada.md", ["", "experts/", "experts/ada/"]),
        ("blog/index.md", ["", "blog/"]),
        ("blog/page/2.md", ["", "blog/", "blog/page/2/"]),
        ("blog/law/index.md", ["", "blog/", "blog/law/"]),
        ("blog/law/page/2.md", ["", "blog/", "blog/law/", "blog/law/page/2/"]),
        ("blog/topics/kites/index.md", ["", "blog/", "blog/topics/kites/"]),
        ("blog/archive/2023.md", ["", "blog/", "blog/archive/2023/"]),
    ],
)
def test_every_page_says_how_one_gets_there(uri: str, trail: list[str]) -> None:
    """Breadcrumbs lead from the home page through the hubs, numbered from one; the last is the page itself."""
    page = everything()[uri]
    steps = the("BreadcrumbList", graph(page))["itemListElement"]
    assert [step["item"] for step in steps] == [SITE + url for url in trail]
    assert [step["position"] for step in steps] == list(range(1, len(trail) + 1))
    assert (steps[0]["name"], steps[-1]["name"]) == ("Halden", page.title)


# --- addresses -------------------------------------------------------------------------------------------------------


def test_without_the_site_s_address_only_what_needs_none_is_said() -> None:
    """No relative address, no id that others could not mean; people, posts and their own addresses are still right."""
    options = replace(OPTIONS, site_url=None, brand=Brand(name="Halden", logo="logo.png"))
    for page in everything(options).values():
        if page.src_uri == "experts/ada-l.md":
            continue
        nodes = graph(page, options=options)
        assert of_type("BreadcrumbList", nodes) == []
        for place in re.findall(r'"(?:url|item|@id|logo|image)": "(.*?)"', json.dumps(nodes)):
            assert place.startswith(("https://", "_:"))
    nodes = graph(everything(options)["experts/ada.md"], options=options)
    assert the("ProfilePage", nodes)["mainEntity"] == {"@id": the("Person", nodes)["@id"]}
    assert the("ProfilePage", nodes)["hasPart"][0]["url"] == "https://ada.example/2026-11-01"


def test_addresses_follow_the_site_s_form() -> None:
    """Without directories a page's address ends in `.html`, and so does what its ids are made of."""
    nodes = graph(everything(use_directory_urls=False)["experts/ada.md"])
    assert the("Person", nodes)["@id"] == f"{SITE}experts/ada.html#person"
    assert the("BreadcrumbList", nodes)["itemListElement"][1]["item"] == f"{SITE}experts/index.html"


def test_addresses_are_written_as_addresses() -> None:
    """A file's name may hold anything."""
    assert whole(SITE, 'a b/"ü".png') == f"{SITE}a%20b/%22%C3%BC%22.png"
    assert whole(SITE, "a%20b.png?x=1#y") == f"{SITE}a%20b.png?x=1#y"


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("pt_BR", "pt-BR"), ("zh-Hant", "zh-Hant"), ("?!", "en")])
def test_a_page_says_its_language(language: str, tag: str) -> None:
    """As the theme has it, in the form of BCP 47."""
    options = replace(OPTIONS, language=language)
    assert the("ProfilePage", graph(everything(options)["experts/ada.md"], options=options))["inLanguage"] == tag


def test_a_post_that_the_company_hosts_is_published_by_it() -> None:
    """It stands on the site, at the site's address."""
    page = everything()["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert page.featured
    hosted = replace(page.featured, hosted=True, url="news/on-string/")
    posting = the("ProfilePage", graph(replace(page, featured=hosted)))["hasPart"][0]
    assert (posting["url"], posting["publisher"]) == (f"{SITE}news/on-string/", {"@id": f"{SITE}#org"})


def test_a_guest_s_post_is_by_the_guest() -> None:
    """The expert in whose feed it came did not write it."""
    guest = Author(name="Orig Inal", uri="https://orig.example/")
    page = everything()["experts/ada.md"]
    assert isinstance(page, ExpertPage)
    assert page.featured
    given = replace(page.featured, post=replace(page.featured.post, others=(guest,), guest=True))
    posting = the("ProfilePage", graph(replace(page, featured=given)))["hasPart"][0]
    assert posting["author"] == {"@type": "Person", "name": "Orig Inal", "url": "https://orig.example/"}


# --- strangers' texts ------------------------------------------------------------------------------------------------


def test_no_text_ends_the_script() -> None:
    """The oracle: as it comes from `json.dumps`, the attack ends the script and begins one of its own."""
    attack: Node = {"headline": ATTACK}
    assert "</script><script>alert(1)" in json.dumps(attack)
    written = serialise(attack)
    assert set("<>&\u2028\u2029") & set(written) == set()
    assert json.loads(written) == attack


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(), st.lists(st.text()), st.integers())))
def test_any_text_comes_back(texts: Node) -> None:
    """The law: nothing in it can end the script, and `JSON.parse` gives what was put in."""
    written = serialise(texts)
    assert set("<>&\u2028\u2029") & set(written) == set()
    assert json.loads(written) == texts


@pytest.mark.parametrize("name", ["W" * 3_000, "ليلى حداد", "🙃🙃", "\u202eevil", "'\"\\", "a\tb"])
def test_hurtful_names_come_back_as_they_were(name: str) -> None:
    """In the graph, and in the preview."""
    page = make_pages([], [replace(expert("odd"), name=name, job_title=name)])["experts/odd.md"]
    assert the("Person", graph(page))["name"] == name
    found = renderer().heads.of_page(page, title=page.title, description=page.description)
    html = BeautifulSoup(renderer().draw_head(lambda: found, page.url), "html.parser")
    assert [tag["content"] for tag in html.select('[property="og:title"]')] == [name]


def test_somebody_of_whom_nothing_is_known_is_a_person_all_the_same() -> None:
    """No blog, bio, title, practice or photo: a name, a page, an employer."""
    person = the("Person", graph(make_pages([], [expert("odd", name="Odd", blogs=())])["experts/odd.md"]))
    assert set(person) == {"@type", "@id", "name", "url", "description", "worksFor"}


def test_hostile_texts_come_back_as_they_were() -> None:
    """In every field that people or feeds fill."""
    people = [
        replace(
            expert("mallory"),
            name=ATTACK,
            job_title=ATTACK,
            practices=("law",),
            credentials=(replace(ADA.credentials[1], title=ATTACK),),
        )
    ]
    posts = [post("2026-11-01", people[0], title=ATTACK, language=ATTACK, link=f"https://x.example/{ATTACK}")]
    options = replace(OPTIONS, brand=Brand(name=ATTACK), site_name=ATTACK)
    pages = make_pages(posts, people, options=options, practices=(replace(LAW, name=ATTACK, description=ATTACK),))
    person = the("Person", graph(pages["experts/mallory.md"], options=options))
    assert (person["name"], person["jobTitle"], person["award"]) == (ATTACK, ATTACK, [ATTACK])
    posting = the("ProfilePage", graph(pages["experts/mallory.md"], options=options))["hasPart"][0]
    assert posting["headline"] == ATTACK
    assert "inLanguage" not in posting


def test_a_page_that_is_not_to_be_found_says_nothing() -> None:
    """It only asks not to be taken in."""
    page = replace(everything()["experts/gone.md"], noindex=True)
    found = renderer().heads.of_page(page, title="x", description="y")
    assert renderer().draw_head(lambda: found, page.url) == Markup('<meta name="robots" content="noindex">\n')


def test_an_alumna_s_page_keeps_her_posts() -> None:
    """Credit stays."""
    (posting,) = the("ProfilePage", graph(everything()["experts/gone.md"]))["hasPart"]
    assert posting["author"]["@id"] == f"{SITE}experts/{GONE.slug}/#person"

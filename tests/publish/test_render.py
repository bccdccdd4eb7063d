"""What pages are to a browser, a screen reader, a search engine and an attacker."""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import mf2py
import pytest
from bs4 import BeautifulSoup

from cobrand.errors import ProblemsError
from cobrand.model import Brand, Credential, Employer, Expert, Link, Practice, Span, Topic
from cobrand.publish.pages import Embed, ExpertPage, GroupPage, Page, RedirectPage, photo_files
from cobrand.publish.render import TEMPLATES
from newsroom import (
    ADA,
    KITES,
    LAW,
    OPS,
    OPTIONS,
    WIND,
    draw,
    everything,
    expert,
    make_pages,
    one,
    photo,
    post,
    renderer,
    said,
    soup,
)

PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"


@pytest.mark.parametrize("use_directory_urls", [True, False])
def test_every_link_leads_to_a_page_of_ours_or_away(use_directory_urls: bool) -> None:
    """Links are relative, so that a site may stand below a path; anchors exist on the page they point at."""
    pages = everything(use_directory_urls=use_directory_urls)
    drawn = {page.url: soup(page) for page in pages.values()}
    files = {"assets/logo.svg", *photo_files({"ada": photo("ada", 96, 192, 384)}), *_feeds(pages.values())}
    files.add("experts/blogroll.opml")
    files |= {page.person.kit for page in pages.values() if isinstance(page, ExpertPage) and page.person.kit}
    services = {"services/law/", "services/law.html", "services/", "services/index.html"}
    for url, found in drawn.items():
        for address in _addresses(found):
            assert not address.startswith("/")
            target, _, anchor = urljoin(f"https://s.example/a/b/{url}", address).partition("#")
            if not target.startswith("https://s.example/"):
                continue
            there = target.removeprefix("https://s.example/a/b/").partition("?")[0]
            assert (url, there) == (url, there if there in {*drawn, *files, *services} else "nowhere")
            assert not anchor or there in services or drawn[there].find(id=anchor)


def _feeds(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        whose = page.person if isinstance(page, ExpertPage) else page.group if isinstance(page, GroupPage) else None
        if whose and whose.feeds:
            yield from (whose.feeds.atom, whose.feeds.rss, whose.feeds.json)
        if isinstance(page, GroupPage) and page.group.blogroll:
            yield page.group.blogroll


def _addresses(found: BeautifulSoup) -> Iterator[str]:
    for tag in found.find_all(True):
        yield from (str(tag[name]) for name in ("href", "src") if tag.has_attr(name))
        yield from (part.split()[0] for part in str(tag.get("srcset", "")).split(",") if part)


def test_every_page_has_a_sound_outline() -> None:
    """One h1, no level left out, no id twice."""
    for uri, page in everything().items():
        if isinstance(page, RedirectPage):  # which is no page to read
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
    html = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.[hj]*") if path.is_file())
    chosen = tuple(re.findall(r"(cobrand[\w-]*--)\{\{", html))  # by a tint, or a kind
    styled = {name for name in re.findall(r"\.(cobrand[\w-]*)", css) if not name.startswith(chosen)}
    given = set(re.findall(r"cobrand(?:-[a-z]+)?(?:__[a-z]+)?(?:--[a-z]+)?(?=[ \"{])", html))
    assert sorted(styled - given) == []
    sheets = (TEMPLATES / "assets/cobrand").glob("*.css")
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < 12_000


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
    (feed,) = found["items"]
    assert (feed["type"], feed["properties"]["name"]) == (["h-feed"], ["Ideas from Halden"])
    assert {tuple(item["type"]) for item in feed["children"]} == {("h-entry",)}
    entry = feed["children"][0]["properties"]
    assert entry["name"] == ["Ada Lindqvist on 2026-11-01"]
    assert entry["url"] == ["https://ada.example/2026-11-01"]
    assert entry["published"] == ["2026-11-01T09:00:00Z"]
    assert [summary.strip() for summary in entry["summary"]] == ["It depends."]
    author = entry["author"][0]["properties"]
    assert (author["name"], author["url"]) == (["Ada Lindqvist"], ["https://www.halden.example/site/experts/ada/"])


def test_a_year_is_a_feed_of_entries() -> None:
    """The archive's lines read as the cards do, but for excerpts."""
    html = draw(everything()["blog/archive/2026.md"]).html
    (feed,) = mf2py.parse(doc=f"<body>{html}</body>", url="https://www.halden.example/site/blog/archive/2026/")["items"]
    assert feed["properties"]["name"] == ["Posts of 2026"]
    entries = [entry["properties"] for entry in feed["children"]]
    assert [entry["author"][0]["properties"]["name"] for entry in entries[:2]] == [["Ada Lindqvist"], ["Ada Lindqvist"]]
    assert [entry["url"] for entry in entries[:1]] == [["https://ada.example/2026-11-01"]]


def test_everybody_in_the_directory_is_an_h_card() -> None:
    """Name, page and picture; whoever has left has no title and no company here any more."""
    url = "https://www.halden.example/site/experts/"
    cards = mf2py.parse(doc=f"<body>{draw(everything()['experts/index.md']).html}</body>", url=url)["items"]
    ada, gone = cards[0]["properties"], cards[-1]["properties"]
    assert (ada["name"], ada["url"], ada["job-title"]) == (["Ada Lindqvist"], [f"{url}ada/"], ["Analyst"])
    assert ada["photo"][0]["value"].endswith("-96.webp")
    assert (gone["name"], "job-title" in gone) == (["Gone"], False)
    page = mf2py.parse(doc=f"<body>{draw(everything()['experts/gone.md']).html}</body>", url=f"{url}gone/")["items"][0]
    assert {"org", "job-title"} & set(page["properties"]) == set()


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


def test_a_component_without_its_macro_is_named(tmp_path: Path) -> None:
    """All of them at once, and before anything is drawn: others of ours ask for them by name."""
    folder = tmp_path / "cobrand"
    folder.mkdir()
    for name in ("share", "icons", "peers"):
        (folder / f"{name}.html").write_text("")
    with pytest.raises(ProblemsError) as caught:
        draw(make_pages([])["blog/index.md"], overrides=[tmp_path])
    assert [(Path(problem.path).name, problem.what) for problem in caught.value.problems] == [
        ("icons.html", "has no macro `icon`"),
        ("share.html", "has no macro `share`"),
    ]
    assert "write `{% macro share(links, title, lang) %}{% endmacro %}`." in caught.value.problems[1].remedy


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (
            "{# ours #}\n{% macro card() %}{% endmacro %}",
            "2: has a macro `card` with too few parameters. Write `{% macro card(card) %}`.",
        ),
        ("{% macro card() %}{{ varargs | length }}\n{{ 1 + 'a' }}{% endmacro %}", "2: TypeError: unsupported operand"),
        ("\n\n{% macro card(card) %}\n{{ card.colour }}{% endmacro %}", "4: "),
    ],
)
@pytest.mark.parametrize("embedded", [True, False])
def test_a_fault_in_a_macro_is_placed_where_it_stands(tmp_path: Path, template: str, says: str, embedded: bool) -> None:
    """In the template's own lines, whether the page is ours or the site's."""
    folder = tmp_path / "cobrand"
    folder.mkdir()
    (folder / "card.html").write_text(template)
    page = make_pages([post("2026-11-01", ADA)])["blog/index.md"]
    assert isinstance(page, GroupPage)
    embed = Embed(kind="posts", posts=page.posts)
    with pytest.raises(ProblemsError) as caught:  # noqa: PT012  (a fault of the first kind is found by the renderer)
        drawing = renderer(overrides=(tmp_path,))
        _ = drawing.piece("embed", embed, url="", level=3) if embedded else drawing.render(page)
    assert f"card.html:{says}" in str(caught.value)


def test_pages_speak_the_sites_language() -> None:
    """Words, months and days."""
    options = replace(OPTIONS, language="de")
    found = soup(everything(options)["blog/archive/2026.md"], options=options)
    assert said(one(found, "h1")) == "Beiträge aus 2026"
    assert said(found.select("time")[0]) == "1. Nov."


def test_names_keep_their_own_direction() -> None:
    """A name in Arabic does not turn the English around it."""
    found = soup(make_pages([post("2026-11-01", replace(ADA, name="ليلى حداد"))])["experts/ada.md"])
    isolated = [said(tag) for tag in found.select("h1 bdi, .cobrand-card__disclosure bdi")]
    assert isolated == ["ليلى حداد", "ada.example", "ليلى حداد", "Halden"]


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

"""What the directory's script is told of everybody: all of it, no more, and small."""

import gzip
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import pytest

from cobrand.model import Expert
from cobrand.publish.pages import Page
from cobrand.publish.render import TEMPLATES
from cobrand.publish.select import Post
from newsroom import ADA, GONE, KITES, LAW, MEI, everything, expert, make_pages, photo, post, renderer, soup

PAYLOAD = "\"'></script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028"


def written(pages: dict[str, Page]) -> bytes:
    """Return the file."""
    files = renderer().people_index(pages.values())
    assert list(files) == ["experts/index.json"]
    return files["experts/index.json"]


def listed(posts: list[Post], *people: Expert, **how: Any) -> list[list[Any]]:
    """Return the people in the file that is written for these."""
    found: list[list[Any]] = json.loads(written(make_pages(posts, people, **how)))["people"]
    return found


def test_it_lists_everybody_in_the_order_of_the_directory() -> None:
    """By name over all pages, alumni last."""
    people = [expert(f"x{number:03}") for number in range(120)]
    names = [name for name, *_ in listed([], GONE, *people)]
    assert names == [f"X{number:03}" for number in range(120)] + ["Gone"]


def test_it_tells_what_the_card_shows() -> None:
    """Groups by number, the photo by digest and sizes, the newest post with its day; what is absent is left out."""
    index = json.loads(written(everything()))
    groups = [(group["kind"], group["slug"], group["url"]) for group in index["groups"]]
    assert groups == [
        ("practice", "law", "../blog/law/"),
        ("practice", "ops", "../blog/ops/"),
        ("topic", "kites", "../blog/topics/kites/"),
        ("topic", "wind", "../blog/topics/wind/"),
    ]
    assert index["photos"] == "../assets/cobrand/photos/"
    assert index["days"]["2026-11-01"] == "November 1, 2026"
    ada, _, nameless, gone = index["people"]
    newest = ["Ada Lindqvist on 2026-11-01", "https://ada.example/2026-11-01", "2026-11-01"]
    assert ada == ["Ada Lindqvist", "ada", "Analyst", [0, 1, 2], ["61646100", 96, 192], newest]
    assert nameless[:5] == ["Nameless", "nameless", None, [], ["N", nameless[4][1]]]
    assert (index["active"], gone[2]) == (3, "then Clerk")


@pytest.mark.parametrize("use_directory_urls", [True, False])
def test_addresses_lead_from_the_directory_to_the_pages(use_directory_urls: bool) -> None:
    """Whatever form addresses have, and wherever the site stands, they are those of the page."""
    pages = everything(use_directory_urls=use_directory_urls)
    base = "https://x.example/below/experts/"
    index = json.loads(written(pages))
    urls = [group["url"] for group in index["groups"]] + [slug + index["page"] for _, slug, *_ in index["people"]]
    there = {urljoin("https://x.example/below/", page.url) for page in pages.values()}
    assert {urljoin(base, url) for url in urls} <= there
    directory = soup(pages["experts/index.md"])
    pictures = {urljoin(base, str(tag["src"])) for tag in directory.select("img")}
    digest, size, _ = index["people"][0][4]
    assert {urljoin(base, f"{index['photos']}ada-{digest}-{size}.webp")} == pictures


def test_a_photo_of_one_size_is_named_once() -> None:
    """Small originals have no second size."""
    (ada,) = listed([], ADA, photos={"ada": photo("ada", 80)})
    assert ada[4] == ["61646100", 80, 0]


def test_a_post_without_an_address_or_a_title_is_told() -> None:
    """It shows its first words, in its language, and leads nowhere."""
    (mei,) = listed([post("2026-11-01", MEI, title=None, link=None, language="de")], MEI)
    assert mei[5] == ["It depends.", None, "2026-11-01", "de"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//x.example/", "x"])
def test_addresses_are_of_the_web(link: str) -> None:
    """The archive is untrusted, and the file is as strict as the pages."""
    (ada,) = listed([post("2026-11-01", ADA, link=link)], ADA)
    assert ada[5][1] is None


def test_hostile_words_stay_words() -> None:
    """They arrive as they are, and the file holds nothing that could be taken for markup."""
    hostile = replace(ADA, name=PAYLOAD, job_title=PAYLOAD)
    pages = make_pages(
        [post("2026-11-01", hostile, title=PAYLOAD)],
        practices=[replace(LAW, name=PAYLOAD)],
        topics=[replace(KITES, name=PAYLOAD)],
    )
    raw = written(pages)
    assert not re.search("[<>\u2028]", raw.decode())
    index = json.loads(raw)
    (ada,) = index["people"]
    told = [ada[0], ada[2], ada[5][0], *(group["name"] for group in index["groups"])]
    assert [words.strip() for words in told] == [PAYLOAD.strip()] * 5


def test_it_says_nothing_that_the_pages_do_not_show() -> None:
    """Neither where somebody lives, nor a profile's source, nor what is hidden."""
    shown = written(everything()).decode()
    assert [word for word in ("Gothenburg", "she/her", "social.example", ".md", "It depends") if word in shown] == []


def test_it_is_the_same_every_time() -> None:
    """Same people, same bytes."""
    assert written(everything()) == written(everything())


def test_a_thousand_experts_fit_in_250_kilobytes() -> None:
    """With photos, three groups each, and titles and addresses as blogs have them."""
    people = [
        expert(
            f"ada-lindqvist-{number:04}",
            job_title="Principal Data Scientist",
            practices=("law", "ops"),
            topics=("kites",),
            spans=() if number % 10 else GONE.spans,
        )
        for number in range(1_000)
    ]
    posts = [
        post(
            f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}",
            one,
            title="What nobody told you about measuring brand searches",
            link=f"https://{one.slug}.example/2023/what-nobody-told-you/",
        )
        for number, one in enumerate(people)
    ]
    photos = {one.slug: photo(one.slug, 96, 192, 384) for one in people}
    raw = written(make_pages(posts, people, photos=photos))
    assert len(json.loads(raw)["people"]) == 1_000
    assert len(raw) <= 250_000


def test_without_people_it_is_an_empty_list() -> None:
    """A site that has nobody yet."""
    index = json.loads(written(make_pages(practices=[], topics=[])))
    assert index == {
        "groups": [],
        "page": "/",
        "photos": "../assets/cobrand/photos/",
        "active": 0,
        "days": {},
        "people": [],
    }


def test_scripts_stay_small() -> None:
    """All that a page loads of ours is at most 3 KB packed, and holds nothing that a strict policy refuses."""
    script = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.js"))
    assert len(gzip.compress(script.encode(), mtime=0)) <= 3_000
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.style\b", script) == []
    )

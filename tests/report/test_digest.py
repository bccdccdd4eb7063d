"""This week's ideas: which posts, in whose words, with which links; and nothing that nobody said."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

from cobrand.config import Options
from cobrand.model import Author, Practice, Span
from cobrand.publish.pages import ArchivePage, Card
from cobrand.publish.select import Post
from cobrand.report.digest import digest, draw
from newsroom import LAW, OPS, OPTIONS, expert, hosted, make_pages, post

START, END = datetime(2026, 11, 13, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
ADA = expert("ada", name="Ada Lindqvist", job_title="Analyst", practices=("law", "ops"))
MEI = expert("mei", practices=("ops",))


def cards(*posts: Post, options: Options = OPTIONS, practices: tuple[Practice, ...] = (LAW, OPS)) -> list[Card]:
    """Return the posts as the pages have them, newest first."""
    pages = make_pages(posts, options=options, practices=practices)
    found = [card for page in pages.values() if isinstance(page, ArchivePage) for card in page.posts]
    return sorted(found, key=lambda card: card.post.entry.date, reverse=True)


def written(*posts: Post, options: Options = OPTIONS, said: str | None = "Kites must fly.", **how: object) -> str:
    """Write the digest of a week."""
    chosen = digest(cards(*posts, options=options), since=START, until=END, **how)  # type: ignore[arg-type]
    return draw(chosen, options, say=lambda _: said, practice=how.get("practice"))  # type: ignore[arg-type]


def titles(text: str) -> list[str]:
    """Return the titles, in order."""
    return re.findall(r"^### \[(.+?)\]", text, re.MULTILINE)


def test_an_idea_says_who_what_where_and_whom_to_ask() -> None:
    """Everything that a newsletter or a salesperson needs, with whole addresses, in this order."""
    text = written(post("2026-11-19", ADA, title="On string", topics=["wind", "kites"], language="de"))
    assert text == (
        "# Ideas from Halden\n"
        "\n"
        "November 13, 2026 to November 20, 2026 · 1 post by 1 person\n"
        "\n"
        "## Law\n"
        "\n"
        "### [On string](https://ada.example/2026-11-19)\n"
        "\n"
        "Ada Lindqvist, Analyst · November 19, 2026 · first published on ada.example · in German\n"
        "\n"
        "> Kites must fly.\n"
        "\n"
        "- Topics: [Wind](https://www.halden.example/site/blog/topics/wind/), [Kites](https://www.halden.example/site/blog/topics/kites/)\n"
        "- What we offer: [our work on Kites](https://www.halden.example/site/services/#kites)\n"
        "- Talk to: Law, [law@x.example](mailto:law@x.example)\n"
        "- Read: [the original](https://ada.example/2026-11-19) · "
        "[on our site](https://www.halden.example/site/blog/archive/2026/#p-c50cad859f)\n"
        "\n"
        "---\n"
        "\n"
        "Ada Lindqvist works at Halden. Views are their own.\n"
    )


def test_the_time_is_kept_to_the_second() -> None:
    """Run every week at the same time, no post is in two digests, and none in no one."""
    posts = [post(day, ADA) for day in ("2026-11-13", "2026-11-12", "2026-11-20")]
    assert titles(written(*posts)) == ["Ada Lindqvist on 2026-11-20", "Ada Lindqvist on 2026-11-13"]
    late = replace(posts[0], entry=replace(posts[0].entry, published=datetime(2026, 11, 13, 8, 59, 59, tzinfo=UTC)))
    assert titles(written(late)) == []


def test_each_post_stands_once_below_its_first_practice() -> None:
    """Or below the one that was asked for; one of nobody's practice comes last."""
    shared, lone = post("2026-11-18", ADA, MEI, title="Shared"), post("2026-11-19", expert("zoe"), title="Lone")
    other = post("2026-11-17", MEI, title="Ops only")
    text = written(shared, lone, other)
    assert re.findall(r"^## (.+)", text, re.MULTILINE) == ["Law", "Operations", "Other ideas"]
    assert titles(text) == ["Shared", "Ops only", "Lone"]
    ops = written(shared, lone, other, practice="ops")
    assert (re.findall(r"^## (.+)", ops, re.MULTILINE), titles(ops)) == (["Operations"], ["Shared", "Ops only"])
    assert "Ada Lindqvist, Analyst and Mei" in text


def test_a_topic_can_be_asked_for() -> None:
    """Posts on it, and no others."""
    assert titles(
        written(post("2026-11-19", ADA, title="A", topics=["wind"]), post("2026-11-18", ADA, title="B"), topic="wind")
    ) == ["A"]


def test_a_limit_gives_everybody_a_turn() -> None:
    """Nobody has two before all have one."""
    busy = [post(f"2026-11-{day}", ADA, title=f"A{day}") for day in (17, 18, 19)]
    assert titles(written(*busy, post("2026-11-14", MEI, title="M"), limit=2)) == ["A19", "M"]
    assert len(titles(written(*busy, limit=9))) == 3


def test_without_a_sentence_none_is_made() -> None:
    """Title and links stand for themselves."""
    assert ">" not in written(post("2026-11-19", ADA), said=None).replace("&#62;", "")


def test_the_offer_is_the_practice_s_where_no_topic_has_one() -> None:
    """And there is none where neither has."""
    assert "- What we offer: [Law](https://www.halden.example/site/services/law/)" in written(
        post("2026-11-19", ADA, topics=["wind"])
    )
    text = written(post("2026-11-19", MEI))
    assert "What we offer" not in text
    assert "Talk to" not in text


def test_without_an_address_of_its_own_a_site_is_not_linked() -> None:
    """A letter has no site around it; the original is linked all the same."""
    text = written(post("2026-11-19", ADA, topics=["kites"]), options=replace(OPTIONS, site_url=None))
    assert "- Topics: Kites\n" in text
    assert "on our site" not in text
    assert "[the original](https://ada.example/2026-11-19)" in text
    assert re.findall(r"\]\((?!https:|mailto:)", text) == []


def test_a_post_of_the_company_s_blog_leads_to_its_own_page() -> None:
    """It has no original elsewhere, and was published by the company."""
    text = written(hosted(post("2026-11-19", ADA, title="Ours"), "Eve Else"))
    assert "### [Ours](https://www.halden.example/site/news/2026-11-19/)" in text
    assert "Ada Lindqvist, Analyst and Eve Else · November 19, 2026 · first published by Halden" in text
    assert "- Read: [on our site](https://www.halden.example/site/news/2026-11-19/)" in text


def test_the_disclosure_is_the_company_s_own_and_comes_once() -> None:
    """Everybody is named once, in the past tense who has left."""
    left = replace(MEI, name="Mei Gone", job_title="Clerk", spans=(Span(left=date(2026, 11, 18)),))
    posts = [post("2026-11-19", ADA), post("2026-11-18", ADA), post("2026-11-17", left)]
    assert written(*posts).rstrip().splitlines()[-1] == (
        "Ada Lindqvist works at Halden. Views are their own. "
        "Mei Gone worked at Halden when this was written. Views are their own."
    )
    assert "Mei Gone, then Clerk" in written(*posts)
    assert written(posts[0], post("2026-11-16", MEI)).rstrip().splitlines()[-1] == (
        "Ada Lindqvist and Mei work at Halden. Views are their own."
    )
    own = replace(OPTIONS, disclosure="{brand} zahlt {name}.")
    assert written(*posts[:2], options=own).rstrip().splitlines()[-1] == "Halden zahlt Ada Lindqvist."


def test_a_guest_is_credited_alone() -> None:
    """The expert whose blog it is did not write it."""
    guest = replace(post("2026-11-19", ADA), guest=True, others=(Author(name="Gail Guest"),))
    assert "\nGail Guest · November 19, 2026" in written(guest)


def test_a_quiet_week_is_told_kindly() -> None:
    """With a way to see more, and without a disclosure of nobody."""
    text = written()
    assert "Nobody has published anything in this time. Good ideas take a while" in text
    assert "---" not in text


ATTACKS = [
    "](javascript:alert(1)) [x",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "# A heading\n\n> quoted\n\n- item",
    "`code` **bold** ~~gone~~ | cell | @everyone #123",
    "{{ 7*7 }} {: onclick=alert(1) }",
    "::error::x\x1b[31m\u202eback",
    "x" * 3_000,
    "שלום ليلى 山田 👩🏽‍💻",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_words_stay_words(attack: str) -> None:
    """In title, name, job title, topic, practice, disclosure and sentence: no markup of a stranger's, no heading more."""
    person = replace(ADA, name=attack, job_title=attack)
    options = replace(OPTIONS, brand=replace(OPTIONS.brand, name=attack))
    found = digest(
        cards(
            post("2026-11-19", person, title=attack, topics=["kites"]),
            options=options,
            practices=(replace(LAW, name=attack), OPS),
        ),
        since=START,
        until=END,
    )
    text = draw(found, options, say=lambda _: " ".join(attack.split()))
    page = BeautifulSoup(markdown(text), "html.parser")
    assert {tag.name for tag in page.find_all()} <= {"h1", "h2", "h3", "p", "blockquote", "ul", "li", "a", "hr"}
    assert {str(link["href"]).partition(":")[0] for link in page.select("a")} == {"https", "mailto"}
    assert [len(page.select(f"h{level}")) for level in (1, 2, 3)] == [1, 1, 1]
    assert re.findall(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]|^::", text, re.MULTILINE) == []

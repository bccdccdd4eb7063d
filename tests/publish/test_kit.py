"""What experts paste into their own sites: whole addresses, nothing that breaks out, and the past tense for alumni."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from cobrand.config import Options
from cobrand.harvest.backlink import read_link_back
from cobrand.harvest.home import ours_of
from cobrand.model import Brand, Expert
from cobrand.publish.jsonld import organization_id, person_id
from cobrand.publish.kit import with_kits
from cobrand.publish.pages import ExpertPage, KitPage
from fuzzing import trying
from newsroom import ADA, GONE, OPTIONS, draw, make_pages, one, said, soup

ATTACK = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'--></title></svg>]]> & {{ 7*7 }} \u202e\x00"
HERE = "https://www.halden.example/site/experts/ada/"


def kit(expert: Expert = ADA, *, options: Options = OPTIONS, use_directory_urls: bool = True) -> KitPage:
    """Make somebody's kit."""
    made = make_pages(experts=[expert], options=options, use_directory_urls=use_directory_urls)
    pages, _ = with_kits(made.values(), options)
    return next(page for page in pages if isinstance(page, KitPage))


def pieces(page: KitPage) -> dict[str, str]:
    """Return what there is to copy, by kind."""
    return {piece.kind: piece.text for piece in page.pieces}


def badges(expert: Expert = ADA, options: Options = OPTIONS) -> dict[str, bytes]:
    """Return the badges as files."""
    return dict(with_kits(make_pages(experts=[expert], options=options).values(), options)[1]())


def test_a_kit_is_found_by_nobody_but_whom_it_is_for() -> None:
    """Not by search engines, not by the site's search, and below the page of the person."""
    page = kit()
    assert (page.url, page.parent) == ("experts/ada/kit/", "experts/ada.md")
    assert (page.noindex, page.searchable) == (True, False)
    assert kit(use_directory_urls=False).url == "experts/ada/kit.html"


def test_a_site_that_does_not_know_its_address_has_no_kits() -> None:
    """There is nothing that one could link back to."""
    options = replace(OPTIONS, site_url=None)
    pages, files = with_kits(make_pages(experts=[ADA], options=options).values(), options)
    assert list(files()) == []
    assert [page.person.kit for page in pages if isinstance(page, ExpertPage)] == [None]
    assert [page for page in pages if isinstance(page, KitPage)] == []


@pytest.mark.parametrize("kind", ["anchor", "link", "badge", "files"])
@pytest.mark.parametrize("use_directory_urls", [True, False])
def test_whoever_pastes_it_is_verified(kind: str, use_directory_urls: bool) -> None:
    """Each link of the kit is one that the next pull takes for a link back with rel=me."""
    page = pieces(kit(use_directory_urls=use_directory_urls))[kind]
    ours = ours_of(ADA, site_url=OPTIONS.site_url, brand_url=OPTIONS.brand.url)
    assert read_link_back(page.encode(), url="https://ada.example/", ours=ours) == "verified"


def test_linked_data_mean_the_person_of_the_page() -> None:
    """The ids are those that our own pages use."""
    page = kit()
    found = json.loads(one(BeautifulSoup(pieces(page)["data"], "html.parser"), "script").get_text())
    assert found["@id"] == person_id(OPTIONS.site_url, page.person) == f"{HERE}#person"
    assert found["worksFor"]["@id"] == organization_id(OPTIONS.site_url)
    assert (found["name"], found["url"], found["sameAs"][0]) == ("Ada Lindqvist", "https://ada.example/", HERE)


def test_alumni_speak_in_the_past_tense() -> None:
    """They still get a kit: the page about them stays."""
    found = pieces(kit(GONE))
    assert "Gone, formerly at Halden" in found["anchor"]
    assert "Formerly at Halden" in found["badge"]
    assert found["disclosure"] == "I used to work at Halden. The views here are my own."
    data = json.loads(one(BeautifulSoup(found["data"], "html.parser"), "script").get_text())
    assert ("worksFor" in data, data["alumniOf"]["name"]) == (False, "Halden")


def test_the_attribution_domain_is_the_site_s() -> None:
    """Mastodon takes a domain for all names below it."""
    assert pieces(kit())["fediverse"] == "halden.example"


def hostile(text: str) -> tuple[Expert, Options]:
    """Call everybody and everything by an attack."""
    return replace(ADA, name=text), replace(OPTIONS, brand=Brand(name=text, url="https://www.halden.example/"))


TAGS = {
    "anchor": {"a"},
    "link": {"link"},
    "badge": {"a", "svg", "title", "rect", "circle", "text"},
    "files": {"a", "picture", "source", "img"},
    "data": {"script"},
    "disclosure": set(),
}


def test_a_disclosure_is_pasted_as_html() -> None:
    """It says what it says wherever it is pasted; quotes and apostrophes need no help in a text."""
    brand = Brand(name="Br & <b>'s", url="https://www.halden.example/")
    snippet = pieces(kit(options=replace(OPTIONS, brand=brand)))["disclosure"]
    assert "Br &amp; &lt;b&gt;'s" in snippet


def check_harmless(text: str) -> None:
    """Fail where a name has become markup, an attribute, or the end of a script."""
    expert, options = hostile(text)
    for kind, snippet in pieces(kit(expert, options=options)).items():
        if kind in TAGS:
            found = BeautifulSoup(snippet, "html.parser").find_all(True)
            assert {tag.name for tag in found} == TAGS[kind]
            assert [name for tag in found for name in tag.attrs if name.startswith("on")] == []
            assert snippet.count("<script") == snippet.count("</script") == (kind == "data")
            assert "\n\n" not in snippet  # which would end HTML in Markdown
    for badge in badges(expert, options).values():
        assert {tag.tag.rpartition("}")[2] for tag in ET.fromstring(badge).iter()} == {
            "svg",
            "title",
            "rect",
            "circle",
            "text",
        }


def test_the_oracle_sees_an_attack() -> None:
    """The same name, pasted as it is, does become markup."""
    assert BeautifulSoup(f"<a href=x>{ATTACK}</a>", "html.parser").find_all("script")
    with pytest.raises(ET.ParseError):
        ET.fromstring(f"<svg><title>{ATTACK}</title></svg>")


@pytest.mark.parametrize(
    "text",
    [
        ATTACK,
        "\N{RIGHT-TO-LEFT OVERRIDE}" * 50,
        "x" * 3_000,
        "李" * 300,
        "ليلى حدّاد",
        "👩‍🔬" * 50,
        "' onload='x",
        "\n\n# x",
    ],
)
def test_no_name_breaks_out_of_what_is_pasted(text: str) -> None:
    """Neither of HTML, nor of SVG, nor of JSON: it ends up in somebody else's site."""
    check_harmless(text)
    page = kit(*hostile(text)[:1], options=hostile(text)[1])
    drawn = BeautifulSoup(draw(page, options=hostile(text)[1]).html, "html.parser")
    assert drawn.find_all(["script", "title", "picture"]) == []


@trying(40)
@given(st.text(min_size=1, max_size=120).filter(str.strip))
def test_no_text_at_all_breaks_out(text: str) -> None:
    """Whatever people are called."""
    check_harmless(text)


def test_badges_stay_of_a_size() -> None:
    """However long the names are; one for light pages, one for dark ones."""
    for text in ("x" * 3_000, "W" * 80, "李" * 300):
        drawn = [ET.fromstring(badge) for badge in badges(*hostile(text)).values()]
        assert [int(svg.attrib["width"]) <= 390 for svg in drawn] == [True, True]
    light, dark = badges()
    assert (light, dark) == ("experts/ada/badge-light.svg", "experts/ada/badge-dark.svg")
    assert badges()[light] != badges()[dark]


def test_a_badge_asks_nobody_for_anything() -> None:
    """No address in it, no script, no style sheet."""
    for text in (*map(bytes.decode, badges().values()), pieces(kit())["badge"].partition(">")[2]):
        assert [word for word in ("href", "url(", "<script", "<style", "<image", "<use") if word in text] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("verified", "ada.example links back, and verifies your page here."),
        ("linked", 'ada.example links to your page here. With rel="me" on that link, the page would be verified.'),
        ("brand-only", "ada.example links to Halden, but not to your page here."),
        ("missing", "ada.example does not link back yet."),
        (None, "We have not been able to read ada.example lately, so that nobody knows whether it links back."),
    ],
)
def test_a_kit_says_how_things_stand(state: str | None, words: str) -> None:
    """The state is a word for people, and a word for styles."""
    page = kit()
    line = one(soup(replace(page, person=replace(page.person, link_back=state))), ".cobrand-kit__state")
    assert (said(line), line["data-state"]) == (words, state or "unknown")


def test_each_piece_has_a_button_that_copies_it() -> None:
    """The button names the element whose text is copied; without a script there is none."""
    page = kit()
    found = soup(page)
    copied = {str(button["data-copy"]): button for button in found.select(".cobrand-copy")}
    assert {f"kit-{kind}": text for kind, text in pieces(page).items()} == {
        name: one(found, f"pre#{name}").get_text() for name in copied
    }
    assert all(button.has_attr("hidden") for button in copied.values())

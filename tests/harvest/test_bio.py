"""Home pages → what they say of their owners, form by form; the corpus has pages of many kinds."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any

import mf2py
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.harvest.bio import read_bio
from cobrand.harvest.blurb import bio_of
from cobrand.jsonl import decode, encode, settled
from cobrand.model import Bio, Fact, Feed, Home, Snapshot
from fuzzing import trying
from mutations import damaged, files

HOME = "https://ada.example/"
CORPUS = Path(__file__).parent.parent / "corpus" / "homes"


def said(bio: Bio) -> dict[str, Any]:
    """Write a bio as JSON: each field as [value, source]."""
    values = {field.name: getattr(bio, field.name) for field in fields(Bio)}
    return {
        name: [value.value, value.source] if isinstance(value, Fact) else [[one.value, one.source] for one in value]
        for name, value in values.items()
        if value
    }


def read(markup: str, url: str = HOME) -> Bio:
    """Read a page."""
    return read_bio(markup.encode(), url=url)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.html")), ids=lambda path: path.stem)
def test_a_home_page_says_who_lives_there(path: Path) -> None:
    """Each page of the corpus says what stands beside it, and nothing else."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    url = expected.pop("url", HOME)
    assert said(read_bio(path.read_bytes(), url=url)) == expected


ME = '<a rel="me" href="https://social.example/@ada"></a>'


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        # rule 1: uid and url are the page
        ('<p class=h-card><a class="u-url u-uid p-name" href="/">Ada</a></p><p class=h-card><b class=p-name>Bo</b>', "Ada"),
        # rule 2: a url that is rel=me as well
        (f'{ME}<p class=h-card><a class="u-url p-name" href="https://social.example/@ada">Ada</a></p><i class=h-card>Bo</i>', "Ada"),
        # rule 3: the only one, and its url is the page
        ('<p class=h-card><a class="u-url p-name" href="https://ada.example">Ada</a></p>', "Ada"),
        ('<p class=h-card><a class="u-url p-name" href="https://other.example/">Bo</a></p>', None),
        ('<p class=h-card><a class="u-url p-name" href="/">Ada</a></p><p class=h-card><a class="u-url p-name" href="/bo">Bo</a></p>', None),
        # whose name is the organization's is no person
        ('<p class=h-card><a class="u-url p-name p-org" href="/">Loom Ltd</a></p>', None),
        # the same card beside each post is one card, and an employer's is none of hers
        ('<p class=h-entry><a class="p-author h-card" href="/">Ada</a></p><p class=h-entry><a class="p-author h-card" href="/">Ada</a></p>', "Ada"),
        ('<p class=h-card><a class="u-url p-name" href="/">Ada</a> <a class="p-org h-card" href="https://x.example/">X</a></p>', "Ada"),
    ],
)  # fmt: skip
def test_the_representative_h_card_speaks(markup: str, name: str | None) -> None:
    """https://microformats.org/wiki/representative-h-card-parsing, rule by rule."""
    bio = read(markup)
    assert (bio.name and bio.name.value) == name


def linked(data: object) -> str:
    """Write a page with linked data."""
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


ADA = {"@type": "Person", "name": "Ada", "url": HOME, "jobTitle": "Analyst"}


@pytest.mark.parametrize(
    ("data", "job_title"),
    [
        ({"@context": "https://schema.org", **ADA}, "Analyst"),
        ([{"@context": "http://schema.org/", **ADA}], "Analyst"),
        ({"@context": {"@vocab": "https://schema.org/"}, "@graph": [[{"@graph": [ADA]}]]}, "Analyst"),
        ({"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": {**ADA, "url": "/x"}}, "Analyst"),
        ({"@context": "https://schema.org", "@graph": [{"@type": "ProfilePage", "mainEntity": {"@id": "#a"}}, {**ADA, "@id": "#a"}]}, "Analyst"),
        ({"@context": "https://schema.org", **ADA, "@type": ["Person", "Thing"]}, "Analyst"),
        ({"@context": {"schema": "https://schema.org/"}, "@type": "schema:Person", "schema:jobTitle": "Analyst"}, "Analyst"),
        ({"@context": "https://schema.org", **ADA, "jobTitle": [{"@type": "DefinedTerm", "name": "Analyst"}]}, "Analyst"),
        ({"@context": "https://schema.org", **ADA, "jobTitle": {"@value": "R&amp;D &lt;b&gt;", "@language": "en"}}, "R&D <b>"),
        ({"@context": "https://schema.org", "@type": "WebSite", "author": ADA}, "Analyst"),
        ({"@context": "https://schema.org", "@type": "BlogPosting", "author": ADA}, None),
        ({"@context": "https://evil.example/context.json", **ADA}, None),
        ({"@context": "https://schema.org", "@graph": [{**ADA, "url": "/a"}, {**ADA, "name": "Bo", "url": "/b"}]}, None),
        ({"@context": "https://schema.org", "@graph": [ADA, {**ADA, "name": "Bo", "url": "/b", "jobTitle": "Cook"}]}, "Analyst"),
        ({"@context": "https://schema.org", **ADA, "jobTitle": 3}, None),
        ({"@context": "https://schema.org", **ADA, "jobTitle": {"name": {"name": "x"}}}, None),
        (None, None),
    ],
)  # fmt: skip
def test_linked_data_speaks_of_the_owner(data: object, job_title: str | None) -> None:
    """Graphs, lists and references are followed within the page; somebody else's data says nothing."""
    bio = read(linked(data))
    assert (bio.job_title and bio.job_title.value) == job_title


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type": "Person", "name": "\\ud83d"}', "<!-- {} -->", '{"@graph": ' * 5_000, "NaN"],
)
def test_broken_linked_data_says_nothing(script: str) -> None:
    """What is no JSON, or goes too deep, costs the page's other words nothing."""
    page = f'<meta name=author content=Ada><script type="application/ld+json">{script}</script>'
    assert said(read_bio(page.encode(), url=HOME)).get("name") == ["Ada", "meta"]


def test_the_h_card_goes_before_linked_data_and_that_before_meta_tags() -> None:
    """Each field is taken from the best source that has it, and says which."""
    page = (
        '<p class=h-card><a class="u-url u-uid p-name" href="/">Ada of the card</a></p>'
        + linked({"@context": "https://schema.org", **ADA, "description": "Counts."})
        + '<meta name=author content="Ada of the tags"><meta name=description content="A site.">'
        + '<meta name="fediverse:creator" content="ada@social.example">'
    )
    assert said(read(page)) == {
        "name": ["Ada of the card", "h-card"],
        "job_title": ["Analyst", "JSON-LD"],
        "note": ["<p>Counts.</p>", "JSON-LD"],
        "fediverse": ["@ada@social.example", "meta"],
    }


def test_mail_telephone_and_place_stay_on_the_page() -> None:
    """Nobody gave us leave to pass them on, wherever they stand."""
    page = """<div class=h-card><a class="u-url u-uid p-name" href="/">Ada</a> <a class=u-email href="mailto:ada@ada.example">m</a>
    <b class=p-tel>555-0199</b> <b class="p-adr">7 Kite Street</b> <b class=p-locality>Gothenburg</b>
    <div class=e-note>Write to <a href="mailto:ada@ada.example?subject=x">ada@ada.example</a>, call 555-0199 or +46 31 700 00 00,
    or come to 7 Kite Street. On the fediverse: @ada@social.example.</div></div>""" + linked(
        {
            "@context": "https://schema.org",
            **ADA,
            "email": "ada@ada.example",
            "telephone": "1",
            "jobTitle": "ada@ada.example",
        }
    )
    words = json.dumps(said(read(page)))
    assert [secret for secret in ("ada@ada", "mailto", "555", "700", "Kite", "Gothenburg") if secret in words] == []
    assert "@ada@social.example" in words


@pytest.mark.parametrize(
    "way",
    [
        "ada at ada dot example",
        "WhatsApp 0047 900 11 222",
        "☎ 900 11 222",
        "M: 07700 900123",
        "555-123-4567",
        "030/1234567",
        "06 12 34 56 78",
        "ring 900.11.222",
    ],
)
def test_mail_and_telephone_stay_there_however_they_are_written(way: str) -> None:
    """Of a page's description and of a feed's, the other sentences are kept."""
    words = f"I am a statistician. Write to me: {way}. I count."
    feed = Feed(blog="https://ada.example/", url="https://ada.example/feed", subtitle=words)
    notes = [read(f'<meta name=description content="{words}">').note, bio_of([feed]).note]
    assert [note and note.value for note in notes] == ["<p>I am a statistician. I count.</p>"] * 2


@pytest.mark.parametrize(
    "words", ["since 2010-2020", "on 01.02.2003", "ISBN 0-306-40615-2", "ORCID 0000-0002-1825-0097", "P: 2004-2009"]
)
def test_other_numbers_are_no_telephone(words: str) -> None:
    """Years, days and the numbers of books and people."""
    note = read(f'<meta name=description content="I am a statistician, {words}.">').note
    assert note is not None
    assert words in note.value


def test_a_link_to_a_messenger_is_a_telephone_number() -> None:
    """It has one in it."""
    assert read('<a rel=me href="https://wa.me/4790011222"></a>').links == ()


def test_links_are_of_the_web_and_never_the_page_itself() -> None:
    """No script, no mail, no doubles."""
    page = """<a rel=me href="javascript:alert(1)"></a><a rel=me href="mailto:a@b.example"></a><a rel=me href="/"></a>
    <a rel=me href="https://social.example/@ada"></a><a rel=me href="http://social.example/@ada/"></a><a rel=me href="//x.example/1"></a>"""
    assert [link.value for link in read(page).links] == ["https://social.example/@ada", "https://x.example/1"]


@pytest.mark.parametrize("words", ["Just another WordPress site", "Home", "Welcome to my site!", "My blog.", ""])
def test_words_that_engines_say_of_everybody_are_nobodys_bio(words: str) -> None:
    """A blog that was never described has no bio."""
    assert read(f'<meta name=description content="{words}">').note is None


def test_deep_nesting_is_no_crash() -> None:
    """The microformats parser recurses once a level: what breaks it leaves the tags to speak."""
    deep = "<div class=h-card>" * 3_000 + "<meta name=author content=Ada>"
    with pytest.raises(RecursionError):
        mf2py.parse(doc=deep, html_parser="html.parser")
    assert said(read(deep)) == {"name": ["Ada", "meta"]}


def test_marks_around_marks_are_not_copied_without_end(
    cpu_seconds: Callable[[float], AbstractContextManager[None]],
) -> None:
    """The microformats parser copies an element for each mark on it and around it: 300 around a megabyte are 300 MB."""
    with cpu_seconds(5):
        for mark in ("<div class='h-card e-note'>" * 300, "<div class='h-card e-a e-b e-c e-d p-e'>" * 80):
            assert said(read(mark + "x" * 800_000 + "<meta name=author content=Ada>")) == {"name": ["Ada", "meta"]}


def test_a_page_of_a_megabyte_is_read_in_time() -> None:
    """What repeats the worst that a parser can meet ends soon, in whatever it says."""
    for piece in (
        "<script type=application/ld+json>",
        "<!--",
        "<a rel=me href='",
        "<p class=h-card>",
        "&#",
        '{"@id":"',
    ):
        assert isinstance(read(piece * (1_000_000 // len(piece))), Bio)


PIECES = st.sampled_from(
    [
        *(
            "<div class=h-card>",
            "</div>",
            "<a class='u-url u-uid' rel=me href='/'>",
            "<p class=e-note>",
            "<img class=u-photo src=x>",
        ),
        *(
            "<script type='application/ld+json'>",
            "</script>",
            '{"@type":"Person","@id":"x",',
            '"sameAs":[{"@id":"x"}],',
            '"image":{}}',
        ),
        *(
            "[",
            "]",
            "}",
            "<meta name=description content='",
            "'>",
            "<base href='http://[",
            "<!--",
            "-->",
            "\x00",
            "ä",
            "<template>",
        ),
    ]
)


@trying(40)
@given(damaged(files("homes")))
def test_any_damage_to_a_home_page_leaves_a_bio(body: bytes) -> None:
    """Home pages of the corpus after accidents: nothing is said that could not stand in the archive, and no text has a tag."""
    check_laws(body)


@given(
    st.binary(max_size=500)
    | st.lists(PIECES | st.text(max_size=10), max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
)
def test_any_bytes_make_a_bio(body: bytes) -> None:
    """Whatever a page is, a bio comes out: plain text, addresses of the web, and never an exception."""
    check_laws(body)


def check_laws(body: bytes) -> None:
    """Check what holds for what any page says."""
    bio = read_bio(body, url=HOME)
    home = settled(Home(url=HOME, bio=bio))
    assert decode(encode(Snapshot(slug="ada", home=home)), slug="ada", path=Path("ada.jsonl")).home == home
    assert all(link.value.lower().startswith(("http://", "https://")) for link in (*bio.links, bio.photo) if link)
    assert all("\n" not in fact.value for fact in (bio.name, bio.job_title, bio.pronouns) if fact)

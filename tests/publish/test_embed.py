"""Directives in pages of the site's own: how they are read, what is wrong with them, and what they choose."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.publish.embed import Catalogue, Directive, parse
from cobrand.publish.pages import Embed
from cobrand.publish.series import Posts
from newsroom import ADA, GONE, MEI, expert, make_pages, post

BEA = expert("bea", name="Bea Box", practices=("ops",), topics=("wind",), aliases=("bee",))
QUIET = expert("quiet", name="Quiet One", topics=("kites",), blogs=())


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        (" cobrand: posts ", Directive(word="posts")),
        ("cobrand:posts limit=5", Directive(word="posts", limit=5)),
        (" Cobrand : posts\n  topic=kites\n  limit = 50 ", Directive(word="posts", topic=("kites",), limit=50)),
        (" cobrand: posts topic=a,b", Directive(word="posts", topic=("a", "b"))),
        (" cobrand: posts topic=a, b expert=c", Directive(word="posts", topic=("a", "b"), expert=("c",))),
        (" cobrand: posts topic=a , b,", Directive(word="posts", topic=("a", "b"))),
        (' cobrand: posts topic="AI in Practice, b"', Directive(word="posts", topic=("AI in Practice", "b"))),
        (" cobrand: posts topic='it' practice=\"x\"", Directive(word="posts", topic=("it",), practice=("x",))),
        (" cobrand: experts alumni=yes", Directive(word="experts", alumni=True)),
        (" cobrand: experts alumni=no", Directive(word="experts")),
        (" cobrand: expert ada-lindqvist ", Directive(word="expert", expert=("ada-lindqvist",))),
        (' cobrand: expert "Ada Lindqvist"', Directive(word="expert", expert=("Ada Lindqvist",))),
        (" cobrand: part https://a.example/?x=1 ", Directive(word="part", part="https://a.example/?x=1")),
    ],
)
def test_a_directive_is_read(text: str, directive: Directive) -> None:
    """Keys and values stand in any order and on any number of lines; a value may be a list, and in quotes."""
    assert parse(text) == (directive, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" cobrand posts", "a colon is missing after `cobrand`. Write `cobrand: posts …`."),
        (" cobrand: ", "a directive says nothing. Write posts, experts, expert or part."),
        (" cobrand: post", "there is no directive `post`. Did you mean `posts`?"),
        (" cobrand: zebra", "there is no directive `zebra`. Write posts, experts, expert or part."),
        (" cobrand: posts topics=a", "`posts` knows no key `topics`. Did you mean `topic`?"),
        (" cobrand: posts colour=red", "`posts` knows no key `colour`. It knows practice, topic, expert or limit."),
        (" cobrand: posts alumni=yes", "`posts` knows no key `alumni`. It knows practice, topic, expert or limit."),
        (" cobrand: posts kites", "'kites' stands without a key. Write for example `topic=kites`."),
        (" cobrand: posts limit=0", "`limit` must be a number from 1 to 50, not '0'. Write for example `limit=5`."),
        (" cobrand: posts limit=51", "`limit` must be a number from 1 to 50, not '51'. Write for example `limit=5`."),
        (
            " cobrand: posts limit=five",
            "`limit` must be a number from 1 to 50, not 'five'. Write for example `limit=5`.",
        ),
        (
            " cobrand: posts limit=1,2",
            "`limit` must be a number from 1 to 50, not '1, 2'. Write for example `limit=5`.",
        ),
        (" cobrand: posts limit=٣", "`limit` must be a number from 1 to 50, not '٣'. Write for example `limit=5`."),
        (" cobrand: experts alumni=1", "`alumni` must be yes or no, not '1'. Write `alumni=yes`, or take it out."),
        (" cobrand: posts topic=", "'topic=' can't be read. Write `key=value`, and close every quotation mark."),
        (' cobrand: posts topic=""', "`topic` is empty. Give it a value, or take it out."),
        (' cobrand: posts topic="a', "'topic=\"a' can't be read. Write `key=value`, and close every quotation mark."),
        (" cobrand: posts topic=a topic=b", "`topic` stands there twice. Write both behind one: `topic=a,b`."),
        (
            " cobrand: expert ada mei",
            "`expert` takes one expert. Write for example `expert ada-lindqvist`, or `experts` for several.",
        ),
        (
            " cobrand: expert",
            "`expert` takes one expert. Write for example `expert ada-lindqvist`, or `experts` for several.",
        ),
        (" cobrand: part", "`part` takes the address of one post. Copy it from the list under `series:`."),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(text: str, said: str) -> None:
    """Every mistake has its sentence and its remedy."""
    assert [f"{what}. {remedy}" for what, remedy in parse(text)[1]] == [said]


def test_all_mistakes_of_a_directive_are_said_at_once() -> None:
    """Nobody has to build again for the second one; and what can be read is checked as well."""
    directive, complaints = parse(" cobrand: posts topic=a limit=x colour=red")
    assert directive == Directive(word="posts", topic=("a",))
    assert [what for what, _ in complaints] == [
        "`limit` must be a number from 1 to 50, not 'x'",
        "`posts` knows no key `colour`",
    ]


@given(st.text(alphabet=st.sampled_from(" cobrand:posts=,\"'\n\0<>&-limit5é\u202e"), max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """Nothing crashes, and what is not understood is complained of, each time on one line."""
    directive, complaints = parse(f" cobrand: {text}")
    assert directive or complaints
    assert all("\n" not in f"{what} {remedy}" for what, remedy in complaints)


# --- what there is ---------------------------------------------------------------------------------------------------


def catalogue() -> Catalogue:
    """Make a site: Ada writes most, Bea last, Gone has left, Quiet never writes."""
    posts = [
        *(post(f"2026-10-{day:02}", ADA, topics=["kites"]) for day in range(1, 11)),
        post("2026-09-01", MEI, topics=["wind"]),
        post("2026-09-02", MEI, topics=["kites"]),
        post("2026-11-01", BEA, topics=["wind"]),
        post("2024-05-01", GONE, topics=["kites"]),
    ]
    return Catalogue(make_pages(posts, [ADA, MEI, BEA, GONE, QUIET]).values())


def chosen(text: str) -> Embed:
    """Choose what a directive shows."""
    directive, complaints = parse(f"cobrand: {text}")
    assert directive
    assert (complaints, list(catalogue().complaints(directive))) == ((), [])
    return catalogue().embed(directive)


def titles(text: str) -> list[str]:
    """Return the titles of the posts that a directive shows."""
    return [str(card.post.entry.title) for card in chosen(text).posts]


def names(text: str) -> list[str]:
    """Return the slugs of the people that a directive shows."""
    return [person.expert.slug for person, _ in chosen(text).people]


def test_posts_are_five_and_nobody_drowns_the_rest() -> None:
    """Ada has the ten newest but one; with five places, everybody has a turn before anybody has a second."""
    assert titles("posts") == [
        "Bea Box on 2026-11-01",
        "Ada Lindqvist on 2026-10-10",
        "Ada Lindqvist on 2026-10-09",
        "Mei on 2026-09-02",
        "Gone on 2024-05-01",
    ]


def test_posts_are_filtered_and_limited() -> None:
    """Values of one key are alternatives; keys hold together; slugs, names and former slugs lead to the same."""
    assert titles("posts topic=wind") == ["Bea Box on 2026-11-01", "Mei on 2026-09-01"]
    assert titles("posts topic=Wind practice=law") == ["Mei on 2026-09-01"]
    assert titles("posts topic=wind expert=bee,gone") == ["Bea Box on 2026-11-01"]
    assert titles('posts expert="bea  box","Mei" limit=2') == ["Bea Box on 2026-11-01", "Mei on 2026-09-02"]
    assert len(titles("posts limit=50")) == 14


def test_experts_are_those_who_are_here_whoever_wrote_last_first() -> None:
    """Who never wrote comes last, and alumni only where they are asked for, after everybody else."""
    assert names("experts") == ["bea", "ada", "mei", "quiet"]
    assert names("experts limit=2") == ["bea", "ada"]
    assert names("experts practice=law alumni=yes") == ["ada", "mei", "gone"]
    assert names("experts topic=kites") == ["ada", "mei", "quiet"]


def test_experts_asked_for_by_name_come_in_that_order() -> None:
    """Somebody who has left comes too, since an editor says so."""
    assert names("experts expert=quiet,gone,ada") == ["quiet", "gone", "ada"]
    assert names("expert gone") == ["gone"]


def test_the_post_beside_a_person_is_on_the_topic() -> None:
    """Beside "our experts on wind" stands what somebody wrote about wind, if that is anything."""
    newest = {
        person.expert.slug: card and card.post.entry.title for person, card in chosen("experts topic=wind").people
    }
    assert newest == {"bea": "Bea Box on 2026-11-01", "mei": "Mei on 2026-09-01"}
    newest = {
        person.expert.slug: card and card.post.entry.title for person, card in chosen("experts topic=kites").people
    }
    assert newest == {"ada": "Ada Lindqvist on 2026-10-10", "mei": "Mei on 2026-09-02", "quiet": None}


def test_nothing_to_show_is_no_mistake() -> None:
    """A practice may be new."""
    assert (titles("posts expert=quiet"), names("experts practice=ops topic=kites limit=1")) == ([], ["ada"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("posts topic=kite", "there is no topic 'kite'. Did you mean `kites`?"),
        ("posts practice=Opertions", "there is no practice 'Opertions'. Did you mean `ops`?"),
        ("experts topic=zebra", "there is no topic 'zebra'. Write `kites` or `wind`."),
        ("expert ada-lindquist", "there is no expert 'ada-lindquist'. Did you mean `ada`?"),
        ("expert qui", "there is no expert 'qui'. Did you mean `quiet`?"),
    ],
)
def test_what_a_directive_names_must_be_there(text: str, said: str) -> None:
    """A name that nobody bears is refused, with the one that was probably meant."""
    directive, _ = parse(f"cobrand: {text}")
    assert directive
    assert [f"{what}. {remedy}" for what, remedy in catalogue().complaints(directive)] == [said]


@pytest.mark.parametrize("claim", [{"identifier": "https://mei.example/1"}, {"link": "https://mei.example/1"}])
def test_a_series_has_the_post_whose_address_it_lists(claim: dict[str, str]) -> None:
    """A newer post of a colleague that states the address, as its id or its link, is not taken for it."""
    hers = replace(post("2026-10-01", MEI, identifier="urn:1", link="https://mei.example/1"), blog=MEI.blogs[0])
    other = replace(post("2026-11-01", BEA, **{"link": "https://bea.example/1", **claim}), blog=BEA.blogs[0])
    posts = Posts(Catalogue(make_pages([other, hers], [MEI, BEA]).values()), None)

    card = posts.find("https://mei.example/1")

    assert card
    assert hers == card.post


def test_a_site_with_nothing_says_so() -> None:
    """Without practices there is none to suggest."""
    empty = Catalogue(make_pages(practices=(), topics=()).values())
    directive, _ = parse("cobrand: posts practice=law expert=ada")
    assert directive
    assert [remedy for _, remedy in empty.complaints(directive)] == [
        "The site has no practice yet.",
        "The site has no expert yet.",
    ]

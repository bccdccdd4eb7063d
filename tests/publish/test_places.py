"""Where else people are to be found: the names of the places, and their icons."""

import pytest

from cobrand.model import Blog, Expert, Link
from cobrand.publish.places import FORGES, SERVICES, Place, places
from cobrand.publish.render import TEMPLATES
from newsroom import expert


def shown(who: Expert) -> list[tuple[str, str, str]]:
    """Return each place's icon, name and address."""
    return [(place.icon, place.name, place.url) for place in places(who)]


@pytest.mark.parametrize(
    ("url", "icon", "name"),
    [
        ("https://www.linkedin.com/in/ada/", "linkedin", "LinkedIn"),
        ("https://github.com/ada", "github", "GitHub"),
        ("https://ada.github.io/", "globe", "ada.github.io"),
        ("https://gitlab.com/ada", "gitlab", "GitLab"),
        ("https://gitlab.halden.example/ada", "gitlab", "gitlab.halden.example"),
        ("https://code.example/ada", "code", "code.example"),
        ("https://bsky.app/profile/ada.example", "bluesky", "Bluesky"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid", "ORCID"),
        ("https://www.youtube.com/@ada", "youtube", "YouTube"),
        ("https://medium.com/@ada", "medium", "Medium"),
        ("https://scholar.google.com/citations?user=ada", "scholar", "Google Scholar"),
        ("https://scholar.google.co.uk/citations?user=ada", "scholar", "Google Scholar"),
        ("https://stackoverflow.com/users/1/ada", "stack-overflow", "Stack Overflow"),
        ("https://math.stackexchange.com/users/1/ada", "stack-overflow", "Stack Exchange"),
        ("https://twitter.com/ada", "x", "X"),
        ("https://ada.substack.com/", "substack", "Substack"),
        ("https://sv.wikipedia.org/wiki/Ada", "wikipedia", "Wikipedia"),
        ("https://tooting.example/@ada", "mastodon", "@ada@tooting.example"),
        ("https://tooting.example/users/ada", "mastodon", "@ada@tooting.example"),
        ("https://notgithub.com/ada", "globe", "notgithub.com"),
        ("https://example.org/ada/@home", "globe", "example.org"),
        ("https://[::1/@ada", "globe", "https://[::1/@ada"),
    ],
)
def test_a_place_is_known_by_its_address(url: str, icon: str, name: str) -> None:
    """By its host, or for servers of the fediverse by the path to a person."""
    assert [(icon, name, url)] == shown(expert("ada", blogs=(), links=(Link(url=url),)))


def test_a_title_in_the_profile_has_the_last_word() -> None:
    """The icon stays that of the place."""
    link = Link(url="https://github.com/ada", title="Code and workings")
    assert [("github", "Code and workings", link.url)] == shown(expert("ada", blogs=(), links=(link,)))


def test_the_personal_site_comes_first() -> None:
    """Then further blogs, the fediverse, and what the profile lists."""
    blogs = (Blog(url="https://ada.example/feed.xml"), Blog(url="https://notes.example/"))
    who = expert(
        "ada",
        home="https://ada.example/",
        blogs=blogs,
        fediverse="@ada@a.example",
        links=(Link(url="https://x.com/a"),),
    )
    assert places(who) == [
        Place(url="https://ada.example/", name="ada.example", icon="globe", home=True),
        Place(url="https://notes.example/", name="notes.example", icon="globe"),
        Place(url="https://a.example/@ada", name="@ada@a.example", icon="mastodon"),
        Place(url="https://x.com/a", name="X", icon="x"),
    ]


@pytest.mark.parametrize(
    "url", ["https://a.example/@ada", "https://a.example/users/Ada/", "https://social.a.example/@ada"]
)
def test_a_handle_that_a_link_shows_is_not_said_twice(url: str) -> None:
    """The link's address is the one to open: a handle does not tell on which server it is."""
    who = expert("ada", blogs=(), fediverse="@ada@a.example", links=(Link(url=url),))
    assert [("mastodon", "@ada@a.example", url)] == shown(who)


def test_an_address_is_listed_once() -> None:
    """Whatever the scheme, the case and the slash at the end."""
    who = expert("ada", links=(Link(url="http://ADA.example"), Link(url="https://ada.example/#me")))
    assert shown(who) == [("globe", "ada.example", "https://ada.example/")]


def test_two_places_never_have_one_name() -> None:
    """They get their addresses instead."""
    links = (Link(url="https://github.com/ada"), Link(url="https://github.com/halden/"), Link(url="https://x.com/ada"))
    assert [name for _, name, _ in shown(expert("ada", blogs=(), links=links))] == [
        "github.com/ada",
        "github.com/halden",
        "X",
    ]


def test_every_icon_is_drawn() -> None:
    """A name that has no drawing would show a globe, and nobody would notice."""
    drawn = (TEMPLATES / "cobrand/icons.html").read_text(encoding="utf-8")
    used = {icon for icon, _ in SERVICES.values()} | {*FORGES.values(), "globe", "mastodon", "scholar"}
    assert sorted(icon for icon in used if f'"{icon}": ' not in drawn) == []

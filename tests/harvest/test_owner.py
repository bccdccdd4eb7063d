"""What a page states as its owner's name or picture, and when it is the site's or nobody's."""

import pytest

from cobrand.harvest.blurb import bio_of, own_words, speaks_of
from cobrand.harvest.owner import choose, name_in_title, name_of, portrait_of
from cobrand.model import Author, Fact, Feed

HOME = "https://ada.example/"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lindqvist",
        "ada",
        "李娜",
        "ليلى حداد",
        "Jean-Luc de La Fontaine-d'Arc",
        "O\u2019Neil, Shaquille",
        "J. R. R. Tolkien",
        "Prince",
    ],
)
def test_a_name_is_a_name(name: str) -> None:
    """In any script, with one word or six."""
    assert name_of(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("admin", "Admin.", "WordPress", "Home", "About me", "Startseite", "Your awesome title", "Your Name"),
        *("ada.example", "https://ada.example", "@ada", "Ada's Blog", "Ada\u2019s website", "ada@ada.example", "", "  "),
        *("I write about counting, sailing and the odd thing in between", "x" * 3_000, "Ada " * 900),
    ],
)  # fmt: skip
def test_a_login_a_title_or_a_sentence_is_none(name: str) -> None:
    """Nobody should meet a profile called Home."""
    assert name_of(name) is None


@pytest.mark.parametrize(
    ("title", "site", "name"),
    [
        ("Ada Lindqvist \u2013 Medium", "Medium", "Ada Lindqvist"),
        ("About | Ada Lindqvist", "Counting", "Ada Lindqvist"),
        ("Counting · Ada Lindqvist", "Counting", "Ada Lindqvist"),
        ("Ada Lindqvist (@ada@social.example)", "Social", "Ada Lindqvist"),
        ("Ada Lindqvist", "Ada Lindqvist", "Ada Lindqvist"),
        ("Ada-Lena Lindqvist", "", "Ada-Lena Lindqvist"),
        ("ada - Overview", "GitHub", None),
        ("Home \u2013 Ada's blog", "Ada's blog", None),
        ("Counting", "Counting", "Counting"),
        (" | ", "", None),
    ],
)
def test_a_profile_s_title_is_the_name_and_more(title: str, site: str, name: str | None) -> None:
    """The site's title, the login and what every site calls its pages are no part of a name."""
    assert name_in_title(title, site=site, login="ada") == name


@pytest.mark.parametrize(
    ("names", "sites", "chosen"),
    [
        (["Held out", "Ada Lindqvist"], ["Held out"], "Ada Lindqvist"),
        (["Ada Lindqvist", "ada"], ["Ada Lindqvist"], "Ada Lindqvist"),
        (["Ada Lindqvist", "Lindqvist Consulting"], ["Ada Lindqvist"], "Ada Lindqvist"),
        (["Held out"], ["Held out"], "Held out"),
        (["Ada", "Bo Berg"], [], "Ada"),
        ([], ["Held out"], None),
    ],
)
def test_the_site_s_title_is_a_name_only_where_there_is_no_better(
    names: list[str], sites: list[str], chosen: str | None
) -> None:
    """A site that is called after its owner has a title that is a name."""
    found = choose([Fact(value=name, source="h-card") for name in names], sites)
    assert (found and found.value) == chosen


@pytest.mark.parametrize(
    "place", ["/ada.jpg", "/img/ada-logan.png", "/iconic.jpg", "/brandt.webp", "/u/1?v=4", "//cdn.example/x/fit/800"]
)
def test_a_portrait_is_taken(place: str) -> None:
    """Whatever it is called, as long as it is not called a logo."""
    assert portrait_of(place, HOME, preview=True) is not None


@pytest.mark.parametrize(
    "place",
    [
        *("/favicon-32x32.png", "/apple-touch-icon.png", "/img/logo.png", "/company-logo-2024.jpg", "/me.svg", "/favicon.ico"),
        *("/cropped-site-icon-192.png", "/default-avatar.png", "/no-photo.jpg", "/placeholder.webp", "javascript:alert(1)", ""),
        "https://www.gravatar.com/avatar/d41d8cd98f00b204e9800998ecf8427e?s=80",
        "https://secure.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?d=mm&f=y",
    ],
)  # fmt: skip
def test_a_logo_or_a_stand_in_is_not(place: str) -> None:
    """Wherever it is stated."""
    assert portrait_of(place, HOME) is None


def test_a_preview_of_a_page_is_no_portrait_but_a_card_s_picture_is() -> None:
    """What a page shows as its preview is a banner, if it is called one or is much wider than high."""
    assert portrait_of("/header.jpg", HOME) == "https://ada.example/header.jpg"
    assert portrait_of("/header.jpg", HOME, preview=True) is None
    assert portrait_of("/a.jpg", HOME, preview=True, sizes=["1200", "630"]) is None
    assert portrait_of("/a.jpg", HOME, preview=True, sizes=["600", "800"]) == "https://ada.example/a.jpg"
    assert portrait_of("/a.jpg", HOME, preview=True, sizes=["9" * 5_000, "0"]) == "https://ada.example/a.jpg"


def test_of_gravatar_only_what_somebody_put_there_is_asked_for() -> None:
    """Not the silhouette that stands for everybody else; and in a size that is worth showing."""
    place = "https://secure.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?s=96&#038;d=mm&#038;r=g"
    asked = "https://secure.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?r=g&s=400&d=404"
    assert sorted((portrait_of(place, HOME) or "").split("?")[1].split("&")) == sorted(asked.split("?")[1].split("&"))


@pytest.mark.parametrize(
    "words",
    [
        "I build WordPress sites for museums.",
        "Coming soon to a book shop near you: my third novel.",
        "Blog posts about forecasting, by a forecaster.",
        "I have 24 repositories available for adoption.",
        "Cookies are what I study: who sets them, and who uses them.",
    ],
)
def test_what_somebody_says_of_the_own_work_stays(words: str) -> None:
    """Though engines use the same words."""
    assert own_words(words) == words


@pytest.mark.parametrize(
    "words",
    [
        "Personal website of Ada Lindqvist",
        "Ada's blog",
        "This website uses cookies to improve your experience.",
        "Please enable JavaScript to view this site.",
        "Un site utilisant WordPress",
    ],
)
def test_what_is_said_on_every_site_is_nobody_s_bio(words: str) -> None:
    """The card would say nothing in two lines."""
    assert own_words(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "I count things, and say how sure I am.",
        "Statistician in Gothenburg. Kites.",
        "Ada Lindqvist measures things for a living and for fun.",
        "Ada is a blogger for hire",
        "My notes on counting",
        "Ich z\u00e4hle Dinge.",
        "J\u2019\u00e9cris sur les comptes.",
        "Ingeniera de datos en M\u00e1laga",
        "\u6211\u5199\u4ee3\u7801\u3002",
        "\u30c7\u30fc\u30bf\u30a8\u30f3\u30b8\u30cb\u30a2\u3067\u3059",
        "\u0623\u0646\u0627 \u0645\u0647\u0646\u062f\u0633\u0629",
        "Hi, I'm Ada. I count what others guess, and write down here how it went: every month, on the first \u2026",
        "Ada Lindqvist counts. " + "She has done so in five towns and for nine firms. " * 8,
    ],
)
def test_a_description_that_speaks_of_its_owner_is_a_bio(words: str) -> None:
    """In the first person, by name, or by what they do."""
    assert speaks_of(words, ["Ada Lindqvist"])


@pytest.mark.parametrize(
    "words",
    [
        "A heap of unsorted facts",
        "Rust, sheep and the odd recipe",
        "Experiments with numbers in them.",
        "Meet the people of Acme.",
        "A quick, plain theme for Hugo",
        "Hugo, the quickest way to a web site",
        "Be wind, my friend.",
        "A developer blog on compilers",
        "The engineer's guide to bread",
        "Tips for engineers who write",
        "Part I of a long story about I/O at example.io",
        "\u6b22\u8fce\u6765\u5230 Ada Lindqvist \u7684\u535a\u5ba2",
        "Ada Lindqvist\u306e\u30d6\u30ed\u30b0",
        "Ada's Corner is a blog about kites",
        "We were asked last year how to tune a loom for a thousand threads, and I said: slowly. Below is how \u2026",
        "Get my CV Work Loom Ltd May 2017 - Today Full stack weaver Thread service that weaves threads " * 4,
    ],
)
def test_what_a_site_is_about_is_nobody_s_bio(words: str) -> None:
    """A motto, a greeting, a theme's own words, or how the latest post begins."""
    assert not speaks_of(words, ["Ada Lindqvist"])


def test_a_feed_s_subtitle_is_a_bio_only_where_it_speaks_of_the_author() -> None:
    """The same holds for it as for a page's description."""

    def said(subtitle: str) -> str | None:
        note = bio_of([Feed(blog=HOME, url=HOME, subtitle=subtitle, authors=(Author(name="Ada Lindqvist"),))]).note
        return note.value if note else None

    assert (said("On kites"), said("I fly kites")) == (None, "<p>I fly kites</p>")


@pytest.mark.parametrize("name", ["You R. Name", "GivenName FamilyName", "Your Full Name", "kveln"])
def test_whom_a_theme_is_signed_with_is_nobody(name: str) -> None:
    """Until somebody signs it."""
    assert name_of(name) is None


@pytest.mark.parametrize(
    ("title", "site", "name"),
    [
        ("Ada Lindqvist - full stack web developer", "Ada Lindqvist", "Ada Lindqvist"),
        ("Statistician | Ada Lindqvist", "Counting", "Ada Lindqvist"),
        ("Web developer | Counting", "", "Counting"),
    ],
)
def test_what_somebody_does_is_no_name(title: str, site: str, name: str) -> None:
    """Titles of profiles often say both, and the site is often called after its owner."""
    assert name_in_title(title, site=site, login="") == name

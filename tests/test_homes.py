"""Visits to home pages as part of a pull, over real HTTP on loopback: who is asked when, what is kept, and what is not."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cobrand.model import Blog, Home
from cobrand.pipeline import POLLS, publish
from cobrand.profiles import Roster
from cobrand.pruning import prune
from cobrand.publish.pages import ExpertPage
from cobrand.terminal import report, summary
from company import HOUR, Company, conditional, feed

DAY = 24 * HOUR
SITE = "https://www.halden.example/"
ME = f'<a rel="me" href="{SITE}experts/ada/">Halden</a>'


def page(*marks: str, note: str = "I count.") -> bytes:
    """Write a home page whose owner says something, with a picture."""
    card = f'<p class=h-card><a class="u-url u-uid p-name" href="">Ada</a> <b class=p-note>{note}</b><img class=u-photo src=/me.png></p>'
    return f"<!doctype html>{card}{''.join(marks)}".encode()


def picture(colour: str = "teal", size: tuple[int, int] = (500, 700), **how: Any) -> bytes:
    """Draw a picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, how.pop("format", "PNG"), **how)
    return kept.getvalue()


def html(body: bytes) -> bytes:
    """Answer with a page, without any validators."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def paths(web: Any) -> list[str]:
    """Return what was asked for, in order."""
    return [request.line.split()[1] for request in web.requests]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company that knows its own address."""
    return Company(tmp_path, site_url=SITE)


@pytest.fixture
def ada(company: Company, serve: Callable[..., Any]) -> Any:
    """Hire Ada, whose feed is in the profile, and whose home page has a bio, a picture and a link back."""
    web = serve(
        {
            "/feed": conditional(feed("one")),
            "/": conditional(page(ME), page(), media_type="text/html"),
            "/me.png": conditional(picture(), media_type="image/png"),
        }
    )
    company.hire("ada", web.url("/feed"), home=web.url("/"))
    return web


def home(company: Company, slug: str = "ada") -> Home:
    """Return what the archive holds of a home page."""
    found = company.archive.read(slug).home
    assert found
    return found


def test_a_pull_visits_home_pages(company: Company, ada: Any) -> None:
    """Bio and link back come from one answer, the picture from another."""
    company.pull()
    found = home(company)
    assert (found.bio.note and found.bio.note.value) == "<p>I count.</p>"
    assert (found.link_back and found.link_back.state, found.link_back and found.link_back.since) == (
        "verified",
        company.now,
    )
    assert paths(ada) == ["/feed", "/", "/me.png"]
    with Image.open(company.archive.portrait("ada")) as kept:
        assert (kept.format, kept.size) == ("WEBP", (384, 384))


def test_home_pages_are_asked_once_a_day_and_only_for_changes(company: Company, ada: Any) -> None:
    """However often the feeds are; nothing new writes nothing."""
    company.pull()
    before = company.bytes()
    for _ in range(3):
        company.now += 2 * HOUR
        company.pull(everything=True)
    assert paths(ada).count("/") == 1
    company.now += DAY
    company.pull()
    assert paths(ada).count("/") == 2
    last = next(request for request in reversed(ada.requests) if request.line.split()[1] == "/")
    assert last.headers["if-none-match"] == '"0"'
    assert company.bytes() == before


def test_the_page_that_led_to_the_feed_is_not_asked_twice(company: Company, serve: Callable[..., Any]) -> None:
    """A blog's page is the home page where the profile names no other."""
    blog = page(ME, "<link rel=alternate type=application/rss+xml href=/feed>").replace(
        b"<img class=u-photo src=/me.png>", b""
    )
    web = serve({"/": html(blog), "/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/"))
    company.pull()
    assert paths(web) == ["/", "/feed"]
    assert home(company).link_back is not None


def test_a_link_back_keeps_its_day_until_it_changes(company: Company, ada: Any) -> None:
    """`since` is when the state was first seen."""
    company.pull()
    first = company.now
    company.now += DAY
    ada.answers["/"].now = 1
    company.pull()
    link = home(company).link_back
    assert (link and link.state, link and link.since) == ("missing", first + DAY)


def test_an_outage_takes_nothing_away(company: Company, ada: Any, answer: Callable[..., bytes]) -> None:
    """What the page said stays, with the day since when it fails; the summary counts it, and no line alarms anybody."""
    company.pull()
    before, good = home(company), ada.answers["/"]
    ada.answers["/"] = answer(status="500 Oops")
    company.now += DAY
    pulled = company.pull()
    failing = home(company)
    assert replace(failing, failure=None) == before
    assert failing.failure
    assert failing.failure.since == company.now
    assert list(report(pulled)) == [summary(pulled)]
    assert summary(pulled).endswith("1 home page not readable")
    company.now += DAY
    written = company.bytes()
    company.pull()
    assert company.bytes() == written  # the same failure is no news
    ada.answers["/"] = good
    company.now += DAY
    company.pull()
    assert home(company) == before


def test_a_page_that_is_gone_is_left_alone(company: Company, ada: Any, answer: Callable[..., bytes]) -> None:
    """410 means: don't ask again."""
    ada.answers["/"] = answer(status="410 Gone")
    company.pull()
    company.now += 3 * DAY
    company.pull()
    assert paths(ada).count("/") == 1


@pytest.mark.parametrize(
    "body",
    [feed("one"), b"\x89PNG\r\n\x1a\n", b"\x00" * 2_000, b"<" * 50_000],
    ids=["feed", "picture", "zeros", "angles"],
)
def test_what_is_no_page_says_nothing(company: Company, ada: Any, answer: Callable[..., bytes], body: bytes) -> None:
    """A feed, a picture or rubbish in the place of a home page is no bio, and no end of a pull."""
    ada.answers["/"] = answer(body, "Content-Type: text/html")
    company.pull()
    found = home(company)
    assert (found.bio.note, found.bio.photo) == (None, None)
    assert company.titles("ada") == ["one"]


@pytest.mark.parametrize(("link", "asked"), [("https://elsewhere.example/", False), ("{home}", True)])
def test_a_feed_may_only_name_a_home_page_of_its_own(
    company: Company, serve: Callable[..., Any], link: str, asked: bool
) -> None:
    """Else whoever takes a feed over could have somebody else speak for the expert."""
    web = serve({"/": html(page(ME))})
    body = feed("one").replace(b"<channel>", f"<channel><link>{link.format(home=web.url('/'))}</link>".encode())
    web.answers["/feed"] = html(body)
    company.hire("ada", web.url("/feed"))
    company.pull()
    assert ("/" in paths(web)) == asked


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_profile_s_photo_always_wins(company: Company, ada: Any, tmp_path: Path) -> None:
    """Then none is fetched, and one that was kept goes."""
    company.pull()
    assert company.archive.portrait("ada").exists()
    company.experts = [replace(company.experts[0], photo=tmp_path / "ada.jpg")]
    company.now += HOUR
    asked = len(ada.requests)
    company.pull()
    assert "/me.png" not in paths(ada)[asked:]
    assert (home(company).portrait, company.archive.portrait("ada").exists()) == (None, False)


def test_a_picture_that_has_not_changed_is_not_drawn_again(company: Company, ada: Any) -> None:
    """It is asked for changes once a week."""
    company.pull()
    before = company.archive.portrait("ada").stat().st_mtime_ns
    for _ in range(8):
        company.now += DAY
        company.pull()
    assert paths(ada).count("/me.png") == 2
    assert ada.requests[-1].headers.get("if-none-match") or paths(ada)[-1] != "/me.png"
    assert company.archive.portrait("ada").stat().st_mtime_ns == before


def test_a_new_picture_takes_the_place_of_the_old_one(company: Company, ada: Any) -> None:
    """Under a new address at once; the digest is that of what came."""
    company.pull()
    before = home(company).portrait
    ada.answers["/"] = html(page(ME).replace(b"/me.png", b"/new.png"))
    ada.answers["/new.png"] = html(picture("crimson")).replace(b"text/html", b"image/png")
    company.now += DAY
    company.pull()
    after = home(company).portrait
    assert before
    assert after
    assert before.digest != after.digest
    with Image.open(company.archive.portrait("ada")) as kept:
        red, green, _ = kept.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
        assert red > green


def test_a_lost_portrait_comes_back(company: Company, ada: Any) -> None:
    """The archive says that there is one; the next pull draws it anew."""
    company.pull()
    drawn = company.archive.portrait("ada").read_bytes()
    company.archive.portrait("ada").unlink()
    company.now += HOUR
    company.pull()
    assert company.archive.portrait("ada").read_bytes() == drawn


def animated() -> bytes:
    """Draw a GIF that moves."""
    kept = io.BytesIO()
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("teal", "red")]
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])
    return kept.getvalue()


def turned() -> bytes:
    """Draw a JPEG that its camera held sideways, and that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (57.0, 42.0, 0.0)}
    return picture(format="JPEG", exif=exif)


def cmyk() -> bytes:
    """Draw a JPEG for printers."""
    kept = io.BytesIO()
    Image.new("CMYK", (400, 400), (200, 20, 20, 0)).save(kept, "JPEG")
    return kept.getvalue()


def deep() -> bytes:
    """Draw a PNG of 16 bits."""
    kept = io.BytesIO()
    Image.new("I;16", (400, 400), 30_000).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize("draw", [animated, turned, cmyk, deep], ids=lambda draw: draw.__name__)
def test_a_picture_of_any_kind_comes_out_square_and_bare(company: Company, ada: Any, draw: Callable[[], bytes]) -> None:
    """One frame, upright, in RGB, and without the place where it was taken."""
    ada.answers["/me.png"] = html(draw()).replace(b"text/html", b"image/x")
    company.pull()
    with Image.open(company.archive.portrait("ada")) as kept:
        assert (kept.size[0] == kept.size[1], kept.mode, getattr(kept, "n_frames", 1)) == (True, "RGB", 1)
        assert (dict(kept.getexif()), "exif" in kept.info, "icc_profile" in kept.info) == ({}, False, False)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is a drawing (SVG)"),
        (b"<!doctype html><title>No</title>", "is a web page"),
        (picture(size=(30, 30)), "has only 30 by 30 pixels"),
        (picture()[:200], "is damaged"),
        (b"\x89PNG" + os.urandom(2 * 2**20), "sent more than 2 MB"),
        (b"", "answered with nothing at all"),
    ],
    ids=["svg", "page", "tiny", "damaged", "huge", "empty"],
)
def test_a_picture_that_cannot_be_used_is_a_quiet_line(company: Company, ada: Any, body: bytes, why: str) -> None:
    """It ends neither the pull nor the build, and the rest of the page counts."""
    ada.answers["/me.png"] = html(body).replace(b"text/html", b"image/png")
    pulled = company.pull()
    lines = list(report(pulled))
    assert [why in line for line in lines[1:]] == [True]
    assert lines[1].startswith("Ada: the picture of the home page can't be used: ")
    found = home(company)
    assert (found.portrait, found.bio.note is not None) == (None, True)
    assert not company.archive.portrait("ada").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(company: Company, ada: Any) -> None:
    """A few kilobytes that would be 100 million pixels."""
    kept = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(kept, "PNG")
    ada.answers["/me.png"] = html(kept.getvalue()).replace(b"text/html", b"image/png")
    assert "million pixels" in list(report(company.pull()))[1]


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.7/me.png",
        "http://169.254.169.254/me.png",
        "http://localhost/me.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_picture_is_asked_for_like_any_address(company: Company, ada: Any, address: str) -> None:
    """Private networks are not asked; what is no address of the web is no picture."""
    ada.answers["/"] = html(page(ME).replace(b"/me.png", address.encode()))
    company.pull()
    assert home(company).portrait is None


# --- laws of the archive ---------------------------------------------------------------------------------------------


def test_a_deleted_profile_takes_its_portrait_along(company: Company, ada: Any) -> None:
    """And so does an orphan that a killed pull left."""
    company.pull()
    company.archive.hang("orphan", b"x")
    assert prune(Roster(experts=(), practices=(), topics=()), company.options, force=True) == ("ada", "orphan")
    assert list(company.archive.folder.iterdir()) == []


def test_a_renamed_profile_keeps_its_portrait(company: Company, ada: Any) -> None:
    """Before the next pull and after it."""
    company.pull()
    company.experts = [replace(company.experts[0], slug="ada-l", aliases=("ada",))]
    assert photo_sizes(company) == [96, 192, 384]
    company.now += HOUR
    company.pull()
    assert [path.name for path in sorted(company.archive.folder.iterdir())] == ["ada-l.jsonl", "ada-l.webp"]
    assert photo_sizes(company) == [96, 192, 384]


def photo_sizes(company: Company) -> list[int]:
    """Return the sizes of the picture on the first expert's page."""
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    published = publish(
        roster, company.archive, company.options, now=company.now, cache=company.options.root / ".cache"
    )
    return [size for one in published.pages if isinstance(one, ExpertPage) for size in one.person.photo]


def test_a_broken_portrait_breaks_no_build(company: Company, ada: Any) -> None:
    """It came by a pull, or by a pull request: the page has initials instead."""
    company.pull()
    company.archive.portrait("ada").write_bytes(b"<svg/>")
    assert photo_sizes(company) == []


def test_what_another_page_said_does_not_show(company: Company, ada: Any) -> None:
    """A profile that names another home page has that one speak, or none until it was asked."""
    company.pull()
    company.experts = [replace(company.experts[0], home="https://new.example/")]
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    published = publish(
        roster, company.archive, company.options, now=company.now, cache=company.options.root / ".cache"
    )
    person = next(one.person for one in published.pages if isinstance(one, ExpertPage))
    assert (person.note, person.link_back) == (None, None)


@pytest.mark.parametrize("lost", ["polls", "archive"])
def test_lost_state_heals(company: Company, ada: Any, lost: str) -> None:
    """Without polls nothing is written anew; without the archive everything is back."""
    company.pull()
    before = company.bytes()
    (company.options.state_dir / POLLS).unlink() if lost == "polls" else company.archive.remove("ada")
    company.pull()
    assert company.bytes() == before
    assert company.archive.portrait("ada").exists()


def test_an_archive_without_home_pages_is_read_as_ever(company: Company, ada: Any) -> None:
    """The keys are new; a file without them is no older format."""
    company.pull()
    path = company.archive.path("ada")
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first.split(b',"home"')[0] + b"}\n" + rest)
    assert company.archive.read("ada").home is None
    company.now += timedelta(minutes=1)
    company.pull()
    assert home(company).link_back is not None


def test_somebody_without_a_blog_has_a_home_page(company: Company, serve: Callable[..., Any]) -> None:
    """`home` alone is enough to be visited."""
    web = serve({"/": html(page(ME)), "/me.png": html(picture()).replace(b"text/html", b"image/png")})
    company.hire("ada", home=web.url("/"))
    pulled = company.pull()
    assert home(company).link_back is not None
    assert summary(pulled) == "0 feeds: no new posts"


def test_the_page_of_the_blog_does_not_speak_for_another_home_page(company: Company, serve: Callable[..., Any]) -> None:
    """What was read on the way to the feed is used only where it is the home page."""
    blog = b'<link rel=alternate type="application/rss+xml" href="/feed">' + page(note="A blog.")
    web = serve({"/blog/": html(blog), "/feed": html(feed("one")), "/": html(page(ME))})
    web.answers["/me.png"] = html(picture()).replace(b"text/html", b"image/png")
    company.hire("ada", web.url("/blog/"), home=web.url("/"))
    company.pull()
    found = home(company)
    assert (found.bio.note and found.bio.note.value) == "<p>I count.</p>"
    assert found.link_back is not None
    assert found.link_back.state == "verified"


def test_a_blog_without_a_feed_of_its_own_address_is_still_a_home(company: Company, serve: Callable[..., Any]) -> None:
    """Where the profile names page and feed, the page is the home."""
    web = serve({"/": html(page(ME)), "/feed": html(feed("one")), "/me.png": html(picture())})
    company.hire("ada", Blog(url=web.url("/"), feed=web.url("/feed")))
    company.pull()
    assert home(company).url == web.url("/")


@pytest.mark.parametrize(
    ("link", "way"),
    [("/about/", "/about/"), ("", "/"), ("https://elsewhere.example/", "/")],
    ids=["names its page", "names none", "names another host"],
)
def test_no_link_to_a_home_opens_a_feed(company: Company, serve: Callable[..., Any], link: str, way: str) -> None:
    """With a feed in the profile, pages lead to the page it names on its own host, else to the site's first page."""
    stated = feed("one").replace(b"</title>", f"</title><link>{link}</link>".encode(), 1)
    web = serve({"/feed": html(stated), "/about/": html(page(ME))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    assert homepage(company) == web.url(way)


def test_a_feed_that_has_never_answered_may_be_a_page(company: Company, serve: Callable[..., Any]) -> None:
    """Until it was read, nobody knows better than the profile."""
    web = serve({})
    company.hire("ada", web.url("/blog/"))
    company.pull()
    assert homepage(company) == web.url("/blog/")


def homepage(company: Company) -> str | None:
    """Return where the first expert's page leads for more."""
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    published = publish(
        roster, company.archive, company.options, now=company.now, cache=company.options.root / ".cache"
    )
    return next(one.person.expert.homepage for one in published.pages if isinstance(one, ExpertPage))


@pytest.mark.parametrize(
    ("sent", "remedy"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "Show another one there"),
        (html(b"<!doctype html>"), "Save the picture itself, and use that"),
    ],
    ids=["missing", "no picture"],
)
def test_the_remedy_for_a_picture_is_one_for_pictures(company: Company, ada: Any, sent: bytes, remedy: str) -> None:
    """What helps a feed doesn't, and the profile doesn't hold the picture's address; a photo beside it always helps."""
    ada.answers["/me.png"] = sent
    *_, line = report(company.pull())
    assert line.endswith(f". {remedy}, or put a photo beside the profile.")

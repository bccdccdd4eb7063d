"""A feed that is held back, over real HTTP on loopback: what is asked, what is kept and said, and how the hold ends."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cobrand.model import Held
from cobrand.pipeline import POLLS, publish
from cobrand.profiles import Roster
from cobrand.publish.pages import ExpertPage
from cobrand.terminal import attention, report, summary
from company import HOUR, Company, conditional, feed

DAY = 24 * HOUR
SITE = "https://www.halden.example/"
ME = f'<a rel="me" href="{SITE}experts/ada/">Halden</a>'
SPAM = feed("slots", "spins", title="Casino guide")


def page(note: str, *marks: str) -> bytes:
    """Write a home page with a bio."""
    card = f'<p class=h-card><a class="u-url u-uid p-name" href="">Ada</a> <b class=p-note>{note}</b></p>'
    return f"<!doctype html>{card}{''.join(marks)}".encode()


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company that knows its own address."""
    return Company(tmp_path, site_url=SITE)


@pytest.fixture
def ada(company: Company, serve: Callable[..., Any]) -> Any:
    """Hire Ada, and let somebody else have her host from `.now = 1` on; with `.now = 2` she has it back."""
    web = serve(
        {
            "/feed": conditional(feed("one", "two"), SPAM, feed("one", "two", "three")),
            "/": conditional(page("I count.", ME), page("Slots!"), page("I count again.", ME), media_type="text/html"),
        }
    )
    company.hire("ada", web.url("/feed"), home=web.url("/"))
    company.pull()
    return web


def another(body: bytes) -> Any:
    """Answer with a body that nobody has had yet."""
    script = conditional(b"", b"", b"", body)
    script.now = 3  # type: ignore[attr-defined]
    return script


def turn(web: Any, state: int) -> None:
    """Change who has the host."""
    web.answers["/feed"].now = web.answers["/"].now = state


def held(company: Company) -> Held | None:
    """Return why Ada's feed is held."""
    return company.archive.feeds("ada")[0].held


def asked(web: Any, path: str) -> list[dict[str, str]]:
    """Return the headers of all requests for a path."""
    return [request.headers for request in web.requests if request.line.split()[1] == path]


def bio(company: Company) -> str | None:
    """Return what the expert's page says in her words."""
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    made = publish(roster, company.archive, company.options, now=company.now, cache=company.options.root / ".cache")
    return next(one.person.note.html for one in made.pages if isinstance(one, ExpertPage) and one.person.note)


def test_what_is_held_is_judged_again_and_not_lost_behind_a_304(company: Company, ada: Any) -> None:
    """Asked once a day, each time for whole, with nothing written as long as nothing has changed."""
    turn(ada, 1)
    company.now += HOUR
    company.pull()
    assert held(company) == Held(
        since=company.now,
        reasons=("new title “Casino guide” (it was “Notes”)", "link back lost"),
        url=ada.url("/feed"),
        title="Casino guide",
    )
    before, count = company.bytes(), len(asked(ada, "/feed"))
    company.now += DAY - HOUR
    company.pull()
    assert len(asked(ada, "/feed")) == count
    for _ in range(3):
        company.now += DAY
        company.pull()
    assert len(asked(ada, "/feed")) == count + 3
    assert not any("if-none-match" in headers for headers in asked(ada, "/feed")[count:])
    assert company.bytes() == before
    assert company.titles("ada") == ["two", "one"]


def test_the_home_page_is_asked_before_a_stranger_is_believed(company: Company, ada: Any) -> None:
    """Title, language and host are kept; only the page tells, and it was asked an hour ago."""
    turn(ada, 1)
    ada.answers["/feed"] = another(feed("slots", "spins"))
    count = len(asked(ada, "/"))
    company.now += HOUR
    company.pull(everything=True)
    assert len(asked(ada, "/")) == count + 1
    assert held(company) is not None
    assert company.titles("ada") == ["two", "one"]


def test_a_page_that_turns_has_the_blog_asked_first(company: Company, ada: Any) -> None:
    """The feed is not due for days; the bio is not taken for all that, not even for one."""
    company.now += HOUR
    ada.answers["/feed"] = [
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600000\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        for body in (feed("one", "two"), SPAM)
    ]
    ada.requests.clear()
    company.pull()
    turn_home = ada.answers["/"]
    turn_home.now = 1
    company.now += DAY
    company.pull()
    assert held(company) is not None
    assert bio(company) == "<p>I count.</p>"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None], ids=["404", "empty"])
def test_a_page_beside_a_feed_that_says_nothing_changes_no_bio(
    company: Company, ada: Any, answer: bytes | None
) -> None:
    """Whoever has the host need not have a feed; what links back is believed all the same."""
    turn(ada, 1)
    ada.answers["/feed"] = answer or another(feed(title="Casino guide"))
    company.now += DAY
    company.pull()
    company.now += DAY
    company.pull()
    assert (held(company), bio(company)) == (None, "<p>I count.</p>")
    ada.answers["/"].now = 2
    company.now += DAY
    company.pull()
    assert bio(company) == "<p>I count again.</p>"


@pytest.mark.parametrize(
    ("linked", "then", "shown"),
    [
        (True, "Best Slots", "I count."),
        (True, None, "I count."),
        (False, "Best Slots", "I count."),
        (False, None, "Slots!"),
        (True, "Ada L. Lindqvist", "Slots!"),
    ],
)
def test_a_page_far_from_the_blog_that_is_somebody_else_s_changes_no_bio(
    company: Company, serve: Callable[..., Any], linked: bool, then: str | None, shown: str
) -> None:
    """The blog is on a platform and goes on, and the domain of the home page was bought; what she says of herself counts."""
    before = page("I count.", *[ME][:linked])
    after = page("Slots!").replace(b">Ada<", b">%s<" % (then or "").encode())
    script = conditional(before, after, media_type="text/html")
    web = serve({"/feed": conditional(feed("one", "two"))})
    house = serve({"/": script})
    company.hire("ada", web.url("/feed"), home=house.url("/", host="127.0.0.2"))
    company.pull()
    script.now = 1  # type: ignore[attr-defined]
    for _ in range(2):
        company.now += DAY
        company.pull()
    assert (held(company), bio(company)) == (None, f"<p>{shown}</p>")


def test_a_page_that_names_nobody_any_more_is_believed_where_the_blog_goes_on(company: Company, ada: Any) -> None:
    """It was redesigned; who took the picture down wants it down here as well."""
    bare = page("Redesigned.").replace(b">Ada<", b"><")
    ada.answers["/"] = conditional(page("I count.", ME), bare, media_type="text/html")
    ada.answers["/"].now = 1
    company.now += DAY
    company.pull()
    company.now += DAY
    company.pull()
    assert (held(company), bio(company)) == (None, "<p>Redesigned.</p>")


def test_when_the_old_identity_is_back_the_hold_ends_by_itself(company: Company, ada: Any) -> None:
    """A line says so; posts and bio are taken as ever."""
    turn(ada, 1)
    company.now += DAY
    company.pull()
    turn(ada, 2)
    company.now += DAY
    lines = list(report(company.pull()))
    assert lines[1:] == [
        "127.0.0.1 (Ada) is the expert's own again, and was held back since 2026-11-21. Its posts are taken in again."
    ]
    assert (held(company), company.titles("ada")) == (None, ["three", "two", "one"])
    company.now += DAY
    company.pull()
    assert bio(company) == "<p>I count again.</p>"
    assert list(report(company.pull())) == [summary(company.pull())]


def test_a_stranger_who_mends_the_title_stays_one(company: Company, ada: Any) -> None:
    """Once held, it takes more than looking the same: a known post, or the link back as well."""
    turn(ada, 1)
    ada.answers["/"].now = 0
    company.now += DAY
    company.pull()
    turn(ada, 1)
    ada.answers["/feed"] = another(feed("slots", "spins"))
    company.now += DAY
    company.pull()
    assert held(company) is not None
    ada.answers["/"].now = 0
    company.now += DAY
    company.pull()
    assert held(company) is None


# --- what is trusted -------------------------------------------------------------------------------------------------


def trust(company: Company, day: date) -> None:
    """Write a day into Ada's profile."""
    company.experts = [replace(expert, trusted=day) for expert in company.experts]


def test_a_day_in_the_profile_accepts_what_was_held_by_then(company: Company, ada: Any) -> None:
    """The next pull takes it in at once, and earlier posts stay."""
    turn(ada, 1)
    company.now += DAY
    company.pull()
    company.now += HOUR
    trust(company, company.now.date())
    lines = list(report(company.pull()))
    assert lines[1:] == [
        "127.0.0.1 (Ada) is trusted, as experts/ada.md says, and was held back since 2026-11-21. Its posts are taken in again."
    ]
    assert (held(company), sorted(filter(None, company.titles("ada")))) == (None, ["one", "slots", "spins", "two"])


@pytest.mark.parametrize("days", [-1, 3], ids=["before the hold", "a day to come"])
def test_another_day_accepts_nothing(company: Company, ada: Any, days: int) -> None:
    """Not the day before, on which nobody could know, and none that is still to come."""
    turn(ada, 1)
    company.now += DAY
    company.pull()
    trust(company, company.now.date() + timedelta(days=days))
    company.pull()
    assert held(company) is not None
    assert company.titles("ada") == ["two", "one"]


def test_the_next_takeover_is_held_again(company: Company, ada: Any) -> None:
    """A day in the profile is no free pass."""
    turn(ada, 1)
    company.now += DAY
    company.pull()
    trust(company, company.now.date())
    company.pull()
    ada.answers["/feed"] = another(feed("poker", title="Poker guide"))
    company.now += DAY
    company.pull()
    assert held(company) is not None
    assert "poker" not in company.titles("ada")


@pytest.mark.parametrize("kept", ["archive", "polls too", "an archive from before the hold"])
def test_a_runner_that_forgets_goes_by_profile_and_archive(company: Company, ada: Any, kept: str) -> None:
    """Continuous integration has what git has, and perhaps a cache; the hold and its end are the same with each."""
    state, old = company.options.state_dir, company.options.root / "old"
    shutil.copytree(state / "archive", old)
    turn(ada, 1)
    for _ in range(2):
        company.now += DAY
        if kept != "polls too":
            (state / POLLS).unlink()
        company.pull()
        assert held(company) is not None
    if kept.startswith("an"):
        shutil.rmtree(state / "archive")
        shutil.copytree(old, state / "archive")
    trust(company, company.now.date())
    company.now += DAY
    company.pull()
    assert held(company) is None
    assert "slots" in company.titles("ada")


def test_a_day_is_used_once_by_a_forgetful_runner(company: Company, ada: Any) -> None:
    """The archive has seen that day; what comes later is not what was looked at."""
    company.now += DAY
    trust(company, company.now.date())
    company.pull()
    turn(ada, 1)
    company.now += DAY
    company.pull()
    assert held(company) is not None


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_held_feed_is_said_in_one_line(company: Company, ada: Any) -> None:
    """What, since when, why, whom to ask, and both ways out; where it has moved to is not told as good advice."""
    turn(ada, 1)
    away = b"HTTP/1.1 301 Moved Permanently\r\nLocation: /casino\r\nContent-Length: 0\r\n\r\n"
    ada.answers |= {"/feed": away, "/casino": another(SPAM.replace(b"Casino guide", b"::error::Casino\x1b[2J"))}
    company.now += DAY
    pulled = company.pull()
    assert list(report(pulled)) == [
        "1 feed: no new posts, 1 held back",
        (
            "Warning: 127.0.0.1 (Ada) seems to be somebody else's now and is held back (new title “: :error: :Casino[2J” "
            "(it was “Notes”); link back lost), since 2026-11-21. Earlier posts stay. "
            f"Look at {ada.url('/casino')} and ask Ada. If all is well, run `cobrand trust ada`; "
            "if not, put the new address into experts/ada.md, or take the blog out, and its posts with it."
        ),
    ]


def test_a_build_without_a_pull_says_it_too(company: Company, ada: Any) -> None:
    """What needs somebody is said by everybody, and nothing else is."""
    turn(ada, 1)
    company.hire("bo", ada.url("/nothing"))
    company.now += DAY
    pulled = company.pull()

    def lines(days: int) -> list[str]:
        return [
            line.partition(", since")[0] for line in attention(pulled.feeds, now=company.now + timedelta(days=days))
        ]

    assert len(list(report(pulled))) == 3
    assert [line.split(" (")[0] for line in lines(0)] == ["Warning: 127.0.0.1"]
    assert lines(31)[1:] == ["Warning: 127.0.0.1 (Bo) has nothing at this address (404)"]


def test_thirty_days_make_a_warning(company: Company, ada: Any) -> None:
    """The line says that it is one, how long, and whom to ask."""
    ada.answers["/feed"] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    company.now += DAY
    company.pull()
    company.now += timedelta(days=31)
    assert list(report(company.pull()))[1:] == [
        (
            "Warning: 127.0.0.1 (Ada) has nothing at this address (404), since 2026-11-21 (more than 30 days). Earlier posts "
            "stay. Ask Ada whether the blog has moved or ended, and put the new address into experts/ada.md, or take the blog out."
        )
    ]


def test_spam_among_known_posts_shows(company: Company, ada: Any) -> None:
    """The handbook says so: a break-in changes no identity."""
    ada.answers["/feed"] = another(feed("one", "two", "slots", title="Casino guide"))
    ada.answers["/"].now = 1
    company.now += DAY
    company.pull()
    assert (held(company), company.titles("ada")) == (None, ["slots", "two", "one"])


def test_an_expert_without_a_home_page_is_judged_by_the_feed(company: Company, serve: Callable[..., Any]) -> None:
    """Nobody is asked who is not there."""
    web = serve({"/feed": conditional(feed("one"), SPAM)})
    company.hire("ada", web.url("/feed"))
    company.pull()
    web.answers["/feed"].now = 1
    company.now += DAY
    company.pull()
    assert held(company) is not None

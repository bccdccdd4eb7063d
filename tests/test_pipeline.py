"""The pull as a whole, over real HTTP on loopback: what is asked, what is kept, and how lost state heals."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cobrand.errors import ArchiveError, LockedError, ProblemsError
from cobrand.harvest.fetch import Network
from cobrand.harvest.round import due
from cobrand.jsonl import Record
from cobrand.model import Blog, Span
from cobrand.pipeline import POLLS, open_web, publish
from cobrand.polls import load_polls
from cobrand.profiles import Roster
from cobrand.pruning import prune
from cobrand.terminal import report, summary
from company import NOW, Company, conditional, feed


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Found a company without anybody in it."""
    return Company(tmp_path)


def test_a_first_pull_takes_everything(company: Company, serve: Any) -> None:
    """All posts of all feeds are in the archive, newest first, and the summary counts them."""
    web = serve({"/feed": conditional(feed("one", "two"))})
    company.hire("ada", web.url("/feed"))
    pulled = company.pull()
    assert company.titles("ada") == ["two", "one"]
    assert summary(pulled) == "1 feed: 2 new posts from 1"


def test_nothing_new_touches_no_archive(company: Company, serve: Any) -> None:
    """A 304 leaves every archive file alone, down to its time of change."""
    web = serve({"/feed": conditional(feed("one", "two"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    before = company.archive.path("ada").stat()
    pulled = company.pull(everything=True)
    assert web.requests[-1].headers["if-none-match"] == '"0"'
    assert summary(pulled) == "1 feed: 1 unchanged, no new posts"
    after = company.archive.path("ada").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_lying_validators_cost_no_parsing(company: Company, serve: Any, answer: Any) -> None:
    """The same body under a new ETag is unchanged."""
    body = feed("one")
    web = serve({"/feed": [answer(body, 'ETag: "1"'), answer(body, 'ETag: "2"')]})
    company.hire("ada", web.url("/feed"))
    company.pull()
    assert company.pull(everything=True).unchanged == 1


_FIRST, _SECOND = feed("one"), feed("one", "two")
_LATER = "Last-Modified: Fri, 31 Dec 2999 23:59:59 GMT"
_UNCHANGED = "304 Not Modified"
LIES: dict[str, tuple[tuple[str, ...], dict[str, Any], list[str], str]] = {
    "304 to everything": (('ETag: "1"',), {"status": _UNCHANGED}, ["one"], ""),
    "304 with a body": (('ETag: "1"',), {"body": _SECOND, "status": _UNCHANGED}, ["one"], "breaks the rules of HTTP"),
    "304 with another ETag": (('ETag: "1"',), {"headers": ('ETag: "2"',), "status": _UNCHANGED}, ["one"], ""),
    "304 to who sent no validators": (
        (),
        {"status": _UNCHANGED},
        ["one"],
        "nothing has changed, to a question that did not ask",
    ),
    "an ETag that never changes": (('ETag: "1"',), {"body": _SECOND, "headers": ('ETag: "1"',)}, ["two", "one"], ""),
    "a weak ETag, then a strong": (('ETag: W/"1"',), {"body": _SECOND, "headers": ('ETag: "1"',)}, ["two", "one"], ""),
    "edited in the future": ((_LATER,), {"body": _SECOND, "headers": (_LATER,)}, ["two", "one"], ""),
    "edited in the future, 304": ((_LATER,), {"status": _UNCHANGED}, ["one"], ""),
    "another ETag, the same body": (('ETag: "1"',), {"body": _FIRST, "headers": ('ETag: "2"',)}, ["one"], ""),
    "an empty body": (('ETag: "1"',), {"headers": ('ETag: "1"',)}, ["one"], "answered with nothing at all"),
    "412": (('ETag: "1"',), {"status": "412 Precondition Failed"}, ["one"], "412"),
    "416": (('ETag: "1"',), {"status": "416 Range Not Satisfiable"}, ["one"], "416"),
}


@pytest.mark.parametrize("lie", LIES)
def test_whatever_validators_say_news_are_taken_and_posts_stay(
    company: Company, serve: Any, answer: Any, lie: str
) -> None:
    """What a second answer brings is taken whatever it says of itself; where it brings nothing, the first's posts stay."""
    headers, second, titles, reason = LIES[lie]
    body, more = second.get("body", b""), second.get("headers", ())
    later = answer(body, *more, status=second.get("status", "200 OK"))
    web = serve({"/feed": [answer(_FIRST, *headers), later]})
    company.hire("ada", web.url("/feed"))
    company.pull()
    pulled = company.pull(everything=True)
    assert company.titles("ada") == titles
    failures = [feed.failure.reason for _, feed in pulled.feeds if feed.failure]
    assert (len(failures), reason in "".join(failures)) == (bool(reason), True)


def test_who_always_says_that_nothing_has_changed_is_believed_for_a_week(
    company: Company, serve: Any, answer: Any
) -> None:
    """Then it is asked for whole: its news come a week late; one that says so even then is named as failing."""
    stuck = answer(status=_UNCHANGED)
    web = serve({"/feed": [answer(_FIRST, 'ETag: "1"'), *[stuck] * 6, answer(_SECOND, 'ETag: "1"'), stuck]})
    company.hire("ada", web.url("/feed"))
    for _ in range(8):
        company.pull()
        company.now += timedelta(days=1)
    asked = [request.headers.get("if-none-match") for request in web.requests]
    assert (asked, company.titles("ada")) == ([None, *['"1"'] * 6, None], ["two", "one"])
    company.now += timedelta(days=7)
    (failure,) = [feed.failure for _, feed in company.pull().feeds]
    assert failure
    assert "nothing has changed, to a question that did not ask for changes" in failure.reason
    assert company.titles("ada") == ["two", "one"]


def test_a_feed_is_asked_again_only_after_an_hour(company: Company, serve: Any) -> None:
    """Within the hour nobody is asked; after it, once."""
    web = serve({"/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    company.now += timedelta(minutes=59)
    pulled = company.pull()
    assert (len(web.requests), pulled.asked, pulled.resting) == (1, 0, 1)
    company.now += timedelta(minutes=1)
    company.pull()
    assert len(web.requests) == 2


def test_posts_that_leave_the_feed_stay(company: Company, serve: Any) -> None:
    """The archive accumulates."""
    script = conditional(feed("one", "two"), feed("two", "three"))
    web = serve({"/feed": script})
    company.hire("ada", web.url("/feed"))
    company.pull()
    script.now = 1  # type: ignore[attr-defined]
    pulled = company.pull(everything=True)
    assert sorted(filter(None, company.titles("ada"))) == ["one", "three", "two"]
    assert summary(pulled) == "1 feed: 1 new post from 1"


@pytest.mark.parametrize("loss", ["deleted", "rolled back", "emptied by hand", "edited on the quiet"])
def test_a_lost_archive_comes_back(company: Company, serve: Any, loss: str) -> None:
    """With the polls still there, the next pull asks for the whole feed and everything is back."""
    script = conditional(feed("one", "two"), feed("one", "two", "three"))
    web = serve({"/feed": script})
    company.hire("ada", web.url("/feed"))
    company.pull()
    old = company.archive.path("ada").read_bytes()
    script.now = 1  # type: ignore[attr-defined]
    company.pull(everything=True)
    whole = company.bytes()
    match loss:
        case "deleted":
            company.archive.path("ada").unlink()
        case "rolled back":
            company.archive.path("ada").write_bytes(old)
        case "emptied by hand":
            company.archive.path("ada").write_bytes(old.split(b"\n")[0] + b"\n")
        case "edited on the quiet":  # as long as before, and as old
            path, then = company.archive.path("ada"), company.archive.path("ada").stat()
            path.write_bytes(path.read_bytes().replace(b'"title":"three"', b'"title":"eerht"'))
            os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
            assert (then.st_size, then.st_mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
    company.pull()
    assert "if-none-match" not in web.requests[-1].headers
    assert company.bytes() == whole


@pytest.mark.parametrize("content", [None, b"{", b'{"version": 99, "polls": {}}'])
def test_lost_polls_lose_no_post(company: Company, serve: Any, content: bytes | None) -> None:
    """Deleted, corrupted or from a newer version: the polls are made anew and the archive stays as it is."""
    web = serve({"/feed": conditional(feed("one", "two"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    before, polls = company.bytes(), company.options.state_dir / POLLS
    polls.unlink() if content is None else polls.write_bytes(content)
    pulled = company.pull()
    assert company.bytes() == before
    assert bool(pulled.note) == (content is not None)
    assert json.loads(polls.read_bytes())["version"] == 1


def test_polls_that_cannot_be_written_cost_no_post(company: Company, serve: Any) -> None:
    """What is there to save questions must not lose answers: the pull ends well and says what is wrong."""
    web = serve({"/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    (company.options.state_dir / POLLS).mkdir(parents=True)
    pulled = company.pull()
    assert company.titles("ada") == ["one"]
    assert (
        pulled.note
        == ".cobrand/polls.json can't be written: Is a directory. Every feed will be asked for whole next time."
    )


def test_a_failing_feed_keeps_its_posts_and_says_since_when(company: Company, serve: Any, answer: Any) -> None:
    """The last good posts stay; the failure keeps its first day; a good answer clears it."""
    good = answer(feed("one"), 'ETag: "1"')
    bad = answer(b"<html>Database error</html>", status="500 Internal Server Error")
    web = serve({"/feed": [good, bad, bad, good]})
    company.hire("ada", web.url("/feed"))
    company.pull()
    company.now += timedelta(days=1)
    company.pull()
    company.now += timedelta(days=1)
    pulled = company.pull()
    assert company.titles("ada") == ["one"]
    assert list(report(pulled)) == [
        "1 feed: no new posts, 1 failing",
        (
            "127.0.0.1 (Ada) has an error of its own (500), since 2026-11-21. Earlier posts stay. "
            "Nothing to do unless it lasts; then tell the blog's owner."
        ),
    ]
    company.now += timedelta(days=2)
    assert company.pull().failing == ()
    assert company.titles("ada") == ["one"]


@pytest.mark.parametrize("status", ["500 Oops", "404 Not Found"])
def test_an_address_that_never_worked_may_be_misspelt(company: Company, serve: Any, answer: Any, status: str) -> None:
    """Nobody is told to wait, or that the page has moved: the profile is where to look."""
    web = serve({"/feeed": answer(status=status)})
    company.hire("ada", web.url("/feeed"))
    _, line = report(company.pull())
    assert line.endswith(", since 2026-11-20. Check the address in experts/ada.md.")


def test_what_a_stranger_refuses_is_theirs_to_mend(company: Company, serve: Any, answer: Any) -> None:
    """An address that answers so is right, though it never gave a feed."""
    web = serve({"/feed": answer(status="403 Forbidden")})
    company.hire("ada", web.url("/feed"))
    _, line = report(company.pull())
    assert line.endswith("Ask the blog's owner to let feed readers in, data centres' included.")


def test_a_new_address_that_fails_says_that_earlier_posts_stay(company: Company, serve: Any, answer: Any) -> None:
    """What was published under the old one has passed on."""
    web = serve({"/feed": answer(feed("one")), "/new": answer(status="404 Not Found")})
    company.hire("ada", web.url("/feed"))
    company.pull()
    company.experts = [replace(company.experts[0], blogs=(Blog(url=web.url("/new")),))]
    _, line = report(company.pull())
    assert line.endswith(", since 2026-11-20. Earlier posts stay. Check the address in experts/ada.md.")


def test_an_unreachable_web_is_no_error(company: Company) -> None:
    """With every host down and nothing in the archive, the pull ends well and names the feed."""
    company.hire("ada", "http://127.0.0.1:9/feed")
    (_, broken) = company.pull().failing[0]
    assert broken.failure is not None
    assert broken.failure.reason == "refuses connections"
    assert company.titles("ada") == []


def test_a_feed_that_is_gone_is_never_asked_again(company: Company, serve: Any, answer: Any) -> None:
    """410 means it: not even `--all` asks, until the profile names another address."""
    web = serve({"/feed": answer(status="410 Gone"), "/new": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    company.now += timedelta(days=30)
    assert company.pull(everything=True).asked == 0
    assert len(web.requests) == 1
    company.experts.clear()
    company.hire("ada", web.url("/new"))
    company.pull()
    assert company.titles("ada") == ["one"]


def test_retry_after_is_obeyed_even_by_all(company: Company, serve: Any, answer: Any) -> None:
    """A busy server is left alone until the time it said."""
    busy = answer(b"", "Retry-After: 7200", status="429 Too Many Requests")
    web = serve({"/feed": [busy, answer(feed("one"))]})
    company.hire("ada", web.url("/feed"))
    company.pull()
    company.now += timedelta(minutes=119)
    assert company.pull(everything=True).asked == 0
    company.now += timedelta(minutes=1)
    assert company.pull(everything=True).asked == 1
    assert company.titles("ada") == ["one"]


def test_a_page_leads_to_its_feed_and_the_feed_is_remembered(company: Company, serve: Any, answer: Any) -> None:
    """The home page is read once; from then on the feed is asked, conditionally."""
    page = answer(b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    web = serve({"/": page, "/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/"))
    company.pull()
    company.pull(everything=True)
    assert [request.line.split()[1] for request in web.requests] == ["/", "/feed", "/feed"]
    assert web.requests[-1].headers["if-none-match"] == '"0"'


def test_a_feed_that_has_moved_house_is_found_again(company: Company, serve: Any, answer: Any) -> None:
    """When the remembered feed is not there any more, the home page is asked for the new one."""
    link = '<html><head><link rel="alternate" type="application/rss+xml" href="{}"></head></html>'
    missing = answer(status="404 Not Found")
    web = serve(
        {
            "/": [answer(link.format("/old").encode()), answer(link.format("/new").encode())],
            "/old": [answer(feed("one")), missing],
            "/new": answer(feed("one", "two")),
        }
    )
    company.hire("ada", web.url("/"))
    company.pull()
    pulled = company.pull(everything=True)
    assert company.titles("ada") == ["two", "one"]
    assert pulled.failing == ()


def test_a_page_instead_of_the_named_feed_is_named(company: Company, serve: Any, answer: Any) -> None:
    """Where the profile says `feed:`, a web page is a failure whose remedy names the feed that it links to."""
    page = answer(b'<html><head><link rel="alternate" type="application/rss+xml" href="/right"></head></html>')
    web = serve({"/wrong": page})
    company.hire("ada", Blog(url=web.url("/"), feed=web.url("/wrong")))
    (_, broken) = company.pull().failing[0]
    assert broken.failure is not None
    assert broken.failure.reason == "is a web page, not a feed"
    assert web.url("/right") in broken.failure.remedy


def test_a_page_that_is_its_own_feed_is_read(company: Company, serve: Any, answer: Any) -> None:
    """An h-feed gives posts where the page names no feed."""
    page = answer(
        b'<html><body class="h-feed"><article class="h-entry"><a class="p-name u-url" href="/first">First</a>'
        b'<time class="dt-published" datetime="2026-11-01T09:00:00Z"></time></article></body></html>'
    )
    web = serve({"/": page})
    company.hire("ada", web.url("/"))
    company.pull()
    assert company.titles("ada") == ["First"]


def test_a_permanent_redirect_is_followed_and_told(company: Company, serve: Any, answer: Any) -> None:
    """The posts come from the new address, the profile stays, and a line says what to change."""
    moved = answer(b"", "Location: /new", status="301 Moved Permanently")
    web = serve({"/old": moved, "/new": answer(feed("one"))})
    company.hire("ada", web.url("/old"))
    lines = list(report(company.pull()))
    assert company.titles("ada") == ["one"]
    assert lines[1] == f"127.0.0.1 (Ada) has moved for good to {web.url('/new')}. Put that into experts/ada.md."


def test_a_page_that_has_moved_for_good_is_told_until_the_profile_says_so(
    company: Company, serve: Any, answer: Any
) -> None:
    """The line stays while the feed is asked without the page."""
    page = answer(b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    moved = answer(b"", "Location: /new/", status="301 Moved Permanently")
    web = serve({"/": moved, "/new/": page, "/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/"))
    first, second = company.pull(), company.pull(everything=True)
    assert [lines[1:] for lines in (list(report(first)), list(report(second)))] == [
        [f"127.0.0.1 (Ada) has moved for good to {web.url('/new/')}. Put that into experts/ada.md."]
    ] * 2


def test_a_new_address_in_the_profile_keeps_the_posts(company: Company, serve: Any, answer: Any) -> None:
    """Doing what the line says loses nothing: the earlier posts are the new address's."""
    web = serve({"/old": answer(feed("one", "two")), "/new": answer(feed("two", "three"))})
    company.hire("ada", web.url("/old"))
    company.pull()
    company.experts.clear()
    company.hire("ada", web.url("/new"))
    company.pull()
    assert sorted(filter(None, company.titles("ada"))) == ["one", "three", "two"]
    assert {entry.blog for entry in company.archive.read("ada").entries} == {web.url("/new")}


def test_between_the_new_address_and_the_next_pull_the_posts_show(company: Company, serve: Any, answer: Any) -> None:
    """An offline build follows the profile as the next pull will."""
    web = serve({"/old": answer(feed("one", "two"))})
    company.hire("ada", web.url("/old"))
    company.pull()
    company.experts.clear()
    company.hire("ada", web.url("/new"))
    roster = Roster(experts=tuple(company.experts), practices=(), topics=())
    made = publish(roster, company.archive, company.options, now=NOW, cache=company.options.root / "cache")
    assert made.posts == 2


def test_posts_outside_the_time_at_the_company_are_not_taken(company: Company, serve: Any, answer: Any) -> None:
    """What was written before joining or after leaving stays out of the archive."""
    web = serve({"/feed": answer(feed("one", "two", "three"))})
    company.hire("ada", web.url("/feed"), spans=(Span(joined=date(2026, 11, 2), left=date(2026, 11, 2)),))
    company.pull()
    assert company.titles("ada") == ["two"]


def test_another_profile_reads_the_same_bytes_anew(company: Company, serve: Any) -> None:
    """When the profile comes to take more, the feed is asked for whole although it has not changed."""
    web = serve({"/feed": conditional(feed("one", "two", "three"))})
    company.hire("ada", web.url("/feed"), spans=(Span(left=date(2026, 11, 2)),))
    company.pull()
    company.experts = [replace(company.experts[0], spans=())]
    company.pull()
    assert company.titles("ada") == ["three", "two", "one"]


def test_two_blogs_of_one_expert_do_not_undo_each_other(company: Company, serve: Any) -> None:
    """Both feeds fill one archive, and news in one leaves the other's validators good."""
    first, second = conditional(feed("one"), feed("one", "two")), conditional(feed("ten"))
    web = serve({"/a": first, "/b": second})
    company.hire("ada", web.url("/a"), web.url("/b"))
    company.pull()
    first.now = 1  # type: ignore[attr-defined]
    company.pull(everything=True)
    pulled = company.pull(everything=True)
    assert sorted(filter(None, company.titles("ada"))) == ["one", "ten", "two"]
    assert pulled.unchanged == 2
    assert all("if-none-match" in request.headers for request in web.requests[-2:])


def test_many_feeds_are_parsed_in_processes(company: Company, serve: Any) -> None:
    """Forty changed feeds are all read, whoever parses them."""
    web = serve({f"/{number}": conditional(feed(f"post-{number}")) for number in range(40)})
    for number in range(40):
        company.hire(f"expert-{number}", web.url(f"/{number}", host=f"127.0.1.{number + 1}"))
    pulled = company.pull()
    assert [company.titles(f"expert-{number}") for number in range(40)] == [[f"post-{n}"] for n in range(40)]
    assert summary(pulled) == "40 feeds: 40 new posts from 40"


def test_a_broken_feed_among_many_is_named(company: Company, serve: Any) -> None:
    """What a parsing process has to complain of arrives as it is."""
    web = serve({"/bad": conditional(b"<?xml version='1.0'?><notes/>"), "/good": conditional(feed("one"))})
    for number in range(30):
        company.hire(f"expert-{number}", web.url("/bad" if number == 29 else "/good", host=f"127.0.1.{number + 1}"))
    pulled = company.pull()
    assert [expert.slug for expert, _ in pulled.failing] == ["expert-29"]
    assert len(pulled.new) == 29


def test_a_second_pull_waits_for_nobody(company: Company) -> None:
    """While one pull runs, another one says so and touches nothing."""
    with company.archive.lock(), pytest.raises(LockedError):
        company.pull()


def test_a_broken_archive_names_itself_and_spares_the_others(company: Company, serve: Any) -> None:
    """One unreadable archive is an error with path and line, after everybody else's news is safe."""
    script = conditional(feed("one"), feed("one", "two"))
    web = serve({"/feed": script})
    company.hire("ada", web.url("/feed"))
    company.hire("bo", web.url("/feed", host="127.0.0.2"))
    company.pull()
    path = company.archive.path("ada")
    path.write_bytes(path.read_bytes() + b"<<<<<<< HEAD\n")
    script.now = 1  # type: ignore[attr-defined]
    with pytest.raises(ArchiveError, match=r"ada\.jsonl:3: "):
        company.pull(everything=True)
    assert company.titles("bo") == ["two", "one"]


def test_what_is_late_is_asked_next_time(tmp_path: Path, serve: Any) -> None:
    """At the pull's deadline the rest is left due, and the posts of those who answered are kept."""

    def never(connection: Any, site: Any) -> None:
        site.closing.wait(30)

    company = Company(tmp_path, deadline={"pull": 1})
    web = serve({"/slow": never, "/feed": conditional(feed("one"))})
    company.hire("ada", web.url("/feed"))
    company.hire("bo", web.url("/slow", host="127.0.0.2"))
    pulled = company.pull()
    assert company.titles("ada") == ["one"]
    assert summary(pulled) == "2 feeds: 1 new post from 1, 1 not reached in time"
    assert company.pull().asked == 1
    polls, *_ = load_polls(company.options.state_dir / POLLS, now=company.now)
    known = dict.fromkeys(("ada", "bo"), (None, Record()))
    asked = due(company.experts, known, polls, replace(company.options, pull="always"), now=company.now)
    assert [one.expert.slug for one in asked] == ["bo", "ada"]


def test_a_host_with_hundreds_of_blogs_that_never_answers_keeps_nobody_else_waiting(tmp_path: Path, serve: Any) -> None:
    """Its questions wait for each other and for nothing else: the home page of somebody elsewhere gets its turn."""

    def never(connection: Any, site: Any) -> None:
        site.closing.wait(30)

    company = Company(tmp_path, deadline={"pull": 2})
    silent = {f"/{number}": never for number in range(200)}
    web = serve({"/feed": conditional(feed("one")), "/me": conditional(b"<p>Me", media_type="text/html"), **silent})
    company.hire("ada", web.url("/feed"), home=web.url("/me"))
    for number in range(200):
        company.hire(f"bo-{number}", web.url(f"/{number}", host="127.0.0.2"))
    pulled = company.pull()
    assert pulled.late == 200
    assert [expert.slug for expert, _ in pulled.homes] == ["ada"]


def test_archives_without_a_profile_are_removed(company: Company, serve: Any) -> None:
    """Deleting a profile is erasure: the archive goes, a former slug's stays, and the others are left alone."""
    web = serve({"/feed": conditional(feed("one"))})
    for number, slug in enumerate(("ada", "bo", "cy", "di")):
        company.hire(slug, web.url("/feed", host=f"127.0.2.{number + 1}"))
    company.pull()
    left = Roster(experts=tuple(company.experts[1:]), practices=(), topics=())
    assert prune(left, company.options, force=False) == ("ada",)
    assert company.archive.slugs() == ("bo", "cy", "di")
    renamed = replace(left, experts=(*left.experts[:2], replace(left.experts[2], slug="diana", aliases=("di",))))
    assert prune(renamed, company.options, force=False) == ()


def test_many_archives_without_a_profile_are_a_question(company: Company, serve: Any) -> None:
    """A checkout without its profiles looks the same: more than a third at once needs --prune."""
    web = serve({"/feed": conditional(feed("one"))})
    for number, slug in enumerate(("ada", "bo")):
        company.hire(slug, web.url("/feed", host=f"127.0.2.{number + 1}"))
    company.pull()
    left = Roster(experts=tuple(company.experts[1:]), practices=(), topics=())
    with pytest.raises(ProblemsError, match=r"1 of 2 archives belong to no profile: ada\. .*--prune"):
        prune(left, company.options, force=False)
    assert prune(left, company.options, force=True) == ("ada",)


def test_the_web_may_be_a_folder(tmp_path: Path) -> None:
    """With `web:`, feeds come from a folder, and all of it is always due."""
    (tmp_path / "web/ada.example").mkdir(parents=True)
    (tmp_path / "web/ada.example/feed.xml").write_bytes(feed("one"))
    company = Company(tmp_path, web="web")
    company.hire("ada", "https://ada.example/feed.xml")
    assert company.pull().asked == 1
    assert company.pull().asked == 1
    assert company.titles("ada") == ["one"]


def test_network_is_what_answers_without_a_folder(company: Company) -> None:
    """Only the option `web` replaces the network."""
    assert isinstance(open_web(company.options, now=NOW), Network)


def test_reports_of_strangers_are_one_harmless_line(company: Company, serve: Any, answer: Any) -> None:
    """An address that a stranger sends can't drive a CI runner or a terminal."""
    moved = answer(b"", "Location: /new?::error::x", status="301 Moved Permanently")
    web = serve({"/old": moved, "/new?::error::x": answer(feed("one"))})
    company.hire("ada", web.url("/old"))
    lines: Sequence[str] = list(report(company.pull()))
    assert not any("::" in line or "\n" in line for line in lines)


def test_a_renamed_profile_asks_for_changes_only(company: Company, serve: Any) -> None:
    """The archive goes along, and what is known of the last answer: the blog's host need not send everything again."""
    web = serve({"/feed": conditional(feed("one", "two"))})
    company.hire("ada", web.url("/feed"))
    company.pull()
    before = company.bytes()["ada"]
    company.experts = [replace(company.experts[0], slug="ada-berg", aliases=("ada",))]
    company.now += timedelta(days=1)
    company.pull()
    assert web.requests[-1].headers["if-none-match"] == '"0"'
    assert company.bytes() == {"ada-berg": before}

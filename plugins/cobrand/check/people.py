"""One person's profile and what is held of them → what is wrong with it, or could be better. It reads only the profile's lines."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from cobrand import address
from cobrand.check.findings import Finding, Severity
from cobrand.check.preview import Subject
from cobrand.check.site import Site
from cobrand.config import Options
from cobrand.consent import to_come
from cobrand.errors import Problem, ProblemsError
from cobrand.health import health
from cobrand.model import Blog, Expert, Feed
from cobrand.profiles import Roster, shown_path
from cobrand.source import Document, Location, key_name, read_markdown, read_text

_Found = Iterator[tuple[Severity, Location, str, str]]  # how bad, where in the profile, what is wrong, what to do

_UNPROVEN = {
    "linked": 'links to the page here without rel="me"',
    "brand-only": "links to the company, but not to the page here",
    "missing": "does not link back",
}


def check_person(subject: Subject, roster: Roster, site: Site, *, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with somebody's profile beyond what reading it has told, and what would help."""
    expert, options = subject.expert, site.options
    if subject.picture and expert.photo:
        path = f"{shown_path(options.experts_dir, options.root)}/{expert.photo.name}"
        what, _, remedy = subject.picture.partition(". ")
        problem = Problem(path=path, line=None, what=what, remedy=remedy)
        yield Finding(severity="error", problem=problem, slug=expert.slug)
    document = profile_document(expert, site)
    for severity, where, what, remedy in _found(subject, roster, options, now):
        yield Finding(severity=severity, problem=document.problem(where, what, remedy), slug=expert.slug)


def profile_document(expert: Expert, site: Site) -> Document:
    """Read a profile for its lines; one that can't be read has none."""
    path = f"{shown_path(site.options.experts_dir, site.options.root)}/{expert.source.name}"
    try:
        return read_markdown(read_text(expert.source.read_bytes(), path), path)[0]
    except (OSError, ProblemsError):
        return Document(path=path, data={})


def _found(subject: Subject, roster: Roster, options: Options, now: datetime) -> _Found:
    yield from _blogs(subject, now)
    yield from _succession(subject.expert, {expert.slug: expert for expert in roster.experts}, now)
    yield from _namesake(subject.expert, roster.experts)
    yield from _lacking(subject, now)
    yield from _consent(subject.expert, options, now)


# --- blogs -----------------------------------------------------------------------------------------------------------


def _blogs(subject: Subject, now: datetime) -> _Found:
    feeds = {feed.blog: feed for feed in subject.snapshot.feeds}
    for index, blog in enumerate(subject.expert.blogs):
        where: Location = ("blog", index)
        feed = feeds.get(blog.url)
        if subject.sight and not (feed and feed.held):
            yield from _seen(subject, blog, where)
        elif feed is None:
            yield "hint", where, f"{blog.url} has not been pulled yet", "`cobrand pull` does it."
        else:
            yield from _fares(subject.expert, feed, where, now)


def _seen(subject: Subject, blog: Blog, where: Location) -> _Found:
    one = next(one for one in subject.sight.blogs if one.blog == blog) if subject.sight else None
    if one and one.failure:
        place = address.host(blog.feed or blog.url) or blog.url
        yield "warning", where, f"{place} {one.failure.reason}", one.failure.remedy
    elif one and one.feed:
        if one.how == "guess":
            what = f"{blog.url} names no feed that works, and a pull would find none; there is one at {one.feed.url}"
            yield "warning", where, what, f"Write it out: `blog: {{url: {blog.url}, feed: {one.feed.url}}}`."
        yield from _moved(one.feed, where)


def _fares(expert: Expert, feed: Feed, where: Location, now: datetime) -> _Found:
    fares = health(expert, feed, now=now)
    if fares.state != "ok":
        place = address.host(feed.url) or feed.url
        since = f", since {fares.since:%Y-%m-%d}" if fares.since else ""
        yield "warning" if fares.attention else "hint", where, f"{place} {fares.what}{since}", fares.remedy
    else:
        yield from _moved(feed, where)


def _moved(feed: Feed, where: Location) -> _Found:
    if feed.moved_to:
        yield "warning", where, f"{feed.blog} has moved for good to {feed.moved_to}", "Write that address instead."


# --- other people ----------------------------------------------------------------------------------------------------


def _succession(expert: Expert, people: Mapping[str, Expert], now: datetime) -> _Found:
    heir = people.get(expert.successor or "")
    if heir is None:
        return
    where: Location = ("successor",)
    if not expert.alumni(now.date()) and not any(span.left for span in expert.spans):
        yield "warning", where, "`successor` does nothing as long as there is no `left`", "Add `left: …`, or remove it."
    if heir.alumni(now.date()) and not heir.successor:
        what = f"`successor` names somebody who has left, {key_name(heir.slug)}"
        yield "warning", where, what, f"Give {key_name(heir.slug)} a `successor`, or name somebody else."


def _namesake(expert: Expert, people: Iterable[Expert]) -> _Found:
    """Tell of two profiles of one person: the second of the two is said to be one too many."""
    mine = expert.name.casefold()
    twin = next((one for one in people if one.name.casefold() == mine and one.slug < expert.slug), None)
    if twin and mine != "?":
        what = f"`name` is also that of the profile {key_name(twin.slug)}"
        yield "warning", ("name",), what, "If it is one person, keep one profile, with the other slug in `aliases`."


def _consent(expert: Expert, options: Options, now: datetime) -> _Found:
    if expert.consent is None:
        what = "nobody has noted that the person agreed to be shown"
        yield "hint", (), what, "Ask, and write down the day: `consent: 2024-05-31`."
    elif expert.consent > now.date():
        what = f"the day of `consent` has yet to come: {expert.consent}"
        refused = options.require_consent and to_come(expert, now.date())
        yield "error" if refused else "warning", ("consent",), what, "Write the day on which it was given."


# --- what would help ---------------------------------------------------------------------------------------------------


def _lacking(subject: Subject, now: datetime) -> _Found:
    expert, home = subject.expert, subject.snapshot.home
    here: Location = ()
    if not expert.blogs and not expert.alumni(now.date()):
        yield "hint", here, "there is no `blog`, and so no posts", "Add `blog: https://…`."
    if not expert.practices:
        yield "hint", here, "there are no `practices`, so that no group blog shows these posts", "Add `practices: […]`."
    if not subject.told.expert.job_title and not expert.alumni(now.date()):
        yield "hint", here, "there is no `job_title`", "Add what the person does: `job_title: Principal Analyst`."
    if expert.photo is None and not (home and home.portrait) and not (subject.sight and subject.sight.portrait):
        what = "there is no photo, and initials stand in its place"
        yield "hint", here, what, f"Put a picture called {expert.slug}.jpg beside the profile."
    if not expert.body.strip() and subject.told.note is None:
        yield "hint", here, "there is no bio", "Write some lines below the front matter."
    if subject.sight and subject.sight.trouble:
        what, _, remedy = subject.sight.trouble.partition(". ")
        yield "hint", here, f"the picture of the home page can't be used: {what}", remedy
    state = subject.link_back
    if home and state in _UNPROVEN:
        remedy = f"`cobrand check {expert.slug}` shows what to paste there."
        yield "hint", here, f"{home.url} {_UNPROVEN[state]}", remedy

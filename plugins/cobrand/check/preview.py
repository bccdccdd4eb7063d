"""What is held of one person, or was just seen → what the page would show, and what is to be done, in words for people.

`cobrand check` and `cobrand new` say the same things in these words. It asks nobody, and what it returns may hold a
stranger's words: who prints it makes them harmless for the place where they go.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cobrand import address
from cobrand.config import Options
from cobrand.health import health, profile_of
from cobrand.look import BlogSight, Sight
from cobrand.model import Blog, Expert, Feed, LinkState, Snapshot
from cobrand.publish.fill import Told
from cobrand.publish.kit import anchor
from cobrand.publish.provenance import Origin
from cobrand.publish.select import Verdict

_DAY_IN_A_RULE = re.compile(r",? ?\bdated \d+-\d\d-\d\d\b,? ?")
_UNNAMED = "a page of theirs"
_LABELS = {"job_title": "job title", "body": "bio"}

State = Literal["good", "note", "todo"]
"""As it should be; worth knowing; somebody should do something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing about one person: `about` is a word or two, `text` a line, `more` the lines below it, `paste` what to copy."""

    about: str
    state: State
    text: str
    more: tuple[str, ...] = ()
    paste: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person as far as it is known: the profile with what the home page adds, what is held, and what became of each post.

    `sight` is there where somebody has just looked; `snapshot` then is what a pull would leave. `picture` says what is
    wrong with the photo in the profile, and `page` is the whole address of the person's page here, if the site knows its own.
    """

    expert: Expert
    told: Told
    origins: tuple[Origin, ...]
    snapshot: Snapshot
    verdicts: tuple[Verdict, ...]
    sight: Sight | None = None
    picture: str | None = None
    page: str | None = None

    @property
    def link_back(self) -> LinkState | None:
        """How the home page links back: as it was just seen, else as it counts on the pages."""
        if self.sight and self.sight.home and self.sight.home.link_back:
            return self.sight.home.link_back.state
        return self.told.link_back

    @property
    def showing(self) -> tuple[Verdict, ...]:
        """The posts that show, newest first."""
        return tuple(one for one in self.verdicts if one.rule is None)

    @property
    def hidden(self) -> tuple[tuple[str, int], ...]:
        """How many posts each rule hides, most first; days are left out of the rules, which are one for many days."""
        rules = Counter(rule_of(one) for one in self.verdicts if one.rule is not None)
        return tuple(sorted(rules.items(), key=lambda pair: (-pair[1], pair[0])))


def page_address(expert: Expert, options: Options, *, use_directory_urls: bool = True) -> str | None:
    """Return the whole address of a person's page; `None` where the site does not know its own."""
    end = "/" if use_directory_urls else ".html"
    return f"{options.site_url}experts/{expert.slug}{end}" if options.site_url else None


def preview(subject: Subject, options: Options, *, now: datetime) -> Iterator[Remark]:
    """Say what there is of somebody: feeds, posts, photo, bio, link back."""
    yield from _feeds(subject, now)
    yield _posts(subject)
    yield _photo(subject)
    yield _bio(subject)
    yield _link_back(subject, options, now)


def lines(remarks: Iterable[Remark]) -> Iterator[str]:
    """Write remarks for a terminal: `!` marks what somebody should do, and what to copy stands apart."""
    apart = False
    for remark in remarks:
        if apart:
            yield ""
        mark = "!" if remark.state == "todo" else " "
        yield f"{mark} {remark.about:<10} {remark.text}"
        yield from (f"{'':<13}{line}" for line in remark.more)
        if apart := remark.paste is not None:
            yield from ("", *(f"{'':<13}{line}" for line in (remark.paste or "").splitlines()))


def rule_of(verdict: Verdict) -> str:
    """Return the rule that hides a post, without the post's own day."""
    return " ".join(_DAY_IN_A_RULE.sub(" ", verdict.rule or "").split()).strip(" :,")


# --- feeds and posts -------------------------------------------------------------------------------------------------


def _feeds(subject: Subject, now: datetime) -> Iterator[Remark]:
    expert = subject.expert
    held = {feed.blog: feed for feed in subject.snapshot.feeds}
    seen = {one.blog.url: one for one in subject.sight.blogs} if subject.sight else {}
    for blog in expert.blogs:
        known = held.get(blog.url)
        if blog.url in seen and not (known and known.held):
            yield _seen(expert, blog, seen[blog.url])
        else:
            yield _held(expert, blog, known, now)
    if not expert.blogs:
        yield Remark(
            about="feed",
            state="note",
            text=f"no blog in {profile_of(expert)}, so no posts.",
            more=("Add `blog: https://…`, the address of the blog or of its feed.",),
        )


def _seen(expert: Expert, blog: Blog, seen: BlogSight) -> Remark:
    if seen.failure:
        text = f"{_host(blog.feed or blog.url)} {seen.failure.reason}. {seen.failure.remedy}"
        return Remark(about="feed", state="todo", text=text)
    feed = seen.feed or Feed(blog=blog.url, url=blog.url)
    more = []
    if feed.moved_to:
        more.append(f"It has moved for good to {feed.moved_to}: put that into {profile_of(expert)}.")
    if seen.skipped:
        more.append(f"{_counted(seen.skipped, 'entry', 'entries')} in it could not be read and would be left out.")
    if seen.how == "guess":
        text = f"{feed.url}, found by a guess: {blog.url} names no feed that works, and pulls don't guess."
        paste = f"blog:\n  url: {blog.url}\n  feed: {feed.url}"
        return Remark(
            about="feed",
            state="todo",
            text=text,
            more=(*more, f"Write into {profile_of(expert)}, instead of `blog: {blog.url}`:"),
            paste=paste,
        )
    where = {"link": f", named by {blog.url}", "h-feed": ", where posts are marked up in the page itself (h-feed)"}
    state: State = "todo" if feed.moved_to else "good"
    return Remark(about="feed", state=state, text=feed.url + where.get(seen.how, ""), more=tuple(more))


def _held(expert: Expert, blog: Blog, feed: Feed | None, now: datetime) -> Remark:
    if feed is None:
        text = f"{blog.url} has not been pulled yet."
        return Remark(about="feed", state="note", text=text, more=("`cobrand pull` does it.",))
    fares = health(expert, feed, now=now)
    if fares.state != "ok":
        since = f", since {fares.since:%Y-%m-%d}" if fares.since else ""
        return Remark(
            about="feed",
            state="todo" if fares.attention else "note",
            text=f"{_host(feed.url)} {fares.what}{since}. {fares.remedy}",
        )
    if feed.moved_to:
        more = f"It has moved for good to {feed.moved_to}: put that into {profile_of(expert)}."
        return Remark(about="feed", state="todo", text=feed.url, more=(more,))
    return Remark(about="feed", state="good", text=feed.url)


def _posts(subject: Subject) -> Remark:
    showing, hidden = subject.showing, subject.hidden
    verb = "would show" if subject.sight else "show" if len(showing) != 1 else "shows"
    if not subject.verdicts:
        return Remark(about="posts", state="note", text="none yet.")
    text = f"{len(showing) or 'none'} {verb}"
    if showing:
        newest = showing[0].entry
        named = newest.title or newest.link
        text += f", the newest of {newest.date:%Y-%m-%d}{f': {_short(named)}' if named else ''}"
    count = sum(number for _, number in hidden)
    more = (
        (f"{count} filtered out:", *(f"  {number:>3}  {rule}" for rule, number in hidden))
        if hidden
        else ("none filtered out",)
    )
    if ours := sum(1 for one in showing if one.post and one.post.hosted):
        more = (f"{ours} of these by the company itself", *more)
    return Remark(about="posts", state="good" if showing else "todo", text=text, more=more)


# --- the person ------------------------------------------------------------------------------------------------------


def _photo(subject: Subject) -> Remark:
    expert, home, sight = subject.expert, subject.snapshot.home, subject.sight
    if expert.photo and subject.picture:
        return Remark(about="photo", state="todo", text=f"{_beside(expert)}: {subject.picture}")
    if expert.photo:
        return Remark(about="photo", state="good", text=_beside(expert))
    if sight and sight.trouble:
        return Remark(about="photo", state="todo", text=sight.trouble)
    named = home.bio.photo.value if home and home.bio.photo else None
    if named and ((sight and sight.portrait) or (home and home.portrait)):
        return Remark(about="photo", state="good", text=f"{named}, from the home page")
    return Remark(
        about="photo",
        state="note",
        text="none, so that initials stand in its place.",
        more=(f"Put a picture called {expert.slug}.jpg beside the profile.",),
    )


def _beside(expert: Expert) -> str:
    return f"{expert.source.parent.name}/{expert.photo.name}" if expert.photo else ""


def _bio(subject: Subject) -> Remark:
    """Say where the bio comes from, and below it the other fields."""
    told = {origin.field: origin for origin in subject.origins}
    bio = told.get("body")
    more = tuple(
        f"{_LABELS.get(origin.field, origin.field)}: {_short(origin.value)} ({_said_by(origin)})"
        for origin in subject.origins
        if origin.value and origin.field not in ("name", "body", "photo")
    )
    if bio is None or bio.source is None:
        home = subject.told.expert.homepage
        lacking = f"Write some lines below the front matter of {profile_of(subject.expert)}"
        lacking += f", or mark up {home} (h-card)." if home else "."
        return Remark(about="bio", state="note", text="none.", more=(lacking, *more))
    return Remark(about="bio", state="good", text=f"from {_said_by(bio)}", more=more)


def _said_by(origin: Origin) -> str:
    where = f" of {origin.url}" if origin.url else ""
    since = f" since {origin.since:%Y-%m-%d}" if origin.since else ""
    return f"the {origin.source}{where}{since}"


def _link_back(subject: Subject, options: Options, now: datetime) -> Remark:
    expert, home, page = subject.expert, subject.snapshot.home, subject.page
    where = home.url if home else subject.told.expert.homepage
    place = where or _UNNAMED
    if page is None:
        more = ("Set `site_url` in mkdocs.yml: without it nobody knows what address to link to.",)
        return Remark(about="link back", state="note", text="not looked for.", more=more)
    paste = anchor(expert, options, page=page, today=now.date())
    state = subject.link_back
    if state == "verified":
        return Remark(about="link back", state="good", text=f'{place} links back to {page} with rel="me"')
    said: dict[LinkState, str] = {
        "linked": f'{place} links to {page}, but without rel="me", which proves whose page it is. Paste this instead:',
        "brand-only": f"{place} links to {options.brand.name}, but not to {page}. Paste this there:",
        "missing": f"missing. Paste this into {place}:",
    }
    if state:
        return Remark(about="link back", state="todo", text=said[state], paste=paste)
    if home and home.failure:
        text = f"unknown, since {_host(home.url)} {home.failure.reason}. What belongs there:"
        return Remark(about="link back", state="note", text=text, paste=paste)
    text = "nobody has looked yet" if where else "no home page is known: add `home: https://…` to the profile"
    return Remark(about="link back", state="note", text=f"{text}. What belongs there:", paste=paste)


# --- words -----------------------------------------------------------------------------------------------------------


def _host(url: str) -> str:
    return address.host(url) or url


def _short(text: str, limit: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"

"""What a round brought → what is kept of it: answers that are beyond suspicion at once, others once the home page was seen.

What is held back changes nothing but the note that it is; and a home page beside it has no say in who the expert is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cobrand.address import akin
from cobrand.alike import fold
from cobrand.archive import Archive, failed, merge, retain, still, visited, withheld
from cobrand.harvest.ask import Answer
from cobrand.harvest.takeover import Found, Known, judge, suspicious
from cobrand.jsonl import Identity
from cobrand.model import Bio, Entry, Expert, Feed, Home, Snapshot
from cobrand.polls import Key
from cobrand.withdrawal import looked_up, missed, unclear

_LINKING = frozenset({"verified", "linked"})
_PATIENCE = timedelta(days=14)  # for which a home page that can't be read counts as it was


@dataclass(slots=True, kw_only=True)
class Kept:
    """What came of keeping: new posts by feed, which feeds are no longer held, and whom to look at more closely.

    `hollow` are blogs of which we have posts, and whose feeds have nothing for us now. `unclear` are posts that have gone
    from the midst of their feeds.
    """

    new: dict[Key, int] = field(default_factory=dict)
    released: list[Feed] = field(default_factory=list)
    suspects: list[Answer] = field(default_factory=list)
    hollow: set[str] = field(default_factory=set)
    unclear: list[Entry] = field(default_factory=list)


def keep(archive: Archive, expert: Expert, answers: Iterable[Answer | None], *, now: datetime) -> Kept:
    """Take the answers for one expert into the archive, but for those that nobody knows any more."""
    kept, blogs = Kept(), [blog.url for blog in expert.blogs]
    snapshot = retain(archive.read(expert.slug), blogs)
    for answer in sorted(filter(None, answers), key=lambda answer: blogs.index(answer.question.blog.url)):
        if answer.failure:
            snapshot = failed(snapshot, answer.question.blog.url, answer.question.url, answer.failure)
        elif answer.feed:
            known, found = sides(snapshot, answer, answer.feed, home=None, now=now)
            strange = suspicious(known, found, blog=answer.question.blog)
            if strange and any(expert.employed(entry.date.date()) for entry in answer.entries):
                kept.suspects.append(answer)
            elif strange:  # somebody has left long since: nothing would be taken, and so nothing is judged
                kept.hollow.add(known.feed.blog)
                snapshot = still(snapshot, known.feed)
            else:
                snapshot = _taken(snapshot, answer, answer.feed, kept, now=now)
    archive.write(snapshot)
    return kept


def keep_standing(archive: Archive, expert: Expert, standing: Mapping[Identity, bool], *, now: datetime) -> None:
    """Take into the archive which of the posts that are missing from their feeds still stand, and which are gone."""
    archive.write(looked_up(archive.read(expert.slug), standing, now=now))


def decide(archive: Archive, expert: Expert, suspects: Sequence[Answer], *, home: Home | None, now: datetime) -> Kept:
    """Take in what turns out to be the expert's, and hold back the rest; `home` is the home page as it is now, if anything."""
    kept, snapshot = Kept(), archive.read(expert.slug)
    for answer in suspects:
        if answer.feed:
            blog = answer.question.blog
            known, found = sides(snapshot, answer, answer.feed, home=home, now=now)
            held = judge(known, found, blog=blog, trusted=expert.trusted, now=now)
            if held:
                snapshot = withheld(snapshot, blog.url, held)
            else:
                snapshot = _taken(snapshot, answer, answer.feed, kept, now=now, familiar=False)
    archive.write(snapshot)
    return kept


def keep_home(
    archive: Archive, expert: Expert, home: Home, drawing: bytes | None, *, hollow: Collection[str] = ()
) -> bool:
    """Take what a home page says into the archive; tell whether all of it was taken.

    The portrait is there before the record speaks of it, and goes after. While a blog on the page's host is held,
    or the page does not link back and such a blog can't be read or is empty (`hollow`), somebody else may be speaking:
    then bio and portrait stay as they are. So they do when the page was the expert's and now is somebody else's, wherever the
    blog is; but one that only names nobody any more has been redesigned where the blog beside it goes on.
    """
    feeds, known_home = archive.peek(expert.slug)[1]
    before = Snapshot(slug=expert.slug, feeds=feeds, home=known_home)  # its posts are read where they matter
    strange = _another_s(before, home, expert)
    if strange and home.bio.name is None:
        strange = not _goes_on(archive.read(expert.slug), home, hollow)
    whole = home.failure is not None or not (_doubtful(before, home, hollow) or strange)
    if not whole:
        known = before.home if before.home and before.home.url == home.url else None
        bio, portrait = (known.bio, known.portrait) if known else (Bio(), None)
        home, drawing = replace(home, bio=bio, portrait=portrait), None
    now = visited(before, home).home
    if drawing:
        archive.hang(expert.slug, drawing)
    archive.note(expert.slug, now)
    if now is None or now.portrait is None:
        archive.hang(expert.slug, None)
    return whole


def turned(before: Home | None, home: Home | None) -> bool:
    """Tell whether a home page says something else of its owner than before, so that one had better look at the blog too."""
    if before is None or home is None or home.failure or before.bio == Bio():
        return False
    lost = before.link_back and home.link_back and before.link_back.state != home.link_back.state == "missing"
    return bool(lost) or before.bio != home.bio


def _doubtful(snapshot: Snapshot, home: Home, hollow: Collection[str]) -> bool:
    near = [feed for feed in snapshot.feeds if akin(feed.blog, home.url) or akin(feed.url, home.url)]
    if any(feed.held for feed in near):
        return True
    known = snapshot.home is not None and snapshot.home.url == home.url and snapshot.home.bio != Bio()
    linking = home.link_back is not None and home.link_back.state in _LINKING
    return known and not linking and any(feed.failure or feed.blog in hollow for feed in near)


def _goes_on(snapshot: Snapshot, home: Home, hollow: Collection[str]) -> bool:
    """Tell whether a blog beside the page, with posts that we know, can be read as ever."""
    told = {entry.blog for entry in snapshot.entries}.difference(hollow)
    return any(
        feed.blog in told and feed.read and not (feed.failure or feed.held)
        for feed in snapshot.feeds
        if akin(feed.url, home.url)
    )


def _another_s(snapshot: Snapshot, home: Home, expert: Expert) -> bool:
    """Tell whether a page that named the expert names somebody else now, or nobody and has stopped to link back.

    One that links back is the expert's, and so is one that was looked at since (`trusted`).
    """
    before = snapshot.home
    if before is None or before.url != home.url or before.bio.name is None:
        return False
    link = before.link_back
    if home.link_back and home.link_back.state in _LINKING:
        return False
    if home.bio.name:
        ours = _words_of(expert.name) | _words_of(before.bio.name.value)
        changed = ours.isdisjoint(_words_of(home.bio.name.value))
    else:
        changed = link is not None and bool(_LINKING & {link.state, link.was})
    return changed and not (expert.trusted and link and expert.trusted >= link.since.date())


def _words_of(name: str) -> set[str]:
    return set(fold(name).replace(".", " ").split())


def sides(snapshot: Snapshot, answer: Answer, feed: Feed, *, home: Home | None, now: datetime) -> tuple[Known, Found]:
    """Put what is known of a blog beside what was found of it, and of the home page if that is on the blog's host."""
    blog, before = answer.question.blog, snapshot.home
    record = next((one for one in snapshot.feeds if one.blog == blog.url), Feed(blog=blog.url, url=blog.url))
    if before and not (akin(before.url, blog.url) or akin(before.url, record.url)):
        before = home = None
    known = Known(
        feed=record,
        entries=tuple(entry for entry in snapshot.entries if entry.blog == blog.url),
        link_back=before.link_back if before else None,
    )
    failure = home.failure if home else None
    found = Found(
        feed=feed,
        entries=answer.entries,
        place=answer.place or feed.url,
        redirected=answer.redirected,
        link_back=home.link_back.state if home and home.link_back and not failure else None,
        unread=failure is not None and now - failure.since <= _PATIENCE,
        another=home is not None and not failure and _another_s(snapshot, home, answer.question.expert),
    )
    return known, found


def _taken(
    snapshot: Snapshot, answer: Answer, feed: Feed, kept: Kept, *, now: datetime, familiar: bool = True
) -> Snapshot:
    """Take in what a feed brings; one that is not `familiar` has none of the posts that we know, and takes none back."""
    key, expert = answer.question.key, answer.question.expert
    record = next((one for one in snapshot.feeds if one.blog == feed.blog), None)
    if not answer.entries and record and record.read and any(entry.blog == feed.blog for entry in snapshot.entries):
        if answer.place is None:  # nothing was read (304): it is what we know, with a new `moved_to` at most
            return still(snapshot, feed)
        kept.hollow.add(feed.blog)
        return still(snapshot, record)
    before = snapshot
    entries = [entry for entry in answer.entries if expert.employed(entry.date.date())]
    snapshot = merge(snapshot, replace(feed, held=None, trusted=expert.trusted), entries, now=now)
    if familiar and not answer.skipped:  # what can't be read may be what seems to be missing
        snapshot = missed(before, snapshot, feed.blog, answer.entries, now=now)
        kept.unclear += unclear(before, snapshot, feed.blog)
    if more := len(snapshot.entries) - len(before.entries):
        kept.new[key] = more
    if record and record.held:
        kept.released.append(record)
    return snapshot

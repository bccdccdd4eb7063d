"""What feeds say → what is kept of it: one Snapshot per expert, one file per Snapshot. It never loses or re-dates a post.

`merge`, `still`, `withheld`, `failed`, `retain` and `visited` are the laws by which a Snapshot changes; they are pure. `Archive` is the folder
`.cobrand/archive/` and says when bytes move; what they look like is up to `jsonl`. A file can be edited by hand or come by
a pull request, so that it is read like anything else from outside.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import FileIO
from pathlib import Path

import filelock

from cobrand.address import akin, canonical, host, is_slug
from cobrand.errors import ArchiveError, LockedError, Problem
from cobrand.files import Stamp, replace_file, stamp_of
from cobrand.jsonl import (
    DAWN,
    Identity,
    Record,
    decode,
    decode_record,
    encode,
    encode_record,
    identities,
    identity,
    in_order,
    settled,
)
from cobrand.model import Entry, Failure, Feed, Held, Home, Snapshot
from cobrand.shelf import Shelf

_RECORD = 8192  # bytes, which most first lines are shorter than
_ENTRIES, _PORTRAIT = ".jsonl", ".webp"
_IGNORED = "# Made anew by every pull or build; the archive beside it is worth keeping.\npolls.json\nhosted.jsonl\nlock\n*.part\n"


# --- the laws --------------------------------------------------------------------------------------------------------


def merge(snapshot: Snapshot, feed: Feed, entries: Iterable[Entry], *, now: datetime) -> Snapshot:
    """Take in what a feed says now; what has left it stays.

    - An id that is an absolute IRI is one post of the expert, any other one post of its blog. A post stays with the blog
      that brought it while that blog is on record, not failing, and has not withdrawn it; else it goes to the blog that
      brings it now. (If the newest always won, two feeds with a post in common would take it from each other at every pull.)
    - The first date stays for ever, be it `published` or `first_seen`; only one still in the future at `now` can change.
    - An edit replaces everything else, but nothing that the feed leaves out today takes away title, link, content or
      `updated`. Categories and authors can become empty: they decide what shows, and taking one away must count.
    - An id that is new, at an address where the feed had another, is the same post when its title or its day is the same too:
      the blog has new software. It keeps its first id, by which everybody else knows it. So it does where the address is new
      as well, if that goes for several posts, title and day are the same, and no other post has that title.
    - An id that is counted can be another post's all at once, when the blog's software was set up anew: nothing of that one
      is the same, and so both are kept (see `recognition`).

    The order of `entries` doesn't matter; of two with one id the one updated last counts.
    """
    from cobrand.recognition import recognised  # noqa: PLC0415 - neither builds nor most pulls merge anything

    held = {identity(entry): entry for entry in snapshot.entries}
    keepers = {other.blog for other in snapshot.feeds if other.failure is None} - {feed.blog}
    for key, entry in recognised(snapshot, feed, _one_each(entries), now=now).items():
        before = held.get(key)
        if before is None:
            held[key] = _dated(entry, now)
        elif before.blog not in keepers or before.withdrawn:
            held[key] = _edited(before, entry, now=now)
    return replace(_recorded(snapshot, replace(feed, failure=None)), entries=in_order(held.values()))


def still(snapshot: Snapshot, feed: Feed) -> Snapshot:
    """Note that a feed can be read, though it brings nothing; what it said of itself when it last brought posts stays.

    An empty feed is nobody's: if it could change what a blog is called, whoever comes after it would be a stranger to
    nobody.
    """
    before = next(other for other in snapshot.feeds if other.blog == feed.blog)
    return _recorded(snapshot, replace(before, failure=None, moved_to=feed.moved_to))


def withheld(snapshot: Snapshot, blog: str, held: Held) -> Snapshot:
    """Note that nothing is taken of a feed for now; its record and its posts stay as they were when it was the expert's."""
    before = next(other for other in snapshot.feeds if other.blog == blog)
    return _recorded(snapshot, replace(before, failure=None, held=held))


def failed(snapshot: Snapshot, blog: str, url: str, failure: Failure) -> Snapshot:
    """Note that a blog can't be read; its entries stay, and so does the day since when an ongoing failure lasts."""
    before = next((feed for feed in snapshot.feeds if feed.blog == blog), Feed(blog=blog, url=url))
    if ongoing := before.failure:
        if (ongoing.reason, ongoing.gone) == (failure.reason, failure.gone):
            return snapshot
        failure = replace(failure, since=ongoing.since)
    return _recorded(snapshot, replace(before, failure=failure))


def visited(snapshot: Snapshot, home: Home | None) -> Snapshot:
    """Note what the home page says now, or that it can't be read; how long it has said so, linked back so, or failed, stays.

    A failure takes nothing away of what the page at that address said before.
    """
    before = snapshot.home
    if home is None or before is None or canonical(before.url) != canonical(home.url):
        return replace(snapshot, home=home and settled(home))
    if home.failure:
        since = before.failure.since if before.failure else home.failure.since
        return replace(snapshot, home=settled(replace(before, failure=replace(home.failure, since=since))))
    if before.bio == home.bio:
        home = replace(home, since=before.since or home.since)
    link, linked = home.link_back, before.link_back
    if link and linked:
        home = replace(home, link_back=linked if link.state == linked.state else replace(link, was=linked.state))
    return replace(snapshot, home=settled(home))


def retain(snapshot: Snapshot, blogs: Sequence[str]) -> Snapshot:
    """Follow the profile: forget the feeds of blogs that it no longer names, and let a replaced blog's posts pass on.

    A blog is replaced by the new one of the same host, or by the only new one where it alone has gone: the expert has
    moved, and what was published before must not vanish. One that was split passes on to the first of its parts, which
    need not carry all of its posts. A blog that went without another in its place keeps its posts to itself. Posts of a feed that is held back leave their links behind, where another host is the new one: somebody else
    is there now. Do it before merging.

    An address that is only written otherwise (`http:`, `www.`, a slash) is no new blog: what was known of it still is.
    """
    if not (gone := [feed.blog for feed in snapshot.feeds if feed.blog not in blogs]):
        return snapshot
    kept = tuple(feed for feed in snapshot.feeds if feed.blog in blogs)
    new = [blog for blog in blogs if blog not in {feed.blog for feed in snapshot.feeds}]
    heirs, split = dict[str, str](), False
    for old in gone:
        near = [blog for blog in new if host(blog) == host(old)] or (new if len(gone) == 1 == len(new) else [])
        split = split or (len(gone) == 1 and len(near) > 1)
        if (len(near) == 1 or split) and near[0] not in heirs.values():
            heirs[old] = near[0]
    if not heirs:
        return replace(snapshot, feeds=kept)
    lost = {
        feed.blog: [place for place in (feed.blog, feed.url, feed.link) if place]
        for feed in snapshot.feeds
        if feed.held and feed.blog in heirs and not akin(feed.blog, heirs[feed.blog])
    }
    respelt = {old: new for old, new in heirs.items() if canonical(old) == canonical(new)}
    renamed = (_respelt(feed, respelt[feed.blog]) for feed in snapshot.feeds if feed.blog in respelt)
    kept = tuple(sorted((*kept, *renamed), key=lambda feed: feed.blog))
    held = {identity(entry): entry for entry in snapshot.entries if entry.blog not in heirs}
    for entry in snapshot.entries:
        if entry.blog in heirs:
            moved = replace(entry, blog=heirs[entry.blog], unlisted=split or entry.unlisted)
            if moved.link and any(akin(moved.link, place) for place in lost.get(entry.blog, ())):
                moved = replace(moved, link=None, comments=None)
            held.setdefault(identity(moved), moved)
    return replace(snapshot, feeds=kept, entries=in_order(held.values()))


def _respelt(feed: Feed, blog: str) -> Feed:
    direct = canonical(feed.url) == canonical(feed.blog)
    return replace(feed, blog=blog, url=blog if direct else feed.url, moved_to=None)


def united(start: Snapshot, ours: Snapshot, theirs: Snapshot) -> Snapshot:
    """Bring together what two branches made of one archive: ours, and the posts that theirs alone has taken in since.

    Posts leave feeds, and what a branch has pulled may be nowhere else any more. All else, such as an edit or how a feed
    fares, comes with the next pull.
    """
    known = {name for entry in (*start.entries, *ours.entries) for name in identities(entry)}
    fresh = (entry for entry in theirs.entries if known.isdisjoint(identities(entry)))
    return replace(ours, entries=in_order((*ours.entries, *fresh)))


def absorbed(snapshot: Snapshot, former: Snapshot) -> Snapshot:
    """Take in what was held under a former slug; of a post that both have, the edit counts and the earlier date."""
    held = {identity(entry): entry for entry in former.entries}
    for key, entry in ((identity(entry), entry) for entry in snapshot.entries):
        before = held.get(key, entry)
        earlier = before if before.date < entry.date else entry
        held[key] = replace(entry, published=earlier.published, first_seen=earlier.first_seen)
    known = {feed.blog for feed in snapshot.feeds}
    feeds = (*snapshot.feeds, *(feed for feed in former.feeds if feed.blog not in known))
    by_blog = tuple(sorted(feeds, key=lambda feed: feed.blog))
    return replace(snapshot, feeds=by_blog, home=snapshot.home or former.home, entries=in_order(held.values()))


def _one_each(entries: Iterable[Entry]) -> dict[Identity, Entry]:
    chosen: dict[Identity, Entry] = {}
    for entry in map(settled, entries):
        key = identity(entry)
        chosen[key] = max(chosen[key], entry, key=_recency) if key in chosen else entry
    return chosen


def _recency(entry: Entry) -> tuple[datetime, str]:
    return entry.updated or entry.published or DAWN, repr(entry)


def _dated(entry: Entry, now: datetime) -> Entry:
    """Give an entry its one date for ever: when it was published, else when it was first seen."""
    if entry.published:
        return replace(entry, first_seen=None) if entry.first_seen else entry
    return entry if entry.first_seen else settled(replace(entry, first_seen=now))


def _edited(before: Entry, entry: Entry, *, now: datetime) -> Entry:
    to_come = before.date > now or before.date == DAWN
    # A date to come that the feed merely leaves out stays: an announced post must not slip out.
    dated = _dated(entry, now) if to_come and (entry.published or not before.published) else before
    return replace(
        entry,
        id=before.id,
        restated=entry.id if entry.restated is None and entry.id != before.id else entry.restated,
        published=dated.published,
        first_seen=dated.first_seen,
        title=entry.title or before.title,
        link=entry.link or before.link,
        updated=entry.updated or before.updated,
        content=entry.content or before.content,
        rest=entry.rest if entry.content else before.rest,
        base=entry.base if entry.content else before.base,
    )


def _recorded(snapshot: Snapshot, feed: Feed) -> Snapshot:
    others = (other for other in snapshot.feeds if other.blog != feed.blog)
    return replace(snapshot, feeds=tuple(sorted((*others, settled(feed)), key=lambda one: one.blog)))


# --- the folder ------------------------------------------------------------------------------------------------------


class Archive:
    """The archive folder in the state folder; who writes to it holds its lock.

    Beside an expert's file may lie a portrait, made of the picture on the home page: never the picture itself, which
    can tell where it was taken.
    """

    def __init__(self, state_dir: Path, *, shelf: Shelf | None = None) -> None:
        """Know where the folder is; posts' texts are put on a shelf, where there is one, and stay out of the memory."""
        self._state_dir = state_dir
        self.folder = state_dir / "archive"
        self._shelf = shelf
        self.digests: dict[str, tuple[Stamp, str]] = {}
        """By slug, how a file looked that was peeked at, and its digest, which counts for a file that looks the same."""

    def slugs(self) -> tuple[str, ...]:
        """List the experts of whom something is held; whatever else lies in the folder is none of ours."""
        with _told(self.folder, "can't be listed"):
            try:
                files = list(self.folder.iterdir())
            except FileNotFoundError:
                files = []
        ours = {file.stem for file in files if file.suffix in (_ENTRIES, _PORTRAIT) and is_slug(file.stem)}
        return tuple(sorted(ours))

    def path(self, slug: str) -> Path:
        """Say where an expert's file is, or would be."""
        if not is_slug(slug):
            raise ValueError(f"{slug!r} is no slug")
        return self.folder / f"{slug}{_ENTRIES}"

    def portrait(self, slug: str) -> Path:
        """Say where an expert's portrait is, or would be."""
        return self.path(slug).with_suffix(_PORTRAIT)

    def digest(self, slug: str) -> str | None:
        """Return the SHA-256 of an expert's file in hexadecimal, `None` if there is no file."""
        raw = _bytes(self.path(slug))
        return None if raw is None else hashlib.sha256(raw).hexdigest()

    def feeds(self, slug: str) -> tuple[Feed, ...]:
        """Read the feeds' own data alone, which is line 1."""
        return self.peek(slug)[1].feeds

    def peek(self, slug: str) -> tuple[str | None, Record]:
        """Return digest() and line 1; no more is read of a file that looks as it did (see `digests`), as most do in a pull."""
        path = self.path(slug)
        with _opened(path) as file:
            if file is None:
                return None, Record()
            stamp, (looked, digest) = stamp_of(os.fstat(file.fileno())), self.digests.get(slug, (None, ""))
            start = file.read(_RECORD if looked == stamp else -1)
            if looked != stamp:
                digest = hashlib.sha256(start).hexdigest()
                self.digests[slug] = stamp, digest
            elif b"\n" not in start:
                start += file.readall()
        return digest, decode_record(start[: start.find(b"\n") + 1] or start + b"\n", path=path)

    def read(self, slug: str) -> Snapshot:
        """Read all that is held of an expert, nothing if there is no file; raise ArchiveError with the line at fault."""
        path = self.path(slug)
        raw = _bytes(path)
        if raw is None:
            return Snapshot(slug=slug)
        return decode(raw, slug=slug, path=path, shelf=self._shelf)

    def write(self, snapshot: Snapshot) -> bool:
        """Write what is held of an expert, in one step; tell whether that changed a byte, and touch nothing if not.

        The snapshot must come from `read` or from one of the laws above, which see to it that no id is there twice.
        """
        path = self.path(snapshot.slug)
        return self._replace(path, _bytes(path), encode(snapshot))

    def note(self, slug: str, home: Home | None) -> bool:
        """Write what a home page says into line 1, and leave the entries unread and as they are; tell as `write` does."""
        path = self.path(slug)
        before = _bytes(path) or b""
        first, _, entries = before.partition(b"\n")
        feeds = decode_record(first, path=path).feeds if before else ()
        return self._replace(path, before, encode_record(feeds, home) + entries)

    def _replace(self, path: Path, before: bytes | None, raw: bytes) -> bool:
        if before == raw:
            return False
        with _told(path, "can't be written"):
            self.prepare()
            replace_file(path, raw)
        return True

    def hang(self, slug: str, picture: bytes | None) -> None:
        """Keep a portrait beside an expert's file, in one step, or take it down."""
        path = self.portrait(slug)
        with _told(path, "can't be written" if picture else "can't be removed"):
            if picture:
                self.prepare()
                replace_file(path, picture)
            else:
                path.unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> bool:
        """Move an expert's file, and the portrait, to another slug; tell whether there was one. It never overwrites.

        The file moves last: whoever is killed before that moves them again.
        """
        source, target = self.path(old), self.path(new)
        with _told(source, f"can't be renamed to {target.name}"):
            if not source.exists():
                return False
            if target.exists():
                raise _wrong(source, f"can't be renamed: {target.name} exists as well", "Keep one of the two files")
            if self.portrait(old).exists():
                self.portrait(old).replace(self.portrait(new))
            source.replace(target)
        return True

    def remove(self, slug: str) -> None:
        """Delete an expert's file and portrait."""
        for path in (self.portrait(slug), self.path(slug)):
            with _told(path, "can't be removed"):
                path.unlink(missing_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other pulls out, and clear away what a killed one left half-written; raise LockedError if one is running.

        The operating system releases the lock of a process that dies.
        """
        path = self._state_dir / "lock"
        held = filelock.FileLock(path)
        try:
            with _told(path, "can't be locked"):
                self.prepare()
                _acquire(held, path)
        except LockedError:
            raise
        except ArchiveError as error:
            raise LockedError(str(error), reason=f"{path} can't be locked.") from error
        try:
            for part in (*self._state_dir.glob("*.part"), *self.folder.glob("*.part")):
                with _told(part, "can't be cleared away"):
                    part.unlink()
            yield
        finally:
            held.release()

    def prepare(self) -> None:
        """Make the folders, and keep out of git what is volatile; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignored = self._state_dir / ".gitignore"
        if not ignored.exists():
            replace_file(ignored, _IGNORED.encode())


class KeptArchive(Archive):
    """An archive that reads a file again only when there is another one: for rebuilds of `mkdocs serve`."""

    def __init__(self, state_dir: Path, *, shelf: Shelf | None = None) -> None:
        super().__init__(state_dir, shelf=shelf)
        self._held: dict[str, tuple[tuple[int, int, int], Snapshot]] = {}

    def read(self, slug: str) -> Snapshot:
        """Return what is held of an expert, as `Archive.read` does."""
        try:
            found = self.path(slug).stat()
        except OSError:
            return super().read(slug)
        stamp = found.st_ino, found.st_size, found.st_mtime_ns
        if slug not in self._held or self._held[slug][0] != stamp:
            self._held[slug] = stamp, super().read(slug)
        return self._held[slug][1]


def _acquire(held: filelock.BaseFileLock, path: Path) -> None:
    try:
        held.acquire(timeout=0)
    except filelock.Timeout:
        what, remedy = "is held: another pull is running", "Wait until it has ended, or stop it; then try again."
        problem = Problem(path=str(path), line=None, what=what, remedy=remedy)
        raise LockedError(str(problem), reason="Another pull is running.") from None


def _bytes(path: Path) -> bytes | None:
    with _opened(path) as file:
        return None if file is None else file.read()


@contextmanager
def _opened(path: Path) -> Iterator[FileIO | None]:
    with _told(path, "can't be read"):
        try:
            file = FileIO(path)
        except FileNotFoundError:
            yield None
            return
        with file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a link to /dev/zero has no end
                raise _wrong(path, "is no ordinary file", "Remove it, then pull again")
            yield file


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "See that there is space, and that the folder may be read and written, then try again"
        raise _wrong(path, f"{what} ({reason})", remedy) from error


def _wrong(path: Path, what: str, remedy: str) -> ArchiveError:
    return ArchiveError(Problem(path=str(path), line=None, what=what, remedy=f"{remedy}."))

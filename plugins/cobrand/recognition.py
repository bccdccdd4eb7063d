"""What a feed tells now, and the posts that are held → which is which. It changes no post, and knows no file.

Software changes ids, addresses and titles. A post stays the same while something of it does.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from cobrand.address import canonical, is_counted, is_unmistakable
from cobrand.alike import fold, gist, same_text
from cobrand.jsonl import Identity, identities, identity
from cobrand.model import Entry, Feed, Snapshot

_DAY = timedelta(days=1)


def recognised(
    snapshot: Snapshot, feed: Feed, told: Mapping[Identity, Entry], *, now: datetime
) -> dict[Identity, Entry]:
    """File what a feed tells under the identities by which the posts are held, or will be.

    - By its id, or the one that the feed stated last, a post is known unless nothing of it is the same: title, day, text, and
      address. Then the id has been used again; the new post gets one of its own, and `restated` says what the feed calls it.
    - A new id at an address where the feed had another is the same post when its title, its day or its text is the same too.
    - A new id at a new address is so, if title and day are the same, no other has that title, and that goes for several posts
      or the text is the same, too; and if moment and text are the same, whatever it is called now.
    """
    held = {identity(entry): entry for entry in snapshot.entries}
    known = _by_id(held, feed, told, now)
    former = _former(held, feed, known)
    return {former.get(key, key): entry for key, entry in known.items()}


def _by_id(
    held: Mapping[Identity, Entry], feed: Feed, told: Mapping[Identity, Entry], now: datetime
) -> dict[Identity, Entry]:
    """File entries under their ids, but those of a post that was told under this id before, or under another's, apart."""
    by_restated: dict[Identity, list[Entry]] = {}
    for key, entry in held.items():
        if entry.restated is not None and entry.blog == feed.blog and key not in told:
            by_restated.setdefault(identities(entry)[1], []).append(entry)
    found: dict[Identity, Entry] = {}
    for key, entry in told.items():
        named = [held[key]] if key in held else []
        named += by_restated.get(key, ())
        same = next((one for one in named if not _is_another(one, entry, now)), None)
        if same is None and named and entry.published:
            own = f"{entry.id}#{entry.published:%Y-%m-%dT%H:%M:%SZ}"
        else:
            own = same.id if same else entry.id
        filed = entry if own == entry.id else replace(entry, id=own, restated=entry.id)
        found.setdefault(identity(filed), filed)
    return found


def _is_another(before: Entry, entry: Entry, now: datetime) -> bool:
    """Tell whether two posts of one id have nothing else in common; one that its blog only announced can change altogether.

    An address that ends in a number, and is the id, says no more than the id does.
    """
    announced = before.blog == entry.blog and before.date > now  # another blog's stays as that one announced it
    if announced or is_unmistakable(entry.id) or _same_day(before, entry):
        return False
    if before.title and entry.title and fold(before.title) == fold(entry.title):
        return False
    if before.link and entry.link and canonical(before.link) == canonical(entry.link):
        only_counted = is_counted(entry.id) and canonical(entry.id) == canonical(entry.link)
        if not only_counted:
            return False
    return not same_text(before.content, entry.content) or not (before.content or entry.content)


def _former(held: Mapping[Identity, Entry], feed: Feed, told: Mapping[Identity, Entry]) -> dict[Identity, Identity]:
    """Map ids that a feed states to those under which its posts are held, where these are no longer stated themselves."""
    left = {key: entry for key, entry in held.items() if entry.blog == feed.blog and key not in told}
    if not left:
        return {}
    former = {}
    by_link = _by_link(left, feed)
    for link, new in _by_link({new: told[new] for new in told if new not in held}, feed).items():
        old = by_link.get(link)
        if old and _alike(left[old], told[new]):
            former[new] = old
    former |= _rebuilt(held, feed, told, former)
    return former | _retitled(left, {key: told[key] for key in told if key not in held}, former)


def _rebuilt(
    held: Mapping[Identity, Entry], feed: Feed, told: Mapping[Identity, Entry], former: Mapping[Identity, Identity]
) -> dict[Identity, Identity]:
    """Map posts that have a new id at a new address to those of the same title and day, where no other has that title.

    Of posts without a title, the beginning counts.

    One alone may be another post, if its text is another; two or more are a site that was rebuilt.
    """
    ours = {key: entry for key, entry in held.items() if entry.blog == feed.blog}
    before, now = _by_title(ours), _by_title(told)
    found = ((now[title], before[title]) for title in before.keys() & now.keys())
    same = {
        new: old
        for new, old in found
        if new not in held and old not in told and new not in former and old not in former.values()
        if _same_day(held[old], told[new])
    }
    return same if len(same) > 1 or all(_says_the_same(held[old], told[new]) for new, old in same.items()) else {}


def _retitled(
    left: Mapping[Identity, Entry], fresh: Mapping[Identity, Entry], former: Mapping[Identity, Identity]
) -> dict[Identity, Identity]:
    """Map posts with a new title, id and address to those of the same moment and text: software makes addresses of titles."""
    taken = set(former.values())
    before = _by_moment({key: entry for key, entry in left.items() if key not in taken})
    now = _by_moment({key: entry for key, entry in fresh.items() if key not in former})
    found = ((now[moment], before[moment]) for moment in before.keys() & now.keys())
    return {new: old for new, old in found if _says_the_same(left[old], fresh[new])}


def _by_moment(entries: Mapping[Identity, Entry]) -> dict[datetime, Identity]:
    """File entries under the moment they were published, but for those that share one, as where only days are stated."""
    found: dict[datetime, list[Identity]] = {}
    for key, entry in entries.items():
        if entry.published:
            found.setdefault(entry.published, []).append(key)
    return {moment: keys[0] for moment, keys in found.items() if len(keys) == 1}


def _says_the_same(before: Entry, entry: Entry) -> bool:
    """Tell whether two posts have one text, and more of it than a few words that may stand in any."""
    return bool(gist(before.content) and gist(entry.content)) and same_text(before.content, entry.content)


def _by_title(entries: Mapping[Identity, Entry]) -> dict[str, Identity]:
    found: dict[str, list[Identity]] = {}
    for key, entry in entries.items():
        if name := entry.title or gist(entry.content):
            found.setdefault(name, []).append(key)
    return {title: keys[0] for title, keys in found.items() if len(keys) == 1}


def _same_day(before: Entry, entry: Entry) -> bool:
    """Tell whether two posts are of one day; of one that states none, nothing speaks against it."""
    return before.published is None or entry.published is None or abs(before.published - entry.published) < _DAY


def _alike(before: Entry, entry: Entry) -> bool:
    same = before.title == entry.title or (before.published is not None and before.published == entry.published)
    return same or _says_the_same(before, entry)


def _by_link(entries: Mapping[Identity, Entry], feed: Feed) -> dict[str, Identity]:
    """File entries under their links, but for those that several share, or that lead to the blog itself."""
    found: dict[str, list[Identity]] = {}
    for key, entry in entries.items():
        if entry.link:
            found.setdefault(canonical(entry.link), []).append(key)
    for page in (feed.blog, feed.url, feed.link):
        found.pop(canonical(page or ""), None)
    return {link: keys[0] for link, keys in found.items() if len(keys) == 1}

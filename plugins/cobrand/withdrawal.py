"""What a feed leaves out → which posts their author has taken back. It notes that and removes nothing.

A feed carries the newest posts, so that old ones leave it at its end, and stay. One that is missing from its midst, while
posts that come after it are still there, has been taken out by somebody.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, pairwise

from cobrand.address import canonical
from cobrand.jsonl import Identity, identities, identity, settled
from cobrand.model import Entry, Snapshot


def missed(snapshot: Snapshot, blog: str, entries: Sequence[Entry], *, now: datetime) -> Snapshot:
    """Note which posts are missing from the midst of a feed, and since when; forget it of those that are back.

    `entries` are all that the feed has now, in its order. To be done after they were merged.

    - A post is missing when neither its id nor its link is there, and some post is that ranks below it: it is older, it was
      not edited later, and it stands in the feed where its age belongs. (One that is pinned to the top, or came up again by
      an edit, says nothing of what has left at the other end.)
    - When more than one, and more than a third of those that the feed spans, go at once, the feed carries something else now.
      That tells nothing of any post.
    """
    there = [identity(settled(entry)) for entry in entries]
    places = {canonical(entry.link) for entry in entries if entry.link}
    held = {identity(entry): entry for entry in snapshot.entries if entry.blog == blog}
    key_of = {known: key for key, entry in held.items() for known in identities(entry)[::-1]}
    there = [key_of[known] for known in there if known in key_of]
    back = {key for key, entry in held.items() if entry.link and canonical(entry.link) in places}.union(there)
    spanned = _spanned(held, _witnesses([held[key] for key in there]))
    lately = [key for key in spanned if key not in back and held[key].withdrawn is None]
    if len(lately) > max(1, len(spanned) // 3):
        lately = []
    noted = {key: settled(replace(held[key], withdrawn=now)) for key in lately}
    noted |= {key: replace(held[key], withdrawn=None) for key in back if held[key].withdrawn}
    return replace(snapshot, entries=tuple(noted.get(identity(entry), entry) for entry in snapshot.entries))


def _witnesses(listed: Sequence[Entry]) -> list[Entry]:
    """Return those that stand where their age belongs: everything before them is newer, everything after them older."""
    dates = [entry.date for entry in listed]
    steps = [later > earlier for earlier, later in pairwise(dates) if later != earlier]
    if sum(steps) > max(1, len(steps) / 2):  # the oldest comes first; a single step up may be a post pinned to the top
        listed, dates = listed[::-1], dates[::-1]
    oldest_before = list(accumulate(dates, min))
    newest_after = list(accumulate(reversed(dates), max))[::-1]
    return [entry for place, entry in enumerate(listed) if oldest_before[place] == entry.date == newest_after[place]]


def _spanned(held: Mapping[Identity, Entry], witnesses: Sequence[Entry]) -> list[Identity]:
    """Return the posts below which, by day and by last edit, some witness ranks."""
    ordered = sorted(witnesses, key=lambda entry: entry.date)
    dates = [entry.date for entry in ordered]
    lowest = list(accumulate((_rank(entry) for entry in ordered), min))

    def is_spanned(entry: Entry) -> bool:
        older = bisect_left(dates, entry.date)
        return older > 0 and lowest[older - 1] < _rank(entry)

    return [key for key, entry in held.items() if is_spanned(entry)]


def _rank(entry: Entry) -> datetime:
    return max(entry.updated or entry.date, entry.date)

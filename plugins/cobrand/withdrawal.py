"""What a feed leaves out → which posts their author has taken back. It notes that and removes nothing.

A feed carries the newest posts, so that old ones leave it at its end, and stay. One that is missing from its midst, while
posts that come after it are still there, has been taken out by somebody. In doubt nobody has: a post that is hidden wrongly
is worse than one that stays.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from cobrand.address import canonical
from cobrand.jsonl import Identity, identities, identity, settled
from cobrand.model import Entry, Snapshot

_FEW = 3  # posts that may stand in an order, or in none, by chance
_AT_THE_END = 3  # old posts that a feed may keep last for ever


def missed(before: Snapshot, snapshot: Snapshot, blog: str, entries: Sequence[Entry], *, now: datetime) -> Snapshot:
    """Note which posts a feed carried last time and doesn't now, and which of these are missing; forget it of those that are back.

    `before` is what was held before `entries`, all that the feed has now, were merged; `snapshot` is what is held after.
    A post is there by its id or by its link. One that is not is missing

    - when some post is there that ranks below it: it is older, it was not edited later, and it stands in the feed where its
      age belongs. (One that is pinned to the top, or came up again by an edit, says nothing of what has left at the other end;
      nor do a few old ones that a feed keeps at its end, where as many new posts have come as have gone above those.)
    - where dates or the feed's order tell no age: when no post has come that could have needed its place.
    - when its id and its address are another post's now (see `recognition`).

    When more than one, and more than a third of those that the feed spans, go at once, the feed carries something else now.
    That tells nothing of any post. Who can ask for the posts' pages learns more: see `unclear`.
    """
    known = {identity(entry): entry for entry in before.entries if entry.blog == blog}
    if not known:
        return snapshot
    held = {identity(entry): entry for entry in snapshot.entries if entry.blog == blog}
    listed = _listed(held, entries)
    if not listed:
        return snapshot
    replaced = _replaced(held, listed)
    places = {canonical(entry.link) for entry in entries if entry.link}
    there = {key for key, entry in held.items() if entry.link and canonical(entry.link) in places} - replaced
    there.update(listed)
    carried = {key for key, entry in known.items() if key in held and not entry.unlisted and not entry.withdrawn}
    lost = carried - there
    taken = replaced & carried | _taken(held, listed, lost, came=there - carried)
    noted = {key: replace(held[key], unlisted=True) for key in lost}
    noted |= {key: settled(replace(held[key], withdrawn=now)) for key in taken}
    noted |= {
        key: replace(held[key], withdrawn=None, unlisted=False)
        for key in there
        if held[key].withdrawn or held[key].unlisted
    }
    return replace(snapshot, entries=tuple(noted.get(identity(entry), entry) for entry in snapshot.entries))


def unclear(before: Snapshot, snapshot: Snapshot, blog: str) -> tuple[Entry, ...]:
    """Return the posts that have just gone from the midst of a feed, whatever `missed` made of them, newest first.

    Only their pages can tell for certain. Where many go at once the feed carries something else, and nobody need be asked.
    """
    carried = {identity(one) for one in before.entries if one.blog == blog and not (one.unlisted or one.withdrawn)}
    ours = [one for one in snapshot.entries if one.blog == blog]
    oldest = min((one.date for one in ours if not (one.unlisted or one.withdrawn)), default=None)
    gone = [one for one in ours if (one.unlisted or one.withdrawn) and identity(one) in carried]
    found = [one for one in gone if oldest is not None and one.date > oldest]
    return tuple(found) if len(found) <= max(1, len(carried) // 3) else ()


def looked_up(snapshot: Snapshot, standing: Mapping[Identity, bool], *, now: datetime) -> Snapshot:
    """Note of posts that are missing what their pages tell: one that stands is not taken back, and one that is gone is."""

    def told(entry: Entry) -> Entry:
        match standing.get(identity(entry)):
            case True:
                return replace(entry, withdrawn=None, unlisted=True)
            case False:
                return settled(replace(entry, withdrawn=entry.withdrawn or now, unlisted=False))
        return entry

    return replace(snapshot, entries=tuple(map(told, snapshot.entries)))


def _listed(held: Mapping[Identity, Entry], entries: Iterable[Entry]) -> list[Identity]:
    """Return under which identities the posts of a feed are held, in its order."""
    keys_of: dict[Identity, list[Identity]] = {}
    for key, entry in held.items():
        for name in identities(entry):
            keys_of.setdefault(name, []).append(key)
    named = ((entry, keys_of.get(identity(entry), ())) for entry in map(settled, entries))
    return [
        next((key for key in keys if held[key].published == entry.published), keys[0]) for entry, keys in named if keys
    ]


def _replaced(held: Mapping[Identity, Entry], listed: Iterable[Identity]) -> set[Identity]:
    """Return the posts whose id and whose address are those of another post in the feed."""
    found = set()
    for entry in (held[key] for key in listed if held[key].restated):
        key = identities(entry)[1]
        if key in held and canonical(held[key].link or "") == canonical(entry.link or ""):
            found.add(key)
    return found.difference(listed)


def _taken(
    held: Mapping[Identity, Entry],
    listed: Sequence[Identity],
    lost: Collection[Identity],
    *,
    came: Collection[Identity],
) -> set[Identity]:
    """Return those of the lost posts that nothing explains but that somebody took them out."""
    if not lost:
        return set()
    posts = [held[key] for key in listed]
    witnesses = _witnesses(posts)
    spanned = set(_spanned({key: held[key] for key in (*lost, *listed)}, witnesses)) if witnesses else set(listed)
    found = {key for key in lost if key in spanned and not _made_room(key, held, witnesses, lost, came)}
    if not came:
        oldest, mixed = min(post.date for post in posts), not witnesses and len(posts) > _FEW
        found |= {key for key in lost if held[key].date >= oldest and (mixed or held[key].published is None)}
    return found if len(found) <= max(1, len(spanned | found) // 3) else set()


def _made_room(
    key: Identity,
    held: Mapping[Identity, Entry],
    witnesses: Sequence[Entry],
    lost: Collection[Identity],
    came: Collection[Identity],
) -> bool:
    """Tell whether a post may have left by its age although some older ones are there: a feed may keep such for ever."""
    older = [post for post in witnesses if post.date < held[key].date]
    if not older or len(older) > max(1, min(_AT_THE_END, len(witnesses) - len(older) - 1)):
        return False
    end = max(post.date for post in older)
    gone = sum(1 for other in lost if held[other].date > end)
    return gone <= sum(1 for new in came if held[new].date > held[key].date)


def _witnesses(listed: Sequence[Entry]) -> list[Entry]:
    """Return those that stand where their age belongs: most of a feed, one after the other by age; none where it has no order.

    The newest is among them, else they are what a feed has on top for ever. Few feeds have the oldest first, and a few posts
    that stand so do it by chance.
    """
    ages = [entry.date.timestamp() for entry in listed]
    places = _longest([-age for age in ages])
    if len(listed) > _FEW:
        places = max(places, _longest(ages), key=len)
    whole = len(places) * 4 >= len(listed) * 3 and max(ages) in {ages[place] for place in places}
    return [listed[place] for place in places] if whole else []


def _longest(numbers: Sequence[float]) -> list[int]:
    """Return the places of the longest run of numbers, with gaps, in which none is less than the one before."""
    ends: list[float] = []  # of the runs of each length, the least number at their end, and its place
    places: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_right(ends, number)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
        before.append(places[length - 1] if length else None)
    found: list[int] = []
    last = places[-1] if places else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]


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

"""Entries of several feeds that are one post → which copy counts, whose the post is, and what is to be said of the others.

It decides nothing about whether the post shows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cobrand import address
from cobrand.model import Blog, Entry, Expert
from cobrand.publish.credit import wrote
from cobrand.publish.rules import blog_of, canonical

Copy = tuple[Expert, Entry]
_SUFFIX = re.compile(r"\.(xml|rss|atom|rdf|json)$")
_FEEDS = frozenset({"feed", "feeds", "rss", "atom", "index"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """One post: its experts' copies by expert, the one that shows first; and those of people who are not its experts.

    `named` are experts whose own copy doesn't count, but whom one that counts names as an author.
    """

    counting: tuple[tuple[Copy, ...], ...]
    away: tuple[tuple[Copy, ...], ...] = ()
    named: tuple[Expert, ...] = ()

    @property
    def shown(self) -> Copy:
        """The copy that shows."""
        return self.counting[0][0]

    @property
    def experts(self) -> tuple[Expert, ...]:
        """Everybody whose post it is, each once."""
        if len(self.counting) == 1 and not self.named:
            return (self.shown[0],)
        found = (*(copies[0][0] for copies in self.counting), *self.named)
        return tuple({expert.slug: expert for expert in found}.values())


def unite(entries: Iterable[Copy]) -> list[Union]:
    """Gather what is one post.

    To one expert, that is the same canonical link, or the same id where ids are absolute IRIs. Across experts an id says
    nothing, for any feed can state any id: there, it is the same link, or else the same id in the same feed.
    A link counts only where its blog uses it for one post: feeds exist in which every item links to the home page.
    """
    ordered = sorted(entries, key=lambda pair: (pair[1].date, pair[0].slug, pair[1].id, pair[1].blog))
    shared = _shared_links([entry for _, entry in ordered])
    groups: list[tuple[str, list[Copy]]] = []
    found: dict[tuple[str, str], list[Copy]] = {}
    for pair in ordered:
        expert, entry = pair
        key = _key(entry, shared)
        by_id = expert.slug, f"id {entry.id}" if address.is_iri(entry.id) else _key(entry)
        by_link = expert.slug, key
        group = found.get(by_link) or found.get(by_id)
        if group is None:
            group = []
            groups.append((key, group))
        group.append(pair)
        found[by_link] = found[by_id] = group
    posts: dict[str, list[tuple[Copy, ...]]] = {}
    for first, group in groups:
        key = first
        if len(group) > 1:
            group.sort(key=_rank)
            key = _key(group[0][1], shared)
        posts.setdefault(key, []).append(tuple(group))
    return [_union(same) for same in posts.values()]


def _key(entry: Entry, shared: set[tuple[str, str]] | None = None) -> str:
    """Return what an entry is known by: its link, if that is no `shared` one, else its id and blog."""
    if shared is None or entry.link is None:
        return f"id {entry.id} of {canonical(entry.blog)}"
    link = canonical(entry.link)
    if shared and (canonical(entry.blog), link) in shared:
        return f"id {entry.id} of {canonical(entry.blog)}"
    return f"link {link}"


def _shared_links(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """List the blogs and links under which they have posts that differ in title (or in text, if they have no title)."""
    first: dict[tuple[str, str], Entry] = {}
    shared = set()
    for entry in entries:
        if entry.link:
            place = canonical(entry.blog), canonical(entry.link)
            before = first.setdefault(place, entry)
            if before.id != entry.id and (entry.title or entry.content) != (before.title or before.content):
                shared.add(place)
    return shared


def _union(same: list[tuple[Copy, ...]]) -> Union:
    """Tell whose a post is.

    If the link is some expert's own, it is a post of theirs, whatever others' feeds say of it: only copies from there
    count. Others are credited if such a copy names them. Elsewhere, all copies count alike. First come those whom their
    own copy names as the author, then the earlier copy, then the slug: the first one's copy is what shows. Where a copy
    names another of these experts and not its own, as on a blog that several share, its expert did not write the post.
    """
    if len(same) == 1:
        return Union(counting=(same[0],))
    ranked = sorted(same, key=lambda copies: _rank(copies[0]))
    nearest = _rank(ranked[0][0])[0]
    home = [copies for copies in ranked if _rank(copies[0])[0] == nearest]
    at_home = [copies[0] for copies in home]
    own = [
        copies for copies in home if wrote(*copies[0]) or not any(wrote(other, copies[0][1]) for other, _ in at_home)
    ]
    counting = own or home
    elsewhere = (copies[0][0] for copies in ranked[len(home) :])
    named = tuple(other for other in elsewhere if any(wrote(other, copy) for _, copy in at_home))
    away = tuple(copies for copies in ranked if copies not in counting)
    return Union(counting=tuple(counting), away=away, named=named)


def nearness(blog: Blog | None, link: str | None) -> int:
    """Tell how surely a link is a blog's own: 0 on another host, 1 on the same one, more where it is below its path.

    So people whose blogs share a host are told apart. Only the profile counts: a feed may say of itself what it likes.
    """
    places = (blog.url, blog.feed) if blog and link else ()
    here = _steps(link or "")
    return max((_common(_steps(place, of_feed=True), here) for place in places if place), default=0)


@lru_cache(maxsize=1 << 14)
def _steps(url: str, *, of_feed: bool = False) -> tuple[str, ...]:
    """Return the host and the folders of an address, of a feed's without what only says that it is one."""
    place, *path = canonical(url).partition("?")[0].removeprefix("//").split("/")
    stems = (_SUFFIX.sub("", step) for step in path)
    return (place, *(stem for stem in stems if stem not in _FEEDS)) if of_feed else (place, *path)


def _common(there: tuple[str, ...], here: tuple[str, ...]) -> int:
    return len(there) if here[: len(there)] == there else int(here[0] == there[0])


def _rank(pair: Copy) -> tuple[int, bool, datetime, str, str]:
    """Return what to sort copies by: at home, then by the expert's own hand, then early."""
    expert, entry = pair
    return -nearness(blog_of(expert, entry), entry.link), not wrote(expert, entry), entry.date, expert.slug, entry.id

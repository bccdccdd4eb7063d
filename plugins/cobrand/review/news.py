"""What was held before and what is held now → what a merge would change on the site: the news that somebody reviews.

It asks what *shows*, not what lies in the archive: a post that was held and hidden, and shows now, is as new to readers
as one that has just been written. Both sides must be judged by the same profiles and at the same time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cobrand.jsonl import Identity, identity
from cobrand.model import Bio, Entry, Expert, Home
from cobrand.publish.rules import NOT_YET
from cobrand.publish.select import Post, Verdict

Key = tuple[str, Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A post that shows as before, with another title, link or text: what it was, and what it is."""

    post: Post
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A post that showed and does not show any more: by which rule, or `None` where it is no longer held."""

    expert: Expert
    entry: Entry
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """Something that a home page says of its owner otherwise than before, and that shows, for the profile doesn't say it."""

    expert: Expert
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a merge would change. `new` are in the order of listings.

    `hidden` are new and would not show; `due` will, on their day, and nobody is asked again then. `joined` are people of
    whom nothing was held before, `removed` the slugs of whom nothing is held any more.
    """

    new: tuple[Post, ...] = ()
    edited: tuple[Edit, ...] = ()
    gone: tuple[Gone, ...] = ()
    due: tuple[Verdict, ...] = ()
    hidden: tuple[Verdict, ...] = ()
    retold: tuple[Retold, ...] = ()
    joined: tuple[Expert, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return any(getattr(self, name) for name in self.__slots__)


def compare(
    before: Iterable[Verdict],
    after: Iterable[Verdict],
    *,
    text: Callable[[str], str],
) -> News:
    """Compare what became of every entry before and now; people and home pages are not in it. `text` reads HTML."""
    old = {_key(one): one for one in before}
    now = {_key(one): one for one in after}
    known = {_place(one.post) for one in old.values() if one.post and one.rule is None}
    fresh: dict[tuple[str, str], Post] = {}
    edited: dict[tuple[str, str], Edit] = {}
    for key, one in now.items():
        was = old.get(key)
        if one.rule is not None or one.post is None:
            continue
        place = _place(one.post)
        if was is not None and was.rule is None:
            if _differs(was.entry, one.entry, text):
                edited.setdefault(place, Edit(post=one.post, before=was.entry, after=one.entry))
        elif place not in known:
            fresh.setdefault(place, one.post)
    withheld = [one for key, one in now.items() if one.rule is not None and key not in old]
    return News(
        new=tuple(sorted(fresh.values(), key=lambda post: post.entry.date, reverse=True)),
        edited=tuple(edited.values()),
        gone=tuple(_gone(old, now)),
        due=tuple(one for one in withheld if _is_due(one)),
        hidden=tuple(one for one in withheld if not _is_due(one)),
    )


def retold(expert: Expert, before: Home | None, after: Home | None, *, text: Callable[[str], str]) -> Iterator[Retold]:
    """Yield what a home page says otherwise than before, of what the profile leaves to it."""
    said, says = (_told(home, expert, text) for home in (before, after))
    for what in says:
        if said[what] != says[what]:
            yield Retold(expert=expert, what=what, before=said[what], after=says[what])


def _told(home: Home | None, expert: Expert, text: Callable[[str], str]) -> Mapping[str, str | None]:
    bio = home.bio if home else Bio()
    facts = {
        "job title": (bio.job_title, expert.job_title),
        "pronouns": (bio.pronouns, expert.pronouns),
        "bio": (bio.note, expert.body.strip()),
        "picture": (bio.photo, expert.photo),
        "fediverse address": (bio.fediverse, expert.fediverse),
    }
    told = {what: fact.value if fact and not own else None for what, (fact, own) in facts.items()}
    note = told["bio"]
    links = "\n".join(link.value for link in bio.links)
    if told["picture"] and home and home.portrait:  # another picture may come from the same address
        told["picture"] = f"{told['picture']} ({home.portrait.digest[:8]})"
    return {**told, "bio": " ".join(text(note).split()) if note else None, "links": links or None}


def _gone(old: Mapping[Key, Verdict], now: Mapping[Key, Verdict]) -> Iterator[Gone]:
    for key, was in old.items():
        one = now.get(key)
        if was.rule is None and (one is None or one.rule is not None):
            yield Gone(expert=was.expert, entry=was.entry, rule=one.rule if one else None)


def _differs(before: Entry, after: Entry, text: Callable[[str], str]) -> bool:
    """Tell whether readers would see another title, link or text; the archive may differ in more."""
    if (before.title, before.link) != (after.title, after.link):
        return True
    return before.content != after.content and text(before.content).split() != text(after.content).split()


def _is_due(verdict: Verdict) -> bool:
    return verdict.rule is not None and verdict.rule.startswith(NOT_YET)


def _key(verdict: Verdict) -> Key:
    return verdict.expert.slug, identity(verdict.entry)


def _place(post: Post | None) -> tuple[str, str]:
    """Name a card: several verdicts may be of one."""
    return (post.experts[0].slug, post.anchor) if post else ("", "")

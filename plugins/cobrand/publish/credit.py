"""What a blog's entries say of their authors → whose a post is, where several people write the blog. It never renders.

Most blogs are one person's, whatever it is signed with: a nickname, `admin`, nothing. Only where the entries of one blog
name different people do names tell something: then a post is by whom it names, and the expert is how it came here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cobrand import address
from cobrand.alike import NOBODY
from cobrand.model import Author, Entry, Expert, Snapshot


class Credits:
    """Knows which blogs several people write, and which names there are an expert's."""

    def __init__(self, snapshots: Mapping[str, Snapshot]) -> None:
        self.feeds = {(snapshot.slug, feed.blog): feed for snapshot in snapshots.values() for feed in snapshot.feeds}
        self._stated: dict[tuple[str, str], set[tuple[Author, ...]]] = defaultdict(set)
        for snapshot in snapshots.values():
            for entry in snapshot.entries:
                self._stated[snapshot.slug, entry.blog].add(entry.authors)
        self._several: dict[tuple[str, str], bool] = {}
        self._found: dict[tuple[tuple[str, ...], str, tuple[Author, ...]], tuple[tuple[Author, ...], bool]] = {}

    def of(self, experts: tuple[Expert, ...], entry: Entry) -> tuple[tuple[Author, ...], bool]:
        """Return whom an entry names besides its experts, and whether it names none of the experts, and so is not theirs.

        In a blog of one person there is nobody else, whatever the name.
        """
        if not entry.authors or not self._is_of_several(experts[0], entry.blog):
            return (), False
        key = (tuple(expert.slug for expert in experts), entry.blog, entry.authors)
        if key not in self._found:
            named = [author for author in entry.authors if self._is_somebody(author, experts[0], entry.blog)]
            others = [author for author in named if not any(_is(expert, author, entry.blog) for expert in experts)]
            self._found[key] = tuple(others), bool(others) and len(others) == len(named)
        return self._found[key]

    def _is_of_several(self, expert: Expert, blog: str) -> bool:
        key = (expert.slug, blog)
        if key not in self._several:
            authors = {author for authors in self._stated.get(key, ()) for author in authors}
            people = {
                None if _is(expert, author, blog) else _folded(author.name)
                for author in authors
                if self._is_somebody(author, expert, blog)
            }
            self._several[key] = len(people) > 1
        return self._several[key]

    def _is_somebody(self, author: Author, expert: Expert, blog: str) -> bool:
        """Tell a person from what software writes where nobody gave a name: `admin`, the blog's title, its host."""
        name, feed = _folded(author.name), self.feeds.get((expert.slug, blog))
        called = {_folded((feed and feed.title) or ""), address.host(blog), ""}
        return name not in NOBODY and name not in called


def wrote(expert: Expert, entry: Entry) -> bool:
    """Tell whether an entry names the expert, by the full name, as an author."""
    return any(_folded(author.name) == _folded(expert.name) for author in entry.authors)


def is_named(written: str, author: Author) -> bool:
    """Tell whether an author is whom somebody wrote down, by name or address: `Lindqvist, Ada` is Ada Lindqvist."""
    if "://" in written:
        return author.uri is not None and address.canonical(author.uri) == address.canonical(written)
    words = _words(written)
    return words == _words(author.name) if words else _folded(written) == _folded(author.name)


def _is(expert: Expert, author: Author, blog: str) -> bool:
    """Tell whether an author is the expert: by the name, or by an address of theirs unless the name is another's."""
    words = _words(author.name)
    if any(_alike(words, known) for known in _names(expert, blog)):
        return True
    if not author.uri or (len(words) > 1 and not words & _words(expert.name)):
        return False
    pages = [url for url in (expert.homepage, *(one.url for one in expert.blogs)) if url]
    hosts = {address.host(url) for url in pages} - {address.host(blog)}
    known = {address.canonical(url) for url in (*pages, *(link.url for link in expert.links))}
    return address.canonical(author.uri) in known or address.host(author.uri) in hosts


def _names(expert: Expert, blog: str) -> Iterable[frozenset[str]]:
    """Yield the words of what an expert is called: the name, slugs, and the one author that a profile takes from a blog."""
    yield from map(_words, (expert.name, expert.slug, *expert.aliases))
    rules = next((one.only for one in expert.blogs if one.url == blog), None)
    if rules and len(rules.authors) == 1:
        yield _words(rules.authors[0])


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names may be one person's: `Lindqvist, Ada`, `Ada`, `Dr Ada Lindqvist`."""
    return bool(one) and (one <= other or (len(other) > 1 and other <= one))


@lru_cache(1 << 14)
def _words(name: str) -> frozenset[str]:
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[^\W_]+", "".join(plain).casefold()))


@lru_cache(1 << 14)
def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

"""An expert and an entry → the rule that keeps the entry from showing, in words for an editor, or none.

This is the one judgement: pages, `cobrand check` and everything else that tells shown from hidden ask it. It reads what
the archive holds, asks nobody, and renders nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote

from cobrand import address
from cobrand.alike import fold, is_among, label, stands_in
from cobrand.errors import FaultError
from cobrand.model import Blog, Entry, Expert, Hosted, Rule
from cobrand.publish.credit import is_named

OPT_OUT = "no-syndicate"  # the category by which authors keep a post to themselves, as ancient as planets

canonical = lru_cache(maxsize=1 << 17)(address.canonical)

NOT_YET = "not yet due"  # begins the one rule that time alone undoes
_OPT_OUT = label(OPT_OUT)
_PATIENCE = timedelta(hours=20)  # a pull a day never comes at the same second
_LONGER = timedelta(hours=44)  # for the newest posts: a cache that answers with yesterday's feed lacks them as well
_Text = Callable[[str], str]
_Said = Callable[[tuple[str, ...], Entry], str | None]


class Listed:
    """Posts as people name them: by address, however it is written, or by id."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self._places = frozenset(map(_spelt_out, self.names))

    def has(self, entry: Entry) -> bool:
        """Tell whether an entry is among them."""
        if not self.names:
            return False
        if not self.names.isdisjoint((entry.id, entry.restated)):
            return True
        places = (name for name in (entry.link, entry.id, entry.restated) if name and name.startswith("http"))
        return any(_spelt_out(place) in self._places for place in places)

    def has_hosted(self, hosted: Hosted) -> bool:
        """Tell whether a post of the company's own is among them, which has a file and an address below the site, too."""
        return not self.names.isdisjoint((hosted.source, hosted.url)) or self.has(hosted.entry)


@lru_cache(maxsize=1 << 14)
def _spelt_out(url: str) -> str:
    """Return an address to compare with letters in place of `%C3%BC`: browsers show those, and feeds the others."""
    return unquote(canonical(url))


class Judge:
    """Judges the entries of one expert. `hide` is the site's list; `text` reads the text out of HTML.

    `newest` tells by blog when the newest post is from that its feed had last.
    """

    def __init__(
        self, expert: Expert, *, hide: Listed, now: datetime, text: _Text, newest: Mapping[str, datetime] | None = None
    ) -> None:
        self.expert = expert
        self._now = now
        self._text = text
        self._newest = newest or {}
        self._theirs, self._ours = Listed(expert.hide), hide
        self._profile = "/".join(expert.source.parts[-2:])

    def of(self, entry: Entry) -> str | None:
        """Return the rule that hides an entry, or `None` where none does."""
        if hidden := self._withheld(entry, theirs=self._theirs.has(entry), ours=self._ours.has(entry)):
            return hidden
        # First seen does not count: a build may be dated before the pull that first saw a post.
        if entry.published and entry.published > self._now:
            return f"{NOT_YET}: dated {entry.published.date()}"
        if taken := self._taken_back(entry):
            return taken
        if not (entry.title or entry.link or entry.content):
            return "it has no title, no text and no link"
        blog = blog_of(self.expert, entry)
        if blog is None:
            return "its blog is no longer in the profile"
        outside = _outside(self.expert, entry.date.date()) if self.expert.spans else None
        return outside or (self._filtered(blog, entry) if blog.only or blog.skip else None)

    def _taken_back(self, entry: Entry) -> str | None:
        """Say since when a post is missing; one that was never due had no readers, and gets no patience."""
        if entry.withdrawn is None:
            return None
        if entry.published and entry.withdrawn < entry.published:
            return f"taken back by its author before it was due: missing from the feed since {entry.withdrawn.date()}"
        if self._now - entry.withdrawn >= self._patience(entry):
            return f"taken back by its author, it seems: missing from the feed since {entry.withdrawn.date()}"
        return None

    def _patience(self, entry: Entry) -> timedelta:
        newest = self._newest.get(entry.blog)
        return _LONGER if newest is None or entry.date > newest else _PATIENCE

    def of_hosted(self, hosted: Hosted) -> str | None:
        """Return the rule that hides a post of the company's own blog from this author's posts, or `None`.

        Filters are of personal blogs. Nor do dates of employment count: who published it under this name was the company.
        """
        entry, theirs, ours = hosted.entry, self._theirs.has_hosted(hosted), self._ours.has_hosted(hosted)
        due = f"{NOT_YET}: dated {entry.date.date()}" if entry.date > self._now else None
        return self._withheld(entry, theirs=theirs, ours=ours) or due

    def _withheld(self, entry: Entry, *, theirs: bool, ours: bool) -> str | None:
        """Say who keeps a post back by naming it, or by its category."""
        if theirs:
            return "hidden in the profile"
        if ours:
            return "hidden in mkdocs.yml"
        for category in entry.categories:
            if _OPT_OUT in _labels(category):
                return f"its author gave it the category '{OPT_OUT}'"
        return None

    def _filtered(self, blog: Blog, entry: Entry) -> str | None:
        """Say which of a blog's rules hides an entry: it must meet every key of `only`, and none of `skip`.

        A text that can't be read may hold any word: in doubt, out.
        """
        try:
            return self._found(blog, entry)
        except FaultError as error:
            return f"its text {error.reason}, and there are rules about words"

    def _found(self, blog: Blog, entry: Entry) -> str | None:
        for key, lacking, found in _matches(blog.only, blog, entry, self._said_for_sure):
            if found is None:
                return f"only → {key} in {self._profile}: {lacking}"
        for key, _, found in _matches(blog.skip, blog, entry, self._said):
            if found is not None:
                return f"skip → {key} in {self._profile}: {found}"
        return None

    def _said_for_sure(self, keywords: tuple[str, ...], entry: Entry) -> str | None:
        """Return the first keyword that stands in an entry, and where: the title, the text, or what was cut off of it."""
        title = fold(entry.title or "")
        if found := _first(keywords, lambda one: stands_in(one, title)):
            return f"{found} in the title"
        words = fold(self._text(entry.content)) if entry.content else ""
        if found := _first(keywords, lambda one: stands_in(one, words)):
            return f"{found} in the text"
        single = (one for one in keywords if " " not in one.strip())
        found = _first(single, lambda one: is_among(one, entry.rest)) if entry.rest else None
        return f"{found} further down in the text" if found else None

    def _said(self, keywords: tuple[str, ...], entry: Entry) -> str | None:
        """Return the same, or the first of several words that may stand where only words are known: in doubt, out."""
        if found := self._said_for_sure(keywords, entry):
            return found
        found = _first(keywords, lambda one: is_among(one, entry.rest)) if entry.rest else None
        return f"all words of {found} further down in the text" if found else None


def turned(entry: Entry, now: datetime) -> int:
    """Count what time alone has changed in how an entry is judged: while it is as many, the same entry is judged alike."""
    due = int(entry.published is not None and entry.published <= now)
    if entry.withdrawn is None:
        return due
    missing = now - entry.withdrawn
    return due + (missing >= _PATIENCE) + (missing >= _LONGER)


def blog_of(expert: Expert, entry: Entry) -> Blog | None:
    """Find the blog that an entry came from; a slash more or less in the profile does not make another blog of it."""
    for blog in expert.blogs:
        if blog.url == entry.blog:
            return blog
    return next((blog for blog in expert.blogs if canonical(blog.url) == canonical(entry.blog)), None)


def _outside(expert: Expert, day: date) -> str | None:
    """Say how a day lies outside of all spans at the company: before the first, after the last, or between two."""
    if expert.employed(day):
        return None
    left = max((span.left for span in expert.spans if span.left and span.left < day), default=None)
    joined = min((span.joined for span in expert.spans if span.joined and span.joined > day), default=None)
    if left and joined:
        return f"dated {day}, between leaving on {left} and returning on {joined}"
    return f"dated {day}, after leaving on {left}" if left else f"dated {day}, before joining on {joined}"


def _matches(rule: Rule | None, blog: Blog, entry: Entry, said: _Said) -> Iterator[tuple[str, str, str | None]]:
    """Yield for each key that a rule gives: the key, what to say of an entry that doesn't meet it, and what met it.

    `since` and `until` are one key, a period. Words come last, because reading them costs most.
    """
    if rule is None:
        return
    if rule.since or rule.until:
        day = entry.date.date()
        met = (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)
        yield "since" if rule.since else "until", f"dated {day}", f"dated {day}" if met else None
    if rule.categories:
        given = set().union(*map(_labels, entry.categories))
        yield "categories", _none_of(rule.categories), _first(rule.categories, lambda one: label(one) in given)
    if rule.authors:
        met_by = _first(rule.authors, lambda one: any(is_named(one, author) for author in entry.authors))
        yield "authors", _none_of(rule.authors), met_by
    if rule.languages:
        language = entry.language or blog.language
        lacking = f"its language is '{language}'" if language else "its language is not stated"
        met_by = _first(rule.languages, lambda one: language is not None and _is_language(language, one))
        yield "languages", lacking, met_by
    if rule.keywords:
        yield "keywords", _none_of(rule.keywords), said(rule.keywords, entry)


@lru_cache(maxsize=1 << 14)
def _labels(category: str) -> frozenset[str]:
    """Return what a category may be called by; some engines write several into one, with commas."""
    return frozenset(map(label, (category, *category.split(","))))


def _first(listed: Iterable[str], is_met: Callable[[str], bool]) -> str | None:
    """Return the first of a list that is met, quoted."""
    return next((f"'{one}'" for one in listed if is_met(one)), None)


def _none_of(listed: Iterable[str]) -> str:
    return "none of " + ", ".join(f"'{one}'" for one in listed)


def _is_language(tag: str, wanted: str) -> bool:
    """Tell whether a language tag is the wanted one or narrower: `de-AT` is `de` (RFC 4647, section 3.3.1)."""
    here, there = (one.casefold().replace("_", "-") for one in (tag, wanted))
    return here == there or here.startswith(f"{there}-")

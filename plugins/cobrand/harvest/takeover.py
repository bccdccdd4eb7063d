"""What a blog was, and what its feed is now → why it seems to be somebody else's; pure.

Domains expire and are bought, names on platforms are given anew, feeds are hijacked. What tells such a takeover from a
move is that everything changes at once: no post that we know is left, and title, language, host or link back are new. A
feed that still has one post of its own shows, whatever else is in it, and an empty one says nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cobrand.address import akin, canonical, host, is_unmistakable
from cobrand.alike import gist
from cobrand.model import Blog, Entry, Feed, Held, LinkBack, LinkState

_LATELY = timedelta(days=30)  # as long as a lost link back counts against a feed
_SAME_DAY = timedelta(days=2)  # engines disagree about time zones
_DAY = timedelta(days=1)
_PATH = re.compile(r"^\w+://[^/?#]*([^?#]*).*$", re.DOTALL)  # an archive may hold an address that urlsplit refuses
_SHOWN = 80  # characters of a title in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A blog as the archive has it: the feed's record, its posts, and how the home page beside it linked back.

    `link_back` is `None` where that page has nothing to do with the blog's host, or was never read.
    """

    feed: Feed
    entries: Sequence[Entry]
    link_back: LinkBack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an answer holds. `place` is where it came from in the end, `redirected` whether the host asked led there.

    `link_back` is what the home page says now; `None` where it was not asked, or could not be read; `unread` tells that it
    was readable until lately, and `another` that it names somebody else.
    """

    feed: Feed
    entries: Sequence[Entry]
    place: str
    redirected: bool = False
    link_back: LinkState | None = None
    unread: bool = False
    another: bool = False


def judge(known: Known, found: Found, *, blog: Blog, trusted: date | None, now: datetime) -> Held | None:
    """Say why a feed is to be held back; `None` where it is the expert's as far as anybody can see, or trusted.

    What is held stays so until a known post is back, or title, language, host and link back together are: a thief who
    only corrects the title is still one.
    """
    before = known.feed.held
    if not suspicious(known, found, blog=blog):
        return None
    reasons = _reasons(known, found, blog=blog, now=now)
    if before is None and not reasons:
        return None
    if before and not reasons and found.link_back in {"verified", "linked"}:
        return None
    held = Held(
        since=before.since if before else now,
        reasons=reasons or (before.reasons if before else ()),
        url=found.place,
        title=found.feed.title,
    )
    return None if _accepted(held, known, trusted, now) else held


def suspicious(known: Known, found: Found, *, blog: Blog) -> bool:
    """Tell whether nothing of what a feed held is in it any more, so that the rest of its identity has to be looked at.

    Another address of the feed in the profile is the site's own doing; and where nothing was read yet, nothing can change.
    """
    if not known.feed.read or not known.entries or not found.entries:
        return False
    if blog.feed and canonical(blog.feed) != canonical(known.feed.url):
        return False
    return not survives(known.entries, found.entries)


def _accepted(held: Held, known: Known, trusted: date | None, now: datetime) -> bool:
    """Tell whether somebody has looked at it: on the day of the hold or later, and not on a day to come.

    An archive from before the hold (a checkout, an old cache) does not know of it, and would hold the feed again, later
    than it was trusted. There a day counts that this feed has not used yet, if nothing in the archive is newer.
    """
    if trusted is None or trusted > (now + _DAY).date():
        return False
    newest = max((entry.date.date() for entry in known.entries), default=date.min)
    unused = known.feed.held is None and trusted != known.feed.trusted and trusted >= newest
    return trusted >= held.since.date() or unused


# --- what is new -----------------------------------------------------------------------------------------------------


def _reasons(known: Known, found: Found, *, blog: Blog, now: datetime) -> tuple[str, ...]:
    old, new = known.feed.title, found.feed.title
    same_title = not old or bool(new and _name(old) == _name(new))
    reasons = []
    if not same_title:
        reasons.append(f"new title “{_short(new)}” (it was “{_short(old)}”)" if new else "no title any more")
    spoke, speaks = _language(known.feed, known.entries, blog), _language(found.feed, found.entries, blog)
    if spoke and speaks and spoke != speaks:
        reasons.append(f"new language {speaks} (it was {spoke})")
    elif (wrote := _script(known.entries)) and (writes := _script(found.entries)) and wrote != writes:
        reasons.append(f"new script {writes} (it was {wrote})")
    hosts = [place for place in (known.feed.url, known.feed.moved_to, known.feed.link, blog.url) if place]
    # Who owns a name can send it anywhere, so a redirect alone proves nothing; with a title that is ours it does.
    vouched = found.redirected and same_title and _name(old or "") - _DECORATION - _NOBODYS
    posts = _place(found.entries) if (told := _place(known.entries)) else None
    for place in () if vouched else filter(None, (found.place, posts)):
        if not any(akin(place, one) for one in filter(None, (*hosts, told))):
            reasons.append(f"new host {host(place)}")
            break
    if _link_lost(known, found, now):
        reasons.append("link back lost")
    elif found.unread and known.link_back and known.link_back.state != "missing":
        reasons.append("link back out of reach")
    if found.another:
        reasons.append("home page of somebody else")
    return tuple(reasons)


def _link_lost(known: Known, found: Found, now: datetime) -> bool:
    """Tell whether the home page has lately stopped to link back; what could not be read changes nothing."""
    before = known.link_back
    if before is None or (found.link_back or before.state) != "missing":
        return False
    if before.state != "missing":
        return True
    last_good = known.feed.failure.since if known.feed.failure else now
    return before.was is not None and before.since >= last_good - _LATELY


def _short(title: str | None) -> str:
    text = title or ""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


# What engines and platforms add to a title, or call a blog that has none.
_DECORATION = frozenset(
    re.split(
        r"\s+",
        "a and articles at atom blog blogs by content entries feed feeds from home json latest medium new news of on post "
        "posts recent rss s site stories substack the updates website weblog wordpress writing xml",
    )
)
_NOBODYS = frozenset({"my", "untitled", "welcome"})


def _name(title: str) -> frozenset[str]:
    """Return the words of a title that are its own; all of them where none is."""
    words = frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold()))
    return words - _DECORATION or words


def _language(feed: Feed, entries: Sequence[Entry], blog: Blog) -> str | None:
    """Return the language of a feed without its region: as the feed says, else as most posts do by themselves."""
    stated = feed.language
    if stated is None and blog.language is None:
        stated = _most(entry.language or "" for entry in entries)
    tag = re.split("[-_]", stated.strip().casefold())[0][:20] if stated else ""
    return None if tag in _NO_LANGUAGE else _FORMER.get(tag, tag)


_NO_LANGUAGE = frozenset({"", "und", "mul", "mis", "zxx", "x", "i"})
_FORMER = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "cmn": "zh"}  # one language, several tags


def _place(entries: Iterable[Entry]) -> str | None:
    """Return the site that posts are on, by their links; `None` where they lead to several, as those of a link blog do."""
    place = _most(host(entry.link) for entry in entries if entry.link)
    return place and f"//{place}/"


def _script(entries: Iterable[Entry]) -> str | None:
    """Return the script that posts are written in, by their titles; `None` where that is not clear."""
    letters = (letter for entry in entries for letter in entry.title or "" if letter.isalpha())
    names = [unicodedata.name(letter, "").partition(" ")[0] for letter in letters]
    script = _most("CJK" if name in {"HIRAGANA", "KATAKANA"} else name for name in names)
    return script if len(names) >= 20 else None


def _most(words: Iterable[str]) -> str | None:
    """Return the word that makes up more than two thirds of all."""
    counted = Counter(words)
    word, count = counted.most_common(1)[0] if counted else ("", 0)
    return word if word and count * 3 > counted.total() * 2 else None


# --- what is left ----------------------------------------------------------------------------------------------------


def survives(known: Sequence[Entry], found: Sequence[Entry]) -> bool:
    """Tell whether a feed still has something that we know: a post by its id or link, or most of them by their names."""
    ids: dict[str, list[Entry]] = {}  # a counted one can be that of several
    for entry in known:
        for name in filter(None, (entry.restated, entry.id)):
            ids.setdefault(name, []).append(entry)
    for entry in found:
        if any(is_unmistakable(entry.id) or _agree(same, entry) for same in ids.get(entry.id, ())):
            return True
    used = Counter(canonical(entry.link) for entry in known if entry.link)
    links = {canonical(entry.link): entry for entry in known if entry.link and used[canonical(entry.link)] == 1}
    for entry in found:
        same = links.get(canonical(entry.link)) if entry.link else None
        if same and _agree(same, entry):
            return True
    return _restructured(known, found)


def _agree(known: Entry, found: Entry) -> bool:
    """Tell whether two posts of the same id or link are the same post: by the moment, by title, or by the text.

    What every new blog has (“Hello world!”) says nothing, unless it is of the same moment.
    """
    name, other = _plain(known.title or ""), _plain(found.title or "")
    if known.published and known.published == found.published:
        return True
    if (name and name in _ANYBODYS) or (other and other in _ANYBODYS):
        return False
    return bool(name and name == other) or bool(known.content and known.content == found.content)


def _restructured(known: Sequence[Entry], found: Sequence[Entry]) -> bool:
    """Tell whether a site has been rebuilt: most of the newest posts are known by name and day, or nearly all by name.

    A few copied titles among others don't make a site.
    """
    days: dict[str, list[datetime | None]] = {}
    for entry in known:
        for name in _names(entry):
            days.setdefault(name, []).append(entry.published)
    oldest = min(entry.date for entry in known)
    recent = [entry for entry in found if entry.date >= oldest]
    dated = [entry for entry in recent if _on_its_day(entry, days)]
    if dated and len(dated) * 3 >= len(recent) * 2:
        return True
    called = {name for entry in known for name in _called(entry)}  # an old address alone is what a buyer puts pages at
    named = [entry for entry in recent if not called.isdisjoint(_called(entry))]
    return len(named) >= 3 and len(named) * 4 >= len(recent) * 3


def _on_its_day(entry: Entry, days: dict[str, list[datetime | None]]) -> bool:
    then = entry.published
    return then is not None and any(
        day is not None and abs(day - then) <= _SAME_DAY for name in _names(entry) for day in days.get(name, ())
    )


def _names(entry: Entry) -> set[str]:
    """Return what a post is called, by title and by the last part of its address."""
    last = _PATH.sub(r"\1", entry.link or "").rstrip("/").rpartition("/")[2]
    return _called(entry) | _telling(_plain(re.sub(r"\.\w{1,5}$", "", last)))


def _called(entry: Entry) -> set[str]:
    """Return what a post is called by its author: its title, or how it begins where it has none."""
    return _telling(_plain(entry.title) if entry.title else gist(entry.content))


def _telling(name: str) -> set[str]:
    return set() if name in _ANYBODYS or name.isdigit() else {name}


def _plain(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


_ANYBODYS = frozenset(
    re.split(
        r"\s+",
        " about aboutme aboutus archive blog bonjourtoutlemonde comingsoon contact feed firstpost hallowelt hello helloworld "
        "holamundo home imprint index links news post posts privacypolicy samplepage start test untitled update welcome",
    )
)
"""What posts are called that every new blog has, and the empty name."""

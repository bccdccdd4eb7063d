"""Archive and profiles → which posts show, and the rule that decided. It never asks the network and never renders."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from cobrand import address
from cobrand.model import Author, Blog, Entry, Expert, Feed, Hosted, Rule, Snapshot, Topic
from cobrand.publish.credit import Credits, wrote

OPT_OUT = "no-syndicate"  # the category by which authors keep a post to themselves, as ancient as planets

_canonical = lru_cache(maxsize=1 << 17)(address.canonical)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An entry that shows, with all its experts: one for a post of one's own, several for a shared one.

    `practices` and `topics` are slugs; `anchor` is where the post lives on its year's archive page. `feed` is what the
    feed that the entry comes from says of itself, `blog` what the profile says of it; `hosted` is what is known of one
    that the company hosts itself, and no feed brought. `others` are authors besides the experts; of a `guest` post, alone.
    """

    entry: Entry
    experts: tuple[Expert, ...]
    practices: tuple[str, ...]
    topics: tuple[str, ...]
    anchor: str
    feed: Feed | None = None
    blog: Blog | None = None
    hosted: Hosted | None = None
    others: tuple[Author, ...] = ()
    guest: bool = False


def select(
    experts: Iterable[Expert],
    snapshots: Mapping[str, Snapshot],
    *,
    hosted: Iterable[Hosted] = (),
    topics: Sequence[Topic],
    hide: Sequence[str],
    now: datetime,
    text: Callable[[str], str],
) -> tuple[Post, ...]:
    """Return the posts that show, newest first, then by id; one that several feeds carry is one post of all its experts.

    `hide` lists addresses and ids; `text` reads the text out of HTML, for rules about words. A post that the company
    hosts goes before what feeds carry under its address.
    """
    experts = tuple(experts)
    shown = [
        (expert, entry)
        for expert in experts
        if expert.slug in snapshots
        for entry in _credited(snapshots[expert.slug])
        if judge(expert, entry, hide=hide, now=now, text=text) is None
    ]
    slugs = _topics_by_word(topics)
    own = list(_own(hosted, {expert.slug: expert for expert in experts}, slugs, hide=hide, now=now))
    at_home = {_canonical(post.entry.link) for post in own if post.entry.link}
    known = Credits(snapshots)
    found = (_post(same, slugs, known) for same in _duplicates(shown))
    posts = [*own, *(post for post in found if post.entry.link is None or _canonical(post.entry.link) not in at_home)]
    posts.sort(key=lambda post: (post.entry.id, post.experts[0].slug, post.entry.blog))
    posts.sort(key=lambda post: post.entry.date, reverse=True)
    return tuple(_apart(posts))


def judge(  # noqa: PLR0911 - a rule, a return
    expert: Expert, entry: Entry, *, hide: Sequence[str], now: datetime, text: Callable[[str], str]
) -> str | None:
    """Return the rule that hides an entry, in a few words for an editor, or `None` where it shows."""
    if _is_listed(entry, expert.hide):
        return "hidden in the profile"
    if _is_listed(entry, hide):
        return "hidden in mkdocs.yml"
    if OPT_OUT in map(str.casefold, entry.categories):
        return f"its author gave it the category '{OPT_OUT}'"
    if entry.published and entry.published > now:  # a build may be dated before the pull that first saw a post
        return f"not yet due: dated {entry.published.date()}"
    if not (entry.title or entry.link or entry.content):
        return "it has no title, no text and no link"
    blog = _blog(expert, entry)
    if blog is None:
        return "its blog is no longer in the profile"
    return _outside(expert, entry.date.date()) or (_filtered(blog, entry, text) if blog.only or blog.skip else None)


def explain(
    named: str,
    experts: Iterable[Expert],
    snapshots: Mapping[str, Snapshot],
    *,
    hosted: Iterable[Hosted] = (),
    hide: Sequence[str],
    now: datetime,
    text: Callable[[str], str],
) -> str | None:
    """Return the rule that hides a post named by address or id; `None` where nobody has it, or nothing hides it."""
    experts = tuple(experts)
    personal = (
        judge(expert, entry, hide=hide, now=now, text=text)
        for expert in experts
        for entry in _credited(snapshots[expert.slug])
        if _is_listed(entry, (named,))
    )
    of_ours = (
        judge_hosted(expert, found, hide=hide, now=now) if expert.slug in found.experts else None
        for found in hosted
        for expert in experts
        if named in (found.source, found.url) or _is_listed(found.entry, (named,))
    )
    return next((rule for rule in chain(personal, of_ours) if rule), None)


def judge_hosted(expert: Expert, hosted: Hosted, *, hide: Sequence[str], now: datetime) -> str | None:
    """Return the rule that hides a post of the company's own blog, or `None` where it shows.

    Filters are of personal blogs. Nor do dates of employment count: who published it under this name was the company.
    """
    entry, names = hosted.entry, {hosted.source, hosted.url}
    if _is_listed(entry, expert.hide) or names & {*expert.hide}:
        return "hidden in the profile"
    if _is_listed(entry, hide) or names & {*hide}:
        return "hidden in mkdocs.yml"
    if OPT_OUT in map(str.casefold, entry.categories):
        return f"its author gave it the category '{OPT_OUT}'"
    return f"not yet due: dated {entry.date.date()}" if entry.date > now else None


def _own(
    hosted: Iterable[Hosted],
    people: Mapping[str, Expert],
    slugs: Mapping[str, list[tuple[int, str]]],
    *,
    hide: Sequence[str],
    now: datetime,
) -> Iterator[Post]:
    """Make posts of those that the company hosts and somebody of ours wrote."""
    for found in hosted:
        authors = (people[slug] for slug in found.experts)
        experts = tuple(expert for expert in authors if judge_hosted(expert, found, hide=hide, now=now) is None)
        if experts:
            yield Post(
                entry=found.entry,
                experts=experts,
                practices=_practices(experts),
                topics=_topics([found.entry], slugs),
                anchor=anchor(experts[0].slug, found.entry.id),
                hosted=found,
                others=tuple(Author(name=name) for name in found.others),
            )


def _credited(snapshot: Snapshot) -> Iterator[Entry]:
    """Yield the entries; one that names no author is by the feed's authors (RFC 4287, section 4.2.1)."""
    authors = {feed.blog: feed.authors for feed in snapshot.feeds}
    for entry in snapshot.entries:
        inherited = () if entry.authors else authors.get(entry.blog, ())
        yield replace(entry, authors=inherited) if inherited else entry


def anchor(slug: str, identifier: str) -> str:
    """Return a post's place on its archive page: 10 hex digits of SHA-256 over slug, line feed and id, in UTF-8."""
    named = f"{slug}\n{identifier}".encode(errors="surrogatepass")
    return f"p-{hashlib.sha256(named).hexdigest()[:10]}"


# --- the rules -------------------------------------------------------------------------------------------------------


def _is_listed(entry: Entry, listed: Sequence[str]) -> bool:
    if not listed:
        return False
    return entry.id in listed or (entry.link is not None and _canonical(entry.link) in _all_canonical(tuple(listed)))


@lru_cache(maxsize=1 << 10)
def _all_canonical(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_canonical, listed))


def _blog(expert: Expert, entry: Entry) -> Blog | None:
    """Find the blog that an entry came from; a slash more or less in the profile does not make another blog of it."""
    for blog in expert.blogs:
        if blog.url == entry.blog:
            return blog
    return next((blog for blog in expert.blogs if _canonical(blog.url) == _canonical(entry.blog)), None)


def _outside(expert: Expert, day: date) -> str | None:
    """Say how a day lies outside of all spans at the company: before the first, after the last, or between two."""
    if expert.employed(day):
        return None
    left = max((span.left for span in expert.spans if span.left and span.left < day), default=None)
    joined = min((span.joined for span in expert.spans if span.joined and span.joined > day), default=None)
    if left and joined:
        return f"dated {day}, between leaving on {left} and returning on {joined}"
    return f"dated {day}, after leaving on {left}" if left else f"dated {day}, before joining on {joined}"


def _filtered(blog: Blog, entry: Entry, text: Callable[[str], str]) -> str | None:
    """Say which of a blog's rules hides an entry: it must meet every key of `only`, and none of `skip`."""
    for key, lacking, found in _matches(blog.only, blog, entry, text):
        if found is None:
            return f"only.{key}: {lacking}"
    for key, _, found in _matches(blog.skip, blog, entry, text):
        if found is not None:
            return f"skip.{key}: {found}"
    return None


def _matches(
    rule: Rule | None, blog: Blog, entry: Entry, text: Callable[[str], str]
) -> Iterator[tuple[str, str, str | None]]:
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
        given = {_folded(category) for category in entry.categories}
        yield "categories", _none_of(rule.categories), _first(rule.categories, lambda one: _folded(one) in given)
    if rule.authors:
        names = {_folded(author.name) for author in entry.authors}
        yield "authors", _none_of(rule.authors), _first(rule.authors, lambda one: _folded(one) in names)
    if rule.languages:
        language = entry.language or blog.language
        lacking = f"its language is '{language}'" if language else "its language is not stated"
        met_by = _first(rule.languages, lambda one: language is not None and _is_language(language, one))
        yield "languages", lacking, met_by
    if rule.keywords:
        words = _fold(f"{entry.title or ''}\n{text(entry.content)}")
        met_by = _first(rule.keywords, lambda one: _whole_word(one).search(words) is not None)
        yield "keywords", _none_of(rule.keywords), met_by


def _first(listed: Iterable[str], is_met: Callable[[str], bool]) -> str | None:
    """Return the first of a list that is met, quoted."""
    return next((f"'{one}'" for one in listed if is_met(one)), None)


def _none_of(listed: Iterable[str]) -> str:
    return "none of " + ", ".join(f"'{one}'" for one in listed)


@lru_cache(maxsize=1 << 12)
def _whole_word(keyword: str) -> re.Pattern[str]:
    """Compile a keyword so that 'art' is not found in 'start', and yet is in scripts that part no words by spaces."""
    folded = _folded(keyword)
    before = r"(?<!\w)" if folded[:1].isalnum() and not _runs_on(folded[0]) else ""
    after = r"(?!\w)" if folded[-1:].isalnum() and not _runs_on(folded[-1]) else ""
    return re.compile(before + r"\s+".join(map(re.escape, folded.split())) + after)


def _runs_on(letter: str) -> bool:
    """Tell whether a letter is of a script without spaces between words: CJK, Thai, Lao, Burmese, Khmer."""
    wide = unicodedata.east_asian_width(letter) in {"W", "F"}
    return wide or "\u0e00" <= letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"


def _is_language(tag: str, wanted: str) -> bool:
    """Tell whether a language tag is the wanted one or narrower: `de-AT` is `de` (RFC 4647, section 3.3.1)."""
    here, there = (one.casefold().replace("_", "-") for one in (tag, wanted))
    return there in {"*", here} or here.startswith(f"{there}-")


def _fold(text: str) -> str:
    """Return the form in which words compare equal; soft hyphens and other invisible breaks don't count."""
    visible = text if text.isascii() else re.sub("[\u00ad\u200b\u2060]", "", unicodedata.normalize("NFKC", text))
    return " ".join(visible.casefold().split())


_folded = lru_cache(maxsize=1 << 14)(_fold)  # for what comes again and again: names, categories, titles


# --- topics ----------------------------------------------------------------------------------------------------------


def _topics_by_word(topics: Iterable[Topic]) -> dict[str, list[tuple[int, str]]]:
    """Map every word for a topic (its name, slug or keyword) to the topics it means, each with its rank."""
    by_word = defaultdict(list)
    for rank, topic in enumerate(topics):
        for word in {_compared(word) for word in (topic.slug, topic.name, *topic.keywords)}:
            by_word[word].append((rank, topic.slug))
    return by_word


@lru_cache(maxsize=1 << 14)
def _compared(word: str) -> str:
    """Return the form in which a category and a topic's word compare: `#Machine-Learning` is `machine learning`."""
    return re.sub(r"[-_\s]+", "", _folded(word).lstrip("#"))


def _topics(copies: Iterable[Entry], slugs: Mapping[str, list[tuple[int, str]]]) -> tuple[str, ...]:
    """Return what a post is about, by the categories of its copies, in the order of the topics."""
    met = {ranked for copy in copies for category in copy.categories for ranked in slugs.get(_compared(category), ())}
    return tuple(slug for _, slug in sorted(met))


# --- duplicates ------------------------------------------------------------------------------------------------------

_Shown = tuple[Expert, Entry]
_SUFFIX = re.compile(r"\.(xml|rss|atom|rdf|json)$")
_FEEDS = frozenset({"feed", "feeds", "rss", "atom", "index"})


def _duplicates(shown: Iterable[_Shown]) -> list[list[list[_Shown]]]:
    """Gather what is one post: the copies that each expert has of it, the one that counts first.

    To one expert, that is the same canonical link, or the same id where ids are absolute IRIs. Across experts an id says
    nothing, for any feed can state any id: there, it is the same link, or else the same id in the same feed.
    A link counts only where its blog uses it for one post: feeds exist in which every item links to the home page.
    """
    ordered = sorted(shown, key=lambda pair: (pair[1].date, pair[0].slug, pair[1].id, pair[1].blog))
    shared = _shared_links(entry for _, entry in ordered)
    groups: list[list[_Shown]] = []
    found: dict[tuple[str, str], list[_Shown]] = {}
    for pair in ordered:
        expert, entry = pair
        by_id = expert.slug, f"id {entry.id}" if address.is_iri(entry.id) else _key(entry)
        by_link = expert.slug, _key(entry, shared)
        group = found.get(by_link) or found.get(by_id)
        if group is None:
            group = []
            groups.append(group)
        group.append(pair)
        found[by_link] = found[by_id] = group
    posts = defaultdict(list)
    for group in groups:
        if len(group) > 1:
            group.sort(key=_rank)
        posts[_key(group[0][1], shared)].append(group)
    return list(posts.values())


def _key(entry: Entry, shared: set[tuple[str, str]] | None = None) -> str:
    """Return what an entry is known by: its link, if that is no `shared` one, else its id and blog."""
    blog = _canonical(entry.blog)
    if shared is None or entry.link is None or (blog, _canonical(entry.link)) in shared:
        return f"id {entry.id} of {blog}"
    return f"link {_canonical(entry.link)}"


def _shared_links(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """List the blogs and links under which they have posts that differ in title (or in text, if they have no title)."""
    first: dict[tuple[str, str], Entry] = {}
    shared = set()
    for entry in entries:
        if entry.link:
            place = _canonical(entry.blog), _canonical(entry.link)
            before = first.setdefault(place, entry)
            if before.id != entry.id and (entry.title or entry.content) != (before.title or before.content):
                shared.add(place)
    return shared


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
    place, *path = _canonical(url).partition("?")[0].removeprefix("//").split("/")
    stems = (_SUFFIX.sub("", step) for step in path)
    return (place, *(stem for stem in stems if stem not in _FEEDS)) if of_feed else (place, *path)


def _common(there: tuple[str, ...], here: tuple[str, ...]) -> int:
    return len(there) if here[: len(there)] == there else int(here[0] == there[0])


def _rank(pair: _Shown) -> tuple[int, bool, datetime, str, str]:
    """Return what to sort copies by: at home, then by the expert's own hand, then early."""
    expert, entry = pair
    return -nearness(_blog(expert, entry), entry.link), not wrote(expert, entry), entry.date, expert.slug, entry.id


def _post(same: list[list[_Shown]], slugs: Mapping[str, list[tuple[int, str]]], known: Credits) -> Post:
    """Make one post of an entry and its copies, by expert.

    If the link is some expert's own, it is a post of theirs, whatever others' feeds say of it: only copies from there
    count. Others are credited if such a copy names them. Elsewhere, all copies count alike. First come those whom their
    own copy names as the author, then the earlier copy, then the slug: the first one's copy is what shows. Where a copy
    names another of these experts and not its own, as on a blog that several share, its expert did not write the post.
    """
    expert, entry = same[0][0]
    experts: tuple[Expert, ...] = (expert,)
    if len(same) > 1:
        ranked = sorted(same, key=lambda copies: _rank(copies[0]))
        nearest = _rank(ranked[0][0])[0]
        home = [copies for copies in ranked if _rank(copies[0])[0] == nearest]
        at_home = [copies[0] for copies in home]
        own = [
            copies
            for copies, pair in zip(home, at_home, strict=True)
            if wrote(*pair) or not any(wrote(other, pair[1]) for other, _ in at_home)
        ]
        same = own or home
        expert, entry = same[0][0]
        away = (copies[0][0] for copies in ranked[len(home) :])
        named = [other for other in away if any(wrote(other, copy) for _, copy in at_home)]
        experts = tuple({other.slug: other for other in (*(copies[0][0] for copies in same), *named)}.values())
    others, guest = known.of(experts, entry)
    return Post(
        entry=entry,
        experts=experts,
        practices=_practices(experts),
        topics=_topics((copy for copies in same for _, copy in copies), slugs),
        anchor=anchor(expert.slug, entry.id),
        feed=known.feeds.get((expert.slug, entry.blog)),
        blog=_blog(expert, entry),
        others=others,
        guest=guest,
    )


def _practices(experts: Iterable[Expert]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(expert.practices for expert in experts)))


def _apart(posts: Sequence[Post]) -> Iterator[Post]:
    """Give every post an anchor of its own: two blogs of one person may count their posts alike, and the older stays."""
    oldest = {post.anchor: post for post in posts}
    for post in posts:
        if oldest[post.anchor] is post:
            yield post
        else:
            entry, slug = post.entry, post.experts[0].slug
            yield replace(post, anchor=anchor(slug, f"{entry.id}\n{entry.blog}"))

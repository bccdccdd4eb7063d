"""Archive and profiles → which posts show, and of every entry the rule that decided. It never asks the network and never renders."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from cobrand import address
from cobrand.alike import label
from cobrand.model import Author, Blog, Entry, Expert, Feed, Hosted, Snapshot, Topic, changed
from cobrand.publish.copies import Union, unite
from cobrand.publish.credit import Credits, wrote
from cobrand.publish.formulas import has_formulas, readable
from cobrand.publish.rules import Judge, Listed, blog_of, canonical


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of an entry for an expert: `rule` hides it, in words for an editor; where it is `None`, it shows.

    `post` is the card that it is part of, which may show another copy of it: that of the first of its experts.
    """

    expert: Expert
    entry: Entry
    rule: str | None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class _Sifted:
    """What is known after judging: each expert's entries and a rule for each, and the posts that others make together."""

    judged: list[tuple[Expert, list[Entry], list[str | None]]]
    hosted: list[tuple[Expert, Hosted, str | None]]
    own: list[Post]
    unions: list[Union]
    posts: list[Post]  # one for each union


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
    sifted = _sift(experts, snapshots, hosted=hosted, topics=topics, hide=hide, now=now, text=text)
    at_home = {_place(post) for post in sifted.own} - {None}
    posts = [*sifted.own, *(post for post in sifted.posts if not at_home or _place(post) not in at_home)]
    posts.sort(key=lambda post: (post.entry.id, post.experts[0].slug, post.entry.blog))
    posts.sort(key=lambda post: post.entry.date, reverse=True)
    return tuple(_apart(posts))


def verdicts(
    experts: Iterable[Expert],
    snapshots: Mapping[str, Snapshot],
    *,
    hosted: Iterable[Hosted] = (),
    topics: Sequence[Topic] = (),
    hide: Sequence[str],
    now: datetime,
    text: Callable[[str], str],
) -> tuple[Verdict, ...]:
    """Return what became of every entry that is held, by expert, newest first: the judgement that `select` is made of.

    What shows of an expert is in exactly one verdict of theirs. An entry of a feed that is in the profile of two people is judged
    once for each. Give all experts: whose a post is depends on everybody.
    """
    sifted = _sift(experts, snapshots, hosted=hosted, topics=topics, hide=hide, now=now, text=text)
    own = {_place(post): post for post in sifted.own if post.entry.link}
    by_source = {post.hosted.source: post for post in sifted.own if post.hosted}
    together = zip(sifted.unions, sifted.posts, strict=True)
    of_copies = dict(chain.from_iterable(_outcomes(union, post, own.get(_place(post))) for union, post in together))
    found = [
        Verdict(expert=expert, entry=one.entry, rule=rule, post=None if rule else by_source[one.source])
        for expert, one, rule in sifted.hosted
    ]
    for expert, entries, rules in sifted.judged:
        for entry, rule in zip(entries, rules, strict=True):
            overruled, post = (rule, None) if rule else of_copies[_mark(expert, entry)]
            found.append(Verdict(expert=expert, entry=entry, rule=overruled, post=post))
    found.sort(key=lambda one: (one.entry.id, one.entry.blog))
    found.sort(key=lambda one: one.entry.date, reverse=True)
    by_expert = defaultdict(list)
    for one in found:
        by_expert[one.expert.slug].append(one)
    return tuple(chain.from_iterable(by_expert[slug] for slug in sorted(by_expert)))


def explain(named: str, found: Iterable[Verdict], hosted: Iterable[Hosted] = ()) -> str | None:
    """Return the rule that hides a post named by address or id; `None` where nobody has it, or nothing hides it."""
    listed = Listed([named])
    ours = {one.entry for one in hosted if listed.has_hosted(one)}
    return next((one.rule for one in found if one.rule and (one.entry in ours or listed.has(one.entry))), None)


def _sift(
    experts: Iterable[Expert],
    snapshots: Mapping[str, Snapshot],
    *,
    hosted: Iterable[Hosted],
    topics: Sequence[Topic],
    hide: Sequence[str],
    now: datetime,
    text: Callable[[str], str],
) -> _Sifted:
    """Judge everything, and make posts of what no rule hides."""
    listed, slugs, known = Listed(hide), _topics_by_word(topics), Credits(snapshots)
    judges = {
        expert.slug: Judge(expert, hide=listed, now=now, text=text, newest=_newest(snapshots.get(expert.slug)))
        for expert in experts
    }
    judged = []
    for slug, judge in judges.items():
        entries = list(_credited(snapshots[slug])) if slug in snapshots else []
        judged.append((judge.expert, entries, [judge.of(entry) for entry in entries]))
    ours = [
        (judges[slug].expert, one, judges[slug].of_hosted(one))
        for one in hosted
        for slug in one.experts
        if slug in judges
    ]
    unions = unite(
        (expert, entry)
        for expert, entries, rules in judged
        for entry, rule in zip(entries, rules, strict=True)
        if rule is None
    )
    return _Sifted(judged, ours, list(_own(ours, slugs)), unions, [_post(union, slugs, known) for union in unions])


def _own(
    judged: Iterable[tuple[Expert, Hosted, str | None]], slugs: Mapping[str, list[tuple[int, str]]]
) -> Iterator[Post]:
    """Make posts of those that the company hosts and somebody of ours wrote."""
    authors: dict[str, tuple[Hosted, list[Expert]]] = {}
    for expert, found, rule in judged:
        if rule is None:
            authors.setdefault(found.source, (found, []))[1].append(expert)
    for found, experts in authors.values():
        yield Post(
            entry=found.entry,
            experts=tuple(experts),
            practices=_practices(experts),
            topics=_topics([found.entry], slugs),
            anchor=anchor(experts[0].slug, found.entry.id),
            hosted=found,
            others=tuple(Author(name=name) for name in found.others),
        )


def _place(post: Post) -> str | None:
    return canonical(post.entry.link) if post.entry.link else None


def _post(union: Union, slugs: Mapping[str, list[tuple[int, str]]], known: Credits) -> Post:
    expert, entry = union.shown
    if entry.title and has_formulas(entry.title):
        entry = changed(entry, title=readable(entry.title))
    experts = union.experts
    others, guest = known.of(experts, entry)
    return Post(
        entry=entry,
        experts=experts,
        practices=_practices(experts),
        topics=_topics([copy for copies in union.counting for _, copy in copies], slugs),
        anchor=anchor(expert.slug, entry.id),
        feed=known.feeds.get((expert.slug, entry.blog)),
        blog=blog_of(expert, entry),
        others=others,
        guest=guest,
    )


def _practices(experts: Sequence[Expert]) -> tuple[str, ...]:
    if len(experts) == 1:
        return experts[0].practices
    return tuple(dict.fromkeys(chain.from_iterable(expert.practices for expert in experts)))


def _newest(snapshot: Snapshot | None) -> dict[str, datetime]:
    """Return by blog when the newest post is from that its feed had last; nothing where no post was taken back."""
    entries = snapshot.entries if snapshot else ()
    if not any(entry.withdrawn for entry in entries):
        return {}
    return {entry.blog: entry.date for entry in reversed(entries) if not entry.withdrawn}


def _credited(snapshot: Snapshot) -> Iterator[Entry]:
    """Yield the entries; one that names no author is by the feed's authors (RFC 4287, section 4.2.1)."""
    authors = {feed.blog: feed.authors for feed in snapshot.feeds}
    for entry in snapshot.entries:
        inherited = () if entry.authors else authors.get(entry.blog, ())
        yield changed(entry, authors=inherited) if inherited else entry


def anchor(slug: str, identifier: str) -> str:
    """Return a post's place on its archive page: 10 hex digits of SHA-256 over slug, line feed and id, in UTF-8."""
    named = f"{slug}\n{identifier}".encode(errors="surrogatepass")
    return f"p-{hashlib.sha256(named).hexdigest()[:10]}"


def _apart(posts: Sequence[Post]) -> Iterator[Post]:
    """Give every post an anchor of its own: two blogs of one person may count their posts alike, and the older stays."""
    oldest = {post.anchor: post for post in posts}
    for post in posts:
        if oldest[post.anchor] is post:
            yield post
        else:
            entry, slug = post.entry, post.experts[0].slug
            yield replace(post, anchor=anchor(slug, f"{entry.id}\n{entry.blog}"))


# --- topics ----------------------------------------------------------------------------------------------------------


def _topics_by_word(topics: Iterable[Topic]) -> dict[str, list[tuple[int, str]]]:
    """Map every word for a topic (its name, slug or keyword) to the topics it means, each with its rank."""
    by_word = defaultdict(list)
    for rank, topic in enumerate(topics):
        for word in {label(word) for word in (topic.slug, topic.name, *topic.keywords)}:
            by_word[word].append((rank, topic.slug))
    return by_word


def _topics(copies: Sequence[Entry], slugs: Mapping[str, list[tuple[int, str]]]) -> tuple[str, ...]:
    """Return what a post is about, by the categories of its copies, in the order of the topics."""
    met = {ranked for copy in copies for category in copy.categories for ranked in slugs.get(label(category), ())}
    return tuple([slug for _, slug in sorted(met)]) if met else ()


# --- what is said of copies ------------------------------------------------------------------------------------------

_Mark = tuple[str, str, str]
_Outcome = tuple[str | None, Post | None]


def _mark(expert: Expert, entry: Entry) -> _Mark:
    return expert.slug, entry.blog, entry.id


def _outcomes(union: Union, post: Post, own: Post | None) -> Iterator[tuple[_Mark, _Outcome]]:
    """Say of each copy of a post what became of it; `own` is the company's post at the same address."""
    experts = {expert.slug for expert in union.experts}
    shown: set[str] = set()
    for copies in (*union.counting, *union.away):
        for expert, entry in copies:
            if own and own.hosted:
                rule = f"the company hosts the same post itself, in {own.hosted.source}"
            elif expert.slug not in experts:
                rule = _not_theirs(expert, entry, post)
            elif expert.slug in shown:
                rule = _again(entry, post.entry)
            else:
                shown.add(expert.slug)
                yield _mark(expert, entry), (None, post)
                continue
            yield _mark(expert, entry), (rule, own or post)


def _again(entry: Entry, shown: Entry) -> str:
    """Say where somebody finds the copy that shows."""
    if entry.blog != shown.blog:
        return f"the same post shows from {shown.blog}"
    return f"the same post shows as {shown.link if shown.link and shown.link != entry.link else shown.id}"


def _not_theirs(expert: Expert, entry: Entry, post: Post) -> str:
    """Say whose a post is that an expert's feed carries, and how that is known."""
    author = next((one.name for one in post.experts if wrote(one, entry)), None)
    if author:
        return f"its author is {author}"
    whose = " and ".join(one.name for one in post.experts)
    return (
        f"it stands on {address.host(entry.link or entry.blog)}, is a post of {whose} and does not name {expert.name}"
    )


def aside(verdict: Verdict) -> str | None:
    """Say of a post that shows what an editor would wonder at: that a guest wrote it, or that others' copy stands for it."""
    post = verdict.post
    if verdict.rule or post is None:
        return None
    others = " and ".join(author.name for author in post.others)
    if post.hosted:
        return "published here by the company"
    if post.guest:
        return f"as a post by {others}, a guest of the blog"
    if post.experts[0].slug != verdict.expert.slug:
        return f"as one post with {post.experts[0].name}, whose copy stands for it"
    shared = " and ".join(one.name for one in post.experts[1:])
    return f"as one post with {shared}" if shared else f"with {others}" if others else None

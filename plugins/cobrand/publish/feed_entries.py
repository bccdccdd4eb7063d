"""Cards → what feeds say of a post, in no format yet: ids, addresses, plain text, people, origin. It never serialises.

What identifies a post is the origin's and stays as it is (RFC 4287, section 4.2.6). Only three things are changed. An id
that is no IRI can't stand in Atom: there it becomes a UUID made of the blog's address and the id, which is the same at
every build, on every site. And where that id can't tell posts apart by itself (`6`, or the same in two blogs), the UUID
also stands in RSS and in JSON Feed, since readers know a post by its id alone. And an id that several experts' posts
have stays with one of them, the one whose host it names if there is one; the others' become UUIDs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from markupsafe import Markup

from cobrand import address
from cobrand.model import Author, Entry, Feed, Source
from cobrand.publish.copies import nearness
from cobrand.publish.elements import Clean, clean
from cobrand.publish.feed_addresses import atom_id, iri, is_atom_id, uuid_of, web
from cobrand.publish.pages import Card, Person
from cobrand.publish.select import Post
from cobrand.words import Words, is_language

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed was updated that never had a post: a moment that no build changes, and that validators believe."""
_FIRST = datetime.min.replace(tzinfo=UTC)

_TAG_URI = re.compile(r"tag:(?:[^@,/]*@)?([^,/@]+),", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"\d{0,8}")
_LANGUAGE = re.compile(  # as much of a tag as follows RFC 5646: language, script, region and variants
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?=-|$)",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:br|/(?:li|p|blockquote|ul|ol)>)")
_BREAK = re.compile(r"<br\s*/?>|</li>")
_PARAGRAPH = re.compile(r"</(?:p|blockquote|ul|ol)>\s*")
_TAG = re.compile(r"""<[^<>"]*(?:"[^"]*"[^<>"]*)*>""")
_HREF = re.compile(r"""(<a (?:[a-z]+="[^"]*" )*href=")([^"]*)""")
_ORDINARY = bytes((*range(ord(" "), ord("~") + 1), ord("\n")))
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Writer:
    """Somebody who wrote a post, with the page and the picture that there are of them here."""

    name: Clean
    url: Clean | None = None
    avatar: Clean | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Origin:
    """The feed that a post comes from: what Atom's `source` says of it (RFC 4287, section 4.2.11)."""

    id: Clean
    title: Clean
    updated: Clean
    feed: Clean
    page: Clean | None
    authors: tuple[Writer, ...]
    rights: Clean | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Byline:
    """Who wrote a post, in what language, and where it comes from: one and the same for nearly all posts of a blog.

    It equals only itself, so that each format can remember cheaply what it made of it. `related` are the pages here of
    the experts among the authors: what to call each, and its address.
    """

    authors: tuple[Writer, ...]
    related: tuple[tuple[str, Clean], ...]
    language: Clean | None
    origin: Origin | None


class Item(NamedTuple):  # a frozen dataclass of as many fields takes three times as long to make
    """A post as all three formats have it. `id` is an IRI, `guid` whatever the origin said; `link` is an IRI as well.

    `title` is `None` where the post has none, and then `called` is what pages call it. `html` is the whole text, made
    safe, where its author grants it under a `license`; `text` is the excerpt. Moments are written as RFC 3339 has them.
    """

    id: Clean
    guid: Clean
    link: Clean
    title: Clean | None
    called: Clean
    text: Clean
    html: Clean | None
    license: str | None
    published: Clean | None
    updated: Clean
    edited: Clean | None
    byline: Byline
    categories: tuple[Clean, ...]
    comments: Clean | None
    comment_count: int | None

    @property
    def license_address(self) -> Clean | None:
        """Where the licence can be read, if that is how the profile names it."""
        return web(address.absolute(self.license, None)) if self.license else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the three feeds of a channel say of themselves; all addresses are whole but `style`, the way to the style sheet.

    `about` tells people who see the feed in a browser what to do with it. `logo` is a portrait, `icon` the company's.
    `shared_language` is the language too, but `None` where nobody states that of a post: it would inherit the feed's.
    """

    title: Clean
    description: Clean
    about: str
    page: Clean
    atom: Clean
    rss: Clean
    json: Clean
    style: str
    language: str
    shared_language: str | None
    updated: Clean
    author: Writer
    icon: Clean | None
    logo: Clean | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What pages show of a post, and feeds repeat: its excerpt, what it is called, and its whole text made safe.

    `without` does something with the post at an address, or something instead where that can't be done.
    """

    excerpt: Callable[[Card], Markup]
    title: Callable[[Card], str]
    whole: Callable[[Entry], Markup]
    without: Callable[[str | None, Callable[[], Any], Callable[[], Any]], Any] = lambda _, doing, __: doing()


class Items:
    """Makes items of cards, for one site. `posts` are all that show: which ids are taken, and what is newest, counts.

    `among` is all that counts of them, beside what a channel itself has.
    """

    def __init__(self, posts: Iterable[Post], *, site_url: str, words: Words, brand: str, drawing: Drawing) -> None:
        posts = tuple(posts)
        self._newest = _newest(post.entry for post in posts)
        self._taken = _several([post.entry.id for post in posts])
        self._origins: dict[tuple[str, str], Origin] = {}
        self._people: dict[str, Writer] = {}
        self._bylines: dict[Hashable, Byline] = {}
        self._site_url, self._words, self._brand, self._drawing = site_url, words, brand, drawing
        self._owners = _owners(posts) | {self.below(post.hosted.url): None for post in posts if post.hosted}
        self.among = frozenset(self._taken), frozenset(self._newest.items()), frozenset(self._owners.items())

    def item(self, card: Card) -> Item:
        """Say what feeds say of a post."""
        entry = card.post.entry
        stated = None if card.hosted else web(card.url)
        link = stated or self.below((card.url if card.hosted else None) or card.home)
        identifier = link if card.hosted else self._id(card.post)
        blog = card.post.blog
        license_ = blog.license if blog and blog.full_text else None
        dated = entry.published or entry.first_seen
        published = moment(dated) if dated else None
        edited = moment(entry.updated) if entry.updated else None
        title = stripped(clean(entry.title)) if entry.title else None
        text = plain(self._drawing.excerpt(card))
        return Item(  # in the order of its fields: naming them takes thrice as long
            identifier,
            identifier if card.hosted else self._guid(entry, identifier),
            link,
            title,
            (title if text else None) or stripped(clean(self._drawing.title(card))) or link,
            text,
            self._whole(entry, text) if license_ else None,
            license_,
            published,
            (edited or published) if published else moment(NEVER),
            edited,
            self._byline(card),
            _labels(entry.categories),
            None if card.doubtful else web(entry.comments),
            entry.comment_count,
        )

    def _whole(self, entry: Entry, text: Clean) -> Clean | None:
        """Return the whole text; `None` where there is nothing to read in it."""
        whole = self._drawing.whole(entry)
        if not text and not plain(whole):
            return None
        return clean(_HREF.sub(lambda found: found[1] + iri(found[2]), whole))

    def below(self, url: str) -> Clean:
        """Return the whole address of a page or file of the site."""
        return iri(self._site_url + url)

    def writer(self, person: Person) -> Writer:
        """Return an expert as an author, with the page and the portrait here."""
        slug = person.expert.slug
        if slug not in self._people:
            photo = person.portrait or (person.photo[max(person.photo)] if person.photo else None)
            self._people[slug] = Writer(
                name=clean(person.expert.name), url=self.below(person.url), avatar=self.below(photo) if photo else None
            )
        return self._people[slug]

    def _related(self, person: Person) -> tuple[str, Clean]:
        """Return what to call somebody's page here, and its address."""
        key = "person-formerly" if person.alumni else "person-at"
        return self._words.say(key, name=person.expert.name, brand=self._brand), self.below(person.url)

    def _id(self, post: Post) -> Clean:
        """Return the id that a post's entry states, or a UUID where it is another expert's."""
        identifier, slug = atom_id(post.entry), post.experts[0].slug
        if self._owners.get(identifier, slug) == slug:
            return identifier
        stated = f"{slug}\n{address.canonical(post.entry.blog)}\n{post.entry.id}"
        return uuid_of(stated)

    def _guid(self, entry: Entry, identifier: Clean) -> Clean:
        if identifier == entry.id or is_atom_id(entry.id):
            return identifier
        plainly = clean(entry.id)
        unclear = entry.id in self._taken or _SHORT_NUMBER.fullmatch(entry.id) or plainly.strip() != entry.id
        return identifier if unclear else plainly

    def _byline(self, card: Card) -> Byline:
        post, people = card.post, card.people
        origin = None if card.hosted or card.doubtful else self._origin(post)
        key = people, post.entry.authors, post.others, post.guest, post.entry.language, origin
        found = self._bylines.get(key)
        if found is None:
            found = self._bylines[key] = Byline(
                authors=self._authors(people, post),
                related=tuple(map(self._related, people)),
                language=language(post.entry.language),
                origin=origin,
            )
        return found

    def _authors(self, people: tuple[Person, ...], post: Post) -> tuple[Writer, ...]:
        """Name the experts, unless a guest wrote it; where the post itself names one of them, also whom it names beside."""
        beside = tuple(Writer(name=clean(author.name), url=web(author.uri)) for author in post.others)
        if post.guest:
            return beside
        experts = {_folded(person.expert.name): self.writer(person) for person in people}
        stated = {_folded(author.name): author for author in post.entry.authors}
        if not experts.keys() & stated.keys():
            return (*experts.values(), *beside)
        others = {name: Writer(name=clean(author.name), url=web(author.uri)) for name, author in stated.items()}
        return tuple(({**others, **experts}).values())

    def _origin(self, post: Post) -> Origin:
        """Say where a post comes from: what its entry says of that, else its feed, the same for all posts of a blog."""
        entry = post.entry
        if entry.source:
            return _aggregated(entry.source, entry.source.updated or _changed(entry) or NEVER)
        key = post.experts[0].slug, entry.blog
        found = self._origins.get(key)
        if found is None:
            feed = post.feed or Feed(blog=entry.blog, url=entry.blog)
            authors = feed.authors or tuple(Author(name=expert.name) for expert in post.experts[:1])
            found = self._origins[key] = Origin(
                id=iri(feed.id) if feed.id and is_atom_id(feed.id) else iri(feed.url),
                title=clean(feed.title or "") or clean(address.host(feed.link or feed.url)),
                updated=moment(self._newest.get(entry.blog, NEVER)),
                feed=iri(feed.url),
                page=web(feed.link),
                authors=tuple(map(_writer, authors)),
                rights=clean(feed.rights or "") or None,
            )
        return found


# --- pure helpers ----------------------------------------------------------------------------------------------------


def moment(when: datetime) -> Clean:
    """Write a moment as RFC 3339 wants it."""
    # Writing the whole at once, with its zone, takes thrice as long.
    return Clean(f"{when.date().isoformat()}T{when.time().isoformat()[:8]}Z")


@lru_cache(1 << 8)
def _aggregated(source: Source, updated: datetime) -> Origin:
    """Repeat what an entry of an aggregated feed says of the feed that it came from."""
    return Origin(
        id=iri(source.id) if source.id and is_atom_id(source.id) else iri(source.url),
        title=clean(source.title or "") or clean(address.host(source.link or source.url)),
        updated=moment(updated),
        feed=iri(source.url),
        page=web(source.link),
        authors=tuple(map(_writer, source.authors)),
        rights=clean(source.rights or "") or None,
    )


def _newest(entries: Iterable[Entry]) -> dict[str, datetime]:
    """Return when each blog was last new."""
    newest: dict[str, datetime] = {}
    for entry in entries:
        changed = _changed(entry)
        if changed and newest.get(entry.blog, _FIRST) <= changed:
            newest[entry.blog] = changed
    return newest


def _changed(entry: Entry) -> datetime | None:
    """Return when an entry was last new."""
    return entry.updated or entry.published or entry.first_seen


def _writer(author: Author) -> Writer:
    return Writer(name=clean(author.name), url=web(author.uri))


def _owners(posts: Iterable[Post]) -> dict[str, str | None]:
    """Return whose an id is that several posts have: theirs who don't state it, or whose blog it is nearest to."""
    pulled = [post for post in posts if not post.hosted]
    ids = [atom_id(post.entry) for post in pulled]
    stated = defaultdict(list)
    if several := _several(ids):
        for identifier, post in zip(ids, pulled, strict=True):
            if identifier in several:
                stated[identifier].append(post)
    return {identifier: min(found, key=_claim).experts[0].slug for identifier, found in stated.items()}


def _several(ids: Sequence[str]) -> set[str]:
    """Return those that stand there more than once."""
    if len(set(ids)) == len(ids):  # as ever so often, and counted in no time
        return set()
    return {identifier for identifier, count in Counter(ids).items() if count > 1}


def _claim(post: Post) -> tuple[bool, int, int, str]:
    """Return what to sort posts with one id by; its host says whose a web address or a tag is (RFC 4151)."""
    entry, tag = post.entry, _TAG_URI.match(post.entry.id)
    named = f"https://{tag[1]}/" if tag else entry.id
    near = -nearness(post.blog, named), -nearness(post.blog, entry.link)
    return is_atom_id(entry.id), *near, post.experts[0].slug


@lru_cache(1 << 8)
def language(tag: str | None) -> Clean | None:
    """Return a language tag as feeds write it; `None` for what is none."""
    found = _LANGUAGE.match(tag.replace("_", "-")) if tag else None
    return Clean(found[0]) if found and is_language(found[0]) else None


def stripped(text: Clean) -> Clean | None:
    """Return a text without the white space around it; `None` if there is nothing else."""
    return Clean(text.strip()) or None


def plain(excerpt: Markup) -> Clean:
    """Return the text of an excerpt: an empty line between paragraphs, a line for each item of a list."""
    marked = str(excerpt)
    if "<" not in marked and "&" not in marked:
        return clean(" ".join(marked.split()))
    bare = marked.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n")
    if "<" in bare:
        broken = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", marked)) if _BLOCK.search(bare) else bare
        bare = _TAG.sub("", broken)
    if "&" in bare:  # mostly `&amp;` alone, which takes no reading of references
        meant = bare.replace("&amp;", "&")
        bare = meant if len(bare) - len(meant) == bare.count("&") * len("amp;") else unescape(bare)
    if "  " in bare or not _printable(bare):
        lines = [clean(" ".join(line.split())) for line in bare.split("\n")]
    else:  # what is printable has no white space but spaces, and nothing to clean away
        lines = [Clean(line.strip()) for line in bare.split("\n")]
    text = "\n".join(lines).strip()
    paragraphs_alone = all(lines[::2]) and not any(lines[1::2])  # as mostly, and quickly seen
    return Clean(text if paragraphs_alone else _GAP.sub("\n\n", text))


def _printable(text: str) -> bool:
    """Tell whether there is nothing to clean away in a text, nor any white space but spaces and line feeds."""
    if text.isascii():  # then bytes tell thrice as fast
        return not text.encode().translate(None, _ORDINARY)
    return text.replace("\n", "").isprintable()


@lru_cache(1 << 12)
def _labels(categories: tuple[str, ...]) -> tuple[Clean, ...]:
    return tuple(label for label in map(clean, categories) if label.strip())


@lru_cache(1 << 12)
def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

"""Posts and profiles → what pages exist and what is on them: addresses, order, paging. It never renders, reads or asks."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from cobrand import consent
from cobrand.config import Options
from cobrand.model import Practice, Topic
from cobrand.photos import Photo
from cobrand.profiles import Roster
from cobrand.publish.doubt import astray
from cobrand.publish.fill import Told
from cobrand.publish.former import redirects
from cobrand.publish.order import (
    by_name,
    by_year,
    changed,
    chunks,
    front_page,
    grouped,
    is_named,
    known,
    latest,
    line,
    peers,
    posts_each,
    sheets_each,
    successions,
)
from cobrand.publish.pages import (
    FEED_POSTS,
    ArchivePage,
    Card,
    Channel,
    DirectoryPage,
    ExpertPage,
    Feeds,
    Group,
    GroupPage,
    Page,
    Pager,
    Person,
    Site,
    blogroll_at,
    feeds_at,
    photo_urls,
    portrait_url,
    url_of,
)
from cobrand.publish.select import Post
from cobrand.words import Words

EXPERTS_DIR = "experts"

_EXPERT_POSTS = 10
_PUBLISHED = 3  # by the company, on an expert's page below newer ones
_FACES = {"company": 12, "practice": 240, "topic": 60}  # on page one of a group blog
_PEOPLE_PER_PAGE = 100
_ARCHIVE_POSTS = 150  # a page, which so stays below 300 KB even where all titles are long
_INDEXED_POSTS = 1_000

_T = TypeVar("_T")

NOTHING_TOLD: Mapping[str, Told] = {}

# --- building --------------------------------------------------------------------------------------------------------


def build(
    posts: Sequence[Post],
    roster: Roster,
    options: Options,
    *,
    today: date,
    use_directory_urls: bool,
    photos: Mapping[str, Photo],
    told: Mapping[str, Told] = NOTHING_TOLD,
) -> tuple[Page, ...]:
    """Return every page of ours: directory, people, group blogs, archive, and redirects from former addresses.

    `posts` come newest first, as `select` returns them; `told` is what home pages add, by slug. Raises ProblemsError
    where the site asks for everybody's consent, and somebody's day has yet to come.
    """
    consent.require(roster.experts, options, today=today)
    builder = _Builder(
        posts, roster, options, today=today, use_directory_urls=use_directory_urls, photos=photos, told=told
    )
    return builder.pages()


class _Builder:
    """The work of one `build`: what its steps share."""

    def __init__(
        self,
        posts: Sequence[Post],
        roster: Roster,
        options: Options,
        *,
        today: date,
        use_directory_urls: bool,
        photos: Mapping[str, Photo],
        told: Mapping[str, Told],
    ) -> None:
        self.options = options
        self.words = Words(options.language)
        self.use_directory_urls = use_directory_urls
        self.practices = {practice.slug: self._practice(practice) for practice in roster.practices}
        self.topics = {topic.slug: self._topic(topic) for topic in roster.topics}
        self.people = {
            expert.slug: self._person(told.get(expert.slug, Told(expert=expert)), photos.get(expert.slug), today)
            for expert in sorted(roster.experts, key=by_name)
        }
        self.successions = successions(self.people)
        self.homes = {year: tuple(chunks(found, _ARCHIVE_POSTS)) for year, found in by_year(posts).items()}
        self.site = Site(
            brand=options.brand,
            directory=self._url(_paged(EXPERTS_DIR, 1)),
            index=f"{EXPERTS_DIR}/index.json",
            company=self._company(),
            practices=tuple(self.practices.values()),
            topics=tuple(self.topics.values()),
            years=tuple((year, self._url(self._archive_uri(year, 1))) for year in self.homes),
            experts=len(self.people),
            blogroll=self._blogroll(EXPERTS_DIR),
        )
        self.cards = self._cards(posts)
        self.cards_of = grouped(self.cards, lambda card: (person.expert.slug for person in card.people))

    def pages(self) -> tuple[Page, ...]:
        """Make all of them, in the order in which a visitor would look for them."""
        former = redirects(self.people.values(), self.site, self.words, use_directory_urls=self.use_directory_urls)
        return (*self._directory(), *self._experts(), *self._groups(), *self._archive(), *former)

    # --- what the pages speak of

    def _url(self, src_uri: str) -> str:
        return url_of(src_uri, use_directory_urls=self.use_directory_urls)

    def _archive_uri(self, year: int, number: int) -> str:
        stem = f"{self.options.blog_dir}/archive/{year}"
        return f"{stem}.md" if number == 1 else f"{stem}/page/{number}.md"

    def _person(self, told: Told, photo: Photo | None, today: date) -> Person:
        expert = told.expert
        return Person(
            expert=expert,
            url=self._url(_expert_uri(expert.slug)),
            photo=photo_urls(expert.slug, photo) if photo else {},
            portrait=portrait_url(expert.slug, photo) if photo else None,
            feeds=self._feeds(f"{EXPERTS_DIR}/{expert.slug}"),
            alumni=expert.alumni(today),
            practices=known(self.practices, expert.practices),
            topics=known(self.topics, expert.topics),
            link_back=told.link_back,
            kit=self._url(_kit_uri(expert.slug)) if self.options.site_url else None,
            note=told.note,
        )

    def _company(self) -> Group:
        src_uri = _paged(self.options.blog_dir, 1)
        name = self.words.say("ideas-from", brand=self.options.brand.name)
        return Group(
            kind="company",
            slug="",
            name=name,
            src_uri=src_uri,
            url=self._url(src_uri),
            feeds=self._feeds(self.options.blog_dir),
        )

    def _practice(self, practice: Practice) -> Group:
        src_uri = _paged(f"{self.options.blog_dir}/{practice.slug}", 1)
        return Group(
            kind="practice",
            slug=practice.slug,
            name=practice.name,
            src_uri=src_uri,
            url=self._url(src_uri),
            description=practice.description,
            offering=self._offering(practice.offering),
            contact=practice.contact,
            feeds=self._feeds(posixpath.dirname(src_uri)),
            blogroll=self._blogroll(posixpath.dirname(src_uri)),
        )

    def _topic(self, topic: Topic) -> Group:
        src_uri = _paged(f"{self.options.blog_dir}/topics/{topic.slug}", 1)
        return Group(
            kind="topic",
            slug=topic.slug,
            name=topic.name,
            src_uri=src_uri,
            url=self._url(src_uri),
            offering=self._offering(topic.offering),
            feeds=self._feeds(posixpath.dirname(src_uri)),
        )

    def _feeds(self, folder: str) -> Feeds | None:
        return feeds_at(folder) if self.options.site_url else None

    def _blogroll(self, folder: str) -> str | None:
        return blogroll_at(folder) if self.options.site_url else None

    def _offering(self, page: str | None) -> str | None:
        """Return the address of a page that editors name by its file, or by an address of another site."""
        if page is None or ":" in page:
            return page
        path, mark, fragment = page.partition("#")
        return (self._url(path) if path.endswith(".md") else path) + mark + fragment

    def _cards(self, posts: Sequence[Post]) -> tuple[Card, ...]:
        homes = {
            post.anchor: self._url(self._archive_uri(year, number))
            for year, pages in self.homes.items()
            for number, page in enumerate(pages, 1)
            for post in page
        }
        doubtful = {post.anchor for post in posts if not post.hosted and astray(post.entry.link, post.feed)}
        return tuple(
            Card(
                post=post,
                url=post.hosted.url if post.hosted else None if post.anchor in doubtful else post.entry.link,
                hosted=post.hosted is not None,
                doubtful=post.anchor in doubtful,
                people=known(self.people, (expert.slug for expert in post.experts)),
                practices=known(self.practices, post.practices),
                topics=known(self.topics, post.topics),
                home=post.hosted.url if post.hosted else f"{homes[post.anchor]}#{post.anchor}",
                indexed=rank < _INDEXED_POSTS and not post.hosted,
            )
            for rank, post in enumerate(posts)
        )

    # --- people

    def _newest(self, person: Person) -> Card | None:
        return next(iter(self.cards_of.get(person.expert.slug, ())), None)

    def _directory(self) -> Iterator[Page]:
        """List everybody, alumni last."""
        listed = [(person, self._newest(person)) for person in self.people.values()]
        listed.sort(key=lambda pair: pair[0].alumni)
        updated = latest(day for person, card in listed for day in (card.day if card else None, changed(person)))
        for src_uri, pager, found in self._row(EXPERTS_DIR, chunks(listed, _PEOPLE_PER_PAGE)):
            yield DirectoryPage(
                src_uri=src_uri,
                url=self._url(src_uri),
                title=self._title(self.words.say("experts"), pager),
                description=self.words.say("directory-summary", brand=self.options.brand.name),
                updated=updated,
                parent=_hub(EXPERTS_DIR, pager),
                searchable=pager.number == 1,
                site=self.site,
                pager=pager,
                people=tuple((person, card) for person, card in found if not person.alumni),
                alumni=tuple((person, card) for person, card in found if person.alumni),
            )

    def _experts(self) -> Iterator[Page]:
        """Give everybody a page."""
        like_minded = grouped(self._active(), lambda person: person.expert.topics)
        recent = min(_EXPERT_POSTS, posts_each(len(self.people)))
        for person in self.people.values():
            expert = person.expert
            cards = self.cards_of.get(expert.slug, [])
            pinned = next((card for card in cards if is_named(card.post, expert.pin)), None)
            featured = pinned or self._newest(person)
            below = [card for card in cards[recent:] if card.hosted and card is not featured]
            yield ExpertPage(
                src_uri=_expert_uri(expert.slug),
                url=person.url,
                title=expert.name,
                description=self._summary(person),
                updated=latest([*(card.day for card in cards[:1]), changed(person)]),
                parent=_paged(EXPERTS_DIR, 1),
                channel=self._channel(expert.name, self._summary(person), person, cards),
                site=self.site,
                person=person,
                featured=featured,
                pinned=pinned is not None,
                posts=tuple(card for card in cards[:recent] if card is not featured),
                published=tuple(below[:_PUBLISHED]),
                peers=peers(person, like_minded),
                successor=self.people.get(expert.successor or ""),
                predecessors=tuple(former for former, successor in self.successions if successor is person),
                line=line(person, self.successions),
            )

    def _channel(self, name: str, description: str, owner: Group | Person, cards: Sequence[Card]) -> Channel | None:
        """Say what the feeds of somebody or of a group are made of: whatever is newest, without taking turns."""
        if owner.feeds is None:
            return None
        brand, person = self.options.brand.name, owner if isinstance(owner, Person) else None
        return Channel(
            title=name if brand in name else f"{name} · {brand}",
            description=description,
            url=owner.url,
            feeds=owner.feeds,
            cards=tuple(cards[: posts_each(len(self.people)) if person else FEED_POSTS]),
            person=person,
            updated=person.expert.updated if person else None,
        )

    def _active(self) -> list[Person]:
        """Return who is with the company, whoever wrote last first."""
        active = [person for person in self.people.values() if not person.alumni]
        active.sort(key=lambda person: card.day if (card := self._newest(person)) else date.min, reverse=True)
        return active

    def _summary(self, person: Person) -> str:
        """Say who this is in a sentence; the renderer adds the bio's first words."""
        expert = person.expert
        key = ("alumni" if person.alumni else "person") + ("-summary" if expert.job_title else "-summary-untitled")
        return self.words.say(key, name=expert.name, job_title=expert.job_title, brand=self.options.brand.name)

    # --- posts

    def _groups(self) -> Iterator[Page]:
        """Make the group blogs: the company's, and each practice's and topic's."""
        brand, active = self.options.brand.name, self._active()
        yield from self._group_blog(
            self.site.company,
            self.cards,
            people=[person for person in active if self._newest(person)],
            description=self.words.say("ideas-summary", brand=brand),
        )
        posts = grouped(self.cards, lambda card: card.post.practices)
        members = grouped(active, lambda person: person.expert.practices)
        former = grouped(
            (person for person in self.people.values() if person.alumni), lambda person: person.expert.practices
        )
        for slug, practice in self.practices.items():
            yield from self._group_blog(
                practice,
                posts.get(slug, []),
                people=members.get(slug, []),
                alumni=former.get(slug, []),
                description=practice.description
                or self.words.say("practice-summary", practice=practice.name, brand=brand),
            )
        posts = grouped(self.cards, lambda card: card.post.topics)
        members = grouped(active, lambda person: person.expert.topics)
        for slug, topic in self.topics.items():
            yield from self._group_blog(
                topic,
                posts.get(slug, []),
                people=members.get(slug, []),
                description=self.words.say("topic-summary", topic=topic.name, brand=brand),
            )

    def _group_blog(
        self,
        group: Group,
        cards: Sequence[Card],
        *,
        people: Sequence[Person],
        alumni: Sequence[Person] = (),
        description: str,
    ) -> Iterator[Page]:
        """Page one in turns, so that nobody drowns the rest; then everything else, newest first."""
        size = self.options.posts_per_page
        first = front_page(cards, size)
        shown = {card.post.anchor for card in first}
        rest = [card for card in cards if card.post.anchor not in shown]
        sheets = [first, *chunks(rest, size)][: sheets_each(len(self.people))]
        folder, faces = posixpath.dirname(group.src_uri), _FACES[group.kind]
        for src_uri, pager, found in self._row(folder, sheets):
            yield GroupPage(
                src_uri=src_uri,
                url=self._url(src_uri),
                title=self._title(group.name, pager),
                description=description,
                updated=latest(card.day for card in cards[:1]),
                parent=_hub(folder, pager) or (None if group.kind == "company" else self.site.company.src_uri),
                searchable=pager.number == 1,
                channel=self._channel(group.name, description, group, cards) if pager.number == 1 else None,
                site=self.site,
                pager=pager,
                group=group,
                posts=tuple(found),
                people=tuple(people[:faces]),
                others=tuple(people[faces:]),
                alumni=tuple(alumni),
                successions=tuple(pair for pair in self.successions if pair[0] in alumni),
            )

    def _archive(self) -> Iterator[Page]:
        """Give every post its home, in the page of its year."""
        cards = {card.post.anchor: card for card in self.cards}
        for year, sheets in self.homes.items():
            uris = [self._archive_uri(year, number) for number in range(1, len(sheets) + 1)]
            for pager, posts in self._pagers(uris, sheets):
                src_uri = uris[pager.number - 1]
                found = tuple(cards[post.anchor] for post in reversed(posts))
                yield ArchivePage(
                    src_uri=src_uri,
                    url=self._url(src_uri),
                    title=self._title(self.words.say("archive-of", year=year), pager),
                    description=self.words.say("archive-summary", year=year, brand=self.options.brand.name),
                    updated=found[0].day,
                    parent=self.site.company.src_uri,
                    searchable=any(card.indexed for card in found),
                    site=self.site,
                    pager=pager,
                    year=year,
                    posts=found,
                )

    # --- rows of pages

    def _row(self, folder: str, sheets: Iterable[Sequence[_T]]) -> Iterator[tuple[str, Pager, Sequence[_T]]]:
        """Lay sheets out at `folder/`, `folder/page/2/` …; there is always a page one."""
        laid = list(sheets) or [()]
        uris = [_paged(folder, number) for number in range(1, len(laid) + 1)]
        for pager, sheet in self._pagers(uris, laid):
            yield uris[pager.number - 1], pager, sheet

    def _pagers(self, uris: Sequence[str], sheets: Sequence[_T]) -> Iterator[tuple[Pager, _T]]:
        urls = [None, *(self._url(uri) for uri in uris), None]
        for number, sheet in enumerate(sheets, 1):
            yield Pager(number=number, of=len(uris), previous=urls[number - 1], next=urls[number + 1]), sheet

    def _title(self, title: str, pager: Pager) -> str:
        return title if pager.number == 1 else self.words.say("page-of", title=title, n=pager.number)


# --- names -----------------------------------------------------------------------------------------------------------


def _paged(folder: str, number: int) -> str:
    return f"{folder}/index.md" if number == 1 else f"{folder}/page/{number}.md"


def _hub(folder: str, pager: Pager) -> str | None:
    return _paged(folder, 1) if pager.number > 1 else None


def _expert_uri(slug: str) -> str:
    return f"{EXPERTS_DIR}/{slug}.md"


def _kit_uri(slug: str) -> str:
    return f"{EXPERTS_DIR}/{slug}/kit.md"

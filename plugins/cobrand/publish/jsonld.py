"""A page → one JSON-LD graph in schema.org's words, for search engines. It asks nobody, and invents no date, person or address.

What a graph should hold is Google's to say (ProfilePage, Article, BreadcrumbList at developers.google.com/search/docs/
appearance/structured-data); that each property belongs to its type, schema.org's. Addresses and ids are whole ones: a site
that does not know its own gets a graph without them, whose nodes are tied together by blank ids.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from urllib.parse import quote

from pydantic_core import to_json

from cobrand import address
from cobrand.config import Options
from cobrand.model import Expert
from cobrand.publish.pages import (
    ArchivePage,
    Card,
    DirectoryPage,
    ExpertPage,
    Group,
    GroupPage,
    ListingPage,
    Page,
    Person,
    Series,
    Site,
)
from cobrand.words import Words

Node = dict[str, object]
Apart = Callable[[Callable[[Card], str]], Callable[[Card], str]]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FEED = re.compile(r"[./](xml|rss|rdf|atom|json|feed)/?$", re.IGNORECASE)
_UNWRITTEN = re.compile(r'[<>"{}|\\^`]')
_ESCAPES = [(letter, f"\\u{ord(letter):04x}") for letter in "<>&\u2028\u2029"]


def serialise(node: Node) -> str:
    """Write a node so that it may stand in a `<script>`, whatever texts it holds: none can end it, or begin another."""
    try:
        written = to_json(node).decode()  # the same in a fifth of the time
    except ValueError:  # a lone surrogate, which is for whoever writes the page to encode
        written = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    for letter, escape in _ESCAPES:
        if letter in written:
            written = written.replace(letter, escape)
    return written


# --- ids and addresses -----------------------------------------------------------------------------------------------


@lru_cache(1 << 10)  # a graph says the address of its page some five times
def whole(site_url: str | None, url: str) -> str | None:
    """Return the whole address of what lies below the site; `None` where the site does not know its own."""
    return site_url and site_url + quote(url, safe="/#%?&=+:,;~!$'()*@")


def of_web(url: str | None) -> str | None:
    """Return an address as it may stand in data; `None` for what is no address of the web.

    Browsers take `<` and a quotation mark in one, but RFC 3986 has no place for them.
    """
    found = url and address.absolute(url, None)
    return _UNWRITTEN.sub(lambda letter: quote(letter.group()), found) if found else None


def identifier(site_url: str | None, url: str, name: str) -> str:
    """Return what a page's node `name` is called wherever it is spoken of: `…/experts/ada/#person`."""
    if site_url is None:
        return "_:" + "-".join(re.findall(r"[a-z0-9]+", f"{url} {name}".lower()))
    return f"{whole(site_url, url)}#{name}"


def person_id(site_url: str | None, person: Person) -> str:
    """Return the id by which the company's pages, and the person's own site, mean the same person."""
    return identifier(site_url, person.url, "person")


def organization_id(site_url: str | None) -> str:
    """Return the company's id."""
    return identifier(site_url, "", "org")


def identities(expert: Expert) -> tuple[str, ...]:
    """Return the pages elsewhere that are about the person: the home page, and the profile's `links`; no feeds."""
    found = {
        address.canonical(url): url
        for url in (
            address.absolute(url or "", None) for url in (expert.homepage, *(link.url for link in expert.links))
        )
        if url and not _FEED.search(url.partition("?")[0])
    }
    return tuple(found.values())


# --- pages -----------------------------------------------------------------------------------------------------------


class Describer:
    """Describes the pages of one site; `title` is what a post is called where people see it.

    `apart` makes of what describes a post something that describes each apart, and gives nothing for one at which we fail.
    A graph comes out as text: what stands on many pages is written once.
    """

    def __init__(self, options: Options, words: Words, *, title: Callable[[Card], str], apart: Apart) -> None:
        self._options, self._words, self._title = options, words, title
        self._site_url = options.site_url
        tag = options.language.replace("_", "-")
        self._language = tag if _LANGUAGE.fullmatch(tag) else words.locale.language
        # Each stands on many pages. What is remembered is shared, so nothing here may change a node it was given.
        self._post = lru_cache(1 << 15)(apart(self._write_post))
        self._person = lru_cache(1 << 14)(self._make_person)
        self._practice = lru_cache(1 << 10)(self._write_practice)

    def describe(self, page: Page, *, title: str, description: str | None) -> str | None:
        """Return a page's graph; `None` for one that no search engine should take in. `title` is the page's own."""
        if page.noindex:
            return None
        trail = self._trail(page, title)
        match page:
            case ExpertPage():
                nodes = self._profile(page, title=title, description=description)
            case GroupPage():
                nodes = self._group_blog(page, title=title, description=description)
            case DirectoryPage():
                nodes = self._directory(page, title=title, description=description)
            case ArchivePage():
                nodes = self._archive(page, title=title, description=description)
            case _:
                nodes = [serialise(self._page("WebPage", page, title=title, description=description))]
        return _graph(*nodes, *map(serialise, trail))

    def series(self, series: Series) -> str:
        """Return the graph of a page of the site's own that weaves posts into one narrative: they have an order."""
        listed = identifier(self._site_url, series.url, "parts")
        items = (
            f'{{"@type":"ListItem","position":{number},"item":{posting}}}'
            for number, posting in enumerate(self._posts(series.cards), 1)
        )
        parts = node(
            "ItemList",
            listed,
            name=series.title,
            numberOfItems=len(series.cards),
            itemListOrder="https://schema.org/ItemListOrderAscending",
        )
        url = self._whole(series.url)
        page = node(
            "CollectionPage",
            url,
            url=url,
            name=series.title,
            description=series.description,
            mainEntity={"@id": listed},
        )
        return _graph(serialise(page), _with(parts, "itemListElement", items))

    def home(self, description: str | None) -> str:
        """Return the graph of the site's home page: the site, and whose it is."""
        site = node(
            "WebSite",
            identifier(self._site_url, "", "website"),
            name=self._options.site_name,
            url=self._site_url,
            description=description,
            inLanguage=self._language,
            publisher={"@id": organization_id(self._site_url)},
        )
        return _graph(serialise(site), self._company)

    def hosted(self, card: Card) -> str:
        """Return the graph of a post in a blog of the site's own: whose it is, and that the company publishes it."""
        url = self._whole(card.url or "")
        more = f",{serialise({'@id': url, 'mainEntityOfPage': url})[1:-1]}}}" if url else "}"
        return _graph(*(posting[:-1] + more for posting in self._posts([card])), self._company)

    def _profile(self, page: ExpertPage, *, title: str, description: str | None) -> list[str]:
        """Describe an expert's page: a page about a person who works, or worked, for the company."""
        person, expert = page.person, page.person.expert
        company = {"@id": organization_id(self._site_url)}
        current = not person.alumni
        posts = [card for card in (page.featured, *page.posts, *page.published) if card]
        return [
            _with(
                self._page(
                    "ProfilePage",
                    page,
                    title=title,
                    description=description,
                    dateModified=_midnight(expert.updated),
                    mainEntity={"@id": person_id(self._site_url, person)},
                ),
                "hasPart",
                self._posts(posts),
            ),
            serialise(
                node(
                    "Person",
                    self._person(person)["@id"],
                    name=expert.name,
                    url=self._whole(person.url),
                    description=description,
                    image=person.portrait and self._whole(person.portrait),
                    jobTitle=expert.job_title if current else None,
                    worksFor=company if current else None,
                    alumniOf=None if current else company,
                    memberOf=[self._named(group) for group in person.practices] if current else None,
                    knowsAbout=[group.name for group in person.topics],
                    award=[credential.title for credential in expert.credentials if credential.kind == "award"],
                    sameAs=identities(expert),
                )
            ),
            self._company,
            *(self._practice(group) for group in person.practices if current),
        ]

    def _group_blog(self, page: GroupPage, *, title: str, description: str | None) -> list[str]:
        """Describe a group blog: a page whose main thing is a blog, of posts that belong to those who wrote them."""
        group = page.group
        blog = identifier(self._site_url, group.url, "blog")
        about: Node | None = None
        if group.kind == "practice":
            about = self._named(group)
        elif group.kind == "topic":
            about = node("Thing", name=group.name)
        return [
            serialise(
                self._page(
                    "CollectionPage", page, title=title, description=description, about=about, mainEntity={"@id": blog}
                )
            ),
            _with(
                node(
                    "Blog",
                    blog,
                    name=group.name,
                    url=self._whole(group.url),
                    description=group.description or description,
                    inLanguage=self._language,
                ),
                "blogPost",
                self._posts(page.posts),
            ),
            *([self._practice(group)] if group.kind == "practice" else []),
            self._company,
        ]

    def _directory(self, page: DirectoryPage, *, title: str, description: str | None) -> list[str]:
        """Describe a page of the directory: a list of people."""
        listed = identifier(self._site_url, page.url, "people")
        people = [person for person, _ in (*page.people, *page.alumni)]
        return [
            serialise(
                self._page("CollectionPage", page, title=title, description=description, mainEntity={"@id": listed})
            ),
            serialise(
                node(
                    "ItemList",
                    listed,
                    name=title,
                    numberOfItems=len(people),
                    itemListElement=[
                        {"@type": "ListItem", "position": number, "item": self._person(person)}
                        for number, person in enumerate(people, 1)
                    ],
                )
            ),
        ]

    def _archive(self, page: ArchivePage, *, title: str, description: str | None) -> list[str]:
        """Describe a year: a part of what the company's group blog holds.

        Of its posts the page says all that could be said here in its h-entries: a large company has hundreds of thousands.
        """
        company = page.site.company
        blog = identifier(self._site_url, company.url, "blog")
        return [
            serialise(
                self._page("CollectionPage", page, title=title, description=description, mainEntity={"@id": blog})
            ),
            serialise(node("Blog", blog, name=company.name, url=self._whole(company.url))),
            self._company,
        ]

    # --- what pages share

    def _posts(self, cards: Iterable[Card]) -> list[str]:
        return [described for card in cards if (described := self._post(card))]

    def _whole(self, url: str) -> str | None:
        return whole(self._site_url, url)

    def _page(self, kind: str, page: Page, *, title: str, description: str | None, **more: object) -> Node:
        url = self._whole(page.url)
        crumbs = {"@id": identifier(self._site_url, page.url, "breadcrumb")} if url else None
        shared = {"name": title, "description": description, "inLanguage": self._language}
        return node(kind, url, url=url, **shared, **more, breadcrumb=crumbs)

    @cached_property
    def _company(self) -> str:
        brand = self._options.brand
        return serialise(
            node(
                "Organization",
                organization_id(self._site_url),
                name=brand.name,
                url=of_web(brand.url) or self._site_url,
                logo=brand.logo and self._whole(brand.logo),
            )
        )

    def _named(self, group: Group) -> Node:
        """Mean a practice that is described elsewhere in the graph."""
        return {"@id": identifier(self._site_url, group.url, "practice")}

    def _write_practice(self, group: Group) -> str:
        return serialise(
            node(
                "Organization",
                self._named(group)["@id"],
                name=group.name,
                url=self._whole(group.url),
                description=group.description,
                parentOrganization={"@id": organization_id(self._site_url)},
            )
        )

    def _make_person(self, person: Person) -> Node:
        """Mean a person, with what Google wants to know of an author."""
        return node("Person", person_id(self._site_url, person), name=person.expert.name, url=self._whole(person.url))

    def _write_post(self, card: Card) -> str:
        """Describe a post at the address where it was first published, which the company is not the publisher of."""
        entry = card.post.entry
        there = self._whole(card.url) if card.hosted and card.url else of_web(card.url)
        experts = () if card.post.guest else card.people
        others = (node("Person", name=one.name, url=of_web(one.uri)) for one in card.post.others)
        authors = [*map(self._person, experts), *others]
        language = entry.language
        posting = node(
            "BlogPosting",
            headline=self._title(card),
            url=there or self._whole(card.home),
            datePublished=_moment(entry.date),
            dateModified=_moment(entry.updated) if entry.updated and entry.updated > entry.date else None,
            inLanguage=language if language and _LANGUAGE.fullmatch(language) else None,
            author=authors[0] if len(authors) == 1 else authors,
            publisher={"@id": organization_id(self._site_url)} if card.hosted else None,
        )
        return serialise(posting)

    def _trail(self, page: Page, title: str) -> Iterator[Node]:
        """Yield the way from the site's home to a page; it is made of addresses, and none without them."""
        if self._site_url is None:
            return
        steps = [(self._options.site_name, ""), *self._hubs(page.site, page), (title, page.url)]
        yield node(
            "BreadcrumbList",
            identifier(self._site_url, page.url, "breadcrumb"),
            itemListElement=[
                {"@type": "ListItem", "position": number, "name": name, "item": self._whole(url)}
                for number, (name, url) in enumerate(steps, 1)
            ],
        )

    def _hubs(self, site: Site, page: Page) -> Sequence[tuple[str, str]]:
        """Return the names and addresses of what stands between the site's home and a page."""
        experts = (self._words.say("experts"), site.directory)
        company = (site.company.name, site.company.url)
        first = not isinstance(page, ListingPage) or page.pager.number == 1
        match page:
            case ExpertPage():
                return [experts]
            case DirectoryPage():
                return [] if first else [experts]
            case GroupPage(group=group):
                above = [] if group.kind == "company" else [company]
                return above if first else [*above, (group.name, group.url)]
            case ArchivePage(year=year):
                above = [company]
                return above if first else [*above, (self._words.say("archive-of", year=year), dict(site.years)[year])]
        return []


def _graph(*nodes: str) -> str:
    """Write a graph of nodes that are written."""
    return f'{{"@context":"https://schema.org","@graph":[{",".join(nodes)}]}}'


def _with(described: Node, name: str, items: Iterable[str]) -> str:
    """Write a node with a list of what is written already; an empty list is left out."""
    listed, written = ",".join(items), serialise(described)
    return f'{written[:-1]},"{name}":[{listed}]}}' if listed else written


def node(kind: str, identifier: object = None, **properties: object) -> Node:
    """Make a node of what is known: an absent or empty property is left out."""
    known = {key: value for key, value in properties.items() if value or value == 0}
    return {"@type": kind, **({"@id": identifier} if identifier else {}), **known}


def _moment(when: datetime) -> str | None:
    """Write a moment; the first year is how an entry says that nobody knows."""
    return f"{when.isoformat()[:19]}Z" if when.year > 1 else None


def _midnight(day: date | None) -> str | None:
    """Write a day as the moment at which it began, since Google wants to read a moment with its zone."""
    return _moment(datetime.combine(day, time.min, UTC)) if day else None

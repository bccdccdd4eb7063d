"""The directory's pages → one JSON file of everybody, for the script that filters them. It says nothing that they don't.

A thousand people should not weigh more than one of these pages: each is a list of name, slug, job title, groups, face and
newest post, the alumni last. What is the same for many stands once: practices and topics, to which people point by number,
days as people write them, and what stands around a slug in the addresses of pages and photos, relative to the directory.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cobrand import address
from cobrand.photos import initials
from cobrand.publish.pages import PHOTOS_DIR, Card, DirectoryPage, Group, Page, Person, Site
from cobrand.publish.portraits import pictures, tint
from cobrand.words import Words

FACE = 72  # CSS pixels, as in person.html

_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029"})

Language = tuple[str, str | None]


def people_index(
    pages: Iterable[Page],
    *,
    title: Callable[[Card], str],
    language: Callable[[Card], Language | None],
    words: Words,
) -> Mapping[str, bytes]:
    """Return the file at its address below the site; nothing where there is no directory. A line is a person.

    `title` and `language` tell how a post is called and in which language that is, if not in the site's own.
    """
    directory = [page for page in pages if isinstance(page, DirectoryPage)]
    if not directory:
        return {}
    site = directory[0].site
    listed = [pair for page in directory for pair in (*page.people, *page.alumni)]
    index = _Index(site, title=title, language=language, words=words)
    people = [index.person(person, newest) for person, newest in listed]
    head = {
        "groups": [index.group(group) for group in (*site.practices, *site.topics)],
        "page": "/" if site.directory.endswith("/") else ".html",
        "photos": index.relative(f"{PHOTOS_DIR}/"),
        "active": sum(not person.alumni for person, _ in listed),
        "days": {day.isoformat(): words.day(day) for day in sorted({card.day for _, card in listed if card})},
    }
    lines = ",\n".join(map(_json, people))
    return {site.index: f'{_json(head)[:-1]},"people":[\n{lines}\n]}}\n'.encode("utf-8", "replace")}


class _Index:
    """What the entries of one index share."""

    def __init__(
        self, site: Site, *, title: Callable[[Card], str], language: Callable[[Card], Language | None], words: Words
    ) -> None:
        self.folder = f"{posixpath.dirname(site.index)}/"
        self.groups = {group: number for number, group in enumerate((*site.practices, *site.topics))}
        self.title, self.language, self.words = title, language, words

    def relative(self, url: str) -> str:
        """Return the way from the directory's folder to an address of the site."""
        return address.relative(url, self.folder)

    def group(self, group: Group) -> dict[str, Any]:
        """Write a practice or a topic."""
        return {"kind": group.kind, "slug": group.slug, "name": group.name, "url": self.relative(group.url)}

    def person(self, person: Person, newest: Card | None) -> list[Any]:
        """Write somebody as the card in the directory shows them."""
        expert = person.expert
        job_title = expert.job_title
        if job_title and person.alumni:
            job_title = self.words.say("then", job_title=job_title)
        groups = [self.groups[group] for group in (*person.practices, *person.topics)]
        return [
            expert.name,
            expert.slug,
            job_title,
            groups,
            self.face(person),
            *([self.post(newest)] if newest else []),
        ]

    def face(self, person: Person) -> list[str | int]:
        """Write initials and tint; or what stands between slug and size in the names of a photo's files, and the sizes."""
        slug, found = person.expert.slug, pictures(person, FACE)
        if not found:
            return [initials(person.expert.name), tint(slug)]
        names = [
            posixpath.basename(url).removesuffix(".webp").removeprefix(f"{slug}-").split("-") for url in found if url
        ]
        return [names[0][0], int(names[0][1]), int(names[1][1]) if len(names) > 1 else 0]

    def post(self, card: Card) -> list[str | None]:
        """Write the newest post: title, address, day, and the language if it is not the site's own."""
        foreign = self.language(card)
        url = self.relative(card.url) if card.hosted and card.url else address.absolute(card.url or "", None)
        return [self.title(card), url, card.day.isoformat(), *([foreign[0]] if foreign else [])]


def _json(thing: object) -> str:
    """Serialise without anything that a browser could take for markup, should it ever look at the file as a page."""
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)

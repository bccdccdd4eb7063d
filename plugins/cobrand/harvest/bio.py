"""A home page → what it says of its owner, and in which form; e-mail addresses, telephone numbers and places it leaves there.

Asked in this order, field by field: the representative h-card, JSON-LD, OpenGraph and meta tags.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from cobrand import address
from cobrand.harvest.blurb import own_words, speaks_of
from cobrand.harvest.decode import PAGE_READ, decode
from cobrand.harvest.discretion import calls, discreet, reaches
from cobrand.harvest.jsonld import address_of, person_of, text_of
from cobrand.harvest.markup import cut, guessed, paragraphs, visible, without_forbidden
from cobrand.harvest.microformats import STUMBLES, items
from cobrand.harvest.owner import choose, name_in_title, name_of, parts_of, portrait_of
from cobrand.harvest.plaintext import plain, web_address
from cobrand.harvest.tags import base_of, tags
from cobrand.model import Bio, Fact

_LONGEST_NOTE = 4_000
_MOST_READ = 20_000
_LONGEST_TITLE = 150
_LONGEST_PRONOUNS = 40
_MOST_LINKS = 20
_CARD_CLASS = re.compile(r"\b(?:h-card|vcard)\b")
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,300})", re.IGNORECASE)

_HANDLE = re.compile(r"(?:acct:)?@?([\w.+-]{1,100}@[\w-]+(?:\.[\w-]+)+)", re.ASCII)
_PRIVATE = ("email", "tel", "adr", "geo", "street-address", "postal-code", "bday")
Properties = Mapping[str, Any]


def read_bio(body: bytes, *, url: str, asked: str | None = None, charset: str | None = None) -> Bio:
    """Read what a page says of the person whose home it is; whatever the bytes are, something comes out, maybe nothing.

    `asked` is the address that led to `url`: people mostly name the one that they asked us to visit.
    """
    here = {address.canonical(url), address.canonical(asked or url)}
    text = without_forbidden(decode(body[:PAGE_READ], charset))
    base = base_of(text, url)
    mine = tuple(_identities(text, base))
    meta = _meta(text)
    stated = (_from_card(_card(text, url, here, mine), base), _from_linked_data(text, here, base))
    called = [*(bio.name.value for bio in stated if bio.name), *_titles(text)]
    said = (*stated, _from_tags(meta, base, mine, called))
    links = {address.canonical(link.value): link for bio in said[::-1] for link in bio.links[::-1]}
    own = address.host(url) if urlsplit(url).path in ("", "/") else ""  # whose own pages are no other places
    links = {place: link for place, link in links.items() if place not in here and address.host(link.value) != own}
    names = [bio.name for bio in said if bio.name]
    if said[2].name and (signed := _fact(_one([meta.get("author")], name_of), "meta")):
        names.append(signed)
    return Bio(
        name=choose(names, _sites(meta)),
        job_title=_first(bio.job_title for bio in said),
        pronouns=_first(bio.pronouns for bio in said),
        note=_first(bio.note for bio in said),
        photo=_first(bio.photo for bio in said),
        fediverse=_first(bio.fediverse for bio in said[::-1]),  # the meta tag says it for certain
        links=tuple(list(links.values())[::-1][:_MOST_LINKS]),
    )


def _first(facts: Iterable[Fact | None]) -> Fact | None:
    return next(filter(None, facts), None)


def _fact(value: str | None, source: str) -> Fact | None:
    return Fact(value=value, source=source) if value else None


# --- h-card ----------------------------------------------------------------------------------------------------------


def _card(text: str, url: str, here: AbstractSet[str], mine: tuple[str, ...]) -> Properties:
    """Return the properties of the representative h-card (https://microformats.org/wiki/representative-h-card-parsing)."""
    markup = visible(text) if _CARD_CLASS.search(text) else ""
    try:
        cards = list(_cards(items(markup, url))) if markup else []
        card = _representative(cards, here=here, mine={address.canonical(link) for link in mine})
    except STUMBLES:
        return {}
    name = _texts(card, "name")[:1]
    return (
        {} if name and name == _texts(card, "org")[:1] else card
    )  # that is how an organization's card says that it is one


def _representative(cards: list[Properties], *, here: AbstractSet[str], mine: AbstractSet[str]) -> Properties:
    for card in cards:
        if here & _places(card, "uid") & _places(card, "url"):
            return card
    for card in cards:
        if _places(card, "url") & mine:
            return card
    different = [card for index, card in enumerate(cards) if card not in cards[:index]]  # a card beside each post
    return different[0] if len(different) == 1 and here & _places(different[0], "url") else {}


def _cards(items: Iterable[Any]) -> Iterator[Properties]:
    """Yield the properties of all h-cards but those inside of others, which are employers and the like."""
    for item in items:
        if not isinstance(item, dict):
            continue
        if "h-card" in item.get("type", ()):
            yield item["properties"]
        else:
            yield from _cards(item.get("children", ()))
            yield from _cards(value for values in item.get("properties", {}).values() for value in values)


def _places(card: Properties, name: str) -> set[str]:
    return {address.canonical(value) for value in _texts(card, name)}


def _from_card(card: Properties, base: str) -> Bio:
    def fact(value: str | None) -> Fact | None:
        return _fact(value, "h-card")

    note = next(iter(card.get("note", ())), None)
    private = [value for name in _PRIVATE for value in _texts(card, name)]
    handles = [place for place in _texts(card, "url") if place.startswith("acct:")]
    return Bio(
        name=fact(_one(_texts(card, "name"), name_of)),
        job_title=fact(_one([*_texts(card, "job-title"), *_texts(card, "role")], _job_title)),
        pronouns=fact(_one([*_texts(card, "pronouns"), *_texts(card, "pronoun"), _cases(card)], _pronouns)),
        note=fact(_note(note.get("html") if isinstance(note, dict) else paragraphs(str(note or "")), private)),
        photo=fact(_one(_texts(card, "photo"), lambda value: portrait_of(value, base))),
        fediverse=fact(_one(handles, _handle)),
        links=_links(_texts(card, "url"), base, "h-card"),
    )


def _cases(card: Properties) -> str:
    """Put together what some spell case by case: she/her."""
    cases = ("pronoun-nominative", "pronoun-oblique")
    return "/".join(value for case in cases for value in _texts(card, case)[:1])


def _texts(card: Properties, name: str) -> list[str]:
    """Return the values of a property that are text; an embedded item (h-adr, a picture with alt) has one as well."""
    values = (value.get("value") if isinstance(value, dict) else value for value in card.get(name, ()))
    return [value for value in values if isinstance(value, str) and value.strip()]


# --- JSON-LD ---------------------------------------------------------------------------------------------------------


def _from_linked_data(text: str, here: AbstractSet[str], base: str) -> Bio:
    terms = person_of(text, here=here, base=base) if "ld+json" in text.lower() else {}

    def fact(value: str | None) -> Fact | None:
        return _fact(value, "JSON-LD")

    def texts(term: str) -> list[str]:
        return [value for value in map(text_of, terms.get(term, ())) if value]

    def places(term: str) -> list[str]:
        return [value for value in map(address_of, terms.get(term, ())) if value]

    private = [value for term in ("email", "telephone", "faxNumber", "address", "birthDate") for value in texts(term)]
    full = " ".join([*texts("givenName")[:1], *texts("familyName")[:1]])
    return Bio(
        name=fact(_one([*texts("name"), full], name_of)),
        job_title=fact(_one(texts("jobTitle"), _job_title)),
        pronouns=fact(_one(texts("pronouns"), _pronouns)),
        note=fact(_one(texts("description"), lambda value: _note(guessed(own_words(value) or ""), private))),
        photo=fact(_one(places("image"), lambda value: portrait_of(value, base))),
        fediverse=fact(_one([place for place in places("sameAs") if place.startswith("acct:")], _handle)),
        links=_links(places("sameAs"), base, "JSON-LD"),
    )


# --- tags ------------------------------------------------------------------------------------------------------------


def _identities(text: str, base: str) -> Iterator[str]:
    """Yield where the owner says that they are found as well: whatever `rel=me` links to."""
    for _, attributes in tags(text, "a", "link"):
        if "me" in attributes.get("rel", "").lower().split():
            place = attributes.get("href", "")
            if link := place if place.startswith("acct:") else web_address(place, base):
                yield link


def _meta(text: str) -> dict[str, str]:
    """Return what the tags of a page's head state, each by its name in lower case, of two the first."""
    said: dict[str, str] = {}
    for _, attributes in tags(text, "meta"):
        key = (attributes.get("property") or attributes.get("name") or "").strip().lower()
        said.setdefault(key, attributes.get("content", ""))
    return said


def _sites(said: Mapping[str, str]) -> Iterator[str]:
    """Yield what the site is called: a person may be called so, too, but need not."""
    keys = ("og:site_name", "application-name", "apple-mobile-web-app-title")
    yield from (plain(said[key]) or "" for key in keys if key in said)
    if said.get("og:type", "").strip().lower() == "website":
        yield plain(said.get("og:title")) or ""


def _titles(text: str) -> Iterator[str]:
    """Yield the parts of a page's title that may be its owner's name."""
    title = _TITLE.search(text)
    yield from filter(None, map(name_of, parts_of(plain(title[1]) or ""))) if title else ()


def _from_tags(said: Mapping[str, str], base: str, mine: Iterable[str], called: Iterable[str]) -> Bio:
    profile = said.get("og:type", "").strip().lower() == "profile"  # else it speaks of the site, and shows its banner
    opengraph = {key: value for key, value in said.items() if key.startswith(("og:", "profile:"))} if profile else {}
    full = f"{opengraph.get('profile:first_name', '')} {opengraph.get('profile:last_name', '')}"
    titled = partial(name_in_title, site=said.get("og:site_name", ""), login=said.get("profile:username", ""))
    sizes = [said.get(f"og:image:{side}", "").strip() for side in ("width", "height")]
    pictured = partial(portrait_of, base=base, sizes=sizes, preview=True)
    names = [*called, *filter(None, (name_of(said.get(key, "")) for key in ("author", "article:author")))]
    of_a_site = partial(_described, names=names)
    return Bio(
        name=_fact(_one([full], name_of) or _one([opengraph.get("og:title")], titled), "OpenGraph")
        or _fact(_one([said.get("author"), said.get("article:author")], name_of), "meta"),
        note=_fact(_one([opengraph.get("og:description")], _described), "OpenGraph")
        or _fact(_one([said.get("description")], of_a_site), "meta")
        or _fact(_one([said.get("og:description")], of_a_site), "OpenGraph"),
        photo=_fact(_one([opengraph.get("og:image")], pictured), "OpenGraph"),
        fediverse=_fact(_one([said.get("fediverse:creator")], _handle), "meta")
        or _fact(_one([place for place in mine if place.startswith("acct:")], _handle), "rel-me"),
        links=_links(mine, base, "rel-me"),
    )


def _described(value: str, names: Iterable[str] | None = None) -> str | None:
    """Return a description as a bio; with `names`, it is a site's, and must speak of whoever is called so."""
    words = own_words(plain(value, limit=1_000))
    return _note(paragraphs(words), ()) if words and (names is None or speaks_of(words, names)) else None


# --- what may be in a field ------------------------------------------------------------------------------------------


def _one(values: Iterable[str | None], mend: Any) -> str | None:
    """Return the first of these that is something after mending."""
    return next((mended for value in values if value and (mended := mend(value))), None)


def _job_title(value: str) -> str | None:
    return _short(value, _LONGEST_TITLE)


def _pronouns(value: str) -> str | None:
    return _short(value, _LONGEST_PRONOUNS)


def _short(value: str, limit: int) -> str | None:
    """Return what is said in a few words; a picture's address is none, and neither is a way to reach somebody."""
    words = plain(value, limit=limit)
    return None if words is None or "://" in words or reaches(words) else words


def _handle(value: str) -> str | None:
    found = _HANDLE.fullmatch(value.strip())
    return f"@{found[1]}" if found else None


def _note(markup: str | None, private: Iterable[str]) -> str | None:
    """Return a note without what nobody gave us leave to pass on, though it stands on the page for everybody."""
    kept = cut(discreet(without_forbidden(markup or "")[:_MOST_READ], private), _LONGEST_NOTE)
    return kept if plain(kept, "html") else None


def _links(places: Iterable[str], base: str, source: str) -> tuple[Fact, ...]:
    found = (web_address(place, base) for place in places)
    return tuple(Fact(value=link, source=source) for link in found if link and not calls(link))

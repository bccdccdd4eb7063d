"""A person with a page → what to paste into the personal site, so that it links back: links, a badge, linked data, words.

All of it ends up in somebody else's site. Markup comes from a serialiser, addresses are whole ones, and nothing in it runs,
loads or counts anything.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from html import escape
from xml.etree import ElementTree as ET

from cobrand import address, graphemes
from cobrand.config import Options
from cobrand.model import Expert
from cobrand.publish.jsonld import Node, identities, of_web, organization_id, person_id, serialise, whole
from cobrand.publish.pages import ExpertPage, KitPage, Page, Person, Piece
from cobrand.words import Words

_SVG = "http://www.w3.org/2000/svg"
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_LONGEST_NAME = 80
_HEIGHT, _START, _END = 56, 64, 18  # pixels of a badge, and of the space before and after its words
_MOST = 300  # pixels that a line of a badge may take
_NARROW = frozenset("iljtfrI.,:;!|'()[] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What a badge is drawn in; without a ground it takes the one of its page, and with `currentColor` its ink."""

    ink: str
    quiet: str
    line: str
    ground: str | None = None


LIGHT = Colours(ink="#16202c", quiet="#4a5562", line="#c3cad3", ground="#ffffff")
DARK = Colours(ink="#f2f5f8", quiet="#b6c0cc", line="#48535f", ground="#171d24")
BORROWED = Colours(ink="currentColor", quiet="currentColor", line="currentColor")
_ANY = Colours(ink="\x01", quiet="\x02", line="\x03", ground="\x04")  # holes, as no text of a badge can have them
_WIDTH, _INSIDE, _TITLE, _NAME, _ROLE = "\x05", "\x06", "\x07", "\x0e", "\x0f"  # more of them


class Kits:
    """Makes the kits of one site, which must know its own address."""

    def __init__(self, options: Options, site_url: str) -> None:
        self._brand, self._site_url = options.brand, site_url
        self._company = _line(options.brand.name)
        self._words = Words(options.language)
        self._host = address.host(site_url)
        stem = re.sub(r"[^a-z0-9.-]", "", address.ascii_host(self._host)) or "badge"
        self._files = (f"{stem}-light.svg", f"{stem}-dark.svg")  # what the files are called on the personal site

    def pages(self, pages: Iterable[Page]) -> Iterator[KitPage]:
        """Return the page with the kit of everybody who has a page."""
        for page in pages:
            if isinstance(page, ExpertPage) and page.person.kit:
                yield self._page(page, page.person.kit)

    def badges(self, kits: Iterable[KitPage]) -> Iterator[tuple[str, bytes]]:
        """Yield each badge as a file: its address below the site, and its bytes."""
        for kit in kits:
            badge = self._badge(kit.person)
            for url, colours in zip(kit.badges, (LIGHT, DARK), strict=True):
                yield url, f"{_coloured(badge, colours)}\n".encode()

    def _page(self, page: ExpertPage, url: str) -> KitPage:
        person = page.person
        folder = f"experts/{person.expert.slug}"
        title = self._words.say("kit-title", name=person.expert.name)
        return KitPage(
            src_uri=f"{folder}/kit.md",
            url=url,
            title=title,
            description=title,
            parent=page.src_uri,
            searchable=False,
            noindex=True,
            site=page.site,
            person=person,
            badges=(f"{folder}/badge-light.svg", f"{folder}/badge-dark.svg"),
            downloads=self._files,
            width=self._width(person),
            pieces=tuple(self._pieces(person)),
        )

    # --- what there is to paste

    def _pieces(self, person: Person) -> Iterator[Piece]:
        here = whole(self._site_url, person.url) or ""
        said = self._said(person, "kit-anchor-text", "kit-anchor-text-alumni")
        link, name = escape(here), escape(said)
        light, dark = self._files
        yield Piece(kind="anchor", text=_anchor(here, said))
        yield Piece(kind="link", text=f'<link rel="me" href="{link}">')
        yield Piece(kind="badge", text=f'<a rel="me" href="{link}">{_coloured(self._badge(person), BORROWED)}</a>')
        yield Piece(
            kind="files",
            text=f'<a rel="me" href="{link}"><picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
            f'<img src="{light}" alt="{name}" width="{self._width(person)}" height="{_HEIGHT}"></picture></a>',
        )
        yield Piece(
            kind="data", text=f'<script type="application/ld+json">{serialise(self._data(person, here))}</script>'
        )
        yield Piece(kind="fediverse", text=self._host)
        disclosure = self._said(person, "kit-disclosure-text", "kit-disclosure-text-alumni")
        yield Piece(kind="disclosure", text=escape(disclosure, quote=False))  # it is pasted into HTML, as all of it

    def _said(self, person: Person, now: str, then: str) -> str:
        """Say something of the person and the company, of alumni in the past tense."""
        return self._words.say(then if person.alumni else now, name=_line(person.expert.name), brand=self._company)

    def _data(self, person: Person, here: str) -> Node:
        """Describe the person under the id that the page here uses as well."""
        home = of_web(person.expert.homepage)
        company = {
            "@type": "Organization",
            "@id": organization_id(self._site_url),
            "name": self._company,
            "url": of_web(self._brand.url or self._site_url),
        }
        elsewhere = [url for url in identities(person.expert) if url != person.expert.homepage]
        return {
            "@context": "https://schema.org",
            "@type": "Person",
            "@id": person_id(self._site_url, person),
            "name": _line(person.expert.name),
            **({"url": home} if home else {}),
            "sameAs": list(filter(None, (here, *map(of_web, elsewhere)))),
            "alumniOf" if person.alumni else "worksFor": company,
        }

    # --- the badge

    def _lines(self, person: Person) -> tuple[str, str]:
        name = _fitting(_line(person.expert.name), 15, bold=True)
        return name, _fitting(self._said(person, "kit-badge-text", "kit-badge-text-alumni"), 12)

    def _width(self, person: Person) -> int:
        name, role = self._lines(person)
        return _START + round(max(_wide(name, 15, bold=True), _wide(role, 12))) + _END

    def _badge(self, person: Person) -> str:
        """Draw the badge, with holes for its colours."""
        name, role = self._lines(person)
        width = self._width(person)
        badge = _drawn(_NAME if name else "", leftward=(_runs_left(name), _runs_left(role)))
        for hole, text in (
            (_WIDTH, str(width)),
            (_INSIDE, str(width - 1)),
            (_TITLE, self._said(person, "kit-anchor-text", "kit-anchor-text-alumni")),
            (_NAME, name),
            (_ROLE, role),
        ):
            badge = badge.replace(hole, escape(text, quote=False))
        return badge


@lru_cache(1 << 3)
def _drawn(called: str, *, leftward: tuple[bool, bool]) -> str:
    """Draw a badge with holes: two marks that overlap, then a name and a role, which may run from right to left.

    `called` is the hole for the name, or nothing where that is empty: so is its element then.
    """
    svg = ET.Element(
        "svg",
        {
            "xmlns": _SVG,
            "role": "img",
            "width": _WIDTH,
            "height": str(_HEIGHT),
            "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "font-family": "system-ui, sans-serif",
        },
    )
    ET.SubElement(svg, "title").text = _TITLE
    frame = {"x": "0.5", "y": "0.5", "width": _INSIDE, "height": str(_HEIGHT - 1), "rx": "10"}
    ET.SubElement(svg, "rect", {**frame, "fill": _ANY.ground or "", "stroke": _ANY.line})
    for middle in ("26", "38"):
        mark = {"cx": middle, "cy": "28", "r": "11", "fill": "none", "stroke": _ANY.ink, "stroke-width": "2.5"}
        ET.SubElement(svg, "circle", mark)
    name = {"y": "25", "font-size": "15", "font-weight": "700", "fill": _ANY.ink}
    role = {"y": "43", "font-size": "12", "fill": _ANY.quiet}
    for text, style, left in zip((called, _ROLE), (name, role), leftward, strict=True):
        # The page around it may run either way, and so may the name.
        way = {"direction": "rtl", "text-anchor": "end"} if left else {"direction": "ltr"}
        ET.SubElement(svg, "text", {"x": str(_START), **way, **style}).text = text
    return ET.tostring(svg, encoding="unicode")


def _coloured(badge: str, colours: Colours) -> str:
    badge = badge.replace(_ANY.ink, colours.ink).replace(_ANY.quiet, colours.quiet)
    return badge.replace(_ANY.line, colours.line).replace(_ANY.ground or "", colours.ground or "none")


def anchor(expert: Expert, options: Options, *, page: str, today: date) -> str:
    """Return the link that the kit of somebody offers first; `page` is the whole address of the page here."""
    key = "kit-anchor-text-alumni" if expert.alumni(today) else "kit-anchor-text"
    said = Words(options.language).say(key, name=_line(expert.name), brand=_line(options.brand.name))
    return _anchor(page, said)


def _anchor(page: str, said: str) -> str:
    return f'<a rel="me" href="{escape(page)}">{escape(said)}</a>'


def _line(text: str) -> str:
    """Return a name as it may stand in XML, HTML and JSON, of a length that a line bears."""
    return graphemes.shorten(" ".join(_FORBIDDEN.sub(" ", text).split()), _LONGEST_NAME)


@lru_cache(1 << 10)  # asked five times for each person
def _fitting(text: str, size: int, *, bold: bool = False) -> str:
    """Shorten a text until a badge has room for it."""
    while (wide := _wide(text, size, bold=bold)) > _MOST:
        text = graphemes.shorten(text, min(len(text) - 1, int(len(text) * _MOST / wide)))
    return text


def _wide(text: str, size: int, *, bold: bool = False) -> float:
    """Guess how many pixels a text takes, rather too many: nobody knows the font that will draw it."""
    return sum(map(_em, text)) * size * (1.08 if bold else 1)


def _runs_left(text: str) -> bool:
    """Tell whether a text runs from right to left, as its first letter that has a direction does."""
    return next(
        (way != "L" for letter in text if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), False
    )


@lru_cache(1 << 12)
def _em(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    if letter in _NARROW:
        return 0.34
    return 0.74 if letter.isupper() or letter in "mwMW@" else 0.58


Badges = Callable[[], Iterator[tuple[str, bytes]]]


def with_kits(pages: Iterable[Page], options: Options) -> tuple[tuple[Page, ...], Badges]:
    """Add everybody's kit to the pages; return these, and what draws the badges, each with its address below the site."""
    pages = tuple(pages)
    if options.site_url is None:
        return pages, partial(iter, ())
    kits = Kits(options, options.site_url)
    made = tuple(kits.pages(pages))
    return (*pages, *made), partial(kits.badges, made)

"""Addresses that a page lists → the posts of its series, or what is wrong; and where each part goes into the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from cobrand import address
from cobrand.drafts import suggestion
from cobrand.publish.copies import nearness
from cobrand.publish.embed import Catalogue, Complaint
from cobrand.publish.pages import Card, Part, Series
from cobrand.publish.spots import Sheet, Spot
from cobrand.source import shown

_NOWHERE = "https://site.invalid/"  # stands for the site where it does not know its own address


def listed(value: object) -> list[object] | None:
    """Return what stands under `series:`; `None` where that is no list of addresses, but another plugin's word."""
    if isinstance(value, str) and "://" in value:
        return [value]
    return list(value) if isinstance(value, list) else None


class Posts:
    """The posts of a site by their addresses. `site_url` is where those that the company hosts are."""

    def __init__(self, catalogue: Catalogue, site_url: str | None) -> None:
        self._base = site_url or _NOWHERE
        self._cards: dict[str, Card] = {}
        for card in sorted(catalogue.cards, key=lambda card: (not card.hosted, -nearness(card.post.blog, _url(card)))):
            if url := _url(card):
                self._cards.setdefault(self._canonical(url), card)
        for card in catalogue.cards:  # after all addresses: any feed can state another's address as an id
            self._cards.setdefault(card.post.entry.id, card)

    def find(self, url: str, *, here: str = "") -> Card | None:
        """Return the post at an address, or at the end of a way from `here`, below the site."""
        return self._cards.get(self._canonical(url, here=here)) or self._cards.get(url)

    def same(self, one: str, other: str) -> bool:
        """Tell whether two addresses lead to the same page, be there a post or not."""
        return self._canonical(one) == self._canonical(other)

    def near(self, url: str) -> str | None:
        """Return the address of the post on the same host that was probably meant."""
        place = address.host(url)
        ways = {
            canonical: there
            for canonical, card in self._cards.items()
            if canonical.startswith("//") and (there := _url(card)) and address.host(there) == place
        }
        wanted = self._canonical(url).partition(place)[2]
        found = suggestion(wanted, {canonical.partition(place)[2]: url for canonical, url in ways.items()})
        return next((url for canonical, url in ways.items() if canonical.partition(place)[2] == found), None)

    def _canonical(self, url: str, *, here: str = "") -> str:
        try:
            return address.canonical(urljoin(urljoin(self._base, here), url))
        except ValueError:
            return url


def _url(card: Card) -> str | None:
    """Return the address that pages of the site know a post by, though its card may not lead there for now."""
    return card.url or card.post.entry.link


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Whom to ask about an address without a card: why its post does not `show`, why its blog is `unread`; `None`: unknown."""

    show: Callable[[str], str | None]
    unread: Callable[[str], str | None]


def gather(
    addresses: Sequence[object], posts: Posts, why: Reasons
) -> tuple[tuple[Card, ...], list[tuple[int, Complaint]], list[tuple[int, str]]]:
    """Return the posts at these addresses, what is wrong with which of them, and which are left out since nobody can know.

    A stranger's blog that can't be read, and that the archive holds nothing of, is no mistake of the page.
    """
    cards: list[Card] = []
    complaints: list[tuple[int, Complaint]] = []
    left_out: list[tuple[int, str]] = []
    for index, given in enumerate(addresses):
        card = posts.find(given) if isinstance(given, str) else None
        if card is None and (note := unknown(given, why)):
            left_out.append((index, note))
        elif card is None:
            complaints.append((index, _missing(given, posts, why)))
        elif card in cards:
            complaints.append((index, (f"{shown(given)} stands here twice", "Keep one of the two.")))
        else:
            cards.append(card)
    return tuple(cards), complaints, left_out


def unknown(given: object, why: Reasons) -> str | None:
    """Say that a part is left out since its blog has not been read; `None` where it is known whether there is such a post."""
    if not isinstance(given, str) or why.show(given):
        return None
    reason = why.unread(given)
    return reason and f"{shown(given)} is left out of the series: {reason}"


def _missing(given: object, posts: Posts, why: Reasons) -> Complaint:
    if not isinstance(given, str):
        return f"`series` holds {shown(given)}, which is no address", "Write the address of a post."
    reason = why.show(given)
    if reason:
        return f"{shown(given)} does not show: {reason}", "Take it out of the series, or let it show."
    near = posts.near(given)
    remedy = f"Did you mean `{near}`?" if near else "Copy the address from the post, or pull it first."
    return f"{shown(given)} is no post of our experts", remedy


def arrange(
    sheet: Sheet, series: Series, posts: Posts, placed: Mapping[int, Spot]
) -> Iterator[tuple[int, int, int, str | None, Part]]:
    """Yield where each part goes: start, end, level of headings, the paragraph around it, the part.

    A part goes where a directive says so (`placed`, by number), else behind the block of text that first links to its
    post, else to the end.
    """
    linked: dict[int, tuple[int, int]] = {}
    numbers = {card.post.anchor: number for number, card in enumerate(series.cards, 1)}
    for mention in sheet.mentions:
        card = posts.find(mention.href, here=series.url)
        if card and card.post.anchor in numbers:
            linked.setdefault(numbers[card.post.anchor], (mention.end, mention.level))
    for number in numbers.values():
        part = Part(series=series, number=number)
        if spot := placed.get(number):
            yield spot.start, spot.end, spot.level, spot.parts, part
        else:
            end, level = linked.get(number, (len(sheet.html), sheet.level))
            yield end, end, level, None, part

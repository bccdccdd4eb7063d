"""Feeds made of posts by hand, as a build writes them: for tests of syndication."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from cobrand import graphemes
from cobrand.config import Options
from cobrand.model import Entry, Expert, Feed
from cobrand.photos import Photo
from cobrand.publish.feed_entries import Drawing, Item, Items
from cobrand.publish.pages import Card, Page
from cobrand.publish.sanitize import excerpt, sanitize
from cobrand.publish.select import Post
from cobrand.publish.syndicate import Syndicator
from cobrand.words import Words
from newsroom import OPTIONS, make_pages


def _excerpt(card: Card) -> Markup:
    entry = card.post.entry
    return excerpt(entry.content, base=entry.base or entry.link, title=entry.title)


def _title(card: Card) -> str:
    return (
        graphemes.shorten((card.post.entry.title or "").strip(), 200)
        or graphemes.shorten(_excerpt(card).striptags(), 80)
        or f"Untitled of {card.day}"
    )


def _whole(entry: Entry) -> Markup:
    return sanitize(entry.content, base=entry.base or entry.link)


DRAWING = Drawing(excerpt=_excerpt, title=_title, whole=_whole)


def published(
    posts: Sequence[Post],
    experts: Sequence[Expert] | None = None,
    *,
    options: Options = OPTIONS,
    feeds: Mapping[str, Sequence[Feed]] | None = None,
    photos: Mapping[str, Photo] | None = None,
    use_directory_urls: bool = True,
) -> dict[str, bytes]:
    """Make the feeds and blogrolls of posts and people, by their place below the site."""
    pages = make_pages(posts, experts, options=options, photos=photos, use_directory_urls=use_directory_urls)
    return serialised(posts, pages, options=options, feeds=feeds)


def serialised(
    posts: Sequence[Post],
    pages: Mapping[str, Page],
    *,
    options: Options = OPTIONS,
    feeds: Mapping[str, Sequence[Feed]] | None = None,
) -> dict[str, bytes]:
    """Make the feeds and blogrolls of pages."""
    return dict(Syndicator(options, posts, feeds or {}, drawing=DRAWING).files(pages.values()))


def item_of(posts: Sequence[Post], options: Options = OPTIONS) -> Callable[[Post], Item]:
    """Return what makes an item of a post."""
    pages = make_pages(posts, options=options)
    cards = {card.post.anchor: card for page in pages.values() if page.channel for card in page.channel.cards}
    items = Items(
        posts,
        site_url=options.site_url or "",
        words=Words(options.language),
        brand=options.brand.name,
        drawing=DRAWING,
    )
    return lambda one: items.item(cards[one.anchor])

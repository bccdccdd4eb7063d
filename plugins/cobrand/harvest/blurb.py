"""What blogs say of themselves in their feeds → what that says of their author, where nothing else does."""

import re
from collections.abc import Iterable

from cobrand.harvest.markup import paragraphs
from cobrand.model import Bio, Fact, Feed

# What engines say of a blog whose owner has said nothing.
_NOBODYS_WORDS = re.compile(
    r"(?:just another wordpress (?:web)?site|a (?:hugo|jekyll|gatsby|next\.?js|ghost)\b.{0,20}|thoughts, stories and ideas"
    r"|my (?:personal )?(?:blog|website|site|home ?page)|home(?: ?page)?|blog|(?:recent )?(?:posts|content)( on .{1,60})?"
    r"|welcome.{0,40}|powered by .{1,40})\W*",
    re.IGNORECASE,
)


def is_nobodys(words: str) -> bool:
    """Tell whether a description is one that an engine gives to every blog."""
    return _NOBODYS_WORDS.fullmatch(words) is not None


def bio_of(feeds: Iterable[Feed]) -> Bio:
    """Return what feeds say of their author: the name of the only one, and what the blog is about."""
    for feed in feeds:
        names = {author.name for author in feed.authors}
        if len(names) > 1:  # a blog of several people speaks for none of them
            continue
        note = None if feed.subtitle is None or is_nobodys(feed.subtitle) else paragraphs(feed.subtitle)
        if names or note:
            return Bio(
                name=Fact(value=names.pop(), source="feed") if names else None,
                note=Fact(value=note, source="feed") if note else None,
            )
    return Bio()

"""What blogs say of themselves in their feeds → what that says of their author, where nothing else does."""

import re
from collections.abc import Iterable

from cobrand.harvest.markup import paragraphs
from cobrand.model import Bio, Fact, Feed

# What engines say of a blog whose owner has said nothing.
_NOBODYS_WORDS = re.compile(
    r"(?:just another wordpress (?:web)?site|a (?:hugo|jekyll|gatsby|next\.?js|ghost)\b.{0,20}|thoughts, stories and ideas"
    r"|my (?:personal )?(?:blog|website|site|home ?page)|home(?: ?page)?|blog|(?:recent )?(?:posts|content)( on .{1,60})?"
    r"|welcome.{0,40}|powered by .{1,40}|read writing from .{1,80} on medium\..*)\W*",
    re.IGNORECASE,
)
_APPENDED = re.compile(r"\s*Click to read .{1,200}, a Substack publication.*$", re.IGNORECASE)


def own_words(description: str | None) -> str | None:
    """Return a description without what its engine says; `None` where that is all."""
    words = _APPENDED.sub("", description or "")
    return words if words and not _NOBODYS_WORDS.fullmatch(words) else None


def bio_of(feeds: Iterable[Feed]) -> Bio:
    """Return what feeds say of their author: the name of the only one, and what the blog is about."""
    for feed in feeds:
        names = {author.name for author in feed.authors}
        if len(names) > 1:  # a blog of several people speaks for none of them
            continue
        words = own_words(feed.subtitle)
        note = paragraphs(words) if words else None
        if names or note:
            return Bio(
                name=Fact(value=names.pop(), source="feed") if names else None,
                note=Fact(value=note, source="feed") if note else None,
            )
    return Bio()

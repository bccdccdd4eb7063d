"""A post's address and what to say of it → links that share it. Plain links: nothing is asked of anybody until one is followed.

Mastodon has no one address to share at. Its own share page takes the text behind `#`, where no server reads it, and asks
each visitor once for the server that they use; `web+ap:` and the like open nothing for most people.
"""

from functools import lru_cache
from urllib.parse import quote

from cobrand import graphemes

_TITLE = 160
_CREDIT = (
    100  # with the title and an address that networks shorten to 30 characters: less than the 300 that Bluesky takes
)

_PLACES = {
    "LinkedIn": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "Mastodon": "https://share.joinmastodon.org/#text={text}%0A{url}",
    "Bluesky": "https://bsky.app/intent/compose?text={text}%0A{url}",
    "mail": "mailto:?subject={title}&body={text}%0D%0A{url}",  # lines end as RFC 6068, section 5, has it
}


def share_links(url: str, *, title: str, credit: str) -> dict[str, str]:
    """Return where to share an address, by place; `credit` says whose it is, after the title."""
    title = graphemes.shorten(" ".join(title.split()), _TITLE)
    called = _quoted(title)
    given = {"url": _quoted(url), "title": called, "text": f"{called}%20{_credited(credit)}"}
    return {place: pattern.format(**given) for place, pattern in _PLACES.items()}


@lru_cache(1 << 10)  # the same for all posts of a person
def _credited(credit: str) -> str:
    return _quoted(graphemes.shorten(" ".join(credit.split()), _CREDIT))


def _quoted(text: str) -> str:
    """Encode a text so that it can't end the part of an address that it stands in."""
    return quote(text, safe="", errors="replace")

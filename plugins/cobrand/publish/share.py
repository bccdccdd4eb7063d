"""A post's address and what to say of it → links that share it. Plain links: nothing is asked of anybody until one is followed.

Mastodon has no one address to share at. Its own share page takes the text behind `#`, where no server reads it, and asks
each visitor once for the server that they use; `web+ap:` and the like open nothing for most people.
"""

import re
from urllib.parse import quote

from cobrand import graphemes

_TITLE = 160
_CREDIT = (
    100  # with the title and an address that networks shorten to 30 characters: less than the 300 that Bluesky takes
)

_UNRESERVED = re.compile("[A-Za-z0-9_.~%-]*")


def share_links(url: str, *, title: str, credit: str) -> dict[str, str]:
    """Return where to share an address, by place; `credit` says whose it is, after the title."""
    called, there = quoted_title(title), quoted_url(url)
    text = f"{called}%20{quoted_credit(credit)}"
    return {
        "LinkedIn": f"https://www.linkedin.com/sharing/share-offsite/?url={there}",
        "Mastodon": f"https://share.joinmastodon.org/#text={text}%0A{there}",
        "Bluesky": f"https://bsky.app/intent/compose?text={text}%0A{there}",
        "mail": f"mailto:?subject={called}&body={text}%0D%0A{there}",  # lines end as RFC 6068, section 5, has it
    }


def quoted_title(title: str) -> str:
    """Return a title as it stands in such an address."""
    return quoted_url(graphemes.shorten(" ".join(title.split()), _TITLE))


def quoted_credit(credit: str) -> str:
    """Return what says whose a post is, likewise."""
    return quoted_url(graphemes.shorten(" ".join(credit.split()), _CREDIT))


def quoted_url(text: str) -> str:
    """Encode an address, or any text, so that it can't end the part of an address that it stands in."""
    plain = text.replace("%", "%25").replace(" ", "%20").replace(",", "%2C").replace(":", "%3A").replace("/", "%2F")
    if _UNRESERVED.fullmatch(plain):  # as most are: the same answer five times faster
        return plain
    return quote(text, safe="", errors="replace")

"""A profile's addresses → where else a person is to be found: what to call each place, and which icon tells it.

Services are known by their hosts; a server of the fediverse, which may have any, by how it writes the path to a person.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cobrand import address
from cobrand.model import Expert

# Host, or the end of one → icon and name. `icons.html` draws the icons.
SERVICES = {
    "academia.edu": ("scholar", "Academia.edu"),
    "arxiv.org": ("scholar", "arXiv"),
    "bsky.app": ("bluesky", "Bluesky"),
    "codeberg.org": ("codeberg", "Codeberg"),
    "facebook.com": ("facebook", "Facebook"),
    "github.com": ("github", "GitHub"),
    "github.io": ("globe", ""),
    "gitlab.com": ("gitlab", "GitLab"),
    "instagram.com": ("instagram", "Instagram"),
    "linkedin.com": ("linkedin", "LinkedIn"),
    "medium.com": ("medium", "Medium"),
    "news.ycombinator.com": ("hacker-news", "Hacker News"),
    "orcid.org": ("orcid", "ORCID"),
    "reddit.com": ("reddit", "Reddit"),
    "researchgate.net": ("scholar", "ResearchGate"),
    "semanticscholar.org": ("scholar", "Semantic Scholar"),
    "slideshare.net": ("slides", "SlideShare"),
    "speakerdeck.com": ("slides", "Speaker Deck"),
    "ssrn.com": ("scholar", "SSRN"),
    "stackexchange.com": ("stack-overflow", "Stack Exchange"),
    "stackoverflow.com": ("stack-overflow", "Stack Overflow"),
    "substack.com": ("substack", "Substack"),
    "t.me": ("telegram", "Telegram"),
    "threads.com": ("threads", "Threads"),
    "threads.net": ("threads", "Threads"),
    "tiktok.com": ("globe", "TikTok"),
    "twitter.com": ("x", "X"),
    "wikipedia.org": ("wikipedia", "Wikipedia"),
    "x.com": ("x", "X"),
    "xing.com": ("xing", "XING"),
    "youtu.be": ("youtube", "YouTube"),
    "youtube.com": ("youtube", "YouTube"),
}
_SCHOLAR = re.compile(r"scholar\.google(\.[a-z]{2,3}){1,2}")
FORGES = {"code": "code", "git": "code", "gitea": "code", "gitlab": "gitlab"}
_FEDIVERSE = re.compile(r"/(?:@|users/)([\w.-]+)/?")
_HANDLE = re.compile(r"@([\w.-]+)@([\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere a person is to be found; `home` is the personal site."""

    url: str
    name: str
    icon: str
    home: bool = False


def places(expert: Expert) -> list[Place]:
    """Return the personal site, further blogs, the fediverse and the profile's links, each address once.

    Names of two places are never the same: who would know which is which?
    """
    found: dict[str, Place] = {}
    for place in _all(expert):
        found.setdefault(address.canonical(place.url), place)
    count = Counter(place.name for place in found.values())
    return [
        place if count[place.name] == 1 else replace(place, name=_spelt(place.url) or place.name)
        for place in found.values()
    ]


def _all(expert: Expert) -> Iterator[Place]:
    for url in (expert.homepage, *(blog.url for blog in expert.blogs[1:])):
        if url:
            yield Place(url=url, name=address.host(url) or url, icon="globe", home=url == expert.homepage)
    handle = _HANDLE.fullmatch(expert.fediverse or "")
    linked = [_account(link.url) for link in expert.links]
    if handle and not any(account and _same(account, handle) for account in linked):
        yield Place(url=f"https://{handle[2]}/@{handle[1]}", name=handle[0], icon="mastodon")
    for link, account in zip(expert.links, linked, strict=True):
        icon, name = _service(link.url, account)
        if handle and account and _same(account, handle):
            name = handle[0]
        yield Place(url=link.url, name=link.title or name or address.host(link.url) or link.url, icon=icon)


def _service(url: str, account: tuple[str, str] | None) -> tuple[str, str]:
    """Tell the icon and the name of the service that an address belongs to."""
    host = address.host(url)
    if _SCHOLAR.fullmatch(host):
        return "scholar", "Google Scholar"
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if known := SERVICES.get(".".join(labels[start:])):
            return known
    if account:
        return "mastodon", f"@{account[0]}@{account[1]}"
    return FORGES.get(labels[0], "globe"), ""


def _account(url: str) -> tuple[str, str] | None:
    """Read user and host from an address such as https://social.example/@ada."""
    try:
        found = _FEDIVERSE.fullmatch(urlsplit(url).path)
    except ValueError:
        return None
    return (found[1], address.host(url)) if found else None


def _same(account: tuple[str, str], handle: "re.Match[str]") -> bool:
    """Tell whether an address is that of a handle, whose server may stand below its host (`social.ada.example`)."""
    user, host = account
    return user.casefold() == handle[1].casefold() and f".{host}".endswith(f".{handle[2].casefold()}")


def _spelt(url: str) -> str:
    """Write an address as people do: host and path."""
    host = address.host(url)
    return host and (host + urlsplit(url).path.rstrip("/"))

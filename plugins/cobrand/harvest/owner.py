"""What a page states as its owner's name, picture or words → whether it can be that, or is the site's, or nobody's.

Engines fill these in where nobody did: with a login, the site's title, a logo, a silhouette. It asks nobody.
"""

import html
import re
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cobrand.alike import NOBODY, fold
from cobrand.harvest.blurb import is_occupation
from cobrand.harvest.plaintext import line, person, web_address
from cobrand.model import Fact

_LONGEST_NAME, _MOST_WORDS = 60, 7
_WIDEST = 1.5  # times as wide as high: a picture for previews, with the page's title on it
_NO_NAMES = NOBODY | {
    *("about", "about me", "all posts", "articles", "blog", "contact", "home", "homepage", "imprint", "index", "main"),
    *("now", "overview", "portfolio", "posts", "profile", "start", "untitled", "welcome", "writing", "your name"),
    # whom starters and themes are signed with until somebody signs them
    *("givenname familyname", "firstname lastname", "first last", "you r. name", "your full name", "your_full_name"),
    *("nelson bighetti", "your site name", "site author", "kveln", "liste"),
    *(
        "accueil",
        "à propos",
        "inicio",
        "startseite",
        "über mich",
        "my blog",
        "my site",
        "your awesome title",
        "site title",
    ),
}
_OF_A_SITE = re.compile(
    r"['\u2019]s? (?:personal )?(?:blog|home ?page|journal|site|web ?site|web ?log|notes)$", re.IGNORECASE
)
_HOST = re.compile(r"\S+\.[a-z]{2,}")
_HANDLE = re.compile(r"\s*\(?@[\w.@-]+\)?")
_PARTED = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022-]\s+|\s*\|\s*")

_FILE = r"(?:^|[-_.])(?:{words})(?=[-_.\d]|$)"
_MARKS = r"favicon|apple-touch-icon|android-chrome|mstile|(?:site-?)?icon|logo|placeholder|silhouette|mystery(?:-?man)?|blank"
_STANDING_IN = (
    r"default[-_]?(?:avatar|user|profile|photo|image|pic)?|(?:avatar|user|profile)[-_]default|no[-_]?(?:avatar|photo)"
)
_NO_PORTRAIT = re.compile(_FILE.format(words=f"{_MARKS}|{_STANDING_IN}"), re.IGNORECASE)
_PREVIEW = re.compile(
    _FILE.format(words=r"og|open-?graph(?:-image)?|twitter-image|social|share|preview|banner|cover|header|card"),
    re.IGNORECASE,
)
_UNSHOWN = (".svg", ".ico")
_NO_MAIL = "d41d8cd98f00b204e9800998ecf8427e"  # the MD5 of nothing, by which Gravatar knows who gave no address


def name_of(value: str) -> str | None:
    """Return a name that a page states, unless it is a login for everybody, an address, a title or a sentence."""
    name = person(value) if "://" not in value else None
    if name is None or len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS or name.startswith("@"):
        return None
    bare = fold(name).rstrip(".!")
    return None if bare in _NO_NAMES or _HOST.fullmatch(bare) or _OF_A_SITE.search(name) else name


def name_in_title(title: str, *, site: str, login: str) -> str | None:
    """Return the name in the title of a profile: `About me | Ada Lindqvist | Counting`, `Ada (@ada@social.example)`."""
    parts = parts_of(title)
    known = {fold(site), fold(login)}
    stated = [name for part in parts if (name := name_of(part)) and not is_occupation(part)]
    names = [name for name in stated if fold(name) not in known]
    if not names and len(parts) > 1:  # "Ada Lindqvist - web developer", on a site that is called after her
        names = [name for name in stated if fold(name) == fold(site)]
    whole = len(parts) == 1 and fold(title) == fold(site)  # whoever says that this is a profile, and calls it so
    return name_of(title) if whole else next(iter(names), None)


def parts_of(title: str) -> list[str]:
    """Take a title apart: `About me | Ada Lindqvist (@ada@social.example)`."""
    return [_HANDLE.sub("", part) for part in _PARTED.split(line(title) or "")]


def choose(names: Sequence[Fact], sites: Iterable[str]) -> Fact | None:
    """Choose the first name, unless it is the site's title and another one is a person's that has nothing to do with it."""
    titles = {fold(site) for site in sites}
    for name in names[:1]:
        if fold(name.value) not in titles:
            return name
        words = set(fold(name.value).split())
        others = (one for one in names if fold(one.value) not in titles)
        return next(
            (one for one in others if len(one.value.split()) > 1 and not words & set(fold(one.value).split())), name
        )
    return None


def portrait_of(value: str, base: str, *, sizes: Collection[str] = (), preview: bool = False) -> str | None:
    """Return the address of a picture that may be a portrait: no logo, no icon, no stand-in, and no `preview` of a page.

    `sizes` are the width and height that a preview states, if it does. Of Gravatar, only what somebody has put there.
    """
    place = web_address(html.unescape(value), base)
    if place is None:
        return None
    path = urlsplit(place).path
    name = path.rstrip("/").rpartition("/")[2]
    if _NO_PORTRAIT.search(name) or path.lower().endswith(_UNSHOWN):
        return None
    if preview and (_PREVIEW.search(name) or "/og/" in path or _is_wide(sizes)):
        return None
    return _gravatar(place) if re.search(r"(?:^|\.)gravatar\.com$", urlsplit(place).hostname or "") else place


def _is_wide(sizes: Collection[str]) -> bool:
    width, height = (int(size) if size.isdecimal() and len(size) < 6 else 0 for size in (*sizes, "", "")[:2])
    return height > 0 and width > _WIDEST * height


def _gravatar(place: str) -> str | None:
    """Ask for the picture in a useful size, and for none where nobody has put one there: `d` is what stands in for it."""
    parts = urlsplit(place)
    asked = dict(parse_qsl(parts.query))
    if _NO_MAIL in parts.path or {"f", "forcedefault"} & asked.keys():
        return None
    asked = {key: value for key, value in asked.items() if key not in {"size", "default"}} | {"s": "400", "d": "404"}
    return urlunsplit(parts._replace(query=urlencode(asked)))

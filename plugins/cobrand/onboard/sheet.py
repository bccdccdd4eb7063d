"""What is known of somebody new → the text of their profile, and a slug for it. It writes no file and asks nobody.

A profile says only what its owner decides: bio, picture and links of the home page stay there, where they are kept up
to date. What it holds comes out of a stranger's page, so every value is written such that YAML takes it for text.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cobrand import address
from cobrand.model import Blog

SCHEMA = ".profile.schema.json"
"""The JSON Schema of profiles, beside them, by which editors complete and check what one writes."""
LONGEST_SLUG = 60
# Letters without an accent to take off, as people whose names have them write them in addresses.
_LATIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ħ": "h",
        "ŋ": "ng",
        "ŧ": "t",
    }
)
_GENERIC = frozenset({"www", "blog", "blogs", "weblog", "notes", "home", "me", "journal", "feeds", "feed", "web", "m"})
_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "ac", "gov", "edu", "or", "ne", "go"})
_PERSONAL_PATH = re.compile(r"/[@~]([\w.-]+)")
_PLAIN_TEXT = re.compile(r"[^\W\d_][\w .'\u2019()&/+-]*(?<=[\w.)])")
_PLAIN_ADDRESS = re.compile(r"https?://[\w.-]+(?:/[\w./~%=?&+@-]*)?", re.ASCII)
_CONSTANTS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Somebody new, as the profile is to say it; what is empty is left out and explained."""

    name: str
    slug: str
    job_title: str | None = None
    practices: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    blog: Blog | None = None
    home: str | None = None
    consent: date | None = None
    body: str = ""


def slug_of(name: str, url: str | None = None) -> str | None:
    """Return a slug for somebody called so; where the name can't be spelt in a to z, one of the home page's address."""
    return _spelt(name) or (_placed(url) if url else None)


def _spelt(name: str) -> str | None:
    """Return the slug of a name in Latin letters; a name in other letters has no spelling that its owner would know."""
    latin = unicodedata.normalize("NFKD", name.casefold()).translate(_LATIN)
    letters = [letter for letter in latin if letter.isalpha()]
    if not letters or not all(letter.isascii() for letter in letters):
        return None
    return _short(address.slugify(re.sub("['\u2019]", "", latin)))


def _placed(url: str) -> str | None:
    """Return the part of an address by which people know whose it is: `ada` in ada.example, blog.ada.example, x.example/@ada."""
    if person := _PERSONAL_PATH.search(url):
        return _short(address.slugify(person[1]))
    labels = address.ascii_host(address.host(url)).split(".")
    if ":" in url.partition("://")[2].partition("/")[0] or labels[-1].isdigit():  # a port, or no name at all
        return None
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    telling = [label for label in labels[:-1] if label not in _GENERIC]
    return _short(address.slugify(telling[0].removeprefix("xn--"))) if telling else None


def _short(slug: str) -> str | None:
    if len(slug) > LONGEST_SLUG:
        head = slug[: LONGEST_SLUG + 1]
        slug = head.rpartition("-")[0] if "-" in head else head[:LONGEST_SLUG]
    return slug.strip("-") or None


def profile_text(
    sheet: Sheet, *, today: date, pictured: bool = False, practices: Sequence[str] = (), topics: Sequence[str] = ()
) -> str:
    """Write a profile: what is known, then which keys people add next, with slugs of the site where it has any.

    `pictured`: the home page has a picture.
    """
    lines = [
        "---",
        f"# yaml-language-server: $schema={SCHEMA}",
        *_known(sheet),
        *_next(sheet, today, pictured, practices, topics),
        "---",
    ]
    body = f"\n{sheet.body.strip()}\n" if sheet.body.strip() else ""
    return "\n".join(lines) + "\n" + body


def _known(sheet: Sheet) -> Iterator[str]:
    yield f"name: {scalar(sheet.name)}"
    if sheet.job_title:
        yield f"job_title: {scalar(sheet.job_title)}"
    for key, slugs in (("practices", sheet.practices), ("topics", sheet.topics)):
        if slugs:
            yield f"{key}: [{', '.join(scalar(slug, inside=True) for slug in slugs)}]"
    yield from _blog(sheet.blog)
    if sheet.home:
        yield f"home: {scalar(sheet.home)}"
    if sheet.consent:
        yield f"consent: {sheet.consent.isoformat()}"


def _blog(blog: Blog | None) -> Iterator[str]:
    if blog is None:
        return
    if blog.feed is None:
        yield f"blog: {scalar(blog.url)}"
    else:
        yield from ("blog:", f"  url: {scalar(blog.url)}", f"  feed: {scalar(blog.feed)}")


def _next(sheet: Sheet, today: date, pictured: bool, practices: Sequence[str], topics: Sequence[str]) -> Iterator[str]:
    """Say what the page takes from elsewhere, and show the keys that people add next."""
    first = sheet.name.split()[0]
    yield ""
    if sheet.blog or sheet.home:
        yield "# What this file leaves empty comes from the home page: bio, picture, links. What stands here wins."
        yield "# For a bio of your own, write it below the last line, in Markdown."
    else:
        yield "# Write the bio below the last line, in Markdown."
    portrait = "takes the place of the home page's" if pictured else "becomes the portrait"
    yield f"# A picture beside this file, named {sheet.slug}.jpg, {portrait}."
    yield "# Keys that people add next; take the # away:"
    yield ""
    if not sheet.job_title:
        yield "# job_title: Principal Analyst"
    if not sheet.practices:
        example = f"# practices: [{', '.join(practices[:1] or ('interactive-marketing',))}]"
        yield f"{example:<39} # lines of business; the first is the main one"
    if not sheet.topics:
        example = f"# topics: [{', '.join(topics[:2] or ('pricing', 'forecasting'))}]"
        yield f"{example:<39} # what to ask this person about"
    if not sheet.blog:
        yield "# blog: https://ada.example/            # the personal blog, or its feed"
    if not sheet.consent:
        yield f"# consent: {today.isoformat()}                  # the day on which {_comment(first)} agreed to be shown"
    yield "# pronouns: she/her"
    yield "# joined: 2024-05-31                   # posts from before that day are not shown"
    if sheet.blog:
        place = address.absolute("/a-post-that-is-not-for-here/", sheet.blog.url) or sheet.blog.url
        yield f"# hide: [{_comment(place)}]"
        yield "# blog:"
        yield f"#   url: {_comment(scalar(sheet.blog.url))}"
        yield "#   only: {categories: [work]}          # show posts of these categories alone; skip: leaves some out"


def _comment(text: str) -> str:
    """Make something fit to stand in a comment, whose only end is that of its line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def scalar(text: str, *, inside: bool = False) -> str:
    """Write a text as YAML, so that every reader of YAML gives back this text; `inside` a list, commas would end it."""
    plain = _PLAIN_TEXT.fullmatch(text) and text.casefold() not in _CONSTANTS and "  " not in text
    if (plain and not (inside and " " in text)) or (not inside and _PLAIN_ADDRESS.fullmatch(text)):
        return text
    return json.dumps(text, ensure_ascii=False)

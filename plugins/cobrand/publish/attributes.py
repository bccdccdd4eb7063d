"""The attributes of a tag as strangers write them → as we write them: links absolute, languages, directions, nothing else."""

import re
from html import escape

from cobrand.address import absolute
from cobrand.publish.plain_markup import REL
from cobrand.publish.tokens import attributes_of, decoded

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_OTHER_ATTRIBUTES = r"""(?:\s++(?!href|lang|dir)[a-z-]++="[^"]*+")*+"""
_PLAIN_LINK = re.compile(  # taking attributes apart takes four times as long
    rf"""{_OTHER_ATTRIBUTES}\s++href="([^"&\s#][^"&\s]*+)"{_OTHER_ATTRIBUTES}\s*+"""
)
_RELATED = f' rel="{REL}"'
_MAILTO = re.compile(r"mailto:[^\s@<>\"]+@[^\s@<>\"]+", re.IGNORECASE)
_LONGEST_ADDRESS = 2_000


def common_of(attributes: str) -> str:
    """Return what every element may carry: its language and its direction."""
    letters = attributes.lower()
    if "lang" not in letters and "dir" not in letters:
        return ""
    found = attributes_of(attributes)
    language = decoded(found.get("lang", "")) or decoded(found.get("xml:lang", ""))
    direction = decoded(found.get("dir", "")).lower()
    kept = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return kept + (f' dir="{direction}"' if direction in {"ltr", "rtl", "auto"} else "")


def link_of(attributes: str, base: str | None) -> tuple[str, bool] | None:
    """Return the attributes of a link, and whether it leads into its own page; `None` where it leads nowhere."""
    found = attributes_of(attributes)
    stated = decoded(found.get("href", ""))
    href = _address(stated, base)
    if href is None:
        return None
    language = decoded(found.get("hreflang", ""))
    hreflang = f' hreflang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return f' href="{escape(href)}"{hreflang}{common_of(attributes)}{_RELATED}', stated.lstrip().startswith("#")


def plain_link_of(attributes: str, base: str | None) -> str | None:
    """Return the attributes of a link that leads elsewhere, given such as lines have."""
    if (plain := _PLAIN_LINK.fullmatch(attributes)) and plain[1].isprintable():
        href = _address(plain[1], base)
        return f' href="{escape(href)}"{_RELATED}' if href else None
    found = link_of(attributes, base)
    return None if found is None or found[1] else found[0]


def _address(href: str, base: str | None) -> str | None:
    href = href.strip()
    if len(href) > _LONGEST_ADDRESS:
        return None
    if href[:7].lower() == "mailto:":
        return href if _MAILTO.fullmatch(href) else None
    found = absolute(href, None if _ABSOLUTE.match(href) else base) if href else None
    return found if found and len(found) <= _LONGEST_ADDRESS else None

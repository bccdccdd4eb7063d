"""A text that is no feed → what it is instead, in words for people: what somebody gave as a blog may be anything."""

import re

from cobrand.harvest.mend import local, outermost

A_PAGE = "answered with a web page where a feed was expected"
A_PAGE_NOW = "answered with a web page where its feed was"
NO_POSTS = "has a page that names no feed and marks up no posts (h-entry)"

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
_PARTS_OF_PAGES = frozenset(
    {"a", "br", "center", "div", "h1", "html", "head", "body", "link", "meta", "p", "script", "style", "table", "title"}
)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def what_it_is(text: str, media_type: str | None) -> str:
    """Say what a text is that is no feed; `media_type` is what its server says, and names only what is no text."""
    text = text.lstrip("\ufeff\x00 \t\r\n")
    odd = sum(
        (not character.isprintable() and not character.isspace()) or character == "\ufffd" for character in text[:1000]
    )
    _, name = outermost(text)
    if not text:
        return "answered with nothing at all"
    if odd > len(text[:1000]) // 10:
        known = media_type and _MEDIA_TYPE.fullmatch(media_type) and not media_type.startswith("text/")
        return f"answered with data that is no text{f' ({media_type})' if known else ''}"
    if text.startswith(("{", "[")):
        return "answered with JSON that is no JSON Feed"
    if local(name) in _PARTS_OF_PAGES or text[:200].lower().startswith("<!doctype html"):
        return A_PAGE
    if name:
        return (
            A_PAGE
            if media_type in _PAGES
            else f"answered with XML that is no feed: its outermost element is <{local(name)[:40]}>"
        )
    return "answered with text that is no feed"

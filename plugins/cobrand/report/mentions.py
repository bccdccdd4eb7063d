"""A company's name → whether a post mentions it: as a word of its own in title or text, or by a link to its site."""

import re
from collections.abc import Callable
from html import unescape

from cobrand.address import host
from cobrand.alike import fold, stands_in
from cobrand.model import Brand, Entry


def mentions(brand: Brand, text: Callable[[str], str]) -> Callable[[Entry], bool]:
    """Return a function that tells whether a post mentions the brand; `text` reads the text out of HTML."""
    name, linked = brand.name.replace("*", " "), _link(brand.url)
    hint = max(re.findall(r"[^\W_]+", fold(name)), key=len, default="")

    def mention(entry: Entry) -> bool:
        content = entry.content
        if stands_in(name, fold(entry.title or "")) or (linked and linked.search(content)):
            return True
        # Reading a post costs far more than seeing that it holds no such word.
        return hint in fold(unescape(content)) and stands_in(name, fold(text(content)))

    return mention


def _link(url: str | None) -> re.Pattern[str] | None:
    place = host(url).removeprefix("www.") if url else ""
    if not place:
        return None
    return re.compile(rf"href\s*=\s*[\"']?\s*https?://(?:www\.)?{re.escape(place)}(?![\w.-])", re.IGNORECASE)

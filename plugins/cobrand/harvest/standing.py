"""Posts that have gone from the midst of their feed → whether their pages still stand. It keeps nothing.

A feed alone can't tell a post that was deleted from one that an older copy of the feed does not have yet, or that made
room for a newer one. Its page can: it is gone, or it still says what the post is called.
"""

from collections.abc import Iterable

from cobrand.address import akin, canonical
from cobrand.alike import fold, gist
from cobrand.errors import HarvestError
from cobrand.harvest.complaint import tells_of_nothing
from cobrand.harvest.decode import decode
from cobrand.harvest.fetch import ACCEPT_PAGE, NotModified, Response, Web
from cobrand.harvest.plaintext import words
from cobrand.jsonl import Identity, identity
from cobrand.model import Entry

_FEW = 3  # pages that one feed can have us ask for at once
_OPENING = 30  # letters by which a post without a title is known
_LOOKED_AT = 100_000  # bytes of a page; its title is in its head


async def standing(entries: Iterable[Entry], web: Web) -> dict[Identity, bool]:
    """Ask for the pages of some posts; say which stand, and which are gone. What tells neither is left out."""
    found = {}
    for entry in [one for one in entries if one.link and akin(one.link, one.blog)][:_FEW]:
        try:
            response = await web.get(entry.link or "", accept=ACCEPT_PAGE)
        except HarvestError as error:
            stands = False if tells_of_nothing(error) else None
        else:
            stands = _says(entry, response)
        if stands is not None:
            found[identity(entry)] = stands
    return found


def _says(entry: Entry, response: Response | NotModified) -> bool | None:
    """Tell whether a page is that of a post: at its address, with its title. Many a site shows its first page for what is gone."""
    if isinstance(response, NotModified) or canonical(response.url) != canonical(entry.link or ""):
        return None
    name = _letters(entry.title or "") or gist(entry.content)[:_OPENING]
    text = _letters(words(decode(response.body[:_LOOKED_AT], response.charset)))
    return True if name and name in text else None


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())

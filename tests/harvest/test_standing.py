"""Posts that their feed lacks: what their pages tell, and whom nobody asks."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cobrand.errors import FetchError, GoneError
from cobrand.harvest.complaint import not_found
from cobrand.harvest.fetch import ACCEPT, LIMIT, Response
from cobrand.harvest.standing import standing
from cobrand.jsonl import identity
from cobrand.model import Entry

ADA = "https://ada.example/"
POST = Entry(
    blog=ADA,
    id="7",
    link=f"{ADA}who-signs",
    title="Who signs & why",
    published=datetime(2026, 11, 20, tzinfo=UTC),
    content="<p>Nobody reads the last page, and everybody signs it.</p>",
)


class Web:
    """Answers with these pages, and remembers what it was asked."""

    def __init__(self, pages: Mapping[str, str | FetchError], *, led_to: str | None = None) -> None:
        self.pages, self.led_to, self.asked = pages, led_to, list[str]()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response:
        """Answer as a web does."""
        self.asked.append(url)
        page = self.pages[url]
        if isinstance(page, FetchError):
            raise page
        return Response(url=self.led_to or url, body=page.encode(), media_type="text/html")


def told(page: str | FetchError, entry: Entry = POST, *, led_to: str | None = None) -> bool | None:
    """Say what a post's page tells."""
    web = Web({entry.link or "": page}, led_to=led_to)
    return asyncio.run(standing([entry], web)).get(identity(entry))


@pytest.mark.parametrize(
    ("page", "tells"),
    [
        ("<title>Ada</title><h1>Who signs &amp;\n<em>why</em></h1>", True),
        ("<title>Page not found</title>", None),
        ("", None),
        (not_found(), False),
        (GoneError("is gone (410)", "x"), False),
        (FetchError("is out of order (500)", "x"), None),
        (FetchError("refuses (403)", "x"), None),
    ],
)
def test_a_page_tells_that_it_stands_or_that_it_is_gone(page: str | FetchError, tells: bool | None) -> None:
    """It stands where it says what the post is called; an error that may pass tells nothing."""
    assert told(page) is tells


def test_a_page_that_leads_elsewhere_tells_nothing() -> None:
    """Many a site leads to its first page from what is gone, where the newest titles stand."""
    assert told("Who signs & why", led_to=ADA) is None
    assert told("Who signs & why", led_to=f"{ADA}who-signs/?utm_source=feed") is True


def test_a_post_without_a_title_is_known_by_how_it_begins() -> None:
    """As on cards."""
    untitled = replace(POST, title=None)
    assert told("<p>Nobody reads the last page, and everybody signs it.</p>", untitled) is True
    assert told("<p>Gone.</p>", untitled) is None


def test_few_pages_are_asked_and_none_on_another_host() -> None:
    """A feed can't have us ask whom it likes, as often as it likes."""
    elsewhere = replace(POST, link="https://bank.example/transfer", id="8")
    many = [replace(POST, link=f"{ADA}{number}", id=str(number)) for number in range(9)]
    web = Web({entry.link or "": not_found() for entry in many})
    assert len(asyncio.run(standing([elsewhere, replace(POST, link=None), *many], web))) == 3
    assert web.asked == [f"{ADA}{number}" for number in range(3)]

"""A web → the same web, and somebody who is told what each question was answered."""

from collections.abc import Callable
from dataclasses import dataclass

from cobrand.errors import FetchError
from cobrand.harvest.fetch import ACCEPT, LIMIT, NotModified, Response, Web

Answer = Response | NotModified | FetchError

Tell = Callable[[str, Answer], None]
"""Told the address that was asked, and what came of it."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A web that is seen at work. It changes nothing."""

    web: Web
    tell: Tell

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response | NotModified:
        """Ask, tell, and hand on; raises as the web does."""
        try:
            answer = await self.web.get(url, etag=etag, last_modified=last_modified, accept=accept, limit=limit)
        except FetchError as error:
            self.tell(url, error)
            raise
        self.tell(url, answer)
        return answer

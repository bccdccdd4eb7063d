"""One document → what it says: the work that travels to other processes, where only what it needs is loaded.

A process that reads feeds has no use for pictures, and none of them for the event loop.
"""

import os
import signal
import threading
from datetime import datetime
from typing import TYPE_CHECKING

from cobrand.model import Bio, Blog, LinkState

if TYPE_CHECKING:  # each reading loads its own
    from multiprocessing.process import BaseProcess

    from cobrand.harvest.backlink import Ours
    from cobrand.harvest.parse import ParsedFeed


def read_feed(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None, charset: str | None
) -> "ParsedFeed":
    """Parse a feed; raises ParseError."""
    from cobrand.harvest.parse import parse  # noqa: PLC0415 - see TYPE_CHECKING above

    return parse(body, url=url, blog=blog, now=now, media_type=media_type, charset=charset)


def read_hfeed(
    body: bytes, *, url: str, blog: Blog, now: datetime, media_type: str | None, charset: str | None
) -> "ParsedFeed":
    """Parse a page that is its own feed (h-feed); raises ParseError."""
    from cobrand.harvest.hfeed import parse_hfeed  # noqa: PLC0415 - see TYPE_CHECKING above

    return parse_hfeed(body, url=url, blog=blog, now=now, media_type=media_type, charset=charset)


def read_home(body: bytes, *, url: str, asked: str, charset: str | None, ours: "Ours") -> tuple[Bio, LinkState | None]:
    """Read what a home page says of its owner, and how it links back."""
    from cobrand.harvest.backlink import read_link_back  # noqa: PLC0415 - see TYPE_CHECKING above
    from cobrand.harvest.bio import read_bio  # noqa: PLC0415

    bio = read_bio(body, url=url, asked=asked, charset=charset)
    return bio, read_link_back(body, url=url, ours=ours, charset=charset)


def read_picture(body: bytes) -> bytes:
    """Make a portrait of a picture; raises PhotoError."""
    from cobrand.photos import make_portrait  # noqa: PLC0415 - see TYPE_CHECKING above

    return make_portrait(body)


def settle_in() -> None:
    """Let the parent take Ctrl-C, and end with it: a killed parent can't tell its children to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from multiprocessing import parent_process  # noqa: PLC0415 - who starts no process has no use for it

    parent = parent_process()
    if parent is not None and not any(thread.name == "cobrand-parent" for thread in threading.enumerate()):
        threading.Thread(target=_end_with, args=(parent,), name="cobrand-parent", daemon=True).start()


def _end_with(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)

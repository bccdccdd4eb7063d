"""Company-hosted posts ⇄ `.cobrand/hosted.jsonl`, one JSON object a line: what reports know of them without a build.

The site's own sources are where these posts are kept. The file is made anew by every build, an empty one where there is
no such post: where there is no file, no build has run.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from cobrand.errors import Problem, ProblemsError
from cobrand.files import replace_file
from cobrand.model import Entry, Hosted

Saying = Callable[[Hosted], str | None]


def encode(hosted: Iterable[Hosted], saying: Saying = lambda _: None) -> bytes:
    """Write the posts as lines, newest first, then by address; drafts are nobody's business, and what is absent is left out.

    `saying` chooses the one sentence of a post that a digest may quote.
    """
    posts = sorted((post for post in hosted if not post.draft), key=lambda post: post.url)
    posts.sort(key=lambda post: post.entry.date, reverse=True)
    return "".join(f"{_line(post, saying(post))}\n" for post in posts).encode()


def save_hosted(path: Path, hosted: Iterable[Hosted], saying: Saying = lambda _: None) -> None:
    """Replace the file where a byte of it changes; raises OSError."""
    raw = encode(hosted, saying)
    if not path.is_file() or path.read_bytes() != raw:
        replace_file(path, raw)


def load_hosted(path: Path, *, site_url: str | None, shown: str) -> tuple[tuple[Hosted, str | None], ...] | None:
    """Read the posts that the last build saw, each with its sentence; `None` where no build has noted any.

    Raises ProblemsError, with the path as people know it, for a file that no build has written.
    """
    try:
        lines = path.read_bytes().decode().splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(shown, None, str(getattr(error, "strerror", None) or "it is no UTF-8")) from None
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_post(json.loads(line), site_url))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise _unreadable(shown, number, "the line is none that a build writes") from None
    return tuple(found)


def _unreadable(path: str, line: int | None, what: str) -> ProblemsError:
    remedy = "Remove the file; the next `mkdocs build` makes it anew."
    return ProblemsError((Problem(path=path, line=line, what=f"can't be read: {what}", remedy=remedy),))


def _line(post: Hosted, saying: str | None) -> str:
    stated = {
        "url": post.url,
        "source": post.source,
        "title": post.entry.title,
        "published": f"{post.entry.date.isoformat()[:19]}Z",
        "experts": post.experts,
        "others": post.others,
        "categories": post.entry.categories,
        "saying": saying,
    }
    return json.dumps({key: value for key, value in stated.items() if value}, ensure_ascii=False, separators=(",", ":"))


def _post(stated: Any, site_url: str | None) -> tuple[Hosted, str | None]:
    url = _text(stated["url"])
    entry = Entry(
        blog=site_url or "",
        id=f"{site_url or ''}{url}",
        title=_text(stated["title"]) if "title" in stated else None,
        link=f"{site_url}{url}" if site_url else None,
        published=datetime.fromisoformat(stated["published"]),
        categories=_texts(stated.get("categories", [])),
    )
    hosted = Hosted(
        source=_text(stated["source"]),
        url=url,
        entry=entry,
        experts=_texts(stated.get("experts", [])),
        others=_texts(stated.get("others", [])),
        read=lambda: "",
    )
    return hosted, _text(stated["saying"]) if "saying" in stated else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(map(_text, values))

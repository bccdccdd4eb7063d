"""Company-hosted posts → `.cobrand/hosted.jsonl`, one JSON object a line: what reports know of them without a build.

The site's own sources are where these posts are kept; the file is made anew by every build and read by none.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from cobrand.files import replace_file
from cobrand.model import Hosted


def encode(hosted: Iterable[Hosted]) -> bytes:
    """Write the posts as lines, newest first, then by address; drafts are nobody's business, and what is absent is left out."""
    posts = sorted((post for post in hosted if not post.draft), key=lambda post: post.url)
    posts.sort(key=lambda post: post.entry.date, reverse=True)
    return "".join(f"{_line(post)}\n" for post in posts).encode()


def save_hosted(path: Path, hosted: Iterable[Hosted]) -> None:
    """Replace the file where a byte of it changes, and remove it where there is no such post; raises OSError."""
    raw = encode(hosted)
    if not raw:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != raw:
        replace_file(path, raw)


def _line(post: Hosted) -> str:
    stated = {
        "url": post.url,
        "source": post.source,
        "title": post.entry.title,
        "published": f"{post.entry.date.isoformat()[:19]}Z",
        "experts": post.experts,
        "others": post.others,
        "categories": post.entry.categories,
    }
    return json.dumps({key: value for key, value in stated.items() if value}, ensure_ascii=False, separators=(",", ":"))

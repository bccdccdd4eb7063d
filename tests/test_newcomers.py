"""Home pages as generators and platforms write them → whom `cobrand new` finds there, and which address the profile names."""

import re
from pathlib import Path

import pytest

from cobrand.onboard.outlines import Candidate
from cobrand.onboard.scout import Newcomer, Scout
from test_scout import NOW, options

FILES = sorted((Path(__file__).parent / "corpus/newcomers").glob("*.txt"))
ITEM = (
    "<item><title>A post</title><link>{link}</link><guid>{link}</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate>"
    "<dc:creator>{author}</dc:creator><description>Words.</description></item>"
)
RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{title}</title><link>{link}</link>'
    "<description>{subtitle}</description>{items}</channel></rss>"
)


def told(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Read a case: what is asked and found, `key: value`; feeds, `+ place | title | link | subtitle | author`; pages."""
    head, *parts = re.split(r"^-- (\S+) --\n", text, flags=re.MULTILINE)
    web = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = {}
    for line in filter(None, head.splitlines()):
        if line.startswith("+ "):
            place, title, link, subtitle, author = (part.strip() for part in line[2:].split("|"))
            items = ITEM.format(link=f"https://{place.partition('/')[0]}/a-post", author=author)
            place += "index.xml" if place.endswith("/") else ""
            web[place] = RSS.format(title=title, link=link, subtitle=subtitle, items=items)
        else:
            key, _, value = line.partition(": ")
            expected[key] = value
    return expected, web


def found(newcomer: Newcomer) -> dict[str, str]:
    """Say what was found, in the words of a case."""
    bio, [first, *_] = newcomer.bio, newcomer.sight.blogs or (None,)
    said = {
        "blog": newcomer.blog and newcomer.blog.url,
        "feed": first.feed.url if first and first.feed else None,
        "home": newcomer.home,
        "name": bio.name and bio.name.value,
        "title": bio.job_title and bio.job_title.value,
        "note": bio.note and re.sub("<[^>]+>", "", bio.note.value),
        "photo": bio.photo and bio.photo.value,
        "links": " ".join(link.value for link in bio.links),
        "called": newcomer.called if not bio.name else None,
        "failure": newcomer.failure and newcomer.failure.reason,
    }
    return {key: value for key, value in said.items() if value}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_newcomer_is_found(path: Path, tmp_path: Path) -> None:
    """The blog's own feed and not one of comments or of a part; a name that is a person's; nothing that an engine says."""
    expected, web = told(path.read_text(encoding="utf-8"))
    asked = expected.pop("asked")
    [newcomer] = Scout(options(tmp_path, web), now=NOW).find([Candidate(page=asked)])
    assert {"home": expected.get("blog"), **expected} == found(newcomer)

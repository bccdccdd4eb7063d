"""Feeds of a thousand experts: how long their 3,000 files take, excerpts made of posts beforehand as pages do it.

`python bench/syndicating.py [EXPERTS] [POSTS] [ROUNDS]` prints the seconds of CPU that making and writing them took, the
least of some rounds, since other programs run as well; what that is for each entry of the three feeds; how much of it is
reading the text out of excerpts, of plain paragraphs and of some with links; what the files alone took, new and
unchanged; and making and writing together, of plain paragraphs. As in a build, Python's collector runs, but not through
posts and pages. Run it twice in a row, and new files take longer: ext4 avoids the inodes that the first run has just freed.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from markupsafe import Markup

from cobrand.config import Options
from cobrand.files import write_changed
from cobrand.model import Blog, Brand, Entry, Expert, Feed, Practice
from cobrand.profiles import Roster
from cobrand.publish.feed_entries import Drawing, plain
from cobrand.publish.select import Post, anchor
from cobrand.publish.syndicate import Syndicator
from cobrand.publish.views import build

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ASKED = 2.0  # seconds, for making and writing the feeds of a thousand experts
TEXT = "What we counted in eleven weeks was not what the dashboard had said, & nobody had asked it to. "
LINK = Markup('<a href="https://www.halden.example/?a=1&amp;b=2" rel="nofollow ugc noopener">{}</a>').format("Measured")
EXCERPTS = {
    "plain paragraphs": Markup("<p>{}</p><p>{}</p>").format(TEXT * 3, TEXT * 3),
    "links and emphasis": Markup("<p>{} <em>twice</em>: {}</p><p>{}{}</p>").format(LINK, TEXT * 3, TEXT * 2, LINK),
}
OPTIONS = Options(
    root=Path("/site"), site_name="Halden", site_url="https://www.halden.example/", brand=Brand(name="Halden")
)


def made_posts(experts: int, posts: int) -> tuple[tuple[Expert, ...], tuple[Post, ...]]:
    people, found = [], []
    for rank in range(experts):
        slug, blog = f"expert-{rank}", f"https://blog-{rank}.example/"
        person = Expert(
            slug=slug,
            name=f"Ada Lindqvist {rank}",
            source=Path(f"{slug}.md"),
            practices=(f"practice-{rank % 10}",),
            blogs=(Blog(url=blog),),
        )
        feed = Feed(blog=blog, url=f"{blog}feed.xml", id=blog, title=f"Ada counts {rank}", link=blog)
        people.append(person)
        for number in range(posts):
            entry = Entry(
                blog=blog,
                id=f"{blog}?p={number}",
                title=f"Eleven weeks without retargeting, part {number}",
                link=f"{blog}2026/11/eleven-weeks-{number}/",
                published=NOW - timedelta(hours=rank + number * experts),
                categories=("Attribution", "Experiments", "Retail"),
                language="en-GB",
            )
            post = Post(
                entry=entry, experts=(person,), practices=person.practices, topics=(), anchor=anchor(slug, entry.id)
            )
            found.append(replace(post, feed=feed, blog=person.blogs[0]))
    return tuple(people), tuple(sorted(found, key=lambda post: post.entry.date, reverse=True))


def least(rounds: int, work: Callable[[], object]) -> float:
    took = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


def write(folder: str, files: Iterable[tuple[str, bytes]]) -> int:
    return sum(write_changed(Path(folder, url), raw) for url, raw in files)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    experts, posts, rounds = (*given, *(1000, 30, 5)[len(given) :])
    people, found = made_posts(experts, posts)
    practices = tuple(Practice(slug=f"practice-{rank}", name=f"Practice {rank}") for rank in range(10))
    roster = Roster(experts=people, practices=practices, topics=())
    pages = build(found, roster, OPTIONS, today=NOW.date(), use_directory_urls=True, photos={})

    gc.freeze()

    def syndicated(excerpt: Markup) -> Iterable[tuple[str, bytes]]:
        drawing = Drawing(
            excerpt=lambda _: excerpt, title=lambda card: card.post.entry.title or "", whole=lambda _: excerpt
        )
        return Syndicator(OPTIONS, found, {}, drawing=drawing).files(pages)

    made = {}
    for kind, excerpt in EXCERPTS.items():
        making = made[kind] = least(
            rounds, partial(lambda shown: sum(len(raw) for _, raw in syndicated(shown)), excerpt)
        )
        reading = least(rounds, partial(lambda read: [plain(read) for _ in found], excerpt))
        print(
            f"{kind}: made in {making:.2f} s of CPU, {making / len(found) / 3 * 1e6:.1f} µs an entry; "
            f"of that, reading the text out of excerpts: {reading:.2f} s, {reading / making:.0%}"
        )
    with tempfile.TemporaryDirectory() as folder:
        files = list(syndicated(excerpt))
        new = least(1, lambda: write(folder, files))
        unchanged = least(rounds, lambda: write(folder, files))
    print(
        f"{len(files)} files, {sum(len(raw) for _, raw in files) / 1e6:.0f} MB: written in {new:.2f} s, "
        f"compared where nothing changed in {unchanged:.2f} s"
    )
    together = made["plain paragraphs"] + new
    print(f"made and written: {together:.2f} s of CPU; asked, of 1,000 experts: {ASKED} s")

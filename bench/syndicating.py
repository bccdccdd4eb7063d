"""Feeds of a thousand experts: how long their 3,000 files take, excerpts read from HTML beforehand as pages do it.

`python bench/syndicating.py [EXPERTS] [POSTS]` prints the seconds that serialising and writing took, and those of writing the same again.
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from markupsafe import Markup

from cobrand.config import Options
from cobrand.files import write_changed
from cobrand.model import Blog, Brand, Entry, Expert, Feed, Practice
from cobrand.profiles import Roster
from cobrand.publish.feed_entries import Drawing
from cobrand.publish.select import Post, anchor
from cobrand.publish.syndicate import Syndicator
from cobrand.publish.views import build

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEXT = "What we counted in eleven weeks was not what the dashboard had said, & nobody had asked it to. "
EXCERPT = Markup("<p>{}</p><p>{}</p>").format(TEXT * 3, TEXT * 3)
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


if __name__ == "__main__":
    experts, posts = (int(given) for given in (*sys.argv[1:], "1000", "30")[:2])
    people, found = made_posts(experts, posts)
    practices = tuple(Practice(slug=f"practice-{rank}", name=f"Practice {rank}") for rank in range(10))
    roster = Roster(experts=people, practices=practices, topics=())
    pages = build(found, roster, OPTIONS, today=NOW.date(), use_directory_urls=True, photos={})
    drawing = Drawing(
        excerpt=lambda _: EXCERPT, title=lambda card: card.post.entry.title or "", whole=lambda _: EXCERPT
    )
    with tempfile.TemporaryDirectory() as folder:
        for what in ("written", "written again"):
            syndicator = Syndicator(OPTIONS, found, {}, drawing=drawing)
            wall, cpu = time.perf_counter(), time.process_time()
            files = [(len(raw), write_changed(Path(folder, url), raw)) for url, raw in syndicator.files(pages)]
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            size, changed = sum(size for size, _ in files) / 1e6, sum(changed for _, changed in files)
            print(f"{what}: {len(files)} files, {size:.0f} MB, {changed} changed: {wall:.2f} s, {cpu:.2f} s of CPU")

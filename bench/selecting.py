"""What judging costs: CPU seconds for all entries of a large company, plain and with rules about words.

`python bench/selecting.py` makes 1,000 experts with 30 entries each, and prints what `select` takes for them, and
`verdicts`; and the share of the 2 ms that a page of the finished site may take, with two pages for every person.
"""

import argparse
import time
from collections.abc import Callable, Sized
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from cobrand.harvest.plaintext import words
from cobrand.model import Author, Blog, Entry, Expert, Feed, Rule, Snapshot, Topic
from cobrand.publish.select import select, verdicts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOPICS = [Topic(slug=f"t{number}", name=f"Topic {number}") for number in range(20)]
RULE = Rule(keywords=("layoff*", "mass redundancies", "marathon"), categories=("private",))
PAGE = 0.002  # seconds


def person(number: int) -> Expert:
    """Make somebody with a blog."""
    blog = Blog(url=f"https://p{number}.example/")
    source = Path(f"experts/p{number}.md")
    return Expert(slug=f"p{number}", name=f"Person {number}", source=source, practices=("law",), blogs=(blog,))


def held(expert: Expert, entries: int) -> Snapshot:
    """Fill somebody's archive; the feed names the author once, as most do."""
    url = expert.blogs[0].url
    feed = Feed(blog=url, url=f"{url}feed.xml", title="Notes", authors=(Author(name=expert.name),))
    posts = (
        Entry(
            blog=url,
            id=f"{url}{number}",
            title=f"What nobody told you about measuring searches, part {number}",
            link=f"{url}2026/{number}/",
            published=NOW - timedelta(hours=7 * number),
            categories=(f"topic {number % 20}", "misc"),
            content="<p>It <em>depends</em> on what you count, and on who asks.</p>" * 20,
        )
        for number in range(entries)
    )
    return Snapshot(slug=expert.slug, feeds=(feed,), entries=tuple(posts))


def measured(work: Callable[[], Sized], runs: int = 3) -> float:
    """Return the CPU seconds of the quickest of some runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Measure, and print a line for each way."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--experts", type=int, default=1_000)
    options.add_argument("--entries", type=int, default=30)
    size = options.parse_args()
    people = [person(number) for number in range(size.experts)]
    ruled = [replace(one, blogs=(replace(one.blogs[0], skip=RULE),)) for one in people]
    snapshots = {one.slug: held(one, size.entries) for one in people}
    plain = partial(select, people, snapshots, topics=TOPICS, hide=(), now=NOW, text=words)
    count = size.experts * size.entries
    for name, work in (
        ("select", plain),
        ("select with rules", partial(select, ruled, snapshots, topics=TOPICS, hide=(), now=NOW, text=words)),
        ("verdicts", partial(verdicts, people, snapshots, topics=TOPICS, hide=(), now=NOW, text=words)),
    ):
        seconds = measured(work)
        print(
            f"{name:18} {seconds:5.2f} s for {count:,} entries, {seconds / (2 * size.experts * PAGE):4.0%} of the pages' time"
        )


if __name__ == "__main__":
    main()

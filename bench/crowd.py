"""A made-up company for benches: profiles, archives as pulls leave them, and two sites, with our experts and without."""

import io
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.harvest.ask import Question
from cobrand.harvest.home import Visit, home_key, ours_of
from cobrand.jsonl import encode
from cobrand.model import Author, Entry, Feed, Home, LinkBack, Snapshot
from cobrand.pipeline import POLLS
from cobrand.polls import Key, Poll, save_polls
from cobrand.profiles import Roster

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
EPOCH = f"{NOW.timestamp():.0f}"

_TEXT = (
    "what we counted in eleven weeks was not what the dashboard had said and nobody had asked it to because a test that "
    "cannot fail tells you nothing about measuring searches or about those who buy on a Tuesday after they have seen two "
    "campaigns of ours for the same product at another price than the one our own shop had shown them the week before"
)
_WORDS = _TEXT.split()
_ANY = random.Random(7)
_SENTENCES = [f"{' '.join(_ANY.choices(_WORDS, k=_ANY.randrange(8, 20))).capitalize()}." for _ in range(5_000)]

# The site without us: as many pages of the same kind, at the same addresses, below the same menu, with nothing on them.
_HOOK = """\
import json
from pathlib import Path

from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

HERE = Path(__file__).parent


class Empty(Page):
    def read_source(self, config):
        self.markdown = ""

    def render(self, config, files):
        self.content, self.toc = "", get_toc([])


def on_files(files, config):
    for uri, title, listed in json.loads((HERE / "pages.json").read_text()):
        inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, uri, abs_src_path=str(HERE / "empty.md"), inclusion=inclusion)
        Empty(title, file, config)
        files.append(file)
    return files
"""


def make_site(site: Path, experts: int, practices: int = 20) -> None:
    """Write the sources of a site with so many experts, in so many practices."""
    (site / "experts").mkdir(parents=True)
    (site / "docs").mkdir()
    (site / "docs" / "index.md").write_text("# Home\n\nWho we are.\n")
    options = {
        "practices": {f"practice-{number}": f"Practice {number}" for number in range(practices)},
        "topics": {f"topic-{number}": f"Topic {number}" for number in range(practices)},
    }
    _configure(site, ["search", {"cobrand": options}])
    for number in range(experts):
        (site / "experts" / f"{_slug(number)}.md").write_text(
            f"---\nname: Ada Lindqvist {number}\njob_title: Principal Analyst\npractices: [practice-{number % practices}]\n"
            f"topics: [topic-{number % practices}]\nblog: {_blog(number)}\n---\n\n{_sentences(random.Random(number), 3)}\n"
        )


def make_bare(site: Path, pages: list[tuple[str, str, bool]]) -> None:
    """Write the sources of a site with as many pages, empty, which a hook of a few lines makes."""
    (site / "docs").mkdir(parents=True)
    (site / "docs" / "index.md").write_text("# Home\n\nWho we are.\n")
    (site / "empty.md").write_text("")
    (site / "pages.json").write_text(json.dumps(pages))
    (site / "hook.py").write_text(_HOOK)
    _configure(site, ["search"], hooks=["hook.py"])


def fill_archives(archive: Archive, experts: int, posts: int) -> None:
    """Keep so many posts of each expert, of between half a thousand and three thousand characters, over four years."""
    archive.prepare()
    for number in range(experts):
        url = _blog(number)
        said = Feed(
            blog=url, url=f"{url}feed.xml", id=url, title=f"Notes {number}", link=url, authors=(_author(number),)
        )
        back = LinkBack(state="verified", since=NOW)
        home = Home(url=url, since=NOW, link_back=back)
        entries = tuple(_entries(number, posts))
        held = Snapshot(slug=_slug(number), feeds=(said,), home=home, entries=entries)
        archive.path(held.slug).write_bytes(encode(held))  # without waiting for the disk, as `Archive.write` does


def rest(roster: Roster, archive: Archive, options: Options, now: datetime, *, elsewhere: bool = False) -> None:
    """Leave polls after which nobody is asked before the next hour, as a pull does: here, or `elsewhere`, with other files."""
    polls: dict[Key, Poll] = {}
    for expert in roster.experts:
        blog, (digest, record) = expert.blogs[0], archive.peek(expert.slug)
        question = Question(expert=expert, blog=blog, feed=record.feeds[0], poll=None, whole=False)
        next_hour = now + timedelta(hours=1)
        polls[question.key] = Poll(url=record.feeds[0].url, next=next_hour, archive=digest, terms=question.terms)
        visit = Visit(
            expert=expert,
            url=blog.url,
            home=record.home,
            poll=None,
            picture=None,
            ours=ours_of(expert, site_url=options.site_url, brand_url=options.brand.url),
            archive=digest,
            pictured=False,
        )
        polls[home_key(expert.slug)] = Poll(url=blog.url, next=next_hour, archive=digest, terms=visit.terms)
    save_polls(options.state_dir / POLLS, polls, {} if elsewhere else archive.digests)


def make_pictures(folder: Path, count: int) -> Iterator[Path]:
    """Draw so many small photographs, no two alike."""
    from PIL import Image  # noqa: PLC0415 - few benches draw

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        drawn = io.BytesIO()
        Image.new("RGB", (320, 320), (number % 256, number // 256 % 256, 120)).save(drawn, "JPEG")
        path = folder / f"{_slug(number)}.jpg"
        path.write_bytes(drawn.getvalue())
        yield path


def _configure(site: Path, plugins: list[object], **more: object) -> None:
    config = {
        "site_name": "Bench",
        "site_url": "https://bench.example/",
        "theme": {"name": "material", "font": False},
        "plugins": plugins,
        **more,
    }
    (site / "mkdocs.yml").write_text(json.dumps(config))


def _slug(number: int) -> str:
    return f"expert-{number}"


def _blog(number: int) -> str:
    return f"https://blog-{number}.example/"


def _author(number: int) -> Author:
    return Author(name=f"Ada Lindqvist {number}")


def _entries(number: int, posts: int) -> Iterator[Entry]:
    chance, url = random.Random(number), _blog(number)
    for rank in range(posts):
        title = f"{_sentences(chance, 1)[:40].strip()} {number}, part {rank}"
        yield Entry(
            blog=url,
            id=f"{url}?p={rank}",
            title=title,
            link=f"{url}2026/what-we-counted-{rank}/",
            published=NOW - timedelta(days=1 + 48 * rank, minutes=number),
            authors=(_author(number),),
            categories=(f"Topic {(number + rank) % 40}", "Experiments"),
            language="en-GB",
            content=_html(chance, url),
        )


def _html(chance: random.Random, url: str) -> str:
    """Write a post as blogs do: paragraphs with links and emphasis, a list, a picture."""
    parts = [f'<p class="lead">{_sentences(chance, 2)} <a href="/about/" onclick="x()">Who I am</a>.</p>']
    parts.append(f'<p><img src="{url}chart.png" alt="A chart"> {_sentences(chance, 2)}</p>')
    parts += [
        f"<p><em>{_sentences(chance, 1)}</em> {_sentences(chance, 2)} <code>n &lt; 30</code></p>"
        for _ in range(chance.randrange(6))
    ]
    parts.append(f"<ul><li>{_sentences(chance, 1)}</li><li>{_sentences(chance, 1)}</li></ul>")
    return "\n".join(parts)


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_SENTENCES, k=count))

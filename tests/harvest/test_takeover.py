"""Ordinary moves show and takeovers don't: each through the whole pull, with a web that is told what to answer."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.archive import Archive
from cobrand.config import check_options
from cobrand.harvest import complaint
from cobrand.harvest.fetch import ACCEPT, LIMIT, Response
from cobrand.harvest.pulled import Pulled
from cobrand.harvest.takeover import Found, Known, judge
from cobrand.model import Blog, Entry, Expert, Feed, LinkBack
from cobrand.pipeline import harvest
from cobrand.source import Document
from fuzzing import trying
from moves import Case, Pages
from ordinary import ORDINARY
from takeovers import TAKEOVERS

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
STEP = timedelta(days=3)


class Told:
    """A web that answers what it is told."""

    def __init__(self) -> None:
        self.pages: Pages = {}

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT,
        limit: int = LIMIT,
    ) -> Response:
        """Answer as the network does, redirects and all."""
        here, moved_to, permanent = url, None, True
        while (said := self.pages.get(here, "404")).startswith(("301 ", "302 ")):
            permanent = permanent and said.startswith("301 ")
            here = said[4:]
            moved_to = here if permanent else moved_to
        if len(said) == 3:
            raise complaint.of_status(int(said), {}, now=NOW)
        media_type = "text/html" if said.startswith("<!doctype html") else None
        return Response(url=here, moved_to=moved_to, body=said.encode(), media_type=media_type)


class Life:
    """One expert's months."""

    def __init__(self, root: Path, case: Case) -> None:
        self.options = check_options(
            Document(path="mkdocs.yml", data={"pull": "always"}),
            root=root,
            site_name="Halden",
            site_url="https://www.halden.example/",
        )
        self.archive, self.web, self.now = Archive(self.options.state_dir), Told(), NOW
        self.ada = Expert(
            slug="ada-lindqvist",
            name="Ada Lindqvist",
            source=root / "experts" / "ada-lindqvist.md",
            blogs=(Blog(url=case.blog),),
        )

    def pull(self, pages: Pages) -> Pulled:
        """Let the web be so, and pull; three days later."""
        self.web.pages = pages

        async def run() -> Pulled:
            return await harvest((self.ada,), self.archive, self.options, web=self.web, now=self.now)

        pulled = asyncio.run(run())
        self.now += STEP
        return pulled

    @property
    def titles(self) -> list[str]:
        """All titles in the archive."""
        return sorted(entry.title or "" for entry in self.archive.read("ada-lindqvist").entries)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """What the archive says of the feeds."""
        return self.archive.feeds("ada-lindqvist")

    @property
    def held(self) -> list[tuple[str, ...]]:
        """The reasons for which feeds are held."""
        return [feed.held.reasons for feed in self.feeds if feed.held]


def sentence(case: Case) -> str:
    """Name a case."""
    return case.sentence


@pytest.mark.parametrize("case", ORDINARY, ids=sentence)
def test_an_ordinary_move_is_never_held(case: Case, tmp_path: Path) -> None:
    """Nothing is held on any day, the new posts are there, and nothing that was there is lost."""
    life = Life(tmp_path, case)
    life.pull(case.before)
    before = life.titles
    life.ada = replace(life.ada, **case.profile)  # type: ignore[arg-type]
    for stage in case.stages:
        life.pull(stage)
        assert life.held == []
    assert set(case.new) <= set(life.titles)
    assert len(life.titles) >= len(before)


@pytest.mark.parametrize("case", TAKEOVERS, ids=sentence)
def test_nothing_of_a_takeover_shows(case: Case, tmp_path: Path) -> None:
    """What is in the archive is what was there before, home page included, and the feed is held."""
    life = Life(tmp_path, case)
    life.pull(case.before)
    titles, before = life.titles, life.archive.read("ada-lindqvist")
    life.ada = replace(life.ada, **case.profile)  # type: ignore[arg-type]
    for stage in case.stages:
        life.pull(stage)
    after = life.archive.read("ada-lindqvist")
    assert len(life.held) == 1
    assert life.titles == titles
    assert [replace(feed, held=None, blog="", url="") for feed in after.feeds] == [
        replace(feed, blog="", url="") for feed in before.feeds
    ]
    assert (after.home and after.home.bio) == (before.home and before.home.bio)


@pytest.mark.parametrize("case", TAKEOVERS, ids=sentence)
def test_a_takeover_would_show(case: Case, tmp_path: Path) -> None:
    """The oracle: whoever trusts it on each day gets its posts."""
    life = Life(tmp_path, case)
    life.pull(case.before)
    for stage in case.stages:
        life.ada = replace(life.ada, trusted=life.now.date(), **case.profile)  # type: ignore[arg-type]
        life.pull(stage)
    assert life.held == []
    assert set(case.new) <= set(life.titles)


_TEXTS = (
    st.none()
    | st.sampled_from(["", "Notes", "x" * 3_000, "ملاحظات", "🎉", "Hello world!", "笔记"])
    | st.text(max_size=9)
)
_LINKS = st.none() | st.sampled_from(
    ["https://ada.example/", "http://[", "https://ada.example/a/b?c", "http://x.example/1"]
)
_DAYS = st.none() | st.sampled_from(
    [NOW, NOW - STEP, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
)
_ENTRIES = st.lists(
    st.builds(
        Entry,
        blog=st.just("https://ada.example/"),
        id=st.text(max_size=20),
        title=_TEXTS,
        link=_LINKS,
        published=_DAYS,
        language=_TEXTS,
    ),
    max_size=4,
)
_FEEDS = st.builds(
    Feed,
    blog=st.just("https://ada.example/"),
    url=st.just("https://ada.example/f"),
    title=_TEXTS,
    link=_LINKS,
    language=_TEXTS,
)


@trying(200)
@given(_FEEDS, _ENTRIES, _FEEDS, _ENTRIES, _LINKS)
def test_whatever_an_archive_and_a_feed_hold_is_judged(
    feed: Feed, entries: list[Entry], new: Feed, found: list[Entry], place: str | None
) -> None:
    """No title, address or date of any kind raises, and a reason is one short line."""
    known = Known(feed=feed, entries=entries, link_back=LinkBack(state="missing", since=NOW, was="linked"))
    now = Found(feed=new, entries=found, place=place or "https://ada.example/f")
    held = judge(known, now, blog=Blog(url="https://ada.example/"), trusted=None, now=NOW)
    assert held is None or max(map(len, held.reasons)) < 250


def test_there_are_enough_of_both() -> None:
    """Thirty each, and no sentence twice."""
    assert (len(ORDINARY) >= 30, len(TAKEOVERS) >= 30) == (True, True)
    assert len({case.sentence for case in (*ORDINARY, *TAKEOVERS)}) == len(ORDINARY) + len(TAKEOVERS)

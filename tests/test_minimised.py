"""People's data, no more of it than they chose: no e-mail address, telephone number or place that a profile doesn't state."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from cobrand import pipeline
from cobrand.archive import Archive
from cobrand.config import Options, check_options, options_document
from cobrand.profiles import load_roster
from cobrand.source import Document
from storyweb import StoryWeb

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
_MAIL = re.compile(  # not an account such as @ada@social.example
    rb"(?<![\w.+@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_CALL = re.compile(rb"tel:|\+\d{2}[\d ()-]{6,}")

HOME = """<!doctype html><html><head>
<meta name="author" content="Ada Lindqvist (ada@private.example)"><meta property="og:type" content="profile">
<meta name="geo.position" content="57.7;11.9"><link rel="alternate" type="application/rss+xml" href="/feed.xml">
<script type="application/ld+json">{"@type": "Person", "name": "Ada Lindqvist", "url": "https://ada.example/",
"email": "ada@private.example", "telephone": "+46 31 555 0100", "jobTitle": "Analyst",
"address": {"streetAddress": "Hemgatan 9", "addressLocality": "Privatstad"}, "birthDate": "1980-01-01"}</script></head>
<body><div class="h-card"><a class="p-name u-url u-uid" href="https://ada.example/">Ada Lindqvist</a>
<a class="u-email" rel="me" href="mailto:ada@private.example">Write</a> <span class="p-tel">+46 31 555 0100</span>
<a rel="me" href="tel:+46315550100">Call</a>
<p class="p-adr h-adr"><span class="p-street-address">Hemgatan 9</span> <span class="p-locality">Privatstad</span></p>
<p class="p-note">She counts.</p><time class="dt-bday">1980-01-01</time></div></body></html>"""
FEED = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"
xmlns:georss="http://www.georss.org/georss"><channel><title>Ada</title><link>https://ada.example/</link>
<managingEditor>ada@private.example (Ada Lindqvist)</managingEditor><webMaster>ada@private.example</webMaster>
<itunes:owner><itunes:email>ada@private.example</itunes:email></itunes:owner>
<item><title>One</title><guid>https://ada.example/1</guid><link>https://ada.example/1</link>
<author>ada@private.example (Ada Lindqvist)</author><geo:lat>57.7</geo:lat><georss:point>57.7 11.9</georss:point>
<georss:featurename>Privatstad</georss:featurename>
<pubDate>Thu, 05 Nov 2026 09:00:00 GMT</pubDate><description>Text.</description></item></channel></rss>"""
SECRETS = (b"private.example", b"555 0100", b"5550100", b"Hemgatan", b"Privatstad", b"57.7", b"1980-01-01")


def published(options: Options, archive: Archive, cache: Path) -> Iterator[tuple[str, bytes]]:
    """Yield everything of ours that goes out: pages as people and as search read them, heads, feeds, blogrolls, the index."""
    made = pipeline.publish(load_roster(options), archive, options, now=NOW, cache=cache)
    for page in made.pages:
        drawn = made.renderer.render(page)
        decide = partial(made.renderer.heads.of_page, page, title=page.title, description=drawn.description)
        yield page.url, f"{drawn.html}{drawn.indexed}{made.renderer.draw_head(decide, page.url)}".encode()
    yield from made.syndicator.files(made.pages)
    yield from made.renderer.people_index(made.pages).items()
    yield from ((url, path.read_bytes()) for url, path in made.files.items() if url.endswith(".svg"))


def test_the_example_shows_no_address_or_number_that_its_profiles_do_not_state(tmp_path: Path) -> None:
    """In all its pages and feeds there is the companies' own mail, and accounts on social networks: nothing else of the kind."""
    document = options_document((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), "mkdocs.yml")
    options = check_options(document, root=ROOT, site_name="Halden Research", site_url="https://www.halden.example/")
    stated = b"\n".join(path.read_bytes() for path in (ROOT / "experts").glob("*.md"))
    contacts = (ROOT / "mkdocs.yml").read_bytes()
    found = {
        (url, match)
        for url, raw in published(options, Archive(options.state_dir), tmp_path)
        for pattern in (_MAIL, _CALL)
        for match in pattern.findall(raw)
        if match not in stated and match not in contacts
    }
    assert found == set()


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Options, Archive]:
    """Pull a blog and a home page that tell everything of their owner in every way there is."""
    (tmp_path / "experts").mkdir()
    (tmp_path / "experts/ada.md").write_text(
        "---\nname: Ada Lindqvist\nblog: https://ada.example/\n---\n", encoding="utf-8"
    )
    options = check_options(
        Document(path="mkdocs.yml", data={}), root=tmp_path, site_name="Halden", site_url="https://www.halden.example/"
    )
    archive, web = Archive(options.state_dir), StoryWeb()
    web.document("https://ada.example/", HOME)
    web.document("https://ada.example/feed.xml", FEED)
    asyncio.run(pipeline.harvest(load_roster(options).experts, archive, options, web=web, now=NOW))
    return options, archive


def test_what_a_home_page_and_a_feed_tell_of_a_person_stays_there(
    hostile: tuple[Options, Archive], tmp_path: Path
) -> None:
    """Neither the pages nor the archive have it; what may be taken is there, so that something was read at all."""
    options, archive = hostile
    files = dict(published(options, archive, tmp_path / "cache"))
    assert b"Analyst" in files["experts/ada/"]
    assert b"She counts." in files["experts/ada/"]
    files |= {path.name: path.read_bytes() for path in options.state_dir.rglob("*") if path.is_file()}
    assert b"https://ada.example/1" in files["ada.jsonl"]
    assert {(name, secret) for name, raw in files.items() for secret in SECRETS if secret in raw} == set()

"""Everything that is known to run in a browser, sent through every field of every format: in Debian's chromium nothing of it does.

A little on each run; `pytest --hypothesis-profile=long tests/test_xss.py` sends each attack through each field.
"""

import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

import cobrand
from attacks import EVIL, Attack, attacks
from chromium import serving
from cobrand.errors import ArchiveError
from cobrand.jsonl import decode
from feed_rules import complaints
from fuzzing import LONG
from mallory import FORMATS, NEWEST, Mallory
from sites import Site

pytestmark = pytest.mark.browser

SHUFFLED = random.Random(7).sample(attacks(), len(attacks()))
BLOGS, POSTS = (5, 140) if LONG else (1, 16)
SAMPLE = slice(None) if LONG else slice(None, None, 12)

SETTINGS = """\
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/
theme: {theme}
markdown_extensions:
  - attr_list
  - md_in_html
  - abbr
  - admonition
  - footnotes
  - pymdownx.critic
  - pymdownx.magiclink
  - pymdownx.keys
  - toc: {{permalink: true}}
  - pymdownx.snippets: {{base_path: .}}
plugins:
  - search
{plugins}
  - cobrand:
      web: web
      posts_per_page: 200
      brand: {{name: 'Halden "><img src=x onerror=xss(1)>{{{{ 1000003*1 }}}}', url: "https://halden.example/"}}
      topics: {{kites: {{name: 'Kites <svg onload=xss(2)>{{{{ 1000003*2 }}}}', keywords: [xss]}}}}
      disclosure: '{{name}} works at {{brand}}. "><script>xss(3)</script>'
      disclosure_alumni: '{{name}} worked at {{brand}}. <img src=x onerror=xss(4)>'
-- docs/index.md --
# Welcome

[Everybody](experts/index.md)
-- docs/embeds.md --
# Embeds

<!-- cobrand: posts limit=20 -->

<!-- cobrand: experts limit=50 alumni=yes -->

<!-- cobrand: expert rss0 -->

<!-- cobrand: expert rdf0 -->
-- secret.txt --
SNIPPET-SECRET
-- experts/tampered.md --
---
name: Tam Pered
practices: [insight]
blog: https://tampered.example/
home: https://tampered.example/
---
"""
MATERIAL = "{name: material, font: false}"
PLUGINS = "  - macros\n  - privacy: {assets_exclude: [unpkg.com/mermaid*]}"  # which Material itself names

OURS = {"<form cobrand-finder >", "<input  name>", "<select  practice>", "<select  topic>"}  # what the directory has
THEIRS = {
    "<form  >",
    "<input search_input search-query ui-autocomplete-input q>",
    "action=//search.html",
}  # and readthedocs
LOADED = (
    "blog/index.html",
    "blog/archive/2026/index.html",
    "experts/index.html",
    "experts/rss0/index.html",
    "experts/hcard0/index.html",
    "experts/json0/kit/index.html",
    "experts/rdf0/index.html",
    "embeds/index.html",
    "woven/index.html",
    "experts/tampered/index.html",
)

# --- the site --------------------------------------------------------------------------------------------------------


def written(root: Path, mallory: Mallory, *, theme: str = MATERIAL, plugins: str = PLUGINS) -> Site:
    """Write the sources of Mallory's site into a folder."""
    site = Site(root)
    site.write(SETTINGS.format(theme=theme, plugins=plugins))
    sources = {path: text.encode("utf-8", "replace") for path, text in mallory.sources().items()}
    sources[".cobrand/archive/tampered.jsonl"] = mallory.tampered(_is_archive)
    for path, content in sources.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return site


def _is_archive(content: bytes) -> bool:
    try:
        decode(content, slug="tampered", path=Path("tampered.jsonl"))
    except ArchiveError:
        return False
    return True


# --- the browser -----------------------------------------------------------------------------------------------------


@dataclass
class Watched:
    """A page of a browser, and all that happened on it which never should."""

    page: Page
    url: str
    ran: set[int] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page, do to it what people may do, and wait for what comes of that."""
        self.page.goto(self.url + path, wait_until="commit" if path.startswith("attack") else "load")
        if path.startswith("attack"):
            self.page.wait_for_function("() => watch.settled()", timeout=60_000)
        self.page.evaluate("() => watch.poke()")
        self.settle()

    def settle(self) -> None:
        """Wait until handlers of loading, focus and animation have run."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def found(self, path: str | None = None) -> set[str]:
        """Return what is foreign in this page, or in another that is only read."""
        if path is None:
            return set(self.page.evaluate("ours => watch.found(document, ours)", self.url))
        read = "new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html')"
        return set(
            self.page.evaluate(f"async ([ours, path]) => watch.found({read}, ours)", [self.url, self.url + path])
        )

    def happened(self) -> tuple[set[int], set[str], list[str], list[str]]:
        """Return all of it, for comparison with nothing."""
        return self.ran, self.asked, self.dialogs, self.errors

    def note_request(self, request: Request) -> None:
        """Note what is asked of anybody but ourselves; an attack's own server is asked with its number."""
        parts = urlsplit(request.url)
        if parts.hostname == EVIL and parts.path[1:].isdigit():
            self.ran.add(int(parts.path[1:]))
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.asked.add(request.url)

    def note_dialog(self, dialog: Dialog) -> None:
        """Note a dialog, and close it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def note_console(self, message: ConsoleMessage) -> None:
        """Note errors."""
        if message.type == "error" and not str(message.location.get("url")).endswith("/favicon.ico"):
            self.errors.append(f"{message.text} ({message.location.get('url')})")


@contextmanager
def watched(browser: Browser, url: str) -> Iterator[Watched]:
    """Open a page that is watched."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    context.add_init_script(path=Path(__file__).with_name("watch.js"))
    made = Watched(context.new_page(), url)
    context.expose_binding("xss", lambda _, number: made.ran.add(int(number)))
    context.on("request", made.note_request)
    context.on("console", made.note_console)
    context.on("dialog", made.note_dialog)
    context.on("weberror", lambda error: made.errors.append(str(error.error)))
    yield made
    context.close()


# --- the oracles -----------------------------------------------------------------------------------------------------


def test_the_attacks_are_real(browser: Browser, tmp_path: Path) -> None:
    """Each of them, on a page of its own as it stands, runs, or asks its server."""
    live = [attack for attack in attacks() if attack.live][SAMPLE]
    for attack in live:
        text = f"<!doctype html><meta charset=utf-8><body>{attack.numbered()}"
        (tmp_path / f"{attack.index}.html").write_text(text, encoding="utf-8", errors="replace")
    seen: set[int] = set()
    with serving(tmp_path) as url:
        for start in range(0, len(live), 40):
            frames = "".join(
                f"<iframe data-attack src={attack.index}.html></iframe>" for attack in live[start : start + 40]
            )
            (tmp_path / f"attack{start}.html").write_text(f"<!doctype html>{frames}", encoding="utf-8")
            with watched(browser, url) as tab:
                tab.open(f"attack{start}.html")
                wanted = {attack.index for attack in live[start : start + 40]}
                for _ in range(100):
                    if wanted <= tab.ran:
                        break
                    tab.page.wait_for_timeout(50)
                seen |= tab.ran
    assert [attack.text for attack in live if attack.index not in seen] == []


# --- what comes of them ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["material", "readthedocs", "mkdocs"] if LONG else ["material"])
def guarded(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    """Build Mallory's site: the attacks are dealt so that, at length, each goes through each field."""
    theme = {"theme": f"{{name: {request.param}, highlightjs: false}}", "plugins": "  - macros"}
    mallory = Mallory(lambda place, turn: SHUFFLED[(turn + place * 37) % len(SHUFFLED)], POSTS, BLOGS)
    site = written(tmp_path_factory.mktemp("guarded"), mallory, **({} if request.param == "material" else theme))
    (site.root / "elsewhere").mkdir()
    (site.root / "elsewhere" / "ours.gif").write_bytes(b"GIF89a")
    with serving(site.root / "elsewhere") as url:
        picture = f"![Ours]({url}ours.gif)" if _of_material(site) else ""
        (site.root / "docs" / "index.md").write_text(f"# Welcome\n\n{picture}\n", encoding="utf-8")
        site.build()
    archives = {
        path.stem: path.read_bytes().count(b"\n") - 1 for path in (site.root / ".cobrand/archive").glob("*.jsonl")
    }
    feeds = [f"{kind}{turn}" for kind in FORMATS[:-1] for turn in range(BLOGS)]  # a page may swallow the rest of itself
    assert {archives[slug] for slug in (*feeds, "tampered")} == {POSTS}
    return site


def _of_material(site: Site) -> bool:
    return "name: material" in (site.root / "mkdocs.yml").read_text(encoding="utf-8")


def test_nothing_is_worked_out_read_or_fetched_while_building(guarded: Site) -> None:
    """No template ran, no file of the repository got onto a page, and Material's privacy plugin fetched the site's own picture alone."""
    products = re.compile(rb"\b\d{9,}\b")
    for path in (guarded.root / "site").rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".opml", ".svg"}:
            content = path.read_bytes()
            assert b"SNIPPET-SECRET" not in content
            assert [found for found in products.findall(content) if int(found) % 1_000_003 == 0] == [], path
    fetched = [path.name for path in (guarded.root / "site/assets/external").rglob("*") if path.is_file()]
    assert fetched == (["ours.gif"] if _of_material(guarded) else [])


def test_nothing_of_mallory_s_runs_on_any_page(browser: Browser, guarded: Site) -> None:
    """No script, no request, no dialog, no error, no form, no frame; and no element or attribute that could bring them."""
    folder = guarded.root / "site"
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    with serving(folder) as url, watched(browser, url) as tab:
        tab.open("index.html")
        theirs = tab.found() | OURS | THEIRS
        moved = {path: {"<meta  >"} if "-former/" in path else set() for path in paths}  # which sends people on
        foreign = {path: tab.found(path) - theirs - moved[path] for path in paths}
        assert {path: found for path, found in foreign.items() if found} == {}
        for path in paths if LONG else LOADED:
            tab.open(path)
            assert (path, tab.found() - theirs, *tab.happened()) == (path, set(), set(), set(), [], [])


def test_nothing_of_mallory_s_runs_where_people_search(browser: Browser, guarded: Site) -> None:
    """What Material's search and the directory's filter find is put into the page by scripts, and is words."""
    with serving(guarded.root / "site") as url, watched(browser, url) as tab:
        tab.open("index.html")
        theirs = tab.found() | OURS | THEIRS
        if not _of_material(guarded):
            return
        tab.page.get_by_role("textbox", name="Search").press_sequentially("onerror")
        tab.page.locator(".md-search-result__link").first.wait_for(state="attached")
        tab.page.evaluate("() => watch.poke()")
        tab.settle()
        assert (tab.found() - theirs, *tab.happened()) == (set(), set(), set(), [], [])
        tab.page.goto(f"{url}experts/index.html")
        tab.page.get_by_role("searchbox", name="Name or job title").press_sequentially("xss")
        tab.page.locator(".cobrand-finder").get_by_role("status").filter(has_text=re.compile("[1-9]")).wait_for()
        tab.page.evaluate("() => watch.poke()")
        tab.settle()
        assert (tab.found() - theirs, *tab.happened()) == (set(), set(), set(), [], [])


def test_nothing_of_mallory_s_runs_in_feeds_and_drawings(browser: Browser, guarded: Site) -> None:
    """Opened in a browser, nor in a reader that believes what HTML they have."""
    folder = guarded.root / "site"
    feeds = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if _is_feed(path)}
    assert {name.rpartition("/")[2] for name in feeds} == {"atom.xml", "rss.xml", "feed.json", "blogroll.opml"}
    risky = ("SecurityRisk", "ContainsHTML", "UnknownNamespace", "BadCharacters", "InvalidLink")
    for name, path in feeds.items():
        found = complaints(path.read_bytes(), url=f"https://www.halden.example/{name}", now=NEWEST + timedelta(days=1))
        assert (name, [complaint for complaint in found if complaint.startswith(risky)]) == (name, [])
    with serving(folder) as url, watched(browser, url) as tab:
        shutil.copy(folder / "experts/blogroll.opml", folder / "blogroll.xml")  # which a browser would save, not show
        opened = ("blog/atom.xml", "blog/rss.xml", "blog/feed.json", "blogroll.xml", "experts/rss0/badge-light.svg")
        for name in (*opened, *(sorted(feeds) if LONG else ())):
            if name.endswith(".opml"):
                continue
            tab.page.goto(url + name)
            tab.settle()
            assert (name, *tab.happened()) == (name, set(), set(), [], [])


def _is_feed(path: Path) -> bool:
    return path.name in {"atom.xml", "rss.xml", "feed.json"} or path.suffix == ".opml"


def test_nothing_of_mallory_s_runs_in_a_report(browser: Browser, guarded: Site) -> None:
    """The page that is mailed or printed; and what GitHub and a terminal make of the rest is words."""
    report = guarded.run("cobrand", "report", "--format", "html", "--all")
    assert report.returncode == 0, report.stderr
    (guarded.root / "report").mkdir(exist_ok=True)
    (guarded.root / "report" / "index.html").write_text(report.stdout, encoding="utf-8")
    with serving(guarded.root / "report") as url, watched(browser, url) as tab:
        tab.open("")
        assert (tab.found() - {"<style  >", "<meta  >"}, *tab.happened()) == (set(), set(), set(), [], [])
    summary = guarded.root / "summary.md"
    for command in (
        ("report", "--format", "markdown", "--all"),
        ("digest",),
        ("check", "rdf0", "--summary", str(summary)),
    ):
        made = guarded.run("cobrand", *command)
        assert made.returncode == 0, made.stderr
        text = summary.read_text(encoding="utf-8") if "--summary" in command else made.stdout
        html = github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
        active = BeautifulSoup(html, "html.parser").select(
            "img, script, svg, iframe, form, input, style, link, [onerror], a[href^=javascript]"
        )
        assert (command, active) == (command, [])
        words = BeautifulSoup(html, "html.parser").get_text()
        assert (command, re.findall(r"(?<!\w)@everyone", words)) == (command, [])
        assert (command, re.findall(r"^\s*::|\x1b", made.stdout, re.MULTILINE)) == (command, [])


# --- without the guards ----------------------------------------------------------------------------------------------

# Each guard as it stands at the end of its module in a copy of the package, where it lets everything pass.
OFF = {
    "publish/sanitize.py": """
def sanitize(html, **_): return Markup(html)
def excerpt(html, **_): return Markup(html)
""",
    "harvest/plaintext.py": """
def plain(value, *_, **__): return value
def line(value, *_, **__): return value
def person(value, *_, **__): return value
def web_address(value, base): return value
def labels(values, *_, **__): return tuple(values)
def language(value): return value
""",
    "address.py": """
def absolute(reference, base): return reference
""",
    "shapes.py": """
TEXT = WEB = ID = HTML
""",
    "publish/jsonld.py": """
def serialise(graph):
    import json
    return json.dumps(graph)
""",
    "publish/asked.py": """
def web(url): return url
""",
    "publish/jinja.py": """
def _unescaped(self, folders, _make=Templates.__init__):
    _make(self, folders)
    self.autoescape = False
Templates.__init__ = _unescaped
Templates.written = staticmethod(str)
""",
    "integrations/mkdocs_pages.py": """
def page_title(text): return text
escape = str
""",
}
BREAKOUT = "\"'>--></script></style></title></textarea></select><img src=x onerror=RUN>"


SHOWING = (
    "blog/archive/2026/index.html",
    "blog/index.html",
    "experts/atom0/index.html",
    "experts/hcard0/index.html",
    "experts/jsonld0/index.html",
    "experts/rdf0/index.html",
    "experts/rss0/index.html",
    "experts/tampered/index.html",
    "woven/index.html",
)
SHOWN = """
    Atom author name; Atom content; Atom link; Atom replies; Atom title; JSON author name; JSON content_html; JSON title;
    JSON url; JSON-LD description; JSON-LD job title; JSON-LD sameAs; JSON-LD sameAs query; RDF content; RDF creator;
    RDF link; RDF title; RSS author; RSS comments; RSS content; RSS creator; RSS dc:title; RSS itunes:summary; RSS link;
    RSS origLink; RSS title; archive bio fediverse;
    archive bio job_title; archive bio link; archive bio note; archive bio pronouns; archive comments; archive content;
    archive link; archive title; h-card job title; h-card note; h-card pronouns; h-card rel-me query; h-feed author;
    h-feed content raw; h-feed name; h-feed url; profile credential; profile job_title; profile link title;
    profile location; profile name; profile practice; profile pronouns; profile topic; rel-me
"""


def unguarded(folder: Path) -> tuple[Site, Mallory]:
    """Build Mallory's site with every guard off, and one attack that gets out of wherever it stands."""
    package = folder / "package"
    shutil.copytree(Path(cobrand.__file__).parent, package / "cobrand", ignore=shutil.ignore_patterns("__pycache__"))
    for name, code in OFF.items():
        with (package / "cobrand" / name).open("a", encoding="utf-8") as module:
            module.write(code)
    mallory = Mallory(lambda place, turn: Attack(turn, BREAKOUT, live=True), posts=5)
    site = written(folder / "site", mallory, theme="{name: mkdocs, highlightjs: false}", plugins="")
    site.build(PYTHONPATH=str(package))
    return site, mallory


def test_the_battery_sees_what_the_guards_stop(browser: Browser, tmp_path: Path) -> None:
    """The oracle: with the guards off, the same fields run what they say; on all pages, no others do."""
    site, mallory = unguarded(tmp_path)
    folder = site.root / "site"
    with serving(folder) as url, watched(browser, url) as tab:
        for path in (
            sorted(
                path.relative_to(folder).as_posix()
                for path in folder.rglob("index.html")
                if "-former/" not in str(path)
            )
            if LONG
            else SHOWING
        ):
            tab.open(path)
        ran = {number // 1_000 for number in tab.ran}
    shown, running = (
        set(map(str.strip, SHOWN.split(";"))),
        {name for name, place in mallory.fields.items() if place in ran},
    )
    assert shown - running == set()
    assert not LONG or running == shown

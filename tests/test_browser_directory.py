"""Finding people in the directory as visitors do, in Debian's chromium: typing, choosing, going back, without a script."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from chromium import DESK, PHONE, SIDEWAYS, Served, Tab, serving, tab_at
from newsroom import expert, make_pages, post, renderer
from sites import Site

pytestmark = pytest.mark.browser

LONG = "Quartalszahlenbesprechungsprotokollvorlage" * 4
RUN = "top.pwned=(top.pwned||'')+'{name} '"
NAME = '"\'><script>RUN</script><img src=x onerror="RUN"><svg onload=RUN>'.replace("RUN", RUN.format(name="name"))
ADDRESS = f"javascript:void({RUN.format(name='address')})"

NAMED = {
    "chloe-nunez": ("Chloé Núñez", "Director", "law", "kites"),
    "jorgen-oneil": ("Jørgen O\u2019Neil", "Analyst", "law, operations", "wind"),
    "mei-okafor": ("Mei Okafor", "Principal Data Scientist", "operations", "kites, wind"),
    "zoe-adams": ("Zoë Adams", "Analyst", "operations", "kites"),
    "long": (LONG, LONG, "law", "wind"),
    "hostile": (NAME, NAME, "insight", "wind"),
}
PROFILES = "".join(
    f"-- experts/{slug}.md --\n---\nname: {json.dumps(name)}\njob_title: {json.dumps(title)}\n"
    f"practices: [{practices}]\ntopics: [{topics}]\nblog: https://{slug}.example/feed.xml\n---\n"
    for slug, (name, title, practices, topics) in NAMED.items()
) + "".join(f"-- experts/x{number:03}.md --\n---\nname: Xaver {number:03}\n---\n" for number in range(110))
SITE = f"""\
-- docs/index.md --
# Welcome

[Everybody](experts/index.md), [who is on kites](experts/index.md?topic=kites)

<pre id="snippet">&lt;a rel="me"&gt;
</pre>
<button class="cobrand-copy" type="button" data-copy="snippet" data-done="Copied" data-failed="Selected" hidden>Copy</button>
-- mkdocs.yml --
site_name: Halden
site_url: https://www.halden.example/site/
theme:
  name: material
  font: false
  features: [navigation.instant]
plugins:
  - search
  - cobrand:
      web: web
      practices: {{law: Law, operations: Operations, insight: Customer Insight}}
      topics: {{kites: Kites, wind: Wind}}
-- experts/gone.md --
---
name: Álvaro Gone
job_title: Clerk
practices: [law]
left: 2024-06-30
---
{PROFILES}"""

# --- a site below a path ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Build the site once, and serve the folder that it is in."""
    site = Site(tmp_path_factory.mktemp("directory"))
    site.write(SITE)
    for slug in NAMED:
        site.feed(f"{slug}.example", (f"What {slug} thinks", "Fri, 20 Nov 2026 09:00:00 GMT"))
    site.build()
    with serving(site.root) as url:
        sitemap = site.root / "site/sitemap.xml"  # it tells Material which links it may follow by itself
        sitemap.write_text(
            sitemap.read_text(encoding="utf-8").replace("https://www.halden.example/", url), encoding="utf-8"
        )
        yield Served(site.root / "site", f"{url}site/")


def field(tab: Tab) -> Locator:
    """Return where names are typed."""
    return tab.page.get_by_role("searchbox", name="Name or job title")


def names(tab: Tab) -> list[str]:
    """Return whom the directory shows, in order."""
    tab.settle()
    return tab.page.locator(".cobrand-people__name:visible").all_inner_texts()


def count(tab: Tab) -> Locator:
    """Return where it says how many there are."""
    return tab.page.locator(".cobrand-finder").get_by_role("status")


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nunez", ["Chloé Núñez"]),
        ("CHLOÉ", ["Chloé Núñez"]),
        ("jorgen o'neil", ["Jørgen O\u2019Neil"]),
        ("zoe analyst", ["Zoë Adams"]),
        ("data sci", ["Mei Okafor"]),
        ("xaver 109", ["Xaver 109"]),
        ("alvaro", ["Álvaro Gone"]),
    ],
)
def test_people_are_found_by_name_and_job_title(tab: Tab, typed: str, found: list[str]) -> None:
    """Over all pages, without minding accents and capitals; each word may come from anywhere."""
    tab.open("experts/")
    field(tab).press_sequentially(typed)
    expect(count(tab)).to_have_text("1 of 117 experts")
    assert names(tab) == found


def test_people_are_found_by_practice_and_topic(tab: Tab) -> None:
    """Alone, together, and with a name."""
    tab.open("experts/")
    practice, topic = tab.page.get_by_label("Practice", exact=True), tab.page.get_by_label("Topic", exact=True)
    topic.select_option("Kites")
    expect(count(tab)).to_have_text("3 of 117 experts")
    assert names(tab) == ["Chloé Núñez", "Mei Okafor", "Zoë Adams"]
    practice.select_option("Operations")
    expect(count(tab)).to_have_text("2 of 117 experts")
    assert names(tab) == ["Mei Okafor", "Zoë Adams"]
    field(tab).fill("zoe")
    expect(count(tab)).to_have_text("1 of 117 experts")
    assert names(tab) == ["Zoë Adams"]
    field(tab).fill("nobody")
    expect(count(tab)).to_have_text("0 of 117 experts")
    expect(tab.page.get_by_text("Nobody matches this.")).to_be_visible()
    tab.page.get_by_role("button", name="Clear the filter").click()
    expect(count(tab)).to_be_empty()
    expect(field(tab)).to_be_focused()
    assert len(names(tab)) == 100


def test_alumni_are_found_apart(tab: Tab) -> None:
    """Under their heading, with the title of then."""
    tab.open("experts/?practice=law")
    expect(count(tab)).to_have_text("4 of 117 experts")
    assert names(tab)[-1] == "Álvaro Gone"
    expect(tab.page.locator(".cobrand-finder__alumni")).to_contain_text("then Clerk")
    expect(tab.page.get_by_role("heading", name="Alumni")).to_be_visible()
    field(tab).fill("chloe")
    expect(count(tab)).to_have_text("1 of 117 experts")
    expect(tab.page.get_by_role("heading", name="Alumni")).to_be_hidden()


CARDS = """root => [...document.querySelectorAll(`${root} .cobrand-people > li`)].map(card => {
    for (const element of [card, ...card.querySelectorAll('*')]) {
        for (const name of ['href', 'src']) if (element[name]) element.setAttribute(name, element[name])
        element.classList.remove('h-card', 'u-url', 'u-photo', 'p-name', 'p-job-title', 'p-category')
        if (!element.className) element.removeAttribute('class')
        const written = [...element.attributes].map(({name, value}) => [name, value]).sort()
        for (const [name] of written) element.removeAttribute(name)
        for (const [name, value] of written) element.setAttribute(name, value)
    }
    return card.outerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><').replace(/ (?=<)|(?<=>) /g, '')
})"""


def test_a_card_looks_the_same_found_or_listed(tab: Tab) -> None:
    """The script draws what the template draws, for people of every kind, but for what only machines read."""
    tab.open("experts/")
    listed = tab.page.evaluate(CARDS, ".cobrand-directory__all")
    tab.open("experts/page/2/")
    listed += tab.page.evaluate(CARDS, ".cobrand-directory__all")
    field(tab).fill("a e")  # a letter that everybody in this company has is not there: two searches
    field(tab).fill("")
    found = set()
    for typed in ("a", "e", "o", "'"):
        field(tab).fill(typed)
        expect(count(tab)).to_contain_text("of 117")
        more = tab.page.get_by_role("button", name="Show all")
        if more.is_visible():
            more.click()
        found |= set(tab.page.evaluate(CARDS, ".cobrand-finder__found"))
    assert sorted(set(listed) - found) == []
    assert sorted(found - set(listed)) == []


def test_many_are_drawn_when_asked_for(tab: Tab) -> None:
    """The first hundred, then, by a button, all; the keyboard goes on where the new ones begin."""
    tab.open("experts/")
    field(tab).fill("xaver")
    expect(count(tab)).to_have_text("110 of 117 experts")
    assert len(names(tab)) == 100
    more = tab.page.get_by_role("button", name="Show all 110")
    more.press("Enter")
    expect(tab.page.get_by_role("link", name="Xaver 100")).to_be_focused()
    expect(more).to_be_hidden()
    assert len(names(tab)) == 110


def test_a_thousand_experts_are_shown(tab: Tab) -> None:
    """An index of that size is read and drawn."""
    people = [expert(f"x-{number:04}", name=f"Xenia {number:04}", practices=("law",)) for number in range(1_000)]
    posts = [post("2026-11-01", one) for one in people]
    (index,) = renderer().people_index(make_pages(posts, people).values()).values()
    tab.page.route("**/index.json", lambda route: route.fulfill(body=index, content_type="application/json"))
    tab.open("experts/")
    field(tab).press_sequentially("xenia")
    expect(count(tab)).to_contain_text("1,000 of")
    assert len(names(tab)) == 100
    tab.page.get_by_role("button", name="Show all 1,000").click()
    expect(tab.page.locator(".cobrand-finder__people > li")).to_have_count(1_000)


# --- without a script, without an index ------------------------------------------------------------------------------


def test_without_a_script_everybody_is_there(browser: Browser, served: Served) -> None:
    """The directory has pages, and each practice lists its people; no dead form stands in the way."""
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}experts/")
    expect(page.locator(".cobrand-finder")).to_be_hidden()
    assert page.locator(".cobrand-people__name:visible").count() == 100
    page.get_by_role("link", name="Next page").click()
    assert page.locator(".cobrand-people__name:visible").count() == 17
    page.goto(f"{served.url}experts/")
    page.get_by_role("link", name="Law").first.click()
    page.wait_for_url("**/blog/law/")
    shown = page.locator(".cobrand-faces__name").all_inner_texts()
    assert {"Chloé Núñez", "Jørgen O\u2019Neil", "Álvaro Gone"} <= set(shown)
    context.close()


def test_the_index_is_loaded_when_it_is_needed(tab: Tab) -> None:
    """Whoever only reads does not pay for it; whoever types pays once."""
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "experts/index.json" in request.url else None)
    tab.open("experts/")
    assert asked == []
    field(tab).press_sequentially("chloe")
    expect(count(tab)).to_have_text("1 of 117 experts")
    assert asked == [f"{tab.url}experts/index.json"]


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"people": [null]}', "<html>"])
def test_a_broken_index_leaves_the_page_as_it_is(tab: Tab, body: str) -> None:
    """Everybody stays, a sentence says so, and the next key asks again."""
    broken = True

    def answer(route: Route) -> None:
        if broken:
            route.fulfill(status=404 if not body else 200, body=body)
        else:
            route.continue_()

    tab.page.route("**/index.json", answer)
    tab.open("experts/?practice=law")
    expect(count(tab)).to_have_text("The filter does not work right now. Everybody is listed below.")
    assert len(names(tab)) == 100
    broken = False
    field(tab).fill("chloe")
    expect(count(tab)).to_have_text("1 of 117 experts")


# --- strangers -------------------------------------------------------------------------------------------------------


def test_hostile_people_are_found_as_words(tab: Tab) -> None:
    """A name with markup in it is a name."""
    tab.open("experts/?practice=insight")
    expect(count(tab)).to_have_text("1 of 117 experts")
    assert names(tab) == [NAME]
    assert (set(), [], []) == (tab.ran(), tab.outward, tab.dialogs)


def test_a_hostile_index_runs_nothing(tab: Tab) -> None:
    """Whatever somebody put into the file: texts stay texts, and addresses lead to the web or nowhere."""
    group = {"kind": "practice", "slug": "law", "name": NAME, "url": ADDRESS}
    person = [f"{NAME} chloe", f"{ADDRESS}//", NAME, [0], [NAME, NAME], [NAME, ADDRESS, NAME, NAME]]
    pictured = [f"{NAME} chloe", "x", None, [0], [NAME, NAME, NAME], [NAME, None, "2026-11-01"]]
    hostile = {"groups": [group], "page": "/", "photos": ADDRESS, "active": 2, "days": {NAME: NAME}}
    body = json.dumps({**hostile, "people": [person, pictured]})
    tab.page.route("**/index.json", lambda route: route.fulfill(body=body, content_type="application/json"))
    tab.open("experts/")
    field(tab).fill("chloe")
    expect(tab.page.locator(".cobrand-finder__people > li")).to_have_count(2)
    tab.settle()
    found = tab.page.locator(".cobrand-finder__found")
    assert found.locator("script, svg, img[src='x'], [onerror], [onload]").count() == 0
    addresses = found.locator("[href], [src]").evaluate_all("all => all.map(one => one.href || one.src)")
    assert [address for address in addresses if not address.startswith("http")] == []
    assert set() == tab.ran()


def test_a_tag_from_the_same_names_would_run(tab: Tab) -> None:
    """The oracle: the same name as HTML runs."""
    tab.open("experts/")
    tab.page.locator(".cobrand-finder__nobody").evaluate("(element, name) => { element.innerHTML = name }", NAME)
    tab.page.wait_for_function("() => window.pwned")
    assert tab.ran() == {"name"}


STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"


def test_a_strict_policy_has_nothing_to_refuse(tab: Tab, served: Served) -> None:
    """A site may forbid inline scripts, inline styles and eval."""
    directory = (served.folder / "experts/index.html").read_text(encoding="utf-8")
    content = directory.partition('<div class="cobrand cobrand-directory">')[2].partition("</article>")[0]
    shell = (
        '<!doctype html><html lang="en"><title>Experts</title><link rel="stylesheet" href="../assets/cobrand/cobrand.css">'
        f'<div class="cobrand cobrand-directory">{content}<script src="../assets/cobrand/cobrand.js" defer></script></html>'
    )
    headers = {"Content-Security-Policy": STRICT, "Content-Type": "text/html; charset=utf-8"}
    tab.page.route("**/experts/", lambda route: route.fulfill(body=shell, headers=headers))
    refused: list[str] = []
    tab.page.on("console", lambda message: refused.append(message.text))
    tab.open("experts/")
    field(tab).fill("chloe")
    expect(count(tab)).to_have_text("1 of 117 experts")
    assert refused == []


# --- keyboard, history, phones -----------------------------------------------------------------------------------------


def test_the_keyboard_is_enough(tab: Tab) -> None:
    """Tab reaches each control with a visible outline, arrows choose, Escape clears."""
    tab.open("experts/")
    field(tab).focus()
    tab.page.keyboard.type("a")
    tab.page.keyboard.press("Tab")
    practice = tab.page.get_by_label("Practice", exact=True)
    expect(practice).to_be_focused()
    assert practice.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    tab.page.keyboard.press("ArrowDown")
    expect(count(tab)).to_have_text("3 of 117 experts")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("button", name="Clear the filter")).to_be_focused()
    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("link", name="Jørgen O\u2019Neil")).to_be_focused()
    practice.focus()
    tab.page.keyboard.press("Escape")
    expect(count(tab)).to_be_empty()
    expect(field(tab)).to_be_focused()
    field(tab).press("Enter")
    assert tab.page.url == f"{tab.url}experts/"


def test_a_choice_can_be_shared_and_gone_back_from(tab: Tab) -> None:
    """It is in the address; what was typed at one go is one step of the browser's history."""
    tab.open("experts/")
    field(tab).press_sequentially("okafor")
    expect(count(tab)).to_have_text("1 of 117 experts")
    field(tab).fill("")
    tab.page.get_by_label("Topic", exact=True).select_option("Wind")
    expect(count(tab)).to_have_text("4 of 117 experts")
    assert tab.page.url == f"{tab.url}experts/?topic=wind"
    tab.page.get_by_role("link", name="Mei Okafor").click()
    tab.page.wait_for_url("**/experts/mei-okafor/")
    tab.page.go_back()
    expect(count(tab)).to_have_text("4 of 117 experts")
    tab.page.go_back()
    expect(count(tab)).to_be_empty()
    assert tab.page.url == f"{tab.url}experts/"
    tab.page.go_forward()
    expect(count(tab)).to_have_text("4 of 117 experts")
    expect(tab.page.get_by_label("Topic", exact=True)).to_have_value("wind")


def test_an_address_with_unknown_choices_shows_everybody(tab: Tab) -> None:
    """Practices and topics come and go; old links still lead somewhere."""
    tab.open("experts/?practice=gone&topic=%3Cscript%3E&utm_source=x")
    expect(count(tab)).to_be_empty()
    assert len(names(tab)) == 100


def test_it_works_after_instant_navigation(tab: Tab) -> None:
    """Material exchanges the page's content; the form of the new page works, and those of old ones do no harm."""
    tab.open("")
    tab.page.evaluate("() => { window.stayed = true }")
    tab.page.get_by_role("link", name="Everybody").click()
    tab.page.wait_for_url("**/experts/")
    field(tab).press_sequentially("chloe")
    expect(count(tab)).to_have_text("1 of 117 experts")
    tab.page.get_by_role("link", name="Chloé Núñez").click()
    tab.page.wait_for_url("**/chloe-nunez/")
    tab.page.go_back()
    expect(count(tab)).to_have_text("1 of 117 experts")
    expect(field(tab)).to_have_value("chloe")
    tab.page.go_back()
    tab.page.go_back()
    tab.page.get_by_role("link", name="who is on kites").click()
    expect(count(tab)).to_have_text("3 of 117 experts")
    assert tab.page.evaluate("() => window.stayed")


@pytest.mark.parametrize("path", ["experts/", "experts/?practice=law", "experts/?name=nobody", "blog/law/"])
def test_phones_do_not_scroll_sideways(tab: Tab, path: str) -> None:
    """Not even with a name of 168 letters."""
    tab.page.set_viewport_size(PHONE)
    tab.open(path)
    if "?" in path:
        expect(count(tab)).not_to_be_empty()
    assert tab.page.evaluate(SIDEWAYS) <= 0


def test_nothing_jumps_when_the_form_appears(tab: Tab) -> None:
    """Its place is kept from the start."""
    tab.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { shift += entry.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    tab.open("experts/")
    expect(field(tab)).to_be_visible()
    tab.settle()
    assert tab.page.evaluate("() => shift") < 0.02


# --- other themes, other directions ----------------------------------------------------------------------------------

SMALL = """\
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
practices: [Law]
---
-- experts/bo.md --
---
name: Bo Ek
---
-- mkdocs.yml --
site_name: Halden
use_directory_urls: false
plugins: [cobrand]
theme: {theme}
"""
THEMES = {
    "mkdocs": ("{name: mkdocs}", "1 of 2 experts"),
    "readthedocs": ("{name: readthedocs}", "1 of 2 experts"),
    "arabic": ("{name: material, font: false, language: ar}", "النتائج: 1 من 2"),
}


@pytest.mark.parametrize("theme", THEMES)
def test_it_works_in_every_theme_and_direction(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, theme: str
) -> None:
    """With files for addresses, below a path, on a phone; the face stands where the line begins."""
    site = Site(tmp_path_factory.mktemp(theme))
    settings, said = THEMES[theme]
    site.write(SMALL.format(theme=settings))
    site.build()
    with serving(site.root) as url, tab_at(browser, f"{url}site/") as tab:
        tab.page.set_viewport_size(PHONE)
        tab.open("experts/index.html")
        tab.page.locator(".cobrand-finder input").press_sequentially("ada")
        expect(count(tab)).to_have_text(said)
        assert names(tab) == ["Ada Lindqvist"]
        assert tab.page.evaluate(SIDEWAYS) <= 0
        face, name = (box(tab.page.locator(f".cobrand-finder__people {part}")) for part in (".cobrand-portrait", "bdi"))
        assert (face["x"] > name["x"]) == (theme == "arabic")
        tab.page.get_by_role("link", name="Ada Lindqvist").click()
        tab.page.wait_for_url("**/experts/ada-lindqvist.html")


def box(found: Locator) -> dict[str, Any]:
    """Return where something stands."""
    return {**(found.bounding_box() or {})}


# --- copying ---------------------------------------------------------------------------------------------------------


def test_a_button_copies_and_says_so(tab: Tab) -> None:
    """It appears where there is a script, and what it says is announced."""
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.open("")
    button = tab.page.get_by_role("button", name="Copy", exact=True)
    button.press("Enter")
    expect(tab.page.locator(".cobrand-copied")).to_have_text("Copied")
    assert tab.page.evaluate("() => navigator.clipboard.readText()") == '<a rel="me">'


def test_a_button_that_may_not_copy_selects(tab: Tab) -> None:
    """Over plain http there is no clipboard, and some browsers refuse; then the text is selected for the keyboard."""
    tab.page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    tab.open("")
    tab.page.get_by_role("button", name="Copy", exact=True).click()
    expect(tab.page.locator(".cobrand-copied")).to_have_text("Selected")
    assert tab.page.evaluate("() => getSelection().toString()").strip() == '<a rel="me">'

"""The kinds of page by axe-core, the keyboard and the network: no fault that a plain page of the same theme lacks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from chromium import DESK, PHONE, Scheme, Served, Tab, serving, tab_at
from example import KINDS, PLAIN, build_example

pytestmark = pytest.mark.browser

THEMES = ["material", "mkdocs", "readthedocs"]
# Every kind in Material; in MkDocs' own themes one of each template, which is the same in all.
ONE_OF_EACH = ["home", "expert", "directory", "company", "archive", "kit", "series"]
PAGES = [(theme, kind) for theme in THEMES for kind in (KINDS if theme == "material" else ONE_OF_EACH)]
AXE = Axe()
# Everything that axe knows, and the size of what is to be hit, which it leaves out unless asked.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
STILL = """*, ::before, ::after { animation: none !important; transition: none !important }
.cobrand * { content-visibility: visible !important }"""
WHOSE = """selectors => selectors.map(selector => {
    const element = document.querySelector(selector)
    return [Boolean(element.closest('.cobrand')), [element.tagName.toLowerCase(), ...element.classList].join('.')]
})"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that axe found: which rule, on which element of which kind, whose that is, and what is wrong with it."""

    rule: str
    element: str
    ours: bool
    kind: str
    what: str


def faults(page: Page) -> list[Fault]:
    """Ask axe about the page as it stands."""
    found = [
        (violation["id"], str(node["target"][0]), str(node["failureSummary"]))
        for violation in AXE.run(page, options=RULES).response["violations"]
        for node in violation["nodes"]
    ]
    whose = page.evaluate(WHOSE, [element for _, element, _ in found])
    return [
        Fault(rule, element, ours, kind, what) for (rule, element, what), (ours, kind) in zip(found, whose, strict=True)
    ]


def new(found: Sequence[Fault], plain: Sequence[Fault]) -> list[Fault]:
    """Return what is on an element of ours, or of a kind that the plain page has without that fault."""
    known = {(fault.rule, fault.kind) for fault in plain}
    return [fault for fault in found if fault.ours or (fault.rule, fault.kind) not in known]


@pytest.fixture(scope="module")
def serve_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Build the example in a theme, and serve it, once for all tests."""
    with ExitStack() as running:

        @cache
        def serve(theme: str) -> Served:
            built = build_example(tmp_path_factory.mktemp(theme), theme=theme)
            return Served(built, running.enter_context(serving(built)))

        yield serve


@pytest.fixture
def served(serve_in: Callable[[str], Served], theme: str) -> Served:
    """Serve the example in the test's theme."""
    return serve_in(theme)


LOOKS: list[tuple[Scheme, ViewportSize]] = [("light", DESK), ("dark", PHONE)]


def seen(tab: Tab, path: str) -> Iterator[tuple[str, Page]]:
    """Show a page by day on a desk, and by night on a phone, and say which it is."""
    tab.open(path)
    tab.page.add_style_tag(content=STILL)
    for scheme, viewport in LOOKS:
        tab.page.emulate_media(color_scheme=scheme)
        tab.page.set_viewport_size(viewport)
        tab.settle()
        yield f"{scheme} {viewport['width']}", tab.page


@dataclass(frozen=True, slots=True)
class Plain:
    """What a theme does on pages that have nothing of ours: its faults, and what it asks of others."""

    faults: list[Fault]
    outward: frozenset[str]


@pytest.fixture(scope="module")
def plain_in(browser: Browser, serve_in: Callable[[str], Served]) -> Callable[[str], Plain]:
    """Look at a theme's plain pages, once for all tests."""

    @cache
    def look(theme: str) -> Plain:
        with tab_at(browser, serve_in(theme).url) as tab:
            found = [fault for path in PLAIN for _, page in seen(tab, path) for fault in faults(page)]
            return Plain(found, frozenset(tab.outward))

    return look


@pytest.fixture
def plain(plain_in: Callable[[str], Plain], theme: str) -> Plain:
    """Look at the plain pages of the test's theme."""
    return plain_in(theme)


@pytest.mark.parametrize(("theme", "kind"), PAGES)
def test_a_page_adds_no_fault_to_the_theme(tab: Tab, plain: Plain, kind: str) -> None:
    """Axe finds nothing on an element of ours, and breaks of no rule elsewhere that a plain page keeps."""
    found = [(look, fault) for look, page in seen(tab, KINDS[kind]) for fault in new(faults(page), plain.faults)]
    assert found == []


@pytest.mark.parametrize("theme", THEMES)
def test_known_faults_are_found(tab: Tab, plain: Plain) -> None:
    """The oracle: grey on grey, a picture without words, a small target and an id twice are found, and whose they are."""
    tab.open(KINDS["practice"])
    tab.page.locator(".cobrand").first.evaluate(
        """element => { element.insertAdjacentHTML('beforeend',
        '<p style="color: #999; background: #aaa">Pale</p><img src="x.png">'
        + '<p><a href="#a" style="display: inline-block; font-size: 4px">a</a><a href="#b" style="font-size: 4px">b</a></p>') }"""
    )
    tab.page.evaluate(
        "() => document.querySelector('.cobrand').insertAdjacentHTML('beforebegin', '<h7 role=button></h7>')"
    )
    found = new(faults(tab.page), plain.faults)
    assert {"color-contrast", "image-alt", "target-size"} <= {fault.rule for fault in found if fault.ours}
    assert "aria-command-name" in {fault.rule for fault in found if not fault.ours}


# --- the keyboard ----------------------------------------------------------------------------------------------------

REACHABLE = """() => [...document.querySelectorAll('.cobrand :is(a[href], button, input, select, summary)')]
    .filter(element => element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled)
    .map((element, index) => { element.dataset.walk = index; return index })"""
FOCUS = """() => {
    const element = document.activeElement
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const top = document.elementFromPoint(box.x + Math.min(box.width, 8) / 2, box.y + Math.min(box.height, 8) / 2)
    return {
        step: element.dataset.walk === undefined ? null : Number(element.dataset.walk),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        covered: Boolean(top?.closest('header, .md-header, .navbar.fixed-top')),
        inside: box.bottom > 0 && box.top < innerHeight,
    }
}"""


@pytest.mark.parametrize(("theme", "kind"), PAGES)
def test_the_keyboard_walks_through_a_page_in_order(tab: Tab, kind: str) -> None:
    """Each link, field and button of ours is reached once, in the order of the page, outlined, and not under a header."""
    tab.page.emulate_media(reduced_motion="reduce")  # a focus is looked at when the page stands still
    tab.open(KINDS[kind])
    reachable = tab.page.evaluate(REACHABLE)
    if not reachable:
        return
    tab.page.locator("[data-walk='0']").focus()
    tab.page.keyboard.press("Shift+Tab")
    walked: list[dict[str, object]] = []
    for _ in range(2 * len(reachable)):  # a page of the site's own has links between ours
        tab.page.keyboard.press("Tab")
        focus = tab.page.evaluate(FOCUS)
        walked += [focus] if focus["step"] is not None else []
        if len(walked) == len(reachable):
            break
    assert walked == [{"step": step, "outlined": True, "covered": False, "inside": True} for step in reachable]
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(FOCUS)["step"] is None


# --- the network -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "kind"), PAGES)
def test_a_page_asks_nothing_of_others(tab: Tab, plain: Plain, kind: str) -> None:
    """No request leaves for anybody else, beyond the theme's own on a plain page, and none to this site is in vain."""
    failed = []
    tab.page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    tab.open(KINDS[kind])
    tab.page.mouse.wheel(0, 100_000)
    tab.page.wait_for_load_state("networkidle")
    assert (set(tab.outward) - plain.outward, failed) == (set(), [])


@pytest.mark.parametrize("theme", THEMES)
def test_requests_to_others_are_noticed(tab: Tab) -> None:
    """The oracle: a picture from elsewhere is."""
    tab.open(KINDS["expert"])
    tab.outward.clear()
    tab.page.evaluate("() => { new Image().src = 'https://elsewhere.example/pixel.png' }")
    tab.settle()
    assert tab.outward == ["https://elsewhere.example/pixel.png"]

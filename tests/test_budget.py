"""What our pages add to those of the theme: bytes to load, and CSS that browsers understand."""

import gzip
from pathlib import Path

import pytest

from chromium import Served, Tab

ASSETS = Path(__file__).parent.parent / "plugins" / "cobrand" / "templates" / "assets" / "cobrand"
KIB = 1024


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """Serve nothing: the stylesheet is read in an empty page."""
    return Served(tmp_path, "about:blank")


@pytest.mark.parametrize(("suffix", "most"), [(".css", 12 * KIB), (".js", 3 * KIB)])
def test_what_is_loaded_stays_small(suffix: str, most: int) -> None:
    """Packed as servers send them, all stylesheets and all scripts of ours keep to their budgets."""
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in ASSETS.glob(f"*{suffix}")) <= most


# A browser leaves out what it does not understand: what is left is compared with what was written.
UNDERSTOOD = r"""css => {
    const text = css.replace(/\/\*[^]*?\*\//g, ' ')
    const unknown = [...text.matchAll(/[{;]\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g)]
        .filter(([, property]) => !property.startsWith('--'))
        .filter(([, property, value]) => !['', '-webkit-'].some(prefix => CSS.supports(prefix + property, value.trim())))
        .map(([, property, value]) => `${property}: ${value}`)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    const count = rules => [...rules].reduce((sum, rule) => sum + 1 + (rule.cssRules ? count(rule.cssRules) : 0), 0)
    return [unknown, (text.match(/\{|@(?=namespace|import)/g) || []).length - count(sheet.cssRules)]
}"""


@pytest.mark.browser
@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_browsers_understand_every_line_of_css(tab: Tab, path: Path) -> None:
    """No property, value, selector or at-rule is dropped. The Nu checker knows no CSS of the last ten years."""
    assert tab.page.evaluate(UNDERSTOOD, path.read_text(encoding="utf-8")) == [[], 0]


@pytest.mark.browser
def test_wrong_css_is_noticed(tab: Tab) -> None:
    """The oracle: a property, a value and a selector that do not exist are."""
    wrong = "a { colour: red; margin: 1emm } b::nonsense { margin: 0 } p { margin: 0 }"
    assert tab.page.evaluate(UNDERSTOOD, wrong) == [["colour: red", "margin: 1emm "], 1]

"""A built site as people meet it: in Debian's chromium, on phones and desks, by day and night, with hostile feeds."""

import json
from collections.abc import Iterator
from html import escape

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize, expect

from chromium import DESK, PHONE, SCHEMES, SIDEWAYS, Scheme, Served, Tab, serving
from sites import Site

pytestmark = pytest.mark.browser

LONG = "Quartalszahlenbesprechungsprotokollvorlage" * 4

# --- what strangers may send -----------------------------------------------------------------------------------------

RUN = "top.pwned=(top.pwned||'')+'{name} '"
ATTACKS = {
    "script": "<script>RUN</script>",
    "onerror": '<img src="https://evil.example/picture.png" onerror="RUN">',
    "svg": '<svg onload="RUN"><script href="https://evil.example/svg.js"></script></svg>',
    "iframe": '<iframe srcdoc="<script>RUN</script>"></iframe>',
    "style": "<style>@keyframes evil {from {opacity: 0}} main {background: url(https://evil.example/style.png)}</style>"
    '<div style="animation: evil 1ms" onanimationstart="RUN">Styled</div>',
    "form": '<form action="https://evil.example/form"><input autofocus onfocus="RUN"></form>',
    "object": '<object data="https://evil.example/object.html" onerror="RUN"></object>',
    "details": '<details open ontoggle="RUN">Details</details>',
    "attr_list": '![](https://evil.example/listed.png){: onerror="RUN" }',
    "md_in_html": '<div markdown="1">\n![](https://evil.example/inside.png){: onerror="RUN" }\n</div>',
    "link": '<p><a href="javascript:void(RUN)">A link to click</a></p>',
}
PAYLOAD = "\n\n".join(html.replace("RUN", RUN.format(name=name)) for name, html in ATTACKS.items())
BREAKOUT = f'"></title></textarea></script>--><img src=x onerror="{RUN.format(name="breakout")}"> Quince'
ADDRESS = f"javascript:void({RUN.format(name='address')})"
TEXT, TWICE, ATTRIBUTE = escape(f"{BREAKOUT} {PAYLOAD}"), escape(escape(f"{BREAKOUT} {PAYLOAD}")), escape(ADDRESS)
RSS = f"""\
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>{TEXT}</title><link>{ATTRIBUTE}</link><description>{TEXT}</description><language>{TEXT}</language>
<copyright>{TEXT}</copyright><managingEditor>{TEXT}</managingEditor>
<item><title>{TEXT}</title><link>{ATTRIBUTE}</link><guid>{TEXT}</guid><dc:creator>{TEXT}</dc:creator>
<category>{TEXT}</category><comments>{ATTRIBUTE}</comments><enclosure url="{ATTRIBUTE}" type="{TEXT}" length="1"/>
<description>{TEXT}</description><pubDate>Thu, 05 Nov 2026 09:00:00 GMT</pubDate></item>
<item><title>{TWICE}</title><link>https://rss.example/quince</link><guid>2</guid><author>{TEXT}</author>
<content:encoded>{TWICE}</content:encoded><description>{TEXT}</description>
<pubDate>Wed, 04 Nov 2026 09:00:00 GMT</pubDate></item>
</channel></rss>
"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": BREAKOUT,
        "home_page_url": ADDRESS,
        "description": PAYLOAD,
        "language": BREAKOUT,
        "items": [
            {
                "id": BREAKOUT,
                "url": url,
                "external_url": ADDRESS,
                "title": BREAKOUT + PAYLOAD,
                "content_html": PAYLOAD,
                "summary": PAYLOAD,
                "image": ADDRESS,
                "date_published": date,
                "authors": [{"name": BREAKOUT, "url": ADDRESS, "avatar": ADDRESS}],
                "tags": [BREAKOUT],
                "language": BREAKOUT,
            }
            for url, date in ((ADDRESS, "2026-11-03T09:00:00Z"), ("https://json.example/q", "2026-11-02T09:00:00Z"))
        ],
    }
)
HFEED = f"""\
<html lang="{escape(BREAKOUT)}"><body class="h-feed"><h1 class="p-name">{TEXT}</h1>
<article class="h-entry"><a class="p-name u-url" href="{ATTRIBUTE}">{TEXT}</a><a class="u-url" href="/quince">Quince</a>
<a class="p-author h-card" href="{ATTRIBUTE}">{TEXT}</a><span class="p-category">{TEXT}</span>
<time class="dt-published" datetime="2026-11-01T09:00:00Z"></time><div class="e-content">{PAYLOAD}</div></article>
</body></html>
"""
NAME = json.dumps(BREAKOUT)
HOSTS = {"rss": "feed.xml", "json": "feed.json", "page": ""}
MALLORYS = "".join(
    f"""\
-- experts/mallory-{host}.md --
---
name: {NAME}
job_title: {NAME}
pronouns: {NAME}
location: {NAME}
practices: [Interactive Marketing, {NAME}]
topics: [attribution, {NAME}]
blog: https://{host}.example/{path}
links: [{{url: "https://{host}.example/", title: {NAME}}}]
credentials: [{{title: {NAME}, kind: book}}]
---
"""
    for host, path in HOSTS.items()
)
SOURCES = f"""\
-- mkdocs.yml --
site_name: Halden
theme:
  name: material
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate}}
markdown_extensions: [attr_list, md_in_html]
plugins:
  - search
  - cobrand: {{web: web, posts_per_page: 3, brand: {{name: Halden, url: "https://halden.example/"}}}}
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
job_title: Principal Analyst
practices: [Interactive Marketing]
topics: [attribution]
blog: https://ada.example/feed.xml
---

Ada counts.
{MALLORYS}
-- web/rss.example/feed.xml --
{RSS}
-- web/json.example/feed.json --
{JSON}
-- web/page.example/index.html --
{HFEED}
"""
KINDS = {
    "home": "",
    "directory": "experts/",
    "expert": "experts/ada-lindqvist/",
    "hostile expert": "experts/mallory-rss/",
    "company": "blog/",
    "company, page two": "blog/page/2/",
    "practice": "blog/interactive-marketing/",
    "topic": "blog/topics/attribution/",
    "archive": "blog/archive/2026/",
}

# --- a site ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Build the site once and serve it on loopback."""
    site = Site(tmp_path_factory.mktemp("browser"))
    site.write(SOURCES)
    site.feed(
        "ada.example",
        ("The marmalade index", "Fri, 20 Nov 2026 09:00:00 GMT"),
        (LONG, "Tue, 10 Nov 2026 09:00:00 GMT"),
        ("An older thought", "Mon, 13 Oct 2025 09:00:00 GMT"),
    )
    Image.new("RGB", (300, 400), "teal").save(site.root / "experts/ada-lindqvist.jpg")
    site.build()
    with serving(site.root / "site") as url:
        yield Served(site.root / "site", url)


# --- strangers -------------------------------------------------------------------------------------------------------


def test_hostile_posts_show_as_words(tab: Tab) -> None:
    """All five are on the archive's page, so there was something to defuse."""
    tab.open(KINDS["archive"])
    assert tab.page.locator(".cobrand-line", has_text="Quince").count() == 5


# --- looks -----------------------------------------------------------------------------------------------------------

MARKS = """() => [...document.querySelectorAll('.cobrand-marks__mark')].map(mark => {
    const box = element => { const {x, y, width, height} = element.getBoundingClientRect(); return {x, y, width, height} }
    const glyph = box(mark.querySelector('.cobrand-marks__glyph'))
    const style = getComputedStyle(mark.querySelector('.cobrand-marks__name'))
    return {...box(mark), glyph: [glyph.width, glyph.height], font: [style.fontSize, style.fontWeight, style.fontFamily]}
})"""


@pytest.mark.parametrize(("viewport", "along", "across"), [(DESK, "x", "y"), (PHONE, "y", "x")], ids=["desk", "phone"])
def test_the_three_marks_have_equal_billing(tab: Tab, viewport: ViewportSize, along: str, across: str) -> None:
    """Expert, practice and company are as large and as bold as each other, side by side or, on a phone, stacked."""
    tab.page.set_viewport_size(viewport)
    tab.open(KINDS["expert"])
    first, *others = tab.page.evaluate(MARKS)
    assert len(others) == 2
    places = [mark[along] for mark in (first, *others)]
    assert sorted(set(places)) == places
    assert first["glyph"] == [48, 48]
    for mark in others:
        assert (first["glyph"], first["font"]) == (mark["glyph"], mark["font"])
        assert mark[across] == pytest.approx(first[across], abs=1)
        assert (mark["width"], mark["height"]) == pytest.approx((first["width"], first["height"]), abs=1)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(tab: Tab, kind: str, scheme: Scheme) -> None:
    """Neither a word of 168 letters nor a stranger's markup makes a page wider than a phone or a desk, day or night."""
    tab.page.emulate_media(color_scheme=scheme)
    tab.open(KINDS[kind])
    expect(tab.page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    for viewport in (DESK, PHONE):
        tab.page.set_viewport_size(viewport)
        tab.settle()
        assert tab.page.evaluate(SIDEWAYS) <= 0


def test_a_page_that_scrolls_sideways_is_noticed(tab: Tab) -> None:
    """The oracle: the same measure finds something wide."""
    tab.open(KINDS["archive"])
    tab.page.locator(".cobrand").first.evaluate("element => { element.style.width = '2000px' }")
    assert tab.page.evaluate(SIDEWAYS) > 0


# --- use -------------------------------------------------------------------------------------------------------------


def test_search_leads_to_a_post(tab: Tab) -> None:
    """Whoever types words of a title finds it, and gets to its line on the page of its year."""
    tab.open("")
    tab.search("marmalade")
    tab.page.locator(".md-search-result__link", has_text="The marmalade index").first.click()
    tab.page.wait_for_url("**/blog/archive/2026/**#p-*")
    line = tab.page.locator(".cobrand-line:target")
    expect(line).to_contain_text("The marmalade index")
    expect(line).to_be_in_viewport()


FOCUS = """() => {
    const style = getComputedStyle(document.activeElement)
    return {
        first: document.activeElement === document.querySelector('.cobrand a:not([hidden])'),
        inside: Boolean(document.activeElement.closest('.cobrand')),
        outline: [style.outlineStyle, parseFloat(style.outlineWidth) >= 2, style.outlineColor !== 'rgba(0, 0, 0, 0)'],
    }
}"""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "home"])
def test_the_keyboard_reaches_the_content_visibly(tab: Tab, kind: str) -> None:
    """Tab goes to the first link of ours, and an outline shows where one is."""
    tab.open(KINDS[kind])
    for _ in range(50):
        tab.page.keyboard.press("Tab")
        focus = tab.page.evaluate(FOCUS)
        if focus["inside"]:
            break
    assert focus == {"first": True, "inside": True, "outline": ["solid", True, True]}

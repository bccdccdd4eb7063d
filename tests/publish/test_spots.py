"""Where directives stand in finished HTML, what that leaves of the paragraphs around, and in which line they were."""

import markdown
import pytest
from bs4 import BeautifulSoup

from cobrand.publish.spots import Spot, has_directive, insert, lines, read

EXTENSIONS = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.highlight",
]


TABLE = """\
<table>
<thead>
<tr>
<th>a</th>
<th>b</th>
</tr>
</thead>
<tbody>
<tr>
<td>c</td>
<td><div>a:h2</div></td>
</tr>
</tbody>
</table>"""


def rendered(source: str) -> str:
    """Make HTML of Markdown, with the extensions that Material's users have."""
    return str(markdown.markdown(source, extensions=EXTENSIONS))


def filled(source: str) -> str:
    """Put a box in the place of each directive, numbered, with the level of heading that fits."""
    html = rendered(source)
    boxes = [
        (spot.start, spot.end, f"<div>{spot.text.partition(':')[2].strip()}:h{spot.level}</div>", spot.parts)
        for spot in read(html).spots
    ]
    return insert(html, boxes)


def spots(source: str) -> list[Spot]:
    """Find the directives of a Markdown text."""
    return list(read(rendered(source)).spots)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<!-- cobrand: a -->", "<div>a:h2</div>"),
        ("One.\n<!-- cobrand: a -->\nTwo.", "<p>One.</p>\n<div>a:h2</div>\n<p>Two.</p>"),
        ("One <!-- cobrand: a --> two.", "<p>One </p><div>a:h2</div><p> two.</p>"),
        ("One.\n{.x}\n\n> <!-- cobrand: a -->", '<p class="x">One.</p>\n<blockquote>\n<div>a:h2</div>\n</blockquote>'),
        ("- <!-- cobrand: a -->\n- b", "<ul>\n<li><div>a:h2</div></li>\n<li>b</li>\n</ul>"),
        (
            "- one\n\n    <!-- cobrand: a -->\n    <!-- cobrand: b -->",
            "<ul>\n<li>\n<p>one</p>\n<div>a:h2</div><div>b:h2</div>\n</li>\n</ul>",
        ),
        (
            '<div class="grid cards" markdown>\n\n-   ### Head\n\n    <!-- cobrand: a -->\n\n</div>',
            '<div class="grid cards">\n<ul>\n<li>\n<h3 id="head">Head</h3>\n<div>a:h4</div>\n</li>\n</ul>\n</div>',
        ),
        (
            "!!! note\n\n    <!-- cobrand: a -->",
            '<div class="admonition note">\n<p class="admonition-title">Note</p>\n<div>a:h2</div>\n</div>',
        ),
        (
            "a | b\n--|--\nc | <!-- cobrand: a -->",
            TABLE,
        ),
    ],
)
def test_a_directive_gives_way_without_breaking_what_is_around(source: str, html: str) -> None:
    """Paragraphs end before it and go on behind it; no empty one is left."""
    assert filled(source) == html


def test_a_directive_in_a_tab_gives_way() -> None:
    """Tabs of pymdownx hold blocks."""
    box = BeautifulSoup(filled('=== "One"\n\n    <!-- cobrand: a -->\n\n=== "Two"\n\n    b'), "html.parser").find(
        "div", string="a:h2"
    )
    assert box
    assert box.parent
    assert box.parent["class"] == ["tabbed-content"] or box.parent["class"] == ["tabbed-block"]


@pytest.mark.parametrize(
    ("headings", "level"),
    [("", 2), ("# A", 2), ("# A\n\n## B", 3), ("# A\n\n## B\n\n### C", 4), ("### C\n\n## B", 3), ("###### F", 6)],
)
def test_headings_of_what_goes_in_continue_the_outline(headings: str, level: int) -> None:
    """They are one level below the heading that the directive stands under."""
    assert [spot.level for spot in spots(f"{headings}\n\n<!-- cobrand: posts -->")] == [level]


@pytest.mark.parametrize(
    "source",
    [
        "``` html\n<!-- cobrand: posts -->\n```",
        "    <!-- cobrand: posts -->",
        "`<!-- cobrand: posts -->`",
        "<pre><!-- cobrand: posts --></pre>",
        "<script>'<!-- cobrand: posts -->'</script>",
        '<p title="<!-- cobrand: posts -->">x</p>',
        "<!-- a comment on cobrand: nothing -->",
        "<!-- cobrand is good -->",
        "<!-- cobranded: posts -->",
    ],
)
def test_what_is_no_directive_stays_as_it_is(source: str) -> None:
    """Code is text, an attribute is a value, and people may write comments of their own."""
    assert spots(source) == []


def test_most_pages_are_not_even_read() -> None:
    """Only one with a directive, or with the beginning of one, is worth the time."""
    sources = ("<!-- cobrand: posts -->", "<!-- cobrand: posts", "<!-- more -->", "About cobrand.")
    assert [has_directive(rendered(source)) for source in sources] == [True, True, False, False]


@pytest.mark.parametrize(
    ("html", "inside"),
    [
        ("<h2>A <!-- cobrand: posts --></h2>", "h2"),
        ("<p><strong><!-- cobrand: posts --></strong></p>", "strong"),
        ('<div><a href="x"><!-- cobrand: posts --></a></div>', "a"),
        ("<ul><!-- cobrand: posts --><li>a</li></ul>", "ul"),
        ("<table><tr><th><!-- cobrand: posts --></th></tr></table>", "th"),
        ("<details><summary><!-- cobrand: posts --></summary></details>", "summary"),
        ("<my-box><div><!-- cobrand: posts --></div></my-box>", None),
        ("<p>never closed<div><!-- cobrand: posts --></div>", None),
        ("<ul><li>never closed<li><!-- cobrand: posts --></ul>", None),
    ],
)
def test_a_place_without_room_is_known(html: str, inside: str | None) -> None:
    """An article can't stand in a heading, in a link or in a phrase."""
    assert [spot.inside for spot in read(html).spots] == [inside]


@pytest.mark.parametrize(
    "source",
    ["<!-- cobrand: posts", "<!-- cobrand: posts\n\nText.\n\n<!-- more -->\n", "Text <!-- cobrand: posts\n\nB"],
)
def test_a_directive_that_never_ends_is_known(source: str) -> None:
    """It would swallow the rest of the page, or show as text."""
    html = rendered(source)
    found = read(html)
    assert [(spot.closed, lines(source, found)[spot.nth]) for spot in found.spots] == [(False, 1)]


def test_lines_are_those_of_the_file() -> None:
    """The same words in code, before and after, do not confuse which line is meant."""
    source = """\
---
title: A
---
`<!-- cobrand: posts -->` and:

``` html
<!-- cobrand: posts -->
```

<!-- cobrand: posts -->

- a

    <!-- cobrand:
         posts
         topic=x -->

<!-- cobrand: posts -->
"""
    found = read(rendered(source.partition("---\n")[2].partition("---\n")[2]))
    assert [lines(source, found)[spot.nth] for spot in found.spots] == [10, 14, 18]


def test_links_know_where_their_block_ends() -> None:
    """The outermost block of text: a list stays whole, and so does a table."""
    html = rendered(
        "# T\n\n[a](https://a.example/)\n\n## H [b](https://b.example/)\n\n- x\n    - [c](https://c.example/)\n\n"
        "!!! note\n\n    See [d](https://d.example/?a=1&amp;b=2).\n\nEnd."
    )
    assert [(found.href, html[: found.end].rsplit("<", 1)[1], found.level) for found in read(html).mentions] == [
        ("https://a.example/", "/p>", 2),
        ("https://b.example/", "/h2>", 3),
        ("https://c.example/", "/ul>", 3),
        ("https://d.example/?a=1&b=2", "/p>", 3),
    ]

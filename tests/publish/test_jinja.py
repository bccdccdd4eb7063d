"""What a template puts out is escaped as Jinja escapes it, and what it calls is called as Jinja calls it."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from cobrand.publish.jinja import Templates

HURTFUL = ["<script>", "\"'>&amp;&<", "a{% \u2028 {{ 7 * 7 }}", "&#39;", "", "\ud800 \x00", Markup("<b>&amp;</b>")]
PAGE = """
{% from "cobrand/way.html" import way, box, what %}
{% set around %}<i>{{ text }}</i>{% endset %}
{% for one in texts %}{{ loop.index }} {{ one }} {{ way(one, rel="me") }} {{ way(around) }} {{ "<b>" ~ one }}{% endfor %}
{% include "cobrand/more.html" %}
{{ what(what="<") }} {{ namespace(a="<").a }} {{ none }} {{ 3 < 4 }} {{ text | upper }} {{ text + "<" }} {{ texts | join(", ") }} {{ texts }}
"""
WAY = """
{% macro way(to, rel="") %}<a rel="{{ rel }}" href="{{ to }}">{{ to | length }}</a>{% endmacro %}
{% macro what(what) %}{{ what }}{% endmacro %}
{% macro box(more) %}<p title={{ more }}>{{ caller() }}</p>{% endmacro %}
"""
MORE = """
{% from "cobrand/way.html" import box %}
{% for one in texts %}{% call box(text) %}{{ one }} {{ text }}{% endcall %}{% endfor %}{{ range(2) | list }}{{ text }}
"""


def test_a_page_comes_out_as_jinja_s_own_makes_it(tmp_path: Path) -> None:
    """Whatever stands in its texts: ours only takes less time."""
    (tmp_path / "cobrand").mkdir()
    for name, text in (("page", PAGE), ("way", WAY), ("more", MORE)):
        (tmp_path / f"cobrand/{name}.html").write_text(text)
    theirs = Environment(
        loader=FileSystemLoader(tmp_path),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for text in HURTFUL:
        said = {"text": text, "texts": HURTFUL}
        expected = theirs.get_template("cobrand/page.html").render(said)
        assert expected == Templates([tmp_path]).get_template("cobrand/page.html").render(said)


def test_what_is_not_there_is_no_empty_text(tmp_path: Path) -> None:
    """Somebody who mistypes a name in a template wants to know."""
    (tmp_path / "one.html").write_text("{{ nmae }}")
    with pytest.raises(UndefinedError, match="'nmae' is undefined"):
        Templates([tmp_path]).get_template("one.html").render()

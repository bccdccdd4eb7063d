"""XML made once with gaps, and what may fill them."""

import pytest
from lxml import etree

from cobrand.publish.elements import GAP, Form, Tag, clean, described, joined, leaf, quoted, spelt

ENTRY = Tag("entry")
HOSTILE = 'a\0b </title><script>alert("&amp;")</script> %s {0} é'


def test_what_fills_a_gap_is_read_as_it_was() -> None:
    """Whatever a text holds, it stays one text in its place."""
    form = Form(ENTRY.around(leaf("id", HOSTILE), Tag("title").around(GAP), GAP, leaf("rights", HOSTILE)))
    made = form.filled(spelt(clean(HOSTILE)), joined())
    assert [(node.tag, node.text) for node in etree.fromstring(made)] == [
        (name, HOSTILE.replace("\0", "")) for name in ("id", "title", "rights")
    ]


def test_no_text_and_no_attribute_makes_a_gap() -> None:
    """The character that stands for one is left out of everything else."""
    form = Form(joined(leaf("id", f"a{GAP}b", term=f"{GAP}c"), Tag("link").bearing(href=f"{GAP}d"), GAP))
    assert form.filled(leaf("last", "x")) == '<id term="c">ab</id><link href="d"/><last>x</last>'


@pytest.mark.parametrize("texts", [0, 1, 3])
def test_a_form_takes_as_much_as_it_has_gaps(texts: int) -> None:
    """A text that has no place, or a place without a text, is no feed."""
    with pytest.raises(ValueError, match="slice of size 2"):
        Form(ENTRY.around(GAP, GAP)).filled(*[leaf("id", "x")] * texts)


def test_a_description_is_html_that_speaks_of_a_text() -> None:
    """Spelt at once as if it were spelt as HTML, and that as XML."""
    assert described(clean(HOSTILE)) == spelt(spelt(clean(HOSTILE)))


def test_an_address_in_a_gap_is_read_as_it_was() -> None:
    """In an attribute quotes end a value, and line ends and tabs would become spaces."""
    hostile = clean(f"{HOSTILE} \"'\n\t")
    made = Form(Tag("link", rel="x").to(GAP)).filled(quoted(hostile))
    assert dict(etree.fromstring(made).attrib) == {"rel": "x", "href": hostile}

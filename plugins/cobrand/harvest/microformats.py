"""A page → the microformats in it, as mf2py reads them, in bearable time and memory; it judges none of them."""

import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from cobrand.harvest.markup import TAG

# What mf2py and the tree builder under it raise on hostile pages: they recurse once for each level of nesting.
STUMBLES = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_WHOLE_TAG = re.compile(rf"(?=<(?P<closes>/?)(?P<name>[a-zA-Z][^\s<>/]*))(?:{TAG})", re.DOTALL)
_PROPERTY = re.compile(r"(?<![\w-])(?:h|p|u|dt|e)-[a-z]|(?<![\w-])(?:vcard|hentry|hfeed)\b")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_MOST_TAGS = 40_000  # both ends of elements
_DEEPEST = 2_500  # elements in elements: to put one more into a copy takes as long as it is deep
_MOST_REFERENCES = 40_000
_MOST_COPIED = 10_000_000
_MOST_RELATIONS = 1_000
_RELATIONS = ("bookmark", "tag")  # which stand for properties where the classes are those of old
# Of which people's pages are made, and the ways to reach them that we pass over.
_CARDS = frozenset({"vcard", "adr", "geo"})
_MOST_IN_CARDS = 1_000
_A_CARD = 10  # what the smallest costs, in the same measure
_NEAR = 100


def items(page: str, url: str) -> list[Any]:
    """Return what a page of `visible` text marks up; nothing of one that would take long.

    Raises what mf2py and the tree builder under it raise on hostile pages: they recurse once for each level of nesting.
    """
    if not _is_readable(page):
        return []
    import mf2py  # noqa: PLC0415 - it takes as long to load as ten pages to read, and most have no microformats
    from bs4 import BeautifulSoup  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Beautiful Soup's guesses about what was handed to it
        tree = BeautifulSoup(page, "html.parser")
        _forget_relations(tree)
        _forget_old_marks(tree, mf2py.backcompat.root)
        found: list[Any] = mf2py.parse(doc=tree, url=url)["items"]
    return found


def _forget_relations(tree: Any) -> None:
    """Take the `rel` off links: mf2py lists all of them, and compares each with all before it, for a list that nobody reads."""
    for number, link in enumerate(tree.find_all(rel=True)):
        kept = [relation for relation in _RELATIONS if relation in link["rel"]] if number < _MOST_RELATIONS else []
        link["rel"] = kept
        if not kept:
            del link["rel"]


def _forget_old_marks(tree: Any, roots: Callable[[list[str]], Iterable[str]]) -> None:
    """Take the classes off elements that mean microformats of old, but for cards of a bearable size.

    For each of these, mf2py copies every element in it with all that is in that, twenty times: a theme's `hfeed` around a
    whole page takes seconds, and cards in cards hours.
    """
    left = _MOST_IN_CARDS
    for element in tree.find_all(class_=True):
        old = {*roots(element["class"])}
        if old & _CARDS and left > 0:
            left -= _A_CARD + _weight(element, left)
            old -= _CARDS if left > 0 else set()
        if old:
            element["class"] = [name for name in element["class"] if name not in old]


def _weight(card: Any, most: int) -> int:
    """Add up how deep each element of a card lies in it: that is how often it is copied."""
    weight, level, depth = 0, [card], 0
    while level and weight <= most:
        level = [child for element in level for child in element.find_all(True, recursive=False)]
        depth += 1
        weight += depth * len(level)
    return weight


def _is_readable(page: str) -> bool:
    """Tell whether a page can be read for microformats in bearable time and memory.

    Their parser copies each marked element with all that is in it, for each of its properties: a hundred of them around a
    megabyte are a hundred megabytes.
    """
    if page.count("&") > _MOST_REFERENCES:
        return False
    opened: list[tuple[str, int]] = []
    depth = copied = last = 0
    for tags, tag in enumerate(_WHOLE_TAG.finditer(page)):
        copied += depth * (tag.start() - last)
        if copied > _MOST_COPIED or tags > _MOST_TAGS or len(opened) > _DEEPEST:
            return False
        last, name = tag.start(), tag["name"].lower()
        if not tag["closes"]:
            if name not in _VOID:
                opened.append((name, len(_PROPERTY.findall(tag[0]))))
                depth += opened[-1][1]
        elif any(name == other for other, _ in opened[-_NEAR:]):  # what closes nothing is passed over, as it is there
            while True:
                other, marks = opened.pop()
                depth -= marks
                if name == other:
                    break
    return copied + depth * (len(page) - last) <= _MOST_COPIED

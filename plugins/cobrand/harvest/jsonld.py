"""The JSON-LD of a page → what it says of the person whose page it is, term by term; it loads no context from anywhere.

Only schema.org's words are understood, and of those only the ones asked for. https://schema.org/Person
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from cobrand import address
from cobrand.harvest.tags import scripts

Node = Mapping[str, Any]

_MOST_NODES = 2_000
_DEEPEST = 12  # levels of graphs and lists
_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/)")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_PAGES = frozenset({"ProfilePage", "AboutPage"})
_SITES = frozenset({"WebSite", "WebPage", "Blog", "CollectionPage"})
_OWNING = ("author", "creator", "publisher", "copyrightHolder", "about")


def person_of(text: str, *, here: AbstractSet[str], base: str) -> Mapping[str, Sequence[Any]]:
    """Return the terms of the person whose page this is, each with its values; empty where that is nobody, or not clear.

    `here` are the page's addresses in their canonical form, `base` is what relative ones resolve against.
    In this order: whom a profile page is about; a person whose address is the page; whom the site belongs to; the only
    person that stands there for itself (an article's author or a reviewer does not).
    """
    roots = [node for block in _blocks(text) for node in _roots(block)]
    known = {node["@id"]: node for node in roots if isinstance(node.get("@id"), str)}
    people = _distinct(node for node in roots if "Person" in _types(node))
    about = [
        _followed(value, known) for node in roots if _types(node) & _PAGES for value in _all(node.get("mainEntity"))
    ]
    owners = [
        _followed(value, known)
        for node in roots
        if _types(node) & (_SITES | _PAGES)
        for term in _OWNING
        for value in _all(node.get(term))
    ]
    for choice in (about, [node for node in (*people, *owners) if _is_at(node, here, base)], owners, people):
        found = _distinct(node for node in choice if "Person" in _types(node))
        if len(found) == 1:
            return {term: [_followed(value, known) for value in _all(values)] for term, values in found[0].items()}
    return {}


def text_of(value: object) -> str | None:
    """Return a value as text: a string, a string with a language, or the name of a thing."""
    if isinstance(value, Mapping):
        value = next((one for term in ("@value", "name") for one in _all(value.get(term))), None)
    return value if isinstance(value, str) else None


def address_of(value: object) -> str | None:
    """Return the address that a value is, or that the thing it describes has."""
    if isinstance(value, Mapping):
        value = next((one for term in ("contentUrl", "url", "@id") for one in _all(value.get(term))), None)
    return value if isinstance(value, str) else None


def _blocks(text: str) -> Iterator[Any]:
    """Yield what each script of linked data holds; one that is no JSON holds nothing."""
    for attributes, script in scripts(text):
        if attributes.get("type", "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        bare = _WRAPPING.sub("", script)
        for attempt in (bare, html.unescape(bare)):  # XHTML escapes in scripts, and some engines do in HTML
            try:
                yield json.loads(attempt, strict=False)
            except (ValueError, RecursionError):
                continue
            break


def _roots(block: object, *, known: bool = False, level: int = 0) -> list[Node]:
    """Return the nodes that stand for themselves: of lists and graphs, however nested, in a context that is schema.org's."""
    if level > _DEEPEST:
        return []
    if isinstance(block, list):
        return [node for one in block[:_MOST_NODES] for node in _roots(one, known=known, level=level + 1)][:_MOST_NODES]
    if not isinstance(block, dict):
        return []
    context = block.get("@context")
    known = known if context is None and level else _is_ours(context)
    graph = _roots(block.get("@graph"), known=known, level=level + 1)
    return [_plain(block), *graph] if known and "@type" in block else graph


def _is_ours(context: object) -> bool:
    """Tell whether a context is schema.org's; who names none means that, too."""
    return context is None or "schema.org" in json.dumps(context, default=str)


def _plain(node: Node, level: int = 0) -> Node:
    """Return a node with its terms without prefixes."""

    def value_of(value: object) -> object:
        if isinstance(value, list):
            return [value_of(one) for one in value[:_MOST_NODES]]
        return _plain(value, level + 1) if isinstance(value, dict) and level < _DEEPEST else value

    return {_PREFIX.sub("", str(term)): value_of(value) for term, value in node.items()}


def _types(node: object) -> frozenset[str]:
    if not isinstance(node, Mapping):
        return frozenset()
    return frozenset(_PREFIX.sub("", kind) for kind in _all(node.get("@type")) if isinstance(kind, str))


def _followed(value: Any, known: Mapping[str, Node]) -> Any:
    """Return the node that a reference leads to; what the reference says besides its id counts as well.

    One that says of itself to be another kind of thing is one: a platform gives blog and owner the same id.
    """
    identifier = value.get("@id") if isinstance(value, Mapping) else None
    if not isinstance(identifier, str) or identifier not in known:
        return value
    node, kinds = known[identifier], _types(value)
    return {**node, **value} if not kinds or kinds & _types(node) else value


def _is_at(node: Any, here: AbstractSet[str], base: str) -> bool:
    places = [*_all(node.get("url")), *_all(node.get("mainEntityOfPage"))] if isinstance(node, Mapping) else []
    return any(
        address.canonical(address.absolute(place, base) or "") in here for place in map(address_of, places) if place
    )


def _distinct(nodes: Iterator[Any]) -> list[Node]:
    """Return each node once; two are one when they have the same id, or the same name."""
    kept: dict[object, Node] = {}
    for node in nodes:
        key = next((node[term] for term in ("@id", "name") if isinstance(node.get(term), str)), repr(node)[:1_000])
        kept.setdefault(key, node)
    return list(kept.values())


def _all(value: object) -> list[Any]:
    if isinstance(value, Mapping) and "@list" in value:
        value = value["@list"]
    return list(value) if isinstance(value, list) else [] if value is None else [value]

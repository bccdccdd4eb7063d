"""A JSON-LD graph → what is wrong with it: against schema.org's vocabulary, and against what Google asks for.

The vocabulary is the package msgspec-schemaorg, which is generated from schema.org's own: a class for each type, whose
annotations are the ranges of its properties. Google's part is written from its documents on ProfilePage, Article and
BreadcrumbList (developers.google.com/search/docs/appearance/structured-data/…), as read in November 2026.
"""

import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec_schemaorg

Node = dict[str, Any]

MODELS = Path(msgspec_schemaorg.__file__).parent / "models"
SCRIPT = re.compile(r'<script type="?application/ld\+json"?>(.*?)</script>', re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
LITERALS = {"str": str, "int": int, "float": float, "bool": bool}
REQUIRED = {"ProfilePage": ("mainEntity",), "BreadcrumbList": ("itemListElement",)}
RECOMMENDED = {
    "ProfilePage": ("dateModified", "hasPart"),  # dateCreated is known to nobody
    "Person": ("description", "image", "sameAs"),
    "BlogPosting": ("author", "datePublished", "headline"),  # a feed's pictures are not ours to show
}


def graphs_of(html: str) -> list[Node]:
    """Return what a page's scripts of data hold; raises ValueError where that is no JSON."""
    return [json.loads(script) for script in SCRIPT.findall(html)]


def nodes_of(value: object) -> Iterator[Node]:
    """Yield every typed node, wherever in the graph."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes_of(inner)


@cache
def type_of(name: str) -> type | None:
    """Return the vocabulary's class of a type."""
    found = next(MODELS.rglob(f"{name}.py"), None)
    if found is None:
        return None
    module = importlib.import_module(
        ".".join(("msgspec_schemaorg", "models", *found.relative_to(MODELS).with_suffix("").parts))
    )
    made: type = getattr(module, name)
    return made


@cache
def range_of(kind: type, key: str) -> frozenset[str] | None:
    """Return the names of what a property may hold; `None` for one that the type has not."""
    for base in kind.__mro__:
        if key in getattr(base, "__annotations__", {}):
            return frozenset(re.findall(r"\w+", base.__annotations__[key])) - {"Union", "List", "None", "type"}
    return None


def complaints(graph: Node) -> Iterator[str]:
    """Yield all that is wrong with a graph."""
    named: dict[str, set[str]] = {}
    for node in nodes_of(graph["@graph"]):
        named.setdefault(node.get("@id", ""), set()).add(node["@type"])
    for node in nodes_of(graph["@graph"]):
        kind = type_of(node["@type"])
        if kind is None:
            yield f"{node['@type']} is no type"
            continue
        for key, value in node.items():
            if not key.startswith("@"):
                yield from _of_property(kind, key, value, named)
        yield from (f"{node['@type']} has no {key}" for key in REQUIRED.get(node["@type"], ()) if not node.get(key))
        yield from _of_google(node, graph)


def recommended(graph: Node) -> Iterator[str]:
    """Yield what Google recommends and the graph has not; of persons, the page's own alone."""
    main = {node.get("mainEntity", {}).get("@id") for node in nodes_of(graph["@graph"]) if "mainEntity" in node}
    for node in nodes_of(graph["@graph"]):
        if node["@type"] != "Person" or (node.get("@id") in main and "knowsAbout" in node):
            yield from (f"{node['@type']}.{key}" for key in RECOMMENDED.get(node["@type"], ()) if not node.get(key))


def _of_property(kind: type, key: str, value: object, named: dict[str, set[str]]) -> Iterator[str]:
    allowed = range_of(kind, key)
    if allowed is None:
        yield f"{kind.__name__} has no property {key}"
        return
    for one in value if isinstance(value, list) else [value]:
        if not _fits(one, allowed, named):
            yield f"{kind.__name__}.{key} may not be {one!r}, but {sorted(allowed)}"


def _fits(value: object, allowed: frozenset[str], named: dict[str, set[str]]) -> bool:
    if isinstance(value, dict):
        types = {value["@type"]} if "@type" in value else named.get(value["@id"], set())
        bases = {base.__name__ for name in types if (made := type_of(name)) for base in made.__mro__}
        return bool(bases & allowed)
    if isinstance(value, str):
        address, moment = ADDRESS.fullmatch(value), MOMENT.fullmatch(value)
        # Where a thing is expected its address will do (schema.org/docs/datamodel.html), as in Google's breadcrumbs.
        of_thing = allowed - {*LITERALS, "date", "datetime"}
        return bool("str" in allowed or (of_thing and address) or ({"date", "datetime"} & allowed and moment))
    return any(isinstance(value, LITERALS[name]) for name in allowed & set(LITERALS))


def _of_google(node: Node, graph: Node) -> Iterator[str]:
    """Yield what the rich results of a type would not take."""
    if node["@type"] == "ProfilePage":
        main = [one for one in nodes_of(graph["@graph"]) if one.get("@id") == node["mainEntity"]["@id"]]
        if not any(one["@type"] in {"Person", "Organization"} and one.get("name") for one in main):
            yield "ProfilePage.mainEntity is no Person with a name"
    if node["@type"] == "BlogPosting":
        authors = node["author"] if isinstance(node["author"], list) else [node["author"]]
        yield from (f"the author {author} has no name" for author in authors if not author.get("name"))
        if not ADDRESS.fullmatch(node.get("url", "https://nowhere.example/")):
            yield f"{node['url']!r} is no whole address"
    if node["@type"] == "BreadcrumbList":
        steps = node["itemListElement"]
        if len(steps) < 2 or [step["position"] for step in steps] != list(range(1, len(steps) + 1)):
            yield "breadcrumbs are at least two, numbered from one"
        yield from (f"{step} is no step" for step in steps if not (step["name"] and ADDRESS.fullmatch(step["item"])))

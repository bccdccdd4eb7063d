"""The nouns of a profile → the JSON Schema that editors complete and check profiles by. It reads no file.

It is generated from the classes that profiles become, so that no key is forgotten. It accepts everything that `profiles`
accepts, and refuses what a schema can: whether a file is there, or a day exists, it can't know. Written for draft 2020-12
(https://json-schema.org/draft/2020-12), with words that mean the same in draft 7, which is what many editors know.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from cobrand.config import RESERVED
from cobrand.model import Expert, Practice, Topic
from cobrand.photos import SUFFIXES
from cobrand.profiles import KEYS, Roster

Schema = dict[str, Any]

_TEXT = r"\S"
_LINE = r"^\s*\S([^\n]*\S)?\s*$"
_ADDRESS = r"^\s*[hH][tT][tT][pP][sS]?://[^\s/?#@]+([/?#]\S*)?\s*$"
_SLUG = r"^\s*[a-z0-9]+(-[a-z0-9]+)*\s*$"
_LANGUAGE = r"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\s*$"
_HANDLE = r"^\s*@[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\s*$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PARTIAL = r"^\s*[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\s*$"

# What each key means, in the words of the handbook: a key within another after a dot.
MEANINGS: Mapping[str, str] = {
    "name": "The name as the person writes it. Required.",
    "job_title": "What the person does at the company. Empty: as the home page says.",
    "pronouns": "Shown as written. Empty: as the home page says.",
    "location": "Shown as written. Leave it out if the person prefers.",
    "practices": "Lines of business, by slug or name. The first is the main one, whose mark the page bears.",
    "topics": "What the person writes and advises on, by slug or name.",
    "blog": "The personal blog: its home page or its feed; a list of several; or mappings that say more.",
    "blog.url": "The blog's page or feed. Required.",
    "blog.feed": "The feed, where the page names none or the wrong one.",
    "blog.only": "What a post must have to show: it meets every key that is given.",
    "blog.skip": "What keeps a post from showing: it meets one of these keys.",
    "blog.language": "The posts' language (BCP 47) where the feed doesn't say.",
    "blog.full_text": "true keeps whole posts, and passes them on in feeds. It needs `license`.",
    "blog.license": "The licence that the posts are under, as the author states it. `full_text` rests on it.",
    "rule.categories": "A post meets it by one of its categories.",
    "rule.keywords": "A post meets it by one of these words in its title or text, as a whole word.",
    "rule.authors": "A post meets it by one of its authors; for blogs that several people share.",
    "rule.languages": "A post meets it by its language; `de` covers `de-AT`.",
    "rule.since": "The first day, included.",
    "rule.until": "The last day, included.",
    "home": "The personal home page, which is asked for what the profile leaves empty. Default: the first blog's page.",
    "photo": "A picture beside the profile. Default: one with the profile's name, else the home page's.",
    "links": "Other places of the person: addresses, or mappings with `url` and `title`. Empty: as the home page says.",
    "links.url": "The address. Required.",
    "links.title": "What to call it. Default: a name for its host.",
    "credentials": "What the person did and others can look up: titles, or mappings that say more.",
    "credentials.title": "What it is called. Required.",
    "credentials.kind": "What it is. Default: article.",
    "credentials.date": "A year, a month or a day.",
    "credentials.url": "Where to look it up.",
    "hide": "Posts that don't show, by address or id.",
    "pin": "The post that leads the person's page, by address or id.",
    "fediverse": "The account on Mastodon and its relatives, in quotes. Empty: as the home page says.",
    "joined": "The first day at the company, included. Earlier posts are neither taken nor shown.",
    "left": "The last day at the company, included. From the next day on the page is an alumni page.",
    "spans": "Several times at the company, instead of `joined` and `left`.",
    "spans.joined": "The first day of that time, included.",
    "spans.left": "The last day of that time, included.",
    "successor": "The colleague who took over: the file name of the profile, without .md.",
    "now_at": "Where the person works now: a name, or a mapping with `name` and `url`.",
    "now_at.name": "What the place is called. Required.",
    "now_at.url": "Its address.",
    "aliases": "Former slugs, whose addresses lead to the page.",
    "consent": "The day on which the person agreed to be shown.",
    "trusted": "The day on which somebody looked at a feed that had changed its identity, and found it right.",
    "updated": "When the profile's text was last edited.",
    "page": "Front matter for MkDocs and the theme, passed through as it is.",
}

_ENDINGS = "|".join("".join(f"[{a}{a.upper()}]" for a in ending[1:]) for ending in SUFFIXES)
# What a text has to look like, with an example of it.
_FORMS: Mapping[str, tuple[Schema, str | None]] = {
    **{key: ({"pattern": _LINE}, None) for key in ("name", "job_title", "pronouns", "location")},
    "blog.url": ({"pattern": _ADDRESS}, "https://ada.example/"),
    "blog.feed": ({"pattern": _ADDRESS}, "https://ada.example/feed.xml"),
    "blog.language": ({"pattern": _LANGUAGE}, "pt-BR"),
    "rule.languages": ({"pattern": _LANGUAGE}, "en"),
    "blog.license": ({"pattern": _TEXT}, "CC BY 4.0"),
    "home": ({"pattern": _ADDRESS}, "https://ada.example/"),
    "photo": ({"pattern": rf"^\s*(\./+)*[^/]+\.({_ENDINGS})(/+\.?)*\s*$"}, "ada-lindqvist.jpg"),
    "links.url": ({"pattern": _ADDRESS}, "https://social.example/@ada"),
    "credentials.url": ({"pattern": _ADDRESS}, None),
    "now_at.url": ({"pattern": _ADDRESS}, None),
    "fediverse": ({"pattern": _HANDLE}, "@ada@social.example"),
    "aliases": ({"pattern": _SLUG, "not": {"enum": sorted(RESERVED)}}, "ada-berg"),
}


def profile_schema(
    *, practices: Sequence[Practice] | None = None, topics: Sequence[Topic] = (), closed: bool = False
) -> Schema:
    """Return the schema of a profile's front matter.

    With the practices and topics of a site, editors offer them; where the list of practices is `closed`, no other will do.
    """
    hints = get_type_hints(Expert)
    known = {member.name: _key(hints[member.name], member.name) for member in fields(Expert)}
    span = known.pop("spans")
    properties = {key: known[key] for key in KEYS if key in known} | {
        "blog": known["blogs"],
        "spans": span,
        **{key: _described(_day(), key) for key in ("joined", "left")},
        "practices": _described(_many(_named(practices or (), closed=closed)), "practices"),
        "topics": _described(_many(_named(topics)), "topics"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A profile for Cobrand",
        "description": "The front matter of experts/<slug>.md: who somebody is, and where they write.",
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {key: properties[key] if key == "name" else _or_null(properties[key]) for key in KEYS},
        "if": {"required": ["spans"], "properties": {"spans": {"not": {"type": "null"}}}},
        "then": {"properties": {"joined": {"type": "null"}, "left": {"type": "null"}}},
    }


def written(schema: Schema) -> str:
    """Write a schema as people can read it."""
    return json.dumps(schema, ensure_ascii=False, indent=2)


def of_site(roster: Roster, *, closed: bool) -> str:
    """Write the schema of a site's profiles; `closed`: no practices but those in the options will do."""
    return written(profile_schema(practices=roster.practices, topics=roster.topics, closed=closed))


# --- nouns → schemas -------------------------------------------------------------------------------------------------


def _key(hint: Any, place: str) -> Schema:
    place = {"blogs": "blog"}.get(place, place)
    return _described(_kind(hint, place), place)


def _described(schema: Schema, place: str) -> Schema:
    meaning = MEANINGS.get(place)
    return {"description": meaning, **schema} if meaning else schema


def _kind(hint: Any, place: str) -> Schema:
    """Return the schema of what a field takes, with the short forms that people may write."""
    if isinstance(hint, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        return _many(_kind(get_args(hint)[0], place))
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if is_dataclass(hint):
        return _noun(hint, place)  # type: ignore[arg-type]
    if place == "credentials.date":
        return {
            "anyOf": [{"type": "string", "pattern": _PARTIAL}, {"type": "integer", "minimum": 1000, "maximum": 9999}]
        }
    simple: dict[Any, Schema] = {bool: {"type": "boolean"}, date: _day(), str: _text(place), Path: _text(place)}
    return simple.get(hint, {"type": "object", "propertyNames": {"pattern": _TEXT}})


def _noun(noun: type, place: str) -> Schema:
    """Return the schema of a mapping; a text may stand for one that needs a single key."""
    inside = "rule" if place.endswith((".only", ".skip")) else place
    hints, members = get_type_hints(noun), fields(noun)
    properties = {}
    for member in members:
        schema = _key(hints[member.name], f"{inside}.{member.name}")
        properties[member.name] = _or_null(schema) if member.default is None else schema
    mapping: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    required = [member.name for member in members if member.default is MISSING]
    if not required:
        return {**mapping, "minProperties": 1}
    mapping["required"] = required
    if "full_text" in properties:
        mapping["if"] = {"required": ["full_text"], "properties": {"full_text": {"const": True}}}
        mapping["then"] = {"required": ["license"], "properties": {"license": {"type": "string"}}}
    return {"anyOf": [{**_text(f"{inside}.{required[0]}")}, mapping]}


def _many(item: Schema) -> Schema:
    """Let one thing stand for a list of one."""
    choices = item["anyOf"] if set(item) == {"anyOf"} else [item]
    return {"anyOf": [*choices, {"type": "array", "items": item}]}


def _text(place: str) -> Schema:
    form, example = _FORMS.get(place, ({"pattern": _TEXT}, None))
    return {"type": "string", **form, **({"examples": [example]} if example else {})}


def _day() -> Schema:
    return {"type": "string", "format": "date", "pattern": _DAY, "examples": ["2024-05-31"]}


def _or_null(schema: Schema) -> Schema:
    """Let a key stand there without a value, which is as if it were not there."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


# --- practices and topics --------------------------------------------------------------------------------------------


def _named(known: Sequence[Practice | Topic], *, closed: bool = False) -> Schema:
    """Return the schema of a name of one of these, as `profiles` compares it: whatever its case, hyphens like spaces."""
    if not known:
        return {"type": "string", "pattern": _TEXT} if not closed else {"enum": []}
    offered: Schema = {"enum": [one.slug for one in known]}
    words = dict.fromkeys(word for one in known for word in (one.slug, one.name))
    pattern = rf"^\s*({'|'.join(map(_loose, words))})\s*$" if closed else _TEXT
    return {"anyOf": [offered, {"type": "string", "pattern": pattern}]}


def _loose(word: str) -> str:
    return r"[\s-]+".join("".join(_either(letter) for letter in part) for part in re.split(r"[\s-]+", word))


def _either(letter: str) -> str:
    """Match a letter in either case; where one of them is several letters, any few."""
    forms = {letter, letter.lower(), letter.upper(), letter.casefold(), letter.title()}
    if any(len(form) != 1 for form in forms):
        return ".{1,3}"
    if not letter.isalpha():
        return re.escape(letter) if letter in r"\.^$*+?{}[]|()/" else letter
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else letter

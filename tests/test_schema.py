"""The schema of a profile says what `profiles` says, as far as a schema can: held against the corpus and each other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.config import check_options
from cobrand.errors import ProblemsError
from cobrand.model import Practice, Topic
from cobrand.profiles import KEYS, review_roster
from cobrand.schema import MEANINGS, profile_schema
from cobrand.source import Document, read_markdown, read_text
from fuzzing import trying

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus" / "profiles"
FULL = (
    Path(__file__)
    .with_name("test_profiles.py")
    .read_text(encoding="utf-8")
    .partition('FULL = """')[2]
    .partition('"""')[0]
)
SCHEMA = profile_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# What is wrong with these is not in the shape of their keys: only the program, with the files around it, can tell.
BEYOND = {
    "blog-twice": "two addresses of one page",
    "joined-on-no-day": "a day that does not exist",
    "left-before-joined": "two days in the wrong order",
    "photo-not-there": "a file",
    "practices-without-letters": "what a letter is, in all scripts",
    "rule-of-nothing": "which words compare as nothing",
    "rule-back-to-front": "two days in the wrong order",
    "spans-open-end-first": "times that overlap",
    "spans-overlap": "times that overlap",
    "successor-is-oneself": "the file's own name",
    "successor-unknown": "another file",
    "topics-on-a-reserved-address": "what slug a name makes",
    "topics-with-one-address": "what slug a name makes",
}


def front_matter(path: Path) -> dict[str, Any] | None:
    """Read the keys of a profile as an editor does; `None` where there are none to be read, or YAML itself is wrong."""
    try:
        document, _, dubious = read_markdown(read_text(path.read_bytes(), path.name), path.name)
    except ProblemsError:
        return None
    return document.data if isinstance(document.data, dict) and not dubious else None


def complaints(data: object, validator: jsonschema.Draft202012Validator = VALIDATOR) -> list[str]:
    """Return what the schema says against a front matter."""
    return [error.message for error in validator.iter_errors(data)]


def refused(data: dict[str, Any], **options: object) -> list[str]:
    """Return what `profiles` says against a front matter."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "experts").mkdir()
        lines = "\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
        (root / "experts" / "ada.md").write_text(f"---\n{lines}\n---\n", encoding="utf-8")
        document = Document(path="mkdocs.yml", data=options)
        site = check_options(document, root=root, site_name="Halden", site_url=None)
        return [str(problem) for problem in review_roster(site)[1]]


def readable() -> Iterator[Path]:
    """Yield the profiles of the corpus whose YAML can be read; all of them are wrong."""
    for path in sorted(CORPUS.glob("*.md")):
        if front_matter(path) is not None:
            yield path


@pytest.mark.parametrize("case", list(readable()), ids=lambda path: path.stem)
def test_what_profiles_refuse_the_schema_refuses(case: Path) -> None:
    """But for what only files and calendars know."""
    found = complaints(front_matter(case))
    assert bool(found) != (case.stem in BEYOND)


def test_most_of_the_corpus_is_within_reach() -> None:
    """The exceptions are few, and each of them is there."""
    stems = {path.stem for path in readable()}
    assert stems >= BEYOND.keys()
    assert len(stems) > 4 * len(BEYOND)


@pytest.mark.parametrize("path", sorted((ROOT / "experts").glob("*.md")), ids=lambda path: path.stem)
def test_the_example_s_profiles_are_right(path: Path) -> None:
    """So are those of the handbook's company."""
    assert complaints(front_matter(path)) == []


def test_a_full_profile_is_right(tmp_path: Path) -> None:
    """Every key, in short forms and long ones."""
    path = tmp_path / "ada.md"
    path.write_text(f"---\n{FULL.strip()}\n---\n", encoding="utf-8")
    assert complaints(front_matter(path)) == []


def test_every_key_says_what_it_means() -> None:
    """Wherever it stands; and no meaning is left over from a key that went."""

    def keys(schema: Any) -> Iterator[dict[str, Any]]:
        if isinstance(schema, dict):
            if schema.get("additionalProperties") is False:
                yield from schema["properties"].values()
            for part in schema.values():
                yield from keys(part)
        for part in schema if isinstance(schema, list) else ():
            yield from keys(part)

    said = [key.get("description") for key in keys(SCHEMA)]
    assert None not in said
    assert set(said) == set(MEANINGS.values())
    assert list(SCHEMA["properties"]) == list(KEYS)


@pytest.mark.parametrize("draft", [jsonschema.Draft202012Validator, jsonschema.Draft7Validator])
def test_it_is_a_schema_to_editors_old_and_new(draft: type[jsonschema.protocols.Validator]) -> None:
    """Many know draft 7 only: no word is in it that means something else there, or nothing."""
    draft.check_schema(SCHEMA)
    assert not re.search(r'"(\$defs|\$dynamicRef|unevaluated\w+|prefixItems|dependent\w+)"', json.dumps(SCHEMA))


# --- the two laws ------------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(
    ["", " ", "x", "a b", "two\nlines", "0", "2020", "no", "\u202fA\u00a0", "Ада", "x" * 3_000, "a/b", "photo.png"]
)
DAYS = st.sampled_from(
    ["2024-05-31", "2024-5-31", "2024", "2024-05-31T00:00:00", " 2024-05-31", "2024-05", "20240531", "1717113600"]
)
ADDRESSES = st.sampled_from(
    [
        "https://ada.example/",
        "http://ada.example",
        "HTTPS://ADA.example:8080/x?y#z",
        " https://ada.example/ ",
        "https://ada.example/a b",
        "https://me@ada.example/",
        "https://ada.example/@me",
        "https://[::1]/",
        "https://بلوق.example/",
        "https:///x",
        "ada.example",
        "mailto:ada@ada.example",
        "javascript:alert(1)",
        "//ada.example/",
    ]
)
WORDS = st.sampled_from(
    [
        "en",
        "pt-BR",
        "Norwegian",
        "@ada@social.example",
        "@ada",
        "ada@social.example",
        "ada-l",
        "Ada",
        "blog",
        "book",
        "page",
        "CC BY 4.0",
    ]
)
SIMPLE = st.one_of(TEXTS, DAYS, ADDRESSES, WORDS, st.integers(-1, 10_000), st.booleans(), st.none(), st.just(1.5))
LISTS = st.lists(st.one_of(TEXTS, WORDS), max_size=2)
RULES = st.dictionaries(
    st.sampled_from(["categories", "keywords", "languages", "since", "until"]),
    st.one_of(LISTS, DAYS, WORDS),
    max_size=2,
)
BLOGS = st.fixed_dictionaries(
    {"url": ADDRESSES},
    optional={
        "feed": ADDRESSES,
        "only": RULES,
        "skip": RULES,
        "language": WORDS,
        "full_text": st.booleans(),
        "license": st.one_of(st.none(), WORDS),
        "typo": SIMPLE,
    },
)
LINKS = st.fixed_dictionaries({"url": ADDRESSES}, optional={"title": TEXTS})
CREDENTIALS = st.fixed_dictionaries(
    {"title": TEXTS}, optional={"kind": WORDS, "date": st.one_of(DAYS, st.integers(0, 10_000)), "url": ADDRESSES}
)
SPANS = st.fixed_dictionaries({}, optional={"joined": DAYS, "left": DAYS})
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("joined", "left", "consent", "trusted", "updated"), DAYS),
    "blog": st.one_of(ADDRESSES, BLOGS, st.lists(st.one_of(ADDRESSES, BLOGS), max_size=2)),
    "home": ADDRESSES,
    "links": st.lists(st.one_of(ADDRESSES, LINKS), max_size=2),
    "credentials": st.one_of(TEXTS, st.lists(CREDENTIALS, max_size=2)),
    "spans": st.one_of(SPANS, st.lists(SPANS, max_size=1)),
    "now_at": st.one_of(TEXTS, st.fixed_dictionaries({"name": TEXTS}, optional={"url": ADDRESSES})),
    "page": st.dictionaries(WORDS, SIMPLE, max_size=1),
    **dict.fromkeys(("practices", "topics", "hide", "aliases"), LISTS),
    **dict.fromkeys(("fediverse", "successor"), WORDS),
}


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    """Draw front matters that are right, or wrong in a place or two."""
    data: dict[str, Any] = {"name": "Ada"}
    for key in draw(st.lists(st.sampled_from([*KEYS, "typo"]), min_size=1, max_size=3, unique=True)):
        likely = LIKELY.get(key, TEXTS)
        data[key] = draw(st.one_of(likely, likely, likely, SIMPLE))
    return data


@trying(80)
@given(profiles())
def test_what_profiles_accept_the_schema_accepts(data: dict[str, Any]) -> None:
    """Whatever it is: an editor that complains of what is right teaches people to ignore it."""
    if not refused(data):
        assert complaints(data) == []


# Mistakes that no schema can know, as `profiles` words them.
_FILES_AND_DAYS = re.compile(
    r"names a file that is not there|must be a file beside the profile|must be the slug of another profile|is this very profile"
    r"|must be a date such as|must be 2019, 2019-05|is before `|overlaps another time|stands here twice|is taken by"
    r"|is what the profile is called now|makes the same address|has neither letters nor digits|can't be a slug|is no slug"
    r"|is empty\. Say which posts|is empty\. Write `joined`|handle such as|must be an address that begins|must not hold a user name"
)


@trying(80)
@given(profiles())
def test_what_the_schema_accepts_profiles_accept(data: dict[str, Any]) -> None:
    """But for files, days and the like."""
    if not complaints(data):
        assert [line for line in refused(data) if not _FILES_AND_DAYS.search(line)] == []


# --- a site's own names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["customer-insight", "Customer Insight", "customer insight", "CUSTOMER-INSIGHT", "straße & co"]
)
def test_the_practices_of_a_site_are_offered_and_held_to(written: str) -> None:
    """By slug or name, as `profiles` compares them; any other is refused where the list is closed."""
    practices = [Practice(slug="customer-insight", name="Customer Insight"), Practice(slug="co", name="Straße & Co")]
    closed = profile_schema(practices=practices, topics=[Topic(slug="ads", name="Ads")], closed=True)
    validator = jsonschema.Draft202012Validator(closed)
    configured = {"practices": {one.slug: one.name for one in practices}}
    data = {"name": "Ada", "practices": [written], "topics": "anything"}
    assert (refused(data, **configured), complaints(data, validator)) == ([], [])
    wrong = {"name": "Ada", "practices": ["retail"]}
    assert refused(wrong, **configured)
    assert complaints(wrong, validator)
    assert complaints(wrong, jsonschema.Draft202012Validator(profile_schema(practices=practices))) == []

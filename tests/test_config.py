from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.config import KEYS, Deadline, Options, check_options, options_document
from cobrand.errors import Problem, ProblemsError
from cobrand.model import Brand, Practice, Topic
from cobrand.source import Document
from fuzzing import trying
from mutations import damaged, files

CORPUS = Path(__file__).parent / "corpus" / "options"


def check(data: object, root: Path = Path("/site"), site_url: str | None = "https://halden.example/docs") -> Options:
    """Check options of which only the data is at hand."""
    document = Document(path="mkdocs.yml", data=data)
    return check_options(document, root=root, site_name="Halden", site_url=site_url)


@pytest.mark.parametrize("case", sorted(CORPUS.glob("*.yml")), ids=lambda path: path.stem)
def test_what_is_wrong_with_options_is_said(case: Path, tmp_path: Path) -> None:
    """Each mkdocs.yml in the corpus gets the messages beside it."""
    document = options_document(case.read_text(encoding="utf-8"), "mkdocs.yml")
    with pytest.raises(ProblemsError) as caught:
        check_options(document, root=tmp_path, site_name="Halden Research", site_url="https://halden.example/")
    assert case.with_suffix(".txt").read_text(encoding="utf-8") == f"{caught.value}\n"


def test_every_option_is_refused_somewhere_in_the_corpus() -> None:
    """A new option comes with a message for the mistake that people will make in it."""
    said = "".join(path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt"))
    assert [key for key in KEYS if f"`{key}" not in said] == []


@pytest.mark.parametrize(
    "data", [None, {}, {"brand": None, "practices": None, "web": None}, {"brand": {"name": None, "url": None}}]
)
def test_no_option_is_needed(data: object) -> None:
    """The plugin's name alone, or with blank keys, gives the defaults."""
    expected = Options(
        root=Path("/site"),
        site_name="Halden",
        site_url="https://halden.example/docs/",
        brand=Brand(name="Halden", url="https://halden.example/docs/"),
        experts_dir=Path("/site/experts"),
        state_dir=Path("/site/.cobrand"),
    )
    assert expected == check(data)


def test_all_options_are_taken(tmp_path: Path) -> None:
    """What is written is what the program gets, with folders made absolute."""
    (tmp_path / "web").mkdir()
    written = {
        "brand": {
            "name": "Halden Research",
            "url": "https://www.halden.example",
            "logo": "assets/logo.svg",
            "image": "a.png",
        },
        "disclosure": "{name} is paid by {brand}. {{sic}}",
        "disclosure_alumni": "{name} was paid by {brand}.",
        "practices": {
            "media": {"name": "Media & Ads", "description": "Ads", "offering": "a.md", "contact": "m@h.example"},
            "customer-insight": None,
            "supply": "Resilient Supply",
        },
        "topics": {"mmm": {"name": "MMM", "keywords": "mix", "offering": "https://halden.example/mmm"}},
        "experts_dir": "people",
        "blog_dir": "ideas/blog/",
        "state_dir": str(tmp_path / "elsewhere"),
        "pull": "never",
        "web": "web",
        "private_hosts": ["Blogs.Intranet.", "10.0.0.0/8", "::1"],
        "posts_per_page": 50,
        "hide": "https://ada.example/layoffs",
        "require_consent": True,
        "strict_feeds": True,
        "deadline": {"feed": 2.5},
    }
    assert sorted(KEYS) == sorted(written)
    expected = Options(
        root=tmp_path,
        site_name="Halden",
        brand=Brand(name="Halden Research", url="https://www.halden.example", logo="assets/logo.svg", image="a.png"),
        disclosure="{name} is paid by {brand}. {{sic}}",
        disclosure_alumni="{name} was paid by {brand}.",
        practices=(
            Practice(
                slug="media", name="Media & Ads", description="Ads", offering="a.md", contact="mailto:m@h.example"
            ),
            Practice(slug="customer-insight", name="Customer Insight"),
            Practice(slug="supply", name="Resilient Supply"),
        ),
        topics=(Topic(slug="mmm", name="MMM", keywords=("mix",), offering="https://halden.example/mmm"),),
        experts_dir=tmp_path / "people",
        blog_dir="ideas/blog",
        state_dir=tmp_path / "elsewhere",
        pull="never",
        web=tmp_path / "web",
        private_hosts=("blogs.intranet", "10.0.0.0/8", "::1"),
        posts_per_page=50,
        hide=("https://ada.example/layoffs",),
        require_consent=True,
        strict_feeds=True,
        deadline=Deadline(feed=2.5),
    )
    assert expected == check(written, tmp_path, None)


def test_a_brand_may_be_its_name_alone() -> None:
    """A text where a mapping may stand is the mapping's one required key; the rest comes from the site."""
    assert check({"brand": "Halden Research"}).brand == Brand(
        name="Halden Research", url="https://halden.example/docs/"
    )


@pytest.mark.parametrize("contact", ["tel:+46-8-123", "https://halden.example/contact", "mailto:a@b.example?subject=x"])
def test_a_practice_is_reached_by_post_or_page_or_telephone(contact: str) -> None:
    """An address that says how to reach a practice is kept as it is."""
    (practice,) = check({"practices": {"media": {"contact": contact}}}).practices or ()
    assert contact == practice.contact


def test_names_that_make_one_slug_may_have_slugs_of_their_own() -> None:
    """C and C++ can both be topics, as their slugs are written out."""
    names = [topic.name for topic in check({"topics": {"c": "C", "c-plus-plus": "C++"}}).topics]
    assert names == ["C", "C++"]


def test_practices_may_be_configured_to_be_none() -> None:
    """An empty mapping is not the same as no option: it closes the list."""
    assert check({"practices": {}}).practices == ()
    assert check({}).practices is None


@pytest.mark.parametrize(
    "plugins",
    [
        "plugins:\n  - search\n  - cobrand:\n      pull: never",
        "plugins:\n  search: {}\n\n  cobrand:\n    pull: never",
        "markdown_extensions:\n  - x: {y: !!python/name:z ''}\nplugins: [cobrand: {pull: !ENV [P, never]}]",
        "a: &a {pull: never}\nb: 1\nplugins:\n  - cobrand: *a",
    ],
)
def test_options_are_found_in_mkdocs_yml(plugins: str) -> None:
    """Plugins may be a list or a mapping, among tags and aliases that only MkDocs resolves."""
    document = replace(options_document(plugins, "mkdocs.yml"), data={"pull": "nevr"})
    with pytest.raises(ProblemsError, match=r"mkdocs\.yml:[1-5]: `pull` must be"):
        check_options(document, root=Path("/site"), site_name="Halden", site_url=None)


def test_the_plugins_name_alone_has_a_line_too() -> None:
    """Options that MkDocs has from an inherited file are complained of where the plugin stands."""
    document = replace(options_document("plugins:\n  - search\n  - cobrand\n", "mkdocs.yml"), data={"pull": "nevr"})
    with pytest.raises(ProblemsError, match=r"mkdocs\.yml:3: `pull` must be"):
        check_options(document, root=Path("/site"), site_name="Halden", site_url=None)


@pytest.mark.parametrize("text", ["", "plugins: [search]", "plugins: [", "- a", "site_name: Halden\nINHERIT: base.yml"])
def test_a_text_without_our_plugin_has_no_lines(text: str) -> None:
    """Where the plugin stands in another file, or nowhere, messages name no line."""
    document = replace(options_document(text, "mkdocs.yml"), data={"pull": "nevr"})
    with pytest.raises(ProblemsError, match=r"mkdocs\.yml: `pull` must be"):
        check_options(document, root=Path("/site"), site_name="Halden", site_url=None)


@trying(60)
@given(damaged(files("options")))
def test_any_damage_to_the_file_of_options_gives_options_or_problems(raw: bytes) -> None:
    """Nor do options of the corpus after accidents; what isn't YAML is for MkDocs to complain of."""
    document = options_document(raw.decode("utf-8", "replace"), "mkdocs.yml")
    try:
        check_options(document, root=Path("/site"), site_name="Halden", site_url=None)
        problems: tuple[Problem, ...] = ()
    except ProblemsError as error:
        problems = error.problems
    assert all(problem.path == "mkdocs.yml" and problem.remedy and str(problem).isprintable() for problem in problems)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["name", "slug", "url"]), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), ANYTHING) | ANYTHING)
def test_any_data_gives_options_or_problems(data: Any) -> None:
    """Whatever mkdocs.yml holds, there are options, or problems that each say what and what to do."""
    try:
        check(data)
        problems: tuple[Problem, ...] = ()
    except ProblemsError as error:
        problems = error.problems
    for problem in problems:
        assert (problem.path, problem.line) == ("mkdocs.yml", None)
        assert problem.what
        assert problem.remedy.endswith((".", "?"))
        assert str(problem).isprintable()

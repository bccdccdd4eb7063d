"""What is known of somebody new → a profile that says it, whatever a stranger's page put into it."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment

from cobrand.address import is_slug
from cobrand.config import check_options
from cobrand.model import Blog, Expert
from cobrand.onboard.sheet import LONGEST_SLUG, Sheet, profile_text, scalar, slug_of
from cobrand.profiles import load_roster
from cobrand.publish.markdown import markdown_text
from cobrand.source import Document, read_markdown, read_yaml
from fuzzing import trying

TODAY = date(2026, 11, 23)
ADA = Sheet(
    name="Ada Lindqvist",
    slug="ada-lindqvist",
    job_title="Principal Analyst",
    practices=("interactive-marketing", "customer-insight"),
    topics=("attribution",),
    blog=Blog(url="https://ada.example/"),
    consent=TODAY,
)
HOSTILE = (
    "Ada: the # analyst",
    "'; DROP TABLE",
    '"quoted" \\ and {{ config }}',
    "--- \n---\nname: Eve",
    "- a list",
    "!!python/object:os.system",
    "&anchor *alias",
    "yes",
    "null",
    "3.14",
    "2024-05-31",
    "@ada",
    "`tick`",
    "عادة ليندكفيست",
    "ਅਦਾ 👩🏽‍💻",
    "x" * 3_000,
    "[a, b]: {c}",
    "Ada #1",
    "trailing: ",
    "% directive",
    "| pipe",
    "> folded",
    "? key",
)


def text(sheet: Sheet, **how: Any) -> str:
    """Write a profile."""
    return profile_text(sheet, today=TODAY, **how)


def data(written: str) -> Any:
    """Read the front matter of a profile; nothing in it may be dubious."""
    document, _, dubious = read_markdown(written, "experts/ada-lindqvist.md")
    assert dubious == ()
    return document.data


def loaded(folder: Path, sheet: Sheet) -> Expert:
    """Put a profile into a site, and read it as a build does."""
    (folder / "experts").mkdir(exist_ok=True)
    (folder / f"experts/{sheet.slug}.md").write_text(text(sheet), encoding="utf-8")
    options = check_options(Document(path="mkdocs.yml", data={}), root=folder, site_name="Halden", site_url=None)
    [expert] = load_roster(options).experts
    return expert


def test_a_profile_says_what_is_known_and_explains_the_rest() -> None:
    """The whole text, as somebody reads it who never saw one."""
    assert text(ADA, pictured=True) == (
        """\
---
# yaml-language-server: $schema=.profile.schema.json
name: Ada Lindqvist
job_title: Principal Analyst
practices: [interactive-marketing, customer-insight]
topics: [attribution]
blog: https://ada.example/
consent: 2026-11-23

# What this file leaves empty comes from the home page: bio, picture, links. What stands here wins.
# For a bio of your own, write it below the last line, in Markdown.
# A picture beside this file, named ada-lindqvist.jpg, takes the place of the home page's.
# Keys that people add next; take the # away:

# pronouns: she/her
# joined: 2024-05-31                   # posts from before that day are not shown
# hide: [https://ada.example/a-post-that-is-not-for-here/]
# blog:
#   url: https://ada.example/
#   only: {categories: [work]}          # show posts of these categories alone; skip: leaves some out
---
"""
    )


def test_the_profile_reader_takes_what_was_written(tmp_path: Path) -> None:
    """With every key that can be there."""
    blog = Blog(url="https://ada.example/", feed="https://ada.example/feed?format=atom&x=[1]")
    expert = loaded(tmp_path, Sheet(**{**fields_of(ADA), "blog": blog, "home": "https://ada.example/about,%20me"}))
    assert (expert.name, expert.job_title, expert.consent) == ("Ada Lindqvist", "Principal Analyst", TODAY)
    assert (expert.practices, expert.topics) == (("interactive-marketing", "customer-insight"), ("attribution",))
    assert expert.blogs == (blog,)


def fields_of(sheet: Sheet) -> dict[str, Any]:
    """Return what a sheet holds."""
    return {name: getattr(sheet, name) for name in Sheet.__dataclass_fields__}


def test_the_keys_that_people_add_next_work_once_the_mark_is_taken_away(tmp_path: Path) -> None:
    """Every commented line is right as it stands: nobody's first edit ends in an error."""
    bare = Sheet(name="Ada Lindqvist", slug="ada-lindqvist", home="https://ada.example/")
    for sheet in (bare, ADA):
        head, _, proposed = text(sheet).partition("take the # away:\n")
        added = re.sub(r"^# ", "", proposed, flags=re.MULTILINE)
        if sheet.blog:
            head = head.replace("blog: https://ada.example/\n", "")
        (tmp_path / "experts").mkdir(exist_ok=True)
        (tmp_path / "experts/ada-lindqvist.md").write_text(head + added, encoding="utf-8")
        options = check_options(Document(path="mkdocs.yml", data={}), root=tmp_path, site_name="Halden", site_url=None)
        [expert] = load_roster(options).experts
        assert expert.pronouns == "she/her"
        assert expert.spans[0].joined == date(2024, 5, 31)
        assert expert.blogs


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_means_anything_but_itself(value: str) -> None:
    """Whatever a name or a title holds, YAML gives back that text, and no key comes of it."""
    written = text(Sheet(name=value, slug="ada", job_title=value))
    assert data(written) == {"name": value, "job_title": value}


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn"), exclude_characters="\ufeff"), min_size=1
    )
)
def test_any_text_survives_yaml(value: str) -> None:
    """The law behind it; characters that steer a line's direction never get this far."""
    value = re.sub("[\u202a-\u202e\u2066-\u2069]", "", value) or "x"
    document, _ = read_yaml(f"name: {scalar(value)}\nlist: [{scalar(value, inside=True)}, x]\n", "profile")
    assert document.data == {"name": value, "list": [value, "x"]}


@pytest.mark.parametrize(
    ("name", "url", "slug"),
    [
        ("Ada Lindqvist", None, "ada-lindqvist"),
        ("Łukasz Wieczorek-Ødegård", None, "lukasz-wieczorek-odegard"),
        ("Siobhán O\u2019Neill, PhD", None, "siobhan-oneill-phd"),
        ("Jürgen Groß", None, "jurgen-gross"),
        ("ليلى حداد", "https://leila.example/", "leila"),
        ("山田 太郎", "https://blog.yamada.co.jp/", "yamada"),
        ("山田 太郎", "https://www.example-notes.com/about", "example-notes"),
        ("👩🏽‍💻", "https://mei.github.io/", "mei"),
        ("Ада", "https://writers.example/@ada", "ada"),
        ("Ада", "https://uni.example/~ada/", "ada"),
        ("山田", "https://127.0.0.1:8000/", None),
        ("山田", "https://www.blog.example/", None),
        ("ليلى", None, None),
        ("", None, None),
    ],
)
def test_a_slug_is_spelt_as_its_owner_would(name: str, url: str | None, slug: str | None) -> None:
    """From the name where that has Latin letters, else from the address; from nothing comes nothing."""
    assert slug_of(name, url) == slug


@trying(50)
@given(st.text(), st.text())
def test_a_slug_is_a_slug_of_bearable_length(name: str, url: str) -> None:
    """Whatever the name and the address are."""
    slug = slug_of(name, f"https://{url}")
    assert slug is None or (is_slug(slug) and len(slug) <= LONGEST_SLUG)


# --- a bio in plain words

ATTACKS = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "{{ config.site_name }}",
    "{% set x = 1 %}{# hidden #}",
    '--8<-- "mkdocs.yml"',
    '-8<- "mkdocs.yml"',
    ";--8<--",
    "{: onclick=alert(1) }",
    "**words**{ .button #top }",
    "# A heading",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "<javascript:alert(1)> <https://evil.example/>",
    "https://evil.example/ www.evil.example mail@evil.example",
    "- a list",
    "1. a list",
    "* a list",
    "> quoted",
    "!!! danger",
    "??? note",
    "/// details",
    '=== "Tab"',
    "`code` ``` fence",
    "~~~ x ~~~ ~~gone~~",
    "---",
    "===",
    ": definition",
    "*[HTML]: x",
    "[^1]: note",
    "[x]: https://evil.example/",
    ":smile: :material-home:",
    "==mark== ^^ins^^ ~~del~~ H~2~O $x$ ++ctrl++",
    "&lt;b&gt; &#60;b&#62; AT&amp;T",
    "\\*not\\* \\[x\\](y)",
    "<!-- cobrand: posts --> <!-- more -->",
)
EXTENSIONS = [
    *("attr_list", "md_in_html", "def_list", "tables", "abbr", "footnotes", "admonition", "toc", "fenced_code"),
    *("pymdownx.snippets", "pymdownx.magiclink", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.details"),
    *("pymdownx.caret", "pymdownx.mark", "pymdownx.tilde", "pymdownx.keys", "pymdownx.tasklist", "pymdownx.emoji"),
    *("pymdownx.blocks.details", "pymdownx.arithmatex", "pymdownx.critic", "pymdownx.betterem"),
]
PLAIN_HTML = re.compile(r"(?:<p>[^<>]*</p>\n?)*")


def said(source: str) -> list[str] | None:
    """Write Markdown as HTML as a site does that has macros, and every extension that makes something of text.

    Return the words of each paragraph, or `None` where anything but paragraphs came out.
    """
    filled = Environment(autoescape=False).from_string(source).render(config={"site_name": "LEAKED"})
    here = {"pymdownx.snippets": {"base_path": [str(Path(__file__).parents[2])]}}
    html = markdown.markdown(filled, extensions=EXTENSIONS, extension_configs=here)
    if not PLAIN_HTML.fullmatch(html):
        return None
    return [" ".join(unescape(words).split()) for words in re.findall("<p>(.*?)</p>", html, re.DOTALL)]


def written(*paragraphs: str) -> str:
    """Write a bio as `cobrand new --with-bio` does."""
    return "\n\n".join(map(markdown_text, paragraphs))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_stranger_s_bio_does_nothing_in_a_profile(attack: str) -> None:
    """The words stand there as they were, in paragraphs; the oracle: unescaped, each attack does something."""
    assert said(attack) != [attack] or said(f"Before.\n{attack}") != [f"Before. {attack}"]
    paragraphs = said(written("Before.", attack, "After."))
    assert paragraphs is not None
    assert [words.replace("\u200b", "") for words in paragraphs] == ["Before.", attack, "After."]


@trying(50)
@example(["[0]"])
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60), max_size=3))
def test_of_any_bio_come_paragraphs_and_nothing_else(paragraphs: list[str]) -> None:
    """In Python-Markdown with every extension on."""
    assert said(written(*paragraphs)) is not None

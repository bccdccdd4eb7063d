import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.errors import Problem, ProblemsError
from cobrand.source import Document, read_markdown, read_text, read_yaml, refuse, shown

PROFILE = """---
# a comment
name: Ada
blog:
  - url: https://ada.example/
    skip: {categories: [private,
      travel]}
  - https://ada.example/notes
---

# Bio

---
The rest.
"""
BRACKETS = 100_000


def data(text: str) -> object:
    """Read YAML in which nothing is dubious."""
    document, problems = read_yaml(text, "a.yml")
    assert problems == ()
    return document.data


def test_front_matter_and_body_part_at_the_second_fence() -> None:
    """What follows the second fence is the body, with fences of its own."""
    document, body, problems = read_markdown(PROFILE, "ada.md")
    expected = {
        "name": "Ada",
        "blog": [
            {"url": "https://ada.example/", "skip": {"categories": ["private", "travel"]}},
            "https://ada.example/notes",
        ],
    }
    assert (expected, "# Bio\n\n---\nThe rest.", ()) == (document.data, body, problems)


@pytest.mark.parametrize("end", ["---", "...", "--- \t"])
@pytest.mark.parametrize("after", ["", "\n", "\n\nBio\n"])
def test_front_matter_may_end_as_yaml_documents_do(end: str, after: str) -> None:
    """Three dots end front matter as three hyphens do, even at the end of the file."""
    document, body, _ = read_markdown(f"--- \nname: Ada\n{end}{after}", "ada.md")
    assert ({"name": "Ada"}, after.strip()) == (document.data, body)


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 1),
        (("name",), 3),
        (("blog",), 4),
        (("blog", 0), 5),
        (("blog", 0, "url"), 5),
        (("blog", 0, "skip", "categories", 0), 6),
        (("blog", 0, "skip", "categories", 1), 7),
        (("blog", 1), 8),
        (("blog", 1, "url"), 8),
        (("blog", 7), 4),
        (("name", 0, "url"), 3),
        (("job_title",), 1),
    ],
)
def test_a_place_has_the_line_of_the_innermost_thing_around_it(location: tuple[str | int, ...], line: int) -> None:
    """Keys and items have lines; what is absent has the line of what it is absent from."""
    document, _, _ = read_markdown(PROFILE, "ada.md")
    assert line == document.line(location)


def test_data_without_a_text_has_no_lines() -> None:
    """A document made of data alone names its file and no line."""
    problem = Document(path="mkdocs.yml", data={"pull": 1}).problem(("pull",), "it is wrong", "Correct it.")
    assert str(problem) == "mkdocs.yml: it is wrong. Correct it."


@pytest.mark.parametrize("text", ["no", "Yes", "on", "2024-05-31", "12:30", "1_000", "0x10", "007", ".5", "1e3", "<<"])
def test_plain_words_stay_words(text: str) -> None:
    """What older YAML takes for truths, dates and odd numbers is text, as in YAML 1.2: Norway's `no` among them."""
    assert text == data(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("42", 42), ("-7", -7), ("2.50", 2.5), ("true", True), ("False", False), ("~", None), ("", None), ("null", None)],
)
def test_numbers_truths_and_nothing_are_what_they_are_in_json(text: str, value: object) -> None:
    """Only JSON's own values are anything but text."""
    assert (value, type(value)) == (data(text), type(data(text)))


@pytest.mark.parametrize("text", ["'42'", '"true"', "!!str 42", "|-\n  42", "9" * 5000])
def test_what_is_quoted_tagged_or_endless_is_text(text: str) -> None:
    """Quotes make text of anything; so does a number that no computer counts to."""
    assert isinstance(data(text), str)


@pytest.mark.parametrize("content", [b"---\r\nname: Ada\r\n---\r\nBio\r\n", b"\xef\xbb\xbf---\rname: Ada\r---\rBio\r"])
def test_a_file_may_come_from_any_system(content: bytes) -> None:
    """A byte order mark and the line ends of other systems change nothing."""
    document, body, _ = read_markdown(read_text(content, "ada.md"), "ada.md")
    assert (document.data, body, document.line(("name",))) == ({"name": "Ada"}, "Bio", 2)


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 3), ("utf-16", 1)])
def test_a_file_in_another_encoding_is_named_with_the_line(encoding: str, line: int) -> None:
    """The problem is at the first byte that is no UTF-8."""
    with pytest.raises(ProblemsError) as caught:
        read_text("---\nname: Ada\njob_title: Café\n---\n".encode(encoding), "ada.md")
    (problem,) = caught.value.problems
    assert ("ada.md", line, "Save it as UTF-8.") == (problem.path, problem.line, problem.remedy)


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_brackets_without_end_are_a_problem_not_a_crash(bracket: str) -> None:
    """A hundred thousand nested lists are refused at the 65th."""
    with pytest.raises(ProblemsError, match="nested more than 64 deep"):
        read_yaml("name:\n  " + bracket * BRACKETS, "ada.md")


def test_the_same_brackets_crash_a_reader_that_nests_as_they_do() -> None:
    """The oracle of the test before: PyYAML's own reader dies of them, or gives up."""
    program = f"import yaml; yaml.load('[' * {BRACKETS}, getattr(yaml, 'CSafeLoader', yaml.SafeLoader))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode != 0


def test_an_alias_is_not_followed() -> None:
    """Nine lines that would unfold to a billion words stay nine lines, and each alias is a problem."""
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    document, problems = read_yaml("\n".join(lines), "ada.md")
    assert isinstance(document.data, dict)
    assert document.data["a9"] == ["*a8"] * 9
    assert len(problems) == 81


@given(st.text() | st.text("-:[]{}&*!|>'\"%@`#?,\\~. \n\tab1"))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever stands in a file, there is data or a problem with a place, a reason and a remedy."""
    try:
        _, problems = read_yaml(text, "ada.md", first_line=2)
    except ProblemsError as error:
        problems = error.problems
    for problem in problems:
        assert problem.path == "ada.md"
        assert problem.line is not None
        assert 2 <= problem.line <= 2 + len(text)
        assert problem.what
        assert problem.remedy.endswith((".", "?"))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_an_item_is_shown_in_one_short_line(value: object) -> None:
    """Whatever somebody wrote, quoting it keeps a message one line that can't forge another."""
    line = shown(value)
    assert line.isprintable()
    assert len(line) <= 80


def test_problems_come_in_the_order_of_files_and_lines_and_once() -> None:
    """Problems with and without lines sort together, and none is told twice."""
    late = Problem(path="b.md", line=1, what="w", remedy="r")
    early = Problem(path="a.md", line=10, what="w", remedy="r")
    first = Problem(path="a.md", line=None, what="w", remedy="r")
    with pytest.raises(ProblemsError) as caught:
        refuse([late, early, late, first])
    assert caught.value.problems == (first, early, late)

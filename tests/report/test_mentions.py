"""Whether a post mentions the company: its name as a word, in every script, or a link to its site."""

# ruff: noqa: RUF001  # other scripts have letters and signs that look like ours

from dataclasses import replace

import pytest

from cobrand.model import Brand, Entry
from cobrand.publish.sanitize import text
from cobrand.report.mentions import mentions

POST = Entry(blog="https://ada.example/", id="1", title="Kites")


def mentioned(name: str, content: str, *, title: str = "Kites", url: str | None = None) -> bool:
    """Ask of a post with that HTML."""
    return mentions(Brand(name=name, url=url), text)(replace(POST, title=title, content=content))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("Halden", "<p>I work at halden.</p>", True),
        ("Halden", "<p>HALDEN's people</p>", True),
        ("Halden", "<p>Haldenberg is a town.</p>", False),
        ("Halden Research", "<p>Halden\n<b>Research</b> paid.</p>", True),
        ("Halden Research", "<p>Halden paid for research.</p>", False),
        ("R&D", "<p>Our R&amp;D people</p>", True),
        ("Zoë", "<p>Zo&euml; said</p>", True),
        ("Halden", "<p>H&#97;lden</p>", True),
        ("Halden", "<p>Hal&shy;den</p>", True),
        ("هالدن", "<p>أعمل في هالدن منذ سنة.</p>", True),
        ("هالدن", "<p>ذهبت إلى شركتي وهالدن معي.</p>", True),
        ("هالدن", "<p>هالدنبرغ مدينة.</p>", False),
        ("株式会社凧", "<p>私は株式会社凧で働く。</p>", True),
        ("Воздух", "<p>В «Воздухе» и Воздух.</p>", True),
        ("Воздух", "<p>Воздухоплавание.</p>", False),
        ("C++ (Ltd.)", "<p>At C++ (Ltd.) we</p>", True),
        ("Halden", "<!-- Halden --><script>Halden</script><img alt='Halden'>", False),
        ("Halden", "<p><a href='https://elsewhere.example/halden'>there</a></p>", False),
        ("", "<p>Anything at all.</p>", False),
        ("***", "<p>Anything *** at all.</p>", False),
    ],
)
def test_a_name_is_a_word_of_its_own(name: str, content: str, found: bool) -> None:
    """Neither a part of a longer word, nor what no reader sees."""
    assert mentioned(name, content) is found


def test_the_title_counts() -> None:
    """It is a part of the post."""
    assert mentioned("Halden", "", title="What I do at Halden") is True


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("https://www.halden.example/experts/", True),
        ("http://halden.example", True),
        ("https://halden.example.evil.example/", False),
        ("https://nothalden.example/", False),
    ],
)
def test_a_link_to_the_company_counts(href: str, found: bool) -> None:
    """Whatever it says, with or without `www`."""
    assert mentioned("Halden AG", f'<p><a href="{href}">them</a></p>', url="https://www.halden.example/") is found

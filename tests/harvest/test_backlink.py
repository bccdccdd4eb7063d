"""Home pages → how they link back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.harvest.backlink import Ours, read_link_back

HOME = "https://ada.example/"
OURS = Ours(
    pages=(
        "https://www.halden.example/experts/ada/",
        "https://www.halden.example/experts/ada.html",
        "https://www.halden.example/experts/ada-l/",
    ),
    company=("https://www.halden.example/", "https://halden-research.example/"),
)


@pytest.mark.parametrize(
    ("markup", "state"),
    [
        ('<a rel="me" href="https://www.halden.example/experts/ada/">', "verified"),
        ('<link rel="me" href="https://www.halden.example/experts/ada/">', "verified"),
        ('<A HREF=https://www.halden.example/experts/ada/ REL="nofollow ME noopener">', "verified"),
        ('<a rel="me" href="http://HALDEN.example:80/experts/ada?utm_source=ada#top">', "verified"),
        ('<a rel="me" href="https://www.halden.example/experts/ada/index.html">', "verified"),
        ('<a rel="me" href="https://www.halden.example/experts/ada.html">', "verified"),
        ('<a rel="me" href="https://www.halden.example/experts/ada-l/">', "verified"),
        ('<a rel="me" href="//www.halden.example/experts/ada/">', "verified"),
        ('<base href="https://www.halden.example/x/"><a rel="me" href="../experts/ada/">', "verified"),
        ('<a rel="me" href="&#104;ttps://www.halden.example/experts/ada/">', "verified"),
        ('<a href="https://www.halden.example/"><a rel=me href="https://www.halden.example/experts/ada/">', "verified"),
        ('<a href="https://www.halden.example/experts/ada/">', "linked"),
        ('<a rel="author" href="https://www.halden.example/experts/ada/">', "linked"),
        ('<a rel="met" href="https://www.halden.example/experts/ada/">', "linked"),
        ('<a href="https://www.halden.example/services/">', "brand-only"),
        ('<a rel="me" href="https://www.halden.example/experts/bo/">', "brand-only"),
        ('<a href="https://halden-research.example/about">', "brand-only"),
        ('<link rel="canonical" href="https://www.halden.example/experts/ada/">', "missing"),
        ('<!-- <a rel="me" href="https://www.halden.example/experts/ada/"> -->', "missing"),
        ("<script>'<a rel=me href=https://www.halden.example/experts/ada/>'</script>", "missing"),
        ('<template><a rel="me" href="https://www.halden.example/experts/ada/"></template>', "missing"),
        ("https://www.halden.example/experts/ada/", "missing"),
        ('<a title="https://www.halden.example/experts/ada/" href="/x">', "missing"),
        ('<a rel="me" href="https://www.halden.example.evil.example/experts/ada/">', "missing"),
        ('<a rel="me" href="https://www.halden.example@evil.example/experts/ada/">', "missing"),
        ('<a rel="me" href="https://evil.example/?https://www.halden.example/experts/ada/">', "missing"),
        ("<a href=\"javascript:location='https://www.halden.example/'\">", "missing"),
        ('<a href="https://[broken">', "missing"),
        ("", "missing"),
    ],
)
def test_a_page_links_back_in_one_of_four_ways(markup: str, state: str) -> None:
    """rel=me to the person's page here, a plain link to it, a link to the company, or nothing; the best one counts."""
    assert read_link_back(markup.encode(), url=HOME, ours=OURS) == state


def test_a_host_in_other_letters_is_the_same_host() -> None:
    """An internationalised name is compared in IDNA."""
    ours = Ours(pages=("https://www.bücher.example/experts/ada/",), company=())
    page = b'<a rel="me" href="https://xn--bcher-kva.example/experts/ada">'
    assert read_link_back(page, url=HOME, ours=ours) == "verified"


def test_whoever_shares_a_host_with_the_company_does_not_link_to_it_by_any_link() -> None:
    """Only the company's very address counts then."""
    ours = Ours(pages=("https://org.example/site/experts/ada/",), company=("https://org.example/site/",))
    page = b'<a href="/~ada/posts">'
    assert read_link_back(page, url="https://org.example/~ada/", ours=ours) == "missing"
    assert read_link_back(page + b'<a href="/site/">', url="https://org.example/~ada/", ours=ours) == "brand-only"


def test_where_there_is_nothing_to_link_to_nobody_is_said_not_to() -> None:
    """A site that does not know its own address can't tell."""
    assert read_link_back(b"<a href='/'>", url=HOME, ours=Ours(pages=(), company=())) is None


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<a rel=me href={text}>".encode()))
def test_any_bytes_have_a_state(body: bytes) -> None:
    """Whatever a page is, one of the four comes out."""
    assert read_link_back(body, url=HOME, ours=OURS) in ("verified", "linked", "brand-only", "missing")

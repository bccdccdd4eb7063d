"""Addresses: which are the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand import config
from cobrand.address import absolute, ascii_host, canonical, host
from cobrand.harvest import plaintext
from fuzzing import trying

URLS = st.builds(
    "{}{}/{}".format,
    st.sampled_from(["http://", "https://", "https://www.", "http://www.www."]),
    st.text(alphabet="abc0-.é", min_size=1, max_size=10),
    st.text(alphabet="/ab.%;[]é\u00a0\u2028index.html~!\\@:?=&_utm", max_size=14),
)


@pytest.mark.parametrize(
    "same",
    [
        "https://ada.example/kites",
        "http://www.ada.example/kites/",
        "https://ADA.example:443/kites/index.html",
        "https://ada.example/kites?utm_source=rss&fbclid=1#top",
    ],
)
def test_addresses_of_the_same_page_compare_equal(same: str) -> None:
    """Scheme, www, case of the host, port, slash, index.html, fragment and campaign don't count."""
    assert canonical(same) == "//ada.example/kites"


@pytest.mark.parametrize(
    "other",
    ["https://ada.example/Kites", "https://ada.example/kites?page=2", "https://ada.example:8080/kites", "https://bo.example/kites"],
)  # fmt: skip
def test_addresses_of_other_pages_do_not(other: str) -> None:
    """Path, query, port and host count."""
    assert canonical(other) != canonical("https://ada.example/kites")


@trying(500)
@given(URLS)
def test_the_short_way_for_plain_addresses_leads_to_the_same_form(url: str) -> None:
    """With a fragment an address goes the long way; the form is the same either way."""
    assert canonical(url) == canonical(f"{url.strip()}#x")


@given(
    st.builds("{}{}".format, st.just("") | URLS, st.text(alphabet="a.:1@/?#[];&%\n", max_size=9)),
    st.sampled_from([None, "https://a.b/c/"]),
)
def test_the_short_way_for_ordinary_links_leads_to_the_same_address(url: str, base: str | None) -> None:
    """With a space before it a link goes the long way; it comes out the same either way."""
    assert absolute(url, base) == absolute(f" {url}", base)


@given(st.one_of(URLS, st.builds("{}{}".format, URLS, st.text(alphabet="a.:1@/?#[]\n", max_size=6))))
def test_the_short_way_to_a_plain_host_leads_to_the_same_one(url: str) -> None:
    """With its scheme in capitals an address goes the long way; the host is the same either way."""
    assert host(url) == host(url.replace("http", "HTTP", 1))


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ('/?q="a b"', "https://ada.example/?q=%22a%20b%22"),
        ("/<b>\x01", "https://ada.example/%3Cb%3E%01"),
        ("ja\tvascript:x", None),
        ("https://a da.example/", None),
        ("https://ada%2eexample/", None),
    ],
)
def test_what_no_address_can_have_is_encoded(written: str, resolved: str | None) -> None:
    """As browsers do it, so that an address in a feed or a page can't end where somebody else wants it to."""
    assert absolute(written, "https://ada.example/kites/") == resolved


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("faß.example", "xn--fa-hia.example"),  # Python's own codec, of 2003, asks fass.example
        ("FAß.Example", "xn--fa-hia.example"),
        ("βόλος.example", "xn--nxasmm1c.example"),
        ("☃.example", "xn--n3h.example"),
        ("пример。рф", "xn--e1afmkfd.xn--p1ai"),
        ("www.Ada.Example", "www.ada.example"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("℀.example", "℀.example"),
        ("a\u200db.example", "a\u200db.example"),
        (f"{'ü' * 80}.example", f"{'ü' * 80}.example"),
    ],
)
def test_a_host_is_asked_as_browsers_ask_it(written: str, asked: str) -> None:
    """By UTS #46, nontransitional; what is no name stays as it is, and nobody has it."""
    assert asked == ascii_host(written)
    assert canonical(f"https://{asked}/") == canonical(f"https://{written}/") or written.startswith("℀")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("xn--fa-hia.example", "faß.example"),
        ("XN--fa-hia.example", "faß.example"),
        ("xn--n3h.example", "☃.example"),
        ("xn--ab-m1t.example", "xn--ab-m1t.example"),  # ab with a joiner in between
        ("xn--FA-.example", "xn--fa-.example"),
        ("xn--.example", "xn--.example"),
    ],
)
def test_a_host_is_shown_as_people_write_it(asked: str, shown: str) -> None:
    """Where that leads back to the same host."""
    assert shown == host(f"https://{asked}/")


ORDINARY = st.builds(
    "{}{}.{}{}{}".format,
    st.sampled_from(["http://", "https://", "httpS://", "http\u017f://"]),
    st.text("a0-", min_size=1, max_size=3),
    st.text("a0-.K\u212a", min_size=1, max_size=4),
    st.sampled_from(["", ":"]).flatmap(lambda colon: st.integers(0, 99_999).map(lambda port: colon and f":{port}")),
    st.text(alphabet="/aZ0.~%=&+_-?#;", max_size=9).map(lambda path: path and f"/{path}"),
)


@pytest.mark.parametrize("ordinary", [config._ORDINARY, plaintext._ORDINARY_ADDRESS], ids=["ours", "theirs"])
@trying(200)
@given(url=ORDINARY)
def test_what_counts_as_ordinary_need_not_be_looked_at(ordinary: re.Pattern[str], url: str) -> None:
    """Nine of ten addresses are passed on as they are: taking each apart would find nothing, and leave it so."""
    if ordinary.fullmatch(url):
        assert absolute(url, "https://ada.example/kites/") == url

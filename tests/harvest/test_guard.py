"""Which addresses may be asked."""

import pytest

from cobrand.errors import RefusedError
from cobrand.harvest.guard import Guard

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:1ff::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fdff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:0:127.0.0.1",
    "1ff::1",
    "200::1",
    "1fff::1",
    "4000::1",
    "bfff::1",
    "e000::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::10.0.0.1",
    "0:0:0:0:0:ffff:c0a8:0101",
]
PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1",
    "2001:200::1",
    "2a00:1450::1",
    "3ffe::1",
    "64:ff9c::1",
    "::ffff:1.1.1.1",
    "::8.8.8.8",
]


def literal(ip: str) -> str:
    """Write an IP address as the host of an address."""
    return f"http://[{ip}]/" if ":" in ip else f"http://{ip}/"


@pytest.mark.parametrize("ip", PRIVATE)
def test_an_address_that_leads_into_a_private_network_is_refused(ip: str) -> None:
    """Every block of the table is refused, as a literal and as what a name resolves to."""
    guard = Guard()
    for url in (literal(ip), "https://ada.example/"):
        with pytest.raises(RefusedError, match=r"leads to .*, which is private or reserved"):
            guard.admit(guard.target(url), [ip])


@pytest.mark.parametrize("ip", PUBLIC)
def test_the_neighbours_of_every_private_block_are_public(ip: str) -> None:
    """The table refuses no more than it means to, so the refusals above prove something."""
    guard = Guard()
    for url in (literal(ip), "https://ada.example/"):
        assert guard.admit(guard.target(url), [ip]) is False


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    """A name with a public and a private address is a trap, whichever would be tried first."""
    guard = Guard()
    with pytest.raises(RefusedError, match=r"leads to 10\.0\.0\.1, "):
        guard.admit(guard.target("https://ada.example/"), ["1.1.1.1", "192.168.0.1", "10.0.0.1"])


@pytest.mark.parametrize(
    "host", ["127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.01", "1.2.3.4.5"]
)
def test_an_ip_address_in_an_odd_spelling_is_refused(host: str) -> None:
    """Libraries read such hosts differently, so what was checked might not be what is connected to."""
    with pytest.raises(RefusedError, match="odd spelling"):
        Guard(["0.0.0.0/0"]).target(f"http://{host}/")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1.", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "[::FFFF:7F00:1]", "[0:0:0:0:0:0:0:1]"],
)
def test_an_ip_address_in_disguise_is_recognised(host: str) -> None:
    """A dot at the end, full-width digits, ideographic full stops and long IPv6 forms are the address they stand for."""
    guard = Guard()
    target = guard.target(f"http://{host}/")
    assert target.ip is not None
    with pytest.raises(RefusedError, match="private or reserved"):
        guard.admit(target, [str(target.ip)])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://ada.example/feed", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("gopher://ada.example/", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("ada.example/feed", "neither http nor https"),
        ("", "neither http nor https"),
        ("https://user@ada.example/", "a user name"),
        ("https://user:password@ada.example/", "a user name"),
        ("https://@ada.example/", "a user name"),
        ("https://public.example\\@127.0.0.1/", "a user name"),
        ("https://", "cannot be read"),
        ("https:///feed", "cannot be read"),
        ("https://ada..example/", "cannot be read"),
        ("https://ada.example:99999/", "impossible port"),
        ("https://ada.example:x/", "impossible port"),
        ("https://127.0.0.1\\.ada.example/", "cannot be read"),
        ("https://127%2e0.0.1/", "odd spelling"),
        ("https://ada.example%00.evil.example/", "cannot be read"),
        ("https://ada .example/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://[zz]/", "cannot be read"),
        ("https://ada\u2100.example/", "cannot be read"),
        ("https://" + "a" * 64 + ".example/", "cannot be read"),
        ("https://" + "a." * 130 + "example/", "cannot be read"),
        ("https://ada.example/\ud800", "cannot be read"),
        ("http://[fe80::1%25eth0]/", "odd spelling"),
        ("https://ada.example:22/", "port 22"),
        ("https://ada.example:0/", "impossible port"),
        ("http://localhost/", "only a private network knows"),
        ("http://LOCALHOST./", "only a private network knows"),
        ("http://ada.localhost/", "only a private network knows"),
        ("http://printer.local/", "only a private network knows"),
        ("http://metadata.google.internal/", "only a private network knows"),
        ("http://intranet/", "only a private network knows"),
    ],
)
def test_an_address_that_no_look_up_could_make_right_is_refused(url: str, reason: str) -> None:
    """Schemes, user names, ports, private names and unreadable hosts are refused before anybody is asked."""
    with pytest.raises(RefusedError, match=reason) as refusal:
        Guard().target(url)
    assert refusal.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("https://ada.example", "https://ada.example/"),
        ("HTTPS://Ada.Example:443/Feed", "https://ada.example/Feed"),
        ("http://ada.example:443/", "http://ada.example:443/"),
        ("https://ada.example./feed#top", "https://ada.example/feed"),
        (
            "https://m\u00fcller.example/\u00e9 \u00e9?q=\u00fc&r=%FC",
            "https://xn--mller-kva.example/%C3%A9%20%C3%A9?q=%C3%BC&r=%FC",
        ),
        (
            "https://my_blog.example/a%2Fb/%7Eada;v=1/?a=b c&d[]=<e>",
            "https://my_blog.example/a%2Fb/%7Eada;v=1/?a=b%20c&d[]=%3Ce%3E",
        ),
        ("https://ada.example/caf\udce9", "https://ada.example/caf%E9"),
        ("https://[2606:4700::1]:443/", "https://[2606:4700::1]/"),
        ("https://ada.example/a\r\nHost: evil\r\n", "https://ada.example/aHost:%20evil"),
    ],
)
def test_an_address_goes_on_the_wire_as_written_but_for_what_must_be_encoded(url: str, wire: str) -> None:
    """Escapes stay as their author wrote them; only what HTTP cannot carry is encoded."""
    assert wire == str(Guard().target(url))


def test_a_name_in_private_hosts_is_open_wherever_it_leads() -> None:
    """A named host may be private, without a dot, and on any port; no other host may."""
    guard = Guard(["Intranet", "blogs.corp.example."])
    for url in ("http://intranet:8080/", "https://blogs.corp.example/"):
        assert guard.admit(guard.target(url), ["10.0.0.1", "1.1.1.1"]) is True
    with pytest.raises(RefusedError):
        guard.target("http://intranet2/")
    with pytest.raises(RefusedError):
        guard.admit(guard.target("https://www.blogs.corp.example/"), ["10.0.0.1"])


@pytest.mark.parametrize("entry", ["10.1.0.0/16", "10.1.2.3", "10.1.2.3/16"])
def test_a_range_in_private_hosts_opens_what_lies_in_it(entry: str) -> None:
    """Literals and names in a range are open on any port, IPv4 addresses mapped into IPv6 included."""
    guard = Guard([entry])
    for url in ("http://10.1.2.3:8080/", "http://wiki:8080/", "http://[::ffff:10.1.2.3]:8080/"):
        assert guard.admit(guard.target(url), ["10.1.2.3"]) is True


def test_a_range_in_private_hosts_opens_nothing_outside_it() -> None:
    """A name with an address outside the range is judged like any other; where the rest is public, only on web ports."""
    guard = Guard(["10.1.0.0/16", "fd00::/8"])
    target = guard.target("https://ada.example/")
    assert guard.admit(target, ["fd00::1"]) is True
    assert guard.admit(target, ["10.1.2.3", "1.1.1.1"]) is False
    with pytest.raises(RefusedError, match=r"10\.2\.0\.1"):
        guard.admit(target, ["10.1.2.3", "10.2.0.1"])
    with pytest.raises(RefusedError, match="port 8080"):
        guard.admit(guard.target("https://ada.example:8080/"), ["10.1.2.3", "1.1.1.1"])
    with pytest.raises(RefusedError, match="only a private network knows"):
        guard.admit(guard.target("http://wiki/"), ["1.1.1.1"])


def test_an_answer_of_the_resolver_that_is_no_address_is_refused() -> None:
    """A resolver that answers nonsense opens nothing."""
    guard = Guard()
    with pytest.raises(RefusedError):
        guard.admit(guard.target("https://ada.example/"), ["nonsense"])

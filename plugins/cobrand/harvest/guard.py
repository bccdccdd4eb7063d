"""An address → may it be asked, and at which IP addresses; it refuses whatever could lead into a private network.

The order is: `target` takes the address apart and refuses what no look-up could make right; somebody looks the host up;
`admit` judges what came out. Whoever connects must connect to the judged IP addresses and to no others: a name looked up
a second time can lead elsewhere (DNS rebinding).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from cobrand import address
from cobrand.errors import RefusedError

# What the IANA special-purpose address registries set aside, and what clouds put where they do not look. The standard
# library's `is_global` is not enough: it lets multicast, 6to4 and NAT64 through, and changes with Python's version.
_DENIED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared by a carrier's customers
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # Azure's metadata
        "169.254.0.0/16",  # this link, and most clouds' metadata
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, once
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/128",  # no address
        "::1/128",  # this machine
        "::ffff:0:0:0/96",  # translated: any IPv4 address inside
        "64:ff9b::/96",  # NAT64: any IPv4 address inside
        "64:ff9b:1::/48",  # NAT64, private
        "100::/64",  # nowhere
        "100:0:0:1::/64",  # nowhere
        "100::/8",  # this and the six below are not given to anybody yet, or what is in them is listed here
        "200::/7",
        "400::/6",
        "800::/5",
        "1000::/4",
        "4000::/2",
        "8000::/1",
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # private use
        "fe80::/10",  # this link
        "fec0::/10",  # this site, once
        "ff00::/8",  # multicast
    )
)
_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a host whose last label is one of these is an IPv4 address (WHATWG URL)
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal")
_AS_WRITTEN = "/%:@!$&'()*+,;=~-._[]|"  # what is left alone in a path; everything odd is percent-encoded

IP = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address taken apart as it goes on the wire: the host in ASCII and lower case, the rest percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    ip: IP | None = None  # where the host is no name but an IP address

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"
        return f"{self.scheme}://{place}{self.path}" + (f"?{self.query}" if self.query else "")


class Guard:
    """Judge addresses. `private_hosts` are names, IP addresses and ranges (CIDR) that may be private and on any port."""

    def __init__(self, private_hosts: Iterable[str] = ()) -> None:
        names, ranges = set(), []
        for entry in private_hosts:
            try:
                ranges.append(ip_network(entry.strip().strip("[]"), strict=False))
            except ValueError:
                names.add(address.ascii_host(entry.strip()).rstrip("."))
        self._names = frozenset(names)
        self._ranges = tuple(ranges)

    def target(self, url: str) -> Target:
        """Take an address apart; raise RefusedError where it can't be asked, wherever its host leads."""
        target = take_apart(url)
        if target.host not in self._names and not self._ranges:
            _insist_on_a_public_place(target, ())
        return target

    def admit(self, target: Target, addresses: Sequence[str]) -> bool:
        """Tell whether the host is one of `private_hosts`; raise RefusedError unless it is, or is wholly public.

        `addresses` are all IP addresses of a host that is a name: one private address among public ones refuses the name. A range
        in `private_hosts` opens a host all of whose addresses lie in it.
        """
        if target.host in self._names:
            return True
        found = [_ip(text) for text in addresses] if target.ip is None else [target.ip]
        if found and all(_lies_in(ip, self._ranges) for ip in found):
            return True
        _insist_on_a_public_place(target, [ip for ip in found if not _lies_in(ip, self._ranges)])
        return False


def take_apart(url: str) -> Target:
    """Read an address as a browser does (WHATWG URL), but raise RefusedError where a browser repairs the host."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", _port(parts)
        path = quote(parts.path, safe=_AS_WRITTEN, errors="surrogateescape") or "/"
        query = quote(parts.query, safe=_AS_WRITTEN + "?`{}^\\", errors="surrogateescape")
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in _PORTS:
        raise RefusedError(
            "has an address that is neither http nor https", "Give the address as it stands in a browser."
        )
    if "@" in parts.netloc:
        raise RefusedError(
            "has an address with a user name in it",
            "Give the address without user name and password: it gets published.",
        )
    host = address.ascii_host(name).rstrip(".")
    port = _PORTS[parts.scheme] if port is None else port
    return Target(scheme=parts.scheme, host=host, port=port, path=path, query=query, ip=_literal(host))


def _literal(host: str) -> IP | None:
    """Return the IP address that a host spells out, `None` for a name; refuse what is neither."""
    labels = host.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        # 127.1, 0x7f.1 and 2130706433 all reach 127.0.0.1 in some library; an address has one right spelling.
        try:
            ip = ip_address(host)
        except ValueError:
            ip = None
        if ip is None or "%" in host:
            raise RefusedError("hides an IP address behind an odd spelling", "Give the name of the host.")
        return ip
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        raise _unreadable()
    return None


def _port(parts: SplitResult) -> int | None:
    """Return the port that an address names; refuse one that no host can have."""
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise RefusedError(
            "has an address with an impossible port", "Take what follows the colon behind the host out of the address."
        )
    return port


def _unreadable() -> RefusedError:
    return RefusedError("has an address that cannot be read", "Check the address for typing errors.")


def _insist_on_a_public_place(target: Target, found: Iterable[IP]) -> None:
    """Refuse names that only a private network knows, addresses that are not public, and ports where no website listens."""
    private = sorted(str(ip) for ip in found if _lies_in(ip, _DENIED))
    if target.ip is None and ("." not in target.host or target.host.endswith(_PRIVATE_SUFFIXES)):
        raise RefusedError(
            "has a name that only a private network knows",
            f"If {target.host} is yours, name it in private_hosts; otherwise check the address.",
        )
    if private:
        raise RefusedError(
            f"leads to {private[0]}, which is private or reserved",
            f"If {target.host} is yours, name it in private_hosts; otherwise check the address.",
        )
    if target.port not in _PORTS.values():
        raise RefusedError(
            f"is to be asked on port {target.port}, and only 80 and 443 are open to us",
            f"If {target.host} is yours, name it in private_hosts; otherwise check the address.",
        )


def _ip(text: str) -> IP:
    try:
        return ip_address(text.partition("%")[0])  # a resolver adds the zone to a link-local address
    except ValueError:
        raise _unreadable() from None


def _lies_in(ip: IP, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Tell whether an address, or the IPv4 address inside it (::ffff:0:0/96, ::/96), lies in one of the networks."""
    return any(ip in network for network in networks) or (
        isinstance(ip, IPv6Address)
        and int(ip) >> 32 in (0, 0xFFFF)
        and _lies_in(IPv4Address(int(ip) & 0xFFFFFFFF), networks)
    )

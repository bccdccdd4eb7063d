"""Addresses: normalise, compare, resolve, take apart; and slugs. It never asks the network."""

import posixpath
import re
import unicodedata
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(r"^(utm_[a-z_]+|fbclid|gclid|mc_cid|mc_eid)$", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_PLAIN = re.compile(r"https?://(?:www\.)?+([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[^?#/\x00-\x20\x7f\s]+)*)/?")
_HOST = re.compile(r"https?://(?:www\.)?+([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[0-9]+)?(?=[/?#]|\Z)")
_ORDINARY = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_.~!$&'()*+,=:@%/-]*)?"
    r"(?:\?[A-Za-z0-9_.~!$&'()*+,=:@%/-]+)?(?:#[A-Za-z0-9_.~!$&'()*+,=:@%/-]+)?"
)
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[/?#]|\Z)")
_PATH = re.compile(r"(?:/(?!\.\.?(?:/|\Z))[A-Za-z0-9_.~!$&'()*+,=:@%-]+)+/?")
_COUNTED = re.compile(r"(?:^|[^0-9a-f])[0-9]{1,7}/?$", re.IGNORECASE)
_LONGEST_LABEL = 63
_NO_NAME = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|]")  # in no host (WHATWG URL); ℀ would become a/c
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"%<>\\^`{|}]")  # with any of which a browser takes no address (WHATWG URL)
_ENCODED = re.compile(r"[\x00-\x20\x7f\"<>]")  # no address has them as they are (RFC 3987), and browsers encode them


def absolute(reference: str, base: str | None) -> str | None:
    """Resolve a link that a stranger wrote; `None` unless it comes out as http or https with a host.

    White space inside is what browsers drop or encode (WHATWG URL), so it is dropped or encoded here.
    """
    if _ORDINARY.fullmatch(reference):  # as most are: the same answer ten times faster
        return reference
    if base and _PATH.fullmatch(reference) and (origin := _ORIGIN.match(base)):
        return origin[0] + reference
    cleaned = re.sub(r"[\t\r\n]", "", reference.strip())
    try:
        resolved = urljoin(base, cleaned) if base else cleaned
        parts = urlsplit(resolved)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not host or _NO_HOST.search(host):
        return None
    return _ENCODED.sub(lambda found: quote(found.group()), resolved)


def host(url: str) -> str:
    """Return the host in lower case without `www.` and port, for people to read; an IDNA host in Unicode."""
    plain = _HOST.match(url)
    if plain and "xn--" not in plain[1]:  # as most are: the same answer ten times faster
        return plain[1]
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return unicode_host(name).removeprefix("www.")


def unicode_host(name: str) -> str:
    """Decode `xn--…` labels; a label that spells no name, or another one than browsers would ask for, stays as it is."""
    if "xn--" not in name.lower():
        return name
    return ".".join(map(_decoded, name.split(".")))


def _decoded(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return decoded if ascii_host(decoded) == label.lower() else label


def ascii_host(name: str) -> str:
    """Encode a host name for the wire as browsers do (UTS #46, nontransitional); one that can't be encoded stays as it is.

    Python's own codec is of 2003, and asks fass.example for faß.example. IDNA 2008 alone would refuse names that exist (☃.net).
    """
    if name.isascii():  # as most are
        return name.lower()
    import idna  # noqa: PLC0415 - tables that most sites have no use for

    try:
        labels = idna.uts46_remap(name, std3_rules=False).split(".")
        for label in labels:
            if "\u200c" in label or "\u200d" in label:  # joiners, which nobody sees, have their place in some scripts
                idna.check_label(label)
        encoded = [label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels]
    except UnicodeError:  # idna's own errors are such
        return name.lower()
    is_name = not any(_NO_NAME.search(label) or len(label) > _LONGEST_LABEL for label in encoded)
    return ".".join(encoded) if is_name else name.lower()


def canonical(url: str) -> str:
    """Return the form in which two addresses of the same page compare equal.

    Scheme (http and https are one), host in lower case and IDNA, default port, trailing slash, `index.html`, fragment
    and campaign parameters don't count. For comparing only: it is not an address to open.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and "/index.htm" not in url:  # as most are: the same answer ten times faster
        return f"//{plain[1]}{plain[2]}"
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if not parts.hostname:
        return url.strip()
    name = ascii_host(parts.hostname.rstrip(".")).removeprefix("www.")
    place = name if port in (None, *_PORTS.values()) else f"{name}:{port}"
    path = re.sub(r"/index\.html?$", "/", parts.path).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0]))
    return urlunsplit(("", place, path, query, ""))


def akin(one: str, other: str) -> bool:
    """Tell whether two addresses are on the same host, or on one below the other."""
    here, there = host(one), host(other)
    return here == there or here.endswith(f".{there}") or there.endswith(f".{here}")


def is_iri(identifier: str) -> bool:
    """Tell whether an id is an absolute IRI (`https:…`, `tag:…`, `urn:…`), so that it is unique beyond its own feed."""
    return _IRI.fullmatch(identifier) is not None


def is_unmistakable(identifier: str) -> bool:
    """Tell whether an id can't be somebody else's, or another post's, by chance: a fresh blog counts its posts from 1.

    One that is an address can be chosen: buyers of a domain reuse old addresses, to which others link.
    """
    if re.match("https?:", identifier, re.IGNORECASE) or is_counted(identifier):
        return False
    return is_iri(identifier) or re.fullmatch("[0-9a-f-]{16,}", identifier, re.IGNORECASE) is not None


def is_counted(identifier: str) -> bool:
    """Tell whether an id, or an address, ends in a number of the kind that software counts posts with."""
    return _COUNTED.search(identifier) is not None


def is_slug(text: str) -> bool:
    """Tell whether a text can be a slug as it stands."""
    return _SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """Make a slug: lower-case ASCII words joined by hyphens; letters without an ASCII form go by their code point.

    The one function for practices, topics and experts alike. `C` and `C++` give the same slug; who asks must refuse.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    spelt = re.sub(r"[^\W\d_a-z]", lambda found: f"u{ord(found.group()):x}", plain)
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")


def relative(target: str, start: str) -> str:
    """Return the way from one page of the site to another; both are addresses below the site (`blog/page/2/`, ``)."""
    if not target:
        return "../" * start.removeprefix("./").count("/") or "./"
    path, mark, fragment = target.partition("#")
    here = posixpath.dirname(start)
    way = posixpath.relpath("/" + path, "/" + here)
    if (path.endswith("/") or not path) and not way.endswith("/"):
        way += "/"
    return way + mark + fragment

"""Ids and addresses of strangers → IRIs, and URIs, that feeds can hold. What is one already stays as it is."""

import re
import uuid
from urllib.parse import quote, urlsplit, urlunsplit

from cobrand import address
from cobrand.model import Entry
from cobrand.publish.elements import Clean, clean

_UNSUITABLE = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f-\x9f]|%(?![0-9A-Fa-f]{2})|[\[\]]""")
_ORDINARY = re.compile(r"[a-zA-Z0-9:/?#@!$&'()*+,;=._~-]*")
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# An IPv6 address stands in brackets, and nothing else may.
_LITERAL = re.compile(r"https?://\[[0-9a-f:.]+\]", re.IGNORECASE)
_ORDINARY_WEB = re.compile(r"https?://[a-zA-Z0-9:@!$&'()*+,;=._~-][a-zA-Z0-9:/?#@!$&'()*+,;=._~-]*")  # as most are
_URN = re.compile(
    r"urn:(?!uuid:)[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:.+|urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
_TAG_SCHEME = re.compile(r"tag:[^,/:]+,\d{4}(?:-\d\d){0,2}:.*", re.IGNORECASE)
_SCHEMES = {"http": _WEB, "https": _WEB, "urn": _URN, "tag": _TAG_SCHEME}


def atom_id(entry: Entry) -> Clean:
    """Return an entry's id as it is if it is an IRI, else the UUID that stands for it."""
    if _ORDINARY_WEB.fullmatch(entry.id):
        return Clean(entry.id)
    return iri(entry.id) if is_atom_id(entry.id) else uuid_of(f"{address.canonical(entry.blog)}\n{entry.id}")


def uuid_of(stated: str) -> Clean:
    """Return an id made of what tells a post apart: the same at every build, on every site."""
    return Clean(uuid.uuid5(uuid.NAMESPACE_URL, clean(stated)).urn)


def is_atom_id(identifier: str) -> bool:
    """Tell whether an id is an IRI: `https:` needs a host, `tag:` and `urn:` who gave the name, any other scheme anything."""
    if not address.is_iri(identifier):
        return False
    rule = _SCHEMES.get(identifier.partition(":")[0].lower())
    return rule is None or rule.match(identifier) is not None


def iri(reference: str) -> Clean:
    """Encode what no IRI holds (RFC 3987, section 2.2); what is one already comes back unchanged."""
    if _ORDINARY.fullmatch(reference):
        return Clean(reference)
    cleaned = clean(reference)
    literal = _LITERAL.match(cleaned)
    start = literal.end() if literal else 0
    return Clean(cleaned[:start] + _UNSUITABLE.sub(_encoded, cleaned[start:]))


def web(reference: str | None) -> Clean | None:
    """Return a stranger's address as an IRI if it is one of the web."""
    if reference and _ORDINARY_WEB.fullmatch(reference):
        return Clean(reference)
    return iri(reference) if reference and _WEB.match(reference) else None


def _encoded(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


def uri(encoded: Clean) -> Clean:
    """Write an IRI in ASCII, as RSS wants addresses: the host in IDNA, everything else percent-encoded."""
    if encoded.isascii():
        return encoded
    try:
        parts = urlsplit(encoded)
        place = (
            parts.netloc
            if parts.netloc.isascii()
            else parts.netloc.replace(parts.hostname or "", address.ascii_host(parts.hostname or ""))
        )
        encoded = Clean(urlunsplit(parts._replace(netloc=place)))
    except ValueError:
        pass
    return Clean(quote(encoded, safe="%/:?#[]@!$&'()*+,;=-._~"))

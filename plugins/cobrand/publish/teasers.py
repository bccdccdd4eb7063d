"""Excerpts ⇄ a file in the cache: choosing the paragraphs of one takes ten times as long as cleaning it.

An excerpt is filed under a digest of all that it is made of, in a file that names the rules by which it was made. What
stands there is a stranger's text all the same: it is cleaned each time it is taken from there, which changes nothing of what
was clean. So somebody who can write to the cache can put words into a post, as whoever can write to the archive can, but
no markup that our table doesn't list.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from markupsafe import Markup
from pydantic_core import from_json, to_json

from cobrand.files import replace_file
from cobrand.publish.sanitize import cleaned, excerpt

_MOST = 1 << 15  # kept; those of a larger site's other posts are chosen anew each time
_LONGEST = 1 << 14  # bytes of one that is kept: few come near, whatever they link to
_HERE = Path(__file__).parent
_RULES = (
    _HERE / "sanitize.py",
    _HERE / "plain_markup.py",
    _HERE / "paragraphs.py",
    _HERE / "attributes.py",
    _HERE / "tokens.py",
    _HERE / "lines.py",
    _HERE / "formulas.py",
    _HERE.parent / "graphemes.py",
    _HERE.parent / "address.py",
)


class Teasers:
    """The excerpts of one build, each made once, and those of the build before it, which are read at first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before: dict[str, bytes] | None = None
        self._now: dict[str, Markup] = {}
        self._changed = False

    def excerpt(self, html: str, *, base: str | None, title: str | None) -> Markup:
        """Return what `sanitize.excerpt` does; paragraphs are chosen only where neither this build nor the file has them."""
        made_of = "\0".join((base or "", title or "", html)).encode(errors="surrogatepass")
        digest = hashlib.blake2b(made_of, digest_size=16).hexdigest()
        if (made := self._now.get(digest)) is not None:
            return made
        if self._before is None:
            self._before = dict(self._read())
        line = self._before.pop(digest, None)
        found = _said(line) if line else None
        self._changed |= found is None
        made = excerpt(html, base=base, title=title) if found is None else cleaned(found)
        if len(self._now) < _MOST:
            self._now[digest] = made
        return made

    def keep(self) -> None:
        """Leave the excerpts of this build, and no others, to the next; where they can't be kept, it makes its own."""
        with suppress(OSError):
            if not self._now:
                self._path.unlink(missing_ok=True)
            elif self._changed or self._before:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                lines = (b"%b %b" % (digest.encode(), to_json(str(made))) for digest, made in self._now.items())
                replace_file(self._path, b"\n".join([_rules(), *lines, b""]))

    def _read(self) -> Iterator[tuple[str, bytes]]:
        """Read what the file holds, if it was made by today's rules, and never more of it than we would have written."""
        with suppress(OSError), self._path.open("rb") as file:
            if file.readline(_LONGEST).strip() != _rules():
                return
            for line in islice(iter(partial(file.readline, _LONGEST), b""), _MOST):
                digest, _, written = line.partition(b" ")
                if written.endswith(b"\n"):
                    yield digest.decode(errors="replace"), written


def _said(line: bytes) -> str | None:
    with suppress(ValueError):
        found = from_json(line)
        return found if isinstance(found, str) else None
    return None


def _rules() -> bytes:
    """Return a digest of the modules that choose, and of Python: whoever changes one of them gets all excerpts anew."""
    rules = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for module in _RULES:
        rules.update(module.read_bytes())
    return rules.hexdigest().encode()

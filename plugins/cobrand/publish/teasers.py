"""Teasers, as they are before they are cleaned ⇄ a file in the cache: choosing one takes ten times as long as cleaning it.

A teaser is filed under a digest of all that it is made of, in a file that names the rules by which it was made. What stands
there is a stranger's text all the same: it is cleaned each time it is taken from there. So somebody who can write to the
cache can put words into a post, as whoever can write to the archive can, but no markup that our table doesn't list.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from markupsafe import Markup

from cobrand.files import replace_file
from cobrand.publish.sanitize import cleaned, teaser

_MOST = 1 << 15  # kept; those of a larger site's other posts are chosen anew in each build
_LONGEST = 1 << 16  # bytes of one: no teaser comes near, whatever it links to
_HERE = Path(__file__).parent
_RULES = (_HERE / "sanitize.py", _HERE / "paragraphs.py", _HERE.parent / "graphemes.py", _HERE.parent / "address.py")


class Teasers:
    """The teasers of one build, and those of the build before it, which are read from the file at first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before: dict[bytes, bytes] | None = None
        self._now: dict[bytes, bytes] = {}
        self._changed = False

    def excerpt(self, html: str, *, base: str | None, title: str | None) -> Markup:
        """Return what `sanitize.excerpt` does; paragraphs are chosen only where the file has not got them."""
        return cleaned(self._teaser(html, base=base, title=title))

    def _teaser(self, html: str, *, base: str | None, title: str | None) -> str:
        if self._before is None:
            self._before = dict(self._read())
        made_of = "\0".join((base or "", title or "", html)).encode(errors="surrogatepass")
        digest = hashlib.blake2b(made_of, digest_size=16).hexdigest().encode()
        line = self._now.get(digest) or self._before.pop(digest, b"")
        found = _said(line)
        if found is None:
            found = teaser(html, base=base, title=title)
            line, self._changed = json.dumps(found).encode(), True
        if len(self._now) < _MOST:
            self._now[digest] = line
        return found

    def keep(self) -> None:
        """Leave the teasers of this build, and no others, to the next; where they can't be kept, it makes its own."""
        with suppress(OSError):
            if not self._now:
                self._path.unlink(missing_ok=True)
            elif self._changed or self._before:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                replace_file(self._path, b"\n".join([_rules(), *(b" ".join(pair) for pair in self._now.items()), b""]))

    def _read(self) -> Iterator[tuple[bytes, bytes]]:
        """Read what the file holds, if it was made by today's rules, and never more of it than we would have written."""
        with suppress(OSError), self._path.open("rb") as file:
            if file.readline(_LONGEST).strip() != _rules():
                return
            for _ in range(_MOST):
                digest, _, written = file.readline(_LONGEST).partition(b" ")
                if written.endswith(b"\n"):
                    yield digest, written.rstrip()


def _said(line: bytes) -> str | None:
    with suppress(ValueError):
        found = json.loads(line)
        return found if isinstance(found, str) else None
    return None


def _rules() -> bytes:
    """Return a digest of the modules that choose, and of Python: whoever changes one of them gets all teasers anew."""
    rules = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for module in _RULES:
        rules.update(module.read_bytes())
    return rules.hexdigest().encode()

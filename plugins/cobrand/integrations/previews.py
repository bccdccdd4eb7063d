"""Feeds and badges that the build before has left in a preview → the next build's, where MkDocs deletes all in between.

Of thousands of files that are deleted and made anew, finding each a new place on the disk takes longer than anything else:
ext4 does not take places that were just given up. Pages are not worth it: each needs a folder, which is deleted as well.
"""

import os
from contextlib import suppress
from pathlib import Path

from cobrand.files import write_changed

_ASIDE = ".cobrand"  # MkDocs leaves alone what is hidden, and takes it away with the folder of the preview


class Leftovers:
    """What our builds have written into a preview's folder, kept aside from before MkDocs empties it until it is written again."""

    def __init__(self) -> None:
        self._written: list[Path] = []
        self._aside: dict[Path, Path] = {}

    def put_aside(self, site_dir: Path) -> None:
        """Put everything aside that was written since the last time."""
        folder = site_dir / _ASIDE
        folder.mkdir(parents=True, exist_ok=True)
        for path in self._written:
            aside = self._aside.setdefault(path, folder / str(len(self._aside)))
            with suppress(OSError):  # it has gone, and is made anew
                os.replace(path, aside)  # noqa: PTH105 - of ten thousand files
        self._written.clear()

    def write(self, path: Path, raw: bytes) -> bool:
        """Write a file as `write_changed` does; one that is the same as before is not written at all."""
        self._written.append(path)
        if aside := self._aside.get(path):
            with suppress(OSError):  # there is none any more, or no folder to put it in
                os.replace(aside, path)  # noqa: PTH105 - as above
        return write_changed(path, raw)

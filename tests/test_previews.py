"""Files of a preview: what a rebuild makes of those that the build before has left."""

import shutil
from pathlib import Path

from mkdocs.utils import clean_directory

from cobrand.integrations.previews import Leftovers


def test_a_file_that_stays_the_same_is_the_same_file(tmp_path: Path) -> None:
    """It is not written again, though MkDocs has emptied the folder; the folder of a build without it has none."""
    feed, leftovers = tmp_path / "atom.xml", Leftovers()
    leftovers.put_aside(tmp_path)
    assert leftovers.write(feed, b"<feed/>")
    made = feed.stat()
    leftovers.put_aside(tmp_path)
    clean_directory(str(tmp_path))
    assert not feed.exists()
    assert not leftovers.write(feed, b"<feed/>")
    assert (made.st_ino, made.st_mtime_ns) == (feed.stat().st_ino, feed.stat().st_mtime_ns)


def test_a_file_that_nobody_writes_any_more_is_gone(tmp_path: Path) -> None:
    """Nothing of a person who has left the site is served, and what comes again later is as new."""
    feed, leftovers = tmp_path / "ada/atom.xml", Leftovers()
    leftovers.write(feed, b"old")
    for _ in range(2):
        leftovers.put_aside(tmp_path)
        clean_directory(str(tmp_path))
        assert list(tmp_path.rglob("*.xml")) == []
    assert leftovers.write(feed, b"new")
    assert feed.read_bytes() == b"new"


def test_a_file_that_was_changed_or_lost_is_written(tmp_path: Path) -> None:
    """Whoever deletes what lies aside, or the whole folder, gets it made anew."""
    page, leftovers = tmp_path / "site/atom.xml", Leftovers()
    leftovers.write(page, b"first")
    leftovers.put_aside(tmp_path / "site")
    assert leftovers.write(page, b"second")
    assert page.read_bytes() == b"second"
    shutil.rmtree(tmp_path / "site")
    leftovers.put_aside(tmp_path / "site")
    assert leftovers.write(page, b"second")
    assert page.read_bytes() == b"second"

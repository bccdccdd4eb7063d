"""A build holds no posts' texts: they are read where they lie, and nobody who asks can tell."""

from dataclasses import replace
from pathlib import Path

import pytest

from cobrand.archive import Archive, KeptArchive
from cobrand.model import Author, Entry, Snapshot, changed
from cobrand.shelf import Place, Shelf
from company import NOW

LONG = "<p>Häfen, naïve: \U0001f600 &amp; \u2028so on.</p>\n" * 40
ENTRIES = (
    Entry(blog="https://a.example/", id="https://a.example/1", published=NOW, content=LONG, rest="wind kite"),
    Entry(blog="https://a.example/", id="https://a.example/2", published=NOW, title="No text"),
    Entry(blog="https://a.example/", id="https://a.example/3", published=NOW, rest="only what was cut"),
)


class Counted(Shelf):
    """A shelf that counts how often somebody looks there."""

    asked = 0

    def get(self, place: Place) -> bytes:
        """Count."""
        self.asked += 1
        return super().get(place)


class Full(Shelf):
    """A shelf on a disk that takes no more."""

    def put(self, raw: bytes) -> Place:
        """Refuse it."""
        raise OSError(28, "No space left on device")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Keep a few posts."""
    Archive(tmp_path).write(Snapshot(slug="ada", entries=ENTRIES))
    return tmp_path


def test_what_is_shelved_reads_as_what_is_held(state: Path) -> None:
    """Every field of every entry, and entries as wholes, whichever side is compared; and their hashes."""
    held, shelved = Archive(state).read("ada"), Archive(state, shelf=Shelf()).read("ada")
    assert all(entry.shelved for entry in shelved.entries)
    assert [entry.content for entry in shelved.entries] == [LONG, "", ""]
    assert held == shelved
    assert shelved == held
    assert [hash(entry) for entry in held.entries] == [hash(entry) for entry in shelved.entries]
    assert repr(held) == repr(shelved)


def test_a_text_is_read_when_somebody_asks_for_it(state: Path) -> None:
    """Not when an archive is read, and not when an entry is changed; a copy that is changed reads the same text."""
    shelf = Counted()
    entry = Archive(state, shelf=shelf).read("ada").entries[0]
    by_ada = changed(entry, authors=(Author(name="Ada"),))
    assert shelf.asked == 0
    assert (by_ada.authors, by_ada.content, by_ada.rest) == ((Author(name="Ada"),), LONG, "wind kite")
    assert shelf.asked == 2
    assert by_ada == replace(ENTRIES[0], authors=(Author(name="Ada"),))


def test_a_text_stays_readable_when_its_archive_is_gone(state: Path) -> None:
    """A pull that writes while a site is built takes nothing from under the build."""
    archive = Archive(state, shelf=Shelf())
    entry = archive.read("ada").entries[0]
    archive.remove("ada")
    assert entry.content == LONG


def test_a_full_disk_leaves_texts_in_the_memory(state: Path) -> None:
    """They show all the same."""
    assert Archive(state, shelf=Full()).read("ada") == Archive(state).read("ada")


def test_a_preview_shelves_an_archive_once(state: Path) -> None:
    """What has not changed is neither read nor put away again."""
    archive = KeptArchive(state, shelf=Shelf())
    assert archive.read("ada") is archive.read("ada")


def test_what_an_entry_has_not_is_an_error() -> None:
    """A misspelt name is no text."""
    with pytest.raises(AttributeError, match="contents"):
        ENTRIES[0].contents  # type: ignore[attr-defined]  # noqa: B018

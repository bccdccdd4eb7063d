"""What lies on a shelf comes back as it was, and lies nowhere that anybody else could look."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.shelf import Shelf


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_everything_comes_back_as_it_was(pieces: list[bytes]) -> None:
    """In whatever order it is asked for, and while more is put there."""
    shelf = Shelf()
    places = []
    for piece in pieces:
        places.append(shelf.put(piece))
        assert piece == shelf.get(places[-1])
    assert pieces[::-1] == [shelf.get(place) for place in reversed(places)]


def test_its_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that is killed leaves nothing behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shelf = Shelf()
    assert shelf.get(shelf.put(b"kept")) == b"kept"
    assert list(tmp_path.iterdir()) == []

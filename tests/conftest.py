"""What several tests need."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], Site]:
    """Make a site from one string."""

    def make(text: str) -> Site:
        made = Site(tmp_path)
        made.write(text)
        return made

    return make

"""A built site → whether GitHub Pages takes one so large, and where most of it lies."""

import os
from collections import Counter
from pathlib import Path

MOST_BYTES = 1_000_000_000
"""What GitHub says that a published site may have: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits"""


def too_large(site_dir: Path, *, most: int = MOST_BYTES) -> str | None:
    """Say what to do about a site that is too large for GitHub Pages; `None` about any other."""
    sizes: Counter[str] = Counter()
    root = os.fspath(site_dir)
    for folder, folders, names in os.walk(root):
        below = folder.removeprefix(root).lstrip(os.sep).partition(os.sep)[0]
        if not below:  # MkDocs leaves `.git` where it is, and nobody publishes it
            folders[:] = (name for name in folders if not name.startswith("."))
        held = sum(os.lstat(f"{folder}/{name}").st_size for name in names)  # of a hundred thousand files
        sizes[f"{below}/" if below else "the rest"] += held
    total = sizes.total()
    if total <= most:
        return None
    largest = " and ".join(f"{_size(size)} in {where}" for where, size in sizes.most_common(2))
    return (
        f"The site has {_size(total)}, {largest}; GitHub Pages takes {_size(most)}. "
        "Publish it elsewhere, or declare fewer topics: each has dozens of pages, and feeds of its own."
    )


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"

"""A site that GitHub Pages would not take is told of where it is built, and any other is not."""

from pathlib import Path

from cobrand.integrations.hosting import MOST_BYTES, too_large


def test_a_site_that_is_too_large_is_told_of(tmp_path: Path) -> None:
    """With its size, where most of it lies, and what can be done; of one that just fits, nothing is said."""
    for name, size in (
        ("index.html", 1),
        ("blog/topics/a/index.html", 300),
        ("blog/b.html", 300),
        ("experts/c.html", 400),
        (".git/objects/pack", 9_000),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size * 1_000_000)
    (tmp_path / "blog/latest").symlink_to("nowhere")
    assert too_large(tmp_path) == (
        "The site has 1,001 MB, 600 MB in blog/ and 400 MB in experts/; GitHub Pages takes 1,000 MB. "
        "Publish it elsewhere, or declare fewer topics: each has dozens of pages, and feeds of its own."
    )
    (tmp_path / "index.html").unlink()
    (tmp_path / "blog/latest").unlink()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.html")) == MOST_BYTES
    assert too_large(tmp_path) is None

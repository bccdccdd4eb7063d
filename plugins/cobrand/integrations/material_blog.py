"""Material's blog plugin → where its blogs stand, and the posts in them. It imports nothing of Material's, which need not be there.

It reads and changes nothing: these posts are the company's own, and Material builds their pages.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from markdown import markdown
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig

from cobrand.drafts import suggestion
from cobrand.errors import Problem, ProblemsError
from cobrand.model import Author, Entry, Expert, Hosted
from cobrand.source import shown

_H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)


def blog_dirs(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the folders, below the docs folder, of the blogs that Material's plugin keeps on this site."""
    return tuple(str(plugin.config["blog_dir"]).strip("/") for plugin in _blogs(config))


def hosted_posts(config: MkDocsConfig, experts: Iterable[Expert]) -> tuple[Hosted, ...]:
    """Return the posts of all blogs, by whomever; Material has left out its drafts by then (`on_files`, below -50).

    Raises ProblemsError where the authors' file names experts who are not there.
    """
    experts = tuple(experts)
    people = {slug: expert for expert in experts for slug in (expert.slug, *expert.aliases)}
    blogs = tuple(_blogs(config))
    _refuse_unknown(blogs, people, config)
    return tuple(_hosted(post, blog, people, config) for blog in blogs for post in blog.blog.posts)


def _blogs(config: MkDocsConfig) -> Iterator[Any]:
    """Yield the plugin's instances; a site may have several."""
    for plugin in config.plugins.values():
        if type(plugin).__module__.startswith("material.plugins.blog") and plugin.config.get("enabled", True):
            yield plugin


def _hosted(post: Any, blog: Any, people: dict[str, Expert], config: MkDocsConfig) -> Hosted:
    """Take over what the post's front matter says."""
    site_url, authors = config.site_url or "", getattr(blog, "authors", {})
    stated = {name: people.get(authors.get(name, {}).get("expert") or name) for name in post.config.authors}
    names = {name: expert.name if expert else authors.get(name, {}).get("name") for name, expert in stated.items()}
    address = f"{site_url}{post.url}"
    return Hosted(
        source=post.file.src_uri,
        url=post.url,
        entry=Entry(
            blog=f"{site_url}{_folder(blog)}",
            id=address,
            title=_title(post),
            link=address if site_url else None,
            published=post.config.date.created.astimezone(UTC),
            updated=post.config.date.updated.astimezone(UTC) if post.config.date.updated else None,
            authors=tuple(Author(name=name) for name in names.values() if name),
            categories=tuple(post.config.categories),
        ),
        experts=tuple(dict.fromkeys(expert.slug for expert in stated.values() if expert)),
        others=tuple(name for author, name in names.items() if name and stated[author] is None),
        draft=bool(post.config.draft),
        read=lambda: (post.content or "").partition(blog.config.post_excerpt_separator)[0],
    )


def _folder(blog: Any) -> str:
    folder = posixpath.normpath(blog.config.blog_dir).strip("/")
    return "" if folder == "." else f"{folder}/"


def _title(post: Any) -> str:
    """Return a title as plain text, before the page is rendered: what the front matter says, or the first heading."""
    first = post.markdown.strip().partition("\n\n")[0]
    heading = _H1.match(markdown(first, extensions=["attr_list"]))
    title = heading[1] if heading and "title" not in post.meta else str(post.title)
    return Markup(title).striptags()  # noqa: S704  (to strip it)


def _line(path: Path, slug: str) -> int | None:
    """Find the line that names an expert; `None` where it is written in another way."""
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    named = re.compile(rf"""\bexpert\b['"]?\s*:\s*['"]?{re.escape(slug)}(?![\w-])""")
    return next((number for number, line in enumerate(lines, 1) if named.search(line)), None)


def _refuse_unknown(blogs: Iterable[Any], people: dict[str, Expert], config: MkDocsConfig) -> None:
    """Refuse an `expert:` that nobody is."""
    problems = []
    for blog in blogs:
        path = Path(config.docs_dir) / blog.config.authors_file.format(blog=blog.config.blog_dir)
        where = os.path.relpath(path, Path(config.config_file_path or ".").parent)
        for name, author in getattr(blog, "authors", {}).items():
            if (slug := author.get("expert")) is not None and slug not in people:
                near = suggestion(str(slug), people)
                what = f"the author {shown(name)} is to be the expert {shown(slug)}, who has no profile"
                remedy = f"Did you mean `{near}`?" if near else "Write the name of a file in the folder of profiles."
                problems.append(Problem(path=where, line=_line(path, str(slug)), what=what, remedy=remedy))
    if problems:
        raise ProblemsError(tuple(problems))

"""The Markdown of the site's own pages → what is wrong with the directives and series in it, as far as it tells without a build.

A build reads finished HTML and knows more: what a page includes, and posts that the company hosts itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from cobrand import address, pipeline
from cobrand.archive import Archive
from cobrand.check.findings import Finding
from cobrand.check.preview import Subject
from cobrand.check.site import Site
from cobrand.errors import Problem, ProblemsError
from cobrand.profiles import Roster, shown_path
from cobrand.publish.embed import Catalogue, Complaint, parse
from cobrand.publish.pages import Card
from cobrand.publish.select import Post, Verdict, explain
from cobrand.publish.series import Posts, Reasons, gather, listed
from cobrand.publish.spots import MENTION
from cobrand.publish.views import build
from cobrand.source import Document, read_markdown, read_text, shown

# What Markdown takes for code: fenced, between backticks, indented. Indented lists may hold directives, which only a build finds.
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[^\n]*$|\Z)|(?P<ticks>`+)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|^(?: {4}|\t)[^\n]*$",
    re.MULTILINE | re.DOTALL,
)


def check_pages(
    site: Site, roster: Roster, subjects: Sequence[Subject], archive: Archive, *, now: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with the pages in the docs folder."""
    asking = dict(_asking(site))
    if not asking:
        return
    judged = [one for subject in subjects for one in subject.verdicts]
    told = {subject.expert.slug: subject.told for subject in subjects}
    pages = build(
        _posts(judged),
        roster,
        site.options,
        today=now.date(),
        use_directory_urls=site.use_directory_urls,
        photos={},
        told=told,
    )
    catalogue = Catalogue(pages)
    posts = Posts(catalogue, site.options.site_url)
    why = Reasons(
        show=lambda named: explain(named, judged),
        unread=lambda named: pipeline.why_unread(named, roster, archive),
    )
    for path, text in asking.items():
        for problem in _Page(path, text, site).problems(catalogue, posts, why):
            yield Finding(severity="error", problem=problem)


def _posts(judged: Iterable[Verdict]) -> tuple[Post, ...]:
    """Return the posts that show, each once, newest first."""
    posts = {post.anchor: post for one in judged if (post := one.post)}
    return tuple(sorted(posts.values(), key=lambda post: post.entry.date, reverse=True))


def _asking(site: Site) -> Iterator[tuple[Path, str]]:
    """Yield the pages that have a directive or may be a series; what is not UTF-8 is for MkDocs to complain of."""
    for path in sorted(site.docs_dir.rglob("*.md")) if site.docs_dir.is_dir() else ():
        try:
            text = read_text(path.read_bytes(), path.name)
        except (OSError, ProblemsError):
            continue
        if MENTION.search(text) or "\nseries:" in text:
            yield path, text


class _Page:
    """One page, and where in it things stand."""

    def __init__(self, path: Path, text: str, site: Site) -> None:
        self._text, self._site_url = text, site.options.site_url
        self._path = shown_path(path, site.options.root)
        try:
            self._front, _, _ = read_markdown(text, self._path)
        except ProblemsError:  # most pages have none, and some have one that only MkDocs understands
            self._front = Document(path=self._path, data={})
        self._data: Mapping[str, object] = self._front.data if isinstance(self._front.data, dict) else {}

    def problems(self, catalogue: Catalogue, posts: Posts, why: Reasons) -> Iterator[Problem]:
        """Yield what is wrong with its series and its directives."""
        addresses = listed(self._data.get("series"))
        cards: tuple[Card, ...] = ()
        if addresses is not None:
            cards, complaints, _ = gather(addresses, posts, why)
            for index, (what, remedy) in complaints:
                if not self._ours(addresses[index]):
                    yield self._front.problem(("series", index), what, remedy)
        for line, text in self._directives():
            for what, remedy in self._complaints(text, catalogue, posts, addresses, cards):
                yield Problem(path=self._path, line=line, what=what, remedy=remedy)

    def _directives(self) -> Iterator[tuple[int, str | None]]:
        """Yield line and text of each directive; no text where it is never closed."""
        plain = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), self._text)
        for found in MENTION.finditer(plain):
            line = plain.count("\n", 0, found.start()) + 1
            inside = plain[found.start() + 4 :]
            text, closing, _ = inside.partition("-->")
            yield line, text if closing and "<!--" not in text else None

    def _complaints(
        self,
        text: str | None,
        catalogue: Catalogue,
        posts: Posts,
        addresses: Sequence[object] | None,
        cards: Sequence[Card],
    ) -> Iterator[Complaint]:
        if text is None:
            yield "a directive is never closed", "Write --> at its end."
            return
        directive, complaints = parse(text)
        yield from complaints
        if directive:
            yield from catalogue.complaints(directive)
        if directive and directive.part:
            named = directive.part
            if addresses is None:
                yield (
                    "`part` stands on a page that is no series",
                    "List its posts under `series:` in the front matter.",
                )
            elif posts.find(named) not in cards and not any(
                posts.same(named, one) for one in addresses if isinstance(one, str)
            ):
                yield f"`part` names no post of this series: {shown(named)}", "Add it to the list under `series:`."

    def _ours(self, given: object) -> bool:
        """Tell whether an address is one on this site, where the company's own posts are."""
        if not isinstance(given, str):
            return False
        return "://" not in given or bool(self._site_url and address.host(given) == address.host(self._site_url))

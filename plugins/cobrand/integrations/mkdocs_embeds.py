"""MkDocs' pages with directives or a series ⇄ what stands in them. It chooses nothing, and draws nothing itself.

Pages are read when Markdown and all plugins are done with them, and filled after search has read them: a post is found
once, at its home. So a page is read twice, but only one that has a directive.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from markupsafe import Markup
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from cobrand.config import Options
from cobrand.errors import Problem, ProblemsError
from cobrand.pipeline import Publication
from cobrand.profiles import shown_path
from cobrand.publish import spots
from cobrand.publish.embed import Catalogue, Complaint, Directive, parse
from cobrand.publish.pages import FEED_POSTS, Card, Channel, Part, Series, feeds_at
from cobrand.publish.render import Renderer
from cobrand.publish.series import Posts, Reasons, arrange, gather, listed, unknown
from cobrand.source import Document, read_markdown, refuse, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeds:
    """What the site's own pages ask for: which have directives, which are series, by source path; what is left out of them."""

    pages: frozenset[str]
    series: Mapping[str, Series]
    catalogue: Catalogue
    posts: Posts
    left_out: tuple[str, ...] = ()

    def channels(self) -> tuple[Channel, ...]:
        """Return what the feeds of the series are made of, the newest post first."""
        return tuple(
            Channel(
                title=one.title,
                description=one.description or one.title,
                url=one.url,
                feeds=one.feeds,
                cards=tuple(self._newest(one)),
            )
            for one in self.series.values()
            if one.feeds
        )

    def _newest(self, series: Series) -> Iterator[Card]:
        anchors = {card.post.anchor for card in series.cards}
        return islice((card for card in self.catalogue.cards if card.post.anchor in anchors), FEED_POSTS)


# --- on_env: every page is rendered, none of ours is drawn ------------------------------------------------------------


def collect(files: Files, publication: Publication, options: Options, *, why: Reasons) -> Embeds:
    """Find directives and series in all pages of the site's own; raises ProblemsError naming all that is wrong in them."""
    pages = _asking(files)
    # Filing twenty thousand posts takes a quarter of a second, which most sites can do without.
    catalogue = Catalogue(publication.pages if pages else publication.pages[:1])
    posts = Posts(catalogue, options.site_url)
    problems: list[Problem] = []
    left_out: list[Problem] = []
    found: dict[str, Series] = {}
    for src_uri, page in pages.items():
        addresses = listed(page.meta.get("series"))
        if addresses is not None:
            cards, complaints, unread = gather(addresses, posts, why)
            problems.extend(_listed_problems(page, options, complaints))
            left_out.extend(_listed_problems(page, options, [(index, (note, "")) for index, note in unread]))
            found[src_uri] = _series(page, cards, options)
        asked = _Asked(catalogue=catalogue, posts=posts, own=found.get(src_uri), listed=addresses or (), why=why)
        for problem in _problems(page, options, asked):
            (problems if problem.remedy else left_out).append(problem)
    refuse(problems)
    publication.renderer.weave(found.values())
    notes = tuple(str(one).rstrip() for one in sorted(left_out))
    return Embeds(pages=frozenset(pages), series=found, catalogue=catalogue, posts=posts, left_out=notes)


def _asking(files: Files) -> dict[str, Page]:
    """Return the pages that have a directive or are a series, by source path."""
    pages = {file.src_uri: file.page for file in files.documentation_pages(inclusion=lambda _: True)}
    return {
        src_uri: page
        for src_uri, page in pages.items()
        if page
        and page.content is not None
        and (spots.has_directive(page.content) or listed(page.meta.get("series")) is not None)
    }


def _series(page: Page, cards: tuple[Card, ...], options: Options) -> Series:
    url = page.file.url if page.file.url != "./" else ""
    folder = posixpath.dirname(url) if url.endswith("/") or not url else url.removesuffix(".html")
    description = page.meta.get("description")
    return Series(
        title=_named(page),
        description=Markup(description).striptags() if isinstance(description, str) else None,  # noqa: S704
        url=url,
        feeds=feeds_at(folder) if options.site_url else None,
        cards=cards,
    )


def _named(page: Page) -> str:
    """Return what the page calls itself, rather than what the menu calls it, which MkDocs takes for its title."""
    heading = next((link.title for link in page.toc if link.level == 1), None)
    title = page.meta.get("title") or heading or page.title
    return Markup(title or "").striptags()  # noqa: S704  (to strip it)


# --- what is wrong, and in which line ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a directive is held against: what there is, and the series of its page with all addresses that are listed."""

    catalogue: Catalogue
    posts: Posts
    own: Series | None
    listed: Sequence[object]
    why: Reasons


def _problems(page: Page, options: Options, asked: _Asked) -> Iterator[Problem]:
    """Yield what is wrong with a page's directives; what is merely left out has no remedy."""
    sheet = spots.read(page.content or "")
    wrong = [(spot, complaint) for spot in sheet.spots for complaint in _complaints(spot, asked)]
    if not wrong:
        return
    lines = spots.lines(_source(page), sheet)
    for spot, (what, remedy) in wrong:
        line = lines.get(spot.nth)
        place = "" if line else " (in something that this page includes)"
        yield Problem(path=_path(page, options), line=line, what=what + place, remedy=remedy)


def _complaints(spot: spots.Spot, asked: _Asked) -> Iterator[Complaint]:
    if not spot.closed:
        yield "a directive is never closed", "Write --> at its end."
        return
    directive, complaints = parse(spot.text)
    yield from complaints
    if spot.inside:
        what = f"a directive stands inside <{spot.inside}>, where no card fits"
        yield what, "Give it a line of its own, with an empty line before and after it."
    if directive:
        yield from asked.catalogue.complaints(directive)
    if directive and directive.part:
        yield from _part_complaints(directive.part, asked)


def _part_complaints(part: str, asked: _Asked) -> Iterator[Complaint]:
    if asked.own is None:
        yield "`part` stands on a page that is no series", "List its posts under `series:` in the front matter."
        return
    card = asked.posts.find(part)
    if card in asked.own.cards or any(asked.posts.same(part, one) for one in asked.listed if isinstance(one, str)):
        return  # what is wrong with one that is listed has been said there
    if card is None and (note := unknown(part, asked.why)):
        yield note, ""
    else:
        yield f"`part` names no post of this series: {shown(part)}", "Add it to the list under `series:`."


def _listed_problems(page: Page, options: Options, complaints: list[tuple[int, Complaint]]) -> Iterator[Problem]:
    if complaints:
        document = _front_matter(page, _path(page, options))
        yield from (document.problem(("series", index), what, remedy) for index, (what, remedy) in complaints)


def _front_matter(page: Page, path: str) -> Document:
    """Read a page's front matter for its lines; MkDocs knows forms of it that have none."""
    try:
        return read_markdown(_source(page), path)[0]
    except ProblemsError:
        return Document(path=path, data=page.meta)


def _source(page: Page) -> str:
    return page.file.content_string.replace("\r\n", "\n").removeprefix("\ufeff")


def _path(page: Page, options: Options) -> str:
    return shown_path(Path(page.file.abs_src_path), options.root) if page.file.abs_src_path else page.file.src_uri


# --- on_page_context, after search has read the page ------------------------------------------------------------------


def fill(page: Page, embeds: Embeds, renderer: Renderer) -> str:
    """Return a page's content with everything in it that it asks for; raises ProblemsError as the renderer does."""
    html = page.content or ""
    sheet = spots.read(html)
    own = embeds.series.get(page.file.src_uri)
    directives = [(spot, parse(spot.text)[0]) for spot in sheet.spots]
    pieces = [_drawn(spot, directive, embeds, page, renderer) for spot, directive in directives if directive]
    if own is not None:
        pieces.extend(_woven(sheet, own, directives, embeds, renderer))
        parts = {Part(series=own, number=number).anchor for number in range(1, len(own.cards) + 1)}
        page.present_anchor_ids = (page.present_anchor_ids or set()) | parts
    return spots.insert(html, [piece for piece in pieces if piece])


_Piece = tuple[int, int, str, str | None]


def _drawn(spot: spots.Spot, directive: Directive, embeds: Embeds, page: Page, renderer: Renderer) -> _Piece | None:
    if directive.part or spot.inside or not spot.closed:
        return None
    embed = embeds.catalogue.embed(directive)
    html = renderer.piece("embed", embed, url=page.file.url, level=spot.level)
    return spot.start, spot.end, html, spot.parts


def _woven(
    sheet: spots.Sheet,
    own: Series,
    directives: list[tuple[spots.Spot, Directive | None]],
    embeds: Embeds,
    renderer: Renderer,
) -> Iterator[_Piece]:
    """Yield the opening, the parts, and what comes last."""
    if own.cards:
        yield sheet.title, sheet.title, renderer.piece("series", own, url=own.url, level=2), None
    placed: dict[int, spots.Spot] = {}
    for spot, directive in directives:
        card = directive and directive.part and embeds.posts.find(directive.part)
        if card in own.cards:
            placed.setdefault(own.cards.index(card) + 1, spot)
        elif directive and directive.part:
            yield spot.start, spot.end, "", spot.parts
    for start, end, level, paragraph, part in arrange(sheet, own, embeds.posts, placed):
        yield start, end, renderer.piece("part", part, url=own.url, level=level), paragraph
    last = len(sheet.html)
    yield last, last, renderer.piece("series_end", own, url=own.url, level=2), None

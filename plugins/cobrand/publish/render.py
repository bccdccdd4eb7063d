"""Pages → HTML fragments, through Jinja templates of which a site may replace each. It decides nothing and trusts no text.

Every template escapes; markup comes only from the sanitiser (excerpts) and from MkDocs (an expert's own bio). Addresses
come out only as http, https, mailto, tel, or below the site.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from cobrand import address, graphemes
from cobrand.config import Options
from cobrand.errors import ProblemsError
from cobrand.model import Credential, Entry, Expert
from cobrand.photos import initials
from cobrand.publish.apart import Apart, Without
from cobrand.publish.asked import Asked, host, moment, web
from cobrand.publish.disclosure import Disclosures, bdi
from cobrand.publish.head import Head, Heads
from cobrand.publish.jinja import Templates
from cobrand.publish.kept import Kept
from cobrand.publish.overrides import lacking
from cobrand.publish.pages import (
    ArchivePage,
    Card,
    DirectoryPage,
    Embed,
    ExpertPage,
    Group,
    GroupPage,
    KitPage,
    Note,
    Page,
    Part,
    RedirectPage,
    Series,
)
from cobrand.publish.people_index import people_index
from cobrand.publish.places import places
from cobrand.publish.portraits import pictures, tint
from cobrand.publish.stencil import Cut, Stencils
from cobrand.words import Words

TEMPLATES = Path(__file__).parent.parent / "templates"

_TEMPLATE_OF: dict[type[Page], str] = {
    ArchivePage: "archive",
    DirectoryPage: "directory",
    ExpertPage: "expert",
    GroupPage: "group",
    KitPage: "kit",
    RedirectPage: "redirect",
}
_HEADING = re.compile(r'<h([1-6])\b[^>]*?\bid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_H1 = re.compile(r"<(/?)h1\b")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_HEADERLINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_KINDS = ("book", "award", "patent", "talk", "article", "certificate")
_CARD_LEVEL = 3  # of the headings of posts, where they stand in pages of ours
_DESCRIPTION_LENGTH = 200
_NO_BIO = Markup("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that can be pointed at, for a table of contents; `title` is plain text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """A page's content. `indexed` is what search should read in its place, with headings of its own.

    `description` is plain text for the page's meta tag.
    """

    html: Markup
    indexed: Markup | None = None
    description: str | None = None

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the content, which most pages need not look for: they show no table of contents."""
        return tuple(headings_of(self.html))


class Renderer:
    """Draws the pages of one build. `excerpt` turns an entry's HTML into safe markup.

    `note` does so for what people say of themselves elsewhere, which stands where a profile has no bio.
    `excerpt` and `title` of a card are what pages show, and feeds as well.

    `overrides` are folders searched before our own templates, for `cobrand/<component>.html`. `without` does something
    with what stands at an address, or something instead where we fail at it.
    """

    def __init__(
        self,
        options: Options,
        *,
        excerpt: Callable[[Entry], Markup],
        note: Callable[[Note], Markup] = lambda _: _NO_BIO,
        overrides: Sequence[Path] = (),
        without: Without = lambda _, drawing, __: drawing(),
    ) -> None:
        self._options, self.overrides, self._note = options, tuple(overrides), note
        self._words = Words(options.language)
        self.disclosures = Disclosures(options, self._words)
        self._apart = Apart(without, root=options.root, ours=TEMPLATES)
        # A card is drawn once and stands on many pages, at different depths: in its links this token stands for the
        # way to the site's root. Unguessable, so that no post can contain it.
        self._root = f"{secrets.token_hex(8)}/"
        self._environment = Templates([*overrides, TEMPLATES])
        self._asked = Asked(
            options,
            self._words,
            root=self._root,
            excerpt=excerpt,
            disclosed=self.disclosures.of,
            apart=self._apart,
            macro=self._environment.macro,
        )
        self.excerpt, self.title = self._asked.excerpt, self._asked.title
        if problems := tuple(lacking(overrides, options.root, TEMPLATES)):
            raise ProblemsError(problems)
        self._card = Kept(self._posts("card", ("card", "share"), self._asked.cut_of_card))
        self._line = self._posts("line", ("line",), self._asked.cut_of_line)
        self._let_ask(self._environment)
        self.heads = Heads(options, self._words, title=self.title, apart=partial(self._apart.each, instead=str))

    def expect(self, pages: Iterable[Page]) -> None:
        """Be told of all pages that are going to be drawn, so that what several show is drawn once and not kept for ever."""
        self._card.expect(pages)

    def render(self, page: Page, *, bio: Markup = _NO_BIO, titled: bool = True) -> Fragment:
        """Draw a page; `bio` is an expert's own text as MkDocs made it. A redirect comes out as a whole document.

        Raises ProblemsError naming the line of a template of the site's own that can't be used.
        """
        if isinstance(page, RedirectPage):
            return self._fragment(page, bio=bio, titled=titled)
        return self._apart.page(
            page.url, partial(self._fragment, page, bio=bio, titled=titled), partial(_bare, page, titled=titled)
        )

    def _fragment(self, page: Page, *, bio: Markup, titled: bool) -> Fragment:
        bio = _below_h1(bio) if bio.strip() else self._note_on(page)
        html = self._draw(page, bio=bio, titled=titled, for_search=False)
        return Fragment(
            html=html,
            indexed=self._draw(page, bio=bio, titled=titled, for_search=True) if page.searchable else None,
            description=described(page, bio),
        )

    def draw_head(self, decide: Callable[[], Head], url: str, *, noindex: bool = False) -> Markup:
        """Draw what is to be added to the head of the page at `url`; raises ProblemsError as `render` does.

        What is to be added is decided here, where a fault ends nothing: then `noindex` alone is said of what is none of
        search engines'.
        """
        nothing = Head(names=(("robots", "noindex"),) if noindex else ())
        return self._apart.page(url, lambda: self._head(decide(), url), lambda: self._head(nothing, url))

    def _head(self, head: Head, url: str) -> Markup:
        graph = head.graph and Markup(head.graph)  # noqa: S704  (`jsonld` escapes)
        html = self._environment.get_template("cobrand/head.html").render(head=head, graph=graph)
        return self._rooted(html, url)

    def weave(self, series: Iterable[Series]) -> None:
        """Let the cards of posts say of which series they are a part; to be told before anything is drawn."""
        self._asked.weave(series)

    def piece(
        self,
        name: Literal["embed", "part", "series", "series_end"],
        thing: Embed | Part | Series,
        *,
        url: str,
        level: int,
    ) -> Markup:
        """Draw what stands in a page of the site's own, at `url`; the headings of posts get the level that fits there.

        Raises ProblemsError as `render` does.
        """
        html = self._apart.drawn(url, partial(self._environment.filters[name], thing), Markup)
        return self._rooted(_shifted(html, level - _CARD_LEVEL), url)

    def people_index(self, pages: Iterable[Page]) -> Mapping[str, bytes]:
        """Write the list of everybody that the directory's script asks for, at its address below the site."""
        return people_index(pages, title=self.title, language=self._asked.language, words=self._words)

    def _draw(self, page: Page, *, bio: Markup, titled: bool, for_search: bool) -> Markup:
        template = self._environment.get_template(f"cobrand/{_TEMPLATE_OF[type(page)]}.html")
        html = template.render(page=page, site=page.site, bio=bio, titled=titled, for_search=for_search)
        return self._rooted(html, page.url)

    def _note_on(self, page: Page) -> Markup:
        note = page.person.note if isinstance(page, ExpertPage) else None
        return self._note(note) if note else _NO_BIO

    def _rooted(self, html: str, url: str) -> Markup:
        return Markup(str(html).replace(self._root, address.relative("", url)))  # noqa: S704  (a template escaped it)

    def _alone(self, component: str) -> Callable[..., Markup]:
        """Return the macro `cobrand/<component>.html`, which draws each thing apart from all others."""
        return self._apart.each(self._environment.macro(component), instead=Markup)

    def _posts(
        self, component: str, asking: Sequence[str], cut: Callable[[Card], Cut | None]
    ) -> Callable[[Card], Markup]:
        """Return what draws posts, out of stencils; a site's own template may decide by anything, and draws each.

        `asking` are the components that ask something of a card.
        """
        draw: Callable[[Card], Markup] = self._environment.macro(component)
        if not any((folder / f"cobrand/{name}.html").is_file() for folder in self.overrides for name in asking):
            draw = Stencils(draw, self._asked.holes, cut)
        return self._apart.each(draw, instead=Markup)

    def _let_ask(self, environment: Templates) -> None:
        def remembered(component: str, most: int = 1 << 14) -> Callable[[Any], Markup]:
            return lru_cache(most)(environment.macro(component))

        environment.globals.update(
            brand=self._options.brand, pictures=pictures, say=lru_cache(1 << 14)(self._say), words=self._words
        )
        environment.filters.update(
            self._asked.filters(),
            canonical=self._canonical,
            card=self._card,
            credentials=credentials,
            day=self._words.day,
            elsewhere=self._elsewhere,
            embed=remembered("embed", 1 << 10),
            face=lru_cache(1 << 14)(self._alone("face")),
            host=host,
            href=self._href,
            initials=lru_cache(1 << 14)(initials),
            line=self._line,
            moment=moment,
            month=self._words.month,
            part=remembered("part", 1 << 10),
            peer=lru_cache(1 << 14)(self._alone("peer")),
            person=self._alone("person"),
            places=places,
            series=remembered("series", 1 << 10),
            series_end=remembered("series_end", 1 << 10),
            short_day=self._words.short_day,
            stay=self._stay,
            tint=tint,
            web=web,
            when=self._when,
        )

    # --- what templates may ask

    def _say(self, key: str, **values: object) -> Markup:
        """Return a phrase of ours; `n` chooses its plural form. Values are escaped unless they are markup."""
        n = values.get("n")
        phrase = escape(self._words.phrase(key, n if isinstance(n, int) else None))
        if isinstance(n, int):
            values["n"] = self._words.number(n)
        return phrase.format(**values)

    def _href(self, target: str | None) -> str | None:
        """Return where a link of ours or of an editor's leads: the way to a page of the site, mail, phone or `web`."""
        if target is None or target.startswith(("mailto:", "tel:")):
            return target
        return web(target) if ":" in target.partition("/")[0] else self._root + target

    def _elsewhere(self, html: Markup, group: Group) -> Markup:
        """Take the way to a topic's offering from a card on the topic's own page, whose main button leads there."""
        if group.kind != "topic" or not group.offering:
            return html
        opening = Markup('<a class="cobrand-card__offer" href="{}">').format(self._href(group.offering))
        rest = re.sub(rf"{re.escape(opening)}[^<]*</a>", "", html)
        return Markup(rest.replace('<p class="cobrand-card__offers"></p>\n', ""))  # noqa: S704  (it was markup before)

    def _canonical(self, page: RedirectPage) -> str:
        """Return the full address of a redirect's target, or the way there where the site's own address is unknown."""
        return (self._options.site_url or self._root) + page.target

    def _stay(self, expert: Expert) -> Markup:
        """Say when somebody was with the company."""
        spans = [
            self._say("span", joined=self._words.month(span.joined), left=self._words.month(span.left))
            if span.joined
            else self._say("span-until", left=self._words.month(span.left))
            for span in expert.spans
            if span.left
        ]
        return self._say(
            "was-here", name=bdi(expert.name), brand=self._options.brand.name, spans=Markup(", ").join(spans)
        )

    def _when(self, written: str) -> str:
        """Write a credential's date (2019, 2019-05 or 2019-05-31) as people read it."""
        parts = [int(part) for part in written.split("-")]
        match parts:
            case [_, _, _]:
                return self._words.day(date(*parts))
            case [year, month]:
                return self._words.month(date(year, month, 1))
        return written


# --- pure helpers of the templates -----------------------------------------------------------------------------------


def credentials(expert: Expert) -> list[tuple[str, list[Credential]]]:
    """Group what somebody did by kind, each newest first, undated last."""
    ordered = sorted(expert.credentials, key=lambda credential: credential.date or "", reverse=True)
    found = ((kind, [one for one in ordered if one.kind == kind]) for kind in _KINDS)
    return [(kind, ones) for kind, ones in found if ones]


def headings_of(html: str) -> Iterator[Heading]:
    """Yield the headings that have an id."""
    at = -1
    while (at := html.find('id="', at + 1)) >= 0:  # rare, where headings are many
        if heading := _HEADING.match(html, html.rfind("<", 0, at)):
            level, identifier, inner = heading.groups()
            yield Heading(level=int(level), id=identifier, title=_words_of(inner))
            at = heading.end()


@lru_cache(1 << 8)  # most stand on all pages of a kind
def _words_of(heading: str) -> str:
    return Markup(_HEADERLINK.sub("", heading)).striptags()  # noqa: S704  (to strip it)


def _bare(page: Page, *, titled: bool) -> Fragment:
    """Return what stands on a page that can't be drawn: its title, so that links to it lead somewhere."""
    html = Markup('<div class="cobrand">\n<h1 id="c-top">{}</h1>\n</div>').format(page.title) if titled else Markup()
    indexed = html if page.searchable else None
    return Fragment(html=html, indexed=indexed, description=page.description)


def described(page: Page, bio: Markup) -> str | None:
    """Return a page's description; an expert's goes on with the bio's first words."""
    first = _PARAGRAPH.search(bio) if isinstance(page, ExpertPage) else None
    if first is None:
        return page.description
    return graphemes.shorten(f"{page.description or ''} {Markup(first[1]).striptags()}".strip(), _DESCRIPTION_LENGTH)  # noqa: S704


def _shifted(html: str, by: int) -> str:
    """Move the level of every heading; excerpts have none."""
    return re.sub(r"(</?h)([1-6])\b", lambda found: f"{found[1]}{min(int(found[2]) + by, 6)}", html) if by else html


def _below_h1(bio: Markup) -> Markup:
    """Make a bio's own first-level headings second: the page's is the name."""
    return Markup(_H1.sub(r"<\1h2", str(bio)))  # noqa: S704  (it was markup before)

"""A page as MkDocs has drawn it → the same with our part of its head. It decides nothing that stands there.

This happens on the finished page, since no block of a theme's template is free to take: a site's own `main.html`, other
plugins, and each theme use them.
"""

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from cobrand.integrations import mkdocs_embeds
from cobrand.pipeline import Publication
from cobrand.publish import pages
from cobrand.publish.earlier import Earlier

_END = re.compile(r"</head\s*>\s*<body\b", re.IGNORECASE)  # the first alone may stand in a script's text
_SOME_END = re.compile(r"</head\s*>", re.IGNORECASE)
_NAMED = re.compile(r"""<(?:meta|link)\b[^>]*?\b(?:name|property|rel)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_WAY = re.compile(r"""<link\b[^>]*\brel\s*=\s*["']?(?:prev|next)\b[^>]*>\n?""", re.IGNORECASE)
_WAYS = re.compile(rf"[ \t]*{_WAY.pattern}", re.IGNORECASE)  # which is slow where there is none, as mostly


def with_head(
    output: str,
    page: Page,
    publication: Publication,
    *,
    view: pages.Page | None,
    embeds: mkdocs_embeds.Embeds,
    about: str | None,
    earlier: Earlier,
) -> str:
    """Put our part before the end of the head of a page of ours, a series, a post of one of our experts, the home page.

    `view` is what of ours stands on the page, `about` the site's own description. In a row of pages `prev` and `next` mean that row, and not what stands
    beside it in the navigation, which themes write.
    """
    at = max(output.find("</head>"), 0)  # as themes write it, which is found a hundred times faster
    end = _END.match(output, at) or _END.search(output) or _SOME_END.search(output)
    if end is None:  # a theme without a head
        return output
    head, rest = output[: end.start()], output[end.start() :]
    if isinstance(view, pages.ListingPage) and view.pager.of > 1 and _WAY.search(head):
        head = _WAYS.sub("", head)
    there = {name.lower() for name in _NAMED.findall(head)}
    heads, site, draw = publication.renderer.heads, publication.pages[0].site, publication.renderer.draw_head
    series = embeds.series.get(page.file.src_uri)
    if view:
        title, description = _title(page, view), _description(page)

        def made(view: pages.Page = view) -> Markup:
            return draw(
                lambda: heads.of_page(view, title=title, description=description, there=there),
                page.url,
                noindex=view.noindex and "robots" not in there,
            )

        return head + str(earlier.of(view, page.url, title, description, frozenset(there), make=made)) + rest
    if series:
        ours = draw(lambda: heads.of_series(series, site, there=there), page.url)
    elif card := publication.cards.get(page.url):
        ours = draw(lambda: heads.of_post(card, there=there), page.url)
    elif page.is_homepage:
        if "application/ld+json" in head:
            there.add("ld+json")
        ours = draw(lambda: heads.of_home(site, description=_description(page) or about, there=there), page.url)
    else:
        return output
    return head + str(ours) + rest  # not as markup, which escapes the rest


def _title(page: Page, view: pages.Page) -> str:
    """Return what the page is called: by its editor, else by us."""
    own = page.meta.get("title")
    return str(own) if own else view.title


def _description(page: Page) -> str | None:
    """Return the page's description as plain text: ours is markup by now, an editor's is what was written."""
    found = page.meta.get("description")
    return unescape(found) if isinstance(found, Markup) else str(found) if found else None


def leave_out(context: TemplateContext, ours: Mapping[str, pages.Page]) -> None:
    """Keep pages out of the sitemap that no search engine should take in."""
    hidden = {uri for uri, view in ours.items() if view.noindex}
    context["pages"] = [file for file in context["pages"] if file.src_uri not in hidden]

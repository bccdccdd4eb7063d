"""Untrusted HTML → Markup, excerpts and plain text; the only maker of Markup. Nothing passes that its table doesn't list.

The HTML is first read into paragraphs (`paragraphs`), which bounds its nesting and settles what it means, then written
again and checked, always last: whatever reading gets wrong, the table below decides what comes out. nh3 does that, but for
the plain shapes that most excerpts have (`plain_markup`), which a pattern finds harmless in a quarter of the time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from itertools import islice

import nh3
from markupsafe import Markup

from cobrand import graphemes
from cobrand.publish.formulas import has_formulas, is_display, readable
from cobrand.publish.paragraphs import Paragraph, Run, paragraphs, write
from cobrand.publish.plain_markup import REL, is_harmless
from cobrand.publish.tokens import names

# The allow-list. Headings, pictures, frames, forms, ids, classes and styles are not in it, on purpose.
TAGS = names("p br em strong b i code a blockquote ul ol li q cite abbr sub sup kbd s del ins bdi bdo")
ATTRIBUTES = {
    "*": frozenset({"lang", "dir"}),
    "a": frozenset({"href", "hreflang"}),
    "abbr": frozenset({"title"}),
}
SCHEMES = frozenset({"http", "https", "mailto"})
EMPTIED = names("script style template noscript textarea title iframe svg math object")

FIELD_LIMIT = 200_000  # characters read of one field
TAG_LIMIT = 8_000  # tags and character references read of one field: a book's chapter has fewer
_TEASED = 20_000  # characters among which a teaser is looked for; the archive keeps 4,000
_NOWHERE = "https://nowhere.invalid/"  # a base for links of which only the text is wanted

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(EMPTIED),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    link_rel=REL,
    strip_comments=True,
)
_TAG = re.compile(
    r'<(/?[a-z]+)((?: [a-z:]+="[^"]*")*)>'
)  # as nh3 writes them: before 0.3.7 a title may hold `<a ` and `>`
_HREF = re.compile(' href="([^"]*)"')


def sanitize(html: str, *, base: str | None) -> Markup:
    """Return what is harmless of a stranger's HTML; relative links resolve against `base`, without one they are dropped."""
    return _markup(paragraphs(_bounded(html, FIELD_LIMIT), base=base))


def excerpt(html: str, *, base: str | None, limit: int = 600, title: str | None = None) -> Markup:
    """Return the first paragraphs of a post, at most `limit` characters of text, as a teaser for its card.

    Prose only: no headings, pictures, captions, code or tables unless there is nothing else, nothing that repeats the
    post's `title`, no reading times, share links or "continue reading". What is cut ends at a word, with an ellipsis.
    """
    return _markup(_teaser(html, base=base, limit=limit, title=title))


def cleaned(html: str) -> Markup:
    """Return HTML as our table lets it pass; what it has passed once stays as it is. It must be short: others may take long."""
    if is_harmless(html):
        return Markup(html)  # noqa: S704 - it is what nh3 would return
    clean = _CLEANER.clean(html)
    if clean.count("<a") != clean.count("<a href="):
        clean = _without_links(clean, lambda url: url is None)
    return Markup(clean)  # noqa: S704 - the one place where a stranger's Markup is made


def unlinked(markup: Markup, leads_astray: Callable[[str], bool]) -> Markup:
    """Return what we made safe without the links to some addresses; their text stays."""
    return Markup(_without_links(markup, lambda url: url is not None and leads_astray(url)))  # noqa: S704 - it was markup before


def text(html: str) -> str:
    """Return all the text that a reader would see, a line for each paragraph."""
    return "\n".join(paragraph.text for paragraph in paragraphs(_bounded(html, FIELD_LIMIT), base=None))


def lead(html: str, *, limit: int = 160, title: str | None = None) -> str:
    """Return the first sentences as plain text on one line, for a page's description."""
    teaser = _teaser(html, base=_NOWHERE, limit=max(limit, 600), title=title)
    return graphemes.shorten(" ".join(" ".join(paragraph.text.split()) for paragraph in teaser), limit)


def _spelt(read: Paragraph) -> Paragraph:
    """Write the formulas of a paragraph in plain letters; one that is nothing but a formula is shown as little as code."""
    if not has_formulas(read.text):
        return read
    if is_display(read.text):
        return Paragraph(read.runs, read.path, "code", read.attributes)
    code = (any(mark.name == "code" for mark in run.marks) for run in read.runs)
    runs = (
        run if is_code else Run(readable(run.text), run.marks) for run, is_code in zip(read.runs, code, strict=True)
    )
    return read.of(run for run in runs if run.text)


def prose(html: str, *, title: str | None = None, note: str = "") -> Iterator[Paragraph]:
    """Yield the paragraphs that are a post's own words: no headings, captions, code or tables, nothing of the page around it.

    `note` stands where the mark of a footnote was. What "continue reading" has cut short ends in an ellipsis.
    """
    first, spells = True, has_formulas(html)
    for found in paragraphs(_bounded(html, FIELD_LIMIT), base=_NOWHERE):
        read = _spelt(found) if spells else found
        if _is_syndicated(read.text) or (_RETURN.search(read.text) and read is not read.without(_is_footnote)):
            return
        if read.kind == "prose":
            if read.line is None:
                runs = (Run(note, run.marks) if _is_footnote(run) else run for run in read.runs)
                read = read.of(run for run in runs if run.text)
            paragraph = _uncontinued(read)
            if paragraph.text and not _is_furniture(paragraph, title=title, first=first):
                first = False
                yield paragraph


def _bounded(html: str, limit: int) -> str:
    """Cut a field that would take long: nh3 and reading alike cost by the tag and by the reference, far more than by text."""
    html = html[:limit]
    if len(html) <= TAG_LIMIT or html.count("<") + html.count("&") <= TAG_LIMIT:
        return html
    beyond = next(islice(re.finditer("[<&]", html), TAG_LIMIT, None))
    return html[: beyond.start()]


def _without_links(clean: str, unwanted: Callable[[str | None], bool]) -> str:
    """Take the tags of some links out of what nh3 wrote; an address that it refused is `None`."""
    opened: list[bool] = []

    def kept(tag: re.Match[str]) -> str:
        if tag[1] == "a":
            href = _HREF.search(tag[2])
            opened.append(unwanted(unescape(href[1]) if href else None))
            return "" if opened[-1] else tag[0]
        return "" if tag[1] == "/a" and opened and opened.pop() else tag[0]

    return _TAG.sub(kept, clean)


def _markup(read: Iterable[Paragraph]) -> Markup:
    return cleaned(write(read))


# --- what makes a teaser ---------------------------------------------------------------------------------------------

_PARAGRAPHS = 3  # as many read as one flow on a card
_WORTHWHILE = 80  # characters below which what is left of a paragraph is a stump
_SHORT = 160  # characters above which a line is no furniture
_TAIL = 240  # characters at a paragraph's end among which "continue reading" is looked for

_PHRASES = (
    "continue reading|keep reading|read more|read on|read the full|read the rest|weiterlesen|mehr lesen"
    "|lire la suite|continuer la lecture|seguir leyendo|continuar leyendo|leer más|continue lendo|leia mais|ler mais"
    "|continua a leggere|leggi tutto|lees verder|lees meer|läs mer|læs mere|les mer|czytaj dalej|читать далее|читати далі"
    "|devam\u0131n\u0131 oku|متابعة القراءة|اقرأ المزيد|המשך קריאה|קרא עוד|続きを読む|继续阅读|繼續閱讀|阅读全文|閱讀全文|더 보기"
)
_AND_MORE = r"more(?:…|\.\.\.)(?=\W*$)"
_MORE = f"{_PHRASES}|{_AND_MORE}"
_CUT_SHORT = r"[\[(]\s?(?:…|\.\.\.)\s?[\])]"
_CONTINUED = re.compile(
    rf"(?:^|\n|\s?(?:{_CUT_SHORT}|…|\.\.\.))\s?[\[(←→»>]?\s?(?:{_MORE})(?![a-z]).*$"
    rf"|(?<=[.!?:»”\"。\uff01\uff1f])\s?[\[(←→»>]?\s?(?:{_MORE})(?![a-z])[^.!?。]*$"
    rf"|\s?{_CUT_SHORT}$",
    re.IGNORECASE | re.DOTALL,
)
_CLUE_IN_EACH = (
    "reading|read more|read on|read the|lesen|lire la|la lecture|leyendo|leer más| lendo| mais|leggere|leggi|lees |s mer"
    "|czytaj|чита| oku|متابعة|اقرأ|המשך|קרא|続き|继续|繼續|阅读|閱讀|더 보기"
)
_CLUES = tuple(_CLUE_IN_EACH.split("|"))
_ASCII_CLUES = tuple(filter(str.isascii, _CLUES))
_PERHAPS_CUT_SHORT = re.compile(f"{_AND_MORE}|{_CUT_SHORT}")
_SYNDICATED = re.compile(
    "the post .{1,300} (?:first appeared|appeared first) on "
    "|der beitrag .{1,300} erschien zuerst auf |l\\Warticle .{1,300} est apparu en premier sur "
    "|la entrada .{1,300} se publicó primero en |l\\Warticolo .{1,300} proviene da |o post .{1,300} apareceu primeiro em "
    "|het bericht .{1,300} verscheen eerst op |inlägget .{1,300} dök först upp på ",
    re.IGNORECASE | re.DOTALL,
)
_ON_MEDIUM = re.compile(".{1,300} was originally published in .{1,200} on medium", re.IGNORECASE | re.DOTALL)
_READING_TIME = re.compile(
    r"\W*(?:(?:estimated )?reading time|time to read|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|leestijd)?"
    r"\W*(?:about |ca\.? )?\d+(?: ?[-\u2013] ?\d+)? ?min(?:ute[ns]?|utos?|uti|uter)?\b\W*(?:to read|read|lesen|de lecture)?\W*",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:posted|published|written|last updated|updated|veröffentlicht|publié)\b.{0,80}\b\d{4}\b.{0,40}",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:header |cover |featured )?(?:photo|image|picture|illustration|foto|bild)(?: credits?)?(?::| (?:by|von|par|from|courtesy)\b).*",
    re.IGNORECASE,
)
_WIDGET = re.compile(
    r"subscribe(?: now)?|leave a comment|thanks for reading .{1,80}! subscribe .*|(?:table of )?contents:?|inhalt(?:sverzeichnis)?:?"
    r"|sommaire ?:?|índice:?|advertisement|[\s*_~·•.\u2013\u2014=#+-]+",
    re.IGNORECASE,
)
_SHARING = names("""
    bluesky by click copy email facebook hacker in like link linkedin loading mail mastodon new news on opens pinterest
    pocket print reddit share sharing telegram this threads to tumblr tweet twitter via whatsapp window with x
""")
_OPENINGS = (
    _SHARING
    | names("""
    about advertisement bild ca contents cover der estimated featured foto header het illustration image inhalt
    inhaltsverzeichnis l la last leave leestijd lesezeit o photo picture posted published reading sommaire subscribe table temps
    thanks the tiempo tempo time updated written
""")
)  # with one of which whatever `_is_syndicated` and `_is_furniture` look for begins, if not with signs or other letters
_WORD = re.compile(r"[^\W\d_]+")
_FOOTNOTE = re.compile(r"\W*(?:\d{1,3}|[a-z])?\W*", re.IGNORECASE)
_RETURN = re.compile("[\u21a9\u21b5\u2191\u2934\u23ce]")  # the arrows that lead from a footnote back to its mark
_FINISHED = tuple(".!?…)\"'»\u201d\u2019\u3002\uff01\uff1f\u061f\u0964")  # in all scripts that have such signs
_COLONS = (":", "\uff1a")


def _teaser(html: str, *, base: str | None, limit: int, title: str | None) -> tuple[Paragraph, ...]:
    """Choose the paragraphs that make people want to read on, and cut them to size."""
    chosen: list[Paragraph] = []
    spare: list[Paragraph] = []
    room, enough, spells = limit, False, has_formulas(html)
    for found in paragraphs(_bounded(html, _TEASED), base=base):
        read = _spelt(found) if spells else found
        if read.kind != "prose":
            if enough:
                break  # what follows would speak of the code, the table or the picture that isn't shown
            spare.append(read)
            chosen[-1:] = map(_unannounced, chosen[-1:])
            continue
        paragraph = read
        if not _is_ordinary(read, title=None if chosen else title):
            paragraph = _uncontinued(read if read.line is not None else read.without(_is_footnote))
            text = paragraph.text
            if _is_syndicated(text) or (paragraph is not read and _RETURN.search(read.text)):
                break  # the rest is the engine's, or footnotes
            if not text or _is_furniture(paragraph, title=title, first=not chosen):
                continue
        wanted = len(paragraph.text)
        if chosen and room < min(wanted, _WORTHWHILE):
            break
        chosen.append(_fitted(paragraph, room))
        room -= wanted
        enough = room <= limit - limit // 3
        if room <= 0 or (enough and _flow(chosen) >= _PARAGRAPHS):
            break
    chosen = chosen or _second_best(spare, limit)
    return (*chosen[:-1], *map(_unannounced, chosen[-1:]))


def _is_ordinary(paragraph: Paragraph, *, title: str | None) -> bool:
    """Tell whether a paragraph is surely the author's own from end to end, so that nothing is to be looked for in it; in doubt, no."""
    if paragraph.line is None:
        return False
    text = paragraph.text
    opening = text.partition(" ")[0].lower()
    if opening in _OPENINGS or not (opening.isalpha() and opening.isascii()):
        return False
    letters = text.lower()
    return not (
        "…" in text
        or "..." in text
        or " on med" in letters
        or (text[-1] != "." and _has_clue(letters))
        or (title and _folded(title).startswith(opening))
    )


def _second_best(spare: list[Paragraph], limit: int) -> list[Paragraph]:
    """Return what a post without prose has to show: a caption, a table, code, and headings only where all else lacks."""
    better = [paragraph for paragraph in spare if paragraph.kind != "heading"] or spare
    return [_fitted(paragraph, limit // _PARAGRAPHS) for paragraph in better[:_PARAGRAPHS]]


def _fitted(paragraph: Paragraph, room: int) -> Paragraph:
    """Cut a paragraph that is longer than the room for it, at a word's end."""
    if len(paragraph.text) <= room:
        return paragraph
    return paragraph.cut(len(graphemes.shorten(paragraph.text, room)) - len(graphemes.ELLIPSIS), graphemes.ELLIPSIS)


def _uncontinued(paragraph: Paragraph) -> Paragraph:
    """Take "[…] Continue reading →" off a paragraph's end; a sentence that breaks off there gets an ellipsis."""
    whole = paragraph.text
    end = whole[-_TAIL:]
    dots = "…" in end or "..." in end
    if end.endswith(".") and not dots:
        return paragraph  # as most do; searching costs as much as reading
    letters = end.lower()
    if not _has_clue(letters) and not (dots and _PERHAPS_CUT_SHORT.search(letters)):
        return paragraph  # which is found in a tenth of the time
    found = _CONTINUED.search(end)
    if not found:
        return paragraph
    kept = whole[: len(whole) - len(end) + found.start()].rstrip()
    return paragraph.cut(len(kept), "" if not kept or kept.endswith(_FINISHED) else graphemes.ELLIPSIS)


def _has_clue(letters: str) -> bool:
    """Tell whether a text in lower case may say that it goes on elsewhere."""
    if letters.isascii():  # as most are
        return any(map(letters.__contains__, _ASCII_CLUES))
    return any(map(letters.replace("\u0131", "i").__contains__, _CLUES))


def _unannounced(paragraph: Paragraph) -> Paragraph:
    """Let a paragraph that ends in a colon, with what it announces left out, end in an ellipsis."""
    plain = paragraph.text.rstrip()
    return paragraph.cut(len(plain) - 1, graphemes.ELLIPSIS) if plain.endswith(_COLONS) else paragraph


def _flow(chosen: list[Paragraph]) -> int:
    """Count the paragraphs outside of lists."""
    return len([True for one in chosen if not one.path or "li" not in [mark.name for mark in one.path]])


def _is_syndicated(text: str) -> bool:
    """Tell whether it is what an engine puts behind a post to say where it is from."""
    if _SYNDICATED.match(text):
        return True
    # Whatever ends in this begins like any paragraph: it is looked for first.
    return " on med" in text.lower() and _ON_MEDIUM.match(text) is not None


def _is_footnote(run: Run) -> bool:
    """Tell whether it is the mark of a footnote: it would lead to a note that is not here."""
    return _leads_nowhere(run) and _FOOTNOTE.fullmatch(run.text) is not None


def _leads_nowhere(run: Run) -> bool:
    """Tell whether it is a link into its own page, which is not here."""
    return True in [mark.anchor for mark in run.marks] if run.marks else False


def _is_furniture(paragraph: Paragraph, *, title: str | None, first: bool) -> bool:
    """Tell whether a paragraph is of the page and not of the post: share links, a table of contents, reading time."""
    text = paragraph.text
    if len(text) > _SHORT and len(text) > len(title or ""):
        return False
    line = " ".join(text.split())
    folded = line.casefold()
    if first and title and folded == _folded(title):
        return True
    word = _WORD.search(folded)
    return (
        (word is not None and word[0] in _SHARING and _SHARING.issuperset(_WORD.findall(folded)))
        or ("min" in folded and _READING_TIME.fullmatch(line) is not None)
        or _WIDGET.fullmatch(line) is not None
        or (paragraph.line is None and all(_leads_nowhere(run) or run.text.isspace() for run in paragraph.runs))
        or (first and (_DATELINE.fullmatch(line) is not None or _CREDIT.fullmatch(line) is not None))
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

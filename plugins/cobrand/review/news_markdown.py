"""News → the Markdown of a pull request or a job summary, for whoever decides whether it goes out.

Every post is there with its author, its link and its first words, as long as there is room: GitHub takes 65,536
characters. What is cut is counted. Nothing that a stranger wrote is anything but text in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from cobrand import graphemes
from cobrand.address import host
from cobrand.health import Health
from cobrand.model import Entry, Expert, Feed, Practice
from cobrand.publish.markdown import markdown_advice, markdown_link, markdown_text
from cobrand.publish.select import Post, Verdict
from cobrand.review.news import Edit, Gone, News, Retold

LIMIT = 65_536  # of a pull request's text; counted in bytes here, so that no way of counting characters exceeds it
_WORDS = 240  # characters of a post's first words
_PASSAGE = 160  # characters of a passage that was changed
_RESERVE = 160  # bytes kept for each further section's heading and count

Lead = Callable[[Entry], str]


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    intro: str
    items: list[str]
    unit: str  # what is counted where it has to be cut
    brief: tuple[str, ...] = ()  # the items without what can be left out before any of them is


@dataclass(frozen=True, slots=True, kw_only=True)
class Fares:
    """How the feeds fare that are not well."""

    expert: Expert
    feed: Feed
    health: Health


def headline(news: News) -> str:
    """Say in a few words what is new, as a pull request's title or a commit's subject."""
    writers = {post.experts[0].slug for post in news.new}
    said = [
        f"{_counted(len(news.new), 'new post')} by {_names([post.experts[0].name for post in news.new], len(writers))}"
        if news.new
        else "",
        f"{_counted(len(news.edited), 'edit')}" if news.edited else "",
        f"{_counted(len(news.gone), 'post')} gone" if news.gone else "",
        f"{_counted(len(news.removed), 'person')} removed" if news.removed else "",
        f"{_counted(len(news.joined), 'new expert')}" if news.joined and not news.new else "",
        f"{_counted(len({one.expert.slug for one in news.retold}), 'home page')} changed" if news.retold else "",
    ]
    parts = [part for part in said if part]
    if news.due:
        parts.append(f"{_counted(len(news.due), 'post')} to come")
    if not parts and news.hidden:
        parts = [f"{_counted(len(news.hidden), 'new post')} that would not show"]
    return ", ".join(parts) or "No new posts"


def news_markdown(
    news: News,
    fares: Iterable[Fares],
    practices: Sequence[Practice],
    *,
    lead: Lead,
    text: Callable[[str], str],
    limit: int = LIMIT,
) -> str:
    """Write the news, most urgent first; `lead` returns a post's first words as plain text, `text` reads all of its HTML."""
    fares = tuple(fares)
    urgent = [one for one in fares if one.health.attention]
    sections = [
        _Section("## Needs somebody", "", [_fares(one) for one in urgent], "feed"),
        *_new(news, practices, lead),
        _Section("## Will show on their day", _DUE, [_due(one, lead) for one in news.due], "post"),
        _Section("## Edited", "", [_edit(one, text) for one in news.edited], "post"),
        _Section("## No longer shows", "", [_gone(one) for one in news.gone], "post"),
        _Section("## Home pages say otherwise", "", [_retold(one) for one in news.retold], "change"),
        _Section("## People", "", list(_people(news)), "person"),
        _Section("## New, and would not show", _HIDDEN, [_hidden(one) for one in news.hidden], "post"),
        _Section("## Failing now", _PATIENCE, [_fares(one) for one in fares if not one.health.attention], "feed"),
    ]
    return _fitted(f"{headline(news)}.\n", [one for one in sections if one.items], limit)


_DUE = "These are dated in the future, and show from then on without another review."
_HIDDEN = "These are kept, and a rule keeps them off the pages. Nothing has to be done."
_PATIENCE = "Earlier posts stay. Most of these come back by themselves."


def _new(news: News, practices: Sequence[Practice], lead: Lead) -> Iterator[_Section]:
    """Yield the new posts, a section for each practice; a post stands once, with the main practice of its first expert."""
    names = {practice.slug: practice.name for practice in practices}
    by_practice: dict[str | None, list[Post]] = {}
    for post in news.new:
        by_practice.setdefault(next(iter(post.practices), None), []).append(post)
    order = [*(slug for slug in names if slug in by_practice), *([None] if None in by_practice else [])]
    intro = "## New posts\n\n"
    for slug in order:
        name = markdown_text(names[slug]) if slug else "Without a practice"
        heading = f"{intro}### {name}" if len(order) > 1 or slug else intro.rstrip()
        items = [_post(post, lead) for post in by_practice[slug]]
        yield _Section(heading, "", items, "post", tuple(item.rpartition("\\\n")[0] for item in items))
        intro = ""


def _post(post: Post, lead: Lead) -> str:
    return _item(_title(post.entry), _byline(post.experts, post.entry, guest=post), _quoted(lead(post.entry)))


def _edit(edit: Edit, text: Callable[[str], str]) -> str:
    before, after = edit.before, edit.after
    lines = []
    if before.title != after.title:
        lines.append(f"The title was: {markdown_text(before.title or 'none')}")
    if before.link != after.link:
        lines.append(f"The link was: {markdown_link(before.link or 'none', before.link)}")
    was, now = _passages(text(before.content), text(after.content))
    if was != now:
        lines += [f"Was: {markdown_text(was) or 'nothing'}", f"Now: {markdown_text(now) or 'nothing'}"]
    return _item(_title(after), _byline(edit.post.experts, after), *lines)


def _gone(gone: Gone) -> str:
    why = markdown_text(gone.rule) if gone.rule else "no longer in the archive"
    return _item(_title(gone.entry), _byline((gone.expert,), gone.entry), f"Why: {why}")


def _due(verdict: Verdict, lead: Lead) -> str:
    return _item(_title(verdict.entry), _byline((verdict.expert,), verdict.entry), _quoted(lead(verdict.entry)))


def _hidden(verdict: Verdict) -> str:
    why = f"Why: {markdown_text(verdict.rule or '')}"
    return _item(_title(verdict.entry), _byline((verdict.expert,), verdict.entry), why)


def _retold(one: Retold) -> str:
    was, now = _passages(one.before or "", one.after or "")
    said = [f"Was: {markdown_text(was) or 'nothing'}", f"Now: {markdown_text(now) or 'nothing'}"]
    return _item(f"{markdown_text(one.expert.name)}: {one.what}", *said)


def _people(news: News) -> Iterator[str]:
    for expert in news.joined:
        yield f"- {markdown_text(expert.name)} is new (`{expert.slug}`)"
    for slug in news.removed:
        yield f"- `{slug}`: the profile is gone, and so is what was kept. Git's history still has it"


def _fares(one: Fares) -> str:
    where = host(one.feed.url) or one.feed.url
    since = f", since {one.health.since:%Y-%m-%d}" if one.health.since else ""
    said = f"**{markdown_text(where)}** ({markdown_text(one.expert.name)}) {markdown_text(one.health.what)}{since}."
    return _item(said, markdown_advice(one.health.remedy))


def _title(entry: Entry) -> str:
    return f"**{markdown_link(entry.title or entry.link or entry.id, entry.link)}**"


def _byline(experts: Iterable[Expert], entry: Entry, *, guest: Post | None = None) -> str:
    names = ", ".join(expert.name for expert in experts)
    if guest and guest.others:
        others = ", ".join(author.name for author in guest.others)
        names = f"{others} on the blog of {names}" if guest.guest else f"{names}, {others}"
    place = host(entry.link or entry.blog)
    return ", ".join(markdown_text(part) for part in (names, _day(entry.date), place) if part)


def _quoted(words: str) -> str:
    return f"_{markdown_text(graphemes.shorten(words, _WORDS))}_" if words.strip() else "_No text_"


def _item(first: str, *lines: str) -> str:
    """Write an item of a list, its lines below each other."""
    return "- " + "\\\n  ".join(line for line in (first, *lines) if line)


def _passages(before: str, after: str) -> tuple[str, str]:
    """Cut two texts down to where they begin to differ, a few words before it included."""
    old, new = before.split(), after.split()
    at = next((n for n, (one, other) in enumerate(zip_longest(old, new)) if one != other), None)
    if at is None:
        return "", ""
    start = max(0, at - 6)
    return _passage(old, start), _passage(new, start)


def _passage(words: list[str], start: int) -> str:
    passage = " ".join(words[start : start + _PASSAGE])
    return (graphemes.ELLIPSIS if start and passage else "") + graphemes.shorten(passage, _PASSAGE)


def _fitted(opening: str, sections: list[_Section], limit: int) -> str:
    """Put the sections together; where there is too much, every one of them keeps its heading and counts what is left out."""
    parts, left = [opening], limit - len(opening.encode()) - 1
    for number, section in enumerate(sections):
        heading = f"\n{section.heading}\n" + (f"\n{section.intro}\n" if section.intro else "")
        room = left - len(heading.encode()) - _RESERVE * (len(sections) - number)
        kept: list[str] = []
        fits = sum(len(item.encode()) + 1 for item in section.items) <= room
        for item in section.items if fits else section.brief or section.items:
            room -= len(item.encode()) + 1
            if room < 0:
                break
            kept.append(item)
        cut = len(section.items) - len(kept)
        more = [f"- … and {_counted(cut, 'more ' + section.unit)}, in the changed files"] if cut else []
        part = f"{heading}\n" + "\n".join([*kept, *more]) + "\n"
        parts.append(part)
        left -= len(part.encode())
    return "".join(parts)


def _counted(count: int, noun: str) -> str:
    plural = noun.removesuffix("person") + "people" if noun.endswith("person") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _names(names: list[str], count: int) -> str:
    """Name up to three people, else count them."""
    each = list(dict.fromkeys(names))
    if count > 3:
        return f"{count} people"
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}" if moment.year > 1 else "no date"

"""Somebody new, and what is wished → a profile in the folder of profiles. It never overwrites, and asks nobody.

What a home page says is proposed, never decided: name and job title are written down for their owner to review, and
all else stays on that page, from where builds take it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from cobrand import address
from cobrand.config import Options, slug_complaint
from cobrand.drafts import suggestion
from cobrand.errors import Problem, ProblemsError
from cobrand.files import create_file
from cobrand.harvest.plaintext import plain
from cobrand.look import Sight
from cobrand.model import Expert, Practice, Topic
from cobrand.onboard.scout import Newcomer
from cobrand.onboard.sheet import Sheet, profile_text, slug_of
from cobrand.profiles import Roster, load_roster, shown_path
from cobrand.publish.markdown import markdown_text
from cobrand.publish.paragraphs import paragraphs
from cobrand.publish.select import Verdict
from cobrand.source import shown

_MOST_TOPICS = 3
_LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person at the keyboard wants in the profile; `None` leaves it to what is found."""

    name: str | None = None
    job_title: str | None = None
    slug: str | None = None
    practices: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    consent: date | None = None
    with_bio: bool = False
    without_blog: bool = False


def sheet(newcomer: Newcomer | None, wishes: Wishes, roster: Roster, options: Options) -> Sheet:
    """Put together what the profile is to say; raise ProblemsError with what is missing or in the way.

    Without a newcomer, only what is wished goes in.
    """
    name = _name(newcomer, wishes)
    if name is None:
        _refuse(
            newcomer.candidate.url if newcomer else "--name",
            "nobody's name is to be found there",
            f"Say it with --name, such as --name {shown(newcomer.called)}."
            if newcomer and newcomer.called
            else "Say it with --name.",
        )
    blog = newcomer.blog if newcomer and not wishes.without_blog else None
    closed = options.practices is not None
    made = Sheet(
        name=name,
        slug=slug_for(newcomer, wishes) or "",
        job_title=_job_title(newcomer, wishes),
        practices=tuple(named(text, roster.practices, closed=closed) for text in wishes.practices),
        topics=tuple(named(text, roster.topics, closed=False) for text in wishes.topics),
        blog=blog,
        home=newcomer.home if newcomer and (blog is None or newcomer.apart) else None,
        consent=wishes.consent,
        body=_body(newcomer) if newcomer and wishes.with_bio else "",
    )
    _refuse_slug(made, roster, options)
    if options.require_consent and made.consent is None:
        what = "mkdocs.yml asks for everybody's consent (`require_consent`), and there is none yet"
        _refuse(shown_profile(made.slug, options), what, f"Ask {made.name}; after a yes, add --consent.")
    return made


def _name(newcomer: Newcomer | None, wishes: Wishes) -> str | None:
    said = plain(wishes.name, "text", limit=100)
    return said or (newcomer.bio.name.value if newcomer and newcomer.bio.name else None)


def _job_title(newcomer: Newcomer | None, wishes: Wishes) -> str | None:
    if wishes.job_title is not None:  # an empty one was meant
        return plain(wishes.job_title, "text", limit=_LONGEST_TITLE)
    return newcomer.bio.job_title.value if newcomer and newcomer.bio.job_title else None


def slug_for(newcomer: Newcomer | None, wishes: Wishes) -> str | None:
    """Return what the file is to be called; `None` where neither name nor address spells it."""
    url = (newcomer.blog.url if newcomer.blog else newcomer.home) if newcomer else None
    return wishes.slug or slug_of(_name(newcomer, wishes) or "", url)


def refuse_known(newcomer: Newcomer, roster: Roster, options: Options) -> None:
    """Raise ProblemsError where somebody's profile names that blog or page already."""
    feeds = (one.feed.url for one in newcomer.sight.blogs if one.feed)
    ours = {address.canonical(url): url for url in (newcomer.candidate.url, newcomer.home, *feeds) if url}
    for expert in roster.experts:
        theirs = (expert.home, *(url for blog in expert.blogs for url in (blog.url, blog.feed)))
        shared = next((ours[known] for url in theirs if url and (known := address.canonical(url)) in ours), None)
        if shared:
            remedy = "Edit that file. If two people share a blog, write the second profile by hand, with `only: {authors: […]}` in both."
            _refuse(shown_profile(expert.slug, options), f"{expert.name} is there already, with {shared}", remedy)


def why(newcomer: Newcomer) -> str:
    """Say why somebody has no blog that can be read."""
    failure = newcomer.failure
    return f"{newcomer.candidate.url} {failure.reason}. {failure.remedy}" if failure else ""


def refuse_failure(newcomer: Newcomer) -> NoReturn:
    """Raise ProblemsError for an address of which nothing can come."""
    failure = newcomer.failure
    remedy = failure.remedy if failure else ""
    if newcomer.home:
        remedy += " With --without-blog, the profile takes only who the person is."
    _refuse(newcomer.candidate.url, failure.reason if failure else "has no blog", remedy.strip())


def _refuse_slug(made: Sheet, roster: Roster, options: Options) -> None:
    """Raise ProblemsError where a profile can't be called that."""
    path = shown_profile(made.slug or "…", options)
    if not made.slug:
        what = f"no file name can be spelt from {shown(made.name)}"
        _refuse(path, what, "Choose one with --slug, such as ada-lindqvist.")
    if complaint := slug_complaint(made.slug, made.name):
        _refuse(path, f"{shown(made.slug)} {complaint[0]}", f"{complaint[1]} Say it with --slug.")
    for expert in roster.experts:
        if made.slug in (expert.slug, *expert.aliases):
            what = (
                "is there already" if expert.slug == made.slug else f"once was {made.slug}.md, and is found there still"
            )
            remedy = "Edit it, or choose another name for this one with --slug."
            _refuse(shown_profile(expert.slug, options), f"the profile of {expert.name} {what}", remedy)


def chosen(text: str, choices: Sequence[Practice | Topic], *, closed: bool) -> str:
    """Return what somebody chooses from a numbered list, by number, slug or name; raises as `named` does."""
    if text.isdecimal() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].slug
    return named(text, choices, closed=closed)


def named(text: str, known: Iterable[Practice | Topic], *, closed: bool) -> str:
    """Return the slug of a practice or topic that somebody names by slug or name; raise ProblemsError where there is none.

    Where the list is not `closed`, a name that nobody had is a new one, and stays as it was typed.
    """
    choices = tuple(known)
    found = match(text, choices)
    if found is not None:
        return found
    words = plain(text, "text", limit=100)
    if not closed and words and address.slugify(words):
        return words
    near = suggestion(text, {word: one.slug for one in choices for word in (one.slug, one.name)})
    meant = next((one.slug for one in choices if near in (one.slug, one.name)), None)
    remedy = f"Did you mean {meant}?" if meant else f"Choose from {', '.join(one.slug for one in choices)}."
    return _refuse("mkdocs.yml", f"{shown(text)} is none of the practices there", remedy)


def match(text: str, choices: Iterable[Practice | Topic]) -> str | None:
    """Return the slug of what somebody names by slug or name, in upper or lower case."""
    wanted = _loose(text)
    return next((one.slug for one in choices if wanted in (_loose(one.slug), _loose(one.name))), None)


def _loose(text: str) -> str:
    return "-".join(re.split(r"[\s-]+", text.strip().casefold()))


def grouped(groups: Iterable[str], roster: Roster) -> tuple[str, ...]:
    """Return the practices that the groups of a blogroll are called after."""
    found = (match(group, roster.practices) for group in groups)
    return tuple(dict.fromkeys(slug for slug in found if slug))


def likely_topics(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the topics of the site that somebody writes about most: those of two posts or more, three at most."""
    counts = Counter(topic for one in verdicts if one.post for topic in one.post.topics)
    return tuple(topic for topic, count in counts.most_common(_MOST_TOPICS) if count > 1)


def off_topic(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the posts that would show and are about no topic of the site."""
    return tuple(one for one in verdicts if one.post and not one.post.topics)


# --- the file --------------------------------------------------------------------------------------------------------


def as_expert(made: Sheet, options: Options) -> Expert:
    """Return the person as the profile will say it, for a preview."""
    return Expert(
        slug=made.slug,
        name=made.name,
        source=options.experts_dir / f"{made.slug}.md",
        job_title=made.job_title,
        practices=tuple(map(address.slugify, made.practices)),
        topics=tuple(map(address.slugify, made.topics)),
        blogs=(made.blog,) if made.blog else (),
        home=made.home,
        consent=made.consent,
        body=made.body,
    )


def seen_as(newcomer: Newcomer, expert: Expert) -> Sight:
    """Return what was seen of somebody, now that it is known who that is."""
    blogs = zip(newcomer.sight.blogs, expert.blogs, strict=False)
    return replace(newcomer.sight, expert=expert, blogs=tuple(replace(one, blog=blog) for one, blog in blogs))


def write(made: Sheet, options: Options, *, today: date, pictured: bool) -> Path:
    """Write the profile after reading it as a build will; raises ProblemsError, also where somebody else came first."""
    text = profile_text(
        made,
        today=today,
        pictured=pictured,
        practices=[practice.slug for practice in options.practices or ()],
        topics=[topic.slug for topic in options.topics],
    )
    path = options.experts_dir / f"{made.slug}.md"
    _try(text, path, options)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        create_file(path, text.encode())
    except FileExistsError:
        remedy = "Edit it, or choose another name for this one with --slug."
        _refuse(shown_profile(made.slug, options), "the file is there already, and stays as it is", remedy)
    return path


def _try(text: str, path: Path, options: Options) -> None:
    """Read the profile alone, in a folder that nobody sees."""
    with TemporaryDirectory(prefix="cobrand-") as folder:
        (Path(folder) / path.name).write_text(text, encoding="utf-8")
        try:
            load_roster(replace(options, experts_dir=Path(folder)))
        except ProblemsError as error:
            where = shown_profile(path.stem, options)
            raise ProblemsError(tuple(replace(one, path=where, line=None) for one in error.problems)) from None


def _body(newcomer: Newcomer) -> str:
    """Write the bio of a home page as Markdown that does nothing: a profile's body is trusted, and a stranger is not."""
    note = newcomer.bio.note
    read = paragraphs(note.value, base=None) if note else ()
    return "\n\n".join(filter(None, (markdown_text(paragraph.text) for paragraph in read)))


def shown_profile(slug: str, options: Options) -> str:
    """Name a profile as messages do."""
    return f"{shown_path(options.experts_dir, options.root)}/{slug}.md"


def _refuse(path: str, what: str, remedy: str) -> NoReturn:
    raise ProblemsError((Problem(path=path, line=None, what=what, remedy=remedy),))

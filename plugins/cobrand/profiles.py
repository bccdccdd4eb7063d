"""The folder of profiles → experts, with the practices and topics they name; or all that is wrong with them, at once.

A profile is `<slug>.md`. README.md and names that begin with `_` or `.` are no profiles, and folders inside are not
looked into. It asks no network: whether a blog answers is not its business.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

from cobrand.address import canonical, slugify
from cobrand.config import Complaint, Found, Options, address_complaint, slug_complaint, titled
from cobrand.drafts import Draft, Review, suggestion, unfold, unknown_key, validate
from cobrand.errors import Problem, ProblemsError
from cobrand.lineage import circles
from cobrand.model import Blog, Credential, Expert, Practice, Rule, Span, Topic
from cobrand.photos import EXPORT, READABLE, SUFFIXES, UNREADABLE
from cobrand.source import Document, Location, read_markdown, read_text, refuse, shown

# The keys of a profile that are not called as the field of Expert; slug, source and body are the file's name and text.
_WRITTEN: dict[str, tuple[str, ...]] = {
    "blogs": ("blog",),
    "spans": ("joined", "left", "spans"),
    **dict.fromkeys(("slug", "source", "body"), ()),
}
KEYS = tuple(key for member in fields(Expert) for key in _WRITTEN.get(member.name, (member.name,)))

_KNOWN = frozenset(KEYS)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_FEDIVERSE = re.compile(r"@[\w.-]+@[\w-]+(\.[\w-]+)+")
_PROFILE_ADDRESS = re.compile(r"https://([\w.-]+)/@([\w.-]+)/?")
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

Named = TypeVar("Named", bound=Practice | Topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everybody, by slug; the practices and topics as configured, then those that only profiles name, by slug."""

    experts: tuple[Expert, ...]
    practices: tuple[Practice, ...]
    topics: tuple[Topic, ...]


def load_roster(options: Options) -> Roster:
    """Read all profiles; raise all their problems at once."""
    roster, problems = review_roster(options)
    refuse(problems)
    return roster


def review_roster(options: Options) -> tuple[Roster, tuple[Problem, ...]]:
    """Read all profiles, and list all their problems.

    What is wrong is left out: a key, or a profile that can't be read at all. Raises ProblemsError for a folder that can't.
    """
    files, folder = _files(options), shown_path(options.experts_dir, options.root)
    astray = {path: _astray(path, options.root) for path in _links_out(options.experts_dir)}
    problems = [*astray.values()]
    contents: dict[Path, bytes] = {}
    for source in (options.experts_dir / name for name in sorted(files) if _is_profile(name)):
        if source in astray:
            continue
        try:
            contents[source] = source.read_bytes()
        except OSError as error:
            what, remedy = f"the file can't be read: {error.strerror}", "Make it readable, or take it away."
            problems.append(Problem(path=f"{folder}/{_clean(source.name)}", line=None, what=what, remedy=remedy))
    drafts: dict[str, Draft] = {}
    bodies: dict[str, str] = {}
    for source, content in contents.items():  # not while reading: changing between the two takes a third longer
        path = f"{folder}/{_clean(source.name)}"
        try:
            document, bodies[path], dubious = read_markdown(read_text(content, path), path)
            drafts[path], unknown = _draft(document, source)
            problems += (*dubious, *unknown)
        except ProblemsError as error:
            problems += error.problems
    inspection = _Inspection(options, files)
    reviews = validate(Expert, drafts)
    inspection.renamed = {alias: review.noun.slug for review in reviews.values() for alias in review.noun.aliases}
    experts = [inspection.settle(review, bodies[path]) for path, review in reviews.items()]
    by_slug = {review.noun.slug: review for review in reviews.values()}
    for slug, complaint in circles({slug: review.noun.successor for slug, review in by_slug.items()}):
        by_slug[slug].complain(("successor",), *complaint)
    roster = Roster(
        experts=tuple(sorted(experts, key=lambda expert: expert.slug)),
        practices=inspection.practices.all(),
        topics=inspection.topics.all(),
    )
    return roster, (*problems, *(problem for review in reviews.values() for problem in review.problems))


def shown_path(path: Path, root: Path) -> str:
    """Name a file as messages do: from the folder of mkdocs.yml, with slashes."""
    try:
        relative = os.path.relpath(path, root)
    except ValueError:  # another drive
        relative = str(path)
    return _clean(relative.replace(os.sep, "/"))


def stray_pictures(names: Iterable[str], experts: Iterable[Expert], options: Options) -> Iterator[Problem]:
    """Find, among files beside the profiles, pictures that were probably meant as portraits and are nobody's."""
    folder, photos = options.experts_dir, {expert.slug: expert.photo for expert in experts}
    used = {photo.resolve() for photo in photos.values() if photo}
    for path in (folder / name for name in names if "/" not in name and not name.startswith("_")):
        place, suffix = f"{folder.name}/{_clean(path.name)}", path.suffix.lower()
        if suffix not in (*SUFFIXES, *UNREADABLE) or path.resolve() in used:
            continue
        if path.stem not in photos:
            near = suggestion(path.stem, photos)
            remedy = f"Did you mean {near}?" if near else "Call it as the profile is called."
            yield Problem(path=place, line=None, what="is nobody's portrait", remedy=remedy)
        elif suffix in UNREADABLE and photos[path.stem] is None:
            what = "can't be used as a portrait: few browsers show HEIC"
            yield Problem(path=place, line=None, what=what, remedy=EXPORT)


def _clean(name: str) -> str:
    """Make a file's name fit for a message, where it isn't UTF-8 or holds a line end."""
    if name.isprintable():
        return name
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _is_profile(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(("_", ".")) and name.casefold() != "readme.md"


def _files(options: Options) -> frozenset[str]:
    """Return all names in the folder of profiles; the usual folder may be missing as long as there is no profile."""
    try:
        return frozenset(path.name for path in options.experts_dir.iterdir())
    except OSError as error:
        if isinstance(error, FileNotFoundError) and options.experts_dir == options.root / "experts":
            return frozenset()
        path = shown_path(options.experts_dir, options.root)
        what = f"the folder for profiles can't be read: {error.strerror}"
        remedy = f"Create {path}/ with a profile in it, such as ada-lindqvist.md, or set `experts_dir` in mkdocs.yml."
        raise ProblemsError((Problem(path=path, line=None, what=what, remedy=remedy),)) from error


def _links_out(folder: Path) -> Iterator[Path]:
    """Yield the links out of the folder that would be published: a pull request could fetch the machine's files so.

    Links to folders are never followed, which leaves the last part of a path to look at.
    """
    inside = os.path.realpath(folder)
    walk = os.walk(folder)  # which makes no Path of each: that takes longer than asking the disk
    names = (os.path.join(where, name) for where, *inner in walk for name in (*inner[0], *inner[1]))  # noqa: PTH118
    for path in map(Path, filter(os.path.islink, names)):
        if Path(os.path.realpath(path)).is_relative_to(inside):
            continue
        profile = path.parent == folder and _is_profile(path.name)
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if profile or (path.suffix != ".md" and not hidden):
            yield path


def _astray(path: Path, root: Path) -> Problem:
    what, remedy = "the file is a link out of the folder of profiles", "Put the file itself there, or take it away."
    return Problem(path=shown_path(path, root), line=None, what=what, remedy=remedy)


def _draft(document: Document, source: Path) -> tuple[Draft, list[Problem]]:
    """Give the front matter the fields of Expert: `blog` is its blogs, `joined` and `left` are a span."""
    data = document.data if isinstance(document.data, dict) else {}
    problems = [unknown_key(document, (key,), KEYS) for key in sorted(data.keys() - _KNOWN, key=str)[:100]]
    given = {key: value for key, value in data.items() if value is not None and key in _KNOWN}
    places: dict[Location, Location] = {("blogs",): ("blog",)}
    if "blog" in given:
        given["blogs"] = given.pop("blog")
    dates = {key: given.pop(key) for key in ("joined", "left") if key in given}
    if dates and "spans" in given:
        what, remedy = "`spans` stands beside `joined` or `left`", "Write all times into `spans`."
        problems.append(document.problem(("spans",), what, remedy))
    elif dates:
        given["spans"] = [dates]
        places["spans", 0] = ()
    shaped = unfold(Expert, {**given, "slug": source.stem, "source": str(source)})
    if "credentials" in shaped:
        shaped["credentials"] = [_dated(credential) for credential in _listed(shaped["credentials"])]
    return Draft(document=document, fields=shaped, places=places, spare={"name": "?"}), problems


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _dated(credential: object) -> object:
    """Let a year be a year: YAML makes a number of it."""
    if isinstance(credential, dict) and type(credential.get("date")) is int:
        return {**credential, "date": str(credential["date"])}
    return credential


# --- practices and topics --------------------------------------------------------------------------------------------


class _Catalogue(Generic[Named]):
    """The practices, or topics, of the site: the configured ones and, unless it is closed, those that profiles name."""

    def __init__(self, key: str, noun: type[Named], configured: Iterable[Named], *, closed: bool) -> None:
        self.key = key
        self.noun = noun
        self.closed = closed
        self.configured = {one.slug: one for one in configured}
        self.made: dict[str, tuple[str, tuple[Document, Location]]] = {}  # slug → how it is written, and where first
        self.known = {_loose(word): one.slug for one in self.configured.values() for word in (one.slug, one.name)}

    def take(self, text: str, where: tuple[Document, Location]) -> str | Complaint:
        """Return the slug of what a profile names, by slug or by name; make it if that is allowed."""
        slug = self.known.get(_loose(text))
        if slug is None:
            slug = slugify(text)
            refusal = self._unknown(text) if self.closed else self._refusal(slug, text)
            if refusal:
                return refusal
            self.known[_loose(text)] = slug
        if slug not in self.configured:
            written, first = self.made.get(slug, (text, where))
            self.made[slug] = (text if written == slug else written, first)
        return slug

    def _unknown(self, text: str) -> Complaint:
        slugs = {word: one.slug for one in self.configured.values() for word in (one.name, one.slug)}
        near = suggestion(text, slugs)
        remedy = f"Did you mean `{slugs[near]}`?" if near else f"Choose from {', '.join(self.configured)}."
        return f"is not one of the {self.key} in mkdocs.yml: {shown(text)}", remedy if slugs else "None are configured."

    def _refusal(self, slug: str, text: str) -> Complaint | None:
        if not slug:
            return f"has neither letters nor digits: {shown(text)}", "Write its name in words."
        if slug in self.configured:
            twin, where = self.configured[slug].name, "mkdocs.yml"
        elif slug in self.made:
            twin, (document, location) = self.made[slug]
            where = f"{document.path}:{document.line(location)}"
        else:
            return slug_complaint(slug, text)
        remedy = f"Rename one of them, or give each a slug of its own under `{self.key}:` in mkdocs.yml."
        return f"makes the same address as {shown(twin)} in {where}: {shown(text)}", remedy

    def all(self) -> tuple[Named, ...]:
        """Return the configured ones in their order, then the others by slug."""
        made = ((slug, self.made[slug][0]) for slug in sorted(self.made))
        named = (self.noun(slug=slug, name=titled(slug) if text == slug else text) for slug, text in made)
        return (*self.configured.values(), *named)


def _loose(text: str) -> str:
    """Return the form in which a name and its slug compare equal: `Interactive Marketing`, `interactive-marketing`."""
    return "-".join(re.split(r"[\s-]+", text.casefold()))


# --- what types can't know -------------------------------------------------------------------------------------------


class _Inspection:
    """Looks at one expert after the other, and remembers what they share: practices, topics, slugs and former slugs."""

    def __init__(self, options: Options, files: frozenset[str]) -> None:
        self.options = options
        self.files = files
        self.pictures = {
            stem + dot + end.lower(): name for name in sorted(files) for stem, dot, end in [name.rpartition(".")]
        }
        self.slugs = {name.removesuffix(".md"): name for name in files if _is_profile(name)}
        self.aliases: dict[str, str] = {}  # former slug → the file that has it
        self.renamed: dict[str, str] = {}  # former slug → the present one
        configured = options.practices
        self.practices = _Catalogue("practices", Practice, configured or (), closed=configured is not None)
        self.topics = _Catalogue("topics", Topic, options.topics, closed=False)

    def settle(self, review: Review[Expert], body: str) -> Expert:
        """Return the expert with what the rest of the site adds to a profile; complain of what is wrong."""
        expert, photo = review.noun, review.noun.photo or self._beside(review.noun)
        for location, complaint in self._complaints(expert, photo):
            if complaint:
                review.complain(location, *complaint)
        if complaint := slug_complaint(expert.slug, expert.name):
            fits = (slug for slug in (slugify(expert.slug), slugify(expert.name)) if not slug_complaint(slug, slug))
            fit = next(fits, "ada-lindqvist")
            what, remedy = f"the file name {complaint[0]}", f"Rename it, for example to {fit}.md."
            review.problems.append(review.draft.document.problem((), what, remedy))
        return replace(
            expert,
            body=body,
            photo=photo and self.options.experts_dir / photo,
            practices=self._named(self.practices, expert.practices, review),
            topics=self._named(self.topics, expert.topics, review),
            spans=tuple(sorted(expert.spans, key=_beginning)),
        )

    def _named(self, catalogue: _Catalogue[Named], texts: Iterable[str], review: Review[Expert]) -> tuple[str, ...]:
        document, slugs = review.draft.document, []
        for index, text in enumerate(texts):
            location = (catalogue.key, index)
            taken = catalogue.take(text, (document, location))
            if isinstance(taken, str):
                slugs.append(taken)
            else:
                review.complain(location, *taken)
        return tuple(dict.fromkeys(slugs))

    def _beside(self, expert: Expert) -> Path | None:
        names = (self.pictures.get(expert.slug + ending) for ending in SUFFIXES)
        return next((Path(name) for name in names if name), None)

    def _complaints(self, expert: Expert, photo: Path | None) -> Found:
        for key in ("name", "job_title", "pronouns", "location"):
            if "\n" in (getattr(expert, key) or ""):
                yield (key,), ("must be one line", "Join its lines.")
        yield ("home",), address_complaint(expert.home)
        yield from _blog_complaints(expert.blogs)
        for index, link in enumerate(expert.links):
            yield ("links", index, "url"), address_complaint(link.url)
        for index, credential in enumerate(expert.credentials):
            yield ("credentials", index, "url"), address_complaint(credential.url)
            yield ("credentials", index, "date"), _date_complaint(credential)
        if expert.now_at:
            yield ("now_at", "url"), address_complaint(expert.now_at.url)
        yield ("fediverse",), _fediverse_complaint(expert.fediverse)
        yield ("photo",), self._photo_complaint(photo)
        yield from _span_complaints(expert.spans)
        yield from self._slug_complaints(expert)
        if self.options.require_consent and expert.consent is None:
            remedy = "Ask for it, and write the day it was given: `consent: 2024-05-31`."
            yield ("consent",), ("is missing, and `require_consent` is set in mkdocs.yml", remedy)

    def _slug_complaints(self, expert: Expert) -> Found:
        mine = expert.source.name
        if expert.successor == expert.slug:
            yield ("successor",), ("is this very profile", "Name another, or remove the line.")
        elif expert.successor and expert.successor not in self.slugs:
            near = self.renamed.get(expert.successor) or suggestion(expert.successor, self.slugs)
            remedy = f"Did you mean `{near}`?" if near else "Write the file name of a profile, without .md."
            yield ("successor",), (f"must be the slug of another profile, not {shown(expert.successor)}", remedy)
        for index, alias in enumerate(expert.aliases):
            taken = self.slugs.get(alias) or self.aliases.setdefault(alias, mine)
            if complaint := slug_complaint(alias, expert.name):
                yield ("aliases", index), complaint
            elif alias == expert.slug:
                yield ("aliases", index), (f"is what the profile is called now: {shown(alias)}", "Remove it.")
            elif taken != mine:
                yield ("aliases", index), (f"is taken by {taken}: {shown(alias)}", "Remove it from one of them.")

    def _photo_complaint(self, photo: Path | None) -> Complaint | None:
        if photo is None:
            return None
        name = str(photo)
        if len(photo.parts) != 1:
            written = shown(name.replace(":/", "://", 1))  # the path of an address has lost a slash
            return f"must be a file beside the profile, not {written}", "Put it there, and write its name alone."
        if name not in self.files:
            near = suggestion(name, [file for file in self.files if file.lower().endswith(SUFFIXES)])
            remedy = f"Did you mean `{near}`?" if near else "Put it beside the profile, or remove the line."
            return f"names a file that is not there: {shown(name)}", remedy
        if photo.suffix.lower() not in SUFFIXES:
            return f"must be a {READABLE} file, not {shown(name)}", "Convert the picture."
        return None


def _blog_complaints(blogs: tuple[Blog, ...]) -> Found:
    """Look at the blogs of one person. Two people may share a blog: `only` its authors then tells them apart."""
    for index, blog in enumerate(blogs):
        here: Location = ("blogs", index)
        yield (*here, "url"), address_complaint(blog.url)
        yield (*here, "feed"), address_complaint(blog.feed)
        if any(canonical(blog.url) == canonical(other.url) for other in blogs[:index]):
            yield (*here, "url"), (f"stands here twice: {shown(blog.url)}", "Keep one.")
        yield (*here, "language"), _language_complaint(blog.language)
        if blog.full_text and not blog.license:
            remedy = "Add it, such as `license: CC BY 4.0`, or take `full_text` out."
            yield (*here, "license"), ("grants `full_text` without a `license`", remedy)
        for key, rule in (("only", blog.only), ("skip", blog.skip)):
            if rule is not None:
                yield from _rule_complaints((*here, key), rule)


def _rule_complaints(here: Location, rule: Rule) -> Found:
    from cobrand.alike import keyword, label  # noqa: PLC0415 - few profiles have such rules

    if rule == Rule():
        yield here, ("is empty", "Say which posts, such as `categories: [work]`, or remove the line.")
    if rule.since and rule.until and rule.since > rule.until:
        yield (*here, "until"), (f"is before `since`: {rule.until} < {rule.since}", "Put the earlier day into `since`.")
    for key, words, bare in (
        ("keywords", rule.keywords, lambda one: keyword(one).core),
        ("categories", rule.categories, label),
    ):
        for index, word in enumerate(words):
            if not bare(word):
                yield (*here, key, index), (f"holds nothing to look for: {shown(word)}", "Write a word, or remove it.")
    for index, language in enumerate(rule.languages):
        yield (*here, "languages", index), _language_complaint(language)


def _language_complaint(language: str | None) -> Complaint | None:
    if language is None or _LANGUAGE.fullmatch(language):
        return None
    return f"must be a language tag such as en or pt-BR, not {shown(language)}", "Look it up in BCP 47."


def _fediverse_complaint(handle: str | None) -> Complaint | None:
    if handle is None or _FEDIVERSE.fullmatch(handle):
        return None
    address = _PROFILE_ADDRESS.fullmatch(handle)
    remedy = "Write both parts, in quotes."
    if meant := f"@{address[2]}@{address[1]}" if address else _FEDIVERSE.fullmatch(f"@{handle}") and f"@{handle}":
        remedy = f"Write '{meant}', in quotes."
    return f"must be a handle such as '@ada@social.example', not {shown(handle)}", remedy


def _date_complaint(credential: Credential) -> Complaint | None:
    if credential.date is None:
        return None
    parts = _PARTIAL_DATE.fullmatch(credential.date)
    try:
        if parts:
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            return None
    except ValueError:
        pass
    return f"must be 2019, 2019-05 or 2019-05-31, not {shown(credential.date)}", "Write a real year, month or day so."


def _span_complaints(spans: tuple[Span, ...]) -> Found:
    for index, span in enumerate(spans):
        if span == Span():
            yield ("spans", index), ("is empty", "Write `joined`, `left` or both into it.")
        if span.joined and span.left and span.left < span.joined:
            what = f"is before `joined`: {span.left} < {span.joined}"
            yield ("spans", index, "left"), (what, "Correct one of the two.")
    ordered = sorted(enumerate(spans), key=lambda item: _beginning(item[1]))
    for (_, earlier), (index, later) in pairwise(ordered):
        if earlier.left is None or later.joined is None or earlier.left >= later.joined:
            yield ("spans", index), ("overlaps another time at the company", "End one before the other begins.")


def _beginning(span: Span) -> date:
    return span.joined or date.min

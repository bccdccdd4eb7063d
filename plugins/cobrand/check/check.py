"""Options, profiles, archive and the site's own pages → everything that is wrong with them, and what is known of each person.

It goes on after every mistake, so that all come at once. It writes nothing, and asks the network only where it is told to.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from cobrand import address
from cobrand.archive import Archive
from cobrand.check.findings import Finding
from cobrand.check.own_pages import check_pages
from cobrand.check.people import check_person, profile_document
from cobrand.check.preview import Subject, page_address
from cobrand.check.site import Site, check_site
from cobrand.drafts import suggestion
from cobrand.errors import ArchiveError, PhotoError, Problem, ProblemsError
from cobrand.look import Sight, look
from cobrand.model import Expert, Hosted, Snapshot
from cobrand.photos import try_photo
from cobrand.pipeline import held_of, judge, tell, trace, why_unread
from cobrand.profiles import Roster, review_roster, shown_path
from cobrand.publish.select import Verdict
from cobrand.publish.strays import strays
from cobrand.report.hosted import load_hosted
from cobrand.report.noting import HOSTED
from cobrand.source import shown

CACHE = Path(".cache/plugin/cobrand")  # of builds: a picture that is in it needs no second look


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: everything that is wrong, in the order of files and lines, and the people who were asked for.

    `elsewhere` counts errors in the profiles of others, where only some people were asked for; `people` are all profiles.
    """

    findings: tuple[Finding, ...]
    subjects: tuple[Subject, ...] = ()
    elsewhere: int = 0
    people: int = 0

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(1 for finding in self.findings if finding.severity == severity)


@dataclass(slots=True)
class _Found:
    """What has been found so far; a place is complained of once in the same words."""

    findings: dict[Problem, Finding] = field(default_factory=dict)

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.findings.setdefault(finding.problem, finding)


def check(
    site: Site,
    problems: Iterable[Problem] = (),
    *,
    names: Sequence[str] = (),
    files: Sequence[str] | None = None,
    here: Path,
    online: bool = False,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Check a site; of the people `names` names, by slug or by their files as seen from `here`, say all that is known.

    `files` names more of them; what is nobody's among these is left alone, and an empty list names nobody. Where there
    are neither, everybody is meant. `problems` are those of the options. With `online`, blogs and home pages are asked.
    """
    options, found = site.options, _Found()
    found.add(Finding(severity="error", problem=problem) for problem in problems)
    roster, wrong = _roster(site)
    found.add(Finding(severity="error", problem=one, slug=_owner(one.path, site)) for one in wrong)
    only = _resolved(names, files or (), roster, site, here=here, found=found) if names or files is not None else None
    archive = Archive(options.state_dir)
    snapshots = dict(_snapshots(roster.experts, archive, site, found))
    asked = [expert for expert in roster.experts if only is None or expert.slug in only]
    sights = look(asked, options, now=now, progress=progress) if online else ()
    seen = {sight.expert.slug: sight for sight in sights}
    snapshots |= {slug: sight.snapshot(snapshots.get(slug), now=now) for slug, sight in seen.items()}
    pictured = {expert.slug for expert in asked}  # decoding a thousand pictures takes half a minute
    subjects = _subjects(site, roster, snapshots, seen, now, pictured=pictured, hosted=_hosted(site, found))
    for subject in subjects:
        found.add(check_person(subject, roster, site, now=now))
    found.add(_stray_names(site, roster, archive, subjects))
    found.add(check_site(site, roster, archive))
    found.add(check_pages(site, roster, subjects, archive, now=now))
    return _checked(found, subjects, only, people=len(roster.experts))


def look_over(sight: Sight, site: Site, roster: Roster, *, now: datetime) -> Subject:
    """Return what is known of somebody who was just seen and need not be among the profiles yet."""
    experts = {expert.slug: expert for expert in (*roster.experts, sight.expert)}
    whole = Roster(experts=tuple(experts.values()), practices=roster.practices, topics=roster.topics)
    slug = sight.expert.slug
    snapshots = {slug: sight.snapshot(now=now)}
    [subject] = _subjects(site, whole, snapshots, {slug: sight}, now, pictured={slug}, only={slug})
    return subject


def _checked(found: _Found, subjects: Sequence[Subject], only: set[str] | None, *, people: int) -> Checked:
    """Put what was found in order, and leave out what nobody asked for; what a mistake may have brought about is no hint."""
    wrong = {one.slug for one in found.findings.values() if one.severity == "error"}
    findings = sorted(
        (one for one in found.findings.values() if one.severity != "hint" or one.slug not in wrong),
        key=lambda one: (one.problem.path, one.problem.line or 0, one.problem.what),
    )
    if only is None:
        return Checked(findings=tuple(findings), subjects=tuple(subjects), people=people)
    theirs = tuple(one for one in findings if one.slug in only or (one.slug is None and one.severity == "error"))
    return Checked(
        findings=theirs,
        subjects=tuple(subject for subject in subjects if subject.expert.slug in only),
        elsewhere=sum(1 for one in findings if one.severity == "error" and one not in theirs),
        people=people,
    )


def _stray_names(site: Site, roster: Roster, archive: Archive, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Tell of names under `hide` and `pin` that are no post's, as far as an archive knows: not of posts on the site itself."""
    ours = address.host(site.options.site_url or "")
    judged = [one for subject in subjects for one in subject.verdicts]
    seen = [one.expert for one in subjects if one.sight and all(blog.feed for blog in one.sight.blogs)]
    others = [expert for expert in roster.experts if expert not in seen]
    asking = partial(strays, hosted=lambda named: "://" not in named or (bool(ours) and address.host(named) == ours))
    found = [
        *asking(seen, judged, hide=(), unread=lambda _: None),
        *asking(others, judged, hide=site.options.hide, unread=lambda named: why_unread(named, roster, archive)),
    ]
    for one in found:
        document = profile_document(one.expert, site) if one.expert else site.document
        problem = document.problem(one.location, one.what, one.remedy)
        yield Finding(severity="warning", problem=problem, slug=one.expert.slug if one.expert else None)


# --- who there is ----------------------------------------------------------------------------------------------------


def _roster(site: Site) -> tuple[Roster, tuple[Problem, ...]]:
    try:
        return review_roster(site.options)
    except ProblemsError as error:
        nobody = Roster(experts=(), practices=site.options.practices or (), topics=site.options.topics)
        return nobody, error.problems


def _owner(path: str, site: Site) -> str | None:
    """Return whose profile, or picture, a path in a message is."""
    folder, _, name = path.rpartition("/")
    return name.rpartition(".")[0] if folder == shown_path(site.options.experts_dir, site.options.root) else None


def _resolved(
    names: Sequence[str], files: Sequence[str], roster: Roster, site: Site, *, here: Path, found: _Found
) -> set[str]:
    """Return the slugs that are meant; complain of names that are nobody's."""
    slugs = {expert.slug for expert in roster.experts} | _profiles(site)
    former = {alias: expert.slug for expert in roster.experts for alias in expert.aliases}
    pictures = {expert.photo.resolve(): expert.slug for expert in roster.experts if expert.photo}
    whose = partial(_of_file, slugs=slugs, pictures=pictures, site=site, here=here)
    meant = {slug for slug in map(whose, files) if slug}
    held = Archive(site.options.state_dir).slugs()
    for name in names:
        slug = former.get(name, name) if name in former or name in slugs else whose(name)
        if slug is None:
            stem = name.rpartition("/")[2].removesuffix(".md")
            near = suggestion(stem, slugs) or next(
                (one for one in sorted(slugs) if stem and one.startswith(stem)), None
            )
            folder = shown_path(site.options.experts_dir, site.options.root)
            what = f"no profile here is called {shown(name)}"
            remedy = f"Did you mean `{near}`?" if near else "Write a profile's path, or its file's name without .md."
            if stem in held:
                what += ", and posts are held under that name"
                new = f"{folder}/{near}.md" if near else "the new one"
                remedy = f"If the profile was renamed, write `aliases: [{stem}]` into {new}: it brings posts and addresses along."
            problem = Problem(path=folder, line=None, what=what, remedy=remedy)
            found.add([Finding(severity="error", problem=problem)])
        else:
            meant.add(slug)
    return meant


def _profiles(site: Site) -> set[str]:
    """List the profiles' slugs, also of those that can't be read."""
    folder = site.options.experts_dir
    names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - names are all we want
    return {
        name.removesuffix(".md")
        for name in names
        if name.endswith(".md") and not name.startswith(("_", ".")) and name.casefold() != "readme.md"
    }


def _of_file(name: str, *, slugs: Iterable[str], pictures: Mapping[Path, str], site: Site, here: Path) -> str | None:
    """Return whose file this is: a profile, or the picture beside one."""
    for base in (here, site.options.root):
        path = Path(os.path.abspath(base / name))  # noqa: PTH100 - a link stays what it is called
        if path.parent != site.options.experts_dir or not path.is_file():
            continue
        if slug := pictures.get(path.resolve()):
            return slug
        if path.stem in slugs:
            return path.stem
    return None


# --- what is known of them -------------------------------------------------------------------------------------------


def _snapshots(
    experts: Iterable[Expert], archive: Archive, site: Site, found: _Found
) -> Iterator[tuple[str, Snapshot]]:
    """Read what is held of everybody; an archive that can't be read is complained of, and holds nothing."""
    for expert in experts:
        try:
            yield from held_of([expert], archive).items()
        except ArchiveError as error:
            found.add([Finding(severity="error", problem=_unreadable(error, site), slug=expert.slug)])
            yield expert.slug, Snapshot(slug=expert.slug)


def _hosted(site: Site, found: _Found) -> tuple[Hosted, ...]:
    """Return the company's own posts that the last build saw; nobody knows of any before the first one."""
    path, options = site.options.state_dir / HOSTED, site.options
    try:
        noted = load_hosted(path, site_url=options.site_url, shown=shown_path(path, options.root))
    except ProblemsError as error:
        found.add(Finding(severity="error", problem=problem) for problem in error.problems)
        return ()
    return tuple(post for post, _ in noted or ())


def _unreadable(error: ArchiveError, site: Site) -> Problem:
    if error.problem is None:
        path = shown_path(site.options.state_dir, site.options.root)
        return Problem(path=path, line=None, what=str(error), remedy="Mend it, or bring it back from version control.")
    path = shown_path(Path(error.problem.path), site.options.root)
    return Problem(path=path, line=error.problem.line, what=error.problem.what, remedy=error.problem.remedy)


def _subjects(
    site: Site,
    roster: Roster,
    snapshots: Mapping[str, Snapshot],
    seen: Mapping[str, Sight],
    now: datetime,
    *,
    pictured: set[str],
    only: set[str] | None = None,
    hosted: Sequence[Hosted] = (),
) -> tuple[Subject, ...]:
    options = site.options
    judged: dict[str, list[Verdict]] = {}
    for one in judge(roster, snapshots, options, hosted=hosted, now=now):
        judged.setdefault(one.expert.slug, []).append(one)
    return tuple(
        Subject(
            expert=expert,
            told=tell(expert, snapshots[expert.slug], options, now=now),
            snapshot=snapshots[expert.slug],
            verdicts=tuple(judged.get(expert.slug, ())),
            sight=seen.get(expert.slug),
            origins=trace(expert, snapshots[expert.slug], options, now=now),
            picture=_picture(expert, options.root / CACHE) if expert.slug in pictured else None,
            page=page_address(expert, options, use_directory_urls=site.use_directory_urls),
        )
        for expert in roster.experts
        if only is None or expert.slug in only
    )


def _picture(expert: Expert, cache: Path) -> str | None:
    """Say what is wrong with the photo in a profile."""
    try:
        if expert.photo and expert.photo.exists():  # else the profile's own problem says so
            try_photo(expert.photo, cache=cache)
    except PhotoError as error:
        return str(error)
    return None

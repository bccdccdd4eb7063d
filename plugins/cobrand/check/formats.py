"""What a check found → lines for people, annotations for GitHub, JSON for machines, Markdown for a pull request. It judges nothing."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cobrand import __version__
from cobrand.check.check import Checked
from cobrand.check.findings import Finding
from cobrand.check.preview import Remark, Subject, lines, preview, rule_of
from cobrand.config import Options
from cobrand.errors import Problem
from cobrand.health import profile_of
from cobrand.publish.markdown import markdown_advice, markdown_link, markdown_text
from cobrand.publish.select import Verdict, aside
from cobrand.terminal import counted, plain

_LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}
_MARKS = {"good": "✅", "note": "ℹ️", "todo": "⚠️"}  # noqa: RUF001 - that is how GitHub writes it


def placed(problem: Problem, prefix: str) -> Problem:
    """Return a problem with its path as seen from elsewhere; `prefix` leads from there to the folder of mkdocs.yml."""
    path = problem.path if problem.path.startswith("/") else posixpath.normpath(posixpath.join(prefix, problem.path))
    return Problem(path=path, line=problem.line, what=problem.what, remedy=problem.remedy)


# --- for people ------------------------------------------------------------------------------------------------------


def text_lines(
    checked: Checked,
    options: Options,
    *,
    now: datetime,
    prefix: str = "",
    hints: bool = False,
    people: bool = False,
    posts: bool = False,
    total: bool = True,
) -> Iterator[str]:
    """Write what is wrong, a line each, with `people` what each one's page would show, with `posts` each post, and in `total` how many."""
    for finding in checked.findings:
        if hints or finding.severity != "hint":
            there = Finding(severity=finding.severity, problem=placed(finding.problem, prefix), slug=finding.slug)
            yield plain(str(there))
    for subject in checked.subjects if people or posts else ():
        yield ""
        yield plain(_heading(subject))
        if people:
            yield from map(_kept, lines(preview(subject, options, now=now)))
        if people and posts:
            yield ""
        if posts:
            yield from map(_kept, _posts(subject))
    if total and (
        (checked.subjects and (people or posts)) or any(hints or one.severity != "hint" for one in checked.findings)
    ):
        yield ""
    if total:
        yield from totals(checked, hints=hints)


def totals(checked: Checked, *, hints: bool = True) -> Iterator[str]:
    """Say in a line how many of each there are."""
    errors, warnings, kept = (checked.count(severity) for severity in ("error", "warning", "hint"))
    parts = [counted(errors, "error") if errors else "no errors", counted(warnings, "warning") if warnings else ""]
    parts.append(counted(kept, "hint") + ("" if hints else " (shown with --verbose, or for a SLUG)") if kept else "")
    few = f"{len(checked.subjects)} of " if len(checked.subjects) < checked.people else ""
    yield f"{few}{counted(checked.people, 'profile')}: {', '.join(part for part in parts if part)}"
    if checked.elsewhere:
        yield f"{counted(checked.elsewhere, 'error')} in other people's profiles: `cobrand check` shows them all."


def _heading(subject: Subject) -> str:
    page = f" → {subject.page}" if subject.page else ""
    return f"{subject.expert.name} ({profile_of(subject.expert)}){page}"


def _kept(line: str) -> str:
    """Make a line harmless, and keep its indentation."""
    text = line.lstrip()
    return line[: len(line) - len(text)] + plain(text)


def _posts(subject: Subject) -> Iterator[str]:
    if not subject.verdicts:
        yield "  no posts are held: `cobrand pull` asks for them"
    for one in subject.verdicts:
        named = one.entry.title or one.entry.link or one.entry.id
        state = "hidden" if one.rule else "shown "
        why = one.rule or aside(one)
        yield f"  {one.entry.date:%Y-%m-%d}  {state}  {named}{f' — {why}' if why else ''}"


# --- for GitHub ------------------------------------------------------------------------------------------------------


def github_lines(findings: Iterable[Finding], *, prefix: str = "") -> Iterator[str]:
    """Write workflow commands that put each finding on its line; `prefix` leads from the repository to mkdocs.yml's folder.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in findings:
        problem = placed(finding.problem, prefix)
        outside = problem.path.startswith(("/", "../"))
        properties = {
            "file": None if outside else problem.path,
            "line": None if outside or problem.line is None else str(problem.line),
            "title": f"Cobrand: {finding.severity}",
        }
        given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
        said = plain(f"{problem.path}: {problem.what}" if outside else problem.what)
        yield f"::{_LEVELS[finding.severity]} {given}::{_message(f'{said}. {plain(problem.remedy)}')}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


# --- for machines ----------------------------------------------------------------------------------------------------


def document(checked: Checked, options: Options, *, now: datetime, posts: bool = False) -> dict[str, object]:
    """Return everything as data for JSON; the handbook lists the keys. Paths are from the folder of mkdocs.yml."""
    return {
        "cobrand": __version__,
        "errors": checked.count("error"),
        "warnings": checked.count("warning"),
        "hints": checked.count("hint"),
        "profiles": checked.people,
        "findings": [
            {
                "severity": one.severity,
                "path": one.problem.path,
                "line": one.problem.line,
                "what": one.problem.what,
                "remedy": one.problem.remedy,
                "slug": one.slug,
            }
            for one in checked.findings
        ],
        "people": [_person(subject, options, now, posts=posts) for subject in checked.subjects],
    }


def _person(subject: Subject, options: Options, now: datetime, *, posts: bool) -> dict[str, object]:
    person: dict[str, object] = {
        "slug": subject.expert.slug,
        "name": subject.expert.name,
        "profile": profile_of(subject.expert),
        "page": subject.page,
        "link_back": subject.link_back,
        "showing": len(subject.showing),
        "hidden": dict(subject.hidden),
        "fields": [
            {"field": one.field, "value": one.value, "source": one.source, "url": one.url} for one in subject.origins
        ],
        "remarks": [
            {
                "about": one.about,
                "state": one.state,
                "text": one.text,
                "more": list(one.more),
                "paste": one.paste,
            }
            for one in preview(subject, options, now=now)
        ],
    }
    if posts:
        person["posts"] = [
            {
                "date": one.entry.date.isoformat(),
                "title": one.entry.title,
                "link": one.entry.link,
                "id": one.entry.id,
                "rule": one.rule,
            }
            for one in subject.verdicts
        ]
    return person


# --- for a pull request ----------------------------------------------------------------------------------------------


def markdown(checked: Checked, options: Options, *, now: datetime) -> str:
    """Write a job summary: what is wrong, then of each person asked for what the page would show."""
    parts = ["## Profile check", ""]
    if not checked.subjects and not checked.findings:
        parts.append("No profile has changed.")
    for severity, title in (("error", "To be corrected"), ("warning", "To be looked at")):
        if found := [one for one in checked.findings if one.severity == severity]:
            parts += [f"**{title}**", "", *map(_item, found), ""]
    for subject in checked.subjects:
        parts += [*_summary(subject, options, now), ""]
    if found := [one for one in checked.findings if one.severity == "hint"]:
        parts += [*_folded("What would help", map(_item, found)), ""]
    parts += [*totals(checked), ""]
    return "\n".join(parts)


def _summary(subject: Subject, options: Options, now: datetime) -> Iterator[str]:
    yield from (f"### {markdown_link(subject.expert.name, subject.page)}", "")
    for remark in preview(subject, options, now=now):
        yield from _remark(remark)
    yield ""
    shown = [one for one in subject.verdicts if one.rule is None]
    hidden = [one for one in subject.verdicts if one.rule is not None]
    yield from _folded("Posts that show", map(_post, shown[:_SAMPLE]))
    yield from _folded(
        "Posts that don't, and why", (f"{_post(one)}: {markdown_text(rule_of(one))}" for one in hidden[:_SAMPLE])
    )


def _folded(title: str, items: Iterable[str]) -> Iterator[str]:
    """Write a list that opens at a click; nothing where there is nothing in it."""
    if listed := [item if item.startswith("- ") else f"- {item}" for item in items]:
        yield from (f"<details><summary>{title}</summary>", "", *listed, "", "</details>", "")


_SAMPLE = 20  # posts of each kind in a summary


def _item(finding: Finding) -> str:
    problem = finding.problem
    place = markdown_text(problem.path if problem.line is None else f"{problem.path}, line {problem.line}")
    return f"- {place}: {markdown_advice(f'{problem.what}. {problem.remedy}')}"


def _remark(remark: Remark) -> Iterator[str]:
    yield f"- {_MARKS[remark.state]} **{markdown_text(remark.about)}**: {markdown_advice(remark.text)}"
    yield from (f"    - {markdown_text(line)}" for line in remark.more)
    if remark.paste:
        yield from _code(remark.paste.splitlines())


def _code(written: Sequence[str]) -> Iterator[str]:
    """Fence what is to be copied, as it is, with more backticks than are in it."""
    fence = "`" * max(3, 1 + max((len(run) for line in written for run in _runs(line)), default=0))
    yield ""
    yield from (f"    {line}" for line in (fence, *map(plain, written), fence))
    yield ""


def _runs(line: str) -> Iterator[str]:
    run = ""
    for letter in f"{line} ":
        if letter == "`":
            run += letter
        elif run:
            yield run
            run = ""


def _post(verdict: Verdict) -> str:
    entry = verdict.entry
    return f"{entry.date:%Y-%m-%d} {markdown_link(entry.title or entry.link or 'a post without a title', entry.link)}"

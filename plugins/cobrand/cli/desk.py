"""Where `cobrand new` welcomes people: looks at an address, asks for what is missing, shows what would come, writes."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from cobrand import terminal
from cobrand.check import preview
from cobrand.check.check import look_over
from cobrand.check.preview import Subject
from cobrand.check.site import Site
from cobrand.cli import output, schema
from cobrand.cli.asking import Questions
from cobrand.cli.configuration import read_site
from cobrand.errors import ProblemsError
from cobrand.model import Expert, Practice, Topic
from cobrand.onboard import onboard, welcome
from cobrand.onboard.groundwork import EXAMPLE
from cobrand.onboard.onboard import Wishes
from cobrand.onboard.outlines import Candidate, candidates
from cobrand.onboard.scout import Newcomer, Scout
from cobrand.onboard.sheet import Sheet
from cobrand.profiles import Roster, review_roster
from cobrand.source import refuse


def open_desk(
    config_file: Path, questions: Questions, *, now: datetime, quiet: bool = False, verbose: bool = False
) -> "Desk":
    """Read the site and who is there; raises ProblemsError. A mistake in somebody else's profile keeps nobody out."""
    site, problems = read_site(config_file)
    refuse(problems)
    roster, _ = review_roster(site.options)
    scout = Scout(site.options, now=now, tell=output.telling(verbose=verbose))
    return Desk(site=site, roster=roster, questions=questions, scout=scout, now=now, quiet=quiet)


@dataclass(slots=True, kw_only=True)
class Desk:
    """The site, who is there already, and whom to ask."""

    site: Site
    roster: Roster
    questions: Questions
    scout: Scout
    now: datetime
    quiet: bool = False

    def one(self, url: str | None, wishes: Wishes) -> Sheet | None:
        """Welcome one person; raises ProblemsError where no profile can come of it, and returns none after a no."""
        options = self.site.options
        newcomer = self._found(url, wishes) if url else None
        wishes = self._asked(newcomer, wishes)
        made = onboard.sheet(newcomer, wishes, self.roster, options)
        if newcomer:
            subject = self._over(onboard.as_expert(made, options))
            remarks = preview.preview(subject, options, now=self.now)
            shown = preview.lines(welcome.with_topics(remarks, welcome.about_topics(subject, self.roster)))
            self._tell("", *shown, "")
        path = onboard.shown_profile(made.slug, options)
        if not self.questions.confirm(f"Write {path}?", default=True):
            _print_line("Nothing was written.")
            return None
        onboard.write(made, options, today=self.now.date(), pictured=_pictured(newcomer))
        self._keep_schema()
        self._tell(f"Wrote {path}")
        return made

    def then(self, made: Sheet) -> None:
        """Say what to do next, and clear the example away if somebody says so."""
        options, example = self.site.options, welcome.example(self.site.options)
        if example and self.questions.confirm(f"Remove the example, {EXAMPLE}?", default=False):
            example.unlink()
        self._tell(
            "", *welcome.after(made, options, example=welcome.example(options), plugged="cobrand" in self.site.plugins)
        )

    def many(self, listed: Path, wishes: Wishes) -> None:
        """Welcome everybody of a file; one who can't come keeps nobody else out."""
        options = self.site.options
        found = candidates(listed.read_bytes(), str(listed))
        with terminal.progress_bar(sys.stderr, quiet=self.quiet, label="Looking") as progress:
            newcomers = self.scout.find(found, progress)
        done = []
        for newcomer in newcomers:
            groups = onboard.grouped(newcomer.candidate.groups, self.roster)
            theirs = replace(wishes, practices=tuple(dict.fromkeys((*wishes.practices, *groups))))
            try:
                onboard.refuse_known(newcomer, self.roster, options)
                if newcomer.failure and not (newcomer.home and wishes.without_blog):
                    onboard.refuse_failure(newcomer)
                made = onboard.sheet(newcomer, theirs, self.roster, options)
                onboard.write(made, options, today=self.now.date(), pictured=_pictured(newcomer))
            except ProblemsError as error:
                done.append(welcome.refused(newcomer, error))
                continue
            expert = onboard.as_expert(made, options)
            seen = look_over(onboard.seen_as(newcomer, expert), self.site, self.roster, now=self.now)
            done.append(welcome.written(seen, made, options))
            self.roster = replace(self.roster, experts=(*self.roster.experts, expert))
        self._keep_schema()
        _print_line(*welcome.rows([row for row in done if row.state == welcome.FAILED] if self.quiet else done))
        if any(row.state == welcome.FAILED for row in done):
            raise click.exceptions.Exit(1)

    def _tell(self, *lines: str) -> None:
        """Say what nobody has to know who wants it quiet."""
        _print_line(*(() if self.quiet else lines))

    def _keep_schema(self) -> None:
        """Put beside the profiles what their first line names, with the practices and topics of today."""
        roster, _ = review_roster(self.site.options)
        schema.keep(self.site.options, roster)

    # --- looking

    def _found(self, url: str, wishes: Wishes) -> Newcomer:
        """Look at an address, and stop where nothing can come of it."""
        if self.questions.open:
            self._tell(f"Looking at {url} …")
        [newcomer] = self.scout.find([Candidate(page=url)])
        onboard.refuse_known(newcomer, self.roster, self.site.options)
        if newcomer.failure and not self._goes_without(newcomer, wishes):
            onboard.refuse_failure(newcomer)
        self._tell(*welcome.found(newcomer))
        return newcomer

    def _goes_without(self, newcomer: Newcomer, wishes: Wishes) -> bool:
        """Tell whether somebody without a blog is welcome all the same."""
        if newcomer.home is None or wishes.without_blog or not self.questions.open:
            return wishes.without_blog and newcomer.home is not None
        _print_line(onboard.why(newcomer))
        return self.questions.confirm("Write a profile without posts?", default=False)

    def _over(self, expert: Expert) -> Subject:
        return look_over(self.scout.see(expert), self.site, self.roster, now=self.now)

    # --- asking

    def _asked(self, newcomer: Newcomer | None, wishes: Wishes) -> Wishes:
        """Ask for what no option says, and propose what was found."""
        if not self.questions.open:
            return wishes
        bio = newcomer.bio if newcomer else None
        name = wishes.name or self._need("Name", _proposed(newcomer))
        title = wishes.job_title
        if title is None:
            title = self.questions.text(
                "Job title (- for none)", default=bio.job_title.value if bio and bio.job_title else None
            )
            title = "" if title in (None, "-") else title
        wishes = replace(wishes, name=name, job_title=title)
        if not wishes.slug and not onboard.slug_for(newcomer, wishes):
            wishes = replace(wishes, slug=self._need("What to call the file, in a to z, such as ada-lindqvist", None))
        if not wishes.practices:
            wishes = replace(wishes, practices=self._chosen_practices())
        if not wishes.topics and self.site.options.topics and newcomer and newcomer.blog:
            made = onboard.sheet(newcomer, wishes, self.roster, replace(self.site.options, require_consent=False))
            likely = onboard.likely_topics(self._over(onboard.as_expert(made, self.site.options)).verdicts)
            wishes = replace(
                wishes, topics=self._named("Topics to ask them about (- for none)", self.roster.topics, False, likely)
            )
        if wishes.consent is None and self.questions.confirm(f"Has {name} agreed to be shown?", default=False):
            wishes = replace(wishes, consent=self.now.date())
        return wishes

    def _need(self, question: str, default: str | None) -> str:
        while True:
            if said := self.questions.text(question, default=default):
                return said

    def _chosen_practices(self) -> tuple[str, ...]:
        practices, closed = self.roster.practices, self.site.options.practices is not None
        if closed and not practices:
            return ()
        if practices:
            _print_line(f"  {welcome.numbered(practices)}")
        question = (
            "Practices, the main one first (numbers or names)"
            if practices
            else "Lines of business, with commas between"
        )
        return self._named(question, practices, closed, ())

    def _named(
        self, question: str, known: Iterable[Practice | Topic], closed: bool, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Ask for some of these, by number, slug or name, until all of them are."""
        choices = tuple(known)
        while True:
            said = self.questions.several(question, default)
            try:
                return tuple(onboard.chosen(text, choices, closed=closed) for text in said if text != "-")
            except ProblemsError as error:
                _print_line(*(f"  {one.what}. {one.remedy}" for one in error.problems))


def _proposed(newcomer: Newcomer | None) -> str | None:
    """Return whom to propose: who is named there, else what the blog is called."""
    if newcomer is None:
        return None
    return newcomer.bio.name.value if newcomer.bio.name else newcomer.called


def _pictured(newcomer: Newcomer | None) -> bool:
    return bool(newcomer and newcomer.bio.photo)


def _print_line(*lines: str) -> None:
    """Print what may hold a stranger's words."""
    output.say(*map(terminal.plain, lines))

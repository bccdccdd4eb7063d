"""`cobrand new`: a home page → a profile."""

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from cobrand.cli import asking, clock, manners
from cobrand.cli.names import PRACTICE
from cobrand.errors import Problem, ProblemsError


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A date as people write it into profiles, or `today`."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; complain of a day that there is not."""
        if isinstance(value, date):
            return value
        if value == "today":
            return clock.now().date()
        with suppress(ValueError):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
                return date.fromisoformat(str(value))
        return self.fail(f"{value!r} is no day. Write 2026-11-23, or `today`.", param, ctx)


@click.command()
@click.argument("address", metavar="[URL]", required=False)
@manners.config_file
@click.option("--name", metavar="NAME", help="The person's name, where the home page does not say it.")
@click.option("--job-title", metavar="TITLE", help="What the person does here; '' for none.")
@click.option(
    "--practice",
    "practices",
    type=PRACTICE,
    multiple=True,
    help="A line of business; the first is the main one. Repeat it for more.",
)
@click.option(
    "--topic", "topics", metavar="TOPIC", multiple=True, help="What to ask the person about. Repeat it for more."
)
@click.option("--slug", metavar="SLUG", help="What to call the file, and the page: ada-lindqvist.")
@click.option(
    "--consent",
    type=Day(),
    is_flag=False,
    flag_value="today",
    metavar="[DATE]",
    help="The person agreed to be shown, today or on that day.",
)
@click.option("--with-bio", is_flag=True, help="Copy the bio into the profile, instead of leaving it to the home page.")
@click.option("--without-blog", is_flag=True, help="Show no posts: take only who the person is.")
@click.option(
    "--from",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Many people at once: OPML, or a list with an address a line.",
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take what is found.")
@manners.quiet
@manners.verbosely(manners.answers)
def new(
    *,
    address: str | None,
    config_file: Path,
    name: str | None,
    job_title: str | None,
    practices: tuple[str, ...],
    topics: tuple[str, ...],
    slug: str | None,
    consent: date | None,
    with_bio: bool,
    without_blog: bool,
    listed: Path | None,
    yes: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a profile for somebody, from their home page or blog.

    URL is the personal home page, the blog, its feed or any post. What is found there is shown: the feed, the posts
    that would show, who the person is, whether the page links back. On a terminal you are asked for what is missing and
    before anything is written; elsewhere, and with --yes, nothing is asked. A profile that is there is never changed.

    \b
    cobrand new https://ada.example/
    cobrand new ada.example --practice interactive-marketing --consent --yes
    cobrand new --name "Ada Lindqvist"       somebody without a page or a blog
    cobrand new --from blogs.opml            everybody in a blogroll; its groups become practices
    """
    from cobrand.cli.desk import open_desk
    from cobrand.onboard.onboard import Wishes

    if not config_file.exists():
        remedy = "Run `cobrand init` for a new site, or run this where your mkdocs.yml is."
        raise ProblemsError((Problem(path=str(config_file), line=None, what="there is no such file", remedy=remedy),))
    if listed and (address or name or slug or job_title):
        raise click.UsageError("--from is for many people: URL, --name, --job-title and --slug are for one.")
    if not (listed or address or name):
        raise click.UsageError("Say whose profile: the address of a home page, --name, or --from with a file.")
    wishes = Wishes(
        name=name,
        job_title=job_title,
        slug=slug,
        practices=practices,
        topics=topics,
        consent=consent,
        with_bio=with_bio,
        without_blog=without_blog,
    )
    desk = open_desk(config_file, asking.Questions(yes=yes), now=clock.now(), quiet=quiet, verbose=verbose)
    if listed:
        desk.many(listed, wishes)
    elif made := desk.one(address, wishes):
        desk.then(made)

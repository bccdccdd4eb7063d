"""`cobrand report`: archive and profiles → how the company's voices fare."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import clock, manners, output
from cobrand.cli.names import PRACTICE, named

if TYPE_CHECKING:
    from cobrand.config import Options
    from cobrand.report.attention import Concern
    from cobrand.report.report import Report


@click.command()
@manners.config_file
@click.option("--practice", type=PRACTICE, metavar="SLUG", help="Report on one practice and its people only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json", "html"]),
    default="table",
    show_default=True,
    help="For a terminal, a CI job's summary, a program, or a browser.",
)
@click.option("--all", "everybody", is_flag=True, help="Leave nobody out of the table, alumni included.")
@output.option
@click.option(
    "-q", "--quiet", is_flag=True, callback=manners.either, help="In the table, only what needs attention; or nothing."
)
@manners.verbosely("Say of what and of how much it tells.")
def report(
    *,
    config_file: Path,
    practice: str | None,
    form: str,
    everybody: bool,
    file: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Tell who writes, which blogs went dark or fail, who links back.

    What needs attention comes first: since when, whom to ask, what to do. It reads profiles and archive, and asks
    nobody. It measures people's work: keep it to those who help them.

    \b
    cobrand report                                        what needs attention, and a table
    cobrand report --practice customer-insight --all      everybody in one practice
    cobrand report --format html -o report.html           one page with charts, to mail or print
    cobrand report --format markdown -o report.md         for the CI job's summary of a private repository
    """
    from cobrand.cli.configuration import read_layout
    from cobrand.profiles import load_roster
    from cobrand.report.compose import make_report

    site = read_layout(config_file)
    if file is not None:
        output.refuse_published(file, site.published)
    roster = load_roster(site.options)
    chosen = named(practice, roster.practices, "practice")
    made, concerns = make_report(
        roster, site.options, now=clock.now(), practice=chosen, use_directory_urls=site.use_directory_urls
    )
    if verbose:
        output.say(_measured(made, site.options), err=True)
    drawn = _draw(made, concerns, form, everybody=everybody, on_terminal=file is None, brief=quiet)
    if drawn:
        output.write(drawn, file)


def _measured(made: "Report", options: "Options") -> str:
    from cobrand.terminal import counted

    people = counted(len(made.members) + len(made.alumni), "profile")
    posts = counted(sum(member.voice.posts for member in (*made.members, *made.alumni)), "post")
    return f"{people} in {options.experts_dir}, {posts} in {options.state_dir}, {made.span}"


def _draw(
    made: "Report", concerns: "tuple[Concern, ...]", form: str, *, everybody: bool, on_terminal: bool, brief: bool
) -> str:
    if form == "json":
        from cobrand.report import as_json

        return as_json.draw(made, concerns)
    if form == "markdown":
        from cobrand.report import as_markdown

        return as_markdown.draw(made, concerns)
    if form == "html":
        from cobrand.report import as_html

        return as_html.draw(made, concerns)
    from cobrand.report import as_text

    wished = manners.colours()
    colour = on_terminal and (sys.stdout.isatty() if wished is None else wished)
    width = min(as_text.WIDTH, (output.columns() if on_terminal else None) or as_text.WIDTH)
    return as_text.draw(made, concerns, everybody=everybody, colour=colour, width=width, brief=brief)

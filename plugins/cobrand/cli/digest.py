"""`cobrand digest`: archive and profiles → this week's ideas in Markdown."""

from datetime import datetime
from pathlib import Path

import click

from cobrand.cli import clock, manners, output
from cobrand.cli.names import PRACTICE, named


@click.command()
@manners.config_file
@click.option(
    "--since",
    type=clock.Moment(),
    default="7d",
    show_default=True,
    metavar="TIME",
    help="7d, 2w, 1m, or a day: 2026-11-13.",
)
@click.option(
    "--until", type=clock.Moment(end=True), metavar="TIME", help="The same; a day counts to its end. Default: now."
)
@click.option("--practice", type=PRACTICE, metavar="SLUG", help="Posts of one practice only.")
@click.option("--topic", metavar="SLUG", help="Posts on one topic only.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many posts, a turn for each person.")
@output.option
@click.option("-q", "--quiet", is_flag=True, callback=manners.either, help="Write nothing where there are no ideas.")
@manners.verbosely("Say of what and of how much the ideas were chosen.")
def digest(
    *,
    config_file: Path,
    since: datetime,
    until: datetime | None,
    practice: str | None,
    topic: str | None,
    limit: int | None,
    file: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write down this week's ideas, for newsletters and sales people.

    In Markdown, each post once: a sentence in its author's own words, topics, the page of yours that answers, whom to talk to, and
    links. It reads profiles and archive, asks nobody, and invents nothing.

    \b
    cobrand digest                                          the last seven days
    cobrand digest --since 2w --practice customer-insight   for the people who sell it
    cobrand digest --since 2026-11-01 --until 2026-11-30 -o november.md
    """
    from cobrand import terminal
    from cobrand.cli.configuration import read_layout
    from cobrand.profiles import load_roster
    from cobrand.report.compose import make_digest

    present = clock.now()
    until = until or present
    if until < since:
        message = f"the time ends on {until:%Y-%m-%d}, before it begins on {since:%Y-%m-%d}. Try --since 2w."
        raise click.BadParameter(message, param_hint="'--until'")
    site = read_layout(config_file)
    roster = load_roster(site.options)
    named(practice, roster.practices, "practice")
    named(topic, roster.topics, "topic")
    drawn, ideas = make_digest(
        roster,
        site.options,
        now=present,
        since=since,
        until=until,
        practice=practice,
        topic=topic,
        limit=limit,
        use_directory_urls=site.use_directory_urls,
    )
    if verbose:
        people = terminal.counted(len(roster.experts), "profile")
        chosen = f"{terminal.counted(ideas, 'idea')} from {since:%Y-%m-%d} to {until:%Y-%m-%d}"
        output.say(f"{people} in {site.options.experts_dir}, posts in {site.options.state_dir}: {chosen}", err=True)
    if ideas or not quiet:
        output.write(drawn, file, prose=True)

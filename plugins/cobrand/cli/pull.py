"""`cobrand pull`: the web → the archive."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from cobrand.cli import manners


@click.command()
@manners.config_file
@click.option("--all", "everything", is_flag=True, help="Ask every feed, due or not, but those that asked for rest.")
@click.option("--strict-feeds", is_flag=True, help="Exit with 1 when a feed fails or is held back.")
@click.option("--prune", "force", is_flag=True, help="Remove archives without a profile, however many they are.")
@manners.quiet
@manners.verbose
def pull(*, config_file: Path, everything: bool, strict_feeds: bool, force: bool, quiet: bool, verbose: bool) -> None:
    """Ask the experts' feeds for news and keep them in the archive.

    What was kept of people whose profiles are gone is removed.

    \b
    cobrand pull          ask what is due: an hour after the last answer, or when the feed says
    cobrand pull --all    ask everyone now
    cobrand pull -v       show what each address answered
    """
    from cobrand import pipeline, terminal
    from cobrand.cli.configuration import read_options
    from cobrand.profiles import load_roster

    options = read_options(config_file)
    roster = load_roster(options)
    options = replace(options, pull="always" if everything else "auto")
    for line in terminal.removed(pipeline.prune(roster, options, force=force)):
        if not quiet:
            click.echo(line)

    def tell(url: str, answer: terminal.Answer) -> None:
        click.echo(terminal.answered(url, answer), err=True)

    with terminal.progress_bar(sys.stderr, quiet=quiet or verbose) as progress:
        now = datetime.now(UTC)
        pulled = pipeline.pull(roster, options, now=now, progress=progress, tell=tell if verbose else None)
    for line in terminal.news(pulled) if verbose else ():
        click.echo(line)
    for line in terminal.report(pulled, quiet=quiet):
        click.echo(line)
    if (pulled.failing or pulled.held) and (strict_feeds or options.strict_feeds):
        sys.exit(1)

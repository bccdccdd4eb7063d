"""`cobrand pull`: the web → the archive."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import clock, manners, output

if TYPE_CHECKING:
    from cobrand.archive import Archive
    from cobrand.config import Options
    from cobrand.profiles import Roster


@click.command()
@manners.config_file
@click.option("--all", "everything", is_flag=True, help="Ask every feed, due or not, but those that asked for rest.")
@click.option("--strict-feeds", is_flag=True, help="Exit with 1 when a feed fails or is held back.")
@click.option(
    "--summary",
    "told",
    type=output.Destination(),
    metavar="FILE",
    help="Write what is new to a file, in Markdown.",
)
@click.option("--prune", "force", is_flag=True, help="Remove archives without a profile, however many they are.")
@manners.quiet
@manners.verbosely(manners.answers)
def pull(
    *,
    config_file: Path,
    everything: bool,
    strict_feeds: bool,
    told: Path | None,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Ask the experts' feeds for news and keep them in the archive.

    What was kept of people whose profiles are gone is removed.

    \b
    cobrand pull                    ask what is due: an hour after the last answer, or when the feed says
    cobrand pull --all              ask everyone now
    cobrand pull -v                 show what each address answered
    cobrand pull --summary news.md  write down what is new on the site, post by post
    """
    from cobrand import pipeline, terminal
    from cobrand.archive import Archive
    from cobrand.cli.configuration import read_options
    from cobrand.profiles import load_roster
    from cobrand.pruning import prune

    options, now = read_options(config_file), clock.present()
    roster = load_roster(options)
    options = replace(options, pull="always" if everything else "auto")

    with _summarized(told, Archive(options.state_dir), roster, options, now):
        gone = prune(roster, options, force=force)
        output.say(*terminal.removed(() if quiet else gone))
        with terminal.progress_bar(sys.stderr, quiet=quiet or verbose) as progress:
            pulled = pipeline.pull(roster, options, now=now, progress=progress, tell=output.telling(verbose=verbose))
    output.say(*(terminal.traces(pulled.faults) if verbose else ()), err=True)
    output.say(*(terminal.news(pulled) if verbose else ()), *terminal.report(pulled, quiet=quiet))
    if (pulled.failing or pulled.held or pulled.lost) and (strict_feeds or options.strict_feeds):
        sys.exit(1)


@contextmanager
def _summarized(
    told: Path | None, archive: "Archive", roster: "Roster", options: "Options", now: datetime
) -> Iterator[None]:
    """Write down in Markdown what changes meanwhile, if somebody wants to be told."""
    if told is None:
        yield
        return
    from cobrand.review.summary import kept_aside, summarize

    with kept_aside(archive) as before:
        yield
        told.write_text(summarize(before, archive, roster, options, now=now).text, encoding="utf-8")

"""`cobrand propose`: the web → the archive on a branch of its own → one pull request."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import clock, manners, output

if TYPE_CHECKING:
    from cobrand.review.proposal import Proposed


@click.command()
@manners.config_file
@click.option("--branch", default="cobrand/news", show_default=True, help="The branch of the review.")
@click.option("--all", "everything", is_flag=True, help="Ask every feed, due or not, but those that asked for rest.")
@click.option("--prune", "force", is_flag=True, help="Remove archives without a profile, however many they are.")
@manners.quiet
@manners.verbosely(manners.answers)
def propose(*, config_file: Path, branch: str, everything: bool, force: bool, quiet: bool, verbose: bool) -> None:
    """Pull, and put the news up for review as one pull request.

    It pulls on a branch of its own, pushes it, and opens a pull request to the branch that is checked out; while one
    is open, that one is brought up to date. Merging it publishes, if builds don't pull by themselves: set `pull: never`.
    It needs git, and gh with a token (GH_TOKEN) that may write to the repository and its pull requests.

    \b
    cobrand propose        ask what is due
    cobrand propose --all  ask everyone now
    """
    from cobrand import pipeline, terminal
    from cobrand.archive import Archive
    from cobrand.cli.configuration import read_options
    from cobrand.profiles import load_roster
    from cobrand.pruning import prune
    from cobrand.review.git import Repository
    from cobrand.review.proposal import propose as put_up
    from cobrand.review.proposal import reviewing
    from cobrand.review.summary import summarize

    options = read_options(config_file)
    archive = Archive(options.state_dir)
    with reviewing(Repository(options.root), archive=archive.folder, branch=branch) as review:
        options = read_options(config_file)  # on its branch, options and profiles may be others already
        roster = load_roster(options)
        removed = prune(roster, options, force=force)
        asking, now = replace(options, pull="always" if everything else "auto"), clock.present()
        with terminal.progress_bar(sys.stderr, quiet=quiet or verbose) as progress:
            pulled = pipeline.pull(roster, asking, now=now, progress=progress, tell=output.telling(verbose=verbose))
        with review.before() as before:
            summary = summarize(before, archive, roster, options, now=now)
        proposed = put_up(review, summary)
    if not quiet:
        output.say(*terminal.removed(removed), terminal.summary(pulled), _outcome(proposed, summary.title))
    if options.pull != "never":
        output.say(_UNREVIEWED, err=True)


_UNREVIEWED = "Builds still pull by themselves, and so publish what nobody has read. Set `pull: never` in mkdocs.yml."


def _outcome(proposed: "Proposed", title: str) -> str:
    """Say what came of it, in one line."""
    said = {
        "opened": f"{title}. Opened {proposed.url}",
        "updated": f"{title}. Updated {proposed.url}",
        "unchanged": f"Nothing new. {proposed.url} is as it was",
        "closed": f"Nothing is left to review. Closed {proposed.url}",
        "nothing": "Nothing new, and nothing to review.",
    }
    return said[proposed.state]

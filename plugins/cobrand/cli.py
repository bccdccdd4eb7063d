"""The command `cobrand`: arguments in, output and exit codes out. It decides nothing.

Exit codes: 0 done; 1 something the user must fix.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cobrand import __version__
from cobrand.config import Options, check_options, options_document
from cobrand.errors import CobrandError, Problem, ProblemsError
from cobrand.source import read_text, read_yaml

HELP = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=HELP)
@click.version_option(__version__, prog_name="cobrand")
def main() -> None:
    """Put a company's experts, and their personal blogs, in front of its brand.

    The pages are built by `mkdocs build`, with `- cobrand` among the plugins of mkdocs.yml.
    """


@main.command()
@click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site's configuration.",
)
@click.option("--all", "everything", is_flag=True, help="Ask every feed, due or not, but those that asked for rest.")
@click.option("--strict-feeds", is_flag=True, help="Exit with 1 when a feed fails.")
@click.option("--prune", "force", is_flag=True, help="Remove archives without a profile, however many they are.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def pull(*, config_file: Path, everything: bool, strict_feeds: bool, force: bool, quiet: bool) -> None:
    """Ask the experts' feeds for news and keep them in the archive.

    What was kept of people whose profiles are gone is removed.

    \b
    cobrand pull          ask what is due: an hour after the last answer, or when the feed says
    cobrand pull --all    ask everyone now
    """  # noqa: D301 - click takes a bare backspace for "don't wrap"
    from cobrand import pipeline, terminal  # noqa: PLC0415 - `cobrand --help` should not wait for them
    from cobrand.profiles import load_roster  # noqa: PLC0415

    try:
        options = read_options(config_file)
        roster = load_roster(options)
        options = replace(options, pull="always" if everything else "auto")
        for slug in pipeline.prune(roster, options, force=force):
            if not quiet:
                click.echo(f"Removed the archive of {slug}, whose profile is gone. Git history still has what it held.")
        with terminal.progress_bar(sys.stderr, quiet=quiet) as progress:
            pulled = pipeline.pull(roster, options, now=datetime.now(UTC), progress=progress)
    except CobrandError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    for line in terminal.report(pulled, quiet=quiet):
        click.echo(line)
    if pulled.failing and (strict_feeds or options.strict_feeds):
        sys.exit(1)


def read_options(path: Path) -> Options:
    """Read our options from mkdocs.yml; raises ProblemsError. MkDocs itself is asked only where it has to be."""
    try:
        text = read_text(path.read_bytes(), str(path))
    except OSError as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else f"can't be read: {error.strerror}"
        remedy = "Run the command where your mkdocs.yml is, or name it with --config-file."
        raise ProblemsError((Problem(path=str(path), line=None, what=what, remedy=remedy),)) from None
    document = options_document(text, str(path))
    site: Any
    if "!ENV" in text or "INHERIT" in text:
        from cobrand.plugin import read_mkdocs_yml  # noqa: PLC0415 - MkDocs takes longer to load than a pull to run

        site, document = read_mkdocs_yml(path)
    else:
        whole, _ = read_yaml(text, str(path))
        site = whole.data
    if not isinstance(site, dict):
        remedy = "Write `key: value` lines, `site_name` first."
        raise ProblemsError((Problem(path=str(path), line=1, what="must be a mapping", remedy=remedy),))
    return check_options(
        document,
        root=path.parent.resolve(),
        site_name=str(site.get("site_name") or "This site"),
        site_url=site.get("site_url") or None,
    )

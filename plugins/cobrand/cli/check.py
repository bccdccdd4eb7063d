"""`cobrand check`: everything that can be wrong, and what one person's page would show."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import clock, manners, output
from cobrand.cli.names import SLUG

if TYPE_CHECKING:
    from cobrand.config import Options

_FORMATS = ("text", "github", "json")


@click.command()
@click.argument("names", nargs=-1, metavar="[SLUG…]", type=SLUG)
@manners.config_file
@click.option("--online", is_flag=True, help="Ask their blogs and home pages now; nothing is kept.")
@click.option("--posts", is_flag=True, help="List each post: whether it shows, and the rule that hides it.")
@click.option(
    "--changed-since", metavar="REF", help="Only profiles that differ from that commit in git, such as origin/main."
)
@click.option(
    "--format", "layout", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--summary",
    type=output.Destination(),
    help="Add what was found to this file, as Markdown, such as $GITHUB_STEP_SUMMARY.",
)
@manners.quiet
@manners.verbosely("Show the hints as well.")
def check(
    *,
    names: tuple[str, ...],
    config_file: Path,
    online: bool,
    posts: bool,
    changed_since: str | None,
    layout: str,
    summary: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Say everything that is wrong with profiles and options.

    With a SLUG, or the path of a profile, it also says what that person's page shows: where the bio comes from, how
    the feeds fare, whether the home page links back, how many posts show. It writes nothing.

    \b
    cobrand check                          everything, without the network
    cobrand check ada-lindqvist            one person
    cobrand check ada-lindqvist --posts    which of her posts show, and why others don't
    cobrand check experts/ada-lindqvist.md --online
                                           the same, as her blog and home page are now
    cobrand check --changed-since origin/main --online --format github
                                           what a pull request changes, as annotations

    It exits with 1 where something has to be corrected; warnings and hints don't count.
    """
    from cobrand import terminal
    from cobrand.check import formats
    from cobrand.check.check import check as check_all
    from cobrand.check.findings import Finding
    from cobrand.cli.configuration import read_site
    from cobrand.errors import ProblemsError

    try:
        site, problems = read_site(config_file)
    except ProblemsError as error:
        if layout == "github":
            told = [Finding(severity="error", problem=problem) for problem in error.problems]
            click.echo("\n".join(formats.github_lines(told, prefix=_below(_repository(Path.cwd()), Path.cwd()))))
        raise
    root, here, now = site.options.root, Path.cwd(), clock.now()
    changed = None if changed_since is None else _changed(changed_since, site.options)
    some = bool(names) or changed is not None
    with terminal.progress_bar(sys.stderr, quiet=quiet or not online) as progress:
        checked = check_all(
            site, problems, names=names, files=changed, here=here, online=online, now=now, progress=progress
        )
    if layout == "json":
        whole = formats.document(checked, site.options, now=now, posts=posts)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    elif layout == "github":
        told = [one for one in checked.findings if one.severity != "hint" or some or verbose]
        for line in formats.github_lines(told, prefix=_below(_repository(root), root)):
            click.echo(line)
        if not quiet:
            click.echo("\n".join(formats.totals(checked)))
    else:
        shown = formats.text_lines(
            checked,
            site.options,
            now=now,
            prefix=_below(here, root),
            hints=verbose or (some and not quiet),
            total=not quiet,
            people=not quiet and (some or online),
            posts=posts,
        )
        output.say(*shown)
    if summary is not None:
        with summary.open("a", encoding="utf-8") as file:
            file.write(formats.markdown(checked, site.options, now=now))
    if checked.count("error"):
        sys.exit(1)


def _below(start: Path, folder: Path) -> str:
    """Return the way to a folder, with slashes."""
    return Path(os.path.relpath(folder, start)).as_posix()


def _repository(folder: Path) -> Path:
    """Return the top of the git repository that a folder is in, else the folder."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def _changed(ref: str, options: "Options") -> list[str]:
    """List the files beside the profiles that git has otherwise than at a commit; those that are gone are nobody's any more.

    Compared is with where the two parted, if the history is deep enough to tell.
    """
    from cobrand.errors import ToolError
    from cobrand.programs import output, started

    root, folder = options.root, str(options.experts_dir)
    try:
        named = started("git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", at=root)
        commit = named.stdout.decode(errors="replace").strip()
        if named.returncode or not commit:
            remedy = "In a workflow, `fetch-depth: 0` of actions/checkout brings all history."
            raise click.BadParameter(f"git knows no commit {ref!r} here. {remedy}", param_hint="'--changed-since'")
        compare = ("git", "diff", "--name-only", "--no-renames", "--diff-filter=d", "--relative", "-z")
        done = started(*compare, "--merge-base", commit, "--", folder, at=root)
        differing = done.stdout if done.returncode == 0 else output(*compare, commit, "--", folder, at=root)
        fresh = output("git", "ls-files", "--others", "--exclude-standard", "-z", "--", folder, at=root)
    except ToolError as error:
        raise click.UsageError(f"--changed-since needs git. {error}") from None
    found = (differing + b"\0" + fresh).decode(errors="replace").split("\0")
    return [str(root / name) for name in dict.fromkeys(found) if name]

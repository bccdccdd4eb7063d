"""`cobrand schema`: the JSON Schema of a profile, with the practices and topics of the site."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import manners, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobrand.config import Options
    from cobrand.profiles import Roster

_DEFAULT = Path("mkdocs.yml")


@click.command()
@manners.config_file
@click.option(
    "--write", is_flag=True, help="Write it beside the profiles instead, where their first line looks for it."
)
@manners.quiet
@manners.verbosely("Say which practices and topics it knows.")
def schema(*, config_file: Path, write: bool, quiet: bool, verbose: bool) -> None:
    """Print the JSON Schema of a profile, by which editors check it.

    In a site's folder it offers the practices and topics of that site; anywhere else it is the general one.

    \b
    cobrand schema                      print it
    cobrand schema > profile.json       keep it somewhere
    cobrand schema --write              put it beside the profiles, anew after the options have changed
    """
    from cobrand.cli.configuration import read_site
    from cobrand.onboard.sheet import SCHEMA
    from cobrand.profiles import review_roster, shown_path
    from cobrand.schema import profile_schema, written

    if config_file == _DEFAULT and not config_file.exists() and not write:
        click.echo(written(profile_schema()))
        return
    options = read_site(config_file)[0].options
    roster = review_roster(options)[0]
    if verbose:
        output.say(*_known(roster), err=True)
    if not write:
        click.echo(_of(options, roster))
        return
    changed = keep(options, roster)
    place = shown_path(options.experts_dir / SCHEMA, options.root)
    if not quiet:
        output.say(f"{'Wrote' if changed else 'Nothing new for'} {place}.")


def _known(roster: "Roster") -> "Iterator[str]":
    from cobrand.terminal import plain

    for name, nouns in (("Practices", roster.practices), ("Topics", roster.topics)):
        yield plain(f"{name}: {', '.join(one.slug for one in nouns) or 'none'}")


def keep(options: "Options", roster: "Roster") -> bool:
    """Write a site's schema beside the profiles; tell whether that changed it."""
    from cobrand.files import write_changed
    from cobrand.onboard.sheet import SCHEMA

    options.experts_dir.mkdir(parents=True, exist_ok=True)
    return write_changed(options.experts_dir / SCHEMA, f"{_of(options, roster)}\n".encode())


def _of(options: "Options", roster: "Roster") -> str:
    from cobrand.schema import of_site

    return of_site(roster, closed=options.practices is not None)

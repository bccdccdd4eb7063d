"""`cobrand schema`: the JSON Schema of a profile, with the practices and topics of the site."""

import json
from pathlib import Path

import click

from cobrand.cli import manners

_DEFAULT = Path("mkdocs.yml")


@click.command()
@manners.config_file
@click.option(
    "--write", is_flag=True, help="Write it beside the profiles instead, where their first line looks for it."
)
def schema(*, config_file: Path, write: bool) -> None:
    """Print the JSON Schema of a profile, by which editors check it.

    In a site's folder it offers the practices and topics of that site; anywhere else it is the general one.

    \b
    cobrand schema                      print it
    cobrand schema > profile.json       keep it somewhere
    cobrand schema --write              put it beside the profiles, anew after the options have changed
    """
    from cobrand.cli.configuration import read_site
    from cobrand.files import write_changed
    from cobrand.profiles import review_roster, shown_path
    from cobrand.schema import profile_schema
    from cobrand.sheet import SCHEMA

    if config_file == _DEFAULT and not config_file.exists() and not write:
        click.echo(_written(profile_schema()))
        return
    options = read_site(config_file)[0].options
    roster = review_roster(options)[0]
    closed = options.practices is not None
    text = _written(profile_schema(practices=roster.practices, topics=roster.topics, closed=closed))
    if not write:
        click.echo(text)
        return
    path = options.experts_dir / SCHEMA
    path.parent.mkdir(parents=True, exist_ok=True)
    changed = write_changed(path, f"{text}\n".encode())
    click.echo(f"{'Wrote' if changed else 'Nothing new for'} {shown_path(path, options.root)}.")


def _written(schema: dict[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2)

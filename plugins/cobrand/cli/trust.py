"""`cobrand trust`: a person has looked at what is held back, and the profile says so."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobrand.cli import clock, manners, output
from cobrand.cli.asking import Questions
from cobrand.cli.names import SLUG

if TYPE_CHECKING:
    from cobrand.model import Expert


@click.command()
@click.argument("slug", type=SLUG)
@manners.config_file
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: somebody has looked already.")
@manners.quiet
@manners.verbosely(manners.answers)
def trust(*, slug: str, config_file: Path, yes: bool, quiet: bool, verbose: bool) -> None:
    """Accept a feed that is held back, once somebody has looked at it.

    It is held because it seems to be somebody else's now. This shows what was there and what is there now, asks, and writes `trusted: <today>` into the profile; the next pull,
    here or in CI, takes the feed in. Look at the blog before you say yes, and ask the expert.

    \b
    cobrand trust ada-lindqvist          look, decide, write
    cobrand trust ada-lindqvist --yes    write: you have looked
    """
    from cobrand import terminal
    from cobrand.archive import Archive
    from cobrand.cli.configuration import read_options
    from cobrand.files import replace_file
    from cobrand.health import profile_of
    from cobrand.look import look
    from cobrand.profiles import load_roster
    from cobrand.trust import accepted, doubts, entrusted, told

    options = read_options(config_file)
    expert = _of(slug, load_roster(options).experts)
    snapshot, now = Archive(options.state_dir).read(expert.slug), clock.present()
    if not doubts(snapshot):
        raise click.ClickException(
            f"Nothing of {terminal.plain(expert.name)} is held back, as far as the archive here knows. Where CI has said "
            f"so, run `cobrand pull` here, or write `trusted: {now.date()}` into the profile."
        )
    day = max(now.date(), *(doubt.held.since.date() for doubt in doubts(snapshot)))
    raw = expert.source.read_bytes()
    written = entrusted(raw, day, path=profile_of(expert))
    questions = Questions(yes=yes)
    if not questions.open and not yes:
        raise click.ClickException("Nobody is here to be asked. Look at the blog, then run it again with --yes.")
    tell = output.telling(verbose=verbose)
    sights = look((expert,), options, now=now, tell=tell)[0].blogs if questions.open else ()
    found = doubts(snapshot, sights)
    shown = () if quiet and yes else (line for doubt in found for line in told(expert, doubt))
    output.say(*map(terminal.plain, shown))
    if not yes and not questions.confirm(f"Is that {terminal.plain(expert.name)}'s own?", default=False):
        click.echo("Nothing was changed.")
        return
    replace_file(expert.source.resolve(), written)
    output.say(*map(terminal.plain, () if quiet else accepted(expert, found, day)))


def _of(slug: str, experts: "tuple[Expert, ...]") -> "Expert":
    """Find a person by slug, or by a former one."""
    for expert in experts:
        if slug in (expert.slug, *expert.aliases):
            return expert
    from difflib import get_close_matches

    meant = get_close_matches(slug, [expert.slug for expert in experts], 1)
    hint = f" Did you mean {meant[0]!r}?" if meant else ""
    raise click.BadParameter(f"there is no profile {slug!r}.{hint}", param_hint="'SLUG'")

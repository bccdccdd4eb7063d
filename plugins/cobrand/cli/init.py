"""`cobrand init`: nothing → a site."""

import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from cobrand import terminal
from cobrand.cli import asking, clock, manners, output


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--name", metavar="NAME", help="What the site is called, as a rule the company's name.")
@click.option("--url", "site_url", metavar="URL", help="Where the site will stand: https://…")
@click.option(
    "--practice", "practices", multiple=True, metavar="NAME", help="A line of business; for several, repeat it."
)
@click.option("--blog", metavar="URL", help="The home page or blog of a first expert, as for `cobrand new`.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; what is not said stays out.")
@manners.quiet
@manners.verbosely("Show the mkdocs.yml that was written, and what each address answered.")
def init(
    *,
    folder: Path,
    name: str | None,
    site_url: str | None,
    practices: tuple[str, ...],
    blog: str | None,
    yes: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a new site that `mkdocs serve` shows at once.

    FOLDER is where it goes, by default here. No file that is there is ever changed. In the folder of a site that
    MkDocs builds already, only what is missing is written, and what to add to mkdocs.yml is said.

    On a terminal you are asked for what no option says; elsewhere, and with --yes, nothing is asked.

    \b
    cobrand init halden                               ask, and write the site into the folder halden
    cobrand init halden --blog https://ada.example/   with a first expert
    cobrand init --name "Halden Research" --url https://www.halden.example/ --practice Pricing --yes
    """
    from cobrand.onboard import groundwork

    old = (folder / "mkdocs.yml").exists()
    questions = asking.Questions(yes=yes)
    if not old:
        name = name or questions.text("What is the site called?", default=_named_after(folder))
        site_url = site_url or questions.text(
            "Where will it stand? https://… (Enter: not known yet)",
            default=_pages(folder),
            check=groundwork.url_complaint,
        )
        practices = practices or questions.several("Lines of business, with commas between (Enter: none yet)")
        blog = blog or questions.text("The home page or blog of a first expert (Enter: an example instead)")
    material = find_spec("material") is not None
    choices = groundwork.choices(
        site_name=name or _named_after(folder),
        site_url=site_url or None,
        practices=practices,
        material=material,
        requirement=groundwork.requirement(*_origin(), material=material),
    )
    plugged = old and groundwork.names_plugin(folder)
    if old:
        experts = _experts(folder) if plugged else "experts"
        files = groundwork.for_a_site(choices, folder, experts=experts, example=not blog)
    else:
        files = groundwork.new_site(choices, example=not blog)
    laid = groundwork.lay(folder, files)
    output.say(*map(terminal.plain, () if quiet else groundwork.told(laid)))
    if old and not plugged:
        _show("Add to mkdocs.yml:", groundwork.plugins(()))
    elif verbose and not old:
        _show("mkdocs.yml:", files["mkdocs.yml"].splitlines())
    welcome = _welcome(blog, folder, questions, quiet=quiet, verbose=verbose) if blog else True
    if not welcome and not old:
        groundwork.lay(folder, groundwork.new_site(choices, example=True))
    steps = groundwork.next_steps(laid, choices, folder=str(folder), people=bool(blog) and welcome)
    output.say(*map(terminal.plain, () if quiet else steps))
    if not welcome:
        raise click.exceptions.Exit(1)


def _show(title: str, lines: Iterable[str]) -> None:
    """Print YAML as it is, to be copied: a line that is folded would say something else."""
    click.echo(f"\n{title}\n")
    for line in lines:
        click.echo(terminal.plain(f"  {line}".rstrip()))


def _welcome(blog: str, folder: Path, questions: asking.Questions, *, quiet: bool, verbose: bool) -> bool:
    """Add a first expert; whatever comes of it, the site is there."""
    from cobrand.cli.desk import open_desk
    from cobrand.errors import CobrandError
    from cobrand.onboard.onboard import Wishes

    if not quiet:
        click.echo()
    try:
        desk = open_desk(folder / "mkdocs.yml", questions, now=clock.now(), quiet=quiet, verbose=verbose)
        return desk.one(blog, Wishes()) is not None
    except CobrandError as error:
        output.say(*map(terminal.plain, str(error).splitlines()), err=True)
        return False


def _experts(folder: Path) -> str:
    """Return the folder of profiles of a site that has the plugin; raises ProblemsError."""
    from cobrand.cli.configuration import read_options
    from cobrand.profiles import shown_path

    options = read_options(folder / "mkdocs.yml")
    return shown_path(options.experts_dir, options.root)


def _named_after(folder: Path) -> str:
    return folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "This Site"


def _pages(folder: Path) -> str | None:
    """Guess the site's address where the folder is a clone of a repository on GitHub."""
    from cobrand.onboard import groundwork
    from cobrand.programs import guess

    remote = guess("git", "remote", "get-url", "origin", at=folder if folder.is_dir() else folder.resolve().parent)
    return groundwork.pages_address(remote) if remote and (folder / ".git").exists() else None


def _origin() -> tuple[str | None, str | None]:
    """Return the address that this Cobrand was installed from, and the commit, as pip noted them (PEP 610)."""
    from cobrand.programs import guess

    try:
        noted = json.loads(distribution("mkdocs-cobrand").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None, None
    url = str(noted.get("url", ""))
    if "vcs_info" in noted:
        return url, noted["vcs_info"].get("commit_id")
    if not url.startswith("file:"):
        return url or None, None
    clone = Path(unquote(urlsplit(url).path))
    if not (clone / ".git").exists():
        return None, None
    shared = guess("git", "branch", "--remotes", "--contains", "HEAD", at=clone)  # else others can't have that commit
    return guess("git", "remote", "get-url", "origin", at=clone), guess(
        "git", "rev-parse", "HEAD", at=clone
    ) if shared else None

"""Where a command's text goes: to the terminal, or into a file that its user names."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cobrand.terminal import answered, folded

if TYPE_CHECKING:
    from cobrand.harvest.witness import Answer, Tell

_LEAST = 20  # columns: less is no terminal that anybody reads on
_UNKNOWN = (80, 24)


class Destination(click.Path):  # type: ignore[type-arg,unused-ignore]
    """A file to write to, in a folder that is there: who names another is told before anything is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or say what is missing on the way to it."""
        path = Path(super().convert(value, param, ctx))  # type: ignore[arg-type,unused-ignore]
        if not path.parent.is_dir():
            self.fail(f"there is no folder {str(path.parent)!r} to write to. Make it, or name another.", param, ctx)
        return path


def columns(*, err: bool = False) -> int | None:
    """Return how many columns the terminal has; `None` where nobody looks, so that lines stay whole for programs."""
    stream = sys.stderr if err else sys.stdout
    return max(shutil.get_terminal_size(_UNKNOWN).columns, _LEAST) if stream.isatty() else None


def say(*lines: str, err: bool = False) -> None:
    """Print lines, folded at words where a terminal is narrower."""
    wide = columns(err=err)
    for line in lines:
        click.echo(line if wide is None else folded(line, wide), err=err)


def telling(*, verbose: bool) -> "Tell | None":
    """Return what shows the answer of each address as it comes, if somebody wants to see them."""

    def tell(url: str, answer: "Answer") -> None:
        say(answered(url, answer), err=True)

    return tell if verbose else None


option = click.option(
    "-o",
    "--output",
    "file",
    type=Destination(),
    metavar="FILE",
    help="Write to a file instead.",
)


def write(text: str, path: Path | None, *, prose: bool = False) -> None:
    """Write a text to a file, or to standard output where there is none; on a terminal, `prose` is folded."""
    if path is None and prose:
        wide = columns()
        for line in text.removesuffix("\n").split("\n"):  # a heading ends with its line, also where it is pasted
            click.echo(line if wide is None or line.startswith("#") else folded(line, wide, prose=True))
    elif path is None:
        click.echo(text, nl=False)
    else:
        path.write_bytes(text.encode())  # in place: it may be a pipe, or a file that something else appends to


def refuse_published(path: Path, published: Iterable[tuple[str, Path]]) -> None:
    """Refuse a file in a folder that the site publishes, whatever links lead there."""
    place = path.resolve()
    for name, folder in published:
        if place.is_relative_to(folder.resolve()):
            message = (
                f"{str(path)!r} is in the site's {name}, where the whole world could read it. A report is about people: "
                "write it to a folder that is not published, such as reports/."
            )
            raise click.BadParameter(message, param_hint="'--output'")

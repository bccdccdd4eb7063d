"""How every command behaves: the options that they share, complaints without tracebacks, colours."""

import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import click

from cobrand.cli import STOPPED
from cobrand.errors import CobrandError

F = TypeVar("F", bound=Callable[..., Any])

# What a machine's owner can mend: folders that can't be written, full disks.
_THEIRS = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EISDIR,
        errno.ENOTDIR,
        errno.ENAMETOOLONG,
    }
)
_BUG = "This is a mistake of Cobrand's, not yours. Please report it with the lines above and `cobrand --version`."


def either(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    """Refuse to be quiet and verbose at once."""
    if value and any(ctx.params.get(other) for other in ("quiet", "verbose")):
        raise click.UsageError("--quiet and --verbose ask for opposite things.", ctx)
    return value


config_file = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site's configuration.",
)
quiet = click.option("-q", "--quiet", is_flag=True, callback=either, help="Say nothing but what is wrong.")


answers = "Show what each address answered."


def verbosely(said: str) -> Callable[[F], F]:
    """Give a command the option `--verbose`, with what it shows there."""
    return click.option("-v", "--verbose", is_flag=True, callback=either, help=said)


class Manners:
    """What a command's end means to whoever called it: a message and an exit code."""

    def __enter__(self) -> None:
        """See that any name can be written, also where a file or a console has not got all letters."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Turn an error into its message; a bug keeps its traceback, with a line on whose it is."""
        if isinstance(error, CobrandError):
            from cobrand.cli import output
            from cobrand.terminal import plain

            output.say(*map(plain, str(error).splitlines()), err=True)
            raise click.exceptions.Exit(1) from None
        if isinstance(error, (KeyboardInterrupt, click.Abort)):
            click.echo("\nStopped.", err=True)
            raise click.exceptions.Exit(STOPPED) from None
        if isinstance(error, OSError) and error.errno in _THEIRS and error.filename:
            click.echo(f"{os.fsdecode(error.filename)}: {error.strerror}.", err=True)
            raise click.exceptions.Exit(1) from None
        if isinstance(error, Exception) and not isinstance(
            error, (click.ClickException, click.exceptions.Exit, BrokenPipeError)
        ):
            error.add_note(_BUG)


def colours() -> bool | None:
    """Tell whether to write in colour: `None` on a terminal only (https://no-color.org, https://force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None

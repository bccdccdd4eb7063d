"""Questions on a terminal. Where nobody can answer, none is asked: an option says it, or it stays out."""

import re
import sys
from collections.abc import Callable

import click


class Questions:
    """Asks, as long as somebody is there to answer and has not said `--yes`."""

    def __init__(self, *, yes: bool) -> None:
        self.open = not yes and sys.stdin.isatty() and sys.stdout.isatty()

    def text(
        self, question: str, *, default: str | None = None, check: Callable[[str], str | None] | None = None
    ) -> str | None:
        """Ask for a line, again as long as `check` complains of it; Enter is the default, or nothing."""
        if not self.open:
            return default
        while True:
            said = str(click.prompt(question, default=default or "", show_default=bool(default))).strip()
            complaint = check(said) if check and said else None
            if complaint is None:
                return said or None
            click.echo(f"  {complaint}")

    def several(self, question: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Ask for a list, with commas between; between numbers, spaces do."""
        said = self.text(question, default=", ".join(default) or None) or ""
        return tuple(part.strip() for part in re.split(r"[,;]|(?<=\d)\s+(?=\d)", said) if part.strip())

    def confirm(self, question: str, *, default: bool) -> bool:
        """Ask for a yes or a no; where nobody can answer, the default is."""
        return click.confirm(question, default=default) if self.open else default

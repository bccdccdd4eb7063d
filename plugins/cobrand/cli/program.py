"""The commands there are, in the order in which people need them; a command's module is loaded when it is called."""

from importlib import import_module
from typing import Any

import click

from cobrand import __version__
from cobrand.cli.manners import Manners, colours

# Heading → command → what its help begins with (a test compares them): so `cobrand --help` need not load them all.
COMMANDS = {
    "Start": {
        "init": "Write a new site that `mkdocs serve` shows at once.",
        "new": "Write a profile for somebody, from their home page or blog.",
        "schema": "Print the JSON Schema of a profile, by which editors check it.",
    },
    "Every day": {
        "pull": "Ask the experts' feeds for news and keep them in the archive.",
        "check": "Say everything that is wrong with profiles and options.",
        "propose": "Pull, and put the news up for review as one pull request.",
    },
    "When a feed is held back": {
        "trust": "Accept a feed that is held back, once somebody has looked at it.",
    },
    "Every week": {
        "report": "Tell who writes, which blogs went dark or fail, who links back.",
        "digest": "Write down this week's ideas, for newsletters and sales people.",
    },
}


class Program(click.Group):
    """A group whose commands are modules beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List all names, in our order."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(import_module(f"cobrand.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; whoever misspells one is told which was meant."""
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            meant = [f"'{one}'" for one in get_close_matches(name, known)]
            ctx.fail(f"No such command '{name}'." + (f" Did you mean {' or '.join(meant)}?" if meant else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, a line each."""
        width = max(len(name) for name in self.list_commands(ctx))
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), said) for name, said in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Offer the commands without loading them, then the options."""
        from click.shell_completion import CompletionItem

        offered = [
            CompletionItem(name, help=said)
            for section in COMMANDS.values()
            for name, said in section.items()
            if name.startswith(incomplete)
        ]
        return offered + click.Command.shell_complete(self, ctx, incomplete)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments; who stops it there gets the same words."""
        with Manners():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what its user can mend ends it with a message and not with a traceback."""
        ctx.color = colours()
        with Manners():
            return super().invoke(ctx)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cobrand")
def main() -> None:
    """Put a company's experts, and their personal blogs, in front of its brand.

    Experts keep blogs of their own. From their feeds, and a profile for each of them, `mkdocs build` makes expert
    pages and group blogs. This command does the rest:

    \b
    cobrand new https://ada.example/   bring in a person, from their home page
    cobrand pull                       ask all blogs for news
    cobrand check                      see what is wrong, and what to do
    cobrand report                     see who writes, and who needs help

    `cobrand COMMAND --help` shows how each is used. Exit codes: 0 done; 1 something to be fixed, and said;
    2 a mistake in how a command was called; 130 stopped with Ctrl-C.
    """

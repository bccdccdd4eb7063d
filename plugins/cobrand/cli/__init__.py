"""The command `cobrand`: arguments in, output and exit codes out. It decides nothing.

Exit codes: 0 done; 1 something the user must fix; 2 wrong usage, as click has it; 130 stopped with Ctrl-C.

A new command is a module here, with a click command in it of the same name, and a line in `program.COMMANDS`.
"""

from cobrand.cli.program import main

__all__ = ["main"]

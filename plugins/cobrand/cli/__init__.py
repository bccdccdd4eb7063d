"""The command `cobrand`: arguments in, output and exit codes out. It decides nothing.

Exit codes: 0 done; 1 something the user must fix; 2 wrong usage, as click has it; 130 stopped with Ctrl-C.

A new command is a module here, with a click command in it of the same name, and a line in `program.COMMANDS`.
"""

import gc
import os
import signal

STOPPED = 130  # 128 and the number of SIGINT, as shells have it
_MANY_OBJECTS = 150_000  # made between two searches for garbage: more than a pull of a thousand feeds makes


def main() -> None:
    """Run the command; Ctrl-C ends it without a traceback at any moment, also while it is still being loaded."""
    # What a command reads lasts as long as it does: looking through it for garbage took a tenth of its time.
    gc.set_threshold(_MANY_OBJECTS)
    try:
        from cobrand.cli.program import main as program

        program(prog_name="cobrand")
    except KeyboardInterrupt:
        os.write(2, b"\nStopped.\n")
        raise SystemExit(STOPPED) from None
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # what is left to do is Python's, and would be told as a traceback
        gc.freeze()  # else Python looks through it once more, to end with it

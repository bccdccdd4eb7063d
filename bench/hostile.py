"""What each trap of a hostile web costs a pull: seconds, memory beyond that of a good feed, and the words that people read.

`python bench/hostile.py` pulls each of `tests/traps.py` alone, between two honest blogs, with the real command;
`python bench/hostile.py laughs redirects` those with one of these words in their names or kinds. It ends with 1 if one of
them harms an honest blog or the pull, takes more than it may (`MOST`), or is not named in the words that it should be.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from trapped import Company, Run
from traps import FEED, FEEDS, HOMES, PICTURES, Trap, answer

MOST = (15.0, 12.0, 600.0)  # seconds, seconds of the processor, MB: beyond what an honest feed takes


def main() -> None:
    words = [word.lower() for word in sys.argv[1:]]
    honest = pulled("honest", Trap(make=lambda _: answer(FEED)))[0]
    print(f"an honest feed: {honest.wall:.1f} s, {honest.cpu:.1f} CPU-s, {honest.peak:.0f} MB")
    most: tuple[float, ...] = (0.0, 0.0, 0.0)
    bad, asked = [], 0
    for kind, name, trap in traps():
        if words and not any(word in f"{kind} {name}".lower() for word in words):
            continue
        run, said, harm = pulled(kind, trap)
        took = (run.wall - honest.wall, run.cpu - honest.cpu, run.peak - honest.peak)
        most = tuple(map(max, most, took))
        wrong = [*harm, *(["TOO MUCH"] if any(map(float.__gt__, took, MOST)) else [])]
        bad += [f"{kind}: {name}: {', '.join(wrong)}"] if wrong else []
        print(f"{took[0]:5.1f} s {took[1]:5.1f} CPU-s {took[2]:5.0f} MB  {kind}: {name}\n      {said}", flush=True)
        asked += 1
    print(f"{most[0]:5.1f} s {most[1]:5.1f} CPU-s {most[2]:5.0f} MB  at most, of {asked} traps")
    sys.exit("\n".join(bad) or (None if asked else "There is no trap with such a word."))


def traps() -> Iterator[tuple[str, str, Trap]]:
    for kind, some in (*FEEDS.items(), ("home page", HOMES), ("picture", PICTURES)):
        for name, trap in some.items():
            yield kind, name, trap


def pulled(kind: str, trap: Trap) -> tuple[Run, str, list[str]]:
    """Pull a trap between two honest blogs; return what it took, what was said, and what harm came of it, in words."""
    with tempfile.TemporaryDirectory(prefix="cobrand-hostile-") as folder:
        company = Company(Path(folder), deadline=3)
        try:
            company.hire("before")
            reply = trap.make(company.web.port)
            if kind == "picture":
                company.hire("trap", picture=reply)
            elif kind == "home page":
                company.hire("trap", home=reply)
            else:
                how: dict[str, Any] = {"hello" if trap.hello else "blog": reply}
                company.hire("trap", **how)
            company.hire("after")
            run = company.run("cobrand", "pull")
            kept = [len(company.held(slug).entries) for slug in ("before", "trap", "after")]
            home = company.held("trap").home
            lines = list(run.said.splitlines()[1:])
            if home and home.failure:
                lines.append(f"home: {home.failure.reason}. {home.failure.remedy}")
            said = " | ".join(lines)
            portrait = ", portrait" if home and home.portrait else ""
            return run, said or f"({kept[1]} posts taken{portrait})", list(harm(run, trap, kept, said))
        finally:
            company.close()


def harm(run: Run, trap: Trap, kept: list[int], said: str) -> Iterator[str]:
    """Say what came of a trap that should not have."""
    if run.code or "Traceback" in run.said:
        yield f"ENDED THE PULL WITH {run.code}"
    if kept[::2] != [1, 1]:
        yield "HARMED OTHERS"
    if trap.says not in said or not (said or kept[1]):
        yield f"NOT NAMED ({trap.says})"


if __name__ == "__main__":
    main()

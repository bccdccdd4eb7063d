"""What each trap of a hostile web costs a pull: seconds, memory beyond that of a good feed, and the words that people read.

`python bench/hostile.py` pulls each of `tests/traps.py` alone, between two honest blogs, with the real command;
`python bench/hostile.py laughs redirects` those with one of these words in their names or kinds.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from trapped import Company, Run
from traps import FEED, FEEDS, HOMES, PICTURES, Trap, answer


def main() -> None:
    words = [word.lower() for word in sys.argv[1:]]
    honest = pulled("honest", Trap(make=lambda _: answer(FEED)))[0]
    print(f"an honest feed: {honest.wall:.1f} s, {honest.cpu:.1f} CPU-s, {honest.peak:.0f} MB")
    most = [0.0, 0.0, 0.0]
    for kind, name, trap in traps():
        if words and not any(word in f"{kind} {name}".lower() for word in words):
            continue
        run, said = pulled(kind, trap)
        took = (run.wall - honest.wall, run.cpu - honest.cpu, run.peak - honest.peak)
        most = [max(pair) for pair in zip(most, took, strict=True)]
        print(f"{took[0]:5.1f} s {took[1]:5.1f} CPU-s {took[2]:5.0f} MB  {kind}: {name}\n      {said}", flush=True)
    print(f"{most[0]:5.1f} s {most[1]:5.1f} CPU-s {most[2]:5.0f} MB  at most")


def traps() -> Iterator[tuple[str, str, Trap]]:
    for kind, some in (*FEEDS.items(), ("home page", HOMES), ("picture", PICTURES)):
        for name, trap in some.items():
            yield kind, name, trap


def pulled(kind: str, trap: Trap) -> tuple[Run, str]:
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
            wrong = "" if kept[::2] == [1, 1] and run.code == 0 else f"HARM {kept} {run.code}\n"
            home = company.held("trap").home
            lines = list(run.said.splitlines()[1:])
            if home and home.failure:
                lines.append(f"home: {home.failure.reason}. {home.failure.remedy}")
            return run, wrong + (
                " | ".join(lines) or f"({kept[1]} posts taken{', portrait' if home and home.portrait else ''})"
            )
        finally:
            company.close()


if __name__ == "__main__":
    main()

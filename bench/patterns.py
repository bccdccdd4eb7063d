"""Every regular expression of the package, against long strings made to hurt it: which take more than linear time.

`python bench/patterns.py` takes some minutes; `python bench/patterns.py plaintext mend` looks at modules with one of these
words in their names. Each pattern is searched or matched as its module does it, in strings that repeat pieces of the
pattern itself. What is printed is no fault where the text is short by then: whoever changes a pattern, or a bound, looks.
One at which it stays for ever takes exponential time.
"""

import itertools
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import cobrand

SHORT, LONG = (
    1_000,
    4_000,
)  # characters: four times as many take sixteen times as long where a search begins again at each
WORTH = 0.002  # seconds of processor, below which nothing is told from nothing
GROWS = 7  # times
ENOUGH = 5  # seconds spent on one pattern
WAYS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")


def main() -> None:
    words, found = sys.argv[1:], 0
    for place, pattern, ways in patterns():
        if words and not any(word in place for word in words):
            continue
        print(place, end="\x1b[K\r", file=sys.stderr, flush=True)
        for way in sorted(ways):
            if worst := hurt(pattern, way):
                found += 1
                took, text = worst
                print(f"{took * 1000:7.0f} ms at {LONG:,}  {place}.{way}  {text[:12]!r} … {text[-6:]!r}", flush=True)
    print(f"{found} take more than linear time")


def patterns() -> Iterator[tuple[str, re.Pattern[str], set[str]]]:
    """Yield the patterns of all modules, by name, with the ways in which their module uses them."""
    for found in walk_packages(cobrand.__path__, "cobrand."):
        if found.name.endswith("__main__"):
            continue
        module = import_module(found.name)
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                ways = set(re.findall(rf"\b{name}\.({'|'.join(WAYS)})\b", source))
                if ways:
                    yield f"{found.name}.{name}", value, ways


def hurt(pattern: re.Pattern[str], way: str) -> tuple[float, str] | None:
    """Return the string that takes longest and how long, if that grows faster than strings do."""
    chosen, end, worst = list(pieces(pattern)), time.process_time() + ENOUGH, (0.0, "")
    pumps = [*chosen, *map("".join, itertools.permutations(chosen[:14], 2))]
    for pump, before, after in itertools.product(pumps, ("", *chosen[:10]), ("", "\0")):
        if time.process_time() > end:
            break
        short, long = (before + pump * (size // len(pump)) + after for size in (SHORT, LONG))
        first = took(pattern, way, short)
        if first > WORTH and (second := took(pattern, way, long)) > GROWS * first:
            worst = max(worst, (second, long))
    return worst if worst[1] else None


def took(pattern: re.Pattern[str], way: str, text: str) -> float:
    started = time.process_time()
    if way in ("search", "match", "fullmatch"):
        getattr(pattern, way)(text)
    else:
        pattern.findall(text)
    return time.process_time() - started


def pieces(pattern: re.Pattern[str]) -> Iterable[str]:
    """Return characters and words that a pattern is made of, shortest first."""
    found: set[str] = set()
    collect(parser.parse(pattern.pattern, pattern.flags), found)
    return sorted(found, key=lambda piece: (len(piece), piece))[:40]


def collect(tree: Iterable[tuple[Any, Any]], found: set[str]) -> None:
    word = ""
    for code, value in tree:
        word = word + chr(value) if code is codes.LITERAL else ""
        if word:
            found |= {word, word[-1]}
        elif code is codes.IN:
            found |= set(itertools.islice(members(value), 4))
        elif code is codes.ANY or code is codes.NOT_LITERAL:
            found |= {"a", " "}
        elif code is codes.BRANCH:
            for branch in value[1]:
                collect(branch, found)
        else:
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, parser.SubPattern):
                    collect(part, found)


def members(items: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Yield some characters of a class; of one that excludes characters, some that it does not."""
    listed = list(items)
    pattern = re.compile("[" + "".join(map(written, listed)) + "]")
    yield from (character for character in " \n\ta1A<>&=\"'@./-:;!|()[]{}$\\#é漢" if pattern.match(character))


def written(item: tuple[Any, Any]) -> str:
    code, value = item
    if code is codes.NEGATE:
        return "^"
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    names = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}
    kind = str(value).removeprefix("CATEGORY_")
    letter = names[kind.removeprefix("NOT_")]
    return f"\\{letter.upper() if kind.startswith('NOT_') else letter}"


if __name__ == "__main__":
    main()

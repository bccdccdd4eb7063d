"""A web full of traps, pulled by the real command: each is named in its message, and the honest blogs between them are read.

What the traps are says `traps`; `python bench/hostile.py` pulls each of them alone and prints what it costs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.request import urlopen
from zlib import MAX_WBITS

import pytest

import cobrand
from cobrand.terminal import plain
from trapped import Company, Run
from traps import (
    BOMBS,
    BUSY,
    DEFLATE,
    DOCUMENTS,
    DRIPS,
    FEEDS,
    HOMES,
    HTTP,
    MB,
    PICTURES,
    PRIVATE,
    REDIRECTS,
    WRONG,
    Trap,
    answer,
    rss,
    zeros,
)

_COMMAND = re.compile(r"(?:^|\s)::[a-z-]*[g-z]")  # no IP address has these letters

# MB, the peaks of all processes added up: an honest pull takes 200, and each of two readers 260 more for the largest picture.
MOST_MEMORY = 900
MOST_SECONDS = 60  # of the processor


@dataclass
class Battery:
    """What came of one pull of many traps, by the names of those who have them."""

    company: Company
    run: Run
    traps: dict[str, Trap]
    honest: list[str]

    def said(self, slug: str) -> str:
        """Return the lines that speak of somebody."""
        return " ".join(line for line in self.run.said.splitlines() if f"({slug})" in line or f"{slug}: " in line)


def pulled(folder: Path, chosen: dict[str, dict[str, Trap]], *command: str, deadline: float) -> Battery:
    """Hire somebody for each trap, with an earlier post, and somebody honest after every tenth; then pull them all."""
    company, traps, honest = Company(folder, deadline=deadline), {}, []
    number = 0
    for kind, some in chosen.items():
        for place, trap in enumerate(some.values()):
            slug = f"{kind}-{place}".lower()
            reply = trap.make(company.web.port)
            where = kind if kind in ("home", "picture") else "hello" if trap.hello else "blog"
            hire: dict[str, Any] = {where: reply}
            company.hire(slug, **hire)
            traps[slug] = trap
            if number % 10 == 0:
                honest.append(f"honest-{number}")
                company.hire(honest[-1])
            number += 1
    company.remember(*traps)
    return Battery(company, company.run(*(command or ("cobrand", "pull"))), traps, honest)


@pytest.fixture(scope="module")
def battery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Battery]:
    """Pull all traps that are not slow, and not heavy."""
    kinds = {kind.replace(" ", "-"): some for kind, some in FEEDS.items()} | {"home": HOMES, "picture": PICTURES}
    chosen = {
        kind: {name: trap for name, trap in some.items() if not (trap.slow or trap.heavy)}
        for kind, some in kinds.items()
    }
    battery = pulled(tmp_path_factory.mktemp("hostile") / "company", chosen, deadline=30)
    yield battery
    battery.company.close()


def taken(battery: Battery, slug: str) -> bool:
    """Tell whether the post that is in every readable trap, and in every honest feed, is held."""
    return any(entry.title == "Kept" for entry in battery.company.held(slug).entries)


def test_a_web_of_traps_ends_no_pull(battery: Battery) -> None:
    """One line sums it up, nothing is a traceback, and without --strict-feeds it is no failure."""
    assert "Traceback" not in battery.run.said
    assert battery.run.code == 0
    assert " failing" in battery.run.said.splitlines()[0]


def test_honest_blogs_between_traps_are_read(battery: Battery) -> None:
    """All of them, and nothing is said of them."""
    assert battery.honest
    assert [slug for slug in battery.honest if not taken(battery, slug) or battery.said(slug)] == []


def test_every_trap_is_named_or_read(battery: Battery) -> None:
    """The message names the cause; what is only odd is read, and nothing is said."""
    wrong = {}
    for slug, trap in battery.traps.items():
        said, held = battery.said(slug), taken(battery, slug)
        if slug.startswith(("home-", "picture-")):
            right = held and trap.says in said and bool(trap.says) == bool(said)
        else:
            right = trap.says in said if trap.says else held and not said
        if not right:
            wrong[slug] = (trap.says, said, held)
    assert wrong == {}


def test_what_is_declared_is_read_as_it_was_written(battery: Battery) -> None:
    """Letter by letter, in each encoding."""
    said = {
        slug: " ".join(entry.content for entry in battery.company.held(slug).entries)
        for slug, trap in battery.traps.items()
        if trap.text
    }
    assert len(said) > 30
    assert {slug: text for slug, text in said.items() if battery.traps[slug].text not in text} == {}


def test_no_trap_loses_what_was_held(battery: Battery) -> None:
    """Everybody had an earlier post in the archive, and still has it."""
    held = {slug: [entry.title for entry in battery.company.held(slug).entries] for slug in battery.traps}
    assert [slug for slug, titles in held.items() if "Earlier" not in titles] == []


def test_a_strict_build_over_traps_has_everybodys_pages(tmp_path: Path) -> None:
    """A build that pulls some of each kind ends well, names them, and shows earlier posts and honest people's new ones."""
    some = {
        kind.replace(" ", "-"): dict([(n, t) for n, t in kinds.items() if t.says and not (t.slow or t.heavy)][:2])
        for kind, kinds in (*FEEDS.items(), ("home", HOMES), ("picture", PICTURES))
    }
    battery = pulled(tmp_path / "company", some, "mkdocs", "build", "--strict", deadline=10)
    try:
        assert ("Traceback" in battery.run.said, battery.run.code) == (False, 0)
        pages = battery.company.root / "site" / "experts"
        for slug, trap in battery.traps.items():
            assert trap.says in " ".join(line for line in battery.run.said.splitlines() if slug in line)
            assert "Earlier" in (pages / slug / "index.html").read_text()
        for slug in battery.honest:
            assert "Kept" in (pages / slug / "index.html").read_text()
    finally:
        battery.company.close()


def test_traps_cost_no_more_than_that(battery: Battery) -> None:
    """In processor seconds and in memory, all processes together; with all the limits off it would be gigabytes."""
    assert battery.run.cpu < MOST_SECONDS
    assert battery.run.peak < MOST_MEMORY


# A guard of the package taken off: what comes out of a packed body is kept, however much it is.
OPEN = """
Inflater._keep = lambda self, data: self._parts.append(data)
"""


def test_the_oracle_sees_the_memory_of_a_bomb_that_is_let_in(tmp_path: Path) -> None:
    """With that one guard off, one trap takes more than all of them together may."""
    package = Path(copytree(Path(cobrand.__file__).parent, tmp_path / "package" / "cobrand")).parent
    with (package / "cobrand" / "harvest" / "inflate.py").open("a", encoding="utf-8") as module:
        module.write(OPEN)
    company = Company(tmp_path / "company", deadline=60)
    company.hire("ada", picture=answer(zeros(500 * MB, wbits=-MAX_WBITS), DEFLATE))
    try:
        run = company.run("cobrand", "pull", package=package)
        assert run.peak > MOST_MEMORY
    finally:
        company.close()


def test_somebody_new_may_be_a_trap(tmp_path: Path) -> None:
    """`cobrand new` names the cause for each address of a list, `cobrand check --online` for each profile, in bounded time."""
    company = Company(tmp_path / "company", deadline=2)
    chosen = {
        name: trap
        for some in (BOMBS, DRIPS, HTTP, BUSY, REDIRECTS, PRIVATE, DOCUMENTS, WRONG)
        for name, trap in [(name, trap) for name, trap in some.items() if trap.says and not trap.heavy][:1]
    }
    for number, trap in enumerate(chosen.values()):
        company.answers[f"/new-{number}"] = reply = trap.make(company.web.port)
        company.hire(f"trap-{number}", blog=reply)
    people = [f"Somebody New {company.url(f'/new-{number}', 200 + number)}\n" for number in range(len(chosen))]
    (company.root / "people.txt").write_text("".join(people))
    try:
        new = company.run("cobrand", "new", "--from", "people.txt")
        check = company.run("cobrand", "check", "--online", *(f"trap-{number}" for number in range(len(chosen))))
    finally:
        company.close()
    for run in (new, check):
        assert ("Traceback" in run.said, run.said.replace("\n", "").isprintable()) == (False, True)
        assert run.peak < MOST_MEMORY
    failed = [line for line in new.said.splitlines() if line.startswith("failed ")]
    assert [name for name, line in zip(chosen, failed, strict=True) if chosen[name].says not in line] == []
    assert [name for name, trap in chosen.items() if trap.says not in " ".join(check.said.split())] == []
    assert [request.line for request in company.web.requests if "secret" in request.line] == []


def test_nobody_came_to_a_private_place(battery: Battery) -> None:
    """No redirect, page, entity or header led there; a client without a guard follows the same redirect to it."""
    web = battery.company.web
    asked = [request.line for request in web.requests]
    assert [line for line in asked if "secret" in line] == []
    assert "/private-places-0" in " ".join(asked)
    web.answers = {**web.answers, "/secret": answer(rss(title="Secret").encode())}
    with urlopen(web.url("/private-places-0", host="127.1.0.1")) as response:
        assert b"Secret" in response.read()


def test_no_message_drives_a_terminal_or_a_workflow(battery: Battery) -> None:
    """No control character and no command of a CI runner, whoever wrote what."""
    assert battery.run.said.replace("\n", "").isprintable()
    assert [line for line in battery.run.said.splitlines() if _COMMAND.search(line)] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("::error::x", ": :error: :x"),
        ("::set-output name=a::b", ": :set-output name=a: :b"),
        ("::1::2", ": :1: :2"),
        (":::x:::", ": : :x: : :"),
        ("leads to ::1, which", "leads to ::1, which"),
        ("http://[::ffff:127.9.9.9]:80/", "http://[::ffff:127.9.9.9]:80/"),
    ],
)
def test_an_ip_address_is_no_command(written: str, shown: str) -> None:
    """It stays as people know it; whatever a runner could take for a command of its own is taken apart."""
    assert plain(written) == shown


def test_slow_servers_end_with_the_deadline(tmp_path: Path) -> None:
    """Each after its two seconds, all at once; the honest are read."""
    slow = {kind.replace(" ", "-"): {n: t for n, t in some.items() if t.slow} for kind, some in FEEDS.items()}
    battery = pulled(tmp_path / "company", slow, deadline=2)
    try:
        assert battery.run.code == 0
        assert [slug for slug in battery.honest if not taken(battery, slug)] == []
        late = ("within 2 s", "breaks the rules of HTTP", "broke off")  # the last two are one, seen in two moments
        assert [slug for slug in battery.traps if not any(words in battery.said(slug) for words in late)] == []
        assert battery.run.peak < MOST_MEMORY
    finally:
        battery.company.close()

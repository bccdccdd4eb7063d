"""A web full of traps, pulled by the real command: each is named in its message, and the honest blogs between them are read.

What the traps are says `traps`; `python bench/hostile.py` pulls each of them alone and prints what it costs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from trapped import Company, Run
from traps import FEEDS, HOMES, PICTURES, Trap, answer, rss

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


def pulled(folder: Path, chosen: dict[str, dict[str, Trap]], *, deadline: float) -> Battery:
    """Hire somebody for each trap, and somebody honest after every tenth; then pull them all."""
    company, traps, honest = Company(folder, deadline=deadline), {}, []
    number = 0
    for kind, some in chosen.items():
        for place, trap in enumerate(some.values()):
            slug = f"{kind}-{place}".lower()
            reply = trap.make(company.web.port)
            company.hire(slug, **({kind: reply} if kind in ("home", "picture") else {"blog": reply}))
            traps[slug] = trap
            if number % 10 == 0:
                honest.append(f"honest-{number}")
                company.hire(honest[-1])
            number += 1
    return Battery(company, company.run("pull"), traps, honest)


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


def test_traps_cost_no_more_than_that(battery: Battery) -> None:
    """In processor seconds and in memory, all processes together; with all the limits off it would be gigabytes."""
    assert battery.run.cpu < MOST_SECONDS
    assert battery.run.peak < MOST_MEMORY


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
    assert "::" not in battery.run.said


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

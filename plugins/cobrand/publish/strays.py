"""Posts that people name under `hide` and `pin` → those that are nobody's, or that don't show, and what was probably meant.

It knows what is held, and asks nobody: of a blog that was never read, nobody knows what it has.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cobrand import address
from cobrand.drafts import suggestion
from cobrand.model import Expert
from cobrand.publish.rules import Listed
from cobrand.publish.select import Verdict
from cobrand.source import Location, shown

_MOST = 500  # posts among which a misspelt address is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A name without a post: in whose profile, `None` for the options, where in it, what is wrong and what to do."""

    expert: Expert | None
    location: Location
    what: str
    remedy: str


def strays(
    experts: Iterable[Expert],
    judged: Sequence[Verdict],
    *,
    hide: Sequence[str],
    unread: Callable[[str], str | None],
    hosted: Callable[[str], bool] = lambda _: False,
) -> Iterator[Stray]:
    """Yield what is wrong with what profiles and options hide and pin; `judged` are the verdicts on everybody's posts.

    `unread` says why nobody can know whether there is a post at an address, `hosted` whether one may be the company's own.
    """
    of_expert: dict[str, list[Verdict]] = {}
    for verdict in judged:
        of_expert.setdefault(verdict.expert.slug, []).append(verdict)
    for expert in experts:
        mine = of_expert.get(expert.slug, [])
        for index, named in enumerate(expert.hide):
            if not _found(named, mine) and not hosted(named) and not unread(named):
                yield Stray(expert=expert, location=("hide", index), **_unknown("hide", named, expert, mine, judged))
        if expert.pin:
            yield from _pin(expert, expert.pin, mine, judged, unread)
    for index, named in enumerate(hide):
        if not _found(named, judged) and not hosted(named) and not unread(named):
            yield Stray(expert=None, location=("hide", index), **_unknown("hide", named, None, judged, judged))


def _pin(
    expert: Expert,
    named: str,
    mine: Sequence[Verdict],
    judged: Sequence[Verdict],
    unread: Callable[[str], str | None],
) -> Iterator[Stray]:
    found = _found(named, mine)
    if not found and not unread(named):
        yield Stray(expert=expert, location=("pin",), **_unknown("pin", named, expert, mine, judged))
    elif found and all(verdict.rule for verdict in found):
        what = f"`pin` names a post that does not show: {found[0].rule}"
        yield Stray(expert=expert, location=("pin",), what=what, remedy="Pin another, or let it show.")
    else:
        cards = [verdict.post.entry for verdict in found if verdict.post]
        if cards and not any(Listed([named]).has(entry) for entry in cards):
            what = "`pin` names a copy of a post; another's copy is the card"
            yield Stray(expert=expert, location=("pin",), what=what, remedy=f"Write {cards[0].link or cards[0].id}.")


def _found(named: str, judged: Iterable[Verdict]) -> list[Verdict]:
    listed = Listed([named])
    return [verdict for verdict in judged if listed.has(verdict.entry)]


def _unknown(
    key: str, named: str, expert: Expert | None, mine: Sequence[Verdict], judged: Sequence[Verdict]
) -> dict[str, str]:
    """Say that a name is no post's, and whose post it is, or which one was probably meant."""
    what = f"`{key}` names no post that we have of {expert.name if expert else 'anybody'}: {shown(named)}"
    if others := _found(named, judged):
        colleague = others[0].expert
        other = f"It is a post of {colleague.name}. "
        remedy = other + ("Hide it in mkdocs.yml, or in that profile." if key == "hide" else "Pin one of this person.")
        return {"what": what, "remedy": remedy}
    near = _nearest(named, mine)
    return {
        "what": what,
        "remedy": f"Did you mean {near}?" if near else "Copy the address from the post's card, or take it out.",
    }


def _nearest(named: str, judged: Sequence[Verdict]) -> str | None:
    """Return the address, or the id, that is most like one that somebody wrote: of those on its host, if there are any."""
    place = address.host(named) or address.host(f"https://{named}")
    known = list(dict.fromkeys(name for one in judged for name in (one.entry.link, one.entry.id) if name))
    near = [name for name in known if address.host(name) == place] or known
    return suggestion(named, near[:_MOST])

"""The names that arguments take, as types that a shell can complete: experts and practices. They complain of nothing."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

from cobrand.model import Practice, Topic

Noun = TypeVar("Noun", Practice, Topic)

_EXPERTS_DIR = re.compile(r"""\bexperts_dir:\s*["']?([^"'#,}\n]+?)["']?\s*(?:[#,}\n]|\Z)""")
_NAME = re.compile(r"""^name:\s*["']?([^"'#\n]+)""", re.MULTILINE)
_PRACTICES = re.compile(r"^practices:[ \t]*(\[[^\]]*\]|[^\n]*\n(?:[ \t]*-[^\n]*\n)*)", re.MULTILINE)
_CONFIGURED = re.compile(r"^([ \t]+)practices:[ \t]*\n((?:\1[ \t]+[^\n]*\n|[ \t]*\n)+)", re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEAD = 4_096  # enough of a profile


class Slug(StringParamType):
    """An expert's slug: the name of the profile without its ending."""

    name = "slug"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer all profiles that begin so, each with the person's name."""
        return [
            CompletionItem(path.stem, help=found[1].strip() if (found := _NAME.search(_text(path))) else None)
            for path in _profiles(ctx)
            if path.stem.startswith(incomplete)
        ]


class PracticeName(StringParamType):
    """A practice's slug, as options or profiles have it."""

    name = "practice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the practices that options and profiles name."""
        return [CompletionItem(one) for one in sorted(set(_practices(ctx))) if one.startswith(incomplete)]


def named(slug: str | None, known: Sequence[Noun], option: str) -> Noun | None:
    """Return the practice or topic of that slug; whoever misspells one is told which was meant."""
    if slug is None:
        return None
    for one in known:
        if one.slug == slug:
            return one
    slugs = [one.slug for one in known]
    hint = f" There are {', '.join(slugs[:8])}{', …' if slugs[8:] else ''}." if slugs else " There are none."
    if meant := get_close_matches(slug, slugs, 1):
        hint = f" Did you mean {meant[0]!r}?"
    raise click.BadParameter(f"there is no {slug!r}.{hint}", param_hint=f"'--{option}'")


SLUG = Slug()
PRACTICE = PracticeName()


def _configuration(ctx: click.Context) -> Path:
    return Path(ctx.params.get("config_file") or "mkdocs.yml")


def _profiles(ctx: click.Context) -> list[Path]:
    path = _configuration(ctx)
    said = _EXPERTS_DIR.search(_text(path))
    with suppress(OSError, ValueError):
        return sorted(
            one for one in (path.parent / (said[1] if said else "experts")).glob("*.md") if _SLUG.fullmatch(one.stem)
        )
    return []


def _practices(ctx: click.Context) -> Iterator[str]:
    for block in _CONFIGURED.finditer(_text(_configuration(ctx))):
        indents = re.findall(r"^([ \t]+)([a-z0-9-]+):", block[2], re.MULTILINE)
        least = min((len(indent) for indent, _ in indents), default=0)
        yield from (name for indent, name in indents if len(indent) == least)
    for path in _profiles(ctx):
        for block in _PRACTICES.finditer(_text(path)):
            yield from _SLUG.findall(block[1])


def _text(path: Path) -> str:
    with suppress(OSError, ValueError), path.open(encoding="utf-8", errors="replace") as file:
        return file.read(_HEAD if path.suffix == ".md" else -1)
    return ""

"""Templates of the site's own → what is wrong with them, and where. It never draws."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from traceback import walk_tb

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

from cobrand.drafts import suggestion
from cobrand.errors import Problem, ProblemsError

# What Jinja raises on a template that can't be used: its own errors, and those of Python in an expression.
FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)

_OPENING = re.compile(r"\{%-?\s*macro\s+(\w+)(\(.*?\))\s*-?%\}")
_REMEDY = "Correct it, or take the file away to have ours again."


def lacking(overrides: Iterable[Path], root: Path, ours: Path) -> Iterator[Problem]:
    """Find templates that can't stand in for ours: others of ours ask for its macro, and give it values."""
    for path in (path for folder in overrides for path in sorted((folder / "cobrand").glob("*.html"))):
        here = path.read_text(encoding="utf-8", errors="replace")
        there = ours / "cobrand" / path.name
        text = there.read_text(encoding="utf-8") if there.is_file() else ""
        try:
            wrong = list(_lacks(path.stem, _macros(here), _macros(text), dict(_OPENING.findall(text))))
        except TemplateSyntaxError as error:
            wrong = [(error.lineno, _said(error), _REMEDY)]
        for line, what, remedy in wrong:
            yield Problem(path=_shown(path, root), line=line, what=what, remedy=remedy)


def strays(custom: Path, root: Path, ours: Path) -> Iterator[Problem]:
    """Find templates that replace none of ours, and are asked for by none of the site's."""
    known = {path.name for path in (ours / "cobrand").glob("*.html")}
    if unknown := [path for path in sorted((custom / "cobrand").glob("*.html")) if path.name not in known]:
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in custom.rglob("*.html")]
        for path in unknown:
            if not any(f"cobrand/{path.name}" in text for text in texts):
                near = suggestion(path.name, sorted(known))
                hint = f"Did you mean `{near}`?" if near else "No template includes it either."
                what = "replaces nothing: Cobrand has no template of that name"
                yield Problem(path=_shown(path, root), line=None, what=what, remedy=hint)


def blamed(error: Exception, root: Path, ours: Path) -> ProblemsError | None:
    """Say where a template of the site's own is wrong; `None` where it is one of ours, which is a bug."""
    places: list[tuple[Path, int]] = []
    for frame, line in walk_tb(error.__traceback__):
        template = frame.f_globals.get("__jinja_template__")  # where Jinja has not put the template's own lines yet
        lineno = template.get_corresponding_lineno(line) if template else line
        places.append((Path(frame.f_code.co_filename), lineno))
    if isinstance(error, TemplateSyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    path, line = ([place for place in places if place[0].suffix == ".html"] or places)[-1]
    if path.is_relative_to(ours) or path.suffix != ".html":
        return None
    return ProblemsError((Problem(path=_shown(path, root), line=line, what=_said(error), remedy=_REMEDY),))


def _lacks(
    stem: str, here: Mapping[str, nodes.Macro], there: Mapping[str, nodes.Macro], openings: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Yield line, mistake and remedy for each macro of ours that is not there, or can't take what it is given."""
    for name in sorted(there.keys() & {stem, stem.removesuffix("s")}):
        opening = f"{{% macro {name}{openings[name]} %}}"
        if name not in here:
            yield 1, f"has no macro `{name}`", f"{_REMEDY} To show nothing, write `{opening}{{% endmacro %}}`."
        elif not _takes(here[name], there[name]):
            yield here[name].lineno, f"has a macro `{name}` with too few parameters", f"Write `{opening}`."


def _takes(macro: nodes.Macro, model: nodes.Macro) -> bool:
    """Tell whether a macro can be called as another: by place, and by name where there is a default."""
    named = {argument.name for argument in model.args[len(model.args) - len(model.defaults) :]}
    free = {name.name for name in macro.find_all(nodes.Name)}
    by_place = "varargs" in free or len(macro.args) >= len(model.args)
    return by_place and ("kwargs" in free or named <= {argument.name for argument in macro.args})


def _macros(text: str) -> dict[str, nodes.Macro]:
    return {macro.name: macro for macro in Environment(autoescape=True).parse(text).find_all(nodes.Macro)}


def _shown(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _said(error: Exception) -> str:
    return (str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}").rstrip(".")

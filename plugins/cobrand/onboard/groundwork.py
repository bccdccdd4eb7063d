"""A few choices → the files of a new site, as they lie in the folder `start`; it never replaces a file that is there."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cobrand.address import slugify
from cobrand.config import address_complaint, options_document, slug_complaint
from cobrand.errors import Problem, ProblemsError
from cobrand.files import create_file
from cobrand.model import Practice
from cobrand.onboard.sheet import SCHEMA, scalar
from cobrand.publish.markdown import markdown_text
from cobrand.schema import profile_schema
from cobrand.source import read_text, refuse, shown

START = Path(__file__).parent / "start"
EXAMPLE = "experts/your-name.md"
WORKFLOWS = ".github/workflows"

_PURPOSES = {
    "mkdocs.yml": "name, lines of business, topics",
    "docs/index.md": "the home page",
    EXAMPLE: "an example of a profile",
    f"experts/{SCHEMA}": "by which editors complete profiles",
    "requirements.txt": "what the workflows install",
    "README.md": "how the site is built",
    "CONTRIBUTING.md": "how people put themselves on it",
    ".gitignore": "what git leaves alone",
    f"{WORKFLOWS}/publish.yml": "pulls the blogs, builds, publishes",
    f"{WORKFLOWS}/check.yml": "checks what a pull request brings",
    f"{WORKFLOWS}/review.yml": "if you want it: news for review",
}
_GITHUB = re.compile(r"(?:https://|ssh://git@|git@)github\.com[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the owner of a new site has said. `requirement` is how CI installs Cobrand, `None` where nobody knows."""

    site_name: str
    site_url: str | None = None
    practices: tuple[str, ...] = ()
    material: bool = False
    requirement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Which files were written, and which were there already and are as they were."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def names_plugin(folder: Path) -> bool:
    """Tell whether a site has the plugin in its mkdocs.yml."""
    path = folder / "mkdocs.yml"
    return bool(options_document(read_text(path.read_bytes(), str(path)), str(path)).text)


def lay(folder: Path, files: Mapping[str, str]) -> Laid:
    """Write the files that are missing; raises OSError, and ProblemsError where a file is in the way of a folder."""
    written, kept = [], []
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            create_file(path, text.encode())
            written.append(name)
        except FileExistsError as error:
            if not path.parent.is_dir():
                what, remedy = "is a file, and a folder is needed there", "Rename it, or choose another folder."
                raise ProblemsError((Problem(path=str(error.filename), line=None, what=what, remedy=remedy),)) from None
            kept.append(name)
    return Laid(written=tuple(written), kept=tuple(kept))


def new_site(choices: Choices, *, example: bool) -> dict[str, str]:
    """Return all files of a new site, by their names below its folder; `example`: with a first profile to look at."""
    said = _said(choices)
    files = {
        "mkdocs.yml": mkdocs_yml(choices),
        "docs/index.md": _text("docs/index.md", said),
        **({EXAMPLE: example_profile()} if example else {}),
        f"experts/{SCHEMA}": _schema(choices),
        "requirements.txt": requirements(choices),
        "README.md": _text("README.md", said),
        "CONTRIBUTING.md": _text("CONTRIBUTING.md", said),
        ".gitignore": _text("gitignore", said),
    }
    return files | workflows()


def for_a_site(choices: Choices, folder: Path, *, experts: str, example: bool) -> dict[str, str]:
    """Return what a site that MkDocs builds already may lack: a first profile and workflows, unless there are any.

    `experts` is its folder of profiles.
    """
    files = {}
    if example and not any(path.name.lower() != "readme.md" for path in (folder / experts).glob("*.md")):
        files = {f"{experts}/{Path(EXAMPLE).name}": example_profile(), f"{experts}/{SCHEMA}": _schema(choices)}
    if not any((folder / WORKFLOWS).glob("*.y*ml")):
        files |= {"requirements.txt": requirements(choices)} | workflows()
    return files


def example_profile() -> str:
    """Return the example of a profile."""
    return _text(EXAMPLE, {"schema": SCHEMA})


def _schema(choices: Choices) -> str:
    """Write the JSON Schema that the first line of a profile names."""
    practices = tuple(Practice(slug=slugify(name), name=name) for name in choices.practices)
    made = profile_schema(practices=practices, closed=bool(practices))
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def workflows() -> dict[str, str]:
    """Return the workflows as they are: a dollar sign in them is GitHub's."""
    found = sorted((START / "workflows").glob("*.yml"))
    return {f"{WORKFLOWS}/{path.name}": path.read_text(encoding="utf-8") for path in found}


def mkdocs_yml(choices: Choices) -> str:
    """Write the site's configuration."""
    return "\n".join((*_site(choices), "", *_theme(choices), "", *plugins(choices.practices), "", *_rest())) + "\n"


def plugins(practices: Sequence[str]) -> Iterator[str]:
    """Yield the lines that bring Cobrand into a configuration."""
    yield from ("plugins:", "  - search")
    yield from ("  - cobrand:", "      # Lines of business. Each gets a group blog at blog/<slug>/.")
    if practices:
        yield "      practices:"
        for name in practices:
            yield f"        {scalar(slugify(name))}: {scalar(name)}"
    else:
        yield "      # Until they are listed here, each one that a profile names is made."
        yield "      # practices:"
        yield "      #   interactive-marketing: Interactive Marketing"
    yield "      # What posts are about; `keywords` are other words for it in the categories of blogs."
    yield "      # topics:"
    yield "      #   pricing: {name: Pricing, keywords: [prices, conjoint], offering: services/pricing.md}"


def _site(choices: Choices) -> Iterator[str]:
    yield f"site_name: {scalar(choices.site_name)}"
    if choices.site_url:
        yield f"site_url: {scalar(choices.site_url)}"
    else:
        yield "# Where the site will stand. Feeds, links back and the experts' kits need it:"
        yield "# site_url: https://www.example.com/"


def _theme(choices: Choices) -> Iterator[str]:
    if not choices.material:
        yield from ("# With Material for MkDocs installed, `name: material` is the better looking one.",)
        yield from ("theme:", "  name: mkdocs", "  color_mode: auto", "  user_color_mode_toggle: true")
        return
    yield from ("theme:", "  name: material", "  font: false", "  palette:")
    for scheme, prefers, icon, other in (
        ("default", "light", "weather-night", "dark"),
        ("slate", "dark", "weather-sunny", "light"),
    ):
        yield f'    - media: "(prefers-color-scheme: {prefers})"'
        yield f"      scheme: {scheme}"
        yield f"      toggle: {{icon: material/{icon}, name: Switch to {other} mode}}"
    yield "  features: [navigation.tabs, navigation.top, navigation.footer, search.highlight, content.code.copy]"


def _rest() -> Iterator[str]:
    yield from ("markdown_extensions:", "  - attr_list", "  - tables", "  - toc: {permalink: true}", "")
    yield from ("nav:", "  - Home: index.md", "  - Experts: experts/index.md", "  - Ideas: blog/index.md")


def requirements(choices: Choices) -> str:
    """Write what CI installs."""
    if choices.requirement is None:
        # Not a bare name: whoever owns that name in a package index some day would own this site's workflows.
        return (
            "# Say here where the workflows get Cobrand from: the address of its repository or of a built package.\n"
            "# mkdocs-cobrand[material] @ git+https://code.example.com/cobrand@v1.0\n"
            "mkdocs-cobrand @ file:///the-first-lines-of-requirements.txt-say-what-belongs-here\n"
        )
    return f"{choices.requirement}\n"


def requirement(origin: str | None, commit: str | None, *, material: bool) -> str | None:
    """Say how to install the Cobrand that is running, by the address that it came from; `None` where others can't reach that.

    `git@host:path` becomes an address that can be read without a key.
    """
    if not origin:
        return None
    if short := re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/](.+)", origin):
        origin = f"https://{short[1]}/{short[2]}"
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?/[\w./~%+-]+", origin):
        return None
    name = "mkdocs-cobrand[material]" if material else "mkdocs-cobrand"
    if origin.endswith((".whl", ".tar.gz", ".zip")):
        return f"{name} @ {origin}"
    return f"{name} @ git+{origin}{f'@{commit}' if commit else ''}"


def pages_address(remote: str) -> str | None:
    """Return where GitHub Pages puts the site of a repository: `https://owner.github.io/name/`."""
    found = _GITHUB.fullmatch(remote.strip())
    if not found:
        return None
    owner, name = found[1].lower(), found[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def url_complaint(url: str) -> str | None:
    """Say why something can't be the address of the site."""
    complaint = address_complaint(url)
    return f"It {complaint[0]}. {complaint[1]}" if complaint else None


def choices(
    *, site_name: str, site_url: str | None, practices: tuple[str, ...], material: bool, requirement: str | None
) -> Choices:
    """Return choices that make a right mkdocs.yml; raises ProblemsError with all that are none."""
    problems = []
    if site_url and (complaint := address_complaint(site_url)):
        problems.append(Problem(path="--url", line=None, what=complaint[0], remedy=complaint[1]))
    names: dict[str, str] = {}
    for name in practices:
        words = " ".join(name.split())
        slug = slugify(words)
        if complaint := slug_complaint(slug, words):
            what = f"no address can be made of {shown(words)}: it {complaint[0]}"
            problems.append(Problem(path="--practice", line=None, what=what, remedy="Choose another name."))
        elif names.setdefault(slug, words) != words:
            what = f"{shown(words)} and {shown(names[slug])} make the same address, blog/{slug}/"
            problems.append(Problem(path="--practice", line=None, what=what, remedy="Choose another name for one."))
    refuse(problems)
    return Choices(
        site_name=" ".join(site_name.split()) or "This site",
        site_url=site_url and site_url.rstrip("/") + "/",
        practices=tuple(names.values()),
        material=material,
        requirement=requirement,
    )


def told(laid: Laid) -> Iterator[str]:
    """Say what was written."""
    if laid.written:
        yield "Wrote"
        yield from (f"  {name:<32} {_PURPOSES.get(name, '')}".rstrip() for name in laid.written)
    if laid.kept:
        yield f"There already, and left as they are: {', '.join(laid.kept)}"
    if not (laid.written or laid.kept):
        yield "There is nothing to write."


def next_steps(laid: Laid, choices: Choices, *, folder: str, people: bool) -> Iterator[str]:
    """Say what to do next; `people`: somebody has a profile."""
    yield from ("", "Next:")
    if folder != ".":
        yield f"  cd {folder}"
    yield f"  {'mkdocs serve':<37} the site, at http://127.0.0.1:8000/"
    more = "somebody else" if people else "a profile from somebody's home page or blog"
    yield f"  {'cobrand new https://ada.example/':<37} {more}"
    if any(name.startswith(WORKFLOWS) for name in laid.written):
        yield "To publish: push it to GitHub, and there, under Settings, Pages, choose GitHub Actions as the source."
        if "requirements.txt" in laid.kept:
            yield f"Before that, add {choices.requirement or 'Cobrand'} to requirements.txt, which the workflows install."
        elif choices.requirement is None:
            yield "Before that, say in requirements.txt where GitHub gets Cobrand from; this one came from a folder."


def _text(name: str, said: Mapping[str, str]) -> str:
    return Template((START / name).read_text(encoding="utf-8")).substitute(said)


def _said(choices: Choices) -> dict[str, str]:
    """Return what stands in the texts: the name as Markdown, and in front matter as YAML."""
    return {
        "site_name": markdown_text(choices.site_name),
        "description": scalar(f"{choices.site_name}: who works here, and what they think."),
        "schema": SCHEMA,
    }

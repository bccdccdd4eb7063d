"""The dependency rule, as a table: what each module may know of ours, and who owns which library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cobrand.publish.teasers import _RULES

PACKAGE = Path(__file__).parent.parent / "plugins" / "cobrand"

# Module → what it may import of ours. A stage knows the nouns and the result types of the stage before it, never a
# sibling's functions; the composers, at the end, know the stages.
KNOWS = {
    # nouns, and rules that need nothing else
    "address": "",
    "alike": "",
    "errors": "",
    "graphemes": "",
    "model": "",
    "languages.ar": "",
    "languages.de": "",
    "languages.en": "",
    "languages.es": "",
    "languages.fr": "",
    "words": "languages.ar languages.de languages.en languages.es languages.fr",
    "faults": "errors",
    "files": "",
    "shelf": "",
    "polls": "files",
    "pruning": "archive config errors profiles",
    "report.hosted": "errors files model",
    # what people write
    "source": "errors",
    "drafts": "errors source",
    "config": "address drafts errors model source",
    "profiles": "address alike config drafts errors lineage model photos source",
    # what is kept
    "shapes": "model",
    "plainlines": "model shapes",
    "jsonl": "address errors model plainlines shapes shelf",
    "consent": "config errors model profiles source",
    "recognition": "address alike jsonl model",
    "archive": "address errors files jsonl model recognition shelf",
    "withdrawal": "address jsonl model",
    "lineage": "",
    "renames": "archive model polls",
    "photos": "errors graphemes model",
    # harvest
    "harvest.complaint": "errors",
    "harvest.guard": "address errors",
    "harvest.inflate": "errors",
    "harvest.fetch": "errors harvest.complaint harvest.guard harvest.inflate",
    "harvest.folder": "harvest.complaint harvest.fetch harvest.guard harvest.inflate",
    "harvest.witness": "errors harvest.fetch",
    "harvest.discover": "harvest.decode harvest.markup harvest.mend harvest.plaintext harvest.tags",
    "harvest.tags": "harvest.markup harvest.plaintext",
    "publish.formulas": "publish.tokens graphemes",
    "harvest.standing": "harvest.plaintext alike model harvest.complaint jsonl harvest.fetch errors harvest.decode address",
    "harvest.trails": "harvest.plaintext harvest.tags harvest.decode harvest.markup address",
    "harvest.jsonld": "address harvest.tags",
    "harvest.owner": "alike harvest.blurb harvest.plaintext model",
    "harvest.blurb": "harvest.discretion harvest.markup harvest.plaintext model",
    "harvest.discretion": "",
    "harvest.bio": (
        "address harvest.blurb harvest.decode harvest.discretion harvest.jsonld harvest.markup harvest.microformats"
        " harvest.owner harvest.plaintext harvest.tags model"
    ),
    "harvest.backlink": "address harvest.decode harvest.plaintext harvest.tags model",
    "harvest.decode": "",
    "harvest.dates": "",
    "harvest.markup": "",
    "harvest.plaintext": "address",
    "harvest.mend": "harvest.markup",
    "harvest.oddity": "harvest.mend",
    "harvest.plainfeed": "",
    "harvest.settle": "alike harvest.markup harvest.plaintext model",
    "harvest.jsonfeed": "errors harvest.dates harvest.markup harvest.plaintext model",
    "harvest.parse": "errors harvest.dates harvest.decode harvest.jsonfeed harvest.mend harvest.feedparsers harvest.oddity harvest.plainfeed harvest.settle harvest.xmlfeed model",
    "harvest.feedparsers": "harvest.plainfeed",
    "harvest.microformats": "harvest.markup",
    "harvest.hfeed": "errors harvest.dates harvest.decode harvest.markup harvest.microformats harvest.oddity harvest.plaintext harvest.settle model",
    "harvest.xmlfeed": "address harvest.dates harvest.markup harvest.plaintext model",
    "harvest.readers": "faults harvest.complaint harvest.readings",
    "harvest.readings": "harvest.backlink harvest.bio harvest.hfeed harvest.parse model photos",
    "harvest.pulled": "model polls",
    # publish
    "publish.credit": "address alike model",
    "publish.rules": "address alike errors model publish.credit",
    "publish.copies": "address model publish.credit publish.rules",
    "publish.select": "publish.formulas address alike model publish.copies publish.credit publish.rules",
    "publish.lines": "",
    "publish.tokens": "publish.lines",
    "publish.attributes": "address publish.plain_markup publish.tokens",
    "publish.paragraphs": "publish.attributes publish.lines publish.tokens",
    "publish.plain_markup": "",
    "publish.sanitize": "publish.formulas graphemes publish.paragraphs publish.plain_markup publish.tokens",
    "publish.pages": "model photos publish.select",
    "publish.fill": "address model publish.pages",
    "publish.doubt": "address model publish.fill publish.sanitize",
    "publish.provenance": "model publish.fill",
    "publish.strays": "address drafts model publish.rules publish.select source",
    "publish.kit": "address config graphemes model publish.jsonld publish.pages words",
    "publish.places": "address model",
    "publish.order": "model publish.pages publish.rules publish.select",
    "publish.spots": "",
    "publish.embed": "drafts publish.order publish.pages source",
    "publish.series": "address drafts publish.copies publish.embed publish.pages publish.spots source",
    "publish.views": "config consent model photos profiles publish.doubt publish.fill publish.former publish.order publish.pages publish.select words",
    "publish.portraits": "publish.pages",
    "publish.people_index": "address photos publish.pages publish.portraits words",
    "publish.teasers": "files publish.sanitize",
    "publish.kept": "publish.pages",
    "publish.basis": "archive config model profiles publish.fill publish.rules publish.select",
    "publish.earlier": "model publish.pages publish.select shelf",
    "publish.share": "graphemes",
    "publish.markdown": "address",
    "review.news": "jsonl model publish.rules publish.select",
    "review.news_markdown": "address graphemes health model publish.markdown review.news publish.select",
    "publish.jsonld": "address config model publish.pages words",
    "publish.head": "config publish.jsonld publish.pages words",
    "publish.overrides": "drafts errors",
    "publish.former": "publish.pages words",
    "publish.disclosure": "config publish.pages publish.sentences words",
    "publish.jinja": "",
    "publish.apart": "publish.overrides publish.pages",
    "publish.stencil": "publish.pages",
    "publish.asked": "address config graphemes model publish.apart publish.jinja publish.pages publish.share publish.stencil words",
    "publish.render": (
        "address config errors graphemes model photos publish.apart publish.asked publish.disclosure publish.head publish.jinja "
        "publish.kept publish.overrides publish.pages publish.people_index publish.places publish.portraits publish.stencil words"
    ),
    "publish.elements": "",
    "publish.feed_addresses": "address model publish.elements",
    "publish.feed_entries": "address model publish.copies publish.elements publish.feed_addresses publish.pages publish.select words",
    "publish.atom": "model publish.elements publish.feed_entries",
    "publish.rss": "model publish.elements publish.feed_addresses publish.feed_entries",
    "publish.jsonfeed": "publish.feed_entries",
    "publish.opml": "publish.elements publish.feed_addresses publish.feed_entries",
    "publish.syndicate": (
        "config model publish.apart publish.atom publish.elements publish.feed_entries publish.former publish.jsonfeed "
        "publish.opml publish.pages publish.rss publish.select words"
    ),
    # what is told of it
    "health": "address harvest.complaint model",
    # what people read off the site
    "publish.sentences": "publish.tokens",
    "report.cues": "",
    "report.saying": "report.cues publish.paragraphs publish.sanitize publish.sentences",
    "report.mentions": "address alike model",
    "report.report": "model profiles publish.select",
    "report.attention": "address health model report.report",
    "report.sparks": "report.attention",
    "report.as_text": "report.attention report.report report.sparks terminal",
    "report.as_json": "report.attention report.report",
    "report.as_markdown": "report.attention publish.markdown report.report report.sparks",
    "report.as_html": "report.attention report.report report.sparks",
    "report.digest": "address config model publish.disclosure publish.markdown publish.order publish.pages words",
    "report.noting": "archive config model profiles report.hosted report.saying",
    # composers
    "harvest.edition": "",
    "harvest.ask": "harvest.trails address errors harvest.complaint harvest.discover harvest.edition harvest.fetch harvest.oddity harvest.parse harvest.readers harvest.readings model polls",
    "harvest.takeover": "address alike model",
    "harvest.keep": "jsonl address alike archive harvest.ask harvest.takeover model polls withdrawal",
    "harvest.home": "errors harvest.backlink harvest.discover harvest.edition harvest.fetch harvest.readers harvest.readings model polls",
    "harvest.homepage": "address model",
    "harvest.round": (
        "harvest.standing address archive config errors harvest.ask harvest.fetch harvest.home harvest.homepage harvest.keep harvest.readers "
        "jsonl model polls"
    ),
    "pipeline": (
        "address archive config errors faults files harvest.blurb harvest.complaint harvest.fetch harvest.folder harvest.homepage "
        "harvest.plaintext harvest.pulled harvest.readers harvest.round harvest.witness health model photos polls profiles "
        "publish.basis publish.doubt publish.earlier publish.feed_entries publish.fill publish.kit publish.pages publish.provenance publish.render publish.sanitize "
        "publish.select publish.syndicate publish.teasers publish.views renames"
    ),
    "look": (
        "harvest.witness archive config harvest.ask harvest.fetch harvest.home harvest.homepage harvest.keep harvest.readers "
        "harvest.takeover model pipeline"
    ),
    "onboard.sheet": "address model",
    "onboard.outlines": "address errors",
    "onboard.scout": (
        "harvest.trails harvest.owner alike harvest.witness address config errors harvest.blurb harvest.complaint harvest.fetch harvest.homepage look model "
        "onboard.outlines pipeline"
    ),
    "onboard.onboard": (
        "address config drafts errors files harvest.plaintext look model profiles publish.markdown publish.paragraphs "
        "publish.select onboard.scout onboard.sheet source"
    ),
    "onboard.welcome": "address config errors onboard.groundwork model onboard.onboard check.preview profiles onboard.scout onboard.sheet",
    "onboard.groundwork": "address config errors files model publish.markdown schema onboard.sheet source",
    "terminal": "address errors harvest.fetch harvest.pulled harvest.witness health model",
    "review.summary": "archive config health model pipeline profiles review.news review.news_markdown publish.sanitize",
    "programs": "errors",
    "review.git": "errors programs",
    "review.proposal": "archive errors review.git jsonl model review.summary",
    "report.compose": (
        "archive config model pipeline profiles publish.pages publish.sanitize publish.select publish.views "
        "report.attention report.digest report.hosted report.mentions report.noting report.report report.saying"
    ),
    "schema": "config model photos profiles",
    "check.findings": "errors",
    "check.preview": ("address config health look model publish.fill publish.kit publish.provenance publish.select"),
    "check.site": "archive config drafts errors check.findings profiles publish.overrides schema onboard.sheet source",
    "check.people": "address check.site config consent errors check.findings health model check.preview profiles source",
    "check.own_pages": (
        "address archive check.site errors check.findings pipeline check.preview profiles publish.embed publish.pages "
        "publish.select publish.series publish.spots publish.views source"
    ),
    "check.check": (
        "address archive check.people check.site drafts errors check.findings look model check.own_pages photos pipeline check.preview "
        "profiles publish.select publish.strays report.hosted report.noting source"
    ),
    "trust": "errors health look model source",
    "check.formats": "check.check config errors check.findings health check.preview publish.markdown publish.select terminal",
    "integrations.material_blog": "drafts errors model source",
    "integrations.mkdocs_pages": (
        "config drafts integrations.material_blog model photos pipeline profiles publish.pages publish.render source"
    ),
    "integrations.mkdocs_head": "integrations.mkdocs_embeds pipeline publish.earlier publish.pages",
    "integrations.mkdocs_embeds": (
        "config errors pipeline profiles publish.embed publish.pages publish.render publish.series publish.spots source"
    ),
    "integrations.mkdocs_search": "publish.pages",
    "integrations.material_sidebars": "integrations.mkdocs_pages publish.pages",
    "integrations.hosting": "",
    "integrations.previews": "files",
    "integrations.sparing": "publish.order publish.pages",
    "integrations.rss": "",
    "integrations.mkdocs_build": (
        "archive config errors files integrations.hosting integrations.material_blog integrations.material_sidebars integrations.mkdocs_embeds "
        "integrations.mkdocs_head integrations.mkdocs_pages integrations.mkdocs_search integrations.previews integrations.rss pipeline "
        "profiles publish.apart publish.earlier publish.overrides publish.pages publish.render publish.select publish.series report.noting integrations.sparing shelf source terminal"
    ),
    "plugin": "integrations.mkdocs_build source",
    "cli.manners": "cli cli.output errors terminal",
    "cli.configuration": "check.site config errors integrations.mkdocs_build profiles source",
    "cli.names": "model",
    "cli.clock": "",
    "cli.output": "harvest.witness terminal",
    "cli.report": (
        "config terminal cli.clock cli.configuration cli.manners cli.names cli.output profiles report.attention report.report report.as_html "
        "report.as_json report.as_markdown report.as_text report.compose"
    ),
    "cli.digest": "terminal cli.clock cli.configuration cli.manners cli.names cli.output profiles report.compose",
    "cli.program": "cli.manners",
    "cli.__main__": "cli",
    "cli.asking": "",
    "cli.init": "cli.output cli.manners cli.asking cli.clock cli.configuration cli.desk errors onboard.groundwork onboard.onboard profiles programs terminal",
    "cli.new": "cli.asking cli.clock cli.desk cli.manners cli.names errors onboard.onboard",
    "cli.desk": (
        "cli.output check.check check.site cli.asking cli.configuration cli.schema errors onboard.groundwork model onboard.onboard onboard.outlines check.preview "
        "profiles onboard.scout onboard.sheet source terminal onboard.welcome"
    ),
    "cli.check": "check.check check.formats cli.clock cli.configuration cli.manners cli.names cli.output config errors check.findings programs terminal",
    "cli.schema": "terminal cli.configuration cli.manners cli.output config files profiles schema onboard.sheet",
    "cli.trust": (
        "cli.output archive cli.asking cli.clock cli.configuration cli.manners cli.names files health look model profiles terminal trust"
    ),
    "cli.pull": (
        "archive cli.clock cli.configuration cli.manners cli.output config pipeline profiles pruning review.summary terminal"
    ),
    "cli.propose": (
        "cli.output archive cli.clock cli.configuration cli.manners review.git pipeline profiles pruning review.proposal review.summary terminal"
    ),
}

# Library → who may import it; `cli` stands for all modules of the command line.
OWNERS = {
    "aiohttp": "harvest.fetch",
    "multidict": "harvest.fetch",
    "yarl": "harvest.fetch",
    "babel": "words",
    "click": "cli",
    "feedparser": "harvest.feedparsers",
    "filelock": "archive",
    "idna": "address",
    "jinja2": "publish.jinja publish.overrides report.as_html",
    "markdown": "integrations.material_blog",
    "markupsafe": (
        "integrations.material_blog integrations.mkdocs_build integrations.mkdocs_embeds integrations.mkdocs_head "
        "integrations.mkdocs_pages publish.asked publish.disclosure publish.doubt publish.feed_entries publish.jinja publish.render publish.sanitize publish.stencil publish.teasers"
    ),
    "bs4": "harvest.microformats",
    "mf2py": "harvest.microformats",
    "mkdocs": (
        "integrations.material_blog integrations.material_sidebars integrations.mkdocs_build integrations.mkdocs_embeds "
        "integrations.mkdocs_head integrations.mkdocs_pages integrations.mkdocs_search "
        "integrations.rss integrations.sparing plugin"
    ),
    "msgspec": "plainlines",
    "nh3": "publish.sanitize",
    "PIL": "photos",
    "pydantic_core": "drafts jsonl publish.jsonfeed publish.jsonld publish.teasers shapes",
    "rich": "report.as_text terminal",
    "webencodings": "harvest.decode",
    "yaml": "source",
}


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, wherever in it: ours as `cobrand.<module>`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            folder = PACKAGE.parent / node.module.replace(".", "/")
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if (folder / f"{alias.name}.py").is_file() else node.module


MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}


def test_every_module_has_its_row() -> None:
    """A new module says in the table what it may know, and an old row goes with its module."""
    assert sorted(MODULES) == sorted(KNOWS)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_what_it_may(module: str) -> None:
    """Imports of ours are those of the module's row, no more and no fewer."""
    ours = {name.removeprefix("cobrand.") for name in imports(MODULES[module]) if name.startswith("cobrand.")}
    assert sorted(ours) == sorted(KNOWS[module].split())


def reached(module: str) -> set[str]:
    """Return all that a module needs, directly or not."""
    found: set[str] = set()
    todo = KNOWS[module].split()
    while todo:
        known = todo.pop()
        if known not in found:
            found.add(known)
            todo += KNOWS[known].split()
    return found


@pytest.mark.parametrize("module", [one for one in KNOWS if one.startswith(("harvest.", "publish."))])
def test_the_two_pipelines_meet_at_the_archive_alone(module: str) -> None:
    """Harvest knows no page, however indirectly, and publish can't ask anybody."""
    if module.startswith("harvest."):
        assert {one for one in reached(module) if one.startswith("publish.")} == set()
    else:
        asking = {"pipeline", "harvest.round", "harvest.ask", "harvest.home", "harvest.keep", "harvest.fetch"}
        assert reached(module) & asking == set()


def test_excerpts_are_kept_under_all_that_chooses_them() -> None:
    """Whoever changes a module that reading needs, directly or not, gets all excerpts anew."""
    chooses = "publish.sanitize"
    assert sorted(_RULES) == sorted(MODULES[one] for one in {chooses, *reached(chooses)})


def test_a_library_is_imported_only_by_its_owners() -> None:
    """Third-party libraries have owners, so that leaving one touches few files; an owner does import it."""
    owners: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        for name in {name.partition(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - {"cobrand"}:
            owners.setdefault(name, set()).add("cli" if module.startswith("cli.") else module)
    assert {name: " ".join(sorted(modules)) for name, modules in owners.items()} == OWNERS


@pytest.mark.parametrize(
    "module", [one for one in MODULES if one not in {"plugin", "programs"} and not one.startswith("cli.")]
)
def test_only_cli_and_plugin_read_the_clock_and_the_environment(module: str) -> None:
    """`now` is an argument everywhere else (a stop-watch is no clock); `programs` hands the environment on, and reads nothing of it."""
    text = MODULES[module].read_text(encoding="utf-8")
    assert [word for word in ("datetime.now", "time.time(", "date.today", "os.environ", "getenv") if word in text] == []


@pytest.mark.parametrize("module", [one for one in MODULES if not one.startswith("cli.")])
def test_only_cli_prints(module: str) -> None:
    """Everything else returns what it has to say, or logs it."""
    calls = (
        node.func
        for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id == "print"] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_stays_readable(module: str) -> None:
    """A module has at most 450 lines and opens with a sentence."""
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 450
    assert ast.get_docstring(ast.parse(text))


def test_core_runs_without_mkdocs() -> None:
    """Leaving MkDocs must touch `plugin` and `integrations` only: everything else loads where there is none."""
    core = [f"cobrand.{module}" for module in MODULES if module != "plugin" and not module.startswith("integrations.")]
    code = f"import sys, importlib; sys.modules['mkdocs'] = None; [importlib.import_module(name) for name in {core}]"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_hook_holds_no_judgement() -> None:
    """What MkDocs calls is at most 15 lines: it passes data to functions that can be tested without MkDocs."""
    lengths = {
        node.name: (node.end_lineno or 0) - node.body[0].lineno + 1
        for node in ast.walk(ast.parse(MODULES["plugin"].read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("on_")
    }
    assert len(lengths) >= 10
    assert [name for name, lines in lengths.items() if lines > 15] == []

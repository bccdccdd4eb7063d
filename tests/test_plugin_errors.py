"""What a user has to fix: every problem with its place, in `mkdocs build` as in `cobrand pull`, and never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sites import Site

COMMANDS = {"mkdocs": ("mkdocs", "build"), "cobrand": ("cobrand", "pull")}
SITE = """\
-- mkdocs.yml --
site_name: Halden
plugins:
  - search
  - cobrand:
      web: web
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
---
"""
MakeSite = Callable[[str], Site]


@pytest.fixture(params=COMMANDS)
def said(request: pytest.FixtureRequest, site: MakeSite) -> Callable[..., list[str]]:
    """Run one of the commands on a site that is wrong, and return the lines that it says."""

    def run(text: str, *, also: Callable[[Path], object] | None = None, **environment: str) -> list[str]:
        made = site(SITE + text)
        (made.root / "web").mkdir(exist_ok=True)
        if also:
            also(made.root)
        done = made.run(*COMMANDS[request.param], **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr.splitlines()

    return run


def test_every_wrong_option_and_its_line_are_named(said: Callable[..., list[str]]) -> None:
    """All at once, in the order of the file, with what to do."""
    lines = said("""\
-- mkdocs.yml --
site_name: Halden
plugins:
  - search
  - cobrand:
      post_per_page: 5
      pull: sometimes
      blog_dir: My Blog
      practices:
        Media: {offer: x.md}
""")
    found = [line.split(": ")[0] for line in lines if line.startswith("mkdocs.yml:")]
    assert found == [f"mkdocs.yml:{number}" for number in (5, 6, 7, 9)]
    assert any("did you mean `posts_per_page`" in line.lower() for line in lines)


def test_every_wrong_line_of_every_profile_is_named(said: Callable[..., list[str]]) -> None:
    """The problems of all profiles together, each with its file."""
    lines = said("""\
-- experts/bo-example.md --
---
name: Bo
jobtitle: Analyst
blog: ftp://bo.example/
---
-- experts/Cleo.md --
---
name: Cleo
---
-- experts/dan-example.md --
---
job_title: [
---
""")
    found = [line.split(": ")[0] for line in lines if line.startswith("experts/")]
    assert {"experts/Cleo.md:1", "experts/bo-example.md:3", "experts/bo-example.md:4"} <= set(found)
    assert any(place.startswith("experts/dan-example.md:") for place in found)


def test_options_that_are_inherited_are_found_where_they_stand(said: Callable[..., list[str]]) -> None:
    """With `INHERIT`, the line is that of the file which has the options."""
    lines = said("""\
-- mkdocs.yml --
INHERIT: 'config/base.yml'  # the whole company's
docs_dir: docs
-- config/base.yml --
site_name: Halden
plugins:
  - cobrand:
      pul: never
""")
    assert any(line.startswith("config/base.yml:4: ") and "`pull`" in line for line in lines)


def test_an_option_from_the_environment_is_checked_like_any_other(said: Callable[..., list[str]]) -> None:
    """With `!ENV`, it is the value that counts."""
    text = "-- mkdocs.yml --\nsite_name: Halden\nplugins:\n  - cobrand: {pull: !ENV [PULL, never]}\n"
    assert any(line.startswith("mkdocs.yml:3: ") and "sometimes" in line for line in said(text, PULL="sometimes"))


def test_a_broken_archive_is_named_with_its_line(said: Callable[..., list[str]]) -> None:
    """What can't be read is never written over: the message says where it is broken."""
    lines = said(
        '-- .cobrand/archive/ada-lindqvist.jsonl --\n{"slug": "ada-lindqvist"\n',
        also=lambda root: Site(root).feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT")),
    )
    assert any(".cobrand/archive/ada-lindqvist.jsonl:1" in line for line in lines)


def test_a_picture_that_is_none_is_named(site: MakeSite) -> None:
    """A photo that can't be used is the profile owner's to replace."""
    made = site(f"{SITE}-- experts/ada-lindqvist.jpg --\nno picture\n-- web/nothing --\n")
    done = made.run("mkdocs", "build")
    assert done.returncode == 1
    assert "\nexperts/ada-lindqvist.jpg: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("{# ours #}\n{% macro card(card) %}{{ card", "2: unexpected end of template"),
        ("\n\n{% macro card(card) %}{{ card.colour }}{% endmacro %}", "3: "),
        ("{% macro card(card) %}{% include 'cobrand/nothing.html' %}{% endmacro %}", "1: "),
        ("<p>A card</p>", "1: has no macro `card`"),
    ],
)
def test_a_template_of_the_site_s_own_that_is_wrong_is_named(site: MakeSite, template: str, place: str) -> None:
    """Whoever replaces a component of ours reads which file and line is wrong."""
    made = site(
        SITE.replace("plugins:", "theme: {name: mkdocs, custom_dir: overrides}\nplugins:")
        + f"-- overrides/cobrand/card.html --\n{template}\n"
    )
    made.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
    done = made.run("mkdocs", "build")
    assert done.returncode == 1
    assert f"\noverrides/cobrand/card.html:{place}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_template_that_replaces_nothing_is_named(site: MakeSite) -> None:
    """A misspelt name is told, with the one that was meant; what the site's own templates include is not."""
    made = site(
        SITE.replace("plugins:", "theme: {name: mkdocs, custom_dir: overrides}\nplugins:")
        + "-- overrides/cobrand/shares.html --\n{% macro share() %}{% endmacro %}\n"
        + '-- overrides/cobrand/empty.html --\n{% include "cobrand/nobody.html" %}\n'
        + "-- overrides/cobrand/nobody.html --\nNobody.\n-- web/nothing --\n"
    )
    told = [line for line in made.run("mkdocs", "build").stderr.splitlines() if "replaces nothing" in line]
    assert len(told) == 1
    assert "overrides/cobrand/shares.html replaces nothing" in told[0]
    assert told[0].endswith("Did you mean `share.html`?")


@pytest.mark.parametrize(
    "epoch", ["99999999999999999999", "100000000000", "tomorrow", "-1", "\N{SUPERSCRIPT TWO}", "1.5"]
)
def test_a_build_time_that_is_none_is_named(site: MakeSite, epoch: str) -> None:
    """SOURCE_DATE_EPOCH is set by whoever wants the same bytes again, and never silently ignored."""
    done = site(f"{SITE}-- web/nothing --\n").run("mkdocs", "build", SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert f"SOURCE_DATE_EPOCH must be the seconds since 1970, such as 1795165200, not '{epoch}'." in done.stderr
    assert "Traceback" not in done.stderr


def test_files_that_options_name_are_on_the_site(site: MakeSite) -> None:
    """No button leads nowhere: all at once, with the file that was meant."""
    options = """\
      brand: {logo: assets/logo.png, image: assets/logos.png}
      practices:
        media: {offering: services/medai.md#prices}
        law:
          offering: services/law/
      topics:
        ads: {offering: qqqqqq.pdf}
        home: {offering: index.md}
        people: {offering: experts/index.md}
        guide: {offering: guide/README.md#how}
        old: {offering: old.md}
"""
    files = ["services/media.md", "services/law/index.md", "guide/README.md", "assets/logo.svg", "old.md"]
    text = SITE.replace("      web: web\n", f"      web: web\n{options}").replace(
        "plugins:", "exclude_docs: old.md\nplugins:"
    )
    made = site(text + "".join(f"-- docs/{name} --\n" for name in files) + "-- web/nothing --\n")
    done = made.run("mkdocs", "build")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    named = "names a file that is not on the site"
    assert [line for line in done.stderr.splitlines() if line.startswith("mkdocs.yml:")] == [
        f"mkdocs.yml:7: `brand.image` {named}: 'assets/logos.png'. Did you mean `assets/logo.svg`?",
        f"mkdocs.yml:7: `brand.logo` {named}: 'assets/logo.png'. Did you mean `assets/logo.svg`?",
        f"mkdocs.yml:9: `practices.media.offering` {named}: 'services/medai.md'. Did you mean `services/media.md`?",
        f"mkdocs.yml:13: `topics.ads.offering` {named}: 'qqqqqq.pdf'. Write the path of a file in the docs folder.",
        f"mkdocs.yml:17: `topics.old.offering` {named}: 'old.md'. Write the path of a file in the docs folder.",
    ]


def test_a_configuration_that_is_no_yaml_is_named(site: MakeSite) -> None:
    """`cobrand` reads mkdocs.yml itself where it can, and says where it can't."""
    made = site("-- mkdocs.yml --\nsite_name: Halden\nplugins: [cobrand\n")
    done = made.run("cobrand", "pull")
    assert done.returncode == 1
    assert done.stderr.startswith("mkdocs.yml:")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "INHERIT: nowhere.yml\nsite_name: Halden\n",
        "site_name: !ENV [\n",
        "site_name: !ENV NAME\nplugins: [\n",
        "- !ENV X\n",
        "- a list\n",
    ],
)
def test_a_configuration_that_mkdocs_can_t_read_is_named(site: MakeSite, text: str) -> None:
    """The same where MkDocs has to be asked, for `!ENV` and `INHERIT`."""
    done = site(f"-- mkdocs.yml --\n{text}").run("cobrand", "pull")
    assert done.returncode == 1
    assert done.stderr.startswith("mkdocs.yml")
    assert "Traceback" not in done.stderr


def test_mkdocs_and_cobrand_agree_on_the_options(site: MakeSite) -> None:
    """`!ENV` and `INHERIT` give both commands the same archive."""
    made = site("""\
-- mkdocs.yml --
INHERIT: base.yml
plugins:
  cobrand:
    web: !ENV [WEB, nowhere]
-- base.yml --
site_name: !ENV [NAME, Halden]
plugins:
  cobrand:
    state_dir: state
-- docs/index.md --
# Welcome
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
blog: https://ada.example/feed.xml
---
""")
    made.feed("ada.example", ("A thought", "Fri, 20 Nov 2026 09:00:00 GMT"))
    done = made.run("cobrand", "pull", WEB="web")
    assert (done.returncode, done.stdout) == (0, "1 feed: 1 new post from 1\n"), done.stderr
    kept = (made.root / "state/archive/ada-lindqvist.jsonl").read_bytes()
    assert "1 feed: 1 unchanged, no new posts" in made.build(WEB="web")
    assert kept == (made.root / "state/archive/ada-lindqvist.jsonl").read_bytes()

"""Everything that can be wrong with a site, all at once, in words that a stranger understands; and nothing is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from checking import ADA, MKDOCS, NOW, checked, pull, said, tree
from cobrand.publish.select import aside
from sites import Site

POSTS = (("Two", "Fri, 20 Nov 2026 09:00:00 GMT"), ("One", "Mon, 02 Mar 2020 09:00:00 GMT"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site without a mistake."""
    made = Site(tmp_path)
    made.write(MKDOCS + ADA)
    made.feed("ada.example", *POSTS)
    pull(made)
    return made


def profile(site: Site, slug: str, *lines: str, body: str = "Bio.") -> None:
    """Write a profile, whose first key is in line 2."""
    site.write(f"-- experts/{slug}.md --\n---\n" + "\n".join(lines) + f"\n---\n{body}\n")


def configure(site: Site, options: str) -> None:
    """Write options below `web:`, which is in line 6; the first is in line 7."""
    site.write(MKDOCS + "".join(f"      {line}\n" for line in options.splitlines()))


def test_a_site_without_a_mistake_is_told_so(site: Site) -> None:
    """No error, no warning; a photo would help."""
    assert said(site) == []
    assert said(site, severity="hint") == [
        (
            "experts/ada-lindqvist.md:1: hint: there is no photo, and initials stand in its place. "
            "Put a picture called ada-lindqvist.jpg beside the profile."
        )
    ]


def test_nothing_is_ever_written(site: Site) -> None:
    """Neither offline nor online, in whatever state things are."""
    profile(site, "mei-okafor", "name: [", "blog: x")
    before = tree(site.root)
    checked(site)
    checked(site, "ada-lindqvist", "nobody", online=True)
    checked(site, online=True)
    assert tree(site.root) == before


def test_mistakes_in_options_and_profiles_come_at_once(site: Site) -> None:
    """A build ends with those of the options, before it reads a profile."""
    configure(site, "pull: sometimes\nbrand: {url: ftp://x}")
    profile(site, "mei-okafor", "name: Mei", "jobtitle: Analyst", "blog: mei.example")
    profile(site, "broken", "name: [")
    (site.root / ".cobrand/archive/ada-lindqvist.jsonl").write_text("{\n")
    assert said(site) == [
        ".cobrand/archive/ada-lindqvist.jsonl:1: is not JSON from column 1 on. Mend the line, or take the file from version control; if it is in none, move it away and pull again.",
        "experts/broken.md:3: a list or a mapping is never closed, or has a comma too many. Write ] or } at its end, and one comma between items.",
        "experts/mei-okafor.md:3: unknown key `jobtitle`. Did you mean `job_title`?",
        "experts/mei-okafor.md:4: `blog` must be an address that begins with https://, not 'mei.example'. Write https://mei.example.",
        "mkdocs.yml:7: `pull` must be auto, always or never, not 'sometimes'. Choose one of them.",
        "mkdocs.yml:8: `brand.url` must be an address that begins with https://, not 'ftp://x'. Copy it from a browser.",
    ]


def test_a_wrong_list_of_practices_makes_no_further_mistakes(site: Site) -> None:
    """Profiles are not held against what could not be read."""
    configure(site, "practices: [media]")
    assert said(site) == [
        """mkdocs.yml:7: `practices` must be a mapping, not the list ["media"]. Write lines such as `media: Media` below it."""
    ]


def test_options_that_are_no_mapping_leave_the_rest_to_be_looked_at(site: Site) -> None:
    """They count as none."""
    site.write("-- mkdocs.yml --\nsite_name: Halden\nsite_url: https://www.halden.example/\nplugins:\n  - cobrand: 3\n")
    profile(site, "mei-okafor", "nam: Mei")
    assert said(site) == [
        "experts/mei-okafor.md:1: `name` is missing. Add `name: …`.",
        "experts/mei-okafor.md:2: unknown key `nam`. Did you mean `name`?",
        "mkdocs.yml:4: the options of cobrand must be a mapping, not 3. Write `key: value` lines below `cobrand:`, indented, or nothing.",
    ]


def test_a_folder_of_profiles_that_is_not_there_is_said_beside_the_rest(site: Site) -> None:
    """With what is wrong with the options."""
    configure(site, "experts_dir: people\nposts_per_page: 0")
    assert [line.partition(":")[0] for line in said(site)] == ["mkdocs.yml", "people"]


def test_a_hint_is_none_where_a_mistake_may_be_the_cause(site: Site) -> None:
    """Whose `blog` is misspelt does not lack one."""
    profile(site, "mei-okafor", "name: Mei", "blog: mei.example")
    assert not [line for line in said(site, severity="hint") if "mei-okafor" in line]


# --- names of people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "ada-lindqvist",
        "ada-l",
        "experts/ada-lindqvist.md",
        "./experts/ada-lindqvist.jpg",
        "{root}/experts/ada-lindqvist.md",
    ],
)
def test_a_person_is_named_by_slug_or_by_file(site: Site, name: str) -> None:
    """Former slugs and pictures mean the person too."""
    profile(site, "ada-lindqvist", "name: Ada", "aliases: [ada-l]")
    profile(site, "mei-okafor", "nam: Mei")
    Image.new("RGB", (99, 99)).save(site.root / "experts/ada-lindqvist.jpg")
    result = checked(site, name.format(root=site.root))
    assert [one.expert.slug for one in result.subjects] == ["ada-lindqvist"]
    assert (result.count("error"), result.elsewhere) == (0, 2)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ada-lindquist", "Did you mean `ada-lindqvist`?"),
        ("ada", "Did you mean `ada-lindqvist`?"),
        ("experts/ada-lindquist.md", "Did you mean `ada-lindqvist`?"),
        ("zzz", "Write a profile's path, or its file's name without .md."),
        ("experts/README.md", "Write a profile's path, or its file's name without .md."),
        ("../../etc/passwd", "Write a profile's path, or its file's name without .md."),
        ("", "Write a profile's path, or its file's name without .md."),
    ],
)
def test_a_name_that_is_nobody_s_is_an_error(site: Site, name: str, remedy: str) -> None:
    """With the name that was probably meant."""
    site.write("-- experts/README.md --\nHow to.\n")
    assert said(site, name) == [f"experts: no profile here is called '{name}'. {remedy}"]


def test_a_former_name_without_an_alias_is_told_how_to_keep_it(site: Site) -> None:
    """The profile was renamed, and what is held lies under the old name."""
    (site.root / "experts/ada-lindqvist.md").rename(site.root / "experts/ada-lindqvist-berg.md")
    site.write("-- .cobrand/archive/ada-lindqvist.jsonl --\n{}\n")
    assert (
        "experts: no profile here is called 'ada-lindqvist', and posts are held under that name. If the profile was renamed, "
        "write `aliases: [ada-lindqvist]` into experts/ada-lindqvist-berg.md: it brings posts and addresses along."
    ) in said(site, "ada-lindqvist")


def test_posts_that_the_company_hosts_are_known_from_the_last_build(site: Site) -> None:
    """They are the person's as well; a note that no build has written is an error."""
    line = '{"url":"news/x/","source":"news/x.md","title":"News","published":"2026-11-20T00:00:00Z","experts":["ada-lindqvist"]}'
    site.write(f"-- .cobrand/hosted.jsonl --\n{line}\n")
    [subject] = checked(site, "ada-lindqvist").subjects
    assert ("News", "published here by the company") in [(one.entry.title, aside(one)) for one in subject.showing]
    site.write("-- .cobrand/hosted.jsonl --\n[]\n")
    assert [line for line in said(site) if "hosted" in line] == [
        (
            ".cobrand/hosted.jsonl:1: can't be read: the line is none that a build writes. "
            "Remove the file; the next `mkdocs build` makes it anew."
        )
    ]


def test_somebody_whose_profile_can_t_be_read_can_be_named(site: Site) -> None:
    """That is when people ask."""
    profile(site, "broken", "name: [")
    assert [line.partition(":")[0] for line in said(site, "broken")] == ["experts/broken.md"]


def test_changed_files_that_are_nobody_s_are_left_alone(site: Site) -> None:
    """A template, or somebody who is gone, is no mistake; and nobody is not everybody."""
    site.write("-- experts/_template.md --\nx\n")
    profile(site, "mei-okafor", "nam: Mei")
    result = checked(site, files=["experts/_template.md", "experts/gone.md"])
    assert (result.subjects, result.findings, result.elsewhere) == ((), (), 2)


# --- one profile -----------------------------------------------------------------------------------------------------


def test_a_picture_that_can_t_be_used_is_an_error(site: Site) -> None:
    """Before a build finds it."""
    (site.root / "experts/ada-lindqvist.jpg").write_bytes(b"GIF89a")
    assert said(site) == [
        "experts/ada-lindqvist.jpg: the picture is in no format that can be read. Use a JPEG, PNG, WebP, GIF, AVIF or TIFF file."
    ]


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (["hide: [https://ada.example/three]"], "4: warning: `hide` "),
        (["pin: https://ada.example/tow"], "4: warning: `pin` "),
        (["successor: mei-okafor"], "4: warning: `successor` does nothing as long as there is no `left`. Add "),
        (["consent: 2999-01-01"], "4: warning: the day of `consent` has yet to come: 2999-01-01. "),
        (
            ["left: 2026-01-01", "successor: left-too"],
            "5: warning: `successor` names somebody who has left, `left-too`. ",
        ),
    ],
)
def test_what_somebody_has_to_decide_is_a_warning(site: Site, lines: list[str], warning: str) -> None:
    """With its line; the exit code is not touched by it."""
    profile(site, "mei-okafor", "name: Mei")
    profile(site, "left-too", "name: Left Too", "left: 2026-02-01")
    profile(site, "ada-lindqvist", "name: Ada", "blog: https://ada.example/feed.xml", *lines)
    [line] = said(site, "ada-lindqvist")
    assert line.startswith(f"experts/ada-lindqvist.md:{warning}")


def test_a_line_of_succession_is_no_mistake(site: Site) -> None:
    """Whoever took over may have left as well, as long as somebody took over from there."""
    profile(site, "ada-lindqvist", "name: Ada", "left: 2026-01-01", "successor: mei-okafor")
    profile(site, "mei-okafor", "name: Mei", "left: 2026-02-01", "successor: noor-c")
    profile(site, "noor-c", "name: Noor")
    assert [line for line in said(site) if "successor" in line] == []


def test_two_profiles_of_one_name_are_told(site: Site) -> None:
    """Once, at the second."""
    profile(site, "ada-l", "name: ada lindqvist")
    assert said(site) == [
        (
            "experts/ada-lindqvist.md:2: warning: `name` is also that of the profile `ada-l`. "
            "If it is one person, keep one profile, with the other slug in `aliases`."
        )
    ]


@pytest.mark.parametrize(("days", "severity"), [(0, "hint"), (30, "hint"), (31, "warning")])
def test_a_feed_that_fails_becomes_somebody_s_business(site: Site, days: int, severity: str) -> None:
    """A hint at first, a warning after thirty days, never an error."""
    (site.root / "web/ada.example/feed.xml").unlink()
    pull(site)
    found = checked(site, now=NOW + timedelta(days=days)).findings
    [feed] = [one for one in found if "ada.example" in one.problem.what]
    assert (feed.severity, feed.problem.line) == (severity, 5)
    assert feed.problem.what == "ada.example has nothing at this address (404), since 2026-11-23"


def test_a_blog_that_was_never_pulled_is_a_hint(site: Site) -> None:
    """Nobody knows of it what is wrong."""
    profile(site, "mei-okafor", "name: Mei", "blog: [https://mei.example/, https://mei.example/two]")
    assert [line for line in said(site, severity="hint") if "pulled" in line] == [
        "experts/mei-okafor.md:3: hint: https://mei.example/ has not been pulled yet. `cobrand pull` does it.",
        "experts/mei-okafor.md:3: hint: https://mei.example/two has not been pulled yet. `cobrand pull` does it.",
    ]


def test_a_bare_profile_is_told_what_would_help(site: Site) -> None:
    """One line each, for all that makes a page."""
    profile(site, "mei-okafor", "name: Mei", body="")
    hints = [one.problem.what for one in checked(site, "mei-okafor").findings]
    assert hints == [
        "nobody has noted that the person agreed to be shown",
        "there are no `practices`, so that no group blog shows these posts",
        "there is no `blog`, and so no posts",
        "there is no `job_title`",
        "there is no bio",
        "there is no photo, and initials stand in its place",
    ]


# --- the site --------------------------------------------------------------------------------------------------------


def test_a_site_that_does_not_know_its_address_is_told_what_it_lacks(site: Site) -> None:
    """A build goes on without; feeds, kits and links back don't."""
    site.write("-- mkdocs.yml --\nsite_name: Halden\nplugins: [cobrand]\n")
    assert said(site) == [
        (
            "mkdocs.yml: warning: `site_url` is not set: there are no feeds, no kits for experts, and no link back can be found. "
            "Add `site_url: https://…`, the address at which the site will be."
        )
    ]


def test_a_practice_without_people_is_a_warning(site: Site) -> None:
    """In the line in which it is."""
    configure(site, "practices:\n  media: Media\n  supply: Supply")
    assert said(site) == [
        "mkdocs.yml:9: warning: nobody is in the practice `supply`. Name it under `practices` in somebody's profile, or take it out."
    ]


def test_a_page_that_options_name_has_to_be_there(site: Site) -> None:
    """An offering, the logo; pages of ours are made by the build, other languages have an ending of their own."""
    site.write("-- docs/services/media.md --\n# Media\n-- docs/about.de.md --\n# Uns\n")
    configure(
        site,
        "practices:\n  media: {offering: services/medai.md}\n"
        "topics:\n  a: {offering: about.md}\n  b: {offering: blog/index.md}\n  c: {offering: https://x.example/}",
    )
    assert said(site) == [
        (
            "mkdocs.yml:8: `practices.media.offering` names a file that is not on the site: 'services/medai.md'. "
            "Did you mean `services/media.md`?"
        )
    ]


def test_where_a_plugin_may_make_pages_a_missing_one_is_no_error(site: Site) -> None:
    """Only a build can tell."""
    site.write("-- docs/index.md --\n# Home\n")
    configure(site, "topics:\n  a: {offering: made.md}")
    with (site.root / "mkdocs.yml").open("a") as file:
        file.write("  - gen-files\n")
    [line] = said(site)
    assert ": warning: `topics.a.offering` names a file" in line


@pytest.mark.parametrize(
    ("plugins", "page", "wrong"),
    [
        ("[blog, cobrand]", "docs/index.md", "the site has a blog of its own at blog/, where"),
        ("{blog: {blog_dir: notes}, cobrand: {}}", "docs/notes/index.md", ""),
        ("[{blog: {enabled: false}}, cobrand]", "docs/index.md", ""),
        ("[cobrand]", "docs/blog/first.md", "the site has a blog of its own at blog/ (blog/first.md), where"),
        ("[cobrand]", "docs/blog/index.md", ""),
        ("[cobrand]", "docs/blog/media.md", ""),
        ("[cobrand]", "docs/blog/media/README.md", ""),
        ("[cobrand]", "docs/experts/ada-lindqvist.md", "this page stands where the page of Ada Lindqvist belongs."),
        ("[cobrand]", "docs/experts/index.md", ""),
    ],
)
def test_pages_that_stand_where_ours_belong_are_told(site: Site, plugins: str, page: str, wrong: str) -> None:
    """As a build does; hubs of the site's own are welcome."""
    site.write(f"-- mkdocs.yml --\nsite_name: x\nsite_url: https://x.example/\nplugins: {plugins}\n-- {page} --\n# x\n")
    found = said(site, severity="error")
    assert len(found) == bool(wrong)
    assert wrong in "".join(found)
    with (site.root / "mkdocs.yml").open("a") as file:
        file.write("exclude_docs: /blog/first.md\n")
    assert len(said(site, severity="error")) == (plugins == "[blog, cobrand]")


def test_archives_and_pictures_that_are_nobody_s_are_told(site: Site) -> None:
    """With what to do where the profile was only renamed."""
    site.write("-- .cobrand/archive/gone.jsonl --\n{}\n-- experts/ada.jpg --\nx\n-- experts/chart.svg --\nx\n")
    assert said(site) == [
        (
            ".cobrand/archive/gone.jsonl: warning: belongs to no profile. If the profile was renamed, add `aliases: [gone]` to it; "
            "if the person is gone, `cobrand pull` removes this."
        ),
        "experts/ada.jpg: warning: is nobody's portrait. Call it as the profile is called.",
    ]


def test_an_archive_of_an_invalid_profile_is_somebody_s(site: Site) -> None:
    """A mistake in a profile is not a person gone."""
    profile(site, "ada-lindqvist", "name: [")
    assert [line for line in said(site) if "archive" in line] == []


def test_templates_of_the_site_s_own_are_looked_at(site: Site) -> None:
    """One that can't stand in for ours, and one that stands in for none."""
    site.write("-- theme/cobrand/card.html --\nhello\n-- theme/cobrand/crad.html --\nhello\n")
    with (site.root / "mkdocs.yml").open("a") as file:
        file.write("theme: {name: mkdocs, custom_dir: theme}\n")
    one, two = said(site)
    assert one.startswith("theme/cobrand/card.html:1: has no macro `card`. ")
    assert two.startswith("theme/cobrand/crad.html: warning: replaces nothing: ")


# --- the site's own pages --------------------------------------------------------------------------------------------

PAGE = """\
-- docs/index.md --
---
title: Home
series:
  - https://ada.example/two
  - https://ada.example/tow
  - https://www.halden.example/notes/ours/
---
<!-- cobrand: posts practise=media -->
<!-- cobrand: expert ada-lindquist -->

```html
<!-- cobrand: nothing -->
```
`<!-- cobrand: nothing -->`, and

    <!-- cobrand: nothing -->

<!-- cobrand: part https://ada.example/one -->
<!-- cobrand: posts
"""


def test_directives_and_series_are_looked_at(site: Site) -> None:
    """In the lines in which they are; what stands in code is an example, and the company's own posts only a build knows."""
    site.write(PAGE)
    lines = said(site)
    assert [line.partition(": ")[0] for line in lines] == [f"docs/index.md:{line}" for line in (5, 8, 9, 18, 19)]
    assert [line.partition(": ")[2] for line in lines] == [
        "'https://ada.example/tow' is no post of our experts. Did you mean `https://ada.example/two`?",
        "`posts` knows no key `practise`. Did you mean `practice`?",
        "there is no expert 'ada-lindquist'. Did you mean `ada-lindqvist`?",
        "`part` names no post of this series: 'https://ada.example/one'. Add it to the list under `series:`.",
        "a directive is never closed. Write --> at its end.",
    ]


def test_a_part_of_no_series_is_told(site: Site) -> None:
    """Also on a page without any front matter."""
    site.write("-- docs/index.md --\n# Home\n\n<!-- cobrand: part https://ada.example/one -->\n")
    assert said(site) == [
        "docs/index.md:3: `part` stands on a page that is no series. List its posts under `series:` in the front matter."
    ]


# --- looking now -----------------------------------------------------------------------------------------------------


def test_looking_now_goes_before_what_is_held(site: Site) -> None:
    """A feed that was read yesterday and is gone today; and one that only a guess finds."""
    profile(site, "mei-okafor", "name: Mei", "practices: [media]", "blog: https://mei.example/")
    site.write("-- web/mei.example/index.html --\n<!doctype html><title>Mei</title>\n")
    site.feed("mei.example", *POSTS)
    (site.root / "web/ada.example/feed.xml").unlink()
    assert said(site, online=True) == [
        (
            "experts/ada-lindqvist.md:5: warning: ada.example has nothing at this address (404). "
            "Check the address in the profile: the page may have moved."
        ),
        (
            "experts/mei-okafor.md:4: warning: https://mei.example/ names no feed that works, and a pull would find none; there is one at "
            "https://mei.example/feed.xml. Write it out: `blog: {url: https://mei.example/, feed: https://mei.example/feed.xml}`."
        ),
    ]


def test_a_pin_is_looked_for_in_what_was_just_seen(site: Site) -> None:
    """Also of somebody of whom nothing was ever pulled."""
    site.feed("mei.example", *POSTS)
    profile(site, "mei-okafor", "name: Mei", "blog: https://mei.example/feed.xml", "pin: https://mei.example/tow")
    assert said(site, "mei-okafor") == []
    [line] = said(site, "mei-okafor", online=True)
    assert line.startswith("experts/mei-okafor.md:4: warning: `pin` ")


def test_a_site_without_the_plugin_is_told(site: Site) -> None:
    """Else nothing that is right helps."""
    site.write("-- mkdocs.yml --\nsite_name: Halden\nsite_url: https://www.halden.example/\nplugins: [search]\n")
    assert said(site) == [
        "mkdocs.yml: warning: `cobrand` is not among the `plugins`, and so nothing of this is built. Add a line `- cobrand`."
    ]


def test_what_is_inherited_is_named_where_it_stands(site: Site) -> None:
    """In the file that has the options."""
    (site.root / "mkdocs.yml").rename(site.root / "base.yml")
    with (site.root / "base.yml").open("a") as file:
        file.write("      colour: blue\n")
    site.write("-- mkdocs.yml --\nINHERIT: base.yml\nsite_url: !ENV [SITE_URL, 'https://halden.example/']\n")
    assert said(site) == ["base.yml:7: unknown key `colour`. Did you mean `disclosure`?"]


def test_only_those_are_asked_who_are_named(site: Site) -> None:
    """Nobody else has a sight."""
    profile(site, "mei-okafor", "name: Mei", "blog: https://mei.example/")
    result = checked(site, "ada-lindqvist", online=True)
    assert [bool(one.sight) for one in result.subjects] == [True]
    assert result.findings == tuple(one for one in result.findings if one.slug == "ada-lindqvist")


def test_a_feed_that_seems_to_be_somebody_else_s_is_told(site: Site) -> None:
    """A pull would hold it back, so nothing of it would show."""
    site.feed("ada.example", ("Casino", "Sun, 22 Nov 2026 09:00:00 GMT"), title="Bets")
    feed = site.root / "web/ada.example/feed.xml"
    feed.write_text(feed.read_text().replace("https://ada.example/casino", "https://bets.example/casino"))
    [subject] = checked(site, "ada-lindqvist", online=True).subjects
    assert [one.entry.title for one in subject.verdicts] == ["Two", "One"]
    [line] = said(site, "ada-lindqvist", online=True)
    said_so = "experts/ada-lindqvist.md:5: warning: ada.example seems to be somebody else's now and is held back"
    assert line.startswith(said_so)


def test_texts_of_any_size_and_script_are_looked_at(site: Site) -> None:
    """Words of three thousand letters, emoji, names that run from right to left, an empty bio; a name in each form."""
    profile(site, "word", f"name: {'x' * 3_000}", f"job_title: {'y' * 3_000}", f"hide: ['{'z' * 3_000}']")
    profile(site, "leila", "name: ليلى حداد", "job_title: 👩🏽‍🔬", body="")
    site.write(
        "-- web/ada.example/feed.xml --\n<rss version='2.0'><channel><item><title>"
        + "w" * 3_000
        + "</title></item></channel></rss>\n"
    )
    result = checked(site, online=True)
    assert [one.expert.slug for one in result.subjects] == ["ada-lindqvist", "leila", "word"]
    assert result.count("error") == 0

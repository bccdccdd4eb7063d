import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.config import Options, check_options
from cobrand.errors import Problem, ProblemsError
from cobrand.model import Blog, Credential, Employer, Expert, Link, Practice, Rule, Span, Topic
from cobrand.profiles import KEYS, Roster, load_roster
from cobrand.source import Document
from mutations import damaged, files

CORPUS = Path(__file__).parent / "corpus" / "profiles"
FULL = """
name: Ada Lindqvist
job_title: Principal Analyst
pronouns: she/her
location: Malmö
practices: [Interactive Marketing, customer insight, interactive-marketing]
topics: [attribution, Media Mix]
blog:
  - https://ada.example/
  - url: https://ada.example/notes
    feed: https://ada.example/notes.xml
    only:
      categories: work
      keywords: [ads, "2024"]
      authors: [Ada]
      languages: [en, pt-BR]
      since: 2020-01-01
      until: 2024-12-31
    skip: {categories: [private, travel]}
    language: no
    full_text: true
    license: CC BY 4.0
home: https://ada.example/me
photo: portrait.webp
links:
  - https://social.example/@ada
  - {url: https://code.example/ada, title: Code}
credentials:
  - Speaker of the year
  - {title: Counting, kind: book, date: 2019, url: https://books.example/counting}
  - {title: A method, kind: patent, date: 2021-04}
hide: [https://ada.example/layoffs, "tag:ada.example,2020:1"]
pin: https://ada.example/best
fediverse: '@ada@social.example'
spans:
  - joined: 2022-01-01
  - {joined: 2014-03-01, left: 2019-06-30}
successor: mei-okafor
now_at: {name: Elsewhere, url: https://elsewhere.example/}
aliases: [ada-l]
consent: 2024-05-31
trusted: 2024-06-01
updated: "2024-06-02"
page:
  description: Ada at Halden
  search: {boost: 2, exclude: false}
"""


def options(root: Path, **given: object) -> Options:
    """Return options of a site in that folder."""
    document = Document(path="mkdocs.yml", data=given)
    return check_options(document, root=root, site_name="Halden Research", site_url=None)


def load(root: Path, profiles: Mapping[str, str | bytes], **given: object) -> Roster:
    """Write files into `experts/`, front matter as it is in the mapping, and load them."""
    folder = root / "experts"
    folder.mkdir(exist_ok=True)
    for name, content in profiles.items():
        whole = f"---\n{content.strip()}\n---\nBio\n".encode() if isinstance(content, str) else content
        (folder / name).write_bytes(whole)
    return load_roster(options(root, **given))


def refused(root: Path, profiles: Mapping[str, str | bytes], **given: object) -> list[str]:
    """Load profiles that have to be refused, and return the messages."""
    with pytest.raises(ProblemsError) as caught:
        load(root, profiles, **given)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("case", sorted(CORPUS.glob("*.md")), ids=lambda path: path.stem)
def test_what_is_wrong_with_a_profile_is_said(case: Path, tmp_path: Path) -> None:
    """Each profile in the corpus gets the messages beside it."""
    messages = refused(tmp_path, {case.name: case.read_bytes()})
    assert case.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == messages


def test_every_key_is_refused_somewhere() -> None:
    """A new key comes with a message for the mistake that people will make in it."""
    said = "".join(path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt"))
    free = {"pronouns", "location", "trusted", "updated"}  # text and dates like the others
    assert {key for key in KEYS if f"`{key}" not in said} == free


def test_a_full_profile_becomes_an_expert(tmp_path: Path) -> None:
    """Every key arrives, short forms unfolded, spans in order, practices and topics as slugs."""
    other = "name: Mei Okafor"
    roster = load(
        tmp_path, {"ada-lindqvist.md": FULL, "mei-okafor.md": other, "portrait.webp": b"", "mei-okafor.PNG": b""}
    )
    expected = Expert(
        slug="ada-lindqvist",
        name="Ada Lindqvist",
        source=tmp_path / "experts" / "ada-lindqvist.md",
        body="Bio",
        job_title="Principal Analyst",
        pronouns="she/her",
        location="Malmö",
        practices=("interactive-marketing", "customer-insight"),
        topics=("attribution", "media-mix"),
        blogs=(
            Blog(url="https://ada.example/"),
            Blog(
                url="https://ada.example/notes",
                feed="https://ada.example/notes.xml",
                only=Rule(
                    categories=("work",),
                    keywords=("ads", "2024"),
                    authors=("Ada",),
                    languages=("en", "pt-BR"),
                    since=date(2020, 1, 1),
                    until=date(2024, 12, 31),
                ),
                skip=Rule(categories=("private", "travel")),
                language="no",
                full_text=True,
                license="CC BY 4.0",
            ),
        ),
        home="https://ada.example/me",
        photo=tmp_path / "experts" / "portrait.webp",
        links=(Link(url="https://social.example/@ada"), Link(url="https://code.example/ada", title="Code")),
        credentials=(
            Credential(title="Speaker of the year"),
            Credential(title="Counting", kind="book", date="2019", url="https://books.example/counting"),
            Credential(title="A method", kind="patent", date="2021-04"),
        ),
        hide=("https://ada.example/layoffs", "tag:ada.example,2020:1"),
        pin="https://ada.example/best",
        fediverse="@ada@social.example",
        spans=(Span(joined=date(2014, 3, 1), left=date(2019, 6, 30)), Span(joined=date(2022, 1, 1))),
        successor="mei-okafor",
        now_at=Employer(name="Elsewhere", url="https://elsewhere.example/"),
        aliases=("ada-l",),
        consent=date(2024, 5, 31),
        trusted=date(2024, 6, 1),
        updated=date(2024, 6, 2),
        page={"description": "Ada at Halden", "search": {"boost": 2, "exclude": False}},
    )
    assert (expected, "mei-okafor") == (roster.experts[0], roster.experts[1].slug)
    assert [key for key in KEYS if f"\n{key}:" not in FULL] == ["joined", "left"]


def test_short_forms_stand_for_full_ones(tmp_path: Path) -> None:
    """One thing may stand for a list of one, a text for its noun's one required key, two dates for a span."""
    short = "practices: Media\nblog: https://ada.example/\nlinks: https://x.example/\ncredentials: A prize\nhide: x"
    full = (
        "practices: [Media]\nblog: [{url: https://ada.example/}]\nlinks: [{url: https://x.example/}]\n"
        "credentials: [{title: A prize, kind: article}]\nhide: [x]"
    )
    dates = "joined: 2014-03-01\nleft: 2019-06-30\nnow_at: Elsewhere\naliases:"
    spans = "spans: [{joined: 2014-03-01, left: 2019-06-30}]\nnow_at: {name: Elsewhere}"
    roster = load(tmp_path, {"a.md": f"name: Ada\n{short}\n{dates}", "b.md": f"name: Ada\n{full}\n{spans}"})
    first, second = roster.experts
    assert first == replace(second, slug="a", source=first.source)


def test_a_profile_needs_nothing_but_a_name(tmp_path: Path) -> None:
    """Blank keys, as in a template, are keys that are not there."""
    roster = load(tmp_path, {"ada.md": "name: Ada\njob_title:\nblog:\nleft: ~\npractices:"})
    assert roster.experts == (Expert(slug="ada", name="Ada", source=tmp_path / "experts" / "ada.md", body="Bio"),)


def test_names_are_kept_as_people_write_them(tmp_path: Path) -> None:
    """A name may hold any letters, joiners among them, and words that older YAML takes for truths."""
    names = ["Zoë Ó Súilleabháin", "שרה", "می\u200cنویسم", "No", "岡本 芽衣", "O'Neill"]
    roster = load(tmp_path, {f"e{index}.md": f"name: {name}" for index, name in enumerate(names)})
    assert names == [expert.name for expert in roster.experts]


def test_only_profiles_are_read(tmp_path: Path) -> None:
    """README.md, drafts that begin with _ or a dot, other files and folders are left alone."""
    (tmp_path / "experts" / "archive").mkdir(parents=True)
    (tmp_path / "experts" / "archive" / "old.md").write_text("old")
    others = {"README.md": b"Hello", "_draft.md": b"?", ".hidden.md": b"?", "notes.txt": b"?", "ada.jpg": b"?"}
    assert [expert.slug for expert in load(tmp_path, {**others, "ada.md": "name: Ada"}).experts] == ["ada"]


def test_a_folder_without_profiles_is_an_empty_roster(tmp_path: Path) -> None:
    """A site may begin with nobody in it; configured practices and topics are there all the same."""
    roster = load(tmp_path, {}, practices={"media": "Media"}, topics={"mmm": "MMM"})
    expected = Roster(
        experts=(), practices=(Practice(slug="media", name="Media"),), topics=(Topic(slug="mmm", name="MMM"),)
    )
    assert expected == roster


@pytest.mark.parametrize("folder", ["people", "people.txt"])
def test_a_missing_folder_is_named_with_what_to_put_there(tmp_path: Path, folder: str) -> None:
    """Where the folder for profiles is not there, or is a file, the message says how to begin."""
    (tmp_path / "people.txt").write_text("")
    with pytest.raises(ProblemsError, match=rf"{folder}: the folder .* Create {folder}/ with a profile in it"):
        load_roster(options(tmp_path, experts_dir=folder))


def test_a_folder_beside_the_site_is_named_from_it(tmp_path: Path) -> None:
    """Messages lead from mkdocs.yml to the profile, wherever the folder is."""
    (tmp_path / "site").mkdir()
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "ada.md").write_text("---\nname: 42\n---\n")
    with pytest.raises(ProblemsError, match=r"^\.\./people/ada\.md:2: `name` must be text"):
        load_roster(options(tmp_path / "site", experts_dir=str(tmp_path / "people")))


def test_all_problems_of_all_profiles_come_at_once(tmp_path: Path) -> None:
    """Broken files, broken keys and what only shows among several profiles are told together, by file and line."""
    (tmp_path / "experts" / "zoe.md").mkdir(parents=True)
    profiles: dict[str, str | bytes] = {
        "mei.md": "name: Mei\nleft: 2020-01-01\nsuccessor: adda\ntopics: [C++]",
        "ada.md": "name: Ada\nzodiac: Libra\ntopics: [C]\naliases: [mei]",
        "bo.md": b"---\nname: Bo: the analyst\n",
        "cy.md": b"---\nname: Cy: the analyst\n---\n",
        "di.md": "name: Di\xad\naliases: [d]",
        "ed.md": "name: Ed\naliases: [d]\npractices: [Q&A]",
        "fay.md": "name: Fay\njoined: never\npractices: [Q A]",
        "gus.md": b"\xff\xfe",
    }
    way_out = "Rename one of them, or give each a slug of its own under `practices:` in mkdocs.yml."
    expected = f"""
experts/ada.md:3: unknown key `zodiac`. The keys here are {", ".join(KEYS)}.
experts/ada.md:5: an item of `aliases` is taken by mei.md: 'mei'. Remove it from one of them.
experts/bo.md:1: the front matter is never closed. Write a line --- after its last key.
experts/cy.md:2: a second colon with a space after it. Put the value in quotes.
experts/ed.md:3: an item of `aliases` is taken by di.md: 'd'. Remove it from one of them.
experts/fay.md:3: `joined` must be a date such as 2024-05-31, not 'never'. Write a day that exists, as year-month-day.
experts/fay.md:4: an item of `practices` makes the same address as 'Q&A' in experts/ed.md:4: 'Q A'. {way_out}
experts/gus.md:1: the file is not UTF-8 text: it holds the byte 0xff. Save it as UTF-8.
experts/mei.md:4: `successor` must be the slug of another profile, not 'adda'. Did you mean `ada`?
experts/mei.md:5: an item of `topics` makes the same address as 'C' in experts/ada.md:4: 'C++'. {way_out.replace("practices", "topics")}
experts/zoe.md: the file can't be read: Is a directory. Make it readable, or take it away.
"""
    assert expected.strip().splitlines() == refused(tmp_path, profiles)


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("Ada Lindqvist.md", "ada-lindqvist.md"),
        ("ada_lindqvist.md", "ada-lindqvist.md"),
        ("ÅDA.md", "ada.md"),
        ("-.md", "ada-example.md"),
        ("archive.md", "ada-example.md"),
    ],
)
def test_a_file_name_that_makes_no_slug_is_refused(tmp_path: Path, name: str, fit: str) -> None:
    """The address of a page comes from its file's name; the message offers a name that does."""
    (message,) = refused(tmp_path, {name: "name: Ada Example"})
    assert message.startswith(f"experts/{name}:1: the file name ")
    assert message.endswith(f"Rename it, for example to {fit}.")


def test_configured_practices_are_the_only_ones(tmp_path: Path) -> None:
    """They are matched by slug or name, whatever the case; any other is refused with a suggestion."""
    configured = {"im": "Interactive Marketing", "supply-chains": None}
    names = "[im, INTERACTIVE MARKETING, Supply Chains, interactive marketng, Law]"
    expected = """
experts/ada.md:3: an item of `practices` is not one of the practices in mkdocs.yml: 'Law'. Choose from \
im, supply-chains.
experts/ada.md:3: an item of `practices` is not one of the practices in mkdocs.yml: 'interactive marketng'. Did you \
mean `im`?
"""
    profiles = {"ada.md": f"name: Ada\npractices: {names}"}
    assert expected.strip().splitlines() == refused(tmp_path, profiles, practices=configured)
    roster = load(tmp_path, {"ada.md": "name: Ada\npractices: [supply chains, IM]"}, practices=configured)
    assert roster.experts[0].practices == ("supply-chains", "im")
    assert [practice.slug for practice in roster.practices] == ["im", "supply-chains"]


def test_a_misspelt_slug_is_known_by_the_slug(tmp_path: Path) -> None:
    """Though the name says much more."""
    configured = {"messung": "Messung und Marke", "handel": "Handel"}
    (message,) = refused(tmp_path, {"ada.md": "name: Ada\npractices: mesung"}, practices=configured)
    assert message.endswith("'mesung'. Did you mean `messung`?")


def test_no_practice_may_be_named_where_none_is_configured_to_be(tmp_path: Path) -> None:
    """An empty list of practices is closed as well."""
    (message,) = refused(tmp_path, {"ada.md": "name: Ada\npractices: Media"}, practices={})
    assert message.endswith("is not one of the practices in mkdocs.yml: 'Media'. None are configured.")


def test_practices_are_created_where_none_are_configured(tmp_path: Path) -> None:
    """Profiles make them, by slug; a slug is named like a title unless some profile spells the name."""
    profiles = {
        "ada.md": "name: Ada\npractices: [interactive-marketing, law]",
        "mei.md": "name: Mei\npractices: [Interactive  marketing, Law, Résumés]",
    }
    expected = (
        Practice(slug="interactive-marketing", name="Interactive  marketing"),
        Practice(slug="law", name="Law"),
        Practice(slug="resumes", name="Résumés"),
    )
    roster = load(tmp_path, profiles)
    assert (expected, ("interactive-marketing", "law")) == (roster.practices, roster.experts[0].practices)


def test_a_slug_that_nobody_spells_is_named_like_a_title(tmp_path: Path) -> None:
    """`customer-insight` becomes Customer Insight."""
    roster = load(tmp_path, {"ada.md": "name: Ada\npractices: customer-insight"})
    assert roster.practices == (Practice(slug="customer-insight", name="Customer Insight"),)


def test_profiles_add_topics_to_the_configured_ones(tmp_path: Path) -> None:
    """Configured topics come first, in their order; a name that makes the slug of another topic is refused."""
    configured = {"pricing": {"keywords": ["prices"]}, "c": "C"}
    roster = load(tmp_path, {"ada.md": "name: Ada\ntopics: [Privacy, PRICING, ads]"}, topics=configured)
    assert roster.experts[0].topics == ("privacy", "pricing", "ads")
    assert [topic.slug for topic in roster.topics] == ["pricing", "c", "ads", "privacy"]
    (message,) = refused(tmp_path, {"ada.md": "name: Ada\ntopics: [C#]"}, topics=configured)
    assert "makes the same address as 'C' in mkdocs.yml: 'C#'" in message


def test_consent_is_asked_for_where_the_site_requires_it(tmp_path: Path) -> None:
    """Without a date nobody is published; a date that can't be read is one problem, not two."""
    profiles = {"ada.md": "name: Ada", "mei.md": "name: Mei\nconsent: yes", "bo.md": "name: Bo\nconsent: 2024-05-31"}
    expected = """
experts/ada.md:1: `consent` is missing, and `require_consent` is set in mkdocs.yml. Ask for it, and write the day it \
was given: `consent: 2024-05-31`.
experts/mei.md:3: `consent` must be a date such as 2024-05-31, not 'yes'. Write a day that exists, as year-month-day.
"""
    assert expected.strip().splitlines() == refused(tmp_path, profiles, require_consent=True)


def test_a_profile_that_is_an_attack_is_refused_like_any_other(tmp_path: Path) -> None:
    """Twenty thousand keys that nobody knows, a date of five thousand digits: in bounded time, and without a traceback."""
    strays = "".join(f"k{number}: 1\n" for number in range(20_000))
    with pytest.raises(ProblemsError) as refused:
        load(tmp_path, {"ada.md": f"name: Ada\n{strays}", "bo.md": f"name: Bo\njoined: {'9' * 5_000}"})
    assert Counter({"experts/ada.md": 100, "experts/bo.md": 1}) == Counter(one.path for one in refused.value.problems)


def test_the_photo_is_the_picture_with_the_profiles_name(tmp_path: Path) -> None:
    """Without `photo` an image with the profile's stem is taken, the most common kind first."""
    roster = load(tmp_path, {"ada.md": "name: Ada", "ada.png": b"", "ada.jpg": b"", "mei.md": "name: Mei"})
    assert [tmp_path / "experts" / "ada.jpg", None] == [expert.photo for expert in roster.experts]


@pytest.mark.parametrize("ending", ["JPG", "Png", "gif", "tiff", "AVIF"])
def test_cameras_write_endings_as_they_like(tmp_path: Path, ending: str) -> None:
    """Every format that can be read is found, whatever the case of its ending."""
    roster = load(tmp_path, {"ada.md": "name: Ada", f"ada.{ending}": b""})
    assert [tmp_path / "experts" / f"ada.{ending}"] == [expert.photo for expert in roster.experts]


def test_a_photo_that_is_not_there_may_be_misspelt(tmp_path: Path) -> None:
    """The message offers a picture, never another file, and refuses what is no picture."""
    profiles: dict[str, str | bytes] = {
        "ada.md": "name: Ada\nphoto: portait.png",
        "bo.md": "name: Bo\nphoto: bo.svg",
        "bo.svg": b"",
    }
    expected = [
        "experts/ada.md:3: `photo` names a file that is not there: 'portait.png'. Did you mean `portrait.png`?",
        "experts/bo.md:3: `photo` must be a JPEG, PNG, WebP, GIF, AVIF or TIFF file, not 'bo.svg'. Convert the picture.",
    ]
    assert expected == refused(tmp_path, {**profiles, "portrait.png": b"", "portait.md": "name: X"})


@pytest.mark.parametrize("name", ["ada.jpg", "leak.txt", "papers/leak.txt", "bo.md", "papers"])
@pytest.mark.parametrize("target", ["secret", "experts-of-others/secret", "nowhere", "/dev/zero", "."])
def test_nothing_may_be_a_link_out_of_the_folder(tmp_path: Path, name: str, target: str) -> None:
    """What a link would bring in from elsewhere on the machine is neither read nor published."""
    (tmp_path / "experts-of-others").mkdir()
    for secret in ("secret", "experts-of-others/secret"):
        (tmp_path / secret).write_text("password: 1234", encoding="utf-8")
    link = tmp_path / "experts" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / target)
    expected = (
        f"experts/{name}: the file is a link out of the folder of profiles. Put the file itself there, or take it away."
    )
    assert [expected] == refused(tmp_path, {"ada.md": "name: Ada"})


def test_links_within_the_folder_are_files_like_any_other(tmp_path: Path) -> None:
    """Two people may share a picture, the folder may be a link itself, and what isn't published leads where it likes."""
    (tmp_path / "people").mkdir()
    (tmp_path / "experts").symlink_to(tmp_path / "people")
    (tmp_path / "experts" / "ada.jpg").symlink_to("everybody.jpg")
    (tmp_path / "experts" / "README.md").symlink_to(tmp_path / "elsewhere.md")
    (tmp_path / "experts" / ".hidden").symlink_to(tmp_path)
    roster = load(tmp_path, {"ada.md": "name: Ada", "everybody.jpg": b""})
    assert [expert.photo for expert in roster.experts] == [tmp_path / "experts" / "ada.jpg"]


def test_two_people_may_share_a_blog(tmp_path: Path) -> None:
    """On a shared blog `only` tells its authors apart."""
    blog = "blog: {url: https://writers.example/, only: {authors: %s}}"
    roster = load(tmp_path, {"ada.md": f"name: Ada\n{blog % 'Ada'}", "mei.md": f"name: Mei\n{blog % 'Mei'}"})
    assert len({expert.blogs[0].url for expert in roster.experts}) == 1


INNER = ["url", "title", "feed", "only", "skip", "name", "joined", "left", "kind", "date", "since", "full_text"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates().map(str) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
FRONT_MATTER = st.dictionaries(st.sampled_from(KEYS), VALUES).map(lambda data: json.dumps({"name": "Ada", **data}))


@given(
    st.binary()
    | st.text().map(str.encode)
    | FRONT_MATTER.map(lambda text: f"---\n{text}\n---\n".encode())
    | damaged(files("profiles"))
)
def test_any_profile_gives_an_expert_or_problems(content: bytes) -> None:
    """Whatever stands in a profile, there is an expert, or problems that each say where, what and what to do."""
    with TemporaryDirectory() as folder:
        try:
            slugs = [expert.slug for expert in load(Path(folder), {"ada.md": content}).experts]
            problems: tuple[Problem, ...] = ()
        except ProblemsError as error:
            slugs, problems = [], error.problems
    assert slugs == ([] if problems else ["ada"])
    for problem in problems:
        assert (problem.path, bool(problem.line)) == ("experts/ada.md", True)
        assert problem.what
        assert problem.remedy.endswith((".", "?"))
        assert str(problem).isprintable()

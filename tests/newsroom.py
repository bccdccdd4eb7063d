"""People and posts made by hand, and the pages made of them: for tests of views and of rendering."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from cobrand.config import Options
from cobrand.model import Author, Blog, Brand, Credential, Employer, Entry, Expert, Hosted, Link, Practice, Span, Topic
from cobrand.photos import Photo
from cobrand.profiles import Roster
from cobrand.publish.pages import Page
from cobrand.publish.render import Fragment, Renderer
from cobrand.publish.select import Post, anchor
from cobrand.publish.views import build

TODAY = date(2026, 11, 20)
OPTIONS = Options(
    root=Path("/site"),
    site_name="Halden",
    site_url="https://www.halden.example/site/",
    brand=Brand(name="Halden", url="https://www.halden.example/", logo="assets/logo.svg"),
)
LAW = Practice(
    slug="law", name="Law", description="What one may do.", offering="services/law.md", contact="mailto:law@x.example"
)
OPS = Practice(slug="ops", name="Operations")
KITES = Topic(slug="kites", name="Kites", offering="services/index.md#kites")
WIND = Topic(slug="wind", name="Wind")


def expert(slug: str, **more: object) -> Expert:
    """Make somebody with a blog at https://SLUG.example/."""
    made = Expert(
        slug=slug,
        name=slug.replace("-", " ").title(),
        source=Path(f"experts/{slug}.md"),
        blogs=(Blog(url=f"https://{slug}.example/"),),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def post(day: str, *experts: Expert, identifier: str | None = None, topics: Sequence[str] = (), **more: object) -> Post:
    """Make a post of a day by somebody; `more` are fields of the entry."""
    first = experts[0]
    identifier = identifier or f"https://{first.slug}.example/{day}"
    entry = Entry(
        blog=f"https://{first.slug}.example/",
        id=identifier,
        title=f"{first.name} on {day}",
        link=identifier,
        published=datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC),
        content="<p>It depends.</p>",
    )
    return Post(
        entry=replace(entry, **more),  # type: ignore[arg-type]
        experts=experts,
        practices=tuple(dict.fromkeys(slug for one in experts for slug in one.practices)),
        topics=tuple(topics),
        anchor=anchor(first.slug, identifier),
    )


def hosted(made: Post, *others: str) -> Post:
    """Let the company host a post in a blog of its own; `others` are authors without a profile."""
    source, url = f"news/{made.entry.date.date()}.md", f"news/{made.entry.date.date()}/"
    slugs = tuple(one.slug for one in made.experts)
    here = Hosted(source=source, url=url, entry=made.entry, experts=slugs, others=others, read=lambda: "<p>Cut.</p>")
    return replace(made, hosted=here, others=tuple(Author(name=name) for name in others))


def newest_first(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Sort posts as `select` does."""
    by_id = sorted(posts, key=lambda one: one.entry.id)
    return tuple(sorted(by_id, key=lambda one: one.entry.date, reverse=True))


def make_pages(
    posts: Sequence[Post] = (),
    experts: Sequence[Expert] | None = None,
    *,
    options: Options = OPTIONS,
    practices: Sequence[Practice] = (LAW, OPS),
    topics: Sequence[Topic] = (KITES, WIND),
    use_directory_urls: bool = True,
    photos: Mapping[str, Photo] | None = None,
) -> dict[str, Page]:
    """Build the pages of posts and people, by source path; without `experts` they are those of the posts."""
    if experts is None:
        experts = tuple({one.slug: one for found in posts for one in found.experts}.values())
    roster = Roster(experts=tuple(experts), practices=tuple(practices), topics=tuple(topics))
    pages = build(
        newest_first(posts),
        roster,
        options,
        today=TODAY,
        use_directory_urls=use_directory_urls,
        photos=photos or {},
    )
    return {page.src_uri: page for page in pages}


@cache
def renderer(options: Options = OPTIONS, overrides: tuple[Path, ...] = ()) -> Renderer:
    """Make a renderer that takes excerpts as they are; compiling its templates takes longer than most tests."""
    return Renderer(options, excerpt=lambda entry: Markup(entry.content), overrides=overrides)


def draw(page: Page, *, options: Options = OPTIONS, bio: str = "", overrides: Sequence[Path] = ()) -> Fragment:
    """Render one page."""
    return renderer(options, tuple(overrides)).render(page, bio=Markup(bio))


def photo(slug: str, *sizes: int) -> Photo:
    """Stand in for a portrait in some sizes."""
    files = {size: Path(f"/cache/{slug}-{size}.webp") for size in sizes}
    return Photo(sizes=files, jpeg=Path(f"/cache/{slug}.jpg"), digest=(slug.encode().hex() + "0" * 64)[:64])


# --- a small company, and its pages read as a browser would ---------------------------------------------------------

ADA = expert(
    "ada",
    name="Ada Lindqvist",
    job_title="Analyst",
    pronouns="she/her",
    location="Gothenburg",
    practices=("law", "ops"),
    topics=("kites",),
    links=(Link(url="https://social.example/@ada"), Link(url="https://code.example/ada", title="Code")),
    credentials=(
        Credential(title="On String", kind="book", date="2019", url="https://books.example/string"),
        Credential(title="Best Tail", kind="award", date="2021-05"),
        Credential(title="Method for knots", kind="patent", date="2020-02-29"),
        Credential(title="Undated"),
    ),
)
MEI = expert("mei", practices=("law",), topics=("kites", "wind"))
GONE = expert(
    "gone",
    job_title="Clerk",
    practices=("law",),
    spans=(Span(joined=date(2015, 3, 1), left=date(2024, 6, 30)),),
    successor="ada",
    now_at=Employer(name="Elsewhere", url="https://elsewhere.example/"),
)
NAMELESS = expert("nameless", blogs=())
POSTS = [
    post("2026-11-01", ADA, topics=["kites"], comments="https://ada.example/1#comments", comment_count=3),
    post("2026-10-01", ADA, MEI, title="Together"),
    post("2026-09-01", MEI, language="ar", title="ما تقوله الريح", content="<p>ريح</p>"),
    post("2025-08-01", MEI, title=None, link=None, content="<p>A note without a title, and without an address.</p>"),
    post("2024-05-01", GONE),
    *(post(f"2023-01-{day:02}", MEI) for day in range(1, 29)),
]


def everything(options: Options = OPTIONS, *, use_directory_urls: bool = True) -> dict[str, Page]:
    """Make pages of every kind."""
    people = [replace(ADA, aliases=("ada-l",)), MEI, GONE, NAMELESS]
    return make_pages(
        POSTS,
        people,
        options=options,
        use_directory_urls=use_directory_urls,
        photos={"ada": photo("ada", 96, 192, 384)},
    )


def soup(page: Page, **how: object) -> BeautifulSoup:
    """Render a page and read it as a browser would."""
    return BeautifulSoup(draw(page, **how).html, "html.parser")  # type: ignore[arg-type]


def one(found: BeautifulSoup | Tag, selector: str) -> Tag:
    """Return the only element that a selector finds."""
    tags = found.select(selector)
    assert [selector] == [selector for _ in tags]
    return tags[0]


def said(tag: Tag) -> str:
    """Return an element's text on one line."""
    return " ".join(tag.get_text().split())

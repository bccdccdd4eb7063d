"""What ordinary moves and takeovers of blogs are written with: documents of all formats, Ada's blog, and whoever comes after."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

COMPANY = "https://www.halden.example/"
PAGE = f"{COMPANY}experts/ada-lindqvist/"

Pages = Mapping[str, str]
"""What stands at each address: a document; `301 ADDRESS` or `302 ADDRESS`; `404`, `410`, `500`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as feeds state it; `when` is a day of 2026, written MM-DD, and `None` where the feed states no date."""

    title: str
    link: str
    when: str | None
    guid: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence, the web as it was, the stages that follow, and what is new in the last one: the titles to show or not.

    `profile` is what of the profile changes before the first stage.
    """

    sentence: str
    before: Pages
    stages: tuple[Pages, ...]
    new: tuple[str, ...]
    blog: str = "https://ada.example/"
    profile: Mapping[str, object] = field(default_factory=dict)


# --- documents -------------------------------------------------------------------------------------------------------


def rss(title: str | None, *posts: Post, link: str | None = "https://ada.example/", language: str | None = "en") -> str:
    """Write RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{escape(post.link)}</link>"
        f"<guid isPermaLink='false'>{escape(post.guid or post.link)}</guid>"
        + (f"<pubDate>{_rfc822(post.when)}</pubDate>" if post.when else "")
        + f"<description>{escape(post.text or f'About {post.title}.')}</description></item>"
        for post in posts
    )
    head = (
        (f"<title>{escape(title)}</title>" if title is not None else "")
        + (f"<link>{link}</link>" if link else "")
        + (f"<language>{language}</language>" if language else "")
    )
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>"


def atom(title: str, *posts: Post, link: str = "https://ada.example/", language: str | None = "en") -> str:
    """Write Atom."""
    entries = "".join(
        f"<entry><title>{escape(post.title)}</title><link href='{escape(post.link)}'/><id>{escape(post.guid or post.link)}</id>"
        f"<published>2026-{post.when}T09:00:00Z</published><updated>2026-{post.when}T09:00:00Z</updated>"
        f"<content type='html'>{escape(post.text or f'About {post.title}.')}</content></entry>"
        for post in posts
    )
    spoken = f" xml:lang='{language}'" if language else ""
    head = f"<title>{escape(title)}</title><id>{link}atom</id><link href='{link}'/>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'{spoken}>{head}{entries}</feed>"


def json_feed(title: str, *posts: Post, link: str = "https://ada.example/") -> str:
    """Write JSON Feed 1.1."""
    items = [
        {
            "id": post.guid or post.link,
            "url": post.link,
            "title": post.title,
            "content_text": post.text or f"About {post.title}.",
            "date_published": f"2026-{post.when}T09:00:00Z",
        }
        for post in posts
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": link, "items": items}
    )


def home(feed: str | None = "/feed.xml", *, back: str | None = "me", says: str = "Ada Lindqvist, analyst.") -> str:
    """Write a home page that names a feed; `back` is how it links to the person's page: `me`, `plain`, `company` or not."""
    named = f"<link rel=alternate type=application/rss+xml href='{feed}'>" if feed else ""
    link = {
        None: "",
        "me": f"<a rel=me href='{PAGE}'>Halden</a>",
        "plain": f"<a href='{PAGE}'>Halden</a>",
        "company": f"<a href='{COMPANY}'>Halden</a>",
    }[back]
    card = f"<div class=h-card><a class='u-url p-name' rel=me href='/'>Ada</a><p class=p-note>{says}</p></div>"
    return f"<!doctype html><html><head><title>Ada</title>{named}</head><body>{card}{link}</body></html>"


def _rfc822(when: str) -> str:
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[int(when[:2]) - 1]
    return f"{when[3:]} {month} 2026 09:00:00 GMT"


# --- Ada's blog ------------------------------------------------------------------------------------------------------

TITLES = {
    "09-03": "How we forecast demand",
    "09-17": "Against the single number",
    "10-01": "Holdouts, honestly",
    "10-15": "What a model owes its reader",
    "11-02": "Attribution after cookies",
}
NEXT = "Notes from the lab"


def slug(title: str) -> str:
    """Write a title as engines do in addresses."""
    return "-".join(title.lower().replace(",", "").split())


def posts(
    form: str = "https://ada.example/{slug}/", ids: str | None = None, *, days: Mapping[str, str] | None = None
) -> tuple[Post, ...]:
    """Return Ada's posts, newest first, with links and ids made from a form: `{slug}`, `{day}`, `{number}`."""
    made = []
    for number, (day, title) in enumerate((days or TITLES).items(), 1):
        words = {"slug": slug(title), "day": day.replace("-", "/"), "number": number}
        made.append(Post(title=title, link=form.format(**words), guid=ids.format(**words) if ids else None, when=day))
    return tuple(reversed(made))


def newer(form: str = "https://ada.example/{slug}/", ids: str | None = None, *, day: str = "11-21") -> Post:
    """Return the post that follows."""
    return posts(form, ids, days={day: NEXT})[0]


def fresh(count: int = 10, form: str = "https://ada.example/{slug}/") -> tuple[Post, ...]:
    """Return so many later posts of Ada's, newest first: enough to push all others out of a feed."""
    return posts(
        form, days={f"11-{20 - count + number:02}": f"Field diary, part {number}" for number in range(1, count + 1)}
    )


SPAM = tuple(
    Post(title=title, link=f"https://ada.example/{slug(title)}/", when=f"11-{22 - number}")
    for number, title in enumerate(("Best slots of November", "Free spins without deposit", "Roulette for beginners"))
)
SPAM_TITLES = tuple(post.title for post in SPAM)
NOTES = "Ada's margin notes"

LINKED = {"https://ada.example/": home(), "https://ada.example/feed.xml": rss(NOTES, *posts())}
UNLINKED = {**LINKED, "https://ada.example/": home(back=None)}


def at(place: str, *, feed: str, page: str | None = None) -> Pages:
    """Return a host with a home page and a feed."""
    return {place: page or home(), f"{place}feed.xml": feed}


def moved(old: str, new: str, *paths: str, code: int = 301) -> Pages:
    """Return an old host that sends visitors on, path by path."""
    return {f"{old}{path}": f"{code} {new}{path}" for path in ("", "feed.xml", *paths)}

"""A company whose experts, blogs, home pages and archive are all Mallory's: an attack in every field of every format.

Which attack goes where is up to whoever makes it: `attack(field, turn)` returns the text for a field, each time that the
field is written. All fields' names are noted on the way, with their numbers.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import count
from xml.sax.saxutils import quoteattr

from attacks import EVIL, Attack

FORMATS = ("rss", "atom", "rdf", "json", "page")
HOMES = ("h-card", "json-ld", "meta")
NEWEST = datetime(2026, 11, 18, 9, tzinfo=UTC)
ALUMNI = frozenset({"rdf", "page"})  # whose people have left on that day
LAST = datetime(2026, 11, 20, 9, tzinfo=UTC)  # as the site is built
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
Choose = Callable[[int, int], Attack]


def woven(host: str) -> str:
    """Return the id of the newest post of a blog, by which a series of the site's names it."""
    return f"https://{host}/woven"


def named(host: str, number: int, attack: str) -> str:
    """Return the id of a post: an attack, but for the one that a series names."""
    return f"{number}{attack}" if number else woven(host)


@dataclass
class Mallory:
    """Writes the sources of the site. `posts` is how many each blog has, `blogs` how many there are of each format."""

    choose: Choose
    posts: int
    blogs: int = 1
    fields: dict[str, int] = field(default_factory=dict)
    _turns: dict[str, Iterator[int]] = field(default_factory=dict)

    def put(self, name: str) -> str:
        """Return the next attack through a field."""
        place = self.fields.setdefault(name, len(self.fields) + 1)
        turn = next(self._turns.setdefault(name, count()))
        return self.choose(place, turn).numbered(place)

    def lead(self, name: str, host: str) -> str:
        """Return the next address for a field: one that runs, or an ordinary one with an attack in it."""
        attack = self.put(name)
        if next(self._turns.setdefault(f"{name}'s kind", count())) % 2:
            return f"https://{host}/{len(attack)}?{attack}"
        place, number = self.fields[name], attack.partition("xss(")[2].partition(")")[0]
        return f"javascript:xss({number or place})"

    def sources(self) -> dict[str, str]:
        """Return all files by path."""
        made: dict[str, str] = {}
        for turn in range(self.blogs):
            for kind in FORMATS:
                host = f"{kind}{turn}.example"
                made[f"web/{host}/{'index.html' if kind == 'page' else 'feed'}"] = getattr(self, f"_{kind}")(host)
                made[f"experts/{kind}{turn}.md"] = self.profile(f"https://{host}/{'' if kind == 'page' else 'feed'}")
        for turn in range(self.blogs):
            for kind in HOMES:
                name = kind.replace("-", "")
                made[f"web/{name}{turn}.example/index.html"] = getattr(self, f"_home_{name}")(f"{name}{turn}.example")
                made[f"experts/{name}{turn}.md"] = (
                    f"---\nname: {name.title()}\nhome: https://{name}{turn}.example/\npractices: [insight]\n---\n"
                )
        woven_in = [woven(f"{kind}0.example") for kind in ("rss", "atom", "json")]
        made["docs/woven.md"] = (
            f"---\n{json.dumps({'title': 'Woven', 'series': woven_in})}\n---\n\nOne after another.\n"
        )
        return made

    def profile(self, blog: str) -> str:
        """Write a profile whose every key that takes text is an attack. JSON is YAML; what is invisible is refused in both."""
        host = blog.split("/")[2]
        alumnus = host.partition(".")[0].rstrip("0123456789") in ALUMNI

        def text(name: str) -> str:
            return " ".join(_INVISIBLE.sub("", self.put(f"profile {name}")).split()) or "x"

        def web(name: str) -> str:
            return f"https://{host}/?" + re.sub(r"\s", "/", text(name))

        said = {
            "name": text("name"),
            "job_title": text("job_title"),
            "pronouns": text("pronouns"),
            "location": text("location"),
            "practices": ["insight", f"{text('practice')} p"],
            "topics": ["kites", f"{text('topic')} t"],
            "links": [{"url": web("link"), "title": text("link title")}],
            "credentials": [{"title": text("credential"), "url": web("credential url")}],
            "now_at": {"name": text("now_at"), "url": web("now_at url")},
            "spans": [{"joined": "2020-01-01", "left": f"{NEWEST if alumnus else LAST:%Y-%m-%d}"}],
            "aliases": [f"{host.partition('.')[0]}-former"],
            **({"successor": "rss0"} if alumnus else {}),
            "blog": {"url": blog, "license": text("license"), "full_text": True},
        }
        return f"---\n{json.dumps(said)}\n---\n"

    def _dates(self) -> list[datetime]:
        return [NEWEST - timedelta(minutes=number) for number in range(self.posts)]

    def _rss(self, host: str) -> str:
        def text(name: str, *, twice: bool = False) -> str:
            attack = self.put(f"RSS {name}")
            return escape(escape(attack) if twice else attack)

        def lead(name: str) -> str:
            return escape(self.lead(f"RSS {name}", host))

        def title(number: int) -> str:
            if number % 5 == 4:
                return f"<dc:title>{text('dc:title')}</dc:title><fb:origLink>{lead('origLink')}</fb:origLink>"
            return f"<title>{text('title', twice=bool(number % 2))}</title>"

        def body(number: int) -> str:
            if number % 5 == 4:
                name = "media:description" if number % 2 else "itunes:summary"
                return f"<{name}>{text(name)}</{name}>"
            content = text("content", twice=number % 7 == 6)
            return f"<description>{text('description')}</description><content:encoded>{content}</content:encoded>"

        items = "".join(
            f"<item>{title(number)}<link>{lead('link')}</link>"
            f"<guid isPermaLink='false'>{named(host, number, text('guid'))}</guid><dc:creator>{text('creator')}</dc:creator>"
            f"<author>{text('author')}</author><category domain='{lead('category domain')}'>{text('category')}</category>"
            f"<comments>{lead('comments')}</comments>"
            f"<enclosure url='{lead('enclosure')}' type='{text('enclosure type')}' length='1'/>"
            f"<source url='{lead('source url')}'>{text('source')}</source>"
            f"{body(number)}<media:title>{text('media title')}</media:title><media:thumbnail url='{lead('thumbnail')}'/>"
            f"<pubDate>{day:%d %b %Y %H:%M} GMT</pubDate></item>"
            for number, day in enumerate(self._dates())
        )
        return (
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0" '
            'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
            f"<title>{text('feed title')}</title><link>{lead('feed link')}</link>"
            f"<description>{text('feed description')}</description><language>{text('language')}</language>"
            f"<copyright>{text('copyright')}</copyright><managingEditor>{text('editor')}</managingEditor>"
            f"<generator>{text('generator')}</generator><image><url>{lead('image')}</url><title>{text('image title')}"
            f"</title><link>{lead('image link')}</link></image>{items}</channel></rss>"
        )

    def _atom(self, host: str) -> str:
        def text(name: str) -> str:
            return escape(self.put(f"Atom {name}"))

        def lead(name: str) -> str:
            return escape(self.lead(f"Atom {name}", host))

        def person(name: str) -> str:
            return (
                f"<name>{text(f'{name} name')}</name><uri>{lead(f'{name} uri')}</uri>"
                f"<email>{text(f'{name} email')}</email>"
            )

        def content(number: int) -> str:
            if number % 5 != 4:
                return f"<content type='html'>{text('content')}</content>"
            attack = quoteattr(_INVISIBLE.sub("", self.put("Atom xhtml attribute")))
            return (
                f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" onclick={attack} title={attack}>'
                f"<p>{text('xhtml')}</p><script>xss({self.fields['Atom xhtml attribute']})</script></div></content>"
            )

        entries = "".join(
            f'<entry xml:lang="{text("lang")}" xml:base="https://{host}/{number}/">'
            f"<id>{named(host, number, text('id'))}</id><title type='{'text' if number % 2 else 'html'}'>{text('title')}</title>"
            f'<link rel="alternate" href="{lead("link")}" hreflang="{text("hreflang")}" title="{text("link title")}"/>'
            f'<link rel="enclosure" href="{lead("enclosure")}"/><link rel="replies" href="{lead("replies")}"/>'
            f"<author>{person('author')}</author><contributor>{person('contributor')}</contributor>"
            f'<category term="{text("term")}" label="{text("label")}" scheme="{text("scheme")}"/>'
            f"<summary type='html'>{text('summary')}</summary>{content(number)}"
            f"<rights type='html'>{text('rights')}</rights><published>{day:%Y-%m-%dT%H:%M:00Z}</published>"
            f"<source><id>{text('source id')}</id><title>{text('source title')}</title>"
            f'<link href="{lead("source link")}"/><author>{person("source author")}</author></source></entry>'
            for number, day in enumerate(self._dates())
        )
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>{text("feed id")}</id>'
            f"<title type='html'>{text('feed title')}</title><subtitle type='html'>{text('subtitle')}</subtitle>"
            f'<link href="{lead("feed link")}"/><icon>{lead("icon")}</icon><logo>{lead("logo")}</logo>'
            f"<rights>{text('feed rights')}</rights><author>{person('feed author')}</author>"
            f"<generator uri='{lead('generator uri')}'>{text('generator')}</generator>{entries}</feed>"
        )

    def _rdf(self, host: str) -> str:
        def text(name: str) -> str:
            return escape(self.put(f"RDF {name}"))

        def lead(name: str) -> str:
            return escape(self.lead(f"RDF {name}", host))

        items = "".join(
            f'<item rdf:about="{number}{lead("about")}"><title>{text("title")}</title><link>{lead("link")}</link>'
            f"<description>{text('description')}</description><dc:creator>{text('creator')}</dc:creator>"
            f"<dc:subject>{text('subject')}</dc:subject><dc:language>{text('language')}</dc:language>"
            f"<content:encoded>{text('content')}</content:encoded><dc:date>{day:%Y-%m-%dT%H:%M:00Z}</dc:date></item>"
            for number, day in enumerate(self._dates())
        )
        return (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f'<channel rdf:about="{lead("channel")}"><title>{text("feed title")}</title><link>{lead("feed link")}</link>'
            f"<description>{text('feed description')}</description><dc:rights>{text('rights')}</dc:rights></channel>{items}</rdf:RDF>"
        )

    def _json(self, host: str) -> str:
        def text(name: str) -> str:
            return self.put(f"JSON {name}")

        def lead(name: str) -> str:
            return self.lead(f"JSON {name}", host)

        def author(name: str) -> dict[str, str]:
            return {
                key: text(f"{name} {key}") if key == "name" else lead(f"{name} {key}")
                for key in ("name", "url", "avatar")
            }

        items = [
            {
                "id": named(host, number, text("id")),
                "url": lead("url"),
                "external_url": lead("external_url"),
                "title": text("title"),
                "content_html": text("content_html"),
                "summary": text("summary"),
                "image": lead("image"),
                "banner_image": lead("banner"),
                "date_published": f"{day:%Y-%m-%dT%H:%M:00Z}",
                "authors": [author("author")],
                "tags": [text("tag")],
                "language": text("language"),
                "attachments": [
                    {"url": lead("attachment"), "mime_type": text("mime type"), "title": text("attachment title")}
                ],
            }
            for number, day in enumerate(self._dates())
        ]
        if items:
            items[-1]["content_text"] = str(items[-1].pop("content_html"))
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": text("feed title"),
            "description": text("feed description"),
            "home_page_url": lead("home_page_url"),
            "icon": lead("icon"),
            "language": text("feed language"),
            "authors": [author("feed author")],
            "items": items,
        }
        return json.dumps(feed)

    def _page(self, host: str) -> str:
        def text(name: str) -> str:
            return escape(self.put(f"h-feed {name}"))

        def lead(name: str) -> str:
            return escape(self.lead(f"h-feed {name}", host))

        entries = "".join(
            f'<article class="h-entry" id="e{number}" lang="{text("lang")}"><a class="p-name u-url" href="{lead("url")}">{text("name")}</a>'
            f'<a class="u-uid" href="/{number}">x</a><a class="p-author h-card" href="{lead("author url")}">{text("author")}</a>'
            f'<span class="p-category">{text("category")}</span><p class="p-summary">{text("summary")}</p>'
            f'<img class="u-photo" src="{lead("photo")}" alt="{text("alt")}">'
            f'<time class="dt-published" datetime="{day:%Y-%m-%dT%H:%M:00Z}"></time>'
            f'<div class="e-content"><p>{text("content")}</p>{self.put("h-feed content raw") if number % 9 == 0 else ""}</div></article>'
            for number, day in enumerate(self._dates())
        )
        return f'<html><body class="h-feed"><h1 class="p-name">{text("feed name")}</h1><p class="p-summary">{text("feed summary")}</p>{entries}</body></html>'

    # --- home pages

    def _home_hcard(self, host: str) -> str:
        def text(name: str) -> str:
            return escape(self.put(f"h-card {name}"))

        return (
            f'<!doctype html><title>{text("page title")}</title><div class="h-card"><a class="u-url u-uid" href="https://{host}/">x</a>'
            f'<b class="p-name">{text("name")}</b><img class="u-photo" src="{escape(self.lead("h-card photo", host))}" alt="{text("alt")}">'
            f'<b class="p-job-title">{text("job title")}</b><b class="p-org">{text("org")}</b>'
            f'<b class="p-pronouns">{text("pronouns")}</b><div class="e-note">I count kites. {self.put("h-card note")}</div>'
            f'</div><a rel="me" href="{escape(self.lead("rel-me", host))}">x</a><a rel="me" href="https://x.example/?{text("rel-me query")}">x</a>'
        )

    def _home_jsonld(self, host: str) -> str:
        person = {
            "@context": "https://schema.org",
            "@type": "Person",
            "url": f"https://{host}/",
            "name": self.put("JSON-LD name"),
            "jobTitle": self.put("JSON-LD job title"),
            "description": "I count kites. " + self.put("JSON-LD description"),
            "image": self.lead("JSON-LD image", host),
            "sameAs": [self.lead("JSON-LD sameAs", host), f"https://x.example/?{self.put('JSON-LD sameAs query')}"],
            "worksFor": {"@type": "Organization", "name": self.put("JSON-LD employer")},
        }
        return f'<!doctype html><script type="application/ld+json">{json.dumps(person).replace("<", chr(92) + "u003c")}</script>'

    def _home_meta(self, host: str) -> str:
        def meta(key: str, name: str, value: str) -> str:
            return f"<meta {key}={quoteattr(name)} content={quoteattr(value)}>"

        return "<!doctype html><title>Meta</title>" + "".join(
            [
                meta("name", "author", self.put("meta author")),
                meta("name", "description", "I count kites. " + self.put("meta description")),
                meta("property", "og:title", self.put("og title")),
                meta("property", "og:type", "profile"),
                meta("property", "og:description", "I count kites. " + self.put("og description")),
                meta("property", "og:image", self.lead("og image", host)),
                meta("name", "fediverse:creator", f"@x@{EVIL}{self.put('meta fediverse')}"),
            ]
        )

    # --- the archive, as somebody proposes to change it

    def tampered(self, keep: Callable[[bytes], bool]) -> bytes:
        """Write somebody's archive; what a line may not hold is left out, which `keep` tells of a whole archive."""
        blog = "https://tampered.example/"

        def fits(line: dict[str, object]) -> dict[str, object]:
            first = {"cobrand": 1}
            kept: dict[str, object] = {"blog": blog, "id": str(line["published"])} if "id" in line else dict(first)
            for key, value in line.items():
                tried = {**kept, key: value}
                lines = [first, tried] if "id" in line else [tried]
                if keep("".join(f"{json.dumps(one)}\n" for one in lines).encode()):
                    kept = tried
            return kept

        def text(name: str) -> str:
            return self.put(f"archive {name}")

        def web(name: str) -> str:
            return f"https://tampered.example/?{text(name)}"

        author = [{"name": text("author"), "uri": web("author uri")}]
        record = fits(
            {
                "cobrand": 1,
                "feeds": [
                    {
                        "blog": blog, "url": web("feed url"), "id": text("feed id"), "title": text("feed title"),
                        "subtitle": text("subtitle"), "link": web("feed link"), "language": text("feed language"),
                        "rights": text("rights"), "authors": author, "moved_to": web("moved_to"),
                        "failure": {"since": "2026-11-01T09:00:00Z", "reason": text("reason"), "remedy": text("remedy")},
                    }
                ],
                "home": {
                    "url": blog,
                    "bio": {
                        key: {"value": web(f"bio {key}") if key == "photo" else text(f"bio {key}"), "source": text(f"source of {key}")}
                        for key in ("name", "job_title", "pronouns", "note", "photo", "fediverse")
                    }
                    | {"links": [{"value": web("bio link"), "source": "rel-me"}]},
                },
            }
        )  # fmt: skip
        entries = [
            fits(
                {
                    "id": f"{number}{text('id')}", "title": text("title"), "link": web("link"),
                    "published": f"{day:%Y-%m-%dT%H:%M:00Z}", "authors": author, "categories": [text("category")],
                    "language": text("language"), "comments": web("comments"), "base": web("base"),
                    "source": {"url": web("source url"), "title": text("source title"), "link": web("source link"), "authors": author},
                    "content": text("content"), "rest": text("rest"),
                }
            )
            for number, day in enumerate(self._dates())
        ]  # fmt: skip
        return "".join(f"{json.dumps(line)}\n" for line in [record, *entries]).encode()

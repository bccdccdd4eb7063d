"""Hundreds of odd blogs, made up anew from a number each: hostile titles, names, ids, labels, addresses and dates in every format.

`syndicated` pulls them all, publishes them, and returns the feeds of the company that they belong to.
"""

import json
import random
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from cobrand.config import Options
from cobrand.harvest.fetch import Response
from cobrand.model import Blog, Practice, Topic
from cobrand.pipeline import publish
from cobrand.profiles import Roster
from company import NOW, Company

TEXTS = [
    "Plain words",
    "<script>alert(1)</script>",
    "How to use <table> & </table>",
    "&lt;b&gt; &amp;amp; &#60; &nbsp;",
    "]]> <![CDATA[ x ]]>",
    "\u202egnp.exe \u2066 \u0085 \ufdd0",
    '" onmouseover="alert(1)" x="',
    "ما تقوله الريح",
    "Ã© and â€™",
    "tab\tand\nline and\u2028separator",
    "x" * 500,
    "a | pipe | and \\ back \\n slash",
    "  blanks   around  ",
    "\U0001f980 crab \U0001f469\u200d\U0001f4bb",
    "{{ 7*7 }} ${x} %s %(y)s",
    "<!-- not closed",
    "AT&T R&D; &copy=3",
    "me@mail.example (Me)",
    "1 < 2 > 0",
    "ends in a reference &amp",
    "漢字のタイトル",
    "/",
    "0",
]
PATHS = [
    "1",
    "ü/ж",
    "a%20b",
    "a b",
    "q?a=1&b=2",
    "q?x=[1]|{2}",
    "%zz",
    "a%",
    "'q'",
    "#part",
    "a;b,c",
    "漢",
    "..",
    "//x",
]
IDS = ["", "6", "tag:{host},2026:{n}", "urn:x:{n}", "https://{host}/?p={n}", "no iri {n}", "<b>{n}</b>", "HTTPS://{host}/{n}", "{n}|x", "urn:uuid:not-{n}", "http:///{n}", "tag:{n}"]  # fmt: skip
DATES = ["Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-19T23:59:60Z", "2026-02-30", "19 Nov 2026", "0000-00-00", "Thu, 01 Jan 1970 00:00:00 GMT", "2019-05-05T05:05:05.123456+14:00", "yesterday", "1899-12-31T00:00:00Z", "20261101T101010Z", ""]  # fmt: skip
TYPE = ' type="html"'
LANGUAGES = ["de", "en_GB", "zh-Hant-TW", "klingon", "x-none", "", "EN", "de-x-private"]


def _bodies(count: int) -> Iterator[tuple[str, Response]]:
    for number in range(count):
        host = f"odd-{number}.example"
        kind, write = (("rss", _rss), ("atom", _atom), ("json", _json))[number % 3]
        raw = write(random.Random(number), host).encode(errors="replace")
        yield (
            f"https://{host}/feed",
            Response(
                url=f"https://{host}/feed",
                body=raw,
                media_type="application/json" if kind == "json" else f"application/{kind}+xml",
            ),
        )


def _posts(of: random.Random, host: str) -> list[dict[str, Any]]:
    return [_post(of, host, number) for number in range(8)]


def _post(of: random.Random, host: str, number: int) -> dict[str, Any]:
    any_of = of.choice
    return {
        "title": any_of([*TEXTS, "", None]),
        "url": any_of(
            [f"https://{host}/{any_of(PATHS)}-{number}", f"/{any_of(PATHS)}", "javascript:alert(1)", "", None]
        ),
        "id": any_of(IDS).format(host=host, n=number),
        "date": any_of(DATES),
        "updated": any_of([*DATES, None]),
        "author": any_of([*TEXTS, None]),
        "page": any_of([f"https://{host}/{any_of(PATHS)}", "javascript:x", None]),
        "tags": of.sample(TEXTS, of.randrange(4)),
        "language": any_of([*LANGUAGES, None]),
        "html": "".join(
            f"<p>{escape(any_of(TEXTS))} <em>and</em> <a href='{escape(any_of(PATHS))}'>{escape(any_of(TEXTS))}</a></p>"
            for _ in range(of.randrange(4))
        ),
    }


def _xml(text: str) -> str:
    allowed = "".join(one for one in text if one in "\t\n" or one >= " ")
    return escape(allowed)


def _element(name: str, text: str | None, attributes: str = "") -> str:
    return "" if text is None else f"<{name}{attributes}>{_xml(text)}</{name}>"


def _rss(of: random.Random, host: str) -> str:
    items = "".join(map(_item, _posts(of, host)))
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"{_element('title', of.choice(TEXTS))}<link>https://{host}/</link>{_element('copyright', of.choice(TEXTS))}"
        f"{_element('language', of.choice(LANGUAGES))}{items}</channel></rss>"
    )


def _item(post: dict[str, Any]) -> str:
    labels = "".join(_element("category", tag) for tag in post["tags"])
    return (
        f"<item>{_element('title', post['title'])}{_element('link', post['url'])}{_element('guid', post['id'])}"
        f"{_element('pubDate', post['date'])}{_element('dc:creator', post['author'])}"
        f"{labels}{_element('description', post['html'])}</item>"
    )


def _atom(of: random.Random, host: str) -> str:
    entries = "".join(map(_entry, _posts(of, host)))
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{_element("title", of.choice(TEXTS))}<link href="https://{host}/"/>'
        f"{_element('id', of.choice(IDS).format(host=host, n=0))}{_element('rights', of.choice(TEXTS))}{entries}</feed>"
    )


def _entry(post: dict[str, Any]) -> str:
    labels = "".join(f'<category term="{_xml(tag)}"/>' for tag in post["tags"])
    return (
        f'<entry xml:lang="{post["language"] or ""}">{_element("title", post["title"])}{_element("id", post["id"])}'
        f'<link href="{_xml(post["url"] or "")}"/>{_element("published", post["date"])}{_element("updated", post["updated"])}'
        f"<author>{_element('name', post['author'])}{_element('uri', post['page'])}</author>"
        f"{labels}{_element('content', post['html'], TYPE)}</entry>"
    )


def _json(of: random.Random, host: str) -> str:
    items = [
        {
            "id": post["id"],
            "url": post["url"],
            "title": post["title"],
            "content_html": post["html"],
            "date_published": post["date"],
            "date_modified": post["updated"],
            "authors": [{"name": post["author"], "url": post["page"]}],
            "tags": post["tags"],
            "language": post["language"],
        }
        for post in _posts(of, host)
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.choice(TEXTS),
        "home_page_url": f"https://{host}/",
    }
    return json.dumps({**head, "items": items})


def syndicated(root: Path, *, count: int, site: str) -> tuple[Options, dict[str, bytes]]:
    """Found a company of so many odd blogs; return its options, and its feeds and blogrolls by their place below the site."""
    company = Company(root, site_url=site)
    practices = tuple(Practice(slug=f"p{number}", name=TEXTS[number] or "x") for number in range(5))
    topics = (Topic(slug="words", name="Words & <more>", keywords=("plain words", "/")),)
    license_ = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "my <words> & yours")
    for number in range(count):
        blog = Blog(
            url=f"https://odd-{number}.example/feed",
            feed=f"https://odd-{number}.example/feed",
            full_text=number % 4 == 0,
            license=license_[number % 3] if number % 4 == 0 else None,
        )
        company.hire(f"odd-{number}", blog, practices=(f"p{number % 5}",))
    company.pull_from(dict(_bodies(count)))
    roster = Roster(experts=tuple(company.experts), practices=practices, topics=topics)
    made = publish(roster, company.archive, company.options, now=NOW, cache=root / "cache")
    return company.options, dict(made.syndicator.files(made.pages))

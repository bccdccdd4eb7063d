"""A small company for the tests of whole sites: every kind of page, rows of several pages, and people of every kind."""

from pathlib import Path

from PIL import Image

from sites import Site

HOSTILE = """\
&lt;p&gt;{{ 7*7 }} {% raw %}&lt;/p&gt;

--8&lt;-- "mkdocs.yml"

&lt;p markdown="1"&gt;**bold**&lt;/p&gt;

{: onclick="alert(1)" } &lt;img src=x onerror=alert(1)&gt; &lt;script&gt;alert(1)&lt;/script&gt;"""
HOSTILE_TITLE = "&lt;img src=x onerror=alert(1)&gt; {{ 7*7 }} &amp;amp; **more**"

SOURCES = f"""\
-- docs/index.md --
# Welcome

[Everybody](experts/index.md), [Ada](experts/ada-lindqvist.md#c-posts), [ideas](blog/index.md#c-posts) and
[a year](blog/archive/2026.md#c-11).
-- docs/services.md --
# Services & more

We sell [what Ada knows](experts/ada-lindqvist.md).
-- experts/ada-lindqvist.md --
---
name: Ada Lindqvist
job_title: Principal <b>Analyst</b> & "more"
practices: [Interactive Marketing, 'R&D "new"']
topics: [attribution]
blog: https://ada.example/feed.xml
aliases: [ada]
updated: 2026-02-03
hide: [https://ada.example/hidden]
page:
  tags: [people]
---

Ada counts. See her [chart](counts.png), ![a picture](pictures/desk%20at%20home.png), a
[colleague](bo-script.md), the [services](../services.md) and the [ideas](../blog/index.md#c-posts).

## Where she has been

Many places.
-- experts/counts.png --
chart
-- experts/private.png --
nobody links to this
-- experts/bo-script.md --
---
name: '"><script>alert(1)</script> & Bo'
practices: [interactive marketing]
blog: https://bo.example/feed.xml
---
-- experts/cleo-gone.md --
---
name: Cleo Gone
practices: [Interactive Marketing]
topics: [C & C++]
blog: https://cleo.example/feed.xml
left: 2026-09-30
successor: ada-lindqvist
---

Cleo has left.
-- experts/dan-quiet.md --
---
name: Dan Quiet
---
-- web/bo.example/feed.xml --
<rss version="2.0"><channel><title>Bo</title><link>https://bo.example/</link>
<item><title>{HOSTILE_TITLE}</title><link>https://bo.example/hostile</link><guid>https://bo.example/hostile</guid>
<pubDate>Fri, 06 Nov 2026 09:00:00 GMT</pubDate><description>{HOSTILE}</description></item>
</channel></rss>
"""

SITE = """\
-- mkdocs.yml --
site_name: Halden & Co
{settings}
plugins:
  - search
  - cobrand:
      web: web
      posts_per_page: 2
      practices:
        interactive-marketing: Interactive Marketing
        r-d: {{name: 'R&D "new"', offering: services.md, contact: r@halden.example}}
{plugins}
"""


def halden(root: Path, settings: str, plugins: str = "") -> Site:
    """Write the company's site into a folder, with these settings and plugins (lines of mkdocs.yml)."""
    made = Site(root)
    made.write(SOURCES + SITE.format(settings=settings, plugins=plugins))
    made.feed(
        "ada.example",
        ("Newest", "Fri, 20 Nov 2026 09:00:00 GMT"),
        ("Hidden", "Thu, 19 Nov 2026 09:00:00 GMT"),
        ("Second", "Tue, 10 Nov 2026 09:00:00 GMT"),
        ("Third", "Mon, 12 Oct 2026 09:00:00 GMT"),
        ("Last year", "Mon, 13 Oct 2025 09:00:00 GMT"),
    )
    made.feed(
        "cleo.example",
        ("Before leaving", "Mon, 14 Sep 2026 09:00:00 GMT"),
        ("After leaving", "Wed, 14 Oct 2026 09:00:00 GMT"),
    )
    desk = root / "experts/pictures/desk at home.png"
    desk.parent.mkdir()
    desk.write_bytes(b"desk")
    Image.new("RGB", (300, 400), "teal").save(root / "experts/ada-lindqvist.jpg")
    return made

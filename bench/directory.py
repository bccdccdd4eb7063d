"""How fast the directory's filter is: from a key pressed to the people painted, in Debian's chromium.

`python bench/directory.py` builds a site of 1,000 experts, opens its directory on a desk and on a slow phone (the CPU held
back four times), types names and chooses practices, and prints milliseconds from each event to the paint that shows its
answer. The first key also loads the index.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from chromium import DESK, launched, serving

GIVEN = ["Ada", "Chloé", "Dmitri", "Farid", "Grace", "Håkon", "Inês", "Jürgen", "Kofi", "Mei"]
FAMILY = ["Lindqvist", "Brandt", "Müller", "Okafor", "Varga", "Adeyemi", "Wieczorek", "Solheim", "Haddad", "Núñez"]
TITLES = ["Analyst", "Senior Analyst", "Principal Data Scientist", "Vice President, Research"]
CONFIG = """\
site_name: Bench
theme: {name: material, font: false}
plugins:
  - cobrand:
      web: web
      practices: {law: Law, operations: Operations, insight: Customer Insight}
      topics: {kites: Kites, wind: Wind, sails: Sails, knots: Knots}
"""
FEED = """\
<rss version="2.0"><channel><title>Notes</title><link>https://{slug}.example/</link><item>
<title>What nobody told you about measuring searches, part {number}</title>
<link>https://{slug}.example/2026/what-nobody-told-you-{number}/</link>
<pubDate>{day:02} Oct 2026 09:00:00 GMT</pubDate><description>It depends.</description></item></channel></rss>
"""

# From an event's own time to the first task after the frame in which its answer is drawn.
WATCH = """() => {
    window.taken = []
    addEventListener('input', event => requestAnimationFrame(() => setTimeout(() => {
        taken.push(performance.now() - event.timeStamp)
    })), true)
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--experts", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cobrand-bench-") as name:
        site = Path(name)
        make_site(site, options.experts)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795165200", "NO_MKDOCS_2_WARNING": "1"}
        mkdocs = Path(sys.executable).with_name("mkdocs")
        subprocess.run([mkdocs, "build", "-q"], cwd=site, env=environment, check=True)
        print(f"index.json: {(site / 'site/experts/index.json').stat().st_size / 1000:.0f} KB")
        with serving(site / "site") as url, launched() as browser:
            for where, slower in (("desk", 1), ("slow phone", 4)):
                page = browser.new_page(viewport=DESK)
                session = page.context.new_cdp_session(page)
                session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
                measure(page, f"{url}experts/", where)
                page.close()


def make_site(site: Path, experts: int) -> None:
    for folder in ("docs", "experts"):
        (site / folder).mkdir()
    (site / "mkdocs.yml").write_text(CONFIG)
    (site / "docs/index.md").write_text("# Home\n")
    for number in range(experts):
        slug = f"expert-{number:04}"
        name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]} {chr(65 + number // 100 % 26)}."
        practice, topic = ("law", "operations", "insight")[number % 3], ("kites", "wind", "sails", "knots")[number % 4]
        (site / f"experts/{slug}.md").write_text(
            f"---\nname: {name}\njob_title: {TITLES[number % 4]}\npractices: [{practice}]\ntopics: [{topic}]\n"
            f"blog: https://{slug}.example/feed.xml\n---\n"
        )
        host = site / f"web/{slug}.example"
        host.mkdir(parents=True)
        (host / "feed.xml").write_text(FEED.format(slug=slug, number=number, day=number % 28 + 1))


def measure(page: Page, url: str, where: str) -> None:
    page.goto(url)
    page.evaluate(WATCH)
    name = page.locator(".cobrand-finder input")
    name.press("a")
    page.wait_for_function("() => document.querySelector('.cobrand-finder__count').textContent")
    first = page.evaluate("() => taken.splice(0)")[-1]
    typed = []
    for words in ("da lind", "analyst", "a", "muller", "e", "vice pres"):
        for key in words:
            name.press("Space" if key == " " else key)
            page.wait_for_function("() => taken.length")
            typed += page.evaluate("() => taken.splice(0)")
        name.fill("")
        page.wait_for_function("() => taken.length")
        page.evaluate("() => taken.splice(0)")
    chosen = []
    for choice in ("law", "operations", "insight", ""):
        page.locator(".cobrand-finder select").first.select_option(choice)
        page.wait_for_function("() => taken.length")
        chosen += page.evaluate("() => taken.splice(0)")
    for what, taken in (("first key", [first]), ("keys", typed), ("practices", chosen)):
        print(f"{where}: {what}: {median(taken):.0f} ms, at most {max(taken):.0f} ms")


if __name__ == "__main__":
    main()

"""A site from one string, built by a real MkDocs, with a folder that stands in for the web."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import warm

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{title}</title><link>https://{host}/</link><description>Notes</description>
{items}
</channel></rss>
"""
ITEM = """<item><title>{title}</title><link>https://{host}/{slug}</link><guid>https://{host}/{slug}</guid>
<pubDate>{date}</pubDate><description>&lt;p&gt;About {title}.&lt;/p&gt;</description></item>
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A folder with a site's sources, and what to do with it."""

    root: Path

    def write(self, text: str) -> None:
        """Write files from one string: each after a line `-- path --`."""
        _, *parts = re.split(r"^-- (\S+) --\n", text, flags=re.MULTILINE)
        for name, content in zip(parts[::2], parts[1::2], strict=True):
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def run(self, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the commands that this Python has (`mkdocs`, `cobrand`, `properdocs`) in the site's folder."""
        env = {**os.environ, "SOURCE_DATE_EPOCH": "1795165200", "NO_COLOR": "1", **environment}
        if warm.can_start(command, env):
            return warm.run(command, self.root, env, timeout=120)
        program = Path(sys.executable).with_name(command[0])
        return subprocess.run(
            [program, *command[1:]], cwd=self.root, env=env, capture_output=True, text=True, check=False, timeout=120
        )

    def build(self, *options: str, **environment: str) -> str:
        """Build the site strictly and return what MkDocs said; fail with it if MkDocs fails."""
        done = self.run("mkdocs", "build", "--strict", *options, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def page(self, path: str) -> str:
        """Return a built page."""
        return (self.root / "site" / path).read_text(encoding="utf-8")

    def feed(self, host: str, *posts: tuple[str, str], title: str | None = None) -> None:
        """Put a feed on the folder web, at https://HOST/feed.xml: posts are (title, RFC 822 date)."""
        items = "".join(
            ITEM.format(title=name, host=host, slug=re.sub(r"\W+", "-", name.lower()), date=date)
            for name, date in posts
        )
        path = self.root / "web" / host / "feed.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime if path.exists() else 0
        path.write_text(FEED.format(title=title or host, host=host, items=items), encoding="utf-8")
        changed = max(path.stat().st_mtime, before + 1)  # `Last-Modified` knows whole seconds, and builds are quicker
        os.utime(path, (changed, changed))

"""A built site → every link in it that leads nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_ADDRESSES = {"href", "src", "poster", "action"}
ORIGIN = "https://site.example"


@dataclass
class Sheet(HTMLParser):
    """What one file has of addresses and of anchors, and how often each."""

    links: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to read."""
        super().__init__()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag points at, and what can be pointed at."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.links += [value for name, value in given.items() if name in _ADDRESSES]
        self.links += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
        if given.get("http-equiv", "").lower() == "refresh":
            self.links.append(given["content"].partition("url=")[2])
        self.anchors += [given[name] for name in ("id", "name") if given.get(name) and (name == "id" or tag == "a")]
        if tag == "title":
            self._inside.append("")

    def handle_data(self, data: str) -> None:
        """Note the words of a title."""
        if self._inside:
            self._inside[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Close a title."""
        if tag == "title" and self._inside:
            self.titles.append(self._inside.pop())


def sheets(site: Path) -> dict[str, Sheet]:
    """Read every HTML file of a built site, by its path."""
    read = {}
    for path in sorted(site.rglob("*.html")):
        sheet = Sheet()
        sheet.feed(path.read_text(encoding="utf-8"))
        sheet.close()
        read[path.relative_to(site).as_posix()] = sheet
    return read


def broken(site: Path, site_url: str | None = None) -> Iterator[str]:
    """Yield each link inside a site that leads to no file, or to no anchor of it; other sites are not asked."""
    read = sheets(site)
    base = site_url or f"{ORIGIN}/"
    for name, sheet in read.items():
        for link in dict.fromkeys(sheet.links):
            target = urljoin(base + name, link)
            if urlsplit(target).netloc != urlsplit(base).netloc or urlsplit(target).scheme not in ("http", "https"):
                continue
            if not target.startswith(base):
                yield f"{name}: {link} leads out of the site"
                continue
            parts = urlsplit(target)
            path = unquote(parts.path).replace("//", "/").removeprefix(urlsplit(base).path)
            if path.endswith("/") or not path:
                path += "index.html"
            if not (site / path).is_file():
                yield f"{name}: {link} leads to no file"
            elif parts.fragment and path in read and unquote(parts.fragment) not in read[path].anchors:
                yield f"{name}: {link} leads to no anchor"

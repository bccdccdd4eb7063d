"""What parsers of other languages find in our feeds: sfeed (C), Ruby's RSS, Perl's XML::Feed and raptor (C), whichever there are.

`python tests/parsers.py [FOLDER]` reads every Atom and RSS feed of a built site; without a folder, those of a company of 300
odd blogs. It compares what each parser finds (how many posts; of each id, title, link, date, author) with the JSON Feed beside
it, and ends with 1 if anything differs. `apt-get install sfeed ruby libxml-feed-perl libjson-perl raptor2-utils` installs them.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cobrand.publish.elements import Clean
from cobrand.publish.feed_addresses import uri
from odd_blogs import syndicated

Found = Mapping[str, Any]

RUBY = """
require "rss"
require "json"
text = ->(one) { one.respond_to?(:content) ? one.content : one }
ARGF.each_line(chomp: true) do |path|
  feed = RSS::Parser.parse(File.read(path), true)
  posts = feed.items.map do |post|
    atom = post.is_a?(RSS::Atom::Feed::Entry)
    {
      id: atom ? post.id.content : post.guid.content,
      title: text.(post.title),
      link: atom ? post.links.find { |link| link.rel == "alternate" }.href : post.link,
      date: (atom ? post.published&.content : post.pubDate)&.to_i,
      author: atom ? post.authors.first&.name&.content : post.dc_creators.first&.content,
    }
  end
  puts JSON.generate(posts)
end
"""
PERL = """
use XML::Feed; use JSON; binmode STDOUT, ":raw"; $XML::Atom::ForceUnicode = 1;
while (my $path = <STDIN>) {
  chomp $path;
  my $feed = XML::Feed->parse($path) or die "$path: " . XML::Feed->errstr;
  my @posts = map {
    my ($date, $author) = ($_->issued, scalar $_->author);
    $author = $author->[0] if ref $author;
    { id => $_->id, title => $_->title, link => $_->link, date => $date ? $date->epoch : undef, author => $author }
  } $feed->entries;
  print encode_json(\\@posts), "\\n";
}
"""


def by_script(command: Sequence[str]) -> Callable[[Sequence[Path]], Iterator[list[Found]]]:
    """Return what lets a script read: a path a line goes in, a JSON list of posts a line comes out."""

    def read(paths: Sequence[Path]) -> Iterator[list[Found]]:
        lines = "".join(f"{path}\n" for path in paths)
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{command[0]}: {done.stderr[-2000:]}")
        yield from map(json.loads, done.stdout.split("\n")[:-1])

    return read


def by_sfeed(paths: Sequence[Path]) -> Iterator[list[Found]]:
    """Read with sfeed, which writes a line for each post."""
    for path in paths:
        done = subprocess.run(["sfeed"], input=path.read_bytes(), capture_output=True, check=True)
        lines = [line.split("\t") for line in done.stdout.decode().split("\n")[:-1]]
        yield [
            {"date": int(one[0]) if one[0] else None, "title": one[1], "link": one[2], "id": one[5], "author": one[6]}
            for one in lines
        ]


def by_raptor(paths: Sequence[Path]) -> Iterator[list[Found]]:
    """Count alone: it makes triples of what it reads."""
    item = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/rss/1.0/item>"
    for path in paths:
        command = ["rapper", "-q", "-i", "rss-tag-soup", "-o", "ntriples", str(path), "https://www.halden.example/"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"{path}: {done.stderr.decode()}")
        yield [{}] * done.stdout.decode().count(item)


PARSERS: dict[str, tuple[str, Callable[[Sequence[Path]], Iterator[list[Found]]]]] = {
    "sfeed": ("sfeed", by_sfeed),
    "ruby": ("Ruby's RSS", by_script(["ruby", "-e", RUBY])),
    "perl": ("Perl's XML::Feed", by_script(["perl", "-e", PERL])),
    "rapper": ("raptor", by_raptor),
}


def folded(text: str | None) -> str:
    """Return a text with white space as it doesn't matter."""
    return " ".join((text or "").split())


def meant(item: Found, *, atom: bool) -> Found:
    """Say what a parser should find of an item of the JSON Feed."""
    return {
        "title": folded(item.get("title")) or None,
        "link": item["url"] if atom else uri(Clean(item["url"])),
        "date": int(datetime.fromisoformat(item["date_published"]).timestamp()) if "date_published" in item else None,
        "author": folded(item["authors"][0]["name"]),
        "id": item["id"].strip(),
    }


def differences(item: Found, found: Found, *, atom: bool) -> Iterator[str]:
    """List what a parser found otherwise than it was meant; of what it doesn't tell, nothing."""
    for key, value in meant(item, atom=atom).items():
        if key not in found or value is None:
            continue
        came = folded(found[key]) if key in ("title", "author") else found[key]
        if came == value:
            continue
        if key == "id" and ((atom and str(came).startswith("urn:uuid:")) or folded(came) == folded(value)):
            continue  # what is no IRI can't be an id of Atom's
        yield f"{key}: {came!r} in the place of {value!r}"


def compared(paths: Sequence[Path], read: Iterable[list[Found]]) -> Iterator[str]:
    """List what was found in feeds otherwise than the JSON Feed beside each says it."""
    for path, found in zip(paths, read, strict=True):
        items = json.loads(path.with_name("feed.json").read_bytes())["items"]
        if len(items) != len(found):
            yield f"{path}: {len(found)} posts of {len(items)}"
            continue
        for item, one in zip(items, found, strict=True):
            yield from (f"{path}: {what}" for what in differences(item, one, atom=path.name == "atom.xml"))


def read_all(folder: Path) -> int:
    """Compare what each parser that there is finds in a site's feeds; return how many differences there are."""
    paths = sorted(path for path in folder.rglob("*.xml") if path.name in ("atom.xml", "rss.xml"))
    wrong = 0
    for program, (name, read) in PARSERS.items():
        if not shutil.which(program):
            sys.stdout.write(f"{name}: not installed\n")
            continue
        read_there = list(read(paths))
        found = list(compared(paths, read_there))
        wrong += len(found)
        posts = sum(map(len, read_there))
        said = (f"{name}: {len(paths)} feeds, {posts} posts, {len(found)} differences", *found[:20])
        sys.stdout.write("\n  ".join(said) + "\n")
    return wrong


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(read_all(Path(sys.argv[1])) > 0)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for url, raw in syndicated(root, count=300, site="https://www.halden.example/")[1].items():
            target = root / "site" / url
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
        sys.exit(read_all(root / "site") > 0)

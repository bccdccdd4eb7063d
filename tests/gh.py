"""A stand-in for gh and the part of GitHub behind it that we use: it keeps pull requests in a file, and records each call.

`install(folder)` puts a program `gh` into a folder, to be the first on the PATH.
"""

import json
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class GitHub:
    """What the stand-in knows: its pull requests and the calls that were made."""

    folder: Path

    @property
    def pulls(self) -> list[dict[str, Any]]:
        """All pull requests ever opened, the oldest first."""
        return self._read("pulls.json")

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Every call, as its arguments and what was said on standard input."""
        return self._read("calls.json")

    def close(self, number: int, *, merged: bool) -> None:
        """Close a pull request, as somebody does who merges it or turns it down."""
        pulls = self.pulls
        pulls[number - 1] |= {"state": "closed", "merged": merged}
        self.write("pulls.json", pulls)

    def write(self, name: str, data: Any) -> None:
        """Keep something."""
        (self.folder / name).write_text(json.dumps(data), encoding="utf-8")

    def _read(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def install(folder: Path) -> GitHub:
    """Put the stand-in into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "gh"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"from gh import main\nmain({str(folder)!r}, sys.argv[1:])\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return GitHub(folder)


def main(folder: str, arguments: list[str]) -> None:
    """Answer one call as gh does; what it does not know fails, as it should."""
    github = GitHub(Path(folder))
    said = json.load(sys.stdin) if "--input" in arguments else None
    github.write("calls.json", [*github.calls, {"arguments": arguments, "said": said}])
    if arguments[:1] != ["api"]:
        sys.exit(f"unknown command {arguments[:1]}")
    method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
    place = next(one for one in arguments[1:] if one.startswith("repos/"))
    answer(github, method, place, said)


def answer(github: GitHub, method: str, place: str, said: Any) -> None:
    """Do what the API does with pull requests and workflows."""
    pulls, parts = github.pulls, urlsplit(place)
    path = parts.path.split("/")[3:]
    if method == "PUT" and path[:2] == ["actions", "workflows"] and path[3:] == ["enable"]:
        return
    if path[0] != "pulls":
        sys.exit(f"gh: Not Found (HTTP 404): {method} {place}")
    if method == "GET":
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        found = [
            one
            for one in pulls
            if (one["state"], f"{{owner}}:{one['head']}", one["base"]) == (asked["state"], asked["head"], asked["base"])
        ]
        sys.stdout.write(json.dumps(found))
        return
    if method == "POST":
        if (github.folder / "forbidden").exists():
            sys.exit("gh: GitHub Actions is not permitted to create or approve pull requests (HTTP 403)")
        number = len(pulls) + 1
        url = f"https://github.example/halden/website/pull/{number}"
        pulls.append({**said, "number": number, "state": "open", "html_url": url})
    else:
        pulls[int(path[1]) - 1] |= said
        number = int(path[1])
    github.write("pulls.json", pulls)
    sys.stdout.write(json.dumps(pulls[number - 1]))

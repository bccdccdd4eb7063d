"""Lighthouse on the example: its scores (desktop) for pages of ours beside a plain page, and its faults on ours.

`make lighthouse`, which needs Node.js: npx fetches Lighthouse itself. It is run by hand, not by the tests: a score of
performance says as much about the machine as about the page.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chromium import FLAGS, serving
from example import KINDS, PLAIN, build_example

PAGES = {kind: KINDS[kind] for kind in ("expert", "directory", "company", "home", "series")} | {"plain": PLAIN[0]}
SCORES = ("performance", "accessibility", "best-practices", "seo")
NEEDED = {"performance": 95, "best-practices": 100, "seo": 100}


def ask(url: str, *, lighthouse: list[str]) -> dict[str, Any]:
    """Return Lighthouse's report on a page."""
    chromium = shutil.which("chromium")
    flags = " ".join(["--headless=new", *(flag for flag in FLAGS if " " not in flag)])
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [*lighthouse, url, "--preset=desktop", "--output=json", f"--output-path={report.name}", "--quiet"]
        subprocess.run(
            [*command, f"--chrome-flags={flags}", f"--only-categories={','.join(SCORES)}"],
            env={"CHROME_PATH": str(chromium), "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": tempfile.gettempdir()},
            check=True,
        )
        found: dict[str, Any] = json.loads(Path(report.name).read_text(encoding="utf-8"))
    return found


def failing(report: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each failing audit of accessibility with an element of ours, told by its class."""
    for reference in report["categories"]["accessibility"]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if audit["score"] == 0:
            for item in audit.get("details", {}).get("items", []):
                snippet = item.get("node", {}).get("snippet", "")
                if "cobrand" in snippet + item.get("node", {}).get("selector", ""):
                    yield audit["id"], snippet


def lost(report: dict[str, Any]) -> Iterator[str]:
    """Yield the audits that cost points, but those of accessibility."""
    for category in NEEDED:
        for reference in report["categories"][category]["auditRefs"]:
            score = report["audits"][reference["id"]]["score"]
            if reference["weight"] and score is not None and score < 0.9:
                yield f"{category}: {reference['id']}"


def main() -> int:
    """Build, ask, and print what came of it."""
    lighthouse = sys.argv[1:] or ["npx", "--yes", "lighthouse"]
    good = True
    with tempfile.TemporaryDirectory() as folder, serving(build_example(Path(folder))) as site:
        reports = {kind: ask(site + path, lighthouse=lighthouse) for kind, path in PAGES.items()}
    scores = {
        kind: {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
        for kind, report in reports.items()
    }
    for kind, report in reports.items():
        sys.stdout.write(f"{kind:10} {'  '.join(f'{name} {score:3}' for name, score in scores[kind].items())}\n")
        faults = list(failing(report))
        sys.stdout.writelines(f"    {line}\n" for line in (*lost(report), *(f"ours: {fault}" for fault in faults)))
        needed = NEEDED | {"accessibility": scores["plain"]["accessibility"]}
        good &= kind == "plain" or (not faults and all(scores[kind][name] >= least for name, least in needed.items()))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""Pictures of every kind of page of the example, on a phone and a desk, by day and night, to be looked at by people.

`make pictures`, or `python tests/pictures.py --language ar --theme readthedocs --only expert directory`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from chromium import DESK, PHONE, SCHEMES, SIDEWAYS, launched, serving
from example import KINDS, ROOT, build_example

# Material fades its content in; a picture taken at once shows half of it.
SETTLE_MS = 1500
EVERYTHING = "async () => { for (const image of document.images) image.loading = 'eager'; await document.fonts.ready }"


def take(site: str, folder: Path, kinds: dict[str, str]) -> list[str]:
    """Write the pictures, and return what is plainly wrong: pages that are missing, or wider than the screen."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    with launched() as browser:
        for scheme in SCHEMES:
            for viewport in (PHONE, DESK):
                page = browser.new_page(viewport=viewport, color_scheme=scheme)
                for kind, path in kinds.items():
                    name = f"{kind}-{viewport['width']}-{scheme}"
                    answer = page.goto(site + path)
                    page.add_style_tag(content=".cobrand * { content-visibility: visible !important }")
                    page.evaluate(EVERYTHING)
                    page.wait_for_timeout(SETTLE_MS)
                    if answer is None or not answer.ok:
                        wrong.append(f"{name}: {path} is missing")
                    elif page.evaluate(SIDEWAYS) > 0:
                        wrong.append(f"{name}: scrolls sideways")
                    page.screenshot(path=folder / f"{name}.png", full_page=True)
                page.close()
    return wrong


def main() -> int:
    """Build, take, and say where the pictures are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="material")
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--folder", type=Path, default=ROOT / "pictures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        built = build_example(Path(folder), theme=given.theme, language=given.language)
        into = given.folder / f"{given.theme}-{given.language}"
        with serving(built) as site:
            wrong = take(site, into, {kind: KINDS[kind] for kind in given.only})
    sys.stdout.write("\n".join([*wrong, f"The pictures are in {into}.\n"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Parsing alone: feedparser with Cobrand's options over all bodies of a folder, in one process.

`python bench/parsing.py FOLDER` prints the CPU seconds that it took, reading the files and loading feedparser excluded.
"""

import sys
import time
from pathlib import Path

import feedparser

if __name__ == "__main__":
    bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
    start = time.process_time()
    for body in bodies:
        feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    print(time.process_time() - start)

"""Fetching alone, with the client and settings that Cobrand uses: what no pull can be faster than.

`python bench/fetching.py URLS [ETAGS]` asks all addresses of a file, 64 at once, and reads the bodies. It leaves the
ETags in the second file; if that is there already, it sends them.
"""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp


async def fetch(urls: list[str], etags: dict[str, str]) -> dict[str, str]:
    connector = aiohttp.TCPConnector(force_close=True, limit=64, use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def ask(url: str) -> tuple[str, str]:
            headers = {"Accept-Encoding": "gzip", "If-None-Match": etags.get(url, '""')}
            async with session.get(url, headers=headers) as response:
                await response.read()
                return url, response.headers["etag"]

        return dict(await asyncio.gather(*map(ask, urls)))


if __name__ == "__main__":
    kept = Path(sys.argv[2])
    known = json.loads(kept.read_text()) if kept.exists() else {}
    kept.write_text(json.dumps(asyncio.run(fetch(Path(sys.argv[1]).read_text().split(), known))))

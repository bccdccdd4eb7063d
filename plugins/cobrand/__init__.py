"""Put a company's experts, and their personal blogs, in front of its brand.

Two short pipelines meet at the archive::

    experts/*.md ─ profiles ─┐
    mkdocs.yml  ─ config  ───┤
                             ├─ harvest: fetch → discover → parse ─▶ ARCHIVE           (the only network)
                             └─ publish: ARCHIVE → select → sanitize → views → render ─▶ MkDocs, CLI
                                                                                       (offline, pure)

`pipeline` lists every stage in order. Stages do not know each other.
"""

__version__ = "0.1.0"

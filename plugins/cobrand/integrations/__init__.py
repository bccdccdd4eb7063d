"""MkDocs' side of the adapter: our pages as MkDocs' pages, what its search finds of them, and one file per foreign plugin."""

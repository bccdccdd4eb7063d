"""MkDocs' side of the adapter: our pages as MkDocs' pages, what search finds of them, a file per foreign plugin."""

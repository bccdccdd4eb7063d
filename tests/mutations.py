"""A file of the corpus → the same file after an accident: cut, doubled, spliced with another, nested, in another encoding."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"
_ENCODINGS = ["utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1252", "utf-32", "cp037"]


def files(*folders: str) -> list[Path]:
    """List the inputs in folders of the corpus; what they should give is beside them and left out."""
    found = [path for folder in folders for path in (CORPUS / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix != ".txt" and ".expected" not in path.suffixes)


@st.composite
def damaged(draw: st.DrawFn, paths: Sequence[Path]) -> bytes:
    """Draw a file and up to four accidents."""
    body = draw(st.sampled_from(paths)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        here = draw(st.integers(0, len(body)))
        there = draw(st.integers(here, min(len(body), here + 400)))
        piece = body[here:there]
        match draw(st.sampled_from(["cut", "write", "double", "drop", "splice", "nest", "encode", "swap"])):
            case "cut":
                body = body[:here]
            case "write":
                body = body[:here] + draw(st.binary(max_size=3)) + body[here + 1 :]
            case "double":
                body = body[:there] + piece * draw(st.integers(1, 5)) + body[there:]
            case "drop":
                body = body[:here] + body[there:]
            case "splice":
                other = draw(st.sampled_from(paths)).read_bytes()
                body = body[:here] + other[draw(st.integers(0, len(other))) :]
            case "nest":
                body = body[:here] + piece * 40 + body[there:]
            case "encode":
                encoding = draw(st.sampled_from(_ENCODINGS))
                body = body.decode("utf-8", "replace").encode(encoding, "replace")
            case _:
                middle = draw(st.integers(here, there))
                body = body[:here] + body[middle:there] + body[here:middle] + body[there:]
    return body

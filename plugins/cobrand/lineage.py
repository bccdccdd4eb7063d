"""Who has taken over from whom → who goes round in a circle, so that nobody could tell who is there today."""

from collections.abc import Iterator, Mapping


def circles(successors: Mapping[str, str | None]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the first of each circle of successors, with what is wrong and what to do; slugs in, slugs out.

    Who is named as the own successor is no matter of ours.
    """
    done: set[str] = set()
    for start in sorted(successors):
        walked: list[str] = []
        slug: str | None = start
        while slug is not None and slug not in done and slug not in walked:
            walked.append(slug)
            slug = successors.get(slug)
        circle = walked[walked.index(slug) :] if slug in walked else []
        if len(circle) > 1:
            first = circle.index(min(circle))
            named = [*circle[first:], *circle[: first + 1]]
            remedy = "Take the line out of the profile of whoever is here today."
            yield named[0], (f"goes round in a circle: {' → '.join(named)}", remedy)
        done.update(walked)

"""A person → what shows their face at some size: pictures, or initials on a tint. It draws nothing itself."""

from cobrand.publish.pages import Person

_TINTS = 6


def pictures(person: Person, width: int) -> tuple[str, str | None] | None:
    """Return the picture to show at `width` CSS pixels, and the one for screens of twice the density."""
    if not person.photo:
        return None
    single, double = (
        next((person.photo[size] for size in sorted(person.photo) if size >= needed), person.photo[max(person.photo)])
        for needed in (width, 2 * width)
    )
    return single, double if double != single else None


def tint(slug: str) -> int:
    """Choose one of the stylesheet's tints, always the same for the same person."""
    return sum(slug.encode()) % _TINTS

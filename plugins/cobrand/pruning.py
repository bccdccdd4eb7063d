"""People whose profiles are gone → what is held of them removed, unless so many are gone that it may be a mistake."""

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.errors import Problem, ProblemsError
from cobrand.profiles import Roster, shown_path


def prune(roster: Roster, options: Options, *, force: bool) -> tuple[str, ...]:
    """Remove what is held of people whose profiles are gone; return their slugs.

    Raises ProblemsError, and removes nothing, when more than a third of all archives would go at once and nobody has
    said that this is meant: a checkout without its profiles looks the same.
    """
    archive = Archive(options.state_dir)
    with archive.lock():
        held = archive.slugs()
        ours = {slug for expert in roster.experts for slug in (expert.slug, *expert.aliases)}
        gone = [slug for slug in held if slug not in ours]
        if len(gone) * 3 > len(held) and not force:
            what = f"{len(gone)} of {len(held)} archives belong to no profile: {', '.join(gone[:5])}{', …' if gone[5:] else ''}"
            remedy = "Bring the profiles back, or say with --prune that these people's posts are to be removed."
            raise ProblemsError(
                (Problem(path=shown_path(archive.folder, options.root), line=None, what=what, remedy=remedy),)
            )
        for slug in gone:
            archive.remove(slug)
    return tuple(gone)

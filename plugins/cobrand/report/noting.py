"""What a build sees of the company's own posts → a note for reports, which run without one."""

from collections.abc import Sequence

from cobrand.archive import Archive
from cobrand.config import Options
from cobrand.model import Hosted
from cobrand.profiles import shown_path
from cobrand.report.hosted import save_hosted

HOSTED = "hosted.jsonl"


def keep_hosted(hosted: Sequence[Hosted], options: Options) -> str | None:
    """Note for reports which posts the company hosts itself; a sentence if that can't be done."""
    path = options.state_dir / HOSTED

    def sentence(post: Hosted) -> str | None:
        from cobrand.report.saying import saying  # noqa: PLC0415 - most sites host no post

        return saying(post.read(), title=post.entry.title, language=options.language)

    try:
        Archive(options.state_dir).prepare()
        save_hosted(path, hosted, sentence)
    except OSError as error:  # a checkout that can only be read has its pages all the same
        if not hosted:
            return None
        return f"{shown_path(path, options.root)} can't be written: {error.strerror}. Reports won't know of the company's own posts."
    return None

"""What `cobrand new` says, beside the preview that `cobrand check` says as well: what was found, what is off topic, what comes next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cobrand import address
from cobrand.check.preview import Remark, Subject
from cobrand.config import Options
from cobrand.errors import ProblemsError
from cobrand.model import Practice
from cobrand.onboard.groundwork import EXAMPLE, example_profile
from cobrand.onboard.onboard import off_topic, shown_profile
from cobrand.onboard.scout import Newcomer
from cobrand.onboard.sheet import Sheet
from cobrand.profiles import Roster

WRITTEN, THERE, FAILED = "written", "there already", "failed"
_MOST_TITLES = 3
_MOST_CATEGORIES = 6
_WIDE = 37


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one of many: `state` in a word, whose or which address, and what there is to know."""

    state: str
    who: str
    what: str


def found(newcomer: Newcomer) -> Iterator[str]:
    """Say whose page that is, and which address the profile is going to name."""
    bio, named = newcomer.bio, newcomer.blog.url if newcomer.blog else newcomer.home
    who = bio.name.value if bio.name else "somebody whose page does not say their name"
    title = f", {bio.job_title.value}" if bio.job_title else ""
    yield f"Found {who}{title}, at {named}"


def about_topics(subject: Subject, roster: Roster) -> Remark | None:
    """Say how many of the posts that would show are about what the site is about; `None` where it has no topics."""
    showing = [one for one in subject.showing if one.post]
    if not roster.topics or not showing:
        return None
    names = {topic.slug: topic.name for topic in roster.topics}
    counts = Counter(topic for one in showing if one.post for topic in one.post.topics)
    on = ", ".join(f"{names.get(slug, slug)} {count}" for slug, count in counts.most_common(_MOST_CATEGORIES))
    off = off_topic(showing)
    if not off:
        return Remark(about="topics", state="good", text=on)
    titles = [one.entry.title or one.entry.link or "a post without a title" for one in off[:_MOST_TITLES]]
    more = [f"such as {'; '.join(_short(title) for title in titles)}"]
    filed = Counter(name for one in off for name in one.entry.categories)
    if filed:
        said = ", ".join(f"{name} {count}" for name, count in filed.most_common(_MOST_CATEGORIES))
        more += [f"in the blog's categories {said}", "`only:` and `skip:` in the profile choose posts by category."]
    text = f"{len(off)} of {len(showing)} off topic: about none of the topics in mkdocs.yml"
    return Remark(about="topics", state="note", text=text, more=(*((f"the others: {on}",) if on else ()), *more))


def with_topics(remarks: Iterable[Remark], topics: Remark | None) -> Iterator[Remark]:
    """Put what is said of topics after what is said of posts."""
    for remark in remarks:
        yield remark
        if remark.about == "posts" and topics:
            yield topics


def numbered(practices: Sequence[Practice]) -> str:
    """List practices with their numbers, for somebody to choose from."""
    return "   ".join(f"{number} {one.name}" for number, one in enumerate(practices, 1))


def example(options: Options) -> Path | None:
    """Return the example of a profile, as long as nobody has made anything of it."""
    path = options.experts_dir / Path(EXAMPLE).name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return path if text == example_profile() else None


def after(made: Sheet, options: Options, *, example: Path | None, plugged: bool) -> Iterator[str]:
    """Say what to do next; `example` is one that is still there, `plugged`: mkdocs.yml names the plugin."""
    shown = shown_profile(made.slug, options)
    yield "Next:"
    if not plugged:
        yield _step("cobrand init", "says what to add to mkdocs.yml, which lacks the plugin")
    yield _step("mkdocs serve", f"see the page, at http://127.0.0.1:8000/{_below(options)}experts/{made.slug}/")
    if example:
        yield _step(f"rm {shown_profile(example.stem, options)}", "the example is no longer needed")
    yield _step(f"git add {shown}", "then commit it, and push or open a pull request")
    if options.site_url and made.blog:
        kit = f"{options.site_url}experts/{made.slug}/kit/"
        yield f"Once it is published, {kit} has links and a badge for {address.host(made.blog.url)}."


def written(subject: Subject, made: Sheet, options: Options) -> Row:
    """Say of one of many what came of them."""
    posts = len(subject.showing)
    what = f"{posts} post{'' if posts == 1 else 's'} would show"
    if made.practices:
        what += f", {', '.join(made.practices)}"
    return Row(state=WRITTEN, who=shown_profile(made.slug, options), what=what)


def refused(newcomer: Newcomer, error: ProblemsError) -> Row:
    """Say of one of many why nothing came of them."""
    there = any("is there already" in one.what for one in error.problems)
    what = " ".join(f"{one.what}. {one.remedy}" if not there else f"{one.path}: {one.what}." for one in error.problems)
    return Row(state=THERE if there else FAILED, who=newcomer.candidate.url, what=what)


def rows(done: Sequence[Row]) -> Iterator[str]:
    """Write a table of many people, and count them."""
    wide = max((len(row.state) for row in done), default=0)
    for row in done:
        yield f"{row.state:<{wide}}  {row.who}: {row.what}"
    counts = Counter(row.state for row in done)
    yield ""
    yield ", ".join(f"{count} {state}" for state, count in counts.items())


def _step(command: str, why: str) -> str:
    return f"  {command:<{_WIDE}} {why}"


def _below(options: Options) -> str:
    """Return the path below which `mkdocs serve` shows a site, as its address has it."""
    path = (options.site_url or "").partition("://")[2].partition("/")[2].strip("/")
    return f"{path}/" if path else ""


def _short(title: str, limit: int = 60) -> str:
    return title if len(title) <= limit else title[: limit - 1] + "…"

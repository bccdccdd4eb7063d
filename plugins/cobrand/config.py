"""The options of mkdocs.yml → Options, or all that is wrong with them at once; it reads no file and knows no MkDocs."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal
from urllib.parse import urlsplit

from cobrand.address import absolute, is_slug, slugify
from cobrand.drafts import Draft, unfold, unknown_key, validate
from cobrand.errors import Problem, ProblemsError
from cobrand.model import Brand, Practice, Topic
from cobrand.source import Document, Location, key_name, read_yaml, refuse, shown

# The site has pages of its own at these addresses, or may get them.
RESERVED = frozenset({"page", "archive", "topics", "posts", "category", "author", "kit", "report", "alumni", "index"})

_EMAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_HOST = re.compile(r"[^\W_]([\w-]*\w)?(\.[^\W_]([\w-]*\w)?)*\.?")
_ORDINARY = re.compile(
    r"https?://[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(/[a-zA-Z0-9./_~-]*)?"
)
_BARE_ADDRESS = re.compile(r"[^\W_][\w.-]*\.[^\W\d_]{2,}(:\d+)?([/?#]\S*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """How many seconds one feed may take, and the whole pull."""

    feed: Annotated[float, ("gt", 0)] = 10
    pull: Annotated[float, ("gt", 0)] = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the site's owner has chosen. Folders are absolute; `practices` is `None` where none are configured.

    The first four are no options of ours: they come from the site.
    """

    root: Path
    site_name: str
    site_url: str | None = None  # ends with a slash
    language: str = "en"
    brand: Brand
    disclosure: str = "{name} works at {brand}. Views are their own."
    disclosure_alumni: str = "{name} worked at {brand} when this was written. Views are their own."
    practices: tuple[Practice, ...] | None = None
    topics: tuple[Topic, ...] = ()
    experts_dir: Path = Path("experts")
    blog_dir: str = "blog"
    state_dir: Path = Path(".cobrand")
    pull: Literal["auto", "always", "never"] = "auto"
    web: Path | None = None
    private_hosts: tuple[str, ...] = ()
    posts_per_page: Annotated[int, ("ge", 1), ("le", 200)] = 20
    hide: tuple[str, ...] = ()
    require_consent: bool = False
    strict_feeds: bool = False
    deadline: Deadline = field(default_factory=Deadline)


SITE = ("root", "site_name", "site_url", "language")
KEYS = tuple(option.name for option in fields(Options) if option.name not in SITE)


def options_document(text: str, path: str) -> Document:
    """Find our options in the text of mkdocs.yml, for their lines; there are none where the text has no such plugin.

    MkDocs reads the values itself, with its own tags and files to inherit from: `replace(document, data=options)`.
    """
    try:
        whole, _ = read_yaml(text, path)
    except ProblemsError:  # MkDocs complains of its own file
        return Document(path=path, data={})
    plugins = whole.data.get("plugins") if isinstance(whole.data, dict) else None
    if isinstance(plugins, dict) and "cobrand" in plugins:
        return replace(whole, data=plugins["cobrand"], root=("plugins", "cobrand"))
    for index, plugin in enumerate(plugins if isinstance(plugins, list) else []):
        if plugin == "cobrand":
            return replace(whole, data=None, root=("plugins", index))
        if isinstance(plugin, dict) and "cobrand" in plugin:
            return replace(whole, data=plugin["cobrand"], root=("plugins", index, "cobrand"))
    return Document(path=path, data={})


def check_options(
    document: Document, *, root: Path, site_name: str, site_url: str | None, language: str = "en"
) -> Options:
    """Make options of what stands under `cobrand:`; raise all problems at once."""
    options, problems = review_options(document, root=root, site_name=site_name, site_url=site_url, language=language)
    refuse(problems)
    return options


def review_options(
    document: Document, *, root: Path, site_name: str, site_url: str | None, language: str = "en"
) -> tuple[Options, tuple[Problem, ...]]:
    """Make options of what stands under `cobrand:`, and list all problems; an option that is wrong has its default."""
    data, problems = {} if document.data is None else document.data, []
    if not isinstance(data, dict):
        remedy = "Write `key: value` lines below `cobrand:`, indented, or nothing."
        problems.append(document.problem((), f"the options of cobrand must be a mapping, not {shown(data)}", remedy))
        data = {}
    document = replace(document, data=data)
    site = {"root": str(root), "site_name": site_name, "site_url": site_url or None, "language": language}
    draft, unknown = _draft(document, site)
    review = validate(Options, {document.path: draft})[document.path]
    wrong = {location[0] for location in review.wrong if location}
    for location, complaint in _complaints(review.noun):
        if complaint:
            review.complain(location, *complaint)
            wrong.add(location[0])
    spare = {option.name: option.default for option in fields(Options) if option.default is not MISSING}
    options = replace(review.noun, **{name: spare[name] for name in spare.keys() & wrong})
    return _settled(options), (*problems, *unknown, *review.problems)


def _draft(document: Document, site: Mapping[str, object]) -> tuple[Draft, list[Problem]]:
    """Give the options their nouns' fields: practices and topics by slug, and the brand named after the site."""
    problems: list[Problem] = []
    places: dict[Location, Location] = {}
    given: dict[str, object] = {}
    for key, value in document.data.items() if isinstance(document.data, dict) else ():
        if key not in KEYS:
            problems.append(unknown_key(document, (key,), KEYS))
        elif value is not None:
            given[key] = value
    for key in ("practices", "topics"):
        if key not in given:
            continue
        if not isinstance(named := given.pop(key), dict):
            what, remedy = f"must be a mapping, not {shown(named)}", "Write lines such as `media: Media` below it."
            problems.append(document.problem((key,), f"{key_name(key)} {what}", remedy))
            continue
        given[key] = [_named(str(slug), about) for slug, about in named.items()]
        places.update({(key, index): (key, slug) for index, slug in enumerate(named)})
        strays = [slug for slug, about in named.items() if isinstance(about, dict) and "slug" in about]
        keys = [member.name for member in fields(Practice if key == "practices" else Topic) if member.name != "slug"]
        problems.extend(unknown_key(document, (key, slug, "slug"), keys) for slug in strays)
    brand = given.get("brand", {})
    if isinstance(brand, dict):
        brand = {"name": site["site_name"], **{key: value for key, value in brand.items() if value is not None}}
    given["brand"] = brand
    shaped = unfold(Options, {**given, **site})
    spare = {"site_name": "?", "brand": {"name": "?"}}
    return Draft(document=document, fields=shaped, places=places, spare=spare), problems


def places(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the files of the site that options name, each with where it stands."""
    if options.brand.logo:
        yield ("brand", "logo"), options.brand.logo
    if options.brand.image:
        yield ("brand", "image"), options.brand.image
    for key, named in (("practices", options.practices or ()), ("topics", options.topics)):
        yield from (((key, one.slug, "offering"), one.offering) for one in named if one.offering)


def titled(slug: str) -> str:
    """Name what has only a slug: `interactive-marketing` is called Interactive Marketing."""
    return slug.replace("-", " ").title()


def _named(slug: str, about: object) -> object:
    if isinstance(about, str):
        about = {"name": about}
    return {"name": titled(slug), **(about or {}), "slug": slug} if isinstance(about, dict | None) else about


# --- what types can't know -------------------------------------------------------------------------------------------


Complaint = tuple[str, str]  # what is wrong, going on after the name of the option or key; what to do
Found = Iterator[tuple[Location, Complaint | None]]


def _complaints(options: Options) -> Found:
    yield ("brand", "url"), address_complaint(options.brand.url)
    yield ("brand", "logo"), _logo_complaint(options.brand.logo)
    yield ("brand", "image"), _image_complaint(options.brand.image)
    yield ("disclosure",), _template_complaint(options.disclosure)
    yield ("disclosure_alumni",), _template_complaint(options.disclosure_alumni)
    yield from _named_complaints("practices", options.practices or ())
    yield from _named_complaints("topics", options.topics)
    yield ("experts_dir",), _folder_complaint(options.experts_dir)
    yield ("blog_dir",), _blog_dir_complaint(options.blog_dir)
    yield ("state_dir",), _folder_complaint(options.state_dir)
    yield ("web",), _web_complaint(options.web, options.root)
    for index, host in enumerate(options.private_hosts):
        yield ("private_hosts", index), _host_complaint(host)


def _named_complaints(key: str, named: Sequence[Practice | Topic]) -> Found:
    """Look at practices or topics: their slugs, that no two can be taken for each other, and where they lead."""
    owners: dict[str, str] = {}
    for index, one in enumerate(named):
        here: Location = (key, index)
        yield here, slug_complaint(one.slug, one.name)
        for word in dict.fromkeys((one.slug.casefold(), one.name.casefold())):
            owner = owners.setdefault(word, one.slug)
            if owner != one.slug:
                yield here, (f"is called {shown(word)}, as `{owner}` is", "Give each a name of its own.")
        yield (*here, "offering"), _place_complaint(one.offering)
        if isinstance(one, Practice):
            yield (*here, "contact"), _contact_complaint(one.contact)


def slug_complaint(slug: str, name: str) -> Complaint | None:
    """Say why something can't be the slug of a practice, a topic or an expert called that."""
    if not is_slug(slug):
        fit = slugify(slug)
        remedy = f"Write `{fit}`." if fit else "Choose one."
        return "is no slug: lower-case letters, digits and single hyphens make one", remedy
    if slug in RESERVED:
        return "can't be a slug: the site keeps that address for itself", f"Choose another for {shown(name)}."
    return None


def address_complaint(address: str | None) -> Complaint | None:
    """Say why something can't be the address of a page or a feed."""
    if address is None or _ORDINARY.fullmatch(address):
        return None
    if absolute(address, None) is None or re.search(r"\s", address):
        remedy = f"Write https://{address}." if _BARE_ADDRESS.fullmatch(address) else "Copy it from a browser."
        return f"must be an address that begins with https://, not {shown(address)}", remedy
    if "@" in urlsplit(address).netloc:
        return (
            "must not hold a user name or a password",  # and neither must the message, which ends in a log
            "Take out what stands before the @.",
        )
    return None


def _is_inside(place: str) -> bool:
    return not (":" in place or place.startswith(("/", "\\")) or ".." in place.split("/"))


def _logo_complaint(logo: str | None) -> Complaint | None:
    """Refuse an address: no page of ours asks a third party for anything."""
    if logo is None or _is_inside(logo):
        return None
    what = "an address" if "://" in logo or logo.startswith("//") else shown(logo)
    remedy = "Put the file into the docs folder, and write its path there, such as `assets/logo.svg`."
    return f"must be a path in the docs folder, not {what}", remedy


def _image_complaint(image: str | None) -> Complaint | None:
    """Refuse what previews show nowhere, which a drawing is."""
    if image is None or not _is_inside(image) or image.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".gif")):
        return _logo_complaint(image)
    what = f"must be a PNG, JPEG, WebP or GIF, which previews can show, not {shown(image)}"
    return what, "Export it as PNG, 1200 by 630 pixels."


def _place_complaint(place: str | None) -> Complaint | None:
    if place is None or _is_inside(place):
        return None
    if "://" not in place:
        return (
            f"must be a path in the docs folder or an address, not {shown(place)}",
            "Write it as `services/media.md`.",
        )
    return address_complaint(place)


def _contact_complaint(contact: str | None) -> Complaint | None:
    if contact is None or re.fullmatch(r"tel:[+0-9().-]+", contact) or _EMAIL.fullmatch(contact):
        return None
    scheme, _, rest = contact.partition(":")
    if scheme in {"http", "https"}:
        return address_complaint(contact)
    if scheme == "mailto" and _EMAIL.fullmatch(rest.partition("?")[0]):
        return None
    what = f"must be an e-mail address, or begin with mailto:, https: or tel:, not {shown(contact)}"
    return what, "Write it as `mailto:media@company.example`."


def _template_complaint(template: str) -> Complaint | None:
    """Refuse any field but the two: `{name.__class__}` would let a text of the site look into the program."""
    try:
        for _, name, layout, conversion in Formatter().parse(template):
            if name is not None and (name not in {"name", "brand"} or layout or conversion):
                return (
                    f"may hold {{name}} and {{brand}}, not {shown(f'{{{name}}}')}",
                    "Take it out, or write {{ and }}.",
                )
    except ValueError:
        return f"has a brace without its partner: {shown(template)}", "Add it, or write {{ or }} for a brace."
    return None


def _blog_dir_complaint(folder: str) -> Complaint | None:
    parts = folder.strip("/").split("/")
    if not all(is_slug(part) for part in parts):
        remedy = "Write it in lower-case letters, digits and hyphens."
        return f"must be a folder in the site such as blog or ideas, not {shown(folder)}", remedy
    if parts[0] in {"experts", "assets", "search"}:
        return f"can't be {shown(folder)}: other pages stand there", "Write for example `ideas`."
    return None


def _folder_complaint(folder: Path) -> Complaint | None:
    if ".." in folder.parts or folder == Path():
        return (
            f"must be a folder beside mkdocs.yml, not {shown(str(folder))}",
            "Write its name alone, or its whole path.",
        )
    return None


def _web_complaint(web: Path | None, root: Path) -> Complaint | None:
    if web is None or (root / web).is_dir():
        return None
    return (
        f"must be a folder, and there is none at {shown(str(web))}",
        "Make it, or remove the line to ask the real web.",
    )


def _host_complaint(host: str) -> Complaint | None:
    with suppress(ValueError):
        ip_network(host, strict=False)
        return None
    if _HOST.fullmatch(host) and not re.fullmatch(r"[\d.]+", host):
        return None
    what = f"must be a host name, an address or a range such as 10.0.0.0/8, not {shown(host)}"
    return what, "Write it without scheme, port and path, such as `blogs.intranet`."


# --- the last touches ------------------------------------------------------------------------------------------------


def _settled(options: Options) -> Options:
    """Fill in what one option takes from another, and make folders absolute."""
    site_url = options.site_url and options.site_url.rstrip("/") + "/"
    return replace(
        options,
        site_url=site_url,
        brand=replace(options.brand, url=options.brand.url or site_url),
        practices=None if options.practices is None else tuple(map(_reachable, options.practices)),
        experts_dir=_folder(options.root, options.experts_dir),
        state_dir=_folder(options.root, options.state_dir),
        web=options.web and _folder(options.root, options.web),
        blog_dir=options.blog_dir.strip("/"),
        private_hosts=tuple(host.lower().rstrip(".") for host in options.private_hosts),
    )


def _reachable(practice: Practice) -> Practice:
    plain = practice.contact is not None and _EMAIL.fullmatch(practice.contact)
    return replace(practice, contact=f"mailto:{practice.contact}") if plain else practice


def _folder(root: Path, folder: Path) -> Path:
    return Path(os.path.normpath(root / folder))

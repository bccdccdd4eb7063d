"""A picture file → small square images, re-encoded, without its metadata. It refuses what is no picture, or a trap.

Made once for each content and kept in a cache folder. Pillow is imported only when something has to be made.
"""

import contextlib
import hashlib
import io
import os
import re
import shutil
import struct
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cobrand import graphemes
from cobrand.errors import PhotoError, Problem, ProblemsError
from cobrand.model import Expert

if TYPE_CHECKING:
    from PIL.Image import Image

SIZES = (96, 192, 384)  # pixels; 192 is what pages show, twice that is for dense screens
SMALLEST = 48  # pixels of the shorter side, below which a face is a smudge
MOST_PIXELS = 50_000_000  # as many as today's telephones take; decoded, 200 MB
MOST_UNFOLDED = 16_000_000  # of a WebP or an AVIF, whose decoders take up to 16 bytes for each
# Pixels in all passes of a progressive JPEG: most have ten, and one may have a hundred thousand.
MOST_DRAWN = 1_000_000_000
RECIPE = 1  # to be raised when the same file should come out differently

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff")  # the most common kinds first
READABLE = "JPEG, PNG, WebP, GIF, AVIF or TIFF"
UNREADABLE = (".heic", ".heif")  # pictures, as telephones take them
EXPORT = "Export it as JPEG or PNG, and use that."
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF")
_JPEGS = frozenset({"JPEG", "MPO"})  # as Pillow calls those that hold more pictures behind the first
_UNFOLDED = frozenset({"WEBP", "AVIF"})  # unpacked in full size, several times over
_WEBP = {"quality": 82, "method": 4}
_KEPT = {"quality": 92, "method": 4}  # it is encoded once more for the site
_JPEG = {"quality": 85, "optimize": True, "progressive": True}
# What Pillow's decoders raise on broken files; fuzzing them found no other.
_BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError),
    *(AssertionError, MemoryError, struct.error),
)
_MIXABLE = frozenset({"L", "RGB", "CMYK", "YCbCr", "LAB", "I", "F"})  # Pillow takes their mean without a copy of all
# A JPEG's segments: what begins one that has a length; what is scanned holds nothing of the kind.
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
_END, _SCAN = 0xD9, 0xDA
_ORIENTATION = 0x0112  # of Exif
_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "sir", "dame", "jr", "sr", "ii", "iii", "iv", "phd", "md"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A portrait in squares. `sizes` maps pixels to WebP files, smallest first; `jpeg` is as large as the largest.

    A small original is not blown up: the largest square is then its own size, and 192 or 384 may be missing.
    `digest` is the original's SHA-256. Files are named by it, so that a new portrait gets new names.
    """

    sizes: Mapping[int, Path]
    jpeg: Path
    digest: str


def make_photo(source: Path, *, cache: Path) -> Photo:
    """Return the small squares of a picture, made unless the cache has them. Raises PhotoError."""
    data, digest = _read(source)
    found = _cached(cache, digest)
    if found is None:
        _make(data, cache, digest)
        found = _cached(cache, digest)
    if found is None:
        raise PhotoError("the picture's small versions have vanished from the cache", "Build again.")
    return found


def make_photos(experts: Iterable[Expert], pulled: Mapping[str, Path], *, cache: Path) -> dict[str, Photo]:
    """Make the small pictures of everyone who has a photo; raises ProblemsError naming every one that can't be used.

    Who has none in the profile gets the portrait that was pulled; one that is broken or lost is made anew by a pull.
    """
    photos, problems = {}, []
    for expert in experts:
        if expert.photo is None:
            if (portrait := pulled.get(expert.slug)) and portrait.is_file():  # a link to /dev/zero has no end
                with contextlib.suppress(PhotoError):
                    photos[expert.slug] = make_photo(portrait, cache=cache)
            continue
        try:
            photos[expert.slug] = make_photo(expert.photo, cache=cache)
        except PhotoError as error:
            path = f"{expert.source.parent.name}/{expert.photo.name}"
            problems.append(Problem(path=path, line=None, what=error.reason, remedy=error.remedy))
    if problems:
        raise ProblemsError(tuple(problems))
    return photos


def try_photo(source: Path, *, cache: Path) -> None:
    """Raise PhotoError where no squares could be made of a picture; make none. One that the cache has is known to be good."""
    data, digest = _read(source)
    if _cached(cache, digest) is None:
        _square(data)


def _read(source: Path) -> tuple[bytes, str]:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise PhotoError(
            f"the picture can't be opened ({error.strerror})", "Check that it is a file you may read."
        ) from error
    return data, hashlib.sha256(data).hexdigest()


def make_portrait(data: bytes) -> bytes:
    """Return the square of a picture that came from elsewhere, as WebP: all that is kept of it. Raises PhotoError."""
    kept = io.BytesIO()
    square = _square(data)
    square.save(kept, "WEBP", **_KEPT)
    return kept.getvalue()


def pixels(data: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height, without decoding it; `None` for what is none."""
    from PIL import Image  # noqa: PLC0415 - most builds have no use for it

    with contextlib.suppress(*_BROKEN, Image.DecompressionBombError), Image.open(io.BytesIO(data)) as picture:
        return picture.size
    return None


def initials(name: str) -> str:
    """Return what stands for a name where there is no picture: one or two characters.

    Two where the script has capitals (Ada Lindqvist: AL), one elsewhere: 李明 is 李, and Arabic letters would join.
    """
    plain = re.sub(r"[(\[].*?[)\]]", " ", name.partition(",")[0])
    words = [word for word in re.split(r"[\s-]+", plain) if word[:1].isalnum()]
    words = [word for word in words if word.casefold().strip(".") not in _TITLES] or words
    letters = [graphemes.first(word) for word in (words[:1] + words[1:][-1:])]
    if not letters:
        return graphemes.first(name.strip())
    if any(letter.upper() == letter.lower() for letter in letters):
        return letters[0]
    return "".join(letter.upper() if len(letter.upper()) == len(letter) else letter for letter in letters)


# --- the cache -------------------------------------------------------------------------------------------------------


def _folder(cache: Path, digest: str) -> Path:
    return cache / f"{digest[:20]}-{RECIPE}"


def _cached(cache: Path, digest: str) -> Photo | None:
    folder = _folder(cache, digest)
    try:
        names = os.listdir(folder)  # noqa: PTH208 - Path.iterdir takes three times as long, and every build asks for all
    except (FileNotFoundError, NotADirectoryError):
        return None
    sizes = sorted(int(name[:-5].rpartition("-")[2]) for name in names if name.endswith(".webp"))
    jpeg = f"{folder.name}-{sizes[-1]}.jpg" if sizes else ""
    if jpeg not in names:
        return None
    return Photo(
        sizes={size: folder / f"{folder.name}-{size}.webp" for size in sizes}, jpeg=folder / jpeg, digest=digest
    )


def _make(data: bytes, cache: Path, digest: str) -> None:
    """Make all sizes in a folder of their own and move it into the cache, so that nobody ever finds half of them."""
    square = _square(data)
    folder = _folder(cache, digest)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-", ignore_cleanup_errors=True) as making:
            finished = Path(making, folder.name)
            finished.mkdir()
            _write(square, finished)
            shutil.rmtree(folder, ignore_errors=True)  # what is left of one that somebody took files from
            try:
                finished.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise  # else another build was faster, with the same bytes
    except OSError as error:
        raise PhotoError(
            f"the picture's small versions can't be kept in the cache ({error.strerror})",
            f"Make room for them, or let the build write to {cache.name}/.",
        ) from error


def _write(square: "Image", folder: Path) -> None:
    side = square.width
    for size in (*(size for size in SIZES if size < side), side):
        _scaled(square, size).save(folder / f"{folder.name}-{size}.webp", "WEBP", **_WEBP)
    _on_white(square).save(folder / f"{folder.name}-{side}.jpg", "JPEG", **_JPEG)


# --- the picture -----------------------------------------------------------------------------------------------------


def _square(data: bytes) -> "Image":
    """Decode a picture and return its largest square that is of use: upright, in sRGB, without anything but pixels."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - takes 70 ms; most builds find all photos made

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures, judged below; of odd metadata, thrown away below
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                _judge(*opened.size, MOST_UNFOLDED if opened.format in _UNFOLDED else MOST_PIXELS)
                if opened.format in _JPEGS:
                    _judge_passes(opened.width * opened.height, _passes(data))
                profile = opened.info.get("icc_profile")
                opened.draft(None, (2 * SIZES[-1], 2 * SIZES[-1]))  # lets a JPEG decode at a fraction of its size
                cropped = _cropped(_even(_upright(_reduced(opened))))
                return _in_srgb(_scaled(cropped, min(cropped.width, SIZES[-1])), profile)
        except Image.DecompressionBombError:
            raise _too_large(MOST_PIXELS) from None
        except UnidentifiedImageError:
            raise PhotoError(*_unknown(data)) from None
        except _BROKEN as error:
            raise PhotoError("the picture is damaged and can't be decoded", EXPORT) from error


def _judge(width: int, height: int, most: int) -> None:
    """Refuse what is too large to decode safely, and what is too small to show."""
    if width * height > most:
        raise _too_large(most)
    if min(width, height) < SMALLEST:
        remedy = f"Use one of {SIZES[-1]} by {SIZES[-1]} or more."
        raise PhotoError(f"the picture has only {width} by {height} pixels", remedy)


def _judge_passes(pixels: int, passes: int) -> None:
    """Refuse a progressive JPEG that takes minutes: each of its passes goes over all pixels, and takes a dozen bytes."""
    if pixels * passes > MOST_DRAWN:
        raise PhotoError(f"the picture is a JPEG of {passes:,} passes, which takes too long to draw", EXPORT)


def _passes(data: bytes) -> int:
    """Count the passes of a JPEG's first picture; what stands behind it, such as a telephone's short film, is not drawn."""
    found = at = 0
    while marker := _MARKER.search(data, at):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            break
        at += int.from_bytes(data[at : at + 2])
        found += kind == _SCAN
    return found


def _too_large(most: int) -> PhotoError:
    reason = f"the picture has more than {most // 1_000_000} million pixels"
    return PhotoError(reason, "Scale it down, and use that.")


def _reduced(image: "Image") -> "Image":
    """Make a picture smaller where it is far too large: the steps that follow copy it, and 50 million pixels are 200 MB."""
    from PIL.Image import Resampling  # noqa: PLC0415

    times = min(image.size) // (4 * SIZES[-1])
    image.load()
    if times <= 1:
        return image
    exif = image.getexif()
    if image.mode in _MIXABLE:
        smaller = image.reduce(times)
    else:  # every so-many-th pixel: still four for one in each direction
        smaller = image.resize((image.width // times, image.height // times), Resampling.NEAREST)
    smaller.getexif().update({_ORIENTATION: exif[_ORIENTATION]} if _ORIENTATION in exif else {})
    return smaller


def _upright(image: "Image") -> "Image":
    """Turn a picture as its camera was held; Exif that can't be read turns nothing."""
    from PIL import ImageOps  # noqa: PLC0415

    with contextlib.suppress(*_BROKEN):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _even(image: "Image") -> "Image":
    """Bring rare kinds of pixels (palettes, 16 bits, floats, one bit) to eight bits a channel."""
    if image.mode.startswith(("I", "F")):
        deep = image.convert("F")
        most = cast("float", deep.getextrema()[1])
        whole = next((depth for depth in (1, 255, 65_535) if most <= depth), most)
        return deep.point(lambda value: value * (255 / whole)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB") if image.mode in {"1", "P", "PA", "LA"} else image


def _cropped(image: "Image") -> "Image":
    """Cut a square out: the middle of a wide picture; of a tall one the upper part, where the face is."""
    side = min(image.size)
    left = (image.width - side) // 2
    top = min((image.height - side) // 5, side // 10)
    return image.crop((left, top, left + side, top + side))


def _scaled(image: "Image", side: int) -> "Image":
    from PIL.Image import Resampling  # noqa: PLC0415

    return image if image.width == side else image.resize((side, side), Resampling.LANCZOS)


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Convert colours to what every browser shows alike; transparency stays where there is some."""
    from PIL import Image, ImageCms  # noqa: PLC0415

    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    if profile:
        # A profile of another kind of picture, or a broken one, counts for none.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            there = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            here = ImageCms.createProfile("sRGB")
            opaque = ImageCms.profileToProfile(opaque, there, here, outputMode="RGB") or opaque
    bare = Image.new("RGB", image.size)
    bare.paste(opaque.convert("RGB"))
    if alpha and alpha.getextrema() != (255, 255):
        bare.putalpha(alpha)
    return bare


def _on_white(image: "Image") -> "Image":
    from PIL import Image  # noqa: PLC0415

    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _unknown(data: bytes) -> tuple[str, str]:
    """Say what a file is that is no picture, as far as its first bytes tell, and what to do."""
    start = data[:1024].lstrip().lower()
    if not data:
        return "the picture is an empty file", "Put it there again."
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return "the picture is a HEIC file, which few browsers show", EXPORT
    if start.startswith(b"version https://git-lfs"):
        return "the picture is only a Git LFS pointer to one", "Run `git lfs pull` before the build."
    if b"<svg" in start:
        return "the picture is a drawing (SVG), not a photo", EXPORT
    if start.startswith((b"<!doctype", b"<html")):
        return "the picture is a web page", "Save the picture itself, and use that."
    return "the picture is in no format that can be read", f"Use a {READABLE} file."

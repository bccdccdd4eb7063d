"""Portraits: every kind of picture in, small squares out, and clear words for what is none."""

import hashlib
import io
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from PIL import Image, ImageCms

from cobrand import photos
from cobrand.errors import PhotoError
from cobrand.photos import MOST_PIXELS, initials, make_photo, make_portrait

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 30), (30, 30, 220), (255, 255, 255)
Draw = Callable[..., Path]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a cache folder that doesn't exist yet."""
    return tmp_path / "cache" / "photos"


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Draw a portrait, red above and blue below, and save it in some format."""

    def drawn(name: str, size: tuple[int, int] = (400, 400), mode: str = "RGB", **options: Any) -> Path:
        picture = Image.new("RGB", size, BLUE)
        picture.paste(RED, (0, 0, size[0], size[1] // 2))
        path = tmp_path / name
        picture.convert(mode).save(path, **options)
        return path

    return drawn


def pixels(path: Path, *places: tuple[int, int]) -> list[tuple[int, ...]]:
    """Return what colours a picture has at some places."""
    with Image.open(path) as picture:
        return [picture.convert("RGB").getpixel(place) for place in places]  # type: ignore[misc]


def close(expected: tuple[int, ...], actual: tuple[int, ...], by: int = 40) -> bool:
    """Tell whether two colours look alike."""
    return all(abs(one - other) <= by for one, other in zip(expected, actual, strict=True))


def complaint(path: Path, cache: Path) -> str:
    """Return what is said of a picture that can't be used."""
    with pytest.raises(PhotoError) as caught:
        make_photo(path, cache=cache)
    return str(caught.value)


# --- what comes out --------------------------------------------------------------------------------------------------


def test_a_portrait_comes_out_in_three_squares_and_a_jpeg(draw: Draw, cache: Path) -> None:
    """WebP at 96, 192 and 384 pixels for pages, one JPEG at 384 for what doesn't know WebP."""
    source = draw("ada.png", (500, 400))

    photo = make_photo(source, cache=cache)

    assert list(photo.sizes) == [96, 192, 384]
    for size, path in photo.sizes.items():
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("WEBP", (size, size))
    with Image.open(photo.jpeg) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (384, 384), "RGB")
    assert photo.digest == hashlib.sha256(source.read_bytes()).hexdigest()


def test_a_small_portrait_is_not_blown_up(draw: Draw, cache: Path) -> None:
    """The largest square is then the original's own size, in WebP and in JPEG."""
    photo = make_photo(draw("ada.png", (150, 170)), cache=cache)

    assert list(photo.sizes) == [96, 150]
    with Image.open(photo.jpeg) as picture:
        assert picture.size == (150, 150)


def test_a_wide_picture_is_cropped_to_its_middle(tmp_path: Path, cache: Path) -> None:
    """What is left and right of the middle square goes."""
    picture = Image.new("RGB", (900, 300), GREEN)
    picture.paste(RED, (300, 0, 600, 300))
    picture.save(tmp_path / "ada.png")

    corners = pixels(make_photo(tmp_path / "ada.png", cache=cache).jpeg, (8, 8), (290, 290))

    assert all(close(RED, colour) for colour in corners)


def test_a_tall_picture_is_cropped_to_its_upper_part(tmp_path: Path, cache: Path) -> None:
    """Faces are above the middle: of a tall picture a little goes at the top, and the most at the bottom."""
    picture = Image.new("RGB", (400, 1_200), GREEN)
    picture.paste(RED, (0, 40, 400, 440))
    picture.save(tmp_path / "ada.png")

    corners = pixels(make_photo(tmp_path / "ada.png", cache=cache).jpeg, (8, 8), (375, 375))

    assert all(close(RED, colour) for colour in corners)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(draw: Draw, cache: Path, orientation: int) -> None:
    """Exif's orientation is applied: red is above, below, left or right accordingly."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    reds = {
        1: (192, 40),
        2: (192, 40),
        3: (192, 340),
        4: (192, 340),
        5: (40, 192),
        6: (340, 192),
        7: (340, 192),
        8: (40, 192),
    }

    photo = make_photo(draw("ada.jpg", exif=exif), cache=cache)

    assert close(RED, pixels(photo.jpeg, reds[orientation])[0])


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("cmyk.jpg", "CMYK", {}),
        ("cmyk.tif", "CMYK", {}),
        ("palette.png", "P", {}),
        ("palette.gif", "P", {}),
        ("alpha.png", "RGBA", {}),
        ("lossless.webp", "RGB", {"lossless": True}),
        ("modern.avif", "RGB", {}),
        ("ycbcr.jpg", "YCbCr", {}),
        ("progressive.jpg", "RGB", {"progressive": True}),
    ],
)
def test_every_kind_of_colour_comes_out_right(
    draw: Draw, cache: Path, name: str, mode: str, options: dict[str, Any]
) -> None:
    """Red stays red and blue stays blue, whatever the file calls them."""
    top, bottom = pixels(make_photo(draw(name, mode=mode, **options), cache=cache).sizes[384], (192, 40), (192, 340))

    assert close(RED, top)
    assert close(BLUE, bottom)


@pytest.mark.parametrize(
    ("name", "mode", "factor"), [("deep.png", "I;16", 257), ("deep.tif", "I;16", 257), ("long.tif", "I", 257), ("real.tif", "F", 1 / 255)]
)  # fmt: skip
def test_more_than_eight_bits_come_out_as_bright_as_they_are(
    tmp_path: Path, cache: Path, name: str, mode: str, factor: float
) -> None:
    """A ramp from black to white stays one, in 16 bits, 32 bits and floating point."""
    ramp = Image.linear_gradient("L").resize((400, 400)).convert("F").point(lambda value: value * factor)
    (ramp if mode == "F" else ramp.convert("I").convert(mode)).save(tmp_path / name)

    shades = [colour[0] for colour in pixels(make_photo(tmp_path / name, cache=cache).jpeg, (9, 9), (9, 192), (9, 375))]

    assert close((6, 128, 249), tuple(shades), by=8)


@pytest.mark.parametrize(("name", "mode"), [("grey.jpg", "L"), ("grey.png", "LA"), ("line.png", "1")])
def test_grey_pictures_come_out_grey(draw: Draw, cache: Path, name: str, mode: str) -> None:
    """Where there is no colour, none is made up."""
    for colour in pixels(make_photo(draw(name, mode=mode), cache=cache).jpeg, (192, 40), (192, 340)):
        assert max(colour) - min(colour) <= 4


def test_transparency_stays_in_webp_and_is_white_in_jpeg(tmp_path: Path, cache: Path) -> None:
    """A portrait cut out of its background stands on the page's own, and on white where there is no such thing."""
    cut_out = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    cut_out.paste((*RED, 255), (100, 100, 300, 300))
    cut_out.save(tmp_path / "ada.png")

    photo = make_photo(tmp_path / "ada.png", cache=cache)

    with Image.open(photo.sizes[384]) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((5, 5)) == (0, 0, 0, 0)
    outside, inside = pixels(photo.jpeg, (5, 5), (192, 192))
    assert close(WHITE, outside, by=3)
    assert close(RED, inside)


@pytest.mark.parametrize("name", ["ada.gif", "ada.webp", "ada.png"])
def test_of_an_animation_the_first_frame_is_taken(draw: Draw, cache: Path, name: str) -> None:
    """Portraits don't move."""
    second = Image.new("RGB", (400, 400), GREEN)
    photo = make_photo(draw(name, save_all=True, append_images=[second], duration=100), cache=cache)

    with Image.open(photo.sizes[384]) as picture:
        assert getattr(picture, "n_frames", 1) == 1
    assert close(RED, pixels(photo.jpeg, (192, 40))[0])


def test_a_colour_profile_is_applied(draw: Draw, cache: Path) -> None:
    """Numbers mean the colours that their profile says: one that calls red green turns red to green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")

    (same,) = pixels(make_photo(draw("same.png", icc_profile=srgb), cache=cache).jpeg, (9, 9))
    (turned,) = pixels(make_photo(draw("turned.png", icc_profile=swapped), cache=cache).jpeg, (9, 9))

    assert close(RED, same, by=8)
    assert turned[1] > 2 * turned[0]


@pytest.mark.parametrize(
    "profile", [b"no profile at all", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_a_profile_that_does_not_fit_is_ignored(draw: Draw, cache: Path, profile: bytes) -> None:
    """A broken profile, or one for another kind of picture, doesn't spoil a portrait."""
    assert close(RED, pixels(make_photo(draw("ada.png", icc_profile=profile), cache=cache).jpeg, (9, 9))[0], by=8)


def test_metadata_never_reaches_the_site(draw: Draw, cache: Path) -> None:
    """Where and with what a picture was taken stands in the original, and in nothing that is made of it."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name in ("ada.jpg", "ada.webp", "ada.png"):
        options = (
            {"comment": b"taken at home"}
            if name == "ada.jpg"
            else {"xmp": b"<x:taken-at-home/>"}
            if name == "ada.webp"
            else {}
        )
        source = draw(name, exif=exif, icc_profile=profile, **options)
        made = make_photo(source, cache=cache)

        assert secrets(source) >= {"exif", "icc_profile"}
        for path in (made.jpeg, *made.sizes.values()):
            assert secrets(path) == set()


def secrets(path: Path) -> set[str]:
    """List what a picture's file tells beside pixels."""
    with Image.open(path) as picture:
        picture.load()
        told = {"exif"} if len(picture.getexif()) else set()
        return told | {key for key in ("icc_profile", "comment", "xmp", "exif") if picture.info.get(key)}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the picture is an empty file. Put it there again."),
        (b"\0\0\0\x18ftypheic\0\0", "the picture is a HEIC file, which few browsers show. Export it as JPEG or PNG, and use that."),
        (b"<?xml version='1.0'?>\n<svg/>", "the picture is a drawing (SVG), not a photo. Export it as JPEG or PNG, and use that."),
        (b"<!DOCTYPE html><p>Not found", "the picture is a web page. Save the picture itself, and use that."),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "the picture is only a Git LFS pointer to one. Run `git lfs pull` before the build.",
        ),
        (b"what is this", "the picture is in no format that can be read. Use a JPEG, PNG, WebP, GIF, AVIF or TIFF file."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "the picture is in no format that can be read. Use a JPEG, PNG, WebP, GIF, AVIF or TIFF file."),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_named_with_a_remedy(tmp_path: Path, cache: Path, data: bytes, said: str) -> None:
    """The message says what the file is, as far as it shows, and what to do; never where it lies."""
    (tmp_path / "ada.jpg").write_bytes(data)

    assert said == complaint(tmp_path / "ada.jpg", cache)


def test_a_missing_file_is_a_clear_error(tmp_path: Path, cache: Path) -> None:
    """A photo that isn't there is the profile's mistake, not a traceback."""
    assert complaint(tmp_path / "nobody.jpg", cache).startswith(
        "the picture can't be opened (No such file or directory)"
    )


@pytest.mark.parametrize("name", ["ada.jpg", "ada.png", "ada.webp", "ada.gif", "ada.avif", "ada.tif"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_a_truncated_picture_is_a_clear_error_or_still_whole(draw: Draw, cache: Path, name: str, kept: float) -> None:
    """Cut anywhere, a file is refused in our words, or all pixels were there already."""
    source = draw(name)
    data = source.read_bytes()
    source.write_bytes(data[: int(len(data) * kept)])

    try:
        make_photo(source, cache=cache)
    except PhotoError as error:
        assert "can't be decoded" in error.reason or "no format" in error.reason  # noqa: PT017 - both outcomes are right


@pytest.mark.parametrize("name", ["ada.jpg", "ada.png", "ada.webp", "ada.gif", "ada.avif", "ada.tif"])
@pytest.mark.parametrize("place", [0.05, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_damaged_picture_is_a_clear_error_or_shows(draw: Draw, cache: Path, name: str, place: float) -> None:
    """Whatever a decoder thinks of bytes that were overwritten, it thinks it in our words."""
    source = draw(name)
    data = bytearray(source.read_bytes())
    start = int(len(data) * place)
    data[start : start + 24] = bytes(range(24))
    source.write_bytes(data)

    try:
        make_photo(source, cache=cache)
    except PhotoError as error:
        assert error.remedy.endswith(".")  # noqa: PT017 - both outcomes are right


@pytest.mark.parametrize(("width", "height"), [(MOST_PIXELS // 1_000 + 1, 1_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(
    tmp_path: Path, cache: Path, width: int, height: int
) -> None:
    """A few bytes that announce more than 50 million pixels are not unpacked."""
    header = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    (tmp_path / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1_000)))
        + chunk(b"IEND", b"")
    )

    assert (
        complaint(tmp_path / "bomb.png", cache)
        == "the picture has more than 50 million pixels. Scale it down, and use that."
    )


MEASURED = """
import re, sys
from pathlib import Path
from PIL import Image, PngImagePlugin, WebPImagePlugin
from cobrand.photos import make_portrait
data, status = Path(sys.argv[1]).read_bytes(), Path("/proc/self/status")
before = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
make_portrait(data)
print((int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) - before) // 1024)
"""


def test_the_largest_picture_costs_little_more_memory_than_its_pixels(tmp_path: Path) -> None:
    """50 million pixels of four bytes, in 190 KB: they are held once, and never copied whole."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(4 * 7_000 + 1)) for _ in range(7_000)) + packer.flush()
    header = struct.pack(">II5B", 7_000, 7_000, 8, 6, 0, 0, 0)
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    (tmp_path / "large.png").write_bytes(whole)
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "large.png")]
    used = int(run(command, check=True, capture_output=True, text=True).stdout)
    assert 180 < used < 280


@pytest.mark.parametrize("name", ["ada.jpg", "ada.tif", "ada.png"])
def test_a_very_large_picture_is_still_turned(tmp_path: Path, name: str) -> None:
    """It is made smaller before it is turned as its camera was held; what is on top stays there."""
    held = Image.new("RGB", (3_200, 3_200), "red")
    held.paste("blue", (0, 0, 3_200, 800))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    held.save(tmp_path / name, exif=exif)
    with Image.open(io.BytesIO(make_portrait((tmp_path / name).read_bytes()))) as made:
        red, _, blue = made.convert("RGB").getpixel((100, 350))  # type: ignore[misc]
        assert red < 60
        assert blue > 200


def test_a_very_large_palette_keeps_its_colours(tmp_path: Path) -> None:
    """Two colours of a palette have no mean that is one of its colours."""
    drawn = Image.new("P", (3_200, 3_200), 1)
    drawn.putpalette([0, 0, 0, 250, 0, 0, 0, 0, 250])
    drawn.save(tmp_path / "ada.png")
    with Image.open(io.BytesIO(make_portrait((tmp_path / "ada.png").read_bytes()))) as made:
        red, _, blue = made.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
        assert blue < 60
        assert red > 200


def chunk(kind: bytes, data: bytes) -> bytes:
    """Make a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_picture_too_small_for_a_portrait_is_refused(draw: Draw, cache: Path) -> None:
    """A favicon is no face."""
    assert (
        complaint(draw("ada.png", (32, 64)), cache)
        == "the picture has only 32 by 64 pixels. Use one of 384 by 384 or more."
    )


# --- the cache -------------------------------------------------------------------------------------------------------


def test_the_same_picture_makes_the_same_bytes(draw: Draw, cache: Path, tmp_path: Path) -> None:
    """Two builds of one portrait agree byte for byte, wherever their caches are."""
    source = draw("ada.jpg")
    here, there = make_photo(source, cache=cache), make_photo(source, cache=tmp_path / "other")

    for one, other in zip((here.jpeg, *here.sizes.values()), (there.jpeg, *there.sizes.values()), strict=True):
        assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())


def test_an_unchanged_picture_is_not_made_again(draw: Draw, cache: Path) -> None:
    """The second time the files are the same ones, whatever the original is called now; another content is made."""
    first = make_photo(draw("ada.jpg"), cache=cache)
    before = {path: path.stat().st_mtime_ns for path in first.sizes.values()}
    renamed = make_photo(draw("ada.jpg").rename(cache / "lindqvist.jpg"), cache=cache)
    other = make_photo(draw("ada.jpg", (401, 400)), cache=cache)

    assert first == renamed
    assert before == {path: path.stat().st_mtime_ns for path in renamed.sizes.values()}
    assert {path.name for path in first.sizes.values()}.isdisjoint(path.name for path in other.sizes.values())


def test_half_a_portrait_in_the_cache_is_made_whole(draw: Draw, cache: Path) -> None:
    """Files that somebody took out of the cache are made again, and nothing else is left there."""
    source = draw("ada.jpg")
    photo = make_photo(source, cache=cache)
    photo.jpeg.unlink()

    assert photo == make_photo(source, cache=cache)
    assert photo.jpeg.exists()
    assert [path.name for path in cache.iterdir()] == [photo.jpeg.parent.name]


def test_a_cache_that_can_not_be_written_is_a_clear_error(draw: Draw, tmp_path: Path) -> None:
    """A file in the cache's place is named by its folder, with what to do."""
    (tmp_path / "cache").write_text("")

    said = complaint(draw("ada.jpg"), tmp_path / "cache" / "photos")

    assert said.endswith("Make room for them, or let the build write to photos/.")


def test_a_thousand_unchanged_portraits_take_a_moment_and_no_pillow(draw: Draw, cache: Path) -> None:
    """Builds with nothing to make read and compare files, and never load the library that makes them."""
    source = draw("ada.jpg", (1_600, 1_600))
    make_photo(source, cache=cache)
    code = f"""
import sys, time
from pathlib import Path
from cobrand.photos import make_photo
started = time.process_time()
for _ in range(1_000):
    make_photo(Path({str(source)!r}), cache=Path({str(cache)!r}))
print(time.process_time() - started < 2, "PIL" in sys.modules)
"""

    answer = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == ["True", "False"]


# --- where there is no picture ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lindqvist", "AL"),
        ("ada", "A"),
        ("Ludwig van Beethoven", "LB"),
        ("Jean-Luc Picard", "JP"),
        ("Dr. Mei Tan, PhD", "MT"),
        ("Sam Jones Jr.", "SJ"),
        ("Sam (Samira) Okafor", "SO"),
        ("Émile Zola", "ÉZ"),
        ("E\u0301mile Zola", "E\u0301Z"),
        ("Лев Толстой", "ЛТ"),
        ("李明", "李"),
        ("김 민수", "김"),
        ("ليلى حداد", "ل"),
        ("निशा शर्मा", "नि"),
        ("ßen", "ß"),
        ("  ", ""),
        ("🦊", "🦊"),
    ],
)
def test_initials_are_what_a_script_allows(name: str, letters: str) -> None:
    """Two capitals where a script has them, one character elsewhere; titles and asides don't count."""
    assert letters == initials(name)


def test_a_picture_is_measured_and_what_is_none_is_not() -> None:
    """A preview states the size of its picture; a file that only calls itself one has none."""
    made = io.BytesIO()
    Image.new("RGB", (1200, 630)).save(made, "PNG")
    assert photos.pixels(made.getvalue()) == (1200, 630)
    assert [photos.pixels(data) for data in (b"", b"<svg/>", made.getvalue()[:20])] == [None, None, None]

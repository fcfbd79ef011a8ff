"""Every kind of pixel ends as the same colours: BT.709, limited range, upright, square."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.media.colour import MatrixChange
from sorastudio.media.video import VideoReader
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, blank, from_rgb, to_rgb
from tests.film_maker import Reel, bars, make_pictures, read_bars

RED = (200, 60, 40)
GREY = (120, 120, 120)
WIDE = Size(64, 48)


def colour_in(matrix: tuple[float, float], rgb: tuple[int, int, int]) -> tuple[int, int, int]:
    """Limited range YUV of a colour, from the weights of red and blue (H.273, 8.3)."""
    red, blue = matrix
    r, g, b = (part / 255 for part in rgb)
    luma = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - luma) / (2 * (1 - blue)), (r - luma) / (2 * (1 - red))
    return round(16 + 219 * luma), round(128 + 224 * u), round(128 + 224 * v)


def plain(rgb: tuple[int, int, int], size: Size, matrix: tuple[float, float]) -> Picture:
    luma, u, v = colour_in(matrix, rgb)
    return blank(size, luma=luma, u=u, v=v)


BT601, BT709, BT2020 = (0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)


def shown(path: Path) -> Picture:
    with VideoReader(path) as reader:
        return reader.frame_at(Fraction(0))


def assert_colour(picture: Picture, rgb: tuple[int, int, int], *, within: int = 3) -> None:
    found = to_rgb(picture)[picture.size.height // 2, picture.size.width // 2]
    assert np.abs(found.astype(int) - rgb).max() <= within, f"{found} is not {rgb}"


@pytest.mark.parametrize("rgb", [RED, GREY, (20, 180, 220), (250, 250, 5), (10, 10, 10)])
@pytest.mark.parametrize(
    ("tag", "matrix"), [(1, BT709), (5, BT601), (6, BT601), (9, BT2020), (2, BT601)]
)
def test_matrices(
    tmp_path: Path, tag: int, matrix: tuple[float, float], rgb: tuple[int, int, int]
) -> None:
    """2 is "nothing said": BT.601 at this size."""
    reel = Reel(
        frames=1, size=WIDE, codec="libx264", options={"qp": "0"}, colour={"colorspace": tag}
    )
    path = make_pictures(tmp_path / "a.mkv", [plain(rgb, WIDE, matrix)], reel)
    assert_colour(shown(path), rgb)


def test_large_pictures_that_say_nothing_are_bt709(tmp_path: Path) -> None:
    size = Size(1280, 720)
    path = make_pictures(
        tmp_path / "a.mp4",
        [plain(RED, size, BT709)],
        Reel(frames=1, size=size, options={"preset": "ultrafast"}, colour={"colorspace": 2}),
    )
    assert_colour(shown(path), RED)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "ending"),
    [
        ("ffv1", "yuv422p", "mkv"),
        ("ffv1", "yuv444p", "mkv"),
        ("ffv1", "yuv410p", "mkv"),
        ("ffv1", "yuv420p10le", "mkv"),
        ("ffv1", "yuv444p16le", "mkv"),
        ("ffv1", "gbrp10le", "mkv"),
        ("ffv1", "bgra", "mkv"),
        ("prores_ks", "yuv422p10le", "mov"),
        ("libx264", "yuv444p", "mp4"),
        ("libx264", "yuv420p10le", "mp4"),
        ("mjpeg", "yuvj422p", "avi"),
        ("qtrle", "rgb24", "mov"),
        ("rawvideo", "nv12", "nut"),
        ("rawvideo", "yuyv422", "nut"),
        ("gif", "rgb8", "gif"),
    ],
)
def test_pixel_formats(tmp_path: Path, codec: str, pixel_format: str, ending: str) -> None:
    colour = {"colorspace": 5} if "yu" in pixel_format or pixel_format == "nv12" else {}
    reel = Reel(frames=1, size=WIDE, codec=codec, pixel_format=pixel_format, colour=colour)
    path = make_pictures(tmp_path / f"a.{ending}", [plain(RED, WIDE, BT601)], reel)
    assert_colour(shown(path), RED, within=24 if codec == "gif" else 6)


def test_grey_has_no_colour(tmp_path: Path) -> None:
    reel = Reel(frames=1, size=WIDE, codec="ffv1", pixel_format="gray", colour={"color_range": 2})
    path = make_pictures(tmp_path / "a.mkv", [plain(GREY, WIDE, BT709)], reel)
    assert_colour(shown(path), GREY)


def test_full_range_is_brought_into_limited(tmp_path: Path) -> None:
    white, black = blank(WIDE, luma=235), blank(WIDE, luma=16)
    reel = Reel(
        frames=2, size=WIDE, colour={"color_range": 2, "colorspace": 1}, options={"qp": "0"}
    )
    path = make_pictures(tmp_path / "a.mp4", [white, black], reel)
    with VideoReader(path) as reader:
        assert np.abs(reader.frame_at(Fraction(0)).y.astype(int) - 235).max() <= 1
        assert np.abs(reader.frame_at(Fraction(1, 24)).y.astype(int) - 16).max() <= 1


def test_a_change_of_matrix_keeps_every_grey() -> None:
    from av.video.reformatter import Colorspace

    greys = np.arange(256, dtype=np.uint8).reshape(16, 16)
    none = np.full((8, 8), 128, np.uint8)
    y, u, v = MatrixChange(Colorspace.ITU601).apply(greys, none, none)
    assert np.array_equal(y, greys)
    assert np.array_equal(u, none)
    assert np.array_equal(v, none)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "ending"),
    [
        ("libvpx-vp9", "yuva420p", "webm"),
        ("prores_ks", "yuva444p10le", "mov"),
        ("qtrle", "argb", "mov"),
        ("ffv1", "yuva420p", "mkv"),
        ("png", "rgba", "mov"),
    ],
)
def test_alpha_comes_through(tmp_path: Path, codec: str, pixel_format: str, ending: str) -> None:
    ramp = np.repeat(np.linspace(0, 255, 8, dtype=np.uint8), 8)
    alpha = np.tile(ramp, (48, 1))
    planes = plain(RED, WIDE, BT601).planes
    pictures = [Picture(*planes, alpha)] * 2
    options = {"profile": "4444"} if codec == "prores_ks" else {}
    reel = Reel(frames=2, size=WIDE, codec=codec, pixel_format=pixel_format, options=options)
    with VideoReader(make_pictures(tmp_path / f"a.{ending}", pictures, reel)) as reader:
        picture = reader.frame_at(Fraction(1, 24))
    assert picture.alpha is not None
    assert np.abs(picture.alpha.astype(int) - alpha)[:, 3::8].max() <= 4
    assert_colour(picture, RED, within=6)


def test_alpha_that_hides_nothing_is_left_out(tmp_path: Path) -> None:
    opaque = Picture(*plain(RED, WIDE, BT601).planes, np.full((48, 64), 255, np.uint8))
    reel = Reel(frames=1, size=WIDE, codec="qtrle", pixel_format="argb")
    assert shown(make_pictures(tmp_path / "a.mov", [opaque], reel)).alpha is None


def corners(size: Size) -> Picture:
    """Bars are legible when mirrored, too: so one bright corner at the top left, a darker one at
    the top right."""
    picture = blank(size)
    picture.y[: size.height // 2, : size.width // 2] = 220
    picture.y[: size.height // 2, size.width // 2 :] = 140
    return picture


@pytest.mark.parametrize("degrees", [0, 90, 180, -90])
@pytest.mark.parametrize("mirrored", [False, True])
def test_pictures_stand_upright(tmp_path: Path, degrees: int, mirrored: bool) -> None:
    """The tag says how the player must turn the picture, against the clock, and then mirror it."""
    size = Size(64, 32)
    stored = corners(size)
    reel = Reel(
        frames=1,
        size=size,
        codec="libx264",
        options={"qp": "0"},
        rotation=(float(degrees), mirrored, False),
        colour={"colorspace": 1},
    )
    picture = shown(make_pictures(tmp_path / "a.mp4", [stored], reel))
    wanted = np.rot90(stored.y, degrees // 90)
    wanted = wanted[:, ::-1] if mirrored else wanted
    assert picture.y.shape == wanted.shape
    assert np.abs(picture.y.astype(int) - wanted).max() <= 2
    assert picture.u.shape == tuple((side + 1) // 2 for side in wanted.shape)


@pytest.mark.parametrize(
    ("aspect", "wanted"),
    [
        (Fraction(4, 3), Size(1024, 480)),
        (Fraction(8, 9), Size(768, 540)),
        (Fraction(1), Size(768, 480)),
    ],
)
def test_pixels_are_made_square_and_none_are_lost(
    tmp_path: Path, aspect: Fraction, wanted: Size
) -> None:
    size = Size(768, 480)
    reel = Reel(frames=1, size=size, aspect=aspect)
    picture = shown(make_pictures(tmp_path / "a.mp4", [bars(99, size)], reel))
    assert picture.size == wanted
    assert read_bars(picture) == 99


def test_what_working_pictures_hold_is_not_changed(tmp_path: Path) -> None:
    rgb = np.random.default_rng(2).integers(0, 255, (48, 64, 3), np.uint8)
    original = from_rgb(rgb)
    reel = Reel(frames=1, size=WIDE, codec="ffv1", colour={"colorspace": 1, "color_range": 1})
    picture = shown(make_pictures(tmp_path / "a.mkv", [original], reel))
    for before, after in zip(original.planes, picture.planes, strict=True):
        assert np.array_equal(before, after)


def test_combed_pictures_are_made_whole(tmp_path: Path) -> None:
    """Two fields of a bar that has moved on between them."""
    size = Size(128, 96)
    pictures = []
    for index in range(8):
        picture = blank(size)
        picture.y[0::2, 8 * index : 8 * index + 16] = 200
        picture.y[1::2, 8 * index + 4 : 8 * index + 20] = 200
        pictures.append(picture)
    reel = Reel(
        frames=8,
        size=size,
        codec="mpeg2video",
        options={"q": "2"},
        rate=Fraction(25),
        interlaced=True,
    )
    with VideoReader(make_pictures(tmp_path / "a.ts", pictures, reel)) as reader:
        picture = reader.frame_at(Fraction(4, 25))
    combing = np.abs(np.diff(picture.y.astype(int), axis=0)).mean()
    original = np.abs(np.diff(pictures[4].y.astype(int), axis=0)).mean()
    assert combing < original / 2

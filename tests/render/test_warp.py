"""Moving pictures by exact fractions of a pixel."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture
from sorastudio.render.warp import (
    CHROMA,
    LUMA,
    Affine,
    Beyond,
    Window,
    about,
    moved,
    shrunk,
    warped,
)
from tests.render.fakes import grey

SIZE = Size(96, 54)


def noise() -> Picture:
    chance = np.random.RandomState(3)
    shapes = ((54, 96), (27, 48), (27, 48))
    return Picture(*(chance.randint(20, 230, shape).astype(np.uint8) for shape in shapes))


@pytest.mark.parametrize("beyond", [Beyond.EDGE, Beyond.MIRROR])
@pytest.mark.parametrize(
    "move",
    [
        moved(0, 0),
        moved(30.3, -12.7),
        moved(-150, 3),
        about((40, 20), (0.6, 0.6)),
        about((0, 0), (0.4, 0.9)),
        about((96, 54), (0.2, 0.2)),
        about((48, 27), (3.3, 3.3)),
        about((10, 50), (0.8, 0.8), 33),
    ],
)
def test_what_lies_beyond_is_as_opencv_would_have_it(move: Affine, beyond: Beyond) -> None:
    picture = noise()
    window = Window(10, 4, 80, 50)
    seen = warped(picture, move, window=window, beyond=beyond)
    lattices = (LUMA, CHROMA, CHROMA)
    # What is scaled along the axes may lie off by a 32nd of a pixel, in two directions.
    near = 1 if move.matrix[0, 1] else 2 * 210 / 32
    for plane, source, lattice in zip(seen.planes, picture.planes, lattices, strict=True):
        matrix = move.between(lattice, lattice.seen_from(10, 4))
        size = plane.shape[::-1]
        expected = cv2.warpAffine(
            source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=int(beyond)
        )
        assert np.abs(plane.astype(int) - expected).max() <= near


def test_not_moved_is_the_same() -> None:
    picture = noise()
    seen = warped(picture, moved(0, 0))
    assert all((p == q).all() for p, q in zip(seen.planes, picture.planes, strict=True))


def test_colour_stays_with_its_luma() -> None:
    """A ramp in both: where luma is moved by a fraction, chroma is by the same."""
    x = np.arange(96) + 0.5
    chroma_x = np.arange(48) * 2 + 0.5
    y = np.broadcast_to(20 + 2 * x, (54, 96)).round().astype(np.uint8)
    u = np.broadcast_to(20 + 2 * chroma_x, (27, 48)).round().astype(np.uint8)
    seen = warped(replace(grey(20, SIZE), y=y, u=u), about((30, 20), (1.37, 1.37)))
    at = (x - 30) / 1.37 + 30
    chroma_at = (chroma_x - 30) / 1.37 + 30
    assert np.abs(seen.y[30, 4:92] - (20 + 2 * at)[4:92]).max() < 1.6
    assert np.abs(seen.u[15, 4:44] - (20 + 2 * chroma_at)[4:44]).max() < 1.6


@pytest.mark.parametrize("scale", [0.97, 0.7, 0.5, 0.31, 0.125])
def test_shrunk_colour_stays_with_its_luma(scale: float) -> None:
    size = Size(480, 54)
    x, chroma_x = np.arange(480) + 0.5, np.arange(240) * 2 + 0.5
    y = np.broadcast_to(20 + 0.4 * x, (54, 480)).round().astype(np.uint8)
    u = np.broadcast_to(20 + 0.4 * chroma_x, (27, 240)).round().astype(np.uint8)
    picture = replace(grey(20, size), y=y, u=u)
    seen = shrunk(picture, about((0, 0), (scale, scale)), scale, Window.whole(size))
    inside = slice(8, int(480 * scale) - 8)
    half = slice(8, int(240 * scale) - 8)
    assert np.abs(seen.y[3, inside] - (20 + 0.4 * x / scale)[inside]).max() < 1.5
    assert np.abs(seen.u[1, half] - (20 + 0.4 * chroma_x / scale)[half]).max() < 1.5


def test_a_slow_zoom_does_not_wobble() -> None:
    """Lines keep their places to a twentieth of a pixel, frame after frame."""
    size = Size(320, 40)
    x = np.arange(320) + 0.5
    y = np.broadcast_to(126 + 80 * np.cos(2 * np.pi * x / 16), (40, 320)).round()
    picture = replace(grey(126, size), y=y.astype(np.uint8))
    for step in range(24):
        scale = 1 + step * 0.0015
        row = warped(picture, about((160, 20), (scale, scale))).y[20].astype(float) - 126.3
        at = np.flatnonzero((row[:-1] < 0) & (row[1:] > 0))
        places = at - row[at] / (row[at + 1] - row[at]) + 0.5
        wanted = 160 + (np.rint((places - 160) / 16 / scale - 0.75) + 0.75) * 16 * scale
        assert np.abs(places - wanted).max() < 0.06

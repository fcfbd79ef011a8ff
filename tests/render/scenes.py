"""Scenes with shapes and texture, seen through a camera whose motion is known exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, Plane, from_rgb

SIZE = Size(320, 180)
_WIDE = 640, 420


def scene(seed: int = 1) -> Plane:
    """(420, 640, 3) uint8: soft light with discs and bars of many colours on it."""
    rng = np.random.default_rng(seed)
    width, height = _WIDE
    rgb = cv2.resize(
        rng.integers(60, 190, (6, 9, 3), dtype=np.uint8), _WIDE, interpolation=cv2.INTER_CUBIC
    )
    for _ in range(70):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        colour = [int(c) for c in rng.integers(30, 230, 3)]
        if rng.random() < 0.5:
            cv2.circle(rgb, (x, y), int(rng.integers(6, 26)), colour, -1, cv2.LINE_AA)
        else:
            far = x + int(rng.integers(10, 60)), y + int(rng.integers(8, 40))
            cv2.rectangle(rgb, (x, y), far, colour, -1)
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.8), np.uint8)


def seen(
    wide: Plane,
    *,
    x: float = 0,
    y: float = 0,
    degrees: float = 0,
    size: float = 1,
    of: Size = SIZE,
) -> Picture:
    """The middle of a scene, from a camera moved by pixels (of `SIZE`) and turned; `size` above 1
    sees more."""
    turn = np.radians(degrees)
    fine = SIZE.width / of.width
    a, b = size * fine * np.cos(turn), size * fine * np.sin(turn)
    middle = complex(of.width - 1, of.height - 1) / 2
    aim = complex(_WIDE[0] - 1, _WIDE[1] - 1) / 2 + complex(x, y) - complex(a, b) * middle
    matrix: NDArray[np.float64] = np.array([[a, -b, aim.real], [b, a, aim.imag]])
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return from_rgb(
        np.asarray(cv2.warpAffine(wide, matrix, (of.width, of.height), flags=how), np.uint8)
    )


def panning(wide: Plane, pixels: float, *, fps: int = 24) -> Callable[[Fraction], Picture]:
    """A film that moves on by so many pixels a frame."""

    def at(time: Fraction) -> Picture:
        return seen(wide, x=float(time * fps) * pixels)

    return at


def psnr(a: Picture, b: Picture) -> float:
    """Of luma, in decibels."""
    error = float(np.mean((a.y.astype(np.float64) - b.y) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))

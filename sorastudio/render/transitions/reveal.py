"""What all wipes and mattes have in common: each pixel has its moment, at which it turns."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.render.kernels import mixed, shrunk_like
from sorastudio.render.picture import Picture, Plane

When: TypeAlias = NDArray[np.float32]
"""(H, W) float32: the progress, 0..1, at which each pixel begins to turn, if edges are hard."""


def by_mask(a: Picture, b: Picture, mask: Plane) -> Picture:
    """`b` where the mask is 255, `a` where it is 0. mask: (H, W) uint8 of the pictures' size."""
    small = shrunk_like(mask, a.u)
    weights = (mask, small, small)
    planes = (mixed(p, q, m) for p, q, m in zip(a.planes, b.planes, weights, strict=True))
    if a.alpha is None or b.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, mixed(a.alpha, b.alpha, mask))


def reveal(a: Picture, b: Picture, when: When, progress: float, softness: float) -> Picture:
    """`b` where its moment has come. softness: how long a pixel takes, as a share of the whole."""
    return by_mask(a, b, turned(when, progress, softness))


def turned(when: When, progress: float, softness: float) -> Plane:
    """How far each pixel has turned, 0..255. All is 0 at progress 0, and 255 at 1."""
    soft = max(softness, 1 / max(when.shape))
    gain = 255 / soft
    edge = progress * (1 + soft) * gain
    return np.asarray(cv2.addWeighted(when, -gain, when, 0, edge, dtype=cv2.CV_8U), np.uint8)


def spread(values: NDArray[np.float32]) -> When:
    """Values of any range, from 0 to 1."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros_like(values)
    return ((values - low) / np.float32(high - low)).astype(np.float32)


def grid(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The middles of pixels, as shares of the width and of the height: (1, W) and (H, 1)."""
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(width)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5)) / np.float32(height)
    return x[None, :], y[:, None]


def along(width: int, height: int, angle: float) -> When:
    """How far along a straight way each pixel lies: 0 where it starts, 1 where it ends. angle:
    degrees, 0 goes to the right, 90 down."""
    x, y = grid(width, height)
    dx, dy = cos(radians(angle)), sin(radians(angle))
    reach = abs(dx) * width + abs(dy) * height
    way = (x - 0.5) * (dx * width / reach) + (y - 0.5) * (dy * height / reach) + 0.5
    return np.asarray(way, np.float32)

"""The few operations on planes that everything is made of, typed, each on one thread.

OpenCV's own threads win nothing on frames of this size and take the cores from the encoder.
"""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.render.picture import Plane, fineness, most

cv2.setNumThreads(1)

_Number = TypeVar("_Number", bound=np.integer | np.floating)

_BAND = 1 << 16
"""Samples that are mixed at a time: what lies between fits the core's own cache, which is four
times as fast as going through memory."""


def weighted(a: Plane, b: Plane, share: float) -> Plane:
    """A * (1 - share) + b * share."""
    return np.asarray(cv2.addWeighted(a, 1 - share, b, share, 0), a.dtype)


def toward(plane: Plane, value: int, share: float) -> Plane:
    """The plane on its way to one level, told in 8 bit, all over."""
    aim = share * value * fineness(plane)
    return np.asarray(cv2.addWeighted(plane, 1 - share, plane, 0, aim), plane.dtype)


def mixed(a: Plane | int, b: Plane, mask: Plane) -> Plane:
    """`b` where the mask is 255, `a` (a plane, or one level, told in 8 bit) where it is 0, exactly
    rounded between. mask: (H, W) uint8."""
    result = np.empty(b.shape, b.dtype)
    mix = _mixed_band if b.itemsize == 1 else _mixed_deep_band
    if isinstance(a, int):
        a *= fineness(b)
    rows = max(1, _BAND // max(1, b.shape[1]))
    for top in range(0, b.shape[0], rows):
        band = slice(top, top + rows)
        under = a if isinstance(a, int) else a[band]
        result[band] = mix(under, b[band], mask[band])
    return result


def _mixed_band(a: Plane | int, b: Plane, mask: Plane) -> Plane:
    total = np.multiply(b, mask, dtype=np.uint16)
    total += np.multiply(a, np.bitwise_not(mask), dtype=np.uint16)
    total += 128
    total += total >> 8
    return (total >> 8).astype(np.uint8)


def _mixed_deep_band(a: Plane | int, b: Plane, mask: Plane) -> Plane:
    total = np.multiply(b, mask, dtype=np.uint32)
    total += np.multiply(a, np.bitwise_not(mask), dtype=np.uint32)
    total += 127
    total //= 255
    return total.astype(np.uint16)


def looked_up(plane: Plane, table: NDArray[_Number]) -> NDArray[_Number]:
    """What a table of all the numbers that the plane can hold has for each of its own."""
    if plane.itemsize == 1:
        return np.asarray(cv2.LUT(plane, table), table.dtype)
    return table[plane]


def scaled(plane: Plane, width: int, height: int) -> Plane:
    """Averaged when smaller, cubic when larger."""
    if plane.shape == (height, width):
        return plane
    how = cv2.INTER_AREA if width * height < plane.size else cv2.INTER_CUBIC
    result = np.asarray(cv2.resize(plane, (width, height), interpolation=how), plane.dtype)
    # OpenCV only knows that 16 bits are full, and cubic swings beyond what it is given.
    return result if plane.itemsize == 1 else np.minimum(result, most(plane))


def shrunk_like(plane: Plane, like: Plane) -> Plane:
    """Averaged down to another plane's size: a mask for chroma."""
    return scaled(plane, like.shape[1], like.shape[0])

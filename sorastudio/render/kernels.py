"""The few operations on planes that everything is made of, typed, each on one thread.

OpenCV's own threads win nothing on frames of this size and take the cores from the encoder.
"""

from __future__ import annotations

import cv2
import numpy as np

from sorastudio.render.picture import Plane

cv2.setNumThreads(1)

_BAND = 1 << 16
"""Samples that are mixed at a time: what lies between fits the core's own cache, which is four
times as fast as going through memory."""


def weighted(a: Plane, b: Plane, share: float) -> Plane:
    """A * (1 - share) + b * share."""
    return np.asarray(cv2.addWeighted(a, 1 - share, b, share, 0), np.uint8)


def toward(plane: Plane, value: int, share: float) -> Plane:
    """The plane on its way to one value all over."""
    return np.asarray(cv2.addWeighted(plane, 1 - share, plane, 0, share * value), np.uint8)


def mixed(a: Plane | int, b: Plane, mask: Plane) -> Plane:
    """`b` where the mask is 255, `a` where it is 0, exactly rounded between."""
    result = np.empty(b.shape, np.uint8)
    rows = max(1, _BAND // max(1, b.shape[1]))
    for top in range(0, b.shape[0], rows):
        band = slice(top, top + rows)
        under = a if isinstance(a, int) else a[band]
        result[band] = _mixed_band(under, b[band], mask[band])
    return result


def _mixed_band(a: Plane | int, b: Plane, mask: Plane) -> Plane:
    total = np.multiply(b, mask, dtype=np.uint16)
    total += np.multiply(a, np.bitwise_not(mask), dtype=np.uint16)
    total += 128
    total += total >> 8
    return (total >> 8).astype(np.uint8)


def scaled(plane: Plane, width: int, height: int) -> Plane:
    """Averaged when smaller, cubic when larger."""
    if plane.shape == (height, width):
        return plane
    how = cv2.INTER_AREA if width * height < plane.size else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(plane, (width, height), interpolation=how), np.uint8)


def shrunk_like(plane: Plane, like: Plane) -> Plane:
    """Averaged down to another plane's size: a mask for chroma."""
    return scaled(plane, like.shape[1], like.shape[0])

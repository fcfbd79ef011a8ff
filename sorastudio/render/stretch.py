"""A plane scaled along its own axes, which is a crop and a resize: several times as fast as a warp.

A resize begins at the edge of a pixel, a move may begin anywhere. So the crop begins so many pixels
early that a whole pixel of the result falls where it is to begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Size
from sorastudio.render.picture import Plane

_CLOSE = 1 / 128
"""Pixels, of the plane and of the result, by which it may begin elsewhere: the first place within
is taken."""
_FAR, _FARTHEST = 1 / 32, 1 / 10
"""The most of it, in pixels of the plane and of the result: not to be seen, even where it changes
from frame to frame."""
_EARLIEST = 64
_ROOM = 160
"""Pixels by which a crop may begin early: of the plane, and of the result."""


def stretch(plane: Plane, matrix: NDArray[np.float64], size: Size) -> Plane | None:
    """The plane seen through a 2x3 matrix from its pixels to those of the result, interpolated
    linearly. None if the matrix turns or mirrors, if it shows what lies beyond the plane, or if no
    crop fits."""
    if matrix[0, 1] or matrix[1, 0]:
        return None
    height, width = plane.shape
    across = _Part.of(float(matrix[0, 0]), float(matrix[0, 2]), size.width, width)
    down = _Part.of(float(matrix[1, 1]), float(matrix[1, 2]), size.height, height)
    if across is None or down is None:
        return None
    part = plane[max(down.first, 0) : down.end, max(across.first, 0) : across.end]
    if not down.inside(height) or not across.inside(width):
        above, below = max(-down.first, 0), max(down.end - height, 0)
        left, right = max(-across.first, 0), max(across.end - width, 0)
        around = cv2.copyMakeBorder(part, above, below, left, right, cv2.BORDER_REPLICATE)
        part = np.asarray(around, plane.dtype)
    # The size follows from the factors; given one, OpenCV would round them to it.
    large = cv2.resize(part, None, fx=across.scale, fy=down.scale, interpolation=cv2.INTER_LINEAR)
    rows, columns = slice(down.skip, down.skip + size.height), slice(across.skip, None)
    return np.ascontiguousarray(large[rows, columns][:, : size.width], plane.dtype)


@dataclass(frozen=True, slots=True)
class _Part:
    """What of one axis is resized, and how many pixels of the result come before those wanted."""

    scale: float
    first: int
    end: int
    skip: int

    @classmethod
    def of(cls, scale: float, shift: float, count: int, length: int) -> _Part | None:
        if scale <= 0:
            return None
        low, high = -shift / scale, (count - 1 - shift) / scale
        if low < -_FAR / scale or high > length - 1 + _FAR / scale:
            return None
        # Where the first wanted pixel lies in the result of a crop that begins at each place.
        early = np.arange(min(_EARLIEST, 2 + floor(_ROOM / scale)))
        first = floor(low) - 1 - early
        skips = scale * (low - first + 0.5) - 0.5
        misses = np.abs(skips - np.rint(skips))
        close = np.flatnonzero(misses <= _CLOSE * min(scale, 1))
        best = int(close[0]) if len(close) else int(np.argmin(misses))
        if misses[best] > min(_FAR * scale, _FARTHEST):
            return None
        skip = round(float(skips[best]))
        end = int(first[best]) + ceil((skip + count + 1) / scale) + 1
        return cls(scale, int(first[best]), end, skip)

    def inside(self, length: int) -> bool:
        return self.first >= 0 and self.end <= length

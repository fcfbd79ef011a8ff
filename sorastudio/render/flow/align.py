"""The one turn, size and place that lays a picture over another."""

from __future__ import annotations

from cmath import exp, log
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.render.flow.field import Field, Values, floats, places, sampled
from sorastudio.render.flow.motion import believed, flow, grid_size
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Picture, Plane, in_depth

_CLOSEST = 0.75
"""A feature's best partner must be so much nearer than its second best (Lowe, IJCV 60, 2004)."""
_FEWEST = 12
_MISS_PX = 3.0
_LARGEST = 3.0
"""Times that one picture may be larger than the other."""
_LEAST_BELIEF = 0.12


@dataclass(frozen=True, slots=True)
class Similarity:
    """z -> by * z + offset, for places z = x + iy in widths of the picture, from its middle."""

    by: complex = 1
    offset: complex = 0

    @property
    def size(self) -> float:
        return abs(self.by)

    @property
    def degrees(self) -> float:
        """Clockwise, as y points down."""
        return float(np.degrees(np.angle(self.by)))

    def part(self, share: float) -> Similarity:
        """The same movement, gone by a share of it: 0 is no movement."""
        by = exp(share * log(self.by))
        if abs(self.by - 1) < 1e-6:
            return Similarity(by, self.offset * share)
        return Similarity(by, self.offset * (by - 1) / (self.by - 1))

    def matrix(self, width: int, height: int) -> NDArray[np.float64]:
        """(2, 3), from pixels to pixels of a picture of that size."""
        middle = complex(width - 1, height - 1) / 2
        offset = self.offset * width + middle - self.by * middle
        a, b = self.by.real, self.by.imag
        return np.array([[a, -b, offset.real], [b, a, offset.imag]])

    @classmethod
    def of_matrix(cls, matrix: NDArray[np.float64], width: int, height: int) -> Similarity:
        by = complex(matrix[0, 0], matrix[1, 0])
        middle = complex(width - 1, height - 1) / 2
        offset = complex(matrix[0, 2], matrix[1, 2]) + by * middle - middle
        return cls(by, offset / width)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each place of the first picture is in the second."""

    movement: Similarity
    belief: float
    """0..1, mean over the picture."""


def aligned(a: Picture, b: Picture) -> Alignment | None:
    """None where nothing in the two pictures matches.

    Features find it however far it is; the flow that is left then tells it to a part of a pixel.
    """
    width, height = grid_size(a.size.width, a.size.height)
    ours, theirs = (scaled(in_depth(each, 8).y, width, height) for each in (a, b))
    first = _by_features(ours, theirs) or Similarity()
    found, belief = _by_flow(ours, theirs, first)
    if belief < _LEAST_BELIEF or not 1 / _LARGEST < found.size < _LARGEST:
        return None
    return Alignment(found, belief)


def _by_features(a: Plane, b: Plane) -> Similarity | None:
    search = cv2.SIFT.create(500)
    (ours, our_marks), (theirs, their_marks) = (
        search.detectAndCompute(each, np.full_like(each, 255)) for each in (a, b)
    )
    if min(len(ours), len(theirs)) < _FEWEST:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(floats(our_marks), floats(their_marks), k=2)
    sure = [pair[0] for pair in pairs if pair[0].distance < _CLOSEST * pair[1].distance]
    if len(sure) < _FEWEST:
        return None
    starts = floats([ours[each.queryIdx].pt for each in sure])
    ends = floats([theirs[each.trainIdx].pt for each in sure])
    matrix, agreed = cv2.estimateAffinePartial2D(starts, ends, ransacReprojThreshold=_MISS_PX)
    if np.ndim(matrix) != 2 or int(np.sum(agreed)) < _FEWEST:
        return None
    return Similarity.of_matrix(np.asarray(matrix, np.float64), a.shape[1], a.shape[0])


def _by_flow(a: Plane, b: Plane, first: Similarity) -> tuple[Similarity, float]:
    """A movement made better by the flow from `a` to `b` as `first` lays it there."""
    height, width = a.shape
    there = _led(places(height, width), first, width, height)
    laid = np.asarray(np.rint(sampled(floats(b), there)), np.uint8)
    forth, back = flow(a, laid), flow(laid, a)
    belief = believed(floats(a), floats(laid), forth, back)
    belief = floats(belief * _inside(there))
    ends = _led(places(height, width) + forth, first, width, height)
    return _nearest(ends, belief), float(belief.mean())


def _led(at: Field, movement: Similarity, width: int, height: int) -> Field:
    matrix = floats(movement.matrix(width, height))
    return floats(at @ matrix[:, :2].T + matrix[:, 2])


def _inside(at: Field) -> Values:
    height, width = at.shape[:2]
    x, y = at[..., 0], at[..., 1]
    return floats((x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1))


def _nearest(ends: Field, belief: Values) -> Similarity:
    """The movement of the whole that is nearest to where places go, weighted (least squares on
    complex numbers)."""
    height, width = belief.shape
    middle = floats(((width - 1) / 2, (height - 1) / 2))
    start, end = (
        (each[..., 0] + 1j * each[..., 1]).astype(np.complex128).reshape(-1) / width
        for each in (places(height, width) - middle, ends - middle)
    )
    weight = belief.reshape(-1).astype(np.float64) + 1e-9
    weight /= weight.sum()
    from_, to = np.sum(weight * start), np.sum(weight * end)
    spread = np.sum(weight * np.abs(start - from_) ** 2)
    by = np.sum(weight * (end - to) * np.conj(start - from_)) / max(spread, 1e-12)
    return Similarity(complex(by), complex(to - by * from_))

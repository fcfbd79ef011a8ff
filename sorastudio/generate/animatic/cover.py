"""Where a layer is empty, solid or in between: so that only what must be blended is blended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.noise import Mask

_CELL = 16
_ACROSS, _DOWN = 20, 12


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the output, ends not included."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Block:
    """A part of it that holds paint, and whether nothing shows through there."""

    area: Area
    solid: bool


@dataclass(frozen=True, slots=True, eq=False)
class CoverMap:
    """Counts over cells of the layer's image, summed from the upper left corner, so that any
    rectangle is looked up in four places."""

    open: NDArray[np.int32]
    """Cells that something shows through."""
    used: NDArray[np.int32]
    """Cells with any paint."""

    def blocks(self, matrix: NDArray[np.float64], area: Area) -> Iterator[Block]:
        """What of an area of the output the layer covers, in runs; `matrix` (2, 3) takes output to
        image pixels."""
        if area.right <= area.left or area.bottom <= area.top:
            return
        xs = _edges(area.left, area.right, _ACROSS)
        ys = _edges(area.top, area.bottom, _DOWN)
        used, solid = self._kinds(matrix, xs, ys)
        for row in range(len(ys) - 1):
            column = 0
            while column < len(xs) - 1:
                start = column
                kind = (used[row, start], solid[row, start])
                while column < len(xs) - 1 and (used[row, column], solid[row, column]) == kind:
                    column += 1
                if kind[0]:
                    across, down = (
                        (int(xs[start]), int(xs[column])),
                        (int(ys[row]), int(ys[row + 1])),
                    )
                    yield Block(Area(*across, *down), bool(kind[1]))

    def _kinds(
        self, matrix: NDArray[np.float64], xs: NDArray[np.int64], ys: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For every block of the grid: whether it holds paint, whether nothing shows through."""
        grid = np.stack(np.meshgrid(xs, ys), axis=-1) @ matrix[:, :2].T + matrix[:, 2]
        corners = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]])
        rows, columns = self.used.shape
        top = np.array([columns - 1, rows - 1])
        low = np.clip((corners.min(axis=0) - 2) // _CELL, 0, top - 1).astype(int)
        high = np.clip((corners.max(axis=0) + 2) // _CELL + 1, low + 1, top).astype(int)

        def count(sums: NDArray[np.int32]) -> NDArray[np.int32]:
            (x0, y0), (x1, y1) = (np.moveaxis(at, -1, 0) for at in (low, high))
            total: NDArray[np.int32] = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
            return total

        return count(self.used) > 0, count(self.open) == 0


def _edges(start: int, end: int, parts: int) -> NDArray[np.int64]:
    """Into equal parts, none thinner than 8 pixels."""
    parts = min(parts, max(1, (end - start) // 8))
    return start + np.arange(parts + 1) * (end - start) // parts


def cover_map(through: Mask) -> CoverMap:
    """`through`: (H, W) 0 where the layer is solid, 255 where it is empty."""
    height, width = through.shape
    pad = cv2.copyMakeBorder(
        through, 0, -height % _CELL, 0, -width % _CELL, cv2.BORDER_REPLICATE
    ).astype(np.float32)
    cells = (pad.shape[1] // _CELL, pad.shape[0] // _CELL)
    mean = cv2.resize(pad, cells, interpolation=cv2.INTER_AREA)
    return CoverMap(_summed(mean > 1e-4), _summed(mean < 255 - 1e-3))


def _summed(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    sums = np.zeros((flags.shape[0] + 1, flags.shape[1] + 1), np.int32)
    sums[1:, 1:] = flags.astype(np.int32).cumsum(axis=0).cumsum(axis=1)
    return sums

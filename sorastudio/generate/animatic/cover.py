"""Where a layer is empty, solid or in between, block by block of the frame: so that only what is
seen is painted, and only what must be blended is blended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.noise import Mask
from sorastudio.project.media import Size

_CELL = 16
_ACROSS, _DOWN = 20, 12

Blocks: TypeAlias = NDArray[np.bool_]
"""(down, across) one flag for every block of a grid."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the output, ends not included."""

    left: int
    right: int
    top: int
    bottom: int

    def within(self, other: Area) -> Area:
        return Area(
            max(self.left, other.left),
            min(self.right, other.right),
            max(self.top, other.top),
            min(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The frame in blocks; their edges, in pixels."""

    xs: NDArray[np.int64]
    ys: NDArray[np.int64]

    def inside(self, area: Area) -> Blocks:
        """Blocks that lie wholly in the area."""
        across = (self.xs[:-1] >= area.left) & (self.xs[1:] <= area.right)
        down = (self.ys[:-1] >= area.top) & (self.ys[1:] <= area.bottom)
        return np.asarray(down[:, None] & across[None, :])

    def touching(self, area: Area) -> Blocks:
        """Blocks that share a pixel with the area."""
        across = (self.xs[1:] > area.left) & (self.xs[:-1] < area.right)
        down = (self.ys[1:] > area.top) & (self.ys[:-1] < area.bottom)
        return np.asarray(down[:, None] & across[None, :])

    def runs(self, kinds: NDArray[np.int8]) -> Iterator[tuple[Area, int]]:
        """Neighbours of one kind in a row, as one, and with the like of them below; kind 0 is left
        out."""
        xs, ys = self.xs.tolist(), self.ys.tolist()
        begun: dict[tuple[int, int, int], int] = {}
        for row, line in enumerate([*kinds.tolist(), []]):
            found = set(_runs_in(line))
            for run in [run for run in begun if run not in found]:
                start, end, kind = run
                yield Area(xs[start], xs[end], ys[begun.pop(run)], ys[row]), kind
            for run in found:
                begun.setdefault(run, row)


def _runs_in(line: list[int]) -> Iterator[tuple[int, int, int]]:
    """Start, end and kind of every run of one kind that is not 0."""
    start = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or line[at] != line[start]:
            if line[start]:
                yield start, at, line[start]
            start = at


def grid_of(size: Size) -> Grid:
    return Grid(_edges(size.width, _ACROSS), _edges(size.height, _DOWN))


def _edges(length: int, parts: int) -> NDArray[np.int64]:
    """Into equal parts, none thinner than 8 pixels."""
    parts = min(parts, max(1, length // 8))
    return np.arange(parts + 1) * length // parts


@dataclass(frozen=True, slots=True, eq=False)
class CoverMap:
    """Counts over cells of the layer's image, summed from the upper left corner, so that any
    rectangle is looked up in four places."""

    open: NDArray[np.int32]
    """Cells that something shows through."""
    used: NDArray[np.int32]
    """Cells with any paint."""

    def over(self, grid: Grid, matrix: NDArray[np.float64]) -> tuple[Blocks, Blocks]:
        """For every block: whether it holds paint, whether nothing shows through. `matrix` (2, 3)
        takes output to image pixels."""
        corners = np.stack(np.meshgrid(grid.xs, grid.ys), axis=-1) @ matrix[:, :2].T + matrix[:, 2]
        four = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, :-1], corners[1:, 1:]])
        rows, columns = self.used.shape
        top = np.array([columns - 1, rows - 1])
        low = np.clip((four.min(axis=0) - 2) // _CELL, 0, top - 1).astype(int)
        high = np.clip((four.max(axis=0) + 2) // _CELL + 1, low + 1, top).astype(int)
        x0, y0, x1, y1 = low[..., 0], low[..., 1], high[..., 0], high[..., 1]

        def count(sums: NDArray[np.int32]) -> NDArray[np.int32]:
            total: NDArray[np.int32] = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
            return total

        return count(self.used) > 0, count(self.open) == 0


def cover_map(through: Mask) -> CoverMap:
    """`through`: (H, W) 0 where the layer is solid, 255 where it is empty."""
    height, width = through.shape
    pad = cv2.copyMakeBorder(
        through, 0, -height % _CELL, 0, -width % _CELL, cv2.BORDER_REPLICATE
    ).astype(np.float32)
    cells = (pad.shape[1] // _CELL, pad.shape[0] // _CELL)
    mean = cv2.resize(pad, cells, interpolation=cv2.INTER_AREA)
    return CoverMap(_summed(mean > 1e-4), _summed(mean < 255 - 1e-3))


def _summed(flags: Blocks) -> NDArray[np.int32]:
    sums = np.zeros((flags.shape[0] + 1, flags.shape[1] + 1), np.int32)
    sums[1:, 1:] = flags.astype(np.int32).cumsum(axis=0).cumsum(axis=1)
    return sums

"""The picture of one moment put together, from the farthest part to the nearest.

A working picture is (H, W, 4) uint8: Y, U, V of limited range, premultiplied, and in the fourth
place what shines through (0: nothing). Four together, because OpenCV warps four channels as fast as
one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels
from sorastudio.generate.animatic.cover import Area, Blocks, CoverMap, grid_of
from sorastudio.project.media import Size

_FLAGS = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
_BLENDED, _SOLID = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strip:
    """An image to be laid over an area; `matrix` (2, 3) takes the middle of an output pixel to a
    place in the image, in pixels."""

    image: Pixels
    cover: CoverMap
    matrix: NDArray[np.float64]
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Something that paints by itself, on the rows before the one it is given."""

    draw: Callable[[Canvas, int], None]
    solid_from: int | None = None
    """The row from which on it hides all that lies behind it."""
    mirrors: bool = False
    """Whether it looks at what stands above that row, so that nothing there may be left out."""


Part = Strip | Drawn


class Canvas:
    """The picture, and scratch memory of its size: fresh pages for every frame would cost more
    than the blending."""

    def __init__(self, size: Size) -> None:
        self.pixels: Pixels = np.zeros((size.height, size.width, 4), np.uint8)
        self._source: Pixels = np.empty_like(self.pixels)
        self._weight: Pixels = np.empty_like(self.pixels)
        self._grid = grid_of(size)

    def paint(self, parts: Sequence[Part]) -> None:
        """All parts over each other, the farthest first; what nearer ones hide is left out."""
        hidden = np.zeros((len(self._grid.ys) - 1, len(self._grid.xs) - 1), np.bool_)
        steps: list[Callable[[], None]] = []
        for part in reversed(parts):
            step, hidden = self._planned(part, hidden)
            steps.append(step)
        for step in reversed(steps):
            step()

    def _planned(self, part: Part, hidden: Blocks) -> tuple[Callable[[], None], Blocks]:
        """How to draw a part of which some blocks are hidden; and what is hidden behind it."""
        if isinstance(part, Drawn):
            rows = np.flatnonzero(~hidden.all(axis=1))
            until = int(self._grid.ys[rows[-1] + 1]) if len(rows) else 0
            return partial(part.draw, self, until), self._behind(part, hidden)
        used, solid = part.cover.over(self._grid, part.matrix)
        used &= self._grid.touching(part.area) & ~hidden
        kinds = np.where(used, np.where(solid, _SOLID, _BLENDED), 0).astype(np.int8)
        behind = hidden | (solid & self._grid.inside(part.area))
        return partial(self._lay, part, kinds), behind

    def _behind(self, part: Drawn, hidden: Blocks) -> Blocks:
        if part.solid_from is None:
            return hidden
        height, width = self.pixels.shape[:2]
        below = self._grid.inside(Area(0, width, part.solid_from, height))
        return below if part.mirrors else below | hidden

    def _lay(self, strip: Strip, kinds: NDArray[np.int8]) -> None:
        for run, kind in self._grid.runs(kinds):
            at = run.within(strip.area)
            under = self.pixels[at.top : at.bottom, at.left : at.right]
            if kind == _SOLID:
                _warp(strip, at, under)
                continue
            source = self._source.reshape(-1)[: under.size].reshape(under.shape)
            weight = self._weight.reshape(-1)[: under.size].reshape(under.shape)
            _warp(strip, at, source)
            over(source, under, weight)


def over(source: Pixels, under: Pixels, weight: Pixels | None = None) -> None:
    """Lay a premultiplied source over what is under it, in place; `weight` is scratch."""
    weight = np.empty_like(source) if weight is None else weight
    cv2.merge([cv2.extractChannel(source, 3)] * 4, weight)
    cv2.multiply(under, weight, dst=under, scale=1 / 255)
    cv2.add(under, source, dst=under)


def _warp(strip: Strip, at: Area, into: Pixels) -> None:
    (a, b, c), (d, e, f) = strip.matrix.tolist()
    x, y = at.left + 0.5, at.top + 0.5
    moved = np.array([[a, b, a * x + b * y + c - 0.5], [d, e, d * x + e * y + f - 0.5]])
    size = (at.right - at.left, at.bottom - at.top)
    cv2.warpAffine(
        strip.image, moved, size, dst=into, flags=_FLAGS, borderMode=cv2.BORDER_REPLICATE
    )


def fill(color: tuple[int, int, int]) -> Callable[[Canvas, int], None]:
    """One colour all over."""
    packed = np.array([*color, 0], np.uint8).view(np.uint32)

    def draw(canvas: Canvas, until: int) -> None:
        canvas.pixels.view(np.uint32)[:until] = packed

    return draw

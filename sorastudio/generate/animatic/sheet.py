"""The painter's table: a sheet that one layer of the picture is painted on, and cut-out shapes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import (
    as_mask,
    boxed,
    inverse,
    mixed,
    plus,
    repeated,
    times,
)
from sorastudio.generate.animatic.noise import Field, Mask, smooth, texture
from sorastudio.generate.animatic.palette import Ink

_SHIFT = 4
_FINE = 1 << _SHIFT

Point = tuple[float, float]


class Stencil:
    """A mask to draw shapes on in units of the sheet; what leaves at one side comes in at the
    other."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.mask: Mask = np.zeros((sheet.rows, sheet.columns), np.uint8)

    def poly(self, points: Sequence[Point] | NDArray[Any], value: int = 255) -> None:
        pixels = self._sheet.pixels(np.asarray(points, np.float64))
        for shift in self._turns(pixels[:, 0].min(), pixels[:, 0].max()):
            moved = np.rint((pixels + np.array([shift, 0.0])) * _FINE).astype(np.int32)
            cv2.fillPoly(self.mask, [moved], value, cv2.LINE_AA, _SHIFT)

    def disc(self, x: float, y: float, radius: float, value: int = 255) -> None:
        (px, py), r = self._sheet.pixels(np.array([x, y])), radius * self._sheet.scale
        for shift in self._turns(px - r, px + r):
            centre = (round((px + shift) * _FINE), round(py * _FINE))
            size = max(1, round(r * _FINE))
            cv2.circle(self.mask, centre, size, value, -1, cv2.LINE_AA, _SHIFT)

    def limb(self, a: Point, b: Point, ra: float, rb: float, value: int = 255) -> None:
        """A stroke that goes from one thickness to another, round at both ends."""
        way = np.array(b) - np.array(a)
        length = float(np.hypot(*way)) or 1e-9
        side = np.array([-way[1], way[0]]) / length
        corners = [a + side * ra, b + side * rb, b - side * rb, a - side * ra]
        self.poly(np.array(corners), value)
        self.disc(*a, ra, value)
        self.disc(*b, rb, value)

    def _turns(self, left: float, right: float) -> list[float]:
        width = self._sheet.columns
        first = -int(np.floor(left / width))
        last = -int(np.floor(right / width))
        return [turn * width for turn in range(min(first, last), max(first, last) + 1)]


class Sheet:
    """Colour (premultiplied) and cover of a layer between the heights `top` and `bottom`, `period`
    units wide and endless to both sides."""

    def __init__(self, scale: float, period: float, top: float, bottom: float) -> None:
        self.top = top
        self.columns = max(8, round(period * scale))
        self.scale = self.columns / period
        self.period = period
        self.rows = max(2, int(np.ceil((bottom - top) * self.scale)))
        self.color: NDArray[np.uint8] = np.zeros((self.rows, self.columns, 3), np.uint8)
        self.cover: Mask = np.zeros((self.rows, self.columns), np.uint8)

    @property
    def ys(self) -> Field:
        """(rows, 1) heights in units."""
        return self.top + (np.arange(self.rows, dtype=np.float32)[:, None] + 0.5) / self.scale

    @property
    def xs(self) -> Field:
        """(1, columns) in units, 0 in the middle."""
        x = (np.arange(self.columns, dtype=np.float32)[None, :] + 0.5) / self.scale
        centred: Field = x - np.float32(self.period / 2)
        return centred

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return (points - [-self.period / 2, self.top]) * self.scale - 0.5

    def column(self, x: float) -> int:
        """The column a place falls on."""
        return int((x / self.period + 0.5) * self.columns) % self.columns

    def grain(
        self, rng: np.random.Generator, period: float, slope: float = 1.6, stretch: float = 1.0
    ) -> Field:
        """Noise over the whole sheet, `period` units to a tile."""
        return texture(
            rng,
            self.columns,
            self.rows,
            period=period * self.scale,
            slope=slope,
            stretch=stretch,
        )

    def stencil(self) -> Stencil:
        return Stencil(self)

    def fill(self, ink: Ink, tone: Field) -> None:
        """Cover all of it; dithered, because a sky is the slowest of ramps."""
        noise = np.resize(_dither_tile(), tone.shape[::-1]).T
        self.color[:] = _dyed(ink, tone + noise)
        self.cover[:] = 255

    def lay(self, mask: Mask, ink: Ink, tone: Field | float) -> None:
        """Paint over what is there where the mask says; the cover grows with it."""
        x, y, w, h = cv2.boundingRect(mask)
        if not w:
            return
        part = (slice(y, y + h), slice(x, x + w))
        amount = np.ascontiguousarray(mask[part])
        if isinstance(tone, np.ndarray):
            tones = np.ascontiguousarray(np.broadcast_to(tone, mask.shape)[part])
        else:
            tones = np.full(amount.shape, tone, np.float32)
        self.color[part] = mixed(self.color[part], _dyed(ink, tones), repeated(amount, 3))
        self.cover[part] = plus(amount, times(self.cover[part], inverse(amount)))

    def fade(self, factor: Field) -> None:
        """Multiply the cover by 0..1."""
        kept = np.ascontiguousarray(np.broadcast_to(as_mask(factor), self.cover.shape))
        self.cover = times(self.cover, kept)
        self.color = times(self.color, repeated(kept, 3))


def _dyed(ink: Ink, tone: Field) -> NDArray[np.uint8]:
    """(H, W, 3) of the ink at these tones."""
    table = np.rint(ink).astype(np.uint8)[None]
    return np.asarray(cv2.LUT(repeated(as_mask(tone), 3), table), np.uint8)


@cache
def _dither_tile() -> Field:
    """Noise of one step of tone, with little low frequency (interleaved gradient noise, Jimenez
    2014)."""
    y, x = np.mgrid[0:509, 0:509].astype(np.float64)
    noise = np.modf(52.9829189 * np.modf(0.06711056 * x + 0.00583715 * y)[0])[0]
    tile: Field = ((noise - 0.5) / 255).astype(np.float32)
    return tile


def brushed(
    mask: Mask, rough: Field, radius: int, softness: float = 0.18, depth: float = 0.5
) -> Mask:
    """The mask with an edge as a loaded brush leaves it: blurred, bitten by the texture, cut
    again."""
    blurred = _blurred(mask, radius, 1).astype(np.float32) * np.float32(1 / 255)
    edge = blurred + (rough - np.float32(0.5)) * np.float32(depth)
    cut = np.clip((edge - np.float32(0.5)) * np.float32(1 / softness) + np.float32(0.5), 0, 1)
    return as_mask(cut)


def relief(mask: Mask, radius: int, towards: tuple[float, float]) -> Field:
    """(H, W) about -1..1: bright where the mask, as a body, faces the light at `towards`."""
    body = _blurred(mask, radius, 2)
    dx, dy = (round(v * radius) for v in towards)
    away = np.roll(body, (dy, dx), axis=(0, 1))
    lit = np.roll(body, (-dy, -dx), axis=(0, 1))
    slope = np.asarray(cv2.subtract(away, lit, dtype=cv2.CV_32F), np.float32)
    return slope * np.float32(1.6 / 255)


def _blurred(mask: Mask, radius: int, times_over: int) -> Mask:
    """A box blur that goes round at the sides, as the sheet does."""
    radius = max(1, radius)
    pad = min(radius * times_over, mask.shape[1])
    wide = np.asarray(cv2.copyMakeBorder(mask, 0, 0, pad, pad, cv2.BORDER_WRAP), np.uint8)
    return np.ascontiguousarray(boxed(wide, radius, times_over)[:, pad:-pad])


def flat_tones(tone: Field, levels: int, soft: float = 0.3) -> Field:
    """Tones gathered into a few flat ones with short blends between, as gouache dries."""
    steps = tone * np.float32(levels)
    whole = np.floor(steps)
    rest = smooth(steps - whole, 0.5 - soft / 2, 0.5 + soft / 2)
    gathered: Field = ((whole + rest) * np.float32(1 / levels)).astype(np.float32)
    return gathered

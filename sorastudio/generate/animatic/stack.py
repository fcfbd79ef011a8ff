"""Layers at their depths, and how they are put over each other for one moment.

A working picture is (H, W, 4) uint8: Y, U, V of limited range, premultiplied, and in the fourth
place what shines through (0: nothing). Four together, because OpenCV warps four channels as fast as
one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from math import floor, sin
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels, boxed, channel, with_through
from sorastudio.generate.animatic.camera import Shot, View
from sorastudio.generate.animatic.cover import Area, CoverMap, cover_map
from sorastudio.generate.animatic.sheet import Sheet
from sorastudio.project.media import Size

_FLAGS = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR


class Canvas:
    """The picture being put together, and scratch memory of its size: fresh pages for every frame
    would cost more than the blending."""

    def __init__(self, size: Size) -> None:
        self.pixels: Pixels = np.zeros((size.height, size.width, 4), np.uint8)
        self._source: Pixels = np.empty_like(self.pixels)
        self._weight: Pixels = np.empty_like(self.pixels)

    def fill(self, color: tuple[int, int, int], until: int) -> None:
        """One colour over the rows before `until`."""
        packed = np.array([*color, 0], np.uint8).view(np.uint32)
        self.pixels.view(np.uint32)[:until] = packed

    def lay(self, image: Pixels, cover: CoverMap, matrix: NDArray[np.float64], area: Area) -> None:
        """Lay an image over an area; `matrix` (2, 3) takes the middle of an output pixel to a place
        in the image, in pixels."""
        for block in cover.blocks(matrix, area):
            at = block.area
            under = self.pixels[at.top : at.bottom, at.left : at.right]
            if block.solid:
                _warp(image, matrix, at, under)
            else:
                source = self._source.reshape(-1)[: under.size].reshape(under.shape)
                weight = self._weight.reshape(-1)[: under.size].reshape(under.shape)
                _warp(image, matrix, at, source)
                over(source, under, weight)


def over(source: Pixels, under: Pixels, weight: Pixels | None = None) -> None:
    """Lay a premultiplied source over what is under it, in place; `weight` is scratch."""
    weight = np.empty_like(source) if weight is None else weight
    cv2.merge([cv2.extractChannel(source, 3)] * 4, weight)
    cv2.multiply(under, weight, dst=under, scale=1 / 255)
    cv2.add(under, source, dst=under)


def _warp(image: Pixels, matrix: NDArray[np.float64], at: Area, into: Pixels) -> None:
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ np.array([at.left + 0.5, at.top + 0.5]) - 0.5
    height, width = into.shape[:2]
    cv2.warpAffine(
        image, moved, (width, height), dst=into, flags=_FLAGS, borderMode=cv2.BORDER_REPLICATE
    )


class Painted(Protocol):
    """Something that stands in the stack."""

    def solid_from(self, shot: Shot) -> int:
        """The row from which on it hides all that lies behind."""
        ...

    def draw(self, canvas: Canvas, shot: Shot, until: int) -> None:
        """Lay it over the rows before `until`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A painted strip, endless to both sides. `nearness` 0: infinitely far, 1: where the ground
    begins."""

    image: Pixels
    cover: CoverMap
    scale: float
    """Image pixels per unit."""
    period: float
    top: float
    nearness: float
    solid: float
    """The height in units from which it is opaque down to the bottom of the frame and below."""
    drift: float = 0.0
    """Units a second to the right."""
    sway: float = 0.0
    """Lean at the ends of a swing: units of x for each unit above `root`."""
    root: float = 0.0
    tempo: float = 1.0
    phase: float = 0.0
    bob: float = 0.0
    ends: bool = False
    """Whether the strip stops at its lower edge instead of running on."""
    soft: bool = False
    """Far and soft enough to be put together at half size."""

    def solid_from(self, shot: Shot) -> int:
        y = shot.at(shot.stance.x * self.nearness, self.solid + self._lift(shot), self.nearness)[1]
        tilt = abs(shot.stance.roll) * shot.view.size.width / 2
        return int(np.clip(np.ceil(y + tilt) + 2, 0, shot.view.size.height))

    def draw(self, canvas: Canvas, shot: Shot, until: int) -> None:
        matrix = self._matrix(shot)
        first, end = self._rows(shot, until)
        canvas.lay(self.image, self.cover, matrix, Area(0, shot.view.size.width, first, end))

    def _lift(self, shot: Shot) -> float:
        return self.bob * sin(self.tempo * 0.8 * shot.seconds + 2 * self.phase)

    def _rows(self, shot: Shot, until: int) -> tuple[int, int]:
        x, tilt = shot.stance.x * self.nearness, abs(shot.stance.roll) * shot.view.size.width / 2
        top = shot.at(x, self.top + self._lift(shot), self.nearness)[1] - tilt
        first = int(np.clip(floor(top), 0, until))
        if not self.ends:
            return first, until
        low = self.top + self.image.shape[0] / self.scale + self._lift(shot)
        bottom = shot.at(x, low, self.nearness)[1] + tilt
        return first, int(np.clip(np.ceil(bottom), first, until))

    def _matrix(self, shot: Shot) -> NDArray[np.float64]:
        linear, offset = shot.lens(self.nearness)
        lean = self.sway * (
            sin(self.tempo * shot.seconds + self.phase)
            + 0.4 * sin(2.3 * self.tempo * shot.seconds + self.phase)
        )
        back = np.array([[1.0, lean], [0.0, 1.0]]) @ np.linalg.inv(linear) * self.scale
        origin = -back @ offset
        origin[0] -= (lean * self.root + self.drift * shot.seconds) * self.scale
        origin[1] -= (self.top + self._lift(shot)) * self.scale
        origin[0] += self.period / 2 * self.scale
        left = origin[0] + min(0.0, back[0, 1] * shot.view.size.height)
        width = self.period * self.scale
        origin[0] -= floor(left / width) * width
        return np.column_stack([back, origin])


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """How a layer moves by itself; see `Layer`."""

    drift: float = 0.0
    sway: float = 0.0
    root: float = 0.0
    tempo: float = 1.0
    phase: float = 0.0
    bob: float = 0.0


STILL = Motion()


def layer(
    sheet: Sheet,
    view_half: float,
    nearness: float,
    *,
    solid: float = 1e6,
    motion: Motion = STILL,
    ends: bool = False,
    soften: float = 0.0,
    soft: bool = False,
) -> Layer:
    """The sheet as a layer; `soften` blurs it by so many units (out of focus)."""
    pad = min(sheet.columns * 8, int(np.ceil((2.3 * view_half + 0.3) * sheet.scale)))
    columns = np.arange(sheet.columns + pad) % sheet.columns
    image = with_through(sheet.color, sheet.cover)
    if soften:
        image = boxed(image, max(1, round(soften * sheet.scale)), 2)
    image = np.ascontiguousarray(np.take(image, columns, axis=1))
    return Layer(
        image=image,
        cover=cover_map(channel(image, 3)),
        soft=soft,
        scale=sheet.scale,
        period=sheet.period,
        top=sheet.top,
        nearness=nearness,
        solid=solid,
        ends=ends,
        drift=motion.drift,
        sway=motion.sway,
        root=motion.root,
        tempo=motion.tempo,
        phase=motion.phase,
        bob=motion.bob,
    )


class Stack:
    """From the farthest to the nearest. What is soft at its far end is put together at half
    size."""

    def __init__(self, items: tuple[Painted, ...], size: Size) -> None:
        soft = list(takewhile(lambda item: isinstance(item, Layer) and item.soft, items))
        self._far, self._near = tuple(soft), items[len(soft) :]
        self._half = Canvas(Size(max(1, size.width // 2), max(1, size.height // 2)))

    def draw(self, canvas: Canvas, shot: Shot) -> None:
        ends = _ends(self._near, shot, shot.view.size.height)
        if self._far:
            small = replace(shot, view=_scaled(shot.view, self._half.pixels))
            limits = _ends(self._far, small, small.view.size.height)
            for item, until in zip(self._far, limits, strict=True):
                item.draw(self._half, small, until)
            height, width = canvas.pixels.shape[:2]
            cv2.resize(self._half.pixels, (width, height), dst=canvas.pixels)
        for item, until in zip(self._near, ends, strict=True):
            if until > 0:
                item.draw(canvas, shot, until)


def _ends(items: tuple[Painted, ...], shot: Shot, end: int) -> list[int]:
    """For each item the row from which on a nearer one hides it."""
    ends = []
    for item in reversed(items):
        ends.append(end)
        end = min(end, item.solid_from(shot))
    return ends[::-1]


def _scaled(view: View, pixels: Pixels) -> View:
    height, width = pixels.shape[:2]
    share = height / view.size.height
    return View(
        size=Size(width, height), unit=view.unit * share, horizon_px=view.horizon_px * share
    )

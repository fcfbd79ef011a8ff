"""Layers at their depths, and the stack they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from math import floor, sin
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels, boxed, channel, with_through
from sorastudio.generate.animatic.camera import Shot, View
from sorastudio.generate.animatic.canvas import Canvas, Part, Strip
from sorastudio.generate.animatic.cover import Area, CoverMap, cover_map
from sorastudio.generate.animatic.sheet import Sheet
from sorastudio.project.media import Size


class Painted(Protocol):
    """Something that stands in the stack."""

    def parts(self, shot: Shot) -> Sequence[Part]:
        """What is to be painted of it at this moment, the farthest first."""
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

    def parts(self, shot: Shot) -> Sequence[Part]:
        first, end = self._rows(shot, shot.view.size.height)
        area = Area(0, shot.view.size.width, first, end)
        matrix = self._matrix(shot)
        return [Strip(image=self.image, cover=self.cover, matrix=matrix, area=area)]

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
        if self._far:
            small = replace(shot, view=_scaled(shot.view, self._half.pixels))
            self._half.paint(_parts(self._far, small))
            height, width = canvas.pixels.shape[:2]
            cv2.resize(self._half.pixels, (width, height), dst=canvas.pixels)
        canvas.paint(_parts(self._near, shot))


def _parts(items: tuple[Painted, ...], shot: Shot) -> list[Part]:
    return [part for item in items for part in item.parts(shot)]


def _scaled(view: View, pixels: Pixels) -> View:
    height, width = pixels.shape[:2]
    share = height / view.size.height
    return View(
        size=Size(width, height), unit=view.unit * share, horizon_px=view.horizon_px * share
    )

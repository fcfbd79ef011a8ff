"""Figures drawn anew for every frame: a pen for their parts, and the actor that places them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, cos, floor, hypot, pi, sin
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import (
    Pixels,
    boxed,
    channel,
    inverse,
    mixed,
    repeated,
    scaled,
    times,
)
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.canvas import Canvas, Drawn, Part, over
from sorastudio.generate.animatic.palette import Palette, Rgb
from sorastudio.generate.animatic.sheet import Point

_SHIFT = 4
Outline: TypeAlias = NDArray[np.float64]


_CIRCLE: Outline = np.stack([f(np.linspace(0, 2 * pi, 33)[:-1]) for f in (np.cos, np.sin)], 1)
_TAIL: Outline = np.stack([f(np.linspace(pi / 2, 3 * pi / 2, 8)) for f in (np.cos, np.sin)], 1)
_HEAD: Outline = -_TAIL


class Pen:
    """Collects the parts of one figure: outlines in figure heights (x ahead, y down, feet at 0)
    with the name of an ink each."""

    def __init__(self) -> None:
        self.parts: list[tuple[Outline, str]] = []

    def poly(self, points: Sequence[Point], ink: str = "body") -> None:
        self.parts.append((np.asarray(points, np.float64), ink))

    def curve(self, points: Sequence[Point], ink: str = "body") -> None:
        """A closed smooth line through the points (Catmull-Rom)."""
        p = np.asarray(points, np.float64)
        t = np.linspace(0, 1, 7)[:-1, None, None]
        a, b, c, d = (np.roll(p, shift, axis=0)[None] for shift in (1, 0, -1, -2))
        line = 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        self.parts.append((line.transpose(1, 0, 2).reshape(-1, 2), ink))

    def oval(self, x: float, y: float, rx: float, ry: float, ink: str = "body") -> None:
        self.parts.append((_CIRCLE * [rx, ry] + [x, y], ink))

    def ring(self, x: float, y: float, radius: float, thick: float, ink: str = "body") -> None:
        angle = np.linspace(0, 2 * pi, 49)
        edge = np.stack([np.cos(angle), np.sin(angle)], 1)
        line = np.concatenate([edge * radius, edge[::-1] * (radius - thick)]) + np.array([x, y])
        self.parts.append((line, ink))

    def limb(self, a: Point, b: Point, ra: float, rb: float, ink: str = "body") -> None:
        """A stroke from one thickness to another, round at the ends."""
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = max(hypot(dx, dy), 1e-9)
        turn = np.array([[dx, dy], [-dy, dx]]) / length
        tail, head = _TAIL @ turn * ra + a, _HEAD @ turn * rb + b
        self.parts.append((np.concatenate([tail, head]), ink))

    def path(self, points: Sequence[Point], radii: Sequence[float], ink: str = "body") -> None:
        for i in range(len(points) - 1):
            self.limb(points[i], points[i + 1], radii[i], radii[i + 1], ink)


Figure = Callable[[Pen, float], None]
"""Draws a figure as it is at so many seconds."""

_THIN = {"beam": 0.14, "smoke": 0.35}
"""Inks that let the picture through, and how strongly they cover."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Actor:
    """A figure in the scene: feet at (x, y) units, `height` units tall, walking `speed` units a
    second; `facing` 1 looks to the right."""

    figure: Figure
    x: float
    y: float
    height: float
    nearness: float
    inks: dict[str, tuple[int, int, int]]
    """Y, U, V by name."""
    light: tuple[int, int, int]
    side: tuple[float, float]
    rim: float
    """Strength of the light along its edge."""
    speed: float = 0.0
    facing: float = 1.0
    rock: float = 0.0
    """Radians it tilts to and fro, as a boat does."""
    bob: float = 0.0
    phase: float = 0.0
    mirrored: float = 0.0
    """Strength of its reflection in the ground it stands on."""
    shadow: float = 0.3

    def parts(self, shot: Shot) -> Sequence[Part]:
        return [Drawn(draw=partial(self._draw, shot))]

    def _draw(self, shot: Shot, canvas: Canvas, until: int) -> None:
        pen = Pen()
        self.figure(pen, shot.seconds + self.phase)
        pixels, foot = canvas.pixels[:until], self._foot(shot)
        grow = shot.view.unit * shot.stance.scale(self.nearness) * self.height
        lines = self._placed(pen, shot, foot, grow)
        inks = [ink for _, ink in pen.parts]
        for line, ink in zip(lines, inks, strict=True):
            if ink in _THIN:
                self._wash(pixels, line, ink, _THIN[ink], max(2, int(0.05 * grow)))
        solid = [line for line, ink in zip(lines, inks, strict=True) if ink not in _THIN]
        colors = [self.inks.get(ink, self.inks["body"]) for ink in inks if ink not in _THIN]
        if self.shadow:
            self._cast_shadow(pixels, np.concatenate(solid), foot, grow)
        if self.mirrored:
            flipped = [(line - foot) * [1, -0.9] + foot for line in solid]
            self._stamp(pixels, flipped, colors, grow, self.mirrored)
        self._stamp(pixels, solid, colors, grow, 1.0)

    def _foot(self, shot: Shot) -> NDArray[np.float64]:
        lift = self.bob * sin(1.3 * (shot.seconds + self.phase))
        return np.array(shot.at(self.x + self.speed * shot.seconds, self.y + lift, self.nearness))

    def _placed(
        self, pen: Pen, shot: Shot, foot: NDArray[np.float64], grow: float
    ) -> list[Outline]:
        """The outlines in pixels; all at once, because they are many and small."""
        angle = self.rock * sin(1.05 * shot.seconds + self.phase) + shot.stance.roll
        c, s = cos(angle) * grow, sin(angle) * grow
        turn = np.array([[c * self.facing, s * self.facing], [-s, c]])
        points = np.concatenate([line for line, _ in pen.parts]) @ turn + foot
        ends = np.cumsum([len(line) for line, _ in pen.parts])
        return np.split(points, ends[:-1])

    def _cast_shadow(
        self, pixels: Pixels, points: Outline, foot: NDArray[np.float64], grow: float
    ) -> None:
        """A soft oval as wide as the lower half of the figure, away from the light."""
        x = points[points[:, 1] > foot[1] - 0.55 * grow, 0]
        if not len(x):
            return
        wide, middle = 0.56 * (x.max() - x.min()), (x.max() + x.min()) / 2
        oval = _CIRCLE * [wide, 0.030 * grow] + [middle - self.side[0] * 0.10 * grow, foot[1]]
        self._wash(pixels, oval, "far", self.shadow, max(1, int(0.018 * grow)))

    def _wash(self, pixels: Pixels, line: Outline, ink: str, strength: float, soft: int) -> None:
        """A soft shape that lets through what lies behind: shadow, light, smoke."""
        patch = _Patch.around([line], pixels, 2 * soft + 2, self.inks.get(ink, self.light))
        if patch is not None:
            patch.draw([line], [self.inks.get(ink, self.light)])
            patch.press(boxed(patch.cover, soft), strength)

    def _stamp(
        self,
        pixels: Pixels,
        lines: list[Outline],
        colors: list[tuple[int, int, int]],
        grow: float,
        strength: float,
    ) -> None:
        patch = _Patch.around(lines, pixels, 3, colors[0])
        if patch is not None:
            patch.draw(lines, colors)
            patch.light_edge(self.light, self.side, grow, self.rim)
            patch.press(patch.cover, strength)


class _Patch:
    """The part of the picture a figure covers, and what is drawn there: colour, and in the fourth
    place its cover."""

    def __init__(self, under: Pixels, left: int, top: int, color: tuple[int, int, int]) -> None:
        self._under = under
        self._origin = np.array([left, top], np.float64) + 0.5
        self._drawn: Pixels = np.empty((*under.shape[:2], 4), np.uint8)
        self._drawn.view(np.uint32)[:] = np.array([*color, 0], np.uint8).view(np.uint32)

    @classmethod
    def around(
        cls, lines: list[Outline], pixels: Pixels, margin: int, color: tuple[int, int, int]
    ) -> _Patch | None:
        """None where nothing of it is in the frame."""
        points = np.concatenate(lines)
        low, high = points.min(axis=0), points.max(axis=0)
        left, top = max(0, floor(low[0]) - margin), max(0, floor(low[1]) - margin)
        right = min(pixels.shape[1], ceil(high[0]) + margin)
        bottom = min(pixels.shape[0], ceil(high[1]) + margin)
        if right - left < 1 or bottom - top < 1:
            return None
        return cls(pixels[top:bottom, left:right], left, top, color)

    @property
    def cover(self) -> Pixels:
        return channel(self._drawn, 3)

    def draw(self, lines: list[Outline], colors: list[tuple[int, int, int]]) -> None:
        for line, color in zip(lines, colors, strict=True):
            points = np.rint((line - self._origin) * (1 << _SHIFT)).astype(np.int32)
            cv2.fillPoly(self._drawn, [points], (*color, 255), cv2.LINE_AA, _SHIFT)

    def light_edge(
        self, light: tuple[int, int, int], side: tuple[float, float], grow: float, rim: float
    ) -> None:
        """Brighter along the edge that faces the light: a thin line, and a wide soft one."""
        cover = self.cover
        amount = np.zeros_like(cover)
        for reach, strength in ((0.016, rim), (0.06, rim * 0.5)):
            shift = np.array([[1, 0, side[0] * reach * grow], [0, 1, side[1] * reach * grow]])
            size = cover.shape[::-1]
            moved = cv2.warpAffine(
                cover, shift, size, flags=cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
            )
            edge = np.asarray(cv2.subtract(cover, moved), np.uint8)
            edge = scaled(boxed(edge, int(reach * grow * 0.35)), strength)
            amount = np.asarray(cv2.max(amount, edge), np.uint8)
        lit = np.empty_like(self._drawn)
        lit.view(np.uint32)[:] = np.array([*light, 255], np.uint8).view(np.uint32)
        weight = repeated(amount, 4)
        weight[..., 3] = 0
        self._drawn = mixed(self._drawn, lit, weight)

    def press(self, cover: Pixels, strength: float) -> None:
        """Lay it into the picture."""
        mask = scaled(cover, strength)
        source = times(self._drawn, repeated(mask, 4))
        cv2.insertChannel(inverse(mask), source, 3)
        over(source, self._under)


def inks_for(
    palette: Palette, colors: dict[str, Rgb], brightness: float, depth: float
) -> dict[str, tuple[int, int, int]]:
    """The figure's colours under this light: mostly in shade, so that the silhouette reads."""
    return {
        name: palette.solid(palette.lit(color, brightness, depth)) for name, color in colors.items()
    }

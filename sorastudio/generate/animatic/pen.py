"""Figures drawn anew for every frame: a pen for their parts, and the actor that places them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, pi, sin
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import (
    Pixels,
    boxed,
    mixed,
    repeated,
    scaled,
    times,
    with_through,
)
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.palette import Palette, Rgb, mix
from sorastudio.generate.animatic.sheet import Point
from sorastudio.generate.animatic.stack import Canvas, over

_SHIFT = 4
Outline: TypeAlias = NDArray[np.float64]


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
        angle = np.linspace(0, 2 * pi, 33)[:-1]
        self.parts.append((np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], 1), ink))

    def ring(self, x: float, y: float, radius: float, thick: float, ink: str = "body") -> None:
        angle = np.linspace(0, 2 * pi, 49)
        edge = np.stack([np.cos(angle), np.sin(angle)], 1)
        line = np.concatenate([edge * radius, edge[::-1] * (radius - thick)]) + np.array([x, y])
        self.parts.append((line, ink))

    def limb(self, a: Point, b: Point, ra: float, rb: float, ink: str = "body") -> None:
        """A stroke from one thickness to another, round at the ends."""
        heading = np.arctan2(b[1] - a[1], b[0] - a[0])
        back = heading + np.linspace(pi / 2, 3 * pi / 2, 8)
        front = heading + np.linspace(-pi / 2, pi / 2, 8)
        tail = np.stack([a[0] + ra * np.cos(back), a[1] + ra * np.sin(back)], 1)
        head = np.stack([b[0] + rb * np.cos(front), b[1] + rb * np.sin(front)], 1)
        self.parts.append((np.concatenate([tail, head]), ink))

    def path(self, points: Sequence[Point], radii: Sequence[float], ink: str = "body") -> None:
        for i in range(len(points) - 1):
            self.limb(points[i], points[i + 1], radii[i], radii[i + 1], ink)


Figure = Callable[[Pen, float], None]
"""Draws a figure as it is at so many seconds."""

_THIN = {"beam": 0.22, "smoke": 0.35}
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

    def solid_from(self, shot: Shot) -> int:
        return shot.view.size.height

    def draw(self, canvas: Canvas, shot: Shot, until: int) -> None:
        pen = Pen()
        self.figure(pen, shot.seconds + self.phase)
        outlines = [(self._turned(line, shot), ink) for line, ink in pen.parts]
        foot = self._foot(shot)
        grow = shot.view.unit * shot.stance.scale(self.nearness) * self.height
        placed = [
            (line * grow + foot, self.inks.get(ink, self.inks["body"])) for line, ink in outlines
        ]
        if self.shadow:
            self._cast_shadow(canvas.pixels[:until], [line for line, _ in placed], foot, grow)
        if self.mirrored:
            flipped = [((line - foot) * [1, -0.9] + foot, ink) for line, ink in placed]
            self._stamp(canvas.pixels[:until], flipped, grow, self.mirrored)
        self._stamp(canvas.pixels[:until], placed, grow, 1.0)

    def _foot(self, shot: Shot) -> NDArray[np.float64]:
        lift = self.bob * sin(1.3 * (shot.seconds + self.phase))
        return np.array(shot.at(self.x + self.speed * shot.seconds, self.y + lift, self.nearness))

    def _turned(self, line: Outline, shot: Shot) -> Outline:
        angle = self.rock * sin(1.05 * shot.seconds + self.phase) + shot.stance.roll
        c, s = np.cos(angle), np.sin(angle)
        turned: Outline = line * [self.facing, 1.0] @ np.array([[c, s], [-s, c]])
        return turned

    def _cast_shadow(
        self, pixels: Pixels, lines: list[Outline], foot: NDArray[Any], grow: float
    ) -> None:
        """A soft oval as wide as the figure, away from the light."""
        x = np.concatenate([line[line[:, 1] > foot[1] - 0.55 * grow, 0] for line in lines])
        if not len(x):
            return
        wide, middle = 0.56 * (x.max() - x.min()), (x.max() + x.min()) / 2
        angle = np.linspace(0, 2 * pi, 33)[:-1]
        oval = np.stack([wide * np.cos(angle), 0.030 * grow * np.sin(angle)], 1)
        oval += [middle - self.side[0] * 0.10 * grow, foot[1]]
        soft = max(1, int(0.018 * grow))
        patch = _Patch.around([oval], pixels, 2 * soft + 2)
        if patch is None:
            return
        patch.color[:] = self.inks["far"]
        patch.draw(oval, self.inks["far"])
        patch.mask = boxed(patch.mask, soft)
        patch.press(self.shadow)

    def _veil(self, pixels: Pixels, line: Outline, ink: str, grow: float) -> None:
        """Light or smoke that shows what lies behind."""
        soft = max(2, int(0.05 * grow))
        patch = _Patch.around([line], pixels, soft * 2)
        if patch is None:
            return
        patch.color[:] = self.inks.get(ink, self.light)
        patch.draw(line, self.inks.get(ink, self.light))
        patch.mask = boxed(patch.mask, soft)
        patch.press(_THIN[ink])

    def _stamp(
        self,
        pixels: Pixels,
        placed: list[tuple[Outline, tuple[int, int, int]]],
        grow: float,
        strength: float,
    ) -> None:
        patch = _Patch.around([line for line, _ in placed], pixels, 3)
        if patch is None:
            return
        patch.color[:] = placed[0][1]
        for line, ink in placed:
            patch.draw(line, ink)
        patch.light_edge(self.light, self.side, grow, self.rim)
        patch.press(strength)


class _Patch:
    """The part of the picture a figure covers."""

    def __init__(self, under: Pixels, left: int, top: int) -> None:
        self._under = under
        self._origin = np.array([left, top], np.float64) + 0.5
        self.color: Pixels = np.empty((*under.shape[:2], 3), np.uint8)
        self.mask: Pixels = np.zeros(under.shape[:2], np.uint8)

    @classmethod
    def around(cls, lines: list[Outline], pixels: Pixels, margin: int) -> _Patch | None:
        """None where nothing of it is in the frame."""
        low = np.min([line.min(axis=0) for line in lines], axis=0)
        high = np.max([line.max(axis=0) for line in lines], axis=0)
        left, top = max(0, floor(low[0]) - margin), max(0, floor(low[1]) - margin)
        right = min(pixels.shape[1], ceil(high[0]) + margin)
        bottom = min(pixels.shape[0], ceil(high[1]) + margin)
        if right - left < 1 or bottom - top < 1:
            return None
        return cls(pixels[top:bottom, left:right], left, top)

    def draw(self, line: Outline, color: tuple[int, int, int]) -> None:
        points = [np.rint((line - self._origin) * (1 << _SHIFT)).astype(np.int32)]
        cv2.fillPoly(self.color, points, color, cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self.mask, points, 255, cv2.LINE_AA, _SHIFT)

    def light_edge(
        self, light: tuple[int, int, int], side: tuple[float, float], grow: float, rim: float
    ) -> None:
        """Brighter along the edge that faces the light, darker towards the other."""
        for reach, strength in ((0.016, rim), (0.06, rim * 0.5)):
            shift = np.array([[1, 0, side[0] * reach * grow], [0, 1, side[1] * reach * grow]])
            size = self.mask.shape[::-1]
            moved = cv2.warpAffine(
                self.mask, shift, size, flags=cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
            )
            edge = np.asarray(cv2.subtract(self.mask, moved), np.uint8)
            amount = scaled(boxed(edge, int(reach * grow * 0.35)), strength)
            self.color = mixed(self.color, np.full_like(self.color, light), repeated(amount, 3))

    def press(self, strength: float) -> None:
        """Lay the patch into the picture."""
        mask = scaled(self.mask, strength)
        color = times(self.color, repeated(mask, 3))
        over(with_through(color, mask), self._under)


def inks_for(
    palette: Palette, colors: dict[str, Rgb], brightness: float, depth: float
) -> dict[str, tuple[int, int, int]]:
    """The figure's colours under this light: mostly in shade, so that the silhouette reads."""
    inks = {}
    for name, color in colors.items():
        lit = palette.lit(color, brightness, depth)
        y, u, v = (round(float(c)) for c in palette.spot(mix(lit, lit, 0.0)))
        inks[name] = (y, u, v)
    return inks

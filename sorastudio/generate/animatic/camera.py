"""Where the camera is: the view that everything is laid out in, and its move over the shot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, exp, log, pi, sin

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.kinds import Move, Place
from sorastudio.generate.animatic.noise import rng_for
from sorastudio.generate.animatic.scene import Scene
from sorastudio.project.media import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The frame in scene units: x to the right of its middle, y below the horizon, `unit` pixels
    to 1. A unit is the frame's height, less where the frame is upright."""

    size: Size
    unit: float
    horizon_px: float

    @property
    def top(self) -> float:
        return -self.horizon_px / self.unit

    @property
    def bottom(self) -> float:
        return (self.size.height - self.horizon_px) / self.unit

    @property
    def half(self) -> float:
        return self.size.width / 2 / self.unit

    @property
    def paint_scale(self) -> float:
        """Pixels per unit to paint with: above 1440 lines a soft brush stands in for detail, so
        that setting up stays short."""
        return min(self.unit, 1440.0)


def view_of(size: Size, horizon: float) -> View:
    """`horizon`: fraction of the frame's height from its top."""
    return View(
        size=size,
        unit=float(min(size.height, 1.12 * size.width)),
        horizon_px=round(size.height * horizon / 2) * 2.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """The camera at one moment. x, y: moved by so many units; zoom: log of magnification; dolly:
    forward, 1 would reach what lies at nearness 1; roll: radians."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 0.0
    dolly: float = 0.0
    roll: float = 0.0

    def scale(self, nearness: float) -> float:
        return exp(self.zoom) / max(1.0 - self.dolly * nearness, 0.08)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One moment of the film: seconds since its start, and the camera."""

    view: View
    seconds: float
    stance: Stance

    def at(self, x: float, y: float, nearness: float) -> tuple[float, float]:
        """The pixel where a point of the scene is seen."""
        linear, offset = self.lens(nearness)
        px, py = linear @ np.array([x, y]) + offset
        return float(px), float(py)

    def lens(self, nearness: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(2, 2) and (2,): pixel = linear @ point + offset, for things of this nearness."""
        stance = self.stance
        grow = self.view.unit * stance.scale(nearness)
        c, s = cos(stance.roll) * grow, sin(stance.roll) * grow
        linear = np.array([[c, -s], [s, c]])
        middle = np.array([self.view.size.width / 2, self.view.horizon_px])
        moved = np.array([stance.x, stance.y]) * nearness
        return linear, middle - linear @ moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The camera's whole way, as a function of time."""

    start: Stance
    end: Stance
    seconds: float
    sway: float
    """Breath of the operator: units of drift."""
    orbit: float = 0.0
    phase: float = 0.0

    def at(self, seconds: float) -> Stance:
        p = seconds / self.seconds if self.seconds > 0 else 0.0
        a, b = self.start, self.end
        t, f = seconds, self.phase
        wander_x = self.sway * (sin(0.9 * t + f) + 0.6 * sin(2.3 * t + 2 * f) - _zero(f))
        wander_y = self.sway * 0.7 * (sin(1.3 * t + 3 * f) + 0.5 * sin(2.9 * t + f))
        turn = 2 * pi * self.orbit * (p - 0.5)
        return Stance(
            x=a.x + (b.x - a.x) * p + wander_x + 0.9 * sin(turn),
            y=a.y + (b.y - a.y) * p + wander_y,
            zoom=a.zoom + (b.zoom - a.zoom) * p,
            dolly=_glide(a.dolly, b.dolly, p) + (0.12 * (1 - cos(turn)) if self.orbit else 0.0),
            roll=a.roll + (b.roll - a.roll) * p + self.sway * 0.25 * sin(1.1 * t + 2 * f),
        )


def _zero(phase: float) -> float:
    return sin(phase) + 0.6 * sin(2 * phase)


def _glide(a: float, b: float, p: float) -> float:
    """Dolly at a constant rate of growth in the picture, not of ground covered."""
    near_a, near_b = log(1 - 0.8 * a), log(1 - 0.8 * b)
    return (1 - exp(near_a + (near_b - near_a) * p)) / 0.8


def path_of(scene: Scene, seconds: float) -> Path:
    """The camera path for a shot of this length; a longer shot goes further, but less than in
    proportion."""
    rng = rng_for(scene.key, "camera")
    reach = scene.speed * (max(seconds, 0.5) / 5.0) ** 0.7
    start, end = Stance(zoom=0.03), Stance(zoom=0.03)
    for move in scene.moves:
        start, end = _moved(move, start, end, reach)
    path = Path(
        start=start,
        end=end,
        seconds=seconds,
        sway=0.012 if scene.handheld else 0.002,
        orbit=min(0.22 * reach, 0.5) if Move.ORBIT in scene.moves else 0.0,
        phase=float(rng.uniform(0, 6.28)),
    )
    return replace(path, sway=path.sway * 0.5) if scene.place is Place.FACE else path


def _moved(move: Move, start: Stance, end: Stance, reach: float) -> tuple[Stance, Stance]:
    """Start and end with one more move between them."""
    here, there = _ENDS[move]
    near, wide, tilt = min(reach, 1.4), min(reach, 3.0), min(reach, 1.5)
    by = (reach, tilt, wide, near)
    return _plus(start, here, by), _plus(end, there, by)


_Way = tuple[float, float, float, float]
"""How far x, y, zoom and dolly go for a reach of 1."""
_NOWHERE: _Way = (0.0, 0.0, 0.0, 0.0)
_ENDS: dict[Move, tuple[_Way, _Way]] = {
    Move.ZOOM_IN: (_NOWHERE, (0.0, 0.0, 0.26, 0.16)),
    Move.ZOOM_OUT: ((0.0, 0.0, 0.26, 0.16), _NOWHERE),
    Move.PUSH: (_NOWHERE, (0.0, 0.0, 0.04, 0.34)),
    Move.PULL: ((0.0, 0.0, 0.0, 0.34), _NOWHERE),
    Move.PAN_LEFT: (_NOWHERE, (-0.50, 0.0, 0.0, 0.0)),
    Move.PAN_RIGHT: (_NOWHERE, (0.50, 0.0, 0.0, 0.0)),
    Move.TRUCK_LEFT: (_NOWHERE, (-0.36, 0.0, 0.0, 0.0)),
    Move.TRUCK_RIGHT: (_NOWHERE, (0.36, 0.0, 0.0, 0.0)),
    Move.TILT_UP: ((0.0, 0.10, 0.0, 0.0), (0.0, -0.22, 0.0, 0.0)),
    Move.TILT_DOWN: ((0.0, -0.22, 0.0, 0.0), (0.0, 0.10, 0.0, 0.0)),
    Move.ORBIT: (_NOWHERE, _NOWHERE),
    Move.STATIC: (_NOWHERE, _NOWHERE),
}


def _plus(stance: Stance, way: _Way, by: _Way) -> Stance:
    x, y, zoom, dolly = (a * b for a, b in zip(way, by, strict=True))
    return replace(
        stance, x=stance.x + x, y=stance.y + y, zoom=stance.zoom + zoom, dolly=stance.dolly + dolly
    )

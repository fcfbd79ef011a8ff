"""Where the frame of a clip lies on the canvas, and where a pull of the mouse brings it.

Plain arithmetic: points are in pixels of the canvas unless they are said to be on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from math import atan2, cos, degrees, hypot, radians, sin
from typing import NamedTuple

from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.place import fitted

LEAST_SCALE, MOST_SCALE = 0.01, 100.0
FARTHEST = 10.0
"""Widths or heights of the canvas that a picture can be moved by."""
_LEAST_LEFT = 0.02
"""Of a side of the picture, when it is cropped in the picture."""
_TURN_STEP = 15
_TURN_PULL = 2.0
"""Degrees within which an upright picture is snapped to."""


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """The screen over the canvas: where its corner is, and screen pixels to a pixel of it."""

    left: float
    top: float
    scale: float

    def to_screen(self, point: Point) -> Point:
        return Point(self.left + point.x * self.scale, self.top + point.y * self.scale)

    def to_canvas(self, point: Point) -> Point:
        return Point((point.x - self.left) / self.scale, (point.y - self.top) / self.scale)


class Grip(Enum):
    """What the frame is held by. Its value is where that is: from the middle, in sides of the
    frame."""

    MIDDLE = (0.0, 0.0)
    TOP_LEFT = (-0.5, -0.5)
    TOP_RIGHT = (0.5, -0.5)
    BOTTOM_RIGHT = (0.5, 0.5)
    BOTTOM_LEFT = (-0.5, 0.5)
    LEFT = (-0.5, 0.0)
    TOP = (0.0, -0.5)
    RIGHT = (0.5, 0.0)
    BOTTOM = (0.0, 0.5)
    TURN = (0.0, -0.25)


CORNERS = (Grip.TOP_LEFT, Grip.TOP_RIGHT, Grip.BOTTOM_RIGHT, Grip.BOTTOM_LEFT)
SIDES = (Grip.LEFT, Grip.TOP, Grip.RIGHT, Grip.BOTTOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """A placement at one moment, of a picture of one size on one canvas."""

    canvas: Size
    source: Size
    fit: Fit = Fit.FIT
    crop: Crop = field(default_factory=Crop)
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    rotation_degrees: float = 0.0

    @property
    def middle(self) -> Point:
        return Point(self.canvas.width * (0.5 + self.x), self.canvas.height * (0.5 + self.y))

    @property
    def sides(self) -> Point:
        """Width and height of the frame, as scaled."""
        width, height = fitted(self._cropped(), self.fit, self.canvas)
        return Point(width * self.scale, height * self.scale)

    def at(self, grip: Grip) -> Point:
        sides = self.sides
        along = _turned(
            Point(grip.value[0] * sides.x, grip.value[1] * sides.y), self.rotation_degrees
        )
        return Point(self.middle.x + along.x, self.middle.y + along.y)

    def corners(self) -> tuple[Point, ...]:
        """Clockwise from the top left one of the upright picture."""
        return tuple(self.at(corner) for corner in CORNERS)

    def inside(self, point: Point) -> Point:
        """A point from the middle of the frame, along its own sides, in pixels of the canvas."""
        away = Point(point.x - self.middle.x, point.y - self.middle.y)
        return _turned(away, -self.rotation_degrees)

    def contains(self, point: Point) -> bool:
        inside, sides = self.inside(point), self.sides
        return abs(inside.x) <= sides.x / 2 and abs(inside.y) <= sides.y / 2

    def _cropped(self) -> Size:
        crop, source = self.crop, self.source
        return Size(
            max(1, round(source.width * (1 - crop.left - crop.right))),
            max(1, round(source.height * (1 - crop.top - crop.bottom))),
        )

    def pixel(self) -> Point:
        """Pixels of the canvas to one of the picture, along both of its sides."""
        cropped = self._cropped()
        return Point(self.sides.x / cropped.width, self.sides.y / cropped.height)


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that something was snapped to: upright at x, or level at y."""

    upright: bool
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """The mouse, from where it went down to where it is; `reach` is how near snaps, all in pixels
    of the canvas."""

    begin: Point
    now: Point
    straight: bool = False
    """Shift: along one axis, or in steps."""
    free: bool = False
    """Ctrl: nothing snaps."""
    cropping: bool = False
    """Alt: corners crop."""
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class Pulled:
    framing: Framing
    guides: tuple[Guide, ...] = ()


def pulled(start: Framing, grip: Grip, pull: Pull) -> Pulled:
    """Where a frame is brought by a grip."""
    match grip:
        case Grip.MIDDLE:
            return _moved(start, pull)
        case Grip.TURN:
            return Pulled(_spun(start, pull))
        case Grip.LEFT | Grip.TOP | Grip.RIGHT | Grip.BOTTOM:
            return Pulled(_cropped(start, grip, pull))
        case _:
            return Pulled(_cropped(start, grip, pull)) if pull.cropping else _scaled(start, pull)


def nudged(start: Framing, dx: int, dy: int) -> Framing:
    """Moved by pixels of the canvas."""
    return _at(start, Point(start.middle.x + dx, start.middle.y + dy))


def _moved(start: Framing, pull: Pull) -> Pulled:
    dx, dy = pull.now.x - pull.begin.x, pull.now.y - pull.begin.y
    if pull.straight:
        dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
    moved = _at(start, Point(start.middle.x + dx, start.middle.y + dy))
    if pull.free:
        return Pulled(moved)
    corners = moved.corners()
    across = [corner.x for corner in corners]
    down = [corner.y for corner in corners]
    width, height = moved.canvas.width, moved.canvas.height
    snap_x = _nearest((moved.middle.x, min(across), max(across)), (width / 2, 0, width), pull.reach)
    snap_y = _nearest((moved.middle.y, min(down), max(down)), (height / 2, 0, height), pull.reach)
    if pull.straight:
        snap_x, snap_y = (snap_x if dx else None), (snap_y if dy else None)
    by = Point(snap_x.by if snap_x else 0.0, snap_y.by if snap_y else 0.0)
    guides = [Guide(True, snap_x.at)] if snap_x else []
    guides += [Guide(False, snap_y.at)] if snap_y else []
    there = _at(moved, Point(moved.middle.x + by.x, moved.middle.y + by.y))
    return Pulled(there, tuple(guides))


class _Snap(NamedTuple):
    by: float
    at: float


def _nearest(places: tuple[float, ...], targets: tuple[float, ...], reach: float) -> _Snap | None:
    """How far the nearest of the places is from its own target, if that is within reach."""
    snaps = [_Snap(at - place, at) for place, at in zip(places, targets, strict=True)]
    best = min(snaps, key=lambda snap: abs(snap.by))
    return best if abs(best.by) <= reach else None


def _scaled(start: Framing, pull: Pull) -> Pulled:
    """About the middle; the corner follows the mouse along its diagonal."""
    begin, now = start.inside(pull.begin), start.inside(pull.now)
    length = begin.x**2 + begin.y**2
    if length == 0:
        return Pulled(start)
    times = (begin.x * now.x + begin.y * now.y) / length
    scale = _within(start.scale * times, LEAST_SCALE, MOST_SCALE)
    guides: tuple[Guide, ...] = ()
    if not pull.free:
        scale, guides = _snapped_scale(start, scale, pull.reach)
    return Pulled(replace(start, scale=scale), guides)


def _snapped_scale(start: Framing, scale: float, reach: float) -> tuple[float, tuple[Guide, ...]]:
    """To its own size, and where an upright frame meets an edge of the canvas."""
    half = Point(start.sides.x / start.scale / 2, start.sides.y / start.scale / 2)
    offers: list[tuple[float, tuple[Guide, ...]]] = [(1.0, ())]
    if start.rotation_degrees % 180 == 0:
        middle, canvas = start.middle, start.canvas
        for upright, at, room, side in (
            (True, 0, middle.x, half.x),
            (True, canvas.width, canvas.width - middle.x, half.x),
            (False, 0, middle.y, half.y),
            (False, canvas.height, canvas.height - middle.y, half.y),
        ):
            if room > 0:
                offers.append((room / side, (Guide(upright, at),)))
    best = min(offers, key=lambda offer: abs(offer[0] - scale))
    near = abs(best[0] - scale) * hypot(half.x, half.y) <= reach
    if not near or not LEAST_SCALE <= best[0] <= MOST_SCALE:
        return scale, ()
    same = tuple(g for value, guides in offers if abs(value - best[0]) < 1e-9 for g in guides)
    return best[0], same


def _spun(start: Framing, pull: Pull) -> Framing:
    """About the middle, as far as the mouse went around it."""
    middle = start.middle
    before = atan2(pull.begin.y - middle.y, pull.begin.x - middle.x)
    after = atan2(pull.now.y - middle.y, pull.now.x - middle.x)
    by = (degrees(after - before) + 180) % 360 - 180
    turn = start.rotation_degrees + by
    if pull.straight:
        turn = _TURN_STEP * round(turn / _TURN_STEP)
    elif not pull.free and abs(turn - 90 * round(turn / 90)) <= _TURN_PULL:
        turn = 90 * round(turn / 90)
    return replace(start, rotation_degrees=float(turn))


def _cropped(start: Framing, grip: Grip, pull: Pull) -> Framing:
    """Cut at the sides that are held; what is left of the picture stays where it is."""
    begin, now, pixel = start.inside(pull.begin), start.inside(pull.now), start.pixel()
    across = (now.x - begin.x) / pixel.x / start.source.width
    down = (now.y - begin.y) / pixel.y / start.source.height
    crop, (u, v) = start.crop, grip.value
    if u < 0:
        crop = replace(crop, left=_cut(crop.left + across, crop.right))
    if u > 0:
        crop = replace(crop, right=_cut(crop.right - across, crop.left))
    if v < 0:
        crop = replace(crop, top=_cut(crop.top + down, crop.bottom))
    if v > 0:
        crop = replace(crop, bottom=_cut(crop.bottom - down, crop.top))
    return _kept_in_place(start, replace(start, crop=crop))


def _cut(share: float, other: float) -> float:
    return _within(share, 0.0, 1 - other - _LEAST_LEFT)


def _kept_in_place(before: Framing, after: Framing) -> Framing:
    """A crop would fit what is left into the canvas anew; scale and place undo that. A stretched
    picture has no scale of its own to keep."""
    if before.fit is Fit.STRETCH:
        return after
    pixel = before.pixel()
    after = replace(after, scale=after.scale * pixel.x / after.pixel().x)
    left = after.crop.left - before.crop.left
    right = after.crop.right - before.crop.right
    top = after.crop.top - before.crop.top
    bottom = after.crop.bottom - before.crop.bottom
    shift = Point(
        (left - right) / 2 * before.source.width * pixel.x,
        (top - bottom) / 2 * before.source.height * pixel.y,
    )
    shift = _turned(shift, before.rotation_degrees)
    return _at(after, Point(before.middle.x + shift.x, before.middle.y + shift.y))


def _at(framing: Framing, middle: Point) -> Framing:
    return replace(
        framing,
        x=_within(middle.x / framing.canvas.width - 0.5, -FARTHEST, FARTHEST),
        y=_within(middle.y / framing.canvas.height - 0.5, -FARTHEST, FARTHEST),
    )


def _turned(point: Point, by_degrees: float) -> Point:
    """Clockwise about the origin, with y downwards."""
    turn = radians(by_degrees)
    return Point(
        point.x * cos(turn) - point.y * sin(turn), point.x * sin(turn) + point.y * cos(turn)
    )


def _within(value: float, lowest: float, highest: float) -> float:
    return min(max(value, lowest), highest)

"""Where on the screen a subject can be taken hold of. Points are in pixels of the widget."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from sorastudio.project.media import Size
from sorastudio.ui.viewer.framing import CORNERS, SIDES, Framing, Glass, Grip, Point
from sorastudio.ui.viewer.subject import Anchoring, Placing, Subject

REACH_PX = 9
"""How near the mouse must be to a grip, and a frame to what it snaps to."""
_ARM_PX = 56
_SHORTEST_ARM_PX = 2.5 * REACH_PX
_INSET_PX = 10
"""Grips that lie on the edge of the widget are drawn inside of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """The grips of a subject, seen through the glass in a widget of some size."""

    subject: Subject
    glass: Glass
    width: int
    height: int

    def place(self, grip: Grip) -> Point:
        match self.subject:
            case Anchoring(at=at):
                return self.glass.to_screen(at)
            case Placing(framing=framing):
                return self._place_on(framing, grip)

    def under(self, point: Point) -> Grip | None:
        """What the mouse would take hold of at a point."""
        match self.subject:
            case Anchoring():
                near = distance(self.place(Grip.MIDDLE), point) <= 2 * REACH_PX
                return Grip.MIDDLE if near else None
            case Placing(framing=framing):
                for grip in (Grip.TURN, *CORNERS, *SIDES):
                    if distance(self.place(grip), point) <= REACH_PX:
                        return grip
                inside = framing.contains(self.glass.to_canvas(point))
                return Grip.MIDDLE if inside else None

    def _place_on(self, framing: Framing, grip: Grip) -> Point:
        at, middle = self.glass.to_screen(framing.at(grip)), self.glass.to_screen(framing.middle)
        if grip is Grip.MIDDLE:
            return middle
        if grip is Grip.TURN:
            away = distance(at, middle)
            arm = min(_ARM_PX, max(away, _SHORTEST_ARM_PX)) / max(away, 1e-9)
            return Point(middle.x + (at.x - middle.x) * arm, middle.y + (at.y - middle.y) * arm)
        return Point(_inside(at.x, self.width), _inside(at.y, self.height))


def words_of(subject: Subject, grip: Grip, canvas: Size) -> str:
    """How far it is, in short."""
    match subject:
        case Anchoring(at=at):
            return f"{at.x / canvas.width:.1%}, {at.y / canvas.height:.1%}"
        case Placing(framing=framing):
            return _words_of(framing, grip)


def _words_of(framing: Framing, grip: Grip) -> str:
    crop = framing.crop
    match grip:
        case Grip.MIDDLE:
            return f"{framing.x:+.1%}, {framing.y:+.1%}"
        case Grip.TURN:
            return f"{framing.rotation_degrees:.1f}°"
        case Grip.LEFT | Grip.RIGHT:
            return f"Crop {crop.left:.1%} left, {crop.right:.1%} right"
        case Grip.TOP | Grip.BOTTOM:
            return f"Crop {crop.top:.1%} top, {crop.bottom:.1%} bottom"
        case _:
            return f"{framing.scale:.1%}"


def distance(a: Point, b: Point) -> float:
    return hypot(a.x - b.x, a.y - b.y)


def _inside(at: float, room: int) -> float:
    """Just inside of the room, if it lies on its edge."""
    if -_INSET_PX <= at < _INSET_PX:
        return _INSET_PX
    return room - _INSET_PX if room - _INSET_PX < at <= room + _INSET_PX else at

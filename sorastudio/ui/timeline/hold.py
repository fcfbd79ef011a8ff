"""What the mouse may be doing on the tracks, one value for each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from sorastudio.project.ids import ClipId
from sorastudio.project.timeline import Track
from sorastudio.ui.timeline.geometry import Hit, Scale
from sorastudio.ui.timeline.gestures import Gesture, Pull
from sorastudio.ui.timeline.snapping import SnapPoints

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Where the mouse is, from the top left of the first row, and the keys that are held."""

    at: QPointF
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    def holds(self, key: Qt.KeyboardModifier) -> bool:
        return bool(self.keys & key)


@dataclass(frozen=True, slots=True)
class Idle:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Not yet known whether it will be a click or a drag."""

    hit: Hit
    pointer: Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Dragging:
    gesture: Gesture
    origin: QPointF
    anchor: float
    """The frame, to a fraction, where it was pressed."""
    track: Track
    points: SnapPoints
    pull: Pull
    words: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banding:
    """A rubber band from a frame and a height to where the mouse is."""

    frame: float
    y: float
    end: Pointer
    kept: frozenset[ClipId]

    def box(self, scale: Scale) -> QRectF:
        return QRectF(QPointF(scale.x(self.frame), self.y), self.end.at).normalized()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panning:
    """`at` counts from the top left of the canvas, which does not move."""

    at: QPointF


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The mouse is still down, on something that cannot be dragged."""

    words: str


State = Idle | Pressed | Dragging | Banding | Panning | Refused

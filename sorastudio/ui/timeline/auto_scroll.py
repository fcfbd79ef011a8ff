"""More of the film comes in while something is held at a border."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from sorastudio.ui.timeline.stage import Stage

_ZONE_PX = 28
_TICK_MS = 30
_ACROSS, _DOWN = 0.6, 0.4
"""Pixels a tick for each pixel inside the zone."""


class AutoScroll(QObject):
    """Scrolls as long as the mouse is in the zone along the borders, and faster beyond them."""

    scrolled = Signal()

    def __init__(self, stage: Stage, area: QWidget) -> None:
        super().__init__(area)
        self._stage, self._area = stage, area
        self.at = QPointF()
        """Where something was held last."""
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)

    def follow(self, at: QPointF) -> None:
        """Where something is held, from the top left of the area."""
        self.at = at
        if not any(self._beyond()):
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    def end(self) -> None:
        self._clock.stop()

    @Slot()
    def _tick(self) -> None:
        before = (self._stage.scale, self._stage.scroll_y)
        right, down = self._beyond()
        self._stage.scroll(right * _ACROSS)
        self._stage.scroll_down(round(down * _DOWN))
        if (self._stage.scale, self._stage.scroll_y) != before:
            self.scrolled.emit()

    def _beyond(self) -> tuple[float, float]:
        return (
            _beyond(self.at.x(), self._area.width()),
            _beyond(self.at.y(), self._area.height()),
        )


def _beyond(at: float, end: int) -> float:
    """How far a place is in a zone: below zero at the beginning, above at the end."""
    return min(0.0, at - _ZONE_PX) + max(0.0, at - end + _ZONE_PX)

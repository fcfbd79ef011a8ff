"""A thin bar under the picture: where one is, what is marked, and a place to scrub."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sorastudio.project.time import timecode
from sorastudio.ui.theme import GRID_PX, PALETTE, color
from sorastudio.ui.viewer.film import Film

_HEIGHT_PX = 24
_EDGE_PX = 2 * GRID_PX
_GRAB_PX = 5
"""So near to a mark it is the mark that is dragged."""


class _Held(StrEnum):
    PLAYHEAD = "playhead"
    IN = "in"
    OUT = "out"


class PositionBar(QWidget):
    """Click or drag to scrub; drag a mark to move it."""

    def __init__(self, film: Film, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film = film
        self._held: _Held | None = None
        self.setAccessibleName(name)
        self.setToolTip("Drag to scrub. Drag a mark to move it.")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT_PX)
        for signal in (film.changed, film.playhead_changed, film.range_changed):
            signal.connect(self._show)

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT_PX)

    def x_of(self, frame: int) -> float:
        """Where a frame lies, in pixels."""
        length = max(self._film.project.timeline.length, 1)
        return _EDGE_PX + frame / length * self._room

    def frame_at(self, x: float) -> int:
        """The frame that lies there, or the nearest."""
        length = self._film.project.timeline.length
        frame = int((x - _EDGE_PX) / self._room * length)
        return min(max(frame, 0), max(length - 1, 0))

    @property
    def _room(self) -> int:
        return max(self.width() - 2 * _EDGE_PX, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._under(event.position().x())
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is not None:
            self._drag_to(x)
        else:
            over_mark = self._under(x) is not _Held.PLAYHEAD
            shape = Qt.CursorShape.SizeHorCursor if over_mark else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        groove = QRectF(_EDGE_PX, middle - 2, self._room, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PALETTE.line))
        painter.drawRoundedRect(groove, 2, 2)
        if self._film.range is not None:
            self._paint_marks(painter, *self._film.range)
        x = self.x_of(min(self._film.playhead, self._film.project.timeline.length))
        painter.setBrush(QColor(PALETTE.accent if self.hasFocus() else PALETTE.text))
        painter.drawRoundedRect(QRectF(x - 1.5, 3, 3, self.height() - 6), 1.5, 1.5)

    def _paint_marks(self, painter: QPainter, first: int, end: int) -> None:
        left, right = self.x_of(first), self.x_of(end)
        painter.setBrush(color(PALETTE.accent, 90))
        painter.drawRect(QRectF(left, 7, right - left, self.height() - 14))
        painter.setBrush(QColor(PALETTE.accent))
        # Brackets, so that in and out differ in shape.
        for edge, inward in ((left, 1), (right, -1)):
            painter.drawRect(QRectF(edge - (2 if inward < 0 else 0), 5, 2, self.height() - 10))
            for y in (5, self.height() - 7):
                painter.drawRect(QRectF(min(edge, edge + 5 * inward), y, 5, 2))

    def _under(self, x: float) -> _Held:
        if self._film.range is not None:
            first, end = self._film.range
            if abs(x - self.x_of(end)) <= _GRAB_PX:
                return _Held.OUT
            if abs(x - self.x_of(first)) <= _GRAB_PX:
                return _Held.IN
        return _Held.PLAYHEAD

    def _drag_to(self, x: float) -> None:
        frame, marked = self.frame_at(x), self._film.range
        if self._held is _Held.IN and marked is not None:
            self._film.mark_range((min(frame, marked[1] - 1), marked[1]))
        elif self._held is _Held.OUT and marked is not None:
            frame = max(frame, marked[0])
            self._film.mark_range((marked[0], frame + 1))
        self._film.move_playhead(frame)

    @Slot()
    def _show(self) -> None:
        film, rate = self._film, self._film.project.rate
        words = timecode(film.playhead, rate)
        if film.range is not None:
            first, end = film.range
            words += f", marked from {timecode(first, rate)} to {timecode(end, rate)}"
        self.setAccessibleDescription(words)
        self.update()

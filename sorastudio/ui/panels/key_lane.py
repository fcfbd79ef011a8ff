"""The values of a clip that change, as small curves over its length, with their keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.curve import Curve, value_at
from sorastudio.project.edits.keyframes import Field, key_frames, moment, move_key
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.panels.fields import LABEL_WIDTH_PX
from sorastudio.ui.panels.key_buttons import DIAMOND
from sorastudio.ui.theme import PALETTE, label_font

ROW_PX = 26
_PAD_PX = 7
_REACH_PX = 6
FIELD_WORDS = {
    Field.SCALE: "Scale",
    Field.X: "X",
    Field.Y: "Y",
    Field.ROTATION: "Rotation",
    Field.OPACITY: "Opacity",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field that follows a curve, sampled along the clip between 0 and 1."""

    field: Field
    keys: tuple[int, ...]
    points: tuple[float, ...]


class KeyLane(QWidget):
    """A click goes to a frame, a key is pulled along."""

    frame_wanted = Signal(int)

    def __init__(self, session: Session, stroke: Stroke, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._stroke = session, stroke
        self._placed: Placed | None = None
        self._rows: tuple[Row, ...] = ()
        self._held: tuple[Field, int] | None = None
        self.setAccessibleName("Keys of the clip")
        self.setToolTip("Pull a key to another moment; click beside it to go there")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_clip(self, project: Project, placed: Placed | None) -> None:
        """None: there is not one clip to show."""
        self._placed = placed
        self._rows = rows_of(project, placed) if placed else ()
        self.setVisible(bool(self._rows))
        self.setFixedHeight(max(1, len(self._rows)) * ROW_PX)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(1, len(self._rows)) * ROW_PX)

    def place_of(self, field: Field, frame: int) -> QPointF:
        """Where a key at a frame is drawn."""
        number = next(i for i, row in enumerate(self._rows) if row.field is field)
        return QPointF(self._x(frame), (number + 0.5) * ROW_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._placed is None:
            return
        self._held = self._key_under(event.position())
        frame = self._held[1] if self._held else self._frame(event.position().x())
        self.frame_wanted.emit(frame)
        if self._held:
            self._stroke.begin()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton or self._placed is None:
            under = self._key_under(event.position())
            self.setCursor(Qt.CursorShape.SizeHorCursor if under else Qt.CursorShape.ArrowCursor)
            return
        frame = self._frame(event.position().x())
        if self._held is not None and frame != self._held[1]:
            self._pull(*self._held, frame)
        self.frame_wanted.emit(frame if self._held is None else self._held[1])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self._stroke.end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(label_font())
        for number, row in enumerate(self._rows):
            self._paint_row(painter, row, number * ROW_PX)
        if self._placed and self._placed.start <= self._session.playhead < self._placed.end:
            x = self._x(self._session.playhead)
            painter.setPen(QPen(QColor(PALETTE.text), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_row(self, painter: QPainter, row: Row, top: int) -> None:
        painter.setPen(QColor(PALETTE.dim))
        painter.drawText(
            QRectF(0, top, LABEL_WIDTH_PX, ROW_PX),
            Qt.AlignmentFlag.AlignVCenter,
            FIELD_WORDS[row.field],
        )
        left, wide = LABEL_WIDTH_PX + 8, self.width() - LABEL_WIDTH_PX - 8
        painter.setPen(QPen(QColor(PALETTE.line), 1))
        painter.setBrush(QColor(PALETTE.window))
        painter.drawRoundedRect(QRectF(left + 0.5, top + 2.5, wide - 1, ROW_PX - 5), 4, 4)
        line = QPolygonF(
            [
                QPointF(
                    left + _PAD_PX + (wide - 2 * _PAD_PX) * i / max(1, len(row.points) - 1),
                    top + ROW_PX - 7 - value * (ROW_PX - 14),
                )
                for i, value in enumerate(row.points)
            ]
        )
        painter.setPen(QPen(QColor(PALETTE.dim), 1))
        painter.drawPolyline(line)
        for frame in row.keys:
            is_here = frame == self._session.playhead
            painter.setPen(QPen(QColor(PALETTE.window), 1))
            painter.setBrush(QColor(PALETTE.accent if is_here else PALETTE.text))
            at = QPointF(self._x(frame), top + ROW_PX / 2)
            painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in DIAMOND]))

    def _pull(self, field: Field, frame: int, to_frame: int) -> None:
        """Onto another key it does not go; it waits beside it."""
        assert self._placed is not None
        placed = self._placed
        to_frame = min(max(to_frame, placed.start), placed.end - 1)
        try:
            self._stroke.apply(
                "Move key", move_key, placed.clip.id, field, frame=frame, to_frame=to_frame
            )
        except EditRefused:
            return
        self._held = field, to_frame

    def _key_under(self, at: QPointF) -> tuple[Field, int] | None:
        number = int(at.y() // ROW_PX)
        if not 0 <= number < len(self._rows):
            return None
        row = self._rows[number]
        near = [frame for frame in row.keys if abs(self._x(frame) - at.x()) <= _REACH_PX]
        best = min(near, key=lambda frame: abs(self._x(frame) - at.x()), default=None)
        return None if best is None else (row.field, best)

    def _x(self, frame: int) -> float:
        assert self._placed is not None
        left, wide = LABEL_WIDTH_PX + 8 + _PAD_PX, self.width() - LABEL_WIDTH_PX - 8 - 2 * _PAD_PX
        return left + wide * (frame - self._placed.start) / max(1, self._placed.clip.length - 1)

    def _frame(self, x: float) -> int:
        assert self._placed is not None
        left, wide = LABEL_WIDTH_PX + 8 + _PAD_PX, self.width() - LABEL_WIDTH_PX - 8 - 2 * _PAD_PX
        share = (x - left) / max(1, wide)
        frame = self._placed.start + round(share * (self._placed.clip.length - 1))
        return min(max(frame, self._placed.start), self._placed.end - 1)


def rows_of(project: Project, placed: Placed, *, samples: int = 60) -> tuple[Row, ...]:
    rows = []
    for field in Field:
        curve = field.of(placed.clip.placement)
        if isinstance(curve, Curve):
            last = placed.clip.length - 1
            frames = [placed.start + round(last * i / (samples - 1)) for i in range(samples)]
            values = [value_at(curve, moment(placed, frame, project.rate)) for frame in frames]
            low, high = min(values), max(values)
            points = tuple((value - low) / (high - low) if high > low else 0.5 for value in values)
            rows.append(Row(field, key_frames(placed, field, project.rate), points))
    return tuple(rows)

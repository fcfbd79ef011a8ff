"""What is written on pictures that stand side by side, and the pointer over them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sorastudio.project.edits.slots import MOST_STARS
from sorastudio.ui.panels.take_cards import paint_star
from sorastudio.ui.theme import GRID_PX, PALETTE, RADIUS_PX, color, label_font
from sorastudio.ui.viewer.screen import Screen

_TAG_PX = 22
_STAR_PX = 14
_LEAST_FOR_STARS_PX = 150
"""What is narrower has no room for stars that wait to be lit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    words: str
    key: str = ""
    """What is typed to choose it."""
    stars: int = 0
    used: bool = False
    rejected: bool = False

    @property
    def spoken(self) -> str:
        """All it says, for those who do not see it."""
        parts = [self.words, f"{self.stars} stars"]
        parts += ["used"] if self.used else []
        parts += ["rejected"] if self.rejected else []
        return ", ".join(parts) + "."


class WallLabels(QWidget):
    """Lies on the screen while it shows a wall. One cell is the current one: it follows the
    pointer and the keys."""

    current_changed = Signal(int)
    chosen = Signal(int)
    rated = Signal(int, int)
    """A cell, and how many stars it is given."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._labels: tuple[Label, ...] = ()
        self._notes: tuple[str, ...] = ()
        self._live = False
        self._current = 0
        self.setAccessibleName("Pictures side by side")
        self.setMouseTracking(True)
        self.hide()
        screen.installEventFilter(self)

    @property
    def labels(self) -> tuple[Label, ...]:
        return self._labels

    @property
    def current(self) -> int:
        return self._current

    def set_labels(self, labels: tuple[Label, ...], *, live: bool) -> None:
        """live: whether they can be pointed at."""
        self._labels, self._live = labels, live
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not live)
        self.set_current(min(self._current, max(len(labels) - 1, 0)))
        self._describe()
        self.update()

    def set_notes(self, notes: tuple[str, ...]) -> None:
        """Why cells are black, if they are."""
        self._notes = notes
        self.update()

    def set_current(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self.current_changed.emit(number)
            self._describe()
            self.update()

    def cell_at(self, at: QPointF) -> int | None:
        cells = self._screen.cell_rects()
        return next((n for n, cell in enumerate(cells) if cell.contains(at)), None)

    def star_rect(self, number: int, stars: int) -> QRectF:
        """Where a cell is clicked to give it so many stars."""
        tag = self._tag(number)
        left = tag.right() - GRID_PX - (MOST_STARS - stars + 1) * _STAR_PX
        return QRectF(left, tag.top(), _STAR_PX, tag.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._screen and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.resize(self._screen.size())
        return False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None and not event.buttons():
            self.set_current(cell)
        event.ignore()  # the screen is dragged about with the middle button

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.set_current(cell)
        stars = self._stars_at(cell, event.position())
        if stars is None:
            self.chosen.emit(cell)
        else:
            self.rated.emit(cell, stars)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(label_font())
        cells = self._screen.cell_rects()
        for number, (cell, label) in enumerate(zip(cells, self._labels, strict=False)):
            self._paint_cell(painter, number, cell, label)
        painter.end()

    def _paint_cell(self, painter: QPainter, number: int, cell: QRectF, label: Label) -> None:
        if label.rejected:
            painter.fillRect(cell, color(PALETTE.window, 170))
            _paint_cross(painter, cell)
        note = self._notes[number] if number < len(self._notes) else ""
        if note:
            painter.setPen(QColor(PALETTE.text))
            flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignCenter)
            painter.drawText(cell.adjusted(8, _TAG_PX, -8, -8), flags, note)
        if self._live and (number == self._current or label.used):
            current = number == self._current
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(PALETTE.text if current else PALETTE.accent), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        self._paint_tag(painter, number, label)

    def _paint_tag(self, painter: QPainter, number: int, label: Label) -> None:
        tag = self._tag(number)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(PALETTE.window, 215))
        painter.drawRoundedRect(tag, RADIUS_PX, RADIUS_PX)
        words = tag.adjusted(2 * GRID_PX, 0, -2 * GRID_PX, 0)
        if self._stars_shown(number):
            words.setRight(self.star_rect(number, 1).left() - GRID_PX)
            for star in range(1, MOST_STARS + 1):
                _paint_star_or_dot(painter, self.star_rect(number, star), lit=star <= label.stars)
        painter.setPen(QColor(PALETTE.accent if label.used else PALETTE.text))
        metrics = painter.fontMetrics()
        said = self._said(number)
        fitting = metrics.elidedText(said, Qt.TextElideMode.ElideRight, round(words.width()) + 1)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), fitting)

    def _tag(self, number: int) -> QRectF:
        """The label in the upper left corner of a cell, no wider than that."""
        cells = self._screen.cell_rects()
        if not (number < len(cells) and number < len(self._labels)):
            return QRectF()
        cell = cells[number].adjusted(GRID_PX + 2, GRID_PX + 2, -GRID_PX - 2, -GRID_PX - 2)
        words = QFontMetricsF(label_font()).horizontalAdvance(self._said(number))
        width = words + 4 * GRID_PX + 1
        if self._stars_shown(number):
            width += MOST_STARS * _STAR_PX + GRID_PX
        return QRectF(cell.left(), cell.top(), min(width, cell.width()), _TAG_PX)

    def _stars_shown(self, number: int) -> bool:
        """Whether there are stars to click; else those that are lit are said."""
        wide = self._screen.cell_rects()[number].width() >= _LEAST_FOR_STARS_PX
        return self._live and wide

    def _stars_at(self, cell: int, at: QPointF) -> int | None:
        """A star that was clicked; the one that is lit last puts them all out."""
        if not self._stars_shown(cell):
            return None
        for stars in range(1, MOST_STARS + 1):
            if self.star_rect(cell, stars).contains(at):
                return 0 if self._labels[cell].stars == stars else stars
        return None

    def _said(self, number: int) -> str:
        label = self._labels[number]
        parts = [label.key, label.words]
        if label.stars and not self._stars_shown(number):
            parts.append("★" * label.stars)
        parts += ["used"] if label.used else []
        parts += ["rejected"] if label.rejected else []
        return "  ·  ".join(part for part in parts if part)

    def _describe(self) -> None:
        if self._live and self._current < len(self._labels):
            self.setAccessibleDescription(self._labels[self._current].spoken)
        else:
            self.setAccessibleDescription(" | ".join(label.words for label in self._labels))


def _paint_star_or_dot(painter: QPainter, place: QRectF, *, lit: bool) -> None:
    if lit:
        paint_star(painter, place.center())
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PALETTE.dim))
        painter.drawEllipse(place.center(), 1.5, 1.5)


def _paint_cross(painter: QPainter, cell: QRectF) -> None:
    middle = QRectF(0, 0, 28, 28)
    middle.moveCenter(cell.center())
    painter.setPen(QPen(QColor(PALETTE.failed), 2.5))
    painter.drawLine(middle.topLeft(), middle.bottomRight())
    painter.drawLine(middle.topRight(), middle.bottomLeft())

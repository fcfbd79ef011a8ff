"""The takes of a slot as small pictures in a row, painted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sorastudio.project.edits.slots import MOST_STARS
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Media
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.thumbs import Thumbs
from sorastudio.ui.theme import GRID_PX, PALETTE, RADIUS_PX, color, label_font

CARD = QSize(104, 84)
PICTURE_PX = 60
GAP_PX = 8
FRAMES = 8
"""Pictures that are played while the pointer rests on a take."""

_FRAME_MS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A take as it is shown."""

    take_id: TakeId
    number: int
    media: Media
    stars: int = 0
    rejected: bool = False
    chosen: bool = False


class TakeCards(QWidget):
    """A row of takes. A click uses one; arrows, 0 to 5, X and Enter do by keyboard what the
    pointer does."""

    used = Signal(str)
    opened = Signal(str)
    """It was clicked twice; the first click has used it."""
    rated = Signal(str, int)
    rejected = Signal(str, bool)
    current_changed = Signal(int)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self._current = 0
        self._hover = -1
        self._frame = 0
        height = round(PICTURE_PX * self.devicePixelRatioF())
        self._thumbs = Thumbs(session, height, self)
        self._thumbs.came.connect(self.update)
        self._player = QTimer(self)
        self._player.setInterval(_FRAME_MS)
        self._player.timeout.connect(self._next_frame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Takes")

    @property
    def cards(self) -> tuple[Card, ...]:
        return self._cards

    @property
    def current(self) -> Card | None:
        """The one the keyboard is about."""
        return self._cards[self._current] if self._current < len(self._cards) else None

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """The keyboard follows the take that is used when that changes."""
        before = next((c.take_id for c in self._cards if c.chosen), None)
        self._cards = cards
        chosen = next((i for i, c in enumerate(cards) if c.chosen), None)
        if chosen is not None and cards[chosen].take_id != before:
            self._current = chosen
        self._current = min(self._current, max(len(cards) - 1, 0))
        self.setFixedSize(self.sizeHint())
        self._describe()
        self.update()
        self.current_changed.emit(self._current)

    def rect_of(self, index: int) -> QRect:
        return QRect(QPoint(index * (CARD.width() + GAP_PX), 0), CARD)

    def sizeHint(self) -> QSize:
        count = max(len(self._cards), 1)
        return QSize(count * (CARD.width() + GAP_PX) - GAP_PX, CARD.height())

    def index_at(self, point: QPoint) -> int:
        """-1 between and beside them."""
        index = point.x() // (CARD.width() + GAP_PX)
        inside = 0 <= index < len(self._cards) and self.rect_of(index).contains(point)
        return index if inside else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(label_font())
        for index, card in enumerate(self._cards):
            if self.rect_of(index).intersects(event.rect()):
                self._paint_card(painter, index, card)
        painter.end()

    def _paint_card(self, painter: QPainter, index: int, card: Card) -> None:
        place = self.rect_of(index)
        box = QRectF(place.x(), place.y(), place.width(), PICTURE_PX).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_PX, RADIUS_PX)
        painter.fillPath(shape, QColor(PALETTE.window))
        self._paint_picture(painter, shape, box, card, self._time_of(index, card))
        if card.rejected:
            painter.fillPath(shape, color(PALETTE.window, 170))
            painter.setPen(QPen(QColor(PALETTE.failed), 1.5))
            middle = QRectF(0, 0, 16, 16)
            middle.moveCenter(box.center())
            painter.drawLine(middle.topLeft(), middle.bottomRight())
            painter.drawLine(middle.topRight(), middle.bottomLeft())
        focused = self.hasFocus() and index == self._current
        edge = PALETTE.accent if card.chosen else PALETTE.text if focused else PALETTE.line
        pen = QPen(QColor(edge), 2 if card.chosen or focused else 1)
        if focused and not card.chosen:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawPath(shape)
        self._paint_line(painter, place, card)

    def _paint_picture(
        self, painter: QPainter, shape: QPainterPath, box: QRectF, card: Card, time: Fraction
    ) -> None:
        failure = self._thumbs.failure(card.media)
        picture = self._thumbs.image(card.media, time) or self._thumbs.image(card.media)
        if failure is not None:
            painter.setPen(QColor(PALETTE.failed))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "File missing")
        if picture is None or picture.isNull():
            return
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(filled(picture, box), picture)
        painter.restore()

    def _paint_line(self, painter: QPainter, place: QRect, card: Card) -> None:
        line = QRect(place.x() + 2, PICTURE_PX + GRID_PX, place.width() - 4, 16)
        painter.setPen(QColor(PALETTE.text if card.chosen else PALETTE.dim))
        words = f"{card.number} · used" if card.chosen else str(card.number)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        for star in range(card.stars):
            paint_star(painter, QPointF(line.right() - 5 - star * 11, line.center().y()))

    def _time_of(self, index: int, card: Card) -> Fraction:
        return card.media.duration * self._frame / FRAMES if index == self._hover else Fraction(0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_over(self.index_at(event.position().toPoint()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover_over(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if index >= 0:
            self._go_to(index)
            if event.button() == Qt.MouseButton.LeftButton:
                self.used.emit(self._cards[index].take_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._cards[index].take_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._go_to(self.index_at(event.pos()))
        if self.current is not None:
            self.menu_wanted.emit(self.current.take_id, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card, key = self.current, event.key()
        if card is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go_to(self._current + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.used.emit(card.take_id)
        elif key == Qt.Key.Key_X:
            self.rejected.emit(card.take_id, not card.rejected)
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_0 + MOST_STARS:
            self.rated.emit(card.take_id, key - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _go_to(self, index: int) -> None:
        if 0 <= index < len(self._cards) and index != self._current:
            self._current = index
            self.current_changed.emit(index)
            self._describe()
            self.update()

    def _hover_over(self, index: int) -> None:
        if index == self._hover:
            return
        self._hover, self._frame = index, 0
        if index < 0:
            self._player.stop()
        else:
            self._player.start()
        self.update()

    def _next_frame(self) -> None:
        """Goes on as soon as the next picture is there."""
        if not 0 <= self._hover < len(self._cards):
            self._player.stop()
            return
        media = self._cards[self._hover].media
        following = (self._frame + 1) % FRAMES
        if self._thumbs.image(media, media.duration * following / FRAMES) is not None:
            self._frame = following
            self.update()

    def _describe(self) -> None:
        card = self.current
        self.setAccessibleDescription("No take yet." if card is None else _words(card))


def _words(card: Card) -> str:
    parts = [f"Take {card.number}", f"{card.stars} stars"]
    parts += ["used"] if card.chosen else []
    parts += ["rejected"] if card.rejected else []
    return ", ".join(parts) + "."


def filled(picture: QImage, box: QRectF) -> QRectF:
    """Where a picture goes so that it covers a box."""
    size = (
        picture.size().toSizeF().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    )
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(box.center())
    return place


def paint_star(painter: QPainter, middle: QPointF, *, radius: float = 5.0) -> None:
    """A filled star; its points lie on a circle, every second one at two fifths of it."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = pi * corner / 5 - pi / 2
        points.append(middle + QPointF(cos(angle) * reach, sin(angle) * reach))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PALETTE.stale))
    painter.drawPolygon(QPolygonF(points))
    painter.restore()

"""What is drawn over the picture to be taken hold of. Points are in the widget's own pixels."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sorastudio.ui.theme import GRID_PX, PALETTE, RADIUS_PX, color, label_font
from sorastudio.ui.viewer.framing import CORNERS, SIDES, Framing, Glass, Grip, Guide, Point
from sorastudio.ui.viewer.handles import Handles

_KNOB_PX = 8
_BAR_PX = (18, 4)
_CROSS_PX = 14
_SHADE = color("#000000", 150)


def draw_framing(painter: QPainter, handles: Handles, framing: Framing, hot: Grip | None) -> None:
    """The frame of a clip with all it can be held by."""
    _draw_outline(painter, [handles.glass.to_screen(corner) for corner in framing.corners()])
    _draw_arm(painter, handles.place(Grip.MIDDLE), handles.place(Grip.TURN))
    for grip in Grip:
        turn = framing.rotation_degrees
        _draw_grip(painter, grip, handles.place(grip), turn, hot=grip is hot)


def _draw_outline(painter: QPainter, corners: Iterable[Point]) -> None:
    """The outline, light on dark, so that it is seen on any picture."""
    outline = QPolygonF([_q(corner) for corner in corners])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((_SHADE, 3.0), (QColor(PALETTE.accent), 1.0)):
        painter.setPen(QPen(ink, width))
        painter.drawPolygon(outline)


def _draw_grip(painter: QPainter, grip: Grip, at: Point, turn_degrees: float, *, hot: bool) -> None:
    painter.save()
    painter.translate(_q(at))
    painter.rotate(turn_degrees)
    painter.setPen(QPen(_SHADE, 1))
    painter.setBrush(QColor(PALETTE.accent if hot else "#ffffff"))
    if grip in CORNERS:
        half = _KNOB_PX / 2
        painter.drawRect(QRectF(-half, -half, _KNOB_PX, _KNOB_PX))
    elif grip in SIDES:
        across, down = _BAR_PX if grip in (Grip.TOP, Grip.BOTTOM) else _BAR_PX[::-1]
        painter.drawRect(QRectF(-across / 2, -down / 2, across, down))
    else:
        painter.drawEllipse(QPointF(0, 0), _KNOB_PX / 2 + 1, _KNOB_PX / 2 + 1)
    painter.restore()


def _draw_arm(painter: QPainter, middle: Point, end: Point) -> None:
    """From the middle to what turns the frame."""
    for ink, width in ((_SHADE, 3.0), (QColor("#ffffff"), 1.0)):
        painter.setPen(QPen(ink, width))
        painter.drawLine(_q(middle), _q(end))


def draw_anchor(painter: QPainter, at: Point, *, hot: bool) -> None:
    """A cross in a circle."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lit = QColor(PALETTE.accent if hot else "#ffffff")
    for ink, width in ((_SHADE, 4.0), (lit, 1.5)):
        painter.setPen(QPen(ink, width))
        painter.drawEllipse(_q(at), _CROSS_PX / 2, _CROSS_PX / 2)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            inner, outer = QPointF(dx, dy) * 3, QPointF(dx, dy) * _CROSS_PX
            painter.drawLine(_q(at) + inner, _q(at) + outer)


def draw_guide(painter: QPainter, guide: Guide, glass: Glass, room: QSize) -> None:
    """What something was snapped to."""
    at = glass.to_screen(Point(guide.at, guide.at))
    painter.setPen(QPen(QColor(PALETTE.stale), 1))
    if guide.upright:
        painter.drawLine(QPointF(at.x, 0), QPointF(at.x, room.height()))
    else:
        painter.drawLine(QPointF(0, at.y), QPointF(room.width(), at.y))


def draw_words(painter: QPainter, at: Point, words: str, room: QRect) -> None:
    """How far it is, next to the mouse and inside of the widget."""
    painter.setFont(label_font())
    pad = GRID_PX
    box = painter.fontMetrics().boundingRect(words).adjusted(-2 * pad, -pad, 2 * pad, pad)
    box.moveTopLeft(_q(at).toPoint())
    box.translate(4 * pad, 4 * pad)
    box.moveRight(min(box.right(), room.right() - pad))
    box.moveBottom(min(box.bottom(), room.bottom() - pad))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(PALETTE.window, 220))
    painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
    painter.setPen(QColor(PALETTE.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _q(point: Point) -> QPointF:
    return QPointF(point.x, point.y)

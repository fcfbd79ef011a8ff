"""The small shapes on a clip's face: states, fades, transitions, badges."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from sorastudio.project.clip import Clip
from sorastudio.project.edits.handles import Missing
from sorastudio.ui.theme import PALETTE, color
from sorastudio.ui.timeline.geometry import NAME_PX

CORNER_PX = 18
BADGE_PX = 16
SEAM_PX = 19

_SHADE = color(PALETTE.window, 150)
_PLATE = color(PALETTE.window, 190)
_TEXT = QColor(PALETTE.text)
_DIM = QColor(PALETTE.dim)
_FAINT_LINE = color(PALETTE.text, 90)
_FAILED = QColor(PALETTE.failed)
_STALE = QColor(PALETTE.stale)


def stripes(painter: QPainter, box: QRect, tint: QColor) -> None:
    """A corner of diagonal stripes, at the top right: stale."""
    side = min(CORNER_PX, box.width() // 2, box.height())
    right, top = float(box.right() + 1), float(box.top())
    corner = [QPointF(right - side, top), QPointF(right, top), QPointF(right, top + side)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addPolygon(QPolygonF(corner))
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(right - side, top, side, side), color(PALETTE.window, 200))
    painter.setPen(QPen(tint, 2.2))
    for step in range(-side, 2 * side, 5):
        painter.drawLine(
            QPointF(right - side + step, top), QPointF(right - side + step + side, top + side)
        )
    painter.restore()


def padlock(painter: QPainter, box: QRectF, tint: QColor) -> None:
    """Closed, in a square box."""
    side = box.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tint, max(1.2, side / 11), c=Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bow = QRectF(box.x() + side * 0.3, box.y() + side * 0.12, side * 0.4, side * 0.6)
    painter.drawArc(bow, 0, 180 * 16)
    for x in (bow.left(), bow.right()):
        painter.drawLine(QPointF(x, bow.center().y()), QPointF(x, box.y() + side * 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    body = QRectF(box.x() + side * 0.18, box.y() + side * 0.46, side * 0.64, side * 0.44)
    painter.drawRoundedRect(body, 1.5, 1.5)
    painter.restore()


def fades(painter: QPainter, box: QRect, rise_px: float, fall_px: float) -> None:
    """What fades keep back, darkened, under a line."""
    left, right = float(box.left()), float(box.right() + 1)
    top, bottom = float(box.top()), float(box.bottom() + 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for edge, inner in ((left, left + rise_px), (right, right - fall_px)):
        if edge == inner:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawPolygon(
            QPolygonF([QPointF(edge, top), QPointF(inner, top), QPointF(edge, bottom)])
        )
        painter.setPen(QPen(_FAINT_LINE, 1))
        painter.drawLine(QPointF(edge, bottom), QPointF(inner, top))
    painter.restore()


def knob(painter: QPainter, x: float, y: float) -> None:
    """What a fade is held by."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(PALETTE.window), 1))
    painter.setBrush(_TEXT)
    painter.drawEllipse(QPointF(x, y), 3.5, 3.5)
    painter.restore()


def transition(
    painter: QPainter, box: QRectF, *, words: str, missing: Missing, selected: bool
) -> None:
    """A plate over the frames that blend, with the one picture going and the other coming."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(PALETTE.accent) if selected else _FAINT_LINE, 2 if selected else 1))
    painter.setBrush(QBrush(_PLATE))
    plate = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(plate, 4, 4)
    inside = plate.adjusted(2, 3, -2, -3)
    named = bool(words) and box.width() >= painter.fontMetrics().horizontalAdvance(words) + 16
    painter.setPen(QPen(_FAINT_LINE if named else _DIM, 1.2))
    painter.drawPath(_bow(inside))
    painter.setPen(_TEXT)
    if named:
        painter.drawText(box.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
    if missing.incoming:
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), _FAILED)
    if missing.outgoing:
        painter.fillRect(QRectF(box.right() - 3, box.top(), 3, box.height()), _FAILED)


def _bow(box: QRectF) -> QPainterPath:
    """Two curves that cross."""
    path, middle = QPainterPath(), box.center().x()
    for begin, end in ((box.top(), box.bottom()), (box.bottom(), box.top())):
        path.moveTo(box.left(), begin)
        path.cubicTo(QPointF(middle, begin), QPointF(middle, end), QPointF(box.right(), end))
    return path


def warning(painter: QPainter, at: QPointF) -> None:
    """A small triangle with a stroke in it, about a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_STALE)
    corners = (QPointF(0, -6), QPointF(6.5, 5), QPointF(-6.5, 5))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    painter.setPen(QPen(QColor(PALETTE.window), 1.5))
    painter.drawLine(at + QPointF(0, -2.5), at + QPointF(0, 1))
    painter.drawPoint(at + QPointF(0, 3.3))
    painter.restore()


def seam(painter: QPainter, box: QRect, words: str) -> None:
    """A warning where a clip begins, with its words if there is room for them."""
    place = seam_place(painter.fontMetrics(), box, words)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(QRectF(place), 4, 4)
    painter.restore()
    warning(painter, QPointF(place.left() + SEAM_PX / 2, place.center().y() + 1))
    if place.width() > SEAM_PX:
        painter.setPen(_TEXT)
        words_box = place.adjusted(SEAM_PX - 1, 0, 0, 0)
        painter.drawText(words_box, Qt.AlignmentFlag.AlignVCenter, words)


def seam_place(metrics: QFontMetrics, box: QRect, words: str) -> QRect:
    """box: of the clip that begins there."""
    wide = SEAM_PX + metrics.horizontalAdvance(words) + 3
    width = wide if wide <= box.width() - 8 else SEAM_PX
    return QRect(box.left() + 1, box.top() + NAME_PX + 3, width, BADGE_PX)


def badge(painter: QPainter, x: int, y: int, words: str) -> int:
    """Words on a dark plate, its left top at a point; how wide it is."""
    width = painter.fontMetrics().horizontalAdvance(words) + 8
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    box = QRectF(x, y, width, BADGE_PX)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
    return width


def speed_words(clip: Clip) -> str:
    """Empty at the usual speed."""
    if clip.speed == 1:
        return ""
    if clip.speed == 0:
        return "freeze"
    sign = "−" if clip.speed < 0 else ""
    return f"{sign}{_short(abs(clip.speed))}×"


def _short(number: Fraction) -> str:
    return f"{float(number):.3g}"

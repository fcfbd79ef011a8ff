"""The pictures on the buttons of a track: drawn here, as they change with its state."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.marks import padlock

ICON_PX = 16


@cache
def lock_icon(*, locked: bool) -> QIcon:
    tint = QColor(PALETTE.locked if locked else PALETTE.faint)
    return _drawn(lambda painter: padlock(painter, QRectF(1, 1, 14, 14), tint))


@cache
def eye_icon(*, hidden: bool) -> QIcon:
    def eye(painter: QPainter) -> None:
        painter.setPen(
            QPen(QColor(PALETTE.stale if hidden else PALETTE.dim), 1.3, c=Qt.PenCapStyle.RoundCap)
        )
        lids = QPainterPath(QPointF(1.5, 8))
        lids.quadTo(QPointF(8, 1.5), QPointF(14.5, 8))
        lids.quadTo(QPointF(8, 14.5), QPointF(1.5, 8))
        painter.drawPath(lids)
        painter.drawEllipse(QPointF(8, 8), 2, 2)
        if hidden:
            painter.drawLine(QPointF(3, 13), QPointF(13, 3))

    return _drawn(eye)


def _drawn(draw: Callable[[QPainter], None]) -> QIcon:
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(ICON_PX * ratio, ICON_PX * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        icon.addPixmap(pixmap)
    return icon

"""What the pointer looks like over a part of the timeline."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QPainter, QPixmap

from sorastudio.ui.icons import pixmap
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTransition, Part
from sorastudio.ui.timeline.gestures import Tool

_SIZE_PX = 24
_AROUND = [QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]

_PART_CURSORS = {
    Part.HEAD: Qt.CursorShape.SizeHorCursor,
    Part.TAIL: Qt.CursorShape.SizeHorCursor,
    Part.FADE_IN: Qt.CursorShape.PointingHandCursor,
    Part.FADE_OUT: Qt.CursorShape.PointingHandCursor,
}


def cursor_for(tool: Tool, over: Hit) -> QCursor | Qt.CursorShape:
    match over:
        case OnClip(placed, _) | OnTransition(placed, _) if placed.track.locked:
            return Qt.CursorShape.ForbiddenCursor
        case OnClip(_, part):
            if tool is Tool.SELECT:
                return _PART_CURSORS.get(part, Qt.CursorShape.ArrowCursor)
            return tool_cursor(tool)
        case OnTransition(_, part):
            return _PART_CURSORS.get(part, Qt.CursorShape.PointingHandCursor)
    return Qt.CursorShape.ArrowCursor


@cache
def tool_cursor(tool: Tool) -> QCursor:
    """The icon of a tool, with a dark edge so that it is seen on any picture."""
    drawn = QPixmap(_SIZE_PX, _SIZE_PX)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    for step in _AROUND:
        painter.drawPixmap(step, pixmap(tool.value, _SIZE_PX, PALETTE.window))
    painter.drawPixmap(0, 0, pixmap(tool.value, _SIZE_PX))
    painter.end()
    return QCursor(drawn, _SIZE_PX // 2, _SIZE_PX // 2)

"""What the pointer looks like over a part of the timeline."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTransition, Part
from sorastudio.ui.timeline.gestures import Tool

_PART_CURSORS = {
    Part.HEAD: Qt.CursorShape.SizeHorCursor,
    Part.TAIL: Qt.CursorShape.SizeHorCursor,
    Part.FADE_IN: Qt.CursorShape.PointingHandCursor,
    Part.FADE_OUT: Qt.CursorShape.PointingHandCursor,
}
_TOOL_CURSORS = {
    Tool.RAZOR: Qt.CursorShape.CrossCursor,
    Tool.RIPPLE: Qt.CursorShape.SplitHCursor,
    Tool.ROLL: Qt.CursorShape.SplitHCursor,
    Tool.SLIP: Qt.CursorShape.SizeHorCursor,
    Tool.SLIDE: Qt.CursorShape.SizeHorCursor,
}


def cursor_for(tool: Tool, over: Hit) -> Qt.CursorShape:
    match over:
        case OnClip(_, part):
            plain = _PART_CURSORS.get(part, Qt.CursorShape.ArrowCursor)
            return _TOOL_CURSORS.get(tool, plain)
        case OnTransition(_, part):
            return _PART_CURSORS.get(part, Qt.CursorShape.PointingHandCursor)
    return Qt.CursorShape.ArrowCursor

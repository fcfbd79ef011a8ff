"""The ground of a row, and which of its items are drawn how."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from sorastudio.project.clip import Clip
from sorastudio.project.timeline import Placed, Track
from sorastudio.ui.theme import PALETTE, color
from sorastudio.ui.timeline.geometry import PAD_PX, Row, Scale, visible

CROWD_PX = 8
"""What is narrower is drawn together."""

LANE = QColor(PALETTE.panel)
BAR = QColor(PALETTE.hover)
_LINE = QColor(PALETTE.line)


def spans(track: Track, scale: Scale, exposed: QRect) -> Iterator[tuple[int, int]]:
    """The visible items as (first, end) indexes; those that are too narrow to be told apart come
    together."""
    seen = visible(track, *frames_of(scale, exposed))
    index, starts = seen.start, track.starts
    crowd = scale.reach(CROWD_PX)
    while index < seen.stop:
        # The items that end within reach of where this one begins.
        end = bisect_right(starts, starts[index] + crowd, index, len(starts)) - 1
        end = max(end, index + 1)
        yield index, end
        index = end


def with_transitions(track: Track, scale: Scale, exposed: QRect) -> Iterator[int]:
    """Clips with a transition that may reach into what is exposed, where there is room for one to
    be seen."""
    seen = visible(track, *frames_of(scale, exposed))
    if len(seen) > exposed.width() // 12:
        return
    for index in range(seen.start, min(seen.stop + 1, len(track.items))):
        item = track.items[index]
        if isinstance(item, Clip) and item.enter is not None:
            yield index


def draw_lane(painter: QPainter, row: Row, exposed: QRect) -> None:
    painter.fillRect(QRect(exposed.left(), row.top, exposed.width(), row.height - 1), LANE)
    painter.fillRect(QRect(exposed.left(), row.bottom - 1, exposed.width(), 1), _LINE)


def draw_plain(painter: QPainter, row: Row, scale: Scale, exposed: QRect) -> None:
    """Boxes only: what is shown until there was time for the faces."""
    draw_lane(painter, row, exposed)
    starts = row.track.starts
    boxes = [
        box_of(row, scale, starts[index], starts[end])
        for index, end in spans(row.track, scale, exposed)
        if end - index > 1 or isinstance(row.track.items[index], Clip)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BAR)
    painter.drawRects(boxes)


def draw_lock(painter: QPainter, row: Row, exposed: QRect) -> None:
    lane = QRect(exposed.left(), row.top, exposed.width(), row.height - 1)
    painter.fillRect(lane, color(PALETTE.window, 90))
    painter.fillRect(lane, QBrush(color(PALETTE.text, 26), Qt.BrushStyle.BDiagPattern))


def placed_at(track: Track, index: int) -> Placed:
    item = track.items[index]
    if not isinstance(item, Clip):
        raise TypeError("a gap has no face")
    return Placed(track, index, item)


def box_of(row: Row, scale: Scale, start: int, end: int) -> QRect:
    """A hair narrower than its frames, so that neighbours are told apart."""
    left, right = round(scale.x(start)), round(scale.x(end))
    gap = 1 if right - left > 2 else 0
    width = max(1, right - left - gap)
    return QRect(left, row.top + PAD_PX, width, row.height - 2 * PAD_PX - 1)


def frames_of(scale: Scale, exposed: QRect) -> tuple[float, float]:
    return scale.frame(exposed.left()), scale.frame(exposed.right() + 1)

"""The moments at which a selected clip has keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sorastudio.project.clip import Clip
from sorastudio.project.edits.keyframes import Field, key_frames
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import PAD_PX
from sorastudio.ui.timeline.stage import Stage

_HALF_PX = 3.5


def draw_keys(painter: QPainter, stage: Stage) -> None:
    """Small diamonds along the lower edge of the clips that are selected and in sight."""
    chosen = stage.session.selection.clips
    if not chosen:
        return
    painter.setPen(QPen(QColor(PALETTE.window), 1))
    painter.setBrush(QColor(PALETTE.text))
    for row in stage.rows:
        if row.track.kind is TrackKind.VIDEO:
            y = row.bottom - PAD_PX - _HALF_PX - 1.5
            for placed in _in_sight(row.track, stage):
                if placed.clip.id in chosen:
                    for frame in _frames(placed, stage):
                        _diamond(painter, QPointF(stage.scale.x(frame + 0.5), y))


def _in_sight(track: Track, stage: Stage) -> Iterator[Placed]:
    first = track.index_at(stage.scale.at(0))
    last_frame = stage.scale.at(stage.width_px)
    rest = range(first or 0, len(track.items)) if first is not None else range(0)
    for index in takewhile(lambda index: track.starts[index] <= last_frame, rest):
        item = track.items[index]
        if isinstance(item, Clip):
            yield Placed(track, index, item)


def _frames(placed: Placed, stage: Stage) -> set[int]:
    rate = stage.shown.rate
    return {frame for field in Field for frame in key_frames(placed, field, rate)}


def _diamond(painter: QPainter, at: QPointF) -> None:
    corners = ((0, -_HALF_PX), (_HALF_PX, 0), (0, _HALF_PX), (-_HALF_PX, 0))
    painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))

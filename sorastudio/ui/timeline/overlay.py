"""What lies over the tracks: playhead, lines, marks, the words at the pointer, the hint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.theme import PALETTE, RADIUS_PX, body_font, color, label_font
from sorastudio.ui.timeline import marks
from sorastudio.ui.timeline.geometry import KNOB_PX, NAME_PX, PAD_PX, ROOM_FOR_FADES_PX
from sorastudio.ui.timeline.key_marks import draw_keys
from sorastudio.ui.timeline.stage import Stage

HINT = "Type a prompt and press Enter"
_BESIDE = "or drop clips, music and pictures here"
_BUBBLE_PX = 320


def draw_lines(painter: QPainter, stage: Stage, height: int, *, razor: int | None) -> None:
    """Keys, markers, the range, what was snapped to, the razor, the playhead."""
    draw_keys(painter, stage)
    session, scale = stage.session, stage.scale
    if session.range:
        left, right = (round(scale.x(frame)) for frame in session.range)
        shade = color(PALETTE.window, 110)
        painter.fillRect(QRect(0, 0, max(0, left), height), shade)
        painter.fillRect(QRect(right, 0, max(0, stage.width_px - right), height), shade)
    for marker in stage.shown.timeline.markers:
        _line(painter, scale.x(marker.frame), height, color(PALETTE.queued, 90))
    if stage.guide is not None:
        _line(painter, scale.x(stage.guide), height, QColor(PALETTE.stale))
    if razor is not None:
        _line(painter, scale.x(razor), height, QColor(PALETTE.failed))
    _line(painter, scale.x(session.playhead), height, QColor(PALETTE.text))


def draw_knobs(painter: QPainter, stage: Stage, placed: Placed) -> None:
    """What the fades of a clip are held by."""
    row = next((row for row in stage.rows if row.track.id == placed.track.id), None)
    left, right = stage.scale.x(placed.start), stage.scale.x(placed.end)
    if row is None or right - left < ROOM_FOR_FADES_PX or row.track.locked:
        return
    clip, px = placed.clip, stage.scale.px_per_frame
    y = row.top + PAD_PX + NAME_PX / 2
    marks.knob(painter, left + (clip.fade_in * px or KNOB_PX), y)
    marks.knob(painter, right - (clip.fade_out * px or KNOB_PX), y)


def draw_hint(painter: QPainter, stage: Stage, box: QRect) -> None:
    """What to do with an empty timeline, on the lowest video track: there the slot will lie."""
    rows = [row for row in stage.rows if row.track.kind is TrackKind.VIDEO]
    middle = (rows[-1].top + rows[-1].bottom) // 2 - stage.scroll_y if rows else box.center().y()
    painter.setFont(body_font())
    painter.setPen(QColor(PALETTE.text))
    flags = Qt.AlignmentFlag.AlignHCenter
    painter.drawText(QRect(0, middle - 22, box.width(), 20), flags, HINT)
    painter.setFont(label_font())
    painter.setPen(QColor(PALETTE.dim))
    painter.drawText(QRect(0, middle + 2, box.width(), 18), flags, _BESIDE)


def draw_bubble(painter: QPainter, box: QRect, at: QPointF, words: str, *, refused: bool) -> None:
    """Words at the pointer, inside of the box."""
    font = label_font()
    metrics = QFontMetrics(font)
    wrap = Qt.TextFlag.TextWordWrap
    inside = metrics.boundingRect(QRect(0, 0, _BUBBLE_PX, 200), wrap, words)
    width, height = inside.width() + 16, inside.height() + 8
    x = min(at.x() + 14, box.width() - width - 4.0)
    y = at.y() + 18 if at.y() + 22 + height < box.height() else at.y() - height - 8
    plate = QRectF(round(max(4.0, x)) + 0.5, round(max(4.0, y)) + 0.5, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(PALETTE.failed if refused else PALETTE.line), 1))
    painter.setBrush(QColor(PALETTE.raised))
    painter.drawRoundedRect(plate, RADIUS_PX, RADIUS_PX)
    painter.setFont(font)
    painter.setPen(QColor(PALETTE.text))
    painter.drawText(plate.adjusted(8, 4, -8, -4), int(wrap), words)
    painter.restore()


def draw_band(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(QColor(PALETTE.accent), 1))
    painter.setBrush(color(PALETTE.accent, 40))
    painter.drawRect(box)


def _line(painter: QPainter, x: float, height: int, tint: QColor) -> None:
    painter.fillRect(QRect(round(x), 0, 1, height), tint)

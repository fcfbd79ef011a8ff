"""The ruler: timecode, markers, the in and out marks, and the playhead."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sorastudio.playback.caretaker import Keeping, Mark
from sorastudio.project.clip import Marker
from sorastudio.project.time import timecode
from sorastudio.ui.film.session import Selection
from sorastudio.ui.theme import LABEL_PX, PALETTE, color, timecode_font
from sorastudio.ui.timeline.gestures import MoveMarker, Pull
from sorastudio.ui.timeline.preview import doing, preview
from sorastudio.ui.timeline.stage import Stage
from sorastudio.ui.timeline.ticks import ticks

RULER_PX = 32
_RANGE_PX = 5
_NEAR_PX = 6
_MARKER_TOP = 19
_LONG_PX, _SHORT_PX = 9, 4

_MARKER_TINTS = {
    "blue": PALETTE.accent,
    "green": PALETTE.generated,
    "yellow": PALETTE.stale,
    "red": PALETTE.failed,
}


@dataclass(frozen=True, slots=True)
class Scrubbing:
    pass


@dataclass(frozen=True, slots=True)
class HoldingMarker:
    gesture: MoveMarker
    anchor: float
    by: int = 0


@dataclass(frozen=True, slots=True)
class HoldingMark:
    """The in mark (False) or the out mark."""

    is_out: bool


_BAR_PX = 3
_BUILT_PX = 2
_DASH_PX = 6
_KEEPING = {
    Keeping.LATE: (
        "Too slow to play in time: pictures may be dropped here. What helps is made in the "
        "background while nothing else is going on. The export is not affected."
    ),
    Keeping.PICTURES: "Plays from pictures that were composed before and kept on disk.",
    Keeping.PROXY: (
        "Plays from a smaller copy of the clip (a proxy). At rest, and in the export, it is the "
        "original that is seen."
    ),
}

Held = Scrubbing | HoldingMarker | HoldingMark | None


class Ruler(QWidget):
    """A click or a drag moves the playhead; markers and marks can be dragged."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self._session = stage, stage.session
        self._held: Held = None
        self._playhead_x = 0
        self._marks: tuple[Mark, ...] = ()
        self._built: tuple[tuple[int, int], ...] = ()
        self._built_for = ""
        self.setAccessibleName("Ruler")
        self.setAccessibleDescription("Left and Right move the playhead by a frame")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(RULER_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for news in (stage.moved, stage.shown_changed, stage.guide_changed):
            news.connect(self.update)
        self._session.playhead_changed.connect(self._show_playhead)
        self._session.range_changed.connect(self.update)
        self._session.selection_changed.connect(self.update)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Where the film did not keep up, and what was done about it."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def show_built(self, spans: tuple[tuple[int, int], ...], label: str) -> None:
        """The stretches [first, end) that are encoded already, for the preset of this label."""
        if (spans, label) != (self._built, self._built_for):
            self._built, self._built_for = spans, label
            self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self.keeping_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    @Slot(int)
    def _show_playhead(self, frame: int) -> None:
        before, self._playhead_x = self._playhead_x, round(self._stage.scale.x(frame))
        for x in (before, self._playhead_x):
            self.update(QRect(x - 7, 0, 15, RULER_PX))

    def sizeHint(self) -> QSize:
        return QSize(400, RULER_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.panel))
        painter.fillRect(0, RULER_PX - 1, self.width(), 1, QColor(PALETTE.line))
        self._draw_range(painter)
        self._draw_ticks(painter)
        self._draw_built(painter)
        self._draw_marks(painter)
        self._draw_markers(painter)
        self._draw_playhead(painter)
        if self.hasFocus():
            painter.setPen(QColor(PALETTE.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw_range(self, painter: QPainter) -> None:
        if self._session.range is None:
            return
        left, right = (round(self._stage.scale.x(frame)) for frame in self._session.range)
        painter.fillRect(left, 0, right - left, RULER_PX - 1, color(PALETTE.accent, 28))
        painter.fillRect(left, 0, right - left, 2, QColor(PALETTE.accent))
        painter.fillRect(left, 0, 2, 10, QColor(PALETTE.accent))
        painter.fillRect(right - 2, 0, 2, 10, QColor(PALETTE.accent))

    def _draw_ticks(self, painter: QPainter) -> None:
        scale, rate = self._stage.scale, self._session.project.rate
        painter.setFont(timecode_font(LABEL_PX))
        steps = ticks(rate, scale.px_per_frame)
        long: list[QRect] = []
        short: list[QRect] = []
        painter.setPen(QColor(PALETTE.dim))
        for frame, has_label in steps.between(scale.at(0), scale.at(self.width())):
            x = round(scale.x(frame))
            height = _LONG_PX if has_label else _SHORT_PX
            (long if has_label else short).append(QRect(x, RULER_PX - 1 - height, 1, height))
            if has_label:
                painter.drawText(x + 5, 17, timecode(frame, rate))
        painter.setPen(Qt.PenStyle.NoPen)
        for lines, tint in ((long, PALETTE.faint), (short, PALETTE.line)):
            painter.setBrush(QColor(tint))
            painter.drawRects(lines)

    def _draw_marks(self, painter: QPainter) -> None:
        """Dashes where pictures come too late, a line where they no longer do."""
        top = RULER_PX - 1 - _BAR_PX
        for mark in self._marks:
            left, right = (round(self._stage.scale.x(at)) for at in (mark.first, mark.end))
            left, right = max(left, 0), min(max(right, left + 2), self.width())
            if mark.keeping is not Keeping.LATE:
                painter.fillRect(left, top, right - left, _BAR_PX, QColor(PALETTE.generated))
                continue
            for x in range(left, right, _DASH_PX + 2):
                dash = min(_DASH_PX, right - x)
                painter.fillRect(x, top, dash, _BAR_PX, QColor(PALETTE.stale))

    def _draw_built(self, painter: QPainter) -> None:
        """A thin line above that of the marks."""
        top = RULER_PX - 1 - _BAR_PX - _BUILT_PX
        for span in self._built:
            left, right = (round(self._stage.scale.x(at)) for at in span)
            left, right = max(left, 0), min(right, self.width())
            painter.fillRect(left, top, right - left, _BUILT_PX, QColor(PALETTE.accent))

    def keeping_at(self, x: float, y: float) -> str:
        """What the bars say at a point, in words; empty where there are none."""
        if y < RULER_PX - 4 * _BAR_PX:
            return ""
        frame = self._stage.scale.frame(x)
        found = (mark.keeping for mark in self._marks if mark.first <= frame < mark.end)
        words = [_KEEPING[keeping] for keeping in found][:1]
        if any(first <= frame < end for first, end in self._built):
            words.append(f"Built for “{self._built_for}”: the export need not make it again.")
        return "\n".join(words)

    def _draw_markers(self, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for marker in self._stage.shown.timeline.markers:
            x = round(self._stage.scale.x(marker.frame)) + 0.5
            if not -8 <= x <= self.width() + 8:
                continue
            is_chosen = self._session.selection.marker == marker.id
            painter.setPen(QColor(PALETTE.text) if is_chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_MARKER_TINTS.get(marker.color, PALETTE.queued)))
            top, bottom = float(_MARKER_TOP), float(RULER_PX - 2)
            shape = [
                (x - 4, top),
                (x + 4, top),
                (x + 4, bottom - 4),
                (x, bottom),
                (x - 4, bottom - 4),
            ]
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in shape]))
        painter.restore()

    def _draw_playhead(self, painter: QPainter) -> None:
        x = self._playhead_x = round(self._stage.scale.x(self._session.playhead))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PALETTE.text))
        middle, top = x + 0.5, RULER_PX - 14.0
        shape = [(middle - 5, top), (middle + 5, top), (middle + 5, top + 6), (middle, top + 12)]
        shape.append((middle - 5, top + 6))
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in shape]))
        painter.restore()
        painter.fillRect(QRect(x, RULER_PX - 4, 1, 4), QColor(PALETTE.text))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x, y = event.position().x(), event.position().y()
        marker, mark = self._marker_at(x, y), self._mark_at(x, y)
        if marker is not None:
            self._session.select(Selection(marker=marker.id))
            gesture = MoveMarker(marker=marker.id, frame=marker.frame)
            self._held = HoldingMarker(gesture, self._stage.scale.frame(x))
        elif mark is not None:
            self._held = mark
        else:
            self._held = Scrubbing()
            self._scrub(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        match self._held:
            case None:
                over = self._marker_at(x, y) is not None or self._mark_at(x, y) is not None
                self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)
            case Scrubbing():
                self._scrub(x)
            case HoldingMarker() as held:
                self._drag_marker(held, x)
            case HoldingMark(is_out):
                self._drag_mark(x, is_out=is_out)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        held, self._held = self._held, None
        self._stage.set_guide(None)
        if isinstance(held, HoldingMarker):
            self._stage.show(self._session.project)
            pull = Pull(by=held.by)
            self._session.apply(held.gesture.label, doing(held.gesture, pull))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self._session.move_playhead(self._session.playhead + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self._held is not None:
            self._held = None
            self._stage.set_guide(None)
            self._stage.show(self._session.project)
        else:
            super().keyPressEvent(event)

    def _scrub(self, x: float) -> None:
        """At the side more of the film comes in."""
        over = min(0.0, x) + max(0.0, x - self.width())
        if over:
            self._stage.scroll(over)
        self._session.move_playhead(self._stage.scale.nearest(x))

    def _drag_marker(self, held: HoldingMarker, x: float) -> None:
        base = self._session.project
        edges = held.gesture.edges(base)
        by = round(self._stage.scale.frame(x) - held.anchor)
        snap = self._stage.snap_points().without(edges).snap(by, edges, self._stage.snap_reach)
        shown = preview(base, held.gesture, Pull(by=snap.by))
        self._stage.set_guide(snap.line)
        self._held = HoldingMarker(held.gesture, held.anchor, shown.by)
        self._stage.show(shown.project)

    def _drag_mark(self, x: float, *, is_out: bool) -> None:
        if self._session.range is None:
            return
        frame, (first, end) = self._snapped(x), self._session.range
        if is_out:
            self._session.mark_range((first, max(frame, first + 1)))
        else:
            self._session.mark_range((min(frame, end - 1), end))

    def _snapped(self, x: float) -> int:
        frame = self._stage.scale.nearest(x)
        near = self._stage.snap_points().nearest(frame, self._stage.snap_reach)
        return frame if near is None else near

    def _marker_at(self, x: float, y: float) -> Marker | None:
        if y < _MARKER_TOP - 2:
            return None
        near = (
            marker
            for marker in self._session.project.timeline.markers
            if abs(self._stage.scale.x(marker.frame) - x) <= _NEAR_PX
        )
        return next(near, None)

    def _mark_at(self, x: float, y: float) -> HoldingMark | None:
        if self._session.range is None or y > 2 * _RANGE_PX:
            return None
        for is_out, frame in enumerate(self._session.range):
            if abs(self._stage.scale.x(frame) - x) <= _NEAR_PX:
                return HoldingMark(bool(is_out))
        return None

"""The heads of the tracks, beside their rows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sorastudio.project.edits.tracks import reorder_track
from sorastudio.project.ids import TrackId
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import Row
from sorastudio.ui.timeline.stage import Stage
from sorastudio.ui.timeline.track_head import HEADERS_PX, TrackHeader

_BUTTONS = f"""
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 0; font-size: 11px;
  font-weight: 600; color: {PALETTE.faint}; background: transparent; }}
QToolButton:hover {{ background: {PALETTE.hover}; color: {PALETTE.text}; }}
QToolButton:focus {{ border-color: {PALETTE.accent}; }}
QToolButton:checked {{ background: {PALETTE.line}; color: {PALETTE.stale}; }}
"""


class Headers(QWidget):
    """One head for every track, beside its row."""

    context_menu_requested = Signal(str, QPoint)
    """The id of a track, and where."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._heads: dict[TrackId, TrackHeader] = {}
        self.setAccessibleName("Tracks")
        self.setFixedWidth(HEADERS_PX)
        self.setStyleSheet(_BUTTONS)
        self._scroll_y = stage.scroll_y
        self._line = QWidget(self)
        self._line.setStyleSheet(f"background: {PALETTE.accent};")
        self._line.hide()
        self.setAccessibleDescription(
            "A click on a name makes its track the target of what is pasted, inserted and typed"
        )
        stage.session.targets_changed.connect(self._show_targets)
        stage.shown_changed.connect(self._lay)
        stage.moved.connect(self._follow)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.window))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(PALETTE.line))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._stage.scroll_down(round(-event.angleDelta().y() / 120 * 48))
        event.accept()

    def head(self, track_id: TrackId) -> TrackHeader:
        return self._heads[track_id]

    @Slot(object)
    def _show_targets(self, targets: frozenset[TrackId]) -> None:
        for track_id, head in self._heads.items():
            head.show_target(on=track_id in targets)

    @Slot()
    def _follow(self) -> None:
        if self._stage.scroll_y != self._scroll_y:
            self._lay()

    @Slot()
    def _lay(self) -> None:
        self._scroll_y = self._stage.scroll_y
        rows = {row.track.id: row for row in self._stage.rows}
        for track_id in [each for each in self._heads if each not in rows]:
            self._heads.pop(track_id).deleteLater()
        for track_id, row in rows.items():
            head = self._heads.get(track_id)
            if head is None:
                head = self._heads[track_id] = TrackHeader(self._stage, row.track, self)
                head.context_menu_requested.connect(self.context_menu_requested)
                head.carried.connect(self._carry)
                head.dropped.connect(self._drop)
                head.show()
                head.show_target(on=track_id in self._stage.session.targets)
            head.show_row(row, self._stage.scroll_y)

    @Slot(str, int)
    def _carry(self, track_id: str, y: int) -> None:
        """A line shows where the track would go."""
        place = self._place(TrackId(track_id), y)
        if place is None:
            self._line.hide()
            return
        self._line.setGeometry(0, place.line - self._stage.scroll_y - 1, self.width(), 2)
        self._line.show()
        self._line.raise_()

    @Slot(str, int)
    def _drop(self, track_id: str, y: int) -> None:
        place = self._place(TrackId(track_id), y)
        if self._line.isVisible() and place is not None:
            session = self._stage.session
            session.apply("Move track", reorder_track, TrackId(track_id), place.position)
        self._line.hide()

    def _place(self, track_id: TrackId, y: int) -> Place | None:
        return place_under(self._stage.rows, track_id, y + self._stage.scroll_y)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a track that is carried would go: its position among its kind, and the line, in pixels
    from the top of the first row."""

    position: int
    line: int


def place_under(rows: tuple[Row, ...], track_id: TrackId, y: int) -> Place | None:
    """None where it lies already."""
    kind = next(row.track.kind for row in rows if row.track.id == track_id)
    same = [row for row in rows if row.track.kind is kind]
    others = [row for row in same if row.track.id != track_id]
    above = sum(row.top + row.height / 2 < y for row in others)
    if not others or same.index(next(r for r in same if r.track.id == track_id)) == above:
        return None
    line = others[above].top if above < len(others) else others[-1].bottom
    # The topmost video track is the last of its kind, the topmost audio track the first.
    position = len(others) - above if kind is TrackKind.VIDEO else above
    return Place(position, line)

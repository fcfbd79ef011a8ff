"""What the parts of the timeline have in common: the film that is shown, and from where."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.project.ids import ClipId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Timeline as FilmTimeline
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.geometry import (
    HIGHEST_PX,
    LOWEST_PX,
    Scale,
    fitting,
    rows_of,
)
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.snapping import NOTHING, SNAP_PX, SnapPoints

Edit = Callable[[Project], Project]
_Snapping = tuple[FilmTimeline, frozenset[ClipId], int, tuple[int, int] | None]

_FIRST_SCALE = Scale(4.0)


class Stage(QObject):
    """The film as it is shown, which while something is dragged is not the document's; scale,
    heights of tracks, the tool, and whether edges snap."""

    moved = Signal()
    """Scale or scroll."""
    shown_changed = Signal()
    tool_changed = Signal(str)
    snapping_changed = Signal(bool)
    guide_changed = Signal()
    rehearsed = Signal(object)
    """What is being trimmed, as a `rehearsal.Rehearsal`; None when it is over."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.shown = session.project
        self.scale = _FIRST_SCALE
        self.scroll_y = 0
        self.width_px = 800
        self.height_px = 200
        self.tool = Tool.SELECT
        self.snapping = True
        self.guide: int | None = None
        """The frame that the dragged edge has met."""
        self._heights: dict[TrackId, int] = {}
        self._snaps: tuple[_Snapping, SnapPoints] | None = None
        """What attracted last, and when that was."""
        self.rows = rows_of(self.shown.timeline, self._heights)
        self._length = session.project.timeline.length
        session.changed.connect(self._film_changed)

    def show(self, project: Project) -> None:
        if project is self.shown:
            return
        self.shown = project
        self._lay_rows()

    @Slot(object)
    def _film_changed(self, project: Project) -> None:
        """A film that got shorter is not left out of sight."""
        self.show(project)
        before, self._length = self._length, project.timeline.length
        if self._length < before and self.scale.x(self._length) <= 0:
            self.set_scale(self.scale.at_end(self._length, self.width_px))

    def set_tool(self, tool: Tool) -> None:
        if tool is not self.tool:
            self.tool = tool
            self.tool_changed.emit(tool.value)

    def set_snapping(self, *, on: bool) -> None:
        if on != self.snapping:
            self.snapping = on
            self.snapping_changed.emit(on)

    def set_guide(self, frame: int | None) -> None:
        if frame != self.guide:
            self.guide = frame
            self.guide_changed.emit()

    def set_scale(self, scale: Scale) -> None:
        most = scale.most_scroll(self.session.project.timeline.length, self.width_px)
        # Whole pixels, so that what was drawn can be moved as it is.
        scale = Scale(scale.px_per_frame, min(round(scale.scroll_px), most))
        if scale != self.scale:
            self.scale = scale
            self.moved.emit()

    def zoom(self, factor: float, x: float) -> None:
        self.set_scale(self.scale.zoomed(factor, x))

    def fit(self) -> None:
        self.set_scale(fitting(self.session.project.timeline.length, self.width_px))

    def scroll(self, px: float) -> None:
        self.set_scale(self.scale.scrolled(px))

    def scroll_down(self, px: int) -> None:
        to = min(max(self.scroll_y + px, 0), self.most_scroll_y)
        if to != self.scroll_y:
            self.scroll_y = to
            self.moved.emit()

    @property
    def rows_height(self) -> int:
        return self.rows[-1].bottom if self.rows else 0

    @property
    def most_scroll_y(self) -> int:
        return max(0, self.rows_height - self.height_px)

    def reveal(self, frame: int) -> None:
        """Turn the page if a frame is out of sight."""
        x = self.scale.x(frame)
        if not 0 <= x < self.width_px:
            left = frame * self.scale.px_per_frame - self.width_px * 0.1
            self.set_scale(Scale(self.scale.px_per_frame, max(0.0, left)))

    def set_row_height(self, track_id: TrackId, height: int) -> None:
        self._heights[track_id] = min(max(height, LOWEST_PX), HIGHEST_PX)
        self._lay_rows()

    def resized(self, width_px: int, height_px: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        self.scroll_y = min(self.scroll_y, self.most_scroll_y)
        self.moved.emit()

    def snap_points(self, without: frozenset[ClipId] = frozenset()) -> SnapPoints:
        """What edges are attracted by now; nothing if snapping is off."""
        if not self.snapping:
            return NOTHING
        session = self.session
        now = (session.project.timeline, without, session.playhead, session.range)
        if self._snaps is None or any(a is not b for a, b in zip(self._snaps[0], now, strict=True)):
            timeline, _, playhead, marked = now
            points = SnapPoints.of(timeline, without=without, playhead=playhead, marked=marked)
            self._snaps = (now, points)
        return self._snaps[1]

    @property
    def snap_reach(self) -> float:
        return self.scale.reach(SNAP_PX)

    def _lay_rows(self) -> None:
        self.rows = rows_of(self.shown.timeline, self._heights)
        self.scroll_y = min(self.scroll_y, self.most_scroll_y)
        self.shown_changed.emit()

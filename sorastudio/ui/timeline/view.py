"""The timeline as the window has it: heads, ruler, tracks and scroll bars put together."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollBar, QWidget

from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.ui.film.session import Session
from sorastudio.ui.theme import PALETTE, timecode_font
from sorastudio.ui.timeline.acts import ClipActs
from sorastudio.ui.timeline.canvas import Canvas
from sorastudio.ui.timeline.clip_tips import ClipTips
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.headers import Headers
from sorastudio.ui.timeline.hover_play import HoverPlay
from sorastudio.ui.timeline.ruler import RULER_PX, Ruler
from sorastudio.ui.timeline.seam_tips import SeamTips
from sorastudio.ui.timeline.stage import Stage
from sorastudio.ui.timeline.track_head import HEADERS_PX

_ZOOM = 1.5


class Timeline(ClipActs, QWidget):
    """The film along time. Acts on the session; tells of itself by signals."""

    files_dropped = Signal(list, str, int, bool)
    """Paths from the file manager, the id of the track (empty: none), the frame, and whether they
    are inserted there."""
    prompt_wanted = Signal(str)
    """The empty timeline was typed into; the letters so far."""
    context_menu_requested = Signal(object, QPoint)
    """What is under the mouse, as a `geometry.Hit`, and where on the screen."""
    track_menu_requested = Signal(str, QPoint)
    opened = Signal(object)
    """What was double-clicked, as a `geometry.Hit`."""
    rehearsed = Signal(object)
    """While an edge is dragged, the pictures that meet there, as a `rehearsal.Rehearsal`; None when
    it is over."""
    tool_changed = Signal(str)
    snapping_changed = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self.session = session
        self.stage = Stage(session, self)
        self.faces = Faces(session, self)
        self.faces.show(session.project)
        # In the order in which Tab goes through them.
        self.canvas = Canvas(self.stage, self.faces, self)
        self.hover_play = HoverPlay(self.stage, self.canvas)
        self.tips = ClipTips(self.stage, self.faces, self.canvas)
        self.seam_tips = SeamTips(self.stage, self.faces, self.canvas)
        self.ruler = Ruler(self.stage, self)
        self.headers = Headers(self.stage, self)
        self._timecode = QLabel(self)
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        self._put_together()
        self._connect()
        self._show_playhead(session.playhead)

    def _put_together(self) -> None:
        self.setAccessibleName("Timeline")
        self._timecode.setFont(timecode_font(15))
        self._timecode.setAccessibleName("Playhead")
        self._timecode.setFixedSize(HEADERS_PX, RULER_PX)
        self._timecode.setContentsMargins(8, 0, 0, 0)
        self._across.setAccessibleName("Scroll along the film")
        self._down.setAccessibleName("Scroll the tracks")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._timecode, 0, 0)
        grid.addWidget(self.ruler, 0, 1)
        grid.addWidget(self.headers, 1, 0)
        grid.addWidget(self.canvas, 1, 1)
        grid.addWidget(self._down, 1, 2)
        grid.addWidget(self._across, 2, 1)
        grid.setRowStretch(1, 1)
        grid.setColumnStretch(1, 1)
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        self.canvas.files_dropped.connect(self.files_dropped)
        self.canvas.prompt_wanted.connect(self.prompt_wanted)
        self.canvas.context_menu_requested.connect(self.context_menu_requested)
        self.canvas.opened.connect(self.opened)
        self.headers.context_menu_requested.connect(self.track_menu_requested)
        self.stage.rehearsed.connect(self.rehearsed)
        self.stage.tool_changed.connect(self.tool_changed)
        self.stage.snapping_changed.connect(self.snapping_changed)
        self.stage.moved.connect(self._show_scroll)
        self.stage.shown_changed.connect(self._show_scroll)
        self.session.changed.connect(self._film_changed)
        self.session.playhead_changed.connect(self._show_playhead)
        self._across.valueChanged.connect(self._scroll_across)
        self._down.valueChanged.connect(self._scroll_down)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.window))
        painter.fillRect(0, 0, HEADERS_PX, RULER_PX, QColor(PALETTE.panel))
        painter.fillRect(0, RULER_PX - 1, HEADERS_PX, 1, QColor(PALETTE.line))
        painter.fillRect(HEADERS_PX - 1, 0, 1, self.height(), QColor(PALETTE.line))
        painter.end()

    @property
    def tool(self) -> Tool:
        return self.stage.tool

    @property
    def snapping(self) -> bool:
        return self.stage.snapping

    def set_tool(self, name: str) -> None:
        """`select`, `razor`, `ripple`, `roll`, `slip` or `slide`. Raises ValueError."""
        self.stage.set_tool(Tool(name))

    def toggle_snapping(self) -> None:
        self.stage.set_snapping(on=not self.stage.snapping)

    def zoom_in(self) -> None:
        self._zoom(_ZOOM)

    def zoom_out(self) -> None:
        self._zoom(1 / _ZOOM)

    def zoom_to_fit(self) -> None:
        self.stage.fit()

    def _zoom(self, factor: float) -> None:
        """About the playhead if it is in sight, else about the middle."""
        x = self.stage.scale.x(self.session.playhead)
        width = self.stage.width_px
        self.stage.zoom(factor, x if 0 <= x <= width else width / 2)

    @Slot(object)
    def _film_changed(self, project: Project) -> None:
        self.faces.show(project)
        self._show_scroll()

    @Slot(int)
    def _show_playhead(self, frame: int) -> None:
        self._timecode.setText(timecode(frame, self.session.project.rate))

    @Slot()
    def _show_scroll(self) -> None:
        stage = self.stage
        length = self.session.project.timeline.length
        for bar, most, page, value in (
            (
                self._across,
                stage.scale.most_scroll(length, stage.width_px),
                stage.width_px,
                round(stage.scale.scroll_px),
            ),
            (self._down, stage.most_scroll_y, stage.height_px, stage.scroll_y),
        ):
            bar.blockSignals(True)
            bar.setRange(0, most)
            bar.setPageStep(page)
            bar.setSingleStep(40)
            bar.setValue(value)
            bar.blockSignals(False)
        self._down.setVisible(stage.most_scroll_y > 0)

    @Slot(int)
    def _scroll_across(self, to: int) -> None:
        self.stage.scroll(to - self.stage.scale.scroll_px)

    @Slot(int)
    def _scroll_down(self, to: int) -> None:
        self.stage.scroll_down(to - self.stage.scroll_y)

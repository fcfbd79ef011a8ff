"""The tracks, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from sorastudio.project.ids import LinkId
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Selection
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline import overlay
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import OnClip
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.hold import Banding, Dragging, Idle, Refused
from sorastudio.ui.timeline.keyboard import KeyArea
from sorastudio.ui.timeline.pulling import razor_frame
from sorastudio.ui.timeline.stage import Stage
from sorastudio.ui.timeline.tiles import Scene, Tiles


class Canvas(KeyArea):
    """The area where clips lie: what is painted there, and when it is painted anew."""

    def __init__(self, stage: Stage, faces: Faces, parent: QWidget) -> None:
        super().__init__(stage, parent)
        self._session = stage.session
        self._tiles = Tiles(faces)
        self._links: frozenset[LinkId] = frozenset()
        self._playhead_x = 0
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 80)
        faces.came.connect(self._tiles.forget_unfinished)
        faces.changed.connect(self._tiles.forget_progress)
        faces.reset.connect(self._tiles.forget)
        for news in (
            *(stage.moved, stage.shown_changed, stage.guide_changed),
            *(faces.came, faces.changed, faces.reset),
            self._session.range_changed,
        ):
            news.connect(self.update)
        self._session.selection_changed.connect(self._selection_changed)
        self._session.playhead_changed.connect(self._show_playhead)
        self._session.changed.connect(self._film_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.window))
        down = self._stage.scroll_y
        painter.translate(0, -down)
        if not self._tiles.draw(painter, self._scene(), event.rect().translated(0, down)):
            QTimer.singleShot(0, self, self.update)
        height = max(self._stage.rows_height, self.height() + down)
        if isinstance(self._hovered, OnClip) and isinstance(self._grip.state, Idle):
            overlay.draw_knobs(painter, self._stage, self._hovered.placed)
        overlay.draw_lines(painter, self._stage, height, razor=self._razor())
        if isinstance(self._grip.state, Banding):
            overlay.draw_band(painter, self._grip.state.box(self._stage.scale))
        painter.translate(0, down)
        if not self._stage.shown.timeline.length:
            overlay.draw_hint(painter, self._stage, self.rect())
        words, refused = self._words()
        if words:
            at = self._pointer.at - QPointF(0, down)
            overlay.draw_bubble(painter, self.rect(), at, words, refused=refused)
        painter.end()

    def _scene(self) -> Scene:
        selection = self._session.selection
        return Scene(
            project=self._stage.shown,
            rows=self._stage.rows,
            scale=self._stage.scale,
            clips=selection.clips,
            links=self._links,
            transition_into=selection.transition_into,
        )

    def _words(self) -> tuple[str, bool]:
        """What is said at the pointer, and whether it is a refusal."""
        match self._grip.state:
            case Dragging(words=words, refusal=refusal):
                return refusal or words, bool(refusal)
            case Refused(words=words):
                return words, True
        return self.drop_refusal, True

    def _razor(self) -> int | None:
        over = isinstance(self._hovered, OnClip) and self.underMouse()
        if self._stage.tool is not Tool.RAZOR or not over:
            return None
        return razor_frame(self._stage, self._pointer)

    @Slot(object)
    def _selection_changed(self, selection: Selection) -> None:
        self._find_links(selection, self._session.project)
        self.update()

    def _find_links(self, selection: Selection, project: Project) -> None:
        found = project.timeline.found(selection.clips)
        self._links = frozenset(p.clip.link for p in found if p.clip.link is not None)

    @Slot(object)
    def _film_changed(self, project: Project) -> None:
        self._find_links(self._session.selection, project)
        self._again()

    @Slot(int)
    def _show_playhead(self, frame: int) -> None:
        """Only the two strips that change: this comes with every picture that is played."""
        before, self._playhead_x = self._playhead_x, round(self._stage.scale.x(frame))
        if isinstance(self._grip.state, Idle) and self._was_seen(before):
            self._stage.reveal(frame)
        for x in (before, self._playhead_x):
            self.update(QRect(x - 2, 0, 4, self.height()))

    def _was_seen(self, x: int) -> bool:
        return -2 <= x <= self.width() + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stage.resized(event.size().width(), event.size().height())

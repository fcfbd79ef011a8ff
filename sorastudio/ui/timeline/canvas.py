"""The tracks: painted, and held by the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sorastudio.project.ids import LinkId
from sorastudio.project.project import Project
from sorastudio.ui.session import Selection
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline import overlay
from sorastudio.ui.timeline.cursors import cursor_for
from sorastudio.ui.timeline.drops import DropArea
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTrack, OnTransition, Part
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.grip import Grip
from sorastudio.ui.timeline.hold import Banding, Dragging, Idle, Panning, Pointer, Refused
from sorastudio.ui.timeline.stage import Stage
from sorastudio.ui.timeline.tiles import Scene, Tiles

_SCROLL_ZONE_PX = 28
_ZOOM_PER_NOTCH = 1.25
_NOTCH = 120


class Canvas(DropArea):
    """The area where clips lie."""

    prompt_wanted = Signal(str)
    context_menu_requested = Signal(object, QPoint)
    opened = Signal(object)
    """What was double-clicked, as a Hit."""

    def __init__(self, stage: Stage, faces: Faces, parent: QWidget) -> None:
        super().__init__(stage, parent)
        self._session = stage.session
        self._tiles = Tiles(faces)
        self._grip = Grip(stage)
        self._pointer = Pointer(at=QPointF())
        self._hovered: Hit = OnTrack(None)
        self._links: frozenset[LinkId] = frozenset()
        self._playhead_x = 0
        self._auto_scroll = QTimer(self, interval=30)
        self._auto_scroll.timeout.connect(self._scroll_on)
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 80)
        for news in (stage.moved, stage.shown_changed, stage.guide_changed):
            news.connect(self.update)
        faces.came.connect(self._faces_came)
        faces.changed.connect(self._generations_changed)
        faces.reset.connect(self._faces_reset)
        stage.tool_changed.connect(self._show_cursor)
        self._session.selection_changed.connect(self._selection_changed)
        self._session.range_changed.connect(self.update)
        self._session.playhead_changed.connect(self._show_playhead)
        self._session.changed.connect(self._film_changed)

    # What is painted

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
        return self._grip.razor_frame(self._pointer)

    @Slot()
    def _faces_came(self) -> None:
        self._tiles.forget_unfinished()
        self.update()

    @Slot()
    def _generations_changed(self) -> None:
        self._tiles.forget_progress()
        self.update()

    @Slot()
    def _faces_reset(self) -> None:
        self._tiles.forget()
        self.update()

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
        self._grip.again(self._pointer)

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

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        if event.button() is Qt.MouseButton.MiddleButton:
            self._grip.pan(self._pointer.at)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._grip.press(self._pointer)
            self._auto_scroll.start()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        if isinstance(self._grip.state, Idle):
            self._hover(self._grip.hit(self._pointer.at))
        else:
            self._grip.move(self._pointer)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        panning = isinstance(self._grip.state, Panning)
        if event.button() is not (
            Qt.MouseButton.MiddleButton if panning else Qt.MouseButton.LeftButton
        ):
            return
        self._auto_scroll.stop()
        self._grip.release()
        self._hover(self._grip.hit(self._pointer.at))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        if event.button() is Qt.MouseButton.LeftButton and self._stage.tool is Tool.SELECT:
            self.opened.emit(self._grip.hit(self._pointer.at))
            if not self._stage.shown.timeline.length:
                self.prompt_wanted.emit("")

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(OnTrack(None))
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        notches = (turned.y() or turned.x()) / _NOTCH
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier:
            self._stage.zoom(_ZOOM_PER_NOTCH**notches, event.position().x())
        elif keys & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            self._stage.scroll(-notches * self.width() / 8)
        elif self._stage.most_scroll_y:
            self._stage.scroll_down(round(-notches * 48))
        else:
            self._stage.scroll(-notches * self.width() / 8)
        self._grip.again(self._pointer)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            found = self._chosen()
        else:
            found = self._grip.hit(self._in_rows(QPointF(event.pos())))
        if isinstance(found, OnClip | OnTransition):
            self._grip.choose(found)
        self.context_menu_requested.emit(found, event.globalPos())

    def _chosen(self) -> Hit:
        """What a menu is for that was asked for by key."""
        for clip_id in self._session.selection.clips:
            placed = self._session.project.timeline.find(clip_id)
            if placed is not None:
                return OnClip(placed, Part.BODY)
        return OnTrack(None)

    def _follow(self, event: QMouseEvent) -> None:
        self._pointer = Pointer(at=self._in_rows(event.position()), keys=event.modifiers())

    def _in_rows(self, at: QPointF) -> QPointF:
        return at + QPointF(0, self._stage.scroll_y)

    def _hover(self, found: Hit) -> None:
        was, self._hovered = self._hovered, found
        if found != was or self._stage.tool is Tool.RAZOR:
            self._show_cursor()
            self.update()

    @Slot()
    def _show_cursor(self) -> None:
        self.setCursor(cursor_for(self._stage.tool, self._hovered))

    @Slot()
    def _scroll_on(self) -> None:
        """While something is dragged at the side, more of the film comes in."""
        if not isinstance(self._grip.state, Dragging | Banding):
            return
        x = self._pointer.at.x()
        over = min(0.0, x - _SCROLL_ZONE_PX) + max(0.0, x - self.width() + _SCROLL_ZONE_PX)
        if over:
            self._stage.scroll(over * 0.6)
            self._grip.again(self._pointer)

    # Keys

    def event(self, event: QEvent) -> bool:
        # Letters are shortcuts elsewhere; in an empty film they begin a prompt.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            wanted = event.key() == Qt.Key.Key_Escape or self._begins_prompt(event)
            event.setAccepted(wanted)
            return wanted
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif self._begins_prompt(event):
            self.prompt_wanted.emit(event.text().strip())
        elif isinstance(self._grip.state, Dragging) and not event.isAutoRepeat():
            self._keys_changed(event)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys_changed(event)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() is Qt.FocusReason.ActiveWindowFocusReason:
            self._let_go()
        super().focusOutEvent(event)

    def escape(self) -> None:
        """Let go of what is dragged; else back to the select tool; else select nothing."""
        if self._let_go():
            return
        if self._stage.tool is not Tool.SELECT:
            self._stage.set_tool(Tool.SELECT)
        else:
            self._session.select(Selection())

    def _let_go(self) -> bool:
        self._auto_scroll.stop()
        held = self._grip.cancel()
        self.update()
        return held

    def _keys_changed(self, event: QKeyEvent) -> None:
        """Alt, Ctrl and Shift count from when they are pressed, also while the mouse rests."""
        self._pointer = Pointer(at=self._pointer.at, keys=event.modifiers())
        self._grip.again(self._pointer)
        self.update()

    def _begins_prompt(self, event: QKeyEvent) -> bool:
        if self._stage.shown.timeline.length:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        command = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        return not command and event.text().strip() != "" and event.text().isprintable()

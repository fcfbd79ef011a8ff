"""The mouse on the tracks: pressing, dragging, hovering, the wheel, and what scrolls meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sorastudio.ui.timeline.cursors import cursor_for
from sorastudio.ui.timeline.drops import DropArea
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTrack, OnTransition, Part
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.grip import Grip
from sorastudio.ui.timeline.hold import Banding, Dragging, Idle, Panning, Pointer
from sorastudio.ui.timeline.stage import Stage

_ZOOM_PER_NOTCH = 1.25
_NOTCH = 120
_ROLL_PX = 48


class MouseArea(DropArea):
    """Gives the grip what the mouse does, and knows what it is over."""

    prompt_wanted = Signal(str)
    context_menu_requested = Signal(object, QPoint)
    opened = Signal(object)
    """What was double-clicked, as a Hit."""
    hovered_changed = Signal(object)
    """What the mouse is over while nothing is held, as a Hit."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(stage, parent)
        self._grip = Grip(stage)
        self._pointer = Pointer(at=QPointF())
        self._hovered: Hit = OnTrack(None)
        self._auto_scroll.scrolled.connect(self._scrolled)
        self.setMouseTracking(True)
        stage.tool_changed.connect(self._show_cursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        if event.button() is Qt.MouseButton.MiddleButton:
            self._grip.pan(event.position())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._grip.press(self._pointer)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        match self._grip.state:
            case Idle():
                self._hover(self._grip.hit(self._pointer.at))
            case Panning():
                self._grip.pan_to(event.position())
            case _:
                self._grip.move(self._pointer)
                if isinstance(self._grip.state, Dragging | Banding):
                    self._auto_scroll.follow(event.position())
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._follow(event)
        panning = isinstance(self._grip.state, Panning)
        if event.button() is not (
            Qt.MouseButton.MiddleButton if panning else Qt.MouseButton.LeftButton
        ):
            return
        self._auto_scroll.end()
        self._grip.release()
        self._hover(self._grip.hit(self._pointer.at))
        self._show_cursor()
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
        sideways = keys & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y())
        if keys & Qt.KeyboardModifier.ControlModifier:
            self._stage.zoom(_ZOOM_PER_NOTCH**notches, event.position().x())
        elif sideways or not self._stage.most_scroll_y:
            self._stage.scroll(-notches * self.width() / 8)
        else:
            self._stage.scroll_down(round(-notches * _ROLL_PX))
        self._pointer = Pointer(at=self._in_rows(event.position()), keys=keys)
        self._again()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            found = self._chosen()
        else:
            found = self._grip.hit(self._in_rows(QPointF(event.pos())))
        if isinstance(found, OnClip | OnTransition):
            self._grip.selecting.choose(found)
        self.context_menu_requested.emit(found, event.globalPos())

    def _chosen(self) -> Hit:
        """What a menu is for that was asked for by key."""
        session = self._stage.session
        found = session.project.timeline.found(session.selection.clips)
        return OnClip(found[0], Part.BODY) if found else OnTrack(None)

    def _follow(self, event: QMouseEvent) -> None:
        self._pointer = Pointer(at=self._in_rows(event.position()), keys=event.modifiers())

    def _in_rows(self, at: QPointF) -> QPointF:
        return at + QPointF(0, self._stage.scroll_y)

    def _again(self) -> None:
        """The film or the keys changed, or it was scrolled: show what the drag does to it now."""
        if isinstance(self._grip.state, Idle):
            if self.underMouse():
                self._hover(self._grip.hit(self._pointer.at))
        else:
            self._grip.again(self._pointer)

    def _hover(self, found: Hit) -> None:
        was, self._hovered = self._hovered, found
        if found != was:
            self.hovered_changed.emit(found)
        if found != was or self._stage.tool is Tool.RAZOR:
            self._show_cursor()
            self.update()

    @Slot()
    def _show_cursor(self) -> None:
        self.setCursor(cursor_for(self._stage.tool, self._hovered))

    @Slot()
    def _scrolled(self) -> None:
        """What is dragged goes on, as the tracks moved under the mouse."""
        if isinstance(self._grip.state, Dragging | Banding):
            at = self._auto_scroll.at
            self._pointer = Pointer(at=self._in_rows(at), keys=self._pointer.keys)
            self._grip.again(self._pointer)

    def let_go(self) -> bool:
        """End what is dragged without doing it; whether there was something."""
        self._auto_scroll.end()
        held = self._grip.cancel()
        self._show_cursor()
        self.update()
        return held

"""The keyboard on the tracks: Escape, modifiers in the middle of a drag, the first prompt."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from sorastudio.ui.film.session import Selection
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.hold import Dragging, Pointer
from sorastudio.ui.timeline.mouse import MouseArea


class KeyArea(MouseArea):
    """What is typed into an empty film begins a prompt; everything else is a shortcut elsewhere."""

    def event(self, event: QEvent) -> bool:
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
            self.let_go()
        super().focusOutEvent(event)

    def escape(self) -> None:
        """Let go of what is dragged; else back to the select tool; else select nothing."""
        if self.let_go():
            return
        if self._stage.tool is not Tool.SELECT:
            self._stage.set_tool(Tool.SELECT)
        else:
            self._stage.session.select(Selection())

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

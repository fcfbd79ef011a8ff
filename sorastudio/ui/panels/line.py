"""The line of a field, with what it can do beyond typing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit


class Line(QLineEdit):
    """A line that can be left by Esc, and counted up and down."""

    left = Signal()
    stepped = Signal(int)
    counts = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.left.emit()
        elif event.key() in steps:
            times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.stepped.emit(steps[Qt.Key(event.key())] * times)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Counts while one is in the field; else the panel scrolls."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if not self.hasFocus() or not self.counts or turned == 0:
            event.ignore()
            return
        times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.stepped.emit((1 if turned > 0 else -1) * times)
        event.accept()

"""The picture on the whole screen, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.ui.viewer.screen import Screen


class FullScreen(QWidget):
    """Borrows the viewer's screen until it is left with Esc or a double click."""

    left = Signal()

    def __init__(self, screen: Screen, parent: QWidget) -> None:
        # Qt keeps the keys of the parent's window working while a tool window is active.
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Sora Studio")
        self.setAccessibleName("Film on the whole screen")
        # Some window managers leave a tool window as large as it was.
        self.setGeometry(parent.screen().geometry())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.left.emit()

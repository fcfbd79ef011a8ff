"""Small words beside a setting."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Remark(QLabel):
    """What comes of a setting, or why it cannot be used; gone while there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("small", True)
        self.setWordWrap(True)
        # Services are quoted in it.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        if self.property("warn") != is_trouble:
            self.setProperty("warn", is_trouble)
            # A style that depends on a property is only looked up anew when it is asked to.
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(words)
        self.setVisible(bool(words))

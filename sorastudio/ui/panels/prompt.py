"""Where prompts are typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget


class PromptEdit(QPlainTextEdit):
    """Words for a picture. For a new slot Enter makes it; for one that is there Ctrl+Enter does.

    Undo belongs to the film, except for words that are not part of it yet.
    """

    entered = Signal()
    left = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fresh = True
        self.setAccessibleName("Prompt")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(64)
        self.textChanged.connect(self._tell)
        self._showing = False

    def sizeHint(self) -> QSize:
        return QSize(240, 80)

    def show_prompt(self, text: str, *, fresh: bool) -> None:
        """`fresh`: the words of a slot that is not made yet."""
        self._fresh = fresh
        self.setUndoRedoEnabled(fresh)
        self.setPlaceholderText(
            "What is to be seen? Enter makes it." if fresh else "What is to be seen?"
        )
        if text == self.toPlainText():
            return
        self._showing = True
        self.setPlainText(text)
        self._showing = False
        self.moveCursor(QTextCursor.MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._enters(event):
            self.entered.emit()
        elif not self._fresh and event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif not self._fresh and event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _enters(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        return held == Qt.KeyboardModifier.ControlModifier or (self._fresh and plain)

    def _tell(self) -> None:
        if not self._showing:
            self.typed.emit(self.toPlainText())

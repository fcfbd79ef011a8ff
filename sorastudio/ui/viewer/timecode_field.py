"""The field that shows where one is, and takes where to go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from sorastudio.errors import UsageError
from sorastudio.project.time import FrameRate, parse_timecode, timecode
from sorastudio.ui.theme import timecode_font

_CHARACTERS = "0123456789:;+-"


class TimecodeField(QLineEdit):
    """Takes `HH:MM:SS:FF`, fewer fields from the right, a frame number, or with + or - before it
    so much on or back."""

    chosen = Signal(int)
    """A frame of the film, which may lie outside of it."""
    refused = Signal(str)
    """Why what was typed is none, in words for the person."""

    def __init__(self, rate: FrameRate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rate = rate
        self._frame = 0
        self.setFont(timecode_font())
        self.setAccessibleName("Timecode")
        self.setToolTip("Where the playhead is. Type a timecode, or +12 or -12 to move by frames.")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        typed = QRegularExpression("[+-]?[0-9:;]*")
        self.setValidator(QRegularExpressionValidator(typed, self))
        # The sheet of the window would set its own size of letters.
        self.setStyleSheet("padding: 3px 4px;")
        self.returnPressed.connect(self._go)
        self._write()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance("00:00:00:00")
        return QSize(words + 24, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_frame(self, frame: int, rate: FrameRate) -> None:
        """Where the playhead is now; what is being typed stays."""
        self._frame, self._rate = frame, rate
        if not self.isModified():
            self._write()

    def event(self, event: QEvent) -> bool:
        # The keys that move through the film go on doing so while the field has the focus.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            text = event.text()
            if text.isprintable() and text and text not in _CHARACTERS:
                event.ignore()
                return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self._write()
                self.clearFocus()
            case Qt.Key.Key_Up:
                self.chosen.emit(self._frame + 1)
            case Qt.Key.Key_Down:
                self.chosen.emit(self._frame - 1)
            case _:
                super().keyPressEvent(event)

    def _go(self) -> None:
        text = self.text().strip()
        try:
            frame = self._meant(text)
        except UsageError as error:
            self.refused.emit(str(error))
            self._write()
            self.selectAll()
            return
        self.setModified(False)
        self.chosen.emit(frame)
        self._write()
        self.clearFocus()

    def _meant(self, text: str) -> int:
        if text.startswith(("+", "-")):
            way = parse_timecode(text[1:], self._rate)
            return self._frame + (way if text[0] == "+" else -way)
        return parse_timecode(text, self._rate)

    def _write(self) -> None:
        self.setText(timecode(self._frame, self._rate))
        self.setModified(False)

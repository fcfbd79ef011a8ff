"""The name of a number, pulled sideways to change it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sorastudio.ui.panels.fields import TextField

_PX_PER_STEP = 3
_TIMES = 10


class ScrubLabel(QLabel):
    """To the right is more, to the left is less; Shift takes larger steps. A click goes into the
    field."""

    def __init__(self, words: str, fields: tuple[TextField, ...], parent: QWidget) -> None:
        """Each of several fields has its share of the label's width."""
        super().__init__(words, parent)
        self._fields = fields
        self._field: TextField | None = None
        self._begin = QPointF()
        self._is_pulled = False
        self.setProperty("small", True)
        self.setToolTip("Pull sideways to change; with Shift in larger steps")
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            share = event.position().x() / max(1, self.width())
            number = min(max(int(share * len(self._fields)), 0), len(self._fields) - 1)
            self._field, self._begin = self._fields[number], event.position()
            self._is_pulled = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._field is None:
            return
        away = event.position().x() - self._begin.x()
        if not self._is_pulled:
            if abs(away) < QApplication.startDragDistance() / 2:
                return
            self._is_pulled = self._field.scrub_begin()
        if self._is_pulled:
            times = _TIMES if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._field.scrub_to(round(away / _PX_PER_STEP) * times)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        field, self._field = self._field, None
        if field is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._is_pulled:
            field.scrub_end()
        else:
            field.edit.setFocus()
            field.edit.selectAll()

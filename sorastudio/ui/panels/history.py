"""Every step that was done, to go back or forward to."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QBrush, QColor, QShowEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sorastudio.ui.film.session import Session
from sorastudio.ui.theme import PALETTE

_BEGIN = "As it was opened"


class HistoryPanel(QWidget):
    """The present step is the selected one; those behind it were taken back. A click goes to a
    step, the arrows do it one by one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._labels: tuple[str, ...] = ()
        self.list = QListWidget(self)
        self.list.setAccessibleName("Steps")
        self.list.setToolTip("Click a step to go back or forward to it")
        self.setFocusProxy(self.list)
        self.hint = QLabel(self, wordWrap=True)
        self.hint.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        session.changed.connect(self._refresh)
        self.list.currentRowChanged.connect(self._go_to)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        history = self._session.document.history
        self.list.blockSignals(True)
        if history.labels != self._labels:
            self._fill(history.labels)
        for row in range(self.list.count()):
            self._paint(self.list.item(row), undone=row > history.index)
        self.list.setCurrentRow(history.index)
        self.list.blockSignals(False)
        self.list.scrollToItem(self.list.currentItem())
        undone = len(history.labels) - 1 - history.index
        self.hint.setText(_hint(undone))
        self.hint.setVisible(bool(undone))

    def _fill(self, labels: tuple[str, ...]) -> None:
        """Only what differs: the past is long and stays."""
        same = 0
        for old, new in zip(self._labels, labels, strict=False):
            if old != new:
                break
            same += 1
        while self.list.count() > same:
            self.list.takeItem(self.list.count() - 1)
        self.list.addItems([label or _BEGIN for label in labels[same:]])
        self._labels = labels

    def _paint(self, item: QListWidgetItem, *, undone: bool) -> None:
        item.setForeground(QBrush(QColor(PALETTE.faint if undone else PALETTE.text)))
        font = item.font()
        if font.italic() != undone:
            font.setItalic(undone)
            item.setFont(font)

    @Slot(int)
    def _go_to(self, row: int) -> None:
        if 0 <= row < len(self._labels):
            self._session.document.go_to(row)


def _hint(undone: int) -> str:
    steps = "The step" if undone == 1 else f"The {undone} steps"
    return f"{steps} below can be done again until you change something else."

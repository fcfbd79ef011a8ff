"""The files of the queue, each with its state and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.export.exporting import Delivery, Exporting, Running
from sorastudio.ui.export.words import state_words

_NOTHING = (
    "Nothing is in the queue. Tick several formats on the left to deliver them one after another; "
    "you can go on editing meanwhile."
)


class ExportQueue(QWidget):
    def __init__(self, exporting: Exporting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exporting = exporting
        self._rows: dict[int, _Row] = {}
        self._nothing = QLabel(_NOTHING, self, wordWrap=True)
        self._nothing.setProperty("dim", True)
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._inside)
        self.cancel_all = QPushButton("Cancel all", self, autoDefault=False)
        self.cancel_all.setToolTip("Stop what is made, and take back what waits")
        self.clear = QPushButton("Clear list", self, autoDefault=False)
        self.clear.setToolTip("Take what has ended off this list; the files stay")
        self.cancel_all.clicked.connect(lambda _checked=False: exporting.cancel())
        self.clear.clicked.connect(lambda _checked=False: exporting.forget_ended())
        below = QHBoxLayout()
        below.addWidget(self.clear)
        below.addStretch(1)
        below.addWidget(self.cancel_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(below)
        exporting.changed.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        found = self._exporting.deliveries
        for number in self._rows.keys() - {each.number for each in found}:
            self._rows.pop(number).deleteLater()
        for each in found:
            row = self._rows.get(each.number)
            if row is None:
                row = self._rows[each.number] = _Row(each.number, self._exporting, self._inside)
                self._column.insertWidget(self._column.count() - 1, row)
            row.show_delivery(each)
        self._nothing.setVisible(not found)
        self.cancel_all.setEnabled(self._exporting.is_running)
        self.clear.setEnabled(any(not each.is_open for each in found))


class _Row(QWidget):
    def __init__(self, number: int, exporting: Exporting, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._words = QLabel(self, wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(self, maximum=1000, textVisible=False)
        self._stop = QPushButton("Cancel", self, autoDefault=False)
        self._stop.clicked.connect(lambda _checked=False: exporting.cancel(number))
        left = QVBoxLayout()
        left.setSpacing(2)
        for widget in (self._name, self._bar, self._words):
            left.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 4)
        row.addLayout(left, 1)
        row.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignTop)

    def show_delivery(self, delivery: Delivery) -> None:
        state = delivery.state
        self._name.setText(f"{state.out.name} · {delivery.label}")
        self._name.setToolTip(str(state.out))
        self._words.setText(state_words(state))
        self._words.setProperty("dim", True)
        self._bar.setVisible(isinstance(state, Running))
        self._bar.setAccessibleName(f"Progress of {state.out.name}")
        if isinstance(state, Running):
            self._bar.setValue(round(state.fraction * 1000))
        self._stop.setVisible(delivery.is_open)
        self._stop.setAccessibleName(f"Cancel {state.out.name}")

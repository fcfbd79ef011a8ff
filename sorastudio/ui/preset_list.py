"""What can be delivered, in groups, with words on what each is good for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sorastudio.export.presets import Preset, presets

_NAME = Qt.ItemDataRole.UserRole
_LEAST_PX = 210


class PresetList(QWidget):
    """One is always chosen."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QListWidget(self)
        self.rows.setAccessibleName("What to deliver")
        self.rows.setMinimumWidth(_LEAST_PX)
        self._words = QLabel(self, wordWrap=True)
        self._words.setProperty("dim", True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        # The words must not push what lies below when they get longer.
        self._words.setMinimumHeight(3 * self._words.fontMetrics().lineSpacing())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.rows, 1)
        column.addWidget(self._words)
        self._fill()
        self.rows.currentItemChanged.connect(self._on_current)
        self.choose(next(iter(presets())))

    @property
    def preset(self) -> Preset:
        item = self.rows.currentItem()
        return presets()[item.data(_NAME)]

    def choose(self, name: str) -> None:
        for row in range(self.rows.count()):
            if self.rows.item(row).data(_NAME) == name:
                self.rows.setCurrentRow(row)

    def _fill(self) -> None:
        group = ""
        for preset in presets().values():
            if preset.group != group:
                group = preset.group
                heading = QListWidgetItem(group, self.rows)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(preset.label, self.rows)
            item.setData(_NAME, preset.name)
            item.setToolTip(preset.words)

    def _on_current(self) -> None:
        self._words.setText(f"{self.preset.words}.")
        self.chosen.emit()

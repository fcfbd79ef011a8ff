"""What can be delivered, in groups, with words on what each is good for."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sorastudio.export.presets import Preset, presets

_NAME = Qt.ItemDataRole.UserRole
_LEAST_PX, _SPARE_PX = 240, 12
_TIP = "Tick several to deliver them all."


class PresetList(QWidget):
    """One is always chosen; several can be ticked."""

    chosen = Signal()
    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Preset] = {}
        self.rows = QListWidget(self)
        self.rows.setAccessibleName("What to deliver")
        self.rows.setAccessibleDescription(_TIP)
        self._words = QLabel(self, wordWrap=True)
        self._words.setProperty("dim", True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        # The words must not push what lies below when they get longer.
        self._words.setMinimumHeight(4 * self._words.fontMetrics().lineSpacing())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.rows, 1)
        column.addWidget(self._words)
        self.offer(presets().values())
        self.rows.currentItemChanged.connect(self._on_current)
        self.rows.itemChanged.connect(lambda _item: self.ticked.emit())
        self.choose(next(iter(presets())))

    @property
    def preset(self) -> Preset:
        item = self.rows.currentItem()
        return self._known[item.data(_NAME)]

    @property
    def wanted(self) -> list[Preset]:
        """Those that are ticked; without a tick the chosen one."""
        items = [self.rows.item(row) for row in range(self.rows.count())]
        names = [
            item.data(_NAME)
            for item in items
            if item.data(_NAME) and item.checkState() is Qt.CheckState.Checked
        ]
        return [self._known[name] for name in names] or [self.preset]

    def choose(self, name: str) -> None:
        for row in range(self.rows.count()):
            if self.rows.item(row).data(_NAME) == name:
                self.rows.setCurrentRow(row)

    def untick(self) -> None:
        for row in range(self.rows.count()):
            item = self.rows.item(row)
            if item.data(_NAME):
                item.setCheckState(Qt.CheckState.Unchecked)

    def offer(self, more: Iterable[Preset]) -> None:
        """Put these at the end of the list, below the headings of their groups."""
        group = ""
        for preset in more:
            self._known[preset.name] = preset
            if preset.group != group:
                group = preset.group
                heading = QListWidgetItem(group, self.rows)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(preset.label, self.rows)
            item.setData(_NAME, preset.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setToolTip(f"{preset.words}. {_TIP}")
        # As wide as its names, whatever is chosen.
        bar = self.rows.verticalScrollBar().sizeHint().width() + 2 * self.rows.frameWidth()
        self.setFixedWidth(max(_LEAST_PX, self.rows.sizeHintForColumn(0) + bar + _SPARE_PX))

    def _on_current(self) -> None:
        self._words.setText(f"{self.preset.words}.")
        self.chosen.emit()

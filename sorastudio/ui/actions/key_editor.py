"""Shows every key, and lets a person choose others; who else has a key is seen while it is
typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.actions.command import Command
from sorastudio.ui.actions.keys import key_presets, normal
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.theme import PALETTE

_COMMAND = Qt.ItemDataRole.UserRole


class KeyEditor(QDialog):
    """Every change holds at once, and is kept."""

    def __init__(self, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard")
        self.resize(640, 560)
        self._registry = registry
        self._presets = QComboBox(self)
        self._presets.setAccessibleName("Keys like those of")
        self._search = QLineEdit(self, placeholderText="Search by name or key")
        self._search.setAccessibleName("Search commands")
        self._list = self._made_list()
        self._typed = QKeySequenceEdit(self, maximumSequenceLength=1)
        self._typed.setAccessibleName("New key")
        self._taken = QLabel(self, wordWrap=True)
        self._taken.setProperty("dim", True)
        self._use = QPushButton("Use this key", self, autoDefault=False)
        self._clear = QPushButton("No key", self, autoDefault=False)
        self._original = QPushButton("As in the preset", self, autoDefault=False)
        self._lay_out()
        self._connect()
        self._show_presets()
        self._fill()

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setAccessibleName("Commands and their keys")
        made.setColumnCount(2)
        made.setHeaderLabels(["Command", "Keys"])
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, made.header().ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, made.header().ResizeMode.ResizeToContents)
        return made

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(QLabel("Keys like those of", self))
        head.addWidget(self._presets)
        head.addWidget(self._search, 1)
        layout.addLayout(head)
        layout.addWidget(self._list, 1)
        row = QHBoxLayout()
        for widget in (QLabel("New key", self), self._typed, self._use):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self._clear, self._original):
            row.addWidget(button)
        layout.addLayout(row)
        layout.addWidget(self._taken)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._fill)
        self._list.currentItemChanged.connect(self._show_current)
        self._typed.keySequenceChanged.connect(self._show_taken)
        self._use.clicked.connect(self._assign)
        self._clear.clicked.connect(partial(self._set, ()))
        self._original.clicked.connect(self._restore)
        self._presets.activated.connect(self._choose_preset)

    def _show_presets(self) -> None:
        for name, preset in key_presets().items():
            self._presets.addItem(preset.label, name)
        self._presets.setCurrentIndex(self._presets.findData(self._registry.keys.preset.name))

    def _choose_preset(self, index: int) -> None:
        name = self._presets.itemData(index)
        self._registry.use_keys(self._registry.keys.with_preset(name))
        self._fill()

    def _fill(self) -> None:
        """All commands that meet the search, by menu."""
        current = self._current()
        self._list.clear()
        conflicts = self._conflicting()
        heads: dict[str, QTreeWidgetItem] = {}
        for command in self._registry.commands:
            if self._meets(command):
                head = heads.get(command.menu) or _head(command.menu, self._list)
                heads[command.menu] = head
                head.addChild(self._row(command, in_conflict=command.id in conflicts))
        self._list.expandAll()
        self._select(current)
        self._show_current()

    def _meets(self, command: Command) -> bool:
        wanted = self._search.text().strip().lower()
        keys = " ".join(self._registry.keys.of(command.id))
        return wanted in f"{command.words} {keys}".lower()

    def _conflicting(self) -> set[str]:
        conflicts = self._registry.keys.conflicts(each.id for each in self._registry.commands)
        return {command for which in conflicts.values() for command in which}

    def _row(self, command: Command, *, in_conflict: bool) -> QTreeWidgetItem:
        keys = self._registry.keys.of(command.id)
        row = QTreeWidgetItem([command.words, "   ".join(map(_native, keys))])
        row.setData(0, _COMMAND, command.id)
        row.setIcon(0, self._registry.action(command.id).icon())
        if in_conflict:
            row.setText(1, f"{row.text(1)}   (taken twice)")
            row.setForeground(1, QBrush(QColor(PALETTE.failed)))
        elif self._registry.keys.is_own(command.id):
            row.setForeground(1, QBrush(QColor(PALETTE.accent)))
        return row

    def _select(self, command: str | None) -> None:
        rows = QTreeWidgetItemIterator(self._list, QTreeWidgetItemIterator.IteratorFlag.NoChildren)
        while (row := rows.value()) is not None:
            if command in (None, row.data(0, _COMMAND)):
                self._list.setCurrentItem(row)
                return
            rows += 1

    def _current(self) -> str | None:
        row = self._list.currentItem()
        found: str | None = row.data(0, _COMMAND) if row else None
        return found

    def _show_current(self) -> None:
        chosen = self._current()
        for widget in (self._typed, self._clear):
            widget.setEnabled(chosen is not None)
        own = chosen is not None and self._registry.keys.is_own(chosen)
        self._original.setEnabled(own)
        self._typed.clear()
        self._show_taken()

    def _show_taken(self) -> None:
        """Say who has the key that was typed, before it is taken away."""
        key = self._key()
        others = [words for command, words in self._holders(key) if command != self._current()]
        self._use.setEnabled(bool(key) and self._current() is not None)
        if others:
            self._taken.setText(f"{_native(key)} is the key of {', '.join(others)}; it will move.")
        else:
            self._taken.setText(f"{_native(key)} is free." if key else "")

    def _holders(self, key: str) -> list[tuple[str, str]]:
        words = {command.id: command.words for command in self._registry.commands}
        return [(each, words[each]) for each in self._registry.keys.holders(key, words)]

    def _key(self) -> str:
        return normal(self._typed.keySequence().toString(QKeySequence.SequenceFormat.PortableText))

    def _assign(self) -> None:
        key, chosen = self._key(), self._current()
        if not key or chosen is None:
            return
        keys = self._registry.keys
        for other, _ in self._holders(key):
            keys = keys.with_keys(other, (each for each in keys.of(other) if each != key))
        self._registry.use_keys(keys.with_keys(chosen, (key, *keys.of(chosen))))
        self._fill()

    def _set(self, keys: tuple[str, ...], _checked: bool = False) -> None:
        chosen = self._current()
        if chosen is not None:
            self._registry.use_keys(self._registry.keys.with_keys(chosen, keys))
            self._fill()

    def _restore(self) -> None:
        chosen = self._current()
        if chosen is not None:
            self._set(tuple(self._registry.keys.preset.keys.get(chosen, ())))


def _head(words: str, parent: QTreeWidget) -> QTreeWidgetItem:
    head = QTreeWidgetItem(parent, [words])
    head.setFlags(Qt.ItemFlag.ItemIsEnabled)
    head.setForeground(0, QBrush(QColor(PALETTE.dim)))
    return head


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)

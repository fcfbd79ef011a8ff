"""The command palette: every command by its name."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.theme import PALETTE

_WIDTH_PX, _HEIGHT_PX = 560, 420
_COMMAND = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


def score(wanted: str, words: str) -> int | None:
    """How well words meet what was typed, more is better; None if a letter is lacking."""
    wanted, words = wanted.lower().strip(), words.lower()
    if not wanted:
        return 0
    if wanted in words:
        begins = words.startswith(wanted) or f" {wanted}" in words
        return 2000 + 500 * begins - len(words)
    found, total = -1, 0
    for letter in wanted.replace(" ", ""):
        at = words.find(letter, found + 1)
        if at < 0:
            return None
        follows, leads = at == found + 1, at == 0 or words[at - 1] == " "
        total += 10 * follows + 8 * leads - min(at - found, 8)
        found = at
    return total


class Palette(QDialog):
    """Type a few letters, Enter does it."""

    def __init__(self, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands")
        self._registry = registry
        self._search = QLineEdit(self, placeholderText="Type what you want to do")
        self._search.setAccessibleName("Search commands")
        self._search.textChanged.connect(self._fill)
        self._search.installEventFilter(self)
        self._list = self._made_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self.setFixedSize(min(_WIDTH_PX, parent.width() - 40), min(_HEIGHT_PX, parent.height()))
        self._place(parent)
        self._fill("")
        self._search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and event.type() == QEvent.Type.KeyPress:
            key = cast("QKeyEvent", event).key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run_current()
                return True
            if key in _MOVES:
                self._step(_MOVES[Qt.Key(key)])
                return True
        return super().eventFilter(watched, event)

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setColumnCount(3)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setAccessibleName("Commands")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, made.header().ResizeMode.Stretch)
        for column in (1, 2):
            made.header().setSectionResizeMode(column, made.header().ResizeMode.ResizeToContents)
        made.itemClicked.connect(lambda _item, _column: self._run_current())
        return made

    def _place(self, parent: QWidget) -> None:
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 48)

    def _fill(self, wanted: str) -> None:
        self._list.clear()
        for command in self._matching(wanted):
            self._list.addTopLevelItem(self._row(command))
        first = self._list.topLevelItem(0)
        if first is not None:
            self._list.setCurrentItem(first)

    def _matching(self, wanted: str) -> list[str]:
        scored = [
            (value, place, command.id)
            for place, command in enumerate(self._registry.commands)
            if (value := score(wanted, f"{self._registry.words(command.id)} {command.menu}"))
            is not None
        ]
        return [command for _, _, command in sorted(scored, key=lambda row: (-row[0], row[1]))]

    def _row(self, command: str) -> QTreeWidgetItem:
        keys = self._registry.keys.of(command)
        native = QKeySequence.SequenceFormat.NativeText
        shown = QKeySequence(keys[0]).toString(native) if keys else ""
        menu = self._registry.menu(command)
        row = QTreeWidgetItem([self._registry.words(command), menu, shown])
        row.setData(0, _COMMAND, command)
        row.setIcon(0, self._registry.action(command).icon())
        for column in (1, 2):
            row.setForeground(column, QBrush(QColor(PALETTE.dim)))
        if not self._registry.can_run(command):
            row.setForeground(0, QBrush(QColor(PALETTE.faint)))
        return row

    def _step(self, by: int) -> None:
        last = self._list.topLevelItemCount() - 1
        current = self._list.currentItem()
        if current is None:
            return
        at = min(max(self._list.indexOfTopLevelItem(current) + by, 0), last)
        if (row := self._list.topLevelItem(at)) is not None:
            self._list.setCurrentItem(row)

    def _run_current(self) -> None:
        row = self._list.currentItem()
        command = row.data(0, _COMMAND) if row else None
        if command is None or not self._registry.can_run(command):
            return
        self.close()
        self._registry.run(command)

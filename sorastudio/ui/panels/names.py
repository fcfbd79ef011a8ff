"""Names of the book in a prompt: offered while they are typed, and told where they are unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from sorastudio.project.book import Book
from sorastudio.ui.panels.fields import Note

_OPEN = re.compile(r"\{([^{}\n]*)$")
_ROWS = 8
_ACCEPTS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class NameOffer(QObject):
    """Offers the names of the book from `{` on. Enter or Tab takes one, Esc none."""

    def __init__(self, edit: QPlainTextEdit, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(edit)
        self._edit, self._names = edit, names
        self.list = QListWidget(edit)
        self.list.setAccessibleName("Names of the book")
        self.list.setObjectName("offer")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        self.list.itemClicked.connect(lambda _item: self._take())
        edit.installEventFilter(self)
        edit.textChanged.connect(self._offer)
        edit.cursorPositionChanged.connect(self._leave_if_elsewhere)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not self.list.isVisible():
            return False
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.list.hide()
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._pressed(cast("QKeyEvent", event))
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key not in _ACCEPTS | _MOVES.keys() | {Qt.Key.Key_Escape}:
            return False
        event.accept()
        if event.type() is QEvent.Type.ShortcutOverride:
            return True
        if key in _MOVES:
            row = self.list.currentRow() + _MOVES[Qt.Key(key)]
            self.list.setCurrentRow(row % self.list.count())
        elif key in _ACCEPTS:
            self._take()
        else:
            self.list.hide()
        return True

    def _typed(self) -> str | None:
        """What stands between an open brace and the cursor."""
        cursor = self._edit.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        match = _OPEN.search(before)
        return match.group(1) if match else None

    @Slot()
    def _offer(self) -> None:
        typed = self._typed() if self._edit.hasFocus() else None
        found = [] if typed is None else _meeting(typed, self._names())
        if not found:
            self.list.hide()
            return
        self.list.clear()
        self.list.addItems(found)
        self.list.setCurrentRow(0)
        self._place()

    @Slot()
    def _leave_if_elsewhere(self) -> None:
        if self.list.isVisible() and self._typed() is None:
            self.list.hide()

    def _place(self) -> None:
        """Under the cursor, over whatever is there, inside of the window."""
        window, line = self._edit.window(), self._edit.cursorRect()
        self.list.setParent(window)
        height = self.list.sizeHintForRow(0) * min(self.list.count(), _ROWS) + 4
        width = min(max(self.list.sizeHintForColumn(0) + 24, 120), window.width())
        self.list.resize(width, height)
        place = self._edit.viewport().mapTo(window, line.bottomLeft() + QPoint(0, 4))
        if place.y() + height > window.height():
            place.setY(place.y() - height - line.height() - 8)
        place.setX(min(place.x(), window.width() - width))
        self.list.move(place)
        self.list.show()
        self.list.raise_()

    def _take(self) -> None:
        name, typed = self.list.currentItem().text(), self._typed()
        self.list.hide()
        if typed is None:
            return
        cursor = self._edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.KeepAnchor, len(typed))
        behind = self._edit.toPlainText()[self._edit.textCursor().position() :]
        cursor.insertText(name if behind.startswith("}") else f"{name}}}")
        if behind.startswith("}"):
            cursor.movePosition(cursor.MoveOperation.Right)
        self._edit.setTextCursor(cursor)


class UnknownNames(QWidget):
    """Says which names of a prompt the book does not have, and offers to add the first."""

    add_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.note = Note(self)
        self.add_button = QPushButton("Add it", self)
        self.add_button.clicked.connect(lambda _checked=False: self.add_wanted.emit(self._name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_for(self, book: Book, *prompts: str) -> None:
        unknown = book.unknown_in(" ".join(prompts))
        self.setVisible(bool(unknown))
        if not unknown:
            return
        self._name = unknown[0]
        self.note.say(_unknown_words(book, unknown))
        self.add_button.setToolTip(f"Add {{{self._name}}} to the book")
        self.add_button.setAccessibleName(f"Add {self._name} to the book")


def _unknown_words(book: Book, unknown: tuple[str, ...]) -> str:
    listed = ", ".join(f"{{{name}}}" for name in unknown)
    words = f"The book has no {listed}."
    from difflib import get_close_matches

    known = {entry.id.casefold(): entry.id for entry in book.entries}
    near = get_close_matches(unknown[0].casefold(), known, 1) if len(unknown) == 1 else []
    return f"{words} Did you mean {{{known[near[0]]}}}?" if near else words


def _meeting(typed: str, names: Iterable[str]) -> list[str]:
    """Those that begin with what was typed, then those that have it elsewhere."""
    wanted = typed.strip().casefold()
    met = [name for name in names if wanted in name.casefold()]
    return sorted(met, key=lambda name: not name.casefold().startswith(wanted))

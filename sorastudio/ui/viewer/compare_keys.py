"""The keys of comparing takes. They hold in the whole window, but not where one types."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from sorastudio.project.edits.slots import MOST_STARS
from sorastudio.ui.viewer.comparing import PAGE, Comparing
from sorastudio.ui.window.focus import KEEPS_KEYS

_TYPED_INTO = (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
_CTRL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier

Act = Callable[[], object]


class CompareKeys(QObject):
    """Watches the widget with the focus while takes are compared, and takes its keys before they
    are shortcuts or anything else."""

    def __init__(self, comparing: Comparing, screen: QWidget, window: QWidget) -> None:
        """screen: the picture, which may be in a window of its own."""
        super().__init__(comparing)
        self._comparing, self._screen, self._window = comparing, screen, window
        self._watched: QWidget | None = None
        self._app = cast("QApplication", QApplication.instance())
        self._app.focusChanged.connect(self._follow)
        comparing.changed.connect(self._follow)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        # While something is dragged, the keys are about that.
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return False
        act = self._act(cast("QKeyEvent", event))
        if act is None:
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            act()
        return True

    @Slot()
    def _follow(self) -> None:
        wanted = self._focused() if self._comparing.is_on else None
        if wanted is self._watched:
            return
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = wanted
        if wanted is not None:
            wanted.installEventFilter(self)

    def _focused(self) -> QWidget | None:
        widget = QApplication.focusWidget()
        if widget is None:
            return self._window
        typed = isinstance(widget, _TYPED_INTO) or bool(widget.property(KEEPS_KEYS))
        mine = widget is self._screen or widget.window() is self._window
        return widget if mine and not typed else None

    def _act(self, event: QKeyEvent) -> Act | None:
        comparing, key = self._comparing, event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = key - Qt.Key.Key_0
        if modifiers == _CTRL and 0 <= digit <= MOST_STARS:
            return partial(comparing.rate_current, digit)
        if modifiers != _NONE:
            return None
        if 1 <= digit <= PAGE:
            return partial(comparing.choose, digit - 1)
        return self._plain(Qt.Key(key))

    def _plain(self, key: Qt.Key) -> Act | None:
        comparing = self._comparing
        row = comparing.columns
        acts: dict[Qt.Key, Act] = {
            Qt.Key.Key_Escape: comparing.leave,
            Qt.Key.Key_X: comparing.reject_current,
            Qt.Key.Key_Return: comparing.use_current,
            Qt.Key.Key_Enter: comparing.use_current,
            Qt.Key.Key_Left: partial(comparing.move, -1),
            Qt.Key.Key_Right: partial(comparing.move, 1),
            Qt.Key.Key_Up: partial(comparing.move, -row),
            Qt.Key.Key_Down: partial(comparing.move, row),
            Qt.Key.Key_PageUp: partial(comparing.turn_page, -1),
            Qt.Key.Key_PageDown: partial(comparing.turn_page, 1),
        }
        return acts.get(key)

"""Keys of a control that was reached with Tab are its own, not the film's."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QTabBar,
    QWidget,
)

_TAB = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PRESS = {Qt.Key.Key_Space, *_ENTER}
KEEPS_KEYS = "keeps_keys"
"""A property: the widget is a list of its own making, in which one moves and marks with keys."""

_MARKS = {Qt.Key.Key_X, *(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10))}
_MOVE = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class HeldKey(QObject):
    """Whether a key is down at the moment, in a window; not while it is typed into a field."""

    def __init__(self, key: Qt.Key, window: QWidget) -> None:
        super().__init__(window)
        self._key = key
        self.is_down = False
        # What no control wants for itself comes to its window in the end.
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease):
            pressed = cast("QKeyEvent", event)
            if pressed.key() == self._key and not pressed.isAutoRepeat():
                self.is_down = kind == QEvent.Type.ShortcutOverride
        elif kind == QEvent.Type.WindowDeactivate:
            self.is_down = False
        return False


class KeyboardFocus(QObject):
    """Space plays the film, but presses a button that was reached by keyboard; the arrows step the
    playhead, but move in a list."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._tabbing = False
        self._reached: QWidget | None = None
        # The question whether a key is a shortcut goes from the control up to its window.
        window.installEventFilter(self)
        app = cast("QApplication", QApplication.instance())
        app.focusChanged.connect(self._focus_changed)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        pressed, widget = cast("QKeyEvent", event), QApplication.focusWidget()
        self._tabbing = pressed.key() in _TAB
        if widget is None or not self._is_own(widget, pressed):
            return False
        event.accept()
        return True

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._reached = new if self._tabbing else None
        self._tabbing = False

    def _is_own(self, widget: QWidget, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if isinstance(widget, QAbstractItemView) or widget.property(KEEPS_KEYS):
            own = _ENTER if isinstance(widget, QAbstractItemView) else _ENTER | _MARKS
            return event.key() in _MOVE | own
        if widget is not self._reached:
            return False
        if isinstance(widget, QAbstractButton):
            return event.key() in _PRESS
        return isinstance(widget, QAbstractSlider | QComboBox | QTabBar) and (
            event.key() in _MOVE | _PRESS
        )

"""Keys of a control that was reached with Tab are its own, not the film's."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QTabBar,
    QWidget,
)

_BY_TAB = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
_PRESS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
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


class KeyboardFocus(QObject):
    """Space plays the film, but presses a button that was reached by keyboard; the arrows step the
    playhead, but move in a list. To be installed on the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reached: QObject | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            by_tab = cast("QFocusEvent", event).reason() in _BY_TAB
            self._reached = watched if by_tab else None
            return False
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(watched, QWidget)
        if asked and self._is_own(cast("QWidget", watched), cast("QKeyEvent", event)):
            event.accept()
            return True
        return False

    def _is_own(self, widget: QWidget, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if isinstance(widget, QAbstractItemView):
            return event.key() in _MOVE | _PRESS
        if widget is not self._reached:
            return False
        if isinstance(widget, QAbstractButton):
            return event.key() in _PRESS
        return isinstance(widget, QAbstractSlider | QComboBox | QTabBar) and (
            event.key() in _MOVE | _PRESS
        )

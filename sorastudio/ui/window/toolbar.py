"""The row under the menus: which film it is, and the acts that are always at hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from sorastudio.ui.actions.registry import Registry

_ICON_ONLY = ("edit.undo", "edit.redo")


class Toolbar(QToolBar):
    """`wide` are shown with their words, if the registry has them."""

    def __init__(self, registry: Registry, wide: Sequence[str], parent: QWidget) -> None:
        super().__init__("Toolbar", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._registry = registry
        self._title = QLabel(self)
        self._title.setAccessibleName("Film")
        self._title.setContentsMargins(4, 0, 12, 0)
        self.addWidget(self._title)
        self.addSeparator()
        for command in _ICON_ONLY:
            self._add(command, words=False)
        self.addSeparator()
        known = {command.id for command in registry.commands}
        *first, last = [command for command in wide if command in known]
        for command in first:
            self._add(command, words=True)
        self.addWidget(_spring(self))
        self._add("help.palette", words=False)
        self._add(last, words=True)

    def show_title(self, words: str) -> None:
        self._title.setText(words)

    def _add(self, command: str, *, words: bool) -> None:
        self.addAction(self._registry.action(command))
        button = self.widgetForAction(self._registry.action(command))
        if isinstance(button, QToolButton):
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
            )
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _spring(parent: QWidget) -> QWidget:
    spring = QWidget(parent)
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spring

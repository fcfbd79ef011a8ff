"""All commands, as the actions that menus, buttons and keys are made of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.keys import KeyMap
from sorastudio.ui.icons import icon


class Registry(QObject):
    """Owns one QAction for each command; `host` is the window whose keys they answer."""

    keys_changed = Signal()

    def __init__(self, commands: Iterable[Command], keys: KeyMap, host: QWidget) -> None:
        super().__init__(host)
        self._commands = {command.id: command for command in commands}
        self._actions = {command.id: self._made(command) for command in self._commands.values()}
        host.addActions(list(self._actions.values()))
        self._keys = keys
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refresh)
        self.use_keys(keys)

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(self._commands.values())

    @property
    def keys(self) -> KeyMap:
        return self._keys

    def action(self, command: str) -> QAction:
        """Raises KeyError for no such command."""
        return self._actions[command]

    def words(self, command: str) -> str:
        """As it is called at the moment."""
        known = self._commands[command]
        return known.says() if known.says else known.words

    def menu(self, command: str) -> Menu:
        return self._commands[command].menu

    def can_run(self, command: str) -> bool:
        return self._commands[command].enabled()

    def run(self, command: str) -> None:
        """Do it, unless it cannot be done now."""
        known = self._commands[command]
        if known.enabled():
            known.run()
        self.refresh_soon()

    def use_keys(self, keys: KeyMap) -> None:
        self._keys = keys
        for command, action in self._actions.items():
            action.setShortcuts([QKeySequence(key) for key in keys.of(command)])
        self.refresh()
        self.keys_changed.emit()

    def refresh_soon(self) -> None:
        """Bring all actions up to date once the present event is over."""
        if not self._due.isActive():
            self._due.start()

    def refresh(self) -> None:
        for command in self._commands.values():
            action, words = self._actions[command.id], self.words(command.id)
            action.setText(words.replace("&", "&&"))
            action.setToolTip(self._tip(command, words))
            action.setEnabled(command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    def _tip(self, command: Command, words: str) -> str:
        keys = [
            QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            for key in self._keys.of(command.id)
        ]
        first = f"{words} ({keys[0]})" if keys else words
        return f"{first}\n{command.help}" if command.help else first

    def _made(self, command: Command) -> QAction:
        action = QAction(command.words, self)
        action.setObjectName(command.id)
        action.setAutoRepeat(command.repeats)
        action.setWhatsThis(command.help or command.words)
        action.setCheckable(command.checked is not None)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        # Otherwise macOS moves actions about by their words.
        action.setMenuRole(QAction.MenuRole.NoRole)
        if command.icon:
            action.setIcon(icon(command.icon))
        action.triggered.connect(partial(self._triggered, command.id))
        return action

    def _triggered(self, command: str, _checked: bool = False) -> None:
        self.run(command)

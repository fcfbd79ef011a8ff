"""The way into the room of connections."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sorastudio.ui.connections.dialog import ConnectionsDialog
from sorastudio.ui.studio import Studio

_LEFT = Qt.MouseButton.LeftButton


def opened(studio: Studio) -> ConnectionsDialog:
    studio.show_connections()
    parent = studio.window or studio.welcome
    assert parent is not None
    (dialog,) = parent.findChildren(ConnectionsDialog)
    return dialog


def at_welcome(studio: Studio) -> ConnectionsDialog:
    studio.show_welcome()
    return opened(studio)


def click(button: QWidget) -> None:
    QTest.mouseClick(button, _LEFT)

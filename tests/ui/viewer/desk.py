"""A window before which a person sits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import errors
from sorastudio.project.ids import MediaId, SlotId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.rows import Rows
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.sides import Sides
from sorastudio.ui.viewer.viewer import Viewer
from sorastudio.ui.window.main_window import MainWindow
from tests.film_maker import read_bars

W = TypeVar("W", bound=QWidget)

PATIENCE_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SHOT = SlotId("slot-1")


def named(project: Project, name: str) -> Media:
    return next(media for media in project.pool.media if media.name == name)


@dataclass
class Desk:
    """The window, and a person before it."""

    window: MainWindow
    qtbot: QtBot

    @property
    def session(self) -> Session:
        return self.window.session

    @property
    def project(self) -> Project:
        return self.session.project

    @property
    def sides(self) -> Sides:
        return self.part(Sides)

    @property
    def take(self) -> Viewer:
        viewer = self.sides.take.viewer
        assert viewer is not None
        return viewer

    def part(self, kind: type[W]) -> W:
        (found,) = self.window.findChildren(kind)
        return found

    def media(self, name: str) -> MediaId:
        return named(self.project, name).id

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY, times: int = 1) -> None:
        QApplication.processEvents()  # what can be done now is found out after each act
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def until(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def reads(self, viewer: Viewer, number: int) -> bool:
        """Waits until the picture that says so is on."""

        def on() -> bool:
            shown = viewer.screen_view.shown
            return shown is not None and not shown.note and read_bars(shown.picture) == number

        self.until(on)
        return True

    def double_click(self, rows: Rows, index: int) -> None:
        library = self.part(Library)
        tab = next(each for each in (library.slots, library.media) if each.rows is rows)
        library.tabs.setCurrentWidget(tab)
        at = rows.visualItemRect(rows.item(index)).center()
        # As Qt sends them: press and release, then the double click.
        QTest.mouseClick(rows.viewport(), LEFT, NO_KEY, at)
        QTest.mouseDClick(rows.viewport(), LEFT, NO_KEY, at)

    def open_file(self, name: str) -> None:
        rows = self.part(Library).media.rows
        titles = [row.title for row in rows.rows]
        self.double_click(rows, titles.index(name))
        QApplication.processEvents()

    def click_timeline(self) -> None:
        """Beside all clips: only to work there."""
        canvas = self.part(Timeline).canvas
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)

    def choose(self, opener: QWidget, words: str) -> None:
        """In the menu that a part of the window has just opened."""
        menus = [menu for menu in opener.findChildren(QMenu) if menu.isVisible()]
        (action,) = [each for menu in menus for each in menu.actions() if each.text() == words]
        action.trigger()
        for menu in menus:
            menu.close()

    def told(self, act: Callable[[], object]) -> str:
        with self.qtbot.waitSignal(self.session.told, timeout=PATIENCE_MS) as told:
            act()
        assert told.args is not None
        return str(told.args[1])

    def undone(self, before: Project) -> Project:
        """The film as it is, after undo gave back the very one before."""
        after = self.project
        assert errors(after) == []
        self.session.undo()
        assert self.project is before
        self.session.redo()
        assert self.project is after
        return after

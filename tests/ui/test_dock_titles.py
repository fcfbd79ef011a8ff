"""Parts that lie behind one another: their tab says their name, and no bar says it once more."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QMenu, QTabBar
from pytestqt.qtbot import QtBot

from sorastudio.settings import SettingsFile
from sorastudio.ui.window.docks import Docked, Docks

_LEFT, _LOW = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
_PATIENCE_MS = 20_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> QMainWindow:
    """With two parts behind one another at the left, and one alone below."""
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(800, 600)
    parts = tuple(
        Docked(name=name.lower(), title=name, widget=QLabel(name), area=area)
        for name, area in (("Library", _LEFT), ("History", _LEFT), ("Timeline", _LOW))
    )
    made.setCentralWidget(QLabel("Picture"))
    docks = Docks(made, parts, SettingsFile(tmp_path / "settings.json"))
    docks.setObjectName("docks")
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: _barless(made) == {"Library", "History"}, timeout=_PATIENCE_MS)
    return made


def _docks(window: QMainWindow) -> dict[str, QDockWidget]:
    return {dock.windowTitle(): dock for dock in window.findChildren(QDockWidget)}


def _barless(window: QMainWindow) -> set[str]:
    return {name for name, dock in _docks(window).items() if dock.titleBarWidget() is not None}


def _tab(window: QMainWindow, name: str) -> tuple[QTabBar, QPoint]:
    for bar in window.findChildren(QTabBar):
        for number in range(bar.count()):
            if bar.tabText(number) == name:
                return bar, bar.tabRect(number).center()
    raise AssertionError(name)


def _chosen(window: QMainWindow, tab: str, words: str) -> None:
    """From the menu of a tab."""
    bar, place = _tab(window, tab)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, bar.mapToGlobal(place))
    QApplication.sendEvent(bar, asked)
    menu = window.findChild(QMenu)
    assert menu is not None
    action = next(action for action in menu.actions() if action.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_double_click_on_a_tab_floats_it_and_both_have_titles_then(
    qtbot: QtBot, window: QMainWindow
) -> None:
    bar, place = _tab(window, "History")
    QTest.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: _docks(window)["History"].isFloating(), timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: _barless(window) == set(), timeout=_PATIENCE_MS)
    assert not _docks(window)["Library"].isFloating()


def test_what_comes_back_behind_another_has_only_its_tab_again(
    qtbot: QtBot, window: QMainWindow
) -> None:
    _chosen(window, "History", "Float History")
    # It was behind another, and has to come where it can be seen.
    assert window.geometry().intersects(_docks(window)["History"].geometry())
    qtbot.waitUntil(lambda: _barless(window) == set(), timeout=_PATIENCE_MS)
    docks = window.findChild(Docks, "docks")
    assert docks is not None
    docks.reset()
    qtbot.waitUntil(lambda: _barless(window) == {"Library", "History"}, timeout=_PATIENCE_MS)


def test_what_is_closed_at_its_tab_leaves_the_other_with_a_title(
    qtbot: QtBot, window: QMainWindow
) -> None:
    _chosen(window, "Library", "Close Library")
    assert _docks(window)["Library"].isHidden()
    qtbot.waitUntil(lambda: _barless(window) == set(), timeout=_PATIENCE_MS)

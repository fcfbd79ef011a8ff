"""Transitions and zoom runs in the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.store.film_file import save_film
from sorastudio.ui.cuts.zoom_run_dialog import ZoomRunDialog
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.library import Library
from sorastudio.ui.studio import Studio
from sorastudio.ui.window.main_window import MainWindow
from tests.project.films import clips, film, slot, with_slots


@pytest.fixture
def window(qtbot: QtBot, film_path: Path) -> Iterator[MainWindow]:
    """Two slots without a take, side by side."""
    app = QApplication.instance()
    assert app is not None
    studio = Studio(lambda _: None, app)
    film_path.parent.mkdir(parents=True)
    save_film(film_path, with_slots(film(), slot("s"), slot("t")))
    assert studio.open(film_path)
    assert studio.window is not None
    with qtbot.waitActive(studio.window):
        studio.window.activateWindow()
    yield studio.window
    studio.window.session.save()
    studio.window.close()
    studio.shut_down()


def test_a_double_click_puts_a_kind_on_the_nearest_cut(window: MainWindow) -> None:
    library = window.findChild(Library)
    assert library is not None
    tab = library.transitions
    library.tabs.setCurrentWidget(tab)
    QTest.keyClicks(tab.finder.search, "ink")
    place = tab.rows.visualItemRect(tab.rows.item(0)).center()
    QTest.mouseClick(tab.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(tab.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    enter = clips(window.session.project)[1].enter
    assert enter is not None
    assert enter.kind == "ink"


def test_a_zoom_run_is_asked_for_by_key(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    assert not window.registry.action("clip.zoom-run").isEnabled()
    session.select(Selection(clips=frozenset(clip.id for clip in clips(session.project))))
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.waitUntil(lambda: window.registry.action("clip.zoom-run").isEnabled())
    QTest.keyClick(window, Qt.Key.Key_Z, modifiers)
    dialog = window.findChild(ZoomRunDialog)
    assert dialog is not None
    assert dialog.isVisible()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    enter = clips(session.project)[1].enter
    assert enter is not None
    assert enter.kind == "zoom"

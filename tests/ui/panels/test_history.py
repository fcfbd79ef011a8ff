"""The list of steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.history import HistoryPanel


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> HistoryPanel:
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    panel.resize(260, 300)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def steps(session: Session) -> list[Project]:
    """The film before, and after each of three steps."""
    films = [session.project]
    for frame in (1, 2, 3):
        session.apply(f"Marker {frame}", add_marker, frame)
        films.append(session.project)
    return films


def rows(panel: HistoryPanel) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def click(panel: HistoryPanel, row: int) -> None:
    place = panel.list.visualItemRect(panel.list.item(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_every_step_is_listed_and_the_present_one_is_marked(
    panel: HistoryPanel, session: Session
) -> None:
    assert rows(panel) == ["As it was opened"]
    steps(session)
    assert rows(panel) == ["As it was opened", "Marker 1", "Marker 2", "Marker 3"]
    assert panel.list.currentRow() == 3
    assert not panel.hint.isVisible()


def test_a_click_goes_to_a_step_and_back_as_one_change(
    panel: HistoryPanel, session: Session
) -> None:
    films = steps(session)
    heard: list[Project] = []
    session.changed.connect(heard.append)
    click(panel, 0)
    assert session.project is films[0]
    assert panel.hint.isVisible()
    click(panel, 3)
    assert session.project is films[3]
    assert heard == [films[0], films[3]]
    assert check(session.project) == []


def test_the_arrows_undo_and_redo(panel: HistoryPanel, session: Session) -> None:
    films = steps(session)
    panel.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert session.project is films[2]
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    assert session.project is films[0]
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert session.project is films[1]


def test_undo_from_elsewhere_moves_the_mark_and_another_edit_ends_what_was_undone(
    panel: HistoryPanel, session: Session
) -> None:
    steps(session)
    session.undo()
    session.undo()
    assert panel.list.currentRow() == 1
    assert panel.list.item(2).font().italic()
    session.apply("Other", add_marker, 9)
    assert rows(panel) == ["As it was opened", "Marker 1", "Other"]
    assert not panel.list.item(2).font().italic()


def test_it_is_up_to_date_when_it_is_shown_again(panel: HistoryPanel, session: Session) -> None:
    panel.hide()
    steps(session)
    panel.show()
    assert panel.list.currentRow() == 3

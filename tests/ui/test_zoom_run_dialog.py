"""The zoom run as a person asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.clip import Transition
from sorastudio.project.curve import Curve
from sorastudio.project.edits.transitions import change_transition
from sorastudio.ui.cuts.zoom_run_dialog import ZoomRunDialog
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import TextField
from tests.project.films import clips, film, layout
from tests.ui.conftest import OpenFilm

Ask = Callable[[], ZoomRunDialog]


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    session = open_film(film(96, 96, 96, -10, 96))
    choose(session, 0, 1, 2)
    return session


def choose(session: Session, *numbers: int) -> None:
    ids = frozenset(clips(session.project)[number].id for number in numbers)
    session.select(Selection(clips=ids))


@pytest.fixture
def asked(qtbot: QtBot, session: Session) -> Ask:
    """The dialog about what is chosen now."""
    window = QWidget()
    qtbot.addWidget(window)

    def ask() -> ZoomRunDialog:
        dialog = ZoomRunDialog(session, window)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return ask


def type_into(field: TextField, text: str) -> None:
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def zooms(session: Session) -> list[Transition]:
    return [clip.enter for clip in clips(session.project) if clip.enter]


def test_with_what_it_offers_it_is_one_step(asked: Ask, session: Session) -> None:
    before = session.project
    dialog = asked()
    assert dialog.length.text == "38"
    assert "enlarged up to" in dialog.outcome.text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert [enter.kind for enter in zooms(session)] == ["zoom", "zoom"]
    assert check(session.project) == []
    session.undo()
    assert session.project is before


def test_rate_and_factor_follow_one_another(asked: Ask, session: Session) -> None:
    dialog = asked()
    type_into(dialog.length, "23")
    type_into(dialog.rate, "2")
    assert dialog.factor.text == "2"
    assert dialog.isVisible()
    type_into(dialog.factor, "4")
    assert dialog.rate.text == "4"
    assert "looks soft" in dialog.outcome.text()
    type_into(dialog.across, "0.3")
    type_into(dialog.down, "0.4")
    dialog.direction.setCurrentIndex(1)
    dialog.direction.activated.emit(1)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    found = dict(zooms(session)[0].params)
    assert found["factor"] == pytest.approx(4)
    assert (found["x"], found["y"], found["direction"]) == (0.3, 0.4, "out")
    assert isinstance(clips(session.project)[0].placement.x, Curve)


def test_the_camera_can_come_to_rest(asked: Ask, session: Session) -> None:
    dialog = asked()
    type_into(dialog.rest, "24")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    last = clips(session.project)[2].placement.scale
    assert isinstance(last, Curve)
    assert len(last.keys) > 20
    again = asked()
    assert again.rest.text == "24"
    again.loop.click()
    assert not again.rest.isEnabled()
    assert again.rest.text == "0"


def test_what_cannot_be_is_said_and_not_done(asked: Ask, session: Session) -> None:
    before = session.project
    dialog = asked()
    type_into(dialog.length, "96")
    assert dialog.isVisible()
    assert "too short" in dialog.outcome.text() or "does not fit" in dialog.outcome.text()
    assert not dialog.go.isEnabled()
    type_into(dialog.length, "24")
    assert dialog.go.isEnabled()
    type_into(dialog.rate, "nonsense")
    assert dialog.rate.note.text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert session.project is before
    choose(session, 2, 3)
    assert "do not touch" in asked().outcome.text()
    choose(session, 1)
    assert "at least two" in asked().outcome.text()


def test_again_it_begins_with_what_there_is(asked: Ask, session: Session) -> None:
    dialog = asked()
    type_into(dialog.rate, "1.7")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    second = clips(session.project)[1]
    assert second.enter is not None
    moved = dict(second.enter.params) | {"x": 0.2, "y": 0.6}
    session.apply("Anchor", change_transition, second.id, params=tuple(moved.items()))
    choose(session, 0, 1, 2)
    again = asked()
    assert (again.rate.text, again.keep.isChecked()) == ("1.7", True)
    QTest.mouseClick(again.go, Qt.MouseButton.LeftButton)
    anchors = [(dict(z.params)["x"], dict(z.params)["y"]) for z in zooms(session)]
    assert anchors == [(0.2, 0.6), (0.5, 0.5)]
    choose(session, 0, 1, 2)
    fresh = asked()
    QTest.mouseClick(fresh.keep, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    type_into(fresh.across, "0.4")
    QTest.mouseClick(fresh.go, Qt.MouseButton.LeftButton)
    anchors = [(dict(z.params)["x"], dict(z.params)["y"]) for z in zooms(session)]
    assert anchors == [(0.4, 0.6)] * 2


def test_a_loop_puts_the_beginning_at_the_end(asked: Ask, session: Session) -> None:
    dialog = asked()
    type_into(dialog.length, "24")
    QTest.mouseClick(dialog.loop, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    assert "12 frames longer" in dialog.outcome.text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert layout(session.project) == "a96 b96 c96 a12 -10 d96"

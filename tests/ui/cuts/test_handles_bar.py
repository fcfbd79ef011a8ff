"""What is offered where a new transition lacks frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.edits.transitions import Handles
from sorastudio.project.edits.trim import slip
from sorastudio.project.project import Project
from sorastudio.settings import SettingsFile
from sorastudio.ui.cuts.handles_bar import HandlesBar, offer_handles
from sorastudio.ui.cuts.zoom_run_dialog import ZoomRunDialog
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.transition_section import TransitionSection
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import clip_id, clips, film, layout
from tests.ui.conftest import OpenFilm
from tests.ui.timeline.hand import Hand, shown

LEFT = Qt.MouseButton.LeftButton


class Desk:
    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session = session
        self.timeline: Timeline = shown(qtbot, session)
        self.settings = SettingsFile()
        self.bar: HandlesBar = offer_handles(session, self.timeline, self.settings)

    @property
    def project(self) -> Project:
        return self.session.project

    def blend(self) -> None:
        self.session.move_playhead(48)
        self.timeline.add_default_transition()

    def answer(self, handles: Handles) -> None:
        QTest.mouseClick(self.bar.buttons[handles], LEFT)


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Desk:
    """Two files that are used up."""
    return Desk(qtbot, open_film(film(48, 48, seconds=2)))


def test_what_is_missing_is_said_and_the_usual_is_done(desk: Desk) -> None:
    desk.blend()
    assert desk.bar.isVisible()
    assert "24 frames are missing" in desk.bar.words.text()
    assert desk.bar.buttons[Handles.TRIM].isChecked()
    assert not desk.bar.buttons[Handles.KEEP].isEnabled(), "there is nothing more to show"
    assert not desk.bar.buttons[Handles.LONGER].isEnabled(), "files cannot be longer"
    assert layout(desk.project) == "a36 b36"


def test_another_answer_takes_its_place_in_one_step(desk: Desk) -> None:
    before = desk.project
    desk.blend()
    desk.answer(Handles.HOLD)
    assert desk.project.timeline.length == before.timeline.length
    enter = clips(desk.project)[1].enter
    assert enter is not None
    assert enter.hold
    assert check(desk.project) == []
    assert desk.bar.buttons[Handles.HOLD].isChecked()
    desk.answer(Handles.TRIM)
    assert layout(desk.project) == "a36 b36"
    desk.session.undo()
    assert desk.project is before
    assert not desk.bar.isVisible()


def test_a_zoom_run_has_been_asked_for_it_already(desk: Desk, qtbot: QtBot) -> None:
    """Another answer here would take the run away."""
    desk.timeline.select_all()
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ZoomRunDialog(desk.session, window)
    QTest.mouseClick(dialog.go, LEFT)
    assert [clip.enter is not None for clip in clips(desk.project)] == [False, True]
    assert not desk.bar.isVisible()


def test_an_answer_for_always_is_kept(desk: Desk) -> None:
    desk.blend()
    desk.bar.always.setChecked(True)
    desk.answer(Handles.HOLD)
    assert not desk.bar.isVisible()
    assert SettingsFile().value.handles == "hold"
    desk.session.undo()
    length = desk.project.timeline.length
    desk.blend()
    assert desk.project.timeline.length == length


def test_where_nothing_is_missing_nothing_is_asked(qtbot: QtBot, open_film: OpenFilm) -> None:
    desk = Desk(qtbot, open_film(film(48, 48, seconds=10)))
    desk.blend()
    assert clips(desk.project)[1].enter is not None
    assert not desk.bar.isVisible()


def test_escape_leaves_it_as_it_is(desk: Desk) -> None:
    desk.blend()
    after = desk.project
    QTest.keyClick(desk.bar, Qt.Key.Key_Escape)
    assert not desk.bar.isVisible()
    assert desk.project is after


def test_a_transition_that_is_dragged_longer_does_as_was_answered(qtbot: QtBot, desk: Desk) -> None:
    desk.blend()
    desk.answer(Handles.HOLD)
    before = desk.project
    hand = Hand(qtbot, desk.timeline)
    desk.timeline.toggle_snapping()
    hand.drag(hand.point(48 + 11.5), hand.point(48 + 15.5))
    enter = clips(desk.project)[1].enter
    assert enter is not None
    assert enter.length == 32
    assert enter.hold
    assert desk.project.timeline.length == before.timeline.length
    assert check(desk.project) == []
    desk.session.undo()
    assert desk.project is before


def test_the_inspector_shows_what_was_answered(qtbot: QtBot, open_film: OpenFilm) -> None:
    used_up = film(48, 48, seconds=4)
    desk = Desk(qtbot, open_film(slip(used_up, clip_id(used_up, 0), 24)))
    section = TransitionSection(desk.session, desk.timeline)
    desk.blend()
    desk.answer(Handles.KEEP)
    (into,) = [clip for clip in clips(desk.project) if clip.enter]
    assert into.enter is not None
    section.show_transition(desk.project, into.id, into.enter)
    assert section.handles.currentData() == Handles.KEEP.value

"""The heads of the tracks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.tracks import add_track
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.session import Session
from tests.project.films import A1, V1, film
from tests.ui.timeline.hand import LEFT, NO_KEY, shown, undone

OpenFilm = Callable[[Project], Session]


def track(session: Session, track_id: TrackId) -> Track:
    found = session.project.timeline.track(track_id)
    assert found is not None
    return found


@pytest.mark.parametrize(("track_id", "button", "state", "words"), [
    (V1, "lock", "locked", "Lock V1"),
    (V1, "hide", "hidden", "Hide V1"),
    (A1, "mute", "muted", "Mute A1"),
    (A1, "solo", "solo", "Solo A1"),
    (A1, "lock", "locked", "Lock A1"),
])  # fmt: skip
def test_buttons_switch_their_track(
    qtbot: QtBot, open_film: OpenFilm, track_id: TrackId, button: str, state: str, words: str
) -> None:
    session = open_film(film(24, sound=True))
    before = session.project
    timeline = shown(qtbot, session)
    switch = timeline.headers.head(track_id).button(button)
    assert switch.accessibleName() == words
    QTest.mouseClick(switch, LEFT)
    undone(session, before)
    assert getattr(track(session, track_id), state)
    assert switch.isChecked()
    assert switch.accessibleName() != words
    session.undo()
    assert not switch.isChecked()


def test_a_button_is_reached_and_pressed_by_key(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(24))
    timeline = shown(qtbot, session)
    switch = timeline.headers.head(V1).button("lock")
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert track(session, V1).locked


def test_a_track_is_renamed_in_place(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(24))
    before = session.project
    timeline = shown(qtbot, session)
    head = timeline.headers.head(V1)
    QTest.mouseDClick(head, LEFT, NO_KEY, QPoint(14, 20))
    editor = head.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "Picture")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert undone(session, before).timeline.tracks[0].name == "Picture"


def test_heads_follow_the_tracks_that_come_and_go(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(24))
    timeline = shown(qtbot, session)
    headers = timeline.headers
    session.apply("Add track", add_track, TrackKind.VIDEO)
    v2 = session.project.timeline.of_kind(TrackKind.VIDEO)[1].id
    assert headers.head(v2).y() < headers.head(V1).y()
    session.undo()
    with pytest.raises(KeyError):
        headers.head(v2)


def test_a_track_is_made_higher_at_its_lower_edge(qtbot: QtBot, open_film: OpenFilm) -> None:
    timeline = shown(qtbot, open_film(film(24)))
    head = timeline.headers.head(V1)
    height = head.height()
    begin = QPoint(20, height - 2)
    QTest.mousePress(head, LEFT, NO_KEY, begin)
    QTest.mouseMove(head, begin + QPoint(0, 40))
    QTest.mouseRelease(head, LEFT, NO_KEY, begin + QPoint(0, 40))
    assert head.height() == height + 40
    assert timeline.stage.rows[0].height == height + 40

"""The heads of the tracks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.tracks import add_track, remove_track
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.film.session import Selection, Session
from tests.project.films import A1, V1, clip_id, film, layout
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


def _two_video_tracks(open_film: OpenFilm) -> tuple[Session, TrackId]:
    session = open_film(add_track(film(24, 24, sound=True), TrackKind.VIDEO))
    return session, session.project.timeline.of_kind(TrackKind.VIDEO)[1].id


def test_a_click_on_a_head_makes_its_track_the_target(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    timeline = shown(qtbot, session)
    headers = timeline.headers
    QTest.mouseClick(headers.head(v2), LEFT, NO_KEY, QPoint(14, 20))
    assert session.targets == {v2}
    assert headers.head(v2).accessibleName() == "Track V2, target"
    QTest.mouseClick(headers.head(A1), LEFT, NO_KEY, QPoint(14, 20))
    QTest.mouseClick(headers.head(V1), LEFT, NO_KEY, QPoint(14, 20))
    assert session.targets == {V1, A1}
    assert headers.head(v2).accessibleName() == "Track V2"
    QTest.mouseClick(headers.head(V1), LEFT, NO_KEY, QPoint(14, 20))
    assert session.targets == {A1}


def test_renaming_leaves_the_target_as_it_was(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    timeline = shown(qtbot, session)
    head = timeline.headers.head(v2)
    QTest.mouseClick(head, LEFT, NO_KEY, QPoint(14, 20))
    QTest.mouseDClick(head, LEFT, NO_KEY, QPoint(14, 20))
    QTest.mouseRelease(head, LEFT, NO_KEY, QPoint(14, 20))
    assert session.targets == set()


def test_a_target_goes_with_its_track(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    shown(qtbot, session)
    session.target(v2)
    session.apply("Remove", remove_track, v2)
    assert session.targets == set()


def test_what_is_pasted_goes_to_the_target(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    timeline = shown(qtbot, session)
    session.target(v2)
    session.select(Selection(clips=frozenset({clip_id(session.project, 1)})))
    timeline.copy()
    session.move_playhead(48)
    before = session.project
    timeline.paste()
    after = undone(session, before)
    assert layout(after) == "a24 b24"
    assert layout(after, v2) == "-48 b24"
    assert layout(after, A1) == "a24 b24 b24"


def test_a_head_is_dragged_to_another_place(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    timeline = shown(qtbot, session)
    headers = timeline.headers
    before, head = session.project, headers.head(v2)
    begin = QPoint(14, 20)
    QTest.mousePress(head, LEFT, NO_KEY, begin)
    for step in (10, 40, 90):
        QTest.mouseMove(head, begin + QPoint(0, step))
    QTest.mouseRelease(head, LEFT, NO_KEY, begin + QPoint(0, 90))
    after = undone(session, before)
    assert [t.id for t in after.timeline.of_kind(TrackKind.VIDEO)] == [v2, V1]
    assert session.targets == set()


def test_a_head_that_is_let_go_where_it_was_stays(qtbot: QtBot, open_film: OpenFilm) -> None:
    session, v2 = _two_video_tracks(open_film)
    timeline = shown(qtbot, session)
    before, head = session.project, timeline.headers.head(v2)
    QTest.mousePress(head, LEFT, NO_KEY, QPoint(14, 20))
    QTest.mouseMove(head, QPoint(14, 40))
    QTest.mouseRelease(head, LEFT, NO_KEY, QPoint(14, 22))
    assert session.project is before

"""The ruler: its figures, scrubbing, markers and marks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.markers import add_marker
from sorastudio.project.project import Project
from sorastudio.project.time import FPS_24, FrameRate
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.ticks import ticks
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import film
from tests.ui.timeline.hand import LEFT, NO_KEY, shown, undone

OpenFilm = Callable[[Project], Session]


@pytest.mark.parametrize("px_per_frame", [40, 13, 4, 1, 0.2, 0.01, 0.0005])
@pytest.mark.parametrize("rate", [FPS_24, FrameRate(30000, 1001), FrameRate(60)])
def test_figures_have_room_and_lines_are_not_crowded(rate: FrameRate, px_per_frame: float) -> None:
    found = ticks(rate, px_per_frame)
    assert found.label % found.tick == 0
    assert found.tick * px_per_frame >= 7 or found.tick == found.label
    if px_per_frame > 0.001:
        assert 80 < found.label * px_per_frame < 700
    frames = [frame for frame, _ in found.between(1000, 1000 + 5 * found.label)]
    assert all(b - a == found.tick for a, b in pairwise(frames))


def timeline_of(qtbot: QtBot, session: Session) -> Timeline:
    return shown(qtbot, session)


def drag(qtbot: QtBot, timeline: Timeline, begin: QPoint, end: QPoint) -> None:
    QTest.mousePress(timeline.ruler, LEFT, NO_KEY, begin)
    QTest.mouseMove(timeline.ruler, (begin + end) / 2)
    QTest.mouseMove(timeline.ruler, end)
    QTest.mouseRelease(timeline.ruler, LEFT, NO_KEY, end)


def test_a_click_and_a_drag_move_the_playhead(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(100))
    timeline = timeline_of(qtbot, session)
    seen: list[int] = []
    session.playhead_changed.connect(seen.append)
    drag(qtbot, timeline, QPoint(40, 8), QPoint(200, 8))
    assert (seen[0], session.playhead) == (10, 50)
    assert len(seen) >= 3


def test_a_marker_is_dragged_as_one_step(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(add_marker(film(100), 20))
    before = session.project
    timeline = timeline_of(qtbot, session)
    drag(qtbot, timeline, QPoint(80, 24), QPoint(181, 24))
    assert undone(session, before).timeline.markers[0].frame == 45
    assert session.selection.marker == before.timeline.markers[0].id
    assert session.playhead == 0


def test_the_marks_are_dragged(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(200))
    timeline = timeline_of(qtbot, session)
    session.mark_range((10, 50))
    drag(qtbot, timeline, QPoint(40, 4), QPoint(120, 4))
    assert session.range == (30, 50)
    drag(qtbot, timeline, QPoint(200, 4), QPoint(20, 4))
    assert session.range == (30, 31)


def test_arrows_move_the_playhead(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(100))
    timeline = timeline_of(qtbot, session)
    QTest.keyClick(timeline.ruler, Qt.Key.Key_Right)
    QTest.keyClick(timeline.ruler, Qt.Key.Key_Right)
    QTest.keyClick(timeline.ruler, Qt.Key.Key_Left)
    assert session.playhead == 1


def test_a_ruler_that_has_the_focus_still_shows_its_figures(
    qtbot: QtBot, open_film: OpenFilm
) -> None:
    timeline = timeline_of(qtbot, open_film(film(100)))
    plain = timeline.ruler.grab().toImage()
    timeline.activateWindow()
    timeline.ruler.setFocus()
    qtbot.waitUntil(timeline.ruler.hasFocus)
    focused = timeline.ruler.grab().toImage()
    inside = [(x, 12) for x in range(2, 200)]
    assert [focused.pixel(*at) for at in inside] == [plain.pixel(*at) for at in inside]
    assert focused.pixel(100, 0) != plain.pixel(100, 0)

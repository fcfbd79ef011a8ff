"""Clicks, keys, rubber band, wheel and pan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.cut import remove
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.geometry import OnClip, Scale
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import A1, clip_id, film
from tests.ui.timeline.hand import CTRL, NO_KEY, SHIFT, Hand, shown

OpenFilm = Callable[[Project], Session]


@pytest.fixture
def hand(qtbot: QtBot, open_film: OpenFilm) -> Hand:
    """Over four clips of 24 frames with sound."""
    return Hand(qtbot, shown(qtbot, open_film(film(24, 24, 24, 24, sound=True))))


def chosen(hand: Hand) -> set[ClipId]:
    return set(hand.timeline.session.selection.clips)


def ids(hand: Hand, *indexes: int) -> set[ClipId]:
    return {clip_id(hand.timeline.session.project, index) for index in indexes}


def test_a_click_chooses_one_clip(hand: Hand) -> None:
    hand.click(hand.point(30))
    assert chosen(hand) == ids(hand, 1)
    hand.click(hand.point(60))
    assert chosen(hand) == ids(hand, 2)


def test_a_click_with_ctrl_adds_and_takes_away(hand: Hand) -> None:
    hand.click(hand.point(12))
    hand.click(hand.point(60), CTRL)
    assert chosen(hand) == ids(hand, 0, 2)
    hand.click(hand.point(12), CTRL)
    assert chosen(hand) == ids(hand, 2)


def test_a_click_with_shift_chooses_up_to_there(hand: Hand) -> None:
    hand.click(hand.point(12))
    hand.click(hand.point(60), SHIFT)
    assert chosen(hand) == ids(hand, 0, 1, 2)


def test_a_click_on_nothing_chooses_nothing(hand: Hand) -> None:
    hand.click(hand.point(12))
    hand.click(hand.point(150))
    assert hand.timeline.session.selection == Selection()


def test_a_click_on_one_of_several_keeps_only_that(hand: Hand) -> None:
    hand.timeline.select_all()
    hand.click(hand.point(30))
    assert chosen(hand) == ids(hand, 1)


def test_a_rubber_band_chooses_what_it_touches(hand: Hand) -> None:
    hand.drag(hand.point(140, down=10), hand.point(60, down=60))
    assert chosen(hand) == ids(hand, 2, 3)


def test_a_rubber_band_with_ctrl_adds(hand: Hand) -> None:
    hand.click(hand.point(12))
    hand.drag(hand.point(140, down=10), hand.point(80, A1), CTRL)
    both = {clip_id(hand.timeline.session.project, 3, A1)}
    assert chosen(hand) == ids(hand, 0, 3) | both


def test_escape_goes_back_to_select_and_then_chooses_nothing(hand: Hand) -> None:
    hand.click(hand.point(12))
    hand.timeline.set_tool("slip")
    hand.key(Qt.Key.Key_Escape)
    assert hand.timeline.tool == "select"
    assert chosen(hand)
    hand.key(Qt.Key.Key_Escape)
    assert not chosen(hand)


def test_a_menu_is_asked_for_what_is_under_the_mouse(hand: Hand, qtbot: QtBot) -> None:
    from PySide6.QtGui import QContextMenuEvent

    at = hand.point(30)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, at, hand.timeline.canvas.mapToGlobal(at)
    )
    with qtbot.waitSignal(hand.timeline.context_menu_requested) as asked:
        QApplication.sendEvent(hand.timeline.canvas, event)
    assert asked.args is not None
    assert isinstance(asked.args[0], OnClip)
    assert chosen(hand) == ids(hand, 1)


def wheel(timeline: Timeline, at: QPoint, notches: int, keys: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(timeline.canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline.canvas, event)


def test_the_wheel_with_ctrl_zooms_at_the_pointer(hand: Hand) -> None:
    stage, at = hand.timeline.stage, hand.point(60)
    wheel(hand.timeline, at, 3, CTRL)
    assert stage.scale.px_per_frame > 7
    assert stage.scale.x(60) == pytest.approx(at.x(), abs=0.6)


def test_the_wheel_with_shift_goes_sideways(hand: Hand) -> None:
    hand.timeline.stage.set_scale(Scale(30))
    wheel(hand.timeline, QPoint(100, 40), -2, SHIFT)
    assert hand.timeline.stage.scale.scroll_px > 100
    wheel(hand.timeline, QPoint(100, 40), 9, NO_KEY)
    assert hand.timeline.stage.scale.scroll_px == 0


def test_a_film_that_gets_shorter_stays_in_sight(hand: Hand) -> None:
    stage, session = hand.timeline.stage, hand.timeline.session
    stage.set_scale(Scale(30))
    last = list(session.project.timeline.tracks[0].clips())[-1]
    stage.reveal(last.end - 1)
    before = stage.scale
    session.apply("Trim", ripple_trim, last.clip.id, Edge.TAIL, -1)
    assert stage.scale == before, "its end is seen"
    session.apply("Delete", remove, ids(hand, 1, 2, 3))
    assert 0 < stage.scale.x(session.project.timeline.length) <= stage.width_px
    session.undo()
    assert session.project.timeline.length == last.end - 1


def test_the_middle_button_pans(hand: Hand, qtbot: QtBot) -> None:
    hand.timeline.stage.set_scale(Scale(30))
    canvas, middle = hand.timeline.canvas, Qt.MouseButton.MiddleButton
    QTest.mousePress(canvas, middle, NO_KEY, QPoint(500, 40))
    hand.move(QPoint(380, 40))
    QTest.mouseRelease(canvas, middle, NO_KEY, QPoint(380, 40))
    assert hand.timeline.stage.scale.scroll_px == 120
    hand.move(QPoint(100, 40))
    assert hand.timeline.stage.scale.scroll_px == 120


def test_fitting_shows_the_whole_film(hand: Hand) -> None:
    hand.timeline.stage.set_scale(Scale(30, 500))
    hand.timeline.zoom_to_fit()
    scale = hand.timeline.stage.scale
    assert scale.x(0) == 0
    assert hand.timeline.canvas.width() * 0.9 < scale.x(96) <= hand.timeline.canvas.width()


def test_zooming_by_key_keeps_the_playhead_in_place(hand: Hand) -> None:
    hand.timeline.session.move_playhead(40)
    before = hand.timeline.stage.scale.x(40)
    hand.timeline.zoom_in()
    assert hand.timeline.stage.scale.x(40) == pytest.approx(before, abs=0.6)
    hand.timeline.zoom_out()
    assert hand.timeline.stage.scale.px_per_frame == pytest.approx(4)


def test_the_page_turns_when_the_playhead_leaves_it(hand: Hand) -> None:
    hand.timeline.stage.set_scale(Scale(30))
    for frame in range(0, 96, 3):
        hand.timeline.session.move_playhead(frame)
        assert 0 <= hand.timeline.stage.scale.x(frame) < hand.timeline.canvas.width()
    assert hand.timeline.stage.scale.scroll_px > 0


def test_an_empty_timeline_asks_for_a_prompt(qtbot: QtBot, open_film: OpenFilm) -> None:
    empty = Hand(qtbot, shown(qtbot, open_film(film())))
    for key, words in ((Qt.Key.Key_Return, ""), (Qt.Key.Key_A, "a")):
        with qtbot.waitSignal(empty.timeline.prompt_wanted) as wanted:
            empty.key(key)
        assert wanted.args == [words]


def test_letters_are_left_to_the_shortcuts_once_there_is_a_film(hand: Hand, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(hand.timeline.prompt_wanted):
        hand.key(Qt.Key.Key_A)
        hand.key(Qt.Key.Key_Return)


@pytest.fixture
def tall(qtbot: QtBot, open_film: OpenFilm) -> Hand:
    """More tracks than there is room for."""
    project = film(24, 24, sound=True)
    for _ in range(6):
        project = add_track(project, TrackKind.VIDEO)
    return Hand(qtbot, shown(qtbot, open_film(project)))


def test_the_middle_button_pans_up_and_down_too(tall: Hand) -> None:
    canvas, middle = tall.timeline.canvas, Qt.MouseButton.MiddleButton
    QTest.mousePress(canvas, middle, NO_KEY, QPoint(500, 200))
    for y in (150, 120, 100):
        tall.move(QPoint(500, y))
    assert tall.timeline.stage.scroll_y == 100
    QTest.mouseRelease(canvas, middle, NO_KEY, QPoint(500, 100))


def test_dragging_at_the_lower_border_scrolls_the_tracks(tall: Hand, qtbot: QtBot) -> None:
    stage, canvas = tall.timeline.stage, tall.timeline.canvas
    stage.scroll_down(stage.most_scroll_y)
    begin = tall.point(12)
    tall.pull(begin, QPoint(begin.x(), 3))
    qtbot.waitUntil(lambda: stage.scroll_y == 0)
    tall.release(QPoint(begin.x(), 3))
    highest = tall.timeline.session.project.timeline.of_kind(TrackKind.VIDEO)[-1]
    assert [placed.start for placed in highest.clips()] == [0]
    tall.pull(QPoint(300, 100), QPoint(400, canvas.height() - 3))
    qtbot.waitUntil(lambda: stage.scroll_y == stage.most_scroll_y)
    tall.key(Qt.Key.Key_Escape)


def test_the_wheel_goes_up_and_down_where_tracks_overflow(tall: Hand) -> None:
    wheel(tall.timeline, QPoint(100, 40), -2, NO_KEY)
    assert tall.timeline.stage.scroll_y == 96
    assert tall.timeline.stage.scale.scroll_px == 0

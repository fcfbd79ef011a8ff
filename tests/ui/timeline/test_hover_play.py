"""A transition plays while the mouse rests on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.project import Project, new_project
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.hover_play import plans_of, size_for
from tests.project.films import clip_id, film, slot, with_slots
from tests.ui.timeline.hand import Hand, shown

OpenFilm = Callable[[Project], Session]
LONG_MS = 20_000


def _blended(project: Project) -> Project:
    return add_transition(project, clip_id(project, 1), "dissolve", 24)


@pytest.fixture
def hand(qtbot: QtBot, open_film: OpenFilm) -> Hand:
    """Over two slots without takes, which show their slates."""
    project = with_slots(new_project("Test"), slot("s", 2), slot("t", 2))
    return Hand(qtbot, shown(qtbot, open_film(_blended(project))))


def _rest(hand: Hand, frame: float) -> None:
    hand.hover(hand.point(frame))


def test_a_transition_plays_in_a_loop(hand: Hand, qtbot: QtBot) -> None:
    play, popup = hand.timeline.hover_play, hand.timeline.hover_play.popup
    _rest(hand, 48)
    qtbot.waitUntil(popup.isVisible, timeout=LONG_MS)
    assert popup.accessibleDescription() == "Dissolve, 24 frames"
    seen: set[int] = set()

    def several() -> bool:
        if popup.picture is not None:
            seen.add(popup.picture.cacheKey())
        return len(seen) > 3

    qtbot.waitUntil(several, timeout=LONG_MS)
    QApplication.sendEvent(hand.timeline.canvas, QEvent(QEvent.Type.Leave))
    assert not popup.isVisible()
    assert play.loop is not None
    assert not play.loop.playing


def test_it_does_not_play_in_the_way_of_a_drag(hand: Hand, qtbot: QtBot) -> None:
    popup = hand.timeline.hover_play.popup
    _rest(hand, 48)
    qtbot.waitUntil(popup.isVisible, timeout=LONG_MS)
    hand.press(hand.point(48))
    assert not popup.isVisible()
    hand.release(hand.point(48))


def test_nothing_plays_over_a_clip(hand: Hand, qtbot: QtBot) -> None:
    _rest(hand, 48)
    _rest(hand, 10)
    qtbot.wait(500)
    assert not hand.timeline.hover_play.popup.isVisible()


def test_a_file_that_is_gone_is_said(qtbot: QtBot, open_film: OpenFilm) -> None:
    hand = Hand(qtbot, shown(qtbot, open_film(_blended(film(48, 48)))))
    _rest(hand, 48)
    play = hand.timeline.hover_play
    qtbot.waitUntil(lambda: "a.mp4" in play.popup.words, timeout=LONG_MS)


def test_a_long_transition_plays_in_its_own_time() -> None:
    project = with_slots(new_project("Test"), slot("s", 20), slot("t", 20))
    project = add_transition(project, clip_id(project, 1), "dissolve", 240)
    placed = project.timeline.find(clip_id(project, 1))
    assert placed is not None
    plans, step_ms = plans_of(project, placed)
    assert len(plans) * step_ms == pytest.approx(252 / 24 * 1000, rel=0.05)
    assert len(plans) <= 36


def test_the_picture_has_the_shape_of_the_film() -> None:
    size = size_for(new_project("Test"), 192)
    assert (size.width, size.height) == (192, 108)

"""What jars at cuts, said on the timeline."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.cuts import drop_repeated, smooth_cut
from sorastudio.project.timeline import Placed
from sorastudio.ui.cuts.seam_watch import SeamWatch
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.geometry import NAME_PX
from sorastudio.ui.timeline.view import Timeline
from tests.reels import FRAMES, into
from tests.ui.timeline.hand import Hand, shown

SOON_MS = 30_000


class Desk:
    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot, self.session = qtbot, session
        self.timeline: Timeline = shown(qtbot, session)
        self.watch = SeamWatch(session)
        self.timeline.faces.follow_seams(self.watch)

    def cut(self, index: int) -> Placed:
        found = self.session.project.timeline.find(into(self.session.project, index))
        assert found is not None
        return found

    def found(self, index: int) -> bool:
        return self.watch.seam(self.session.project, self.cut(index)) is not None

    def measured(self, index: int = 1) -> None:
        self.qtbot.waitUntil(lambda: self.found(index), timeout=SOON_MS)

    def words(self) -> str:
        """What is said at the badge of the first cut."""
        hand = Hand(self.qtbot, self.timeline)
        return self.timeline.seam_tips.words_at(
            hand.point(FRAMES, down=NAME_PX + 12) + QPoint(6, 0)
        )


@pytest.fixture
def desk(qtbot: QtBot, film: Session) -> Desk:
    return Desk(qtbot, film)


def test_cuts_that_are_seen_are_measured_and_told_of(desk: Desk) -> None:
    desk.timeline.canvas.repaint()
    desk.measured()
    assert "repeats the last picture" in desk.words()
    desk.measured(2)


def test_a_cut_that_is_mended_says_no_more(desk: Desk) -> None:
    desk.measured()
    seam = desk.watch.seam(desk.session.project, desk.cut(1))
    assert seam is not None
    desk.session.apply("Drop", drop_repeated, seam.clip_id, seam.repeated)
    assert not desk.found(1), "it is another cut now"
    desk.measured()
    assert "repeat" not in desk.words()


def test_under_a_transition_nothing_is_measured(desk: Desk) -> None:
    desk.session.apply("Smooth", smooth_cut, desk.cut(1).clip.id, 4)
    assert not desk.found(1)
    desk.measured(2)
    assert not desk.found(1)


def test_it_can_be_switched_off_and_on(desk: Desk) -> None:
    desk.measured()
    with desk.qtbot.waitSignal(desk.watch.changed):
        desk.watch.set_on(False)
    assert not desk.found(1)
    assert desk.words() == ""
    desk.watch.set_on(True)
    assert desk.found(1), "what was measured is not measured again"


def test_what_is_being_measured_stops_when_it_is_switched_off(desk: Desk) -> None:
    assert not desk.found(1)
    desk.watch.set_on(False)
    desk.watch.set_on(True)
    desk.measured()


def test_elsewhere_nothing_is_said(desk: Desk) -> None:
    desk.measured()
    hand = Hand(desk.qtbot, desk.timeline)
    assert desk.timeline.seam_tips.words_at(hand.point(FRAMES // 2)) == ""
    assert desk.timeline.seam_tips.words_at(QPoint(2, 4000)) == ""

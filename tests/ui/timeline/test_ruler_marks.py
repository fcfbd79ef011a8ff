"""What did not keep up, on the ruler."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from sorastudio.playback.caretaker import Keeping, Mark
from sorastudio.ui.film.session import Session
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.ruler import RULER_PX, Ruler
from sorastudio.ui.timeline.view import Timeline
from tests.ui.timeline.hand import shown

MARKS = (
    Mark(10, 30, Keeping.LATE),
    Mark(50, 80, Keeping.PICTURES),
    Mark(100, 120, Keeping.PROXY),
)


@pytest.fixture
def timeline(qtbot: QtBot, session: Session) -> Timeline:
    return shown(qtbot, session)


def tints(ruler: Ruler, first: int, end: int) -> set[str]:
    """Colours of the bar below the ticks, between two frames at 4 pixels each."""
    image = ruler.grab().toImage()
    ours = {PALETTE.stale, PALETTE.generated}
    row = (image.pixelColor(x, RULER_PX - 3).name() for x in range(4 * first, 4 * end))
    return ours & set(row)


def tip_at(ruler: Ruler, frame: int, y: int = RULER_PX - 3) -> str:
    QToolTip.hideText()
    at = QPoint(4 * frame, y)
    QApplication.sendEvent(ruler, QHelpEvent(QHelpEvent.Type.ToolTip, at, ruler.mapToGlobal(at)))
    return QToolTip.text()


def test_nothing_is_drawn_while_all_is_well(timeline: Timeline) -> None:
    ruler = timeline.ruler
    before = ruler.grab().toImage()
    assert not tints(ruler, 0, 200)
    ruler.show_marks(MARKS)
    ruler.show_marks(())
    assert ruler.grab().toImage() == before


def test_late_is_dashed_amber_and_what_was_done_is_green(timeline: Timeline) -> None:
    ruler = timeline.ruler
    ruler.show_marks(MARKS)
    assert tints(ruler, 10, 30) == {PALETTE.stale}
    assert tints(ruler, 50, 80) == tints(ruler, 100, 120) == {PALETTE.generated}
    assert not tints(ruler, 31, 50)
    image = ruler.grab().toImage()
    dashed = {image.pixelColor(x, RULER_PX - 3).name() for x in range(40, 120)}
    assert len(dashed) > 1


def test_it_says_in_words_what_a_mark_means(timeline: Timeline) -> None:
    ruler = timeline.ruler
    ruler.show_marks(MARKS)
    assert "Too slow" in tip_at(ruler, 20)
    assert "kept on disk" in tip_at(ruler, 60)
    assert "proxy" in tip_at(ruler, 110)
    for frame, y in ((40, RULER_PX - 3), (20, 5)):
        assert ruler.keeping_at(4 * frame, y) == ""


def test_the_ruler_is_seen_while_it_has_the_focus(timeline: Timeline, qtbot: QtBot) -> None:
    ruler = timeline.ruler
    ruler.show_marks(MARKS)
    timeline.activateWindow()
    ruler.setFocus()
    qtbot.waitUntil(ruler.hasFocus, timeout=20_000)
    image = ruler.grab().toImage()
    assert image.pixelColor(0, 10).name() == PALETTE.accent
    assert tints(ruler, 50, 80) == {PALETTE.generated}
    assert image.pixelColor(600, 8).name() == PALETTE.panel


def _built(ruler: Ruler, frame: int) -> bool:
    image = ruler.grab().toImage()
    return image.pixelColor(4 * frame, RULER_PX - 5).name() == PALETTE.accent


def test_what_is_built_is_a_thin_line_above_and_says_what_for(timeline: Timeline) -> None:
    ruler = timeline.ruler
    ruler.show_marks(MARKS)
    ruler.show_built(((0, 60), (90, 95)), "Final cut")
    assert _built(ruler, 7)
    assert _built(ruler, 55)
    assert not _built(ruler, 70)
    assert tints(ruler, 10, 30) == {PALETTE.stale}
    assert "Built for “Final cut”" in tip_at(ruler, 7)
    assert "Built for" in tip_at(ruler, 55)
    assert "kept on disk" in tip_at(ruler, 55)
    assert "Built" not in tip_at(ruler, 70)
    ruler.show_built((), "Final cut")
    assert not _built(ruler, 7)

"""Finding a better cut, and mending seams, in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.edits.transitions import add_transition
from sorastudio.ui.cuts.best_cut import BestCutDialog
from sorastudio.ui.cuts.fit_note import FitNote
from sorastudio.ui.cuts.fits import CutFits
from sorastudio.ui.cuts.seams import SeamsDialog
from sorastudio.ui.film.session import Selection, Session
from tests.reels import FRAMES, into

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def click_row(dialog: BestCutDialog | SeamsDialog, row: int) -> None:
    rows = dialog.rows
    place = rows.visualItemRect(rows.item(row)).center()
    QTest.mouseClick(rows.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def press(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)


@pytest.fixture
def best(qtbot: QtBot, film: Session, window: QWidget) -> BestCutDialog:
    placed = film.project.timeline.find(into(film.project, 1))
    assert placed is not None
    dialog = BestCutDialog(film, placed, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.rows.count() > 2, timeout=PATIENCE_MS)
    return dialog


def test_proposals_are_tried_one_after_another_as_one_step(
    best: BestCutDialog, film: Session
) -> None:
    before = film.project
    words = [best.rows.item(row).text() for row in range(best.rows.count())]
    now = next(row for row, text in enumerate(words) if "as it is" in text)
    others = [row for row in range(len(words)) if row != now]
    for row in others[:2]:
        click_row(best, row)
        assert film.project is not before
        assert check(film.project) == []
    press(best.back_button)
    assert film.project is before
    click_row(best, others[0])
    best.close()
    film.undo()
    assert film.project is before


def test_after_another_change_a_proposal_does_nothing(best: BestCutDialog, film: Session) -> None:
    film.apply("Transition", add_transition, into(film.project, 2), "dissolve", 4)
    after = film.project
    click_row(best, 0)
    assert film.project is after
    assert "changed" in best.words.text()


def test_closing_stops_the_search(film: Session, window: QWidget, qtbot: QtBot) -> None:
    placed = film.project.timeline.find(into(film.project, 1))
    assert placed is not None
    dialog = BestCutDialog(film, placed, window)
    dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()


@pytest.fixture
def seams(qtbot: QtBot, film: Session, window: QWidget) -> SeamsDialog:
    dialog = SeamsDialog(film, window)
    dialog.show()
    measured(qtbot, dialog)
    return dialog


def measured(qtbot: QtBot, dialog: SeamsDialog) -> None:
    qtbot.waitUntil(lambda: "Measuring" not in dialog.words.text(), timeout=PATIENCE_MS)


def test_seams_are_said_and_a_click_goes_there(seams: SeamsDialog, film: Session) -> None:
    assert seams.rows.count() == 2
    assert "repeats the last picture" in seams.rows.item(0).text()
    assert "Another scene" in seams.rows.item(1).text()
    click_row(seams, 0)
    assert film.playhead == FRAMES
    assert seams.drop_button.isEnabled()
    assert not seams.colour_button.isEnabled()


def test_repeated_frames_are_dropped_and_it_is_measured_again(
    qtbot: QtBot, seams: SeamsDialog, film: Session
) -> None:
    before = film.project
    click_row(seams, 0)
    press(seams.drop_button)
    assert film.project.timeline.length == before.timeline.length - 1
    measured(qtbot, seams)
    assert "Goes on well" in seams.rows.item(0).text()
    film.undo()
    assert film.project is before


def test_a_seam_is_blended_over_a_few_frames(
    qtbot: QtBot, seams: SeamsDialog, film: Session
) -> None:
    length = film.project.timeline.length
    click_row(seams, 0)
    seams.frames.setValue(6)
    press(seams.blend_button)
    placed = film.project.timeline.find(into(film.project, 1))
    assert placed is not None
    assert placed.clip.enter is not None
    assert (placed.clip.enter.kind, placed.clip.enter.length) == ("morph", 6)
    assert film.project.timeline.length == length
    measured(qtbot, seams)


def test_how_far_a_morph_is_believed_is_said(qtbot: QtBot, film: Session, window: QWidget) -> None:
    fits = CutFits(film)
    note = FitNote(film, fits, window)
    window.show()
    for index, words in ((1, "most of it moves"), (2, "share little")):
        clip_id = into(film.project, index)
        film.apply("Morph", add_transition, clip_id, "morph", 8)
        film.select(Selection(transition_into=clip_id))
        qtbot.waitUntil(lambda words=words: words in note.text(), timeout=PATIENCE_MS)  # type: ignore[misc]
        assert note.text().startswith("Confidence 0.")
    film.apply("Dissolve", add_transition, into(film.project, 2), "dissolve", 8)
    qtbot.waitUntil(lambda: not note.text())

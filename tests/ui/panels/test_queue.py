"""The list of takes on their way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.slots import change_slot, set_prompt
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.project.slot import FrameOfSlot
from sorastudio.project.state import Generated, slot_state
from sorastudio.ui.film.generation import Arrived, Generation
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.job_row import JobRow, cost_words, moment_of_job
from sorastudio.ui.panels.queue import QueuePanel
from sorastudio.ui.panels.states import time_words
from tests.project.films import take
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")
TWO = SlotId("slot-2")


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow")))


@pytest.fixture
def generation(session: Session) -> Generation:
    return Generation(session, session)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, generation: Generation) -> QueuePanel:
    panel = QueuePanel(session, generation, Prices(session))
    qtbot.addWidget(panel)
    panel.resize(320, 420)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def row(panel: QueuePanel, generation: Generation, place: int) -> JobRow:
    return panel.jobs[generation.jobs[place].id]


def press(button: QAbstractButton) -> None:

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_pause_order_cancel_and_go_on(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    assert panel.empty.isVisible()
    press(panel.pause_button)
    generation.generate([ONE, TWO])
    assert panel.words.text() == "2 waiting · paused"
    press(row(panel, generation, 1).up_button)
    assert [job.order.slot_id for job in generation.jobs] == [TWO, ONE]
    press(row(panel, generation, 0).cancel_button)
    assert row(panel, generation, 0).state.text() == "Canceled"
    press(panel.pause_button)
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Generated(1, 1)
    assert row(panel, generation, 1).state.text() == "Done"
    press(panel.clear_button)
    assert panel.jobs == {}
    assert panel.empty.isVisible()


def test_progress_and_time_left_are_shown(
    qtbot: QtBot, generation: Generation, panel: QueuePanel
) -> None:
    generation.generate([ONE])
    shown = row(panel, generation, 0)
    qtbot.waitUntil(lambda: "left" in shown.state.text(), timeout=10_000)
    assert shown.bar.value() > 0
    assert panel.words.text() == "1 generating"
    wait_for_all(qtbot, generation)


def test_a_failure_says_why_and_retry_asks_again(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    session.apply("Empty", set_prompt, ONE, "")
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    failed = row(panel, generation, 0)
    assert failed.state.text() == "Failed"
    assert "empty prompt" in failed.why.text()
    session.apply("Type", set_prompt, ONE, "Rain on a window")
    press(failed.retry_button)
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Generated(1, 1)


def test_rows_are_moved_and_canceled_by_key(generation: Generation, panel: QueuePanel) -> None:
    generation.pause(paused=True)
    generation.generate([ONE, TWO])
    first = row(panel, generation, 0)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [job.order.slot_id for job in generation.jobs] == [TWO, ONE]
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert not generation.jobs[1].open


def test_rows_that_wait_are_dragged_to_another_place(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE, TWO])
    generation.generate([ONE])
    last = generation.jobs[2].id
    qtbot.waitUntil(lambda: panel.jobs[last].y() > panel.jobs[generation.jobs[1].id].y())
    dragged = panel.jobs[last]
    QTest.mousePress(dragged, Qt.MouseButton.LeftButton, pos=QPoint(100, 8))
    QTest.mouseMove(dragged, QPoint(100, 2 - dragged.y()))
    assert generation.jobs[0].id == last
    QTest.mouseRelease(dragged, Qt.MouseButton.LeftButton)


def test_pictures_and_costs_are_shown(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE])
    shown = row(panel, generation, 0)
    assert moment_of_job(session.project, generation.jobs[0]) is None
    qtbot.waitUntil(lambda: shown.cost.text() == "free", timeout=10_000)
    generation.pause(paused=False)
    wait_for_all(qtbot, generation)
    qtbot.waitUntil(lambda: not shown.picture.pixmap().isNull(), timeout=10_000)
    assert shown.cost.text() == "free"
    generation.pause(paused=True)
    generation.generate([ONE])
    again = row(panel, generation, 1)
    qtbot.waitUntil(lambda: not again.picture.pixmap().isNull(), timeout=10_000)


def test_a_job_shows_the_frame_it_begins_with(session: Session, generation: Generation) -> None:
    made, media = take(session.project, session.project.slots[ONE])
    session.document.receive("Use", made, media)
    linked = replace(session.project.slots[TWO], first_frame=FrameOfSlot(ONE, last=True))
    session.apply("Link", change_slot, linked)
    generation.pause(paused=True)
    generation.generate([TWO])
    moment = moment_of_job(session.project, generation.jobs[0])
    assert moment == (media, media.duration - session.project.rate.seconds(1))


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (None, "cost unknown"),
        (Cost(amount=Decimal(0), currency="USD", billed=True), "free"),
        (Cost(amount=Decimal("0.125"), currency="USD", billed=True), "$0.12 billed"),
        (Cost(amount=Decimal("0.5"), currency="EUR", billed=False), "€0.50 estimated"),
    ],
)
def test_what_a_take_has_cost_is_said(
    session: Session, generation: Generation, cost: Cost | None, words: str
) -> None:
    made, media = take(session.project, session.project.slots[ONE])
    session.document.receive("Use", replace(made, cost=cost), media)
    generation.pause(paused=True)
    generation.generate([ONE])
    job = replace(generation.jobs[0], stage=Arrived(made.id))
    assert cost_words(session.project, job, Prices(session)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (95, "2 min"), (3900, "1 h 5 min")]
)
def test_times_are_short(seconds: float, words: str) -> None:
    assert time_words(seconds) == words

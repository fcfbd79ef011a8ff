"""The list of takes on their way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from sorastudio.generate.provider import Pause, Ready
from sorastudio.generate.request import Input, Request
from sorastudio.project.edits.slots import change_slot, set_prompt
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost, ReferenceRole
from sorastudio.project.slot import FrameOfSlot
from sorastudio.project.state import Generated, slot_state
from sorastudio.ui.film.generation import Arrived, Generation
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.job_words import cost_words, moment_of_job
from sorastudio.ui.panels.queue import QueuePanel
from sorastudio.ui.panels.queue_rows import button_rect
from sorastudio.ui.panels.states import time_words
from tests.generate.fakes import CENT, FakeProvider
from tests.project.films import take
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, type_into, wait_for_all

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


def words(panel: QueuePanel, place: int) -> str:
    """How a row stands."""
    return panel.model.words(panel.model.jobs[place])[0]


def click_act(panel: QueuePanel, place: int) -> None:
    """The icon at the right of a row."""
    panel.rows.scrollTo(panel.model.index(place))
    at = button_rect(panel.rows.visualRect(panel.model.index(place))).center()
    QTest.mouseClick(panel.rows.viewport(), Qt.MouseButton.LeftButton, pos=at)


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(panel: QueuePanel, place: int) -> None:
    panel.rows.setCurrentIndex(panel.model.index(place))


def test_pause_order_cancel_and_go_on(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    assert panel.empty.isVisible()
    press(panel.pause_button)
    generation.generate([ONE, TWO])
    assert panel.words.text() == "2 waiting · paused"
    choose(panel, 1)
    press(panel.card.buttons["To the Front"])
    assert [job.order.slot_id for job in generation.jobs] == [TWO, ONE]
    click_act(panel, 0)
    assert words(panel, 0) == "Canceled"
    press(panel.pause_button)
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Generated(1, 1)
    qtbot.waitUntil(lambda: words(panel, 1) == "Done")
    press(panel.clear_button)
    assert panel.model.rowCount() == 0
    assert panel.empty.isVisible()


def test_progress_and_time_left_are_shown(
    qtbot: QtBot, generation: Generation, panel: QueuePanel
) -> None:
    generation.generate([ONE], takes=8)
    assert panel.words.text() == "8 waiting"
    qtbot.waitUntil(lambda: "generating" in panel.words.text())
    qtbot.waitUntil(lambda: any("left" in words(panel, place) for place in range(8)))
    wait_for_all(qtbot, generation)


def test_a_failure_says_why_outlives_the_window_and_retry_asks_again(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    session.apply("Empty", set_prompt, ONE, "")
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    qtbot.waitUntil(lambda: panel.retry_button.isVisible())
    choose(panel, 0)
    assert words(panel, 0).startswith("Failed · ")
    assert "empty prompt" in panel.card.why.text()
    generation.clear_finished()
    assert len(generation.jobs) == 1
    session.apply("Type", set_prompt, ONE, "Rain on a window")
    press(panel.card.buttons["Try Again"])
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Generated(1, 1)
    assert session.ledger.jobs()[1].previous_job_id == session.ledger.jobs()[0].job_id


def test_what_failed_is_dismissed_for_good(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    session.apply("Empty", set_prompt, ONE, "")
    generation.generate([ONE])
    qtbot.waitUntil(lambda: panel.dismiss_button.isVisible())
    press(panel.dismiss_button)
    assert generation.jobs == ()
    qtbot.waitUntil(lambda: all(job.dismissed for job in session.ledger.jobs()))


def test_rows_are_moved_and_canceled_by_key(generation: Generation, panel: QueuePanel) -> None:
    generation.pause(paused=True)
    generation.generate([ONE, TWO])
    choose(panel, 0)
    QTest.keyClick(panel.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [job.order.slot_id for job in generation.jobs] == [TWO, ONE]
    QTest.keyClick(panel.rows, Qt.Key.Key_Delete)
    assert not generation.jobs[1].open


def test_a_row_that_is_dropped_goes_to_that_place(
    generation: Generation, panel: QueuePanel
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE, TWO])
    generation.generate([ONE])
    last = generation.jobs[2].id
    data = panel.model.mimeData([panel.model.index(2)])
    move = Qt.DropAction.MoveAction
    assert not panel.model.dropMimeData(data, move, 0, 0, panel.model.index(-1))
    assert generation.jobs[0].id == last


def test_the_cap_is_typed_in_place_and_kept(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    type_into(panel.cap, "much")
    assert "not an amount" in panel.cap.note.text()
    type_into(panel.cap, "$20")
    qtbot.waitUntil(lambda: session.ledger.cap == Decimal(20))
    qtbot.waitUntil(lambda: "of $20.00 cap" in panel.money.text())


def test_a_take_that_waits_asks_for_what_the_slot_says_by_now(
    qtbot: QtBot, session: Session, generation: Generation, panel: QueuePanel
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE])
    session.apply("Type", set_prompt, ONE, "A desert")
    choose(panel, 0)
    press(panel.card.buttons["Use Slot as Now"])
    generation.pause(paused=False)
    wait_for_all(qtbot, generation)
    (take,) = session.project.pool.takes_of(ONE)
    assert take.recipe.prompt == "A desert"
    assert len(session.ledger.jobs()) == 1


def test_costs_are_shown(qtbot: QtBot, generation: Generation, panel: QueuePanel) -> None:
    generation.pause(paused=True)
    generation.generate([ONE])
    qtbot.waitUntil(lambda: panel.model.words(generation.jobs[0])[1] == "free")


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
    job = generation.jobs[0].at(Arrived(made.id))
    assert cost_words(session.project, job, Prices(session)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (95, "2 min"), (3900, "1 h 5 min")]
)
def test_times_are_short(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


SMALLER = (
    "The first frame sea.png (PNG, 8000x4000, 60.0 MB) was sent as a JPEG of 4000x2000, 3.0 MB."
)


class Shrinking(FakeProvider):
    """A service that takes no large pictures."""

    def prepare(self, request: Request, pause: Pause) -> Request:
        del pause
        role = ReferenceRole.FIRST_FRAME
        given = Input(role=role, path="/sea.png", sha256="0" * 64, changed=SMALLER)
        return replace(request, inputs=(given,))


def test_what_had_to_be_done_to_a_picture_is_told_and_stays_with_the_job(
    qtbot: QtBot, session: Session
) -> None:
    shrinking = Shrinking(statuses=[Ready(CENT)])
    generation = Generation(session, session, find_provider=lambda _: shrinking)
    panel = QueuePanel(session, generation, Prices(session))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    told: list[str] = []
    session.told.connect(lambda _kind, words: told.append(words))
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    assert SMALLER in told
    qtbot.waitUntil(lambda: words(panel, 0) == "Done")
    choose(panel, 0)
    assert panel.card.why.text() == SMALLER
    (made,) = session.project.pool.takes_of(ONE)
    assert made.recipe.changes == (SMALLER,)

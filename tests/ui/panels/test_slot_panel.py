"""Typing prompts and settings, as a person does."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import new_project
from sorastudio.project.slot import FrameOfSlot, ImageFrame
from sorastudio.project.state import Generated, Stale, slot_state
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.drags import SLOT_MIME, mime_of
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import TextField
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from tests.film_maker import make_film
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import TINY, a_slot, film_of, type_into, wait_for_all

ONE = SlotId("slot-1")
TWO = SlotId("slot-2")


class Desk:
    """A session with its slot panel, on the screen."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session = session
        self.generation = Generation(session, session)
        self.panel = SlotPanel(session, self.generation, Offers(session))
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 560)
        self.panel.show()
        qtbot.waitExposed(self.panel)


@pytest.fixture
def empty(qtbot: QtBot, open_film: OpenFilm) -> Desk:
    return Desk(qtbot, open_film(new_project("Film", TINY)))


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Desk:
    """Two slots; the first is selected."""
    desk = Desk(qtbot, open_film(film_of(a_slot(1), a_slot(2, "Snow"))))
    desk.session.select(Selection(slot=ONE))
    return desk


def drop(widget: QWidget, carried: QMimeData) -> None:
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_enter_in_the_empty_film_makes_a_slot_and_its_take_and_then_the_next(
    qtbot: QtBot, empty: Desk
) -> None:
    prompt = empty.panel.prompt
    empty.panel.focus_prompt()
    type_into(empty.panel.form.seconds, "1")
    QTest.keyClicks(prompt, "Dawn")
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    assert prompt.toPlainText() == ""
    QTest.keyClicks(prompt, "Dusk")
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    project = empty.session.project
    assert [(slot.name, slot.prompt) for slot in project.slots] == [
        ("shot-1", "Dawn"),
        ("shot-2", "Dusk"),
    ]
    (track,) = project.timeline.of_kind(TrackKind.VIDEO)
    assert [item.length for item in track.items] == [24, 24]
    wait_for_all(qtbot, empty.generation)
    project = empty.session.project
    assert [slot_state(project, slot.id) for slot in project.slots] == [Generated(1, 1)] * 2
    assert check(project) == []


def test_a_new_slot_goes_to_the_targeted_track(qtbot: QtBot, desk: Desk) -> None:
    session = desk.session
    session.apply("Add track", add_track, TrackKind.VIDEO)
    low, high = session.project.timeline.of_kind(TrackKind.VIDEO)
    session.select(Selection())
    session.target(high.id)
    assert desk.panel.state.text() == "New slot, at the end of V2"
    QTest.keyClicks(desk.panel.prompt, "A lighthouse")
    QTest.keyClick(desk.panel.prompt, Qt.Key.Key_Return)
    wait_for_all(qtbot, desk.generation)
    after_low, after_high = session.project.timeline.of_kind(TrackKind.VIDEO)
    assert after_low.length == low.length
    assert len(list(after_high.clips())) == 1
    assert check(session.project) == []


def test_enter_without_words_makes_nothing(qtbot: QtBot, empty: Desk) -> None:
    QTest.keyClicks(empty.panel.prompt, "  ")
    QTest.keyClick(empty.panel.prompt, Qt.Key.Key_Return)
    assert len(empty.session.project.slots) == 0
    assert not empty.panel.generate_button.isEnabled()


def test_typing_is_one_step_and_says_that_the_take_is_stale(qtbot: QtBot, desk: Desk) -> None:
    desk.generation.generate([ONE])
    wait_for_all(qtbot, desk.generation)
    before = desk.session.project
    QTest.keyClicks(desk.panel.prompt, " at night")
    assert desk.session.project.slots[ONE].prompt.endswith("zoom in at night")
    assert isinstance(slot_state(desk.session.project, ONE), Stale)
    assert desk.panel.state.text() == "Stale · take 1 of 1"
    assert "prompt" in desk.panel.reasons.text()
    QTest.keyClick(desk.panel.prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.session.project is before
    assert desk.panel.prompt.toPlainText() == before.slots[ONE].prompt


def test_typing_after_leaving_is_another_step(qtbot: QtBot, desk: Desk) -> None:
    prompt = desk.panel.prompt
    prompt.setFocus()
    QTest.keyClicks(prompt, " one")
    desk.panel.form.name.edit.setFocus()
    prompt.setFocus()
    QTest.keyClicks(prompt, " two")
    desk.session.undo()
    assert desk.session.project.slots[ONE].prompt.endswith(" one")


def test_ctrl_enter_makes_a_take_in_place_and_enter_a_line(qtbot: QtBot, desk: Desk) -> None:
    length = desk.session.project.timeline.length
    QTest.keyClick(desk.panel.prompt, Qt.Key.Key_Return)
    assert desk.generation.jobs == ()
    QTest.keyClick(desk.panel.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for_all(qtbot, desk.generation)
    assert slot_state(desk.session.project, ONE) == Generated(1, 1)
    assert desk.session.project.timeline.length == length
    assert desk.panel.state.text() == "Take 1 of 1"


def test_several_takes_at_once(qtbot: QtBot, desk: Desk) -> None:
    type_into(desk.panel.count, "2")
    assert desk.panel.many_button.text() == "Generate 2"
    QTest.mouseClick(desk.panel.many_button, Qt.MouseButton.LeftButton)
    assert len(desk.generation.jobs) == 2
    type_into(desk.panel.count, "1000")
    assert desk.panel.count.note.text() == "Between 2 and 50."
    wait_for_all(qtbot, desk.generation)


def test_every_slot_of_the_selection_is_made(qtbot: QtBot, desk: Desk) -> None:
    clips = desk.session.project.timeline.clips()
    desk.session.select(Selection(clips=frozenset(placed.clip.id for placed in clips)))
    assert desk.panel.state.text() == "2 slots are selected"
    assert not desk.panel.prompt.isVisible()
    QTest.mouseClick(desk.panel.generate_button, Qt.MouseButton.LeftButton)
    assert [job.order.slot_id for job in desk.generation.jobs] == [ONE, TWO]
    wait_for_all(qtbot, desk.generation)


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("seconds", "long", "not a number"),
        ("seconds", "0", "Between"),
        ("seconds", "1e400", "Between"),
        ("picture_size", "100", "not a size"),
        ("picture_size", "101x100", "even"),
        ("picture_size", "10x9999999", "Between"),
        ("name", "", "needs a name"),
        ("name", "shot-2", "already"),
    ],
)
def test_wrong_input_is_said_at_the_field_and_stays_out_of_the_film(
    qtbot: QtBot, desk: Desk, name: str, wrong: str, words: str
) -> None:
    field: TextField = getattr(desk.panel.form, name)
    before = desk.session.project
    type_into(field, wrong)
    assert words in field.note.text()
    assert field.note.isVisible()
    assert desk.session.project is before
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not field.note.isVisible()


def test_settings_reach_the_slot(qtbot: QtBot, desk: Desk) -> None:
    form = desk.panel.form
    type_into(form.seconds, "1,5")
    type_into(form.picture_size, "64 × 48")
    type_into(form.name, "opening")
    type_into(form.negative, "people")
    QTest.mouseClick(form.fixed, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    type_into(form.seed, "42")
    slot = desk.session.project.slots[ONE]
    assert (slot.seconds, slot.size, slot.name) == (Fraction(3, 2), Size(64, 48), "opening")
    assert (slot.negative, slot.seed) == ("people", 42)
    assert desk.session.document.undo_label == "Seed of opening"


def test_arrows_count(qtbot: QtBot, desk: Desk) -> None:
    field = desk.panel.form.seconds
    QTest.keyClick(field.edit, Qt.Key.Key_Up)
    QTest.keyClick(field.edit, Qt.Key.Key_Up)
    assert desk.session.project.slots[ONE].seconds == 2
    assert field.text == "2"


def test_what_is_being_typed_is_for_the_slot_it_was_typed_for(qtbot: QtBot, desk: Desk) -> None:
    field = desk.panel.form.seconds
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "3")
    desk.session.select(Selection(slot=TWO))
    seconds = {slot.name: slot.seconds for slot in desk.session.project.slots}
    assert seconds == {"shot-1": 3, "shot-2": 1}
    assert field.text == "1"


def test_a_slot_dropped_on_the_first_frame_gives_its_last(qtbot: QtBot, desk: Desk) -> None:
    drop(desk.panel.form.wells.first, mime_of(SLOT_MIME, [TWO]))
    assert desk.session.project.slots[ONE].first_frame == FrameOfSlot(TWO, last=True)
    QTest.keyClick(desk.panel.form.wells.first, Qt.Key.Key_Delete)
    assert desk.session.project.slots[ONE].first_frame is None


def test_a_slot_cannot_start_from_itself(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.session.told) as told:
        drop(desk.panel.form.wells.first, mime_of(SLOT_MIME, [ONE]))
    assert "itself" in told.args[1]
    assert desk.session.project.slots[ONE].first_frame is None


def test_a_file_dropped_on_a_well_is_imported(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(make_film(tmp_path / "wave.mp4")))])
    drop(desk.panel.form.wells.last, carried)
    qtbot.waitUntil(lambda: desk.session.project.slots[ONE].last_frame is not None, timeout=10_000)
    link = desk.session.project.slots[ONE].last_frame
    assert isinstance(link, ImageFrame)
    assert desk.session.project.pool.media[link.media_id].name == "wave.mp4"


def test_the_menu_of_a_well_offers_the_other_slots(desk: Desk) -> None:
    menu = desk.panel.form.wells.first.menu()
    inner = menu.actions()[0].menu()
    assert isinstance(inner, QMenu)
    assert menu.actions()[0].text() == "Last frame of"
    assert [action.text() for action in inner.actions()] == ["shot-2"]
    inner.actions()[0].trigger()
    assert desk.session.project.slots[ONE].first_frame == FrameOfSlot(TWO, last=True)


def test_a_missing_file_is_told(qtbot: QtBot, desk: Desk) -> None:
    desk.session.select(Selection(slot=TWO))
    desk.generation.generate([ONE])
    wait_for_all(qtbot, desk.generation)
    for file in desk.session.folder.takes_dir.iterdir():
        file.unlink()
    desk.session.select(Selection(slot=ONE))
    qtbot.waitUntil(lambda: desk.panel.state.text() == "Missing", timeout=10_000)
    assert "Put it back" in desk.panel.reasons.text()


def test_a_name_is_never_given_twice(qtbot: QtBot, desk: Desk) -> None:
    desk.panel.start_new()
    QTest.keyClicks(desk.panel.prompt, "Rain")
    QTest.keyClick(desk.panel.prompt, Qt.Key.Key_Return)
    assert [slot.name for slot in desk.session.project.slots] == ["shot-1", "shot-2", "shot-3"]
    wait_for_all(qtbot, desk.generation)


def test_the_takes_have_their_place_between_prompt_and_settings(qtbot: QtBot, desk: Desk) -> None:
    strip = TakesStrip(desk.session, desk.generation, Offers(desk.session))
    desk.panel.hold(strip)
    desk.panel.resize(300, 900)
    qtbot.waitUntil(lambda: strip.isVisible() and strip.y() > 0)
    assert desk.panel.generate_button.y() < strip.y() < desk.panel.form.y()

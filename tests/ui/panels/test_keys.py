"""Keys, curves and pulled numbers in the inspector, and what the film itself is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.clip import Clip, Fit
from sorastudio.project.curve import Curve, Ease, value_at
from sorastudio.project.edits.keyframes import PUSH, Field, key_frames
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import TextField
from sorastudio.ui.panels.inspector import Inspector
from sorastudio.ui.panels.picture_section import PictureSection
from sorastudio.ui.panels.scrub import ScrubLabel
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, type_into
from tests.ui.panels.test_inspector import choose


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow")))


@pytest.fixture
def inspector(qtbot: QtBot, session: Session) -> Inspector:
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    inspector.resize(320, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


@pytest.fixture
def picture(session: Session, inspector: Inspector) -> PictureSection:
    """Of the first clip, with the playhead at its start."""
    select(session, placed(session))
    return inspector.clips.picture


def placed(session: Session, index: int = 0) -> Placed:
    (track,) = session.project.timeline.of_kind(TrackKind.VIDEO)
    return list(track.clips())[index]


def clip(session: Session, index: int = 0) -> Clip:
    return placed(session, index).clip


def select(session: Session, *chosen: Placed) -> None:
    session.select(Selection(clips=frozenset(each.clip.id for each in chosen)))


def frames(session: Session, field: Field = Field.SCALE) -> tuple[int, ...]:
    return key_frames(placed(session), field, session.project.rate)


def shown_as_key(picture: PictureSection) -> bool:
    return picture.keys[Field.SCALE].key.filled


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def pull(widget: QWidget, begin: QPointF, by: int, keys: Qt.KeyboardModifier) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=begin.toPoint())
    for step in range(1, 5):
        at = begin + QPointF(by * step / 4, 0)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            widget.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            keys,
        )
        QApplication.sendEvent(widget, event)
    end = begin.toPoint() + QPoint(by, 0)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, end)


def label(inspector: Inspector, words: str) -> ScrubLabel:
    return next(each for each in inspector.findChildren(ScrubLabel) if each.text() == words)


def test_a_diamond_sets_and_takes_a_key(session: Session, picture: PictureSection) -> None:
    before = session.project
    buttons = picture.keys[Field.SCALE]
    session.move_playhead(4)
    click(buttons.key)
    assert frames(session) == (4,)
    assert shown_as_key(picture)
    session.move_playhead(20)
    assert not shown_as_key(picture)
    type_into(picture.numbers["Scale"], "200")
    assert frames(session) == (4, 20)
    assert check(session.project) == []
    click(buttons.previous)
    assert session.playhead == 4
    assert not buttons.previous.isEnabled()
    click(buttons.next)
    assert session.playhead == 20
    click(buttons.key)
    click(buttons.previous)
    click(buttons.key)
    assert clip(session).placement.scale == 1.0
    for _ in range(4):
        session.undo()
    assert session.project is before


def test_numbers_follow_the_playhead(session: Session, picture: PictureSection) -> None:
    session.move_playhead(0)
    click(picture.keys[Field.X].key)
    session.move_playhead(20)
    type_into(picture.numbers["X"], "50")
    session.move_playhead(10)
    assert picture.numbers["X"].text == "25"


def test_it_is_said_that_the_playhead_is_elsewhere(
    session: Session, picture: PictureSection
) -> None:
    session.move_playhead(40)
    assert not picture.away.isVisible()
    click(picture.push_in)
    assert picture.away.isVisible()
    session.move_playhead(3)
    assert not picture.away.isVisible()


def test_a_push_is_one_click_and_one_step(session: Session, picture: PictureSection) -> None:
    before = session.project
    click(picture.push_in)
    curve = clip(session).placement.scale
    assert isinstance(curve, Curve)
    assert frames(session) == (0, 23)
    assert value_at(curve, Fraction(23, 24)) == pytest.approx(PUSH)
    assert picture.ease.currentData() == Ease.EXPONENTIAL.value
    session.undo()
    assert session.project is before
    click(picture.pull_out)
    assert value_at(clip(session).placement.scale, Fraction(0)) == pytest.approx(PUSH)


def test_ease_is_chosen_for_the_key_at_the_playhead(
    session: Session, picture: PictureSection
) -> None:
    assert not picture.ease.isVisible()
    click(picture.push_in)
    choose(picture.ease, Ease.HOLD.value)
    curve = clip(session).placement.scale
    assert isinstance(curve, Curve)
    assert [key.ease for key in curve.keys] == [Ease.HOLD, Ease.EXPONENTIAL]
    session.move_playhead(10)
    assert not picture.ease.isEnabled()


def test_a_key_is_pulled_in_the_lane(session: Session, picture: PictureSection) -> None:
    click(picture.push_in)
    before = session.project
    at = picture.lane.place_of(Field.SCALE, 0)
    by = round(picture.lane.place_of(Field.SCALE, 12).x() - at.x())
    pull(picture.lane, at, by, Qt.KeyboardModifier.NoModifier)
    assert frames(session) == (12, 23)
    assert session.playhead == 12
    assert check(session.project) == []
    session.undo()
    assert session.project is before
    beside = picture.lane.place_of(Field.SCALE, 7).toPoint()
    QTest.mouseClick(picture.lane, Qt.MouseButton.LeftButton, pos=beside)
    assert session.playhead == 7


def test_a_key_does_not_go_onto_another(session: Session, picture: PictureSection) -> None:
    click(picture.push_in)
    pull(picture.lane, picture.lane.place_of(Field.SCALE, 0), 900, Qt.KeyboardModifier.NoModifier)
    assert len(frames(session)) == 2
    assert frames(session)[1] == 23


@pytest.mark.parametrize("shift", [False, True])
def test_a_number_is_pulled_by_its_name(
    session: Session, inspector: Inspector, picture: PictureSection, shift: bool
) -> None:
    before = session.project
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    pull(label(inspector, "Scale %"), QPointF(10, 14), 30, keys)
    assert clip(session).placement.scale == (2.0 if shift else 1.1)
    assert picture.numbers["Scale"].text == ("200" if shift else "110")
    session.undo()
    assert session.project is before


def test_a_pull_beyond_what_can_be_stops_there(session: Session, inspector: Inspector) -> None:
    select(session, placed(session))
    pull(label(inspector, "Opacity %"), QPointF(10, 14), 90, Qt.KeyboardModifier.NoModifier)
    assert clip(session).placement.opacity == 1.0
    assert not inspector.clips.picture.numbers["Opacity"].note.isVisible()
    pull(label(inspector, "Crop ← → %"), QPointF(60, 14), 30, Qt.KeyboardModifier.NoModifier)
    assert clip(session).placement.crop.right == 0.1


def test_a_click_on_the_name_goes_into_the_field(
    session: Session, inspector: Inspector, picture: PictureSection
) -> None:
    inspector.activateWindow()
    click(label(inspector, "Rotation °"))
    assert picture.numbers["Rotation"].edit.hasFocus()
    assert not session.document.can_undo


def wheel(widget: QWidget, turned: int) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_counts_where_one_is_typing(
    session: Session, inspector: Inspector, picture: PictureSection
) -> None:
    inspector.activateWindow()
    edit = picture.numbers["Rotation"].edit
    wheel(edit, 120)
    assert clip(session).placement.rotation_degrees == 0
    edit.setFocus()
    wheel(edit, 120)
    QTest.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert clip(session).placement.rotation_degrees == -9


def test_sliders(session: Session, inspector: Inspector) -> None:
    select(session, placed(session))
    section = inspector.clips
    QTest.keyClick(section.gain_slide, Qt.Key.Key_PageDown)
    assert section.gain.text == "-5"
    QTest.keyClick(section.picture.opacity_slide, Qt.Key.Key_Left)
    assert clip(session).placement.opacity == 0.99
    type_into(section.gain, "-96")
    assert section.gain_slide.value() == section.gain_slide.minimum()


def test_a_name_for_a_clip(session: Session, inspector: Inspector) -> None:
    select(session, placed(session))
    type_into(inspector.clips.name, "Opening")
    assert title(session.project, clip(session)) == "Opening"
    type_into(inspector.clips.name, "")
    assert title(session.project, clip(session)) == "shot-1"
    assert inspector.clips.name.edit.placeholderText() == "shot-1"


def tick(box: QWidget) -> None:
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))


def test_backwards_and_freeze(session: Session, inspector: Inspector) -> None:
    select(session, placed(session))
    section = inspector.clips
    tick(section.backwards)
    assert clip(session).speed == -1
    tick(section.backwards)
    assert clip(session).speed == 1
    session.move_playhead(12)
    tick(section.frozen)
    assert (clip(session).speed, clip(session).source_in) == (Fraction(0), Fraction(1, 2))
    assert not section.backwards.isEnabled()
    tick(section.frozen)
    assert clip(session).speed == 1
    assert check(session.project) == []


def test_a_speed_that_keeps_the_length(session: Session, inspector: Inspector) -> None:
    select(session, *(placed(session, index) for index in (0, 1)))
    tick(inspector.clips.keeps_length)
    type_into(inspector.clips.speed, "0.5")
    assert [clip(session, index).length for index in (0, 1)] == [24, 24]
    session.undo()
    assert [clip(session, index).speed for index in (0, 1)] == [1, 1]


def test_a_freeze_takes_no_keys_and_says_so(session: Session, inspector: Inspector) -> None:
    select(session, placed(session))
    told: list[str] = []
    session.told.connect(lambda _, words: told.append(words))
    tick(inspector.clips.frozen)
    click(inspector.clips.picture.push_in)
    assert "freeze" in told[0]


def test_the_film_itself(session: Session, inspector: Inspector) -> None:
    film = inspector.film
    type_into(film.name, "Dawn")
    type_into(film.picture_size, "640x640")
    choose(film.fit, Fit.FILL.value)
    settings = session.project.settings
    assert (session.project.name, settings.size) == ("Dawn", Size(640, 640))
    assert settings.fit is Fit.FILL
    type_into(film.rate, "48")
    assert session.project.rate == FrameRate(48)
    assert film.values["Length"].text() == "00:00:02:00"
    type_into(film.rate, "29.97")
    assert "between two frames" in film.rate.note.text()
    assert session.project.rate == FrameRate(48)


ABSURD = (
    "1e309",
    "-1e999999999",
    "nan",
    "inf",
    "-0",
    "",
    "abc",
    "1000000000000",
    "９９９",
    "٣",
    "1/0",
    "💥" * 50,
    "9" * 6000,
    "\u202e\x00",
    "--1",
)


@pytest.mark.parametrize("wrong", ABSURD)
def test_nothing_that_is_typed_breaks_anything(
    session: Session, inspector: Inspector, wrong: str
) -> None:
    select(session, placed(session))
    for field in inspector.clips.findChildren(TextField):
        put(field, wrong)
    session.select(Selection())
    for field in inspector.film.findChildren(TextField):
        put(field, wrong)
    into = clip(session, 1).id
    for kind in ("wipe", "dip"):
        session.apply("Transition", add_transition, into, kind, 8)
        session.select(Selection(transition_into=into))
        for field in inspector.transition.findChildren(TextField):
            put(field, wrong)
    session.apply("Marker", add_marker, 5)
    session.select(Selection(marker=session.project.timeline.markers[0].id))
    for field in inspector.marker.findChildren(TextField):
        put(field, wrong)
    assert check(session.project) == []
    assert session.project.timeline.markers[0].frame < 10**8
    assert session.project.timeline.length <= 24 * 10_000


def put(field: TextField, text: str) -> None:
    """As from the clipboard: whatever it is."""
    field.edit.setText(text)
    field.edit.setModified(True)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == field.text

"""Changing clips, transitions and markers by number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.clip import Clip, Fit, Transition
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import ClipId
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import CheckField, ChoiceField, TextField
from sorastudio.ui.panels.inspector import Inspector
from sorastudio.ui.panels.media_tab import used_media
from tests.project.films import knowing, still, video
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, type_into


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow")))


@pytest.fixture
def inspector(qtbot: QtBot, session: Session) -> Inspector:
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    inspector.resize(280, 620)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def pictures(session: Session) -> list[Clip]:
    (track,) = session.project.timeline.of_kind(TrackKind.VIDEO)
    return [placed.clip for placed in track.clips()]


def sounds(session: Session) -> list[Clip]:
    tracks = session.project.timeline.of_kind(TrackKind.AUDIO)
    return [placed.clip for track in tracks for placed in track.clips()]


def select(session: Session, *clips: Clip) -> None:
    session.select(Selection(clips=frozenset(clip.id for clip in clips)))


def choose(field: object, value: str) -> None:
    """As a person picks from the list."""
    assert isinstance(field, ChoiceField)
    wanted = field.findData(value)
    field.setFocus()
    key = Qt.Key.Key_Down if wanted > field.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(wanted - field.currentIndex())):
        QTest.keyClick(field, key)


def test_nothing_selected_shows_the_film(inspector: Inspector) -> None:
    assert inspector.film.isVisible()
    assert inspector.film.picture_size.text == "128 × 72"
    assert inspector.film.values["Length"].text() == "00:00:02:00"


def test_placement_goes_to_every_selected_picture(session: Session, inspector: Inspector) -> None:
    select(session, *pictures(session))
    type_into(inspector.clips.picture.numbers["Scale"], "150")
    type_into(inspector.clips.picture.numbers["X"], "-25")
    type_into(inspector.clips.picture.numbers["Crop left"], "10")
    type_into(inspector.clips.picture.numbers["Opacity"], "50 %")
    choose(inspector.clips.picture.fit, Fit.FILL.value)
    for clip in pictures(session):
        place = clip.placement
        assert (place.scale, place.x, place.opacity) == (1.5, -0.25, 0.5)
        assert (place.crop.left, place.fit) == (0.1, Fit.FILL)
    assert check(session.project) == []
    session.undo()
    assert pictures(session)[0].placement.fit is Fit.FIT


def test_values_that_differ_are_not_shown_as_one(session: Session, inspector: Inspector) -> None:
    select(session, pictures(session)[0])
    type_into(inspector.clips.picture.numbers["Rotation"], "10")
    select(session, *pictures(session))
    field = inspector.clips.picture.numbers["Rotation"]
    assert (field.text, field.edit.placeholderText()) == ("", "several values")
    type_into(field, "20")
    assert [clip.placement.rotation_degrees for clip in pictures(session)] == [20, 20]


def test_speed_fades_and_gain(session: Session, inspector: Inspector) -> None:
    first = pictures(session)[0]
    select(session, first)
    type_into(inspector.clips.fade_in, "6")
    type_into(inspector.clips.gain, "-6 dB")
    type_into(inspector.clips.speed, "2")
    changed = pictures(session)[0]
    assert (changed.fade_in, changed.speed, changed.length) == (6, Fraction(2), 12)
    linked = [clip for clip in sounds(session) if clip.link == first.link]
    assert [(clip.gain_db, clip.speed) for clip in linked] == [(-6.0, Fraction(2))]
    assert check(session.project) == []


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("fade_in", "1000", "do not fit"),
        ("fade_out", "1.5", "whole number"),
        ("speed", "0.001", "cannot play"),
        ("speed", "fast", "not a number"),
        ("gain", "100", "Between"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(
    session: Session, inspector: Inspector, name: str, wrong: str, words: str
) -> None:
    select(session, pictures(session)[0])
    before = session.project
    field: TextField = getattr(inspector.clips, name)
    type_into(field, wrong)
    assert words in field.note.text()
    assert session.project is before


def test_crops_that_leave_nothing_are_refused(session: Session, inspector: Inspector) -> None:
    select(session, pictures(session)[0])
    type_into(inspector.clips.picture.numbers["Crop left"], "60")
    type_into(inspector.clips.picture.numbers["Crop right"], "60")
    assert "leave some" in inspector.clips.picture.numbers["Crop right"].note.text()
    assert pictures(session)[0].placement.crop.right == 0


def test_a_clip_can_be_switched_off(session: Session, inspector: Inspector) -> None:
    select(session, pictures(session)[0])
    QTest.mouseClick(inspector.clips.enabled, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    assert not pictures(session)[0].enabled


def with_transition(session: Session, kind: str) -> ClipId:
    into = pictures(session)[1].id
    session.apply("Transition", add_transition, into, kind, 8)
    session.select(Selection(transition_into=into))
    return into


def entered(session: Session) -> Transition:
    enter = pictures(session)[1].enter
    assert enter is not None
    return enter


def test_a_transition_by_number(session: Session, inspector: Inspector) -> None:
    with_transition(session, "wipe")
    section = inspector.transition
    assert (section.length.text, section.kind.currentData()) == ("8", "wipe")
    type_into(section.length, "12")
    choose(section.alignment, "start")
    assert (entered(session).in_offset, entered(session).out_offset) == (0, 12)
    angle = section.params["angle"]
    assert isinstance(angle, TextField)
    type_into(angle, "90")
    assert dict(entered(session).params) == {"angle": 90.0}
    choose(section.kind, "dissolve")
    assert (entered(session).kind, entered(session).params) == ("dissolve", ())
    linear = section.params["linear"]
    assert isinstance(linear, CheckField)
    QTest.mouseClick(linear, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    assert dict(entered(session).params) == {"linear": True}
    assert check(session.project) == []
    QTest.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
    assert pictures(session)[1].enter is None
    assert not section.isVisible()


def test_what_can_only_be_a_few_things_is_chosen(session: Session, inspector: Inspector) -> None:
    with_transition(session, "zoom")
    direction = inspector.transition.params["direction"]
    assert isinstance(direction, ChoiceField)
    assert direction.currentText() == "In"
    choose(direction, "out")
    assert dict(entered(session).params) == {"direction": "out"}
    assert check(session.project) == []


def test_a_matte_of_ones_own_is_chosen_among_the_pictures_of_the_film(
    session: Session, inspector: Inspector
) -> None:
    session.apply("Import", lambda film: knowing(film, video("sea", 3), still("mask")))
    with_transition(session, "matte")
    field = inspector.transition.params["picture"]
    assert isinstance(field, ChoiceField)
    assert [field.itemText(n) for n in range(3)] == ["None yet", "mask.mp4", "sea.mp4"]
    choose(field, still("mask").id)
    assert dict(entered(session).params) == {"picture": still("mask").id}
    assert field.currentText() == "mask.mp4"
    assert still("mask").id in used_media(session.project)
    assert check(session.project) == []


def test_a_transition_that_does_not_fit_is_refused_in_words(
    session: Session, inspector: Inspector
) -> None:
    with_transition(session, "dissolve")
    type_into(inspector.transition.length, "900")
    assert "there is room for" in inspector.transition.length.note.text()
    assert entered(session).length == 8


@pytest.mark.parametrize(
    ("kind", "param", "wrong"),
    [("dip", "color", "blueish"), ("wipe", "softness", "7"), ("wipe", "angle", "left")],
)
def test_a_parameter_that_means_nothing_stays_out(
    session: Session, inspector: Inspector, kind: str, param: str, wrong: str
) -> None:
    with_transition(session, kind)
    field = inspector.transition.params[param]
    assert isinstance(field, TextField)
    type_into(field, wrong)
    assert field.note.text()
    assert entered(session).params == ()


def test_a_marker_by_number(session: Session, inspector: Inspector) -> None:
    session.apply("Marker", add_marker, 5)
    session.select(Selection(marker=session.project.timeline.markers[0].id))
    section = inspector.marker
    type_into(section.name, "Drop")
    type_into(section.frame, "1:06")
    choose(section.color, "red")
    (marker,) = session.project.timeline.markers
    assert (marker.name, marker.frame, marker.color) == ("Drop", 30, "red")
    type_into(section.frame, "soon")
    assert "not a timecode" in section.frame.note.text()
    QTest.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
    assert session.project.timeline.markers == ()
    assert inspector.film.isVisible()

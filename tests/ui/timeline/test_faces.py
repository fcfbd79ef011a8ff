"""What is fetched for the faces of clips, and what is painted of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from sorastudio.media.probe import identify
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.edits.slots import adopt_take, lock_slot, set_prompt
from sorastudio.project.edits.tracks import lock_track
from sorastudio.project.edits.transitions import Handles, add_transition
from sorastudio.project.ids import ClipId, SlotId
from sorastudio.project.media import Media, Size
from sorastudio.project.project import Project, new_project
from sorastudio.project.state import Draft, Generated, Locked, Stale
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.states import Look
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.face import Face, Making, take_words
from sorastudio.ui.timeline.faces import Faces, SlotFaces
from sorastudio.ui.timeline.fetching import TICKS, step_for, tick_for
from sorastudio.ui.timeline.geometry import NAME_PX, Scale
from sorastudio.ui.timeline.view import Timeline
from tests.film_maker import Reel, make_film, noise
from tests.project.films import (
    A1,
    V1,
    clip_id,
    clips,
    film,
    knowing,
    slot,
    still,
    take,
    video,
    with_slots,
)
from tests.ui.timeline.hand import Hand, shown

OpenFilm = Callable[[Project], Session]


def test_thumbnails_are_at_most_as_far_apart_as_their_tiles() -> None:
    for seconds in (0.01, 0.1, 0.5, 0.77, 3.0, 100.0):
        step = step_for(seconds)
        assert step / TICKS <= max(seconds, 1 / TICKS) < 2 * max(step / TICKS, 1 / TICKS)


def test_thumbnails_lie_on_a_grid_within_the_file() -> None:
    two = video("a", 2)
    assert tick_for(two, 0.6, 16) == 16
    assert tick_for(two, -5, 16) == 0
    assert tick_for(two, 99, 16) == 48
    assert tick_for(video("b", Fraction(1, 100)), 9, 1) == 0
    assert tick_for(still("c"), 3, 16) == 0


@pytest.fixture
def footage(film_path: Path) -> Media:
    """Two seconds with sound, beside the film."""
    film_path.parent.mkdir(parents=True, exist_ok=True)
    path = film_path.parent / "reel.mp4"
    make_film(path, Reel(frames=48, size=Size(112, 64), sound=noise(96_000)))
    return identify(path, path.name)


def test_thumbnails_come_in_the_background(
    qtbot: QtBot, open_film: OpenFilm, footage: Media
) -> None:
    session = open_film(knowing(new_project("Film"), footage))
    parent = QObject()
    strips = Faces(session, parent).filmstrips
    assert strips.image(footage, 0) is None
    assert strips.missed
    with qtbot.waitSignal(strips.came):
        pass
    image = strips.image(footage, 0)
    assert image is not None
    assert image.height() == 96
    scaled = strips.scaled(footage, 0, 48)
    assert scaled is not None
    assert (scaled.width(), scaled.height()) == (84, 48)
    assert strips.image(footage, 16) is None


def test_a_file_that_is_gone_is_not_asked_for_again(qtbot: QtBot, open_film: OpenFilm) -> None:
    gone = video("gone", 2)
    session = open_film(knowing(new_project("Film"), gone))
    parent = QObject()
    faces = Faces(session, parent)
    faces.filmstrips.image(gone, 0)
    qtbot.waitUntil(lambda: faces.filmstrips.is_lost(gone))
    faces.look_again()
    assert not faces.filmstrips.is_lost(gone)


def test_peaks_come_in_the_background(qtbot: QtBot, open_film: OpenFilm, footage: Media) -> None:
    session = open_film(knowing(new_project("Film"), footage))
    parent = QObject()
    waves = Faces(session, parent).waveforms
    assert waves.peaks(footage) is None
    with qtbot.waitSignal(waves.came):
        pass
    peaks = waves.peaks(footage)
    assert peaks is not None
    assert peaks.shape == (400, 2)
    assert np.abs(peaks).max() > 0.05


def test_what_comes_after_the_timeline_has_gone_is_nobodys(
    open_film: OpenFilm, footage: Media
) -> None:
    session = open_film(knowing(new_project("Film"), footage, video("gone", 2)))
    parent = QObject()
    waves = Faces(session, parent).waveforms
    for media in (footage, video("gone", 2, sound=True)):
        waves.peaks(media)
    delete(parent)
    session.scheduler.wait_all()


def test_the_states_of_slots_follow_the_film(qtbot: QtBot) -> None:
    sea = slot("sea")
    project = with_slots(new_project("Film"), sea)
    parent = QObject()
    states = SlotFaces(parent)
    made = adopt_take(project, *take(project, sea))
    changed = set_prompt(made, sea.id, "a wild sea")
    kept = lock_slot(changed, sea.id, locked=True)
    for shown_film, kind in ((project, Draft), (made, Generated), (changed, Stale), (kept, Locked)):
        states.show(shown_film)
        states.state(sea.id)
        qtbot.waitUntil(partial(_is_in, states, sea.id, kind))
    states.show(new_project("Other"))
    assert states.state(SlotId("slot-none")) is None


def _is_in(states: SlotFaces, slot_id: SlotId, kind: type) -> bool:
    return isinstance(states.state(slot_id), kind)


def test_takes_are_told_in_words() -> None:
    assert take_words(Generated(3, 7)) == "take 3/7"
    assert take_words(Draft(0)) == "draft"
    assert take_words(Draft(2)) == "2 unused"
    assert take_words(None) == ""


def picture(timeline: Timeline) -> QImage:
    """The canvas, once all that it shows has arrived."""
    return timeline.canvas.grab().toImage()


def has(image: QImage, at: QPoint, side: int, wanted: str, far: int = 24) -> bool:
    """Whether a square has a pixel of about a colour."""
    target = QColor(wanted)
    for x in range(at.x(), at.x() + side):
        for y in range(at.y(), at.y() + side):
            seen = image.pixelColor(x, y)
            if (
                abs(seen.red() - target.red()) < far
                and abs(seen.green() - target.green()) < far
                and abs(seen.blue() - target.blue()) < far
            ):
                return True
    return False


def test_filmstrip_and_waveform_are_painted_when_they_arrive(
    qtbot: QtBot, open_film: OpenFilm, footage: Media
) -> None:
    project = knowing(new_project("Film"), footage)
    session = open_film(overwrite(project, excerpt(project, footage.id), 0))
    timeline = shown(qtbot, session)
    hand = Hand(qtbot, timeline)
    light = QColor(210, 210, 210).name()
    body, sound = hand.point(4, V1, 30), hand.point(4, A1, 26)
    qtbot.waitUntil(lambda: has(picture(timeline), body, 30, light, far=60))
    qtbot.waitUntil(lambda: has(picture(timeline), sound, 16, PALETTE.dim))


def test_states_are_told_by_shape_and_colour(qtbot: QtBot, open_film: OpenFilm) -> None:
    sea, sky = slot("sea"), slot("sky")
    project = with_slots(new_project("Film"), sea, sky)
    project = adopt_take(project, *take(project, sea))
    session = open_film(set_prompt(project, sea.id, "a wild sea"))
    timeline = shown(qtbot, session)
    hand = Hand(qtbot, timeline)
    corner = hand.point(96, V1, 4) - QPoint(12, 0)
    qtbot.waitUntil(lambda: has(picture(timeline), corner, 9, PALETTE.stale))
    dashes = [
        picture(timeline).pixelColor(x, hand.point(150, V1, 2).y()).lightness() > 110
        for x in range(hand.point(110).x(), hand.point(180).x())
    ]
    assert any(dashes)
    assert not all(dashes)


def test_a_generation_shows_how_far_it_is(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(with_slots(new_project("Film"), slot("sea")))
    timeline = shown(qtbot, session)
    rail = Hand(qtbot, timeline).point(4, V1, 68 - 8)
    assert not has(picture(timeline), rail, 6, PALETTE.generating)
    timeline.faces.follow(lambda _: _generating(0.5))
    timeline.faces.changed.emit()
    assert has(picture(timeline), rail, 6, PALETTE.generating)
    end = Hand(qtbot, timeline).point(70, V1, 68 - 8)
    assert not has(picture(timeline), end, 6, PALETTE.generating)
    timeline.faces.follow(lambda _: Making(look=Look.QUEUED, words="Queued"))
    timeline.faces.changed.emit()
    assert not has(picture(timeline), rail, 6, PALETTE.generating)
    timeline.faces.follow(lambda _: _generating(0.9))
    timeline.faces.changed.emit()
    assert has(picture(timeline), end, 6, PALETTE.generating)


def test_a_failure_a_wait_and_a_missing_file_have_words_and_a_shape() -> None:
    made = Generated(1, 1)
    failed = Making(look=Look.FAILED, words="Failed", reasons=("The prompt was refused.",))
    assert Face(state=made).look is Look.GENERATED
    assert Face(state=made, making=failed).look is Look.FAILED
    assert Face(state=made, making=failed).badge == "Failed · The prompt was refused."
    assert "Try Again" in Face(state=made, making=failed).tip
    gone = Face(state=made, lost=True)
    assert (gone.look, gone.words) == (Look.MISSING, "missing")
    assert "Relink" in gone.tip
    old = Face(state=Stale(1, 2, ("The prompt has changed.",)))
    assert old.tip.splitlines()[:2] == ["Stale · take 1 of 2", "The prompt has changed."]


def test_every_state_is_seen_on_the_face_of_a_clip(qtbot: QtBot, open_film: OpenFilm) -> None:
    sea = slot("sea")
    draft = with_slots(new_project("Film"), sea)
    made = adopt_take(draft, *take(draft, sea))
    session = open_film(draft)
    timeline = shown(qtbot, session)
    dot = Hand(qtbot, timeline).point(0, V1, 4) + QPoint(4, 0)
    seen: dict[Look, QImage] = {}

    def keep(look: Look) -> None:
        seen[look] = picture(timeline).copy(QRect(dot, QSize(16, 14)))

    def under_way(look: Look) -> None:
        timeline.faces.follow(lambda _: Making(look=look, words=look.value, share=0.5))
        timeline.faces.changed.emit()
        keep(look)

    qtbot.waitUntil(lambda: has(picture(timeline), dot, 12, PALETTE.dim, far=40))
    keep(Look.DRAFT)
    for look in (Look.QUEUED, Look.GENERATING, Look.FAILED):
        under_way(look)
    timeline.faces.follow(lambda _: None)
    timeline.faces.changed.emit()
    # There is no file behind this take.
    session.document.apply("Take", lambda _: made)
    qtbot.waitUntil(lambda: has(picture(timeline), dot, 12, PALETTE.failed, far=40))
    keep(Look.MISSING)
    assert len({bytes(image.constBits()) for image in seen.values()}) == len(seen)


def test_a_clip_says_how_it_stands_when_the_mouse_rests_on_it(
    qtbot: QtBot, open_film: OpenFilm
) -> None:
    sea = slot("sea")
    project = with_slots(new_project("Film"), sea)
    project = adopt_take(project, *take(project, sea))
    session = open_film(set_prompt(project, sea.id, "a wild sea"))
    timeline = shown(qtbot, session)
    hand = Hand(qtbot, timeline)
    hand.move(hand.point(24))
    qtbot.waitUntil(lambda: "Stale" in timeline.tips.words)
    at = hand.point(24)
    asked = QHelpEvent(QEvent.Type.ToolTip, at, timeline.canvas.mapToGlobal(at))
    assert QApplication.sendEvent(timeline.canvas, asked)
    QToolTip.hideText()
    hand.move(hand.point(300))
    assert timeline.tips.words == ""


def test_a_narrow_draft_has_a_dashed_outline(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(with_slots(new_project("Film"), slot("sea")))
    timeline = shown(qtbot, session, px_per_frame=0.3)
    hand = Hand(qtbot, timeline)
    image = picture(timeline)
    line = [
        image.pixelColor(x, hand.point(0, V1, 2).y()).lightness() > 110
        for x in range(hand.point(8).x(), hand.point(80).x())
    ]
    assert any(line)
    assert not all(line)


def _generating(share: float) -> Making:
    return Making(look=Look.GENERATING, words=f"Generating {share:.0%}", share=share)


def test_missing_handles_have_a_red_edge(qtbot: QtBot, open_film: OpenFilm) -> None:
    base = film(48, 48, seconds=2)
    held = add_transition(base, clip_id(base, 1), "dissolve", 24, handles=Handles.HOLD)
    session = open_film(held)
    timeline = shown(qtbot, session)
    edge = Hand(qtbot, timeline).point(36, V1, NAME_PX + 20)
    assert has(picture(timeline), edge, 4, PALETTE.failed)


def test_what_is_selected_is_outlined(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film(48, 48))
    timeline = shown(qtbot, session)
    edge = Hand(qtbot, timeline).point(48, V1, 30)
    assert not has(picture(timeline), edge, 4, PALETTE.accent)
    session.select(Selection(clips=frozenset({clip_id(session.project, 1)})))
    assert has(picture(timeline), edge, 4, PALETTE.accent)


def test_what_was_scrolled_looks_as_if_it_were_drawn_anew(
    qtbot: QtBot, open_film: OpenFilm
) -> None:
    project = lock_track(film(30, -7, 44, 60, 12, 3, 3, 3, 100, 55, sound=True), A1, locked=True)
    session = open_film(project)
    once, fresh = shown(qtbot, session), shown(qtbot, session)
    for view in (once, fresh):
        view.stage.set_scale(Scale(9, 0))
        picture(view)
    for scroll in (37, 400, 911, 3):
        once.stage.set_scale(Scale(9, scroll))
        picture(once)
    once.stage.set_scale(Scale(9, 701))
    fresh.canvas._tiles.forget()
    fresh.stage.set_scale(Scale(9, 701))
    qtbot.waitUntil(lambda: picture(once) == picture(fresh))


def test_ten_thousand_clips_are_painted(qtbot: QtBot, open_film: OpenFilm) -> None:
    base = film(24)
    track = base.timeline.tracks[0]
    first = clips(base)[0]
    items = tuple(replace(first, id=ClipId(f"clip-{n}")) for n in range(100, 10_100))
    timeline = replace(base.timeline.with_track(replace(track, items=items)), next_number=20_000)
    session = open_film(replace(base, timeline=timeline))
    view = shown(qtbot, session)
    view.zoom_to_fit()
    qtbot.waitUntil(lambda: has(picture(view), QPoint(400, 20), 6, PALETTE.hover))
    view.stage.set_scale(Scale(6, 600_000))
    qtbot.waitUntil(lambda: has(picture(view), QPoint(300, 4), 200, PALETTE.text, far=60))

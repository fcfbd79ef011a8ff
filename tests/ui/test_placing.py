"""Placing clips and anchors with the mouse, in the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.export.order import order
from sorastudio.export.presets import presets
from sorastudio.export.run import export_film
from sorastudio.export.still import export_still
from sorastudio.playback.player import Player
from sorastudio.project.check import errors
from sorastudio.project.clip import Clip, Placement, Transition
from sorastudio.project.curve import value_at
from sorastudio.project.edits.keyframes import Field, add_key, key_frames, push, set_values
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.tracks import lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.zoom_run import ZoomRun, zoom_run
from sorastudio.project.media import Option
from sorastudio.project.project import Project
from sorastudio.render.picture import Picture
from sorastudio.render.transitions import Kind, Param
from sorastudio.ui.actions.placement import placement_commands
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.framing import Grip
from sorastudio.ui.viewer.overlay import Overlay, lay_over
from sorastudio.ui.viewer.scale import Quality
from sorastudio.ui.viewer.screen import Screen
from tests.cli.command import pictures, psnr
from tests.playback.fakes import FakeSound
from tests.ui.conftest import OpenFilm

PATIENCE_MS = 20_000
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


class Desk:
    """A viewer on a film of two clips, and a hand on the mouse."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.viewer = Viewer(session, Player(session.locate, open_output=FakeSound))
        self.overlay = lay_over(session, self.viewer)
        self.viewer.resize(900, 560)
        self.viewer.show()
        qtbot.waitExposed(self.viewer)

    def clip(self, index: int = 0) -> Clip:
        return list(self.session.project.timeline.tracks[0].clips())[index].clip

    @property
    def placement(self) -> Placement:
        return self.clip().placement

    def value(self, field: Field) -> float:
        return value_at(field.of(self.placement), Fraction(0))

    def place_clip(self) -> None:
        self.session.select(Selection(clips=frozenset({self.clip().id})))
        QTest.mouseClick(self.viewer.transport.placing, Qt.MouseButton.LeftButton)
        assert self.overlay.handles is not None

    def grip(self, grip: Grip) -> QPointF:
        handles = self.overlay.handles
        assert handles is not None
        place = handles.place(grip)
        return QPointF(place.x, place.y)

    def press(self, at: QPointF) -> None:
        QTest.mouseMove(self.overlay, at.toPoint())
        QTest.mousePress(self.overlay, Qt.MouseButton.LeftButton, pos=at.toPoint())

    def fills_screen(self) -> bool:
        return self.viewer.is_full_screen

    def drag(
        self,
        grip: Grip,
        by: tuple[float, float],
        keys: Qt.KeyboardModifier = NO_KEY,
        *,
        hold: bool = False,
    ) -> None:
        """In steps, as a hand does."""
        begin = self.grip(grip)
        self.press(begin)
        for step in range(1, 6):
            at = begin + QPointF(*by) * step / 5
            send_move(self.overlay, at, keys)
        if not hold:
            end = (begin + QPointF(*by)).toPoint()
            QTest.mouseRelease(self.overlay, Qt.MouseButton.LeftButton, keys, end)

    @property
    def px(self) -> float:
        """Of the widget, to a pixel of the canvas."""
        return self.overlay.glass.scale


def send_move(overlay: Overlay, at: QPointF, keys: Qt.KeyboardModifier) -> None:
    """With its keys and fractions of a pixel, which QTest leaves out."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        overlay.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        keys,
    )
    QApplication.sendEvent(overlay, event)


@pytest.fixture
def desk(open_film: OpenFilm, bars: Project, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(open_film(bars), qtbot)
    yield made
    made.viewer.shut()
    made.viewer.close()
    made.viewer.deleteLater()


def undone(desk: Desk, before: Project) -> None:
    """What was done is sound, and is one step."""
    assert errors(desk.session.project) == []
    after = desk.session.project
    assert after is not before
    desk.session.undo()
    assert desk.session.project is before
    desk.session.redo()
    assert desk.session.project is after


def test_nothing_is_in_the_way_until_it_is_asked_for(desk: Desk) -> None:
    desk.session.select(Selection(clips=frozenset({desk.clip().id})))
    assert not desk.overlay.isVisible()
    desk.place_clip()
    assert desk.overlay.isVisible()
    desk.viewer.play_pause()
    desk.qtbot.waitUntil(lambda: not desk.overlay.isVisible(), timeout=PATIENCE_MS)
    desk.viewer.play_pause()
    desk.qtbot.waitUntil(desk.overlay.isVisible, timeout=PATIENCE_MS)
    QTest.mouseClick(desk.viewer.transport.placing, Qt.MouseButton.LeftButton)
    assert not desk.overlay.isVisible()


def fitted(desk: Desk) -> None:
    desk.viewer.set_zoom(None)


def at_100(desk: Desk) -> None:
    desk.viewer.set_zoom(1.0)


def at_200(desk: Desk) -> None:
    desk.viewer.set_zoom(2.0)


def enlarged(desk: Desk) -> None:
    desk.viewer.set_zoom(4.0)
    desk.viewer.screen_view.zoom_by(1, QPointF(300, 100))


@pytest.mark.parametrize("look", [fitted, at_100, at_200, enlarged])
def test_a_pull_moves_the_picture_as_far_as_the_mouse(
    desk: Desk, look: Callable[[Desk], None]
) -> None:
    look(desk)
    desk.place_clip()
    before, size = desk.session.project, desk.session.project.settings.size
    by = (30 * desk.px, -10 * desk.px)
    desk.drag(Grip.MIDDLE, by, CTRL)
    assert desk.value(Field.X) == pytest.approx(30 / size.width, abs=1 / desk.px / size.width)
    assert desk.value(Field.Y) == pytest.approx(-10 / size.height, abs=1 / desk.px / size.height)
    undone(desk, before)


def test_a_fine_screen_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "devicePixelRatioF", lambda _: 2.0)
    desk.viewer.set_zoom(4.0)
    desk.place_clip()
    assert desk.px == 2.0
    size = desk.session.project.settings.size
    desk.drag(Grip.MIDDLE, (40, 20), CTRL)
    assert desk.value(Field.X) == pytest.approx(20 / size.width)
    assert desk.value(Field.Y) == pytest.approx(10 / size.height)


def test_the_picture_follows_while_it_is_pulled(desk: Desk) -> None:
    desk.viewer.set_quality(Quality.FULL)
    desk.place_clip()
    desk.drag(Grip.MIDDLE, (200, 0), CTRL, hold=True)

    def left_is_black() -> bool:
        shown = desk.viewer.screen_view.shown
        return shown is not None and int(shown.picture.y[:, :8].max()) <= 20

    desk.qtbot.waitUntil(left_is_black, timeout=PATIENCE_MS)
    QTest.keyClick(desk.overlay, Qt.Key.Key_Escape)
    assert desk.placement == Placement()
    assert not desk.session.document.can_undo


def test_shift_keeps_a_move_straight(desk: Desk) -> None:
    desk.place_clip()
    desk.drag(Grip.MIDDLE, (120, 40), SHIFT | CTRL)
    assert desk.value(Field.X) > 0
    assert desk.value(Field.Y) == 0


def test_a_move_snaps_to_the_middle_and_ctrl_lets_go(desk: Desk) -> None:
    desk.place_clip()
    desk.drag(Grip.MIDDLE, (5, 5))
    assert (desk.value(Field.X), desk.value(Field.Y)) == (0, 0)
    desk.drag(Grip.MIDDLE, (5, 5), CTRL)
    assert desk.value(Field.X) > 0


def test_a_corner_scales_about_the_middle(desk: Desk) -> None:
    desk.place_clip()
    before = desk.session.project
    middle, corner = desk.grip(Grip.MIDDLE), desk.grip(Grip.BOTTOM_RIGHT)
    desk.drag(Grip.BOTTOM_RIGHT, ((middle - corner) / 2).toTuple(), CTRL)
    assert desk.value(Field.SCALE) == pytest.approx(0.5, abs=0.02)
    assert (desk.value(Field.X), desk.value(Field.Y)) == (0, 0)
    undone(desk, before)


def test_the_arm_turns_and_shift_turns_in_steps(desk: Desk) -> None:
    desk.place_clip()
    before = desk.session.project
    arm = desk.grip(Grip.MIDDLE) - desk.grip(Grip.TURN)
    desk.drag(Grip.TURN, (arm.y(), arm.y()), CTRL)
    assert desk.value(Field.ROTATION) == pytest.approx(90, abs=2)
    undone(desk, before)
    desk.drag(Grip.TURN, (-3, 20), SHIFT)
    assert desk.value(Field.ROTATION) % 15 == 0


def test_a_side_crops_and_what_is_left_stays_where_it_is(desk: Desk) -> None:
    desk.place_clip()
    before = desk.session.project
    right = desk.grip(Grip.BOTTOM_RIGHT)
    width = desk.session.project.settings.size.width * desk.px
    desk.drag(Grip.LEFT, (width / 4, 0))
    crop = desk.placement.crop
    assert crop.left == pytest.approx(0.25, abs=0.03)
    assert (crop.right, crop.top, crop.bottom) == (0, 0, 0)
    moved = desk.grip(Grip.BOTTOM_RIGHT) - right
    assert abs(moved.x()) + abs(moved.y()) < 2 * desk.px
    undone(desk, before)
    desk.drag(Grip.BOTTOM_RIGHT, (-20 * desk.px, -20 * desk.px), ALT)
    assert desk.placement.crop.right > 0
    assert desk.placement.crop.bottom > 0


def test_arrows_move_by_pixels_of_the_canvas(desk: Desk) -> None:
    desk.place_clip()
    before, size = desk.session.project, desk.session.project.settings.size
    desk.viewer.activateWindow()
    desk.overlay.setFocus()
    QTest.keyClick(desk.overlay, Qt.Key.Key_Right)
    assert desk.value(Field.X) == pytest.approx(1 / size.width)
    undone(desk, before)
    QTest.keyClick(desk.overlay, Qt.Key.Key_Up, SHIFT)
    assert desk.value(Field.Y) == pytest.approx(-10 / size.height)
    assert desk.session.playhead == 0


def test_a_double_click_resets_and_beside_the_frame_it_fills_the_screen(desk: Desk) -> None:
    desk.place_clip()
    desk.drag(Grip.BOTTOM_RIGHT, (-100, -60), CTRL)
    assert desk.value(Field.SCALE) < 1
    corner = desk.grip(Grip.TOP_LEFT).toPoint() - QPoint(20, 20)
    QTest.mouseDClick(desk.overlay, Qt.MouseButton.LeftButton, pos=corner)
    assert desk.fills_screen()
    desk.drag(Grip.MIDDLE, (40, 40), CTRL)
    assert desk.value(Field.X) > 0
    QTest.keyClick(desk.overlay, Qt.Key.Key_Escape)
    assert not desk.fills_screen()
    at = desk.grip(Grip.MIDDLE).toPoint()
    QTest.mouseDClick(desk.overlay, Qt.MouseButton.LeftButton, pos=at)
    assert desk.placement == Placement()
    assert not desk.fills_screen()


def test_a_click_selects_the_picture_under_it(desk: Desk) -> None:
    QTest.mouseClick(desk.viewer.transport.placing, Qt.MouseButton.LeftButton)
    assert desk.overlay.handles is None
    middle = desk.overlay.rect().center()
    QTest.mouseClick(desk.overlay, Qt.MouseButton.LeftButton, pos=middle)
    assert desk.session.selection.clips == {desk.clip().id}
    assert desk.placement == Placement()


def test_a_pull_on_a_curve_sets_a_key_at_the_playhead(desk: Desk) -> None:
    session, chosen = desk.session, [desk.clip().id]
    session.apply("Key", add_key, chosen, Field.X, frame=0)
    session.move_playhead(24)
    desk.place_clip()
    desk.drag(Grip.MIDDLE, (30 * desk.px, 0), SHIFT | CTRL)
    placed = session.project.timeline.find(chosen[0])
    assert placed is not None
    assert key_frames(placed, Field.X, session.project.rate) == (0, 24)
    assert desk.value(Field.X) == 0
    assert desk.value(Field.Y) == 0


def test_a_locked_track_is_told_once(desk: Desk) -> None:
    told: list[str] = []
    desk.session.told.connect(lambda _, words: told.append(words))
    track = desk.session.project.timeline.tracks[0].id
    desk.session.apply("Lock", lock_track, track, locked=True)
    desk.place_clip()
    desk.drag(Grip.MIDDLE, (60, 60))
    assert len(told) == 1
    assert "locked" in told[0]
    assert desk.placement == Placement()


def test_preview_is_the_export_with_placement_and_keys(desk: Desk, tmp_path: Path) -> None:
    session, chosen = desk.session, [desk.clip().id]
    session.apply("Push", push, chosen, inward=True)
    session.apply("Key", add_key, chosen, Field.ROTATION, frame=0)
    values = {Field.ROTATION: 40.0, Field.X: 0.2, Field.OPACITY: 0.7}
    session.apply("Place", set_values, chosen, values, frame=40)
    desk.viewer.set_quality(Quality.FULL)
    size = session.project.settings.size
    for frame in (0, 13, 40, 47):
        desk.viewer.go_to(frame)
        export_still(session.project, session.locate, frame, size, tmp_path / "still.png")
        still = cv2.imread(str(tmp_path / "still.png"))
        assert still is not None
        desk.qtbot.waitUntil(partial(shows_exactly, desk, still), timeout=PATIENCE_MS)


def test_the_exported_film_shows_what_the_viewer_shows(desk: Desk, tmp_path: Path) -> None:
    session, chosen = desk.session, [desk.clip().id]
    session.apply("Push", push, chosen, inward=True)
    session.apply("Place", set_values, chosen, {Field.X: 0.25, Field.ROTATION: 10.0}, frame=0)
    into = desk.clip(1).id
    session.apply("Dissolve", add_transition, into, "dissolve", 12)
    preset = next(iter(presets().values()))
    out = tmp_path / "out.mp4"
    asked = order(session.project, preset, out, None)
    export_film(asked, session.folder, lambda _: None)
    exported = pictures(out, session.project.rate.fps)
    desk.viewer.set_quality(Quality.FULL)
    for frame in (0, 20, 41, 44, 47):
        desk.viewer.go_to(frame)
        desk.qtbot.waitUntil(partial(shows_nearly, desk, exported[frame]), timeout=PATIENCE_MS)


def test_what_the_overlay_has_no_use_for_goes_to_the_screen(desk: Desk) -> None:
    desk.viewer.set_zoom(4.0)
    desk.viewer.resize(360, 240)
    desk.place_clip()
    before = desk.viewer.screen_view.picture_rect().topLeft()
    middle = desk.overlay.rect().center()
    QTest.mousePress(desk.overlay, Qt.MouseButton.MiddleButton, pos=middle)
    QTest.mouseMove(desk.overlay, middle + QPoint(20, 10))
    QTest.mouseRelease(desk.overlay, Qt.MouseButton.MiddleButton, pos=middle + QPoint(20, 10))
    moved = desk.viewer.screen_view.picture_rect().topLeft() - before
    assert moved == QPointF(20, 10)
    assert desk.placement == Placement()


def test_the_commands_do_the_same(desk: Desk) -> None:
    session = desk.session
    commands = {each.id: each for each in placement_commands(session, desk.overlay)}
    assert not commands["clip.push-in"].enabled()
    session.select(Selection(clips=frozenset({desk.clip().id})))
    assert commands["clip.push-in"].enabled()
    commands["clip.place"].run()
    assert desk.overlay.isVisible()
    assert desk.viewer.transport.placing.isChecked()
    before = session.project
    commands["clip.push-in"].run()
    undone(desk, before)
    commands["clip.remove-keys"].run()
    assert desk.placement == Placement()
    commands["clip.pull-out"].run()
    commands["clip.reset-placement"].run()
    assert desk.placement == Placement()
    commands["clip.place"].run()
    assert not desk.overlay.isVisible()


def shows_exactly(desk: Desk, pixels: NDArray[np.generic]) -> bool:
    """A picture from before the last edit may still be on."""
    shown = desk.viewer.screen_view.shown
    return shown is not None and np.array_equal(shown.pixels[..., :3], pixels)


def shows_nearly(desk: Desk, picture: Picture) -> bool:
    """As well as an encoder keeps it."""
    shown = desk.viewer.screen_view.shown
    same_size = shown is not None and shown.picture.size == picture.size
    return shown is not None and same_size and psnr(shown.picture, picture) > 35


def turning(_a: Picture, b: Picture, _progress: float, _params: object) -> Picture:
    return b


_SPIN = Kind(
    name="spin-test",
    words="Turns about a point",
    run=turning,
    params=(
        Param(name="x", default=0.5, words="from the left", lowest=0, highest=1),
        Param(name="y", default=0.5, words="from the top", lowest=0, highest=1),
        Param(name="turns", default=1.0, words="turns", lowest=0, highest=9),
    ),
)


@pytest.fixture
def spin(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"spin-test": _SPIN}
    monkeypatch.setattr("sorastudio.ui.viewer.subject.kinds", lambda: known)
    monkeypatch.setattr("sorastudio.render.transitions.kinds", lambda: known)


def with_spin(desk: Desk, *params: tuple[str, Option]) -> None:
    into = desk.clip(1).id
    desk.session.apply("Spin", add_transition, into, "spin-test", 12, params=params)
    desk.session.select(Selection(transition_into=into))
    desk.session.move_playhead(48)


def entered(desk: Desk) -> Transition:
    enter = desk.clip(1).enter
    assert enter is not None
    return enter


@pytest.mark.usefixtures("spin")
def test_the_anchor_of_a_transition_is_dragged(desk: Desk) -> None:
    with_spin(desk, ("turns", 2.0))
    before, size = desk.session.project, desk.session.project.settings.size
    assert desk.overlay.isVisible()
    desk.drag(Grip.MIDDLE, (size.width / 4 * desk.px, size.height / 8 * desk.px))
    params = dict(entered(desk).params)
    assert params["x"] == pytest.approx(0.75, abs=0.02)
    assert params["y"] == pytest.approx(0.625, abs=0.02)
    assert params["turns"] == 2.0
    undone(desk, before)
    desk.drag(Grip.MIDDLE, (4000, 0))
    assert dict(entered(desk).params)["x"] == 1.0


def test_a_zoom_run_follows_an_anchor_that_is_dragged(desk: Desk) -> None:
    ids = [desk.clip(0).id, desk.clip(1).id]
    desk.session.apply("Zoom run", zoom_run, ids, ZoomRun(rate=2.0, length=8))
    desk.session.select(Selection(transition_into=ids[1]))
    desk.session.move_playhead(clip_of(desk.session.project, ids[1]).start)
    before, size = desk.session.project, desk.session.project.settings.size
    ways = [desk.clip(n).placement for n in (0, 1)]
    desk.drag(Grip.MIDDLE, (size.width / 4 * desk.px, 0))
    assert dict(entered(desk).params)["x"] == pytest.approx(0.75, abs=0.02)
    assert all(desk.clip(n).placement != ways[n] for n in (0, 1))
    undone(desk, before)


@pytest.mark.usefixtures("spin")
def test_an_anchor_is_shown_near_its_transition_only(desk: Desk) -> None:
    with_spin(desk)
    desk.session.move_playhead(0)
    assert desk.overlay.isVisible()
    desk.session.select(Selection())
    assert not desk.overlay.isVisible()


def test_a_dissolve_has_no_anchor(desk: Desk) -> None:
    into = desk.clip(1).id
    desk.session.apply("Dissolve", add_transition, into, "dissolve", 12)
    desk.session.select(Selection(transition_into=into))
    desk.session.move_playhead(48)
    assert not desk.overlay.isVisible()

"""The viewer as a person uses it: buttons, fields, wheel, and what is on screen then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.export.still import export_still
from sorastudio.playback.pictures import Shown
from sorastudio.playback.player import Player
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import new_slot_id
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.ui.film.session import Session
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.scale import Quality, made_size, next_zoom, shown_size
from tests.film_maker import read_bars
from tests.playback.fakes import FakeSound
from tests.ui.conftest import OpenFilm

PATIENCE_MS = 20_000


class Bench:
    """A viewer on a film, with a sound device whose time is turned by hand."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session = session
        self.qtbot = qtbot
        self.sound = FakeSound()
        self.player = Player(session.locate, open_output=lambda: self.sound)
        self.viewer = Viewer(session, self.player)
        self.row = self.viewer.transport
        self.viewer.resize(900, 560)
        self.viewer.show()
        qtbot.waitUntil(lambda: self.player._voice._output is not None, timeout=PATIENCE_MS)

    def until(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def sees(self, frame: int) -> Shown:
        self.until(lambda: self.shown is not None and self.shown.frame == frame)
        assert self.shown is not None
        return self.shown

    def sees_at(self, frame: int, size: Size) -> None:
        self.until(lambda: self.sees(frame).picture.size == size)

    def sees_any(self) -> Shown:
        assert self.shown is not None
        return self.shown

    def hurries(self) -> bool:
        """Time goes faster than any picture can be made."""
        self.plays(7)
        return True

    @property
    def shown(self) -> Shown | None:
        return self.viewer.screen_view.shown

    def reads(self, frame: int) -> int:
        return read_bars(self.sees(frame).picture)

    def click(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def is_full_screen(self) -> bool:
        return self.viewer.is_full_screen

    def plays(self, frames: int) -> None:
        self.sound.pass_time(Fraction(frames, 24))


@pytest.fixture
def bench(open_film: OpenFilm, bars: Project, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(open_film(bars), qtbot)
    yield made
    made.viewer.shut()
    made.viewer.close()
    made.viewer.deleteLater()


def test_it_shows_the_frame_under_the_playhead(bench: Bench) -> None:
    assert bench.reads(0) == 1000
    bench.session.move_playhead(60)
    assert bench.reads(60) == 2012
    assert bench.row.timecode.text() == "00:00:02:12"
    assert bench.row.length.text() == "/ 00:00:04:00"


def test_the_play_button_plays_and_the_playhead_follows(bench: Bench) -> None:
    bench.sees(0)
    bench.click(bench.row.play)
    assert bench.row.play.accessibleName() == "Pause"
    bench.plays(10)
    bench.until(lambda: bench.session.playhead == 10)
    assert bench.reads(10) == 1010
    bench.click(bench.row.play)
    bench.plays(10)
    assert not bench.viewer.is_playing
    assert bench.reads(10) == 1010
    assert bench.session.playhead == 10
    assert bench.row.play.accessibleName() == "Play"


def test_it_stops_at_the_end_and_says_so(bench: Bench) -> None:
    bench.viewer.go_to(94)
    bench.sees(94)
    bench.viewer.play_pause()
    with bench.qtbot.waitSignal(bench.viewer.playing_changed, timeout=PATIENCE_MS) as told:
        bench.plays(5)
    assert told.args == [False]
    assert bench.session.playhead == 95
    assert bench.reads(95) == 2047


def test_steps_and_ends(bench: Bench) -> None:
    bench.click(bench.row.forward)
    bench.click(bench.row.forward)
    assert bench.reads(2) == 1002
    bench.click(bench.row.back)
    assert bench.reads(1) == 1001
    bench.click(bench.row.to_end)
    assert bench.session.playhead == 96
    assert bench.reads(95) == 2047
    bench.click(bench.row.to_start)
    assert bench.reads(0) == 1000
    bench.click(bench.row.back)
    assert bench.session.playhead == 0


def test_a_step_while_playing_stops(bench: Bench) -> None:
    bench.viewer.play_pause()
    bench.plays(20)
    bench.until(lambda: bench.session.playhead == 20)
    bench.viewer.step(-5)
    assert not bench.viewer.is_playing
    assert bench.reads(15) == 1015


def test_shuttle_goes_faster_each_time_and_turns(bench: Bench) -> None:
    speeds = []
    bench.viewer.go_to(40)
    for direction in (1, 1, 1, 1, 1, -1, -1, 0):
        bench.viewer.shuttle(direction)
        speeds.append(float(bench.player.speed))
    assert speeds == [1, 2, 4, 8, 8, -1, -2, 0]
    bench.viewer.shuttle(1, slow=True)
    assert float(bench.player.speed) == 0.5


def test_going_elsewhere_while_playing_plays_on_from_there(bench: Bench) -> None:
    bench.viewer.play_pause()
    bench.sees(0)
    bench.session.move_playhead(70)
    bench.plays(2)
    bench.until(lambda: bench.session.playhead == 72)
    assert bench.reads(72) == 2024
    assert bench.viewer.is_playing


def test_a_loop_stays_between_in_and_out(bench: Bench) -> None:
    bench.session.mark_range((10, 14))
    bench.click(bench.row.loop)
    assert bench.viewer.is_looping
    bench.viewer.play_pause()
    bench.plays(6)
    bench.until(lambda: bench.session.playhead == 12)
    bench.session.mark_range((50, 60))
    bench.until(lambda: bench.session.playhead == 50)
    assert bench.reads(50) == 2002


def type_timecode(bench: Bench, text: str) -> None:
    field = bench.row.timecode
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "frame"),
    [
        ("1:12", 36),
        ("00:00:02:00", 48),
        ("40", 40),
        ("+12", 32),
        ("-1:00", 0),
        ("-5", 15),
        ("9999", 96),
    ],
)
def test_the_timecode_field_takes_where_to_go(bench: Bench, typed: str, frame: int) -> None:
    bench.session.move_playhead(20)
    type_timecode(bench, typed)
    assert bench.session.playhead == frame


def test_a_wrong_timecode_is_told_and_nothing_moves(bench: Bench) -> None:
    bench.session.move_playhead(20)
    with bench.qtbot.waitSignal(bench.session.told) as told:
        type_timecode(bench, "1:30")
    assert told.args[0] == "error"
    assert "30" in told.args[1]
    assert bench.session.playhead == 20
    assert bench.row.timecode.text() == "00:00:00:20"


def test_keys_of_the_window_work_while_the_timecode_has_the_focus(bench: Bench) -> None:
    pressed = []
    shortcut = QShortcut(QKeySequence("L"), bench.viewer)
    shortcut.activated.connect(lambda: pressed.append("L"))
    bench.viewer.activateWindow()
    bench.row.timecode.setFocus()
    bench.until(bench.row.timecode.hasFocus)
    QTest.keyClick(bench.row.timecode, Qt.Key.Key_L)
    assert pressed == ["L"]
    assert bench.row.timecode.text() == "00:00:00:00"


def test_what_is_being_typed_stays_while_the_film_plays(bench: Bench) -> None:
    bench.viewer.activateWindow()
    bench.row.timecode.setFocus()
    bench.row.timecode.selectAll()
    QTest.keyClicks(bench.row.timecode, "1:")
    bench.viewer.play_pause()
    bench.plays(5)
    bench.until(lambda: bench.session.playhead == 5)
    assert bench.row.timecode.text() == "1:"
    QTest.keyClick(bench.row.timecode, Qt.Key.Key_Escape)
    assert bench.row.timecode.text() == "00:00:00:05"


def test_full_quality_is_the_exported_still(bench: Bench, tmp_path: Path) -> None:
    session = bench.session
    second = list(session.project.timeline.tracks[0].clips())[1].clip.id
    assert session.apply("Dissolve", add_transition, second, "dissolve", 12)
    bench.viewer.set_quality(Quality.FULL)
    size = session.project.settings.size
    for frame in (0, 30, 38, 45, 60):
        bench.viewer.go_to(frame)
        bench.sees_at(frame, size)
        export_still(session.project, session.locate, frame, size, tmp_path / "still.png")
        still = cv2.imread(str(tmp_path / "still.png"))
        assert still is not None
        assert np.array_equal(bench.sees(frame).pixels[..., :3], still)


def test_at_100_percent_the_window_shows_exactly_these_pixels(bench: Bench) -> None:
    bench.viewer.set_zoom(1.0)
    bench.viewer.go_to(50)
    bench.until(lambda: bench.sees(50).picture.size == Size(112, 64))
    rect = bench.viewer.screen_view.picture_rect().toRect()
    grabbed = bench.viewer.screen_view.grab(rect).toImage()
    grabbed = grabbed.convertToFormat(QImage.Format.Format_RGB32)
    assert (grabbed.width(), grabbed.height()) == (112, 64)
    seen = np.frombuffer(grabbed.constBits(), np.uint8).reshape(64, 112, 4)
    assert np.array_equal(seen[..., :3], bench.sees(50).pixels[..., :3])


def test_quality_says_how_large_pictures_are_made(bench: Bench) -> None:
    for action, size in zip(
        bench.row.quality.menu().actions()[2:], (Size(56, 32), Size(28, 16)), strict=True
    ):
        action.trigger()
        bench.sees_at(0, size)
    assert bench.row.quality.text() == "Quarter"


def test_automatic_quality_gives_way_when_pictures_come_too_late(bench: Bench) -> None:
    bench.viewer.go_to(1)
    bench.sees_at(1, Size(112, 64))
    bench.viewer.set_looping(True)
    bench.viewer.play_pause()
    bench.until(lambda: bench.hurries() and bench.sees_any().picture.size == Size(56, 32))
    assert bench.row.dropped.isVisible()
    bench.viewer.play_pause()
    bench.until(lambda: bench.sees_any().picture.size == Size(112, 64))


def test_the_wheel_with_ctrl_zooms_at_the_pointer(bench: Bench) -> None:
    bench.viewer.resize(400, 200)
    bench.sees(0)
    screen = bench.viewer.screen_view
    bench.row.zoom.menu().actions()[3].trigger()
    assert bench.row.zoom.text() == "100%"
    at = screen.picture_rect().center() + QPointF(30, 20)
    wheel(screen, at, 120)
    inside = (at - screen.picture_rect().topLeft()) / screen.scale
    wheel(screen, at, 120)
    assert bench.row.zoom.text() == "400%"
    now = (at - screen.picture_rect().topLeft()) / screen.scale
    assert abs(now.x() - inside.x()) < 1
    assert abs(now.y() - inside.y()) < 1
    bench.row.zoom.menu().actions()[0].trigger()
    assert bench.row.zoom.text() == "Fit"
    assert screen.picture_size.height == screen.height() // 2 * 2


def wheel(widget: QWidget, at: QPointF, turned: int) -> None:
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_safe_areas_are_drawn(bench: Bench) -> None:
    bench.sees(0)
    bench.until(lambda: bench.shown is not None and bench.shown.picture.size.width == 112)
    before = bench.viewer.screen_view.grab().toImage()
    bench.click(bench.row.safe_areas)
    after = bench.viewer.screen_view.grab().toImage()
    assert before != after
    bench.click(bench.row.safe_areas)
    assert bench.viewer.screen_view.grab().toImage() == before


def test_full_screen_and_back(bench: Bench) -> None:
    bench.click(bench.row.full_screen)
    assert bench.is_full_screen()
    window = bench.viewer.screen_view.window()
    assert window is not bench.viewer.window()
    assert window.isFullScreen()
    QTest.keyClick(bench.viewer.screen_view, Qt.Key.Key_Escape)
    assert not bench.is_full_screen()
    assert bench.viewer.screen_view.window() is bench.viewer.window()
    QTest.mouseDClick(bench.viewer.screen_view, Qt.MouseButton.LeftButton)
    assert bench.is_full_screen()
    bench.viewer.toggle_full_screen()
    bench.session.move_playhead(5)
    assert bench.reads(5) == 1005


def test_keys_of_the_window_work_in_full_screen(bench: Bench) -> None:
    pressed = []
    shortcut = QShortcut(QKeySequence("L"), bench.viewer)
    shortcut.activated.connect(lambda: pressed.append("L"))
    bench.viewer.toggle_full_screen()
    window = bench.viewer.screen_view.window()
    window.activateWindow()
    bench.until(window.isActiveWindow)
    QTest.keyClick(bench.viewer.screen_view, Qt.Key.Key_L)
    assert pressed == ["L"]
    bench.viewer.toggle_full_screen()


def test_a_slot_without_a_take_shows_its_slate(bench: Bench) -> None:
    slot = Slot(id=new_slot_id(), name="Shot 1", prompt="A fox in the snow.", seconds=Fraction(1))
    assert bench.session.apply("Add slot", add_slot, slot)
    bench.viewer.go_to(100)
    shown = bench.sees(100)
    assert not shown.note
    assert shown.picture.y.std() > 1


def test_a_file_that_is_gone_is_told_in_the_picture(bench: Bench, film_path: Path) -> None:
    bench.sees(0)
    (film_path.parent / "2.mp4").unlink()
    bench.viewer.go_to(60)
    assert "2.mp4" in bench.sees(60).note
    image = bench.viewer.screen_view.grab().toImage()
    middle = QPoint(image.width() // 2, image.height() // 2)
    colors = {image.pixelColor(middle + QPoint(dx, 0)).name() for dx in range(-100, 100)}
    assert QColor("#2b2e33").name() in colors


def test_silence_is_told(open_film: OpenFilm, bars: Project, qtbot: QtBot) -> None:
    session = open_film(bars)
    sound = FakeSound(note="Playing without sound: no sound device was found.")
    viewer = Viewer(session, Player(session.locate, open_output=lambda: sound))
    qtbot.addWidget(viewer, before_close_func=lambda _: viewer.shut())
    viewer.resize(900, 500)
    viewer.show()
    qtbot.waitUntil(viewer.transport.silent.isVisible, timeout=PATIENCE_MS)
    assert viewer.transport.silent.toolTip() == sound.note


def test_every_control_has_a_name_and_fits_a_tiny_window(bench: Bench) -> None:
    bench.viewer.resize(360, 300)
    bench.until(lambda: bench.viewer.width() == 360)
    for control in bench.row.findChildren(QWidget):
        if control.isVisibleTo(bench.row) and control.parent() is bench.row:
            assert control.accessibleName()
            assert bench.row.rect().contains(control.geometry()), control.accessibleName()


def test_hiding_the_viewer_stops_the_film(bench: Bench) -> None:
    bench.viewer.play_pause()
    bench.viewer.hide()
    assert not bench.viewer.is_playing


def test_sizes() -> None:
    canvas = Size(1280, 720)
    assert shown_size(canvas, Size(901, 560), None) == Size(900, 506)
    assert shown_size(canvas, Size(1280, 720), None) == canvas
    assert shown_size(canvas, Size(10, 10), 2.0) == Size(2560, 1440)
    assert made_size(Quality.AUTO, canvas, Size(900, 506), strained=False) == Size(900, 506)
    assert made_size(Quality.AUTO, canvas, Size(2560, 1440), strained=False) == canvas
    assert made_size(Quality.AUTO, canvas, Size(900, 506), strained=True) == Size(448, 252)
    assert made_size(Quality.QUARTER, canvas, Size(900, 506), strained=True) == Size(320, 180)
    assert next_zoom(0.7, 1) == 1.0
    assert next_zoom(0.7, -1) == 0.5
    assert next_zoom(4.0, 1) == 4.0

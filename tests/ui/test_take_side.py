"""The take side of the viewer, in the whole window, as a person uses it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import errors
from sorastudio.project.clip import MediaSource, SlotSource
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.slots import add_slot, adopt_take, choose_take
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.footage import Footage
from sorastudio.project.ids import MediaId, SlotId, TakeId
from sorastudio.project.media import Media, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.timeline import TrackKind
from sorastudio.settings import SettingsFile
from sorastudio.ui.drags import stretch_mime
from sorastudio.ui.main_window import MainWindow
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.rows import Rows
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.parts import build_parts
from sorastudio.ui.session import Selection, Session
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.sides import ROOM_FOR_BOTH_PX, Side, Sides
from sorastudio.ui.viewer.sound_face import SoundFace
from sorastudio.ui.viewer.viewer import Viewer
from tests.film_maker import Reel, make_film, make_sound, noise, read_bars
from tests.playback.fakes import files_of
from tests.project.films import A1, V1, clips, recipe
from tests.ui.conftest import OpenFilm

W = TypeVar("W", bound=QWidget)

PATIENCE_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SHOT = SlotId("slot-1")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """wave: 48 pictures from 1000 on, with sound; slow: 16 at 8 a second, from 2000 on; tune: sound
    only; one and two: takes, 24 pictures each, from 3000 and 4000 on."""
    folder = tmp_path_factory.mktemp("takes")
    loud = noise(2 * 48_000)
    return {
        "wave": make_film(folder / "wave.mp4", Reel(frames=48, first=1000, sound=loud)),
        "slow": make_film(folder / "slow.mp4", Reel(frames=16, first=2000, rate=Fraction(8))),
        "tune": make_sound(folder / "tune.wav", loud, codec="pcm_s16le"),
        "one": make_film(folder / "one.mp4", Reel(frames=24, first=3000)),
        "two": make_film(folder / "two.mp4", Reel(frames=24, first=4000)),
    }


@pytest.fixture
def film(files: dict[str, Path], film_path: Path) -> Project:
    """V1: half a second of wave on from picture 12, then a second of the slot's take 2."""
    project, locate = files_of(*files.values())
    film_path.parent.mkdir(parents=True)
    for media in project.pool.media:
        (film_path.parent / media.path).write_bytes(locate(media.id).read_bytes())
    wave = _named(project, "wave.mp4")
    part = excerpt(project, wave.id, source_in=Fraction(12, 24), source_out=Fraction(24, 24))
    project = append(project, part)
    slot = Slot(id=SHOT, name="shot-1", prompt="Rain", seconds=Fraction(1))
    project = add_slot(project, slot)
    for number, name in ((1, "one.mp4"), (2, "two.mp4")):
        media = _named(project, name)
        take = Take(
            id=TakeId(f"take-{number}"),
            slot_id=SHOT,
            number=number,
            media_id=media.id,
            recipe=recipe(),
            created_at="2026-01-01T00:00:00Z",
        )
        project = adopt_take(project, take, media)
    return choose_take(project, SHOT, TakeId("take-2"))


def _named(project: Project, name: str) -> Media:
    return next(media for media in project.pool.media if media.name == name)


@dataclass
class Desk:
    """The window, and a person before it."""

    window: MainWindow
    qtbot: QtBot

    @property
    def session(self) -> Session:
        return self.window.session

    @property
    def project(self) -> Project:
        return self.session.project

    @property
    def sides(self) -> Sides:
        return self.part(Sides)

    @property
    def take(self) -> Viewer:
        viewer = self.sides.take.viewer
        assert viewer is not None
        return viewer

    def part(self, kind: type[W]) -> W:
        (found,) = self.window.findChildren(kind)
        return found

    def media(self, name: str) -> MediaId:
        return _named(self.project, name).id

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY, times: int = 1) -> None:
        QApplication.processEvents()  # what can be done now is found out after each act
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def until(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def reads(self, viewer: Viewer, number: int) -> bool:
        """Waits until the picture that says so is on."""

        def on() -> bool:
            shown = viewer.screen_view.shown
            return shown is not None and not shown.note and read_bars(shown.picture) == number

        self.until(on)
        return True

    def double_click(self, rows: Rows, index: int) -> None:
        library = self.part(Library)
        tab = next(each for each in (library.slots, library.media) if each.rows is rows)
        library.tabs.setCurrentWidget(tab)
        at = rows.visualItemRect(rows.item(index)).center()
        # As Qt sends them: press and release, then the double click.
        QTest.mouseClick(rows.viewport(), LEFT, NO_KEY, at)
        QTest.mouseDClick(rows.viewport(), LEFT, NO_KEY, at)

    def open_file(self, name: str) -> None:
        rows = self.part(Library).media.rows
        titles = [row.title for row in rows.rows]
        self.double_click(rows, titles.index(name))
        QApplication.processEvents()

    def click_timeline(self) -> None:
        """Beside all clips: only to work there."""
        canvas = self.part(Timeline).canvas
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)

    def choose(self, opener: QWidget, words: str) -> None:
        """In the menu that a part of the window has just opened."""
        menus = [menu for menu in opener.findChildren(QMenu) if menu.isVisible()]
        (action,) = [each for menu in menus for each in menu.actions() if each.text() == words]
        action.trigger()
        for menu in menus:
            menu.close()

    def told(self, act: Callable[[], object]) -> str:
        with self.qtbot.waitSignal(self.session.told, timeout=PATIENCE_MS) as told:
            act()
        assert told.args is not None
        return str(told.args[1])

    def undone(self, before: Project) -> Project:
        """The film as it is, after undo gave back the very one before."""
        after = self.project
        assert errors(after) == []
        self.session.undo()
        assert self.project is before
        self.session.redo()
        assert self.project is after
        return after


@pytest.fixture
def desk(open_film: OpenFilm, film: Project, qtbot: QtBot) -> Iterator[Desk]:
    window = MainWindow(open_film(film), build_parts, SettingsFile())
    window.resize(1300, 820)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    yield Desk(window, qtbot)
    window.shut_down(keep_recovery=False)
    window.close()
    window.deleteLater()


def playback_threads() -> int:
    return sum(thread.name.startswith("playback-") for thread in threading.enumerate())


def playing(desk: Desk) -> list[Viewer]:
    return [viewer for viewer in (desk.sides.program, desk.take) if viewer.is_playing]


# -- opening ---------------------------------------------------------------------------------


def test_there_is_no_second_player_until_something_is_opened(desk: Desk) -> None:
    before = playback_threads()
    assert desk.sides.take.viewer is None
    desk.key(Qt.Key.Key_2, SHIFT)
    assert desk.sides.active_side is Side.TAKE
    assert playback_threads() == before
    desk.open_file("slow.mp4")
    assert playback_threads() == 2 * before


def test_a_file_is_opened_from_the_library(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    assert desk.sides.active is desk.take
    assert desk.sides.tabs.tabText(1) == "slow.mp4"
    assert desk.reads(desk.take, 2000)
    assert desk.take.transport.length.text() == "/ 00:00:02:00"
    desk.key(Qt.Key.Key_Right, times=3)
    assert desk.reads(desk.take, 2003)
    assert desk.session.playhead == 0


def test_a_slot_is_opened_with_the_take_it_uses(desk: Desk) -> None:
    desk.double_click(desk.part(Library).slots.rows, 0)
    assert desk.sides.tabs.tabText(1) == "shot-1 · take 2"
    assert desk.reads(desk.take, 4000)


def test_a_slot_without_a_take_shows_its_place_instead(desk: Desk) -> None:
    slot = Slot(id=SlotId("slot-2"), name="shot-2", prompt="Snow", seconds=Fraction(1))
    desk.session.apply("Add", add_slot, slot)
    desk.double_click(desk.part(Library).slots.rows, 1)
    assert desk.sides.take.viewer is None
    assert desk.session.playhead == 36


def test_a_take_is_opened_and_not_chosen_by_two_clicks_on_its_card(desk: Desk) -> None:
    desk.session.select(Selection(slot=SHOT))
    cards, before = desk.part(TakesStrip).cards, desk.project
    at = cards.rect_of(0).center()
    QTest.mouseClick(cards, LEFT, NO_KEY, at)
    assert desk.project is not before
    QTest.mouseDClick(cards, LEFT, NO_KEY, at)
    assert desk.project is before
    assert desk.sides.tabs.tabText(1) == "shot-1 · take 1"
    assert desk.reads(desk.take, 3000)


def test_the_menus_open_it_too(desk: Desk) -> None:
    library, strip = desk.part(Library), desk.part(TakesStrip)
    words = "Open in the take viewer"
    desk.session.select(Selection(slot=SHOT))
    strip.cards.menu_wanted.emit("take-1", strip.mapToGlobal(QPoint()))
    desk.choose(strip, words)
    assert desk.sides.take.reel.name == "shot-1 · take 1"
    library.slots.rows.menu_wanted.emit(SHOT, strip.mapToGlobal(QPoint()))
    desk.choose(library.slots, words)
    assert desk.sides.take.reel.name == "shot-1 · take 2"
    library.media.rows.menu_wanted.emit(desk.media("slow.mp4"), strip.mapToGlobal(QPoint()))
    desk.choose(library.media, words)
    assert desk.sides.take.reel.name == "slow.mp4"


def test_match_frame_opens_the_very_picture(desk: Desk) -> None:
    desk.session.move_playhead(5)
    assert desk.reads(desk.sides.program, 1017)
    desk.key(Qt.Key.Key_F)
    assert desk.sides.take.reel.footage == Footage(media_id=desk.media("wave.mp4"))
    assert desk.reads(desk.take, 1017)
    desk.session.move_playhead(20)
    desk.key(Qt.Key.Key_F)
    assert desk.sides.take.reel.name == "shot-1 · take 2"
    assert desk.reads(desk.take, 4008)


def test_match_frame_means_the_chosen_clip(desk: Desk) -> None:
    desk.session.apply("Add", add_track, TrackKind.VIDEO)
    over = excerpt(desk.project, desk.media("slow.mp4"))
    top = desk.project.timeline.of_kind(TrackKind.VIDEO)[1].id
    desk.session.apply("Add", append, over, track=top)
    desk.session.move_playhead(6)
    desk.key(Qt.Key.Key_F)
    assert desk.reads(desk.take, 2002)
    desk.session.select(Selection(clips=frozenset({clips(desk.project)[0].id})))
    desk.key(Qt.Key.Key_F)
    assert desk.reads(desk.take, 1018)


def test_where_there_is_nothing_to_match_one_is_told(desk: Desk) -> None:
    desk.session.apply("Choose none", choose_take, SHOT, None)
    desk.session.move_playhead(20)
    assert "no take yet" in desk.told(lambda: desk.key(Qt.Key.Key_F))
    desk.session.select(Selection(clips=frozenset(clip.id for clip in clips(desk.project))))
    desk.key(Qt.Key.Key_Delete)
    assert "no clip" in desk.told(lambda: desk.key(Qt.Key.Key_F))
    assert desk.sides.take.viewer is None


def test_a_chosen_clip_is_opened_where_it_begins(desk: Desk) -> None:
    desk.session.select(Selection(clips=frozenset({clips(desk.project)[0].id})))
    desk.window.registry.run("clip.open-take")
    assert desk.reads(desk.take, 1012)


# -- marking ---------------------------------------------------------------------------------


def test_keys_mark_and_step_the_side_that_was_used_last(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    desk.key(Qt.Key.Key_Right, times=2)
    desk.key(Qt.Key.Key_I)
    desk.key(Qt.Key.Key_Right, times=3)
    desk.key(Qt.Key.Key_O)
    reel = desk.sides.take.reel
    assert (reel.range, desk.session.range) == ((2, 6), None)
    assert desk.sides.take.marks.text() == "0.50 s marked"
    assert "marked from 00:00:00:02 to 00:00:00:06" in (desk.sides.take.bar.accessibleDescription())
    desk.key(Qt.Key.Key_End)
    assert reel.playhead == 16
    desk.key(Qt.Key.Key_Home)
    assert (reel.playhead, desk.session.playhead) == (0, 0)
    desk.click_timeline()
    assert desk.sides.active is desk.sides.program
    assert desk.sides.program.isVisible()
    desk.key(Qt.Key.Key_Right)
    assert (reel.playhead, desk.session.playhead) == (0, 1)
    desk.key(Qt.Key.Key_I)
    assert (reel.range, desk.session.range) == ((2, 6), (1, 36))
    desk.key(Qt.Key.Key_2, SHIFT)
    desk.window.registry.run("sequence.clear-marks")
    assert (reel.range, desk.session.range) == (None, (1, 36))


def test_up_and_down_go_to_the_marks_of_the_take(desk: Desk) -> None:
    desk.open_file("wave.mp4")
    reel = desk.sides.take.reel
    reel.mark_range((10, 20))
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        desk.key(key)
        seen.append(reel.playhead)
    assert seen == [10, 19, 47, 19]
    assert desk.session.playhead == 0


def test_every_take_keeps_its_place_and_marks(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    desk.key(Qt.Key.Key_Right, times=4)
    desk.key(Qt.Key.Key_I)
    desk.open_file("wave.mp4")
    reel = desk.sides.take.reel
    assert (reel.playhead, reel.range) == (0, None)
    desk.open_file("slow.mp4")
    assert (reel.playhead, reel.range) == (4, (4, 16))
    assert desk.reads(desk.take, 2004)


def test_the_bar_scrubs_and_moves_marks(desk: Desk) -> None:
    desk.open_file("wave.mp4")
    bar, reel = desk.sides.take.bar, desk.sides.take.reel

    def at(frame: float) -> QPoint:
        return QPoint(round(bar.x_of(0) + (bar.x_of(48) - bar.x_of(0)) * frame / 48), 12)

    QTest.mousePress(bar, LEFT, NO_KEY, at(10.5))
    assert reel.playhead == 10
    QTest.mouseMove(bar, at(20.5))
    QTest.mouseRelease(bar, LEFT, NO_KEY, at(20.5))
    assert reel.playhead == 20
    reel.mark_range((10, 30))
    for begin, end in ((10, 4.5), (30, 40.5)):
        QTest.mousePress(bar, LEFT, NO_KEY, at(begin))
        QTest.mouseMove(bar, at(end))
        QTest.mouseRelease(bar, LEFT, NO_KEY, at(end))
    assert reel.range == (4, 41)
    assert desk.reads(desk.take, 1040)


def test_only_one_side_plays(desk: Desk) -> None:
    desk.sides.set_beside(True)
    desk.open_file("wave.mp4")
    desk.key(Qt.Key.Key_Space)
    assert playing(desk) == [desk.take]
    desk.click_timeline()
    desk.key(Qt.Key.Key_Space)
    assert playing(desk) == [desk.sides.program]
    QTest.mouseClick(desk.take.transport.play, LEFT)
    assert playing(desk) == [desk.take]
    assert desk.sides.active is desk.take
    desk.key(Qt.Key.Key_K)
    assert playing(desk) == []


def test_another_take_is_opened_while_one_plays(desk: Desk) -> None:
    desk.open_file("wave.mp4")
    desk.key(Qt.Key.Key_L)
    desk.until(lambda: desk.sides.take.reel.playhead > 2)
    desk.open_file("slow.mp4")
    assert not desk.take.is_playing
    assert desk.reads(desk.take, 2000)


# -- putting into the film -------------------------------------------------------------------


def test_a_marked_stretch_is_inserted_at_the_playhead(desk: Desk) -> None:
    desk.session.move_playhead(6)
    desk.open_file("slow.mp4")
    desk.sides.take.reel.mark_range((2, 6))
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    after = desk.undone(before)
    laid = clips(after)[1]
    assert [clip.length for clip in clips(after)] == [6, 12, 6, 24]
    assert (laid.source_in, laid.source) == (
        Fraction(2, 8),
        MediaSource(desk.media("slow.mp4")),
    )
    assert desk.session.playhead == 18
    assert desk.sides.active is desk.take
    desk.session.move_playhead(6)
    assert desk.reads(desk.sides.program, 2002)


def test_the_buttons_insert_and_overwrite_picture_and_sound(desk: Desk) -> None:
    desk.session.move_playhead(12)
    desk.open_file("wave.mp4")
    desk.sides.take.reel.mark_range((24, 36))
    before = desk.project
    QTest.mouseClick(desk.sides.take.overwrite, LEFT)
    after = desk.undone(before)
    assert [clip.length for clip in clips(after)] == [12, 12, 12]
    assert clips(after)[1].link == clips(after, A1)[1].link is not None
    desk.session.undo()
    desk.session.move_playhead(12)
    QTest.mouseClick(desk.sides.take.insert, LEFT)
    assert [clip.length for clip in clips(desk.undone(before))] == [12, 12, 24]


def test_without_marks_all_of_it_is_put(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    before = desk.project
    desk.key(Qt.Key.Key_Period)
    assert [clip.length for clip in clips(desk.undone(before))] == [48]


def test_marks_of_the_film_give_the_place_and_are_used_up(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    desk.sides.take.reel.mark_range((2, 6))
    desk.session.mark_range((20, 36))
    before = desk.project
    desk.key(Qt.Key.Key_Period)
    after = desk.undone(before)
    assert [clip.length for clip in clips(after)] == [12, 8, 12, 4]
    assert desk.session.range is None
    assert desk.session.playhead == 32


def test_with_in_and_out_on_both_sides_the_sources_in_counts(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    desk.sides.take.reel.mark_range((2, 6))
    desk.session.mark_range((14, 20))
    before = desk.project
    words = desk.told(lambda: desk.key(Qt.Key.Key_Period))
    assert "its out did not" in words
    laid = clips(desk.undone(before))[2]
    assert (laid.length, laid.source_in) == (6, Fraction(2, 8))


def test_the_take_in_use_goes_in_as_its_slot(desk: Desk) -> None:
    desk.double_click(desk.part(Library).slots.rows, 0)
    assert "follows its slot" in desk.sides.take.insert.toolTip()
    desk.session.move_playhead(36)
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    assert clips(desk.undone(before))[-1].source == SlotSource(SHOT)


def test_another_take_goes_in_as_a_file_and_the_slot_stays(desk: Desk) -> None:
    desk.sides.open(Footage(media_id=desk.media("one.mp4"), take_id=TakeId("take-1")))
    assert "a file of its own" in desk.sides.take.insert.toolTip()
    desk.session.move_playhead(36)
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    after = desk.undone(before)
    assert clips(after)[-1].source == MediaSource(desk.media("one.mp4"))
    assert after.slots[SHOT].chosen == TakeId("take-2")
    desk.session.apply("Choose", choose_take, SHOT, TakeId("take-1"))
    assert "follows its slot" in desk.sides.take.insert.toolTip()


def test_targets_say_which_tracks_it_goes_to(desk: Desk) -> None:
    desk.session.apply("Add", add_track, TrackKind.VIDEO)
    top = desk.project.timeline.of_kind(TrackKind.VIDEO)[1].id
    with desk.qtbot.waitSignal(desk.session.targets_changed):
        desk.session.target(top, on=True)
    desk.open_file("wave.mp4")
    before = desk.project
    desk.key(Qt.Key.Key_Period)
    after = desk.undone(before)
    assert [clip.length for clip in clips(after, top)] == [48]
    assert [clip.length for clip in clips(after)] == [12, 24]
    desk.session.undo()
    desk.session.undo()
    assert desk.session.targets == frozenset()


def test_a_locked_track_refuses_in_words(desk: Desk) -> None:
    desk.session.apply("Lock", lock_track, V1, locked=True)
    desk.session.target(V1)
    desk.open_file("slow.mp4")
    before = desk.project
    assert "V1 is locked" in desk.told(lambda: desk.key(Qt.Key.Key_Comma))
    assert desk.project is before
    assert desk.session.playhead == 0


def test_what_was_chosen_last_is_put(desk: Desk) -> None:
    action = desk.window.findChild(QAction, "clip.insert")
    assert action is not None
    desk.open_file("slow.mp4")
    desk.window.registry.refresh()
    assert action.text() == "Insert “slow.mp4”"
    library = desk.part(Library)
    rows = library.media.rows
    other = [row.title for row in rows.rows].index("wave.mp4")
    at = rows.visualItemRect(rows.item(other)).center()
    QTest.mouseClick(rows.viewport(), LEFT, NO_KEY, at)
    desk.window.registry.refresh()
    assert action.text() == "Insert “wave.mp4”"
    desk.sides.take.reel.move_playhead(3)
    desk.window.registry.refresh()
    assert action.text() == "Insert “slow.mp4”"


def test_sound_alone_is_opened_and_put_on_a_sound_track(desk: Desk) -> None:
    desk.open_file("tune.wav")
    assert desk.take.transport.length.text() == "/ 00:00:02:00"
    desk.sides.take.reel.mark_range((0, 12))
    desk.session.move_playhead(36)
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    after = desk.undone(before)
    assert [clip.length for clip in clips(after)] == [12, 24]
    assert clips(after, A1)[-1].source == MediaSource(desk.media("tune.wav"))


def test_of_sound_alone_the_waveform_is_seen(desk: Desk) -> None:
    desk.open_file("tune.wav")
    face = desk.part(SoundFace)
    assert face.isVisible()
    assert face.size() == desk.take.screen_view.size()
    dim = QColor(PALETTE.dim).rgb()

    def is_drawn() -> bool:
        picture = face.grab().toImage()
        middle = picture.height() // 2
        return any(picture.pixelColor(x, middle).rgb() == dim for x in range(20, 200))

    desk.until(is_drawn)
    desk.open_file("slow.mp4")
    assert not face.isVisible()


def test_a_picture_is_dragged_onto_the_timeline(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    desk.sides.take.reel.mark_range((2, 6))
    stretch = desk.sides.take.reel.stretch
    assert stretch is not None
    mime, before = stretch_mime(stretch), desk.project
    canvas, stage = desk.part(Timeline).canvas, desk.part(Timeline).stage
    row = next(row for row in stage.rows if row.track.id == V1)
    at = QPointF(stage.scale.x(12), row.top + 20)
    event = QDropEvent(at, Qt.DropAction.CopyAction, mime, LEFT, CTRL)
    for begin in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(
            canvas, begin(at.toPoint(), Qt.DropAction.CopyAction, mime, LEFT, CTRL)
        )
    QApplication.sendEvent(canvas, event)
    after = desk.undone(before)
    assert [clip.length for clip in clips(after)] == [12, 12, 24]
    assert clips(after)[1].source_in == Fraction(2, 8)


# -- what is missing -------------------------------------------------------------------------


def test_a_take_whose_file_was_deleted_says_so_and_nothing_is_lost(
    desk: Desk, film_path: Path
) -> None:
    (film_path.parent / "one.mp4").unlink()
    desk.sides.open(Footage(media_id=desk.media("one.mp4"), take_id=TakeId("take-1")))

    def note() -> str:
        shown = desk.take.screen_view.shown
        return shown.note if shown else ""

    desk.until(lambda: "one.mp4" in note())
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    desk.undone(before)
    desk.open_file("slow.mp4")
    assert desk.reads(desk.take, 2000)


def test_a_file_that_is_found_again_is_shown(desk: Desk, film_path: Path) -> None:
    path = film_path.parent / "slow.mp4"
    moved = path.with_name("moved.mp4")
    path.rename(moved)
    desk.open_file("slow.mp4")
    desk.until(lambda: bool(desk.take.screen_view.shown and desk.take.screen_view.shown.note))
    media = desk.project.pool.media[desk.media("slow.mp4")]
    desk.session.document.adopt(replace(media, path="moved.mp4"))
    assert desk.reads(desk.take, 2000)
    assert desk.sides.tabs.tabText(1) == "moved.mp4"


def test_a_file_without_length_is_refused_in_words(desk: Desk) -> None:
    media = desk.project.pool.media[desk.media("slow.mp4")]
    empty = replace(media, id=MediaId("media-0"), path="empty.mp4", duration=Fraction(0))
    desk.session.document.adopt(empty)
    words = desk.told(lambda: desk.sides.open(Footage(media_id=empty.id)))
    assert "no such stretch" in words
    assert desk.sides.active is desk.sides.program


# -- how the sides stand ---------------------------------------------------------------------


def test_the_sides_stand_beside_one_another_where_there_is_room(desk: Desk) -> None:
    sides = desk.sides
    desk.open_file("slow.mp4")
    assert not sides.program.isVisible()
    QTest.mouseClick(sides.beside_button, LEFT)
    sides.resize(ROOM_FOR_BOTH_PX + 20, 400)
    assert sides.program.isVisible()
    assert desk.take.isVisible()
    sides.resize(ROOM_FOR_BOTH_PX - 20, 400)
    assert not sides.program.isVisible()
    assert sides.tabs.isVisible()


def test_how_they_stand_is_remembered(desk: Desk) -> None:
    desk.window.registry.run("view.side-by-side")
    assert SettingsFile().value.side_by_side
    desk.window.registry.run("view.side-by-side")
    assert not SettingsFile().value.side_by_side


def test_a_tab_brings_its_side_to_the_front(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    tabs = desk.sides.tabs
    QTest.mouseClick(tabs, LEFT, NO_KEY, tabs.tabRect(0).center())
    assert desk.sides.program.isVisible()
    QTest.mouseClick(tabs, LEFT, NO_KEY, tabs.tabRect(1).center())
    assert desk.take.isVisible()
    assert desk.sides.active is desk.take
    desk.key(Qt.Key.Key_2, SHIFT)
    assert desk.sides.active is desk.sides.program


def test_the_playhead_of_the_program_is_not_moved_unseen(desk: Desk) -> None:
    desk.key(Qt.Key.Key_2, SHIFT)
    assert not desk.sides.program.isVisible()
    desk.key(Qt.Key.Key_Right)
    assert desk.session.playhead == 1
    assert desk.sides.program.isVisible()

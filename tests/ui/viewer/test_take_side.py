"""The take side of the viewer, as a person opens, marks and plays it."""

from __future__ import annotations

import threading
from fractions import Fraction

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.slots import add_slot, choose_take
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.footage import Footage
from sorastudio.project.ids import SlotId
from sorastudio.project.slot import Slot
from sorastudio.project.timeline import TrackKind
from sorastudio.settings import SettingsFile
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.viewer.panes import ROOM_FOR_BOTH_PX, Side
from sorastudio.ui.viewer.viewer import Viewer
from tests.project.films import clips
from tests.ui.viewer.desk import LEFT, NO_KEY, SHIFT, SHOT, Desk


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
    assert desk.sides.panes.tabs.tabText(1) == "slow.mp4"
    assert desk.reads(desk.take, 2000)
    assert desk.take.transport.length.text() == "/ 00:00:02:00"
    desk.key(Qt.Key.Key_Right, times=3)
    assert desk.reads(desk.take, 2003)
    assert desk.session.playhead == 0


def test_a_slot_is_opened_with_the_take_it_uses(desk: Desk) -> None:
    desk.double_click(desk.part(Library).slots.rows, 0)
    assert desk.sides.panes.tabs.tabText(1) == "shot-1 · take 2"
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
    assert desk.sides.panes.tabs.tabText(1) == "shot-1 · take 1"
    assert desk.reads(desk.take, 3000)


def test_the_menus_open_it_too(desk: Desk) -> None:
    library, strip = desk.part(Library), desk.part(TakesStrip)
    words = "Open in the take viewer"
    desk.session.select(Selection(slot=SHOT))
    strip.cards.menu_wanted.emit("take-1", strip.mapToGlobal(QPoint()))
    desk.choose(strip, words)
    assert desk.sides.take.reel.name == "shot-1 · take 1"
    library.slots.rows.menu_wanted.emit(SHOT, strip.mapToGlobal(QPoint()))
    desk.choose(desk.window, words)
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
    desk.sides.panes.set_beside(True)
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


# -- how the sides stand ---------------------------------------------------------------------


def test_the_sides_stand_beside_one_another_where_there_is_room(desk: Desk) -> None:
    sides = desk.sides
    desk.open_file("slow.mp4")
    assert not sides.program.isVisible()
    QTest.mouseClick(sides.panes.beside_button, LEFT)
    sides.resize(ROOM_FOR_BOTH_PX + 20, 400)
    assert sides.program.isVisible()
    assert desk.take.isVisible()
    sides.resize(ROOM_FOR_BOTH_PX - 20, 400)
    assert not sides.program.isVisible()
    assert sides.panes.tabs.isVisible()


def test_how_they_stand_is_remembered(desk: Desk) -> None:
    desk.window.registry.run("view.side-by-side")
    assert SettingsFile().value.side_by_side
    desk.window.registry.run("view.side-by-side")
    assert not SettingsFile().value.side_by_side


def test_a_tab_brings_its_side_to_the_front(desk: Desk) -> None:
    desk.open_file("slow.mp4")
    tabs = desk.sides.panes.tabs
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

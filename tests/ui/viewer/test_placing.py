"""Putting what is marked on the take side into the film."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sorastudio.project.clip import MediaSource, SlotSource
from sorastudio.project.edits.slots import choose_take
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.footage import Footage
from sorastudio.project.ids import MediaId, TakeId
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.drags import stretch_mime
from sorastudio.ui.panels.library import Library
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.sound_face import SoundFace
from tests.project.films import A1, V1, clips
from tests.ui.viewer.desk import CTRL, LEFT, NO_KEY, PATIENCE_MS, SHOT, Desk

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


def test_of_a_still_as_much_is_put_as_is_marked(desk: Desk, tmp_path: Path) -> None:
    made = QImage(64, 64, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red)
    assert made.save(str(tmp_path / "still.png"))
    library = desk.part(Library)
    with desk.qtbot.waitSignal(library.imported, timeout=PATIENCE_MS):
        library.import_files([tmp_path / "still.png"])
    desk.open_file("still.png")
    assert desk.take.transport.length.text() == "/ 00:00:05:00"
    before = desk.project
    desk.key(Qt.Key.Key_Comma)
    assert clips(desk.undone(before))[0].length == 120
    desk.session.undo()
    desk.sides.take.reel.mark_range((12, 120))
    desk.key(Qt.Key.Key_Comma)
    assert [clip.length for clip in clips(desk.undone(before)) if clip.length > 24] == [108]


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


@pytest.mark.filterwarnings("ignore:Function. 'QDrag:DeprecationWarning")  # as in test_drops
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
    assert desk.sides.panes.tabs.tabText(1) == "moved.mp4"


def test_a_file_without_length_is_refused_in_words(desk: Desk) -> None:
    media = desk.project.pool.media[desk.media("slow.mp4")]
    empty = replace(media, id=MediaId("media-0"), path="empty.mp4", duration=Fraction(0))
    desk.session.document.adopt(empty)
    words = desk.told(lambda: desk.sides.open(Footage(media_id=empty.id)))
    assert "no such stretch" in words
    assert desk.sides.active is desk.sides.program

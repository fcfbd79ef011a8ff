"""Takes side by side inside the cut: looking, choosing, judging, leaving."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sorastudio.project.edits.cut import lift
from sorastudio.project.edits.slots import adopt_take, lock_slot, reject_take
from sorastudio.project.ids import TakeId
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.takes import TakesStrip
from tests.ui.walls import AFTER, CTRL, DAWN, Desk, OpenDesk, film_of_takes, new_take

Key = Qt.Key


@pytest.fixture
def desk(open_desk: OpenDesk, film_path: Path) -> Desk:
    """Four takes, the playhead in their slot."""
    desk = open_desk(film_of_takes(film_path.parent, 4))
    desk.window.session.move_playhead(30)
    desk.reads_film(406)
    return desk


def rejected(desk: Desk) -> list[int]:
    slot = desk.project.slots[DAWN]
    takes = desk.project.pool.takes_of(DAWN)
    return [take.number for take in takes if slot.verdict(take.id).rejected]


def stars(desk: Desk) -> list[int]:
    slot = desk.project.slots[DAWN]
    return [slot.verdict(take.id).stars for take in desk.project.pool.takes_of(DAWN)]


def test_every_take_is_seen_inside_the_cut(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    assert desk.window.session.playhead == 30
    assert [label.words for label in desk.labels.labels] == [f"take {n}" for n in (1, 2, 3, 4)]
    assert [label.used for label in desk.labels.labels] == [False, False, False, True]
    desk.window.session.move_playhead(10)
    desk.reads(2010, 2010, 2010, 2010)
    desk.window.session.move_playhead(50)
    desk.reads(3002, 3002, 3002, 3002)
    assert not desk.window.session.document.can_undo


@pytest.mark.parametrize("key", [Key.Key_T, Key.Key_Escape])
def test_it_is_left_as_it_was(desk: Desk, key: Key) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(key)
    desk.reads_film(406)
    assert not desk.labels.isVisible()
    assert not desk.window.session.document.can_undo


def test_a_digit_uses_a_take_as_one_step_and_goes_on_comparing(desk: Desk) -> None:
    before = desk.project
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_2)
    assert desk.used == 2
    assert desk.label(1).used
    desk.sound()
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_2)
    desk.window.session.undo()
    assert desk.project is before
    assert desk.label(3).used
    assert not desk.window.session.document.can_undo
    desk.key(Key.Key_Escape)
    desk.reads_film(406)


def test_a_digit_without_a_take_does_nothing(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_9)
    assert desk.used == 4
    assert desk.viewer.walls.hung is not None


def test_a_click_uses_what_it_points_at_and_enter_leaves_with_it(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.point_at(desk.middle(1))
    assert desk.labels.current == 1
    desk.click(desk.middle(2))
    assert desk.used == 3
    desk.key(Key.Key_Left)
    desk.key(Key.Key_Up)
    assert desk.labels.current == 0 or desk.labels.current == 1
    desk.key(Key.Key_Return)
    assert desk.used == desk.labels.current + 1
    desk.reads_film(100 * desk.used + 6)


def test_arrows_move_in_the_grid(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    seen = [desk.labels.current]
    for key in (Key.Key_Left, Key.Key_Up, Key.Key_Right, Key.Key_Down, Key.Key_Down):
        desk.key(key)
        seen.append(desk.labels.current)
    assert seen == [3, 2, 0, 1, 3, 3]
    assert desk.window.session.playhead == 30


def test_x_strikes_out_and_takes_back_and_the_next_time_it_is_left_out(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.point_at(desk.middle(1))
    desk.key(Key.Key_X)
    assert rejected(desk) == [2]
    assert desk.label(1).rejected
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_X)
    assert rejected(desk) == []
    desk.key(Key.Key_X)
    desk.key(Key.Key_T)
    desk.key(Key.Key_T)
    desk.reads(106, 306, 406)
    assert [label.key for label in desk.labels.labels] == ["1", "2", "3"]
    desk.key(Key.Key_2)
    assert desk.used == 3
    desk.sound()


def test_stars_by_key_and_by_click(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_4, CTRL)
    assert stars(desk) == [0, 0, 0, 4]
    desk.click(desk.labels.star_rect(1, 3).center())
    assert stars(desk) == [0, 3, 0, 4]
    assert desk.used == 4
    desk.click(desk.labels.star_rect(1, 3).center())
    desk.key(Key.Key_0, CTRL)
    assert stars(desk) == [0, 0, 0, 4]


def test_it_plays_in_step_around_the_slot(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_Space)
    desk.until(lambda: desk.window.session.playhead > 32)
    desk.key(Key.Key_3)
    desk.until(lambda: 24 <= (desk.shown.frame if desk.shown else 0) < 48)
    desk.key(Key.Key_K)
    desk.key(Key.Key_Escape)
    assert desk.used == 3


def test_a_take_that_arrives_is_one_more_cell(desk: Desk, film_path: Path) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    take, media = new_take(desk.project, film_path.parent, DAWN)
    desk.window.session.apply("Take", adopt_take, take, media)
    desk.reads(106, 206, 306, 406, 506)
    assert desk.label(4).used
    assert desk.labels.current == 3


def test_more_than_nine_are_turned_over(open_desk: OpenDesk, film_path: Path) -> None:
    desk = open_desk(film_of_takes(film_path.parent, 11))
    desk.window.session.move_playhead(30)
    desk.key(Key.Key_T)
    desk.reads(1006, 1106)
    desk.key(Key.Key_1)
    assert desk.used == 10
    desk.key(Key.Key_Left)
    desk.reads(*(100 * number + 6 for number in range(1, 10)))
    assert desk.labels.current == 8
    desk.key(Key.Key_5)
    assert desk.used == 5
    desk.key(Key.Key_PageDown)
    desk.reads(1006, 1106)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "dawn has no take yet."), (1, "dawn has only one take.")],
)
def test_nothing_to_compare_is_said(
    open_desk: OpenDesk, film_path: Path, count: int, words: str
) -> None:
    desk = open_desk(film_of_takes(film_path.parent, count))
    desk.window.session.select(Selection(slot=DAWN))
    desk.key(Key.Key_T)
    assert desk.window.status.said == f"{words} Generate another one to compare."
    assert desk.viewer.walls.hung is None


def test_no_slot_is_said(desk: Desk) -> None:
    desk.window.session.move_playhead(desk.project.timeline.length)
    desk.key(Key.Key_T)
    assert desk.window.status.said.startswith("Select a slot, or put the playhead on one")
    assert desk.viewer.walls.hung is None


def test_the_playhead_goes_to_the_slot_if_it_is_elsewhere(desk: Desk) -> None:
    desk.window.session.move_playhead(60)
    desk.window.session.select(Selection(slot=DAWN))
    desk.key(Key.Key_T)
    desk.reads(100, 200, 300, 400)


def test_if_all_but_one_are_rejected_all_are_shown(desk: Desk) -> None:
    for number in (1, 2, 3):
        take_id = TakeId(f"{DAWN}-{number}")
        desk.window.session.apply("Reject", reject_take, DAWN, take_id)
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    assert [label.rejected for label in desk.labels.labels] == [True, True, True, False]


def test_a_locked_slot_is_compared_but_keeps_its_take(desk: Desk) -> None:
    desk.window.session.apply("Lock", lock_slot, DAWN, locked=True)
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_1)
    assert desk.used == 4
    assert "locked" in desk.window.status.said


def test_another_slot_that_is_selected_ends_it_if_it_has_one_take(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.window.session.select(Selection(slot=AFTER))
    desk.reads_film(406)


def test_keys_hold_while_the_timeline_has_the_focus_but_not_while_one_types(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.timeline.setFocus()
    desk.key(Key.Key_1)
    assert desk.used == 1
    field = desk.viewer.transport.timecode
    field.setFocus()
    QTest.keyClicks(field, "2")
    assert desk.used == 1
    desk.timeline.setFocus()
    desk.key(Key.Key_Escape)
    desk.reads_film(106)


def test_on_the_whole_screen_esc_leaves_one_after_the_other(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.viewer.toggle_full_screen()
    desk.until(lambda: desk.viewer.screen_view.hasFocus())
    desk.reads(106, 206, 306, 406)
    desk.key(Key.Key_3)
    assert desk.used == 3
    desk.key(Key.Key_Escape)
    desk.reads_film(306)
    assert desk.viewer.is_full_screen
    desk.key(Key.Key_Escape)
    assert not desk.viewer.is_full_screen


def test_the_button_at_the_takes_does_it_too(desk: Desk) -> None:
    (strip,) = desk.window.findChildren(TakesStrip)
    QTest.mouseClick(strip.compare_button, Qt.MouseButton.LeftButton)
    desk.reads(106, 206, 306, 406)
    QTest.mouseClick(strip.compare_button, Qt.MouseButton.LeftButton)
    desk.reads_film(406)


def test_undoing_the_slot_itself_ends_it(desk: Desk) -> None:
    desk.key(Key.Key_T)
    desk.reads(106, 206, 306, 406)
    desk.window.session.apply("Lift", lift, 24, 48)
    desk.until(lambda: desk.shown is not None and not desk.shown.cells)
    assert desk.viewer.walls.hung is None

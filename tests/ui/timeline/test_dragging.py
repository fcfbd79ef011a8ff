"""Every tool with a real mouse: press, move, let go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.rehearsal import Rehearsal
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import A1, V1, clip_id, clips, film, first_frames, layout, video
from tests.ui.timeline.hand import ALT, CTRL, NO_KEY, SHIFT, Hand, shown, undone

OpenFilm = Callable[[Project], Session]

NAME_Y = 8


class Desk:
    """A film on a timeline, with a hand."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session = session
        self.timeline: Timeline = shown(qtbot, session)
        self.hand = Hand(qtbot, self.timeline)
        self.before = session.project

    def guide(self) -> int | None:
        return self.timeline.stage.guide

    def layout(self) -> str:
        return layout(undone(self.session, self.before))


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Callable[[Project], Desk]:
    return lambda project: Desk(qtbot, open_film(project))


def test_a_clip_is_dragged_over_others(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    d.hand.drag(d.hand.point(60), d.hand.point(30))
    assert d.layout() == "a18 c24 b6"
    assert d.session.selection.clips == {clip_id(d.before, 2)}


def test_while_it_is_dragged_the_document_is_left_alone(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    d.hand.pull(d.hand.point(60), d.hand.point(30))
    assert d.session.project is d.before
    assert not d.session.document.can_undo
    assert layout(d.timeline.stage.shown) == "a18 c24 b6"
    d.hand.release(d.hand.point(30))
    assert layout(d.session.project) == "a18 c24 b6"


def test_escape_lets_go_of_what_is_dragged(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    d.hand.pull(d.hand.point(60), d.hand.point(30))
    d.hand.key(Qt.Key.Key_Escape)
    assert d.timeline.stage.shown is d.before
    d.hand.release(d.hand.point(30))
    assert d.session.project is d.before


def test_a_clip_snaps_to_an_edge_with_a_line_to_show_it(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, -40, 24))
    d.hand.pull(d.hand.point(100), d.hand.point(61))
    assert d.guide() == 48
    d.hand.release(d.hand.point(61))
    assert d.guide() is None
    assert d.layout() == "a24 b24 c24"


def test_without_snapping_it_lies_where_it_was_let_go(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, -40, 24))
    d.timeline.toggle_snapping()
    d.hand.drag(d.hand.point(100), d.hand.point(61))
    assert d.layout() == "a24 b24 -1 c24"


def test_dragging_with_ctrl_inserts_at_the_cut(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    d.hand.drag(d.hand.point(60), d.hand.point(22), CTRL)
    assert d.layout() == "a24 c24 b24"


def test_dragging_with_alt_leaves_linked_sound(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, -60, sound=True))
    d.hand.drag(d.hand.point(12), d.hand.point(42), ALT)
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, A1)) == ("-30 a24", "a24")


def test_linked_sound_goes_along(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, sound=True))
    d.hand.drag(d.hand.point(12), d.hand.point(42))
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, A1)) == ("-30 a24", "-30 a24")


def test_a_clip_is_dragged_to_another_track(desk: Callable[[Project], Desk]) -> None:
    d = desk(add_track(film(24, 24), TrackKind.VIDEO))
    v2 = d.before.timeline.of_kind(TrackKind.VIDEO)[1].id
    d.hand.drag(d.hand.point(36), d.hand.point(36, v2))
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, v2)) == ("a24", "-24 b24")


def test_shift_keeps_to_the_direction_that_was_gone_farthest(
    desk: Callable[[Project], Desk],
) -> None:
    d = desk(add_track(film(24), TrackKind.VIDEO))
    v2 = d.before.timeline.of_kind(TrackKind.VIDEO)[1].id
    d.timeline.toggle_snapping()
    d.hand.drag(d.hand.point(12), d.hand.point(16, v2), SHIFT)
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, v2)) == ("", "a24")
    d.session.undo()
    d.hand.drag(d.hand.point(12), d.hand.point(60, v2), SHIFT)
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, v2)) == ("-48 a24", "")


@pytest.mark.parametrize(("begin", "end", "expected"), [
    (25, 30, "a24 -5 b19 c24"),
    (47, 40, "a24 b17 -7 c24"),
])  # fmt: skip
def test_edges_are_trimmed(
    desk: Callable[[Project], Desk], begin: int, end: int, expected: str
) -> None:
    d = desk(film(24, 24, 24))
    d.hand.drag(d.hand.point(begin), d.hand.point(end))
    assert d.layout() == expected


@pytest.mark.parametrize(("tool", "begin", "end", "expected"), [
    (Tool.RIPPLE, 25, 30, "a24 b19 c24"),
    (Tool.RIPPLE, 47, 52, "a24 b29 c24"),
    (Tool.ROLL, 47, 52, "a24 b29 c19"),
    (Tool.ROLL, 25, 20, "a19 b29 c24"),
    (Tool.SLIDE, 36, 41, "a29 b24 c19"),
])  # fmt: skip
def test_tools_trim_in_their_own_ways(
    desk: Callable[[Project], Desk], tool: Tool, begin: int, end: int, expected: str
) -> None:
    d = desk(film(24, 24, 24))
    d.timeline.toggle_snapping()
    d.timeline.set_tool(tool)
    d.hand.drag(d.hand.point(begin), d.hand.point(end))
    assert d.layout() == expected


def test_slipping_shows_another_stretch(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24))
    d.timeline.set_tool("slip")
    d.hand.drag(d.hand.point(30), d.hand.point(36))
    after = undone(d.session, d.before)
    assert layout(after) == "a24 b24"
    assert first_frames(after)[1] == first_frames(d.before)[1] - 6


def test_the_razor_cuts_where_it_is_pressed(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, sound=True))
    d.timeline.set_tool("razor")
    d.hand.click(d.hand.point(12))
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, A1)) == ("a12 a12 b24", "a12 a12 b24")


def test_the_razor_with_alt_leaves_the_sound_whole(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, sound=True))
    d.timeline.set_tool("razor")
    d.hand.click(d.hand.point(12), ALT)
    after = undone(d.session, d.before)
    assert (layout(after), layout(after, A1)) == ("a12 a12", "a24")


def test_the_razor_snaps_to_the_playhead(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24))
    d.session.move_playhead(10)
    d.timeline.set_tool("razor")
    d.hand.click(d.hand.point(11))
    assert d.layout() == "a10 a14 b24"


def test_a_fade_is_dragged_from_the_corner(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(48))
    d.hand.drag(d.hand.point(3, down=NAME_Y), d.hand.point(15, down=NAME_Y))
    assert clips(undone(d.session, d.before))[0].fade_in == 12


def test_a_transition_is_chosen_and_stretched(desk: Callable[[Project], Desk]) -> None:
    base = film(48, 48)
    d = desk(add_transition(base, clip_id(base, 1), "dissolve", 20))
    d.timeline.toggle_snapping()
    d.hand.click(d.hand.point(48))
    assert d.session.selection == Selection(transition_into=clip_id(base, 1))
    d.hand.drag(d.hand.point(57.5), d.hand.point(61.5))
    enter = clips(undone(d.session, d.before))[1].enter
    assert enter is not None
    assert enter.length == 28


def test_a_refusal_is_shown_and_nothing_changes(
    desk: Callable[[Project], Desk], qtbot: QtBot
) -> None:
    d = desk(lock_track(film(24, 24), V1, locked=True))
    with qtbot.waitSignal(d.session.told) as told:
        d.hand.drag(d.hand.point(12), d.hand.point(60))
    assert told.args is not None
    assert told.args[0] == "error"
    assert "locked" in told.args[1]
    assert d.session.project is d.before
    assert d.timeline.stage.shown is d.before


def test_a_clip_that_is_let_go_where_it_was_makes_no_step(
    desk: Callable[[Project], Desk],
) -> None:
    d = desk(film(24, 24))
    d.hand.pull(d.hand.point(12), d.hand.point(40))
    d.hand.move(d.hand.point(12))
    d.hand.release(d.hand.point(12))
    assert d.session.project is d.before
    assert not d.session.document.can_undo


def test_several_clips_are_dragged_together(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, -48, 24))
    d.session.select(Selection(clips=frozenset({clip_id(d.before, 0), clip_id(d.before, 1)})))
    d.timeline.toggle_snapping()
    d.hand.drag(d.hand.point(30), d.hand.point(40))
    assert d.layout() == "-10 a24 b24 -38 c24"


def test_dragging_at_the_side_scrolls(desk: Callable[[Project], Desk], qtbot: QtBot) -> None:
    d = desk(film(24, 24))
    side = QPoint(d.timeline.canvas.width() - 4, 40)
    d.hand.pull(d.hand.point(36), side)
    qtbot.waitUntil(lambda: d.timeline.stage.scale.scroll_px > 60)
    d.hand.release(side)
    starts = [placed.start for placed in d.session.project.timeline.clips()]
    assert starts[-1] > d.timeline.canvas.width() / 4 - 40


def test_a_take_that_arrives_while_dragging_is_kept(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    d.hand.pull(d.hand.point(60), d.hand.point(30))
    d.session.document.adopt(video("late", 3))
    assert layout(d.timeline.stage.shown) == "a18 c24 b6"
    d.hand.release(d.hand.point(30))
    assert layout(d.session.project) == "a18 c24 b6"
    assert video("late", 3).id in d.session.project.pool.media


def test_the_pictures_that_meet_at_an_edge_are_told_while_it_is_dragged(
    desk: Callable[[Project], Desk],
) -> None:
    d = desk(film(24, 24))
    d.timeline.toggle_snapping()
    d.timeline.set_tool("roll")
    seen: list[Rehearsal | None] = []
    d.timeline.rehearsed.connect(seen.append)
    d.hand.drag(d.hand.point(24), d.hand.point(29))
    *_, last, over = seen
    assert over is None
    assert last is not None
    assert (last.frames, layout(last.project)) == ((28, 29), "a29 b19")


def test_an_edge_is_not_held_back_by_where_it_was(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, -24, 24))
    d.hand.drag(d.hand.point(23), d.hand.point(24.5))
    assert d.layout() == "a26 -22 b24"


def test_another_button_does_not_let_go(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24))
    d.hand.pull(d.hand.point(36), d.hand.point(80))
    QTest.mouseRelease(d.timeline.canvas, Qt.MouseButton.RightButton, NO_KEY, d.hand.point(80))
    assert d.session.project is d.before
    assert d.timeline.stage.shown is not d.before

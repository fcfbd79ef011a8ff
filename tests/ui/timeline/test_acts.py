"""What keys and menus do with the selection, at the playhead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.tracks import lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import Edge
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import A1, V1, clip_id, clips, film, layout
from tests.ui.timeline.hand import shown, undone

OpenFilm = Callable[[Project], Session]
Opened = Callable[..., Timeline]


@pytest.fixture
def opened(qtbot: QtBot, open_film: OpenFilm) -> Opened:
    """A timeline with clips chosen by their number on V1, and the playhead somewhere."""

    def open_(project: Project, *chosen: int, playhead: int = 0) -> Timeline:
        session = open_film(project)
        timeline = shown(qtbot, session)
        ids = frozenset(clip_id(session.project, index) for index in chosen)
        session.select(Selection(clips=ids))
        session.move_playhead(playhead)
        return timeline

    return open_


def chosen(timeline: Timeline) -> frozenset[ClipId]:
    return timeline.session.selection.clips


def test_splitting_cuts_all_under_the_playhead(opened: Opened) -> None:
    timeline = opened(film(24, 24, sound=True), playhead=10)
    before = timeline.session.project
    timeline.split_at_playhead()
    after = undone(timeline.session, before)
    assert (layout(after), layout(after, A1)) == ("a10 a14 b24", "a10 a14 b24")


def test_splitting_cuts_the_chosen_clip_with_its_sound_once(opened: Opened) -> None:
    timeline = opened(film(24, 24, sound=True), 0, playhead=10)
    sound = clip_id(timeline.session.project, 0, A1)
    timeline.session.select(Selection(clips=chosen(timeline) | {sound}))
    timeline.split_at_playhead()
    project = timeline.session.project
    assert (layout(project), layout(project, A1)) == ("a10 a14 b24", "a10 a14 b24")


def test_splitting_elsewhere_is_told(opened: Opened, qtbot: QtBot) -> None:
    timeline = opened(film(24, 24), 1, playhead=10)
    with qtbot.waitSignal(timeline.session.told):
        timeline.split_at_playhead()
    assert not timeline.session.document.can_undo


def test_deleting_leaves_a_gap_and_ripple_deleting_none(opened: Opened) -> None:
    timeline = opened(film(24, 24, 24), 1)
    before = timeline.session.project
    timeline.delete_selection()
    assert layout(undone(timeline.session, before)) == "a24 -24 c24"
    assert chosen(timeline) == frozenset()
    timeline.session.undo()
    timeline.session.select(Selection(clips=frozenset({clip_id(before, 1)})))
    timeline.ripple_delete_selection()
    assert layout(undone(timeline.session, before)) == "a24 c24"


def test_ripple_deleting_with_nothing_chosen_closes_the_gap(opened: Opened) -> None:
    timeline = opened(film(24, -24, 24), playhead=30)
    before = timeline.session.project
    timeline.ripple_delete_selection()
    assert layout(undone(timeline.session, before)) == "a24 b24"


def test_deleting_a_transition_leaves_a_cut(opened: Opened) -> None:
    base = film(48, 48)
    timeline = opened(add_transition(base, clip_id(base, 1), "dissolve", 12))
    before = timeline.session.project
    timeline.session.select(Selection(transition_into=clip_id(base, 1)))
    timeline.delete_selection()
    assert clips(undone(timeline.session, before))[1].enter is None
    assert timeline.session.selection == Selection()


def test_what_is_copied_is_pasted_at_the_playhead_and_chosen(opened: Opened) -> None:
    timeline = opened(film(24, 24), 0, playhead=48)
    before = timeline.session.project
    timeline.copy()
    timeline.paste()
    assert timeline.session.playhead == 72
    assert chosen(timeline) == {clip_id(timeline.session.project, 2)}
    assert layout(undone(timeline.session, before)) == "a24 b24 a24"


def test_cutting_and_pasting_moves(opened: Opened) -> None:
    timeline = opened(film(24, 24), 0, playhead=48)
    timeline.cut()
    assert layout(timeline.session.project) == "-24 b24"
    timeline.paste()
    assert layout(timeline.session.project) == "-24 b24 a24"
    assert chosen(timeline) == {clip_id(timeline.session.project, 1)}


def test_pasting_nothing_is_told(opened: Opened, qtbot: QtBot) -> None:
    timeline = opened(film(24))
    with qtbot.waitSignal(timeline.session.told):
        timeline.paste()


def test_duplicates_come_right_behind(opened: Opened) -> None:
    timeline = opened(film(24, 24), 0)
    before = timeline.session.project
    timeline.duplicate()
    assert chosen(timeline) == {clip_id(timeline.session.project, 1)}
    assert layout(undone(timeline.session, before)) == "a24 a24 b24"


def test_clips_are_nudged(opened: Opened) -> None:
    timeline = opened(film(24, -10, 24), 1)
    before = timeline.session.project
    timeline.nudge(-3)
    assert layout(undone(timeline.session, before)) == "a24 -7 b24"


@pytest.mark.parametrize(("playhead", "into"), [(20, 1), (90, 2)])
def test_the_default_transition_goes_onto_the_nearest_cut(
    opened: Opened, playhead: int, into: int
) -> None:
    timeline = opened(film(48, 48, 48), playhead=playhead)
    before = timeline.session.project
    timeline.add_default_transition()
    assert timeline.session.selection.transition_into == clip_id(before, into)
    after = undone(timeline.session, before)
    enter = clips(after)[into].enter
    assert enter is not None
    assert (enter.kind, enter.length) == ("dissolve", 24)


def test_the_default_transition_keeps_to_what_is_chosen(opened: Opened) -> None:
    timeline = opened(film(48, 48, 48), 2, playhead=40)
    timeline.add_default_transition()
    entered = [clip.enter is not None for clip in clips(timeline.session.project)]
    assert entered == [False, False, True]


def test_a_transition_is_shorter_where_there_is_no_room(opened: Opened) -> None:
    timeline = opened(film(9, 9), playhead=9)
    timeline.add_default_transition()
    enter = clips(timeline.session.project)[1].enter
    assert enter is not None
    assert 1 <= enter.length < 24


def test_without_a_cut_there_is_no_transition(opened: Opened, qtbot: QtBot) -> None:
    timeline = opened(film(24, -5, 24))
    with qtbot.waitSignal(timeline.session.told):
        timeline.add_default_transition()
    assert not timeline.session.document.can_undo


@pytest.mark.parametrize(("edge", "expected", "playhead"), [
    (Edge.HEAD, "a24 b14 c24", 24),
    (Edge.TAIL, "a24 b10 c24", 34),
])  # fmt: skip
def test_trimming_to_the_playhead_ripples(
    opened: Opened, edge: Edge, expected: str, playhead: int
) -> None:
    timeline = opened(film(24, 24, 24), playhead=34)
    before = timeline.session.project
    timeline.trim_to_playhead(edge)
    assert timeline.session.playhead == playhead
    assert layout(undone(timeline.session, before)) == expected


def test_the_playhead_goes_from_cut_to_cut(opened: Opened) -> None:
    timeline = opened(film(24, 24, -6, 24))
    stops = []
    for direction in (1, 1, 1, 1, 1, -1, -1):
        timeline.go_to_edit(direction)
        stops.append(timeline.session.playhead)
    assert stops == [24, 48, 54, 78, 78, 54, 48]


def test_a_marker_is_added_and_deleted(opened: Opened) -> None:
    timeline = opened(film(48), playhead=10)
    before = timeline.session.project
    timeline.add_marker()
    markers = undone(timeline.session, before).timeline.markers
    assert [marker.frame for marker in markers] == [10]
    timeline.session.select(Selection(marker=markers[0].id))
    timeline.delete_selection()
    assert timeline.session.project.timeline.markers == ()


def test_a_clip_can_be_chosen_without_a_mouse(opened: Opened) -> None:
    timeline = opened(film(24, 24), playhead=30)
    timeline.select_at_playhead()
    assert chosen(timeline) == {clip_id(timeline.session.project, 1)}
    timeline.select_all()
    assert len(chosen(timeline)) == 2


def test_what_is_locked_is_refused_in_words(opened: Opened, qtbot: QtBot) -> None:
    timeline = opened(lock_track(film(24, 24), V1, locked=True), 0)
    before = timeline.session.project
    for act in (timeline.delete_selection, timeline.ripple_delete_selection, timeline.duplicate):
        with qtbot.waitSignal(timeline.session.told) as told:
            act()
        assert told.args is not None
        assert "locked" in told.args[1]
    assert timeline.session.project is before

"""What a drag does to the film, without a window."""

from __future__ import annotations

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import errors
from sorastudio.project.edits.look import set_fades
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.edits.transitions import Alignment, Handles, add_transition
from sorastudio.project.edits.trim import Edge
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.timeline.gestures import (
    Fade,
    Gesture,
    Move,
    MoveMarker,
    Pull,
    Roll,
    Slide,
    Slip,
    Stretch,
    Tool,
    Trim,
    alignment_of,
    gesture_on_clip,
    steps_between,
)
from sorastudio.ui.timeline.preview import doing, preview
from tests.project.films import A1, V1, clip_id, clips, done, film, first_frames, layout


def after(
    project: Project,
    gesture: Gesture,
    by: int,
    *,
    steps: int = 0,
    cut: int | None = None,
    alone: bool = False,
) -> Project:
    """The film after the drag; the preview has shown just that."""
    wanted = Pull(by=by, steps=steps, cut=cut, alone=alone)
    shown = preview(project, gesture, wanted)
    made = done(project, doing(gesture, wanted))
    assert shown.refusal == ""
    assert shown.project == made
    return made


def test_moving_overwrites() -> None:
    project = film(24, 24, 24)
    move = Move(clips=frozenset({clip_id(project, 2)}))
    assert layout(after(project, move, -30)) == "a18 c24 b6"


def test_a_move_stops_at_the_beginning_of_the_film() -> None:
    project = film(24, 24)
    move = Move(clips=frozenset({clip_id(project, 1)}))
    shown = preview(project, move, Pull(by=-500))
    assert shown.by == -24
    assert layout(shown.project) == "b24"


def test_a_move_by_nothing_changes_nothing() -> None:
    project = film(24, 24)
    move = Move(clips=frozenset({clip_id(project, 1)}))
    assert preview(project, move, Pull(by=0)).project is project


def test_moving_to_another_track_goes_as_far_as_there_are_tracks() -> None:
    project = add_track(film(24, 24), TrackKind.VIDEO)
    v2 = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    move = Move(clips=frozenset({clip_id(project, 1)}))
    moved = after(project, move, 0, steps=5)
    assert (layout(moved), layout(moved, v2)) == ("a24", "-24 b24")


def test_moving_takes_linked_sound_along_or_leaves_it() -> None:
    project = film(24, -24, sound=True)
    move = Move(clips=frozenset({clip_id(project, 0)}))
    assert layout(after(project, move, 10), A1) == "-10 a24"
    assert layout(after(project, move, 10, alone=True), A1) == "a24"


def test_inserting_at_a_cut_keeps_every_frame() -> None:
    project = film(24, 24, 24)
    move = Move(clips=frozenset({clip_id(project, 2)}))
    assert layout(after(project, move, -40, cut=24)) == "a24 c24 b24"


def test_inserting_where_it_lies_changes_nothing() -> None:
    project = film(24, 24, 24)
    move = Move(clips=frozenset({clip_id(project, 1)}))
    for cut in (24, 48):
        assert preview(project, move, Pull(by=3, cut=cut)).project is project


@pytest.mark.parametrize(("edge", "by", "expected"), [
    (Edge.HEAD, 5, "a24 -5 b19 c24"),
    (Edge.TAIL, -5, "a24 b19 -5 c24"),
])  # fmt: skip
def test_trimming_leaves_a_gap(edge: Edge, by: int, expected: str) -> None:
    project = film(24, 24, 24)
    assert layout(after(project, Trim(clip=clip_id(project, 1), edge=edge), by)) == expected


@pytest.mark.parametrize(("edge", "by", "expected"), [
    (Edge.HEAD, 5, "a24 b19 c24"),
    (Edge.TAIL, 5, "a24 b29 c24"),
])  # fmt: skip
def test_ripple_trimming_moves_the_rest(edge: Edge, by: int, expected: str) -> None:
    project = film(24, 24, 24)
    trim = Trim(clip=clip_id(project, 1), edge=edge, ripple=True)
    assert layout(after(project, trim, by)) == expected


def test_rolling_moves_the_cut_only() -> None:
    project = film(24, 24)
    rolled = after(project, Roll(clip=clip_id(project, 1)), 6)
    assert layout(rolled) == "a30 b18"
    assert first_frames(rolled)[1] == first_frames(project)[1] + 6


def test_slipping_to_the_right_brings_in_what_was_earlier() -> None:
    project = film(24)
    slipped = after(project, Slip(clip=clip_id(project, 0)), 7)
    assert first_frames(slipped)[0] == first_frames(project)[0] - 7
    assert layout(slipped) == layout(project)


def test_slipping_ends_where_the_source_does() -> None:
    project = film(24)
    shown = preview(project, Slip(clip=clip_id(project, 0)), Pull(by=10_000))
    assert first_frames(shown.project) == [0]
    assert shown.by == first_frames(project)[0]


def test_sliding_lets_the_neighbours_give_and_take() -> None:
    project = film(24, 24, 24)
    assert layout(after(project, Slide(clip=clip_id(project, 1)), 4)) == "a28 b24 c20"


def test_fades_are_dragged_inwards() -> None:
    project = film(48)
    risen = after(project, Fade(clip=clip_id(project, 0), edge=Edge.HEAD), 12)
    fallen = after(risen, Fade(clip=clip_id(project, 0), edge=Edge.TAIL), -100)
    assert (clips(fallen)[0].fade_in, clips(fallen)[0].fade_out) == (12, 36)


def test_a_fade_goes_away_when_dragged_out() -> None:
    project = set_fades(film(48), clip_id(film(48), 0), fade_in=10)
    shown = preview(project, Fade(clip=clip_id(project, 0), edge=Edge.HEAD), Pull(by=-40))
    assert clips(shown.project)[0].fade_in == 0


@pytest.mark.parametrize(("edge", "by"), [(Edge.HEAD, -4), (Edge.TAIL, 4)])
def test_a_centred_transition_grows_at_both_ends(edge: Edge, by: int) -> None:
    base = film(48, 48)
    project = add_transition(base, clip_id(base, 1), "dissolve", 12)
    grown = after(project, Stretch(clip=clip_id(base, 1), edge=edge), by)
    enter = clips(grown)[1].enter
    assert enter is not None
    assert (enter.in_offset, enter.out_offset) == (10, 10)
    assert alignment_of(enter) is Alignment.CENTER


def test_a_transition_from_the_cut_on_grows_at_its_end() -> None:
    base = film(48, 48)
    project = add_transition(base, clip_id(base, 1), "dissolve", 12, alignment=Alignment.START)
    shrunk = after(project, Stretch(clip=clip_id(base, 1), edge=Edge.TAIL), -5)
    enter = clips(shrunk)[1].enter
    assert enter is not None
    assert (enter.in_offset, enter.out_offset) == (0, 7)


@pytest.mark.parametrize(("handles", "length"), [(Handles.TRIM, 80), (Handles.HOLD, 96)])
def test_a_transition_that_grows_does_as_was_said_where_frames_are_missing(
    handles: Handles, length: int
) -> None:
    base = film(48, 48, seconds=2)
    project = add_transition(base, clip_id(base, 1), "dissolve", 8, handles=handles)
    gesture = Stretch(clip=clip_id(base, 1), edge=Edge.TAIL, handles=handles)
    grown = after(project, gesture, 4)
    enter = clips(grown)[1].enter
    assert enter is not None
    assert enter.length == 16
    assert enter.hold is (handles is Handles.HOLD)
    assert grown.timeline.length == length


def test_a_transition_is_never_shorter_than_a_frame() -> None:
    base = film(48, 48)
    project = add_transition(base, clip_id(base, 1), "dissolve", 12)
    shown = preview(project, Stretch(clip=clip_id(base, 1), edge=Edge.TAIL), Pull(by=-400))
    enter = clips(shown.project)[1].enter
    assert enter is not None
    assert enter.length >= 1
    assert errors(shown.project) == []


def test_markers_are_dragged() -> None:
    project = add_marker(film(48), 10)
    marker = project.timeline.markers[0]
    gesture = MoveMarker(marker=marker.id, frame=10)
    assert after(project, gesture, 5).timeline.markers[0].frame == 15
    assert preview(project, gesture, Pull(by=-99)).project.timeline.markers[0].frame == 0


def test_tools_decide_what_is_dragged() -> None:
    project = film(24, 24)
    first, second = project.timeline.tracks[0].clips()
    one, two = first.clip.id, second.clip.id
    made = {
        (tool, edge): gesture_on_clip(tool, first, edge, Edge.TAIL)
        for tool in (Tool.SELECT, Tool.RIPPLE, Tool.ROLL, Tool.SLIP, Tool.SLIDE)
        for edge in (None, Edge.TAIL)
    }
    assert made[Tool.SELECT, None] == Move(clips=frozenset({one}))
    assert made[Tool.SELECT, Edge.TAIL] == Trim(clip=one, edge=Edge.TAIL)
    assert made[Tool.RIPPLE, None] == Trim(clip=one, edge=Edge.TAIL, ripple=True)
    assert made[Tool.ROLL, None] == Roll(clip=two)
    assert made[Tool.SLIP, Edge.TAIL] == Slip(clip=one)
    assert made[Tool.SLIDE, None] == Slide(clip=one)


def test_what_is_locked_cannot_be_dragged() -> None:
    project = lock_track(film(24), V1, locked=True)
    placed = next(project.timeline.tracks[0].clips())
    with pytest.raises(EditRefused, match="locked"):
        gesture_on_clip(Tool.SELECT, placed, None, Edge.HEAD)


def test_a_refusal_is_told_and_changes_nothing() -> None:
    project = film(24)
    shown = preview(project, Roll(clip=clip_id(project, 0)), Pull(by=3))
    assert shown.project is project
    assert "roll" in shown.refusal


def test_steps_count_among_tracks_of_a_kind() -> None:
    project = add_track(film(24), TrackKind.VIDEO)
    v1, v2, a1, _ = project.timeline.tracks
    assert steps_between(project, v1, v2) == 1
    assert steps_between(project, v2, v1) == -1
    assert steps_between(project, v1, a1) == 0
    assert steps_between(project, v1, None) == 0

"""Trim, ripple, roll, slip, slide. A clip of 48 shows frames 96 to 143 of its file's 240."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.edits.cut import remove, split
from sorastudio.project.edits.place import append, excerpt, overwrite
from sorastudio.project.edits.reach import Limits
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.edits.tracks import lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import (
    Edge,
    ripple_trim,
    ripple_trim_limits,
    roll,
    roll_limits,
    slide,
    slide_limits,
    slip,
    slip_limits,
    trim,
    trim_limits,
)
from sorastudio.project.project import Project
from tests.project.films import (
    A1,
    A2,
    V1,
    clip_id,
    clips,
    done,
    film,
    first_frames,
    knowing,
    layout,
    song,
    video,
)


@pytest.mark.parametrize(
    ("edge", "frames", "expected", "begins"),
    [
        (Edge.TAIL, -8, "a48 -10 b40 -8 c48", [96, 96, 96]),
        (Edge.HEAD, 8, "a48 -18 b40 c48", [96, 104, 96]),
        (Edge.HEAD, -10, "a48 b58 c48", [96, 86, 96]),
        (Edge.HEAD, -4, "a48 -6 b52 c48", [96, 92, 96]),
    ],
)
def test_trim_leaves_a_gap_or_fills_one(
    edge: Edge, frames: int, expected: str, begins: list[int]
) -> None:
    project = film(48, -10, 48, 48)
    project = done(project, trim, clip_id(project, 1), edge, frames)
    assert layout(project) == expected
    assert first_frames(project) == begins


def test_trim_stops_at_neighbours_and_says_how_far_it_can_go() -> None:
    project = film(48, -10, 48, 48)
    middle = clip_id(project, 1)
    assert trim_limits(project, middle, Edge.HEAD) == Limits(-10, 47)
    assert trim_limits(project, middle, Edge.TAIL) == Limits(-47, 0)
    with pytest.raises(EditRefused, match="room for 10 frames earlier"):
        trim(project, middle, Edge.HEAD, -11)
    with pytest.raises(EditRefused, match="no room at all"):
        trim(project, middle, Edge.TAIL, 1)
    assert trim_limits(project, middle, Edge.HEAD).clamped(-99) == -10


def test_trim_stops_where_the_source_ends() -> None:
    project = film(48)
    assert trim_limits(project, clip_id(project, 0), Edge.TAIL) == Limits(-47, 96)


def test_trim_moves_linked_sound_along_unless_alone() -> None:
    project = film(48, 48, sound=True)
    both = done(project, trim, clip_id(project, 1), Edge.HEAD, 6)
    assert layout(both) == layout(both, A1) == "a48 -6 b42"
    one = done(project, trim, clip_id(project, 1, A1), Edge.HEAD, 6, alone=True)
    assert (layout(one), layout(one, A1)) == ("a48 b48", "a48 -6 b42")


def test_trim_keeps_the_frames_that_a_transition_lives_on() -> None:
    project = film(90, 48)
    assert roll_limits(project, clip_id(project, 1)).most == 47
    project = film(90, 96)
    assert roll_limits(project, clip_id(project, 1)).most == 75
    project = add_transition(project, clip_id(project, 1), "dissolve", 80)
    assert roll_limits(project, clip_id(project, 1)).most == 35


@pytest.mark.parametrize(
    ("edge", "frames", "expected", "begin"),
    [
        (Edge.TAIL, 8, "a48 b56 c48", 96),
        (Edge.TAIL, -8, "a48 b40 c48", 96),
        (Edge.HEAD, 8, "a48 b40 c48", 104),
        (Edge.HEAD, -8, "a48 b56 c48", 88),
    ],
)
def test_ripple_trim_moves_what_comes_later(
    edge: Edge, frames: int, expected: str, begin: int
) -> None:
    project = film(48, 48, 48, sound=True)
    project = done(project, ripple_trim, clip_id(project, 1), edge, frames)
    assert layout(project) == layout(project, A1) == expected
    assert first_frames(project)[1] == first_frames(project, A1)[1] == begin


def test_ripple_leaves_music_on_other_tracks_alone() -> None:
    project = _with_song(film(48, 48, 48, sound=True))
    project = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, -8)
    assert layout(project, A2) == "song120"


def test_ripple_on_all_tracks_moves_what_begins_later_there_too() -> None:
    project = _with_song(film(48, 48, 48), at=60)
    assert layout(project, A1) == "-60 song120"
    shorter = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, -8, all_tracks=True)
    longer = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, 8, all_tracks=True)
    assert layout(shorter, A1) == "-52 song120"
    assert layout(longer, A1) == "-68 song120"


def test_ripple_on_all_tracks_skips_locked_ones() -> None:
    project = lock_track(_with_song(film(48, 48), at=60), A1, locked=True)
    project = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, -8, all_tracks=True)
    assert layout(project, A1) == "-60 song120"


def test_ripple_takes_sound_of_later_clips_along_although_the_trimmed_one_has_none() -> None:
    project = _silent_then_sounding()
    assert layout(project, A1) == "-48 b48"
    project = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, -8)
    assert (layout(project), layout(project, A1)) == ("a40 b48", "-40 b48")


def test_ripple_is_refused_where_sound_that_has_to_follow_is_blocked() -> None:
    project = _silent_then_sounding()
    music = song("song", 2)
    project = knowing(project, music)
    project = overwrite(project, excerpt(project, music.id), 0, track=A1)
    limits = ripple_trim_limits(project, clip_id(project, 0), Edge.TAIL)
    assert limits == Limits(0, 96)
    with pytest.raises(EditRefused, match="no room"):
        ripple_trim(project, clip_id(project, 0), Edge.TAIL, -8)


def test_ripple_is_refused_where_sound_that_has_to_follow_is_locked() -> None:
    project = lock_track(_silent_then_sounding(), A1, locked=True)
    with pytest.raises(EditRefused, match="A1 is locked"):
        ripple_trim(project, clip_id(project, 0), Edge.TAIL, 8)


def test_roll_moves_the_cut_and_nothing_else() -> None:
    project = film(48, 48, 48, sound=True)
    project = done(project, roll, clip_id(project, 1), 10)
    assert layout(project) == layout(project, A1) == "a58 b38 c48"
    assert first_frames(project) == [96, 106, 96]
    project = done(project, roll, clip_id(project, 1), -20)
    assert layout(project) == "a38 b58 c48"


def test_roll_keeps_the_transition_at_its_cut() -> None:
    project = film(48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    enter = clips(project)[1].enter
    project = done(project, roll, clip_id(project, 1), 10)
    assert clips(project)[1].enter == enter


def test_roll_of_sound_alone_makes_an_l_cut() -> None:
    project = film(48, 48, sound=True)
    project = done(project, roll, clip_id(project, 1, A1), 10, alone=True)
    assert (layout(project), layout(project, A1)) == ("a48 b48", "a58 b38")


def test_roll_needs_a_clip_before() -> None:
    project = film(-4, 48)
    with pytest.raises(EditRefused, match="no clip right before"):
        roll(project, clip_id(project, 0), 1)


def test_slip_shows_another_stretch_in_the_same_place() -> None:
    project = film(48, 48, sound=True)
    project = done(project, slip, clip_id(project, 0), -96)
    assert layout(project) == layout(project, A1) == "a48 b48"
    assert first_frames(project) == first_frames(project, A1) == [0, 96]
    with pytest.raises(EditRefused, match="no room at all"):
        slip(project, clip_id(project, 0), -1)


def test_slip_of_a_backwards_clip_counts_the_other_way() -> None:
    project = film(48)
    project = set_speed(project, clip_id(project, 0), Fraction(-1))
    assert first_frames(project) == [143]
    assert slip_limits(project, clip_id(project, 0)) == Limits(-96, 96)
    project = done(project, slip, clip_id(project, 0), 96)
    assert first_frames(project) == [47]


def test_slide_moves_a_clip_between_its_neighbours() -> None:
    project = film(48, 48, 48, sound=True)
    project = done(project, slide, clip_id(project, 1), 10)
    assert layout(project) == layout(project, A1) == "a58 b48 c38"
    assert first_frames(project) == [96, 96, 106]
    assert slide_limits(project, clip_id(project, 1)) == Limits(-57, 37)


def test_slide_between_gaps_moves_over_them() -> None:
    project = film(48, -10, 48, -20, 48)
    assert slide_limits(project, clip_id(project, 1)) == Limits(-10, 20)
    project = done(project, slide, clip_id(project, 1), -10)
    assert layout(project) == "a48 b48 -30 c48"


def test_a_locked_track_is_not_touched() -> None:
    project = lock_track(film(48, 48, sound=True), A1, locked=True)
    for frames in (-4, 4):
        with pytest.raises(EditRefused, match="A1 is locked"):
            ripple_trim(project, clip_id(project, 0), Edge.TAIL, frames)
    with pytest.raises(EditRefused, match="A1 is locked"):
        slip(project, clip_id(project, 0), 4)
    assert layout(done(project, slip, clip_id(project, 0), 4, alone=True)) == "a48 b48"


def test_halves_of_a_split_roll_apart_and_back() -> None:
    project = film(48)
    project = split(project, clip_id(project, 0), 20)
    right = clip_id(project, 1)
    assert layout(done(project, roll, right, 5)) == "a25 a23"
    assert layout(done(project, roll, right, -5)) == "a15 a33"


def test_an_unknown_clip_is_refused() -> None:
    project = film(48)
    gone = remove(project, [clip_id(project, 0)])
    with pytest.raises(EditRefused, match="no clip"):
        trim(gone, clip_id(project, 0), Edge.TAIL, -1)


def _with_song(project: Project, at: int = 0) -> Project:
    music = song("song", 5)
    project = knowing(project, music)
    return overwrite(project, excerpt(project, music.id), at, track=A2 if at == 0 else A1)


def _silent_then_sounding() -> Project:
    project, file = film(48), video("b", 10, sound=True)
    project = knowing(project, file)
    what = excerpt(project, file.id, source_in=Fraction(4), source_out=Fraction(6))
    return append(project, what, track=V1)

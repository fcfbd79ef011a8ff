"""Frames to pixels, what is visible, and what is under a point."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.project.edits.look import set_fades
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.project import Project, new_project
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.timeline.geometry import (
    AUDIO_PX,
    COARSEST,
    DIVIDER_PX,
    FINEST,
    NAME_PX,
    PAD_PX,
    VIDEO_PX,
    OnClip,
    OnTrack,
    OnTransition,
    Part,
    Scale,
    fitting,
    hit,
    nearest_cut,
    row_at,
    rows_of,
    touched,
    visible,
)
from tests.project.films import V1, clip_id, film

BODY_Y = PAD_PX + NAME_PX + 20
NAME_Y = PAD_PX + 5


def part_at(project: Project, scale: Scale, x: float, y: float = BODY_Y) -> Part | None:
    found = hit(rows_of(project.timeline, {}), scale, x, y)
    return found.part if isinstance(found, OnClip | OnTransition) else None


@settings(max_examples=60)
@given(
    px=st.floats(0.01, 30),
    scroll=st.floats(0, 5000),
    factor=st.floats(0.2, 5),
    x=st.floats(0, 2000),
)
def test_zooming_keeps_the_frame_under_the_pointer(
    px: float, scroll: float, factor: float, x: float
) -> None:
    scale = Scale(px, scroll)
    zoomed = scale.zoomed(factor, x)
    assert COARSEST <= zoomed.px_per_frame <= FINEST
    if zoomed.scroll_px > 0:
        assert zoomed.frame(x) == pytest.approx(scale.frame(x), abs=1e-6)


def test_a_film_that_fits_ends_inside_of_the_window() -> None:
    scale = fitting(2400, 1000)
    assert 900 < scale.x(2400) < 1000
    assert scale.x(0) == 0


def test_frames_and_pixels_are_each_others_inverse() -> None:
    scale = Scale(3.5, 120)
    assert scale.frame(scale.x(77)) == pytest.approx(77)
    assert scale.at(scale.x(77) + 3) == 77
    assert scale.nearest(scale.x(77) + 3) == 78
    assert scale.at(-500) == 0


def test_tracks_lie_from_the_topmost_down_and_sound_below() -> None:
    project = add_track(new_project("Film"), TrackKind.VIDEO)
    rows = rows_of(project.timeline, {})
    assert [row.track.name for row in rows] == ["V2", "V1", "A1", "A2"]
    assert [row.top for row in rows] == [
        0,
        VIDEO_PX,
        2 * VIDEO_PX + DIVIDER_PX,
        2 * VIDEO_PX + DIVIDER_PX + AUDIO_PX,
    ]
    found = row_at(rows, VIDEO_PX + 1)
    assert found is not None
    assert found.track.name == "V1"
    assert row_at(rows, 2 * VIDEO_PX + 1) is None


def test_a_track_can_have_a_height_of_its_own() -> None:
    project = new_project("Film")
    rows = rows_of(project.timeline, {V1: 100})
    assert (rows[0].height, rows[1].top) == (100, 100 + DIVIDER_PX)


def test_only_what_touches_the_window_is_visible() -> None:
    track = film(24, 24, -24, 24).timeline.tracks[0]
    assert list(visible(track, 0, 24)) == [0]
    assert list(visible(track, 23, 25)) == [0, 1]
    assert list(visible(track, 50, 60)) == [2]
    assert list(visible(track, 72, 500)) == [3]
    assert list(visible(track, 500, 600)) == [3] or not list(visible(track, 500, 600))


def test_the_nearest_cut_is_found_on_either_side() -> None:
    track = film(24, 24).timeline.tracks[0]
    assert [nearest_cut(track, frame) for frame in (0, 11, 13, 25, 400)] == [0, 0, 24, 24, 48]


def test_edges_of_a_clip_are_taken_within_a_few_pixels() -> None:
    project, scale = film(100, 100), Scale(2.0)
    assert part_at(project, scale, 3) is Part.HEAD
    assert part_at(project, scale, 100) is Part.BODY
    assert part_at(project, scale, 197) is Part.TAIL
    assert part_at(project, scale, 203) is Part.HEAD
    assert part_at(project, scale, 500) is None


def test_the_middle_of_a_narrow_clip_can_still_be_taken() -> None:
    project, scale = film(8), Scale(1.0)
    assert [part_at(project, scale, x) for x in (0, 4, 7)] == [Part.HEAD, Part.BODY, Part.TAIL]


def test_fades_are_held_in_the_strip_of_the_name() -> None:
    project, scale = film(100), Scale(2.0)
    assert part_at(project, scale, 14, NAME_Y) is Part.FADE_IN
    assert part_at(project, scale, 14, BODY_Y) is Part.BODY
    assert part_at(project, scale, 186, NAME_Y) is Part.FADE_OUT
    faded = set_fades(project, clip_id(project, 0), fade_in=30)
    assert part_at(faded, scale, 60, NAME_Y) is Part.FADE_IN
    assert part_at(faded, scale, 14, NAME_Y) is Part.BODY


def test_a_transition_is_hit_below_the_names_on_both_sides_of_its_cut() -> None:
    project = add_transition(film(100, 100), clip_id(film(100, 100), 1), "dissolve", 40)
    rows, scale = rows_of(project.timeline, {}), Scale(2.0)
    for x, part in ((162, Part.HEAD), (190, Part.BODY), (215, Part.BODY), (237, Part.TAIL)):
        found = hit(rows, scale, x, BODY_Y)
        assert isinstance(found, OnTransition)
        assert (found.placed.index, found.part) == (1, part)
    assert isinstance(hit(rows, scale, 190, NAME_Y), OnClip)


def test_where_nothing_lies_the_track_is_hit_or_none() -> None:
    project, scale = film(24, -24, 24), Scale(2.0)
    rows = rows_of(project.timeline, {})
    assert hit(rows, scale, 60, BODY_Y) == OnTrack(project.timeline.tracks[0])
    assert hit(rows, scale, 60, 10_000) == OnTrack(None)


def test_a_rubber_band_touches_what_it_crosses() -> None:
    project = film(24, 24, 24, sound=True)
    rows = rows_of(project.timeline, {})
    found = set(touched(rows, 30, 50, 10, 20))
    assert found == {clip_id(project, 1), clip_id(project, 2)}
    assert len(set(touched(rows, 30, 50, 10, 1000))) == 4

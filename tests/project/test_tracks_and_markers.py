"""Tracks and markers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.edits.cut import extract, remove, ripple_delete
from sorastudio.project.edits.markers import (
    add_marker,
    change_marker,
    let_markers_ripple,
    move_marker,
    remove_marker,
)
from sorastudio.project.edits.place import excerpt, insert
from sorastudio.project.edits.tracks import (
    add_track,
    hide_track,
    lock_track,
    mute_track,
    remove_track,
    rename_track,
    reorder_track,
    solo_track,
)
from sorastudio.project.edits.trim import Edge, ripple_trim, trim
from sorastudio.project.ids import MarkerId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from tests.project.films import A1, A2, V1, clip_id, clips, done, file_id, film


def _names(project: Project) -> list[str]:
    return [track.name for track in project.timeline.tracks]


def test_new_tracks_go_on_top_or_underneath_with_the_next_free_name() -> None:
    project = done(film(), add_track, TrackKind.VIDEO)
    project = done(project, add_track, TrackKind.AUDIO)
    project = done(project, add_track, TrackKind.VIDEO, name="Titles")
    assert _names(project) == ["V1", "V2", "Titles", "A1", "A2", "A3"]
    with pytest.raises(EditRefused, match="already"):
        add_track(project, TrackKind.AUDIO, name="Titles")


def test_removing_a_track_takes_its_clips_and_frees_their_partners() -> None:
    project = done(film(48, sound=True), remove_track, A1)
    assert _names(project) == ["V1", "A2"]
    assert clips(project)[0].link is None
    with pytest.raises(EditRefused, match="only video track"):
        remove_track(project, V1)
    with pytest.raises(EditRefused, match="locked"):
        remove_track(lock_track(film(48, sound=True), A1, locked=True), A1)


def test_rename() -> None:
    project = done(film(), rename_track, A1, " Voices ")
    assert _names(project) == ["V1", "Voices", "A2"]
    assert rename_track(project, A1, "Voices") == project
    for name, why in (("A2", "already"), ("  ", "needs a name")):
        with pytest.raises(EditRefused, match=why):
            rename_track(project, A1, name)


def test_reorder_stays_among_the_kind() -> None:
    project = add_track(film(), TrackKind.VIDEO)
    assert _names(done(project, reorder_track, V1, 1)) == ["V2", "V1", "A1", "A2"]
    assert _names(done(project, reorder_track, A2, 0)) == ["V1", "V2", "A2", "A1"]
    with pytest.raises(EditRefused, match="places 0 to 1"):
        reorder_track(project, V1, 2)


def test_switches() -> None:
    project = done(film(), lock_track, V1, locked=True)
    project = done(project, hide_track, V1, hidden=True)
    project = done(project, mute_track, A1, muted=True)
    project = done(project, solo_track, A2, solo=True)
    v1, a1, a2 = project.timeline.tracks
    assert (v1.locked, v1.hidden, a1.muted, a2.solo) == (True, True, True, True)
    with pytest.raises(EditRefused, match="A1 is not a video track"):
        hide_track(project, A1, hidden=True)
    with pytest.raises(EditRefused, match="V1 is not an audio track"):
        mute_track(project, V1, muted=True)
    with pytest.raises(EditRefused, match="no track"):
        lock_track(project, TrackId("track-99"), locked=True)


def test_markers_stay_in_order() -> None:
    project = film()
    for frame in (30, 10, 20):
        project = done(project, add_marker, frame, name=str(frame))
    assert [marker.name for marker in project.timeline.markers] == ["10", "20", "30"]
    first = project.timeline.markers[0]
    project = done(project, move_marker, first.id, 25)
    assert [marker.name for marker in project.timeline.markers] == ["20", "10", "30"]
    project = done(project, change_marker, replace(first, note="here", frame=5))
    assert project.timeline.markers[0].note == "here"
    project = done(project, remove_marker, first.id)
    assert [marker.name for marker in project.timeline.markers] == ["20", "30"]


def test_markers_that_cannot_be_are_refused() -> None:
    with pytest.raises(EditRefused, match="before the beginning"):
        add_marker(film(), -1)
    for verb in (remove_marker, lambda film, marker: move_marker(film, marker, 3)):
        with pytest.raises(EditRefused, match="no marker"):
            verb(film(), MarkerId("marker-9"))


def test_markers_lie_within_a_day() -> None:
    project = done(film(48), add_marker, 24 * 3600 * 24)
    with pytest.raises(EditRefused, match="24 hours"):
        move_marker(project, project.timeline.markers[0].id, 10**12)


def _marked(*frames: int) -> Project:
    project = film(48, 30, 40, sound=True)
    for frame in frames:
        project = add_marker(project, frame)
    return project


def _frames(project: Project) -> list[int]:
    return [marker.frame for marker in project.timeline.markers]


def test_markers_move_with_what_ripples() -> None:
    project = _marked(10, 60, 100)
    first, second, _ = (clip_id(project, index) for index in range(3))
    assert _frames(done(project, ripple_delete, [second])) == [10, 48, 70]
    assert _frames(done(project, ripple_trim, first, Edge.TAIL, 5)) == [10, 65, 105]
    assert _frames(done(project, ripple_trim, second, Edge.HEAD, 8)) == [10, 52, 92]
    assert _frames(done(project, ripple_trim, second, Edge.HEAD, 20)) == [10, 48, 80]
    assert _frames(done(project, extract, 5, 20)) == [5, 45, 85]
    what = excerpt(project, file_id("a"), source_out=Fraction(1))
    assert _frames(done(project, insert, what, 60)) == [10, 84, 124]


def test_markers_stay_where_nothing_ripples() -> None:
    project = _marked(10, 60, 100)
    assert _frames(done(project, remove, [clip_id(project, 1)])) == [10, 60, 100]
    assert _frames(done(project, trim, clip_id(project, 1), Edge.TAIL, -5)) == [10, 60, 100]


def test_markers_stay_if_the_film_wants_them_to() -> None:
    project = done(_marked(10, 60, 100), let_markers_ripple, on=False)
    assert _frames(done(project, ripple_delete, [clip_id(project, 0)])) == [10, 60, 100]

"""What attracts an edge, and how far it is pulled."""

from __future__ import annotations

from sorastudio.project.edits.markers import add_marker
from sorastudio.ui.timeline.snapping import NOTHING, Snap, SnapPoints
from tests.project.films import clip_id, film


def test_edges_markers_playhead_and_marks_attract() -> None:
    project = add_marker(film(24, -6, 24), 200)
    points = SnapPoints.of(project.timeline, playhead=77, marked=(90, 95))
    assert points.frames == (0, 24, 30, 54, 77, 90, 95, 200)


def test_what_is_dragged_does_not_attract_itself() -> None:
    project = film(24, -6, 24)
    points = SnapPoints.of(project.timeline, without={clip_id(project, 1)})
    assert points.frames == (0, 24)


def test_an_edge_snaps_within_reach_only() -> None:
    points = SnapPoints((0, 100))
    assert points.snap(57, [40], 5) == Snap(60, 100)
    assert points.snap(54, [40], 5) == Snap(54, None)
    assert points.nearest(97, 2.5) is None


def test_of_several_edges_the_one_nearest_to_a_point_wins() -> None:
    points = SnapPoints((100, 200))
    assert points.snap(0, [96, 201], 10) == Snap(-1, 200)


def test_nothing_snaps_to_nothing() -> None:
    assert NOTHING.snap(7, [1, 2], 1000) == Snap(7, None)

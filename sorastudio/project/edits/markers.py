"""Markers on the ruler, in order of frame."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Marker
from sorastudio.project.ids import MarkerId
from sorastudio.project.project import Project

_LATEST_SECONDS = 24 * 3600


def add_marker(
    project: Project, frame: int, *, name: str = "", note: str = "", color: str = "blue"
) -> Project:
    timeline, marker_id = project.timeline.mint_marker()
    marker = Marker(id=marker_id, frame=frame, name=name, note=note, color=color)
    return _ordered(replace(project, timeline=timeline), (*timeline.markers, marker))


def change_marker(project: Project, marker: Marker) -> Project:
    """Put a marker in the place of the one with its id; it may lie at another frame."""
    _marker(project, marker.id)
    markers = (marker if each.id == marker.id else each for each in project.timeline.markers)
    return _ordered(project, tuple(markers))


def move_marker(project: Project, marker_id: MarkerId, frame: int) -> Project:
    return change_marker(project, replace(_marker(project, marker_id), frame=frame))


def remove_marker(project: Project, marker_id: MarkerId) -> Project:
    _marker(project, marker_id)
    markers = tuple(each for each in project.timeline.markers if each.id != marker_id)
    return _ordered(project, markers)


def let_markers_ripple(project: Project, *, on: bool) -> Project:
    """Whether markers move with what ripples."""
    return replace(project, settings=replace(project.settings, ripple_markers=on))


def _marker(project: Project, marker_id: MarkerId) -> Marker:
    for marker in project.timeline.markers:
        if marker.id == marker_id:
            return marker
    raise EditRefused(f"There is no marker {marker_id} in the film.")


def _ordered(project: Project, markers: tuple[Marker, ...]) -> Project:
    if any(marker.frame < 0 for marker in markers):
        raise EditRefused("A marker cannot lie before the beginning of the film.")
    if any(marker.frame > _LATEST_SECONDS * project.rate.nominal for marker in markers):
        raise EditRefused("A marker cannot lie more than 24 hours from the beginning of the film.")
    ordered = tuple(sorted(markers, key=lambda marker: marker.frame))
    return replace(project, timeline=replace(project.timeline, markers=ordered))

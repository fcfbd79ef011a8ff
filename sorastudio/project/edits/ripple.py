"""What moves along when the film gets longer or shorter at some point."""

from __future__ import annotations

from collections.abc import Mapping

from sorastudio.project.edits.reach import Limits
from sorastudio.project.edits.splice import MarkerShift, Shift, Step, room_before
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project

Points = Mapping[TrackId, int]
"""Of each track that ripples, the frame from which on its clips move."""


def ripple_points(
    project: Project, seeds: Points, *, all_tracks: bool = False
) -> dict[TrackId, int]:
    """The tracks an edit ripples on, and what has to move with them.

    Whatever is linked to a clip that moves, moves too, and with it what comes later on its track.
    `all_tracks` adds every other unlocked track, from the first point on.
    """
    points = dict(seeds)
    if all_tracks:
        first = min(seeds.values())
        free = (track for track in project.timeline.tracks if not track.locked)
        points = {**{track.id: first for track in free}, **points}
    waiting = list(points)
    while waiting:
        mover = waiting.pop()
        for pull in project.timeline.pulls(mover):
            point = pull.point(points[mover])
            if point is None or pull.track_id in seeds:
                continue
            if point < points.get(pull.track_id, point + 1):
                points[pull.track_id] = point
                waiting.append(pull.track_id)
    return points


def shifts(points: Points, frames: int, at: int) -> tuple[Step, ...]:
    """The film gets longer at frame `at`, or shorter up to there; markers move along."""
    moves = (Shift(track_id, point, frames) for track_id, point in points.items())
    return (*moves, MarkerShift(at, frames))


def ripple_room(project: Project, points: Points, seeds: Points) -> Limits:
    """How far the tracks that only follow can move earlier."""
    tracks = (t for t in project.timeline.tracks if t.id in points and t.id not in seeds)
    rooms = (room_before(track, points[track.id]) for track in tracks)
    return Limits(least=max((-room for room in rooms if room is not None), default=None))

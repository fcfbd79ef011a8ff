"""What moves along when the film gets longer or shorter at some point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sorastudio.project.clip import Clip
from sorastudio.project.edits.reach import Limits
from sorastudio.project.edits.splice import Shift, room_before
from sorastudio.project.ids import LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Timeline, Track

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
    partners = _linked_starts(project.timeline)
    waiting = list(points) if partners else []
    while waiting:
        track = project.timeline.track(waiting.pop())
        for track_id, start in _pulled(track, points, partners) if track else ():
            if track_id not in seeds and start < points.get(track_id, start + 1):
                points[track_id] = start
                waiting.append(track_id)
    return points


def shifts(points: Points, frames: int) -> tuple[Shift, ...]:
    return tuple(Shift(track_id, point, frames) for track_id, point in points.items())


def ripple_room(project: Project, points: Points, seeds: Points) -> Limits:
    """How far the tracks that only follow can move earlier."""
    tracks = (t for t in project.timeline.tracks if t.id in points and t.id not in seeds)
    rooms = (room_before(track, points[track.id]) for track in tracks)
    return Limits(least=max((-room for room in rooms if room is not None), default=None))


_Starts = dict[LinkId, list[tuple[TrackId, int]]]


def _linked_starts(timeline: Timeline) -> _Starts:
    found: _Starts = defaultdict(list)
    for track in timeline.tracks:
        for start, item in zip(track.starts, track.items, strict=False):
            if isinstance(item, Clip) and item.link is not None:
                found[item.link].append((track.id, start))
    return found


def _pulled(track: Track, points: Points, partners: _Starts) -> list[tuple[TrackId, int]]:
    """Where the partners of what moves on a track begin."""
    point = points[track.id]
    return [
        partner
        for start, item in zip(track.starts, track.items, strict=False)
        if start >= point and isinstance(item, Clip) and item.link is not None
        for partner in partners[item.link]
        if partner[0] != track.id
    ]

"""Making room in the middle of the film."""

from __future__ import annotations

from collections.abc import Iterable

from sorastudio.project.clip import Clip
from sorastudio.project.edits.ripple import ripple_points, shifts
from sorastudio.project.edits.splice import Splice, Step
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track


def opened(
    project: Project, tracks: Iterable[TrackId], at: int, frames: int, *, all_tracks: bool = False
) -> tuple[Step, ...]:
    """Steps that open a gap of `frames` at a frame of the tracks, cutting what lies across it there
    and whatever is linked to that."""
    wanted = set(tracks)
    crossing = {
        track.id: clip
        for track in project.timeline.tracks
        if (clip := crossing_clip(track, at)) is not None
    }
    links = {crossing[each].link for each in wanted if each in crossing} - {None}
    wanted |= {track_id for track_id, clip in crossing.items() if clip.link in links}
    points = ripple_points(project, dict.fromkeys(sorted(wanted), at), all_tracks=all_tracks)
    cuts = (Splice(track_id, at, at) for track_id in sorted(wanted) if track_id in crossing)
    return (*cuts, *shifts(points, frames, at))


def crossing_clip(track: Track, frame: int) -> Clip | None:
    """The clip that has begun before a frame and goes on at it."""
    index = track.index_at(frame)
    if index is None or track.starts[index] == frame:
        return None
    item = track.items[index]
    return item if isinstance(item, Clip) else None

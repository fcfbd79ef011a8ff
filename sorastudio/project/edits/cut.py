"""Splitting clips and taking things out, with or without closing the hole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Gap
from sorastudio.project.edits.lay import lifted
from sorastudio.project.edits.lookup import clip_of, title, unlocked, with_partners
from sorastudio.project.edits.ripple import ripple_points, shifts
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import ClipId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Track


def split(project: Project, clip_id: ClipId, frame: int, *, alone: bool = False) -> Project:
    """Cut a clip, and what is linked to it, so that the right part begins at `frame`.

    The left part keeps its id and the transition into it. Raises EditRefused outside of the clip.
    """
    placed = clip_of(project, clip_id)
    if not placed.start < frame < placed.end:
        raise EditRefused(
            f"Frame {frame} is not inside “{title(project, placed.clip)}”.",
            todo=f"Cut between {placed.start + 1} and {placed.end - 1}.",
        )
    group = with_partners(project, [clip_id], alone=alone)
    crossed = [each for each in group if each.start < frame < each.end]
    return apply(project, (Splice(each.track.id, frame, frame) for each in crossed))


def split_all(project: Project, frame: int) -> Project:
    """Cut whatever lies across a frame, on every unlocked track."""
    tracks = [track for track in unlocked(project, None) if _is_inside(track, frame)]
    return apply(project, (Splice(track.id, frame, frame) for track in tracks))


def lift(
    project: Project, start: int, end: int, *, tracks: Iterable[TrackId] | None = None
) -> Project:
    """Take frames [start, end) off the named tracks, or off all unlocked ones, and leave a gap."""
    return apply(project, _lifts(project, start, end, tracks))


def extract(
    project: Project, start: int, end: int, *, tracks: Iterable[TrackId] | None = None
) -> Project:
    """Take frames [start, end) out of the named tracks, or of all unlocked ones, and close the
    hole."""
    lifts = _lifts(project, start, end, tracks)
    points = ripple_points(project, {each.track_id: end for each in lifts}) if lifts else {}
    return apply(project, (*lifts, *shifts(points, start - end, end)))


def remove(project: Project, clip_ids: Iterable[ClipId], *, alone: bool = False) -> Project:
    """Take clips, and what is linked to them, off the timeline and leave gaps."""
    return apply(project, map(lifted, with_partners(project, clip_ids, alone=alone)))


def ripple_delete(
    project: Project,
    clip_ids: Iterable[ClipId],
    *,
    alone: bool = False,
    all_tracks: bool = False,
) -> Project:
    """Take clips, and what is linked to them, out of the film and close the holes."""
    for run in reversed(runs_of(project, list(clip_ids), alone=alone)):
        seeds = {placed.track.id: placed.end for placed in run.clips}
        points = ripple_points(project, seeds, all_tracks=all_tracks)
        moves = shifts(points, run.start - run.end, run.end)
        project = apply(project, (*map(lifted, run.clips), *moves))
    return project


def close_gap(
    project: Project, track_id: TrackId, frame: int, *, all_tracks: bool = False
) -> Project:
    """Take out the gap at a frame of a track. Raises EditRefused if there is none."""
    track = next(iter(unlocked(project, [track_id])))
    index = track.index_at(frame)
    if index is None or not isinstance(track.items[index], Gap):
        raise EditRefused(f"There is no gap on {track.name} at frame {frame}.")
    points = ripple_points(project, {track_id: frame}, all_tracks=all_tracks)
    end = track.starts[index + 1]
    return apply(project, shifts(points, track.starts[index] - end, end))


@dataclass(frozen=True, slots=True)
class Run:
    """Clips in a row, with their partners, that leave one hole [start, end) on the first's
    track."""

    start: int
    end: int
    clips: tuple[Placed, ...]

    def joined(self, later: Run) -> Run | None:
        """Both as one, if they touch on every track."""
        ends = {placed.track.id: placed.end for placed in self.clips}
        starts = {placed.track.id: placed.start for placed in reversed(later.clips)}
        return Run(self.start, later.end, self.clips + later.clips) if ends == starts else None


def runs_of(project: Project, clip_ids: list[ClipId], *, alone: bool = False) -> list[Run]:
    """The clips with their partners, in order of time. Of linked clips the lowest track's says how
    long the hole is."""
    groups: dict[str, list[Placed]] = {}
    for placed in with_partners(project, clip_ids, alone=alone):
        key = placed.clip.id if alone else placed.clip.link or placed.clip.id
        groups.setdefault(key, []).append(placed)
    runs: list[Run] = []
    for clips in sorted(groups.values(), key=lambda clips: clips[0].start):
        run = Run(clips[0].start, clips[0].end, tuple(clips))
        joined = runs[-1].joined(run) if runs else None
        runs[-1:] = [joined] if joined else [*runs[-1:], run]
    return runs


def _lifts(
    project: Project, start: int, end: int, tracks: Iterable[TrackId] | None
) -> list[Splice]:
    if not 0 <= start < end:
        raise EditRefused(f"There is nothing between frame {start} and frame {end}.")
    return [
        Splice(track.id, start, end, (Gap(end - start),))
        for track in unlocked(project, tracks)
        if start < track.length
    ]


def _is_inside(track: Track, frame: int) -> bool:
    index = track.index_at(frame)
    return index is not None and track.starts[index] < frame

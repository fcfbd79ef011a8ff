"""Snapping: what attracts an edge that is dragged, and how far it is pulled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sorastudio.project.clip import Clip
from sorastudio.project.ids import ClipId
from sorastudio.project.timeline import Timeline, Track

SNAP_PX = 9


@dataclass(frozen=True, slots=True)
class Snap:
    """How far to go, and the frame that was met, if any."""

    by: int
    line: int | None


@dataclass(frozen=True, slots=True)
class SnapPoints:
    """Frames that attract, in order."""

    frames: tuple[int, ...]

    @classmethod
    def of(
        cls,
        timeline: Timeline,
        *,
        without: Collection[ClipId] = (),
        playhead: int | None = None,
        marked: tuple[int, int] | None = None,
    ) -> SnapPoints:
        """The edges of all clips but those that are dragged, markers, playhead, marks, and the
        beginning."""
        found = {0, *(marker.frame for marker in timeline.markers)}
        found.update(marked or ())
        if playhead is not None:
            found.add(playhead)
        for track in timeline.tracks:
            found.update(_edges(track, without))
        return cls(tuple(sorted(found)))

    def without(self, frames: Collection[int]) -> SnapPoints:
        return SnapPoints(tuple(point for point in self.frames if point not in frames))

    def nearest(self, frame: float, reach: float) -> int | None:
        """The point next to a frame, not farther than `reach` frames."""
        index = bisect_left(self.frames, frame)
        around = self.frames[max(0, index - 1) : index + 1]
        found = min(around, key=lambda point: abs(point - frame), default=None)
        return found if found is not None and abs(found - frame) <= reach else None

    def snap(self, by: int, edges: Iterable[int], reach: float) -> Snap:
        """Moves `edges` by so many frames, or by a few more or less so that one of them meets a
        point."""
        best: Snap | None = None
        for edge in edges:
            point = self.nearest(edge + by, reach)
            if point is not None and (best is None or abs(point - edge - by) < abs(best.by - by)):
                best = Snap(point - edge, point)
        return best or Snap(by, None)


def _edges(track: Track, without: Collection[ClipId]) -> Iterable[int]:
    """Of a track whose clips all count, every start is one of a clip or of the gap behind one."""
    if not any(isinstance(item, Clip) and item.id in without for item in track.items):
        return track.starts
    kept = (p for p in track.clips() if p.clip.id not in without)
    return [edge for placed in kept for edge in (placed.start, placed.end)]


NOTHING = SnapPoints(())

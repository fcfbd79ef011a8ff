"""A film as the eye of the player sees it: plans by frame, and what comes into view next."""

from __future__ import annotations

from collections.abc import Iterator

from sorastudio.project.clip import Clip
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.render.plan import FramePlan, Layer, MediaFrame, Shot, plan

_KEPT_PLANS = 4096


class Sight:
    """Plans are remembered, as the same frames are asked for again and again."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._plans: dict[int, FramePlan] = {}

    def plan(self, frame: int) -> FramePlan:
        found = self._plans.get(frame)
        if found is None:
            if len(self._plans) >= _KEPT_PLANS:
                self._plans.clear()
            found = self._plans[frame] = plan(self.project, frame)
        return found

    def coming(self, frame: int, horizon: int) -> Iterator[MediaFrame]:
        """The first pictures of what comes into view within `horizon` frames after `frame`, but for
        what goes on from where it is being read."""
        now = media_frames(self.plan(frame))
        for track in self.project.timeline.of_kind(TrackKind.VIDEO):
            for start in _entrances(track, frame, frame + horizon):
                for wanted in media_frames(self.plan(start)):
                    if not any(_reads_on(shown, wanted) for shown in now):
                        yield wanted


def media_frames(plan: FramePlan) -> list[MediaFrame]:
    shots = (shot for layer in plan.layers for shot in _shots(layer))
    return [shot.frame for shot in shots if isinstance(shot.frame, MediaFrame)]


def _shots(layer: Layer) -> list[Shot]:
    if isinstance(layer, Shot):
        return [layer]
    return [side for side in (layer.a, layer.b) if side is not None]


def _entrances(track: Track, after: int, until: int) -> Iterator[int]:
    """The frames in (after, until] at which clips of a track come into view."""
    index = track.index_at(max(after, 0))
    if track.hidden or index is None:
        return
    for each in range(index, len(track.items)):
        item, start = track.items[each], track.starts[each]
        entrance = start - (item.enter.in_offset if isinstance(item, Clip) and item.enter else 0)
        if entrance > until:
            return
        if entrance > after and isinstance(item, Clip):
            yield entrance


def _reads_on(shown: MediaFrame, wanted: MediaFrame) -> bool:
    """Whether the reader of one picture will come by the other: a second one would take it away
    from where it is needed."""
    return shown.media_id == wanted.media_id and 0 <= wanted.time - shown.time <= 4

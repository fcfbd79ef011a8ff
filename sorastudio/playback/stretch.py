"""Stretches of the film that are made in one way, and where they go when the film is edited."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.playback.sight import Sight
from sorastudio.project.clip import Clip
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from sorastudio.render.plan import FramePlan, Layer, MediaFrame, Shot


@dataclass(frozen=True, slots=True)
class Spot:
    """A frame of the film, said so that it goes where its clip goes."""

    clip: ClipId
    offset: int


def spot_at(project: Project, frame: int) -> Spot | None:
    """On the topmost clip there."""
    for track in reversed(project.timeline.of_kind(TrackKind.VIDEO)):
        index = None if track.hidden else track.index_at(frame)
        item = None if index is None else track.items[index]
        if index is not None and isinstance(item, Clip):
            return Spot(item.id, frame - track.starts[index])
    return None


def frame_of(project: Project, spot: Spot) -> int | None:
    """None once the clip is gone or too short."""
    placed = project.timeline.find(spot.clip)
    inside = placed is not None and spot.offset < placed.clip.length
    return placed.start + spot.offset if placed is not None and inside else None


def stretch(sight: Sight, frame: int, most: int) -> range:
    """The frames around one that show the same things in the same way, at most so many; of a long
    stretch more of what follows."""
    wanted, length = _shape(sight.plan(frame)), sight.project.timeline.length
    first, end = frame, frame + 1
    while first > 0 and end - first < max(most // 4, 1) and _shape(sight.plan(first - 1)) == wanted:
        first -= 1
    while end < length and end - first < most and _shape(sight.plan(end)) == wanted:
        end += 1
    return range(first, end)


def is_plain(plan: FramePlan) -> bool:
    """Whether there is nothing to compose but one picture."""
    return len(plan.layers) == 1 and isinstance(plan.layers[0], Shot)


@dataclass(frozen=True, slots=True)
class Manner:
    """What makes a frame slow: its one source, or how its layers are composed, whatever their
    sources."""

    plain: bool
    parts: tuple[object, ...]


def manner(plan: FramePlan) -> Manner:
    if is_plain(plan):
        return Manner(plain=True, parts=_shape(plan))
    parts = (None if isinstance(layer, Shot) else layer.kind for layer in plan.layers)
    return Manner(plain=False, parts=tuple(parts))


_Shape = tuple[object, ...]


def _shape(plan: FramePlan) -> _Shape:
    return tuple(_shape_of(layer) for layer in plan.layers)


def _shape_of(layer: Layer | None) -> _Shape:
    match layer:
        case None:
            return ()
        case Shot(frame, _):
            return (frame.media_id,) if isinstance(frame, MediaFrame) else (frame.name,)
        case blend:
            return (blend.kind, _shape_of(blend.a), _shape_of(blend.b))

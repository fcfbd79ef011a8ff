"""What is on screen at a frame, said without touching a pixel. Plain data: it can be hashed, sent,
and drawn anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sorastudio.project.clip import Clip, Crop, Fit, Gap, Transition
from sorastudio.project.curve import value_at
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Option
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind


@dataclass(frozen=True, slots=True)
class MediaFrame:
    """The picture a file shows at `time` seconds after its first one."""

    media_id: MediaId
    time: Fraction


@dataclass(frozen=True, slots=True)
class Slate:
    """What stands in for a slot without a take: its name, its prompt, its length in seconds."""

    name: str
    prompt: str
    seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """A placement at one moment: numbers only."""

    fit: Fit
    crop: Crop
    scale: float
    x: float
    y: float
    rotation_degrees: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Shot:
    frame: MediaFrame | Slate
    pose: Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """`a` on its way to `b`; None is nothing. `progress` lies between 0 and 1, both left out."""

    kind: str
    params: tuple[tuple[str, Option], ...]
    progress: Fraction
    a: Shot | None
    b: Shot | None
    picture: MediaFrame | None = None
    """A picture of the person's own that the kind works with."""


OWN_PICTURE = "picture"
"""The parameter of a transition that names a file of the film by its id."""

Layer = Shot | Blend


@dataclass(frozen=True, slots=True)
class FramePlan:
    """Layers from the lowest to the topmost, over black."""

    layers: tuple[Layer, ...] = ()


def plan(project: Project, frame: int) -> FramePlan:
    """Everything seen at a frame; an empty plan (black) before the start and after the end."""
    tracks = (t for t in project.timeline.of_kind(TrackKind.VIDEO) if not t.hidden)
    layers = (_layer(project, track, frame) for track in tracks)
    return FramePlan(tuple(layer for layer in layers if layer is not None))


def _layer(project: Project, track: Track, frame: int) -> Layer | None:
    index = track.index_at(frame)
    if index is None:
        return None
    blend = _blend_around(project, track, index, frame)
    return blend if blend is not None else _shot(project, track, index, frame)


def _blend_around(project: Project, track: Track, index: int, frame: int) -> Blend | None:
    """The transition that covers the frame, whether it leads into this item or into the next
    one."""
    for incoming in (index, index + 1):
        item = track.items[incoming] if incoming < len(track.items) else None
        if not isinstance(item, Clip) or item.enter is None:
            continue
        first = track.starts[incoming] - item.enter.in_offset
        if first <= frame < first + item.enter.length:
            return _blend(project, track, incoming, frame, item.enter)
    return None


def _blend(
    project: Project, track: Track, incoming: int, frame: int, transition: Transition
) -> Blend:
    first = track.starts[incoming] - transition.in_offset
    return Blend(
        kind=transition.kind,
        params=transition.params,
        progress=Fraction(frame - first + 1, transition.length + 1),
        a=_shot(project, track, incoming - 1, frame) if incoming else None,
        b=_shot(project, track, incoming, frame),
        picture=_own_picture(project, transition),
    )


def _own_picture(project: Project, transition: Transition) -> MediaFrame | None:
    media = project.pool.media.get(MediaId(str(dict(transition.params).get(OWN_PICTURE, ""))))
    return MediaFrame(media.id, Fraction(0)) if media is not None and media.video else None


def _shot(project: Project, track: Track, index: int, frame: int) -> Shot | None:
    """What an item shows at a frame, its handles included."""
    clip = track.items[index]
    if isinstance(clip, Gap) or not clip.enabled:
        return None
    offset = frame - track.starts[index]
    time = clip.source_in + project.rate.seconds(offset) * clip.speed
    return Shot(_frame(project, clip, time), _pose(project, clip, offset, time))


def _frame(project: Project, clip: Clip, time: Fraction) -> MediaFrame | Slate:
    media = project.media_of(clip)
    if media is not None:
        return MediaFrame(media.id, time)
    slot = project.slot_of(clip)
    if slot is None:
        return Slate("Missing", "This clip has no source.", project.rate.seconds(clip.length))
    return Slate(slot.name, slot.prompt, slot.seconds)


def _pose(project: Project, clip: Clip, offset: int, time: Fraction) -> Pose:
    at = clip.placement
    return Pose(
        fit=at.fit or project.settings.fit,
        crop=at.crop,
        scale=value_at(at.scale, time),
        x=value_at(at.x, time),
        y=value_at(at.y, time),
        rotation_degrees=value_at(at.rotation_degrees, time),
        opacity=value_at(at.opacity, time) * _fade(clip, offset),
    )


def _fade(clip: Clip, offset: int) -> float:
    """1 inside; on its way up in the first `fade_in` frames and down in the last `fade_out`."""
    up = min(1.0, max(0, offset + 1) / (clip.fade_in + 1)) if clip.fade_in else 1.0
    down = min(1.0, max(0, clip.length - offset) / (clip.fade_out + 1)) if clip.fade_out else 1.0
    return up * down

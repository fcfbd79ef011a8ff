"""Values of a placement that change over time: keys are set where the playhead is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Crop, Placement
from sorastudio.project.curve import Curve, Ease, Key, Varying, value_at
from sorastudio.project.edits.look import set_placement
from sorastudio.project.edits.lookup import clip_of, title
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed, TrackKind

PUSH = 1.15
"""How much larger a picture is at the end of a slow push in."""


Place = tuple[float, float]
"""x and y, as a placement has them."""


class Field(StrEnum):
    """The numbers of a placement that may follow a curve, named as there."""

    SCALE = "scale"
    X = "x"
    Y = "y"
    ROTATION = "rotation_degrees"
    OPACITY = "opacity"

    def of(self, placement: Placement) -> Varying:
        varying: Varying = getattr(placement, self.value)
        return varying


def moment(placed: Placed, frame: int, rate: FrameRate) -> Fraction:
    """The source time a clip shows at a frame of the film, or at its own one nearest to it."""
    offset = min(max(frame - placed.start, 0), placed.clip.length - 1)
    return placed.clip.source_in + rate.seconds(offset) * placed.clip.speed


def frame_of(placed: Placed, time: Fraction, rate: FrameRate) -> int | None:
    """The frame of the film at which a clip shows a source time; None where it never does."""
    clip = placed.clip
    if clip.speed == 0:
        return placed.start if time == clip.source_in else None
    offset = rate.nearest_frame((time - clip.source_in) / clip.speed)
    return placed.start + offset if 0 <= offset < clip.length else None


def key_at(placed: Placed, field: Field, frame: int, rate: FrameRate) -> Key | None:
    """The key that lies on a frame of the film."""
    shown = min(max(frame, placed.start), placed.end - 1)
    for key in keys_of(field.of(placed.clip.placement)):
        if frame_of(placed, key.time, rate) == shown:
            return key
    return None


def key_frames(placed: Placed, field: Field, rate: FrameRate) -> tuple[int, ...]:
    """The frames of the film that have a key, in order."""
    keys = keys_of(field.of(placed.clip.placement))
    frames = (frame_of(placed, key.time, rate) for key in keys)
    return tuple(sorted({frame for frame in frames if frame is not None}))


def keys_of(varying: Varying) -> tuple[Key, ...]:
    return varying.keys if isinstance(varying, Curve) else ()


def set_values(
    project: Project,
    clip_ids: Iterable[ClipId],
    values: Mapping[Field, float],
    *,
    frame: int,
) -> Project:
    """Give the pictures among the clips these values: on a curve, where the frame of the film is; a
    constant, for all of the clip."""
    for clip_id in clip_ids:
        placed = clip_of(project, clip_id)
        if placed.track.kind is not TrackKind.VIDEO:
            continue
        placement = placed.clip.placement
        for field, value in values.items():
            varying = _with_value(project, placed, field, value, frame)
            placement = _with(placement, field, varying)
        project = set_placement(project, [clip_id], placement)
    return project


def set_crop(
    project: Project, clip_id: ClipId, crop: Crop, *, scale: float = 1.0, by: Place = (0.0, 0.0)
) -> Project:
    """Cut a picture at its sides, make it `scale` times as large and move it by `by`: what is left
    of it can so stay where it was seen. Curves go along as a whole."""
    placement = clip_of(project, clip_id).clip.placement
    moved = replace(
        placement,
        crop=crop,
        scale=_mapped(placement.scale, lambda value: value * scale),
        x=_mapped(placement.x, lambda value: value + by[0]),
        y=_mapped(placement.y, lambda value: value + by[1]),
    )
    return set_placement(project, [clip_id], moved)


def add_key(project: Project, clip_ids: Iterable[ClipId], field: Field, *, frame: int) -> Project:
    """Keep the value of now where the frame is, so that another one can follow."""
    for placed in _pictures(project, clip_ids):
        _refuse_frozen(project, placed)
        time = moment(placed, frame, project.rate)
        varying = field.of(placed.clip.placement)
        curve = _keyed(placed, field, Key(time=time, value=value_at(varying, time)), project.rate)
        project = _put(project, placed, field, curve)
    return project


def remove_key(
    project: Project, clip_ids: Iterable[ClipId], field: Field, *, frame: int
) -> Project:
    """Take the key at the frame away; the value of the last one stays for all of the clip."""
    for placed in _pictures(project, clip_ids):
        gone = key_at(placed, field, frame, project.rate)
        if gone is not None:
            kept = tuple(k for k in keys_of(field.of(placed.clip.placement)) if k is not gone)
            project = _put(project, placed, field, Curve(kept) if kept else gone.value)
    return project


def remove_keys(project: Project, clip_ids: Iterable[ClipId], *, frame: int) -> Project:
    """Take all keys away; what is seen at the frame stays for all of the clip."""
    for placed in _pictures(project, clip_ids):
        placement = placed.clip.placement
        time = moment(placed, frame, project.rate)
        for field in Field:
            placement = _with(placement, field, value_at(field.of(placement), time))
        if placement != placed.clip.placement:
            project = set_placement(project, [placed.clip.id], placement)
    return project


def move_key(
    project: Project, clip_id: ClipId, field: Field, *, frame: int, to_frame: int
) -> Project:
    """Let a key be reached at another frame. Raises EditRefused where another one lies."""
    placed = clip_of(project, clip_id)
    key = key_at(placed, field, frame, project.rate)
    if key is None:
        raise EditRefused("There is no key at this frame.")
    to_frame = min(max(to_frame, placed.start), placed.end - 1)
    if to_frame == frame:
        return project
    if key_at(placed, field, to_frame, project.rate) is not None:
        raise EditRefused("There is a key at that frame already.")
    moved = replace(key, time=moment(placed, to_frame, project.rate))
    others = [k for k in keys_of(field.of(placed.clip.placement)) if k is not key]
    return _put(project, placed, field, _ordered([*others, moved]))


def set_ease(project: Project, clip_ids: Iterable[ClipId], ease: Ease, *, frame: int) -> Project:
    """How the keys at the frame go on to the next ones. Raises EditRefused where none lies."""
    found = False
    for placed in _pictures(project, clip_ids):
        placement = placed.clip.placement
        for field in Field:
            key = key_at(placed, field, frame, project.rate)
            if key is not None and (ease is not Ease.EXPONENTIAL or field is Field.SCALE):
                found = True
                keys = keys_of(field.of(placement))
                curve = Curve(tuple(replace(k, ease=ease) if k is key else k for k in keys))
                placement = _with(placement, field, curve)
        project = set_placement(project, [placed.clip.id], placement)
    if not found:
        which = "key of the scale" if ease is Ease.EXPONENTIAL else "key"
        raise EditRefused(f"There is no {which} at the playhead.")
    return project


def push(project: Project, clip_ids: Iterable[ClipId], *, inward: bool) -> Project:
    """A slow camera over each whole clip, at a steady rate: in towards what it shows, or out to
    it."""
    for placed in _pictures(project, clip_ids):
        _refuse_frozen(project, placed)
        if placed.clip.length < 2:
            raise EditRefused(f"“{title(project, placed.clip)}” has one frame only.")
        first = moment(placed, placed.start, project.rate)
        last = moment(placed, placed.end - 1, project.rate)
        near = value_at(placed.clip.placement.scale, first)
        values = (near, near * PUSH) if inward else (near * PUSH, near)
        keys = [
            Key(time=time, value=value, ease=Ease.EXPONENTIAL)
            for time, value in zip((first, last), values, strict=True)
        ]
        project = _put(project, placed, Field.SCALE, _ordered(keys))
    return project


def _pictures(project: Project, clip_ids: Iterable[ClipId]) -> tuple[Placed, ...]:
    found = (clip_of(project, clip_id) for clip_id in clip_ids)
    return tuple(placed for placed in found if placed.track.kind is TrackKind.VIDEO)


def _with(placement: Placement, field: Field, varying: Varying) -> Placement:
    match field:
        case Field.SCALE:
            return replace(placement, scale=varying)
        case Field.X:
            return replace(placement, x=varying)
        case Field.Y:
            return replace(placement, y=varying)
        case Field.ROTATION:
            return replace(placement, rotation_degrees=varying)
        case Field.OPACITY:
            return replace(placement, opacity=varying)


def _put(project: Project, placed: Placed, field: Field, varying: Varying) -> Project:
    return set_placement(project, [placed.clip.id], _with(placed.clip.placement, field, varying))


def _with_value(
    project: Project, placed: Placed, field: Field, value: float, frame: int
) -> Varying:
    if not isinstance(field.of(placed.clip.placement), Curve):
        return value
    time = moment(placed, frame, project.rate)
    return _keyed(placed, field, Key(time=time, value=value), project.rate)


def _mapped(varying: Varying, change: Callable[[float], float]) -> Varying:
    if isinstance(varying, Curve):
        return Curve(tuple(replace(key, value=change(key.value)) for key in varying.keys))
    return change(varying)


def _keyed(placed: Placed, field: Field, key: Key, rate: FrameRate) -> Curve:
    """The curve with a key more, in the place of the one on the same frame; it goes on as the one
    before it does."""
    keys = keys_of(field.of(placed.clip.placement))
    shown = frame_of(placed, key.time, rate)
    same = next((k for k in keys if frame_of(placed, k.time, rate) == shown), None)
    before = [k for k in keys if k.time <= key.time] or keys[:1]
    if same is not None:
        key = replace(key, time=same.time, ease=same.ease)
    elif before:
        key = replace(key, ease=before[-1].ease)
    return _ordered([*(k for k in keys if k is not same), key])


def _ordered(keys: Iterable[Key]) -> Curve:
    return Curve(tuple(sorted(keys, key=lambda key: key.time)))


def _refuse_frozen(project: Project, placed: Placed) -> None:
    if _is_frozen(placed.clip):
        raise EditRefused(
            f"“{title(project, placed.clip)}” is a freeze: it shows one moment of its source, "
            "and keys lie on moments of the source.",
            todo="Give it a speed first.",
        )


def _is_frozen(clip: Clip) -> bool:
    return clip.speed == 0
